//! A document as plain text: rows of a table with their cells parted by tabs, a paragraph a line.

use super::beside::{GridAt, WholeCell};
use super::{Block, Document, Grid, GridCell, Kind, Page};
use crate::outline::is_sentence;
use crate::text::is_ideograph;

/// What stands alone in the line before a sheet, and before a page of text: whatever follows begins at the top.
pub(in crate::exchange) const PAGE: char = '\u{c}';

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
        for (page, (of_page, name)) in self.pages.iter().zip(sheet_names(&self.pages)).enumerate() {
            if self.kind == Kind::Workbook && page > 0 {
                // The blank line below the sheet before, where there is one.
                match out.ends_with("\n\n") {
                    true => out.truncate(out.len() - 1),
                    false => places.push(None),
                }
                out.push(PAGE);
                out.push('\n');
            }
            if let Some(name) = name {
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

    /// The names of its sheets, of those that are the titles of what stands on them.
    pub(in crate::exchange) fn sheet_titles(&self) -> Vec<Option<&str>> {
        sheet_names(&self.pages)
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

/// The names of sheets that are titles of what stands on them. A number that a program put behind a name is no part of it,
/// unless it alone tells two apart.
fn sheet_names(pages: &[Page]) -> Vec<Option<&str>> {
    let names: Vec<Option<&str>> = pages.iter().map(Page::untitled).collect();
    let bare = |name: &str| name.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    let is_alone = |name: &str| {
        let own = name.get(..bare(name));
        names.iter().flatten().filter(|other| other.get(..bare(other)) == own).count() == 1
    };
    let title = |name: &&'_ str| is_alone(name).then(|| bare(name));
    names
        .iter()
        .map(|name| name.map(|name| name.get(..title(&name).unwrap_or(name.len())).unwrap_or(name)))
        .collect()
}

impl Page {
    /// A sheet's name, where it is the only title of the table on it: `收支总表`, `02 收入总表`, `机关运行经费`.
    fn untitled(&self) -> Option<&str> {
        let is_before = |c: char| c.is_ascii_digit() || ".．、-_ ".contains(c);
        let name = self.name.as_deref()?.trim().trim_start_matches(is_before);
        let Some(Block::Grid(grid)) = self.blocks.first() else { return None };
        if ends_as_title(name) {
            let titles = grid.cells.iter().filter(|cell| cell.row < HEAD && ends_as_title(&cell.text));
            let is_titled = titles.into_iter().any(|title| grid.row(title.row).count() == 1);
            return (!is_titled && (0..grid.rows).any(|row| grid.row(row).count() > 1)).then_some(name);
        }
        (is_name(name) && grid.begins_with_header()).then_some(name)
    }
}

impl Grid {
    /// The cells of a row in which something stands.
    fn row(&self, row: usize) -> impl Iterator<Item = &GridCell> {
        self.cells.iter().filter(move |cell| cell.row == row && !cell.text.trim().is_empty())
    }

    /// Whether the words of a header stand at its top with nothing above them that may be a title, and rows below.
    fn begins_with_header(&self) -> bool {
        let is_title = |cell: &GridCell| {
            let text = cell.text.trim();
            text.chars().count() > 3 && !text.contains(['：', ':']) && !text.contains("单位")
        };
        for row in 0..self.rows.min(HEAD) {
            let cells: Vec<&GridCell> = self.row(row).collect();
            match cells.as_slice() {
                [] => {}
                [only] if is_title(only) => return false,
                [_] => {}
                [_, _] if row == 0 && cells.iter().any(|cell| cell.text.contains(['：', ':'])) => {}
                cells => {
                    let is_word = |cell: &&GridCell| !cell.text.contains(|c: char| c.is_ascii_digit());
                    return cells.len() > 2
                        && cells.iter().filter(|cell| is_word(cell)).count() * 2 > cells.len()
                        && (row + 1..self.rows).any(|below| self.row(below).count() > 1);
                }
            }
        }
        false
    }
}

/// Names of sheets that are no tables.
const NO_TABLES: [&str; 5] = ["目录", "封面", "封皮", "说明", "索引"];

/// Whether the name of a sheet says what stands on it: the words of a name, and none that a program gave.
fn is_name(name: &str) -> bool {
    name.chars().filter(|c| is_ideograph(*c)).count() > 3
        && !name.starts_with("工作表")
        && !name.contains(['，', '。', '；'])
        && !NO_TABLES.iter().any(|word| name.contains(word))
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
pub(super) fn ends_as_title(text: &str) -> bool {
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
