//! What is rounded: the entered amounts, and of which of them every printed amount is made.
//!
//! Which line falls into which cell only `calc` knows. It is asked by probing: a few lines at a time are
//! given powers of four for amounts, and the digits of a cell's sum then tell which of them it holds.

use std::collections::HashMap;

use rayon::prelude::*;

use super::solve::Members;
use crate::calc::{Book, Cell, Figures, Sheet, each_addend};
use crate::model::{Budget, CellAddress, Coverage, Layer, Row, RowKey, Table, TableKey, Value};
use crate::money::Decimal;
use crate::schema::{ColumnKind, Format, Role};

/// How many bits tell how often a line goes into a cell.
const BITS: u32 = 2;

/// How many lines are probed at once: a decimal holds 96 bits.
const AT_ONCE: usize = 47;

/// An entered amount.
#[derive(Clone, Debug)]
pub(super) struct Part {
    /// Where it stands.
    pub address: CellAddress,
    /// The exact amount, in the format's unit.
    pub value: Decimal,
    /// Whether it is a budget line, which is not printed itself.
    pub is_line: bool,
}

/// The entered amounts and the printed ones.
#[derive(Debug, Default)]
pub(super) struct Parts {
    /// The entered amounts other than zero, in the order of the tables.
    pub parts: Vec<Part>,
    /// What each printed amount consists of.
    pub cells: HashMap<CellAddress, Members>,
}

impl Parts {
    /// All of a book.
    pub fn of(book: &Book<'_>) -> Self {
        let mut own = Self::default();
        for sheet in book.sheets().filter(|sheet| !sheet.is_derived) {
            let is_line = book.format.has_lines(&sheet.schema.key);
            for cell in amounts(&sheet).filter(|cell| cell.role == Role::Input) {
                if let Some(value) = cell.number().filter(|value| !value.is_zero()) {
                    own.parts.push(Part { address: cell.address(), value, is_line });
                }
            }
        }
        let mut leaves = probe(book, &own.parts);
        for (at, part) in (0..).zip(&own.parts) {
            leaves.insert(part.address.clone(), vec![(at, 1)]);
        }
        for sheet in book.sheets() {
            own.cells.extend(sums(&sheet, &leaves));
        }
        own
    }
}

fn amounts<'a>(sheet: &Sheet<'a>) -> impl Iterator<Item = Cell<'a>> + use<'a> {
    let rows = (!sheet.coverage().is_missing()).then_some(*sheet);
    let cells = rows.into_iter().flat_map(|sheet| sheet.rows()).flat_map(|row| row.cells());
    cells.filter(|cell| cell.column.kind == ColumnKind::Amount)
}

/// Which lines the cells of derived tables are made of.
fn probe(book: &Book<'_>, parts: &[Part]) -> HashMap<CellAddress, Members> {
    let mut empty = Budget { year: book.budget.year, ..Budget::default() };
    for sheet in book.sheets().filter(|sheet| sheet.is_derived || sheet.is_filled) {
        let entered = sheet.table.filter(|_| sheet.is_filled);
        let rows = entered.map(|table| table.rows().to_vec()).unwrap_or_default();
        let mut table = Table::from(rows);
        table.coverage = Coverage::Derived;
        empty.tables.insert(sheet.schema.key.clone(), table);
    }
    // Between them money goes round without leaving the department.
    if let Some(units) = &book.format.units
        && let Some(table) = book.budget.table(&units.table)
    {
        empty.tables.insert(units.table.clone(), table.clone());
    }
    let rows: HashMap<(&TableKey, &RowKey), &Row> = book
        .budget
        .tables
        .iter()
        .filter(|(key, _)| book.format.has_lines(key))
        .flat_map(|(key, table)| table.rows().iter().map(move |row| ((key, &row.key), row)))
        .collect();
    let lines: Vec<(u32, &Part, &Row)> = (0..)
        .zip(parts)
        .filter(|(_, part)| part.is_line)
        .filter_map(|(at, part)| Some((at, part, *rows.get(&(&part.address.table, &part.address.row))?)))
        .collect();
    let blocks: Vec<&[(u32, &Part, &Row)]> = lines.chunks(AT_ONCE).collect();
    let probed: Vec<_> =
        blocks.par_iter().map(|block| probe_block(book.format, empty.clone(), block)).collect();
    let mut found: HashMap<CellAddress, Members> = HashMap::new();
    for (cell, members) in probed.into_iter().flatten() {
        found.entry(cell).or_default().extend(members);
    }
    found
}

/// The cells that some lines fall into, in a budget that has nothing else.
fn probe_block(
    format: &Format,
    mut budget: Budget,
    block: &[(u32, &Part, &Row)],
) -> Vec<(CellAddress, Members)> {
    let derived: Vec<TableKey> = budget.tables.keys().cloned().collect();
    for (number, (_, part, line)) in (0u32..).zip(block) {
        let probed = budget.tables.entry(part.address.table.clone()).or_default();
        // The amounts of a line follow each other.
        if probed.rows().last().is_none_or(|row| row.key != line.key) {
            let texts = line.cells.iter().filter(|(_, value)| value.amount().is_none());
            let cells = texts.map(|(column, value)| (column.clone(), value.clone())).collect();
            probed.push(Row { key: line.key.clone(), kind: line.kind.clone(), cells, ..Row::default() });
        }
        if let Some(last) = probed.len().checked_sub(1) {
            let weight = Decimal::from(1u128 << (BITS * number));
            probed.set(last, Layer::Input, &part.address.column, Some(Value::Amount(weight)));
        }
    }
    let figures = Figures::compute(&budget, format);
    let book = Book { format, budget: &budget, figures: &figures };
    let mut found = Vec::new();
    for cell in derived.iter().filter_map(|key| book.sheet(key)).flat_map(|sheet| amounts(&sheet)) {
        let sum = cell.entered().and_then(Value::amount).filter(|_| cell.role == Role::SumOfLines);
        let Some(sum) = sum.filter(|sum| !sum.is_zero()) else {
            continue;
        };
        let digits = sum.trunc().mantissa().unsigned_abs();
        let times = |number: u32| (digits >> (BITS * number)) & ((1 << BITS) - 1);
        let members = (0u32..).zip(block).filter_map(|(number, (at, ..))| {
            i8::try_from(times(number)).ok().filter(|times| *times != 0).map(|times| (*at, times))
        });
        found.push((cell.address(), members.collect()));
    }
    found
}

/// What the amounts of a table consist of; `leaves` says it of those that are no sums of its own cells.
fn sums(sheet: &Sheet<'_>, leaves: &HashMap<CellAddress, Members>) -> Vec<(CellAddress, Members)> {
    let Some(table) = sheet.table else {
        return Vec::new();
    };
    let mut known: HashMap<(usize, usize), Option<Members>> = HashMap::new();
    let cells: Vec<Cell<'_>> = amounts(sheet).collect();
    for cell in &cells {
        let at = (cell.row.index, cell.column_index);
        if !cell.role.is_computed() || cell.role == Role::SumOfLines {
            known.insert(at, leaves.get(&cell.address()).cloned());
        }
    }
    for cell in &cells {
        sum(sheet, table, (cell.row.index, cell.column_index), &mut known, 0);
    }
    cells
        .iter()
        .filter_map(|cell| {
            let members = known.remove(&(cell.row.index, cell.column_index)).flatten()?;
            (!members.is_empty()).then(|| (cell.address(), members))
        })
        .collect()
}

/// Totals of totals are not deeper than this in any form.
const DEEPEST: usize = 16;

fn sum(
    sheet: &Sheet<'_>,
    table: &Table,
    at: (usize, usize),
    known: &mut HashMap<(usize, usize), Option<Members>>,
    depth: usize,
) {
    if known.contains_key(&at) || depth > DEEPEST {
        return;
    }
    let mut addends = Vec::new();
    each_addend(sheet.schema, table, at.0, at.1, |row, column| addends.push((row, column)));
    let mut members = Members::new();
    for addend in addends {
        sum(sheet, table, addend, known, depth + 1);
        members.extend(known.get(&addend).into_iter().flatten().flatten());
    }
    known.insert(at, Some(gathered(members)));
}

/// The members sorted, each once, with how often it occurs.
pub(super) fn gathered(mut members: Members) -> Members {
    members.sort_unstable();
    let mut sum = Members::with_capacity(members.len());
    for (part, times) in members {
        match sum.last_mut() {
            Some((last, before)) if *last == part => *before = before.saturating_add(times),
            _ => sum.push((part, times)),
        }
    }
    sum.retain(|(_, times)| *times != 0);
    sum
}
