//! Cells that lost their place: text taken from a PDF loses blank cells, so a row's cells stand too far left, a whole
//! page's or a single row's. What the columns hold and whether the row is one that the format knows speaks for or against
//! a placement; the one with the fewest contradictions is taken, the printed one where others are no better. Whether a
//! row's totals foot only decides between placements that are equal otherwise: a move that mends nothing but a wrong total
//! would hide it.

use rust_decimal::Decimal;

use super::align::{Grid, Identity, Placed, Placement};
use super::words::Printed;
use crate::schema::ColumnKind;

/// What it costs that a row is none of the table's, that a cell falls outside, and so on.
const UNKNOWN_ROW: u32 = 6;
const OUTSIDE: u32 = 12;
const UNREADABLE: u32 = 3;
const SHIFT: u32 = 3;

/// What speaks against a placement.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Cost {
    /// By kinds of cells and rows.
    hard: u32,
    /// By totals that do not foot. Witness to nothing by itself.
    foot: u32,
}

/// How far cells are moved to the right: `first` up to the printed position `at`, `second` from there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Shift {
    /// Before `at`.
    pub first: i32,
    /// The position from which `second` holds.
    pub at: usize,
    /// From `at` on.
    pub second: i32,
}

impl Shift {
    pub(super) fn target(self, position: usize) -> Option<usize> {
        let by = if position < self.at { self.first } else { self.second };
        usize::try_from(i64::try_from(position).ok()? + i64::from(by)).ok()
    }

    /// Lost cells are common, added ones are not: a move to the left costs more.
    fn cost(self) -> u32 {
        let one = |by: i32| match by {
            0 => 0,
            1.. => SHIFT,
            _ => SHIFT + 1,
        };
        one(self.first) + one(self.second - self.first)
    }

    /// How far it moves how many of the cells at these positions.
    fn distance(self, positions: &[usize]) -> u32 {
        let moved = |at: &usize| if *at < self.at { self.first } else { self.second }.unsigned_abs();
        positions.iter().map(moved).sum()
    }
}

impl Grid<'_> {
    /// What the kinds of cells and rows say against reading these rows as they are printed.
    pub(super) fn resistance(&self, rows: &[&[Printed]]) -> u32 {
        let most = self.width() + 8;
        let rows = rows.iter().take(200).map(|cells| cells.get(..most).unwrap_or(cells));
        rows.map(|cells| self.contradictions(cells, Shift::default()).hard).fold(0, u32::saturating_add)
    }

    /// What speaks against a placement.
    fn contradictions(&self, cells: &[Printed], shift: Shift) -> Cost {
        let Placement { slots: placed, outside, .. } = self.place(cells, shift);
        let mut foot = 0;
        let mut cost = OUTSIDE * u32::try_from(outside.len()).unwrap_or(u32::MAX / OUTSIDE);
        for (part, rules) in self.parts.iter().enumerate() {
            let Some(identity) = self.identify(part, &placed) else {
                continue;
            };
            cost += match identity {
                Identity::Unknown => UNKNOWN_ROW,
                Identity::Bare => 1,
                Identity::Fixed(_) | Identity::Free(_) => 0,
            };
            for (at, (slot, cell)) in self.slots.iter().zip(&placed).enumerate() {
                if let Some(cell) = cell.filter(|_| slot.part == part) {
                    let expected = match identity {
                        Identity::Fixed(row) => row.cells.contains_key(&slot.column.key),
                        Identity::Free(row) => row.patterns.contains_key(&slot.column.key),
                        Identity::Bare | Identity::Unknown => false,
                    };
                    if !expected && !slot.numbers(cell) {
                        let next = placed.get(at + 1).copied().flatten();
                        cost += mismatch(cell, slot.column.kind, next);
                    }
                }
            }
            foot += rules.sums.iter().map(|(total, parts)| footing(&placed, *total, parts)).sum::<u32>();
        }
        Cost { hard: cost, foot }
    }

    /// The best way to move these rows together. Only where the kinds of cells or rows speak against the
    /// usual way are others tried, and only one against which they say less is taken.
    pub(super) fn best_shift(&self, rows: &[&[Printed]], usual: Shift) -> Shift {
        // A page's pattern shows in its first rows; more would only cost time.
        // Cells far beyond the last column have no place however they are moved: a row with millions of
        // them is looked at no longer than any other.
        let most = self.width() + 8;
        let rows: Vec<&[Printed]> =
            rows.iter().take(200).map(|cells| cells.get(..most).unwrap_or(cells)).collect();
        // What speaks against a shift, or as soon as it is too much, that it is.
        let cost = |shift: Shift, most: u32| -> Cost {
            let mut sum = Cost::default();
            for cells in &rows {
                if sum.hard > most {
                    break;
                }
                let of_row = self.contradictions(cells, shift);
                sum.hard = sum.hard.saturating_add(of_row.hard);
                sum.foot = sum.foot.saturating_add(of_row.foot);
            }
            sum
        };
        // A row that reaches to the last column of a header has lost no cell before it.
        let reaches = |cells: &&&[Printed]| {
            let last = cells.iter().rposition(|cell| !cell.is_blank()).map_or(0, |at| at + 1);
            self.layout.as_ref().is_some_and(|layout| layout.printed > 1 && last == layout.printed)
        };
        if usual == Shift::default() && rows.iter().any(|cells| reaches(&cells)) {
            return usual;
        }
        let as_usual = cost(usual, u32::MAX);
        let mut best = (as_usual, 0, usual);
        if as_usual.hard == 0 {
            return usual;
        }
        let mut positions: Vec<usize> = rows
            .iter()
            .flat_map(|cells| cells.iter().enumerate().filter(|(_, cell)| !cell.is_blank()))
            .map(|(at, _)| at)
            .collect();
        positions.sort_unstable();
        positions.dedup();
        // Far-off positions are not worth trying one by one, and a hostile row could have thousands.
        positions.truncate(self.width() + 8);
        let reach = i32::try_from(self.width()).unwrap_or(8).min(8);
        let offsets = -4..=reach;
        for first in offsets.clone() {
            let breaks = positions.iter().skip(1).flat_map(|at| offsets.clone().map(|second| (*at, second)));
            for (at, second) in std::iter::once((0, first)).chain(breaks) {
                let shift = Shift { first, at, second };
                if at > 0 && second == first {
                    continue;
                }
                let own = shift.cost() + if usual == Shift::default() { 0 } else { SHIFT };
                let Some(most) = best.0.hard.checked_sub(own) else { continue };
                let found = cost(shift, most);
                let total = Cost { hard: found.hard.saturating_add(own), ..found };
                let distance = shift.distance(&positions);
                if found.hard < as_usual.hard && (total, distance) < (best.0, best.1) {
                    best = (total, distance, shift);
                }
            }
        }
        best.2
    }
}

/// How badly a cell fits a column. `next` is its right neighbour: a name stands before its value.
fn mismatch(cell: &Printed, kind: ColumnKind, next: Option<&Printed>) -> u32 {
    match kind {
        ColumnKind::Amount | ColumnKind::Count | ColumnKind::Yuan
            if cell.number.is_some() || cell.is_dash() =>
        {
            0
        }
        ColumnKind::Amount | ColumnKind::Count | ColumnKind::Yuan => UNREADABLE,
        ColumnKind::Code if cell.digits => 0,
        ColumnKind::Code => 3,
        ColumnKind::Text if cell.digits => 1,
        ColumnKind::Text if cell.number.is_some() => 3,
        ColumnKind::Text if cell.compared => 2,
        ColumnKind::Text if cell.value_like && cell.length <= 6 && next.is_none() => 1,
        ColumnKind::Text => 0,
        ColumnKind::Indicator if cell.value_like || cell.number.is_some() || cell.length <= 4 => 0,
        ColumnKind::Indicator if cell.length <= 6 => 1,
        ColumnKind::Indicator => 2,
    }
}

/// Whether a printed total disagrees with its parts in the same row.
fn footing(placed: &Placed<'_>, total: usize, parts: &[usize]) -> u32 {
    let number = |slot: usize| placed.get(slot).copied().flatten().and_then(|cell| cell.number);
    let mut sum: Option<Decimal> = None;
    for part in parts.iter().filter_map(|part| number(*part)) {
        sum = Some(sum.unwrap_or_default().saturating_add(part));
    }
    match (number(total), sum) {
        (Some(total), sum) if total != sum.unwrap_or_default() => 2,
        (None, Some(sum)) if !sum.is_zero() => 1,
        _ => 0,
    }
}
