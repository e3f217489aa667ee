//! Which file a path leads to, and the folders in which the program looks for what people add to it.

use std::fs;
use std::path::{Path, PathBuf};

use crate::opening;

/// A path by which the same file is always meant, whatever way leads to it; of a file that is not there, its folder is.
pub(super) fn real(path: &Path) -> PathBuf {
    let in_folder = || {
        let folder = path
            .parent()
            .map(|folder| if folder.as_os_str().is_empty() { Path::new(".") } else { folder })?;
        Some(fs::canonicalize(folder).ok()?.join(path.file_name()?))
    };
    fs::canonicalize(path)
        .ok()
        .or_else(in_folder)
        .or_else(|| std::path::absolute(path).ok())
        .unwrap_or_else(|| path.to_owned())
}

/// Whether two paths lead to one file: through links, mounts, or another way of writing them.
pub fn same_file(a: &Path, b: &Path) -> bool {
    a == b || real(a) == real(b) || inode(a).is_some_and(|inode| Some(inode) == self::inode(b))
}

/// What the system knows a file by, where it tells.
#[cfg(unix)]
fn inode(path: &Path) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt;
    path.metadata().ok().map(|metadata| (metadata.dev(), metadata.ino()))
}

/// Elsewhere the path is all there is.
#[cfg(not(unix))]
fn inode(_: &Path) -> Option<(u64, u64)> {
    None
}

/// Now, as part of a file's name.
pub(super) fn date() -> String {
    jiff::Zoned::now().strftime("%Y-%m-%dT%H-%M-%S").to_string()
}

/// The folder beside the program in which it keeps everything for its user, where there is one: a program that is
/// carried about (便携) leaves nothing on the machine.
const PORTABLE: &str = "yusuan-data";

fn portable() -> Option<PathBuf> {
    opening::beside_program(PORTABLE).filter(|folder| folder.is_dir())
}

/// The user's data folder, for what has no place beside its file.
pub fn data_folder() -> Option<PathBuf> {
    let of_user = || Some(directories::ProjectDirs::from("", "", "yusuan")?.data_local_dir().to_owned());
    portable().or_else(of_user)
}

/// The user's folder of settings.
pub fn config_folder() -> Option<PathBuf> {
    let of_user = || Some(directories::ProjectDirs::from("", "", "yusuan")?.config_dir().to_owned());
    portable().map(|folder| folder.join("settings")).or_else(of_user)
}

/// The folders of that name to look in, whether they exist or not: beside the program, then in the user's data
/// folder.
pub fn folders_at_hand(name: &str) -> Vec<PathBuf> {
    let of_user = data_folder().map(|folder| folder.join(name));
    [opening::beside_program(name), of_user].into_iter().flatten().collect()
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
