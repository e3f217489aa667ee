//! A row that is left out: a total that another table prints too is right, and what its parts miss is what a row of that
//! table has which this one lacks. Which parts a total has is not known here.

use std::collections::BTreeSet;
use std::sync::Arc;

use rust_decimal::Decimal;

use super::{LEAST, Lines, Printed, differ, display, is_total, name_of_cell, parts, telling_decimals};
use crate::calc::{Book, Cell, SheetRow};
use crate::model::CellAddress;
use crate::narrative::called::essence;
use crate::rules::verdict::{Finding, RuleHead};

/// The row that is left out of the parts of a total, of which no way to add them up gives it. `others` print the same total.
pub(super) fn judge<'c, 'a: 'c>(
    head: &Arc<RuleHead>,
    book: &Book<'_>,
    (lines, own): (&Lines<'_>, &Printed<'_>),
    ways: &[parts::Way],
    mut others: impl Iterator<Item = &'c Cell<'a>>,
) -> Option<Finding> {
    let sums: Vec<parts::Sum> = ways.iter().filter_map(|way| way.sum(lines, own.cell.column_index)).collect();
    if sums.is_empty() || sums.iter().any(|sum| !differ(book, own.value, sum.value)) {
        return None;
    }
    let known: BTreeSet<String> = lines.rows.iter().flat_map(names).collect();
    others.find_map(|witness| sums.iter().find_map(|sum| of_witness(head, own, sum.value, witness, &known)))
}

/// The row of a table with the same total that makes up what the parts miss, and is none of the known.
fn of_witness(
    head: &Arc<RuleHead>,
    own: &Printed<'_>,
    sum: Decimal,
    witness: &Cell<'_>,
    known: &BTreeSet<String>,
) -> Option<Finding> {
    let missing = own.value.checked_sub(sum).filter(|missing| *missing >= LEAST && !sum.is_zero())?;
    let other = &witness.row;
    let mut rows = other.sheet.rows().filter(|row| row.section_index == other.section_index);
    let left_out = rows.find_map(|row| {
        let names = names(&row);
        let is_new = !is_total(&row) && !names.is_empty() && names.is_disjoint(known);
        let cell = row.cell_by(&witness.column.key).filter(|_| is_new)?;
        (cell.printed() == Some(missing)).then_some(cell)
    })?;
    let cell = &own.cell;
    let decimals = telling_decimals(own.value, sum, cell.decimals());
    let show = |value| display(value, decimals);
    let message = format!(
        "{}列示为 {}，印出的各分项之和为 {}，少 {}；{}正是 {}，这张表里没有这一行。",
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
        cause: Some("漏列了一行".to_owned()),
        cells,
        ..Finding::at(head, cell.address(), message)
    })
}

/// What a row calls itself.
fn names(row: &SheetRow<'_>) -> BTreeSet<String> {
    let texts = row.cells().filter(|cell| !cell.column.kind.is_number());
    let names = texts.map(|cell| essence(row.text(&cell.column.key)));
    names.filter(|name| name.chars().count() > 1).collect()
}
