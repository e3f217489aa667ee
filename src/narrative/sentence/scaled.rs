//! One figure in two units: 12,005,000万元 beside 1,200.50万元. Two figures whose many digits are the same and of which one is
//! exactly ten thousand times the other are one, and 元 was taken for 万元, or the other way about. What brackets say once more
//! in another unit is the same.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::super::FigureKind;
use super::super::extract::Token;
use super::number::{Span, exact};
use super::phrase::{printed, subject};
use super::running::Running;
use super::{Slip, SlipKind};

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
            cause: Some("把元当作万元，或把万元当作元".to_owned()),
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
        "“{}”{}，括号里却是 {}，不是同一个数。",
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

/// The digits of a number without noughts around them.
fn digits(number: Decimal) -> usize {
    number.mantissa().to_string().trim_matches(['0', '-']).len()
}
