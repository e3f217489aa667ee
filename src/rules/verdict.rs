//! What rules say of a budget, in words that whoever reads it needs: findings, and how each rule ended. Nothing
//! here knows what a rule looks at.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use rust_decimal::Decimal;
use serde::Serialize;

use crate::calc::Cell;
use crate::model::{CellAddress, NoteKey, TableKey, ValueView};
use crate::money;
use crate::narrative::{self, FigureKind};
use crate::schema::Severity;

/// How a rule ended at one place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
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

/// What is the same for all that a rule finds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleHead {
    /// Its stable id.
    pub id: String,
    /// What must hold.
    pub title: String,
    /// The official basis.
    pub basis: String,
    /// How serious a violation is.
    pub severity: Severity,
    /// The tables it reads.
    pub tables: Vec<TableKey>,
}

impl RuleHead {
    /// What a finding of it is headed by: what is wrong.
    pub fn heading(&self) -> String {
        super::heading::of(&self.title)
    }
}

/// A contradiction, or something to look at.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// The rule.
    pub rule: Arc<RuleHead>,
    /// How serious it is here.
    pub severity: Severity,
    /// What is wrong where, in a sentence.
    pub message: String,
    /// The cell it stands at, if it stands at one.
    pub address: Option<CellAddress>,
    /// The place in the narrative it stands at, if it stands there.
    pub sentence: Option<narrative::Place>,
    /// The place in the narrative that it contradicts, where it contradicts one.
    pub other: Option<narrative::Place>,
    /// The table it concerns.
    pub table: Option<TableKey>,
    /// The tables it concerns beside that one.
    pub also: Vec<TableKey>,
    /// What its figures are where its cell does not tell: money in the format's unit, percent, a count.
    pub measure: Option<FigureKind>,
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

impl Waived {
    /// Whether what it is said of still wants an answer. A waiver that is only claimed is none.
    pub fn is_open(&self) -> bool {
        !matches!(self, Self::Yes(_))
    }

    /// Whether the budget claims a waiver that was not accepted.
    pub fn is_claimed(&self) -> bool {
        matches!(self, Self::Claimed(_))
    }
}

impl Finding {
    /// Whether it is about the printed total of a cell, not about what it comes to.
    pub(super) fn is_of_printed(&self, cell: &Cell<'_>) -> bool {
        let printed = cell.stated().and_then(ValueView::amount);
        self.address.as_ref() == Some(&cell.address()) && printed.is_some() && printed == self.actual
    }

    /// What a rule finds, as serious as the rule says, at no place yet.
    pub(super) fn new(rule: &Arc<RuleHead>, message: String) -> Self {
        Self {
            rule: Arc::clone(rule),
            severity: rule.severity,
            message,
            address: None,
            sentence: None,
            other: None,
            table: None,
            also: Vec::new(),
            measure: None,
            expected: None,
            actual: None,
            difference: None,
            cells: Vec::new(),
            cause: None,
            suspects: Vec::new(),
            follows: None,
            subject: String::new(),
            waived: Waived::No,
        }
    }

    /// With cells that take part, each once.
    pub(super) fn with_cells(mut self, cells: impl IntoIterator<Item = CellAddress>) -> Self {
        let mut known: HashSet<CellAddress> = self.cells.iter().cloned().collect();
        self.cells.extend(cells.into_iter().filter(|cell| known.insert(cell.clone())));
        self
    }

    /// What a rule finds at a cell.
    pub(super) fn at(rule: &Arc<RuleHead>, address: CellAddress, message: String) -> Self {
        Self {
            table: Some(address.table.clone()),
            cells: vec![address.clone()],
            address: Some(address),
            ..Self::new(rule, message)
        }
    }

    /// Whether it still wants an answer. A waiver that is only claimed is none.
    pub fn is_open(&self) -> bool {
        self.waived.is_open()
    }

    /// Whether it has no cause in common with others that are of its kind: no amount tells.
    pub fn is_lone(&self) -> bool {
        self.severity == Severity::Hint || self.difference.is_none_or(|difference| difference.is_zero())
    }

    /// The table it stands in, or else concerns.
    pub fn table(&self) -> Option<&TableKey> {
        self.address.as_ref().map(|address| &address.table).or(self.table.as_ref())
    }

    /// With how many decimals its figures are shown: `decimals`, or as many more as tell what stands there from what should.
    pub fn decimals(&self, decimals: u32) -> u32 {
        // Percentages have two, however amounts are printed.
        let decimals = if self.measure == Some(FigureKind::Percent) { decimals.max(2) } else { decimals };
        match (self.expected, self.actual) {
            (Some(expected), Some(actual)) => money::telling_decimals(expected, actual, decimals),
            _ => decimals,
        }
    }

    /// The same as a hint: rounding may explain the difference.
    pub(super) fn explained_by_rounding(self) -> Self {
        let message = format!("{}可能是四舍五入造成的。", self.message);
        Self { severity: Severity::Hint, message, cause: None, ..self }
    }

    /// A number for all that it says, by which two of one rule are told apart.
    pub(super) fn print(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        (self.severity, &self.message, &self.address, &self.table, &self.cells).hash(&mut hasher);
        (self.expected, self.actual, self.difference, &self.cause, &self.subject).hash(&mut hasher);
        let sentence = self.sentence.map(|at| (at.section, at.paragraph, at.span.start, at.span.end));
        sentence.hash(&mut hasher);
        hasher.finish()
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
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Passed, Self::Violated, Self::NotChecked, Self::NotApplicable];

    /// In the interface's words.
    pub fn label(self) -> &'static str {
        match self {
            Self::Passed => "通过",
            Self::Violated => "未通过",
            Self::NotChecked => "未检查",
            Self::NotApplicable => "不适用",
        }
    }
}

/// What is said of a rule that passed with hints.
const HINTED: &str = "有提示";

/// How a rule ended over one budget.
#[derive(Clone, Debug, PartialEq)]
pub struct RuleVerdict {
    /// The rule.
    pub rule: Arc<RuleHead>,
    /// How it ended as a whole.
    pub outcome: Outcome,
    /// Why it was not checked or does not apply, or at how many places it was not.
    pub reason: String,
    /// In how many places it passed.
    pub passed: usize,
    /// At how many of these there is something to look at all the same.
    pub hints: usize,
    /// In how many places it is violated.
    pub violated: usize,
    /// In how many places it could not be checked.
    pub not_checked: usize,
    /// At how many places it was applied.
    pub places: usize,
}

/// How many places ended in which way, and the first reasons why some were not checked.
#[derive(Clone, Debug, Default)]
pub(super) struct Tally {
    pub passed: usize,
    pub hints: usize,
    pub violated: usize,
    pub not_checked: usize,
    pub not_applicable: usize,
    pub why_not_checked: Option<String>,
    pub why_not_applicable: Option<String>,
}

impl Tally {
    /// Counts places in, which all ended in one way; keeps the first reason why.
    pub(super) fn add(&mut self, end: PlaceEnd, places: usize, why: &str) {
        let first = match end {
            PlaceEnd::NotChecked => &mut self.why_not_checked,
            PlaceEnd::NotApplicable => &mut self.why_not_applicable,
            _ => &mut None,
        };
        first.get_or_insert_with(|| why.to_owned());
        self.hints += if end == PlaceEnd::Hint { places } else { 0 };
        *match end {
            PlaceEnd::Passed | PlaceEnd::Hint => &mut self.passed,
            PlaceEnd::Violated => &mut self.violated,
            PlaceEnd::NotChecked => &mut self.not_checked,
            PlaceEnd::NotApplicable => &mut self.not_applicable,
        } += places;
    }
}

impl RuleVerdict {
    /// How a rule ended as a whole.
    pub(super) fn of(rule: &Arc<RuleHead>, tally: Tally) -> Self {
        let Tally { passed, hints, violated, not_checked, not_applicable, .. } = tally;
        let unchecked = tally.why_not_checked.filter(|_| not_checked > 0);
        let (outcome, reason) = if violated > 0 || passed > 0 {
            let reason = unchecked.map(|why| format!("{not_checked} 处未检查：{why}")).unwrap_or_default();
            (if violated > 0 { Outcome::Violated } else { Outcome::Passed }, reason)
        } else if let Some(why) = unchecked {
            (Outcome::NotChecked, why)
        } else {
            let why = tally.why_not_applicable.unwrap_or_else(|| "没有可检查的数据".to_owned());
            (Outcome::NotApplicable, why)
        };
        let places = passed + violated + not_checked + not_applicable;
        Self { rule: Arc::clone(rule), outcome, reason, passed, hints, violated, not_checked, places }
    }

    /// Whether it passed, with hints.
    pub fn has_hints(&self) -> bool {
        self.outcome == Outcome::Passed && self.hints > 0
    }
}

/// How many rules ended in which way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Rules that hold.
    pub passed: usize,
    /// Those of them that hold with hints.
    #[serde(skip)]
    pub hinted: usize,
    /// Rules that are violated.
    pub violated: usize,
    /// Rules that could not be checked.
    pub not_checked: usize,
    /// Rules that do not apply.
    pub not_applicable: usize,
}

impl Counts {
    /// Counts how rules ended.
    pub(super) fn of(rules: &[RuleVerdict]) -> Self {
        let mut counts = Self::default();
        for rule in rules {
            counts.hinted += usize::from(rule.has_hints());
            *match rule.outcome {
                Outcome::Passed => &mut counts.passed,
                Outcome::Violated => &mut counts.violated,
                Outcome::NotChecked => &mut counts.not_checked,
                Outcome::NotApplicable => &mut counts.not_applicable,
            } += 1;
        }
        counts
    }

    /// How many rules passed, in words: of these how many have hints.
    pub fn passed_in_words(&self) -> String {
        match self.hinted {
            0 => format!("通过 {}", self.passed),
            hinted => format!("通过 {}（其中{HINTED} {hinted}）", self.passed),
        }
    }
}
