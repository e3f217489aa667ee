//! What a journal begins with: which budget, of which file, with which content. Steps are of no concern here.

use std::path::PathBuf;

use super::disk::{CURRENT, Content, Header};
use crate::file::Extras;
use crate::file::process::Process;
use crate::file::stamp::Stamp;
use crate::file::write::to_text;
use crate::model::Budget;

/// What a journal begins with.
#[derive(Debug)]
pub(super) struct Origin {
    pub(super) path: Option<PathBuf>,
    pub(super) base: Content,
    /// The budget's text.
    pub(super) text: String,
    /// Whether no file holds it.
    pub(super) kept: bool,
    /// The check of the first line of the journal that this one goes on from.
    pub(super) follows: Option<String>,
    format: String,
    year: i32,
    department: String,
}

impl Content {
    pub(super) fn of(text: &str) -> Self {
        Self::of_stamp(&Stamp::of(text.as_bytes(), None))
    }

    pub(super) fn of_stamp(stamp: &Stamp) -> Self {
        Self { hash: stamp.content_hash(), length: stamp.length() }
    }
}

impl Origin {
    pub(super) fn new(budget: &Budget, extras: &Extras) -> Self {
        let text = to_text(budget, extras);
        Self {
            path: None,
            base: Content::of(&text),
            text,
            kept: false,
            follows: None,
            format: budget.format.clone(),
            year: budget.year,
            department: budget.department.name.clone(),
        }
    }

    /// The first line of a journal that is begun now.
    pub(super) fn header(&self) -> Header {
        Header {
            journal: CURRENT,
            program: env!("CARGO_PKG_VERSION").to_owned(),
            path: self.path.as_ref().map(|path| path.to_string_lossy().into_owned()),
            base: self.base,
            kept: self.kept,
            opened: Content::of(&self.text),
            format: self.format.clone(),
            year: self.year,
            department: self.department.clone(),
            started: jiff::Zoned::now().strftime("%Y-%m-%dT%H:%M:%S.%9f").to_string(),
            process: Process::this(),
            follows: self.follows.clone(),
        }
    }
}
