//! Transfers between units of one department (内部往来): what one unit pays and another receives is neither
//! spending nor income of the department, and is left out of its tables (抵销).

use std::collections::BTreeSet;

use crate::model::{Budget, RowView};
use crate::schema::{Derivation, Format, TransferColumns, TransferLines};
use crate::text::squeezed;

/// The units between which money goes without leaving the department.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Units(BTreeSet<String>);

impl Units {
    pub(super) fn of(budget: &Budget, format: &Format) -> Self {
        let list = format.units.as_ref().filter(|_| format.transfers.is_some());
        let rows = list.and_then(|list| Some((budget.table(&list.table)?, &list.name)));
        let names = rows.into_iter().flat_map(|(table, name)| table.rows().iter().map(|row| row.text(name)));
        Self(names.filter(|name| !name.is_empty()).map(|name| squeezed(name).into_owned()).collect())
    }

    /// Whether a derivation takes a line or leaves it, as one that is a transfer or is none.
    pub(super) fn count(&self, format: &Format, derivation: &Derivation, line: RowView<'_>) -> bool {
        let is_transfer = format.transfers.as_ref().is_some_and(|columns| self.are_both_in(columns, line));
        is_transfer == (derivation.transfers == TransferLines::Only)
    }

    fn are_both_in(&self, columns: &TransferColumns, line: RowView<'_>) -> bool {
        let other = squeezed(line.text(&columns.other));
        !other.is_empty() && self.0.contains(other.as_ref()) && other != squeezed(line.text(&columns.own))
    }
}
