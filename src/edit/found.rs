//! What a step found where it was made: enough to tell, in a budget that lacks some step before it, whether it
//! may be taken there too, and where.
//!
//! A value that is put into a cell says all there is to say of the cell, whatever stood there before; but the row must
//! be the same row, and rows that are put in, moved or taken out must be where they were meant to be. Whether a step is
//! taken is not decided here.

use std::collections::{HashMap, HashSet};

use super::{Batch, Edit};
use crate::model::{Budget, CellAddress, ColumnKey, Layer, RowKey, RowView, Table, TableKey, Value};

/// What one edit found.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Found {
    /// Nothing that matters, or it cannot be told.
    #[default]
    Unknown,
    /// What stood in the cell, and the texts beside it that the step left alone.
    Cell {
        /// What stood there.
        value: Option<Value>,
        /// What the row is known by; empty where the step put the row in.
        beside: Vec<(ColumnKey, Value)>,
    },
    /// Rows.
    Rows {
        /// The row above the place where they are put; `None` at the top, or where none are put.
        below: Option<RowKey>,
        /// The rows that are moved or taken out.
        keys: Vec<RowKey>,
    },
}

/// The columns of a row that a step writes.
pub type Written<'a> = HashMap<(&'a TableKey, &'a RowKey), HashSet<&'a ColumnKey>>;

/// The cells that a step writes, by row.
pub fn written(step: &Batch) -> Written<'_> {
    let mut written = Written::new();
    for edit in &step.edits {
        if let Edit::SetCell { layer: Layer::Input, address, .. } = edit {
            written.entry((&address.table, &address.row)).or_default().insert(&address.column);
        }
    }
    written
}

/// The texts of a row but for the columns that a step writes.
pub fn beside(row: RowView<'_>, address: &CellAddress, written: &Written<'_>) -> Vec<(ColumnKey, Value)> {
    let left_alone = written.get(&(&address.table, &address.row));
    row.cells()
        .iter()
        .filter(|(column, value)| {
            value.text().is_some()
                && **column != address.column
                && !left_alone.is_some_and(|written| written.contains(column))
        })
        .map(|(column, value)| (column.clone(), value.to_value()))
        .collect()
}

/// What the edits of a step found, one for each. `inverse` takes the step back, `after` is the budget with it.
pub fn found(step: &Batch, inverse: &Batch, after: &Budget) -> Vec<Found> {
    let written = written(step);
    let mut structural: HashMap<&TableKey, usize> = HashMap::new();
    for edit in &step.edits {
        if let Edit::InsertRows { table, .. }
        | Edit::RemoveRows { table, .. }
        | Edit::MoveRows { table, .. } = edit
        {
            *structural.entry(table).or_default() += 1;
        }
    }
    step.edits
        .iter()
        .zip(inverse.edits.iter().rev())
        .map(|(edit, undo)| match (edit, undo) {
            (Edit::SetCell { address, .. }, Edit::SetCell { value, .. }) => {
                let row = after.table(&address.table).and_then(|table| table.row(&address.row));
                let beside = row.map(|row| beside(row, address, &written)).unwrap_or_default();
                Found::Cell { value: value.clone(), beside }
            }
            (Edit::InsertRows { table, rows, .. }, _) => {
                let put = after.table(table).zip(rows.first());
                match put.and_then(|(table, row)| Some((table, table.position(&row.key)?))) {
                    Some((table, at)) => Found::Rows { below: above(table, at), keys: Vec::new() },
                    None => Found::Unknown,
                }
            }
            (Edit::RemoveRows { .. }, Edit::InsertRows { rows, .. }) => {
                Found::Rows { below: None, keys: rows.iter().map(|row| row.key.clone()).collect() }
            }
            (Edit::MoveRows { table, count, to, .. }, _) if structural.get(table) == Some(&1) => {
                match after.table(table) {
                    Some(table) => Found::Rows {
                        below: above(table, *to),
                        keys: table
                            .rows()
                            .iter()
                            .skip(*to)
                            .take(*count)
                            .map(|row| row.key().clone())
                            .collect(),
                    },
                    None => Found::Unknown,
                }
            }
            _ => Found::Unknown,
        })
        .collect()
}

/// The key of the row above a position.
fn above(table: &Table, at: usize) -> Option<RowKey> {
    Some(table.at(at.checked_sub(1)?)?.key().clone())
}
