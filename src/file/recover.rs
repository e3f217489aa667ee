//! What can be read of a damaged file: because a row is a line, each line is read for itself, and
//! those that cannot be are listed instead of lost.
//!
//! It relies on the layout that [`super::write`] makes. Which table a row belongs to is told by the
//! table's first line alone. Where damage may have swallowed such a line, the rows that follow are
//! listed as unreadable rather than put into the table above: a row in the wrong table would be worse
//! than a missing one. Nothing here decides what becomes of the file; it is never written to.

use std::fmt;

use std::collections::BTreeSet;

use ron::error::Error as RonError;
use smol_str::SmolStr;

use super::disk::{self, CURRENT, RowsApart, v1};
use super::error::{Position, explain};
use super::notices::{Notice, NoticeKind};
use super::{Loaded, Stamp, read};
use crate::model::TableKey;
use crate::schema::Formats;

/// What was read of a damaged file.
#[derive(Debug)]
pub struct Recovered {
    /// The budget as far as it could be read. It says why it must not be saved in its old place.
    pub loaded: Loaded,
    /// The lines that could not be read, in order.
    pub unreadable: Vec<UnreadableLine>,
}

/// A line of a damaged file that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnreadableLine {
    /// Where reading it failed.
    pub place: Position,
    /// Why, in Chinese.
    pub reason: String,
    /// The line as it stands there; bytes that are no text are shown as `�`.
    pub text: String,
}

impl fmt::Display for UnreadableLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "第 {} 行第 {} 列读不出来：{}　原文：{}",
            self.place.line,
            self.place.column,
            self.reason,
            self.text.trim()
        )
    }
}

/// Reads what can be read of a damaged file, line by line; `None` where that is nothing.
pub(super) fn recover(
    bytes: &[u8],
    place: Position,
    message: &str,
    stamp: Stamp,
    formats: &Formats,
) -> Option<Recovered> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut reader = Reader::default();
    for (index, line) in bytes.split(|byte| *byte == b'\n').enumerate() {
        reader.line(index + 1, line);
    }
    let Reader { mut file, unreadable, version, .. } = reader;
    let mut format_note = None;
    if file.format.is_empty() {
        let tables: BTreeSet<TableKey> = file.tables.0.keys().map(TableKey::from).collect();
        if tables.is_empty() {
            return None;
        }
        file.format = read::format_with(&tables, formats)?.id.clone();
        format_note = Some(format!("文件的表式已读不出，按各表推断为“{}”", file.format));
    }
    let mut loaded =
        read::assemble(file, RowsApart::new(), version.unwrap_or(CURRENT), None, stamp, formats).ok()?;
    let mut notice = format!("文件在{place}处损坏（{message}），只恢复了能读出的部分");
    if !unreadable.is_empty() {
        notice.push_str(&format!("，有 {} 行读不出", unreadable.len()));
    }
    for message in std::iter::once(notice).chain(format_note) {
        loaded.notices.insert(0, Notice { kind: NoticeKind::Recovered, line: Some(place.line), message });
    }
    loaded.read_only_reason =
        Some("这是从损坏的文件中恢复的，可能不完整；请核对后另存为新文件，原文件保持不动".to_owned());
    Some(Recovered { loaded, unreadable })
}

/// Which part of the file the next line belongs to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Part {
    #[default]
    File,
    Tables,
    Table,
    Rows,
    /// Somewhere in the tables, but not known in which.
    Astray,
    Narrative,
    Section,
    Paragraphs,
    /// Somewhere in the narrative, but not known in which section.
    AstrayText,
    Notes,
    Unplaced,
}

struct Reader {
    part: Part,
    file: v1::File,
    /// The table whose rows are being read.
    table: SmolStr,
    version: Option<u32>,
    unreadable: Vec<UnreadableLine>,
}

impl Default for Reader {
    fn default() -> Self {
        let file = v1::File {
            yusuan: CURRENT,
            format: String::new(),
            year: 0,
            own_format: String::new(),
            department: v1::Department::default(),
            source: String::new(),
            originals: Vec::new(),
            tables: disk::Entries::default(),
            narrative: Vec::new(),
            notes: Vec::new(),
            unplaced: Vec::new(),
            unknown: Vec::new(),
        };
        let table = SmolStr::default();
        Self { part: Part::File, file, table, version: None, unreadable: Vec::new() }
    }
}

/// Why a line is not read: at which of its characters, and for what reason.
type Failure = (usize, String);

impl Reader {
    fn line(&mut self, number: usize, bytes: &[u8]) {
        let lossy = String::from_utf8_lossy(bytes);
        let text = lossy.trim();
        if text.is_empty() {
            return;
        }
        let indent = lossy.chars().take_while(|c| c.is_whitespace()).count();
        let read = match std::str::from_utf8(bytes) {
            Ok(_) => match text.chars().position(read::is_stray) {
                Some(at) => Err((at, read::STRAY.to_owned())),
                None => self.read(text, indent),
            },
            Err(error) => {
                let sound = bytes.get(..error.valid_up_to()).unwrap_or_default();
                let column = String::from_utf8_lossy(sound).trim_start().chars().count();
                Err((column, "不是 UTF-8 编码的文字".to_owned()))
            }
        };
        if let Err((column, reason)) = read {
            let place = Position { line: number, column: indent + column + 1 };
            self.unreadable.push(UnreadableLine { place, reason, text: text.to_owned() });
            match self.part {
                Part::Tables => self.part = Part::Astray,
                Part::Rows if may_hide_more(text, "(key:", ')') => self.part = Part::Astray,
                Part::Table if may_hide_more(text, "", ',') => self.part = Part::Astray,
                Part::Narrative => self.part = Part::AstrayText,
                Part::Section if may_hide_more(text, "", ',') => self.part = Part::AstrayText,
                Part::Paragraphs if may_hide_more(text, "\"", '"') => self.part = Part::AstrayText,
                _ => {}
            }
        }
    }

    fn read(&mut self, text: &str, indent: usize) -> Result<(), Failure> {
        if let Some(version) = disk::version(&format!("({text}")).filter(|_| self.part == Part::File) {
            self.version = Some(version);
            return Ok(());
        }
        let part = match (self.part, text) {
            (_, "tables: {") => Part::Tables,
            (_, "narrative: [") => Part::Narrative,
            (_, "notes: [") => Part::Notes,
            (_, "unplaced: [") => Part::Unplaced,
            (Part::File, "(") => Part::File,
            (Part::Table, "rows: [") => Part::Rows,
            (Part::Rows, "]" | "],") => Part::Table,
            (Part::Rows | Part::Table | Part::Tables, ")" | "),") => Part::Tables,
            (Part::Rows | Part::Table | Part::Tables | Part::Astray, "}" | "},") => Part::File,
            (Part::Astray, "rows: [" | "]" | "]," | ")" | "),") => Part::Astray,
            (Part::Narrative | Part::AstrayText, "(") => {
                self.file.narrative.push(v1::Section::default());
                Part::Section
            }
            (Part::Section, "paragraphs: [") => Part::Paragraphs,
            (Part::Paragraphs, "]" | "],") => Part::Section,
            (Part::Section | Part::Paragraphs, ")" | "),") => Part::Narrative,
            (Part::Narrative | Part::Notes | Part::Unplaced, "]" | "],") => Part::File,
            // Brackets of what was lost.
            (Part::AstrayText, "paragraphs: [") => Part::AstrayText,
            (part @ (Part::File | Part::AstrayText), "]" | "]," | ")" | ")," | "}" | "},") => part,
            (part, _) => return self.content(part, text, indent),
        };
        self.part = part;
        Ok(())
    }

    /// Reads a line that holds something.
    fn content(&mut self, part: Part, text: &str, indent: usize) -> Result<(), Failure> {
        match part {
            Part::File | Part::Tables | Part::Table | Part::Rows | Part::Astray
                if text.starts_with('"') && text.ends_with(": (") =>
            {
                self.table_head(text)
            }
            Part::File => self.file_field(text, indent),
            Part::Tables | Part::Astray => Err((0, "前面的内容已损坏，不能确定这一行属于哪张表".to_owned())),
            Part::Table => {
                let field: v1::Table = one_field(text)?;
                if let Some(table) = self.file.tables.0.get_mut(&self.table) {
                    merge_table(table, field);
                }
                Ok(())
            }
            Part::Rows => {
                let row = element(text, |text| disk::read_row(self.version.unwrap_or(CURRENT), text))?;
                if let Some(table) = self.file.tables.0.get_mut(&self.table) {
                    table.rows.push(row);
                }
                Ok(())
            }
            Part::Narrative | Part::AstrayText => {
                Err((0, "前面的内容已损坏，不能确定这一行属于哪个章节".to_owned()))
            }
            Part::Section => {
                let field: v1::Section = one_field(text)?;
                let Some(section) = self.file.narrative.last_mut() else {
                    return Ok(());
                };
                let twice = !(section.key.is_empty() || field.key.is_empty())
                    || !(section.title.is_empty() || field.title.is_empty());
                if twice {
                    self.part = Part::AstrayText;
                    return Err((0, "这一章节的标题出现了两次".to_owned()));
                }
                section.key.push_str(&field.key);
                section.title.push_str(&field.title);
                section.unknown.extend(field.unknown);
                Ok(())
            }
            Part::Paragraphs => {
                let paragraph = element(text, disk::read::<String>)?;
                if let Some(section) = self.file.narrative.last_mut() {
                    section.paragraphs.push(paragraph);
                }
                Ok(())
            }
            Part::Notes => {
                self.file.notes.push(element(text, disk::read)?);
                Ok(())
            }
            Part::Unplaced => {
                self.file.unplaced.push(element(text, disk::read)?);
                Ok(())
            }
        }
    }

    fn table_head(&mut self, text: &str) -> Result<(), Failure> {
        // A head that cannot be read ends the table above all the same.
        self.part = Part::Astray;
        let key: SmolStr = element(text.trim_end_matches(": ("), disk::read)?;
        if self.file.tables.0.contains_key(&key) {
            return Err((0, format!("表“{key}”出现了两次")));
        }
        self.file.tables.0.insert(key.clone(), v1::Table::default());
        self.table = key;
        self.part = Part::Table;
        Ok(())
    }

    /// A field of the file itself, on a line of its own.
    fn file_field(&mut self, text: &str, indent: usize) -> Result<(), Failure> {
        // The fields that a whole file must have, with the line's own in place of one of them.
        let name = text.split(':').next().unwrap_or_default().trim();
        let rest = [("yusuan", "1"), ("format", "\"\""), ("year", "0")]
            .iter()
            .filter(|(field, _)| *field != name)
            .map(|(field, value)| format!(", {field}: {value}"))
            .collect::<String>();
        let line = text.strip_suffix(',').unwrap_or(text);
        let field: v1::File = disk::read(&format!("({line}{rest})")).map_err(|error| at(&error, 1, text))?;
        match name {
            "format" => self.file.format = field.format,
            "year" => self.file.year = field.year,
            "department" => self.file.department = field.department,
            "source" => self.file.source = field.source,
            "originals" => self.file.originals = field.originals,
            "own_format" => self.file.own_format = field.own_format,
            // Further to the right it belonged to something whose beginning is lost.
            _ if indent != 4 => return Err((0, "不能确定这一行属于哪个部分".to_owned())),
            _ => self.file.unknown.extend(field.unknown),
        }
        Ok(())
    }
}

fn merge_table(table: &mut v1::Table, field: v1::Table) {
    if !matches!(field.coverage, v1::Coverage::Full) {
        table.coverage = field.coverage;
    }
    table.remark.push_str(&field.remark);
    table.note.push_str(&field.note);
    table.unknown.extend(field.unknown);
}

/// An element of a list, on a line of its own.
fn element<T>(
    text: &str,
    read: impl FnOnce(&str) -> Result<T, ron::error::SpannedError>,
) -> Result<T, Failure> {
    read(text.strip_suffix(',').unwrap_or(text)).map_err(|error| at(&error, 0, text))
}

/// A struct with the one field that the line holds.
fn one_field<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, Failure> {
    let line = text.strip_suffix(',').unwrap_or(text);
    disk::read(&format!("({line})")).map_err(|error| at(&error, 1, text))
}

/// Where in a line reading failed, which stood behind `before` added characters.
fn at(error: &ron::error::SpannedError, before: usize, text: &str) -> Failure {
    let column = Position::of(error).column.saturating_sub(1 + before).min(text.chars().count());
    let reason = match error.code {
        // The brackets around the line are ours.
        RonError::Eof => "这一行到此中断".to_owned(),
        ref code => explain(code),
    };
    (column, reason)
}

/// Whether an unreadable line of a list, whose elements begin and end like this, may have been more
/// than one line, so that the beginning of another table or section may be lost in it.
fn may_hide_more(text: &str, begin: &str, end: char) -> bool {
    let one = text.starts_with(begin) && (text.ends_with(end) || text.trim_end_matches(',').ends_with(end));
    let two = begin.len() > 1 && text.matches(begin).count() > 1;
    !one || two || text.contains(|c| read::is_stray(c) || c == '\u{fffd}')
}
