//! How the figures of a finding are written: with the decimals that tell two of them apart, and in 元 where their document
//! prints them so, though they are kept in 万元.

use rust_decimal::Decimal;

use crate::calc::Cell;
use crate::money::{MoneyUnit, display, is_to_fen, telling_decimals};

/// A way to write some figures.
#[derive(Clone, Copy)]
pub(super) enum Shown {
    /// In the unit of the format.
    Kept(u32),
    /// In 元, to the 分.
    Yuan,
}

impl Shown {
    /// How two figures that differ are written beside a cell.
    pub(super) fn of(cell: &Cell<'_>, one: Decimal, other: Decimal) -> Self {
        let sheet = &cell.row.sheet;
        let unit = sheet.format().unit;
        let is_yuan = unit == MoneyUnit::WanYuan
            && sheet.is_own()
            && [one, other].iter().all(|value| value.is_zero() || is_to_fen(*value, unit));
        if is_yuan { Self::Yuan } else { Self::Kept(telling_decimals(one, other, cell.decimals())) }
    }

    /// A figure, with its unit where that is another than the format's.
    pub(super) fn say(self, value: Decimal) -> String {
        match self {
            Self::Kept(decimals) => display(value, decimals),
            Self::Yuan => {
                let yuan = value.checked_mul(MoneyUnit::WanYuan.in_yuan()).unwrap_or(value);
                format!("{} 元", display(yuan, MoneyUnit::Yuan.exact_decimals()))
            }
        }
    }
}
