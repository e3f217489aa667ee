//! What people remarked on cells, as comments of Word: gathered while the body is written, which says only their numbers.

use std::cell::RefCell;

use super::{HEAD, MAIN};
use crate::document::write::xml::Xml;

/// The remarks so far, in the order of their numbers.
#[derive(Default)]
pub(super) struct Remarks(RefCell<Vec<String>>);

impl Remarks {
    /// The number of a remark.
    pub(super) fn take(&self, text: &str) -> String {
        let mut all = self.0.borrow_mut();
        all.push(text.to_owned());
        (all.len() - 1).to_string()
    }

    /// The part that holds them; none where nobody remarked anything.
    pub(super) fn written(&self) -> Option<String> {
        let all = self.0.borrow();
        if all.is_empty() {
            return None;
        }
        let mut xml = Xml(HEAD.to_owned());
        xml.open("w:comments", &[("xmlns:w", MAIN)]);
        for (number, text) in all.iter().enumerate() {
            // Who wrote it stands in its text: a cell may have remarks of several.
            let number = number.to_string();
            xml.open("w:comment", &[("w:id", &number), ("w:author", "批注"), ("w:initials", "批")]);
            for line in text.split('\n') {
                xml.open("w:p", &[]).open("w:r", &[]);
                xml.element("w:t", &[("xml:space", "preserve")], line);
                xml.close("w:r").close("w:p");
            }
            xml.close("w:comment");
        }
        xml.close("w:comments");
        Some(xml.0)
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Read};

    use zip::ZipArchive;

    use crate::document::{Document, PrintedCell, PrintedRow, PrintedTable};

    #[test]
    fn remarks_are_comments_of_word_and_only_where_there_are_any() {
        for (comment, expected) in [("会计：请附<测算表>\n科长：已附", true), ("", false)] {
            let cell =
                PrintedCell { columns: 1, rows: 1, comment: comment.to_owned(), ..PrintedCell::default() };
            let row = PrintedRow { cells: vec![cell], is_head: false };
            let table = PrintedTable { widths: vec![100.0], body: vec![row], ..PrintedTable::default() };
            let document = Document { tables: vec![table], ..Document::default() };
            let mut archive = ZipArchive::new(Cursor::new(super::super::write(&document).unwrap())).unwrap();
            let mut part = |name: &str| {
                let mut text = String::new();
                archive.by_name(name).ok()?.read_to_string(&mut text).ok()?;
                Some(text)
            };
            let written = part("word/comments.xml");
            assert_eq!(written.is_some(), expected);
            assert!(written.is_none_or(|text| text.contains("会计：请附&lt;测算表&gt;</w:t>")));
            for (name, word) in [
                ("word/document.xml", "<w:commentReference w:id=\"0\"/>"),
                ("[Content_Types].xml", "/word/comments.xml"),
                ("word/_rels/document.xml.rels", "comments.xml"),
            ] {
                assert_eq!(part(name).unwrap().contains(word), expected, "{name}");
            }
        }
    }
}
