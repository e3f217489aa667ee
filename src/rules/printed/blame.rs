//! A total, or an item above others, that its parts do not give, though another table prints it as well: it is not the sum that
//! is wrong. Where just one part would mend it by being what another table prints, that part is.

use rust_decimal::Decimal;

use super::rows::Tables;
use super::{LEAST, Printed, Totals, is_total, name_of_cell};
use crate::calc::{Book, Cell};
use crate::model::CellAddress;
use crate::narrative::called::essence;
use crate::rules::shown::Shown;
use crate::rules::verdict::Finding;

/// How many digits the code of a 类 has.
const CLASS: usize = 3;

/// A finding of a total as it is told when what else is printed is known.
pub(super) fn told(known: &Totals<'_>, tables: &Tables<'_>, book: &Book<'_>, finding: Finding) -> Finding {
    retold(known, tables, book, &finding).unwrap_or(finding)
}

fn retold(known: &Totals<'_>, tables: &Tables<'_>, book: &Book<'_>, finding: &Finding) -> Option<Finding> {
    let address = finding.address.as_ref()?;
    let own = Printed::of(book.cell(address)?)?;
    let is_whole = is_total(&own.cell.row);
    let sum = finding.expected.filter(|_| finding.actual == Some(own.value))?;
    let witness = match is_whole {
        true => known.elsewhere(own.value, &own.cell).copied(),
        false => same_item(tables, &own.cell, own.value),
    };
    let off = own.value.checked_sub(sum)?;
    // Its parts stand in its column, or beside it.
    let is_part = |at: &&CellAddress| {
        at.table == address.table && (at.column == address.column) != (at.row == address.row)
    };
    let parts = finding.cells.iter().filter(is_part).filter_map(|at| book.cell(at)).filter_map(Printed::of);
    let shown = Shown::of(&own.cell, own.value, sum);
    let show = |value| shown.say(value);
    let mut wrong = parts.filter_map(|part| {
        let right = part.value.checked_add(off).filter(|right| *right > Decimal::ZERO)?;
        let item = |value| match part.cell.row.row.key() == own.cell.row.row.key() {
            true => same_name(tables, &part.cell, value),
            false => same_item(tables, &part.cell, value),
        };
        // Below an item it is the same item that shows it: any figure stands somewhere. So it is where nothing shows that the
        // total is right, and then none may print the part as it is.
        let is_shown = witness.is_some() || item(part.value).is_none();
        let of_item = item(right).filter(|_| is_shown);
        // A figure that other tables have as well is not likely wrong.
        let is_telling = is_whole && witness.is_some() && right >= LEAST;
        let by_figure = || {
            let other = elsewhere(tables, right, &own.cell).filter(|_| is_telling)?;
            elsewhere(tables, part.value, &own.cell).is_none().then_some(other)
        };
        let other = of_item.or_else(by_figure)?;
        Some((part, right, other))
    });
    let found = wrong.next();
    match (found.filter(|_| wrong.next().is_none()), witness) {
        (Some((part, right, other)), witness) => {
            let also = witness.map(|witness| format!("，{}也是这个数", name_of_cell(&witness)));
            let message = format!(
                "{}列示为 {}，应当是 {}，{}就是这个数；{}列示为 {}{}，印出的各分项之和却是 {}。",
                name_of_cell(&part.cell),
                show(part.value),
                show(right),
                name_of_cell(&other),
                name_of_cell(&own.cell),
                show(own.value),
                also.unwrap_or_default(),
                show(sum),
            );
            let own = [part.cell.address(), other.address(), own.cell.address()];
            let own = own.into_iter().chain(witness.map(|witness| witness.address()));
            Some(Finding {
                message,
                expected: Some(right),
                actual: Some(part.value),
                difference: part.value.checked_sub(right),
                cells: own.collect(),
                address: Some(part.cell.address()),
                cause: None,
                ..finding.clone()
            })
        }
        (None, Some(witness)) => {
            let message = format!(
                "{}{}也是 {}，写错或漏列的应当是某个分项。",
                finding.message,
                name_of_cell(&witness),
                show(own.value)
            );
            Some(Finding { message, ..missed(finding, &own, sum) })
        }
        (None, None) if is_borne_out(tables, &own) => {
            let message = format!(
                "{}列示为 {}，上一级的合计按这个数正好相符；列出的各分项之和为 {}，相差 {}，写错或漏列的应当是某个分项。",
                name_of_cell(&own.cell),
                show(own.value),
                show(sum),
                show(off),
            );
            Some(Finding { message, ..missed(finding, &own, sum) })
        }
        (None, None) => None,
    }
}

/// A finding of a total that is right: it is the parts that should come to it.
fn missed(finding: &Finding, own: &Printed<'_>, sum: Decimal) -> Finding {
    let off = own.value.checked_sub(sum);
    let is_less = off.is_some_and(|off| off > Decimal::ZERO);
    let cause = if is_less {
        "漏列了一行，或者某个分项写少了"
    } else {
        "某个分项写多了，或者重复列了一行"
    };
    Finding {
        expected: Some(own.value),
        actual: Some(sum),
        difference: off,
        cause: Some(cause.to_owned()),
        ..finding.clone()
    }
}

/// Whether what is right above an item, or the total of its table, is just what the items of its level come to: then it is not the
/// item that is wrong.
fn is_borne_out(tables: &Tables<'_>, own: &Printed<'_>) -> bool {
    let Some(items) = tables.0.get(&own.cell.row.sheet.schema.key) else { return false };
    let column = &own.cell.column.key;
    let mut rows = items.rows.iter().filter(|called| !is_total(&called.row));
    let code = rows.find(|called| called.row.row.key() == own.cell.row.row.key());
    let Some(code) = code.and_then(|called| called.code.as_deref()) else { return false };
    let above = code.get(..code.len().saturating_sub(2)).filter(|above| above.len() >= CLASS).unwrap_or("");
    let is_beside = |of: &str| of.len() == code.len() && of.starts_with(above);
    let beside = items.rows.iter().filter(|called| called.code.as_deref().is_some_and(is_beside));
    let values: Vec<Decimal> = beside.filter_map(|called| called.row.cell_by(column)?.printed()).collect();
    let sum = crate::money::sum(values.iter().copied().filter(|value| !value.is_zero()));
    let heads: Vec<Decimal> = match above {
        "" => items.sums(column).collect(),
        above => items
            .only(items.by_code.get(above))
            .and_then(|of| of.row.cell_by(column)?.printed())
            .into_iter()
            .collect(),
    };
    values.len() > 1 && sum.is_some_and(|sum| heads.contains(&sum))
}

/// The item of another table that a column is called, where it prints a figure.
fn same_name<'a>(tables: &Tables<'a>, of: &Cell<'_>, value: Decimal) -> Option<Cell<'a>> {
    let name = essence(of.column.header.last()?);
    let others = tables.0.iter().filter(|(key, _)| **key != of.row.sheet.schema.key);
    let rows = others.filter_map(|(_, items)| items.only(items.by_name.get(&name)));
    rows.flat_map(|called| called.row.cells()).find(|cell| cell.printed() == Some(value))
}

/// The same item of another table, where it prints a figure.
fn same_item<'a>(tables: &Tables<'a>, of: &Cell<'_>, value: Decimal) -> Option<Cell<'a>> {
    tables.elsewhere(of, value).next()
}

/// An item of another table that prints a figure.
fn elsewhere<'a>(tables: &Tables<'a>, value: Decimal, of: &Cell<'_>) -> Option<Cell<'a>> {
    let others = tables.0.iter().filter(|(key, _)| **key != of.row.sheet.schema.key);
    let rows = others.flat_map(|(_, items)| &items.rows).filter(|called| !is_total(&called.row));
    rows.flat_map(|called| called.row.cells()).find(|cell| cell.printed() == Some(value))
}
