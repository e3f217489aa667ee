//! Parts that stand apart from their whole and say themselves by how much they changed, in paragraphs or between semicolons:
//! 支出9万元，较上年增加3万元。…教育支出5万元，较上年增加2万元；卫生健康支出4万元，较上年增加1万元. The whole is the figure above them
//! that they make.

use std::ops::Range;

use super::super::super::FigureKind;
use super::super::super::extract::Token;
use super::super::Slip;
use super::super::lists::is_moved;
use super::super::number::Span;
use super::super::phrase::{clause, subject};
use super::super::running::Running;
use super::super::spread;
use super::{against_parts, change_of};

/// How many paragraphs before its parts a whole may stand.
const BEFORE: usize = 6;

/// A part with its paragraph.
type Part<'t> = (&'t Running, &'t Token);

/// Judges a section.
pub(super) fn judge(texts: &[Running]) -> Vec<Slip> {
    let mut slips = Vec::new();
    let mut at = 0;
    while let Some(text) = texts.get(at) {
        slips.extend(
            segments(text).into_iter().filter_map(|(from, parts)| against(texts, (at, from), &parts)),
        );
        let parts = spread::items(texts, at);
        slips.extend(against(texts, (at, 0), &parts));
        at += parts.len().max(1);
    }
    slips
}

/// The lists between semicolons of a paragraph, each with where it begins.
fn segments(text: &Running) -> Vec<(usize, Vec<Part<'_>>)> {
    let mut out = Vec::new();
    let mut from = 0;
    for sentence in text.text().split_inclusive('。') {
        // 其中：基本支出5万元: the first part stands before the words that open a list, or behind them.
        let first = sentence.split('；').next().unwrap_or_default();
        let opened = opening(first);
        for begins in [0, opened].into_iter().take(if opened > 0 { 2 } else { 1 }) {
            let parts = leads(text, from + begins..from + sentence.len());
            if let Some((_, first)) = parts.first().filter(|_| parts.len() > 1) {
                out.push((first.range.start, parts));
            }
        }
        from += sentence.len();
    }
    out
}

/// The first figure of each segment, where each begins with an amount.
fn leads(text: &Running, list: Range<usize>) -> Vec<Part<'_>> {
    let mut from = list.start;
    let mut parts = Vec::new();
    for segment in text.part(list).split_inclusive('；') {
        let own = from..from + segment.len();
        let first = text.tokens.iter().enumerate().find(|(_, token)| own.contains(&token.range.start));
        match first {
            Some((at, token)) if token.kind == FigureKind::Amount && !is_moved(text, at) => {
                parts.push((text, token));
            }
            _ => return Vec::new(),
        }
        from += segment.len();
    }
    parts
}

/// Where the words end that open a list.
fn opening(segment: &str) -> usize {
    let ends = ["其中：", "其中，", "其中", "包括：", "包括"];
    let end = |word: &&str| segment.find(*word).map(|at| at + word.len());
    ends.iter().filter_map(end).max().unwrap_or(0)
}

/// Some parts against the nearest figure before them that they make and that says by how much it changed; where another such
/// figure agrees with them, that one is meant. What stands in their sentence is told already.
fn against(texts: &[Running], (at, from): (usize, usize), parts: &[Part<'_>]) -> Option<Slip> {
    parts.get(1)?;
    if parts.iter().any(|(text, part)| change_of(text, part).is_none()) {
        return None;
    }
    let own = texts.get(at)?;
    let begins = own.part(0..from).rfind('。').map_or(0, |stop| stop + '。'.len_utf8());
    let is_income = |text: &Running, token: &Token| {
        let own = clause(text, token);
        own.contains("收入") && !own.contains("支出")
    };
    let are_income = parts.iter().all(|(text, part)| is_income(text, part));
    let is_whole = |(text, token): &Part<'_>| {
        let (of_whole, of_parts) = Span::sum(token, parts.iter().map(|(_, part)| *part));
        token.kind == FigureKind::Amount
            && !token.number.is_zero()
            && (!std::ptr::eq(*text, own) || token.range.end <= begins)
            && is_income(text, token) == are_income
            && of_parts.meets(of_whole)
            && change_of(text, token).is_some()
    };
    let near = texts.get(at.saturating_sub(BEFORE)..=at)?;
    let all = near.iter().rev().flat_map(|text| text.tokens.iter().rev().map(move |token| (text, token)));
    let mut found = None;
    for (text, whole) in all.filter(is_whole) {
        let name = format!("“{}”", subject(text, whole));
        let is_named = name.contains("三公") || name.contains("用车");
        let slip = against_parts((text, whole), parts, &name, true).filter(|_| !is_named)?;
        found.get_or_insert(slip);
    }
    found
}
