//! What the rules on printed tables say of two figures that differ, in words. Which figures are held against each other is not
//! known here.

use std::sync::Arc;

use rust_decimal::Decimal;

use super::parts::Sum;
use super::{Lines, Printed};
use crate::calc::Cell;
use crate::formula::name_of_cell;
use crate::model::CellAddress;
use crate::money::telling_decimals;
use crate::rules::cause;
use crate::rules::shown::Shown;
use crate::rules::verdict::{Finding, RuleHead};

/// The same, of parts that stand in some rows.
pub(super) fn finding(
    head: &Arc<RuleHead>,
    lines: &Lines<'_>,
    own: &Printed<'_>,
    sum: &Sum,
    witness: Option<&Cell<'_>>,
) -> Finding {
    let parts: Vec<Cell<'_>> =
        sum.rows.iter().filter_map(|at| lines.rows.get(*at)?.cell(own.cell.column_index)).collect();
    finding_of(head, own, sum.value, &parts, witness)
}

/// A total that its printed parts do not give.
pub(super) fn finding_of(
    head: &Arc<RuleHead>,
    own: &Printed<'_>,
    sum: Decimal,
    parts: &[Cell<'_>],
    witness: Option<&Cell<'_>>,
) -> Finding {
    let cell = &own.cell;
    let decimals = telling_decimals(own.value, sum, cell.decimals());
    let shown = Shown::of(cell, own.value, sum);
    let show = |value| shown.say(value);
    let difference = own.value.saturating_sub(sum);
    let filled = |part: &&Cell<'_>| part.printed().is_some_and(|value| !value.is_zero());
    let parts: Vec<Cell<'_>> = parts.iter().filter(filled).cloned().collect();
    let other = witness.map(|other| format!("{}也是 {}。", name_of_cell(other), show(sum)));
    let message = format!(
        "{}列示为 {}，印出的各分项之和为 {}，相差 {}。{}",
        name_of_cell(cell),
        show(own.value),
        show(sum),
        show(difference),
        other.unwrap_or_default()
    );
    let mut cells: Vec<CellAddress> = vec![cell.address()];
    cells.extend(parts.iter().map(Cell::address));
    cells.extend(witness.map(Cell::address));
    Finding {
        expected: Some(sum),
        actual: Some(own.value),
        difference: Some(difference),
        cause: cause::likely(own.value, sum, (&[], &parts), decimals),
        cells,
        ..Finding::at(head, cell.address(), message)
    }
}

/// Two figures of one thing that differ; `of` follows the name of the first, `why` says why they should not.
pub(super) fn apart(
    head: &Arc<RuleHead>,
    (own, of): (&Printed<'_>, &str),
    other: &Printed<'_>,
    why: &str,
) -> Finding {
    let decimals = telling_decimals(own.value, other.value, own.cell.decimals());
    let shown = Shown::of(&own.cell, own.value, other.value);
    let show = |value| shown.say(value);
    let difference = own.value.checked_sub(other.value);
    let message = format!(
        "{}{of}列示为 {}，{}列示为 {}，相差 {}；{why}。",
        name_of_cell(&own.cell),
        show(own.value),
        name_of_cell(&other.cell),
        show(other.value),
        show(difference.unwrap_or_default()),
    );
    Finding {
        actual: Some(own.value),
        difference,
        cause: cause::likely(own.value, other.value, (&[], &[]), decimals)
            .filter(|cause| cause.starts_with("元与万元")),
        cells: vec![own.cell.address(), other.cell.address()],
        ..Finding::at(head, own.cell.address(), message)
    }
}
