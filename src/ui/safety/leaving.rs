//! The questions what becomes of unsaved work that is left, and messages that must be read. What is done then is for
//! the shell.

use eframe::egui::{self, Context, Modal};

use crate::ui::look::primary;
use crate::ui::look::room;

/// What the user is about to leave with work unsaved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Leaving {
    /// One document, by position.
    Document(usize),
    /// All of them.
    Program,
}

/// What becomes of unsaved work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::ui) enum Decision {
    /// It is saved first.
    Save,
    /// It is given up.
    GiveUp,
    /// One stays.
    Stay,
}

impl Leaving {
    /// Draws the question what becomes of unsaved work; `name` says whose.
    pub(crate) fn show(ctx: &Context, name: &str) -> Option<Decision> {
        let mut decision = None;
        Modal::new(egui::Id::unique("unsaved")).show(ctx, |ui| {
            room::width(ui, 380.0);
            ui.heading("还没有保存");
            room::body(ui, |ui| {
                ui.label(format!("“{name}”有未保存的修改。要先保存吗？"));
            });
            ui.add_space(8.0);
            ui.horizontal(|ui| {
                if primary::chosen(ui, true, "保存") {
                    decision = Some(Decision::Save);
                }
                if ui.button("不保存").clicked() {
                    decision = Some(Decision::GiveUp);
                }
                if ui.button("取消").clicked() || ui.input(|input| input.key_pressed(egui::Key::Escape)) {
                    decision = Some(Decision::Stay);
                }
            });
        });
        decision
    }
}

/// Draws what went wrong, or wants looking at; whether it was read.
pub(in crate::ui) fn error_ui(ctx: &Context, heading: &str, error: &str) -> bool {
    let mut read = false;
    Modal::new(egui::Id::unique("error")).show(ctx, |ui| {
        room::width(ui, 460.0);
        ui.heading(heading);
        room::body(ui, |ui| {
            ui.label(error);
        });
        ui.add_space(8.0);
        read = primary::chosen(ui, true, "知道了") || ui.input(|input| input.key_pressed(egui::Key::Escape));
    });
    read
}
