//! The tables of HTML in a text: each row a line, merged cells in their places, tables within tables by
//! themselves. What stands around them is left to others. Scripts and styles of a whole page are passed over, and
//! what is hidden is left out: what nobody sees is no part of the document.

use html5gum::{DefaultEmitter, StartTag, Token, Tokenizer};
use regex::Regex;

use super::{Line, row};
use crate::blocks::style::{Look, Sheet, is_nothing};

/// Merged cells beyond this many columns or rows are not believed.
const MOST_SPAN: usize = 100;

/// Tables within tables deeper than this are rows by themselves.
const DEEPEST: usize = 16;

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
    let sheet = sheet_of(text);
    let around = |piece: &str, line: u32, out: &mut Vec<Piece<'_>>| {
        let piece = if is_page { unscripted(piece) } else { piece.to_owned() };
        out.push(Piece::Text(line, piece.into()));
    };
    while let Some(start) = next_table(text, rest) {
        let before = text.get(rest..start).unwrap_or_default();
        if !before.is_empty() {
            around(before.strip_suffix('\n').unwrap_or(before), counted.line_of(rest), &mut out);
        }
        let (rows, end) = table(text, start, counted.line_of(start), &sheet);
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

/// Rows as they are shown, each with its line.
type Rows = Vec<(u32, Vec<String>)>;

/// The cell being read.
struct Cell {
    text: String,
    /// How many columns and rows it takes.
    columns: usize,
    rows: usize,
    hidden: bool,
    /// The elements open within it, from the outermost hidden one on.
    unseen: Vec<Vec<u8>>,
    /// The tables within it.
    tables: Rows,
}

/// One table under way.
#[derive(Default)]
struct Table {
    /// Hidden cells are `None`: others beside them take their places.
    rows: Vec<(u32, Vec<Option<String>>)>,
    /// For each column how many further rows a merged cell above reaches into.
    reach: Vec<usize>,
    cell: Option<Cell>,
    /// Whether a row is being read.
    in_row: bool,
    /// The tables within cells of this row, with the place of the cell.
    within: Vec<(usize, Rows)>,
    /// Whether the table, its part that is read, and the row are hidden.
    hidden: bool,
    part_hidden: bool,
    row_hidden: bool,
}

/// The rows of the table that begins here, and where it ends.
fn table(text: &str, start: usize, line: u32, sheet: &Sheet) -> (Vec<Line>, usize) {
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
                        open.push(Table { hidden: look(&tag, sheet).hidden, ..Table::default() });
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
                            Some(table) => table.hold(done.shown()),
                            None => lines.extend(done.finish()),
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
            Some(table) => table.hold(done.shown()),
            None => lines.extend(done.finish()),
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
        b"tr" => (false, nothing("height")),
        _ => (false, false),
    };
    look.hidden |= attribute("hidden").is_some() || wide || high;
    look
}

impl Table {
    fn start(&mut self, name: &[u8], tag: &StartTag<usize>, look: Look, line: u32, raw: &str) {
        let has_end =
            !matches!(name, b"br" | b"img" | b"input" | b"hr" | b"wbr" | b"meta" | b"link" | b"col");
        if let Some(cell) = self.cell.as_mut().filter(|_| !matches!(name, b"tr" | b"td" | b"th"))
            && (look.hidden || !cell.unseen.is_empty())
        {
            if has_end && !tag.self_closing {
                cell.unseen.push(name.to_vec());
            }
            return;
        }
        match name {
            b"thead" | b"tbody" | b"tfoot" => {
                self.end_row();
                self.part_hidden = look.hidden;
            }
            b"tr" => {
                self.end_row();
                self.row_hidden = look.hidden || self.part_hidden;
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
                self.cell = Some(Cell {
                    text: String::new(),
                    columns: span("colspan"),
                    rows: span("rowspan"),
                    hidden: look.hidden,
                    unseen: Vec::new(),
                    tables: Rows::new(),
                });
                if !self.in_row {
                    self.row_hidden = self.part_hidden;
                    self.rows.push((line, Vec::new()));
                    self.in_row = true;
                }
            }
            b"br" => self.push("\n"),
            b"p" | b"div" | b"li" => self.paragraph(),
            b"sup" | b"sub" => self.push("〔"),
            b"colgroup" | b"col" | b"caption" | b"b" | b"strong" | b"i" | b"em" | b"u" | b"span"
            | b"font" | b"a" | b"small" | b"big" | b"ul" | b"ol" | b"img" | b"o:p" | b"label" | b"nobr"
            | b"input" | b"center" => {}
            _ => self.push(raw),
        }
    }

    fn end(&mut self, name: &[u8]) {
        let unseen = self.cell.as_mut().map(|cell| &mut cell.unseen).filter(|unseen| !unseen.is_empty());
        if let Some(unseen) = unseen
            && let Some(at) = unseen.iter().rposition(|open| open == name)
        {
            unseen.truncate(at);
            return;
        }
        match name {
            b"thead" | b"tbody" | b"tfoot" => {
                self.end_row();
                self.part_hidden = false;
            }
            b"td" | b"th" => self.end_cell(),
            b"tr" => self.end_row(),
            b"p" | b"div" | b"li" => self.paragraph(),
            b"sup" | b"sub" => self.push("〕"),
            _ => {}
        }
    }

    fn push(&mut self, text: &str) {
        if let Some(cell) = self.cell.as_mut().filter(|cell| cell.unseen.is_empty()) {
            cell.text.push_str(text);
        }
    }

    fn paragraph(&mut self) {
        let ends = |cell: &&mut Cell| !cell.text.trim().is_empty() && !cell.text.ends_with('\n');
        if let Some(cell) = self.cell.as_mut().filter(ends) {
            cell.text.push('\n');
        }
    }

    /// Space and line breaks in the source are one space. What stands in no cell is a row of its own.
    fn text(&mut self, text: &str, line: u32) {
        let Some(cell) = &mut self.cell else {
            if !text.trim().is_empty() {
                self.end_row();
                let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
                self.rows.push((line, vec![Some(text)]));
            }
            return;
        };
        if !cell.unseen.is_empty() {
            return;
        }
        for c in text.chars() {
            if !c.is_whitespace() {
                cell.text.push(c);
            } else if !cell.text.ends_with([' ', '\n']) && !cell.text.is_empty() {
                cell.text.push(' ');
            }
        }
    }

    /// Takes the rows of a table within this one.
    fn hold(&mut self, rows: Rows) {
        match &mut self.cell {
            Some(cell) if cell.hidden || !cell.unseen.is_empty() => {}
            Some(cell) => cell.tables.extend(rows),
            None => {
                self.end_row();
                let shown = |(line, cells): (u32, Vec<String>)| (line, cells.into_iter().map(Some).collect());
                self.rows.extend(rows.into_iter().map(shown));
            }
        }
    }

    fn end_cell(&mut self) {
        let Some(Cell { text, columns, rows, hidden, tables, .. }) = self.cell.take() else { return };
        self.below_merged();
        let Some((_, cells)) = self.rows.last_mut() else { return };
        let start = cells.len();
        cells.push((!hidden).then(|| text.trim().to_owned()));
        cells.resize(start + columns, (!hidden).then(String::new));
        if !tables.is_empty() {
            self.within.push((start, tables));
        }
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
            cells.push(Some(String::new()));
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
        let within = std::mem::take(&mut self.within);
        let Some((line, mut cells)) = self.rows.pop().filter(|_| !self.row_hidden) else { return };
        for (at, rows) in within {
            let beside =
                cells.iter().enumerate().filter(|(of, _)| *of != at).filter_map(|(_, cell)| cell.as_ref());
            let beside: Vec<&String> = beside.filter(|cell| !cell.is_empty()).collect();
            let is_row =
                beside.len() > 1 && beside.iter().any(|cell| cell.contains(|c: char| c.is_ascii_digit()));
            let words: Vec<&String> =
                rows.iter().flat_map(|(_, cells)| cells).filter(|cell| !cell.is_empty()).collect();
            // In a row with figures a table is what its cell says; elsewhere the cell only gives it its place.
            if let Some(Some(cell)) = cells.get_mut(at).filter(|_| is_row || words.len() < 2) {
                for word in words {
                    let gap = if cell.is_empty() { "" } else { "\n" };
                    cell.push_str(gap);
                    cell.push_str(word);
                }
            } else {
                let shown = |(line, cells): (u32, Vec<String>)| (line, cells.into_iter().map(Some).collect());
                self.rows.extend(rows.into_iter().map(shown));
            }
        }
        self.rows.push((line, cells));
    }

    /// The rows as they are shown. A column of which nothing but hidden cells is left is none; a hidden cell
    /// elsewhere takes no place.
    fn shown(mut self) -> Rows {
        self.end_row();
        if self.hidden {
            return Rows::new();
        }
        let width = self.rows.iter().map(|(_, cells)| cells.len()).max().unwrap_or_default();
        let mut seen = vec![(false, false); width];
        for (_, cells) in &self.rows {
            for (cell, (hidden, shown)) in cells.iter().zip(&mut seen) {
                *hidden |= cell.is_none();
                *shown |= cell.as_ref().is_some_and(|text| !text.is_empty());
            }
        }
        let shown = |cells: Vec<Option<String>>| {
            let cells = cells.into_iter().zip(&seen).filter(|(_, (hidden, shown))| *shown || !*hidden);
            cells.filter_map(|(cell, _)| cell).collect::<Vec<_>>()
        };
        let rows = self.rows.into_iter().map(|(line, cells)| (line, shown(cells)));
        rows.filter(|(_, cells)| !cells.is_empty()).collect()
    }

    fn finish(self) -> Vec<Line> {
        self.shown().iter().map(|(number, cells)| row(*number, cells)).collect()
    }
}
