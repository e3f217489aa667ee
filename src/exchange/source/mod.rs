//! Documents as they are handed in, taken apart: bytes become pages of blocks, each with its place in the source.
//!
//! A reader a kind, each small: it knows its container and nothing of budgets. Which block is which table, what a
//! cell means and in what unit it stands is for the recognition above. Nothing is left out in silence: what a
//! reader drops (hidden rows, deleted text, glyphs off the page) it says in [`Document::notes`], and a cell whose
//! text is not what a figure would be (a formula never calculated, an error) keeps its state.
//!
//! Nothing here panics on any input, and memory is bounded by [`Limits`].

mod archive;
mod beside;
mod column_doubt;
#[cfg(test)]
mod hostile_tests;
pub(in crate::exchange) mod numbering;
pub mod ocr;
mod package;
pub mod pdf;
#[cfg(test)]
mod samples;
pub mod sniff;
mod text;
pub mod word;
pub mod workbook;
mod xml;

pub use beside::{Beside, GridAt};
pub use column_doubt::{ColumnDoubt, ColumnDoubts};
pub use text::LinePlace;
pub(in crate::exchange) use text::{PAGE, is_page_number};

/// A document, taken apart.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Document {
    /// What it turned out to be.
    pub kind: Kind,
    /// Pages, sheets, or the one stream of a text.
    pub pages: Vec<Page>,
    /// What was left out or could not be read, in Chinese, for people.
    pub notes: Vec<Note>,
    /// What of the notes says that formulas have no result: figures lack, and somebody has to look.
    pub not_calculated: Option<String>,
    /// What of which sheet is hidden and was left out: rows or columns.
    pub hidden: Vec<(String, String)>,
    /// The grids that hold further columns of rows on a page before.
    pub beside: Vec<Beside>,
}

/// Kinds of documents, known by their content and never by a file's name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kind {
    /// Plain text or Markdown.
    #[default]
    Text,
    /// PDF.
    Pdf,
    /// xlsx, xls, ods, et.
    Workbook,
    /// docx.
    Word,
    /// HTML.
    Html,
}

/// A page, a sheet, or the whole of a text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Page {
    /// A sheet's name.
    pub name: Option<String>,
    /// Width and height in points; zero where there is no such thing.
    pub size: (f32, f32),
    /// What stands on it, in reading order.
    pub blocks: Vec<Block>,
}

/// A piece of a page.
#[derive(Clone, Debug, PartialEq)]
pub enum Block {
    /// Running text.
    Paragraph(Paragraph),
    /// A table.
    Grid(Grid),
}

/// Running text: a paragraph, with the lines that one goes on over joined.
#[derive(Clone, Debug, PartialEq)]
pub struct Paragraph {
    /// Its text, with automatic numbers written out.
    pub text: String,
    /// Level of a heading from 1, where the document says so.
    pub heading: Option<u8>,
    /// Where it stands.
    pub place: Place,
}

/// A table's cells. Every position belongs to one cell at most; joined cells stand once, at their first position.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Grid {
    /// How many rows there are.
    pub rows: usize,
    /// How many columns there are.
    pub columns: usize,
    /// The cells, by row, then by column. Blank ones may be left out.
    pub cells: Vec<GridCell>,
    /// Which columns are doubtful, and why.
    pub doubts: ColumnDoubts,
}

/// A cell of a grid.
#[derive(Clone, Debug, PartialEq)]
pub struct GridCell {
    /// Its first row, from 0.
    pub row: usize,
    /// Its first column, from 0.
    pub column: usize,
    /// How many rows it covers, at least 1.
    pub row_span: usize,
    /// How many columns it covers, at least 1.
    pub column_span: usize,
    /// What it shows; lines parted by `\n`.
    pub text: String,
    /// What its text is worth.
    pub state: CellState,
    /// Where it stands.
    pub place: Place,
}

/// What a cell's text is worth.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CellState {
    /// As printed.
    #[default]
    Printed,
    /// A formula that was never calculated: neither blank nor zero.
    NotCalculated,
    /// An error of the workbook, such as `#REF!`.
    Error,
    /// A date or a percentage, which is no amount.
    NoAmount,
    /// Read off a picture by another program: nobody has looked at it.
    Recognised,
}

/// Where something stands in its source.
#[derive(Clone, Debug, PartialEq)]
pub enum Place {
    /// On a page of a PDF: the page from 1, the rectangle in points from the upper left corner.
    Page {
        /// The page, from 1.
        page: u32,
        /// Left, top, right, bottom.
        rectangle: [f32; 4],
    },
    /// In a workbook: the sheet's name and the cell such as `B7`.
    Sheet {
        /// The sheet.
        sheet: String,
        /// The cell.
        cell: String,
    },
    /// In a text or a Word file: line or paragraph, from 1.
    Line(u32),
}

/// Something left out or not read.
#[derive(Clone, Debug, PartialEq)]
pub struct Note {
    /// Where, if at one place.
    pub place: Option<Place>,
    /// What, in Chinese.
    pub text: String,
}

/// Why a document cannot be read at all, in Chinese.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SourceError {
    /// A password is needed.
    #[error("文件有打开密码；请去掉密码后另存一份再打开")]
    Password,
    /// Damaged or of no known kind.
    #[error("{0}")]
    Unreadable(String),
    /// Larger than the program takes.
    #[error("文件过大：{0}")]
    TooLarge(String),
}

/// What a reader may use at most.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Bytes of the file, and of any part unpacked.
    pub bytes: usize,
    /// Pages or sheets.
    pub pages: usize,
    /// Cells with text in the whole document.
    pub cells: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { bytes: 256 << 20, pages: 5_000, cells: 2_000_000 }
    }
}
