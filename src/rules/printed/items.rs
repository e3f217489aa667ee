//! Rows of one item (科目) in several tables: what the format asks of them (`schema::ItemRule`). An item is known by its
//! code, and where a table prints none by a name that no other of its rows has. What stands twice in a table is not
//! judged, and nothing is asked of tables that were not read as a whole.

use std::collections::BTreeMap;
use std::sync::Arc;

use rust_decimal::Decimal;

use super::rows::{Items, Tables};
use super::{Printed, apart, differ, head_of, is_total};
use crate::calc::{Book, Cell};
use crate::formula::name_of_cell;
use crate::model::{ColumnKey, TableKey};
use crate::money::{display, telling_decimals};
use crate::narrative::called::{Called, essence};
use crate::rules::place::{PlaceOutcome, Places};
use crate::rules::verdict::{Finding, RuleHead};
use crate::schema::{ColumnKind, ItemCheck};
use crate::text::{is_subtotal_label, is_total_label};

/// How many items two tables must have in common to be held against each other.
const COMMON: usize = 2;

/// Judges every rule of the format on items, those that found something to look at.
pub(super) fn judge(book: &Book<'_>, tables: &Tables<'_>) -> Vec<(Arc<RuleHead>, Places)> {
    book.format
        .item_rules
        .iter()
        .filter_map(|rule| {
            let head = head_of(rule);
            let mut places = Places::all();
            let judged = Judged { head: &head, book, tables };
            for (cell, finding) in judged.outcomes(&rule.check) {
                let outcome =
                    finding.map_or(PlaceOutcome::Passed, |finding| PlaceOutcome::Violated(Box::new(finding)));
                places.add(outcome, || Some(cell.address()));
            }
            (places.count() > 0).then_some((head, places))
        })
        .collect()
}

struct Judged<'j, 'a> {
    head: &'j Arc<RuleHead>,
    book: &'j Book<'a>,
    tables: &'j Tables<'a>,
}

/// A cell that was looked at, and what is wrong with it.
type Outcome<'a> = (Cell<'a>, Option<Finding>);

impl<'a> Judged<'_, 'a> {
    fn outcomes(&self, check: &ItemCheck) -> Vec<Outcome<'a>> {
        match check {
            ItemCheck::Within { part, whole, columns } => {
                let (Some(part), Some(whole)) = (self.tables.0.get(part), self.tables.0.get(whole)) else {
                    return Vec::new();
                };
                let columns = columns.iter();
                columns.flat_map(|(own, of)| self.within(part, whole, own, of)).collect()
            }
            ItemCheck::Across { rows, columns, endings } => {
                let (Some(of_rows), Some(of_columns)) =
                    (self.tables.0.get(&rows.0), self.tables.0.get(&columns.0))
                else {
                    return Vec::new();
                };
                self.across((of_rows, &rows.1), (of_columns, &columns.1), endings)
            }
            ItemCheck::Nothing { tables, names, column, why } => {
                // Of the tables that print it, the first tells.
                let mut of = tables.iter().filter_map(|table| self.tables.0.get(table));
                let found = of.find_map(|items| {
                    Some(self.nothing(items, names, column, why)).filter(|found| !found.is_empty())
                });
                found.unwrap_or_default()
            }
            ItemCheck::PaidBy { part, whole } => self.paid(part, whole).into_iter().collect(),
        }
    }

    /// Item by item, two columns of two tables.
    fn within(
        &self,
        part: &Items<'a>,
        whole: &Items<'a>,
        own: &ColumnKey,
        of: &ColumnKey,
    ) -> Vec<Outcome<'a>> {
        let pairs: Vec<(Printed<'a>, Printed<'a>, &Called<'a>)> = part
            .rows
            .iter()
            .filter(|called| !is_total(&called.row) && part.is_alone(called))
            .filter_map(|called| {
                let other = whole.like(called)?;
                Some((Printed::of_item(called, own)?, Printed::of_item(other, of)?, called))
            })
            .collect();
        if pairs.len() < COMMON {
            return Vec::new();
        }
        let theirs: Vec<Decimal> = whole.sums(of).collect();
        let is_same = part.sums(own).any(|total| !total.is_zero() && theirs.contains(&total));
        let judged = pairs.into_iter().map(|(own, other, called)| {
            let differs = differ(self.book, own.value, other.value);
            let is_wrong = differs && (is_same || own.value > other.value && !other.value.is_sign_negative());
            let finding = is_wrong.then(|| self.apart(&own, &other, called, is_same));
            (own.cell, finding)
        });
        judged.collect()
    }

    fn apart(&self, own: &Printed<'a>, other: &Printed<'a>, called: &Called<'a>, is_same: bool) -> Finding {
        let of = called.code.as_deref().map(|code| format!("（{code}）")).unwrap_or_default();
        let why = if is_same {
            "两表合计相同，这一项也应当相同"
        } else {
            "一部分不应当大于全部"
        };
        apart(self.head, (own, &of), other, why)
    }

    /// Row by row, what one table has beside what the columns of the same name come to in another.
    fn across(
        &self,
        (rows, amount): (&Items<'a>, &ColumnKey),
        (columns, total): (&Items<'a>, &ColumnKey),
        endings: &[String],
    ) -> Vec<Outcome<'a>> {
        let bare = |name: &str| {
            let mut name = essence(name);
            while let Some(shorter) = endings.iter().find_map(|ending| name.strip_suffix(ending.as_str())) {
                name = shorter.to_owned();
            }
            name
        };
        let mut totals = columns.rows.iter().filter(|called| is_total(&called.row));
        let whole = match (columns.rows.as_slice(), totals.next(), totals.next()) {
            // A table of one row needs no total.
            ([only], ..) => only,
            (_, Some(whole), None) => whole,
            _ => return Vec::new(),
        };
        let sum = whole.row.cell_by(total).and_then(|cell| cell.printed()).filter(|sum| !sum.is_zero());
        if sum.is_none_or(|sum| rows.sums(amount).all(|total| total != sum)) {
            return Vec::new();
        }
        let mut named: BTreeMap<String, Vec<Printed<'a>>> = BTreeMap::new();
        let amounts = whole.row.cells().filter(|cell| cell.column.kind == ColumnKind::Amount);
        for cell in amounts.filter(|cell| cell.column.key != *total) {
            // A header that only says that it is a sum goes by its group.
            let is_name = |word: &&String| !is_total_label(word) && !is_subtotal_label(word);
            let name = cell.column.header.iter().rev().find(is_name).map(|word| bare(word));
            if let (Some(name), Some(printed)) = (name.filter(|name| !name.is_empty()), Printed::of(cell)) {
                named.entry(name).or_default().push(printed);
            }
        }
        let mut rows_named: BTreeMap<String, Vec<(Printed<'a>, &Called<'a>)>> = BTreeMap::new();
        for called in rows.rows.iter().filter(|called| !is_total(&called.row)) {
            let Some(printed) = called.row.cell_by(amount).and_then(Printed::of) else { continue };
            rows_named.entry(bare(&called.row.name())).or_default().push((printed, called));
        }
        let pairs =
            rows_named.iter().filter_map(|(name, own)| match (own.as_slice(), named.get(name)?.as_slice()) {
                ([(own, called)], [other]) => Some((own.clone(), other.clone(), *called)),
                _ => None,
            });
        let judged = pairs.map(|(own, other, called)| {
            let finding =
                differ(self.book, own.value, other.value).then(|| self.apart(&own, &other, called, true));
            (own.cell, finding)
        });
        judged.collect()
    }

    /// Rows called so that have something in a column.
    fn nothing(
        &self,
        items: &Items<'a>,
        names: &[String],
        column: &ColumnKey,
        why: &str,
    ) -> Vec<Outcome<'a>> {
        let names: Vec<String> = names.iter().map(|name| essence(name)).collect();
        let is_called = |called: &&Called<'a>| names.iter().any(|name| called.names.contains(name));
        let called = items.rows.iter().filter(is_called);
        let called = called.filter(|called| !is_total(&called.row) && items.is_alone(called));
        let cells = called.filter_map(|called| Printed::of(called.row.cell_by(column)?));
        let judged = cells.map(|own| {
            let show = display(own.value, own.cell.decimals());
            let message = format!("{}列有 {show}：{why}。", name_of_cell(&own.cell));
            let finding = (!own.value.is_zero()).then(|| self.finding(&own, message));
            (own.cell, finding)
        });
        judged.collect()
    }

    fn paid(
        &self,
        part: &(TableKey, String, ColumnKey),
        whole: &(TableKey, String, ColumnKey),
    ) -> Option<Outcome<'a>> {
        let find = |(table, code, column): &(TableKey, String, ColumnKey)| {
            let items = self.tables.0.get(table)?;
            let called = items.only(items.by_code.get(code))?;
            Printed::of(called.row.cell_by(column)?)
        };
        let (own, of) = (find(part)?, find(whole)?);
        let is_more = own.value > of.value && differ(self.book, own.value, of.value);
        let decimals = telling_decimals(own.value, of.value, own.cell.decimals());
        let message = format!(
            "{}（{}）列示为 {}，大于{}（{}）{}，请核对。",
            name_of_cell(&own.cell),
            part.1,
            display(own.value, decimals),
            name_of_cell(&of.cell),
            whole.1,
            display(of.value, decimals)
        );
        let cells = vec![own.cell.address(), of.cell.address()];
        let finding = is_more.then(|| Finding { cells, ..self.finding(&own, message) });
        Some((own.cell, finding))
    }

    fn finding(&self, own: &Printed<'a>, message: String) -> Finding {
        Finding { actual: Some(own.value), ..Finding::at(self.head, own.cell.address(), message) }
    }
}
