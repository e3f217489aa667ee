//! The keyboard: to whom what is typed goes, one event by one in their order, and who has the keyboard at the end of a
//! frame. Which events a frame gets is for [`crate::ui::table::turns`], what they do in a cell for
//! [`crate::ui::table::typing`].

use eframe::egui::text_edit::TextEditState;
use eframe::egui::{Context, Event, Id, ImeEvent, Key, Popup, ViewportCommand};

use crate::blocks;
use crate::ui::commands::{self, Menu};
use crate::ui::document::{Document, NARRATIVE, Page};
use crate::ui::look::panes::Pane;
use crate::ui::look::{focus, lines};
use crate::ui::pages::{folder, narrative};
use crate::ui::panels::comments::COMMENTS;
use crate::ui::shell::app::App;
use crate::ui::shell::menu_keys;
use crate::ui::table::grid::editor_id;
use crate::ui::table::grid::state::GridAction;
use crate::ui::table::turns::Turns;

impl App {
    /// Applies what was typed in the grid since the last frame. Where a command gives the keyboard to something
    /// else, what follows it waits until that is there.
    pub(in crate::ui) fn type_on(&mut self, ctx: &Context) {
        let mut run = Turns::with(ctx, Turns::take_run);
        while self.has_grid()
            && let Some(turn) = run.pop_front()
        {
            if !self.type_event(ctx, turn.event) {
                break;
            }
        }
        Turns::with(ctx, |turns| turns.give_back(run));
    }

    /// Drops what was pressed before a document could be seen that has come to the front, `frames` from now.
    pub(super) fn forget_pressed(&mut self, ctx: &Context, frames: u8) {
        if std::mem::take(&mut self.is_unseen) {
            Turns::with(ctx, |turns| turns.forget(frames));
        }
    }

    /// Whether a table is in front, and nothing that is asked stands before it.
    fn has_grid(&self) -> bool {
        let table = self.document().and_then(|document| Some((document, document.table_key()?)));
        table.is_some_and(|(document, key)| !document.lacks(&key)) && !self.asks()
    }

    /// Whether the keyboard is where the cursor of the table is.
    pub(super) fn is_in_grid(&self, ctx: &Context) -> bool {
        self.has_grid() && ctx.memory(|memory| memory.focused()).is_none_or(|id| id == editor_id())
    }

    /// Applies one event; `false` where the next one has to wait for a frame.
    fn type_event(&mut self, ctx: &Context, event: Event) -> bool {
        let composing =
            self.document_mut().and_then(Document::grid).is_some_and(|grid| grid.editor.is_composing());
        if let Event::Key { key, modifiers, pressed: true, .. } = event {
            // What the input method is busy with belongs to it: its keys, where the system lets them through.
            if composing && !modifiers.command {
                return true;
            }
            if let Some(menu) = Menu::of(ctx.os(), modifiers, key) {
                menu_keys::open(ctx, menu);
                return false;
            }
            // As in a spreadsheet: what is typed while several cells are chosen goes into all of them.
            if key == Key::Enter
                && modifiers.command_only()
                && self.document_mut().is_some_and(Document::enter_in_all)
            {
                return true;
            }
            if let Some(command) = commands::of(modifiers, key, true) {
                self.run(ctx, command);
                return command.stays_in_grid();
            }
        }
        let Some(document) = self.document_mut() else {
            return true;
        };
        match event {
            Event::Key { key, modifiers, pressed: true, .. } => document.press(modifiers, key),
            Event::Text(text) => document.type_text(&text),
            Event::Ime(ImeEvent::Preedit { text, .. }) => document.compose(&text),
            Event::Ime(ImeEvent::Commit(text)) => {
                document.compose("");
                document.type_text(&text);
            }
            Event::Ime(ImeEvent::DeleteSurrounding { before_chars, after_chars }) => {
                if let Some(grid) = document.grid().filter(|grid| grid.editor.open) {
                    grid.editor.delete_around(before_chars, after_chars);
                }
            }
            Event::Copy | Event::Cut | Event::Paste(_) => self.exchange(ctx, event),
            _ => {}
        }
        true
    }

    /// Copy, cut and paste: of text in an open cell, else of cells.
    pub(super) fn exchange(&mut self, ctx: &Context, event: Event) {
        // A table that is there as HTML only goes into an open cell as its text.
        let table = match &event {
            Event::Paste(text) if text.is_empty() => {
                self.clipboard.html().and_then(|html: String| blocks::html::read(&html))
            }
            _ => None,
        };
        let open = self.document_mut().and_then(Document::grid).filter(|grid| grid.editor.open);
        if let Some(grid) = open {
            let editor = &mut grid.editor;
            match event {
                Event::Paste(_) if table.is_some() => {
                    let lines = table.into_iter().flatten();
                    let lines = lines.map(|line| line.into_iter().map(|cell| cell.text).collect());
                    editor.insert(&blocks::text::write(&lines.collect::<Vec<Vec<String>>>()));
                }
                Event::Paste(text) => {
                    // What a spreadsheet copies ends with a line break that is not of the text.
                    editor.insert(text.trim_end_matches(['\r', '\n']));
                }
                _ if editor.selected().is_empty() => {}
                _ => {
                    ctx.copy_text(editor.selected().to_owned());
                    if event == Event::Cut {
                        editor.delete(false, false);
                    }
                }
            }
            return;
        }
        if let Some(document) = self.document_mut().filter(|document| document.look.page == Page::Narrative) {
            ctx.copy_text(document.passage_to_copy());
            document.carry_passage(event == Event::Cut);
            if event == Event::Cut {
                document.cut_passage();
            }
            return;
        }
        let actions = match event {
            Event::Paste(text) => vec![GridAction::Paste(text)],
            Event::Cut => vec![GridAction::Copy { headers: false }, GridAction::Clear],
            _ => vec![GridAction::Copy { headers: false }],
        };
        self.take(ctx, actions);
    }

    /// A field that is reached by Tab is selected as a whole: what is typed then replaces what stands in it.
    fn select_reached(&mut self, ctx: &Context) {
        let focused = ctx.memory(|memory| memory.focused());
        let before = std::mem::replace(&mut self.focused, focused);
        let Some(field) = focused.filter(|id| before != focused && *id != editor_id()) else {
            return;
        };
        if ctx.input(|input| input.key_pressed(Key::Tab)) && TextEditState::load(ctx, field).is_some() {
            focus::select_all(ctx, field);
        }
    }

    /// To be called at the end of a frame: the keyboard is where the cursor is drawn, unless a field elsewhere,
    /// or a question, has it.
    pub(in crate::ui) fn settle_keyboard(&mut self, ctx: &Context) {
        let wanted =
            self.document_mut().is_some_and(|document| std::mem::take(&mut document.look.wants_keyboard));
        self.focus_grid |= wanted;
        // The keys of an open menu are its own.
        let has_grid = self.has_grid() && !Popup::is_any_open(ctx);
        let mut in_grid = false;
        if has_grid {
            let focused = ctx.memory(|memory| memory.focused());
            // The keyboard of what is no more, or was left by a click, is the grid's.
            let is_elsewhere = focused.is_some_and(|id| {
                id != editor_id() && ctx.viewport(|viewport| viewport.this_pass.widgets.get(id).is_some())
            });
            in_grid = std::mem::take(&mut self.focus_grid) || !is_elsewhere;
            if in_grid && focused != Some(editor_id()) {
                ctx.memory_mut(|memory| memory.request_focus(editor_id()));
            }
        }
        self.focus_list(ctx);
        self.select_reached(ctx);
        if !in_grid {
            ctx.memory_mut(|memory| memory.surrender_focus(editor_id()));
        }
        let settled = !ctx.has_requested_repaint();
        let waiting = Turns::with(ctx, |turns| {
            turns.end_frame(in_grid, settled);
            turns.are_waiting() || turns.is_unseen()
        });
        if waiting {
            ctx.request_repaint();
        }
    }

    /// Where nothing has the keyboard the list in front has it, of the text's passages, of changes or of files: at once, so that the next
    /// key is its.
    fn focus_list(&mut self, ctx: &Context) {
        let asks = self.asks();
        let list = self.front().and_then(|(document, panels)| match document.look.page {
            Page::Narrative if !document.is_writing() => Some(lines::id(NARRATIVE)),
            Page::Compare => panels.comparing.list(),
            Page::Comments => Some(lines::id(COMMENTS)),
            _ => None,
        });
        let list = list.or(self.is_folder_in_front().then(folder::id));
        // A passage that was just closed had it.
        let is_nobodys = |id: Option<Id>| id.is_none_or(|id| id == narrative::field_id());
        let is_free = ctx.memory(|memory| is_nobodys(memory.focused()) && memory.top_modal_layer().is_none());
        if let Some(list) = list
            && is_free
            && !asks
            && !Popup::is_any_open(ctx)
        {
            ctx.memory_mut(|memory| memory.request_focus(list));
            ctx.request_repaint();
        }
    }

    /// Asks before the window is closed, once all has come to its turn that came before.
    pub(in crate::ui) fn close_in_turn(&mut self, ctx: &Context) {
        let waiting = Turns::with(ctx, |turns| turns.are_waiting());
        if ctx.input(|input| input.viewport().close_requested()) && !self.may_quit {
            if waiting || !self.may_leave_now() {
                ctx.send_viewport_cmd(ViewportCommand::CancelClose);
            }
            self.closing = waiting;
        } else if self.closing && !waiting {
            self.closing = false;
            ctx.send_viewport_cmd(ViewportCommand::Close);
        }
    }

    /// Takes the keyboard to the next pane that is shown, or, `step` being -1, to the one before; behind the last it is
    /// the table's again.
    pub(super) fn next_pane(&mut self, ctx: &Context, step: isize) {
        let is_shown =
            |pane: &Pane| ctx.viewport(|viewport| viewport.prev_pass.widgets.get(pane.id()).is_some());
        let shown: Vec<Pane> = Pane::ALL.into_iter().filter(is_shown).collect();
        let now = self.pane.filter(|_| !self.is_in_grid(ctx));
        let now = now.and_then(|pane| shown.iter().position(|one| *one == pane));
        // An open menu would keep the keys.
        Popup::close_all(ctx);
        let next = match (now, step < 0) {
            (Some(at), _) => at.checked_add_signed(step),
            (None, false) => Some(0),
            (None, true) => shown.len().checked_sub(1),
        };
        let next = next.and_then(|at| shown.get(at));
        // Without a table one goes round.
        let round = if step < 0 { shown.last() } else { shown.first() };
        self.pane = next.or(round.filter(|_| !self.has_grid())).copied();
        match self.pane {
            Some(pane) => ctx.memory_mut(|memory| memory.request_focus(pane.id())),
            None => self.focus_grid = true,
        }
    }
}
