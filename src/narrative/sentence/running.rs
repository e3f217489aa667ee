//! Text as it runs: paragraphs that a reader left in pieces, line by line, put together again for reading. Knows
//! where each character came from, and nothing of what it means.

use std::ops::Range;

use super::super::extract::{Token, tokens};
use super::super::plain::Plain;
use super::super::{FigureKind, Place};
use crate::model::Section;

/// From how many characters on a line is so long that it was broken for want of room.
const FULL_LINE: usize = 18;

/// How a figure is said once more in another unit.
const AGAIN: [&str; 4] = ["折合", "折合为", "即", "合"];

/// A paragraph as it was before lines were broken.
#[derive(Clone)]
pub(super) struct Running {
    /// The position of its section.
    pub section: usize,
    /// Its text, made plain.
    pub plain: Plain,
    /// Its figures and words of direction, in order.
    pub tokens: Vec<Token>,
    /// What stands in brackets behind a figure, or is said to be it, and is the same in another unit, with that figure:
    /// 5万元（50000元）, 50000元，折合5万元.
    pub restated: Vec<(Token, Token)>,
    /// For each piece the character at which it begins, and its paragraph.
    pieces: Vec<(usize, usize)>,
}

impl Running {
    /// The paragraphs of a section.
    pub(super) fn of(index: usize, section: &Section) -> Vec<Self> {
        let mut out: Vec<(String, Vec<(usize, usize)>)> = Vec::new();
        for (paragraph, text) in section.paragraphs.iter().enumerate() {
            match out.last_mut() {
                Some((last, pieces)) if goes_on(last, text) => {
                    pieces.push((last.chars().count(), paragraph));
                    last.push_str(text);
                }
                _ => out.push((text.clone(), vec![(0, paragraph)])),
            }
        }
        out.into_iter()
            .map(|(text, pieces)| {
                let plain = Plain::of(&text);
                let (tokens, restated) = apart(&plain, tokens(&plain));
                Self { section: index, plain, tokens, restated, pieces }
            })
            .collect()
    }

    /// The same text with its figures printed in another way.
    pub(super) fn with(&self, tokens: Vec<Token>) -> Self {
        Self { tokens, ..self.clone() }
    }

    /// Its plain text.
    pub(super) fn text(&self) -> &str {
        &self.plain.text
    }

    /// A part of its plain text.
    pub(super) fn part(&self, range: Range<usize>) -> &str {
        self.plain.part(range)
    }

    /// Where a range of it stands: in the paragraph in which it begins.
    pub(super) fn place(&self, range: &Range<usize>) -> Place {
        let mut span = self.plain.span(range);
        let own = self.pieces.iter().rposition(|(from, _)| *from <= span.start).unwrap_or(0);
        let (from, paragraph) = self.pieces.get(own).copied().unwrap_or_default();
        let end = self.pieces.get(own + 1).map_or(span.end, |(next, _)| span.end.min(*next));
        span.start -= from.min(span.start);
        span.end = end.saturating_sub(from);
        Place { section: self.section, paragraph, span }
    }

    /// Where what ends with a full stop begins that holds a place.
    pub(super) fn stopped(&self, at: usize) -> usize {
        self.part(0..at).rfind('。').map_or(0, |stop| stop + '。'.len_utf8())
    }

    /// The sentence that holds a place: from behind the last full stop to the next one.
    pub(super) fn sentence(&self, at: usize) -> Range<usize> {
        let stop = |c: char| matches!(c, '。' | '；');
        let from = self.part(0..at).rfind(stop).map_or(0, |stop| stop + '。'.len_utf8());
        let behind = self.part(at..self.text().len());
        let to = behind.find(stop).map_or(self.text().len(), |stop| at + stop);
        from..to
    }
}

/// Figures, and apart from them those that say one once more in another unit.
fn apart(plain: &Plain, all: Vec<Token>) -> (Vec<Token>, Vec<(Token, Token)>) {
    let (mut tokens, mut restated): (Vec<Token>, Vec<(Token, Token)>) = (Vec::new(), Vec::new());
    for token in all {
        let before = tokens.last().filter(|before| {
            let gap = plain.part(before.range.end..token.range.start);
            let is_bracketed = gap == "（" && plain.part(token.range.end..plain.text.len()).starts_with('）');
            let is_converted = AGAIN.contains(&gap.trim_start_matches('，'));
            let are_amounts = [before.kind, token.kind] == [FigureKind::Amount; 2];
            are_amounts && (is_bracketed || is_converted) && before.in_yuan != token.in_yuan
        });
        match before.cloned() {
            Some(before) => restated.push((before, token)),
            None => tokens.push(token),
        }
    }
    (tokens, restated)
}

/// Whether a line that was begun goes on in the next.
fn goes_on(last: &str, next: &str) -> bool {
    let ended = last.ends_with(['。', '！', '？', '；', '：', '.', ':', ';', '”']);
    if ended || begins_item(next) || is_heading(last) {
        return false;
    }
    let length = last.chars().rev().take_while(|c| *c != '\n').count();
    last.contains(['，', '。', '；']) || length >= FULL_LINE && !next.is_empty()
}

/// Whether a line is a heading: short, numbered, without a sentence's punctuation, about something that is told below.
pub(super) fn is_heading(text: &str) -> bool {
    let text = text.trim();
    let told = ["情况", "说明", "表", "概况", "职责", "职能", "变化", "释", "表）", "表)", "设置", "原因"];
    !text.contains(['，', '。', '；'])
        && text.chars().count() < 45
        && (begins_item(text) || text.contains("年"))
        && told.iter().any(|word| text.ends_with(word))
}

/// Whether a line begins with an item's number: `（一）`, `二、`, `3.`, `第一部分`, `①`.
pub(super) fn begins_item(text: &str) -> bool {
    let text = text.trim_start();
    let numeral = |c: char| c.is_ascii_digit() || "一二三四五六七八九十".contains(c);
    if text.starts_with(|c: char| ('①'..='⑳').contains(&c)) {
        return true;
    }
    let body = text.trim_start_matches(['（', '(', '第', '其']);
    let rest = body.trim_start_matches(numeral);
    if rest.len() == body.len() {
        return false;
    }
    if body.len() < text.len() {
        return rest.starts_with(['）', ')', '部', '章', '、', '，']);
    }
    let behind = rest.trim_start_matches(['、', '.', '．', '是']);
    behind.len() < rest.len() && !behind.starts_with(|c: char| c.is_ascii_digit())
}
