//! Columns of which the import doubts whether their figures stand in them. What rules find with these figures may be the
//! reading's fault, and accuses nobody: it counts as not checked until somebody has looked at the table. What they find in
//! its other columns stands. Why a column is doubted, this does not know.

use std::collections::{BTreeMap, BTreeSet};

use super::verdict::Finding;
use crate::calc::Book;
use crate::model::{ColumnKey, HIDDEN_LINES, NoteKey, NoteKind, TableKey};
use crate::schema::Column;

/// The tables of a budget with doubted columns.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Doubted {
    columns: BTreeMap<TableKey, Columns>,
    /// Tables of which hidden rows or columns were left out, and what they are called.
    hidden: BTreeMap<TableKey, String>,
}

/// The doubted columns of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Columns {
    /// What the table is called.
    table: String,
    /// None of them where all are.
    columns: BTreeSet<ColumnKey>,
}

impl Doubted {
    pub(super) fn of(book: &Book<'_>) -> Self {
        let doubted = book.sheets().filter_map(|sheet| {
            let mut columns: BTreeSet<ColumnKey> = sheet.doubted()?.into_iter().cloned().collect();
            // A sum of a doubted column is doubtful, too.
            let all = || sheet.schema.sections.iter().flat_map(|section| &section.columns);
            while !columns.is_empty() {
                let is_of = |column: &&Column| {
                    !columns.contains(&column.key) && column.sum.iter().any(|part| columns.contains(part))
                };
                let more: Vec<ColumnKey> = all().filter(is_of).map(|column| column.key.clone()).collect();
                if more.is_empty() {
                    break;
                }
                columns.extend(more);
            }
            Some((sheet.schema.key.clone(), Columns { table: sheet.schema.named(), columns }))
        });
        let hidden = book.sheets().filter_map(|sheet| {
            let key = NoteKey {
                kind: NoteKind::Import,
                place: sheet.schema.key.to_string(),
                of: HIDDEN_LINES.to_owned(),
            };
            book.budget.notes.contains_key(&key).then(|| (sheet.schema.key.clone(), sheet.schema.named()))
        });
        Self { hidden: hidden.collect(), columns: doubted.collect() }
    }

    /// Why a finding says nothing; `None` where no doubted column takes part in it.
    pub(super) fn why(&self, finding: &Finding) -> Option<String> {
        let is_doubted = |columns: &Columns, column: &ColumnKey| {
            columns.columns.is_empty() || columns.columns.contains(column)
        };
        let of_cell = finding.cells.iter().find_map(|cell| {
            self.columns.get(&cell.table).filter(|columns| is_doubted(columns, &cell.column))
        });
        // What no cell tells may be of any column.
        let has_cells = |table: &TableKey| finding.cells.iter().any(|cell| cell.table == *table);
        let mut tables = finding.table().into_iter().chain(&finding.also);
        let of_table = || tables.find_map(|table| self.columns.get(table).filter(|_| !has_cells(table)));
        match of_cell.or_else(of_table) {
            Some(Columns { table, .. }) => {
                Some(format!("{table}的栏次有疑问（见导入的疑问），请先对照原件核对"))
            }
            None => self.is_hidden(finding),
        }
    }

    /// Why amounts that do not foot, and rows that lack, say nothing of a table with hidden rows or columns: they may be there.
    fn is_hidden(&self, finding: &Finding) -> Option<String> {
        finding.difference.filter(|_| finding.sentence.is_none())?;
        let tables = finding.cells.iter().map(|cell| &cell.table).chain(finding.table());
        let table = tables.into_iter().find_map(|table| self.hidden.get(table))?;
        Some(format!("{table}在原件里有隐藏的行或列，没有读入；请取消隐藏后再读入"))
    }
}
