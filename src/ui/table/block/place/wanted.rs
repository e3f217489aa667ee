//! What of the cells of a block is wanted for the cells of the table: their texts, or why they are none.

use super::Placed;
use crate::blocks::Given;
use crate::calc::SheetRow;
use crate::schema::Column;
use crate::session::{Refusal, RefusedEntry, begins_with_nought};

/// The text for a cell; `None` where what it shows cannot be one, which is then refused.
pub(super) fn wanted(given: &Given, column: &Column, row: &str, placed: &mut Placed) -> Option<String> {
    let place = format!("{row} {}", column.title());
    if !column.kind.is_number() {
        if !given.struck.is_empty() {
            placed.notes.struck.push(format!("{place}“{}”", given.struck));
        }
        return Some(given.text.clone());
    }
    match given.for_number() {
        Ok(read) if begins_with_nought(&read.text) => {
            let (column, text) = (column.title().to_owned(), given.text.clone());
            let reason = format!("“{}”以 0 开头，像编码，不是金额", text.trim());
            placed.refused.push(RefusedEntry { refusal: Refusal::OtherKind, column, place, text, reason });
            None
        }
        Ok(read) => {
            if let Some(behind) = read.left {
                placed.notes.rounded.push(format!("{place} {}（来源里是 {behind}）", given.text.trim()));
            }
            Some(read.text)
        }
        Err(reason) => {
            let (column, text) = (column.title().to_owned(), given.text.clone());
            placed.refused.push(RefusedEntry { refusal: Refusal::Unread, column, place, text, reason });
            None
        }
    }
}

/// The first words of a line.
pub(super) fn words_of(cells: &[Given]) -> &str {
    cells.iter().map(|cell| cell.text.trim()).find(|text| !text.is_empty()).unwrap_or_default()
}

/// Whether a row has that label itself.
pub(super) fn says(row: &SheetRow<'_>, label: &str) -> bool {
    row.cells().any(|cell| {
        !cell.column.kind.is_number() && crate::text::squeezed(&cell.text()).trim_end_matches(':') == label
    })
}
