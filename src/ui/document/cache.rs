//! What was worked out for a state of the budget and of what is looked at, so that no frame works it out again. Each says
//! for which state it holds; whoever asks makes it anew where that has passed.

use std::collections::BTreeMap;

use super::amounts::Balancing;
use super::seen::{LaidOut, MarksFor, SelectionOf};
use super::unit::SeenPart;
use crate::calc::NowhereLines;
use crate::model::TableKey;
use crate::ui::table::grid::Marks;

/// How income and expenditure stand to each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::ui) enum Balance {
    /// They are equal.
    Even,
    /// They differ, by this much.
    Off(String),
    /// There is no amount yet.
    Nothing,
    /// They are equal, but lines are not in them: which, and how much.
    Left(String),
    /// It is not checked.
    Unknown,
}

/// What was worked out.
#[derive(Default)]
pub(in crate::ui) struct Cache {
    /// The chosen unit's part of the budget, once it was looked at.
    pub(super) part: Option<SeenPart>,
    /// The revision for which it is known which waivers are accepted.
    pub(in crate::ui) accepted_at: Option<u64>,
    /// What the status bar says of the selection, and for which.
    pub(in crate::ui) selection: Option<(SelectionOf, String)>,
    /// How income and expenditure stand to each other, and in which revision.
    pub(in crate::ui) balance: Option<(u64, Balance)>,
    /// Lines that fall into no row of the tables that the balance is about, and for which revision that is known.
    pub(super) nowhere: BTreeMap<TableKey, (u64, NowhereLines)>,
    /// The rounding that is shown.
    pub(super) balancing: Balancing,
    /// The layout of the table shown.
    pub(super) layout: Option<LaidOut>,
    /// The marks in it.
    pub(super) marks: Option<(MarksFor, Marks)>,
}
