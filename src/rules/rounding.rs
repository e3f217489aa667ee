//! How far two figures may differ because each was rounded before it was printed.

use rust_decimal::Decimal;

use crate::money::MoneyUnit;
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

/// Judges `difference` between a figure and a sum of `addends` rounded figures: (n + 1) × half of the
/// last printed digit may be rounding. Amounts to the 分, and such as have more decimals than are printed,
/// were not rounded and must agree exactly.
pub(super) fn judge(format: &Format, difference: Decimal, addends: u32, values: &[Decimal]) -> Judgement {
    if difference.is_zero() {
        return Judgement::Equal;
    }
    let exact = format.unit == MoneyUnit::Yuan && format.decimals >= 2
        || values.iter().any(|value| value.normalize().scale() > format.decimals);
    let half_digit = Decimal::new(5, format.decimals + 1);
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
        let yuan = Format { unit: MoneyUnit::Yuan, ..(*format).clone() };
        assert_eq!(judge(&yuan, "0.01".parse().unwrap(), 9, &[]), Judgement::Different);
        let whole_yuan = Format { decimals: 0, ..yuan };
        assert_eq!(judge(&whole_yuan, Decimal::ONE, 2, &[]), Judgement::WithinRounding);
        assert_eq!(judge(&whole_yuan, Decimal::TWO, 2, &[]), Judgement::Different);
    }
}
