//! What probably happened when two figures that should agree do not. Only what the figures themselves
//! show; several causes can fit, the likeliest is named.

use rust_decimal::Decimal;

use crate::calc::Cell;
use crate::money;

/// The likely cause of `actual` standing where `expected` should, if one is evident. `parts` are the
/// addends of the sum concerned.
pub(super) fn likely(
    actual: Decimal,
    expected: Decimal,
    parts: &[Cell<'_>],
    decimals: u32,
) -> Option<String> {
    let difference = actual - expected;
    if difference.is_zero() {
        return None;
    }
    if !expected.is_zero() && actual == -expected {
        return Some("正负号写反".to_owned());
    }
    if actual.is_zero() {
        return None;
    }
    let ratio = |power: i64| {
        let factor = Decimal::from(10_i64.pow(u32::try_from(power).unwrap_or(0)));
        actual == expected * factor || actual * factor == expected
    };
    if !expected.is_zero() && ratio(4) {
        return Some("元与万元混淆（相差一万倍）".to_owned());
    }
    if !expected.is_zero() && [1, 2, 3].into_iter().any(ratio) {
        return Some("小数点错位".to_owned());
    }
    if transposed(actual, expected, decimals) {
        let text = |value| money::in_full(value, decimals);
        return Some(format!("相邻两位数字颠倒（{} 与 {}）", text(actual), text(expected)));
    }
    for part in parts {
        let Some(number) = part.number().filter(|number| !number.is_zero()) else {
            continue;
        };
        let name = part.row.name();
        if number == -difference {
            return Some(format!("差额正好是“{name}”的金额：可能漏加了这一行，或改了它而没有改合计"));
        }
        if number == difference {
            return Some(format!("差额正好是“{name}”的金额：可能重复加了这一行"));
        }
    }
    None
}

/// Whether the printed digits differ by two neighbours changed around.
fn transposed(a: Decimal, b: Decimal, decimals: u32) -> bool {
    let digits = |value: Decimal| {
        money::in_full(value, decimals).chars().filter(char::is_ascii_digit).collect::<Vec<_>>()
    };
    let (a, b) = (digits(a), digits(b));
    if a.len() != b.len() {
        return false;
    }
    let different: Vec<usize> =
        a.iter().zip(&b).enumerate().filter(|(_, (a, b))| a != b).map(|(at, _)| at).collect();
    match different.as_slice() {
        [first, second] => {
            second - first == 1 && a.get(*first) == b.get(*second) && a.get(*second) == b.get(*first)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_show_what_happened() {
        for (actual, expected, part) in [
            ("2907.05", "2907.50", "颠倒"),
            ("-3.00", "3.00", "正负号"),
            ("290.75", "2907.50", "小数点"),
            ("29075000", "2907.50", "万元"),
            ("3.00", "4.00", ""),
            ("12.34", "21.43", ""),
            ("0", "5", ""),
        ] {
            let cause =
                likely(actual.parse().unwrap(), expected.parse().unwrap(), &[], 2).unwrap_or_default();
            assert_eq!(cause.is_empty(), part.is_empty(), "{actual} {expected}: {cause}");
            assert!(cause.contains(part), "{actual} {expected}: {cause}");
        }
    }
}
