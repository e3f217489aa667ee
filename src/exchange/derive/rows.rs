//! The rows of a table whose kinds are asked for: its columns by what they hold, and which of its rows are its total.
//! What kinds the others are is for [`super::kinds`].

use super::super::words::Printed;
use super::halves;
use super::words::Words;
use crate::model::ColumnKey;
use crate::schema::{Column, ColumnKind};

/// A table as it is printed, with the columns that its header has told.
pub(super) struct Rows<'a> {
    pub all: &'a [Vec<&'a Printed>],
    columns: &'a [Column],
    words: &'a Words,
    /// The columns that are no numbers, but for remarks and the like.
    pub texts: Vec<usize>,
    /// The columns of numbers.
    pub numbers: Vec<usize>,
}

impl<'a> Rows<'a> {
    pub(super) fn new(all: &'a [Vec<&'a Printed>], columns: &'a [Column], words: &'a Words) -> Self {
        let mut rows = Self { all, columns, words, texts: Vec::new(), numbers: Vec::new() };
        rows.numbers = rows.columns_of(ColumnKind::is_number);
        rows.texts = rows.columns_of(|kind| !kind.is_number());
        rows.texts.retain(|at| !columns.get(*at).is_some_and(|column| words.is_aside(column)));
        rows
    }

    /// The columns of a kind.
    pub(super) fn columns_of(&self, wanted: fn(ColumnKind) -> bool) -> Vec<usize> {
        let is_it = |at: &usize| self.columns.get(*at).is_some_and(|column| wanted(column.kind));
        (0..self.columns.len()).filter(is_it).collect()
    }

    /// Whether a column holds words, and not codes.
    pub(super) fn is_text(&self, at: usize) -> bool {
        self.columns.get(at).is_some_and(|column| column.kind == ColumnKind::Text)
    }

    pub(super) fn key(&self, at: usize) -> ColumnKey {
        self.columns.get(at).map(|column| column.key.clone()).unwrap_or_default()
    }

    /// The column that names rows: the last one of words.
    pub(super) fn name(&self) -> Option<usize> {
        self.texts.iter().rev().find(|at| self.is_text(**at)).or(self.texts.first()).copied()
    }

    /// Whether in a column that row alone, or nearly all rows alike, say something: whose the table is may stand in each
    /// row, and a page may cut the name.
    pub(super) fn is_whose(&self, row: &[&Printed], at: usize) -> bool {
        if self.all.len() <= 2 {
            return false;
        }
        let own = squeezed(row, at);
        let filled = self.all.iter().filter(|row| !squeezed(row, at).is_empty()).count();
        let alike = self.all.iter().filter(|row| squeezed(row, at) == own).count();
        filled == 1 || !own.is_empty() && alike * 10 >= self.all.len() * 8
    }

    /// The column in which a row is called a total, and nothing else beside its number or code, and whose table it is.
    fn total_in(&self, row: &[&Printed]) -> Option<usize> {
        let filled = self.texts.iter().filter(|at| !squeezed(row, **at).is_empty());
        let is_total = |at: usize| {
            let label = squeezed(row, at);
            let header = || self.columns.get(at).map_or(&[][..], |column| column.header.as_slice());
            self.words.is_total(label) || halves::is_total_of(label, header())
        };
        let (labels, others): (Vec<usize>, Vec<usize>) = filled.partition(|at| is_total(**at));
        let is_mark = |at: &usize| {
            squeezed(row, *at).chars().all(|c| c.is_ascii_alphanumeric()) || self.is_whose(row, *at)
        };
        labels.first().copied().filter(|_| labels.len() == 1 && others.iter().all(is_mark))
    }

    /// Which row is the total; the first may be headed by the department in a column.
    pub(super) fn totals(&self, head: Option<usize>) -> Totals {
        let totals = self.all.iter().enumerate().filter_map(|(nth, row)| Some((nth, self.total_in(row)?)));
        let totals: Vec<(usize, usize)> = totals.collect();
        // Where each unit has a total of its own, they are rows like others.
        let labelled = match totals.as_slice() {
            [only] => Some(*only),
            // The same above all rows and below them.
            [first, last] if is_at_both_ends(*first, *last, self.all.len()) => Some(*first),
            [] => head.filter(|at| self.texts.contains(at)).map(|at| (0, at)),
            _ => None,
        };
        let again = totals.last().filter(|_| labelled.is_some() && totals.len() == 2).map(|(nth, _)| *nth);
        let is_bare = |row: &[&Printed]| self.texts.iter().all(|at| squeezed(row, *at).is_empty());
        let mut bare = self.all.iter().enumerate().filter(|(_, row)| is_bare(row)).map(|(nth, _)| nth);
        let unlabelled = bare.next().filter(|_| labelled.is_none() && bare.next().is_none());
        Totals { labelled, again, unlabelled }
    }
}

/// What stands in a cell, without its blanks.
pub(super) fn squeezed<'a>(row: &[&'a Printed], at: usize) -> &'a str {
    row.get(at).map_or("", |cell| cell.squeezed.as_str())
}

/// Which rows are the total.
pub(super) struct Totals {
    /// The row that is called so, and the column of its label.
    pub labelled: Option<(usize, usize)>,
    /// The row below all others where it stands again.
    pub again: Option<usize>,
    /// A row of figures without a label, among others that have one or alone.
    pub unlabelled: Option<usize>,
}

impl Totals {
    /// Whether a row is one.
    pub(super) fn has(&self, nth: usize) -> bool {
        self.again == Some(nth)
            || self.unlabelled == Some(nth)
            || self.labelled.is_some_and(|(at, _)| at == nth)
    }

    /// Whether there is none.
    pub(super) fn is_missing(&self) -> bool {
        self.labelled.is_none() && self.unlabelled.is_none()
    }
}

/// Whether two totals, each a row and the column of its label, are the first and the last of so many rows.
fn is_at_both_ends(first: (usize, usize), last: (usize, usize), rows: usize) -> bool {
    first.0 == 0 && last.0 + 1 == rows && first.1 == last.1 && rows > 2
}
