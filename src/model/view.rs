//! Rows to read, wherever they are: in the columns of a table, or apart from any. A view is copied like a reference.

use std::ops::Range;

use rust_decimal::Decimal;

use super::cells_view::{CellsOf, CellsView};
use super::columns::Run;
use super::values::{Values, may_be_negative, text_number};
use super::{ColumnKey, KindKey, Layer, Row, RowKey, Table, Text, Value};

/// What stands in a cell, to read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ValueView<'a> {
    /// As [`Value::Amount`].
    Amount(Decimal),
    /// As [`Value::Text`].
    Text(&'a Text),
}

impl<'a> ValueView<'a> {
    /// The amount, if it is one.
    pub fn amount(self) -> Option<Decimal> {
        match self {
            Self::Amount(amount) => Some(amount),
            Self::Text(_) => None,
        }
    }

    /// The text, if it is text.
    pub fn text(self) -> Option<&'a str> {
        match self {
            Self::Amount(_) => None,
            Self::Text(text) => Some(text),
        }
    }

    /// The value itself.
    pub fn to_value(self) -> Value {
        match self {
            Self::Amount(amount) => Value::Amount(amount),
            Self::Text(text) => Value::Text(text.clone()),
        }
    }
}

impl PartialEq<Value> for ValueView<'_> {
    fn eq(&self, other: &Value) -> bool {
        *self == other.view()
    }
}

/// A row to read.
#[derive(Clone, Copy)]
pub struct RowView<'a> {
    key: &'a RowKey,
    kind: &'a KindKey,
    from: Source<'a>,
}

#[derive(Clone, Copy)]
enum Source<'a> {
    Table(&'a Table, usize),
    Row(&'a Row),
}

impl<'a> RowView<'a> {
    /// Its key within the table.
    pub fn key(self) -> &'a RowKey {
        self.key
    }

    /// Its kind in the format.
    pub fn kind(self) -> &'a KindKey {
        self.kind
    }

    /// A remark on the row.
    pub fn remark(self) -> &'a str {
        match self.from {
            Source::Table(table, at) => {
                table.values.value(table.remarks.get(at)).and_then(ValueView::text).unwrap_or_default()
            }
            Source::Row(row) => &row.remark,
        }
    }

    /// What was entered in input cells.
    pub fn cells(self) -> CellsView<'a> {
        self.layer(Layer::Input)
    }

    /// What the document states in cells that are computed.
    pub fn stated(self) -> CellsView<'a> {
        self.layer(Layer::Stated)
    }

    /// The values of one layer.
    pub fn layer(self, layer: Layer) -> CellsView<'a> {
        CellsView::of(match self.from {
            Source::Table(table, at) => {
                let columns = if layer == Layer::Input { &table.inputs } else { &table.stated };
                CellsOf::Table { columns, values: &table.values, at }
            }
            Source::Row(row) => CellsOf::Row(row.layer(layer)),
        })
    }

    /// The text in an input cell, empty if it is blank or an amount.
    pub fn text(self, column: &ColumnKey) -> &'a str {
        self.cells().get(column).and_then(ValueView::text).unwrap_or_default()
    }

    /// The row itself.
    pub fn to_row(self) -> Row {
        match self.from {
            Source::Row(row) => row.clone(),
            Source::Table(..) => Row {
                key: self.key.clone(),
                kind: self.kind.clone(),
                cells: self.cells().to_cells(),
                stated: self.stated().to_cells(),
                remark: self.remark().to_owned(),
            },
        }
    }
}

impl PartialEq for RowView<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key
            && self.kind == other.kind
            && self.remark() == other.remark()
            && self.cells() == other.cells()
            && self.stated() == other.stated()
    }
}

impl PartialEq<Row> for RowView<'_> {
    fn eq(&self, other: &Row) -> bool {
        *self == other.view()
    }
}

impl std::fmt::Debug for RowView<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.to_row().fmt(f)
    }
}

impl Value {
    /// The value, to read.
    pub fn view(&self) -> ValueView<'_> {
        match self {
            Self::Amount(amount) => ValueView::Amount(*amount),
            Self::Text(text) => ValueView::Text(text),
        }
    }
}

impl<'a> From<&'a Row> for RowView<'a> {
    fn from(row: &'a Row) -> Self {
        row.view()
    }
}

impl From<&Self> for RowView<'_> {
    fn from(row: &Self) -> Self {
        *row
    }
}

impl Row {
    /// The row, to read.
    pub fn view(&self) -> RowView<'_> {
        RowView { key: &self.key, kind: &self.kind, from: Source::Row(self) }
    }
}

/// The rows of a table in printed order, to read.
#[derive(Clone, Copy, Default)]
pub struct Rows<'a>(pub(super) Option<&'a Table>);

/// [`Rows`] one after another.
#[derive(Clone)]
pub struct RowsInOrder<'a> {
    rows: Rows<'a>,
    left: Range<usize>,
}

impl<'a> Rows<'a> {
    /// The row at a position.
    pub fn get(self, position: usize) -> Option<RowView<'a>> {
        self.0?.at(position)
    }

    /// How many rows there are.
    pub fn len(self) -> usize {
        self.0.map_or(0, Table::len)
    }

    /// Whether there are none.
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// The last row.
    pub fn last(self) -> Option<RowView<'a>> {
        self.get(self.len().checked_sub(1)?)
    }

    /// One after another.
    pub fn iter(self) -> RowsInOrder<'a> {
        RowsInOrder { rows: self, left: 0..self.len() }
    }

    /// Some of them.
    pub fn within(self, rows: Range<usize>) -> RowsInOrder<'a> {
        let end = rows.end.min(self.len());
        RowsInOrder { rows: self, left: rows.start.min(end)..end }
    }

    /// The rows themselves.
    pub fn to_vec(self) -> Vec<Row> {
        self.iter().map(RowView::to_row).collect()
    }
}

impl<'a> IntoIterator for Rows<'a> {
    type Item = RowView<'a>;
    type IntoIter = RowsInOrder<'a>;

    fn into_iter(self) -> RowsInOrder<'a> {
        self.iter()
    }
}

impl<'a> Iterator for RowsInOrder<'a> {
    type Item = RowView<'a>;

    fn next(&mut self) -> Option<RowView<'a>> {
        self.rows.get(self.left.next()?)
    }

    fn nth(&mut self, count: usize) -> Option<RowView<'a>> {
        self.rows.get(self.left.nth(count)?)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.left.size_hint()
    }
}

impl DoubleEndedIterator for RowsInOrder<'_> {
    fn next_back(&mut self) -> Option<Self::Item> {
        self.rows.get(self.left.next_back()?)
    }
}

impl ExactSizeIterator for RowsInOrder<'_> {}

impl PartialEq for Rows<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len() && self.iter().eq(other.iter())
    }
}

impl std::fmt::Debug for Rows<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

/// One column of a table, to read: quicker than by rows where all of them are wanted.
#[derive(Clone, Copy)]
pub struct ColumnView<'a> {
    run: Option<&'a Run>,
    values: &'a Values,
}

impl<'a> ColumnView<'a> {
    /// The value in a row.
    pub fn get(self, row: usize) -> Option<ValueView<'a>> {
        self.values.value(self.run?.get(row))
    }

    /// A number for the text in a row: the same number, the same text of this table. Zero for a blank cell or an
    /// amount; no more than [`ColumnView::texts`].
    pub fn text_number(self, row: usize) -> u32 {
        self.run.map_or(0, |run| run.text(row))
    }

    /// Whether no row has a value. Where all values were taken out again it may say no.
    pub fn is_blank(self) -> bool {
        self.run.is_none_or(Run::is_empty)
    }

    /// Whether any row has a text.
    pub fn has_texts(self) -> bool {
        self.run.is_some_and(|run| run.has(|word| text_number(word).is_some()))
    }

    /// Whether a row has an amount below nought. It may say yes where none has.
    pub fn may_be_negative(self) -> bool {
        self.run.is_some_and(|run| run.has(may_be_negative))
    }

    /// How many texts the table has, in all columns.
    pub fn texts(self) -> usize {
        self.values.texts()
    }
}

impl Table {
    /// The row at a position.
    pub fn at(&self, position: usize) -> Option<RowView<'_>> {
        let (key, kind) = (self.keys.get(position)?, self.kind(position)?);
        Some(RowView { key, kind, from: Source::Table(self, position) })
    }

    /// Whether the document states totals in any row. It may say yes where it did before.
    pub fn has_stated(&self) -> bool {
        !self.stated.is_empty()
    }

    /// A column of one layer; blank if no row has a value in it.
    pub fn column(&self, layer: Layer, key: &ColumnKey) -> ColumnView<'_> {
        let columns = if layer == Layer::Input { &self.inputs } else { &self.stated };
        ColumnView { run: columns.run(key), values: &self.values }
    }
}
