//! The question what to do with a pasted block of which some cells cannot be read: all of them are listed, with
//! what they show and why; the rest is taken as one step, or nothing is.

use eframe::egui::{self, Context, Grid, Modal, RichText};

use crate::session::RefusedEntry;
use crate::ui::document::Document;
use crate::ui::look::primary;
use crate::ui::look::room;
use crate::ui::look::style;
use crate::ui::request::PartlyRead;

/// The question.
pub(in crate::ui) struct PartlyReadQuestion(pub PartlyRead);

impl PartlyReadQuestion {
    /// Draws the question; what it is, as long as it stays open.
    pub(crate) fn show(self, ctx: &Context, document: &mut Document) -> Option<Self> {
        let pasting = &self.0;
        if pasting.revision != document.session.revision() {
            document.message = Some(format!("{}没有进行：预算在此期间有了改动；请再做一次", pasting.called));
            return None;
        }
        let (mut rest, mut nothing) = (false, false);
        Modal::new(egui::Id::unique("refused")).show(ctx, |ui| {
            room::width(ui, 560.0);
            let refused = &pasting.planned.refused;
            ui.heading(format!("有 {}", RefusedEntry::counted(refused)));
            room::body(ui, |ui| {
                ui.label("“其余照录”录入其余各格，下面这些留着不动；可以一次撤销。");
                for said in &pasting.said {
                    ui.label(format!("• {said}"));
                }
                ui.add_space(8.0);
                ui.scope(|ui| {
                    Grid::new("refused cells").num_columns(3).striped(true).show(ui, |ui| {
                        for cell in refused {
                            ui.label(&cell.place);
                            ui.label(RichText::new(cell.text.trim()).monospace());
                            ui.label(RichText::new(&cell.reason).font(style::small()));
                            ui.end_row();
                        }
                    });
                });
            });
            ui.horizontal(|ui| {
                rest = primary::chosen(ui, true, "其余照录");
                nothing =
                    ui.button("全部取消").clicked() || ui.input(|input| input.key_pressed(egui::Key::Escape));
            });
        });
        if rest {
            document.take_pasted(self.0);
            return None;
        }
        if nothing {
            document.message = Some(format!("没有{}任何数据", self.0.called));
            return None;
        }
        Some(self)
    }
}
