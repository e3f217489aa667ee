//! Copying the selected block in both forms.

use crate::blocks::{html, text};
use crate::ui::document::Document;

/// A block in both forms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Copied {
    /// Tab-separated.
    pub text: String,
    /// A table.
    pub html: String,
}

impl Document {
    /// The selected block as spreadsheets exchange it. Amounts go out as they are shown, those that are shown
    /// as the format prints them with all their decimals; what was rounded comes back exact where it is pasted
    /// into this program.
    pub fn copied(&mut self) -> Option<Copied> {
        let cells = self
            .with_shown_grid(|sheet, layout, _, grid, shown| {
                let block = grid.block(layout, &sheet)?;
                let mut lines: Vec<Vec<html::Written>> = Vec::new();
                let mut last = None;
                for (at, _, row, column) in block.cells(layout) {
                    if last != Some(at) {
                        lines.push(Vec::new());
                    }
                    last = Some(at);
                    let cell = sheet.row(row).and_then(|row| row.cell(column))?;
                    let content = match shown.to_copy(&cell) {
                        Some(text) => html::Written { text, number: true, yuan: shown.in_yuan(&cell) },
                        None => html::Written { text: shown.text(&cell), number: false, yuan: None },
                    };
                    if let Some(line) = lines.last_mut() {
                        line.push(content);
                    }
                }
                Some(lines)
            })
            .flatten()?;
        let texts: Vec<Vec<String>> =
            cells.iter().map(|line| line.iter().map(|cell| cell.text.clone()).collect()).collect();
        Some(Copied { text: text::write(&texts), html: html::write(&cells) })
    }
}
