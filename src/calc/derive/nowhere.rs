//! Lines that fall into no row of a table: what they come to, so that nobody takes the table for complete, and, where
//! rows are entered, which rows they ask for. What is missing in a line is for rules to say.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use super::place::{place, said};
use super::{Beside, lines};
use crate::calc::Book;
use crate::model::{ColumnKey, KindKey, TableKey, ValueView};
use crate::schema::{Derivation, DerivedRow, TransferLines};

/// A row that a line asks for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct WantedRow {
    /// Its kind.
    pub kind: KindKey,
    /// What stands in its columns.
    pub texts: Vec<(ColumnKey, String)>,
}

/// The rows that lines ask for in a table whose rows are entered, and which are not there: for each line the row with
/// its amount behind those that it stands in, each once, in the order of the lines.
pub fn rows_wanted(book: &Book<'_>, table: &TableKey) -> Vec<Vec<WantedRow>> {
    let Book { budget, format, .. } = *book;
    let Some(schema) = format.table(table).filter(|schema| schema.filled) else {
        return Vec::new();
    };
    let beside = Beside::of(budget, format, schema);
    let (mut seen, mut wanted) = (BTreeSet::new(), Vec::new());
    for derivation in format.derivations.iter().filter(|derivation| derivation.table == *table) {
        for line in lines(budget, derivation).filter(|line| beside.counts(format, derivation, *line)) {
            if place(budget, schema, derivation, &beside.entered, line).is_some() {
                continue;
            }
            let rows = derivation.rows.iter().map(|row| match row {
                DerivedRow::Fixed(_) => None,
                DerivedRow::Free(kind, cells) => {
                    let text = |(column, piece)| (column, said(budget, piece, line).as_str().to_owned());
                    let texts: Vec<(&ColumnKey, String)> = cells.iter().map(text).collect();
                    let is_whole = texts.iter().all(|(_, text)| !text.is_empty());
                    let texts = texts.into_iter().map(|(column, text)| (column.clone(), text)).collect();
                    is_whole.then(|| WantedRow { kind: kind.clone(), texts })
                }
            });
            let rows: Option<Vec<WantedRow>> = rows.collect();
            if let Some(rows) = rows.filter(|rows| !rows.is_empty() && seen.insert(rows.clone())) {
                wanted.push(rows);
            }
        }
    }
    wanted
}

/// What lines come to that fall into no row of a table made of such lines, by their table; none where nothing is left
/// over, or the table is not made of lines. What units pay each other is not missed there.
pub fn amounts_nowhere(book: &Book<'_>, table: &TableKey) -> BTreeMap<TableKey, Decimal> {
    let Book { budget, format, figures } = *book;
    let mut nowhere = BTreeMap::new();
    if !figures.derived.contains_key(table) {
        return nowhere;
    }
    let is_transfer = |derivation: &Derivation| derivation.transfers == TransferLines::Only;
    for lines in &format.lines {
        let into = |derivation: &&Derivation| derivation.lines == lines.table;
        let derivations = || format.derivations.iter().filter(into);
        let Some(rows) = budget.table(&lines.table).map(|table| table.rows()) else {
            continue;
        };
        if !derivations().any(|derivation| derivation.table == *table) {
            continue;
        }
        let mut fallen = vec![false; rows.len()];
        let transfers = derivations().filter(|derivation| is_transfer(derivation));
        let tables: BTreeSet<_> = transfers.map(|derivation| &derivation.table).chain([table]).collect();
        for into in tables {
            figures.lines_in(budget, format, into, |line| {
                if line.derivation.lines == lines.table
                    && (into == table || is_transfer(line.derivation))
                    && let Some(fallen) = fallen.get_mut(line.line_at)
                {
                    *fallen = true;
                }
            });
        }
        let left = rows.iter().zip(&fallen).filter(|(row, fallen)| !**fallen && *row.kind() == lines.kind);
        let amounts = left.filter_map(|(row, _)| row.cells().get(&lines.amount).and_then(ValueView::amount));
        let sum = amounts.fold(Decimal::ZERO, |sum, amount| sum.checked_add(amount.abs()).unwrap_or(sum));
        if !sum.is_zero() {
            nowhere.insert(lines.table.clone(), sum);
        }
    }
    nowhere
}
