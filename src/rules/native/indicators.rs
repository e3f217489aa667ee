//! The performance targets of a department and of its projects: whether they are entered, and whether the same indicator
//! says the same in both.

use std::collections::BTreeMap;

use super::Native;
use crate::calc::{Book, Cell, Sheet, SheetRow};
use crate::formula::{absent, name_of, name_of_cell, normal};
use crate::rules::indicator::IndicatorValue;
use crate::rules::place::{PlaceOutcome, Places};
use crate::rules::verdict::Finding;
use crate::schema::{ColumnKind, IndicatorColumns, IndicatorTables, Role, RowShape, Severity};

/// For each indicator of the department that some project has too: whether one of them has its value.
pub(super) fn check(rule: &Native, book: &Book<'_>, tables: &IndicatorTables, places: &mut Places) {
    for table in [&tables.whole.table, &tables.projects.table] {
        if let Some(sheet) = book.sheet(table)
            && sheet.coverage().is_missing()
        {
            return places.add_whole(PlaceOutcome::NotChecked(absent(&sheet)));
        }
    }
    let mut of_projects: BTreeMap<String, Vec<Cell<'_>>> = BTreeMap::new();
    for (name, value) in indicators(book, &tables.projects) {
        of_projects.entry(name).or_default().push(value);
    }
    for (name, value) in indicators(book, &tables.whole) {
        if let Some(others) = of_projects.get(&name) {
            places.add(agrees(rule, &value, others), || Some(value.address()));
        }
    }
}

/// The indicators of a table by normalised name, each with the cell of its value.
fn indicators<'a>(book: &Book<'a>, columns: &IndicatorColumns) -> Vec<(String, Cell<'a>)> {
    let rows = book.sheet(&columns.table).into_iter().flat_map(|sheet| sheet.rows());
    rows.flat_map(|row| {
        let pairs = columns
            .columns
            .iter()
            .map(move |(name, value)| (normal(row.text(name)).into_owned(), row.cell_by(value)));
        pairs.filter_map(|(name, value)| Some((name, value?)))
    })
    .filter(|(name, value)| !name.is_empty() && !value.text().is_empty())
    .collect()
}

fn agrees(rule: &Native, value: &Cell<'_>, others: &[Cell<'_>]) -> PlaceOutcome {
    let here = IndicatorValue::parse(&value.text());
    if others.iter().any(|other| IndicatorValue::parse(&other.text()) == here) {
        return PlaceOutcome::Passed;
    }
    let there: Vec<String> =
        others.iter().map(|other| format!("“{}”项目为“{}”", other.row.name(), other.text())).collect();
    let message = format!(
        "{}为“{}”，{}同一指标在{}。",
        name_of_cell(value),
        value.text(),
        others.first().map(|other| name_of(&other.row.sheet)).unwrap_or_default(),
        there.join("、")
    );
    let finding = rule.at_cell(value, message).with_cells(others.iter().map(Cell::address));
    let both_words = matches!(here, IndicatorValue::Word(_))
        && others.iter().all(|other| matches!(IndicatorValue::parse(&other.text()), IndicatorValue::Word(_)));
    // Words are set by judgement; that two differ need not be a contradiction.
    let severity = if both_words { Severity::Warning } else { finding.severity };
    PlaceOutcome::Violated(Box::new(Finding { severity, ..finding }))
}

/// In a budget that is prepared from lines: whether the targets of its projects and of the department are entered. What
/// somebody submitted or published without them is as it is; there the demands on what is published say so.
pub(super) fn entered(rule: &Native, book: &Book<'_>, tables: &IndicatorTables, places: &mut Places) {
    let filled = |columns: &IndicatorColumns| book.sheet(&columns.table).filter(|sheet| sheet.is_filled);
    if let Some(sheet) = filled(&tables.projects) {
        of_projects(rule, &sheet, &tables.projects, places);
    }
    if let Some(sheet) = filled(&tables.whole).filter(|sheet| sheet.rows().any(|row| has_money(&row))) {
        of_whole(rule, &sheet, places);
    }
}

/// Each row that has money and may have indicators, against its own and those of the rows below it.
fn of_projects(rule: &Native, sheet: &Sheet<'_>, columns: &IndicatorColumns, places: &mut Places) {
    let names = || columns.columns.iter().map(|(name, _)| name);
    let is_named = |row: &SheetRow<'_>| names().any(|name| !row.text(name).trim().is_empty());
    for row in sheet.rows() {
        let RowShape::Free(free) = row.shape else { continue };
        if names().all(|name| free.blank.contains(name)) || !has_money(&row) {
            continue;
        }
        let cell = row.cells().find(|cell| cell.column.kind == ColumnKind::Text);
        let outcome = if is_named(&row) || row.descendants().any(|below| is_named(&below)) {
            PlaceOutcome::Passed
        } else {
            let message = format!("{}“{}”没有绩效指标；请填写指标和指标值。", name_of(sheet), row.name());
            PlaceOutcome::Violated(Box::new(match &cell {
                Some(cell) => rule.at_cell(cell, message),
                None => rule.at_table(sheet, message),
            }))
        };
        places.add(outcome, || cell.map(|cell| cell.address()));
    }
}

/// Every part of the table in which rows are entered has some, and every text that its form asks for is there. What is
/// missing is one finding.
fn of_whole(rule: &Native, sheet: &Sheet<'_>, places: &mut Places) {
    let has_text = |row: &SheetRow<'_>| {
        row.section.columns.iter().any(|column| !row.text(&column.key).trim().is_empty())
    };
    let fixed = sheet.rows().filter(|row| matches!(row.shape, RowShape::Fixed(_)));
    let is_asked = |cell: &Cell<'_>| cell.column.kind == ColumnKind::Text && cell.role == Role::Input;
    let blank = fixed
        .filter(|row| row.cells().any(|cell| is_asked(&cell) && cell.text().trim().is_empty()))
        .map(|row| row.name());
    let sections = sheet.schema.sections.iter().enumerate().filter(|(_, of)| !of.free.is_empty());
    let empty = sections
        .filter(|(at, _)| {
            let mut rows = sheet.rows().filter(|row| row.section_index == *at);
            !rows.any(|row| matches!(row.shape, RowShape::Free(_)) && has_text(&row))
        })
        .map(|(_, section)| section.title.clone());
    let missing: Vec<String> = blank.chain(empty).map(|what| format!("“{what}”")).collect();
    places.add_whole(if missing.is_empty() {
        PlaceOutcome::Passed
    } else {
        let message = format!("{}没有填写{}；请填写。", name_of(sheet), missing.join("、"));
        PlaceOutcome::Violated(Box::new(rule.at_table(sheet, message)))
    });
}

fn has_money(row: &SheetRow<'_>) -> bool {
    let mut amounts = row.cells().filter(|cell| cell.column.kind == ColumnKind::Amount);
    amounts.any(|cell| cell.number().is_some_and(|number| !number.is_zero()))
}
