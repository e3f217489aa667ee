//! Which figure shares are of, by the words around them, and what is wrong with that one: it need not be what its parts come to.
//! Whether a share is right is for `share`.

use rust_decimal::Decimal;

use super::super::digits::is_shifted;
use super::super::lists::is_moved;
use super::super::phrase::{clause, in_unit, is_last_years, printed, subject};
use super::super::{Slip, SlipKind};
use super::{FigureKind, Running, Share, Span, Token, exact, is_said};
use crate::money;

/// Shares that make 100 of a sum that stands nowhere, behind a whole that is another: 支出330万元，其中：基本支出200万元，占
/// 66.67%；项目支出100万元，占33.33%. The whole is wrong, or a part.
pub(super) fn wrong_whole(
    texts: &[Running],
    shares: &[Share<'_>],
    all: Span,
    amounts: &[&Token],
) -> Option<Slip> {
    let (first, last) = (shares.first()?, shares.last().filter(|_| shares.len() > 1)?);
    let sum = money::sum(shares.iter().map(|share| share.percent.number))?;
    let slack = Decimal::new(2, first.percent.number.scale().max(1));
    let fits_all = shares.iter().all(|share| share.fits(all) || share.part.number.is_zero());
    if sum.saturating_sub(Decimal::ONE_HUNDRED).abs() > slack || !fits_all {
        return None;
    }
    let text = first.text;
    let at = text.tokens.iter().position(|token| token.range == first.part.range)?;
    let opens = |before: &usize| {
        let whole = text.tokens.get(*before).filter(|whole| whole.kind == FigureKind::Amount)?;
        let opening = text.part(whole.range.end..first.part.range.start);
        let opening = opening.trim_start_matches(['，', '。', '；', '（', '：']);
        // 原因是新增其他资金5万元。其中：… are the parts of what was spoken of before.
        let own = clause(text, whole);
        let is_change = ["增", "减", "原因"].iter().any(|word| own.contains(word));
        let is_whole = !is_change && !is_said(text, *before);
        (["其中", "包括"].iter().any(|word| opening.starts_with(word)) && is_whole).then_some(whole)
    };
    let before = at.checked_sub(1);
    let whole = before.as_ref().and_then(opens).or_else(|| named_whole(texts.iter(), first));
    let whole = whole.or_else(|| announced(texts, first))?;
    let ratio = exact(whole).checked_div(all.high)?;
    let made = money::sum(shares.iter().map(|share| exact(share.part)))?;
    let is_near = Decimal::new(5, 1) < ratio && ratio < Decimal::TWO || is_shifted(made, exact(whole), 4);
    let is_part = |amount: &Token| shares.iter().any(|share| std::ptr::eq(share.part, amount));
    let told = amounts.iter().any(|amount| !is_part(amount) && Span::of(amount).meets(all));
    if told || !is_near {
        return None;
    }
    let parts: Vec<String> = shares.iter().map(|share| printed(share.text, share.part)).collect();
    let right = money::sum(shares.iter().map(|share| exact(share.part)))?;
    let message = format!(
        "“{}”{}：各项 {} 合计 {}，占比也是按这个合计计算的，与总数不符。",
        subject(text, whole),
        printed(text, whole),
        parts.join(" + "),
        in_unit(right, whole)
    );
    Some(Slip {
        other: Some(last.text.place(&last.part.range)),
        subject: subject(text, whole),
        expected: Some(right),
        stated: Some(exact(whole)),
        ..Slip::new(SlipKind::Parts, text.place(&whole.range), message)
    })
}

/// Whether percentages make 100, but for what their decimals may lose.
pub(super) fn is_hundred(sum: Decimal) -> bool {
    sum.saturating_sub(Decimal::ONE_HUNDRED).abs() <= Decimal::new(2, 1)
}

/// The whole that the paragraph above announces the parts of: 收入预算5万元，包括…。其中：.
fn announced<'t>(texts: &'t [Running], first: &Share<'_>) -> Option<&'t Token> {
    let above = texts.get(first.at.checked_sub(1)?)?;
    let is_first = first.text.tokens.iter().find(|token| token.kind == FigureKind::Amount)?;
    let opens = ["其中：", "包括：", "如下："].iter().any(|word| above.text().ends_with(word));
    let whole = above.tokens.iter().position(|token| token.kind == FigureKind::Amount)?;
    let is_whole = is_first.range == first.part.range && opens && !is_moved(above, whole);
    above.tokens.get(whole).filter(|_| is_whole)
}

/// All shares are those of one whole near them and make 100, but what they are shares of does not come to it.
pub(super) fn short_of(near: &[Running], shares: &[&Share<'_>]) -> Option<Slip> {
    let (first, last) = (shares.first()?, shares.last()?);
    let parts = || shares.iter().map(|share| share.part);
    let is_fine = shares.iter().all(|share| share.percent.number.scale() > 0);
    let amounts = near.iter().flat_map(|text| text.tokens.iter().enumerate().map(move |own| (text, own)));
    let mut wholes = amounts.filter(|(text, (at, token))| {
        token.kind == FigureKind::Amount
            && !is_moved(text, *at)
            && !is_last_years(clause(text, token), None)
            && shares.iter().all(|share| share.fits(Span::of(token)))
    });
    let all: Vec<&Token> = wholes.by_ref().map(|(_, (_, token))| token).collect();
    let whole =
        all.first().filter(|whole| is_fine && all.iter().all(|other| exact(other) == exact(whole)))?;
    let (of_whole, of_parts) = Span::sum(whole, parts());
    if of_parts.meets(of_whole) {
        return None;
    }
    let sum = money::sum(parts().map(exact))?;
    let addends: Vec<String> = shares.iter().map(|share| printed(share.text, share.part)).collect();
    let message = format!(
        "各项占 {} 的百分比合计 100%，金额 {} 合计却是 {}，相差 {}。",
        in_unit(exact(whole), whole),
        addends.join(" + "),
        in_unit(sum, whole),
        in_unit(exact(whole).saturating_sub(sum), whole)
    );
    Some(Slip {
        other: Some(first.text.place(&first.part.range)),
        subject: subject(last.text, last.part),
        ..Slip::new(SlipKind::Parts, last.text.place(&last.part.range), message)
    })
}

/// The whole of two parts where the sentence opens their list with it, and one of the shares is of it or the parts
/// make it: 支出8万元，其中：基本支出3万元，占37.5%；项目支出5万元，占61.7%. Of one part the only share: 其中：基本支出3万元，占61.7%.
pub(super) fn stated_whole<'t>(shares: &[Share<'t>], filled: &[&Share<'t>]) -> Option<&'t Token> {
    let first = shares.first().filter(|_| (1..3).contains(&filled.len()))?;
    let text = first.text;
    let at = text.tokens.iter().position(|token| token.range == first.part.range)?;
    let before = at.checked_sub(1)?;
    let whole = text.tokens.get(before).filter(|whole| whole.kind == FigureKind::Amount)?;
    let opening = text.part(whole.range.end..first.part.range.start);
    let opens = opening.trim_start_matches(['，', '。', '；', '（', '：']).starts_with("其中");
    let of_whole = Span::of(whole);
    let mut all = Span { low: Decimal::ZERO, high: Decimal::ZERO };
    filled.iter().for_each(|share| all = all.plus(Span::of(share.part)));
    let is_one =
        filled.len() == 1 && first.whole.is_empty() && !filled.iter().any(|one| one.part.number.is_zero());
    let known = is_one
        || filled.len() == 2 && all.meets(of_whole)
        || all.low <= of_whole.high && filled.iter().any(|share| share.fits(of_whole));
    (opens && !is_said(text, before) && known).then_some(whole)
}

/// The amount that the text calls what a share calls its whole, if it is the only one.
pub(super) fn named_whole<'t>(
    texts: impl Iterator<Item = &'t Running>,
    share: &Share<'_>,
) -> Option<&'t Token> {
    // 占本年支出预算: 2026年支出预算.
    let name = ["本年度", "本年", "当年"]
        .iter()
        .find_map(|word| share.whole.strip_prefix(word))
        .unwrap_or(share.whole);
    if name.chars().count() < 4 {
        return None;
    }
    let plain = |words: &str| words.replace("预算", "");
    let is_called = |clause: &str| {
        let clause = clause.trim_end_matches(['为', '是', '共']);
        let clause = clause.strip_suffix("共计").unwrap_or(clause);
        // 占本年支出合计: 2026年支出预算合计.
        clause.ends_with(share.whole)
            || name.ends_with("合计") && plain(clause).ends_with(&plain(name))
            || clause
                .strip_suffix(name)
                .is_some_and(|before| before.ends_with(['年', '度']) || before.is_empty())
    };
    // 财政拨款安排的项目支出9万元，占项目支出的83.3% is a part of what it is called.
    let share_of = format!("占{}", share.whole);
    let is_part = |text: &Running, token: &Token| {
        text.part(token.range.end..text.text().len()).trim_start_matches('，').starts_with(&share_of)
    };
    let mut found: Vec<&Token> = Vec::new();
    for text in texts {
        let named = text.tokens.iter().filter(|token| {
            token.kind == FigureKind::Amount && is_called(clause(text, token)) && !is_part(text, token)
        });
        found.extend(named);
    }
    let first = found.first()?;
    found.iter().all(|other| exact(other) == exact(first)).then_some(*first)
}

/// How a part that a share is of may be called beside its own name: 占面向中小企业预留份额的50%.
const PART_BEGINS: [&str; 3] = ["面向", "预留给", "授予"];
const PART_ENDS: [&str; 9] =
    ["预留份额", "合同金额", "预留金额", "采购金额", "采购份额", "份额", "金额", "总额", "采购"];

/// The part that the paragraph names before a share of it: 面向中小企业预留120万元，占采购总额的60%，其中小微企业60万元，占中小企业的50%.
/// Whose name is a mere word for money names none.
pub(super) fn named_part<'t>(share: &Share<'t>) -> Option<&'t Token> {
    let begun = PART_BEGINS.iter().find_map(|word| share.whole.strip_prefix(word)).unwrap_or(share.whole);
    let name = PART_ENDS.iter().find_map(|word| begun.strip_suffix(word)).unwrap_or(begun);
    if name.chars().count() < 4 || name.contains("采购") || name.contains("支出") {
        return None;
    }
    let text = share.text;
    let is_named = |(at, token): &(usize, &'t Token)| {
        let own = clause(text, token).trim_start_matches("其中");
        token.kind == FigureKind::Amount
            && token.range.end <= share.part.range.start
            && own.contains(name)
            && !is_moved(text, *at)
            && !is_last_years(own, None)
    };
    let mut found = text.tokens.iter().enumerate().filter(is_named).map(|(_, token)| token);
    found.next().filter(|_| found.next().is_none())
}
