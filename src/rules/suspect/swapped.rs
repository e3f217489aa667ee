//! Two columns of one row, or two rows of one column, that were written into each other's places: its heads miss in the one what they have too much in the other.
//! It knows no rule, only what findings of one table say of two of its columns.

use std::collections::BTreeMap;
use std::sync::Arc;

use rust_decimal::Decimal;
use rustc_hash::FxHashMap;

use super::{Tell, join};
use crate::calc::{Book, SheetRow};
use crate::model::{CellAddress, ColumnKey};
use crate::rules::found::Found;
use crate::rules::verdict::Finding;
use crate::schema::Severity;

/// For more findings than this nobody asks.
const MOST_FINDINGS: usize = 100;

/// Folds what two columns say into one matter, of which the two cells that were exchanged are the suspects.
pub(super) fn fold(
    found: &[Arc<Found>],
    tell: &Tell<'_>,
    book: &Book<'_>,
    lead: &mut FxHashMap<usize, usize>,
    suspects: &mut BTreeMap<usize, Vec<CellAddress>>,
) {
    let is_asked = |found: &&Arc<Found>| found.severity != Severity::Hint && found.sentence().is_none();
    let asked: Vec<usize> =
        (0..found.len()).filter(|at| found.get(*at).as_ref().is_some_and(is_asked)).collect();
    if asked.len() > MOST_FINDINGS {
        return;
    }
    let told: Vec<(usize, Finding)> =
        asked.into_iter().filter_map(|at| Some((at, tell(found.get(at)?)?))).collect();
    let mut exchanged: Vec<(usize, usize, usize, [CellAddress; 2])> = Vec::new();
    for (nth, (at, one)) in told.iter().enumerate() {
        for (other_at, other) in told.iter().skip(nth + 1) {
            let Some(cells) = swapped(book, one, other) else { continue };
            let names = |(_, finding): &&(usize, Finding)| {
                finding.cells.iter().chain(&finding.address).any(|cell| cells.contains(cell))
            };
            exchanged.push((told.iter().filter(names).count(), *at, *other_at, cells));
        }
    }
    // Of two tables that contradict each other so, the one is wrong which most speaks against: it has the last word.
    exchanged.sort_by_key(|(count, ..)| *count);
    for (_, at, other_at, cells) in &exchanged {
        // What says that the one of the two cells is in the wrong column is of the same matter.
        let says = |finding: &Finding| {
            finding.difference.is_none() && finding.address.as_ref().is_some_and(|own| cells.contains(own))
        };
        let more = told.iter().filter(|(_, finding)| says(finding)).map(|(at, _)| *at);
        let of: Vec<usize> = [*at, *other_at].into_iter().chain(more).collect();
        join(*at, &of, lead, suspects);
        suspects.insert(*at, cells.to_vec());
    }
}

/// The cells of a row that two findings say were exchanged.
fn swapped(book: &Book<'_>, one: &Finding, other: &Finding) -> Option<[CellAddress; 2]> {
    let (left, right) = (one.address.as_ref()?, other.address.as_ref()?);
    let off = one.difference.filter(|off| !off.is_zero())?;
    let is_within = |finding: &Finding| finding.cells.iter().all(|cell| cell.table == left.table);
    let is_mirrored = other.difference == Some(-off) && left.table == right.table;
    // Two rows of one column: each has the other's figure.
    if is_mirrored && left.column == right.column && left.row != right.row {
        let printed = |at: &CellAddress| book.cell(at)?.printed();
        let is_exchanged = printed(left)?.checked_sub(printed(right)?) == Some(off);
        return is_exchanged.then(|| [left.clone(), right.clone()]);
    }
    if !is_mirrored || left.column == right.column || !is_within(one) || !is_within(other) {
        return None;
    }
    let sheet = book.sheet(&left.table)?;
    let is_exchanged = |row: &SheetRow<'_>| gap(row, &left.column, &right.column) == Some(off);
    let own = sheet.row_by_key(&left.row)?;
    let is_head = left.row == right.row && one.expected == other.actual && one.actual == other.expected;
    let is_part = |row: &SheetRow<'_>| {
        let has = |finding: &Finding| finding.cells.iter().any(|cell| cell.row == *row.row.key());
        row.row.key() != own.row.key() && (has(one) && has(other) || !is_head)
    };
    // What heads others is only as wrong as they are.
    let leaves = sheet.rows().filter(|row| row.descendants().next().is_none());
    let mut found = leaves.filter(|row| is_part(row) && is_exchanged(row));
    let part = found.next().filter(|_| found.next().is_none());
    let row = part.or(is_head.then_some(own))?;
    let cell = |column: &ColumnKey| row.cell_by(column).map(|cell| cell.address());
    Some([cell(&left.column)?, cell(&right.column)?])
}

/// How much more the second of two columns has in a row than the first; nothing printed is nothing.
fn gap(row: &SheetRow<'_>, first: &ColumnKey, second: &ColumnKey) -> Option<Decimal> {
    let value = |column: &ColumnKey| Some(row.cell_by(column)?.printed().unwrap_or_default());
    value(second)?.checked_sub(value(first)?)
}
