//! Saving: all or nothing, and never over what cannot be read.
//!
//! The text is written to a temporary file beside the target, synced, renamed over it, and the folder
//! is synced; permissions are carried over. `atomic-write-file` does all of that on Unix; what it
//! leaves to do is to remove the temporary file where the last steps fail, and to follow a symbolic
//! link, which a rename would replace by a file.
//!
//! What stands at the target must be readable in full, and it is read every time: for "save", to see by
//! its content that it is what this program last read or wrote there ([`save_since`]), and for "save as"
//! over another file, to see that it is a budget. Where copies are kept ([`save_keeping`]), what was read is
//! kept before it is replaced. The new text is read back once too. Between reading and renaming another
//! program may still write; there is no lock against that.

use std::fs::{self, Metadata, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use super::backup::{Copies, Previous};
use super::disk::{self, CURRENT, is_budget};
use super::endings;
use super::error::{Position, SaveError, explain};
use super::extras::Extras;
use super::read::{self, Flaw, Refusal};
use super::replace::write_atomically;
use super::stamp::{self, Seen, Stamp};
use super::write::to_text;
use crate::model::Budget;

/// What was saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Saved {
    /// The file that was written, links followed.
    pub path: PathBuf,
    /// Its state now.
    pub stamp: Stamp,
    /// Where the content is kept that was replaced, or why it is not; none where nothing was to be kept.
    pub copy: Option<Result<PathBuf, String>>,
}

/// Saves a budget as a file, new or in place of any budget file that can be read in full, of which no copy
/// is kept.
///
/// # Errors
/// When the file would overwrite something unreadable, or cannot be written. Nothing is changed then.
pub fn save(path: &Path, budget: &Budget, extras: &Extras) -> Result<Saved, SaveError> {
    write(path, budget, extras, None, None)
}

/// Saves a budget in the place where it was loaded from or saved to last, unless the file was changed
/// or deleted by somebody else since `stamp` was taken.
///
/// # Errors
/// As [`save`], and when the file is no longer the one of `stamp`.
pub fn save_since(path: &Path, budget: &Budget, extras: &Extras, stamp: &Stamp) -> Result<Saved, SaveError> {
    write(path, budget, extras, Some(stamp), None)
}

/// Saves a budget and keeps a copy of what it replaces. With a stamp, only over what is known by it.
///
/// # Errors
/// As [`save`] and [`save_since`], and when a copy is required and cannot be made.
pub fn save_keeping(
    path: &Path,
    budget: &Budget,
    extras: &Extras,
    since: Option<&Stamp>,
    copies: &Copies,
) -> Result<Saved, SaveError> {
    write(path, budget, extras, since, Some(copies))
}

/// Writes anything else as a file, whole or not at all. What may be replaced is for the caller to say.
///
/// # Errors
/// When it cannot be written; what stood there stands there still.
pub fn write_file(path: &Path, content: &[u8]) -> Result<(), SaveError> {
    let target = follow(path)?;
    match target.metadata() {
        Ok(metadata) => is_writable_file(&target, &metadata)?,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(error.into()),
    }
    Ok(write_atomically(&target, content)?)
}

/// A file that was written in place of another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replaced {
    /// The file, links followed.
    pub path: PathBuf,
    /// Where the content is kept that was replaced; none where there was none.
    pub copy: Option<PathBuf>,
}

/// Writes anything else as a file, as [`write_file`], and keeps a copy of what it replaces.
///
/// # Errors
/// When it cannot be written, and when a copy is required and cannot be made.
pub fn write_file_keeping(path: &Path, content: &[u8], copies: &Copies) -> Result<Replaced, SaveError> {
    let target = follow(path)?;
    let mut copy = None;
    if let Ok(metadata) = target.metadata() {
        is_writable_file(&target, &metadata)?;
        let unreadable = |_| SaveError::Unreadable("没有读取权限".to_owned());
        let (bytes, stamp) = stamp::read(&target).map_err(unreadable)?;
        if is_budget(&bytes) && !is_budget(content) {
            return Err(SaveError::IsBudget);
        }
        if let Some(previous) = Previous::of(&target, bytes, stamp) {
            match previous.keep(&Stamp::of(content, None), copies).map_err(SaveError::reason) {
                Ok(kept) => copy = kept,
                Err(reason) if copies.required => return Err(SaveError::NoCopy(reason)),
                Err(_) => {}
            }
        }
    }
    write_atomically(&target, content)?;
    Ok(Replaced { path: target, copy })
}

fn write(
    path: &Path,
    budget: &Budget,
    extras: &Extras,
    since: Option<&Stamp>,
    copies: Option<&Copies>,
) -> Result<Saved, SaveError> {
    let target = follow(path)?;
    // One that is called so already stays so.
    if let (Some(ending), false) = (endings::other(path), target.exists()) {
        return Err(SaveError::OtherEnding(ending));
    }
    let previous = match target.metadata() {
        Ok(metadata) => may_overwrite(&target, &metadata, since)?,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            if since.is_some() {
                return Err(SaveError::Gone);
            }
            None
        }
        Err(error) => return Err(error.into()),
    };
    let text = to_text(budget, extras);
    reads_back(&text)?;
    let mut copy = None;
    if let (Some(copies), Some(previous)) = (copies, previous) {
        let kept = previous.keep(&Stamp::of(text.as_bytes(), None), copies).map_err(SaveError::reason);
        if let Err(reason) = kept.as_ref()
            && copies.required
        {
            return Err(SaveError::NoCopy(reason.clone()));
        }
        copy = kept.transpose();
    }
    write_atomically(&target, text.as_bytes())?;
    let seen = target.metadata().ok().map(|metadata| Seen::of(&metadata));
    let stamp = Stamp::of(text.as_bytes(), seen).sound();
    Ok(Saved { path: target, stamp, copy })
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

/// What the file holds that is about to be replaced, once it is known that it may be.
fn may_overwrite(
    target: &Path,
    metadata: &Metadata,
    since: Option<&Stamp>,
) -> Result<Option<Previous>, SaveError> {
    is_writable_file(target, metadata)?;
    let (bytes, stamp) = stamp::read(target).map_err(|_| SaveError::Unreadable("没有读取权限".to_owned()))?;
    if let Some(since) = since {
        if !stamp.same_content(since) {
            return Err(SaveError::ChangedOutside);
        }
        if since.is_sound() {
            return Ok(Previous::of(target, bytes, stamp));
        }
    }
    // In an empty file there is nothing to lose.
    if bytes.is_empty() {
        return Ok(None);
    }
    match read::strict(&bytes) {
        Ok(_) => {}
        Err(Refusal::TooNew(version)) => {
            return Err(SaveError::Unreadable(format!("由更新的版本保存，格式版本 {version}")));
        }
        Err(Refusal::Flawed(Flaw { place, message })) => {
            return Err(SaveError::Unreadable(format!("{place}：{message}")));
        }
    }
    Ok(Previous::of(target, bytes, stamp))
}

/// Refuses what is no file, and a file that is protected: renaming would replace it all the same.
fn is_writable_file(target: &Path, metadata: &Metadata) -> Result<(), SaveError> {
    if metadata.is_dir() {
        return Err(SaveError::NotAFile("文件夹"));
    }
    if !metadata.is_file() {
        return Err(SaveError::NotAFile("系统设备"));
    }
    if metadata.permissions().readonly() {
        return Err(SaveError::ReadOnlyFile);
    }
    // Opened for writing, nothing is written: this asks for rights that the bits do not tell of.
    match OpenOptions::new().write(true).open(target) {
        Err(error)
            if matches!(
                error.kind(),
                io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem
            ) =>
        {
            Err(SaveError::ReadOnlyFile)
        }
        _ => Ok(()),
    }
}

/// Refuses a text that could not be opened again.
fn reads_back(text: &str) -> Result<(), SaveError> {
    match disk::read_file(CURRENT, text) {
        Some(Ok(_)) => Ok(()),
        Some(Err(error)) => {
            Err(SaveError::NotReadable(format!("{}：{}", Position::of(&error), explain(&error.code))))
        }
        None => Err(SaveError::NotReadable("版本".to_owned())),
    }
}
