//! A table made of all its lines: the definition. Where lines fall is settled once for all that say the same.

use rust_decimal::Decimal;
use rustc_hash::FxHashMap;

use super::batches::{Batch, Batches};
use super::{Beside, DerivedTable, Place, columns, is_mixed, place};
use crate::model::{ColumnKey, Row, RowKey, Value};
use crate::schema::{Derivation, TableSchema};

/// A table while lines are added to it.
pub(super) struct Making {
    rows: Vec<MadeRow>,
    /// Fixed rows by key and free rows by path. Never iterated.
    fixed: FxHashMap<RowKey, usize>,
    free: FxHashMap<Vec<String>, usize>,
    mixed: bool,
    beside: Beside,
}

/// A row while lines are added to it.
struct MadeRow {
    /// What free rows are sorted by, and their section.
    free: Option<(Vec<String>, usize)>,
    row: Row,
    lines: u32,
    /// Sums, `None` where one is too large, and of how many lines.
    cells: Vec<(ColumnKey, Option<Decimal>, u32)>,
}

/// Where lines with the same texts fall: the rows that they stand in, the innermost last, and its columns.
struct Goal {
    rows: Vec<usize>,
    cells: Vec<usize>,
}

impl Making {
    /// Begins with the rows that are there without lines.
    pub fn new(rows: Vec<Row>, beside: Beside) -> Self {
        let rows: Vec<MadeRow> =
            rows.into_iter().map(|row| MadeRow { free: None, row, lines: 0, cells: Vec::new() }).collect();
        let fixed = rows.iter().enumerate().map(|(at, made)| (made.row.key.clone(), at)).collect();
        Self { rows, fixed, free: FxHashMap::default(), mixed: false, beside }
    }

    /// Adds all lines of a derivation.
    pub fn take_lines<'a>(
        &mut self,
        batches: &mut Batches<'a>,
        schema: &TableSchema,
        derivation: &'a Derivation,
    ) {
        let Batches { budget, format, .. } = *batches;
        for (line, batch) in batches.of(derivation) {
            if self.beside.counts(format, derivation, line)
                && let Some(place) = place(budget, schema, derivation, &self.beside.entered, line)
                && let Some(goal) = self.goal(place, columns(derivation, line))
            {
                self.add(&goal, batch);
            }
        }
    }

    /// Finds or makes the rows and cells of a place; `None` for a fixed row that the table does not have.
    fn goal<'a>(&mut self, place: Place, columns: impl Iterator<Item = &'a ColumnKey>) -> Option<Goal> {
        let rows = match place {
            Place::Fixed(key) => vec![*self.fixed.get(&key)?],
            Place::Free(rows) => rows
                .into_iter()
                .map(|(path, section, row)| match self.free.get(&path).copied() {
                    Some(at) => {
                        self.mixed |= self.rows.get(at).is_some_and(|made| is_mixed(&made.row, &row));
                        at
                    }
                    None => {
                        self.free.insert(path.clone(), self.rows.len());
                        let free = Some((path, section));
                        self.rows.push(MadeRow { free, row, lines: 0, cells: Vec::new() });
                        self.rows.len() - 1
                    }
                })
                .collect(),
        };
        let cells = &mut self.rows.get_mut(*rows.last()?)?.cells;
        let cells = columns
            .map(|column| {
                let known = cells.iter().position(|(known, ..)| known == column);
                known.unwrap_or_else(|| {
                    cells.push((column.clone(), Some(Decimal::ZERO), 0));
                    cells.len() - 1
                })
            })
            .collect();
        Some(Goal { rows, cells })
    }

    fn add(&mut self, goal: &Goal, batch: Batch) {
        for at in &goal.rows {
            if let Some(made) = self.rows.get_mut(*at) {
                made.lines += batch.lines;
            }
        }
        let Some(made) = goal.rows.last().and_then(|at| self.rows.get_mut(*at)) else {
            return;
        };
        for cell in &goal.cells {
            if let Some((_, sum, lines)) = made.cells.get_mut(*cell) {
                *sum = sum.zip(batch.amount).and_then(|(sum, more)| sum.checked_add(more));
                *lines += batch.lines;
            }
        }
    }

    /// The table: fixed rows in their places, free rows in the order of their paths.
    pub fn finish(self, schema: &TableSchema) -> DerivedTable {
        let mut derived = DerivedTable { mixed: self.mixed, beside: self.beside, ..DerivedTable::default() };
        let (mut fixed, mut free): (Vec<MadeRow>, Vec<MadeRow>) =
            self.rows.into_iter().partition(|made| made.free.is_none());
        free.sort_by(|a, b| a.free.cmp(&b.free));
        for (index, section) in schema.sections.iter().enumerate().rev() {
            let last = section.before.last().map(|row| &row.key);
            let above = last.and_then(|key| fixed.iter().position(|made| made.row.key == *key));
            let here = free.extract_if(.., |made| made.free.as_ref().is_some_and(|(_, of)| *of == index));
            let here: Vec<MadeRow> = here.collect();
            let at = above.map_or(0, |at| at + 1);
            fixed.splice(at..at, here);
        }
        for MadeRow { mut row, lines, cells, free } in fixed {
            derived.positions.insert(row.key.clone(), derived.table.rows.len());
            derived.lines.push(if free.is_some() { lines } else { 0 });
            derived.parts.push(cells.iter().map(|(column, _, lines)| (column.clone(), *lines)).collect());
            for (column, sum, _) in cells {
                // What is too large to be added stays visible as text, and every total says so.
                let sum = sum.map_or_else(|| Value::from("合计太大，算不出"), Value::Amount);
                row.cells.insert(column, sum);
            }
            derived.table.rows.push(row);
        }
        derived
    }
}
