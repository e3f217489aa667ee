//! Grids that belong beside another, since a page was too narrow for their table: the rows of both as one. The document
//! stays as it is printed. Which grids these are is found elsewhere.

use super::text::LinePlace;
use super::{Block, Document, Grid, GridCell};

/// A grid of a document: its page and its block on it, from 0.
pub type GridAt = (usize, usize);

/// A grid that belongs beside another, its last row beside the other's last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Beside {
    /// The grid that has the rows.
    pub owner: GridAt,
    /// The grid with further columns.
    pub further: GridAt,
    /// How many of its columns only name the rows once more.
    pub labels: usize,
    /// How many of its rows are its header.
    pub header: usize,
    /// How many rows fewer that has than the header of the other.
    pub lower: usize,
}

/// A cell of a table that is put together: where its grid is, and its column in the whole.
pub(super) struct WholeCell<'d> {
    pub at: GridAt,
    /// The distance of its row from the end, which the grids have in common.
    pub from_end: usize,
    pub column: usize,
    pub cell: &'d GridCell,
}

impl Document {
    /// A grid.
    pub(in crate::exchange) fn grid(&self, (page, block): GridAt) -> Option<&Grid> {
        match self.pages.get(page)?.blocks.get(block)? {
            Block::Grid(grid) => Some(grid),
            Block::Paragraph(_) => None,
        }
    }

    /// A grid and those beside it, each with the column at which it begins.
    fn parts(&self, owner: GridAt) -> impl Iterator<Item = (usize, Beside, &Grid)> {
        let itself = Beside { owner, further: owner, labels: 0, header: 0, lower: 0 };
        let beside = self.beside.iter().filter(move |beside| beside.owner == owner).copied();
        std::iter::once(itself).chain(beside).scan(0, |from, beside| {
            let grid = self.grid(beside.further)?;
            let begins = *from;
            *from += grid.columns.saturating_sub(beside.labels);
            Some((begins, beside, grid))
        })
    }

    /// Whether a block belongs beside a grid, or stands above one that does: then it says the table's title once more.
    pub(super) fn is_further(&self, (page, block): GridAt) -> bool {
        let is_above = |of: GridAt| {
            let between = self.pages.get(page).and_then(|page| page.blocks.get(block..of.1));
            of.0 == page
                && between
                    .is_some_and(|blocks| blocks.iter().all(|block| matches!(block, Block::Paragraph(_))))
        };
        self.beside.iter().any(|beside| beside.further == (page, block) || is_above(beside.further))
    }

    /// How many columns a grid has with those beside it, and its cells, by row and column.
    pub(super) fn whole(&self, owner: GridAt) -> (usize, Vec<WholeCell<'_>>) {
        let mut columns = 0;
        let mut cells = Vec::new();
        for (begins, Beside { further: at, labels, header, lower, .. }, grid) in self.parts(owner) {
            columns = begins + grid.columns.saturating_sub(labels);
            let shown = |cell: &&GridCell| cell.column >= labels && !cell.text.trim().is_empty();
            // A lower header stands beside the upper rows of the other: what is below those reaches down to the rows.
            let lift = |cell: &GridCell| if cell.row < header { lower } else { 0 };
            cells.extend(grid.cells.iter().filter(shown).map(|cell| WholeCell {
                at,
                from_end: grid.rows.saturating_sub(cell.row) + lift(cell),
                column: begins + cell.column - labels,
                cell,
            }));
        }
        // A reader gives cells by row and column, but that is not relied on.
        cells.sort_by_key(|cell| (std::cmp::Reverse(cell.from_end), cell.column));
        (columns, cells)
    }

    /// Where a column of a row is printed that was put together: the place of the row there, and its column.
    pub(in crate::exchange) fn printed(&self, row: LinePlace, column: u32) -> (LinePlace, u32) {
        let find = || {
            let owner = (usize::try_from(row.page).ok()?, usize::try_from(row.block).ok()?);
            let from_end = self.grid(owner)?.rows.checked_sub(usize::try_from(row.row?).ok()?)?;
            let wanted = usize::try_from(column).ok()?;
            let holds = |(begins, beside, grid): &(usize, Beside, &Grid)| {
                (*begins..*begins + grid.columns.saturating_sub(beside.labels)).contains(&wanted)
            };
            let (begins, beside, grid) = self.parts(owner).find(holds)?;
            let place = LinePlace::of(beside.further, grid.rows.checked_sub(from_end));
            Some((place, u32::try_from(wanted - begins + beside.labels).ok()?))
        };
        find().unwrap_or((row, column))
    }
}
