//! Dated copies of what a file held before it was saved over: `.市委办.ron.backups/2026-11-23T14-05-09.ron`,
//! the time being that of the saving that replaced it.
//!
//! Beside the file, or in the user's data folder where nothing can be written there. The number is
//! bounded; a list in the folder (`written.txt`) says which copies this module made, and only these are
//! ever removed, and only while they still hold what was written. A content that is among the copies
//! already is not kept twice. The copy is made before the file is replaced, so that nothing is in
//! neither. Whether to go on where it cannot be made is for the caller to say ([`Copies::required`]).

use std::fmt::Write;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::disk::is_budget;
use super::names::beside;
use super::places::{date, real};
use super::replace::write_atomically;
use super::stamp::{self, FNV, Stamp, fnv};

/// How many are kept if nobody says otherwise.
pub const USUAL: usize = 20;

/// The ending of the folder with the copies.
const ENDING: &str = ".backups";

/// The list of what was written here.
const LIST: &str = "written.txt";

/// A copy of an earlier content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Backup {
    /// Where it is.
    pub path: PathBuf,
    /// When it was replaced, `2026-11-23 14:05:09`.
    pub date: String,
    /// How many bytes.
    pub size: u64,
}

/// How copies are kept.
#[derive(Clone, Debug)]
pub struct Copies {
    /// How many are kept of one file; none at all if zero.
    pub most: usize,
    /// Whether those that are there count, where they are more: the command line does not know what the
    /// user has set in the window, and must not clear away by another measure.
    pub spare: bool,
    /// Whether a file stays as it is where no copy of it can be made.
    pub required: bool,
    /// The user's data folder, for copies that find no place beside the file.
    pub data: Option<PathBuf>,
}

impl Copies {
    /// What is right where nobody is asked.
    pub fn unasked(data: Option<PathBuf>) -> Self {
        Self { most: USUAL, spare: true, required: true, data }
    }
}

/// What a file holds that is about to be saved over.
#[derive(Debug)]
pub(super) struct Previous {
    file: PathBuf,
    bytes: Vec<u8>,
    stamp: Stamp,
}

impl Previous {
    /// What was read of a file; `None` if nothing is in it.
    pub(super) fn of(file: &Path, bytes: Vec<u8>, stamp: Stamp) -> Option<Self> {
        (!bytes.is_empty()).then(|| Self { file: real(file), bytes, stamp })
    }

    /// Keeps it before the file will hold `next`, and removes the oldest copies beyond the bound. Returns
    /// where it is, or `None` where there is nothing to keep: the content is the same, or among the copies.
    ///
    /// # Errors
    /// When it can be written in neither place.
    pub(super) fn keep(&self, next: &Stamp, copies: &Copies) -> io::Result<Option<PathBuf>> {
        let data = copies.data.as_deref();
        if copies.most == 0 || self.stamp.same_content(next) || is_among(&all(&self.file, data), &self.stamp)
        {
            return Ok(None);
        }
        let mut failed = None;
        for folder in folders(&self.file, data) {
            match self.keep_in(&folder, copies) {
                Ok(path) => return Ok(Some(path)),
                Err(error) => failed = failed.or(Some(error)),
            }
        }
        Err(failed.unwrap_or_else(|| io::ErrorKind::NotFound.into()))
    }

    fn keep_in(&self, folder: &Path, copies: &Copies) -> io::Result<PathBuf> {
        match folder.parent() {
            // The folder of a budget is not made anew; one within the data folder is.
            Some(parent) if parent == self.file.parent().unwrap_or(parent) => {
                fs::create_dir(folder).or_else(|error| if folder.is_dir() { Ok(()) } else { Err(error) })?;
            }
            _ => fs::create_dir_all(folder)?,
        }
        let name = free_name(folder, &ending(&self.file, &self.bytes));
        let path = folder.join(&name);
        write_atomically(&path, &self.bytes)?;
        if let Ok(metadata) = self.file.metadata() {
            // Who may not read the file may not read its copy.
            let _ = fs::set_permissions(&path, metadata.permissions());
        }
        let mut written = Written::read(folder);
        let most = if copies.spare { copies.most.max(written.0.len()) } else { copies.most };
        written.0.push((name, self.stamp.content_hash(), self.stamp.length()));
        written.prune(folder, most);
        written.write(folder)?;
        Ok(path)
    }
}

/// The copies of a file, latest first.
pub fn list(path: &Path, data: Option<&Path>) -> Vec<Backup> {
    let mut found = all(path, data);
    found.retain(|backup| backup.path.extension().is_some_and(|extension| extension == "ron"));
    found
}

/// The same of a file of any kind.
fn all(path: &Path, data: Option<&Path>) -> Vec<Backup> {
    let mut found: Vec<Backup> = folders(&real(path), data)
        .iter()
        .filter_map(|folder| fs::read_dir(folder).ok())
        .flatten()
        .flatten()
        .filter_map(|entry| {
            let path = entry.path();
            let metadata = entry.metadata().ok().filter(fs::Metadata::is_file)?;
            let stem = path.file_stem()?.to_str()?;
            let (day, time) = stem.split_once('T')?;
            let date = format!("{day} {}", time.get(..8)?.replace('-', ":"));
            Some(Backup { date, size: metadata.len(), path })
        })
        .collect();
    found.sort_by(|a, b| b.path.file_stem().cmp(&a.path.file_stem()));
    found
}

fn is_among(backups: &[Backup], stamp: &Stamp) -> bool {
    backups
        .iter()
        .filter(|backup| backup.size == stamp.length())
        .any(|backup| stamp::read(&backup.path).is_ok_and(|(_, other)| other.same_content(stamp)))
}

/// The folders for copies of a file, best first.
fn folders(file: &Path, data: Option<&Path>) -> Vec<PathBuf> {
    let name = file.file_name().unwrap_or_default();
    let hash = fnv(FNV, file.as_os_str().as_encoded_bytes());
    let apart = data.map(|data| {
        let short: String = name.to_string_lossy().chars().take(40).collect();
        data.join("backups").join(format!("{hash:016x}-{short}"))
    });
    std::iter::once(beside(file, ENDING, ENDING.len())).chain(apart).collect()
}

/// A name that sorts behind those that are there.
fn free_name(folder: &Path, ending: &str) -> String {
    let date = date();
    let number = |name: &str| -> Option<u32> {
        let rest = name.strip_prefix(&date)?.strip_suffix(ending)?;
        if rest.is_empty() { Some(1) } else { rest.strip_prefix('-')?.parse().ok() }
    };
    let taken = fs::read_dir(folder).into_iter().flatten().flatten();
    match taken.filter_map(|entry| number(entry.file_name().to_str()?)).max() {
        None => format!("{date}{ending}"),
        Some(last) => format!("{date}-{:03}{ending}", last.saturating_add(1)),
    }
}

/// How a copy is named at its end: as the file, so that what opens the one opens the other. A budget's is `.ron`,
/// whatever it was called, and so is that of a file whose name has no ending that could be kept.
fn ending(file: &Path, bytes: &[u8]) -> String {
    let written = file.extension().map(|ending| ending.to_string_lossy().to_lowercase());
    let can_be_kept = |ending: &String| {
        (1..=8).contains(&ending.len()) && ending.chars().all(|c| c.is_ascii_alphanumeric())
    };
    match written.filter(can_be_kept).filter(|_| !is_budget(bytes)) {
        Some(ending) => format!(".{ending}"),
        None => ".ron".to_owned(),
    }
}

/// The copies that were made here, oldest first: name, hash, length.
struct Written(Vec<(String, u64, u64)>);

impl Written {
    fn read(folder: &Path) -> Self {
        let text = fs::read_to_string(folder.join(LIST)).unwrap_or_default();
        Self(
            text.lines()
                .filter_map(|line| {
                    let mut words = line.split(' ');
                    let (name, hash, length) = (words.next()?, words.next()?, words.next()?);
                    Some((name.to_owned(), u64::from_str_radix(hash, 16).ok()?, length.parse().ok()?))
                })
                .filter(|(name, _, _)| !name.contains(['/', '\\']))
                .collect(),
        )
    }

    /// Removes the oldest beyond `most`, as far as they are still what was written.
    fn prune(&mut self, folder: &Path, most: usize) {
        self.0.retain(|(name, hash, length)| {
            stamp::read(&folder.join(name))
                .is_ok_and(|(_, stamp)| (stamp.content_hash(), stamp.length()) == (*hash, *length))
        });
        let surplus = self.0.len().saturating_sub(most);
        for (name, _, _) in self.0.drain(..surplus) {
            let _ = fs::remove_file(folder.join(name));
        }
    }

    fn write(&self, folder: &Path) -> io::Result<()> {
        let mut text = String::new();
        for (name, hash, length) in &self.0 {
            // Writing into a string cannot fail.
            let _ = writeln!(text, "{name} {hash:016x} {length}");
        }
        write_atomically(&folder.join(LIST), text.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn save_over(path: &Path, content: &str, most: usize, data: Option<&Path>) -> Option<PathBuf> {
        save_with(path, content, &copies(most, data)).unwrap()
    }

    fn copies(most: usize, data: Option<&Path>) -> Copies {
        Copies { most, spare: false, required: false, data: data.map(Path::to_owned) }
    }

    fn save_with(path: &Path, content: &str, copies: &Copies) -> io::Result<Option<PathBuf>> {
        let read = stamp::read(path).ok();
        let previous = read.and_then(|(bytes, stamp)| Previous::of(path, bytes, stamp));
        let next = Stamp::of(content.as_bytes(), None);
        let kept = previous.map_or(Ok(None), |previous| previous.keep(&next, copies))?;
        fs::write(path, content).unwrap();
        Ok(kept)
    }

    #[test]
    fn who_does_not_know_the_bound_clears_nothing_away() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("预算.ron");
        for content in ["0", "1", "2", "3", "4"] {
            save_over(&path, content, 5, None);
        }
        for content in ["5", "6"] {
            save_with(&path, content, &Copies { spare: true, ..copies(2, None) }).unwrap();
        }
        assert_eq!(list(&path, None).len(), 4);
    }

    #[test]
    fn what_is_saved_over_is_kept_once_and_bounded() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("预算.ron");
        assert_eq!(save_over(&path, "0", 3, None), None, "there was nothing");
        for content in ["1", "2", "2", "1", "3", "4", "5"] {
            save_over(&path, content, 3, None);
        }
        let kept: Vec<String> =
            list(&path, None).iter().map(|backup| fs::read_to_string(&backup.path).unwrap()).collect();
        assert_eq!(kept, ["4", "3", "2"], "latest first, each content once, no more than three");
        assert!(list(&path, None)[0].date.starts_with("20"));
    }

    #[test]
    fn nothing_is_removed_that_was_not_written_here() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("预算.ron");
        save_over(&path, "0", 1, None);
        let first = save_over(&path, "1", 1, None).unwrap();
        let own = first.with_file_name("2001-01-01T00-00-00.ron");
        fs::write(&own, "mine").unwrap();
        fs::write(&first, "changed by hand").unwrap();
        for content in ["2", "3"] {
            save_over(&path, content, 1, None);
        }
        assert!(own.is_file() && first.is_file());
        assert_eq!(list(&path, None).len(), 3);
    }

    #[test]
    fn where_the_folder_takes_nothing_the_data_folder_does() {
        let folder = tempfile::tempdir().unwrap();
        let (path, data) = (folder.path().join("预算.ron"), folder.path().join("data"));
        // A file stands where the folder of copies would.
        fs::write(folder.path().join(".预算.ron.backups"), "x").unwrap();
        save_over(&path, "0", 5, Some(&data));
        let kept = save_over(&path, "1", 5, Some(&data)).unwrap();
        assert!(kept.starts_with(&data));
        assert_eq!(list(&path, Some(&data)).len(), 1);
        assert!(save_with(&path, "2", &copies(5, None)).is_err());
    }
}
