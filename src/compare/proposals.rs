//! Rows that were taken for one item on a guess (推定为同一项), told with what each is called, so that people can confirm or part
//! them. How they were found is for [`Match`].

use super::{ComparedRow, ComparedTable, Comparison, Match};
use crate::calc::Book;
use crate::model::{RowKey, TableKey};

/// A row that was matched on a guess.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal<'c> {
    /// The table, by its key in the newest format.
    pub table: &'c TableKey,
    /// The table's short name.
    pub title: &'c str,
    /// The older budget, by position.
    pub side: usize,
    /// What the row is called there.
    pub old: String,
    /// What it is called in the newest.
    pub new: String,
    /// Its key in the newest budget that has it, as changes name it.
    pub row: RowKey,
    /// Why both are taken for one.
    pub how: Match,
}

impl Proposal<'_> {
    /// In words.
    pub fn words(&self) -> String {
        format!("“{}”（第 {} 份）与“{}”：{}", self.old, self.side + 1, self.new, self.how.label())
    }
}

impl Comparison {
    /// All guesses, table by table.
    pub fn proposals<'c>(&'c self, books: &[Book<'_>]) -> Vec<Proposal<'c>> {
        self.tables.iter().flat_map(|table| table.proposals(books)).collect()
    }
}

impl ComparedTable {
    /// Those of this table.
    pub fn proposals<'c>(&'c self, books: &[Book<'_>]) -> Vec<Proposal<'c>> {
        let is_guessed = |row: &&ComparedRow| row.how.iter().any(|how| how.is_proposal());
        if !self.rows.iter().any(|row| is_guessed(&row)) {
            return Vec::new();
        }
        let names: Vec<Vec<String>> = (0..books.len()).map(|side| self.names_in(books, side)).collect();
        let mut all = Vec::new();
        for row in self.rows.iter().filter(is_guessed) {
            for (side, how) in row.how.iter().enumerate().filter(|(_, how)| how.is_proposal()) {
                let old = row.at.get(side).copied().flatten().and_then(|at| names.get(side)?.get(at));
                all.push(Proposal {
                    table: &self.key,
                    title: &self.title,
                    side,
                    old: old.cloned().unwrap_or_default(),
                    new: self.name(books, row).to_owned(),
                    row: self.newest_row(books, row).map(|row| row.row.key().clone()).unwrap_or_default(),
                    how: *how,
                });
            }
        }
        all
    }
}
