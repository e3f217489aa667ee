//! What stands where in a document: the part of the text whose place the tables take, and headings that pages break in two.

use super::{Document, PrintedTable, TextBlock};
use crate::outline::{Level, entry, is_heading, level, may_be_heading, numbered, unnumbered};
use crate::text::squeezed;

/// How a part is called that is the tables: 部门预算表, 预算公开报表, 表格部分.
const ENDS: [&str; 3] = ["表", "表格", "表格部分"];

/// How many blocks of a text stand behind the tables: a place may put them before its remarks on them, in a part that is
/// called so.
pub(super) fn behind_tables(text: &[TextBlock]) -> usize {
    let is_part = |block: &TextBlock| part(block).is_some();
    let Some(tables) = text.iter().position(is_part_of_tables) else { return 0 };
    let next = text.iter().skip(tables + 1).position(is_part);
    next.map_or(0, |next| text.len() - tables - 1 - next)
}

/// Whether it is the heading of the part that is the tables.
fn is_part_of_tables(block: &TextBlock) -> bool {
    part(block).is_some_and(|name| ENDS.iter().any(|end| name.ends_with(end)))
}

/// Whether the tables follow under a heading: that of their part, or one by which they are appended.
pub(super) fn leads_to_tables(block: &TextBlock) -> bool {
    let is_appendix = |title: &str| ["附件", "附表"].iter().any(|word| title.trim_start().starts_with(word));
    is_part_of_tables(block) || matches!(block, TextBlock::Heading(_, title) if is_appendix(title))
}

/// Puts the headings under which the tables follow on the page of the first of them: at the end of the text nothing would
/// stand under them.
pub(super) fn put_headings_above_the_tables(document: &mut Document) {
    let (before, _) = document.text_around();
    let count = before.iter().rev().take_while(|block| leads_to_tables(block)).count();
    let above = before.get(before.len() - count..).unwrap_or_default().to_vec();
    if let Some(first) = document.tables.first_mut() {
        first.above = above;
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    /// `#` before a heading; blocks parted by bars.
    fn text(blocks: &str) -> Vec<TextBlock> {
        let block = |block: &str| match block.strip_prefix('#') {
            Some(title) => TextBlock::Heading(1, title.to_owned()),
            None => TextBlock::Paragraph(block.to_owned()),
        };
        blocks.split('|').map(block).collect()
    }

    #[test]
    fn tables_stand_in_their_part() {
        for (blocks, behind) in [
            (
                "#第一部分 概况|某局。|#第二部分 2026年部门预算表|#第三部分 情况说明|收入。|#第四部分 名词解释",
                3,
            ),
            ("#第一部分 概况|#第二部分：部门预算公开报表|一、收支总表|#一、收入总表|#第三部分 名词解释", 1),
            ("#第一部分 概况|#第二部分 情况说明|#第三部分 部门预算表", 0),
            ("#第一部分 概况|#第二部分 部门预算表编制说明|#第三部分 名词解释", 0),
            ("#一、部门预算表|#二、名词解释", 0),
        ] {
            assert_eq!(behind_tables(&text(blocks)), behind, "{blocks}");
        }
    }

    #[test]
    fn headings_of_the_tables_stand_on_their_first_page() {
        for (blocks, above) in [
            ("#第一部分 概况|某局。|#附件：2026年度部门预算表", 1),
            ("#第二部分 情况说明|#第三部分 部门预算表|#附表", 2),
            // A heading under which nobody wrote anything belongs to the text.
            ("#第一部分 概况|#（六）其他", 0),
            ("#附件|某局。", 0),
        ] {
            let mut document =
                Document { text: text(blocks), tables: vec![PrintedTable::default()], ..Document::default() };
            let whole = document.contents();
            put_headings_above_the_tables(&mut document);
            assert_eq!(document.tables[0].above.len(), above, "{blocks}");
            assert_eq!(document.text_on_own_pages().len() + above, document.text.len(), "{blocks}");
            assert_eq!(document.contents(), whole, "{blocks}");
        }
    }

    #[test]
    fn headings_that_pages_break_are_one() {
        let contents = ["第一部分 概况".to_owned(), "第二部分 2026年度部门预算表......3".to_owned()];
        for (blocks, expected) in [
            ("#第一部分|部门概况|某局主管全市工作。", "#第一部分 部门概况|某局主管全市工作。"),
            ("#第二部分 2026年度某局|部门预算表", "#第二部分 2026年度某局 部门预算表"),
            // A sentence is no name, nor is what the contents do not have.
            ("#第一部分|某局主管全市工作。", "#第一部分|某局主管全市工作。"),
            ("#第二部分 2026年度部门预算表|收支总表", "#第二部分 2026年度部门预算表|收支总表"),
            ("#一、|概况", "#一、|概况"),
        ] {
            let mut joined = text(blocks);
            join_headings(&mut joined, &contents);
            assert_eq!(joined, text(expected), "{blocks}");
        }
    }
}
