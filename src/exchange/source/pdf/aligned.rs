//! Tables without ruled lines: rows of figures one below the other, in columns that only blank space parts. It
//! works on the lines that no ruled grid holds. Contents with page numbers and lists are none. Which words name the columns
//! is for `heading`, which lines are one row for `body`.

use super::body;
use super::frame::{Area, Frame};
use super::heading::{self, HeadCell, Heading, heading};
use super::lines::{Line, is_figure};
use crate::exchange::source::{CellState, Grid, GridCell, Place};
use crate::text::narrow;

/// Pieces of a line stand at least this far apart, measured in letters.
const APART: f32 = 1.0;
/// The lines of an amount that is wrapped stand at most this far apart, measured in letters.
const WRAPPED: f32 = 1.5;
/// Words of two columns stand at least this far apart; those of one name touch.
const TOUCH: f32 = 0.12;
/// Blank space between two rows of a table, measured in letters.
const HIGH: f32 = 6.0;
/// Rows with amounts that a table has at least.
const FEWEST: usize = 3;
/// Lines of headings above the first amount that are looked at.
const HEADINGS: usize = 9;
/// A word of a header that stands alone on its line is no longer than this.
const ALONE: usize = 14;
/// One at the left edge is no longer than this.
const SHORT: usize = 6;

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
pub(super) struct Row<'l> {
    line: &'l Line,
    pub pieces: Vec<Line>,
    amounts: usize,
    pub area: Area,
    pub size: f32,
    /// Whether dots lead to a page number.
    leads: bool,
    /// Whether it numbers the columns.
    is_numbering: bool,
    /// Which of its pieces go on with amounts of a line above.
    tails: Vec<bool>,
}

impl<'l> Row<'l> {
    fn new(line: &'l Line) -> Self {
        let pieces: Vec<Line> = line.clone().pieces(APART).into_iter().flat_map(figures_apart).collect();
        Self {
            line,
            is_numbering: heading::is_numbering(&heading::words(line, &[])),
            amounts: pieces.iter().map(Line::text).filter(|text| is_filled(text) && !is_year(text)).count(),
            leads: line.leads(),
            tails: vec![false; pieces.len()],
            pieces,
            area: line.area,
            size: line.size,
        }
    }

    /// Finds the pieces that go on with an amount of a line above: its last digits, wrapped within its cell.
    fn see_tails(&mut self, above: &[Self]) {
        // So many pieces are no row of a table, and each is held against each.
        if self.pieces.len() > heading::MOST
            || above.iter().rev().take(2).any(|row| row.pieces.len() > heading::MOST)
        {
            return;
        }
        for (piece, tail) in self.pieces.iter().zip(&mut self.tails) {
            let text = piece.text();
            let heads = above.iter().rev().take(2).flat_map(|row| row.pieces.iter().zip(&row.tails));
            *tail = heads.filter(|(_, tail)| !**tail).any(|(head, _)| {
                let apart = (piece.area.bottom - head.area.bottom) / piece.size.max(0.1);
                let (left, right) = (head.area.left - 0.5, head.area.right + 0.5);
                let within = left <= piece.area.left && piece.area.right <= right;
                (0.9..WRAPPED).contains(&apart) && within && goes_on(&head.text(), &text)
            });
        }
        let tails = self
            .pieces
            .iter()
            .zip(&self.tails)
            .filter(|(piece, tail)| **tail && is_filled(&piece.text()) && !is_year(&piece.text()));
        self.amounts -= tails.count();
    }

    pub(super) fn is_figures(&self) -> bool {
        self.amounts > 0 && self.pieces.len() > 1 && !self.leads && !self.is_numbering
    }

    fn follows(&self, above: &Self) -> bool {
        // Rows may be high; text stands line below line.
        let far = if self.pieces.len() > 1 && above.pieces.len() > 1 { HIGH } else { 3.0 };
        self.area.top - above.area.bottom < far * self.size.max(above.size) && !self.leads
    }
}

/// A piece with a label and an amount, or a dash for none, that stand near each other as two.
fn figures_apart(piece: Line) -> Vec<Line> {
    let is_dash = |text: &str| text.chars().all(|c| matches!(c, '-' | '—' | '–' | '−' | '─' | '－'));
    let kind = |text: &str| is_figure(text) || is_dash(text);
    let parts = piece.clone().split(|before, letter| {
        kind(&before.text) != kind(&letter.text) && letter.left - before.right > TOUCH * letter.size
    });
    let figures = |part: &Line| is_amount(&part.text()) || is_dash(&part.text());
    // 44,021.20 万元 is part of a sentence.
    let in_words = parts.windows(2).any(|pair| {
        let [before, behind] = pair else { return false };
        figures(before) && behind.text().starts_with(|c| "万元亿%％‰，。、；：）个人年月日".contains(c))
    });
    if parts.len() < 2 || in_words || !parts.iter().any(figures) {
        return vec![piece];
    }
    let mut out: Vec<(bool, Vec<super::frame::Letter>)> = Vec::new();
    for part in parts {
        let figures = figures(&part);
        match out.last_mut().filter(|(before, _)| !*before && !figures) {
            Some((_, letters)) => letters.extend(part.letters),
            None => out.push((figures, part.letters)),
        }
    }
    out.into_iter().filter_map(|(_, letters)| Line::new(letters)).collect()
}

/// Whether an amount that is not whole goes on with what stands below it: `1,234,` or `1,234,5` with `67.89`, `234.5` with `0`.
fn goes_on(head: &str, tail: &str) -> bool {
    let (head, tail): (String, String) =
        (head.chars().map(narrow).collect(), tail.chars().map(narrow).collect());
    if !is_number(&head)
        || !tail.chars().all(|c| c.is_ascii_digit() || matches!(c, ',' | '.' | ')'))
        || tail.is_empty()
    {
        return false;
    }
    let whole = format!("{head}{tail}");
    let is_whole = |text: &str| {
        let text = text.trim_matches(['-', '(', ')']);
        let (units, decimals) = text.split_once('.').unwrap_or((text, ""));
        let mut groups = units.split(',');
        let first = groups.next().is_some_and(|group| (1..=3).contains(&group.len()) || !units.contains(','));
        let grouped = first && groups.all(|group| group.len() == 3);
        let digits = decimals.chars().all(|c| c.is_ascii_digit());
        (grouped && digits, decimals.len())
    };
    let (fits, decimals) = is_whole(&whole);
    let (before, own) = is_whole(&head);
    fits && (head.ends_with(['.', ',']) || !before || own == 1 && decimals == 2)
}

/// A year in a header stands alone where its word is wrapped.
fn is_year(text: &str) -> bool {
    text.len() == 4 && text.starts_with("20") && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether a cell has a figure, or a dash that stands for none.
fn is_filled(text: &str) -> bool {
    is_number(text)
        || !text.is_empty() && text.chars().all(|c| matches!(c, '-' | '—' | '–' | '−' | '─' | '－'))
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
    let mut rows: Vec<Row<'_>> = lines.iter().map(Row::new).collect();
    for at in 1..rows.len() {
        if let Some((above, [row, ..])) = rows.split_at_mut_checked(at) {
            row.see_tails(above);
        }
    }
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
fn reach(rows: &[Row<'_>], from: usize) -> Option<std::ops::Range<usize>> {
    let (mut end, mut count, mut between) = (from + 1, 1, 0);
    for pair in rows.get(from..)?.windows(2) {
        let [above, row] = pair else { break };
        if !row.follows(above) || is_title(row) {
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
    // A short table is one below its header.
    let amounts: usize = rows.get(from..end)?.iter().map(|row| row.amounts).sum();
    let above = || rows.get(from.saturating_sub(3)..from).unwrap_or_default().iter();
    let headed = || amounts > 1 && above().any(|row| row.is_numbering || row.pieces.len() > 2 && !row.leads);
    (count >= FEWEST || headed()).then_some(from..end)
}

/// With the lines of headings above.
fn with_headings(rows: &[Row<'_>], range: std::ops::Range<usize>, begin: usize) -> std::ops::Range<usize> {
    let mut start = range.start;
    let size = rows.get(range.start).map_or(0.0, |row| row.size);
    let left =
        rows.get(range.clone()).unwrap_or_default().iter().map(|row| row.area.left).fold(f32::MAX, f32::min);
    while start > begin && range.start - start < HEADINGS {
        let (Some(above), Some(row)) = (rows.get(start - 1), rows.get(start)) else { break };
        // Running text begins at the left edge; what is above a column stands in its middle.
        let begins = above.pieces.len() == 1
            && above.area.left < left + 0.5 * size
            && above.line.text().chars().count() > SHORT;
        if above.leads || !row.follows(above) || is_caption(above, size) || begins {
            break;
        }
        start -= 1;
    }
    start..range.end
}

/// Whether a line is a table's title, or says its unit.
fn is_title(row: &Row<'_>) -> bool {
    let text: String = row.line.text().split_whitespace().collect();
    let named = text.trim_end_matches(|c: char| c.is_ascii_digit() || "()（）年第页共续".contains(c));
    text.contains("单位：") || text.contains("单位:") || row.pieces.len() == 1 && named.ends_with('表')
}

/// Whether a line stands above a table and its header: its title, its unit, whose it is, a sentence.
fn is_caption(row: &Row<'_>, size: f32) -> bool {
    let text: String = row.line.text().split_whitespace().collect();
    let sentence = text.contains(['。', '；', '：', ':', '《']) && row.pieces.len() < 3;
    let numbered = text.contains('表') && text.chars().any(|c| narrow(c).is_ascii_digit());
    let is_page = !is_year(&text) && text.chars().all(|c| c.is_ascii_digit() || "第页共-—".contains(c));
    let lone = numbered || is_page || text.chars().count() > ALONE || row.size > 1.3 * size;
    is_title(row) || sentence || row.pieces.len() == 1 && lone
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
pub(super) fn parted(piece: &Line, partings: &[f32]) -> Vec<Line> {
    let mixed = is_mixed(&piece.text());
    piece.clone().split(|before, letter| {
        // A label that is too long reaches up to the amount beside it, wherever columns part.
        let near = if mixed { 1.2 } else { 0.3 } * letter.size;
        let (from, to) = (before.right - near, letter.left + near);
        let first = partings.partition_point(|parting| *parting < from);
        let changes = is_figure(&before.text) != is_figure(&letter.text);
        partings.get(first).is_some_and(|parting| *parting <= to)
            && (changes || letter.left - before.right > TOUCH * letter.size)
    })
}

/// Where columns part: the middles of the gaps that persist over the rows with figures.
fn partings(rows: &[&Row<'_>]) -> Vec<f32> {
    let figures: Vec<&Row<'_>> = rows.iter().filter(|row| row.is_figures()).copied().collect();
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
fn touching(figures: &[&Row<'_>], size: f32) -> Vec<f32> {
    let mixed = figures.iter().flat_map(|row| &row.pieces).filter(|piece| is_mixed(&piece.text()));
    let mut begins: Vec<f32> = mixed
        .filter_map(|piece| piece.seen().find(|letter| !is_figure(&letter.text)).map(|letter| letter.left))
        .collect();
    begins.sort_by(f32::total_cmp);
    let together = begins.chunk_by(|a, b| b - a < 0.1 * size).filter(|group| group.len() > 1);
    together.filter_map(|group| group.first().copied()).collect()
}

/// What is printed in each column, from where to where.
fn bands(rows: &[&Row<'_>], partings: &[f32]) -> Vec<(f32, f32)> {
    let mut bands: Vec<Option<(f32, f32)>> = vec![None; partings.len() + 1];
    let figures = rows.iter().filter(|row| row.is_figures());
    for piece in figures.flat_map(|row| &row.pieces).flat_map(|piece| parted(piece, partings)) {
        let at = f32::midpoint(piece.area.left, piece.area.right);
        let (left, right) = (piece.area.left, piece.area.right);
        if let Some(band) = bands.get_mut(partings.partition_point(|parting| *parting < at)) {
            // What reaches over into the next column is not that column's.
            *band = Some(band.map_or((left, right), |band| (band.0.min(left), band.1.max(right))));
        }
    }
    bands.into_iter().flatten().collect()
}

/// Whether the rows are those of a table: amounts one below the other, no page numbers or ordinals.
fn is_table(rows: &[&Row<'_>], partings: &[f32], fewest: usize) -> bool {
    let column = |at: f32| partings.partition_point(|parting| *parting < at);
    let (mut amounts, mut plain) = (vec![0_usize; partings.len() + 1], vec![0_usize; partings.len() + 1]);
    for piece in rows.iter().filter(|row| row.is_figures()).flat_map(|row| &row.pieces) {
        let text = piece.text();
        let counts = if is_amount(&text) { &mut amounts } else { &mut plain };
        if let Some(count) = counts.get_mut(column(piece.area.right - 0.1))
            && is_number(&text)
        {
            *count += 1;
        }
    }
    let often = |counts: &[usize]| counts.iter().skip(1).filter(|count| **count >= fewest).count();
    often(&amounts) > 0 || often(&plain) > 1
}

/// The first line that is no part of the header.
fn body_begins(rows: &[Row<'_>]) -> usize {
    let numbering = rows.iter().position(|row| row.is_numbering).map(|at| at + 1);
    let first = rows.iter().position(Row::is_figures).unwrap_or(rows.len());
    if let Some(at) = numbering.filter(|at| *at <= first) {
        return at;
    }
    let Some(figures) = rows.get(first) else { return first };
    // Rows without figures and the beginning of a name stand above the first figures, too.
    let is_item = |row: &Row<'_>| {
        let text = row.pieces.first().map(Line::text).unwrap_or_default();
        let numeral = text.trim_start_matches(['(', '（']);
        let rest =
            numeral.trim_start_matches(|c| "一二三四五六七八九十".contains(c) || narrow(c).is_ascii_digit());
        rest.len() < numeral.len() && rest.starts_with(['、', '.', '．', ')', '）'])
    };
    let body = |(at, row): &(usize, &Row<'_>)| {
        is_item(row) || *at + 1 == first && row.pieces.len() == 1 && is_near(row, figures)
    };
    rows.iter().take(first).enumerate().position(|own| body(&own)).unwrap_or(first)
}

/// The rows as a grid; `None` where they are no table.
fn grid(rows: &[Row<'_>], frame: &Frame, page: u32) -> Option<Grid> {
    let begin = body_begins(rows);
    let (above, below) = rows.split_at_checked(begin)?;
    let (numbering, body): (Vec<&Row<'_>>, Vec<&Row<'_>>) = below.iter().partition(|row| row.is_numbering);
    let between = partings(&body);
    let figures = body.iter().filter(|row| row.is_figures()).count();
    if between.is_empty() || !is_table(&body, &between, FEWEST.min(figures)) {
        return None;
    }
    let bands = bands(&body, &between);
    if bands.len() > heading::MOST {
        return None;
    }
    let head: Vec<&Row<'_>> = above.iter().filter(|row| !row.is_numbering).collect();
    let words: Vec<Vec<heading::Word>> = head.iter().map(|row| heading::words(row.line, &bands)).collect();
    let heading = heading(&words, &bands).unwrap_or_else(|| Heading {
        cells: Vec::new(),
        depth: 0,
        partings: between.clone(),
        doubts: vec!["上面没有表头"],
    });
    let Heading { cells: head, depth, partings, mut doubts } = heading;
    let columns = partings.len() + 1;
    let mut cells: Vec<GridCell> = Vec::new();
    let mut put = |row: usize, columns: std::ops::Range<usize>, text: String, area: Area| {
        cells.push(GridCell {
            row,
            column: columns.start,
            row_span: 1,
            column_span: columns.len(),
            text,
            state: CellState::Printed,
            place: Place::Page { page, rectangle: frame.rectangle(area) },
        });
    };
    for HeadCell { level, columns, text, area } in head {
        put(level, columns, text, area);
    }
    let mut at = depth;
    for row in above.iter().filter(|row| row.is_numbering).chain(numbering) {
        let numbers = heading::words(row.line, &bands);
        if numbers.len() == columns {
            numbers
                .into_iter()
                .enumerate()
                .for_each(|(nth, word)| put(at, nth..nth + 1, word.text, word.area));
        } else {
            // They are dropped as one row.
            doubts.push("栏号和栏数不符");
            let text = numbers.iter().map(|word| word.text.as_str());
            let cells: Vec<&str> = text.take(columns).collect();
            for (nth, word) in numbers.iter().take(cells.len()).enumerate() {
                put(at, nth..nth + 1, word.text.clone(), word.area);
            }
        }
        at += 1;
    }
    for row in body::rows(&body, &partings, is_filled) {
        let mut open: Option<(usize, usize, String, Area)> = None;
        let mut last = None;
        for part in row.parts {
            match &mut open {
                Some((_, to, text, area)) if part.first <= *to => {
                    // Two pieces in one column: both are kept.
                    if last == Some(part.line) {
                        text.push(' ');
                    }
                    text.push_str(&part.text);
                    *area = area.joined(part.area);
                    *to = part.last.max(*to);
                }
                _ => {
                    if let Some((from, to, text, area)) =
                        open.replace((part.first, part.last, part.text, part.area))
                    {
                        put(at, from..to + 1, text, area);
                    }
                }
            }
            last = Some(part.line);
        }
        if let Some((from, to, text, area)) = open {
            put(at, from..to + 1, text, area);
        }
        at += 1;
    }
    if above.len() >= HEADINGS {
        doubts.push("表头太高");
    }
    if figures < FEWEST && bands.len() < columns {
        doubts.push("这一页上行太少");
    }
    let is_merged = |cell: &GridCell| cell.row >= depth && is_mixed(&cell.text);
    if cells.iter().any(is_merged) {
        doubts.push("有的数和旁边的字连在一起");
    }
    doubts.sort_unstable();
    doubts.dedup();
    Some(Grid { rows: at, columns, cells, doubt: doubts.join("，") })
}

/// Whether a line is part of a name whose figures stand half a line above or below.
fn is_near(name: &Row<'_>, figures: &Row<'_>) -> bool {
    let middle = |row: &Row<'_>| f32::midpoint(row.area.top, row.area.bottom);
    let apart = (middle(name) - middle(figures)).abs();
    !name.is_figures() && figures.is_figures() && apart < body::NEAR * name.size.max(figures.size)
}

/// The rectangle around two.
pub(super) fn around(a: [f32; 4], b: [f32; 4]) -> [f32; 4] {
    let ([a0, a1, a2, a3], [b0, b1, b2, b3]) = (a, b);
    [a0.min(b0), a1.min(b1), a2.max(b2), a3.max(b3)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_that_are_not_whole_go_on_below() {
        for (head, tail, expected) in [
            ("1,234,", "567.89", true),
            ("1,234,5", "67.89", true),
            ("54178000.", "00", true),
            ("5417800.5", "0", true),
            ("５４１７８０００．", "００", true),
            ("1,234.56", "7.89", false),
            ("1,234.56", "0", false),
            ("1,234", "5", false),
            ("12", "34", false),
            ("合计", "12", false),
            ("1,234.", "款", false),
        ] {
            assert_eq!(goes_on(head, tail), expected, "{head} {tail}");
        }
    }
}
