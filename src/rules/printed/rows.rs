//! The rows of published tables by what they call themselves, so that those of one item are found in every table: by code,
//! and where a table prints none by a name that no other of its rows has. Knows no rule.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::{by_name, is_total};
use crate::calc::{Book, Cell, SheetRow};
use crate::codes::Classification;
use crate::model::{ColumnKey, TableKey};
use crate::narrative::called::{Called, essence, rows};

/// The tables that were read as a whole.
pub(super) struct Tables<'a>(pub BTreeMap<TableKey, Items<'a>>);

impl<'a> Tables<'a> {
    pub(super) fn of(book: &Book<'a>, classification: &Classification) -> Self {
        let mut tables: BTreeMap<TableKey, Vec<Called<'a>>> = BTreeMap::new();
        for called in rows(book) {
            tables.entry(called.row.sheet.schema.key.clone()).or_default().push(called);
        }
        tables.values_mut().for_each(|rows| by_name(rows, classification));
        Self(tables.into_iter().map(|(key, rows)| (key, Items::of(rows))).collect())
    }

    /// The cells of other tables that print a figure of the item whose cell one is.
    pub(super) fn elsewhere(&self, of: &Cell<'_>, value: Decimal) -> impl Iterator<Item = Cell<'a>> {
        let key = &of.row.sheet.schema.key;
        let is_own = |called: &&Called<'_>| called.row.row.key() == of.row.row.key();
        let own = self.0.get(key).and_then(|items| items.rows.iter().find(is_own));
        let others = self.0.iter().filter(move |(other, _)| *other != key);
        let rows = own.into_iter().flat_map(move |own| {
            others.clone().filter_map(move |(_, items)| items.like(own)).collect::<Vec<_>>()
        });
        rows.filter_map(move |called| called.row.cells().find(|cell| cell.printed() == Some(value)))
    }
}

/// Gives the rows of a table that prints no codes those that the classification has for their names.
fn by_name(rows: &mut [Called<'_>], classification: &Classification) {
    if rows.iter().any(|called| called.code.is_some()) {
        return;
    }
    let codes = by_name::codes(&names(rows.iter().map(|called| &called.row)), classification);
    for (called, code) in rows.iter_mut().zip(codes.into_iter().flatten()) {
        called.code = code;
    }
}

/// What rows are called, but for totals.
pub(super) fn names<'r, 'a: 'r>(rows: impl Iterator<Item = &'r SheetRow<'a>>) -> Vec<Option<String>> {
    let name = |row: &SheetRow<'_>| row.texts().rfind(|text| !text.is_empty()).map(essence);
    rows.map(|row| if is_total(row) { None } else { Some(name(row).unwrap_or_default()) }).collect()
}

/// The rows of a table by what they call themselves.
pub(super) struct Items<'a> {
    pub rows: Vec<Called<'a>>,
    /// Rows by code; those that share one as well.
    pub by_code: BTreeMap<String, Vec<usize>>,
    pub by_name: BTreeMap<String, Vec<usize>>,
}

impl<'a> Items<'a> {
    fn of(rows: Vec<Called<'a>>) -> Self {
        let (mut by_code, mut by_name) = (BTreeMap::<_, Vec<usize>>::new(), BTreeMap::<_, Vec<usize>>::new());
        for (at, called) in rows.iter().enumerate().filter(|(_, called)| !is_total(&called.row)) {
            if let Some(code) = &called.code {
                by_code.entry(code.clone()).or_default().push(at);
            }
            for name in &called.names {
                by_name.entry(name.clone()).or_default().push(at);
            }
        }
        Self { rows, by_code, by_name }
    }

    /// The one row of a list.
    pub(super) fn only(&self, of: Option<&Vec<usize>>) -> Option<&Called<'a>> {
        match of?.as_slice() {
            [at] => self.rows.get(*at),
            _ => None,
        }
    }

    /// The row of the item that a row of another table is of.
    pub(super) fn like(&self, other: &Called<'_>) -> Option<&Called<'a>> {
        match &other.code {
            Some(code) if !self.by_code.is_empty() => self.only(self.by_code.get(code)),
            _ => {
                let mut found = other.names.iter().filter_map(|name| self.only(self.by_name.get(name)));
                found.next().filter(|_| found.next().is_none())
            }
        }
    }

    /// Whether a row's own code or name is no other row's.
    pub(super) fn is_alone(&self, called: &Called<'_>) -> bool {
        match &called.code {
            Some(code) => self.by_code.get(code).is_some_and(|rows| rows.len() == 1),
            None => {
                called.names.iter().all(|name| self.by_name.get(name).is_some_and(|rows| rows.len() == 1))
            }
        }
    }

    /// The rows of totals.
    pub(super) fn totals(&self) -> impl Iterator<Item = &Called<'a>> {
        self.rows.iter().filter(|called| is_total(&called.row))
    }

    /// What they print in a column.
    pub(super) fn sums(&self, column: &ColumnKey) -> impl Iterator<Item = Decimal> {
        self.totals().filter_map(move |called| called.row.cell_by(column)?.printed())
    }
}
