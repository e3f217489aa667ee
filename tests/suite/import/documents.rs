//! Documents that are no text: the same tables come out of a Word file and of a workbook as of the text.

use std::io::{Cursor, Write as _};

use yusuan::exchange::{Outcome, import_file, import_files_with, import_text, import_with_any, is_document};
use yusuan::schema::{Formats, default_format};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::support::repository;

/// The text of a table with its title and unit.
pub(crate) fn text() -> String {
    std::fs::read_to_string(repository("tests/data/import/cases/unit-above-title.txt")).unwrap()
}

fn zipped(parts: &[(&str, String)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(content.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A Word file: lines with tabs are rows of one table, others are paragraphs.
pub(crate) fn word(text: &str) -> Vec<u8> {
    let paragraph = |text: &str| format!("<w:p><w:r><w:t xml:space=\"preserve\">{text}</w:t></w:r></w:p>");
    let mut body = String::new();
    let mut rows = String::new();
    for line in text.lines().chain([""]) {
        if line.contains('\t') {
            let cells = line.split('\t').map(|cell| format!("<w:tc>{}</w:tc>", paragraph(cell)));
            rows.push_str(&format!("<w:tr>{}</w:tr>", cells.collect::<String>()));
            continue;
        }
        if !rows.is_empty() {
            body.push_str(&format!("<w:tbl>{}</w:tbl>", std::mem::take(&mut rows)));
        }
        body.push_str(&paragraph(line));
    }
    let space = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"";
    zipped(&[("word/document.xml", format!("<w:document {space}><w:body>{body}</w:body></w:document>"))])
}

/// A workbook of one sheet, every line a row.
pub(crate) fn workbook(text: &str) -> Vec<u8> {
    workbook_named("表3", text)
}

/// The same with the sheet's name.
pub(crate) fn workbook_named(name: &str, text: &str) -> Vec<u8> {
    let rows: String = (1..)
        .zip(text.lines())
        .map(|(at, line)| {
            let cells = ('A'..='Z').zip(line.split('\t')).filter(|(_, cell)| !cell.is_empty());
            let cells = cells.map(|(column, cell)| {
                format!("<c r=\"{column}{at}\" t=\"inlineStr\"><is><t>{cell}</t></is></c>")
            });
            format!("<row r=\"{at}\">{}</row>", cells.collect::<String>())
        })
        .collect();
    let main = "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"";
    let relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let list = "http://schemas.openxmlformats.org/package/2006/relationships";
    zipped(&[
        (
            "xl/workbook.xml",
            format!(
                "<workbook {main} xmlns:r=\"{relations}\"><sheets><sheet name=\"{name}\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            format!(
                "<Relationships xmlns=\"{list}\"><Relationship Id=\"r1\" Type=\"{relations}/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>"
            ),
        ),
        ("xl/worksheets/sheet1.xml", format!("<worksheet {main}><sheetData>{rows}</sheetData></worksheet>")),
    ])
}

#[test]
fn a_word_file_and_a_workbook_read_as_their_text_does() {
    let folder = tempfile::tempdir().unwrap();
    let text = text();
    let format = default_format();
    let expected = import_text(&text, "", &format).budget.tables;
    assert!(expected[&"T3".into()].rows().len() > 1, "the text itself is read");
    // Their names lie about what they are.
    for (name, bytes) in [("预算.doc", word(&text)), ("预算.pdf", workbook(&text))] {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        assert!(is_document(&path));
        let imported = import_file(&path, &format).unwrap();
        assert_eq!(imported.budget.tables, expected, "{name}\n{}", imported.report);
    }
}

/// Of several formats the one that reads most is taken, in whatever order they stand.
#[test]
fn the_format_that_reads_most_is_taken() {
    let mut formats = Formats::embedded();
    formats.add_file(&repository("tests/data/formats/示例区-2024-元.ron")).unwrap();
    let read = |path: &str| import_with_any(&repository(path), &formats).unwrap();
    let (imported, format) = read("tests/data/import/示例区-2024.txt");
    assert_eq!((format.id.as_str(), imported.budget.format.as_str()), ("示例区-2024-元", "示例区-2024-元"));
    let (imported, format) = read("tests/data/import/cases/unit-above-title.txt");
    assert_eq!(format.id, default_format().id);
    assert_ne!(imported.report.outcome(), Outcome::Nothing);
}

/// The text of a budget in one file, its tables in another.
#[test]
fn files_that_are_one_budget_are_read_together() {
    let folder = tempfile::tempdir().unwrap();
    let texts = ["第一部分 概况\n\n一、主要职能\n\n负责档案工作。\n", &text()];
    let paths = ["说明.txt", "表格.txt"].map(|name| folder.path().join(name));
    for (path, text) in paths.iter().zip(texts) {
        std::fs::write(path, text).unwrap();
    }
    let format = default_format();
    let (together, _) = import_files_with(&paths, &format).unwrap();
    let alone = import_file(&paths[1], &format).unwrap();
    assert_eq!(together.budget.tables, alone.budget.tables);
    let mut paragraphs = together.budget.narrative.iter().flat_map(|section| &section.paragraphs);
    assert!(paragraphs.any(|text| text.contains("负责档案工作")), "{:?}", together.budget.narrative);
    // Whose a line of the account is.
    assert!(together.report.source.contains("表格.txt（第 6 行起）"), "{}", together.report.source);
    assert_eq!(together.budget.source, "说明.txt、表格.txt");
    assert!(import_files_with(&[], &format).is_err());
}
