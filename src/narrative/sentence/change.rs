//! Finds what has become of a figure: by how much it changed on what, and by how many percent. Whether that is right
//! is for [`super::reckon`].

use std::ops::Range;

use rust_decimal::Decimal;

use super::super::FigureKind;
use super::super::extract::Token;
use super::running::Running;
use crate::pattern::Pattern;

/// A change as a sentence tells it.
#[derive(Clone, Copy)]
pub(super) struct Change<'t> {
    /// The first word of direction.
    pub word: &'t Token,
    /// By how much, if it says so.
    pub amount: Option<&'t Token>,
    /// By how many percent, if it says so.
    pub rate: Option<&'t Token>,
    /// 1 for more, -1 for less.
    pub sign: Decimal,
    /// The same for the percentage, where it has a word of its own.
    pub rate_sign: Decimal,
    /// Where the words begin with which it is compared.
    pub begins: usize,
    /// The figure it is compared with, where it stands right there: 比上年100万元减少….
    pub base: Option<&'t Token>,
    /// Where all that ends.
    pub end: usize,
}

static COMPARED: Pattern = Pattern::new(
    "(?:比|较|与|和|同|对比)(?:上一?年|去年|前一?年|20[0-9][0-9]年|年初|全年|本年|调整|预算|执行|决算)|同比|相比",
    &[],
);

/// Words that say to what a figure grew, not by how much.
const UP_TO: [char; 3] = ['至', '到', '为'];

/// What the percentage of a change may be called, where it has no word of direction of its own.
const RATE: [&str; 8] = ["", "变动幅度", "变动率", "变化幅度", "变化率", "增减幅度", "增减率", "幅度"];

const STOPS: [char; 5] = ['。', '；', '，', '、', '：'];

/// The changes that a paragraph tells, in order.
pub(super) fn changes(text: &Running) -> Vec<Change<'_>> {
    let tokens = &text.tokens;
    let mut out: Vec<Change<'_>> = Vec::new();
    for (at, word) in tokens.iter().enumerate() {
        if out.last().is_some_and(|last| last.end > word.range.start) {
            continue;
        }
        let Some(first) = said(text, at) else { continue };
        let mut change = Change {
            word,
            amount: None,
            rate: None,
            sign: word.number,
            rate_sign: word.number,
            begins: word.range.start,
            base: None,
            end: first.range.end,
        };
        change.take(first, word.number);
        // 增加5万元，增长10%; 增加5万元（10%）.
        let (second, third) = (tokens.get(at + 2), at + 2);
        if let Some(second) = second {
            let gap = text.part(first.range.end..second.range.start);
            let bracketed = gap == "（" && text.part(second.range.end..text.text().len()).starts_with('）');
            let name = gap.trim_start_matches('，').trim_end_matches(['为', '是', '达']);
            // 减少5万元，变动幅度-10% says twice that it is less.
            let is_signed = second.number.is_sign_negative() && !name.is_empty();
            let is_named = RATE.contains(&name) && !is_signed;
            if second.kind == FigureKind::Percent && (bracketed || is_named) {
                change.take(second, word.number);
            } else if second.kind == FigureKind::Direction
                && gap.chars().count() <= 5
                && !gap.contains(['。', '；'])
                && let Some(figure) = said(text, third)
                && figure.kind != first.kind
            {
                change.take(figure, second.number);
            }
        }
        change.compare(text);
        out.push(change);
    }
    out
}

/// Whether a figure says by how much something changed.
pub(super) fn is_said(text: &Running, at: usize) -> bool {
    at.checked_sub(1).is_some_and(|word| said(text, word).is_some())
}

/// The figure that a word of direction says, if it says one.
fn said(text: &Running, at: usize) -> Option<&Token> {
    let word = text.tokens.get(at).filter(|word| word.kind == FigureKind::Direction)?;
    let figure = text.tokens.get(at + 1)?;
    if !matches!(figure.kind, FigureKind::Amount | FigureKind::Percent) || is_either(text, at) {
        return None;
    }
    let between = text.part(word.range.end..figure.range.start);
    // 增幅为5% and 增长率为5% say by how much, 增长为5% does not.
    let named = ["增幅", "减幅", "降幅"].contains(&text.part(word.range.clone()))
        || between.starts_with(['率', '幅', '额']);
    let denied = text.part(0..word.range.start).ends_with(['不', '未', '无']);
    let is_said = between.chars().count() <= 4
        && !between.contains(STOPS)
        && (named || !between.contains(UP_TO))
        && !denied;
    is_said.then_some(figure)
}

/// Whether a word of direction stands beside its opposite: 增加（减少）.
pub(super) fn is_either(text: &Running, at: usize) -> bool {
    let beside = |one: Option<&Token>, other: Option<&Token>| {
        let (Some(one), Some(other)) = (one, other) else { return false };
        let directed = one.kind == FigureKind::Direction && other.kind == FigureKind::Direction;
        let between = text.part(one.range.end..other.range.start);
        directed && matches!(between, "" | "（" | "/" | "、" | "或" | "／" | "（或")
    };
    let own = text.tokens.get(at);
    beside(at.checked_sub(1).and_then(|before| text.tokens.get(before)), own)
        || beside(own, text.tokens.get(at + 1))
}

impl<'t> Change<'t> {
    fn take(&mut self, figure: &'t Token, sign: Decimal) {
        match figure.kind {
            FigureKind::Amount if self.amount.is_none() => {
                (self.amount, self.sign) = (Some(figure), sign);
            }
            FigureKind::Percent if self.rate.is_none() => {
                (self.rate, self.rate_sign) = (Some(figure), sign);
            }
            _ => {}
        }
        self.end = self.end.max(figure.range.end);
    }

    /// Finds with what it is compared.
    fn compare(&mut self, text: &'t Running) {
        let sentence = text.sentence(self.word.range.start).start;
        let before = text.part(sentence..self.word.range.start);
        let all: Vec<Range<usize>> = COMPARED.find_iter(before).map(|found| found.range()).collect();
        // 与上年相比 begins at 与.
        let first =
            all.iter().rev().find(|range| !matches!(before.get((*range).clone()), Some("相比" | "同比")));
        let Some(range) = first.or(all.last()) else { return };
        self.begins = sentence + range.start;
        let between = self.begins..self.word.range.start;
        let mut amounts = text
            .tokens
            .iter()
            .filter(|token| token.kind == FigureKind::Amount && between.contains(&token.range.start));
        // 比上年减收5万元 says by how much, whatever the word.
        let verbs = ['增', '减', '升', '降', '压', '缩', '削', '少', '多', '涨', '落'];
        let is_plain = |base: &&Token| !text.part(self.begins..base.range.start).contains(verbs);
        let base = amounts.next().filter(is_plain).filter(|base| {
            let gap = text.part(base.range.end..self.word.range.start);
            gap.chars().all(|c| matches!(c, '，' | '）' | '相' | '比'))
        });
        self.base = base.filter(|_| amounts.next().is_none());
        // A figure in between that is not the base: whose change it is, is not clear.
        if self.base.is_none()
            && let Some(last) = text
                .tokens
                .iter()
                .rev()
                .find(|token| token.kind == FigureKind::Amount && between.contains(&token.range.start))
        {
            self.begins = last.range.end;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Section;

    #[test]
    fn changes_are_told_apart() {
        for (text, expected) in [
            ("收入9万元，比上年增加3万元，增长50%。", "+3万元 +50%"),
            ("较上年减少1.49万元（18.63%），", "-1.49万元 -18.63%"),
            ("比2025年年初预算数9819.98万元减少193.20万元，下降1.97%。", "-193.20万元 -1.97% 于9819.98万元"),
            ("由177万元增加至237万元，下降为3万元", ""),
            ("比上年增加（减少）3万元", ""),
            ("比上年下降(增长)4.70%", ""),
            ("增加3万元，主要原因是人员增加；乙减少2%", "+3万元; -2%"),
            ("收入增加3万元，增长1%；支出减少2万元", "+3万元 +1%; -2万元"),
            ("减少16.16万元，增长4.3%", "-16.16万元 +4.3%"),
        ] {
            let section =
                Section { key: String::new(), title: String::new(), paragraphs: vec![text.to_owned()] };
            let running = Running::of(0, &section);
            let told = |sign: Decimal, token: &Token| {
                let sign = if sign.is_sign_negative() { '-' } else { '+' };
                format!("{sign}{}", running[0].part(token.range.clone()))
            };
            let found: Vec<String> = changes(&running[0])
                .iter()
                .map(|change| {
                    let amount = change.amount.map(|amount| told(change.sign, amount));
                    let rate = change.rate.map(|rate| told(change.rate_sign, rate));
                    let base = change.base.map(|base| format!("于{}", running[0].part(base.range.clone())));
                    [amount, rate, base].into_iter().flatten().collect::<Vec<_>>().join(" ")
                })
                .collect();
            assert_eq!(found.join("; "), expected, "{text}");
        }
    }
}
