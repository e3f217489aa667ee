//! Who has a file open: `.市委办.ron.lock` beside it names machine, user, process and time.
//!
//! The lock tells people, it hinders nobody: what keeps one from overwriting the other's work is the
//! stamp of the file ([`super::save_since`]). A lock whose process has ended is replaced silently. On
//! another machine, or where the system does not tell, a lock counts until it is a day old; its holder gives
//! signs of life (the time of the lock file), so that people can tell sooner and take it over. Where none can be
//! written there is none. A file of that name that is no lock is left alone.
//!
//! The system's own locks say more, where there are such: one on the lock file ends with its process, also where the
//! system does not tell which processes run; on Unix one on the budget file itself is seen by whoever opens the
//! file by another path, through a link or a mount, and where no lock file can be written.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::names::beside;
use super::places::real;
use super::process::{Alive, Process};
use crate::opening;

/// When a lock of which nobody knows whether it still counts no longer does.
const OLD: Duration = Duration::from_secs(24 * 60 * 60);

/// How long one waits, a few times, for a lock file to be written that is there already.
const MOMENT: Duration = Duration::from_millis(5);

/// How often a holder gives a sign of life.
pub const RENEWED: Duration = Duration::from_secs(60);

/// Who has a file open.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holder {
    /// The program.
    #[serde(flatten)]
    pub process: Process,
    /// Since when, `2026-11-23T14:05:09`; blank if unknown.
    pub since: String,
    /// Whether the system holds the lock file for it.
    #[serde(default)]
    pub locked: bool,
    /// How long ago it last gave a sign of life, if the clocks of both machines agree.
    #[serde(skip)]
    pub silent: Option<Duration>,
}

impl Holder {
    /// In words: who, on which machine.
    pub fn name(&self) -> String {
        self.process.name()
    }

    /// How long it has given no sign of life, where that is long enough to wonder.
    pub fn silence(&self) -> Option<String> {
        let minutes = self.silent.filter(|silent| *silent > 3 * RENEWED)?.as_secs() / 60;
        Some(if minutes < 120 { format!("{minutes} 分钟") } else { format!("{} 小时", minutes / 60) })
    }

    /// Since when, to be shown.
    pub fn since(&self) -> String {
        self.since.replace('T', " ")
    }

    /// Somebody on this machine of whom nothing else is known.
    fn somebody() -> Self {
        let process = Process { host: Process::this().host, ..Process::default() };
        Self { process, ..Self::default() }
    }
}

/// A lock that this program holds; given back when it is dropped.
#[derive(Debug)]
pub struct Lock {
    /// The lock file.
    path: PathBuf,
    /// What it says; blank where none could be written.
    text: String,
    /// Holds the lock file.
    held: Option<File>,
    /// Holds the file that is locked.
    file: Option<File>,
}

/// Locks a file. `None` where that cannot be done in any way.
///
/// # Errors
/// Who has it open.
pub fn acquire(file: &Path) -> Result<Option<Lock>, Box<Holder>> {
    let lock = acquire_at(&place(file))?;
    let held = match hold(file) {
        Ok(held) => held,
        // It was opened by another path, where its lock file is not seen. What was acquired here is given back.
        Err(Taken) => return Err(Box::new(Holder::somebody())),
    };
    Ok(match lock {
        Some(mut lock) => {
            lock.file = held;
            Some(lock)
        }
        None if held.is_some() => {
            Some(Lock { path: place(file), text: String::new(), held: None, file: held })
        }
        None => None,
    })
}

/// Locks by a lock file at a place of its own. `None` where none can be written.
///
/// # Errors
/// Who holds it.
pub(super) fn acquire_at(path: &Path) -> Result<Option<Lock>, Box<Holder>> {
    // Others may come and go meanwhile.
    for _ in 0..8 {
        match OpenOptions::new().read(true).write(true).create_new(true).open(path) {
            Ok(file) => return Ok(Lock::write(path, file, false)),
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
            Err(_) => return Ok(None),
        }
        if path.metadata().is_ok_and(|there| !there.is_file()) {
            return Ok(None);
        }
        let writable = OpenOptions::new().read(true).write(true).open(path);
        let Ok(file) = writable.or_else(|_| File::open(path)) else {
            // Gone by now, or nobody may look into it.
            if path.symlink_metadata().is_ok() {
                return Ok(None);
            }
            continue;
        };
        let (standing, alone) = standing(path, &file);
        match standing {
            Standing::Counts(holder) => return Err(holder),
            // Somebody has just made it and says in a moment who that is.
            Standing::Strange if file.metadata().is_ok_and(|file| file.len() == 0) => {
                drop(file);
                thread::sleep(MOMENT);
            }
            Standing::Strange => return Ok(None),
            // Only one can have the system's lock on it, and whoever has it may write it anew.
            Standing::Stale if alone => {
                if is_at(&file, path) {
                    if let Some(lock) = Lock::write(path, file, true) {
                        return Ok(Some(lock));
                    }
                    let _ = fs::remove_file(path);
                }
            }
            Standing::Stale => {
                let _ = fs::remove_file(path);
            }
        }
    }
    Ok(None)
}

/// Who holds a lock file at a place, if it counts.
pub(super) fn holder_at(path: &Path) -> Option<Box<Holder>> {
    let file = path.metadata().ok().filter(fs::Metadata::is_file).and_then(|_| File::open(path).ok())?;
    match standing(path, &file).0 {
        Standing::Counts(holder) => Some(holder),
        Standing::Stale | Standing::Strange => None,
    }
}

/// Locks a file that somebody else has locked, who learns of it by [`Lock::renew`]. `None` where no lock can be
/// written.
pub fn take_over(file: &Path) -> Option<Lock> {
    let (path, text) = (place(file), own_text(false));
    fs::write(&path, &text).ok()?;
    Some(Lock { path, text, held: None, file: hold(file).ok().flatten() })
}

fn own_text(locked: bool) -> String {
    let since = jiff::Zoned::now().strftime("%Y-%m-%dT%H:%M:%S").to_string();
    serde_json::to_string(&Holder { process: Process::this(), since, locked, silent: None })
        .unwrap_or_default()
}

/// Somebody else has the file.
struct Taken;

/// Has the system hold a file for this program; `None` where it does not do so.
fn hold(file: &Path) -> Result<Option<File>, Taken> {
    // Elsewhere such a lock would hinder others, and the saving of the file too.
    if !cfg!(unix) {
        return Ok(None);
    }
    let Some(file) = file.metadata().ok().filter(fs::Metadata::is_file).and_then(|_| File::open(file).ok())
    else {
        return Ok(None);
    };
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => Err(Taken),
        Err(TryLockError::Error(_)) => Ok(None),
    }
}

/// Whether a path leads to an open file.
fn is_at(file: &File, path: &Path) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        match (file.metadata(), path.symlink_metadata()) {
            (Ok(open), Ok(there)) => (open.dev(), open.ino()) == (there.dev(), there.ino()),
            _ => false,
        }
    }
    #[cfg(not(unix))]
    {
        let _ = file;
        path.is_file()
    }
}

enum Standing {
    Counts(Box<Holder>),
    Stale,
    Strange,
}

/// What a lock file is worth; and whether the system has locked it for whoever asks, who then alone has.
fn standing(path: &Path, file: &File) -> (Standing, bool) {
    let held = match file.try_lock() {
        Ok(()) => Some(false),
        Err(TryLockError::WouldBlock) => Some(true),
        Err(TryLockError::Error(_)) => None,
    };
    let mut text = String::new();
    if file.take(opening::SMALL).read_to_string(&mut text).is_err() {
        return (Standing::Strange, false);
    }
    let time = path.metadata().and_then(|metadata| metadata.modified());
    let silent = time.ok().and_then(|time| time.elapsed().ok());
    let old = silent.is_some_and(|silent| silent > OLD);
    let standing = if text.trim().is_empty() {
        // Just being written, or one that a crash or a power cut left empty.
        match held {
            Some(true) => Standing::Counts(Box::new(Holder::somebody())),
            _ if old => Standing::Stale,
            _ => Standing::Strange,
        }
    } else if let Ok(holder) = serde_json::from_str::<Holder>(&text) {
        let told = held.filter(|_| holder.locked && holder.process.host == Process::this().host);
        let counts = match (holder.process.alive(), told) {
            (Alive::Yes, _) => true,
            (Alive::No, _) => false,
            (Alive::Myself | Alive::Unknown, Some(held)) => held,
            (Alive::Myself, None) => false,
            (Alive::Unknown, None) => !old,
        };
        if counts { Standing::Counts(Box::new(Holder { silent, ..holder })) } else { Standing::Stale }
    } else {
        Standing::Strange
    };
    (standing, held == Some(false))
}

fn place(file: &Path) -> PathBuf {
    beside(&real(file), ".lock", 16)
}

impl Lock {
    /// Writes a lock into its file; `again` where the file held one that no longer counts.
    fn write(path: &Path, mut file: File, again: bool) -> Option<Self> {
        // Others may read a file under a shared lock everywhere.
        let locked = if again { file.lock_shared().is_ok() } else { file.try_lock_shared().is_ok() };
        let text = own_text(locked);
        let written =
            file.set_len(0).and_then(|()| file.rewind()).and_then(|()| file.write_all(text.as_bytes()));
        if written.is_err() {
            let _ = fs::remove_file(path);
            return None;
        }
        Some(Self { path: path.to_owned(), text, held: locked.then_some(file), file: None })
    }

    /// Whether it is the lock of a file.
    pub fn is_of(&self, file: &Path) -> bool {
        self.path == place(file)
    }

    /// Whether its lock file is at that place.
    pub(super) fn is_at(&self, path: &Path) -> bool {
        self.path == path
    }

    /// The file was replaced by its holder: the lock is on what is there now.
    pub fn hold_again(&mut self, file: &Path) {
        if let Ok(held) = hold(file) {
            self.file = held.or(self.file.take());
        }
    }

    /// Gives a sign of life.
    ///
    /// # Errors
    /// Who has taken the lock over.
    pub fn renew(&self) -> Result<(), Box<Holder>> {
        if self.text.is_empty() {
            return Ok(());
        }
        let Ok(text) = opening::read_text(&self.path, opening::SMALL) else {
            // Removed, or the folder is away for a while: nobody else holds it.
            return Ok(());
        };
        if text == self.text {
            if let Ok(file) = OpenOptions::new().append(true).open(&self.path) {
                let _ = file.set_modified(std::time::SystemTime::now());
            }
            return Ok(());
        }
        serde_json::from_str::<Holder>(&text).map_or(Ok(()), |holder| Err(Box::new(holder)))
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // Only if it is still this one.
        if !self.text.is_empty() && fs::read_to_string(&self.path).is_ok_and(|text| text == self.text) {
            let _ = fs::remove_file(&self.path);
        }
        for held in self.held.iter().chain(&self.file) {
            let _ = held.unlock();
        }
    }
}

#[cfg(test)]
mod tests;
