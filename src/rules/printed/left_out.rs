//! A row that is left out: a total that another table prints too is right, and what its parts miss is what a row of that
//! table has which this one lacks. Which parts a total has is not known here.

use std::collections::BTreeSet;
use std::sync::Arc;

use rust_decimal::Decimal;

use super::rows::{Items, Tables};
use super::{
    LEAST, LEFT_OUT, Lines, Printed, differ, display, is_total, name_of_cell, parts, telling_decimals,
};
use crate::calc::{Book, Cell, SheetRow};
use crate::codes::{Classification, Scheme};
use crate::formula::name_of;
use crate::model::CellAddress;
use crate::narrative::called::{Called, essence, is_short_for};
use crate::rules::verdict::{Finding, RuleHead};
use crate::schema::{ColumnKind, Layout, Severity};

/// What a table has already: the names of its rows, and their codes.
struct Has {
    names: BTreeSet<String>,
    codes: BTreeSet<String>,
    /// Whether its rows are projects or units, and no items of a classification.
    is_of_others: bool,
}

impl Has {
    fn of(lines: &Lines<'_>, tables: &Tables<'_>) -> Self {
        let key = lines.rows.first().map(|row| &row.sheet.schema.key);
        let items = key.and_then(|key| tables.0.get(key));
        let codes: BTreeSet<String> =
            items.into_iter().flat_map(|items| items.by_code.keys().cloned()).collect();
        let is_stacked = lines.rows.first().is_some_and(|row| row.sheet.schema.layout == Layout::Stacked);
        let is_of_others = is_stacked && codes.is_empty();
        Self { names: lines.rows.iter().flat_map(names).collect(), codes, is_of_others }
    }

    /// Whether it has a row, or none of that kind: by its name, which may say more or less of it (上年结转, 上年结转结余), or by items below that, which may stand
    /// there alone.
    fn has(&self, row: &SheetRow<'_>, classification: &Classification) -> bool {
        let own = names(row);
        let is_like = |name: &String, known: &String| is_short_for(name, known) || is_short_for(known, name);
        let mut classes = own.iter().flat_map(|name| {
            let full = format!("{name}支出");
            let of = |name: &str| -> Vec<String> {
                let codes = classification.named(Scheme::Function, name);
                codes.filter(|code| code.code.len() == CLASS).map(|code| code.code.to_string()).collect()
            };
            [of(name), of(&full)].concat()
        });
        let is_item = || {
            let schemes = [Scheme::Function, Scheme::DepartmentEconomic, Scheme::GovernmentEconomic];
            let mut listed = schemes.iter().flat_map(|scheme| classification.codes(*scheme));
            listed.any(|code| own.contains(&essence(&code.name)))
        };
        own.iter().any(|name| self.names.iter().any(|known| is_like(name, known)))
            || self.is_of_others && is_item()
            || classes.any(|class| self.codes.iter().any(|code| code.starts_with(&class)))
    }
}

/// How many digits the code of a 类 has.
const CLASS: usize = 3;

/// The row that is left out of the parts of a total, of which no way to add them up gives it. `others` print the same total.
pub(super) fn judge<'c, 'a: 'c>(
    head: &Arc<RuleHead>,
    book: &Book<'_>,
    (tables, classification): (&Tables<'_>, &Classification),
    (lines, own): (&Lines<'_>, &Printed<'_>),
    ways: &[parts::Way],
    mut others: impl Iterator<Item = &'c Cell<'a>>,
) -> Option<Finding> {
    let sums: Vec<parts::Sum> = ways.iter().filter_map(|way| way.sum(lines, own.cell.column_index)).collect();
    if sums.is_empty() || sums.iter().any(|sum| !differ(book, own.value, sum.value)) {
        return None;
    }
    let known = Has::of(lines, tables);
    let is_new =
        |row: &SheetRow<'_>| !is_total(row) && !names(row).is_empty() && !known.has(row, classification);
    others.find_map(|witness| sums.iter().find_map(|sum| of_witness(head, own, sum.value, witness, &is_new)))
}

/// The row of a table with the same total that makes up what the parts miss, and is none of the known.
fn of_witness(
    head: &Arc<RuleHead>,
    own: &Printed<'_>,
    sum: Decimal,
    witness: &Cell<'_>,
    is_new: &dyn Fn(&SheetRow<'_>) -> bool,
) -> Option<Finding> {
    let missing = own.value.checked_sub(sum).filter(|missing| *missing >= LEAST && !sum.is_zero())?;
    let other = &witness.row;
    if !are_of_one_side(&own.cell.row, other) {
        return None;
    }
    let rows = other.sheet.rows().filter(|row| row.section_index == other.section_index);
    let mut all = rows.filter_map(|row| {
        let cell = row.cell_by(&witness.column.key).filter(|cell| cell.printed() == Some(missing))?;
        is_new(&row).then_some(cell)
    });
    let left_out = all.next()?;
    // Of two rows with that figure it is not known which is missing, but for an item below one that is.
    let is_below = |of: &Cell<'_>| left_out.row.descendants().any(|row| row.row.key() == of.row.row.key());
    let or: String = all.filter(|of| !is_below(of)).map(|of| format!("（或“{}”）", of.row.name())).collect();
    let cell = &own.cell;
    let decimals = telling_decimals(own.value, sum, cell.decimals());
    let show = |value| display(value, decimals);
    let message = format!(
        "{}列示为 {}，印出的各分项之和为 {}，少 {}；{}{or}正是 {}，这张表里没有这一行。",
        name_of_cell(cell),
        show(own.value),
        show(sum),
        show(missing),
        name_of_cell(&left_out),
        show(missing)
    );
    let cells: Vec<CellAddress> = vec![cell.address(), left_out.address(), witness.address()];
    Some(Finding {
        expected: Some(own.value),
        actual: Some(sum),
        difference: Some(missing),
        cause: Some(LEFT_OUT.to_owned()),
        cells,
        ..Finding::at(head, cell.address(), message)
    })
}

/// A row that is left out and was the only one with a figure in its column: the total prints that, no row does, and the parts of
/// another column miss just as much.
pub(super) fn alone(
    head: &Arc<RuleHead>,
    book: &Book<'_>,
    (lines, row): (&Lines<'_>, &SheetRow<'_>),
    ways: &[parts::Way],
) -> Option<Finding> {
    let cells = || row.cells().filter(|cell| cell.column.kind == ColumnKind::Amount).filter_map(Printed::of);
    let is_lone = |own: &Printed<'_>| {
        own.value >= LEAST && ways.iter().all(|way| way.sum(lines, own.cell.column_index).is_none())
    };
    let missed = |other: &Printed<'_>, by: Decimal| {
        let sums: Vec<Decimal> =
            ways.iter().filter_map(|way| Some(way.sum(lines, other.cell.column_index)?.value)).collect();
        let is_right = sums.iter().any(|sum| !differ(book, other.value, *sum));
        sums.into_iter().find(|sum| !is_right && other.value.checked_sub(*sum) == Some(by))
    };
    let of_column = |own: Printed<'_>| {
        let (sum, other) = cells().find_map(|other| Some((missed(&other, own.value)?, other)))?;
        let decimals = telling_decimals(other.value, sum, own.cell.decimals());
        let message = format!(
            "{}列示为 {}，各行在这一栏都没有数；{}列示为 {}，印出的各行之和为 {}，少的也是 {}：这张表里漏列了一行。",
            name_of_cell(&own.cell),
            display(own.value, decimals),
            name_of_cell(&other.cell),
            display(other.value, decimals),
            display(sum, decimals),
            display(own.value, decimals)
        );
        Some(Finding {
            expected: Some(own.value),
            actual: Some(Decimal::ZERO),
            difference: Some(own.value),
            cause: Some(LEFT_OUT.to_owned()),
            cells: vec![own.cell.address(), other.cell.address()],
            ..Finding::at(head, own.cell.address(), message)
        })
    };
    cells().filter(is_lone).find_map(of_column)
}

/// Whether two totals are of the same side: what income lacks is no item of expenditure, and the other side of a table
/// lists nothing that its own lacks.
fn are_of_one_side(own: &SheetRow<'_>, other: &SheetRow<'_>) -> bool {
    let is_beside = |row: &SheetRow<'_>| row.sheet.schema.layout == Layout::Beside;
    let is_income = |row: &SheetRow<'_>| row.texts().any(|text| text.contains("收入"));
    let is_same_table = own.sheet.schema.key == other.sheet.schema.key;
    !(is_same_table && own.section_index != other.section_index)
        && !(is_beside(own) && is_income(own) && !(is_beside(other) && is_income(other)))
}

/// Items of a table that stand there without the items below them which another table has, though as many others have theirs: a
/// row that is left out below one that goes on saying its figure. What no table parts is a leaf.
pub(super) fn below(head: &Arc<RuleHead>, tables: &Tables<'_>) -> Vec<Finding> {
    let mut out = Vec::new();
    for items in tables.0.values() {
        let heads: Vec<(usize, &str)> = heads(items).collect();
        let is_leaf = |(at, code): &&(usize, &str)| items_below(items, *at, code).is_empty();
        let leaves: Vec<&(usize, &str)> = heads.iter().filter(is_leaf).collect();
        if leaves.len() * 2 > heads.len() {
            continue;
        }
        // Another table has them, or, where all else is parted, this one of another unit.
        let is_only = leaves.len() == 1 && heads.len() > 2;
        out.extend(leaves.into_iter().filter_map(|leaf| unparted(head, tables, (items, *leaf), is_only)));
    }
    out
}

/// An item without those that stand below it elsewhere.
fn unparted(
    head: &Arc<RuleHead>,
    tables: &Tables<'_>,
    (items, (at, code)): (&Items<'_>, (usize, &str)),
    is_only: bool,
) -> Option<Finding> {
    let row = items.rows.get(at)?;
    let found = tables.0.values().find_map(|other| {
        let is_own = std::ptr::eq(other, items);
        if is_own && !is_only {
            return None;
        }
        let (whole, of) = self::heads(other)
            .filter(|(_, own)| *own == code)
            .find(|(own, of)| (!is_own || *own != at) && !items_below(other, *own, of).is_empty())?;
        let same = same_figure(&row.row, &other.rows.get(whole)?.row);
        let first = || row.row.cells().find(|cell| cell.printed().is_some_and(|value| value >= LEAST));
        let cell = if is_own { first() } else { same }?;
        Some((cell, items_below(other, whole, of)))
    });
    let (cell, rows) = found?;
    let named =
        |row: &&Called<'_>| format!("“{}”（{}）", row.row.name(), row.code.as_deref().unwrap_or_default());
    let message = format!(
        "{}“{}”（{code}）下面没有列出{}级科目；{}列有{}，这张表里没有这一行。",
        name_of(&row.row.sheet),
        row.row.name(),
        if code.len() == CLASS { '款' } else { '项' },
        rows.first().map(|row| name_of(&row.row.sheet)).unwrap_or_default(),
        rows.iter().map(named).collect::<String>(),
    );
    let other = rows.iter().filter_map(|row| row.row.cells().find(|cell| cell.printed().is_some()));
    let cells: Vec<CellAddress> =
        std::iter::once(cell.address()).chain(other.map(|cell| cell.address())).collect();
    Some(Finding {
        severity: Severity::Warning,
        cause: Some(LEFT_OUT.to_owned()),
        cells,
        ..Finding::at(head, cell.address(), message)
    })
}

/// Items that a table lacks among those below a row which goes on saying their figure: another table has them below the same
/// row with the same figure, and they are just what the others miss.
pub(super) fn among(head: &Arc<RuleHead>, tables: &Tables<'_>) -> Vec<Finding> {
    let mut out = Vec::new();
    for items in tables.0.values() {
        for (at, code) in heads(items) {
            let (Some(own), mine) = (items.rows.get(at), items_below(items, at, code)) else { continue };
            let mut others = tables.0.values().filter(|other| !std::ptr::eq(*other, items));
            let found = others.find_map(|other| {
                let whole = other.only(other.by_code.get(code))?;
                let (place, _) = self::heads(other).find(|(_, of)| *of == code)?;
                missed((own, &mine), (whole, &items_below(other, place, code)))
            });
            out.extend(found.map(|missed| missed.finding(head, own, code)));
        }
    }
    out
}

/// What the items below a row miss, and the items of another table that are just that.
struct Missed<'a> {
    own: Printed<'a>,
    sum: Decimal,
    missing: Decimal,
    rows: Vec<(String, Cell<'a>)>,
}

fn missed<'a>(
    (own, mine): (&Called<'a>, &[&Called<'a>]),
    (whole, theirs): (&Called<'a>, &[&Called<'a>]),
) -> Option<Missed<'a>> {
    let codes = |rows: &[&Called<'_>]| -> BTreeSet<String> {
        rows.iter().filter_map(|row| row.code.clone()).collect()
    };
    let (known, all) = (codes(mine), codes(theirs));
    let new: Vec<&&Called<'a>> =
        theirs.iter().filter(|row| row.code.as_ref().is_some_and(|code| !known.contains(code))).collect();
    if mine.is_empty() || new.is_empty() || !known.is_subset(&all) || known.len() < mine.len() {
        return None;
    }
    let amounts = |row: &SheetRow<'a>| -> Vec<Printed<'a>> {
        let cells = row.cells().filter(|cell| cell.column.kind == ColumnKind::Amount);
        cells.filter_map(Printed::of).collect()
    };
    let sum = |rows: &[Cell<'_>]| crate::money::sum(rows.iter().filter_map(Cell::printed));
    amounts(&own.row).into_iter().find_map(|own| {
        let column = &own.cell.column.key;
        let cells: Vec<Cell<'a>> = mine.iter().filter_map(|row| row.row.cell_by(column)).collect();
        let printed = sum(&cells)?;
        let missing = own.value.checked_sub(printed).filter(|missing| *missing > Decimal::ZERO)?;
        let rows = amounts(&whole.row).into_iter().filter(|of| of.value == own.value).find_map(|of| {
            let cells: Vec<Cell<'a>> =
                new.iter().filter_map(|row| row.row.cell_by(&of.cell.column.key)).collect();
            (sum(&cells)? == missing).then_some(cells)
        })?;
        let named = |row: &Cell<'a>| {
            let called = new.iter().find(|called| called.row.row.key() == row.row.row.key());
            let code = called.and_then(|called| called.code.as_deref()).unwrap_or_default();
            format!("“{}”（{code}）", row.row.name())
        };
        let rows = rows.into_iter().map(|cell| (named(&cell), cell)).collect();
        Some(Missed { own, sum: printed, missing, rows })
    })
}

impl Missed<'_> {
    fn finding(&self, head: &Arc<RuleHead>, above: &Called<'_>, code: &str) -> Finding {
        let cell = &self.own.cell;
        let decimals = telling_decimals(self.own.value, self.sum, cell.decimals());
        let show = |value| display(value, decimals);
        let names: String = self.rows.iter().map(|(name, _)| name.as_str()).collect();
        let message = format!(
            "{}“{}”（{code}）下面漏列{names}：“{}”列示为 {}，列出的各项之和为 {}，少 {}；{}列有这一行，正是这个数。",
            name_of(&above.row.sheet),
            above.row.name(),
            cell.column.title(),
            show(self.own.value),
            show(self.sum),
            show(self.missing),
            self.rows.first().map(|(_, of)| name_of(&of.row.sheet)).unwrap_or_default(),
        );
        let others = self.rows.iter().map(|(_, of)| of.address());
        Finding {
            expected: Some(self.own.value),
            actual: Some(self.sum),
            difference: Some(self.missing),
            cause: Some(LEFT_OUT.to_owned()),
            cells: std::iter::once(cell.address()).chain(others).collect(),
            ..Finding::at(head, cell.address(), message)
        }
    }
}

/// How many digits the code of an item has that has others right below it which are the last: of a 款 of the functional classification,
/// of a 类 of the economic ones.
fn above_last(code: &str) -> Option<usize> {
    match Scheme::of_expenditure(code)? {
        Scheme::Function => Some(5),
        _ => Some(CLASS),
    }
}

/// The rows of items that have the last ones right below them, by position.
fn heads<'i>(items: &'i Items<'_>) -> impl Iterator<Item = (usize, &'i str)> {
    let coded = items.rows.iter().enumerate().filter_map(|(at, row)| Some((at, row.code.as_deref()?)));
    coded.filter(|(_, code)| above_last(code) == Some(code.len()))
}

/// The rows right behind one that are below it, as their codes say.
fn items_below<'i, 'a>(items: &'i Items<'a>, at: usize, code: &str) -> Vec<&'i Called<'a>> {
    let is_below = |row: &&Called<'_>| {
        row.code.as_deref().is_some_and(|own| own.len() == code.len() + 2 && own.starts_with(code))
    };
    items.rows.iter().skip(at + 1).take_while(is_below).collect()
}

/// The amount of a row that another row prints too.
fn same_figure<'a>(row: &SheetRow<'a>, other: &SheetRow<'_>) -> Option<Cell<'a>> {
    let is_amount = |cell: &Cell<'_>| cell.column.kind == ColumnKind::Amount;
    let values: BTreeSet<Decimal> =
        other.cells().filter(is_amount).filter_map(|cell| cell.printed()).collect();
    row.cells()
        .filter(is_amount)
        .find(|cell| cell.printed().is_some_and(|value| value >= LEAST && values.contains(&value)))
}

/// What a row calls itself.
fn names(row: &SheetRow<'_>) -> BTreeSet<String> {
    row.texts().map(essence).filter(|name| name.chars().count() > 1).collect()
}
