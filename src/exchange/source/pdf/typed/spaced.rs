//! How far the lines of typed text stand from each other. Where blank lines part the rows of a table, those that follow each
//! other without one are lines of one name, if the upper one fills its column: else nothing would have broken it there.

use super::super::straight::{Kind, TypedWord};
use super::{LINE, TIGHT};

/// So many lines below the last figures are of their table, too.
const BELOW: usize = 2;
/// Names of one column begin as near to each other, and one fills it that ends as near to where the longest does.
const ALIGNED: usize = 3;
const FULL: usize = 2;

/// Where each line stands.
pub(super) fn baselines(lines: &[Vec<TypedWord>]) -> Vec<f32> {
    let mut apart = vec![LINE; lines.len()];
    let mut ends = lines.iter().enumerate().filter(|(_, line)| has(line, Kind::End)).map(|(at, _)| at);
    let (mut from, mut end) = (0, ends.next().unwrap_or(lines.len()));
    while from < lines.len() {
        let rows: Vec<usize> =
            (from..end).filter(|at| lines.get(*at).is_some_and(|line| has(line, Kind::Figure))).collect();
        if is_spaced(lines, &rows)
            && let (Some(first), Some(last)) = (rows.first(), rows.last())
        {
            let table = lines.get(*first..end).unwrap_or_default();
            for at in first + 1..end.min(last + BELOW + 1) {
                let pair = lines.get(at - 1).zip(lines.get(at));
                if pair.is_some_and(|(above, below)| goes_on(above, below, table)) {
                    apart.get_mut(at).into_iter().for_each(|apart| *apart = TIGHT);
                }
            }
        }
        from = end + 1;
        end = ends.next().unwrap_or(lines.len());
    }
    let down = |at: &mut f32, apart: f32| {
        *at += apart;
        Some(*at)
    };
    apart.into_iter().scan(0.0, down).collect()
}

/// Whether a name of a line fills its column, so that what stands below it in the next is its end.
fn goes_on(above: &[TypedWord], below: &[TypedWord], table: &[Vec<TypedWord>]) -> bool {
    let is_name = |word: &&TypedWord| word.kind == Kind::Name;
    let is_full = |word: &TypedWord| {
        let column = table
            .iter()
            .flatten()
            .filter(|own| own.kind == Kind::Name && own.from.abs_diff(word.from) <= ALIGNED);
        word.to + FULL >= column.map(|own| own.to).max().unwrap_or(0)
    };
    below.iter().filter(is_name).any(|word| {
        let mut over = above.iter().filter(is_name).filter(|own| own.from < word.to && word.from < own.to);
        over.any(is_full)
    })
}

fn has(line: &[TypedWord], kind: Kind) -> bool {
    line.iter().any(|word| word.kind == kind)
}

/// Whether blank lines stand between most rows with figures.
fn is_spaced(lines: &[Vec<TypedWord>], rows: &[usize]) -> bool {
    let pairs = rows.windows(2).filter_map(|pair| lines.get(*pair.first()?..*pair.get(1)?));
    let parted = pairs.filter(|between| between.iter().any(Vec::is_empty)).count();
    rows.len() > 3 && parted * 3 > (rows.len() - 1) * 2
}
