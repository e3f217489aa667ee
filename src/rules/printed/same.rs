//! One item in two tables under columns that are the same: they come to the same total, and nearly all their items agree.
//! Where one does not, no sum tells: two amounts of a table are changed about, or one is moved to another item. Which
//! tables repeat each other differs by place, so that it is asked of the figures alone.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rust_decimal::Decimal;

use super::rows::Tables;
use super::{AGREED, FOR_EACH, LEAST, MOST_ROWS, Printed, apart, differ};
use crate::calc::{Book, Cell};
use crate::model::{CellAddress, ColumnKey, TableKey};
use crate::rules::place::{PlaceOutcome, Places};
use crate::rules::verdict::RuleHead;
use crate::schema::{ColumnKind, ItemCheck, Severity};

const WHY: &str = "两栏的合计和其他各行都相同，这一行也应当相同";

/// In more columns of one total nobody looks for what they repeat.
const MOST_COLUMNS: usize = 24;

pub(super) fn head() -> Arc<RuleHead> {
    Arc::new(RuleHead {
        id: "科目-印数".to_owned(),
        title: "合计相同的两栏，同一科目列示的数一致".to_owned(),
        basis: "部门预算公开表式的表间勾稽关系".to_owned(),
        severity: Severity::Error,
        tables: Vec::new(),
    })
}

/// A column of a table with its items.
struct Repeated<'a> {
    table: TableKey,
    column: ColumnKey,
    by_code: BTreeMap<String, Printed<'a>>,
    by_name: BTreeMap<String, Printed<'a>>,
}

/// What two cells of one item are to each other.
struct Pair<'a> {
    one: Printed<'a>,
    other: Printed<'a>,
    agrees: bool,
}

/// Judges all columns that repeat each other, but for those about which the format has a rule.
pub(super) fn judge(book: &Book<'_>, tables: &Tables<'_>) -> Option<(Arc<RuleHead>, Places)> {
    let mut by_total: BTreeMap<Decimal, Vec<Repeated<'_>>> = BTreeMap::new();
    for (key, items) in tables.0.iter().filter(|(_, items)| items.rows.len() <= MOST_ROWS) {
        let mut seen: BTreeSet<(&ColumnKey, Decimal)> = BTreeSet::new();
        for cell in items.totals().flat_map(|called| called.row.cells()) {
            let Some(total) = cell.printed().filter(|_| cell.column.kind == ColumnKind::Amount) else {
                continue;
            };
            if total.abs() < LEAST || !seen.insert((&cell.column.key, total.normalize())) {
                continue;
            }
            let column = &cell.column.key;
            let printed = |at: &Vec<usize>| {
                let own = items.only(Some(at))?;
                Printed::of_item(own, column)
            };
            let of = |map: &BTreeMap<String, Vec<usize>>| {
                map.iter().filter_map(|(key, rows)| Some((key.clone(), printed(rows)?))).collect()
            };
            by_total.entry(total.normalize()).or_default().push(Repeated {
                table: key.clone(),
                column: column.clone(),
                by_code: of(&items.by_code),
                by_name: of(&items.by_name),
            });
        }
    }
    let mut pairs: Vec<Pair<'_>> = Vec::new();
    for columns in by_total.values().filter(|columns| columns.len() <= MOST_COLUMNS) {
        for (at, one) in columns.iter().enumerate() {
            for other in columns.iter().skip(at + 1) {
                if one.table != other.table && !is_ruled(book, one, other) {
                    pairs.extend(compared(book, one, other));
                }
            }
        }
    }
    let found = wrong(&pairs, tables);
    let (head, mut places) = (head(), Places::all());
    // A cell is looked at once, however many tables repeat it.
    let wrong: BTreeSet<CellAddress> = found.iter().map(|(own, _)| own.cell.address()).collect();
    let agreed = pairs.iter().filter(|pair| pair.agrees).flat_map(|pair| [&pair.one.cell, &pair.other.cell]);
    let passed: BTreeSet<CellAddress> = agreed.map(Cell::address).filter(|at| !wrong.contains(at)).collect();
    for address in passed {
        places.add(PlaceOutcome::Passed, || Some(address));
    }
    for (own, other) in found {
        places.add_whole(PlaceOutcome::Violated(Box::new(apart(&head, (own, ""), other, WHY))));
    }
    (places.count() > 0).then_some((head, places))
}

/// Whether a rule of the format says what two columns are to each other.
fn is_ruled(book: &Book<'_>, one: &Repeated<'_>, other: &Repeated<'_>) -> bool {
    book.format.item_rules.iter().any(|rule| match &rule.check {
        ItemCheck::Within { part, whole, columns } => [(one, other), (other, one)].iter().any(|(own, of)| {
            let is_pair = |(a, b): &(ColumnKey, ColumnKey)| *a == own.column && *b == of.column;
            own.table == *part && of.table == *whole && columns.iter().any(is_pair)
        }),
        ItemCheck::Across { .. } | ItemCheck::Nothing { .. } | ItemCheck::PaidBy { .. } => false,
    })
}

/// The items that two columns have in common, where these repeat each other.
fn compared<'a>(book: &Book<'_>, one: &Repeated<'a>, other: &Repeated<'a>) -> Vec<Pair<'a>> {
    let is_coded = !one.by_code.is_empty() && !other.by_code.is_empty();
    let (mine, theirs) =
        if is_coded { (&one.by_code, &other.by_code) } else { (&one.by_name, &other.by_name) };
    let common = mine.iter().filter_map(|(key, one)| Some((key, one, theirs.get(key)?)));
    let common: Vec<(&String, Pair<'a>)> = common
        .map(|(key, one, other)| {
            let agrees = !differ(book, one.value, other.value);
            (key, Pair { one: one.clone(), other: other.clone(), agrees })
        })
        .collect();
    // What is above other items says nothing of its own: it agrees or differs for their sake.
    let is_above = |key: &String| {
        is_coded && common.iter().any(|(of, _)| of.len() > key.len() && of.starts_with(key.as_str()))
    };
    let above: BTreeSet<String> =
        common.iter().filter(|(key, _)| is_above(key)).map(|(key, _)| (*key).clone()).collect();
    let common: Vec<Pair<'a>> =
        common.into_iter().filter(|(key, _)| !above.contains(*key)).map(|(_, pair)| pair).collect();
    let agreed = common.iter().filter(|pair| pair.agrees && !pair.one.value.is_zero()).count();
    let apart = common.iter().filter(|pair| !pair.agrees).count();
    // Two lists of just the same names, whose money is the same together, are of the same things however few.
    let are_alike = !is_coded && agreed > 0 && mine.len() >= AGREED && mine.keys().eq(theirs.keys());
    if !are_alike && (agreed < AGREED || agreed < apart * FOR_EACH) { Vec::new() } else { common }
}

/// The cells that do not agree, each once, with one that speaks against it: of two that contradict each other the one
/// that stands more alone.
fn wrong<'p, 'a>(pairs: &'p [Pair<'a>], tables: &Tables<'_>) -> Vec<(&'p Printed<'a>, &'p Printed<'a>)> {
    let mut support: BTreeMap<CellAddress, usize> = BTreeMap::new();
    for pair in pairs.iter().filter(|pair| pair.agrees) {
        for cell in [&pair.one.cell, &pair.other.cell] {
            *support.entry(cell.address()).or_default() += 1;
        }
    }
    // What another table prints of the same item, in whatever column, speaks for a figure too.
    let of = |cell: &Cell<'_>| {
        let own = support.get(&cell.address()).copied().unwrap_or_default();
        let printed = cell.printed().filter(|value| !value.is_zero());
        own + printed.map_or(0, |value| tables.elsewhere(cell, value).count())
    };
    let mut told: BTreeSet<CellAddress> = BTreeSet::new();
    let mut out = Vec::new();
    for pair in pairs.iter().filter(|pair| !pair.agrees) {
        let (own, other) = match of(&pair.one.cell) < of(&pair.other.cell) {
            true => (&pair.one, &pair.other),
            false => (&pair.other, &pair.one),
        };
        if told.insert(own.cell.address()) {
            out.push((own, other));
        }
    }
    out
}
