//! Changes told one by one of several figures: 收、支总计分别为5万元、6万元，比上年分别减少1万元、2万元，分别下降16.67%、25%. Which is whose
//! is told by their order alone, so that all three must be as many.

use rust_decimal::Decimal;

use super::super::FigureKind;
use super::super::extract::Token;
use super::lists::is_moved;
use super::number::{Span, exact};
use super::phrase::{in_unit, printed};
use super::running::Running;
use super::{Slip, SlipKind};
use crate::money;

/// Judges the changes of a section.
pub(super) fn judge(texts: &[Running], slips: &mut Vec<Slip>) {
    for (text, (at, word)) in
        texts.iter().flat_map(|text| text.tokens.iter().enumerate().map(move |own| (text, own)))
    {
        let is_said = word.kind == FigureKind::Direction && is_several(text, word);
        if is_said && text.tokens.get(at + 1).is_some_and(|next| next.kind == FigureKind::Amount) {
            slips.extend(changes(text, at, word));
        }
    }
}

fn is_several(text: &Running, word: &Token) -> bool {
    text.part(0..word.range.start).ends_with("分别")
}

/// The figures that follow each other from a position on.
fn row(text: &Running, at: usize) -> Vec<&Token> {
    let mut out: Vec<&Token> = Vec::new();
    for token in text.tokens.iter().skip(at) {
        let goes_on = out.last().is_none_or(|last: &&Token| {
            let gap = text.part(last.range.end..token.range.start);
            last.kind == token.kind && matches!(gap, "、" | "和" | "及" | "与" | "，")
        });
        if !goes_on {
            break;
        }
        out.push(token);
    }
    out
}

fn changes(text: &Running, at: usize, word: &Token) -> Vec<Slip> {
    let moved = row(text, at + 1);
    let next = at + 1 + moved.len();
    let is_again = |again: &&Token| again.kind == FigureKind::Direction && again.number == word.number;
    let again = text.tokens.get(next).filter(is_again);
    let rates = again.map(|_| row(text, next + 1)).unwrap_or_default();
    // The last figures before that are as many, with a name before each or one before all.
    let before = text.tokens.iter().enumerate().take(at);
    let before = before.filter(|(at, token)| token.kind == FigureKind::Amount && !is_moved(text, *at));
    let mut values: Vec<&Token> = before.map(|(_, token)| token).collect();
    let values = values.split_off(values.len().saturating_sub(moved.len()));
    let is_near = values.windows(2).all(|pair| {
        let [one, other] = pair else { return false };
        let gap = text.part(one.range.end..other.range.start);
        gap.starts_with(['、', '和', '及', '与', '，']) && !gap.contains(['。', '；'])
    });
    let are_rates = rates.iter().all(|rate| rate.kind == FigureKind::Percent);
    if moved.len() < 2 || rates.len() != moved.len() || values.len() != moved.len() || !are_rates || !is_near
    {
        return Vec::new();
    }
    let of = |nth: usize| {
        let (value, moved, rate) = (values.get(nth)?, moved.get(nth)?, rates.get(nth)?);
        let by = Span::of(moved);
        let signed = if word.number.is_sign_negative() { by.negated() } else { by };
        let percent = by.percent_of(Span::of(value).minus(signed))?;
        if percent.meets(Span::near(rate)) {
            return None;
        }
        let base = exact(value).saturating_sub(word.number.saturating_mul(exact(moved)));
        let right = exact(moved).checked_mul(Decimal::ONE_HUNDRED)?.checked_div(base)?;
        let message = format!(
            "第 {} 个数 {}：由此推出上年数 {}，{}是其 {}%，不是 {}。",
            nth + 1,
            printed(text, value),
            in_unit(base, value),
            printed(text, moved),
            money::display(right, 2),
            printed(text, rate)
        );
        Some(Slip {
            other: Some(text.place(&value.range)),
            expected: Some(money::round(right, rate.number.scale().max(2))),
            stated: Some(rate.number),
            ..Slip::new(SlipKind::Rate, text.place(&rate.range), message)
        })
    };
    (0..moved.len()).filter_map(of).collect()
}
