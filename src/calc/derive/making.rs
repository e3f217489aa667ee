//! A table made of all its lines: the definition. Where lines fall is settled once for all that say the same.

use std::hash::{Hash, Hasher};

use hashbrown::HashTable;
use rust_decimal::Decimal;
use rustc_hash::{FxHashMap, FxHasher};

use super::batches::{Batch, Batches, Sorted};
use super::falls::{Falls, NOWHERE};
use super::{Beside, DerivedTable, Place, WITHIN, columns, place};
use crate::model::{ColumnKey, Layer, RowKey, Table, ValueView};
use crate::money;
use crate::schema::{Derivation, RowOrder, TableSchema};

/// What stands in a sum that cannot be told, so that every total says so.
const UNKNOWN: &str = "无法计算：明细里有读不出的金额，或合计太大";

/// A table while lines are added to it.
pub(super) struct Making<'a> {
    /// The rows in the order in which they were made, without amounts of lines.
    table: Table,
    /// What is known of each beside.
    rows: Vec<MadeRow>,
    sums: Vec<Sum>,
    /// Columns by their number: those of sums, and those by which rows are sorted.
    columns: Vec<&'a ColumnKey>,
    /// Fixed rows by key, and free rows by the row they stand in and what they are called there. Never iterated.
    fixed: FxHashMap<RowKey, u32>,
    free: HashTable<u32>,
    mixed: bool,
    beside: Beside,
    falls: Vec<Falls>,
}

/// A row while lines are added to it.
struct MadeRow {
    /// What makes it a free row.
    free: Option<Free>,
    lines: u32,
    /// The first of its sums, each of which knows the next; [`NOWHERE`] behind the last.
    first_sum: u32,
}

/// A free row among others.
struct Free {
    /// The row it stands in, or [`NOWHERE`].
    within: u32,
    /// What it is called there: where in its key that begins.
    own_from: u32,
    section: u16,
    /// The column, by its number, by which it is sorted there before its first line, instead of by what it is
    /// called; or [`NOWHERE`].
    grouped_by: u32,
}

/// A sum in a row.
struct Sum {
    /// The next of its row.
    next: u32,
    column: u32,
    /// How many lines it is of.
    lines: u32,
    /// `None` where it is too large, or something in it could not be read.
    sum: Option<Decimal>,
}

impl MadeRow {
    fn of(free: Option<Free>) -> Self {
        Self { free, lines: 0, first_sum: NOWHERE }
    }

    /// What it is called in the row that it stands in, by its whole key.
    fn own<'k>(&self, key: Option<&'k RowKey>) -> &'k str {
        let from = self.free.as_ref().and_then(|free| usize::try_from(free.own_from).ok());
        from.zip(key).and_then(|(from, key)| key.as_str().get(from..)).unwrap_or_default()
    }
}

fn index(at: u32) -> usize {
    usize::try_from(at).unwrap_or(usize::MAX)
}

impl<'a> Making<'a> {
    /// Begins with the rows that are there without lines.
    pub(super) fn new(table: Table, beside: Beside) -> Self {
        Self {
            rows: table.rows().iter().map(|_| MadeRow::of(None)).collect(),
            fixed: (0..).zip(table.rows()).map(|(at, row)| (row.key().clone(), at)).collect(),
            table,
            sums: Vec::new(),
            columns: Vec::new(),
            free: HashTable::new(),
            mixed: false,
            beside,
            falls: Vec::new(),
        }
    }

    /// Adds all lines of a derivation, which is the format's `number`th.
    pub(super) fn take_lines(
        &mut self,
        batches: &Batches<'a>,
        schema: &TableSchema,
        (number, derivation): (usize, &'a Derivation),
    ) {
        let Batches { budget, format, .. } = *batches;
        let classification = format.classification(budget.year);
        let Some(Sorted { all, by_row, by_columns, positions }) = batches.of(number) else {
            return;
        };
        // What batches say in common is looked at once.
        let mut columns_of: Vec<Option<Vec<u32>>> = Vec::with_capacity(by_columns.batches.len());
        for batch in &by_columns.batches {
            let line = batches.first(derivation, batch);
            let line = line.filter(|line| self.beside.counts(format, derivation, *line));
            columns_of.push(line.map(|line| columns(derivation, line).map(|key| self.column(key)).collect()));
        }
        let grouped_by = match &derivation.order {
            RowOrder::ByLines(column) => self.column(column),
            RowOrder::ByKey => NOWHERE,
        };
        let mut rows: Vec<Option<Option<Chain>>> = vec![None; by_row.batches.len()];
        for (at, batch) in all.batches.iter().enumerate() {
            let columns = by_columns.of_finer(at).and_then(|at| columns_of.get(at)?.as_ref());
            let (Some(columns), Some(of_row)) = (columns, by_row.of_finer(at)) else {
                continue;
            };
            let Some(chain) = rows.get_mut(of_row) else {
                continue;
            };
            let chain = chain.get_or_insert_with(|| {
                let line = batches.first(derivation, by_row.batches.get(of_row)?)?;
                self.chain(place(classification, schema, derivation, &self.beside.entered, line)?, grouped_by)
            });
            if let Some(chain) = chain {
                self.add(chain, columns, batch);
            }
        }
        let goals = rows.into_iter().map(|row| row.flatten().map_or(NOWHERE, |chain| chain.last)).collect();
        self.falls.push(Falls {
            derivation: number,
            positions: positions.clone(),
            by_row: by_row.clone(),
            goals,
        });
    }

    fn column(&mut self, key: &'a ColumnKey) -> u32 {
        let known = self.columns.iter().position(|known| *known == key).unwrap_or_else(|| {
            self.columns.push(key);
            self.columns.len() - 1
        });
        u32::try_from(known).unwrap_or(NOWHERE)
    }

    /// Finds or makes the rows of a place; `None` for a fixed row that the table does not have.
    fn chain(&mut self, place: Place<'_>, grouped_by: u32) -> Option<Chain> {
        let wanted = match place {
            Place::Fixed(key) => return Some(Chain { outer: Vec::new(), last: *self.fixed.get(&key)? }),
            Place::Free(wanted) => wanted,
        };
        let mut outer: Vec<u32> = Vec::new();
        let mut last = NOWHERE;
        for (level, free) in wanted.iter().enumerate() {
            if last != NOWHERE {
                outer.push(last);
            }
            let within = last;
            let place = hash(within, &free.own);
            let is_same = |at: &u32| {
                let made = self.rows.get(index(*at));
                made.is_some_and(|made| {
                    made.free.as_ref().is_some_and(|free| free.within == within)
                        && made.own(self.table.key(index(*at))) == free.own
                })
            };
            if let Some(known) = self.free.find(place, is_same) {
                last = *known;
                if let Some(made) = self.table.at(index(last)) {
                    self.mixed |= free.is_mixed(made);
                }
                continue;
            }
            let outer = self.table.key(index(within));
            let key = free.key(outer);
            let own_from = outer.map_or(0, |outer| outer.as_str().len() + WITHIN.len());
            let own = Free {
                within,
                own_from: u32::try_from(own_from).ok()?,
                section: u16::try_from(free.section).ok()?,
                grouped_by: if level + 1 == wanted.len() { grouped_by } else { NOWHERE },
            };
            last = u32::try_from(self.rows.len()).ok()?;
            self.rows.push(MadeRow::of(Some(own)));
            free.add_to(&mut self.table, key);
            let rehash = |at: &u32| {
                self.rows.get(index(*at)).map_or(0, |made| {
                    let within = made.free.as_ref().map_or(NOWHERE, |free| free.within);
                    hash(within, made.own(self.table.key(index(*at))))
                })
            };
            self.free.insert_unique(place, last, rehash);
        }
        (last != NOWHERE).then_some(Chain { outer, last })
    }

    fn add(&mut self, chain: &Chain, columns: &[u32], batch: &Batch) {
        for at in chain.outer.iter().chain([&chain.last]) {
            if let Some(made) = self.rows.get_mut(index(*at)) {
                made.lines += batch.lines;
            }
        }
        let Some(made) = self.rows.get_mut(index(chain.last)) else {
            return;
        };
        for &column in columns {
            let mut at = made.first_sum;
            while self.sums.get(index(at)).is_some_and(|sum| sum.column != column) {
                at = self.sums.get(index(at)).map_or(NOWHERE, |sum| sum.next);
            }
            if let Some(sum) = self.sums.get_mut(index(at)) {
                sum.sum = sum.sum.zip(batch.amount).and_then(|(sum, more)| money::add(sum, more));
                sum.lines += batch.lines;
            } else {
                let first = u32::try_from(self.sums.len()).unwrap_or(NOWHERE);
                let sum = batch.amount.and_then(|amount| money::add(Decimal::ZERO, amount));
                self.sums.push(Sum { next: made.first_sum, column, lines: batch.lines, sum });
                made.first_sum = first;
            }
        }
    }

    /// The table: fixed rows in their places, free rows below the row they stand in, sorted by what they are called,
    /// or by a column.
    pub(super) fn finish(self, schema: &TableSchema) -> DerivedTable {
        let order = self.order(schema);
        let Self { mut table, rows, sums, columns, mixed, beside, mut falls, .. } = self;
        table.arrange(&order);
        let mut now_at = vec![NOWHERE; rows.len()];
        let mut derived = DerivedTable { mixed, beside, ..DerivedTable::default() };
        derived.lines.reserve_exact(order.len());
        for (now, old) in order.into_iter().enumerate() {
            let (Some(row), Some(place)) = (rows.get(old), now_at.get_mut(old)) else {
                continue;
            };
            *place = u32::try_from(now).unwrap_or(NOWHERE);
            derived.lines.push(if row.free.is_some() { row.lines } else { 0 });
            let of_row =
                std::iter::successors(sums.get(index(row.first_sum)), |sum| sums.get(index(sum.next)));
            let named = of_row.filter_map(|sum| Some((*columns.get(index(sum.column))?, sum)));
            for (column, sum) in named {
                if sum.lines > 1 {
                    derived.parts.insert((*place, column.clone()), sum.lines);
                }
                match sum.sum {
                    Some(amount) => table.put(now, Layer::Input, column, ValueView::Amount(amount)),
                    None => table.put(now, Layer::Input, column, ValueView::Text(&UNKNOWN.into())),
                }
            }
        }
        for goal in falls.iter_mut().flat_map(|falls| &mut falls.goals) {
            *goal = now_at.get(index(*goal)).copied().unwrap_or(NOWHERE);
        }
        derived.table = table;
        derived.falls = falls;
        derived
    }

    /// The rows as they stand in the table.
    fn order(&self, schema: &TableSchema) -> Vec<usize> {
        let is_fixed = |at: &usize| self.rows.get(*at).is_some_and(|made| made.free.is_none());
        let mut order: Vec<usize> = (0..self.rows.len()).filter(is_fixed).collect();
        let mut of_sections: Vec<Vec<usize>> = schema.sections.iter().map(|_| Vec::new()).collect();
        for at in in_order(&self.table, &self.rows, &self.columns) {
            let free = self.rows.get(at).and_then(|made| made.free.as_ref());
            if let Some(section) = free.and_then(|free| of_sections.get_mut(usize::from(free.section))) {
                section.push(at);
            }
        }
        for (section, here) in schema.sections.iter().zip(of_sections).rev() {
            let last = section.before.last().and_then(|row| self.fixed.get(&row.key)).copied().map(index);
            let above = last.and_then(|last| order.iter().position(|at| *at == last));
            let at = above.map_or(0, |at| at + 1);
            order.splice(at..at, here);
        }
        order
    }
}

/// The rows that a line falls into: the one with its amount, and those that it stands in.
#[derive(Clone)]
struct Chain {
    outer: Vec<u32>,
    last: u32,
}

fn hash(within: u32, own: &str) -> u64 {
    let mut hasher = FxHasher::default();
    (within, own).hash(&mut hasher);
    hasher.finish()
}

/// The positions of free rows, each followed by the rows within it; those within one row sorted. Rows are made in
/// the order of their first lines, so that their positions are that order.
fn in_order(table: &Table, rows: &[MadeRow], columns: &[&ColumnKey]) -> Vec<usize> {
    let mut within: Vec<Vec<usize>> = vec![Vec::new(); rows.len()];
    let mut outermost: Vec<usize> = Vec::new();
    for (at, made) in rows.iter().enumerate() {
        match made.free.as_ref().map(|free| free.within) {
            Some(NOWHERE) => outermost.push(at),
            Some(outer) => within.get_mut(index(outer)).into_iter().for_each(|inner| inner.push(at)),
            None => {}
        }
    }
    let rank = |at: &usize| {
        let made = rows.get(*at)?;
        Some(match columns.get(index(made.free.as_ref()?.grouped_by)) {
            Some(column) => (table.at(*at)?.text(column), *at),
            None => (made.own(table.key(*at)), 0),
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
