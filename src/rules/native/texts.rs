//! Texts of budget lines that decide where their amounts go: one that no table knows is an amount that some table
//! lacks.

use super::Native;
use crate::calc::SheetRow;
use crate::formula::name_of_cell;
use crate::model::ColumnKey;
use crate::rules::place::{PlaceOutcome, Places};
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
pub(super) fn known(
    rule: &Native,
    row: &SheetRow<'_>,
    columns: &[(ColumnKey, Vec<String>)],
    places: &mut Places,
) {
    for (key, known) in columns {
        let text = row.text(key);
        let Some(cell) = row.cell_by(key).filter(|_| !text.is_empty()) else {
            continue;
        };
        let outcome = if known.iter().any(|one| one == text) {
            PlaceOutcome::Passed
        } else {
            let message = format!(
                "{}：“{text}”不是这一栏的写法，有的表因此汇总不到这一笔。可以写：{}。",
                name_of_cell(&cell),
                known.join("、")
            );
            PlaceOutcome::Violated(Box::new(rule.at_cell(&cell, message)))
        };
        places.add(outcome, || Some(cell.address()));
    }
}
