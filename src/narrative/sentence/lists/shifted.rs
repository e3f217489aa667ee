//! A part of a list whose decimal point stands elsewhere: 300.50万元，其中：甲280.50万元、乙2.00万元 for 20.00万元. Whether the list is one is not
//! known here.

use rust_decimal::Decimal;

use super::super::super::FigureKind;
use super::super::digits::{digits, is_shifted};
use super::super::number::exact;
use super::{List, Running, SLIPPED, Token};

/// To how many decimals budgets print 万元.
const FINE: u32 = 2;

impl<'t> List<'t> {
    /// The part whose point stands one to three places off: the parts make the whole once it is put right. What is missing says
    /// so where all is printed to 分.
    pub(super) fn shifted_part(&self, missing: Decimal) -> Option<(&'t Running, &'t Token)> {
        let tokens = self.parts.iter().map(|(_, part)| *part).chain([self.whole]);
        let is_fine = tokens.clone().all(|token| token.number.is_zero() || token.number.scale() >= FINE);
        if !is_fine || self.whole.kind != FigureKind::Amount || digits(exact(self.whole)).len() < SLIPPED {
            return None;
        }
        let is_off = |(_, part): &&(&Running, &Token)| {
            let own = exact(part);
            let right = own.saturating_add(missing);
            let times = right.max(own).checked_div(right.min(own)).unwrap_or_default();
            own > Decimal::ZERO
                && right > Decimal::ZERO
                && is_shifted(right, own, 1)
                && times <= Decimal::ONE_THOUSAND
        };
        let mut found = self.parts.iter().filter(is_off);
        found.next().copied().filter(|_| found.next().is_none())
    }
}
