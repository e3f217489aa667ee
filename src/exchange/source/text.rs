//! A document as plain text: rows of a table with their cells parted by tabs, a paragraph a line.

use super::{Block, Document, Grid, Kind};

/// Where a line of the text stands in the document: the page, the block on it, and the row of a grid, from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LinePlace {
    /// The page.
    pub page: u32,
    /// The block on the page.
    pub block: u32,
    /// The row, if the block is a grid.
    pub row: Option<u32>,
}

impl Document {
    /// The document as text that [`import_text`](crate::exchange::import_text) reads: a row of a table a line, its
    /// cells parted by tabs; joined cells stand once, at their first row and column. Rows with nothing in them and
    /// lines that are a page's number alone are left out. A blank line ends a table. Blanks within the cells of a PDF are
    /// where its lines were broken; elsewhere they were typed.
    pub fn as_text(&self) -> String {
        self.as_lines().0
    }

    /// The same, with the place of every line; `None` of one that only parts others. The cell behind the nth tab of
    /// a row stands in the nth column of its grid.
    pub fn as_lines(&self) -> (String, Vec<Option<LinePlace>>) {
        let (mut out, mut places) = (String::new(), Vec::new());
        for (page, of_page) in (0..).zip(&self.pages) {
            for (block, content) in (0..).zip(&of_page.blocks) {
                let at = |row| Some(LinePlace { page, block, row });
                match content {
                    Block::Paragraph(paragraph) => {
                        // Whatever ends a line would move all that stand below.
                        let ends = ['\n', '\r', '\t', '\u{85}', '\u{2028}', '\u{2029}'];
                        let text = paragraph.text.replace(ends, " ");
                        if !is_page_number(&text) {
                            out.push_str(&text);
                            out.push('\n');
                            places.push(at(None));
                        }
                    }
                    Block::Grid(grid) => {
                        write(grid, self.kind == Kind::Pdf, &mut out, |row| places.push(at(Some(row))));
                        places.push(None);
                    }
                }
            }
        }
        (out, places)
    }
}

/// Whether nothing is left of a line without digits, dashes and blanks.
pub(in crate::exchange) fn is_page_number(text: &str) -> bool {
    text.chars().all(|c| c.is_whitespace() || c.is_ascii_digit() || matches!(c, '-' | '—' | '–' | '－'))
}

/// Writes the rows of a grid, telling of each which it is.
fn write(grid: &Grid, is_broken: bool, out: &mut String, mut tell: impl FnMut(u32)) {
    // A reader gives cells by row and column, but that is not relied on.
    let mut cells: Vec<_> = grid.cells.iter().filter(|cell| !cell.text.trim().is_empty()).collect();
    cells.sort_by_key(|cell| (cell.row, cell.column));
    for row in cells.chunk_by(|a, b| a.row == b.row) {
        tell(row.first().and_then(|cell| u32::try_from(cell.row).ok()).unwrap_or(u32::MAX));
        let mut column = 0;
        for cell in row {
            while column < cell.column.min(grid.columns) {
                out.push('\t');
                column += 1;
            }
            let between = if is_broken { "" } else { " " };
            out.push_str(&cell.text.split_whitespace().collect::<Vec<_>>().join(between));
        }
        for _ in column + 1..grid.columns {
            out.push('\t');
        }
        out.push('\n');
    }
    out.push('\n');
}
