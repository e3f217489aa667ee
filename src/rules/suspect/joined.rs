//! Findings that no amount brings together and that still have one cause: what is said between a table whose unit is wrong and
//! anything else, what a row that is wrong across breaks elsewhere, and what quotes a cell that its own table contradicts.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::{Tell, join};
use crate::model::{CellAddress, TableKey};
use crate::rules::found::Found;
use crate::rules::magnitude::ID as UNIT;
use crate::rules::printed::{ALL_TABLES, LEFT_OUT};
use crate::rules::verdict::Finding;
use crate::schema::Severity;

/// For more findings than this nobody asks.
const MOST_FINDINGS: usize = 500;

/// A finding in words with its position.
type Told = (usize, Finding);

/// Folds all of them below their causes.
pub(super) fn fold(
    found: &[Arc<Found>],
    tell: &Tell<'_>,
    lead: &mut FxHashMap<usize, usize>,
    suspects: &mut BTreeMap<usize, Vec<CellAddress>>,
) {
    let serious: Vec<usize> = (0..found.len())
        .filter(|at| found.get(*at).is_some_and(|of| of.severity != Severity::Hint))
        .collect();
    if serious.len() < 2 || serious.len() > MOST_FINDINGS {
        return;
    }
    by_unit(found, &serious, tell, lead, suspects);
    let told: Vec<Told> = serious.iter().filter_map(|at| Some((*at, tell(found.get(*at)?)?))).collect();
    by_unit_of_text(&told, lead, suspects);
    by_left_out(&told, lead, suspects);
    by_row(&told, lead, suspects);
    by_cell(&told, lead, suspects);
}

/// Figures of the text that are ten thousand times those of one table: it is the table that says another unit. Where all tables do,
/// none of what the text quotes agrees with them.
fn by_unit_of_text(
    told: &[Told],
    lead: &mut FxHashMap<usize, usize>,
    suspects: &mut BTreeMap<usize, Vec<CellAddress>>,
) {
    let is_of_all = |finding: &Finding| finding.rule.id == UNIT && finding.subject == ALL_TABLES;
    if let Some((all, _)) = told.iter().find(|(_, finding)| is_of_all(finding)) {
        let of: Vec<usize> =
            told.iter().filter(|(_, other)| is_scaled(other)).map(|(at, _)| *at).chain([*all]).collect();
        join(*all, &of, lead, suspects);
        return;
    }
    let mut of_table: BTreeMap<Option<&TableKey>, Vec<usize>> = BTreeMap::new();
    for (at, finding) in told.iter().filter(|(_, finding)| finding.sentence.is_some()) {
        let is_unit = finding.cause.as_ref().is_some_and(|cause| cause.starts_with("元与万元"));
        let tables: BTreeSet<&TableKey> = finding.cells.iter().map(|cell| &cell.table).collect();
        if is_unit && tables.len() < 2 {
            of_table.entry(tables.first().copied()).or_default().push(*at);
        }
    }
    for of in of_table.into_values().filter(|of| of.len() > 1) {
        if let Some(first) = of.first() {
            join(*first, &of, lead, suspects);
        }
    }
}

/// Whether a figure of the text is ten thousand times what it is held against, or is said to be.
fn is_scaled(finding: &Finding) -> bool {
    let times = rust_decimal::Decimal::from(10_000);
    let is_times = |right: rust_decimal::Decimal| right.checked_mul(times) == finding.actual;
    let is_said = finding.cause.as_ref().is_some_and(|cause| cause.starts_with("元与万元"));
    finding.sentence.is_some() && (is_said || finding.expected.is_some_and(is_times))
}

/// A row that is not there leaves another short in every column. Nothing that stands there is the suspect.
fn by_left_out(
    told: &[Told],
    lead: &mut FxHashMap<usize, usize>,
    suspects: &mut BTreeMap<usize, Vec<CellAddress>>,
) {
    let mut seen: BTreeSet<&CellAddress> = BTreeSet::new();
    // It stands at the row that is short where it says what that has.
    let is_short = |finding: &Finding| finding.cause.as_deref() == Some(LEFT_OUT) && finding.actual.is_some();
    for (at, finding) in told.iter().filter(|(_, finding)| is_short(finding)) {
        let Some(short) = finding.address.as_ref().filter(|short| seen.insert(short)) else { continue };
        let is_of_row = |other: &Finding| {
            let own = other.address.as_ref();
            other.sentence.is_none()
                && own.is_some_and(|own| (&own.table, &own.row) == (&short.table, &short.row))
        };
        let of: Vec<usize> = told.iter().filter(|(_, other)| is_of_row(other)).map(|(at, _)| *at).collect();
        if of.len() > 1 {
            join(*at, &of, lead, suspects);
            suspects.insert(*at, Vec::new());
        }
    }
}

/// A row that is wrong across, in several columns: what each of them is held against differs by another amount.
fn by_row(
    told: &[Told],
    lead: &mut FxHashMap<usize, usize>,
    suspects: &mut BTreeMap<usize, Vec<CellAddress>>,
) {
    let is_across = |finding: &Finding| {
        let mut cells = finding.cells.iter();
        let row = finding.address.as_ref().map(|at| (&at.table, &at.row));
        finding.sentence.is_none()
            && cells.len() > 2
            && cells.all(|cell| Some((&cell.table, &cell.row)) == row)
    };
    for (at, across) in told.iter().filter(|(_, finding)| is_across(finding)) {
        let Some(table) = across.address.as_ref().map(|at| &at.table) else { continue };
        let shares = |other: &Finding| other.cells.iter().any(|cell| across.cells.contains(cell));
        let row = across.address.as_ref().map(|at| &at.row);
        let is_of_row = |other: &Finding| {
            let own = other.address.as_ref().map(|at| (&at.table, &at.row));
            own == row.map(|row| (table, row))
        };
        let is_within =
            |other: &Finding| is_of_row(other) || other.cells.iter().all(|cell| cell.table == *table);
        let (within, beyond): (Vec<&Told>, Vec<&Told>) = told
            .iter()
            .filter(|(own, other)| own != at && other.sentence.is_none() && shares(other))
            .partition(|(_, other)| is_within(other));
        // What other tables say of it follows where the row is wrong in more than that.
        let of: Vec<usize> = within.iter().map(|(at, _)| *at).collect();
        let beyond: Vec<usize> = beyond.iter().map(|(at, _)| *at).filter(|_| of.len() > 1).collect();
        if !of.is_empty() {
            join(*at, &[of, beyond].concat(), lead, suspects);
        }
    }
}

/// Whether a finding says that the unit of a whole table is wrong.
fn is_of_unit(finding: &Finding) -> bool {
    finding.rule.id == UNIT && finding.severity == Severity::Error
}

/// What holds a table whose unit is wrong against the text or another table.
fn by_unit(
    found: &[Arc<Found>],
    serious: &[usize],
    tell: &Tell<'_>,
    lead: &mut FxHashMap<usize, usize>,
    suspects: &mut BTreeMap<usize, Vec<CellAddress>>,
) {
    for at in serious {
        let Some(unit) = found.get(*at).and_then(|of| of.kept()).filter(|of| is_of_unit(of)) else {
            continue;
        };
        let Some(table) = unit.table() else { continue };
        let is_between = |other: &usize| {
            let Some(told) = found.get(*other).filter(|_| other != at).and_then(|of| tell(of)) else {
                return false;
            };
            let tables: BTreeSet<_> = told.cells.iter().map(|cell| &cell.table).chain(&told.also).collect();
            told.rule.id != UNIT && tables.contains(table) && (tables.len() > 1 || told.sentence.is_some())
        };
        let of: Vec<usize> = serious.iter().copied().filter(is_between).collect();
        if !of.is_empty() {
            join(*at, &of, lead, suspects);
        }
    }
}

/// What quotes a cell that its table contradicts, or holds it against another without saying by how much it is off.
fn by_cell(
    told: &[Told],
    lead: &mut FxHashMap<usize, usize>,
    suspects: &mut BTreeMap<usize, Vec<CellAddress>>,
) {
    let is_head = |at: usize, lead: &FxHashMap<usize, usize>| !lead.contains_key(&at);
    // A finding within one table, which says by how much one of its cells is off.
    let is_cause = |finding: &Finding| {
        let table = finding.address.as_ref().map(|at| &at.table);
        finding.difference.is_some_and(|off| !off.is_zero())
            && finding.sentence.is_none()
            && finding.cells.len() > 1
            && finding.cells.iter().all(|cell| Some(&cell.table) == table)
    };
    let causes: Vec<&(usize, Finding)> = told.iter().filter(|(_, finding)| is_cause(finding)).collect();
    for (at, finding) in told {
        let follows = finding.sentence.is_some() || finding.difference.is_none();
        if !follows || !is_head(*at, lead) || finding.rule.id == UNIT {
            continue;
        }
        let of = causes
            .iter()
            .filter(|(cause, of)| cause != at && of.cells.iter().any(|cell| finding.cells.contains(cell)));
        let leaders: BTreeSet<usize> =
            of.map(|(cause, _)| lead.get(cause).copied().unwrap_or(*cause)).collect();
        if let (Some(cause), 1) = (leaders.first(), leaders.len()) {
            join(*cause, &[*at], lead, suspects);
        }
    }
}
