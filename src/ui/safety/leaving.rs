//! Leaving a document or the program without losing work, and messages that must be read.

use eframe::egui::{self, Context, Modal, ViewportCommand};

use crate::ui::document::Document;
use crate::ui::shell::app::App;

/// What the user is about to leave with work unsaved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leaving {
    /// One document, by position.
    Document(usize),
    /// All of them.
    Program,
}

impl App {
    /// Whether the program may be left at once. Text in an open cell is taken first; where it is refused,
    /// or where work is unsaved, the user is asked.
    pub(in crate::ui) fn may_leave_now(&mut self) -> bool {
        // What a file was asked for is not wanted any more.
        self.drop_question();
        if let Some(refused) = self.documents.iter_mut().position(|document| !document.commit()) {
            self.active = refused;
            return false;
        }
        self.leave(Leaving::Program);
        if self.question.is_none() {
            self.discard_journals();
        }
        self.question.is_none()
    }

    pub(in crate::ui) fn leave(&mut self, leaving: Leaving) {
        let unsaved = match leaving {
            Leaving::Document(at) => self.documents.get(at).is_some_and(Document::has_unsaved),
            Leaving::Program => self.documents.iter().any(Document::has_unsaved),
        };
        if unsaved {
            self.question = Some(leaving);
        } else if let Leaving::Document(at) = leaving {
            self.close(at);
        }
    }

    pub(in crate::ui) fn close(&mut self, at: usize) {
        if at < self.documents.len() {
            self.documents.remove(at).discard_journal();
            self.active = self.active.min(self.documents.len().saturating_sub(1));
            self.focus_grid = true;
        }
    }

    /// All work is saved or given up.
    fn discard_journals(&mut self) {
        self.documents.iter_mut().for_each(Document::discard_journal);
    }

    pub(in crate::ui) fn question_ui(&mut self, ctx: &Context) {
        let Some(leaving) = self.question else {
            return;
        };
        let name = match leaving {
            Leaving::Document(at) => self.documents.get(at).map(Document::title).unwrap_or_default(),
            Leaving::Program => {
                let unsaved = self.documents.iter().filter(|document| document.has_unsaved());
                unsaved.map(Document::title).collect::<Vec<_>>().join("、")
            }
        };
        Modal::new(egui::Id::unique("unsaved")).show(ctx, |ui| {
            ui.set_width(380.0);
            ui.heading("还没有保存");
            ui.label(format!("“{name}”有未保存的修改。要先保存吗？"));
            ui.add_space(8.0);
            ui.horizontal(|ui| {
                if ui.button("保存").clicked() {
                    self.question = None;
                    self.save_and_leave(ctx, leaving);
                }
                if ui.button("不保存").clicked() {
                    self.question = None;
                    self.leave_unsaved(ctx, leaving);
                }
                if ui.button("取消").clicked() || ui.input(|input| input.key_pressed(egui::Key::Escape)) {
                    self.question = None;
                }
            });
        });
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
        if self.documents.get(at).is_some_and(|document| !document.session.is_saved()) {
            self.save(ctx, at, false, Some(leaving));
        } else {
            self.save_rules(ctx, at, Some(leaving));
        }
    }

    fn leave_unsaved(&mut self, ctx: &Context, leaving: Leaving) {
        match leaving {
            Leaving::Document(at) => self.close(at),
            Leaving::Program => {
                self.may_quit = true;
                self.discard_journals();
                ctx.send_viewport_cmd(ViewportCommand::Close);
            }
        }
    }

    pub(in crate::ui) fn errors_ui(&mut self, ctx: &Context) {
        let Some(error) = self.errors.first().cloned() else {
            return;
        };
        Modal::new(egui::Id::unique("error")).show(ctx, |ui| {
            ui.set_width(460.0);
            ui.heading("没有完成");
            ui.label(error);
            ui.add_space(8.0);
            if ui.button("知道了").clicked() || ui.input(|input| input.key_pressed(egui::Key::Escape)) {
                self.errors.remove(0);
            }
        });
    }
}
