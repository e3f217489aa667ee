//! Filling the selected block from its first cells: the same again, or a series that goes on.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use rust_decimal::Decimal;

use crate::calc::Cell;
use crate::model::CellAddress;
use crate::money::{self, MoneyUnit};
use crate::ui::document::Document;
use crate::ui::table::grid::cell::text_to_edit;
use crate::ui::table::grid::state::address_at;

impl Document {
    /// Repeats the first line of the block down it, or its first column to the right, as one step.
    pub fn fill(&mut self, down: bool) {
        let typed = self.session.typed_in();
        let entries = self.with_block(|cells| {
            // The cell of the first line, or of the first column, that stands across from each cell.
            let mut sources: BTreeMap<usize, String> = BTreeMap::new();
            let mut entries = Vec::new();
            for (line, at, cell) in cells {
                match sources.entry(if down { *at } else { *line }) {
                    Entry::Vacant(first) => drop(first.insert(text_to_edit(cell, typed))),
                    Entry::Occupied(first) => entries.push((cell.address(), first.get().clone())),
                }
            }
            entries
        });
        self.fill_in(entries, "填充");
    }

    /// Goes on down each column of the block with the series that its first cells begin, as one step.
    pub fn fill_series(&mut self) {
        let typed = self.session.typed_in();
        let entries = self.with_block(|cells| {
            let mut columns: BTreeMap<usize, Vec<&Cell<'_>>> = BTreeMap::new();
            for (_, at, cell) in cells {
                columns.entry(*at).or_default().push(cell);
            }
            columns.values().flat_map(|column| series(column, typed)).collect()
        });
        self.fill_in(entries, "填充序列");
    }

    /// Fills the cells from the selected ones up to a cell, and selects them all: numbers that go on, from two on, else
    /// the same again.
    pub fn fill_to(&mut self, to: &CellAddress) {
        if !self.commit() {
            return;
        }
        let typed = self.session.typed_in();
        let entries = self.with_grid(|sheet, layout, _, grid| {
            let from = grid.block(layout, &sheet)?;
            let whole = from.up_to(layout.place(&sheet, to)?);
            let end = address_at(layout, &sheet, (whole.lines.1, whole.columns.1));
            let start = address_at(layout, &sheet, (whole.lines.0, whole.columns.0));
            if let (Some(start), Some(end)) = (start, end) {
                grid.corner = Some(end);
                grid.cursor = Some(start);
            }
            let down = whole.lines != from.lines;
            // One run of cells for each column that is filled down, or line that is filled to the right.
            let mut runs: BTreeMap<usize, Vec<Cell<'_>>> = BTreeMap::new();
            for (line, at, row, column) in whole.cells(layout) {
                if let Some(cell) = sheet.row(row).and_then(|row| row.cell(column)) {
                    runs.entry(if down { at } else { line }).or_default().push(cell);
                }
            }
            let known = match down {
                true => from.lines.1 - from.lines.0 + 1,
                false => from.columns.1 - from.columns.0 + 1,
            };
            Some(runs.values().flat_map(|run| go_on(run, known, typed)).collect::<Vec<_>>())
        });
        match entries.flatten() {
            Some(entries) if !entries.is_empty() => self.enter_all(&entries, "填充"),
            _ => {}
        }
    }

    fn fill_in(&mut self, entries: Vec<(CellAddress, String)>, label: &str) {
        if entries.is_empty() {
            self.message = Some("请先选中两格以上，再填充".to_owned());
        } else {
            self.enter_all(&entries, label);
        }
    }

    /// Looks at the cells of the selected block: line, column, cell.
    fn with_block<R: Default>(&mut self, look: impl FnOnce(&[(usize, usize, Cell<'_>)]) -> R) -> R {
        let seen = self.with_grid(|sheet, layout, _, grid| {
            let cells = grid.block(layout, &sheet).map(|block| block.cells(layout)).unwrap_or_default();
            let cells: Vec<_> = cells
                .into_iter()
                .filter_map(|(line, at, row, column)| Some((line, at, sheet.row(row)?.cell(column)?)))
                .collect();
            look(&cells)
        });
        seen.unwrap_or_default()
    }
}

/// What goes on behind the first `known` cells of a run.
fn go_on(run: &[Cell<'_>], known: usize, typed: MoneyUnit) -> Vec<(CellAddress, String)> {
    let texts: Vec<String> = run.iter().take(known).map(|cell| text_to_edit(cell, typed)).collect();
    let number = run.first().is_some_and(|cell| cell.column.kind.is_number());
    let goes_on = |first: &str, second: &str| {
        texts.iter().enumerate().all(|(at, text)| {
            let term = term(first, Some(second), number, at);
            term.is_some_and(|term| term == *text || (number && amount(&term) == amount(text)))
        })
    };
    run.iter()
        .enumerate()
        .skip(known)
        .filter_map(|(at, cell)| {
            let text = match texts.as_slice() {
                [first, second, ..] if goes_on(first, second) => term(first, Some(second), number, at)?,
                texts => texts.get(at % known)?.clone(),
            };
            Some((cell.address(), text))
        })
        .collect()
}

fn amount(text: &str) -> Option<Decimal> {
    text.parse().ok()
}

/// What goes on below the first cell or the first two of a column.
fn series(column: &[&Cell<'_>], typed: MoneyUnit) -> Vec<(CellAddress, String)> {
    let texts: Vec<String> = column.iter().take(2).map(|cell| text_to_edit(cell, typed)).collect();
    let number = column.first().is_some_and(|cell| cell.column.kind.is_number());
    let Some(first) = texts.first().filter(|text| !text.is_empty()) else {
        return Vec::new();
    };
    let second = texts.get(1).filter(|text| column.len() > 2 && !text.is_empty());
    let known = if second.is_some() { 2 } else { 1 };
    column
        .iter()
        .enumerate()
        .skip(known)
        .filter_map(|(at, cell)| Some((cell.address(), term(first, second.map(String::as_str), number, at)?)))
        .collect()
}

/// The term `at` of the series that begins with `first` and `second`: numbers by their difference, else by
/// one; text that ends in a number by that number; other text is repeated.
fn term(first: &str, second: Option<&str>, number: bool, at: usize) -> Option<String> {
    let steps = Decimal::from(at);
    if number {
        let start: Decimal = first.parse().ok()?;
        let step = match second {
            Some(second) => second.parse::<Decimal>().ok()? - start,
            None => Decimal::ONE,
        };
        let value = start.checked_add(step.checked_mul(steps)?)?;
        return Some(money::in_full(value, 0));
    }
    let (stem, digits) = split(first);
    let Ok(start) = digits.parse::<Decimal>() else {
        return Some(first.to_owned());
    };
    let step = match second.map(split) {
        Some((other, digits)) if other == stem => digits.parse::<Decimal>().ok()? - start,
        Some(_) => return Some(first.to_owned()),
        None => Decimal::ONE,
    };
    let value = start.checked_add(step.checked_mul(steps)?)?.max(Decimal::ZERO);
    let digits = digits.len();
    Some(format!("{stem}{:0>digits$}", value.to_string()))
}

/// A text and the number it ends in, of at most 27 digits.
fn split(text: &str) -> (&str, &str) {
    let digits = text.bytes().rev().take(27).take_while(u8::is_ascii_digit).count();
    text.split_at_checked(text.len() - digits).unwrap_or((text, ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn series_go_on() {
        for (first, second, number, expected) in [
            ("1", None, true, "3"),
            ("1.5", Some("2"), true, "2.5"),
            ("10", Some("8"), true, "6"),
            ("30201", None, false, "30203"),
            ("第09项", None, false, "第09项"),
            ("项目09", None, false, "项目11"),
            ("项目2", Some("项目4"), false, "项目6"),
            ("甲1", Some("乙1"), false, "甲1"),
        ] {
            assert_eq!(term(first, second, number, 2).as_deref(), Some(expected), "{first}");
        }
    }
}
