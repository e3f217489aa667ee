//! What of a text the template says otherwise than the text does: it is held as it is, and the rest follows the tables. Known
//! by its words, so that it is found again wherever it is moved to; the day somebody changes them it follows, too.

use std::collections::BTreeSet;

use super::{Writer, Written, write_over};
use crate::calc::Book;
use crate::model::Budget;
use crate::narrative::template::Template;

/// What is held.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Held {
    /// Paragraphs and headings, by their words.
    pub(super) texts: BTreeSet<String>,
    /// Paragraphs that the template has besides: their section, and their position in the template's.
    pub(super) lacking: BTreeSet<(String, usize)>,
    /// Sections that it has besides.
    pub(super) sections: BTreeSet<String>,
}

impl Held {
    /// Whether everything is said as the template says it.
    pub fn is_empty(&self) -> bool {
        self.texts.is_empty() && self.lacking.is_empty() && self.sections.is_empty()
    }

    /// Whether a paragraph or heading is held.
    pub fn has(&self, text: &str) -> bool {
        self.texts.contains(text)
    }
}

/// Writes the narrative of a budget over what is there, but for what is held.
pub fn write_beside(template: &Template, book: &Book<'_>, held: &Held) -> Written {
    let budget: &Budget = book.budget;
    write_over(template, book, &budget.narrative, None, held)
}

impl Writer<'_, '_> {
    /// Notes how a paragraph that was there is written now.
    pub(super) fn compare(&mut self, was: &str, now: &str) {
        if was != now {
            self.written.otherwise.texts.insert(was.to_owned());
        }
    }

    /// Notes a paragraph that the text does not have; whether it stays so.
    pub(super) fn lacks(&mut self, at: usize) -> bool {
        let place = (self.section.key.clone(), at);
        let is_held = self.held.lacking.contains(&place);
        self.written.otherwise.lacking.insert(place);
        is_held
    }
}
