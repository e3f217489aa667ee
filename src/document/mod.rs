//! The published document (公开文本): a budget described once, as people see it on paper, for all writers alike:
//! cover, contents, the text with its headings, and the tables in their official layout with head, unit and note.
//!
//! ```text
//! session ─► describe (amounts as printed, text that quotes them) ─► Document ─► write::{docx, pdf, xlsx, html, md}
//!                └► table (places from `sheet`, content of each cell)
//! ```
//!
//! Nothing is computed here and nothing judged; which cells there are, and where, is for `sheet`, what is in them
//! for `calc`, how amounts are rounded for `rounding`. A writer knows its container and nothing of budgets. The same
//! budget gives the same bytes.

mod describe;
mod edition;
mod export;
mod figures;
mod order;
mod pack;
mod paper;
mod printed;
mod table;
pub mod write;

pub use describe::{describe, unreadable_amounts};
pub use edition::Edition;
pub use export::{Exported, Kind, export};
pub use pack::{FindingsState, Manifest, PackedFile, Verified, is_package, pack, unanswered, verify};
pub use paper::{AS_IT_FITS, PaperChoice, PaperSize, choose_paper};
pub use printed::Pages;

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use crate::compare::{Fate, Piece};
use crate::model::{CellAddress, TableKey};
use crate::money::{self, MoneyUnit};

/// What of the document is wanted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Part {
    /// All of it.
    #[default]
    All,
    /// The tables (表格) alone.
    Tables,
    /// The text (说明) alone.
    Text,
}

impl Part {
    /// All there is to choose from.
    pub const ALL: [Self; 3] = [Self::All, Self::Tables, Self::Text];

    /// In the interface's words.
    pub fn label(self) -> &'static str {
        match self {
            Self::All => "全部",
            Self::Tables => "表格",
            Self::Text => "说明",
        }
    }
}

/// Which number is printed for a total that a submitted table states otherwise than its rows come to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Totals {
    /// What the table states (所列): the budget as it is.
    #[default]
    Stated,
    /// What its rows come to (计算).
    Computed,
}

/// How a budget is described.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// What of it.
    pub part: Part,
    /// The unit of amounts in all tables; the format's where nothing is said.
    pub unit: Option<MoneyUnit>,
    /// The unit of amounts in single tables: places mix them.
    pub units: BTreeMap<TableKey, MoneyUnit>,
    /// The paper of all tables, before what the budget remembers.
    pub paper: Option<PaperChoice>,
    /// The paper of single tables, before that.
    pub papers: BTreeMap<TableKey, PaperChoice>,
    /// What is printed for totals.
    pub totals: Totals,
    /// Whom it is for.
    pub edition: Edition,
}

/// A budget as it is printed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Document {
    /// What it is called: `某局2023年度部门预算`.
    pub title: String,
    /// The lines of the cover.
    pub cover: Vec<String>,
    /// Headings and paragraphs in order.
    pub text: Vec<TextBlock>,
    /// How many of them stand behind the tables, where the place puts these before its remarks on them.
    pub behind: usize,
    /// The tables in printed order.
    pub tables: Vec<PrintedTable>,
    /// Tables that are not printed with the document but belong to the workbook: the budget lines (预算明细).
    pub lines: Vec<PrintedTable>,
    /// What of the budget is not in the document, or not as it should be, for people.
    pub remarks: Vec<String>,
}

/// A piece of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TextBlock {
    /// A heading: its level from 1, and its words.
    Heading(u8, String),
    /// A paragraph.
    Paragraph(String),
}

impl TextBlock {
    /// Its words.
    pub fn text(&self) -> &str {
        match self {
            Self::Heading(_, text) | Self::Paragraph(text) => text,
        }
    }
}

/// A table as it is printed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PrintedTable {
    /// Its key.
    pub key: TableKey,
    /// `表3`, or nothing.
    pub label: String,
    /// Its title with the year.
    pub title: String,
    /// A short name, for tabs.
    pub short: String,
    /// Whose it is, as it stands above the table: `部门名称：市委办`.
    pub whose: String,
    /// In which unit its amounts stand, likewise: `单位：万元`; empty where it has none.
    pub unit: String,
    /// The widths of its columns, in points on a screen.
    pub widths: Vec<f32>,
    /// On which paper it is wanted.
    pub paper: PaperChoice,
    /// How many columns stay while scrolling sideways.
    pub frozen: usize,
    /// The rows of its header, repeated on each page.
    pub header: Vec<PrintedRow>,
    /// The rows below.
    pub body: Vec<PrintedRow>,
    /// The headings of the text that stand above its title on its page: the last ones before the tables, above the first.
    pub above: Vec<TextBlock>,
    /// What stands under it: notes (注), and why it is empty.
    pub notes: Vec<String>,
    /// What is drawn of it, above it; files that cannot hold a drawing leave it out.
    pub picture: Option<Picture>,
}

/// A drawing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Picture {
    /// It, as SVG.
    pub svg: String,
    /// What it shows, in words.
    pub said: String,
}

/// A row of a printed table.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PrintedRow {
    /// Its cells from left to right. Places that a cell of a row above covers are left out.
    pub cells: Vec<PrintedCell>,
    /// Whether it is a head within the table: a section's heading, its header.
    pub is_head: bool,
}

/// A cell of a printed table.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PrintedCell {
    /// The first column it takes.
    pub column: usize,
    /// How many columns it takes.
    pub columns: usize,
    /// How many rows it takes.
    pub rows: usize,
    /// What stands in it.
    pub content: Content,
    /// How far its text is indented, in characters.
    pub indent: u8,
    /// Whether it is a total.
    pub is_total: bool,
    /// Which cell of the budget it is.
    pub address: Option<CellAddress>,
    /// The cells whose sum it is; none for what is entered, and for a total that states something else.
    pub addends: Vec<CellAddress>,
    /// What people remarked on it.
    pub comment: String,
}

/// What stands in a printed cell.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Content {
    /// Nothing.
    #[default]
    Blank,
    /// A text.
    Text(String),
    /// A number in the unit of the table, with so many decimals.
    Number(Decimal, u32),
    /// A text with what changed in it.
    Revised(Vec<Piece>),
}

impl Content {
    /// As it is printed.
    pub fn text(&self) -> String {
        match self {
            Self::Blank => String::new(),
            Self::Text(text) => text.clone(),
            Self::Number(value, decimals) => money::display(*value, *decimals),
            // Where nothing can be struck out, it is said in words.
            Self::Revised(pieces) => pieces.iter().map(in_words).collect(),
        }
    }

    /// The side on which it stands in its cell: heads in the middle, numbers on the right.
    pub(in crate::document) fn side(&self, is_head: bool) -> &'static str {
        match self {
            _ if is_head => "center",
            Self::Number(..) => "right",
            _ => "left",
        }
    }

    /// Whether it is a number, which stands on the right.
    pub fn is_number(&self) -> bool {
        matches!(self, Self::Number(..))
    }
}

/// A piece of a revised text in a file that knows no marks.
fn in_words(piece: &Piece) -> String {
    match piece.fate {
        Fate::Kept => piece.text.clone(),
        Fate::Gone => format!("【删：{}】", piece.text),
        Fate::Come => format!("【增：{}】", piece.text),
    }
}

impl PrintedTable {
    /// Its title with its number: `表3 2023年部门支出预算表`. The number of a form stands in the corner instead.
    pub fn full_title(&self) -> String {
        if self.label.is_empty() || !self.form_number().is_empty() {
            return self.title.clone();
        }
        format!("{} {}", self.label, self.title)
    }

    /// Its number where it is that of a form (公开01表): official forms print it on the right above the unit.
    pub fn form_number(&self) -> &str {
        if self.label.ends_with('表') { &self.label } else { "" }
    }

    /// Its rows as lines of text that a spreadsheet takes: cells parted by tabs, numbers as they are calculated with,
    /// the rows of the header joined to one.
    pub fn as_lines(&self) -> String {
        let width = self.widths.len();
        let plain = |content: &Content| match content {
            Content::Number(value, decimals) => format!("{value:.*}", *decimals as usize),
            other => other.text().replace(['\t', '\n'], " "),
        };
        let cell = |row: &PrintedRow, at: usize| -> Option<String> {
            let covers = |cell: &&PrintedCell| (cell.column..cell.column + cell.columns.max(1)).contains(&at);
            row.cells.iter().find(covers).map(|cell| plain(&cell.content))
        };
        let title = |at: usize| {
            let titles: Vec<String> = self.header.iter().filter_map(|row| cell(row, at)).collect();
            titles.join(" ").trim().to_owned()
        };
        let mut lines = vec![(0..width).map(title).collect::<Vec<_>>()];
        let body = self.body.iter();
        lines.extend(body.map(|row| (0..width).map(|at| cell(row, at).unwrap_or_default()).collect()));
        lines.into_iter().map(|cells| cells.join("\t") + "\n").collect()
    }

    /// All rows, the header's first.
    pub fn rows(&self) -> impl Iterator<Item = &PrintedRow> {
        self.header.iter().chain(&self.body)
    }
}

impl Document {
    /// The text before the tables, and that behind them.
    pub fn text_around(&self) -> (&[TextBlock], &[TextBlock]) {
        let before = self.text.len().saturating_sub(self.behind);
        self.text.split_at_checked(before).unwrap_or_default()
    }

    /// The text on the pages before those of the tables: without the headings that stand above the first of them.
    pub fn text_on_own_pages(&self) -> &[TextBlock] {
        let (before, _) = self.text_around();
        let above = self.tables.first().map_or(0, |table| table.above.len());
        before.get(..before.len().saturating_sub(above)).unwrap_or_default()
    }

    /// The contents: levels from 1, and words.
    pub fn contents(&self) -> Vec<(u8, String)> {
        let heading = |block: &TextBlock| match block {
            TextBlock::Heading(level, title) => Some((*level, title.clone())),
            TextBlock::Paragraph(_) => None,
        };
        let (before, behind) = self.text_around();
        let tables = self.tables.iter().map(|table| (2, table.full_title()));
        before.iter().filter_map(heading).chain(tables).chain(behind.iter().filter_map(heading)).collect()
    }
}
