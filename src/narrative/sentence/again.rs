//! One thing told twice: the same figure of the same thing is said to grow here and to fall there, or by another amount.
//! Only where both are compared with the same year's figure of the same kind.

use rust_decimal::Decimal;

use super::change::{Change, changes};
use super::number::{Span, exact};
use super::phrase::{clause, printed, subject, years};
use super::quoted::essence;
use super::running::Running;
use super::told::value;
use super::{Slip, SlipKind};
use crate::narrative::extract::Token;

/// A figure of fewer digits is that of many things.
const DIGITS: u128 = 100;

/// A change with what it is said of.
struct Said<'t> {
    text: &'t Running,
    value: &'t Token,
    amount: Option<&'t Token>,
    word: &'t Token,
    sign: Decimal,
    name: String,
    basis: (i32, &'static str),
}

/// Judges all sections together.
pub(super) fn judge(year: i32, sections: &[Vec<Running>], slips: &mut Vec<Slip>) {
    let mut known: Vec<Said<'_>> = Vec::new();
    for text in sections.iter().flatten() {
        for change in changes(text) {
            let Some(own) = said(text, &change, year) else { continue };
            let same = known.iter().find(|other| {
                other.name == own.name && other.basis == own.basis && exact(other.value) == exact(own.value)
            });
            match same {
                Some(other) => slips.extend(own.against(other)),
                None => known.push(own),
            }
        }
    }
}

fn said<'t>(text: &'t Running, change: &Change<'t>, year: i32) -> Option<Said<'t>> {
    let own = value(text, change).filter(|value| !value.is_listed && !value.is_part)?;
    let moved = change.amount.or(change.rate).filter(|token| !token.number.is_zero())?;
    let words = text.part(change.begins..change.word.range.start);
    let basis = match years(words).first() {
        Some(named) => *named,
        None if ["上年", "去年", "上一年", "同比"].iter().any(|word| words.contains(word)) => {
            year - 1
        }
        None => return None,
    };
    let kind =
        ["执行", "决算", "调整", "年初"].into_iter().find(|word| words.contains(word)).unwrap_or("预算");
    let name = essence(&subject(text, own.token));
    let has_digits = own.token.number.normalize().mantissa().unsigned_abs() >= DIGITS;
    let is_own = !years(clause(text, own.token)).iter().any(|named| *named != year);
    (name.chars().count() >= 3 && has_digits && is_own && moved.range.start >= change.word.range.start)
        .then_some(Said {
            text,
            value: own.token,
            amount: change.amount,
            word: change.word,
            sign: change.sign,
            name,
            basis: (basis, kind),
        })
}

impl Said<'_> {
    fn against(&self, other: &Said<'_>) -> Option<Slip> {
        let shown = |of: &Said<'_>| {
            let amount = of.amount.map(|amount| printed(of.text, amount)).unwrap_or_default();
            format!("{}{amount}", of.text.part(of.word.range.clone()))
        };
        let differ =
            self.amount.zip(other.amount).is_some_and(|(one, two)| !Span::near(one).meets(Span::near(two)));
        if self.sign == other.sign && !differ {
            return None;
        }
        let message = format!(
            "“{}”{}：前面写{}，这里写{}，同一个数的增减前后不一致。",
            subject(self.text, self.value),
            printed(self.text, self.value),
            shown(other),
            shown(self)
        );
        let at = self.amount.unwrap_or(self.word);
        Some(Slip {
            other: Some(other.text.place(&other.word.range)),
            subject: self.name.clone(),
            ..Slip::new(SlipKind::Opposite, self.text.place(&at.range), message)
        })
    }
}
