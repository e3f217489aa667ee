//! A document written as a file: which kind, what it may replace, and that what it replaces is kept.

use std::path::{Path, PathBuf};

use super::{Document, Options, describe, write};
use crate::file::backup::Copies;
use crate::file::{self, Replaced};
use crate::money::MoneyUnit;
use crate::schema::Format;
use crate::session::Session;

/// A kind of file that a document can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A workbook: a sheet a table, with formulas.
    Workbook,
    /// A text for Word and WPS.
    Word,
    /// One page for a browser.
    Html,
    /// Markdown.
    Markdown,
}

impl Kind {
    /// All there is to choose from.
    pub const ALL: [Self; 4] = [Self::Word, Self::Workbook, Self::Html, Self::Markdown];

    /// How its files end.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Workbook => "xlsx",
            Self::Word => "docx",
            Self::Html => "html",
            Self::Markdown => "md",
        }
    }

    /// In the interface's words.
    pub fn label(self) -> &'static str {
        match self {
            Self::Workbook => "Excel 工作簿",
            Self::Word => "Word 文档",
            Self::Html => "网页",
            Self::Markdown => "Markdown 文本",
        }
    }

    /// The kind that a file's name asks for.
    ///
    /// # Errors
    /// Says in Chinese which endings there are.
    pub fn of(path: &Path) -> Result<Self, String> {
        let ending = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
        Self::ALL.into_iter().find(|kind| kind.ending() == ending).ok_or_else(|| {
            let all: Vec<&str> = Self::ALL.iter().map(|kind| kind.ending()).collect();
            format!("{}：不知道写成哪种文件；文件名以 .{} 结尾", path.display(), all.join("、."))
        })
    }
}

/// A document that was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exported {
    /// The file.
    pub path: PathBuf,
    /// Where the content is kept that was replaced.
    pub copy: Option<PathBuf>,
    /// What is not in it, or not as it should be, for people.
    pub remarks: Vec<String>,
}

/// Writes a budget as a document. What stood there before is kept beside it.
///
/// # Errors
/// Says in Chinese why nothing was written.
pub fn export(session: &Session, options: &Options, path: &Path) -> Result<Exported, String> {
    let kind = Kind::of(path)?;
    let document = describe(session, options);
    let bytes = write::to_bytes(&document, kind)?;
    let Replaced { path, copy } =
        file::write_file_keeping(path, &bytes, &Copies::unasked(file::data_folder()))
            .map_err(|error| format!("{}：{error}", path.display()))?;
    Ok(Exported { path, copy, remarks: document.remarks })
}

impl Options {
    /// Takes a unit as people write it: `元`, `表3=元`.
    ///
    /// # Errors
    /// Says in Chinese what is not understood.
    pub fn set_unit(&mut self, text: &str, format: &Format) -> Result<(), String> {
        if let Some(unit) = super::describe::unit_of(text, format, &mut self.units)? {
            self.unit = Some::<MoneyUnit>(unit);
        }
        Ok(())
    }
}

impl Document {
    /// Whether nothing would be printed.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty() && self.tables.is_empty()
    }
}
