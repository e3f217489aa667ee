//! The rows of a piece of a table, its header parted from them, and by column the words that stand above it.

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use super::super::dress::is_number;
use super::super::units;
use super::super::words::{Printed, is_numbering};
use super::stacked;
use super::words::{Words, any};
use crate::text::is_year;

/// How many rows a header may have.
const DEEPEST: usize = 6;

/// How many words one has whose cells stand one below the other.
const FLAT: usize = 12;

/// Rows below one header.
pub(super) struct Piece {
    head: Vec<Vec<Printed>>,
    rows: Vec<Vec<Printed>>,
    /// How many columns it has.
    pub width: usize,
}

impl Piece {
    /// The rows of the header.
    pub(super) fn head(&self) -> impl Iterator<Item = &[Printed]> {
        self.head.iter().map(Vec::as_slice)
    }

    /// The words of the header, wherever they stand.
    pub(super) fn words(&self) -> BTreeSet<&str> {
        self.head
            .iter()
            .flatten()
            .filter(|cell| !cell.is_blank())
            .map(|cell| cell.squeezed.as_str())
            .collect()
    }

    /// How many rows stand below the header.
    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    /// The rows below the header.
    pub(super) fn rows(&self) -> impl Iterator<Item = &[Printed]> {
        self.rows.iter().map(Vec::as_slice)
    }

    /// Whether another has the same columns.
    pub(super) fn is_like(&self, other: &Self) -> bool {
        self.width == other.width && (self.head.is_empty() || self.paths() == other.paths())
    }

    /// The figures of rows that are nothing but a total and its figures.
    pub(super) fn totals(&self, words: &Words) -> Vec<Vec<Decimal>> {
        let figures = |row: &Vec<Printed>| {
            let mut filled = row.iter().filter(|cell| !cell.is_blank());
            let is_total = filled.next().is_some_and(|cell| words.is_total(&cell.squeezed));
            let figures: Option<Vec<Decimal>> = filled.map(|cell| cell.number).collect();
            figures.filter(|figures| is_total && !figures.is_empty())
        };
        self.head.iter().chain(&self.rows).filter_map(figures).collect()
    }

    /// The most decimals of its amounts.
    pub(super) fn decimals(&self) -> u32 {
        let numbers = self.rows.iter().flatten().filter_map(|cell| cell.number);
        numbers.map(|number| number.scale()).max().unwrap_or(0)
    }

    /// By column the words above it, from the outermost group inwards.
    pub(super) fn paths(&self) -> Vec<Vec<String>> {
        // By row and column the cell that covers it: itself, or the next one on the left below the same groups.
        let mut owners: Vec<Vec<Option<usize>>> = Vec::new();
        for row in &self.head {
            let mut own: Vec<Option<usize>> = vec![None; self.width];
            for at in 0..self.width {
                let is_filled = |at: usize| row.get(at).is_some_and(|cell| !cell.is_blank());
                let same = |left: usize| owners.iter().all(|above| above.get(left) == above.get(at));
                let ends_above = |left: usize| {
                    owners.iter().any(|above| above.get(at).copied().flatten() == Some(at) && left != at)
                };
                let owner = if is_filled(at) {
                    Some(at)
                } else {
                    (0..at)
                        .rev()
                        .find(|left| is_filled(*left))
                        .filter(|left| same(*left) && !ends_above(*left))
                };
                own.get_mut(at).into_iter().for_each(|own| *own = owner);
            }
            owners.push(own);
        }
        (0..self.width)
            .map(|at| {
                let mut path: Vec<String> = Vec::new();
                for (row, own) in self.head.iter().zip(&owners) {
                    let word = own.get(at).copied().flatten().and_then(|owner| row.get(owner));
                    let word = word.map(|cell| cell.text.split_whitespace().collect::<String>());
                    path.extend(word.filter(|word| path.last() != Some(word)));
                }
                path
            })
            .collect()
    }
}

/// Whether a row is part of what stands above a header: the unit, and whose it is.
pub(super) fn is_head(row: &[Printed]) -> bool {
    let mut filled = row.iter().filter(|cell| !cell.is_blank());
    let mut numbers = filled.clone().map(|cell| is_number(&cell.text));
    if numbers.next() == Some(true) && numbers.next().is_none() {
        return true;
    }
    let states = |text: &str| units::stated(text).is_some();
    // `单位：` and `万元` may stand in cells of their own.
    let parted = |pair: &[&Printed]| {
        let [label, unit] = pair else { return false };
        label.text.trim_end().ends_with([':', '：']) && states(&format!("{}{}", label.text, unit.text))
    };
    let all: Vec<&Printed> = filled.clone().collect();
    (all.iter().any(|cell| states(&cell.text)) || all.windows(2).any(parted))
        && filled.clone().count() <= 4
        && filled.all(|cell| cell.number.is_none() || cell.digits)
}

/// Whether income stands beside expenditure: two groups of the outermost words speak of one each.
pub(super) fn stands_beside(paths: &[Vec<String>], words: &Words) -> bool {
    let outermost: Vec<&str> = paths.iter().filter_map(|path| path.first()).map(String::as_str).collect();
    words.are_all_sides(&outermost)
}

/// The rows of a table's page by the headers that stand above them; at most so many. `before` are those of its pages before.
pub(super) fn pieces(rows: Vec<Vec<Printed>>, most: usize, words: &Words, before: &[Piece]) -> Vec<Piece> {
    let side = before.last().and_then(|piece| piece.head().find_map(|row| stacked::side(row, words)));
    let runs = stacked::part(rows.into_iter().take(most), side, words);
    runs.into_iter().flat_map(|rows| pieces_of_run(rows, words, before)).collect()
}

/// The same of rows below one another that have one header.
fn pieces_of_run(rows: Vec<Vec<Printed>>, words: &Words, before: &[Piece]) -> Vec<Piece> {
    let width = rows.iter().map(Vec::len).max().unwrap_or(0).min(60);
    let again = before.iter().find_map(|piece| printed_again(&rows, piece));
    let depth = again.unwrap_or_else(|| depth(&rows, words));
    let mut rows = rows;
    let body = rows.split_off(depth.min(rows.len()));
    // A lone cell above is what a title or a name has become.
    let several = |row: &Vec<Printed>| row.iter().filter(|cell| !cell.is_blank()).count() > 1;
    let lone = |row: &Vec<Printed>| {
        row.iter().find(|cell| !cell.is_blank()).is_some_and(|cell| {
            cell.text.contains([':', '：']) || cell.text.ends_with('表') || cell.text.chars().count() > 24
        })
    };
    let from = rows.iter().position(|row| several(row) || !lone(row)).unwrap_or(rows.len());
    let mut head = rows.split_off(from);
    head.retain(|row| !is_numbering(row));
    let is_repeated = |row: &Vec<Printed>| {
        head.iter().any(|head| {
            let same =
                head.iter().zip(row).filter(|(one, other)| !one.is_blank() && one.folded == other.folded);
            let filled = head.iter().filter(|cell| !cell.is_blank()).count();
            filled > 0 && same.count() == filled
        })
    };
    // A total alone on its page is a grid of its own, whose cells are not below the header.
    let is_apart = |row: &Vec<Printed>| {
        row.len() < width
            && row.first().is_some_and(|cell| words.is_total(&cell.squeezed))
            && row.get(1).is_some_and(|cell| cell.number.is_some())
    };
    let (apart, body): (Vec<_>, Vec<_>) = body.into_iter().partition(is_apart);
    let rows = body.into_iter().filter(|row| !is_numbering(row) && !is_repeated(row)).collect();
    if width < 2 {
        return Vec::new();
    }
    let apart = (!apart.is_empty()).then(|| Piece { head: Vec::new(), rows: apart, width: 0 });
    std::iter::once(Piece { head, rows, width }).chain(apart).collect()
}

/// How many rows stand above the first below a header that is printed once more. Below it items may come that have no figure
/// on their page and look like words of a header.
fn printed_again(rows: &[Vec<Printed>], before: &Piece) -> Option<usize> {
    let is_same = |(one, other): (&Vec<Printed>, &Vec<Printed>)| {
        let words = |row: &Vec<Printed>| -> Vec<(usize, String)> {
            let filled = row.iter().enumerate().filter(|(_, cell)| !cell.is_blank());
            filled.map(|(at, cell)| (at, cell.folded.clone())).collect()
        };
        words(one) == words(other)
    };
    let depth = before.head.len();
    let from = (0..DEEPEST).find(|from| {
        let own = rows.get(*from..*from + depth).unwrap_or_default();
        depth > 0 && own.len() == depth && own.iter().zip(&before.head).all(is_same)
    })?;
    let numbering = rows.get(from + depth).is_some_and(|row| is_numbering(row));
    Some(from + depth + usize::from(numbering))
}

/// How many rows stand above the first that is none of the header.
fn depth(rows: &[Vec<Printed>], words: &Words) -> usize {
    // The numbers of the columns stand below a header, however short that is.
    if let Some(at) = rows.iter().take(DEEPEST).position(|row| is_numbering(row)).filter(|at| *at > 0) {
        return at + 1;
    }
    let is_wide = |row: &Vec<Printed>| row.iter().filter(|cell| !cell.is_blank()).count() > 2;
    let is_data = |(at, row): (usize, &Vec<Printed>)| {
        if is_numbering(row) {
            return false;
        }
        let filled: Vec<&Printed> = row.iter().filter(|cell| !cell.is_blank()).collect();
        let is_item = |cell: &&Printed| {
            let own = cell.squeezed.trim_start_matches('(');
            let behind = own.trim_start_matches(|c| "一二三四五六七八九十".contains(c));
            let end = if own.len() < cell.squeezed.len() { ')' } else { '、' };
            behind.len() < own.len() && behind.starts_with(end)
        };
        // Years alone name columns beside the word for the names of rows.
        let is_year = |cell: &&&Printed| is_year(&cell.squeezed);
        let names_years = filled.iter().any(|cell| is_year(&cell))
            && filled.iter().all(|cell| is_year(&cell) || any(&words.names, &cell.squeezed));
        filled.iter().any(|cell| cell.number.is_some()) && !names_years
            || filled.iter().any(is_item)
            || at > 0
                && filled.len() <= 2
                && filled.iter().any(|cell| words.is_total(&cell.squeezed))
                && filled.first().is_some_and(|cell| words.is_total(&cell.squeezed))
                && match row.iter().position(|cell| !cell.is_blank()).unwrap_or(0) {
                    // Below a word of the first column nothing of a header is called so.
                    0 => rows.iter().take(at).any(is_wide),
                    column => column < 5 && rows.get(at - 1).is_some_and(is_wide),
                }
    };
    let first = rows.iter().enumerate().position(is_data);
    let first = first.unwrap_or_else(|| rows.len().min(3));
    // A header whose cells a page printed one below the other is as deep as it has words.
    let is_lone = |row: &Vec<Printed>| row.iter().filter(|cell| !cell.is_blank()).count() == 1;
    let is_flat = first <= FLAT && rows.iter().take(first).all(is_lone);
    if is_flat { first } else { first.min(DEEPEST) }
}
