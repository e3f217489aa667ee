//! Doing again what a log says was done, so that the history comes back with it.
//!
//! A log may begin in the middle of a history: what is undone in it may have been done before it. Such a
//! step is not in the history that comes back; taking it back is then a step of its own. The budget is the
//! same in either case.

use std::sync::Arc;

use super::Session;
use crate::calc::{Changes, Figures};
use crate::codes::Classification;
use crate::edit::{Batch, EditError, Logged};

impl Session {
    /// Does again what was done, and derives the figures once at the end. The log holds the same
    /// afterwards, as far as it is now history.
    ///
    /// # Errors
    /// When a step cannot be taken, because this is not the budget that the log began with; those before
    /// it are taken then, so that the session is to be dropped.
    pub fn replay<'a>(&mut self, done: impl IntoIterator<Item = &'a Logged>) -> Result<(), EditError> {
        // How many steps on top of the history, done and undone, are also those of the log's history.
        let (mut shared, mut ahead) = (0_usize, 0_usize);
        for logged in done {
            match logged {
                Logged::Applied(step) => {
                    self.take_again(step.clone())?;
                    (shared, ahead) = (shared + 1, 0);
                }
                Logged::Undone(_) if shared > 0 => {
                    let step = self.history.undo(&mut self.budget)?;
                    self.log.extend(step.map(Logged::Undone));
                    (shared, ahead) = (shared - 1, ahead + 1);
                }
                Logged::Undone(step) => {
                    let label = format!("撤销 {}", step.label);
                    self.take_again(Arc::new(Batch { label, edits: step.edits.clone() }))?;
                    ahead = 0;
                }
                Logged::Redone(_) if ahead > 0 => {
                    let step = self.history.redo(&mut self.budget)?;
                    self.log.extend(step.map(Logged::Redone));
                    (shared, ahead) = (shared + 1, ahead - 1);
                }
                Logged::Redone(step) => {
                    self.take_again(step.clone())?;
                    shared += 1;
                }
            }
        }
        self.figures = Figures::compute(&self.budget, &self.format);
        self.checked = self.rules.check(&self.book(), Classification::for_year(self.budget.year));
        self.revision += 1;
        self.changes = Changes::all();
        Ok(())
    }

    fn take_again(&mut self, step: Arc<Batch>) -> Result<(), EditError> {
        self.history.apply(&mut self.budget, step.clone())?;
        self.log.push(Logged::Applied(step));
        Ok(())
    }
}
