//! Which of the lines read, and which of their cells, the rows and paragraphs of a budget came from. Kept while
//! reading and nothing more: what a line was in the document is for `origin`.

use std::collections::BTreeMap;

use crate::model::{ColumnKey, RowKey, TableKey};

/// Where one row was printed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct RowMark {
    /// Which of the lines read it is, from 0.
    pub at: u32,
    /// Which of the line's cells each column came from.
    pub cells: Vec<(ColumnKey, u16)>,
}

/// Where a section of text was printed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct SectionMark {
    /// The line of its heading.
    pub heading: u32,
    /// The first and the last line of each paragraph.
    pub paragraphs: Vec<(u32, u32)>,
}

/// Where all of a budget was printed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Marks {
    /// The rows of each table.
    pub rows: BTreeMap<TableKey, BTreeMap<RowKey, RowMark>>,
    /// The line that each table begins with.
    pub tables: BTreeMap<TableKey, u32>,
    /// The sections of the narrative, in order.
    pub sections: Vec<SectionMark>,
}

impl Marks {
    /// Takes what was noted of a table.
    pub(super) fn take(&mut self, table: &TableKey, begins: Option<u32>, rows: Vec<(RowKey, RowMark)>) {
        self.tables.extend(begins.map(|line| (table.clone(), line)));
        self.rows.insert(table.clone(), rows.into_iter().collect());
    }
}
