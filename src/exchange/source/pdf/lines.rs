//! Letters as lines of text: which stand beside each other, in what order, and where a blank is. It knows no
//! paragraphs and no tables.

use super::frame::{Area, Letter};
use crate::text::narrow;

/// Letters of about one height, from left to right; never empty.
#[derive(Clone, Debug)]
pub(super) struct Line {
    pub letters: Vec<Letter>,
    pub area: Area,
    /// The height of its largest letters.
    pub size: f32,
}

impl Line {
    /// Of letters in any order; `None` where nothing is to be seen.
    pub(super) fn new(mut letters: Vec<Letter>) -> Option<Self> {
        letters.sort_by(|a, b| a.left.total_cmp(&b.left));
        let over = |pair: &&[Letter]| matches!(pair, [a, b] if b.left < a.right - 0.4 * a.size.min(b.size));
        if letters.windows(2).filter(over).count() > 2 {
            letters = as_drawn(letters);
        }
        in_turn(&mut letters);
        let seen = || letters.iter().filter(|letter| !letter.is_blank());
        let area = seen().map(Letter::area).reduce(Area::joined)?;
        let size = seen().map(|letter| letter.size).fold(0.0, f32::max);
        Some(Self { letters, area, size })
    }

    /// The letters that can be seen.
    pub(super) fn seen(&self) -> impl Iterator<Item = &Letter> {
        self.letters.iter().filter(|letter| !letter.is_blank())
    }

    /// Its middle line.
    pub(super) fn middle(&self) -> f32 {
        f32::midpoint(self.area.top, self.area.bottom)
    }

    /// Whether letters of the line stand far apart.
    pub(super) fn is_spaced(&self) -> bool {
        let mut right = f32::MAX;
        self.seen().any(|letter| {
            let far = letter.left - right > 2.0 * letter.size;
            right = letter.right;
            far
        })
    }

    /// Whether dots lead to the number of a page, as in contents.
    pub(super) fn leads(&self) -> bool {
        let text: String = self.seen().map(|letter| letter.text.as_str()).collect();
        ["....", "……", "．．", "····", "。。。"].iter().any(|dots| text.contains(dots))
    }

    /// Its text. Chinese characters stand without blanks unless far apart; words in letters and figures are
    /// parted by what is printed between them.
    pub(super) fn text(&self) -> String {
        let mut out = String::new();
        let mut before: Option<&Letter> = None;
        let mut blank = false;
        for letter in &self.letters {
            if letter.is_blank() {
                blank = true;
                continue;
            }
            if let Some(before) = before {
                let gap = (letter.left - before.right) / letter.size.max(0.1);
                let plain = ends(&before.text) && begins(&letter.text);
                let narrow = plain && (gap > 0.3 || blank && gap > 0.08);
                if narrow || gap > 0.8 {
                    out.push(' ');
                }
            }
            out.push_str(&letter.text);
            (before, blank) = (Some(letter), false);
        }
        out
    }

    /// Its letters in pieces that stand further apart than this, measured in letters. Figures are parted by any
    /// blank: there is none within a number.
    pub(super) fn pieces(self, apart: f32) -> Vec<Self> {
        let mut right = f32::MIN;
        self.split(|before, letter| {
            right = right.max(before.right);
            let figures = is_figure(&before.text) && is_figure(&letter.text);
            letter.left - right > if figures { 0.3 } else { apart } * letter.size
        })
    }

    /// Its letters in pieces, parted where it is said.
    pub(super) fn split(self, mut parts: impl FnMut(&Letter, &Letter) -> bool) -> Vec<Self> {
        let mut pieces: Vec<Vec<Letter>> = Vec::new();
        for letter in self.letters.into_iter().filter(|letter| !letter.is_blank()) {
            let open =
                pieces.last_mut().filter(|piece| piece.last().is_some_and(|last| !parts(last, &letter)));
            match open {
                Some(piece) => piece.push(letter),
                None => pieces.push(vec![letter]),
            }
        }
        pieces.into_iter().filter_map(Self::new).collect()
    }
}

/// Letters of texts that are printed one over the other: text by text, each from left to right.
fn as_drawn(mut letters: Vec<Letter>) -> Vec<Letter> {
    letters.sort_by_key(|letter| letter.order);
    let goes_on = |a: &Letter, b: &Letter| (b.left - a.right).abs() < 0.5 * a.size;
    let mut texts: Vec<&[Letter]> = letters.chunk_by(goes_on).collect();
    let left = |text: &[Letter]| text.first().map_or(0.0, |letter| letter.left);
    texts.sort_by(|a, b| left(a).total_cmp(&left(b)));
    texts.concat()
}

/// A quotation mark that was set closer begins before the full stop that was drawn before it (`2.“`): the empty half of
/// its square lies over that.
fn in_turn(letters: &mut [Letter]) {
    for at in 1..letters.len() {
        if let Some([mark, stop]) = letters.get_mut(at - 1..=at)
            && stop.order + 1 == mark.order
            && matches!(mark.text.as_str(), "“" | "‘" | "（" | "《" | "〈" | "【")
            && stop.right <= mark.right
        {
            std::mem::swap(mark, stop);
        }
    }
}

/// Whether a letter may be part of a number.
pub(super) fn is_figure(text: &str) -> bool {
    !text.is_empty() && text.chars().map(narrow).all(|c| c.is_ascii_digit() || matches!(c, ',' | '.' | '-'))
}

fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, ',' | '.' | '-' | '(' | ')')
}

fn ends(text: &str) -> bool {
    text.chars().next_back().is_some_and(|c| is_word(c) || c == '%')
}

fn begins(text: &str) -> bool {
    text.chars().next().is_some_and(is_word)
}

/// The lines that letters, in the order of drawing, stand in, from top to bottom.
pub(super) fn lines(mut letters: Vec<Letter>) -> Vec<Line> {
    for (order, letter) in letters.iter_mut().enumerate() {
        letter.order = order;
    }
    letters.sort_by(|a, b| a.middle().total_cmp(&b.middle()));
    let mut lines: Vec<Vec<Letter>> = Vec::new();
    for letter in letters {
        let beside = |other: &Letter| letter.middle() - other.middle() < other.size.min(letter.size) / 2.0;
        match lines.last_mut() {
            // The lowest of a line come last: more than a few need not be asked.
            Some(line) if line.iter().rev().take(8).any(beside) => line.push(letter),
            _ => lines.push(vec![letter]),
        }
    }
    lines.into_iter().filter_map(Line::new).collect()
}

/// The text of a cell: its printed lines parted by `\n`.
pub(super) fn block(letters: Vec<Letter>) -> String {
    let lines: Vec<String> = lines(letters).iter().map(Line::text).collect();
    lines.join("\n")
}
