//! The table of one fund (政府性基金, 国有资本经营) against what the tables of all money say of it, in a row or in a column of
//! their totals. Where two of those agree and the fund's own table prints another total, it is the one that is wrong.

use std::collections::BTreeMap;
use std::sync::Arc;

use rust_decimal::Decimal;

use super::{LEAST, Printed, apart, differ, is_total};
use crate::calc::{Book, Cell, Sheet};
use crate::codes::FUNDS;
use crate::model::TableKey;
use crate::rules::verdict::{Finding, RuleHead};
use crate::schema::ColumnKind;

/// Words of tables and rows that hold a part of a fund, or another year's.
const OTHERS: [&str; 7] = ["转移", "三公", "绩效", "结转", "结余", "上年", "明细"];

const WHY: &str = "同一项资金在各表里应当相同";

/// What is wrong with the tables of funds.
pub(super) fn judge(head: &Arc<RuleHead>, book: &Book<'_>, sheets: &[Sheet<'_>]) -> Vec<Finding> {
    if book.format.document.withheld {
        return Vec::new();
    }
    // The first is the general budget, whose table is parted by items.
    FUNDS.into_iter().skip(1).filter_map(|fund| of_fund(head, book, sheets, fund)).collect()
}

fn of_fund(head: &Arc<RuleHead>, book: &Book<'_>, sheets: &[Sheet<'_>], fund: &str) -> Option<Finding> {
    let has_other = |text: &str| OTHERS.iter().any(|word| text.contains(word));
    let (own, others): (Vec<&Sheet<'_>>, Vec<&Sheet<'_>>) =
        sheets.iter().partition(|sheet| sheet.schema.title.contains(fund));
    let mut own = own.into_iter().filter(|sheet| !has_other(&sheet.schema.title));
    let sheet = own.next().filter(|_| own.next().is_none())?;
    let mut totals = sheet.rows().filter(is_total);
    let total = totals.next().filter(|_| totals.next().is_none())?;
    let amounts = |cell: &Cell<'_>| cell.column.kind == ColumnKind::Amount;
    let printed: Vec<Printed<'_>> = total.cells().filter(amounts).filter_map(Printed::of).collect();
    let own = printed.first()?;
    // What each table says of the fund: in rows called so, and where its totals stand below such a header.
    let is_of_all = |sheet: &&&Sheet<'_>| {
        let title = &sheet.schema.title;
        (title.contains("收入") || title.contains("收支") || title.contains("支出")) && !has_other(title)
    };
    let mut said: BTreeMap<Decimal, BTreeMap<TableKey, Printed<'_>>> = BTreeMap::new();
    for sheet in others.iter().filter(is_of_all) {
        for row in sheet.rows() {
            let is_row = row.texts().any(|text| text.contains(fund) && !has_other(text));
            let is_whole = is_total(&row);
            // What was carried over makes the year's money and all money two figures.
            let is_carried = |cell: &Cell<'_>| {
                row.texts()
                    .chain(cell.column.header.iter().map(String::as_str))
                    .any(|text| text.contains("结转"))
            };
            for cell in row.cells().filter(amounts) {
                let is_column = cell.column.header.iter().any(|word| word.contains(fund));
                let Some(of) = Printed::of(cell).filter(|of| !of.value.is_zero()) else { continue };
                if is_column && is_carried(&of.cell) {
                    return None;
                }
                if is_row && !is_column || is_column && is_whole {
                    said.entry(of.value.normalize())
                        .or_default()
                        .entry(sheet.schema.key.clone())
                        .or_insert(of);
                }
            }
        }
    }
    // A part of the fund, or what two of them come to, is right for some of its table's columns.
    let is_said = |value: Decimal| {
        let mut all = said.keys();
        all.any(|one| {
            !differ(book, value, *one)
                || said
                    .keys()
                    .any(|other| one.checked_add(*other).is_some_and(|sum| !differ(book, value, sum)))
        })
    };
    if printed.iter().any(|own| is_said(own.value)) {
        return None;
    }
    let (_, witnesses) = said.iter().find(|(value, tables)| value.abs() >= LEAST && tables.len() > 1)?;
    let other = witnesses.values().next()?;
    let found = apart(head, (own, ""), other, WHY);
    let cells =
        found.cells.iter().cloned().chain(witnesses.values().skip(1).map(|of| of.cell.address())).collect();
    Some(Finding { expected: Some(other.value), cells, ..found })
}
