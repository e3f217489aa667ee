//! Rows of a table as a grid: which lines are its header, and what stands in which row and column. What cannot be told for
//! certain is said with it.

use std::collections::BTreeSet;
use std::ops::Range;

use super::super::frame::{Area, Frame};
use super::super::lines::Line;
use super::body;
use super::ends;
use super::figures::{is_amount, is_filled, is_mixed, is_number};
use super::heading::{self, HeadCell, Heading, heading};
use super::partings::{bands, go_apart, is_table, partings};
use super::row::{Row, is_near};
use super::{FEWEST, HEADINGS};
use crate::exchange::source::{CellState, ColumnDoubt, ColumnDoubts, Grid, GridCell, Place};
use crate::text::{is_year, narrow};

/// The first line that is no part of the header.
fn body_begins(rows: &[Row<'_>]) -> usize {
    let numbering = rows.iter().position(|row| row.is_numbering).map(|at| at + 1);
    let first = rows.iter().position(Row::is_figures).unwrap_or(rows.len());
    if let Some(at) = numbering.filter(|at| *at <= first) {
        // The header may be printed once more below the numbers of its columns.
        let (above, below) = rows.split_at_checked(at).unwrap_or_default();
        let again = |row: &&Row<'_>| above.iter().any(|other| row.repeats(other));
        return at + below.iter().take(first - at).take_while(again).count();
    }
    let Some(figures) = rows.get(first) else { return first };
    if rows.get(..first).is_some_and(|above| ends::are_items(above, figures)) {
        return 0;
    }
    // Rows without figures and the beginning of a name stand above the first figures, too.
    let is_item = |row: &Row<'_>| {
        let text = row.pieces.first().map(Line::text).unwrap_or_default();
        let numeral = text.trim_start_matches(['(', '（']);
        let rest =
            numeral.trim_start_matches(|c| "一二三四五六七八九十".contains(c) || narrow(c).is_ascii_digit());
        rest.len() < numeral.len() && rest.starts_with(['、', '.', '．', ')', '）'])
    };
    let body = |(at, row): &(usize, &Row<'_>)| {
        is_item(row) || *at + 1 == first && row.pieces.len() == 1 && is_near(row, figures)
    };
    rows.iter().take(first).enumerate().position(|own| body(&own)).unwrap_or(first)
}

/// The lines of the body that are the whole header once more, which may begin with a year that looks like an amount. A header
/// of one line may be a row's words, and is left to those who know them.
fn printed_again(head: &[Row<'_>], body: &[Row<'_>]) -> BTreeSet<usize> {
    let head: Vec<&Row<'_>> = head.iter().filter(|row| !row.is_numbering).collect();
    let begins = body
        .windows(head.len().max(1))
        .enumerate()
        .filter(|(_, rows)| head.len() > 1 && rows.iter().zip(&head).all(|(row, head)| row.repeats(head)));
    begins.flat_map(|(at, _)| at..at + head.len()).collect()
}

/// Whether a text is long enough to be a label of its own, and not the beginning of one, such as 其中：.
fn is_label(text: &str) -> bool {
    let is_letter = |c: &char| c.is_alphabetic();
    text.chars().filter(is_letter).count() > 2 && !text.ends_with(['：', ':', '、', '.'])
}

/// The rows as a grid; `None` where they are no table.
pub(super) fn grid(rows: &[Row<'_>], frame: &Frame, page: u32) -> Option<Grid> {
    let begin = body_begins(rows);
    let (above, below) = rows.split_at_checked(begin)?;
    let again = printed_again(above, below);
    let below: Vec<&Row<'_>> =
        below.iter().enumerate().filter(|(at, _)| !again.contains(at)).map(|(_, row)| row).collect();
    let (numbering, body): (Vec<&Row<'_>>, Vec<&Row<'_>>) = below.iter().partition(|row| row.is_numbering);
    let between = partings(&body);
    let figures = body.iter().filter(|row| row.is_figures()).count();
    if between.is_empty() || !is_table(&body, &between, FEWEST.min(figures)) {
        return None;
    }
    let (bands, is_figures): (Vec<(f32, f32)>, Vec<bool>) =
        bands(&body, &between).iter().map(|band| ((band.left, band.right), band.is_figures)).unzip();
    if bands.len() > heading::MOST {
        return None;
    }
    let is_last = |at: usize, row: &Row<'_>| {
        !above.get(at + 1..).unwrap_or_default().iter().any(|other| row.repeats(other))
    };
    let head = above.iter().enumerate().filter(|(at, row)| !row.is_numbering && is_last(*at, row));
    let head: Vec<&Row<'_>> = head.map(|(_, row)| row).collect();
    let words: Vec<Vec<heading::Word>> = head.iter().map(|row| heading::words(row.line, &bands)).collect();
    let heading = heading(&words, &bands, &is_figures).unwrap_or_else(|| {
        let mut doubts = ColumnDoubts::default();
        doubts.all(ColumnDoubt::NoHeader);
        let unsure = (0..=between.len()).collect();
        Heading { cells: Vec::new(), depth: 0, partings: between.clone(), is_named: false, unsure, doubts }
    });
    let Heading { cells: head, depth, partings, is_named, unsure, mut doubts } = heading;
    let astray = go_apart(&body, &between, &partings);
    if !astray.is_empty() {
        doubts.of(ColumnDoubt::Astray, astray);
    }
    let columns = partings.len() + 1;
    let mut making = Making { frame, page, columns, cells: Vec::new(), doubts };
    for HeadCell { level, columns, text, area } in head {
        making.put(level, columns, text, area);
    }
    let mut at = depth;
    for row in above.iter().filter(|row| row.is_numbering).chain(numbering) {
        making.put_numbers(at, heading::words(row.line, &bands), &unsure);
        at += 1;
    }
    for row in body::rows(&body, &partings, is_filled) {
        making.put_row(at, row);
        at += 1;
    }
    // Header words that are printed over figures, or over the numbers of the columns.
    let column = |at: f32| partings.partition_point(|parting| *parting < at);
    let crowded = below.iter().flat_map(|row| heading::crowded(row.line));
    for (from, to) in crowded.map(|(left, right)| (column(left), column(right))) {
        making.doubt(ColumnDoubt::Crowded, from, to);
    }
    if rows.iter().position(Row::is_figures).unwrap_or(0) >= HEADINGS {
        making.doubts.all(ColumnDoubt::TallHeader);
    }
    if figures < FEWEST && bands.len() < columns && !is_named {
        making.doubts.of(ColumnDoubt::FewRows, unsure);
    }
    making.doubt_cells_below(depth);
    Some(Grid { rows: at, columns, cells: making.cells, doubts: making.doubts })
}

/// The cells of a grid as far as they are put, and what is not certain of its columns.
struct Making<'a> {
    frame: &'a Frame,
    page: u32,
    columns: usize,
    cells: Vec<GridCell>,
    doubts: ColumnDoubts,
}

impl Making<'_> {
    fn put(&mut self, row: usize, columns: Range<usize>, text: String, area: Area) {
        self.cells.push(GridCell {
            row,
            column: columns.start,
            row_span: 1,
            column_span: columns.len(),
            text,
            state: CellState::Printed,
            place: Place::Page { page: self.page, rectangle: self.frame.rectangle(area) },
        });
    }

    /// Doubts some columns and their neighbours: what is too much in a column may be what is missing in the one beside.
    fn doubt(&mut self, why: ColumnDoubt, from: usize, to: usize) {
        self.doubts.of(why, from.saturating_sub(1)..(to + 2).min(self.columns));
    }

    /// Puts the numbers of the columns into a row. Where they are not as many they are dropped as one row.
    fn put_numbers(&mut self, at: usize, numbers: Vec<heading::Word>, unsure: &[usize]) {
        if numbers.len() != self.columns {
            self.doubts.of(ColumnDoubt::Numbering, unsure.iter().copied());
        }
        for (nth, word) in numbers.into_iter().take(self.columns).enumerate() {
            self.put(at, nth..nth + 1, word.text, word.area);
        }
    }

    /// Puts a row of the body.
    fn put_row(&mut self, at: usize, row: body::BodyRow) {
        let mut open: Option<(usize, usize, String, Area)> = None;
        let mut last = None;
        for part in row.parts {
            match &mut open {
                Some((from, to, text, area)) if part.first <= *to && part.first == *from => {
                    // Two pieces in one column: both are kept.
                    if last == Some(part.line) {
                        if is_number(text) && is_amount(&part.text) {
                            self.doubt(ColumnDoubt::SeveralFigures, *from, *to);
                        }
                        if is_label(text) && is_label(&part.text) {
                            self.doubts.of(ColumnDoubt::SeveralTexts, *from..*to + 1);
                        }
                        text.push(' ');
                    }
                    text.push_str(&part.text);
                    *area = area.joined(part.area);
                    *to = part.last.max(*to);
                }
                _ => {
                    let next = part.first;
                    if let Some((from, to, text, area)) =
                        open.replace((next, part.last, part.text, part.area))
                    {
                        // What reaches over into a column where something stands is no part of that.
                        self.put(at, from..next.min(to + 1), text, area);
                    }
                }
            }
            last = Some(part.line);
        }
        if let Some((from, to, text, area)) = open {
            self.put(at, from..to + 1, text, area);
        }
    }

    /// Doubts the columns of cells below the header that say what no cell of theirs should.
    fn doubt_cells_below(&mut self, header: usize) {
        let cells = std::mem::take(&mut self.cells);
        let of_row = |row: usize| cells.iter().filter(move |cell| cell.row == row);
        for cell in cells.iter().filter(|cell| cell.row >= header) {
            // Words of a header that are printed again, and not as they were.
            if is_year(&cell.text) && of_row(cell.row).all(|cell| is_year(&cell.text)) {
                self.doubts.of(ColumnDoubt::Years, [cell.column]);
            }
            if is_mixed(&cell.text) {
                self.doubt(ColumnDoubt::Joined, cell.column, cell.column + cell.column_span - 1);
            }
        }
        self.cells = cells;
    }
}
