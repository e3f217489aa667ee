//! A paragraph without what printing does to it: blanks and quotation marks are left out, digits and
//! punctuation have one width. Knows where each character came from, and nothing of what it means.

use std::ops::Range;

use super::OPEN;
use crate::formula::Span;

/// A paragraph made plain.
#[derive(Clone, Debug, Default)]
pub(super) struct Plain {
    /// The plain text.
    pub text: String,
    /// For every byte of it the offset of its character in the paragraph.
    origin: Vec<u32>,
    /// For every byte of it whether it stands in a place that nobody filled yet; nothing where there is none.
    open: Vec<bool>,
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

/// Where a paragraph has places that nobody filled yet (〔请填写：上年文字为增加3万元〕), in characters: what stands there is no
/// figure of the text.
fn places_to_fill(paragraph: &str) -> Vec<Range<u32>> {
    let mut places = Vec::new();
    let mut from = 0;
    while let Some(begin) = paragraph.get(from..).and_then(|rest| rest.find(OPEN)).map(|at| from + at) {
        let rest = paragraph.get(begin..).unwrap_or_default();
        let end = begin + rest.find('〕').map_or(rest.len(), |at| at + '〕'.len_utf8());
        let at = |byte: usize| {
            let before = paragraph.get(..byte).unwrap_or_default().chars().count();
            u32::try_from(before).unwrap_or(u32::MAX)
        };
        places.push(at(begin)..at(end));
        from = end;
    }
    places
}

impl Plain {
    pub(super) fn of(paragraph: &str) -> Self {
        let open = places_to_fill(paragraph);
        let is_open = |at: u32| open.iter().any(|place| place.contains(&at));
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
            if is_open(*origin) {
                plain.open.resize(plain.text.len(), true);
            } else if !open.is_empty() {
                plain.open.resize(plain.text.len(), false);
            }
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

    /// Whether a place of the plain text is one that nobody filled yet: what stands there is no figure of the text.
    pub(super) fn is_open(&self, at: usize) -> bool {
        self.open.get(at).copied().unwrap_or_default()
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
        let plain = Plain::of("共3人〔请填写：上年增加4人〕和5人");
        let open: String =
            plain.text.char_indices().filter(|(at, _)| plain.is_open(*at)).map(|(_, c)| c).collect();
        assert_eq!(open, "〔请填写：上年增加4人〕");
    }
}
