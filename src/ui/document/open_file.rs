//! The file of an open budget: where it lies, what it looked like when it was last read or written, who holds it, and what
//! is known of how it was read. What stands in it is the session's.

use std::path::PathBuf;

use super::journal::Kept;
use super::not_asked::NotAsked;
use super::origin::Known;
use crate::exchange::Fit;
use crate::file::{Extras, Outside, Stamp};

/// The file of an open budget.
pub struct OpenFile {
    /// Where it lies; `None` for a budget that has not been saved yet.
    pub path: Option<PathBuf>,
    /// Fields of it that this program does not know.
    pub extras: Extras,
    /// What it looked like when it was last read or written.
    pub stamp: Option<Stamp>,
    /// Why it must not be saved over.
    pub read_only: Option<String>,
    /// What the reader is to be told about it.
    pub notices: Vec<String>,
    /// What became of it outside this window, once that was noticed.
    pub outside: Option<Outside>,
    /// The rules that were left out for want of what they speak of.
    pub(in crate::ui) not_asked: Vec<NotAsked>,
    /// How well each format fits its tables, where that was tried.
    pub(in crate::ui) fits: Vec<Fit>,
    /// The documents it was read from.
    pub(in crate::ui) originals: Known,
    /// Where the last file went that was written out of it for others.
    pub(in crate::ui) handed_to: Option<PathBuf>,
    /// Its journal and its lock.
    pub(super) kept: Kept,
}

impl OpenFile {
    /// One of which nothing but its place is known.
    pub(super) fn at(path: Option<PathBuf>) -> Self {
        Self {
            path,
            extras: Extras::default(),
            stamp: None,
            read_only: None,
            notices: Vec::new(),
            outside: None,
            not_asked: Vec::new(),
            fits: Vec::new(),
            originals: Known::None,
            handed_to: None,
            kept: Kept::default(),
        }
    }
}
