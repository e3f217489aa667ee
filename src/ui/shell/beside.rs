//! Budgets beside the one in front, to be compared with it: what is open in other tabs, budget files, and published documents,
//! which are read in the background first.

use std::path::{Path, PathBuf};

use crate::exchange::{self, Imported, Outcome};
use crate::file::same_file;
use crate::ui::document::{Document, DocumentId, Page};
use crate::ui::shell::app::App;
use crate::ui::shell::files;
use crate::ui::shell::importing::{Importing, ReadBudget};

impl App {
    /// Whether the page of the comparison comes before the question for a file: what was compared stands there as it was
    /// left, and else the budgets that are open are offered there. Who is on the page already wants a file.
    pub(super) fn has_comparison_behind(&mut self) -> bool {
        let are_others = self.documents.len() > 1;
        self.front().is_some_and(|(document, panels)| {
            document.look.page != Page::Compare && (are_others || panels.comparing.is_begun())
        })
    }

    /// The budgets that are open besides, by their names: those of the same department first, the latest of them first.
    pub(super) fn to_compare_with(&self) -> Vec<(DocumentId, String)> {
        let Some(front) = self.document() else { return Vec::new() };
        let whose = |document: &Document| document.session.budget().department.name.clone();
        let (own, id) = (whose(front), front.id());
        let mut others: Vec<&Document> =
            self.documents.iter().filter(|document| document.id() != id).collect();
        others.sort_by_key(|other| (whose(other) != own, std::cmp::Reverse(other.session.budget().year)));
        others.into_iter().map(|other| (other.id(), other.title())).collect()
    }

    /// Puts budgets beside the document in front. Without any the page shows what the budget itself keeps of
    /// last year.
    pub(in crate::ui) fn compare_with_all(&mut self, paths: &[PathBuf]) {
        if let Some(document) = self.document_mut().filter(|_| paths.is_empty()) {
            document.look.page = Page::Compare;
        }
        paths.iter().for_each(|path| self.compare_with(path));
    }

    /// Puts a budget beside the document in front; a published document once it is read.
    pub fn compare_with(&mut self, path: &Path) {
        if exchange::is_document(path) {
            return self.compare_with_document(path);
        }
        let formats = &self.formats;
        let Some(document) = self.documents.get_mut(self.active) else {
            return;
        };
        let panels = self.panels.entry(document.id()).or_default();
        match panels.comparing.add(path, formats) {
            Ok(()) => document.look.page = Page::Compare,
            Err(error) => self.dialogs.error(error),
        }
    }

    /// Whether there is something beside the document in front.
    pub fn is_compared(&self) -> bool {
        let panels = self.document().and_then(|document| self.panels.get(&document.id()));
        panels.is_some_and(|panels| panels.comparing.is_begun())
    }

    /// Puts the saved state of the document in front beside it.
    pub(super) fn compare_with_saved(&mut self) {
        let formats = &self.formats;
        let Some(document) = self.documents.get_mut(self.active) else {
            return;
        };
        let panels = self.panels.entry(document.id()).or_default();
        match panels.comparing.add_saved(document.file.path.as_deref(), formats) {
            Ok(()) => document.look.page = Page::Compare,
            Err(error) => self.dialogs.error(error),
        }
    }

    /// Puts a budget that is open in another tab beside the one in front, as it is now.
    pub(super) fn compare_with_open(&mut self, id: DocumentId) {
        let other = self.documents.iter().find(|document| document.id() == id);
        let Some((name, other)) = other.map(|other| (other.title(), other.clone_of())) else { return };
        if let Some((document, panels)) = self.front() {
            panels.comparing.add_open(name, other);
            document.look.page = Page::Compare;
        }
    }

    /// The same with a published document. One that was read already is not read again.
    fn compare_with_document(&mut self, path: &Path) {
        let Some(front) = self.document().map(Document::id) else { return };
        let is_of_it = |document: &&Document| {
            let files = document.origin().map(|origin| origin.files()).unwrap_or_default();
            document.id() != front && files.len() == 1 && files.iter().any(|file| same_file(&file.path, path))
        };
        if let Some(read) = self.documents.iter().find(is_of_it).map(Document::id) {
            return self.compare_with_open(read);
        }
        self.import_beside(path.to_owned(), None, front);
    }

    fn import_beside(&mut self, path: PathBuf, set: Option<usize>, of: DocumentId) {
        match Importing::begin(vec![path], set, self.formats.clone(), None, None) {
            Ok(mut import) => {
                import.beside = Some(of);
                self.imports.push(import);
            }
            Err(error) => self.dialogs.error(format!("没有能开始读入：{error}")),
        }
    }

    /// Puts what was read beside the document for which it was read, if that is still open.
    pub(super) fn settle_beside(&mut self, import: &Importing, of: DocumentId, read: ReadBudget) {
        let Some(document) = self.documents.iter().find(|document| document.id() == of) else { return };
        let read = match read {
            Ok(read) => read,
            Err(error) => return self.dialogs.error(error),
        };
        // Of a document with the budgets of several units, that of the same.
        let department = &document.session.budget().department;
        let own = |name: &String| *name == department.name || *name == department.full_name;
        let set = read.0.sets.iter().position(own).filter(|set| *set > 0 && import.set.is_none());
        if let (Some(set), Some(path)) = (set, import.paths.first()) {
            return self.import_beside(path.clone(), Some(set), of);
        }
        let partly = outcome_in_words(&read.0);
        let names = import.names();
        let other = match files::imported(*read, &names, &self.formats) {
            Ok(other) => other,
            Err(error) => return self.dialogs.error(error),
        };
        let panels = self.panels.entry(of).or_default();
        panels.comparing.add_open(other.title(), other.clone_of());
        if let Some(document) = self.documents.iter_mut().find(|document| document.id() == of) {
            document.look.page = Page::Compare;
            document.message = Some(format!("{names} 已放在旁边{partly}"));
        }
    }
}

/// What is to be known of what was read before it is compared with.
fn outcome_in_words(imported: &Imported) -> &'static str {
    match imported.report.outcome() {
        Outcome::Complete => "",
        _ => "；只读出了一部分，没有认出来的表和金额不参加对比，要看是哪些，请把它打开",
    }
}
