//! Tables out of budget lines (编制): each line is added to the row and the columns that the format says.
//! The result is a table as if it had been submitted, so that totals, rules and grid need not know.

mod batches;
mod entered;
mod follow;
mod making;
mod transfers;

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use rustc_hash::FxHashMap;

use crate::codes::Classification;
use crate::model::{Budget, CellAddress, ColumnKey, Coverage, Row, RowKey, SubmittedTable, TableKey, Value};
use crate::schema::{Conditions, Derivation, DerivedRow, Format, Piece, TableSchema};
pub(super) use batches::Batches;
use entered::{EnteredRows, words};
pub(super) use entered::{is_filled, names_rows};
pub(super) use follow::LineChange;
use making::Making;
use transfers::Units;

/// What joins the keys of rows within each other.
const WITHIN: &str = "·";

/// A table made of lines, with what is needed to let it follow them.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct DerivedTable {
    /// The table, as if it had been submitted.
    pub table: SubmittedTable,
    /// For looking a row up by key. Never iterated.
    positions: FxHashMap<RowKey, usize>,
    /// By position of the row how many lines fall into it, or below it.
    lines: Vec<u32>,
    /// By position of the row how many lines are added to each of its cells.
    parts: Vec<BTreeMap<ColumnKey, u32>>,
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
    let none = SubmittedTable::default();
    let own = match budget.table(key) {
        Some(own) if own.coverage == Coverage::Derived || schema.overview => own,
        None if schema.overview => &none,
        _ => return None,
    };
    let beside = Beside::of(budget, format, schema);
    let rows =
        if schema.filled { entered::without_filled(format, schema, own) } else { schema.blank_table().rows };
    let mut making = Making::new(rows, beside);
    for derivation in format.derivations.iter().filter(|derivation| derivation.table == *key) {
        making.take_lines(batches, schema, derivation);
    }
    let mut made = making.finish(schema);
    (made.table.note, made.table.remark) = (own.note.clone(), own.remark.clone());
    Some(made)
}

/// Whether two lines give a row different texts.
fn is_mixed(first: &Row, other: &Row) -> bool {
    let texts = |row: &Row| -> Vec<(ColumnKey, Value)> {
        let texts = row.cells.iter().filter(|(_, value)| value.text().is_some());
        texts.map(|(column, value)| (column.clone(), value.clone())).collect()
    };
    texts(first) != texts(other)
}

/// What a line adds, and where; `None` where it adds nothing.
fn part(
    budget: &Budget,
    schema: &TableSchema,
    derivation: &Derivation,
    entered: &EnteredRows,
    line: &Row,
) -> Option<(Decimal, Place)> {
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
            let is_here = match place(budget, schema, derivation, &beside.entered, line) {
                Some(Place::Fixed(key)) => key == cell.row,
                Some(Place::Free(rows)) => rows.last().is_some_and(|(_, _, row)| row.key == cell.row),
                None => false,
            };
            if is_here && columns(derivation, line).any(|column| *column == cell.column) {
                found.push(CellAddress::new(&derivation.lines, &line.key, &derivation.amount));
            }
        }
    }
    found
}

fn lines<'a>(budget: &'a Budget, derivation: &'a Derivation) -> impl Iterator<Item = &'a Row> {
    budget.table(&derivation.lines).map_or(&[][..], |table| &table.rows).iter()
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

/// Where a line falls.
#[derive(PartialEq)]
enum Place {
    /// A row that is there without it.
    Fixed(RowKey),
    /// The rows from the outermost in: by what it is sorted, its section, the row without amounts.
    Free(Vec<(Vec<String>, usize, Row)>),
}

impl Place {
    /// The row with the amounts.
    fn row(&self) -> Option<RowKey> {
        match self {
            Self::Fixed(key) => Some(key.clone()),
            Self::Free(rows) => rows.last().map(|(_, _, row)| row.key.clone()),
        }
    }
}

fn place(
    budget: &Budget,
    schema: &TableSchema,
    derivation: &Derivation,
    entered: &EnteredRows,
    line: &Row,
) -> Option<Place> {
    let mut called: Vec<String> = Vec::new();
    let mut rows: Vec<(Vec<String>, usize, Row)> = Vec::new();
    let mut path: Vec<String> = Vec::new();
    for wanted in &derivation.rows {
        match wanted {
            DerivedRow::Fixed(piece) => {
                return Some(Place::Fixed(RowKey::from(text(budget, piece, line))));
            }
            DerivedRow::Free(kind, cells) if schema.filled => {
                let texts: Vec<(&ColumnKey, String)> =
                    cells.iter().map(|(column, piece)| (column, text(budget, piece, line))).collect();
                called.extend(words(kind, texts.iter().map(|(column, text)| (*column, text.as_str()))));
            }
            DerivedRow::Free(kind, cells) => {
                let (section, free) = schema
                    .sections
                    .iter()
                    .enumerate()
                    .find_map(|(at, section)| Some((at, section.free_kind(kind)?)))?;
                let mut row = Row { kind: kind.clone(), ..Row::default() };
                for (column, piece) in cells {
                    let text = text(budget, piece, line);
                    if !text.is_empty() {
                        row.cells.insert(column.clone(), Value::Text(text.into()));
                    }
                }
                let own: Vec<&str> = free.key.iter().map(|column| row.text(column)).collect();
                path.push(own.join(&free.joiner).replace('!', "！"));
                row.key = RowKey::from(path.join(WITHIN));
                rows.push((path.clone(), section, row));
            }
        }
    }
    if schema.filled {
        return entered.row(&called).cloned().map(Place::Fixed);
    }
    (!rows.is_empty()).then_some(Place::Free(rows))
}

fn text(budget: &Budget, piece: &Piece, line: &Row) -> String {
    let part = |text: &str, from: usize, to: usize| -> String {
        text.chars().skip(from).take(to.saturating_sub(from)).collect()
    };
    match piece {
        Piece::Text(column) => line.text(column).to_owned(),
        Piece::Part(column, from, to) => part(line.text(column), *from, *to),
        Piece::Name(scheme, column, digits) => {
            let code = part(line.text(column), 0, *digits);
            let known = Classification::for_year(budget.year).lookup(*scheme, &code);
            known.map(|code| code.name.to_string()).unwrap_or_default()
        }
        Piece::Words(words) => words.clone(),
        Piece::Translated(column, words) => words.get(line.text(column)).cloned().unwrap_or_default(),
    }
}
