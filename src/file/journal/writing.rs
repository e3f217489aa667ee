//! A journal's text as it is put on disk: line by line where it is, whole where that fails, and synced. What
//! the lines say is not known here.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::Instant;

use super::{Journal, JournalError, places};
use crate::file::error::SaveError;
use crate::file::lock;
use crate::file::replace::write_atomically;
use crate::file::stamp;

/// A journal on disk.
#[derive(Debug)]
pub(super) struct Open {
    pub(super) file: File,
    pub(super) path: PathBuf,
    length: u64,
}

impl Journal {
    /// Writes the text from `from` on where the journal is, or all of it to the first place that takes it.
    pub(super) fn append(&mut self, from: usize) -> Result<(), JournalError> {
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
            // Another's journal is not written over, nor one that waits to be restored.
            let others = places::instead_of(&place, self.data.as_deref());
            let Some(place) = std::iter::once(place).chain(others).find(|place| self.may_take(place)) else {
                reasons.push("那里已有另一份编辑日志".to_owned());
                continue;
            };
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
        if self.origin.kept && !self.lock.as_ref().is_some_and(|lock| lock.is_at(&places::lock_of(place))) {
            // Where nothing can be locked, the journal itself says who writes it.
            self.lock = lock::acquire_at(&places::lock_of(place)).ok().flatten();
        }
        if self.origin.kept {
            write_atomically(&places::base_of(place), self.origin.text.as_bytes())?;
        } else {
            // Where a file holds it, a disk without room for the base may still have some for the steps.
            self.keep_base(place);
        }
        write_atomically(place, &self.text)?;
        self.restrict(place);
        if !self.written.iter().any(|written| written == place) {
            self.written.push(place.to_owned());
        }
        let file = OpenOptions::new().append(true).open(place)?;
        if cfg!(unix) {
            // Whoever finds the journal can tell that it is being written. Elsewhere this would hinder the writing.
            let _ = file.try_lock();
        }
        Ok(Open { file, path: place.to_owned(), length: self.text.len() as u64 })
    }

    /// Puts what it begins with beside a journal, or remembers why that cannot be.
    pub(super) fn keep_base(&mut self, place: &Path) {
        let kept = write_atomically(&places::base_of(place), self.origin.text.as_bytes());
        if kept.is_ok() && self.without_base.is_some() {
            self.restrict(place);
        }
        self.without_base = kept.err().map(|error| (SaveError::reason(error), Instant::now()));
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
        for other in self.written.iter().chain(&self.replaces) {
            if other != place && (self.is_mine(other) || self.replaces.as_ref() == Some(other)) {
                let _ = places::remove(other);
            }
        }
        self.written.retain(|written| written == place);
        (self.replaces, self.claim) = (None, None);
    }

    /// Whether it may be written to a place: there is nothing, or what is there is its own to write over.
    fn may_take(&self, place: &Path) -> bool {
        place.symlink_metadata().is_err() || self.replaces.as_deref() == Some(place) || self.is_mine(place)
    }

    /// Whether a file was written by this journal: it begins with its first line, of which there is one.
    pub(super) fn is_mine(&self, place: &Path) -> bool {
        let header = self.text.get(..self.header).unwrap_or_default();
        !header.is_empty() && stamp::read(place).is_ok_and(|(bytes, _)| bytes.starts_with(header))
    }

    pub(super) fn sync(&mut self) {
        if let Some(open) = &self.open {
            // Where a disk cannot be synced, what was written is there as long as the machine runs.
            let _ = open.file.sync_data();
        }
        self.unsynced = false;
        self.synced = Some(Instant::now());
    }

    /// Syncs without waiting for it: a slow disk must not stop the typing.
    pub(super) fn sync_aside(&mut self) {
        if let Some(file) = self.open.as_ref().and_then(|open| open.file.try_clone().ok()) {
            let syncing = std::thread::Builder::new().spawn(move || file.sync_data());
            if syncing.is_err() {
                self.sync();
            }
        }
        self.unsynced = false;
        self.synced = Some(Instant::now());
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
        if let Some(open) = &self.open {
            // A copy of the file may still be syncing aside.
            let _ = open.file.unlock();
        }
    }
}
