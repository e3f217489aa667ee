//! What probably happened when two figures that should agree do not. Only what the figures themselves
//! show; several causes can fit, the likeliest is named.

use rust_decimal::Decimal;

use crate::calc::Cell;
use crate::money;

/// The likely cause of `actual` standing where `expected` should, if one is evident. `parts` are the
/// addends of either, where it is a sum.
pub(super) fn likely(
    actual: Decimal,
    expected: Decimal,
    parts: (&[Cell<'_>], &[Cell<'_>]),
    decimals: u32,
) -> Option<String> {
    let difference = actual.saturating_sub(expected);
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
        expected.checked_mul(factor) == Some(actual) || actual.checked_mul(factor) == Some(expected)
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
    let (of_actual, of_expected) = parts;
    let amounts = |parts: &[Cell<'_>]| -> Vec<(String, Decimal)> {
        let amount = |part: &Cell<'_>| part.number().filter(|number| !number.is_zero());
        parts.iter().filter_map(|part| Some((named(part, parts), amount(part)?))).collect()
    };
    for (name, number) in amounts(of_expected) {
        if number == -difference {
            return Some(format!("差额正好是“{name}”的金额：可能漏加了它，或改了它而没有改合计"));
        }
        if number == difference {
            return Some(format!("差额正好是“{name}”的金额：可能重复加了它"));
        }
    }
    for (name, number) in amounts(of_actual) {
        if number == difference {
            return Some(format!("差额正好是“{name}”的金额：可能多列了它，或对方漏了它"));
        }
    }
    None
}

/// What tells a part from its fellows: its column where they stand in one row, else its row.
fn named(part: &Cell<'_>, fellows: &[Cell<'_>]) -> String {
    if fellows.len() > 1 && fellows.iter().all(|other| other.row.row.key() == part.row.row.key()) {
        return part.column.title().to_owned();
    }
    part.row.name()
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
                likely(actual.parse().unwrap(), expected.parse().unwrap(), (&[], &[]), 2).unwrap_or_default();
            assert_eq!(cause.is_empty(), part.is_empty(), "{actual} {expected}: {cause}");
            assert!(cause.contains(part), "{actual} {expected}: {cause}");
        }
    }
}
