//! A budget as it is published: derived tables become submitted ones with balanced figures and stated totals,
//! the lines they came from stay at home, and the text quotes what is printed. The exact budget is not touched.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::quoted::{self, Became, Quoted};
use super::{Balanced, Precision};
use crate::calc::{Book, Sheet};
use crate::model::{Budget, CellAddress, Coverage, Layer, Note, NoteKey, NoteKind, Section, Table, Value};
use crate::narrative::{Place, Role, State};
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
    /// What was changed in the text, so that it quotes the printed figures: where, and what; a line a paragraph.
    pub rewritten: Vec<String>,
    /// How many of its figures that are.
    pub rewritten_figures: usize,
    /// What the text quotes otherwise now, and could not be changed.
    pub left: Vec<String>,
    /// Figures that no table has, and that are written more finely than the tables are: likewise a line a paragraph.
    pub unknown: Vec<String>,
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
    Quoting::new(exact, budget, precision).finish(balanced)
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
    // Made of lines it needed no reason for being empty; as it is printed it has one.
    if sheet.schema.is_empty(&table) && table.remark.is_empty() && table.note.is_empty() {
        table.remark = Coverage::EMPTY_NOTE.to_owned();
    }
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
    precision: Precision,
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

/// How much is wrong with each paragraph.
fn wrong(session: &Session) -> HashMap<(usize, usize), usize> {
    let mut wrong = HashMap::new();
    for place in session.verdicts().findings().iter().filter_map(|finding| finding.sentence) {
        *wrong.entry((place.section, place.paragraph)).or_insert(0) += 1;
    }
    wrong
}

impl<'a> Quoting<'a> {
    fn new(exact: &'a Session, budget: Budget, precision: Precision) -> Self {
        let session = Session::unsaved(budget, Arc::clone(exact.format()));
        Self { exact, before: counts(exact), session, precision }
    }

    /// Puts the printed figures into sentences that quoted the exact ones rightly. What was wrong before stays.
    fn finish(mut self, balanced: Balanced) -> Published {
        let figures = self.follow_tables();
        let mut of_paragraphs: BTreeMap<(usize, usize), Vec<String>> = BTreeMap::new();
        let (mut left, mut unknown) = (Vec::new(), BTreeMap::<(usize, usize), Vec<String>>::new());
        let mut rewritten_figures = 0;
        for Quoted { place, was, became } in figures {
            let at = (place.section, place.paragraph);
            match became {
                Became::Rewritten(old, new) => {
                    rewritten_figures += 1;
                    of_paragraphs.entry(at).or_default().push(format!("{old} 改为 {new}"));
                }
                Became::Unknown => unknown.entry(at).or_default().push(was),
                Became::Left(why) => {
                    left.push(format!("{}的“{was}”：{why}", place.name(self.session.budget())));
                }
            }
        }
        // Each figure is put right once at most.
        for _ in 0..self.exact.verdicts().narrative().figures.len() {
            let findings = self.session.verdicts().findings().iter().enumerate();
            let fix = findings
                .filter(|(_, finding)| self.agreed(finding))
                .find_map(|(at, finding)| Some((finding.sentence?, self.session.fix(at)?)));
            let Some((place, fix)) = fix else {
                break;
            };
            rewritten_figures += 1;
            of_paragraphs
                .entry((place.section, place.paragraph))
                .or_default()
                .push(fix.label.replace("把文中的 ", ""));
            if self.session.apply(fix.step).is_err() {
                break;
            }
        }
        let now = counts(&self.session);
        let is_new = |finding: &Finding| {
            let own = known(finding);
            now.get(&own).copied().unwrap_or_default() > self.before.get(&own).copied().unwrap_or_default()
        };
        let mut found = Vec::new();
        for finding in self.session.verdicts().findings() {
            if self.agreed(&finding) {
                left.push(finding.message.clone());
            } else if is_new(&finding) && finding.severity != Severity::Hint && finding.follows.is_none() {
                found.push(finding.message.clone());
            }
        }
        let mut budget = self.session.budget().clone();
        for (place, said) in level(self.exact.budget(), &mut budget) {
            rewritten_figures += said.len();
            of_paragraphs.entry(place).or_default().extend(said);
        }
        let lines = |of_paragraphs: BTreeMap<(usize, usize), Vec<String>>| -> Vec<String> {
            let line = |((section, paragraph), said): ((usize, usize), Vec<String>)| {
                format!("{}：{}", Place::paragraph(section, paragraph).name(&budget), said.join("，"))
            };
            of_paragraphs.into_iter().map(line).collect()
        };
        let (rewritten, unknown) = (lines(of_paragraphs), lines(unknown));
        Published { budget, balanced, rewritten, rewritten_figures, left, unknown, found }
    }

    /// Lets the text quote what the tables print. What stands in no table is rounded beside what was rewritten, so that
    /// sums are of figures of one kind, unless the paragraph contradicts itself then.
    fn follow_tables(&mut self) -> Vec<Quoted> {
        let [mut own, all] =
            [false, true].map(|unknown| quoted::rewrite(self.exact, &self.session, self.precision, unknown));
        let with = |sections: &[Section]| {
            let budget = Budget { narrative: sections.to_vec(), ..self.session.budget().clone() };
            Session::unsaved(budget, Arc::clone(self.exact.format()))
        };
        let mut session = with(&own.sections);
        if own.sections != all.sections {
            let (of_own, of_all) = (wrong(&session), wrong(&with(&all.sections)));
            let count = |of: &HashMap<(usize, usize), usize>, at| of.get(&at).copied().unwrap_or_default();
            let at = |place: Place| (place.section, place.paragraph);
            let is_rewritten = |one: &&Quoted| matches!(one.became, Became::Rewritten(..));
            let touched: BTreeSet<_> =
                own.figures.iter().filter(is_rewritten).map(|one| at(one.place)).collect();
            let is_better = |place: Place| {
                let (of_all, of_own) = (count(&of_all, at(place)), count(&of_own, at(place)));
                of_all < of_own || of_all == of_own && touched.contains(&at(place))
            };
            own.figures.retain(|figure| !is_better(figure.place));
            own.figures.extend(all.figures.into_iter().filter(|figure| is_better(figure.place)));
            for (section, (own, all)) in own.sections.iter_mut().zip(all.sections).enumerate() {
                for (paragraph, (own, all)) in own.paragraphs.iter_mut().zip(all.paragraphs).enumerate() {
                    if is_better(Place::paragraph(section, paragraph)) {
                        *own = all;
                    }
                }
            }
            session = with(&own.sections);
        }
        self.session = session;
        own.figures.sort_by_key(|one| (one.place.section, one.place.paragraph, one.place.span.start));
        own.figures
    }

    /// Whether a finding is about a figure of the text that was right before and is to be the printed one. Only digits
    /// change in the text, so that its figures keep their order.
    fn agreed(&self, finding: &Finding) -> bool {
        let Some(place) = finding.sentence else {
            return false;
        };
        let (now, before) = (self.session.verdicts().narrative(), self.exact.verdicts().narrative());
        let same = now.figures.iter().zip(&before.figures).find(|(figure, _)| figure.place == place);
        same.is_some_and(|(now, before)| {
            // Changes and their percentages stay those of the exact figures.
            let is_change = matches!(before.role, Some(Role::Change | Role::Rate));
            before.state == State::Agrees && before.subject == now.subject && !is_change
        })
    }
}

/// Says of changes that rounding left nothing of that there is none: where, and what became of them.
fn level(exact: &Budget, printed: &mut Budget) -> Vec<((usize, usize), Vec<String>)> {
    let mut leveled = Vec::new();
    let sections = exact.narrative.iter().zip(&mut printed.narrative).enumerate();
    for (section, (exact, printed)) in sections {
        for (at, (exact, printed)) in exact.paragraphs.iter().zip(&mut printed.paragraphs).enumerate() {
            if let Some((anew, said)) = quoted::level(exact, printed) {
                *printed = anew;
                leveled.push(((section, at), said));
            }
        }
    }
    leveled
}
