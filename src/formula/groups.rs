//! The rows of one kind in groups by what they say, with the sums of each group, kept up to date. A row says which group it
//! is in only once for all that say the same. Which groupings there are, [`super::index`] knows.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;
use rustc_hash::FxHashMap;
use smol_str::SmolStr;

use super::index::joined;
use super::{ColumnName, Context, Expression, Grouping, Term, evaluate, evaluate_condition};
use crate::calc::{Book, Figure, SheetRow};
use crate::model::ColumnKey;
use crate::money;

/// Amounts with more decimals may lose some in a sum, which then depends on its order.
const MOST_DECIMALS: u32 = 8;

/// The rows of a kind in groups, with sums of all columns that are asked of these groups.
#[derive(Clone, Debug, Default)]
pub(super) struct Partition {
    /// The first of its groupings: what makes the groups is the same in all.
    pub first: usize,
    /// By position of the row in its table the group, or [`OUT`] or [`UNKNOWN`].
    pub rows: Vec<u32>,
    /// By key the position of the group. Never iterated.
    keys: FxHashMap<SmolStr, u32>,
    /// The groups; one that all rows left stays, without rows.
    groups: Vec<Members>,
    /// How many rows cannot say which group they are in; while there are any, nothing is certain.
    pub unknown: usize,
    pub sums: Vec<Sums>,
}

/// Stands for a row that is in no group.
const OUT: u32 = u32::MAX;
/// Stands for one that cannot say.
const UNKNOWN: u32 = u32::MAX - 1;

/// The rows that say the same, by position, in order.
#[derive(Clone, Debug)]
struct Members {
    key: SmolStr,
    rows: Vec<u32>,
}

/// The sums of a column by group.
#[derive(Clone, Debug)]
pub(super) struct Sums {
    pub column: ColumnKey,
    /// By position of the row.
    numbers: Vec<Number>,
    totals: Vec<Total>,
}

/// The number of a row and how many entered figures it rests on: nought for a row in no group.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Number {
    digits: i64,
    figures: u32,
    /// How many decimals the digits have; `None` where the number is unknown, or is no amount.
    scale: Option<u8>,
}

/// The sum of a group.
#[derive(Clone, Copy, Debug)]
struct Total {
    /// `None` once it was too large to be told to the last digit.
    sum: Option<Decimal>,
    figures: u32,
    /// How many numbers are unknown, or are no amounts.
    unknown: usize,
}

impl Default for Total {
    fn default() -> Self {
        Self { sum: Some(Decimal::ZERO), figures: 0, unknown: 0 }
    }
}

impl Total {
    fn add(&mut self, value: Decimal) {
        self.sum = self.sum.and_then(|sum| money::add(sum, value));
    }

    fn more(&mut self, number: Number) {
        match number.value() {
            Some(value) => {
                self.add(value);
                self.figures = self.figures.saturating_add(number.figures);
            }
            None => self.unknown += 1,
        }
    }

    fn less(&mut self, number: Number) {
        match number.value() {
            Some(value) => {
                self.add(-value);
                self.figures = self.figures.saturating_sub(number.figures);
            }
            None => self.unknown = self.unknown.saturating_sub(1),
        }
    }
}

impl Number {
    /// Of a row in a column. What is no amount is added up in its order by whoever asks.
    fn of(column: &ColumnKey, row: SheetRow<'_>) -> Self {
        let blank = Self { scale: Some(0), ..Self::default() };
        let Some(cell) = row.cell_by(column).filter(|cell| cell.column.kind.is_number()) else {
            return blank;
        };
        match cell.figure() {
            Figure::Blank => blank,
            Figure::Known { value, figures } => {
                let digits = i64::try_from(value.mantissa()).ok();
                let scale = u8::try_from(value.scale()).ok().filter(|_| value.scale() <= MOST_DECIMALS);
                digits.zip(scale).map_or_else(Self::default, |(digits, scale)| Self {
                    digits,
                    figures,
                    scale: Some(scale),
                })
            }
            Figure::Unknown(_) => Self::default(),
        }
    }

    fn value(self) -> Option<Decimal> {
        Some(Decimal::new(self.digits, self.scale?.into()))
    }
}

/// Rows that say the same, to read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Group<'a> {
    pub(super) rows: &'a [u32],
    /// Of a column, if one is summed.
    total: Option<&'a Total>,
}

impl<'a> Group<'a> {
    /// How many rows it has.
    pub(crate) fn len(self) -> usize {
        self.rows.len()
    }

    /// Their positions, in order.
    pub(crate) fn rows(self) -> impl Iterator<Item = usize> + use<'a> {
        self.rows.iter().map(|row| place(*row))
    }

    /// The sum and how many entered figures it rests on, where that is certain.
    pub(crate) fn sum(self) -> Option<(Decimal, u32)> {
        let Some(total) = self.total else {
            return Some((Decimal::ZERO, 0));
        };
        (total.unknown == 0).then_some((total.sum?, total.figures))
    }
}

/// Positions are kept in half the space.
pub(super) fn place(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

/// The keys of groups that rows left or came to, and by sum of those in which numbers are others.
#[derive(Default)]
pub(super) struct ChangedKeys {
    pub of_groups: BTreeSet<SmolStr>,
    pub of_sums: BTreeMap<usize, BTreeSet<SmolStr>>,
}

impl Partition {
    pub(super) fn new(
        book: &Book<'_>,
        first: usize,
        groupings: &[Grouping],
        columns: impl IntoIterator<Item = ColumnKey>,
    ) -> Self {
        let sums = |column| Sums { column, numbers: Vec::new(), totals: Vec::new() };
        let sums = columns.into_iter().map(sums).collect();
        let mut partition = Self { first, sums, ..Self::default() };
        let grouping = groupings.get(first);
        let sheet = grouping.and_then(|grouping| book.sheet(&grouping.table));
        let Some((grouping, sheet)) = grouping.zip(sheet.filter(|sheet| !sheet.coverage().is_missing()))
        else {
            return partition;
        };
        // Rows that say the same are in the same group: only the first is asked.
        let asked = grouping.asked(sheet);
        let (mut known, mut says) = (FxHashMap::<Vec<Option<u32>>, u32>::default(), Vec::new());
        for row in sheet.rows_of(&grouping.kind) {
            says.clear();
            says.extend(asked.iter().flat_map(|asked| asked.says(row.index)));
            let group = match known.get(&says).filter(|_| asked.is_some()) {
                Some(group) => *group,
                None => {
                    let group = partition.group_of(book, grouping, row);
                    known.insert(says.clone(), group);
                    group
                }
            };
            partition.put(row, group);
        }
        partition
    }

    /// The group under a key, if any row is in it.
    pub(super) fn under(&self, key: &SmolStr, sum: Option<usize>) -> Option<Group<'_>> {
        let group = place(*self.keys.get(key)?);
        let rows = self.groups.get(group).map(|group| group.rows.as_slice())?;
        let total = sum.and_then(|sum| self.sums.get(sum)?.totals.get(group));
        (!rows.is_empty()).then_some(Group { rows, total })
    }

    pub(super) fn key(&self, group: u32) -> Option<&SmolStr> {
        Some(&self.groups.get(place(group))?.key)
    }

    /// The position of the group under a key, made if there is none.
    fn place(&mut self, key: SmolStr) -> u32 {
        let next = u32::try_from(self.groups.len()).unwrap_or(OUT);
        let group = *self.keys.entry(key.clone()).or_insert(next);
        if group == next {
            self.groups.push(Members { key, rows: Vec::new() });
            self.sums.iter_mut().for_each(|sums| sums.totals.push(Total::default()));
        }
        group
    }

    /// Looks again at a row of which some columns changed, and at those below it that say something of it.
    pub(super) fn refresh(
        &mut self,
        book: &Book<'_>,
        grouping: &Grouping,
        (row, columns): (usize, &BTreeSet<ColumnKey>),
        changed: &mut ChangedKeys,
    ) {
        let Some(row) = book.sheet(&grouping.table).and_then(|sheet| sheet.row(row)) else {
            return;
        };
        let looks = grouping.looks();
        let kind = row.row.kind();
        let reads = |above: bool| {
            looks.iter().any(|path| {
                let is_here = if above { path.above.as_ref() == Some(kind) } else { path.above.is_none() };
                is_here && matches!(&path.column, ColumnName::Named(key) if columns.contains(key))
            })
        };
        if *kind == grouping.kind {
            if reads(false) {
                self.group_again(book, grouping, row, changed);
            }
            self.add_again(row, columns, changed);
        }
        if reads(true) {
            let below = row.descendants().filter(|row| *row.row.kind() == grouping.kind);
            below.for_each(|row| self.group_again(book, grouping, row, changed));
        }
    }

    fn group_again(
        &mut self,
        book: &Book<'_>,
        grouping: &Grouping,
        row: SheetRow<'_>,
        changed: &mut ChangedKeys,
    ) {
        let after = self.group_of(book, grouping, row);
        let before = self.rows.get(row.index).copied().unwrap_or(OUT);
        if before != after {
            changed
                .of_groups
                .extend([before, after].into_iter().filter_map(|group| self.key(group)).cloned());
            self.take(row.index, before);
            self.put(row, after);
        }
    }

    /// Takes in the numbers of a row that stays where it is: most edits change an amount.
    fn add_again(&mut self, row: SheetRow<'_>, columns: &BTreeSet<ColumnKey>, changed: &mut ChangedKeys) {
        let Some(group) = self.rows.get(row.index).copied() else {
            return;
        };
        for (at, sums) in self.sums.iter_mut().enumerate().filter(|(_, sums)| columns.contains(&sums.column))
        {
            let number = Number::of(&sums.column, row);
            let (Some(total), Some(before)) =
                (sums.totals.get_mut(place(group)), sums.numbers.get_mut(row.index))
            else {
                continue;
            };
            if *before != number {
                total.less(*before);
                total.more(number);
                *before = number;
                let key = self.groups.get(place(group)).map(|group| group.key.clone());
                changed.of_sums.entry(at).or_default().extend(key);
            }
        }
    }

    fn put(&mut self, row: SheetRow<'_>, group: u32) {
        let at = row.index;
        set(&mut self.rows, at, group, OUT);
        self.unknown += usize::from(group == UNKNOWN);
        let Some(members) = self.groups.get_mut(place(group)) else {
            return;
        };
        let number = u32::try_from(at).unwrap_or(OUT);
        // Made from top to bottom, each comes behind all others.
        match members.rows.last() {
            Some(last) if *last >= number => {
                if let Err(at) = members.rows.binary_search(&number) {
                    members.rows.insert(at, number);
                }
            }
            _ => members.rows.push(number),
        }
        for sums in &mut self.sums {
            let number = Number::of(&sums.column, row);
            sums.totals.get_mut(place(group)).into_iter().for_each(|total| total.more(number));
            set(&mut sums.numbers, at, number, Number::default());
        }
    }

    fn take(&mut self, row: usize, group: u32) {
        set(&mut self.rows, row, OUT, OUT);
        self.unknown -= usize::from(group == UNKNOWN).min(self.unknown);
        let Some(members) = self.groups.get_mut(place(group)) else {
            return;
        };
        members.rows.retain(|other| place(*other) != row);
        for sums in &mut self.sums {
            let number = sums.numbers.get(row).copied().unwrap_or_default();
            sums.totals.get_mut(place(group)).into_iter().for_each(|total| total.less(number));
        }
    }

    /// The group that a row is in, or that it is in none or cannot say.
    fn group_of(&mut self, book: &Book<'_>, grouping: &Grouping, row: SheetRow<'_>) -> u32 {
        let context = Context::asking(*book, row);
        for condition in &grouping.only {
            match evaluate_condition(&context, condition) {
                Ok(true) => {}
                Ok(false) => return OUT,
                Err(_) => return UNKNOWN,
            }
        }
        let text = |part: &Expression| match evaluate(&context, part) {
            Ok(Term::Text(text)) => Some(SmolStr::new(text)),
            // A row above that is not there is blank.
            Ok(Term::Number(number)) if number.value.is_zero() => Some(SmolStr::default()),
            _ => None,
        };
        let key: Option<Vec<SmolStr>> = grouping.by.iter().map(text).collect();
        key.map_or(UNKNOWN, |key| self.place(joined(&key)))
    }
}

/// Puts a value in a place, whatever is missing before it.
fn set<T: Copy>(values: &mut Vec<T>, at: usize, value: T, missing: T) {
    if values.len() <= at {
        values.resize(at + 1, missing);
    }
    if let Some(place) = values.get_mut(at) {
        *place = value;
    }
}
