//! Tables of HTML as blocks of cells. Reading takes the tag soup of Excel, LibreOffice and WPS, and of pages and
//! Markdown, through a tokenizer, and gives what is shown: hidden rows, columns and words are left out, merged
//! cells keep the columns beside them in place. The number behind a cell (`x:num`, `sdval`, and `data-yuan`, our
//! own) is kept beside what it shows.

mod raw;
mod written;

use html5gum::{StartTag, Token, Tokenizer};

use self::raw::Raw;
pub use self::written::{Written, write};
use super::Given;
use super::style::{Look, STRUCK, Sheet, is_date_format, is_nothing};

/// Merged cells and columns beyond this many are not believed.
const MOST_SPAN: usize = 1000;

/// A table as it is shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// Its lines of cells.
    pub lines: Vec<Vec<Given>>,
    /// Whether it may not be what it looks like: cells of it hold further tables, or are merged beyond belief.
    pub unsure: bool,
}

/// The cells of the one table in `html`; `None` where there is none, or more than one.
pub fn read(html: &str) -> Option<Vec<Vec<Given>>> {
    let mut tables = tables(html);
    let table = tables.pop().filter(|table| tables.is_empty() && !table.unsure)?;
    (!table.lines.is_empty()).then_some(table.lines)
}

/// The tables in `html` that show anything, in their order.
pub fn tables(html: &str) -> Vec<Table> {
    let mut reader = Reader::default();
    for token in Tokenizer::new(html) {
        match token {
            Ok(Token::StartTag(tag)) => reader.start(&tag),
            Ok(Token::EndTag(tag)) => reader.end(&tag.name),
            Ok(Token::String(text)) => reader.text(&String::from_utf8_lossy(&text)),
            // Style sheets stand in comments, as of old.
            Ok(Token::Comment(text)) if reader.skips == Some(Skips::Style) => {
                reader.text(&String::from_utf8_lossy(&text));
            }
            Ok(_) => {}
            Err(never) => match never {},
        }
    }
    reader.end_table();
    reader.tables
}

/// What is being read.
#[derive(Default)]
struct Reader {
    tables: Vec<Table>,
    sheet: Sheet,
    table: Raw,
    depth: usize,
    /// Within an element whose text is not for reading.
    skips: Option<Skips>,
    style: String,
}

/// Elements whose text is not for reading.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Skips {
    Style,
    Other,
}

impl Reader {
    fn start(&mut self, tag: &StartTag<()>) {
        let attribute = |name: &str| {
            let value = tag.attributes.get(name.as_bytes())?;
            Some(String::from_utf8_lossy(value).trim().to_owned())
        };
        let span = |name: &str| {
            attribute(name).and_then(|text| text.parse::<usize>().ok()).unwrap_or(1).clamp(1, MOST_SPAN)
        };
        let element = String::from_utf8_lossy(&tag.name).into_owned();
        let mut look = self.sheet.of(&element, &attribute("class").unwrap_or_default());
        look = look.and(Look::of(&attribute("style").unwrap_or_default()));
        look.hidden |= attribute("hidden").is_some();
        look.struck |= STRUCK.contains(&element.as_str());
        let nothing = |name: &str| attribute(name).is_some_and(|length| is_nothing(&length));
        match element.as_str() {
            "table" => {
                if self.depth > 0 {
                    self.table.unsure = true;
                    self.table.paragraph();
                }
                self.depth += 1;
            }
            "style" => self.skips = Some(Skips::Style),
            "script" | "title" => self.skips = Some(Skips::Other),
            _ if self.depth != 1 => self.table.within(&tag.name, look, tag.self_closing),
            "colgroup" => self.table.columns.start_group(span("span"), look.hidden || nothing("width")),
            "col" => self.table.columns.add(span("span"), look.hidden || nothing("width")),
            "thead" | "tbody" | "tfoot" => {
                self.table.end_cell();
                self.table.part_hidden = look.hidden;
            }
            "tr" => self.table.start_line(look.hidden || nothing("height")),
            "td" | "th" => {
                let number = attribute("x:num").or_else(|| attribute("sdval"));
                let format = attribute("sdnum");
                let format = format.as_deref().and_then(|format| format.splitn(3, ';').nth(2));
                let given = Given {
                    text: String::new(),
                    number: number.filter(|number| !number.is_empty()),
                    yuan: attribute("data-yuan"),
                    struck: String::new(),
                    date: look.date || format.is_some_and(is_date_format),
                };
                let hidden = look.hidden || nothing("width") || nothing("height");
                self.table.start_cell(given, (hidden, look.struck), span("colspan"), span("rowspan"));
            }
            _ => self.table.within(&tag.name, look, tag.self_closing),
        }
    }

    fn end(&mut self, name: &[u8]) {
        match name {
            b"style" => {
                self.skips = None;
                self.sheet.read(&std::mem::take(&mut self.style));
            }
            b"script" | b"title" => self.skips = None,
            b"table" if self.depth == 1 => self.end_table(),
            b"table" => {
                self.depth = self.depth.saturating_sub(1);
                self.table.paragraph();
            }
            b"td" | b"th" | b"tr" if self.depth == 1 => self.table.end_cell(),
            b"td" | b"th" | b"tr" => {
                self.table.left(name);
                self.table.paragraph();
            }
            b"colgroup" => self.table.columns.end_group(),
            b"thead" | b"tbody" | b"tfoot" => {
                self.table.end_cell();
                self.table.part_hidden = false;
            }
            name => self.table.left(name),
        }
    }

    fn text(&mut self, text: &str) {
        match self.skips {
            Some(Skips::Style) => self.style.push_str(text),
            Some(Skips::Other) => {}
            None => self.table.text(text),
        }
    }

    fn end_table(&mut self) {
        self.depth = 0;
        let mut raw = std::mem::take(&mut self.table);
        raw.end_cell();
        let unsure = raw.unsure;
        let lines = raw.shown();
        if !lines.is_empty() {
            self.tables.push(Table { lines, unsure });
        }
    }
}

#[cfg(test)]
mod tests;
