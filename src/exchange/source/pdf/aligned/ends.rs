//! Where a table goes on over the end of a page: items without figures are its own there, below its last amounts or above the
//! next ones, where they go on counting and nothing else stands between them and the edge of the page. Elsewhere what is
//! counted beside a table is a list or a heading.

use std::ops::Range;

use super::super::lines::Line;
use super::figures::is_filled;
use super::row::Row;
use super::{ALONE, MOST_ITEMS};
use crate::outline::{Level, numbered};
use crate::text::{is_ideograph, is_total_label};

/// Items begin at the same place as near as this, measured in letters.
const ALIGNED: f32 = 0.5;
/// The end of a name has no more characters.
const END: usize = 3;

/// The numbers that were counted so far, and where they begin.
type Counted = Vec<(f32, Level, u32)>;

/// How many rows below a table are such items; none where anything but the page's number stands below them.
pub(super) fn items_below(rows: &[Row<'_>], table: Range<usize>) -> usize {
    let mut counted = Counted::new();
    for row in rows.get(table.clone()).unwrap_or_default() {
        for piece in &row.pieces {
            if let Some((level, number)) = numbered(&piece.text()) {
                counted.retain(|(left, ..)| *left != piece.area.left);
                counted.push((piece.area.left, level, number));
            }
        }
    }
    let below = rows.get(table.end..).unwrap_or_default();
    let count = below.iter().take(MOST_ITEMS).take_while(|row| counts(row, &mut counted)).count();
    let is_page = |row: &Row<'_>| {
        let is_margin = |c: char| c.is_whitespace() || c.is_ascii_digit() || "-—–－第页共".contains(c);
        row.line.text().chars().all(is_margin)
    };
    if below.iter().skip(count).all(is_page) { count } else { 0 }
}

/// How many rows below a table belong to it since the last of them is its total, however many blank rows of a form stand
/// between: it is called a total and nothing else, and has an amount below others of the table. Items without figures may
/// stand above it.
pub(super) fn total_below(rows: &[Row<'_>], table: Range<usize>) -> usize {
    let below = rows.get(table.end..).unwrap_or_default();
    let Some(nth) = below.iter().take(MOST_ITEMS).position(Row::is_figures) else { return 0 };
    let own = rows.get(table).unwrap_or_default();
    let begins = |piece: &Line, row: &Row<'_>| {
        let mut pieces = own.iter().flat_map(|row| &row.pieces);
        pieces.any(|other| (other.area.left - piece.area.left).abs() < ALIGNED * row.size)
    };
    let is_item = |row: &Row<'_>| !row.is_note() && row.pieces.iter().all(|piece| begins(piece, row));
    let is_total = below.get(nth).is_some_and(|row| is_total_of(row, own));
    if is_total && below.iter().take(nth).all(is_item) { nth + 1 } else { 0 }
}

fn is_total_of(row: &Row<'_>, table: &[Row<'_>]) -> bool {
    let is_amount = |piece: &Line| is_filled(&piece.text());
    let (amounts, labels): (Vec<&Line>, Vec<&Line>) = row.pieces.iter().partition(|piece| is_amount(piece));
    let above = table.iter().filter(|row| row.is_figures());
    let above: Vec<&Line> = above.flat_map(|row| &row.pieces).filter(|piece| is_amount(piece)).collect();
    let is_below = |amount: &&Line| {
        let stands_over =
            |other: &&Line| other.area.left < amount.area.right && amount.area.left < other.area.right;
        above.iter().any(stands_over)
    };
    row.has_label()
        && labels.iter().all(|label| is_total_label(&label.text()))
        && amounts.iter().any(is_below)
}

/// Whether all rows above one with figures are such items, or the end of a name: at the top of a page.
pub(super) fn are_items(above: &[Row<'_>], figures: &Row<'_>) -> bool {
    let mut counted = Counted::new();
    let label = figures.pieces.first().map(|piece| piece.area.left);
    above.len() <= MOST_ITEMS
        && above.iter().all(|row| {
            let [piece] = row.pieces.as_slice() else { return is_labels(row, figures) };
            let is_near = |left: f32| (left - piece.area.left).abs() < ALIGNED * row.size;
            if counted.is_empty()
                && let Some((level, number)) = item(&piece.text())
            {
                counted.push((piece.area.left, level, number));
                return label.is_some_and(is_near);
            }
            is_end(&piece.text()) && label.is_some_and(is_near) || counts(row, &mut counted)
        })
}

/// Whether a row has labels of both halves of a table and nothing else: each begins where one does in a row with figures.
fn is_labels(row: &Row<'_>, figures: &Row<'_>) -> bool {
    let labels = figures.pieces.iter().filter(|piece| !is_filled(&piece.text()));
    let labels: Vec<f32> = labels.map(|piece| piece.area.left).collect();
    let is_near = |left: f32| labels.iter().any(|label| (label - left).abs() < ALIGNED * row.size);
    row.pieces.iter().all(|piece| !is_filled(&piece.text()) && is_near(piece.area.left))
}

/// Whether every piece of a row goes on counting from one above it, or is the end of a name.
fn counts(row: &Row<'_>, counted: &mut Counted) -> bool {
    !row.pieces.is_empty()
        && row.pieces.iter().all(|piece| {
            let text = piece.text();
            let is_near = |left: f32| (left - piece.area.left).abs() < ALIGNED * row.size;
            if is_end(&text) {
                return counted.iter().any(|(left, ..)| is_near(*left));
            }
            let Some((level, number)) = item(&text) else { return false };
            // The last of several that begin about there.
            let above = counted.iter_mut().rev().find(|(left, of, _)| *of == level && is_near(*left));
            let above = above.filter(|(.., before)| before.checked_add(1) == Some(number));
            above.map(|above| above.2 = number).is_some()
        })
}

fn item(text: &str) -> Option<(Level, u32)> {
    numbered(text).filter(|_| text.chars().count() <= ALONE)
}

fn is_end(text: &str) -> bool {
    text.chars().count() <= END && text.chars().all(is_ideograph)
}
