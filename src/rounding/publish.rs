//! A budget as it is published: derived tables become submitted ones with balanced figures and stated totals,
//! the lines they came from stay at home, and the text quotes what is printed. The exact budget is not touched.

use std::collections::HashMap;
use std::sync::Arc;

use super::{Balanced, Precision};
use crate::calc::{Book, Sheet};
use crate::model::{Budget, CellAddress, Coverage, Layer, Note, NoteKey, NoteKind, Table, Value};
use crate::narrative::State;
use crate::rules::Finding;
use crate::schema::Severity;
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
    /// What the checks find now and did not find before: contradictions that rounding made and nothing could mend.
    pub found: Vec<String>,
}

/// Publishes a budget.
pub fn publish(exact: &Session, precision: Precision) -> Published {
    let format = exact.format();
    let balanced = Balanced::compute(&exact.book(), precision);
    let mut budget = submitted(&balanced.book(format));
    budget
        .notes
        .retain(|note, _| !matches!(note.kind, NoteKind::Comment | NoteKind::Reason | NoteKind::Published));
    if precision != exact.book().own_precision() {
        let note = Note { text: precision.to_words(), settled: true, ..Note::default() };
        budget.notes.insert(NoteKey::published(), note);
    }
    Quoting::new(exact, budget).finish(balanced)
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

/// The text of a published budget on its way to quoting what is printed, beside the exact budget.
struct Quoting<'a> {
    exact: &'a Session,
    /// What was found before, as it is known again: how often at each place.
    before: HashMap<Known, usize>,
    session: Session,
}

/// By what a finding is known again after figures changed: its rule, its cell, and its paragraph.
type Known = (String, Option<CellAddress>, Option<(usize, usize)>);

fn known(finding: &Finding) -> Known {
    let paragraph = finding.sentence.map(|place| (place.section, place.paragraph));
    (finding.rule.id.clone(), finding.address.clone(), paragraph)
}

/// How many findings there are at each place.
fn counts(session: &Session) -> HashMap<Known, usize> {
    let mut counts = HashMap::new();
    for finding in session.verdicts().findings() {
        *counts.entry(known(&finding)).or_insert(0) += 1;
    }
    counts
}

impl<'a> Quoting<'a> {
    fn new(exact: &'a Session, budget: Budget) -> Self {
        Self { exact, before: counts(exact), session: Session::unsaved(budget, Arc::clone(exact.format())) }
    }

    /// Puts the printed figures into sentences that quoted the exact ones rightly. What was wrong before stays.
    fn finish(mut self, balanced: Balanced) -> Published {
        let mut rewritten: Vec<(usize, usize, String)> = Vec::new();
        // Each figure is put right once at most.
        for _ in 0..self.exact.verdicts().narrative().figures.len() {
            let findings = self.session.verdicts().findings().iter().enumerate();
            let fix = findings
                .filter(|(_, finding)| self.agreed(finding))
                .find_map(|(at, finding)| Some((finding.sentence?, self.session.fix(at)?)));
            let Some((place, fix)) = fix else {
                break;
            };
            let line = format!("{}：{}", place.name(self.session.budget()), fix.label);
            rewritten.push((place.section, place.paragraph, line));
            if self.session.apply(fix.step).is_err() {
                break;
            }
        }
        let now = counts(&self.session);
        let is_new = |finding: &Finding| {
            let own = known(finding);
            now.get(&own).copied().unwrap_or_default() > self.before.get(&own).copied().unwrap_or_default()
        };
        let (mut left, mut found) = (Vec::new(), Vec::new());
        for finding in self.session.verdicts().findings() {
            if self.agreed(&finding) {
                left.push(finding.message.clone());
            } else if is_new(&finding) && finding.severity != Severity::Hint && finding.follows.is_none() {
                found.push(finding.message.clone());
            }
        }
        rewritten.sort_by_key(|(section, paragraph, _)| (*section, *paragraph));
        Published {
            budget: self.session.budget().clone(),
            balanced,
            rewritten: rewritten.into_iter().map(|(_, _, line)| line).collect(),
            left,
            found,
        }
    }

    /// Whether a finding is about a figure of the text that was right before. Only digits change in the text, so
    /// that its figures keep their order.
    fn agreed(&self, finding: &Finding) -> bool {
        let Some(place) = finding.sentence else {
            return false;
        };
        let (now, before) = (self.session.verdicts().narrative(), self.exact.verdicts().narrative());
        let same = now.figures.iter().zip(&before.figures).find(|(figure, _)| figure.place == place);
        same.is_some_and(|(now, before)| before.state == State::Agrees && before.subject == now.subject)
    }
}
