//! Which files the paths mean that somebody names: a file is itself, a folder is everything below it, the text and the
//! tables of one budget together. It looks at names only; what a file is, and whether it is a file at all, shows when
//! it is read. Nothing that was handed in is passed over in silence.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use crate::exchange::{self, together};
use crate::schema::Formats;

/// What one row of a result is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Submission {
    /// The file, or the files that are one budget together.
    pub files: Vec<PathBuf>,
    /// Whether it was named, rather than found in a folder: who names a file wants it to be read.
    pub named: bool,
    /// Why it cannot even be looked at.
    pub problem: Option<String>,
}

impl Submission {
    fn of(files: Vec<PathBuf>) -> Self {
        Self { files, named: false, problem: None }
    }

    /// The file's path, or those of its files, for people.
    pub fn name(&self) -> String {
        let names: Vec<String> = self.files.iter().map(|path| path.display().to_string()).collect();
        names.join(" + ")
    }
}

/// What folders hold while they are gone through.
#[derive(Default)]
struct Found {
    files: BTreeSet<PathBuf>,
    problems: BTreeMap<PathBuf, String>,
}

/// What `paths` mean, sorted by path, each file once. In folders hidden files and folders are passed over (drafts
/// that a program keeps for itself, the trash), and links to folders too, which may run in a circle.
pub fn find(paths: &[PathBuf]) -> Vec<Submission> {
    let named: BTreeSet<&PathBuf> = paths.iter().filter(|path| !path.is_dir()).collect();
    let mut found = Found::default();
    for path in paths.iter().filter(|path| path.is_dir()) {
        let before = (found.files.len(), found.problems.len());
        found.below(path);
        let nothing_new = (found.files.len(), found.problems.len()) == before;
        // Most likely the wrong folder; silence would look as if all were well.
        if nothing_new && !found.files.iter().any(|known| known.starts_with(path)) {
            found.problems.insert(path.clone(), "文件夹里没有文件".to_owned());
        }
    }
    let Found { files, mut problems } = found;
    // Somebody who names a file asks for that file, and for its other part only if that is named, too.
    let files = files.into_iter().filter(|path| !named.contains(path) && !problems.contains_key(path));
    let (budgets, documents): (Vec<PathBuf>, Vec<PathBuf>) = files.partition(|path| is_budget(path));
    let mut all: Vec<Submission> = together(documents).into_iter().map(Submission::of).collect();
    all.extend(budgets.into_iter().map(|path| Submission::of(vec![path])));
    problems.retain(|path, _| !named.contains(path));
    all.extend(
        problems
            .into_iter()
            .map(|(path, why)| Submission { problem: Some(why), ..Submission::of(vec![path]) }),
    );
    let (budgets, documents): (Vec<PathBuf>, Vec<PathBuf>) =
        named.into_iter().cloned().partition(|path| is_budget(path));
    let named = together(documents).into_iter().chain(budgets.into_iter().map(|path| vec![path]));
    all.extend(named.map(|files| Submission { named: true, ..Submission::of(files) }));
    all.sort_by(|a, b| a.files.cmp(&b.files));
    all
}

/// The same, where documents that were named one by one are put together by what they say, too.
pub fn find_with(paths: &[PathBuf], formats: &Formats) -> Vec<Submission> {
    let is_document = |one: &Submission| {
        one.named
            && one.problem.is_none()
            && one.files.iter().all(|path| path.is_file() && exchange::is_document(path))
    };
    let (documents, mut all): (Vec<_>, Vec<_>) = find(paths).into_iter().partition(is_document);
    let groups = documents.into_iter().map(|one| one.files).collect();
    let groups = exchange::parts_together(groups, formats).into_iter();
    all.extend(groups.map(|files| Submission { named: true, ..Submission::of(files) }));
    all.sort_by(|a, b| a.files.cmp(&b.files));
    all
}

/// Whether a file bears the name of a budget of this program, which is whole by itself.
pub(super) fn is_budget(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("ron"))
}

impl Found {
    fn below(&mut self, folder: &Path) {
        // No recursion: how deep folders are nested is not ours to say.
        let mut folders = vec![folder.to_owned()];
        while let Some(folder) = folders.pop() {
            let entries = match fs::read_dir(&folder) {
                Ok(entries) => entries,
                Err(error) => {
                    self.problems.insert(folder, format!("文件夹打不开：系统报告“{error}”"));
                    continue;
                }
            };
            for entry in entries {
                let entry = match entry {
                    Ok(entry) => entry,
                    Err(error) => {
                        let why = format!("文件夹没有读完：系统报告“{error}”");
                        self.problems.insert(folder.clone(), why);
                        break;
                    }
                };
                if entry.file_name().as_encoded_bytes().starts_with(b".") {
                    continue;
                }
                let path = entry.path();
                if !entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                    self.files.insert(path);
                    continue;
                }
                if is_budget(&path) {
                    let why = "这是文件夹，不是预算文件；其中的预算文件另行检查";
                    self.problems.insert(path.clone(), why.to_owned());
                }
                folders.push(path);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names<'a>(found: &'a [Submission], folder: &Path) -> Vec<&'a str> {
        let mut names = Vec::new();
        for path in found.iter().flat_map(|submission| &submission.files) {
            names.push(path.strip_prefix(folder).unwrap().to_str().unwrap());
        }
        names
    }

    #[test]
    fn a_folder_means_all_that_is_below_it() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["b/深/2.ron", "b/1.RON", "a.ron", "a.txt", ".hidden/3.ron", ".4.ron", "c/表.xlsx"] {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "").unwrap();
        }
        let found = find(&[folder.path().join("b"), folder.path().to_owned(), folder.path().join("a.txt")]);
        assert_eq!(names(&found, folder.path()), ["a.ron", "a.txt", "b/1.RON", "b/深/2.ron", "c/表.xlsx"]);
        assert!(found.iter().all(|submission| submission.problem.is_none()));
        let named: Vec<bool> = found.iter().map(|submission| submission.named).collect();
        assert_eq!(named, [false, true, false, false, false]);
    }

    #[test]
    fn the_text_and_the_tables_of_a_budget_are_one() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["甲-表格.pdf", "甲-说明.pdf", "乙-表格.pdf", "丙-表格.ron", "丙-说明.ron"]
        {
            fs::write(folder.path().join(name), "").unwrap();
        }
        let found = find(&[folder.path().to_owned()]);
        let all = ["丙-表格.ron", "丙-说明.ron", "乙-表格.pdf", "甲-说明.pdf", "甲-表格.pdf"];
        assert_eq!(names(&found, folder.path()), all);
        // A budget of this program is whole by itself.
        assert_eq!(found.len(), 4);
        // Named one by one they are the same budget.
        let paths = ["甲-表格.pdf", "甲-说明.pdf"].map(|name| folder.path().join(name));
        let found = find(&paths);
        assert_eq!(names(&found, folder.path()), ["甲-说明.pdf", "甲-表格.pdf"]);
        assert!(found.len() == 1 && found[0].named);
        let paths = ["甲-表格.pdf", "乙-表格.pdf"].map(|name| folder.path().join(name));
        assert_eq!(find(&paths).len(), 2);
    }

    #[test]
    fn a_folder_without_files_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let found = find(&[folder.path().to_owned()]);
        assert!(found[0].problem.as_ref().unwrap().contains("没有文件"));
    }

    /// Each is found, for a row of its own; links to folders are not followed, so that circles end.
    #[cfg(unix)]
    #[test]
    fn everything_is_found_whatever_it_is() {
        let folder = tempfile::tempdir().unwrap();
        std::os::unix::fs::symlink(folder.path(), folder.path().join("circle.ron")).unwrap();
        std::os::unix::fs::symlink("self.ron", folder.path().join("self.ron")).unwrap();
        std::os::unix::fs::symlink("nowhere", folder.path().join("gone.ron")).unwrap();
        std::os::unix::net::UnixListener::bind(folder.path().join("socket.ron")).unwrap();
        fs::create_dir(folder.path().join("folder.ron")).unwrap();
        fs::write(folder.path().join("folder.ron/in.ron"), "").unwrap();
        let found = find(&[folder.path().to_owned()]);
        let expected =
            ["circle.ron", "folder.ron", "folder.ron/in.ron", "gone.ron", "self.ron", "socket.ron"];
        assert_eq!(names(&found, folder.path()), expected);
        assert!(found[1].problem.as_ref().unwrap().contains("文件夹"));
    }
}
