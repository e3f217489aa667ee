//! Tables that only place things on a page: a whole document in one of their cells. Their tags are taken away, so that its
//! paragraphs are paragraphs and its tables stand by themselves; a table within a row of a table stays where it is.

use std::borrow::Cow;
use std::ops::Range;

use html5gum::{DefaultEmitter, Token, Tokenizer};

use super::look;
use crate::blocks::style::Sheet;

/// A cell with a document has so many paragraphs beside its tables, or so many letters.
const PARAGRAPHS: usize = 3;
const LETTERS: usize = 60;

/// A table under way.
#[derive(Default)]
struct Open {
    /// Its own tags: where each stands, and what takes its place.
    tags: Vec<(Range<usize>, &'static str)>,
    rows: Vec<Vec<Cell>>,
    /// Whether something of it is hidden: that is for those who say what was left out.
    has_hidden: bool,
}

/// What a cell has beside the tables within it.
#[derive(Default)]
struct Cell {
    letters: usize,
    paragraphs: usize,
    has_figures: bool,
    /// Whether text of a paragraph was seen.
    is_begun: bool,
    has_table: bool,
    has_layout: bool,
}

impl Cell {
    fn is_filled(&self) -> bool {
        self.letters > 0 || self.has_table || self.has_layout
    }

    /// Whether it has a document in it.
    fn is_document(&self) -> bool {
        self.has_layout || self.has_table && (self.paragraphs >= PARAGRAPHS || self.letters > LETTERS)
    }
}

impl Open {
    fn cell(&mut self) -> Option<&mut Cell> {
        self.rows.last_mut()?.last_mut()
    }

    /// Whether it only places a document: what else it has stands beside that, or in rows of one cell.
    fn is_layout(&self) -> bool {
        let filled = |row: &Vec<Cell>| row.iter().filter(|cell| cell.is_filled()).count();
        let beside = self.rows.iter().filter(|row| filled(row) > 1);
        let figures = |row: &Vec<Cell>| row.iter().any(|cell| !cell.is_document() && cell.has_figures);
        !self.has_hidden
            && self.rows.iter().flatten().any(Cell::is_document)
            && beside.clone().count() < 2
            && !beside.into_iter().any(figures)
    }

    /// Whether it has rows and columns.
    fn is_table(&self) -> bool {
        self.rows.iter().filter(|row| row.len() > 1).count() > 1
    }
}

/// A text without the tags of such tables. Line ends stay, so that lines keep their numbers.
pub(super) fn unwrapped<'t>(text: &'t str, sheet: &Sheet) -> Cow<'t, str> {
    let mut gone: Vec<(Range<usize>, &'static str)> = Vec::new();
    let mut open: Vec<Open> = Vec::new();
    let mut close = |open: &mut Vec<Open>| {
        let Some(table) = open.pop() else { return };
        let (is_layout, is_table) = (table.is_layout(), table.is_table());
        if let Some(cell) = open.last_mut().and_then(Open::cell) {
            cell.has_layout |= is_layout;
            cell.has_table |= is_table;
        }
        if is_layout {
            gone.extend(table.tags);
        }
    };
    for Ok(token) in Tokenizer::new_with_emitter(text, DefaultEmitter::<usize>::new_with_span()) {
        match token {
            Token::StartTag(tag) => {
                let span = tag.span.start..tag.span.end;
                match &tag.name[..] {
                    b"table" => {
                        let has_hidden = look(&tag, sheet).hidden;
                        open.push(Open { tags: vec![(span, "<p>")], has_hidden, ..Open::default() });
                    }
                    name => {
                        let Some(table) = open.last_mut() else { continue };
                        match name {
                            b"tr" => table.rows.push(Vec::new()),
                            b"td" | b"th" => {
                                if table.rows.is_empty() {
                                    table.rows.push(Vec::new());
                                }
                                table.rows.last_mut().into_iter().for_each(|row| row.push(Cell::default()));
                            }
                            b"br" | b"p" | b"div" | b"li" => {
                                table.cell().into_iter().for_each(|cell| cell.is_begun = false);
                            }
                            _ => {}
                        }
                        if let Some(instead) = own(name) {
                            table.has_hidden |= look(&tag, sheet).hidden;
                            table.tags.push((span, instead));
                        }
                    }
                }
            }
            Token::EndTag(tag) => {
                let span = tag.span.start..tag.span.end;
                let name = &tag.name[..];
                let Some(table) = open.last_mut() else { continue };
                if name == b"table" {
                    table.tags.push((span, "</p>"));
                    close(&mut open);
                } else if own(name).is_some() {
                    table.tags.push((span, "</p>"));
                }
            }
            Token::String(piece) => {
                let Some(cell) = open.last_mut().and_then(Open::cell) else { continue };
                let words = String::from_utf8_lossy(&piece);
                let letters = words.chars().filter(|c| !c.is_whitespace()).count();
                cell.letters += letters;
                cell.has_figures |= words.contains('.') && words.contains(|c: char| c.is_ascii_digit());
                if letters > 0 && !std::mem::replace(&mut cell.is_begun, true) {
                    cell.paragraphs += 1;
                }
            }
            Token::Comment(_) | Token::Doctype(_) | Token::Error(_) => {}
        }
    }
    // What is not closed ends with the text.
    while !open.is_empty() {
        close(&mut open);
    }
    if gone.is_empty() {
        return Cow::Borrowed(text);
    }
    gone.sort_by_key(|(span, _)| span.start);
    let (mut out, mut from) = (String::with_capacity(text.len()), 0);
    for (span, instead) in gone {
        out.push_str(text.get(from..span.start).unwrap_or_default());
        out.push_str(instead);
        let ends = text.get(span.clone()).unwrap_or_default().matches('\n').count();
        out.extend(std::iter::repeat_n('\n', ends));
        from = span.end;
    }
    out.push_str(text.get(from..).unwrap_or_default());
    Cow::Owned(out)
}

/// What takes the place of an element's tag that is one of a table.
fn own(name: &[u8]) -> Option<&'static str> {
    match name {
        b"td" | b"th" | b"tr" | b"caption" => Some("<p>"),
        b"tbody" | b"thead" | b"tfoot" | b"colgroup" | b"col" => Some(""),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Only what places a document is taken away: a form with a table in a cell keeps it, as does a table of tables.
    #[test]
    fn a_table_within_a_table_stays_there() {
        let inner = "<table><tr><td>产出</td><td>次数</td></tr><tr><td>效益</td><td>满意度</td></tr></table>";
        let long =
            "<p>保障机构正常运转。</p><p>按时发放工资。</p><p>完成各项日常工作任务，提高服务水平。</p>";
        let form = format!(
            "<table><tr><td>项目名称</td><td>调查</td></tr><tr><td>资金</td><td>40.25</td></tr><tr><td>目标</td><td>{long}{inner}</td></tr></table>"
        );
        let figures = format!("<table><tr><td>{long}{inner}</td><td>40.25</td></tr></table>");
        let hidden = format!("<table style='display:none'><tr><td>{long}{inner}</td></tr></table>");
        let small = format!("<table><tr><td>一{inner}</td></tr></table>");
        for text in [&form, &figures, &hidden, &small] {
            assert_eq!(unwrapped(text, &Sheet::default()), text.as_str());
        }
        let placed = format!("<table\n><tr><td>{long}{inner}</td></tr>");
        assert_eq!(unwrapped(&placed, &Sheet::default()), format!("<p>\n<p><p>{long}{inner}</p></p>"));
    }
}
