//! The rows of a section that stands beside another: totals by their labels, items by their levels (`levels`), and of what
//! they are the sums, where their own figures bear it out.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use super::super::words::Printed;
use super::levels::{LEVELS, Levels};
use super::sums::Tried;
use super::words::Words;
use crate::codes::FUNDS;
use crate::model::{KindKey, RowKey};
use crate::schema::{Column, ColumnKind, FixedRow, FreeRow, SectionSchema};
use crate::text;

/// A row with what it is.
struct Item<'r> {
    /// The key of a total, or the level.
    what: Result<String, usize>,
    label: &'r str,
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
    let is_label = |column: &Column| column.kind == ColumnKind::Text && !words.is_aside(column);
    // 行次 is no name, and 备注 is none.
    let named = section.columns.iter().rposition(|column| is_label(column) && !words.is_text(column));
    let Some(label) = named.or_else(|| section.columns.iter().rposition(is_label)) else { return };
    let Some(name) = section.columns.get(label).map(|column| column.key.clone()) else { return };
    // The third and further sections give the same expenditure again, by other classifications.
    let again = if nth < 2 { String::new() } else { format!("（{nth}）") };
    let side = words.side(nth);
    let numbers: Vec<usize> = (0..section.columns.len())
        .filter(|at| section.columns.get(*at).is_some_and(|of| of.kind.is_number()))
        .collect();
    // What numbers the rows stands in those of totals as well.
    let numbering = section.columns.iter().position(|column| words.is_text(column));
    let numbering = numbering.filter(|at| *at != label);
    let mut numbered: BTreeMap<String, String> = BTreeMap::new();
    let mut totals: Vec<(String, String)> = Vec::new();
    let mut items: Vec<Item<'_>> = Vec::new();
    for row in rows {
        let Some(text) = row.get(label).filter(|cell| !cell.is_blank()) else { continue };
        let own = words.row(&text.squeezed).filter(|key| !totals.iter().any(|(known, _)| known == key));
        let what = own.map_or(Err(0), |key| Ok(key.to_owned()));
        totals.extend(own.map(|key| (key.to_owned(), text.text.clone())));
        // A workbook may print it as an amount: 6.00.
        let is_whole = |cell: &&&Printed| cell.number.is_some_and(|number| number.fract().is_zero());
        let number = numbering.and_then(|at| row.get(at)).filter(is_whole);
        numbered.extend(own.zip(number).map(|(key, number)| (key.to_owned(), number.text.clone())));
        let numbers = numbers.iter().map(|at| row.get(*at).and_then(|cell| cell.number)).collect();
        items.push(Item { what, label: &text.text, numbers });
    }
    let labels: Vec<Option<&str>> =
        items.iter().map(|item| item.what.is_err().then_some(item.label)).collect();
    let mut levels = Levels::of(&labels);
    let by_numbers = levels.are_by_names().then(|| Levels::by_numbers(&labels));
    level(&mut items, &levels);
    let mut kinds = kinds(&items, &levels, withheld);
    if let Some(by_numbers) = by_numbers.filter(|_| !are_told(&items, &kinds)) {
        levels = by_numbers;
        level(&mut items, &levels);
        kinds = self::kinds(&items, &levels, withheld);
    }
    let key_of = |kind: &Kind| KindKey::from(format!("{side}{}{again}", kind.name(&levels)));
    for kind in &kinds {
        let mut free = FreeRow {
            kind: key_of(kind),
            level: u8::try_from(kind.level).unwrap_or(0),
            key: vec![name.clone()],
            may_repeat: true,
            needs: vec![name.clone()],
            ..FreeRow::default()
        };
        let pattern = kind.pattern(&levels);
        if !pattern.is_empty() {
            free.patterns.insert(name.clone(), pattern);
        }
        if let Some(below) = kind.sums {
            free.sum = kinds.iter().filter(|other| other.level == below).map(key_of).collect();
        }
        section.free.push(free);
    }
    if section.free.is_empty() {
        // Rows that later come in have a place.
        let kind = Kind { level: LEVELS - 1, ..Kind::default() };
        let free = FreeRow {
            kind: key_of(&kind),
            key: vec![name.clone()],
            may_repeat: true,
            needs: vec![name.clone()],
            ..FreeRow::default()
        };
        section.free.push(free);
    }
    for (key, text) in &totals {
        let parts = sum(key, &items, words, withheld);
        let of_level = |level: usize| kinds.iter().filter(move |kind| kind.level == level).map(key_of);
        let parts = parts.into_iter().flat_map(|part| match part {
            Ok(key) => vec![format!("{key}{again}")],
            Err(level) => of_level(level).map(|kind| kind.to_string()).collect(),
        });
        let number = numbering.and_then(|at| section.columns.get(at)).zip(numbered.get(key));
        let number = number.map(|(column, number)| (column.key.clone(), number.clone()));
        section.after.push(FixedRow {
            key: RowKey::from(format!("{key}{again}")),
            kind: KindKey::from(format!("{key}{again}")),
            cells: [(name.clone(), text.clone())].into_iter().chain(number).collect(),
            sum: parts.collect(),
            ..FixedRow::default()
        });
    }
}

/// A kind of items: those of a level, or, where some of them are the sums of others, these and the rest apart.
#[derive(Default)]
struct Kind {
    level: usize,
    /// The level below whose sum they are.
    sums: Option<usize>,
    /// The labels of those that are sums, where others of their level are none.
    only: BTreeSet<String>,
    /// Whether they are the rest.
    is_rest: bool,
}

impl Kind {
    fn name(&self, levels: &Levels) -> String {
        let name = levels.name(self.level);
        if self.is_rest { format!("{name}（没有下级）") } else { name.to_owned() }
    }

    /// The expression for the labels of its rows; empty for all that no other kind has.
    fn pattern(&self, levels: &Levels) -> String {
        if self.only.is_empty() {
            return levels.pattern(self.level).to_owned();
        }
        let labels: Vec<String> = self.only.iter().map(|label| regex::escape(label)).collect();
        format!("^(?:{})$", labels.join("|"))
    }
}

/// The kinds of items, outermost first, those before others that are told more narrowly.
fn kinds(items: &[Item<'_>], levels: &Levels, withheld: bool) -> Vec<Kind> {
    let labels = |level: usize| {
        let own = items.iter().filter(move |item| item.what == Err(level));
        own.map(|item| item.label.to_owned()).collect::<BTreeSet<String>>()
    };
    let used: Vec<usize> = (0..LEVELS).filter(|level| !labels(*level).is_empty()).collect();
    let mut kinds = Vec::new();
    for (at, level) in used.iter().enumerate() {
        let below = used.get(at + 1).copied();
        let sums = below.filter(|below| {
            let (held, tried, short) = sums_up(items, *level, *below);
            let missed = tried - held;
            let nearly = held >= 3 && missed == 1 || levels.are_by_names() && held * 10 >= tried * 7;
            // 其中 are some of the parts.
            let are_some = items.iter().any(|item| item.what == Err(*below) && item.label.contains("其中"));
            let is_borne_out = held > 0 && (missed == 0 || nearly && !withheld && !are_some);
            let are_all = short == 0 || are_all_funds(items, *level, *below);
            let is_numbered = missed == 1 && are_all && are_in_order(items, *level, *below);
            is_borne_out || is_numbered && !withheld && !are_some
        });
        let parents: BTreeSet<String> =
            below_of(items, *level).map(|(item, _)| item.label.to_owned()).collect();
        let leaves: BTreeSet<String> = items
            .iter()
            .enumerate()
            .filter(|(at, item)| item.what == Err(*level) && !has_below(items, *at, *level))
            .map(|(_, item)| item.label.to_owned())
            .collect();
        let told = |only: BTreeSet<String>| {
            if levels.are_by_names() && at + 1 < used.len() { only } else { BTreeSet::new() }
        };
        match sums {
            // A row that has no rows below it is no sum of them.
            Some(below) if parents.is_disjoint(&leaves) && !leaves.is_empty() => {
                kinds.push(Kind { level: *level, sums: Some(below), only: parents, is_rest: false });
                kinds.push(Kind { level: *level, only: told(leaves), is_rest: true, sums: None });
            }
            Some(below) if leaves.is_empty() => {
                kinds.push(Kind { level: *level, sums: Some(below), only: told(parents), is_rest: false });
            }
            _ => kinds.push(Kind { level: *level, only: told(labels(*level)), is_rest: false, sums: None }),
        }
    }
    kinds
}

/// Puts items on their levels.
fn level(items: &mut [Item<'_>], levels: &Levels) {
    for (item, level) in items.iter_mut().zip(&levels.of) {
        if item.what.is_err() {
            item.what = Err(level.unwrap_or(0));
        }
    }
}

/// Whether each item is of the kind that the reader will take it for, who sees no more than labels: of kinds that have
/// the label the outermost, and below a row that is called the same a deeper one.
fn are_told(items: &[Item<'_>], kinds: &[Kind]) -> bool {
    let fits = |kind: &Kind, label: &str| kind.only.is_empty() || kind.only.contains(label);
    let mut above: Option<(&str, usize)> = None;
    items.iter().all(|item| {
        let Err(level) = item.what else {
            above = None;
            return true;
        };
        let narrow = kinds.iter().find(|kind| !kind.only.is_empty() && kind.only.contains(item.label));
        let taken = narrow.or(kinds.iter().find(|kind| kind.only.is_empty()));
        let repeats = taken.filter(|taken| above == Some((item.label, taken.level)));
        let deeper = repeats
            .and_then(|taken| kinds.iter().find(|kind| kind.level > taken.level && fits(kind, item.label)));
        let taken = deeper.or(taken).map(|kind| kind.level);
        above = Some((item.label, level));
        taken == Some(level)
    })
}

/// Whether rows that stand deeper follow a row.
fn has_below(items: &[Item<'_>], at: usize, level: usize) -> bool {
    items.get(at + 1).is_some_and(|next| matches!(next.what, Err(deeper) if deeper > level))
}

/// The rows of a level that have rows below them, with these.
fn below_of<'i, 'r>(
    items: &'i [Item<'r>],
    level: usize,
) -> impl Iterator<Item = (&'i Item<'r>, Vec<&'i Item<'r>>)> {
    let own = items.iter().enumerate().filter(move |(_, item)| item.what == Err(level));
    own.filter_map(move |(at, item)| {
        let next = items.iter().skip(at + 1);
        let below: Vec<&Item<'r>> =
            next.take_while(|next| matches!(next.what, Err(deeper) if deeper > level)).collect();
        (!below.is_empty()).then_some((item, below))
    })
}

/// How many rows of a level are the sums of those of the next level below them, of how many that have any, and how many
/// have nothing or more than those: not all need be printed.
fn sums_up(items: &[Item<'_>], level: usize, below: usize) -> (usize, usize, usize) {
    let (mut held, mut tried, mut short) = (0, 0, 0);
    for (whole, rows) in below_of(items, level) {
        let parts: Vec<&&Item<'_>> = rows.iter().filter(|row| row.what == Err(below)).collect();
        let mut own = Tried::default();
        for (column, whole) in whole.numbers.iter().enumerate() {
            let parts: Vec<_> =
                parts.iter().map(|part| part.numbers.get(column).copied().flatten()).collect();
            own.count(*whole, &parts);
        }
        tried += usize::from(own.tried > 0);
        held += usize::from(own.tried > 0 && own.held == own.tried);
        short += usize::from(own.short > 0);
    }
    (held, tried, short)
}

/// What a total is the sum of, by key or by level: the first that its figures bear out.
fn sum(key: &str, items: &[Item<'_>], words: &Words, withheld: bool) -> Vec<Result<String, usize>> {
    let Some(whole) = items.iter().find(|item| item.what.as_deref() == Ok(key)) else { return Vec::new() };
    let has = |key: &str| items.iter().any(|item| item.what.as_deref() == Ok(key));
    let used: Vec<usize> =
        (0..LEVELS).filter(|level| items.iter().any(|item| item.what == Err(*level))).collect();
    let mut candidates: Vec<Vec<Result<String, usize>>> = Vec::new();
    let supposed = words.sum_of(key);
    if supposed.first().is_some_and(|first| has(first)) {
        candidates.push(supposed.iter().cloned().map(Ok).collect());
    }
    candidates.extend(used.iter().map(|level| vec![Err(*level)]));
    candidates.push(used.iter().map(|level| Err(*level)).collect());
    let labelled = if withheld { Vec::new() } else { by_labels(whole, items, supposed) };
    for candidate in candidates {
        // The parts of items come to a total by themselves where only the item above them is wrong.
        let is_deeper = |what: &Result<String, usize>| matches!(what, Err(level) if *level > 0);
        if labelled == [Err(0)] && candidate.iter().all(is_deeper) {
            continue;
        }
        let mut tried = Tried::default();
        for (at, own) in whole.numbers.iter().enumerate() {
            let parts =
                items.iter().filter(|item| candidate.contains(&item.what) && !std::ptr::eq(*item, whole));
            let parts: Vec<Option<Decimal>> =
                parts.map(|item| item.numbers.get(at).copied().flatten()).collect();
            tried.count(*own, &parts);
        }
        if tried.bears_out(withheld) {
            return candidate.into_iter().filter(|what| what.as_deref().map_or(true, &has)).collect();
        }
    }
    labelled
}

/// Whether the rows below each row of a level are all funds, each once.
fn are_all_funds(items: &[Item<'_>], level: usize, below: usize) -> bool {
    below_of(items, level).all(|(_, rows)| {
        let own: Vec<&str> = rows.iter().filter(|row| row.what == Err(below)).map(|row| row.label).collect();
        own.len() >= FUNDS.len()
            && FUNDS.iter().all(|fund| own.iter().filter(|label| label.contains(fund)).count() == 1)
    })
}

/// Whether the rows below each row of a level are numbered without a gap.
fn are_in_order(items: &[Item<'_>], level: usize, below: usize) -> bool {
    below_of(items, level).all(|(_, rows)| {
        let own = rows.iter().filter(|row| row.what == Err(below));
        own.clone().count() > 1 && own.enumerate().all(|(nth, row)| numeral(row.label) == Some(nth + 1))
    })
}

/// What a total is the sum of by its labels, where one of its figures is wrong: this year's total and what is carried over,
/// with nothing else between; or items that are numbered without a gap.
fn by_labels(whole: &Item<'_>, items: &[Item<'_>], supposed: &[String]) -> Vec<Result<String, usize>> {
    let is_filled = |item: &&Item<'_>| item.numbers.iter().flatten().any(|number| !number.is_zero());
    let Some(end) = items.iter().position(|item| std::ptr::eq(item, whole)) else { return Vec::new() };
    let before = items.get(..end).unwrap_or_default();
    if let Some(first) =
        before.iter().position(|item| item.what.as_ref().ok() == supposed.first() && item.what.is_ok())
    {
        let between = before.get(first..).unwrap_or_default();
        let parts: Vec<&Item<'_>> = between.iter().filter(is_filled).collect();
        let is_part = |item: &&Item<'_>| item.what.as_ref().is_ok_and(|key| supposed.contains(key));
        // What is carried over may be printed and not counted: in some column the total is this year's alone.
        let is_alone = between.first().is_some_and(|first| {
            (0..whole.numbers.len()).any(|at| {
                let of = |item: &Item<'_>| item.numbers.get(at).copied().flatten().unwrap_or_default();
                of(first) == of(whole) && parts.iter().skip(1).any(|part| !of(part).is_zero())
            })
        });
        return match parts.iter().all(is_part) && !is_alone {
            true => between.iter().filter(|item| is_part(item)).map(|item| item.what.clone()).collect(),
            false => Vec::new(),
        };
    }
    let numbered = before.iter().filter(|item| item.what == Err(0));
    let behind = items.iter().skip(end).filter(|item| item.what == Err(0)).filter(is_filled);
    let are_in_order = numbered.clone().enumerate().all(|(nth, item)| numeral(item.label) == Some(nth + 1));
    // An item without a figure stands for those below it.
    let has_own = |(at, item): (usize, &Item<'_>)| {
        let mut below =
            before.iter().skip(at + 1).take_while(|next| matches!(next.what, Err(level) if level > 0));
        is_filled(&item) || !below.any(|item| is_filled(&item))
    };
    let have_own = before.iter().enumerate().filter(|(_, item)| item.what == Err(0)).all(has_own);
    let is_whole = numbered.clone().count() > 1 && are_in_order && have_own && behind.count() == 0;
    let is_first = before.iter().all(|item| item.what.is_err());
    if is_whole && is_first && numbered.clone().any(|item| is_filled(&item)) {
        vec![Err(0)]
    } else {
        Vec::new()
    }
}

/// The number before a label: 十二、, （十二）, 12. are 12.
pub(super) fn numeral(label: &str) -> Option<usize> {
    let label = label.trim_start();
    let (numeral, _) = match label.strip_prefix(['（', '(']) {
        Some(inner) => inner.split_once(['）', ')'])?,
        None => label.split_once(['、', '.', '．'])?,
    };
    text::numeral(numeral.trim()).and_then(|number| usize::try_from(number).ok())
}

#[cfg(test)]
mod tests {
    use super::numeral;

    #[test]
    fn a_label_is_numbered_by_numerals_alone() {
        for (label, number) in [
            ("一、财政拨款", Some(1)),
            ("（十二）其他支出", Some(12)),
            ("二十、债务付息支出", Some(20)),
            ("3.国有资本经营", Some(3)),
            ("(10)其他支出", Some(10)),
            ("一般公共预算（本级）", None),
            ("三公经费、会议费", None),
            ("、其他", None),
            ("其中：一般公共预算", None),
        ] {
            assert_eq!(numeral(label), number, "{label}");
        }
    }
}
