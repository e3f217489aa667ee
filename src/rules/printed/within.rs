//! Rows that say of themselves that they are part of the one above (其中：…): none is more than that. What else a table's
//! rows are to each other is read off its figures elsewhere.

use std::sync::Arc;

use rust_decimal::Decimal;

use super::{Judged, Lines, Printed, apart, by_cell, differ, is_part};
use crate::calc::{Book, SheetRow};
use crate::rules::place::Places;
use crate::rules::verdict::RuleHead;
use crate::schema::{ColumnKind, Severity};

pub(super) fn head() -> Arc<RuleHead> {
    Arc::new(RuleHead {
        id: "其中-印数".to_owned(),
        title: "“其中”各行不大于上面的总数".to_owned(),
        basis: "部门预算公开表式的栏目关系".to_owned(),
        severity: Severity::Error,
        tables: Vec::new(),
    })
}

/// Judges every row of that kind, column by column.
pub(super) fn judge(book: &Book<'_>) -> Option<(Arc<RuleHead>, Places)> {
    by_cell(book, head(), judged)
}

fn judged<'a>(head: &Arc<RuleHead>, book: &Book<'_>, lines: &Lines<'a>) -> Vec<Judged<'a>> {
    let is_part = |at: usize| is_part(lines, at);
    let mut out = Vec::new();
    for at in (1..lines.rows.len()).filter(|at| is_part(*at)) {
        let Some(row) = lines.rows.get(at) else { continue };
        // It may be of any row since the last total: more than each of them it is of none.
        let above: Vec<&SheetRow<'a>> = (0..at)
            .rev()
            .take_while(|above| !lines.totals.contains(above))
            .filter(|above| !is_part(*above))
            .filter_map(|above| lines.rows.get(above))
            .collect();
        for cell in row.cells().filter(|cell| cell.column.kind == ColumnKind::Amount) {
            let Some(own) = Printed::of(cell) else { continue };
            let wholes: Vec<Printed<'a>> =
                above.iter().filter_map(|row| row.cell(cell.column_index).and_then(Printed::of)).collect();
            let Some(nearest) = wholes.first() else { continue };
            let is_more = |of: &Printed<'_>| {
                own.value > of.value && of.value >= Decimal::ZERO && differ(book, own.value, of.value)
            };
            let is_wrong = wholes.iter().all(is_more) && nearest.value > Decimal::ZERO;
            let finding = is_wrong.then(|| apart(head, (&own, ""), nearest, "一部分不应当大于全部"));
            out.push((cell, finding));
        }
    }
    out
}
