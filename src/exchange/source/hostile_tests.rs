//! Damaged and hostile office files: a message or a document, never a panic, and never more than is allowed.

use super::samples::{Xlsx, docx, ods, record, unicode, word_part, words, xls, zipped};
use super::{Limits, SourceError, word, workbook};

/// Numbers that look random and are the same every time.
struct Seeded(u64);

impl Seeded {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % end.max(1) as u64) as usize
    }

    /// Cuts the bytes, or flips some bits of them.
    fn damage(&mut self, bytes: &mut Vec<u8>) {
        if self.below(4) == 0 {
            bytes.truncate(self.below(bytes.len()));
        }
        for _ in 0..1 + self.below(8) {
            let at = self.below(bytes.len());
            let bit = self.below(8);
            if let Some(byte) = bytes.get_mut(at) {
                *byte ^= 1 << bit;
            }
        }
    }
}

const LIMITS: Limits = Limits { bytes: 4 << 20, pages: 50, cells: 5_000 };

fn read_all(bytes: &[u8]) {
    let _ = workbook::read(bytes, &LIMITS);
    let _ = word::read(bytes, &LIMITS);
}

fn sheet() -> String {
    r#"<cols><col min="2" max="3" hidden="1"/></cols><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" s="1"><f t="shared" si="0">A2</f><v>1.5</v></c></row><row><c><v>2</v></c><c t="inlineStr"><is><t>甲</t></is></c></row></sheetData><mergeCells><mergeCell ref="A1:B1"/></mergeCells>"#.to_owned()
}

fn workbook_file() -> Vec<u8> {
    let formats = vec!["_ * #,##0.00_ ;_ * \"-\"??_ "];
    let strings = "<si><t>合计</t></si>";
    Xlsx { sheets: vec![("表", "visible", sheet())], strings, formats, ..Xlsx::default() }.bytes()
}

fn old_workbook_file() -> Vec<u8> {
    let strings = [vec![2, 0, 0, 0, 2, 0, 0, 0], unicode("合计", true), unicode("其中", true)].concat();
    let globals = [
        record(0x041e, &[words(&[164]), unicode("0.00_ ", true)].concat()),
        record(0x00e0, &words(&[0, 164, 0, 0, 0, 0, 0, 0, 0, 0])),
        record(0x00fc, &strings),
    ];
    let sheet = [
        record(0x0208, &words(&[0, 0, 3, 0, 0, 0, 0x20, 0])),
        record(0x007d, &words(&[0, 0, 100, 0, 1, 0])),
        record(0x00fd, &words(&[0, 0, 0, 1, 0])),
        record(0x00bd, &words(&[1, 0, 0, 1, 2, 0, 3, 4, 1])),
        record(0x0006, &words(&[2, 0, 0, 0, 0, 0, 0xffff, 0, 0, 0, 0])),
        record(0x0207, &unicode("文", true)),
        record(0x00e5, &words(&[1, 0, 1, 0, 1])),
    ];
    xls(&globals.concat(), &sheet.concat())
}

const TABLES: &str = r#"<table:table table:name="表"><table:table-row table:number-rows-repeated="2"><table:table-cell table:number-columns-spanned="2" office:value-type="float" office:value="1"><text:p>1.00</text:p></table:table-cell></table:table-row></table:table>"#;

const BODY: &str = r#"<w:p><w:pPr><w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t>甲</w:t></w:r></w:p><w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="2"/><w:vMerge/></w:tcPr><w:p/></w:tc></w:tr></w:tbl>"#;

fn word_file() -> Vec<u8> {
    let list = r#"<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="1"><w:start w:val="3"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1.%2、"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>"#;
    docx(BODY, &[("word/numbering.xml", &word_part("numbering", list))])
}

#[test]
fn damaged_files_never_panic() {
    let files = [workbook_file(), old_workbook_file(), ods("", TABLES), word_file()];
    for (kind, whole) in files.iter().enumerate() {
        let mut seeded = Seeded(0x9e37_79b9 + kind as u64);
        for _ in 0..200 {
            let mut bytes = whole.clone();
            seeded.damage(&mut bytes);
            read_all(&bytes);
        }
        for length in 0..whole.len().min(600) {
            read_all(&whole[..length]);
        }
    }
}

/// A zip's checksum finds most damage; here it is done before the zip is made.
#[test]
fn damaged_parts_never_panic() {
    let parts: [(&str, String); 3] = [
        ("xl/workbook.xml", sheet()),
        ("content.xml", TABLES.to_owned()),
        ("word/document.xml", BODY.to_owned()),
    ];
    let mut seeded = Seeded(42);
    for (kind, part) in &parts {
        for _ in 0..200 {
            let mut bytes = part.clone().into_bytes();
            seeded.damage(&mut bytes);
            let part = String::from_utf8_lossy(&bytes);
            match *kind {
                "content.xml" => read_all(&ods("", &part)),
                "word/document.xml" => read_all(&docx(&part, &[])),
                _ => {
                    let sheets = vec![("表", "visible", part.into_owned())];
                    read_all(&Xlsx { sheets, ..Xlsx::default() }.bytes());
                }
            }
        }
    }
}

#[test]
fn what_unpacks_to_too_much_is_refused() {
    let too_large = |result: Result<super::Document, SourceError>, name: &str| {
        assert!(matches!(result, Err(SourceError::TooLarge(_))), "{name}: {result:?}");
    };
    let blanks = " ".repeat(5 << 20);
    let book = Xlsx::one(&blanks).bytes();
    assert!(book.len() < 100_000);
    too_large(workbook::read(&book, &LIMITS), "blanks in a sheet");
    let letters = "甲".repeat(4 << 20);
    too_large(workbook::read(&ods("", &letters), &LIMITS), "a long text in ods");
    too_large(word::read(&docx(&blanks, &[]), &LIMITS), "blanks in docx");
    let deep = "<w:p>".repeat(1_000);
    too_large(word::read(&docx(&deep, &[]), &LIMITS), "elements in elements");
    let cell = r#"<table:table-row table:number-rows-repeated="1000000"><table:table-cell table:number-columns-repeated="10000" office:value-type="float" office:value="1"><text:p>1</text:p></table:table-cell></table:table-row>"#;
    let table = format!(r#"<table:table table:name="表">{cell}</table:table>"#);
    too_large(workbook::read(&ods("", &table), &LIMITS), "cells repeated");
    let strings = format!("<si><t>{}</t></si>", "甲".repeat(2_000));
    let cells: String = (0..1_000).map(|_| r#"<c t="s"><v>0</v></c>"#).collect();
    let book = Xlsx { strings: &strings, ..Xlsx::one(&format!("<row>{cells}</row>")) };
    too_large(workbook::read(&book.bytes(), &LIMITS), "one long text in many cells");
    let blanks = r#"<text:s text:c="1000"/>"#.repeat(9_000);
    let row = format!(
        r#"<table:table-row><table:table-cell><text:p>{blanks}</text:p></table:table-cell></table:table-row>"#
    );
    too_large(
        workbook::read(&ods("", &format!("<table:table>{row}</table:table>")), &LIMITS),
        "blanks counted",
    );
    let sheets = (0..60).map(|_| ("表", "visible", String::new())).collect();
    too_large(workbook::read(&Xlsx { sheets, ..Xlsx::default() }.bytes(), &LIMITS), "sheets");
    too_large(workbook::read(&vec![0; 5 << 20], &LIMITS), "the file itself");
}

#[test]
fn a_thousand_scattered_cells_are_no_table() {
    let rows: String = (0..3_000u32)
        .map(|at| {
            format!(r#"<row r="{}"><c r="{}"><v>1</v></c></row>"#, at * 300 + 1, name(at * 5, at * 300 + 1))
        })
        .collect();
    let result = workbook::read(&Xlsx::one(&rows).bytes(), &LIMITS);
    assert!(matches!(result, Err(SourceError::TooLarge(_))), "{result:?}");
}

fn name(column: u32, row: u32) -> String {
    let mut letters = String::new();
    let mut left = column + 1;
    while left > 0 {
        letters.insert(0, char::from(b'A' + ((left - 1) % 26) as u8));
        left = (left - 1) / 26;
    }
    format!("{letters}{row}")
}

#[test]
fn numbers_that_run_away_are_held() {
    let list = r#"<w:abstractNum w:abstractNumId="0"><w:numStyleLink w:val="s"/><w:lvl w:ilvl="8"><w:start w:val="99999999999"/><w:numFmt w:val="lowerRoman"/><w:lvlText w:val="%9%8%9%"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>"#;
    let styles = r#"<w:style w:type="numbering" w:styleId="s"><w:basedOn w:val="s"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>"#;
    let paragraph =
        r#"<w:p><w:pPr><w:numPr><w:ilvl w:val="4000000000"/><w:numId w:val="1"/></w:numPr></w:pPr></w:p>"#;
    let wide = r#"<w:tbl><w:tr><w:trPr><w:gridBefore w:val="999999999"/></w:trPr><w:tc><w:tcPr><w:gridSpan w:val="99999999999999999999"/></w:tcPr><w:p><w:r><w:t>甲</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"#;
    let body = [paragraph, paragraph, wide].concat();
    let parts = [
        ("word/numbering.xml", &*word_part("numbering", list)),
        ("word/styles.xml", &word_part("styles", styles)),
    ];
    let document = word::read(&docx(&body, &parts), &LIMITS).unwrap();
    assert_eq!(super::samples::grids(&document)[0].columns, 1);
}

#[test]
fn archives_that_are_no_documents_say_so() {
    for parts in [
        vec![("xl/workbook.xml", "")],
        vec![("xl/workbook.xml", "<workbook")],
        vec![("word/document.xml", "<a></b>")],
    ] {
        let bytes = zipped(&parts);
        let error = if parts[0].0.starts_with("xl") {
            workbook::read(&bytes, &LIMITS)
        } else {
            word::read(&bytes, &LIMITS)
        };
        assert!(matches!(error, Err(SourceError::Unreadable(_))), "{error:?}");
    }
}
