//! Every total of every table, derived from the inputs.
//!
//! [`Figures::compute`] is the definition. After an edit [`Figures::update`] carries the difference along
//! the sums it goes into and derives anew only the tables where rows came, went or moved; property tests
//! hold the two equal. Nothing here judges a figure: that a stated total differs from the computed one
//! is for `rules` to say.

mod book;
mod cell;
mod change;
mod derive;
mod follow;
mod numbers;
mod sums;
mod unit;
mod uses;

use std::collections::{BTreeMap, BTreeSet};

pub use book::{Book, Sheet, SheetRow};
pub use cell::{Cell, Figure, Missing};
pub use change::{Changes, TableChange, Touched, TouchedCell};
use derive::{Batches, DerivedTable, LineChange};
pub use derive::{Fallen, NowhereLines, WantedRow, are_rows_asked, kinds_wanted, lines_of, rows_wanted};
use follow::ChangedCells;
use numbers::Numbers;
use rayon::prelude::*;
use rust_decimal::Decimal;
use rustc_hash::FxHashMap;
pub use sums::each_addend;
pub use unit::{Owner, UnitPart, is_divided, owner};

use crate::model::{Budget, Coverage, Layer, Table, TableKey};
use crate::schema::{Format, TableSchema};

/// The derived figures of one budget.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Figures {
    tables: FxHashMap<TableKey, TableFigures>,
    /// The content of tables that are summed from budget lines.
    derived: FxHashMap<TableKey, DerivedTable>,
}

/// The derived figures of one table.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TableFigures {
    numbers: Numbers,
    /// For each row the one that it belongs to: the nearest above of a lower level; [`NO_PARENT`] for none.
    parents: Vec<u32>,
}

const NO_PARENT: u32 = u32::MAX;

/// What is derived for one number cell: the input or the computed sum. All of it adds up, so that a
/// difference can be carried from a part to its sums.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Derived {
    /// The number, zero where there is none.
    sum: Decimal,
    /// How many entered figures it rests on.
    given: u32,
    /// How many of them are not zero: each may be rounded.
    pub figures: u32,
    /// How much of what it rests on could not be read as a number.
    unreadable: u32,
    /// Whether its sum, or one that it rests on, is too large to be told to the last digit. This does not add up.
    too_large: bool,
}

impl Derived {
    /// The number; `None` where everything it rests on is blank, or where it cannot be told: the sum of what could be
    /// read is no total.
    pub(crate) fn value(self) -> Option<Decimal> {
        (self.given > 0 && !self.is_unreadable()).then_some(self.sum)
    }

    /// Whether it cannot be told: something it rests on could not be read as a number, or its sum is too large.
    pub(crate) fn is_unreadable(self) -> bool {
        self.unreadable > 0 || self.too_large
    }
}

impl Figures {
    /// Derives every table.
    pub fn compute(budget: &Budget, format: &Format) -> Self {
        let mut figures = Self::default();
        let mut batches = Batches::new(budget, format);
        batches.prepare(|_| true);
        // Tables are made of what is entered, not of each other.
        let made = format.tables.par_iter().map(|schema| Made::of(&batches, &schema.key));
        let made: Vec<Made> = made.collect();
        for (schema, made) in format.tables.iter().zip(made) {
            figures.put(&schema.key, made);
        }
        figures
    }

    /// Every line in the row of a table that it falls into: none where the table is not made of lines.
    pub fn lines_in<'a>(
        &self,
        budget: &'a Budget,
        format: &'a Format,
        table: &TableKey,
        found: impl FnMut(Fallen<'a>),
    ) {
        if let (Some(derived), Some(schema)) = (self.derived.get(table), format.table(table)) {
            derived.lines_in(budget, format, schema, None, found);
        }
    }

    /// Brings the figures up to date after an edit, and says what is different.
    pub fn update(&mut self, budget: &Budget, format: &Format, touched: &Touched) -> Changes {
        let mut changes =
            Changes { narrative: touched.narrative, notes: touched.notes, ..Changes::default() };
        if touched.head {
            *self = Self::compute(budget, format);
            changes.everything = true;
            return changes;
        }
        let mut batches = Batches::new(budget, format);
        for table in &touched.tables {
            self.derive_anew(&mut batches, table);
            changes.whole(table);
        }
        if touches_units(format, touched) {
            // Which units there are decides what is a transfer between them.
            let derived: Vec<TableKey> = self.derived.keys().cloned().collect();
            for table in &derived {
                self.derive_anew(&mut batches, table);
                changes.whole(table);
            }
        }
        let mut cells: BTreeMap<&TableKey, Vec<&TouchedCell>> = BTreeMap::new();
        for cell in &touched.cells {
            if !touched.tables.contains(&cell.address.table) {
                cells.entry(&cell.address.table).or_default().push(cell);
            }
        }
        let derived: Vec<TableKey> = self.derived.keys().cloned().collect();
        for (key, cells) in &cells {
            if derive::is_filled(budget, format, key) && self.derived.contains_key(*key) {
                let followed = self.follow_entered_cells(budget, format, key, cells);
                self.settle(&mut batches, key, followed, &mut changes);
            } else if !self.derived.contains_key(*key) {
                // What was submitted for a derived table is kept, but read by nobody.
                let at = |cell: &TouchedCell| budget.table(key)?.position(&cell.address.row);
                let placed: Option<Vec<(usize, &TouchedCell)>> =
                    cells.iter().map(|cell| Some((at(cell)?, *cell))).collect();
                self.follow(&mut batches, key, placed, &mut changes);
            }
        }
        for key in &derived {
            // What was derived anew has the changed lines already.
            if matches!(changes.of(key), Some(TableChange::Whole)) {
                continue;
            }
            self.follow_lines(&mut batches, key, touched, &cells, &mut changes);
        }
        changes
    }

    /// Takes in what now stands in cells of a submitted table.
    fn follow(
        &mut self,
        batches: &mut Batches<'_>,
        key: &TableKey,
        cells: Option<Vec<(usize, &TouchedCell)>>,
        changes: &mut Changes,
    ) {
        let Batches { budget, format, .. } = *batches;
        let known = (format.table(key), budget.table(key), self.tables.get_mut(key));
        let followed = match (known, cells) {
            ((Some(schema), Some(table), Some(figures)), Some(cells)) => {
                follow_all(schema, table, figures, cells)
            }
            _ => None,
        };
        self.settle(batches, key, followed, changes);
    }

    /// Takes in what now stands in entered cells of a table whose amounts are filled from lines.
    fn follow_entered_cells(
        &mut self,
        budget: &Budget,
        format: &Format,
        key: &TableKey,
        cells: &[&TouchedCell],
    ) -> Option<ChangedCells> {
        let (schema, own) = (format.table(key)?, budget.table(key)?);
        let (derived, figures) = (self.derived.get_mut(key)?, self.tables.get_mut(key)?);
        let mut changed = ChangedCells::new();
        for cell in cells.iter().filter(|cell| cell.layer == Layer::Input) {
            let column = &cell.address.column;
            if derive::names_rows(format, key, column) {
                return None;
            }
            // What was entered where lines fill is kept, but read by nobody.
            if !format.fills(schema, column) {
                let at = derived.table.position(&cell.address.row)?;
                derived.take_entered(at, column, own.rows().get(at)?.cells().get(column))?;
                figures.follow(schema, &derived.table, (at, column), cell.before.as_ref(), &mut changed)?;
            }
        }
        Some(changed)
    }

    /// Takes the changes of lines into a table that is summed from them.
    fn follow_lines(
        &mut self,
        batches: &mut Batches<'_>,
        key: &TableKey,
        touched: &Touched,
        cells: &BTreeMap<&TableKey, Vec<&TouchedCell>>,
        changes: &mut Changes,
    ) {
        let Batches { budget, format, .. } = *batches;
        let lines: BTreeSet<&TableKey> = format
            .derivations
            .iter()
            .filter(|derivation| derivation.table == *key)
            .map(|derivation| &derivation.lines)
            .collect();
        let is_whole = lines.iter().any(|lines| touched.tables.contains(*lines));
        let cells: Vec<&TouchedCell> =
            lines.iter().filter_map(|lines| cells.get(*lines)).flatten().copied().collect();
        if !is_whole && cells.is_empty() {
            return;
        }
        let followed = if is_whole { None } else { self.follow_cells_of_lines(budget, format, key, &cells) };
        self.settle(batches, key, followed, changes);
    }

    fn follow_cells_of_lines(
        &mut self,
        budget: &Budget,
        format: &Format,
        key: &TableKey,
        cells: &[&TouchedCell],
    ) -> Option<ChangedCells> {
        let schema = format.table(key)?;
        let lines = LineChange::of(budget, cells)?;
        let derived = self.derived.get_mut(key)?;
        let mut changed = ChangedCells::new();
        for line in &lines {
            let figures = self.tables.get_mut(key)?;
            for ((at, column), before) in derived.follow(budget, format, key, line)? {
                figures.follow(schema, &derived.table, (at, &column), before.as_ref(), &mut changed)?;
            }
        }
        Some(changed)
    }

    /// Notes what could be followed, and derives anew what could not.
    fn settle(
        &mut self,
        batches: &mut Batches<'_>,
        key: &TableKey,
        followed: Option<ChangedCells>,
        changes: &mut Changes,
    ) {
        match followed {
            Some(cells) => changes.cells(key, cells),
            None => {
                self.derive_anew(batches, key);
                changes.whole(key);
            }
        }
    }

    fn derive_anew(&mut self, batches: &mut Batches<'_>, key: &TableKey) {
        if derive::is_derived(batches.budget, batches.format, key) {
            batches.prepare(|table| table == key);
        }
        self.put(key, Made::of(batches, key));
    }

    fn put(&mut self, key: &TableKey, made: Made) {
        match made.derived {
            Some(table) => drop(self.derived.insert(key.clone(), table)),
            None => drop(self.derived.remove(key)),
        }
        match made.figures {
            Some(figures) => drop(self.tables.insert(key.clone(), figures)),
            None => drop(self.tables.remove(key)),
        }
    }
}

/// A table as it is made anew.
struct Made {
    derived: Option<DerivedTable>,
    figures: Option<TableFigures>,
}

impl Made {
    fn of(batches: &Batches<'_>, key: &TableKey) -> Self {
        let derived = derive::derived(batches, key);
        let table = derived.as_ref().map(|derived| &derived.table).or_else(|| batches.budget.table(key));
        let schema = batches.format.table(key);
        let figures = schema.zip(table).map(|(schema, table)| TableFigures::compute(schema, table));
        Self { derived, figures }
    }
}

/// Whether an edit touches the list of the department's units, where that matters to derived tables.
fn touches_units(format: &Format, touched: &Touched) -> bool {
    let list = format.units.as_ref().filter(|_| format.transfers.is_some());
    list.is_some_and(|list| {
        touched.tables.contains(&list.table)
            || touched.cells.iter().any(|cell| cell.address.table == list.table)
    })
}

fn follow_all(
    schema: &TableSchema,
    table: &Table,
    figures: &mut TableFigures,
    cells: Vec<(usize, &TouchedCell)>,
) -> Option<ChangedCells> {
    let mut changed = ChangedCells::new();
    for (row, cell) in cells {
        match cell.layer {
            Layer::Input => {
                let place = (row, &cell.address.column);
                figures.follow(schema, table, place, cell.before.as_ref(), &mut changed)?;
            }
            Layer::Stated => {
                changed.entry(row).or_default().insert(cell.address.column.clone());
            }
        }
        // Where rows are missing, a number in a row says of all its blank cells that they are blank.
        if table.coverage != Coverage::Full {
            let section = table.rows().get(row).and_then(|row| schema.sections.get(schema.shape(row)?.0));
            let columns = section.into_iter().flat_map(|section| &section.columns);
            changed.entry(row).or_default().extend(columns.map(|column| column.key.clone()));
        }
    }
    Some(changed)
}

impl TableFigures {
    fn compute(schema: &TableSchema, table: &Table) -> Self {
        Self { numbers: sums::derive(schema, table), parents: compact_parents(schema, table) }
    }

    /// The position of the row that the row at a position belongs to.
    fn parent(&self, row: usize) -> Option<usize> {
        let parent = self.parents.get(row).copied().filter(|parent| *parent != NO_PARENT);
        parent.and_then(|parent| usize::try_from(parent).ok())
    }
}

/// The position of the row that each row of a table belongs to.
pub fn parents(schema: &TableSchema, table: &Table) -> Vec<Option<usize>> {
    let known = |parent: u32| usize::try_from(parent).ok().filter(|_| parent != NO_PARENT);
    compact_parents(schema, table).into_iter().map(known).collect()
}

/// For each row the one that it belongs to. A fixed row, or one that no format describes, bounds what
/// belongs together.
fn compact_parents(schema: &TableSchema, table: &Table) -> Vec<u32> {
    let mut above: Vec<(u8, u32)> = Vec::new();
    let mut parents = Vec::with_capacity(table.rows().len());
    for (at, row) in (0..).zip(table.rows()) {
        let level = schema.shape(row).and_then(|(_, shape)| shape.level());
        let Some(level) = level else {
            above.clear();
            parents.push(NO_PARENT);
            continue;
        };
        while above.last().is_some_and(|(other, _)| *other >= level) {
            above.pop();
        }
        parents.push(above.last().map_or(NO_PARENT, |(_, parent)| *parent));
        above.push((level, at));
    }
    parents
}
