//! What of a printed row stands in none of the format's columns: what only the document has, until it is kept beside a row,
//! and what finds no place at all.

use super::super::align::Grid;
use super::super::words::Printed;
use super::Placing;
use crate::model::Unplaced;

/// What of a row finds no place.
pub(super) struct Left<'u> {
    pub line: u32,
    pub unplaced: &'u mut Vec<Unplaced>,
    /// What is told of each.
    pub problems: Vec<&'static str>,
}

impl Left<'_> {
    /// Keeps a text as it stands.
    pub(super) fn lose(&mut self, text: String, reason: String, problem: &'static str) {
        self.unplaced.push(Unplaced { line: self.line, text, reason });
        self.problems.push(problem);
    }
}

/// The cells of a row in columns that the format lacks.
pub(super) struct Locals<'r> {
    /// Each with its column's position among these.
    pub cells: Vec<(usize, &'r Printed)>,
    /// By cell whether it is kept, in a row or among what is left.
    pub kept: Vec<bool>,
}

impl<'r> Locals<'r> {
    /// Which cells stand beside a part of the grid.
    pub(super) fn of(&self, grid: &Grid<'_>, part: usize) -> Vec<usize> {
        let layout = grid.layout.as_ref();
        let part_of =
            |at: usize| layout.and_then(|layout| layout.locals.get(at)).map_or(0, |local| local.part);
        let own = |at: usize| grid.parts.len() < 2 || part_of(at) == part;
        self.cells.iter().enumerate().filter(|(_, (at, _))| own(*at)).map(|(nth, _)| nth).collect()
    }

    pub(super) fn keep(&mut self, nth: usize) {
        self.kept.get_mut(nth).into_iter().for_each(|kept| *kept = true);
    }

    /// The text of a part that makes no row, with the cells beside it.
    pub(super) fn text(&mut self, grid: &Grid<'_>, part: usize, cells: &[Placing<'_, '_>]) -> String {
        let mut texts: Vec<&str> = cells.iter().map(|(_, _, cell)| cell.text.as_str()).collect();
        for nth in self.of(grid, part) {
            texts.extend(self.cells.get(nth).map(|(_, cell)| cell.text.as_str()));
            self.keep(nth);
        }
        texts.join("\t")
    }

    /// The cells that were not kept.
    pub(super) fn left(&self) -> impl Iterator<Item = &'r Printed> {
        self.cells.iter().zip(&self.kept).filter(|(_, kept)| !**kept).map(|((_, cell), _)| *cell)
    }
}
