//! The formats at hand: those embedded in the program, and those in a folder beside it.

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use super::check::FormatError;
use super::{Format, FormatSource};
use crate::codes::Classifications;
use crate::opening;

/// The format embedded in the program.
const EMBEDDED: &[(&str, &str)] = &[
    ("焦作-2023.ron", include_str!("../../assets/formats/焦作-2023.ron")),
    ("全国通用.ron", include_str!("../../assets/formats/全国通用.ron")),
    ("上海.ron", include_str!("../../assets/formats/上海.ron")),
    ("烟台.ron", include_str!("../../assets/formats/烟台.ron")),
    ("西安.ron", include_str!("../../assets/formats/西安.ron")),
    ("深圳.ron", include_str!("../../assets/formats/深圳.ron")),
    ("苏州.ron", include_str!("../../assets/formats/苏州.ron")),
    ("江苏.ron", include_str!("../../assets/formats/江苏.ron")),
    ("杭州.ron", include_str!("../../assets/formats/杭州.ron")),
];

/// All formats that the program can open budgets of.
#[derive(Clone, Debug, Default)]
pub struct Formats {
    formats: Vec<Arc<Format>>,
    classifications: Classifications,
}

impl Formats {
    /// The embedded formats. Parsed once.
    pub fn embedded() -> Self {
        static PARSED: OnceLock<Formats> = OnceLock::new();
        PARSED
            .get_or_init(|| {
                let mut formats = Formats::default();
                // A test holds the embedded formats sound, so none is left out or checked here. A base stands
                // before what extends it.
                for (name, text) in EMBEDDED {
                    let format = Format::read_with(name, text, |id| formats.get(id));
                    formats.formats.extend(format.map(Arc::new));
                }
                formats
            })
            .clone()
    }

    /// These formats, their codes to be looked up in `classifications`; so are those of formats that are added later.
    pub fn with_classifications(mut self, classifications: Classifications) -> Self {
        for format in &mut self.formats {
            Arc::make_mut(format).classifications = classifications.clone();
        }
        Self { classifications, ..self }
    }

    /// The embedded formats, and those in some folders.
    ///
    /// # Errors
    /// One error for each file there that is not a sound format; the others are at hand.
    pub fn with_folders(folders: &[PathBuf]) -> (Self, Vec<FormatError>) {
        let mut formats = Self::embedded();
        let errors = folders.iter().flat_map(|folder| formats.add_folder(folder)).collect();
        (formats, errors)
    }

    /// Adds every `*.ron` of a folder; a format with a known id replaces it. A folder that does not
    /// exist adds nothing.
    ///
    /// # Errors
    /// One error for each file that cannot be read or is not sound; the others are added.
    pub fn add_folder(&mut self, folder: &Path) -> Vec<FormatError> {
        let mut errors = Vec::new();
        let Ok(entries) = std::fs::read_dir(folder) else {
            return errors;
        };
        let mut paths: Vec<_> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
        paths.sort();
        paths.retain(|path| path.extension().is_some_and(|extension| extension == "ron"));
        // Bases first, whatever the files are called: as long as one more is read, the rest may be.
        loop {
            errors.clear();
            let before = paths.len();
            paths.retain(|path| self.add_file(path).map_err(|error| errors.push(error)).is_err());
            if paths.is_empty() || paths.len() == before {
                return errors;
            }
        }
    }

    /// Adds one format file; a format with a known id replaces it.
    ///
    /// # Errors
    /// When the file cannot be read or is not sound.
    pub fn add_file(&mut self, path: &Path) -> Result<Arc<Format>, FormatError> {
        let name = path.display().to_string();
        let text = opening::read_text(path, opening::SMALL).map_err(|error| FormatError {
            file: name.clone(),
            place: String::new(),
            message: format!("读不出来：{error}"),
        })?;
        let mut format = self.parse(&name, &text)?;
        let replaces = self.formats.iter().any(|known| known.id == format.id);
        format.source = Some(FormatSource { file: name, replaces });
        let format = Arc::new(format);
        self.formats.retain(|known| known.id != format.id);
        self.formats.push(format.clone());
        Ok(format)
    }

    /// A format of a text, which may extend one of these; its codes are looked up where theirs are.
    ///
    /// # Errors
    /// As [`Format::parse_with`].
    pub fn parse(&self, file: &str, text: &str) -> Result<Format, FormatError> {
        let format = Format::parse_with(file, text, |id| self.get(id))?;
        Ok(Format { classifications: self.classifications.clone(), ..format })
    }

    /// The classifications of all years.
    pub fn classifications(&self) -> &Classifications {
        &self.classifications
    }

    /// The format with that id.
    pub fn get(&self, id: &str) -> Option<Arc<Format>> {
        self.formats.iter().find(|format| format.id == id).cloned()
    }

    /// All formats.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<Format>> {
        self.formats.iter()
    }
}

/// The format of the seed document, the one a new user meets.
///
/// Falls back to an empty format if the embedded one is broken, which a test excludes.
pub fn default_format() -> Arc<Format> {
    Formats::embedded().formats.first().cloned().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_formats_are_sound() {
        for (name, text) in EMBEDDED {
            let known = Formats::embedded();
            if let Err(error) = Format::parse_with(name, text, |id| known.get(id)) {
                panic!("{error}");
            }
        }
        assert_eq!(default_format().published().count(), 15);
    }

    /// Transfers need a column in every table of lines, and a table that shows what is left out.
    #[test]
    fn transfers_that_lead_nowhere_are_refused() {
        let text = include_str!("../../assets/formats/焦作-2023.ron");
        for (from, to, says) in [
            (r#"own: "单位", table: "内部往来""#, r#"own: "单位", table: "T3""#, "T3"),
            (r#"transfers: (other: "内部往来单位""#, r#"transfers: (other: "对方""#, "没有栏“对方”"),
            (
                r#"    transfers: (other: "内部往来单位", own: "单位", table: "内部往来"),"#,
                "",
                "却没有 transfers",
            ),
        ] {
            assert!(text.contains(from), "{from}");
            let error = Format::parse("改.ron", &text.replacen(from, to, 1)).unwrap_err();
            assert!(error.message.contains(says), "{error}");
        }
    }
}
