//! How rules end: findings, and for every rule at every place whether it passed, was violated, does not
//! apply, or could not be checked and why.

use rust_decimal::Decimal;

use crate::model::{CellAddress, TableKey};
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

/// How a rule ended at one place.
#[derive(Clone, Debug, PartialEq)]
pub enum PlaceOutcome {
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
}

/// How many rules ended in which way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
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
    rules: Vec<RuleVerdict>,
}

impl Verdicts {
    /// The findings: the most serious first, then in the order of the tables.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// Every rule and how it ended.
    pub fn rules(&self) -> &[RuleVerdict] {
        &self.rules
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

    /// Takes in what a rule yielded at its places.
    pub(super) fn add(&mut self, mut verdict: RuleVerdict, places: Vec<PlaceOutcome>) {
        let mut violated = false;
        let (mut not_checked, mut not_applicable) = (None, None);
        for place in places {
            match place {
                PlaceOutcome::Passed => verdict.passed += 1,
                PlaceOutcome::Hint(finding) => {
                    verdict.passed += 1;
                    self.findings.push(*finding);
                }
                PlaceOutcome::Violated(finding) => {
                    violated = true;
                    self.findings.push(*finding);
                }
                PlaceOutcome::NotApplicable(why) => {
                    not_applicable.get_or_insert(why);
                }
                PlaceOutcome::NotChecked(why) => {
                    verdict.not_checked += 1;
                    not_checked.get_or_insert(why);
                }
            }
        }
        (verdict.outcome, verdict.reason) = if violated || verdict.passed > 0 {
            let reason = match not_checked {
                Some(why) => format!("{} 处未检查：{why}", verdict.not_checked),
                None => String::new(),
            };
            (if violated { Outcome::Violated } else { Outcome::Passed }, reason)
        } else if let Some(why) = not_checked {
            (Outcome::NotChecked, why)
        } else {
            (Outcome::NotApplicable, not_applicable.unwrap_or_else(|| "没有可检查的数据".to_owned()))
        };
        self.rules.push(verdict);
    }

    /// Puts the findings in order.
    pub(super) fn sort(&mut self) {
        let table = |finding: &Finding| {
            finding.address.as_ref().map(|address| address.table.clone()).or_else(|| finding.table.clone())
        };
        self.findings.sort_by_cached_key(|finding| (finding.severity, table(finding)));
    }
}
