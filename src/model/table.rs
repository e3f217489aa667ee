//! One table: it owns its rows, keeps them in printed order and knows where each stands. Rows are kept by columns, so
//! that a million of them take little; they are read as views (`view`), and come in and go out as [`Row`]s.
//!
//! It does not know which rows and columns a format wants; that is for `schema`.

use std::hash::{BuildHasher, BuildHasherDefault};
use std::ops::Range;
use std::sync::OnceLock;

use hashbrown::HashTable;
use rustc_hash::FxHasher;

use super::columns::{Columns, Run};
use super::values::{BLANK, Values};
use super::view::{RowView, Rows, ValueView};
use super::{ColumnKey, Coverage, KindKey, Layer, Row, RowKey, Text, Value};

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
    pub(super) keys: Vec<RowKey>,
    kinds: Vec<u16>,
    /// By number the kinds that there are.
    kinds_by_number: Vec<KindKey>,
    pub(super) remarks: Run,
    pub(super) inputs: Columns,
    pub(super) stated: Columns,
    pub(super) values: Values,
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
            && self.rows() == other.rows()
    }
}

impl FromIterator<Row> for Table {
    fn from_iter<T: IntoIterator<Item = Row>>(rows: T) -> Self {
        let mut table = Self::default();
        table.extend(rows);
        table
    }
}

impl From<Vec<Row>> for Table {
    fn from(rows: Vec<Row>) -> Self {
        rows.into_iter().collect()
    }
}

impl Extend<Row> for Table {
    fn extend<T: IntoIterator<Item = Row>>(&mut self, rows: T) {
        self.insert(self.len(), rows);
    }
}

impl Table {
    /// A table with all that belongs to it.
    pub fn of(coverage: Coverage, remark: String, note: String, rows: Vec<Row>) -> Self {
        Self { coverage, remark, note, ..rows.into() }
    }

    /// The rows in printed order.
    pub fn rows(&self) -> Rows<'_> {
        Rows(Some(self))
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.keys.len()
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// The row under `key`.
    pub fn row(&self, key: &RowKey) -> Option<RowView<'_>> {
        self.at(self.position(key)?)
    }

    /// The position of the row under `key`, without a search.
    pub fn position(&self, key: &RowKey) -> Option<usize> {
        let positions = self.positions.get_or_init(|| {
            let mut positions = Positions::with_capacity(self.keys.len());
            (0..self.keys.len()).for_each(|at| note(&mut positions, &self.keys, at));
            positions
        });
        let at = positions.find(hash(key), |at| key_at(&self.keys, *at) == Some(key))?;
        usize::try_from(*at).ok()
    }

    /// The key of the row at a position.
    pub fn key(&self, position: usize) -> Option<&RowKey> {
        self.keys.get(position)
    }

    /// The kind of the row at a position.
    pub(super) fn kind(&self, position: usize) -> Option<&KindKey> {
        self.kinds_by_number.get(usize::from(*self.kinds.get(position)?))
    }

    /// Puts a value into a cell, or makes it blank; gives what stood there. Nothing happens where there is no row.
    pub fn set(
        &mut self,
        position: usize,
        layer: Layer,
        column: &ColumnKey,
        value: Option<Value>,
    ) -> Option<Value> {
        if position >= self.len() {
            return None;
        }
        let word = value.map_or(BLANK, |value| self.values.word(value.view()));
        let before = self.layer_mut(layer).set(column, position, word);
        self.values.value(before).map(ValueView::to_value)
    }

    fn layer_mut(&mut self, layer: Layer) -> &mut Columns {
        match layer {
            Layer::Input => &mut self.inputs,
            Layer::Stated => &mut self.stated,
        }
    }

    /// Changes every row, as [`Table::change`].
    pub fn change_each(&mut self, mut change: impl FnMut(&mut Row)) {
        for at in 0..self.len() {
            self.change(at, &mut change);
        }
    }

    /// Changes a row in any way. Its key stays what it is.
    pub fn change<T>(&mut self, position: usize, change: impl FnOnce(&mut Row) -> T) -> Option<T> {
        let mut row = self.at(position)?.to_row();
        let answer = change(&mut row);
        self.inputs.clear(position);
        self.stated.clear(position);
        self.remarks.set(position, BLANK);
        self.fill(position, &row);
        Some(answer)
    }

    /// Gives a row another kind.
    pub fn set_kind(&mut self, position: usize, kind: &KindKey) {
        let number = self.number_of_kind(kind);
        if let Some(there) = self.kinds.get_mut(position) {
            *there = number;
        }
    }

    /// A format has some twenty kinds; what a file brings beside them is few.
    fn number_of_kind(&mut self, kind: &KindKey) -> u16 {
        let known = self.kinds_by_number.iter().position(|known| known == kind).unwrap_or_else(|| {
            self.kinds_by_number.push(kind.clone());
            self.kinds_by_number.len() - 1
        });
        u16::try_from(known).unwrap_or(u16::MAX)
    }

    /// Fills a blank row with all of another but its key.
    fn fill(&mut self, position: usize, row: &Row) {
        self.set_kind(position, &row.kind);
        if !row.remark.is_empty() {
            let remark = self.values.word(ValueView::Text(&Text::from(&row.remark)));
            self.remarks.set(position, remark);
        }
        for layer in [Layer::Input, Layer::Stated] {
            for (column, value) in row.layer(layer) {
                let word = self.values.word(value.view());
                self.layer_mut(layer).set(column, position, word);
            }
        }
    }

    /// Puts a value into a cell, whatever stands there. Nothing happens where there is no row.
    pub fn put(&mut self, position: usize, layer: Layer, column: &ColumnKey, value: ValueView<'_>) {
        if position < self.len() {
            let word = self.values.word(value);
            self.layer_mut(layer).set(column, position, word);
        }
    }

    /// Adds a row with nothing in it behind all others; gives its position.
    pub fn push_blank(&mut self, key: RowKey, kind: &KindKey) -> usize {
        let number = self.number_of_kind(kind);
        self.kinds.push(number);
        self.keys.push(key);
        let at = self.keys.len() - 1;
        if let Some(positions) = self.positions.get_mut() {
            note(positions, &self.keys, at);
        }
        at
    }

    /// Adds a row behind all others.
    pub fn push(&mut self, row: Row) {
        self.insert(self.len(), [row]);
    }

    /// Puts rows in so that the first stands at `at`, or behind all others if that is beyond them.
    pub fn insert(&mut self, at: usize, rows: impl IntoIterator<Item = Row>) {
        let end = self.len();
        if at < end {
            self.positions.take();
        }
        for row in rows {
            let at = self.push_blank(row.key.clone(), &row.kind);
            self.fill(at, &row);
        }
        let count = self.len() - end;
        if at < end {
            let len = self.len();
            if let Some(tail) = self.keys.get_mut(at..) {
                tail.rotate_right(count);
            }
            if let Some(tail) = self.kinds.get_mut(at..) {
                tail.rotate_right(count);
            }
            self.remarks.rotate(at, count, len);
            self.inputs.rotate(at, count, len);
            self.stated.rotate(at, count, len);
        }
    }

    /// Takes rows out and gives them; as many of them as there are.
    pub fn remove(&mut self, rows: Range<usize>) -> Vec<Row> {
        let end = rows.end.min(self.len());
        let rows = rows.start.min(end)..end;
        let removed = self.rows().within(rows.clone()).map(RowView::to_row).collect();
        self.positions.take();
        self.keys.drain(rows.clone());
        self.kinds.drain(rows.clone());
        self.remarks.remove(&rows);
        self.inputs.remove(&rows);
        self.stated.remove(&rows);
        removed
    }

    /// Takes out several ranges of rows, given from top to bottom and apart from each other, in one pass.
    pub fn remove_each(&mut self, ranges: &[Range<usize>]) -> Vec<Vec<Row>> {
        let rows = self.rows();
        let removed = ranges.iter().map(|range| rows.within(range.clone()).map(RowView::to_row).collect());
        let removed = removed.collect();
        let mut next = 0;
        let is_kept = |at: &usize| {
            while ranges.get(next).is_some_and(|range| range.end <= *at) {
                next += 1;
            }
            !ranges.get(next).is_some_and(|range| range.contains(at))
        };
        let kept: Vec<usize> = (0..self.len()).filter(is_kept).collect();
        self.arrange(&kept);
        removed
    }

    /// Puts rows in at several positions in one pass: each where its first row stands when all are in, from top to
    /// bottom. What would stand beyond the end comes behind all others.
    pub fn insert_each(&mut self, inserted: impl IntoIterator<Item = (usize, Vec<Row>)>) {
        let end = self.len();
        let (mut old, mut new) = (0..end, end..);
        let mut order = Vec::with_capacity(end);
        for (at, rows) in inserted {
            order.extend(old.by_ref().take(at.saturating_sub(order.len())));
            order.extend(new.by_ref().take(rows.len()));
            self.extend(rows);
        }
        order.extend(old);
        self.arrange(&order);
    }

    /// Keeps the rows that are wanted.
    pub fn retain(&mut self, mut wanted: impl FnMut(RowView<'_>) -> bool) {
        let kept = self.rows().iter().enumerate().filter(|(_, row)| wanted(*row)).map(|(at, _)| at);
        let kept: Vec<usize> = kept.collect();
        self.arrange(&kept);
    }

    /// Moves rows so that the first stands at `to`, counted without them.
    pub fn move_to(&mut self, rows: Range<usize>, to: usize) {
        let moved = self.remove(rows);
        self.insert(to, moved);
    }

    /// Makes the table of some of its rows, each at most once, in the order given.
    pub fn arrange(&mut self, order: &[usize]) {
        self.positions.take();
        let keys = order.iter().filter_map(|at| Some(std::mem::take(self.keys.get_mut(*at)?))).collect();
        self.kinds = order.iter().filter_map(|at| self.kinds.get(*at).copied()).collect();
        self.keys = keys;
        self.remarks.arrange(order);
        self.inputs.arrange(order);
        self.stated.arrange(order);
    }
}

fn key_at(keys: &[RowKey], at: u32) -> Option<&RowKey> {
    keys.get(usize::try_from(at).ok()?)
}

/// Notes where a row stands, unless one above it has the same key.
fn note(positions: &mut Positions, keys: &[RowKey], at: usize) {
    let (Ok(number), Some(key)) = (u32::try_from(at), keys.get(at)) else {
        return;
    };
    let of = |at: &u32| key_at(keys, *at).map_or(0, hash);
    if positions.find(hash(key), |other| key_at(keys, *other) == Some(key)).is_none() {
        positions.insert_unique(hash(key), number, of);
    }
}

fn hash(key: &RowKey) -> u64 {
    BuildHasherDefault::<FxHasher>::default().hash_one(key)
}

#[cfg(test)]
mod tests;
