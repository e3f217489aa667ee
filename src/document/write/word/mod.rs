//! A Word file: headings and contents that Word numbers, tables whose header stands on every page, upright and wide
//! pages. Written here and not by a library: the one there is cannot repeat a header.

mod body;
mod pages;
mod remarks;
mod table;

use std::io::{self, Cursor, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::xml::Xml;
use crate::document::Document;

const STYLES: &str = include_str!("styles.xml");
const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
const MAIN: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
const WORD: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml";

/// The parts that every file has, by name and type, and what the body links to.
const PARTS: [(&str, &str); 3] = [("document", "document.main"), ("styles", "styles"), ("footer", "footer")];
const LINKS: [(&str, &str); 2] = [("styles", "styles.xml"), ("footer", "footer.xml")];

/// The document as a Word file.
pub(super) fn write(document: &Document) -> io::Result<Vec<u8>> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    // The date of every part is the container's first: the same budget gives the same bytes.
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    let remarks = remarks::Remarks::default();
    let body = body::write(document, &remarks);
    let written = remarks.written();
    let (mut parts, mut links) = (PARTS.to_vec(), LINKS.to_vec());
    if written.is_some() {
        parts.push(("comments", "comments"));
        links.push(("comments", "comments.xml"));
    }
    let of_remarks = written.map(|written| ("word/comments.xml", written));
    let all = [
        ("[Content_Types].xml", types(&parts)),
        ("_rels/.rels", relations(&[("officeDocument", "word/document.xml")])),
        ("word/_rels/document.xml.rels", relations(&links)),
        ("word/styles.xml", STYLES.to_owned()),
        ("word/footer.xml", footer()),
        ("word/document.xml", format!("{HEAD}{body}")),
    ];
    for (name, content) in all.into_iter().chain(of_remarks) {
        zip.start_file(name, options)?;
        zip.write_all(content.as_bytes())?;
    }
    Ok(zip.finish()?.into_inner())
}

fn types(parts: &[(&str, &str)]) -> String {
    let mut xml = Xml(HEAD.to_owned());
    xml.open("Types", &[("xmlns", &format!("{PACKAGE}/content-types"))]);
    xml.leaf(
        "Default",
        &[("Extension", "rels"), ("ContentType", "application/vnd.openxmlformats-package.relationships+xml")],
    );
    xml.leaf("Default", &[("Extension", "xml"), ("ContentType", "application/xml")]);
    for (part, kind) in parts {
        let (part, kind) = (format!("/word/{part}.xml"), format!("{WORD}.{kind}+xml"));
        xml.leaf("Override", &[("PartName", &part), ("ContentType", &kind)]);
    }
    xml.close("Types");
    xml.0
}

/// Links to other parts, in the order in which they are numbered: `r1`, `r2`.
fn relations(of: &[(&str, &str)]) -> String {
    let mut xml = Xml(HEAD.to_owned());
    xml.open("Relationships", &[("xmlns", &format!("{PACKAGE}/relationships"))]);
    for (number, (kind, target)) in (1..).zip(of) {
        let (id, kind) = (format!("r{number}"), format!("{RELATIONS}/{kind}"));
        xml.leaf("Relationship", &[("Id", &id), ("Type", &kind), ("Target", target)]);
    }
    xml.close("Relationships");
    xml.0
}

/// The number of the page, in the middle.
fn footer() -> String {
    let mut xml = Xml(HEAD.to_owned());
    xml.open("w:ftr", &[("xmlns:w", MAIN)]).open("w:p", &[]);
    xml.open("w:pPr", &[]).leaf("w:pStyle", &[("w:val", "Footer")]).close("w:pPr");
    xml.open("w:fldSimple", &[("w:instr", " PAGE ")]).open("w:r", &[]).element("w:t", &[], "1");
    xml.close("w:r").close("w:fldSimple").close("w:p").close("w:ftr");
    xml.0
}
