//! The checks: what must hold in and between the tables, and how each rule ended.
//!
//! A rule is declared once, with id, severity, basis and title. Relations between tables are declared
//! in the format, in the rule language ([`crate::formula`]); what must hold of every table whatever its region
//! (totals, parts, codes, completeness) is native and reads the format's description. Rules are pure:
//! they judge a `Book` and change nothing. They know neither edits nor files nor the window.

mod cause;
mod checked;
mod declared;
pub mod demands;
mod dependencies;
mod disclosure;
mod doubted;
mod empty_tables;
#[cfg(test)]
pub(crate) mod fixtures;
mod found;
mod heading;
pub mod imported;
pub mod indicator;
mod magnitude;
mod narrative;
mod native;
mod own;
#[cfg(test)]
mod page;
mod place;
mod printed;
mod reads;
mod rounding;
mod rule;
mod sentences;
mod shown;
mod state;
mod suspect;
#[cfg(test)]
mod tests;
mod verdict;
mod verdicts;
mod waive;
mod witness;

pub use checked::Checked;
pub use found::{Found, Listed};
pub use own::{AddedRules, RuleFile, RuleFileError};
pub use place::PlaceVerdict;
pub(crate) use printed::money_in_forms;
pub use reads::Reads;
pub use verdict::{Counts, Finding, IdleWaiver, Outcome, PlaceEnd, RuleHead, RuleVerdict, Waived};
pub use verdicts::{Ended, Findings, Verdicts};
pub use waive::{Accepted, WaiverId, waiver_id, waiver_key};

use std::sync::{Arc, Mutex, PoisonError, Weak};

use crate::formula::{FormulaError, Groupings};
use declared::Declared;
use native::Native;

use crate::narrative::Reader;
use crate::schema::{Format, RuleText};

/// All rules of a format, ready to be applied.
#[derive(Clone, Debug, Default)]
pub struct RuleSet {
    declared: Vec<Declared>,
    native: Vec<Native>,
    narrative: Reader,
    /// The groups of rows that they ask for.
    groupings: Groupings,
    /// The ids of the rules on the text; none where only some rules are tried out.
    of_text: Vec<String>,
    /// The figures that must be of the same size.
    pairs: magnitude::Pairs,
}

/// Why a declared rule cannot be applied.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("规则“{rule}”的 {field} {error}")]
pub struct RuleError {
    /// The rule's id.
    pub rule: String,
    /// The field of its declaration: `each`, `when` or `check`.
    pub field: &'static str,
    /// What is wrong there.
    pub error: FormulaError,
}

impl RuleSet {
    /// Parses the declared rules of a format and adds the native ones. Rules that cannot be parsed are
    /// left out and reported.
    pub fn compile(format: &Format) -> (Self, Vec<RuleError>) {
        let narrative = Reader::compile(format).0;
        let document = &format.document;
        let statements = document.statements.iter().map(|group| group.id.clone());
        let disclosure =
            document.disclosure.iter().flat_map(|_| [disclosure::SECTIONS, disclosure::GLOSSARY]);
        let of_text = statements.chain(disclosure.map(str::to_owned)).chain(sentences::ids()).collect();
        let mut groupings = Groupings::default();
        let native = native::rules(format, &mut groupings);
        let mut rules = Self {
            declared: Vec::new(),
            native,
            narrative,
            groupings,
            of_text,
            pairs: magnitude::Pairs::compile(format),
        };
        let errors = rules.add(&format.rules, format);
        (rules, errors)
    }

    /// The rules of a format that is in use, compiled once for all budgets that share it: compiling takes
    /// about as long as judging a budget. Formats that nobody uses any more are forgotten.
    pub fn of(format: &Arc<Format>) -> Arc<Self> {
        static COMPILED: Mutex<Vec<(Weak<Format>, Arc<RuleSet>)>> = Mutex::new(Vec::new());
        // A thread that panicked while holding it left nothing half done: entries are pushed whole.
        let mut compiled = COMPILED.lock().unwrap_or_else(PoisonError::into_inner);
        compiled.retain(|(known, _)| known.strong_count() > 0);
        let known = compiled.iter().find(|(known, _)| std::ptr::eq(known.as_ptr(), Arc::as_ptr(format)));
        if let Some((_, rules)) = known {
            return Arc::clone(rules);
        }
        let rules = Arc::new(Self::compile(format).0);
        compiled.push((Arc::downgrade(format), Arc::clone(&rules)));
        rules
    }

    /// These rules and no others, to try them out.
    pub fn only(texts: &[RuleText], format: &Format) -> (Self, Vec<RuleError>) {
        let mut rules = Self::default();
        let errors = rules.add(texts, format);
        (rules, errors)
    }

    /// Adds declared rules. One with a known id replaces that rule. Rules that cannot be parsed are left
    /// out and reported.
    pub fn add(&mut self, texts: &[RuleText], format: &Format) -> Vec<RuleError> {
        let mut errors = Vec::new();
        for text in texts {
            match Declared::compile(text, format, &mut self.groupings) {
                Ok(rule) => {
                    self.declared.retain(|known| known.text.id != rule.text.id);
                    self.declared.push(rule);
                }
                Err((field, error)) => errors.push(RuleError { rule: text.id.clone(), field, error }),
            }
        }
        errors
    }

    /// Whether a declared rule has that id.
    pub fn declares(&self, id: &str) -> bool {
        self.declared.iter().any(|rule| rule.text.id == id)
    }

    /// What the rules on tables say must hold.
    #[cfg(test)]
    pub(crate) fn titles(&self) -> impl Iterator<Item = String> {
        let declared = self.declared.iter().map(|rule| rule.head.title.clone());
        declared.chain(self.native.iter().map(|rule| rule.head.title.clone()))
    }

    /// The ids of all rules, declared ones first.
    pub fn ids(&self) -> Vec<String> {
        let declared = self.declared.iter().map(|rule| rule.text.id.clone());
        let native = self.native.iter().map(|rule| rule.head.id.clone());
        declared.chain(native).chain(self.of_text.iter().cloned()).collect()
    }
}
