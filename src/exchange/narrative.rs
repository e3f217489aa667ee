//! The document's text into headed sections of paragraphs. A PDF ends a line at every page's end, so a
//! paragraph that stops in the middle of a sentence goes on in the next. Which headings there are says the format, or, where
//! it says nothing else of the text, the document's own numbers and contents; what the text means is nobody's business here.

use std::collections::BTreeMap;

use super::marks::SectionMark;
use super::patterns::Patterns;
use super::report::{ImportNote, NoteKind, SectionReport};
use super::split::Line;
use super::words::{join, unmark};
use crate::model::Section;
use crate::outline::{
    Level, contents_end, ends_as_heading, entry, goes_on_in, is_heading, is_sentence, level, may_be_heading,
    said_again,
};
use crate::text::unnumbered;

/// Section keys for what stands before the first heading.
const COVER: &str = "封面";
pub(super) const CONTENTS: &str = "目录";

/// Entries of contents as long as this are known behind other words.
const WHOLE_ENTRY: usize = 6;

/// What a document is called is no longer than this.
const LONGEST_NAME: usize = 40;

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
    let outline = Outline::of(lines, patterns);
    let mut open: Option<(Section, Vec<Line<'_>>, Line<'_>)> = None;
    let mut until = 0;
    for (at, line) in lines.iter().enumerate() {
        // What is called in a second line has its name there.
        if at < until {
            continue;
        }
        let begins = if at >= outline.body {
            outline.begins(at, open.as_ref().map(|(section, ..)| section.title.as_str()))
        } else if outline.contents == Some(at) {
            Some(Begin::Heading(CONTENTS.to_owned()))
        } else {
            (open.is_none() && !line.is_blank()).then(|| Begin::Text(COVER.to_owned()))
        };
        if let Some(begins) = begins {
            close(open.take(), &mut out);
            let (key, title) = match &begins {
                Begin::Heading(key) => {
                    let (title, end) = outline.whole(at);
                    until = end;
                    (key.clone(), title)
                }
                Begin::Text(key) => (key.clone(), String::new()),
            };
            open = Some((Section { key, title, paragraphs: Vec::new() }, Vec::new(), *line));
            if matches!(begins, Begin::Heading(_)) {
                continue;
            }
        }
        if let Some((_, lines, _)) = &mut open {
            lines.push(*line);
        }
    }
    close(open, &mut out);
    if out.sections.iter().any(is_called_budget) {
        for (report, section) in out.reports.iter_mut().zip(&out.sections) {
            report.speaks |= section.paragraphs.iter().any(|paragraph| counts(paragraph));
        }
    }
    let found = |key: &String| out.sections.iter().any(|section| section.key == *key);
    let missing: Vec<&str> =
        patterns.headings.iter().map(|(key, _)| key).filter(|key| !found(key)).map(String::as_str).collect();
    if !missing.is_empty() {
        let text = format!("文字部分没有这些节的标题：{}", missing.join("、"));
        out.notes.push(ImportNote { line: 0, kind: NoteKind::Missing, text });
    }
    out
}

/// What a section begins with: its key is empty where the format does not know it.
enum Begin {
    Heading(String),
    /// It has no heading of its own.
    Text(String),
}

/// Where the text begins, for a format that knows all its sections: its contents may print a heading as the text does, so the
/// text begins where the first stands last. Where the first of all is not there, the first that is.
fn body_by_format(lines: &[Line<'_>], patterns: &Patterns) -> Option<usize> {
    let last = |key: &str| lines.iter().rposition(|line| patterns.heading(line.text) == Some(key));
    let (first, _) = patterns.headings.first().filter(|_| patterns.knows_all)?;
    let found = || lines.iter().find_map(|line| patterns.heading(line.text));
    Some(last(first).or_else(|| found().and_then(last)).unwrap_or(lines.len()))
}

/// How a document's text is divided.
struct Outline<'l> {
    lines: &'l [Line<'l>],
    patterns: &'l Patterns,
    /// The line that is the heading of the contents.
    contents: Option<usize>,
    /// The entries of the contents, without and with their numbers.
    entries: BTreeMap<String, String>,
    /// The line that the text begins with.
    body: usize,
}

impl<'l> Outline<'l> {
    fn of(lines: &'l [Line<'l>], patterns: &'l Patterns) -> Self {
        let is_contents = |line: &Line<'_>| {
            patterns.contents.as_ref().is_some_and(|contents| contents.is_match(&unmark(line.text).0))
        };
        let is_heading = |line: &Line<'_>| {
            patterns.heading(line.text).is_some() || (!line.text.contains('\t') && is_heading(line.text))
        };
        let contents = lines.iter().position(is_contents);
        if let Some(body) = body_by_format(lines, patterns) {
            return Self { lines, patterns, contents, entries: BTreeMap::new(), body };
        }
        // Where nothing is called contents, they may stand there all the same.
        let heads_or_says = |line: &Line<'_>| is_heading(line) || is_sentence(line.text);
        let from = contents.map(|at| at + 1).or_else(|| lines.iter().position(heads_or_says));
        let from = from.unwrap_or(lines.len());
        let behind: Vec<(usize, String)> = lines
            .iter()
            .enumerate()
            .skip(from)
            .filter(|(_, line)| !line.is_blank())
            .map(|(at, line)| (at, unmark(line.text).0))
            .collect();
        let texts: Vec<&str> = behind.iter().map(|(_, text)| text.as_str()).collect();
        let end = match contents {
            Some(_) => contents_end(&texts),
            None => said_again(&texts).unwrap_or(0),
        };
        let body = behind.get(end).map_or(lines.len(), |(at, _)| *at);
        let mut entries = BTreeMap::new();
        for (_, text) in behind.iter().take(end) {
            for said in [entry(unnumbered(text)), entry(text)] {
                if !said.is_empty() {
                    entries.insert(said, entry(text));
                }
            }
        }
        Self { lines, patterns, contents, entries, body }
    }

    /// What begins with a line of the text, inside the section of that title.
    fn begins(&self, at: usize, inside: Option<&str>) -> Option<Begin> {
        let line = self.lines.get(at)?;
        if self.is_broken_sentence(at) {
            return (at == self.body).then(|| Begin::Text(String::new()));
        }
        if let Some(key) = self.patterns.heading(line.text) {
            return Some(Begin::Heading(key.to_owned()));
        }
        let text = self.whole(at).0;
        let begins_text = at == self.body;
        if self.patterns.knows_all || text.contains('\t') {
            return begins_text.then(|| Begin::Text(String::new()));
        }
        if let Some(listed) = self.listed(&text) {
            // The contents may have the number by which the format knows it.
            return Some(Begin::Heading(self.patterns.section(listed).unwrap_or_default().to_owned()));
        }
        let next = self.lines.iter().skip(at + 1).find(|line| !line.is_blank());
        let is_one_of_several =
            next.is_some_and(|next| is_heading(next.text) && level(next.text) == level(&text));
        let highest = inside.and_then(level).unwrap_or(Level::Section).max(Level::Section);
        let is_high = level(&text).is_some_and(|level| level <= highest);
        match (is_heading(&text) && is_high && !is_one_of_several) || (begins_text && may_be_heading(&text)) {
            true => Some(Begin::Heading(String::new())),
            false => begins_text.then(|| Begin::Text(String::new())),
        }
    }

    /// Whether a line is a sentence that begins with a number and goes on in the next line.
    fn is_broken_sentence(&self, at: usize) -> bool {
        let of = |at: usize| self.lines.get(at).map(|line| line.text.trim()).unwrap_or_default();
        let (own, below) = (of(at), of(at + 1));
        !self.patterns.knows_all
            && own.contains(['，', ','])
            && !ends_as_heading(own)
            && !below.is_empty()
            && level(below).is_none()
            && !below.contains('\t')
    }

    /// A line as a heading, and which line comes behind it: a number alone (第三部分) has its name in the next one.
    fn whole(&self, at: usize) -> (String, usize) {
        let own = self.lines.get(at).map(|line| unmark(line.text).0).unwrap_or_default();
        let is_bare = level(&own) == Some(Level::Part) && !is_heading(&own) && may_be_heading(&own);
        let mut behind = self.lines.iter().enumerate().skip(at + 1);
        let next = behind.find(|(_, line)| !line.is_blank()).filter(|_| is_bare && !self.patterns.knows_all);
        let next = next.map(|(at, line)| (at, unmark(line.text).0));
        let below = self.lines.get(at + 1).map(|line| unmark(line.text).0).unwrap_or_default();
        if !self.patterns.knows_all && !below.contains('\t') && goes_on_in(&own, &below) {
            return (super::words::join(own.trim(), below.trim()), at + 2);
        }
        match next.filter(|(_, text)| may_be_heading(text) && level(text).is_none() && !text.contains('\t')) {
            Some((to, name)) => (format!("{} {}", own.trim(), name.trim()), to + 1),
            None => (own, at + 1),
        }
    }

    /// The entry of the contents that a line says, be it with the department's name before it.
    fn listed(&self, text: &str) -> Option<&str> {
        let said = entry(text);
        if let Some(listed) = self.entries.get(&said) {
            return Some(listed);
        }
        let bare: String = said.chars().filter(|c| !"（）()".contains(*c)).collect();
        let ends = |entry: &str| entry.chars().count() >= WHOLE_ENTRY && bare.ends_with(entry);
        let found = self.entries.iter().find(|(entry, _)| may_be_heading(text) && ends(entry));
        found.map(|(_, listed)| listed.as_str())
    }
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
    is_measured(paragraph, &['万', '亿', '元'])
        && ["预算", "决算", "经费"].iter().any(|word| paragraph.contains(word))
}

/// Whether a paragraph says how much or how many: in a document that is called a budget that is its text, whatever its words.
fn counts(paragraph: &str) -> bool {
    is_measured(paragraph, &['万', '亿', '元', '%', '％', '人', '名', '辆', '台', '个', '次', '批'])
}

/// Whether a figure stands before one of the units.
fn is_measured(paragraph: &str, units: &[char]) -> bool {
    let mut before = paragraph.match_indices(units).filter_map(|(at, _)| paragraph.get(..at));
    before.any(|before| before.trim_end().ends_with(|c: char| c.is_ascii_digit()))
}

/// Whether a section's heading, or a line of it that is none of its sentences, calls the document a budget or final accounts.
fn is_called_budget(section: &Section) -> bool {
    let lines = section.paragraphs.iter().filter(|line| !is_sentence(line));
    [&section.title].into_iter().chain(lines).any(|line| {
        let bare: String = line.chars().filter(|c| !c.is_whitespace()).collect();
        let names =
            ["部门预算", "单位预算", "综合预算", "年度预算", "年预算", "部门决算", "单位决算", "年度决算"];
        bare.chars().count() <= LONGEST_NAME && names.iter().any(|name| bare.contains(name))
    })
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
