//! What is being typed and was not entered yet: into an open cell, as a comment, as rules, as a reason
//! or a note. It is kept in the
//! journal while it is typed, and put back after a crash, to be entered or given up.

use std::collections::BTreeSet;

use crate::ui::document::{Document, Page, asides};
use crate::ui::table::grid::cell::text_to_edit;

use crate::file::journal::Typed;
use crate::model::CellAddress;
use crate::session::commented;

/// Before the address of a cell on which a comment is being written.
const COMMENT: &str = "批注 ";
/// Before the place of the passage of the text that is being written.
const PASSAGE: &str = "说明 ";
/// Where rules are being written.
const RULES: &str = "自定规则";

/// The cell into which, or, where that is said, as a comment on which something was being typed; `None` where it was
/// no cell.
pub(super) fn cell_of(place: &str) -> Option<(bool, CellAddress)> {
    let (is_comment, cell) = match place.strip_prefix(COMMENT) {
        Some(cell) => (true, cell),
        None => (false, place),
    };
    Some((is_comment, cell.parse().ok()?))
}

/// Says, once for each kind, what was put back and how it is entered.
pub(in crate::ui) fn put_back<'a>(places: impl Iterator<Item = &'a str>) -> BTreeSet<&'static str> {
    let said = places.map(|place| match cell_of(place) {
        _ if place.starts_with(asides::TABLE_NOTE) => "没有写完的表注已经写入，可以撤销",
        _ if asides::kind_of(place).is_some() => "没有写完的理由留着：再豁免那个问题、再选那处增减时接着写",
        Some((false, _)) => "没有录完的格放回了原处，按 Enter 录入，Esc 放弃",
        None if is_passage(place) => "没有写完的那段说明已经打开，可以接着写，Esc 收下",
        Some((true, _)) | None => "没有写完的批注、规则放回了原处",
    });
    said.collect()
}

/// Whether it is a passage of the text.
pub(super) fn is_passage(place: &str) -> bool {
    place.starts_with(PASSAGE)
}

/// What to call it. Of a cell, its column: rows are known by keys that nobody has seen.
pub(super) fn called(place: &str) -> String {
    if let Some(kind) = asides::kind_of(place) {
        return kind.to_owned();
    }
    match cell_of(place) {
        Some((true, cell)) => format!("{COMMENT}{}", cell.column),
        Some((false, cell)) => cell.column.to_string(),
        None => place.to_owned(),
    }
}

impl Document {
    /// All that is being typed and is entered nowhere.
    pub(in crate::ui) fn being_typed(&mut self) -> Vec<Typed> {
        let in_cell = self.typed_in_cell().map(|(address, text)| (address.to_string(), text));
        let comments = self.drafts.comments.iter().filter(|(_, text)| !text.trim().is_empty());
        let comments = comments.map(|(cell, text)| (format!("{COMMENT}{cell}"), text.clone()));
        let passage = self.typed_in_passage().map(|(place, text)| (format!("{PASSAGE}{place}"), text));
        let rules = self.drafts.rules.unsaved().map(|text| (RULES.to_owned(), text.to_owned()));
        let note =
            self.drafts.note.iter().map(|(key, text)| (format!("{}{key}", asides::TABLE_NOTE), text.clone()));
        let asides = self.drafts.asides.iter().map(|(place, text)| (place.clone(), text.clone()));
        in_cell.into_iter().chain(passage).chain(comments).chain(rules).chain(note).chain(asides).collect()
    }

    /// What is being typed in the shown table, where it is not what stands in the cell anyway.
    fn typed_in_cell(&mut self) -> Option<(CellAddress, String)> {
        let address = self.cursor()?;
        let editor = &self.grid()?.editor;
        if !editor.open {
            return None;
        }
        // What an input method has not settled is not typed yet.
        let text = editor.settled_text().to_owned();
        let book = self.book();
        let stands = book.cell(&address).map(|cell| text_to_edit(&cell, self.session.typed_in()));
        (stands.as_ref() != Some(&text)).then_some((address, text))
    }

    /// What to call a place of the text; `None` where it is none.
    pub(super) fn draft_name(&self, place: &str) -> Option<String> {
        self.goal_name(place.strip_prefix(PASSAGE)?)
    }

    /// Puts back what was being typed; says where it was where that cannot be.
    pub(in crate::ui) fn go_on_typing(&mut self, place: &str, text: &str) {
        if place == RULES {
            self.drafts.rules.go_on(text);
            self.look.page = Page::Rules;
            return;
        }
        if let Some(place) = place.strip_prefix(PASSAGE) {
            if !self.go_on_with_passage(place, text) {
                self.file.notices.push(format!("上次没有写完的一段说明没有放回，原来的段落不在了：{text}"));
            }
            return;
        }
        if let Some(table) = place.strip_prefix(asides::TABLE_NOTE) {
            // As leaving the field would have done.
            self.drafts.note = Some((table.into(), text.to_owned()));
            self.look.page = Page::Table(table.into());
            self.commit_note();
            return;
        }
        if asides::kind_of(place).is_some() {
            self.drafts.asides.insert(place.to_owned(), text.to_owned());
            return;
        }
        if let Some(on) = place.strip_prefix(COMMENT)
            && let Some(passage) = commented(self.session.budget(), on)
        {
            self.drafts.comments.insert(on.to_owned(), text.to_owned());
            self.show_passage(passage);
            return;
        }
        let there = cell_of(place).filter(|(_, address)| self.book().cell(address).is_some());
        let Some((is_comment, address)) = there else {
            self.file.notices.push(format!("上次未录完的内容没有放回，原来的格不在了：{text}"));
            return;
        };
        self.show_cell(&address);
        if is_comment {
            self.drafts.comments.insert(address.to_string(), text.to_owned());
            return;
        }
        self.look.wants_keyboard = true;
        let lines = self.takes_lines(&address);
        if let Some(grid) = self.grid() {
            grid.editor.open_with(text.to_owned(), lines);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_being_typed_is_called_by_its_column() {
        for (place, expected) in [
            ("T1!201!支出金额", "支出金额"),
            ("批注 T1!201!支出金额", "批注 支出金额"),
            // Keys of rows are what was printed, blanks and all.
            ("T5!一、 人员 经费!金额", "金额"),
            ("批注 T5!一、 人员 经费!金额", "批注 金额"),
            ("豁免 T1!201!支出金额 T1-平衡 1", "豁免"),
            ("变动原因 T1!201!支出金额 2022", "变动原因"),
            ("表注 T1", "表注"),
            (RULES, RULES),
        ] {
            assert_eq!(called(place), expected, "{place}");
        }
    }
}
