//! A department's budget out of its units' (汇总): the lines of a unit's own file take the place of that
//! unit's lines in the department's. Tables that are summed from lines follow by themselves.
//!
//! Only budgets that are prepared from lines can be put together so; of a table as submitted nobody can say
//! which part is whose.

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use super::difference::{Different, difference};
use super::merge::Version;
use super::unit_doubts::doubts;
use super::unit_rows::Headed;
use super::unit_sums::{self, UnitSum};
use super::units_beside::{Rows, take_along};
use crate::calc::{Book, Owner, is_divided, owner};
use crate::edit::{Batch, end_of_free};
use crate::file::Extras;
use crate::model::{Budget, RowKey, RowView, Table, TableKey};
use crate::schema::{Format, RowShape, TableSchema, UnitList};

/// Why a unit's budget cannot be taken in.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UnitError {
    /// Another form.
    #[error("{0}")]
    Different(#[from] Different),
    /// Another year.
    #[error("单位的预算是 {0} 年的，部门的是 {1} 年的")]
    Year(i32, i32),
    /// Another department's.
    #[error("文件是部门 {0} 的单位的，要汇入的是部门 {1}；请核对文件")]
    Department(String, String),
    /// One unit under two codes: it would be counted twice.
    #[error(
        "单位“{name}”在单位的文件里代码是 {theirs}，在部门的单位名单上是 {ours}；请把两处改成一致，否则会重复汇总"
    )]
    Code {
        /// What both call it.
        name: String,
        /// Its code in the unit's file.
        theirs: String,
        /// Its code in the department's.
        ours: String,
    },
    /// Nothing to take in.
    #[error("单位的文件里没有预算明细；只有按明细编制的预算才能汇总")]
    NoLines,
    /// Lines of units that are not the file's own: they would take the place of all lines of those.
    #[error(
        "单位的文件里有 {lines} 行是单位 {} 的，它自己的单位名单上没有这些单位；请改正这几行的单位代码，确是它的单位就先补进它的单位名单",
        codes.join("、")
    )]
    Unlisted {
        /// How many lines.
        lines: usize,
        /// Of which units.
        codes: Vec<String>,
    },
    /// Nobody knows whose lines they are.
    #[error("单位的文件里，预算明细没有填写单位代码，单位也不在它的单位名单上")]
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
    /// The codes of the units whose lines were taken in.
    pub units: Vec<String>,
    /// The tables of lines that are others than before, with what they come to.
    pub sums: Vec<UnitSum>,
    /// What of the unit's file does not belong to its lines and was left, in words.
    pub left: Vec<String>,
    /// What in those lines wants looking at, in words.
    pub doubts: Vec<String>,
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
    let is_of_lines = |key: &&TableKey| **key != list.table && is_divided(format, key);
    let tables: Vec<&TableKey> = format.tables.iter().map(|table| &table.key).filter(is_of_lines).collect();
    let lines = || {
        let tables = tables.iter().filter_map(|key| Some((*key, unit.table(key)?)));
        tables.flat_map(|(key, table)| table.rows().iter().map(move |row| (key, row)))
    };
    if !lines().any(|(_, row)| is_line(row)) {
        return Err(UnitError::NoLines);
    }
    let of = |budget: &Budget| budget.department.code.trim().to_owned();
    let (theirs, ours) = (of(unit), of(department));
    if !theirs.is_empty() && !ours.is_empty() && theirs != ours {
        let named = |budget: &Budget, code| format!("{code} {}", budget.department.name).trim().to_owned();
        return Err(UnitError::Department(named(unit, theirs), named(department, ours)));
    }
    let units = Units::of(format, list, department, unit, lines());
    if units.codes.is_empty() {
        return Err(UnitError::NoUnit);
    }
    if let Some(error) = other_code(list, department, unit, &units) {
        return Err(error);
    }
    if let Some(error) = unlisted(format, list, unit, lines()) {
        return Err(error);
    }
    let mut merged = department.clone();
    let mut rows = Rows::new();
    for key in tables.iter().copied().chain([&list.table]) {
        let (Some(schema), Some(theirs)) = (format.table(key), unit.table(key)) else {
            continue;
        };
        let ours = merged.tables.entry(key.clone()).or_insert_with(|| schema.blank_table());
        for (old, new) in replace(schema, ours, theirs, |row| units.have(format, key, row)) {
            rows.insert((key.clone(), old), new);
        }
    }
    for schema in &format.tables {
        let Some(headed) = Headed::of(format, list, schema) else { continue };
        let (Some(ours), Some(theirs)) = (merged.tables.get_mut(&schema.key), unit.table(&schema.key)) else {
            continue;
        };
        for (old, new) in headed.replace(ours, theirs, &|code, name| units.are_called(code, name)) {
            rows.insert((schema.key.clone(), old), new);
        }
    }
    let mut extras = from.extras.clone();
    let mut left = take_along(&mut merged, &mut extras, unit_version, &rows);
    let strange = lines().filter(|(key, row)| is_line(*row) && !units.have(format, key, *row)).count();
    if strange > 0 {
        left.push(format!("{strange} 行明细：没有单位代码，单位也不在单位名单上"));
    }
    left.extend(changed_standards(format, department, unit));
    left.extend(of_the_department(format, list, department, unit));
    let sums = unit_sums::sums(format, (department, &merged), |key, row| units.have(format, key, row));
    let doubts = doubts(format, &merged, |key, row| units.have(format, key, row));
    let units: Vec<String> = units.codes.into_iter().map(str::to_owned).collect();
    let step = difference(department, &merged, &format!("汇入单位 {}", units.join("、")))?;
    Ok(TakenIn { step, extras, left, doubts, units, sums })
}

/// Units whose lines are taken in, by the codes and names that say whose a row is.
struct Units<'a> {
    codes: BTreeSet<&'a str>,
    names: BTreeSet<&'a str>,
}

impl<'a> Units<'a> {
    /// Those that the unit's file has lines of: by their codes, or by the names that its own list gives them. The
    /// department may call them otherwise.
    fn of(
        format: &Format,
        list: &UnitList,
        department: &'a Budget,
        unit: &'a Budget,
        lines: impl Iterator<Item = (&'a TableKey, RowView<'a>)>,
    ) -> Self {
        let listed = |budget: &'a Budget| {
            let rows = budget.table(&list.table).into_iter().flat_map(|table| table.rows());
            rows.map(|row| (row.text(&list.code), row.text(&list.name))).filter(|(code, _)| !code.is_empty())
        };
        let (mut codes, mut named) = (BTreeSet::new(), BTreeSet::new());
        for (key, row) in lines {
            match owner(format, key, row) {
                Owner::Code(code) => drop(codes.insert(code)),
                Owner::Name(name) => drop(named.insert(name)),
                Owner::Untold => {}
            }
        }
        codes.extend(listed(unit).filter(|(_, name)| named.contains(name)).map(|(code, _)| code));
        let names = listed(unit).chain(listed(department)).filter(|(code, _)| codes.contains(code));
        let names = names.map(|(_, name)| name).collect();
        Self { codes, names }
    }

    /// Whether a code, or a name without one, is one of theirs.
    fn are_called(&self, code: &str, name: &str) -> bool {
        if code.is_empty() { self.names.contains(name) } else { self.codes.contains(code) }
    }

    fn have(&self, format: &Format, table: &TableKey, row: RowView<'_>) -> bool {
        match owner(format, table, row) {
            Owner::Code(code) => self.codes.contains(code),
            Owner::Name(name) => self.names.contains(name),
            Owner::Untold => false,
        }
    }
}

/// Lines of units that the file does not list, where it lists any.
fn unlisted<'a>(
    format: &Format,
    list: &UnitList,
    unit: &Budget,
    lines: impl Iterator<Item = (&'a TableKey, RowView<'a>)>,
) -> Option<UnitError> {
    let rows = unit.table(&list.table).into_iter().flat_map(|table| table.rows());
    let listed: BTreeSet<&str> =
        rows.map(|row| row.text(&list.code)).filter(|code| !code.is_empty()).collect();
    let codes: Vec<&str> = lines
        .filter_map(|(key, row)| match owner(format, key, row) {
            Owner::Code(code) if !listed.contains(code) => Some(code),
            _ => None,
        })
        .collect();
    let strangers: BTreeSet<&str> = codes.iter().copied().collect();
    (!listed.is_empty() && !codes.is_empty()).then(|| UnitError::Unlisted {
        lines: codes.len(),
        codes: strangers.into_iter().map(str::to_owned).collect(),
    })
}

/// A unit that the department lists by the same name under a code that the unit's file does not have.
fn other_code(list: &UnitList, department: &Budget, unit: &Budget, units: &Units<'_>) -> Option<UnitError> {
    let listed = |budget: &Budget| -> Vec<(String, String)> {
        let rows = budget.table(&list.table).into_iter().flat_map(|table| table.rows());
        let named = rows.map(|row| (row.text(&list.code).to_owned(), row.text(&list.name).to_owned()));
        named.filter(|(code, name)| !code.is_empty() && !name.is_empty()).collect()
    };
    let (theirs, ours) = (listed(unit), listed(department));
    let is_known = |code: &str| ours.iter().any(|(known, _)| known == code);
    let mut new = theirs.iter().filter(|(code, _)| units.codes.contains(code.as_str()) && !is_known(code));
    new.find_map(|(code, name)| {
        let (known, _) = ours
            .iter()
            .find(|(known, own)| own == name && !theirs.iter().any(|(other, _)| other == known))?;
        Some(UnitError::Code { name: name.clone(), theirs: code.clone(), ours: known.clone() })
    })
}

/// The standards that are others in the unit's file, in words: they are the department's.
fn changed_standards(format: &Format, department: &Budget, unit: &Budget) -> Vec<String> {
    let Some(list) = &format.standards else {
        return Vec::new();
    };
    let Some(theirs) = unit.table(&list.table) else {
        return Vec::new();
    };
    let ours = department.table(&list.table);
    let is_known = |row: &RowView<'_>| ours.and_then(|table| table.row(row.key())) == Some(*row);
    let changed = theirs.rows().iter().filter(|row| is_line(*row) && !is_known(row));
    let name = format.table(&list.table).map_or_else(|| list.table.to_string(), |table| table.called());
    let words = changed.map(|row| {
        let words = [&list.item, &list.unit_kind].map(|column| row.text(column));
        format!("{name} {}（与部门文件里的不同）", words.join(" ").trim())
    });
    words.collect()
}

/// What the unit has entered in tables that are the department's as a whole (整体绩效), in words.
fn of_the_department(
    format: &Format,
    list: &UnitList,
    department: &Budget,
    unit: &Budget,
) -> impl Iterator<Item = String> {
    let is_standards = |key: &TableKey| format.standards.as_ref().is_some_and(|of| of.table == *key);
    let is_other = move |schema: &&TableSchema| {
        let key = &schema.key;
        let is_taken = *key == list.table || is_divided(format, key) || is_standards(key);
        !is_taken && Headed::of(format, list, schema).is_none()
    };
    let words = move |schema: &TableSchema| {
        let (theirs, ours) = (unit.table(&schema.key)?, department.table(&schema.key));
        let is_entered = |row: &RowView<'_>| {
            let is_free = matches!(schema.shape(*row), Some((_, RowShape::Free(_))));
            is_free && is_line(*row) && ours.and_then(|ours| ours.row(row.key())) != Some(*row)
        };
        let count = theirs.rows().iter().filter(is_entered).count();
        (count > 0).then(|| format!("{}：单位录入的 {count} 行，这张表由部门填写", schema.named()))
    };
    format.tables.iter().filter(is_other).filter_map(words)
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

/// Puts the rows of units in place of those that a table has of them; their keys before and now.
fn replace(
    schema: &TableSchema,
    ours: &mut Table,
    theirs: &Table,
    of_units: impl Fn(RowView<'_>) -> bool,
) -> Vec<(RowKey, RowKey)> {
    if let Some(keys) = replace_in_place(ours, theirs, &of_units) {
        return keys;
    }
    let first = ours.rows().iter().position(&of_units);
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
