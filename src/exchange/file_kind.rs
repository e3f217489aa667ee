//! What a file is, as far as importing and checking go: by its content, and where that is text by its name. Reads none of
//! them for what it says.

use std::path::Path;

use super::source::sniff::{Sniffed, sniff};
use crate::opening::{self, OpeningError};

/// How much of a file tells what it is.
const HEAD: u64 = 64 * 1024;

/// How the names of texts end that are no budgets of this program.
const TEXTS: [&str; 7] = ["md", "markdown", "txt", "html", "htm", "csv", "tsv"];

/// How the names of documents end that a reader takes, or another program makes of such.
pub(super) const DOCUMENTS: [&str; 8] = ["pdf", "doc", "docx", "xls", "xlsx", "et", "wps", "ods"];

/// How a file's name ends, in small letters.
fn ending(path: &Path) -> String {
    path.extension().unwrap_or_default().to_string_lossy().to_lowercase()
}

/// Whether a file is a document to be imported, rather than a budget: by its content, and where that is text by
/// its name. What cannot be looked at is no document.
pub fn is_document(path: &Path) -> bool {
    let named = TEXTS.contains(&ending(path).as_str());
    named
        || opening::beginning(path, HEAD).is_ok_and(|head| {
            !matches!(sniff(&head), Sniffed::Budget | Sniffed::Text | Sniffed::Unknown | Sniffed::Empty)
        })
}

/// What is wrong with a file whose name says that it is a document while its content is text; nothing of any other.
pub fn misnamed(path: &Path) -> Option<String> {
    let ending = ending(path);
    let head = opening::beginning(path, HEAD).ok().filter(|_| DOCUMENTS.contains(&ending.as_str()))?;
    (sniff(&head) == Sniffed::Text)
        .then(|| format!("名称以 .{ending} 结尾，内容却只是文本，不是这种文件，从中没有读出预算"))
}

/// What a file that lies in a folder is, as far as checking goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileKind {
    /// A budget of this program.
    Budget,
    /// A document that a reader takes, or one that would hold a budget if it could be read.
    Document,
    /// Text: a budget's, or anything else.
    Text,
    /// No budget, and why: a picture, an archive, what another program left.
    Other(String),
    /// The system does not let it be looked at, and why.
    Unreadable(String),
}

/// What kind of file it is, by its content; what editors leave beside an open file, by its name.
pub fn file_kind(path: &Path) -> FileKind {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    if name.starts_with("~$") || name.starts_with(".~") {
        return FileKind::Other("这是 Office 打开文件时留下的临时文件".to_owned());
    }
    // The kind of a container stands at its end.
    let bytes = match opening::beginning(path, HEAD) {
        Ok(head) if head.starts_with(b"PK") || head.starts_with(b"\xd0\xcf\x11\xe0") => {
            opening::read(path, opening::DOCUMENT).map(|(bytes, _)| bytes)
        }
        other => other,
    };
    let bytes = match bytes {
        Ok(bytes) => bytes,
        Err(error @ OpeningError::Io(_)) => return FileKind::Unreadable(error.to_string()),
        Err(other) => return FileKind::Other(other.to_string()),
    };
    let kind = sniff(&bytes);
    match kind {
        Sniffed::Budget => FileKind::Budget,
        Sniffed::Text => FileKind::Text,
        // Its name says that it was handed in: cut off or damaged it is not something else that lies there.
        Sniffed::Unknown | Sniffed::Empty if DOCUMENTS.contains(&ending(path).as_str()) => {
            FileKind::Unreadable(kind.advice().map(|advice| advice.to_string()).unwrap_or_default())
        }
        Sniffed::Image | Sniffed::Archive | Sniffed::Presentation | Sniffed::Unknown | Sniffed::Empty => {
            FileKind::Other(kind.advice().map(|advice| advice.to_string()).unwrap_or_default())
        }
        _ => FileKind::Document,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An empty PDF was “not checked”, and a folder with nothing else was in order.
    #[test]
    fn a_document_that_holds_nothing_is_unreadable_and_not_something_else() {
        let folder = tempfile::tempdir().unwrap();
        for (name, content, is_unreadable) in [
            ("空.pdf", &b""[..], true),
            ("坏.PDF", &b"\x01\x02\x03\xff\xfe\x00\x07"[..], true),
            ("空.xlsx", b"", true),
            // What is no document by its name may lie anywhere.
            ("空.log", b"", false),
            ("坏.bin", b"\x01\x02\x03\xff\xfe\x00\x07", false),
            ("~$表.xlsx", b"", false),
        ] {
            let path = folder.path().join(name);
            std::fs::write(&path, content).unwrap();
            let kind = file_kind(&path);
            let found = matches!(kind, FileKind::Unreadable(_));
            assert_eq!(found, is_unreadable, "{name}: {kind:?}");
            assert!(found || matches!(kind, FileKind::Other(_)), "{name}: {kind:?}");
        }
    }
}
