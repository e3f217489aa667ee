//! Names of what is kept beside a file: journals, copies, locks.

use std::fs;
use std::path::{Path, PathBuf};

/// A path by which the same file is always meant, whatever way leads to it.
pub(super) fn real(path: &Path) -> PathBuf {
    fs::canonicalize(path).or_else(|_| std::path::absolute(path)).unwrap_or_else(|_| path.to_owned())
}

/// Now, as part of a file's name.
pub(super) fn date() -> String {
    jiff::Zoned::now().strftime("%Y-%m-%dT%H-%M-%S").to_string()
}
