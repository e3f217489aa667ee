//! Leaving a document or the program without losing work.

use eframe::egui::{Context, ViewportCommand};

use crate::ui::document::Document;
use crate::ui::safety::ending::Ending;
use crate::ui::safety::leaving::Leaving;
use crate::ui::shell::app::App;
use crate::ui::shell::dialog::Dialog;

impl App {
    /// Whether the program may be left at once. Text in an open cell is taken first; where it is refused,
    /// or where work is unsaved, the user is asked.
    pub(in crate::ui) fn may_leave_now(&mut self) -> bool {
        // What a file was asked for is not wanted any more.
        self.drop_file_question();
        if let Some(refused) = self.documents.iter_mut().position(|document| !document.commit()) {
            self.active = refused;
            if let Some(document) = self.document_mut() {
                document.message = Some("没有退出：先改好没有录入的这一格，或按 Esc 放弃".to_owned());
            }
            return false;
        }
        self.leave(Leaving::Program);
        if !self.is_leaving() {
            self.discard_journals();
        }
        !self.is_leaving()
    }

    pub(in crate::ui) fn leave(&mut self, leaving: Leaving) {
        let unsaved = match leaving {
            Leaving::Document(at) => self.documents.get(at).is_some_and(Document::has_unsaved),
            Leaving::Program => self.documents.iter().any(Document::has_unsaved),
        };
        if unsaved {
            self.dialogs.open(Dialog::Unsaved(leaving));
        } else if let Leaving::Document(at) = leaving {
            self.close(at);
        }
    }

    pub(in crate::ui) fn close(&mut self, at: usize) {
        if at < self.documents.len() {
            self.documents.remove(at).discard_journal();
            // What is looked at stays in front where a tab before it goes.
            if self.active <= self.documents.len() {
                self.active -= usize::from(at < self.active);
                self.active = self.active.min(self.documents.len().saturating_sub(1));
            }
            self.focus_grid = true;
        }
    }

    /// Whether it is asked what becomes of unsaved work.
    fn is_leaving(&self) -> bool {
        self.dialogs.any(|dialog| matches!(dialog, Dialog::Unsaved(_)))
    }

    /// Whose work is unsaved of what is left.
    pub(super) fn names_unsaved(&self, leaving: Leaving) -> String {
        match leaving {
            Leaving::Document(at) => self.documents.get(at).map(Document::title).unwrap_or_default(),
            Leaving::Program => {
                let unsaved = self.documents.iter().filter(|document| document.has_unsaved());
                unsaved.map(Document::title).collect::<Vec<_>>().join("、")
            }
        }
    }

    /// All work is saved or given up.
    fn discard_journals(&mut self) {
        self.documents.iter_mut().for_each(Document::discard_journal);
    }

    /// Saves what is unsaved of what is left, one after the other, and leaves when all of it is. What comes
    /// after one is done once that one is saved: at once, or when the user has named a place for it. Where it
    /// is not saved after all, one stays where one is.
    pub(in crate::ui) fn save_and_leave(&mut self, ctx: &Context, leaving: Leaving) {
        let mut of = match leaving {
            Leaving::Document(at) => at..at + 1,
            Leaving::Program => 0..self.documents.len(),
        };
        let Some(at) = of.find(|at| self.documents.get(*at).is_some_and(Document::has_unsaved)) else {
            return self.leave_unsaved(ctx, leaving);
        };
        self.active = at;
        // A comment that is being written is of the budget: it is saved where that is.
        if let Err(error) = self.documents.get_mut(at).map_or(Ok(()), Document::take_comments) {
            self.dialogs.error(error);
            return;
        }
        if self.documents.get(at).is_some_and(|document| !document.session.is_saved()) {
            self.save(ctx, at, false, Some(leaving));
        } else {
            self.save_rules(ctx, at, Some(leaving));
        }
    }

    pub(super) fn leave_unsaved(&mut self, ctx: &Context, leaving: Leaving) {
        match leaving {
            Leaving::Document(at) => self.close(at),
            Leaving::Program => {
                self.may_quit = true;
                self.discard_journals();
                ctx.send_viewport_cmd(ViewportCommand::Close);
            }
        }
    }
}

impl App {
    /// From now on the program ends in order where the system wants it to.
    pub(in crate::ui) fn end_with(&mut self, ending: Ending) {
        self.ending = ending;
    }

    /// Ends the program if the system wants it to.
    pub(super) fn end_if_asked(&mut self, ctx: &Context) {
        if self.ending.is_asked() && !self.may_quit {
            self.end(ctx);
        }
    }

    /// Ends the program without a question, as the system does: what is not saved, and what is being typed, is kept and
    /// offered the next time.
    pub fn end(&mut self, ctx: &Context) {
        self.documents.iter_mut().for_each(Document::end_journal);
        self.may_quit = true;
        ctx.send_viewport_cmd(ViewportCommand::Close);
    }
}
