//! A Word file: headings and contents that Word numbers, tables whose header stands on every page, upright and wide
//! pages. Written here and not by a library: the one there is cannot repeat a header.

mod body;
mod pages;
mod remarks;
mod run;
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
const PARTS: [(&str, &str); 5] = [
    ("document", "document.main"),
    ("styles", "styles"),
    ("footer", "footer"),
    ("fontTable", "fontTable"),
    ("settings", "settings"),
];
const LINKS: [(&str, &str); 4] = [
    ("styles", "styles.xml"),
    ("footer", "footer.xml"),
    ("fontTable", "fontTable.xml"),
    ("settings", "settings.xml"),
];

/// The fonts that official documents are set in, and what stands in where one is not installed.
const FONTS: [(&str, &str); 4] = [
    ("方正小标宋简体", "华文中宋,SimSun,Noto Serif CJK SC"),
    ("仿宋_GB2312", "仿宋,FangSong,Noto Serif CJK SC"),
    ("楷体_GB2312", "楷体,KaiTi,Noto Serif CJK SC"),
    ("黑体", "SimHei,Noto Sans CJK SC"),
];

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
        ("_rels/.rels", package_relations()),
        ("docProps/core.xml", properties(&document.title)),
        ("word/_rels/document.xml.rels", relations(&links)),
        ("word/styles.xml", STYLES.to_owned()),
        ("word/footer.xml", footer()),
        ("word/fontTable.xml", fonts()),
        ("word/settings.xml", settings()),
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
    let core = "application/vnd.openxmlformats-package.core-properties+xml";
    xml.leaf("Override", &[("PartName", "/docProps/core.xml"), ("ContentType", core)]);
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

/// Links to the document, and to what is said of it.
fn package_relations() -> String {
    let core = format!("{PACKAGE}/relationships/metadata/core-properties");
    let mut xml = Xml(HEAD.to_owned());
    xml.open("Relationships", &[("xmlns", &format!("{PACKAGE}/relationships"))]);
    let document = format!("{RELATIONS}/officeDocument");
    for (id, kind, target) in
        [("r1", document.as_str(), "word/document.xml"), ("r2", core.as_str(), "docProps/core.xml")]
    {
        xml.leaf("Relationship", &[("Id", id), ("Type", kind), ("Target", target)]);
    }
    xml.close("Relationships");
    xml.0
}

/// What the file says of itself. When it was written is nobody's concern: the same budget gives the same bytes.
fn properties(title: &str) -> String {
    let mut xml = Xml(HEAD.to_owned());
    let of = format!("{PACKAGE}/metadata/core-properties");
    let names = [("xmlns:cp", of.as_str()), ("xmlns:dc", "http://purl.org/dc/elements/1.1/")];
    xml.open("cp:coreProperties", &names);
    xml.element("dc:title", &[], title).element("dc:creator", &[], "yusuan");
    xml.close("cp:coreProperties");
    xml.0
}

/// Which fonts stand in for those that few computers have.
fn fonts() -> String {
    let mut xml = Xml(HEAD.to_owned());
    xml.open("w:fonts", &[("xmlns:w", MAIN)]);
    for (font, instead) in FONTS {
        xml.open("w:font", &[("w:name", font)]).leaf("w:altName", &[("w:val", instead)]).close("w:font");
    }
    xml.close("w:fonts");
    xml.0
}

/// Words are set as Word sets them since 2013, not in the manner of 2007.
fn settings() -> String {
    let mut xml = Xml(HEAD.to_owned());
    xml.open("w:settings", &[("xmlns:w", MAIN)]).open("w:compat", &[]);
    let uri = "http://schemas.microsoft.com/office/word";
    let mode = [("w:name", "compatibilityMode"), ("w:uri", uri), ("w:val", "15")];
    xml.leaf("w:compatSetting", &mode).close("w:compat").close("w:settings");
    xml.0
}

/// The number of the page, in the middle, as in the PDF: - 3 -.
fn footer() -> String {
    let mut xml = Xml(HEAD.to_owned());
    xml.open("w:ftr", &[("xmlns:w", MAIN)]).open("w:p", &[]);
    xml.open("w:pPr", &[]).leaf("w:pStyle", &[("w:val", "Footer")]).close("w:pPr");
    let space = [("xml:space", "preserve")];
    xml.open("w:r", &[]).element("w:t", &space, "- ").close("w:r");
    xml.open("w:fldSimple", &[("w:instr", " PAGE ")]).open("w:r", &[]).element("w:t", &[], "1");
    xml.close("w:r").close("w:fldSimple");
    xml.open("w:r", &[]).element("w:t", &space, " -").close("w:r").close("w:p").close("w:ftr");
    xml.0
}
