//! docx: paragraphs and tables as they are printed. Automatic numbers are written out, text that was deleted with
//! tracked changes is dropped and said, text boxes stand once, footnotes at the end; headers and footers are left
//! out.
//!
//! Read here and not by a library: those that were tried keep deleted text, lose automatic numbers or joined
//! cells. Knows nothing of budgets.

mod counting;
mod notes;
mod numbering;
mod run;
mod styles;
mod table;

use super::archive::Archive;
use super::package::{linked, links, main_part, part};
use super::sniff::{Sniffed, sniff};
use super::text::ends_as_title;
use super::xml::{Element, Events, tree};
use super::{Block, Document, Kind, Limits, Page, Paragraph, Place, SourceError};
use crate::exchange::words::PICTURE;
use notes::Notes;
use numbering::Numbering;
use run::Fields;
use styles::Styles;

/// Reads a Word file.
///
/// # Errors
/// When it has a password, is damaged, too large, or of a kind that is not read; each says what to do.
pub fn read(bytes: &[u8], limits: &Limits) -> Result<Document, SourceError> {
    match sniff(bytes) {
        Sniffed::Docx => {}
        other => {
            return Err(other.advice().unwrap_or_else(|| {
                SourceError::Unreadable("这不是 Word 文件；请把原文件另存为 docx 后再打开".to_owned())
            }));
        }
    }
    let mut archive = Archive::open(bytes, limits)?;
    let main = main_part(&mut archive, "word/document.xml")?;
    let links = links(&mut archive, &main)?;
    let styles = part(&mut archive, &linked(&links, "styles", &main, "styles.xml"))?;
    let styles = styles.map(|it| Styles::new(&it)).unwrap_or_default();
    let numbering = part(&mut archive, &linked(&links, "numbering", &main, "numbering.xml"))?;
    let numbering = numbering.map(|it| Numbering::new(&it, &styles)).unwrap_or_default();
    let mut reading = Reading {
        styles,
        numbering,
        fields: Fields::default(),
        notes: Notes::default(),
        blocks: Vec::new(),
        line: 0,
        cells: 0,
        limits: *limits,
        carried: String::new(),
        references: Vec::new(),
    };
    let budget = archive.budget();
    let Some(input) = archive.part(&main)? else {
        return Err(SourceError::Unreadable("文件不完整：缺少正文；请重新取得文件后再打开".to_owned()));
    };
    tree(Events::new(input, &main, budget), "w:body", |element| reading.element(&element))?;
    reading.end_carried();
    for (kind, name) in [("footnotes", "w:footnote"), ("endnotes", "w:endnote")] {
        let referred: Vec<String> =
            reading.references.iter().filter(|it| it.0 == name).map(|it| it.1.clone()).collect();
        if referred.is_empty() {
            continue;
        }
        if let Some(list) = part(&mut archive, &linked(&links, kind, &main, &format!("{kind}.xml")))? {
            reading.footnotes(&list, name, &referred)?;
        }
    }
    if archive.has(&linked(&links, "comments", &main, "comments.xml")) {
        reading.notes.comments();
    }
    let page = Page { name: None, size: (0.0, 0.0), blocks: reading.blocks };
    Ok(Document {
        kind: Kind::Word,
        pages: vec![page],
        not_calculated: reading.notes.without_result(),
        notes: reading.notes.into_notes(),
        ..Document::default()
    })
}

/// A document being read.
struct Reading {
    styles: Styles,
    numbering: Numbering,
    fields: Fields,
    notes: Notes,
    blocks: Vec<Block>,
    /// The paragraph at hand, from 1; those in cells count.
    line: u32,
    cells: usize,
    limits: Limits,
    /// Text of paragraphs whose end was deleted: it goes on in the next one.
    carried: String,
    /// Footnotes and endnotes in the order in which the text refers to them.
    references: Vec<(&'static str, String)>,
}

/// A paragraph as it was read.
struct Read {
    text: String,
    heading: Option<u8>,
    line: u32,
    has_picture: bool,
    /// Formulas of its fields that have no result.
    not_calculated: bool,
    /// What stands in its text boxes.
    boxes: Vec<Element>,
}

impl Reading {
    /// Elements that stand for blocks, and those that only hold such.
    fn element(&mut self, element: &Element) -> Result<(), SourceError> {
        match element.name.as_str() {
            "w:p" => {
                if let Some(read) = self.paragraph(element, false) {
                    let place = Place::Line(read.line);
                    let is_shown = read.has_picture && self.stands_below_title();
                    let text = if is_shown && read.text.is_empty() { PICTURE.to_owned() } else { read.text };
                    if !text.trim().is_empty() {
                        self.count()?;
                        let paragraph = Paragraph { text, heading: read.heading, place };
                        self.blocks.push(Block::Paragraph(paragraph));
                    }
                    self.boxes(&read.boxes)?;
                }
            }
            "w:tbl" => {
                self.end_carried();
                let (grids, boxes) = self.table(element)?;
                self.blocks.extend(grids.into_iter().map(Block::Grid));
                self.boxes(&boxes)?;
            }
            "w:sdt" => {
                for content in element.children().filter(|it| it.name == "w:sdtContent") {
                    self.elements(content)?;
                }
            }
            "w:customXml" | "w:ins" | "w:moveTo" | "w:smartTag" => self.elements(element)?,
            "w:del" | "w:moveFrom" => self.notes.deleted(&element.text(), self.line + 1),
            "mc:AlternateContent" => {
                if let Some(chosen) = run::chosen(element) {
                    self.elements(chosen)?;
                }
            }
            "w:altChunk" => self.notes.embedded(self.line + 1),
            _ => {}
        }
        Ok(())
    }

    fn elements(&mut self, of: &Element) -> Result<(), SourceError> {
        of.children().try_for_each(|child| self.element(child))
    }

    /// What stands in text boxes, behind the paragraph at which they hang.
    fn boxes(&mut self, boxes: &[Element]) -> Result<(), SourceError> {
        let (carried, fields) = (std::mem::take(&mut self.carried), std::mem::take(&mut self.fields));
        for content in boxes {
            self.elements(content)?;
            self.end_carried();
        }
        (self.carried, self.fields) = (carried, fields);
        Ok(())
    }

    /// Whether the title of a table stands right above: a picture may show the whole table.
    fn stands_below_title(&self) -> bool {
        matches!(self.blocks.last(), Some(Block::Paragraph(last)) if ends_as_title(&last.text))
    }

    /// Text that waits for a next paragraph where none comes.
    fn end_carried(&mut self) {
        let text = std::mem::take(&mut self.carried);
        if !text.trim().is_empty() {
            let place = Place::Line(self.line.max(1));
            self.blocks.push(Block::Paragraph(Paragraph { text, heading: None, place }));
        }
    }

    fn count(&mut self) -> Result<(), SourceError> {
        self.cells += 1;
        if self.cells > self.limits.cells {
            return Err(SourceError::TooLarge(format!("段落和单元格超过 {} 个", self.limits.cells)));
        }
        Ok(())
    }

    /// A paragraph; nothing where its end was deleted, so that it goes on in the next one.
    fn paragraph(&mut self, element: &Element, in_cell: bool) -> Option<Read> {
        self.line = self.line.saturating_add(1);
        let properties = element.child("w:pPr");
        let style = properties.and_then(|it| it.value("w:pStyle"));
        let mark = properties.and_then(|it| it.child("w:rPr"));
        let mut content = run::Content::new(self.styles.is_hidden(style));
        self.runs(element, &mut content);
        if content.deleted_count > 0 {
            self.notes.deleted(&content.deleted, self.line);
        }
        if content.hidden_count > 0 {
            self.notes.hidden(&content.hidden, self.line);
        }
        if content.struck_count > 0 {
            self.notes.struck(&content.struck, self.line);
        }
        if content.pictures > 0 {
            self.notes.picture(self.line);
        }
        for formula in &content.formulas {
            self.notes.not_calculated(formula, self.line);
        }
        let mark_gone = mark.is_some_and(|it| {
            it.child("w:del").is_some()
                || it.child("w:moveFrom").is_some()
                || it.switch("w:vanish") == Some(true)
        });
        if mark_gone && content.boxes.is_empty() {
            self.carried.push_str(&content.text);
            return None;
        }
        let (number_id, level) = self.styles.numbering(properties, style, &self.numbering);
        let mut number = self.numbering.next(number_id.as_deref(), level);
        let indent = if in_cell { styles::indentation(properties) } else { 0 };
        let carried = std::mem::take(&mut self.carried);
        let text = format!("{carried}{}", content.text);
        // A number must not run into figures that follow it.
        if number.ends_with(|it: char| it.is_ascii_alphanumeric() || it == '.')
            && text.starts_with(|it: char| it.is_ascii_digit())
        {
            number.push(' ');
        }
        let text = format!("{}{number}{text}", "　".repeat(indent));
        Some(Read {
            text: text.trim_end().to_owned(),
            heading: self.styles.heading(properties, style),
            line: self.line,
            has_picture: content.pictures > 0,
            not_calculated: !content.formulas.is_empty(),
            boxes: content.boxes,
        })
    }

    /// Footnotes, as paragraphs behind everything else, in the order of the text.
    fn footnotes(&mut self, list: &Element, name: &str, referred: &[String]) -> Result<(), SourceError> {
        let word = if name == "w:footnote" { "注" } else { "尾注" };
        for (at, id) in referred.iter().enumerate() {
            let note = list.children().find(|it| it.name == name && it.attribute("id") == Some(id));
            let Some(note) = note else { continue };
            let first = self.blocks.len();
            self.fields = Fields::default();
            self.elements(note)?;
            self.end_carried();
            if let Some(Block::Paragraph(paragraph)) = self.blocks.get_mut(first) {
                paragraph.text = format!("{word}{}：{}", at + 1, paragraph.text.trim_start());
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
