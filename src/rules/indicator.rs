//! The value of a performance indicator (指标值): a comparison and a quantity with a unit (`≥98%`,
//! `≤120分钟`, `1-7人`, `200册`), or a word (`明显`).

use rust_decimal::Decimal;

use crate::formula::normal;

/// A value as understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IndicatorValue {
    /// A quantity that is to be reached, kept below, or met.
    Quantity {
        /// `≥`, `≤`, `>`, `<` or `=`.
        comparison: char,
        /// The quantity; the lower one of a range.
        amount: Decimal,
        /// The upper end of a range.
        upper: Option<Decimal>,
        /// The unit, empty if there is none.
        unit: String,
    },
    /// A word.
    Word(String),
}

impl IndicatorValue {
    /// Understands a value; blank text is the empty word.
    pub fn parse(text: &str) -> Self {
        let text = normal(text);
        let (comparison, rest) = match text.chars().next() {
            Some(sign @ ('≥' | '≤' | '>' | '<' | '=')) => {
                let rest = text.get(sign.len_utf8()..).unwrap_or_default();
                match (sign, rest.strip_prefix('=')) {
                    ('>', Some(rest)) => ('≥', rest),
                    ('<', Some(rest)) => ('≤', rest),
                    _ => (sign, rest),
                }
            }
            _ => ('=', text.as_ref()),
        };
        let Some((amount, rest)) = leading_number(rest) else {
            return Self::Word(text.into_owned());
        };
        let range = rest.strip_prefix(['-', '~', '～', '—', '至']).and_then(leading_number);
        let (upper, unit) = match range {
            Some((upper, unit)) => (Some(upper), unit),
            None => (None, rest),
        };
        Self::Quantity { comparison, amount, upper, unit: unit.to_owned() }
    }
}

/// The number at the start of a text, and what follows it.
fn leading_number(text: &str) -> Option<(Decimal, &str)> {
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let (digits, rest) = text.split_at_checked(end)?;
    Some((digits.parse().ok()?, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_understood() {
        for (text, expected) in [
            ("≥98%", "≥ 98 %"),
            ("≤120分 钟", "≤ 120 分钟"),
            ("1-7人", "= 1-7 人"),
            ("600-1200 册", "= 600-1200 册"),
            ("200册", "= 200 册"),
            (">25 份", "> 25 份"),
            (">=3", "≥ 3 "),
            ("≤12万次", "≤ 12 万次"),
            ("95", "= 95 "),
            ("≥5个/套", "≥ 5 个/套"),
            ("趋于优化", "趋于优化"),
            ("≥很多", "≥很多"),
        ] {
            let found = match IndicatorValue::parse(text) {
                IndicatorValue::Quantity { comparison, amount, upper: Some(upper), unit } => {
                    format!("{comparison} {amount}-{upper} {unit}")
                }
                IndicatorValue::Quantity { comparison, amount, upper: None, unit } => {
                    format!("{comparison} {amount} {unit}")
                }
                IndicatorValue::Word(word) => word,
            };
            assert_eq!(found, expected, "{text}");
        }
    }
}
