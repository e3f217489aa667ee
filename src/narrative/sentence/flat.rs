//! What is said to have stayed as it was (持平), where the text gives two figures that differ, or an increase behind it.

use super::super::FigureKind;
use super::super::extract::Token;
use super::change::is_said;
use super::number::Span;
use super::phrase::{clause, is_last_years, printed, subject, years};
use super::running::Running;
use super::told::{changed, two_years};
use super::{Slip, SlipKind};

/// This year's figure and last year's that are said to be the same: 5万元，与上年4万元持平, or 2025年预算4万元，2026年预算
/// 5万元，持平.
fn compared<'t>(text: &'t Running, at: usize, word: &Token) -> Option<(&'t Token, &'t Token)> {
    let last = at.checked_sub(1)?;
    let (one, other) = (text.tokens.get(last.checked_sub(1)?)?, text.tokens.get(last)?);
    let both = text.sentence(word.range.start).contains(&one.range.start);
    if !both || one.kind != FigureKind::Amount || other.kind != FigureKind::Amount {
        return None;
    }
    let gap = text.part(other.range.end..word.range.start);
    let between = text.part(one.range.end..other.range.start);
    if matches!(gap, "" | "相" | "相比") {
        let between = between.strip_prefix('，')?;
        let with = ["与上年", "与去年", "和上年", "同上年", "较上年", "比上年"];
        let rest = with.iter().find_map(|with| between.strip_prefix(with))?;
        let rest = rest.trim_start_matches('度');
        let same = ["", "预算", "预算数", "预算的", "的"].contains(&rest);
        return (same && !changed(text, last - 1)).then_some((one, other));
    }
    let words = gap.chars().count() <= 20 && !gap.contains("基本") && gap.starts_with(['，', '。', '；']);
    if !words {
        return None;
    }
    if let Some((value, base)) = two_years(text, last) {
        return text.tokens.get(value).zip(text.tokens.get(base));
    }
    let year = years(clause(text, other)).first().copied();
    (year.is_some() && is_last_years(clause(text, one), year)).then_some((other, one))
}

/// 与上年持平，减少1万元: both are said of one figure.
fn moved_yet(text: &Running, at: usize, word: &Token) -> Option<Slip> {
    let (next, figure) = (text.tokens.get(at + 1)?, text.tokens.get(at + 2)?);
    let gap = text.part(word.range.end..next.range.start);
    let is_moved = next.kind == FigureKind::Direction && is_said(text, at + 2) && !figure.number.is_zero();
    if gap != "，" || !is_moved || text.part(0..word.range.start).ends_with("基本") {
        return None;
    }
    let shown = text.part(word.range.start..figure.range.end);
    let message = format!("“{shown}”：既写“{}”，又写有增减。", text.part(word.range.clone()));
    Some(Slip::new(SlipKind::Direction, text.place(&word.range), message))
}

/// 与上年持平, where the text gives two figures that differ.
pub(super) fn flat(text: &Running) -> Vec<Slip> {
    let mut slips = Vec::new();
    for (at, word) in text.tokens.iter().enumerate() {
        if word.kind != FigureKind::Flat {
            continue;
        }
        slips.extend(moved_yet(text, at, word));
        let Some((value, base)) = compared(text, at, word) else { continue };
        if !Span::of(value).meets(Span::of(base)) {
            let message = format!(
                "“{}”：上年数 {}，本年 {}，不是“{}”。",
                subject(text, value),
                printed(text, base),
                printed(text, value),
                text.part(word.range.clone())
            );
            slips.push(Slip {
                subject: subject(text, value),
                ..Slip::new(SlipKind::Direction, text.place(&word.range), message)
            });
        }
    }
    slips
}
