//! What the user does in the grid, carried out on the document: typing, moving on, copy and paste.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use super::document::Document;
use super::grid::cell::text_to_edit;
use super::grid::state::{GridAction, address_at};
use crate::model::CellAddress;
use crate::money;

impl Document {
    /// Carries out what the user asked of the grid.
    pub fn act(&mut self, action: GridAction, copy: &mut Option<String>) {
        match action {
            GridAction::Commit { down, right } => {
                if self.commit() {
                    self.step_on(down, right);
                }
            }
            GridAction::Go { to, extend } => {
                if self.commit()
                    && let Some(grid) = self.grid()
                {
                    grid.go(to, extend);
                    grid.tab_column = None;
                }
            }
            GridAction::Open(address) => {
                if self.commit() {
                    self.open_editor(&address);
                }
            }
            GridAction::Clear => {
                let entries =
                    self.selected_cells().into_iter().map(|cell| (cell, String::new())).collect::<Vec<_>>();
                self.enter_all(&entries, "清空");
            }
            GridAction::Fill { down } => self.fill(down),
            GridAction::Copy => *copy = self.copied_text(),
            GridAction::Paste(text) => self.paste(&text),
        }
    }

    /// Takes the text in the cell editor; `false` where it is refused and stays.
    pub fn commit(&mut self) -> bool {
        let Some(address) = self.cursor() else {
            return true;
        };
        let Some(text) = self.grid().filter(|grid| grid.editor.open).map(|grid| grid.editor.text.clone())
        else {
            return true;
        };
        match self.session.enter(&address, &text) {
            Ok(()) => {
                if let Some(grid) = self.grid() {
                    grid.editor.close();
                }
                self.message = None;
                true
            }
            Err(reason) => {
                if let Some(grid) = self.grid() {
                    grid.editor.error = Some(reason);
                }
                false
            }
        }
    }

    fn step_on(&mut self, down: isize, right: isize) {
        self.with_grid(|sheet, layout, _, grid| {
            let column = grid
                .cursor
                .as_ref()
                .and_then(|cursor| Some(layout.place(&sheet, &cursor.row, &cursor.column)?.1));
            if right != 0 {
                grid.tab_column = grid.tab_column.or(column);
            }
            let to = grid.neighbour(layout, &sheet, down, right);
            let to = match grid.tab_column.filter(|_| down > 0) {
                // Enter after a run of Tab goes to the column in which the run began.
                Some(start) => {
                    grid.tab_column = None;
                    let line = to.as_ref().and_then(|to| Some(layout.place(&sheet, &to.row, &to.column)?.0));
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

    fn open_editor(&mut self, address: &CellAddress) {
        let book = self.session.book();
        let Some(cell) = book.cell(address) else {
            return;
        };
        if let Some(reason) = refusal(&cell) {
            self.message = Some(reason);
            return;
        }
        let text = text_to_edit(&cell);
        if let Some(grid) = self.grid() {
            grid.go(address.clone(), false);
            grid.editor.open_with(text);
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

    /// Repeats the first line of the block down it, or its first column to the right, as one step.
    fn fill(&mut self, down: bool) {
        let entries = self.with_grid(|sheet, layout, _, grid| {
            let block = grid.block(layout, &sheet)?;
            let cells = block.cells(layout);
            // The cell of the first line, or of the first column, that stands across from each cell.
            let mut sources: BTreeMap<usize, String> = BTreeMap::new();
            let mut entries = Vec::new();
            for (line, at, row, column) in cells {
                let cell = sheet.row(row).and_then(|row| row.cell(column))?;
                match sources.entry(if down { at } else { line }) {
                    Entry::Vacant(first) => drop(first.insert(text_to_edit(&cell))),
                    Entry::Occupied(first) => entries.push((cell.address(), first.get().clone())),
                }
            }
            Some(entries)
        });
        match entries.flatten() {
            Some(entries) if !entries.is_empty() => self.enter_all(&entries, "填充"),
            _ => self.message = Some("请先选中两格以上，再向下或向右填充".to_owned()),
        }
    }

    /// The selected block as lines of tab-separated text, as spreadsheets exchange it.
    fn copied_text(&mut self) -> Option<String> {
        self.with_grid(|sheet, layout, _, grid| {
            let block = grid.block(layout, &sheet)?;
            let mut text = String::new();
            let mut line = None;
            for (at, _, row, column) in block.cells(layout) {
                if line.is_some() {
                    text.push(if line == Some(at) { '\t' } else { '\n' });
                }
                line = Some(at);
                let cell = sheet.row(row).and_then(|row| row.cell(column));
                let content = cell.map(|cell| match cell.number() {
                    Some(number) if cell.column.kind.is_number() => money::in_full(number, cell.decimals()),
                    _ => cell.text(),
                });
                text.push_str(&content.unwrap_or_default().replace(['\t', '\n'], " "));
            }
            Some(text)
        })
        .flatten()
    }

    /// Puts lines of tab-separated text into the cells from the cursor on, as one step.
    fn paste(&mut self, text: &str) {
        let lines: Vec<Vec<&str>> =
            text.trim_end_matches(['\r', '\n']).lines().map(|line| line.split('\t').collect()).collect();
        let placed = self.with_grid(|sheet, layout, _, grid| {
            let block = grid.block(layout, &sheet).ok_or("请先选中一个单元格")?;
            let mut entries = Vec::new();
            let mut line = block.lines.0;
            for texts in &lines {
                let mut column = block.columns.0;
                for (at, text) in texts.iter().enumerate() {
                    let place = if at == 0 {
                        layout.cell_from(line, column, 1, 0)
                    } else {
                        layout.cell_from(line, column, 0, 1)
                    };
                    let place =
                        place.ok_or("粘贴的内容超出了表的边界；请先增加行或减少内容，没有粘贴任何数据")?;
                    line = place.0;
                    column = place.1 + layout.spot(line, place.1).1.len().max(1);
                    let address = address_at(layout, &sheet, place).ok_or("此处不能粘贴")?;
                    entries.push((address, (*text).to_owned()));
                }
                line += 1;
            }
            Ok::<_, &str>(entries)
        });
        match placed {
            Some(Ok(entries)) => self.enter_all(&entries, "粘贴"),
            Some(Err(reason)) => self.message = Some(reason.to_owned()),
            None => {}
        }
    }

    fn enter_all(&mut self, entries: &[(CellAddress, String)], label: &str) {
        self.message = match self.session.enter_all(entries, label) {
            Ok(0) => None,
            Ok(skipped) => Some(format!("{label}：有 {skipped} 格是合计或固定文字，已跳过")),
            Err(reason) => Some(format!("{label}没有进行：{reason}")),
        };
    }
}

/// Why a cell cannot be typed into, if so.
fn refusal(cell: &crate::calc::Cell<'_>) -> Option<String> {
    if cell.role == crate::schema::Role::Input {
        return None;
    }
    crate::session::parse_entry(cell, money::MoneyUnit::WanYuan, "").err()
}
