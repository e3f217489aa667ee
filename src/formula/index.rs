//! The rows that rules select, in groups with their sums, kept up to date: so that a rule that holds a row
//! against the rows of the same code asks for one group, not for every row of a table.
//!
//! It holds nothing that the tables do not say; [`Index::new`] is the definition. A group's sum is only
//! given where it is certain: where a figure of it is unknown, whoever asks adds up the rows and learns why.

use std::collections::BTreeSet;
use std::ops::Range;

use rayon::prelude::*;
use rust_decimal::Decimal;
use rustc_hash::FxHashMap;
use smol_str::SmolStr;

use super::{ColumnName, Context, Expression, Grouping, Term, evaluate, evaluate_condition};
use crate::calc::{Book, Changes, Figure, SheetRow, TableChange};
use crate::model::{ColumnKey, TableKey};
use crate::money;

/// What stands between the parts of a key; no text has it.
const BETWEEN: char = '\u{1}';

/// Amounts with more decimals may lose some in a sum, which then depends on its order.
const MOST_DECIMALS: u32 = 8;

/// All groups that the rules ask for, in the order of their groupings.
#[derive(Clone, Debug, Default)]
pub(crate) struct Index {
    groups: Vec<Groups>,
}

/// The groups of one grouping.
#[derive(Clone, Debug, Default)]
struct Groups {
    /// By position of the row in its table.
    rows: Vec<Entry>,
    /// By key the position of the group. Never iterated.
    keys: FxHashMap<SmolStr, u32>,
    /// The groups; one that all rows left stays, without rows.
    groups: Vec<Group>,
    /// How many rows cannot say which group they are in; while there are any, nothing is certain.
    unknown: usize,
}

/// A row in its group.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Entry {
    /// It is in none.
    Out,
    /// The position of the group, the row's number and how many entered figures that rests on; `None` where the
    /// number is unknown.
    In(u32, Option<(Decimal, u32)>),
    /// It cannot say.
    Unknown,
}

/// Rows that say the same.
#[derive(Clone, Debug, Default)]
pub(crate) struct Group {
    key: SmolStr,
    /// Their positions, in order.
    pub rows: Vec<usize>,
    /// `None` once it was too large to be told to the last digit.
    sum: Option<Decimal>,
    figures: u32,
    /// How many numbers are unknown, or are no amounts.
    unknown: usize,
}

impl Group {
    /// The sum and how many entered figures it rests on, where that is certain.
    pub(crate) fn sum(&self) -> Option<(Decimal, u32)> {
        (self.unknown == 0).then_some((self.sum?, self.figures))
    }

    fn add(&mut self, value: Decimal) {
        self.sum = self.sum.and_then(|sum| money::add(sum, value));
    }

    fn more(&mut self, number: Option<(Decimal, u32)>) {
        match number {
            Some((value, figures)) => {
                self.add(value);
                self.figures = self.figures.saturating_add(figures);
            }
            None => self.unknown += 1,
        }
    }

    fn less(&mut self, number: Option<(Decimal, u32)>) {
        match number {
            Some((value, figures)) => {
                self.add(-value);
                self.figures = self.figures.saturating_sub(figures);
            }
            None => self.unknown = self.unknown.saturating_sub(1),
        }
    }
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
        Self { groups: groupings.par_iter().map(|grouping| Groups::new(book, grouping)).collect() }
    }

    /// Takes changes in, and says for each grouping what is different.
    pub(crate) fn update(
        &mut self,
        book: &Book<'_>,
        groupings: &[Grouping],
        changes: &Changes,
    ) -> Vec<ChangedGroups> {
        let nothing = || ChangedGroups::Keys(BTreeSet::new());
        self.groups
            .iter_mut()
            .zip(groupings)
            .map(|(groups, grouping)| match changes.of(&grouping.table) {
                None => nothing(),
                Some(TableChange::Whole) => {
                    *groups = Groups::new(book, grouping);
                    ChangedGroups::All
                }
                Some(TableChange::Cells(cells)) => {
                    let mut keys = BTreeSet::new();
                    for (row, columns) in cells {
                        groups.refresh(book, grouping, *row, columns, &mut keys);
                    }
                    ChangedGroups::Keys(keys)
                }
            })
            .collect()
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

    /// The group under a key: `Ok(None)` where no row says that, `Err` where it is not certain which do.
    pub(crate) fn group(&self, grouping: usize, key: &[SmolStr]) -> Result<Option<&Group>, ()> {
        let groups = self.groups.get(grouping).filter(|groups| groups.unknown == 0).ok_or(())?;
        Ok(groups.under(&joined(key)))
    }

    /// The rows under a joined key of [`ChangedGroups`].
    pub(crate) fn rows(&self, grouping: usize, key: &SmolStr) -> impl Iterator<Item = usize> + use<'_> {
        let group = self.groups.get(grouping).and_then(|groups| groups.under(key));
        group.into_iter().flat_map(|group| group.rows.iter().copied())
    }

    /// Of these rows those between two positions.
    pub(crate) fn rows_between(
        &self,
        grouping: usize,
        key: &SmolStr,
        between: Range<usize>,
    ) -> impl Iterator<Item = usize> + use<'_> {
        let group = self.groups.get(grouping).and_then(|groups| groups.under(key));
        let rows = group.map_or(&[][..], |group| &group.rows);
        let from = rows.partition_point(|row| *row < between.start);
        let to = rows.partition_point(|row| *row < between.end);
        rows.get(from..to).unwrap_or_default().iter().copied()
    }

    /// The key of the group that a row is in.
    pub(crate) fn key_of(&self, grouping: usize, row: usize) -> Option<&SmolStr> {
        let groups = self.groups.get(grouping)?;
        match groups.rows.get(row)? {
            Entry::In(group, _) => groups.key(*group),
            _ => None,
        }
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

impl Groups {
    fn new(book: &Book<'_>, grouping: &Grouping) -> Self {
        let mut groups = Self::default();
        let Some(sheet) = book.sheet(&grouping.table) else {
            return groups;
        };
        if sheet.coverage().is_missing() {
            return groups;
        }
        for row in sheet.rows_of(&grouping.kind) {
            let entry = groups.entry(book, grouping, row);
            groups.put(row.index, entry);
        }
        groups
    }

    /// The group under a key, if any row is in it.
    fn under(&self, key: &SmolStr) -> Option<&Group> {
        let group = self.groups.get(usize::try_from(*self.keys.get(key)?).ok()?)?;
        (!group.rows.is_empty()).then_some(group)
    }

    fn group_mut(&mut self, group: u32) -> Option<&mut Group> {
        self.groups.get_mut(usize::try_from(group).ok()?)
    }

    fn key(&self, group: u32) -> Option<&SmolStr> {
        Some(&self.groups.get(usize::try_from(group).ok()?)?.key)
    }

    /// The position of the group under a key, made if there is none.
    fn place(&mut self, key: SmolStr) -> u32 {
        let next = u32::try_from(self.groups.len()).unwrap_or(u32::MAX);
        let place = *self.keys.entry(key.clone()).or_insert(next);
        if place == next {
            self.groups.push(Group { key, sum: Some(Decimal::ZERO), ..Group::default() });
        }
        place
    }

    /// Looks again at a row of which some columns changed, and at those below it that say something of it.
    fn refresh(
        &mut self,
        book: &Book<'_>,
        grouping: &Grouping,
        row: usize,
        columns: &BTreeSet<ColumnKey>,
        groups: &mut BTreeSet<SmolStr>,
    ) {
        let Some(changed) = book.sheet(&grouping.table).and_then(|sheet| sheet.row(row)) else {
            return;
        };
        let mut looks = Vec::new();
        for asked in grouping.by.iter().chain(&grouping.only) {
            asked.each_candidate(&mut |path| looks.push(path));
        }
        let kind = &changed.row.kind();
        let reads = |above: bool| {
            looks.iter().any(|path| {
                let is_here = if above { path.above.as_ref() == Some(kind) } else { path.above.is_none() };
                is_here && matches!(&path.column, ColumnName::Named(key) if columns.contains(key))
            })
        };
        if **kind == grouping.kind
            && (reads(false) || grouping.column.as_ref().is_some_and(|column| columns.contains(column)))
        {
            self.look_again(book, grouping, changed, groups);
        }
        if reads(true) {
            let below = changed.descendants().filter(|row| *row.row.kind() == grouping.kind);
            below.for_each(|row| self.look_again(book, grouping, row, groups));
        }
    }

    fn look_again(
        &mut self,
        book: &Book<'_>,
        grouping: &Grouping,
        row: SheetRow<'_>,
        groups: &mut BTreeSet<SmolStr>,
    ) {
        let after = self.entry(book, grouping, row);
        let before = self.rows.get(row.index).copied().unwrap_or(Entry::Out);
        if before == after {
            return;
        }
        for entry in [before, after] {
            if let Entry::In(group, _) = entry {
                groups.extend(self.key(group).cloned());
            }
        }
        match (before, after) {
            // Most edits change an amount: the row stays where it is.
            (Entry::In(group, old), Entry::In(other, new)) if group == other => {
                self.group_mut(group).into_iter().for_each(|group| {
                    group.less(old);
                    group.more(new);
                });
                self.rows.get_mut(row.index).into_iter().for_each(|entry| *entry = after);
            }
            _ => {
                self.take(row.index);
                self.put(row.index, after);
            }
        }
    }

    fn put(&mut self, row: usize, entry: Entry) {
        match entry {
            Entry::Out => {}
            Entry::Unknown => self.unknown += 1,
            Entry::In(group, number) => {
                let Some(group) = self.group_mut(group) else {
                    return;
                };
                if let Err(at) = group.rows.binary_search(&row) {
                    group.rows.insert(at, row);
                }
                group.more(number);
            }
        }
        if self.rows.len() <= row {
            self.rows.resize(row + 1, Entry::Out);
        }
        if let Some(place) = self.rows.get_mut(row) {
            *place = entry;
        }
    }

    fn take(&mut self, row: usize) {
        let entry = self.rows.get_mut(row).map(|entry| std::mem::replace(entry, Entry::Out));
        match entry {
            None | Some(Entry::Out) => {}
            Some(Entry::Unknown) => self.unknown = self.unknown.saturating_sub(1),
            Some(Entry::In(group, number)) => {
                let Some(group) = self.group_mut(group) else {
                    return;
                };
                if let Ok(at) = group.rows.binary_search(&row) {
                    group.rows.remove(at);
                }
                group.less(number);
            }
        }
    }

    /// What a row is in a grouping.
    fn entry(&mut self, book: &Book<'_>, grouping: &Grouping, row: SheetRow<'_>) -> Entry {
        let context = Context::asking(*book, row);
        for condition in &grouping.only {
            match evaluate_condition(&context, condition) {
                Ok(true) => {}
                Ok(false) => return Entry::Out,
                Err(_) => return Entry::Unknown,
            }
        }
        let text = |part: &Expression| match evaluate(&context, part) {
            Ok(Term::Text(text)) => Some(SmolStr::new(text)),
            // A row above that is not there is blank.
            Ok(Term::Number(number)) if number.value.is_zero() => Some(SmolStr::default()),
            _ => None,
        };
        let key: Option<Vec<SmolStr>> = grouping.by.iter().map(text).collect();
        match key {
            Some(key) => Entry::In(self.place(joined(&key)), number(grouping, row)),
            None => Entry::Unknown,
        }
    }
}

fn number(grouping: &Grouping, row: SheetRow<'_>) -> Option<(Decimal, u32)> {
    let cell = grouping.column.as_ref().and_then(|column| row.cell_by(column));
    let Some(cell) = cell.filter(|cell| cell.column.kind.is_number()) else {
        return Some((Decimal::ZERO, 0));
    };
    match cell.figure() {
        Figure::Blank => Some((Decimal::ZERO, 0)),
        Figure::Known { value, figures } => {
            // What is no amount is added up in its order by whoever asks.
            let is_amount = value.scale() <= MOST_DECIMALS && value.abs() < Decimal::from(u64::MAX);
            is_amount.then_some((value, figures))
        }
        Figure::Unknown(_) => None,
    }
}
