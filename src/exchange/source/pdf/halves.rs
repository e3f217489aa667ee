//! Tables that stand beside each other on a page: each is read with the lines above and below it, from left to right. Knows
//! where tables and letters stand, and nothing of what they say.

use super::frame::Letter;
use super::lines::{Line, lines};
use super::tables::Ruled;

/// The least share of the lower table's height that both stand beside each other.
const BESIDE: f64 = 0.5;
/// Blank space between what stands in two halves, measured in letters.
const APART: f32 = 2.0;

/// A part of a page: its ruled tables from top to bottom, and its letters outside of them.
pub(super) type Half = (Vec<Ruled>, Vec<Letter>);

/// The parts of a page, pair of tables by pair where these stand beside each other at different places.
pub(super) fn halves(ruled: Vec<Ruled>, letters: Vec<Letter>) -> Vec<Half> {
    let is_mixed = cuts(&ruled).next().is_some() && cut(&ruled).is_none();
    let bands = if is_mixed { bands(ruled, letters) } else { vec![(ruled, letters)] };
    bands.into_iter().flat_map(|(ruled, letters)| from_left(ruled, letters)).collect()
}

/// The tables that reach as low as others begin, each with the letters down to its end.
fn bands(mut ruled: Vec<Ruled>, letters: Vec<Letter>) -> Vec<Half> {
    ruled.sort_by(|a, b| a.edges()[1].total_cmp(&b.edges()[1]));
    let mut bands: Vec<(f64, Half)> = Vec::new();
    for table in ruled {
        let [_, top, _, bottom] = table.edges();
        match bands.last_mut().filter(|(end, _)| top < *end) {
            Some((end, (tables, _))) => {
                *end = end.max(bottom);
                tables.push(table);
            }
            None => bands.push((bottom, (vec![table], Vec::new()))),
        }
    }
    let last = bands.len().saturating_sub(1);
    for letter in letters {
        let at = bands.partition_point(|(end, _)| *end < f64::from(letter.middle())).min(last);
        bands.get_mut(at).into_iter().for_each(|(_, (_, own))| own.push(letter.clone()));
    }
    bands.into_iter().map(|(_, half)| half).collect()
}

/// The parts of what stands beside each other from left to right; what reaches across them above or below all tables goes
/// with the first or the last.
fn from_left(ruled: Vec<Ruled>, letters: Vec<Letter>) -> Vec<Half> {
    let mut out = Vec::new();
    let mut rest = (ruled, letters);
    while let Some(cut) = cut(&rest.0) {
        let lines = lines(rest.1.clone());
        let Some((left, right)) = parted(&lines, &rest.0, cut) else { break };
        let (before, behind) = rest.0.into_iter().partition(|table: &Ruled| table.edges()[2] < cut);
        out.push((before, left));
        rest = (behind, right);
    }
    out.push(rest);
    out
}

/// Where a page is parted: between two tables beside each other, if no table reaches across.
fn cut(tables: &[Ruled]) -> Option<f64> {
    let is_clear = |cut: &f64| tables.iter().all(|table| table.edges()[2] < *cut || *cut < table.edges()[0]);
    cuts(tables).filter(is_clear).min_by(f64::total_cmp)
}

/// The middles between tables beside each other.
fn cuts(tables: &[Ruled]) -> impl Iterator<Item = f64> {
    let beside = |a: [f64; 4], b: [f64; 4]| {
        let shared = a[3].min(b[3]) - a[1].max(b[1]);
        a[2] < b[0] && shared > BESIDE * (a[3] - a[1]).min(b[3] - b[1])
    };
    let pairs = tables.iter().flat_map(|a| tables.iter().map(move |b| (a, b)));
    pairs
        .filter(move |(a, b)| a.is_of_rows() && b.is_of_rows() && beside(a.edges(), b.edges()))
        .map(|(a, b)| f64::midpoint(a.edges()[2], b.edges()[0]))
}

/// The letters on either side of a cut; `None` where a line reaches across beside the tables.
fn parted(lines: &[Line], tables: &[Ruled], cut: f64) -> Option<(Vec<Letter>, Vec<Letter>)> {
    let top = tables.iter().map(|table| table.edges()[1]).fold(f64::MAX, f64::min);
    let bottom = tables.iter().map(|table| table.edges()[3]).fold(f64::MIN, f64::max);
    let (mut left, mut right) = (Vec::new(), Vec::new());
    for line in lines {
        let middle = f64::from(line.middle());
        let is_left = |letter: &&Letter| f64::from(f32::midpoint(letter.left, letter.right)) < cut;
        let (before, behind): (Vec<&Letter>, Vec<&Letter>) = line.seen().partition(is_left);
        let ends = before.iter().map(|letter| letter.right).fold(f32::MIN, f32::max);
        let begins = behind.iter().map(|letter| letter.left).fold(f32::MAX, f32::min);
        let crosses = !before.is_empty() && !behind.is_empty() && begins - ends < APART * line.size;
        match crosses {
            true if middle < top => left.extend(line.letters.iter().cloned()),
            true if middle > bottom => right.extend(line.letters.iter().cloned()),
            true => return None,
            false => {
                let (before, behind): (Vec<&Letter>, Vec<&Letter>) = line.letters.iter().partition(is_left);
                left.extend(before.into_iter().cloned());
                right.extend(behind.into_iter().cloned());
            }
        }
    }
    Some((left, right))
}
