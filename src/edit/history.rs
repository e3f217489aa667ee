//! Undo and redo: steps that were taken and can be taken back.

use std::sync::Arc;

use super::{Batch, EditError};
use crate::model::Budget;

/// A step that was taken, with the step that takes it back.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// What was done.
    pub forward: Arc<Batch>,
    /// What undoes it.
    pub inverse: Arc<Batch>,
}

/// The steps since a budget was opened. Undone steps are kept until another one is taken.
#[derive(Clone, Debug, Default)]
pub struct History {
    steps: Vec<Step>,
    /// How many of the steps are in effect.
    done: usize,
    /// How many were in effect when the budget was last saved; `None` once that state is out of reach.
    saved: Option<usize>,
}

impl History {
    /// A history whose present state is the saved one.
    pub fn saved() -> Self {
        Self { saved: Some(0), ..Self::default() }
    }

    /// Takes a step.
    ///
    /// # Errors
    /// When the step cannot be applied; nothing is changed then.
    pub fn apply(&mut self, budget: &mut Budget, step: Arc<Batch>) -> Result<(), EditError> {
        let inverse = Arc::new(step.apply(budget)?);
        if self.saved.is_some_and(|saved| saved > self.done) {
            self.saved = None;
        }
        self.steps.truncate(self.done);
        self.steps.push(Step { forward: step, inverse });
        self.done += 1;
        Ok(())
    }

    /// Takes the last step back and returns it; `None` if there is none.
    ///
    /// # Errors
    /// When the budget was changed past the history, which only a defect can do.
    pub fn undo(&mut self, budget: &mut Budget) -> Result<Option<Arc<Batch>>, EditError> {
        let Some(step) = self.done.checked_sub(1).and_then(|at| self.steps.get(at)) else {
            return Ok(None);
        };
        step.inverse.apply(budget)?;
        self.done -= 1;
        Ok(Some(step.inverse.clone()))
    }

    /// Takes the next undone step again and returns it; `None` if there is none.
    ///
    /// # Errors
    /// As [`History::undo`].
    pub fn redo(&mut self, budget: &mut Budget) -> Result<Option<Arc<Batch>>, EditError> {
        let Some(step) = self.steps.get(self.done) else {
            return Ok(None);
        };
        step.forward.apply(budget)?;
        self.done += 1;
        Ok(Some(step.forward.clone()))
    }

    /// The last step that is in effect.
    pub fn last_done(&self) -> Option<&Step> {
        self.steps.get(self.done.checked_sub(1)?)
    }

    /// The step that was taken back last.
    pub fn last_undone(&self) -> Option<&Step> {
        self.steps.get(self.done)
    }

    /// The name of the step that undo would take back.
    pub fn undo_label(&self) -> Option<&str> {
        Some(&self.steps.get(self.done.checked_sub(1)?)?.forward.label)
    }

    /// The name of the step that redo would take again.
    pub fn redo_label(&self) -> Option<&str> {
        Some(&self.steps.get(self.done)?.forward.label)
    }

    /// Whether the present state is the saved one.
    pub fn is_saved(&self) -> bool {
        self.saved == Some(self.done)
    }

    /// Notes that no state is saved.
    pub fn mark_unsaved(&mut self) {
        self.saved = None;
    }

    /// Notes that the present state is saved.
    pub fn mark_saved(&mut self) {
        self.saved = Some(self.done);
    }
}
