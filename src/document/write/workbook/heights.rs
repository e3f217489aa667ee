//! How tall rows are for their texts: not every program that prints a workbook makes room for wrapped lines itself.

use crate::document::write::fitting::{Fit, least};
use crate::document::{PrintedRow, PrintedTable};

/// A column's width in characters as points on paper.
const CHARACTER: f64 = 5.25;
/// The letters of tables, in points.
const LETTERS: f64 = 10.0;

/// The height of a text in letters of a size within a column of so many characters, in points.
pub(super) fn height_of(text: &str, size: f64, characters: f64) -> f64 {
    let room = (characters * CHARACTER - 4.0).max(size);
    let width = |line: &str| -> f64 {
        line.chars().map(|c| if c.is_ascii() { 0.55 } else { 1.0 }).sum::<f64>() * size
    };
    let lines: f64 = text.split('\n').map(|line| (width(line) / room).ceil().max(1.0)).sum();
    // What a row can be at most.
    (lines * size * 1.35 + 4.0).min(409.0)
}

/// The height of a row of a table whose columns are so many characters wide.
pub(super) fn height_of_row(row: &PrintedRow, characters: &[f64]) -> f64 {
    let texts = row.cells.iter().filter(|cell| cell.rows == 1 && !cell.content.is_number()).map(|cell| {
        let room: f64 = characters.iter().skip(cell.column).take(cell.columns).sum();
        height_of(&cell.content.text(), LETTERS, room - 2.0 * f64::from(cell.indent))
    });
    texts.fold(height_of("", LETTERS, 1.0), f64::max)
}

/// The widths of a table's columns, in characters: as on the screen, but no wider than they may be for its letters to be
/// printed in the size in which they are set on that paper.
pub(super) fn characters(table: &PrintedTable, fit: &Fit) -> Vec<f64> {
    /// Points on a screen to a character.
    const POINTS: f64 = 7.2;
    // No narrower than its longest number and code.
    let held = |least: f32| f64::from(least) * LETTERS / CHARACTER + 1.0;
    let on_paper = |width: f32| f64::from(width) * (LETTERS / f64::from(fit.size)) / CHARACTER;
    let widths = table.widths.iter().zip(&fit.widths).zip(least(table));
    widths
        .map(|((width, fitted), least)| {
            (f64::from(*width) / POINTS).min(on_paper(*fitted)).max(held(least)).clamp(4.0, 60.0)
        })
        .collect()
}
