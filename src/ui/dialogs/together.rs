//! Several documents that were opened at once: one budget in parts, or several budgets?

use std::path::PathBuf;

use eframe::egui::{self, Context, Modal};

use crate::text::visible;
use crate::ui::look::primary;
use crate::ui::look::room;

/// The question, where the files' names leave it open.
pub(crate) struct TogetherQuestion {
    /// The files; those whose names say that they are one budget are together.
    pub groups: Vec<Vec<PathBuf>>,
}

impl TogetherQuestion {
    /// Asks; the files of each budget, once that was said: none where nothing is to be opened.
    ///
    /// # Errors
    /// Gives itself back as long as it stays open.
    pub(crate) fn show(self, ctx: &Context) -> Result<Vec<Vec<PathBuf>>, Self> {
        let mut decision = None;
        Modal::new(egui::Id::unique("together")).show(ctx, |ui| {
            room::width(ui, 520.0);
            ui.heading("这些文件是一份预算吗");
            room::body(ui, |ui| {
                ui.label("说明和表格分在几个文件里的，合为一份预算读入；各是各的预算，分别打开。");
                ui.add_space(4.0);
                for group in &self.groups {
                    let names = group.iter().filter_map(|path| path.file_name());
                    let names: Vec<String> =
                        names.map(|name| visible(&name.to_string_lossy()).into_owned()).collect();
                    ui.label(format!("· {}", names.join(" ＋ ")));
                }
            });
            ui.add_space(8.0);
            ui.horizontal(|ui| {
                // Whoever just presses Enter has not looked: several budgets in one would be all mixed up.
                if primary::chosen(ui, true, &format!("分别打开 {} 份", self.groups.len())) {
                    decision = Some(self.groups.clone());
                }
                if ui.button("合为一份预算").clicked() {
                    decision = Some(vec![self.groups.concat()]);
                }
                let escaped = ui.input(|input| input.key_pressed(egui::Key::Escape));
                if ui.button("取消").clicked() || escaped {
                    decision = Some(Vec::new());
                }
            });
        });
        decision.ok_or(self)
    }
}
