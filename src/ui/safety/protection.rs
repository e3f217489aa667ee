//! Whether and where the window keeps what is done, and when it last looked at the files that are open.

use std::path::PathBuf;
use std::time::Instant;

/// What the window keeps so that nothing is lost.
#[derive(Default)]
pub(crate) struct Protection {
    /// Whether journals are written at all.
    pub on: bool,
    /// The user's data folder.
    pub data: Option<PathBuf>,
    /// When the files were looked at last.
    pub looked: Option<Instant>,
    /// When locks last gave a sign of life.
    pub renewed: Option<Instant>,
}
