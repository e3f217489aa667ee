use super::*;
use crate::exchange::source::Limits;
use crate::exchange::source::samples::{Xlsx, compound, docx, ods, zipped};
use crate::exchange::source::{word, workbook};

#[test]
fn kinds_are_known_by_content() {
    let zip = |parts: &[(&str, &str)]| zipped(parts);
    let wide = |text: &str| -> Vec<u8> {
        [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect()
    };
    let gb = encoding_rs::GB18030.encode("<html><meta charset=gb2312>部门收支总表").0.into_owned();
    let cases: Vec<(&str, Vec<u8>, Sniffed)> = vec![
        ("pdf", b"%PDF-1.7\n".to_vec(), Sniffed::Pdf),
        ("pdf behind a line", b"\r\n\r\n%PDF-1.4\n%\xe2\xe3".to_vec(), Sniffed::Pdf),
        ("html named pdf", b"<!DOCTYPE html><html>".to_vec(), Sniffed::Html),
        (
            "html of Excel",
            b"\xef\xbb\xbf <html xmlns:o=\"urn:schemas-microsoft-com:office:office\">".to_vec(),
            Sniffed::Html,
        ),
        ("html in GB", gb, Sniffed::Html),
        ("html in UTF-16", wide("<html><table>"), Sniffed::Html),
        ("xhtml", b"<?xml version=\"1.0\"?>\n<!DOCTYPE html><html>".to_vec(), Sniffed::Html),
        ("xlsx", Xlsx::one("").bytes(), Sniffed::Xlsx),
        ("xlsb", zip(&[("xl/workbook.bin", "")]), Sniffed::Xlsb),
        ("ods", ods("", ""), Sniffed::Ods),
        ("odt", zip(&[("mimetype", "application/vnd.oasis.opendocument.text")]), Sniffed::Odt),
        ("docx", docx("", &[]), Sniffed::Docx),
        ("ofd", zip(&[("OFD.xml", "")]), Sniffed::Ofd),
        ("zip", zip(&[("部门预算.pdf", "")]), Sniffed::Archive),
        ("rar", b"Rar!\x1a\x07\x01\0".to_vec(), Sniffed::Archive),
        ("xls", compound("Workbook", b"x"), Sniffed::Xls),
        ("xls of 1995", compound("Book", b"x"), Sniffed::Xls),
        ("doc", compound("WordDocument", b"x"), Sniffed::Doc),
        ("password", compound("EncryptedPackage", b"x"), Sniffed::Encrypted),
        ("rtf", b"{\\rtf1\\ansi".to_vec(), Sniffed::Rtf),
        ("png", b"\x89PNG\r\n\x1a\n\0\0".to_vec(), Sniffed::Image),
        ("jpg", b"\xff\xd8\xff\xe0".to_vec(), Sniffed::Image),
        ("mht", b"MIME-Version: 1.0\nContent-Type: multipart/related".to_vec(), Sniffed::Mhtml),
        (
            "xml of Excel",
            b"<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\">"
                .to_vec(),
            Sniffed::SpreadsheetXml,
        ),
        ("budget", "// 注\n(\n    yusuan: 1,\n".into(), Sniffed::Budget),
        ("markdown", "# 部门预算\n| 项目 | 金额 |\n".into(), Sniffed::Text),
        ("GB text", encoding_rs::GB18030.encode("（单位：万元）").0.into_owned(), Sniffed::Text),
        ("UTF-16 text", wide("收入总计\t1.00"), Sniffed::Text),
        ("text that begins like a bitmap", b"BM of the year".to_vec(), Sniffed::Text),
        ("nothing", Vec::new(), Sniffed::Empty),
        ("noise", vec![0, 1, 2, 3, 0, 0xff, 0xfe, 7], Sniffed::Unknown),
    ];
    for (name, bytes, kind) in cases {
        assert_eq!(sniff(&bytes), kind, "{name}");
    }
}

#[test]
fn broken_downloads_are_known_by_what_is_left() {
    let whole = Xlsx::one("<row><c><v>1</v></c></row>").bytes();
    let part = &whole[..whole.len() * 2 / 3];
    assert_eq!(sniff(part), Sniffed::Xlsx);
    let error = workbook::read(part, &Limits::default()).unwrap_err().to_string();
    assert!(error.contains("不完整"), "{error}");
    // Cut behind the list of streams, which then stands at the file's beginning.
    let whole = compound("WordDocument", &[0; 90_000]);
    assert_eq!(sniff(&whole[..13_000]), Sniffed::Doc);
}

#[test]
fn kinds_that_are_not_read_say_what_to_do() {
    let cases: [(&[u8], &str); 4] = [
        (&compound("WordDocument", b"x"), "另存为 docx"),
        (b"{\\rtf1", "另存为 docx"),
        (&zipped(&[("OFD.xml", "")]), "转换为 PDF"),
        (b"Rar!\x1a\x07", "解压"),
    ];
    for (bytes, advice) in cases {
        for error in [word::read(bytes, &Limits::default()), workbook::read(bytes, &Limits::default())] {
            let error = error.unwrap_err().to_string();
            assert!(error.contains(advice), "{error}");
        }
    }
    let locked = compound("EncryptedPackage", b"x");
    assert_eq!(workbook::read(&locked, &Limits::default()), Err(SourceError::Password));
    assert_eq!(word::read(&locked, &Limits::default()), Err(SourceError::Password));
}
