//! Bytes of a document or list to text. Such texts come as UTF-8, as UTF-16 from Windows' Notepad, and as
//! GB18030 from older office software; any of them may be damaged in places. Knows nothing of what the text
//! says, and never hides that something could not be read.

use encoding_rs::{Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};

/// A text and how it was read.
pub(crate) struct Decoded {
    /// The text. Where bytes could not be read stands `U+FFFD`.
    pub text: String,
    /// The name of the encoding.
    pub encoding: &'static str,
    /// How many times bytes could not be read.
    pub unreadable: usize,
}

/// The text of a file: by its byte order mark; else UTF-16 if every other byte says so; else UTF-8 or GB18030,
/// whichever the bytes contradict less.
pub(crate) fn decode(bytes: &[u8]) -> Decoded {
    if let Some((marked, length)) = Encoding::for_bom(bytes) {
        return decode_as(marked, bytes.get(length..).unwrap_or_default());
    }
    if let Some(unmarked) = unmarked_utf_16(bytes) {
        return decode_as(unmarked, bytes);
    }
    if std::str::from_utf8(bytes).is_ok() {
        return decode_as(UTF_8, bytes);
    }
    // Nearly any two bytes are a character of GB18030, so that it finds no fault with damaged UTF-8. But three
    // bytes in a row that make a character of UTF-8 do so by chance only rarely.
    let (wide, errors) = read_as_utf_8(bytes);
    let gb = decode_as(GB18030, bytes);
    if wide > errors || errors <= gb.unreadable { decode_as(UTF_8, bytes) } else { gb }
}

fn decode_as(encoding: &'static Encoding, bytes: &[u8]) -> Decoded {
    if encoding == UTF_8 {
        // A replacement character that stands in the file itself is no loss of ours.
        let unreadable = bytes.utf8_chunks().filter(|chunk| !chunk.invalid().is_empty()).count();
        let text = String::from_utf8_lossy(bytes).into_owned();
        return Decoded { text, encoding: encoding.name(), unreadable };
    }
    let (text, _) = encoding.decode_without_bom_handling(bytes);
    let unreadable = text.matches('\u{fffd}').count();
    Decoded { text: text.into_owned(), encoding: encoding.name(), unreadable }
}

/// How many characters of three and more bytes there are, read as UTF-8, and how many places that are none.
fn read_as_utf_8(bytes: &[u8]) -> (usize, usize) {
    bytes.utf8_chunks().fold((0, 0), |(wide, errors), chunk| {
        let here = chunk.valid().chars().filter(|c| c.len_utf8() >= 3).count();
        (wide + here, errors + usize::from(!chunk.invalid().is_empty()))
    })
}

/// UTF-16 without a mark: digits, tabs and line ends have a zero byte on one side, which no other text has.
fn unmarked_utf_16(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes.get(..bytes.len().min(4096) & !1).unwrap_or_default();
    let zeros = |side: usize| head.iter().skip(side).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    let units = head.len() / 2;
    let encoding = match (even, odd) {
        // Little end first: the zero stands second.
        (0, odd) if odd > 1 && odd * 20 >= units => UTF_16LE,
        (even, 0) if even > 1 && even * 20 >= units => UTF_16BE,
        _ => return None,
    };
    let read = decode_as(encoding, head);
    let strange = |c: &char| c.is_control() && !c.is_whitespace() || *c == '\u{fffd}';
    (read.text.chars().filter(strange).count() * 50 <= units).then_some(encoding)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "单位：万元\t办公费\t1,234.56\r\n合计\t\t1,234.56\r\n";

    fn utf_16(of: fn(u16) -> [u8; 2]) -> Vec<u8> {
        TEXT.encode_utf16().flat_map(of).collect()
    }

    #[test]
    fn reads_what_office_software_writes() {
        let marked = |mark: &[u8], text: Vec<u8>| [mark, &text].concat();
        for (name, bytes) in [
            ("UTF-8", TEXT.as_bytes().to_vec()),
            ("UTF-8 with a mark", marked(&[0xef, 0xbb, 0xbf], TEXT.as_bytes().to_vec())),
            ("UTF-16", marked(&[0xff, 0xfe], utf_16(u16::to_le_bytes))),
            ("UTF-16, great end first", marked(&[0xfe, 0xff], utf_16(u16::to_be_bytes))),
            ("UTF-16 without a mark", utf_16(u16::to_le_bytes)),
            ("UTF-16, great end first, without a mark", utf_16(u16::to_be_bytes)),
            ("GB18030", GB18030.encode(TEXT).0.into_owned()),
        ] {
            let read = decode(&bytes);
            assert_eq!((read.text.as_str(), read.unreadable), (TEXT, 0), "{name}");
        }
    }

    /// One bad byte is one bad byte, wherever it stands.
    #[test]
    fn a_bad_byte_does_not_spoil_the_rest() {
        for bad in [0x00_u8, 0x80, 0xb5, 0xc4, 0xe5, 0xff] {
            for at in 0..=TEXT.len() {
                let mut bytes = TEXT.as_bytes().to_vec();
                bytes.insert(at, bad);
                let read = decode(&bytes);
                assert_eq!(read.encoding, "UTF-8", "{bad:#x} at {at}");
                assert!(read.text.contains("1,234.56\r\n") || at > 20, "{bad:#x} at {at}");
            }
        }
        let mut bytes = GB18030.encode(TEXT).0.into_owned();
        bytes.insert(10, 0xff);
        let read = decode(&bytes);
        assert_eq!((read.encoding, read.unreadable), ("gb18030", 1), "{}", read.text);
        assert!(read.text.contains("合计\t\t1,234.56"), "{}", read.text);
    }
}
