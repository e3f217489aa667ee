//! Where the cells of a table stand, on the screen or on paper: physical lines and columns, header groups and spans,
//! whichever way the format lays the table's sections out. No figures, only places.

mod frozen;
mod heights;

pub use heights::HEADER_MARGIN;

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use self::frozen::Frozen;
use super::groups::{Grouped, Head};
use crate::calc::{Sheet, SheetRow};
use crate::model::{CellAddress, ColumnKey};
use crate::schema::{Column, ColumnKind, Layout, RowShape, SectionSchema, TableSchema};

/// Width of a column whose format says nothing, in points.
const AMOUNT_WIDTH: f32 = 96.0;
/// The least width of an amount in a unit for which the format was not made.
const WIDE_AMOUNT: f32 = 124.0;
const TEXT_WIDTH: f32 = 170.0;

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
    /// The columns as they were made, how many were to stay on the left, and what became of those in the room there is.
    made: Vec<GridColumn>,
    frozen_as_made: usize,
    fitted: Frozen,
    /// Whether the amount behind the columns that stay on the left is to stay, too.
    keeps_amount: bool,
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
        layout.place_columns(schema, &arrangement);
        for column in &mut layout.columns {
            let by_hand = arrangement.widths.and_then(|widths| widths.get(&column.name));
            column.width = by_hand.copied().unwrap_or(column.width);
            if wide && column.amounts {
                column.width = column.width.max(WIDE_AMOUNT);
            }
        }
        layout.fit_in(arrangement.room);
        layout.fit_frozen(arrangement.room);
        layout.measure_headers();
        layout.place_rows(sheet, shown);
        layout.place_heads(heads);
        layout.remember_rows();
        layout.measure(sheet, tall);
        layout
    }

    /// Narrows the columns of sections below each other to the width there is, down to half of what they want.
    fn fit_in(&mut self, room: Option<f32>) {
        let wanted: f32 = self.columns.iter().map(|column| column.width).sum();
        if let Some(room) = room.filter(|room| self.stacked && wanted > *room && *room > 0.0) {
            let share = (room / wanted).max(0.5);
            for column in &mut self.columns {
                column.width = (column.width * share).floor();
            }
        }
    }

    /// Narrows the columns that stay on the left where they would leave too little room to scroll in.
    fn fit_frozen(&mut self, room: Option<f32>) {
        let Some(room) = room.filter(|room| !self.stacked && *room > 0.0) else { return };
        self.made = self.columns.clone();
        self.fitted = frozen::fit(&self.made, self.frozen, self.keeps_amount, room);
        self.frozen_as_made = self.frozen;
        self.frozen = self.fitted.count;
        for (column, width) in self.columns.iter_mut().zip(&self.fitted.widths) {
            column.width = *width;
        }
    }

    /// Whether a column is as wide as the window lets it be, and not as somebody drew it.
    pub fn follows_window(&self, column: usize) -> bool {
        self.stacked || self.fitted.is_narrowed && column < self.frozen
    }

    /// Whether the table is to be laid out anew in so much room.
    pub fn depends_on(&self, room: f32) -> bool {
        let fits = || frozen::fit(&self.made, self.frozen_as_made, self.keeps_amount, room) == self.fitted;
        self.stacked || !self.made.is_empty() && !fits()
    }

    fn place_columns(&mut self, schema: &TableSchema, arrangement: &Arrangement<'_>) {
        if !self.stacked {
            for (index, section) in schema.sections.iter().enumerate() {
                let mut places = Vec::new();
                for column in &section.columns {
                    let at = self.columns.len();
                    if arrangement.hides(column) {
                        places.push(at..at);
                        continue;
                    }
                    if arrangement.frozen_to == Some(&column.key) {
                        self.frozen = at + 1;
                    }
                    self.keeps_amount |= at == self.frozen && arrangement.amount == Some(&column.key);
                    self.columns.push(GridColumn {
                        header: column.header.clone(),
                        name: format!("{index} {}", column.key),
                        width: width_of(column),
                        amounts: column.kind == ColumnKind::Amount,
                    });
                    places.push(at..at + 1);
                }
                self.places.push(places);
            }
            self.header_rows = header_groups(&self.columns);
            return;
        }
        let span = |column: &Column| if column.hidden { 0 } else { column.span.unwrap_or(1).max(1) };
        let total = |section: &SectionSchema| section.columns.iter().map(span).sum::<usize>();
        let widest = schema.sections.iter().max_by_key(|section| total(section));
        for column in widest.iter().flat_map(|section| &section.columns).filter(|column| !column.hidden) {
            for part in 0..span(column) {
                let width = width_of(column) / span(column) as f32;
                self.columns.push(GridColumn {
                    header: Vec::new(),
                    name: String::new(),
                    width: if part == 0 { width } else { width.max(40.0) },
                    amounts: false,
                });
            }
        }
        for section in &schema.sections {
            let mut at = 0;
            let last = section.columns.iter().rposition(|column| !column.hidden);
            let places = section.columns.iter().enumerate().map(|(index, column)| {
                let start = at;
                at += span(column);
                // The last column of a narrower section reaches the right edge.
                if Some(index) == last { start..self.columns.len().max(at) } else { start..at }
            });
            self.places.push(places.collect());
        }
    }

    fn place_rows(&mut self, sheet: &Sheet<'_>, shown: &[usize]) {
        let schema = sheet.schema;
        let mut of_section: Vec<Vec<usize>> = vec![Vec::new(); schema.sections.len()];
        for row in shown.iter().filter_map(|row| sheet.row(*row)) {
            if let Some(rows) = of_section.get_mut(row.section_index) {
                rows.push(row.index);
            }
        }
        if self.stacked {
            for (index, (section, rows)) in schema.sections.iter().zip(&of_section).enumerate() {
                if !section.title.is_empty() {
                    self.lines.push(Line::Heading(index));
                }
                self.starts.push((self.lines.len(), index));
                self.lines.push(Line::Header(index));
                self.lines.extend(rows.iter().map(|row| Line::Rows(vec![Some(*row)])));
            }
        } else {
            self.pair_up(&of_section, schema);
        }
    }

    /// Puts heads between the rows of a table that has one section.
    fn place_heads(&mut self, heads: &[(usize, Head)]) {
        let mut heads = heads.iter().peekable();
        let mut lines = Vec::with_capacity(self.lines.len());
        for (at, line) in std::mem::take(&mut self.lines).into_iter().map(Some).chain([None]).enumerate() {
            while let Some((_, head)) = heads.next_if(|(before, _)| *before <= at) {
                lines.push(Line::Head(self.heads.len()));
                self.heads.push(head.clone());
            }
            lines.extend(line);
        }
        self.lines = lines;
    }

    fn remember_rows(&mut self) {
        for (at, line) in self.lines.iter().enumerate() {
            if let Line::Rows(rows) = line {
                self.line_of_row.extend(rows.iter().flatten().map(|row| (*row, at)));
            }
        }
    }

    /// Sections beside each other: their totals at the foot (`after`) stand on the same lines.
    fn pair_up(&mut self, of_section: &[Vec<usize>], schema: &TableSchema) {
        let foot = schema.sections.iter().map(|section| section.after.len()).min().unwrap_or(0);
        let foot = if of_section.len() > 1 { foot } else { 0 };
        let bodies: Vec<&[usize]> = of_section
            .iter()
            .map(|rows| rows.get(..rows.len().saturating_sub(foot)).unwrap_or_default())
            .collect();
        let height = bodies.iter().map(|body| body.len()).max().unwrap_or(0);
        for at in 0..height {
            self.lines.push(Line::Rows(bodies.iter().map(|body| body.get(at).copied()).collect()));
        }
        for at in (1..=foot).rev() {
            self.lines.push(Line::Rows(
                of_section.iter().map(|rows| rows.get(rows.len().checked_sub(at)?).copied()).collect(),
            ));
        }
    }

    /// What stands at a physical place, and which physical columns it takes.
    pub fn spot(&self, line: usize, column: usize) -> (Spot, Range<usize>) {
        let alone = column..column + 1;
        match self.lines.get(line) {
            None => (Spot::Empty, alone),
            Some(Line::Heading(section)) => (Spot::Heading(*section), 0..self.columns.len()),
            Some(Line::Head(head)) => match self.column_at(0, column) {
                Some((at, place)) => (Spot::Head { head: *head, column: at }, place),
                None => (Spot::Empty, alone),
            },
            Some(Line::Header(section)) => match self.column_at(*section, column) {
                Some((at, place)) => (Spot::Header { section: *section, column: at }, place),
                None => (Spot::Empty, alone),
            },
            Some(Line::Rows(rows)) => {
                for (section, row) in rows.iter().enumerate() {
                    let section = if self.stacked { self.section_above(line) } else { section };
                    if let (Some(row), Some((at, place))) = (row, self.column_at(section, column)) {
                        return (Spot::Cell { row: *row, column: at }, place);
                    }
                }
                (Spot::Empty, alone)
            }
        }
    }

    fn section_above(&self, line: usize) -> usize {
        let above = self.starts.partition_point(|(start, _)| *start <= line);
        above.checked_sub(1).and_then(|at| self.starts.get(at)).map_or(0, |(_, section)| *section)
    }

    /// The section and its column that a physical column belongs to, where sections stand beside each other.
    pub fn column_in(&self, column: usize) -> Option<(usize, usize)> {
        let found = |section| Some((section, self.column_at(section, column)?.0));
        (!self.stacked).then(|| (0..self.places.len()).find_map(found)).flatten()
    }

    fn column_at(&self, section: usize, column: usize) -> Option<(usize, Range<usize>)> {
        let places = self.places.get(section)?;
        places
            .iter()
            .enumerate()
            .find(|(_, place)| place.contains(&column))
            .map(|(at, place)| (at, place.clone()))
    }

    /// How many rows it shows.
    pub fn rows(&self) -> usize {
        self.line_of_row.len()
    }

    /// The shown columns of a section with the physical columns they take.
    pub fn columns_of(&self, section: usize) -> impl Iterator<Item = (usize, Range<usize>)> {
        let places = self.places.get(section).map(Vec::as_slice).unwrap_or_default();
        places.iter().cloned().enumerate().filter(|(_, place)| !place.is_empty())
    }

    /// The physical place of a cell, if it is shown.
    pub fn place(&self, sheet: &Sheet<'_>, cell: &CellAddress) -> Option<(usize, usize)> {
        let row = sheet.row_by_key(&cell.row)?;
        let line = *self.line_of_row.get(&row.index)?;
        let place = self.places.get(row.section_index)?.get(row.section.column_index(&cell.column)?)?;
        (!place.is_empty()).then_some((line, place.start))
    }

    /// The physical column that lies `right` of a cell, which may take several of them.
    pub fn beside(&self, (line, column): (usize, usize), right: isize) -> Option<usize> {
        match right {
            1.. => Some(column + self.spot(line, column).1.len().max(1)),
            _ => column.checked_add_signed(right),
        }
    }

    /// The line in which the head of a group stands.
    pub fn line_of_head(&self, key: &str) -> Option<usize> {
        let at = self.heads.iter().position(|head| head.key == key)?;
        self.lines.iter().position(|line| *line == Line::Head(at))
    }

    /// The nearest cell from (`line`, `column`) in steps of (`down`, `right`), that place included.
    pub fn cell_from(&self, line: usize, column: usize, down: isize, right: isize) -> Option<(usize, usize)> {
        let (mut line, mut column) = (line, column);
        loop {
            if line >= self.lines.len() || column >= self.columns.len() {
                return None;
            }
            if let (Spot::Cell { .. }, place) = self.spot(line, column) {
                return Some((line, place.start));
            }
            line = line.checked_add_signed(down)?;
            column = column.checked_add_signed(right)?;
            if down == 0 && right == 0 {
                return None;
            }
        }
    }
}

fn width_of(column: &Column) -> f32 {
    column.width.unwrap_or(if column.kind.is_number() { AMOUNT_WIDTH } else { TEXT_WIDTH })
}

/// The header rows of flat columns: neighbours with the same words down to a level are one group. A
/// header with fewer words than levels stands in the topmost rows and is drawn over the rest.
fn header_groups(columns: &[GridColumn]) -> Vec<Vec<Range<usize>>> {
    let depth = columns.iter().map(|column| column.header.len()).max().unwrap_or(1).max(1);
    (0..depth)
        .map(|level| {
            let mut groups: Vec<Range<usize>> = Vec::new();
            for (at, column) in columns.iter().enumerate() {
                let joins = groups.last().is_some_and(|group| {
                    columns.get(group.start).is_some_and(|first| {
                        column.header.len() > level + 1
                            && first.header.len() > level + 1
                            && first.header.get(..=level) == column.header.get(..=level)
                    })
                });
                match groups.last_mut() {
                    Some(group) if joins => group.end = at + 1,
                    _ => groups.push(at..at + 1),
                }
            }
            groups
        })
        .collect()
}

/// Whether a column's cells stand on the right, as numbers do.
pub fn is_right_aligned(kind: ColumnKind) -> bool {
    kind.is_number()
}

/// How far a row's label is indented, in levels.
pub fn indent(shape: &RowShape<'_>) -> u8 {
    match shape {
        RowShape::Fixed(row) => row.indent,
        RowShape::Free(_) => 0,
    }
}
