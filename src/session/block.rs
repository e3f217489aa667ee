//! Blocks of texts typed at once: into cells that are there, and into rows that are added for them.
//! Where a block comes from, the clipboard or a search, is not known here.

use super::Session;
use super::entry::{parse_as, parse_entry};
use super::reckoning::{amounts_with, check_formula, fill_in};
use crate::edit::{self, Batch, Edit, NewRow};
use crate::model::{CellAddress, Cells, ColumnKey, KindKey, Layer, TableKey};
use crate::schema::{Role, RowShape};

/// Rows to be added to a table.
#[derive(Clone, Debug, PartialEq)]
pub struct Addition {
    /// The table.
    pub table: TableKey,
    /// The position of the row that they go behind.
    pub below: Option<usize>,
    /// The rows.
    pub rows: Vec<AddedRow>,
}

/// A row to be added, with the texts of its cells.
#[derive(Clone, Debug, PartialEq)]
pub struct AddedRow {
    /// Its kind.
    pub kind: KindKey,
    /// Its texts.
    pub cells: Vec<(ColumnKey, String)>,
}

impl Session {
    /// Types many texts at once and adds rows that hold more of them, as one step: all or nothing.
    /// Computed, printed and blank cells are passed over; returns how many.
    ///
    /// # Errors
    /// Names the first text that is refused, or says why the rows cannot be added.
    pub fn enter_block(
        &mut self,
        entries: &[(CellAddress, String)],
        addition: &Addition,
        label: &str,
    ) -> Result<usize, String> {
        let (mut edits, mut skipped) = self.edits_for(entries)?;
        let cells = edits.len();
        let format = self.format.clone();
        if self.is_derived(&addition.table) {
            return Err("此表由预算明细汇总，不能增加行；请在明细里增加".to_owned());
        }
        let missing = || format!("没有表“{}”", addition.table);
        let schema = format.table(&addition.table).ok_or_else(missing)?;
        let table = self.budget.table(&addition.table).ok_or_else(missing)?;
        let mut rows = Vec::new();
        for (at, row) in addition.rows.iter().enumerate() {
            let found =
                schema.sections.iter().find_map(|section| Some((section, section.free_kind(&row.kind)?)));
            let (section, free) =
                found.ok_or_else(|| format!("“{}”不能增加“{}”行", schema.title, row.kind))?;
            let mut values = Cells::new();
            for (key, text) in &row.cells {
                let Some(column) = section.column(key) else {
                    continue;
                };
                let role = RowShape::Free(free).role(column);
                if role != Role::Input {
                    skipped += usize::from(!text.is_empty());
                    continue;
                }
                let value = parse_as(role, column.kind, self.entry_units(), text)
                    .map_err(|reason| format!("增加的第 {} 行 {}：{reason}", at + 1, column.title()))?;
                check_formula(&self.format, &addition.table, key, value.as_ref())
                    .map_err(|reason| format!("增加的第 {} 行 {}：{reason}", at + 1, column.title()))?;
                if let Some(value) = value {
                    values.insert(key.clone(), value);
                }
            }
            fill_in(&self.budget, &self.format, &addition.table, &mut values);
            rows.push(NewRow { kind: row.kind.clone(), cells: values });
        }
        let count = rows.len();
        let (added, _) =
            edit::new_rows(schema, table, addition.below, rows).map_err(|error| error.to_string())?;
        edits.extend(added.edits);
        let label = format!("{label} {cells} 格，增加 {count} 行");
        self.apply(Batch { label, edits }).map_err(|error| error.to_string())?;
        Ok(skipped)
    }

    /// The edits that type texts into cells, and how many cells take none.
    pub(super) fn edits_for(&self, entries: &[(CellAddress, String)]) -> Result<(Vec<Edit>, usize), String> {
        let mut edits = Vec::new();
        let mut skipped = 0;
        let book = self.book();
        for (address, text) in entries {
            let cell = book.cell(address).ok_or_else(|| format!("没有单元格 {address}"))?;
            if cell.role != Role::Input {
                skipped += 1;
                continue;
            }
            let value = parse_entry(&cell, self.typed_in, text);
            let value = value.and_then(|value| {
                check_formula(&self.format, &address.table, &address.column, value.as_ref()).map(|()| value)
            });
            let value =
                value.map_err(|reason| format!("{} {}：{reason}", cell.row.name(), cell.column.title()))?;
            if cell.entered() != value.as_ref() {
                edits.push(Edit::SetCell { layer: Layer::Input, address: address.clone(), value });
            }
        }
        let amounts = amounts_with(&self.budget, &self.format, &edits);
        edits.extend(amounts);
        Ok((edits, skipped))
    }
}
