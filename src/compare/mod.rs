//! Two or more budgets side by side: years, or versions of one budget.
//!
//! ```text
//! budgets ─► identity ─► matching ─► Comparison ─► changes, waterfall, what the text says of them
//!    └────► difference (a batch that makes one of the other) ─► merge (base, ours, theirs)
//! ```
//!
//! Rows are matched by what they are ([`matching`](Match)), never by where they stand. Figures are those
//! that the rules go by: computed totals or, where pages are missing, the stated ones; what a budget does
//! not give is unknown, and is not compared. Amounts of budgets in 元 and in 万元 are brought to the unit of
//! the newest.
//!
//! A [`Comparison`] holds positions, not figures: who reads it brings the same books along. Nothing here
//! changes a budget, knows a window, or judges a change.

mod align;
mod changes;
pub mod chart;
mod decisions;
mod difference;
mod documents;
mod explain;
mod follows;
mod identity;
mod kind;
mod lines;
mod matching;
mod meaning;
mod merge;
mod merge_beside;
mod merge_bound;
mod merge_lines;
mod merge_names;
mod merge_rows;
mod merge_sections;
mod merge_tables;
mod merge_text;
mod merge_unsaid;
mod naming;
mod one_budget;
mod printed;
mod proposals;
mod remarks;
mod renamed;
mod side_by_side;
mod telling;
#[cfg(test)]
mod tests;
mod trend;
mod unit_doubts;
mod unit_out;
mod unit_rows;
mod unit_sums;
mod units;
mod units_beside;
mod waterfall;
mod words;

use std::sync::OnceLock;

pub use changes::{Change, Filter, change_of};
pub use decisions::{decision_note, reason_key};
pub use difference::{Different, difference};
pub use explain::{StatedChange, last_year_changes, stated_beside};
pub use follows::Follows;
pub use kind::ChangeKind;
pub use lines::{CellAgainstLines, TableAgainstLines, against_lines};
pub use matching::Match;
pub use meaning::Shared;
pub use merge::{Conflict, Merge, Resolution, Side, Version, merge, merge_versions};
pub use merge_lines::{MergeLine, merge_lines};
use naming::Named;
pub use one_budget::{NotOneBudget, one_budget};
pub use printed::PrintedTotal;
pub use proposals::Proposal;
use rust_decimal::Decimal;
pub use side_by_side::{compare, compare_table};
pub use trend::{Trend, Year, change_words, most_changed};
pub use unit_out::split_off;
pub use unit_sums::UnitSum;
pub use units::{TakenIn, Transfer, UnitError, take_in_unit, transfers};
pub use waterfall::{Grouping, Waterfall, first_changed, waterfall};
pub use words::{change_text, percent_text};

pub use crate::narrative::wording::{Fate, Piece, reworded};

use crate::calc::{Book, Cell, Figure, Sheet, SheetRow};
use crate::model::{CellAddress, Coverage, TableKey};
use crate::schema::Column;

/// Budgets side by side, oldest first.
#[derive(Clone, Debug, Default)]
pub struct Comparison {
    /// The tables, as the newest budget's format has them.
    pub tables: Vec<ComparedTable>,
    /// What has no counterpart because forms differ or a budget lacks it.
    pub unmatched: Vec<Unmatched>,
    /// Whether the budgets are versions of one year's budget, so that texts are compared too.
    pub versions: bool,
}

/// One table in all budgets.
#[derive(Clone, Debug)]
pub struct ComparedTable {
    /// Its key in the newest format.
    pub key: TableKey,
    /// Its short name there.
    pub title: String,
    /// Its key in each budget's format; `None` where that has no such table.
    pub tables: Vec<Option<TableKey>>,
    /// Its columns, section after section.
    pub columns: Vec<ComparedColumn>,
    /// Its rows in the order of the newest budget; rows of older ones stand where they stood there.
    pub rows: Vec<ComparedRow>,
    /// What its rows are called, once somebody asks.
    names: OnceLock<Vec<String>>,
}

/// One column in all budgets.
#[derive(Clone, Debug)]
pub struct ComparedColumn {
    /// The section, in the newest format.
    pub section: usize,
    /// Its header words.
    pub title: String,
    /// What its cells hold.
    pub column: Column,
    /// Its position in its section, for each budget.
    pub at: Vec<Option<usize>>,
}

/// One row in all budgets.
#[derive(Clone, Debug)]
pub struct ComparedRow {
    /// Its position among them.
    pub place: usize,
    /// The section, in the newest format.
    pub section: usize,
    /// Its position in each budget's table.
    pub at: Vec<Option<usize>>,
    /// How it was matched with the next newer budget that has it, for each budget.
    pub how: Vec<Match>,
    /// Its level among free rows.
    pub level: Option<u8>,
}

/// What has no counterpart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unmatched {
    /// The budget that has it, by position.
    pub side: usize,
    /// The table, by its key there.
    pub table: TableKey,
    /// The column, if it is not the whole table.
    pub column: Option<String>,
    /// What to say of it.
    pub message: String,
}

/// A figure of one budget for comparison.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Compared {
    /// The row is not there.
    NoRow,
    /// The budget does not tell.
    Unknown,
    /// Blank, which counts as zero.
    Blank,
    /// A number in the unit of the newest budget.
    Number(Decimal),
}

impl Compared {
    /// The number, zero for a blank or a missing row; `None` where the budget does not tell.
    pub fn number(self) -> Option<Decimal> {
        match self {
            Self::Unknown => None,
            Self::NoRow | Self::Blank => Some(Decimal::ZERO),
            Self::Number(number) => Some(number),
        }
    }

    /// The number of a row that is there, zero for a blank.
    pub fn of_row(self) -> Option<Decimal> {
        if self == Self::NoRow { None } else { self.number() }
    }

    /// The number, if one stands there.
    pub fn shown(self) -> Option<Decimal> {
        if let Self::Number(number) = self { Some(number) } else { None }
    }
}

impl Comparison {
    /// The table under a key of the newest format.
    pub fn table(&self, key: &TableKey) -> Option<&ComparedTable> {
        self.tables.iter().find(|table| table.key == *key)
    }

    /// The position of the row of a cell of the newest budget in its table, the first where it has none.
    fn newest_position(&self, books: &[Book<'_>], at: &CellAddress) -> usize {
        let position = self.table(&at.table).and_then(|table| {
            let is_it = |row| table.newest_row(books, row).is_some_and(|row| *row.row.key() == at.row);
            table.rows.iter().position(is_it)
        });
        position.unwrap_or_default()
    }
}

impl ComparedTable {
    /// One budget's sheet of this table.
    pub fn sheet<'a>(&self, books: &[Book<'a>], side: usize) -> Option<Sheet<'a>> {
        books.get(side)?.sheet(self.tables.get(side)?.as_ref()?)
    }

    /// One budget's row.
    pub fn row<'a>(&self, books: &[Book<'a>], side: usize, row: &ComparedRow) -> Option<SheetRow<'a>> {
        self.sheet(books, side)?.row((*row.at.get(side)?)?)
    }

    /// The row in the newest budget that has it.
    pub fn newest_row<'a>(&self, books: &[Book<'a>], row: &ComparedRow) -> Option<SheetRow<'a>> {
        let side = row.at.iter().rposition(Option::is_some)?;
        self.row(books, side, row)
    }

    /// What to call a row, so that it is told from the others of the table.
    pub fn name(&self, books: &[Book<'_>], row: &ComparedRow) -> &str {
        let names = self.names.get_or_init(|| {
            let parents: Vec<Vec<Option<usize>>> = (0..books.len())
                .map(|side| self.sheet(books, side).map(|sheet| naming::parents(&sheet)).unwrap_or_default())
                .collect();
            let named = |row: &ComparedRow| {
                let parents = parents.get(row.at.iter().rposition(Option::is_some)?)?;
                Some(Named::of(self.newest_row(books, row)?, parents))
            };
            naming::apart(&self.rows.iter().map(named).collect::<Vec<_>>())
        });
        names.get(row.place).map_or("", String::as_str)
    }

    /// What one budget's rows are called in it, by their positions there.
    pub fn names_in(&self, books: &[Book<'_>], side: usize) -> Vec<String> {
        self.sheet(books, side).map(|sheet| naming::names(&sheet)).unwrap_or_default()
    }

    /// One budget's cell.
    pub fn cell<'a>(
        &self,
        books: &[Book<'a>],
        side: usize,
        row: &ComparedRow,
        column: &ComparedColumn,
    ) -> Option<Cell<'a>> {
        self.row(books, side, row)?.cell((*column.at.get(side)?)?)
    }

    /// The columns of a row's section.
    pub fn columns_of(&self, row: &ComparedRow) -> impl Iterator<Item = &ComparedColumn> {
        let section = row.section;
        self.columns.iter().filter(move |column| column.section == section)
    }

    /// One budget's figure in the unit of the newest budget.
    pub fn figure(
        &self,
        books: &[Book<'_>],
        side: usize,
        row: &ComparedRow,
        column: &ComparedColumn,
    ) -> Compared {
        let own = self.row(books, side, row);
        self.figure_in(books, side, self.sheet(books, side), own, column)
    }

    /// The same, where sheet and row are at hand.
    fn figure_in(
        &self,
        books: &[Book<'_>],
        side: usize,
        sheet: Option<Sheet<'_>>,
        row: Option<SheetRow<'_>>,
        column: &ComparedColumn,
    ) -> Compared {
        let at = column.at.get(side).copied().flatten();
        let Some((sheet, at)) = sheet.filter(|sheet| !sheet.coverage().is_missing()).zip(at) else {
            return Compared::Unknown;
        };
        let is_untold = documents::is_untold(books, side, &sheet);
        let Some(row) = row else {
            // Where pages are missing, a row that is not there is not known to be none.
            return if sheet.coverage() == Coverage::Full && !is_untold {
                Compared::NoRow
            } else {
                Compared::Unknown
            };
        };
        match row.cell(at).map(|cell| cell.figure()) {
            Some(Figure::Known { value, .. }) => Compared::Number(in_unit(value, books, side, column)),
            // What no document prints is not known to be nothing for its not being there.
            Some(Figure::Blank) if is_untold => Compared::Unknown,
            Some(Figure::Blank) => Compared::Blank,
            Some(Figure::Unknown(_)) | None => Compared::Unknown,
        }
    }

    /// Where a row's cell is in the newest budget that has the row.
    pub fn address(
        &self,
        books: &[Book<'_>],
        row: &ComparedRow,
        column: &ComparedColumn,
    ) -> Option<CellAddress> {
        let side = row.at.iter().rposition(Option::is_some)?;
        Some(self.cell(books, side, row, column)?.address())
    }
}

/// An amount in the unit of the newest budget.
fn in_unit(value: Decimal, books: &[Book<'_>], side: usize, column: &ComparedColumn) -> Decimal {
    let unit = |book: Option<&Book<'_>>| book.map(|book| book.format.unit).unwrap_or_default();
    let (from, to) = (unit(books.get(side)), unit(books.last()));
    if from == to || column.column.kind != crate::schema::ColumnKind::Amount {
        return value;
    }
    let yuan = value.checked_mul(from.in_yuan());
    yuan.and_then(|yuan| yuan.checked_div(to.in_yuan())).unwrap_or(value)
}
