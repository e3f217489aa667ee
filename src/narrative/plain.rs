//! A paragraph without what printing does to it: blanks and quotation marks are left out, digits and
//! punctuation have one width. Knows where each character came from, and nothing of what it means.

use std::ops::Range;

use crate::formula::Span;

/// A paragraph made plain.
#[derive(Clone, Debug, Default)]
pub(super) struct Plain {
    /// The plain text.
    pub text: String,
    /// For every byte of it the offset of its character in the paragraph.
    origin: Vec<u32>,
}

/// Whether a character is left out.
fn is_left_out(c: char) -> bool {
    c.is_whitespace() || matches!(c, '“' | '”' | '‘' | '’' | '"' | '\'' | '＂' | '*' | '「' | '」')
}

/// A character in the one width in which patterns are written.
fn one_width(c: char) -> char {
    match c {
        '０'..='９' => char::from_u32(u32::from(c) - u32::from('０') + u32::from('0')).unwrap_or(c),
        '％' => '%',
        '．' => '.',
        '－' | '−' => '-',
        '(' => '（',
        ')' => '）',
        ',' => '，',
        ';' => '；',
        ':' => '：',
        other => other,
    }
}

impl Plain {
    pub(super) fn of(paragraph: &str) -> Self {
        let kept: Vec<(u32, char)> = (0_u32..)
            .zip(paragraph.chars())
            .filter(|(_, c)| !is_left_out(*c))
            .map(|(at, c)| (at, one_width(c)))
            .collect();
        let digit = |at: usize| kept.get(at).is_some_and(|(_, c)| c.is_ascii_digit());
        let mut plain = Self::default();
        for (at, (origin, c)) in kept.iter().enumerate() {
            // `2,907.50`: a comma with a digit before it and exactly three behind.
            let thousands = *c == '，'
                && at.checked_sub(1).is_some_and(digit)
                && (1..=3).all(|step| digit(at + step))
                && !digit(at + 4);
            plain.text.push(if thousands { ',' } else { *c });
            plain.origin.resize(plain.text.len(), *origin);
        }
        plain
    }

    /// Where a range of the plain text stands in the paragraph, in characters.
    pub(super) fn span(&self, range: &Range<usize>) -> Span {
        let at = |byte: usize| self.origin.get(byte).copied().unwrap_or_default() as usize;
        match range.end.checked_sub(1).filter(|_| range.start < range.end) {
            Some(last) => Span { start: at(range.start), end: at(last) + 1 },
            None => Span { start: at(range.start), end: at(range.start) },
        }
    }

    /// Whether something is left out before a place of the plain text.
    pub(super) fn is_parted(&self, at: usize) -> bool {
        let origin = |at: usize| self.origin.get(at).copied();
        let before = at.checked_sub(1).and_then(origin);
        before.zip(origin(at)).is_some_and(|(before, own)| own > before + 1)
    }

    /// A part of the plain text.
    pub(super) fn part(&self, range: Range<usize>) -> &str {
        self.text.get(range).unwrap_or_default()
    }
}

/// A pattern of a format as it is matched against plain text.
pub(super) fn plain_pattern(pattern: &str) -> String {
    pattern.chars().filter(|c| !matches!(c, '“' | '”' | ' ')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_lead_back_to_the_paragraph() {
        let paragraph = "“三公”经费 ５０.14 万元, 共1,234人";
        let plain = Plain::of(paragraph);
        assert_eq!(plain.text, "三公经费50.14万元，共1,234人");
        let start = plain.text.find("50.14").unwrap();
        let span = plain.span(&(start..start + "50.14万元".len()));
        let chars: String = paragraph.chars().skip(span.start).take(span.end - span.start).collect();
        assert_eq!(chars, "５０.14 万元");
        assert_eq!(Plain::of("3，456人").text, "3,456人");
        assert_eq!(Plain::of("3，4567人").text, "3，4567人");
    }
}
