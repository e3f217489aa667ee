//! The journal: what was done to a budget since its file was last written, kept on disk while it is
//! done, so that nothing is lost when the program ends without asking.
//!
//! ```text
//! 4f1c… {"header":{"journal":2,"program":"0.1.0","path":"/…/市委办.ron","base":{…},…}}
//! 90ab… 4f1c….1 {"header":{…the same…}}
//! 77d2… 4f1c….2 {"apply":{"at":"2026-11-23T14:05:09","label":"修改 表3 行政运行 合计","edits":[…]}}
//! 0e65… 4f1c….3 {"undo":{…}}
//! 31fe… 4f1c….4 {"saving":{"hash":"…","length":123456,"path":"/…/市委办.ron"}}
//! ```
//!
//! **Writing.** The journal is begun with the first step, as a whole and by renaming; every further step
//! is one line, written at once, with all that it changes: an undo holds what it puts back, for it may
//! take back a step from before the journal. What was written survives the end of the program, however
//! that comes. It is synced to the disk about once a second ([`Journal::flush`]), so that a power cut
//! costs the steps of about the last second, and no more than these.
//!
//! **Drafts.** What stands in an open cell, a comment or a rule being written is a line `draft` as soon as it changes, a few times a second;
//! the next step ends it.
//!
//! **Saving.** The line `saving` says what which file is about to be, and is synced; the file is replaced;
//! the journal is removed. Whatever the moment of a crash, [`look_for`] sees from the file's content
//! which steps are in it: those before the last `saving` line that names it. What the journal began with
//! is kept beside it (`….journal.base`): where the file has been changed or removed meanwhile, the steps
//! are never applied to it, but to that, as a budget of its own. Where that is missing too, the journal
//! is renamed and the user is told. A file that is changed or removed under an open budget is no base any
//! more, so that the journal then begins anew with the present budget ([`Journal::detach`]), as it does
//! for a budget that was never saved.
//!
//! **Damage.** Each line has a check of its own (`lines`), so that what cannot be read costs itself only. What
//! follows on it is done again as far as it fits (`fitting`); what was not read in full is kept under another name.
//!
//! **Places.** Beside the file, hidden: `.市委办.ron.journal`; where that is refused or taken, and for a budget that was
//! never saved, in the user's data folder. All that was written is kept in memory too: where a disk is full, a folder
//! vanishes or the journal is deleted, it is written again, whole, to the first place that takes it.
//!
//! **Owners.** A journal says who writes it. It is removed by its writer, once its steps are in a file or not wanted, or
//! by the same user on the same machine; another's is left where it is, whatever becomes of its steps here.
//!
//! Nothing here knows a session or a window; the steps are done again by `Session::replay`.

mod convert;
mod disk;
mod draft;
mod fitting;
mod lines;
mod looking;
mod origin;
mod places;
mod recovery;
#[cfg(test)]
mod tests;
mod waiting;
mod writing;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

pub use self::draft::Typed;
pub use self::fitting::Later;
pub use self::looking::{Looked, look_for, look_for_aside, look_for_gone, look_for_unsaved};
pub use self::recovery::{Claim, Damage, Recovery};
pub use self::waiting::{Waiting, files_apart, waiting};

use self::disk::{Content, Line, Saving};
use self::draft::Drafting;
use self::lines::Writer;
use self::origin::Origin;
use self::writing::Open;
use super::Extras;
use super::lock::Lock;
use super::places::real;
use super::stamp::Stamp;
use super::write::to_text;
use crate::edit::Logged;
use crate::model::Budget;

/// How often a journal is synced at most.
const SYNC: Duration = Duration::from_secs(1);

/// How long to wait before a base that could not be written is tried again.
const BASE_AGAIN: Duration = Duration::from_secs(5);

/// Why steps are in memory only.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("编辑日志写不进去（{0}）；修改还在窗口里，但程序若意外退出就会丢失，请尽快保存或另存到别处")]
pub struct JournalError(String);

/// The journal of one open budget.
#[derive(Debug)]
pub struct Journal {
    /// What it begins with.
    origin: Origin,
    /// Where it may be, best first.
    places: Vec<PathBuf>,
    /// The user's data folder.
    data: Option<PathBuf>,
    /// All that was written, or was to be.
    text: Vec<u8>,
    /// How much of it is the first line.
    header: usize,
    writer: Writer,
    open: Option<Open>,
    /// Where it was written so far.
    written: Vec<PathBuf>,
    /// The journal that this one goes on from and may be written over.
    replaces: Option<PathBuf>,
    /// Keeps others from restoring that journal meanwhile.
    claim: Option<Claim>,
    /// Tells others that the journal of a budget in no file is being written.
    lock: Option<Lock>,
    /// What was being typed in the journal that this one goes on from.
    inherited: Vec<Typed>,
    /// Since when something is not synced.
    unsynced: bool,
    synced: Option<Instant>,
    drafting: Drafting,
    /// Why what it begins with could not be kept beside it, and when that was tried.
    without_base: Option<(String, Instant)>,
}

impl Journal {
    /// The journal of a budget that was just read from a file or written to it, and is as it is there.
    /// Nothing is written before the first step. `data` is the user's data folder.
    pub fn of_file(
        path: &Path,
        stamp: &Stamp,
        budget: &Budget,
        extras: &Extras,
        data: Option<&Path>,
    ) -> Self {
        let mut origin = Origin::new(budget, extras);
        origin.base = Content::of_stamp(stamp);
        origin.path = Some(real(path));
        Self::new(origin, places::of_file(path, data), data)
    }

    /// The journal of a budget that is in no file; with it the budget itself is kept.
    pub fn of_unsaved(budget: &Budget, extras: &Extras, data: Option<&Path>) -> Self {
        let mut origin = Origin::new(budget, extras);
        origin.kept = true;
        Self::new(origin, places::of_unsaved(data), data)
    }

    /// The journal of a budget whose file somebody else writes too: it is kept apart, with the budget.
    pub fn of_shared(path: &Path, budget: &Budget, extras: &Extras, data: Option<&Path>) -> Self {
        let mut journal = Self::of_unsaved(budget, extras, data);
        journal.origin.path = Some(real(path));
        journal
    }

    fn new(origin: Origin, places: Vec<PathBuf>, data: Option<&Path>) -> Self {
        Self {
            origin,
            places,
            data: data.map(Path::to_owned),
            text: Vec::new(),
            header: 0,
            writer: Writer::default(),
            open: None,
            written: Vec::new(),
            replaces: None,
            claim: None,
            lock: None,
            inherited: Vec::new(),
            unsynced: false,
            synced: None,
            drafting: Drafting::default(),
            without_base: None,
        }
    }

    /// Goes on from a journal whose steps were done again and are recorded here next: it is replaced once that is
    /// done, unless it is another's. One that was not read in full is kept under another name, which is returned.
    pub fn going_on_from(mut self, recovery: &Recovery, claim: Claim) -> (Self, Option<PathBuf>) {
        let place = recovery.place().to_owned();
        let mut kept = None;
        let may_go = recovery.is_own()
            && (recovery.is_whole() || {
                kept = places::keep_too(&place, "damaged").ok();
                kept.is_some()
            });
        if may_go {
            if self.places.is_empty() {
                self.places.push(place.clone());
            }
            self.replaces = Some(place);
        } else {
            kept = Some(place);
        }
        self.origin.follows = recovery.check();
        self.inherited = recovery.drafts().to_vec();
        self.claim = Some(claim);
        (self, kept)
    }

    /// Begins it now, before the first step: what it begins with is work already, or another's steps are in it.
    ///
    /// # Errors
    /// As [`Journal::record`].
    pub fn start(&mut self) -> Result<(), JournalError> {
        if !self.text.is_empty() {
            return Ok(());
        }
        self.begin();
        self.put_inherited();
        self.append(0)
    }

    /// Why what it begins with could not be kept beside it, as long as that is so: should its file be changed by
    /// somebody else, the steps could not be done again.
    pub fn without_base(&self) -> Option<&str> {
        self.without_base.as_ref().map(|(reason, _)| reason.as_str())
    }

    /// Where it is, if it is on disk.
    pub fn place(&self) -> Option<&Path> {
        self.open.as_ref().map(|open| open.path.as_path())
    }

    /// Records what was done. When this returns `Ok`, it outlives the program.
    ///
    /// # Errors
    /// When no place takes it. It is kept in memory and written with the next step, or by
    /// [`Journal::flush`].
    pub fn record(&mut self, done: &[Logged]) -> Result<(), JournalError> {
        if done.is_empty() {
            return Ok(());
        }
        let at = now();
        self.begin();
        self.drafting.ended();
        let from = self.text.len();
        for logged in done {
            let line = self.writer.line(&Line::of(logged, at.clone()));
            self.text.extend(line);
        }
        self.put_inherited();
        self.append(from)
    }

    /// Records that a budget is about to be written to a file. To be called right before.
    ///
    /// # Errors
    /// As [`Journal::record`]; the budget can be saved all the same.
    pub fn saving(&mut self, path: &Path, budget: &Budget, extras: &Extras) -> Result<(), JournalError> {
        if self.text.is_empty() {
            return Ok(());
        }
        let from = self.text.len();
        let Content { hash, length } = Content::of(&to_text(budget, extras));
        let path = Some(real(path).to_string_lossy().into_owned());
        let line = self.writer.line(&Line::Saving(Saving { hash, length, path }));
        self.text.extend(line);
        self.append(from)?;
        // If the file survived a power cut and this did not, the journal would belong to neither.
        self.sync();
        Ok(())
    }

    /// The budget is in its file: the journal is removed, and begins anew with the next step. What is being typed is in
    /// no file, so that a journal with it is there before the other goes.
    pub fn saved(&mut self, path: &Path, stamp: &Stamp, budget: &Budget, extras: &Extras) {
        let mut next = Self::of_file(path, stamp, budget, extras, self.data.as_deref());
        next.inherited = std::mem::take(&mut self.drafting.written);
        if !next.inherited.is_empty() {
            next.replaces = self.place().map(Path::to_owned);
            // What no place takes is tried again by `flush`, which says so.
            let _ = next.start();
        }
        self.discard();
        *self = next;
    }

    /// The file is not what it was, so that steps can no longer be done again to it: the journal begins
    /// anew with the whole budget, which is written at once.
    ///
    /// # Errors
    /// As [`Journal::record`].
    pub fn detach(&mut self, budget: &Budget, extras: &Extras) -> Result<(), JournalError> {
        let mut journal = Self::of_unsaved(budget, extras, self.data.as_deref());
        journal.origin.path = self.origin.path.clone();
        // Without a data folder, the old place is better than none.
        if journal.places.is_empty() {
            journal.places.clone_from(&self.places);
        }
        journal.replaces = self.place().map(Path::to_owned);
        journal.inherited = self.drafting.written.clone();
        let begun = journal.start();
        if begun.is_ok() {
            // What was written over is no longer its own.
            self.discard();
            *self = journal;
        }
        begun
    }

    /// Whether the budget itself is kept, because no file holds what the journal begins with.
    pub fn is_detached(&self) -> bool {
        self.origin.kept
    }

    /// Removes the journal: its steps are in the file, or are not wanted.
    pub fn discard(&mut self) {
        self.open = None;
        for place in &self.written {
            // Where somebody deleted the journal, its base must not be taken for a budget that waits to be restored.
            let only_base = self.origin.kept && place.symlink_metadata().is_err();
            if only_base || self.is_mine(place) {
                // What cannot be removed is recognised when it is found: its steps are in the file.
                let _ = places::remove(place);
            }
        }
        self.written.clear();
        self.text.clear();
        self.without_base = None;
        self.drafting.ended();
        self.writer = Writer::default();
        (self.replaces, self.claim, self.lock) = (None, None, None);
        self.inherited.clear();
        self.unsynced = false;
    }

    /// To be called now and then: writes what could not be written before, and syncs what was written
    /// about a second ago. Returns how soon it wants to be called again.
    ///
    /// # Errors
    /// As [`Journal::record`].
    pub fn flush(&mut self) -> Result<Option<Duration>, JournalError> {
        if self.open.is_none() && !self.text.is_empty() {
            self.append(0)?;
        }
        if self.without_base.as_ref().is_some_and(|(_, tried)| tried.elapsed() >= BASE_AGAIN)
            && let Some(place) = self.place().map(Path::to_owned)
        {
            self.keep_base(&place);
        }
        if self.unsynced {
            match self.synced.and_then(|synced| SYNC.checked_sub(synced.elapsed())) {
                Some(left) if !left.is_zero() => return Ok(Some(left)),
                _ => self.sync_aside(),
            }
        }
        Ok(None)
    }

    /// Makes the first line, unless there is one.
    fn begin(&mut self) {
        if !self.text.is_empty() {
            return;
        }
        (self.writer, self.text) = Writer::begin(&self.origin.header());
        self.header = self.text.len();
    }
}

/// Now, in local time.
fn now() -> String {
    jiff::Zoned::now().strftime("%Y-%m-%dT%H:%M:%S").to_string()
}
