//! What the text of a piece is: an amount, a plain number, a dash, a year, the end of an amount that is wrapped. It knows no
//! places.

use crate::text::{is_dash, narrow};

/// Whether a text is of nothing but dashes.
pub(super) fn is_dashes(text: &str) -> bool {
    text.chars().all(is_dash)
}

/// Whether a cell has a figure, or a dash that stands for none.
pub(super) fn is_filled(text: &str) -> bool {
    is_number(text) || !text.is_empty() && is_dashes(text)
}

pub(super) fn is_number(text: &str) -> bool {
    text.chars().any(|c| narrow(c).is_ascii_digit())
        && text.chars().map(narrow).all(|c| {
            c.is_ascii_digit() || matches!(c, ',' | '.' | '-' | '−' | '△' | '▲' | '%' | '(' | ')' | ' ')
        })
}

/// Whether a number is written as amounts are, and not as a page's number or an ordinal.
pub(in super::super) fn is_amount(text: &str) -> bool {
    let text: String = text.chars().map(narrow).collect();
    is_number(&text)
        && (text.contains(',')
            || text.contains('%')
            || text.split_once('.').is_some_and(|(_, decimals)| {
                (1..=6).contains(&decimals.len()) && decimals.chars().all(|c| c.is_ascii_digit())
            }))
}

/// Whether a label goes straight on from an amount, or an amount from a label: two columns that touch.
pub(super) fn is_mixed(text: &str) -> bool {
    let is_part = |c: &char| narrow(*c).is_ascii_digit() || matches!(narrow(*c), ',' | '.');
    let (ahead, behind): (String, String) =
        (text.chars().take_while(is_part).collect(), text.chars().rev().take_while(is_part).collect());
    let behind: String = behind.chars().rev().collect();
    !is_number(text) && (is_amount(&ahead) || is_amount(behind.trim_start_matches('.')))
}

/// Whether an amount that is not whole goes on with what stands below it: `1,234,` or `1,234,5` with `67.89`, `234.5` with `0`,
/// `1234` with `.00`; to six decimals in 万元, `9101.6775` with `35`.
pub(super) fn goes_on(head: &str, tail: &str) -> bool {
    let (head, tail): (String, String) =
        (head.chars().map(narrow).collect(), tail.chars().map(narrow).collect());
    if !is_number(&head)
        || !tail.chars().all(|c| c.is_ascii_digit() || matches!(c, ',' | '.' | ')'))
        || tail.is_empty()
    {
        return false;
    }
    let whole = format!("{head}{tail}");
    let is_whole = |text: &str| {
        let text = text.trim_matches(['-', '(', ')']);
        let (units, decimals) = text.split_once('.').unwrap_or((text, ""));
        let mut groups = units.split(',');
        let first = groups.next().is_some_and(|group| (1..=3).contains(&group.len()) || !units.contains(','));
        let grouped = first && groups.all(|group| group.len() == 3);
        let digits = decimals.chars().all(|c| c.is_ascii_digit());
        (grouped && digits, decimals.len())
    };
    let (fits, decimals) = is_whole(&whole);
    let (before, own) = is_whole(&head);
    fits && (head.ends_with(['.', ','])
        || tail.starts_with(['.', ','])
        || !before
        || own == 1 && decimals == 2
        || (3..6).contains(&own) && decimals == 6)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_that_are_not_whole_go_on_below() {
        for (head, tail, expected) in [
            ("1,234,", "567.89", true),
            ("1,234,5", "67.89", true),
            ("54178000.", "00", true),
            ("5417800.5", "0", true),
            ("５４１７８０００．", "００", true),
            ("9101.6775", "35", true),
            ("9101.6775", "351", false),
            ("１８０３６６１８３", "．００", true),
            ("1,234", ",567.89", true),
            ("1,234.56", ".00", false),
            ("1,234.56", "7.89", false),
            ("1,234.56", "0", false),
            ("1,234", "5", false),
            ("12", "34", false),
            ("合计", "12", false),
            ("1,234.", "款", false),
        ] {
            assert_eq!(goes_on(head, tail), expected, "{head} {tail}");
        }
    }
}
