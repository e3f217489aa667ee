//! Copying the selected block in both forms.

use super::{html, text};
use crate::money;
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
    /// The selected block as spreadsheets exchange it; amounts with all their decimals.
    pub fn copied(&mut self) -> Option<Copied> {
        let cells = self
            .with_grid(|sheet, layout, _, grid| {
                let block = grid.block(layout, &sheet)?;
                let mut lines: Vec<Vec<(String, bool)>> = Vec::new();
                let mut last = None;
                for (at, _, row, column) in block.cells(layout) {
                    if last != Some(at) {
                        lines.push(Vec::new());
                    }
                    last = Some(at);
                    let cell = sheet.row(row).and_then(|row| row.cell(column))?;
                    let content = match cell.number() {
                        Some(number) if cell.column.kind.is_number() => {
                            (money::in_full(number, cell.decimals()), true)
                        }
                        _ => (cell.text(), false),
                    };
                    if let Some(line) = lines.last_mut() {
                        line.push(content);
                    }
                }
                Some(lines)
            })
            .flatten()?;
        let texts: Vec<Vec<String>> =
            cells.iter().map(|line| line.iter().map(|(text, _)| text.clone()).collect()).collect();
        Some(Copied { text: text::write(&texts), html: html::write(&cells) })
    }
}
