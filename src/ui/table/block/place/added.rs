//! Rows that are added where the table ends before a pasted block does.

use super::{Cut, NO_CELL, NOWHERE, Placing, wanted, words_of};
use crate::blocks::Given;
use crate::model::{ColumnKey, KindKey};
use crate::schema::{Column, Role, RowShape, SectionSchema};
use crate::session::{AddedRow, LineKind};
use crate::ui::table::block::notes::kind_for;

impl Placing<'_, '_> {
    /// Adds rows for the lines from `at` on; the total without a name is none of them.
    pub(super) fn added_rows<'k>(
        &mut self,
        cut: &Cut<'_>,
        (at, unnamed): (usize, Option<usize>),
        home: usize,
        below: Option<usize>,
        kind: &dyn Fn(usize, usize) -> &'k LineKind,
    ) -> Result<(), String> {
        let section = self.section(home).ok_or(NO_CELL)?;
        let like = below.and_then(|below| Some(self.sheet.row(below)?.row.kind().clone()));
        for (at, cells) in cut.lines.iter().enumerate().skip(at) {
            match kind(home, at) {
                LineKind::Header => self.placed.notes.headers += 1,
                LineKind::Words => self.refuse_words(cells),
                LineKind::Total(label) => self.left_out(cut, home, label, cells),
                LineKind::Blank => {}
                LineKind::Fixed(key) => {
                    self.note_of_form(key);
                    self.entries(cut, &cut.columns, cells, &|section| {
                        self.sheet.row_by_key(key).filter(|row| row.section_index == section)
                    });
                }
                LineKind::Content if unnamed == Some(at) => {
                    let label = format!("没有行名的“{}”，是其余各行之和", words_of(cells));
                    self.left_out(cut, home, &label, cells);
                }
                LineKind::Content => {
                    let row = self.added_row(cut, section, cells, like.as_ref());
                    self.placed.addition.rows.push(row);
                }
            }
        }
        Ok(())
    }

    /// A row that takes the cells of a line, and what is looked at where it says nothing else.
    fn added_row(
        &mut self,
        cut: &Cut<'_>,
        section: &SectionSchema,
        given: &[Given],
        like: Option<&KindKey>,
    ) -> AddedRow {
        let number = self.placed.addition.rows.len() + 1;
        let mut cells: Vec<(ColumnKey, String)> = Vec::new();
        let mut given_in = Vec::new();
        self.refuse_without(cut, given);
        for ((of, at), given) in cut.columns.iter().zip(given).skip(cut.from) {
            let Some(column) = section.columns.get(*at).filter(|_| *of != NOWHERE) else {
                continue;
            };
            let row = format!("增加的第 {number} 行");
            self.placed.columns.insert(column.key.clone());
            given_in.push((column, given));
            if let Some(text) = wanted(given, column, &row, &mut self.placed) {
                cells.push((column.key.clone(), text));
            }
        }
        for condition in
            self.conditions.iter().filter(|condition| section.column(&condition.column).is_some())
        {
            match cells.iter_mut().find(|(key, _)| *key == condition.column) {
                Some((_, text)) if !text.trim().is_empty() => {
                    if !condition.is_met_by(text) {
                        self.placed.notes.unmet.push(format!("“{}”", text.trim()));
                    }
                }
                Some((_, text)) => text.clone_from(&condition.text),
                None => cells.push((condition.column.clone(), condition.text.clone())),
            }
        }
        let kind = kind_for(section, &cells, like);
        let shape = section.free_kind(&kind).map(RowShape::Free);
        let is_entered = |(column, given): &(&Column, &Given)| {
            let role = shape.as_ref().map(|shape| shape.role(column));
            column.kind.is_number() && !given.is_blank() && role == Some(Role::Input)
        };
        if given_in.iter().any(is_entered) {
            self.totals.part(given_in.into_iter());
        }
        cells.retain(|(_, text)| !text.is_empty());
        AddedRow { kind, cells }
    }
}
