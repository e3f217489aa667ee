//! What the user has set, kept in the configuration folder. Settings that cannot be read are the usual
//! ones, and those that cannot be written last as long as the window.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::file::{self, backup};
use crate::ui::look::amounts::Showing;

/// What the user has set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Settings {
    /// How many copies of earlier contents are kept for each file.
    pub backups: usize,
    /// In which unit amounts are shown, and how rounded.
    pub showing: Showing,
    /// Whether what is said of the selected cell stands beside the table; not chosen yet where `None`.
    pub inspector: Option<bool>,
    /// Whether the findings stand below the table.
    pub findings: bool,
    /// Whether of the findings only their number is seen; not chosen yet where `None`.
    pub folded: Option<bool>,
    /// Whether the window is dark.
    pub dark: bool,
    /// The name that one signs comments, waivers and reasons with; blank for the one on this machine.
    pub name: String,
    /// How wide panes were drawn, and how high those below, in points.
    pub panes: BTreeMap<String, u32>,
    /// Where the settings are kept; none in tests.
    #[serde(skip)]
    place: Option<PathBuf>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            backups: backup::USUAL,
            showing: Showing::default(),
            inspector: None,
            findings: true,
            folded: None,
            dark: false,
            name: String::new(),
            panes: BTreeMap::new(),
            place: None,
        }
    }
}

impl Settings {
    /// The settings of this user.
    pub(crate) fn load() -> Self {
        Self::at(file::config_folder().map(|folder| folder.join("settings.json")))
    }

    /// The settings kept at a place.
    pub(crate) fn at(place: Option<PathBuf>) -> Self {
        let text = place.as_ref().and_then(|place| std::fs::read_to_string(place).ok()).unwrap_or_default();
        Self { place, ..serde_json::from_str(&text).unwrap_or_default() }
    }

    /// Keeps them.
    pub(crate) fn store(&self) {
        let Some(place) = &self.place else {
            return;
        };
        let text = serde_json::to_string_pretty(self).unwrap_or_default();
        let made = place.parent().map_or(Ok(()), std::fs::create_dir_all);
        // Only a convenience: nobody is troubled where they cannot be kept.
        let _ = made.and_then(|()| std::fs::write(place, text));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rounding::Precision;

    #[test]
    fn settings_are_kept_and_older_ones_still_read() {
        let place = tempfile::tempdir().unwrap();
        let file = place.path().join("settings.json");
        let showing = Showing { precision: Some(Precision::WHOLE_WAN_YUAN), balanced: true };
        Settings { showing, place: Some(file.clone()), ..Settings::default() }.store();
        let text = std::fs::read_to_string(&file).unwrap();
        let read: Settings = serde_json::from_str(&text).unwrap();
        assert_eq!(read.showing, showing);
        let older: Settings = serde_json::from_str("{\"backups\": 7}").unwrap();
        assert_eq!((older.backups, older.showing), (7, Showing::default()));
    }
}
