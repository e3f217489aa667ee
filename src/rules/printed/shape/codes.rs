//! The codes of a printed table's rows, wherever it prints them: in one column, in one for each level, or before the name.

use super::super::Lines;
use crate::calc::SheetRow;

/// How many digits a code has at least that stands before a name, and at most.
const DIGITS: std::ops::RangeInclusive<usize> = 3..=12;

pub(super) fn code(codes: &[Option<String>], at: usize) -> Option<&str> {
    codes.get(at)?.as_deref()
}

/// The code of each row: in columns of codes, or before its name.
pub(super) fn codes(lines: &Lines<'_>) -> Vec<Option<String>> {
    let columns = code_columns(lines);
    let mut before: Vec<String> = vec![String::new(); columns.len()];
    let of_row = |(at, row): (usize, &SheetRow<'_>)| {
        if lines.totals.contains(&at) {
            return None;
        }
        let all: Vec<&str> = row.texts().collect();
        if columns.is_empty() {
            return all.iter().find(|text| !text.is_empty()).and_then(|text| digits_before(text));
        }
        let own: Vec<&str> = columns.iter().map(|at| all.get(*at).copied().unwrap_or_default()).collect();
        let first = own.iter().position(|text| !text.is_empty())?;
        // A whole code that begins further right is of something else: a unit above its items.
        if first > 0 && own.get(first).is_some_and(|text| text.len() > 2) {
            return None;
        }
        // A row below may print its own digits alone.
        let whole: Vec<String> =
            own.iter()
                .enumerate()
                .map(|(nth, text)| {
                    if nth < first {
                        before.get(nth).cloned().unwrap_or_default()
                    } else {
                        (*text).to_owned()
                    }
                })
                .collect();
        let code = joined(&whole);
        before = whole;
        Some(code)
    };
    lines.rows.iter().enumerate().map(of_row).collect()
}

/// The code that stands in several columns: for each level its digits, or the whole code; behind it may stand another's.
fn joined(columns: &[String]) -> String {
    let mut own = String::new();
    for part in columns.iter().filter(|part| !part.is_empty()) {
        if part.len() < 3 || own.is_empty() {
            own.push_str(part);
        } else if part.starts_with(own.as_str()) {
            own.clone_from(part);
        } else {
            break;
        }
    }
    own
}

/// The columns of codes among those of text, side by side: of items, or else of units.
fn code_columns(lines: &Lines<'_>) -> Vec<usize> {
    let Some(first) = lines.rows.first() else { return Vec::new() };
    let columns: Vec<_> = first.cells().filter(|cell| !cell.column.kind.is_number()).collect();
    let items = || lines.rows.iter().enumerate().filter(|(at, _)| !lines.totals.contains(at));
    let is_code = |nth: usize| {
        let texts: Vec<&str> = items().filter_map(|(_, row)| row.texts().nth(nth)).collect();
        let filled = texts.iter().filter(|text| !text.is_empty());
        let is_digits = |text: &&&str| text.len() > 1 && text.bytes().all(|byte| byte.is_ascii_digit());
        filled.clone().count() > 0 && filled.clone().all(|text| is_digits(&text))
    };
    let is_of_unit = |nth: &usize| {
        let header = columns.get(*nth).map(|cell| cell.column.header.as_slice()).unwrap_or_default();
        header.iter().any(|word| word.contains("单位") || word.contains("部门"))
    };
    let all: Vec<usize> = (0..columns.len()).filter(|nth| is_code(*nth)).collect();
    let of_items: Vec<usize> = all.iter().copied().filter(|nth| !is_of_unit(nth)).collect();
    let mut chosen = if of_items.is_empty() { all } else { of_items };
    let first = chosen.first().copied().unwrap_or_default();
    let mut next = first;
    chosen.retain(|nth| {
        let is_next = *nth == next;
        next += usize::from(is_next);
        is_next
    });
    chosen
}

/// The code before a name: `[20101]…`, `201 …`.
fn digits_before(text: &str) -> Option<String> {
    let body = text.trim_start_matches(['[', '【', '(', '（', '［']);
    let digits: String = body.chars().take_while(char::is_ascii_digit).collect();
    let behind = body.get(digits.len()..)?.chars().next()?;
    (DIGITS.contains(&digits.len()) && !matches!(behind, '年' | '月' | '.' | ',')).then_some(digits)
}
