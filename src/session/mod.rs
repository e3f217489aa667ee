//! One open budget: inputs, history, derived figures. The only way to change a budget, and always
//! through an edit, so that everything can be undone.
//!
//! It knows neither files nor windows: where the budget came from and how it looks is for the caller.

mod aside;
mod begin;
mod beside;
mod block;
mod entry;
mod fix;
mod last_text;
mod last_year;
mod line_up;
mod narrative;
mod notes;
mod passage_notes;
mod passages;
mod plan;
mod reckoning;
mod recognise;
mod replay;
mod stated_beside;
mod template;
#[cfg(test)]
mod tests;
mod touched;
mod typing;
mod wanted_rows;

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

pub use aside::{Aside, asides_in_words};
pub use begin::{Plan, Start, new_budget, next_format};
pub use block::{AddedRow, Addition, Entries, PlannedBlock, Refusal, RefusedEntry};
use entry::Units;
pub use entry::parse_entry;
pub use fix::Fix;
pub use line_up::{Columns, Known, LinedUp, OtherNames, begins_with_nought};
pub use passage_notes::{comment_place, commented};
pub use passages::Passage;
pub use plan::UnitPlan;
pub use reckoning::{reckon_again, take_formulas};
pub use recognise::{LineKind, Recognised, recognise};
pub use template::as_template;
pub use typing::Taken;
pub use wanted_rows::add_wanted_rows;

use touched::touched;

use crate::calc::{Book, Changes, Figures, Touched};
use crate::edit::{Batch, EditError, History, How, Logged};
use crate::model::{Budget, CellAddress, NoteKey, TableKey};
use crate::money::MoneyUnit;
use crate::rules::{Accepted, AddedRules, Checked, Ended, Reads, RuleError, RuleFile, RuleSet, Verdicts};
use crate::schema::Format;

/// Of so many changes it is kept what they touched: more than happen between two looks at a budget.
const KEPT: usize = 32;

/// A change of more cells is not kept: making anew what depends on it takes no longer.
const MOST_CELLS: usize = 4096;

/// One open budget.
#[derive(Debug)]
pub struct Session {
    budget: Budget,
    format: Arc<Format>,
    figures: Figures,
    /// Shared with other budgets of the format until rules of one's own are added.
    rules: Arc<RuleSet>,
    /// The files of rules that were added.
    added_rules: Vec<AddedRules>,
    checked: Checked,
    history: History,
    /// The unit that amounts are typed in where none is written behind them.
    typed_in: MoneyUnit,
    /// Counts the changes, so that views know when what they remember is old.
    revision: u64,
    /// What the last change made different.
    changes: Changes,
    /// What the last changes touched, the last one last.
    touched: VecDeque<Touched>,
    /// What was done since the log was last taken.
    log: Vec<Logged>,
    text_follows: narrative::TextFollows,
    /// What of the text does not follow the tables while the rest does.
    text_held: crate::narrative::Held,
    /// The figures that are bound to cells by hand and agreed with them when the tables were last in step with the text.
    bound_in_step: Option<Vec<NoteKey>>,
    /// The text as the template writes it, and of which revision: many ask for it.
    written: Mutex<Option<narrative::WrittenOf>>,
}

impl Session {
    /// Opens a budget whose present state is saved. Fixed rows that its tables lack are added.
    pub fn new(mut budget: Budget, format: Arc<Format>) -> Self {
        for schema in &format.tables {
            if let Some(table) = budget.tables.get_mut(&schema.key) {
                schema.complete(table);
            }
        }
        let (figures, rules) = rayon::join(
            || Figures::compute(&budget, &format),
            || {
                // Read before it is asked for, while the tables are made.
                format.classification(budget.year);
                RuleSet::of(&format)
            },
        );
        let book = Book { format: &format, budget: &budget, figures: &figures };
        let checked = rules.check(&book);
        Self {
            budget,
            typed_in: format.unit,
            format,
            figures,
            rules,
            added_rules: Vec::new(),
            checked,
            history: History::saved(),
            revision: 0,
            changes: Changes::default(),
            touched: VecDeque::new(),
            log: Vec::new(),
            text_follows: narrative::TextFollows::default(),
            text_held: crate::narrative::Held::default(),
            bound_in_step: None,
            written: Mutex::default(),
        }
    }

    /// Opens a budget that is in no file yet.
    pub fn unsaved(budget: Budget, format: Arc<Format>) -> Self {
        Self { history: History::default(), ..Self::new(budget, format) }
    }

    /// Applies a file of rules beside the built-in ones, if it is for this budget's format. Rules that
    /// cannot be applied are left out and reported.
    pub fn add_rules(&mut self, file: &RuleFile) -> Vec<RuleError> {
        if file.format.as_ref().is_some_and(|format| *format != self.format.id) {
            return Vec::new();
        }
        let ids = file.rules.iter().map(|rule| &rule.id);
        let replaced: Vec<String> = ids.filter(|id| self.rules.declares(id)).cloned().collect();
        let errors = Arc::make_mut(&mut self.rules).add(&file.rules, &self.format);
        let is_wrong = |id: &String| errors.iter().any(|error| error.rule == *id);
        self.added_rules.push(AddedRules {
            file: file.file.clone(),
            count: file.rules.iter().filter(|rule| !is_wrong(&rule.id)).count(),
            replaced: replaced.into_iter().filter(|id| !is_wrong(id)).collect(),
        });
        let accepted = self.checked.accepted().clone();
        self.checked = self.rules.check(&self.book());
        self.accept(accepted);
        self.now(Changes::all(), Touched::default());
        errors
    }

    /// The files of rules that were added.
    pub fn added_rules(&self) -> &[AddedRules] {
        &self.added_rules
    }

    /// Takes these waivers as accepted by whoever looks at the budget; all others that it holds are claims. What
    /// is accepted is no part of the budget, so that this is no step to be undone.
    pub fn accept(&mut self, accepted: Accepted) {
        let book = Book { format: &self.format, budget: &self.budget, figures: &self.figures };
        self.checked.accept(accepted, &self.rules, &book);
        let mut changes = Changes::default();
        changes.notes = true;
        self.now(changes, Touched::default());
    }

    /// The waivers that are taken as accepted.
    pub fn accepted(&self) -> &Accepted {
        self.checked.accepted()
    }

    /// How rules would end on this budget, by themselves, and which cannot be applied.
    pub fn try_rules(&self, file: &RuleFile) -> (Ended, Vec<RuleError>) {
        let (rules, errors) = RuleSet::only(&file.rules, &self.format);
        (rules.run(&self.book()), errors)
    }

    /// The inputs.
    pub fn budget(&self) -> &Budget {
        &self.budget
    }

    /// The format of its tables.
    pub fn format(&self) -> &Arc<Format> {
        &self.format
    }

    /// Inputs and figures together.
    pub fn book(&self) -> Book<'_> {
        Book { format: &self.format, budget: &self.budget, figures: &self.figures }
    }

    /// The department's units: code and name, in the order of their table.
    pub fn units(&self) -> Vec<(String, String)> {
        let Some(list) = &self.format.units else {
            return Vec::new();
        };
        let rows = self.budget.table(&list.table).map(|table| table.rows()).unwrap_or_default();
        rows.iter()
            .map(|row| (row.text(&list.code).to_owned(), row.text(&list.name).to_owned()))
            .filter(|(_, name)| !name.is_empty())
            .collect()
    }

    /// Whether a table is summed from budget lines.
    pub fn is_derived(&self, key: &TableKey) -> bool {
        self.book().sheet(key).is_some_and(|sheet| sheet.is_derived)
    }

    /// What the change that led to this revision made different in the tables.
    pub fn last_changes(&self) -> &Changes {
        &self.changes
    }

    /// The unit that amounts are typed in where none is written behind them; the format's at first.
    pub fn typed_in(&self) -> MoneyUnit {
        self.typed_in
    }

    /// From now on amounts are typed in another unit. They are kept in the format's all the same.
    pub fn type_in(&mut self, unit: MoneyUnit) {
        self.typed_in = unit;
    }

    fn entry_units(&self) -> Units {
        Units { kept: self.format.unit, yuan: self.typed_in.in_yuan() }
    }

    /// Rises with every change.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// Takes a step and derives anew what depends on it.
    ///
    /// # Errors
    /// When the step cannot be applied; the budget is then as it was.
    pub fn apply(&mut self, step: Batch) -> Result<(), EditError> {
        self.note_text_in_step(&step);
        let step = Arc::new(step);
        self.history.apply(&mut self.budget, step)?;
        self.log_last(How::Applied);
        let touched = self.history.last_done().map(|step| touched(&step.forward, &step.inverse));
        self.derive(touched.unwrap_or_default());
        Ok(())
    }

    /// Takes the last step back; `None` if there is none, else its name.
    ///
    /// # Errors
    /// When the history does not fit the budget, which only a defect can cause.
    pub fn undo(&mut self) -> Result<Option<String>, EditError> {
        let Some(step) = self.history.undo(&mut self.budget)? else {
            return Ok(None);
        };
        let touched = self.history.last_undone().map(|step| touched(&step.inverse, &step.forward));
        self.derive(touched.unwrap_or_default());
        self.log_last(How::Undone);
        self.note_undone(&step.label);
        Ok(Some(step.label.clone()))
    }

    /// Takes the last undone step again; `None` if there is none, else its name.
    ///
    /// # Errors
    /// As [`Session::undo`].
    pub fn redo(&mut self) -> Result<Option<String>, EditError> {
        let Some(step) = self.history.redo(&mut self.budget)? else {
            return Ok(None);
        };
        let touched = self.history.last_done().map(|step| touched(&step.forward, &step.inverse));
        self.derive(touched.unwrap_or_default());
        self.log_last(How::Redone);
        Ok(Some(step.label.clone()))
    }

    /// What was done since this was last asked, in order, for whoever keeps a journal of it.
    pub fn take_log(&mut self) -> Vec<Logged> {
        std::mem::take(&mut self.log)
    }

    /// Logs what the history did last.
    fn log_last(&mut self, how: How) {
        let (step, inverse) = match how {
            How::Applied | How::Redone => match self.history.last_done() {
                Some(step) => (&step.forward, &step.inverse),
                None => return,
            },
            How::Undone => match self.history.last_undone() {
                Some(step) => (&step.inverse, &step.forward),
                None => return,
            },
        };
        self.log.push(Logged::new(how, step.clone(), inverse, &self.budget));
    }

    fn derive(&mut self, touched: Touched) {
        let changes = self.figures.update(&self.budget, &self.format, &touched);
        let book = Book { format: &self.format, budget: &self.budget, figures: &self.figures };
        self.checked.update(&self.rules, &book, &changes);
        self.now(changes, touched);
    }

    /// Begins a new revision.
    fn now(&mut self, changes: Changes, touched: Touched) {
        self.changes = changes;
        if touched.cells.len() > MOST_CELLS {
            self.touched.clear();
        } else {
            self.touched.push_back(touched);
        }
        if self.touched.len() > KEPT {
            self.touched.pop_front();
        }
        self.revision += 1;
    }

    /// What changes touched since a revision, in their order; `None` where that is too long ago to be told.
    pub fn touched_since(&self, revision: u64) -> Option<impl Iterator<Item = &Touched>> {
        let count = usize::try_from(self.revision.checked_sub(revision)?).ok()?;
        let from = self.touched.len().checked_sub(count)?;
        Some(self.touched.iter().skip(from))
    }

    /// What was done and can be undone.
    pub fn history(&self) -> &History {
        &self.history
    }

    /// How the rules ended, and what they found.
    pub fn verdicts(&self) -> Verdicts<'_> {
        self.checked.verdicts(&self.rules, &self.book())
    }

    /// The rules that look at a cell, and at which cells together with it.
    pub fn rules_reading(&self, cell: &CellAddress) -> Vec<Reads> {
        self.verdicts().reading(cell)
    }

    /// Whether the present state is in the file.
    pub fn is_saved(&self) -> bool {
        self.history.is_saved()
    }

    /// Notes that the present state is in the file.
    pub fn mark_saved(&mut self) {
        self.history.mark_saved();
    }

    /// Notes that what was saved is no longer in the file.
    pub fn mark_unsaved(&mut self) {
        self.history.mark_unsaved();
    }
}
