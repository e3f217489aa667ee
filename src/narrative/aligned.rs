//! The paragraphs of two texts, aligned: which of the one is which of the other. Those that read the same are, and between
//! them those that stand alike or say much the same. Knows neither years nor sides.

use std::ops::Range;

use similar::{Algorithm, DiffTag, capture_diff_slices};

use super::wording::{Fate, reworded};

/// More pairs than this are not looked at.
const MOST: usize = 2_500;

/// The paragraph of `new` that each of `old` became; they follow each other in both.
pub(crate) fn aligned(old: &[String], new: &[String]) -> Vec<Option<usize>> {
    let mut became = vec![None; old.len()];
    for change in capture_diff_slices(Algorithm::Myers, old, new) {
        let (was, is) = (change.old_range(), change.new_range());
        let is_same = change.tag() == DiffTag::Equal;
        if is_same || was.len() == is.len() {
            became
                .iter_mut()
                .skip(was.start)
                .zip(was.clone().zip(is))
                .for_each(|(of, (_, at))| *of = Some(at));
            continue;
        }
        pair(old, was, new, is, &mut became);
    }
    became
}

/// Pairs paragraphs of which there are more on one side, in their order: so that most of their words stay.
fn pair(old: &[String], was: Range<usize>, new: &[String], is: Range<usize>, became: &mut [Option<usize>]) {
    if was.is_empty() || is.is_empty() || was.len() * is.len() > MOST {
        return;
    }
    let (old, new) = (old.get(was.clone()).unwrap_or_default(), new.get(is.clone()).unwrap_or_default());
    let kept: Vec<Vec<usize>> =
        old.iter().map(|one| new.iter().map(|other| alike(one, other)).collect()).collect();
    let own = |at: usize, to: usize| kept.get(at).and_then(|row| row.get(to)).copied().unwrap_or(0);
    // The most words that can be kept of what follows, by the paragraphs it begins with.
    let mut best = vec![vec![0; new.len() + 1]; old.len() + 1];
    let of = |best: &[Vec<usize>], at: usize, to: usize| {
        best.get(at).and_then(|row| row.get(to)).copied().unwrap_or(0)
    };
    for at in (0..old.len()).rev() {
        for to in (0..new.len()).rev() {
            let paired = if own(at, to) > 0 { own(at, to) + of(&best, at + 1, to + 1) } else { 0 };
            let most = paired.max(of(&best, at + 1, to)).max(of(&best, at, to + 1));
            best.get_mut(at).and_then(|row| row.get_mut(to)).into_iter().for_each(|best| *best = most);
        }
    }
    let (mut at, mut to) = (0, 0);
    while at < old.len() && to < new.len() {
        if of(&best, at, to) == of(&best, at + 1, to) {
            at += 1;
        } else if of(&best, at, to) == of(&best, at, to + 1) {
            to += 1;
        } else {
            became.get_mut(was.start + at).into_iter().for_each(|became| *became = Some(is.start + to));
            (at, to) = (at + 1, to + 1);
        }
    }
}

/// Whether two paragraphs say much the same.
pub(crate) fn is_alike(one: &str, other: &str) -> bool {
    one == other || alike(one, other) > 0
}

/// How many characters two paragraphs have in common, where that is more than half of the longer one.
fn alike(one: &str, other: &str) -> usize {
    let kept = reworded(one, other).into_iter().filter(|piece| piece.fate == Fate::Kept);
    let kept: usize = kept.map(|piece| piece.text.chars().count()).sum();
    if kept * 2 > one.chars().count().max(other.chars().count()) { kept } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_are_known_again() {
        for (old, new, expected) in [
            ("甲|乙", "甲|乙", "0 1"),
            ("甲|乙|丙", "甲|丙", "0 - 1"),
            ("甲|丙", "甲|乙|丙", "0 2"),
            ("甲|乙", "甲|全新的一段", "0 1"),
            ("一、负责审计工作|二、其他", "新的一段|一、负责审计工作和监督|二、其他", "1 2"),
            ("一、负责审计工作|二、负责监督|尾", "二、负责监督工作|尾", "- 0 1"),
            ("", "甲", "0"),
        ] {
            let texts = |text: &str| -> Vec<String> { text.split('|').map(str::to_owned).collect() };
            let found = aligned(&texts(old), &texts(new)).into_iter();
            let found: Vec<String> = found.map(|at| at.map_or("-".to_owned(), |at| at.to_string())).collect();
            assert_eq!(found.join(" "), expected, "{old} {new}");
        }
    }
}
