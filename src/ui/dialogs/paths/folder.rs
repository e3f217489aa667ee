//! Folders as the path dialog shows them: what is in them, what a typed path means, how it goes on, and
//! where one may want to begin.

use std::io;
use std::path::{MAIN_SEPARATOR, Path, PathBuf, is_separator};
use std::time::SystemTime;

/// Something in a folder that can be gone into or chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    /// Its name for people.
    pub name: String,
    /// Where it is; the name may not tell in full.
    pub path: PathBuf,
    /// Whether it is a folder.
    pub is_folder: bool,
    /// How many bytes.
    pub size: u64,
    /// When it was written.
    pub modified: Option<SystemTime>,
}

/// What is in a folder: folders first, then files whose names end in one of the extensions, or all where
/// there are none. Pipes and devices are nothing to be chosen.
pub(super) fn list(folder: &Path, extensions: &[&str], hidden: bool) -> io::Result<Vec<Entry>> {
    let wanted = |path: &Path| {
        let extension = path.extension().map(|extension| extension.to_string_lossy());
        extensions.is_empty()
            || extension.is_some_and(|found| extensions.iter().any(|one| one.eq_ignore_ascii_case(&found)))
    };
    let mut entries = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let (path, name) = (entry.path(), entry.file_name());
        if !hidden && name.as_encoded_bytes().starts_with(b".") {
            continue;
        }
        // Links count as what they lead to.
        let Ok(metadata) = path.metadata() else {
            continue;
        };
        if metadata.is_dir() || metadata.is_file() && wanted(&path) {
            entries.push(Entry {
                name: name.to_string_lossy().replace(char::is_control, "\u{fffd}"),
                path,
                is_folder: metadata.is_dir(),
                size: metadata.len(),
                modified: metadata.modified().ok(),
            });
        }
    }
    entries.sort_by_cached_key(|entry| (!entry.is_folder, entry.name.to_lowercase(), entry.name.clone()));
    Ok(entries)
}

/// A typed path parted into the folders, with the separator behind them, and the name behind those.
pub(super) fn parted(text: &str) -> (&str, &str) {
    let text = text.trim();
    let text = text.strip_prefix('"').unwrap_or(text);
    let cut = text.rfind(is_separator).map_or(0, |at| at + 1);
    let (before, name) = text.split_at_checked(cut).unwrap_or(("", text));
    (before, name.trim_end_matches('"'))
}

/// The path that a typed text means, seen from a folder; quotation marks around it are not part of it.
pub(super) fn expand(text: &str, folder: &Path, home: Option<&Path>) -> PathBuf {
    let text = text.trim();
    let bare = text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or(text);
    let path = match (bare.strip_prefix('~'), home) {
        (Some(""), Some(home)) => home.to_owned(),
        (Some(rest), Some(home)) if rest.starts_with(is_separator) => {
            home.join(rest.trim_start_matches(is_separator))
        }
        _ => folder.join(bare),
    };
    plain(&path)
}

/// A path without `.` and `..`, as it is read, for people.
fn plain(path: &Path) -> PathBuf {
    use std::path::Component;
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if plain.parent().is_some() => {
                plain.pop();
            }
            Component::ParentDir => {}
            part => plain.push(part),
        }
    }
    plain
}

/// How a typed text goes on, as far as there is only one way: a shell's completion. `None` where it does not.
pub(super) fn complete(
    text: &str,
    folder: &Path,
    home: Option<&Path>,
    extensions: &[&str],
    only_folders: bool,
) -> Option<String> {
    if text == "~" {
        return Some(format!("~{MAIN_SEPARATOR}"));
    }
    let cut = text.rfind(is_separator).map_or(0, |at| at + 1);
    let (before, tail) = text.split_at_checked(cut)?;
    let within = expand(before, folder, home);
    let entries = list(&within, extensions, tail.starts_with('.')).ok()?;
    let fitting = |exact: bool| -> Vec<&Entry> {
        let fits = |entry: &&Entry| {
            let start = entry.name.get(..tail.len());
            let same = |start: &str| start == tail || !exact && start.to_lowercase() == tail.to_lowercase();
            (entry.is_folder || !only_folders) && start.is_some_and(same)
        };
        entries.iter().filter(fits).collect()
    };
    let exact = fitting(true);
    let found = if exact.is_empty() { fitting(false) } else { exact };
    let (first, rest) = found.split_first()?;
    let mut common = first.name.as_str();
    for other in rest {
        let same = common.char_indices().zip(other.name.chars()).take_while(|((_, a), b)| a == b);
        let end = same.last().map_or(0, |((at, c), _)| at + c.len_utf8());
        common = common.get(..end).unwrap_or_default();
    }
    let mut text = format!("{before}{common}");
    if rest.is_empty() && first.is_folder {
        text.push(MAIN_SEPARATOR);
    }
    (text.len() > before.len() + tail.len()).then_some(text)
}

/// The folder itself if it is there, or else the nearest above it that is.
pub(super) fn nearest(folder: &Path) -> Option<PathBuf> {
    folder.ancestors().find(|folder| folder.is_dir()).map(Path::to_owned)
}

/// The user's own folder.
pub(super) fn home() -> Option<PathBuf> {
    directories::UserDirs::new().map(|dirs| dirs.home_dir().to_owned())
}

/// The user's folder for documents.
pub(super) fn documents() -> Option<PathBuf> {
    directories::UserDirs::new()?.document_dir().map(Path::to_owned)
}

/// Where one may want to go: the folders of `recent` files first, then the user's own, then the drives.
pub(super) fn places(recent: impl Iterator<Item = PathBuf>) -> Vec<(String, PathBuf)> {
    const MOST_RECENT: usize = 6;
    let mut places: Vec<(String, PathBuf)> = Vec::new();
    let mut add = |name: Option<&str>, path: PathBuf| {
        if path.is_dir() && !places.iter().any(|(_, known)| *known == path) {
            let own = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
            let name = name.map_or_else(|| own.into_owned(), str::to_owned);
            places.push((name, path));
        }
    };
    for file in recent.take(MOST_RECENT) {
        if let Some(folder) = file.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            add(None, folder.to_owned());
        }
    }
    if let Some(dirs) = directories::UserDirs::new() {
        let own =
            [("桌面", dirs.desktop_dir()), ("文档", dirs.document_dir()), ("下载", dirs.download_dir())];
        for (name, folder) in own {
            if let Some(folder) = folder {
                add(Some(name), folder.to_owned());
            }
        }
        add(Some("个人文件夹"), dirs.home_dir().to_owned());
    }
    for drive in drives() {
        add(Some(&drive.display().to_string()), drive.clone());
    }
    places
}

#[cfg(windows)]
fn drives() -> Vec<PathBuf> {
    ('A'..='Z').map(|letter| PathBuf::from(format!("{letter}:\\"))).filter(|drive| drive.is_dir()).collect()
}

#[cfg(not(windows))]
fn drives() -> Vec<PathBuf> {
    vec![PathBuf::from("/")]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for name in ["报送", "报送2024", ".隐藏"] {
            std::fs::create_dir(folder.path().join(name)).unwrap();
        }
        for name in ["b.ron", "A.RON", "说明.txt", ".draft.ron", "报送/市委办.ron"] {
            std::fs::write(folder.path().join(name), "").unwrap();
        }
        folder
    }

    #[test]
    fn a_folder_lists_folders_first_and_files_of_a_kind() {
        let folder = folder();
        let names = |extensions: &[&str], hidden| -> Vec<String> {
            let entries = list(folder.path(), extensions, hidden).unwrap();
            entries.into_iter().map(|entry| entry.name).collect()
        };
        assert_eq!(names(&["ron"], false), ["报送", "报送2024", "A.RON", "b.ron"]);
        assert_eq!(names(&[], false), ["报送", "报送2024", "A.RON", "b.ron", "说明.txt"]);
        assert_eq!(names(&["ron"], true)[..1], [".隐藏"]);
        assert!(list(&folder.path().join("没有"), &[], false).is_err());
        assert_eq!(nearest(&folder.path().join("没有/这里")).as_deref(), Some(folder.path()));
    }

    #[cfg(unix)]
    #[test]
    fn a_typed_path_means_what_it_says() {
        let home = Path::new("/home/u");
        for (text, expected) in [
            ("a.ron", "/w/a.ron"),
            ("../b/./a.ron", "/b/a.ron"),
            ("/tmp/x", "/tmp/x"),
            ("~", "/home/u"),
            ("~/预算/a.ron", "/home/u/预算/a.ron"),
            ("~a.ron", "/w/~a.ron"),
            (" \"/tmp/a b.ron\" ", "/tmp/a b.ron"),
            ("/..", "/"),
        ] {
            assert_eq!(expand(text, Path::new("/w"), Some(home)), PathBuf::from(expected), "{text}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_typed_path_goes_on_as_far_as_there_is_one_way() {
        let folder = folder();
        let complete = |text: &str, only| super::complete(text, folder.path(), None, &["ron"], only);
        for (text, only, expected) in [
            ("报", false, Some("报送")),
            ("报送2", false, Some("报送2024/")),
            ("报送/", false, Some("报送/市委办.ron")),
            ("报送/", true, None),
            ("a", false, Some("A.RON")),
            ("b", true, None),
            (".d", false, Some(".draft.ron")),
            ("报送", false, None),
            ("没有/", false, None),
        ] {
            assert_eq!(complete(text, only).as_deref(), expected, "{text}");
        }
    }
}
