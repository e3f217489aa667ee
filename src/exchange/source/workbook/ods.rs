//! ods: `content.xml`, streamed. A cell's shown text stands in it; what is repeated is counted out only where
//! something stands in it.

use std::collections::HashSet;
use std::io::BufRead;

use quick_xml::events::{BytesStart, Event};

use super::Book;
use super::digits::general;
use super::sheet::Joined;
use crate::exchange::source::archive::{Archive, PIECE};
use crate::exchange::source::xml::{Events, attribute, push_text};
use crate::exchange::source::{CellState, SourceError};

/// Rows and columns that a sheet may have.
const ROWS: u32 = 1 << 20;
const COLUMNS: u32 = 1 << 14;

/// Reads all sheets that are shown.
pub(super) fn read(bytes: &[u8], book: &mut Book<'_>) -> Result<(), SourceError> {
    let mut archive = Archive::open(bytes, book.limits)?;
    if archive.peek_text("META-INF/manifest.xml").is_some_and(|it| it.contains("encryption-data")) {
        return Err(SourceError::Password);
    }
    let always_calculates = archive
        .peek_text("meta.xml")
        .is_some_and(|it| it.contains("LibreOffice/") || it.contains("OpenOffice"));
    let budget = archive.budget();
    let Some(input) = archive.part("content.xml")? else {
        return Err(SourceError::Unreadable("工作簿不完整：缺少内容；请重新取得文件后再打开".to_owned()));
    };
    let events = Events::new(input, "content.xml", budget);
    let mut reading = Reading { events, book, at: At::default(), always_calculates };
    reading.read()
}

struct Reading<'a, 'b, R> {
    events: Events<R>,
    book: &'a mut Book<'b>,
    at: At,
    /// Whether the program that wrote the file gives every formula its result.
    always_calculates: bool,
}

#[derive(Default)]
struct At {
    row: u32,
    column: u32,
    /// How often the row at hand stands there.
    rows: u32,
    definition: u32,
    /// Where the row's cells begin among the sheet's.
    first: usize,
    /// Whether the sheet at hand is read.
    shown: bool,
    style: String,
}

/// What a cell says of itself.
#[derive(Default)]
struct CellHead {
    kind: String,
    value: Option<String>,
    formula: Option<String>,
    error: bool,
    columns: u32,
    joined: (u32, u32),
}

fn count(start: &BytesStart<'_>, name: &str, most: u32) -> u32 {
    attribute(start, name).and_then(|it| it.trim().parse::<u32>().ok()).unwrap_or(1).clamp(1, most)
}

fn collapsed(start: &BytesStart<'_>) -> bool {
    attribute(start, "visibility").is_some_and(|it| it == "collapse" || it == "filter")
}

impl<R: BufRead> Reading<'_, '_, R> {
    fn read(&mut self) -> Result<(), SourceError> {
        let mut hidden_styles: HashSet<String> = HashSet::new();
        loop {
            match self.events.next()? {
                Event::Start(start) => match start.local_name().as_ref() {
                    "style" => self.at.style = attribute(&start, "name").unwrap_or_default(),
                    "table-properties" if attribute(&start, "display").as_deref() == Some("false") => {
                        hidden_styles.insert(std::mem::take(&mut self.at.style));
                    }
                    "table" => {
                        let name = attribute(&start, "name").unwrap_or_default();
                        let hidden =
                            attribute(&start, "style-name").is_some_and(|it| hidden_styles.contains(&it));
                        self.at = At { shown: !hidden, ..At::default() };
                        if hidden {
                            self.book.note(format!("工作表“{name}”是隐藏的，没有读入"));
                        } else {
                            self.book.sheet(&name)?;
                        }
                    }
                    "table-column" => {
                        let from = self.at.definition;
                        let to = from.saturating_add(count(&start, "number-columns-repeated", COLUMNS));
                        self.at.definition = to.min(COLUMNS);
                        if collapsed(&start)
                            && self.at.shown
                            && to > from
                            && let Some(sheet) = self.book.sheets.last_mut()
                        {
                            sheet.hidden_columns.push((from, to - 1));
                        }
                    }
                    "table-row" => {
                        self.at.column = 0;
                        self.at.rows = count(&start, "number-rows-repeated", ROWS);
                        self.at.first = self.book.sheets.last().map_or(0, |sheet| sheet.cells.len());
                        if collapsed(&start)
                            && self.at.shown
                            && let Some(sheet) = self.book.sheets.last_mut()
                        {
                            let last = self.at.row.saturating_add(self.at.rows - 1);
                            sheet.hidden_rows.push((self.at.row, last));
                        }
                    }
                    name @ ("table-cell" | "covered-table-cell") => {
                        let covered = name != "table-cell";
                        let head = head(&start);
                        self.cell(head, covered)?;
                    }
                    "shapes" | "tracked-changes" | "dde-links" | "forms" => self.events.skip()?,
                    _ => {}
                },
                Event::End(end) if end.local_name().as_ref() == "table-row" => self.end_row()?,
                Event::Eof => return Ok(()),
                _ => {}
            }
        }
    }

    /// Repeats a row with something in it, and goes on to the next.
    fn end_row(&mut self) -> Result<(), SourceError> {
        let (row, rows) = (self.at.row, self.at.rows.max(1));
        if self.at.shown && rows > 1 {
            let cells = self.book.sheets.last().and_then(|sheet| sheet.cells.get(self.at.first..));
            let cells = cells.unwrap_or_default().to_vec();
            if !cells.is_empty() {
                for more in 1..rows {
                    for cell in &cells {
                        let row = row.saturating_add(more);
                        self.book.cell(row, cell.column, cell.text.clone(), cell.state)?;
                    }
                }
            }
        }
        self.at.row = row.saturating_add(rows).min(ROWS);
        Ok(())
    }

    fn cell(&mut self, head: CellHead, covered: bool) -> Result<(), SourceError> {
        let shown = self.text()?;
        let column = self.at.column;
        self.at.column = column.saturating_add(head.columns).min(COLUMNS);
        if !self.at.shown || self.at.row >= ROWS {
            return Ok(());
        }
        let row = self.at.row;
        if head.joined != (1, 1)
            && !covered
            && let Some(sheet) = self.book.sheets.last_mut()
        {
            sheet.joined.push(Joined {
                rows: (row, row.saturating_add(head.joined.0 - 1)),
                columns: (column, column.saturating_add(head.joined.1 - 1)),
            });
        }
        let blank = shown.as_deref().is_none_or(|text| text.trim().is_empty());
        if blank && head.value.is_none() && head.formula.is_none() {
            return Ok(());
        }
        let formula = head.formula.as_deref().map(|it| it.split_once(":=").map_or(it, |(_, rest)| rest));
        for column in column..self.at.column {
            if let (true, true, Some(formula)) =
                (blank, head.kind.is_empty() || (head.value.is_none() && head.kind == "float"), formula)
            {
                // An empty text as a result is written as none by the programs that always calculate; a sum is
                // never empty.
                if !self.always_calculates || formula.contains("SUM(") {
                    self.book.not_calculated(row, column, formula)?;
                }
                continue;
            }
            let text = match (&shown, &head.value) {
                // Blanks around a number are room for brackets and signs.
                (Some(text), _) if !head.kind.is_empty() && head.kind != "string" => text.trim().to_owned(),
                (Some(text), _) => text.clone(),
                (None, Some(value)) if matches!(head.kind.as_str(), "float" | "currency" | "percentage") => {
                    value.trim().parse().map_or_else(|_| value.clone(), general)
                }
                (None, value) => value.clone().unwrap_or_default(),
            };
            let is_error =
                head.error || (head.formula.is_some() && (text.starts_with('#') || text.starts_with("Err:")));
            let state = match head.kind.as_str() {
                _ if is_error => CellState::Error,
                "percentage" | "date" | "time" | "boolean" => CellState::NoAmount,
                _ => CellState::Printed,
            };
            self.book.cell(row, column, text, state)?;
        }
        Ok(())
    }

    /// The text that the cell at hand shows, up to its end; nothing where there is no paragraph in it.
    fn text(&mut self) -> Result<Option<String>, SourceError> {
        let mut text: Option<String> = None;
        let mut depth = 0usize;
        let mut in_paragraph = 0usize;
        loop {
            if text.as_ref().is_some_and(|text| text.len() > PIECE) {
                return Err(SourceError::TooLarge("有一个单元格的文字太长，不像是预算文件".to_owned()));
            }
            let event = self.events.next()?;
            match &event {
                Event::Start(start) => match start.local_name().as_ref() {
                    // Comments, pictures and shapes are not what the cell shows; ruby is a phonetic hint.
                    "annotation" | "frame" | "custom-shape" | "table" | "ruby-text" | "detective" => {
                        drop(event);
                        self.events.skip()?;
                    }
                    name => {
                        depth += 1;
                        match name {
                            "p" => {
                                match &mut text {
                                    Some(text) => text.push('\n'),
                                    None => text = Some(String::new()),
                                }
                                in_paragraph = depth;
                            }
                            "s" => {
                                let blanks = count(start, "c", 1_000) as usize;
                                text.get_or_insert_default().push_str(&" ".repeat(blanks));
                            }
                            "tab" => text.get_or_insert_default().push('\t'),
                            "line-break" => text.get_or_insert_default().push('\n'),
                            _ => {}
                        }
                    }
                },
                Event::End(_) => {
                    if depth == 0 {
                        return Ok(text);
                    }
                    if depth == in_paragraph {
                        in_paragraph = 0;
                    }
                    depth -= 1;
                }
                Event::Eof => return Ok(text),
                event => {
                    if in_paragraph > 0 {
                        push_text(event, text.get_or_insert_default());
                    }
                }
            }
        }
    }
}

fn head(start: &BytesStart<'_>) -> CellHead {
    let mut head = CellHead {
        columns: count(start, "number-columns-repeated", COLUMNS),
        joined: (count(start, "number-rows-spanned", ROWS), count(start, "number-columns-spanned", COLUMNS)),
        formula: attribute(start, "formula"),
        ..CellHead::default()
    };
    for it in start.attributes().with_checks(false).flatten() {
        match it.key.as_ref() {
            // LibreOffice's own word for an error.
            "calcext:value-type" => head.error = it.value == "error",
            name if name.ends_with(":value-type") => head.kind = it.value.into_owned(),
            _ => {}
        }
    }
    let value = ["value", "date-value", "time-value", "boolean-value", "string-value"];
    head.value = value.into_iter().find_map(|name| attribute(start, name));
    head
}
