//! A row that is the last of a header and the first of a table at once: the names of the levels of a code (类, 款, 项)
//! beside the total and its amounts. As a row of the table it has no codes.

use super::Line;
use crate::text::is_total_label;

/// The names of the levels of a code.
const LEVELS: [&str; 4] = ["类", "款", "项", "目"];

/// Takes the names of levels off rows of totals.
pub(super) fn part(lines: &mut [Line]) {
    for line in lines.iter_mut().filter(|line| line.text.contains('\t') && line.text.contains('类')) {
        let cells = line.cells();
        let is_amount = |cell: &String| cell.contains('.') && cell.starts_with(|c: char| c.is_ascii_digit());
        let is_total = |cell: &String| is_total_label(cell);
        if !cells.iter().any(is_total) || !cells.iter().any(is_amount) {
            continue;
        }
        let own = line.text.split('\t').zip(&cells);
        let own = own.map(|(cell, bare)| if LEVELS.contains(&bare.as_str()) { "" } else { cell });
        line.text = own.collect::<Vec<_>>().join("\t");
    }
}
