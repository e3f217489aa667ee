//! One number without sign: its digits, its point, and what separates them in thousands. What stands around it, and in which
//! unit it is, this does not know.

use rust_decimal::Decimal;

use super::characters::{kind_of, named};
use crate::text::shortened;

/// Why a text is not an amount: a message for the person who typed it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct AmountError {
    /// What is wrong and what to do, in Chinese.
    pub message: String,
}

impl AmountError {
    pub(super) fn new(message: impl Into<String>) -> Self {
        Self { message: message.into() }
    }
}

/// One number without sign, with optional thousands separators. `whole_text` is what the message quotes.
pub(super) fn number(digits: &str, whole_text: &str) -> Result<Decimal, AmountError> {
    let none =
        || AmountError::new(format!("“{}”里没有数字；请输入金额，例如 2907.50", shortened(whole_text)));
    if digits.is_empty() {
        return Err(none());
    }
    let odd = |c: char| !c.is_ascii_digit() && !matches!(c, '.' | ',' | ' ');
    if let Some(found) = digits.chars().find(|c| odd(*c)) {
        let at = digits.find(found).unwrap_or_default();
        // The first of them in the whole text, which a mark before the number may share.
        let before = whole_text.find(digits).unwrap_or_default();
        let at = whole_text.get(..before + at).map_or(0, |before| before.chars().count()) + 1;
        return Err(AmountError::new(format!(
            "“{}”不是金额：第 {at} 个字符“{}”{}不能出现在数字里",
            shortened(whole_text),
            named(found),
            kind_of(found)
        )));
    }
    if digits.matches('.').count() > 1 {
        return Err(AmountError::new(format!("“{}”有多个小数点；请只保留一个", shortened(whole_text))));
    }
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    check_groups(whole, fraction, digits.contains('.'), whole_text)?;
    let plain: String = digits.chars().filter(char::is_ascii_digit).collect();
    if plain.is_empty() {
        return Err(none());
    }
    // Decimal holds 28 digits and would round what goes beyond: too long is an error, not a guess.
    let plain: String = digits.chars().filter(|c| !matches!(c, ',' | ' ')).collect();
    let plain = plain.trim_start_matches('0').trim_end_matches('.');
    if plain.len() > 28 {
        return Err(AmountError::new(format!(
            "“{}”太长：没有这么多位的金额；请检查单位或多输的数字",
            shortened(whole_text)
        )));
    }
    match plain {
        "" => Ok(Decimal::ZERO),
        plain => format!("0{plain}").parse().map_err(|_| {
            AmountError::new(format!("“{}”不是金额；请输入数字，例如 2907.50", shortened(whole_text)))
        }),
    }
}

/// A number in a formula: digits with a point, in thousands or not.
///
/// # Errors
/// As of an amount.
pub(crate) fn plain_number(digits: &str) -> Result<Decimal, AmountError> {
    number(digits, digits)
}

/// Whether what separates the digits does so in thousands.
fn check_groups(whole: &str, fraction: &str, point: bool, whole_text: &str) -> Result<(), AmountError> {
    let wrong = || {
        AmountError::new(format!(
            "“{}”的千位分隔符位置不对；请按三位一组，或去掉分隔符",
            shortened(whole_text)
        ))
    };
    if fraction.contains([',', ' ']) {
        return Err(if fraction.contains(',') { wrong() } else { two_numbers(whole_text) });
    }
    let (commas, blanks) = (whole.contains(','), whole.contains(' '));
    if commas && blanks {
        return Err(wrong());
    }
    if !commas && !blanks {
        return Ok(());
    }
    let groups: Vec<&str> = whole.split([',', ' ']).collect();
    let (first, rest) = groups.split_first().ok_or_else(wrong)?;
    let fits = (1..=3).contains(&first.len())
        && !first.starts_with('0')
        && rest.iter().all(|group| group.len() == 3);
    if commas {
        return if fits { Ok(()) } else { Err(wrong()) };
    }
    // Three digits, a blank and three digits may as well be two numbers.
    let may_be_two = !point && first.len() == 3;
    if fits && !may_be_two { Ok(()) } else { Err(two_numbers(whole_text)) }
}

fn two_numbers(whole_text: &str) -> AmountError {
    AmountError::new(format!("“{}”中间有空格，可能是两个数；请只录一个数，或去掉空格", shortened(whole_text)))
}
