//! The question what to do with a pasted block of which some cells cannot be read: all of them are listed, with
//! what they show and why; the rest is taken as one step, or nothing is.

use eframe::egui::{self, Context, Grid, Modal, RichText, ScrollArea};

use crate::session::PlannedBlock;
use crate::ui::look::style;
use crate::ui::shell::app::App;

/// A block that waits for the answer.
#[derive(Clone, Debug)]
pub(in crate::ui) struct Pasting {
    planned: PlannedBlock,
    /// What is to be said once it is taken.
    said: Vec<String>,
    /// The revision of the budget for which it was planned.
    revision: u64,
}

impl Pasting {
    /// A block that was planned for a revision of the budget.
    pub fn new(planned: PlannedBlock, said: Vec<String>, revision: u64) -> Self {
        Self { planned, said, revision }
    }
}

impl App {
    /// The question, while it is asked.
    pub(in crate::ui) fn refused_ui(&mut self, ctx: &Context) {
        let Some(document) = self.document_mut() else {
            return;
        };
        let Some(pasting) = document.pasting.take() else {
            return;
        };
        if pasting.revision != document.session.revision() {
            document.message = Some("粘贴没有进行：预算在此期间有了改动；请再粘贴一次".to_owned());
            return;
        }
        let (mut rest, mut nothing) = (false, false);
        Modal::new(egui::Id::unique("refused")).show(ctx, |ui| {
            ui.set_width(560.0);
            let refused = &pasting.planned.refused;
            ui.heading(format!("有 {} 格读不出来", refused.len()));
            ScrollArea::vertical().max_height(320.0).show(ui, |ui| {
                Grid::new("refused cells").num_columns(3).striped(true).show(ui, |ui| {
                    for cell in refused {
                        ui.label(&cell.place);
                        ui.label(RichText::new(cell.text.trim()).monospace());
                        ui.label(RichText::new(&cell.reason).font(style::small()));
                        ui.end_row();
                    }
                });
            });
            ui.add_space(8.0);
            ui.label("“其余照录”录入读得出来的各格，上面这些留着不动；可以一次撤销。");
            ui.horizontal(|ui| {
                rest = ui.button("其余照录").clicked();
                nothing =
                    ui.button("全部取消").clicked() || ui.input(|input| input.key_pressed(egui::Key::Escape));
            });
        });
        if rest {
            document.take_pasted(pasting.planned, &pasting.said);
        } else if nothing {
            document.message = Some("没有粘贴任何数据".to_owned());
        } else {
            document.pasting = Some(pasting);
        }
        if rest || nothing {
            self.focus_grid = true;
        }
    }
}
