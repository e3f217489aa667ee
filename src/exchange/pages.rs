//! The import from end to end: hands each part of the document to who can read it, recognises pages of
//! a table whose title is lost, and says of every table how much of it there is.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rust_decimal::Decimal;

use super::Imported;
use super::contents::Contents;
use super::facts;
use super::finish::finish;
use super::marks::Marks;
use super::narrative;
use super::report::{ImportReport, NoteKind, TableReport};
use super::split::{Line, Part, Patterns, is_short, lines, looks_like_figures, split};
use super::table::{RawRow, Reader};
use super::words::{fold, squeeze};
use super::{dialects, units};
use crate::model::{Budget, Coverage, TableKey, Unplaced};
use crate::schema::{Format, TableSchema};

/// An import under way.
pub(super) struct Import<'f> {
    pub(super) format: &'f Format,
    patterns: Patterns,
    labels: Labels<'f>,
    contents: Contents<'f>,
    pub(super) readers: BTreeMap<TableKey, Reader<'f>>,
    year: i32,
    /// The unit that the document says all its tables have, in 元.
    unit: Option<Decimal>,
    pub(super) budget: Budget,
    pub(super) report: ImportReport,
    marks: Marks,
}

/// The labels of all fixed rows: folded → table and squeezed form.
struct Labels<'f>(HashMap<String, Vec<(&'f TableSchema, String)>>);

impl<'f> Import<'f> {
    /// An import into a format.
    pub fn new(format: &'f Format, source: &str) -> Self {
        Self {
            format,
            patterns: Patterns::new(format),
            labels: Labels::new(format),
            contents: Contents::new(format),
            readers: BTreeMap::new(),
            year: format.year,
            unit: None,
            budget: Budget { format: format.id.clone(), source: source.to_owned(), ..Budget::default() },
            report: ImportReport {
                source: source.to_owned(),
                format: format.id.clone(),
                ..ImportReport::default()
            },
            marks: Marks::default(),
        }
    }

    /// Reads the whole text.
    pub fn read(mut self, text: &str) -> Imported {
        let (source, left) = dialects::lines(text);
        let lines = lines(&source);
        self.year = facts::year_of(self.format, &lines).unwrap_or(self.format.year);
        let said: BTreeSet<Decimal> = lines
            .iter()
            .filter(|line| line.cells().is_none() && !self.is_note(line))
            .filter_map(|line| units::of_all(line.text))
            .collect();
        // Several contradict each other.
        self.unit = said.first().copied().filter(|_| said.len() == 1);
        let mut texts: Vec<Line<'_>> = Vec::new();
        for part in split(&lines, self.format, &self.patterns) {
            match part {
                Part::Text(lines) => texts.extend(lines),
                Part::Table(table, lead, lines) => self.read_table(Some(table), &lead, &lines, None),
                Part::Loose(title, lines) => self.read_table(None, &[], &lines, title),
            }
        }
        let narrative = narrative::read(&texts, &self.patterns);
        self.budget.narrative = narrative.sections;
        self.report.sections = narrative.reports;
        self.report.notes = narrative.notes;
        self.marks.sections = narrative.marks;
        self.finish_tables();
        facts::read_head(&mut self.budget, self.format, &lines, &mut self.report.notes);
        let supplements = facts::read_supplements(&mut self.budget, self.format);
        self.report.tables.extend(supplements);
        self.find_lost_rows();
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
        }
    }

    fn reader(&mut self, schema: &'f TableSchema) -> &mut Reader<'f> {
        let (format, year, general_unit) = (self.format, self.year, self.unit);
        self.readers.entry(schema.key.clone()).or_insert_with(|| {
            let mut reader = Reader::new(schema, format, year);
            reader.general_unit = general_unit;
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
        if let (Some(schema), Some((title, below))) = (titled, lines.split_first()) {
            let is_row = |line: &&Line<'_>| line.cells().is_some() && !self.is_head(line);
            let rows = below.iter().position(|line| is_row(&line)).unwrap_or(below.len());
            // Text that is no head is read with the rows, if there is none.
            let is_figures = |line: &Line<'_>| line.cells().is_none() && looks_like_figures(line.text);
            let rows = below.iter().position(is_figures).map_or(rows, |at| at.min(rows));
            // Where there are no rows, the note stands directly below the title.
            let begins = |line: &Line<'_>| self.is_note(line);
            let rows = if rows < below.len() { rows } else { below.iter().position(begins).unwrap_or(rows) };
            let (above, from) = below.split_at_checked(rows).unwrap_or((below, &[]));
            rest = from;
            let known = self.budget.unplaced.len();
            let own = self.read_above(above);
            let lost = self.budget.unplaced.get(known..).unwrap_or_default().to_vec();
            let beside = units::stated(title.text).or_else(|| units::bracketed(title.text));
            let before = self.read_above(lead);
            // Below the rows, where nothing above states it.
            let below =
                from.iter().filter(|line| self.is_head(line)).find_map(|line| units::stated(line.text));
            let noted =
                from.iter().filter(|line| self.is_note(line)).find_map(|line| units::stated(line.text));
            let each = |line: &Line<'_>| units::stated(line.text).or_else(|| units::alone(line.text));
            let said: BTreeSet<Decimal> =
                above.iter().chain(lead).filter_map(each).chain(beside).chain(noted).collect();
            let unit = own.or(beside.map(Ok)).or(before).or_else(|| below.or(noted).map(Ok));
            let reader = self.reader(schema);
            reader.titled = true;
            reader.begins.get_or_insert(title.at);
            lost.iter().for_each(|line| reader.doubts.lose(line));
            reader
                .spans
                .push((title.number, above.iter().map(|line| line.number).max().unwrap_or(title.number)));
            if said.len() > 1 {
                let taken = unit.as_ref().and_then(|unit| unit.as_ref().ok()).map(|unit| units::name(*unit));
                let names = said.iter().map(|unit| units::name(*unit)).collect::<Vec<_>>().join("、");
                let text = format!(
                    "表上写着不同的金额单位（{names}），金额按“{}”读入；请对照原文核对",
                    taken.unwrap_or_default()
                );
                reader.tell(title.number, NoteKind::Unreadable, text.clone());
                reader.doubts.problem("金额单位", title.number, text);
            }
            if let Some(general) = reader.general_unit.filter(|_| unit.is_none()) {
                let text =
                    format!("全文说明金额单位是{}，表上没有另写单位的金额按此读入", units::name(general));
                reader.tell(title.number, NoteKind::Unit, text);
            }
            reader.state_unit(title.number, unit);
        }
        let mut page: Vec<(Line<'_>, Vec<&str>)> = Vec::new();
        let mut text: Vec<Line<'_>> = Vec::new();
        for line in rest {
            if current.is_some() && self.is_head(line) {
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

    /// Whether a note under a table begins with a line.
    fn is_note(&self, line: &Line<'_>) -> bool {
        self.patterns.note.as_ref().is_some_and(|note| note.is_match(line.text.trim()))
    }

    /// Whether a line, or a row of cells, is part of a table's head: its unit, and whose it is.
    fn is_head(&self, line: &Line<'_>) -> bool {
        let only = line.text.trim();
        if line.cells().is_some() && super::split::is_continuation(only) {
            return true;
        }
        let filled: Vec<&str> =
            line.text.split('\t').map(str::trim).filter(|cell| !cell.is_empty()).collect();
        let is_note = self.is_note(line);
        let states = units::stated(line.text).is_some()
            || self.patterns.unit.iter().any(|unit| unit.is_match(line.text))
            || line.cells().is_some()
                && self.patterns.department.iter().any(|whose| whose.is_match(line.text));
        let label = |cell: &str| cell.contains([':', '：']);
        let ends = |cell: &str| cell.ends_with([':', '：']);
        let known = |at: usize, cell: &str| {
            label(cell)
                || units::stated(cell).is_some()
                || super::split::is_number(cell)
                || super::split::is_page(cell)
                || at.checked_sub(1).and_then(|at| filled.get(at)).is_some_and(|before| ends(before))
        };
        states
            && !is_note
            && filled.len() <= 8
            && is_short(&filled.join(" "))
            && filled.iter().enumerate().all(|(at, cell)| known(at, cell))
    }

    /// The lines between a title and the rows: the department's name, and the unit.
    fn read_above(&mut self, above: &[Line<'_>]) -> Option<Result<Decimal, String>> {
        let filled: Vec<&Line<'_>> = above.iter().filter(|line| !line.is_blank()).collect();
        let text = filled.iter().map(|line| line.text.trim()).collect::<Vec<_>>().join("\n");
        let mut known = units::places(&text);
        let unit = filled.iter().find_map(|line| units::stated(line.text)).or_else(|| units::stated(&text));
        let alone = || filled.iter().find_map(|line| units::alone(line.text));
        let mut unit = unit.or_else(alone).map(Ok);
        for pattern in &self.patterns.unit {
            // A name that only begins like a unit (元氏县) is none.
            let is_whole = |found: &regex::Captures<'_>| {
                let end = found.get(1).map_or(0, |label| label.end());
                let behind = text.get(end..).and_then(|behind| behind.chars().next());
                !behind.is_some_and(crate::text::is_ideograph)
            };
            if let Some(found) = pattern.captures(&text).filter(is_whole) {
                known.extend(found.get(0).map(|all| all.range()));
                let label = found.get(1).map(|label| squeeze(label.as_str())).unwrap_or_default();
                unit = unit.or_else(|| Some(units::in_yuan(&label).ok_or(label)));
            }
        }
        for pattern in &self.patterns.department {
            known.extend(pattern.find_iter(&text).map(|all| all.range()));
        }
        let mut at = 0;
        for line in filled {
            let own = line.text.trim();
            let known = |byte: usize| known.iter().any(|range| range.contains(&(at + byte)));
            if own.char_indices().any(|(byte, c)| !c.is_whitespace() && !known(byte))
                && !super::split::is_number(own)
                && !super::split::is_continuation(own)
            {
                self.lose(line, "表题和表头之间的文字，格式里没有");
            }
            at += own.len() + 1;
        }
        unit
    }

    fn lose(&mut self, line: &Line<'_>, reason: &str) {
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
        let goes_on = |line: &&Line<'_>| current.is_some() && super::split::is_continuation(line.text);
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
        let reader = self.reader(schema);
        let raw: Vec<RawRow> = rows.iter().map(|(line, cells)| reader.raw_row(line, cells)).collect();
        reader.spans.push((first.number, last.number));
        reader.begins.get_or_insert(first.at);
        reader.read_page(raw, &mut unplaced);
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

impl<'f> Labels<'f> {
    fn new(format: &'f Format) -> Self {
        let mut labels: HashMap<String, Vec<(&'f TableSchema, String)>> = HashMap::new();
        for table in format.published() {
            let rows =
                table.sections.iter().flat_map(|section| section.fixed_rows().map(move |row| (section, row)));
            for (section, row) in rows {
                for (key, text) in &row.cells {
                    if section.column(key).is_some_and(|column| !column.hidden) {
                        labels.entry(fold(text)).or_default().push((table, squeeze(text)));
                    }
                }
            }
        }
        Self(labels)
    }

    /// The table whose fixed rows most rows of a page are, if they are rather its than `current`'s.
    fn owner(
        &self,
        rows: &[(Line<'_>, Vec<&str>)],
        current: Option<&TableSchema>,
    ) -> Option<&'f TableSchema> {
        // By table: how many rows carry one of its labels, and how exactly.
        let mut hits: BTreeMap<&TableKey, (usize, usize, &'f TableSchema)> = BTreeMap::new();
        for (_, cells) in rows {
            let mut best: BTreeMap<&TableKey, (usize, &'f TableSchema)> = BTreeMap::new();
            for cell in cells {
                let exact = squeeze(cell);
                for (table, label) in self.0.get(&fold(cell)).into_iter().flatten() {
                    let points = if *label == exact { 2 } else { 1 };
                    let entry = best.entry(&table.key).or_insert((0, *table));
                    entry.0 = entry.0.max(points);
                }
            }
            for (key, (points, table)) in best {
                let entry = hits.entry(key).or_insert((0, 0, table));
                entry.0 += 1;
                entry.1 += points;
            }
        }
        let own = current.and_then(|schema| hits.get(&schema.key)).map_or(0, |(_, points, _)| *points);
        let (count, points, table) =
            hits.values().rev().max_by_key(|(count, points, _)| (*points, *count)).copied()?;
        let other = current.is_none_or(|schema| schema.key != table.key);
        (other && count >= 3 && count * 10 >= rows.len() * 6 && points > own * 2).then_some(table)
    }
}

/// Pieces that follow each other closely as one.
fn merge_spans(spans: &[(u32, u32)]) -> Vec<(u32, u32)> {
    let mut out: Vec<(u32, u32)> = Vec::new();
    for (from, to) in spans {
        match out.last_mut() {
            Some(last) if *from <= last.1 + 6 => last.1 = last.1.max(*to),
            _ => out.push((*from, *to)),
        }
    }
    out
}
