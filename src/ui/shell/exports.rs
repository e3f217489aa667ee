//! Writing the document in front as files for others: the list of findings, the published document.

use std::path::Path;

use eframe::egui::Context;

use crate::document::{Exported, Kind, Options, export};
use crate::ui::dialogs::exporting::Exporting;
use crate::ui::dialogs::system::Ask;
use crate::ui::shell::app::App;
use crate::ui::shell::dialog::Dialog;
use crate::ui::shell::file_purpose::Purpose;
use crate::ui::shell::files;

impl App {
    /// Asks how the document in front is to be published.
    pub(super) fn ask_export(&mut self) {
        let Some(document) = self.documents.get_mut(self.active) else {
            return;
        };
        if let Some(asked) = Exporting::begin(document) {
            self.dialogs.open_of(Some(document.id()), Dialog::Export(asked));
        }
    }

    /// Asks where it goes.
    pub(super) fn ask_place_of_export(&mut self, ctx: &Context, kind: Kind, options: Options) {
        let Some(document) = self.document() else {
            return;
        };
        let suggested = files::suggested_place(document).with_extension(kind.ending());
        self.ask_for(ctx, Purpose::Export(Box::new(options)), Ask::to_publish(kind, suggested));
    }

    /// Writes it, and says where it is and what is not in it.
    pub(in crate::ui) fn export_to(&mut self, options: &Options, place: &Path) {
        let Some(document) = self.documents.get_mut(self.active) else {
            return;
        };
        match export(&document.session, options, place) {
            Ok(exported) => {
                document.message = Some(said(&exported));
                if exported.remarks.len() > 1 || exported.is_open {
                    let place = exported.path.display();
                    let what = format!("{place}。请核对：\n{}", exported.remarks.join("\n"));
                    self.dialogs.done_but("已导出", what);
                }
            }
            Err(error) => self.dialogs.error(error),
        }
    }

    /// Asks where what the comparison shows is written.
    pub(super) fn ask_place_of_comparison(&mut self, ctx: &Context, is_chart: bool) {
        let Some(document) = self.document() else {
            return;
        };
        let suggested = files::suggested_place(document).with_extension("对比.xlsx");
        self.ask_for(ctx, Purpose::Comparison, Ask::to_hand_comparison_on(is_chart, suggested));
    }

    /// Writes it, as a file of the kind its name says.
    pub(in crate::ui) fn hand_comparison_on_to(&mut self, place: &Path) {
        let Some((document, panels)) = self.front() else {
            return;
        };
        match panels.comparing.hand_on(place) {
            Ok(said) => document.message = Some(said),
            Err(error) => self.dialogs.error(error),
        }
    }

    /// Asks where the findings of the document in front are written.
    pub(super) fn export_findings(&mut self, ctx: &Context) {
        let Some(document) = self.document() else {
            return;
        };
        let suggested = files::suggested_place(document).with_extension("问题清单.html");
        self.ask_for(ctx, Purpose::Findings, Ask::to_export(suggested));
    }

    /// Writes them into a file, of the kind its name says.
    pub(in crate::ui) fn export_findings_to(&mut self, place: &Path) {
        let formats = &self.formats;
        let Some(document) = self.documents.get_mut(self.active) else {
            return;
        };
        match files::export_findings(document, place, formats) {
            Ok(()) => document.message = Some(format!("问题清单已导出到 {}", place.display())),
            Err(error) => self.dialogs.error(error),
        }
    }
}

/// Where the document is, and how much of it wants looking at.
fn said(exported: &Exported) -> String {
    let place = exported.path.display();
    let copy = if exported.copy.is_some() { "，原来的内容已留作备份" } else { "" };
    let copy = match &exported.internal {
        Some(internal) => format!("{copy}；{internal}"),
        None => copy.to_owned(),
    };
    match exported.remarks.as_slice() {
        [] => format!("已导出到 {place}{copy}"),
        [only] if !exported.is_open => format!("已导出到 {place}{copy}；{only}"),
        all => format!("已导出到 {place}{copy}；有 {} 处要核对", all.len()),
    }
}
