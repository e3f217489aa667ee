//! A budget with its verdicts, kept up to date: after an edit each rule is applied again only where
//! something it looks at is different. [`RuleSet::run`] is the definition; a property test holds what is
//! kept equal to it.
//!
//! It knows how places and findings are kept, not what any rule looks at: the rules say that themselves.

use std::sync::Arc;

use rayon::prelude::*;

use super::dependencies::{Delta, Rejudge};
use super::doubted::Doubted;
use super::found::{Found, List, Listed, distinct};
use super::place::PlaceVerdict;
use super::rule::{Inputs, Rule};
use super::state::RuleState;
use super::verdict::{Finding, RuleVerdict, Tally};
use super::waive::{Accepted, WaiverId};
use super::{
    RuleSet, disclosure, empty_tables, imported, magnitude, narrative, printed, sentences, suspect, waive,
};
use crate::calc::{Book, Changes};
use crate::formula::index::Index;
use crate::model::{NoteKey, NoteKind};
use crate::narrative::{Reading, Slip, reads_tables, slips};

/// How all rules ended over one budget, and what is needed to keep that up to date.
#[derive(Clone, Debug, Default)]
pub struct Checked {
    /// How each rule ended: those on the tables first, in the order of `states`.
    pub(super) ended: Vec<RuleVerdict>,
    index: Index,
    doubted: Doubted,
    states: Vec<RuleState>,
    of_text: OfText,
    /// What is wrong with sentences by themselves: only the text decides it.
    slips: Vec<Slip>,
    pub(super) list: List,
    /// The waivers that count.
    accepted: Accepted,
}

/// What the rules on the text, and on what the import left, say: they look at all of it at once.
#[derive(Clone, Debug, Default)]
struct OfText {
    reading: Reading,
    /// By rule.
    places: Vec<Vec<PlaceVerdict>>,
    found: Vec<Arc<Found>>,
    /// What contradicts by orders of magnitude.
    of_size: Vec<Finding>,
}

impl RuleSet {
    /// Applies every rule, and keeps what is needed to follow changes.
    pub fn check(&self, book: &Book<'_>) -> Checked {
        let (index, doubted) = (Index::new(book, &self.groupings.0), Doubted::of(book));
        let mut checked = Checked { index, doubted, ..Checked::default() };
        let inputs = checked.inputs(book);
        // Rules do not ask each other.
        let rules: Vec<(usize, Rule<'_>)> = self.rules().enumerate().collect();
        let ended = rules.into_par_iter().map(|(at, rule)| {
            let state = RuleState::new(at, rule, &inputs);
            (state.verdict(rule), state)
        });
        // Nor does the text by itself ask them.
        let of_text = || (!self.of_text.is_empty()).then(|| slips(book));
        let (ended, of_text) = rayon::join(|| ended.collect::<Vec<_>>(), of_text);
        (checked.ended, checked.states) = ended.into_iter().unzip();
        checked.slips = of_text.unwrap_or_default();
        checked.read_text(self, book);
        checked.arrange(self, book);
        checked
    }

    fn rules(&self) -> impl Iterator<Item = Rule<'_>> {
        let declared = self.declared.iter().map(Rule::Declared);
        declared.chain(self.native.iter().map(Rule::Native))
    }

    /// The rule on the tables at a position in the verdicts.
    pub(super) fn rule(&self, at: usize) -> Option<Rule<'_>> {
        match at.checked_sub(self.declared.len()) {
            None => self.declared.get(at).map(Rule::Declared),
            Some(at) => self.native.get(at).map(Rule::Native),
        }
    }
}

impl Checked {
    pub(super) fn inputs<'a>(&'a self, book: &Book<'a>) -> Inputs<'a> {
        Inputs { book: *book, index: &self.index, doubted: &self.doubted }
    }

    /// A finding in words, as its rule tells it: without what other findings say of it.
    pub(super) fn tell(&self, rules: &RuleSet, inputs: &Inputs<'_>, found: &Found) -> Option<Finding> {
        match found.kept() {
            Some(finding) => Some(finding.clone()),
            None => rules.rule(found.rule)?.tell(inputs, found),
        }
    }

    /// The waivers that count.
    pub fn accepted(&self) -> &Accepted {
        &self.accepted
    }

    /// Lets these waivers count and no others.
    pub fn accept(&mut self, accepted: Accepted, rules: &RuleSet, book: &Book<'_>) {
        self.accepted = accepted;
        self.judge_waivers(rules, book);
    }

    /// Lets one more count, from the next judgement on.
    pub fn accept_one(&mut self, waiver: WaiverId) {
        self.accepted.add(waiver);
    }

    /// The rows in groups.
    pub(super) fn index(&self) -> &Index {
        &self.index
    }

    /// The figures of the narrative with what they are compared with.
    pub(super) fn reading(&self) -> &Reading {
        &self.of_text.reading
    }

    /// The places of a rule on the text, by its position in the verdicts.
    pub(super) fn places_of_text(&self, rule: usize) -> Option<&[PlaceVerdict]> {
        let at = rule.checked_sub(self.states.len())?;
        self.of_text.places.get(at).map(Vec::as_slice)
    }

    /// Applies rules again wherever something they look at is different. `rules` are those it was checked
    /// with.
    pub fn update(&mut self, rules: &RuleSet, book: &Book<'_>, changes: &Changes) {
        if changes.everything || changes.notes && self.doubted != Doubted::of(book) {
            let accepted = std::mem::take(&mut self.accepted);
            *self = rules.check(book);
            self.accept(accepted, rules, book);
            return;
        }
        let groups = self.index.update(book, &rules.groupings.0, changes);
        let delta = Delta::new(*book, &self.index, changes, &groups);
        let inputs = Inputs { book: *book, index: &self.index, doubted: &self.doubted };
        // Waivers are notes; who leads whom depends on which rows there are.
        let mut is_new = changes.notes || changes.is_any_whole();
        let again = |((rule, ended), state): ((Rule<'_>, &mut RuleVerdict), &mut RuleState)| {
            if !ended.rule.tables.iter().any(|table| changes.of(table).is_some())
                && !matches!(rule, Rule::Declared(rule) if rule.reads_any(changes))
            {
                return false;
            }
            let (what, declared) = match rule {
                Rule::Declared(rule) => (rule.rejudge(&delta, state.condition.as_ref()), Some(rule)),
                Rule::Native(rule) => (rule.rejudge(&delta), None),
            };
            let what = what.and(state.renamed(&delta, declared));
            if what == Rejudge::nothing() {
                return false;
            }
            let is_new = state.rejudge(rule, &inputs, what);
            *ended = state.verdict(rule);
            is_new
        };
        let each = rules.rules().zip(&mut self.ended).zip(&mut self.states);
        // A cell concerns few rows; of a whole table there is work for all cores.
        is_new |= if changes.is_any_whole() {
            each.collect::<Vec<_>>().into_par_iter().map(again).reduce(|| false, |one, other| one | other)
        } else {
            each.map(again).fold(false, |one, other| one | other)
        };
        let is_held = reads_tables(book);
        if (changes.narrative || is_held) && !rules.of_text.is_empty() {
            self.slips = slips(book);
        }
        let is_read = || {
            let is_bound = |key: &NoteKey| key.kind == NoteKind::Binding;
            is_held
                || rules.narrative.reads(|table| changes.of(table).is_some())
                // What was bound by hand may be any cell.
                || book.budget.notes.keys().any(is_bound)
        };
        let is_resized = || self.of_text.of_size != rules.pairs.findings(book);
        let is_told = changes.narrative || changes.notes || printed::applies(book);
        if is_told || is_resized() || !book.budget.narrative.is_empty() && is_read() {
            let before = std::mem::take(&mut self.of_text.found);
            self.read_text(rules, book);
            is_new |= before != self.of_text.found;
        }
        if is_new {
            self.arrange(rules, book);
        }
    }

    /// Applies the rules on the text.
    fn read_text(&mut self, rules: &RuleSet, book: &Book<'_>) {
        let mut of_text = OfText { of_size: rules.pairs.findings(book), ..OfText::default() };
        let mut judged = Vec::new();
        if !rules.of_text.is_empty() {
            let (reading, of_narrative) = narrative::judge(&rules.narrative, book);
            of_text.reading = reading;
            judged.extend(of_narrative);
            judged.extend(disclosure::judge(book));
            judged.extend(sentences::judge(&self.slips, book, &of_text.reading));
            judged.extend(empty_tables::judge(book));
        }
        judged.extend(printed::judge(book));
        judged.extend(magnitude::judged(&of_text.of_size));
        judged.iter_mut().for_each(|(_, places)| places.spare(&self.doubted));
        judged.extend(imported::judge(book));
        self.ended.truncate(self.states.len());
        for (head, places) in judged {
            let (mut tally, mut listed, mut found) = (Tally::default(), Vec::new(), Vec::new());
            let rule = self.ended.len();
            for place in places.into_list() {
                let nth = place.nth;
                let (place, finding) = place.split();
                tally.add(place.end, 1, &place.why);
                listed.push(place);
                found.extend(finding.map(|finding| Arc::new(Found::new(rule, (None, nth), finding))));
            }
            self.ended.push(RuleVerdict::of(&head, tally));
            of_text.places.push(listed);
            of_text.found.extend(distinct(found.iter()));
        }
        self.of_text = of_text;
    }

    /// Puts the findings in order: the most serious first, then in the order of the tables; those that only
    /// follow from another behind it.
    fn arrange(&mut self, rules: &RuleSet, book: &Book<'_>) {
        let of_tables = self.states.iter().flat_map(|state| distinct(state.found()));
        let mut found: Vec<Arc<Found>> = of_tables.chain(self.of_text.found.iter().cloned()).collect();
        found.sort_by(|a, b| (a.severity, a.table()).cmp(&(b.severity, b.table())));
        let inputs = self.inputs(book);
        let folded = suspect::fold(&found, &|found| self.tell(rules, &inputs, found), book);
        let listed = folded
            .order
            .into_iter()
            .filter_map(|(at, follows)| Some(Listed::new(Arc::clone(found.get(at)?), follows)));
        self.list = List { all: listed.collect(), suspects: folded.suspects, ..List::default() };
        self.judge_waivers(rules, book);
    }

    /// Says of each finding anew whether it is waived.
    fn judge_waivers(&mut self, rules: &RuleSet, book: &Book<'_>) {
        let mut list = std::mem::take(&mut self.list);
        let inputs = self.inputs(book);
        waive::apply(&mut list, &self.ended, &|found| self.tell(rules, &inputs, found), book, &self.accepted);
        list.count();
        self.list = list;
    }
}

#[cfg(test)]
impl PartialEq for Checked {
    /// Whether all that is kept of two is the same.
    fn eq(&self, other: &Self) -> bool {
        self.ended == other.ended && self.states == other.states
    }
}
