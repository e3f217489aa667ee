//! Money told with what it comes to for each: 运行维护费6万元，平均每辆2万元，公务用车保有量3辆. Held against each other only where the
//! sentence gives one amount, one average and one number that it can be of.

use rust_decimal::Decimal;

use super::super::FigureKind;
use super::super::extract::Token;
use super::change::is_said;
use super::counts::{UNITS, counts, unit};
use super::number::{Span, exact};
use super::phrase::{clause, in_unit, printed, subject};
use super::running::Running;
use super::{Slip, SlipKind};

/// Averages whose name does not say by what they are counted.
const AVERAGES: [(&str, &[&str]); 6] = [
    ("辆均", &["辆"]),
    ("车均", &["辆"]),
    ("人均", &["人", "人次", "名"]),
    ("每人", &["人", "人次", "名"]),
    ("每次", &["次", "批次", "人次"]),
    ("次均", &["次", "批次", "人次"]),
];

/// Whether words before a figure say that it is one.
pub(super) fn is_average(words: &str) -> bool {
    AVERAGES.iter().any(|(name, _)| words.contains(name)) || each(words).is_some()
}

/// The unit of 每…, where one is counted.
fn each(words: &str) -> Option<&'static str> {
    let (_, behind) = words.rsplit_once('每')?;
    UNITS.into_iter().find(|unit| behind.starts_with(unit))
}

/// Whether something counted in a unit is what an average, called so, is of.
fn is_of(words: &str, unit: &str) -> bool {
    match AVERAGES.iter().find(|(name, _)| words.contains(name)) {
        Some((_, units)) => units.contains(&unit),
        // 每批 is of 批次, however long its unit.
        None => each(words).is_some_and(|each| unit.starts_with(each)),
    }
}

/// Judges the averages of a section.
pub(super) fn judge(texts: &[Running], slips: &mut Vec<Slip>) {
    for text in texts {
        slips.extend((0..text.tokens.len()).filter_map(|at| average(text, at)));
    }
}

fn average(text: &Running, at: usize) -> Option<Slip> {
    let average =
        text.tokens.get(at).filter(|token| token.kind == FigureKind::Amount && !is_said(text, at))?;
    let own = clause(text, average);
    let own = own.rsplit('、').next().unwrap_or(own);
    // 每人每月600元: what is counted once more is not reckoned here.
    (is_average(own) && own.matches('每').count() < 2).then_some(())?;
    let sentence = text.sentence(average.range.start);
    let inside = |token: &&Token| sentence.contains(&token.range.start) && token.range != average.range;
    // 每期50人 are not all of them.
    let is_all = |count: &&Token| {
        let named = clause(text, count);
        !named.rsplit('、').next().unwrap_or(named).contains('每')
    };
    let counts = counts(text, sentence.clone());
    let counts: Vec<&Token> = counts
        .iter()
        .filter(|count| is_of(own, unit(text, count)) && !count.number.is_zero())
        .filter(is_all)
        .collect();
    let mut sums = text.tokens.iter().enumerate().filter(|(nth, token)| {
        let is_other = is_average(clause(text, token));
        inside(token) && token.kind == FigureKind::Amount && !is_said(text, *nth) && !is_other
    });
    let (_, sum) = sums.next().filter(|_| sums.next().is_none())?;
    // 500人次 and 50批次: by which of two is not known, so that it must fit neither.
    let is_right = |count: &&Token| {
        let each = Span::of(average);
        let times = |value: Decimal| value.checked_mul(count.number);
        let made = times(each.low).zip(times(each.high)).map(|(low, high)| Span { low, high });
        made.is_none_or(|made| made.meets(Span::of(sum)))
    };
    let count = counts.first().filter(|_| !counts.iter().any(is_right))?;
    let right = exact(sum).checked_div(count.number)?;
    let message = format!(
        "“{}”{}，{}：平均应为 {}，文中写作 {}。",
        subject(text, sum),
        printed(text, sum),
        printed(text, count),
        in_unit(right, average),
        printed(text, average)
    );
    Some(Slip {
        other: Some(text.place(&sum.range)),
        subject: subject(text, average),
        expected: Some(right),
        stated: Some(exact(average)),
        ..Slip::new(SlipKind::Parts, text.place(&average.range), message)
    })
}
