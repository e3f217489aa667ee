//! Whether and where the window keeps what is done, and when it last looked at the files that are open.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Instant;

use crate::file::journal::Waiting;

/// What the window keeps so that nothing is lost.
#[derive(Default)]
pub(crate) struct Protection {
    /// Whether journals are written at all.
    pub on: bool,
    /// The user's data folder.
    pub data: Option<PathBuf>,
    /// What can be restored of the files that were open last, once that was looked for: as long as the first screen is shown.
    pub waiting: Option<BTreeMap<PathBuf, Waiting>>,
    /// When the files were looked at last.
    pub looked: Option<Instant>,
    /// When locks last gave a sign of life.
    pub renewed: Option<Instant>,
}
