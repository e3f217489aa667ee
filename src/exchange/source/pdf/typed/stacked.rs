//! Words of a typed header that go on in the next lines. How far lines stand from each other on the page is lost in text:
//! a word's next line, and a group's columns, both stand right below. The words beside tell: a group stands above all of them.

use std::ops::Range;

use super::super::straight::{Kind, TypedWord};

/// The lines of one word have their middles as near to each other, in columns.
const CENTRED: f32 = 1.5;
/// The next line of a word is among so many: between them stand words of other heights.
const BETWEEN: usize = 4;
/// More lines than a header has.
const HIGHEST: usize = 14;

/// A word over several lines: the number of each line with that of its word there, from above.
pub(super) type Stack = Vec<(usize, usize)>;

/// The words of headers that stand over several lines.
pub(super) fn stacks(lines: &[Vec<TypedWord>]) -> Vec<Stack> {
    headers(lines).into_iter().flat_map(|header| of_header(lines, header)).collect()
}

/// Where headers stand: between what ends a table, or the top, and the first line with a figure, a code or a number.
fn headers(lines: &[Vec<TypedWord>]) -> Vec<Range<usize>> {
    let (mut out, mut from) = (Vec::new(), Some(0));
    for (at, line) in lines.iter().enumerate() {
        let has = |kind: Kind| line.iter().any(|word| word.kind == kind);
        if has(Kind::End) {
            from = Some(at + 1);
        } else if has(Kind::Figure) || has(Kind::Digits) {
            out.extend(from.take().map(|from| from.max(at.saturating_sub(HIGHEST))..at));
        }
    }
    out
}

fn of_header(lines: &[Vec<TypedWord>], header: Range<usize>) -> Vec<Stack> {
    let mut out: Vec<Stack> = Vec::new();
    for at in header.clone() {
        let Some(line) = lines.get(at) else { break };
        for (nth, word) in line.iter().enumerate() {
            let Some(above) = above(lines, header.start, at, (word.from, word.to)) else { continue };
            let Some(head) = lines.get(above.0).and_then(|line| line.get(above.1)) else { continue };
            let is_centred = (centre(head) - centre(word)).abs() <= CENTRED;
            let is_bare = |beside: &TypedWord| {
                self::above(lines, header.start, at, (beside.from.saturating_sub(1), beside.to + 1)).is_none()
            };
            let left = nth.checked_sub(1).and_then(|nth| line.get(nth));
            let right = line.get(nth + 1);
            let is_group = left.is_some_and(is_bare) && right.is_some_and(is_bare);
            if !is_centred || is_group || head.is_numbered || word.is_numbered {
                continue;
            }
            match out.iter_mut().find(|stack| stack.last() == Some(&above)) {
                Some(stack) => stack.push((at, nth)),
                None => out.push(vec![above, (at, nth)]),
            }
        }
    }
    out
}

/// The nearest word above a stretch of a line.
fn above(
    lines: &[Vec<TypedWord>],
    first: usize,
    at: usize,
    (from, to): (usize, usize),
) -> Option<(usize, usize)> {
    let near = (first..at).rev().take(BETWEEN);
    let near = near.filter_map(|at| Some((at, lines.get(at)?))).take_while(|(_, line)| !line.is_empty());
    near.into_iter().find_map(|(at, line)| {
        let nth = line.iter().position(|word| word.from < to && from < word.to)?;
        Some((at, nth))
    })
}

fn centre(word: &TypedWord) -> f32 {
    f32::midpoint(word.from as f32, word.to as f32)
}
