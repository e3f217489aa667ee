//! A number written in the manner of the one whose place it takes: its commas, the width of its digits.

use rust_decimal::Decimal;

use crate::money;
use crate::text::narrow;

/// The number at the beginning of a figure, as it is written there.
pub(crate) fn number_of(figure: &str) -> &str {
    let is_of_number = |c: char| narrow(c).is_ascii_digit() || matches!(narrow(c), '.' | ',' | ' ');
    let end = figure.find(|c| !is_of_number(c)).unwrap_or(figure.len());
    figure.get(..end).unwrap_or_default().trim_end()
}

/// What a number as it is written stands for.
pub(crate) fn value_of(written: &str) -> Option<Decimal> {
    let plain: String = written.chars().map(narrow).filter(|c| !matches!(c, ',' | ' ')).collect();
    plain.parse().ok()
}

/// A value, without its sign, written like a number.
pub(crate) fn written_like(written: &str, value: Decimal, decimals: u32) -> String {
    written_in(written, value, decimals, written.chars().any(|c| narrow(c) == ','))
}

/// The same, with commas or without.
pub(crate) fn written_in(written: &str, value: Decimal, decimals: u32, has_commas: bool) -> String {
    let wide = |c: char| char::from_u32(u32::from(c) + 0xfee0).unwrap_or(c);
    let has_wide = |wanted: char| written.contains(wide(wanted));
    let digits = ('0'..='9').any(has_wide);
    let text = money::display(value.abs(), decimals);
    let kept = text.chars().filter(|c| *c != ',' || has_commas);
    kept.map(|c| if c.is_ascii_digit() && digits || has_wide(c) { wide(c) } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_keeps_its_manner() {
        for (figure, value, decimals, expected) in [
            ("824.00万元", "824", 0, "824"),
            ("1746.42万元", "1746.43", 2, "1746.43"),
            ("1,746.42 万元", "11746.43", 2, "11,746.43"),
            ("２，９０７．５０万元", "2907", 0, "２，９０７"),
            ("２907.50万元", "2907.5", 1, "２９０７.５"),
            ("3，456.10元", "3456.2", 2, "3，456.20"),
        ] {
            let written = number_of(figure);
            assert_eq!(written_like(written, value.parse().unwrap(), decimals), expected, "{figure}");
        }
        assert_eq!(value_of(number_of("２，９０７．５０万元")), Some("2907.50".parse().unwrap()));
        assert_eq!(value_of(number_of("2 907.5 万元")), Some("2907.5".parse().unwrap()));
        assert_eq!(value_of(number_of("约5万元")), None);
    }
}
