//! Tables of which lines only fill amounts (整体绩效, 项目绩效): the rows are entered, with their targets, and a
//! line is added to the row that is called as the line says. Nothing here makes a row.

use std::collections::HashMap;

use crate::model::{Budget, ColumnKey, Coverage, KindKey, Row, RowKey, SubmittedTable, TableKey};
use crate::schema::{Derivation, DerivedRow, Format, TableSchema};

/// Which entered row lines mean. Never iterated.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct EnteredRows(HashMap<Vec<String>, RowKey>);

impl EnteredRows {
    /// The rows of a table that its lines can mean; of several that are called the same, the first. None
    /// where lines make the rows themselves.
    pub fn of(budget: &Budget, format: &Format, schema: &TableSchema) -> Self {
        let mut found = Self::default();
        let Some(table) = budget.table(&schema.key).filter(|_| schema.filled) else {
            return found;
        };
        for derivation in format.derivations.iter().filter(|derivation| derivation.table == schema.key) {
            found.take(schema, table, derivation);
        }
        found
    }

    /// The row that lines with these words mean.
    pub fn row(&self, words: &[String]) -> Option<&RowKey> {
        self.0.get(words)
    }

    fn take(&mut self, schema: &TableSchema, table: &SubmittedTable, derivation: &Derivation) {
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
        let mut above: Vec<(u8, &Row)> = Vec::new();
        for row in &table.rows {
            let Some(level) = schema.shape(row).and_then(|(_, shape)| shape.level()) else {
                above.clear();
                continue;
            };
            above.retain(|(other, _)| *other < level);
            above.push((level, row));
            if row.kind != **innermost {
                continue;
            }
            let words: Option<Vec<Vec<String>>> = wanted
                .iter()
                .map(|(kind, columns)| {
                    let (_, row) = above.iter().find(|(_, row)| row.kind == **kind)?;
                    Some(words(kind, columns.iter().map(|column| (*column, row.text(column)))))
                })
                .collect();
            if let Some(words) = words {
                self.0.entry(words.concat()).or_insert_with(|| row.key.clone());
            }
        }
    }
}

/// What a row of a kind is called by the texts in some of its columns.
pub(super) fn words<'a>(
    kind: &KindKey,
    texts: impl Iterator<Item = (&'a ColumnKey, &'a str)>,
) -> Vec<String> {
    let texts = texts.flat_map(|(column, text)| [column.to_string(), text.to_owned()]);
    [kind.to_string()].into_iter().chain(texts).collect()
}

/// The rows of a table as they were entered, without what lines are to fill and without stated totals.
pub(super) fn without_filled(format: &Format, schema: &TableSchema, own: &SubmittedTable) -> Vec<Row> {
    let mut rows = own.rows.clone();
    for row in &mut rows {
        row.stated.clear();
        row.cells.retain(|column, _| !format.fills(schema, column));
    }
    rows
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
