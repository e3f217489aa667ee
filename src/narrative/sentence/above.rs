//! Changes whose figure stands before under the same name: 三公经费预算总额为4.5万元。…三公经费预算数比上年减少0.5万元，减幅10%. Only where the
//! name leads to one figure, and where no other figure near it makes the sentence right.

use rust_decimal::Decimal;

use super::super::FigureKind;
use super::super::extract::Token;
use super::balanced::led;
use super::change::Change;
use super::lists::is_moved;
use super::number::{Span, exact};
use super::phrase::{clause, in_unit, is_last_years, printed, subject, years};
use super::running::Running;
use super::twice::says_execution;
use super::{Slip, SlipKind};
use crate::money;

/// The fewest characters by which a name tells what is meant.
const NAME: usize = 4;

/// A name without the year and without that it is planned.
pub(super) fn essence(words: &str) -> &str {
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
    let bare = said.rsplit_once('年').map_or(said, |(_, name)| name).trim_start_matches('度');
    if let Some((side, Some(whole))) = led(text, bare) {
        return of_side(text, change, (side, whole));
    }
    let name = essence(said);
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
    let spans = amounts.iter().map(|(_, _, now)| Span::of(now));
    let wrong = Wrong::of(exact(value), change, spans)?;
    let message = format!("“{said}”：前面写作 {}，{}。", printed(of, value), wrong.told(text, value));
    Some(Slip { subject: name.to_owned(), ..wrong.slip(text, (of, value), message) })
}

/// A change whose percentage no figure near it makes right.
struct Wrong<'t> {
    amount: &'t Token,
    rate: &'t Token,
    /// What there was last year, by the change.
    base: Decimal,
    /// The right percentage.
    right: Decimal,
}

impl<'t> Wrong<'t> {
    /// The change of a figure; nothing where one of these makes it right.
    fn of(value: Decimal, change: &Change<'t>, near: impl IntoIterator<Item = Span>) -> Option<Self> {
        let (amount, rate) = (change.amount?, change.rate?);
        let moved = Span::of(amount);
        let signed = if change.sign.is_sign_negative() { moved.negated() } else { moved };
        let fits = |now: Span| {
            let bases = [now.minus(signed), now].into_iter();
            bases.filter_map(|base| moved.percent_of(base)).any(|percent| percent.meets(Span::near(rate)))
        };
        let base = value.saturating_sub(change.sign.saturating_mul(exact(amount)));
        if near.into_iter().any(fits) || base <= Decimal::ZERO || change.sign != change.rate_sign {
            return None;
        }
        let right = exact(amount).checked_mul(Decimal::ONE_HUNDRED)?.checked_div(base)?;
        Some(Self { amount, rate, base, right })
    }

    /// What it should be, in words.
    fn told(&self, text: &Running, like: &Token) -> String {
        format!(
            "由此推出上年数 {}，{}是其 {}%，不是 {}",
            in_unit(self.base, like),
            printed(text, self.amount),
            money::display(self.right, 2),
            printed(text, self.rate)
        )
    }

    fn slip(&self, text: &Running, (of, value): (&Running, &Token), message: String) -> Slip {
        let scale = self.rate.number.scale();
        let hundredth = self.right.checked_div(Decimal::ONE_HUNDRED).map(|right| money::round(right, scale));
        let is_hundredth = hundredth == Some(self.rate.number);
        Slip {
            other: Some(of.place(&value.range)),
            expected: Some(money::round(self.right, scale.max(2))),
            stated: Some(self.rate.number),
            cause: is_hundredth.then(|| "百分数小了 100 倍：算出比值后没有乘 100".to_owned()),
            ..Slip::new(SlipKind::Rate, text.place(&self.rate.range), message)
        }
    }
}

/// What a change may be of where it is not said of which: any of some figures, and the sums of the first of them.
fn with_sums(amounts: &[&Token]) -> Vec<Span> {
    let zero = Span { low: Decimal::ZERO, high: Decimal::ZERO };
    let sums = amounts.iter().scan(zero, |sum, token| {
        *sum = sum.plus(Span::of(token));
        Some(*sum)
    });
    amounts.iter().map(|token| Span::of(token)).chain(sums).collect()
}

/// 收入预算9万元，其中：甲5万元；乙4万元。收入较上年增加1万元，增长10%: a side named alone is the total with which its paragraph begins, unless
/// another figure of it makes the change right.
fn of_side(text: &Running, change: &Change<'_>, (side, whole): (&str, &Token)) -> Option<Slip> {
    let is_before = |token: &&Token| token.kind == FigureKind::Amount && token.range.end <= change.begins;
    let amounts: Vec<&Token> = text.tokens.iter().filter(is_before).collect();
    let wrong = Wrong::of(exact(whole), change, with_sums(&amounts))?;
    let name = subject(text, whole);
    let message = format!("“{side}”：“{name}”写作 {}，{}。", printed(text, whole), wrong.told(text, whole));
    Some(Slip { subject: name, ..wrong.slip(text, (text, whole), message) })
}

/// A paragraph that begins with the comparison: 与上年对比减少5万元，下降10%. It speaks of what the paragraph above begins with, unless
/// another figure of that makes it right.
fn below(of: &Running, text: &Running, change: &Change<'_>) -> Option<Slip> {
    let amounts: Vec<&Token> = of.tokens.iter().filter(|token| token.kind == FigureKind::Amount).collect();
    let first = amounts.first().filter(|first| {
        let own = clause(of, first);
        ["收入", "支出", "收支"].iter().any(|side| own.contains(side)) && !is_last_years(own, None)
    })?;
    let wrong = Wrong::of(exact(first), change, with_sums(&amounts))?;
    let name = subject(of, first);
    let message = format!("上一段“{name}”写作 {}，{}。", printed(of, first), wrong.told(text, first));
    Some(Slip { subject: name, ..wrong.slip(text, (of, first), message) })
}
