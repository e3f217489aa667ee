//! Which printed cell belongs to which column. Text taken from a PDF loses blank cells, so a row's
//! cells stand too far left, a whole page's or a single row's. A placement is judged by what the
//! columns hold and by whether the row is one that the format knows; the one with the fewest
//! contradictions is taken, the printed one where others are no better. Whether a row's totals foot only
//! decides between placements that are equal otherwise: a move that mends nothing but a wrong total would
//! hide it.
//!
//! Knows the columns, those of the format and those that only a document has, and the format's rows; knows
//! nothing of other rows, pages or titles.

use regex::Regex;
use rust_decimal::Decimal;

use super::columns::{Layout, Target};
use super::split::compile;
use super::words::{Printed, fold, squeeze};
use crate::schema::{Column, ColumnKind, FixedRow, FreeRow, SectionSchema, TableSchema};

/// What it costs that a row is none of the table's, that a cell falls outside, and so on.
const UNKNOWN_ROW: u32 = 6;
const OUTSIDE: u32 = 12;
const UNREADABLE: u32 = 3;
const SHIFT: u32 = 3;

/// The columns of one or several sections beside each other, as they are printed.
pub(super) struct Grid<'f> {
    /// The columns of the format that are printed, from left to right.
    pub slots: Vec<Slot<'f>>,
    /// The sections.
    pub parts: Vec<Part<'f>>,
    /// What the columns of the document are, where its header says that they are others than the format's.
    pub layout: Option<Layout>,
}

/// One column of the format.
pub(super) struct Slot<'f> {
    /// Which of the grid's parts it belongs to.
    pub part: usize,
    /// The column.
    pub column: &'f Column,
}

/// One section of a grid.
pub(super) struct Part<'f> {
    /// Its position in the table.
    pub section: usize,
    /// Its description.
    pub schema: &'f SectionSchema,
    fixed: Vec<(&'f FixedRow, Vec<Label>)>,
    free: Vec<FreeRules<'f>>,
    sums: Vec<(usize, Vec<usize>)>,
}

struct Label {
    slot: usize,
    folded: String,
    squeezed: String,
}

struct FreeRules<'f> {
    row: &'f FreeRow,
    needs: Vec<usize>,
    blank: Vec<usize>,
    patterns: Vec<(usize, Regex)>,
}

/// Which row of the format a printed row is.
#[derive(Clone, Copy)]
pub(super) enum Identity<'f> {
    /// A fixed row, by its label.
    Fixed(&'f FixedRow),
    /// A free row.
    Free(&'f FreeRow),
    /// Numbers without any text: a fixed row whose label is not printed.
    Bare,
    /// None.
    Unknown,
}

/// Cells by slot.
pub(super) type Placed<'r> = Vec<Option<&'r Printed>>;

/// The cells of a row in their places.
pub(super) struct Placement<'r> {
    /// By slot.
    pub slots: Placed<'r>,
    /// Those in columns that only the document has: the column's position among these.
    pub local: Vec<(usize, &'r Printed)>,
    /// Those that found no place.
    pub outside: Vec<&'r Printed>,
}

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
    fn target(self, position: usize) -> Option<usize> {
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

impl<'f> Grid<'f> {
    /// The printed columns of these sections of a table.
    pub(super) fn new(table: &'f TableSchema, sections: std::ops::Range<usize>) -> Self {
        let mut slots = Vec::new();
        let mut parts = Vec::new();
        for (section, schema) in table.sections.iter().enumerate().filter(|(at, _)| sections.contains(at)) {
            let part = parts.len();
            let start = slots.len();
            slots.extend(
                schema.columns.iter().filter(|column| !column.hidden).map(|column| Slot { part, column }),
            );
            let own = slots.get(start..).unwrap_or_default();
            let slot = |key: &crate::model::ColumnKey| {
                own.iter().position(|slot| slot.column.key == *key).map(|at| at + start)
            };
            let fixed = schema.fixed_rows().map(|row| {
                let labels = row.cells.iter().filter_map(|(key, text)| {
                    Some(Label { slot: slot(key)?, folded: fold(text), squeezed: squeeze(text) })
                });
                (row, labels.collect())
            });
            let free = schema.free.iter().map(|row| FreeRules {
                row,
                needs: row.needs.iter().filter_map(slot).collect(),
                blank: row.blank.iter().filter_map(slot).collect(),
                patterns: row
                    .patterns
                    .iter()
                    .filter_map(|(key, pattern)| Some((slot(key)?, compile(pattern)?)))
                    .collect(),
            });
            let sums = own.iter().enumerate().filter(|(_, slot)| !slot.column.sum.is_empty());
            let sums = sums.map(|(at, of)| (at + start, of.column.sum.iter().filter_map(slot).collect()));
            let (fixed, free, sums) = (fixed.collect(), free.collect(), sums.collect());
            parts.push(Part { section, schema, fixed, free, sums });
        }
        Self { slots, parts, layout: None }
    }

    /// The same columns as a document prints them.
    pub(super) fn with(mut self, layout: Option<Layout>) -> Self {
        self.layout = layout;
        self
    }

    /// How many columns are printed.
    fn width(&self) -> usize {
        self.layout.as_ref().map_or(self.slots.len(), |layout| layout.targets.len())
    }

    /// The cells of a row in their places.
    pub(super) fn place<'r>(&self, cells: &'r [Printed], shift: Shift) -> Placement<'r> {
        let mut placement =
            Placement { slots: vec![None; self.slots.len()], local: Vec::new(), outside: Vec::new() };
        for (position, cell) in cells.iter().enumerate().filter(|(_, cell)| !cell.is_blank()) {
            let target = shift.target(position).and_then(|at| match &self.layout {
                None => Some(Target::Slot(at)),
                Some(layout) => layout.targets.get(at).copied(),
            });
            match target {
                // Two cells in one place would leave only the second.
                Some(Target::Local(at)) if placement.local.iter().any(|(taken, _)| *taken == at) => {
                    placement.outside.push(cell);
                }
                Some(Target::Local(at)) => placement.local.push((at, cell)),
                Some(Target::Slot(at)) => match placement.slots.get_mut(at) {
                    Some(slot) if slot.is_none() => *slot = Some(cell),
                    _ => placement.outside.push(cell),
                },
                None => placement.outside.push(cell),
            }
        }
        placement
    }

    /// What the kinds of cells and rows say against reading these rows as they are printed.
    pub(super) fn resistance(&self, rows: &[&[Printed]]) -> u32 {
        let most = self.width() + 8;
        let rows = rows.iter().take(200).map(|cells| cells.get(..most).unwrap_or(cells));
        rows.map(|cells| self.contradictions(cells, Shift::default()).hard).fold(0, u32::saturating_add)
    }

    /// Which row of a part these cells are; `None` where the part is blank.
    pub(super) fn identify(&self, part: usize, placed: &Placed<'_>) -> Option<Identity<'f>> {
        let rules = self.parts.get(part)?;
        let mut filled = 0_usize;
        let mut texts = 0_usize;
        for (slot, cell) in self.slots.iter().zip(placed) {
            if let Some(cell) = cell.filter(|_| slot.part == part) {
                filled += 1;
                // What stands for a blank amount is no text, nor is a share beside figures.
                let kind = slot.column.kind;
                let is_figure = kind.is_number() && (cell.number.is_some() || cell.is_dash())
                    || kind == ColumnKind::Indicator && (cell.value_like || cell.squeezed.ends_with('%'));
                texts += usize::from(!is_figure);
            }
        }
        if filled == 0 {
            return None;
        }
        let cell = |slot: usize| placed.get(slot).copied().flatten();
        let labelled = |same: fn(&Printed, &Label) -> bool| {
            rules.fixed.iter().find(|(_, labels)| {
                !labels.is_empty()
                    && labels.iter().all(|label| cell(label.slot).is_some_and(|cell| same(cell, label)))
            })
        };
        if let Some((row, _)) = labelled(|cell, label| cell.squeezed == label.squeezed)
            .or_else(|| labelled(|cell, label| !label.folded.is_empty() && cell.folded == label.folded))
        {
            return Some(Identity::Fixed(row));
        }
        if let Some(row) = self.labelled_elsewhere(part, placed) {
            return Some(Identity::Fixed(row));
        }
        let fits = |rules: &&FreeRules<'_>| {
            // Where a code is needed, words are none.
            let serves = |slot: usize, cell: &Printed| {
                let is_code = self.slots.get(slot).is_some_and(|slot| slot.column.kind == ColumnKind::Code);
                !is_code || cell.squeezed.contains(|c: char| c.is_ascii_digit())
            };
            rules.needs.iter().all(|slot| cell(*slot).is_some_and(|cell| serves(*slot, cell)))
                && rules.blank.iter().all(|slot| cell(*slot).is_none())
                && rules.patterns.iter().all(|(slot, pattern)| {
                    pattern.is_match(cell(*slot).map_or("", |cell| cell.text.as_str()))
                })
        };
        let mut best: Option<&FreeRules<'f>> = None;
        for rules in rules.free.iter().filter(fits) {
            if best.is_none_or(|best| rules.strictness() > best.strictness()) {
                best = Some(rules);
            }
        }
        if let Some(best) = best {
            return Some(Identity::Free(best.row));
        }
        let unlabelled = rules.fixed.iter().any(|(row, labels)| labels.is_empty() || !row.sum.is_empty());
        Some(if texts == 0 && unlabelled { Identity::Bare } else { Identity::Unknown })
    }

    /// The fixed row whose only label is the only text of a row, in another column than the format says:
    /// 合计 stands under the codes here and under the names there.
    fn labelled_elsewhere(&self, part: usize, placed: &Placed<'_>) -> Option<&'f FixedRow> {
        let rules = self.parts.get(part)?;
        let mut texts =
            self.slots.iter().zip(placed).filter_map(|(slot, cell)| {
                cell.filter(|_| slot.part == part && !slot.column.kind.is_number())
            });
        let (only, None) = (texts.next()?, texts.next()) else { return None };
        let same = |labels: &[Label]| matches!(labels, [label] if !label.folded.is_empty() && label.folded == only.folded);
        rules.fixed.iter().find(|(_, labels)| same(labels)).map(|(row, _)| *row)
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
                    if !expected {
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

impl Identity<'_> {
    /// Whether it is no row of the format.
    pub(super) fn is_unknown(&self) -> bool {
        matches!(self, Self::Unknown)
    }
}

impl FreeRules<'_> {
    fn strictness(&self) -> usize {
        self.needs.len() + self.patterns.len()
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
