//! Saving: all or nothing, and never over what cannot be read.
//!
//! The text is written to a temporary file beside the target, synced, renamed over it, and the folder
//! is synced; permissions are carried over. `atomic-write-file` does all of that on Unix; what it
//! leaves to do is to remove the temporary file where the last steps fail, and to follow a symbolic
//! link, which a rename would replace by a file.
//!
//! What stands at the target must be readable in full. If it is what this program last read or wrote
//! there ([`save_since`], by length and time, or else by content), that is known. Otherwise, and always
//! for "save as" over another file, it is read first, which costs as much as opening it. The new text
//! is read back once too, before anything is replaced. Between these questions and the rename another
//! program may still write; there is no lock against that.

use std::fs::{self, Metadata};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use atomic_write_file::AtomicWriteFile;

use super::disk::{self, CURRENT};
use super::error::{Position, SaveError, explain};
use super::extras::Extras;
use super::read::{self, Flaw, Refusal};
use super::stamp::{self, Outside, Stamp};
use super::write::to_text;
use crate::model::Budget;

/// What was saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Saved {
    /// The file that was written, links followed.
    pub path: PathBuf,
    /// Its state now.
    pub stamp: Stamp,
}

/// Saves a budget as a file, new or in place of any budget file that can be read in full.
///
/// # Errors
/// When the file would overwrite something unreadable, or cannot be written. Nothing is changed then.
pub fn save(path: &Path, budget: &Budget, extras: &Extras) -> Result<Saved, SaveError> {
    write(path, budget, extras, None)
}

/// Saves a budget in the place where it was loaded from or saved to last, unless the file was changed
/// or deleted by somebody else since `stamp` was taken.
///
/// # Errors
/// As [`save`], and when the file is no longer the one of `stamp`.
pub fn save_since(path: &Path, budget: &Budget, extras: &Extras, stamp: &Stamp) -> Result<Saved, SaveError> {
    write(path, budget, extras, Some(stamp))
}

fn write(path: &Path, budget: &Budget, extras: &Extras, since: Option<&Stamp>) -> Result<Saved, SaveError> {
    let target = follow(path)?;
    match target.metadata() {
        Ok(metadata) => may_overwrite(&target, &metadata, since)?,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            if since.is_some() {
                return Err(SaveError::Gone);
            }
        }
        Err(error) => return Err(error.into()),
    }
    let text = to_text(budget, extras);
    reads_back(&text)?;
    write_atomically(&target, text.as_bytes())?;
    let modified = target.metadata().and_then(|metadata| metadata.modified()).ok();
    let stamp = Stamp::of(text.as_bytes(), modified).sound();
    Ok(Saved { path: target, stamp })
}

/// The file that a path means: where it is a symbolic link, what the link leads to.
fn follow(path: &Path) -> Result<PathBuf, SaveError> {
    if path.file_name().is_none() {
        return Err(SaveError::NotAFile("文件夹"));
    }
    match path.symlink_metadata() {
        Ok(metadata) if metadata.is_symlink() => fs::canonicalize(path).map_err(|_| SaveError::BrokenLink),
        _ => Ok(path.to_owned()),
    }
}

fn may_overwrite(target: &Path, metadata: &Metadata, since: Option<&Stamp>) -> Result<(), SaveError> {
    if metadata.is_dir() {
        return Err(SaveError::NotAFile("文件夹"));
    }
    if !metadata.is_file() {
        return Err(SaveError::NotAFile("系统设备"));
    }
    if metadata.permissions().readonly() {
        return Err(SaveError::ReadOnlyFile);
    }
    if let Some(since) = since {
        match since.compare(target) {
            Outside::Unchanged if since.is_sound() => return Ok(()),
            Outside::Unchanged => {}
            Outside::Changed => return Err(SaveError::ChangedOutside),
            Outside::Gone => return Err(SaveError::Gone),
        }
    }
    // In an empty file there is nothing to lose.
    if metadata.len() == 0 {
        return Ok(());
    }
    let (bytes, _) = stamp::read(target).map_err(|_| SaveError::Unreadable("没有读取权限".to_owned()))?;
    match read::strict(&bytes) {
        Ok(_) => Ok(()),
        Err(Refusal::TooNew(version)) => {
            Err(SaveError::Unreadable(format!("由更新的版本保存，格式版本 {version}")))
        }
        Err(Refusal::Flawed(Flaw { place, message })) => {
            Err(SaveError::Unreadable(format!("{place}：{message}")))
        }
    }
}

/// Refuses a text that could not be opened again.
fn reads_back(text: &str) -> Result<(), SaveError> {
    match disk::read_file(CURRENT, text, true) {
        Some(Ok(_)) => Ok(()),
        Some(Err(error)) => {
            Err(SaveError::NotReadable(format!("{}：{}", Position::of(&error), explain(&error.code))))
        }
        None => Err(SaveError::NotReadable("版本".to_owned())),
    }
}

pub(super) fn write_atomically(target: &Path, content: &[u8]) -> io::Result<()> {
    let mut file = AtomicWriteFile::open(target)?;
    if let Err(error) = file.write_all(content).and_then(|()| file.sync_all()) {
        // Removes the temporary file; if that fails too, the first error is the one to tell.
        let _ = file.discard();
        return Err(error);
    }
    let written = file.metadata();
    match (file.commit(), written) {
        (Err(error), Ok(written)) => after_failed_commit(target, &written, error),
        (result, _) => result,
    }
}

/// Tells a rename that failed, of which a temporary file is left to remove, from a folder that could
/// not be synced after it: some network file systems cannot do that at all.
#[cfg(unix)]
fn after_failed_commit(target: &Path, written: &Metadata, error: io::Error) -> io::Result<()> {
    use std::os::unix::fs::MetadataExt;

    let is_ours = |other: &Metadata| (other.dev(), other.ino()) == (written.dev(), written.ino());
    if target.symlink_metadata().is_ok_and(|target| is_ours(&target)) {
        return match error.kind() {
            io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported => Ok(()),
            _ => Err(error),
        };
    }
    let folder = match target.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        if entry.metadata().is_ok_and(|other| is_ours(&other)) {
            let _ = fs::remove_file(entry.path());
        }
    }
    Err(error)
}

#[cfg(not(unix))]
fn after_failed_commit(_: &Path, _: &Metadata, error: io::Error) -> io::Result<()> {
    Err(error)
}
