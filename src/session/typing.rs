//! Typing into cells of the open budget: what is typed is read as the column wants it, and becomes a step.

use std::collections::BTreeSet;

use super::beside::Told;
use super::entry::{self, parse_entry};
use super::reckoning::{self, ReckonedSet};
use super::{Entries, Session};
use crate::edit::{Batch, Edit};
use crate::model::{CellAddress, Layer, Value};
use crate::standards::{read_formula, vanishes};

/// What became of texts that were typed at once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Taken {
    /// How many of them fell on computed, printed or blank cells.
    pub skipped: usize,
    /// How many cells that were filled got something else.
    pub replaced: usize,
    /// What is to be known besides, in sentences.
    pub told: Vec<String>,
}

impl Session {
    /// Types `text` into a cell: reads it as the column wants it and takes the step. Nothing happens
    /// where the cell already holds that value. What it brings for the cells beside it goes along.
    ///
    /// # Errors
    /// Says in Chinese why the text is refused; the caller keeps the text.
    pub fn enter(&mut self, address: &CellAddress, text: &str) -> Result<Taken, String> {
        let mut beside = Told::default();
        let entries = [(address.clone(), text.to_owned())];
        let all = self.with_beside(&entries, &mut beside);
        if all == entries {
            self.enter_alone(address, text)?;
        } else {
            let label = format!("修改 {}", self.called(address));
            let planned = self.plan_block(&Entries { cells: &entries, ..Entries::default() }, &label)?;
            planned.nothing_refused()?;
            let step = Batch { label, ..planned.step };
            if !step.edits.is_empty() {
                self.apply(step).map_err(|error| error.to_string())?;
            }
        }
        Ok(Taken { told: beside.said(), ..Taken::default() })
    }

    fn enter_alone(&mut self, address: &CellAddress, text: &str) -> Result<(), String> {
        let cell = self.book().cell(address).ok_or_else(|| format!("没有单元格 {address}"))?;
        let value = parse_entry(&cell, self.typed_in, text)?;
        let value = read_formula(&self.budget, &self.format, address, value)?;
        let formula = Edit::SetCell { layer: Layer::Input, address: address.clone(), value: value.clone() };
        let edits = std::slice::from_ref(&formula);
        let lines = reckoning::reckoned_with(&self.budget, &self.format, edits, &BTreeSet::new());
        if lines.is_empty() {
            return self.put(Layer::Input, address, value, "修改");
        }
        if let Some(why) = lines.iter().find_map(|line| vanishes(&self.format, line.gives)) {
            return Err(why);
        }
        let edits = std::iter::once(formula).chain(lines.iter().map(ReckonedSet::edit)).collect();
        let step = Batch { label: "按测算公式计算金额".to_owned(), edits };
        self.apply(step).map_err(|error| error.to_string())
    }

    /// Corrects or clears what the document states in a computed cell.
    ///
    /// # Errors
    /// Says in Chinese why the text is refused.
    pub fn enter_stated(&mut self, address: &CellAddress, text: &str) -> Result<(), String> {
        let cell = self.book().cell(address).ok_or_else(|| format!("没有单元格 {address}"))?;
        if !cell.role.is_computed() {
            return Err("此格不是合计，没有“原表数”".to_owned());
        }
        let value = entry::parse_number(cell.column.kind, self.entry_units(), text)?;
        self.put(Layer::Stated, address, value, "修改原表数")
    }

    /// Types many texts at once, as one step: all or nothing. Computed, printed and blank cells are
    /// passed over.
    ///
    /// # Errors
    /// Names every cell whose text is refused, and why.
    pub fn enter_all(&mut self, entries: &[(CellAddress, String)], label: &str) -> Result<Taken, String> {
        let planned = self.plan_block(&Entries { cells: entries, ..Entries::default() }, label)?;
        planned.nothing_refused()?;
        if !planned.step.edits.is_empty() {
            self.apply(planned.step).map_err(|error| error.to_string())?;
        }
        Ok(Taken { skipped: planned.skipped, replaced: planned.replaced, told: planned.told })
    }

    fn put(
        &mut self,
        layer: Layer,
        address: &CellAddress,
        value: Option<Value>,
        verb: &str,
    ) -> Result<(), String> {
        if self.budget.value(layer, address) == value.as_ref().map(Value::view) {
            return Ok(());
        }
        let label = format!("{verb} {}", self.called(address));
        let edit = Edit::SetCell { layer, address: address.clone(), value };
        self.apply(Batch::one(label, edit)).map_err(|error| error.to_string())
    }

    /// What a step calls a cell: its table, row and column.
    pub(super) fn called(&self, address: &CellAddress) -> String {
        self.book().cell(address).map_or_else(
            || address.to_string(),
            |cell| format!("{} {} {}", cell.row.sheet.schema.short, cell.row.name(), cell.column.title()),
        )
    }
}
