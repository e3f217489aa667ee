//! Lines that were read in place of those that are there, as one step.

use crate::edit::{Batch, Edit};
use crate::model::{Budget, Row, RowView};
use crate::schema::TableSchema;

/// The step that puts lines in place of a table's own.
pub fn replacing(budget: &Budget, schema: &TableSchema, rows: Vec<Row>) -> Batch {
    let table = budget.table(&schema.key);
    let own = table.map(|table| table.rows()).unwrap_or_default();
    let is_line = |row: RowView<'_>| schema.shape(row).is_some_and(|(_, shape)| shape.level().is_some());
    let before = schema.sections.first().map_or(0, |section| section.before.len());
    let at = own.iter().position(is_line).unwrap_or_else(|| before.min(own.len()));
    let count = own.iter().skip(at).take_while(|row| is_line(*row)).count();
    let mut edits = Vec::new();
    if count > 0 {
        edits.push(Edit::RemoveRows { table: schema.key.clone(), at, count });
    }
    if !rows.is_empty() {
        edits.push(Edit::InsertRows { table: schema.key.clone(), at, rows });
    }
    Batch { label: format!("读入{}", schema.title), edits }
}
