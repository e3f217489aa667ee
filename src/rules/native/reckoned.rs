//! Amounts of lines against their formulas (测算公式).

use super::Native;
use crate::calc::{Book, SheetRow};
use crate::formula::name_of_cell;
use crate::money;
use crate::rules::place::{PlaceOutcome, Places};
use crate::rules::verdict::Finding;
use crate::schema::StandardList;
use crate::standards::{is_formula, quoted, reckon, vanishes};

/// Whether the amount of a line is what its formula gives; nothing for a line without one.
pub(super) fn amount(
    rule: &Native,
    book: &Book<'_>,
    row: &SheetRow<'_>,
    list: &StandardList,
    places: &mut Places,
) {
    let formula = row.text(&list.formula).trim();
    let Some(cell) = row.cell_by(&list.amount).filter(|_| !formula.is_empty()) else {
        return;
    };
    let mut end = |outcome| places.add(outcome, || Some(cell.address()));
    if !is_formula(formula) {
        let why =
            format!("{}：测算公式“{}”不以 = 开头，当作文字，没有核对", name_of_cell(&cell), quoted(formula));
        return end(PlaceOutcome::NotChecked(why));
    }
    let now = match reckon(book.budget, book.format, row.row, formula) {
        Ok(now) => now,
        Err(error) if error.is_open => {
            return end(PlaceOutcome::NotChecked(format!("{}：{error}", name_of_cell(&cell))));
        }
        Err(error) => {
            let message = format!("{}：{} 算不出：{error}。", name_of_cell(&cell), quoted(formula));
            let finding = Finding { subject: formula.to_owned(), ..rule.at_cell(&cell, message) };
            return end(PlaceOutcome::Violated(Box::new(finding)));
        }
    };
    let actual = cell.number().unwrap_or_default();
    if actual == now.amount {
        return end(PlaceOutcome::Passed);
    }
    // What it gives is not offered for the amount: the table would print it as zero.
    if let Some(why) = vanishes(book.format, now.amount) {
        let message = format!("{}：{} 不能用：{why}。", name_of_cell(&cell), quoted(formula));
        let finding = Finding { subject: formula.to_owned(), ..rule.at_cell(&cell, message) };
        return end(PlaceOutcome::Violated(Box::new(finding)));
    }
    let full = |amount| money::in_full(amount, book.format.decimals);
    let words = if now.names.is_empty() { String::new() } else { format!("（{}）", now.words()) };
    let message = format!(
        "{}：测算公式的结果与金额不同，{}{words}得 {}，金额是 {}。",
        name_of_cell(&cell),
        quoted(formula),
        full(now.amount),
        full(actual)
    );
    let finding = Finding {
        expected: Some(now.amount),
        actual: Some(actual),
        difference: actual.checked_sub(now.amount),
        ..rule.at_cell(&cell, message)
    };
    let finding = finding.with_cells(now.names.into_iter().map(|named| named.at));
    end(PlaceOutcome::Violated(Box::new(finding)))
}
