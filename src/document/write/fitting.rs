//! How a table is laid out on paper, for every kind of file alike: on which paper, in which size of letters, how wide each
//! column, and where words that no column holds are broken. Amounts and codes are never broken. Which font a reader has
//! is not known here: digits are taken for wide ones.

pub(super) use super::fit::{Fit, INSET, letter};
use super::lines::{lines, lines_of};
use crate::document::paper::{Paper, PaperChoice, PaperSize};
use crate::document::{Content, PrintedCell, PrintedTable};

/// The margin of a page with a table, in points.
pub(super) const MARGIN: f32 = 45.0;
/// A word longer than this, in characters as wide as they are high, is broken.
const LONGEST: f32 = 14.0;
/// A label is up to this long, in the same.
const LABEL: f32 = 16.0;
/// A text up to this long is rather kept in one line, in the same.
const ONE_LINE: f32 = 30.0;
const UPRIGHT: Paper = Paper::USUAL;
const WIDE: Paper = Paper { is_wide: true, ..Paper::USUAL };
/// A3, for tables that nobody could read on A4.
const LARGE: Paper = Paper { size: PaperSize::A3, is_wide: true };

/// What is tried, the best first: how well texts stand, on which paper, in which sizes of letters in points: whole and
/// half ones, which every kind of file can say.
const TRIALS: [(Level, Paper, &[f32]); 6] = [
    (Level::Whole, UPRIGHT, &[10.5, 10.0, 9.0]),
    (Level::Whole, WIDE, &[10.5, 10.0, 9.0]),
    (Level::Good, UPRIGHT, &[10.5, 10.0, 9.0]),
    (Level::Good, WIDE, &[10.5, 10.0, 9.0, 8.0, 7.5]),
    (Level::Good, LARGE, &[9.0, 8.0, 7.5, 7.0]),
    (Level::Least, LARGE, &[9.0, 8.0, 7.5, 7.0]),
];
/// What is tried where somebody chose the paper.
const CHOSEN: [(Level, &[f32]); 3] = [
    (Level::Whole, &[10.5, 10.0, 9.0]),
    (Level::Good, &[10.5, 10.0, 9.0, 8.0, 7.5, 7.0]),
    (Level::Least, &[9.0, 8.0, 7.5, 7.0, 6.5, 6.0]),
];
/// Smaller letters are hard to read on paper, in points.
const READABLE: f32 = 5.5;
/// Letters that are read without an effort, in points.
const WELL_READ: f32 = 8.0;
/// So many pages are one and a few rows.
const FEW_MORE: f32 = 1.35;
/// How high a line of a table is, and what of a row stands above and below its lines, in letters: of a PDF and of a Word
/// file the more.
const LINE: f32 = 1.25;
const SPACE: f32 = 0.2;
/// What stands above a table takes so much, and its notes are set in such letters, in points.
const HEADING: f32 = 56.0;
/// A heading of the text above it, likewise.
const ABOVE: f32 = 50.0;
const NOTE: f32 = 9.0;
/// The smallest letters that are set for a table which fits on no paper as it should.
const SMALLEST: f32 = 3.0;

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
        let allowed = Paper::ALL.into_iter().filter(|paper| table.paper.allows(*paper));
        let allowed: Vec<Paper> = allowed.collect();
        let trials: Vec<(Level, Paper, &[f32])> = if allowed.len() == Paper::ALL.len() {
            TRIALS.to_vec()
        } else {
            let on = |(level, sizes)| allowed.iter().map(move |paper| (level, *paper, sizes));
            CHOSEN.into_iter().flat_map(on).collect()
        };
        let trials = trials
            .iter()
            .flat_map(|(level, paper, sizes)| sizes.iter().map(move |size| (*level, *paper, *size)));
        for (level, paper, size) in trials {
            if let Some(widths) = widths(&needs, &table.widths, size, paper, level) {
                return Self { paper, size, widths }.in_one_page(table, &needs);
            }
        }
        // A larger paper rather than letters that nobody can read, or columns beyond the edge.
        let paper = allowed.last().copied().unwrap_or(LARGE);
        let larger = [paper, Paper { size: PaperSize::A3, ..paper }, LARGE];
        let last = larger.iter().map(|paper| Self::pressed(&needs, *paper));
        last.fold(None, |best: Option<Self>, fit| best.filter(Self::stands).or(Some(fit)))
            .unwrap_or_else(|| Self::pressed(&needs, LARGE))
    }

    /// Itself or, where it leaves a few rows for a second page, as it stands on one page in letters as large as may be: on
    /// the same paper, or upright, which holds more rows.
    fn in_one_page(self, table: &PrintedTable, needs: &[Need]) -> Self {
        let pages = self.pages(table);
        if pages <= 1.0 || pages > FEW_MORE {
            return self;
        }
        let upright = Paper { is_wide: false, ..self.paper };
        let papers = [self.paper, upright].into_iter().filter(|paper| table.paper.allows(*paper));
        let papers: Vec<Paper> = papers.collect();
        let sizes =
            (0_u8..).map(|step| self.size - f32::from(step) * 0.5).take_while(|size| *size >= WELL_READ);
        for size in sizes {
            for (level, paper) in [Level::Whole, Level::Good]
                .into_iter()
                .flat_map(|level| papers.iter().map(move |paper| (level, *paper)))
            {
                let widths = widths(needs, &table.widths, size, paper, level);
                let fit = widths.map(|widths| Self { paper, size, widths });
                if let Some(fit) = fit.filter(|fit| fit.pages(table) <= 1.0) {
                    return fit;
                }
            }
        }
        self
    }

    /// How many pages the table takes, the last one in part.
    fn pages(&self, table: &PrintedTable) -> f32 {
        let rows = table.rows().map(|row| (lines_of(self, row) as f32 * LINE + SPACE) * self.size + 0.5);
        let notes =
            table.notes.iter().map(|note| lines(note, room(self.paper) / NOTE, 0.0) as f32 * NOTE * 1.6);
        let height = points(self.paper).1 - 2.0 * MARGIN;
        let above = table.above.len() as f32 * ABOVE;
        (HEADING + above + rows.sum::<f32>() + notes.sum::<f32>()) / height
    }

    /// In the largest letters in which nothing is broken, down to the smallest.
    fn pressed(needs: &[Need], paper: Paper) -> Self {
        let insets = 2.0 * INSET * needs.len() as f32;
        let all: f32 = needs.iter().map(|need| need.least).sum();
        let exact = (room(paper) - insets) / all.max(1.0) - 0.01;
        let size = ((exact * 2.0).floor() / 2.0).max(SMALLEST);
        let widths = needs.iter().map(|need| need.least * size + 2.0 * INSET).collect();
        Self { paper, size, widths }
    }

    /// Whether all of it stands on the page.
    fn stands(&self) -> bool {
        self.widths.iter().sum::<f32>() <= room(self.paper) + 0.5
    }
}

/// What of a table's layout is not as somebody wants it: on another paper than was chosen, beyond the edge, or in letters
/// that are hard to read.
pub(super) fn remark(table: &PrintedTable) -> Option<String> {
    let fit = Fit::new(table);
    let used = PaperChoice { size: Some(fit.paper.size), is_wide: Some(fit.paper.is_wide) }.words();
    let title = table.full_title();
    if !fit.stands() {
        return Some(format!("{title}：栏太多，{used}也放不下，请分成几张表"));
    }
    let advice = if fit.paper == LARGE { "请分成几张表" } else { "请换大一号的纸" };
    let small = (fit.size < READABLE).then(|| format!("在{used}上字只有 {} 磅，{advice}", fit.size));
    let moved =
        (!table.paper.allows(fit.paper)).then(|| format!("所选的{}放不下，改用{used}", table.paper.words()));
    let told: Vec<String> = moved.into_iter().chain(small).collect();
    (!told.is_empty()).then(|| format!("{title}：{}", told.join("；")))
}

/// The width and height of a paper, in points.
pub(super) fn points(paper: Paper) -> (f32, f32) {
    let (width, height) = paper.twentieths();
    (width as f32 / 20.0, height as f32 / 20.0)
}

/// The room for a table on it, in points.
pub(super) fn room(paper: Paper) -> f32 {
    points(paper).0 - 2.0 * MARGIN
}

/// The widths of columns that fill a page; `None` where they are not to be had in letters of that size.
fn widths(needs: &[Need], shares: &[f32], size: f32, paper: Paper, level: Level) -> Option<Vec<f32>> {
    let wanted = |need: &Need| need.at(level) * size + 2.0 * INSET;
    let all: f32 = needs.iter().map(wanted).sum();
    let spare = room(paper) - all;
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

/// Without which something in a column is broken that must not be, in characters as wide as they are high.
pub(super) fn least(table: &PrintedTable) -> impl Iterator<Item = f32> {
    needs(table).into_iter().map(|need| need.least)
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
        // Totals are bold: in a font that stands in for a missing one by a fifth wider.
        let bold = if cell.is_total { whole * 0.2 } else { 0.0 };
        return Need { least: whole + 0.3, good: whole + bold.max(0.6), whole: 0.0 };
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
pub(super) fn width(text: &str) -> f32 {
    text.chars().map(letter).sum()
}

/// The parts of a text within which no line ends by itself.
pub(super) fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_ascii() || c.is_whitespace()).filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use rust_decimal::Decimal;

    use super::*;
    use crate::document::{PaperChoice, PrintedRow};

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

    /// The room of a cell's text, in characters.
    fn held(fit: &Fit, cell: &PrintedCell) -> f32 {
        (fit.widths[cell.column] - 2.0 * INSET) / fit.size
    }

    /// However many columns there are, each holds its amounts in one line, and all stand on the page.
    #[test]
    fn columns_hold_their_amounts_and_stand_on_the_page() {
        for columns in 1..80 {
            for amount in ["1.00", "123456789012.34"] {
                let table = table(columns, amount);
                let fit = Fit::new(&table);
                let all: f32 = fit.widths.iter().sum();
                assert!(all <= super::room(fit.paper) + 0.5 || fit.size <= SMALLEST, "{columns}");
                for cell in &table.body[0].cells {
                    assert!(held(&fit, cell) >= width(&cell.content.text()), "{columns} {amount}");
                }
            }
        }
        assert_eq!(Fit::new(&table(3, "1.00")).paper, UPRIGHT);
        let papers: Vec<Paper> =
            (1..40).map(|columns| Fit::new(&table(columns, "1234567.00")).paper).collect();
        assert!(papers.contains(&WIDE), "no table is laid across the page");
        assert!(
            papers.is_sorted_by(|one, next| points(*one).0 <= points(*next).0),
            "more columns take no less room"
        );
    }

    /// A table with a few rows more than a page holds is set in letters a little smaller, on a page; a long one is not.
    #[test]
    fn a_few_rows_do_not_go_on_a_page_of_their_own() {
        let mut sizes = Vec::new();
        for rows in [20, 46, 50, 53, 90] {
            let mut table = table(6, "1234567.00");
            table.body = vec![table.body[0].clone(); rows];
            let fit = Fit::new(&table);
            assert!(fit.pages(&table) <= 1.0 || rows == 90, "{rows}: {}", fit.pages(&table));
            sizes.push(fit.size);
        }
        assert!(sizes[1..4].is_sorted_by(|one, next| one >= next), "{sizes:?}");
        assert_eq!((sizes[0], sizes[4]), (10.5, 10.5));
        assert!(sizes.iter().all(|size| *size >= WELL_READ), "{sizes:?}");
    }

    /// What the chosen paper does not hold goes on a larger one, and that is said; so are letters too small to read.
    #[test]
    fn a_table_that_its_paper_does_not_hold_is_told() {
        for (columns, size, is_wide, paper, told) in [
            (4, PaperSize::A4, false, "A4纵向", ""),
            (14, PaperSize::A4, false, "A4纵向", "在A4纵向上字只有"),
            (30, PaperSize::A4, false, "A3纵向", "所选的A4纵向放不下，改用A3纵向"),
            (200, PaperSize::A4, true, "A3横向", "A3横向也放不下"),
        ] {
            let mut table = table(columns, "1234567.00");
            table.paper = PaperChoice { size: Some(size), is_wide: Some(is_wide) };
            let fit = Fit::new(&table);
            let used = PaperChoice { size: Some(fit.paper.size), is_wide: Some(fit.paper.is_wide) }.words();
            let said = remark(&table).unwrap_or_default();
            assert_eq!(used, paper, "{columns}: {said}");
            assert!(said.contains(told) && said.is_empty() == told.is_empty(), "{columns}: {said}");
        }
    }

    /// On the paper that was chosen, however small the letters become, and whatever stands in the cells.
    #[test]
    fn a_chosen_paper_is_kept_to_and_codes_stay_whole() {
        for paper in Paper::ALL {
            for columns in [1, 6, 14] {
                let mut table = table(columns, "1234567.00");
                table.paper = PaperChoice { size: Some(paper.size), is_wide: Some(paper.is_wide) };
                table.body[0].cells[0].content = Content::Text("2010301".to_owned());
                let fit = Fit::new(&table);
                assert_eq!(fit.paper, paper, "{columns}");
                assert!((fit.size * 2.0).fract() == 0.0, "{columns}: {}", fit.size);
                let all: f32 = fit.widths.iter().sum();
                assert!(all <= super::room(paper) + 0.5, "{columns} on {paper:?}");
                for cell in &table.body[0].cells {
                    assert!(held(&fit, cell) >= width(&cell.content.text()), "{columns} on {paper:?}");
                }
            }
        }
    }
}
