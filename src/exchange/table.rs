//! What has been read of one table, and its pages parted into sections. What a section's rows say is for `run`
//! and `row`; where the table's lines came from, and whether figures are right, is nobody's business here.

use std::collections::BTreeSet;
use std::sync::Arc;

use rust_decimal::Decimal;

use super::align::Grid;
use super::columns::Layout;
use super::doubts::Doubts;
use super::header::Header;
use super::marks::RowMark;
use super::report::{ImportNote, NoteKind};
use super::source::ColumnDoubts;
use super::split::Line;
use super::units;
use super::words::{Printed, fold, mend};
use crate::model::{Row, RowKey, Unplaced};
use crate::schema::{CodeColumns, Format, Layout as Sections, RowShape, TableSchema};

/// A printed row.
pub(super) struct RawRow {
    /// Its line.
    pub line: u32,
    /// Which of the lines read it is.
    pub at: u32,
    /// Its cells, mended.
    pub cells: Vec<Printed>,
    /// Whether they stand where they were printed: then none is moved.
    pub is_exact: bool,
    /// Which of its columns are doubtful, and why.
    pub doubted: Option<Arc<ColumnDoubts>>,
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
    /// Where its cells were printed.
    pub mark: RowMark,
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
    /// Which of the lines read it begins with.
    pub begins: Option<u32>,
    /// Which page is being read, from 0.
    pub page: u32,
    /// How many filled cells were read.
    pub cells: usize,
    /// The unit that is printed above it or beside it, in 元.
    pub unit: Option<Decimal>,
    /// Whether it says that it counts people or things: its figures are no money, and lack no unit.
    pub is_counted: bool,
    /// The unit that a label in it states, in 元.
    pub loose_unit: Option<Decimal>,
    /// The unit that the document says all its tables have, in 元.
    pub general_unit: Option<Decimal>,
    /// What a person should know about how it was read.
    pub doubts: Doubts,
    /// The year of the document.
    pub year: i32,
    /// The format.
    pub format: &'f Format,
    /// Its columns that hold codes.
    pub codes: Vec<&'f CodeColumns>,
    /// The codes that stand above, for rows that print only what is new.
    pub codes_above: Vec<Vec<String>>,
    /// The fixed rows that have been read.
    pub used: BTreeSet<RowKey>,
    /// What is known of the columns, by the first section of a grid.
    pub heads: Vec<Head>,
    /// Where the finished rows were printed.
    pub marks: Vec<(RowKey, RowMark)>,
    section: usize,
}

/// What is known of the columns of a grid.
pub(super) struct Head {
    /// The first section of the grid.
    pub start: usize,
    /// Its header's words.
    pub header: Header,
    /// What the document's columns are, if they are not the format's.
    pub layout: Option<Layout>,
}

impl<'f> Reader<'f> {
    /// A reader that has read nothing.
    pub(super) fn new(schema: &'f TableSchema, format: &'f Format, year: i32) -> Self {
        Self {
            schema,
            sections: schema.sections.iter().map(|_| Vec::new()).collect(),
            spans: Vec::new(),
            notes: Vec::new(),
            note: String::new(),
            titled: false,
            begins: None,
            page: 0,
            cells: 0,
            unit: None,
            is_counted: false,
            loose_unit: None,
            general_unit: None,
            doubts: Doubts::default(),
            year,
            format,
            codes: format.codes.iter().filter(|codes| codes.tables.contains(&schema.key)).collect(),
            codes_above: Vec::new(),
            used: BTreeSet::new(),
            heads: Vec::new(),
            marks: Vec::new(),
            section: 0,
        }
    }

    /// Adds a note.
    pub(super) fn tell(&mut self, line: u32, kind: NoteKind, text: impl Into<String>) {
        self.notes.push(ImportNote { line, kind, text: text.into() });
    }

    /// Takes the unit that is stated for what follows, or could not be understood. What is not stated again
    /// goes on.
    pub(super) fn state_unit(&mut self, line: u32, stated: Option<Result<Decimal, String>>) {
        match stated {
            None => {}
            Some(Err(label)) => {
                self.tell(line, NoteKind::Unreadable, format!("看不懂金额单位“{label}”"));
                self.doubts.problem("金额单位", line, format!("看不懂金额单位“{label}”；请核对金额"));
            }
            Some(Ok(unit)) => {
                if let Some(before) = self.unit.filter(|before| *before != unit && self.page > 0) {
                    let text =
                        format!("从这里起金额单位是{}，前面是{}", units::name(unit), units::name(before));
                    self.doubts.problem("金额单位", line, text);
                }
                if let Some(factor) =
                    units::factor(unit, self.format.unit).filter(|_| self.unit != Some(unit))
                {
                    self.tell(line, NoteKind::Unit, format!("表上的金额已乘以 {factor}"));
                }
                self.unit = Some(unit);
            }
        }
    }

    /// A printed row from its cells, of a document in which these stand where they were printed, or not.
    pub(super) fn raw_row(&mut self, of: &Line<'_>, cells: &[&str], is_exact: bool) -> RawRow {
        let line = of.number;
        let cells = (0..).zip(cells).map(|(from, text)| {
            let mended = mend(text);
            if mended.blanks {
                self.tell(line, NoteKind::Blanks, "");
            }
            if mended.markup {
                self.tell(line, NoteKind::Markup, "");
            }
            Printed::new(mended.text).from(Some(from))
        });
        let is_exact = is_exact && of.typed.is_none();
        RawRow { line, at: of.at, cells: cells.collect(), is_exact, doubted: None }
    }

    /// Reads the rows between two page breaks. What finds no place is put into `unplaced`.
    pub(super) fn read_page(&mut self, mut rows: Vec<RawRow>, unplaced: &mut Vec<Unplaced>) {
        let beside = self.schema.layout == Sections::Beside || self.schema.sections.len() < 2;
        if beside {
            let sections = 0..self.schema.sections.len();
            self.read_run(rows, sections, true, unplaced);
        } else {
            let mut run = Vec::new();
            let mut top = true;
            for mut raw in rows.drain(..) {
                let section = self.section_of(&mut raw);
                if section != self.section && !run.is_empty() {
                    let run = std::mem::take(&mut run);
                    self.read_run(run, self.section..self.section + 1, top, unplaced);
                    top = true;
                }
                self.section = section;
                run.push(raw);
            }
            self.read_run(run, self.section..self.section + 1, top, unplaced);
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
            if Header::new(&grid, schema.headless).is_header(&raw.cells, false) {
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

    /// Reports what the headers lacked. To be called once, at the end.
    pub(super) fn finish_headers(&mut self) {
        for head in &self.heads {
            head.header.finish(&mut self.notes);
        }
    }
}
