//! A document as plain text: rows of a table with their cells parted by tabs, a paragraph a line.

use super::beside::{GridAt, WholeCell};
use super::{Block, Document, Kind, Page};
use crate::outline::is_sentence;

/// Where a line of the text stands in the document: the page, the block on it, and the row of a grid, from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LinePlace {
    /// The page.
    pub page: u32,
    /// The block on the page.
    pub block: u32,
    /// The row, if the block is a grid.
    pub row: Option<u32>,
}

impl Document {
    /// The document as text that [`import_text`](crate::exchange::import_text) reads: a row of a table a line, its
    /// cells parted by tabs; joined cells stand once, at their first row and column. Rows with nothing in them and
    /// lines that are a page's number alone are left out. A blank line ends a table. Blanks within the cells of a PDF are
    /// where its lines were broken; elsewhere they were typed.
    pub fn as_text(&self) -> String {
        self.as_lines().0
    }

    /// The same, with the place of every line; `None` of one that only parts others. The cell behind the nth tab of
    /// a row stands in the nth column of its grid.
    pub fn as_lines(&self) -> (String, Vec<Option<LinePlace>>) {
        let (mut out, mut places) = (String::new(), Vec::new());
        for (page, of_page) in self.pages.iter().enumerate() {
            if let Some(name) = of_page.untitled() {
                out.push_str(name);
                out.push('\n');
                places.push(None);
            }
            for (block, content) in of_page.blocks.iter().enumerate() {
                let at = (page, block);
                if self.is_further(at) {
                    continue;
                }
                match content {
                    Block::Paragraph(paragraph) => {
                        // Whatever ends a line would move all that stand below.
                        let ends = ['\n', '\r', '\t', '\u{85}', '\u{2028}', '\u{2029}'];
                        let text = paragraph.text.replace(ends, " ");
                        if !is_page_number(&text) {
                            out.push_str(&text);
                            out.push('\n');
                            places.push(Some(LinePlace::of(at, None)));
                        }
                    }
                    Block::Grid(_) => {
                        self.write(at, &mut out, |place| places.push(Some(place)));
                        places.push(None);
                    }
                }
            }
        }
        (out, places)
    }

    /// Writes the rows of a grid with what stands beside them, telling of each where it begins.
    fn write(&self, at: GridAt, out: &mut String, mut tell: impl FnMut(LinePlace)) {
        let (columns, cells) = self.whole(at);
        let rows = self.grid(at).map_or(0, |grid| grid.rows);
        let between = if self.kind == Kind::Pdf { "" } else { " " };
        let frames_text = self.kind != Kind::Pdf && is_text(&cells);
        for row in cells.chunk_by(|a, b| a.from_end == b.from_end) {
            // Above the rows of the grid itself the head of what stands beside it may be.
            if let Some(first) = row.first() {
                let own = rows.checked_sub(first.from_end);
                tell(own.map_or_else(
                    || LinePlace::of(first.at, Some(first.cell.row)),
                    |row| LinePlace::of(at, Some(row)),
                ));
            }
            if let [only] = row
                && let Some(lines) =
                    title_lines(&only.cell.text).or_else(|| frames_text.then(|| paragraphs(&only.cell.text)))
            {
                // The place told is that of the first.
                for (at, line) in lines.iter().enumerate() {
                    if at > 0 {
                        tell(LinePlace::of(only.at, Some(only.cell.row)));
                    }
                    out.push_str(line);
                    out.push('\n');
                }
                continue;
            }
            let mut column = 0;
            for cell in row {
                while column < cell.column.min(columns) {
                    out.push('\t');
                    column += 1;
                }
                out.push_str(&cell.cell.text.split_whitespace().collect::<Vec<_>>().join(between));
            }
            for _ in column + 1..columns {
                out.push('\t');
            }
            out.push('\n');
        }
        out.push('\n');
    }
}

/// So many rows of a sheet are looked at for its title.
const HEAD: usize = 6;

impl Page {
    /// A sheet's name, where it is the only title of the table on it: `收支总表`, `02 收入总表`.
    fn untitled(&self) -> Option<&str> {
        let is_before = |c: char| c.is_ascii_digit() || ".．、-_ ".contains(c);
        let name =
            self.name.as_deref().filter(|name| ends_as_title(name))?.trim().trim_start_matches(is_before);
        let Some(Block::Grid(grid)) = self.blocks.first() else { return None };
        let titles = grid.cells.iter().filter(|cell| cell.row < HEAD && ends_as_title(&cell.text));
        let is_alone = |row: usize| {
            let filled = grid.cells.iter().filter(|cell| cell.row == row && !cell.text.trim().is_empty());
            filled.count() == 1
        };
        let is_titled = titles.into_iter().any(|title| is_alone(title.row));
        (!is_titled && grid.cells.iter().any(|cell| !is_alone(cell.row))).then_some(name)
    }
}

/// Whether a grid only frames text: each of its rows is one cell, and there are sentences.
fn is_text(cells: &[WholeCell<'_>]) -> bool {
    cells.chunk_by(|a, b| a.from_end == b.from_end).all(|row| row.len() == 1)
        && cells.iter().any(|cell| is_sentence(cell.cell.text.trim()))
}

/// The lines of a cell, blanks mended; one at least, since its place is told.
fn paragraphs(text: &str) -> Vec<String> {
    let lines = text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
    let lines: Vec<String> = lines.filter(|line| !line.is_empty()).collect();
    if lines.is_empty() { vec![String::new()] } else { lines }
}

/// The lines of a cell that holds all that stands above a table: its number, its title, and the unit. `None` where its lines
/// are one text.
fn title_lines(text: &str) -> Option<Vec<String>> {
    let is_own = |line: &str| {
        line.contains(['：', ':'])
            || ["附件", "附表"].iter().any(|word| line.starts_with(word)) && line.chars().count() < 8
    };
    let mut lines: Vec<String> = Vec::new();
    let mut is_open = false;
    for line in text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")) {
        let goes_on = is_open && !is_own(&line);
        is_open = !is_own(&line);
        match lines.last_mut() {
            Some(last) if goes_on => last.push_str(&line),
            _ if line.is_empty() => {}
            _ => lines.push(line),
        }
    }
    (lines.len() > 1 && lines.iter().any(|line| ends_as_title(line))).then_some(lines)
}

/// Whether a text ends as the title of a table, with its number in brackets behind it or not.
fn ends_as_title(text: &str) -> bool {
    let is_behind = |c: char| c.is_ascii_digit() || "()（）[]【】-_ 续页".contains(c);
    let text = text.trim();
    let bare = text.split_once(['(', '（']).map_or(text, |(bare, _)| bare).trim_end_matches(is_behind);
    bare.ends_with('表') && bare.chars().count() > 3
}

impl LinePlace {
    pub(super) fn of((page, block): GridAt, row: Option<usize>) -> Self {
        let number = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        Self { page: number(page), block: number(block), row: row.map(number) }
    }
}

/// Whether nothing is left of a line without digits, dashes and blanks.
pub(in crate::exchange) fn is_page_number(text: &str) -> bool {
    text.chars().all(|c| c.is_whitespace() || c.is_ascii_digit() || matches!(c, '-' | '—' | '–' | '－'))
}
