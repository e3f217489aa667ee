//! A folder that is checked as a whole stands in front like a document, in a tab of its own before theirs: which one it is, what
//! is opened from its list, and where the list goes.

use std::path::{Path, PathBuf};

use eframe::egui::{Context, Ui};

use crate::exchange;
use crate::report::Target;
use crate::rules::Accepted;
use crate::ui::dialogs::system::{Ask, Kind};
use crate::ui::document::Document;
use crate::ui::pages::folder::{FolderCheck, Wish};
use crate::ui::panels::findings;
use crate::ui::shell::app::App;
use crate::ui::shell::file_purpose::Purpose;

/// No document is in front: the folder is.
const IN_FRONT: usize = usize::MAX;

impl App {
    /// Asks which folder is to be checked.
    pub(super) fn ask_folder_to_check(&mut self, ctx: &Context) {
        let ask =
            Ask {
                title: "选择要检查的文件夹", kind: Kind::Folder, filters: &[], suggested: PathBuf::new()
            };
        self.ask_for(ctx, Purpose::CheckFolder, ask);
    }

    /// Checks every file in a folder, and shows the list in front.
    pub(super) fn check_folder(&mut self, ctx: &Context, folder: &Path) {
        let accepted = Accepted::these(self.acceptance.waivers().cloned());
        self.folder = Some(FolderCheck::begin(ctx, folder, self.formats.clone(), accepted));
        self.show_folder();
    }

    /// Shows the list in front.
    pub(super) fn show_folder(&mut self) {
        self.active = IN_FRONT;
        self.focus_grid = true;
    }

    /// Whether it is in front.
    pub(super) fn is_folder_in_front(&self) -> bool {
        self.folder.is_some() && self.document().is_none()
    }

    /// Closes the list; a check under way ends.
    pub(super) fn close_folder(&mut self) {
        self.folder = None;
        self.active = self.active.min(self.documents.len().saturating_sub(1));
        self.focus_grid = true;
    }

    /// Draws the list, and does what was asked of it.
    pub(super) fn folder_ui(&mut self, ui: &mut Ui) {
        let Some(check) = &mut self.folder else { return };
        check.receive();
        let path = check.folder().to_owned();
        match check.ui(ui) {
            None => {}
            Some(Wish::Again) => self.check_folder(ui.ctx(), &path),
            Some(Wish::Export) => self.ask_place_of_folder_list(ui.ctx()),
            Some(Wish::Open(paths)) => self.open_at_findings(&paths),
        }
    }

    /// Asks where the list is written.
    pub(super) fn ask_place_of_folder_list(&mut self, ctx: &Context) {
        if let Some(check) = self.folder.as_ref().filter(|check| !check.is_running()) {
            let ask = Ask::to_export(check.folder().join("检查清单.html"));
            self.ask_for(ctx, Purpose::FolderList, ask);
        }
    }

    /// Writes it, in the manner that its name says.
    pub(super) fn export_folder_list_to(&mut self, place: &Path) {
        let Some(check) = &mut self.folder else { return };
        let written = Target::at(place).and_then(|target| {
            let saved = target.save(&check.files());
            saved.map_err(|error| format!("{}：检查清单没有写成：{error}", place.display()))
        });
        match written {
            Ok(()) => check.message = Some(format!("检查清单已导出到 {}", place.display())),
            Err(error) => self.dialogs.error(error),
        }
    }

    /// Opens what was handed in as one budget, at its first finding; where it is open already, that.
    fn open_at_findings(&mut self, paths: &[PathBuf]) {
        let is_read_from = |document: &Document| {
            document.origin().is_some_and(|origin| origin.files().iter().map(|file| &file.path).eq(paths))
        };
        let open = self.documents.iter().position(is_read_from);
        let is_document = |path: &PathBuf| exchange::is_document(path) && !crate::document::is_package(path);
        if let Some(open) = open {
            self.active = open;
            self.focus_grid = true;
            self.go_to_findings();
        } else if paths.iter().all(is_document) {
            self.import(paths.to_vec(), None, None, None);
            let begun =
                self.imports.iter_mut().filter(|import| import.paths == paths && import.beside.is_none());
            begun.for_each(|import| import.at_findings = true);
        } else {
            paths.iter().for_each(|path| self.open(path));
            self.focus_grid = true;
            self.go_to_findings();
        }
    }

    /// Goes to the first finding of the document in front, where nobody has chosen one yet.
    pub(super) fn go_to_findings(&mut self) {
        if self.document().is_none() {
            return;
        }
        // Who comes from a list of findings wants to see them, however low the window.
        self.settings.findings = true;
        self.settings.folded = Some(false);
        if let Some((document, panels)) = self.front()
            && document.look.chosen.selected.is_none()
            && !document.session.verdicts().findings().is_empty()
        {
            findings::step(document, &mut panels.findings, 1);
        }
    }
}
