//! Looks a PDF through before it is interpreted. The interpreter unpacks whatever a file holds, recurses as deep
//! as its arrays, dictionaries and page trees are nested, and keeps a state for each one saved: here all of that
//! is counted, without believing what the file says of itself. Streams behind an encryption cannot be looked
//! into; of them only the packed size is bounded.

use std::io::Read;

use flate2::read::{DeflateDecoder, ZlibDecoder};

use crate::exchange::source::{Limits, SourceError};

/// Nested arrays and dictionaries, and saved states: far more than real files have, far less than the stack holds.
const DEEPEST: usize = 20_000;
/// Nodes of page trees, name trees and forms together. The interpreter's memory grows with the square of a
/// tree's depth, which is at most this.
const NODES: usize = 6_000;
/// From one number to the next: no width of a character is so much more than that of another.
const WIDE: f64 = 3_000.0;
/// Widths that ranges may stand for in all.
const MOST_WRITTEN: f64 = 1e8;
/// Unpacked in all, in limits of one part: a part may stand in a file more than once.
const PARTS: usize = 4;
/// Layers that a part may be packed in.
const LAYERS: usize = 3;
/// What one byte may become when unpacked by the older way of packing: strings of a table of 4,096.
const OLD_PACKING: usize = 2_730;

/// Refuses a file that would take more than a document may.
///
/// # Errors
/// When the file is larger than the limits, unpacked too, or nested too deep.
pub(super) fn check(bytes: &[u8], limits: &Limits) -> Result<(), SourceError> {
    if bytes.len() > limits.bytes {
        return Err(SourceError::TooLarge(format!(
            "有 {} 兆字节，最多 {} 兆",
            bytes.len() >> 20,
            limits.bytes >> 20
        )));
    }
    let mut look = Look {
        part: limits.bytes,
        left: limits.bytes.saturating_mul(PARTS),
        nodes: 0,
        written: 0.0,
        file: bytes.len(),
    };
    look.text(bytes)?;
    let mut buffer = Vec::new();
    let mut from = 0;
    while let Some(found) = find(bytes, b"stream", from) {
        from = found + 6;
        let mut data = bytes.get(from..).unwrap_or_default();
        data = data.strip_prefix(b"\r").unwrap_or(data);
        data = data.strip_prefix(b"\n").unwrap_or(data);
        let before = bytes.get(found.saturating_sub(512)..found).unwrap_or_default();
        if before.ends_with(b"end") {
            continue;
        }
        look.stream(data, before, &mut buffer)?;
    }
    Ok(())
}

fn find(bytes: &[u8], what: &[u8], from: usize) -> Option<usize> {
    // `s` is rarer than the windows are many.
    let mut at = from;
    while let Some(next) = bytes.get(at..)?.iter().position(|byte| Some(byte) == what.first()) {
        at += next;
        if bytes.get(at..)?.starts_with(what) {
            return Some(at);
        }
        at += 1;
    }
    None
}

fn too_deep() -> SourceError {
    SourceError::Unreadable("PDF 的结构嵌套过深，不像正常的文件，没有打开".into())
}

fn too_large() -> SourceError {
    SourceError::TooLarge("PDF 解压以后超过限度".into())
}

struct Look {
    /// Bytes that one part may have.
    part: usize,
    /// Bytes that may still be unpacked.
    left: usize,
    /// Nodes of trees found.
    nodes: usize,
    /// Widths of characters that ranges stand for.
    written: f64,
    /// Size of the file.
    file: usize,
}

impl Look {
    fn stream(&mut self, data: &[u8], before: &[u8], buffer: &mut Vec<u8>) -> Result<(), SourceError> {
        let names = |name: &[u8]| find(before.get(rest_of(before)..).unwrap_or_default(), name, 0).is_some();
        if names(b"LZW") {
            let packed = find(data, b"endstream", 0).unwrap_or(data.len());
            if packed.saturating_mul(OLD_PACKING) > self.part.saturating_mul(PARTS) {
                return Err(too_large());
            }
        }
        let decoded = if names(b"85") {
            Some(from_base_85(data))
        } else if names(b"ASCIIHex") || names(b"AHx") {
            Some(from_hexadecimal(data))
        } else {
            None
        };
        self.unpack(decoded.as_deref().unwrap_or(data), buffer)?;
        // What is packed once more is looked into once more.
        for _ in 1..LAYERS {
            if !is_packed(buffer) {
                return Ok(());
            }
            let packed = std::mem::take(buffer);
            self.unpack(&packed, buffer)?;
        }
        if is_packed(buffer) {
            return Err(too_large());
        }
        Ok(())
    }

    /// Unpacks as far as it goes, and looks at what comes out.
    fn unpack(&mut self, data: &[u8], buffer: &mut Vec<u8>) -> Result<(), SourceError> {
        buffer.clear();
        let most = self.part.min(self.left).saturating_add(1) as u64;
        // Damaged parts are unpacked up to the damage, as the interpreter does.
        let _ = ZlibDecoder::new(data).take(most).read_to_end(buffer);
        if buffer.is_empty() {
            let _ = DeflateDecoder::new(data).take(most).read_to_end(buffer);
        }
        if buffer.len() as u64 >= most {
            return Err(too_large());
        }
        self.left -= buffer.len();
        self.text(buffer)
    }

    /// Counts what makes the interpreter recurse or grow.
    fn text(&mut self, bytes: &[u8]) -> Result<(), SourceError> {
        // Counting is fast, following is not: what has few brackets is not nested deep.
        let count = |byte: u8| bytes.iter().filter(|other| **other == byte).count();
        if (count(b'[') + count(b'<') > DEEPEST || count(b'q') > DEEPEST) && is_deep(bytes) {
            return Err(too_deep());
        }
        let mut rest = bytes;
        while let Some(at) = rest.iter().position(|byte| *byte == b'/') {
            rest = rest.get(at + 1..).unwrap_or_default();
            self.nodes += usize::from(is_kids(rest));
        }
        if self.nodes > NODES {
            return Err(too_deep());
        }
        let mut rest = bytes;
        while let Some(at) = rest.iter().position(|byte| matches!(byte, b'[' | b']')) {
            rest = rest.get(at + 1..).unwrap_or_default();
            self.ranges(rest)?;
        }
        Ok(())
    }

    /// Widths of characters may be given as ranges that the interpreter writes out: `0 4294967295 500`. Characters
    /// are two bytes at most. Ranges of bytes, for signatures, are no larger than the file.
    fn ranges(&mut self, bytes: &[u8]) -> Result<(), SourceError> {
        let end = bytes
            .iter()
            .position(|byte| !matches!(byte, b'0'..=b'9' | b'.' | b'-' | b'+') && !ends_number(*byte));
        let numbers = bytes.get(..end.unwrap_or(bytes.len())).unwrap_or_default();
        let (mut before, mut last) = (None, None);
        for part in numbers.split(|byte| ends_number(*byte)).filter(|part| !part.is_empty()) {
            let number = std::str::from_utf8(part).ok().and_then(|part| part.parse::<f64>().ok());
            if let (Some(from), Some(to), Some(_)) = (before, last, number) {
                // Other numbers are no characters to the interpreter.
                let wide: f64 = if from >= 0.0 && to <= f64::from(u32::MAX) { to - from } else { 0.0 };
                if wide > WIDE {
                    self.written += wide;
                }
                if wide > 1e6_f64.max(self.file as f64) || self.written > MOST_WRITTEN.max(self.file as f64) {
                    return Err(SourceError::Unreadable(
                        "PDF 中有不合理的数，不像正常的文件，没有打开".into(),
                    ));
                }
            }
            (before, last) = (last, number);
        }
        Ok(())
    }
}

/// Whether arrays, dictionaries or saved states are nested deeper than any real file has them.
fn is_deep(bytes: &[u8]) -> bool {
    let (mut deep, mut saved) = (0_usize, 0_usize);
    let mut before = b' ';
    let mut rest = bytes.iter().copied().peekable();
    while let Some(byte) = rest.next() {
        let next = rest.peek().copied().unwrap_or(b' ');
        match byte {
            b'[' => deep += 1,
            b']' => deep = deep.saturating_sub(1),
            b'<' if next == b'<' => {
                deep += 1;
                rest.next();
            }
            b'>' if next == b'>' => {
                deep = deep.saturating_sub(1);
                rest.next();
            }
            b'q' if ends(before) && ends(next) => saved += 1,
            b'Q' if ends(before) && ends(next) => saved = saved.saturating_sub(1),
            _ => {}
        }
        if deep > DEEPEST || saved > DEEPEST {
            return true;
        }
        before = byte;
    }
    false
}

fn ends_number(byte: u8) -> bool {
    byte.is_ascii_whitespace() || byte == 0
}

/// Where the dictionary before a stream begins: behind the last object's end.
fn rest_of(before: &[u8]) -> usize {
    let mut from = 0;
    while let Some(found) = find(before, b"endobj", from) {
        from = found + 6;
    }
    from
}

fn ends(byte: u8) -> bool {
    byte.is_ascii_whitespace() || matches!(byte, 0 | b'[' | b']' | b'<' | b'>' | b'(' | b')' | b'/' | b'%')
}

/// Whether a name is `Kids`, however it is written.
fn is_kids(name: &[u8]) -> bool {
    let mut rest = name;
    for wanted in b"Kids" {
        let (byte, used) = match rest {
            [b'#', high, low, ..] => {
                let digit = |digit: u8| char::from(digit).to_digit(16).unwrap_or(0);
                (u8::try_from(digit(*high) * 16 + digit(*low)).unwrap_or(0), 3)
            }
            [byte, ..] => (*byte, 1),
            [] => return false,
        };
        if byte != *wanted {
            return false;
        }
        rest = rest.get(used..).unwrap_or_default();
    }
    true
}

fn is_packed(bytes: &[u8]) -> bool {
    matches!(bytes, [first, second, ..] if first & 0x0f == 8 && (u16::from(*first) << 8 | u16::from(*second)) % 31 == 0)
}

fn from_hexadecimal(data: &[u8]) -> Vec<u8> {
    let digits =
        data.iter().take_while(|byte| **byte != b'>').filter_map(|byte| char::from(*byte).to_digit(16));
    let mut out = Vec::new();
    let mut high = None;
    for digit in digits {
        match high.take() {
            Some(high) => out.push(u8::try_from(high * 16 + digit).unwrap_or(0)),
            None => high = Some(digit),
        }
    }
    out
}

fn from_base_85(data: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let (mut value, mut count) = (0_u32, 0);
    for byte in data.iter().take_while(|byte| **byte != b'~') {
        match byte {
            b'z' if count == 0 => out.extend([0; 4]),
            b'!'..=b'u' => {
                value = value.wrapping_mul(85).wrapping_add(u32::from(byte - b'!'));
                count += 1;
                if count == 5 {
                    out.extend(value.to_be_bytes());
                    (value, count) = (0, 0);
                }
            }
            _ => {}
        }
    }
    if count > 1 {
        for _ in count..5 {
            value = value.wrapping_mul(85).wrapping_add(84);
        }
        out.extend(value.to_be_bytes().into_iter().take(count - 1));
    }
    out
}
