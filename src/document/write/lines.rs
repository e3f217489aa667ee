//! How many lines texts take in a room on paper, as far as that is known without a font.

use super::fit::{Fit, INSET, letter};
use crate::document::PrintedRow;

/// How many lines a text takes in a room of so many letters, the first of them indented.
pub(super) fn lines(text: &str, room: f32, indent: f32) -> usize {
    let of_line = |(nth, line): (usize, &str)| {
        let (mut count, mut used) = (1, if nth == 0 { indent } else { 0.0 });
        for c in line.chars() {
            // A sign that ends something hangs over the edge.
            let hangs = "，。、；：）”".contains(c);
            if used + letter(c) > room + 0.02 && !hangs && used > 0.0 {
                count += 1;
                used = 0.0;
            }
            used += letter(c);
        }
        count
    };
    text.split('\n').enumerate().map(of_line).sum()
}

/// How many lines the highest cell of a row takes.
pub(super) fn lines_of(fit: &Fit, row: &PrintedRow) -> usize {
    let of_cell = row.cells.iter().filter(|cell| cell.rows <= 1).map(|cell| {
        let own: f32 = fit.widths.iter().skip(cell.column).take(cell.columns.max(1)).sum();
        let room = (own - 2.0 * INSET) / fit.size - f32::from(cell.indent);
        lines(&cell.content.text(), room, 0.0)
    });
    of_cell.max().unwrap_or(1).max(1)
}
