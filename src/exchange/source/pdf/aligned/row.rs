//! A line of a page as a row of pieces: which of them are figures, and which go on with those of a line above.

use super::super::frame::{Area, Letter};
use super::super::lines::{Line, is_figure};
use super::figures::{goes_on, is_amount, is_dashes, is_filled, is_number};
use super::heading;
use super::{ALONE, FEWEST, NEAR, TOUCH};
use crate::exchange::source::numbering;
use crate::text::{is_year, squeezed};

/// Pieces of a line stand at least this far apart, measured in letters.
const APART: f32 = 1.0;
/// The lines of an amount that is wrapped stand at most this far apart, measured in letters.
const WRAPPED: f32 = 1.5;
/// Amounts below each other end as near to one edge, measured in letters.
const ALIGNED: f32 = 0.2;
/// Blank space between two rows of a table, measured in letters.
const HIGH: f32 = 6.0;

/// A line as a row of pieces.
pub(super) struct Row<'l> {
    pub line: &'l Line,
    pub pieces: Vec<Line>,
    pub amounts: usize,
    /// How many of its pieces may be years, as they stand in a header; below figures they are amounts.
    years: usize,
    pub area: Area,
    pub size: f32,
    /// Whether dots lead to a page number.
    pub leads: bool,
    /// Whether it numbers the columns.
    pub is_numbering: bool,
    /// Which of its pieces go on with amounts of a line above.
    tails: Vec<bool>,
    /// Whether an amount in it goes on below, so that it is one even where it stands alone.
    goes_on: bool,
}

impl<'l> Row<'l> {
    /// `ends` are where columns of whole amounts end.
    pub(super) fn new(line: &'l Line, ends: &[f32]) -> Self {
        let pieces = line.clone().pieces(APART).into_iter();
        let pieces: Vec<Line> = pieces.flat_map(|piece| figures_apart(piece, ends)).collect();
        let count = |is: &dyn Fn(&str) -> bool| pieces.iter().filter(|piece| is(&piece.text())).count();
        Self {
            line,
            is_numbering: is_numbering(line),
            amounts: count(&|text| is_filled(text) && !is_year(text)),
            years: count(&is_year),
            leads: line.leads(),
            tails: vec![false; pieces.len()],
            goes_on: false,
            pieces,
            area: line.area,
            size: line.size,
        }
    }

    /// Finds the pieces that go on with an amount of a line above: its last digits, wrapped within its cell.
    pub(super) fn see_tails(&mut self, above: &mut [Self]) {
        // So many pieces are no row of a table, and each is held against each.
        if self.pieces.len() > heading::MOST
            || above.iter().rev().take(2).any(|row| row.pieces.len() > heading::MOST)
        {
            return;
        }
        for (piece, tail) in self.pieces.iter().zip(&mut self.tails) {
            let text = piece.text();
            let is_head = |head: &Line| {
                let apart = (piece.area.bottom - head.area.bottom) / piece.size.max(0.1);
                let (left, right) = (head.area.left - 0.5, head.area.right + 0.5);
                let within = left <= piece.area.left && piece.area.right <= right;
                (0.9..WRAPPED).contains(&apart) && within && goes_on(&head.text(), &text)
            };
            // The label of the next column may stand near an amount that is not whole.
            let has_head = |row: &Self| {
                let heads = row.pieces.iter().zip(&row.tails).filter(|(_, tail)| !**tail);
                heads.map(|(head, _)| head).any(|head| is_head(head) || by_kind(head).iter().any(is_head))
            };
            if let Some(head) = above.iter_mut().rev().take(2).find(|row| has_head(row)) {
                head.goes_on = true;
                *tail = true;
            }
        }
        let tails = self
            .pieces
            .iter()
            .zip(&self.tails)
            .filter(|(piece, tail)| **tail && is_filled(&piece.text()) && !is_year(&piece.text()));
        self.amounts -= tails.count();
    }

    /// Takes what may be a year for an amount: the row stands below figures.
    pub(super) fn stands_below_figures(&mut self) {
        self.amounts += std::mem::take(&mut self.years);
    }

    /// Whether it would be a row of figures below others.
    pub(super) fn has_years(&self) -> bool {
        self.years > 0 && self.pieces.len() > 1 && !self.leads && !self.is_numbering
    }

    pub(super) fn is_figures(&self) -> bool {
        self.amounts > 0 && (self.pieces.len() > 1 || self.goes_on) && !self.leads && !self.is_numbering
    }

    /// Whether it has nothing but the ends of amounts of a line above.
    pub(super) fn is_tails(&self) -> bool {
        !self.tails.is_empty() && self.tails.iter().all(|tail| *tail)
    }

    /// Whether a label stands before its amounts.
    pub(super) fn has_label(&self) -> bool {
        self.pieces
            .first()
            .is_some_and(|piece| !is_filled(&piece.text()) && piece.text().chars().count() <= ALONE)
    }

    /// Whether nothing but amounts stands in it.
    pub(super) fn is_amounts(&self) -> bool {
        self.pieces.iter().all(|piece| is_amount(&piece.text()))
    }

    /// Whether it may be a header's: words of several columns, which may stand near each other, and no sentence.
    pub(super) fn is_header(&self) -> bool {
        let words = || heading::words(self.line, &[]);
        let are_names = |words: &[heading::Word]| {
            words.len() > 2 && words.iter().all(|word| !word.text.contains(['，', '。', '；', '：', ':']))
        };
        !self.leads && (self.pieces.len() > 2 || self.amounts == 0 && are_names(&words()))
    }

    /// Whether it begins a note below a table.
    pub(super) fn is_note(&self) -> bool {
        let text = squeezed(&self.line.text()).into_owned();
        ["注：", "注:", "备注：", "备注:", "说明：", "说明:"].iter().any(|word| text.starts_with(word))
    }

    /// Whether it says the same as another at the same place, as a header does that is printed again.
    pub(super) fn repeats(&self, other: &Self) -> bool {
        (self.area.left - other.area.left).abs() < 0.5 * self.size && self.line.text() == other.line.text()
    }

    pub(super) fn follows(&self, above: &Self) -> bool {
        // Rows may be high; text stands line below line.
        let far = if self.pieces.len() > 1 && above.pieces.len() > 1 { HIGH } else { 3.0 };
        self.area.top - above.area.bottom < far * self.size.max(above.size) && !self.leads
    }
}

/// The labels and the numbers that stand near each other in a piece.
fn by_kind(piece: &Line) -> Vec<Line> {
    let kind = |text: &str| is_figure(text) || is_dashes(text);
    piece.clone().split(|before, letter| {
        kind(&before.text) != kind(&letter.text) && letter.left - before.right > TOUCH * letter.size
    })
}

/// Where whole amounts end one below the other, close before the labels of the next column: longer and shorter ones at
/// one right edge. Codes before their names are as long as each other, or begin at one left edge.
pub(super) fn whole_amounts(lines: &[Line]) -> Vec<f32> {
    let mut ends: Vec<(f32, f32, usize)> = Vec::new();
    for piece in lines.iter().flat_map(|line| line.clone().pieces(APART)) {
        let parts = by_kind(&piece);
        let before_label = parts.windows(2).filter_map(|pair| pair.first());
        let whole = before_label.filter(|part| is_number(&part.text()) && !is_amount(&part.text()));
        ends.extend(whole.map(|part| (part.area.right, part.size, part.text().chars().count())));
    }
    ends.sort_by(|a, b| a.0.total_cmp(&b.0));
    let columns = ends.chunk_by(|a, b| b.0 - a.0 < ALIGNED * a.1);
    let columns = columns.filter(|column| {
        let first = column.first().map(|(.., length)| length);
        column.len() >= FEWEST && column.iter().any(|(.., length)| Some(length) != first)
    });
    columns.flat_map(|column| column.first().map(|(right, ..)| *right)).collect()
}

/// A piece with a label and an amount, or a dash for none, that stand near each other as two. `ends` are where columns
/// of whole amounts end.
fn figures_apart(piece: Line, ends: &[f32]) -> Vec<Line> {
    let parts = by_kind(&piece);
    let is_whole = |part: &Line| {
        let ends = || ends.iter().any(|end| (end - part.area.right).abs() < ALIGNED * part.size);
        is_number(&part.text()) && ends()
    };
    let figures = |part: &Line| is_amount(&part.text()) || is_dashes(&part.text()) || is_whole(part);
    // 44,021.20 万元 is part of a sentence, unless it stands in a column.
    let in_words = parts.windows(2).any(|pair| {
        let [before, behind] = pair else { return false };
        figures(before)
            && !is_whole(before)
            && behind.text().starts_with(|c| "万元亿%％‰，。、；：）个人年月日".contains(c))
    });
    if parts.len() < 2 || in_words || !parts.iter().any(figures) {
        return vec![piece];
    }
    let mut out: Vec<(bool, Vec<Letter>)> = Vec::new();
    for part in parts {
        let figures = figures(&part);
        match out.last_mut().filter(|(before, _)| !*before && !figures) {
            Some((_, letters)) => letters.extend(part.letters),
            None => out.push((figures, part.letters)),
        }
    }
    out.into_iter().filter_map(|(_, letters)| Line::new(letters)).collect()
}

/// Whether a line is part of a name whose figures stand half a line above or below.
pub(super) fn is_near(name: &Row<'_>, figures: &Row<'_>) -> bool {
    let middle = |row: &Row<'_>| f32::midpoint(row.area.top, row.area.bottom);
    let apart = (middle(name) - middle(figures)).abs();
    !name.is_figures() && figures.is_figures() && apart < NEAR * name.size.max(figures.size)
}

/// Whether a line numbers the columns.
fn is_numbering(line: &Line) -> bool {
    let words: Vec<String> =
        heading::words(line, &[]).iter().map(|word| squeezed(&word.text).into_owned()).collect();
    numbering::is_numbering(&words.iter().map(String::as_str).collect::<Vec<_>>())
}
