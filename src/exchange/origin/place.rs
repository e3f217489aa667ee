//! What stands at a place of the documents, where that is on its page, and how people are told of it.

use super::{Origin, OriginFile, Spot};
use crate::exchange::source::{Block, GridCell, Kind, Page, Place};

impl Origin {
    /// The page of a place.
    pub fn page(&self, spot: &Spot) -> Option<&Page> {
        let file = self.files.get(usize::try_from(spot.file).ok()?)?;
        file.document.pages.get(usize::try_from(spot.page).ok()?)
    }

    pub(super) fn block(&self, spot: &Spot) -> Option<&Block> {
        self.page(spot)?.blocks.get(usize::try_from(spot.block).ok()?)
    }

    /// The cells of a place: one, or those of its row.
    pub(super) fn cells_at(&self, spot: &Spot) -> impl Iterator<Item = &GridCell> {
        let grid = match self.block(spot) {
            Some(Block::Grid(grid)) => Some(grid),
            _ => None,
        };
        let same = |at: usize, of: Option<u32>| of.is_none_or(|of| usize::try_from(of) == Ok(at));
        let spot = *spot;
        grid.into_iter()
            .flat_map(|grid| &grid.cells)
            .filter(move |cell| same(cell.row, spot.row) && same(cell.column, spot.column))
    }

    /// What is printed at a place; of a whole row, its first cell with anything.
    pub fn text(&self, spot: &Spot) -> Option<&str> {
        match self.block(spot)? {
            Block::Paragraph(paragraph) => Some(&paragraph.text),
            Block::Grid(_) => {
                self.cells_at(spot).map(|cell| cell.text.as_str()).find(|text| !text.is_empty())
            }
        }
    }

    /// Where on a page of a PDF a place is: left, top, right, bottom in points. `None` of other documents.
    pub fn rectangle(&self, spot: &Spot) -> Option<[f32; 4]> {
        let of = |place: &Place| match place {
            Place::Page { rectangle, .. } => Some(*rectangle),
            _ => None,
        };
        match self.block(spot)? {
            Block::Paragraph(paragraph) => of(&paragraph.place),
            Block::Grid(_) => self.cells_at(spot).filter_map(|cell| of(&cell.place)).reduce(|a, b| {
                let ([left, top, right, bottom], [l, t, r, b]) = (a, b);
                [left.min(l), top.min(t), right.max(r), bottom.max(b)]
            }),
        }
    }

    /// What stands at a point of a page of a PDF, in points.
    pub fn at_point(&self, file: u32, page: u32, (x, y): (f32, f32)) -> Option<Spot> {
        let of_block = |block: u32| Spot { file, page, block, row: None, column: None };
        let is_in = |place: &Place| match place {
            Place::Page { rectangle: [left, top, right, bottom], .. } => {
                (*left..=*right).contains(&x) && (*top..=*bottom).contains(&y)
            }
            _ => false,
        };
        (0..).zip(&self.page(&of_block(0))?.blocks).find_map(|(at, block)| match block {
            Block::Paragraph(paragraph) => is_in(&paragraph.place).then(|| of_block(at)),
            Block::Grid(grid) => {
                let cell = grid.cells.iter().find(|cell| is_in(&cell.place))?;
                let (row, column) = (u32::try_from(cell.row).ok(), u32::try_from(cell.column).ok());
                Some(Spot { row, column, ..of_block(at) })
            }
        })
    }

    /// Where a place is, for people: the page, the sheet and its cell, or the line; with the document, if there are
    /// several.
    pub fn name(&self, spot: &Spot) -> String {
        let place = match self.block(spot) {
            Some(Block::Paragraph(paragraph)) => Some(&paragraph.place),
            _ => self.cells_at(spot).next().map(|cell| &cell.place),
        };
        let is_word = |file: &OriginFile| file.document.kind == Kind::Word;
        let file = usize::try_from(spot.file).ok().and_then(|file| self.files.get(file));
        let place = match place {
            Some(Place::Page { page, .. }) => format!("第 {page} 页"),
            Some(Place::Sheet { sheet, cell }) => format!("工作表“{sheet}”{cell}"),
            Some(Place::Line(line)) if file.is_some_and(is_word) => format!("第 {line} 段"),
            Some(Place::Line(line)) => format!("第 {line} 行"),
            None => format!("第 {} 页", spot.page + 1),
        };
        match file.filter(|_| self.files.len() > 1) {
            Some(file) => format!("{} {place}", file.original.name),
            None => place,
        }
    }
}
