//! What a printed figure may stand for: its unit, its digits, and what rounding to them allows. Knows no
//! words and judges nothing.

use rust_decimal::Decimal;

use super::FigureKind;
use super::extract::Token;
use super::judge::Judge;
use crate::money::{self, MoneyUnit};

impl Judge<'_, '_> {
    /// Half of the last digit of the tables' figures, where they are rounded.
    pub(super) fn half_digit(&self) -> Decimal {
        match self.book.format.unit {
            MoneyUnit::Yuan => Decimal::ZERO,
            MoneyUnit::WanYuan => Decimal::new(5, self.book.decimals() + 1),
        }
    }

    /// Half of the last printed digit of a token, in the unit of the tables.
    pub(super) fn half_printed(&self, token: &Token) -> Decimal {
        let digit = Decimal::new(5, token.number.scale().saturating_add(1).min(28));
        self.in_table_unit(&Token { number: digit, ..token.clone() })
    }

    /// A token's number in the unit of the tables.
    pub(super) fn in_table_unit(&self, token: &Token) -> Decimal {
        if token.kind != FigureKind::Amount {
            return token.number;
        }
        let yuan = token.number.checked_mul(token.in_yuan);
        yuan.and_then(|yuan| yuan.checked_div(self.book.format.unit.in_yuan())).unwrap_or(token.number)
    }

    /// Whether `exact`, in the unit of the tables, rounds to the printed figure.
    pub(super) fn rounds_to(&self, exact: Decimal, token: &Token) -> bool {
        let exact = if token.kind == FigureKind::Amount {
            exact
                .checked_mul(self.book.format.unit.in_yuan())
                .and_then(|yuan| yuan.checked_div(token.in_yuan))
        } else {
            Some(exact)
        };
        exact.is_some_and(|exact| money::round(exact, token.number.scale()) == token.number)
    }

    /// Whether a change is that of the figures as they would be printed beside it.
    pub(super) fn is_of_rounded(&self, now: Decimal, last: Decimal, token: &Token) -> bool {
        let printed = |value: Decimal| {
            let yuan = value.checked_mul(self.book.format.unit.in_yuan())?;
            Some(money::round(yuan.checked_div(token.in_yuan)?, token.number.scale()))
        };
        match (printed(now), printed(last)) {
            (Some(now), Some(last)) if token.kind == FigureKind::Amount => {
                now.saturating_sub(last) == token.number
            }
            _ => false,
        }
    }
}
