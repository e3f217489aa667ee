//! A budget as it is published: derived tables become submitted ones with balanced figures and stated totals,
//! the lines they came from stay at home, and the text quotes what is printed. The exact budget is not touched.

use std::sync::Arc;

use super::{Balanced, Precision};
use crate::calc::{Book, Sheet};
use crate::model::{Budget, CellAddress, Coverage, Layer, Table, Value};
use crate::narrative::{Reading, State};
use crate::rules::Finding;
use crate::schema::Format;
use crate::session::Session;

/// A published budget and how it came about.
#[derive(Debug)]
pub struct Published {
    /// The budget to be handed on.
    pub budget: Budget,
    /// The rounding, with the cells that were adjusted.
    pub balanced: Balanced,
    /// What was changed in the text, so that it quotes the printed figures: where, and what.
    pub rewritten: Vec<String>,
    /// What the text quotes otherwise now, and could not be changed.
    pub left: Vec<String>,
}

/// Publishes a budget.
pub fn publish(exact: &Session, precision: Precision) -> Published {
    let format = exact.format();
    let balanced = Balanced::compute(&exact.book(), precision);
    let budget = submitted(&balanced.book(format));
    let (budget, rewritten, left) = quote(exact, budget, format);
    Published { budget, balanced, rewritten, left }
}

/// The budget with derived tables as if they had been submitted, and without lines and the standards behind them.
fn submitted(printed: &Book<'_>) -> Budget {
    let format = printed.format;
    let mut budget = printed.budget.clone();
    let is_standards =
        |key: &crate::model::TableKey| format.standards.as_ref().is_some_and(|list| list.table == *key);
    for sheet in printed.sheets() {
        let key = &sheet.schema.key;
        if sheet.schema.overview {
            // What is left out of the tables is not published.
        } else if sheet.is_derived || sheet.is_filled {
            if let Some(table) = sheet.table {
                budget.tables.insert(key.clone(), stating_totals(&sheet, table));
            }
        } else if (format.has_lines(key) || is_standards(key)) && budget.tables.contains_key(key) {
            budget.tables.insert(key.clone(), sheet.schema.blank_table());
        }
    }
    // What was remarked on a line has no place any more.
    let of_lines = |place: &str| place.parse::<CellAddress>().is_ok_and(|cell| format.has_lines(&cell.table));
    budget.notes.retain(|note, _| !of_lines(&note.place));
    budget
}

fn stating_totals(sheet: &Sheet<'_>, table: &Table) -> Table {
    let mut table = table.clone();
    table.coverage = Coverage::Full;
    for cell in sheet.rows().flat_map(|row| row.cells()) {
        let entered = cell.row.row.cells().contains_key(&cell.column.key);
        if let Some(total) = cell.number().filter(|_| cell.role.is_computed() && !entered) {
            table.set(cell.row.index, Layer::Stated, &cell.column.key, Some(Value::Amount(total)));
        }
    }
    table
}

/// Puts the printed figures into sentences that quoted the exact ones rightly. What was wrong before stays.
fn quote(exact: &Session, budget: Budget, format: &Arc<Format>) -> (Budget, Vec<String>, Vec<String>) {
    let mut session = Session::unsaved(budget, Arc::clone(format));
    let before = exact.verdicts().narrative();
    let mut rewritten: Vec<(usize, usize, String)> = Vec::new();
    let mut left = Vec::new();
    // Each figure is put right once at most.
    for _ in 0..before.figures.len() {
        let wrong = |finding: &Finding| agreed(before, session.verdicts().narrative(), finding);
        let findings = session.verdicts().findings().iter().enumerate();
        let fix = findings
            .filter(|(_, finding)| wrong(finding))
            .find_map(|(at, finding)| Some((finding.sentence?, session.fix(at)?)));
        let Some((place, fix)) = fix else {
            break;
        };
        let line = format!("{}：{}", place.name(session.budget()), fix.label);
        rewritten.push((place.section, place.paragraph, line));
        if session.apply(fix.step).is_err() {
            break;
        }
    }
    for finding in session.verdicts().findings() {
        if agreed(before, session.verdicts().narrative(), &finding) {
            left.push(finding.message.clone());
        }
    }
    rewritten.sort_by_key(|(section, paragraph, _)| (*section, *paragraph));
    (session.budget().clone(), rewritten.into_iter().map(|(_, _, line)| line).collect(), left)
}

/// Whether a finding is about a figure of the text that was right before. Only digits change in the text, so
/// that its figures keep their order.
fn agreed(before: &Reading, now: &Reading, finding: &Finding) -> bool {
    let Some(place) = finding.sentence else {
        return false;
    };
    let same = now.figures.iter().zip(&before.figures).find(|(figure, _)| figure.place == place);
    same.is_some_and(|(now, before)| before.state == State::Agrees && before.subject == now.subject)
}
