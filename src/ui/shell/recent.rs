//! The files opened last, kept as a plain list in the user's configuration folder. A list that cannot
//! be read or written is no reason to trouble anybody: it is only a convenience. Several windows have one list: none takes
//! out what another put in.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::file;

/// How many are listed.
const LISTED: usize = 12;

/// How many are kept: of a file that was open long ago something may wait to be restored.
const MOST: usize = 60;

/// The recently opened files, latest first.
#[derive(Clone, Debug, Default)]
pub struct Recent {
    files: Vec<PathBuf>,
    /// Those opened here that the kept list does not have yet, latest first.
    unwritten: Vec<PathBuf>,
    /// Those that were not there when they were looked for.
    gone: BTreeSet<PathBuf>,
    /// Where the list is kept; none in tests.
    place: Option<PathBuf>,
}

/// The list of this user.
pub(crate) fn load() -> Recent {
    Recent::at(file::config_folder().map(|folder| folder.join("recent.txt")))
}

impl Recent {
    /// The list kept at a place.
    pub fn at(place: Option<PathBuf>) -> Self {
        let mut recent = Self { place, ..Self::default() };
        recent.look_again();
        // Those that are not listed are looked for when they are opened: a drive that does not answer takes its time.
        recent.files().to_vec().iter().for_each(|file| recent.look_for(file));
        recent
    }

    /// The files, latest first.
    pub fn files(&self) -> &[PathBuf] {
        self.files.get(..LISTED).unwrap_or(&self.files)
    }

    /// These, and those before them.
    pub(crate) fn kept(&self) -> &[PathBuf] {
        &self.files
    }

    /// Whether a file was not there when it was looked for last. It stays in the list: what was lost of it may be offered
    /// to who opens it, and a drive may come back.
    pub fn is_gone(&self, path: &Path) -> bool {
        self.gone.contains(path)
    }

    /// What a file is called in a list of them.
    pub fn name(&self, path: &Path) -> String {
        let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
        let gone = if self.is_gone(path) { "（不在原处了）" } else { "" };
        format!("{name}{gone}")
    }

    /// Looks whether a file is there.
    pub fn look_for(&mut self, path: &Path) {
        if path.exists() {
            self.gone.remove(path);
        } else {
            self.gone.insert(path.to_owned());
        }
    }

    /// Takes in what another window opened meanwhile.
    pub fn look_again(&mut self) {
        let kept = self.place.as_ref().and_then(|place| std::fs::read(place).ok()).map(|bytes| {
            let text = String::from_utf8_lossy(&bytes);
            text.lines().filter(|line| !line.is_empty()).map(PathBuf::from).collect::<Vec<_>>()
        });
        // What cannot be read is no reason to forget what is known.
        let kept = kept.unwrap_or_else(|| self.files.clone());
        let mut seen = BTreeSet::new();
        let all = self.unwritten.iter().cloned().chain(kept);
        self.files = all.filter(|file| seen.insert(file.clone())).take(MOST).collect();
    }

    /// Puts a file first.
    pub fn add(&mut self, path: &Path) {
        let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        self.gone.remove(&path);
        self.unwritten.retain(|known| *known != path);
        self.unwritten.insert(0, path);
        self.unwritten.truncate(MOST);
        self.look_again();
        if self.write().is_some() {
            self.unwritten.clear();
        }
    }

    /// Keeps the list, whole or not at all.
    fn write(&self) -> Option<()> {
        let place = self.place.as_ref()?;
        // A name that is no text would come back as another one.
        let names = self.files.iter().filter_map(|file| file.to_str()).filter(|name| !name.contains('\n'));
        let text: String = names.map(|name| format!("{name}\n")).collect();
        std::fs::create_dir_all(place.parent()?).ok()?;
        file::write_file(place, text.as_bytes()).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_share_one_list() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("recent.txt");
        let [mut one, mut other] = [(); 2].map(|()| Recent::at(Some(place.clone())));
        let file = |name: &str| folder.path().join(name);
        one.add(&file("甲.ron"));
        other.add(&file("乙.ron"));
        assert_eq!(other.files(), [file("乙.ron"), file("甲.ron")]);
        one.add(&file("甲.ron"));
        assert_eq!(one.files(), [file("甲.ron"), file("乙.ron")]);
        other.look_again();
        assert_eq!(other.files(), one.files());
        let left: Vec<_> =
            std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().path()).collect();
        assert_eq!(left, [place], "no temporary file stays");
    }

    #[test]
    fn what_cannot_be_written_is_known_until_it_can() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("recent.txt");
        // A folder of that name can be neither read nor written as a list.
        std::fs::create_dir(&place).unwrap();
        let mut recent = Recent::at(Some(place.clone()));
        let file = |name: &str| folder.path().join(name);
        recent.add(&file("甲.ron"));
        recent.add(&file("乙.ron"));
        assert_eq!(recent.files(), [file("乙.ron"), file("甲.ron")]);
        // Another window could write meanwhile.
        std::fs::remove_dir(&place).unwrap();
        std::fs::write(&place, format!("{}\n", file("丙.ron").display())).unwrap();
        recent.look_again();
        assert_eq!(recent.files(), [file("乙.ron"), file("甲.ron"), file("丙.ron")]);
        recent.add(&file("丁.ron"));
        assert_eq!(Recent::at(Some(place)).files(), recent.files());
    }

    #[test]
    fn a_file_that_is_gone_is_said_to_be() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("recent.txt");
        let [here, gone] = ["在.ron", "不在.ron"].map(|name| folder.path().join(name));
        std::fs::write(&here, "").unwrap();
        let lines = format!("{}\n\n{}\n", here.display(), gone.display());
        // A line that is no text harms nobody.
        std::fs::write(&place, [lines.as_bytes(), b"\xff\xfe\0\n"].concat()).unwrap();
        let mut recent = Recent::at(Some(place));
        assert_eq!([&here, &gone].map(|file| recent.is_gone(file)), [false, true]);
        std::fs::write(&gone, "").unwrap();
        recent.add(&gone);
        assert!(!recent.is_gone(&gone));
        assert_eq!(recent.files().first(), Some(&gone));
    }
}
