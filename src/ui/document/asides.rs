//! What was begun beside the budget and is in no step yet, by what it is called in the journal: the reason of a waiver, the
//! reason of a change, a note under a table. Who writes it keeps it here while it is written; what puts it back after a
//! crash knows no more of it than this.

use super::Document;
use crate::model::NoteKey;

/// Before the place and the rule of a waiver whose reason is being written.
pub(in crate::ui) const WAIVER: &str = "豁免 ";
/// Before the cell and the year of a change whose reason is being written.
pub(in crate::ui) const REASON: &str = "变动原因 ";
/// Before the table under which a note is being written.
pub(in crate::ui) const TABLE_NOTE: &str = "表注 ";

/// What a note is called while it is written.
pub(in crate::ui) fn called(kind: &str, key: &NoteKey) -> String {
    format!("{kind}{} {}", key.place, key.of)
}

/// Whether a draft is of these kinds, and what to call it.
pub(in crate::ui) fn kind_of(place: &str) -> Option<&'static str> {
    [WAIVER, REASON, TABLE_NOTE].into_iter().find(|kind| place.starts_with(kind)).map(str::trim_end)
}

impl Document {
    /// Keeps what is being written, or forgets what is blank, was entered or given up.
    pub(in crate::ui) fn keep_aside(&mut self, called: &str, text: Option<&str>) {
        match text.filter(|text| !text.trim().is_empty()) {
            Some(text) if self.drafts.asides.get(called).map(String::as_str) == Some(text) => {}
            Some(text) => drop(self.drafts.asides.insert(called.to_owned(), text.to_owned())),
            None => drop(self.drafts.asides.remove(called)),
        }
    }
}
