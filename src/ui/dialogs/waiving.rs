//! Accepting a finding as it is (豁免): the question for the reason, and the way back.

use eframe::egui::{self, Context, Modal, RichText, TextEdit};

use crate::model::Note;
use crate::rules::{Waived, waiver_key};
use crate::text::visible;
use crate::ui::document::{Document, asides};
use crate::ui::look::primary;
use crate::ui::look::room;
use crate::ui::look::style;

/// A waiver being written.
#[derive(Clone, Debug)]
pub(crate) struct Waiving {
    /// The finding, by position in the verdicts.
    finding: usize,
    /// The revision of the budget for which that position holds.
    revision: u64,
    /// What it is called among what was begun.
    aside: String,
    reason: String,
    by: String,
}

impl Waiving {
    /// Begins to waive a finding, or takes its waiver back, which needs no question.
    pub(crate) fn begin(document: &mut Document, finding: usize) -> Option<Self> {
        if !document.commit() {
            return None;
        }
        let session = &mut document.session;
        let Some(found) = session.verdicts().findings().get(finding) else {
            document.message = Some("请先在问题列表里选中一个问题".to_owned());
            return None;
        };
        if matches!(found.waived, Waived::Yes(_)) {
            document.message = match session.waive(finding, None) {
                Ok(()) => Some("已撤销豁免".to_owned()),
                Err(reason) => Some(reason),
            };
            return None;
        }
        let before = match &found.waived {
            Waived::Lapsed(key) => session.budget().notes.get(key).cloned().unwrap_or_default(),
            // Who waives himself what another claims signs for it himself.
            Waived::Claimed(key) => {
                let claim = session.budget().notes.get(key).cloned().unwrap_or_default();
                Note { by: String::new(), ..claim }
            }
            Waived::Yes(_) | Waived::No => Note::default(),
        };
        let aside = asides::called(asides::WAIVER, &waiver_key(&found, &session.book()));
        let revision = session.revision();
        let by = if before.by.is_empty() { document.signed_by() } else { before.by };
        // What was being written when the program ended is gone on with.
        let reason = document.drafts.asides.get(&aside).cloned().unwrap_or(before.text);
        Some(Self { finding, revision, aside, reason, by })
    }

    /// Draws the question for the reason; what it is, as long as it stays open.
    pub(crate) fn show(mut self, ctx: &Context, document: &mut Document) -> Option<Self> {
        let waiving = &mut self;
        let revision = document.session.revision();
        let findings = document.session.verdicts().findings();
        let finding = findings.get(waiving.finding).filter(|_| waiving.revision == revision)?;
        let message = finding.message.clone();
        let (mut done, mut cancelled) = (false, false);
        Modal::new(egui::Id::unique("waiving")).show(ctx, |ui| {
            room::width(ui, 440.0);
            ui.heading("豁免这个问题");
            room::body(ui, |ui| {
                ui.label(RichText::new(visible(&message)).font(style::small()));
                ui.add_space(6.0);
                let label = ui.label("理由（必填，随文件保存；问题里的数字变了，豁免即失效）");
                let field =
                    TextEdit::multiline(&mut waiving.reason).desired_rows(3).desired_width(f32::INFINITY);
                let field = ui.add(field).labelled_by(label.id);
                if ui.memory(|memory| memory.focused().is_none()) {
                    field.request_focus();
                }
                ui.horizontal(|ui| {
                    let label = ui.label("审核人");
                    ui.add(TextEdit::singleline(&mut waiving.by).desired_width(160.0)).labelled_by(label.id);
                });
            });
            ui.add_space(8.0);
            ui.horizontal(|ui| {
                let given = !waiving.reason.trim().is_empty();
                done = primary::chosen(ui, given, "豁免");
                cancelled =
                    ui.button("取消").clicked() || ui.input(|input| input.key_pressed(egui::Key::Escape));
                let palette = style::palette(ui.visuals());
                ui.label(
                    RichText::new("Ctrl+Enter 豁免，Esc 取消").font(style::small()).color(palette.faint),
                );
            });
        });
        if done {
            let note = Note {
                text: waiving.reason.trim().to_owned(),
                by: waiving.by.trim().to_owned(),
                date: jiff::Zoned::now().date().to_string(),
                ..Note::default()
            };
            document.message = match document.session.waive(waiving.finding, Some(note)) {
                Ok(()) => Some("已豁免；在问题列表里选“已豁免”可以看到和撤销".to_owned()),
                Err(reason) => Some(reason),
            };
        }
        let written = (!done && !cancelled).then_some(self.reason.as_str());
        document.keep_aside(&self.aside, written);
        (!done && !cancelled).then_some(self)
    }
}
