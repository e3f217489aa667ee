//! Totals as formulas: where each cell of the budget stands in the workbook, and the sum of some of them. A formula is
//! written only where the numbers that are printed add up to the printed total, so that recalculating changes nothing.

use std::collections::HashMap;

use rust_decimal::Decimal;
use rust_xlsxwriter::utility::row_col_to_cell;

use crate::document::{Content, PrintedCell, PrintedTable};
use crate::model::CellAddress;
use crate::money;

/// A sum of more pieces is written as a number: spreadsheets do not take it.
const MOST_PIECES: usize = 200;

/// Where a cell stands, and what is printed in it.
struct Place<'a> {
    sheet: &'a str,
    row: u32,
    column: u16,
    number: Option<Decimal>,
}

/// The places of a workbook's cells.
pub(super) struct Places<'a>(HashMap<&'a CellAddress, Place<'a>>);

impl<'a> Places<'a> {
    /// Of tables with the names of their sheets, and how many rows stand above each.
    pub(super) fn of(tables: &'a [(&'a PrintedTable, String)], above: impl Fn(&PrintedTable) -> u32) -> Self {
        let mut places = HashMap::new();
        for (table, sheet) in tables {
            for (row, printed) in (above(table)..).zip(table.rows()) {
                for cell in &printed.cells {
                    let (Some(address), Ok(column)) = (&cell.address, u16::try_from(cell.column)) else {
                        continue;
                    };
                    let number = match &cell.content {
                        Content::Blank => Some(Decimal::ZERO),
                        Content::Number(value, _) => Some(*value),
                        Content::Text(_) | Content::Revised(_) => None,
                    };
                    places.insert(address, Place { sheet, row, column, number });
                }
            }
        }
        Self(places)
    }

    /// The sum that a cell is, as a formula of the sheet it stands on.
    pub(super) fn formula(&self, cell: &PrintedCell, on: &str) -> Option<String> {
        let Content::Number(total, _) = &cell.content else { return None };
        let addends: Option<Vec<&Place<'_>>> =
            cell.addends.iter().map(|address| self.0.get(address)).collect();
        let addends = addends.filter(|addends| !addends.is_empty())?;
        let numbers: Option<Vec<Decimal>> = addends.iter().map(|place| place.number).collect();
        if money::sum(numbers?) != Some(*total) {
            return None;
        }
        let pieces = pieces(&addends, on);
        (pieces.len() <= MOST_PIECES).then(|| format!("=SUM({})", pieces.join(",")))
    }
}

/// Cells that follow each other in a row or a column as one piece.
fn pieces(places: &[&Place<'_>], on: &str) -> Vec<String> {
    let mut runs: Vec<(&Place<'_>, &Place<'_>)> = Vec::new();
    for place in places {
        if let Some((first, last)) = runs.last_mut() {
            let down =
                first.column == last.column && place.column == last.column && place.row == last.row + 1;
            let right = first.row == last.row && place.row == last.row && place.column == last.column + 1;
            if last.sheet == place.sheet && (down || right) {
                *last = place;
                continue;
            }
        }
        runs.push((place, place));
    }
    let name = |first: &Place<'_>, last: &Place<'_>| {
        let sheet = if first.sheet == on { String::new() } else { format!("'{}'!", first.sheet) };
        let cell = |place: &Place<'_>| row_col_to_cell(place.row, place.column);
        let to = if std::ptr::eq(first, last) { String::new() } else { format!(":{}", cell(last)) };
        format!("{sheet}{}{to}", cell(first))
    };
    runs.into_iter().map(|(first, last)| name(first, last)).collect()
}
