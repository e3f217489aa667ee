//! Small office files for tests, made from the XML and the records that they consist of.

use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::{Block, Document, Grid, Paragraph};

/// A zip of parts.
pub(super) fn zipped(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (name, content) in parts {
        zip.start_file(*name, options).unwrap();
        zip.write_all(content.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
const SHEET: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";

fn relations(of: &[(String, &str, String)]) -> String {
    let of: String = of
        .iter()
        .map(|(id, kind, target)| {
            format!(r#"<Relationship Id="{id}" Type="{RELATIONS}/{kind}" Target="{target}"/>"#)
        })
        .collect();
    format!(r#"<Relationships xmlns="{PACKAGE}">{of}</Relationships>"#)
}

/// An xlsx workbook.
#[derive(Default)]
pub(super) struct Xlsx<'a> {
    /// Name, state, and what stands in the sheet's element.
    pub(super) sheets: Vec<(&'a str, &'a str, String)>,
    /// What stands in the list of shared texts.
    pub(super) strings: &'a str,
    /// Codes of formats; style 0 is General, these follow.
    pub(super) formats: Vec<&'a str>,
    /// More of the workbook's element.
    pub(super) more: &'a str,
    /// More parts.
    pub(super) parts: Vec<(&'a str, &'a str)>,
}

impl Xlsx<'_> {
    /// One sheet of rows.
    pub(super) fn one(rows: &str) -> Self {
        Self { sheets: vec![("表", "visible", format!("<sheetData>{rows}</sheetData>"))], ..Self::default() }
    }

    pub(super) fn bytes(&self) -> Vec<u8> {
        let mut links = vec![
            ("s".to_owned(), "styles", "styles.xml".to_owned()),
            ("t".to_owned(), "sharedStrings", "/xl/sharedStrings.xml".to_owned()),
        ];
        let mut list = String::new();
        let mut parts: Vec<(String, String)> = Vec::new();
        for (at, (name, state, content)) in self.sheets.iter().enumerate() {
            links.push((format!("r{at}"), "worksheet", format!("worksheets/sheet{at}.xml")));
            list += &format!(r#"<sheet name="{name}" sheetId="{at}" state="{state}" r:id="r{at}"/>"#);
            let content =
                format!(r#"<worksheet xmlns="{SHEET}" xmlns:r="{RELATIONS}">{content}</worksheet>"#);
            parts.push((format!("xl/worksheets/sheet{at}.xml"), content));
        }
        let formats: String = (self.formats.iter().enumerate())
            .map(|(at, code)| {
                let code = quick_xml::escape::escape(*code);
                format!(r#"<numFmt numFmtId="{}" formatCode="{code}"/>"#, 164 + at)
            })
            .collect();
        let cells: String =
            (0..self.formats.len()).map(|at| format!(r#"<xf numFmtId="{}"/>"#, 164 + at)).collect();
        parts.extend([
            (
                "[Content_Types].xml".to_owned(),
                "<Types>application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml</Types>"
                    .to_owned(),
            ),
            (
                "_rels/.rels".to_owned(),
                relations(&[("a".to_owned(), "officeDocument", "xl/workbook.xml".to_owned())]),
            ),
            ("xl/_rels/workbook.xml.rels".to_owned(), relations(&links)),
            (
                "xl/workbook.xml".to_owned(),
                format!(
                    r#"<workbook xmlns="{SHEET}" xmlns:r="{RELATIONS}"><sheets>{list}</sheets>{}</workbook>"#,
                    self.more
                ),
            ),
            (
                "xl/styles.xml".to_owned(),
                format!(
                    r#"<styleSheet xmlns="{SHEET}"><numFmts>{formats}</numFmts><cellXfs><xf numFmtId="0"/>{cells}</cellXfs></styleSheet>"#
                ),
            ),
            ("xl/sharedStrings.xml".to_owned(), format!(r#"<sst xmlns="{SHEET}">{}</sst>"#, self.strings)),
        ]);
        let mut all: Vec<(&str, &str)> = parts.iter().map(|(name, part)| (&**name, &**part)).collect();
        all.extend(&self.parts);
        zipped(&all)
    }
}

/// An ods workbook of what stands in its spreadsheet, with styles before it.
pub(super) fn ods(styles: &str, tables: &str) -> Vec<u8> {
    let content = format!(
        r#"<office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x" xmlns:style="s" xmlns:calcext="c"><office:automatic-styles>{styles}</office:automatic-styles><office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"#
    );
    zipped(&[("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", &content)])
}

/// A docx of what stands in its body, with more parts such as `word/numbering.xml`.
pub(super) fn docx(body: &str, more: &[(&str, &str)]) -> Vec<u8> {
    let document = format!(
        r#"<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:v="urn:schemas-microsoft-com:vml" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><w:body>{body}</w:body></w:document>"#
    );
    let mut parts = vec![
        (
            "[Content_Types].xml",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
        ),
        ("word/document.xml", document.as_str()),
    ];
    parts.extend(more);
    zipped(&parts)
}

/// A part of Word's with its namespace.
pub(super) fn word_part(name: &str, content: &str) -> String {
    format!(
        r#"<w:{name} xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">{content}</w:{name}>"#
    )
}

/// A compound file with one stream.
pub(super) fn compound(stream: &str, data: &[u8]) -> Vec<u8> {
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    file.create_stream(stream).unwrap().write_all(data).unwrap();
    file.flush().unwrap();
    file.into_inner().into_inner()
}

/// A record of an xls.
pub(super) fn record(kind: u16, data: &[u8]) -> Vec<u8> {
    let mut record = kind.to_le_bytes().to_vec();
    record.extend(u16::try_from(data.len()).unwrap().to_le_bytes());
    record.extend(data);
    record
}

/// Numbers of two bytes, one behind the other.
pub(super) fn words(words: &[u16]) -> Vec<u8> {
    words.iter().flat_map(|word| word.to_le_bytes()).collect()
}

/// A text of an xls, its length in two bytes or in one.
pub(super) fn unicode(text: &str, long: bool) -> Vec<u8> {
    let units: Vec<u16> = text.encode_utf16().collect();
    let mut data = if long { words(&[units.len() as u16]) } else { vec![units.len() as u8] };
    data.push(1);
    data.extend(words(&units));
    data
}

/// An xls of one sheet with these records; `globals` come before the list of sheets.
pub(super) fn xls(globals: &[u8], sheet: &[u8]) -> Vec<u8> {
    let bof = |kind: u16| record(0x0809, &words(&[0x0600, kind, 0, 0, 0, 0, 0, 0]));
    let name = unicode("表", false);
    let mut stream = bof(5);
    stream.extend(globals);
    let start = stream.len() + 4 + 6 + name.len() + 4;
    let mut listed = u32::try_from(start).unwrap().to_le_bytes().to_vec();
    listed.extend([0, 0]);
    listed.extend(name);
    stream.extend(record(0x0085, &listed));
    stream.extend(record(0x000a, &[]));
    stream.extend(bof(0x10));
    stream.extend(sheet);
    stream.extend(record(0x000a, &[]));
    compound("Workbook", &stream)
}

/// The grids of a document.
pub(super) fn grids(document: &Document) -> Vec<&Grid> {
    let blocks = document.pages.iter().flat_map(|page| &page.blocks);
    blocks.filter_map(|block| if let Block::Grid(grid) = block { Some(grid) } else { None }).collect()
}

/// The paragraphs of a document.
pub(super) fn paragraphs(document: &Document) -> Vec<&Paragraph> {
    let blocks = document.pages.iter().flat_map(|page| &page.blocks);
    blocks.filter_map(|block| if let Block::Paragraph(it) = block { Some(it) } else { None }).collect()
}

/// A grid's cells as lines of `row,column rows×columns state text @place`, without what is usual.
pub(super) fn cells(grid: &Grid) -> Vec<String> {
    let show = |cell: &super::GridCell| {
        let mut line = format!("{},{}", cell.row, cell.column);
        if (cell.row_span, cell.column_span) != (1, 1) {
            line += &format!(" {}×{}", cell.row_span, cell.column_span);
        }
        if cell.state != super::CellState::Printed {
            line += &format!(" {:?}", cell.state);
        }
        line += &format!(" {}", cell.text);
        if let super::Place::Sheet { cell, .. } = &cell.place {
            line += &format!(" @{cell}");
        }
        line
    };
    grid.cells.iter().map(show).collect()
}

/// All notes in one text.
pub(super) fn notes(document: &Document) -> String {
    document.notes.iter().map(|note| format!("{}\n", note.text)).collect()
}
