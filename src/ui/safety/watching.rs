//! A file that somebody else changed or removed while it is open: noticed when the window is looked at
//! and every few seconds after, and said in a bar above the table. What to do is the user's to say;
//! until then nothing is read and nothing overwritten.

use eframe::egui::{Panel, RichText, Ui};

use crate::compare;
use crate::file::{self, Outside, Stamp};
use crate::schema::{Formats, Severity};
use crate::ui::document::Document;
use crate::ui::look::style;
use crate::ui::request::{Outside as Answer, Request};

impl Document {
    pub(in crate::ui) fn look_outside(&mut self) {
        let (Some(path), Some(stamp)) = (&self.file.path, &self.file.stamp) else {
            return;
        };
        let found = Some(stamp.compare(path)).filter(|found| *found != Outside::Unchanged);
        if found != self.file.outside {
            self.file.outside = found;
            // Steps cannot be done again to a file that is another.
            self.keep_journal();
        }
    }

    /// Takes what is in the file, as a step: the work in the window comes back by undoing it.
    pub(in crate::ui) fn reload(&mut self, formats: &Formats) -> Result<(), String> {
        let Some(path) = self.file.path.clone() else {
            return Ok(());
        };
        let loaded = file::load(&path, formats).map_err(|error| format!("{}：{error}", path.display()))?;
        let step = compare::difference(self.session.budget(), &loaded.budget, "重新读入文件")
            .map_err(|error| format!("{error}；请关闭后重新打开"))?;
        if !step.edits.is_empty() {
            self.session.apply(step).map_err(|error| error.to_string())?;
        }
        self.session.mark_saved();
        self.file.extras = loaded.extras;
        self.file.stamp = Some(loaded.stamp);
        self.file.read_only = loaded.read_only_reason;
        self.file.outside = None;
        self.keep_journal();
        self.after_saving();
        self.message = Some("已重新读入；撤销（Ctrl+Z）可以找回窗口里原来的内容".to_owned());
        Ok(())
    }

    /// Stays with what is in the window, which is then in no file.
    pub(in crate::ui) fn keep_mine(&mut self) {
        let Some(path) = &self.file.path else {
            return;
        };
        self.file.stamp = Stamp::read(path).ok();
        self.session.mark_unsaved();
        self.file.outside = None;
        self.detach_journal();
        self.message =
            Some("保留窗口里的内容，还没有保存；保存时会替换文件，文件现在的内容留作备份".to_owned());
    }
}

/// The bar above the table, while there is something to say.
pub(crate) fn bar_ui(ui: &mut Ui, document: &Document, requests: &mut Vec<Request>) {
    if let Some(reason) = document.unkept() {
        let colour = style::severity_colour(Severity::Error, ui.visuals());
        Panel::top("unkept").show(ui, |ui| {
            ui.label(RichText::new(reason).color(colour).font(style::strong()));
        });
    }
    let (Some(outside), Some(path)) = (document.file.outside, &document.file.path) else {
        return;
    };
    let palette = style::palette(ui.visuals());
    Panel::top("outside").show(ui, |ui| {
        ui.horizontal_wrapped(|ui| {
            let gone = outside == Outside::Gone;
            let said =
                if gone { "文件已被移动或删除。" } else { "文件被别的程序改动过。" };
            ui.label(RichText::new(said).color(palette.involved).font(style::strong()));
            if !gone && ui.button("重新读入").clicked() {
                requests.push(Request::Outside(Answer::Reload));
            }
            if ui.button("保留我的").clicked() {
                requests.push(Request::Outside(Answer::KeepMine));
            }
            if !gone && ui.button("对比…").clicked() {
                requests.push(Request::CompareWith(path.clone()));
            }
        });
    });
}
