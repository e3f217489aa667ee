//! Names of what is kept beside a file: journals, copies, locks; and the folders in which the program looks for
//! what people add to it.

use std::fs;
use std::path::{Path, PathBuf};

/// A path by which the same file is always meant, whatever way leads to it.
pub(super) fn real(path: &Path) -> PathBuf {
    fs::canonicalize(path).or_else(|_| std::path::absolute(path)).unwrap_or_else(|_| path.to_owned())
}

/// Whether two paths lead to one file: straight, by links, or as two names of it (hard links).
pub fn same_file(one: &Path, other: &Path) -> bool {
    if one == other {
        return true;
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        let id = |path: &Path| fs::metadata(path).ok().map(|found| (found.dev(), found.ino()));
        if let (Some(one), Some(other)) = (id(one), id(other)) {
            return one == other;
        }
    }
    matches!((fs::canonicalize(one), fs::canonicalize(other)), (Ok(one), Ok(other)) if one == other)
}

/// Now, as part of a file's name.
pub(super) fn date() -> String {
    jiff::Zoned::now().strftime("%Y-%m-%dT%H-%M-%S").to_string()
}

/// The user's data folder, for what has no place beside its file.
pub fn data_folder() -> Option<PathBuf> {
    directories::ProjectDirs::from("", "", "yusuan").map(|dirs| dirs.data_local_dir().to_owned())
}

/// The folders of that name to look in, whether they exist or not: beside the program, then in the user's data
/// folder.
pub fn folders_at_hand(name: &str) -> Vec<PathBuf> {
    let program = std::env::current_exe().ok();
    let beside = program.as_deref().and_then(Path::parent).map(Path::to_owned);
    [beside, data_folder()].into_iter().flatten().map(|folder| folder.join(name)).collect()
}

/// The files with an extension in a folder, by name; none where there is no such folder.
pub fn files_in(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten();
    let mut files: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|found| found.eq_ignore_ascii_case(extension)))
        .collect();
    files.sort();
    files
}
