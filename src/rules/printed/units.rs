//! A table whose unit is another than it says: its figures are those of the other tables, ten thousand times as large or as
//! small, and none of them stands there as it is. And all tables together, where the text has their figures in 万元 and they say 元.
//! Which table and which figures it is asks nobody. The rule is that of `magnitude`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rust_decimal::Decimal;

use super::applies;
use crate::calc::{Book, Cell, Sheet};
use crate::formula::{name_of, name_of_cell};
use crate::model::{Coverage, TableKey};
use crate::money::display;
use crate::narrative::{FigureKind, extract};
use crate::rules::verdict::{Finding, RuleHead};
use crate::schema::ColumnKind;

/// How many digits tell a figure from others, and how many such figures a table.
const DIGITS: u128 = 100;
const FEWEST: usize = 2;

/// Of how many figures of the table one must be there: most economic items stand nowhere else.
const LEAST_SHARE: usize = 8;

/// What no department has to spend in a year, in 元: figures of tables that come to less are in another unit.
const NOBODY: Decimal = Decimal::from_parts(100_000, 0, 0, false, 0);

/// How many figures of the text say that the unit of all tables is wrong.
const ENOUGH: usize = 5;

/// What such a finding is about.
pub(in crate::rules) const ALL_TABLES: &str = "各表";

/// A table's figures, each with a cell that prints it.
type Figures<'a> = BTreeMap<Decimal, Cell<'a>>;

/// What is wrong with the unit of any table that has figures enough; under the rule's `head`.
pub(in crate::rules) fn findings(head: &Arc<RuleHead>, book: &Book<'_>) -> Vec<Finding> {
    if !applies(book) {
        return Vec::new();
    }
    let is_read = |sheet: &Sheet<'_>| sheet.schema.number.is_some() && sheet.coverage() == Coverage::Full;
    let sheets: Vec<(TableKey, Figures<'_>)> = book
        .sheets()
        .filter(is_read)
        .map(|sheet| (sheet.schema.key.clone(), figures(&sheet)))
        .filter(|(_, figures)| figures.len() >= FEWEST)
        .collect();
    let mut wrong: Vec<Wrong> = (0..sheets.len()).filter_map(|at| of_table(head, &sheets, at)).collect();
    // Of two that are held against each other the one is wrong that others speak against as well.
    wrong.sort_by_key(|wrong| (wrong.against.len(), wrong.pairs));
    let (mut told, mut found): (BTreeSet<TableKey>, Vec<Finding>) = (BTreeSet::new(), Vec::new());
    for wrong in wrong.into_iter().rev() {
        let is_for_another = wrong.against.is_subset(&told);
        if let (false, Some(table)) = (is_for_another, wrong.finding.table()) {
            told.insert(table.clone());
            found.push(wrong.finding);
        }
    }
    found.extend(of_text(head, book, &sheets));
    found
}

/// What is wrong with the unit of all tables: nothing of the text stands in them as it is, much of it does without its 万, and
/// taken as they stand they are too small for any department.
fn of_text(head: &Arc<RuleHead>, book: &Book<'_>, sheets: &[(TableKey, Figures<'_>)]) -> Option<Finding> {
    let unit = book.format.unit.in_yuan();
    let mut all = Figures::new();
    for (value, cell) in sheets.iter().flat_map(|(_, figures)| figures) {
        all.entry(*value).or_insert(*cell);
    }
    let largest = all.last_key_value()?.0.checked_mul(unit)?;
    if largest >= NOBODY || book.budget.is_apart() {
        return None;
    }
    let paragraphs = book.budget.narrative.iter().flat_map(|section| &section.paragraphs);
    let amounts = paragraphs.flat_map(|text| extract(text)).filter(|of| {
        of.kind == FigureKind::Amount && of.number.normalize().mantissa().unsigned_abs() >= DIGITS
    });
    let told: BTreeSet<Decimal> = amounts
        .filter_map(|of| of.number.checked_mul(of.in_yuan)?.checked_div(unit))
        .map(|value| value.abs().normalize())
        .collect();
    if told.iter().any(|value| all.contains_key(value)) {
        return None;
    }
    let times = Decimal::from(10_000);
    let scaled: Vec<&Cell<'_>> =
        told.iter().filter_map(|value| all.get(&value.checked_div(times)?.normalize())).collect();
    if scaled.len() < ENOUGH || scaled.len() * LEAST_SHARE < told.len() {
        return None;
    }
    let cell = scaled.into_iter().max_by_key(|cell| cell.printed().map(|value| value.abs()))?;
    let yuan = cell.printed()?.checked_mul(unit)?;
    let message = format!(
        "各表写明的金额单位是元，说明文字里同样的数都写作万元（如{} {} 元，文字写作 {} 万元）；各表的金额单位可能写错了，应当大一级（万元）。",
        name_of_cell(cell),
        display(yuan, 2),
        display(yuan, 2)
    );
    Some(Finding {
        cause: Some("元与万元混淆（相差一万倍）".to_owned()),
        subject: ALL_TABLES.to_owned(),
        cells: vec![cell.address()],
        ..Finding::at(head, cell.address(), message)
    })
}

fn figures<'a>(sheet: &Sheet<'a>) -> Figures<'a> {
    let mut figures = Figures::new();
    let cells = sheet.rows().flat_map(|row| row.cells().collect::<Vec<_>>());
    for cell in cells.filter(|cell| cell.column.kind == ColumnKind::Amount) {
        let told = cell.printed().map(|value| value.abs().normalize());
        if let Some(value) = told.filter(|value| value.mantissa().unsigned_abs() >= DIGITS) {
            figures.entry(value).or_insert(cell);
        }
    }
    figures
}

/// A table whose unit is wrong, with how many of its figures say so and which tables these are held against.
struct Wrong {
    finding: Finding,
    pairs: usize,
    against: BTreeSet<TableKey>,
}

/// What is wrong with the unit of one of the tables.
fn of_table(head: &Arc<RuleHead>, sheets: &[(TableKey, Figures<'_>)], at: usize) -> Option<Wrong> {
    let (_, own) = sheets.get(at)?;
    let others = || sheets.iter().enumerate().filter(|(nth, _)| *nth != at).map(|(_, (_, figures))| figures);
    let elsewhere = |value: Decimal| others().find_map(|figures| figures.get(&value.normalize()));
    if own.keys().any(|value| elsewhere(*value).is_some()) {
        return None;
    }
    let times = Decimal::from(10_000);
    let scaled = |is_small: bool| -> Vec<(&Cell<'_>, &Cell<'_>)> {
        let of = |value: &Decimal| if is_small { value.checked_mul(times) } else { value.checked_div(times) };
        own.iter().filter_map(|(value, cell)| Some((cell, elsewhere(of(value)?)?))).collect()
    };
    let (small, large) = (scaled(true), scaled(false));
    let (pairs, how, instead) = match small.len() >= large.len() {
        true => (small, "一万分之一", "大"),
        false => (large, "一万倍", "小"),
    };
    if pairs.len() < FEWEST || pairs.len() * LEAST_SHARE < own.len() {
        return None;
    }
    // The largest figure tells best.
    let (cell, other) = pairs.iter().max_by_key(|(cell, _)| cell.printed().map(|value| value.abs()))?;
    let show = |cell: &Cell<'_>| {
        let value = cell.printed().unwrap_or_default();
        display(value, value.normalize().scale().max(2))
    };
    let message = format!(
        "{}的数都是其他各表相同项目的{how}（如{} {}，{} {}）；这张表写明的金额单位可能写错了，应当{instead}一级（元、万元）。",
        name_of(&cell.row.sheet),
        name_of_cell(cell),
        show(cell),
        name_of_cell(other),
        show(other)
    );
    let against = pairs.iter().map(|(_, other)| other.address().table).collect();
    let finding = Finding {
        cause: Some("元与万元混淆（相差一万倍）".to_owned()),
        cells: vec![cell.address(), other.address()],
        ..Finding::at(head, cell.address(), message)
    };
    Some(Wrong { finding, pairs: pairs.len(), against })
}
