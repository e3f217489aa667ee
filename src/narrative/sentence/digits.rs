//! Figures that differ by one slip of the hand: a digit mistaken, left out, put in, or changed about with the next. It knows
//! no text and no unit.

use rust_decimal::Decimal;

/// The digits of a figure without the noughts at its end.
pub(super) fn digits(value: Decimal) -> String {
    value.normalize().mantissa().unsigned_abs().to_string().trim_end_matches('0').to_owned()
}

/// Whether one figure is another with its point elsewhere, of so many digits at least.
pub(super) fn is_shifted(known: Decimal, stated: Decimal, least: usize) -> bool {
    let own = digits(known);
    own.len() >= least && own == digits(stated) && known.abs() != stated.abs()
}

/// Whether one figure is another with a slip in it, of so many digits at least.
pub(super) fn is_slip(known: Decimal, stated: Decimal, least: usize) -> bool {
    let (own, other) = (digits(known), digits(stated));
    own.len() >= least && own != other && are_alike(known, stated) && neighbours(&other).contains(&own)
}

/// Whether two whole numbers have as many digits and differ in one.
fn is_one_digit_off(one: Decimal, other: Decimal) -> bool {
    let (one, other) = (one.normalize().to_string(), other.normalize().to_string());
    one.len() == other.len()
        && one.chars().zip(other.chars()).filter(|(one, other)| one != other).count() == 1
}

/// Whether one count may be another that was miscounted: a digit of it is mistaken, or it is one more or less.
pub(super) fn is_miscounted(one: Decimal, other: Decimal) -> bool {
    is_one_digit_off(one, other) || one.saturating_sub(other).abs() == Decimal::ONE
}

/// Whether two figures are of one size, so that a digit of one was mistaken and not its point.
pub(super) fn are_alike(known: Decimal, stated: Decimal) -> bool {
    let ratio = stated.checked_div(known).map(|ratio| ratio.abs()).unwrap_or_default();
    ratio > Decimal::new(5, 2) && ratio < Decimal::from(20)
}

/// The digits that one slip makes of some.
pub(super) fn neighbours(stated: &str) -> Vec<String> {
    let digits: Vec<char> = stated.chars().collect();
    let mut all = Vec::new();
    let mut put = |chars: Vec<char>| {
        let made: String = chars.into_iter().collect();
        all.push(made.trim_end_matches('0').to_owned());
    };
    for at in 0..=digits.len() {
        for digit in '0'..='9' {
            let mut longer = digits.clone();
            longer.insert(at, digit);
            put(longer);
            let mut other = digits.clone();
            if let Some(place) = other.get_mut(at).filter(|own| **own != digit) {
                *place = digit;
                put(other);
            }
        }
        if at < digits.len() {
            let mut shorter = digits.clone();
            shorter.remove(at);
            put(shorter);
        }
        if at + 1 < digits.len() {
            let mut swapped = digits.clone();
            swapped.swap(at, at + 1);
            put(swapped);
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_slip_is_one() {
        for (known, stated, is) in [
            ("9626.78", "9726.78", true),
            ("9626.78", "9662.78", true),
            ("9626.78", "962.78", true),
            ("9626.78", "99626.78", true),
            ("9626.78", "9626.78", false),
            ("9626.78", "9737.78", false),
            ("9626.78", "962678", false),
            ("12.3", "12.4", false),
        ] {
            assert_eq!(is_slip(known.parse().unwrap(), stated.parse().unwrap(), 4), is, "{known} {stated}");
        }
    }
}
