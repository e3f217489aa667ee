//! Asking for files: what each answer is for, and how things go on once it has come. The desktop answers
//! at once, the window's own dialog in a later frame; what was to be done then is kept with the question,
//! so that "save, then close" closes when it is saved, and stays where the user thinks better of it.

use std::path::{Path, PathBuf};

use eframe::egui::Context;

use crate::file::same_file;
use crate::ui::dialogs::paths::PathDialog;
use crate::ui::dialogs::system::{Answer, Ask};
use crate::ui::document::Document;
use crate::ui::safety::leaving::Leaving;
use crate::ui::shell::app::App;
use crate::ui::shell::files;

/// What files are asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::ui) enum Purpose {
    /// To open them.
    Open,
    /// To put them beside the document in front.
    Compare,
    /// To take them into the document in front.
    TakeIn,
    /// For the merge page of the document in front.
    MergeFile,
    /// To show rules of one's own.
    OpenRules,
    /// To save a document, by position, and then leave.
    Save(usize, Option<Leaving>),
    /// To save the rules of a document, and then leave.
    SaveRules(usize, Option<Leaving>),
    /// To save the document in front as a template.
    Template,
    /// To write down the findings of the document in front.
    Findings,
}

/// A question that is open.
pub(in crate::ui) struct Asking {
    purpose: Purpose,
    dialog: PathDialog,
    /// The document that was in front: a file that is dropped on the window may come before it.
    active: usize,
}

impl App {
    /// Asks for files.
    pub(in crate::ui) fn ask_for(&mut self, ctx: &Context, purpose: Purpose, ask: Ask) {
        match self.dialogs.ask(&ask) {
            Answer::Paths(paths) => {
                let finished: Vec<PathBuf> = paths.iter().map(|path| ask.finish(path.clone(), 0)).collect();
                let other = finished.iter().zip(&paths).find(|(finished, given)| finished != given);
                match other.filter(|(finished, _)| finished.exists()) {
                    // The desktop asked about the name that was typed, not about the one with its ending.
                    Some((there, _)) => {
                        let dialog = PathDialog::replacing(ask, there.clone(), &self.near());
                        self.asking = Some(Asking { purpose, dialog, active: self.active });
                    }
                    None => self.answered(ctx, purpose, finished),
                }
            }
            Answer::Absent => {
                let dialog = PathDialog::new(ask, &self.near());
                self.asking = Some(Asking { purpose, dialog, active: self.active });
            }
        }
        ctx.request_repaint();
    }

    /// Files in whose folders others may be wanted.
    fn near(&self) -> Vec<PathBuf> {
        let own = self.document().and_then(|document| document.path.clone());
        own.into_iter().chain(self.recent.files().iter().cloned()).collect()
    }

    /// The window's own dialog, while it is open.
    pub(in crate::ui) fn asking_ui(&mut self, ctx: &Context) {
        let behind = !self.errors.is_empty();
        let Some(paths) = self.asking.as_mut().and_then(|asking| asking.dialog.show(ctx, behind)) else {
            return;
        };
        self.focus_grid = true;
        if let Some(asking) = self.asking.take() {
            self.active = asking.active;
            self.answered(ctx, asking.purpose, paths);
        }
        ctx.request_repaint();
    }

    /// Takes a question back that is still open.
    pub(in crate::ui) fn drop_question(&mut self) {
        let Some(asking) = self.asking.take() else {
            return;
        };
        if asking.purpose == Purpose::MergeFile
            && let Some(document) = self.documents.get_mut(asking.active)
        {
            document.choose_merge_file(None);
        }
    }

    /// Goes on with what the files were asked for; none where the user thought better of it.
    fn answered(&mut self, ctx: &Context, purpose: Purpose, paths: Vec<PathBuf>) {
        let first = paths.first().cloned();
        match purpose {
            Purpose::Open => paths.iter().for_each(|path| self.open(path)),
            Purpose::Compare => self.compare_with_all(&paths),
            Purpose::TakeIn => self.wait_to_be_taken_in(paths),
            Purpose::MergeFile => {
                if let Some(document) = self.document_mut() {
                    document.choose_merge_file(first);
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
            Purpose::Findings => first.iter().for_each(|place| self.export_findings_to(place)),
        }
    }

    /// Saves a document in a place, and then does what was to be done.
    pub(in crate::ui) fn save_in(&mut self, ctx: &Context, at: usize, place: &Path, then: Option<Leaving>) {
        let is_of = |document: &Document| document.path.as_deref().is_some_and(|own| same_file(own, place));
        let other = self.documents.iter().enumerate().any(|(other, one)| other != at && is_of(one));
        let Some(document) = self.documents.get_mut(at) else {
            return;
        };
        if other && !is_of(document) {
            let said = "这个文件正在另一个标签页里打开，不能从这里替换它；请另取文件名，或先关闭那一页";
            self.errors.push(format!("{}：{said}", place.display()));
            return;
        }
        match files::save(document, place) {
            Ok(()) => {
                let saved = document.session.is_saved();
                self.recent.add(place);
                if let Some(leaving) = then.filter(|_| saved) {
                    self.save_and_leave(ctx, leaving);
                }
            }
            Err(error) => self.errors.push(error),
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
        match document.rules.save(place) {
            Ok(()) => {
                document.message = Some(format!("规则已保存到 {}", place.display()));
                let saved = !document.rules.is_unsaved();
                if let Some(leaving) = then.filter(|_| saved) {
                    self.save_and_leave(ctx, leaving);
                }
            }
            Err(error) => self.errors.push(error),
        }
    }
}
