//! What is seen of a document's tables: which rows, how laid out, and what is marked in them. It is found out
//! once for a state of the budget and of what is looked at, not in every frame.

use super::Document;
use super::unit::seen;
use crate::calc::{Sheet, SheetRow, TableChange};
use crate::model::{CellAddress, ColumnKey, TableKey};
use crate::sheet::layout::{Arrangement, GridLayout};
use crate::sheet::levels::belongs_to;
use crate::sheet::view::View;
use crate::ui::look::amounts::Shown;
use crate::ui::table::grid::Marks;
use crate::ui::table::grid::below::grows_below;
use crate::ui::table::grid::state::{GridState, address_at};

/// What marks were made for: the budget's revision, the table, the finding chosen.
pub(super) type MarksFor = (u64, TableKey, Option<usize>);

/// A selection in a state of the budget and of what is seen of it: table, cursor, other corner.
pub(in crate::ui) type SelectionOf = (TableKey, Option<CellAddress>, Option<CellAddress>, u64, u64);

/// A layout and what it was made for.
pub(super) struct LaidOut {
    table: TableKey,
    revision: u64,
    unit: Option<(String, String)>,
    views: u64,
    layout: GridLayout,
}

impl Document {
    /// Draws with the layout, the marks and the grid's memory of the shown table at hand.
    pub fn with_grid<R>(
        &mut self,
        draw: impl FnOnce(Sheet<'_>, &GridLayout, &Marks, &mut GridState) -> R,
    ) -> Option<R> {
        self.with_shown_grid(|sheet, layout, marks, state, _| draw(sheet, layout, marks, state))
    }

    /// The same, with amounts as they are shown.
    pub fn with_shown_grid<R>(
        &mut self,
        draw: impl FnOnce(Sheet<'_>, &GridLayout, &Marks, &mut GridState, Shown<'_>) -> R,
    ) -> Option<R> {
        let key = self.table_key()?;
        self.lay_out(&key);
        self.mark(&key);
        let sheet = seen(&self.session, self.cache.part.as_ref(), self.look.unit.as_ref()).sheet(&key)?;
        let laid = self.cache.layout.as_ref()?;
        let (_, marks) = self.cache.marks.as_ref()?;
        let state = self.look.grids.entry(key).or_default();
        state.grows = grows_below(&sheet);
        if state.place(&laid.layout, &sheet).is_none() {
            let first = laid.layout.cell_from(0, 0, 1, 0).or_else(|| laid.layout.cell_from(0, 0, 0, 1));
            state.cursor = first.and_then(|place| address_at(&laid.layout, &sheet, place));
            state.corner = state.cursor.clone();
            state.editor.close();
        }
        let shown = Shown::new(self.look.showing, &self.session.book(), self.cache.balancing.done());
        Some(draw(sheet, &laid.layout, marks, state, shown))
    }

    /// Whether the unit filter leaves out rows of a table. It does not apply to a table of which it
    /// would leave nothing.
    pub fn is_filtered(&self, key: &TableKey) -> bool {
        let Some(sheet) = self.look.unit.as_ref().and_then(|_| self.book().sheet(key)) else {
            return false;
        };
        sheet.rows().any(|row| row.shape.level().is_some() && belongs_to(&row, self.look.unit.as_ref()))
    }

    fn lay_out(&mut self, key: &TableKey) {
        self.settle_unit();
        let revision = self.session.revision();
        let fits = |laid: &LaidOut| {
            laid.table == *key
                && laid.revision == revision
                && laid.views == self.look.views
                && laid.unit == self.look.unit
        };
        if self.cache.layout.as_ref().is_some_and(fits) {
            return;
        }
        if self.lay_out_again(key) {
            return;
        }
        let book = self.book();
        let Some(sheet) = book.sheet(key) else {
            return;
        };
        let unit = self.look.unit.as_ref().filter(|_| self.is_filtered(key));
        let mut grouped = (Vec::new(), Vec::new());
        let rows = &mut grouped.0;
        *rows = match self.view(key).filter(|view| view.is_on()) {
            Some(view) => view.rows(&sheet),
            None => (0..sheet.table.map_or(0, |table| table.rows().len())).collect(),
        };
        if unit.is_some() {
            rows.retain(|row| sheet.row(*row).is_some_and(|row| belongs_to(&row, unit)));
        }
        let view = self.view(key);
        if let Some((grouping, view)) = view.and_then(|view| Some((view.grouping.as_ref()?, view))) {
            grouped = grouping.apply(&sheet, &grouped.0, &view.folded_heads);
        }
        let lines = self.session.format().lines_of(key);
        let hidden = self.columns_said_by_unit(key);
        let arrangement = Arrangement {
            widths: self.look.widths.get(key),
            wide: self.shown().is_wide(),
            // Of a line one wants to know what it is for, however far one scrolls.
            frozen_to: lines.and_then(|lines| lines.item.as_ref()),
            amount: lines.map(|lines| &lines.amount),
            hidden: &hidden,
            room: Some(self.look.room),
        };
        let layout = GridLayout::new(&sheet, &grouped, arrangement, is_tall);
        let (unit, views) = (self.look.unit.clone(), self.look.views);
        self.cache.layout = Some(LaidOut { table: key.clone(), revision, unit, views, layout });
    }

    /// The columns of lines in which all rows say the same, because those of one unit are seen.
    fn columns_said_by_unit(&self, key: &TableKey) -> Vec<ColumnKey> {
        let lines = self.session.format().lines_of(key);
        let lines = lines.filter(|_| self.look.unit.is_some() && self.is_filtered(key));
        let columns = lines.into_iter().flat_map(|lines| [&lines.unit_code, &lines.unit]);
        columns.flatten().cloned().collect()
    }

    /// Whether a cell's column is left out, because those of one unit are seen.
    pub(super) fn leaves_out(&self, cell: &CellAddress) -> bool {
        self.look.unit.is_some() && self.columns_said_by_unit(&cell.table).contains(&cell.column)
    }

    /// How wide the table can be that is drawn next. Only sections below each other are fitted into it, and columns that stay
    /// on the left where it is narrow: no other table is laid out anew while a panel is dragged.
    pub(in crate::ui) fn give_room(&mut self, room: f32) {
        if (self.look.room - room).abs() > 0.5 {
            self.look.room = room;
            if self.cache.layout.as_ref().is_some_and(|laid| laid.layout.depends_on(room)) {
                self.look.views += 1;
            }
        }
    }

    /// Brings the layout of the last state up to date where only cells changed: a long table is not laid out
    /// anew after every keystroke.
    fn lay_out_again(&mut self, key: &TableKey) -> bool {
        let revision = self.session.revision();
        let changes = self.session.last_changes();
        // Heads show sums.
        let is_whole = |view: &View| view.hide_empty || view.grouping.is_some();
        let may_hide = self.view(key).is_some_and(is_whole) || self.look.unit.is_some();
        let rows: Vec<usize> = match changes.of(key) {
            _ if changes.everything || may_hide => return false,
            None => Vec::new(),
            Some(TableChange::Whole) => return false,
            Some(TableChange::Cells(cells)) => cells.keys().copied().collect(),
        };
        let (views, unit) = (self.look.views, &self.look.unit);
        let Some(laid) = self.cache.layout.as_mut().filter(|laid| {
            laid.table == *key && laid.revision + 1 == revision && laid.views == views && laid.unit == *unit
        }) else {
            return false;
        };
        let Some(sheet) = self.session.book().sheet(key) else {
            return false;
        };
        laid.layout.measure_again(&sheet, rows.into_iter(), is_tall);
        laid.revision = revision;
        true
    }

    /// What is selected in the shown table.
    pub(in crate::ui) fn selection_of(&self) -> Option<SelectionOf> {
        let key = self.table_key()?;
        let grid = self.look.grids.get(&key)?;
        Some((key, grid.cursor.clone(), grid.corner.clone(), self.session.revision(), self.look.views))
    }

    /// The grid's memory of a table that was looked at.
    pub(in crate::ui) fn grid_of(&self, key: &TableKey) -> Option<&GridState> {
        self.look.grids.get(key)
    }

    /// How a table is looked at.
    pub fn view(&self, key: &TableKey) -> Option<&View> {
        Some(&self.look.grids.get(key)?.view)
    }

    /// Changes how a table is looked at.
    pub(in crate::ui) fn edit_view(&mut self, key: &TableKey, change: impl FnOnce(&mut View, &Sheet<'_>)) {
        let book = seen(&self.session, self.cache.part.as_ref(), self.look.unit.as_ref());
        if let Some(sheet) = book.sheet(key) {
            change(&mut self.look.grids.entry(key.clone()).or_default().view, &sheet);
            self.look.views += 1;
        }
    }

    /// What is seen of the tables has changed as a whole.
    pub(in crate::ui) fn look_changed(&mut self) {
        self.look.views += 1;
        self.look.looks += 1;
    }

    /// How many rows of a table are seen, and how many it has.
    pub(in crate::ui) fn shown_rows(&mut self, key: &TableKey) -> (usize, usize) {
        self.lay_out(key);
        let all = self.book().sheet(key).and_then(|sheet| sheet.table).map_or(0, |table| table.rows().len());
        (self.cache.layout.as_ref().map_or(0, |laid| laid.layout.rows()), all)
    }

    /// Remembers a column's width in the shown table.
    pub(in crate::ui) fn resize(&mut self, name: String, width: f32) {
        if let Some(key) = self.table_key() {
            self.look.widths.entry(key).or_default().insert(name, width);
            self.look.views += 1;
        }
    }

    fn mark(&mut self, key: &TableKey) {
        let made_for = (self.session.revision(), key.clone(), self.look.chosen.selected);
        if self.cache.marks.as_ref().is_some_and(|(fits, _)| *fits == made_for) {
            return;
        }
        let mut marks = Marks::default();
        let listed = self.session.verdicts().findings().listed();
        for found in listed.iter().filter(|listed| listed.is_open()).map(|listed| &listed.found) {
            if let Some(address) = found.address.as_ref().filter(|address| address.table == *key) {
                let worst = marks
                    .findings
                    .entry((address.row.clone(), address.column.clone()))
                    .or_insert(found.severity);
                *worst = (*worst).min(found.severity);
            }
        }
        for (key, _) in self.comments().filter(|(_, note)| !note.settled) {
            if let Ok(cell) = key.place.parse::<CellAddress>()
                && cell.table == made_for.1
            {
                marks.comments.insert((cell.row, cell.column));
            }
        }
        if let Some(finding) = self.selected_finding() {
            for cell in finding.cells.iter().filter(|cell| cell.table == *key) {
                let main = finding.address.as_ref() == Some(cell);
                marks.involved.insert((cell.row.clone(), cell.column.clone()), main);
            }
        }
        self.cache.marks = Some((made_for, marks));
    }
}

/// Whether a row needs a second line of text, for a stated total beside the computed one.
fn is_tall(row: &SheetRow<'_>) -> bool {
    row.cells().any(|cell| cell.disagreement().is_some())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::Formats;
    use crate::session::Session;

    /// While a panel is dragged, only tables are laid out anew that are fitted into what is left.
    #[test]
    fn only_tables_that_are_fitted_follow_the_room() {
        let path = std::path::Path::new("assets/samples/焦作市委办公室-2023.ron");
        let loaded = crate::file::load(path, &Formats::embedded()).unwrap();
        let mut document = Document::new(Session::new(loaded.budget, loaded.format), None);
        let width = |document: &mut Document, key: &str, room: f32| {
            document.give_room(room);
            document.lay_out(&key.into());
            let layout = &document.cache.layout.as_ref().unwrap().layout;
            (layout.columns.iter().map(|column| column.width).sum::<f32>(), document.look.views)
        };
        let (wide, views) = width(&mut document, "T3", 2000.0);
        assert_eq!(width(&mut document, "T3", 1000.0), (wide, views));
        // Where columns that stay on the left would leave no room to scroll in, they are narrower.
        assert!(width(&mut document, "T3", 600.0).0 < wide);
        // Shown next, the other one has the room that was given meanwhile.
        let (narrow, _) = width(&mut document, "T14", 300.0);
        let (wider, views) = width(&mut document, "T14", 2000.0);
        assert!(narrow < wider, "{narrow} of {wider}");
        assert_eq!(width(&mut document, "T14", 2000.2).1, views, "as wide as before");
        assert_eq!(width(&mut document, "T14", 300.0).0, narrow);
    }

    /// After an edit in one cell the places of all rows are what laying out anew gives.
    #[test]
    fn a_layout_follows_what_is_typed() {
        let path = std::path::Path::new("assets/samples/焦作市委办公室-2023.ron");
        let loaded = crate::file::load(path, &Formats::embedded()).unwrap();
        let mut document = Document::new(Session::new(loaded.budget, loaded.format), None);
        let long = "一项名称很长、非得折成好几行才能看全的专项业务工作经费，还要再长一些";
        let key = TableKey::from("T12");
        let row = document.session.budget().table(&key).unwrap().at(3).unwrap().key().clone();
        let name = CellAddress::new(&key, &row, "项目名称");
        let amount = CellAddress::new(&key, &row, "本年一般公共预算");
        document.lay_out(&key);
        let before = document.cache.layout.as_ref().unwrap().layout.offsets.clone();
        for (cell, text) in [(&name, long), (&amount, "3"), (&name, "短"), (&amount, "")] {
            document.session.enter(cell, text).unwrap();
            document.lay_out(&key);
            let followed = document.cache.layout.take().unwrap().layout.offsets;
            document.lay_out(&key);
            let anew = document.cache.layout.as_ref().unwrap().layout.offsets.clone();
            assert_eq!(followed.len(), anew.len());
            for (at, (followed, anew)) in followed.iter().zip(&anew).enumerate() {
                assert!((followed - anew).abs() < 0.01, "{text}: line {at} at {followed}, not {anew}");
            }
            assert!(text != long || anew != before, "a long text makes its line higher");
        }
    }
}
