//! Which line falls into which row, kept from when tables were made, so that nobody places lines again to find out.
//! Lines that say the same fall together: a line knows its batch, and a batch its row. Lines that were changed since
//! are placed anew when they are asked about; they are few, since where rows come or go the table is made anew.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::batches::Grouping;
use super::{DerivedTable, columns, place};
use crate::calc::Book;
use crate::codes::Classification;
use crate::model::{Budget, CellAddress, ColumnKey, RowView, TableKey};
use crate::schema::{Derivation, Format, TableSchema};

/// Stands for no row.
pub(super) const NOWHERE: u32 = u32::MAX;

/// The lines of a derivation, and the rows that they fall into if they count.
#[derive(Clone, Debug)]
pub(super) struct Falls {
    /// Which of the format's derivations it is.
    pub derivation: usize,
    /// Where lines stand in their table, by their number.
    pub positions: Arc<Vec<u32>>,
    /// The lines by what makes the row.
    pub by_row: Arc<Grouping>,
    /// The rows of these batches in the table, or [`NOWHERE`].
    pub goals: Vec<u32>,
}

/// Lines that were changed since, by their position in their table.
pub(super) type ChangedLines = BTreeMap<TableKey, BTreeSet<usize>>;

/// A line in a row of a table that is made of lines.
pub struct Fallen<'a> {
    /// The number of the derivation among the format's.
    pub number: usize,
    /// How it came there.
    pub derivation: &'a Derivation,
    /// The line.
    pub line: RowView<'a>,
    /// Its position among the lines.
    pub line_at: usize,
    /// The position of the row.
    pub row: usize,
}

impl<'a> Fallen<'a> {
    /// The columns of the row that it is added to.
    pub fn columns(&self) -> impl Iterator<Item = &'a ColumnKey> + use<'a> {
        columns(self.derivation, self.line)
    }

    /// The cell of its amount.
    pub fn amount(&self) -> CellAddress {
        CellAddress::new(&self.derivation.lines, self.line.key(), &self.derivation.amount)
    }
}

impl DerivedTable {
    /// The lines that fall into a row, or into any; those of a derivation in their order, but for changed ones.
    pub(crate) fn lines_in<'a>(
        &self,
        budget: &'a Budget,
        format: &'a Format,
        schema: &TableSchema,
        row: Option<usize>,
        mut found: impl FnMut(Fallen<'a>),
    ) {
        let (none, classification) = (BTreeSet::new(), format.classification(budget.year));
        for falls in &self.falls {
            let Some(derivation) = format.derivations.get(falls.derivation) else {
                continue;
            };
            let Some(lines) = budget.table(&derivation.lines) else {
                continue;
            };
            let changed = self.changed_lines.get(&derivation.lines).unwrap_or(&none);
            let is_wanted = |at: &usize| row.is_none_or(|row| row == *at);
            let kept = falls.positions.iter().enumerate().filter_map(|(number, position)| {
                let goal = *falls.goals.get(falls.by_row.batch_of(number)?)?;
                let row = usize::try_from(goal).ok().filter(|_| goal != NOWHERE).filter(is_wanted)?;
                let line_at = usize::try_from(*position).ok().filter(|at| !changed.contains(at))?;
                Some((line_at, row))
            });
            let anew = changed.iter().filter_map(|line_at| {
                let line = lines.at(*line_at)?;
                let row = self.row_of(classification, schema, derivation, line).filter(is_wanted)?;
                Some((*line_at, row))
            });
            for (line_at, row) in kept.chain(anew) {
                if let Some(line) = lines.at(line_at)
                    && self.beside.counts(format, derivation, line)
                {
                    found(Fallen { number: falls.derivation, derivation, line, line_at, row });
                }
            }
        }
    }

    /// Where a line falls by a derivation if it counts, found by placing it.
    fn row_of(
        &self,
        classification: &Classification,
        schema: &TableSchema,
        derivation: &Derivation,
        line: RowView<'_>,
    ) -> Option<usize> {
        let amount = line.cells().get(&derivation.amount);
        amount.filter(|amount| amount.text() != Some(""))?;
        let place = place(classification, schema, derivation, &self.beside.entered, line)?;
        self.table.position(place.keys().last()?)
    }

    /// Whether a line, by its table and position there, falls into any row by one of these derivations.
    pub(super) fn takes(
        &self,
        book: &Book<'_>,
        schema: &TableSchema,
        (lines, line_at): (&TableKey, usize),
        is_one: impl Fn(&Derivation) -> bool,
    ) -> bool {
        let Some(line) = book.budget.table(lines).and_then(|lines| lines.at(line_at)) else {
            return false;
        };
        let derivations = self.falls.iter().filter_map(|falls| book.format.derivations.get(falls.derivation));
        derivations.filter(|derivation| derivation.lines == *lines && is_one(derivation)).any(|derivation| {
            self.beside.counts(book.format, derivation, line)
                && self.row_of(book.classification(), schema, derivation, line).is_some()
        })
    }
}
