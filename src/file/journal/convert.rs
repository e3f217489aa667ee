//! Between the lines of a journal and the edits they stand for, both ways and exactly. A new kind of edit
//! does not compile until it has a line here.

use std::collections::BTreeMap;

use smol_str::SmolStr;

use super::disk::{
    CellOf, Change, HowMuch, Kind, Line, NoteOf, OnLayer, RowOf, SectionOf, Step, TableOf, UnplacedOf, Was,
};
use super::fitting::{Hint, hash_of};
use crate::edit::{Batch, Edit, Found, How, Logged};
use crate::model::{
    CellAddress, CellsView, ColumnKey, Coverage, Department, Layer, Note, NoteKey, NoteKind, Original, Row,
    RowKey, RowView, Section, Table, Unplaced, Value,
};

impl Line {
    /// The line of something that was done at `at`.
    pub(super) fn of(logged: &Logged, at: String) -> Self {
        let batch = &logged.batch;
        let mut found = logged.found.iter();
        let edits = batch
            .edits
            .iter()
            .map(|edit| Change::of(edit, found.next().unwrap_or(&Found::Unknown)))
            .collect();
        let step = Step { at, label: batch.label.clone(), edits };
        match logged.how {
            How::Applied => Self::Apply(step),
            How::Undone => Self::Undo(step),
            How::Redone => Self::Redo(step),
        }
    }
}

impl Step {
    /// What was done, what each edit found, and when.
    pub(super) fn batch(self) -> (Batch, Vec<Hint>, String) {
        let (edits, hints) = self.edits.into_iter().map(|change| (change.hint(), change)).fold(
            (Vec::new(), Vec::new()),
            |(mut edits, mut hints), (hint, change)| {
                edits.push(Edit::from(change));
                hints.push(hint);
                (edits, hints)
            },
        );
        (Batch { label: self.label, edits }, hints, self.at)
    }
}

impl Change {
    /// What an edit found, as it is kept with it.
    fn hint(&self) -> Hint {
        let keys = |keys: &[SmolStr]| keys.iter().cloned().map(RowKey::from).collect();
        let place = |below: &SmolStr| Some(below.clone()).filter(|key| !key.is_empty()).map(RowKey::from);
        match self {
            Self::Cell { was: Some(was), .. } => {
                Hint::Cell { value: was.value.clone().map(Value::from), beside: was.beside }
            }
            Self::InsertRows { below: Some(below), .. } => Hint::Put { below: place(below) },
            Self::RemoveRows { keys: known, count, .. } if known.len() == *count => {
                Hint::Taken { keys: keys(known) }
            }
            Self::MoveRows { below: Some(below), keys: known, count, .. } if known.len() == *count => {
                Hint::Moved { keys: keys(known), below: place(below) }
            }
            _ => Hint::None,
        }
    }

    fn of(edit: &Edit, found: &Found) -> Self {
        let mut change = Self::from(edit);
        match (&mut change, found) {
            (Self::Cell { was, .. }, Found::Cell { value, beside }) => {
                *was = Some(Was { value: value.as_ref().map(CellOf::from), beside: hash_of(beside) });
            }
            (Self::InsertRows { below, .. }, Found::Rows { below: known, .. }) => {
                *below = Some(known.as_ref().map(|known| key(known.as_str())).unwrap_or_default());
            }
            (Self::RemoveRows { keys, .. }, Found::Rows { keys: known, .. }) => {
                *keys = known.iter().map(|known| key(known.as_str())).collect();
            }
            (Self::MoveRows { below, keys, .. }, Found::Rows { below: above, keys: known }) => {
                *below = Some(above.as_ref().map(|above| key(above.as_str())).unwrap_or_default());
                *keys = known.iter().map(|known| key(known.as_str())).collect();
            }
            _ => {}
        }
        change
    }
}

fn key(key: &str) -> SmolStr {
    SmolStr::new(key)
}

impl From<&Edit> for Change {
    fn from(edit: &Edit) -> Self {
        match edit {
            Edit::SetCell { layer, address, value } => Self::Cell {
                layer: match layer {
                    Layer::Input => OnLayer::Input,
                    Layer::Stated => OnLayer::Stated,
                },
                table: key(address.table.as_str()),
                row: key(address.row.as_str()),
                column: key(address.column.as_str()),
                value: value.as_ref().map(CellOf::from),
                was: None,
            },
            Edit::InsertRows { table, at, rows } => Self::InsertRows {
                table: key(table.as_str()),
                at: *at,
                rows: rows.iter().map(|row| RowOf::from(row.view())).collect(),
                below: None,
            },
            Edit::RemoveRows { table, at, count } => {
                Self::RemoveRows { table: key(table.as_str()), at: *at, count: *count, keys: Vec::new() }
            }
            Edit::MoveRows { table, from, count, to } => Self::MoveRows {
                table: key(table.as_str()),
                from: *from,
                count: *count,
                to: *to,
                below: None,
                keys: Vec::new(),
            },
            Edit::SetCoverage { table, coverage, remark } => Self::Coverage {
                table: key(table.as_str()),
                coverage: (*coverage).into(),
                remark: remark.clone(),
            },
            Edit::SetTable { table, content } => Self::Table {
                table: key(table.as_str()),
                content: content.as_ref().map(|content| TableOf {
                    coverage: content.coverage.into(),
                    remark: content.remark.clone(),
                    note: content.note.clone(),
                    rows: content.rows().iter().map(RowOf::from).collect(),
                }),
            },
            Edit::SetNote { key, note } => Self::Note {
                kind: (&key.kind).into(),
                place: key.place.clone(),
                of: key.of.clone(),
                note: note.as_ref().map(|note| NoteOf {
                    text: note.text.clone(),
                    by: note.by.clone(),
                    date: note.date.clone(),
                    about: note.about.clone(),
                    settled: note.settled,
                    columns: note.columns.iter().map(ToString::to_string).collect(),
                }),
            },
            Edit::SetRowRemark { table, row, remark } => {
                Self::RowRemark { table: key(table.as_str()), row: key(row.as_str()), remark: remark.clone() }
            }
            Edit::SetTableNote { table, note } => {
                Self::TableNote { table: key(table.as_str()), note: note.clone() }
            }
            Edit::SetHead { year, department, source, originals } => Self::Head {
                year: *year,
                code: department.code.clone(),
                name: department.name.clone(),
                full_name: department.full_name.clone(),
                source: source.clone(),
                originals: originals.iter().map(Original::to_line).collect(),
            },
            Edit::SetNarrative(sections) => Self::Narrative(
                sections
                    .iter()
                    .map(|section| SectionOf {
                        key: section.key.clone(),
                        title: section.title.clone(),
                        paragraphs: section.paragraphs.clone(),
                    })
                    .collect(),
            ),
            Edit::SetUnplaced(lines) => Self::Unplaced(
                lines
                    .iter()
                    .map(|line| UnplacedOf {
                        line: line.line,
                        text: line.text.clone(),
                        reason: line.reason.clone(),
                    })
                    .collect(),
            ),
        }
    }
}

impl From<Change> for Edit {
    fn from(change: Change) -> Self {
        match change {
            Change::Cell { layer, table, row, column, value, was: _ } => Self::SetCell {
                layer: match layer {
                    OnLayer::Input => Layer::Input,
                    OnLayer::Stated => Layer::Stated,
                },
                address: CellAddress::new(table, row, column),
                value: value.map(Value::from),
            },
            Change::InsertRows { table, at, rows, below: _ } => {
                Self::InsertRows { table: table.into(), at, rows: rows.into_iter().map(Row::from).collect() }
            }
            Change::RemoveRows { table, at, count, keys: _ } => {
                Self::RemoveRows { table: table.into(), at, count }
            }
            Change::MoveRows { table, from, count, to, below: _, keys: _ } => {
                Self::MoveRows { table: table.into(), from, count, to }
            }
            Change::Coverage { table, coverage, remark } => {
                Self::SetCoverage { table: table.into(), coverage: coverage.into(), remark }
            }
            Change::Table { table, content } => Self::SetTable {
                table: table.into(),
                content: content.map(|TableOf { coverage, remark, note, rows }| {
                    let rows = rows.into_iter().map(Row::from).collect();
                    Table::of(coverage.into(), remark, note, rows)
                }),
            },
            Change::Note { kind, place, of, note } => Self::SetNote {
                key: NoteKey { kind: kind.into(), place, of },
                note: note.map(|NoteOf { text, by, date, about, settled, columns }| Note {
                    text,
                    by,
                    date,
                    about,
                    settled,
                    columns: columns.into_iter().map(ColumnKey::from).collect(),
                }),
            },
            Change::RowRemark { table, row, remark } => {
                Self::SetRowRemark { table: table.into(), row: row.into(), remark }
            }
            Change::TableNote { table, note } => Self::SetTableNote { table: table.into(), note },
            Change::Head { year, code, name, full_name, source, originals } => Self::SetHead {
                year,
                department: Department { code, name, full_name },
                source,
                originals: originals.iter().map(|line| Original::of_line(line)).collect(),
            },
            Change::Narrative(sections) => Self::SetNarrative(
                sections
                    .into_iter()
                    .map(|SectionOf { key, title, paragraphs }| Section { key, title, paragraphs })
                    .collect(),
            ),
            Change::Unplaced(lines) => Self::SetUnplaced(
                lines
                    .into_iter()
                    .map(|UnplacedOf { line, text, reason }| Unplaced { line, text, reason })
                    .collect(),
            ),
        }
    }
}

impl From<&Value> for CellOf {
    fn from(value: &Value) -> Self {
        match value {
            Value::Amount(amount) => Self::Amount(*amount),
            Value::Text(text) => Self::Text(text.to_string()),
        }
    }
}

impl From<CellOf> for Value {
    fn from(value: CellOf) -> Self {
        match value {
            CellOf::Amount(amount) => Self::Amount(amount),
            CellOf::Text(text) => Self::Text(text.into()),
        }
    }
}

impl From<RowView<'_>> for RowOf {
    fn from(row: RowView<'_>) -> Self {
        let cells = |cells: CellsView<'_>| {
            cells
                .iter()
                .map(|(column, value)| (key(column.as_str()), CellOf::from(&value.to_value())))
                .collect()
        };
        Self {
            key: key(row.key().as_str()),
            kind: key(row.kind().as_str()),
            cells: cells(row.cells()),
            stated: cells(row.stated()),
            remark: row.remark().to_owned(),
        }
    }
}

impl From<RowOf> for Row {
    fn from(row: RowOf) -> Self {
        let cells = |cells: BTreeMap<SmolStr, CellOf>| {
            cells.into_iter().map(|(column, value)| (column.into(), value.into())).collect()
        };
        Self {
            key: row.key.into(),
            kind: row.kind.into(),
            cells: cells(row.cells),
            stated: cells(row.stated),
            remark: row.remark,
        }
    }
}

/// Words of the model and their counterparts here, one to one.
macro_rules! words {
    ($model:ident, $here:ident: $($word:ident),*) => {
        impl From<$model> for $here {
            fn from(word: $model) -> Self {
                match word { $($model::$word => Self::$word,)* }
            }
        }
        impl From<$here> for $model {
            fn from(word: $here) -> Self {
                match word { $($here::$word => Self::$word,)* }
            }
        }
    };
}
words!(Coverage, HowMuch: Full, Partial, Absent, Unread, Derived);

impl From<&NoteKind> for Kind {
    fn from(kind: &NoteKind) -> Self {
        match kind {
            NoteKind::Waiver => Self::Waiver,
            NoteKind::Comment => Self::Comment,
            NoteKind::Reason => Self::Reason,
            NoteKind::Binding => Self::Binding,
            NoteKind::Match => Self::Match,
            NoteKind::Import => Self::Import,
            // A kind that an older program does not know, it keeps by its label.
            NoteKind::Paper | NoteKind::Published | NoteKind::Other(_) => {
                Self::Other(kind.label().to_owned())
            }
        }
    }
}

impl From<Kind> for NoteKind {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Waiver => Self::Waiver,
            Kind::Comment => Self::Comment,
            Kind::Reason => Self::Reason,
            Kind::Binding => Self::Binding,
            Kind::Match => Self::Match,
            Kind::Import => Self::Import,
            Kind::Other(label) => {
                let known = [Self::Paper, Self::Published];
                known.into_iter().find(|kind| kind.label() == label).unwrap_or(Self::Other(label))
            }
        }
    }
}
