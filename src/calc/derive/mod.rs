//! Tables out of budget lines (编制): each line is added to the row and the columns that the format says.
//! The result is a table as if it had been submitted, so that totals, rules and grid need not know.

mod batches;
mod entered;
mod follow;
mod making;
mod place;
mod transfers;

use rust_decimal::Decimal;

use crate::model::{Budget, CellAddress, ColumnKey, Coverage, Row, Table, TableKey};
use crate::schema::{Conditions, Derivation, Format, TableSchema};
pub(super) use batches::Batches;
use entered::EnteredRows;
pub(super) use entered::{is_filled, names_rows};
pub(super) use follow::LineChange;
use making::Making;
use place::{Place, place};
use transfers::Units;

/// What joins the keys of rows within each other.
const WITHIN: &str = "·";

/// A table made of lines, with what is needed to let it follow them.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct DerivedTable {
    /// The table, as if it had been submitted.
    pub table: Table,
    /// By position of the row how many lines fall into it, or below it.
    lines: Vec<u32>,
    /// By position of the row how many lines are added to each of its cells, in the order of columns.
    parts: Vec<Vec<(ColumnKey, u32)>>,
    /// Whether lines of one row give it different names: the first one's counts.
    mixed: bool,
    beside: Beside,
}

/// What beside a line and the format decides whether it counts and where it falls.
#[derive(Clone, Debug, Default, PartialEq)]
struct Beside {
    /// Where lines only fill amounts: the rows that they mean.
    entered: EnteredRows,
    units: Units,
}

impl Beside {
    fn of(budget: &Budget, format: &Format, schema: &TableSchema) -> Self {
        Self { entered: EnteredRows::of(budget, format, schema), units: Units::of(budget, format) }
    }

    /// Whether a derivation takes a line at all.
    fn counts(&self, format: &Format, derivation: &Derivation, line: &Row) -> bool {
        line.kind == derivation.kind
            && fits(line, &derivation.when)
            && self.units.count(format, derivation, line)
    }
}

/// A table made of the lines; `None` where the budget does not derive it.
pub(super) fn derived(batches: &mut Batches<'_>, key: &TableKey) -> Option<DerivedTable> {
    let Batches { budget, format, .. } = *batches;
    let schema = format.table(key).filter(|_| format.derives(key))?;
    let none = Table::default();
    let own = match budget.table(key) {
        Some(own) if own.coverage == Coverage::Derived || schema.overview => own,
        None if schema.overview => &none,
        _ => return None,
    };
    let beside = Beside::of(budget, format, schema);
    let rows = if schema.filled {
        entered::without_filled(format, schema, own)
    } else {
        schema.blank_table().into_rows()
    };
    let mut making = Making::new(rows, beside);
    for derivation in format.derivations.iter().filter(|derivation| derivation.table == *key) {
        making.take_lines(batches, schema, derivation);
    }
    let mut made = making.finish(schema);
    (made.table.note, made.table.remark) = (own.note.clone(), own.remark.clone());
    Some(made)
}

/// What a line adds, and where; `None` where it adds nothing.
fn part<'a>(
    budget: &Budget,
    schema: &TableSchema,
    derivation: &'a Derivation,
    entered: &EnteredRows,
    line: &'a Row,
) -> Option<(Decimal, Place<'a>)> {
    Some((amount(line, derivation)?, place(budget, schema, derivation, entered, line)?))
}

/// The cells of lines that a cell of a derived table is made of, in order.
pub fn lines_of(budget: &Budget, format: &Format, cell: &CellAddress) -> Vec<CellAddress> {
    let Some(schema) = format.table(&cell.table) else {
        return Vec::new();
    };
    let beside = Beside::of(budget, format, schema);
    let mut found = Vec::new();
    for derivation in format.derivations.iter().filter(|derivation| derivation.table == cell.table) {
        for line in lines(budget, derivation).filter(|line| beside.counts(format, derivation, line)) {
            let place = place(budget, schema, derivation, &beside.entered, line);
            if place.is_some_and(|place| place.keys().last() == Some(&cell.row))
                && columns(derivation, line).any(|column| *column == cell.column)
            {
                found.push(CellAddress::new(&derivation.lines, &line.key, &derivation.amount));
            }
        }
    }
    found
}

fn lines<'a>(budget: &'a Budget, derivation: &'a Derivation) -> impl Iterator<Item = &'a Row> {
    budget.table(&derivation.lines).map_or(&[][..], |table| table.rows()).iter()
}

fn amount(line: &Row, derivation: &Derivation) -> Option<Decimal> {
    line.cells.get(&derivation.amount)?.amount()
}

/// The columns that a line is added to.
fn columns<'a>(derivation: &'a Derivation, line: &'a Row) -> impl Iterator<Item = &'a ColumnKey> {
    derivation.columns.iter().filter(|(_, when)| fits(line, when)).map(|(column, _)| column)
}

fn fits(line: &Row, conditions: &Conditions) -> bool {
    conditions.iter().all(|(column, texts)| {
        let text = line.text(column);
        texts.iter().any(|wanted| match wanted.strip_suffix('*') {
            Some(beginning) => text.starts_with(beginning),
            None => text == wanted,
        })
    })
}
