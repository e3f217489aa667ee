//! Tables without ruled lines that go on on a further page, where no header stands: their columns are those of the page
//! before that stand at the same place, so that columns which are blank there are not forgotten. Where one stands below several
//! columns, or below none, nothing is changed.

use super::repeated::goes_on;
use crate::exchange::source::{Block, ColumnDoubt, Grid, Page, Place};

/// From where to where something is printed in each column, as far as that is known.
type Edges = Vec<Option<(f32, f32)>>;

/// Gives such tables the columns of the page before.
pub(super) fn take_columns(pages: &mut [Page]) {
    let mut known: Option<Edges> = None;
    for at in 0..pages.len() {
        let (before, rest) = pages.split_at_mut(at);
        let Some(page) = rest.first_mut() else { return };
        if let Some((_, at)) = before.last().and_then(|before| goes_on(before, page))
            && let Some(Block::Grid(grid)) = page.blocks.get_mut(at)
            && let Some(own) = known.as_mut().filter(|_| grid.doubts.has(ColumnDoubt::NoHeader))
            && let Some(columns) = columns_of(own, grid)
        {
            move_to(grid, &columns, own.len());
            let taken = edges(grid);
            for (own, taken) in own.iter_mut().zip(taken) {
                *own = own
                    .zip(taken)
                    .map(|(own, taken)| (own.0.min(taken.0), own.1.max(taken.1)))
                    .or(*own)
                    .or(taken);
            }
            // Only one table of a page goes on on the next.
            if page.blocks.iter().rposition(|block| matches!(block, Block::Grid(_))) == Some(at) {
                continue;
            }
        }
        let last = page.blocks.iter().rev().find_map(|block| match block {
            Block::Grid(grid) => Some(grid),
            Block::Paragraph(_) => None,
        });
        known = last.map(edges);
    }
}

/// From where to where the cells of each column are printed that stand in it alone.
fn edges(grid: &Grid) -> Edges {
    let mut out: Edges = vec![None; grid.columns];
    for cell in grid.cells.iter().filter(|cell| cell.column_span == 1 && !cell.text.trim().is_empty()) {
        if let Place::Page { rectangle: [left, _, right, _], .. } = cell.place
            && let Some(own) = out.get_mut(cell.column)
        {
            *own = Some(own.map_or((left, right), |own| (own.0.min(left), own.1.max(right))));
        }
    }
    out
}

/// The columns of the page before in whose place those of a table stand, each in one of its own.
fn columns_of(known: &Edges, grid: &Grid) -> Option<Vec<usize>> {
    let mut columns: Vec<usize> = Vec::new();
    for own in edges(grid) {
        let (left, right) = own?;
        let mut found = known
            .iter()
            .enumerate()
            .filter(|(_, known)| known.is_some_and(|(from, to)| left < to && from < right));
        let (column, _) = found.next().filter(|_| found.next().is_none())?;
        if columns.last().is_some_and(|last| *last >= column) {
            return None;
        }
        columns.push(column);
    }
    (!columns.is_empty()).then_some(columns)
}

fn move_to(grid: &mut Grid, columns: &[usize], count: usize) {
    for cell in &mut grid.cells {
        let last = columns.get(cell.column + cell.column_span.max(1) - 1).copied();
        if let Some((first, last)) = columns.get(cell.column).copied().zip(last) {
            (cell.column, cell.column_span) = (first, last - first + 1);
        }
    }
    grid.columns = count;
    grid.doubts.drop(ColumnDoubt::NoHeader);
}
