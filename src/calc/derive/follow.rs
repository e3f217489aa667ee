//! A table that follows its lines: a changed line is taken out as it was and put in as it is. Where rows come
//! or go, or names are not certain, that is said, and the table is made anew.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::{Beside, DerivedTable, Place, columns, part};
use crate::calc::TouchedCell;
use crate::model::{Budget, ColumnKey, Layer, Row, RowView, TableKey, Value, ValueView};
use crate::money;
use crate::schema::{Derivation, Format, RowOrder, TableSchema};

/// What stood in the cells of a table that are different now, by the position of their row.
pub(in crate::calc) type CellsBefore = BTreeMap<(usize, ColumnKey), Option<Value>>;

/// A line before and after an edit.
pub(in crate::calc) struct LineChange<'a> {
    table: &'a TableKey,
    at: usize,
    before: Row,
    after: RowView<'a>,
}

/// Whether the amount of a line could not be read: what it goes into cannot be told.
fn is_unreadable(line: RowView<'_>, derivation: &Derivation) -> bool {
    *line.kind() == derivation.kind && !line.text(&derivation.amount).is_empty()
}

impl<'a> LineChange<'a> {
    /// The lines whose cells were touched, each once; `None` where one cannot be found.
    pub(crate) fn of(budget: &'a Budget, cells: &[&'a TouchedCell]) -> Option<Vec<Self>> {
        let mut found: BTreeMap<(&TableKey, usize), Self> = BTreeMap::new();
        for cell in cells.iter().filter(|cell| cell.layer == Layer::Input) {
            let table = &cell.address.table;
            let rows = budget.table(table)?;
            let at = rows.position(&cell.address.row)?;
            let after = rows.at(at)?;
            let line =
                found.entry((table, at)).or_insert_with(|| Self { table, at, before: after.to_row(), after });
            match &cell.before {
                Some(value) => line.before.cells.insert(cell.address.column.clone(), value.clone()),
                None => line.before.cells.remove(&cell.address.column),
            };
        }
        Some(found.into_values().collect())
    }

    /// Whether amounts are different, and nothing else is.
    fn is_amount_alone(&self) -> bool {
        let [before, after] = [self.before.view(), self.after].map(RowView::cells);
        let is_amount = |value: ValueView<'_>| value.amount().is_some();
        before.len() == after.len()
            && before.iter().zip(after.iter()).all(|(one, other)| {
                one == other || one.0 == other.0 && is_amount(one.1) && is_amount(other.1)
            })
    }
}

impl DerivedTable {
    /// Takes a changed line in, and says which cells are different, and what stood there. `None` where rows come or go, or
    /// names are not certain: the table then has to be made anew.
    pub(crate) fn follow(
        &mut self,
        budget: &Budget,
        format: &Format,
        key: &TableKey,
        line: &LineChange<'_>,
    ) -> Option<CellsBefore> {
        let schema = format.table(key)?;
        let beside = std::mem::take(&mut self.beside);
        let followed = self.follow_part(budget, format, schema, &beside, line);
        self.beside = beside;
        if !line.is_amount_alone() {
            self.changed_lines.entry(line.table.clone()).or_default().insert(line.at);
        }
        followed
    }

    /// Takes in what an edit entered beside what lines fill: a text, a note on a figure.
    pub(crate) fn take_entered(
        &mut self,
        row: usize,
        column: &ColumnKey,
        value: Option<ValueView<'_>>,
    ) -> Option<()> {
        self.table.at(row)?;
        self.table.set(row, Layer::Input, column, value.map(ValueView::to_value));
        Some(())
    }

    fn follow_part(
        &mut self,
        budget: &Budget,
        format: &Format,
        schema: &TableSchema,
        beside: &Beside,
        line: &LineChange<'_>,
    ) -> Option<CellsBefore> {
        let mut changed = CellsBefore::new();
        let (key, classification) = (&schema.key, format.classification(budget.year));
        let here = |derivation: &&Derivation| derivation.table == *key && derivation.lines == *line.table;
        for derivation in format.derivations.iter().filter(here) {
            if [line.before.view(), line.after].into_iter().any(|row| is_unreadable(row, derivation)) {
                return None;
            }
            let [before, after] = [line.before.view(), line.after].map(|row| {
                let counts = beside.counts(format, derivation, row);
                counts.then(|| part(classification, schema, derivation, &beside.entered, row)).flatten()
            });
            let is_same_place = match (&before, &after) {
                (Some((_, before)), Some((_, after))) => before == after,
                (None, None) => continue,
                _ => false,
            };
            // Which line is a row's first is not kept: it may give another name, or another place.
            if !is_same_place && (self.mixed || derivation.order != RowOrder::ByKey) {
                return None;
            }
            if let Some((amount, place)) = after {
                let at = self.stand(&place, !is_same_place, true)?;
                self.add(at, amount, columns(derivation, line.after), &mut changed)?;
            }
            if let Some((amount, place)) = before {
                let at = self.stand(&place, !is_same_place, false)?;
                self.take(at, amount, columns(derivation, line.before.view()), &mut changed)?;
            }
        }
        Some(changed)
    }

    /// Where the row with the amounts stands, `None` within for a fixed row that the table does not have;
    /// counting a line in or out of its rows where it moves.
    fn stand(&mut self, place: &Place<'_>, moves: bool, is_in: bool) -> Option<Option<usize>> {
        let mut last = None;
        for (level, key) in place.keys().iter().enumerate() {
            last = self.table.position(key);
            let Place::Free(rows) = place else {
                break;
            };
            let at = last?;
            let lines = self.lines.get_mut(at)?;
            if moves && is_in {
                *lines += 1;
                if rows.get(level)?.is_mixed(self.table.rows().get(at)?) {
                    return None;
                }
            } else if moves {
                *lines = lines.checked_sub(1).filter(|left| *left > 0)?;
            }
        }
        Some(last)
    }

    fn add<'a>(
        &mut self,
        at: Option<usize>,
        amount: Decimal,
        columns: impl Iterator<Item = &'a ColumnKey>,
        changed: &mut CellsBefore,
    ) -> Option<()> {
        let Some(at) = at else {
            return Some(());
        };
        let row = u32::try_from(at).ok()?;
        for column in columns {
            let sum = match self.table.at(at)?.cells().get(column) {
                Some(value) => {
                    *self.parts.entry((row, column.clone())).or_insert(1) += 1;
                    money::add(value.amount()?, amount)?
                }
                None => amount,
            };
            let before = self.table.set(at, Layer::Input, column, Some(Value::Amount(sum)));
            changed.entry((at, column.clone())).or_insert(before);
        }
        Some(())
    }

    fn take<'a>(
        &mut self,
        at: Option<usize>,
        amount: Decimal,
        columns: impl Iterator<Item = &'a ColumnKey>,
        changed: &mut CellsBefore,
    ) -> Option<()> {
        let Some(at) = at else {
            return Some(());
        };
        let row = u32::try_from(at).ok()?;
        for column in columns {
            let there = self.table.at(at)?.cells().get(column)?;
            let part = (row, column.clone());
            let left = match self.parts.get_mut(&part) {
                None => None,
                Some(parts) => {
                    *parts -= 1;
                    if *parts < 2 {
                        self.parts.remove(&part);
                    }
                    Some(Value::Amount(money::add(there.amount()?, -amount)?))
                }
            };
            let before = self.table.set(at, Layer::Input, column, left);
            changed.entry((at, column.clone())).or_insert(before);
        }
        Some(())
    }
}
