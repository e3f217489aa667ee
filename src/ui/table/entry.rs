//! What the user does in the grid, carried out on the document: typing and moving on.

use crate::model::CellAddress;
use crate::money;
use crate::session::Taken;
use crate::ui::document::Document;
use crate::ui::request::Request;
use crate::ui::table::block::{Copied, replaced_in_words};
use crate::ui::table::grid::cell::text_to_edit;
use crate::ui::table::grid::keys::Move;
use crate::ui::table::grid::state::{Ended, GridAction, GridState, address_at};
use crate::ui::table::typing::not_entered;

impl Document {
    /// Carries out what the user asked of the grid. `html` is what the clipboard holds beside text;
    /// what goes there is left in `copied`.
    pub fn act(&mut self, action: GridAction, html: Option<&str>, copied: &mut Option<Copied>) {
        // Whoever takes the mouse, or pastes, has looked.
        if !matches!(action, GridAction::Resize { .. }) {
            self.forget_untaken();
        }
        match action {
            GridAction::Go { to, extend } => {
                if self.commit()
                    && let Some(grid) = self.grid()
                {
                    grid.go(to, extend);
                    grid.tab_column = None;
                }
            }
            GridAction::Select { first, last, extend } => {
                if self.commit()
                    && let Some(grid) = self.grid()
                {
                    grid.select(first, last, extend);
                    grid.tab_column = None;
                }
            }
            GridAction::Below(column) => {
                if self.commit() {
                    self.with_grid(|sheet, layout, _, grid| grid.go_below(layout, &sheet, column));
                }
            }
            GridAction::Open(address) => {
                if self.commit() {
                    self.open_editor(&address);
                }
            }
            GridAction::Clear => self.clear(),
            GridAction::FoldHead(head) => {
                if self.commit() {
                    self.fold_head(&head);
                }
            }
            GridAction::Filter(of, below) => {
                if self.commit() {
                    self.requests.push(Request::Filter(of, below));
                }
            }
            GridAction::Resize { name, width } => self.resize(name, width),
            GridAction::Copy { headers } => {
                if let Some(block) = self.copied(headers) {
                    *copied = Some(block);
                }
            }
            GridAction::Command(command) => self.requests.push(Request::Command(command)),
            GridAction::Sort(of, down) => {
                if self.commit() {
                    self.change_view(|view| view.sort = down.map(|down| (of, down)));
                }
            }
            GridAction::FillTo(to) => self.fill_to(&to),
            GridAction::Paste(text) => self.paste(&text, html),
            GridAction::AddRow(kind) => self.add_row(&kind),
        }
    }

    /// Takes the text in the cell editor, or in the open passage; `false` where it is refused and stays.
    pub fn commit(&mut self) -> bool {
        self.commit_note();
        if !self.commit_passage() {
            return false;
        }
        let Some(address) = self.cursor() else {
            return true;
        };
        if let Some(grid) = self.grid() {
            grid.editor.drop_composition();
        }
        let Some(text) = self.grid().filter(|grid| grid.editor.open).map(|grid| grid.editor.text.clone())
        else {
            return true;
        };
        match self.session.enter(&address, &text) {
            Ok(taken) => {
                let held_up = self.close_editor();
                // What a formula gives is in another unit than the table, maybe.
                let reckoned = self.session.reckoned_in_words(&address);
                let said = held_up.map(|text| not_entered(&text)).or(reckoned);
                let said = said.into_iter().chain(taken.told).chain(self.untaken_in_words());
                let said: Vec<String> = said.collect();
                self.message = (!said.is_empty()).then(|| said.join("；"));
                true
            }
            Err(reason) => {
                if let Some(grid) = self.grid() {
                    grid.editor.refuse(reason);
                    grid.bring_into_sight();
                }
                self.say_refused();
                false
            }
        }
    }

    /// Takes the text in the cell editor and moves on by lines down and columns right.
    pub(in crate::ui) fn leave_cell(&mut self, down: isize, right: isize) {
        let typed = self.grid().is_some_and(|grid| grid.editor.open);
        if !self.commit() {
            if let Some(grid) = self.grid().filter(|_| right != 0) {
                grid.editor.turn_right();
            }
            return;
        }
        self.end_untaken(right != 0);
        if self.step_below(down, right) {
            return;
        }
        let before = self.cursor();
        self.step_on(down, right);
        if typed
            && before == self.cursor()
            && let Some(grid) = self.grid()
        {
            grid.ended = Some(if down == 0 { Ended::Tab } else { Ended::Enter });
        }
    }

    /// Where the last entry ended at the end of the table, what comes next is for a new line, if the table is one of lines or
    /// of one kind of rows; else it is refused. Whether there is a cell for it.
    pub(in crate::ui) fn go_beyond_end(&mut self) -> bool {
        // On the blank line below the last one the cursor is in the column that is meant.
        let start = |grid: &GridState| grid.tab_column.filter(|_| !grid.is_below());
        let Some((ended, start)) = self.grid().and_then(|grid| Some((grid.ended?, start(grid)))) else {
            return true;
        };
        let of_lines = self.table_key().is_some_and(|key| self.session.format().has_lines(&key));
        let grows = self.grid().is_some_and(|grid| grid.grows);
        let kind = self.kinds_to_add().first().cloned().filter(|_| of_lines || grows);
        let (Some(kind), Some(from)) = (kind, self.cursor()) else {
            let how = if self.kinds_to_add().is_empty() {
                ""
            } else {
                "，要接着录，先按 Ctrl+Enter 增加行"
            };
            self.message = Some(format!("没有录入：这里已经到头{how}；要改这一格，先按 F2"));
            return false;
        };
        self.add_row(&kind);
        if ended == Ended::Enter
            && let Some(new) = self.cursor()
        {
            let same = CellAddress::new(&new.table, &new.row, &from.column);
            self.with_grid(|sheet, layout, _, grid| {
                let line = layout.place(&sheet, &new).map(|(line, _)| line);
                let first = line.zip(start).and_then(|place| address_at(layout, &sheet, place));
                grid.go(first.unwrap_or(same), false);
            });
        }
        true
    }

    /// Makes the selected cells blank. Where it is one cell that takes nothing, it says why.
    pub(in crate::ui) fn clear(&mut self) {
        let cells = self.selected_cells();
        if let [only] = cells.as_slice()
            && let Some(reason) = self.refusal_of(only)
        {
            self.refuse(reason);
            return;
        }
        let entries = cells.into_iter().map(|cell| (cell, String::new())).collect::<Vec<_>>();
        self.enter_all(&entries, "清空");
    }

    /// Says at the cell under the cursor, and below, why it takes nothing.
    fn refuse(&mut self, reason: String) {
        if let Some(grid) = self.grid() {
            grid.editor.error = Some(reason.clone());
            grid.bring_into_sight();
        }
        self.message = Some(reason);
    }

    /// Why a cell cannot be typed into, if so.
    pub(in crate::ui) fn refusal_of(&self, address: &CellAddress) -> Option<String> {
        self.book().cell(address).as_ref().and_then(refusal)
    }

    /// Steps onto the blank line below the last one, along it, or off it again; after a run of Tab in the column in which
    /// that began. `false` where it is a step among the rows.
    fn step_below(&mut self, down: isize, right: isize) -> bool {
        let stepped = self.with_grid(|sheet, layout, _, grid| {
            let column = grid.place(layout, &sheet).map(|(_, column)| column);
            let start = grid.tab_column;
            let is_stepped = grid.step_below(Move::Step(down, right), layout, &sheet);
            if is_stepped && right != 0 {
                grid.tab_column = start.or(column);
            } else if is_stepped {
                if let Some(start) = start.filter(|_| down > 0) {
                    grid.go_below(layout, &sheet, start);
                }
                grid.tab_column = None;
            }
            is_stepped
        });
        stepped.unwrap_or_default()
    }

    fn step_on(&mut self, down: isize, right: isize) {
        self.with_grid(|sheet, layout, _, grid| {
            let column = grid.place(layout, &sheet).map(|(_, column)| column);
            if right != 0 {
                grid.tab_column = grid.tab_column.or(column);
            }
            let to = grid.neighbour(layout, &sheet, down, right);
            let to = match grid.tab_column.filter(|_| down > 0) {
                // Enter after a run of Tab goes to the column in which the run began.
                Some(start) => {
                    grid.tab_column = None;
                    let line = to.as_ref().and_then(|to| Some(layout.place(&sheet, to)?.0));
                    line.and_then(|line| layout.cell_from(line, start, 1, 0))
                        .and_then(|place| address_at(layout, &sheet, place))
                        .or(to)
                }
                None => to,
            };
            if let Some(to) = to {
                grid.go(to, false);
            }
        });
    }

    /// Opens a cell to change what stands in it.
    pub(in crate::ui) fn open_editor(&mut self, address: &CellAddress) {
        if let Some(grid) = self.grid() {
            grid.go(address.clone(), false);
        }
        let book = self.book();
        let Some(cell) = book.cell(address) else {
            return;
        };
        if let Some(reason) = refusal(&cell) {
            self.refuse(reason);
            return;
        }
        let text = text_to_edit(&cell, self.session.typed_in());
        let lines = self.takes_lines(address);
        if let Some(grid) = self.grid() {
            grid.editor.open_with(text, lines);
        }
    }

    /// The cells of the selected block.
    pub fn selected_cells(&mut self) -> Vec<CellAddress> {
        self.with_grid(|sheet, layout, _, grid| {
            let block = grid.block(layout, &sheet);
            let cells = block.map(|block| block.cells(layout)).unwrap_or_default();
            cells
                .into_iter()
                .filter_map(|(_, _, row, column)| Some(sheet.row(row)?.cell(column)?.address()))
                .collect()
        })
        .unwrap_or_default()
    }

    /// Enters what is typed into all chosen cells, as one step; `false` where nothing is typed, or one cell is chosen.
    pub(in crate::ui) fn enter_in_all(&mut self) -> bool {
        if self.grid().is_none_or(|grid| !grid.editor.open) {
            return false;
        }
        let cells = self.selected_cells();
        if cells.len() < 2 {
            return false;
        }
        let Some(grid) = self.grid() else {
            return false;
        };
        grid.editor.drop_composition();
        let text = grid.editor.text.clone();
        let entries: Vec<(CellAddress, String)> =
            cells.into_iter().map(|cell| (cell, text.clone())).collect();
        match self.session.enter_all(&entries, "录入") {
            Ok(taken) => {
                if let Some(grid) = self.grid() {
                    grid.editor.close();
                }
                self.message = taken_in_words(&taken);
            }
            Err(reason) => {
                if let Some(grid) = self.grid() {
                    grid.editor.refuse(reason);
                }
                self.say_refused();
            }
        }
        true
    }

    pub(in crate::ui) fn enter_all(&mut self, entries: &[(CellAddress, String)], label: &str) {
        let clears = entries.iter().all(|(_, text)| text.is_empty());
        self.message = match self.session.enter_all(entries, label) {
            Ok(taken) => {
                let replaced = replaced_in_words(taken.replaced).filter(|_| !clears);
                let said: Vec<String> = replaced.into_iter().chain(taken_in_words(&taken)).collect();
                (!said.is_empty()).then(|| format!("{label}：{}", said.join("；")))
            }
            Err(reason) => Some(format!("{label}没有进行：{reason}")),
        };
    }
}

/// What is to be known of texts that were typed at once.
fn taken_in_words(taken: &Taken) -> Option<String> {
    let Taken { skipped, told, .. } = taken;
    let skipped = (*skipped > 0).then(|| format!("有 {skipped} 格是合计或固定文字，没有录入"));
    let said: Vec<String> = skipped.into_iter().chain(told.iter().cloned()).collect();
    (!said.is_empty()).then(|| said.join("；"))
}

/// Why a cell cannot be typed into, if so.
fn refusal(cell: &crate::calc::Cell<'_>) -> Option<String> {
    if cell.role == crate::schema::Role::Input {
        return None;
    }
    crate::session::parse_entry(cell, money::MoneyUnit::WanYuan, "").err()
}
