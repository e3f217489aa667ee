//! Totals that follow one changed input: the difference is carried along the sums it goes into, so that
//! the price of an edit does not grow with the table. Deriving the whole table anew remains the
//! definition; where a difference cannot be carried exactly, that is asked for instead.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use super::{Derived, TableFigures, sums};
use crate::model::{ColumnKey, Table, Value, ValueView};
use crate::money;
use crate::schema::{Role, RowShape, TableSchema};

/// Cells that are different, by the position of their row.
pub(super) type ChangedCells = BTreeMap<usize, BTreeSet<ColumnKey>>;

/// More steps than this mean that sums run in a circle.
const MOST_STEPS: usize = 10_000;

/// Amounts with more decimals than this may lose some in a sum, which then depends on its order.
const MOST_DECIMALS: u32 = 8;

/// What a sum is greater by.
#[derive(Clone, Copy, Debug)]
struct Difference {
    sum: Decimal,
    given: i64,
    figures: i64,
    unreadable: i64,
}

impl Difference {
    /// From one figure to another; `None` where it cannot be told exactly.
    fn between(before: Derived, after: Derived) -> Option<Self> {
        let less = |after: u32, before: u32| i64::from(after) - i64::from(before);
        let exact = |figure: Derived| figure.sum.scale() <= MOST_DECIMALS && !figure.too_large;
        (exact(before) && exact(after)).then_some(())?;
        Some(Self {
            sum: money::add(after.sum, -before.sum)?,
            given: less(after.given, before.given),
            figures: less(after.figures, before.figures),
            unreadable: less(after.unreadable, before.unreadable),
        })
    }

    fn added_to(self, before: Derived) -> Option<Derived> {
        let more = |count: u32, by: i64| u32::try_from(i64::from(count) + by).ok();
        // A sum too large to be one stays what it is until it is derived anew.
        (!before.too_large).then_some(())?;
        Some(Derived {
            sum: money::add(before.sum, self.sum)?,
            given: more(before.given, self.given)?,
            figures: more(before.figures, self.figures)?,
            unreadable: more(before.unreadable, self.unreadable)?,
            too_large: false,
        })
    }
}

impl TableFigures {
    /// Takes in what now stands in a cell instead of `before`, and notes in `changed` the cell and every sum it goes
    /// into. `None` where the table has to be derived anew; its figures are then not to be used.
    pub(super) fn follow(
        &mut self,
        schema: &TableSchema,
        table: &Table,
        (row, column): (usize, &ColumnKey),
        before: Option<&Value>,
        changed: &mut ChangedCells,
    ) -> Option<()> {
        changed.entry(row).or_default().insert(column.clone());
        let content = table.rows().get(row)?;
        let Some((section, shape)) = schema.shape(content) else {
            return Some(());
        };
        let section = schema.sections.get(section)?;
        let Some(at) = section.column_index(column) else {
            return Some(());
        };
        let entered = section.columns.get(at)?;
        if !entered.kind.is_number() || shape.role(entered) != Role::Input {
            return Some(());
        }
        let figure = |value: Option<ValueView<'_>>| sums::entered_cell(shape, entered, value);
        let difference =
            Difference::between(figure(before.map(Value::view)), figure(content.cells().get(column)))?;
        let mut waiting = vec![(row, at)];
        let mut sums = Vec::new();
        let mut steps = 0;
        while let Some((row, at)) = waiting.pop() {
            steps += 1;
            if steps > MOST_STEPS {
                return None;
            }
            sums.clear();
            self.add_sums_over(schema, table, row, at, &mut sums);
            for &(row, at) in &sums {
                let sum = difference.added_to(self.numbers.get(row, at)?)?;
                self.numbers.set(row, at, sum);
                let section = schema.sections.get(self.numbers.section(row)?)?;
                changed.entry(row).or_default().insert(section.columns.get(at)?.key.clone());
                waiting.push((row, at));
            }
        }
        Some(())
    }

    /// The sums that a cell goes into directly. The inverse of [`super::each_addend`].
    pub(super) fn sums_over(
        &self,
        schema: &TableSchema,
        table: &Table,
        row: usize,
        column: usize,
    ) -> Vec<(usize, usize)> {
        let mut sums = Vec::new();
        self.add_sums_over(schema, table, row, column, &mut sums);
        sums
    }

    fn add_sums_over(
        &self,
        schema: &TableSchema,
        table: &Table,
        row: usize,
        column: usize,
        sums: &mut Vec<(usize, usize)>,
    ) {
        let Some(content) = table.rows().get(row) else {
            return;
        };
        let Some((index, shape)) = schema.shape(content) else {
            return;
        };
        let Some(section) = schema.sections.get(index) else {
            return;
        };
        let Some(of) = section.columns.get(column) else {
            return;
        };
        for (at, beside) in section.columns.iter().enumerate() {
            if beside.sum.contains(&of.key) && shape.role(beside) == Role::SumOfColumns {
                sums.push((row, at));
            }
        }
        for fixed in section.fixed_rows() {
            let is_summed =
                |name: &String| *name == content.key().as_str() || *name == content.kind().as_str();
            if fixed.key != *content.key()
                && fixed.sum.iter().any(is_summed)
                && RowShape::Fixed(fixed).role(of) == Role::SumOfRows
            {
                sums.extend(table.position(&fixed.key).map(|total| (total, column)));
            }
        }
        let mut above = self.parent(row);
        while let Some(at) = above {
            let parent = table.rows().get(at).and_then(|parent| schema.shape(parent));
            let Some((_, RowShape::Free(free))) = parent.filter(|(of, _)| *of == index) else {
                break;
            };
            if free.sum.contains(content.kind()) && RowShape::Free(free).role(of) == Role::SumOfRows {
                sums.push((at, column));
            }
            above = self.parent(at);
        }
    }
}
