//! A document's file as text: what it is, which encoding it has, and what of it could not be read. Knows the
//! signatures of the files that people take for texts; knows nothing of budgets.

use std::path::Path;

use super::report::line_list;
use super::{ImportNote, Imported, NoteKind, import_text};
use crate::encoding::{Decoded, decode};
use crate::model::{Note, NoteKey};
use crate::opening;
use crate::schema::Format;

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
    #[error("{path} 不是文本，是{what}；请先把文档转换成文本（.md 或 .txt，UTF-8 或 GB18030）再导入")]
    NotText {
        /// The file.
        path: String,
        /// What it is instead.
        what: &'static str,
    },
    /// It is a budget already.
    #[error("{0} 已经是预算文件，不必导入；请直接打开或检查它")]
    Budget(String),
    /// Nothing is in it.
    #[error("{0} 是空的，没有可以导入的内容")]
    Empty(String),
}

/// Reads a document's file: UTF-8, UTF-16 or GB18030.
///
/// # Errors
/// When the file cannot be read or is no text.
pub fn import_file(path: &Path, format: &Format) -> Result<Imported, ImportError> {
    let name = path.display().to_string();
    let (bytes, _) = opening::read(path, opening::DOCUMENT)
        .map_err(|error| ImportError::Unreadable { path: name.clone(), error: error.into() })?;
    if let Some(what) = kind(&bytes) {
        return Err(ImportError::NotText { path: name, what });
    }
    let Decoded { text, encoding, unreadable } = decode(&bytes);
    let strange = text.chars().filter(|c| c.is_control() && !c.is_whitespace()).count();
    // A stray zero is damage; many are something else.
    if strange * 50 > text.chars().count() {
        return Err(ImportError::NotText { path: name, what: "别的程序的数据" });
    }
    if text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}').is_empty() {
        return Err(ImportError::Empty(name));
    }
    let begins = text.trim_start_matches('\u{feff}').trim_start().strip_prefix('(');
    if begins.is_some_and(|rest| rest.trim_start().starts_with("yusuan")) {
        return Err(ImportError::Budget(name));
    }
    let unreadable = unreadable + strange;
    let text = text.replace(|c: char| c.is_control() && !c.is_whitespace(), "\u{fffd}");
    let source = path.file_name().map_or(name, |file| file.to_string_lossy().into_owned());
    let mut imported = import_text(&text, &source, format);
    if unreadable > 0 {
        tell_unreadable(&mut imported, &text, encoding, unreadable);
    }
    Ok(imported)
}

/// What a file is by its first bytes, if it is no text.
fn kind(bytes: &[u8]) -> Option<&'static str> {
    let has = |part: &[u8]| bytes.windows(part.len()).take(1 << 16).any(|window| window == part);
    let pdf = bytes.get(..1024.min(bytes.len())).unwrap_or_default();
    if pdf.windows(5).any(|window| window == b"%PDF-") {
        return Some(" PDF");
    }
    if bytes.starts_with(b"PK\x03\x04") {
        return Some(match () {
            () if has(b"word/") => " Word 文档（.docx）",
            () if has(b"xl/") => " Excel 工作簿（.xlsx）",
            () if has(b"ppt/") => " PowerPoint 文稿（.pptx）",
            () if has(b"opendocument.text") => " OpenDocument 文档（.odt）",
            () if has(b"opendocument.spreadsheet") => " OpenDocument 表格（.ods）",
            () if has(b"OFD.xml") => " OFD 版式文件",
            () => "压缩包（.zip）",
        });
    }
    const KINDS: [(&[u8], &str); 16] = [
        (&[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1], "旧版 Office 文件（.doc、.xls）或 WPS 文件"),
        (b"{\\rtf", " RTF 文档"),
        (b"\x89PNG", "图片（PNG）"),
        (&[0xff, 0xd8, 0xff], "图片（JPEG）"),
        (b"GIF8", "图片（GIF）"),
        (b"BM\0\0", "图片（BMP）"),
        (b"II*\0", "图片（TIFF）"),
        (b"MM\0*", "图片（TIFF）"),
        (b"Rar!", "压缩包（.rar）"),
        (b"7z\xbc\xaf\x27\x1c", "压缩包（.7z）"),
        (&[0x1f, 0x8b], "压缩包（.gz）"),
        (b"\x7fELF", "程序"),
        (b"MZ\x90", "程序"),
        (b"%!PS", " PostScript 文件"),
        (b"SQLite format 3\0", "数据库"),
        (b"bplist", "别的程序的数据"),
    ];
    KINDS.iter().find(|(signature, _)| bytes.starts_with(signature)).map(|(_, what)| *what)
}

/// Says how much could not be read, and where, in the report and beside the budget.
fn tell_unreadable(imported: &mut Imported, text: &str, encoding: &str, count: usize) {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let lines: Vec<u32> = (1..)
        .zip(text.split('\n'))
        .filter(|(_, line)| line.contains('\u{fffd}'))
        .map(|(number, _)| number)
        .collect();
    let message = format!(
        "有 {count} 处字节按 {encoding} 读不出来（第 {} 行），已换成“\u{fffd}”；请对照原文改正",
        line_list(&lines)
    );
    let line = lines.first().copied().unwrap_or(0);
    imported.report.notes.push(ImportNote { line, kind: NoteKind::Unreadable, text: message.clone() });
    let key = NoteKey { kind: crate::model::NoteKind::Import, place: String::new(), of: "编码".to_owned() };
    imported.budget.notes.insert(key, Note { text: message, ..Note::default() });
}
