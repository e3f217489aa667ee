//! Where the columns below a header begin and end: between what is printed, or so that every word stands in the middle of
//! its own.

use std::collections::BTreeSet;

use super::columns::{Column, shared};
use super::words::Word;

/// Places that are tried for an edge.
const SAMPLES: u8 = 100;

/// Where columns begin and end, in the middle between what is printed.
pub(super) fn between(words: &[&Word], columns: &[Column]) -> Vec<f32> {
    let word = |nth: usize| {
        let at = columns.get(nth).and_then(|column| column.word)?;
        words.get(at).filter(|_| shared(columns, nth).len() == 1)
    };
    let ink = |(nth, column): (usize, &Column)| {
        let area = word(nth).map(|word| (word.area.left, word.area.right));
        match (area, column.band) {
            (Some(word), Some(band)) => (word.0.min(band.0), word.1.max(band.1)),
            (Some(only), None) | (None, Some(only)) => only,
            (None, None) => (0.0, 0.0),
        }
    };
    let inks: Vec<(f32, f32)> = columns.iter().enumerate().map(ink).collect();
    let size = words.first().map_or(10.0, |word| word.size);
    let mut out = vec![inks.first().map_or(0.0, |ink| ink.0) - 0.3 * size];
    for (inks, columns) in inks.windows(2).zip(columns.windows(2)) {
        let ([one, next], [left, right]) = (inks, columns) else { continue };
        // Figures are never cut; a word may reach above those of the next column.
        let (low, high) = (left.band.map_or(one.1, |band| band.1), right.band.map_or(next.0, |band| band.0));
        out.push(if one.1 <= next.0 { f32::midpoint(one.1, next.0) } else { f32::midpoint(low, high) });
    }
    out.push(inks.last().map_or(0.0, |ink| ink.1) + 0.3 * size);
    out
}

/// Where columns begin and end, if every word stands in the middle of its column: each edge follows from the one before.
/// `None` where no edges are found that cut no words. Also into which columns such edges that cut no more figures, and are as
/// even, put figures that the best put elsewhere; asked of the bands that are `open`.
pub(super) fn centered(
    words: &[&Word],
    columns: &[Column],
    bands: &[(f32, f32)],
    open: &[bool],
) -> Option<(Vec<f32>, BTreeSet<usize>)> {
    let own: Vec<&Word> =
        columns.iter().map(|column| words.get(column.word?).copied()).collect::<Option<_>>()?;
    if (0..columns.len()).any(|nth| shared(columns, nth).len() > 1) {
        return None;
    }
    let (first, last) = (own.first()?, own.last()?);
    let size = first.size;
    let near = 0.15 * size;
    // Every edge is the first one, or its opposite, and a sum of centers.
    let (mut sign, mut sum) = (1.0_f32, 0.0_f32);
    let (mut low, mut high) = (f32::MIN, f32::MAX);
    let mut terms = Vec::with_capacity(own.len() + 1);
    for nth in 0..=own.len() {
        let from =
            nth.checked_sub(1).and_then(|nth| own.get(nth)).map_or(f32::MIN, |word| word.area.right - near);
        let to = own.get(nth).map_or(f32::MAX, |word| word.area.left + near);
        let (from, to) = (from.max(first.area.left - 30.0 * size), to.min(last.area.right + 30.0 * size));
        let (from, to) = if sign > 0.0 { (from - sum, to - sum) } else { (sum - to, sum - from) };
        (low, high) = (low.max(from), high.min(to));
        terms.push((sign, sum));
        sum = 2.0 * own.get(nth).map_or(0.0, |word| word.center()) - sum;
        sign = -sign;
    }
    if low > high {
        return None;
    }
    // Figures are not cut, and columns beside each other are mostly of one width.
    let cut = |edge: f32| -> f32 {
        let depth = |(left, right): &(f32, f32)| (edge - left).min(right - edge) - near;
        bands.iter().map(depth).filter(|depth| *depth > 0.0).sum()
    };
    let cost = |edges: &[f32]| -> f32 {
        let widths: Vec<f32> =
            edges.windows(2).filter_map(|pair| Some(pair.get(1)? - pair.first()?)).collect();
        let uneven = |pair: &[f32]| Some((pair.get(1)? - pair.first()?).abs().min(2.0 * size));
        let uneven: f32 = widths.windows(2).filter_map(uneven).sum();
        let cuts: f32 = edges.iter().map(|edge| cut(*edge)).sum();
        uneven + 10.0 * cuts
    };
    let tried: Vec<(f32, Vec<f32>)> = (0..=SAMPLES)
        .map(|step| {
            let start = low + (high - low) * f32::from(step) / f32::from(SAMPLES);
            let edges: Vec<f32> = terms.iter().map(|(sign, sum)| sign * start + sum).collect();
            (cost(&edges), edges)
        })
        .collect();
    let (least, best) = tried.iter().min_by(|a, b| a.0.total_cmp(&b.0))?;
    let places = |edges: &[f32]| -> Vec<usize> {
        let middle = |band: &(f32, f32)| f32::midpoint(band.0, band.1);
        let asked = bands.iter().zip(open).filter(|(_, open)| **open).map(|(band, _)| band);
        asked.map(|band| edges.partition_point(|edge| *edge < middle(band))).collect()
    };
    let own = places(best);
    let apart = |(_, edges): &(f32, Vec<f32>)| -> Vec<usize> {
        let other = places(edges);
        own.iter().zip(&other).filter(|(own, other)| own != other).flat_map(|(a, b)| [*a, *b]).collect()
    };
    let as_good = tried.iter().filter(|(cost, _)| *cost < least + 3.0 * size);
    // A place is a number of edges; before the first of them stands the first column.
    let column = |edges: usize| edges.saturating_sub(1).min(columns.len().saturating_sub(1));
    let beside = as_good.flat_map(apart).map(column).collect();
    Some((best.clone(), beside))
}
