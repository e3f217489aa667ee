//! What an edit touched, and what changed through it: the words in which `session` tells `calc`, and
//! `calc` tells `rules`, what need not be derived and judged anew. It does not know edits.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashMap;

use crate::model::{CellAddress, ColumnKey, Layer, TableKey, Value};

/// What an edit touched in the inputs.
#[derive(Clone, Debug, Default)]
pub struct Touched {
    /// Cells, each once.
    pub cells: Vec<TouchedCell>,
    /// Tables whose rows came, went or moved, or of which it was said how complete they are.
    pub tables: BTreeSet<TableKey>,
    /// Whether the text was.
    pub narrative: bool,
    /// Whether a note was.
    pub notes: bool,
    /// Whether the year or the department was.
    pub head: bool,
}

/// A cell that was given another value.
#[derive(Clone, Debug)]
pub struct TouchedCell {
    /// Entered or stated value.
    pub layer: Layer,
    /// Where.
    pub address: CellAddress,
    /// What stood there.
    pub before: Option<Value>,
}

/// What is different in the tables as they are read: inputs and figures.
#[derive(Clone, Debug, Default)]
pub struct Changes {
    pub(super) tables: FxHashMap<TableKey, TableChange>,
    /// Whether the text is.
    pub narrative: bool,
    /// Whether a note is.
    pub notes: bool,
    /// Whether all has to be looked at again.
    pub everything: bool,
}

/// What is different in a table.
#[derive(Clone, Debug)]
pub enum TableChange {
    /// Cells that were touched, and sums that they go into, by the position of their row.
    Cells(BTreeMap<usize, BTreeSet<ColumnKey>>),
    /// Its rows, or how complete it is.
    Whole,
}

impl Changes {
    /// What is different in a table; `None` if nothing is.
    pub fn of(&self, table: &TableKey) -> Option<&TableChange> {
        self.tables.get(table)
    }

    /// The tables in which something is.
    pub fn tables(&self) -> impl Iterator<Item = (&TableKey, &TableChange)> {
        self.tables.iter()
    }

    /// Everything.
    pub fn all() -> Self {
        Self { everything: true, ..Self::default() }
    }

    /// Whether rows of any table came, went or moved.
    pub fn is_any_whole(&self) -> bool {
        self.tables.values().any(|change| matches!(change, TableChange::Whole))
    }

    /// The changes that one cell would be.
    pub fn of_cell(table: &TableKey, row: usize, column: &ColumnKey) -> Self {
        let cells = TableChange::Cells([(row, [column.clone()].into())].into());
        Self { tables: FxHashMap::from_iter([(table.clone(), cells)]), ..Self::default() }
    }

    /// Notes that a table is different as a whole.
    pub(super) fn whole(&mut self, table: &TableKey) {
        self.tables.insert(table.clone(), TableChange::Whole);
    }

    /// Notes cells that are different, unless their table is as a whole.
    pub(super) fn cells(&mut self, table: &TableKey, cells: BTreeMap<usize, BTreeSet<ColumnKey>>) {
        let known = self.tables.entry(table.clone()).or_insert_with(|| TableChange::Cells(BTreeMap::new()));
        if let TableChange::Cells(known) = known {
            if known.is_empty() {
                *known = cells;
                return;
            }
            for (row, columns) in cells {
                known.entry(row).or_default().extend(columns);
            }
        }
    }
}
