//! The halves of one table that stand as two tables in a row of a third, which only places them: income on the left and
//! expenditure on the right. Their rows are put beside each other, as they are seen.

use super::cells::Rows;
use crate::exchange::words::is_amount;

/// A half has so many rows and columns.
const ROWS: usize = 3;
const COLUMNS: std::ops::RangeInclusive<usize> = 2..=8;
/// What stands above a half is no longer than this.
const LABEL: usize = 12;

/// The halves as one table.
pub(super) struct Whole {
    pub rows: Rows,
    /// Whether the row above names the halves, and stands in the rows now.
    pub takes_above: bool,
}

/// Two tables of one row as one, if they are halves: both have rows of amounts, and neither a title of its own. `cells` are
/// the cells that hold them, `above` is the row above.
pub(super) fn joined(
    within: &[(usize, Rows)],
    cells: &[Option<String>],
    above: Option<&(u32, Vec<Option<String>>)>,
) -> Option<Whole> {
    let [(left_at, left), (right_at, right)] = within else { return None };
    let is_alone = cells.iter().enumerate().all(|(at, cell)| {
        let is_blank = cell.as_ref().is_none_or(|text| text.trim().is_empty());
        is_blank || [left_at, right_at].contains(&&at) && cell.as_ref().is_some_and(|text| is_label(text))
    });
    if !is_alone || !is_half(left) || !is_half(right) {
        return None;
    }
    let width = left.iter().map(|(_, cells)| cells.len()).max()?;
    let first = left.first()?.0;
    let names = |cells: &[Option<String>]| -> Option<[String; 2]> {
        let own = |at: usize| cells.get(at).cloned().flatten().filter(|text| !text.is_empty());
        Some([own(*left_at)?, own(*right_at)?])
    };
    let own = names(cells);
    // Other cells may stand above others: the names of halves stand above nothing else.
    let of_above = above.filter(|(_, above)| {
        own.is_none() && above.iter().flatten().filter(|cell| !cell.is_empty()).count() == 2
    });
    let of_above =
        of_above.and_then(|(_, above)| names(above)).filter(|names| names.iter().all(|name| is_label(name)));
    let takes_above = of_above.is_some();
    let mut rows = Rows::new();
    if let Some([one, other]) = own.or(of_above) {
        let mut cells = vec![String::new(); width + 1];
        cells.first_mut().into_iter().for_each(|cell| cell.clone_from(&one));
        cells.last_mut().into_iter().for_each(|cell| cell.clone_from(&other));
        rows.push((first, cells));
    }
    // Their amounts begin in one row, however deep the header of each is.
    let (own, others) = (header(left), header(right));
    let deepest = own.max(others);
    let [left_from, right_from] = [deepest - own, deepest - others];
    let count = (left.len() + left_from).max(right.len() + right_from);
    for at in 0..count {
        let row = |of: &Rows, from: usize| at.checked_sub(from).and_then(|at| of.get(at)).cloned();
        let (one, other) = (row(left, left_from), row(right, right_from));
        let line = one.as_ref().or(other.as_ref()).map_or(first, |(line, _)| *line);
        let mut cells = one.map(|(_, cells)| cells).unwrap_or_default();
        cells.resize(width, String::new());
        cells.extend(other.map(|(_, cells)| cells).unwrap_or_default());
        rows.push((line, cells));
    }
    Some(Whole { rows, takes_above })
}

/// Whether a table is one of names and amounts without a title.
fn is_half(rows: &Rows) -> bool {
    let width = rows.iter().map(|(_, cells)| cells.len()).max().unwrap_or(0);
    let is_title = |(_, cells): &(u32, Vec<String>)| {
        let mut filled = cells.iter().filter(|cell| !cell.is_empty());
        filled.next().is_some_and(|cell| cell.trim_end().ends_with('表')) && filled.next().is_none()
    };
    let amounts = rows.iter().filter(|(_, cells)| cells.iter().any(|cell| is_amount(cell))).count();
    rows.len() >= ROWS
        && COLUMNS.contains(&width)
        && amounts > 1
        && header(rows) > 0
        && !rows.iter().any(is_title)
}

/// How many rows stand above the first with an amount.
fn header(rows: &Rows) -> usize {
    rows.iter().position(|(_, cells)| cells.iter().any(|cell| is_amount(cell))).unwrap_or(rows.len())
}

fn is_label(text: &str) -> bool {
    text.chars().count() <= LABEL
        && !text.chars().any(|c| c.is_ascii_digit())
        && !text.trim_end().ends_with('表')
}
