//! The list of a document's tables where it is printed as a table itself (报表目录), with the reason why one
//! is empty. Its rows belong to no table; only the reasons are taken from them.

use std::collections::BTreeMap;

use super::split::Titles;
use crate::model::TableKey;
use crate::schema::Format;

/// What the list of tables says.
pub(super) struct Contents<'f> {
    titles: Titles<'f>,
    reasons: BTreeMap<TableKey, String>,
}

impl<'f> Contents<'f> {
    /// A list that has not been read.
    pub(super) fn new(format: &'f Format) -> Self {
        Self { titles: Titles::new(format), reasons: BTreeMap::new() }
    }

    /// Takes the reason from a row that names a table: the last words behind its title.
    pub(super) fn see(&mut self, cells: &[&str]) {
        let mut cells = cells.iter().map(|cell| cell.trim()).filter(|cell| !cell.is_empty());
        let Some(table) = cells.find_map(|cell| self.titles.of(cell)) else { return };
        let reason = cells.next_back().filter(|cell| !says_only_whether(cell));
        if let Some(reason) = reason {
            self.reasons.insert(table.key.clone(), reason.to_owned());
        }
    }

    /// Why a table is empty.
    pub(super) fn reason(&self, table: &TableKey) -> Option<&str> {
        self.reasons.get(table).map(String::as_str)
    }
}

/// Whether a cell is a page's number or a mere 是 or 否.
fn says_only_whether(cell: &str) -> bool {
    matches!(cell, "是" | "否" | "√" | "×") || !cell.chars().any(char::is_alphabetic)
}
