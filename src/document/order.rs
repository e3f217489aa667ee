//! What stands where in a document: the part of the text whose place the tables take, and headings that pages break in two.

use super::{PrintedTable, TextBlock};
use crate::outline::{Level, entry, is_heading, level, may_be_heading, numbered, unnumbered};
use crate::text::squeezed;

/// How a part is called that is the tables: 部门预算表, 预算公开报表, 表格部分.
const ENDS: [&str; 3] = ["表", "表格", "表格部分"];

/// How many blocks of a text stand behind the tables: a place may put them before its remarks on them, in a part that is
/// called so.
pub(super) fn behind_tables(text: &[TextBlock]) -> usize {
    let is_part = |block: &TextBlock| part(block).is_some();
    let is_of_tables = |block: &TextBlock| {
        part(block).is_some_and(|name| ENDS.iter().any(|end| name.ends_with(end)))
    };
    let Some(tables) = text.iter().position(is_of_tables) else { return 0 };
    let next = text.iter().skip(tables + 1).position(is_part);
    next.map_or(0, |next| text.len() - tables - 1 - next)
}

/// What a heading of a part is called, without its number.
fn part(block: &TextBlock) -> Option<String> {
    let TextBlock::Heading(_, title) = block else { return None };
    (level(title) == Some(Level::Part)).then(|| squeezed(unnumbered(title)).to_string())
}

/// Puts together what pages break: the number of a part that stands above its name, and a name that goes on in the next
/// line, as the document's contents say.
pub(super) fn join_headings(text: &mut Vec<TextBlock>, contents: &[String]) {
    let mut at = 0;
    while at + 1 < text.len() {
        let joined = match (text.get(at), text.get(at + 1)) {
            (Some(heading @ TextBlock::Heading(_, title)), Some(TextBlock::Paragraph(next))) => {
                part(heading).filter(|_| may_be_heading(next)).and_then(|name| {
                    let whole = format!("{} {}", title.trim_end(), next.trim());
                    // The contents may leave out whose it is.
                    let (own, end) = (numbered(title), squeezed(next));
                    let is_it = |line: &String| numbered(line) == own && entry(line).ends_with(&*end);
                    let is_listed = || end.chars().count() > 2 && contents.iter().any(is_it);
                    (is_heading(&whole) && (name.is_empty() || is_listed())).then_some(whole)
                })
            }
            _ => None,
        };
        if let (Some(whole), Some(TextBlock::Heading(_, title))) = (joined, text.get_mut(at)) {
            *title = whole;
            text.remove(at + 1);
        }
        at += 1;
    }
}

/// Whether a line is nothing but the number of a table, which is printed with that.
pub(super) fn is_number(line: &str, tables: &[PrintedTable]) -> bool {
    let line = squeezed(line);
    !line.is_empty() && tables.iter().any(|table| squeezed(&table.label) == line)
}
