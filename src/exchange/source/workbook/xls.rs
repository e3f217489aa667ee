//! xls: the records of Excel 5 to 2003, and of WPS's `.et`. Knows the records; what becomes of a sheet is for
//! [`super::sheet`].

use std::collections::HashMap;
use std::io::{Cursor, Read};

use super::biff::{Record, Texts, Writing, f64_at, record, rk, u16_at, u32_at};
use super::format::{NumberFormat, builtin};
use super::sheet::Joined;
use super::{Book, Style};
use crate::exchange::source::{CellState, SourceError};

/// What holds for all sheets.
struct Globals {
    writing: Writing,
    strings: Vec<String>,
    styles: Vec<Style>,
    sheets: Vec<Listed>,
    from_1904: bool,
}

/// A sheet in the list of sheets.
struct Listed {
    start: usize,
    name: String,
    hidden: u8,
    kind: u8,
}

/// A formula whose result may be nothing.
struct Blank {
    sheet: usize,
    row: u32,
    column: u32,
    /// Whether it adds or multiplies, so that its result cannot be a text.
    numeric: bool,
}

/// Reads all sheets that are shown.
pub(super) fn read(bytes: &[u8], book: &mut Book<'_>) -> Result<(), SourceError> {
    let stream = stream(bytes)?;
    let globals = Globals::read(&stream)?;
    let mut reading = Reading {
        globals: &globals,
        stream: &stream,
        book,
        blanks: Vec::new(),
        other_result: false,
        seen: 0,
    };
    for sheet in &globals.sheets {
        let name = &sheet.name;
        match (sheet.kind, sheet.hidden) {
            (0, 0) => {
                reading.book.sheet(name)?;
                reading.sheet(sheet.start)?;
            }
            (0, 1) => reading.book.note(format!("工作表“{name}”是隐藏的，没有读入")),
            (0, _) => reading.book.note(format!("工作表“{name}”是深度隐藏的，没有读入")),
            _ => reading.book.note(format!("“{name}”是图表或宏，不是工作表，没有读入")),
        }
    }
    reading.blanks()
}

fn damaged() -> SourceError {
    SourceError::Unreadable(
        "文件已损坏：工作簿读不出来；请用 Excel 或 WPS 打开，另存为 xlsx 后再打开".to_owned(),
    )
}

/// The workbook's stream in its container.
fn stream(bytes: &[u8]) -> Result<Vec<u8>, SourceError> {
    let mut file = cfb::CompoundFile::open(Cursor::new(bytes)).map_err(|_| damaged())?;
    let name = ["Workbook", "Book"].into_iter().find(|name| file.is_stream(name)).ok_or_else(damaged)?;
    let stream = file.open_stream(name).map_err(|_| damaged())?;
    let mut data = Vec::new();
    // No stream is longer than the file, whatever its length is said to be.
    stream.take(bytes.len() as u64).read_to_end(&mut data).map_err(|_| damaged())?;
    Ok(data)
}

impl Globals {
    fn read(stream: &[u8]) -> Result<Self, SourceError> {
        let mut all = Self {
            writing: Writing { unicode: true, encoding: Writing::encoding(936) },
            strings: Vec::new(),
            styles: Vec::new(),
            sheets: Vec::new(),
            from_1904: false,
        };
        let mut formats: HashMap<u16, String> = HashMap::new();
        let mut cells: Vec<(u16, usize)> = Vec::new();
        let mut at = 0;
        let mut complete = false;
        while let Some(record) = record(stream, at) {
            at = record.end;
            let data = record.data;
            match record.kind {
                0x0809 => all.writing.unicode = u16_at(data, 0).is_none_or(|version| version >= 0x0600),
                0x002f => return Err(SourceError::Password),
                0x0042 => all.writing.encoding = Writing::encoding(u16_at(data, 0).unwrap_or(936)),
                0x0022 => all.from_1904 = u16_at(data, 0) == Some(1),
                0x041e => {
                    let length = if all.writing.unicode { 2 } else { 1 };
                    let text = Texts::new(stream, &record, 2, all.writing).next(length);
                    if let (Some(id), Some(text)) = (u16_at(data, 0), text) {
                        formats.insert(id, text);
                    }
                }
                0x00e0 => {
                    let indent = if all.writing.unicode { data.get(8).map_or(0, |it| it & 0x0f) } else { 0 };
                    cells.push((u16_at(data, 2).unwrap_or(0), usize::from(indent)));
                }
                0x0085 => {
                    let name = Texts::new(stream, &record, 6, all.writing).next(1);
                    if let (Some(start), Some(name)) = (u32_at(data, 0), name) {
                        let hidden = data.get(4).map_or(0, |it| it & 3);
                        let kind = data.get(5).copied().unwrap_or(0);
                        all.sheets.push(Listed { start: start as usize, name, hidden, kind });
                    }
                }
                0x00fc => {
                    let count = u32_at(data, 4).unwrap_or(0);
                    let mut texts = Texts::new(stream, &record, 8, all.writing);
                    for _ in 0..count {
                        let Some(text) = texts.next(2) else { return Err(damaged()) };
                        all.strings.push(text);
                    }
                }
                0x000a => {
                    complete = true;
                    break;
                }
                _ => {}
            }
        }
        if !complete || all.sheets.is_empty() {
            return Err(damaged());
        }
        let style = |(id, indent): (u16, usize)| {
            let code = formats.get(&id).map(String::as_str).or_else(|| builtin(u32::from(id)));
            Style { format: NumberFormat::new(code.unwrap_or("General")), indent }
        };
        all.styles = cells.into_iter().map(style).collect();
        Ok(all)
    }
}

struct Reading<'a, 'b> {
    globals: &'a Globals,
    stream: &'a [u8],
    book: &'a mut Book<'b>,
    /// Formulas whose result is an empty text.
    blanks: Vec<Blank>,
    /// Whether any formula has another result.
    other_result: bool,
    /// Bytes of sheets that were read.
    seen: usize,
}

impl Reading<'_, '_> {
    fn sheet(&mut self, start: usize) -> Result<(), SourceError> {
        let mut at = start;
        let mut depth = 0usize;
        let mut formula: Option<(u32, u32)> = None;
        let mut zeros_shown = true;
        // Whether zeros are shown is said behind the cells.
        let first = self.book.sheets.last().map_or(0, |sheet| sheet.cells.len());
        while let Some(record) = record(self.stream, at) {
            // Sheets lie side by side: one that is read again and again is a trap.
            self.seen = self.seen.saturating_add(record.end - at);
            if self.seen > self.stream.len() {
                break;
            }
            at = record.end;
            match record.kind {
                0x0809 => depth += 1,
                0x000a => {
                    depth = depth.saturating_sub(1);
                    if depth == 0 {
                        self.end(first, zeros_shown);
                        return Ok(());
                    }
                }
                // Charts within the sheet have records of their own.
                _ if depth != 1 => {}
                0x023e => zeros_shown = u16_at(record.data, 0).is_none_or(|flags| flags & 0x10 != 0),
                0x0207 => {
                    let text = Texts::new(self.stream, &record, 0, self.globals.writing).next(2);
                    if let (Some((row, column)), Some(text)) = (formula.take(), text) {
                        self.other_result = true;
                        self.book.text((row, column), &text, None)?;
                    }
                }
                kind => {
                    // What is too short for its kind is passed by: nothing of it can be told.
                    let read = self.record(kind, &record)?;
                    if let Some(waiting) = read {
                        formula = waiting;
                    }
                }
            }
        }
        Err(damaged())
    }

    /// Zeros that the whole sheet does not show.
    fn end(&mut self, first: usize, zeros_shown: bool) {
        if zeros_shown {
            return;
        }
        if let Some(sheet) = self.book.sheets.last_mut() {
            let is_zero = |text: &str| {
                text.contains('0') && text.chars().all(|c| matches!(c, '0' | '.' | ',' | '-' | '¥' | ' '))
            };
            let mut at = 0;
            sheet.cells.retain(|cell| {
                at += 1;
                at <= first || cell.state != CellState::Printed || !is_zero(&cell.text)
            });
        }
    }

    /// A record of a sheet; for a formula, where its text is to go if one follows.
    fn record(&mut self, kind: u16, record: &Record<'_>) -> Result<Option<Option<(u32, u32)>>, SourceError> {
        let data = record.data;
        let place = || Some((u32::from(u16_at(data, 0)?), u32::from(u16_at(data, 2)?)));
        let style = |at: usize| u16_at(data, at).and_then(|it| self.globals.styles.get(usize::from(it)));
        let dates = self.globals.from_1904;
        match kind {
            0x0208 => {
                let hidden = u16_at(data, 12).is_some_and(|flags| flags & 0x20 != 0);
                if let (true, Some(row), Some(sheet)) = (hidden, u16_at(data, 0), self.book.sheets.last_mut())
                {
                    sheet.hidden_rows.push((u32::from(row), u32::from(row)));
                }
            }
            0x007d => {
                let hidden =
                    u16_at(data, 8).is_some_and(|flags| flags & 1 != 0) || u16_at(data, 4) == Some(0);
                if let (true, Some((from, to)), Some(sheet)) = (hidden, place(), self.book.sheets.last_mut())
                {
                    sheet.hidden_columns.push((from, to.max(from)));
                }
            }
            0x00e5 => {
                let count = usize::from(u16_at(data, 0).unwrap_or(0));
                for ends in data.get(2..).unwrap_or_default().chunks_exact(8).take(count) {
                    let end = |at| u16_at(ends, at).map_or(0, u32::from);
                    let (rows, columns) = ((end(0), end(2)), (end(4), end(6)));
                    if let (true, true, Some(sheet)) =
                        (rows.0 <= rows.1, columns.0 <= columns.1, self.book.sheets.last_mut())
                    {
                        sheet.joined.push(Joined { rows, columns });
                    }
                }
            }
            0x00fd => {
                if let (Some(place), Some(index)) = (place(), u32_at(data, 6)) {
                    match self.globals.strings.get(index as usize) {
                        Some(text) => self.book.text(place, &plain(text), style(4))?,
                        None => self.book.cell(place.0, place.1, "文字丢失".to_owned(), CellState::Error)?,
                    }
                }
            }
            0x0204 | 0x00d6 => {
                let text = Texts::new(self.stream, record, 6, self.globals.writing).next(2);
                if let (Some(place), Some(text)) = (place(), text) {
                    self.book.text(place, &plain(&text), style(4))?;
                }
            }
            0x0203 => {
                if let (Some(place), Some(value)) = (place(), f64_at(data, 6)) {
                    self.book.number(place, value, style(4), dates, None)?;
                }
            }
            0x027e => {
                if let (Some(place), Some(value)) = (place(), u32_at(data, 6)) {
                    self.book.number(place, rk(value), style(4), dates, None)?;
                }
            }
            0x00bd => {
                if let Some((row, mut column)) = place() {
                    // Two bytes at the end say which column is the last.
                    let cells = data.get(4..data.len().saturating_sub(2)).unwrap_or_default();
                    for cell in cells.chunks_exact(6) {
                        let style = u16_at(cell, 0).and_then(|it| self.globals.styles.get(usize::from(it)));
                        let value = rk(u32_at(cell, 2).unwrap_or(0));
                        self.book.number((row, column), value, style, dates, None)?;
                        column += 1;
                    }
                }
            }
            0x0205 => {
                if let (Some((row, column)), Some(value), Some(error)) = (place(), data.get(6), data.get(7)) {
                    match error {
                        0 => self.book.boolean(row, column, *value != 0)?,
                        _ => self.book.cell(row, column, error_name(*value).to_owned(), CellState::Error)?,
                    }
                }
            }
            0x0006 | 0x0206 | 0x0406 => {
                let style = style(4);
                return Ok(Some(self.formula(data, style)?));
            }
            _ => {}
        }
        Ok(None)
    }

    fn formula(&mut self, data: &[u8], style: Option<&Style>) -> Result<Option<(u32, u32)>, SourceError> {
        let (Some(row), Some(column), Some(value)) = (u16_at(data, 0), u16_at(data, 2), f64_at(data, 6))
        else {
            return Ok(None);
        };
        let place = (u32::from(row), u32::from(column));
        let result = data.get(6..14).unwrap_or_default();
        if u16_at(data, 12) != Some(0xffff) {
            if value != 0.0 {
                self.other_result = true;
            }
            self.book.number(place, value, style, self.globals.from_1904, Some(""))?;
            return Ok(None);
        }
        let detail = result.get(2).copied().unwrap_or(0);
        match result.first() {
            Some(0) => return Ok(Some(place)),
            Some(1) => self.book.boolean(place.0, place.1, detail != 0)?,
            Some(2) => self.book.cell(place.0, place.1, error_name(detail).to_owned(), CellState::Error)?,
            _ => {
                let sheet = self.book.sheets.len().saturating_sub(1);
                let numeric = is_numeric(data.get(22..).unwrap_or_default());
                self.blanks.push(Blank { sheet, row: place.0, column: place.1, numeric });
                return Ok(None);
            }
        }
        self.other_result = true;
        Ok(None)
    }

    /// An empty text is what programs write that do not calculate. It is believed only where another formula of
    /// the workbook has a result and this one does not add or multiply.
    fn blanks(&mut self) -> Result<(), SourceError> {
        for blank in std::mem::take(&mut self.blanks) {
            if !blank.numeric && self.other_result {
                continue;
            }
            let Some(sheet) = self.book.sheets.get_mut(blank.sheet) else { continue };
            sheet.not_calculated.push((blank.row, blank.column, String::new()));
            sheet.cells.push(super::RawCell {
                row: blank.row,
                column: blank.column,
                text: crate::text::NOT_CALCULATED.to_owned(),
                state: CellState::NotCalculated,
            });
        }
        Ok(())
    }
}

fn plain(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

/// Whether a formula's last step gives a number: it adds, subtracts, multiplies, divides, raises, or is a sum.
fn is_numeric(tokens: &[u8]) -> bool {
    match tokens {
        [.., 0x03..=0x07 | 0x12..=0x14] => true,
        // A sum, as Excel writes it short, and in full.
        [.., 0x19, 0x10, _, _] => true,
        [.., 0x22 | 0x42 | 0x62, _, 4, 0] => true,
        _ => false,
    }
}

fn error_name(code: u8) -> &'static str {
    match code {
        0x00 => "#NULL!",
        0x07 => "#DIV/0!",
        0x0f => "#VALUE!",
        0x17 => "#REF!",
        0x1d => "#NAME?",
        0x24 => "#NUM!",
        _ => "#N/A",
    }
}
