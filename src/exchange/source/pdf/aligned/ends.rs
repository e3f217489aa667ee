//! Where a table ends at the end of a page: items without figures below its last amounts are its own where they go on counting,
//! since the page broke it off. Elsewhere what is counted below a table is a list or a heading.

use std::ops::Range;

use super::row::Row;
use super::{ALONE, MOST_ITEMS};
use crate::outline::{Level, numbered};
use crate::text::is_ideograph;

/// Items begin at the same place as near as this, measured in letters.
const ALIGNED: f32 = 0.5;
/// The end of a name has no more characters.
const END: usize = 3;

/// How many rows below a table are such items; none where anything but the page's number stands below them.
pub(super) fn items_below(rows: &[Row<'_>], table: Range<usize>) -> usize {
    let mut last: Vec<(f32, Level, u32)> = Vec::new();
    let own = rows.get(table.clone()).unwrap_or_default().iter();
    for (left, item) in
        own.flat_map(|row| &row.pieces).map(|piece| (piece.area.left, numbered(&piece.text())))
    {
        if let Some((level, number)) = item {
            last.retain(|(other, ..)| *other != left);
            last.push((left, level, number));
        }
    }
    let below = rows.get(table.end..).unwrap_or_default();
    let mut goes_on = |row: &Row<'_>| {
        !row.pieces.is_empty()
            && row.pieces.iter().all(|piece| {
                let text = piece.text();
                // The end of a name that is too long for its line.
                if text.chars().count() <= END && text.chars().all(is_ideograph) {
                    return last.iter().any(|(left, ..)| (left - piece.area.left).abs() < ALIGNED * row.size);
                }
                let Some((level, number)) = numbered(&text).filter(|_| text.chars().count() <= ALONE) else {
                    return false;
                };
                let near = |(left, of, _): &&mut (f32, Level, u32)| {
                    *of == level && (*left - piece.area.left).abs() < ALIGNED * row.size
                };
                // The last of several that begin about there.
                let above = last
                    .iter_mut()
                    .rev()
                    .find(near)
                    .filter(|(.., before)| before.checked_add(1) == Some(number));
                above.map(|above| above.2 = number).is_some()
            })
    };
    let count = below.iter().take(MOST_ITEMS).take_while(|row| goes_on(row)).count();
    let is_page = |row: &Row<'_>| {
        row.line.text().chars().all(|c| c.is_whitespace() || c.is_ascii_digit() || "-—–－第页共".contains(c))
    };
    if below.iter().skip(count).all(is_page) { count } else { 0 }
}
