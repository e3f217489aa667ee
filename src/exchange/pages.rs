//! The import from end to end: hands each part of the document to who can read it, and says of every table how much of
//! it there is. A table's head is for `heads`, whose page it is without a title for `labels`.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Imported;
use super::captions;
use super::contents::Contents;
use super::dialects;
use super::dress::{is_continuation, is_number};
use super::facts;
use super::finish::finish;
use super::general_unit::GeneralUnit;
use super::heads::{cells_of_form, is_of_form};
use super::labels::Labels;
use super::listed;
use super::loose;
use super::marks::Marks;
use super::narrative;
use super::patterns::Patterns;
use super::report::{ImportReport, NoteKind, TableReport};
use super::source::ColumnDoubts;
use super::split::{Line, Part, Titles, lines, split};
use super::table::{RawRow, Reader};
use super::words::squeeze;
use crate::model::{Budget, Coverage, TableKey, Unplaced};
use crate::schema::{Format, TableSchema};

/// An import under way.
pub(super) struct Import<'f> {
    pub(super) format: &'f Format,
    pub(super) patterns: Patterns,
    labels: Labels<'f>,
    contents: Contents<'f>,
    pub(super) readers: BTreeMap<TableKey, Reader<'f>>,
    year: i32,
    /// That of the whole document, where this is a part of it.
    known_year: Option<i32>,
    /// The unit of tables that state none.
    pub(super) unit: Option<GeneralUnit>,
    /// From which line on the cells of tables stand where they were printed, as in workbooks, Word files and web pages, and
    /// from which they may not, in their order.
    exact: Vec<(u32, bool)>,
    /// The rows of which it is doubtful which figure stands in which column, and why.
    doubted: BTreeMap<u32, Arc<ColumnDoubts>>,
    pub(super) budget: Budget,
    pub(super) report: ImportReport,
    marks: Marks,
}

impl<'f> Import<'f> {
    /// An import into a format.
    pub(super) fn new(format: &'f Format, source: &str) -> Self {
        Self {
            format,
            patterns: Patterns::new(format),
            labels: Labels::new(format),
            contents: Contents::new(format),
            readers: BTreeMap::new(),
            year: format.year,
            known_year: None,
            unit: None,
            exact: Vec::new(),
            doubted: BTreeMap::new(),
            budget: Budget { format: format.id.clone(), source: source.to_owned(), ..Budget::default() },
            report: ImportReport {
                source: source.to_owned(),
                format: format.id.clone(),
                ..ImportReport::default()
            },
            marks: Marks::default(),
        }
    }

    /// The same of documents whose cells stand where they were printed, or not: by the number of their first line.
    pub(super) fn exact(self, exact: Vec<(u32, bool)>) -> Self {
        Self { exact, ..self }
    }

    /// The same of documents with rows whose columns are in doubt, by the number of the line.
    pub(super) fn doubted(self, doubted: BTreeMap<u32, Arc<ColumnDoubts>>) -> Self {
        Self { doubted, ..self }
    }

    /// The same of a part of a document of that year.
    pub(super) fn of_year(self, known_year: Option<i32>) -> Self {
        Self { known_year, ..self }
    }

    fn is_exact(&self, line: &Line<'_>) -> bool {
        let last = self.exact.partition_point(|(first, _)| *first <= line.number).checked_sub(1);
        last.and_then(|last| self.exact.get(last)).is_some_and(|(_, is_exact)| *is_exact)
    }

    /// Reads the whole text.
    pub(super) fn read(mut self, text: &str) -> Imported {
        let (mut source, left) = dialects::lines(text);
        // Where the format says that a cell stands for those below it, they stay blank.
        let is_joined = |table: &TableSchema| {
            table.sections.iter().flat_map(|section| &section.columns).any(|column| column.merged)
        };
        if !self.format.tables.iter().any(is_joined) {
            dialects::owners::repeat(&mut source);
            dialects::functions::repeat(&mut source);
        }
        let mut lines = lines(&source);
        if self.format.document.titles_below {
            let titles = Titles::new(self.format);
            let is_title = |at: usize| lines.get(at).is_some_and(|line| titles.find(line).is_some());
            lines = captions::raised(&lines, is_title, &self.patterns);
        }
        self.year = facts::year_of(self.format, &lines).or(self.known_year).unwrap_or(self.format.year);
        self.unit = GeneralUnit::of(&lines, |line| self.is_note(line));
        let mut texts: Vec<Line<'_>> = Vec::new();
        let mut tables = 0;
        for part in split(&lines, self.format, &self.patterns) {
            tables += usize::from(matches!(part, Part::Loose(Some(_), _)));
            match part {
                Part::Text(lines) => texts.extend(lines),
                Part::Table(table, lead, lines) => self.read_table(Some(table), &lead, &lines, None),
                Part::Loose(title, lines) => self.read_table(None, &[], &lines, title),
            }
        }
        let (texts, loose) = loose::parted(texts);
        for line in &loose {
            self.lose(line, "一行一格的表，没有读成表格");
        }
        let narrative = narrative::read(&texts, &self.patterns);
        self.budget.narrative = narrative.sections;
        self.report.sections = narrative.reports;
        self.report.notes = narrative.notes;
        self.marks.sections = narrative.marks;
        self.finish_tables();
        facts::read_head(&mut self.budget, self.format, &lines, self.known_year, &mut self.report.notes);
        let supplements = facts::read_supplements(&mut self.budget, self.format);
        self.report.tables.extend(supplements);
        self.find_lost_rows();
        tables += self.readers.values().filter(|reader| reader.titled).count();
        self.tell_missing(&listed::missing(&lines, tables));
        self.budget.unplaced.sort_by_key(|unplaced| unplaced.line);
        self.keep_doubts();
        self.tell_left(&left);
        self.report.unplaced = self.budget.unplaced.len();
        self.report.unplaced_figures = self.budget.unplaced.iter().filter(|line| line.has_figures()).count();
        Imported {
            budget: self.budget,
            report: self.report,
            marks: self.marks,
            fits: Vec::new(),
            origin: None,
            sets: Vec::new(),
        }
    }

    pub(super) fn reader(&mut self, schema: &'f TableSchema) -> &mut Reader<'f> {
        let (format, year, general_unit) = (self.format, self.year, self.unit);
        self.readers.entry(schema.key.clone()).or_insert_with(|| {
            let mut reader = Reader::new(schema, format, year);
            reader.general_unit = general_unit.map(|unit| unit.yuan);
            reader
        })
    }

    /// Reads the lines of a table from its title on, or of rows without one. `lead` stands above the title and
    /// belongs to it; `local` seems to be the title of rows that are no table of the format.
    fn read_table(
        &mut self,
        titled: Option<&'f TableSchema>,
        lead: &[Line<'_>],
        lines: &[Line<'_>],
        local: Option<&str>,
    ) {
        let mut current = titled;
        let mut rest = lines;
        let mut page: Vec<(Line<'_>, Vec<&str>)> = Vec::new();
        if let (Some(schema), Some((title, below))) = (titled, lines.split_first()) {
            let (above, below) = self.read_title(schema, lead, title, below);
            page.extend(above.into_iter().map(|line| (line, cells_of_form(line.text))));
            rest = below;
        }
        let mut text: Vec<Line<'_>> = Vec::new();
        for line in rest {
            // Among the rows of a form a label with its unit is a row as the others are.
            let in_form = current.is_some_and(|schema| schema.headless);
            if current.is_some() && (page.is_empty() || !in_form) && self.is_head(line) {
                // The head again, on a further page; behind what else stands there, such as 续表.
                current = self.read_page(current, &mut page, local);
                self.place_text(current, &mut text);
                let unit = self.read_above(&[*line]);
                if let Some(schema) = current {
                    self.reader(schema).state_unit(line.number, unit);
                }
                continue;
            }
            // In a workbook a note is a row with one filled cell.
            let is_text = current.is_some()
                && line
                    .only_text()
                    .is_some_and(|_| self.is_note(line) || text.iter().any(|line| self.is_note(line)));
            match line.cells().filter(|_| !is_text) {
                Some(cells) => {
                    // Text between the cells of a form is a label of what comes below.
                    if in_form && text.iter().all(|line| is_of_form(line.text) && !self.is_note(line)) {
                        page.extend(text.drain(..).map(|line| (line, cells_of_form(line.text))));
                    }
                    self.place_text(current, &mut text);
                    if cells.iter().any(|cell| !cell.trim().is_empty()) {
                        page.push((*line, cells));
                    }
                }
                None => {
                    current = self.read_page(current, &mut page, local);
                    if !line.is_blank() {
                        text.push(*line);
                    }
                }
            }
        }
        current = self.read_page(current, &mut page, local);
        self.place_text(current, &mut text);
    }

    pub(super) fn lose(&mut self, line: &Line<'_>, reason: &str) {
        self.budget.unplaced.push(Unplaced {
            line: line.number,
            text: line.text.trim().to_owned(),
            reason: reason.to_owned(),
        });
    }

    /// Text within a table: the note under it, from its first line on; anything else is unplaced.
    fn place_text(&mut self, current: Option<&'f TableSchema>, text: &mut Vec<Line<'_>>) {
        let taken = std::mem::take(text);
        let begins = |line: &Line<'_>| self.is_note(line);
        let start = taken.iter().position(begins).filter(|_| current.is_some()).unwrap_or(taken.len());
        let (before, note) = taken.split_at_checked(start).unwrap_or((&taken, &[]));
        // On a further page its number stands again.
        let goes_on =
            |line: &&Line<'_>| current.is_some() && (is_continuation(line.text) || is_number(line.text));
        for line in before.iter().filter(|line| !goes_on(line)) {
            self.lose(line, "表格之间的文字，格式里没有");
            let lost = self.budget.unplaced.last().cloned();
            if let Some((schema, lost)) = current.zip(lost) {
                self.reader(schema).doubts.lose(&lost);
            }
        }
        let Some(schema) = current.filter(|_| !note.is_empty()) else { return };
        let reader = self.reader(schema);
        let paragraphs = narrative::paragraphs(note, true, &mut reader.notes);
        reader.note = std::iter::once(std::mem::take(&mut reader.note))
            .chain(paragraphs.into_iter().map(|paragraph| paragraph.text))
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join("\n");
        if let (Some(first), Some(last)) = (note.first(), note.last()) {
            reader.spans.push((first.number, last.number));
        }
    }

    /// Reads the rows between two breaks into the table they belong to, and says which that was.
    fn read_page(
        &mut self,
        current: Option<&'f TableSchema>,
        page: &mut Vec<(Line<'_>, Vec<&str>)>,
        local: Option<&str>,
    ) -> Option<&'f TableSchema> {
        let rows = std::mem::take(page);
        let Some(((first, _), (last, _))) = rows.first().zip(rows.last()) else { return current };
        let continued =
            current.is_some_and(|schema| self.readers.get(&schema.key).is_some_and(|reader| reader.page > 0));
        let foreign = if continued || current.is_none() { self.labels.owner(&rows, current) } else { None };
        let Some(schema) = foreign.or(current) else {
            let reason = match local {
                Some(title) => format!("格式里没有的表“{}”", squeeze(title)),
                None => "表格行前没有认得出的表题".to_owned(),
            };
            for (line, cells) in &rows {
                self.contents.see(cells);
                self.lose(line, &reason);
            }
            return None;
        };
        if let (Some(other), Some(before)) = (foreign, current) {
            let text = format!("第 {}–{} 行不是本表的行，归到{}", first.number, last.number, other.title);
            self.reader(before).tell(first.number, NoteKind::LostPage, text);
        }
        let mut unplaced = Vec::new();
        let exact: Vec<bool> = rows.iter().map(|(line, _)| self.is_exact(line)).collect();
        let doubted: Vec<Option<Arc<ColumnDoubts>>> =
            rows.iter().map(|(line, _)| self.doubted.get(&line.number).or(line.typed).cloned()).collect();
        let reader = self.reader(schema);
        let rows = rows.iter().zip(exact).zip(doubted);
        let raw: Vec<RawRow> = rows
            .map(|(((line, cells), exact), doubted)| RawRow { doubted, ..reader.raw_row(line, cells, exact) })
            .collect();
        reader.spans.push((first.number, last.number));
        reader.begins.get_or_insert(first.at);
        reader.read_page(raw, &mut unplaced);
        reader.doubts.end_page(first.number);
        self.budget.unplaced.append(&mut unplaced);
        Some(schema)
    }

    /// Makes tables of what was read, in the format's order; those never seen are absent.
    fn finish_tables(&mut self) {
        // Budget lines are in no document but one of ours.
        let lines = |schema: &&TableSchema| {
            self.format.has_lines(&schema.key) && self.readers.contains_key(&schema.key)
        };
        let lines: Vec<&TableSchema> = self.format.tables.iter().filter(lines).collect();
        for schema in self.format.published().chain(lines) {
            let mut report = TableReport {
                table: schema.key.clone(),
                number: schema.number,
                title: schema.title.clone(),
                ..TableReport::default()
            };
            let table = match self.readers.get_mut(&schema.key) {
                Some(reader) => {
                    let (mut table, rows) = finish(reader);
                    let reason = self.contents.reason(&schema.key).filter(|_| schema.is_empty(&table));
                    if let Some(reason) = reason.filter(|_| table.note.is_empty()) {
                        reason.clone_into(&mut table.note);
                        // Nothing stands there, and the list of tables says why.
                        if table.coverage == Coverage::Unread && !reader.doubts.has_lost() {
                            table.coverage = Coverage::Full;
                            table.remark = String::new();
                        }
                    }
                    report.rows = rows;
                    report.cells = reader.cells;
                    report.lines = merge_spans(&reader.spans);
                    report.notes = std::mem::take(&mut reader.notes);
                    report.notes.sort_by_key(|note| note.line);
                    self.marks.take(&schema.key, reader.begins, std::mem::take(&mut reader.marks));
                    table
                }
                None => {
                    let mut table = schema.blank_table();
                    table.coverage = Coverage::Absent;
                    table.remark = "文件中没有此表".to_owned();
                    table
                }
            };
            report.coverage = table.coverage;
            report.remark.clone_from(&table.remark);
            self.budget.tables.insert(schema.key.clone(), table);
            self.report.tables.push(report);
        }
    }
}

/// Pieces that follow each other closely as one.
fn merge_spans(spans: &[(u32, u32)]) -> Vec<(u32, u32)> {
    // A title may stand below its rows.
    let mut spans: Vec<(u32, u32)> = spans.iter().map(|(from, to)| (*from.min(to), *from.max(to))).collect();
    spans.sort_unstable();
    let mut out: Vec<(u32, u32)> = Vec::new();
    for (from, to) in &spans {
        match out.last_mut() {
            Some(last) if *from <= last.1 + 6 => last.1 = last.1.max(*to),
            _ => out.push((*from, *to)),
        }
    }
    out
}
