//! The list of copies of earlier contents of the file in front (备份), each of which can be opened as a new
//! budget. It restores nothing over anything.

use std::path::{Path, PathBuf};

use eframe::egui::{self, Context, DragValue, Grid, Modal, RichText, Ui};

use crate::file::backup::{self, Backup};
use crate::schema::Formats;
use crate::ui::dialogs::preview;
use crate::ui::document::Document;
use crate::ui::look::primary;
use crate::ui::look::room;
use crate::ui::look::style;

/// The list, while it is shown.
pub(crate) struct Backups {
    file: PathBuf,
    /// The copies, and in how many places each differs from the budget in the window.
    copies: Vec<(Backup, Option<usize>)>,
}

/// What the user asked of the list.
pub(in crate::ui) enum Asked {
    /// To open a copy.
    Open(PathBuf),
    /// To close the list.
    Close,
}

impl Backups {
    /// The copies of a document's file, which may lie in the user's data folder. Where it has no file, that is said.
    pub(crate) fn of(document: &mut Document, data: Option<&Path>, formats: &Formats) -> Option<Self> {
        let Some(file) = document.file.path.clone() else {
            document.message = Some("还没有存成文件，没有备份".to_owned());
            return None;
        };
        let budget = document.session.budget();
        let copies = backup::list(&file, data)
            .into_iter()
            .map(|copy| {
                let read = crate::file::load(&copy.path, formats).ok();
                let places = read.map(|read| preview::count(&read.budget, budget));
                (copy, places)
            })
            .collect();
        Some(Self { file, copies })
    }

    /// The file whose copies they are.
    pub(crate) fn file(&self) -> &Path {
        &self.file
    }

    /// Draws the list. `most` is how many copies of a file are kept, which can be changed here.
    pub(crate) fn show(&self, ctx: &Context, most: &mut usize) -> Option<Asked> {
        let shown = self;
        let (mut open, mut close) = (None, false);
        Modal::new(egui::Id::unique("backups")).show(ctx, |ui| {
            room::width(ui, 560.0);
            ui.heading("备份");
            room::body(ui, |ui| {
                let palette = style::palette(ui.visuals());
                let name = shown.file.file_name().unwrap_or_default().to_string_lossy();
                ui.label(format!("“{name}”每次保存前的内容。打开的是副本，原文件和备份都不会改动。"));
                ui.add_space(6.0);
                if shown.copies.is_empty() {
                    ui.label(RichText::new("还没有备份；下次保存时会留下现在的内容。").color(palette.faint));
                }
                open = shown.copies_ui(ui);
            });
            ui.add_space(8.0);
            ui.horizontal(|ui| {
                let label = ui.label("每个文件最多保留");
                ui.add(DragValue::new(most).range(0..=500)).labelled_by(label.id);
                ui.label("份（0 为不留）");
                ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                    close = primary::chosen(ui, true, "关闭")
                        || ui.input(|input| input.key_pressed(egui::Key::Escape));
                });
            });
        });
        open.map(Asked::Open).or(close.then_some(Asked::Close))
    }

    /// The copies, the newest first; which one is to be opened.
    fn copies_ui(&self, ui: &mut Ui) -> Option<PathBuf> {
        let mut open = None;
        ui.scope(|ui| {
            Grid::new("backups").num_columns(4).striped(true).show(ui, |ui| {
                for (copy, places) in &self.copies {
                    ui.label(&copy.date);
                    ui.label(format!("{} KB", copy.size.div_ceil(1024)));
                    ui.label(match places {
                        Some(0) => "与现在相同".to_owned(),
                        Some(places) => format!("与现在有 {places} 处不同"),
                        None => "读不全".to_owned(),
                    });
                    let button = ui.button("打开为新文件");
                    button.widget_info(|| {
                        let words = format!("打开为新文件 {}", copy.date);
                        egui::WidgetInfo::labeled(egui::Role::Button, true, words)
                    });
                    if button.clicked() {
                        open = Some(copy.path.clone());
                    }
                    ui.end_row();
                }
            });
        });
        open
    }
}
