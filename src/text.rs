//! Text as it is compared (比对): without what typing, printing and pasting do to it. There are two ways, and
//! who needs to leave out more says so where it does.
//!
//! [`folded`] goes letter by letter, one for one, so that what is found can be pointed at and replaced, and
//! texts can be compared without building new ones. [`squeezed`] takes a text as a whole and undoes all that
//! Unicode calls compatible, blanks too: for names and codes, which are the same or not.
//!
//! Knows no table, no code and no amount.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;

/// A letter for comparing: full-width forms are half-width (`Ａ` and `（` like `A` and `(`, the wide blank like
/// a blank), capitals of ASCII are small.
pub fn folded(c: char) -> char {
    narrow(c).to_ascii_lowercase()
}

/// A letter in its half-width form. Nothing else that Unicode calls compatible is undone: `①` is no `1`.
pub fn narrow(c: char) -> char {
    match c {
        '\u{3000}' => ' ',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        other => other,
    }
}

/// Whether a character takes no room: it comes with pasted text, and nobody sees it.
pub fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202c}'
        | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// A text for comparing, each letter [`folded`].
pub fn fold(text: &str) -> String {
    text.chars().map(folded).collect()
}

/// A text without blanks and line breaks, its characters in their plain forms (Unicode NFKC: full-width like
/// half-width, `㎡` like `m2`). Capitals and punctuation count.
pub fn squeezed(text: &str) -> Cow<'_, str> {
    // Neither ASCII nor Chinese characters have another form.
    if text.chars().all(|c| c.is_ascii_graphic() || ('\u{4e00}'..='\u{9fff}').contains(&c)) {
        return Cow::Borrowed(text);
    }
    text.nfkc().filter(|c| !c.is_whitespace()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_counts_as_the_same() {
        // Two texts, whether they fold to one, whether they squeeze to one.
        for (a, b, folds, squeezes) in [
            ("办公费", "办公费", true, true),
            ("ＡＢ１（甲）", "AB1(甲)", true, true),
            ("ABc", "abC", true, false),
            ("甲 乙", "甲\u{3000}乙", true, true),
            ("甲 乙", "甲乙", false, true),
            ("甲\n乙", "甲乙", false, true),
            ("㎡", "m2", false, true),
            ("“三公”经费", "三公经费", false, false),
            ("一、外交", "一外交", false, false),
            ("印刷费", "办公费", false, false),
        ] {
            assert_eq!(fold(a) == fold(b), folds, "{a} / {b}");
            assert_eq!(squeezed(a) == squeezed(b), squeezes, "{a} / {b}");
        }
    }
}
