//! Steps that follow on some that cannot be read: whether and where they can be taken all the same.
//!
//! A step that puts a value into a cell says what stood there at the end, whatever stood before; it is taken wherever
//! its row is still the same row. Rows that are put in, moved or taken out go by the keys of the rows beside them, never
//! by their number. A step is taken as a whole or not at all, and never where that is in doubt.

use std::collections::HashMap;

use crate::edit::{Batch, Edit, How, beside, written};
use crate::file::stamp::{FNV, fnv};
use crate::model::{Budget, CellAddress, ColumnKey, Layer, RowKey, TableKey, Value};

/// What an edit found, as its journal says.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Hint {
    /// Nothing is known.
    None,
    /// What stood in the cell, and a hash of the texts beside it.
    Cell { value: Option<Value>, beside: u64 },
    /// Below which row rows were put; `None` at the top.
    Put { below: Option<RowKey> },
    /// Which rows were taken out.
    Taken { keys: Vec<RowKey> },
    /// Which rows were moved, and below which.
    Moved { keys: Vec<RowKey>, below: Option<RowKey> },
}

/// A step behind some that cannot be read.
#[derive(Clone, Debug)]
pub struct Later {
    pub(super) how: How,
    pub(super) batch: Batch,
    pub(super) hints: Vec<Hint>,
}

/// The order of rows as a step changes it.
#[derive(Default)]
struct Order(HashMap<TableKey, Vec<RowKey>>);

impl Order {
    fn of(&mut self, budget: &Budget, table: &TableKey) -> &mut Vec<RowKey> {
        self.0.entry(table.clone()).or_insert_with(|| {
            budget
                .table(table)
                .map_or_else(Vec::new, |table| table.rows().iter().map(|row| row.key().clone()).collect())
        })
    }
}

/// The place below a row, or at the top.
fn place(order: &[RowKey], below: Option<&RowKey>) -> Option<usize> {
    match below {
        None => Some(0),
        Some(key) => order.iter().position(|there| there == key).map(|at| at + 1),
    }
}

/// Where some rows stand one after the other.
fn run(order: &[RowKey], keys: &[RowKey]) -> Option<usize> {
    let at = order.iter().position(|there| Some(there) == keys.first())?;
    (order.get(at..at + keys.len()) == Some(keys)).then_some(at)
}

impl Later {
    /// What undo calls it.
    pub fn label(&self) -> String {
        match self.how {
            How::Applied | How::Redone => self.batch.label.clone(),
            How::Undone => format!("撤销 {}", self.batch.label),
        }
    }

    /// The step as it is to be taken in this budget.
    ///
    /// # Errors
    /// Why it cannot be taken there, in Chinese.
    pub fn fit(&self, budget: &Budget) -> Result<Batch, String> {
        let mut order = Order::default();
        let mut edits = Vec::with_capacity(self.batch.edits.len());
        for (edit, hint) in self.batch.edits.iter().zip(&self.hints) {
            let fitted = self.fit_edit(budget, &mut order, edit, hint);
            edits.push(fitted.map_err(|reason| format!("{}：{reason}", self.label()))?);
        }
        Ok(Batch { label: self.label(), edits })
    }

    /// The cells that do not hold what the step found there: a step that cannot be read changed them.
    pub fn surprised(&self, budget: &Budget) -> Vec<CellAddress> {
        let cells = self.batch.edits.iter().zip(&self.hints).filter_map(|(edit, hint)| match (edit, hint) {
            (Edit::SetCell { layer, address, .. }, Hint::Cell { value, .. }) => {
                let row = budget.table(&address.table)?.row(&address.row)?;
                (row.layer(*layer).get(&address.column) != value.as_ref().map(Value::view))
                    .then(|| address.clone())
            }
            _ => None,
        });
        cells.collect()
    }

    fn fit_edit(
        &self,
        budget: &Budget,
        order: &mut Order,
        edit: &Edit,
        hint: &Hint,
    ) -> Result<Edit, &'static str> {
        const NO_PLACE: &str = "说不准是哪些行，没有改";
        match (edit, hint) {
            (Edit::SetCell { layer, address, .. }, hint) => {
                self.fit_cell(budget, order, *layer, address, hint)?;
                Ok(edit.clone())
            }
            (Edit::InsertRows { table, rows, .. }, Hint::Put { below }) => {
                let order = order.of(budget, table);
                let at = place(order, below.as_ref()).ok_or("说不准增加在哪一行下面，没有增加")?;
                order.splice(at..at, rows.iter().map(|row| row.key.clone()));
                Ok(Edit::InsertRows { table: table.clone(), at, rows: rows.clone() })
            }
            (Edit::RemoveRows { table, count, .. }, Hint::Taken { keys }) => {
                let order = order.of(budget, table);
                let at = run(order, keys).ok_or(NO_PLACE)?;
                order.drain(at..at + keys.len());
                Ok(Edit::RemoveRows { table: table.clone(), at, count: *count })
            }
            (Edit::MoveRows { table, count, .. }, Hint::Moved { keys, below }) => {
                let order = order.of(budget, table);
                let from = run(order, keys).ok_or(NO_PLACE)?;
                let moved: Vec<RowKey> = order.drain(from..from + keys.len()).collect();
                let to = place(order, below.as_ref()).ok_or(NO_PLACE)?;
                order.splice(to..to, moved);
                Ok(Edit::MoveRows { table: table.clone(), from, count: *count, to })
            }
            (Edit::InsertRows { .. } | Edit::RemoveRows { .. } | Edit::MoveRows { .. }, _) => Err(NO_PLACE),
            // What is put in place of something says all there is to say of it.
            (
                Edit::SetCoverage { .. }
                | Edit::SetTable { .. }
                | Edit::SetNote { .. }
                | Edit::SetRowRemark { .. }
                | Edit::SetTableNote { .. }
                | Edit::SetHead { .. }
                | Edit::SetNarrative(_)
                | Edit::SetUnplaced(_),
                _,
            ) => Ok(edit.clone()),
        }
    }

    fn fit_cell(
        &self,
        budget: &Budget,
        order: &mut Order,
        layer: Layer,
        address: &CellAddress,
        hint: &Hint,
    ) -> Result<(), &'static str> {
        let Some(row) = budget.table(&address.table).and_then(|table| table.row(&address.row)) else {
            // A row that this very step puts in.
            let put_in = order.of(budget, &address.table).contains(&address.row);
            let table_put_in = self.batch.edits.iter().any(
                |edit| matches!(edit, Edit::SetTable { table, content: Some(_) } if *table == address.table),
            );
            return if put_in || table_put_in { Ok(()) } else { Err("那一行不在了") };
        };
        match hint {
            Hint::Cell { beside: known, .. } if layer == Layer::Input => {
                let texts = beside(row, address, &written(&self.batch));
                if hash_of(&texts) == *known { Ok(()) } else { Err("那一行已经是另一行") }
            }
            _ => Ok(()),
        }
    }
}

/// A hash of the texts by which a row is known.
pub(super) fn hash_of(beside: &[(ColumnKey, Value)]) -> u64 {
    beside.iter().fold(FNV, |hash, (column, value)| {
        let hash = fnv(hash, column.as_str().as_bytes());
        let hash = fnv(hash, value.text().unwrap_or_default().as_bytes());
        fnv(hash, b"\n")
    })
}
