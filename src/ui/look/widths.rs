//! The widths that columns were given, kept as a plain list in the user's configuration folder: one line
//! for each column, `format, table, column, width` with tabs between. As with the recent files, a list
//! that cannot be read or written is no reason to trouble anybody.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::model::TableKey;

/// The widths of one table's columns, by section and column.
pub(crate) type TableWidths = BTreeMap<String, f32>;

/// The widths that columns were given.
#[derive(Clone, Debug, Default)]
pub struct Widths {
    known: BTreeMap<(String, TableKey), TableWidths>,
    /// Where the list is kept; none in tests.
    place: Option<PathBuf>,
}

impl Widths {
    /// The list kept at a place.
    pub fn at(place: Option<PathBuf>) -> Self {
        let text = place.as_ref().and_then(|place| std::fs::read_to_string(place).ok()).unwrap_or_default();
        let mut widths = Self { known: BTreeMap::new(), place };
        for line in text.lines() {
            if let [format, table, column, width] = line.split('\t').collect::<Vec<_>>().as_slice()
                && let Some(width) = width.parse::<f32>().ok().filter(|width| (1.0..=2000.0).contains(width))
            {
                let key = ((*format).to_owned(), TableKey::from(table));
                widths.known.entry(key).or_default().insert((*column).to_owned(), width);
            }
        }
        widths
    }

    /// The list of this user.
    pub fn load() -> Self {
        Self::at(crate::file::config_folder().map(|folder| folder.join("widths.txt")))
    }

    /// The widths of one table's columns.
    pub fn of(&self, format: &str, table: &TableKey) -> TableWidths {
        self.known.get(&(format.to_owned(), table.clone())).cloned().unwrap_or_default()
    }

    /// Remembers the widths of one table's columns.
    pub fn set(&mut self, format: &str, table: &TableKey, widths: TableWidths) {
        self.known.insert((format.to_owned(), table.clone()), widths);
        let Some(place) = &self.place else {
            return;
        };
        let mut text = String::new();
        for ((format, table), widths) in &self.known {
            for (column, width) in widths {
                text.push_str(&format!("{format}\t{table}\t{column}\t{width:.0}\n"));
            }
        }
        let written =
            place.parent().map_or(Ok(()), std::fs::create_dir_all).and_then(|()| std::fs::write(place, text));
        drop(written);
    }
}
