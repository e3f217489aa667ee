//! Changes whose figure stands before under the same name: 三公经费预算总额为4.5万元。…三公经费预算数比上年减少0.5万元，减幅10%. Only where the
//! name leads to one figure, and where no other figure near it makes the sentence right.

use rust_decimal::Decimal;

use super::super::FigureKind;
use super::super::extract::Token;
use super::change::Change;
use super::lists::is_moved;
use super::number::{Span, exact};
use super::phrase::{clause, is_last_years, printed, subject, years};
use super::reckon::in_unit;
use super::running::Running;
use super::twice::says_execution;
use super::{Slip, SlipKind};
use crate::money;

/// The fewest characters by which a name tells what is meant.
const NAME: usize = 4;

/// A name without the year and without that it is planned.
fn essence(words: &str) -> &str {
    let words = words.rsplit_once('年').map_or(words, |(_, name)| name).trim_start_matches('度');
    let mut name = words.trim_end_matches(['为', '是', '共', '计', '与']);
    let endings = [
        "预算总额",
        "预算总数",
        "年初预算",
        "预算数",
        "决算数",
        "总预算",
        "预算",
        "决算",
        "总额",
        "总数",
        "合计",
        "安排",
        "支出",
    ];
    while let Some(shorter) = endings.iter().find_map(|ending| name.strip_suffix(ending)) {
        name = shorter;
    }
    name
}

/// A change of which the words before it name a figure that stands in another sentence.
pub(super) fn judge(near: &[Running], text: &Running, change: &Change<'_>) -> Option<Slip> {
    if text.part(0..change.begins).is_empty() {
        return below(near.last()?, text, change);
    }
    let sentence = text.sentence(change.begins).start;
    let said = text.part(sentence..change.begins);
    let said = said.rsplit(['，', '：']).next().unwrap_or_default();
    let name = essence(said);
    let (amount, rate) = (change.amount?, change.rate?);
    // Of a list one comparison may be said once: …比上年减少5万元。其中：接待费减少3万元.
    let compares = ["比", "较", "与"].iter().any(|word| text.part(0..change.begins).contains(word));
    if name.chars().count() < NAME || change.begins == change.word.range.start && !compares {
        return None;
    }
    let before = text.tokens.iter().enumerate().filter(|(_, token)| token.range.end <= sentence);
    let above =
        near.iter().flat_map(|text| text.tokens.iter().enumerate().map(move |(at, token)| (text, at, token)));
    let all = above.chain(before.map(|(at, token)| (text, at, token)));
    let amounts: Vec<(&Running, usize, &Token)> =
        all.filter(|(_, _, token)| token.kind == FigureKind::Amount && !token.number.is_zero()).collect();
    let year = years(said).first().copied();
    let is_its = |(of, at, token): &&(&Running, usize, &Token)| {
        let own = clause(of, token);
        let other = years(own).first().copied();
        let known = essence(own);
        let is_same = known.ends_with(name) || known.chars().count() >= NAME && name.ends_with(known);
        // What was planned is not what was spent.
        let is_like = !(says_execution(said) && own.contains("预算") && !says_execution(own));
        is_same && is_like && !is_moved(of, *at) && (year.is_none() || other.is_none() || year == other)
    };
    let mut named = amounts.iter().filter(is_its);
    let (of, _, value) = named.next()?;
    if named.any(|(_, _, other)| exact(other) != exact(value)) {
        return None;
    }
    let moved = Span::of(amount);
    let signed = if change.sign.is_sign_negative() { moved.negated() } else { moved };
    let fits = |now: &Token| {
        let base = [Span::of(now).minus(signed), Span::of(now)];
        base.into_iter()
            .filter_map(|base| moved.percent_of(base))
            .any(|percent| percent.meets(Span::near(rate)))
    };
    let base = exact(value).saturating_sub(change.sign.saturating_mul(exact(amount)));
    if amounts.iter().any(|(_, _, now)| fits(now)) || base <= Decimal::ZERO || change.sign != change.rate_sign
    {
        return None;
    }
    let right = exact(amount).checked_mul(Decimal::ONE_HUNDRED)?.checked_div(base)?;
    let message = format!(
        "“{said}”：前面写作 {}，由此推出上年数 {}，{}是其 {}%，不是 {}。",
        printed(of, value),
        in_unit(base, value),
        printed(text, amount),
        money::display(right, 2),
        printed(text, rate)
    );
    let hundred =
        right.checked_div(Decimal::ONE_HUNDRED).map(|right| money::round(right, rate.number.scale()));
    Some(Slip {
        other: Some(of.place(&value.range)),
        subject: name.to_owned(),
        expected: Some(money::round(right, rate.number.scale().max(2))),
        stated: Some(rate.number),
        cause: (hundred == Some(rate.number)).then(|| "百分数小了 100 倍：算出比值后没有乘 100".to_owned()),
        ..Slip::new(SlipKind::Rate, text.place(&rate.range), message)
    })
}

/// A paragraph that begins with the comparison: 与上年对比减少5万元，下降10%. It speaks of what the paragraph above begins with, unless
/// another figure of that makes it right.
fn below(of: &Running, text: &Running, change: &Change<'_>) -> Option<Slip> {
    let (amount, rate) = (change.amount?, change.rate?);
    let amounts: Vec<&Token> = of.tokens.iter().filter(|token| token.kind == FigureKind::Amount).collect();
    let first = amounts.first().filter(|first| {
        let own = clause(of, first);
        ["收入", "支出", "收支"].iter().any(|side| own.contains(side)) && !is_last_years(own, None)
    })?;
    let moved = Span::of(amount);
    let signed = if change.sign.is_sign_negative() { moved.negated() } else { moved };
    let fits = |now: Span| {
        let base = [now.minus(signed), now];
        base.into_iter()
            .filter_map(|base| moved.percent_of(base))
            .any(|percent| percent.meets(Span::near(rate)))
    };
    let zero = Span { low: Decimal::ZERO, high: Decimal::ZERO };
    let sums = amounts.iter().scan(zero, |sum, token| {
        *sum = sum.plus(Span::of(token));
        Some(*sum)
    });
    let base = exact(first).saturating_sub(change.sign.saturating_mul(exact(amount)));
    let is_right = amounts.iter().any(|token| fits(Span::of(token))) || sums.into_iter().any(fits);
    if is_right || base <= Decimal::ZERO || change.sign != change.rate_sign {
        return None;
    }
    let right = exact(amount).checked_mul(Decimal::ONE_HUNDRED)?.checked_div(base)?;
    let message = format!(
        "上一段“{}”写作 {}，由此推出上年数 {}，{}是其 {}%，不是 {}。",
        subject(of, first),
        printed(of, first),
        in_unit(base, first),
        printed(text, amount),
        money::display(right, 2),
        printed(text, rate)
    );
    Some(Slip {
        other: Some(of.place(&first.range)),
        subject: subject(of, first),
        expected: Some(money::round(right, rate.number.scale().max(2))),
        stated: Some(rate.number),
        ..Slip::new(SlipKind::Rate, text.place(&rate.range), message)
    })
}
