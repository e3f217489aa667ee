//! Copying the selected block in both forms.

use crate::blocks::{html, text};
use crate::calc::Cell;
use crate::schema::ColumnKind;
use crate::ui::document::Document;
use crate::ui::look::amounts::Shown;

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
    /// into this program. With `headers` the words above the columns, and the unit of amounts, are the first line;
    /// where sections stand below each other, those of each section above its first row.
    pub fn copied(&mut self, headers: bool) -> Option<Copied> {
        let cells = self
            .with_shown_grid(|sheet, layout, _, grid, shown| {
                let block = grid.block(layout, &sheet)?;
                let mut lines: Vec<Vec<html::Written>> = Vec::new();
                let (mut last, mut headed) = (None, None);
                let cells = block.cells(layout);
                let header = |line: usize| -> Vec<html::Written> {
                    let of_line = cells.iter().filter(|(at, ..)| *at == line);
                    let cells = of_line.filter_map(|(_, _, row, column)| sheet.row(*row)?.cell(*column));
                    cells
                        .map(|cell| html::Written {
                            text: header_of(&cell, shown),
                            number: false,
                            yuan: None,
                        })
                        .collect()
                };
                for &(at, _, row, column) in &cells {
                    let cell = sheet.row(row).and_then(|row| row.cell(column))?;
                    if last != Some(at) {
                        let section = cell.row.section_index;
                        let stacked = layout.stacked && headed != Some(section);
                        if headers && (headed.is_none() || stacked) {
                            lines.push(header(at));
                            headed = Some(section);
                        }
                        lines.push(Vec::new());
                    }
                    last = Some(at);
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

/// The words above a cell's column, and in which unit its amounts are.
fn header_of(cell: &Cell<'_>, shown: Shown<'_>) -> String {
    let title = shown.words(&cell.column.full_title()).into_owned();
    match cell.column.kind {
        ColumnKind::Amount if !title.contains('元') => {
            format!("{title}（{}）", shown.precision().unit.label())
        }
        _ => title,
    }
}
