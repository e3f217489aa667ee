//! What is typed into the grid: keys, text and what an input method says, one by one in their order, each on the
//! cell that is current then. Nothing here waits for a frame: a text field is only drawn over the open cell, and
//! the keyboard does not depend on it.
//!
//! Which events a frame gets is for [`crate::ui::table::turns`], what an open cell does with them for the grid's editor.

use eframe::egui::{Key, Modifiers};

use crate::model::CellAddress;
use crate::schema::{ColumnKind, Role};
use crate::ui::commands::{Command, entry_of};
use crate::ui::document::Document;
use crate::ui::look::held_up::HeldUp;
use crate::ui::table::grid::keys::{self, Move};
use crate::ui::table::grid::state::Reveal;

/// That what was typed behind a refused text, or behind a search without a result, stands nowhere.
pub(in crate::ui) fn not_entered(held_up: &str) -> String {
    let title = entry_of(Command::EnterHeld).map_or("", |entry| entry.title);
    format!("其后输入的{held_up}没有录入，请从这里接着录，或用“编辑 → {title}”")
}

impl Document {
    /// Closes the cell. What was typed behind a text that was refused is kept, and named: it can be entered from where one
    /// goes on, and goes nowhere by itself, for nobody knows for which cell somebody meant it who did not look.
    pub(super) fn close_editor(&mut self) -> Option<String> {
        let grid = self.grid()?;
        let held_up = grid.editor.held_up().clone();
        grid.editor.close();
        self.hold_back(&held_up);
        held_up.named()
    }

    /// Keeps what was typed where nothing took it, to be entered where somebody says, beside what was kept before.
    pub(in crate::ui) fn hold_back(&mut self, held_up: &HeldUp) {
        self.drafts.held_open = None;
        self.drafts.held_back.extend(held_up.block());
    }

    /// The same of what is still being typed: it takes the place of what of it was kept with the key before.
    fn hold_open(&mut self, held_up: &HeldUp) {
        let (drafts, Some(block)) = (&mut self.drafts, held_up.block()) else {
            return;
        };
        match drafts.held_open.and_then(|at| drafts.held_back.get_mut(at)) {
            Some(open) => *open = block,
            None => {
                drafts.held_open = Some(drafts.held_back.len());
                drafts.held_back.push(block);
            }
        }
    }

    /// Says of a text typed on a cell that takes nothing that it stands nowhere. Who goes on without looking is told of it
    /// with each entry, until a key or the mouse leads elsewhere: no figure is dropped unsaid.
    fn say_untaken(&mut self, text: &str) {
        let reason = self.message.take().unwrap_or_default();
        let place = self.cursor().and_then(|at| {
            let book = self.book();
            let cell = book.cell(&at).filter(|cell| cell.role != Role::Input)?;
            Some(format!("（{} {}）", cell.row.name(), cell.column.title()))
        });
        // What refuses at the end of a table says itself that nothing was entered.
        let why = reason.trim_start_matches("没有录入：");
        let why = format!("没有录入{}：{why}", place.unwrap_or_default());
        let untaken = self.grid().map(|grid| {
            grid.untaken.0.push(text);
            grid.untaken.1 = why;
            grid.untaken.0.clone()
        });
        self.hold_open(&untaken.unwrap_or_default());
        // In the cell itself the reason comes first; where one goes on, what it was.
        self.message = Some(reason);
    }

    /// Whether a key that moves comes behind nothing that was typed.
    fn moves_untyped(&mut self) -> bool {
        self.grid().is_some_and(|grid| !grid.editor.open && !grid.untaken.0.is_typed())
    }

    /// One has looked: what was typed where nothing takes it is not named again.
    pub(super) fn forget_untaken(&mut self) {
        if let Some(grid) = self.grid() {
            grid.untaken = Default::default();
        }
        self.drafts.held_open = None;
    }

    /// Ends an entry that was typed on a cell that takes nothing, and names it.
    pub(super) fn end_untaken(&mut self, is_beside: bool) {
        let Some(untaken) = self.grid().map(|grid| &mut grid.untaken.0).filter(|untaken| untaken.is_typed())
        else {
            return;
        };
        untaken.end_entry();
        if is_beside {
            untaken.turn_right();
        }
        self.message = self.untaken_in_words();
    }

    /// What was typed on cells that take nothing, and why not.
    pub(super) fn untaken_in_words(&mut self) -> Option<String> {
        let (untaken, reason) = &self.grid()?.untaken;
        let named = untaken.named()?;
        let title = entry_of(Command::EnterHeld).map_or("", |entry| entry.title);
        Some(format!("{named}{reason}。应录在别处的，到那一格用“编辑 → {title}”"))
    }

    /// Enters what was held up last from the cell on that the cursor is at; what was before it comes next.
    pub(in crate::ui) fn enter_held(&mut self) {
        self.drafts.held_open = None;
        let Some(block) = self.drafts.held_back.pop() else {
            self.message = Some("没有被挡下的内容".to_owned());
            return;
        };
        let (before, asked) = (self.session.revision(), self.requests.len());
        self.put_block(&block, None, "补录");
        // What found no place here is kept for another one.
        if self.session.revision() == before && self.requests.len() == asked {
            self.drafts.held_back.push(block);
            return;
        }
        if let Some(next) = self.drafts.held_back.last() {
            let next = next.replace(['\t', '\n'], "、");
            let said = self.message.take().map(|said| format!("{said}；")).unwrap_or_default();
            self.message = Some(format!("{said}之前被挡下的“{next}”还没有录入，到那一格再补录"));
        }
    }

    /// Says that a text was refused and what has been held up since, and what to do.
    pub(super) fn say_refused(&mut self) {
        let Some(editor) = self.grid().map(|grid| &grid.editor) else {
            return;
        };
        let reason = editor.error.as_deref().unwrap_or_default();
        let behind = editor.held_up().named().map(|text| format!("；其后输入的{text}也没有录入"));
        let said = format!(
            "没有录入“{}”：{reason}{}。退格重录，F2 修改，Esc 放弃",
            editor.text,
            behind.unwrap_or_default()
        );
        self.message = Some(said);
    }

    /// A text that is typed: it opens the cell where that is closed. A cell that takes nothing says so at once.
    pub(in crate::ui) fn type_text(&mut self, text: &str) {
        if text.is_empty() || text.chars().all(char::is_control) {
            return;
        }
        if !self.begin_to_type() {
            self.say_untaken(text);
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
        if typed {
            self.say_nothing();
            self.message = self.untaken_in_words();
        }
        self.message = refusal.or(self.message.take());
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
        // Enter and Tab go on as before, and so does an arrow behind a figure; whoever moves about, or gives something up, has
        // looked.
        let moves = Move::of(modifiers, key).is_some();
        if matches!(key, Key::Escape | Key::F2) || moves && self.moves_untyped() {
            self.forget_untaken();
        } else if moves {
            self.end_untaken(key == Key::ArrowRight);
        }
        let Some(grid) = self.grid() else {
            return;
        };
        let open = grid.editor.open;
        // Who has not seen that a text was refused goes on to other cells, also out of one that was opened to be changed.
        let moves_on = !open || grid.editor.replacing || grid.editor.is_stopped();
        if !open {
            grid.editor.error = None;
        }
        if grid.is_below() {
            match key {
                Key::F2 | Key::Backspace if !modifiers.command => return self.open_blank(),
                Key::Delete => return,
                _ => {}
            }
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
                if !open {
                    grid.corner = grid.cursor.clone();
                }
                // What was said of the text that is given up is of nothing any more.
                self.say_nothing();
                if open {
                    self.message = self.close_editor().map(|text| not_entered(&text));
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
                Some(to) if moves_on && (!open || to.leaves()) => {
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
            if !extend && grid.step_below(by, layout, &sheet) {
                grid.tab_column = None;
                return;
            }
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
