//! Reads item tables backwards: what a row and the column of an amount say of the line behind it.
//!
//! A cell says a sum over lines with one of several texts (资金来源, 收入来源). Where it is one text, that is
//! the line; where it is several, other cells of the row may tell them apart (一般公共预算 and 其中: 财政拨款).

use std::collections::{BTreeMap, BTreeSet};

use super::columns::LineColumns;
use super::{Proposal, Reason, Sources, Sureness};
use crate::calc::{Book, SheetRow};
use crate::model::{CellAddress, Cells, ColumnKey, Coverage, TableKey, Value};
use crate::money::Decimal;
use crate::schema::{Conditions, Derivation, DerivedRow, Piece};

/// A printed sum over lines that have one of these texts.
#[derive(Clone, Debug)]
pub(super) struct Equation {
    pub texts: BTreeSet<String>,
    pub amount: Decimal,
    pub from: CellAddress,
}

/// A part of what was printed: lines of one text, or of several that nothing tells apart.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Share {
    pub texts: BTreeSet<String>,
    pub amount: Decimal,
    pub from: CellAddress,
    /// Whether other cells say the same.
    pub agrees: bool,
}

/// Whether a document gives a table, as far as it goes.
pub(super) fn is_given(book: &Book<'_>, table: &TableKey) -> bool {
    let coverage = book.sheet(table).map(|sheet| sheet.coverage());
    matches!(coverage, Some(Coverage::Full | Coverage::Partial))
}

/// The lines that the item tables show, table by table. Tables that show the same lines are not both read.
pub(super) fn items(book: &Book<'_>, columns: &LineColumns<'_>, sources: &Sources) -> Vec<Proposal> {
    let mut read: Vec<&Derivation> = Vec::new();
    let mut found = Vec::new();
    for derivation in columns.derivations() {
        let Some(split) = split_column(derivation) else {
            continue;
        };
        let tells = |needed: &ColumnKey| *needed == split || pieces(derivation).contains(needed);
        let fits = columns.free.needs.iter().all(tells)
            && derivation.rows.iter().all(|row| matches!(row, DerivedRow::Free(..)))
            && is_given(book, &derivation.table)
            && !sources.without.contains(&derivation.table)
            && read.iter().all(|other| disjoint(&other.when, &derivation.when));
        if !fits {
            continue;
        }
        let before = found.len();
        read_table(book, columns, derivation, &split, &mut found);
        if found.len() > before {
            read.push(derivation);
        }
    }
    found
}

fn read_table(
    book: &Book<'_>,
    columns: &LineColumns<'_>,
    derivation: &Derivation,
    split: &ColumnKey,
    found: &mut Vec<Proposal>,
) {
    let (Some(sheet), Some(DerivedRow::Free(kind, _))) =
        (book.sheet(&derivation.table), derivation.rows.last())
    else {
        return;
    };
    for row in sheet.rows_of(kind) {
        let equations = derivation.columns.iter().filter_map(|(column, when)| {
            let cell = row.cell_by(column)?;
            let texts = when.get(split)?.iter().cloned().collect();
            Some(Equation { texts, amount: cell.number().unwrap_or_default(), from: cell.address() })
        });
        for share in solve(equations.collect()) {
            let mut cells = told(derivation, &row);
            cells.insert(columns.amount.clone(), Value::Amount(share.amount));
            let mut proposal = Proposal::new(columns, cells, share.from);
            let reason = split_reason(&share.texts, share.agrees);
            let only = share.texts.first().filter(|_| share.texts.len() == 1);
            proposal.set(split, only.map_or("", String::as_str), reason.sureness, reason.why);
            columns.settle_unit(book.budget, &mut proposal);
            found.push(proposal);
        }
    }
}

/// What is to be said of a source that was told apart, or was not.
pub(super) fn split_reason(texts: &BTreeSet<String>, agrees: bool) -> Reason {
    if texts.len() > 1 {
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let why = format!("表中分不出{}各是多少", texts.join("、"));
        return Reason { sureness: Sureness::Open, why };
    }
    let sureness = if agrees { Sureness::Sure } else { Sureness::Likely };
    let why = if agrees { String::new() } else { "各表所列的数不一致".to_owned() };
    Reason { sureness, why }
}

/// What a row says of its lines, from the outermost in; a column that only allows one text says that text.
fn told(derivation: &Derivation, row: &SheetRow<'_>) -> Cells {
    let mut told: Cells = Cells::new();
    for (column, texts) in &derivation.when {
        if let [only] = texts.as_slice()
            && !only.ends_with('*')
        {
            told.insert(column.clone(), Value::from(only.as_str()));
        }
    }
    let mut codes: BTreeMap<&ColumnKey, Vec<(usize, &str)>> = BTreeMap::new();
    for wanted in &derivation.rows {
        let DerivedRow::Free(kind, cells) = wanted else {
            continue;
        };
        let at = if *row.row.kind() == *kind { Some(*row) } else { row.ancestor(kind) };
        let Some(at) = at else {
            continue;
        };
        for (column, piece) in cells {
            let text = at.text(column);
            match piece {
                // A column that only allows some texts is not filled with another.
                Piece::Text(into) if !text.is_empty() && allowed(derivation, into, text) => {
                    told.insert(into.clone(), Value::from(text));
                }
                Piece::Part(of, from, _) if !text.is_empty() => {
                    codes.entry(of).or_default().push((*from, text));
                }
                _ => {}
            }
        }
    }
    for (column, mut parts) in codes {
        parts.sort_unstable();
        let code: String = parts.into_iter().map(|(_, text)| text).collect();
        told.insert(column.clone(), Value::from(code.as_str()));
    }
    told
}

fn allowed(derivation: &Derivation, column: &ColumnKey, text: &str) -> bool {
    derivation.when.get(column).is_none_or(|texts| texts.iter().any(|one| one == text))
}

/// The columns of lines that a derivation's rows show as they are.
fn pieces(derivation: &Derivation) -> BTreeSet<&ColumnKey> {
    let rows = derivation.rows.iter().filter_map(|row| match row {
        DerivedRow::Free(_, cells) => Some(cells.values()),
        DerivedRow::Fixed(_) => None,
    });
    rows.flatten()
        .filter_map(|piece| match piece {
            Piece::Text(column) => Some(column),
            _ => None,
        })
        .collect()
}

/// The column of lines by which alone the columns of a table differ.
fn split_column(derivation: &Derivation) -> Option<ColumnKey> {
    let mut by = derivation.columns.values().map(|when| {
        let whole = |texts: &Vec<String>| texts.iter().all(|text| !text.ends_with('*'));
        let mut columns = when.iter().filter(|(_, texts)| whole(texts)).map(|(column, _)| column);
        columns.next().filter(|_| when.len() == 1)
    });
    let first = by.next()??;
    by.all(|other| other == Some(first)).then(|| first.clone())
}

/// Whether no line can be in both.
pub(super) fn disjoint(a: &Conditions, b: &Conditions) -> bool {
    a.iter().any(|(column, texts)| {
        b.get(column).is_some_and(|others| {
            texts.iter().all(|text| others.iter().all(|other| !may_both_fit(text, other)))
        })
    })
}

fn may_both_fit(a: &str, b: &str) -> bool {
    match (a.strip_suffix('*'), b.strip_suffix('*')) {
        (None, None) => a == b,
        (Some(a), None) => b.starts_with(a),
        (None, Some(b)) => a.starts_with(b),
        (Some(a), Some(b)) => a.starts_with(b) || b.starts_with(a),
    }
}

/// Tells the parts of printed sums apart: a sum of one unknown gives it, and is taken off the others.
pub(super) fn solve(equations: Vec<Equation>) -> Vec<Share> {
    let mut shares: Vec<Share> = Vec::new();
    let mut left: Vec<(Equation, bool)> = equations.into_iter().map(|one| (one, false)).collect();
    loop {
        let known = |text: &String, shares: &[Share]| shares.iter().position(|one| one.texts.contains(text));
        for (equation, reduced) in &mut left {
            let here: Vec<String> = equation.texts.iter().cloned().collect();
            for text in here {
                if let Some(share) =
                    known(&text, &shares).and_then(|at| shares.get(at)).filter(|share| share.texts.len() == 1)
                {
                    equation.amount -= share.amount;
                    equation.texts.remove(&text);
                    *reduced = true;
                }
            }
        }
        // What is left over where everything is known: the cells contradict each other.
        let (open, closed): (Vec<_>, Vec<_>) = left.into_iter().partition(|(one, _)| !one.texts.is_empty());
        for (equation, _) in closed {
            for share in shares
                .iter_mut()
                .filter(|share| !equation.amount.is_zero() && share.from.table == equation.from.table)
            {
                share.agrees &= share.from.row != equation.from.row || share.from == equation.from;
            }
        }
        left = open;
        // Sums that are zero have no parts: amounts below zero are not published.
        let next = left
            .iter()
            .position(|(one, _)| one.texts.len() == 1)
            .or_else(|| left.iter().position(|(one, _)| one.amount.is_zero()));
        let Some(next) = next else {
            break;
        };
        let (equation, _) = left.remove(next);
        let zero = equation.amount.is_zero();
        for text in &equation.texts {
            let amount = if zero { Decimal::ZERO } else { equation.amount };
            let texts = BTreeSet::from([text.clone()]);
            shares.push(Share { texts, amount, from: equation.from.clone(), agrees: true });
        }
    }
    // Parts that nothing tells apart, the smallest sums first, and nothing twice.
    left.sort_by_key(|(one, _)| one.texts.len());
    let mut taken: BTreeSet<String> = BTreeSet::new();
    for (equation, _) in left {
        if equation.texts.iter().any(|text| taken.contains(text)) {
            continue;
        }
        taken.extend(equation.texts.iter().cloned());
        shares.push(Share {
            texts: equation.texts,
            amount: equation.amount,
            from: equation.from,
            agrees: true,
        });
    }
    shares.retain(|share| !share.amount.is_zero());
    shares
}
