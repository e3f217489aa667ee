//! Lines that say the same in some columns, added up once. A million lines say few different things; what they say is
//! numbered column by column in one pass, and all further work is on numbers. Where a batch falls, this does not know.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;
use rust_decimal::Decimal;
use rustc_hash::FxHashMap;

use crate::model::{Budget, ColumnKey, KindKey, Layer, RowView, Rows, Table, TableKey, ValueView};
use crate::money;
use crate::schema::{Derivation, Format};

/// Lines that say the same.
#[derive(Clone, Copy, Debug)]
pub(super) struct Batch {
    /// The first of them, by its number among the lines.
    first: u32,
    /// What they come to; `None` where that is too large.
    pub amount: Option<Decimal>,
    /// How many they are.
    pub lines: u32,
}

/// Lines in batches by what they say in some columns.
#[derive(Debug)]
pub(super) struct Grouping {
    /// The batches, in the order of their first lines.
    pub batches: Vec<Batch>,
    /// The batch of each line, or of each batch of a finer grouping.
    of: Vec<u32>,
    finer: Option<Arc<Grouping>>,
}

impl Grouping {
    /// The batch of a line, by its number among the lines.
    pub(super) fn batch_of(&self, line: usize) -> Option<usize> {
        let at = match &self.finer {
            Some(finer) => finer.batch_of(line)?,
            None => line,
        };
        self.of_finer(at)
    }

    /// The batch that a batch of the finer grouping belongs to.
    pub(super) fn of_finer(&self, batch: usize) -> Option<usize> {
        usize::try_from(*self.of.get(batch)?).ok()
    }
}

/// The lines of a budget, added up for the tables that are made of them.
pub(in crate::calc) struct Batches<'a> {
    /// The budget.
    pub budget: &'a Budget,
    /// Its format.
    pub format: &'a Format,
    /// By the table of lines, their kind and the column of their amount.
    lines: BTreeMap<(&'a TableKey, &'a KindKey, &'a ColumnKey), Numbered<'a>>,
    /// By the number of a derivation its lines, once they are prepared.
    sorted: BTreeMap<usize, Sorted>,
}

/// The lines of a derivation in batches by all that it reads, and these by what decides the row and the columns.
pub(super) struct Sorted {
    /// By all.
    pub all: Arc<Grouping>,
    /// The batches of `all` by what makes the row.
    pub by_row: Arc<Grouping>,
    /// The batches of `all` by what decides whether a line counts, and in which columns.
    pub by_columns: Arc<Grouping>,
    /// Where lines stand in their table, by their number.
    pub positions: Arc<Vec<u32>>,
}

/// Columns by their number among those of the lines.
type Columns = Vec<usize>;

/// Lines with an amount, and by numbers what they say.
struct Numbered<'a> {
    rows: Rows<'a>,
    positions: Arc<Vec<u32>>,
    amounts: Vec<Option<Decimal>>,
    /// The columns that any table reads.
    columns: Vec<&'a ColumnKey>,
    /// By column and line a number: the same number, the same text. Zero where it is blank.
    numbers: Vec<Vec<u32>>,
    /// By column how many different numbers there are.
    counts: Vec<u64>,
    /// By columns what is grouped already, and out of which finer grouping.
    groupings: BTreeMap<(Option<Columns>, Columns), Arc<Grouping>>,
}

impl<'a> Batches<'a> {
    /// Of a budget, without any work yet.
    pub(crate) fn new(budget: &'a Budget, format: &'a Format) -> Self {
        Self { budget, format, lines: BTreeMap::new(), sorted: BTreeMap::new() }
    }

    /// Prepares for tables: by most columns first, since fewer columns can be told from these batches.
    pub(crate) fn prepare(&mut self, is_wanted: impl Fn(&TableKey) -> bool) {
        let wanted = self.format.derivations.iter().enumerate();
        let wanted =
            wanted.filter(|(number, one)| is_wanted(&one.table) && !self.sorted.contains_key(number));
        let mut wanted: Vec<(usize, &'a Derivation)> = wanted.collect();
        wanted.sort_by_key(|(_, derivation)| std::cmp::Reverse(reads(self.format, derivation).len()));
        for (number, derivation) in wanted {
            let sorted = self.sort(derivation);
            self.sorted.insert(number, sorted);
        }
    }

    /// The lines of a derivation, by its number; `None` before they are prepared.
    pub(super) fn of(&self, number: usize) -> Option<&Sorted> {
        self.sorted.get(&number)
    }

    fn sort(&mut self, derivation: &'a Derivation) -> Sorted {
        let all = reads(self.format, derivation);
        let of_row: BTreeSet<&ColumnKey> = derivation.reads_for_row().collect();
        let transfers = self.format.transfers.iter().flat_map(|columns| [&columns.own, &columns.other]);
        let of_columns: BTreeSet<&ColumnKey> = derivation.reads_for_columns().chain(transfers).collect();
        let numbered = self.numbered(derivation);
        let [all, of_row, of_columns] = [all, of_row, of_columns].map(|columns| numbered.places(&columns));
        Sorted {
            all: numbered.grouping(&all),
            by_row: numbered.coarser(Some(&all), &of_row),
            by_columns: numbered.coarser(Some(&all), &of_columns),
            positions: numbered.positions.clone(),
        }
    }

    /// The first line of a batch.
    pub(super) fn first(&self, derivation: &Derivation, batch: &Batch) -> Option<RowView<'a>> {
        let numbered = self.lines.get(&(&derivation.lines, &derivation.kind, &derivation.amount))?;
        numbered.line(batch.first)
    }

    fn numbered(&mut self, derivation: &'a Derivation) -> &mut Numbered<'a> {
        let (budget, format) = (self.budget, self.format);
        let key = (&derivation.lines, &derivation.kind, &derivation.amount);
        self.lines.entry(key).or_insert_with(|| Numbered::new(budget, format, derivation))
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
        let table = budget.table(&like.lines);
        let rows = table.map(Table::rows).unwrap_or_default();
        let mut positions = Vec::with_capacity(rows.len());
        let mut amounts = Vec::with_capacity(rows.len());
        let amount_of = table.map(|table| table.column(Layer::Input, &like.amount));
        for (position, _) in (0..).zip(rows).filter(|(_, row)| *row.kind() == like.kind) {
            let row = usize::try_from(position).unwrap_or(usize::MAX);
            // Not read is not zero: what such a line goes into cannot be told.
            let amount = match amount_of.and_then(|column| column.get(row)) {
                Some(ValueView::Amount(amount)) => Some(amount),
                Some(ValueView::Text(text)) if !text.is_empty() => None,
                _ => continue,
            };
            positions.push(position);
            amounts.push(amount);
        }
        let mut made = Self {
            rows,
            positions: Arc::new(positions),
            amounts,
            numbers: Vec::new(),
            counts: Vec::new(),
            columns,
            groupings: BTreeMap::new(),
        };
        if let Some(table) = table {
            made.number(table);
        }
        made
    }

    fn number(&mut self, table: &Table) {
        let number = |column: &&ColumnKey| {
            let column = table.column(Layer::Input, column);
            // The table numbers texts of all its columns together; here each column has its own.
            let mut own: Vec<Option<u32>> = vec![None; column.texts() + 1];
            let mut next = 1;
            let numbers = self.positions.iter().map(|position| {
                let row = usize::try_from(*position).unwrap_or(usize::MAX);
                let number = usize::try_from(column.text_number(row)).ok().and_then(|at| own.get_mut(at));
                let Some(number) = number else {
                    return 0;
                };
                *number.get_or_insert_with(|| {
                    if column.get(row).and_then(ValueView::text).unwrap_or_default().is_empty() {
                        return 0;
                    }
                    next += 1;
                    next - 1
                })
            });
            (numbers.collect::<Vec<u32>>(), u64::from(next))
        };
        (self.numbers, self.counts) = self.columns.par_iter().map(number).unzip();
    }

    fn line(&self, number: u32) -> Option<RowView<'a>> {
        let position = self.positions.get(usize::try_from(number).ok()?)?;
        self.rows.get(usize::try_from(*position).ok()?)
    }

    fn places(&self, columns: &BTreeSet<&ColumnKey>) -> Columns {
        (0..).zip(&self.columns).filter(|(_, of)| columns.contains(*of)).map(|(at, _)| at).collect()
    }

    /// The lines by some columns: out of batches by more columns where there are, since they are fewer than lines.
    fn grouping(&mut self, columns: &Columns) -> Arc<Grouping> {
        let known = self
            .groupings
            .iter()
            .find(|((finer, by), _)| by == columns && finer.as_ref().is_none_or(|finer| finer != columns));
        if let Some((_, known)) = known {
            return known.clone();
        }
        let finer = self.groupings.iter().filter(|((_, by), _)| columns.iter().all(|at| by.contains(at)));
        let finer = finer.min_by_key(|(_, grouping)| grouping.batches.len()).map(|((_, by), _)| by.clone());
        self.coarser(finer.as_ref(), columns)
    }

    /// The batches by some columns in batches by fewer; or the lines.
    fn coarser(&mut self, finer: Option<&Columns>, columns: &Columns) -> Arc<Grouping> {
        let key = (finer.cloned(), columns.clone());
        if let Some(known) = self.groupings.get(&key) {
            return known.clone();
        }
        let finer = finer.map(|finer| self.grouping(finer));
        let made = match &finer {
            Some(finer) => self.add_up(columns, finer.batches.iter().copied()),
            None => {
                let each = (0..).zip(&self.amounts);
                self.add_up(columns, each.map(|(first, amount)| Batch { first, amount: *amount, lines: 1 }))
            }
        };
        let made = Arc::new(Grouping { finer, ..made });
        self.groupings.insert(key, made.clone());
        made
    }

    fn add_up(&self, wanted: &Columns, finer: impl Iterator<Item = Batch>) -> Grouping {
        let finer: Vec<Batch> = finer.collect();
        let keys = self.keys(wanted, &finer);
        let mut grouping = Grouping { batches: Vec::new(), of: Vec::with_capacity(finer.len()), finer: None };
        let mut known: FxHashMap<u64, u32> = FxHashMap::default();
        for (key, one) in keys.into_iter().zip(finer) {
            let next = u32::try_from(grouping.batches.len()).unwrap_or(u32::MAX);
            let at = *known.entry(key).or_insert(next);
            grouping.of.push(at);
            match usize::try_from(at).ok().and_then(|at| grouping.batches.get_mut(at)) {
                Some(batch) => {
                    batch.amount = batch.amount.zip(one.amount).and_then(|(sum, more)| money::add(sum, more));
                    batch.lines += one.lines;
                }
                None => grouping.batches.push(one),
            }
        }
        grouping
    }

    /// For each batch one number that is the same where it says the same in all wanted columns.
    fn keys(&self, wanted: &Columns, batches: &[Batch]) -> Vec<u64> {
        let mut keys = vec![0_u64; batches.len()];
        let mut different = 1_u64;
        for at in wanted {
            let (Some(numbers), Some(count)) = (self.numbers.get(*at), self.counts.get(*at)) else {
                continue;
            };
            if different.checked_mul(*count).is_none() {
                // There are no more of them than batches.
                let mut known: FxHashMap<u64, u64> = FxHashMap::default();
                for key in &mut keys {
                    let next = known.len() as u64;
                    *key = *known.entry(*key).or_insert(next);
                }
                different = known.len() as u64;
            }
            for (key, batch) in keys.iter_mut().zip(batches) {
                let number = usize::try_from(batch.first).ok().and_then(|line| numbers.get(line));
                *key = *key * count + number.map_or(0, |number| u64::from(*number));
            }
            different *= count;
        }
        keys
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers of columns whose product is larger than any key are told apart all the same.
    #[test]
    fn many_different_texts_in_many_columns_are_told_apart() {
        let lines = 50_u32;
        let mut numbered = Numbered {
            rows: Rows::default(),
            positions: Arc::new(vec![0; lines as usize]),
            amounts: vec![Some(Decimal::ONE); lines as usize],
            columns: Vec::new(),
            numbers: (0..5_u32).map(|column| (0..lines).map(|line| line / (column + 1)).collect()).collect(),
            counts: vec![1 << 31; 5],
            groupings: BTreeMap::new(),
        };
        let all = numbered.grouping(&vec![0, 1, 2, 3, 4]);
        assert_eq!(all.batches.len(), 50);
        let some = numbered.grouping(&vec![1, 3, 4]);
        let texts: BTreeSet<[u32; 3]> = (0..lines).map(|line| [line / 2, line / 4, line / 5]).collect();
        assert_eq!(some.batches.len(), texts.len());
        assert!((0..50).all(|line| some.batch_of(line).is_some()));
        assert_eq!(some.batches.iter().map(|batch| batch.lines).sum::<u32>(), lines);
    }
}
