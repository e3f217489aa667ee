//! The document's text into headed sections of paragraphs. A PDF ends a line at every page's end, so a
//! paragraph that stops in the middle of a sentence goes on in the next. Which headings there are says
//! the format; what the text means is nobody's business here.

use super::marks::SectionMark;
use super::report::{ImportNote, NoteKind, SectionReport};
use super::split::{Line, Patterns};
use super::words::{join, unmark};
use crate::model::Section;

/// Section keys for what stands before the first heading.
const COVER: &str = "封面";
pub(super) const CONTENTS: &str = "目录";

/// What the text was read into.
#[derive(Default)]
pub(super) struct Narrative {
    /// The sections in order.
    pub sections: Vec<Section>,
    /// The account of each.
    pub reports: Vec<SectionReport>,
    /// Repairs and problems.
    pub notes: Vec<ImportNote>,
    /// Which of the lines read the paragraphs of each are.
    pub marks: Vec<SectionMark>,
}

/// Lines that are one paragraph.
pub(super) struct Paragraph {
    /// The text.
    pub text: String,
    /// The first and the last of its lines, among those read.
    pub lines: (u32, u32),
}

/// Reads the text lines of a document, blank ones left in.
pub(super) fn read(lines: &[Line<'_>], patterns: &Patterns) -> Narrative {
    let mut out = Narrative::default();
    let first_heading = patterns.headings.first().map(|(key, _)| key.as_str());
    // The contents may print a heading as the text does: the text begins where it stands last. Where the first of all
    // is not there, the first that is.
    let last = |key: &str| lines.iter().rposition(|line| patterns.heading(line) == Some(key));
    let found = || lines.iter().find_map(|line| patterns.heading(line));
    let body = first_heading.and_then(last).or_else(|| found().and_then(last)).unwrap_or(lines.len());
    let mut open: Option<(Section, Vec<Line<'_>>, Line<'_>)> = None;
    for (at, line) in lines.iter().enumerate() {
        let text = unmark(line.text).0;
        let heading = if at >= body {
            patterns.heading(line).map(str::to_owned)
        } else if patterns.contents.as_ref().is_some_and(|contents| contents.is_match(&text)) {
            Some(CONTENTS.to_owned())
        } else {
            (open.is_none() && !line.is_blank()).then(|| COVER.to_owned())
        };
        if let Some(key) = heading {
            close(open.take(), &mut out);
            let cover = key == COVER && at < body;
            let title = if cover { String::new() } else { text };
            open = Some((Section { key, title, paragraphs: Vec::new() }, Vec::new(), *line));
            if !cover {
                continue;
            }
        }
        if let Some((_, lines, _)) = &mut open {
            lines.push(*line);
        }
    }
    close(open, &mut out);
    let found = |key: &String| out.sections.iter().any(|section| section.key == *key);
    let missing: Vec<&str> =
        patterns.headings.iter().map(|(key, _)| key).filter(|key| !found(key)).map(String::as_str).collect();
    if !missing.is_empty() {
        let text = format!("文字部分没有这些节的标题：{}", missing.join("、"));
        out.notes.push(ImportNote { line: 0, kind: NoteKind::Missing, text });
    }
    out
}

fn close(open: Option<(Section, Vec<Line<'_>>, Line<'_>)>, out: &mut Narrative) {
    let Some((mut section, lines, head)) = open else { return };
    let from = head.number;
    let to = lines.iter().rev().find(|line| !line.is_blank()).map_or(from, |line| line.number);
    // Covers and contents are lists of short lines, never sentences.
    let joins = section.key != COVER && section.key != CONTENTS;
    let mut mark = SectionMark { heading: head.at, paragraphs: Vec::new() };
    for Paragraph { text, lines } in paragraphs(&lines, joins, &mut out.notes) {
        section.paragraphs.push(text);
        mark.paragraphs.push(lines);
    }
    out.marks.push(mark);
    out.reports.push(SectionReport {
        key: section.key.clone(),
        title: section.title.clone(),
        lines: (from, to),
        paragraphs: section.paragraphs.len(),
        speaks: section.paragraphs.iter().any(|paragraph| speaks(paragraph)),
    });
    out.sections.push(section);
}

/// Whether a paragraph says how much money is planned or was spent.
fn speaks(paragraph: &str) -> bool {
    let mut before = paragraph.match_indices(['万', '亿', '元']).filter_map(|(at, _)| paragraph.get(..at));
    let has_amount = before.any(|before| before.trim_end().ends_with(|c: char| c.is_ascii_digit()));
    has_amount && ["预算", "决算", "经费"].iter().any(|word| paragraph.contains(word))
}

/// Lines as paragraphs; with `joins`, what a page's end took apart is put together.
pub(super) fn paragraphs(lines: &[Line<'_>], joins: bool, notes: &mut Vec<ImportNote>) -> Vec<Paragraph> {
    let mut out: Vec<Paragraph> = Vec::new();
    for line in lines.iter().filter(|line| !line.is_blank()) {
        let (text, markup) = unmark(line.text);
        if markup {
            notes.push(ImportNote { line: line.number, kind: NoteKind::Markup, text: String::new() });
        }
        match out.last_mut() {
            Some(last) if joins && is_broken_off(&last.text) && !begins_item(&text) => {
                last.text = join(&last.text, &text);
                last.lines.1 = line.at;
                notes.push(ImportNote { line: line.number, kind: NoteKind::Joined, text: String::new() });
            }
            _ => out.push(Paragraph { text, lines: (line.at, line.at) }),
        }
    }
    out
}

/// Whether a line stops in the middle of a sentence: it has the length or the commas of a sentence, but
/// not its end. A heading has neither.
fn is_broken_off(text: &str) -> bool {
    let ended = text.ends_with(['。', '！', '？', '；', '：', '.', ':', ';', '”', '）', ')']);
    let sentence = text.contains(['，', '。', '；', ',']) || text.ends_with(|c: char| c.is_ascii_digit());
    !ended && sentence
}

/// Whether a line begins with an item's number: `（一）`, `二、`, `3.`, `第一部分`.
fn begins_item(text: &str) -> bool {
    let numeral = |c: char| c.is_ascii_digit() || "一二三四五六七八九十百".contains(c);
    let body = text.trim_start_matches(['（', '(', '第']);
    let rest = body.trim_start_matches(numeral);
    let counted = rest.len() < body.len();
    if body.len() < text.len() {
        return counted && rest.starts_with(['）', ')', '部', '章', '条']);
    }
    // `2.` begins an item, `2.5万元` goes on.
    let behind = rest.trim_start_matches(['、', '.', '．']);
    counted && behind.len() < rest.len() && !behind.starts_with(|c: char| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_paragraphs(text: &str) -> Vec<String> {
        let (source, _) = crate::exchange::dialects::lines(text);
        let paragraphs = paragraphs(&crate::exchange::split::lines(&source), true, &mut Vec::new());
        paragraphs.into_iter().map(|paragraph| paragraph.text).collect()
    }

    #[test]
    fn joins_what_pages_took_apart_only() {
        for (text, expected) in [
            (
                "费用主要包括：办公费、印刷\n\n费、邮电费。",
                vec!["费用主要包括：办公费、印刷", "费、邮电费。"],
            ),
            (
                "公用经费12.00万元，包括：印刷\n\n费、邮电费。",
                vec!["公用经费12.00万元，包括：印刷费、邮电费。"],
            ),
            ("某部门2023年支出合计12.50\n\n万元，其中。", vec!["某部门2023年支出合计12.50万元，其中。"]),
            ("（一）机构设置\n\n某部门设科室。", vec!["（一）机构设置", "某部门设科室。"]),
            ("甲，乙\n\n（二）丙", vec!["甲，乙", "（二）丙"]),
            ("甲，增加\n2.5万元。", vec!["甲，增加2.5万元。"]),
        ] {
            assert_eq!(read_paragraphs(text), expected, "{text}");
        }
    }
}
