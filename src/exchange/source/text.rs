//! A document as plain text: rows of a table with their cells parted by tabs, a paragraph a line.

use super::{Block, Document, Grid};

impl Document {
    /// The document as text that [`import_text`](crate::exchange::import_text) reads: a row of a table a line, its
    /// cells parted by tabs; joined cells stand once, at their first row and column. Rows with nothing in them and
    /// lines that are a page's number alone are left out. A blank line ends a table.
    pub fn as_text(&self) -> String {
        let mut out = String::new();
        for block in self.pages.iter().flat_map(|page| &page.blocks) {
            match block {
                Block::Paragraph(paragraph) => {
                    let text = paragraph.text.replace(['\n', '\r', '\t'], " ");
                    if !is_page_number(&text) {
                        out.push_str(&text);
                        out.push('\n');
                    }
                }
                Block::Grid(grid) => write(grid, &mut out),
            }
        }
        out
    }
}

/// Whether nothing is left of a line without digits, dashes and blanks.
fn is_page_number(text: &str) -> bool {
    text.chars().all(|c| c.is_whitespace() || c.is_ascii_digit() || matches!(c, '-' | '—' | '–' | '－'))
}

fn write(grid: &Grid, out: &mut String) {
    // A reader gives cells by row and column, but that is not relied on.
    let mut cells: Vec<_> = grid.cells.iter().filter(|cell| !cell.text.trim().is_empty()).collect();
    cells.sort_by_key(|cell| (cell.row, cell.column));
    for row in cells.chunk_by(|a, b| a.row == b.row) {
        let mut column = 0;
        for cell in row {
            while column < cell.column.min(grid.columns) {
                out.push('\t');
                column += 1;
            }
            out.extend(cell.text.chars().filter(|c| !c.is_whitespace()));
        }
        for _ in column + 1..grid.columns {
            out.push('\t');
        }
        out.push('\n');
    }
    out.push('\n');
}
