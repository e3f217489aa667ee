//! Which printed cell belongs to which column, and which row of the format a row is. Which cells lost their place is for
//! `shift`.
//!
//! Knows the columns, those of the format and those that only a document has, and the format's rows; knows
//! nothing of other rows, pages or titles.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::columns::{Layout, Target};
use super::patterns::compile;
use super::shift::Shift;
use super::words::{Printed, fold, squeeze};
use crate::model::ColumnKey;
use crate::pattern::Pattern;
use crate::schema::{Column, ColumnKind, FixedRow, FreeRow, SectionSchema, TableSchema};
use crate::text::is_total_label;

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

/// Columns that number the rows.
const NUMBERED: [&str; 2] = ["行次", "序号"];

impl Slot<'_> {
    /// Whether a cell is only the number of its row.
    pub(super) fn numbers(&self, cell: &Printed) -> bool {
        cell.digits && NUMBERED.contains(&self.column.title().trim())
    }
}

/// One section of a grid.
pub(super) struct Part<'f> {
    /// Its position in the table.
    pub section: usize,
    /// Its description.
    pub schema: &'f SectionSchema,
    fixed: Vec<(&'f FixedRow, Vec<Label>)>,
    free: Vec<FreeRules<'f>>,
    /// By the slot of a total those of its parts in the same row.
    pub sums: Vec<(usize, Vec<usize>)>,
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
    patterns: Vec<(usize, Arc<Pattern>)>,
    /// Whether it is told without its code.
    is_uncoded: bool,
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
            let slot =
                |key: &ColumnKey| own.iter().position(|slot| slot.column.key == *key).map(|at| at + start);
            let fixed = schema.fixed_rows().map(|row| {
                let labels = row.cells.iter().filter_map(|(key, text)| {
                    Some(Label { slot: slot(key)?, folded: fold(text), squeezed: squeeze(text) })
                });
                (row, labels.collect())
            });
            let slots_of = |keys: &[ColumnKey]| keys.iter().filter_map(slot).collect();
            let free = schema.free.iter().flat_map(|row| {
                let patterns = row.patterns.iter();
                let usual = FreeRules {
                    row,
                    needs: slots_of(&row.needs),
                    blank: slots_of(&row.blank),
                    patterns: patterns
                        .filter_map(|(key, pattern)| Some((slot(key)?, compile(pattern)?)))
                        .collect(),
                    is_uncoded: false,
                };
                let uncoded = (!row.needs_uncoded.is_empty()).then(|| FreeRules {
                    row,
                    needs: slots_of(&row.needs_uncoded),
                    blank: row.patterns.keys().chain(&row.blank).filter_map(slot).collect(),
                    patterns: Vec::new(),
                    is_uncoded: true,
                });
                std::iter::once(usual).chain(uncoded)
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
    pub(super) fn width(&self) -> usize {
        self.layout.as_ref().map_or(self.slots.len(), |layout| layout.targets.len())
    }

    /// Where a printed position goes.
    pub(super) fn target(&self, position: usize, shift: Shift) -> Option<Target> {
        shift.target(position).and_then(|at| match &self.layout {
            None => Some(Target::Slot(at)),
            Some(layout) => layout.targets.get(at).copied(),
        })
    }

    /// The columns of figures at printed positions of a row; `None` where that is not known, and where `is_whole` and
    /// words stand there, which say what row it is. A figure where words are to stand is another column's.
    pub(super) fn figures_at(
        &self,
        positions: &BTreeSet<usize>,
        (cells, shift): (&[Printed], Shift),
        is_whole: bool,
    ) -> Option<BTreeSet<ColumnKey>> {
        let mut found = BTreeSet::new();
        for position in positions {
            match self.target(*position, shift)? {
                Target::Slot(at) => {
                    let column = self.slots.get(at)?.column;
                    let is_figure =
                        || cells.get(*position).is_some_and(|cell| cell.number.is_some() && !cell.digits);
                    if !matches!(column.kind, ColumnKind::Text | ColumnKind::Code) {
                        found.insert(column.key.clone());
                    } else if is_whole || is_figure() {
                        return None;
                    }
                }
                // What a column holds that only the document has is not known.
                Target::Local(_) if is_whole => return None,
                Target::Local(at) => {
                    found.insert(self.layout.as_ref()?.locals.get(at)?.key.clone());
                }
            }
        }
        Some(found)
    }

    /// The cells of a row in their places.
    pub(super) fn place<'r>(&self, cells: &'r [Printed], shift: Shift) -> Placement<'r> {
        let mut placement =
            Placement { slots: vec![None; self.slots.len()], local: Vec::new(), outside: Vec::new() };
        for (position, cell) in cells.iter().enumerate().filter(|(_, cell)| !cell.is_blank()) {
            match self.target(position, shift) {
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

    /// Which row of a part these cells are; `None` where the part is blank.
    pub(super) fn identify(&self, part: usize, placed: &Placed<'_>) -> Option<Identity<'f>> {
        let rules = self.parts.get(part)?;
        let mut filled = 0_usize;
        let mut texts = 0_usize;
        for (slot, cell) in self.slots.iter().zip(placed) {
            if let Some(cell) = cell.filter(|_| slot.part == part) {
                // The number of a row alone makes none.
                filled += usize::from(!slot.numbers(cell));
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
        let mut best: Option<&FreeRules<'f>> = None;
        for rules in rules.free.iter().filter(|rules| self.fits(rules, placed)) {
            if best.is_none_or(|best| rules.strictness() > best.strictness()) {
                best = Some(rules);
            }
        }
        if let Some(best) = best {
            return Some(Identity::Free(best.row));
        }
        let is_nameless = rules.fixed.iter().any(|(_, labels)| labels.is_empty());
        // Noughts that stand beside no name are blanks that a form filled in, and no total.
        if texts == 0 && !is_nameless && self.is_nought(part, placed) {
            return None;
        }
        let unlabelled = is_nameless || rules.fixed.iter().any(|(row, _)| !row.sum.is_empty());
        Some(if texts == 0 && unlabelled { Identity::Bare } else { Identity::Unknown })
    }

    /// Whether all that stands in a part is nought, or a dash.
    fn is_nought(&self, part: usize, placed: &Placed<'_>) -> bool {
        let own = self.slots.iter().zip(placed).filter(|(slot, _)| slot.part == part);
        own.filter_map(|(_, cell)| *cell)
            .all(|cell| cell.is_dash() || cell.number.is_some_and(|number| number.is_zero()))
    }

    /// Whether cells can be a row of a kind.
    fn fits(&self, rules: &FreeRules<'_>, placed: &Placed<'_>) -> bool {
        let cell = |slot: usize| placed.get(slot).copied().flatten();
        // Where a code is needed, words are none.
        let serves = |slot: usize, cell: &Printed| {
            let is_code = self.slots.get(slot).is_some_and(|slot| slot.column.kind == ColumnKind::Code);
            !is_code || cell.squeezed.contains(|c: char| c.is_ascii_digit())
        };
        // Without a code a total would look like what it is of.
        let is_total = |slot: &usize| cell(*slot).is_some_and(|cell| is_total_label(&cell.text));
        !(rules.is_uncoded && rules.needs.iter().any(is_total))
            && rules.needs.iter().all(|slot| cell(*slot).is_some_and(|cell| serves(*slot, cell)))
            && rules.blank.iter().all(|slot| cell(*slot).is_none())
            && rules
                .patterns
                .iter()
                .all(|(slot, pattern)| pattern.is_match(cell(*slot).map_or("", |cell| cell.text.as_str())))
    }

    /// The outermost kind below another of which these cells can be, too: 款 and 项 of one name.
    pub(super) fn identify_below(
        &self,
        part: usize,
        above: &FreeRow,
        placed: &Placed<'_>,
    ) -> Option<&'f FreeRow> {
        let deeper = self.parts.get(part)?.free.iter().filter(|rules| rules.row.level > above.level);
        deeper.filter(|rules| self.fits(rules, placed)).map(|rules| rules.row).min_by_key(|row| row.level)
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
