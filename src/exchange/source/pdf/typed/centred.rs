//! Names over several lines whose row stands at their middle: `pdftotext` prints the lines of a broken name above and below
//! the line with the figures. Each row has as many above as below, so that one row's lines tell the next one's; a line
//! is broken only where it fills its column. It does not know what columns hold.

use std::collections::BTreeSet;

use super::super::straight::Kind;
use super::Word;
use crate::text::{is_subtotal_label, is_total_label};

/// Names of one column begin as near to each other, in columns.
const ALIGNED: usize = 4;
/// A line that is broken leaves less than this blank, in letters: what may not begin a line takes one along.
const FULL: usize = 2;
/// A name has at most so many lines above its row.
const MOST: usize = 4;
/// The shortest line that a column of names breaks, in letters.
const NARROWEST: usize = 4;
/// Digits that are a code.
const CODE: usize = 3;

/// What a line is to one column of names.
enum Role {
    /// A row, with the number of its name in this column, if it has one there.
    Row(Option<usize>),
    /// Names alone, with the number of the one in this column.
    Further(usize),
    /// Names alone, none of this column.
    Beside,
    Blank,
}

/// The lines with each such name in the line of its row alone.
pub(super) fn joined(mut lines: Vec<Vec<Word>>) -> Vec<Vec<Word>> {
    let mut taken: BTreeSet<(usize, usize)> = BTreeSet::new();
    let mut made: Vec<(usize, Word)> = Vec::new();
    for body in bodies(&lines) {
        for left in columns(&lines, &body) {
            for name in names(&lines, &body, left) {
                let places = name.places();
                let Some(word) = name.word(&lines) else { continue };
                // Columns that stand near each other may both have it.
                if !places.iter().any(|place| taken.contains(place)) {
                    taken.extend(places);
                    made.push((name.row, word));
                }
            }
        }
    }
    for (at, line) in lines.iter_mut().enumerate() {
        let mut nth = 0;
        line.retain(|_| {
            nth += 1;
            !taken.contains(&(at, nth - 1))
        });
    }
    for (row, word) in made {
        let Some(line) = lines.get_mut(row) else { continue };
        line.push(word);
        line.sort_by_key(|own| own.word.from);
    }
    lines
}

/// A name over several lines.
struct Name {
    row: usize,
    /// The number of its word in the row.
    own: Option<usize>,
    above: Vec<(usize, usize)>,
    below: Vec<(usize, usize)>,
}

impl Name {
    /// Where its words are, from above.
    fn places(&self) -> Vec<(usize, usize)> {
        let own = self.own.map(|own| (self.row, own));
        self.above.iter().chain(&own).chain(&self.below).copied().collect()
    }

    fn parts<'a>(&self, lines: &'a [Vec<Word>]) -> Vec<&'a Word> {
        self.places().iter().filter_map(|(line, nth)| lines.get(*line)?.get(*nth)).collect()
    }

    /// All its letters where its longest line stands.
    fn word(&self, lines: &[Vec<Word>]) -> Option<Word> {
        let parts = self.parts(lines);
        let longest = parts.iter().max_by_key(|part| part.word.to - part.word.from)?;
        let (from, to) = (longest.word.from, longest.word.to);
        let text: Vec<char> = parts.iter().flat_map(|part| part.letters.iter().map(|(c, ..)| *c)).collect();
        let one = (to - from) as f32 / text.len().max(1) as f32;
        let at = |nth: usize| from as f32 + nth as f32 * one;
        let letters = text.iter().enumerate().map(|(nth, c)| (*c, at(nth), at(nth + 1))).collect();
        Some(Word { word: longest.word.clone(), letters })
    }

    /// Whether each line but the last fills the column.
    fn is_broken(&self, lines: &[Vec<Word>], widest: usize) -> bool {
        let parts = self.parts(lines);
        let Some((_, broken)) = parts.split_last() else { return false };
        broken.iter().all(|part| part.letters.len() + FULL > widest)
    }
}

/// The lines of tables: rows, names alone and blank ones, from the first row to the last, and a name's lines beside these.
fn bodies(lines: &[Vec<Word>]) -> Vec<std::ops::Range<usize>> {
    let is_of_table = |line: &Vec<Word>| line.is_empty() || is_row(line) || is_further(line);
    let mut out = Vec::new();
    let mut from = 0;
    while from < lines.len() {
        let length = lines.iter().skip(from).take_while(|line| is_of_table(line)).count();
        let end = from + length;
        if lines.get(from..end).unwrap_or_default().iter().any(|line| is_row(line)) {
            out.push(from..end);
        }
        from = end + 1;
    }
    out
}

/// Whether a line has figures, or begins with a code.
fn is_row(line: &[Word]) -> bool {
    let has = |kind: Kind| line.iter().any(|own| own.word.kind == kind);
    let is_code = |own: &Word| own.word.kind == Kind::Digits && own.letters.len() >= CODE;
    !has(Kind::End) && (has(Kind::Figure) || line.first().is_some_and(is_code))
}

/// Whether a name begins a row: it has a number, or is a total.
fn begins(own: &Word) -> bool {
    let text: String = own.letters.iter().map(|(c, ..)| *c).collect();
    own.word.is_numbered || is_total_label(&text) || is_subtotal_label(&text) || text.starts_with("其中")
}

/// Whether a line is of names alone.
fn is_further(line: &[Word]) -> bool {
    !line.is_empty() && line.iter().all(|own| own.word.kind == Kind::Name && !begins(own))
}

/// Where columns begin that have names alone in their lines.
fn columns(lines: &[Vec<Word>], body: &std::ops::Range<usize>) -> Vec<usize> {
    let own = lines.get(body.clone()).unwrap_or_default().iter().filter(|line| is_further(line));
    let lefts: BTreeSet<usize> = own.flatten().map(|own| own.word.from).collect();
    let mut out: Vec<usize> = Vec::new();
    for left in lefts {
        if out.last().is_none_or(|last| left > last + ALIGNED) {
            out.push(left);
        }
    }
    out
}

/// The names over several lines of one column.
fn names(lines: &[Vec<Word>], body: &std::ops::Range<usize>, left: usize) -> Vec<Name> {
    let of_column = |line: &[Word]| {
        line.iter().position(|own| own.word.kind == Kind::Name && own.word.from.abs_diff(left) <= ALIGNED)
    };
    let roles: Vec<(usize, Role)> = body
        .clone()
        .filter_map(|at| {
            let line = lines.get(at)?;
            let role = match of_column(line) {
                _ if line.is_empty() => Role::Blank,
                nth if is_row(line) => Role::Row(nth),
                Some(nth) => Role::Further(nth),
                None => Role::Beside,
            };
            Some((at, role))
        })
        .collect();
    let letters = |line: &usize, nth: usize| lines.get(*line)?.get(nth).map(|own| own.letters.len());
    let widest = roles.iter().filter_map(|(at, role)| match role {
        Role::Row(nth) => letters(at, (*nth)?),
        Role::Further(nth) => letters(at, *nth),
        Role::Beside | Role::Blank => None,
    });
    let widest = widest.max().unwrap_or(0);
    if widest < NARROWEST {
        return Vec::new();
    }
    // Stretches that blank lines part: a name has no blank line within.
    let stretches = roles.split(|(_, role)| matches!(role, Role::Blank));
    let mut out = Vec::new();
    for stretch in stretches {
        let rows: Vec<usize> =
            (0..stretch.len()).filter(|at| matches!(stretch.get(*at), Some((_, Role::Row(_))))).collect();
        let Some(first) = rows.first() else { continue };
        let most = (*first).min(MOST);
        let is_header = stretch.first().is_some_and(|(at, _)| *at == body.start);
        // Above the first row of a table its header may stand; elsewhere all lines above are of the row.
        let found = (0..=most).rev().find_map(|above| {
            (is_header || above == *first)
                .then(|| chained(stretch, &rows, above))
                .flatten()
                .filter(|own| own.iter().all(|name| name.is_broken(lines, widest)))
        });
        out.extend(found.into_iter().flatten());
    }
    out
}

/// The names of rows in a stretch whose first has so many lines above; `None` where not every row has as many below.
fn chained(stretch: &[(usize, Role)], rows: &[usize], first: usize) -> Option<Vec<Name>> {
    let mut out = Vec::new();
    let mut above = first;
    for (nth, row) in rows.iter().enumerate() {
        let end = rows.get(nth + 1).copied().unwrap_or(stretch.len());
        let between: Vec<(usize, usize)> = further(stretch.get(row + 1..end)?);
        let own_above = further(stretch.get(..*row)?);
        let own_above = own_above.get(own_above.len().checked_sub(above)?..)?.to_vec();
        let below = between.get(..above)?.to_vec();
        let rest = between.len() - above;
        if nth + 1 == rows.len() && rest > 0 {
            return None;
        }
        if let Some((line, Role::Row(own))) = stretch.get(*row)
            && above > 0
        {
            out.push(Name { row: *line, own: *own, above: own_above, below });
        }
        above = rest;
    }
    Some(out)
}

/// The words of this column in lines of names alone.
fn further(stretch: &[(usize, Role)]) -> Vec<(usize, usize)> {
    let own = |(at, role): &(usize, Role)| match role {
        Role::Further(nth) => Some((*at, *nth)),
        _ => None,
    };
    stretch.iter().filter_map(own).collect()
}
