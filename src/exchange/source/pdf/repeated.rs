//! Headers that a page prints once more and cuts, since their row is lower or narrower there: columns with the edges of the
//! page before are its columns, whatever is left of their words, and get those words. Rows are left as they are.

use super::aligned::is_amount;
use super::flow::bare;
use crate::exchange::dress::{is_continuation, is_page};
use crate::exchange::source::{Block, Grid, GridCell, Page, Place, is_page_number};
use crate::exchange::words::squeeze;

/// Edges of one column differ by no more points than these from page to page.
const SAME: f32 = 1.5;
/// The fewest words of a row by which a header is known.
const FEWEST: usize = 3;

/// Gives cut headers the words that stand on the page before.
pub(super) fn mend(pages: &mut [Page]) {
    for at in 1..pages.len() {
        let Some((before, [page, ..])) = pages.split_at_mut_checked(at) else { return };
        let Some(before) = before.last() else { return };
        if let Some((owner, grid)) = goes_on(before, page)
            && let Some(Block::Grid(own)) = before.blocks.get(owner)
            && let Some(Block::Grid(grid)) = page.blocks.get_mut(grid)
        {
            mend_header(own, grid);
        }
    }
}

/// The last table of a page and the first of the next one, where between them stands only what both pages have.
pub(super) fn goes_on(before: &Page, page: &Page) -> Option<(usize, usize)> {
    let is_grid = |block: &Block| matches!(block, Block::Grid(_));
    let owner = before.blocks.iter().rposition(is_grid)?;
    let grid = page.blocks.iter().position(is_grid)?;
    let runs = |block: &Block, other: &Page| {
        let Block::Paragraph(paragraph) = block else { return false };
        let text = bare(&paragraph.text);
        let is_there = |block: &Block| matches!(block, Block::Paragraph(own) if bare(&own.text) == text);
        let is_margin = is_page_number(&paragraph.text) || is_page(&paragraph.text);
        is_margin || is_continuation(&paragraph.text) || other.blocks.iter().any(is_there)
    };
    let below = before.blocks.get(owner + 1..)?.iter().all(|block| runs(block, page));
    let above = page.blocks.get(..grid)?.iter().all(|block| runs(block, before));
    (below && above).then_some((owner, grid))
}

/// Takes over the words of a header, where all of it is there or cut.
fn mend_header(own: &Grid, grid: &mut Grid) {
    let rows = |of: &Grid, row: usize| -> Vec<GridCell> {
        of.cells.iter().filter(|cell| cell.row == row && !cell.text.trim().is_empty()).cloned().collect()
    };
    let is_header = |row: &usize| {
        let (own, cut) = (rows(own, *row), rows(grid, *row));
        let is_same = |(own, cut): (&GridCell, &GridCell)| is_same_column(own, cut) && is_left_of(cut, own);
        own.len() == cut.len() && !own.is_empty() && own.iter().zip(&cut).all(is_same)
    };
    let depth = (0..own.rows.min(grid.rows)).take_while(is_header).count();
    if grid.columns != own.columns || !(0..depth).any(|row| rows(own, row).len() >= FEWEST) {
        return;
    }
    for cell in grid.cells.iter_mut().filter(|cell| cell.row < depth) {
        let whole = own.cells.iter().find(|own| (own.row, own.column) == (cell.row, cell.column));
        whole.into_iter().for_each(|whole| cell.text.clone_from(&whole.text));
    }
}

fn is_same_column(own: &GridCell, cut: &GridCell) -> bool {
    let spans = |cell: &GridCell| (cell.column, cell.column_span, cell.row_span);
    let edges = |cell: &GridCell| match cell.place {
        Place::Page { rectangle: [left, _, right, _], .. } => Some((left, right)),
        _ => None,
    };
    let are_near = edges(own).zip(edges(cut)).is_some_and(|((left, right), (cut_left, cut_right))| {
        (left - cut_left).abs() < SAME && (right - cut_right).abs() < SAME
    });
    are_near && spans(own) == spans(cut)
}

/// Whether words are what is left of others.
fn is_left_of(cut: &GridCell, own: &GridCell) -> bool {
    let (cut, own) = (squeeze(&cut.text), squeeze(&own.text));
    !is_amount(&cut) && own.contains(&cut)
}
