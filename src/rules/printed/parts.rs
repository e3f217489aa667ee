//! The ways in which the rows of a table may add up to one of its totals: by their kinds, by the marks before their
//! names, by their figures, each of which may be the sum of those below it. Whether one does is for whoever asks.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::Lines;
use crate::text::is_subtotal_label;

/// One way.
pub(super) enum Way {
    /// These rows.
    Rows(Vec<usize>),
    /// Rows from one position to another, each with those below it that it is the sum of.
    Nested(usize, usize),
    /// A total before, and the rows behind it likewise.
    Behind(usize, usize, usize),
}

/// What a way gives in a column.
pub(super) struct Sum {
    pub value: Decimal,
    /// The rows that were added.
    pub rows: Vec<usize>,
    /// How many of them have a figure.
    pub addends: u32,
}

impl Way {
    /// Whether rows that it adds up are nested, and at least two of them are the sum of several below.
    pub(super) fn is_built(&self, lines: &Lines<'_>, column: usize) -> bool {
        let Self::Nested(from, to) = self else { return false };
        let outer = outermost(lines, *from, *to, column);
        let inner = |at: usize| {
            let next = outer.get(at + 1).copied().unwrap_or(*to);
            let own = outer.get(at).copied().unwrap_or(next);
            (own + 1..next)
                .filter(|row| lines.value(*row, column).is_some_and(|value| !value.is_zero()))
                .count()
        };
        (2..=40).contains(&outer.len()) && (0..outer.len()).filter(|at| inner(*at) > 1).count() >= 2
    }

    /// The sum in a column; none where nothing stands there.
    pub(super) fn sum(&self, lines: &Lines<'_>, column: usize) -> Option<Sum> {
        let rows: Vec<usize> = match self {
            Self::Rows(rows) => rows.clone(),
            Self::Nested(from, to) => outermost(lines, *from, *to, column),
            Self::Behind(total, from, to) => {
                std::iter::once(*total).chain(outermost(lines, *from, *to, column)).collect()
            }
        };
        let values: Vec<Decimal> =
            rows.iter().filter_map(|at| lines.value(*at, column)).filter(|value| !value.is_zero()).collect();
        let value = values.iter().try_fold(Decimal::ZERO, |sum, value| sum.checked_add(*value))?;
        let addends = u32::try_from(values.len()).ok()?;
        (addends > 0).then_some(Sum { value, rows, addends })
    }
}

/// The ways in which a total may come about; none where it has no rows of its own.
pub(super) fn ways(lines: &Lines<'_>, total: usize) -> Vec<Way> {
    let before = lines.totals.iter().copied().filter(|at| *at < total).max();
    let after = lines.totals.iter().copied().find(|at| *at > total).unwrap_or(lines.rows.len());
    let mut ways = Vec::new();
    let mut add = |from: usize, to: usize| {
        if from >= to {
            return;
        }
        ways.push(Way::Nested(from, to));
        // By kind, by mark, and those that are called 小计.
        let mut groups: BTreeMap<(u8, String), Vec<usize>> = BTreeMap::new();
        for at in from..to {
            let Some(row) = lines.rows.get(at) else { continue };
            if lines.totals.contains(&at) {
                continue;
            }
            groups.entry((0, row.row.kind().to_string())).or_default().push(at);
            let texts: Vec<&str> = row
                .cells()
                .filter(|cell| !cell.column.kind.is_number())
                .map(|cell| row.text(&cell.column.key))
                .collect();
            if texts.iter().any(|text| is_subtotal_label(text)) {
                groups.entry((1, String::new())).or_default().push(at);
            }
            // A row that begins at the left is not below another.
            let filled = texts.iter().position(|text| !text.is_empty()).unwrap_or(0);
            groups.entry((2, filled.to_string())).or_default().push(at);
            if let Some(mark) = texts.iter().find_map(|text| mark(text)) {
                groups.entry((3, mark.to_string())).or_default().push(at);
            }
        }
        ways.extend(groups.into_values().map(Way::Rows));
    };
    match before {
        // The total of all rows above it, or of those below where it stands at the top.
        Some(before) => {
            add(before + 1, total);
            add(0, total);
        }
        None => {
            add(0, total);
            add(total + 1, after);
            add(total + 1, lines.rows.len());
        }
    }
    if let Some(before) = before.filter(|before| before + 1 < total) {
        ways.push(Way::Behind(before, before + 1, total));
        ways.push(Way::Rows((before..total).collect()));
    }
    if let Some(before) = before {
        ways.push(Way::Rows(vec![before]));
    }
    ways
}

/// What stands before a name: 一、, （一）, 1. – as which of these. A figure in a column of text (2.66%) has none.
pub(super) fn mark(text: &str) -> Option<u8> {
    let text = text.trim_start();
    if is_figure(text) {
        return None;
    }
    let is_numeral = |c: char| "一二三四五六七八九十".contains(c);
    let (open, body) = match text.strip_prefix(['（', '(']) {
        Some(body) => (true, body),
        None => (false, text),
    };
    let rest = body.trim_start_matches(is_numeral);
    if rest.len() < body.len() && rest.starts_with(['、', '）', ')', '.', '．']) {
        return Some(if open { 1 } else { 0 });
    }
    let rest = body.trim_start_matches(|c: char| c.is_ascii_digit());
    (rest.len() < body.len() && rest.starts_with(['、', '.', '．', '）', ')'])).then_some(if open {
        3
    } else {
        2
    })
}

/// Whether a text is a figure with decimals, and no number of a row: that ends with its point.
fn is_figure(text: &str) -> bool {
    let is_digit = |c: char| c.is_ascii_digit();
    text.split_once('.').is_some_and(|(_, decimals)| decimals.starts_with(is_digit))
        && text.chars().all(|c| is_digit(c) || matches!(c, '.' | ',' | '-' | '%' | '％' | ' '))
}

/// The rows that are below no other, as their figures say.
fn outermost(lines: &Lines<'_>, from: usize, to: usize, column: usize) -> Vec<usize> {
    let filled: Vec<(usize, Decimal)> = (from..to)
        .filter(|at| !lines.totals.contains(at))
        .filter_map(|at| Some((at, lines.value(at, column).filter(|value| !value.is_zero())?)))
        .collect();
    // Behind each row the end of those that it is the sum of, from the last one back.
    let mut ends: Vec<usize> = vec![0; filled.len()];
    for at in (0..filled.len()).rev() {
        let end = below(&filled, &ends, at);
        if let Some(own) = ends.get_mut(at) {
            *own = end;
        }
    }
    let mut out = Vec::new();
    let mut at = 0;
    while let Some((row, _)) = filled.get(at) {
        out.push(*row);
        at = ends.get(at).copied().unwrap_or(at + 1).max(at + 1);
    }
    out
}

/// Behind which position the parts of a row end; right behind it where it has none.
fn below(filled: &[(usize, Decimal)], ends: &[usize], at: usize) -> usize {
    let Some((_, whole)) = filled.get(at) else { return at + 1 };
    let mut sum = Decimal::ZERO;
    let mut count: i64 = 0;
    let mut next = at + 1;
    while let Some((_, part)) = filled.get(next) {
        sum = sum.saturating_add(*part);
        count += 1;
        next = ends.get(next).copied().unwrap_or(next + 1).max(next + 1);
        // Each part may be rounded.
        let scale = whole.scale().max(part.scale());
        let slack = if count == 1 { Decimal::ZERO } else { Decimal::new(5 * (count + 1), scale.min(20) + 1) };
        if sum.saturating_sub(*whole).abs() <= slack {
            return next;
        }
        if whole.is_sign_positive() && part.is_sign_positive() && sum > *whole {
            break;
        }
    }
    at + 1
}
