//! Undo and redo show what they changed: the cursor goes there, in whichever table it is.

use crate::edit::{Batch, Edit};
use crate::model::{CellAddress, RowKey, TableKey};
use crate::session::Passage;
use crate::ui::document::{Document, Page};
use crate::ui::table::grid::state::Reveal;

impl Document {
    /// Goes to what was just taken back, or taken again. Pages that list changes stay in front: they show it.
    pub(in crate::ui) fn show_step(&mut self, undone: bool) {
        if matches!(
            self.look.page,
            Page::Compare | Page::Proposals | Page::Reconcile | Page::Reckoning | Page::Printing
        ) {
            return;
        }
        let history = self.session.history();
        let step = if undone { history.last_undone() } else { history.last_done() };
        let Some((step, back)) = step.map(|step| (step.forward.clone(), step.inverse.clone())) else {
            return;
        };
        if let Some(passage) = self.passage_of(if undone { &step } else { &back }) {
            self.look.page = Page::Narrative;
            self.look.passage = Some(passage);
            self.look.reveal_passage = true;
            return;
        }
        // Where it changed something in the table in front, there.
        let here = self.table_key();
        let mut cells = step.edits.iter().filter_map(|edit| self.place_of(edit, undone)).peekable();
        let first = cells.peek().cloned();
        if let Some(cell) = cells.find(|cell| Some(&cell.table) == here.as_ref()).or(first) {
            if here.as_ref() != Some(&cell.table) {
                self.leave_place();
            }
            self.show_cell(&cell);
            if let Some(grid) = self.grid() {
                grid.tab_column = None;
                grid.reveal = Reveal::JustInto;
            }
        } else if let Some(table) = step.edits.iter().find_map(Edit::table)
            && self.session.format().table(table).is_some()
        {
            self.look.page = Page::Table(table.clone());
        }
    }

    /// Where the cursor was when a row was added.
    fn added_from(&self, table: &TableKey, row: &RowKey) -> Option<CellAddress> {
        self.grid_of(table)?.added_from.get(row).cloned()
    }

    /// The first passage in which the text is another than a step, or the one that takes it back, makes it.
    fn passage_of(&self, step: &Batch) -> Option<Passage> {
        let other = step.edits.iter().find_map(|edit| match edit {
            Edit::SetNarrative(sections) => Some(sections),
            _ => None,
        })?;
        let passages = self.session.passages();
        let there = |at: &Passage| {
            let section = other.get(at.section)?;
            match at.paragraph {
                None => Some(&section.title),
                Some(paragraph) => section.paragraphs.get(paragraph),
            }
        };
        let differs = |at: &&Passage| there(at).map(String::as_str) != self.session.passage(**at);
        passages.iter().find(differs).or(passages.last()).copied()
    }

    /// The cell that an edit that was done, or undone, concerns most, as the table is now.
    fn place_of(&self, edit: &Edit, undone: bool) -> Option<CellAddress> {
        let at = |table: &TableKey, at: usize| -> Option<RowKey> {
            let rows = &self.session.budget().table(table)?.rows();
            Some(rows.get(at).or(rows.last())?.key().clone())
        };
        let (table, row) = match edit {
            Edit::SetCell { address, .. } => {
                return self.session.book().cell(address).is_some().then(|| address.clone());
            }
            // A row that was added goes: one is where one was before it came, or in the row above it.
            Edit::InsertRows { table, at: first, rows, .. } if undone => {
                let from = rows.first().and_then(|row| self.added_from(table, &row.key));
                match from.filter(|from| self.session.book().cell(from).is_some()) {
                    Some(from) => return Some(from),
                    None => (table, at(table, first.saturating_sub(1))?),
                }
            }
            Edit::InsertRows { table, at: first, .. } | Edit::RemoveRows { table, at: first, .. } => {
                (table, at(table, *first)?)
            }
            Edit::MoveRows { table, from, to, .. } => (table, at(table, if undone { *from } else { *to })?),
            Edit::SetRowRemark { table, row, .. } => (table, row.clone()),
            _ => return None,
        };
        let row = self.session.book().sheet(table)?.row_by_key(&row)?;
        // In the column that the cursor is in, where that row has it.
        let cursor = self.cursor().filter(|cursor| cursor.table == *table);
        let column = cursor
            .and_then(|cursor| row.cell_by(&cursor.column))
            .or_else(|| row.cells().find(|cell| !cell.column.hidden))?;
        Some(column.address())
    }
}
