//! Tables of several rows that have no total, where the others of their document have one: whoever left it out left out what
//! other tables are held against. Which rows are the outermost is read off codes and figures, as for a total that is there.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::rows::Tables;
use super::{LEAST, LEFT_OUT, Lines, MOST_ROWS, Totals, display, name_of_cell, parts};
use crate::calc::{Book, Cell, Sheet};
use crate::formula::name_of;
use crate::model::{CellAddress, Coverage};
use crate::money;
use crate::rules::place::{PlaceOutcome, Places};
use crate::rules::verdict::{Finding, RuleHead};
use crate::schema::{ColumnKind, Layout, Severity};

/// What tables of money are called that have a total.
const MONEY: [&str; 4] = ["收入", "支出", "三公", "采购"];
/// What is told of in a table of either side.
const SIDES: [&str; 2] = ["收入", "支出"];
/// Tables whose rows are no parts of one whole.
const OTHERS: [&str; 8] = ["绩效", "目标", "指标", "资产", "说明", "目录", "清单", "购买"];

/// Words of rows that are no parts of a whole.
const APART: [&str; 4] = ["年", "增减", "其中", "变化"];

/// So many tables must have a total before one is missed in another.
const HABIT: usize = 4;

pub(super) fn head() -> Arc<RuleHead> {
    Arc::new(RuleHead {
        id: "合计行-印数".to_owned(),
        title: "列有多行的表都有合计行".to_owned(),
        basis: "部门预算公开表式的栏目关系".to_owned(),
        severity: Severity::Warning,
        tables: Vec::new(),
    })
}

/// Judges every table of money, where most of its document have a total.
pub(super) fn judge(book: &Book<'_>, tables: &Tables<'_>) -> Option<(Arc<RuleHead>, Places)> {
    let is_asked = |sheet: &Sheet<'_>| {
        let title = &sheet.schema.title;
        let has = |words: &[&str]| words.iter().any(|word| title.contains(word));
        sheet.schema.number.is_some()
            && !sheet.schema.headless
            && sheet.coverage() == Coverage::Full
            && sheet.schema.layout == Layout::Stacked
            && sheet.schema.sections.len() == 1
            && has(&MONEY)
            && !has(&OTHERS)
            // 基本支出情况表 is a table of money, 政府采购情况表 may tell anything.
            && (!title.contains("情况表") || has(&SIDES))
    };
    let sheets: Vec<Sheet<'_>> = book.sheets().filter(|sheet| sheet.schema.number.is_some()).collect();
    let asked: Vec<(&Sheet<'_>, Lines<'_>)> = sheets
        .iter()
        .filter(|sheet| is_asked(sheet))
        .map(|sheet| (sheet, Lines::of(sheet, 0)))
        .filter(|(_, lines)| (2..=MOST_ROWS).contains(&lines.rows.len()))
        .collect();
    let (with, without): (Vec<_>, Vec<_>) = asked.iter().partition(|(_, lines)| !lines.totals.is_empty());
    if with.len() < HABIT || without.len() * 2 > with.len() {
        return None;
    }
    let known = Totals::of(&sheets);
    let (head, mut places) = (head(), Places::all());
    with.iter().for_each(|_| places.add_whole(PlaceOutcome::Passed));
    for (sheet, lines) in without {
        let finding = missing(&head, (sheet, lines), tables, &known);
        places.add_whole(
            finding.map_or(PlaceOutcome::Passed, |finding| PlaceOutcome::Violated(Box::new(finding))),
        );
    }
    Some((head, places))
}

/// The total that a table does not print.
fn missing(
    head: &Arc<RuleHead>,
    (sheet, lines): (&Sheet<'_>, &Lines<'_>),
    tables: &Tables<'_>,
    known: &Totals<'_>,
) -> Option<Finding> {
    let first = lines.rows.first()?;
    let amounts: Vec<usize> = first
        .cells()
        .filter(|cell| cell.column.kind == ColumnKind::Amount)
        .map(|cell| cell.column_index)
        .collect();
    // Where one row is all others together, it stands in the place of a total, unless it is an item itself.
    let classes = classes(sheet, tables);
    let outer = |column: usize| -> Vec<usize> {
        let own = parts::Way::Nested(0, lines.rows.len()).sum(lines, column).map(|sum| sum.rows);
        own.unwrap_or_default()
    };
    let is_class =
        |at: &usize| lines.rows.get(*at).is_some_and(|row| classes.contains(&row.row.key().to_string()));
    let is_filled = |at: usize, column: usize| lines.value(at, column).is_some_and(|value| !value.is_zero());
    let is_whole = |(column, rows): &(usize, Vec<usize>)| {
        let filled = (0..lines.rows.len()).filter(|at| is_filled(*at, *column)).count();
        filled > 1 && matches!(rows.as_slice(), [only] if !is_class(only))
    };
    let filled: Vec<(usize, Vec<usize>)> = amounts
        .into_iter()
        .map(|column| (column, outer(column)))
        .filter(|(_, rows)| !rows.is_empty())
        .collect();
    if filled.iter().any(is_whole) {
        return None;
    }
    let (column, rows) = filled.first()?;
    let cells: Vec<Cell<'_>> = rows.iter().filter_map(|at| lines.rows.get(*at)?.cell(*column)).collect();
    let sum = money::sum(cells.iter().filter_map(Cell::printed)).filter(|sum| sum.abs() >= LEAST)?;
    let cell = cells.first()?;
    let witness = known.elsewhere(sum, cell);
    // Rows of several years, of changes, or of parts come to nothing; a total elsewhere shows that these do.
    let is_apart = |cell: &Cell<'_>| APART.iter().any(|word| cell.row.name().contains(word));
    if witness.is_none() && cells.iter().any(is_apart) {
        return None;
    }
    let said = witness.map_or(String::new(), |other| format!("，{}也是这个数", name_of_cell(other)));
    let message = format!(
        "{}没有合计行，本文件其他各表都有；“{}”栏各行之和为 {}{said}，请补列合计行。",
        name_of(sheet),
        cell.column.title(),
        display(sum, cell.decimals()),
    );
    let addresses: Vec<CellAddress> =
        cells.iter().map(Cell::address).chain(witness.map(Cell::address)).collect();
    Some(Finding {
        severity: if witness.is_some() { Severity::Warning } else { Severity::Hint },
        table: Some(sheet.schema.key.clone()),
        cause: Some(LEFT_OUT.to_owned()),
        cells: addresses,
        ..Finding::new(head, message)
    })
}

/// The rows of a table that are a 类 by their code.
fn classes(sheet: &Sheet<'_>, tables: &Tables<'_>) -> BTreeSet<String> {
    let rows = tables.0.get(&sheet.schema.key).map(|items| items.rows.as_slice()).unwrap_or_default();
    let classes = rows.iter().filter(|called| called.code.as_deref().is_some_and(|code| code.len() == 3));
    classes.map(|called| called.row.row.key().to_string()).collect()
}
