//! Templates for new budgets (模板): budget files in a folder `templates` or `模板` beside the program or in the
//! user's data folder.

use std::path::{Path, PathBuf};

use crate::file::{files_in, folders_at_hand};
use crate::model::Budget;
use crate::schema::Format;
use crate::session::Plan;

/// The folder of templates, as it is made in the user's data folder.
const FOLDER: &str = "templates";
const FOLDER_CHINESE: &str = "模板";

/// The folders with templates, whether they exist or not; the last is the user's own.
pub(in crate::ui) fn folders() -> Vec<PathBuf> {
    [folders_at_hand(FOLDER_CHINESE), folders_at_hand(FOLDER)].concat()
}

/// The templates in folders, by name.
pub(in crate::ui) fn at_hand(folders: &[PathBuf]) -> Vec<PathBuf> {
    folders.iter().flat_map(|folder| files_in(folder, "ron")).collect()
}

/// What a template is called.
pub(in crate::ui) fn name(path: &Path) -> String {
    path.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// The units of a plan for which there are no lines.
pub(in crate::ui) fn units_without_lines(format: &Format, budget: &Budget, plan: &Plan) -> Vec<String> {
    let Some(list) = &format.units else {
        return Vec::new();
    };
    let lines =
        || budget.tables.iter().filter(|(key, _)| format.has_lines(key)).flat_map(|(_, table)| table.rows());
    let lacks = |code: &str| !lines().any(|row| row.text(&list.code) == code);
    plan.units.iter().filter(|unit| lacks(&unit.code)).map(|unit| unit.name.clone()).collect()
}
