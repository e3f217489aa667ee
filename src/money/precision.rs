//! In which unit and with how many decimals amounts are printed.

use serde::{Deserialize, Serialize};

use super::{Decimal, MoneyUnit};
use crate::money;

/// A unit and printed decimals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Precision {
    /// The unit.
    pub unit: MoneyUnit,
    /// Printed decimals.
    pub decimals: u32,
}

impl Precision {
    /// To the 分.
    pub const YUAN: Self = Self { unit: MoneyUnit::Yuan, decimals: 2 };
    /// Whole 元.
    pub const WHOLE_YUAN: Self = Self { unit: MoneyUnit::Yuan, decimals: 0 };
    /// 万元 with two decimals: as most tables are published.
    pub const WAN_YUAN: Self = Self { unit: MoneyUnit::WanYuan, decimals: 2 };
    /// Whole 万元.
    pub const WHOLE_WAN_YUAN: Self = Self { unit: MoneyUnit::WanYuan, decimals: 0 };

    /// For menus and options: `万元，两位小数`.
    pub fn label(self) -> String {
        match self.decimals {
            0 => format!("{}，取整", self.unit.label()),
            2 => format!("{}，两位小数", self.unit.label()),
            decimals => format!("{}，{decimals} 位小数", self.unit.label()),
        }
    }

    /// As it is kept beside a budget: `万元 2`.
    pub fn to_words(self) -> String {
        format!("{} {}", self.unit.label(), self.decimals)
    }

    /// Reads that; nothing where it is none.
    pub fn of_words(words: &str) -> Option<Self> {
        let (unit, decimals) = words.split_once(' ')?;
        let unit = [MoneyUnit::Yuan, MoneyUnit::WanYuan].into_iter().find(|own| own.label() == unit)?;
        let decimals = decimals.parse().ok().filter(|decimals| *decimals <= unit.exact_decimals())?;
        Some(Self { unit, decimals })
    }

    /// One last printed digit, in the unit in which amounts are kept.
    pub fn digit(self, kept: MoneyUnit) -> Decimal {
        let digit = Decimal::new(1, self.decimals.min(Decimal::MAX_SCALE));
        (digit * self.unit.in_yuan() / kept.in_yuan()).normalize()
    }

    /// The ordinary rounding (四舍五入) of an amount; both in the unit in which amounts are kept.
    pub fn round(self, value: Decimal, kept: MoneyUnit) -> Decimal {
        let digit = self.digit(kept);
        let digits = value.checked_div(digit).map(|digits| money::round(digits, 0));
        digits.and_then(|digits| digits.checked_mul(digit)).map_or(value, |rounded| rounded.normalize())
    }

    /// An amount from the unit in which amounts are kept into this one, exactly.
    pub fn converted(self, value: Decimal, kept: MoneyUnit) -> Decimal {
        if self.unit == kept {
            return value;
        }
        let in_yuan = value.checked_mul(kept.in_yuan());
        in_yuan.and_then(|yuan| yuan.checked_div(self.unit.in_yuan())).map_or(value, |it| it.normalize())
    }

    /// An amount as a table in this unit prints it, rounded and with separators.
    pub fn text(self, value: Decimal, kept: MoneyUnit) -> String {
        money::display(self.converted(value, kept), self.decimals)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_amount_in_every_unit() {
        let fen: Decimal = "123.456785".parse().unwrap();
        for (precision, digit, rounded, text) in [
            (Precision::YUAN, "0.000001", "123.456785", "1,234,567.85"),
            (Precision::WHOLE_YUAN, "0.0001", "123.4568", "1,234,568"),
            (Precision::WAN_YUAN, "0.01", "123.46", "123.46"),
            (Precision::WHOLE_WAN_YUAN, "1", "123", "123"),
        ] {
            let kept = MoneyUnit::WanYuan;
            assert_eq!(precision.digit(kept), digit.parse().unwrap(), "{precision:?}");
            assert_eq!(precision.round(fen, kept), rounded.parse().unwrap(), "{precision:?}");
            assert_eq!(precision.text(fen, kept), text, "{precision:?}");
            assert_eq!(Precision::of_words(&precision.to_words()), Some(precision));
        }
        for words in ["", "万元", "万元 7", "千元 2", "万元 两位", "元 -1"] {
            assert_eq!(Precision::of_words(words), None, "{words}");
        }
        let yuan: Decimal = "1234567.85".parse().unwrap();
        assert_eq!(Precision::WHOLE_WAN_YUAN.round(yuan, MoneyUnit::Yuan), Decimal::from(1_230_000));
        assert_eq!(Precision::WAN_YUAN.text(yuan, MoneyUnit::Yuan), "123.46");
    }
}
