//! Layout 1, the current one. [`crate::file`] shows an example.

use smol_str::SmolStr;

use super::{Amount, CellEntries, Entries, record};

record! {
    /// A whole file.
    File {
        /// The version; the name says whose file it is.
        #[expect(dead_code, reason = "read by `version` before the layout is chosen")]
        required yusuan: u32,
        required format: String,
        required year: i32,
        optional own_format: String,
        optional department: Department,
        optional source: String,
        /// Of each document that it was read from the hash and the name, parted by a blank.
        optional originals: Vec<String>,
        optional tables: Entries<Table>,
        optional narrative: Vec<Section>,
        optional notes: Vec<Note>,
        optional unplaced: Vec<Unplaced>,
    }
}

record! {
    /// The department (部门).
    #[derive(Default)]
    Department {
        optional code: String,
        optional name: String,
        optional full_name: String,
    }
}

record! {
    /// One table.
    #[derive(Default)]
    Table {
        optional coverage: Coverage,
        optional remark: String,
        optional note: String,
        optional rows: Vec<Row>,
    }
}

/// How much of a table the document gives; a complete one does not say so.
#[derive(Clone, Copy, Debug, Default, serde::Deserialize)]
pub(in crate::file) enum Coverage {
    #[default]
    #[serde(rename = "完整")]
    Full,
    #[serde(rename = "缺页")]
    Partial,
    #[serde(rename = "缺表")]
    Absent,
    #[serde(rename = "未读出")]
    Unread,
    #[serde(rename = "汇总")]
    Derived,
}

record! {
    /// One row, on one line.
    Row {
        required key: SmolStr,
        optional kind: SmolStr,
        /// Input cells that hold text.
        optional text: CellEntries<SmolStr>,
        /// Input cells that hold an amount.
        optional amounts: CellEntries<Amount>,
        /// What the document states where the program computes.
        optional stated: CellEntries<Amount>,
        /// The same, where it could not be read as an amount.
        optional stated_text: CellEntries<SmolStr>,
        optional remark: String,
    }
    check one_value_a_cell
}

/// Refuses a row with text and amount in one cell, of which one would be lost.
fn one_value_a_cell(row: &Row) -> Result<(), String> {
    let twice = |text: &CellEntries<SmolStr>, amounts: &CellEntries<Amount>| {
        text.columns().find(|column| amounts.has(column)).cloned()
    };
    match twice(&row.text, &row.amounts).or_else(|| twice(&row.stated_text, &row.stated)) {
        Some(column) => Err(format!("“{column}”既有文字又有金额")),
        None => Ok(()),
    }
}

record! {
    /// One headed section of text, a paragraph a line.
    #[derive(Default)]
    Section {
        optional key: String,
        optional title: String,
        optional paragraphs: Vec<String>,
    }
}

record! {
    /// A line of the imported document that found no place.
    Unplaced {
        required line: u32,
        optional text: String,
        optional reason: String,
    }
}

record! {
    /// What somebody wrote beside a place of the budget.
    Note {
        required kind: String,
        optional place: String,
        optional of: String,
        optional text: String,
        optional by: String,
        optional date: String,
        optional about: String,
        optional settled: bool,
        optional columns: Vec<String>,
    }
}
