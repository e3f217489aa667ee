//! What the grid remembers between frames: where the cursor is, what is selected, and what is being
//! typed. No drawing here.

use std::collections::BTreeMap;

use eframe::egui::{Id, Rect};

use super::editor::CellEditor;
use crate::calc::Sheet;
use crate::model::{CellAddress, KindKey, RowKey};
use crate::sheet::layout::{GridLayout, Spot};
use crate::sheet::view::{ColumnOf, View};
use crate::ui::commands::Command;
use crate::ui::look::held_up::HeldUp;

/// The grid's memory for one table.
#[derive(Clone, Debug, Default)]
pub struct GridState {
    /// The cell that the keyboard is in.
    pub cursor: Option<CellAddress>,
    /// The other corner of the selection, which moves where the selection grows.
    pub corner: Option<CellAddress>,
    /// What it is called to add a row of each kind that there can be where the cursor is, likeliest first.
    pub kinds: Vec<String>,
    /// What is being typed.
    pub editor: CellEditor,
    /// How to bring the cursor into view in the next frame.
    pub reveal: Reveal,
    /// Which rows are seen, and in which order.
    pub view: View,
    /// The column in which a run of Tab began, to which Enter returns.
    pub tab_column: Option<usize>,
    /// How the last entry ended where it left the cursor in its cell, because there is none behind it: by Enter, or by Tab.
    /// What is typed next is not for that cell.
    pub ended: Option<Ended>,
    /// Whether a blank line stands below the last one, in which rows are begun.
    pub grows: bool,
    /// What was typed on cells that take nothing, and why the last of them does not; until one has looked.
    pub untaken: (HeldUp, String),
    /// The cell that was clicked last and when, unless that was the second click of two.
    pub clicked: Option<(CellAddress, f64)>,
    /// The cell up to which the selected ones would be filled in, while that is dragged.
    pub filling: Option<CellAddress>,
    /// Where the cell under the cursor was drawn last, as far as it was in sight.
    pub cursor_rect: Option<Rect>,
    /// The cell on the screen from which the mouse draws a selection.
    pub dragged_from: Option<Id>,
    /// Where the cursor was when a row was added, by that row.
    pub added_from: BTreeMap<RowKey, CellAddress>,
    /// Whether the menu of the cursor's cell is asked for by a key.
    pub wants_menu: bool,
}

/// The key that ended an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// Enter: what comes next is in the same column.
    Enter,
    /// Tab: it is in the next line.
    Tab,
}

/// How to bring the cursor into view.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Reveal {
    /// Not at all.
    #[default]
    No,
    /// By scrolling as little as possible, after a step of the keyboard.
    JustInto,
    /// Into the middle, with what stands around it, after a jump.
    Centred,
    /// With the first of the columns that scroll, after a jump to the begin of a line.
    FromStart,
    /// The other corner of the selection by scrolling as little as possible, after that has grown.
    Corner,
    /// The selection from its first line on, as much of it as there is room for, after a block was put in.
    Block,
}

/// What the user asked of the grid; carried out after drawing.
#[derive(Clone, Debug, PartialEq)]
pub enum GridAction {
    /// Take the editor's text, then go to that cell.
    Go {
        /// Where.
        to: CellAddress,
        /// Whether the selection grows to there.
        extend: bool,
    },
    /// Select the cells between two, which are whole lines or columns; or, where the selection is to grow, up to the last.
    Select {
        /// The first cell, which the cursor goes to.
        first: CellAddress,
        /// The last one.
        last: CellAddress,
        /// Whether the selection grows to there.
        extend: bool,
    },
    /// Take the editor's text, then go to the blank line below the last one, in a physical column.
    Below(usize),
    /// Open the editor on that cell's content.
    Open(CellAddress),
    /// Make the selected input cells blank.
    Clear,
    /// Fold or unfold the rows below a head.
    FoldHead(String),
    /// Ask how to filter and sort by a column; where its header is, if the question is to hang from there.
    Filter(ColumnOf, Option<Rect>),
    /// Remember a column's width.
    Resize {
        /// By what name.
        name: String,
        /// How wide it is.
        width: f32,
    },
    /// Put the selected cells on the clipboard.
    Copy {
        /// Whether the headers of their columns go with them.
        headers: bool,
    },
    /// Have a command carried out.
    Command(Command),
    /// Add a row of a kind, where such rows stand.
    AddRow(KindKey),
    /// Sort the rows by a column, from above down or not; or stand in their order again.
    Sort(ColumnOf, Option<bool>),
    /// Fill the cells up to that one from the selected ones.
    FillTo(CellAddress),
    /// Put what the clipboard holds, as text this, into the cells from the cursor on.
    Paste(String),
}

/// A rectangle of physical places: lines and columns, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Block {
    /// First and last line.
    pub lines: (usize, usize),
    /// First and last column.
    pub columns: (usize, usize),
}

impl Block {
    /// Whether a place lies in it.
    pub fn contains(&self, line: usize, column: usize) -> bool {
        (self.lines.0..=self.lines.1).contains(&line) && (self.columns.0..=self.columns.1).contains(&column)
    }

    /// The cells in it, line by line.
    pub fn cells(&self, layout: &GridLayout) -> Vec<(usize, usize, usize, usize)> {
        let mut cells = Vec::new();
        for line in self.lines.0..=self.lines.1 {
            for column in self.columns.0..=self.columns.1 {
                if let (Spot::Cell { row, column: at }, place) = layout.spot(line, column)
                    && place.start == column
                {
                    cells.push((line, column, row, at));
                }
            }
        }
        cells
    }
}

impl GridState {
    /// The physical place of the cursor, if its cell is shown.
    pub fn place(&self, layout: &GridLayout, sheet: &Sheet<'_>) -> Option<(usize, usize)> {
        layout.place(sheet, self.cursor.as_ref()?)
    }

    /// The selected block, if the cursor's cell is shown. Below the last line nothing is selected.
    pub fn block(&self, layout: &GridLayout, sheet: &Sheet<'_>) -> Option<Block> {
        let cursor = self.place(layout, sheet).filter(|_| !self.is_below())?;
        let corner = self.corner.as_ref().and_then(|corner| layout.place(sheet, corner)).unwrap_or(cursor);
        let range = |a: usize, b: usize| (a.min(b), a.max(b));
        Some(Block { lines: range(cursor.0, corner.0), columns: range(cursor.1, corner.1) })
    }

    /// Puts the cursor on a cell; or, where the selection is to grow, its other corner. The cursor then stays: what is
    /// typed goes where the selection began.
    pub fn go(&mut self, to: CellAddress, extend: bool) {
        self.view.last_folded = None;
        self.ended = None;
        if extend && self.cursor.is_some() {
            self.corner = Some(to);
            self.reveal = Reveal::Corner;
            return;
        }
        self.corner = Some(to.clone());
        if self.cursor.as_ref() != Some(&to) {
            self.editor.close();
        }
        self.cursor = Some(to);
        self.reveal = Reveal::JustInto;
    }

    /// Selects whole lines or columns, without scrolling to their end.
    pub fn select(&mut self, first: CellAddress, last: CellAddress, extend: bool) {
        if !extend || self.cursor.is_none() {
            self.go(first, false);
            self.reveal = Reveal::No;
        }
        self.corner = Some(last);
    }

    /// Where a way leads from the cursor, or from the other corner where the selection is to grow.
    pub fn target(
        &mut self,
        extend: bool,
        way: impl FnOnce(&Self) -> Option<CellAddress>,
    ) -> Option<CellAddress> {
        if extend && self.corner.is_some() {
            std::mem::swap(&mut self.cursor, &mut self.corner);
            let to = way(self);
            std::mem::swap(&mut self.cursor, &mut self.corner);
            return to;
        }
        way(self)
    }

    /// Has the cursor's cell shown in the next frame, wherever the table was scrolled to.
    pub fn bring_into_sight(&mut self) {
        if self.reveal == Reveal::No {
            self.reveal = Reveal::JustInto;
        }
    }

    /// The cell that lies (`down`, `right`) of the cursor, staying inside the table.
    pub fn neighbour(
        &self,
        layout: &GridLayout,
        sheet: &Sheet<'_>,
        down: isize,
        right: isize,
    ) -> Option<CellAddress> {
        let (line, column) = self.place(layout, sheet)?;
        let next_column = layout.beside((line, column), right)?;
        let last_line = layout.lines.len().checked_sub(1)?;
        let next_line = line.saturating_add_signed(down).min(last_line);
        if next_line == line && down != 0 {
            return None;
        }
        let found = match layout.cell_from(next_line, next_column, down.signum(), right.signum()) {
            Some(found) => found,
            // Beside a section that ends earlier, or behind the last column: a run of Tab goes on in the next line.
            None if right > 0 => layout.cell_from(line + 1, 0, 0, 1)?,
            // A page up or down that ends among headings goes the other way to the nearest cell.
            None if down.abs() > 1 => layout.cell_from(next_line, next_column, -down.signum(), 0)?,
            None => return None,
        };
        address_at(layout, sheet, found)
    }

    /// The cell that Ctrl and an arrow lead to: the last filled one of the block the cursor is in, else
    /// the first filled one of the next block, else the last cell that way.
    pub fn block_edge(
        &self,
        layout: &GridLayout,
        sheet: &Sheet<'_>,
        down: isize,
        right: isize,
    ) -> Option<CellAddress> {
        let start = self.place(layout, sheet)?;
        let next = |place: (usize, usize)| {
            let line = place.0.checked_add_signed(down)?;
            layout.cell_from(line, layout.beside(place, right)?, down, right)
        };
        let filled = |(line, column): (usize, usize)| match layout.spot(line, column).0 {
            Spot::Cell { row, column } => {
                sheet.row(row).and_then(|row| row.cell(column)).is_some_and(|cell| !cell.is_blank())
            }
            _ => false,
        };
        let mut at = next(start)?;
        if filled(start) && filled(at) {
            while let Some(further) = next(at).filter(|place| filled(*place)) {
                at = further;
            }
        } else {
            while let (false, Some(further)) = (filled(at), next(at)) {
                at = further;
            }
        }
        address_at(layout, sheet, at)
    }

    /// The cell at the edge of the cursor's line or table: `(line, column)` with `None` for “the same”.
    pub fn edge(
        &self,
        layout: &GridLayout,
        sheet: &Sheet<'_>,
        whole: bool,
        end: bool,
    ) -> Option<CellAddress> {
        let (line, _) = self.place(layout, sheet)?;
        let last_line = layout.lines.len().checked_sub(1)?;
        let last_column = layout.columns.len().checked_sub(1)?;
        let found = match (whole, end) {
            (false, false) => layout.cell_from(line, 0, 0, 1),
            (false, true) => layout.cell_from(line, last_column, 0, -1),
            (true, false) => layout.cell_from(0, 0, 1, 0),
            (true, true) => layout.cell_from(last_line, last_column, -1, 0),
        }?;
        address_at(layout, sheet, found)
    }
}

/// The address of the cell at a physical place.
pub(crate) fn address_at(
    layout: &GridLayout,
    sheet: &Sheet<'_>,
    (line, column): (usize, usize),
) -> Option<CellAddress> {
    match layout.spot(line, column).0 {
        Spot::Cell { row, column } => Some(sheet.row(row)?.cell(column)?.address()),
        _ => None,
    }
}
