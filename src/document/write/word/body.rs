//! The body of a Word file: cover, contents, text, tables, and on which pages they stand.

use super::pages::pages;
use super::remarks::Remarks;
use super::run::run;
use super::table::write_table;
use super::{MAIN, RELATIONS};
use crate::document::paper::Paper;
use crate::document::write::fitting::{self, Fit};
use crate::document::write::xml::Xml;
use crate::document::{Document, TextBlock};

/// The margins of a page of text, and how far its number stands from its edge, in twentieths of a point.
const MARGIN: u32 = 1_247;
const FOOTER: u32 = 851;
/// The same of a page with a table, whose number stands within its margin.
const TABLE_MARGIN: u32 = (fitting::MARGIN * 20.0) as u32;
const TABLE_FOOTER: u32 = 400;

/// How pages are: on which paper, with which margins.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Page {
    paper: Paper,
    has_table: bool,
    /// Whether the first of them is a cover, on which no number stands.
    has_cover: bool,
}

impl Page {
    const OF_TEXT: Self = Self { paper: Paper::USUAL, has_table: false, has_cover: false };
}

/// The whole part; what people remarked on cells is gathered for a part of its own.
pub(super) fn write(document: &Document, remarks: &Remarks) -> String {
    let mut xml = Xml::default();
    xml.open("w:document", &[("xmlns:w", MAIN), ("xmlns:r", RELATIONS)]).open("w:body", &[]);
    for (at, line) in document.cover.iter().enumerate() {
        paragraph(&mut xml, if at == 0 { "CoverFirst" } else { "Cover" }, line);
    }
    if !document.cover.is_empty() {
        contents(&mut xml, document);
    }
    let mut bookmark = 0;
    let (before, (_, behind)) = (document.text_on_own_pages(), document.text_around());
    text(&mut xml, before, &mut bookmark, !document.cover.is_empty());
    let mut page = Page { has_cover: !document.cover.is_empty(), ..Page::OF_TEXT };
    let mut begins = before.is_empty() && document.cover.is_empty();
    for table in &document.tables {
        let fit = Fit::new(table);
        let wanted = Page { paper: fit.paper, has_table: true, has_cover: false };
        if wanted != page && !begins {
            end_section(&mut xml, page);
            begins = true;
        }
        page = wanted;
        text(&mut xml, &table.above, &mut bookmark, !begins);
        heading(
            &mut xml,
            "TableTitle",
            &table.full_title(),
            &mut bookmark,
            !begins && table.above.is_empty(),
        );
        begins = false;
        write_table(&mut xml, table, &fit, remarks);
    }
    if !behind.is_empty() {
        let is_next = page == Page::OF_TEXT;
        if !is_next {
            end_section(&mut xml, page);
            page = Page::OF_TEXT;
        }
        text(&mut xml, behind, &mut bookmark, is_next);
    }
    section(&mut xml, page);
    xml.close("w:body").close("w:document");
    xml.0
}

/// Headings and paragraphs; whether they begin a page.
fn text(xml: &mut Xml, blocks: &[TextBlock], bookmark: &mut usize, breaks: bool) {
    for (at, block) in blocks.iter().enumerate() {
        match block {
            TextBlock::Heading(level, title) => {
                let style = format!("Heading{}", level.clamp(&1, &3));
                heading(xml, &style, title, bookmark, at == 0 && breaks);
            }
            TextBlock::Paragraph(text) => paragraph(xml, "BodyText", text),
        }
    }
}

/// Ends what stands before on its pages; the next page begins with the section.
fn end_section(xml: &mut Xml, page: Page) {
    xml.open("w:p", &[]).open("w:pPr", &[]).leaf("w:pStyle", &[("w:val", "TableText")]);
    // As low as can be: behind a full page it must not take one of its own.
    xml.leaf("w:spacing", &[("w:line", "20"), ("w:lineRule", "exact")]);
    section(xml, page);
    xml.close("w:pPr").close("w:p");
}

/// A paragraph; a line break in its text is one in the document.
fn paragraph(xml: &mut Xml, style: &str, text: &str) {
    xml.open("w:p", &[]).open("w:pPr", &[]).leaf("w:pStyle", &[("w:val", style)]).close("w:pPr");
    run(xml, text);
    xml.close("w:p");
}

/// A heading that the contents lead to.
fn heading(xml: &mut Xml, style: &str, title: &str, bookmark: &mut usize, breaks: bool) {
    *bookmark += 1;
    let (id, name) = (bookmark.to_string(), anchor(*bookmark));
    xml.open("w:p", &[]).open("w:pPr", &[]).leaf("w:pStyle", &[("w:val", style)]);
    if breaks {
        xml.leaf("w:pageBreakBefore", &[]);
    }
    xml.close("w:pPr").leaf("w:bookmarkStart", &[("w:id", &id), ("w:name", &name)]);
    run(xml, title);
    xml.leaf("w:bookmarkEnd", &[("w:id", &id)]).close("w:p");
}

fn anchor(number: usize) -> String {
    format!("_Toc{number:08}")
}

/// The contents as a field that Word fills with the numbers of pages when it is opened; until then, its entries with the
/// pages that were counted.
fn contents(xml: &mut Xml, document: &Document) {
    xml.open("w:p", &[]).open("w:pPr", &[]).leaf("w:pStyle", &[("w:val", "ContentsTitle")]);
    xml.leaf("w:pageBreakBefore", &[]).close("w:pPr");
    run(xml, "目录");
    xml.close("w:p");
    let entries = document.contents();
    let last = entries.len();
    for ((number, page), (level, title)) in (1..).zip(pages(document)).zip(entries) {
        let style = format!("TOC{}", level.clamp(1, 3));
        xml.open("w:p", &[]).open("w:pPr", &[]).leaf("w:pStyle", &[("w:val", &style)]).close("w:pPr");
        if number == 1 {
            field(xml, &[("w:fldCharType", "begin"), ("w:dirty", "true")]);
            instruction(xml, r#" TOC \o "1-3" \h \z \u "#);
            field(xml, &[("w:fldCharType", "separate")]);
        }
        xml.open("w:hyperlink", &[("w:anchor", &anchor(number)), ("w:history", "1")]);
        run(xml, &title);
        xml.open("w:r", &[]).leaf("w:tab", &[]).close("w:r");
        field(xml, &[("w:fldCharType", "begin")]);
        instruction(xml, &format!(r" PAGEREF {} \h ", anchor(number)));
        field(xml, &[("w:fldCharType", "separate")]);
        run(xml, &page.to_string());
        field(xml, &[("w:fldCharType", "end")]);
        xml.close("w:hyperlink");
        if number == last {
            field(xml, &[("w:fldCharType", "end")]);
        }
        xml.close("w:p");
    }
}

fn instruction(xml: &mut Xml, text: &str) {
    xml.open("w:r", &[]).element("w:instrText", &[("xml:space", "preserve")], text).close("w:r");
}

fn field(xml: &mut Xml, attributes: &[(&str, &str)]) {
    xml.open("w:r", &[]).leaf("w:fldChar", attributes).close("w:r");
}

/// How the pages of what stands before are.
fn section(xml: &mut Xml, page: Page) {
    let (width, height) = page.paper.twentieths();
    let (margin, footer) = if page.has_table { (TABLE_MARGIN, TABLE_FOOTER) } else { (MARGIN, FOOTER) };
    let [width, height, margin, footer] = [width, height, margin, footer].map(|twips| twips.to_string());
    xml.open("w:sectPr", &[]).leaf("w:footerReference", &[("w:type", "default"), ("r:id", "r2")]);
    let mut size = vec![("w:w", width.as_str()), ("w:h", height.as_str())];
    if page.paper.is_wide {
        size.push(("w:orient", "landscape"));
    }
    xml.leaf("w:pgSz", &size);
    xml.leaf(
        "w:pgMar",
        &[
            ("w:top", &margin),
            ("w:right", &margin),
            ("w:bottom", &margin),
            ("w:left", &margin),
            ("w:header", &footer),
            ("w:footer", &footer),
            ("w:gutter", "0"),
        ],
    );
    if page.has_cover {
        xml.leaf("w:titlePg", &[]);
    }
    xml.close("w:sectPr");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::PrintedTable;

    /// Each entry of the contents asks for the page of a heading that there is, and says it until it is asked.
    #[test]
    fn entries_of_the_contents_lead_to_their_headings() {
        let appendix = TextBlock::Heading(1, "附件：部门预算表".to_owned());
        let text = vec![
            TextBlock::Heading(1, "一、概况".to_owned()),
            TextBlock::Paragraph("某局。".to_owned()),
            appendix.clone(),
        ];
        let table = PrintedTable {
            title: "收支总表".to_owned(),
            widths: vec![80.0],
            above: vec![appendix],
            ..PrintedTable::default()
        };
        let cover = vec!["某局".to_owned()];
        let document = Document { cover, text, tables: vec![table], ..Document::default() };
        let xml = write(&document, &Remarks::default());
        for (number, page) in [(1, 3), (2, 4), (3, 4)] {
            let anchor = anchor(number);
            assert!(
                xml.contains(&format!("<w:bookmarkStart w:id=\"{number}\" w:name=\"{anchor}\"/>")),
                "{xml}"
            );
            let (_, entry) = xml.split_once(&format!(" PAGEREF {anchor} \\h ")).unwrap();
            let (entry, _) = entry.split_once("w:fldCharType=\"end\"").unwrap();
            assert!(entry.contains(&format!(">{page}</w:t>")), "{entry}");
        }
        assert_eq!(xml.matches("PAGEREF").count(), 3);
        // The number of the page stands on all but the cover.
        assert_eq!((xml.matches("<w:sectPr>").count(), xml.matches("<w:titlePg/>").count()), (2, 1));
    }
}
