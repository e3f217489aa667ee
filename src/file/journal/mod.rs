//! The journal: what was done to a budget since its file was last written, kept on disk while it is
//! done, so that nothing is lost when the program ends without asking.
//!
//! ```text
//! 4f1c… {"header":{"journal":1,"program":"0.1.0","path":"/…/市委办.ron","base":{…},…}}
//! 90ab… {"apply":{"at":"2026-11-23T14:05:09","label":"修改 表3 行政运行 合计","edits":[…]}}
//! 77d2… {"undo":{…}}
//! 0e65… {"saving":{"hash":"…","length":123456}}
//! ```
//!
//! **Writing.** The journal is begun with the first step, as a whole and by renaming; every further step
//! is one line, written at once, with all that it changes: an undo holds what it puts back, for it may
//! take back a step from before the journal. What was written survives the end of the program, however
//! that comes. It is synced to the disk about once a second ([`Journal::flush`]), so that a power cut
//! costs the steps of about the last second, and no more than these.
//!
//! **Saving.** The line `saving` says what the file is about to be, and is synced; the file is replaced;
//! the journal is removed. Whatever the moment of a crash, [`look_for`] sees from the file's content
//! which steps are in it: those before the last `saving` line that names it. What the journal began with
//! is kept beside it (`….journal.base`): where the file has been changed or removed meanwhile, the steps
//! are never applied to it, but to that, as a budget of its own. Where that is missing too, the journal
//! is renamed and the user is told. A file that is changed or removed under an open budget is no base any
//! more, so that the journal then begins anew with the present budget ([`Journal::detach`]), as it does
//! for a budget that was never saved.
//!
//! **Places.** Beside the file, hidden: `.市委办.ron.journal`; where that is refused, in the user's data
//! folder. All that was written is kept in memory too: where a disk is full, a folder vanishes or the
//! journal is deleted, it is written again, whole, to the first place that takes it.
//!
//! Nothing here knows a session or a window; the steps are done again by `Session::replay`.

mod convert;
mod disk;
mod lines;
mod places;
mod recovery;
#[cfg(test)]
mod tests;

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

pub use recovery::{Looked, Recovery, look_for, look_for_gone, look_for_unsaved};

use self::disk::{CURRENT, Content, Header, Line};
use self::lines::Chain;
use super::error::SaveError;
use super::process::Process;
use super::save::write_atomically;
use super::stamp::Stamp;
use super::write::to_text;
use super::{Extras, stamp};
use crate::edit::Logged;
use crate::model::Budget;

/// How often a journal is synced at most.
const SYNC: Duration = Duration::from_secs(1);

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
    chain: Chain,
    open: Option<Open>,
    /// The journal that this one goes on from and may be written over.
    replaces: Option<PathBuf>,
    /// Since when something is not synced.
    unsynced: bool,
    synced: Option<Instant>,
}

/// What a journal begins with.
#[derive(Debug)]
struct Origin {
    path: Option<PathBuf>,
    base: Content,
    /// The budget's text.
    text: String,
    /// Whether no file holds it.
    kept: bool,
    format: String,
    year: i32,
    department: String,
}

/// A journal on disk.
#[derive(Debug)]
struct Open {
    file: File,
    path: PathBuf,
    length: u64,
}

impl Content {
    fn of(text: &str) -> Self {
        Self::of_stamp(&Stamp::of(text.as_bytes(), None))
    }

    fn of_stamp(stamp: &Stamp) -> Self {
        Self { hash: stamp.content_hash(), length: stamp.length() }
    }
}

impl Origin {
    fn new(budget: &Budget, extras: &Extras) -> Self {
        let text = to_text(budget, extras);
        Self {
            path: None,
            base: Content::of(&text),
            text,
            kept: false,
            format: budget.format.clone(),
            year: budget.year,
            department: budget.department.name.clone(),
        }
    }
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
        origin.path = Some(path.to_owned());
        Self::new(origin, places::of_file(path, data), data)
    }

    /// The journal of a budget that is in no file; with it the budget itself is kept.
    pub fn of_unsaved(budget: &Budget, extras: &Extras, data: Option<&Path>) -> Self {
        let origin = Origin { kept: true, ..Origin::new(budget, extras) };
        Self::new(origin, places::of_unsaved(data), data)
    }

    /// The journal of a budget whose file somebody else writes too: it is kept apart, with the budget.
    pub fn of_shared(path: &Path, budget: &Budget, extras: &Extras, data: Option<&Path>) -> Self {
        let mut journal = Self::of_unsaved(budget, extras, data);
        journal.origin.path = Some(path.to_owned());
        journal
    }

    fn new(origin: Origin, places: Vec<PathBuf>, data: Option<&Path>) -> Self {
        Self {
            origin,
            places,
            data: data.map(Path::to_owned),
            text: Vec::new(),
            header: 0,
            chain: Chain::default(),
            open: None,
            replaces: None,
            unsynced: false,
            synced: None,
        }
    }

    /// Goes on from a journal whose steps were done again and are recorded here next: it is replaced
    /// once that is done.
    pub fn going_on_from(mut self, recovery: &Recovery) -> Self {
        let place = recovery.place().to_owned();
        if self.places.is_empty() {
            self.places.push(place.clone());
        }
        self.replaces = Some(place);
        self
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
        let from = self.text.len();
        for logged in done {
            let line = self.chain.line(&Line::of(logged, at.clone()));
            self.text.extend(line);
        }
        self.append(from)
    }

    /// Records that a budget is about to be written to its file. To be called right before.
    ///
    /// # Errors
    /// As [`Journal::record`]; the budget can be saved all the same.
    pub fn saving(&mut self, budget: &Budget, extras: &Extras) -> Result<(), JournalError> {
        if self.text.is_empty() {
            return Ok(());
        }
        let from = self.text.len();
        let line = self.chain.line(&Line::Saving(Content::of(&to_text(budget, extras))));
        self.text.extend(line);
        self.append(from)?;
        // If the file survived a power cut and this did not, the journal would belong to neither.
        self.sync();
        Ok(())
    }

    /// The budget is in its file: the journal is removed, and begins anew with the next step.
    pub fn saved(&mut self, path: &Path, stamp: &Stamp, budget: &Budget, extras: &Extras) {
        self.discard();
        *self = Self::of_file(path, stamp, budget, extras, self.data.clone().as_deref());
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
        journal.begin();
        let begun = journal.append(0);
        if begun.is_ok() {
            let replaced = self.places.iter().all(|place| Some(place.as_path()) != journal.place());
            if replaced {
                self.discard();
            }
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
        for place in self.places.iter().chain(&self.replaces) {
            if self.is_mine(place) {
                // What cannot be removed is recognised when it is found: its steps are in the file.
                let _ = fs::remove_file(place);
                let _ = fs::remove_file(places::base_of(place));
            }
        }
        self.text.clear();
        self.chain = Chain::default();
        self.replaces = None;
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
        if self.unsynced {
            match self.synced.and_then(|synced| SYNC.checked_sub(synced.elapsed())) {
                Some(left) if !left.is_zero() => return Ok(Some(left)),
                _ => self.sync_aside(),
            }
        }
        Ok(None)
    }

    fn sync(&mut self) {
        if let Some(open) = &self.open {
            // Where a disk cannot be synced, what was written is there as long as the machine runs.
            let _ = open.file.sync_data();
        }
        self.unsynced = false;
        self.synced = Some(Instant::now());
    }

    /// Syncs without waiting for it: a slow disk must not stop the typing.
    fn sync_aside(&mut self) {
        if let Some(file) = self.open.as_ref().and_then(|open| open.file.try_clone().ok()) {
            let syncing = std::thread::Builder::new().spawn(move || file.sync_data());
            if syncing.is_err() {
                self.sync();
            }
        }
        self.unsynced = false;
        self.synced = Some(Instant::now());
    }

    /// Makes the first line, unless there is one.
    fn begin(&mut self) {
        if !self.text.is_empty() {
            return;
        }
        let origin = &self.origin;
        self.chain = Chain::default();
        self.text = self.chain.line(&Line::Header(Header {
            journal: CURRENT,
            program: env!("CARGO_PKG_VERSION").to_owned(),
            path: origin.path.as_ref().map(|path| path.to_string_lossy().into_owned()),
            base: origin.base,
            kept: origin.kept,
            opened: Content::of(&origin.text),
            format: origin.format.clone(),
            year: origin.year,
            department: origin.department.clone(),
            started: jiff::Zoned::now().strftime("%Y-%m-%dT%H:%M:%S.%9f").to_string(),
            process: Process::this(),
        }));
        self.header = self.text.len();
    }

    /// Writes the text from `from` on where the journal is, or all of it to the first place that takes it.
    fn append(&mut self, from: usize) -> Result<(), JournalError> {
        if let Some(open) = &mut self.open
            && open.is_there()
            && open.append(self.text.get(from..).unwrap_or_default()).is_ok()
        {
            if !self.unsynced && self.synced.is_none() {
                self.synced = Some(Instant::now());
            }
            self.unsynced = true;
            return Ok(());
        }
        self.open = None;
        let mut reasons = Vec::new();
        for place in self.places.clone() {
            match self.create(&place) {
                Ok(open) => {
                    self.open = Some(open);
                    (self.unsynced, self.synced) = (false, Some(Instant::now()));
                    self.leave_others(&place);
                    return Ok(());
                }
                Err(error) => reasons.push(format!("{}：{}", place.display(), SaveError::reason(error))),
            }
        }
        if reasons.is_empty() {
            reasons.push("没有可用的文件夹".to_owned());
        }
        Err(JournalError(reasons.join("；")))
    }

    /// Writes the whole journal to a place, atomically.
    fn create(&mut self, place: &Path) -> io::Result<Open> {
        if Some(place) != self.places.first().map(PathBuf::as_path) || self.origin.kept {
            // A folder of journals is made; the folder of a budget is not.
            place.parent().map_or(Ok(()), fs::create_dir_all)?;
        }
        if place.symlink_metadata().is_ok() && !self.is_mine(place) && self.replaces.as_deref() != Some(place)
        {
            places::set_aside(place, "orphan")?;
        }
        let base = write_atomically(&places::base_of(place), self.origin.text.as_bytes());
        if self.origin.kept {
            base?;
        }
        // Where a file holds it, a disk without room for the base may still have some for the steps.
        write_atomically(place, &self.text)?;
        self.restrict(place);
        let file = OpenOptions::new().append(true).open(place)?;
        Ok(Open { file, path: place.to_owned(), length: self.text.len() as u64 })
    }

    /// Lets nobody read the journal who may not read the budget.
    fn restrict(&self, place: &Path) {
        let as_file = self.origin.path.as_ref().and_then(|path| path.metadata().ok());
        for written in [place.to_owned(), places::base_of(place)] {
            if let Some(metadata) = as_file.as_ref().filter(|metadata| !metadata.permissions().readonly()) {
                let _ = fs::set_permissions(&written, metadata.permissions());
                continue;
            }
            #[cfg(unix)]
            {
                use std::os::unix::fs::PermissionsExt;
                let _ = fs::set_permissions(&written, fs::Permissions::from_mode(0o600));
            }
        }
    }

    /// Removes what was written of this journal, or of the one before it, to other places than `place`.
    fn leave_others(&mut self, place: &Path) {
        for other in self.places.iter().chain(&self.replaces) {
            if other != place && (self.is_mine(other) || self.replaces.as_ref() == Some(other)) {
                let _ = fs::remove_file(other);
                let base = places::base_of(other);
                if base.is_file() {
                    let _ = fs::remove_file(base);
                }
            }
        }
        self.replaces = None;
    }

    /// Whether a file was written by this journal: it begins with its first line, of which there is one.
    fn is_mine(&self, place: &Path) -> bool {
        let header = self.text.get(..self.header).unwrap_or_default();
        !header.is_empty() && stamp::read(place).is_ok_and(|(bytes, _)| bytes.starts_with(header))
    }
}

impl Open {
    /// Whether the path still leads to the file that is open: one that was deleted takes lines too.
    fn is_there(&self) -> bool {
        #[cfg(unix)]
        {
            use std::os::unix::fs::MetadataExt;
            match (self.file.metadata(), self.path.symlink_metadata()) {
                (Ok(open), Ok(there)) => (open.dev(), open.ino()) == (there.dev(), there.ino()),
                _ => false,
            }
        }
        #[cfg(not(unix))]
        {
            self.path.is_file()
        }
    }

    /// Writes whole lines or nothing.
    fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        if let Err(error) = self.file.write_all(bytes) {
            // Half a line at the end would be left out in reading; but what follows it would be too.
            let _ = self.file.set_len(self.length);
            return Err(error);
        }
        self.length += bytes.len() as u64;
        Ok(())
    }
}

impl Drop for Journal {
    fn drop(&mut self) {
        if self.unsynced {
            self.sync();
        }
    }
}

/// Now, in local time.
fn now() -> String {
    jiff::Zoned::now().strftime("%Y-%m-%dT%H:%M:%S").to_string()
}
