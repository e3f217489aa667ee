//! Printed sums to hold proposals against: how much each pair of economic codes has (表8, 表6), and how much
//! each function code has in each column (表3, 表5).

use std::collections::BTreeMap;

use super::columns::LineColumns;
use super::read::is_given;
use crate::calc::{Book, SheetRow};
use crate::model::{CellAddress, ColumnKey, Coverage, KindKey};
use crate::money::Decimal;
use crate::schema::{Derivation, DerivedRow, Piece};

/// A department and a government economic code.
pub(super) type PairOf = (String, String);

/// What a table prints for every pair of economic codes.
pub(super) struct PrintedPairs<'a> {
    pub derivation: &'a Derivation,
    pub amounts: BTreeMap<PairOf, Decimal>,
    /// By pair and column: where, and how much.
    pub cells: Vec<(PairOf, ColumnKey, CellAddress, Decimal)>,
    /// How people call the table: 表6.
    pub called: String,
}

/// What a table prints for a function code in a column.
#[derive(Clone, Debug)]
pub(super) struct PrintedFunction {
    /// The unit's code, where the table lists the functions of each unit.
    pub unit: Option<String>,
    pub function: String,
    pub column: ColumnKey,
    pub amount: Decimal,
}

/// Likewise for all function codes.
pub(super) struct PrintedFunctions<'a> {
    pub derivation: &'a Derivation,
    pub cells: Vec<PrintedFunction>,
    pub called: String,
}

/// The first table that gives what is wanted: one that all lines fall into rather than one for a part.
fn best<'a>(
    book: &Book<'_>,
    columns: &LineColumns<'a>,
    fits: impl Fn(&Derivation) -> bool,
) -> Option<&'a Derivation> {
    let given = |one: &&Derivation| {
        fits(one)
            && is_given(book, &one.table)
            && book
                .sheet(&one.table)
                .is_some_and(|sheet| innermost(one).is_some_and(|kind| sheet.rows_of(kind).next().is_some()))
    };
    columns.derivations().filter(given).min_by_key(|one| one.when.len())
}

fn innermost(derivation: &Derivation) -> Option<&KindKey> {
    match derivation.rows.last()? {
        DerivedRow::Free(kind, _) => Some(kind),
        DerivedRow::Fixed(_) => None,
    }
}

fn called(book: &Book<'_>, derivation: &Derivation) -> String {
    let number = book.format.table(&derivation.table).and_then(|schema| schema.numbered());
    number.unwrap_or_else(|| derivation.table.to_string())
}

/// The column of a table's rows that shows a text of lines.
fn shows<'a>(derivation: &'a Derivation, wanted: &ColumnKey) -> Option<&'a ColumnKey> {
    derivation.rows.iter().find_map(|row| match row {
        DerivedRow::Free(_, cells) => cells.iter().find_map(|(column, piece)| match piece {
            Piece::Text(of) if of == wanted => Some(column),
            _ => None,
        }),
        DerivedRow::Fixed(_) => None,
    })
}

impl<'a> PrintedPairs<'a> {
    pub(super) fn of(book: &Book<'_>, columns: &LineColumns<'a>) -> Option<Self> {
        let (department, government) = (columns.department.as_ref()?, columns.government.as_ref()?);
        let fits = |one: &Derivation| shows(one, department).is_some() && shows(one, government).is_some();
        let derivation = best(book, columns, fits)?;
        let (own, others) = (shows(derivation, department)?, shows(derivation, government)?);
        let (mut amounts, mut cells) = (BTreeMap::new(), Vec::new());
        for row in book.sheet(&derivation.table)?.rows_of(innermost(derivation)?) {
            let pair = (row.text(own).to_owned(), row.text(others).to_owned());
            let first = parts(derivation, &row).next();
            let Some(group) = first else {
                continue;
            };
            let mut sum = Decimal::ZERO;
            for column in group {
                let Some(cell) = row.cell_by(&column) else {
                    continue;
                };
                let amount = cell.number().unwrap_or_default();
                sum += amount;
                cells.push((pair.clone(), column, cell.address(), amount));
            }
            *amounts.entry(pair).or_insert(Decimal::ZERO) += sum;
        }
        let complete = book.sheet(&derivation.table)?.coverage() == Coverage::Full;
        complete.then(|| Self { derivation, amounts, cells, called: called(book, derivation) })
    }
}

/// Groups of columns that are all the lines of a row: the parts of a total, or a column of all lines.
fn parts(derivation: &Derivation, row: &SheetRow<'_>) -> impl Iterator<Item = Vec<ColumnKey>> {
    let known = |column: &ColumnKey| derivation.columns.contains_key(column);
    let totals: Vec<Vec<ColumnKey>> = row
        .section
        .columns
        .iter()
        .filter(|column| !column.sum.is_empty() && column.sum.iter().all(known))
        .map(|column| column.sum.clone())
        .chain(
            derivation.columns.iter().filter(|(_, when)| when.is_empty()).map(|(one, _)| vec![one.clone()]),
        )
        .collect();
    totals.into_iter()
}

impl<'a> PrintedFunctions<'a> {
    pub(super) fn of(book: &Book<'_>, columns: &LineColumns<'a>) -> Option<Self> {
        let function = columns.function.as_ref()?;
        let fits = |one: &Derivation| function_parts(one, function).is_some() && innermost(one).is_some();
        let derivation = best(book, columns, fits)?;
        let parts = function_parts(derivation, function)?;
        let sheet = book.sheet(&derivation.table)?;
        let unit_column = columns.unit_code.as_ref().and_then(|code| shows(derivation, code));
        let list = book.format.units.as_ref();
        let is_unit = |code: &str| {
            let rows = list.and_then(|list| Some((list, book.budget.table(&list.table)?)));
            rows.is_some_and(|(list, table)| table.rows().iter().any(|row| row.text(&list.code) == code))
        };
        let outer = derivation.rows.first().and_then(|row| match row {
            DerivedRow::Free(kind, _) if derivation.rows.len() > 1 => Some(kind),
            _ => None,
        });
        let mut cells = Vec::new();
        for row in sheet.rows_of(innermost(derivation)?) {
            let code: String = parts.iter().map(|column| row.text(column)).collect();
            let unit = outer.and_then(|kind| row.ancestor(kind)).zip(unit_column);
            let unit = unit.map(|(row, column)| row.text(column).to_owned()).filter(|code| is_unit(code));
            for column in derivation.columns.keys() {
                let amount = row.cell_by(column).and_then(|cell| cell.number()).unwrap_or_default();
                if !amount.is_zero() {
                    let (unit, function) = (unit.clone(), code.clone());
                    cells.push(PrintedFunction { unit, function, column: column.clone(), amount });
                }
            }
        }
        Some(Self { derivation, cells, called: called(book, derivation) })
    }
}

/// The columns whose texts joined are the function code, where a table's rows show one.
fn function_parts(derivation: &Derivation, function: &ColumnKey) -> Option<Vec<ColumnKey>> {
    let DerivedRow::Free(_, cells) = derivation.rows.last()? else {
        return None;
    };
    let mut parts: Vec<(usize, &ColumnKey)> = cells
        .iter()
        .filter_map(|(column, piece)| match piece {
            Piece::Part(of, from, _) if of == function => Some((*from, column)),
            _ => None,
        })
        .collect();
    parts.sort_unstable();
    (parts.len() > 1).then(|| parts.into_iter().map(|(_, column)| column.clone()).collect())
}
