//! Nothing is lost: how the window as a whole sees to it. Each open document writes a journal and locks its file; what
//! a program that ended without asking left behind is offered when its file is opened again.
//!
//! A window guards nothing until it is told where the user's data folder is ([`App::protect`]), so that
//! tests leave no files behind.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use eframe::egui::{self, Context};

use crate::file::journal::{
    Journal, Looked, Recovery, Waiting, files_apart, look_for, look_for_aside, look_for_gone,
    look_for_unsaved, waiting,
};
use crate::file::lock::{self, RENEWED};
use crate::text::visible;
use crate::ui::document::Document;
use crate::ui::request::Outside as Answer;
use crate::ui::safety::locking::{Access, Locked};
use crate::ui::safety::restoring::Offers;
use crate::ui::shell::app::App;
use crate::ui::shell::dialog::Dialog;
use crate::ui::shell::welcome;

/// How often files are looked at while the window is.
const LOOK: Duration = Duration::from_secs(3);

impl App {
    /// From now on everything that is done to a document is kept on disk. `data` is the user's data
    /// folder, for what has no place beside its file.
    pub fn protect(&mut self, data: Option<PathBuf>) -> &mut Self {
        self.protection.on = true;
        self.protection.data = data;
        self
    }

    /// Guards a document with a journal.
    pub(in crate::ui) fn protect_with(&self, document: &mut Document, journal: Journal) {
        document.keep_in(journal, self.settings.backups, self.protection.data.clone());
    }

    /// Offers what was found, each journal once.
    pub(in crate::ui) fn offer(&mut self, looked: Looked) {
        self.dialogs.errors(looked.notices);
        self.offer_all(looked.found);
    }

    pub(in crate::ui) fn offer_all(&mut self, found: Vec<Recovery>) {
        let mut offers = Offers::new(found);
        for offer in offers.iter_mut().filter(|offer| offer.has_passages()) {
            self.name_passages(offer);
        }
        self.dialogs.offer(offers);
    }

    /// Offers what is in no file and was open when a program ended without asking.
    pub(in crate::ui) fn look_for_unsaved(&mut self) {
        if let Some(data) = self.protection.data.clone().filter(|_| self.protection.on) {
            self.offer(look_for_unsaved(&data));
        }
    }

    /// Looks, when the first screen comes up, of which of the files named there something can be restored: who has forgotten
    /// what was open when the program ended would else learn of it only by opening the file. The keyboard goes to their list.
    pub(in crate::ui) fn look_for_waiting(&mut self, ctx: &Context) {
        if !self.documents.is_empty() || !self.protection.on {
            self.protection.waiting = None;
            return;
        }
        if self.protection.waiting.is_some() {
            return;
        }
        let found = self.waiting();
        if !found.is_empty() && ctx.memory(|memory| memory.focused()).is_none() {
            welcome::focus_files(ctx);
        }
        self.protection.waiting = Some(found);
    }

    /// Of which files something can be restored that were open lately, or whose journal had no place beside them.
    fn waiting(&self) -> BTreeMap<PathBuf, Waiting> {
        let data = self.protection.data.as_deref();
        let apart = data.map(files_apart).unwrap_or_default();
        let mut found: BTreeMap<PathBuf, Waiting> = BTreeMap::new();
        for file in self.recent.kept().iter().cloned().chain(apart) {
            // By another name, through a link, it is the same file.
            if !found.keys().any(|known| crate::file::same_file(known, &file))
                && let Some(waiting) = waiting(&file, data)
            {
                found.insert(file, waiting);
            }
        }
        found
    }

    /// Tells, where the program starts with a file, of which others something can be restored: their list is not seen.
    pub(in crate::ui) fn tell_of_waiting(&mut self) {
        if !self.protection.on || self.documents.is_empty() {
            return;
        }
        let mut found = self.waiting();
        found.retain(|file, _| {
            let mut open = self.documents.iter().filter_map(|document| document.file.path.as_deref());
            !open.any(|path| crate::file::same_file(path, file))
        });
        let named = found.iter().map(|(file, waiting)| {
            format!("{}（{}）", visible(&file.display().to_string()), visible(&welcome::unsaved(waiting)))
        });
        let named: Vec<String> = named.collect();
        // It is not of the file in front, whose own notices are handed on with its findings.
        if let Some(document) = self.documents.get_mut(self.active).filter(|_| !named.is_empty()) {
            let said = format!("另有文件上次的修改没有保存，打开它就可以恢复：{}", named.join("；"));
            document.message = Some(said);
        }
    }

    /// Offers what was lost of a file that is not there any more.
    pub(in crate::ui) fn look_for_gone(&mut self, path: &Path) {
        if self.protection.on && !path.exists() {
            self.offer(look_for_gone(path, self.protection.data.as_deref()));
        }
    }

    /// Shows the journals that were set aside, to be restored or removed.
    pub(in crate::ui) fn show_kept_journals(&mut self) {
        let file = self.document().and_then(|document| document.file.path.clone());
        let found = look_for_aside(file.as_deref(), self.protection.data.as_deref());
        if found.is_empty() {
            let said = "没有保留下来的未保存的修改".to_owned();
            match self.document_mut() {
                Some(document) => document.message = Some(said),
                None => self.dialogs.error(said),
            }
        }
        self.offer_all(found);
    }

    /// Begins to protect a document that was just opened, and offers what was lost of it.
    pub(in crate::ui) fn protect_opened(&mut self, document: &mut Document, access: Access) {
        if !self.protection.on {
            return;
        }
        let data = self.protection.data.clone();
        let data = data.as_deref();
        let budget = document.session.budget();
        let mut journal = match (&document.file.path, &document.file.stamp) {
            (Some(path), _) if access.shared => Journal::of_shared(path, budget, &document.file.extras, data),
            (Some(path), Some(stamp)) => {
                let looked = look_for(path, stamp, data);
                document.file.notices.extend(looked.notices.iter().cloned());
                let journal = if looked.in_use.is_some() {
                    // Where no lock can be written, the journal of another window tells of it.
                    Journal::of_shared(path, budget, &document.file.extras, data)
                } else {
                    Journal::of_file(path, stamp, budget, &document.file.extras, data)
                };
                self.offer(looked);
                journal
            }
            _ => Journal::of_unsaved(budget, &document.file.extras, data),
        };
        if document.file.path.is_none() {
            // What was just made, imported or put together is work that is in no file. Where this cannot be written,
            // the next frame tries again and says so.
            let _ = journal.start();
        }
        self.protect_with(document, journal);
        document.hold(access.lock);
        document.file.read_only = access.read_only.or(document.file.read_only.take());
    }

    /// Writes down what was done in this frame. To be called when everything was carried out.
    pub(in crate::ui) fn keep_journals(&mut self, ctx: &Context) {
        for document in &mut self.documents {
            if let Some(soon) = document.keep_journal() {
                ctx.request_repaint_after(soon);
            }
        }
    }

    /// How a file may be opened; `None` where the user is asked first.
    pub(in crate::ui) fn access(&mut self, path: &Path) -> Option<Access> {
        if !self.protection.on
            || path.extension().is_none_or(|extension| extension != "ron")
            || !path.is_file()
        {
            return Some(Access::default());
        }
        match lock::acquire(path) {
            Ok(lock) => Some(Access { lock, ..Access::default() }),
            Err(holder) => {
                self.dialogs.open(Dialog::Locked(Locked::new(path, holder)));
                None
            }
        }
    }

    /// Looks at the files of all documents, if it is time to.
    pub(in crate::ui) fn watch(&mut self, ctx: &Context) {
        let (focused, gained) = ctx.input(|input| {
            let gained = input.events.iter().any(|event| matches!(event, egui::Event::WindowFocused(true)));
            (input.focused, gained)
        });
        if gained {
            self.recent.look_again();
            // Another window may have restored it, or ended.
            self.protection.waiting = None;
        }
        if !self.protection.on || self.documents.is_empty() {
            return;
        }
        let since = self.protection.looked.map(|looked| looked.elapsed());
        if gained || focused && since.is_none_or(|since| since >= LOOK) {
            self.protection.looked = Some(Instant::now());
            self.documents.iter_mut().for_each(Document::look_outside);
        }
        let renewed = self.protection.renewed.is_some_and(|renewed| renewed.elapsed() < RENEWED);
        if !renewed || gained {
            self.protection.renewed = Some(Instant::now());
            self.documents.iter_mut().for_each(Document::keep_lock);
        }
        ctx.request_repaint_after(if focused { LOOK } else { RENEWED });
    }

    /// Does what the user wants done about the file in front.
    pub(in crate::ui) fn settle(&mut self, answer: Answer) {
        let formats = &self.formats;
        let Some(document) = self.documents.get_mut(self.active) else {
            return;
        };
        if !document.commit() {
            return;
        }
        let done = match answer {
            Answer::Reload => document.reload(formats),
            Answer::KeepMine => {
                document.keep_mine();
                Ok(())
            }
        };
        self.dialogs.errors(done.err());
    }
}
