//! Numbers as decimal digits. A workbook keeps binary fractions; what it means are their first fifteen decimal
//! digits, and it rounds those half up. Knows nothing of number formats.

/// A number without its sign: the digits of its whole part and of its fraction, without zeros at the outer ends.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Digits {
    /// The whole part; empty for zero.
    pub(super) whole: String,
    /// The fraction; empty where there is none.
    pub(super) fraction: String,
}

impl Digits {
    /// The first fifteen digits of a number, moved by `shift` places to the left.
    pub(super) fn new(value: f64, shift: i32) -> Self {
        let written = format!("{:.14e}", value.abs());
        let Some((mantissa, exponent)) = written.split_once('e') else { return Self::default() };
        let exponent: i32 = exponent.parse().unwrap_or(0);
        let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
        // Numbers of workbooks end at 1e308; nothing longer is written out.
        let point = exponent.saturating_add(1).saturating_add(shift).clamp(-400, 400);
        let (whole, fraction) = if point <= 0 {
            (String::new(), format!("{}{digits}", "0".repeat(point.unsigned_abs() as usize)))
        } else {
            let point = point as usize;
            match digits.split_at_checked(point) {
                Some((whole, fraction)) => (whole.to_owned(), fraction.to_owned()),
                None => {
                    (format!("{digits}{}", "0".repeat(point.saturating_sub(digits.len()))), String::new())
                }
            }
        };
        Self {
            whole: whole.trim_start_matches('0').to_owned(),
            fraction: fraction.trim_end_matches('0').to_owned(),
        }
    }

    /// Whether it is zero.
    pub(super) fn is_zero(&self) -> bool {
        self.whole.is_empty() && self.fraction.is_empty()
    }

    /// Rounded half up to so many decimals; the fraction is then without zeros at its end.
    pub(super) fn round(&self, decimals: usize) -> Self {
        let Some((kept, rest)) = self.fraction.split_at_checked(decimals) else { return self.clone() };
        let mut digits: Vec<u8> = self.whole.bytes().chain(kept.bytes()).collect();
        if rest.as_bytes().first().is_some_and(|digit| *digit >= b'5') {
            let mut carry = true;
            for digit in digits.iter_mut().rev() {
                if *digit == b'9' {
                    *digit = b'0';
                } else {
                    *digit += 1;
                    carry = false;
                    break;
                }
            }
            if carry {
                digits.insert(0, b'1');
            }
        }
        let text: String = digits.into_iter().map(char::from).collect();
        let (whole, fraction) =
            text.split_at_checked(text.len().saturating_sub(kept.len())).unwrap_or_default();
        Self {
            whole: whole.trim_start_matches('0').to_owned(),
            fraction: fraction.trim_end_matches('0').to_owned(),
        }
    }
}

/// A number without a format of its own. Money is shown in full; a long fraction, as a division leaves it, is
/// shown as a wide cell shows it: eleven characters.
pub(super) fn general(value: f64) -> String {
    let mut digits = Digits::new(value, 0);
    if digits.fraction.len() > 6 {
        let room = 10usize.saturating_sub(digits.whole.len().max(1));
        digits = digits.round(room.max(6));
    }
    let sign = if value < 0.0 && !digits.is_zero() { "-" } else { "" };
    let whole = if digits.whole.is_empty() { "0" } else { &digits.whole };
    let point = if digits.fraction.is_empty() { "" } else { "." };
    format!("{sign}{whole}{point}{}", digits.fraction)
}
