//! Names that a page of a PDF broke off: the end of the name stands alone in the first row of the next page, or all its
//! amounts do, with the end. They are put together where the whole name is known: from elsewhere in the document, or from
//! the classification. Knows grids and names, and no amount.

use std::collections::BTreeSet;

use super::source::{Block, Document, Grid, GridAt, GridCell, Kind};
use super::words::{Printed, squeeze};
use crate::codes::Classification;

/// The last row of a page, or the first of the next: which it is, and its filled cells.
struct Edge<'d> {
    at: GridAt,
    row: usize,
    cells: Vec<&'d GridCell>,
}

impl Edge<'_> {
    fn has_amounts(&self) -> bool {
        self.cells.iter().any(|cell| is_amount(&cell.text))
    }
}

/// Puts together the names that pages broke off, and says which.
pub(super) fn mend(document: &mut Document) -> Vec<String> {
    if document.kind != Kind::Pdf {
        return Vec::new();
    }
    let (names, list) = (names(document), Classification::latest_shipped());
    let is_name = |text: &str| names.contains(text) || list.is_any_named(text);
    let mut told = Vec::new();
    for page in 1..document.pages.len() {
        let Some((above, below)) = edges(document, page) else { continue };
        // Every text below is the end of the one above it.
        let pairs: Option<Vec<(&GridCell, &GridCell)>> = texts(&below)
            .map(|end| above.cells.iter().find(|begin| begin.column == end.column).map(|begin| (*begin, end)))
            .collect();
        let Some(pairs) = pairs.filter(|pairs| !pairs.is_empty()) else { continue };
        let fits = |(begin, end): &(&GridCell, &GridCell)| {
            let (begin, end) = (squeeze(&begin.text), squeeze(&end.text));
            is_name(&format!("{begin}{end}")) && !is_name(&end) && !is_code(&begin)
        };
        // The amounts stand on one of the pages.
        if above.has_amounts() == below.has_amounts() || !pairs.iter().all(fits) {
            continue;
        }
        let joined: Vec<(usize, String)> =
            pairs.iter().map(|(begin, end)| (begin.column, format!("{}{}", begin.text, end.text))).collect();
        let number = page + 1;
        told.extend(pairs.iter().map(|(begin, end)| {
            format!("“{}”在第 {page} 页末断开，已与第 {number} 页的“{}”合成一个名称", begin.text, end.text)
        }));
        let (kept, emptied) = if above.has_amounts() { (above, below) } else { (below, above) };
        let ((kept, kept_row), (emptied, emptied_row)) = ((kept.at, kept.row), (emptied.at, emptied.row));
        for (column, name) in joined {
            if let Some(cell) = cell(document, kept, kept_row, column) {
                cell.text = name;
            }
            if let Some(cell) = cell(document, emptied, emptied_row, column) {
                cell.text.clear();
            }
        }
    }
    told
}

/// The names that stand in one piece somewhere: more than one letter, and no amount.
fn names(document: &Document) -> BTreeSet<String> {
    let grids = (0..document.pages.len()).flat_map(|page| grids(document, page));
    let names = grids.flat_map(|(_, grid)| &grid.cells).map(|cell| squeeze(&cell.text));
    names.filter(|name| name.chars().count() > 2 && !is_amount(name)).collect()
}

/// The last row of the page before, and the first on this page below a header that is printed again.
fn edges(document: &Document, page: usize) -> Option<(Edge<'_>, Edge<'_>)> {
    let (above_at, above) = grids(document, page - 1).next_back()?;
    let (below_at, below) = grids(document, page).next()?;
    if above.columns != below.columns {
        return None;
    }
    let first = (0..below.rows).find(|row| !repeats(below, above, *row))?;
    let last = (0..above.rows).rev().find(|row| !filled(above, *row).is_empty())?;
    let edge = |at, grid, row| Edge { at, row, cells: filled(grid, row) };
    let (above, below) = (edge(above_at, above, last), edge(below_at, below, first));
    (!below.cells.is_empty()).then_some((above, below))
}

fn grids(document: &Document, page: usize) -> impl DoubleEndedIterator<Item = (GridAt, &Grid)> {
    let blocks = document.pages.get(page).map(|page| page.blocks.as_slice()).unwrap_or_default();
    blocks.iter().enumerate().filter_map(move |(at, block)| match block {
        Block::Grid(grid) => Some(((page, at), grid)),
        Block::Paragraph(_) => None,
    })
}

/// Whether a row is one of the header of the page before, printed again, or blank.
fn repeats(grid: &Grid, before: &Grid, row: usize) -> bool {
    let text =
        |cells: Vec<&GridCell>| -> Vec<String> { cells.iter().map(|cell| squeeze(&cell.text)).collect() };
    let own = text(filled(grid, row));
    own.is_empty() || text(filled(before, row)) == own
}

fn filled(grid: &Grid, row: usize) -> Vec<&GridCell> {
    grid.cells.iter().filter(|cell| cell.row == row && !cell.text.trim().is_empty()).collect()
}

/// The cells of a row that are neither amounts nor dashes.
fn texts<'e, 'd>(edge: &'e Edge<'d>) -> impl Iterator<Item = &'d GridCell> + 'e {
    edge.cells.iter().copied().filter(|cell| !is_amount(&cell.text))
}

fn is_amount(text: &str) -> bool {
    let printed = Printed::new(text.to_owned());
    printed.number.is_some() || printed.is_dash()
}

fn is_code(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

fn cell(document: &mut Document, (page, block): GridAt, row: usize, column: usize) -> Option<&mut GridCell> {
    match document.pages.get_mut(page)?.blocks.get_mut(block)? {
        Block::Grid(grid) => grid.cells.iter_mut().find(|cell| cell.row == row && cell.column == column),
        Block::Paragraph(_) => None,
    }
}
