//! Asking for files: what each answer is for, and how things go on once it has come. The desktop answers
//! at once, the window's own dialog in a later frame; what was to be done then is kept with the question,
//! so that "save, then close" closes when it is saved, and stays where the user thinks better of it.

use std::path::{Path, PathBuf};

use eframe::egui::Context;

use crate::file::same_file;
use crate::ui::dialogs::paths::PathDialog;
use crate::ui::dialogs::system::{Answer, Ask, Kind};
use crate::ui::document::Document;
use crate::ui::document::own_rules::RuleEditor;
use crate::ui::safety::leaving::Leaving;
use crate::ui::shell::app::App;
use crate::ui::shell::dialog::Dialog;
use crate::ui::shell::file_purpose::{FileQuestion, Purpose};
use crate::ui::shell::files;

impl App {
    /// Asks for files.
    pub(in crate::ui) fn ask_for(&mut self, ctx: &Context, purpose: Purpose, mut ask: Ask) {
        let folder = self.document().and_then(|document| document.file.handed_to.clone());
        if let (Some(folder), Some(name)) =
            (folder.filter(|_| purpose.hands_out()), ask.suggested.file_name())
        {
            // A drive that was taken out meanwhile is nowhere to begin.
            if folder.is_dir() {
                ask.suggested = folder.join(name);
            }
        }
        match self.desktop.ask(&ask) {
            Answer::Paths(paths) => {
                let finished: Vec<PathBuf> = paths.iter().map(|path| ask.finish(path.clone(), 0)).collect();
                let other = finished.iter().zip(&paths).find(|(finished, given)| finished != given);
                match other.filter(|(finished, _)| finished.exists()) {
                    // The desktop asked about the name that was typed, not about the one with its ending.
                    Some((there, _)) => {
                        let dialog = PathDialog::replacing(ask, there.clone(), &self.near());
                        self.open_question(purpose, dialog);
                    }
                    None => self.answered(ctx, purpose, finished),
                }
            }
            Answer::Absent => {
                let dialog = PathDialog::new(ask, &self.near());
                self.open_question(purpose, dialog);
            }
        }
        ctx.request_repaint();
    }

    /// Lists the files of a folder that was to be opened, to choose from: one, or several at once.
    pub(super) fn list_folder(&mut self, folder: &Path) {
        let title = "这是文件夹：选其中的文件打开，可以选几个，或者整个文件夹一起检查";
        let ask = Ask { suggested: folder.join("预算.ron"), ..Ask::to_open(title) };
        let dialog = PathDialog::new(ask, &[]).offering("检查整个文件夹");
        self.open_question(Purpose::OpenOrCheck, dialog);
    }

    /// Files in whose folders others may be wanted.
    fn near(&self) -> Vec<PathBuf> {
        let own = self.document().and_then(|document| document.file.path.clone());
        own.into_iter().chain(self.recent.files().iter().cloned()).collect()
    }

    fn open_question(&mut self, purpose: Purpose, dialog: PathDialog) {
        let question = FileQuestion { purpose, dialog: Box::new(dialog), active: self.active };
        self.dialogs.open(Dialog::Files(question));
    }

    /// Draws the window's own dialog; what it is, as long as it stays open.
    pub(super) fn file_question_ui(
        &mut self,
        ctx: &Context,
        mut question: FileQuestion,
    ) -> Option<FileQuestion> {
        let behind = self.dialogs.any(|dialog| matches!(dialog, Dialog::Error(..)));
        let Some(paths) = question.dialog.show(ctx, behind) else {
            return Some(question);
        };
        self.active = question.active;
        self.answered(ctx, question.purpose, paths);
        ctx.request_repaint();
        None
    }

    /// Takes a question for files back that is still open.
    pub(in crate::ui) fn drop_file_question(&mut self) {
        let Some(question) = self.dialogs.take_file_question() else {
            return;
        };
        if question.purpose == Purpose::MergeFile
            && let Some(document) = self.documents.get(question.active)
            && let Some(panels) = self.panels.get_mut(&document.id())
        {
            panels.comparing.choose_merge_file(None);
        }
    }

    /// Goes on with what the files were asked for; none where the user thought better of it.
    fn answered(&mut self, ctx: &Context, purpose: Purpose, paths: Vec<PathBuf>) {
        let first = paths.first().cloned();
        if let (Some(place), Some(document)) = (&first, self.document_mut().filter(|_| purpose.hands_out())) {
            document.file.handed_to = place.parent().map(Path::to_owned);
        }
        match purpose {
            Purpose::OpenOrCheck | Purpose::CheckFolder
                if first.as_ref().is_some_and(|path| path.is_dir()) =>
            {
                first.iter().for_each(|folder| self.check_folder(ctx, folder));
            }
            Purpose::Open | Purpose::OpenOrCheck => self.open_all(&paths),
            Purpose::CheckFolder => {}
            Purpose::FolderList => first.iter().for_each(|place| self.export_folder_list_to(place)),
            Purpose::Compare => self.compare_with_all(&paths),
            Purpose::TakeIn => self.units_waiting.extend(paths),
            Purpose::MergeFile => {
                if let Some((_, panels)) = self.front() {
                    panels.comparing.choose_merge_file(first);
                }
            }
            Purpose::Originals => {
                if let Some(document) = self.document_mut().filter(|_| !paths.is_empty()) {
                    document.take_for_originals(paths);
                    self.show_original = Some(true);
                }
            }
            Purpose::OpenRules => first.iter().for_each(|path| self.open_rules_of(path)),
            Purpose::Save(at, then) => {
                if let Some(place) = first {
                    self.save_in(ctx, at, &place, then);
                }
            }
            Purpose::SaveRules(at, then) => {
                if let Some(place) = first {
                    self.save_rules_in(ctx, at, &place, then);
                }
            }
            Purpose::Template => first.iter().for_each(|place| self.save_template_in(place)),
            Purpose::Export(options) => first.iter().for_each(|place| self.export_to(&options, place)),
            Purpose::Comparison => first.iter().for_each(|place| self.hand_comparison_on_to(place)),
            Purpose::HandIn => first.iter().for_each(|place| self.hand_in_to(place)),
            Purpose::UnitOut => first.iter().for_each(|place| self.split_unit_to(place)),
            Purpose::LinesOut(unit) => first.iter().for_each(|place| self.export_lines_to(place, unit)),
            Purpose::LinesIn(unit) => first.iter().for_each(|path| self.import_lines_of(path, unit)),
            Purpose::Findings => first.iter().for_each(|place| self.export_findings_to(place)),
        }
    }

    /// Whether a place is a file that is open in another tab than this one, where it is not written over: says so.
    pub(super) fn refuse_open_elsewhere(&mut self, place: &Path, at: usize) -> bool {
        let is_of =
            |document: &Document| document.file.path.as_deref().is_some_and(|own| same_file(own, place));
        let other = self.documents.iter().enumerate().any(|(other, one)| other != at && is_of(one));
        let refused = other && !self.documents.get(at).is_some_and(is_of);
        if refused {
            let said = "这个文件正在另一个标签页里打开，不能从这里替换它；请另取文件名，或先关闭那一页";
            self.dialogs.error(format!("{}：{said}", place.display()));
        }
        refused
    }

    /// Saves a document in a place, and then does what was to be done.
    pub(in crate::ui) fn save_in(&mut self, ctx: &Context, at: usize, place: &Path, then: Option<Leaving>) {
        if self.refuse_open_elsewhere(place, at) {
            return;
        }
        let Some(document) = self.documents.get_mut(at) else {
            return;
        };
        match files::save(document, place) {
            Ok(()) => {
                let saved = document.session.is_saved();
                self.recent.add(place);
                if let Some(leaving) = then.filter(|_| saved) {
                    self.save_and_leave(ctx, leaving);
                }
            }
            Err(error) => self.dialogs.error(error),
        }
    }

    /// Saves the rules of a document in a place, and then does what was to be done.
    pub(in crate::ui) fn save_rules_in(
        &mut self,
        ctx: &Context,
        at: usize,
        place: &Path,
        then: Option<Leaving>,
    ) {
        let Some(document) = self.documents.get_mut(at) else {
            return;
        };
        match document.drafts.rules.save(place) {
            Ok(()) => {
                document.message = Some(format!("规则已保存到 {}", place.display()));
                let saved = !document.drafts.rules.is_unsaved();
                if let Some(leaving) = then.filter(|_| saved) {
                    self.save_and_leave(ctx, leaving);
                }
            }
            Err(error) => self.dialogs.error(error),
        }
    }

    /// Shows the rules of a file.
    pub(in crate::ui) fn open_rules_of(&mut self, path: &Path) {
        match RuleEditor::open(path) {
            Ok(editor) => {
                if let Some(document) = self.document_mut() {
                    document.drafts.rules = editor;
                }
            }
            Err(error) => self.dialogs.error(error),
        }
    }

    /// Saves the rules of a document in their file, or asks for a place, and then does what was to be done.
    pub(in crate::ui) fn save_rules(&mut self, ctx: &Context, at: usize, then: Option<Leaving>) {
        let Some(document) = self.documents.get(at) else {
            return;
        };
        match document.drafts.rules.path.clone() {
            Some(place) => self.save_rules_in(ctx, at, &place, then),
            None => {
                let ask = Ask::rules(Kind::Save, PathBuf::from("自定规则.ron"));
                self.ask_for(ctx, Purpose::SaveRules(at, then), ask);
            }
        }
    }
}
