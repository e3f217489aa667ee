//! The rows that rules select, in groups with their sums, kept up to date: so that a rule that holds a row
//! against the rows of the same code asks for one group, not for every row of a table.
//!
//! It holds nothing that the tables do not say; [`Index::new`] is the definition. A group's sum is only
//! given where it is certain: where a figure of it is unknown, whoever asks adds up the rows and learns why.

use std::collections::BTreeSet;
use std::ops::Range;

use rust_decimal::Decimal;
use rustc_hash::FxHashMap;
use smol_str::SmolStr;

use super::formula::{ColumnName, Context, Expression, Grouping, Term, evaluate, evaluate_condition};
use crate::calc::{Book, Changes, Figure, SheetRow, TableChange};
use crate::model::{ColumnKey, Coverage, TableKey};

/// What stands between the parts of a key; no text has it.
const BETWEEN: char = '\u{1}';

/// Amounts with more decimals may lose some in a sum, which then depends on its order.
const MOST_DECIMALS: u32 = 8;

/// All groups that the rules ask for, in the order of their groupings.
#[derive(Clone, Debug, Default)]
pub(super) struct Index {
    groups: Vec<Groups>,
}

/// The groups of one grouping.
#[derive(Clone, Debug, Default)]
struct Groups {
    /// By position of the row in its table.
    rows: Vec<Option<Entry>>,
    /// Never iterated.
    groups: FxHashMap<SmolStr, Group>,
    /// How many rows cannot say which group they are in; while there are any, nothing is certain.
    unknown: usize,
}

/// A row in its group.
#[derive(Clone, Debug, PartialEq)]
enum Entry {
    /// With its number and how many entered figures that rests on; `None` where it is unknown.
    In(SmolStr, Option<(Decimal, u32)>),
    /// It cannot say.
    Unknown,
}

/// Rows that say the same.
#[derive(Clone, Debug, Default)]
pub(super) struct Group {
    /// Their positions.
    pub rows: BTreeSet<usize>,
    sum: Decimal,
    figures: u32,
    /// How many numbers are unknown, or are no amounts.
    unknown: usize,
}

impl Group {
    /// The sum and how many entered figures it rests on, where that is certain.
    pub fn sum(&self) -> Option<(Decimal, u32)> {
        (self.unknown == 0).then_some((self.sum, self.figures))
    }
}

/// Which groups of a grouping are different.
#[derive(Clone, Debug)]
pub(super) enum Stirred {
    /// These, by key.
    Keys(BTreeSet<SmolStr>),
    /// Any may be.
    All,
}

impl Index {
    /// The groups of a book.
    pub fn new(book: &Book<'_>, groupings: &[Grouping]) -> Self {
        Self { groups: groupings.iter().map(|grouping| Groups::new(book, grouping)).collect() }
    }

    /// Takes changes in, and says for each grouping what is different.
    pub fn update(&mut self, book: &Book<'_>, groupings: &[Grouping], changes: &Changes) -> Vec<Stirred> {
        let nothing = || Stirred::Keys(BTreeSet::new());
        self.groups
            .iter_mut()
            .zip(groupings)
            .map(|(groups, grouping)| match changes.of(&grouping.table) {
                None => nothing(),
                Some(TableChange::Whole) => {
                    *groups = Groups::new(book, grouping);
                    Stirred::All
                }
                Some(TableChange::Cells(cells)) => {
                    let mut keys = BTreeSet::new();
                    for (row, columns) in cells {
                        groups.refresh(book, grouping, *row, columns, &mut keys);
                    }
                    Stirred::Keys(keys)
                }
            })
            .collect()
    }

    /// The groups that a row is in, as if it had changed.
    pub fn around(&self, groupings: &[Grouping], table: &TableKey, row: SheetRow<'_>) -> Vec<Stirred> {
        let of = |(at, grouping): (usize, &Grouping)| {
            let is_here = grouping.table == *table;
            let key = is_here.then(|| self.key_of(at, row.index)).flatten();
            Stirred::Keys(key.into_iter().cloned().collect())
        };
        groupings.iter().enumerate().map(of).collect()
    }

    /// The group under a key: `Ok(None)` where no row says that, `Err` where it is not certain which do.
    pub fn group(&self, grouping: usize, key: &[SmolStr]) -> Result<Option<&Group>, ()> {
        let groups = self.groups.get(grouping).filter(|groups| groups.unknown == 0).ok_or(())?;
        Ok(groups.groups.get(&joined(key)))
    }

    /// The rows under a joined key of [`Stirred`].
    pub fn rows(&self, grouping: usize, key: &SmolStr) -> impl Iterator<Item = usize> + use<'_> {
        let group = self.groups.get(grouping).and_then(|groups| groups.groups.get(key));
        group.into_iter().flat_map(|group| group.rows.iter().copied())
    }

    /// Of these rows those between two positions.
    pub fn rows_between(
        &self,
        grouping: usize,
        key: &SmolStr,
        between: Range<usize>,
    ) -> impl Iterator<Item = usize> + use<'_> {
        let group = self.groups.get(grouping).and_then(|groups| groups.groups.get(key));
        group.into_iter().flat_map(move |group| group.rows.range(between.clone()).copied())
    }

    /// The key of the group that a row is in.
    pub fn key_of(&self, grouping: usize, row: usize) -> Option<&SmolStr> {
        match self.groups.get(grouping)?.rows.get(row)? {
            Some(Entry::In(key, _)) => Some(key),
            _ => None,
        }
    }
}

/// Several texts as one key.
pub(super) fn joined(key: &[SmolStr]) -> SmolStr {
    match key {
        [only] => only.clone(),
        parts => SmolStr::new(parts.join(&BETWEEN.to_string())),
    }
}

/// The texts of a key.
pub(super) fn parts(key: &SmolStr) -> impl Iterator<Item = &str> {
    key.split(BETWEEN)
}

impl Groups {
    fn new(book: &Book<'_>, grouping: &Grouping) -> Self {
        let mut groups = Self::default();
        let Some(sheet) = book.sheet(&grouping.table) else {
            return groups;
        };
        if sheet.coverage() == Coverage::Absent {
            return groups;
        }
        for row in sheet.rows_of(&grouping.kind) {
            groups.put(row.index, entry(book, grouping, row));
        }
        groups
    }

    /// Looks again at a row of which some columns changed, and at those below it that say something of it.
    fn refresh(
        &mut self,
        book: &Book<'_>,
        grouping: &Grouping,
        row: usize,
        columns: &BTreeSet<ColumnKey>,
        stirred: &mut BTreeSet<SmolStr>,
    ) {
        let Some(changed) = book.sheet(&grouping.table).and_then(|sheet| sheet.row(row)) else {
            return;
        };
        let mut looks = Vec::new();
        for asked in grouping.by.iter().chain(&grouping.only) {
            asked.each_candidate(&mut |path| looks.push(path));
        }
        let kind = &changed.row.kind;
        let reads = |above: bool| {
            looks.iter().any(|path| {
                let is_here = if above { path.above.as_ref() == Some(kind) } else { path.above.is_none() };
                is_here && matches!(&path.column, ColumnName::Named(key) if columns.contains(key))
            })
        };
        if *kind == grouping.kind
            && (reads(false) || grouping.column.as_ref().is_some_and(|column| columns.contains(column)))
        {
            self.look_again(book, grouping, changed, stirred);
        }
        if reads(true) {
            let below = changed.descendants().filter(|row| row.row.kind == grouping.kind);
            below.for_each(|row| self.look_again(book, grouping, row, stirred));
        }
    }

    fn look_again(
        &mut self,
        book: &Book<'_>,
        grouping: &Grouping,
        row: SheetRow<'_>,
        stirred: &mut BTreeSet<SmolStr>,
    ) {
        let after = entry(book, grouping, row);
        let before = self.rows.get(row.index).cloned().flatten();
        if before == after {
            return;
        }
        for entry in [&before, &after].into_iter().flatten() {
            if let Entry::In(key, _) = entry {
                stirred.insert(key.clone());
            }
        }
        self.take(row.index);
        self.put(row.index, after);
    }

    fn put(&mut self, row: usize, entry: Option<Entry>) {
        match &entry {
            None => {}
            Some(Entry::Unknown) => self.unknown += 1,
            Some(Entry::In(key, number)) => {
                let group = self.groups.entry(key.clone()).or_default();
                group.rows.insert(row);
                match number {
                    Some((value, figures)) => {
                        group.sum = group.sum.saturating_add(*value);
                        group.figures = group.figures.saturating_add(*figures);
                    }
                    None => group.unknown += 1,
                }
            }
        }
        if self.rows.len() <= row {
            self.rows.resize(row + 1, None);
        }
        if let Some(place) = self.rows.get_mut(row) {
            *place = entry;
        }
    }

    fn take(&mut self, row: usize) {
        let entry = self.rows.get_mut(row).and_then(Option::take);
        match entry {
            None => {}
            Some(Entry::Unknown) => self.unknown = self.unknown.saturating_sub(1),
            Some(Entry::In(key, number)) => {
                let Some(group) = self.groups.get_mut(&key) else {
                    return;
                };
                group.rows.remove(&row);
                match number {
                    Some((value, figures)) => {
                        group.sum = group.sum.saturating_sub(value);
                        group.figures = group.figures.saturating_sub(figures);
                    }
                    None => group.unknown = group.unknown.saturating_sub(1),
                }
                if group.rows.is_empty() {
                    self.groups.remove(&key);
                }
            }
        }
    }
}

/// What a row is in a grouping; `None` where it is in no group.
fn entry(book: &Book<'_>, grouping: &Grouping, row: SheetRow<'_>) -> Option<Entry> {
    let context = Context::asking(*book, row);
    for condition in &grouping.only {
        match evaluate_condition(&context, condition) {
            Ok(true) => {}
            Ok(false) => return None,
            Err(_) => return Some(Entry::Unknown),
        }
    }
    let text = |part: &Expression| match evaluate(&context, part) {
        Ok(Term::Text(text)) => Some(SmolStr::new(text)),
        // A row above that is not there is blank.
        Ok(Term::Number(number)) if number.value.is_zero() => Some(SmolStr::default()),
        _ => None,
    };
    let key: Option<Vec<SmolStr>> = grouping.by.iter().map(text).collect();
    let Some(key) = key else {
        return Some(Entry::Unknown);
    };
    Some(Entry::In(joined(&key), number(grouping, row)))
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
