//! The files opened last, kept as a plain list in the user's configuration folder. A list that cannot
//! be read or written is no reason to trouble anybody: it is only a convenience.

use std::path::{Path, PathBuf};

/// How many are kept.
const MOST: usize = 12;

/// The recently opened files, latest first.
#[derive(Clone, Debug, Default)]
pub struct Recent {
    files: Vec<PathBuf>,
    /// Where the list is kept; none in tests.
    place: Option<PathBuf>,
}

/// The list of this user.
pub(crate) fn load() -> Recent {
    let place = crate::file::config_folder().map(|folder| folder.join("recent.txt"));
    let text = place.as_ref().and_then(|place| std::fs::read_to_string(place).ok()).unwrap_or_default();
    Recent {
        files: text.lines().filter(|line| !line.is_empty()).map(PathBuf::from).take(MOST).collect(),
        place,
    }
}

impl Recent {
    /// The files, latest first.
    pub fn files(&self) -> &[PathBuf] {
        &self.files
    }

    /// Puts a file first.
    pub fn add(&mut self, path: &Path) {
        let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        self.files.retain(|known| *known != path);
        self.files.insert(0, path);
        self.files.truncate(MOST);
        if let Some(place) = &self.place {
            let text: String = self.files.iter().map(|file| format!("{}\n", file.display())).collect();
            let written = place
                .parent()
                .map_or(Ok(()), std::fs::create_dir_all)
                .and_then(|()| std::fs::write(place, text));
            drop(written);
        }
    }
}
