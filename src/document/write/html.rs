//! One page of HTML for a browser: no scripts, nothing fetched, readable on a phone and printed with each table's
//! header on every page.

use super::xml::Xml;
use crate::compare::Fate;
use crate::document::{Content, Document, PrintedRow, PrintedTable, TextBlock};

/// How the page looks.
const STYLE: &str = include_str!("page.css");

/// The document as a page.
pub(super) fn write(document: &Document) -> String {
    let mut page = Xml::default();
    page.0.push_str("<!DOCTYPE html>\n");
    page.open("html", &[("lang", "zh-CN")]).open("head", &[]);
    page.leaf("meta", &[("charset", "utf-8")]);
    page.leaf("meta", &[("name", "viewport"), ("content", "width=device-width, initial-scale=1")]);
    page.element("title", &[], &document.title).open("style", &[]);
    page.0.push_str(STYLE);
    page.close("style").close("head").open("body", &[]);
    if !document.cover.is_empty() {
        page.open("header", &[]);
        for line in &document.cover {
            page.element("p", &[], line);
        }
        page.close("header");
        contents(&mut page, document);
    }
    let mut place = 0_usize;
    let mut next = || {
        place += 1;
        anchor(place)
    };
    page.open("main", &[]);
    let (before, behind) = document.text_around();
    write_text(&mut page, before, &mut next);
    for table in &document.tables {
        write_table(&mut page, table, &next());
    }
    write_text(&mut page, behind, &mut next);
    page.close("main").close("body").close("html");
    page.0.push('\n');
    page.0
}

fn write_text(page: &mut Xml, text: &[TextBlock], next: &mut impl FnMut() -> String) {
    for block in text {
        match block {
            TextBlock::Heading(level, title) => {
                let name = format!("h{}", level.clamp(&1, &6));
                page.element(&name, &[("id", &next())], title);
            }
            TextBlock::Paragraph(text) => {
                page.element("p", &[], text);
            }
        }
        page.0.push('\n');
    }
}

fn anchor(place: usize) -> String {
    format!("s{place}")
}

fn contents(page: &mut Xml, document: &Document) {
    page.open("nav", &[]).element("p", &[("class", "title")], "目录").open("ul", &[]);
    for (at, (level, title)) in (1..).zip(document.contents()) {
        page.open("li", &[("class", &format!("l{level}"))]);
        page.element("a", &[("href", &format!("#{}", anchor(at)))], &title).close("li");
    }
    page.close("ul").close("nav");
}

fn write_table(page: &mut Xml, table: &PrintedTable, anchor: &str) {
    page.open("section", &[]).element("h2", &[("id", anchor)], &table.full_title());
    if !table.form_number().is_empty() {
        page.element("p", &[("class", "form")], table.form_number());
    }
    page.open("div", &[("class", "head")]);
    for line in [&table.whose, &table.unit].into_iter().filter(|line| !line.is_empty()) {
        page.element("p", &[], line);
    }
    page.close("div");
    if let Some(picture) = &table.picture {
        // Made by this program: its words are escaped in it.
        page.open("figure", &[]).0.push_str(&picture.svg);
        page.close("figure");
    }
    page.open("div", &[("class", "table")]).open("table", &[]);
    for (name, rows) in [("thead", &table.header), ("tbody", &table.body)] {
        if rows.is_empty() {
            continue;
        }
        page.open(name, &[]);
        rows.iter().for_each(|row| write_row(page, row));
        page.close(name);
    }
    page.close("table").close("div");
    for note in &table.notes {
        page.element("p", &[("class", "note")], note);
    }
    page.close("section");
    page.0.push('\n');
}

fn write_row(page: &mut Xml, row: &PrintedRow) {
    page.open("tr", &[]);
    for cell in &row.cells {
        let (columns, rows) = (cell.columns.to_string(), cell.rows.to_string());
        let indent = format!("padding-left:{}em", cell.indent.saturating_add(1));
        let mut attributes = Vec::new();
        if cell.columns > 1 {
            attributes.push(("colspan", columns.as_str()));
        }
        if cell.rows > 1 {
            attributes.push(("rowspan", rows.as_str()));
        }
        match (cell.content.is_number(), cell.is_total) {
            (true, true) => attributes.push(("class", "n t")),
            (true, false) => attributes.push(("class", "n")),
            (false, true) => attributes.push(("class", "t")),
            (false, false) => {}
        }
        if cell.indent > 0 {
            attributes.push(("style", indent.as_str()));
        }
        if !cell.comment.is_empty() {
            attributes.push(("title", cell.comment.as_str()));
        }
        let name = if row.is_head { "th" } else { "td" };
        match &cell.content {
            Content::Revised(pieces) => {
                page.open(name, &attributes);
                for piece in pieces {
                    match piece.fate {
                        Fate::Kept => page.text(&piece.text),
                        Fate::Gone => page.element("del", &[], &piece.text),
                        Fate::Come => page.element("ins", &[], &piece.text),
                    };
                }
                page.close(name);
            }
            content => drop(page.element(name, &attributes, &content.text())),
        }
    }
    page.close("tr");
    page.0.push('\n');
}
