//! Figures of text that only blanks part, put below each other again: `pdftotext` sets a word where its page has it, but
//! counts a Chinese character as one blank, so that figures of one column stand left and right of each other by rows and
//! reach below those of the next. Their order is kept: each row's figures are given to the columns of the rows that have
//! all. It moves figures and changes none; whoever reads the table is told that it did.

mod headed;

use std::ops::Range;

/// So many lines without figures may stand between two rows.
const BETWEEN: usize = 4;
/// So many lines above the first row are looked at for its header.
const ABOVE: usize = 6;
/// The fewest rows that are looked at, and the most columns.
const FEWEST: usize = 3;
const MOST: usize = 16;
/// A figure is so many times as near to its column as to any other.
const NEARER: f32 = 2.0;
/// Words that stand as far beside their columns do so within this.
const SAME: f32 = 4.0;
/// The narrowest column that figures are set in.
const NARROWEST: f32 = 4.0;

/// A word of a line, with its first column and the one behind its last.
#[derive(Clone, Debug)]
pub(super) struct TypedWord {
    pub from: usize,
    pub to: usize,
    pub kind: Kind,
    /// Whether its letters are set apart.
    pub is_apart: bool,
    /// Whether a number of a list begins it.
    pub is_numbered: bool,
    /// Whether it follows the word before it closely, so that its place is counted from that one's.
    pub is_close: bool,
}

/// What a word is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// An amount, or a number behind one.
    Figure,
    /// Digits that may be a code.
    Digits,
    /// Anything with a letter in it.
    Name,
    /// What ends a table: its title, its unit, a sentence.
    End,
}

/// How words of a line are to be set.
#[derive(Clone, Default)]
pub(super) struct Moved {
    /// By the number of the word its left edge and how wide a letter is.
    pub words: Vec<(usize, f32, f32)>,
    /// Whether they stand above or below others as they are, so that somebody is to look at the columns.
    pub is_unsure: bool,
    /// Whether they are the words of a header, each above its own column.
    pub is_header: bool,
}

/// By line the figures that are to be moved. `is_counted` says of the text that a Chinese character counts as one blank.
pub(super) fn straightened(lines: &[Vec<TypedWord>], is_counted: bool) -> Vec<Moved> {
    let mut out: Vec<Moved> = lines.iter().map(|_| Moved::default()).collect();
    let mut at = 0;
    while at < lines.len() {
        let rows = run(lines, at);
        at = rows.last().map_or(at, |(line, _)| *line) + 1;
        for (line, moved) in moved(lines, &rows, is_counted).unwrap_or_default() {
            out.get_mut(line).into_iter().for_each(|own| own.clone_from(&moved));
        }
    }
    out
}

/// The figures of a line that has a name before them and nothing but figures behind it.
fn figures(line: &[TypedWord]) -> Option<Range<usize>> {
    let name = line.iter().rposition(|word| word.kind == Kind::Name)?;
    let range = name + 1..line.len();
    (line.get(range.clone())?.iter().any(|word| word.kind == Kind::Figure)
        && line.get(..name)?.iter().all(|word| word.kind != Kind::Figure))
    .then_some(range)
}

/// The rows of one table from a line on, each with its figures.
fn run(lines: &[Vec<TypedWord>], from: usize) -> Vec<(usize, Range<usize>)> {
    let mut rows: Vec<(usize, Range<usize>)> = Vec::new();
    for (at, line) in lines.iter().enumerate().skip(from) {
        let far = rows.last().is_some_and(|(last, _)| at - last > BETWEEN);
        let ends = line.iter().any(|word| word.kind == Kind::End);
        match figures(line) {
            Some(range) if !far && !ends => rows.push((at, range)),
            None if !far && !ends && !line.iter().any(|word| word.kind == Kind::Figure) => {}
            _ if rows.is_empty() => return vec![(at, 0..0)],
            _ => break,
        }
    }
    rows
}

/// How a table's figures and the words above them are to be set; `None` where all stand apart as they are, or it is not
/// certain whose they are.
fn moved(
    lines: &[Vec<TypedWord>],
    rows: &[(usize, Range<usize>)],
    is_counted: bool,
) -> Option<Vec<(usize, Moved)>> {
    let most = rows.iter().map(|(_, range)| range.len()).max().filter(|most| (2..=MOST).contains(most))?;
    if rows.len() < FEWEST {
        return None;
    }
    let words = |(line, range): &(usize, Range<usize>)| lines.get(*line)?.get(range.clone());
    let full: Vec<&[TypedWord]> = rows.iter().filter(|row| row.1.len() == most).filter_map(words).collect();
    let mean = |nth: usize| {
        let own = full.iter().filter_map(|row| row.get(nth)).map(center);
        own.sum::<f32>() / full.len().max(1) as f32
    };
    let columns: Vec<f32> = (0..most).map(mean).collect();
    if columns.iter().zip(columns.iter().skip(1)).any(|(left, right)| right - left < NARROWEST + 2.0) {
        return None;
    }
    // By row the column of each figure.
    let mut of_rows: Vec<Vec<usize>> = Vec::with_capacity(rows.len());
    for row in rows {
        let centers: Vec<f32> = words(row)?.iter().map(center).collect();
        of_rows.push(given(&centers, &columns)?);
    }
    let mut reach = vec![(f32::MAX, f32::MIN); most];
    for (row, own) in rows.iter().zip(&of_rows) {
        for (word, column) in words(row)?.iter().zip(own) {
            let (left, right) = reach.get_mut(*column)?;
            (*left, *right) = (left.min(word.from as f32), right.max(word.to as f32));
        }
    }
    let mut out = Vec::with_capacity(rows.len() + 1);
    if reach.iter().zip(reach.iter().skip(1)).any(|(left, right)| left.1 >= right.0) {
        let names =
            rows.iter().filter_map(|(line, range)| lines.get(*line)?.get(range.start.checked_sub(1)?));
        let name = names.map(|word| word.to as f32).fold(0.0, f32::max);
        for (row, own) in rows.iter().zip(&of_rows) {
            let mut moved = Vec::with_capacity(own.len());
            for (nth, (word, column)) in words(row)?.iter().zip(own).enumerate() {
                let (left, right) = edges(&columns, *column, name)?;
                let count = (word.to - word.from).max(1) as f32;
                let wide = ((right - left) / count).min(1.0);
                moved.push((row.1.start + nth, right - wide * count, wide));
            }
            out.push((row.0, Moved { words: moved, is_unsure: true, is_header: false }));
        }
    }
    let first = rows.first().map_or(0, |(line, _)| *line);
    let header = is_counted.then(|| headed::moved(lines, first, &reach, &labels(lines, rows))).flatten();
    match header {
        Some(header) => out.extend(header),
        None => {
            let above = (first.saturating_sub(ABOVE)..first).rev();
            let above = above.filter_map(|at| Some((at, lines.get(at)?)));
            let header = above.take_while(|(_, line)| line.iter().all(|word| word.kind == Kind::Name));
            let header = header.map(|(at, line)| (at, moved_header(line, &columns, &reach)));
            out.extend(header.filter(|(_, moved)| !moved.words.is_empty()).take(1));
        }
    }
    Some(out)
}

/// From where to where the columns of codes and names reach before the figures.
fn labels(lines: &[Vec<TypedWord>], rows: &[(usize, Range<usize>)]) -> Vec<(f32, f32)> {
    let own = rows.iter().filter_map(|(line, range)| lines.get(*line)?.get(..range.start));
    let mut all: Vec<(f32, f32)> = own.flatten().map(|word| (word.from as f32, word.to as f32)).collect();
    all.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut out: Vec<(f32, f32)> = Vec::new();
    for (from, to) in all {
        match out.last_mut().filter(|last| from <= last.1) {
            Some(last) => last.1 = last.1.max(to),
            None => out.push((from, to)),
        }
    }
    out
}

/// Where a column begins and ends; the first behind the longest name.
fn edges(columns: &[f32], nth: usize, name: f32) -> Option<(f32, f32)> {
    let half = |one: usize| Some((columns.get(one + 1)? - columns.get(one)?) / 2.0);
    let own = columns.get(nth)?;
    let before = nth.checked_sub(1).map_or_else(|| half(0), half)?;
    let behind = half(nth).or_else(|| half(nth.checked_sub(1)?))?;
    let left = own - before + 1.0;
    let left = if nth == 0 { left.max(name + 2.0) } else { left };
    Some((left, own + behind - 1.0)).filter(|(left, right)| right - left >= NARROWEST)
}

fn center(word: &TypedWord) -> f32 {
    f32::midpoint(word.from as f32, word.to as f32)
}

/// The words of a header's line set above the middle of the columns: those that are nearest to one column and to no other, or
/// the last ones where they stand as far from each other as the columns do.
fn moved_header(line: &[TypedWord], columns: &[f32], reach: &[(f32, f32)]) -> Moved {
    let Some(own) = nearest_words(line, columns).or_else(|| last_words(line, columns)) else {
        return Moved::default();
    };
    let is_above =
        |word: &TypedWord, (left, right): (f32, f32)| (word.from as f32) < right && left < word.to as f32;
    let stands = |nth: usize, word: &TypedWord| {
        reach.iter().enumerate().all(|(other, area)| is_above(word, *area) == (other == nth))
    };
    let words = || own.iter().filter_map(|at| line.get(*at));
    let is_unsure = !words().enumerate().all(|(nth, word)| stands(nth, word));
    let set = own.iter().zip(words()).zip(columns);
    let words =
        set.map(|((at, word), column)| (*at, column - (word.to - word.from) as f32 / 2.0, 1.0)).collect();
    Moved { words, is_unsure, is_header: false }
}

/// The words of which each is nearest to one column and that to it.
fn nearest_words(line: &[TypedWord], columns: &[f32]) -> Option<Vec<usize>> {
    let nearest = |of: f32, among: &mut dyn Iterator<Item = f32>| {
        let far = among.map(|at| (at - of).abs()).enumerate();
        far.min_by(|a, b| a.1.total_cmp(&b.1)).map(|(nth, _)| nth)
    };
    let own = columns.iter().enumerate().map(|(nth, column)| {
        let at = nearest(*column, &mut line.iter().map(center))?;
        let back = nearest(center(line.get(at)?), &mut columns.iter().copied());
        (back == Some(nth)).then_some(at)
    });
    own.collect()
}

/// The last words of a line, all as far beside the columns.
fn last_words(line: &[TypedWord], columns: &[f32]) -> Option<Vec<usize>> {
    let first = line.len().checked_sub(columns.len())?;
    let beside: Vec<f32> =
        line.get(first..)?.iter().zip(columns).map(|(word, at)| at - center(word)).collect();
    let (least, most) = beside.iter().fold((f32::MAX, f32::MIN), |(a, b), by| (a.min(*by), b.max(*by)));
    let narrowest =
        columns.iter().zip(columns.iter().skip(1)).map(|(left, right)| right - left).fold(f32::MAX, f32::min);
    (most - least <= SAME && most.abs().max(least.abs()) < narrowest).then(|| (first..line.len()).collect())
}

/// The columns of a row's figures, in their order; `None` where one is not clearly nearest to its own.
fn given(centers: &[f32], columns: &[f32]) -> Option<Vec<usize>> {
    if centers.len() == columns.len() {
        return Some((0..columns.len()).collect());
    }
    let mut own = Vec::with_capacity(centers.len());
    for center in centers {
        let far = |column: &f32| (column - center).abs();
        let (nth, nearest) = columns.iter().enumerate().min_by(|a, b| far(a.1).total_cmp(&far(b.1)))?;
        let is_clear = columns
            .iter()
            .enumerate()
            .all(|(other, column)| other == nth || far(column) > NEARER * far(nearest));
        if !is_clear || own.last().is_some_and(|last| *last >= nth) {
            return None;
        }
        own.push(nth);
    }
    Some(own)
}
