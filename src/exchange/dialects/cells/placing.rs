//! In which columns the amounts of rows stand whose blank cells left nothing. Each row's first amount is the sum of the
//! others, and the rows below a code, or below the total, come to what stands in it, column by column: where more than
//! one way fits, or none, nothing is placed.

use rust_decimal::Decimal;

use crate::money;
use crate::text::{is_total_label, squeezed};

/// So many ways to place the rows below one are tried.
const WAYS: usize = 50_000;

/// A row as far as it is known.
pub(super) struct Record {
    /// Where it begins.
    pub at: usize,
    pub code: String,
    pub name: String,
    /// Its amounts in their order; a dash is none, and takes its place.
    pub amounts: Vec<Option<Decimal>>,
}

type Row = Vec<Option<Decimal>>;

/// By row its amounts by column; `None` where the sums do not leave one way.
pub(super) fn placed(records: &[Record], columns: usize) -> Option<Vec<Row>> {
    let total = records.iter().position(|record| is_total_label(&squeezed(&record.name)))?;
    let mut out: Vec<Option<Row>> = vec![None; records.len()];
    *out.get_mut(total)? = Some(records.get(total)?.amounts.clone()).filter(|row| row.len() == columns);
    let parents: Vec<Option<usize>> = (0..records.len())
        .map(|nth| if nth == total { None } else { Some(parent(records, nth).unwrap_or(total)) })
        .collect();
    // A parent is placed before what is below it: the total, then by the length of codes.
    let mut order: Vec<usize> = (0..records.len()).collect();
    order.sort_by_key(|nth| {
        if *nth == total { 0 } else { records.get(*nth).map_or(0, |record| record.code.len()) + 1 }
    });
    for nth in order {
        let below: Vec<usize> =
            (0..records.len()).filter(|own| parents.get(*own) == Some(&Some(nth))).collect();
        if below.is_empty() {
            continue;
        }
        let sums = out.get(nth)?.clone()?;
        let amounts: Vec<&[Option<Decimal>]> = below
            .iter()
            .filter_map(|own| records.get(*own))
            .map(|record| record.amounts.as_slice())
            .collect();
        for (own, row) in below.iter().zip(only_way(&amounts, &sums)?) {
            *out.get_mut(*own)? = Some(row);
        }
    }
    out.into_iter().collect()
}

/// The row whose code is the longest that this one's begins with.
fn parent(records: &[Record], nth: usize) -> Option<usize> {
    let code = &records.get(nth)?.code;
    let above = records.iter().enumerate().filter(|(_, other)| {
        !other.code.is_empty() && other.code.len() < code.len() && code.starts_with(&other.code)
    });
    above.max_by_key(|(_, other)| other.code.len()).map(|(nth, _)| nth)
}

/// The rows in their columns, where one way alone comes to the sums.
fn only_way(rows: &[&[Option<Decimal>]], sums: &[Option<Decimal>]) -> Option<Vec<Row>> {
    let ways: Vec<Vec<Row>> = rows.iter().map(|row| ways(row, sums.len())).collect();
    let count = ways.iter().try_fold(1_usize, |count, own| count.checked_mul(own.len()))?;
    if count == 0 || count > WAYS {
        return None;
    }
    let mut found: Option<Vec<Row>> = None;
    for nth in 0..count {
        let mut rest = nth;
        let mut chosen: Vec<&Row> = Vec::with_capacity(ways.len());
        for own in &ways {
            chosen.push(own.get(rest % own.len())?);
            rest /= own.len();
        }
        let holds = sums.iter().enumerate().all(|(column, sum)| {
            let own = chosen.iter().filter_map(|row| row.get(column).copied().flatten());
            money::sum(own) == Some(sum.unwrap_or_default())
        });
        if holds && found.replace(chosen.into_iter().cloned().collect()).is_some() {
            return None;
        }
    }
    found
}

/// The ways to place a row's amounts in the columns, in their order, so that the first is the sum of the others.
fn ways(amounts: &[Option<Decimal>], columns: usize) -> Vec<Row> {
    let value = |amount: &Option<Decimal>| amount.unwrap_or_default();
    let Some((total, parts)) = amounts.split_first() else { return vec![vec![None; columns]] };
    let is_sum = money::sum(parts.iter().map(value)) == Some(value(total));
    if amounts.len() == columns {
        return vec![amounts.to_vec()];
    }
    if !is_sum || parts.is_empty() || columns > 12 {
        return Vec::new();
    }
    let others = columns - 1;
    let sets = (0_u32..1 << others).filter(|set| set.count_ones() as usize == parts.len());
    sets.map(|set| {
        let mut parts = parts.iter();
        let mut row = vec![*total];
        row.extend(
            (0..others).map(|at| if set & (1 << at) != 0 { parts.next().copied().flatten() } else { None }),
        );
        row
    })
    .collect()
}
