//! The words of a typed header set above their columns. `pdftotext` begins what stands right of something else behind that,
//! so that the order in which words and figures begin is that of the page, while their distance is lost. A column's figures
//! stand at its right, so that its word is the last that begins before they end.

use super::{Kind, Moved, TypedWord};

/// More lines than a header has.
const HIGHEST: usize = 14;
/// Words of a header that are set stand at least so far apart.
const APART: f32 = 2.2;
/// The word above a column of figures begins before so much of their width: what begins behind that groups others.
const LATEST: f32 = 0.75;

/// The words of the header above a line, where each column of figures has one of its own. `reach` is from where to where the
/// figures of each column stand, `labels` the same of the codes and names before them.
pub(super) fn moved(
    lines: &[Vec<TypedWord>],
    first: usize,
    reach: &[(f32, f32)],
    labels: &[(f32, f32)],
) -> Option<Vec<(usize, Moved)>> {
    let is_head =
        |line: &Vec<TypedWord>| line.iter().all(|word| word.kind == Kind::Name) || is_numbering(line);
    let above = (first.saturating_sub(HIGHEST)..first).rev();
    let from = above.take_while(|at| lines.get(*at).is_some_and(is_head)).last()?;
    let header: Vec<(usize, usize, &TypedWord)> = (from..first)
        .filter_map(|at| Some((at, lines.get(at)?)))
        .filter(|(_, line)| !is_numbering(line))
        .flat_map(|(at, line)| line.iter().enumerate().map(move |(nth, word)| (at, nth, word)))
        .collect();
    let is_leaf = |(at, _, word): &&(usize, usize, &TypedWord)| {
        header.iter().all(|(below, _, other)| below <= at || other.to <= word.from || word.to <= other.from)
    };
    let mut leaves: Vec<&TypedWord> = header.iter().filter(is_leaf).map(|(.., word)| *word).collect();
    leaves.sort_by_key(|word| word.from);
    let own = assigned(&leaves, reach)?;
    let first_own = *own.first()?;
    // Words that follow each other closely are one to the program that printed them: only the first stands where it says. Where
    // columns are blank, figures may be theirs.
    let is_unsure = leaves.get(first_own..)?.iter().any(|word| word.is_close)
        || own.windows(2).any(|pair| pair.first().map(|nth| nth + 1) != pair.last().copied());
    let figures = own
        .iter()
        .zip(reach)
        .filter_map(|(nth, (left, right))| Some((centre(leaves.get(*nth)?), f32::midpoint(*left, *right))));
    // Codes and names begin where their words are set; a column without any, such as that of units on a further page, has none.
    let named = leaves.get(..first_own)?;
    let of_labels = words_of(named, labels);
    let are_named = of_labels.is_some();
    let begun =
        of_labels.iter().flatten().zip(labels).filter_map(|(nth, label)| Some((named.get(*nth)?, label)));
    let begun = begun.map(|(word, (from, _))| (centre(word), from + (word.to - word.from) as f32 / 2.0));
    let places: Vec<(f32, f32)> = begun.chain(figures).collect();
    let label = named.last().filter(|_| !are_named).map(|word| centre(word));
    let is_label = |word: &TypedWord| label.is_some_and(|label| centre(word) <= label);
    let line = |line: usize| -> Moved {
        let own = header.iter().filter(|(at, _, word)| *at == line && !is_label(word));
        let own: Vec<(usize, f32, f32)> = own
            .map(|(_, nth, word)| (*nth, place(centre(word), &places), (word.to - word.from) as f32))
            .collect();
        let room = |one: Option<&(usize, f32, f32)>, next: Option<&(usize, f32, f32)>| match (one, next) {
            (Some(one), Some(next)) => (next.1 - one.1 - APART) / f32::midpoint(one.2, next.2).max(1.0),
            _ => 1.0,
        };
        let set = own.iter().enumerate().map(|(at, (nth, centre, count))| {
            // Words that would reach over each other are set closer.
            let before = room(at.checked_sub(1).and_then(|at| own.get(at)), own.get(at));
            let wide = before.min(room(own.get(at), own.get(at + 1))).clamp(0.1, 1.0);
            (*nth, centre - wide * count / 2.0, wide)
        });
        Moved { words: set.collect(), is_unsure, is_header: true }
    };
    let out = (from..first).map(|at| (at, line(at))).filter(|(_, moved)| !moved.words.is_empty()).collect();
    Some(out)
}

/// By column of codes or names the word that names it: words stand in the middle of their columns, so that it is the first that
/// ends behind where these begin. `None` where two have one.
fn words_of(named: &[&TypedWord], labels: &[(f32, f32)]) -> Option<Vec<usize>> {
    if named.len() == labels.len() {
        return Some((0..named.len()).collect());
    }
    let own = labels.iter().map(|(from, _)| named.iter().position(|word| word.to as f32 > *from));
    let own: Vec<usize> = own.collect::<Option<_>>()?;
    own.windows(2).all(|pair| pair.first() < pair.last()).then_some(own)
}

/// Whether a line numbers the columns: `** 1 2 3`.
fn is_numbering(line: &[TypedWord]) -> bool {
    let numbers = line.iter().filter(|word| word.kind == Kind::Digits).count();
    numbers > 0 && line.iter().all(|word| word.to - word.from < 4) && numbers * 2 >= line.len()
}

/// By column of figures the word that names it, which begins before their last quarter; `None` where two have one.
fn assigned(leaves: &[&TypedWord], reach: &[(f32, f32)]) -> Option<Vec<usize>> {
    let late = |(left, right): &(f32, f32)| left + LATEST * (right - left);
    let own = reach.iter().map(|reach| leaves.iter().rposition(|word| (word.from as f32) < late(reach)));
    let own: Vec<usize> = own.collect::<Option<_>>()?;
    own.windows(2).all(|pair| pair.first() < pair.last()).then_some(own)
}

fn centre(word: &TypedWord) -> f32 {
    f32::midpoint(word.from as f32, word.to as f32)
}

/// Where something is set that stands there, if others that stand at the first of each pair are set at the second.
fn place(at: f32, places: &[(f32, f32)]) -> f32 {
    let behind = places.partition_point(|(from, _)| *from <= at);
    let before = behind.checked_sub(1).and_then(|nth| places.get(nth));
    match (before, places.get(behind)) {
        (Some((from, to)), Some((next, next_to))) => {
            to + (at - from) / (next - from).max(0.1) * (next_to - to)
        }
        (Some((from, to)), None) | (None, Some((from, to))) => to + at - from,
        (None, None) => at,
    }
}
