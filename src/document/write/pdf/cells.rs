//! What a typesetter has to be told that programs for texts find out themselves: where words that no column holds are broken,
//! how large a title may be, and which cells are too high for one page.

use crate::document::PrintedCell;
use crate::document::write::fitting::{Fit, INSET, letter, points, room, width, words};

/// The size of a title's letters, in points.
const TITLE: f32 = 16.0;
/// The height of a line, as a multiple of its letters.
const LINE: f32 = 1.2;

impl Fit {
    /// The size of a title's letters that keeps it in one line.
    pub(super) fn title_size(&self, title: &str) -> f32 {
        (room(self.paper) / width(title).max(1.0) * 0.98).clamp(6.0, TITLE)
    }

    /// The room of a cell's text, in characters.
    fn room(&self, cell: &PrintedCell) -> f32 {
        let widths = self.widths.iter().skip(cell.column).take(cell.columns.max(1));
        (widths.sum::<f32>() - 2.0 * INSET) / self.size - f32::from(cell.indent)
    }

    /// The lines of a cell, in which no word is longer than there is room.
    pub(super) fn lines(&self, cell: &PrintedCell) -> Vec<String> {
        let room = self.room(cell);
        cell.content.text().split('\n').map(|line| broken(line, room)).collect()
    }

    /// Whether a cell is too high to be kept on one page.
    pub(super) fn is_high(&self, cell: &PrintedCell) -> bool {
        let room = self.room(cell).max(1.0);
        let text = cell.content.text();
        let lines: f32 = text.split('\n').map(|line| (width(line) / room).ceil().max(1.0)).sum();
        lines * self.size * LINE > 0.4 * points(self.paper).1
    }
}

/// A line in which words longer than the room are broken.
fn broken(line: &str, room: f32) -> String {
    if words(line).all(|word| width(word) <= room) {
        return line.to_owned();
    }
    let mut out = String::with_capacity(line.len() + 8);
    let mut used = 0.0;
    for c in line.chars() {
        let is_word = c.is_ascii() && !c.is_whitespace();
        used = if is_word { used + letter(c) } else { 0.0 };
        if used > room {
            out.push('\n');
            used = letter(c);
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_broken_only_where_it_does_not_fit() {
        assert_eq!(broken("项目 410800230000000012345 号", 6.0), "项目 4108002300\n0000001234\n5 号");
        assert_eq!(broken("项目 410800 号", 6.0), "项目 410800 号");
        assert_eq!(broken("汉字没有词，随处可以换行", 3.0), "汉字没有词，随处可以换行");
    }
}
