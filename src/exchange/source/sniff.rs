//! What kind of file some bytes are, by what is in them. A name's ending is never asked: a real `.xls` is often
//! xlsx or a web page inside, and WPS's `.et` and `.wps` are what Office writes. Knows containers and first
//! bytes only; whether the inside can be read is found by the readers.

use std::io::Cursor;

use super::SourceError;
use super::archive::Archive;

/// Kinds of files, by content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sniffed {
    /// PDF.
    Pdf,
    /// Excel from 2007 on, whatever its ending.
    Xlsx,
    /// Excel's binary workbook in a zip.
    Xlsb,
    /// Excel up to 2003, and WPS's `.et`.
    Xls,
    /// Excel 2003's workbook in one XML file.
    SpreadsheetXml,
    /// OpenDocument's workbook.
    Ods,
    /// Word from 2007 on.
    Docx,
    /// Word up to 2003, and WPS's `.wps`.
    Doc,
    /// OpenDocument's text.
    Odt,
    /// Word 2003's document in one XML file.
    WordXml,
    /// A web page.
    Html,
    /// A web page with its pictures in one file.
    Mhtml,
    /// Rich text.
    Rtf,
    /// OFD, the domestic form of a fixed page.
    Ofd,
    /// Slides.
    Presentation,
    /// A picture.
    Image,
    /// zip, rar, 7z or gz: files in a file.
    Archive,
    /// An Office file behind a password.
    Encrypted,
    /// A budget of this program.
    Budget,
    /// Plain text or Markdown.
    Text,
    /// No bytes at all.
    Empty,
    /// None of these.
    Unknown,
}

impl Sniffed {
    /// What to do with a file that no reader takes; nothing where one does.
    #[must_use]
    pub fn advice(self) -> Option<SourceError> {
        let text = match self {
            Self::Encrypted => return Some(SourceError::Password),
            Self::Xlsb => "这是二进制工作簿（xlsb）；请用 Excel 或 WPS 打开，另存为 xlsx 后再打开",
            Self::Doc => {
                "这是旧式 Word 文件（doc）；其中已删除的文字会混入正文，不能可靠地读。请用 Word 或 WPS 打开，另存为 docx 后再打开"
            }
            Self::Odt => "这是 OpenDocument 文本（odt）；请用 WPS 或 LibreOffice 打开，另存为 docx 后再打开",
            Self::WordXml => "这是 Word 2003 的 XML 文件；请用 Word 或 WPS 打开，另存为 docx 后再打开",
            Self::Mhtml => {
                "这是单个文件网页（mht）；请用 Word、WPS 或浏览器打开，另存为 docx、xlsx 或 html 后再打开"
            }
            Self::Rtf => "这是 RTF 文件；请用 Word 或 WPS 打开，另存为 docx 后再打开",
            Self::Ofd => {
                "这是 OFD 版式文件；请用 OFD 阅读器或 WPS 转换为 PDF 后再打开，有原来的 Word 或 Excel 文件更好"
            }
            Self::Presentation => "这是演示文稿；请打开其中含表格的原 Excel 或 Word 文件",
            Self::Image => "这是图片，其中没有文字；请打开原来的 Word、Excel 或 PDF 文件",
            Self::Archive => "这是压缩包；请解压后打开其中的文件",
            Self::Empty => "文件是空的；请检查是否下载或拷贝完整",
            Self::Unknown => {
                "认不出是什么文件；能打开的有 PDF、xlsx、xls、et、ods、docx、html、Markdown 和纯文本"
            }
            Self::Pdf
            | Self::Xlsx
            | Self::Xls
            | Self::SpreadsheetXml
            | Self::Ods
            | Self::Docx
            | Self::Html
            | Self::Budget
            | Self::Text => return None,
        };
        Some(SourceError::Unreadable(text.to_owned()))
    }
}

/// First bytes of kinds that are known by them alone.
const MAGIC: [(&[u8], Sniffed); 17] = [
    (b"%PDF-", Sniffed::Pdf),
    (b"{\\rtf", Sniffed::Rtf),
    (b"\x89PNG\r\n\x1a\n", Sniffed::Image),
    (b"\xff\xd8\xff", Sniffed::Image),
    (b"GIF87a", Sniffed::Image),
    (b"GIF89a", Sniffed::Image),
    (b"II*\0", Sniffed::Image),
    (b"MM\0*", Sniffed::Image),
    (b"RIFF", Sniffed::Image),
    (b"\0\0\0\x18ftyphei", Sniffed::Image),
    (b"\0\0\0\x1cftyphei", Sniffed::Image),
    (b"\0\0\0\x20ftyphei", Sniffed::Image),
    (b"Rar!\x1a\x07", Sniffed::Archive),
    (b"7z\xbc\xaf\x27\x1c", Sniffed::Archive),
    (b"\x1f\x8b\x08", Sniffed::Archive),
    (b"BZh", Sniffed::Archive),
    (b"\xfd7zXZ\0", Sniffed::Archive),
];

/// How much of a file is looked at for words; what tells the kind stands at its beginning.
const HEAD: usize = 8 * 1024;

/// What kind of file these bytes are.
#[must_use]
pub fn sniff(bytes: &[u8]) -> Sniffed {
    if bytes.is_empty() {
        return Sniffed::Empty;
    }
    for (magic, kind) in MAGIC {
        if bytes.starts_with(magic) {
            return kind;
        }
    }
    if is_bitmap(bytes) {
        return Sniffed::Image;
    }
    if bytes.starts_with(b"PK") && matches!(bytes.get(2..4), Some(b"\x03\x04" | b"\x05\x06" | b"\x07\x08")) {
        return zip(bytes);
    }
    if bytes.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
        return compound(bytes);
    }
    let head = bytes.get(..HEAD.min(bytes.len())).unwrap_or_default();
    let kind = words(head);
    // Some PDFs have a line of a mail or a server before their own first line.
    if matches!(kind, Sniffed::Text | Sniffed::Unknown)
        && head.get(..1024.min(head.len())).is_some_and(|start| contains(start, b"%PDF-"))
    {
        return Sniffed::Pdf;
    }
    if kind == Sniffed::Text && bytes.contains(&0) && !wide(bytes) {
        return Sniffed::Unknown;
    }
    kind
}

/// A Windows bitmap: its length stands in it, which tells it from a text that begins with BM.
fn is_bitmap(bytes: &[u8]) -> bool {
    let Some([b'B', b'M', a, b, c, d]) = bytes.first_chunk::<6>() else { return false };
    u32::from_le_bytes([*a, *b, *c, *d]) as usize == bytes.len()
}

fn contains(bytes: &[u8], word: &[u8]) -> bool {
    bytes.windows(word.len()).any(|window| window == word)
}

fn wide(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff")
}

/// Kinds of text, by their first words.
fn words(head: &[u8]) -> Sniffed {
    if head.contains(&0) && !wide(head) {
        return Sniffed::Unknown;
    }
    let text = crate::encoding::decode(head).text;
    // The cut may split a character; more than a few unreadable ones are no text.
    let odd = text.chars().filter(|c| *c == '\u{fffd}' || (c.is_control() && !c.is_whitespace())).count();
    if odd * 50 > text.chars().count() + 100 {
        return Sniffed::Unknown;
    }
    let lower = text.trim_start_matches(['\u{feff}']).trim_start().to_ascii_lowercase();
    let has = |word: &str| lower.contains(word);
    if lower.starts_with("<?xml") || lower.starts_with("<?mso-application") {
        if has("urn:schemas-microsoft-com:office:spreadsheet") {
            return Sniffed::SpreadsheetXml;
        }
        if has("office/word/2003/wordml") || has("schemas.microsoft.com/office/2006/xmlpackage") {
            return Sniffed::WordXml;
        }
    }
    if lower.starts_with("mime-version:") || (lower.starts_with("from:") && has("multipart/related")) {
        return Sniffed::Mhtml;
    }
    let page = ["<!doctype html", "<html", "<head", "<body", "<table", "<meta", "<style", "<div", "<title"];
    if page.iter().any(|start| lower.starts_with(start)) || (lower.starts_with('<') && has("<html")) {
        return Sniffed::Html;
    }
    if let Some(body) = after_comments(&lower)
        && body.starts_with('(')
        && (has("yusuan:") || has("yusuan :"))
    {
        return Sniffed::Budget;
    }
    Sniffed::Text
}

/// The text behind RON's attributes and comments of whole lines.
fn after_comments(text: &str) -> Option<&str> {
    let mut rest = text;
    loop {
        rest = rest.trim_start();
        if rest.starts_with("//") || rest.starts_with("#![") {
            rest = rest.split_once('\n')?.1;
        } else if rest.starts_with("/*") {
            rest = rest.split_once("*/")?.1;
        } else {
            return Some(rest);
        }
    }
}

/// What a zip holds.
fn zip(bytes: &[u8]) -> Sniffed {
    let Some(mut archive) = Archive::peek(bytes) else {
        // The list of parts stands at the end and is gone when a download broke off; the parts' own names tell.
        let known: [(&[u8], Sniffed); 5] = [
            (b"xl/", Sniffed::Xlsx),
            (b"word/", Sniffed::Docx),
            (b"opendocument.spreadsheet", Sniffed::Ods),
            (b"ppt/", Sniffed::Presentation),
            (b"OFD.xml", Sniffed::Ofd),
        ];
        let head = bytes.get(..bytes.len().min(1 << 20)).unwrap_or_default();
        return known
            .into_iter()
            .find(|(name, _)| contains(head, name))
            .map_or(Sniffed::Archive, |(_, kind)| kind);
    };
    if let Some(types) = archive.peek_text("[content_types].xml") {
        let types = types.to_ascii_lowercase();
        let main = [
            ("spreadsheetml.sheet.main", Sniffed::Xlsx),
            ("spreadsheetml.template.main", Sniffed::Xlsx),
            ("ms-excel.sheet.macroenabled.main", Sniffed::Xlsx),
            ("ms-excel.template.macroenabled.main", Sniffed::Xlsx),
            ("ms-excel.sheet.binary", Sniffed::Xlsb),
            ("wordprocessingml.document.main", Sniffed::Docx),
            ("wordprocessingml.template.main", Sniffed::Docx),
            ("ms-word.document.macroenabled.main", Sniffed::Docx),
            ("ms-word.template.macroenabledtemplate.main", Sniffed::Docx),
            ("presentationml.", Sniffed::Presentation),
        ];
        // A Word file may hold workbooks and the other way round; those are parts without “main”.
        if let Some((_, kind)) = main.into_iter().find(|(word, _)| types.contains(word)) {
            return kind;
        }
    }
    if let Some(mime) = archive.peek_text("mimetype") {
        if mime.contains("opendocument.spreadsheet") {
            return Sniffed::Ods;
        }
        if mime.contains("opendocument.text") {
            return Sniffed::Odt;
        }
        if mime.contains("opendocument.presentation") {
            return Sniffed::Presentation;
        }
    }
    for (name, kind) in [
        ("xl/workbook.xml", Sniffed::Xlsx),
        ("xl/workbook.bin", Sniffed::Xlsb),
        ("word/document.xml", Sniffed::Docx),
        ("ofd.xml", Sniffed::Ofd),
        ("ppt/presentation.xml", Sniffed::Presentation),
    ] {
        if archive.has(name) {
            return kind;
        }
    }
    match archive.peek_text("content.xml") {
        Some(content) if content.contains("office:spreadsheet") => Sniffed::Ods,
        Some(content) if content.contains("office:text") => Sniffed::Odt,
        _ => Sniffed::Archive,
    }
}

/// What a compound file of old Office holds.
fn compound(bytes: &[u8]) -> Sniffed {
    const KNOWN: [(&str, Sniffed); 6] = [
        ("EncryptedPackage", Sniffed::Encrypted),
        ("WordDocument", Sniffed::Doc),
        ("Workbook", Sniffed::Xls),
        ("Book", Sniffed::Xls),
        ("PowerPoint Document", Sniffed::Presentation),
        ("EncryptionInfo", Sniffed::Encrypted),
    ];
    if let Ok(file) = cfb::CompoundFile::open(Cursor::new(bytes)) {
        // Only at the top: a Word file holds the workbooks put into it deeper down.
        let found = KNOWN.into_iter().find(|(name, _)| file.is_stream(name));
        return found.map_or(Sniffed::Unknown, |(_, kind)| kind);
    }
    // Damaged: the names still stand in it, in UTF-16.
    let found = KNOWN.into_iter().find(|(name, _)| {
        let name: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        contains(bytes, &name)
    });
    found.map_or(Sniffed::Unknown, |(_, kind)| kind)
}

#[cfg(test)]
#[path = "sniff_tests.rs"]
mod tests;
