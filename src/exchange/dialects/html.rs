//! The tables of HTML in a text: each row a line, merged cells in their places, tables within tables by
//! themselves. What stands around them is left to others. Scripts and styles of a whole page are passed over.

use html5gum::{DefaultEmitter, StartTag, Token, Tokenizer};
use regex::Regex;

use super::{Line, row};

/// Merged cells beyond this many columns or rows are not believed.
const MOST_SPAN: usize = 100;

/// A piece of a text.
pub(super) enum Piece<'t> {
    /// Text, with the number of its first line.
    Text(u32, std::borrow::Cow<'t, str>),
    /// The rows of a table.
    Rows(Vec<Line>),
}

/// Cuts a text into its tables and what stands around them.
pub(super) fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut out = Vec::new();
    let mut rest = 0;
    // Only a page has what is not to be read.
    let lower = text.get(..text.floor_char_boundary(4096)).unwrap_or(text).to_ascii_lowercase();
    let is_page = lower.contains("<html") || lower.contains("<!doctype html");
    let mut counted = Counted { text, to: 0, line: 1 };
    let around = |piece: &str, line: u32, out: &mut Vec<Piece<'_>>| {
        let piece = if is_page { unscripted(piece) } else { piece.to_owned() };
        out.push(Piece::Text(line, piece.into()));
    };
    while let Some(start) = next_table(text, rest) {
        let before = text.get(rest..start).unwrap_or_default();
        if !before.is_empty() {
            around(before.strip_suffix('\n').unwrap_or(before), counted.line_of(rest), &mut out);
        }
        let (rows, end) = table(text, start, counted.line_of(start));
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

/// A piece of a page without scripts, styles and comments; lines keep their numbers.
fn unscripted(piece: &str) -> String {
    let Ok(hidden) = Regex::new(
        r"(?is)<script\b.*?</script\s*>|<style\b.*?</style\s*>|<!--.*?-->|<!doctype[^>]*>|<meta\b[^>]*>|<link\b[^>]*>",
    ) else {
        return piece.to_owned();
    };
    hidden
        .replace_all(piece, |found: &regex::Captures<'_>| {
            "\n".repeat(found.get(0).map_or(0, |all| all.as_str().matches('\n').count()))
        })
        .into_owned()
}

/// One table under way.
#[derive(Default)]
struct Table {
    rows: Vec<(u32, Vec<String>)>,
    /// For each column how many further rows a merged cell above reaches into.
    reach: Vec<usize>,
    /// The cell being read and how many columns and rows it takes.
    cell: Option<(String, usize, usize)>,
    /// Whether a row is being read.
    in_row: bool,
}

/// The rows of the table that begins here, and where it ends.
fn table(text: &str, start: usize, line: u32) -> (Vec<Line>, usize) {
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
                        // What stands above a table within a cell comes before it.
                        lines.extend(open.last_mut().into_iter().flat_map(Table::so_far));
                        open.push(Table::default());
                    }
                    name => {
                        if let Some(table) = open.last_mut() {
                            let raw = source.get(tag.span.start..tag.span.end).unwrap_or_default();
                            table.start(name, &tag, line_of(tag.span.start), raw);
                        }
                    }
                }
            }
            Token::EndTag(tag) => {
                read = tag.span.end;
                match &tag.name[..] {
                    b"table" => {
                        let done = open.pop().unwrap_or_default();
                        lines.extend(done.finish());
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
        lines.extend(done.finish());
    }
    (lines, start + end)
}

impl Table {
    fn start(&mut self, name: &[u8], tag: &StartTag<usize>, line: u32, raw: &str) {
        match name {
            b"tr" => {
                self.end_row();
                self.rows.push((line, Vec::new()));
                self.in_row = true;
            }
            b"td" | b"th" => {
                self.end_cell();
                let span = |name: &str| {
                    let value = tag.attributes.get(name.as_bytes());
                    let value = value.map(|value| String::from_utf8_lossy(value).into_owned());
                    value.and_then(|text| text.trim().parse::<usize>().ok()).unwrap_or(1).clamp(1, MOST_SPAN)
                };
                self.cell = Some((String::new(), span("colspan"), span("rowspan")));
                if !self.in_row {
                    self.rows.push((line, Vec::new()));
                    self.in_row = true;
                }
            }
            b"br" => self.push("\n"),
            b"p" | b"div" | b"li" => self.paragraph(),
            b"sup" | b"sub" => self.push("〔"),
            b"tbody" | b"thead" | b"tfoot" | b"colgroup" | b"col" | b"caption" | b"b" | b"strong" | b"i"
            | b"em" | b"u" | b"span" | b"font" | b"a" | b"small" | b"big" | b"ul" | b"ol" | b"img"
            | b"o:p" | b"label" | b"nobr" | b"input" | b"center" => {}
            _ => self.push(raw),
        }
    }

    fn end(&mut self, name: &[u8]) {
        match name {
            b"td" | b"th" => self.end_cell(),
            b"tr" => self.end_row(),
            b"p" | b"div" | b"li" => self.paragraph(),
            b"sup" | b"sub" => self.push("〕"),
            _ => {}
        }
    }

    fn push(&mut self, text: &str) {
        if let Some((cell, ..)) = &mut self.cell {
            cell.push_str(text);
        }
    }

    fn paragraph(&mut self) {
        let ends =
            |(cell, ..): &&mut (String, usize, usize)| !cell.trim().is_empty() && !cell.ends_with('\n');
        if let Some((cell, ..)) = self.cell.as_mut().filter(ends) {
            cell.push('\n');
        }
    }

    /// Space and line breaks in the source are one space. What stands in no cell is a row of its own.
    fn text(&mut self, text: &str, line: u32) {
        if self.cell.is_none() {
            if !text.trim().is_empty() {
                self.end_row();
                self.rows.push((line, vec![text.split_whitespace().collect::<Vec<_>>().join(" ")]));
            }
            return;
        }
        let Some((cell, ..)) = &mut self.cell else { return };
        for c in text.chars() {
            if !c.is_whitespace() {
                cell.push(c);
            } else if !cell.ends_with([' ', '\n']) && !cell.is_empty() {
                cell.push(' ');
            }
        }
    }

    fn end_cell(&mut self) {
        let Some((text, columns, rows)) = self.cell.take() else { return };
        self.below_merged();
        let Some((_, cells)) = self.rows.last_mut() else { return };
        let start = cells.len();
        cells.push(text.trim().to_owned());
        cells.resize(start + columns, String::new());
        if self.reach.len() < cells.len() {
            self.reach.resize(cells.len(), 0);
        }
        for reach in self.reach.iter_mut().skip(start).take(columns) {
            *reach = rows;
        }
    }

    /// Skips the columns that merged cells above reach into.
    fn below_merged(&mut self) {
        let Some((_, cells)) = self.rows.last_mut() else { return };
        while self.reach.get(cells.len()).is_some_and(|reach| *reach > 0) {
            cells.push(String::new());
        }
    }

    fn end_row(&mut self) {
        self.end_cell();
        if !std::mem::take(&mut self.in_row) {
            return;
        }
        self.below_merged();
        for reach in &mut self.reach {
            *reach = reach.saturating_sub(1);
        }
    }

    /// The rows before the one that is being read.
    fn so_far(&mut self) -> Vec<Line> {
        let open = usize::from(self.in_row);
        let done = self.rows.len().saturating_sub(open);
        let done = self.rows.drain(..done).filter(|(_, cells)| !cells.is_empty());
        done.map(|(number, cells)| row(number, &cells)).collect()
    }

    fn finish(mut self) -> Vec<Line> {
        self.end_row();
        self.rows.retain(|(_, cells)| !cells.is_empty());
        self.rows.iter().map(|(number, cells)| row(*number, cells)).collect()
    }
}
