//! What is typed into the grid: keys, text and what an input method says, one by one in their order, each on the
//! cell that is current then. Nothing here waits for a frame: a text field is only drawn over the open cell, and
//! the keyboard does not depend on it.
//!
//! Which events a frame gets is for [`crate::ui::table::turns`], what an open cell does with them for the grid's editor.

use eframe::egui::{Key, Modifiers};

use crate::model::CellAddress;
use crate::schema::ColumnKind;
use crate::ui::document::Document;
use crate::ui::table::grid::keys::{self, Move};
use crate::ui::table::grid::state::Reveal;

/// That what was typed behind a refused text stands nowhere.
pub(super) fn not_entered(held_up: &str) -> String {
    format!("其后输入的{held_up}没有录入，请从这里接着录")
}

impl Document {
    /// Says that a text was refused and what has been held up since, and what to do.
    pub(super) fn say_refused(&mut self) {
        let Some(editor) = self.grid().map(|grid| &grid.editor) else {
            return;
        };
        let reason = editor.error.as_deref().unwrap_or_default();
        let behind = editor.held_up().map(|text| format!("；其后输入的{text}也没有录入"));
        let said = format!(
            "没有录入“{}”：{reason}{}。退格重录，F2 修改，Esc 放弃",
            editor.text,
            behind.unwrap_or_default()
        );
        self.message = Some(said);
    }

    /// A text that is typed: it opens the cell where that is closed. A cell that takes nothing says so at once.
    pub(in crate::ui) fn type_text(&mut self, text: &str) {
        if text.is_empty() || text.chars().all(char::is_control) || !self.begin_to_type() {
            return;
        }
        if self.grid().is_some_and(|grid| grid.editor.holds_up(text)) {
            self.say_refused();
            return;
        }
        if let Some(grid) = self.grid() {
            if !grid.editor.open {
                let lines = grid.editor.lines;
                grid.editor.begin(lines);
            }
            grid.editor.insert(text);
        }
    }

    /// What an input method composes, or that it has given up.
    pub(in crate::ui) fn compose(&mut self, text: &str) {
        if (text.is_empty() || self.begin_to_type())
            && let Some(grid) = self.grid().filter(|grid| !grid.editor.is_stopped())
        {
            grid.editor.compose(text);
        }
    }

    /// Whether the cell under the cursor is typed into; brings it into sight.
    fn begin_to_type(&mut self) -> bool {
        if self.grid().is_some_and(|grid| grid.editor.open) {
            return true;
        }
        if !self.go_beyond_end() {
            return false;
        }
        // The cursor stands on a cell from the first frame on; before that it is put on the first one.
        let cursor = self.with_grid(|_, _, _, grid| {
            grid.bring_into_sight();
            grid.cursor.clone()
        });
        let Some(cursor) = cursor.flatten() else {
            return false;
        };
        let refusal = self.refusal_of(&cursor);
        let lines = self.takes_lines(&cursor);
        if let Some(grid) = self.grid() {
            grid.editor.lines = lines;
            grid.editor.error.clone_from(&refusal);
        }
        let typed = refusal.is_none();
        self.message = refusal.or(self.message.take().filter(|_| !typed));
        typed
    }

    /// Opens the cell with nothing in it: what stands there goes once that is entered, and stays where it is given up.
    fn open_blank(&mut self) {
        if self.begin_to_type()
            && let Some(grid) = self.grid()
        {
            let lines = grid.editor.lines;
            grid.editor.begin(lines);
        }
    }

    /// A key that is no text.
    pub(in crate::ui) fn press(&mut self, modifiers: Modifiers, key: Key) {
        let Some(grid) = self.grid() else {
            return;
        };
        let (open, replacing) = (grid.editor.open, grid.editor.replacing);
        if !open {
            grid.editor.error = None;
        }
        if matches!(key, Key::Escape | Key::F2 | Key::Delete | Key::Backspace) {
            grid.ended = None;
        }
        let back = if modifiers.shift { -1 } else { 1 };
        match key {
            Key::Enter if modifiers.alt && !modifiers.command => self.break_line(),
            _ if modifiers.alt => {}
            Key::Enter if !modifiers.command => self.leave_cell(back, 0),
            Key::Tab if !modifiers.command => self.leave_cell(0, back),
            Key::Escape if modifiers.is_none() => {
                if open {
                    let held_up = grid.editor.held_up();
                    grid.editor.close();
                    self.message = held_up.map(|text| not_entered(&text)).or(self.message.take());
                } else {
                    grid.corner = grid.cursor.clone();
                }
            }
            Key::F2 if modifiers.is_none() && open => grid.editor.change(),
            Key::F2 if modifiers.is_none() => {
                if let Some(cursor) = grid.cursor.clone() {
                    self.open_editor(&cursor);
                }
            }
            Key::Delete | Key::Backspace if open => grid.editor.delete(key == Key::Delete, modifiers.command),
            Key::Delete if !modifiers.command => self.clear(),
            Key::Backspace if !modifiers.command => self.open_blank(),
            Key::A if modifiers.command && open => grid.editor.select_all(),
            Key::A if modifiers.command => {
                self.move_cursor(Move::Edge { end: false, whole: true }, false);
                self.move_cursor(Move::Edge { end: true, whole: true }, true);
            }
            _ => match Move::of(modifiers, key) {
                Some(to) if !open || (replacing && to.leaves()) => {
                    if self.commit() {
                        self.move_cursor(to, modifiers.shift);
                    }
                }
                _ => {
                    if let Some(way) = keys::way(modifiers, key).filter(|_| open) {
                        grid.editor.go(way, modifiers.shift);
                    }
                }
            },
        }
    }

    fn move_cursor(&mut self, by: Move, extend: bool) {
        self.with_grid(|sheet, layout, _, grid| {
            if let Some(to) = grid.target(extend, |grid| by.target(grid, layout, &sheet)) {
                grid.go(to, extend);
                grid.tab_column = None;
                if by.is_to_start() && !extend {
                    grid.reveal = Reveal::FromStart;
                }
            }
        });
    }

    /// Breaks the line at the caret, in a cell of text.
    fn break_line(&mut self) {
        let Some(cursor) = self.cursor() else {
            return;
        };
        if self.grid().is_some_and(|grid| !grid.editor.open) {
            self.open_editor(&cursor);
        }
        if let Some(grid) = self.grid().filter(|grid| grid.editor.open) {
            if grid.editor.lines {
                grid.editor.replacing = false;
                grid.editor.insert("\n");
            } else {
                self.message = Some("此格只能录一行".to_owned());
            }
        }
    }

    /// Whether a cell takes text of several lines.
    pub(in crate::ui) fn takes_lines(&self, address: &CellAddress) -> bool {
        let book = self.book();
        book.cell(address)
            .is_some_and(|cell| !cell.column.kind.is_number() && cell.column.kind != ColumnKind::Code)
    }
}
