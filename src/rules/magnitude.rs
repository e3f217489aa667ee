//! Amounts of one table that are ten thousand times those of another: 元 taken for 万元. Which figures must agree,
//! or may not exceed each other, the format's own rules say; a difference of that size is no figure mistyped.
//!
//! Looks at single figures between published tables only, and knows none of them by name.

use std::sync::Arc;

use rust_decimal::Decimal;

use super::place::{PlaceOutcome, Places};
use super::verdict::{Finding, RuleHead};
use crate::calc::Book;
use crate::formula::{Quantities, Quantity, name_of};
use crate::money::display;
use crate::schema::{Format, RuleText, Severity};

const ID: &str = "数量级";
const TITLE: &str = "各表的金额单位一致";
const BASIS: &str = "同一笔钱在各张表里的金额单位应当一致（元、万元不得混用）";

/// Pairs of figures that are of the same size.
#[derive(Clone, Debug, Default)]
pub(super) struct Pairs(Vec<(Quantities, Quantities)>);

impl Pairs {
    /// Those that the rules of a format compare.
    pub fn compile(format: &Format) -> Self {
        Self(
            format
                .rules
                .iter()
                .filter(|rule| rule.each.is_none())
                .flat_map(|rule| of_rule(rule, format))
                .collect(),
        )
    }

    /// What contradicts, once for each two tables.
    pub fn findings(&self, book: &Book<'_>) -> Vec<Finding> {
        let mut findings: Vec<Finding> = Vec::new();
        let known = |side: &Quantities| side.evaluate(book, None).ok()?.into_iter().next();
        for (one, other) in self.0.iter().filter_map(|(one, other)| known(one).zip(known(other))) {
            let Some(finding) = compared(book, &one, &other) else { continue };
            if !findings.iter().any(|known| known.subject == finding.subject) {
                findings.push(finding);
            }
        }
        findings
    }
}

/// The two sides of each comparison, column by column.
fn of_rule(rule: &RuleText, format: &Format) -> Vec<(Quantities, Quantities)> {
    let sign = ["<=", ">=", "="].into_iter().find(|sign| rule.check.matches(sign).count() == 1);
    let Some((one, other)) = sign.and_then(|sign| rule.check.split_once(sign)) else {
        return Vec::new();
    };
    let compile = |side: &str| Quantities::compile(&[side.trim().to_owned()], format, None).ok();
    if rule.columns.is_empty() {
        return compile(one).zip(compile(other)).into_iter().collect();
    }
    let of = |side: &str, column: &str| compile(&side.replace("本列", column));
    rule.columns
        .iter()
        .filter_map(|column| of(one, column.as_str()).zip(of(other, column.as_str())))
        .collect()
}

/// What is wrong with two figures, where one is ten thousand times the other.
fn compared(book: &Book<'_>, one: &Quantity, other: &Quantity) -> Option<Finding> {
    let (large, small) = if one.value.abs() < other.value.abs() { (other, one) } else { (one, other) };
    if small.value.is_zero() {
        return None;
    }
    let ratio = large.value.checked_div(small.value)?;
    if ratio < Decimal::from(9_900) || ratio > Decimal::from(10_100) {
        return None;
    }
    let named = |side: &Quantity| match side.cells.as_slice() {
        [address] => {
            let cell = book.cell(address)?;
            let sheet = book.sheet(&address.table)?;
            sheet.schema.number?;
            let amount = display(side.value, book.format.unit.exact_decimals().min(6));
            Some(format!("{}“{} {}” {amount}", name_of(&sheet), cell.row.name(), cell.column.key))
        }
        _ => None,
    };
    let (of_large, of_small) = (named(large)?, named(small)?);
    let (first, second) = (large.cells.first()?, small.cells.first()?);
    if first.table == second.table {
        return None;
    }
    let message = format!(
        "{of_large}，是{of_small} 的一万倍上下，可能有一张表的金额单位元、万元弄混了；请对照原文核对金额单位。"
    );
    Some(Finding {
        address: Some(second.clone()),
        subject: format!("{} {}", first.table, second.table),
        table: Some(second.table.clone()),
        expected: Some(large.value),
        actual: Some(small.value),
        cells: [large.cells.as_slice(), small.cells.as_slice()].concat(),
        ..Finding::new(&head(), message)
    })
}

fn head() -> Arc<RuleHead> {
    Arc::new(RuleHead {
        id: ID.to_owned(),
        title: TITLE.to_owned(),
        basis: BASIS.to_owned(),
        severity: Severity::Warning,
        tables: Vec::new(),
    })
}

/// Brings up what contradicts. There is no rule where nothing does.
pub(super) fn judged(findings: &[Finding]) -> Option<(Arc<RuleHead>, Places)> {
    let head = Arc::clone(&findings.first()?.rule);
    let mut places = Places::all();
    for finding in findings {
        places.add_whole(PlaceOutcome::Violated(Box::new(finding.clone())));
    }
    Some((head, places))
}
