//! A rule on the tables, whether it is declared in a format or built in: where it is applied, and to what. How it ended, and
//! what is kept of that, this does not know.

use std::sync::Arc;

use super::declared::Declared;
use super::doubted::Doubted;
use super::found::Found;
use super::native::Native;
use super::place::{PlaceOutcome, Places};
use super::verdict::{Finding, RuleHead};
use crate::calc::{Book, Sheet};
use crate::formula::index::Index;

/// A rule on the tables.
#[derive(Clone, Copy)]
pub(super) enum Rule<'a> {
    Declared(&'a Declared),
    Native(&'a Native),
}

/// What rules are applied to.
#[derive(Clone, Copy)]
pub(super) struct Inputs<'a> {
    pub book: Book<'a>,
    pub index: &'a Index,
    pub doubted: &'a Doubted,
}

impl<'a> Rule<'a> {
    pub(super) fn head(self) -> &'a Arc<RuleHead> {
        match self {
            Self::Declared(rule) => &rule.head,
            Self::Native(rule) => &rule.head,
        }
    }

    pub(super) fn places(self, inputs: &Inputs<'_>) -> Vec<Option<usize>> {
        match self {
            Self::Declared(rule) => rule.places(&inputs.book, Some(inputs.index)),
            Self::Native(rule) => rule.places(&inputs.book),
        }
    }

    /// Whether it is applied to some of the rows of its kind only.
    pub(super) fn chooses_rows(self) -> bool {
        matches!(self, Self::Declared(rule) if rule.chooses_rows())
    }

    /// Whether the row at a position is of its kind.
    pub(super) fn is_of_kind(self, inputs: &Inputs<'_>, row: usize) -> bool {
        match self {
            Self::Declared(rule) => rule.is_of_kind(&inputs.book, row),
            Self::Native(rule) => rule.is_of_kind(&inputs.book, row),
        }
    }

    /// The table to whose rows it is applied.
    pub(super) fn sheet<'i>(self, inputs: &Inputs<'i>) -> Option<Sheet<'i>> {
        match self {
            Self::Declared(rule) => rule.sheet(&inputs.book),
            Self::Native(rule) => rule.sheet_of_rows(&inputs.book),
        }
    }

    /// Applies it at one of its [`Rule::places`] in its [`Rule::sheet`].
    pub(super) fn apply<'i>(
        self,
        inputs: &Inputs<'i>,
        at: (Option<Sheet<'i>>, Option<usize>),
        places: &mut Places,
    ) {
        match self {
            Self::Declared(rule) => rule.apply(&inputs.book, Some(inputs.index), at, places),
            Self::Native(rule) => rule.apply(&inputs.book, inputs.index, at, places),
        }
        // That tables are wanting is no matter of their figures.
        if !matches!(self, Self::Native(rule) if rule.is_of_coverage()) {
            places.spare(inputs.doubted);
        }
    }

    /// Why it does not apply where there is nothing to apply it to.
    pub(super) fn nothing(self) -> Option<String> {
        match self {
            Self::Declared(_) => None,
            Self::Native(rule) => rule.nothing().map(str::to_owned),
        }
    }

    pub(super) fn condition(self, inputs: &Inputs<'_>) -> Option<Option<PlaceOutcome>> {
        match self {
            Self::Declared(rule) => rule.condition(&inputs.book, inputs.index),
            Self::Native(_) => None,
        }
    }

    /// A finding of it in words, made by looking again where it was found.
    pub(super) fn tell(self, inputs: &Inputs<'_>, found: &Found) -> Option<Finding> {
        let (row, nth) = found.at();
        let mut places = Places::not_passed();
        let row = row.and_then(|row| usize::try_from(row).ok());
        self.apply(inputs, (self.sheet(inputs), row), &mut places);
        places.into_list().into_iter().find(|place| place.nth == nth)?.split().1
    }
}
