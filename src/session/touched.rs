//! What a step touches, in the words of `calc`, which knows no edits.

use rustc_hash::FxHashMap;

use crate::calc::{Touched, TouchedCell};
use crate::edit::{Batch, Edit};
use crate::model::{CellAddress, Layer, Value};

/// What a step touched that was taken; `inverse` takes it back and so knows what stood there.
pub(super) fn touched(step: &Batch, inverse: &Batch) -> Touched {
    let mut touched = Touched::default();
    for edit in &step.edits {
        match edit {
            // A row's remark is read by no figure and no rule.
            Edit::SetCell { .. } | Edit::SetRowRemark { .. } => {}
            Edit::SetNote { .. } => touched.notes = true,
            Edit::SetHead { .. } => touched.head = true,
            Edit::SetNarrative(_) => touched.narrative = true,
            // What an import could not place is brought up with what it noted.
            Edit::SetUnplaced(_) => touched.notes = true,
            Edit::InsertRows { table, .. }
            | Edit::RemoveRows { table, .. }
            | Edit::MoveRows { table, .. }
            | Edit::SetCoverage { table, .. }
            | Edit::SetTableNote { table, .. }
            | Edit::SetTable { table, .. } => {
                touched.tables.insert(table.clone());
            }
        }
    }
    // Of a cell that was set twice, the last of the inverse edits brings back what stood there first.
    let mut before: FxHashMap<(Layer, &CellAddress), Option<&Value>> = FxHashMap::default();
    before.reserve(inverse.edits.len());
    for edit in &inverse.edits {
        if let Edit::SetCell { layer, address, value } = edit {
            before.insert((*layer, address), value.as_ref());
        }
    }
    for edit in &step.edits {
        if let Edit::SetCell { layer, address, .. } = edit
            && let Some(value) = before.remove(&(*layer, address))
        {
            let (layer, address, before) = (*layer, address.clone(), value.cloned());
            touched.cells.push(TouchedCell { layer, address, before });
        }
    }
    touched
}
