//! Tables without ruled lines: rows of figures one below the other, in columns that only blank space parts. It
//! works on the lines that no ruled grid holds. Contents with page numbers and lists are none. It finds them; what stands where in
//! them is for `grid`: which words name the columns (`heading`), where these part (`partings`), which lines are one row (`body`).

mod body;
mod ends;
mod figures;
mod grid;
mod heading;
mod partings;
mod row;
mod wrapped;

use std::ops::Range;

pub(super) use self::figures::is_amount;
use self::grid::grid;
use self::row::{Row, is_near, whole_amounts};
use super::frame::Frame;
use super::lines::Line;
use crate::exchange::source::Grid;
use crate::text::{is_year, narrow};

/// Words of two columns stand at least this far apart, measured in letters; those of one name touch.
const TOUCH: f32 = 0.12;
/// The lines of a name stand at most this far from its figures, measured in letters, where rows do not tell.
pub(super) const NEAR: f32 = 0.95;
/// Rows with amounts that a table has at least.
const FEWEST: usize = 3;
/// Items without figures that may stand between two with some.
const MOST_ITEMS: usize = 40;
/// Lines of headings above the first amount that are looked at.
const HEADINGS: usize = 18;
/// A word of a header that stands alone on its line is no longer than this.
const ALONE: usize = 14;
/// One at the left edge is no longer than this.
const SHORT: usize = 6;

/// Part of a page, in reading order.
pub(super) enum Piece {
    /// A line of text.
    Line(Line),
    /// A table.
    Grid(Grid),
}

impl Piece {
    /// How many cells it has.
    pub(super) fn cells(&self) -> usize {
        match self {
            Self::Line(_) => 0,
            Self::Grid(grid) => grid.cells.len(),
        }
    }
}

/// The lines of a page with the tables among them found.
pub(super) fn tables(lines: Vec<Line>, frame: &Frame, page: u32) -> Vec<Piece> {
    let ends = whole_amounts(&lines);
    let mut rows: Vec<Row<'_>> = lines.iter().map(|line| Row::new(line, &ends)).collect();
    for at in 1..rows.len() {
        if let Some((above, [row, ..])) = rows.split_at_mut_checked(at) {
            row.see_tails(above);
        }
    }
    let mut table_at: Vec<(Range<usize>, Grid)> = Vec::new();
    let mut at = 0;
    while let Some(row) = rows.get(at) {
        let Some(range) = row.is_figures().then(|| reach(&rows, at)).flatten() else {
            at += 1;
            continue;
        };
        at = range.end;
        rows.get_mut(range.clone()).into_iter().flatten().for_each(Row::stands_below_figures);
        let begin = table_at.last().map_or(0, |(range, _)| range.end);
        let is_further = begin == 0
            && rows.split_at_checked(range.start).is_some_and(|(above, rest)| {
                rest.first().is_some_and(|figures| ends::are_items(above, figures))
            });
        let range = if is_further { 0..range.end } else { with_headings(&rows, range, begin) };
        if let Some(grid) = rows.get(range.clone()).and_then(|rows| grid(rows, frame, page)) {
            table_at.push((range, grid));
        }
    }
    let mut out = Vec::new();
    let mut tables = table_at.into_iter().peekable();
    for (at, line) in lines.into_iter().enumerate() {
        if let Some((_, grid)) = tables.next_if(|(range, _)| range.end <= at) {
            // Already put out at its first line.
            drop(grid);
        }
        match tables.peek_mut() {
            Some((range, grid)) if range.start == at => out.push(Piece::Grid(std::mem::take(grid))),
            Some((range, _)) if range.contains(&at) => {}
            _ => out.push(Piece::Line(line)),
        }
    }
    out
}

/// The rows that go on from one with figures, to the last one with figures.
fn reach(rows: &[Row<'_>], from: usize) -> Option<Range<usize>> {
    let (mut end, mut count, mut between) = (from + 1, 1, 0);
    let mut lefts: Vec<f32> = Vec::new();
    for pair in rows.get(from..)?.windows(2) {
        let [above, row] = pair else { break };
        if !row.follows(above) || is_title(row) || row.is_note() {
            break;
        }
        for piece in above.pieces.iter().take(heading::MOST) {
            if lefts.len() < heading::MOST && !begins_at(&lefts, piece, row.size) {
                lefts.push(piece.area.left);
            }
        }
        // The first or the last digits of a wrapped amount stand alone in their line.
        if row.is_figures() || row.has_years() || row.amounts > 0 && row.is_amounts() {
            count += 1;
            end += 1 + between;
            between = 0;
        } else if between < 2 && row.is_tails() {
            // Its label stands in the middle of the lines of a wrapped amount.
            end += 1 + between;
            between = 0;
        } else {
            between += 1;
            // Headings of parts, labels over two lines and items without figures stand between; text does not.
            let is_item = row.pieces.iter().all(|piece| begins_at(&lefts, piece, row.size));
            let is_text = row.pieces.len() == 1 && row.area.right - row.area.left > 30.0 * row.size;
            if is_text || between > 3 && !is_item || between > MOST_ITEMS {
                break;
            }
        }
    }
    // The end of the last name.
    let last = end.checked_sub(1).and_then(|at| rows.get(at)).zip(rows.get(end));
    let end = end + usize::from(last.is_some_and(|(figures, name)| is_near(name, figures)));
    // A short table is one below its header.
    let amounts: usize = rows.get(from..end)?.iter().map(|row| row.amounts).sum();
    let above = || rows.get(from.saturating_sub(3)..from).unwrap_or_default().iter();
    let headed = || amounts > 1 && above().any(|row| row.is_numbering || row.is_header());
    // At the top of a page it may be the end of a table, which has no header there.
    let is_further = |figures: &Row<'_>| {
        figures.has_label() && rows.get(..from).is_some_and(|above| ends::are_items(above, figures))
    };
    let goes_on = || amounts > 1 && rows.get(from).is_some_and(is_further);
    let end = end + ends::total_below(rows, from..end);
    let end = end + ends::items_below(rows, from..end);
    (count >= FEWEST || headed() || goes_on()).then_some(from..end)
}

/// Whether a piece begins where one does that stands above.
fn begins_at(lefts: &[f32], piece: &Line, size: f32) -> bool {
    lefts.iter().any(|left| (left - piece.area.left).abs() < 0.5 * size)
}

/// With the lines of headings above.
fn with_headings(rows: &[Row<'_>], range: Range<usize>, begin: usize) -> Range<usize> {
    let mut start = range.start;
    let size = rows.get(range.start).map_or(0.0, |row| row.size);
    let left =
        rows.get(range.clone()).unwrap_or_default().iter().map(|row| row.area.left).fold(f32::MAX, f32::min);
    let goes_on = |above: &Row<'_>, from: usize| {
        let below = rows.get(from..range.end.min(from + 3)).unwrap_or_default().iter();
        below.flat_map(|row| &row.pieces).any(|piece| heading::goes_on(&above.area, &piece.area, size))
    };
    while start > begin && range.start - start < HEADINGS {
        let (Some(above), Some(row)) = (rows.get(start - 1), rows.get(start)) else { break };
        // Running text begins at the left edge; what is above a column stands in its middle, and so does its next line.
        let begins = above.pieces.len() == 1
            && above.area.left < left + 0.5 * size
            && above.line.text().chars().count() > SHORT
            && !goes_on(above, start);
        if above.leads || !row.follows(above) || is_caption(above, size) || begins {
            break;
        }
        start -= 1;
    }
    start..range.end
}

/// Whether a line is a table's title, or says its unit.
fn is_title(row: &Row<'_>) -> bool {
    let text: String = row.line.text().split_whitespace().collect();
    let named = text.trim_end_matches(|c: char| c.is_ascii_digit() || "()（）年第页共续".contains(c));
    text.contains("单位：") || text.contains("单位:") || row.pieces.len() == 1 && named.ends_with('表')
}

/// Whether a line stands above a table and its header: its title, its unit, whose it is, a sentence.
fn is_caption(row: &Row<'_>, size: f32) -> bool {
    let text: String = row.line.text().split_whitespace().collect();
    // 其中： begins the name of a column that is a part of the one beside it.
    let said = text.replace("其中：", "").replace("其中:", "");
    let sentence = said.contains(['。', '；', '：', ':', '《']) && row.pieces.len() < 3;
    let numbered = text.contains('表') && text.chars().any(|c| narrow(c).is_ascii_digit());
    let is_page = !is_year(&text) && text.chars().all(|c| c.is_ascii_digit() || "第页共-—".contains(c));
    let lone = numbered || is_page || text.chars().count() > ALONE || row.size > 1.3 * size;
    is_title(row) || sentence || row.pieces.len() == 1 && lone
}

/// The rectangle around two.
pub(super) fn around(a: [f32; 4], b: [f32; 4]) -> [f32; 4] {
    let ([a0, a1, a2, a3], [b0, b1, b2, b3]) = (a, b);
    [a0.min(b0), a1.min(b1), a2.max(b2), a3.max(b3)]
}
