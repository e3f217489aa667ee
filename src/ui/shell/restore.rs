//! Work that was not saved, restored: the steps of a journal done again to what they were done to.

use std::cell::RefCell;
use std::path::Path;

use crate::edit::How;
use crate::file::journal::Journal;
use crate::file::{self, Extras, LoadError, same_file};
use crate::report;
use crate::schema::Formats;
use crate::session::Session;
use crate::ui::dialogs::preview::{self, Change};
use crate::ui::document::Document;
use crate::ui::safety::drafts::put_back;
use crate::ui::safety::restoring::{Decision, Offer, Offers};
use crate::ui::shell::app::App;
use crate::ui::shell::files;

/// A budget as it was when the program ended.
struct Replayed {
    before: Document,
    after: Document,
    /// What the user should know of it.
    notes: Vec<String>,
}

impl App {
    /// Does what was decided about the offer that is looked at.
    pub(super) fn decide(&mut self, offers: &mut Offers, decision: Decision) {
        if decision == Decision::Look {
            if let Some(offer) = offers.chosen() {
                let seen = self.preview(offer);
                offer.changes = Some(seen);
            }
            return;
        }
        if decision == Decision::RestoreAll {
            // What cannot be restored stays to be decided on.
            while offers.choose_useful() {
                self.decide(offers, Decision::Restore);
            }
            return;
        }
        let Some(offer) = offers.take() else {
            return;
        };
        match decision {
            Decision::Keep => self.set_aside(&offer),
            Decision::Remove => match offer.recovery.delete() {
                Ok(()) => self.say(format!("已删除 {} 未保存的修改", offer.name())),
                Err(error) => self.dialogs.error(format!("{}：{error}", offer.recovery.place().display())),
            },
            _ => {
                if let Err(reason) = self.restore(&offer) {
                    let place = offer.recovery.place();
                    self.dialogs.error(format!("没有恢复：{reason}（日志在 {}）", place.display()));
                }
            }
        }
    }

    fn say(&mut self, said: String) {
        match self.document_mut() {
            Some(document) => {
                document.file.notices.push(said.clone());
                document.message = Some(said);
            }
            None => self.dialogs.error(said),
        }
    }

    fn set_aside(&mut self, offer: &Offer) {
        match offer.recovery.keep() {
            Ok(place) => self.say(format!(
                "没有恢复；编辑日志已保留为 {}，“文件 → 未恢复的修改”里可以恢复或删除",
                place.display()
            )),
            Err(error) => self
                .dialogs
                .error(format!("编辑日志改名失败（{error}），它还在 {}", offer.recovery.place().display())),
        }
    }

    /// The document that an offer belongs to, if it is a file that is open.
    fn offered(&self, offer: &Offer) -> Option<usize> {
        let file = offer.file()?;
        let is_it =
            |document: &Document| document.file.path.as_deref().is_some_and(|path| same_file(path, file));
        self.documents.iter().position(is_it)
    }

    /// The budget as it was when the program ended, and as it was before.
    fn replayed(&self, offer: &Offer) -> Result<Replayed, String> {
        let recovery = &offer.recovery;
        if let Some(why) = recovery.useless() {
            return Err(why.to_owned());
        }
        let before = || match offer.file() {
            Some(file) => files::open(file, &self.formats),
            None => {
                let text = recovery.base().map_err(|error| error.to_string())?;
                open_base(&text, &self.formats)
            }
        };
        let (before, mut after) = (before()?, before()?);
        if !recovery.fits(before.session.budget(), &before.file.extras) {
            return Err("日志不是在现在这份内容上写的".to_owned());
        }
        after.session.replay(recovery.done()).map_err(|error| error.to_string())?;
        let mut notes: Vec<String> = recovery.damage().words().into_iter().collect();
        let surprised = RefCell::new(Vec::new());
        let refused = after.session.replay_fitting(recovery.later().iter().map(|step| {
            let surprised = &surprised;
            move |budget: &_| {
                surprised.borrow_mut().extend(step.surprised(budget));
                step.fit(budget)
            }
        }));
        notes.extend(refused.into_iter().map(|refused| format!("没有恢复的一步：{refused}")));
        let mut surprised = surprised.into_inner();
        surprised.dedup();
        notes.extend(surprised.iter().map(|cell| {
            let place = report::place_name(&after.session.book(), Some(cell), Some(&cell.table));
            format!("{place} 在读不出的步骤里也改过；现在是其后录入的数，请核对")
        }));
        Ok(Replayed { before, after, notes })
    }

    /// Calls places of the text in an offer as people do: by heading and paragraph.
    pub(super) fn name_passages(&self, offer: &mut Offer) {
        if let Ok(replayed) = self.replayed(offer) {
            offer.name_passages(&replayed.after);
        }
    }

    fn preview(&self, offer: &Offer) -> Result<Vec<Change>, String> {
        let Replayed { mut before, after, .. } = self.replayed(offer)?;
        // What is apart from its file is best held against what the file says now.
        if let Some(file) = offer.recovery.file().filter(|_| offer.recovery.is_apart())
            && let Ok(now) = files::open(Path::new(file), &self.formats)
        {
            before = now;
        }
        Ok(preview::changes(&before.session.book(), &after.session.book()))
    }

    fn restore(&mut self, offer: &Offer) -> Result<(), String> {
        // Another window may have the same offer.
        let claim = offer.recovery.claim()?;
        let Replayed { before, after: mut document, notes } = self.replayed(offer)?;
        let open = self.offered(offer);
        let is_free = match open.and_then(|at| self.documents.get(at)) {
            // Of two journals of one file only one can be the file's.
            Some(open) => !open.has_unsaved(),
            None => document.file.path.is_none() || document.lock_file(),
        };
        if !is_free {
            (document.file.path, document.file.stamp, document.file.read_only) = (None, None, None);
            document.session.mark_unsaved();
        }
        let data = self.protection.data.clone();
        let (budget, extras): (_, &Extras) = (before.session.budget(), &before.file.extras);
        let journal = match (&document.file.path, &document.file.stamp) {
            (Some(path), Some(stamp)) => Journal::of_file(path, stamp, budget, extras, data.as_deref()),
            _ => Journal::of_unsaved(budget, extras, data.as_deref()),
        };
        let (journal, kept) = journal.going_on_from(&offer.recovery, claim);
        self.protect_with(&mut document, journal);
        let done = match offer.recovery.steps().len() {
            0 if offer.recovery.is_apart() => Some("已恢复整份预算，还没有保存".to_owned()),
            // Then only what was being typed is there again, which is said.
            0 => None,
            steps => Some(format!("已恢复 {steps} 步，还没有保存")),
        };
        let mut said: Vec<String> = done.into_iter().collect();
        // Where one was when it ended; what was being typed is in front of that.
        let last = offer.recovery.done().last().filter(|_| offer.recovery.later().is_empty());
        document.show_step(last.is_some_and(|last| last.how == How::Undone));
        let drafts = offer.recovery.drafts();
        // What stood in a cell last, so that it is what is seen.
        for (place, text) in drafts.iter().rev() {
            document.go_on_typing(place, text);
        }
        let put_back = put_back(drafts.iter().map(|(place, _)| place.as_str()));
        said.extend(put_back.into_iter().map(str::to_owned));
        said.extend(notes.iter().cloned());
        said.extend(kept.map(|kept| format!("原来的日志保留在 {}", kept.display())));
        if !is_free {
            said.push("它的文件已经打开着别的修改，所以恢复成一份新的、未保存的预算".to_owned());
        }
        // All at once, with what was being typed: until then the old journal is there.
        document.keep_restored();
        document.find_not_asked(&self.formats);
        document.file.notices.extend(said.iter().skip(1).cloned());
        document.message = Some(said.join("；"));
        match open.filter(|_| is_free) {
            Some(at) => {
                self.active = at;
                if let Some(open) = self.documents.get_mut(at) {
                    document.file.notices.splice(0..0, open.file.notices.iter().cloned());
                    document.file.notices.dedup();
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

/// Opens what a journal begins with; of a damaged text what can be read.
fn open_base(text: &str, formats: &Formats) -> Result<Document, String> {
    let error = match files::open_text(text, formats) {
        Ok(document) => return Ok(document),
        Err(error) => error,
    };
    let Err(LoadError::Damaged { recovered: Some(recovered), .. }) = file::from_text(text, formats) else {
        return Err(error);
    };
    let loaded = recovered.loaded;
    let mut document = Document::new(Session::unsaved(loaded.budget, loaded.format), None);
    document.file.extras = loaded.extras;
    let lost = recovered.unreadable.iter().map(ToString::to_string);
    document.file.notices = std::iter::once(error).chain(lost).collect();
    Ok(document)
}
