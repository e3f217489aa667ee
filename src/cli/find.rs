//! Which files the paths on the command line mean: a file is itself, a folder is every budget below it.
//! It looks at names only; whether a file is a budget shows when it is read.

use std::collections::BTreeMap;
use std::fs::{self, DirEntry};
use std::path::{Path, PathBuf};

/// The files to check, sorted by path, each once; with a reason those that cannot even be looked at.
pub(super) type Found = BTreeMap<PathBuf, Option<String>>;

/// The files that `paths` mean. In folders hidden files and folders are passed over (drafts that a
/// program keeps for itself, the trash), and links to folders too, which may run in a circle.
pub(super) fn find(paths: &[PathBuf]) -> Found {
    let mut found = Found::new();
    for path in paths {
        if path.is_dir() {
            let before = found.len();
            below(path, &mut found);
            // Most likely the wrong folder; silence would look as if all were well.
            if found.len() == before && !found.keys().any(|known| known.starts_with(path)) {
                found.insert(path.clone(), Some("文件夹里没有预算文件（*.ron）".to_owned()));
            }
        } else {
            found.insert(path.clone(), None);
        }
    }
    found
}

fn below(folder: &Path, found: &mut Found) {
    // No recursion: how deep folders are nested is not ours to say.
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        let entries = match fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(error) => {
                found.insert(folder, Some(format!("文件夹打不开：系统报告“{error}”")));
                continue;
            }
        };
        for entry in entries.flatten().filter(|entry| !entry.file_name().as_encoded_bytes().starts_with(b"."))
        {
            let path = entry.path();
            if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                folders.push(path);
            } else if is_budget(&entry, &path) {
                found.insert(path, None);
            }
        }
    }
}

/// Whether an entry is a file, or a link to one or to nothing, that is named as budgets are.
fn is_budget(entry: &DirEntry, path: &Path) -> bool {
    let named = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("ron"));
    let link = entry.file_type().is_ok_and(|kind| kind.is_symlink());
    named && fs::metadata(path).map_or(link, |metadata| metadata.is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_means_the_budgets_below_it() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["b/深/2.ron", "b/1.RON", "a.ron", "a.txt", ".hidden/3.ron", ".4.ron", "c/readme.md"] {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "").unwrap();
        }
        let found = find(&[folder.path().join("b"), folder.path().to_owned(), folder.path().join("a.txt")]);
        let names: Vec<_> = found.keys().map(|path| path.strip_prefix(folder.path()).unwrap()).collect();
        assert_eq!(names, ["a.ron", "a.txt", "b/1.RON", "b/深/2.ron"].map(Path::new));
        assert!(found.values().all(Option::is_none));
    }

    #[test]
    fn a_folder_without_budgets_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let found = find(&[folder.path().to_owned()]);
        assert!(found[folder.path()].as_ref().unwrap().contains("没有预算文件"));
    }

    #[cfg(unix)]
    #[test]
    fn links_that_run_in_a_circle_end() {
        let folder = tempfile::tempdir().unwrap();
        std::os::unix::fs::symlink(folder.path(), folder.path().join("circle.ron")).unwrap();
        std::os::unix::fs::symlink("nowhere", folder.path().join("gone.ron")).unwrap();
        let found = find(&[folder.path().to_owned()]);
        assert_eq!(found.into_keys().collect::<Vec<_>>(), [folder.path().join("gone.ron")]);
    }
}
