//! What a block may not write over: what stands in rows that it was moved down to, past one that takes none of it.

use crate::calc::Book;
use crate::edit::{Batch, Edit};
use crate::model::{CellAddress, Layer};

/// That lines of a block had to pass a row of the form.
pub(in crate::ui::table::block) struct Passed {
    /// What that row is called: the first of them.
    pub row: String,
    /// How many cells had their place before.
    pub from: usize,
}

impl Passed {
    /// Why the step that a block comes to may not be taken, with where to paste instead: behind the row that was passed it
    /// changes what somebody entered, who did not look there.
    pub(in crate::ui::table::block) fn refusal(
        &self,
        book: &Book<'_>,
        entries: &[(CellAddress, String)],
        step: &Batch,
    ) -> Option<String> {
        let behind: Vec<&CellAddress> = entries.iter().skip(self.from).map(|(address, _)| address).collect();
        let changed = step.edits.iter().find_map(|edit| match edit {
            Edit::SetCell { layer: Layer::Input, address, .. } if behind.contains(&address) => {
                let cell = book.cell(address)?;
                let is_entered = cell.row.shape.level().is_some() && cell.entered().is_some();
                is_entered.then(|| cell.row.name())
            }
            _ => None,
        })?;
        let passed = &self.row;
        Some(format!(
            "“{passed}”这一行不录入，粘贴的内容里也没有这一行，往下顺延会改掉“{changed}”已有的内容；请选中要放第一行的那一行再粘贴，要加在后面的先增加空行"
        ))
    }
}
