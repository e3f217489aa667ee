//! How a rule ends at one place: it passed, was violated, does not apply, or could not be checked and why. What
//! a rule looks at, and what becomes of its places, this does not know.

use super::doubted::Doubted;
use super::verdict::{Finding, PlaceEnd};
use crate::model::CellAddress;

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

/// What a rule yields, place by place, where it is applied once. Nearly all places are passed, and most who
/// apply a rule only count those: then nobody asks for their cells.
#[derive(Debug)]
pub(super) struct Places {
    lists_passed: bool,
    count: u32,
    list: Vec<Place>,
}

/// One of them.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Place {
    /// Which of the places it is.
    pub nth: u32,
    /// The cell; none where the rule speaks of a whole table, or of several.
    pub at: Option<CellAddress>,
    /// What the rule yields there.
    pub outcome: PlaceOutcome,
}

impl Places {
    /// To list what is not passed, and count the rest.
    pub(super) fn not_passed() -> Self {
        Self { lists_passed: false, count: 0, list: Vec::new() }
    }

    /// To list all.
    pub(super) fn all() -> Self {
        Self { lists_passed: true, ..Self::not_passed() }
    }

    /// Adds a place at a cell.
    pub(super) fn add(&mut self, outcome: PlaceOutcome, at: impl FnOnce() -> Option<CellAddress>) {
        let nth = self.count;
        self.count = self.count.saturating_add(1);
        if self.lists_passed || outcome.end() != PlaceEnd::Passed {
            self.list.push(Place { nth, at: at(), outcome });
        }
    }

    /// Adds a place that stands where its finding does; without one it stands nowhere.
    pub(super) fn add_whole(&mut self, outcome: PlaceOutcome) {
        let at = match &outcome {
            PlaceOutcome::Hint(finding) | PlaceOutcome::Violated(finding) => finding.address.clone(),
            _ => None,
        };
        self.add(outcome, || at);
    }

    /// Accuses no table of which it is doubtful which figure stands where: what was found with its figures is not checked.
    pub(super) fn spare(&mut self, doubted: &Doubted) {
        for place in &mut self.list {
            if let PlaceOutcome::Hint(finding) | PlaceOutcome::Violated(finding) = &place.outcome
                && let Some(why) = doubted.why(finding)
            {
                place.outcome = PlaceOutcome::NotChecked(why);
            }
        }
    }

    /// How many there are, listed or not.
    pub(super) fn count(&self) -> u32 {
        self.count
    }

    /// Those that are listed.
    pub(super) fn into_list(self) -> Vec<Place> {
        self.list
    }
}

impl PlaceOutcome {
    /// How it ended.
    pub(super) fn end(&self) -> PlaceEnd {
        match self {
            Self::Passed => PlaceEnd::Passed,
            Self::Hint(_) => PlaceEnd::Hint,
            Self::Violated(_) => PlaceEnd::Violated,
            Self::NotApplicable(_) => PlaceEnd::NotApplicable,
            Self::NotChecked(_) => PlaceEnd::NotChecked,
        }
    }
}

impl Place {
    /// How the rule ended here, and what was found.
    pub(super) fn split(self) -> (PlaceVerdict, Option<Finding>) {
        let end = self.outcome.end();
        let (why, finding) = match self.outcome {
            PlaceOutcome::Passed => (String::new(), None),
            PlaceOutcome::Hint(finding) | PlaceOutcome::Violated(finding) => (String::new(), Some(*finding)),
            PlaceOutcome::NotApplicable(why) | PlaceOutcome::NotChecked(why) => (why, None),
        };
        (PlaceVerdict { at: self.at, end, why }, finding)
    }
}
