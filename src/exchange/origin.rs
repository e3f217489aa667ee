//! What a budget was read from, kept beside it: the documents, taken apart, and where in them each cell, row,
//! paragraph and line stands; and the way back, from a place to the cell. Nothing of it is saved: from the same files
//! and with the same format the same places come again ([`again`]). Knows no figure and judges nothing.

mod found;
mod own;
mod place;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub use self::found::{Originals, among, find};
use super::ImportError;
use super::dialects;
use super::file::Text;
use super::marks::Marks;
use super::sets::Sets;
use super::source::{
    Block, CellState, ColumnDoubts, Document, Grid, GridCell, Kind, LinePlace, Page, Paragraph, Place,
};
use crate::model::{CellAddress, Original, TableKey};
use crate::schema::Format;

/// The documents of a budget, and where in them it stands.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Origin {
    files: Vec<OriginFile>,
    /// By the lines read: the number that is told to people, and the place.
    lines: Vec<(u32, Option<Spot>)>,
    marks: Marks,
    cells: BTreeMap<Spot, CellAddress>,
    /// Which set of tables it is where the documents have several units' budgets.
    set: Option<usize>,
}

/// One document of a budget.
#[derive(Clone, Debug, PartialEq)]
pub struct OriginFile {
    /// Where it was read.
    pub path: PathBuf,
    /// Its name and what its content was.
    pub original: Original,
    /// What stands in it.
    pub document: Document,
    /// Its bytes, where it is in no file.
    pub content: Option<Arc<Vec<u8>>>,
}

/// A place in one of the documents: a block of a page, and of a grid a row, or a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Spot {
    /// Which document, from 0.
    pub file: u32,
    /// Which of its pages or sheets, from 0.
    pub page: u32,
    /// Which block of the page, from 0.
    pub block: u32,
    /// Which row of a grid, from 0; `None` of a paragraph.
    pub row: Option<u32>,
    /// Which column, from 0; `None` of a whole row.
    pub column: Option<u32>,
}

/// A file as it was read, before its lines are understood.
#[derive(Clone, Debug)]
pub(super) struct Piece {
    /// Where it was read.
    pub path: PathBuf,
    /// Its name and content.
    pub original: Original,
    /// The number of its first line among those of all files, from 1.
    pub first: u32,
    /// What it holds.
    pub content: Content,
}

impl Piece {
    /// The first, or the only, of the files.
    pub(super) fn first(path: &Path, bytes: &[u8], content: Content) -> Self {
        let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        let original = Original { name, hash: crate::file::content_hash(bytes) };
        Self { path: path.to_owned(), original, first: 1, content }
    }

    /// The rows of tables whose columns are in doubt, by the number of their line, with which and why.
    pub(super) fn doubted(&self) -> Vec<(u32, Arc<ColumnDoubts>)> {
        let Content::Blocks(document, places) = &self.content else { return Vec::new() };
        let mut of_blocks: BTreeMap<(u32, u32), Arc<ColumnDoubts>> = BTreeMap::new();
        let mut doubt = |place: &LinePlace| {
            let page = document.pages.get(usize::try_from(place.page).ok()?)?;
            match page.blocks.get(usize::try_from(place.block).ok()?)? {
                Block::Grid(grid) if !grid.doubts.is_empty() => {
                    let own = of_blocks.entry((place.page, place.block));
                    Some(Arc::clone(own.or_insert_with(|| Arc::new(grid.doubts.clone()))))
                }
                Block::Grid(_) | Block::Paragraph(_) => None,
            }
        };
        let lines = (self.first..).zip(places);
        lines.filter_map(|(line, place)| Some((line, place.as_ref().and_then(&mut doubt)?))).collect()
    }
}

/// What a file holds.
#[derive(Clone, Debug)]
pub(super) enum Content {
    /// Pages of blocks, and where each line of its text stands.
    Blocks(Document, Vec<Option<LinePlace>>),
    /// Lines of text.
    Lines(Kind),
}

/// Finds the places of a department's budget again that was read from these files with a format.
///
/// # Errors
/// As [`import_file`](super::import_file).
pub fn again(paths: &[PathBuf], format: &Format, department: &str) -> Result<Origin, ImportError> {
    let mut text = Text::read_together(paths, None)?;
    let sets = Sets::find(&text.text, format);
    text.choose_set(&sets, sets.of(department));
    text.part_units(format);
    let marks = text.import(format).marks;
    Ok(text.origin(marks))
}

impl Origin {
    /// Puts together what was read. `text` is that of all files, one below the other.
    pub(super) fn new(pieces: Vec<Piece>, text: &str, marks: Marks) -> Self {
        let firsts: Vec<u32> = pieces.iter().map(|piece| piece.first).collect();
        let mut files = Vec::with_capacity(pieces.len());
        let mut known = Vec::with_capacity(pieces.len());
        for Piece { path, original, content, .. } in pieces {
            let (document, places) = match content {
                Content::Blocks(document, places) => (document, Some(places)),
                Content::Lines(kind) => {
                    let page = Page { name: None, size: (0.0, 0.0), blocks: Vec::new() };
                    (Document { kind, pages: vec![page], ..Document::default() }, None)
                }
            };
            files.push(OriginFile { path, original, document, content: None });
            known.push(places);
        }
        let mut origin = Self { files, lines: Vec::new(), marks, cells: BTreeMap::new(), set: None };
        for line in dialects::lines(text).0 {
            let file = firsts.iter().rposition(|first| *first <= line.number).unwrap_or(0);
            let spot = match known.get(file) {
                Some(Some(places)) => {
                    let first = firsts.get(file).copied().unwrap_or(1);
                    let nth = usize::try_from(line.number - first.min(line.number)).unwrap_or(usize::MAX);
                    places.get(nth).copied().flatten().map(|at| Spot::of(file, at))
                }
                Some(None) => origin.append(file, line.number, &line.text),
                None => None,
            };
            origin.lines.push((line.number, spot));
        }
        origin.cells = origin.addresses();
        origin
    }

    /// Adds a line of text to what stands in a file.
    fn append(&mut self, file: usize, number: u32, text: &str) -> Option<Spot> {
        let page = self.files.get_mut(file)?.document.pages.first_mut()?;
        let blocks = &mut page.blocks;
        let place = Place::Line(number);
        if !text.contains('\t') {
            let is_blank = text.trim().is_empty();
            // A blank line ends a table.
            let ends = matches!(blocks.last(), Some(Block::Grid(_)));
            if !is_blank || ends {
                let text = text.trim_end().to_owned();
                blocks.push(Block::Paragraph(Paragraph { text, heading: None, place }));
            }
            let block = u32::try_from(blocks.len().checked_sub(1)?).ok()?;
            return (!is_blank).then(|| Spot::of(file, LinePlace { page: 0, block, row: None }));
        }
        if !matches!(blocks.last(), Some(Block::Grid(_))) {
            blocks.push(Block::Grid(Grid::default()));
        }
        let block = u32::try_from(blocks.len().checked_sub(1)?).ok()?;
        let Some(Block::Grid(grid)) = blocks.last_mut() else { return None };
        let row = grid.rows;
        grid.rows += 1;
        for (column, text) in text.split('\t').enumerate() {
            grid.columns = grid.columns.max(column + 1);
            if !text.trim().is_empty() {
                let text = text.trim().to_owned();
                let place = place.clone();
                grid.cells.push(GridCell { row, column, text, place, ..GridCell::one() });
            }
        }
        Some(Spot::of(file, LinePlace { page: 0, block, row: u32::try_from(row).ok() }))
    }

    /// Which cell of the budget came from where.
    fn addresses(&self) -> BTreeMap<Spot, CellAddress> {
        let mut cells = BTreeMap::new();
        for (table, rows) in &self.marks.rows {
            for (row, mark) in rows {
                let Some(line) = self.spot_of(mark.at) else { continue };
                for (column, from) in &mark.cells {
                    let spot = self.in_row(line, u32::from(*from));
                    // Of two cells taken from one place the first in the table's order is shown.
                    cells.entry(spot).or_insert_with(|| CellAddress::new(table, row, column));
                }
            }
        }
        cells
    }

    /// The cells of the budget that another program read off a picture.
    pub(super) fn recognised(&self) -> Vec<CellAddress> {
        let is_recognised = |spot: &Spot| self.cells_at(spot).any(|cell| cell.state == CellState::Recognised);
        self.cells.iter().filter(|(spot, _)| is_recognised(spot)).map(|(_, cell)| cell.clone()).collect()
    }

    fn spot_of(&self, at: u32) -> Option<Spot> {
        self.lines.get(usize::try_from(at).ok()?)?.1
    }

    /// Which set of tables it is, from 0, where the documents have the budgets of several units.
    pub fn set(&self) -> Option<usize> {
        self.set
    }

    /// That it is this set.
    pub(super) fn of_set(self, set: Option<usize>) -> Self {
        Self { set, ..self }
    }

    /// The documents.
    pub fn files(&self) -> &[OriginFile] {
        &self.files
    }

    /// Where a cell was printed; its row, where the cell itself was not.
    pub fn cell(&self, address: &CellAddress) -> Option<Spot> {
        let mark = self.marks.rows.get(&address.table)?.get(&address.row)?;
        let line = self.spot_of(mark.at)?;
        let from = mark.cells.iter().find(|(column, _)| *column == address.column);
        Some(from.map_or(line, |(_, from)| self.in_row(line, u32::from(*from))))
    }

    /// A cell of a row by the column in which it was read; it may stand on a further page.
    fn in_row(&self, row: Spot, column: u32) -> Spot {
        let place = LinePlace { page: row.page, block: row.block, row: row.row };
        let document = usize::try_from(row.file).ok().and_then(|file| self.files.get(file));
        let (place, column) = document.map_or((place, column), |file| file.document.printed(place, column));
        let LinePlace { page, block, row: at } = place;
        Spot { file: row.file, page, block, row: at, column: Some(column) }
    }

    /// Where a table begins.
    pub fn table(&self, table: &TableKey) -> Option<Spot> {
        self.spot_of(*self.marks.tables.get(table)?)
    }

    /// Where a paragraph of the narrative stands, by the positions of section and paragraph.
    pub fn paragraph(&self, section: usize, paragraph: usize) -> Option<Spot> {
        let (first, _) = self.marks.sections.get(section)?.paragraphs.get(paragraph)?;
        self.spot_of(*first)
    }

    /// Where the heading of a section of the narrative stands.
    pub fn heading(&self, section: usize) -> Option<Spot> {
        self.spot_of(self.marks.sections.get(section)?.heading)
    }

    /// Where a line stands, by the number that is told of it.
    pub fn line(&self, number: u32) -> Option<Spot> {
        let from = self.lines.partition_point(|(own, _)| *own < number);
        let same = self.lines.iter().skip(from).take_while(|(own, _)| *own == number);
        same.filter_map(|(_, spot)| *spot).next()
    }

    /// The begin of a page, counted from 0, of the first document that has so many.
    pub fn page_at(&self, page: u32) -> Option<Spot> {
        let has =
            |file: &OriginFile| usize::try_from(page).is_ok_and(|page| page < file.document.pages.len());
        let file = u32::try_from(self.files.iter().position(has)?).ok()?;
        Some(Spot { file, page, block: 0, row: None, column: None })
    }

    /// The cell of the budget that was read at a place, or the nearest in its row.
    pub fn address(&self, spot: &Spot) -> Option<&CellAddress> {
        let row = Spot { column: None, ..*spot }..=Spot { column: Some(u32::MAX), ..*spot };
        let distance = |at: &Spot| at.column.unwrap_or(0).abs_diff(spot.column.unwrap_or(0));
        self.cells.range(row).min_by_key(|(at, _)| distance(at)).map(|(_, address)| address)
    }

    /// The paragraph of the narrative that was read at a place: the positions of its section and of itself.
    pub fn paragraph_at(&self, spot: &Spot) -> Option<(usize, usize)> {
        let is_there = |lines: &(u32, u32)| (lines.0..=lines.1).any(|at| self.spot_of(at) == Some(*spot));
        self.marks
            .sections
            .iter()
            .enumerate()
            .find_map(|(section, mark)| Some((section, mark.paragraphs.iter().position(is_there)?)))
    }
}

impl Spot {
    fn of(file: usize, at: LinePlace) -> Self {
        let LinePlace { page, block, row } = at;
        Self { file: u32::try_from(file).unwrap_or(u32::MAX), page, block, row, column: None }
    }
}

impl GridCell {
    /// A blank cell that covers one position.
    pub(super) fn one() -> Self {
        Self {
            row: 0,
            column: 0,
            row_span: 1,
            column_span: 1,
            text: String::new(),
            state: super::source::CellState::Printed,
            place: Place::Line(0),
        }
    }
}
