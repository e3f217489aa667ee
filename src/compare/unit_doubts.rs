//! What wants looking at in the lines of a unit that were taken in, as other entrances say it: formulas (测算公式) that are none,
//! or give another amount than stands there by the department's standards, and amounts that could not be read.
//!
//! Does not change any of it: the lines come as the unit wrote them.

use crate::model::{Budget, RowView, TableKey, ValueView};
use crate::money;
use crate::schema::{Format, TableSchema};
use crate::standards::{in_both_units, quoted, reckoned_lines};

/// In words, one for each place; of the rows that are theirs.
pub(super) fn doubts(
    format: &Format,
    merged: &Budget,
    is_theirs: impl Fn(&TableKey, RowView<'_>) -> bool,
) -> Vec<String> {
    let mut told = Vec::new();
    for line in reckoned_lines(merged, format) {
        let row = merged.table(&line.at.table).and_then(|table| table.row(&line.at.row));
        if !row.is_some_and(|row| is_theirs(&line.at.table, row)) {
            continue;
        }
        let why = match &line.now {
            Err(reason) if !reason.is_open => reason.why.clone(),
            Ok(now) if line.differs() => {
                let own = money::display(
                    line.amount,
                    money::telling_decimals(line.amount, now.amount, format.decimals),
                );
                format!("得 {}，金额写的是 {own} {}", in_both_units(format, now.amount), format.unit.label())
            }
            _ => continue,
        };
        told.push(format!("“{}”的测算公式“{}”{why}", line.title, quoted(&line.formula)));
    }
    for schema in &format.tables {
        let rows = merged.table(&schema.key).into_iter().flat_map(|table| table.rows());
        for row in rows.filter(|row| is_theirs(&schema.key, *row)) {
            told.extend(unread(schema, row));
        }
    }
    told
}

/// The amounts of a row that could not be read.
fn unread(schema: &TableSchema, row: RowView<'_>) -> Vec<String> {
    let section = schema.sections.iter().find_map(|section| Some((section, section.free_kind(row.kind())?)));
    let Some((section, free)) = section else {
        return Vec::new();
    };
    let name: Vec<&str> = free.key.iter().map(|key| row.text(key)).filter(|text| !text.is_empty()).collect();
    let numbers = section.columns.iter().filter(|column| column.kind.is_number());
    let unread = numbers.filter_map(|column| match row.cells().get(&column.key) {
        Some(ValueView::Text(text)) => {
            let (table, name) = (&schema.title, name.join(" "));
            Some(format!("{table}“{name}”的{}“{}”不是数，没有计入", column.title(), quoted(text)))
        }
        _ => None,
    });
    unread.collect()
}
