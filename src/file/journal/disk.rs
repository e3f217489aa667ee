//! The layout of a journal's lines: what `serde` reads and writes, and nothing more. It knows no model; what the
//! lines mean is told by `convert`, so that neither can change the other by accident. Version 2 adds to version 1
//! what a step found, the file that a budget is saved to and the journal that this one goes on from; all of it may be
//! missing.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use crate::file::process::Process;

/// The layout that this program writes.
pub(super) const CURRENT: u32 = 2;

/// One line of a journal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Line {
    Header(Header),
    Apply(Step),
    Undo(Step),
    Redo(Step),
    Saving(Saving),
    Draft(Draft),
}

/// What the edits of a journal were made to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Header {
    /// The version of the layout.
    pub journal: u32,
    /// The version of the program that wrote it.
    pub program: String,
    /// The budget's file, to be shown; none for a budget that is in no file yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// The content of that file, or of the text that is kept beside the journal.
    pub base: Content,
    /// Whether the base is kept beside the journal.
    #[serde(default)]
    pub kept: bool,
    /// What the budget's text was once it was opened: a file of an older layout says the same otherwise.
    pub opened: Content,
    /// The format's id.
    pub format: String,
    /// The budget year.
    pub year: i32,
    /// Whose department, to be shown.
    pub department: String,
    /// When it was begun.
    pub started: String,
    /// Who writes it.
    pub process: Process,
    /// The check of the first line of the journal whose steps this one holds from its beginning.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub follows: Option<String>,
}

/// What a file is about to be.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Saving {
    #[serde(with = "hex")]
    pub hash: u64,
    pub length: u64,
    /// Which file; none in journals of version 1, which mean their own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
}

impl Saving {
    pub(super) fn content(&self) -> Content {
        Content { hash: self.hash, length: self.length }
    }
}

/// A content, told by its length and hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Content {
    #[serde(with = "hex")]
    pub hash: u64,
    pub length: u64,
}

mod hex {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub(super) fn serialize<S: Serializer>(hash: &u64, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("{hash:016x}"))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
        u64::from_str_radix(&String::deserialize(deserializer)?, 16).map_err(D::Error::custom)
    }
}

/// A step that was taken, with all it changes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Step {
    /// When, in local time.
    pub at: String,
    pub label: String,
    pub edits: Vec<Change>,
}

/// What is being typed and was not entered yet; with a blank place it is no more.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Draft {
    /// When, in local time.
    pub at: String,
    /// The cell's address, or what else is being written.
    pub place: String,
    pub text: String,
    /// What is being written besides.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub more: Vec<(String, String)>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Change {
    Cell {
        layer: OnLayer,
        table: SmolStr,
        row: SmolStr,
        column: SmolStr,
        value: Option<CellOf>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        was: Option<Was>,
    },
    InsertRows {
        table: SmolStr,
        at: usize,
        rows: Vec<RowOf>,
        /// The row above; blank at the top.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        below: Option<SmolStr>,
    },
    RemoveRows {
        table: SmolStr,
        at: usize,
        count: usize,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        keys: Vec<SmolStr>,
    },
    MoveRows {
        table: SmolStr,
        from: usize,
        count: usize,
        to: usize,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        below: Option<SmolStr>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        keys: Vec<SmolStr>,
    },
    Coverage {
        table: SmolStr,
        coverage: HowMuch,
        remark: String,
    },
    Table {
        table: SmolStr,
        content: Option<TableOf>,
    },
    Note {
        kind: Kind,
        place: String,
        of: String,
        note: Option<NoteOf>,
    },
    RowRemark {
        table: SmolStr,
        row: SmolStr,
        remark: String,
    },
    TableNote {
        table: SmolStr,
        note: String,
    },
    Head {
        year: i32,
        code: String,
        name: String,
        full_name: String,
        source: String,
        #[serde(default)]
        originals: Vec<String>,
    },
    Narrative(Vec<SectionOf>),
    Unplaced(Vec<UnplacedOf>),
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum OnLayer {
    Input,
    Stated,
}

/// The content of a cell. An amount is a string, which keeps its scale and is no float to anybody.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum CellOf {
    Amount(Decimal),
    Text(String),
}

/// What stood in a cell, and a hash of the texts beside it, by which its row is known.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Was {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<CellOf>,
    #[serde(with = "hex")]
    pub beside: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum HowMuch {
    Full,
    Partial,
    Absent,
    Unread,
    Derived,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Kind {
    Waiver,
    Comment,
    Reason,
    Binding,
    Match,
    Import,
    Other(String),
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct NoteOf {
    pub text: String,
    pub by: String,
    pub date: String,
    pub about: String,
    pub settled: bool,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct TableOf {
    pub coverage: HowMuch,
    pub remark: String,
    pub note: String,
    pub rows: Vec<RowOf>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct RowOf {
    pub key: SmolStr,
    pub kind: SmolStr,
    pub cells: BTreeMap<SmolStr, CellOf>,
    pub stated: BTreeMap<SmolStr, CellOf>,
    pub remark: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct SectionOf {
    pub key: String,
    pub title: String,
    pub paragraphs: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct UnplacedOf {
    pub line: u32,
    pub text: String,
    pub reason: String,
}
