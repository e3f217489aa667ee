//! Every total of every table, derived from the inputs.
//!
//! [`Figures::compute`] is the definition. Tables as submitted do not depend on each other, so after
//! an edit [`Figures::update`] derives the edited table anew and leaves the rest; a property test
//! holds the two equal. Nothing here judges a figure: that a stated total differs from the computed
//! one is for `rules` to say.

mod book;
mod derive;
mod sums;
mod uses;

use std::collections::{BTreeMap, HashMap};

pub use book::{Book, Cell, Figure, Missing, Sheet, SheetRow};
pub use derive::lines_of;
use rust_decimal::Decimal;
pub use sums::each_addend;

use crate::model::{Budget, RowKey, SubmittedTable, TableKey};
use crate::schema::{Derivation, Format, TableSchema};

/// The derived figures of one budget.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Figures {
    tables: BTreeMap<TableKey, TableFigures>,
    /// The content of tables that are summed from budget lines.
    derived: BTreeMap<TableKey, SubmittedTable>,
}

/// The derived figures of one table.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TableFigures {
    rows: Vec<RowFigures>,
    /// For each row the one that it belongs to: the nearest above of a lower level.
    parents: Vec<Option<u32>>,
    /// For looking a row up by key; never iterated.
    positions: HashMap<RowKey, usize>,
}

/// One row's figures by column of its section.
#[derive(Clone, Debug, Default, PartialEq)]
struct RowFigures {
    section: usize,
    described: bool,
    cells: Vec<Derived>,
}

/// What is derived for one number cell.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Derived {
    /// The input or the computed sum; `None` where everything it rests on is blank.
    pub value: Option<Decimal>,
    /// How many entered figures other than zero it rests on: each may be rounded.
    pub figures: u32,
    /// Whether something it rests on could not be read as a number.
    pub unreadable: bool,
}

impl Figures {
    /// Derives every table.
    pub fn compute(budget: &Budget, format: &Format) -> Self {
        let mut figures = Self::default();
        for schema in &format.tables {
            figures.update_one(budget, format, &schema.key);
        }
        figures
    }

    /// Derives one table anew, after an edit in it, and those that are summed from it.
    pub fn update(&mut self, budget: &Budget, format: &Format, key: &TableKey) {
        self.update_one(budget, format, key);
        for table in derive::derived_tables(budget, format) {
            let from_here = |derivation: &Derivation| derivation.table == *table && derivation.lines == *key;
            if format.derivations.iter().any(from_here) {
                self.update_one(budget, format, table);
            }
        }
    }

    fn update_one(&mut self, budget: &Budget, format: &Format, key: &TableKey) {
        match derive::derived(budget, format, key) {
            Some(table) => drop(self.derived.insert(key.clone(), table)),
            None => drop(self.derived.remove(key)),
        }
        match (format.table(key), self.derived.get(key).or(budget.table(key))) {
            (Some(schema), Some(table)) => {
                self.tables.insert(key.clone(), TableFigures::compute(schema, table));
            }
            _ => {
                self.tables.remove(key);
            }
        }
    }
}

impl TableFigures {
    fn compute(schema: &TableSchema, table: &SubmittedTable) -> Self {
        let positions = table.rows.iter().enumerate().map(|(at, row)| (row.key.clone(), at)).collect();
        Self { rows: sums::derive(schema, table), parents: parents(schema, table), positions }
    }

    /// The position of the row that the row at a position belongs to.
    fn parent(&self, row: usize) -> Option<usize> {
        self.parents.get(row).copied().flatten().and_then(|parent| usize::try_from(parent).ok())
    }

    /// The position of the row under `key`.
    pub fn position(&self, key: &RowKey) -> Option<usize> {
        self.positions.get(key).copied()
    }
}

/// For each row the one that it belongs to. A fixed row, or one that no format describes, bounds what
/// belongs together.
fn parents(schema: &TableSchema, table: &SubmittedTable) -> Vec<Option<u32>> {
    let mut above: Vec<(u8, u32)> = Vec::new();
    let mut parents = Vec::with_capacity(table.rows.len());
    for (at, row) in (0..).zip(&table.rows) {
        let level = schema.shape(row).and_then(|(_, shape)| shape.level());
        let Some(level) = level else {
            above.clear();
            parents.push(None);
            continue;
        };
        while above.last().is_some_and(|(other, _)| *other >= level) {
            above.pop();
        }
        parents.push(above.last().map(|(_, parent)| *parent));
        above.push((level, at));
    }
    parents
}
