//! How tall rows are for their texts: not every program that prints a workbook makes room for wrapped lines itself.

use crate::document::write::fitting::{Fit, least};
use crate::document::{PrintedRow, PrintedTable};
use crate::text::is_ideograph;

/// A column's width in characters as points on paper.
const CHARACTER: f64 = 5.25;
/// The letters of tables, in points.
const LETTERS: f64 = 10.0;

/// The height of a text in letters of a size within a column of so many characters, in points.
pub(super) fn height_of(text: &str, size: f64, characters: f64) -> f64 {
    let room = (characters * CHARACTER - 4.0).max(size);
    let width = |line: &str| -> f64 {
        line.chars().map(|c| if c.is_ascii() { 0.55 } else { 1.0 }).sum::<f64>() * size
    };
    let lines: f64 = text.split('\n').map(|line| (width(line) / room).ceil().max(1.0)).sum();
    // What a row can be at most.
    (lines * size * 1.35 + 4.0).min(409.0)
}

/// The lines that a row holds of letters of 14 points: a row is no higher than 409.
const LINES: f64 = 20.0;
/// How many letters before the end of what a row holds a text is rather cut, behind a comma.
const BEFORE: usize = 80;

/// A text in pieces that rows hold, in letters of a size within so many characters. None ends as a sentence does or begins
/// as an item, so that whoever reads them takes them for one.
pub(super) fn pieces(text: &str, size: f64, characters: f64) -> Vec<String> {
    let room = (characters * CHARACTER - 4.0).max(size);
    let letters: Vec<char> = text.chars().collect();
    let (mut pieces, mut from) = (Vec::new(), 0);
    while from < letters.len() {
        let (mut lines, mut used, mut end) = (1.0, 0.0, from);
        for c in letters.iter().skip(from) {
            let width = if c.is_ascii() { 0.55 } else { 1.0 } * size;
            let is_next = *c == '\n' || used + width > room;
            (lines, used) = if is_next { (lines + 1.0, 0.0) } else { (lines, used) };
            used += if *c == '\n' { 0.0 } else { width };
            if lines > LINES {
                break;
            }
            end += 1;
        }
        if end < letters.len() {
            let both = |at: usize| Some((*letters.get(at.checked_sub(1)?)?, *letters.get(at)?));
            let goes_on = |c: char| is_ideograph(c) && !"一二三四五六七八九十百第".contains(c);
            let behind = |wanted: fn(char) -> bool| {
                let is_one = |at: &usize| both(*at).is_some_and(|(last, next)| wanted(last) && goes_on(next));
                (from + 1..=end).rev().take(BEFORE).find(is_one)
            };
            end = behind(|c| matches!(c, '，' | '、')).or_else(|| behind(is_ideograph)).unwrap_or(end);
        }
        let end = end.max(from + 1);
        pieces.push(letters.get(from..end).unwrap_or_default().iter().collect());
        from = end;
    }
    pieces
}

/// The height of a row of a table whose columns are so many characters wide.
pub(super) fn height_of_row(row: &PrintedRow, characters: &[f64]) -> f64 {
    let texts = row.cells.iter().filter(|cell| cell.rows == 1 && !cell.content.is_number()).map(|cell| {
        let room: f64 = characters.iter().skip(cell.column).take(cell.columns).sum();
        height_of(&cell.content.text(), LETTERS, room - 2.0 * f64::from(cell.indent))
    });
    texts.fold(height_of("", LETTERS, 1.0), f64::max)
}

/// The widths of a table's columns, in characters: as on the screen, but no wider than they may be for its letters to be
/// printed in the size in which they are set on that paper.
pub(super) fn characters(table: &PrintedTable, fit: &Fit) -> Vec<f64> {
    /// Points on a screen to a character.
    const POINTS: f64 = 7.2;
    // No narrower than its longest number and code.
    let held = |least: f32| f64::from(least) * LETTERS / CHARACTER + 1.0;
    let on_paper = |width: f32| f64::from(width) * (LETTERS / f64::from(fit.size)) / CHARACTER;
    let widths = table.widths.iter().zip(&fit.widths).zip(least(table));
    widths
        .map(|((width, fitted), least)| {
            (f64::from(*width) / POINTS).min(on_paper(*fitted)).max(held(least)).clamp(4.0, 60.0)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_text_is_cut_where_it_goes_on() {
        let sentence = "本部门按照要求做好各项工作，保障机关正常运转。";
        let text = sentence.repeat(60);
        let pieces = pieces(&text, 14.0, 66.0);
        assert_eq!(pieces.concat(), text);
        assert!(pieces.len() > 2, "{}", pieces.len());
        for piece in &pieces {
            assert!(height_of(piece, 14.0, 66.0) < 409.0, "{piece}");
        }
        assert!(pieces.iter().rev().skip(1).all(|piece| piece.ends_with('，')), "{pieces:?}");
        assert_eq!(super::pieces(sentence, 14.0, 66.0), [sentence]);
        assert_eq!(super::pieces(&"1".repeat(2000), 14.0, 66.0).concat(), "1".repeat(2000));
    }
}
