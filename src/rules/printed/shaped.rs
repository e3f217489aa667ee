//! Totals and heads held against what the shape of their table says are their parts (`shape`), also where no column happens
//! to agree: a row that is wrong in all its columns is a part all the same. And rows that stand below one which is missing.

use std::collections::BTreeSet;
use std::sync::Arc;

use rust_decimal::Decimal;

use super::shape::{self, Node, Orphans, Shape};
use super::{LEFT_OUT, Lines, Printed, apart, display, finding_of, parts};
use crate::calc::{Book, Cell};
use crate::codes::{Classification, Scheme};
use crate::formula::name_of;
use crate::model::{CellAddress, RowKey};
use crate::money;
use crate::rules::rounding::{Judgement, judge as within};
use crate::rules::verdict::{Finding, RuleHead};
use crate::schema::{ColumnKind, Layout, Severity};

/// A head's figure in a column that is not what its parts come to.
struct Miss<'a> {
    own: Printed<'a>,
    sum: Decimal,
    parts: Vec<Cell<'a>>,
}

/// What is wrong in a section; `told` are findings that say it already.
pub(super) fn judge(
    head: &Arc<RuleHead>,
    book: &Book<'_>,
    lines: &Lines<'_>,
    told: &[Finding],
    classification: &Classification,
) -> Vec<Finding> {
    let is_form = |sheet: &crate::schema::TableSchema| sheet.headless;
    let Some(first) = lines.rows.first().filter(|row| !is_form(row.sheet.schema)) else { return Vec::new() };
    if book.format.document.withheld {
        return Vec::new();
    }
    let is_beside = first.sheet.schema.layout == Layout::Beside || first.sheet.schema.sections.len() > 1;
    let shape = shape::of(lines, is_beside, classification);
    let told: BTreeSet<&RowKey> =
        told.iter().filter_map(|finding| Some(&finding.address.as_ref()?.row)).collect();
    let mut out: Vec<Finding> = shape
        .orphans
        .iter()
        .filter_map(|orphans| missing(head, lines, (&shape, orphans), classification))
        .collect();
    let held: Vec<(&Node, Vec<Miss<'_>>, bool)> = shape
        .nodes
        .iter()
        .map(|node| {
            let (misses, is_shown) = misses(book, lines, &shape, node);
            (node, misses, is_shown)
        })
        .collect();
    // Where most heads are something else than their rows, that is the manner of the table.
    let wrong = held.iter().filter(|(_, misses, _)| !misses.is_empty()).count();
    let right = held.iter().filter(|(_, misses, is_shown)| misses.is_empty() && *is_shown).count();
    if wrong > 2 && wrong > right {
        return out;
    }
    for (node, misses, _) in held {
        let Some(row) = lines.rows.get(node.head) else { continue };
        if !told.contains(row.row.key()) {
            out.extend(match node.is_open {
                true => more(head, misses),
                false => of_node(head, misses),
            });
        }
    }
    out
}

/// The columns in which a head is not what its parts come to, and whether it is in any; columns that the rule of the table
/// holds are left to it.
fn misses<'a>(book: &Book<'_>, lines: &Lines<'a>, shape: &Shape, node: &Node) -> (Vec<Miss<'a>>, bool) {
    let Some(row) = lines.rows.get(node.head) else { return (Vec::new(), false) };
    let ways = if lines.totals.contains(&node.head) { parts::ways(lines, node.head) } else { Vec::new() };
    // Rows below one that is missing are what is missing.
    let is_adopted = shape.orphans.iter().flat_map(|orphans| &orphans.rows).any(|at| node.parts.contains(at));
    let (mut out, mut is_shown) = (Vec::new(), false);
    // Behind the amounts may stand other items with theirs.
    let amounts = |cell: &Cell<'_>| cell.column.kind == ColumnKind::Amount;
    let own =
        row.cells().skip_while(|cell| !amounts(cell)).take_while(|cell| cell.column.kind != ColumnKind::Code);
    for cell in own.filter(amounts) {
        let column = cell.column_index;
        let is_held = cell.is_sum();
        let Some(own) = Printed::of(cell).filter(|own| !own.value.is_zero()) else { continue };
        let cells: Vec<Cell<'a>> =
            node.parts.iter().filter_map(|at| lines.rows.get(*at)?.cell(column)).collect();
        let filled: Vec<Decimal> =
            cells.iter().filter_map(Cell::printed).filter(|value| !value.is_zero()).collect();
        let Some(sum) = money::sum(filled.iter().copied()).filter(|_| !filled.is_empty()) else { continue };
        let fits = |sum: Decimal, addends: usize| {
            let off = own.value.saturating_sub(sum);
            let addends = u32::try_from(addends).unwrap_or(u32::MAX);
            within(book.format, off, addends, &[own.value, sum]) != Judgement::Different
        };
        let by_way = |way: &parts::Way| {
            way.sum(lines, column)
                .is_some_and(|sum| fits(sum.value, usize::try_from(sum.addends).unwrap_or(usize::MAX)))
        };
        if node.is_open {
            let more = cells
                .into_iter()
                .filter_map(Printed::of)
                .find(|part| part.value > own.value && own.value > Decimal::ZERO && !fits(part.value, 1));
            out.extend(more.map(|part| Miss { own, sum: part.value, parts: vec![part.cell] }));
            continue;
        }
        if fits(sum, filled.len()) || ways.iter().any(by_way) {
            is_shown |= filled.len() > 1 || fits(sum, filled.len());
        } else if !is_held && !is_adopted {
            out.push(Miss { own, sum, parts: cells });
        }
    }
    (out, is_shown)
}

/// A part that is more than its head.
fn more(head: &Arc<RuleHead>, misses: Vec<Miss<'_>>) -> Option<Finding> {
    let first = misses.into_iter().next()?;
    let part = Printed::of(first.parts.into_iter().next()?)?;
    Some(apart(head, (&part, ""), &first.own, "一部分不应当大于全部"))
}

/// One finding of a head, that of its first column; the others are named.
fn of_node(head: &Arc<RuleHead>, misses: Vec<Miss<'_>>) -> Option<Finding> {
    let mut misses = misses.into_iter();
    let first = misses.next()?;
    let found = finding_of(head, &first.own, first.sum, &first.parts, None);
    let others: Vec<Miss<'_>> = misses.collect();
    let names: Vec<&str> = others.iter().map(|miss| miss.own.cell.column.title()).collect();
    let mut message = found.message;
    if !names.is_empty() {
        message = format!("{message}“{}”也不等于各分项之和。", names.join("”“"));
    }
    let own = others.iter().map(|miss| miss.own.cell.address());
    let cells: Vec<CellAddress> = found.cells.into_iter().chain(own).collect();
    // What comes to less may be printed in part.
    let is_short = found.difference.is_some_and(|off| off.is_sign_positive());
    let severity = if is_short { Severity::Warning } else { found.severity };
    Some(Finding { message, cells, severity, ..found })
}

/// Rows whose codes say that the row above them is missing.
fn missing(
    head: &Arc<RuleHead>,
    lines: &Lines<'_>,
    (shape, orphans): (&Shape, &Orphans),
    classification: &Classification,
) -> Option<Finding> {
    let row = lines.rows.get(*orphans.rows.first()?)?;
    let column = row.cells().find(|cell| {
        cell.column.kind == ColumnKind::Amount && cell.printed().is_some_and(|value| !value.is_zero())
    })?;
    let rows = || orphans.rows.iter().filter_map(|at| lines.rows.get(*at));
    let cells: Vec<Cell<'_>> = rows().filter_map(|row| row.cell(column.column_index)).collect();
    let sum = money::sum(cells.iter().filter_map(Cell::printed))?;
    let known = Scheme::of_expenditure(&orphans.code);
    let name =
        known.and_then(|scheme| classification.lookup(scheme, &orphans.code)).map(|code| code.name.as_str());
    let called = name.map_or_else(|| orphans.code.clone(), |name| format!("{} {name}", orphans.code));
    let coded = |at: &usize| {
        let name = lines.rows.get(*at)?.name();
        let code = shape.codes.get(*at)?.as_deref().filter(|code| !name.contains(*code));
        Some(code.map_or_else(|| name.clone(), |code| format!("{code} {name}")))
    };
    let below: Vec<String> = orphans.rows.iter().filter_map(coded).collect();
    let message = format!(
        "{}缺“{called}”一行：“{}”按编码是它的下级，上面却没有这一行；“{}”应列 {}。",
        name_of(&row.sheet),
        below.join("”“"),
        column.column.title(),
        display(sum, column.decimals()),
    );
    let totals = lines.totals.iter().filter_map(|at| lines.rows.get(*at)?.cell(column.column_index));
    let cells: Vec<CellAddress> =
        cells.iter().map(Cell::address).chain(totals.map(|cell| cell.address())).collect();
    Some(Finding {
        expected: Some(sum),
        difference: Some(sum),
        cause: Some(LEFT_OUT.to_owned()),
        cells,
        ..Finding::at(head, column.address(), message)
    })
}
