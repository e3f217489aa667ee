//! How the rules ended on a budget, for whoever reads it. Findings are put into words here, when they are asked
//! for, by looking again where they were found: a hundred thousand of them take no more room than their places.

use super::RuleSet;
use super::checked::Checked;
use super::found::Listed;
use super::place::{PlaceVerdict, Places};
use super::rule::Inputs;
use super::verdict::{Counts, Finding, IdleWaiver, Outcome, RuleVerdict};
use crate::calc::Book;
use crate::model::TableKey;
use crate::narrative::Reading;
use crate::schema::Severity;

/// The outcome of all rules over one budget.
#[derive(Clone, Copy)]
pub struct Verdicts<'a> {
    pub(super) checked: &'a Checked,
    pub(super) rules: &'a RuleSet,
    pub(super) inputs: Inputs<'a>,
}

/// All findings: the most serious first, then in the order of the tables.
#[derive(Clone, Copy)]
pub struct Findings<'a>(Verdicts<'a>);

/// The outcome of all rules, told in full, whatever becomes of the budget.
#[derive(Clone, Debug, PartialEq)]
pub struct Ended {
    /// Every rule and how it ended.
    pub rules: Vec<RuleVerdict>,
    /// The findings, in order.
    pub findings: Vec<Finding>,
    /// The waivers that belong to no finding.
    pub idle_waivers: Vec<IdleWaiver>,
}

impl Ended {
    /// How the rule with that id ended.
    pub fn outcome(&self, id: &str) -> Option<Outcome> {
        self.rules.iter().find(|ended| ended.rule.id == id).map(|ended| ended.outcome)
    }
}

impl RuleSet {
    /// Applies every rule, and tells all of it.
    pub fn run(&self, book: &Book<'_>) -> Ended {
        let checked = self.check(book);
        checked.verdicts(self, book).told()
    }
}

impl Checked {
    /// How the rules ended, and what they found. `rules` and `book` are those it was checked with.
    pub fn verdicts<'a>(&'a self, rules: &'a RuleSet, book: &Book<'a>) -> Verdicts<'a> {
        Verdicts { checked: self, rules, inputs: self.inputs(book) }
    }
}

impl<'a> Verdicts<'a> {
    /// The findings.
    pub fn findings(&self) -> Findings<'a> {
        Findings(*self)
    }

    /// How many findings still want an answer.
    pub fn open(&self) -> usize {
        self.checked.list.open
    }

    /// For how many of these the budget claims a waiver.
    pub fn claimed(&self) -> usize {
        self.checked.list.claimed
    }

    /// How many findings a table has that want an answer, and how bad the worst is.
    pub fn open_in(&self, table: &TableKey) -> Option<(usize, Severity)> {
        self.checked.list.by_table.get(table).copied()
    }

    /// The same of the text: how many stand at a sentence or a heading of it.
    pub fn open_in_text(&self) -> Option<(usize, Severity)> {
        self.checked.list.of_text
    }

    /// The waivers that belong to no finding, in order.
    pub fn idle_waivers(&self) -> &'a [IdleWaiver] {
        &self.checked.list.idle_waivers
    }

    /// Every rule and how it ended.
    pub fn rules(&self) -> &'a [RuleVerdict] {
        &self.checked.ended
    }

    /// The places where the rule at a position in [`Verdicts::rules`] was applied, in the order of the tables,
    /// and how it ended there. It is applied again for each, as far as they are asked for.
    pub fn places(&self, rule: usize) -> impl Iterator<Item = PlaceVerdict> + use<'a> {
        let of_text = self.checked.places_of_text(rule).unwrap_or_default().iter().cloned();
        let inputs = self.inputs;
        let of_tables = self.rules.rule(rule).into_iter().flat_map(move |rule| {
            let sheet = rule.sheet(&inputs);
            rule.places(&inputs).into_iter().flat_map(move |row| {
                let mut places = Places::all();
                rule.apply(&inputs, (sheet, row), &mut places);
                places.into_list().into_iter().map(|place| place.split().0)
            })
        });
        of_text.chain(of_tables)
    }

    /// The figures of the narrative with what they are compared with.
    pub fn narrative(&self) -> &'a Reading {
        self.checked.reading()
    }

    /// How the rule with that id ended.
    pub fn outcome(&self, id: &str) -> Option<Outcome> {
        self.rules().iter().find(|ended| ended.rule.id == id).map(|ended| ended.outcome)
    }

    /// How many rules ended in which way.
    pub fn counts(&self) -> Counts {
        Counts::of(self.rules())
    }

    /// All of it in full.
    pub fn told(&self) -> Ended {
        Ended {
            rules: self.rules().to_vec(),
            findings: self.findings().iter().collect(),
            idle_waivers: self.idle_waivers().to_vec(),
        }
    }
}

impl<'a> Findings<'a> {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.listed().len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.listed().is_empty()
    }

    /// All of them without their words.
    pub fn listed(&self) -> &'a [Listed] {
        &self.0.checked.list.all
    }

    /// One in words, by position.
    pub fn get(&self, at: usize) -> Option<Finding> {
        let listed = self.listed().get(at)?;
        let Verdicts { checked, rules, inputs } = &self.0;
        let finding = checked.tell(rules, inputs, &listed.found)?;
        let suspects = checked.list.suspects.get(&at).cloned().unwrap_or_default();
        Some(Finding { follows: listed.follows, waived: listed.waived().clone(), suspects, ..finding })
    }

    /// All of them in words, each made as it is asked for.
    pub fn iter(&self) -> impl Iterator<Item = Finding> + use<'a> {
        let findings = *self;
        (0..self.len()).filter_map(move |at| findings.get(at))
    }

    /// How the rule of one ended.
    pub fn rule_of(&self, listed: &Listed) -> Option<&'a RuleVerdict> {
        self.0.rules().get(listed.found.rule)
    }
}

impl<'a> IntoIterator for Findings<'a> {
    type Item = Finding;
    type IntoIter = Box<dyn Iterator<Item = Finding> + 'a>;

    fn into_iter(self) -> Self::IntoIter {
        Box::new(self.iter())
    }
}
