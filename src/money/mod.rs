//! Exact amounts of money: units, rounding, display, and reading what people type.
//!
//! Everything is [`Decimal`]; no float touches an amount. This module knows nothing of tables,
//! codes or files: whoever calls it says in which [`MoneyUnit`] an amount stands.

mod characters;
mod number;
mod parse;
mod precision;
mod sum;
mod unit;

pub use number::AmountError;
pub(crate) use number::plain_number;
pub use parse::{is_no_amount, parse_amount, parse_amount_of, parse_amount_typed, parse_count};
pub use precision::Precision;
pub use rust_decimal::Decimal;
use rust_decimal::RoundingStrategy;
use serde::{Deserialize, Serialize};
pub use unit::{unit_in_yuan, unit_name};

/// The unit in which the amounts of a table stand (单位：元 / 单位：万元).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum MoneyUnit {
    /// 元.
    #[serde(rename = "元")]
    Yuan,
    /// 万元, ten thousand yuan: the unit of most published tables.
    #[default]
    #[serde(rename = "万元")]
    WanYuan,
}

impl MoneyUnit {
    /// The unit as printed above a table.
    pub fn label(self) -> &'static str {
        match self {
            Self::Yuan => "元",
            Self::WanYuan => "万元",
        }
    }

    /// Decimals that reach down to the 分, the smallest amount there is: 2 in 元, 6 in 万元.
    pub fn exact_decimals(self) -> u32 {
        match self {
            Self::Yuan => 2,
            Self::WanYuan => 6,
        }
    }

    /// Whether an amount in this unit fits into the field that the finance systems keep it in: 20 digits in
    /// all, two of them behind the point, in 元. What does not is no amount of a budget.
    ///
    /// # Errors
    /// Says in Chinese what is too much.
    pub fn holds(self, value: Decimal) -> Result<(), String> {
        if value.abs() >= Decimal::from_i128_with_scale(10_i128.pow(self.whole_digits()), 0) {
            return Err(self.too_long());
        }
        if value.normalize().scale() > self.exact_decimals() {
            return Err(format!(
                "小数位太多：以{}为单位最多 {} 位小数（精确到分）",
                self.label(),
                self.exact_decimals()
            ));
        }
        Ok(())
    }

    /// The most digits before the point: 18 in 元, 14 in 万元.
    fn whole_digits(self) -> u32 {
        match self {
            Self::Yuan => 18,
            Self::WanYuan => 14,
        }
    }

    /// What is said of an amount that is too large.
    fn too_long(self) -> String {
        format!(
            "数字太长：以{}为单位，整数部分最多 {} 位；请检查单位或多输的数字",
            self.label(),
            self.whole_digits()
        )
    }

    /// How many 元 one unit is.
    pub fn in_yuan(self) -> Decimal {
        match self {
            Self::Yuan => Decimal::ONE,
            Self::WanYuan => Decimal::new(10_000, 0),
        }
    }
}

/// The sum of amounts where it can be told to the last digit.
pub fn sum(amounts: impl IntoIterator<Item = Decimal>) -> Option<Decimal> {
    amounts.into_iter().try_fold(Decimal::ZERO, add)
}

/// Whether a number is small enough, and told finely enough, to be a figure of a budget in whichever unit: 18
/// digits before the point, as the finance systems' field for 元 has, and no more behind it than a 分 in 亿元.
pub fn is_figure(value: Decimal) -> bool {
    let fine = value.scale() <= FINEST || value.normalize().scale() <= FINEST;
    fine && value.abs() < Decimal::from_i128_with_scale(1_000_000_000_000_000_000, 0)
}

/// The most decimals of a figure.
const FINEST: u32 = 10;

/// The sum of two amounts where it can be told to the last digit; `None` where it is too large for that.
pub fn add(a: Decimal, b: Decimal) -> Option<Decimal> {
    let sum = a.checked_add(b)?;
    // With more digits than there is room for, the last ones are rounded away.
    (sum.scale() >= a.normalize().scale().max(b.normalize().scale())).then_some(sum)
}

/// Rounds half-up (四舍五入, away from zero at the midpoint) to `decimals` places.
pub fn round(value: Decimal, decimals: u32) -> Decimal {
    value.round_dp_with_strategy(decimals, RoundingStrategy::MidpointAwayFromZero)
}

/// The amount as a table prints it: rounded half-up to `decimals`, thousands separated.
pub fn display(value: Decimal, decimals: u32) -> String {
    let mut rounded = round(value, decimals);
    rounded.rescale(decimals);
    let text = rounded.abs().to_string();
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let mut out = String::with_capacity(text.len() + 4);
    if rounded.is_sign_negative() && !rounded.is_zero() {
        out.push('-');
    }
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    if !fraction.is_empty() {
        out.push('.');
        out.push_str(fraction);
    }
    out
}

/// With how many decimals two amounts that differ, and their difference, are shown so that they are seen to: `decimals`, or as
/// many more as it takes until what is shown of the two differs by what is shown of the difference.
pub fn telling_decimals(one: Decimal, other: Decimal, decimals: u32) -> u32 {
    let (Some(difference), false) = (one.checked_sub(other), one == other) else { return decimals };
    let is_told = |decimals: &u32| {
        let [one, other, difference] = [one, other, difference].map(|value| round(value, *decimals));
        !difference.is_zero() && one.checked_sub(other) == Some(difference)
    };
    let most = one.normalize().scale().max(other.normalize().scale());
    (decimals..most).find(is_told).unwrap_or(decimals.max(most))
}

/// Whether an amount was printed to the 分: it is written with all the decimals of that, noughts as well.
pub fn is_to_fen(value: Decimal, unit: MoneyUnit) -> bool {
    value.scale() >= unit.exact_decimals()
}

/// The amount in full for a cell's editor: every decimal it has, at least `decimals`, no separators.
pub fn in_full(value: Decimal, decimals: u32) -> String {
    let mut exact = value.normalize();
    if exact.scale() < decimals {
        exact.rescale(decimals);
    }
    exact.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_amounts_that_differ_are_shown_differing() {
        for (one, other, decimals, shown) in [
            ("3752.855", "3752.86", 2, ["3,752.855", "3,752.860", "-0.005"]),
            ("3752.85", "3752.86", 2, ["3,752.85", "3,752.86", "-0.01"]),
            ("1.004", "1.006", 2, ["1.004", "1.006", "-0.002"]),
            ("10", "10.4", 0, ["10.0", "10.4", "-0.4"]),
            // What is shown of the two differs by what is shown of the difference.
            ("3752.855", "3753.5", 2, ["3,752.855", "3,753.500", "-0.645"]),
            ("12.345678", "13.999999", 2, ["12.35", "14.00", "-1.65"]),
            ("5", "5", 2, ["5.00", "5.00", "0.00"]),
        ] {
            let [one, other]: [Decimal; 2] = [one, other].map(|text| text.parse().unwrap());
            let decimals = telling_decimals(one, other, decimals);
            assert_eq!([one, other, one - other].map(|value| display(value, decimals)), shown);
        }
    }

    #[test]
    fn display_rounds_half_up_and_separates_thousands() {
        for (value, decimals, expected) in [
            ("2907.5", 2, "2,907.50"),
            ("0.005", 2, "0.01"),
            ("-0.005", 2, "-0.01"),
            ("-0.001", 2, "0.00"),
            ("1234567.125", 2, "1,234,567.13"),
            ("-1234", 0, "-1,234"),
            ("999", 0, "999"),
        ] {
            assert_eq!(display(value.parse().unwrap(), decimals), expected, "{value}");
        }
    }

    #[test]
    fn in_full_keeps_every_decimal() {
        assert_eq!(in_full("12.5".parse().unwrap(), 2), "12.50");
        assert_eq!(in_full("12.345600".parse().unwrap(), 2), "12.3456");
    }
}
