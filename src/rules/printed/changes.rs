//! Columns that say how much a figure is more than that of the year before, or by what share: each row is held against its
//! own two figures. Which columns these are is shown by the other rows of the table, not by their headers.

use std::sync::Arc;

use rust_decimal::Decimal;

use super::{FOR_EACH, Judged, Lines, by_cell, display, name_of_cell};
use crate::calc::{Book, Cell, SheetRow};
use crate::model::CellAddress;
use crate::money::{round, telling_decimals};
use crate::narrative::FigureKind;
use crate::rules::place::Places;
use crate::rules::rounding::{Judgement, judge as within};
use crate::rules::verdict::{Finding, RuleHead};
use crate::schema::{ColumnKind, Severity};

/// Words by which a column is a change, and those by which it is a share.
const CHANGE: [&str; 4] = ["增减", "增长", "变动", "变化"];
const SHARE: [&str; 5] = ["率", "%", "％", "幅度", "比例"];

/// How many rows must bear out what a column is.
const FEWEST: usize = 2;

pub(super) fn head() -> Arc<RuleHead> {
    Arc::new(RuleHead {
        id: "增减-印数".to_owned(),
        title: "增减额、增减率与两年的数相符".to_owned(),
        basis: "部门预算公开表式的栏目关系".to_owned(),
        severity: Severity::Error,
        tables: Vec::new(),
    })
}

/// Judges every column of that kind.
pub(super) fn judge(book: &Book<'_>) -> Option<(Arc<RuleHead>, Places)> {
    by_cell(book, head(), of_section)
}

/// What a row says in a column of changes, and what its two figures come to.
struct Change<'a> {
    cell: Cell<'a>,
    says: Decimal,
    comes_to: Decimal,
    decimals: u32,
    of: [Cell<'a>; 2],
    fits: bool,
}

fn of_section<'a>(head: &Arc<RuleHead>, book: &Book<'_>, lines: &Lines<'a>) -> Vec<Judged<'a>> {
    let Some(first) = lines.rows.first() else { return Vec::new() };
    let has = |cell: &Cell<'_>, words: &[&str]| {
        cell.column.header.iter().any(|word| words.iter().any(|of| word.contains(of)))
    };
    let columns: Vec<Cell<'a>> = first.cells().collect();
    let is_amount = |cell: &&Cell<'a>| cell.column.kind == ColumnKind::Amount && !has(cell, &SHARE);
    let mut out = Vec::new();
    for change in columns.iter().filter(|cell| has(cell, &CHANGE)) {
        let is_share = has(change, &SHARE);
        if !is_share && change.column.kind != ColumnKind::Amount {
            continue;
        }
        let own: Vec<usize> = columns
            .iter()
            .filter(is_amount)
            .filter(|cell| !has(cell, &CHANGE))
            .map(|cell| cell.column_index)
            .collect();
        let pairs = own.iter().flat_map(|this| own.iter().map(move |last| (*this, *last)));
        let shown = pairs.filter(|(this, last)| this != last).filter_map(|pair| {
            let rows = changes(book, lines, change.column_index, is_share, pair);
            let fit = rows.iter().filter(|row| row.fits && !row.says.is_zero()).count();
            let missed = rows.iter().filter(|row| !row.fits).count();
            (fit >= FEWEST && missed * FOR_EACH <= fit).then_some((fit, rows))
        });
        let Some((_, rows)) = shown.max_by_key(|(fit, _)| *fit) else { continue };
        out.extend(rows.into_iter().map(|row| {
            let finding = (!row.fits).then(|| finding(head, &row, is_share));
            (row.cell, finding)
        }));
    }
    out
}

/// What the rows say in a column of changes, held against two others.
fn changes<'a>(
    book: &Book<'_>,
    lines: &Lines<'a>,
    column: usize,
    is_share: bool,
    (this, last): (usize, usize),
) -> Vec<Change<'a>> {
    let of_row = |row: &SheetRow<'a>| {
        let (cell, of) = (row.cell(column)?, [row.cell(this)?, row.cell(last)?]);
        let [this, last] = of.each_ref().map(|cell| cell.printed().unwrap_or_default());
        let (says, decimals) = said(&cell)?;
        let off = this.checked_sub(last)?;
        if !is_share {
            let judged = within(book.format, says.checked_sub(off)?, 2, &[says, this, last]);
            let fits = judged != Judgement::Different;
            return Some(Change { cell, says, comes_to: off, decimals, of, fits });
        }
        let comes_to = off.checked_mul(Decimal::ONE_HUNDRED)?.checked_div(last)?;
        // One more of its last digit, and what the rounding of both figures comes to.
        let digit = Decimal::new(1, decimals.min(20));
        let half = Decimal::new(5, book.format.decimals.saturating_add(1));
        let own = this.abs().checked_div(last.abs())?.checked_add(Decimal::ONE)?;
        let slack = half
            .checked_mul(Decimal::ONE_HUNDRED)?
            .checked_div(last.abs())?
            .checked_mul(own)?
            .checked_add(digit)?;
        let fits = says.checked_sub(comes_to)?.abs() <= slack;
        Some(Change { cell, says, comes_to, decimals, of, fits })
    };
    lines.rows.iter().filter_map(of_row).collect()
}

/// The figure of a cell, also where its column is one of texts, and with how many decimals it is printed.
fn said(cell: &Cell<'_>) -> Option<(Decimal, u32)> {
    if cell.column.kind.is_number() {
        let value = cell.printed()?;
        // In another unit an amount has the noughts of its document.
        let is_amount = cell.column.kind == ColumnKind::Amount;
        return Some((value, if is_amount { value.normalize().scale() } else { value.scale() }));
    }
    let text = cell.text();
    let bare = text.trim().trim_end_matches(['%', '％']).replace(',', "");
    let value: Decimal = bare.trim().parse().ok()?;
    Some((value, value.scale()))
}

fn finding(head: &Arc<RuleHead>, change: &Change<'_>, is_share: bool) -> Finding {
    let [this, last] = &change.of;
    let value = |cell: &Cell<'_>| cell.printed().unwrap_or_default();
    let decimals = if is_share {
        change.decimals
    } else {
        telling_decimals(change.says, change.comes_to, this.decimals())
    };
    let sign = if is_share { "%" } else { "" };
    let comes_to = round(change.comes_to, decimals);
    let message = format!(
        "{}列示为 {}{sign}；“{}”{}，“{}”{}，应为 {}{sign}。",
        name_of_cell(&change.cell),
        display(change.says, decimals),
        this.column.title(),
        display(value(this), this.decimals()),
        last.column.title(),
        display(value(last), last.decimals()),
        display(comes_to, decimals),
    );
    let cells: Vec<CellAddress> = [&change.cell, this, last].into_iter().map(|cell| cell.address()).collect();
    Finding {
        measure: is_share.then_some(FigureKind::Percent),
        expected: Some(comes_to),
        actual: Some(change.says),
        difference: change.says.checked_sub(comes_to),
        cells,
        ..Finding::at(head, change.cell.address(), message)
    }
}
