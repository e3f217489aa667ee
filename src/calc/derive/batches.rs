//! Lines that say the same in all that a table reads of them, added up once for each such table. A million lines
//! say few different things; what they say is numbered column by column in one pass, and all further work is on
//! numbers. Where a batch falls, this does not know.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{Hash, Hasher};

use hashbrown::HashTable;
use rust_decimal::Decimal;
use rustc_hash::{FxHashMap, FxHasher};

use crate::model::{Budget, ColumnKey, KindKey, Row, TableKey, Text, Value};
use crate::money;
use crate::schema::{Derivation, Format};

/// Lines that say the same.
#[derive(Clone, Copy, Debug)]
pub(super) struct Batch {
    /// The first of them, by its position among the lines.
    first: usize,
    /// What they come to; `None` where that is too large.
    pub amount: Option<Decimal>,
    /// How many they are.
    pub lines: u32,
}

/// The lines of a budget, added up for the tables that are made of them.
pub(in crate::calc) struct Batches<'a> {
    /// The budget.
    pub budget: &'a Budget,
    /// Its format.
    pub format: &'a Format,
    /// By the table of lines, their kind and the column of their amount.
    lines: BTreeMap<(&'a TableKey, &'a KindKey, &'a ColumnKey), Numbered<'a>>,
}

/// Lines with an amount, and by numbers what they say.
struct Numbered<'a> {
    lines: Vec<&'a Row>,
    amounts: Vec<Option<Decimal>>,
    /// The columns that any table reads.
    columns: Vec<&'a ColumnKey>,
    /// Line by line a number for each column: the same number, the same text. Zero where it is blank.
    numbers: Vec<u32>,
    /// By positions of columns what is added up already.
    batches: BTreeMap<Vec<usize>, Vec<Batch>>,
}

impl<'a> Batches<'a> {
    /// Of a budget, without any work yet.
    pub fn new(budget: &'a Budget, format: &'a Format) -> Self {
        Self { budget, format, lines: BTreeMap::new() }
    }

    /// The lines of a derivation, added up by all that it reads: for each batch its first line, too. In the
    /// order of first lines.
    pub(super) fn of(
        &mut self,
        derivation: &'a Derivation,
    ) -> impl Iterator<Item = (&'a Row, Batch)> + use<'_, 'a> {
        let (budget, format) = (self.budget, self.format);
        let key = (&derivation.lines, &derivation.kind, &derivation.amount);
        let numbered = self.lines.entry(key).or_insert_with(|| Numbered::new(budget, format, derivation));
        let (lines, batches) = numbered.by(&reads(format, derivation));
        batches.iter().filter_map(|batch| Some((*lines.get(batch.first)?, *batch)))
    }
}

/// The columns of lines that decide where a line falls, and whether it counts.
fn reads<'a>(format: &'a Format, derivation: &'a Derivation) -> BTreeSet<&'a ColumnKey> {
    let of_transfers = format.transfers.iter().flat_map(|columns| [&columns.own, &columns.other]);
    derivation.reads().filter(|column| **column != derivation.amount).chain(of_transfers).collect()
}

impl<'a> Numbered<'a> {
    fn new(budget: &'a Budget, format: &'a Format, like: &'a Derivation) -> Self {
        let is_alike = |one: &&Derivation| {
            (&one.lines, &one.kind, &one.amount) == (&like.lines, &like.kind, &like.amount)
        };
        let alike = format.derivations.iter().filter(is_alike);
        let columns: BTreeSet<&ColumnKey> = alike.flat_map(|derivation| reads(format, derivation)).collect();
        let columns: Vec<&ColumnKey> = columns.into_iter().collect();
        let rows = budget.table(&like.lines).map_or(&[][..], |table| table.rows());
        let mut made = Self {
            lines: Vec::with_capacity(rows.len()),
            amounts: Vec::with_capacity(rows.len()),
            numbers: Vec::with_capacity(rows.len() * columns.len()),
            columns,
            batches: BTreeMap::new(),
        };
        let mut known: Vec<FxHashMap<&Text, u32>> = vec![FxHashMap::default(); made.columns.len()];
        for line in rows.iter().filter(|row| row.kind == like.kind) {
            // Not read is not zero: what such a line goes into cannot be told.
            let amount = match line.cells.get(&like.amount) {
                Some(Value::Amount(amount)) => Some(*amount),
                Some(Value::Text(text)) if !text.is_empty() => None,
                _ => continue,
            };
            made.lines.push(line);
            made.amounts.push(amount);
            for (column, known) in made.columns.iter().zip(&mut known) {
                let text = match line.cells.get(column) {
                    Some(Value::Text(text)) if !text.is_empty() => Some(text),
                    _ => None,
                };
                let next = u32::try_from(known.len() + 1).unwrap_or(u32::MAX);
                made.numbers.push(text.map_or(0, |text| *known.entry(text).or_insert(next)));
            }
        }
        made
    }

    /// The lines added up by some columns: out of batches by more columns where there are, since they are fewer
    /// than lines.
    fn by(&mut self, columns: &BTreeSet<&ColumnKey>) -> (&[&'a Row], &[Batch]) {
        let wanted: Vec<usize> =
            (0..).zip(&self.columns).filter(|(_, of)| columns.contains(*of)).map(|(at, _)| at).collect();
        if !self.batches.contains_key(&wanted) {
            let finer = self.batches.iter().filter(|(by, _)| wanted.iter().all(|at| by.contains(at)));
            let finer = finer.map(|(_, batches)| batches).min_by_key(|batches| batches.len());
            let made = match finer {
                Some(finer) => self.add_up(&wanted, finer.iter().copied()),
                None => {
                    let each = self.amounts.iter().enumerate();
                    let each = each.map(|(first, amount)| Batch { first, amount: *amount, lines: 1 });
                    self.add_up(&wanted, each)
                }
            };
            self.batches.insert(wanted.clone(), made);
        }
        (&self.lines, self.batches.get(&wanted).map_or(&[], Vec::as_slice))
    }

    fn add_up(&self, wanted: &[usize], finer: impl Iterator<Item = Batch>) -> Vec<Batch> {
        let width = self.columns.len();
        let said = |line: usize| {
            let of_line = self.numbers.get(line * width..(line + 1) * width).unwrap_or_default();
            wanted.iter().filter_map(|at| of_line.get(*at))
        };
        let hash = |line: usize| {
            let mut hasher = FxHasher::default();
            said(line).for_each(|number| number.hash(&mut hasher));
            hasher.finish()
        };
        let mut batches: Vec<Batch> = Vec::new();
        // With their hashes, since the table grows often.
        let mut known: HashTable<(u64, usize)> = HashTable::new();
        for one in finer {
            let hash = hash(one.first);
            let is_same = |(other, at): &(u64, usize)| {
                let batch = batches.get(*at).filter(|_| *other == hash);
                batch.is_some_and(|batch| said(batch.first).eq(said(one.first)))
            };
            let at = known.find(hash, is_same).map(|(_, at)| *at);
            match at.and_then(|at| batches.get_mut(at)) {
                Some(batch) => {
                    batch.amount = batch.amount.zip(one.amount).and_then(|(sum, more)| money::add(sum, more));
                    batch.lines += one.lines;
                }
                None => {
                    known.insert_unique(hash, (hash, batches.len()), |(hash, _)| *hash);
                    batches.push(one);
                }
            }
        }
        batches
    }
}
