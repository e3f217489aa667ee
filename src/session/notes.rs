//! Notes on the open budget: why a finding is accepted as it is (豁免), remarks, reasons.

use super::Session;
use crate::edit::{Batch, Edit};
use crate::model::{Note, NoteKey};
use crate::rules::{Waived, waiver_id, waiver_key};

impl Session {
    /// Accepts a finding as it is, with a reason (豁免), or takes that back (`None`).
    ///
    /// # Errors
    /// Says in Chinese what is missing.
    pub fn waive(&mut self, finding: usize, note: Option<Note>) -> Result<(), String> {
        let Some(finding) = self.verdicts().findings().get(finding) else {
            return Err("没有这个问题；它可能已经改正".to_owned());
        };
        let now = waiver_key(&finding, &self.book());
        let (label, mut edits) = match (&note, &finding.waived) {
            (Some(note), _) if note.text.trim().is_empty() => {
                return Err("请写明豁免的理由".to_owned());
            }
            (Some(_), _) => ("豁免", Vec::new()),
            (None, Waived::Yes(key) | Waived::Claimed(key) | Waived::Lapsed(key)) => {
                ("撤销豁免", vec![Edit::SetNote { key: key.clone(), note: None }])
            }
            (None, Waived::No) => return Err("这个问题没有豁免".to_owned()),
        };
        let mut mine = None;
        if let Some(note) = note {
            if let Waived::Lapsed(old) | Waived::Claimed(old) | Waived::Yes(old) = &finding.waived
                && *old != now
            {
                edits.push(Edit::SetNote { key: old.clone(), note: None });
            }
            let note = Note { about: finding.message.clone(), ..note };
            mine = Some(waiver_id(&self.budget, &now, &note));
            edits.push(Edit::SetNote { key: now, note: Some(note) });
        }
        let label = format!("{label} {}", finding.rule.title);
        // Who waives accepts.
        mine.into_iter().for_each(|waiver| self.checked.accept_one(waiver));
        self.apply(Batch { label, edits }).map_err(|error| error.to_string())
    }

    /// Writes a note, or takes it away (`None`). `label` is what undo calls it.
    ///
    /// # Errors
    /// As [`Session::apply`], in words.
    pub fn note(&mut self, key: NoteKey, note: Option<Note>, label: &str) -> Result<(), String> {
        if self.budget.notes.get(&key) == note.as_ref() {
            return Ok(());
        }
        let edit = Edit::SetNote { key, note };
        self.apply(Batch::one(label, edit)).map_err(|error| error.to_string())
    }
}
