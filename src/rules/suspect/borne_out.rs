//! Suspects that another table bears out: it prints the same figure of the same item, so that the figure is right. Where all
//! suspects are, what remains is the cell of the matter of which another table prints another figure, off by just what the
//! matter is. It knows no rule, only what rows call themselves.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rust_decimal::Decimal;
use rustc_hash::FxHashMap;

use super::{MOST_SUSPECTS, Tell};
use crate::calc::{Book, SheetRow};
use crate::model::{CellAddress, RowKey, TableKey};
use crate::narrative::called::{self, Called};
use crate::rules::found::Found;
use crate::schema::Severity;

/// The rows of all tables by code.
struct Items<'a> {
    rows: Vec<Called<'a>>,
    by_code: BTreeMap<String, Vec<usize>>,
    by_key: BTreeMap<(TableKey, RowKey), usize>,
}

impl<'a> Items<'a> {
    fn of(book: &Book<'a>) -> Self {
        let rows = called::rows(book);
        let mut by_code: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        let mut by_key = BTreeMap::new();
        for (at, called) in rows.iter().enumerate() {
            by_key.insert((called.row.sheet.schema.key.clone(), called.row.row.key().clone()), at);
            if let Some(code) = &called.code {
                by_code.entry(code.clone()).or_default().push(at);
            }
        }
        Self { rows, by_code, by_key }
    }

    /// What other tables print of the item of a cell; nothing where one of them has it more than once.
    fn elsewhere(&self, cell: &CellAddress) -> BTreeSet<Decimal> {
        let own = self.by_key.get(&(cell.table.clone(), cell.row.clone())).and_then(|at| self.rows.get(*at));
        let code = own.and_then(|own| own.code.as_ref());
        let like = code.and_then(|code| self.by_code.get(code)).into_iter().flatten();
        let like: Vec<&SheetRow<'a>> =
            like.filter_map(|at| self.rows.get(*at)).map(|called| &called.row).collect();
        let mut tables: BTreeMap<&TableKey, usize> = BTreeMap::new();
        like.iter().for_each(|row| *tables.entry(&row.sheet.schema.key).or_default() += 1);
        if tables.values().any(|count| *count > 1) {
            return BTreeSet::new();
        }
        let others = like.into_iter().filter(|row| row.sheet.schema.key != cell.table);
        let figures = others.flat_map(SheetRow::cells).filter_map(|cell| cell.printed());
        figures.filter(|value| !value.is_zero()).map(|value| value.normalize()).collect()
    }
}

/// Leaves out suspects that are borne out.
pub(super) fn clear(
    found: &[Arc<Found>],
    lead: &FxHashMap<usize, usize>,
    tell: &Tell<'_>,
    book: &Book<'_>,
    suspects: &mut BTreeMap<usize, Vec<CellAddress>>,
) {
    let is_asked = |at: &usize, cells: &[CellAddress]| {
        !cells.is_empty() && found.get(*at).is_some_and(|found| found.severity != Severity::Hint)
    };
    if !suspects.iter().any(|(at, cells)| is_asked(at, cells)) {
        return;
    }
    let items = Items::of(book);
    let value = |cell: &CellAddress| book.cell(cell)?.printed().map(|value| value.normalize());
    for (at, cells) in suspects.iter_mut() {
        if !is_asked(at, cells) {
            continue;
        }
        let is_borne =
            |cell: &CellAddress| value(cell).is_some_and(|own| items.elsewhere(cell).contains(&own));
        let kept: Vec<CellAddress> = cells.iter().filter(|cell| !is_borne(cell)).cloned().collect();
        if !kept.is_empty() {
            *cells = kept;
            continue;
        }
        let followers = lead.iter().filter(|(_, leader)| *leader == at).map(|(follower, _)| follower);
        let mut of_matter: Vec<usize> = followers.chain([at]).copied().collect();
        of_matter.sort_unstable();
        let told: Vec<_> = of_matter.iter().filter_map(|at| tell(found.get(*at)?)).collect();
        let is_denied = |cell: &CellAddress, off: Decimal| {
            let Some(own) = value(cell) else { return false };
            let others = items.elsewhere(cell);
            !others.contains(&own) && others.iter().any(|other| own.saturating_sub(*other).abs() == off.abs())
        };
        let denied: BTreeSet<CellAddress> = told
            .iter()
            .filter_map(|finding| Some((finding, finding.difference.filter(|off| !off.is_zero())?)))
            .flat_map(|(finding, off)| finding.cells.iter().filter(move |cell| is_denied(cell, off)))
            .cloned()
            .collect();
        if (1..=MOST_SUSPECTS).contains(&denied.len()) {
            *cells = denied.into_iter().collect();
        }
    }
}
