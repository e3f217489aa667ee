//! Which differences only follow from others (随之变动的合计): six amounts that were changed are six lines, not thirty.

use std::collections::{BTreeMap, BTreeSet};

use super::Change;
use crate::calc::Book;
use crate::model::{ColumnKey, RowKey, TableKey};
use crate::money::{self, Decimal};
use crate::schema::{Role, RowShape};

/// Which tables have changes in what is entered: of their totals, and of those of tables made of lines, it is no news
/// that they changed with it.
pub struct Follows<'c> {
    entered: BTreeSet<&'c TableKey>,
    /// Those with changes in what is no sum of other cells of the table, entered or made of lines.
    parts: BTreeSet<&'c TableKey>,
    lines: bool,
    /// What the changes of the parts of a row come to that are printed below it as 其中, by its cell.
    within: BTreeMap<(&'c TableKey, RowKey, &'c ColumnKey), Option<Decimal>>,
}

impl<'c> Follows<'c> {
    /// Of all that differs.
    pub fn of(changes: &'c [Change], books: &[Book<'_>]) -> Self {
        let tables_with = |is: &dyn Fn(Role) -> bool| -> BTreeSet<&'c TableKey> {
            let fits = |change: &&Change| role(change, books).is_some_and(is);
            changes.iter().filter(fits).map(|change| &change.table).collect()
        };
        let entered = tables_with(&|role| !role.is_computed());
        let parts = tables_with(&|role| !is_sum(role));
        let lines = books.last().is_some_and(|book| entered.iter().any(|table| book.format.has_lines(table)));
        let mut within: BTreeMap<_, Option<Decimal>> = BTreeMap::new();
        for change in changes {
            if let Some(whole) = whole_of(change, books) {
                let sum = within.entry((&change.table, whole, &change.column)).or_insert(Some(Decimal::ZERO));
                *sum = sum.zip(change.change).and_then(|(sum, change)| money::add(sum, change));
            }
        }
        Self { entered, parts, lines, within }
    }

    /// Whether a change only follows.
    pub fn is(&self, change: &Change, books: &[Book<'_>]) -> bool {
        let is_of_lines =
            books.last().and_then(|book| book.sheet(&change.table)).is_some_and(|sheet| sheet.is_derived);
        let has_cause = self.entered.contains(&change.table) || self.lines && is_of_lines;
        // A total stands beside its parts, wherever these come from.
        let has_parts = |role: Role| is_sum(role) && self.parts.contains(&change.table);
        let follows = |role: Role| role.is_computed() && (has_cause || has_parts(role));
        let whole = (&change.table, change.row.clone(), &change.column);
        role(change, books).is_some_and(follows)
            || change.change.is_some()
                && self.within.get(&whole).is_some_and(|within| *within == change.change)
    }
}

/// Whether a cell is a sum of others of its table.
fn is_sum(role: Role) -> bool {
    matches!(role, Role::SumOfColumns | Role::SumOfRows)
}

/// The row of which that of a change is printed as a part (其中).
fn whole_of(change: &Change, books: &[Book<'_>]) -> Option<RowKey> {
    let cell = books.iter().rev().find_map(|book| book.cell(&change.address()))?;
    match cell.row.shape {
        RowShape::Fixed(row) => row.part_of.clone(),
        RowShape::Free(_) => None,
    }
}

/// What the cell of a change is in the newest budget that has it.
fn role(change: &Change, books: &[Book<'_>]) -> Option<Role> {
    let address = change.address();
    books.iter().rev().find_map(|book| Some(book.cell(&address)?.role))
}
