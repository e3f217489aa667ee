//! A table made of all its lines: the definition. Where lines fall is settled once for all that say the same.

use std::hash::{Hash, Hasher};

use hashbrown::HashTable;
use rust_decimal::Decimal;
use rustc_hash::{FxHashMap, FxHasher};

use super::batches::{Batch, Batches};
use super::{Beside, DerivedTable, Place, columns, place};
use crate::model::{ColumnKey, Row, RowKey, Value};
use crate::money;
use crate::schema::{Derivation, RowOrder, TableSchema};

/// A table while lines are added to it.
pub(super) struct Making {
    rows: Vec<MadeRow>,
    /// Fixed rows by key, and free rows by the row they stand in and what they are called there. Never iterated.
    fixed: FxHashMap<RowKey, usize>,
    free: HashTable<usize>,
    mixed: bool,
    beside: Beside,
}

/// A row while lines are added to it.
struct MadeRow {
    /// What makes it a free row.
    free: Option<Free>,
    row: Row,
    lines: u32,
    /// Sums, `None` where one is too large, and of how many lines.
    cells: Vec<(ColumnKey, Option<Decimal>, u32)>,
}

/// A free row among others.
struct Free {
    /// The row it stands in.
    within: Option<usize>,
    /// What it is called there.
    own: Box<str>,
    /// The column by which it is sorted there before its first line, instead of by what it is called.
    grouped_by: Option<ColumnKey>,
    section: usize,
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
        Self { rows, fixed, free: HashTable::new(), mixed: false, beside }
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
                && let Some(goal) = self.goal(place, &derivation.order, columns(derivation, line))
            {
                self.add(&goal, batch);
            }
        }
    }

    /// Finds or makes the rows and cells of a place; `None` for a fixed row that the table does not have.
    fn goal<'a>(
        &mut self,
        place: Place<'_>,
        order: &RowOrder,
        columns: impl Iterator<Item = &'a ColumnKey>,
    ) -> Option<Goal> {
        let rows = match place {
            Place::Fixed(key) => vec![*self.fixed.get(&key)?],
            Place::Free(wanted) => {
                let mut rows: Vec<usize> = Vec::with_capacity(wanted.len());
                for free in &wanted {
                    let within = rows.last().copied();
                    let place = hash(within, &free.own);
                    let is_same = |at: &usize| {
                        let made = self.rows.get(*at).and_then(|made| made.free.as_ref());
                        made.is_some_and(|made| made.within == within && *made.own == *free.own)
                    };
                    let known = self.free.find(place, is_same).copied();
                    if let Some(made) = known.and_then(|at| self.rows.get(at)) {
                        self.mixed |= free.is_mixed(&made.row);
                    }
                    rows.push(known.unwrap_or_else(|| {
                        let outer = within.and_then(|at| self.rows.get(at)).map(|made| &made.row.key);
                        let row = free.row(free.key(outer));
                        let is_innermost = rows.len() + 1 == wanted.len();
                        let grouped_by = match order {
                            RowOrder::ByLines(column) if is_innermost => Some(column.clone()),
                            RowOrder::ByLines(_) | RowOrder::ByKey => None,
                        };
                        let own = free.own.as_ref().into();
                        let own = Free { within, own, grouped_by, section: free.section };
                        self.rows.push(MadeRow { free: Some(own), row, lines: 0, cells: Vec::new() });
                        let rehash = |at: &usize| {
                            let made = self.rows.get(*at).and_then(|made| made.free.as_ref());
                            made.map_or(0, |made| hash(made.within, &made.own))
                        };
                        self.free.insert_unique(place, self.rows.len() - 1, rehash);
                        self.rows.len() - 1
                    }));
                }
                rows
            }
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
                *sum = sum.zip(batch.amount).and_then(|(sum, more)| money::add(sum, more));
                *lines += batch.lines;
            }
        }
    }

    /// The table: fixed rows in their places, free rows below the row they stand in, sorted.
    pub fn finish(self, schema: &TableSchema) -> DerivedTable {
        let mut derived = DerivedTable { mixed: self.mixed, beside: self.beside, ..DerivedTable::default() };
        let order = in_order(&self.rows);
        let mut rows: Vec<Option<MadeRow>> = self.rows.into_iter().map(Some).collect();
        let free: Vec<MadeRow> = order.into_iter().filter_map(|at| rows.get_mut(at)?.take()).collect();
        let mut table: Vec<MadeRow> = rows.into_iter().flatten().collect();
        let mut of_sections: Vec<Vec<MadeRow>> = schema.sections.iter().map(|_| Vec::new()).collect();
        for made in free {
            let section = made.free.as_ref().and_then(|free| of_sections.get_mut(free.section));
            if let Some(section) = section {
                section.push(made);
            }
        }
        for (section, here) in schema.sections.iter().zip(of_sections).rev() {
            let last = section.before.last().map(|row| &row.key);
            let above = last.and_then(|key| table.iter().position(|made| made.row.key == *key));
            let at = above.map_or(0, |at| at + 1);
            table.splice(at..at, here);
        }
        for MadeRow { mut row, lines, mut cells, free } in table {
            cells.sort_unstable_by(|(a, ..), (b, ..)| a.cmp(b));
            derived.lines.push(if free.is_some() { lines } else { 0 });
            derived.parts.push(cells.iter().map(|(column, _, lines)| (column.clone(), *lines)).collect());
            // What is too large to be added stays visible as text, and every total says so.
            let value = |sum: Option<Decimal>| {
                sum.map_or_else(|| "无法计算：明细里有读不出的金额，或合计太大".into(), Value::Amount)
            };
            row.cells.extend(cells.into_iter().map(|(column, sum, _)| (column, value(sum))));
            derived.table.push(row);
        }
        derived
    }
}

fn hash(within: Option<usize>, own: &str) -> u64 {
    let mut hasher = FxHasher::default();
    (within, own).hash(&mut hasher);
    hasher.finish()
}

/// The positions of free rows, each followed by the rows within it; those within one row sorted. Rows are made in
/// the order of their first lines, so that their positions are that order.
fn in_order(rows: &[MadeRow]) -> Vec<usize> {
    let mut within: Vec<Vec<usize>> = vec![Vec::new(); rows.len()];
    let mut outermost: Vec<usize> = Vec::new();
    for (at, made) in rows.iter().enumerate() {
        match made.free.as_ref().map(|free| free.within) {
            Some(Some(outer)) => within.get_mut(outer).into_iter().for_each(|inner| inner.push(at)),
            Some(None) => outermost.push(at),
            None => {}
        }
    }
    let rank = |at: &usize| {
        let made = rows.get(*at)?;
        Some(match made.free.as_ref()? {
            Free { grouped_by: Some(column), .. } => (made.row.text(column), *at),
            Free { own, .. } => (&**own, 0),
        })
    };
    let sort = |rows: &mut Vec<usize>| rows.sort_unstable_by(|a, b| rank(b).cmp(&rank(a)));
    let mut order = Vec::with_capacity(rows.len());
    // The next is last.
    let mut waiting = outermost;
    sort(&mut waiting);
    while let Some(at) = waiting.pop() {
        order.push(at);
        if let Some(inner) = within.get_mut(at) {
            sort(inner);
            waiting.append(inner);
        }
    }
    order
}
