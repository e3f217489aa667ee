//! From a file's text to a budget: the version decides the layout, older ones are brought up to the
//! current one, and what the format does not describe is kept and reported.
//!
//! Here is the one place where the structs on disk become the model. Reading is strict: a text is
//! read in full or refused; what can be saved from a damaged one is for [`super::recover`] to find.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rust_decimal::Decimal;
use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::SmolStr;

use super::disk::{self, CURRENT, CellEntries, Lines, RowsApart, Unknown, v1};
use super::error::{LoadError, Position, explain};
use super::extras::{Extras, Owner};
use super::notices::{Notices, describe};
use super::recover;
use super::stamp::Seen;
use super::{Loaded, Stamp};
use crate::model::{
    Budget, Cells, ColumnKey, Coverage, Department, Note, NoteKey, NoteKind as KindOfNote, Original, Row,
    RowKey, Section, Table, TableKey, Text, Unplaced, Value, section_names,
};
use crate::money::MoneyUnit;
use crate::schema::{ColumnKind, Format, Formats};

/// What stands at a place where the text is not a budget file's.
pub(super) struct Flaw {
    pub place: Position,
    pub message: String,
}

/// Why a text is not read.
pub(super) enum Refusal {
    TooNew(u32),
    Flawed(Flaw),
}

/// What is said of a [stray](is_stray) character.
pub(super) const STRAY: &str = "含有不可见的控制字符，这一段已损坏";

/// Whether a character is one that no budget file contains: within texts they are escaped. A lost
/// stretch of a disk often reads as zeros, which RON would take for part of a text.
pub(super) fn is_stray(c: char) -> bool {
    c.is_ascii_control() && !matches!(c, '\t' | '\r' | '\n')
}

/// Where the first stray character of a text stands. Nearly no text has one, which is seen many bytes at a time.
fn first_stray(text: &str) -> Option<usize> {
    let is_stray_byte = |byte: u8| is_stray(char::from(byte));
    let has_stray = |part: &[u8]| part.iter().fold(false, |any, byte| any | is_stray_byte(*byte));
    if text.as_bytes().chunks(1 << 12).any(has_stray) { text.find(is_stray) } else { None }
}

/// Reads a text of any version up to the current one, in full or not at all. Returns its version too.
pub(super) fn strict(bytes: &[u8]) -> Result<(u32, (v1::File, RowsApart), &str), Refusal> {
    let flaw = |place, message: &str| Refusal::Flawed(Flaw { place, message: message.to_owned() });
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text.strip_prefix('\u{feff}').unwrap_or(text),
        Err(error) => {
            let sound = bytes.get(..error.valid_up_to()).unwrap_or_default();
            let place = Position::after(&String::from_utf8_lossy(sound));
            // A newer version is named as such even where it is damaged.
            return Err(match disk::version(&String::from_utf8_lossy(sound)) {
                Some(version) if version > CURRENT => Refusal::TooNew(version),
                _ => flaw(place, "不是 UTF-8 编码的文字（文件损坏，或被别的程序以其他编码保存）"),
            });
        }
    };
    if let Some(at) =
        first_stray(text).filter(|_| disk::version(text).is_none_or(|version| version <= CURRENT))
    {
        return Err(flaw(Position::after(text.get(..at).unwrap_or_default()), STRAY));
    }
    let start = Position { line: 1, column: 1 };
    if text.trim().is_empty() {
        return Err(flaw(start, "文件是空的"));
    }
    let Some(version) = disk::version(text) else {
        return Err(flaw(start, "开头不是“(yusuan: 版本号”；这不是预算编辑器的文件，或开头已损坏"));
    };
    match disk::read_file(version, text) {
        None => Err(Refusal::TooNew(version)),
        Some(Ok(file)) => Ok((version, file, text)),
        Some(Err(error)) => {
            let (place, end) = (Position::of(&error), Position::after(text.trim_end()));
            if place >= end {
                Err(flaw(end, "内容到此中断，后面的部分缺失"))
            } else {
                Err(flaw(place, &explain(&error.code)))
            }
        }
    }
}

/// Reads a budget from the bytes of a file.
pub(super) fn load_bytes(bytes: &[u8], seen: Option<Seen>, formats: &Formats) -> Result<Loaded, LoadError> {
    let (read, stamp) = rayon::join(|| strict(bytes), || Stamp::of(bytes, seen));
    match read {
        Ok((version, (file, rows), text)) => {
            assemble(file, rows, version, Some(text), stamp.sound(), formats)
        }
        Err(Refusal::TooNew(version)) => Err(LoadError::TooNew { version }),
        Err(Refusal::Flawed(Flaw { place, message })) => {
            let recovered = recover::recover(bytes, place, &message, stamp, formats).map(Box::new);
            Err(LoadError::Damaged { place, message, recovered })
        }
    }
}

/// Makes a budget of a file that was read, in its format.
///
/// `rows` are those that were read apart from it; `text` is what it was read from, for the lines of unknown fields.
pub(super) fn assemble(
    file: v1::File,
    rows: RowsApart,
    version: u32,
    text: Option<&str>,
    stamp: Stamp,
    formats: &Formats,
) -> Result<Loaded, LoadError> {
    let own = Some(&file.own_format).filter(|text| !text.is_empty());
    let own = own.and_then(|text| formats.parse("预算文件自带的表式", text).ok()).map(Arc::new);
    let Some(format) = own.or_else(|| formats.get(&file.format)) else {
        let known = formats.iter().map(|format| format.id.clone()).collect();
        return Err(LoadError::UnknownFormat { id: file.format, known });
    };
    let mut notices = Notices::default();
    if version < CURRENT {
        notices.migrated(version);
    }
    let mut reader = Reader {
        format: &format,
        lines: text.map(Lines::of),
        extras: Extras::default(),
        notices,
        texts: FxHashSet::default(),
    };
    let mut budget = reader.budget(file, rows);
    for (key, table) in &mut budget.tables {
        match format.table(key) {
            Some(schema) => {
                describe(schema, table, &mut reader.notices);
                schema.complete(table);
            }
            None => reader.notices.unknown_table(key),
        }
    }
    Ok(Loaded {
        budget,
        format: format.clone(),
        extras: reader.extras,
        notices: reader.notices.into_list(),
        version,
        stamp,
        read_only_reason: None,
    })
}

/// The format that has all of these tables: for a damaged file that no longer says which it is.
pub(super) fn format_with(tables: &BTreeSet<TableKey>, formats: &Formats) -> Option<Arc<Format>> {
    formats.iter().find(|format| tables.iter().all(|key| format.table(key).is_some())).cloned()
}

/// Less than any field holds.
const SMALL: Decimal = Decimal::from_parts(276_447_232, 23_283, 0, false, 0);

struct Reader<'t> {
    format: &'t Format,
    lines: Option<Lines<'t>>,
    extras: Extras,
    notices: Notices,
    /// Longer texts repeat from row to row: each is kept once.
    texts: FxHashSet<Text>,
}

impl Reader<'_> {
    fn budget(&mut self, file: v1::File, mut rows: RowsApart) -> Budget {
        self.keep(Owner::File, file.unknown, v1::File::FIELDS);
        self.keep(Owner::Department, file.department.unknown, v1::Department::FIELDS);
        let tables = file.tables.0.into_iter().map(|(key, table)| {
            let apart = rows.remove(&key);
            let key = TableKey::from(key);
            let table = self.table(&key, table, apart);
            (key, table)
        });
        let tables = tables.collect();
        let (narrative, unknown): (Vec<_>, Vec<_>) = file
            .narrative
            .into_iter()
            .map(|section| {
                let v1::Section { key, title, paragraphs, unknown } = section;
                (Section { key, title, paragraphs }, unknown)
            })
            .unzip();
        for (at, unknown) in unknown.into_iter().enumerate().filter(|(_, unknown)| !unknown.is_empty()) {
            if let Some(owner) = Owner::section(&narrative, at) {
                self.keep(owner, unknown, v1::Section::FIELDS);
            }
        }
        let (unplaced, unknown): (Vec<_>, Vec<_>) = file
            .unplaced
            .into_iter()
            .map(|unplaced| {
                let v1::Unplaced { line, text, reason, unknown } = unplaced;
                (Unplaced { line, text, reason }, unknown)
            })
            .unzip();
        for (at, unknown) in unknown.into_iter().enumerate().filter(|(_, unknown)| !unknown.is_empty()) {
            if let Some(owner) = Owner::unplaced(&unplaced, at) {
                self.keep(owner, unknown, v1::Unplaced::FIELDS);
            }
        }
        let notes = self.notes(file.notes, &narrative);
        Budget {
            format: file.format,
            own_format: file.own_format,
            year: file.year,
            department: Department {
                code: file.department.code,
                name: file.department.name,
                full_name: file.department.full_name,
            },
            source: file.source,
            originals: file.originals.iter().map(|line| Original::of_line(line)).collect(),
            tables,
            narrative,
            notes,
            unplaced,
        }
    }

    /// The notes, each under a key of its own: where two stand in one place (a file that was put together
    /// line by line), both are kept.
    fn notes(&mut self, notes: Vec<v1::Note>, sections: &[Section]) -> BTreeMap<NoteKey, Note> {
        let mut read = BTreeMap::new();
        let mut second = Vec::new();
        for note in notes {
            let v1::Note { kind, place, of, text, by, date, about, settled, columns, unknown } = note;
            let place = in_a_section_with_a_name(&place, sections).unwrap_or(place);
            let key = NoteKey { kind: KindOfNote::of_label(&kind), place, of };
            let columns = columns.into_iter().map(ColumnKey::from).collect();
            let note = Note { text, by, date, about, settled, columns };
            match read.get(&key) {
                None => {
                    self.keep(Owner::Note(key.clone()), unknown, v1::Note::FIELDS);
                    read.insert(key, note);
                }
                Some(first) if *first == note && unknown.is_empty() => {}
                Some(_) => second.push((key, note, unknown)),
            }
        }
        // Behind all others, so that none of them loses its key.
        for (key, note, unknown) in second {
            self.notices.renamed_note(&key);
            let key = key.another(|key| read.contains_key(key));
            self.keep(Owner::Note(key.clone()), unknown, v1::Note::FIELDS);
            read.insert(key, note);
        }
        read
    }

    fn table(&mut self, key: &TableKey, table: v1::Table, apart: Option<Vec<Row>>) -> Table {
        self.keep(Owner::Table(key.clone()), table.unknown, v1::Table::FIELDS);
        let key_of = |row: &v1::Row| Row { key: RowKey::from(&row.key), ..Row::default() };
        let mut rows = apart.unwrap_or_default();
        if rows.is_empty() {
            rows = table.rows.iter().map(key_of).collect();
        }
        self.rename_repeated(key, &mut rows);
        for (row, read) in rows.iter_mut().zip(table.rows) {
            self.keep(Owner::Row(key.clone(), row.key.clone()), read.unknown, v1::Row::FIELDS);
            row.kind = read.kind.into();
            row.cells = self.cells((key, &row.key), read.text, read.amounts);
            row.stated = self.cells((key, &row.key), read.stated_text, read.stated);
            row.remark = read.remark;
        }
        let coverage = match table.coverage {
            v1::Coverage::Full => Coverage::Full,
            v1::Coverage::Partial => Coverage::Partial,
            v1::Coverage::Absent => Coverage::Absent,
            v1::Coverage::Unread => Coverage::Unread,
            v1::Coverage::Derived => Coverage::Derived,
        };
        Table::of(coverage, table.remark, table.note, rows)
    }

    /// Gives rows keys of their own that have the same as one above.
    fn rename_repeated(&mut self, table: &TableKey, rows: &mut [Row]) {
        let mut all: FxHashSet<&RowKey> = FxHashSet::default();
        all.reserve(rows.len());
        if rows.iter().all(|row| all.insert(&row.key)) {
            return;
        }
        let all: FxHashSet<RowKey> = rows.iter().map(|row| row.key.clone()).collect();
        let mut uses: FxHashMap<RowKey, u32> = FxHashMap::default();
        for row in rows {
            let used = uses.entry(row.key.clone()).or_default();
            *used += 1;
            if *used > 1 {
                let mut free = RowKey::from(format!("{}~{used}", row.key));
                while all.contains(&free) {
                    *used += 1;
                    free = RowKey::from(format!("{}~{used}", row.key));
                }
                self.notices.renamed_row(table, &row.key, &free);
                row.key = free;
            }
        }
    }

    fn keep(&mut self, owner: Owner, unknown: Unknown, known: &[&str]) {
        for field in &unknown {
            let line = self.lines.as_ref().and_then(|lines| lines.line(field));
            self.notices.unknown_field(&owner, &field.name, line);
        }
        self.extras.keep(owner, unknown, known);
    }

    fn cells(
        &mut self,
        (table, row): (&TableKey, &RowKey),
        text: CellEntries<SmolStr>,
        amounts: CellEntries<disk::Amount>,
    ) -> Cells {
        let text = text.into_iter().map(|(column, text)| (ColumnKey::from(column), self.text(text).into()));
        let mut cells: Cells = text.collect();
        for (column, amount) in amounts {
            let column = ColumnKey::from(column);
            let value = self.amount((table, row, &column), amount);
            cells.insert(column, value);
        }
        cells
    }

    /// An amount that its field holds; what has more digits stays as the text it was written in, which no sum
    /// takes for a number, and is reported with its place.
    fn amount(
        &mut self,
        (table, row, column): (&TableKey, &RowKey, &ColumnKey),
        amount: disk::Amount,
    ) -> Value {
        let (text, reason) = match &amount.value {
            // Nearly all of them fit into any field.
            Ok(value) if value.scale() <= 2 && value.abs() < SMALL => return Value::Amount(*value),
            Ok(value) => match self.unit_of(table, column).holds(*value) {
                Ok(()) => return Value::Amount(*value),
                Err(reason) => (value.to_string(), reason),
            },
            Err(text) => (text.to_string(), "数字太长".to_owned()),
        };
        let place = self.lines.as_ref().and_then(|lines| lines.place(&amount));
        self.notices.refused_amount((table, row, column), &text, &reason, place);
        Value::Text(text.into())
    }

    /// The unit of the field that a column's amounts stand in.
    fn unit_of(&self, table: &TableKey, column: &ColumnKey) -> MoneyUnit {
        let schema = self.format.table(table);
        let column =
            schema.and_then(|schema| schema.sections.iter().find_map(|section| section.column(column)));
        match column.map(|column| column.kind) {
            Some(ColumnKind::Yuan | ColumnKind::Count) => MoneyUnit::Yuan,
            _ => self.format.unit,
        }
    }

    fn text(&mut self, text: SmolStr) -> Text {
        let text = Text::of(text);
        if !text.is_shared() {
            return text;
        }
        if let Some(known) = self.texts.get(&text) {
            return known.clone();
        }
        self.texts.insert(text.clone());
        text
    }
}

/// Earlier versions wrote notes on paragraphs of all sections without a key as `说明··2`: the first that has such a paragraph
/// is the one that they were read as.
fn in_a_section_with_a_name(place: &str, text: &[Section]) -> Option<String> {
    let paragraph = place.strip_prefix("说明··")?.parse::<usize>().ok()?.checked_sub(1)?;
    let first = text.iter().position(|of| of.key.is_empty() && of.paragraphs.len() > paragraph)?;
    Some(NoteKey::place_in_text(section_names(text).get(first)?, paragraph))
}
