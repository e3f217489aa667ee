//! Layout 0, of the first trials: the department in three fields of the file itself, a row's amounts
//! under `cells`, and nothing that a document states beside what is computed.
//!
//! ```ron
//! (
//!     yusuan: 0,
//!     format: "焦作-2023",
//!     year: 2023,
//!     department: "市委办",
//!     department_code: "101",
//!     tables: {
//!         "T1": (
//!             rows: [
//!                 (key: "201", kind: "支出", cells: {"支出金额": "2907.50"}),
//!             ],
//!         ),
//!     },
//! )
//! ```

use smol_str::SmolStr;

use super::{Amount, CellEntries, Entries, record, v1};

record! {
    /// A whole file.
    File {
        #[expect(dead_code, reason = "read by `version` before the layout is chosen")]
        required yusuan: u32,
        required format: String,
        required year: i32,
        optional department: String,
        optional department_code: String,
        optional department_full_name: String,
        optional source: String,
        optional tables: Entries<Table>,
        optional narrative: Vec<v1::Section>,
        optional unplaced: Vec<v1::Unplaced>,
    }
}

record! {
    /// One table.
    Table {
        optional coverage: v1::Coverage,
        optional remark: String,
        optional note: String,
        optional rows: Vec<Row>,
    }
}

record! {
    /// One row.
    Row {
        required key: SmolStr,
        optional kind: SmolStr,
        optional text: CellEntries<SmolStr>,
        optional cells: CellEntries<Amount>,
        optional remark: String,
    }
}

impl File {
    /// The same in layout 1.
    pub(crate) fn upgrade(self) -> v1::File {
        let tables = self.tables.0.into_iter().map(|(key, table)| (key, table.upgrade())).collect();
        v1::File {
            own_format: String::new(),
            yusuan: 1,
            format: self.format,
            year: self.year,
            department: v1::Department {
                code: self.department_code,
                name: self.department,
                full_name: self.department_full_name,
                unknown: Vec::new(),
            },
            source: self.source,
            originals: Vec::new(),
            tables: Entries(tables),
            narrative: self.narrative,
            notes: Vec::new(),
            unplaced: self.unplaced,
            unknown: self.unknown,
        }
    }
}

impl Table {
    fn upgrade(self) -> v1::Table {
        v1::Table {
            coverage: self.coverage,
            remark: self.remark,
            note: self.note,
            rows: self.rows.into_iter().map(Row::upgrade).collect(),
            unknown: self.unknown,
        }
    }
}

impl Row {
    /// The same in layout 1.
    pub(crate) fn upgrade(self) -> v1::Row {
        v1::Row {
            key: self.key,
            kind: self.kind,
            text: self.text,
            amounts: self.cells,
            stated: CellEntries::default(),
            stated_text: CellEntries::default(),
            remark: self.remark,
            unknown: self.unknown,
        }
    }
}
