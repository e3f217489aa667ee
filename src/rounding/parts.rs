//! What is rounded: the entered amounts, and of which of them every printed amount is made.
//!
//! Which line falls into which cell only `calc` knows. It is asked by probing: a few lines at a time are
//! given powers of eight for amounts, and the digits of a cell's sum then tell which of them it holds.

use std::collections::{BTreeSet, HashMap};

use super::solve::Members;
use crate::calc::{Book, Cell, Figures, Sheet, each_addend};
use crate::model::{Budget, CellAddress, Coverage, RowKey, SubmittedTable, TableKey, Value};
use crate::money::Decimal;
use crate::schema::{ColumnKind, Role};

/// How many lines are probed at once: a decimal holds 96 bits, and a line takes three of them.
const AT_ONCE: usize = 31;

/// What a line counts in base eight: how often it may go into one cell.
const BASE_BITS: u32 = 3;

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
    let rows = (sheet.coverage() != Coverage::Absent).then_some(*sheet);
    let cells = rows.into_iter().flat_map(|sheet| sheet.rows()).flat_map(|row| row.cells());
    cells.filter(|cell| cell.column.kind == ColumnKind::Amount)
}

/// Which lines the cells of derived tables are made of.
fn probe(book: &Book<'_>, parts: &[Part]) -> HashMap<CellAddress, Members> {
    let mut found: HashMap<CellAddress, Members> = HashMap::new();
    let derived: Vec<TableKey> =
        book.sheets().filter(|sheet| sheet.is_derived).map(|sheet| sheet.schema.key.clone()).collect();
    let lines: Vec<(u32, &Part)> = (0..).zip(parts).filter(|(_, part)| part.is_line).collect();
    let rows: HashMap<(&TableKey, &RowKey), usize> = tables_of_lines(book)
        .flat_map(|(key, table)| table.rows.iter().enumerate().map(move |(at, row)| ((key, &row.key), at)))
        .collect();
    let mut empty = Budget { year: book.budget.year, ..Budget::default() };
    empty.department = book.budget.department.clone();
    for key in &derived {
        let table = SubmittedTable { coverage: Coverage::Derived, ..SubmittedTable::default() };
        empty.tables.insert(key.clone(), table);
    }
    for block in lines.chunks(AT_ONCE) {
        let mut budget = empty.clone();
        let mut taken: BTreeSet<(&TableKey, &RowKey)> = BTreeSet::new();
        for (bit, (_, part)) in (0u32..).zip(block) {
            let (table, row) = (&part.address.table, &part.address.row);
            let probed = budget.tables.entry(table.clone()).or_default();
            if taken.insert((table, row)) {
                let line = rows.get(&(table, row)).and_then(|at| book.budget.table(table)?.rows.get(*at));
                let mut line = line.cloned().unwrap_or_default();
                line.cells.retain(|_, value| value.amount().is_none());
                probed.rows.push(line);
            }
            let weight = Decimal::from(1u128 << (BASE_BITS * bit));
            // Parts of a row follow each other.
            if let Some(line) = probed.rows.last_mut() {
                line.cells.insert(part.address.column.clone(), Value::Amount(weight));
            }
        }
        let figures = Figures::compute(&budget, book.format);
        let probed = Book { format: book.format, budget: &budget, figures: &figures };
        for sheet in derived.iter().filter_map(|key| probed.sheet(key)) {
            for cell in amounts(&sheet).filter(|cell| cell.role == Role::SumOfLines) {
                let sum = cell.entered().and_then(Value::amount).unwrap_or_default();
                if sum.is_zero() {
                    continue;
                }
                let members = found.entry(cell.address()).or_default();
                let digits = sum.trunc().mantissa().unsigned_abs();
                for (bit, (at, _)) in (0u32..).zip(block) {
                    let times = (digits >> (BASE_BITS * bit)) & ((1 << BASE_BITS) - 1);
                    if let Some(times) = i8::try_from(times).ok().filter(|times| *times != 0) {
                        members.push((*at, times));
                    }
                }
            }
        }
    }
    found
}

fn tables_of_lines<'a>(book: &Book<'a>) -> impl Iterator<Item = (&'a TableKey, &'a SubmittedTable)> {
    let format = book.format;
    book.budget.tables.iter().filter(move |(key, _)| format.has_lines(key))
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
    table: &SubmittedTable,
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
