//! Tables out of budget lines (编制): each line is added to the row and the columns that the format says.
//! The result is a table as if it had been submitted, so that totals, rules and grid need not know.

mod batches;
mod entered;
mod falls;
mod follow;
mod making;
mod nowhere;
mod place;
mod transfers;

use rust_decimal::Decimal;
use rustc_hash::FxHashMap;

use super::Book;
use crate::codes::Classification;
use crate::model::{Budget, CellAddress, ColumnKey, Coverage, RowView, Table, TableKey};
use crate::schema::{Conditions, Derivation, Format, TableSchema};
pub(super) use batches::Batches;
use entered::EnteredRows;
pub(super) use entered::{is_filled, names_rows};
pub use falls::Fallen;
use falls::{ChangedLines, Falls};
pub(super) use follow::LineChange;
use making::Making;
pub use nowhere::{NowhereLines, WantedRow, are_rows_asked, kinds_wanted, rows_wanted};
use place::{Place, place};
use transfers::Units;

/// What joins the keys of rows within each other.
const WITHIN: &str = "·";

/// A table made of lines, with what is needed to let it follow them.
#[derive(Clone, Debug, Default)]
pub(super) struct DerivedTable {
    /// The table, as if it had been submitted.
    pub table: Table,
    /// By position of the row how many lines fall into it, or below it.
    lines: Vec<u32>,
    /// How many lines are added to a cell, by the position of its row, where they are more than one. Never iterated.
    parts: FxHashMap<(u32, ColumnKey), u32>,
    /// Whether lines of one row give it different names: the first one's counts.
    mixed: bool,
    beside: Beside,
    /// Where lines fell when the table was made, and which were changed since.
    falls: Vec<Falls>,
    changed_lines: ChangedLines,
}

impl PartialEq for DerivedTable {
    /// Whether it is the same table; how it came about is another matter.
    fn eq(&self, other: &Self) -> bool {
        let Self { table, lines, parts, mixed, beside, falls: _, changed_lines: _ } = self;
        (table, lines, parts, mixed, beside)
            == (&other.table, &other.lines, &other.parts, &other.mixed, &other.beside)
    }
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
    fn counts(&self, format: &Format, derivation: &Derivation, line: RowView<'_>) -> bool {
        *line.kind() == derivation.kind
            && fits(line, &derivation.when)
            && self.units.count(format, derivation, line)
    }
}

/// Whether a table of a budget is made of lines.
pub(super) fn is_derived(budget: &Budget, format: &Format, key: &TableKey) -> bool {
    let is_own = || budget.table(key).is_some_and(|own| own.coverage == Coverage::Derived);
    format.derives(key) && (format.table(key).is_some_and(|schema| schema.overview) || is_own())
}

/// A table made of the lines, which are prepared for it; `None` where the budget does not derive it.
pub(super) fn derived(batches: &Batches<'_>, key: &TableKey) -> Option<DerivedTable> {
    let Batches { budget, format, .. } = *batches;
    let schema = format.table(key).filter(|_| is_derived(budget, format, key))?;
    let none = Table::default();
    let own = budget.table(key).unwrap_or(&none);
    let beside = Beside::of(budget, format, schema);
    let rows =
        if schema.filled { entered::without_filled(format, schema, own) } else { schema.blank_table() };
    let mut making = Making::new(rows, beside);
    for (number, derivation) in format.derivations.iter().enumerate() {
        if derivation.table == *key {
            making.take_lines(batches, schema, (number, derivation));
        }
    }
    let mut made = making.finish(schema);
    (made.table.note, made.table.remark) = (own.note.clone(), own.remark.clone());
    Some(made)
}

/// What a line adds, and where; `None` where it adds nothing.
fn part<'a>(
    classification: &'a Classification,
    schema: &TableSchema,
    derivation: &'a Derivation,
    entered: &EnteredRows,
    line: RowView<'a>,
) -> Option<(Decimal, Place<'a>)> {
    Some((amount(line, derivation)?, place(classification, schema, derivation, entered, line)?))
}

/// The cells of lines that a cell is made of, in order, or would be made of if its table were made of lines.
pub fn lines_of(book: &Book<'_>, cell: &CellAddress) -> Vec<CellAddress> {
    let Book { budget, format, figures } = *book;
    let Some(schema) = format.table(&cell.table) else {
        return Vec::new();
    };
    let Some(derived) = figures.derived.get(&cell.table) else {
        return lines_that_would_fall(budget, format, schema, cell);
    };
    let Some(row) = derived.table.position(&cell.row) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    derived.lines_in(budget, format, schema, Some(row), |fallen| {
        if fallen.columns().any(|column| *column == cell.column) {
            found.push(((fallen.number, fallen.line_at), fallen.amount()));
        }
    });
    found.sort_by_key(|(place, _)| *place);
    found.into_iter().map(|(_, amount)| amount).collect()
}

/// The same by placing every line: the definition.
fn lines_that_would_fall(
    budget: &Budget,
    format: &Format,
    schema: &TableSchema,
    cell: &CellAddress,
) -> Vec<CellAddress> {
    let (beside, classification) = (Beside::of(budget, format, schema), format.classification(budget.year));
    let mut found = Vec::new();
    for derivation in format.derivations.iter().filter(|derivation| derivation.table == cell.table) {
        for line in lines(budget, derivation).filter(|line| beside.counts(format, derivation, *line)) {
            let place = place(classification, schema, derivation, &beside.entered, line);
            if place.is_some_and(|place| place.keys().last() == Some(&cell.row))
                && columns(derivation, line).any(|column| *column == cell.column)
            {
                found.push(CellAddress::new(&derivation.lines, line.key(), &derivation.amount));
            }
        }
    }
    found
}

fn lines<'a>(budget: &'a Budget, derivation: &'a Derivation) -> impl Iterator<Item = RowView<'a>> {
    budget.table(&derivation.lines).map(|table| table.rows()).unwrap_or_default().iter()
}

fn amount(line: RowView<'_>, derivation: &Derivation) -> Option<Decimal> {
    line.cells().get(&derivation.amount)?.amount()
}

/// The columns that a line is added to.
fn columns<'a>(derivation: &'a Derivation, line: RowView<'a>) -> impl Iterator<Item = &'a ColumnKey> {
    derivation.columns.iter().filter(move |(_, when)| fits(line, when)).map(|(column, _)| column)
}

fn fits(line: RowView<'_>, conditions: &Conditions) -> bool {
    conditions.iter().all(|(column, texts)| {
        let text = line.text(column);
        texts.iter().any(|wanted| match wanted.strip_suffix('*') {
            Some(beginning) => text.starts_with(beginning),
            None => text == wanted,
        })
    })
}
