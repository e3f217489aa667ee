//! Text whose columns only blanks part, as `pdftotext -layout` prints it: its characters are letters of one width, its
//! lines stand one below the other, and tables are found as on a page without ruled lines. Whoever typed it counted a
//! Chinese character as two blanks, as it is shown, or as one, as `pdftotext` does: figures stand one below the other
//! only if it is counted in the same way.

mod centred;
mod parted;
mod spaced;
mod stacked;
#[cfg(test)]
mod tests;
mod widths;

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::Arc;

use self::spaced::baselines;
use self::stacked::stacks;
use self::widths::{is_apart, placed, wide};
use super::aligned::{self, NEAR, Piece, is_amount};
use super::frame::{Frame, Letter};
use super::lines;
use super::straight::{Kind, Moved, TypedWord, straightened};
use crate::exchange::source::numbering::is_numbering;
use crate::exchange::source::{ColumnDoubt, ColumnDoubts, PAGE, Place};
use crate::outline::numbered;
use crate::text::is_year;

/// The height of a letter, in half-width columns, and of a line.
const SIZE: f32 = 2.0;
const LINE: f32 = 3.0;
/// The same of lines of one name.
const TIGHT: f32 = 2.8;
/// In so many columns of amounts some may stand below another's words.
const MANY: usize = 4;
/// Rows that a table has where nothing else tells, and words that its header has.
const FEWEST: usize = 3;
const NAMED: usize = 4;
/// The most lines, and columns of a line, that are looked at together.
const LINES: usize = 3_000;
const COLUMNS: usize = 1_000;
/// The letters of one word stand no farther apart.
const SET_APART: usize = 5;
/// How much of a word's last letter is blank: two blanks part cells, and are as wide as a letter.
const SHORT: f32 = 0.02;

/// The levels of codes as headers name them, each a column of its own.
const LEVELS: [&str; 4] = ["类", "款", "项", "目"];

// A grid has a row for every line: letters of two lines are never taken for one line, nor names over two lines for one
// row, since both must be nearer to each other than lines are here.
const _: () = assert!(NEAR * SIZE < LINE && SIZE / 2.0 < LINE);

/// A line as a row of a table.
#[derive(Clone, Debug)]
pub(in crate::exchange) struct TypedRow {
    pub cells: Vec<String>,
    /// Which columns of its table are doubtful, and why.
    pub doubts: Arc<ColumnDoubts>,
}

/// By line its row, where it is part of a table. Pages are looked at one by one, since each has its own columns, and
/// very many lines in stretches.
pub(in crate::exchange) fn rows(text: &[&str]) -> Vec<Option<TypedRow>> {
    let mut out = Vec::with_capacity(text.len());
    let wide = wide(text);
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for header in text.iter().filter_map(|line| header(line)) {
        *counts.entry(header).or_default() += 1;
    }
    let is_again = |line: &str| header(line).and_then(|own| counts.get(&own)).is_some_and(|count| *count > 1);
    for page in text.chunk_by(|_, next| !next.starts_with(PAGE)) {
        let mut rest = page;
        while let Some((stretch, below)) =
            rest.split_at_checked(stretch(rest)).filter(|(own, _)| !own.is_empty())
        {
            let is_further = stretch.iter().any(|line| is_again(line));
            out.extend(rows_of(stretch, wide, is_further));
            rest = below;
        }
    }
    out
}

/// How many lines are looked at together: to the last place where tables end, which is where several lines are blank;
/// else to a blank line or to one of running text, within a table at worst.
fn stretch(text: &[&str]) -> usize {
    let Some(first) = text.get(..LINES).filter(|first| first.len() < text.len()) else { return text.len() };
    let is_blank = |line: &&str| line.trim().is_empty();
    let ends = first.windows(2).rposition(|pair| pair.iter().all(is_blank)).map(|at| at + 2);
    let behind = |is_last: &dyn Fn(&&str) -> bool| first.iter().rposition(is_last).map(|at| at + 1);
    ends.or_else(|| behind(&is_blank))
        .or_else(|| behind(&|line| !is_apart(line)))
        .unwrap_or_else(|| LINES.min(text.len().div_ceil(2)))
}

/// The words of a line, each with its letters.
fn words(line: &str, wide: usize) -> Vec<Word> {
    let bare: String = line.split_whitespace().collect();
    if is_page(&bare) {
        return Vec::new();
    }
    let ends = bare.ends_with('表')
        || bare.contains(['。', '；'])
        || bare.contains("单位：")
        || bare.contains("单位:");
    let letters: Vec<(char, usize, usize)> =
        placed(line, wide).take_while(|(_, from, _)| *from < COLUMNS).collect();
    let words = letters.split(|(c, ..)| c.is_whitespace()).filter_map(|word| {
        let text: String = word.iter().map(|(c, ..)| *c).collect();
        let ((_, from, _), (.., to)) = word.first().zip(word.last())?;
        let kind = match text.bytes().all(|byte| byte.is_ascii_digit()) {
            _ if ends => Kind::End,
            true => Kind::Digits,
            _ if is_amount(&text) => Kind::Figure,
            _ => Kind::Name,
        };
        let is_numbered = numbered(&text).is_some();
        // The letters of a word may be set apart (合 计); levels of codes are columns of their own.
        let is_apart = kind == Kind::Name && to - from <= wide && !LEVELS.contains(&text.as_str());
        let word_of = TypedWord { from: *from, to: *to, kind, is_apart, is_numbered, is_close: false };
        let letters = word.iter().map(|(c, from, to)| (*c, *from as f32, *to as f32));
        Some(Word { letters: letters.collect(), word: word_of })
    });
    let mut joined: Vec<Word> = Vec::new();
    for mut own in words {
        let last = joined.last_mut();
        let apart = last.as_ref().map_or(usize::MAX, |last| own.word.from - last.word.to);
        match last {
            Some(last)
                if last.word.is_apart && own.word.is_apart && apart <= SET_APART
                    || apart == 1 && is_of_year(last, &own) =>
            {
                last.word.kind = own.word.kind;
                last.word.to = own.word.to;
                last.letters.append(&mut own.letters);
            }
            _ => {
                own.word.is_close = apart < 2;
                joined.push(own);
            }
        }
    }
    joined
}

/// Whether a line is the number of its page between dashes, which stand for no amounts.
fn is_page(bare: &str) -> bool {
    let is_dash = |c: char| matches!(c, '-' | '—' | '–' | '－');
    let number = bare.trim_matches(is_dash);
    number.len() < bare.len() && !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether a year goes on with 年: `pdftotext` puts a blank between digits and Chinese characters (2026 年预算数, 其中：2026 年).
fn is_of_year(digits: &Word, own: &Word) -> bool {
    let is_digit = |c: &char| c.is_ascii_digit();
    let mut year: Vec<char> = digits.letters.iter().rev().map(|(c, ..)| *c).take_while(is_digit).collect();
    year.reverse();
    own.letters.first().is_some_and(|(c, ..)| *c == '年') && is_year(&String::from_iter(year))
}

/// A word of a line with its letters, each with where it begins and ends.
#[derive(Clone)]
struct Word {
    word: TypedWord,
    letters: Vec<(char, f32, f32)>,
}

/// The words with those of several lines as one, in that of these lines which is nearest to their middle, and of two as near
/// in the one with more words: below all other words it would look like text below the header.
fn with_stacks(mut lines: Vec<Vec<Word>>) -> Vec<Vec<Word>> {
    let stacks = stacks(&bare(&lines));
    let mut made: Vec<(usize, Word)> = Vec::with_capacity(stacks.len());
    for stack in &stacks {
        let own: Vec<&Word> = stack.iter().filter_map(|(line, nth)| lines.get(*line)?.get(*nth)).collect();
        let middle = stack.first().map_or(0, |(line, _)| *line) + stack.last().map_or(0, |(line, _)| *line);
        let near = stack.iter().map(|(line, _)| *line).min_by_key(|line| {
            let words = lines.get(*line).map_or(0, Vec::len);
            (middle.abs_diff(line * 2), Reverse(words), Reverse(*line))
        });
        let (Some(first), Some(line)) = (own.first(), near) else { continue };
        let from = own.iter().map(|own| own.word.from).min().unwrap_or_default();
        let to = own.iter().map(|own| own.word.to).max().unwrap_or_default();
        let text = own.iter().flat_map(|own| own.letters.iter().map(|(c, ..)| *c));
        let one = (to - from) as f32 / text.clone().count().max(1) as f32;
        let at = |nth: usize| from as f32 + nth as f32 * one;
        let letters = text.enumerate().map(|(nth, c)| (c, at(nth), at(nth + 1))).collect();
        // One of its lines stands where it says.
        let is_close = own.iter().all(|own| own.word.is_close);
        made.push((line, Word { word: TypedWord { from, to, is_close, ..first.word.clone() }, letters }));
    }
    for (line, own) in lines.iter_mut().enumerate() {
        let mut nth = 0;
        own.retain(|_| {
            nth += 1;
            !stacks.iter().flatten().any(|part| *part == (line, nth - 1))
        });
    }
    for (line, word) in made {
        lines.get_mut(line).into_iter().for_each(|own| own.push(word.clone()));
    }
    lines.iter_mut().for_each(|line| line.sort_by_key(|own| own.word.from));
    lines
}

fn bare(lines: &[Vec<Word>]) -> Vec<Vec<TypedWord>> {
    lines.iter().map(|line| line.iter().map(|own| own.word.clone()).collect()).collect()
}

/// The words of a header's line, which stands again where its table goes on.
fn header(line: &str) -> Option<String> {
    let words = line.split_whitespace().count();
    let is_header = words >= NAMED && is_apart(line) && !line.chars().any(|c| c.is_ascii_digit());
    is_header.then(|| line.split_whitespace().collect())
}

/// The rows of a stretch, in which the header of another may stand again: `is_further`.
fn rows_of(text: &[&str], wide: usize, is_further: bool) -> Vec<Option<TypedRow>> {
    let mut out = vec![None; text.len()];
    let rows = text.iter().filter(|line| may_be_row(line)).count();
    let is_bare = rows < if is_further { 1 } else { FEWEST } && !text.iter().any(|line| has_amounts(line));
    if is_bare && !has_counts(text) {
        return out;
    }
    let mut letters = Vec::new();
    // How high a row of the page was is told by nothing: several blank lines stand for it as one does.
    let mut shown: Vec<usize> = Vec::new();
    for at in 0..text.len() {
        let is_blank = |at: usize| text.get(at).is_some_and(|line| line.trim_matches(PAGE).trim().is_empty());
        if at > 0 && is_blank(at) && is_blank(at - 1) {
            continue;
        }
        shown.push(at);
    }
    let words: Vec<Vec<Word>> =
        shown.iter().map(|at| words(text.get(*at).copied().unwrap_or_default(), wide)).collect();
    // Whoever counts a Chinese character as one blank does not set words where they stand on the page.
    let is_counted = wide == 1;
    let of_words = shown.iter().zip(&words).filter(|(_, words)| !words.is_empty());
    let filled: Vec<usize> = of_words.map(|(at, _)| *at).collect();
    // Lines whose words went to others leave no room.
    let with_room = |shown: Vec<usize>, words: Vec<Vec<Word>>| -> (Vec<usize>, Vec<Vec<Word>>) {
        let lines = shown.into_iter().zip(words);
        lines.filter(|(at, words)| !words.is_empty() || filled.binary_search(at).is_err()).unzip()
    };
    let (shown, mut words) = with_room(shown, centred::joined(words));
    if is_counted {
        words = with_stacks(words);
    }
    let (shown, words) = with_room(shown, words);
    let baselines = baselines(&bare(&words));
    let moved = straightened(&bare(&words), is_counted);
    for ((line, moved), baseline) in words.iter().zip(&moved).zip(&baselines) {
        for (nth, own) in line.iter().enumerate() {
            let set = moved.words.iter().find(|(moved, ..)| *moved == nth);
            let at = |column: f32| match set {
                Some((_, left, wide)) => left + (column - own.word.from as f32) * wide,
                None => column,
            };
            let last = own.letters.len().saturating_sub(1);
            letters.extend(own.letters.iter().enumerate().map(|(nth, (c, from, to))| Letter {
                text: c.to_string().into(),
                left: at(*from),
                right: at(*to) - if nth == last { SHORT } else { 0.0 },
                baseline: *baseline,
                size: SIZE,
                order: 0,
            }));
        }
    }
    let is_any = |from: usize, to: usize, is: fn(&Moved) -> bool| {
        let lines = shown.iter().zip(&moved).filter(|(at, _)| (from..=to).contains(*at));
        lines.into_iter().any(|(_, moved)| is(moved))
    };
    let frame = Frame {
        turn: 0,
        width: COLUMNS as f32,
        height: baselines.last().copied().unwrap_or_default() + LINE,
    };
    for piece in aligned::tables(lines::lines(letters), &frame, 1) {
        let Piece::Grid(mut grid) = piece else { continue };
        let mut rows = vec![vec![String::new(); grid.columns]; grid.rows];
        let mut lines: Vec<Option<usize>> = vec![None; grid.rows];
        let (mut first, mut last) = (usize::MAX, 0);
        for cell in std::mem::take(&mut grid.cells) {
            let Place::Page { rectangle: [_, top, _, bottom], .. } = cell.place else { continue };
            // Its first line, and its last one.
            let line = |at: f32| {
                let row = baselines.partition_point(|baseline| *baseline < at);
                shown.get(row).copied().unwrap_or(usize::MAX)
            };
            let (from, to) = (line(top + 0.88 * SIZE - 0.1), line(bottom - 0.12 * SIZE - 0.1));
            (first, last) = (first.min(from), last.max(to));
            if let Some(own) = lines.get_mut(cell.row) {
                *own = Some(own.map_or(from, |own| own.min(from)));
            }
            if let Some(text) = rows.get_mut(cell.row).and_then(|row| row.get_mut(cell.column)) {
                *text = cell.text;
            }
        }
        let is_parted = parted::part(&mut rows);
        // Of whole numbers none tells whether two of them are one cell's.
        let is_joined =
            |text: &String| text.contains(' ') && text.chars().all(|c| c == ' ' || c.is_ascii_digit());
        if is_bare && rows.iter().flatten().any(is_joined) {
            continue;
        }
        // Of a table's lines those remain blank whose words went to others.
        // Where only blanks part columns, what is not doubtful by itself is no surer than the rest.
        if is_parted || is_any(first, last, |moved| moved.is_unsure) {
            grid.doubts.all(ColumnDoubt::Astray);
        }
        // Where characters do not stand as they did on the page, words are above their columns by chance.
        if is_counted && figure_columns(&rows) >= MANY && !is_any(first, last, |moved| moved.is_header) {
            grid.doubts.all(ColumnDoubt::OffCentre);
        }
        let doubts = Arc::new(grid.doubts.of_all());
        let typed = |cells: Vec<String>| Some(TypedRow { cells, doubts: Arc::clone(&doubts) });
        let blank = vec![String::new(); rows.first().map_or(0, Vec::len)];
        for line in filled.iter().filter(|line| (first..=last).contains(*line)) {
            out.get_mut(*line).into_iter().for_each(|slot| *slot = typed(blank.clone()));
        }
        let mut next = first;
        for (row, line) in rows.into_iter().zip(lines).filter_map(|(row, line)| Some((row, line?))) {
            let line = line.max(next);
            out.get_mut(line).into_iter().for_each(|slot| *slot = typed(row.clone()));
            next = line + 1;
        }
    }
    out
}

/// How many columns have amounts.
fn figure_columns(rows: &[Vec<String>]) -> usize {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let has = |column: usize| rows.iter().filter_map(|row| row.get(column)).any(|text| is_amount(text));
    (0..columns).filter(|column| has(*column)).count()
}

/// Whether a line has words far apart, and a digit.
fn may_be_row(line: &str) -> bool {
    is_apart(line) && line.bytes().any(|byte| byte.is_ascii_digit())
}

/// Whether a line of whole numbers, far apart, stands right below words that are as far apart: a table of one row. Numbers that
/// count the columns are none.
fn has_counts(text: &[&str]) -> bool {
    let filled: Vec<&&str> = text.iter().filter(|line| !line.trim().is_empty()).collect();
    let is_whole = |word: &str| word.len() < 10 && word.bytes().all(|byte| byte.is_ascii_digit());
    filled.windows(2).any(|pair| {
        let [above, line] = pair else { return false };
        let numbers: Vec<&str> = line.split_whitespace().collect();
        let (words, is_figure) =
            (above.split_whitespace().count(), above.bytes().any(|b| b.is_ascii_digit()));
        !is_figure
            && numbers.len() > 1
            && numbers.len() <= words
            && [above, line].into_iter().all(|line| is_apart(line))
            && numbers.iter().all(|word| is_whole(word))
            && !is_numbering(&numbers)
    })
}

/// Whether several amounts stand in a line, far apart: a table of one row. It does not tell where codes part.
fn has_amounts(line: &str) -> bool {
    let has_code = line
        .split_whitespace()
        .take_while(|word| !is_amount(word))
        .any(|word| word.bytes().all(|byte| byte.is_ascii_digit()));
    is_apart(line) && !has_code && line.split_whitespace().filter(|word| is_amount(word)).count() > 1
}
