//! What the user asked for on the pages of the comparison, carried out after drawing.

use eframe::egui::Ui;

use super::Comparing;
use crate::compared::Handout;
use crate::edit::Batch;
use crate::file::Extras;
use crate::model::{CellAddress, Note, NoteKey, NoteKind};
use crate::ui::document::{Document, asides};
use crate::ui::request::Request;

/// What the user asked for, carried out after drawing.
pub(super) enum Wish {
    Go(CellAddress),
    Note(NoteKey, Option<Note>, &'static str),
    Copy(String),
    /// Hand what a page shows on as a file.
    Export(Box<Handout>),
    Remove(usize),
    /// Do the step of a merge, and keep the unknown fields of both, with the conflicts that nobody decided, in words.
    Apply(Batch, Extras, String),
    /// Put the reason of a change into the narrative.
    Tell(CellAddress, String),
}

/// Carries out what was asked for.
pub(super) fn carry_out(ui: &Ui, document: &mut Document, comparing: &mut Comparing, wish: Wish) {
    match wish {
        Wish::Go(cell) => document.jump(&cell),
        Wish::Note(key, note, label) => {
            let mut note = note;
            if key.kind == NoteKind::Reason {
                document.keep_aside(&asides::called(asides::REASON, &key), None);
                note = note.map(|note| Note { by: document.signed_by(), ..note });
            }
            if let Err(error) = document.session.note(key, note, label) {
                document.message = Some(error);
            }
        }
        Wish::Copy(text) => {
            ui.ctx().copy_text(text);
            document.message = Some("已复制".to_owned());
        }
        Wish::Export(handout) => {
            let is_chart = handout.chart().is_some();
            comparing.handing_on = Some(handout);
            document.requests.push(Request::HandOnComparison(is_chart));
        }
        Wish::Remove(at) => {
            if at < comparing.others.len() {
                comparing.others.remove(at);
                comparing.forget();
                comparing.chosen = None;
            }
        }
        Wish::Tell(cell, reason) => match document.session.write_reason(&cell, &reason) {
            Ok(step) => {
                if document.apply(Ok(step)) {
                    document.message = Some("原因已写入说明；可以撤销".to_owned());
                }
            }
            Err(why) => document.message = Some(why),
        },
        Wish::Apply(batch, extras, undecided) => {
            if batch.edits.is_empty() || document.apply(Ok(batch)) {
                document.take_extras(extras);
                document.message = Some(format!("已合并{undecided}；可以撤销"));
            }
        }
    }
}

impl Document {
    /// Keeps other unknown fields from now on. The journal begins with the fields of the file, so the whole
    /// budget is written down anew. Undoing a merge leaves them: those of rows that go are not saved.
    fn take_extras(&mut self, extras: Extras) {
        if extras != self.file.extras {
            self.file.extras = extras;
            self.session.mark_unsaved();
            self.detach_journal();
        }
    }
}
