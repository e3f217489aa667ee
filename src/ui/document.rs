//! One open budget in the window: the session, its file, and what is being looked at.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use super::findings::FindingsView;
use super::grid::Marks;
use super::grid::cell::text_to_edit;
use super::grid::layout::GridLayout;
use super::grid::state::{GridAction, GridState, address_at};
use crate::calc::{Sheet, SheetRow};
use crate::edit::{self, Batch, EditError, RowMove};
use crate::file;
use crate::model::{CellAddress, Coverage, KindKey, TableKey};
use crate::money;
use crate::rules::Finding;
use crate::schema::{RowShape, TableSchema};
use crate::session::Session;

/// What the middle of the window shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Page {
    /// A table.
    Table(TableKey),
    /// The document's text.
    Narrative,
    /// Text of an imported document that found no place.
    Unplaced,
}

/// One open budget.
pub struct Document {
    /// The budget.
    pub session: Session,
    /// Its file; `None` for one that has not been saved yet.
    pub path: Option<PathBuf>,
    /// Fields of its file that this program does not know.
    pub extras: file::Extras,
    /// Why it must not be saved over its file.
    pub read_only: Option<String>,
    /// What the reader is to be told about the file.
    pub notices: Vec<String>,
    /// What is shown.
    pub page: Page,
    /// The unit whose rows are shown: code and name; `None` for all.
    pub unit: Option<(String, String)>,
    /// What the findings panel shows.
    pub findings: FindingsView,
    /// A sentence for the status bar about what was just done or refused.
    pub message: Option<String>,
    /// Text being typed over a stated total in the inspector, and where.
    pub stated_edit: Option<(CellAddress, String)>,
    grids: HashMap<TableKey, GridState>,
    layout: Option<LaidOut>,
    marks: Option<(MarksFor, Marks)>,
}

/// What marks were made for: the budget's revision, the table, the finding chosen.
type MarksFor = (u64, TableKey, Option<usize>);

/// A layout and what it was made for.
struct LaidOut {
    table: TableKey,
    revision: u64,
    unit: Option<(String, String)>,
    layout: GridLayout,
}

impl Document {
    /// A document that shows the first table.
    pub fn new(session: Session, path: Option<PathBuf>) -> Self {
        let first =
            session.format().tables.first().map_or_else(|| TableKey::from("T1"), |table| table.key.clone());
        Self {
            session,
            path,
            extras: file::Extras::default(),
            read_only: None,
            notices: Vec::new(),
            page: Page::Table(first),
            unit: None,
            findings: FindingsView::default(),
            message: None,
            stated_edit: None,
            grids: HashMap::new(),
            layout: None,
            marks: None,
        }
    }

    /// What the tab says: the file's name or the department and year.
    pub fn title(&self) -> String {
        let name =
            self.path.as_deref().and_then(Path::file_stem).map(|name| name.to_string_lossy().into_owned());
        name.unwrap_or_else(|| {
            format!("{} {}", self.session.budget().department.name, self.session.budget().year)
        })
    }

    /// The table shown, if a table is shown.
    pub fn table_key(&self) -> Option<TableKey> {
        match &self.page {
            Page::Table(key) => Some(key.clone()),
            Page::Narrative | Page::Unplaced => None,
        }
    }

    /// The grid's memory for the shown table.
    pub fn grid(&mut self) -> Option<&mut GridState> {
        let key = self.table_key()?;
        Some(self.grids.entry(key).or_default())
    }

    /// The cell under the cursor in the shown table.
    pub fn cursor(&self) -> Option<CellAddress> {
        self.grids.get(&self.table_key()?)?.cursor.clone()
    }

    /// Shows a cell and puts the cursor on it.
    pub fn jump(&mut self, to: &CellAddress) {
        let shown =
            self.session.book().cell(to).is_some_and(|cell| belongs_to(&cell.row, self.unit.as_ref()));
        if !shown {
            self.unit = None;
        }
        self.page = Page::Table(to.table.clone());
        self.grids.entry(to.table.clone()).or_default().go(to.clone(), false);
    }

    /// Shows the table that stands `step` places after the shown one.
    pub fn turn_table(&mut self, step: isize) {
        let tables = &self.session.format().tables;
        let at =
            self.table_key().and_then(|key| tables.iter().position(|table| table.key == key)).unwrap_or(0);
        if let Some(table) = at.checked_add_signed(step).and_then(|at| tables.get(at)) {
            self.page = Page::Table(table.key.clone());
        }
    }

    /// Draws with the layout, the marks and the grid's memory of the shown table at hand.
    pub fn with_grid<R>(
        &mut self,
        draw: impl FnOnce(Sheet<'_>, &GridLayout, &Marks, &mut GridState) -> R,
    ) -> Option<R> {
        let key = self.table_key()?;
        self.lay_out(&key);
        self.mark(&key);
        let sheet = self.session.book().sheet(&key)?;
        let laid = self.layout.as_ref()?;
        let (_, marks) = self.marks.as_ref()?;
        let state = self.grids.entry(key).or_default();
        if state
            .cursor
            .as_ref()
            .is_none_or(|cursor| laid.layout.place(&sheet, &cursor.row, &cursor.column).is_none())
        {
            let first = laid.layout.cell_from(0, 0, 1, 0).or_else(|| laid.layout.cell_from(0, 0, 0, 1));
            state.cursor = first.and_then(|place| address_at(&laid.layout, &sheet, place));
            state.anchor = state.cursor.clone();
            state.editor.close();
        }
        Some(draw(sheet, &laid.layout, marks, state))
    }

    fn lay_out(&mut self, key: &TableKey) {
        let revision = self.session.revision();
        let fits = |laid: &LaidOut| laid.table == *key && laid.revision == revision && laid.unit == self.unit;
        if self.layout.as_ref().is_some_and(fits) {
            return;
        }
        let book = self.session.book();
        let Some(sheet) = book.sheet(key) else {
            return;
        };
        // A filter that would leave nothing of a table does not apply to it.
        let unit = self.unit.as_ref().filter(|unit| {
            sheet.rows().any(|row| row.shape.level().is_some() && belongs_to(&row, Some(unit)))
        });
        let layout = GridLayout::new(
            &sheet,
            |row| belongs_to(row, unit),
            |row| row.cells().any(|cell| cell.disagreement().is_some()),
        );
        self.layout = Some(LaidOut { table: key.clone(), revision, unit: self.unit.clone(), layout });
    }

    fn mark(&mut self, key: &TableKey) {
        let made_for = (self.session.revision(), key.clone(), self.findings.selected);
        if self.marks.as_ref().is_some_and(|(fits, _)| *fits == made_for) {
            return;
        }
        let mut marks = Marks::default();
        for finding in self.session.verdicts().findings() {
            if let Some(address) = finding.address.as_ref().filter(|address| address.table == *key) {
                let worst = marks
                    .findings
                    .entry((address.row.clone(), address.column.clone()))
                    .or_insert(finding.severity);
                *worst = (*worst).min(finding.severity);
            }
        }
        if let Some(finding) = self.selected_finding() {
            for cell in finding.cells.iter().filter(|cell| cell.table == *key) {
                let main = finding.address.as_ref() == Some(cell);
                marks.involved.insert((cell.row.clone(), cell.column.clone()), main);
            }
        }
        self.marks = Some((made_for, marks));
    }

    /// The finding chosen in the list.
    pub fn selected_finding(&self) -> Option<&Finding> {
        self.session.verdicts().findings().get(self.findings.selected?)
    }

    /// Chooses a finding and shows its cell.
    pub fn choose_finding(&mut self, index: usize) {
        let Some(finding) = self.session.verdicts().findings().get(index) else {
            return;
        };
        let (address, table) = (finding.address.clone(), finding.table.clone());
        self.findings.selected = Some(index);
        match (address, table) {
            (Some(address), _) => self.jump(&address),
            (None, Some(table)) => self.page = Page::Table(table),
            (None, None) => {}
        }
    }

    /// Takes a step, and says in the status bar why where it is refused.
    pub fn apply(&mut self, step: Result<Batch, EditError>) -> bool {
        let done = step.and_then(|step| self.session.apply(step));
        self.findings.selected = None;
        match done {
            Ok(()) => {
                self.message = None;
                true
            }
            Err(error) => {
                self.message = Some(error.to_string());
                false
            }
        }
    }

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
        if self.read_only.is_some() && self.path.is_none() {
            return;
        }
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

    /// The kinds of row that can be added where the cursor is, likeliest first.
    pub fn kinds_to_add(&self) -> Vec<KindKey> {
        let Some((schema, at)) = self.cursor_row() else {
            return Vec::new();
        };
        let table = self.session.budget().table(&schema.key);
        let here = at.and_then(|at| schema.shape(table?.rows.get(at)?));
        let sections: Vec<_> = match here {
            Some((section, _)) => schema.sections.get(section).into_iter().collect(),
            None => schema.sections.iter().collect(),
        };
        let level = here.and_then(|(_, shape)| shape.level());
        let mut kinds: Vec<KindKey> = sections
            .iter()
            .flat_map(|section| section.kinds_after(level))
            .map(|kind| kind.kind.clone())
            .collect();
        // Another row like this one is what people want most.
        if let Some((_, RowShape::Free(free))) = here
            && let Some(own) = kinds.iter().position(|kind| *kind == free.kind)
        {
            let own = kinds.remove(own);
            kinds.insert(0, own);
        }
        kinds
    }

    fn cursor_row(&self) -> Option<(&TableSchema, Option<usize>)> {
        let key = self.table_key()?;
        let schema = self.session.format().table(&key)?;
        let row = self.cursor().and_then(|cursor| self.session.budget().table(&key)?.position(&cursor.row));
        Some((schema, row))
    }

    /// Adds a row of a kind at the cursor and goes to its first cell.
    pub fn add_row(&mut self, kind: &KindKey) {
        let Some((schema, row)) = self.cursor_row() else {
            return;
        };
        let Some(table) = self.session.budget().table(&schema.key) else {
            self.message = Some("此表还没有；请先点“补录此表”".to_owned());
            return;
        };
        match edit::new_row(schema, table, row, kind) {
            Ok((step, key)) => {
                let to = schema.sections.iter().find_map(|section| {
                    let free = section.free_kind(kind)?;
                    let wanted = section
                        .columns
                        .iter()
                        .find(|column| !column.hidden && !free.blank.contains(&column.key))?;
                    Some(CellAddress::new(&schema.key, &key, &wanted.key))
                });
                if self.apply(Ok(step))
                    && let Some(to) = to
                {
                    self.jump(&to);
                }
            }
            Err(error) => self.message = Some(error.to_string()),
        }
    }

    /// Deletes the rows of the selection with all that belongs to them.
    pub fn delete_rows(&mut self) {
        let cells = self.selected_cells();
        let Some((schema, _)) = self.cursor_row() else {
            return;
        };
        let Some(table) = self.session.budget().table(&schema.key) else {
            return;
        };
        let mut rows: Vec<usize> = cells.iter().filter_map(|cell| table.position(&cell.row)).collect();
        rows.dedup();
        let next = rows.last().and_then(|last| table.rows.get(last + 1)).map(|row| row.key.clone());
        let step = edit::delete_rows(schema, table, &rows);
        let cursor = self.cursor();
        if self.apply(step)
            && let (Some(next), Some(cursor)) = (next, cursor)
            && let Some(grid) = self.grid()
        {
            grid.go(CellAddress { row: next, ..cursor }, false);
        }
    }

    /// Moves the row under the cursor among its siblings.
    pub fn move_row(&mut self, way: RowMove) {
        let Some((schema, Some(row))) = self.cursor_row() else {
            return;
        };
        let Some(table) = self.session.budget().table(&schema.key) else {
            return;
        };
        let step = edit::move_rows(schema, table, row, way);
        if self.apply(step)
            && let Some(grid) = self.grid()
        {
            grid.reveal = true;
        }
    }

    /// Puts an empty table in where the budget has none.
    pub fn start_table(&mut self, key: &TableKey) {
        let format = self.session.format().clone();
        if let Some(schema) = format.table(key) {
            self.apply(Ok(edit::start_table(schema)));
        }
    }

    /// Says how much of the shown table the document gives.
    pub fn set_coverage(&mut self, key: &TableKey, coverage: Coverage, remark: String) {
        let label = format!("{key} 标为{}", coverage.label());
        let edit = edit::Edit::SetCoverage { table: key.clone(), coverage, remark };
        self.apply(Ok(Batch::one(label, edit)));
    }
}

/// Why a cell cannot be typed into, if so.
fn refusal(cell: &crate::calc::Cell<'_>) -> Option<String> {
    if cell.role == crate::schema::Role::Input {
        return None;
    }
    crate::session::parse_entry(cell, money::MoneyUnit::WanYuan, "").err()
}

/// Whether a row is shown under a unit filter: a fixed row always, a free one if it, a row above that it
/// belongs to, or one below that belongs to it names the unit.
fn belongs_to(row: &SheetRow<'_>, unit: Option<&(String, String)>) -> bool {
    let Some((code, name)) = unit else {
        return true;
    };
    if row.shape.level().is_none() {
        return true;
    }
    let names = |row: &SheetRow<'_>| {
        row.section.columns.iter().any(|column| {
            let text = row.text(&column.key);
            !text.is_empty() && (text == name || (!code.is_empty() && text == code))
        })
    };
    names(row)
        || row.section.free.iter().filter_map(|kind| row.ancestor(&kind.kind)).any(|above| names(&above))
        || row.descendants().any(|below| names(&below))
}
