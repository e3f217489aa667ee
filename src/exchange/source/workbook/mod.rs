//! Workbooks: xlsx, xls, ods and Excel 2003's XML, each sheet a page with one grid of what its cells show.
//!
//! Read here and not by a library: one that fills a dense range takes all memory for a cell at the far corner, and
//! none says what a number's format shows, which rows are hidden, or that a formula was never calculated. Knows
//! nothing of budgets: titles and units above a table stay rows of the grid.

mod beside;
mod biff;
mod dates;
mod digits;
mod format;
mod ods;
mod sheet;
mod spreadsheet_xml;
mod strings;
mod tokens;
mod xls;
mod xlsx;

use std::collections::{BTreeMap, HashMap};

use super::sniff::{Sniffed, sniff};
use super::{CellState, Document, Kind, Limits, Note, SourceError};
use crate::text::NOT_CALCULATED;
use format::NumberFormat;
use sheet::{RawCell, Sheet};

/// How many formulas are kept with their text, to be said.
const FORMULAS: usize = 1_000;

/// How many cells of a sheet, and how many sheets, are named that have formulas without a result.
const FIRST: usize = 5;

/// Reads a workbook of any of the kinds, by its content.
///
/// # Errors
/// When it has a password, is damaged, too large, or no workbook; each says what to do.
pub fn read(bytes: &[u8], limits: &Limits) -> Result<Document, SourceError> {
    if bytes.len() > limits.bytes {
        return Err(super::archive::too_long(bytes.len(), limits));
    }
    let mut book = Book::new(limits);
    match sniff(bytes) {
        Sniffed::Xlsx => xlsx::read(bytes, &mut book)?,
        Sniffed::Xls => xls::read(bytes, &mut book)?,
        Sniffed::Ods => ods::read(bytes, &mut book)?,
        Sniffed::SpreadsheetXml => spreadsheet_xml::read(bytes, &mut book)?,
        other => {
            return Err(other.advice().unwrap_or_else(|| {
                SourceError::Unreadable("这不是工作簿；能作为工作簿打开的有 xlsx、xls、et 和 ods".to_owned())
            }));
        }
    }
    book.finish()
}

/// A workbook being read: sheets, and what is counted over all of them.
struct Book<'a> {
    limits: &'a Limits,
    sheets: Vec<Sheet>,
    notes: Vec<Note>,
    cells: usize,
    /// Bytes of text in all cells: one shared text may stand in each of them.
    bytes: usize,
    /// Formulas whose result is exactly zero, and whether there is one with another result or any other number.
    zeros: Vec<(usize, u32, u32, String)>,
    other_result: bool,
    other_number: bool,
    /// Whether the file says of itself that it is to be calculated when it is opened.
    calculate_on_open: bool,
}

/// A number's format and what else of a cell's style is shown.
#[derive(Clone, Debug, Default)]
struct Style {
    format: NumberFormat,
    /// Levels of indentation, which tell rows apart where there are no codes.
    indent: usize,
}

impl<'a> Book<'a> {
    fn new(limits: &'a Limits) -> Self {
        Self {
            limits,
            sheets: Vec::new(),
            notes: Vec::new(),
            cells: 0,
            bytes: 0,
            zeros: Vec::new(),
            other_result: false,
            other_number: false,
            calculate_on_open: false,
        }
    }

    /// Begins a sheet.
    fn sheet(&mut self, name: &str) -> Result<(), SourceError> {
        if self.sheets.len() >= self.limits.pages {
            return Err(SourceError::TooLarge(format!("工作表超过 {} 张", self.limits.pages)));
        }
        // The name stands in the place of every cell; programs allow a hundred characters at most.
        let name = name.chars().take(100).collect();
        self.sheets.push(Sheet { name, ..Sheet::default() });
        Ok(())
    }

    fn note(&mut self, text: String) {
        self.notes.push(Note { place: None, text });
    }

    /// Puts a cell with something in it into the sheet at hand.
    fn cell(&mut self, row: u32, column: u32, text: String, state: CellState) -> Result<(), SourceError> {
        if text.trim().is_empty() && state != CellState::NotCalculated {
            return Ok(());
        }
        self.cells += 1;
        self.bytes = self.bytes.saturating_add(text.len());
        if self.bytes > self.limits.bytes / 4 {
            return Err(SourceError::TooLarge("工作簿里的文字太多，不像是预算文件".to_owned()));
        }
        if self.cells > self.limits.cells {
            return Err(SourceError::TooLarge(format!("有内容的单元格超过 {} 个", self.limits.cells)));
        }
        if let Some(sheet) = self.sheets.last_mut() {
            sheet.cells.push(RawCell { row, column, text, state });
        }
        Ok(())
    }

    /// A number as its style shows it.
    fn number(
        &mut self,
        (row, column): (u32, u32),
        value: f64,
        style: Option<&Style>,
        from_1904: bool,
        formula: Option<&str>,
    ) -> Result<(), SourceError> {
        match formula {
            Some(formula) if value == 0.0 && !self.other_result => {
                let sheet = self.sheets.len().saturating_sub(1);
                let formula = if self.zeros.len() < FORMULAS { sheet::short(formula) } else { String::new() };
                self.zeros.push((sheet, row, column, formula));
            }
            Some(_) => self.other_result = true,
            None => self.other_number |= value != 0.0,
        }
        let (text, state) = match style {
            Some(style) => style.format.show(value, from_1904),
            None => (digits::general(value), CellState::Printed),
        };
        if text.trim().is_empty()
            && value != 0.0
            && let Some(sheet) = self.sheets.last_mut()
        {
            sheet.unseen.push((row, column));
        }
        self.cell(row, column, text, state)
    }

    /// A text, with its indentation.
    fn text(
        &mut self,
        (row, column): (u32, u32),
        text: &str,
        style: Option<&Style>,
    ) -> Result<(), SourceError> {
        let text = match style {
            Some(style) => {
                let shown = style.format.show_text(text);
                format!("{}{shown}", "　".repeat(style.indent.min(15)))
            }
            None => text.to_owned(),
        };
        self.cell(row, column, text, CellState::Printed)
    }

    fn boolean(&mut self, row: u32, column: u32, value: bool) -> Result<(), SourceError> {
        self.cell(row, column, if value { "TRUE" } else { "FALSE" }.to_owned(), CellState::NoAmount)
    }

    /// A formula that has no result.
    fn not_calculated(&mut self, row: u32, column: u32, formula: &str) -> Result<(), SourceError> {
        if let Some(sheet) = self.sheets.last_mut() {
            let known = sheet.not_calculated.len() < FORMULAS;
            let formula = if known { sheet::short(formula.trim_start_matches('=')) } else { String::new() };
            sheet.not_calculated.push((row, column, formula));
        }
        self.cell(row, column, NOT_CALCULATED.to_owned(), CellState::NotCalculated)
    }

    /// The document.
    fn finish(mut self) -> Result<Document, SourceError> {
        // Programs that write formulas without calculating them put a zero for every result and ask for the
        // calculation when the file is opened. Zeros beside other numbers are then no results.
        if self.calculate_on_open && !self.other_result && self.other_number {
            let mut by_sheet: HashMap<usize, BTreeMap<(u32, u32), String>> = HashMap::new();
            for (sheet, row, column, formula) in std::mem::take(&mut self.zeros) {
                by_sheet.entry(sheet).or_default().insert((row, column), formula);
            }
            for (index, zeros) in by_sheet {
                let Some(sheet) = self.sheets.get_mut(index) else { continue };
                sheet.cells.retain(|cell| !zeros.contains_key(&(cell.row, cell.column)));
                for ((row, column), formula) in zeros {
                    let text = NOT_CALCULATED.to_owned();
                    sheet.cells.push(RawCell { row, column, text, state: CellState::NotCalculated });
                    let formula = sheet::short(formula.trim_start_matches('='));
                    sheet.not_calculated.push((row, column, formula));
                }
            }
        }
        let mut document = Document { kind: Kind::Workbook, notes: self.notes, ..Document::default() };
        document.not_calculated = not_calculated(&self.sheets, &mut document.notes);
        for sheet in self.sheets {
            document.pages.push(sheet.into_page(self.limits, (&mut document.notes, &mut document.hidden))?);
        }
        Ok(document)
    }
}

/// Says of all sheets at once how many formulas have no result, and where the first ones stand.
fn not_calculated(sheets: &[Sheet], notes: &mut Vec<Note>) -> Option<String> {
    let of_sheet = |sheet: &Sheet| {
        let cells: Vec<String> = sheet
            .not_calculated
            .iter()
            .take(FIRST)
            .map(|(row, column, _)| sheet::address(*row, *column))
            .collect();
        (!cells.is_empty()).then(|| format!("工作表“{}”的 {}", sheet.name, cells.join("、")))
    };
    let count: usize = sheets.iter().map(|sheet| sheet.not_calculated.len()).sum();
    let first = sheets.iter().find(|sheet| !sheet.not_calculated.is_empty())?;
    let (row, column, formula) = first.not_calculated.first()?;
    let formula =
        if formula.is_empty() { String::new() } else { format!("，首个公式是“={formula}”") };
    let named: Vec<String> = sheets.iter().filter_map(of_sheet).take(FIRST).collect();
    let text = format!(
        "有 {count} 个公式没有算出的结果（{}{}{formula}），不能当作空白或零；请用 Excel 或 WPS 打开，保存后再打开",
        named.join("，"),
        if count > FIRST { "等" } else { "" },
    );
    notes.push(Note { place: Some(first.place(*row, *column)), text: text.clone() });
    Some(text)
}

#[cfg(test)]
mod tests;
