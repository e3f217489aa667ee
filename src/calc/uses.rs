//! The other way round: the sums that a cell goes into.

use super::Cell;
use crate::schema::{Role, RowShape};

impl<'a> Cell<'a> {
    /// The sums into which this cell goes directly: beside it in its row, then above and below it in its
    /// column. The inverse of [`Cell::addends`], which a test holds it to; it looks only where such a sum
    /// can stand, so that it can be asked of a long table at every step of the cursor.
    pub fn uses(&self) -> Vec<Cell<'a>> {
        let row = self.row;
        if !self.column.kind.is_number() {
            return Vec::new();
        }
        let beside = row
            .cells()
            .filter(|cell| cell.role == Role::SumOfColumns && cell.column.sum.contains(&self.column.key));
        let mut uses: Vec<Cell<'a>> = beside.collect();
        for fixed in row.section.fixed_rows() {
            let sums = |name: &String| *name == row.row.key.as_str() || *name == row.row.kind.as_str();
            if fixed.key != row.row.key && fixed.sum.iter().any(sums) {
                uses.extend(row.sheet.row_by_key(&fixed.key).and_then(|total| total.cell(self.column_index)));
            }
        }
        let mut level = row.shape.level();
        for at in (0..row.index).rev() {
            let Some(own) = level.filter(|level| *level > 0) else {
                break;
            };
            let Some(above) = row.sheet.row(at).filter(|above| above.section_index == row.section_index)
            else {
                break;
            };
            let RowShape::Free(free) = above.shape else {
                break;
            };
            if free.level < own {
                level = Some(free.level);
                if free.sum.as_ref() == Some(&row.row.kind) {
                    uses.extend(above.cell(self.column_index));
                }
            }
        }
        uses.retain(|cell| cell.role.is_computed());
        uses
    }
}
