//! How wide the characters of a typed line are: where each begins and ends.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use crate::exchange::source::PAGE;
use crate::exchange::source::pdf::aligned::is_amount;
use crate::text::{is_cjk, narrow};

/// A tab stops at every so many columns.
const STOP: usize = 8;

/// As how many blanks a Chinese character counts: so that more amounts end or begin where one does in the line above; where
/// that does not tell, so that more figures of a row without a name stand below a word of their own.
pub(super) fn wide(text: &[&str]) -> usize {
    let aligned = |wide: usize| -> usize {
        let mut above: Vec<(usize, usize)> = Vec::new();
        let mut count = 0;
        for line in text.iter().filter(|line| is_apart(line)) {
            let own = amounts(line, wide);
            let is_below =
                |(from, to): &&(usize, usize)| above.iter().any(|(begin, end)| begin == from || end == to);
            count += own.iter().filter(is_below).count();
            if !own.is_empty() {
                above = own;
            }
        }
        count
    };
    match aligned(1).cmp(&aligned(2)) {
        Ordering::Greater => 1,
        Ordering::Less => 2,
        Ordering::Equal => {
            if headed(text, 1) > headed(text, 2) {
                1
            } else {
                2
            }
        }
    }
}

/// Where words of a line begin and end.
type Spans = Vec<(usize, usize)>;

/// How many figures of lines of figures alone stand each below a word of its own in the line above.
fn headed(text: &[&str], wide: usize) -> usize {
    let filled: Vec<&&str> = text.iter().filter(|line| is_apart(line)).collect();
    let pairs = filled.windows(2).filter_map(|pair| {
        let [above, line] = pair else { return None };
        let is_figures = !line.chars().any(is_wide) && line.bytes().any(|byte| byte.is_ascii_digit());
        (is_figures && above.chars().any(is_wide)).then(|| (spans(above, wide), spans(line, wide)))
    });
    let below = |(words, figures): (Spans, Spans)| {
        let word = |(from, to): &(usize, usize)| words.iter().position(|word| word.0 < *to && *from < word.1);
        figures.iter().filter_map(word).collect::<BTreeSet<usize>>().len()
    };
    pairs.map(below).sum()
}

/// Where the words of a line begin and end.
fn spans(line: &str, wide: usize) -> Spans {
    let letters: Vec<(char, usize, usize)> = placed(line, wide).collect();
    let words = letters.split(|(c, ..)| c.is_whitespace());
    words.filter_map(|word| Some((word.first()?.1, word.last()?.2))).collect()
}

/// Where the amounts of a line begin and end that stand behind a Chinese character.
fn amounts(line: &str, wide: usize) -> Spans {
    let letters: Vec<(char, usize, usize)> = placed(line, wide).collect();
    let mut behind_wide = false;
    let mut out = Vec::new();
    for word in letters.split(|(c, ..)| c.is_whitespace()) {
        let text: String = word.iter().map(|(c, ..)| *c).collect();
        if let (Some((_, from, _)), Some((.., to))) = (word.first(), word.last())
            && behind_wide
            && is_amount(&text)
        {
            out.push((*from, *to));
        }
        behind_wide |= text.chars().any(is_wide);
    }
    out
}

/// The characters of a line, each with where it begins and ends.
pub(super) fn placed(line: &str, wide: usize) -> impl Iterator<Item = (char, usize, usize)> {
    let mut at = 0;
    line.trim_start_matches(PAGE).chars().map(move |c| {
        let from = at;
        at = match c {
            '\t' => (at / STOP + 1) * STOP,
            c if is_wide(c) => at + wide,
            _ => at + 1,
        };
        (c, from, at)
    })
}

/// Whether a character is printed twice as wide as a letter.
fn is_wide(c: char) -> bool {
    is_cjk(c) || narrow(c) != c
}

/// Whether words of a line stand far apart.
pub(super) fn is_apart(line: &str) -> bool {
    let line = line.trim();
    line.contains("  ") || line.contains('\u{3000}')
}
