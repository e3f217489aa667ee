//! What stands above the columns of a table without ruled lines: which words name a column, which a group of columns,
//! and which go on in the next line. Works on where words stand, and knows none.

mod columns;
mod edges;
mod words;

use std::collections::BTreeSet;
use std::ops::Range;

use self::columns::{Column, columns, is_leaf, shared, stand_apart, stands_alone};
use self::edges::{between, centered};
pub(super) use self::words::{Word, crowded, goes_on, words};
use self::words::{over_each_other, whole};
use super::super::frame::Area;
use crate::exchange::source::{ColumnDoubt, ColumnDoubts};

/// Of what a group stands above, the nearest stands at least this far below it, of how far the farthest does: a word that
/// reaches over the group's own line and those below stands at half of that.
const EVEN: f32 = 0.56;
/// More words or columns than a page has.
pub(super) const MOST: usize = 200;

/// A cell of the header: the words of a column, or of a group of columns.
#[derive(Debug)]
pub(super) struct HeadCell {
    pub level: usize,
    pub columns: Range<usize>,
    pub text: String,
    pub area: Area,
}

/// The header and the columns that it stands above.
pub(super) struct Heading {
    pub cells: Vec<HeadCell>,
    /// How many rows it has.
    pub depth: usize,
    /// Where columns part, from left to right.
    pub partings: Vec<f32>,
    /// Whether all figures stand below the words that name them, and below no other.
    pub is_named: bool,
    /// The columns whose figures may be another's, and those with none: all but labels and what stands below its own word
    /// and no other.
    pub unsure: Vec<usize>,
    /// Of which columns it is doubtful which words name them.
    pub doubts: ColumnDoubts,
}

/// Puts the words of the lines of a header above the columns of figures, of which there may be more than have figures.
/// `None` where there is no word, or too many.
/// `figures` says of every band whether figures stand in it, which may go astray; a label is known by its words.
pub(super) fn heading(lines: &[Vec<Word>], bands: &[(f32, f32)], figures: &[bool]) -> Option<Heading> {
    // Pieces of words are no more than their letters, and are joined pair by pair.
    if lines.iter().map(Vec::len).sum::<usize>() > MOST * 4 || bands.len() > MOST {
        return None;
    }
    let words = whole(lines);
    let words: Vec<&Word> = words.iter().collect();
    if words.is_empty() || words.len() > MOST {
        return None;
    }
    let mut leaves: Vec<usize> = (0..words.len()).filter(|at| is_leaf(&words, *at)).collect();
    let left = |at: usize| words.get(at).map_or(0.0, |word| word.area.left);
    leaves.sort_by(|a, b| left(*a).total_cmp(&left(*b)));
    let mut columns = columns(&words, &leaves, bands);
    let mut doubts = ColumnDoubts::default();
    let word = |column: &Column| column.word.and_then(|at| words.get(at).copied());
    for (before, trio) in columns.windows(3).enumerate() {
        let [left, own, right] = trio else { continue };
        let beside: Vec<&Word> = [left, right].into_iter().filter_map(word).collect();
        if word(own).is_some_and(|own| own.may_begin_above(&beside)) {
            doubts.of(ColumnDoubt::LostWords, before..before + 3);
        }
    }
    let is_plain = stand_apart(&words, &leaves, &columns);
    // Which figures stand below the word that names them and no other: wherever edges are, nobody takes them for another's.
    let own = |nth: usize| bands.get(nth).is_some_and(|band| stands_alone(&words, &leaves, &columns, *band));
    let open: Vec<bool> =
        figures.iter().enumerate().map(|(nth, is_figures)| *is_figures && !own(nth)).collect();
    let is_named = !open.contains(&true);
    let is_sure = |column: &Column| {
        let nth = bands.iter().position(|band| column.band == Some(*band));
        nth.is_some_and(|nth| !figures.get(nth).copied().unwrap_or(true) || own(nth))
    };
    let numbered = || columns.iter().enumerate();
    let unsure: Vec<usize> = numbered().filter(|(_, own)| !is_sure(own)).map(|(nth, _)| nth).collect();
    let nameless = numbered().filter(|(_, own)| own.word.is_none()).map(|(nth, _)| nth);
    let nameless: Vec<usize> = nameless.collect();
    if !nameless.is_empty() {
        doubts.of(ColumnDoubt::Nameless, nameless.into_iter().chain(unsure.iter().copied()));
    }
    let centered = centered(&words, &columns, bands, &open);
    if let Some((edges, beside)) = centered.as_ref().filter(|_| !is_plain) {
        if !beside.is_empty() {
            doubts.of(ColumnDoubt::Beside, beside.iter().copied());
        }
        // What stands between its edges is a column's, wherever it stands there.
        for (column, edges) in columns.iter_mut().zip(edges.windows(2)) {
            let [left, right] = edges else { continue };
            let own = bands.iter().filter(|band| (*left..*right).contains(&f32::midpoint(band.0, band.1)));
            column.band = own.copied().reduce(|one, other| (one.0.min(other.0), one.1.max(other.1)));
        }
    }
    let is_loose = centered.is_none() && !is_plain;
    if is_loose {
        doubts.of(ColumnDoubt::OffCentre, unsure.iter().copied());
    }
    // What stands below its own word and no other stays in its column, wherever the middles of words would have its edges.
    let keeps = |edges: &Vec<f32>| {
        let own =
            columns.iter().zip(edges.windows(2)).filter_map(|(column, edges)| Some((column.band?, edges)));
        own.into_iter().all(|(band, edges)| {
            let middle = f32::midpoint(band.0, band.1);
            edges.first().is_some_and(|left| *left < middle)
                && edges.get(1).is_some_and(|right| middle < *right)
        })
    };
    let edges = centered.map(|(edges, _)| edges).filter(|edges| !is_plain || keeps(edges));
    let edges = edges.unwrap_or_else(|| between(&words, &columns));
    let crowded = over_each_other(lines);
    if !crowded.is_empty() {
        let is_over = |(_, pair): &(usize, &[f32])| {
            crowded.iter().any(|area| pair.first() < Some(&area.right) && pair.get(1) > Some(&area.left))
        };
        let over = edges.windows(2).enumerate().filter(is_over).map(|(nth, _)| nth);
        doubts.of(ColumnDoubt::CrowdedHeader, over.chain(unsure.iter().copied()));
    }
    let (cells, depth) = cells(&words, &columns, &edges, (&unsure, &mut doubts));
    if is_loose && doubts.has(ColumnDoubt::AboveNone) {
        // Nothing of such a header is certain.
        doubts.all(ColumnDoubt::AboveNone);
    } else if is_loose {
        // A group that is not above the middle of its columns may be another's, or a word's first line.
        // So may a column beside it whose word stands as low.
        let grouped = cells.iter().filter(|cell| cell.level > 0).flat_map(|cell| cell.columns.clone());
        let grouped: BTreeSet<usize> = grouped.collect();
        let is_beside = |own: &HeadCell, group: &HeadCell| {
            let is_next = own.columns.start == group.columns.end || own.columns.end == group.columns.start;
            let is_group = group.columns.clone().any(|column| grouped.contains(&column));
            own.level == 0
                && group.level == 0
                && is_next
                && is_group
                && own.area.top > group.area.bottom - 0.5 * (group.area.bottom - group.area.top)
        };
        let beside = cells.iter().filter(|own| cells.iter().any(|group| is_beside(own, group)));
        let beside = beside.flat_map(|own| own.columns.clone());
        doubts.of(ColumnDoubt::OffCentre, grouped.iter().copied().chain(beside));
    }
    let partings =
        columns.len().checked_sub(1).and_then(|last| edges.get(1..=last)).unwrap_or_default().to_vec();
    Some(Heading { cells, depth, partings, is_named, unsure, doubts })
}

/// The cells of a header whose columns are known, and how many rows it has.
fn cells(
    words: &[&Word],
    columns: &[Column],
    edges: &[f32],
    (unsure, doubts): (&[usize], &mut ColumnDoubts),
) -> (Vec<HeadCell>, usize) {
    let left = |at: usize| words.get(at).map_or(0.0, |word| word.area.left);
    let named: Vec<usize> = columns.iter().filter_map(|column| column.word).collect();
    let mut groups: Vec<usize> = (0..words.len()).filter(|at| !named.contains(at)).collect();
    groups.sort_by(|a, b| {
        let middle = |at: usize| words.get(at).map_or(0.0, |word| word.middle());
        middle(*a).total_cmp(&middle(*b)).then(left(*a).total_cmp(&left(*b)))
    });
    // By column what stands above its own word, from above: a group's number.
    let mut above: Vec<Vec<usize>> = vec![Vec::new(); columns.len()];
    let mut ranges: Vec<(usize, Range<usize>)> = Vec::new();
    for at in &groups {
        match range(words, *at, &groups, columns, edges, &ranges) {
            Some(range) => {
                above.iter_mut().take(range.end).skip(range.start).for_each(|own| own.push(*at));
                ranges.push((*at, range));
            }
            None => {
                // It may be the group of any column whose word stands below it.
                let is_below = |column: &Column| {
                    let words = column.word.and_then(|word| words.get(word)).zip(words.get(*at));
                    words.is_some_and(|(word, group)| word.below(group) > 0.4)
                };
                let below = columns.iter().enumerate().filter(|(_, own)| is_below(own)).map(|(nth, _)| nth);
                doubts.of(ColumnDoubt::AboveNone, below.chain(unsure.iter().copied()));
            }
        }
    }
    let mut cells: Vec<HeadCell> = Vec::new();
    let mut cell = |at: usize, level: usize, columns: Range<usize>| {
        if let Some(word) = words.get(at) {
            cells.push(HeadCell { level, columns, text: word.text.clone(), area: word.area });
        }
    };
    for (at, range) in &ranges {
        let level = above.get(range.start).and_then(|own| own.iter().position(|one| one == at));
        cell(*at, level.unwrap_or(0), range.clone());
    }
    for (nth, column) in columns.iter().enumerate() {
        let level = above.get(nth).map_or(0, Vec::len);
        let shared = shared(columns, nth);
        if let Some(word) = column.word.filter(|_| shared.start == nth) {
            cell(word, level, shared);
        }
    }
    cells.sort_by_key(|cell| (cell.level, cell.columns.start));
    (cells, above.iter().map(Vec::len).max().unwrap_or(0) + 1)
}

/// The columns that a group stands above: of those whose words stand below it, the ones that it is in the middle of.
fn range(
    words: &[&Word],
    at: usize,
    groups: &[usize],
    columns: &[Column],
    edges: &[f32],
    ranges: &[(usize, Range<usize>)],
) -> Option<Range<usize>> {
    let group = words.get(at)?;
    let below = |nth: usize| {
        let word = columns.get(nth).and_then(|column| column.word).and_then(|word| words.get(word));
        word.map(|word| word.below(group)).filter(|below| *below > 0.4)
    };
    let others: Vec<f32> = groups
        .iter()
        .filter(|other| **other != at)
        .filter_map(|other| words.get(*other))
        .filter(|other| other.below(group).abs() < 0.4)
        .map(|other| other.center())
        .collect();
    let edge = |nth: usize| edges.get(nth).copied();
    let reach = 0.6 * group.size;
    let mut best: Option<(f32, Range<usize>)> = None;
    for from in 0..columns.len() {
        let (mut nearest, mut farthest) = (f32::MAX, 0.0_f32);
        for to in from + 1..=columns.len() {
            let Some(far) = below(to - 1) else { break };
            (nearest, farthest) = (nearest.min(far), farthest.max(far));
            let (Some(left), Some(right)) = (edge(from), edge(to)) else { break };
            let is_nested = ranges.iter().all(|(_, outer)| {
                outer.start <= from && to <= outer.end || to <= outer.start || outer.end <= from
            });
            let is_whole = shared(columns, from).start == from && shared(columns, to - 1).end == to;
            if left > group.area.left + reach
                || right < group.area.right - reach
                || !is_nested
                || !is_whole
                || nearest < EVEN * farthest
                || others.iter().any(|other| left < *other && *other < right)
            {
                continue;
            }
            let far = (f32::midpoint(left, right) - group.center()).abs() / group.size.max(0.1);
            let near = |(before, range): &(f32, Range<usize>)| {
                far < before - 0.4 || far < before + 0.4 && to - from > range.len()
            };
            if best.as_ref().is_none_or(near) {
                best = Some((far, from..to));
            }
        }
    }
    // A word that is not above the middle of what it groups stands at its left.
    best.map(|(_, range)| range)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(text: &str, middle: f32, line: f32) -> Word {
        let half = text.chars().count() as f32 * 5.0;
        let area =
            Area { left: middle - half, right: middle + half, top: line * 16.0, bottom: line * 16.0 + 10.0 };
        Word { text: text.into(), area, size: 10.0, lines: 1, second: area.top }
    }

    fn shown(heading: &Heading) -> Vec<String> {
        let cells = heading.cells.iter();
        cells.map(|cell| format!("{} {:?} {}", cell.level, cell.columns, cell.text)).collect()
    }

    /// Groups stand in the middle above their columns, words of fewer rows at half the height; two columns are blank.
    #[test]
    fn words_stand_above_their_columns() {
        let lines = [
            vec![word("收入", 100.0, 0.0), word("支出预算", 440.0, 0.0)],
            vec![word("基本支出", 480.0, 1.0)],
            vec![
                word("项目", 40.0, 1.5),
                word("金额", 150.0, 1.5),
                word("项目", 250.0, 1.5),
                word("合计", 360.0, 1.5),
            ],
            vec![word("人员", 440.0, 2.0), word("公用", 520.0, 2.0)],
            vec![word("备注", 600.0, 1.0)],
        ];
        // Figures at the right edges: 0-80, 80-220?, 300-400, 400-480; 公用 and 备注 have none.
        let bands = [(2.0, 60.0), (170.0, 198.0), (202.0, 280.0), (360.0, 398.0), (440.0, 478.0)];
        let heading = heading(&lines, &bands, &[]).unwrap();
        assert_eq!(heading.partings.len(), 6, "{:?}", shown(&heading));
        let cells = shown(&heading);
        for cell in
            ["0 0..2 收入", "1 0..1 项目", "1 1..2 金额", "2 4..5 人员", "2 5..6 公用", "1 4..6 基本支出"]
        {
            assert!(cells.contains(&cell.to_owned()), "{cell} in {cells:?}");
        }
    }

    #[test]
    fn lines_of_one_word_are_joined_and_a_group_is_not() {
        let word = |text: &str, middle: f32, top: f32| Word {
            area: Area { top, bottom: top + 10.0, ..word(text, middle, 0.0).area },
            ..word(text, middle, 0.0)
        };
        let lines = [
            vec![word("科目编码", 100.0, 0.0), word("财政拨款", 240.0, 4.0)],
            vec![
                word("类", 50.0, 22.0),
                word("款", 100.0, 22.0),
                word("项", 150.0, 22.0),
                word("收入", 240.0, 17.0),
            ],
        ];
        let bands = [(28.0, 40.0), (78.0, 90.0), (128.0, 140.0), (200.0, 240.0)];
        let heading = heading(&lines, &bands, &[]).unwrap();
        assert_eq!(
            shown(&heading),
            ["0 0..3 科目编码", "0 3..4 财政拨款收入", "1 0..1 类", "1 1..2 款", "1 2..3 项"]
        );
    }

    /// Figures below their own word and no other are nobody else's, whatever stands over what above them.
    #[test]
    fn what_is_doubtful_is_said() {
        let named = [vec![word("合计", 50.0, 0.0), word("基本", 150.0, 0.0), word("项目", 250.0, 0.0)]];
        let over =
            [vec![word("合计", 50.0, 0.0), word("基本支出", 150.0, 0.0), word("项目支出", 165.0, 0.0)]];
        let own = [(45.0, 60.0), (145.0, 160.0), (245.0, 260.0)];
        for (name, lines, bands, is_named, doubts) in [
            ("each below its own", &named, &own[..], true, vec![]),
            ("below none", &named, &[(45.0, 60.0), (190.0, 210.0)][..], false, vec![ColumnDoubt::Beside]),
            ("words over each other", &over, &own[..2], false, vec![ColumnDoubt::CrowdedHeader]),
        ] {
            let heading = heading(lines, bands, &vec![true; bands.len()]).unwrap();
            assert_eq!(heading.is_named, is_named, "{name}");
            let said = heading.doubts.iter().map(|(why, _)| why).filter(|why| doubts.contains(why));
            let said: Vec<ColumnDoubt> = said.collect();
            assert_eq!(said, doubts, "{name}: {:?}", heading.doubts);
            // What stands below its own word is no part of it.
            let is_spared = heading.doubts.iter().all(|(_, own)| own.is_some_and(|own| !own.contains(&0)));
            assert!(is_spared, "{name}: {:?}", heading.doubts);
        }
    }
}
