//! Where journals are: hidden beside the budget's file; where nothing can be written there, and for a
//! budget that is in no file yet, in the user's data folder.

use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use crate::file::places::{date, real};
use crate::file::stamp::{FNV, fnv};

/// The folder of journals in the user's data folder.
const APART: &str = "journals";

/// How the name of a journal begins whose budget is in no file.
const UNSAVED: &str = "unsaved-";

/// The places for the journal of a file, best first. `data` is the user's data folder.
pub(super) fn of_file(path: &Path, data: Option<&Path>) -> Vec<PathBuf> {
    let path = real(path);
    let name = path.file_name().unwrap_or_default();
    let mut beside = OsString::from(".");
    beside.push(name);
    beside.push(".journal");
    // The hash tells files of the same name apart; the name, shortened, is for people.
    let hash = fnv(FNV, path.as_os_str().as_encoded_bytes());
    let short: String = name.to_string_lossy().chars().take(40).collect();
    let apart = data.map(|data| data.join(APART).join(format!("{hash:016x}-{short}.journal")));
    std::iter::once(path.with_file_name(beside)).chain(apart).collect()
}

/// A new place for the journal of a budget that is in no file.
pub(super) fn of_unsaved(data: Option<&Path>) -> Vec<PathBuf> {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let name = format!("{UNSAVED}{}-{}-{count}.journal", date(), std::process::id());
    data.map(|data| data.join(APART).join(name)).into_iter().collect()
}

/// The journals of budgets that are in no file, oldest first.
pub(super) fn all_unsaved(data: &Path) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = fs::read_dir(data.join(APART))
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            name.starts_with(UNSAVED) && name.ends_with(".journal")
        })
        .collect();
    found.sort();
    found
}

/// Where the text is kept that a journal begins with.
pub(super) fn base_of(journal: &Path) -> PathBuf {
    let mut name = journal.as_os_str().to_owned();
    name.push(".base");
    PathBuf::from(name)
}

/// Renames a journal, and its base with it, so that nobody takes it for a living one; returns its new
/// place. `why` becomes part of the name.
pub(super) fn set_aside(journal: &Path, why: &str) -> io::Result<PathBuf> {
    for attempt in 0..1000 {
        let mut name = journal.as_os_str().to_owned();
        name.push(format!(".{why}-{}", date()));
        if attempt > 0 {
            name.push(format!("-{attempt}"));
        }
        let aside = PathBuf::from(name);
        if aside.symlink_metadata().is_ok() {
            continue;
        }
        fs::rename(journal, &aside)?;
        let base = base_of(journal);
        if base.is_file() {
            fs::rename(&base, base_of(&aside))?;
        }
        return Ok(aside);
    }
    Err(io::ErrorKind::AlreadyExists.into())
}
