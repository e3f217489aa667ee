//! Names of what stands beside a file and is called after it.
//!
//! File systems take names of at most 255 bytes, and a Chinese letter has three: a name that can be
//! saved may be too long once something is put around it. It is shortened then, and a hash of the
//! whole name tells it from others that begin alike.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use super::stamp::{FNV, fnv};

/// The most bytes that a name may have.
const LONGEST: usize = 255;

/// The hidden place beside a file for what is kept of it: `.市委办.ron` and an ending. `room` is how many bytes
/// may follow on the name, the ending among them.
pub(super) fn beside(file: &Path, ending: &str, room: usize) -> PathBuf {
    let mut name = OsString::from(".");
    name.push(bounded(file.file_name().unwrap_or_default(), 1 + room));
    name.push(ending);
    file.with_file_name(name)
}

/// A name that leaves room for so many bytes more: one that would not is cut, and told from others by a hash of the
/// whole.
pub(super) fn bounded(name: &OsStr, room: usize) -> OsString {
    let bytes = name.as_encoded_bytes();
    if bytes.len() + room <= LONGEST {
        return name.to_owned();
    }
    let hash = format!("~{:016x}", fnv(FNV, bytes));
    let kept = LONGEST.saturating_sub(room + hash.len());
    OsString::from(format!("{}{hash}", beginning(&name.to_string_lossy(), kept)))
}

/// As many letters of a text as have room in so many bytes.
pub fn beginning(text: &str, bytes: usize) -> &str {
    text.get(..text.floor_char_boundary(bytes)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_companion_has_a_name_that_can_be_written() {
        let named = |name: &str| {
            let place = beside(&Path::new("夹").join(name), ".backups", 8);
            assert_eq!(place.parent(), Some(Path::new("夹")));
            place.file_name().unwrap().to_str().unwrap().to_owned()
        };
        assert_eq!(named("预算.ron"), ".预算.ron.backups");
        // 246 bytes and nine around them are just enough.
        let longest = format!("{}.ron", "长".repeat(80)) + "ab";
        assert_eq!(named(&longest), format!(".{longest}.backups"));
        let [one, other] = ["a", "b"].map(|end| named(&format!("{}{end}.ron", "长".repeat(83))));
        for name in [&one, &other] {
            assert!(name.len() <= LONGEST && name.len() > LONGEST - 3, "{name}");
            assert!(name.starts_with(".长长") && name.ends_with(".backups"), "{name}");
        }
        assert_ne!(one, other);
    }
}
