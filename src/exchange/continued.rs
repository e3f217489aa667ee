//! Cells that a page break cut in two: the next page begins with the rest of a name and nothing else.
//! Knows one row and the last rows of the page before; decides nothing about other rows.

use super::align::{Grid, Placed};
use super::report::NoteKind;
use super::table::{ReadRow, Reader};
use super::words::{Printed, fold, join};
use crate::model::{ColumnKey, Value};
use crate::schema::ColumnKind;

impl<'f> Reader<'f> {
    /// Joins the top row of a page to cells of the page before, if it is nothing but their ends: names
    /// without a value, or a lone text that makes no row.
    pub(super) fn join_continuation(&mut self, grid: &Grid<'f>, line: u32, placed: &Placed<'_>) -> bool {
        let filled: Vec<(usize, &Printed)> =
            placed.iter().enumerate().filter_map(|(at, cell)| Some((at, (*cell)?))).collect();
        let slot = |at: usize| grid.slots.get(at);
        let Some(part) = filled.first().and_then(|(at, _)| Some(slot(*at)?.part)) else { return false };
        let unknown = grid.identify(part, placed).is_some_and(|identity| identity.is_unknown());
        let is_end = |at: usize, cell: &Printed| {
            let Some(own) = slot(at).filter(|slot| slot.part == part && slot.column.kind == ColumnKind::Text)
            else {
                return false;
            };
            let valued = slot(at + 1).is_some_and(|next| next.column.kind == ColumnKind::Indicator);
            let is_label = grid.parts.get(part).is_some_and(|part| {
                part.schema
                    .fixed_rows()
                    .filter_map(|row| row.cells.get(&own.column.key))
                    .any(|label| fold(label) == cell.folded)
            });
            !is_label
                && ((valued && placed.get(at + 1).copied().flatten().is_none())
                    || (unknown && filled.len() == 1))
        };
        if !filled.iter().all(|(at, cell)| is_end(*at, cell)) {
            return false;
        }
        let Some(section) = grid.parts.get(part).map(|part| part.section) else { return false };
        let page = self.page;
        let Some(rows) = self.sections.get_mut(section) else { return false };
        // The cell that was cut is in the last rows of the page before.
        let start = rows.len().saturating_sub(5);
        let find = |rows: &[ReadRow<'f>], key: &ColumnKey| {
            (start..rows.len()).rev().find(|at| {
                rows.get(*at).is_some_and(|read| read.page + 1 == page && !read.row.text(key).is_empty())
            })
        };
        let mut targets = Vec::new();
        for (at, cell) in &filled {
            let Some(key) = slot(*at).map(|slot| &slot.column.key) else { return false };
            let Some(target) = find(rows, key) else { return false };
            targets.push((target, key, *cell));
        }
        let mut told = Vec::new();
        for (target, key, cell) in targets {
            if let Some(read) = rows.get_mut(target) {
                let whole = join(read.row.text(key), &cell.text);
                told.push(format!("“{}”接到第 {} 行，合成“{whole}”", cell.text, read.line));
                read.row.cells.insert(key.clone(), Value::Text(whole.into()));
            }
        }
        for text in told {
            self.tell(line, NoteKind::Joined, text);
        }
        true
    }
}
