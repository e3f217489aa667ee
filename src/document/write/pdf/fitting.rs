//! How a table is laid out on paper: on which paper, in which size of letters, how wide each column, and where words
//! that no column holds are broken. Amounts are never broken.

use crate::document::{Content, PrintedCell, PrintedTable};

/// Blank space left and right of a cell's text, in points.
pub(super) const INSET: f32 = 2.5;
/// The margin of a page with a table, in points.
pub(super) const MARGIN: f32 = 45.0;
/// The size of a title's letters, in points.
const TITLE: f32 = 16.0;
/// A word longer than this, in characters as wide as they are high, is broken.
const LONGEST: f32 = 14.0;
/// A label is up to this long, in the same.
const LABEL: f32 = 16.0;
/// A text up to this long is rather kept in one line, in the same.
const ONE_LINE: f32 = 30.0;
/// The height of a line, as a multiple of its letters.
const LINE: f32 = 1.2;

/// A sheet of paper, in points.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Paper {
    pub width: f32,
    pub height: f32,
}

const UPRIGHT: Paper = Paper { width: 595.28, height: 841.89 };
const WIDE: Paper = Paper { width: 841.89, height: 595.28 };
/// A3, for tables that nobody could read on A4.
const LARGE: Paper = Paper { width: 1190.55, height: 841.89 };

/// What is tried, the best first: how well texts stand, on which paper, in which sizes of letters in points.
const TRIALS: [(Level, Paper, &[f32]); 6] = [
    (Level::Whole, UPRIGHT, &[10.5, 10.0, 9.0]),
    (Level::Whole, WIDE, &[10.5, 10.0, 9.0]),
    (Level::Good, UPRIGHT, &[10.5, 10.0, 9.0]),
    (Level::Good, WIDE, &[10.5, 10.0, 9.0, 8.0, 7.5]),
    (Level::Good, LARGE, &[9.0, 8.0, 7.5, 7.0]),
    (Level::Least, LARGE, &[9.0, 8.0, 7.5, 7.0]),
];
/// The smallest letters that are set for a table which fits on no paper as it should.
const SMALLEST: f32 = 3.0;

/// A table's layout.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Fit {
    pub paper: Paper,
    /// Of the letters, in points.
    pub size: f32,
    /// Of the columns, in points.
    pub widths: Vec<f32>,
}

/// How well texts stand in their columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Level {
    /// Labels in one line.
    Whole,
    /// Labels in few lines.
    Good,
    /// No word and no amount broken.
    Least,
}

/// The room that a column wants, in characters.
#[derive(Clone, Copy, Default)]
struct Need {
    /// Without which something is broken that must not be.
    least: f32,
    /// With which it reads well.
    good: f32,
    /// With which its texts stand in one line, as far as that is sensible.
    whole: f32,
}

impl Need {
    fn at(&self, level: Level) -> f32 {
        match level {
            Level::Whole => self.good.max(self.whole.min(LABEL)),
            Level::Good => self.good,
            Level::Least => self.least,
        }
    }
}

impl Fit {
    /// The layout of a table.
    pub(super) fn new(table: &PrintedTable) -> Self {
        let needs = needs(table);
        let trials = TRIALS
            .iter()
            .flat_map(|(level, paper, sizes)| sizes.iter().map(move |size| (*level, *paper, *size)));
        for (level, paper, size) in trials {
            if let Some(widths) = widths(&needs, &table.widths, size, paper, level) {
                return Self { paper, size, widths };
            }
        }
        let insets = 2.0 * INSET * needs.len() as f32;
        let all: f32 = needs.iter().map(|need| need.least).sum();
        let size = ((LARGE.width - 2.0 * MARGIN - insets) / all.max(1.0) - 0.01).max(SMALLEST);
        let widths = needs.iter().map(|need| need.least * size + 2.0 * INSET).collect();
        Self { paper: LARGE, size, widths }
    }

    /// The size of a title's letters that keeps it in one line.
    pub(super) fn title_size(&self, title: &str) -> f32 {
        ((self.paper.width - 2.0 * MARGIN) / width(title).max(1.0) * 0.98).clamp(6.0, TITLE)
    }

    /// The room of a cell's text, in characters.
    fn room(&self, cell: &PrintedCell) -> f32 {
        let widths = self.widths.iter().skip(cell.column).take(cell.columns.max(1));
        (widths.sum::<f32>() - 2.0 * INSET) / self.size - f32::from(cell.indent)
    }

    /// The lines of a cell, in which no word is longer than there is room.
    pub(super) fn lines(&self, cell: &PrintedCell) -> Vec<String> {
        let room = self.room(cell);
        cell.content.text().split('\n').map(|line| broken(line, room)).collect()
    }

    /// Whether a cell is too high to be kept on one page.
    pub(super) fn is_high(&self, cell: &PrintedCell) -> bool {
        let room = self.room(cell).max(1.0);
        let text = cell.content.text();
        let lines: f32 = text.split('\n').map(|line| (width(line) / room).ceil().max(1.0)).sum();
        lines * self.size * LINE > 0.4 * self.paper.height
    }
}

/// The widths of columns that fill a page; `None` where they are not to be had in letters of that size.
fn widths(needs: &[Need], shares: &[f32], size: f32, paper: Paper, level: Level) -> Option<Vec<f32>> {
    let wanted = |need: &Need| need.at(level) * size + 2.0 * INSET;
    let all: f32 = needs.iter().map(wanted).sum();
    let spare = paper.width - 2.0 * MARGIN - all;
    if spare < 0.0 {
        return None;
    }
    // What is left goes to texts that are broken, then to all as on the screen.
    let lacking = |need: &Need| (need.whole * size + 2.0 * INSET - wanted(need)).max(0.0);
    let lack: f32 = needs.iter().map(lacking).sum();
    let to_texts = spare.min(lack);
    let (share, rest) = (shares.iter().sum::<f32>().max(1.0), spare - to_texts);
    let own = |(need, own): (&Need, &f32)| {
        wanted(need) + lacking(need) / lack.max(1.0) * to_texts + own / share * rest
    };
    Some(needs.iter().zip(shares).map(own).collect())
}

fn needs(table: &PrintedTable) -> Vec<Need> {
    let mut needs = vec![Need::default(); table.widths.len()];
    let header = table.header.len();
    for (at, row) in table.rows().enumerate() {
        for cell in row.cells.iter().filter(|cell| cell.columns <= 1) {
            let Some(need) = needs.get_mut(cell.column) else { continue };
            let own = wanted(cell, at < header || row.is_head);
            need.least = need.least.max(own.least);
            need.good = need.good.max(own.good);
            need.whole = need.whole.max(own.whole);
        }
    }
    let blank = |need: Need| Need { least: need.least.max(1.5), good: need.good.max(2.0), ..need };
    needs.into_iter().map(blank).collect()
}

fn wanted(cell: &PrintedCell, is_head: bool) -> Need {
    let text = cell.content.text();
    let whole = text.split('\n').map(width).fold(0.0, f32::max) + f32::from(cell.indent);
    if matches!(cell.content, Content::Number(..)) {
        // The figures of totals are a little wider.
        return Need { least: whole + 0.3, good: whole + 0.6, whole: 0.0 };
    }
    let word = words(&text).map(width).fold(0.0, f32::max).min(LONGEST) + f32::from(cell.indent) + 0.2;
    let good = if is_head {
        whole.min((whole / 4.0).clamp(3.0, 8.0))
    } else {
        whole.min((whole / 3.0).clamp(8.0, 22.0))
    };
    let in_one_line = if is_head { 0.0 } else { whole.min(ONE_LINE) + 0.2 };
    Need { least: word.max(whole.min(2.2)), good: word.max(good + 0.2), whole: in_one_line }
}

/// How wide a text is, in characters as wide as they are high.
fn width(text: &str) -> f32 {
    text.chars().map(letter).sum()
}

fn letter(letter: char) -> f32 {
    match letter {
        ',' | '.' | ' ' | ':' | ';' | '\'' | '!' | '|' | 'i' | 'j' | 'l' => 0.32,
        '0'..='9' => 0.585,
        'M' | 'W' | 'm' | 'w' | '@' | '%' => 0.95,
        '!'..='~' => 0.68,
        _ => 1.0,
    }
}

/// The parts of a text within which no line ends by itself.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_ascii() || c.is_whitespace()).filter(|word| !word.is_empty())
}

/// A line in which words longer than the room are broken.
fn broken(line: &str, room: f32) -> String {
    if words(line).all(|word| width(word) <= room) {
        return line.to_owned();
    }
    let mut out = String::with_capacity(line.len() + 8);
    let mut used = 0.0;
    for c in line.chars() {
        let is_word = c.is_ascii() && !c.is_whitespace();
        used = if is_word { used + letter(c) } else { 0.0 };
        if used > room {
            out.push('\n');
            used = letter(c);
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use rust_decimal::Decimal;

    use super::*;
    use crate::document::PrintedRow;

    fn table(columns: usize, amount: &str) -> PrintedTable {
        let amount: Decimal = amount.parse().unwrap();
        let cell = |column| PrintedCell {
            column,
            columns: 1,
            rows: 1,
            content: Content::Number(amount, 2),
            ..PrintedCell::default()
        };
        let row = PrintedRow { cells: (0..columns).map(cell).collect(), is_head: false };
        PrintedTable { widths: vec![100.0; columns], body: vec![row], ..PrintedTable::default() }
    }

    /// However many columns there are, each holds its amounts in one line, and all stand on the page.
    #[test]
    fn columns_hold_their_amounts_and_stand_on_the_page() {
        for columns in 1..80 {
            for amount in ["1.00", "123456789012.34"] {
                let table = table(columns, amount);
                let fit = Fit::new(&table);
                let all: f32 = fit.widths.iter().sum();
                assert!(all <= fit.paper.width - 2.0 * MARGIN + 0.5 || fit.size <= SMALLEST, "{columns}");
                for cell in &table.body[0].cells {
                    assert!(fit.room(cell) >= width(&cell.content.text()), "{columns} {amount}");
                }
            }
        }
        assert_eq!(Fit::new(&table(3, "1.00")).paper, UPRIGHT);
        let papers: Vec<Paper> =
            (1..40).map(|columns| Fit::new(&table(columns, "1234567.00")).paper).collect();
        assert!(papers.contains(&WIDE), "no table is laid across the page");
        assert!(papers.is_sorted_by(|one, next| one.width <= next.width), "more columns take no less room");
    }

    #[test]
    fn a_word_is_broken_only_where_it_does_not_fit() {
        assert_eq!(broken("项目 410800230000000012345 号", 6.0), "项目 4108002300\n0000001234\n5 号");
        assert_eq!(broken("项目 410800 号", 6.0), "项目 410800 号");
        assert_eq!(broken("汉字没有词，随处可以换行", 3.0), "汉字没有词，随处可以换行");
    }
}
