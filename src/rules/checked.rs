//! A budget with its verdicts, kept up to date: after an edit each rule is applied again only where
//! something it looks at is different. [`RuleSet::run`] is the definition; a property test holds what is
//! kept equal to it.
//!
//! It knows how places and findings are kept, not what any rule looks at: the rules say that themselves.

use std::collections::HashMap;

use rayon::prelude::*;

use super::applied::{Applied, count};
use super::declared::Declared;
use super::looks::News;
use super::native::Native;
use super::verdict::{Finding, Outcome, Place, PlaceOutcome, RuleVerdict, Verdicts};
use super::waive::{Accepted, WaiverId};
use super::{RuleSet, disclosure, imported, magnitude, narrative};
use crate::calc::{Book, Changes};
use crate::codes::Classification;
use crate::formula::index::Index;
use crate::model::{CellAddress, NoteKey, NoteKind};

/// How all rules ended over one budget, and what is needed to keep that up to date.
#[derive(Clone, Debug, Default)]
pub struct Checked {
    verdicts: Verdicts,
    index: Index,
    /// For each rule on the tables what it was applied to, in the order of the verdicts.
    applied: Vec<Applied>,
    /// What the rules on the text found.
    of_text: Vec<Finding>,
    /// What contradicts by orders of magnitude.
    of_size: Vec<Finding>,
    /// The waivers that count.
    accepted: Accepted,
}

/// A rule on the tables.
#[derive(Clone, Copy)]
pub(super) enum Rule<'a> {
    Declared(&'a Declared),
    Native(&'a Native),
}

/// What rules are applied with.
#[derive(Clone, Copy)]
pub(super) struct Bench<'a> {
    pub book: Book<'a>,
    pub index: &'a Index,
    pub classification: &'a Classification,
}

impl Rule<'_> {
    pub fn verdict(self) -> RuleVerdict {
        match self {
            Self::Declared(rule) => RuleVerdict {
                id: rule.text.id.clone(),
                title: rule.text.title.clone(),
                basis: rule.text.basis.clone(),
                severity: rule.text.severity,
                tables: rule.tables.clone(),
                outcome: Outcome::Passed,
                reason: String::new(),
                passed: 0,
                not_checked: 0,
                places: Vec::new(),
            },
            Self::Native(rule) => rule.verdict(),
        }
    }

    pub fn places(self, bench: &Bench<'_>) -> Vec<Option<usize>> {
        match self {
            Self::Declared(rule) => rule.places(&bench.book, Some(bench.index)),
            Self::Native(rule) => rule.places(&bench.book),
        }
    }

    pub fn apply(self, bench: &Bench<'_>, row: Option<usize>) -> Vec<Place> {
        match self {
            Self::Declared(rule) => rule.apply(&bench.book, Some(bench.index), row),
            Self::Native(rule) => rule.apply(&bench.book, bench.index, bench.classification, row),
        }
    }

    pub fn nothing(self) -> Option<Place> {
        match self {
            Self::Declared(_) => None,
            Self::Native(rule) => rule.nothing(),
        }
    }

    pub fn condition(self, bench: &Bench<'_>) -> Option<Option<PlaceOutcome>> {
        match self {
            Self::Declared(rule) => rule.condition(&bench.book, bench.index),
            Self::Native(_) => None,
        }
    }
}

impl RuleSet {
    /// Applies every rule, and keeps what is needed to follow changes.
    pub fn check(&self, book: &Book<'_>, classification: &Classification) -> Checked {
        let mut checked = Checked { index: Index::new(book, &self.groupings.0), ..Checked::default() };
        let bench = Bench { book: *book, index: &checked.index, classification };
        // Rules do not ask each other.
        let rules: Vec<Rule<'_>> = self.rules().collect();
        let ended: Vec<_> = rules.into_par_iter().map(|rule| Applied::to_all(rule, &bench)).collect();
        (checked.verdicts.rules, checked.applied) = ended.into_iter().unzip();
        checked.read_text(self, book);
        checked.arrange(book);
        checked
    }

    /// Applies every rule.
    pub fn run(&self, book: &Book<'_>, classification: &Classification) -> Verdicts {
        self.check(book, classification).verdicts
    }

    fn rules(&self) -> impl Iterator<Item = Rule<'_>> {
        let declared = self.declared.iter().map(Rule::Declared);
        declared.chain(self.native.iter().map(Rule::Native))
    }
}

impl Checked {
    /// How the rules ended, and what they found.
    pub fn verdicts(&self) -> &Verdicts {
        &self.verdicts
    }

    /// The waivers that count.
    pub fn accepted(&self) -> &Accepted {
        &self.accepted
    }

    /// Lets these waivers count and no others.
    pub fn accept(&mut self, accepted: Accepted, book: &Book<'_>) {
        self.accepted = accepted;
        self.verdicts.judge_waivers(book, &self.accepted);
    }

    /// Lets one more count, from the next judgement on.
    pub fn accept_one(&mut self, waiver: WaiverId) {
        self.accepted.add(waiver);
    }

    /// The rows in groups.
    pub(super) fn index(&self) -> &Index {
        &self.index
    }

    /// Applies rules again wherever something they look at is different. `rules` are those it was checked
    /// with.
    pub fn update(
        &mut self,
        rules: &RuleSet,
        book: &Book<'_>,
        classification: &Classification,
        changes: &Changes,
    ) {
        if changes.everything {
            let accepted = std::mem::take(&mut self.accepted);
            *self = rules.check(book, classification);
            self.accept(accepted, book);
            return;
        }
        let stirred = self.index.update(book, &rules.groupings.0, changes);
        let news = News::new(*book, &self.index, changes, &stirred);
        let bench = Bench { book: *book, index: &self.index, classification };
        // Waivers are notes; who leads whom depends on which rows there are.
        let mut is_new = changes.notes || changes.is_any_whole();
        for ((rule, verdict), applied) in rules.rules().zip(&mut self.verdicts.rules).zip(&mut self.applied) {
            if !verdict.tables.iter().any(|table| changes.of(table).is_some())
                && !matches!(rule, Rule::Declared(rule) if rule.reads_any(changes))
            {
                continue;
            }
            let again = match rule {
                Rule::Declared(rule) => {
                    let again = rule.again(&news, applied.condition.as_ref());
                    again.and(applied.renamed(&news, rule))
                }
                Rule::Native(rule) => rule.again(&news).and(applied.renamed_findings(&news)),
            };
            is_new |= applied.apply_again(rule, &bench, verdict, again);
        }
        let is_read = || {
            let is_bound = |key: &NoteKey| key.kind == NoteKind::Binding;
            rules.narrative.reads(|table| changes.of(table).is_some())
                // What was bound by hand may be any cell.
                || book.budget.notes.keys().any(is_bound)
        };
        let is_resized = self.of_size != rules.pairs.findings(book);
        if is_resized || changes.narrative || changes.notes || !book.budget.narrative.is_empty() && is_read()
        {
            self.verdicts.rules.truncate(self.applied.len());
            let before = std::mem::take(&mut self.of_text);
            self.read_text(rules, book);
            is_new |= before != self.of_text;
        }
        if is_new {
            self.arrange(book);
        }
    }

    /// Applies the rules on the text.
    fn read_text(&mut self, rules: &RuleSet, book: &Book<'_>) {
        self.of_text.clear();
        let mut judged = Vec::new();
        if !rules.of_text.is_empty() {
            let (reading, of_text) = narrative::judge(&rules.narrative, book);
            self.verdicts.narrative = reading;
            judged.extend(of_text);
            judged.extend(disclosure::judge(book));
        }
        judged.extend(imported::judge(book));
        self.of_size = rules.pairs.findings(book);
        judged.extend(magnitude::judged(&self.of_size));
        for (mut verdict, places) in judged {
            let (mut found, mut violated) = (Vec::new(), 0);
            for place in places {
                let (place, finding) = place.split();
                count(&mut verdict, &mut violated, place.end, true);
                verdict.places.push(place);
                found.extend(finding);
            }
            verdict.conclude(violated);
            self.verdicts.rules.push(verdict);
            self.of_text.extend(distinct(found));
        }
    }

    /// Puts together what was found.
    fn arrange(&mut self, book: &Book<'_>) {
        let of_tables = self.applied.iter().flat_map(|applied| {
            let found: Vec<Finding> = applied.findings.values().flatten().cloned().collect();
            distinct(found)
        });
        let findings = of_tables.chain(self.of_text.iter().cloned()).collect();
        self.verdicts.arrange(findings, book, &self.accepted);
    }
}

/// Two places that say the same of the same cells, such as two rows that are compared together, make one
/// finding.
fn distinct(found: Vec<Finding>) -> Vec<Finding> {
    let mut known: HashMap<(String, Option<CellAddress>), Vec<usize>> = HashMap::new();
    let mut distinct: Vec<Finding> = Vec::with_capacity(found.len());
    for finding in found {
        let alike = known.entry((finding.message.clone(), finding.address.clone())).or_default();
        if !alike.iter().any(|at| distinct.get(*at) == Some(&finding)) {
            alike.push(distinct.len());
            distinct.push(finding);
        }
    }
    distinct
}
