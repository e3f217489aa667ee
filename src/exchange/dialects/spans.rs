//! Headers of two rows that were copied without their joined cells: the words of the second stand at its beginning and not
//! below their group, and the first has fewer words than there are columns. Words that a group shares with those below it, or
//! sums that hold in every row, say which group it is; where neither does, the header is left as it is.

use rust_decimal::Decimal;

use super::Line;
use crate::exchange::words::is_amount;
use crate::money;
use crate::text::is_subtotal_label;

/// A group begins with the same letters as its columns, so many at least.
const SHARED: usize = 2;
/// The first row of a header names so many columns at least, the second no more than these.
const FEWEST: usize = 3;
const MOST: usize = 6;
/// How far below a header its rows are looked at.
const ROWS: usize = 60;

/// Puts the words of such headers above their columns.
pub(super) fn spread(lines: &mut [Line]) {
    for at in 0..lines.len().saturating_sub(2) {
        let Some((first, second)) = spread_at(lines, at) else { continue };
        for (line, text) in lines.iter_mut().skip(at).zip([first, second]) {
            line.text = text;
        }
    }
}

/// The two rows of the header that begins at a line, as they should stand.
fn spread_at(lines: &[Line], at: usize) -> Option<(String, String)> {
    let (first, second) = (words(lines.get(at)?)?, words(lines.get(at + 1)?)?);
    let first = first.strip_suffix_blanks();
    let is_flush = !first.is_empty() && first.iter().all(|word| !word.is_empty());
    let below = second.bare();
    let is_whole = (2..=MOST).contains(&below.len()) && below.iter().all(|word| !word.is_empty());
    if !is_flush || !is_whole || first.len() < FEWEST {
        return None;
    }
    let rows: Vec<Vec<String>> =
        lines.iter().skip(at + 2).take(ROWS).take_while(|line| is_row(line)).map(Line::cells).collect();
    // Rows may end in a cell that is blank in all of them.
    let filled = |row: &Vec<String>| row.iter().rposition(|cell| !cell.is_empty()).map_or(0, |at| at + 1);
    let width = first.len() + below.len() - 1;
    let is_width =
        rows.iter().map(Vec::len).max() == Some(width) || rows.iter().map(filled).max() == Some(width);
    let has_amounts = rows.iter().flatten().any(|cell| is_amount(cell));
    if !has_amounts || !is_width {
        return None;
    }
    // Below the last word of the first row they stand as they should.
    if second.start() + 1 == first.len() {
        return None;
    }
    let group = named(first, below).or_else(|| holding(first, below));
    let group = group.or_else(|| summed(first.len(), below, &rows))?;
    let blanks = |count: usize| std::iter::repeat_n("", count);
    let (before, behind) = first.split_at_checked(group + 1)?;
    let texts = |words: &[String]| words.to_vec();
    let above =
        texts(before).into_iter().chain(blanks(below.len() - 1).map(str::to_owned)).chain(texts(behind));
    let own =
        blanks(group).map(str::to_owned).chain(texts(below)).chain(blanks(behind.len()).map(str::to_owned));
    Some((above.collect::<Vec<_>>().join("\t"), own.collect::<Vec<_>>().join("\t")))
}

/// The group that begins as the words below it do, more than any other.
fn named(first: &[String], below: &[String]) -> Option<usize> {
    let shared = |group: &String| {
        let own = below.iter().filter(|word| !is_subtotal_label(word));
        let of = |word: &String| group.chars().zip(word.chars()).take_while(|(a, b)| a == b).count();
        own.map(of).min().unwrap_or(0)
    };
    let counts: Vec<usize> = first.iter().map(shared).collect();
    let most = counts.iter().copied().max().filter(|most| *most >= SHARED)?;
    let mut best = (0..counts.len()).filter(|at| counts.get(*at) == Some(&most));
    best.next().filter(|_| best.next().is_none())
}

/// The only group that holds the letters with which all words below it begin.
fn holding(first: &[String], below: &[String]) -> Option<usize> {
    let (word, others) = below.split_first()?;
    let of = |other: &String| word.chars().zip(other.chars()).take_while(|(a, b)| a == b).count();
    let shared: String = word.chars().take(others.iter().map(of).min()?).collect();
    let letters = shared.chars().filter(|c| c.is_alphabetic()).count();
    let mut found = (0..first.len()).filter(|at| first.get(*at).is_some_and(|group| group.contains(&shared)));
    found.next().filter(|_| letters >= SHARED && found.next().is_none())
}

/// The group whose subtotal is the sum of the columns beside it in every row.
fn summed(groups: usize, below: &[String], rows: &[Vec<String>]) -> Option<usize> {
    below.first().filter(|word| is_subtotal_label(word))?;
    let number = |row: &[String], at: usize| -> Decimal {
        let text = row.get(at).map_or("", String::as_str).replace(',', "");
        text.parse().unwrap_or_default()
    };
    let holds = |group: &usize| {
        let mut some = 0;
        let all = rows.iter().filter(|row| row.iter().any(|cell| cell.contains('.'))).all(|row| {
            let whole = number(row, *group);
            some += usize::from(!whole.is_zero());
            money::sum((group + 1..group + below.len()).map(|at| number(row, at))) == Some(whole)
        });
        all && some > 0
    };
    let mut found = (0..groups).filter(holds);
    found.next().filter(|_| found.next().is_none())
}

/// The cells of a row of words, without amounts or numbers.
struct Row(Vec<String>);

impl Row {
    /// Without the blank cells at its end.
    fn strip_suffix_blanks(&self) -> &[String] {
        let end = self.0.iter().rposition(|word| !word.is_empty()).map_or(0, |at| at + 1);
        self.0.get(..end).unwrap_or_default()
    }

    /// Without those at either end.
    fn bare(&self) -> &[String] {
        self.strip_suffix_blanks().get(self.start()..).unwrap_or_default()
    }

    /// Where its first word stands.
    fn start(&self) -> usize {
        self.0.iter().position(|word| !word.is_empty()).unwrap_or(0)
    }
}

fn words(line: &Line) -> Option<Row> {
    let cells = line.cells();
    let is_word =
        |cell: &String| !is_amount(cell) && !cell.chars().all(|c| c.is_ascii_digit()) || cell.is_empty();
    (is_row(line) && cells.iter().all(is_word)).then_some(Row(cells))
}

/// Only text whose cells stand one behind the other loses joined cells.
fn is_row(line: &Line) -> bool {
    line.text.contains('\t') && line.typed.is_none()
}
