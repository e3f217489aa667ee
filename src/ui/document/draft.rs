//! What is typed into a passage of the text before it is taken: the letters, the caret, what an input method has not settled,
//! and the places that a text leaves to be filled in. It knows no document.

use eframe::egui::text::{CCursor, CCursorRange};

use crate::model::CellAddress;
use crate::narrative::OPEN;
use crate::session::Passage;

/// Where what is typed goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::ui) enum Goal {
    /// It takes the place of a heading or paragraph.
    Instead(Passage),
    /// It becomes a paragraph behind one.
    Behind(Passage),
    /// It becomes a section behind one, or the first.
    Section(Option<usize>),
}

/// A passage that is open.
#[derive(Clone, Debug)]
pub(in crate::ui) struct Writing {
    /// Where it goes.
    pub goal: Goal,
    /// What is typed.
    pub text: String,
    /// What stood there.
    pub before: String,
    /// What is to be selected when it is drawn next: it has just been opened, or something was put in.
    pub select: Option<CCursorRange>,
    /// Where the caret is.
    pub caret: CCursorRange,
    /// What an input method has not settled: it stands at the caret.
    pub composed: String,
    /// Figures that were put in, with the cells they quote.
    pub quoted: Vec<(String, CellAddress)>,
    /// Whether nothing is remembered yet of what was typed in the field.
    pub is_new: bool,
}

impl Writing {
    pub(super) fn new(goal: Goal, text: String, select: CCursorRange) -> Self {
        Self {
            goal,
            before: text.clone(),
            text,
            select: Some(select),
            caret: select,
            composed: String::new(),
            quoted: Vec::new(),
            is_new: true,
        }
    }

    /// The text without what an input method has not settled.
    pub(in crate::ui) fn settled(&self) -> String {
        if self.composed.is_empty() {
            return self.text.clone();
        }
        // The caret is behind it, in it, or it is selected.
        let [from, to] = self.caret.sorted_cursors().map(|cursor| usize::from(cursor.index));
        let length = self.composed.chars().count();
        let places = (to.saturating_sub(length)..=from).rev();
        let whole = places.map(|at| byte(&self.text, at)).find_map(|at| {
            let (before, rest) = self.text.split_at_checked(at)?;
            Some(format!("{before}{}", rest.strip_prefix(self.composed.as_str())?))
        });
        whole.unwrap_or_else(|| self.text.clone())
    }

    /// Puts a figure in that quotes a cell. Behind a letter or a digit, which it would be one word with, a blank is put first.
    pub(in crate::ui) fn quote(&mut self, figure: String, cell: CellAddress) {
        let [from, _] = self.caret.sorted_cursors().map(|cursor| usize::from(cursor.index));
        let before = from.checked_sub(1).and_then(|at| self.text.chars().nth(at));
        let joins = before.is_some_and(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | ','));
        self.insert(&format!("{}{figure}", if joins { " " } else { "" }));
        self.quoted.push((figure, cell));
    }

    /// Puts a text in place of what is selected, or at the caret.
    pub(in crate::ui) fn insert(&mut self, text: &str) {
        let [from, to] = self.caret.sorted_cursors().map(|cursor| usize::from(cursor.index));
        let range = byte(&self.text, from)..byte(&self.text, to);
        self.text.replace_range(range, text);
        let behind = CCursorRange::one(CCursor::new(from + text.chars().count()));
        (self.caret, self.select) = (behind, Some(behind));
    }
}

/// The byte at which the `at`th character begins.
fn byte(text: &str, at: usize) -> usize {
    text.char_indices().nth(at).map_or(text.len(), |(byte, _)| byte)
}

/// The places of a text that are to be filled in, in characters.
pub(in crate::ui) fn open_places(text: &str) -> Vec<(usize, usize)> {
    let mut places = Vec::new();
    let (mut rest, mut from) = (text, 0);
    while let Some((before, behind)) = rest.split_once(OPEN) {
        let start = from + before.chars().count();
        let length = OPEN.chars().count()
            + behind.find('〕').map_or(0, |end| behind.get(..end).map_or(0, |what| what.chars().count() + 1));
        places.push((start, start + length));
        (rest, from) = (behind, start + OPEN.chars().count());
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_to_be_filled_in_are_found_by_their_characters() {
        for (text, expected) in [
            ("用于〔请填写：用途〕。", vec![(2, 10)]),
            ("甲〔请填写：一〕乙〔请填写：二〕", vec![(1, 8), (9, 16)]),
            // One that was broken open is where it begins.
            ("〔请填写", vec![(0, 4)]),
            ("没有", vec![]),
        ] {
            assert_eq!(open_places(text), expected, "{text}");
        }
    }

    #[test]
    fn what_is_not_settled_is_not_entered() {
        let at = |at| CCursorRange::one(CCursor::new(at));
        let passage = Goal::Behind(Passage { section: 0, paragraph: None });
        let mut writing = Writing::new(passage, "公用de经费".to_owned(), at(4));
        writing.composed = "de".to_owned();
        assert_eq!(writing.settled(), "公用经费");
        writing.composed.clear();
        writing.insert("71.38万元");
        assert_eq!(writing.text, "公用de71.38万元经费");
    }
}
