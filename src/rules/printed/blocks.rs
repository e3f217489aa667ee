//! Rows that head those behind them, or close those before them with a subtotal (类 above 款, a unit above its items), where most heads of a kind are what stands behind
//! them and one is not. Which row heads which is read off the kinds of rows; a table in which items are withheld has no
//! such habit, and a head whose kind is summed is for the rule of its table.

use std::collections::BTreeSet;
use std::sync::Arc;

use rust_decimal::Decimal;

use super::{Lines, Printed, differ, finding_of, is_part};
use crate::calc::{Book, Cell, SheetRow};
use crate::money;
use crate::narrative::called::is_stray;
use crate::rules::rounding::{Judgement, judge as within};
use crate::rules::verdict::{Finding, RuleHead};
use crate::schema::{ColumnKind, Severity};
use crate::text::is_subtotal_label;

/// The fewest rows that show a list.
const FEWEST: usize = 3;

/// A head with the rows behind it that are right below it.
struct Block {
    head: usize,
    rows: Vec<usize>,
}

/// A head's figure beside what its rows come to.
struct Held<'a> {
    own: Printed<'a>,
    sum: Decimal,
    parts: Vec<Cell<'a>>,
    fits: bool,
}

/// What is wrong with the heads of a section.
pub(super) fn judge(head: &Arc<RuleHead>, book: &Book<'_>, lines: &Lines<'_>) -> Vec<Finding> {
    let kinds: BTreeSet<&str> = lines.rows.iter().map(|row| row.row.kind().as_str()).collect();
    let mut out: Vec<Finding> = Vec::new();
    for blocks in kinds.into_iter().filter_map(|kind| blocks(lines, kind)).chain(closed(lines)) {
        let columns = lines.rows.iter().map(|row| row.cells().count()).max().unwrap_or(0);
        for column in 0..columns {
            let held: Vec<Held<'_>> =
                blocks.iter().filter_map(|block| held(book, lines, block, column)).collect();
            if !is_habit(book, lines, column, &held) {
                continue;
            }
            for held in held.iter().filter(|held| !held.fits) {
                // One row is wrong in all its columns alike.
                let off = held.own.value.saturating_sub(held.sum);
                let is_told = out.iter().any(|told| {
                    told.difference == Some(off)
                        && told
                            .address
                            .as_ref()
                            .is_some_and(|address| address.row == held.own.cell.address().row)
                });
                if is_told {
                    continue;
                }
                let found = finding_of(head, &held.own, held.sum, &held.parts, None);
                // What comes to less may be printed in part.
                let severity = if off.is_sign_positive() { Severity::Warning } else { found.severity };
                out.push(Finding { severity, ..found });
            }
        }
    }
    out
}

/// The rows of a kind with those behind them, up to the next of the kind; none where these are of several kinds or name
/// only some parts.
fn blocks(lines: &Lines<'_>, kind: &str) -> Option<Vec<Block>> {
    let is_head = |at: usize| {
        !lines.totals.contains(&at) && lines.rows.get(at).is_some_and(|row| row.row.kind().as_str() == kind)
    };
    let heads: Vec<usize> = (0..lines.rows.len()).filter(|at| is_head(*at)).collect();
    // A kind that is summed is held by the rule of its table.
    let first = lines.rows.get(*heads.first()?)?;
    let section = first.sheet.schema.sections.get(first.section_index)?;
    let is_summed = section.free_kind(first.row.kind()).is_none_or(|free| !free.sum.is_empty());
    if is_summed {
        return None;
    }
    let mut below: Option<&str> = None;
    let mut out = Vec::new();
    for head in heads {
        let end = (head + 1..lines.rows.len()).find(|at| is_head(*at) || lines.totals.contains(at));
        let end = end.unwrap_or(lines.rows.len());
        let Some(first) = lines.rows.get(head + 1).filter(|_| head + 1 < end) else { continue };
        let own = first.row.kind().as_str();
        if *below.get_or_insert(own) != own || (head + 1..end).any(|at| is_part(lines, at)) {
            return None;
        }
        let rows = (head + 1..end)
            .filter(|at| lines.rows.get(*at).is_some_and(|row| row.row.kind().as_str() == own))
            .collect();
        out.push(Block { head, rows });
    }
    Some(out)
}

/// The rows that are called a subtotal with those before them that it closes, up to the subtotal before: the items of a unit,
/// whose name stands in their first row alone.
fn closed(lines: &Lines<'_>) -> Option<Vec<Block>> {
    let is_sum = |at: usize| lines.rows.get(at).is_some_and(|row| row.texts().any(is_subtotal_label));
    let mut out = Vec::new();
    let mut from = 0;
    for at in 0..lines.rows.len() {
        if lines.totals.contains(&at) {
            from = at + 1;
        } else if is_sum(at) {
            let rows: Vec<usize> = (from..at).filter(|row| !is_part(lines, *row)).collect();
            if rows.is_empty() {
                return None;
            }
            out.push(Block { head: at, rows });
            from = at + 1;
        }
    }
    (out.len() > 1).then_some(out)
}

fn held<'a>(book: &Book<'_>, lines: &Lines<'a>, block: &Block, column: usize) -> Option<Held<'a>> {
    let cell = |at: usize| lines.rows.get(at)?.cell(column);
    let own = cell(block.head)?;
    if own.column.kind != ColumnKind::Amount {
        return None;
    }
    let own = Printed::of(own).filter(|own| !own.value.is_zero())?;
    let head = lines.rows.get(block.head)?;
    let filled =
        |cell: &Cell<'a>| cell.printed().is_some_and(|value| !value.is_zero()) && !is_stray(&cell.row, head);
    let parts: Vec<Cell<'a>> = block.rows.iter().filter_map(|at| cell(*at)).filter(filled).collect();
    let sum = money::sum(parts.iter().filter_map(|part| part.printed()))?;
    let fits = !differ(book, own.value, sum);
    (!parts.is_empty()).then_some(Held { own, sum, parts, fits })
}

/// Whether heads are what stands behind them: two and more that are, at most half as many that are not; or one, where the
/// heads come to a total of the table.
fn is_habit(book: &Book<'_>, lines: &Lines<'_>, column: usize, held: &[Held<'_>]) -> bool {
    let misses = held.iter().filter(|held| !held.fits).count();
    let shown = held.iter().filter(|held| held.fits && held.parts.len() > 1).count();
    // One that is not, and a total of the table that has what stands behind it in its place.
    let instead = held.iter().map(|held| if held.fits { held.own.value } else { held.sum });
    let is_near = |held: &&Held<'_>| {
        let twice = |value: Decimal| value.saturating_mul(Decimal::TWO);
        held.sum < twice(held.own.value) && held.own.value < twice(held.sum)
    };
    let is_one_near = misses == 1 && held.iter().find(|held| !held.fits).is_some_and(|held| is_near(&held));
    if is_one_near && money::sum(instead).is_some_and(|sum| is_total_of(book, lines, column, sum)) {
        return true;
    }
    if misses == 0 || misses == held.len() {
        return false;
    }
    if shown >= 2 && misses * 2 <= shown {
        return true;
    }
    let sum = money::sum(held.iter().map(|held| held.own.value));
    misses == 1 && sum.is_some_and(|sum| is_total_of(book, lines, column, sum))
}

/// Whether a total of the section prints a figure.
fn is_total_of(book: &Book<'_>, lines: &Lines<'_>, column: usize, sum: Decimal) -> bool {
    let mut totals = lines.totals.iter().filter_map(|at| lines.value(*at, column));
    totals.any(|total| !differ(book, total, sum))
}

/// A total of plain rows that is right across, and misses the same in several columns while another column comes to it: one
/// row is wrong in all of these. Where no column comes to it, the rows must be of one kind, and none of them a sum of others.
pub(super) fn of_list(head: &Arc<RuleHead>, book: &Book<'_>, lines: &Lines<'_>) -> Option<Finding> {
    let [total] = lines.totals.as_slice() else { return None };
    let rows: Vec<usize> = (0..lines.rows.len()).filter(|at| at != total).collect();
    if rows.iter().any(|at| is_part(lines, *at)) {
        return None;
    }
    let block = Block { head: *total, rows };
    let columns = lines.rows.get(*total)?.cells().count();
    let held: Vec<Held<'_>> = (0..columns).filter_map(|column| held(book, lines, &block, column)).collect();
    let (fit, missed): (Vec<&Held<'_>>, Vec<&Held<'_>>) = held.iter().partition(|held| held.fits);
    let (first, others) = missed.split_first()?;
    let off = |held: &Held<'_>| held.own.value.saturating_sub(held.sum);
    let is_alike = others.iter().all(|other| off(other) == off(first));
    let is_plain = is_plain(book, lines, &block.rows, first);
    let is_one_row = !others.is_empty() && is_alike || is_plain;
    let is_shown = fit.iter().any(|held| held.parts.len() > 1) || is_plain;
    // By a whole row a list may be cut short.
    let most = first.own.value.abs().checked_div(Decimal::TEN)?;
    let is_cut = off(first).is_sign_positive() && off(first) > most;
    if !is_one_row || !is_shown || is_cut {
        return None;
    }
    let found = finding_of(head, &first.own, first.sum, &first.parts, None);
    Some(Finding { severity: Severity::Warning, ..found })
}

/// Whether rows are a list and nothing else: of one kind, without codes, none of them what some right behind it come to,
/// and all together not far from the total.
fn is_plain(book: &Book<'_>, lines: &Lines<'_>, rows: &[usize], held: &Held<'_>) -> bool {
    let of = |at: &usize| lines.rows.get(*at);
    let kinds: BTreeSet<&str> = rows.iter().filter_map(of).map(|row| row.row.kind().as_str()).collect();
    let is_coded = |row: &SheetRow<'_>| {
        row.cells().any(|cell| !cell.column.kind.is_number() && cell.column.title().contains("编码"))
    };
    let total = held.own.value;
    let most = total.saturating_mul(Decimal::new(15, 1));
    let printed: Vec<Decimal> =
        held.parts.iter().filter_map(Cell::printed).chain([total, held.sum]).collect();
    let off = total.saturating_sub(held.sum);
    if kinds.len() > 1
        || within(book.format, off, u32::try_from(held.parts.len()).unwrap_or(u32::MAX), &printed)
            != Judgement::Different
        || held.parts.len() < FEWEST
        || held.sum > most
        || held.parts.iter().any(|part| part.printed().is_some_and(|value| value.is_sign_negative()))
        || rows.iter().filter_map(of).any(is_coded)
    {
        return false;
    }
    let values: Vec<Decimal> = held.parts.iter().filter_map(Cell::printed).collect();
    let is_sum = |at: usize| {
        let mut sum = Decimal::ZERO;
        values.iter().skip(at + 1).any(|value| {
            sum = sum.saturating_add(*value);
            values.get(at) == Some(&sum)
        })
    };
    !(0..values.len()).any(is_sum)
}
