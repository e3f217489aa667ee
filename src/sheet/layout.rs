//! Where the cells of a table stand, on the screen or on paper: physical lines and columns, header groups and spans,
//! whichever way the format lays the table's sections out. No figures, only places.

mod columns;
mod fitting;
mod heights;
mod lines;
mod places;

pub use heights::HEADER_MARGIN;

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use self::fitting::Staying;
use super::groups::{Grouped, Head};
use crate::calc::{Sheet, SheetRow};
use crate::model::ColumnKey;
use crate::schema::{Column, ColumnKind, Layout, RowShape};

/// The least width of an amount in a unit for which the format was not made.
const WIDE_AMOUNT: f32 = 124.0;

/// One physical column.
#[derive(Clone, Debug)]
pub struct GridColumn {
    /// Header words from the outermost group inwards.
    pub header: Vec<String>,
    /// By what name its width is remembered.
    pub name: String,
    /// Its width before the user drags it, in points.
    pub width: f32,
    /// Whether it holds amounts.
    pub amounts: bool,
}

/// What stands in one physical line.
#[derive(Clone, Debug, PartialEq)]
pub enum Line {
    /// Rows of the table, one for each section beside each other; `None` where that section has ended.
    Rows(Vec<Option<usize>>),
    /// The heading of a stacked section.
    Heading(usize),
    /// The column headers of a stacked section.
    Header(usize),
    /// The head of a group of rows, by its position in [`GridLayout::heads`].
    Head(usize),
}

/// What a physical place shows.
#[derive(Clone, Debug, PartialEq)]
pub enum Spot {
    /// Nothing.
    Empty,
    /// A heading across the whole width.
    Heading(usize),
    /// The header of a stacked section's column.
    Header {
        /// The section.
        section: usize,
        /// The column within it.
        column: usize,
    },
    /// The head of a group of rows, in one column.
    Head {
        /// Its position in [`GridLayout::heads`].
        head: usize,
        /// The column's position in the section.
        column: usize,
    },
    /// A cell of the table.
    Cell {
        /// The row's position in the table.
        row: usize,
        /// The column's position in its section.
        column: usize,
    },
}

/// What is wanted of a layout beside what the format says.
#[derive(Clone, Copy, Debug, Default)]
pub struct Arrangement<'w> {
    /// What columns were given by hand.
    pub widths: Option<&'w BTreeMap<String, f32>>,
    /// Whether amounts get more room.
    pub wide: bool,
    /// The column that stays in sight with all before it, instead of those that the format says.
    pub frozen_to: Option<&'w ColumnKey>,
    /// The column of amounts that stays beside those, where it is the next and there is room.
    pub amount: Option<&'w ColumnKey>,
    /// Columns that are left out.
    pub hidden: &'w [ColumnKey],
    /// The width that there is: for sections below each other, whose columns are narrowed in proportion, and for columns
    /// that stay on the left, which are to leave some.
    pub room: Option<f32>,
}

impl Arrangement<'_> {
    fn hides(&self, column: &Column) -> bool {
        column.hidden || self.hidden.contains(&column.key)
    }
}

/// The places of one table.
#[derive(Clone, Debug, Default)]
pub struct GridLayout {
    /// The physical columns.
    pub columns: Vec<GridColumn>,
    /// The lines below the header.
    pub lines: Vec<Line>,
    /// The offset of each line's top, in units of one line of text, and one more for the end.
    pub offsets: Vec<f32>,
    /// The header rows: for each the groups of columns that share a word.
    pub header_rows: Vec<Vec<Range<usize>>>,
    /// How tall each header row is, in units of one line of text.
    pub header_heights: Vec<f32>,
    /// How many physical columns stay on the left.
    pub frozen: usize,
    /// For each section, which physical columns each of its columns takes; hidden ones take none.
    places: Vec<Vec<Range<usize>>>,
    /// Whether sections stand below each other, so that cells can be several columns wide.
    pub stacked: bool,
    /// What was asked of the columns that stay on the left, and what became of them in the room there is.
    staying: Option<Staying>,
    /// Whether columns of amounts are wider than the format wants them.
    pub wide: bool,
    /// The lines in which stacked sections begin.
    starts: Vec<(usize, usize)>,
    line_of_row: HashMap<usize, usize>,
    /// The heads of groups of rows.
    pub heads: Vec<Head>,
}

impl GridLayout {
    /// Lays a table out. `shown` are the positions of the rows to be seen, in their order, with the heads of
    /// their groups; `tall` says which rows need a second line of text, for a stated total beside the computed one.
    pub fn new(
        sheet: &Sheet<'_>,
        (shown, heads): &Grouped,
        arrangement: Arrangement<'_>,
        tall: impl Fn(&SheetRow<'_>) -> bool,
    ) -> Self {
        let schema = sheet.schema;
        let stacked = schema.layout == Layout::Stacked && schema.sections.len() > 1;
        let wide = arrangement.wide;
        let mut layout = Self { frozen: schema.frozen, stacked, wide, ..Self::default() };
        let keeps_amount = layout.place_columns(schema, &arrangement);
        for column in &mut layout.columns {
            let by_hand = arrangement.widths.and_then(|widths| widths.get(&column.name));
            column.width = by_hand.copied().unwrap_or(column.width);
            if wide && column.amounts {
                column.width = column.width.max(WIDE_AMOUNT);
            }
        }
        if let Some(room) = arrangement.room.filter(|room| *room > 0.0) {
            layout.fit(room, keeps_amount);
        }
        layout.measure_headers();
        layout.place_rows(sheet, shown);
        layout.place_heads(heads);
        layout.remember_rows();
        layout.measure(sheet, tall);
        layout
    }
}

/// Whether a column's cells stand on the right, as numbers do.
pub fn is_right_aligned(kind: ColumnKind) -> bool {
    kind.is_number()
}

/// How far a row's label is indented, in levels. Where codes stand beside the names, those say it.
pub fn indent(row: &SheetRow<'_>) -> u8 {
    let is_coded = || row.section.columns.iter().any(|column| column.kind == ColumnKind::Code);
    match &row.shape {
        RowShape::Fixed(row) => row.indent,
        RowShape::Free(_) if is_coded() => 0,
        RowShape::Free(free) => free.level,
    }
}
