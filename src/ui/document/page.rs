//! The pages that a budget has in the window.

use crate::model::TableKey;

/// What the middle of the window shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Page {
    /// A table.
    Table(TableKey),
    /// The document's text.
    Narrative,
    /// Text of an imported document that found no place.
    Unplaced,
    /// What was noticed when the file was read or imported.
    Notices,
    /// Rules of one's own, being written.
    Rules,
    /// All comments.
    Comments,
    /// The cells that balanced rounding has adjusted.
    Adjusted,
    /// Lines that the submitted tables suggest.
    Proposals,
    /// The tables as submitted against their lines.
    Reconcile,
    /// Lines that are reckoned by a standard per head.
    Reckoning,
    /// The pages as they will be printed.
    Printing,
    /// Other years or versions beside this one.
    Compare,
}
