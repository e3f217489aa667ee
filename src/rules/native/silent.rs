//! Tables in which a rule has nothing to say of any row: told column by column, without looking at rows.

use super::Check;
use crate::calc::Sheet;
use crate::model::{ColumnKey, ColumnView, Layer};
use crate::schema::Column;

/// Whether a rule ends without a place at every row of a table. It may say no where it does.
pub(super) fn is_silent(check: &Check, sheet: &Sheet<'_>) -> bool {
    let Some(table) = sheet.table else {
        return false;
    };
    let columns = || sheet.schema.sections.iter().flat_map(|section| &section.columns);
    let mut numbers = columns().filter(|column| column.kind.is_number());
    let entered = |column: &Column| table.column(Layer::Input, &column.key);
    match check {
        Check::Totals => !table.has_stated(),
        Check::Readable => !numbers.any(|column| entered(column).has_texts()),
        Check::Negative => !numbers.any(|column| entered(column).may_be_negative()),
        Check::Reckoned(list) => is_blank(sheet, table.column(Layer::Input, &list.formula), &list.formula),
        _ => false,
    }
}

/// Whether a column is blank in all rows, those included in which the form prints something.
fn is_blank(sheet: &Sheet<'_>, column: ColumnView<'_>, key: &ColumnKey) -> bool {
    let mut fixed = sheet.schema.sections.iter().flat_map(|section| section.fixed_rows());
    column.is_blank() && !fixed.any(|row| row.cells.contains_key(key))
}
