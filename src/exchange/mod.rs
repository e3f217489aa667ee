//! Documents in: the text form of a published budget (Markdown or plain text, table rows parted by
//! tabs) into a [`Budget`] as submitted.
//!
//! ```text
//! lines ─ split ─► text ─────── narrative ─► sections ─┐
//!               └► tables ─ table ◄─ align, header     ├─ facts ─► budget + report
//!                            └─ finish ─► rows ────────┘
//! ```
//!
//! What tables, headings, units and facts there are comes from the [`Format`] alone: nothing in this
//! module knows a region, a table or a code. Nothing is lost: what finds no place is kept as unplaced
//! text, and every repair is reported with its line. No figure is judged or corrected; that a total is
//! wrong is for `rules` to find.

mod align;
mod contents;
mod continued;
mod facts;
mod finish;
mod header;
mod narrative;
mod pages;
mod report;
pub mod source;
mod split;
mod table;
mod words;

use std::path::Path;

pub use report::{ImportNote, ImportReport, NoteKind, SectionReport, TableReport};

use crate::model::Budget;
use crate::schema::Format;

/// A budget as a document gives it, and the account of how it was read.
#[derive(Clone, Debug, PartialEq)]
pub struct Imported {
    /// The budget.
    pub budget: Budget,
    /// What was read, mended and left.
    pub report: ImportReport,
}

/// Why a document cannot be read at all.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The file cannot be opened or read.
    #[error("{path} 读不出来：{error}；请检查文件是否存在、能否打开")]
    Unreadable {
        /// The file.
        path: String,
        /// What the system says.
        error: std::io::Error,
    },
    /// Its bytes are no text.
    #[error("{0} 不是文本文件；请先把文档转换成文本（UTF-8 或 GB18030）再导入")]
    NotText(String),
}

/// Reads a document's text. `source` is its name, for people.
pub fn import_text(text: &str, source: &str, format: &Format) -> Imported {
    pages::Import::new(format, source).read(text)
}

/// Reads a document's file: UTF-8, UTF-16 with byte order mark, or GB18030.
///
/// # Errors
/// When the file cannot be read or is no text.
pub fn import_file(path: &Path, format: &Format) -> Result<Imported, ImportError> {
    let name = path.display().to_string();
    let bytes = std::fs::read(path).map_err(|error| ImportError::Unreadable { path: name.clone(), error })?;
    let (text, encoding, replaced) = crate::encoding::decode(&bytes);
    // No text has NUL characters; PDF, Word and Excel files do.
    if text.contains('\0') {
        return Err(ImportError::NotText(name));
    }
    let source = path.file_name().map_or(name, |file| file.to_string_lossy().into_owned());
    let mut imported = import_text(&text, &source, format);
    if replaced {
        imported.report.notes.push(ImportNote {
            line: 0,
            kind: NoteKind::Unreadable,
            text: format!("有些字符按 {encoding} 读不出来，已换成“\u{fffd}”；请核对原文"),
        });
    }
    Ok(imported)
}
