//! The state of a file on disk, to tell whether somebody else changed it meanwhile.
//!
//! It compares contents, not budgets: a file that was rewritten with the same bytes is unchanged. To look
//! every few seconds, what the system says of a file is enough; before a file is replaced, its content is
//! read, since length and time of another content can be the same (a copy that keeps its time, a clock
//! that was set back).

use std::fs::Metadata;
use std::io;
use std::path::Path;
use std::time::SystemTime;

use crate::opening::{self, OpeningError};

/// Where [`fnv`] begins.
pub(super) const FNV: u64 = 0xcbf2_9ce4_8422_2325;

/// FNV-1a, going on from `hash`: stable over programs and versions, unlike the hashers of the standard
/// library.
pub(super) fn fnv(hash: u64, bytes: &[u8]) -> u64 {
    bytes.iter().fold(hash, |hash: u64, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

/// What the system says of a file beside its length, as far as it says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Seen {
    modified: Option<SystemTime>,
    /// Device and number of the file, and when anything about it changed, which nobody can set.
    #[cfg(unix)]
    change: (u64, u64, i64, i64),
}

impl Seen {
    pub(super) fn of(metadata: &Metadata) -> Self {
        #[cfg(unix)]
        use std::os::unix::fs::MetadataExt;
        Self {
            modified: metadata.modified().ok(),
            #[cfg(unix)]
            change: (metadata.dev(), metadata.ino(), metadata.ctime(), metadata.ctime_nsec()),
        }
    }
}

/// A number that is the same for the same content, in every version of the program.
pub fn content_hash(bytes: &[u8]) -> u64 {
    fnv(FNV, bytes)
}

/// The state of a file when it was read or written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    length: u64,
    seen: Option<Seen>,
    hash: u64,
    /// Whether the content is known to be a budget file that can be read in full.
    sound: bool,
}

/// What became of a file since a [`Stamp`] was taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outside {
    /// It is as it was.
    Unchanged,
    /// Its content is another.
    Changed,
    /// It is gone, or cannot be read any more.
    Gone,
}

impl Stamp {
    /// The stamp of a content.
    pub(super) fn of(bytes: &[u8], seen: Option<Seen>) -> Self {
        Self { length: bytes.len() as u64, seen, hash: fnv(FNV, bytes), sound: false }
    }

    /// The stamp of a file as it is now.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn read(path: &Path) -> io::Result<Self> {
        Ok(read(path)?.1)
    }

    /// The same, of a content that was read in full.
    pub(super) fn sound(self) -> Self {
        Self { sound: true, ..self }
    }

    /// Whether the content is known to be a budget file that can be read in full.
    pub(super) fn is_sound(&self) -> bool {
        self.sound
    }

    /// A number that is the same for the same content.
    pub fn content_hash(&self) -> u64 {
        self.hash
    }

    /// How many bytes.
    pub fn length(&self) -> u64 {
        self.length
    }

    /// Whether the content is the same; the time at which it was written does not count.
    pub fn same_content(&self, other: &Self) -> bool {
        (self.length, self.hash) == (other.length, other.hash)
    }

    /// What became of the file since. Reads it only where the system says something else of it.
    pub fn compare(&self, path: &Path) -> Outside {
        let Ok(metadata) = path.metadata() else {
            return Outside::Gone;
        };
        if metadata.len() == self.length
            && self.seen.is_some_and(|seen| seen.modified.is_some())
            && self.seen == Some(Seen::of(&metadata))
        {
            return Outside::Unchanged;
        }
        match read(path) {
            Ok((_, stamp)) if stamp.same_content(self) => Outside::Unchanged,
            Ok(_) => Outside::Changed,
            Err(_) => Outside::Gone,
        }
    }
}

/// The content of a file, with its stamp.
pub(super) fn read(path: &Path) -> Result<(Vec<u8>, Stamp), OpeningError> {
    let (bytes, seen) = content(path)?;
    let stamp = Stamp::of(&bytes, Some(seen));
    Ok((bytes, stamp))
}

/// The content of a file, with what the system says of it.
pub(super) fn content(path: &Path) -> Result<(Vec<u8>, Seen), OpeningError> {
    let (bytes, metadata) = opening::read(path, opening::BUDGET)?;
    Ok((bytes, Seen::of(&metadata)))
}
