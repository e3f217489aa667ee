//! The rows of a section that stands beside another: totals by their labels, items by their numbering.

use regex::Regex;
use rust_decimal::Decimal;

use super::super::split::compile;
use super::super::words::Printed;
use super::sums::Tried;
use super::words::Words;
use crate::model::{ColumnKey, KindKey, RowKey};
use crate::schema::{ColumnKind, FixedRow, FreeRow, SectionSchema};

/// The kinds of items, outermost first, with the expression that tells them.
const KINDS: [(&str, &str); 3] = [
    ("项目", r"^[一二三四五六七八九十]+、"),
    ("分项", r"^(?:[（(][一二三四五六七八九十]+[)）]|\d+\s*[.．、])"),
    ("细项", ""),
];

/// A row with what it is.
struct Item {
    /// The key of a total, or the position of a kind.
    what: Result<String, usize>,
    numbers: Vec<Option<Decimal>>,
}

/// Describes the rows of a section.
pub(super) fn rows(
    section: &mut SectionSchema,
    nth: usize,
    rows: &[Vec<&Printed>],
    words: &Words,
    withheld: bool,
) {
    let Some(label) =
        section.columns.iter().rposition(|column| column.kind == ColumnKind::Text && !words.is_aside(column))
    else {
        return;
    };
    let Some(name) = section.columns.get(label).map(|column| column.key.clone()) else { return };
    // The third and further sections give the same expenditure again, by other classifications.
    let again = if nth < 2 { String::new() } else { format!("（{nth}）") };
    let side = words.side(nth);
    let patterns: Vec<Option<Regex>> = KINDS.iter().map(|(_, pattern)| compile(pattern)).collect();
    let numbers: Vec<usize> = (0..section.columns.len())
        .filter(|at| section.columns.get(*at).is_some_and(|of| of.kind.is_number()))
        .collect();
    let mut items: Vec<Item> = Vec::new();
    let mut totals: Vec<(String, String)> = Vec::new();
    for row in rows {
        let Some(text) = row.get(label).filter(|cell| !cell.is_blank()) else { continue };
        let own = words.row(&text.squeezed).filter(|key| !totals.iter().any(|(known, _)| known == key));
        let what = match own {
            Some(key) => {
                totals.push((key.to_owned(), text.text.clone()));
                Ok(key.to_owned())
            }
            None => Err(kind_of(&text.text, &patterns)),
        };
        let numbers = numbers.iter().map(|at| row.get(*at).and_then(|cell| cell.number)).collect();
        items.push(Item { what, numbers });
    }
    let used: Vec<usize> =
        (0..KINDS.len()).filter(|kind| items.iter().any(|item| item.what == Err(*kind))).collect();
    let kind =
        |at: usize| KindKey::from(format!("{side}{}{again}", KINDS.get(at).map_or("", |(name, _)| name)));
    for at in &used {
        let Some((_, pattern)) = KINDS.get(*at) else { continue };
        let mut free = FreeRow {
            kind: kind(*at),
            level: u8::try_from(*at).unwrap_or(0),
            key: vec![name.clone()],
            may_repeat: true,
            needs: vec![name.clone()],
            ..FreeRow::default()
        };
        if !pattern.is_empty() {
            free.patterns.insert(name.clone(), (*pattern).to_owned());
        }
        let below = used.iter().find(|below| *below > at).filter(|_| !withheld);
        free.sum = below.filter(|below| sums_up(&items, *at, **below)).map(|below| kind(*below));
        section.free.push(free);
    }
    if section.free.is_empty() {
        // Rows that later come in have a place.
        let free = FreeRow {
            kind: kind(2),
            key: vec![name.clone()],
            may_repeat: true,
            needs: vec![name.clone()],
            ..FreeRow::default()
        };
        section.free.push(free);
    }
    for (key, text) in &totals {
        let sum = if withheld { Vec::new() } else { sum(key, &items, &used, &kind, words, &again) };
        section.after.push(FixedRow {
            key: RowKey::from(format!("{key}{again}")),
            kind: KindKey::from(format!("{key}{again}")),
            cells: [(name.clone() as ColumnKey, text.clone())].into(),
            sum,
            ..FixedRow::default()
        });
    }
}

fn kind_of(label: &str, patterns: &[Option<Regex>]) -> usize {
    let is = |pattern: &Option<Regex>| pattern.as_ref().is_some_and(|pattern| pattern.is_match(label));
    patterns.iter().position(is).unwrap_or(KINDS.len() - 1)
}

/// Whether rows of a kind are the sums of those of the next kind below them, as their figures bear out everywhere: none
/// with an amount stands without such rows.
fn sums_up(items: &[Item], of: usize, below: usize) -> bool {
    let mut tried = Tried::default();
    for (at, item) in items.iter().enumerate().filter(|(_, item)| item.what == Err(of)) {
        let own = items.iter().skip(at + 1);
        let own = own.take_while(|next| matches!(next.what, Err(kind) if kind > of));
        let parts: Vec<&Item> = own.filter(|next| next.what == Err(below)).collect();
        for (column, whole) in item.numbers.iter().enumerate() {
            let parts: Vec<_> =
                parts.iter().map(|part| part.numbers.get(column).copied().flatten()).collect();
            tried.count(*whole, &parts);
        }
    }
    tried.held > 0 && tried.held == tried.tried
}

/// What a total is the sum of: the first that its figures bear out.
fn sum(
    key: &str,
    items: &[Item],
    used: &[usize],
    kind: &dyn Fn(usize) -> KindKey,
    words: &Words,
    again: &str,
) -> Vec<String> {
    let Some(whole) = items.iter().find(|item| item.what.as_deref() == Ok(key)) else { return Vec::new() };
    let has = |key: &str| items.iter().any(|item| item.what.as_deref() == Ok(key));
    let mut candidates: Vec<Vec<Result<String, usize>>> = Vec::new();
    let supposed = words.sum_of(key);
    if supposed.first().is_some_and(|first| has(first)) {
        candidates.push(supposed.iter().cloned().map(Ok).collect());
    }
    candidates.extend(used.iter().map(|at| vec![Err(*at)]));
    candidates.push(used.iter().map(|at| Err(*at)).collect());
    for candidate in candidates {
        let mut tried = Tried::default();
        for (at, own) in whole.numbers.iter().enumerate() {
            let parts =
                items.iter().filter(|item| candidate.contains(&item.what) && !std::ptr::eq(*item, whole));
            let parts: Vec<Option<Decimal>> =
                parts.map(|item| item.numbers.get(at).copied().flatten()).collect();
            tried.count(*own, &parts);
        }
        if tried.holds() {
            let names = candidate.into_iter().filter(|what| what.as_deref().map_or(true, &has));
            return names
                .map(|what| what.map_or_else(|at| kind(at).to_string(), |key| format!("{key}{again}")))
                .collect();
        }
    }
    Vec::new()
}
