//! One table: it owns its rows, keeps them in printed order and knows where each stands.
//!
//! It does not know which rows and columns a format wants; that is for `schema`.

use std::hash::{BuildHasher, BuildHasherDefault};
use std::ops::Range;
use std::sync::OnceLock;

use hashbrown::HashTable;
use rustc_hash::FxHasher;

use super::{Cells, ColumnKey, Coverage, Layer, Row, RowKey, Value};

/// A table: its rows in printed order; a free row stands below its parents. Of rows under one key the first is
/// the one that is found.
#[derive(Clone, Debug, Default)]
pub struct Table {
    /// How much of the table the document gives.
    pub coverage: Coverage,
    /// Why the table is not complete, or what its publisher says of an empty one.
    pub remark: String,
    /// The note printed under the table (注).
    pub note: String,
    rows: Vec<Row>,
    /// Made when first asked for, and again after rows came, went or moved.
    positions: OnceLock<Positions>,
}

/// The positions of rows, found by the hash of their keys. The keys themselves stand in the rows.
type Positions = HashTable<u32>;

impl PartialEq for Table {
    fn eq(&self, other: &Self) -> bool {
        self.coverage == other.coverage
            && self.remark == other.remark
            && self.note == other.note
            && self.rows == other.rows
    }
}

impl FromIterator<Row> for Table {
    fn from_iter<T: IntoIterator<Item = Row>>(rows: T) -> Self {
        Self { rows: rows.into_iter().collect(), ..Self::default() }
    }
}

impl From<Vec<Row>> for Table {
    fn from(rows: Vec<Row>) -> Self {
        Self { rows, ..Self::default() }
    }
}

impl Extend<Row> for Table {
    fn extend<T: IntoIterator<Item = Row>>(&mut self, rows: T) {
        self.insert(self.rows.len(), rows);
    }
}

impl Table {
    /// A table with all that belongs to it.
    pub fn of(coverage: Coverage, remark: String, note: String, rows: Vec<Row>) -> Self {
        Self { coverage, remark, note, rows, positions: OnceLock::new() }
    }

    /// The rows in printed order.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// The rows, without the table.
    pub fn into_rows(self) -> Vec<Row> {
        self.rows
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The row at a position.
    pub fn at(&self, position: usize) -> Option<&Row> {
        self.rows.get(position)
    }

    /// The row under `key`.
    pub fn row(&self, key: &RowKey) -> Option<&Row> {
        self.at(self.position(key)?)
    }

    /// The position of the row under `key`, without a search.
    pub fn position(&self, key: &RowKey) -> Option<usize> {
        let positions = self.positions.get_or_init(|| {
            let mut positions = Positions::with_capacity(self.rows.len());
            (0..self.rows.len()).for_each(|at| note(&mut positions, &self.rows, at));
            positions
        });
        let at = positions.find(hash(key), |at| self.key(*at) == Some(key))?;
        usize::try_from(*at).ok()
    }

    fn key(&self, at: u32) -> Option<&RowKey> {
        Some(&self.rows.get(usize::try_from(at).ok()?)?.key)
    }

    /// Puts a value into a cell, or makes it blank; gives what stood there. Nothing happens where there is no row.
    pub fn set(
        &mut self,
        position: usize,
        layer: Layer,
        column: &ColumnKey,
        value: Option<Value>,
    ) -> Option<Value> {
        let cells = self.cells_mut(position, layer)?;
        match value {
            Some(value) => cells.insert(column.clone(), value),
            None => cells.remove(column),
        }
    }

    /// The values of a row in one layer, to change them.
    pub fn cells_mut(&mut self, position: usize, layer: Layer) -> Option<&mut Cells> {
        self.rows.get_mut(position).map(|row| row.layer_mut(layer))
    }

    /// Changes every row, as [`Table::change`].
    pub fn change_each(&mut self, mut change: impl FnMut(&mut Row)) {
        for at in 0..self.rows.len() {
            self.change(at, &mut change);
        }
    }

    /// Changes a row otherwise than in its cells. Its key stays what it is.
    pub fn change<T>(&mut self, position: usize, change: impl FnOnce(&mut Row) -> T) -> Option<T> {
        let row = self.rows.get_mut(position)?;
        let key = row.key.clone();
        let answer = change(row);
        row.key = key;
        Some(answer)
    }

    /// Adds a row behind all others.
    pub fn push(&mut self, row: Row) {
        self.insert(self.rows.len(), [row]);
    }

    /// Puts rows in so that the first stands at `at`, or behind all others if that is beyond them.
    pub fn insert(&mut self, at: usize, rows: impl IntoIterator<Item = Row>) {
        let end = self.rows.len();
        if at < end {
            self.positions.take();
            self.rows.splice(at..at, rows);
            return;
        }
        self.rows.extend(rows);
        if let Some(positions) = self.positions.get_mut() {
            (end..self.rows.len()).for_each(|at| note(positions, &self.rows, at));
        }
    }

    /// Takes rows out and gives them; as many of them as there are.
    pub fn remove(&mut self, rows: Range<usize>) -> Vec<Row> {
        self.positions.take();
        let end = rows.end.min(self.rows.len());
        self.rows.drain(rows.start.min(end)..end).collect()
    }

    /// Takes out several ranges of rows, given from top to bottom and apart from each other, in one pass.
    pub fn remove_each(&mut self, ranges: &[Range<usize>]) -> Vec<Vec<Row>> {
        self.positions.take();
        let mut removed: Vec<Vec<Row>> = ranges.iter().map(|_| Vec::new()).collect();
        let mut next = 0;
        let rows = std::mem::take(&mut self.rows);
        self.rows.reserve(rows.len());
        for (at, row) in rows.into_iter().enumerate() {
            while ranges.get(next).is_some_and(|range| range.end <= at) {
                next += 1;
            }
            let range = ranges.get(next).filter(|range| range.contains(&at));
            match range.and_then(|_| removed.get_mut(next)) {
                Some(removed) => removed.push(row),
                None => self.rows.push(row),
            }
        }
        removed
    }

    /// Puts rows in at several positions in one pass: each where its first row stands when all are in, from top to
    /// bottom. What would stand beyond the end comes behind all others.
    pub fn insert_each(&mut self, inserted: impl IntoIterator<Item = (usize, Vec<Row>)>) {
        self.positions.take();
        let mut old = std::mem::take(&mut self.rows).into_iter();
        for (at, rows) in inserted {
            self.rows.extend(old.by_ref().take(at.saturating_sub(self.rows.len())));
            self.rows.extend(rows);
        }
        self.rows.extend(old);
    }

    /// Keeps the rows that are wanted.
    pub fn retain(&mut self, wanted: impl FnMut(&Row) -> bool) {
        self.positions.take();
        self.rows.retain(wanted);
    }

    /// Moves rows so that the first stands at `to`, counted without them.
    pub fn move_to(&mut self, rows: Range<usize>, to: usize) {
        let moved = self.remove(rows);
        self.insert(to, moved);
    }
}

/// Notes where a row stands, unless one above it has the same key.
fn note(positions: &mut Positions, rows: &[Row], at: usize) {
    let key = |at: u32| Some(&rows.get(usize::try_from(at).ok()?)?.key);
    let (Ok(at), Some(row)) = (u32::try_from(at), rows.get(at)) else {
        return;
    };
    let of = |at: &u32| key(*at).map_or(0, hash);
    if positions.find(hash(&row.key), |other| key(*other) == Some(&row.key)).is_none() {
        positions.insert_unique(hash(&row.key), at, of);
    }
}

fn hash(key: &RowKey) -> u64 {
    BuildHasherDefault::<FxHasher>::default().hash_one(key)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn row(key: &str) -> Row {
        Row { key: key.into(), ..Row::default() }
    }

    proptest! {
        #[test]
        fn a_position_is_where_the_key_first_stands(
            steps in prop::collection::vec((0..6_u8, 0..12_usize, 0..4_usize, "[甲乙丙]{1,2}"), 0..40)
        ) {
            let (mut table, mut plain) = (Table::default(), Vec::<Row>::new());
            for (step, at, count, key) in steps {
                match step {
                    0 => {
                        table.push(row(&key));
                        plain.push(row(&key));
                    }
                    1 => {
                        table.insert(at, [row(&key), row("丁")]);
                        let at = at.min(plain.len());
                        plain.splice(at..at, [row(&key), row("丁")]);
                    }
                    2 => {
                        let end = (at + count).min(plain.len());
                        let gone: Vec<Row> = plain.drain(at.min(end)..end).collect();
                        prop_assert_eq!(table.remove(at..at + count), gone);
                    }
                    3 => {
                        let end = (at + count).min(plain.len());
                        let moved: Vec<Row> = plain.drain(at.min(end)..end).collect();
                        let to = count.min(plain.len());
                        plain.splice(to..to, moved);
                        table.move_to(at..at + count, count);
                    }
                    4 => {
                        let ranges = [at..at + count, at + count + 1..at + count + 2];
                        let gone = table.remove_each(&ranges);
                        prop_assert_eq!(gone.len(), 2);
                        let of = |range: &Range<usize>| -> Vec<Row> {
                            plain.iter().skip(range.start).take(range.len()).cloned().collect()
                        };
                        prop_assert_eq!(&gone, &ranges.iter().map(of).collect::<Vec<_>>());
                        let is_gone = |at: usize| ranges.iter().any(|range| range.contains(&at));
                        let left = plain.iter().enumerate().filter(|(at, _)| !is_gone(*at));
                        let left: Vec<Row> = left.map(|(_, row)| row.clone()).collect();
                        prop_assert_eq!(table.rows(), left.as_slice());
                        if gone.iter().all(|rows| !rows.is_empty()) {
                            table.insert_each(ranges.iter().map(|range| range.start).zip(gone));
                        } else {
                            plain = left;
                        }
                    }
                    _ => {
                        table.retain(|row| row.key != RowKey::from(&key));
                        plain.retain(|row| row.key != RowKey::from(&key));
                    }
                }
                prop_assert_eq!(table.rows(), plain.as_slice());
                for key in ["甲", "乙丙", "丁", &key] {
                    let key = RowKey::from(key);
                    prop_assert_eq!(table.position(&key), plain.iter().position(|row| row.key == key));
                }
            }
        }
    }
}
