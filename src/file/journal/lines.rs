//! Lines with a checksum: `<16 hex digits> <JSON>`, each checksum going on from the one before, so that
//! a line that was torn, damaged, left out or put elsewhere ends what is read.

use super::disk::Line;
use crate::file::stamp::{FNV, fnv};

/// Makes lines, one after the other.
#[derive(Clone, Copy, Debug)]
pub(super) struct Chain(u64);

impl Default for Chain {
    fn default() -> Self {
        Self(FNV)
    }
}

impl Chain {
    /// The bytes of the next line.
    pub fn line(&mut self, line: &Line) -> Vec<u8> {
        // Keys of maps are strings and no type refuses to be written, so that this cannot fail; if it
        // did, the line would be one that nobody reads.
        let json = serde_json::to_string(line).unwrap_or_default();
        self.0 = fnv(self.0, json.as_bytes());
        format!("{:016x} {json}\n", self.0).into_bytes()
    }
}

/// What was read of a journal.
#[derive(Debug, Default)]
pub(super) struct Read {
    /// The lines up to the first that is not sound.
    pub lines: Vec<Line>,
    /// How many bytes they are.
    pub length: usize,
    /// Whether the line behind them is sound but says what this program does not know.
    pub unknown: bool,
}

/// Reads line after line as long as they are sound.
pub(super) fn read(bytes: &[u8]) -> Read {
    let mut read = Read::default();
    let mut chain = FNV;
    while let Some(rest) = bytes.get(read.length..)
        && let Some(end) = rest.iter().position(|byte| *byte == b'\n')
        && let Some((checksum, json)) = rest.get(..end).and_then(|line| line.split_at_checked(16))
        && let Some(json) = json.strip_prefix(b" ")
    {
        chain = fnv(chain, json);
        if checksum != format!("{chain:016x}").as_bytes() {
            break;
        }
        let Ok(line) = serde_json::from_slice(json) else {
            read.unknown = true;
            break;
        };
        read.lines.push(line);
        read.length += end + 1;
    }
    read
}
