//! A zip of XML parts, read with a bound: what is unpacked is counted as it comes, never taken from what the zip
//! says of itself. Names are found in any case and with either slash. Knows nothing of what the parts mean.

use std::cell::Cell;
use std::collections::HashMap;
use std::io::{BufRead, BufReader, Cursor, Read};
use std::rc::Rc;

use zip::ZipArchive;

use super::{Limits, SourceError};

/// How long one piece of text or one tag of a part may be. A cell of Excel holds 32,767 characters.
pub(super) const PIECE: usize = 8 << 20;

/// What any file may unpack to, however small it is.
const ALWAYS: usize = 32 << 20;

/// A zip and what may still be unpacked of it.
pub(super) struct Archive<'a> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
    names: HashMap<String, usize>,
    budget: Budget,
}

/// What may still be read: of the whole file, and of the piece at hand.
#[derive(Clone, Debug)]
pub(super) struct Budget {
    left: Rc<Cell<usize>>,
    piece: Rc<Cell<usize>>,
    spent: Rc<Cell<bool>>,
}

impl Budget {
    fn new(bytes: usize) -> Self {
        Self {
            left: Rc::new(Cell::new(bytes)),
            piece: Rc::new(Cell::new(0)),
            spent: Rc::new(Cell::new(false)),
        }
    }

    /// A budget of its own for text that is in memory already.
    pub(super) fn of_text(text: &[u8]) -> Self {
        Self::new(text.len())
    }

    /// A piece was taken; the next begins.
    pub(super) fn next_piece(&self) {
        self.piece.set(0);
    }

    /// What a failed reading of a part was: too much, or damage.
    pub(super) fn error(&self, part: &str) -> SourceError {
        if self.spent.get() {
            return SourceError::TooLarge(format!("“{part}”解压后太大，不像是预算文件；请检查文件是否正常"));
        }
        SourceError::Unreadable(format!(
            "文件已损坏：其中的“{part}”读不出来；请用 Excel、Word 或 WPS 打开，另存一份后再打开"
        ))
    }
}

/// A part being unpacked, within the budget.
pub(super) struct Part<R> {
    inner: R,
    budget: Budget,
}

impl<R: Read> Read for Part<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.inner.read(buffer)?;
        let piece = self.budget.piece.get().saturating_add(read);
        match self.budget.left.get().checked_sub(read) {
            Some(left) if piece <= PIECE => {
                self.budget.left.set(left);
                self.budget.piece.set(piece);
                Ok(read)
            }
            _ => {
                self.budget.spent.set(true);
                Err(std::io::Error::other("larger than allowed"))
            }
        }
    }
}

impl<'a> Archive<'a> {
    /// Opens a zip.
    pub(super) fn open(bytes: &'a [u8], limits: &Limits) -> Result<Self, SourceError> {
        if bytes.len() > limits.bytes {
            return Err(too_long(bytes.len(), limits));
        }
        // Office files unpack to some ten times their size, forms with many blank cells to thirty times.
        let budget = limits.bytes.min(bytes.len().saturating_mul(50).max(ALWAYS));
        Self::new(bytes, budget).ok_or_else(|| {
            SourceError::Unreadable("文件不完整或已损坏（可能没有下载完）；请重新取得文件后再打开".to_owned())
        })
    }

    /// Opens a zip to look what it is; nothing where it is damaged.
    pub(super) fn peek(bytes: &'a [u8]) -> Option<Self> {
        Self::new(bytes, 1 << 20)
    }

    fn new(bytes: &'a [u8], budget: usize) -> Option<Self> {
        let zip = ZipArchive::new(Cursor::new(bytes)).ok()?;
        let mut names = HashMap::new();
        for index in 0..zip.len() {
            if let Some(Ok(name)) = zip.name_for_index(index) {
                names.entry(key(&name)).or_insert(index);
            }
        }
        Some(Self { zip, names, budget: Budget::new(budget) })
    }

    /// Whether there is such a part.
    pub(super) fn has(&self, name: &str) -> bool {
        self.names.contains_key(&key(name))
    }

    /// What may still be unpacked.
    pub(super) fn budget(&self) -> Budget {
        self.budget.clone()
    }

    /// A part's bytes as they are unpacked; nothing where there is no such part.
    pub(super) fn part(&mut self, name: &str) -> Result<Option<Box<dyn BufRead + '_>>, SourceError> {
        let Some(index) = self.names.get(&key(name)).copied() else { return Ok(None) };
        let error = self.budget.error(name);
        let entry = match self.zip.by_index(index) {
            Ok(entry) => entry,
            Err(zip::result::ZipError::UnsupportedArchive(zip::result::ZipError::PASSWORD_REQUIRED)) => {
                return Err(SourceError::Password);
            }
            Err(_) => return Err(error),
        };
        let budget = self.budget.clone();
        budget.next_piece();
        let mut part = BufReader::with_capacity(64 * 1024, Part { inner: entry, budget: budget.clone() });
        let start = part.fill_buf().map_err(|_| budget.error(name))?;
        // XML in UTF-16 is allowed and rare: taken whole.
        if start.starts_with(b"\xff\xfe") || start.starts_with(b"\xfe\xff") {
            let mut bytes = Vec::new();
            part.read_to_end(&mut bytes).map_err(|_| budget.error(name))?;
            let (text, _, _) = encoding_rs::UTF_16LE.decode(&bytes);
            return Ok(Some(Box::new(Cursor::new(text.into_owned().into_bytes()))));
        }
        Ok(Some(Box::new(part)))
    }

    /// The beginning of a part as text, to tell the kind; nothing where it is missing or damaged.
    pub(super) fn peek_text(&mut self, name: &str) -> Option<String> {
        let mut text = Vec::new();
        self.part(name).ok()??.take(256 * 1024).read_to_end(&mut text).ok()?;
        Some(String::from_utf8_lossy(&text).into_owned())
    }
}

/// A file longer than the limit.
pub(super) fn too_long(length: usize, limits: &Limits) -> SourceError {
    SourceError::TooLarge(format!("{} MB，最多 {} MB", length >> 20, limits.bytes >> 20))
}

/// A part's name as it is looked up.
fn key(name: &str) -> String {
    name.trim_start_matches('/').replace('\\', "/").to_lowercase()
}

/// A target of a relationship as a part's name: relative to the folder of the part that names it.
pub(super) fn resolve(folder: &str, target: &str) -> String {
    let target = target.replace('\\', "/");
    let mut path: Vec<&str> = if target.starts_with('/') { Vec::new() } else { folder.split('/').collect() };
    for piece in target.split('/') {
        match piece {
            "" | "." => {}
            ".." => {
                path.pop();
            }
            piece => path.push(piece),
        }
    }
    path.retain(|piece| !piece.is_empty());
    path.join("/")
}
