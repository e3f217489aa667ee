//! What a whole changed against what its parts changed. Changes that a sentence lists behind their whole (支出预算增加
//! 560.66万元，其中基本支出增加385.31万元，项目支出增加175.35万元) need not be all, so only those are told that make it but for one slip of
//! the hand; of figures that make their whole, the changes make the whole's.

mod apart;

use rust_decimal::Decimal;

use super::super::FigureKind;
use super::super::extract::Token;
use super::change::{Change, changes};
use super::digits::is_slip;
use super::lists::{List, SLIPPED};
use super::number::{Span, exact};
use super::phrase::{in_unit, printed, subject, years};
use super::running::Running;
use super::told::value;
use super::twice::says_execution;
use super::{Slip, SlipKind};

/// What spending consists of.
const ALL: [&[&str]; 2] = [&["基本支出", "项目支出"], &["人员", "公用", "项目"]];

/// How many characters may stand between a net change and the last that makes it.
const NET: usize = 10;

/// Judges the changes of a section.
pub(super) fn judge(texts: &[Running], slips: &mut Vec<Slip>) {
    slips.extend(apart::judge(texts));
    for text in texts {
        let said = changes(text);
        let lists = (0..text.tokens.len()).filter_map(|at| List::at(text, &said, at));
        slips.extend(lists.filter_map(|list| of_list(&list)));
        let all: Vec<Change<'_>> = said.into_iter().filter(|change| change.amount.is_some()).collect();
        for at in 0..all.len() {
            slips.extend(list(text, all.get(at..).unwrap_or_default()));
            slips.extend(net(text, &all, at));
        }
    }
}

/// The first of some changes against those that its sentence lists behind it.
fn list(text: &Running, changes: &[Change<'_>]) -> Option<Slip> {
    let (first, rest) = changes.split_first()?;
    let whole = first.amount.filter(|whole| whole.kind == FigureKind::Amount)?;
    let from = first.end.max(whole.range.end);
    let next = text.tokens.iter().find(|token| token.range.start >= from)?;
    let opening = text.part(from..next.range.start);
    let opening = opening.trim_start_matches(['，', '：', '；', '（']);
    let opens = |words: &[&str]| words.iter().any(|word| opening.starts_with(word));
    if !opens(&["其中", "主要是", "主要为", "主要原因"]) {
        return None;
    }
    let end = text
        .part(whole.range.end..text.text().len())
        .find('。')
        .map_or(text.text().len(), |end| whole.range.end + end);
    let parts: Vec<&Change<'_>> = rest.iter().take_while(|change| change.word.range.start < end).collect();
    let zero = Span { low: Decimal::ZERO, high: Decimal::ZERO };
    let (mut sum, mut span) = (Decimal::ZERO, zero);
    let mut shown: Vec<String> = Vec::new();
    for part in &parts {
        let amount = part.amount?;
        let same = part.sign == first.sign;
        let own = Span::of(amount);
        sum = if same { sum.saturating_add(exact(amount)) } else { sum.saturating_sub(exact(amount)) };
        span = if same { span.plus(own) } else { span.minus(own) };
        shown.push(format!("{}{}", text.part(part.word.range.clone()), printed(text, amount)));
    }
    if is_right_by_segments(text, (first, whole), &parts) {
        return None;
    }
    // What is basic and what is projects is all there is.
    let said = |part: &&Change<'_>| {
        let before = text.tokens.iter().rev().find(|token| token.range.end <= part.word.range.start);
        text.part(before.map_or(0, |before| before.range.end)..part.word.range.start)
    };
    let is_named = |word: &&str| parts.iter().any(|part| said(part).contains(*word));
    let is_all = ALL.iter().any(|all| parts.len() == all.len() && all.iter().all(&is_named))
        || opens(&["其中"]) && is_net(text, first) && is_both_ways(&parts);
    let missing = exact(whole).saturating_sub(sum);
    // 增加5万元，其中：甲增加2万元，乙增加3万元: one of them may be the slip.
    let has_slipped_part = parts.iter().filter_map(|part| part.amount).any(|amount| {
        let is_same = parts.iter().all(|part| part.sign == first.sign);
        is_same && is_slip(exact(amount).saturating_add(missing), exact(amount), SLIPPED)
    });
    let is_slip = opens(&["其中"]) && (is_slip(sum, exact(whole), SLIPPED) || has_slipped_part);
    // All of one direction they are not more than the whole: 减少5万元，其中：减少甲4万元、减少乙3万元.
    let is_same = parts.iter().all(|part| part.sign == first.sign);
    let is_bare = parts.iter().all(|part| value(text, part).is_none());
    let is_more = opens(&["其中"]) && is_same && is_bare && sum > exact(whole);
    if parts.len() < 2 || span.meets(Span::of(whole)) || !is_all && !is_slip && !is_more {
        return None;
    }
    let said = text.part(first.word.range.clone());
    let message = format!(
        "“{}”{said}{}：文中分项 {} 合计{said} {}，相差 {}。",
        subject(text, whole),
        printed(text, whole),
        shown.join("、"),
        in_unit(sum, whole),
        in_unit(exact(whole).saturating_sub(sum), whole)
    );
    Some(Slip {
        other: parts.last().and_then(|last| last.amount).map(|last| text.place(&last.range)),
        subject: subject(text, whole),
        expected: Some(sum),
        stated: Some(exact(whole)),
        cause: is_slip.then(|| "总数与分项之和只差一处笔误".to_owned()),
        ..Slip::new(SlipKind::Parts, text.place(&whole.range), message)
    })
}

/// Whether a change is what is left of several: 净增加30万元.
fn is_net(text: &Running, change: &Change<'_>) -> bool {
    let said = text.part(change.word.range.clone());
    said.starts_with('净') || text.part(0..change.word.range.start).ends_with(['净', '抵'])
}

/// Whether some of them are more and some are less: of those a net change is made.
fn is_both_ways(parts: &[&Change<'_>]) -> bool {
    let is_down = |part: &&Change<'_>| part.sign.is_sign_negative();
    parts.iter().any(&is_down) && !parts.iter().all(is_down)
}

/// 人员经费增加50万元，公用经费减少10万元，净增加30万元: the net change behind what makes it. What a whole is said to have changed by may
/// stand before them.
fn net(text: &Running, changes: &[Change<'_>], at: usize) -> Option<Slip> {
    let own = changes.get(at).filter(|own| is_net(text, own))?;
    let whole = own.amount?;
    let sentence = text.part(0..own.word.range.start).rfind('。').map_or(0, |stop| stop + '。'.len_utf8());
    let before: Vec<&Change<'_>> =
        changes.iter().take(at).filter(|change| change.word.range.start >= sentence).collect();
    let gap = text.part(before.last()?.end..own.word.range.start);
    let is_next = gap.starts_with(['，', '；']) && gap.chars().count() <= NET;
    let zero = Span { low: Decimal::ZERO, high: Decimal::ZERO };
    let signed = |change: &Change<'_>| {
        let span = change.amount.map_or(zero, Span::of);
        if change.sign.is_sign_negative() { span.negated() } else { span }
    };
    // Any of them on is what is meant, and the whole itself is the same once more.
    let makes = |from: usize| {
        let sum = before.iter().skip(from).fold(zero, |sum, change| sum.plus(signed(change)));
        sum.meets(signed(own))
    };
    let is_told = (0..before.len()).any(makes);
    if before.len() < 2 || !is_both_ways(&before) || !is_next || is_told {
        return None;
    }
    let by = |change: &&Change<'_>| change.amount.map_or(Decimal::ZERO, |by| exact(by) * change.sign);
    let sum = before.iter().map(by).fold(Decimal::ZERO, Decimal::saturating_add);
    let shown: Vec<String> = before
        .iter()
        .filter_map(|part| {
            Some(format!("{}{}", text.part(part.word.range.clone()), printed(text, part.amount?)))
        })
        .collect();
    let message = format!(
        "“{}{}”：文中 {} 相抵是 {}。",
        text.part(own.word.range.clone()),
        printed(text, whole),
        shown.join("、"),
        in_unit(sum, whole),
    );
    Some(Slip {
        other: before.first().and_then(|first| first.amount).map(|first| text.place(&first.range)),
        subject: subject(text, whole),
        expected: Some(sum),
        stated: Some(exact(whole).saturating_mul(own.sign)),
        ..Slip::new(SlipKind::Parts, text.place(&whole.range), message)
    })
}

/// Whether ；parts what a whole changed by from what is behind it: 甲增加6万元，原因是…；乙增加4万元. What makes it may end at the
/// first, or be what each begins with.
fn is_right_by_segments(
    text: &Running,
    (first, whole): (&Change<'_>, &Token),
    parts: &[&Change<'_>],
) -> bool {
    let segment =
        |part: &&Change<'_>| text.part(whole.range.end..part.word.range.start).matches('；').count();
    let zero = Span { low: Decimal::ZERO, high: Decimal::ZERO };
    let makes = |parts: &[&Change<'_>]| {
        let sum = parts.iter().filter_map(|part| Some((part.sign == first.sign, Span::of(part.amount?))));
        let sum = sum.fold(zero, |sum, (same, own)| if same { sum.plus(own) } else { sum.minus(own) });
        !parts.is_empty() && sum.meets(Span::of(whole))
    };
    let inner: Vec<&Change<'_>> = parts.iter().filter(|part| segment(part) == 0).copied().collect();
    let mut leads: Vec<&Change<'_>> = parts.to_vec();
    leads.dedup_by_key(|part| segment(&&**part));
    parts.iter().any(|part| segment(part) > 0) && (makes(&inner) || makes(&leads))
}

/// By how much a figure changed.
struct Moved {
    by: Span,
    shown: String,
    /// Whether on what was spent, not on what was planned.
    of_execution: bool,
    /// The years that it is compared with, where it names any.
    years: Vec<i32>,
}

/// By how much a figure changed: an amount that is said right behind it, or nothing where it is 持平 itself.
fn change_of(text: &Running, token: &Token) -> Option<Moved> {
    let moved = |by, shown, compared: &str| Moved {
        by,
        shown,
        of_execution: says_execution(compared),
        years: years(compared),
    };
    let own = changes(text).into_iter().find(|change| {
        change.amount.is_some() && value(text, change).is_some_and(|value| value.token.range == token.range)
    });
    if let Some(change) = own {
        let amount = change.amount?;
        let span = Span::of(amount);
        let span = if change.sign.is_sign_negative() { span.negated() } else { span };
        let shown = format!("{}{}", text.part(change.word.range.clone()), printed(text, amount));
        return Some(moved(span, shown, text.part(change.begins..change.word.range.start)));
    }
    let next = text.tokens.iter().find(|next| next.range.start >= token.range.end)?;
    let gap = text.part(token.range.end..next.range.start).trim_start_matches(['，', '（']);
    // Behind anything else than a comparison another item is spoken of.
    let is_own = gap.is_empty() || gap.starts_with(['与', '和', '同', '较', '比']);
    let is_flat = next.kind == FigureKind::Flat && is_own && !gap.contains(['，', '。', '；']);
    let nothing = Span { low: Decimal::ZERO, high: Decimal::ZERO };
    is_flat.then(|| moved(nothing, "持平".to_owned(), gap))
}

/// Whether a figure is compared with last year's by an amount.
pub(super) fn is_compared(text: &Running, token: &Token) -> bool {
    change_of(text, token).is_some()
}

/// What a whole changed against what its parts changed, where all of them say so. Where parts may be left out of which there
/// is nothing any more, the whole may have fallen by those, but not risen.
pub(super) fn against_parts(
    (text, whole): (&Running, &Token),
    parts: &[(&Running, &Token)],
    name: &str,
    is_open: bool,
) -> Option<Slip> {
    let own = change_of(text, whole)?;
    let all: Vec<Moved> = parts.iter().map(|(text, part)| change_of(text, part)).collect::<Option<_>>()?;
    let is_other = |part: &Moved| {
        part.of_execution != own.of_execution
            || part.years != own.years && !part.years.is_empty() && !own.years.is_empty()
    };
    let zero = Span { low: Decimal::ZERO, high: Decimal::ZERO };
    let sum = all.iter().fold(zero, |sum, part| sum.plus(part.by));
    let is_right = if is_open { own.by.low <= sum.high } else { sum.overlaps(own.by) };
    if all.iter().any(is_other) || is_right {
        return None;
    }
    let addends: Vec<&str> = all.iter().map(|part| part.shown.as_str()).collect();
    let message = format!(
        "{name} {}写作{}，文中各分项为 {}，合起来不是这个数。",
        printed(text, whole),
        own.shown,
        addends.join("、")
    );
    Some(Slip {
        other: parts.last().map(|(text, part)| text.place(&part.range)),
        subject: name.to_owned(),
        ..Slip::new(SlipKind::Parts, text.place(&whole.range), message)
    })
}

/// Figures that make their whole, with a change each: those make the whole's.
fn of_list(list: &List<'_>) -> Option<Slip> {
    let (of_whole, of_parts) = Span::sum(list.whole, list.parts.iter().map(|(_, part)| *part));
    let is_amount = list.whole.kind == FigureKind::Amount && !list.whole.number.is_zero();
    if !is_amount || list.is_open || !of_parts.meets(of_whole) {
        return None;
    }
    let name = format!("“{}”", subject(list.text, list.whole));
    // The three public expenses are for `named`.
    let is_named = name.contains("三公") || name.contains("用车");
    let own = (list.text, list.whole);
    let amounts = || against_parts(own, &list.parts, &name, !list.is_complete());
    (!is_named).then(|| amounts().or_else(|| upwards(list, &name)).or_else(|| between(list, &name))).flatten()
}

/// 收入9万元，比上年增长5%，其中：甲6万元，下降2%；乙3万元，下降7%: no part rose, so the whole did not.
fn upwards(list: &List<'_>, name: &str) -> Option<Slip> {
    let of = |text: &Running, token: &Token| {
        let own = changes(text)
            .into_iter()
            .find(|change| value(text, change).is_some_and(|value| value.token.range == token.range))?;
        let is_some = [own.amount, own.rate].into_iter().flatten().any(|figure| !figure.number.is_zero());
        let said = text.part(own.begins..own.word.range.start);
        is_some.then(|| (own.sign, says_execution(said), own.word.range.clone()))
    };
    let (sign, of_execution, word) = of(list.text, list.whole)?;
    let parts: Vec<_> = list.parts.iter().map(|(text, part)| of(text, part)).collect::<Option<_>>()?;
    let is_same =
        parts.iter().all(|(part, execution, _)| part.is_sign_negative() && *execution == of_execution);
    if sign.is_sign_negative() || !is_same {
        return None;
    }
    let message = format!("{name}{}：文中写作增加，各分项却都减少。", printed(list.text, list.whole));
    let other = list.parts.last().map(|(text, part)| text.place(&part.range));
    Some(Slip { other, ..Slip::new(SlipKind::Direction, list.text.place(&word), message) })
}

/// 支出9万元，增长5%，其中：甲6万元，增长5.17%；乙3万元，增长7.45%: what a whole grew by lies between what its parts grew by. Parts of which
/// nothing is left may be missing, so that it may have grown by less.
fn between(list: &List<'_>, name: &str) -> Option<Slip> {
    let of = |text: &Running, token: &Token| {
        let own = changes(text)
            .into_iter()
            .find(|change| value(text, change).is_some_and(|value| value.token.range == token.range))?;
        let rate = own.rate?;
        let span = Span::of(rate);
        let span = if own.rate_sign.is_sign_negative() { span.negated() } else { span };
        let said = text.part(own.begins..own.word.range.start);
        Some((span, (says_execution(said), years(said)), rate.range.clone()))
    };
    let (own, compared, place) = of(list.text, list.whole)?;
    let parts: Vec<_> = list.parts.iter().map(|(text, part)| of(text, part)).collect::<Option<_>>()?;
    let is_same =
        parts.iter().all(|(_, with, _)| with.0 == compared.0 && (with.1 == compared.1 || with.1.is_empty()));
    let low = parts.iter().map(|(span, ..)| span.low).min()?;
    let high = parts.iter().map(|(span, ..)| span.high).max()?;
    let is_above = own.low > high;
    let is_below = own.high < low && list.is_complete();
    if !is_same || !is_above && !is_below {
        return None;
    }
    let most = if is_above { "最多的" } else { "最少的" };
    let bound = if is_above { high } else { low };
    let shown = parts.iter().find(|(span, ..)| span.low == bound || span.high == bound)?;
    let text = list.text;
    let message = format!(
        "{name}{}：文中写作变动 {}，各分项里变动{most}是 {}，总数的变动幅度不会在各分项之外。",
        printed(text, list.whole),
        text.part(place.clone()),
        list.parts.iter().find_map(|(of, _)| of.text().get(shown.2.clone())).unwrap_or_default(),
    );
    let other = list.parts.last().map(|(text, part)| text.place(&part.range));
    Some(Slip { other, ..Slip::new(SlipKind::Rate, text.place(&place), message) })
}
