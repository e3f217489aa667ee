//! Reads the rows of one table: parts them into pages and sections, drops header rows, lets `align`
//! say which cell is which, and makes model rows of them. Totals go to what the document states, the
//! rest to inputs.
//!
//! Does not know where the table's lines came from, and does not judge whether figures are right.

use std::collections::BTreeSet;
use std::ops::Range;

use rust_decimal::Decimal;

use super::align::{Grid, Identity, Shift};
use super::header::Header;
use super::report::{ImportNote, NoteKind};
use super::words::{Printed, fold, mend};
use crate::model::{Row, RowKey, Unplaced, Value};
use crate::money::{MoneyUnit, parse_amount_of, parse_count};
use crate::schema::{Column, ColumnKind, FixedRow, Layout, Role, RowShape, TableSchema};

/// A printed row.
pub(super) struct RawRow {
    /// Its line.
    pub line: u32,
    /// Its cells, mended.
    pub cells: Vec<Printed>,
}

/// A row that was read, not yet keyed.
pub(super) struct ReadRow<'f> {
    /// Its values.
    pub row: Row,
    /// What it is.
    pub shape: RowShape<'f>,
    /// Its line.
    pub line: u32,
    /// Which page of the table it stands on.
    pub page: u32,
}

/// What has been read of one table so far.
pub(super) struct Reader<'f> {
    /// The table.
    pub schema: &'f TableSchema,
    /// Rows by section.
    pub sections: Vec<Vec<ReadRow<'f>>>,
    /// First and last line of each piece.
    pub spans: Vec<(u32, u32)>,
    /// Repairs and problems.
    pub notes: Vec<ImportNote>,
    /// The note printed under the table.
    pub note: String,
    /// Whether its title was seen.
    pub titled: bool,
    /// Which page is being read, from 0.
    pub page: u32,
    /// How many filled cells were read.
    pub cells: usize,
    /// The unit printed above it: how many of the format's unit one is, if they differ.
    pub factor: Option<Decimal>,
    unit: MoneyUnit,
    used: BTreeSet<RowKey>,
    section: usize,
    headers: Vec<(usize, Header)>,
}

impl<'f> Reader<'f> {
    /// A reader that has read nothing.
    pub fn new(schema: &'f TableSchema, unit: MoneyUnit) -> Self {
        Self {
            schema,
            sections: schema.sections.iter().map(|_| Vec::new()).collect(),
            spans: Vec::new(),
            notes: Vec::new(),
            note: String::new(),
            titled: false,
            page: 0,
            cells: 0,
            factor: None,
            unit,
            used: BTreeSet::new(),
            section: 0,
            headers: Vec::new(),
        }
    }

    /// Adds a note.
    pub fn tell(&mut self, line: u32, kind: NoteKind, text: impl Into<String>) {
        self.notes.push(ImportNote { line, kind, text: text.into() });
    }

    /// A printed row from its cells.
    pub fn raw_row(&mut self, line: u32, cells: &[&str]) -> RawRow {
        let cells = cells.iter().map(|text| {
            let mended = mend(text);
            if mended.blanks {
                self.tell(line, NoteKind::Blanks, "");
            }
            if mended.markup {
                self.tell(line, NoteKind::Markup, "");
            }
            Printed::new(mended.text)
        });
        RawRow { line, cells: cells.collect() }
    }

    /// Reads the rows between two page breaks. What finds no place is put into `unplaced`.
    pub fn read_page(&mut self, mut rows: Vec<RawRow>, unplaced: &mut Vec<Unplaced>) {
        let beside = self.schema.layout == Layout::Beside || self.schema.sections.len() < 2;
        if beside {
            let sections = 0..self.schema.sections.len();
            self.read_run(&rows, sections, true, unplaced);
        } else {
            let mut run = Vec::new();
            let mut top = true;
            for mut raw in rows.drain(..) {
                let section = self.section_of(&mut raw);
                if section != self.section && !run.is_empty() {
                    self.read_run(&run, self.section..self.section + 1, top, unplaced);
                    run.clear();
                    top = true;
                }
                self.section = section;
                run.push(raw);
            }
            self.read_run(&run, self.section..self.section + 1, top, unplaced);
        }
        self.page += 1;
    }

    /// Which of several stacked sections a row belongs to: the one whose title stands before it (which
    /// is taken off), whose header it is or whose fixed row it is; else that of the row above.
    fn section_of(&mut self, raw: &mut RawRow) -> usize {
        let schema = self.schema;
        let from = self.section;
        let Some(first) = raw.cells.iter_mut().find(|cell| !cell.is_blank()) else {
            return from;
        };
        let titled = schema
            .sections
            .iter()
            .enumerate()
            .skip(from)
            .find(|(_, section)| !section.title.is_empty() && fold(&section.title) == first.folded);
        if let Some((at, _)) = titled {
            *first = Printed::default();
            return at;
        }
        for (at, section) in schema.sections.iter().enumerate().skip(from) {
            let grid = Grid::new(schema, at..at + 1);
            if Header::new(&grid).is_header(&raw.cells, false) {
                return at;
            }
            let labels = section.fixed_rows().flat_map(|row| row.cells.values());
            let mut labels = labels.map(|text| fold(text)).filter(|text| !text.is_empty());
            if labels.any(|label| raw.cells.iter().any(|cell| cell.folded == label)) {
                return at;
            }
        }
        from
    }

    fn read_run(
        &mut self,
        rows: &[RawRow],
        sections: Range<usize>,
        mut top: bool,
        unplaced: &mut Vec<Unplaced>,
    ) {
        let grid = Grid::new(self.schema, sections.clone());
        let known = self.headers.iter().position(|(start, _)| *start == sections.start);
        let known = known.unwrap_or_else(|| {
            self.headers.push((sections.start, Header::new(&grid)));
            self.headers.len() - 1
        });
        let mut data: Vec<&RawRow> = Vec::new();
        for raw in rows {
            let Some((_, header)) = self.headers.get_mut(known) else { continue };
            if header.is_header(&raw.cells, top) {
                header.see(raw.line, &raw.cells, &mut self.notes);
            } else if raw.cells.iter().any(|cell| !cell.is_blank()) {
                top = false;
                data.push(raw);
            }
        }
        let Some((first, last)) = data.first().zip(data.last()) else { return };
        let (first, last) = (first.line, last.line);
        let all: Vec<&[Printed]> = data.iter().map(|raw| raw.cells.as_slice()).collect();
        let usual = grid.best_shift(&all, Shift::default());
        if usual != Shift::default() && self.schema.layout == Layout::Beside
            || usual.at > 0
            || usual.first > 0
        {
            self.tell(first, NoteKind::Shifted, format!("第 {first}–{last} 行整页{}", describe(usual)));
        }
        for (at, raw) in data.iter().enumerate() {
            let shift = grid.best_shift(&[&raw.cells], usual);
            if shift != usual {
                self.tell(raw.line, NoteKind::Shifted, describe(shift));
            }
            self.read_row(&grid, raw, shift, at == 0 && self.page > 0, unplaced);
        }
    }

    fn read_row(
        &mut self,
        grid: &Grid<'f>,
        raw: &RawRow,
        shift: Shift,
        page_top: bool,
        unplaced: &mut Vec<Unplaced>,
    ) {
        let (placed, outside) = grid.place(&raw.cells, shift);
        let mut lose = |text: String, reason: String| {
            unplaced.push(Unplaced { line: raw.line, text, reason });
        };
        let mut problems = Vec::new();
        if page_top && outside.is_empty() && self.join_continuation(grid, raw.line, &placed) {
            return;
        }
        for (part, rules) in grid.parts.iter().enumerate() {
            let cells: Vec<(&'f Column, &Printed)> = grid
                .slots
                .iter()
                .zip(&placed)
                .filter_map(|(slot, cell)| {
                    (*cell).filter(|_| slot.part == part).map(|cell| (slot.column, cell))
                })
                .collect();
            let Some(identity) = grid.identify(part, &placed) else { continue };
            let shape = match identity {
                Identity::Fixed(row) => Some(RowShape::Fixed(row)),
                Identity::Free(row) => Some(RowShape::Free(row)),
                Identity::Bare => self.unlabelled(rules.section, raw.line).map(RowShape::Fixed),
                Identity::Unknown => None,
            };
            let text = || cells.iter().map(|(_, cell)| cell.text.as_str()).collect::<Vec<_>>().join("\t");
            let Some(shape) = shape else {
                lose(text(), format!("不是{}里的任何一种行", self.schema.title));
                problems.push("整行");
                continue;
            };
            let mut row = Row::default();
            match shape {
                RowShape::Fixed(fixed) => {
                    if !self.used.insert(fixed.key.clone()) {
                        lose(text(), format!("{}里已有“{}”这一行", self.schema.title, fixed.key));
                        problems.push("重复的行");
                        continue;
                    }
                    row.key = fixed.key.clone();
                    row.kind = fixed.kind.clone();
                }
                RowShape::Free(free) => row.kind = free.kind.clone(),
            }
            for (column, cell) in cells {
                // The row's own label, printed in another column.
                let label = matches!(shape, RowShape::Fixed(fixed)
                    if !fixed.cells.contains_key(&column.key)
                        && fixed.cells.values().any(|text| fold(text) == cell.folded));
                if !label && !self.store(&mut row, shape, column, cell, raw.line) {
                    lose(cell.text.clone(), format!("这一行的“{}”栏应为空白", column.key));
                    problems.push("多出的格");
                }
            }
            if let Some(rows) = self.sections.get_mut(rules.section) {
                rows.push(ReadRow { row, shape, line: raw.line, page: self.page });
            }
        }
        for cell in outside {
            lose(cell.text.clone(), "落在本表各栏之外".to_owned());
            problems.push("多出的格");
        }
        for problem in problems {
            self.tell(raw.line, NoteKind::Unplaced, problem);
        }
    }

    /// Puts one cell into a row. `false` if nothing may stand there.
    fn store(
        &mut self,
        row: &mut Row,
        shape: RowShape<'f>,
        column: &Column,
        cell: &Printed,
        line: u32,
    ) -> bool {
        let role = shape.role(column);
        self.cells += 1;
        match role {
            Role::Blank => {
                self.cells -= 1;
                return false;
            }
            Role::Label => {
                // As printed, where that differs from the format's words.
                if shape.label(&column.key) != Some(cell.text.as_str()) {
                    row.cells.insert(column.key.clone(), Value::Text(cell.text.clone().into()));
                }
            }
            Role::Input | Role::SumOfColumns | Role::SumOfRows | Role::SumOfLines => {
                let value = match column.kind {
                    ColumnKind::Amount | ColumnKind::Yuan => self.amount(cell, line),
                    ColumnKind::Count => match parse_count(&cell.text) {
                        Ok(number) => number.map(Value::Amount),
                        Err(error) => self.unreadable(cell, line, &error.message),
                    },
                    ColumnKind::Text | ColumnKind::Code | ColumnKind::Indicator => {
                        Some(Value::Text(cell.text.clone().into()))
                    }
                };
                let layer = if role.is_computed() { &mut row.stated } else { &mut row.cells };
                if let Some(value) = value {
                    layer.insert(column.key.clone(), value);
                }
            }
        }
        true
    }

    /// An amount in the format's unit.
    fn amount(&mut self, cell: &Printed, line: u32) -> Option<Value> {
        if cell.is_dash() {
            self.tell(line, NoteKind::Dash, "");
            return None;
        }
        // A number with a unit of its own is in that unit, whatever stands above the table.
        let unit = self.unit.in_yuan();
        let printed = self.factor.map_or(Some(unit), |factor| factor.checked_mul(unit));
        match parse_amount_of(&cell.text, self.unit, printed.unwrap_or(unit)) {
            Ok(Some(amount)) if self.factor.is_some() => Some(Value::Amount(amount.normalize())),
            Ok(amount) => amount.map(Value::Amount),
            Err(error) => self.unreadable(cell, line, &error.message),
        }
    }

    fn unreadable(&mut self, cell: &Printed, line: u32, message: &str) -> Option<Value> {
        self.tell(line, NoteKind::Unreadable, message);
        Some(Value::Text(cell.text.clone().into()))
    }

    /// The fixed row that a row of bare numbers is: the next one that has no label or is a total.
    fn unlabelled(&mut self, section: usize, line: u32) -> Option<&'f FixedRow> {
        let schema = self.schema.sections.get(section)?;
        let begun = self
            .sections
            .get(section)
            .is_some_and(|rows| rows.iter().any(|read| matches!(read.shape, RowShape::Free(_))));
        let candidates = if begun { &schema.after } else { &schema.before };
        let row = candidates
            .iter()
            .find(|row| (row.cells.is_empty() || !row.sum.is_empty()) && !self.used.contains(&row.key))?;
        if !row.cells.is_empty() {
            self.tell(line, NoteKind::Unlabelled, format!("读作“{}”", row.key));
        }
        Some(row)
    }

    /// Reports what the headers lacked. To be called once, at the end.
    pub fn finish_headers(&mut self) {
        for (_, header) in &self.headers {
            header.finish(&mut self.notes);
        }
    }
}

fn describe(shift: Shift) -> String {
    let one = |by: i32| match by {
        0 => "不动".to_owned(),
        1.. => format!("右移 {by} 格"),
        _ => format!("左移 {} 格", -by),
    };
    match shift.at {
        0 => one(shift.second),
        at => format!("第 {} 格起{}，之前{}", at + 1, one(shift.second), one(shift.first)),
    }
}
