//! The narrative written from a template: its figures, shares, directions and lists are those of the tables, its wording
//! goes by them, and what people wrote between them stays.
//!
//! A paragraph that was written from the template is known again by its fixed words; what stood in its free places
//! (用途, 主要原因) is taken over, and the rest is made anew. A paragraph that people wrote or changed otherwise is left
//! as it is. Nothing here changes a budget.

mod again;
mod held;
mod known;
mod places;
mod words;

use std::collections::BTreeMap;

use regex::Regex;

use super::compile::Bound;
use super::template::{Condition, Piece, Template, TemplateSection};
use super::{Place, Reader};
use crate::calc::Book;
use crate::model::{Budget, Section};
use crate::text::{unbracketed, unnumbered};
pub use again::write_anew;
pub use held::{Held, write_beside};
use known::Known;
use words::{Free, pattern};

/// A narrative as it is to be.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Written {
    /// The sections in order.
    pub sections: Vec<Section>,
    /// Places that people have yet to fill: where, and with what.
    pub open: Vec<String>,
    /// Names of the template that the format does not know: where, and which.
    pub unknown: Vec<String>,
    /// The paragraphs that were left as people wrote them.
    pub kept: Vec<Kept>,
    /// What of the text that was there the template says otherwise.
    pub otherwise: Held,
    /// Changes that stand in the text as they were written, though last year's figure is not known: where, and which.
    pub unproved: Vec<String>,
}

/// A paragraph that was left as it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kept {
    /// The position of its section in the text that was there.
    pub section: usize,
    /// Its position in that section.
    pub paragraph: usize,
    /// Why.
    pub why: Why,
}

/// Why a paragraph was left as it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// The template has no such section.
    NoSection,
    /// It is worded otherwise than any paragraph that the template has there.
    OtherWords,
}

impl Why {
    /// In the interface's words.
    pub fn label(self) -> &'static str {
        match self {
            Self::NoSection => "模板里没有这一节",
            Self::OtherWords => "写法与模板不同",
        }
    }
}

/// With what a free place begins until somebody writes there.
pub const OPEN: &str = "〔请填写";

/// How many places of a budget's text are to be filled in, and which, for people; nothing where none is.
pub fn open_in_words(budget: &Budget) -> Option<String> {
    let mut count = 0;
    let mut open = Vec::new();
    for (section, of) in budget.narrative.iter().enumerate() {
        for (paragraph, text) in of.paragraphs.iter().enumerate() {
            let what = |rest: &'_ str| {
                let what = rest.split_once('〕').map_or(rest, |(what, _)| what);
                what.trim_start_matches('：').to_owned()
            };
            let here: Vec<String> = text.split(OPEN).skip(1).map(what).collect();
            if here.is_empty() {
                continue;
            }
            count += here.len();
            let place = Place::paragraph(section, paragraph).name(budget);
            open.push(format!("{place}：{}", here.join("、")));
        }
    }
    (count > 0).then(|| format!("说明文字里还有 {count} 处没有填写（标有“请填写”）：{}", open.join("；")))
}

/// What stands in a free place until somebody writes there.
fn blank(what: &str) -> String {
    format!("{OPEN}：{what}〕")
}

/// Writes the narrative of a budget: from nothing, or over what is there.
pub fn write(template: &Template, book: &Book<'_>) -> Written {
    write_over(template, book, &book.budget.narrative, None, &Held::default())
}

/// What becomes of words that were written in another year.
type Again<'w> = Option<&'w dyn Fn(&str) -> String>;

fn write_over(
    template: &Template,
    book: &Book<'_>,
    old: &[Section],
    again: Again<'_>,
    held: &Held,
) -> Written {
    let reader = Reader::compile(book.format).0;
    let own = template.figures.iter().filter_map(|figure| Bound::of_template(figure, book.format));
    let own: Vec<Bound> = own.collect();
    let mut written = Written::default();
    // What the template does not have keeps its place: behind the section of the template that it stands behind. Of several
    // with one key the first is the template's.
    let first = |section: &Section| old.iter().position(|other| other.key == section.key);
    let known_at = |section: &Section| template.sections.iter().position(|known| known.key == section.key);
    let mut own_behind: BTreeMap<Option<usize>, Vec<Section>> = BTreeMap::new();
    let mut behind = None;
    for (at, section) in old.iter().enumerate() {
        if let Some(known) = known_at(section).filter(|_| first(section) == Some(at)) {
            behind = Some(known);
            continue;
        }
        let kept = |paragraph| Kept { section: at, paragraph, why: Why::NoSection };
        written.kept.extend((0..section.paragraphs.len()).map(kept));
        let mut section = section.clone();
        if let Some(again) = again {
            section.paragraphs.iter_mut().for_each(|text| *text = again(text));
        }
        own_behind.entry(behind).or_default().push(section);
    }
    written.sections.extend(own_behind.remove(&None).unwrap_or_default());
    for (at, section) in template.sections.iter().enumerate() {
        let before = old.iter().enumerate().find(|(_, before)| before.key == section.key);
        let is_lacking = before.is_none() && !old.is_empty();
        if is_lacking {
            written.otherwise.sections.insert(section.key.clone());
        }
        if !(is_lacking && held.sections.contains(&section.key)) {
            let known = Known::new(book, &reader, &own, &section.key);
            let mut writer = Writer { known, written: &mut written, section, again, held, number: 0 };
            let section = writer.section(before);
            written.sections.push(section);
        }
        written.sections.extend(own_behind.remove(&Some(at)).unwrap_or_default());
    }
    written.kept.sort_by_key(|kept| (kept.section, kept.paragraph));
    written
}

/// A section being written.
struct Writer<'w, 'b> {
    known: Known<'b>,
    written: &'w mut Written,
    section: &'w TemplateSection,
    again: Again<'w>,
    held: &'w Held,
    /// How many numbered paragraphs it has so far.
    number: usize,
}

impl Writer<'_, '_> {
    fn section(&mut self, before: Option<(usize, &Section)>) -> Section {
        let place = before.map_or(0, |(at, _)| at);
        let before = before.map(|(_, section)| section);
        let mut section = Section { key: self.section.key.clone(), ..Section::default() };
        let title = self.render(&self.section.title, &Free::default());
        section.title = match before {
            Some(before) if pattern(&self.section.title).is_none_or(|own| !own.is_match(&before.title)) => {
                before.title.clone()
            }
            Some(before) if self.held.has(&before.title) => before.title.clone(),
            _ => title,
        };
        if let Some(before) = before {
            self.compare(&before.title, &section.title);
        }
        let old = before.map(|before| before.paragraphs.as_slice()).unwrap_or_default();
        let templates = &self.section.paragraphs;
        let patterns: Vec<Option<Regex>> = templates.iter().map(|pieces| pattern(pieces)).collect();
        let mut next = 0;
        for (position, paragraph) in old.iter().enumerate() {
            let own = patterns
                .iter()
                .enumerate()
                .skip(next)
                .find_map(|(at, pattern)| Some((at, pattern.as_ref()?.captures(paragraph)?)));
            let Some((at, found)) = own else {
                // What the template says in its own words, too, is told by it: the figures are those of the tables then.
                if let Some((at, text)) = self.again.and_then(|_| self.said_otherwise(paragraph, next)) {
                    self.add_between(next..at, old, &mut section);
                    section.paragraphs.push(text);
                    next = at + 1;
                    continue;
                }
                let kept = Kept { section: place, paragraph: position, why: Why::OtherWords };
                self.written.kept.push(kept);
                section
                    .paragraphs
                    .push(self.again.map_or_else(|| paragraph.clone(), |again| again(paragraph)));
                // It has its number among those of the template.
                self.number += usize::from(term(paragraph).is_some());
                continue;
            };
            self.add_between(next..at, old, &mut section);
            if self.held.has(paragraph) {
                self.number += usize::from(term(paragraph).is_some());
                section.paragraphs.push(paragraph.clone());
            } else if let Some(pieces) = templates.get(at) {
                let mut free = Free::of(pieces, &found);
                if let Some(again) = self.again {
                    free.keep_written(again);
                }
                let now = self.add(pieces, &free, &mut section);
                self.compare(paragraph, &now);
            }
            next = at + 1;
        }
        if old.is_empty() {
            for pieces in templates {
                self.add(pieces, &Free::default(), &mut section);
            }
        } else {
            self.add_between(next..templates.len(), old, &mut section);
        }
        section
    }

    /// Adds the paragraphs that were not there because there was nothing to say: those that stand under a condition. A term
    /// that somebody explained in other words is not explained again.
    fn add_between(&mut self, range: std::ops::Range<usize>, old: &[String], section: &mut Section) {
        let from = range.start;
        let between = self.section.paragraphs.get(range).unwrap_or_default();
        for (at, pieces) in (from..)
            .zip(between)
            .filter(|(_, pieces)| pieces.iter().all(|piece| matches!(piece, Piece::If(..))))
        {
            let number = self.number;
            let text = self.render(pieces, &Free::default());
            let own = term(&text);
            if own.is_some() && old.iter().any(|paragraph| term(paragraph) == own) {
                self.number = number;
            } else if !text.trim().is_empty() {
                if self.lacks(at) {
                    self.number = number;
                } else {
                    section.paragraphs.push(text);
                }
            }
        }
    }

    /// Adds a paragraph, unless there is nothing to say; what it says.
    fn add(&mut self, pieces: &[Piece], free: &Free, section: &mut Section) -> String {
        let mut text = self.render(pieces, free);
        // A reason with which it ends is a sentence.
        let ends_with_reason = matches!(pieces.last(), Some(Piece::Field { form, .. }) if form == "原因");
        if ends_with_reason && !text.ends_with(['。', '！', '；']) {
            text.push('。');
        }
        if !text.trim().is_empty() {
            section.paragraphs.push(text.clone());
        }
        text
    }

    fn render(&mut self, pieces: &[Piece], free: &Free) -> String {
        let mut out = String::new();
        for piece in pieces {
            match piece {
                Piece::Text(text) => out.push_str(text),
                Piece::Free(what) => match free.written(what) {
                    Some(text) => out.push_str(text),
                    None => out.push_str(&self.open(what)),
                },
                Piece::Field { name, form, lead } => {
                    let text = self.field(name, form, free);
                    if !text.is_empty() {
                        out.push_str(lead);
                        out.push_str(&text);
                    }
                }
                Piece::If(condition, inner) => {
                    if self.holds(condition, free) {
                        out.push_str(&self.render(inner, free));
                    }
                }
            }
        }
        out
    }

    /// A place for people to fill.
    fn open(&mut self, what: &str) -> String {
        self.written.open.push(format!("“{}”：{what}", self.section.key));
        blank(what)
    }

    fn holds(&self, condition: &Condition, free: &Free) -> bool {
        match condition {
            // What is not known is not zero: it is shown as a place to fill, unless somebody who knew wrote that it is.
            Condition::Some(name) => self.known.is_some(name).unwrap_or_else(|| !free.says_none(name)),
            Condition::None(name) => !self.known.is_some(name).unwrap_or_else(|| !free.says_none(name)),
            Condition::Known(name) => self.known.is_some(name) == Some(true),
            Condition::Used(word) => {
                let word = bare(word);
                let of = |section: &Section| {
                    bare(&section.title).contains(&word)
                        || section.paragraphs.iter().any(|text| bare(text).contains(&word))
                };
                self.written.sections.iter().any(of)
            }
        }
    }
}

/// The term that a numbered paragraph explains, without what stands in brackets: 七、机关（机构）运行经费：….
fn term(paragraph: &str) -> Option<String> {
    let (term, _) = paragraph.split_once('：')?;
    let name = unnumbered(term.trim());
    let is_term = name.len() < term.trim().len() && name.chars().count() <= TERM;
    is_term.then(|| bare(&unbracketed(name))).filter(|term| !term.is_empty())
}

/// How many characters a term has at most.
const TERM: usize = 20;

/// A text as words are looked for in it: without blanks, quotation marks and brackets, which are set differently
/// everywhere.
fn bare(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && !"“”\"‘’（）()".contains(*c)).collect()
}
