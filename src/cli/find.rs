//! Which files the paths on the command line mean: a file is itself, a folder is every budget below it.
//! It looks at names only; whether a file is a budget, or a file at all, shows when it is read. Whatever is named
//! like a budget is found, so that nothing that was handed in is passed over in silence.

use std::collections::BTreeMap;
use std::fs;
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
        for entry in entries {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    let why = format!("文件夹没有读完：系统报告“{error}”");
                    found.insert(folder.clone(), Some(why));
                    break;
                }
            };
            if entry.file_name().as_encoded_bytes().starts_with(b".") {
                continue;
            }
            let path = entry.path();
            let is_named = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("ron"));
            let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
            if is_folder && is_named {
                let why = "这是文件夹，不是预算文件；其中的预算文件另行检查";
                found.insert(path.clone(), Some(why.to_owned()));
            } else if is_named {
                found.insert(path.clone(), None);
            }
            if is_folder {
                folders.push(path);
            }
        }
    }
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

    /// Each is found, for a row of its own; links to folders are not followed, so that circles end.
    #[cfg(unix)]
    #[test]
    fn what_is_named_like_a_budget_is_found_whatever_it_is() {
        let folder = tempfile::tempdir().unwrap();
        std::os::unix::fs::symlink(folder.path(), folder.path().join("circle.ron")).unwrap();
        std::os::unix::fs::symlink("self.ron", folder.path().join("self.ron")).unwrap();
        std::os::unix::fs::symlink("nowhere", folder.path().join("gone.ron")).unwrap();
        std::os::unix::net::UnixListener::bind(folder.path().join("socket.ron")).unwrap();
        fs::create_dir(folder.path().join("folder.ron")).unwrap();
        fs::write(folder.path().join("folder.ron/in.ron"), "").unwrap();
        let found = find(&[folder.path().to_owned()]);
        let names: Vec<_> = found.keys().map(|path| path.strip_prefix(folder.path()).unwrap()).collect();
        let expected =
            ["circle.ron", "folder.ron", "folder.ron/in.ron", "gone.ron", "self.ron", "socket.ron"];
        assert_eq!(names, expected.map(Path::new));
        assert!(found[&folder.path().join("folder.ron")].as_ref().unwrap().contains("文件夹"));
    }
}
