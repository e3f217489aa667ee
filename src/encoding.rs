//! Bytes of a document or list to text. Such texts come as UTF-8, as UTF-16 from Windows' Notepad, and as
//! GB18030 from older office software. Knows nothing of what the text says.

use encoding_rs::{Encoding, GB18030, UTF_8};

/// The text of a file: by its byte order mark, else UTF-8 if it is valid, else GB18030. The second part
/// is the encoding's name and, where bytes could not be read, that they were replaced.
pub(crate) fn decode(bytes: &[u8]) -> (String, &'static str, bool) {
    let encoding = match Encoding::for_bom(bytes) {
        Some((marked, _)) => marked,
        None if std::str::from_utf8(bytes).is_ok() => UTF_8,
        None => GB18030,
    };
    let (text, used, replaced) = encoding.decode(bytes);
    (text.into_owned(), used.name(), replaced)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_office_software_writes() {
        let text = "单位：万元\t办公费";
        let utf16: Vec<u8> =
            [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
        let mut marked = vec![0xef, 0xbb, 0xbf];
        marked.extend_from_slice(text.as_bytes());
        let gb = GB18030.encode(text).0.into_owned();
        for bytes in [text.as_bytes().to_vec(), marked, utf16, gb] {
            let (read, _, replaced) = decode(&bytes);
            assert_eq!((read.as_str(), replaced), (text, false));
        }
    }
}
