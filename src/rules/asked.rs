//! What decides how a rule ends at a row: where only texts do, rows that say the same are judged once. Which texts, the
//! rule knows; how they are kept in a table, this does.

use crate::calc::Sheet;
use crate::model::{ColumnKey, ColumnView, Coverage, KindKey, Layer, Table};
use crate::schema::SectionSchema;

/// Whether an entered column of numbers stands blank in all rows, so that it tells no row from another.
pub(super) fn is_unused(sheet: &Sheet<'_>, key: &ColumnKey) -> bool {
    let is_entered =
        |table: &&Table| table.coverage == Coverage::Full && !sheet.is_derived && !sheet.is_filled;
    let is_sum = |section: &SectionSchema| section.column(key).is_some_and(|column| !column.sum.is_empty());
    !sheet.schema.sections.iter().any(is_sum)
        && sheet.table.filter(is_entered).is_some_and(|table| table.column(Layer::Input, key).is_blank())
}

/// What a rule asks of its own rows: only texts.
pub(super) struct Asked<'a> {
    sheet: Sheet<'a>,
    table: &'a Table,
    /// Columns of the row, or of the row of a kind above it.
    texts: Vec<(Option<&'a KindKey>, ColumnView<'a>)>,
}

impl<'a> Asked<'a> {
    /// Some texts of the rows of a kind, or of any, or of the rows above them. `None` where the form prints one of them,
    /// so that it is not in the table.
    pub(super) fn of(
        sheet: Sheet<'a>,
        kind: Option<&KindKey>,
        texts: impl IntoIterator<Item = (Option<&'a KindKey>, &'a ColumnKey)>,
    ) -> Option<Self> {
        let table = sheet.table?;
        let is_printed = |above: Option<&KindKey>, column: &ColumnKey| {
            let fixed = sheet.schema.sections.iter().flat_map(|section| section.fixed_rows());
            let mut of_kind = fixed.filter(|row| above.or(kind).is_none_or(|kind| row.kind == *kind));
            of_kind.any(|row| row.cells.contains_key(column))
        };
        let column = |(above, column)| {
            (!is_printed(above, column)).then(|| (above, table.column(Layer::Input, column)))
        };
        let texts = texts.into_iter().map(column).collect::<Option<_>>()?;
        Some(Self { sheet, table, texts })
    }

    /// What the row at a position says: by numbers, the same for the same text.
    pub(super) fn says(&self, row: usize) -> impl Iterator<Item = Option<u32>> {
        self.texts.iter().map(move |(above, column)| {
            let at = match above {
                Some(kind) => self.sheet.row(row)?.ancestor(kind)?.index,
                None => row,
            };
            (at < self.table.len()).then(|| column.text_number(at))
        })
    }
}
