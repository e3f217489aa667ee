//! Doing again what a log says was done, so that the history comes back with it.
//!
//! A log may begin in the middle of a history: what is undone in it may have been done before it. Such a
//! step is not in the history that comes back; taking it back is then a step of its own. The budget is the
//! same in either case.

use std::sync::Arc;

use super::Session;
use crate::calc::{Changes, Figures};
use crate::edit::{Batch, EditError, How, Logged};
use crate::model::Budget;

impl Session {
    /// Does again what was done, and derives the figures once at the end. The log holds the same
    /// afterwards, as far as it is now history.
    ///
    /// # Errors
    /// When a step cannot be taken, because this is not the budget that the log began with; those before
    /// it are taken then, so that the session is to be dropped.
    pub fn replay<'a>(&mut self, done: impl IntoIterator<Item = &'a Logged>) -> Result<(), EditError> {
        self.settle_text_follows();
        // How many steps on top of the history, done and undone, are also those of the log's history.
        let (mut shared, mut ahead) = (0_usize, 0_usize);
        for logged in done {
            let step = &logged.batch;
            match logged.how {
                How::Applied => {
                    self.take_again(step.clone())?;
                    (shared, ahead) = (shared + 1, 0);
                }
                How::Undone if shared > 0 => {
                    if self.history.undo(&mut self.budget)?.is_some() {
                        self.log_last(How::Undone);
                    }
                    (shared, ahead) = (shared - 1, ahead + 1);
                }
                How::Undone => {
                    let label = format!("撤销 {}", step.label);
                    self.take_again(Arc::new(Batch { label, edits: step.edits.clone() }))?;
                    ahead = 0;
                }
                How::Redone if ahead > 0 => {
                    if self.history.redo(&mut self.budget)?.is_some() {
                        self.log_last(How::Redone);
                    }
                    (shared, ahead) = (shared + 1, ahead - 1);
                }
                How::Redone => {
                    self.take_again(step.clone())?;
                    shared += 1;
                }
            }
        }
        self.derive_all();
        Ok(())
    }

    /// Takes steps as far as they fit a budget that may lack some that came before them: each is asked for with the
    /// budget as it is then. Returns why the others were not taken.
    pub fn replay_fitting<F>(&mut self, steps: impl IntoIterator<Item = F>) -> Vec<String>
    where
        F: FnOnce(&Budget) -> Result<Batch, String>,
    {
        self.settle_text_follows();
        let mut refused = Vec::new();
        for step in steps {
            let taken = step(&self.budget).and_then(|step| {
                let label = step.label.clone();
                self.take_again(Arc::new(step)).map_err(|error| format!("{label}：{error}"))
            });
            refused.extend(taken.err());
        }
        self.derive_all();
        refused
    }

    fn derive_all(&mut self) {
        self.figures = Figures::compute(&self.budget, &self.format);
        self.checked = self.rules.check(&self.book());
        self.revision += 1;
        self.changes = Changes::all();
    }

    fn take_again(&mut self, step: Arc<Batch>) -> Result<(), EditError> {
        self.history.apply(&mut self.budget, step)?;
        self.log_last(How::Applied);
        Ok(())
    }
}
