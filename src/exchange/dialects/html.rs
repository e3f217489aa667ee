//! The tables of HTML in a text: each row a line, merged cells in their places, tables within tables by
//! themselves. What stands around them is left to others. Scripts and styles of a whole page are passed over, and
//! what is hidden is left out: what nobody sees is no part of the document.

mod cells;
mod halves;
mod layout;

use html5gum::{DefaultEmitter, StartTag, Token, Tokenizer};
use regex::Regex;

use self::cells::Table;
use super::{Left, Line, row};
use crate::blocks::style::{Look, STRUCK, Sheet, is_nothing};
use crate::exchange::words::PICTURE;

/// Tables within tables deeper than this are rows by themselves.
const DEEPEST: usize = 16;

/// A piece of a text.
pub(super) enum Piece<'t> {
    /// Text, with the number of its first line.
    Text(u32, std::borrow::Cow<'t, str>),
    /// The rows of a table.
    Rows(Vec<Line>),
}

/// Cuts a text into its tables and what stands around them. What is hidden is put into `left`.
pub(super) fn pieces<'t>(text: &'t str, left: &mut Vec<Left>) -> Vec<Piece<'t>> {
    let mut out = Vec::new();
    let mut rest = 0;
    // Only a page has what is not to be read.
    let lower = text.get(..text.floor_char_boundary(4096)).unwrap_or(text).to_ascii_lowercase();
    let is_page = lower.contains("<html") || lower.contains("<!doctype html");
    let sheet = sheet_of(text);
    // Before it is cut: a script that writes a table has one in its words.
    let shown = if is_page { unscripted(text) } else { text.to_owned() };
    let text = layout::unwrapped(&shown, &sheet);
    let text = text.as_ref();
    let mut counted = Counted { text, to: 0, line: 1 };
    let around = |piece: &str, line: u32, out: &mut Vec<Piece<'_>>| {
        out.push(Piece::Text(line, piece.to_owned().into()));
    };
    while let Some(start) = next_table(text, rest) {
        let before = text.get(rest..start).unwrap_or_default();
        if !before.is_empty() {
            around(before.strip_suffix('\n').unwrap_or(before), counted.line_of(rest), &mut out);
        }
        let (rows, end) = table(text, start, counted.line_of(start), &sheet, left);
        out.push(Piece::Rows(rows));
        rest = end;
        // The end of the line that the table ends on ends no line of its own.
        if text.get(rest..).is_some_and(|behind| behind.starts_with('\n')) {
            rest += 1;
        }
    }
    let last = text.get(rest..).unwrap_or_default();
    if !last.is_empty() || rest == 0 {
        around(last, counted.line_of(rest), &mut out);
    }
    out
}

fn next_table(text: &str, from: usize) -> Option<usize> {
    let behind = text.get(from..)?;
    behind.match_indices('<').map(|(at, _)| at + from).find(|at| {
        let tag = text.get(at + 1..).unwrap_or_default();
        let name = tag.get(..5).is_some_and(|name| name.eq_ignore_ascii_case("table"));
        name && tag
            .get(5..)
            .is_some_and(|next| next.starts_with(|c: char| c == '>' || c.is_ascii_whitespace()))
    })
}

/// Counts lines up to bytes further and further on.
struct Counted<'t> {
    text: &'t str,
    to: usize,
    line: u32,
}

impl Counted<'_> {
    /// The number of the line on which a byte stands.
    fn line_of(&mut self, at: usize) -> u32 {
        let newly = self.text.get(self.to..at).unwrap_or_default();
        let more = u32::try_from(newly.matches('\n').count()).unwrap_or(u32::MAX);
        self.to = at.max(self.to);
        self.line = self.line.saturating_add(more);
        self.line
    }
}

/// A page without scripts, styles, comments and the title of its tab; lines keep their numbers.
fn unscripted(page: &str) -> String {
    let Ok(hidden) = Regex::new(
        r"(?is)<script\b.*?</script\s*>|<style\b.*?</style\s*>|<title\b.*?</title\s*>|<!--.*?-->|<!doctype[^>]*>|<meta\b[^>]*>|<link\b[^>]*>",
    ) else {
        return page.to_owned();
    };
    let page = &pictured(page);
    hidden
        .replace_all(page, |found: &regex::Captures<'_>| {
            "\n".repeat(found.get(0).map_or(0, |all| all.as_str().matches('\n').count()))
        })
        .into_owned()
}

/// A page with the mark of a picture where one stands right below the title of a table, and may show it all.
fn pictured(page: &str) -> std::borrow::Cow<'_, str> {
    // One within the title's own paragraph or cell is an ornament.
    let between = r"(?:\s|</?(?:p|div|h[1-6]|span|strong|b|center)\b[^>]*>)*";
    match Regex::new(&format!(r"(?i)(表{between}</(?:p|div|h[1-6]|center)\s*>{between})<img\b[^>]*>")) {
        Ok(picture) => picture.replace_all(page, format!("${{1}}{PICTURE}")),
        Err(_) => page.into(),
    }
}

/// What the style sheets of a page say.
fn sheet_of(text: &str) -> Sheet {
    let mut sheet = Sheet::default();
    if let Ok(style) = Regex::new(r"(?is)<style\b[^>]*>(.*?)</style\s*>") {
        style
            .captures_iter(text)
            .filter_map(|found| found.get(1))
            .for_each(|found| sheet.read(found.as_str()));
    }
    sheet
}

/// The rows of the table that begins here, and where it ends.
fn table(text: &str, start: usize, line: u32, sheet: &Sheet, left: &mut Vec<Left>) -> (Vec<Line>, usize) {
    let source = text.get(start..).unwrap_or_default();
    let mut lines = Vec::new();
    let mut open: Vec<Table> = Vec::new();
    let mut end = source.len();
    let mut read = 0;
    let mut counted = Counted { text: source, to: 0, line };
    let mut line_of = |at: usize| counted.line_of(at);
    for Ok(token) in Tokenizer::new_with_emitter(source, DefaultEmitter::<usize>::new_with_span()) {
        match token {
            Token::StartTag(tag) => {
                read = tag.span.end;
                match &tag.name[..] {
                    b"table" => {
                        open.push(Table::new(look(&tag, sheet).hidden));
                    }
                    name => {
                        if let Some(table) = open.last_mut() {
                            let raw = source.get(tag.span.start..tag.span.end).unwrap_or_default();
                            table.start(name, &tag, look(&tag, sheet), line_of(tag.span.start), raw);
                        }
                    }
                }
            }
            Token::EndTag(tag) => {
                read = tag.span.end;
                match &tag.name[..] {
                    b"table" => {
                        let done = open.pop().unwrap_or_default();
                        let within = open.len() <= DEEPEST;
                        match open.last_mut().filter(|_| within) {
                            Some(table) => table.hold(done.shown(left)),
                            None => lines.extend(finish(done, left)),
                        }
                        if open.is_empty() {
                            end = tag.span.end;
                            break;
                        }
                    }
                    name => {
                        if let Some(table) = open.last_mut() {
                            table.end(name);
                        }
                    }
                }
            }
            Token::String(piece) => {
                read = piece.span.end;
                let line = line_of(piece.span.start);
                if let Some(table) = open.last_mut() {
                    table.text(&String::from_utf8_lossy(&piece), line);
                }
            }
            Token::Comment(_) | Token::Doctype(_) | Token::Error(_) => {}
        }
    }
    // What the text breaks off in is kept as it stands.
    if let Some(table) = open.last_mut() {
        let rest = source.get(read..).filter(|rest| !rest.starts_with("<!--")).unwrap_or_default();
        table.text(rest, line_of(read));
    }
    while let Some(done) = open.pop() {
        let within = open.len() <= DEEPEST;
        match open.last_mut().filter(|_| within) {
            Some(table) => table.hold(done.shown(left)),
            None => lines.extend(finish(done, left)),
        }
    }
    (lines, start + end)
}

/// What styles and attributes say of an element.
fn look(tag: &StartTag<usize>, sheet: &Sheet) -> Look {
    let attribute = |name: &str| {
        tag.attributes.get(name.as_bytes()).map(|value| String::from_utf8_lossy(value).trim().to_owned())
    };
    let class = attribute("class").unwrap_or_default();
    let mut look = sheet.of(&String::from_utf8_lossy(&tag.name), &class);
    look = look.and(Look::of(&attribute("style").unwrap_or_default()));
    let nothing = |name: &str| attribute(name).is_some_and(|length| is_nothing(&length));
    let (wide, high) = match &tag.name[..] {
        b"td" | b"th" => (nothing("width"), nothing("height")),
        b"col" | b"colgroup" => (nothing("width"), false),
        b"tr" => (false, nothing("height")),
        _ => (false, false),
    };
    look.hidden |= attribute("hidden").is_some() || wide || high;
    look.struck |= STRUCK.iter().any(|name| name.as_bytes() == &tag.name[..]);
    look
}

/// The rows of a table. Where each has one filled cell at most it only frames text: its paragraphs are lines of that.
fn finish(table: Table, left: &mut Vec<Left>) -> Vec<Line> {
    let rows = table.shown(left);
    let filled = |cells: &[String]| cells.iter().filter(|cell| !cell.is_empty()).count();
    if rows.iter().any(|(_, cells)| filled(cells) > 1) {
        return rows.iter().map(|(number, cells)| row(*number, cells)).collect();
    }
    let text = |(number, cells): &(u32, Vec<String>)| -> Vec<Line> {
        let paragraphs = cells.iter().flat_map(|cell| cell.split('\n'));
        let line = |text: &str| Line { number: *number, text: text.trim().to_owned(), typed: None };
        paragraphs.filter(|text| !text.trim().is_empty()).map(line).collect()
    };
    rows.iter().flat_map(text).collect()
}
