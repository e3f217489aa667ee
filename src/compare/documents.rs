//! Budgets that were read from a document, beside others: what a document does not print it does not tell, how its words
//! are parted and how wide they are set is its paper's, and its list of contents says nothing of its own.

use std::borrow::Cow;

use crate::calc::{Book, Sheet};
use crate::model::{Budget, Section, Value};
use crate::outline::{self, Level};
use crate::text::squeezed;

/// What the list of contents of a document is called.
const CONTENTS: &str = "目录";

/// Whether of two budgets one was read from a document that the other was not read from: not two versions of what was read
/// once.
fn is_between_documents(one: &Budget, other: &Budget) -> bool {
    (&one.source, &one.originals) != (&other.source, &other.originals)
}

fn is_read(budget: &Budget) -> bool {
    !budget.originals.is_empty() || !budget.source.is_empty()
}

/// Whether a blank in a table of one of some budgets says nothing: no document prints the table, and of this budget alone
/// all that is known was read of one.
pub(super) fn is_untold(books: &[Book<'_>], side: usize, sheet: &Sheet<'_>) -> bool {
    sheet.schema.number.is_none()
        && books.get(side).is_some_and(|book| {
            is_read(book.budget) && books.iter().any(|other| is_between_documents(book.budget, other.budget))
        })
}

/// The sections that say something: a document's contents are its headings once more. The number of a part and its name,
/// on two lines in some documents, are one heading.
pub(super) fn told(narrative: &[Section]) -> Vec<Cow<'_, Section>> {
    let is_told = |section: &&Section| squeezed(&section.title) != CONTENTS;
    let headed = |section| {
        let bare = |section: &&Section| {
            outline::level(&section.title) == Some(Level::Part)
                && outline::unnumbered(&section.title).is_empty()
        };
        let Some((name, rest)) =
            Some(section).filter(bare).and_then(|section| section.paragraphs.split_first())
        else {
            return Cow::Borrowed(section);
        };
        let title = format!("{} {name}", section.title);
        Cow::Owned(Section { key: section.key.clone(), title, paragraphs: rest.to_vec() })
    };
    narrative.iter().filter(is_told).map(headed).collect()
}

/// How texts of two budgets are held against each other.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wording {
    /// Whether one of the two was read from a document.
    is_read: bool,
}

impl Wording {
    /// Of two budgets.
    pub(super) fn of(old: &Budget, new: &Budget) -> Self {
        Self { is_read: is_between_documents(old, new) }
    }

    /// Whether one of the two was read from a document.
    pub(super) fn is_read(self) -> bool {
        self.is_read
    }

    /// A text as it is compared.
    pub(super) fn plain<'a>(&self, text: &'a str) -> Cow<'a, str> {
        if self.is_read { squeezed(text) } else { Cow::Borrowed(text) }
    }

    /// Whether two cells say the same.
    pub(super) fn is_same(&self, old: &Option<Value>, new: &Option<Value>) -> bool {
        let text = |value: &Option<Value>| {
            value.as_ref().and_then(|value| value.text()).map(|text| self.plain(text).into_owned())
        };
        // A cell without a word says what a blank one says.
        let is_none = |value: &Option<Value>| {
            value.is_none() || self.is_read && text(value).is_some_and(|text| text.is_empty())
        };
        old == new || is_none(old) && is_none(new) || text(old).is_some() && text(old) == text(new)
    }
}
