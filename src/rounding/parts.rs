//! What is rounded: the entered amounts, and of which of them every printed amount is made.

use std::collections::HashMap;

use super::solve::Members;
use crate::calc::{Book, Cell, Sheet, each_addend};
use crate::model::{CellAddress, Table};
use crate::money::Decimal;
use crate::schema::{ColumnKind, Role};

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
    pub(super) fn of(book: &Book<'_>) -> Self {
        let mut own = Self::default();
        for sheet in book.sheets().filter(|sheet| !sheet.is_derived) {
            let is_line = book.format.has_lines(&sheet.schema.key);
            for cell in amounts(&sheet).filter(|cell| cell.role == Role::Input) {
                if let Some(value) = cell.number().filter(|value| !value.is_zero()) {
                    own.parts.push(Part { address: cell.address(), value, is_line });
                }
            }
        }
        let mut leaves = of_lines(book, &own.parts);
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
fn of_lines(book: &Book<'_>, parts: &[Part]) -> HashMap<CellAddress, Members> {
    let known: HashMap<&CellAddress, u32> = parts.iter().map(|part| &part.address).zip(0..).collect();
    let mut found: HashMap<CellAddress, Members> = HashMap::new();
    for sheet in book.sheets().filter(|sheet| sheet.is_derived || sheet.is_filled) {
        let key = &sheet.schema.key;
        book.figures.lines_in(book.budget, book.format, key, |fallen| {
            let (Some(row), Some(part)) = (sheet.row(fallen.row), known.get(&fallen.amount())) else {
                return;
            };
            for column in fallen.columns() {
                let is_amount =
                    |cell: &Cell<'_>| cell.role == Role::SumOfLines && cell.column.kind == ColumnKind::Amount;
                if row.cell_by(column).as_ref().is_some_and(is_amount) {
                    found.entry(CellAddress::new(key, row.row.key(), column)).or_default().push((*part, 1));
                }
            }
        });
    }
    found.values_mut().for_each(|members| *members = gathered(std::mem::take(members)));
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
