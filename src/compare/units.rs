//! A department's budget out of its units' (汇总): the lines of a unit's own file take the place of that
//! unit's lines in the department's. Tables that are summed from lines follow by themselves.
//!
//! Only budgets that are prepared from lines can be put together so; of a table as submitted nobody can say
//! which part is whose.

use std::collections::BTreeSet;

use super::difference::{Different, difference};
use crate::edit::{Batch, end_of_free};
use crate::model::{Budget, ColumnKey, Row, RowKey, SubmittedTable, TableKey};
use crate::schema::{Format, TableSchema};

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

/// The step that puts the lines of `unit` in the place of that unit's lines in `department`; without edits
/// where they are the same already.
///
/// # Errors
/// When the budgets do not fit together.
pub fn take_in_unit(format: &Format, department: &Budget, unit: &Budget) -> Result<Batch, UnitError> {
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
    for row in lines.flat_map(|table| &table.rows).filter(|row| is_line(row)) {
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
    for key in tables.into_iter().chain([&list.table]) {
        let (Some(schema), Some(theirs)) = (format.table(key), unit.table(key)) else {
            continue;
        };
        let ours = merged.tables.entry(key.clone()).or_insert_with(|| schema.blank_table());
        replace(schema, ours, theirs, &list.code, &codes);
    }
    let names: Vec<&str> = codes.into_iter().collect();
    Ok(difference(department, &merged, &format!("汇入单位 {}", names.join("、")))?)
}

/// Whether a row is entered, not one that the form prints.
fn is_line(row: &Row) -> bool {
    row.cells.values().any(|value| value.text().is_some())
}

/// Puts the rows of the units with these codes in place of those that a table has of them.
fn replace(
    schema: &TableSchema,
    ours: &mut SubmittedTable,
    theirs: &SubmittedTable,
    column: &ColumnKey,
    codes: &BTreeSet<&str>,
) {
    let of_units = |row: &Row| codes.contains(row.text(column));
    let first = ours.rows.iter().position(of_units);
    // Where the units are new, behind the last row that was entered.
    let place = first.unwrap_or_else(|| {
        let section = theirs.rows.iter().filter(|row| of_units(row)).find_map(|row| schema.shape(row));
        end_of_free(schema, ours, section.map_or(0, |(section, _)| section))
    });
    ours.rows.retain(|row| !of_units(row));
    let mut taken: BTreeSet<RowKey> = ours.rows.iter().map(|row| row.key.clone()).collect();
    let mut rows = Vec::new();
    for row in theirs.rows.iter().filter(|row| of_units(row)) {
        let mut row = row.clone();
        if taken.contains(&row.key) {
            let free = schema.free_kind(&row.kind);
            row.key = free.map_or(row.key.clone(), |(_, free)| free.new_key(&row, &taken));
        }
        taken.insert(row.key.clone());
        rows.push(row);
    }
    let place = place.min(ours.rows.len());
    ours.rows.splice(place..place, rows);
}
