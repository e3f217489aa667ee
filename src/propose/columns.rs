//! What the columns of a table of budget lines mean, as far as the format says it.

use std::collections::BTreeMap;

use super::{Proposal, Reason, Sureness};
use crate::codes::UnitKind;
use crate::model::{Budget, ColumnKey, KindKey, Row, RowView, TableKey, Value};
use crate::schema::{Column, Derivation, Format, FreeRow, Piece, SectionSchema};

/// The columns of a table of lines by what they hold.
pub(super) struct LineColumns<'a> {
    pub lines: TableKey,
    pub kind: KindKey,
    pub amount: ColumnKey,
    section: &'a SectionSchema,
    pub free: &'a FreeRow,
    pub unit_code: Option<ColumnKey>,
    pub unit: Option<ColumnKey>,
    pub function: Option<ColumnKey>,
    pub department: Option<ColumnKey>,
    pub government: Option<ColumnKey>,
    /// What the line is called: the last text of its key.
    pub item: ColumnKey,
    format: &'a Format,
}

impl<'a> LineColumns<'a> {
    pub(super) fn of(format: &'a Format, lines: &TableKey, kind: &KindKey) -> Option<Self> {
        let schema = format.table(lines)?;
        let section = schema.sections.iter().find(|section| section.free_kind(kind).is_some())?;
        let free = section.free_kind(kind)?;
        let said = format.lines_of(lines).filter(|said| said.kind == *kind)?;
        Some(Self {
            lines: lines.clone(),
            kind: kind.clone(),
            amount: said.amount.clone(),
            unit: said.unit.clone(),
            unit_code: said.unit_code.clone(),
            function: said.function.clone(),
            department: said.department.clone(),
            government: said.government.clone(),
            item: said.item.clone().or_else(|| free.key.last().cloned())?,
            section,
            free,
            format,
        })
    }

    pub(super) fn column(&self, key: &ColumnKey) -> Option<&'a Column> {
        self.section.column(key)
    }

    /// The derivations that make rows of these lines. A table whose rows are entered repeats others'.
    pub(super) fn derivations(&self) -> impl Iterator<Item = &'a Derivation> + use<'a> {
        let (lines, format) = (self.lines.clone(), self.format);
        let makes = |table| !format.table(table).is_some_and(|schema| schema.filled || schema.overview);
        let derivations = format.derivations.iter().filter(move |derivation| derivation.lines == lines);
        derivations.filter(move |derivation| makes(&derivation.table))
    }

    /// The column that takes a text such as 人员类: one that the derivations ask for it.
    pub(super) fn takes(&self, text: &str) -> Option<ColumnKey> {
        let asked = self.derivations().flat_map(|one| one.columns.values().chain([&one.when])).flatten();
        let mut asking = asked.filter(|(_, texts)| texts.iter().any(|one| one == text));
        asking.next().filter(|_| !text.is_empty()).map(|(column, _)| column.clone())
    }

    pub(super) fn text<'r>(&self, row: &'r Row, column: Option<&ColumnKey>) -> &'r str {
        column.map(|column| row.text(column)).unwrap_or_default()
    }

    /// The kind of the unit a line is of, as the list of units says it.
    pub(super) fn unit_kind(&self, budget: &Budget, row: RowView<'_>) -> Option<UnitKind> {
        let list = self.format.units.as_ref()?;
        let code = self.unit_code.as_ref().map(|column| row.text(column)).unwrap_or_default();
        let units = budget.table(&list.table)?;
        let unit = units.rows().iter().find(|unit| !code.is_empty() && unit.text(&list.code) == code)?;
        list.kind_of(unit)
    }

    /// Puts code and name of the unit in order: a code that is not of a unit (that of the department, say)
    /// is left out, a name brings its code along, and a single unit is everybody's.
    pub(super) fn settle_unit(&self, budget: &Budget, proposal: &mut Proposal) {
        let (Some(code), Some(name)) = (&self.unit_code, &self.unit) else {
            return;
        };
        let Some(list) = &self.format.units else {
            return;
        };
        let rows = budget.table(&list.table).map(|table| table.rows()).unwrap_or_default();
        let units: Vec<(&str, &str)> =
            rows.iter().map(|row| (row.text(&list.code), row.text(&list.name))).collect();
        if units.is_empty() {
            return;
        }
        let found = units
            .iter()
            .find(|(unit, _)| *unit == proposal.row.text(code))
            .or_else(|| units.iter().find(|(_, unit)| !unit.is_empty() && *unit == proposal.row.text(name)));
        let found = found.or_else(|| units.first().filter(|_| units.len() == 1));
        let (unit, called) = found.copied().unwrap_or_default();
        for (column, text) in [(code, unit), (name, called)] {
            if text.is_empty() {
                proposal.row.cells.remove(column);
            } else {
                proposal.row.cells.insert(column.clone(), Value::from(text));
            }
        }
    }

    /// Says of every blank cell that a line needs that it is not determined.
    pub(super) fn name_gaps(&self, proposals: &mut [Proposal]) {
        let known: Vec<ColumnKey> = self.free.key.iter().chain(self.unit.as_ref()).cloned().collect();
        for proposal in proposals {
            for column in &known {
                if !proposal.row.text(column).is_empty() || proposal.reasons.contains_key(column) {
                    continue;
                }
                let title = self.column(column).map_or_else(|| column.to_string(), Column::full_title);
                let why = format!("表中没有{title}");
                proposal.reasons.insert(column.clone(), Reason { sureness: Sureness::Open, why });
            }
        }
    }
}

/// The columns of lines whose texts a row shows as they are.
pub(super) fn texts(cells: &BTreeMap<ColumnKey, Piece>) -> Vec<&ColumnKey> {
    fn shown(piece: &Piece) -> Option<&ColumnKey> {
        match piece {
            Piece::Text(column) => Some(column),
            _ => None,
        }
    }
    cells.values().filter_map(shown).collect()
}
