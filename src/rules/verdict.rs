//! How rules end: findings, and for every rule at every place whether it passed, was violated, does not
//! apply, or could not be checked and why. Nothing here knows what a rule looks at.

use rust_decimal::Decimal;
use serde::Serialize;

use super::suspect;
use super::waive::{self, Accepted};
use crate::calc::Book;
use crate::model::{CellAddress, NoteKey, TableKey};
use crate::narrative::{self, Reading};
use crate::schema::Severity;

/// A contradiction, or something to look at.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// The rule's id.
    pub rule: String,
    /// How serious it is here.
    pub severity: Severity,
    /// The rule's title.
    pub title: String,
    /// The rule's official basis.
    pub basis: String,
    /// What is wrong where, in a sentence.
    pub message: String,
    /// The cell it stands at, if it stands at one.
    pub address: Option<CellAddress>,
    /// The place in the narrative it stands at, if it stands there.
    pub sentence: Option<narrative::Place>,
    /// The table it concerns.
    pub table: Option<TableKey>,
    /// What should stand there, in the table's unit.
    pub expected: Option<Decimal>,
    /// What stands there.
    pub actual: Option<Decimal>,
    /// What stands there less what should.
    pub difference: Option<Decimal>,
    /// The cells that take part, the one it stands at first.
    pub cells: Vec<CellAddress>,
    /// What probably happened, where it can be told.
    pub cause: Option<String>,
    /// The cells that are most likely wrong, where several findings point to them.
    pub suspects: Vec<CellAddress>,
    /// The position of the finding from which this one only follows.
    pub follows: Option<usize>,
    /// What it is about where neither its place nor its figures tell: a term, a name. Not its wording.
    pub subject: String,
    /// Whether somebody accepted it as it is.
    pub waived: Waived,
}

/// Whether a finding was accepted as it is (豁免). The note that says so is part of the budget, and whoever made
/// the budget can have written it: only whoever looks at it knows which of them count.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Waived {
    /// It was not.
    #[default]
    No,
    /// The budget claims so, by this note, and whoever looks at it has not accepted that.
    Claimed(NoteKey),
    /// It is, by this note.
    Yes(NoteKey),
    /// It was, by this note, but a figure changed since.
    Lapsed(NoteKey),
}

/// A waiver that belongs to no finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdleWaiver {
    /// The note.
    pub key: NoteKey,
    /// Whether there is no such rule; else what it was given for is gone.
    pub is_of_no_rule: bool,
}

impl Finding {
    /// Whether it still wants an answer. A waiver that is only claimed is none.
    pub fn is_open(&self) -> bool {
        !matches!(self.waived, Waived::Yes(_))
    }

    /// Whether the budget claims a waiver for it that was not accepted.
    pub fn is_claimed(&self) -> bool {
        matches!(self.waived, Waived::Claimed(_))
    }

    /// The same as a hint: rounding may explain the difference.
    pub(super) fn explained_by_rounding(self) -> Self {
        let message = format!("{}可能是四舍五入造成的。", self.message);
        Self { severity: Severity::Hint, message, cause: None, ..self }
    }
}

/// How a rule ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It holds wherever it could be checked.
    Passed,
    /// It is violated somewhere.
    Violated,
    /// It could not be checked anywhere.
    NotChecked,
    /// Its condition is not met anywhere, or there is nothing that it speaks of.
    NotApplicable,
}

impl Outcome {
    /// In the interface's words.
    pub fn label(self) -> &'static str {
        match self {
            Self::Passed => "通过",
            Self::Violated => "违反",
            Self::NotChecked => "未检查",
            Self::NotApplicable => "不适用",
        }
    }
}

/// What a rule yields at one place.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum PlaceOutcome {
    /// It holds.
    Passed,
    /// It holds but for what rounding may explain.
    Hint(Box<Finding>),
    /// It is violated.
    Violated(Box<Finding>),
    /// Its condition is not met.
    NotApplicable(String),
    /// It cannot be checked.
    NotChecked(String),
}

/// What a rule yields, and where.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Place {
    /// The cell it was applied to; none where it speaks of a whole table, or of several.
    pub at: Option<CellAddress>,
    /// What it yields there.
    pub outcome: PlaceOutcome,
}

impl Place {
    /// How it ended here, and what was found.
    pub fn split(self) -> (PlaceVerdict, Option<Finding>) {
        let (end, why, finding) = match self.outcome {
            PlaceOutcome::Passed => (PlaceEnd::Passed, String::new(), None),
            PlaceOutcome::Hint(finding) => (PlaceEnd::Hint, String::new(), Some(*finding)),
            PlaceOutcome::Violated(finding) => (PlaceEnd::Violated, String::new(), Some(*finding)),
            PlaceOutcome::NotApplicable(why) => (PlaceEnd::NotApplicable, why, None),
            PlaceOutcome::NotChecked(why) => (PlaceEnd::NotChecked, why, None),
        };
        (PlaceVerdict { at: self.at, end, why }, finding)
    }
}

impl PlaceOutcome {
    /// This, at a cell.
    pub fn at(self, cell: CellAddress) -> Place {
        Place { at: Some(cell), outcome: self }
    }
}

impl From<PlaceOutcome> for Place {
    /// A finding knows where it stands; without one the place is left open.
    fn from(outcome: PlaceOutcome) -> Self {
        let at = match &outcome {
            PlaceOutcome::Hint(finding) | PlaceOutcome::Violated(finding) => finding.address.clone(),
            _ => None,
        };
        Self { at, outcome }
    }
}

/// How a rule ended at one place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlaceEnd {
    /// It holds.
    Passed,
    /// It holds but for what rounding may explain.
    Hint,
    /// It is violated.
    Violated,
    /// Its condition is not met.
    NotApplicable,
    /// It cannot be checked.
    NotChecked,
}

/// How a rule ended at one place, and why it was not applied there if it was not.
#[derive(Clone, Debug, PartialEq)]
pub struct PlaceVerdict {
    /// The cell it was applied to; none where it speaks of a whole table, or of several.
    pub at: Option<CellAddress>,
    /// How it ended.
    pub end: PlaceEnd,
    /// Why it was not checked or does not apply there; empty if it was.
    pub why: String,
}

/// How a rule ended, place by place.
#[derive(Clone, Debug, PartialEq)]
pub struct RuleVerdict {
    /// The rule's id.
    pub id: String,
    /// What must hold.
    pub title: String,
    /// The official basis.
    pub basis: String,
    /// How serious a violation is.
    pub severity: Severity,
    /// The tables it reads.
    pub tables: Vec<TableKey>,
    /// How it ended as a whole.
    pub outcome: Outcome,
    /// Why it was not checked or does not apply, or at how many places it was not.
    pub reason: String,
    /// In how many places it passed.
    pub passed: usize,
    /// In how many places it could not be checked.
    pub not_checked: usize,
    /// How it ended at each place, in the order of the tables.
    pub places: Vec<PlaceVerdict>,
}

impl RuleVerdict {
    /// Says how the rule ended as a whole; `violated` is in how many places it is violated.
    pub(super) fn conclude(&mut self, violated: usize) {
        let places = &self.places;
        let first = |end| places.iter().find(|place| place.end == end).map(|place| place.why.clone());
        let unchecked = (self.not_checked > 0).then(|| first(PlaceEnd::NotChecked)).flatten();
        (self.outcome, self.reason) = if violated > 0 || self.passed > 0 {
            let reason = match unchecked {
                Some(why) => format!("{} 处未检查：{why}", self.not_checked),
                None => String::new(),
            };
            (if violated > 0 { Outcome::Violated } else { Outcome::Passed }, reason)
        } else if let Some(why) = unchecked {
            (Outcome::NotChecked, why)
        } else {
            let why = first(PlaceEnd::NotApplicable);
            (Outcome::NotApplicable, why.unwrap_or_else(|| "没有可检查的数据".to_owned()))
        };
    }
}

/// How many rules ended in which way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Rules that hold.
    pub passed: usize,
    /// Rules that are violated.
    pub violated: usize,
    /// Rules that could not be checked.
    pub not_checked: usize,
    /// Rules that do not apply.
    pub not_applicable: usize,
}

/// The outcome of all rules over one budget.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Verdicts {
    findings: Vec<Finding>,
    idle_waivers: Vec<IdleWaiver>,
    pub(super) rules: Vec<RuleVerdict>,
    pub(super) narrative: Reading,
}

impl Verdicts {
    /// The findings: the most serious first, then in the order of the tables.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// How many findings still want an answer.
    pub fn open(&self) -> usize {
        self.findings.iter().filter(|finding| finding.is_open()).count()
    }

    /// For how many of these the budget claims a waiver.
    pub fn claimed(&self) -> usize {
        self.findings.iter().filter(|finding| finding.is_claimed()).count()
    }

    /// The waivers that belong to no finding, in order.
    pub fn idle_waivers(&self) -> &[IdleWaiver] {
        &self.idle_waivers
    }

    /// Every rule and how it ended.
    pub fn rules(&self) -> &[RuleVerdict] {
        &self.rules
    }

    /// Every rule that reads a table, with the places where it was applied to that table or to no single
    /// cell: which rules were applied to it, and how they ended.
    pub fn of_table<'a>(
        &'a self,
        table: &'a TableKey,
    ) -> impl Iterator<Item = (&'a RuleVerdict, Vec<&'a PlaceVerdict>)> {
        self.rules.iter().filter(|rule| rule.tables.contains(table)).map(move |rule| {
            let here = |place: &&PlaceVerdict| place.at.as_ref().is_none_or(|cell| cell.table == *table);
            (rule, rule.places.iter().filter(here).collect())
        })
    }

    /// The figures of the narrative with what they are compared with.
    pub fn narrative(&self) -> &Reading {
        &self.narrative
    }

    /// How the rule with that id ended.
    pub fn outcome(&self, id: &str) -> Option<Outcome> {
        self.rules.iter().find(|rule| rule.id == id).map(|rule| rule.outcome)
    }

    /// How many rules ended in which way.
    pub fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        for rule in &self.rules {
            *match rule.outcome {
                Outcome::Passed => &mut counts.passed,
                Outcome::Violated => &mut counts.violated,
                Outcome::NotChecked => &mut counts.not_checked,
                Outcome::NotApplicable => &mut counts.not_applicable,
            } += 1;
        }
        counts
    }

    /// Puts the findings in order, and those that only follow from another behind it.
    pub(super) fn arrange(&mut self, findings: Vec<Finding>, book: &Book<'_>, accepted: &Accepted) {
        self.findings = findings;
        let table = |finding: &Finding| {
            finding.address.as_ref().map(|address| address.table.clone()).or_else(|| finding.table.clone())
        };
        self.findings.sort_by_cached_key(|finding| (finding.severity, table(finding)));
        self.findings = suspect::fold(std::mem::take(&mut self.findings), book);
        self.judge_waivers(book, accepted);
    }

    /// Says of each finding anew whether it is waived.
    pub(super) fn judge_waivers(&mut self, book: &Book<'_>, accepted: &Accepted) {
        let idle = waive::apply(&mut self.findings, book, accepted);
        let is_known = |key: &NoteKey| self.rules.iter().any(|rule| waive::is_of_rule(key, &rule.id));
        let idle = idle.into_iter().map(|key| IdleWaiver { is_of_no_rule: !is_known(&key), key });
        self.idle_waivers = idle.collect();
    }
}
