//! What people remarked on a budget (批注), as a report tells it.

use std::fmt;

use serde::Serialize;

use super::named::place_name;
use crate::calc::Book;
use crate::exchange::RECOGNISED;
use crate::model::{CellAddress, Note, NoteKey, NoteKind};
use crate::narrative::Place;
use crate::session::{Passage, commented};

/// What somebody remarked on a cell or on a paragraph.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ReportedComment {
    /// The place: a cell's address, or one in the text.
    pub place: String,
    /// The same as people say it.
    pub name: String,
    /// What was remarked.
    pub text: String,
    /// Who did.
    pub by: String,
    /// The day.
    pub date: String,
    /// Whether the matter is settled.
    pub settled: bool,
    /// The remark that it answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answers: Option<String>,
}

/// What to call the place of a note; `None` where it is not there any more.
pub fn note_place(book: &Book<'_>, place: &str) -> Option<String> {
    if let Some(Passage { section, paragraph: Some(paragraph) }) = commented(book.budget, place) {
        return Some(Place::paragraph(section, paragraph).name(book.budget));
    }
    let cell = place.parse::<CellAddress>().ok().filter(|address| book.cell(address).is_some())?;
    Some(place_name(book, Some(&cell), Some(&cell.table)))
}

impl ReportedComment {
    /// All of a budget, place by place, in the order in which they were written there. Those that the program puts on
    /// every figure of a picture are told once, among the notices.
    pub(super) fn all(book: &Book<'_>) -> Vec<Self> {
        let is_own = |note: &Note| note.by.is_empty() && note.text == RECOGNISED;
        let comments = book.budget.notes.iter().filter(|(key, _)| key.kind == NoteKind::Comment);
        comments.filter(|(_, note)| !is_own(note)).map(|(key, note)| Self::of(book, key, note)).collect()
    }

    fn of(book: &Book<'_>, key: &NoteKey, note: &Note) -> Self {
        let gone = || format!("{}（已经不在了）", key.place);
        Self {
            place: key.place.clone(),
            name: note_place(book, &key.place).unwrap_or_else(gone),
            text: note.text.clone(),
            by: note.by.clone(),
            date: note.date.clone(),
            settled: note.settled,
            answers: note.answers().map(str::to_owned),
        }
    }

    /// What it is, and whether it is settled.
    pub fn state(&self) -> &'static str {
        match (&self.answers, self.settled) {
            (Some(_), _) => "答复",
            (None, true) => "已处理",
            (None, false) => "未处理",
        }
    }

    /// What was remarked, signed.
    pub fn words(&self) -> String {
        let signed = format!("{} {}", self.by, self.date);
        match signed.trim() {
            "" => self.text.clone(),
            signed => format!("{}（{signed}）", self.text),
        }
    }
}

impl fmt::Display for ReportedComment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{}] {}：{}", self.state(), self.name, self.words())
    }
}
