//! Tables of which lines only fill amounts (整体绩效, 项目绩效): the rows are entered, with their targets, and a
//! line is added to the row that is called as the line says. Nothing here makes a row.

use rustc_hash::FxHashMap;

use crate::model::{Budget, ColumnKey, Coverage, KindKey, RowKey, RowView, Table, TableKey};
use crate::schema::{Derivation, DerivedRow, Format, TableSchema};

/// Which entered row lines mean. Never iterated.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct EnteredRows(FxHashMap<String, RowKey>);

impl EnteredRows {
    /// The rows of a table that its lines can mean; of several that are called the same, the first. None
    /// where lines make the rows themselves.
    pub(super) fn of(budget: &Budget, format: &Format, schema: &TableSchema) -> Self {
        let mut found = Self::default();
        let Some(table) = budget.table(&schema.key).filter(|_| schema.filled) else {
            return found;
        };
        for derivation in format.derivations.iter().filter(|derivation| derivation.table == schema.key) {
            found.take(schema, table, derivation);
        }
        found
    }

    /// The row that lines mean which call it so.
    pub(super) fn row(&self, called: &str) -> Option<&RowKey> {
        self.0.get(called)
    }

    fn take(&mut self, schema: &TableSchema, table: &Table, derivation: &Derivation) {
        let wanted: Vec<(&KindKey, Vec<&ColumnKey>)> = derivation
            .rows
            .iter()
            .filter_map(|row| match row {
                DerivedRow::Free(kind, cells) => Some((kind, cells.keys().collect())),
                DerivedRow::Fixed(_) => None,
            })
            .collect();
        let Some((innermost, _)) = wanted.last() else {
            return;
        };
        let mut above: Vec<(u8, RowView<'_>)> = Vec::new();
        for row in table.rows() {
            let Some(level) = schema.shape(row).and_then(|(_, shape)| shape.level()) else {
                above.clear();
                continue;
            };
            above.retain(|(other, _)| *other < level);
            above.push((level, row));
            if *row.kind() != **innermost {
                continue;
            }
            let mut called = String::new();
            let is_complete = wanted.iter().all(|(kind, columns)| {
                let found = above.iter().find(|(_, row)| *row.kind() == **kind);
                if let Some((_, row)) = found {
                    call(&mut called, kind, columns.iter().map(|column| (*column, row.text(column))));
                }
                found.is_some()
            });
            if is_complete {
                self.0.entry(called).or_insert_with(|| row.key().clone());
            }
        }
    }
}

/// Adds to what a row is called: its kind and the texts in some of its columns.
pub(super) fn call<'a, T: AsRef<str>>(
    called: &mut String,
    kind: &KindKey,
    texts: impl Iterator<Item = (&'a ColumnKey, T)>,
) {
    called.push_str(kind.as_str());
    for (column, text) in texts {
        for part in [column.as_str(), text.as_ref()] {
            called.push('\u{1}');
            called.push_str(part);
        }
    }
}

/// The rows of a table as they were entered, without what lines are to fill and without stated totals.
pub(super) fn without_filled(format: &Format, schema: &TableSchema, own: &Table) -> Table {
    let mut table = own.clone();
    table.coverage = Coverage::Full;
    table.change_each(|row| {
        row.stated.clear();
        row.cells.retain(|column, _| !format.fills(schema, column));
    });
    table
}

/// Whether an edit of a column can change which row lines mean.
pub(in crate::calc) fn names_rows(format: &Format, table: &TableKey, column: &ColumnKey) -> bool {
    let here = format.derivations.iter().filter(|derivation| derivation.table == *table);
    here.flat_map(|derivation| &derivation.rows).any(|row| match row {
        DerivedRow::Free(_, cells) => cells.contains_key(column),
        DerivedRow::Fixed(_) => false,
    })
}

/// Whether a table keeps its entered rows while lines fill its amounts.
pub(in crate::calc) fn is_filled(budget: &Budget, format: &Format, key: &TableKey) -> bool {
    format.table(key).is_some_and(|schema| schema.filled)
        && budget.table(key).is_some_and(|table| table.coverage == Coverage::Derived)
}
