//! Lines with checks of their own: `<16 hex digits> <id>.<number> <JSON>`. The check is that of the rest of the line, the
//! id that of the journal, and the number counts the lines: each line is sound or not by itself, whatever became of the
//! others, and what is missing is known to be. The first line stands twice, once as journals of version 1 have it.
//!
//! In version 1 a line is `<16 hex digits> <JSON>`, each check going on from the one before. There too what follows on
//! a damaged line is read: the check that stands before it is enough to go on from.

use super::disk::{Header, Line};
use crate::file::stamp::{FNV, fnv};

/// How many places of a damaged line are looked at for the beginning of another: a damaged line end joins two.
const PLACES: usize = 64;

/// Makes lines, one after the other.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Writer {
    id: u32,
    number: u64,
}

impl Writer {
    /// The first lines of a journal, and what writes the others.
    pub(super) fn begin(header: &Header) -> (Self, Vec<u8>) {
        let line = Line::Header(header.clone());
        let json = json(&line);
        let check = fnv(FNV, json.as_bytes());
        let mut writer = Self { id: short(check), number: 1 };
        let mut bytes = format!("{check:016x} {json}\n").into_bytes();
        bytes.extend(writer.line(&line));
        (writer, bytes)
    }

    /// The bytes of the next line.
    pub(super) fn line(&mut self, line: &Line) -> Vec<u8> {
        let rest = format!("{:08x}.{} {}", self.id, self.number, json(line));
        self.number += 1;
        format!("{:016x} {rest}\n", fnv(FNV, rest.as_bytes())).into_bytes()
    }
}

fn json(line: &Line) -> String {
    // Keys of maps are strings and no type refuses to be written, so that this cannot fail; if it did, the line would
    // be one that nobody reads.
    serde_json::to_string(line).unwrap_or_default()
}

/// The id of a journal, of the check of its first line.
fn short(check: u64) -> u32 {
    (check >> 32) as u32
}

/// A line that was read.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Sound {
    pub line: Line,
    /// Whether something that cannot be read stood right before it.
    pub after_lost: bool,
}

/// What was read of a journal.
#[derive(Debug, Default)]
pub(super) struct Read {
    /// What it begins with, and the check of its first line.
    pub header: Option<(Header, u64)>,
    /// The sound lines behind it.
    pub lines: Vec<Sound>,
    /// How many lines behind it cannot be read.
    pub lost: usize,
    /// Whether the last line was not written to its end.
    pub torn: bool,
    /// Whether there is something between the lines that is none of this journal.
    pub strange: bool,
    /// Whether the first line was read as it was written.
    pub sound_head: bool,
    /// Whether there is a sound line that this program does not understand.
    pub unknown: bool,
}

impl Read {
    /// Whether all of it was read.
    pub(super) fn in_full(&self) -> bool {
        self.header.is_some() && self.sound_head && self.lost == 0 && !self.torn && !self.strange
    }
}

/// A line as it stands there.
#[derive(Clone, Copy)]
struct Raw<'a> {
    check: u64,
    rest: &'a [u8],
}

impl<'a> Raw<'a> {
    fn of(text: &'a [u8]) -> Option<Self> {
        let (check, rest) = text.split_at_checked(16)?;
        let is_hex = check.iter().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        let check = std::str::from_utf8(check).ok().filter(|_| is_hex)?;
        Some(Self { check: u64::from_str_radix(check, 16).ok()?, rest: rest.strip_prefix(b" ")? })
    }

    fn goes_on_from(&self, check: u64) -> bool {
        fnv(check, self.rest) == self.check
    }

    /// The journal's id, the line's number and what it says, if it is a line of version 2.
    fn numbered(&self) -> Option<(u32, u64, &'a [u8])> {
        let space = self.rest.iter().position(|byte| *byte == b' ')?;
        let (mark, json) = self.rest.split_at_checked(space)?;
        let (id, number) = std::str::from_utf8(mark).ok()?.split_once('.')?;
        Some((u32::from_str_radix(id, 16).ok()?, number.parse().ok()?, json.get(1..)?))
    }
}

/// What stands up to the end of a line.
enum Piece<'a> {
    /// A line of version 2.
    Numbered {
        id: u32,
        number: u64,
        json: &'a [u8],
    },
    /// A line of version 1, or the first line of any.
    Plain {
        check: u64,
        json: &'a [u8],
    },
    Unsound,
}

/// Reads every line that is sound.
pub(super) fn read(bytes: &[u8]) -> Read {
    let mut pieces = Pieces::default();
    let mut rest = bytes;
    let mut crlf = false;
    while !rest.is_empty() {
        let end = rest.iter().position(|byte| *byte == b'\n');
        let (text, behind) = rest.split_at_checked(end.unwrap_or(rest.len())).unwrap_or((rest, &[]));
        // A program that makes line ends anew leaves what the line says as it was.
        let bare = text.strip_suffix(b"\r").filter(|_| end.is_some());
        crlf |= bare.is_some();
        pieces.read(bare.unwrap_or(text), end.is_some());
        rest = behind.get(1..).unwrap_or_default();
    }
    let mut read = Read { torn: pieces.torn, strange: crlf, ..Read::default() };
    if pieces.pieces.iter().any(|piece| matches!(piece, Piece::Numbered { .. })) {
        read.numbered(&pieces.pieces);
    } else {
        read.plain(&pieces.pieces);
    }
    read
}

#[derive(Default)]
struct Pieces<'a> {
    pieces: Vec<Piece<'a>>,
    /// The check that stands in the text before, and what it would have to be.
    before: Option<(u64, u64)>,
    torn: bool,
}

impl<'a> Pieces<'a> {
    /// Reads what stands up to the end of a line, or up to the end of all.
    fn read(&mut self, text: &'a [u8], ended: bool) {
        let mut text = text;
        // Where a line end is damaged, two lines are joined; more than a few are no such damage.
        for _ in 0..PLACES {
            if let Some(piece) = self.piece(text) {
                self.pieces.push(piece);
                return;
            }
            let Some((first, second)) = joined(text) else {
                break;
            };
            match self.piece(first) {
                Some(piece) => self.pieces.push(piece),
                None => self.unsound(first, true),
            }
            text = second;
        }
        self.unsound(text, ended);
    }

    fn unsound(&mut self, text: &[u8], ended: bool) {
        let from = self.before.map_or(FNV, |(_, reckoned)| reckoned);
        self.before = Raw::of(text).map(|raw| (raw.check, fnv(from, raw.rest)));
        if ended {
            self.pieces.push(Piece::Unsound);
        } else {
            self.torn = true;
        }
    }

    /// A text as a line, if it is a sound one.
    fn piece(&mut self, text: &'a [u8]) -> Option<Piece<'a>> {
        let raw = Raw::of(text)?;
        let by_itself = raw.goes_on_from(FNV);
        if by_itself && let Some((id, number, json)) = raw.numbered() {
            return Some(Piece::Numbered { id, number, json });
        }
        let goes_on = match self.before {
            Some((stands, reckoned)) => raw.goes_on_from(stands) || raw.goes_on_from(reckoned),
            None => by_itself && self.pieces.is_empty(),
        };
        self.before = goes_on.then_some((raw.check, raw.check)).or(self.before);
        goes_on.then_some(Piece::Plain { check: raw.check, json: raw.rest })
    }
}

impl Read {
    /// Whether nothing at all could be read.
    pub(super) fn is_nothing(&self) -> bool {
        self.header.is_none() && self.lines.is_empty()
    }

    /// Takes lines of version 1.
    fn plain(&mut self, pieces: &[Piece<'_>]) {
        let mut after_lost = false;
        for (at, piece) in pieces.iter().enumerate() {
            match piece {
                Piece::Plain { check, json } if at == 0 => {
                    self.head(json, *check);
                    self.sound_head = self.header.is_some();
                }
                Piece::Plain { json, .. } => after_lost = !self.take(json, after_lost),
                // A head that cannot be read is no step.
                Piece::Numbered { .. } | Piece::Unsound if at == 0 => {}
                Piece::Numbered { .. } | Piece::Unsound => {
                    self.lost += 1;
                    after_lost = true;
                }
            }
        }
    }

    /// Takes numbered lines.
    fn numbered(&mut self, pieces: &[Piece<'_>]) {
        let first = match pieces.first() {
            Some(Piece::Plain { check, json }) => self.head(json, *check),
            _ => false,
        };
        let told = pieces.iter().find_map(|piece| match piece {
            Piece::Numbered { id, .. } => Some(*id),
            _ => None,
        });
        let id = self.header.as_ref().map(|(_, check)| short(*check)).or(told);
        let (mut next, mut again, mut after_lost, mut unsound) = (2, false, false, 0_usize);
        for (at, piece) in pieces.iter().enumerate() {
            match piece {
                Piece::Numbered { id: of, number: 1, json } if Some(*of) == id => {
                    again = self.head(json, fnv(FNV, json));
                }
                Piece::Numbered { id: of, number, json } if Some(*of) == id && *number >= next => {
                    let missing = usize::try_from(number - next).unwrap_or(usize::MAX);
                    self.lost = self.lost.saturating_add(missing);
                    after_lost = !self.take(json, after_lost || missing > 0);
                    next = number.saturating_add(1);
                    self.strange |= unsound > missing;
                    unsound = 0;
                }
                // The first line, which stands twice.
                _ if at == 0 => {}
                // How many are missing is told by the next sound one.
                _ => unsound += 1,
            }
        }
        // Of what stands behind the last sound line, one may be the first line as it stands the second time.
        let head = usize::from(next == 2 && !again);
        self.lost = self.lost.saturating_add(unsound.saturating_sub(head));
        self.sound_head = first && again;
    }

    /// Takes a first line.
    fn head(&mut self, json: &[u8], check: u64) -> bool {
        match serde_json::from_slice(json) {
            Ok(Line::Header(header)) => {
                self.header.get_or_insert((header, check));
                true
            }
            Ok(_) => false,
            Err(_) => {
                self.unknown = true;
                false
            }
        }
    }

    /// Takes a line behind the first; whether it is understood.
    fn take(&mut self, json: &[u8], after_lost: bool) -> bool {
        match serde_json::from_slice(json) {
            Ok(line) => self.lines.push(Sound { line, after_lost }),
            Err(_) => {
                self.unknown = true;
                self.lost += 1;
                return false;
            }
        }
        true
    }
}

/// The two lines that a text is, where what joins them is a damaged line end.
fn joined(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let starts = (1..text.len().saturating_sub(17))
        .filter(|at| text.get(at + 16) == Some(&b' ') && text.get(*at..).and_then(Raw::of).is_some());
    starts.take(PLACES).find_map(|at| {
        let (first, second) = (text.get(..at - 1)?, text.get(at..)?);
        let raw = Raw::of(second)?;
        // What comes behind it may be joined in turn.
        let line = raw.goes_on_from(FNV) && raw.numbered().is_some()
            || Raw::of(first).is_some_and(|before| raw.goes_on_from(before.check))
            || raw.numbered().is_some() && Raw::of(first).is_some_and(|before| before.goes_on_from(FNV));
        line.then_some((first, second))
    })
}
