//! A document written as a file: which kind, what it may replace, and that what it replaces is kept.

use std::path::{Path, PathBuf};

use super::{Document, Edition, Options, PaperChoice, describe, write};
use crate::file::backup::Copies;
use crate::file::{self, Replaced};
use crate::model::TableKey;
use crate::money::MoneyUnit;
use crate::narrative::open_in_words;
use crate::schema::Format;
use crate::session::Session;

/// A kind of file that a document can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A workbook: a sheet a table, with formulas.
    Workbook,
    /// A text for Word and WPS.
    Word,
    /// Pages as they are printed.
    Pdf,
    /// One page for a browser.
    Html,
    /// Markdown.
    Markdown,
}

impl Kind {
    /// All that this program was built to write.
    pub const ALL: &[Self] = if cfg!(feature = "pdf") {
        &[Self::Word, Self::Pdf, Self::Workbook, Self::Html, Self::Markdown]
    } else {
        &[Self::Word, Self::Workbook, Self::Html, Self::Markdown]
    };
    /// What is said where it was built without PDF.
    pub const NO_PDF: &str = "这个程序没有带写 PDF 的部分；请导出 Word 文档（.docx），再用 Word 或 WPS 另存为 PDF，\
                              或换用带这一部分的程序";

    /// How its files end.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Workbook => "xlsx",
            Self::Word => "docx",
            Self::Pdf => "pdf",
            Self::Html => "html",
            Self::Markdown => "md",
        }
    }

    /// In the interface's words.
    pub fn label(self) -> &'static str {
        match self {
            Self::Workbook => "Excel 工作簿",
            Self::Word => "Word 文档",
            Self::Pdf => "PDF",
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
        if ending == Self::Pdf.ending() && !Self::ALL.contains(&Self::Pdf) {
            return Err(format!("{}：{}", path.display(), Self::NO_PDF));
        }
        Self::ALL.iter().copied().find(|kind| kind.ending() == ending).ok_or_else(|| {
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
    /// What is in it that is not for the public, for people.
    pub internal: Option<String>,
    /// Whether places of its text are to be filled in; the remarks say which.
    pub is_open: bool,
}

/// Writes a budget as a document. What stood there before is kept beside it.
///
/// # Errors
/// Says in Chinese why nothing was written.
pub fn export(session: &Session, options: &Options, path: &Path) -> Result<Exported, String> {
    let kind = Kind::of(path)?;
    let mut document = describe(session, options);
    let internal = document.keep_internal(kind, options.edition);
    let (bytes, of_kind) = write::to_bytes_with_remarks(&document, kind)?;
    let Replaced { path, copy } =
        file::write_file_keeping(path, &bytes, &Copies::unasked(file::data_folder()))
            .map_err(|error| format!("{}：{error}", path.display()))?;
    let is_open = open_in_words(session.budget()).is_some_and(|open| document.remarks.contains(&open));
    let remarks = document.remarks.into_iter().chain(of_kind).collect();
    Ok(Exported { path, copy, remarks, internal, is_open })
}

impl Options {
    /// Takes a unit as people write it: `元`, `表3=元`.
    ///
    /// # Errors
    /// Says in Chinese what is not understood.
    pub fn set_unit(&mut self, text: &str, format: &Format) -> Result<(), String> {
        let (table, unit) = of_table(text, format, "金额单位")?;
        let unit = match unit {
            "元" => MoneyUnit::Yuan,
            "万元" => MoneyUnit::WanYuan,
            other => return Err(format!("没有金额单位“{other}”；写作 元、万元 或 表3=元")),
        };
        match table {
            Some(table) => drop(self.units.insert(table, unit)),
            None => self.unit = Some(unit),
        }
        Ok(())
    }

    /// Takes a paper as people write it: `A4`, `表3=A3横向`.
    ///
    /// # Errors
    /// Likewise.
    pub fn set_paper(&mut self, text: &str, format: &Format) -> Result<(), String> {
        let (table, paper) = of_table(text, format, "纸张")?;
        let paper = PaperChoice::of_words(paper)?;
        match table {
            Some(table) => drop(self.papers.insert(table, paper)),
            None => self.paper = Some(paper),
        }
        Ok(())
    }
}

/// What is said of one table, and which: `表3=元`; of all of them without one.
fn of_table<'t>(text: &'t str, format: &Format, what: &str) -> Result<(Option<TableKey>, &'t str), String> {
    let Some((table, said)) = text.split_once(['=', '＝']) else { return Ok((None, text.trim())) };
    match format.table_by_name(table).filter(|schema| schema.number.is_some()) {
        Some(schema) => Ok((Some(schema.key.clone()), said.trim())),
        None => Err(format!("没有表“{table}”，不能为它设{what}")),
    }
}

impl Document {
    /// Leaves what colleagues wrote out of what is for nobody in particular, but for a workbook, and says what of it stays.
    fn keep_internal(&mut self, kind: Kind, edition: Edition) -> Option<String> {
        if edition != Edition::Plain {
            return None;
        }
        let cells = self.tables.iter_mut().chain(&mut self.lines).flat_map(|table| &mut table.body);
        let remarked = cells.flat_map(|row| &mut row.cells).filter(|cell| !cell.comment.is_empty());
        if kind != Kind::Workbook {
            remarked.for_each(|cell| cell.comment.clear());
            return None;
        }
        let count = remarked.count();
        let comments = (count > 0).then(|| format!("{count} 格的批注"));
        let lines = self.lines.iter().map(|table| table.title.clone());
        let all: Vec<String> = comments.into_iter().chain(lines).collect();
        let label = Edition::ForPublic.label();
        (!all.is_empty()).then(|| format!("含{}；要对外公布，请改选“{label}”", all.join("、")))
    }

    /// Whether nothing would be printed.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty() && self.tables.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pdf_is_written_or_it_is_said_what_else_to_do() {
        match Kind::of(Path::new("公开.PDF")) {
            Ok(kind) => assert_eq!((kind, cfg!(feature = "pdf")), (Kind::Pdf, true)),
            Err(said) => assert!(said.contains("另存为 PDF") && !cfg!(feature = "pdf"), "{said}"),
        }
    }
}
