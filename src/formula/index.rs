//! The rows that rules select, in groups with their sums, kept up to date: so that a rule that holds a row
//! against the rows of the same code asks for one group, not for every row of a table.
//!
//! It holds nothing that the tables do not say; [`Index::new`] is the definition. A group's sum is only
//! given where it is certain: where a figure of it is unknown, whoever asks adds up the rows and learns why.

use std::collections::BTreeSet;
use std::ops::Range;

use rayon::prelude::*;
use smol_str::SmolStr;

use super::Grouping;
pub(crate) use super::groups::Group;
use super::groups::{ChangedKeys, Partition, place};
use crate::calc::{Book, Changes, SheetRow, TableChange};
use crate::model::{ColumnKey, TableKey};

/// What stands between the parts of a key; no text has it.
const BETWEEN: char = '\u{1}';

/// All groups that the rules ask for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Index {
    partitions: Vec<Partition>,
    /// By grouping where its groups are, and which of their sums it asks for.
    of: Vec<(usize, Option<usize>)>,
}

/// Which groups of a grouping are different.
#[derive(Clone, Debug)]
pub(crate) enum ChangedGroups {
    /// These, by key.
    Keys(BTreeSet<SmolStr>),
    /// Any may be.
    All,
}

impl Index {
    /// The groups of a book.
    pub(crate) fn new(book: &Book<'_>, groupings: &[Grouping]) -> Self {
        let mut wanted: Vec<(usize, Vec<&ColumnKey>)> = Vec::new();
        let of = groupings.iter().enumerate().map(|(number, grouping)| {
            let is_alike = |(first, _): &(usize, _)| {
                groupings.get(*first).is_some_and(|first| first.makes_the_same_groups(grouping))
            };
            let at = wanted.iter().position(is_alike).unwrap_or_else(|| {
                wanted.push((number, Vec::new()));
                wanted.len() - 1
            });
            let columns = wanted.get_mut(at).map(|(_, columns)| columns);
            let sum = grouping.column.as_ref().zip(columns).map(|(column, columns)| {
                columns.iter().position(|known| *known == column).unwrap_or_else(|| {
                    columns.push(column);
                    columns.len() - 1
                })
            });
            (at, sum)
        });
        let of = of.collect();
        let partition = |(first, columns): (usize, Vec<&ColumnKey>)| {
            let columns = columns.into_iter().cloned();
            Partition::new(book, first, groupings, columns)
        };
        Self { partitions: wanted.into_par_iter().map(partition).collect(), of }
    }

    /// Takes changes in, and says for each grouping what is different.
    pub(crate) fn update(
        &mut self,
        book: &Book<'_>,
        groupings: &[Grouping],
        changes: &Changes,
    ) -> Vec<ChangedGroups> {
        let update = |partition: &mut Partition| {
            let mut changed = ChangedKeys::default();
            let grouping = groupings.get(partition.first)?;
            match changes.of(&grouping.table) {
                None => {}
                Some(TableChange::Whole) => {
                    let columns: Vec<ColumnKey> =
                        partition.sums.iter().map(|sums| sums.column.clone()).collect();
                    *partition = Partition::new(book, partition.first, groupings, columns);
                    return None;
                }
                Some(TableChange::Cells(cells)) => {
                    for (row, columns) in cells {
                        partition.refresh(book, grouping, (*row, columns), &mut changed);
                    }
                }
            }
            Some(changed)
        };
        let changed: Vec<Option<ChangedKeys>> = if changes.is_any_whole() {
            self.partitions.par_iter_mut().map(update).collect()
        } else {
            self.partitions.iter_mut().map(update).collect()
        };
        let of_grouping = |(at, sum): &(usize, Option<usize>)| match changed.get(*at) {
            Some(Some(changed)) => {
                let of_sum = sum.and_then(|sum| changed.of_sums.get(&sum)).into_iter().flatten();
                ChangedGroups::Keys(changed.of_groups.iter().chain(of_sum).cloned().collect())
            }
            _ => ChangedGroups::All,
        };
        self.of.iter().map(of_grouping).collect()
    }

    /// The groups that a row is in, as if it had changed.
    pub(crate) fn around(
        &self,
        groupings: &[Grouping],
        table: &TableKey,
        row: SheetRow<'_>,
    ) -> Vec<ChangedGroups> {
        let of = |(at, grouping): (usize, &Grouping)| {
            let is_here = grouping.table == *table;
            let key = is_here.then(|| self.key_of(at, row.index)).flatten();
            ChangedGroups::Keys(key.into_iter().cloned().collect())
        };
        groupings.iter().enumerate().map(of).collect()
    }

    /// Where the groups of a grouping are, and which of their sums it asks for.
    fn of(&self, grouping: usize) -> Option<(&Partition, Option<usize>)> {
        let (at, sum) = self.of.get(grouping)?;
        Some((self.partitions.get(*at)?, *sum))
    }

    /// The group under a key: `Ok(None)` where no row says that, `Err` where it is not certain which do.
    pub(crate) fn group(&self, grouping: usize, key: &[SmolStr]) -> Result<Option<Group<'_>>, ()> {
        let (partition, sum) = self.of(grouping).filter(|(partition, _)| partition.unknown == 0).ok_or(())?;
        Ok(partition.under(&joined(key), sum))
    }

    /// The rows under a joined key of [`ChangedGroups`].
    pub(crate) fn rows(&self, grouping: usize, key: &SmolStr) -> impl Iterator<Item = usize> + use<'_> {
        self.rows_between(grouping, key, 0..usize::MAX)
    }

    /// Of these rows those between two positions.
    pub(crate) fn rows_between(
        &self,
        grouping: usize,
        key: &SmolStr,
        between: Range<usize>,
    ) -> impl Iterator<Item = usize> + use<'_> {
        let group = self.of(grouping).and_then(|(partition, _)| partition.under(key, None));
        let rows = group.map_or(&[][..], |group| group.rows);
        let from = rows.partition_point(|row| place(*row) < between.start);
        let to = rows.partition_point(|row| place(*row) < between.end);
        rows.get(from..to).unwrap_or_default().iter().map(|row| place(*row))
    }

    /// The key of the group that a row is in.
    pub(crate) fn key_of(&self, grouping: usize, row: usize) -> Option<&SmolStr> {
        let (partition, _) = self.of(grouping)?;
        partition.key(*partition.rows.get(row)?)
    }
}

/// Several texts as one key.
pub(crate) fn joined(key: &[SmolStr]) -> SmolStr {
    match key {
        [only] => only.clone(),
        parts => SmolStr::new(parts.join(&BETWEEN.to_string())),
    }
}

/// The texts of a key.
pub(crate) fn parts(key: &SmolStr) -> impl Iterator<Item = &str> {
    key.split(BETWEEN)
}
