//! What stands above the columns of a table without ruled lines: which words name a column, which a group of columns,
//! and which go on in the next line. Works on where words stand, and knows no word but the numbers of columns.

use std::ops::Range;

use super::frame::Area;
use super::lines::Line;
use crate::text::narrow;

/// Words of two columns stand at least this far apart, where no blank is printed between them.
const TOUCH: f32 = 0.12;
/// The same where one is.
const APART: f32 = 1.0;
/// A group stands at least this far above what it groups.
const ABOVE: f32 = 0.9;
/// The next line of a word stands nearer below it than this.
const WRAPPED: f32 = 1.47;
/// What stands together in one line of a word: figures and Chinese characters have a little space between.
const MIXED: f32 = 0.5;
/// What it costs to take a word for a column's in which nothing is printed; in letters of distance.
const BLANK: f32 = 6.0;
/// What it costs to take it for a group's, where it can be one.
const GROUP: f32 = 0.3;
/// What it costs to leave printed figures without a word.
const NAMELESS: f32 = 16.0;
/// What it costs to have one word for one more column.
const SHARED: f32 = 8.0;
/// Of what a group stands above, the nearest stands at least this far below it, of how far the farthest does: a word that
/// reaches over the group's own line and those below stands at half of that.
const EVEN: f32 = 0.56;
/// Columns that one word may name.
const WIDEST: usize = 6;
/// Places that are tried for an edge.
const SAMPLES: u8 = 100;
/// More words or columns than a page has.
pub(super) const MOST: usize = 200;

/// A word of the header, on one line.
#[derive(Clone, Debug)]
pub(super) struct Word {
    pub text: String,
    pub area: Area,
    size: f32,
}

impl Word {
    fn of(line: &Line) -> Self {
        Self { text: line.text(), area: line.area, size: line.size }
    }

    fn middle(&self) -> f32 {
        f32::midpoint(self.area.top, self.area.bottom)
    }

    fn center(&self) -> f32 {
        f32::midpoint(self.area.left, self.area.right)
    }

    fn below(&self, above: &Self) -> f32 {
        (self.middle() - above.middle()) / above.size.max(self.size)
    }

    fn is_one(&self) -> bool {
        self.text.chars().count() == 1
    }

    /// How much of the narrower of two stands above or below the other, from 0 to 1.
    fn shares(&self, other: &Self) -> f32 {
        let (own, others) = (self.area.right - self.area.left, other.area.right - other.area.left);
        overlap(self.area, (other.area.left, other.area.right)) / own.min(others).max(0.1)
    }
}

fn overlap(area: Area, (left, right): (f32, f32)) -> f32 {
    (area.right.min(right) - area.left.max(left)).max(0.0)
}

/// The words of a line of the header; `bands` are the columns of the figures below.
pub(super) fn words(line: &Line, bands: &[(f32, f32)]) -> Vec<Word> {
    let mut pieces: Vec<Vec<super::frame::Letter>> = Vec::new();
    let mut blank = false;
    for letter in &line.letters {
        if letter.is_blank() {
            blank = true;
            continue;
        }
        let open = pieces.last_mut().filter(|piece| {
            piece.last().is_some_and(|last| {
                let changes = last.text.is_ascii() != letter.text.is_ascii();
                let apart = if blank {
                    APART
                } else if changes {
                    MIXED
                } else {
                    TOUCH
                };
                letter.left - last.right <= apart * letter.size.max(0.1)
            })
        });
        match open {
            Some(piece) => piece.push(letter.clone()),
            None => pieces.push(vec![letter.clone()]),
        }
        blank = false;
    }
    let mut out: Vec<Word> = Vec::new();
    for word in pieces.into_iter().filter_map(Line::new).map(|piece| Word::of(&piece)) {
        // 合    计 is one word, 类 款 项 above three columns are three.
        let parted = |before: &Word| {
            let between = (before.area.right, word.area.left);
            bands.windows(2).any(|pair| {
                matches!(pair, [one, next] if one.1 < between.1 && next.0 > between.0 && next.0 < word.area.right)
            })
        };
        match out.last_mut().filter(|before| before.text.chars().count() < 4) {
            Some(before)
                if word.is_one()
                    && word.area.left - before.area.right < 5.0 * word.size
                    && before.text.chars().all(|c| !c.is_ascii())
                    && is_spaced(before, word.size)
                    && !parted(before) =>
            {
                before.text.push_str(&word.text);
                before.area = before.area.joined(word.area);
            }
            _ => out.push(word),
        }
    }
    out
}

/// Whether a word is one character, or several that stand apart.
fn is_spaced(word: &Word, size: f32) -> bool {
    let count = word.text.chars().count() as f32;
    count == 1.0 || word.area.right - word.area.left > (count + 0.3 * (count - 1.0)) * size
}

/// Whether the words of a line number the columns: `1 2 3`, `** 1 2`, `A B`, `栏次 1`.
pub(super) fn is_numbering(words: &[Word]) -> bool {
    let is_one = |word: &Word| {
        let text: String = word.text.chars().map(narrow).filter(|c| !"()第栏列".contains(*c)).collect();
        let own = text.split(['=', '＝']).next().unwrap_or_default();
        matches!(own, "**" | "*" | "次" | "行次" | "——" | "甲" | "乙" | "丙" | "丁" | "戊")
            || own.len() == 1 && own.bytes().all(|byte| byte.is_ascii_uppercase())
            || (1..=2).contains(&own.len()) && own.bytes().all(|byte| byte.is_ascii_digit())
            || own.chars().count() == 1 && own.chars().all(|c| ('①'..='⑳').contains(&c))
    };
    let text =
        |word: &Word| word.text.chars().map(narrow).filter(|c| !"()第栏列".contains(*c)).collect::<String>();
    let has_star = words.iter().any(|word| text(word).contains('*') || text(word).ends_with('次'));
    let circled =
        |c: char| u32::from(c).checked_sub(u32::from('①')).map(|nth| nth + 1).filter(|nth| *nth <= 20);
    let numbers: Vec<u32> = words
        .iter()
        .filter_map(|word| {
            let text = text(word);
            let own = text.split(['=', '＝']).next().unwrap_or_default();
            own.parse().ok().or(own.chars().next().and_then(circled))
        })
        .collect();
    let letters: Vec<u32> = words
        .iter()
        .filter_map(|word| {
            word.text.chars().map(narrow).next().filter(char::is_ascii_uppercase).map(u32::from)
        })
        .collect();
    // A row may hold small numbers too; those of columns begin with one and rise.
    let rises = |all: &[u32]| all.windows(2).all(|pair| matches!(pair, [one, other] if one < other));
    let counts = match numbers.first() {
        Some(first) => rises(&numbers) && (*first == 1 || has_star),
        None => letters.first() == Some(&u32::from('A')) && rises(&letters),
    };
    words.len() > 1 && words.iter().all(is_one) && counts
}

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
    /// What makes it doubtful which words name which column.
    pub doubts: Vec<&'static str>,
}

/// A column with what is printed in it.
struct Column {
    /// The word that names it; shared by the columns of codes below one word.
    word: Option<usize>,
    band: Option<(f32, f32)>,
}

/// Puts the words of the lines of a header above the columns of figures, of which there may be more than have figures.
/// `None` where there is no word, or too many.
pub(super) fn heading(lines: &[Vec<Word>], bands: &[(f32, f32)]) -> Option<Heading> {
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
    let mut doubts = Vec::new();
    if columns.iter().any(|column| column.word.is_none()) {
        doubts.push("有的栏没有表头");
    }
    let centered = centered(&words, &columns, bands);
    if let Some((edges, is_sure)) = &centered {
        if !is_sure {
            doubts.push("有的数可能属于旁边的栏");
        }
        // What stands between its edges is a column's, wherever it stands there.
        for (column, edges) in columns.iter_mut().zip(edges.windows(2)) {
            let [left, right] = edges else { continue };
            let own = bands.iter().filter(|band| (*left..*right).contains(&f32::midpoint(band.0, band.1)));
            column.band = own.copied().reduce(|one, other| (one.0.min(other.0), one.1.max(other.1)));
        }
    }
    let size = words.first().map_or(10.0, |word| word.size);
    let edges = centered.map(|(edges, _)| edges).unwrap_or_else(|| {
        doubts.push("表头不在各栏中间");
        between(&words, &columns)
    });
    let is_cut =
        |edge: &f32| bands.iter().any(|band| band.0 + 0.3 * size < *edge && *edge < band.1 - 0.3 * size);
    if edges.iter().any(is_cut) {
        doubts.push("有的数伸到旁边的栏里");
    }
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
        match range(&words, *at, &groups, &columns, &edges, &ranges) {
            Some(range) => {
                above.iter_mut().take(range.end).skip(range.start).for_each(|own| own.push(*at));
                ranges.push((*at, range));
            }
            None => doubts.push("有的表头不在任何一栏上"),
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
        let shared = shared(&columns, nth);
        if let Some(word) = column.word.filter(|_| shared.start == nth) {
            cell(word, level, shared);
        }
    }
    let depth = above.iter().map(Vec::len).max().unwrap_or(0) + 1;
    cells.sort_by_key(|cell| (cell.level, cell.columns.start));
    let partings =
        columns.len().checked_sub(1).and_then(|last| edges.get(1..=last)).unwrap_or_default().to_vec();
    Some(Heading { cells, depth, partings, doubts })
}

/// Words with the lines that they go on over: one in the middle below the other, and nearer than rows are.
fn whole(lines: &[Vec<Word>]) -> Vec<Word> {
    let mut out: Vec<Word> = Vec::new();
    for word in lines.iter().flatten() {
        let above = out.iter_mut().find(|above| {
            let apart = (word.area.bottom - above.area.bottom) / word.size.max(0.1);
            apart > 0.9
                && apart < WRAPPED
                && (word.size - above.size).abs() < 0.1 * word.size
                && (word.center() - above.center()).abs() < 0.4 * word.size
        });
        match above {
            Some(above) => {
                above.text.push_str(&word.text);
                above.area = above.area.joined(word.area);
            }
            None => out.push(word.clone()),
        }
    }
    out
}

/// The columns around one that its word names, too.
fn shared(columns: &[Column], nth: usize) -> Range<usize> {
    let word = columns.get(nth).and_then(|column| column.word);
    let same = |at: &usize| word.is_some() && columns.get(*at).is_some_and(|column| column.word == word);
    let from = (0..nth).rev().take_while(same).last().unwrap_or(nth);
    let to = (nth + 1..columns.len()).take_while(same).last().unwrap_or(nth);
    from..to + 1
}

/// Whether nothing stands below a word.
fn is_leaf(words: &[&Word], at: usize) -> bool {
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
fn columns(words: &[&Word], leaves: &[usize], bands: &[(f32, f32)]) -> Vec<Column> {
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

/// Where columns begin and end, in the middle between what is printed.
fn between(words: &[&Word], columns: &[Column]) -> Vec<f32> {
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
/// `None` where no edges are found that cut no words. Also whether all such edges that cut no more figures, and are as even, put
/// the same figures into the same columns.
fn centered(words: &[&Word], columns: &[Column], bands: &[(f32, f32)]) -> Option<(Vec<f32>, bool)> {
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
        bands.iter().map(|band| edges.partition_point(|edge| *edge < middle(band))).collect()
    };
    let own = places(best);
    let is_sure =
        tried.iter().filter(|(cost, _)| *cost < least + 3.0 * size).all(|(_, edges)| places(edges) == own);
    Some((best.clone(), is_sure))
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
        Word { text: text.into(), area, size: 10.0 }
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
        let heading = heading(&lines, &bands).unwrap();
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
        let heading = heading(&lines, &bands).unwrap();
        assert_eq!(
            shown(&heading),
            ["0 0..3 科目编码", "0 3..4 财政拨款收入", "1 0..1 类", "1 1..2 款", "1 2..3 项"]
        );
    }

    #[test]
    fn rows_that_number_the_columns_are_known() {
        for (texts, expected) in [
            (&["1", "2", "3"] as &[&str], true),
            (&["**", "1", "2"], true),
            (&["A", "B", "C"], true),
            (&["栏次", "1", "2"], true),
            (&["**", "**", "1"], true),
            (&["**", "**"], false),
            (&["1", "2", "3=1+2"], true),
            (&["201", "31", "01"], false),
            (&["合计", "1", "2"], false),
            (&["1"], false),
        ] {
            let words: Vec<Word> = texts.iter().map(|text| word(text, 0.0, 0.0)).collect();
            assert_eq!(is_numbering(&words), expected, "{texts:?}");
        }
    }
}
