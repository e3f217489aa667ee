//! Every change to a budget as a value with an exact inverse.
//!
//! An [`Edit`] says what to change, not why: whether a cell may be typed into, or what key a new row
//! gets, is settled before (`rows`, `session`). Applying an edit returns the edit that undoes it.

mod found;
mod history;
mod rows;
mod runs;
#[cfg(test)]
pub(crate) mod tests;

pub use found::{Found, Written, beside, found, written};
pub use history::{History, Step};
pub(crate) use rows::end_of_free;
pub use rows::{NewRow, RowMove, delete_rows, move_rows, new_row, new_rows, start_table};

use std::collections::HashSet;
use std::sync::Arc;

use crate::model::{
    Budget, CellAddress, Coverage, Department, Layer, Note, NoteKey, Original, Row, RowKey, Section, Table,
    TableKey, Unplaced, Value,
};

/// One change to the inputs.
#[derive(Clone, Debug, PartialEq)]
pub enum Edit {
    /// Puts a value into a cell, or makes it blank.
    SetCell {
        /// Entered or stated value.
        layer: Layer,
        /// Where.
        address: CellAddress,
        /// The new value; `None` for blank.
        value: Option<Value>,
    },
    /// Puts rows into a table so that the first stands at `at`.
    InsertRows {
        /// The table.
        table: TableKey,
        /// Position of the first row.
        at: usize,
        /// The rows.
        rows: Vec<Row>,
    },
    /// Takes `count` rows out of a table.
    RemoveRows {
        /// The table.
        table: TableKey,
        /// Position of the first row.
        at: usize,
        /// How many.
        count: usize,
    },
    /// Moves `count` rows so that the first stands at `to`, counted without them.
    MoveRows {
        /// The table.
        table: TableKey,
        /// Position of the first row.
        from: usize,
        /// How many.
        count: usize,
        /// Its new position.
        to: usize,
    },
    /// Says how much of a table the document gives, and why.
    SetCoverage {
        /// The table.
        table: TableKey,
        /// How much.
        coverage: Coverage,
        /// Why.
        remark: String,
    },
    /// Puts a whole table in, or takes it out.
    SetTable {
        /// The table.
        table: TableKey,
        /// Its content; `None` takes it out.
        content: Option<Table>,
    },
    /// Writes a note, or takes it away.
    SetNote {
        /// Which.
        key: NoteKey,
        /// What it says; `None` takes it away.
        note: Option<Note>,
    },
    /// Says what is to be remarked on a row.
    SetRowRemark {
        /// The table.
        table: TableKey,
        /// The row.
        row: RowKey,
        /// The remark.
        remark: String,
    },
    /// Writes the note that is printed under a table (注).
    SetTableNote {
        /// The table.
        table: TableKey,
        /// The note.
        note: String,
    },
    /// Says whose budget it is, and of which year.
    SetHead {
        /// The budget year.
        year: i32,
        /// The department.
        department: Department,
        /// The document it was read from.
        source: String,
        /// The files of it.
        originals: Vec<Original>,
    },
    /// Puts other text in place of the whole narrative.
    SetNarrative(Vec<Section>),
    /// Puts other lines in place of those that found no place.
    SetUnplaced(Vec<Unplaced>),
}

/// Edits that are one step to the user: one undo, all or nothing.
#[derive(Clone, Debug, PartialEq)]
pub struct Batch {
    /// What the user did, for the undo menu: `修改 表3 行政运行 合计`.
    pub label: String,
    /// The edits in order.
    pub edits: Vec<Edit>,
}

/// What was done to a budget, with everything it changed: whoever keeps this can do it again.
#[derive(Clone, Debug, PartialEq)]
pub struct Logged {
    /// In which way.
    pub how: How,
    /// What changed.
    pub batch: Arc<Batch>,
    /// What each of its edits found; empty where nobody noted it.
    pub found: Vec<Found>,
}

/// How a step came about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// A step was taken.
    Applied,
    /// A step was taken back, by this one.
    Undone,
    /// A step that had been taken back was taken again.
    Redone,
}

impl Logged {
    /// What was done in a history whose state is now `after`; `inverse` takes it back.
    pub fn new(how: How, batch: Arc<Batch>, inverse: &Batch, after: &Budget) -> Self {
        let found = found(&batch, inverse, after);
        Self { how, batch, found }
    }
}

/// Why an edit cannot be applied. The budget is then as it was.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EditError {
    /// The table is absent.
    #[error("没有表“{0}”，无法修改；请先补录此表")]
    NoTable(TableKey),
    /// The row does not exist.
    #[error("表中没有这一行：{0}；它可能已被删除")]
    NoRow(CellAddress),
    /// A position lies outside the table.
    #[error("表“{0}”没有第 {1} 行")]
    NoPosition(TableKey, usize),
    /// A key would occur twice.
    #[error("表“{0}”里已有键为“{1}”的行")]
    KeyTaken(TableKey, String),
    /// The user asked for something the table does not allow.
    #[error("{0}")]
    Refused(String),
}

impl Edit {
    /// The table it changes, if it changes one.
    pub fn table(&self) -> Option<&TableKey> {
        match self {
            Self::SetNote { .. } | Self::SetHead { .. } | Self::SetNarrative(_) | Self::SetUnplaced(_) => {
                None
            }
            Self::SetCell { address, .. } => Some(&address.table),
            Self::InsertRows { table, .. }
            | Self::RemoveRows { table, .. }
            | Self::MoveRows { table, .. }
            | Self::SetCoverage { table, .. }
            | Self::SetRowRemark { table, .. }
            | Self::SetTableNote { table, .. }
            | Self::SetTable { table, .. } => Some(table),
        }
    }

    /// Applies the edit and returns its inverse.
    ///
    /// # Errors
    /// When what it changes does not exist; nothing is changed then.
    pub fn apply(&self, budget: &mut Budget) -> Result<Self, EditError> {
        match self {
            Self::SetCell { layer, address, value } => {
                let table = find(budget, &address.table)?;
                let at = table.position(&address.row).ok_or_else(|| EditError::NoRow(address.clone()))?;
                let before = table.set(at, *layer, &address.column, value.clone());
                Ok(Self::SetCell { layer: *layer, address: address.clone(), value: before })
            }
            Self::InsertRows { table: key, at, rows } => {
                let table = find(budget, key)?;
                if *at > table.rows().len() {
                    return Err(EditError::NoPosition(key.clone(), *at));
                }
                let mut new: HashSet<&RowKey> = HashSet::with_capacity(rows.len());
                for row in rows {
                    if table.position(&row.key).is_some() || !new.insert(&row.key) {
                        return Err(EditError::KeyTaken(key.clone(), row.key.to_string()));
                    }
                }
                table.insert(*at, rows.iter().cloned());
                Ok(Self::RemoveRows { table: key.clone(), at: *at, count: rows.len() })
            }
            Self::RemoveRows { table: key, at, count } => {
                let table = find(budget, key)?;
                let end = within(key, table, *at, *count)?;
                let rows = table.remove(*at..end);
                Ok(Self::InsertRows { table: key.clone(), at: *at, rows })
            }
            Self::MoveRows { table: key, from, count, to } => {
                let table = find(budget, key)?;
                let end = within(key, table, *from, *count)?;
                if *to > table.rows().len() - count {
                    return Err(EditError::NoPosition(key.clone(), *to));
                }
                table.move_to(*from..end, *to);
                Ok(Self::MoveRows { table: key.clone(), from: *to, count: *count, to: *from })
            }
            Self::SetCoverage { table: key, coverage, remark } => {
                let table = find(budget, key)?;
                let before = std::mem::replace(&mut table.coverage, *coverage);
                let remark = std::mem::replace(&mut table.remark, remark.clone());
                Ok(Self::SetCoverage { table: key.clone(), coverage: before, remark })
            }
            Self::SetTable { table: key, content } => {
                let before = match content {
                    Some(content) => budget.tables.insert(key.clone(), content.clone()),
                    None => budget.tables.remove(key),
                };
                Ok(Self::SetTable { table: key.clone(), content: before })
            }
            Self::SetNote { key, note } => {
                let before = match note {
                    Some(note) => budget.notes.insert(key.clone(), note.clone()),
                    None => budget.notes.remove(key),
                };
                Ok(Self::SetNote { key: key.clone(), note: before })
            }
            Self::SetRowRemark { table: key, row: at, remark } => {
                let table = find(budget, key)?;
                let before = table
                    .position(at)
                    .and_then(|at| table.change(at, |row| std::mem::replace(&mut row.remark, remark.clone())))
                    .ok_or_else(|| EditError::NoRow(CellAddress::new(key, at, "")))?;
                Ok(Self::SetRowRemark { table: key.clone(), row: at.clone(), remark: before })
            }
            Self::SetTableNote { table: key, note } => {
                let before = std::mem::replace(&mut find(budget, key)?.note, note.clone());
                Ok(Self::SetTableNote { table: key.clone(), note: before })
            }
            Self::SetHead { year, department, source, originals } => Ok(Self::SetHead {
                year: std::mem::replace(&mut budget.year, *year),
                department: std::mem::replace(&mut budget.department, department.clone()),
                source: std::mem::replace(&mut budget.source, source.clone()),
                originals: std::mem::replace(&mut budget.originals, originals.clone()),
            }),
            Self::SetNarrative(sections) => {
                Ok(Self::SetNarrative(std::mem::replace(&mut budget.narrative, sections.clone())))
            }
            Self::SetUnplaced(lines) => {
                Ok(Self::SetUnplaced(std::mem::replace(&mut budget.unplaced, lines.clone())))
            }
        }
    }
}

fn find<'a>(budget: &'a mut Budget, key: &TableKey) -> Result<&'a mut Table, EditError> {
    budget.tables.get_mut(key).ok_or_else(|| EditError::NoTable(key.clone()))
}

/// The end of `count` rows from `at`, if the table has them.
fn within(key: &TableKey, table: &Table, at: usize, count: usize) -> Result<usize, EditError> {
    at.checked_add(count)
        .filter(|end| *end <= table.rows().len())
        .ok_or_else(|| EditError::NoPosition(key.clone(), at))
}

impl Batch {
    /// A step that consists of one edit.
    pub fn one(label: impl Into<String>, edit: Edit) -> Self {
        Self { label: label.into(), edits: vec![edit] }
    }

    /// Applies all edits and returns the inverse step.
    ///
    /// # Errors
    /// The first edit that cannot be applied; those before it are taken back.
    pub fn apply(&self, budget: &mut Budget) -> Result<Self, EditError> {
        let mut inverse = Vec::with_capacity(self.edits.len());
        let mut rest = self.edits.as_slice();
        while let [edit, others @ ..] = rest {
            let run = runs::apply_run(rest, budget);
            if !run.is_empty() {
                rest = rest.get(run.len()..).unwrap_or_default();
                inverse.extend(run);
                continue;
            }
            rest = others;
            match edit.apply(budget) {
                Ok(undo) => inverse.push(undo),
                Err(error) => {
                    for undo in inverse.into_iter().rev() {
                        // An inverse applies to the state it came from.
                        let taken_back = undo.apply(budget);
                        debug_assert!(taken_back.is_ok(), "an inverse edit was refused");
                    }
                    return Err(error);
                }
            }
        }
        inverse.reverse();
        Ok(Self { label: self.label.clone(), edits: inverse })
    }
}
