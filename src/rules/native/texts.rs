//! Texts of budget lines that decide where their amounts go: one that no table knows is an amount that some table
//! lacks.

use super::{Native, place};
use crate::calc::SheetRow;
use crate::model::ColumnKey;
use crate::rules::verdict::{Place, PlaceOutcome};
use crate::schema::{ColumnKind, Format, TableSchema};

/// The text columns of a table of lines in which only some texts are known, with these.
pub(super) fn columns(format: &Format, table: &TableSchema) -> Vec<(ColumnKey, Vec<String>)> {
    let columns = table.sections.iter().flat_map(|section| &section.columns);
    let texts = columns.filter(|column| column.kind == ColumnKind::Text).map(|column| {
        let known = format.known_texts(&table.key, &column.key);
        (column.key.clone(), known.into_iter().map(str::to_owned).collect())
    });
    texts.filter(|(_, known): &(_, Vec<String>)| !known.is_empty()).collect()
}

/// What these columns are called.
pub(super) fn names(table: &TableSchema, columns: &[(ColumnKey, Vec<String>)]) -> String {
    let title = |key: &ColumnKey| {
        let found = table.sections.iter().find_map(|section| section.column(key));
        found.map_or_else(|| key.to_string(), |column| column.title().to_owned())
    };
    columns.iter().map(|(key, _)| title(key)).collect::<Vec<_>>().join("、")
}

/// Whether the texts of a line are known. A blank one is for another rule to find.
pub(super) fn known(rule: &Native, row: &SheetRow<'_>, columns: &[(ColumnKey, Vec<String>)]) -> Vec<Place> {
    let cells = columns.iter().filter_map(|(key, known)| Some((row.cell_by(key)?, row.text(key), known)));
    let given = cells.filter(|(_, text, _)| !text.is_empty());
    given
        .map(|(cell, text, known)| {
            if known.iter().any(|one| one == text) {
                return PlaceOutcome::Passed.at(cell.address());
            }
            let message = format!(
                "{}：“{text}”不是这一栏的写法，有的表因此汇总不到这一笔。可以写：{}。",
                place(&cell),
                known.join("、")
            );
            PlaceOutcome::Violated(Box::new(rule.at_cell(&cell, message))).at(cell.address())
        })
        .collect()
}
