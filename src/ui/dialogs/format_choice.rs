//! With which format the documents of a budget are read: the one that was taken, how well each fits, and another.

use eframe::egui::{self, Context, Grid, Modal, RichText};

use crate::exchange::Fit;
use crate::schema::Formats;
use crate::ui::document::Document;
use crate::ui::look::primary;
use crate::ui::look::room;
use crate::ui::look::style;

/// What was decided.
pub(crate) enum Decision {
    /// Read again with the format of that id.
    Read(String),
    /// Say table by table what they are.
    Map,
    /// Nothing.
    Leave,
}

/// The question.
pub(crate) struct FormatChoice {
    /// Id, name, and how well it fits.
    formats: Vec<(String, String, String)>,
    now: String,
    chosen: String,
    /// What becomes of the budget in the window.
    before: &'static str,
}

impl FormatChoice {
    /// The choice for a document.
    pub(crate) fn of(document: &Document, formats: &Formats) -> Self {
        let now = document.session.format().id.clone();
        let words = |id: &str| {
            let fit = document.file.fits.iter().find(|fit| fit.format == id);
            fit.map_or_else(
                || if document.file.fits.len() > 1 { "读不出表" } else { "没有试过" }.to_owned(),
                Fit::words,
            )
        };
        let formats =
            formats.iter().map(|format| (format.id.clone(), format.name.clone(), words(&format.id)));
        let before = match document.is_untouched() {
            true => "重新读入的预算代替窗口里的这一份，它没有改过。",
            false => "窗口里的这一份有改动或已存成文件，留着不动；重新读入的另开一个标签。",
        };
        Self { formats: formats.collect(), chosen: now.clone(), now, before }
    }

    /// Asks; what was decided, once that was said.
    ///
    /// # Errors
    /// Gives itself back as long as it stays open.
    pub(crate) fn show(mut self, ctx: &Context) -> Result<Decision, Self> {
        let mut decision = None;
        Modal::new(egui::Id::unique("format choice")).show(ctx, |ui| {
            room::width(ui, 560.0);
            ui.heading("用哪种表式读入");
            room::body(ui, |ui| {
                ui.label("表式说明各表的标题、栏目和行次。读出的表和格越多、没有归位的越少，越合适。");
                ui.label(self.before);
                ui.add_space(6.0);
                ui.scope(|ui| {
                    Grid::new("formats").num_columns(2).striped(true).spacing([18.0, 4.0]).show(ui, |ui| {
                        for (id, name, words) in &self.formats {
                            let name =
                                if *id == self.now { format!("{name}（现在）") } else { name.clone() };
                            primary::choice(ui, &mut self.chosen, id.clone(), name);
                            ui.label(RichText::new(words).color(style::palette(ui.visuals()).faint));
                            ui.end_row();
                        }
                    });
                });
            });
            ui.add_space(8.0);
            ui.horizontal(|ui| {
                let other = self.chosen != self.now;
                if primary::chosen(ui, other, "用它重新读入") {
                    decision = Some(Decision::Read(self.chosen.clone()));
                }
                let words = "都不合适时，说明哪个表题是哪张表、哪个表头是哪一栏";
                if ui.button("逐表对应…").on_hover_text(words).clicked() {
                    decision = Some(Decision::Map);
                }
                let escaped = ui.input(|input| input.key_pressed(egui::Key::Escape));
                if ui.button("取消").clicked() || escaped {
                    decision = Some(Decision::Leave);
                }
            });
        });
        decision.ok_or(self)
    }
}
