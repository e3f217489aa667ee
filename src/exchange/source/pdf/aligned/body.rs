//! The rows of a table without ruled lines: a line with figures is one, and a name over several lines stands beside its
//! figures, above, around or below them. It knows columns as numbers and no words.

use super::super::frame::Area;
use super::figures::goes_on;
use super::partings::parted;
use super::row::Row;
use super::{NEAR, wrapped};

/// The lines of one name stand nearer to each other than rows do, measured in the distance of rows.
const TIGHT: f32 = 0.93;
/// The lines of a name stand as far above its figures as below, measured in letters.
const EVEN: f32 = 0.25;
/// They stand at most this far from each other, measured in letters.
const WRAPPED: f32 = 1.5;

/// A piece of a line in its columns.
pub(super) struct Part {
    pub first: usize,
    pub last: usize,
    pub text: String,
    pub area: Area,
    /// Which of the lines it is of.
    pub line: usize,
    pub size: f32,
}

impl Part {
    pub(super) fn middle(&self) -> f32 {
        f32::midpoint(self.area.top, self.area.bottom)
    }
}

/// A row: its pieces by column, each from above.
#[derive(Default)]
pub(super) struct BodyRow {
    pub parts: Vec<Part>,
    at: f32,
}

/// The rows of lines whose columns part there. `is_number` says what is a figure.
pub(super) fn rows(lines: &[&Row<'_>], partings: &[f32], is_number: impl Fn(&str) -> bool) -> Vec<BodyRow> {
    let column = |at: f32| partings.partition_point(|parting| *parting < at);
    let mut parts: Vec<Part> = Vec::new();
    for (line, row) in lines.iter().enumerate() {
        for piece in row.pieces.iter().flat_map(|piece| parted(piece, partings)) {
            let text = piece.text();
            let (first, last) = if is_number(&text) {
                let middle = column(f32::midpoint(piece.area.left, piece.area.right));
                (middle, middle)
            } else {
                let near = 0.4 * piece.size;
                let first = column(piece.area.left + near);
                (first, column(piece.area.right - near).max(first))
            };
            parts.push(Part { first, last, text, area: piece.area, line, size: piece.size });
        }
    }
    let is_figures = |line: usize| lines.get(line).is_some_and(|row| row.is_figures());
    let middle = |line: &Row<'_>| f32::midpoint(line.area.top, line.area.bottom);
    // Figures of one row stand at two heights where one of them is wrapped.
    let mut anchors: Vec<(f32, f32)> = Vec::new();
    for row in lines.iter().filter(|row| row.is_figures()) {
        match anchors.last_mut().filter(|(_, last)| middle(row) - *last < NEAR * row.size) {
            Some((first, last)) => (*first, *last) = (f32::midpoint(*first, middle(row)), middle(row)),
            None => anchors.push((middle(row), middle(row))),
        }
    }
    let anchors: Vec<f32> = anchors.into_iter().map(|(at, _)| at).collect();
    let size = lines.first().map_or(1.0, |row| row.size);
    let pitch = pitch(&anchors).unwrap_or(1.6 * size);
    let mut rows: Vec<BodyRow> = anchors.iter().map(|at| BodyRow { parts: Vec::new(), at: *at }).collect();
    let own = rows.len();
    for block in blocks(parts, (pitch, &anchors), &is_figures) {
        let size = block.first().map_or(1.0, |part| part.size);
        let first = block.iter().map(Part::middle).fold(f32::MAX, f32::min);
        let last = block.iter().map(Part::middle).fold(f32::MIN, f32::max);
        let at =
            block.iter().find(|part| is_figures(part.line)).map_or(f32::midpoint(first, last), Part::middle);
        let near = if block.len() > 1 {
            0.5 * (last - first) + 0.3 * size
        } else {
            NEAR.min(0.75 * pitch / size) * size
        };
        let place = rows.get(..own).and_then(|rows| nearest(rows, at)).filter(|nth| {
            rows.get(*nth).is_some_and(|row| {
                let figures = block.iter().any(|part| is_figures(part.line));
                (row.at - at).abs() < near && (figures || !has(row, &block) || is_beside(row, &block))
            })
        });
        let other =
            || rows.iter().skip(own).position(|row| (row.at - at).abs() < 0.5 * size).map(|nth| own + nth);
        match place.or_else(other).and_then(|nth| rows.get_mut(nth)) {
            Some(row) => row.parts.extend(block),
            None => rows.push(BodyRow { parts: block, at }),
        }
    }
    rows.sort_by(|a, b| a.at.total_cmp(&b.at));
    for row in &mut rows {
        row.parts.sort_by(|a, b| a.first.cmp(&b.first).then(a.line.cmp(&b.line)));
    }
    wrapped::join(rows, is_number)
}

/// Whether a row has something in the column of a block already.
fn has(row: &BodyRow, block: &[Part]) -> bool {
    row.parts.iter().any(|part| block.iter().any(|own| own.first <= part.last && part.first <= own.last))
}

/// Whether lines stand around those that the row has there: the first and the last line of a name, which is found line by
/// line.
fn is_beside(row: &BodyRow, block: &[Part]) -> bool {
    let lines = |part: &Part| block.iter().all(|own| (own.middle() - part.middle()).abs() < 2.0 * part.size);
    row.parts
        .iter()
        .filter(|part| has(row, block) && block.iter().any(|own| own.first == part.first))
        .all(lines)
}

/// How far rows with figures stand from each other at the least.
fn pitch(anchors: &[f32]) -> Option<f32> {
    let mut apart: Vec<f32> =
        anchors.windows(2).filter_map(|pair| Some(pair.get(1)? - pair.first()?)).collect();
    apart.sort_by(f32::total_cmp);
    apart.get(apart.len() / 10).copied()
}

fn nearest(rows: &[BodyRow], at: f32) -> Option<usize> {
    let behind = rows.partition_point(|row| row.at < at);
    let both = [behind.checked_sub(1), Some(behind).filter(|nth| *nth < rows.len())];
    let far = |nth: &usize| rows.get(*nth).map_or(f32::MAX, |row| (row.at - at).abs());
    both.into_iter().flatten().min_by(|a, b| far(a).total_cmp(&far(b)))
}

/// Whether lines stand around figures as one name does, as far above as below: nothing more belongs to it.
fn is_around(block: &[Part], anchors: &[f32]) -> bool {
    let first = block.iter().map(Part::middle).fold(f32::MAX, f32::min);
    let last = block.iter().map(Part::middle).fold(f32::MIN, f32::max);
    let near = block.first().map_or(0.0, |part| EVEN * part.size);
    last - first > near && anchors.iter().any(|at| (f32::midpoint(first, last) - at).abs() < near)
}

/// The pieces of one name each: lines one below the other that are nearer than rows are. Rows stand as far apart as the
/// pitch, with their figures at the anchors.
fn blocks(
    parts: Vec<Part>,
    (pitch, anchors): (f32, &[f32]),
    is_figures: &impl Fn(usize) -> bool,
) -> Vec<Vec<Part>> {
    let mut open: Vec<Option<Vec<Part>>> = Vec::new();
    let mut out: Vec<Vec<Part>> = Vec::new();
    for part in parts {
        if open.len() <= part.first {
            open.resize_with(part.first + 1, || None);
        }
        let Some(slot) = open.get_mut(part.first) else { continue };
        let goes_on = slot.as_ref().is_some_and(|block| {
            let last = block.iter().max_by_key(|own| own.line);
            let beside = block.iter().any(|own| own.line == part.line);
            let apart = last.map_or(f32::MAX, |last| part.middle() - last.middle());
            let has_figures = block.iter().any(|own| is_figures(own.line));
            let one = !is_figures(part.line) || !has_figures;
            let is_whole = || !has_figures && is_around(block, anchors);
            let below = apart > 0.98 * part.size && apart < WRAPPED * part.size;
            // The end of an amount is no row's figure, however near rows stand.
            let ends = || last.is_some_and(|last| goes_on(&last.text, &part.text));
            // Lines of one name never reach into each other.
            beside || one && below && (apart < TIGHT * pitch && !is_whole() || ends())
        });
        match slot {
            Some(block) if goes_on => block.push(part),
            _ => out.extend(slot.replace(vec![part])),
        }
    }
    out.extend(open.into_iter().flatten());
    out.sort_by_key(|block| block.iter().map(|part| part.line).min());
    out
}
