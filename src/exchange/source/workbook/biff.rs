//! Records of Excel's binary workbook and the texts in them, which may run on over several records. Knows nothing
//! of cells. Every number that the file gives is held against what is there.

use encoding_rs::{Encoding, GB18030};

/// A record: its kind, its data, and where it begins in the stream.
pub(super) struct Record<'a> {
    pub(super) kind: u16,
    pub(super) data: &'a [u8],
    /// Where the next record begins.
    pub(super) end: usize,
}

/// The record that begins at a place; nothing at the end or where the stream breaks off.
pub(super) fn record(stream: &[u8], at: usize) -> Option<Record<'_>> {
    let kind = u16_at(stream, at)?;
    let length = usize::from(u16_at(stream, at.checked_add(2)?)?);
    let start = at.checked_add(4)?;
    let end = start.checked_add(length)?;
    Some(Record { kind, data: stream.get(start..end)?, end })
}

/// Two bytes as a number.
pub(super) fn u16_at(data: &[u8], at: usize) -> Option<u16> {
    data.get(at..)?.first_chunk().copied().map(u16::from_le_bytes)
}

/// Four bytes as a number.
pub(super) fn u32_at(data: &[u8], at: usize) -> Option<u32> {
    data.get(at..)?.first_chunk().copied().map(u32::from_le_bytes)
}

/// Eight bytes as a number.
pub(super) fn f64_at(data: &[u8], at: usize) -> Option<f64> {
    data.get(at..)?.first_chunk().copied().map(f64::from_le_bytes)
}

/// A number in four bytes: thirty bits of a float or of a whole number, perhaps of hundredths.
pub(super) fn rk(value: u32) -> f64 {
    let number = if value & 2 == 0 {
        f64::from_bits(u64::from(value & !3) << 32)
    } else {
        f64::from(value.cast_signed() >> 2)
    };
    if value & 1 == 0 { number } else { number / 100.0 }
}

/// How a workbook writes its texts.
#[derive(Clone, Copy)]
pub(super) struct Writing {
    /// From Excel 97 on, texts are Unicode.
    pub(super) unicode: bool,
    /// For those before.
    pub(super) encoding: &'static Encoding,
}

impl Writing {
    /// By the number of a Windows code page.
    pub(super) fn encoding(page: u16) -> &'static Encoding {
        match page {
            950 => encoding_rs::BIG5,
            932 => encoding_rs::SHIFT_JIS,
            1252 => encoding_rs::WINDOWS_1252,
            65001 => encoding_rs::UTF_8,
            _ => GB18030,
        }
    }
}

/// Texts in a record and in those that continue it.
pub(super) struct Texts<'a> {
    stream: &'a [u8],
    data: &'a [u8],
    at: usize,
    end: usize,
    writing: Writing,
}

const CONTINUE: u16 = 0x3c;

impl<'a> Texts<'a> {
    /// Begins at a place within a record.
    pub(super) fn new(stream: &'a [u8], record: &Record<'a>, at: usize, writing: Writing) -> Self {
        Self { stream, data: record.data, at, end: record.end, writing }
    }

    /// Goes on in the record that continues this one.
    fn go_on(&mut self) -> Option<()> {
        let next = record(self.stream, self.end).filter(|next| next.kind == CONTINUE)?;
        (self.data, self.at, self.end) = (next.data, 0, next.end);
        Some(())
    }

    fn byte(&mut self) -> Option<u8> {
        while self.at >= self.data.len() {
            self.go_on()?;
        }
        let byte = self.data.get(self.at).copied();
        self.at += 1;
        byte
    }

    fn number(&mut self, bytes: u32) -> Option<usize> {
        let mut number = 0usize;
        for place in 0..bytes {
            number |= usize::from(self.byte()?) << (8 * place);
        }
        Some(number)
    }

    /// Passes by so many bytes.
    fn pass(&mut self, mut count: usize) -> Option<()> {
        loop {
            let here = self.data.len().saturating_sub(self.at);
            if count <= here {
                self.at += count;
                return Some(());
            }
            count -= here;
            self.go_on()?;
        }
    }

    /// The next text, whose length stands in one byte or in two.
    pub(super) fn next(&mut self, length_bytes: u32) -> Option<String> {
        let length = self.number(length_bytes)?;
        if !self.writing.unicode {
            let bytes = self.data.get(self.at..self.at.checked_add(length)?.min(self.data.len()))?;
            self.at += length;
            return Some(self.writing.encoding.decode_without_bom_handling(bytes).0.into_owned());
        }
        let flags = self.byte()?;
        let runs = if flags & 8 == 0 { 0 } else { self.number(2)? };
        let phonetic = if flags & 4 == 0 { 0 } else { self.number(4)? };
        let mut wide = flags & 1 != 0;
        let mut units: Vec<u16> = Vec::new();
        while units.len() < length {
            if self.at >= self.data.len() {
                // The next record says anew whether characters take one byte or two.
                self.go_on()?;
                wide = self.byte()? & 1 != 0;
                continue;
            }
            let low = u16::from(self.data.get(self.at).copied()?);
            let high = if wide { u16::from(self.data.get(self.at + 1).copied().unwrap_or(0)) } else { 0 };
            self.at += if wide { 2 } else { 1 };
            units.push(low | high << 8);
        }
        self.pass(runs.checked_mul(4)?.checked_add(phonetic)?)?;
        Some(String::from_utf16_lossy(&units))
    }
}
