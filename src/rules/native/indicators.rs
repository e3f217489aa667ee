//! The same performance indicator in the department's targets and in its projects'.

use std::collections::BTreeMap;

use super::Native;
use crate::calc::{Book, Cell};
use crate::formula::{absent, name_of, name_of_cell, normal};
use crate::rules::indicator::IndicatorValue;
use crate::rules::place::{PlaceOutcome, Places};
use crate::rules::verdict::Finding;
use crate::schema::{IndicatorColumns, IndicatorTables, Severity};

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
