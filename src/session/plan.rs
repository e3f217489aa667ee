//! What is known of a new budget before it is begun.

use crate::codes::UnitKind;
use crate::model::{Budget, Note, NoteKey, NoteKind};

/// A unit of a new budget.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitPlan {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its kind; unknown units get no standard items.
    pub kind: Option<UnitKind>,
    /// How many serve in it (在职人数), where that was said.
    pub heads: Option<u32>,
}

/// On which paper tables are printed does not go by the year.
pub(super) fn papers(budget: &Budget) -> impl Iterator<Item = (NoteKey, Note)> {
    let papers = budget.notes.iter().filter(|(key, _)| key.kind == NoteKind::Paper);
    papers.map(|(key, note)| (key.clone(), note.clone()))
}
