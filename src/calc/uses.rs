//! The other way round: the sums that a cell goes into.

use super::Cell;

impl<'a> Cell<'a> {
    /// The sums into which this cell goes directly: beside it in its row, then above and below it in its
    /// column. The inverse of [`Cell::addends`], which a test holds it to; it looks only where such a sum
    /// can stand, so that it can be asked of a long table at every step of the cursor.
    pub fn uses(&self) -> Vec<Cell<'a>> {
        let sheet = self.row.sheet;
        if !self.column.kind.is_number() {
            return Vec::new();
        }
        let Some(figures) = sheet.figures() else {
            return Vec::new();
        };
        figures
            .sums_over(sheet.schema, self.row.table, self.row.index, self.column_index)
            .into_iter()
            .filter_map(|(row, column)| sheet.row(row)?.cell(column))
            .collect()
    }
}
