//! A department's budget out of its units' (汇总): the lines of a unit's own file take the place of that
//! unit's lines in the department's. Tables that are summed from lines follow by themselves.
//!
//! Only budgets that are prepared from lines can be put together so; of a table as submitted nobody can say
//! which part is whose.

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use super::difference::{Different, difference};
use super::merge::Version;
use super::units_beside::{Rows, take_along};
use crate::calc::Book;
use crate::edit::{Batch, end_of_free};
use crate::file::Extras;
use crate::model::{ColumnKey, RowKey, RowView, Table, TableKey};
use crate::schema::{Format, RowShape, TableSchema};

/// Why a unit's budget cannot be taken in.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UnitError {
    /// Another form.
    #[error("{0}")]
    Different(#[from] Different),
    /// Another year.
    #[error("单位的预算是 {0} 年的，部门的是 {1} 年的")]
    Year(i32, i32),
    /// Nothing to take in.
    #[error("单位的文件里没有预算明细；只有按明细编制的预算才能汇总")]
    NoLines,
    /// Nobody knows whose lines they are.
    #[error("单位的文件里，预算明细没有填写单位代码")]
    NoUnit,
}

/// A unit's budget taken into its department's.
#[derive(Clone, Debug)]
pub struct TakenIn {
    /// The step that puts the lines of the unit in the place of its lines in the department, with the notes on them;
    /// without edits where they are the same already.
    pub step: Batch,
    /// The fields of the department's file that this program does not know, with those of the lines.
    pub extras: Extras,
    /// What of the unit's file does not belong to its lines and was left, in words.
    pub left: Vec<String>,
}

/// Takes the budget of a unit into that of its department.
///
/// # Errors
/// When the budgets do not fit together.
pub fn take_in_unit(
    format: &Format,
    department: Version<'_>,
    unit: Version<'_>,
) -> Result<TakenIn, UnitError> {
    let (from, unit_version) = (department, unit);
    let (department, unit) = (department.budget, unit.budget);
    if department.format != unit.format {
        return Err(Different(department.format.clone(), unit.format.clone()).into());
    }
    if department.year != unit.year {
        return Err(UnitError::Year(unit.year, department.year));
    }
    let Some(list) = &format.units else {
        return Err(UnitError::NoLines);
    };
    let mut tables: Vec<&TableKey> = format.derivations.iter().map(|derivation| &derivation.lines).collect();
    tables.sort();
    tables.dedup();
    let lines = tables.iter().filter_map(|key| unit.table(key));
    let mut any = false;
    let mut codes: BTreeSet<&str> = BTreeSet::new();
    for row in lines.flat_map(|table| table.rows()).filter(|row| is_line(*row)) {
        any = true;
        codes.extend(Some(row.text(&list.code)).filter(|code| !code.is_empty()));
    }
    if !any {
        return Err(UnitError::NoLines);
    }
    if codes.is_empty() {
        return Err(UnitError::NoUnit);
    }
    let mut merged = department.clone();
    let mut rows = Rows::new();
    for key in tables.into_iter().chain([&list.table]) {
        let (Some(schema), Some(theirs)) = (format.table(key), unit.table(key)) else {
            continue;
        };
        let ours = merged.tables.entry(key.clone()).or_insert_with(|| schema.blank_table());
        for (old, new) in replace(schema, ours, theirs, &list.code, &codes) {
            rows.insert((key.clone(), old), new);
        }
    }
    let mut extras = from.extras.clone();
    let left = take_along(&mut merged, &mut extras, unit_version, &rows);
    let names: Vec<&str> = codes.into_iter().collect();
    let step = difference(department, &merged, &format!("汇入单位 {}", names.join("、")))?;
    Ok(TakenIn { step, extras, left })
}

/// Money that goes from one unit of the department to another, and is left out of the department's tables.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transfer {
    /// From which unit to which, in the words of the table of transfers.
    pub name: String,
    /// What its columns say: who states what. All the same where the units agree.
    pub amounts: Vec<(String, Decimal)>,
}

impl Transfer {
    /// Whether both units state the same.
    pub fn agrees(&self) -> bool {
        self.amounts.windows(2).all(|pair| matches!(pair, [(_, one), (_, other)] if one == other))
    }
}

/// The transfers between units that are left out, in the order of their table.
pub fn transfers(book: &Book<'_>) -> Vec<Transfer> {
    let table = book.format.transfers.as_ref().and_then(|columns| book.sheet(&columns.table));
    let rows = table.into_iter().flat_map(|sheet| sheet.rows().collect::<Vec<_>>());
    rows.filter_map(|row| {
        let RowShape::Free(free) = row.shape else {
            return None;
        };
        let texts: Vec<&str> = free.key.iter().map(|column| row.text(column)).collect();
        let numbers = row.cells().filter(|cell| cell.column.kind.is_number());
        let amounts =
            numbers.map(|cell| (cell.column.title().to_owned(), cell.number().unwrap_or_default())).collect();
        Some(Transfer { name: texts.join(&free.joiner), amounts })
    })
    .collect()
}

/// Whether a row is entered, not one that the form prints.
fn is_line(row: RowView<'_>) -> bool {
    row.cells().values().any(|value| value.text().is_some())
}

/// The same where every row of theirs is one of ours, in the same order: what was split off comes back to its places.
fn replace_in_place(
    ours: &mut Table,
    theirs: &Table,
    of_units: impl Fn(RowView<'_>) -> bool,
) -> Option<Vec<(RowKey, RowKey)>> {
    let rows: Vec<RowView<'_>> = theirs.rows().iter().filter(|row| of_units(*row)).collect();
    let is_own = |row: &RowView<'_>| {
        let at = ours.position(row.key()).filter(|at| ours.at(*at).is_some_and(&of_units));
        at.filter(|at| ours.at(*at).is_some_and(|own| own.kind() == row.kind()))
    };
    let places: Option<Vec<usize>> = rows.iter().map(is_own).collect();
    let places = places.filter(|places| places.is_sorted() && !places.is_empty())?;
    for (at, row) in places.iter().zip(&rows) {
        ours.change(*at, |own| *own = row.to_row());
    }
    let keys: BTreeSet<RowKey> = rows.iter().map(|row| row.key().clone()).collect();
    ours.retain(|row| !of_units(row) || keys.contains(row.key()));
    Some(keys.into_iter().map(|key| (key.clone(), key)).collect())
}

/// Puts the rows of the units with these codes in place of those that a table has of them; their keys before and now.
fn replace(
    schema: &TableSchema,
    ours: &mut Table,
    theirs: &Table,
    column: &ColumnKey,
    codes: &BTreeSet<&str>,
) -> Vec<(RowKey, RowKey)> {
    let of_units = |row: RowView<'_>| codes.contains(row.text(column));
    if let Some(keys) = replace_in_place(ours, theirs, of_units) {
        return keys;
    }
    let first = ours.rows().iter().position(of_units);
    // Where the units are new, behind the last row that was entered.
    let place = first.unwrap_or_else(|| {
        let section = theirs.rows().iter().filter(|row| of_units(*row)).find_map(|row| schema.shape(row));
        end_of_free(schema, ours, section.map_or(0, |(section, _)| section))
    });
    ours.retain(|row| !of_units(row));
    let mut taken: BTreeSet<RowKey> = ours.rows().iter().map(|row| row.key().clone()).collect();
    let (mut rows, mut keys) = (Vec::new(), Vec::new());
    for row in theirs.rows().iter().filter(|row| of_units(*row)) {
        let (old, mut row) = (row.key().clone(), row.to_row());
        if taken.contains(&row.key) {
            let free = schema.free_kind(&row.kind);
            row.key = free.map_or(row.key.clone(), |(_, free)| free.new_key(row.view(), &taken));
        }
        taken.insert(row.key.clone());
        keys.push((old, row.key.clone()));
        rows.push(row);
    }
    ours.insert(place, rows);
    keys
}
