//! The columns of a block, and the best way to give each of them a column of the table. Knows no table: how well they fit is
//! said by who asks.

use super::Fit;
use crate::blocks::Given;
use crate::session::recognise::{is_total, plain};

/// The columns of a block, without its headers and totals.
pub(super) struct Block<'l> {
    lines: Vec<&'l [Given]>,
    pub width: usize,
}

impl<'l> Block<'l> {
    pub(super) fn of(lines: &'l [Vec<Given>]) -> Self {
        let is_content = |line: &&Vec<Given>| !line.iter().any(|cell| is_total(&plain(&cell.text)));
        // Headers in words of their own stand above the first figure, or code.
        let has_digit =
            |line: &Vec<Given>| line.iter().any(|cell| cell.text.contains(|c: char| c.is_ascii_digit()));
        let heads = lines.iter().position(has_digit).unwrap_or_default();
        let lines: Vec<&[Given]> = lines.iter().skip(heads).filter(is_content).map(Vec::as_slice).collect();
        let used = |line: &&[Given]| line.iter().rposition(|cell| !cell.is_blank()).map_or(0, |at| at + 1);
        let width = lines.iter().map(used).max().unwrap_or_default();
        Self { lines, width }
    }

    /// What stands in two of them, in the lines in which something stands in both.
    pub(super) fn pairs(&self, one: usize, other: usize) -> impl Iterator<Item = (&'l str, &'l str)> {
        let filled = |line: &&'l [Given], nth: usize| {
            line.get(nth).filter(|cell| !cell.is_blank()).map(|cell| cell.text.trim())
        };
        self.lines.iter().filter_map(move |line| Some((filled(line, one)?, filled(line, other)?)))
    }

    /// What stands in one of them.
    pub(super) fn column(&self, nth: usize) -> impl Iterator<Item = &'l str> {
        let cells = self.lines.iter().filter_map(move |line| line.get(nth));
        cells.filter(|cell| !cell.is_blank()).map(|cell| cell.text.trim())
    }
}

/// The best way to give each column of a block a column further right than that before, with what passing over one costs, `None`
/// where that may not be; but for one pair that is forbidden.
pub(super) fn best(
    fits: &[Vec<Fit>],
    passing: &dyn Fn(usize) -> Option<i32>,
    forbidden: Option<(usize, &usize)>,
) -> Option<(i32, Vec<usize>)> {
    let width = fits.first()?.len();
    // For each column of the table the best way that ends in it.
    let mut ways: Vec<Option<(i32, Vec<usize>)>> = vec![None; width];
    for (nth, row) in fits.iter().enumerate() {
        let mut next: Vec<Option<(i32, Vec<usize>)>> = vec![None; width];
        for (at, fit) in row.iter().enumerate() {
            let Some(fit) = fit.filter(|_| forbidden.is_none_or(|(of, to)| (of, *to) != (nth, at))) else {
                continue;
            };
            let mut found: Option<(i32, Vec<usize>)> = None;
            // Back from it: to the one before, or over those that may be passed.
            let mut cost = 0;
            for before in (0..=at).rev() {
                let way = match (nth, before) {
                    (0, 0) => Some((0, Vec::new())),
                    (0, _) | (_, 0) => None,
                    (_, before) => ways.get(before - 1).cloned().flatten(),
                };
                if let Some((score, mut way)) = way {
                    let score = score + fit - cost;
                    if found.as_ref().is_none_or(|(best, _)| score > *best) {
                        way.push(at);
                        found = Some((score, way));
                    }
                }
                let Some(passed) = before.checked_sub(1).and_then(passing) else { break };
                cost += passed;
            }
            if let Some(own) = next.get_mut(at) {
                *own = found;
            }
        }
        ways = next;
    }
    ways.into_iter().flatten().max_by_key(|(score, _)| *score)
}
