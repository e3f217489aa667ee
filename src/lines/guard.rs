//! Texts that a spreadsheet would take for formulas (算法: `=在职人数×标准`), kept from being any on the way out and as they
//! were again on the way back.

use crate::report::csv_cell;
use crate::text::visible;

/// What stands before such a text.
const GUARD: char = '\'';

fn is_guarded(text: &str) -> bool {
    csv_cell(text) != visible(text)
}

/// A text as it is written into a cell.
pub(super) fn guarded(text: &str) -> String {
    if is_guarded(text) { format!("{GUARD}{text}") } else { text.to_owned() }
}

/// A text as it was before it was written into a cell.
pub(super) fn unguarded(text: &str) -> &str {
    text.strip_prefix(GUARD).filter(|behind| is_guarded(behind)).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_guarded_text_is_itself_again() {
        for (text, written) in [
            ("=在职人数×标准", "'=在职人数×标准"),
            ("'=1", "''=1"),
            ("-1,234.50", "-1,234.50"),
            ("'甲", "'甲"),
            ("甲", "甲"),
            ("＋乙", "'＋乙"),
        ] {
            assert_eq!(guarded(text), written);
            assert_eq!(unguarded(written), text);
        }
    }
}
