//! Which word names which column of figures, where words and columns stand as near to each other as they can.

use std::ops::Range;

use super::words::{Word, overlap};

/// A group stands at least this far above what it groups.
const ABOVE: f32 = 0.9;
/// What it costs to take a word for a column's in which nothing is printed; in letters of distance.
const BLANK: f32 = 6.0;
/// What it costs to take it for a group's, where it can be one.
const GROUP: f32 = 0.3;
/// What it costs to leave printed figures without a word.
const NAMELESS: f32 = 16.0;
/// What it costs to have one word for one more column.
const SHARED: f32 = 8.0;
/// What of a word, or of the figures, stands above or below the other where nobody would ask whose they are.
const OWN: f32 = 0.5;
/// How much of figures stands below a word at the least that they are taken for, measured in letters.
const BELOW: f32 = 0.3;
/// Columns that one word may name.
const WIDEST: usize = 6;

/// A column with what is printed in it.
pub(super) struct Column {
    /// The word that names it; shared by the columns of codes below one word.
    pub word: Option<usize>,
    pub band: Option<(f32, f32)>,
}

/// The columns around one that its word names, too.
pub(super) fn shared(columns: &[Column], nth: usize) -> Range<usize> {
    let word = columns.get(nth).and_then(|column| column.word);
    let same = |at: &usize| word.is_some() && columns.get(*at).is_some_and(|column| column.word == word);
    let from = (0..nth).rev().take_while(same).last().unwrap_or(nth);
    let to = (nth + 1..columns.len()).take_while(same).last().unwrap_or(nth);
    from..to + 1
}

/// Whether nothing stands below a word.
pub(super) fn is_leaf(words: &[&Word], at: usize) -> bool {
    let Some(word) = words.get(at) else { return false };
    !words.iter().any(|other| other.below(word) > 0.4 && other.shares(word) > 0.3)
}

/// Whether words stand below a word on both its sides, so that it may group them.
fn may_group(words: &[&Word], at: usize) -> bool {
    let Some(word) = words.get(at) else { return false };
    let below = |other: &&&Word| other.below(word) > ABOVE;
    let near = 12.0 * word.size;
    let is_left = |other: &&Word| other.center() < word.center() && word.area.left - other.area.right < near;
    let is_right = |other: &&Word| other.center() > word.center() && other.area.left - word.area.right < near;
    words.iter().filter(below).any(is_left) && words.iter().filter(below).any(is_right)
}

/// How a word, or a band of figures, was taken in the cheapest way to here.
#[derive(Clone, Copy)]
enum Step {
    /// A column without figures.
    Blank,
    /// No column's word.
    Group,
    /// Figures without a word.
    Nameless,
    /// A word above so many bands.
    Above(usize),
}

/// Words that name columns and columns of figures, both from left to right, put together so that they stand as near to each
/// other as they can.
pub(super) fn columns(words: &[&Word], leaves: &[usize], bands: &[(f32, f32)]) -> Vec<Column> {
    let (many, count) = (leaves.len() + 1, bands.len() + 1);
    let mut cost = vec![f32::MAX; many * count];
    let mut steps: Vec<Option<Step>> = vec![None; many * count];
    if let Some(first) = cost.first_mut() {
        *first = 0.0;
    }
    for i in 0..many {
        for j in 0..count {
            let Some(here) = cost.get(i * count + j).copied().filter(|cost| *cost < f32::MAX) else {
                continue;
            };
            let mut reach = |i: usize, j: usize, by: f32, step: Step| {
                let at = i * count + j;
                if i < many
                    && j < count
                    && let Some(own) = cost.get_mut(at).filter(|own| here + by < **own)
                {
                    *own = here + by;
                    steps.get_mut(at).into_iter().for_each(|own| *own = Some(step));
                }
            };
            reach(i, j + 1, NAMELESS, Step::Nameless);
            let Some(word) = leaves.get(i).and_then(|at| words.get(*at).map(|word| (*at, *word))) else {
                continue;
            };
            reach(i + 1, j, BLANK, Step::Blank);
            if may_group(words, word.0) {
                reach(i + 1, j, GROUP, Step::Group);
            }
            for wide in 1..=WIDEST {
                let (Some(first), Some(last)) = (bands.get(j), bands.get(j + wide - 1)) else { break };
                if let Some(by) = distance(word.1, (first.0, last.1), wide) {
                    reach(i + 1, j + wide, by, Step::Above(wide));
                }
            }
        }
    }
    let (mut i, mut j) = (many - 1, count - 1);
    let mut out = Vec::new();
    while let Some(step) = steps.get(i * count + j).copied().flatten() {
        let word = i.checked_sub(1).and_then(|at| leaves.get(at)).copied();
        match step {
            Step::Blank => out.push(Column { word, band: None }),
            Step::Group => {}
            Step::Nameless => {
                out.push(Column { word: None, band: j.checked_sub(1).and_then(|at| bands.get(at)).copied() })
            }
            Step::Above(wide) => {
                let own = j.checked_sub(wide).and_then(|from| bands.get(from..j)).unwrap_or_default();
                out.extend(own.iter().rev().map(|band| Column { word, band: Some(*band) }));
            }
        }
        match step {
            Step::Nameless => j -= 1,
            Step::Blank | Step::Group => i -= 1,
            Step::Above(wide) => (i, j) = (i - 1, j.saturating_sub(wide)),
        }
    }
    out.reverse();
    out
}

/// Whether all that is printed in columns stands below the column's own word, and below no other, so that nobody who looks at
/// it takes it for another's.
pub(super) fn stand_apart(words: &[&Word], leaves: &[usize], columns: &[Column]) -> bool {
    columns.iter().filter_map(|column| Some((column.word, column.band?))).all(|(own, band)| {
        leaves.iter().filter_map(|at| Some((*at, words.get(*at)?))).all(|(at, word)| {
            let narrower = (word.area.right - word.area.left).min(band.1 - band.0).max(0.1);
            let share = overlap(word.area, band) / narrower;
            if own == Some(at) { share >= OWN } else { share <= 0.0 }
        }) && own.is_some()
    })
}

/// Whether what is printed in a band stands below the word of its column, and below no other. Words stand in the middle
/// of their columns, so that both are in one column then, however wide that is.
pub(super) fn stands_alone(words: &[&Word], leaves: &[usize], columns: &[Column], band: (f32, f32)) -> bool {
    let own = columns.iter().find(|column| column.band == Some(band)).and_then(|column| column.word);
    own.is_some()
        && leaves.iter().filter_map(|at| Some((*at, words.get(*at)?))).all(|(at, word)| {
            let share = overlap(word.area, band);
            if own == Some(at) { share > BELOW * word.size } else { share <= 0.0 }
        })
}

/// How far a word stands from columns of figures, in letters; `None` where it names no several of them.
fn distance(word: &Word, (left, right): (f32, f32), wide: usize) -> Option<f32> {
    let apart = (left - word.area.right).max(word.area.left - right).max(0.0) / word.size.max(0.1);
    let own = (word.area.right - word.area.left).min(right - left).max(0.1);
    let inside = overlap(word.area, (left, right)) / own;
    let aside = (word.center() - f32::midpoint(left, right)).abs() / word.size.max(0.1);
    if wide > 1 && (inside < 0.9 || aside > 0.2 * (right - left) / word.size.max(0.1)) {
        return None;
    }
    Some(apart + 0.02 * aside + 0.3 * (1.0 - inside) + SHARED * (wide - 1) as f32)
}
