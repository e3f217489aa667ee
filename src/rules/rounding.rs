//! How far two figures may differ because each was rounded before it was printed.

use rust_decimal::Decimal;

use crate::money::{MoneyUnit, is_to_fen};
use crate::schema::Format;

/// What a difference means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Judgement {
    /// There is none.
    Equal,
    /// Rounding may explain it.
    WithinRounding,
    /// Nothing explains it.
    Different,
}

/// Judges `difference` between a figure and a sum of `addends` rounded figures: (n + 1) × half of the last printed digit
/// may be rounding. Amounts to the 分 were not rounded and must agree exactly. Such as have more decimals than the format
/// prints, but reach no further than whole 元, were rounded there, unless all of them are written to the 分.
pub(super) fn judge(format: &Format, difference: Decimal, addends: u32, values: &[Decimal]) -> Judgement {
    if difference.is_zero() {
        return Judgement::Equal;
    }
    let printed = values.iter().map(|value| value.normalize().scale()).max().unwrap_or(0);
    let whole_yuan = format.unit.exact_decimals().saturating_sub(MoneyUnit::Yuan.exact_decimals());
    let decimals = format.decimals.max(printed.min(whole_yuan));
    let mut given = values.iter().filter(|value| !value.is_zero()).peekable();
    let is_to_fen = given.peek().is_some() && given.all(|value| is_to_fen(*value, format.unit));
    let exact = is_to_fen || printed > decimals || decimals >= format.unit.exact_decimals();
    let half_digit = Decimal::new(5, decimals + 1);
    let tolerance = half_digit * (Decimal::from(addends) + Decimal::ONE);
    if !exact && difference.abs() <= tolerance { Judgement::WithinRounding } else { Judgement::Different }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::default_format;

    #[test]
    fn tolerance_grows_with_the_rounded_addends() {
        let format = default_format();
        for (difference, addends, expected) in [
            ("0", 1, Judgement::Equal),
            ("0.01", 1, Judgement::WithinRounding),
            ("-0.01", 1, Judgement::WithinRounding),
            ("0.02", 1, Judgement::Different),
            ("0.02", 3, Judgement::WithinRounding),
            ("0.03", 3, Judgement::Different),
        ] {
            let difference = difference.parse().unwrap();
            assert_eq!(judge(&format, difference, addends, &[]), expected, "{difference} {addends}");
        }
        let exact = ["1.234567".parse().unwrap()];
        assert_eq!(judge(&format, "0.000001".parse().unwrap(), 9, &exact), Judgement::Different);
        let in_yuan = ["9499.579".parse().unwrap(), "9499.5789".parse().unwrap()];
        assert_eq!(judge(&format, "0.0001".parse().unwrap(), 4, &in_yuan), Judgement::WithinRounding);
        assert_eq!(judge(&format, "0.0003".parse().unwrap(), 4, &in_yuan), Judgement::Different);
        // The same in a table that prints 元 to the 分, and beside one that does not.
        let to_fen = ["9499.579000".parse().unwrap(), "9499.578900".parse().unwrap()];
        assert_eq!(judge(&format, "0.000100".parse().unwrap(), 4, &to_fen), Judgement::Different);
        let mixed = ["9499.570000".parse().unwrap(), "9499.58".parse().unwrap()];
        assert_eq!(judge(&format, "0.01".parse().unwrap(), 4, &mixed), Judgement::WithinRounding);
        let finest = Format { decimals: 6, ..(*format).clone() };
        assert_eq!(judge(&finest, "0.000001".parse().unwrap(), 4, &[]), Judgement::Different);
        let yuan = Format { unit: MoneyUnit::Yuan, ..(*format).clone() };
        assert_eq!(judge(&yuan, "0.01".parse().unwrap(), 9, &[]), Judgement::Different);
        let whole_yuan = Format { decimals: 0, ..yuan };
        assert_eq!(judge(&whole_yuan, Decimal::ONE, 2, &[]), Judgement::WithinRounding);
        assert_eq!(judge(&whole_yuan, Decimal::TWO, 2, &[]), Judgement::Different);
    }
}
