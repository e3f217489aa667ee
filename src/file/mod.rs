//! The budget file: loading, migrating, saving, and saving what can be saved of a damaged one.
//!
//! ```ron
//! (
//!     yusuan: 1,
//!     format: "焦作-2023",
//!     year: 2023,
//!     department: (code: "101", name: "市委办"),
//!     tables: {
//!         "T3": (
//!             coverage: 缺页,
//!             rows: [
//!                 (key: "2013101", kind: "项", text: {"名称": "行政运行"}, amounts: {"工资福利支出": "1234.50"}, stated: {"合计": "2907.50"}),
//!             ],
//!         ),
//!     },
//!     narrative: [
//!     ],
//!     unplaced: [
//!     ],
//! )
//! ```
//!
//! - One row, paragraph or unplaced line is one line, in stable order; what is empty is not written.
//!   Two versions of a budget differ in a text diff only where the budgets differ.
//! - The first field names the program and the version of the layout. An older layout is taken to the
//!   current one step by step (`disk`), a newer one is refused by name. A field that is added without
//!   a new version is unknown to older programs: they report it and keep it ([`Extras`]).
//! - What a cell holds is told without the format: text in `text`, exact amounts, as strings that keep
//!   their scale, in `amounts`; what the document states beside computed cells in `stated`.
//! - A file that cannot be read in full is never overwritten ([`save()`]), and what can be read of it
//!   is shown with the place of what cannot ([`Recovered`]).
//!
//! The module knows the model and asks a format only for what it does not describe. It knows no
//! session, no history and no dialog: when to save, and what to ask before, is for the caller.
//! Comments that somebody wrote into a file are not kept.

pub mod backup;
mod disk;
mod endings;
mod error;
mod extras;
pub mod journal;
mod limits;
pub mod lock;
mod names;
mod notices;
mod places;
mod process;
mod profile;
mod read;
mod recover;
mod replace;
mod save;
mod stamp;
#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;
mod write;

use std::path::Path;
use std::sync::Arc;

pub use endings::{budget_may_end_so, must_end};
pub use error::{LoadError, Position, SaveError};
pub use extras::Extras;
pub(crate) use extras::Owner;
pub use limits::tell_of_limits;
pub use names::beginning;
pub use notices::{Notice, NoticeKind};
pub use places::{config_folder, data_folder, files_in, folders_at_hand, same_file};
pub use process::{Alive, Process};
pub use profile::{profile_exists, profile_text, save_profile};
pub use recover::{Recovered, UnreadableLine};
pub use save::{Replaced, Saved, save, save_keeping, save_since, write_file, write_file_keeping};
pub use stamp::{Outside, Stamp, content_hash};
pub use write::to_text;

use crate::model::Budget;
use crate::schema::{Format, Formats};

/// A budget as it was read from a file.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// The budget, with every fixed row that its format wants.
    pub budget: Budget,
    /// The format of its tables.
    pub format: Arc<Format>,
    /// The fields that this program does not know, to be handed back to [`save()`].
    pub extras: Extras,
    /// What the reader should know about the file.
    pub notices: Vec<Notice>,
    /// The version of the layout in which it was written.
    pub version: u32,
    /// The file's state when it was read.
    pub stamp: Stamp,
    /// Why it must not be saved in its old place, in Chinese; `None` if it may be.
    pub read_only_reason: Option<String>,
}

/// Reads a budget file.
///
/// # Errors
/// When there is no such file, it is damaged, of a newer version, or of a format that is not among
/// `formats`. Of a damaged file the error holds what could be read.
pub fn load(path: &Path, formats: &Formats) -> Result<Loaded, LoadError> {
    let (bytes, seen) = stamp::content(path)?;
    read::load_bytes(&bytes, Some(seen), formats)
}

/// Reads a budget from a file's text.
///
/// # Errors
/// As [`load`].
pub fn from_text(text: &str, formats: &Formats) -> Result<Loaded, LoadError> {
    read::load_bytes(text.as_bytes(), None, formats)
}
