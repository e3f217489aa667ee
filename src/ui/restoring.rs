//! The question what becomes of work that was not saved when the program ended without asking.

use std::path::{Path, PathBuf};

use eframe::egui::{self, Context, Modal, RichText, ScrollArea};

use super::app::App;
use super::document::Document;
use super::preview::{self, Change};
use super::{files, style};
use crate::file::Extras;
use crate::file::journal::{Journal, Recovery};

/// Steps that can be done again.
pub struct Offer {
    recovery: Recovery,
    /// The file they belong to; none for a budget that is in no file.
    file: Option<PathBuf>,
    /// What they would change, once that was asked for.
    changes: Option<Result<Vec<Change>, String>>,
}

impl Offer {
    /// An offer of what was found.
    pub fn new(recovery: Recovery, file: Option<PathBuf>) -> Self {
        Self { recovery, file, changes: None }
    }
}

/// What the user decided.
enum Decision {
    Restore,
    Keep,
    Look,
}

impl App {
    /// The question, while something is offered.
    pub(super) fn restoring_ui(&mut self, ctx: &Context) {
        let Some(offer) = self.guard.offers.first() else {
            return;
        };
        let decision = ask_ui(ctx, offer);
        match decision {
            None => {}
            Some(Decision::Look) => {
                let seen = self.preview(offer);
                if let Some(offer) = self.guard.offers.first_mut() {
                    offer.changes = Some(seen);
                }
            }
            Some(Decision::Keep) => {
                let offer = self.guard.offers.remove(0);
                self.set_aside(&offer);
            }
            Some(Decision::Restore) => {
                let offer = self.guard.offers.remove(0);
                if let Err(reason) = self.restore(&offer) {
                    self.errors.push(format!("没有恢复：{reason}"));
                    self.set_aside(&offer);
                }
                self.focus_grid = true;
            }
        }
    }

    fn set_aside(&mut self, offer: &Offer) {
        match offer.recovery.keep() {
            Ok(place) => {
                let said = format!("没有恢复；编辑日志已保留为 {}", place.display());
                match self.document_mut() {
                    Some(document) => {
                        document.notices.push(said.clone());
                        document.message = Some(said);
                    }
                    None => self.errors.push(said),
                }
            }
            Err(error) => self
                .errors
                .push(format!("编辑日志改名失败（{error}），它还在 {}", offer.recovery.place().display())),
        }
    }

    /// The document that an offer belongs to, if it is a file that is open.
    fn offered(&self, offer: &Offer) -> Option<usize> {
        let file = offer.file.as_ref().filter(|_| !offer.recovery.is_apart())?;
        self.documents.iter().position(|document| document.path.as_ref() == Some(file))
    }

    /// The budget as it was when the program ended, and as it was before.
    fn replayed(&self, offer: &Offer) -> Result<(Document, Document), String> {
        let before = || match &offer.file {
            Some(file) if !offer.recovery.is_apart() => files::open(file, &self.formats),
            _ => {
                let text = offer.recovery.base().map_err(|error| error.to_string())?;
                files::open_text(&text, &self.formats)
            }
        };
        let (before, mut after) = (before()?, before()?);
        if !offer.recovery.fits(before.session.budget(), &before.extras) {
            return Err("日志不是在现在这份内容上写的".to_owned());
        }
        after.session.replay(offer.recovery.done()).map_err(|error| error.to_string())?;
        Ok((before, after))
    }

    fn preview(&self, offer: &Offer) -> Result<Vec<Change>, String> {
        let (mut before, after) = self.replayed(offer)?;
        // What is apart from its file is best held against what the file says now.
        if let Some(file) = offer.recovery.file().filter(|_| offer.recovery.is_apart())
            && let Ok(now) = files::open(Path::new(file), &self.formats)
        {
            before = now;
        }
        Ok(preview::changes(&before.session.book(), &after.session.book()))
    }

    fn restore(&mut self, offer: &Offer) -> Result<(), String> {
        let (before, mut document) = self.replayed(offer)?;
        let data = self.guard.data.clone();
        let (budget, extras): (_, &Extras) = (before.session.budget(), &before.extras);
        let journal = match (&document.path, &document.stamp) {
            (Some(path), Some(stamp)) => Journal::of_file(path, stamp, budget, extras, data.as_deref()),
            _ => Journal::of_unsaved(budget, extras, data.as_deref()),
        };
        self.guard_with(&mut document, journal.going_on_from(&offer.recovery));
        document.keep_journal();
        let mut said = format!("已恢复 {} 步，还没有保存", offer.recovery.steps().len());
        if offer.recovery.is_damaged() {
            said.push_str("；日志末尾有一行不完整，没有用它");
        }
        let drafts = offer.recovery.drafts();
        // What stood in a cell last, so that it is what is seen.
        for (place, text) in drafts.iter().rev() {
            document.go_on_typing(place, text);
        }
        if !drafts.is_empty() {
            said.push_str("；未录完的内容放回了原处，格里的按 Enter 录入，Esc 放弃");
            document.keep_journal();
        }
        document.message = Some(said);
        match self.offered(offer) {
            Some(at) => {
                self.active = at;
                if let Some(open) = self.documents.get_mut(at) {
                    document.notices.clone_from(&open.notices);
                    document.take_lock(open);
                    *open = document;
                }
            }
            None => {
                self.documents.push(document);
                self.active = self.documents.len() - 1;
            }
        }
        Ok(())
    }
}

fn ask_ui(ctx: &Context, offer: &Offer) -> Option<Decision> {
    let recovery = &offer.recovery;
    let mut decision = None;
    Modal::new(egui::Id::unique("restoring")).show(ctx, |ui| {
        ui.set_width(620.0);
        ui.heading("上次有修改没有保存");
        let name = offer.file.as_deref().and_then(Path::file_name).map(|name| name.to_string_lossy());
        let name =
            name.map_or_else(|| format!("{}（尚未存成文件）", recovery.title()), |name| name.into_owned());
        ui.label(format!("“{name}”上次没有正常关闭，最后一步在 {}。", recovery.last_time()));
        if let Some(file) = recovery.file().filter(|_| recovery.is_apart()) {
            ui.label(format!(
                "它的文件 {file} 已被移动、删除或被别的程序改动，所以会恢复成一份新的、未保存的预算；文件不会改动。"
            ));
        }
        let steps = recovery.steps();
        ui.add_space(6.0);
        let heading = if steps.is_empty() && !recovery.drafts().is_empty() && !recovery.is_apart() {
            "录入的都已保存。".to_owned()
        } else if steps.is_empty() {
            "保留下来的是整份预算，没有保存的修改都在里面。".to_owned()
        } else {
            format!("共 {} 步：", steps.len())
        };
        ui.label(RichText::new(heading).font(style::strong()));
        match &offer.changes {
            None => {
                ScrollArea::vertical().id_salt("steps").max_height(220.0).show(ui, |ui| {
                    for step in &steps {
                        ui.label(step);
                    }
                });
            }
            Some(Ok(changes)) => {
                ui.label(format!("恢复后与现在相比，有 {} 处不同：", changes.len()));
                preview::list_ui(ui, changes, "文件里");
            }
            Some(Err(reason)) => {
                ui.label(format!("看不了：{reason}"));
            }
        }
        for (place, text) in recovery.drafts() {
            let text: String = text.chars().take(200).collect();
            ui.label(format!("未录完的内容：{place}：“{text}”"));
        }
        ui.add_space(8.0);
        ui.horizontal(|ui| {
            if ui.button("恢复").clicked() {
                decision = Some(Decision::Restore);
            }
            if ui.button("不恢复（保留日志）").clicked() {
                decision = Some(Decision::Keep);
            }
            if offer.changes.is_none() && ui.button("先看看").clicked() {
                decision = Some(Decision::Look);
            }
        });
    });
    decision
}
