//! The values of one row to read, wherever they are: in the columns of a table, or apart from any.

use super::columns::Columns;
use super::values::Values;
use super::view::ValueView;
use super::{Cells, ColumnKey, Value};

/// The values of a row in one layer, to read, in the order of the column keys.
#[derive(Clone, Copy)]
pub struct CellsView<'a>(CellsOf<'a>);

/// Where they are kept.
#[derive(Clone, Copy)]
pub(super) enum CellsOf<'a> {
    Table { columns: &'a Columns, values: &'a Values, at: usize },
    Row(&'a Cells),
}

impl<'a> CellsView<'a> {
    pub(super) fn of(cells: CellsOf<'a>) -> Self {
        Self(cells)
    }

    /// The value in a column.
    pub fn get(self, column: &ColumnKey) -> Option<ValueView<'a>> {
        match self.0 {
            CellsOf::Table { columns, values, at } => values.value(columns.run(column)?.get(at)),
            CellsOf::Row(cells) => cells.get(column).map(Value::view),
        }
    }

    /// Whether there is a value in a column.
    pub fn contains_key(self, column: &ColumnKey) -> bool {
        self.get(column).is_some()
    }

    /// Columns and values.
    pub fn iter(self) -> impl Iterator<Item = (&'a ColumnKey, ValueView<'a>)> + Clone {
        let (kept, apart) = match self.0 {
            CellsOf::Table { columns, values, at } => (Some((columns, values, at)), None),
            CellsOf::Row(cells) => (None, Some(cells)),
        };
        let kept = kept.into_iter().flat_map(|(columns, values, at)| {
            columns.of_row(at).filter_map(|(key, word)| Some((key, values.value(word)?)))
        });
        kept.chain(apart.into_iter().flatten().map(|(key, value)| (key, value.view())))
    }

    /// The columns with a value.
    pub fn keys(self) -> impl Iterator<Item = &'a ColumnKey> + Clone {
        self.iter().map(|(key, _)| key)
    }

    /// The values.
    pub fn values(self) -> impl Iterator<Item = ValueView<'a>> + Clone {
        self.iter().map(|(_, value)| value)
    }

    /// How many values there are.
    pub fn len(self) -> usize {
        self.iter().count()
    }

    /// Whether there is none.
    pub fn is_empty(self) -> bool {
        self.iter().next().is_none()
    }

    /// The values themselves.
    pub fn to_cells(self) -> Cells {
        self.iter().map(|(key, value)| (key.clone(), value.to_value())).collect()
    }
}

impl PartialEq for CellsView<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl std::fmt::Debug for CellsView<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}
