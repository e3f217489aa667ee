//! What a reader should know about a file that was read in full: fields, tables, rows and columns
//! that the program or the format does not know. Nothing of it is dropped; it is only said.
//!
//! Many of a kind are one notice: a column that the format lost stands in every row.

use std::collections::BTreeMap;

use super::disk::CURRENT;
use super::error::Position;
use super::extras::Owner;
use std::fmt;

use crate::model::{ColumnKey, KindKey, NoteKey, RowKey, Table, TableKey};
use crate::schema::TableSchema;

/// Something about a file that its reader should know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// What sort of thing.
    pub kind: NoticeKind,
    /// The line of the file, from 1, where it can be told.
    pub line: Option<usize>,
    /// In Chinese.
    pub message: String,
}

impl fmt::Display for Notice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "第 {line} 行：{}", self.message),
            None => f.write_str(&self.message),
        }
    }
}

/// The sorts of notices.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum NoticeKind {
    /// The file was of an older layout and is written in the current one when it is saved.
    Migrated,
    /// The budget was put together from what could be read of a damaged file.
    Recovered,
    /// A field that this program does not know; it is kept.
    UnknownField,
    /// A table that the format does not have; it is kept.
    UnknownTable,
    /// Rows of a kind that the format does not have; they are kept.
    UnknownRow,
    /// Cells in a column that the format does not have; they are kept.
    UnknownColumn,
    /// A row whose key another row had already; it was given a new one.
    RenamedRow,
    /// A note whose place another note had already; it was given a new one.
    RenamedNote,
    /// An amount with more digits than its field holds; it is kept as text and counts as unreadable.
    RefusedAmount,
}

/// Notices in the making.
#[derive(Default)]
pub(super) struct Notices {
    list: Vec<Notice>,
    /// For those that are counted: the text before and after the count.
    counted: BTreeMap<Counted, Count>,
    /// How many amounts were refused.
    refused: usize,
}

/// So many refused amounts are named, more are counted.
const MOST_REFUSED: usize = 20;

#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Counted {
    Field(Option<TableKey>, String),
    Kind(TableKey, KindKey),
    Column(TableKey, ColumnKey),
}

struct Count {
    count: usize,
    /// The first of them, in words.
    first: String,
    line: Option<usize>,
}

impl Notices {
    fn push(&mut self, kind: NoticeKind, message: String) {
        self.list.push(Notice { kind, line: None, message });
    }

    fn count(&mut self, what: Counted, first: impl FnOnce() -> String, line: Option<usize>) {
        let seen = self.counted.entry(what).or_insert_with(|| Count { count: 0, first: first(), line });
        seen.count += 1;
    }

    pub(super) fn migrated(&mut self, version: u32) {
        let message = format!("文件是旧的格式版本 {version}，已按现行版本读入；保存后即为格式版本 {CURRENT}");
        self.push(NoticeKind::Migrated, message);
    }

    pub(super) fn unknown_table(&mut self, key: &TableKey) {
        self.push(NoticeKind::UnknownTable, format!("表式里没有表“{key}”；其内容原样保留，但不显示、不核对"));
    }

    pub(super) fn renamed_row(&mut self, table: &TableKey, old: &RowKey, new: &RowKey) {
        let message =
            format!("表“{table}”有两行的键都是“{old}”；后一行改为“{new}”，内容不变，请核对是否重复");
        self.push(NoticeKind::RenamedRow, message);
    }

    pub(super) fn renamed_note(&mut self, key: &NoteKey) {
        let message = format!(
            "“{}”处有两条{}，两条都保留；后一条改为另一编号，内容不变，请核对",
            key.place,
            key.kind.label()
        );
        self.push(NoticeKind::RenamedNote, message);
    }

    pub(super) fn unknown_field(&mut self, owner: &Owner, name: &str, line: Option<usize>) {
        let table = match owner {
            Owner::Table(table) | Owner::Row(table, _) => Some(table.clone()),
            _ => None,
        };
        self.count(Counted::Field(table, name.to_owned()), || owner.name(), line);
    }

    pub(super) fn refused_amount(
        &mut self,
        (table, row, column): (&TableKey, &RowKey, &ColumnKey),
        text: &str,
        reason: &str,
        place: Option<Position>,
    ) {
        self.refused += 1;
        if self.refused > MOST_REFUSED {
            return;
        }
        let at = place.map(|place| format!("第 {} 列 ", place.column)).unwrap_or_default();
        let message = format!(
            "{at}表“{table}”行“{row}”栏“{column}”的金额“{text}”没有读作金额：{reason}；原文保留在格里，请改正"
        );
        let line = place.map(|place| place.line);
        self.list.push(Notice { kind: NoticeKind::RefusedAmount, line, message });
    }

    /// The notices: what was said once, then what was counted.
    pub(super) fn into_list(mut self) -> Vec<Notice> {
        if let Some(more) = self.refused.checked_sub(MOST_REFUSED).filter(|more| *more > 0) {
            let line = self.list.iter().rev().find(|notice| notice.kind == NoticeKind::RefusedAmount);
            let line = line.and_then(|notice| notice.line);
            let message = format!("此后还有 {more} 格的金额位数太多，没有读作金额；原文保留在格里，请改正");
            self.list.push(Notice { kind: NoticeKind::RefusedAmount, line, message });
        }
        for (what, Count { count, first, line }) in self.counted {
            let (kind, message) = match what {
                Counted::Field(_, name) => {
                    let more = if count > 1 { format!("等 {count} 处") } else { String::new() };
                    let message =
                        format!("{first}{more}有本程序不认识的字段“{name}”，已原样保留，保存时写回");
                    (NoticeKind::UnknownField, message)
                }
                Counted::Kind(table, kind) => {
                    let message = format!(
                        "表“{table}”有 {count} 行的行类“{kind}”不在表式里（如行“{first}”），原样保留"
                    );
                    (NoticeKind::UnknownRow, message)
                }
                Counted::Column(table, column) => {
                    let message = format!(
                        "表“{table}”有 {count} 格的栏“{column}”不在表式里（如行“{first}”），原样保留"
                    );
                    (NoticeKind::UnknownColumn, message)
                }
            };
            self.list.push(Notice { kind, line, message });
        }
        self.list
    }
}

/// Notes which rows and columns of a table its schema does not describe.
pub(super) fn describe(schema: &TableSchema, table: &Table, notices: &mut Notices) {
    for row in table.rows() {
        let name = || row.key().to_string();
        let Some((section, _)) = schema.shape(row) else {
            notices.count(Counted::Kind(schema.key.clone(), row.kind().clone()), name, None);
            continue;
        };
        let Some(section) = schema.sections.get(section) else {
            continue;
        };
        for column in row.cells().keys().chain(row.stated().keys()) {
            if section.column(column).is_none() {
                notices.count(Counted::Column(schema.key.clone(), column.clone()), name, None);
            }
        }
    }
}
