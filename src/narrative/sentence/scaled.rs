//! One figure in two units: 12,005,000万元 beside 1,200.50万元. Two figures whose many digits are the same and of which one is
//! exactly ten thousand times the other are one, and 元 was taken for 万元, or the other way about. What brackets say once more
//! in another unit is the same. Where parts, a change or a share are wrong as they stand and right once one figure is
//! taken in the other unit, that figure's unit is wrong.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::super::FigureKind;
use super::super::extract::Token;
use super::number::{Span, exact};
use super::phrase::{in_unit, printed, subject};
use super::running::Running;
use super::told::Told;
use super::{Slip, SlipKind};

/// What probably happened.
const CAUSE: &str = "把元当作万元，或把万元当作元";

/// So many digits are not the same by chance.
const DIGITS: usize = 5;

/// Judges the figures of all sections; each wrong one once.
pub(super) fn judge(sections: &[Vec<Running>], slips: &mut Vec<Slip>) {
    let mut known: BTreeMap<Decimal, Vec<(&Running, &Token)>> = BTreeMap::new();
    for text in sections.iter().flatten() {
        slips.extend(text.restated.iter().filter_map(|(figure, again)| unlike(text, figure, again)));
        let again = text.restated.iter().map(|(_, again)| again);
        for token in text.tokens.iter().chain(again).filter(|token| token.kind == FigureKind::Amount) {
            known.entry(exact(token).abs().normalize()).or_default().push((text, token));
        }
    }
    for (small, below) in &known {
        let Some(large) = small.checked_mul(Decimal::from(10_000)).map(|large| large.normalize()) else {
            continue;
        };
        let Some(above) = known.get(&large).filter(|_| digits(*small) >= DIGITS) else { continue };
        // What is said more often is taken for right.
        let (wrong, right) = if below.len() < above.len() { (below, above) } else { (above, below) };
        let (Some((text, token)), Some((of, other))) = (wrong.first(), right.first()) else { continue };
        let message = format!(
            "“{}”{}，另一处“{}”{}：数字相同，相差一万倍，金额单位（元、万元）有一处写错。",
            subject(text, token),
            printed(text, token),
            subject(of, other),
            printed(of, other)
        );
        slips.push(Slip {
            other: Some(of.place(&other.range)),
            subject: subject(text, token),
            expected: Some(exact(other)),
            stated: Some(exact(token)),
            cause: Some(CAUSE.to_owned()),
            ..Slip::new(SlipKind::Scale, text.place(&token.range), message)
        });
    }
}

/// 5.00万元（51000元）.
fn unlike(text: &Running, figure: &Token, again: &Token) -> Option<Slip> {
    if Span::of(figure).meets(Span::of(again)) {
        return None;
    }
    let message = format!(
        "“{}”{}，紧接着又写作 {}，不是同一个数。",
        subject(text, figure),
        printed(text, figure),
        printed(text, again)
    );
    Some(Slip {
        other: Some(text.place(&again.range)),
        subject: subject(text, figure),
        ..Slip::new(SlipKind::Twice, text.place(&figure.range), message)
    })
}

/// A figure as it would be in the other unit.
fn turned(token: &Token) -> Option<Token> {
    let ten_thousand = Decimal::from(10_000);
    let in_yuan = match token.in_yuan {
        unit if unit == Decimal::ONE => ten_thousand,
        unit if unit == ten_thousand => Decimal::ONE,
        _ => return None,
    };
    (token.kind == FigureKind::Amount && !token.number.is_zero()).then(|| Token { in_yuan, ..token.clone() })
}

/// A figure whose unit is wrong, as `shows` tells.
fn wrong(text: &Running, token: &Token, right: &Token, shows: &str) -> Slip {
    let message = format!(
        "“{}”{}：按 {} 算，{shows}，金额单位（元、万元）写错了。",
        subject(text, token),
        printed(text, token),
        in_unit(exact(right), right),
    );
    Slip {
        subject: subject(text, token),
        expected: Some(exact(right)),
        stated: Some(exact(token)),
        cause: Some(CAUSE.to_owned()),
        ..Slip::new(SlipKind::Scale, text.place(&token.range), message)
    }
}

/// Of a whole and its parts, which do not make it, the only figure that has them agree in the other unit.
pub(super) fn among((text, whole): (&Running, &Token), parts: &[(&Running, &Token)]) -> Option<Slip> {
    let agree = |whole: &Token, parts: &[&Token]| {
        let (of_whole, of_parts) = Span::sum(whole, parts.iter().copied());
        of_parts.meets(of_whole)
    };
    let plain: Vec<&Token> = parts.iter().map(|(_, part)| *part).collect();
    let of_parts = parts.iter().enumerate().filter_map(|(at, (text, part))| {
        let right = turned(part)?;
        let mut other = plain.clone();
        *other.get_mut(at)? = &right;
        let shows = format!("各项之和正是 {}", in_unit(exact(whole), whole));
        // One that makes no difference shows nothing.
        let without: Vec<&Token> = plain.iter().copied().filter(|other| other.range != part.range).collect();
        (agree(whole, &other) && !agree(whole, &without)).then(|| wrong(text, part, &right, &shows))
    });
    let of_whole = turned(whole).filter(|right| agree(right, &plain));
    let of_whole = of_whole.map(|right| wrong(text, whole, &right, "正是各项之和"));
    let mut found = of_parts.chain(of_whole);
    found.next().filter(|_| found.next().is_none())
}

/// A change that is another percentage than is stated, unless its amount, or what changed, is taken in the other unit. It is
/// on one of `bases`, or on what is left of one of `candidates`.
pub(super) fn of_change(
    told: &Told<'_>,
    (amount, rate): (&Token, &Token),
    bases: &[&Token],
    candidates: &[Span],
) -> Option<Slip> {
    let signed = |moved: Span| if told.change.sign.is_sign_negative() { moved.negated() } else { moved };
    let is_stated = |moved: Span, base: Span| {
        !rate.number.is_zero() && moved.percent_of(base).is_some_and(|percent| percent.meets(Span::of(rate)))
    };
    let shows = |of: &str| format!("{of}正是 {}", printed(told.text, rate));
    if let Some(right) = turned(amount) {
        let moved = Span::of(&right);
        let all = bases.iter().map(|base| Span::of(base));
        let mut all = all.chain(candidates.iter().map(|now| now.minus(signed(moved))));
        if all.any(|base| is_stated(moved, base)) {
            return Some(wrong(told.text, amount, &right, &shows("百分比")));
        }
    }
    let value = told.value.filter(|value| !value.is_listed)?.token;
    let (right, moved) = (turned(value)?, Span::of(amount));
    let base = Span::of(&right).minus(signed(moved));
    is_stated(moved, base).then(|| wrong(told.text, value, &right, &shows("增减的百分比")))
}

/// A share that is another percentage than is stated, unless its part is taken in the other unit.
pub(super) fn of_share(text: &Running, part: &Token, percent: &Token, whole: &Token) -> Option<Slip> {
    let right = turned(part).filter(|_| !percent.number.is_zero())?;
    let share = Span::of(&right).percent_of(Span::of(whole))?;
    let shows = format!("占 {} 的百分比正是 {}", in_unit(exact(whole), whole), printed(text, percent));
    share.meets(Span::of(percent)).then(|| wrong(text, part, &right, &shows))
}

/// The digits of a number without noughts around them.
fn digits(number: Decimal) -> usize {
    number.mantissa().to_string().trim_matches(['0', '-']).len()
}
