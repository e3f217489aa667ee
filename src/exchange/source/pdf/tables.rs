//! Glyphs into the cells of ruled grids. A glyph goes where its middle is, except that an amount is never cut in
//! two: one that sticks out goes whole where most of it is, and that is said. Grids without words are drawings.

use std::collections::HashMap;

use kurbo::Rect;

use super::canvas::Glyph;
use super::frame::{Area, Frame, Letter};
use super::lines::{block, is_figure};
use super::rules::{Cell, Lattice, SAME};
use crate::exchange::source::{CellState, Grid, GridCell, Note, Place};
use crate::text::is_dash;

/// Twins nearer than this, measured in letters, are one letter printed bold. Leaders stand further apart.
const TWINS: f32 = 0.12;

/// A letter that reaches this far over a line on either side, measured in letters, stands on it.
const OVER: f32 = 0.1;
/// So many letters of a label are looked at for the one that stands on a line.
const LONGEST: usize = 40;

/// Filled areas that are looked at to tell a chart.
const AREAS: usize = 5_000;

/// Glyphs without the second printing that stands for bold type.
pub(super) fn once(glyphs: Vec<Glyph>) -> Vec<Glyph> {
    let mut seen: HashMap<(i32, i32), Vec<usize>> = HashMap::with_capacity(glyphs.len());
    let mut out: Vec<Glyph> = Vec::with_capacity(glyphs.len());
    for glyph in glyphs {
        if !glyph.text.trim().is_empty() {
            let near = TWINS * glyph.size;
            // Boxes of two points: fonts of the size that tables have reach into the next at most.
            let boxed = |at: f32| (at / 2.0).floor() as i32;
            let reach = (near / 2.0).ceil().min(8.0) as i32;
            let (x, y) = (boxed(glyph.origin.0), boxed(glyph.origin.1));
            let is_twin = |other: &Glyph| {
                (other.origin.0 - glyph.origin.0).hypot(other.origin.1 - glyph.origin.1) < near
                    && other.text == glyph.text
                    && (other.size - glyph.size).abs() < 0.2 * glyph.size
            };
            let around = (x.saturating_sub(reach)..=x.saturating_add(reach))
                .flat_map(|x| (y.saturating_sub(reach)..=y.saturating_add(reach)).map(move |y| (x, y)));
            let mut others = around.filter_map(|at| seen.get(&at)).flatten().filter_map(|at| out.get(*at));
            if others.any(is_twin) {
                continue;
            }
            let mine = seen.entry((x, y)).or_default();
            // A pile of letters on one spot is no text; more of it need not be held against each other.
            if mine.len() < 64 {
                mine.push(out.len());
            }
        }
        out.push(glyph);
    }
    out
}

/// A ruled table with what stands in it.
pub(super) struct Ruled {
    lattice: Lattice,
    /// The glyphs of each cell.
    held: Vec<Vec<Glyph>>,
}

/// Where a glyph is: the grid and the cell.
type Home = Option<(usize, usize)>;

/// Parts glyphs into those in cells and the others. What was moved is added to the notes.
pub(super) fn sort(
    glyphs: Vec<Glyph>,
    lattices: Vec<Lattice>,
    areas: &[Rect],
    frame: &Frame,
    page: u32,
    notes: &mut Vec<Note>,
) -> (Vec<Ruled>, Vec<Glyph>) {
    let mut homes: Vec<Home> = glyphs.iter().map(|glyph| home(glyph, &lattices, frame)).collect();
    keep_amounts_whole(&glyphs, &mut homes, frame, page, notes);
    keep_labels_whole(&glyphs, &mut homes, &lattices, frame);
    let mut tables: Vec<Ruled> = lattices
        .into_iter()
        .map(|lattice| Ruled { held: vec![Vec::new(); lattice.cells.len()], lattice })
        .collect();
    for (glyph, home) in glyphs.iter().zip(&homes) {
        if let Some((grid, cell)) = home
            && let Some(held) = tables.get_mut(*grid).and_then(|table| table.held.get_mut(*cell))
        {
            held.push(glyph.clone());
        }
    }
    let real: Vec<bool> = tables.iter().map(|table| table.is_table(areas, frame)).collect();
    let is_held = |home: &Home| home.is_some_and(|(grid, _)| real.get(grid) == Some(&true));
    let rest = glyphs.into_iter().zip(&homes).filter(|(_, home)| !is_held(home)).map(|(glyph, _)| glyph);
    let rest = rest.collect();
    let tables = tables.into_iter().zip(&real).filter(|(_, real)| **real);
    let tables = tables.flat_map(|(table, _)| table.parted(frame)).collect();
    (tables, rest)
}

fn home(glyph: &Glyph, lattices: &[Lattice], frame: &Frame) -> Home {
    // What stands aslant is a mark laid over the page.
    glyph.turn?;
    let (across, down) = frame.read(glyph.centre());
    let found = lattices.iter().enumerate().filter_map(|(grid, lattice)| {
        let cell = lattice.at(f64::from(across), f64::from(down))?;
        let [left, top, right, bottom] = lattice.edges(lattice.cells.get(cell)?);
        Some((grid, cell, (right - left) * (bottom - top)))
    });
    // A table within a cell of another: the inner one.
    found.min_by(|a, b| a.2.total_cmp(&b.2)).map(|(grid, cell, _)| (grid, cell))
}

/// Figures printed in one go and across a line are put whole where most of them is, if they are one amount.
fn keep_amounts_whole(glyphs: &[Glyph], homes: &mut [Home], frame: &Frame, page: u32, notes: &mut Vec<Note>) {
    let mut from = 0;
    while from < glyphs.len() {
        let mut to = from + 1;
        while to < glyphs.len() && goes_on(glyphs.get(to - 1), glyphs.get(to)) {
            to += 1;
        }
        let run = from..to;
        from = to;
        let Some(of) = homes.get(run.clone()) else { continue };
        let Some(first) = of.first() else { continue };
        if of.iter().all(|home| home == first) {
            continue;
        }
        let text: String =
            glyphs.get(run.clone()).unwrap_or_default().iter().map(|glyph| glyph.text.as_str()).collect();
        if !is_one_amount(&text) {
            continue;
        }
        let count = |wanted: &Home| of.iter().filter(|home| *home == wanted).count();
        let most = of.iter().filter(|home| home.is_some()).max_by_key(|home| count(home)).copied().flatten();
        if let Some(homes) = homes.get_mut(run.clone()) {
            homes.fill(most);
        }
        let area = glyphs.get(run).unwrap_or_default().iter().map(|glyph| frame.letter(glyph).area());
        notes.push(Note {
            place: area
                .reduce(Area::joined)
                .map(|area| Place::Page { page, rectangle: frame.rectangle(area) }),
            text: format!("第 {page} 页的“{text}”印得压过了格线，整个放进了它所占最多的一格；请核对"),
        });
    }
}

/// Whether the second glyph goes on with the amount that the first is part of.
fn goes_on(before: Option<&Glyph>, next: Option<&Glyph>) -> bool {
    let (Some(before), Some(next)) = (before, next) else { return false };
    is_figure(&before.text) && is_figure(&next.text) && touches(before, next)
}

fn touches(before: &Glyph, next: &Glyph) -> bool {
    let apart = (next.origin.0 - before.end.0).hypot(next.origin.1 - before.end.1);
    before.turn == next.turn && apart < 0.15 * next.size
}

/// A label that is printed over the line at its right, as spreadsheets print what is too long for its cell, is put whole
/// where it begins. One of its letters stands on the line: two labels that only touch keep off it.
fn keep_labels_whole(glyphs: &[Glyph], homes: &mut [Home], lattices: &[Lattice], frame: &Frame) {
    let of = |home: Home| {
        let (grid, cell) = home?;
        let lattice = lattices.get(grid)?;
        let cell = lattice.cells.get(cell)?;
        Some((grid, cell, lattice.edges(cell)))
    };
    for at in 1..glyphs.len() {
        let (Some(before), Some(glyph)) = (glyphs.get(at - 1), glyphs.get(at)) else { continue };
        let (Some(first), Some(own)) = (homes.get(at - 1).copied(), homes.get(at).copied()) else { continue };
        if first == own || is_figure(&before.text) || is_figure(&glyph.text) || !touches(before, glyph) {
            continue;
        }
        let (Some((grid, cell, [_, _, right, _])), Some((other, next, _))) = (of(first), of(own)) else {
            continue;
        };
        // Over several cells, if it is so long.
        let beside = grid == other && cell.row == next.row && cell.column + cell.columns <= next.column;
        let is_over = |glyph: &Glyph| {
            let letter = frame.letter(glyph);
            let (from, to) =
                (f64::from(letter.left + OVER * letter.size), f64::from(letter.right - OVER * letter.size));
            from < right && right < to
        };
        // The letters behind the one on the line come along, each by the one before it.
        let goes_over = |at: usize| {
            let run = glyphs.get(..=at).unwrap_or_default().windows(2).rev();
            let run = run.take_while(|pair| matches!(pair, [before, next] if touches(before, next)));
            run.take(LONGEST).any(|pair| pair.iter().any(is_over))
        };
        if beside
            && goes_over(at)
            && let Some(home) = homes.get_mut(at)
        {
            *home = first;
        }
    }
}

/// Whether a text is one amount and not two that touch.
fn is_one_amount(text: &str) -> bool {
    let bare = text.strip_prefix('-').unwrap_or(text);
    let (whole, decimals) = bare.split_once('.').unwrap_or((bare, "00"));
    let parts: Vec<&str> = whole.split(',').collect();
    let grouped = parts.len() == 1 && whole.len() < 10
        || parts.len() > 1
            && parts
                .iter()
                .enumerate()
                .all(|(at, part)| part.len() == 3 || at == 0 && (1..3).contains(&part.len()));
    let digits = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_digit());
    grouped && parts.iter().all(|part| digits(part)) && digits(decimals) && (1..=6).contains(&decimals.len())
}

impl Ruled {
    /// Its upper edge, as the page is read.
    pub(super) fn top(&self) -> f32 {
        self.lattice.top() as f32
    }

    /// Left, top, right, bottom, as the page is read.
    pub(super) fn edges(&self) -> [f64; 4] {
        let of = |edge: Option<&f64>| edge.copied().unwrap_or_default();
        let (across, down) = (&self.lattice.across, &self.lattice.down);
        [of(across.first()), of(down.first()), of(across.last()), of(down.last())]
    }

    /// Whether it has rows and columns enough to be a table of its own.
    pub(super) fn is_of_rows(&self) -> bool {
        self.lattice.across.len() > 2 && self.lattice.down.len() > 3
    }

    /// Tables that touch: a cell across all columns that says the title of a table begins another, whose columns are its own,
    /// as does one across several beside which nothing stands to the end of its table, which is narrower.
    fn parted(self, frame: &Frame) -> Vec<Self> {
        let columns = self.lattice.across.len() - 1;
        let (cells, last) = (&self.lattice.cells, self.lattice.down.len() - 1);
        let is_filled = |glyphs: &Vec<Glyph>| glyphs.iter().any(|glyph| !glyph.text.trim().is_empty());
        let filled: Vec<&Cell> = cells
            .iter()
            .zip(&self.held)
            .filter(|(_, glyphs)| is_filled(glyphs))
            .map(|(cell, _)| cell)
            .collect();
        let titles = cells.iter().zip(&self.held).filter(|(cell, glyphs)| {
            let may_begin = cell.column == 0 && cell.columns > 1 && cell.row > 0;
            may_begin && is_title(&text(glyphs, frame))
        });
        let mut starts: Vec<usize> = Vec::new();
        let mut end = last;
        let titles: Vec<&Cell> = titles.map(|(title, _)| title).collect();
        for title in titles.into_iter().rev() {
            let is_beside = |cell: &&&Cell| {
                cell.row < end
                    && cell.row + cell.rows > title.row
                    && cell.column + cell.columns > title.columns
            };
            if title.columns == columns || !filled.iter().any(|cell| is_beside(&cell)) {
                starts.push(title.row);
                end = title.row;
            }
        }
        if starts.is_empty() {
            return vec![self];
        }
        starts.push(0);
        starts.reverse();
        let ends = starts.iter().skip(1).copied().chain([last]);
        let part = |(from, to): (usize, usize)| {
            let of_part = filled.iter().filter(|cell| (from..to).contains(&cell.row));
            let width = of_part.map(|cell| cell.column + cell.columns).max().unwrap_or(columns);
            let (lattice, own) = self.lattice.of_rows(from..to, width);
            let held = own.iter().filter_map(|at| self.held.get(*at).cloned()).collect();
            Self { lattice, held }
        };
        starts.iter().copied().zip(ends).map(part).collect()
    }

    /// Tables have words in them; the lines of a chart have filled areas that keep to no line.
    fn is_table(&self, areas: &[Rect], frame: &Frame) -> bool {
        let filled =
            self.held.iter().filter(|glyphs| glyphs.iter().any(|glyph| !glyph.text.trim().is_empty()));
        let filled = filled.count();
        if filled == 0 || self.lattice.across.len() == 2 && !self.is_column(frame) {
            return false;
        }
        let keeps = |edges: &[f64], at: f64| edges.iter().any(|edge| (edge - at).abs() < 2.0 * SAME);
        let within = |edges: &[f64], at: f64| {
            edges.first().is_some_and(|edge| *edge < at) && edges.last().is_some_and(|edge| at < *edge)
        };
        let loose = areas.iter().take(AREAS).filter(|area| {
            let corner = |x: f64, y: f64| {
                let (x, y) = frame.read((x as f32, y as f32));
                (f64::from(x), f64::from(y))
            };
            let ((left, top), (right, bottom)) = (corner(area.x0, area.y0), corner(area.x1, area.y1));
            let (across, down) = (f64::midpoint(left, right), f64::midpoint(top, bottom));
            within(&self.lattice.across, across)
                && within(&self.lattice.down, down)
                && ![left, right].iter().all(|at| keeps(&self.lattice.across, *at))
                && ![top, bottom].iter().all(|at| keeps(&self.lattice.down, *at))
        });
        filled * 100 >= self.held.len() * 15 || loose.take(2).count() < 2
    }

    /// Whether a single column is one of amounts below its name. Between the lines of anything else there are columns
    /// that no line parts.
    fn is_column(&self, frame: &Frame) -> bool {
        let texts: Vec<String> = self.held.iter().map(|glyphs| text(glyphs, frame)).collect();
        let is_blank = |text: &str| text.chars().all(|c| c.is_whitespace() || is_dash(c));
        let below: Vec<&String> = texts.iter().skip_while(|text| !is_one_amount(text.trim())).collect();
        let amounts = below.iter().filter(|text| is_one_amount(text.trim())).count();
        amounts > 2
            && below.len() < texts.len()
            && below.iter().all(|text| is_one_amount(text.trim()) || is_blank(text))
    }

    /// As a grid. Blank cells are left out, except joined ones.
    pub(super) fn grid(self, frame: &Frame, page: u32) -> Grid {
        let mut cells = Vec::new();
        for (cell, glyphs) in self.lattice.cells.iter().zip(&self.held) {
            let text = text(glyphs, frame);
            if text.is_empty() && cell.rows == 1 && cell.columns == 1 {
                continue;
            }
            let [left, top, right, bottom] = self.lattice.edges(cell).map(|edge| edge as f32);
            let rectangle = frame.rectangle(Area { left, top, right, bottom });
            cells.push(GridCell {
                row: cell.row,
                column: cell.column,
                row_span: cell.rows,
                column_span: cell.columns,
                text,
                state: CellState::Printed,
                place: Place::Page { page, rectangle },
            });
        }
        Grid {
            rows: self.lattice.down.len() - 1,
            columns: self.lattice.across.len() - 1,
            cells,
            ..Grid::default()
        }
    }
}

/// Whether a text is the title of a table.
fn is_title(text: &str) -> bool {
    let bare: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let named = bare.split_once(['（', '(']).map_or(&*bare, |(name, _)| name);
    named.ends_with('表')
        && (4..=40).contains(&named.chars().count())
        && !bare.contains(['。', '；', '，', '：'])
}

/// The text of a cell: what is written as the page is, then what is turned.
fn text(glyphs: &[Glyph], frame: &Frame) -> String {
    let mut out = String::new();
    for turn in std::iter::once(frame.turn).chain((0..4).filter(|turn| *turn != frame.turn)) {
        let frame = Frame { turn, ..*frame };
        let mine = glyphs.iter().filter(|glyph| glyph.turn == Some(turn));
        let letters: Vec<Letter> = mine.map(|glyph| frame.letter(glyph)).collect();
        if letters.is_empty() {
            continue;
        }
        let piece = block(letters);
        if !out.is_empty() && !piece.is_empty() {
            out.push('\n');
        }
        out.push_str(&piece);
    }
    out
}
