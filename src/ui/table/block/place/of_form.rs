//! Lines of a block and the rows of the form: which are another's, and what is said of those that go to one.

use super::{Cut, Placing};
use crate::blocks::Given;
use crate::calc::SheetRow;
use crate::model::RowKey;

impl Placing<'_, '_> {
    /// Says of a line that it goes to a row of the form; of one that is a total, that it is left out.
    pub(super) fn note_of_form(&mut self, key: &RowKey) {
        let row = self.sheet.row_by_key(key);
        match row.filter(|row| row.shape.sums_rows()) {
            Some(total) => self.placed.notes.totals.push(format!("“{}”", total.name())),
            None => self.placed.notes.fixed += 1,
        }
    }

    /// Whether a line of a block brings words of its own for what a row of the form has printed.
    pub(super) fn is_another(&self, row: &SheetRow<'_>, cut: &Cut<'_>, cells: &[Given]) -> bool {
        if row.shape.level().is_some() {
            return false;
        }
        let mut targets = cut
            .columns
            .iter()
            .zip(cells)
            .filter(|((section, _), cell)| *section == row.section_index && !cell.is_blank());
        targets.any(|((_, column), cell)| {
            let here = row.cell(*column);
            here.is_some_and(|here| {
                !here.column.kind.is_number()
                    && here.role != crate::schema::Role::Input
                    && crate::text::squeezed(&here.text()) != crate::text::squeezed(&cell.text)
            })
        })
    }
}
