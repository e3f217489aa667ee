//! Tables without ruled lines: rows of figures one below the other, in columns that only blank space parts. It
//! works on the lines that no ruled grid holds. Contents with page numbers and lists are none.

use super::frame::{Area, Frame};
use super::lines::{Line, is_figure};
use crate::exchange::source::{CellState, Grid, GridCell, Place};
use crate::text::narrow;

/// Pieces of a line stand at least this far apart, measured in letters.
const APART: f32 = 1.0;
/// Words of two columns stand at least this far apart; those of one name touch.
const TOUCH: f32 = 0.12;
/// The lines of a name stand at most this far from its figures, measured in letters.
pub(super) const NEAR: f32 = 0.95;
/// Rows with amounts that a table has at least.
const FEWEST: usize = 3;
/// Lines of headings above the first amount that are looked at.
const HEADINGS: usize = 5;

/// Part of a page, in reading order.
pub(super) enum Piece {
    /// A line of text.
    Line(Line),
    /// A table.
    Grid(Grid),
}

impl Piece {
    /// How many cells it has.
    pub(super) fn cells(&self) -> usize {
        match self {
            Self::Line(_) => 0,
            Self::Grid(grid) => grid.cells.len(),
        }
    }
}

/// A line as a row of pieces.
struct Row {
    pieces: Vec<Line>,
    amounts: usize,
    area: Area,
    size: f32,
    /// Whether dots lead to a page number.
    leads: bool,
}

impl Row {
    fn new(line: &Line) -> Self {
        let pieces = line.clone().pieces(APART);
        Self {
            amounts: pieces.iter().filter(|piece| is_number(&piece.text())).count(),
            leads: line.leads(),
            pieces,
            area: line.area,
            size: line.size,
        }
    }

    fn is_figures(&self) -> bool {
        self.amounts > 0 && self.pieces.len() > 1 && !self.leads
    }

    fn follows(&self, above: &Self) -> bool {
        self.area.top - above.area.bottom < 3.0 * self.size.max(above.size) && !self.leads
    }
}

fn is_number(text: &str) -> bool {
    text.chars().any(|c| narrow(c).is_ascii_digit())
        && text.chars().map(narrow).all(|c| {
            c.is_ascii_digit() || matches!(c, ',' | '.' | '-' | '−' | '△' | '▲' | '%' | '(' | ')' | ' ')
        })
}

/// Whether a number is written as amounts are, and not as a page's number or an ordinal.
fn is_amount(text: &str) -> bool {
    let text: String = text.chars().map(narrow).collect();
    is_number(&text)
        && (text.contains(',')
            || text.contains('%')
            || text.split_once('.').is_some_and(|(_, decimals)| {
                (1..=6).contains(&decimals.len()) && decimals.chars().all(|c| c.is_ascii_digit())
            }))
}

/// The lines of a page with the tables among them found.
pub(super) fn tables(lines: Vec<Line>, frame: &Frame, page: u32) -> Vec<Piece> {
    let rows: Vec<Row> = lines.iter().map(Row::new).collect();
    let mut table_at: Vec<(std::ops::Range<usize>, Grid)> = Vec::new();
    let mut at = 0;
    while let Some(row) = rows.get(at) {
        let Some(range) = row.is_figures().then(|| reach(&rows, at)).flatten() else {
            at += 1;
            continue;
        };
        at = range.end;
        let begin = table_at.last().map_or(0, |(range, _)| range.end);
        let range = with_headings(&rows, range, begin);
        if let Some(grid) = rows.get(range.clone()).and_then(|rows| grid(rows, frame, page)) {
            table_at.push((range, grid));
        }
    }
    let mut out = Vec::new();
    let mut tables = table_at.into_iter().peekable();
    for (at, line) in lines.into_iter().enumerate() {
        if let Some((_, grid)) = tables.next_if(|(range, _)| range.end <= at) {
            // Already put out at its first line.
            drop(grid);
        }
        match tables.peek_mut() {
            Some((range, grid)) if range.start == at => out.push(Piece::Grid(std::mem::take(grid))),
            Some((range, _)) if range.contains(&at) => {}
            _ => out.push(Piece::Line(line)),
        }
    }
    out
}

/// The rows that go on from one with figures, to the last one with figures.
fn reach(rows: &[Row], from: usize) -> Option<std::ops::Range<usize>> {
    let (mut end, mut count, mut between) = (from + 1, 1, 0);
    for pair in rows.get(from..)?.windows(2) {
        let [above, row] = pair else { break };
        if !row.follows(above) {
            break;
        }
        if row.is_figures() {
            count += 1;
            end += 1 + between;
            between = 0;
        } else {
            between += 1;
            // Headings of parts and labels over two lines stand between; text does not.
            if between > 3 || row.pieces.len() == 1 && row.area.right - row.area.left > 30.0 * row.size {
                break;
            }
        }
    }
    // The end of the last name.
    let last = end.checked_sub(1).and_then(|at| rows.get(at)).zip(rows.get(end));
    let end = end + usize::from(last.is_some_and(|(figures, name)| is_near(name, figures)));
    (count >= FEWEST).then_some(from..end)
}

/// With the lines of headings above.
fn with_headings(rows: &[Row], range: std::ops::Range<usize>, begin: usize) -> std::ops::Range<usize> {
    let mut start = range.start;
    while start > begin && range.start - start < HEADINGS {
        let (Some(above), Some(row)) = (rows.get(start - 1), rows.get(start)) else { break };
        // The line with the unit stands above the table.
        let is_caption = above.pieces.iter().any(|piece| piece.text().contains("单位："));
        if above.pieces.len() < 2 && !is_near(above, row) || is_caption || above.leads || !row.follows(above)
        {
            break;
        }
        start -= 1;
    }
    start..range.end
}

/// Whether a label goes straight on from an amount, or an amount from a label: two columns that touch.
fn is_mixed(text: &str) -> bool {
    let is_part = |c: &char| narrow(*c).is_ascii_digit() || matches!(narrow(*c), ',' | '.');
    let (ahead, behind): (String, String) =
        (text.chars().take_while(is_part).collect(), text.chars().rev().take_while(is_part).collect());
    let behind: String = behind.chars().rev().collect();
    !is_number(text) && (is_amount(&ahead) || is_amount(behind.trim_start_matches('.')))
}

/// A piece parted where columns part: between an amount and a label, or where there is any gap.
fn parted(piece: &Line, partings: &[f32]) -> Vec<Line> {
    piece.clone().split(|before, letter| {
        let near = 0.3 * letter.size;
        let (from, to) = (before.right - near, letter.left + near);
        let first = partings.partition_point(|parting| *parting < from);
        let changes = is_figure(&before.text) != is_figure(&letter.text);
        partings.get(first).is_some_and(|parting| *parting <= to)
            && (changes || letter.left - before.right > TOUCH * letter.size)
    })
}

/// Where columns part: the middles of the gaps that persist over the rows with figures.
fn partings(rows: &[Row]) -> Vec<f32> {
    let figures: Vec<&Row> = rows.iter().filter(|row| row.is_figures()).collect();
    let size = figures.iter().map(|row| row.size).fold(f32::MAX, f32::min);
    let touching = touching(&figures, size);
    let mut ends: Vec<(f32, i32)> = figures
        .iter()
        .flat_map(|row| &row.pieces)
        .flat_map(|piece| parted(piece, &touching))
        .filter(|piece| !is_mixed(&piece.text()))
        .flat_map(|piece| [(piece.area.left, 1), (piece.area.right, -1)])
        .collect();
    ends.sort_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)));
    // A label that is too long for its column does not join two columns.
    let few = i32::try_from(figures.len() / 10).unwrap_or(0);
    let mut out = Vec::new();
    let (mut covering, mut free_from) = (0, None);
    for (at, change) in ends {
        let before = covering;
        covering += change;
        if before > few && covering <= few {
            free_from = Some(at);
        } else if before <= few
            && covering > few
            && let Some(from) = free_from.take()
            && at - from > 0.1 * size
        {
            out.push(f32::midpoint(from, at));
        }
    }
    out.extend(touching);
    out.sort_by(f32::total_cmp);
    out.dedup_by(|next, before| *next - *before < size);
    out
}

/// Where labels that go straight on from an amount begin one below the other.
fn touching(figures: &[&Row], size: f32) -> Vec<f32> {
    let mixed = figures.iter().flat_map(|row| &row.pieces).filter(|piece| is_mixed(&piece.text()));
    let mut begins: Vec<f32> = mixed
        .filter_map(|piece| piece.seen().find(|letter| !is_figure(&letter.text)).map(|letter| letter.left))
        .collect();
    begins.sort_by(f32::total_cmp);
    let together = begins.chunk_by(|a, b| b - a < 0.1 * size).filter(|group| group.len() > 1);
    together.filter_map(|group| group.first().copied()).collect()
}

/// The rows as a grid; `None` where they are no table.
fn grid(rows: &[Row], frame: &Frame, page: u32) -> Option<Grid> {
    let partings = partings(rows);
    let columns = partings.len() + 1;
    if columns < 2 {
        return None;
    }
    let column = |at: f32| partings.partition_point(|parting| *parting < at);
    let mut amounts = vec![0_usize; columns];
    let mut plain = vec![0_usize; columns];
    for piece in rows.iter().filter(|row| row.is_figures()).flat_map(|row| &row.pieces) {
        let text = piece.text();
        let counts = if is_amount(&text) { &mut amounts } else { &mut plain };
        if let Some(count) = counts.get_mut(column(piece.area.right - 0.1))
            && is_number(&text)
        {
            *count += 1;
        }
    }
    // Page numbers and ordinals are whole numbers in one column.
    let with_amounts = amounts.iter().skip(1).filter(|count| **count >= FEWEST).count();
    let with_numbers = plain.iter().skip(1).filter(|count| **count >= FEWEST).count();
    if with_amounts == 0 && with_numbers < 2 {
        return None;
    }
    let mut cells: Vec<GridCell> = Vec::new();
    let printed = printed(rows);
    for (at, lines) in printed.iter().enumerate() {
        let mut parts: Vec<(usize, usize, usize, String, [f32; 4])> = Vec::new();
        for (nth, row) in lines.iter().enumerate() {
            for piece in row.pieces.iter().flat_map(|piece| parted(piece, &partings)) {
                let text = piece.text();
                let (first, last) = if is_number(&text) {
                    let middle = column(f32::midpoint(piece.area.left, piece.area.right));
                    (middle, middle)
                } else {
                    (column(piece.area.left + 0.1), column(piece.area.right - 0.1))
                };
                parts.push((first, last, nth, text, frame.rectangle(piece.area)));
            }
        }
        // Within a line the pieces stand in their order; a name that goes on stands line below line.
        parts.sort_by_key(|(first, _, nth, ..)| (*first, *nth));
        let mut line = 0;
        for (first, last, nth, text, rectangle) in parts {
            if let Some(cell) = cells.last_mut()
                && cell.row == at
                && cell.column + cell.column_span > first
            {
                // Two pieces in one column: both are kept.
                if nth == line {
                    cell.text.push(' ');
                }
                line = nth;
                cell.text.push_str(&text);
                cell.column_span = cell.column_span.max(last + 1 - cell.column);
                if let Place::Page { rectangle: whole, .. } = &mut cell.place {
                    *whole = around(*whole, rectangle);
                }
                continue;
            }
            line = nth;
            cells.push(GridCell {
                row: at,
                column: first,
                row_span: 1,
                column_span: last + 1 - first,
                text,
                state: CellState::Printed,
                place: Place::Page { page, rectangle },
            });
        }
    }
    Some(Grid { rows: printed.len(), columns, cells })
}

/// Whether a line is part of a name whose figures stand half a line above or below.
fn is_near(name: &Row, figures: &Row) -> bool {
    let middle = |row: &Row| f32::midpoint(row.area.top, row.area.bottom);
    let apart = (middle(name) - middle(figures)).abs();
    !name.is_figures() && figures.is_figures() && apart < NEAR * name.size.max(figures.size)
}

/// The lines that are one row together: a name over two lines has its figures beside it, half a line below the one and
/// above the other.
fn printed(rows: &[Row]) -> Vec<Vec<&Row>> {
    let mut out: Vec<Vec<&Row>> = Vec::new();
    let mut at = 0;
    while let Some(row) = rows.get(at) {
        let (next, last) = (rows.get(at + 1), rows.get(at + 2));
        let both = |figures: &&Row| is_near(row, figures) && last.is_some_and(|last| is_near(last, figures));
        if let Some((figures, last)) = next.filter(both).zip(last) {
            out.push(vec![row, figures, last]);
            at += 3;
        } else {
            out.push(vec![row]);
            at += 1;
        }
    }
    out
}

/// The rectangle around two.
pub(super) fn around(a: [f32; 4], b: [f32; 4]) -> [f32; 4] {
    let ([a0, a1, a2, a3], [b0, b1, b2, b3]) = (a, b);
    [a0.min(b0), a1.min(b1), a2.max(b2), a3.max(b3)]
}
