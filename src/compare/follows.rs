//! Which differences only follow from others (随之变动的合计): six amounts that were changed are six lines, not thirty.

use std::collections::BTreeSet;

use super::Change;
use crate::calc::Book;
use crate::model::TableKey;
use crate::schema::Role;

/// Which tables have changes in what is entered: of their totals, and of those of tables made of lines, it is no news
/// that they changed with it.
pub struct Follows<'c> {
    entered: BTreeSet<&'c TableKey>,
    lines: bool,
}

impl<'c> Follows<'c> {
    /// Of all that differs.
    pub fn of(changes: &'c [Change], books: &[Book<'_>]) -> Self {
        let is_entered = |change: &&Change| role(change, books).is_some_and(|role| !role.is_computed());
        let entered: BTreeSet<_> = changes.iter().filter(is_entered).map(|change| &change.table).collect();
        let lines = books.last().is_some_and(|book| entered.iter().any(|table| book.format.has_lines(table)));
        Self { entered, lines }
    }

    /// Whether a change only follows.
    pub fn is(&self, change: &Change, books: &[Book<'_>]) -> bool {
        let is_of_lines =
            books.last().and_then(|book| book.sheet(&change.table)).is_some_and(|sheet| sheet.is_derived);
        let has_cause = self.entered.contains(&change.table) || self.lines && is_of_lines;
        has_cause && role(change, books).is_some_and(Role::is_computed)
    }
}

/// What the cell of a change is in the newest budget that has it.
fn role(change: &Change, books: &[Book<'_>]) -> Option<Role> {
    let address = change.address();
    books.iter().rev().find_map(|book| Some(book.cell(&address)?.role))
}
