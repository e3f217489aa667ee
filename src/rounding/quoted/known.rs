//! The amounts of a budget, exact and as they are printed, looked up by what a text says of them.

use std::collections::{BTreeMap, BTreeSet};

use crate::calc::{Book, Cell};
use crate::formula::name_of;
use crate::model::{CellAddress, ValueView};
use crate::money::{self, Decimal};
use crate::narrative::called::essence;
use crate::schema::{ColumnKind, Format};

/// An amount of a table, in 元.
#[derive(Clone, Debug)]
pub(super) struct Known {
    pub exact: Decimal,
    pub printed: Decimal,
    pub cell: CellAddress,
    /// What its row is called, as it is compared.
    name: String,
    /// For people: `表3“行政运行 合计”`.
    pub called: String,
}

/// All of them.
pub(super) struct Amounts {
    by_exact: BTreeMap<Decimal, Vec<Known>>,
}

impl Amounts {
    /// Those of a book and of the same book with printed amounts.
    pub(super) fn of(exact: &Book<'_>, printed: &Book<'_>) -> Self {
        let format = exact.format;
        let mut by_exact: BTreeMap<Decimal, Vec<Known>> = BTreeMap::new();
        for sheet in exact.sheets().filter(|sheet| !format.has_lines(&sheet.schema.key)) {
            let table = name_of(&sheet);
            for row in sheet.rows() {
                let name = row.name();
                let own = essence(&name);
                for cell in row.cells() {
                    let address = cell.address();
                    let there = printed.cell(&address);
                    let both = amount(&cell, format).zip(there.and_then(|cell| amount(&cell, format)));
                    let Some((exact, printed)) = both else { continue };
                    let called = format!("{table}“{name} {}”", cell.column.title());
                    let known = Known { exact, printed, cell: address, name: own.clone(), called };
                    by_exact.entry(exact.normalize()).or_default().push(known);
                }
            }
        }
        Self { by_exact }
    }

    /// The amounts that a number stands for: those that it is, else those that it may be a rounding of.
    pub(super) fn of_number(&self, number: Decimal, in_yuan: Decimal) -> Vec<&Known> {
        let yuan = |number: Decimal| number.checked_mul(in_yuan).unwrap_or_default();
        if let Some(same) = self.by_exact.get(&yuan(number).normalize()) {
            return same.iter().collect();
        }
        let half = Decimal::new(5, number.scale().saturating_add(1).min(28));
        let between = yuan(number - half)..=yuan(number + half);
        let near = self.by_exact.range(between).flat_map(|(_, known)| known);
        let is_it = |known: &&Known| {
            let own = known.exact.checked_div(in_yuan).map(|own| money::round(own, number.scale()));
            own == Some(number) && !known.exact.is_zero()
        };
        near.filter(is_it).collect()
    }
}

/// Of several amounts those that the words before a figure name, by the longest name that they hold; all where they name none.
pub(super) fn named<'k>(known: Vec<&'k Known>, before: &str) -> Vec<&'k Known> {
    let said = essence(before);
    let length = |known: &&Known| {
        let name = known.name.as_str();
        if name.chars().count() > 1 && said.contains(name) { name.len() } else { 0 }
    };
    let longest = known.iter().map(length).max().unwrap_or_default();
    known.into_iter().filter(|one| length(one) == longest).collect()
}

/// Whether the words before a figure name one of some amounts.
pub(super) fn is_named(known: &[&Known], before: &str) -> bool {
    let said = essence(before);
    known.iter().any(|known| known.name.chars().count() > 1 && said.contains(&known.name))
}

/// What some amounts are printed as, each once.
pub(super) fn printed(known: &[&Known]) -> BTreeSet<Decimal> {
    known.iter().map(|known| known.printed.normalize()).collect()
}

/// What some amounts are printed as, where that is one.
pub(super) fn only(known: &[&Known]) -> Option<Decimal> {
    let mut ways = printed(known).into_iter();
    ways.next().filter(|_| ways.next().is_none())
}

/// What a cell is printed as, in 元.
fn amount(cell: &Cell<'_>, format: &Format) -> Option<Decimal> {
    let in_yuan = match cell.column.kind {
        ColumnKind::Amount => format.unit.in_yuan(),
        ColumnKind::Yuan => Decimal::ONE,
        _ => return None,
    };
    let shown = cell.stated().and_then(ValueView::amount).or_else(|| cell.number());
    shown?.checked_mul(in_yuan)
}
