//! Income lines where no table lists them by unit and function: the totals by source (表1, 表4). Where there
//! is one source only, and it is all that is spent, each function's income is what is spent on it.

use std::collections::{BTreeMap, BTreeSet};

use super::columns::LineColumns;
use super::printed::PrintedFunctions;
use super::read::{Equation, is_given, solve, split_reason};
use super::{Proposal, Sources, Sureness};
use crate::calc::Book;
use crate::model::{CellAddress, Cells, ColumnKey, RowKey, TableKey, Value};
use crate::money::{self, Decimal};
use crate::schema::{Derivation, DerivedRow, Piece};

/// Lines by source, from tables whose rows are sources.
pub(super) fn from_totals(
    book: &Book<'_>,
    columns: &LineColumns<'_>,
    sources: &Sources,
    spent: &[Proposal],
) -> Vec<Proposal> {
    let mut equations: Vec<Equation> = Vec::new();
    for derivation in columns.derivations() {
        if is_given(book, &derivation.table) && !sources.without.contains(&derivation.table) {
            equations.extend(of_rows(book, columns, derivation));
        }
    }
    let mut found = Vec::new();
    let shares = solve(equations);
    let only = shares.len() == 1;
    for share in shares {
        let mut cells = Cells::from([(columns.amount.clone(), Value::Amount(share.amount))]);
        if let Some(text) = share.texts.first().filter(|_| share.texts.len() == 1) {
            cells.insert(columns.item.clone(), Value::from(text.as_str()));
        }
        let mut proposal = Proposal::new(columns, cells, share.from);
        let reason = split_reason(&share.texts, share.agrees);
        proposal.reasons.insert(columns.item.clone(), reason);
        columns.settle_unit(book.budget, &mut proposal);
        let spread = if only { by_function(book, columns, &proposal, spent) } else { Vec::new() };
        if spread.is_empty() {
            found.push(proposal);
        } else {
            found.extend(spread);
        }
    }
    found
}

/// What the fixed rows of a table print of sources.
fn of_rows(book: &Book<'_>, columns: &LineColumns<'_>, derivation: &Derivation) -> Vec<Equation> {
    let [DerivedRow::Fixed(piece)] = derivation.rows.as_slice() else {
        return Vec::new();
    };
    let mut texts: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    match piece {
        Piece::Translated(column, rows) if *column == columns.item => {
            for (text, row) in rows {
                texts.entry(row).or_default().insert(text.clone());
            }
        }
        Piece::Words(row) => {
            let wanted = derivation.when.get(&columns.item).into_iter().flatten();
            texts.entry(row).or_default().extend(wanted.cloned());
        }
        _ => {}
    }
    let column = derivation.columns.keys().next();
    let equation = |(row, texts): (&str, BTreeSet<String>)| {
        let from = CellAddress::new(&derivation.table, RowKey::from(row), column?);
        let cell = book.cell(&from)?;
        let lost = cell.lacks_rows() && cell.is_blank();
        (!lost && !texts.is_empty()).then(|| Equation {
            texts,
            amount: cell.number().unwrap_or_default(),
            from,
        })
    };
    texts.into_iter().filter_map(equation).collect()
}

/// The only income, spread over functions as they are spent.
fn by_function(
    book: &Book<'_>,
    columns: &LineColumns<'_>,
    whole: &Proposal,
    spent: &[Proposal],
) -> Vec<Proposal> {
    let Some((function, lines)) = columns.function.as_ref().zip(spent.first().map(|one| &one.lines)) else {
        return Vec::new();
    };
    let Some(expenditure) = expenditure(book, lines) else {
        return Vec::new();
    };
    let Some(table) = PrintedFunctions::of(book, &expenditure) else {
        return Vec::new();
    };
    let mut sums: BTreeMap<(Option<String>, String), Decimal> = BTreeMap::new();
    let mut order = Vec::new();
    for cell in &table.cells {
        let key = (cell.unit.clone(), cell.function.clone());
        if !sums.contains_key(&key) {
            order.push(key.clone());
        }
        let sum = sums.entry(key).or_default();
        let Some(more) = money::add(*sum, cell.amount) else {
            return Vec::new();
        };
        *sum = more;
    }
    if money::sum(sums.values().copied()) != Some(whole.amount(columns)) {
        return Vec::new();
    }
    let mut found = Vec::new();
    for (unit, code) in order {
        let amount = sums.get(&(unit.clone(), code.clone())).copied().unwrap_or_default();
        let mut one = whole.clone();
        one.row.key = RowKey::from(format!("{}·{}{code}", whole.row.key, unit.clone().unwrap_or_default()));
        one.row.cells.insert(columns.amount.clone(), Value::Amount(amount));
        let why = format!("收入只有这一种，且与支出相等，按{}各科目的支出分列", table.called);
        one.set(function, &code, Sureness::Likely, why);
        let unit = unit.or_else(|| only_unit(&expenditure, spent, &code, amount));
        if let (Some(unit), Some(column)) = (unit, &columns.unit_code) {
            one.set(column, &unit, Sureness::Likely, "此科目的支出全是这个单位的");
            columns.settle_unit(book.budget, &mut one);
        }
        found.push(one);
    }
    found
}

fn expenditure<'a>(book: &Book<'a>, lines: &TableKey) -> Option<LineColumns<'a>> {
    let kind = book.format.derivations.iter().find(|one| one.lines == *lines)?.kind.clone();
    LineColumns::of(book.format, lines, &kind)
}

/// The unit whose lines are all that is spent on a function.
fn only_unit(columns: &LineColumns<'_>, spent: &[Proposal], code: &str, amount: Decimal) -> Option<String> {
    let is = |one: &&Proposal, column: &Option<ColumnKey>, text: &str| {
        columns.text(&one.row, column.as_ref()) == text
    };
    let lines: Vec<&Proposal> = spent.iter().filter(|one| is(one, &columns.function, code)).collect();
    let unit = columns.text(&lines.first()?.row, columns.unit_code.as_ref()).to_owned();
    let all = lines.iter().all(|one| is(one, &columns.unit_code, &unit));
    let sum = money::sum(lines.iter().map(|one| one.amount(columns)));
    (all && !unit.is_empty() && sum == Some(amount)).then_some(unit)
}
