//! Where journals are: hidden beside the budget's file; where nothing can be written there, and for a
//! budget that is in no file yet, in the user's data folder.

use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use crate::file::names::{beside, bounded};
use crate::file::places::{date, real};
use crate::file::stamp::{FNV, fnv};

/// The folder of journals in the user's data folder.
const APART: &str = "journals";

/// How the name of a journal begins whose budget is in no file.
const UNSAVED: &str = "unsaved-";

/// How the name of a journal ends.
const ENDING: &str = ".journal";

/// What may follow on the name of a file: the ending, that of the base, and what a file is called while it is written.
const ROOM: usize = ENDING.len() + ".base".len() + 9;

/// What may follow on the name of a journal that is set aside, likewise.
const ROOM_ASIDE: usize = 64;

/// How many journals of one file there may be in the user's data folder.
const MOST: usize = 100;

/// The places for the journal of a file, best first. `data` is the user's data folder.
pub(super) fn of_file(path: &Path, data: Option<&Path>) -> Vec<PathBuf> {
    let path = real(path);
    let name = path.file_name().unwrap_or_default();
    // The hash tells files of the same name apart; the name, shortened, is for people.
    let hash = fnv(FNV, path.as_os_str().as_encoded_bytes());
    let short: String = name.to_string_lossy().chars().take(40).collect();
    let apart = data.map(|data| data.join(APART).join(format!("{hash:016x}-{short}{ENDING}")));
    std::iter::once(beside(&path, ENDING, ROOM)).chain(apart).collect()
}

/// A new place for the journal of a budget that is in no file.
pub(super) fn of_unsaved(data: Option<&Path>) -> Vec<PathBuf> {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let name = format!("{UNSAVED}{}-{}-{count}{ENDING}", date(), std::process::id());
    data.map(|data| data.join(APART).join(name)).into_iter().collect()
}

/// Other names for a journal in the user's data folder, where the first is taken.
pub(super) fn instead_of(place: &Path, data: Option<&Path>) -> Vec<PathBuf> {
    let stem = place.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let stem = stem.trim_end_matches(ENDING).to_owned();
    let folder = data.map(|data| data.join(APART)).filter(|folder| place.parent() == Some(folder));
    folder
        .map(|folder| (2..MOST).map(|number| folder.join(format!("{stem}-{number}{ENDING}"))).collect())
        .unwrap_or_default()
}

/// Whether a place is in the user's data folder.
pub(super) fn is_apart(place: &Path, data: Option<&Path>) -> bool {
    data.is_some_and(|data| place.parent() == Some(&data.join(APART)))
}

/// Whether a journal is of a budget that is in no file, by its name.
pub(super) fn is_unsaved(place: &Path) -> bool {
    place.file_name().is_some_and(|name| name.to_string_lossy().starts_with(UNSAVED))
}

/// All journals in the user's data folder, oldest first.
pub(super) fn all_apart(data: &Path) -> Vec<PathBuf> {
    let folder = data.join(APART);
    let mut all = in_folder(&folder, |name| name.ends_with(ENDING));
    // The base of a budget that is in no file is that budget, whatever became of its journal.
    let bases = in_folder(&folder, |name| name.starts_with(UNSAVED) && name.ends_with(".journal.base"));
    all.extend(bases.iter().map(|base| base.with_extension("")));
    all.sort();
    all.dedup();
    all
}

/// All journals beside the files of a folder.
pub(super) fn all_beside(folder: &Path) -> Vec<PathBuf> {
    in_folder(folder, |name| name.starts_with('.') && name.ends_with(ENDING))
}

/// The journals of a folder that were set aside.
pub(super) fn all_aside(folder: &Path) -> Vec<PathBuf> {
    let found = in_folder(folder, |name| is_name_aside(name) && !name.ends_with(".lock"));
    let bare = |path: PathBuf| {
        if path.extension().is_some_and(|ending| ending == "base") { path.with_extension("") } else { path }
    };
    let mut all: Vec<PathBuf> = found.into_iter().map(bare).collect();
    all.sort();
    all.dedup();
    all
}

fn is_name_aside(name: &str) -> bool {
    name.contains(".journal.") && [".kept-", ".damaged-", ".orphan-"].iter().any(|why| name.contains(why))
}

/// Whether a journal was set aside, by its name.
pub(super) fn is_aside(place: &Path) -> bool {
    place.file_name().is_some_and(|name| is_name_aside(&name.to_string_lossy()))
}

/// The folder of journals in the user's data folder.
pub(super) fn apart(data: &Path) -> PathBuf {
    data.join(APART)
}

fn in_folder(folder: &Path, wanted: impl Fn(&str) -> bool) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| wanted(&path.file_name().unwrap_or_default().to_string_lossy()))
        .collect();
    found.sort();
    found
}

/// Where the text is kept that a journal begins with.
pub(super) fn base_of(journal: &Path) -> PathBuf {
    with_ending(journal, ".base")
}

/// Where it is locked that a journal is being written, or restored.
pub(super) fn lock_of(journal: &Path) -> PathBuf {
    with_ending(journal, ".lock")
}

/// The file beside which a journal stands, by its name.
pub(super) fn file_of(journal: &Path) -> Option<PathBuf> {
    let name = journal.file_name()?.to_string_lossy().into_owned();
    let name = name.strip_prefix('.')?.split(ENDING).next()?.to_owned();
    Some(journal.with_file_name(name))
}

fn with_ending(journal: &Path, ending: &str) -> PathBuf {
    let mut name = journal.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

/// Removes a journal with its base. The base goes first: one without a journal is a budget that waits to be restored.
pub(super) fn remove(journal: &Path) -> io::Result<()> {
    let had_base = match fs::remove_file(base_of(journal)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        removed => removed.is_ok(),
    };
    unless_only_base(fs::remove_file(journal), had_base)?;
    // One that a program left behind.
    let _ = fs::remove_file(lock_of(journal));
    Ok(())
}

/// What became of a journal, which may be missing where its base is there.
fn unless_only_base(done: io::Result<()>, had_base: bool) -> io::Result<()> {
    match done {
        Err(error) if had_base && error.kind() == io::ErrorKind::NotFound => Ok(()),
        done => done,
    }
}

/// Renames a journal, and its base with it, so that nobody takes it for a living one; returns its new
/// place. `why` becomes part of the name.
pub(super) fn set_aside(journal: &Path, why: &str) -> io::Result<PathBuf> {
    let aside = free_aside(journal, why)?;
    let base = base_of(journal);
    // The base first: where only one of them is renamed, both are there still, under names that tell.
    let had_base = base.is_file();
    if had_base {
        fs::rename(&base, base_of(&aside))?;
    }
    if let Err(error) = unless_only_base(fs::rename(journal, &aside), had_base) {
        let _ = fs::rename(base_of(&aside), &base);
        return Err(error);
    }
    Ok(aside)
}

/// Keeps a journal, and its base with it, under another name too; returns that.
pub(super) fn keep_too(journal: &Path, why: &str) -> io::Result<PathBuf> {
    let aside = free_aside(journal, why)?;
    let too = |from: &Path, to: &Path| fs::hard_link(from, to).or_else(|_| fs::copy(from, to).map(|_| ()));
    let base = base_of(journal);
    let had_base = base.is_file();
    if had_base {
        too(&base, &base_of(&aside))?;
    }
    unless_only_base(too(journal, &aside), had_base)?;
    Ok(aside)
}

fn free_aside(journal: &Path, why: &str) -> io::Result<PathBuf> {
    let name = journal.file_name().unwrap_or_default();
    let short = name.to_str().and_then(|name| name.strip_suffix(ENDING)).map(|stem| {
        let mut short = bounded(OsStr::new(stem), ROOM_ASIDE);
        short.push(ENDING);
        short
    });
    let short = short.unwrap_or_else(|| bounded(name, ROOM_ASIDE));
    for attempt in 0..1000 {
        let mut name = short.clone();
        name.push(format!(".{why}-{}", date()));
        if attempt > 0 {
            name.push(format!("-{attempt}"));
        }
        let aside = journal.with_file_name(name);
        if aside.symlink_metadata().is_err() && base_of(&aside).symlink_metadata().is_err() {
            return Ok(aside);
        }
    }
    Err(io::ErrorKind::AlreadyExists.into())
}
