//! Whether the documents that a budget was read from are still there, by the hash of their content. Reads none of them
//! for what it says.

use std::path::{Path, PathBuf};

use crate::file::content_hash;
use crate::model::Original;
use crate::opening;

/// What became of the documents that a budget was read from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Originals {
    /// It was read from none, or that is not known.
    None,
    /// All are there as they were.
    Here(Vec<PathBuf>),
    /// One is not there, by name.
    Gone(String),
    /// One is there with another content.
    Changed(PathBuf),
}

/// Looks for the documents that a budget was read from, in these folders.
pub fn find(originals: &[Original], folders: &[PathBuf]) -> Originals {
    let mut found = Vec::with_capacity(originals.len());
    for original in originals {
        let there = folders.iter().map(|folder| folder.join(&original.name)).filter(|path| path.is_file());
        let (same, other): (Vec<PathBuf>, Vec<PathBuf>) = there.partition(|path| is_same(original, path));
        match (same.into_iter().next(), other.into_iter().next()) {
            (Some(path), _) => found.push(path),
            (None, Some(path)) => return Originals::Changed(path),
            (None, None) => return Originals::Gone(original.name.clone()),
        }
    }
    if found.is_empty() { Originals::None } else { Originals::Here(found) }
}

/// Looks for them among some files, whatever these are called now.
pub fn among(originals: &[Original], paths: &[PathBuf]) -> Originals {
    let mut found = Vec::with_capacity(originals.len());
    for original in originals {
        match paths.iter().find(|path| is_same(original, path)) {
            Some(path) => found.push(path.clone()),
            None => {
                // The only one that was chosen was meant.
                let meant = paths.first().filter(|_| originals.len() == 1 && paths.len() == 1);
                return meant.map_or_else(
                    || Originals::Gone(original.name.clone()),
                    |path| Originals::Changed(path.clone()),
                );
            }
        }
    }
    if found.is_empty() { Originals::None } else { Originals::Here(found) }
}

fn is_same(original: &Original, path: &Path) -> bool {
    let bytes = opening::read(path, opening::DOCUMENT);
    bytes.is_ok_and(|(bytes, _)| content_hash(&bytes) == original.hash)
}
