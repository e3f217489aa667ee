//! The pages of a document, to be looked at before they are printed: the PDF as it would be exported, what stands on
//! each of its pages, and which cell of the budget is where.
//!
//! The pages are read back with the reader of documents, and held row by row against what was written; nothing is
//! recognised anew. A cell in which nothing is printed has no place.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Document, Kind, PrintedCell, PrintedRow, PrintedTable, write};
use crate::exchange::origin::{Origin, Spot};
use crate::exchange::source::{self, Block, Grid, GridCell, Limits};
use crate::model::{CellAddress, TableKey};

/// A document in pages.
#[derive(Clone, Debug)]
pub struct Pages {
    /// The PDF.
    pub bytes: Arc<Vec<u8>>,
    /// Its pages with the places of the budget's cells.
    pub origin: Arc<Origin>,
    /// Which table each page is of; none for pages of text.
    tables: Vec<Option<TableKey>>,
    /// What is not on them as it should be, for people.
    pub remarks: Vec<String>,
}

impl Pages {
    /// Sets a document in pages.
    ///
    /// # Errors
    /// Says in Chinese why there are none.
    pub fn set(document: &Document) -> Result<Self, String> {
        let (bytes, of_kind) = write::to_bytes_with_remarks(document, Kind::Pdf)?;
        let read = source::pdf::read(&bytes, &Limits::default()).map_err(|error| error.to_string())?;
        let (cells, tables) = places(document, &read);
        let bytes = Arc::new(bytes);
        let name = format!("{}.pdf", document.title);
        let origin = Arc::new(Origin::of_own(name, Arc::clone(&bytes), read, cells));
        let remarks = document.remarks.iter().cloned().chain(of_kind).collect();
        Ok(Self { bytes, origin, tables, remarks })
    }

    /// The table on a page.
    pub fn table(&self, page: u32) -> Option<&TableKey> {
        self.tables.get(usize::try_from(page).ok()?)?.as_ref()
    }

    /// The page that is to these pages what a page was to others: the same one of its table, or of the text.
    pub fn page_like(&self, others: &Self, page: u32) -> u32 {
        let own = others.table(page);
        let is_own = |pages: &Self, at: u32| pages.table(at) == own;
        let nth = (0..page).filter(|at| is_own(others, *at)).count();
        let count = u32::try_from(self.tables.len()).unwrap_or(u32::MAX);
        (0..count).filter(|at| is_own(self, *at)).take(nth + 1).last().unwrap_or(page)
    }

    /// The places at which a text stands, in the order of the pages. Line ends and blanks do not matter where they part no
    /// numbers or words of letters: `120` does not stand in `表1 2023年`.
    pub fn find(&self, text: &str) -> Vec<Spot> {
        let wanted = sought(text);
        let mut found = Vec::new();
        let Some(file) = self.origin.files().first().filter(|_| !wanted.is_empty()) else { return found };
        for (page, of_page) in (0..).zip(&file.document.pages) {
            for (block, of_block) in (0..).zip(&of_page.blocks) {
                let spot = Spot { file: 0, page, block, row: None, column: None };
                match of_block {
                    Block::Paragraph(paragraph) => {
                        found.extend(sought(&paragraph.text).contains(&wanted).then_some(spot));
                    }
                    Block::Grid(grid) => {
                        let cells = grid.cells.iter().filter(|cell| sought(&cell.text).contains(&wanted));
                        found.extend(cells.map(|cell| at(spot, cell)));
                    }
                }
            }
        }
        found
    }
}

fn squashed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// A text as it is looked for: one blank where blanks part two numbers or words, none elsewhere.
fn sought(text: &str) -> String {
    let mut sought = String::with_capacity(text.len());
    let mut is_parted = false;
    for c in text.chars() {
        if c.is_whitespace() {
            is_parted = true;
            continue;
        }
        let is_word = |c: char| c.is_ascii_alphanumeric();
        if is_parted && is_word(c) && sought.chars().next_back().is_some_and(is_word) {
            sought.push(' ');
        }
        is_parted = false;
        sought.push(c);
    }
    sought
}

/// The place of a cell in its block.
fn at(block: Spot, cell: &GridCell) -> Spot {
    Spot { row: u32::try_from(cell.row).ok(), column: u32::try_from(cell.column).ok(), ..block }
}

/// Where the cells of a document's tables stand on its pages, and of which table each page is. A table begins where its
/// title stands, on a page of its own.
fn places(
    document: &Document,
    read: &source::Document,
) -> (BTreeMap<Spot, CellAddress>, Vec<Option<TableKey>>) {
    let blocks = (0..).zip(&read.pages).flat_map(|(page, of_page)| {
        let spot = move |block| Spot { file: 0, page, block, row: None, column: None };
        (0..).zip(&of_page.blocks).map(move |(block, of_block)| (spot(block), of_block))
    });
    let mut cells = BTreeMap::new();
    let mut begins: BTreeMap<u32, Option<TableKey>> = BTreeMap::new();
    let behind = document.text_around().1.first().map(|block| squashed(block.text()));
    let mut tables = document.tables.iter().peekable();
    let mut current: Option<Walk<'_>> = None;
    for (spot, block) in blocks {
        match block {
            Block::Paragraph(paragraph) => {
                let is_title =
                    |table: &&PrintedTable| squashed(&table.full_title()) == squashed(&paragraph.text);
                if let Some(table) = tables.next_if(is_title) {
                    begins.insert(spot.page, Some(table.key.clone()));
                    current = Some(Walk::new(table));
                } else if tables.peek().is_none() && behind.as_ref() == Some(&squashed(&paragraph.text)) {
                    begins.insert(spot.page, None);
                    current = None;
                }
            }
            Block::Grid(grid) => {
                if let Some(walk) = &mut current {
                    walk.take(spot, grid, &mut cells);
                }
            }
        }
    }
    let of_page = |(page, _)| begins.range(..=page).next_back().and_then(|(_, key)| key.clone());
    let tables = (0..).zip(&read.pages).map(of_page).collect();
    (cells, tables)
}

/// The way down a table's rows while its pages are read.
struct Walk<'a> {
    header: usize,
    rows: std::slice::Iter<'a, PrintedRow>,
    row: Option<&'a PrintedRow>,
    /// What has been read of each cell of the row.
    read: Vec<String>,
    /// The heads that were last come to, which further pages repeat.
    heads: Vec<&'a PrintedRow>,
    /// Joined cells, and how many rows below they still reach into: each page says them again.
    joined: Vec<(&'a PrintedCell, usize)>,
}

impl<'a> Walk<'a> {
    fn new(table: &'a PrintedTable) -> Self {
        let mut walk = Self {
            header: table.header.len(),
            rows: table.body.iter(),
            row: None,
            read: Vec::new(),
            heads: Vec::new(),
            joined: Vec::new(),
        };
        walk.next();
        walk
    }

    fn next(&mut self) {
        for (_, left) in &mut self.joined {
            *left -= 1;
        }
        self.joined.retain(|(_, left)| *left > 0);
        if let Some(row) = self.row {
            let is_joined = |cell: &&PrintedCell| cell.rows > 1;
            self.joined.extend(row.cells.iter().filter(is_joined).map(|cell| (cell, cell.rows - 1)));
        }
        let was_head = self.row.is_some_and(|row| row.is_head);
        self.row = self.rows.next();
        if let Some(row) = self.row.filter(|row| row.is_head) {
            if !was_head {
                self.heads.clear();
            }
            self.heads.push(row);
        }
        self.read = vec![String::new(); self.row.map_or(0, |row| row.cells.len())];
    }

    /// How many rows at the top of a page's part repeat the heads above them.
    fn repeated(&self, grid: &Grid) -> usize {
        let is_again = |at: usize| {
            let own: String =
                grid.cells.iter().filter(|cell| cell.row == at).map(|cell| squashed(&cell.text)).collect();
            let head = self.heads.get(at).into_iter().flat_map(|row| &row.cells);
            own == head.map(|cell| squashed(&cell.content.text())).collect::<String>()
        };
        let is_whole = self.header == 0 && (0..self.heads.len()).all(is_again);
        if is_whole { self.heads.len() } else { 0 }
    }

    /// Takes a page's part of the table. What is not as it was written ends the walk.
    fn take(&mut self, block: Spot, grid: &Grid, cells: &mut BTreeMap<Spot, CellAddress>) {
        let repeated = if self.row.is_some_and(|row| row.is_head) { 0 } else { self.repeated(grid) };
        for at_row in self.header + repeated..grid.rows {
            let Some(row) = self.row else { return };
            let mut from = 0;
            for read in grid.cells.iter().filter(|cell| cell.row == at_row && !cell.text.trim().is_empty()) {
                let text = squashed(&read.text);
                let is_it = |nth: usize, cell: &PrintedCell| {
                    let before = self.read.get(nth).map_or("", String::as_str);
                    let rest = squashed(&cell.content.text()).strip_prefix(before).map(str::to_owned);
                    rest.is_some_and(|rest| !rest.is_empty() && rest.starts_with(&text))
                };
                let found = row.cells.iter().enumerate().skip(from).find(|(nth, cell)| is_it(*nth, cell));
                let Some((nth, cell)) = found else {
                    let again = self.joined.iter().find(|(cell, _)| squashed(&cell.content.text()) == text);
                    if let Some((cell, _)) = again {
                        cells.extend(cell.address.clone().map(|address| (at(block, read), address)));
                        continue;
                    }
                    self.row = None;
                    return;
                };
                if let Some(before) = self.read.get_mut(nth) {
                    before.push_str(&text);
                }
                from = nth + 1;
                cells.extend(cell.address.clone().map(|address| (at(block, read), address)));
            }
            let is_whole = |(cell, read): (&PrintedCell, &String)| {
                cell.rows > 1 || squashed(&cell.content.text()) == *read
            };
            if row.cells.iter().zip(&self.read).all(is_whole) {
                self.next();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_between_numbers_are_looked_for() {
        for (text, wanted, stands) in [
            ("表1 2023年部门收支总表", "120", false),
            ("表1 2023年部门收支总表", "1 2023", true),
            ("表1 2023年部门收支总表", "表 1 2023 年", true),
            ("合 计", "合计", true),
            ("一般公共\n预算", "公共预算", true),
            ("12 34", "1234", false),
        ] {
            assert_eq!(sought(text).contains(&sought(wanted)), stands, "{text} {wanted}");
        }
    }
}
