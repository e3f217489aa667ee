//! Adding, deleting and moving rows of the shown table, and beginning a table that is absent.

use crate::edit::{self, Batch, Edit, RowMove};
use crate::model::{CellAddress, ColumnKey, Coverage, KindKey, Layer, RowKey, TableKey, Value};
use crate::schema::{Role, RowShape, TableSchema};
use crate::ui::document::Document;
use crate::ui::table::block::Condition;
use crate::ui::table::grid::state::Reveal;

impl Document {
    /// The kinds of row that can be added where the cursor is, likeliest first.
    pub fn kinds_to_add(&self) -> Vec<KindKey> {
        let Some((schema, at)) = self.cursor_row() else {
            return Vec::new();
        };
        let table = self.session.budget().table(&schema.key);
        let here = at.and_then(|at| schema.shape(table?.rows().get(at)?));
        let level = here.and_then(|(_, shape)| shape.level());
        let own = here.and_then(|(section, _)| schema.sections.get(section));
        // Where the cursor's part of the table is fixed, or another part has no row yet, that part is still begun.
        let others = schema.sections.iter().enumerate();
        let others = others.filter(|(at, _)| here.is_none_or(|(section, _)| *at != section));
        let mut kinds: Vec<KindKey> = own
            .into_iter()
            .flat_map(|section| section.kinds_after(level))
            .chain(others.flat_map(|(_, section)| section.kinds_after(None)))
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
        let key = self.table_key().filter(|key| !self.session.is_derived(key))?;
        let schema = self.session.format().table(&key)?;
        let sheet = self.book().sheet(&key)?;
        let row = self.cursor().and_then(|cursor| Some(sheet.row_by_key(&cursor.row)?.index));
        Some((schema, row))
    }

    /// Adds a row of a kind at the cursor and goes to its first cell.
    pub fn add_row(&mut self, kind: &KindKey) {
        if !self.commit() {
            return;
        }
        let Some((schema, row)) = self.cursor_row() else {
            return;
        };
        let Some(table) = self.session.budget().table(&schema.key) else {
            self.message = Some("此表还没有；请先点“补录此表”".to_owned());
            return;
        };
        match edit::new_row(schema, table, row, kind) {
            Ok((mut step, key)) => {
                step.edits.extend(self.conditions_met(schema, kind, &key));
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

    /// A row that is added among those of one unit, or under a filter, says what these say.
    fn conditions_met(&self, schema: &TableSchema, kind: &KindKey, row: &RowKey) -> Vec<Edit> {
        let Some((section, free)) = schema.free_kind(kind) else {
            return Vec::new();
        };
        let columns = schema.sections.get(section).map(|section| &section.columns);
        let takes = |key: &ColumnKey| {
            let column = columns.and_then(|columns| columns.iter().find(|column| column.key == *key));
            column.is_some_and(|column| RowShape::Free(free).role(column) == Role::Input)
        };
        let conditions =
            self.conditions(&schema.key).into_iter().filter(|condition| takes(&condition.column));
        let set = |condition: Condition| Edit::SetCell {
            layer: Layer::Input,
            address: CellAddress::new(&schema.key, row, &condition.column),
            value: Some(Value::Text(condition.text.into())),
        };
        conditions.map(set).collect()
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
        let next = rows.last().and_then(|last| table.rows().get(last + 1)).map(|row| row.key().clone());
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
        if self.view(&schema.key).is_some_and(|view| view.sort.is_some()) {
            self.message = Some("此表正按一栏的内容排列，移动行看不出来；请先恢复表中次序".to_owned());
            return;
        }
        let step = edit::move_rows(schema, table, row, way);
        if self.apply(step)
            && let Some(grid) = self.grid()
        {
            grid.reveal = Reveal::JustInto;
        }
    }

    /// Whether the budget lacks a table.
    pub fn lacks(&self, key: &TableKey) -> bool {
        self.session.book().sheet(key).is_none_or(|sheet| sheet.coverage().is_missing())
    }

    /// Puts an empty table in where the budget has none.
    pub fn start_table(&mut self, key: &TableKey) {
        let format = self.session.format().clone();
        if let Some(schema) = format.table(key) {
            let step = edit::start_table(schema, self.session.budget().table(key));
            self.apply(Ok(step));
        }
    }

    /// Puts an empty table of budget lines in, which is complete from the start.
    pub fn start_lines(&mut self, key: &TableKey) {
        let format = self.session.format().clone();
        if let Some(schema) = format.table(key) {
            let content = Some(schema.blank_table());
            let edit = edit::Edit::SetTable { table: key.clone(), content };
            self.apply(Ok(Batch::one(format!("开始 {}", schema.title), edit)));
        }
    }

    /// Writes the note that is printed under a table.
    pub fn set_note(&mut self, key: &TableKey, note: &str) {
        let edit = edit::Edit::SetTableNote { table: key.clone(), note: note.to_owned() };
        self.apply(Ok(Batch::one(format!("改 {key} 的表注"), edit)));
    }

    /// Says how much of the shown table the document gives.
    pub fn set_coverage(&mut self, key: &TableKey, coverage: Coverage, remark: String) {
        let label = format!("{key} 标为{}", coverage.label());
        let edit = edit::Edit::SetCoverage { table: key.clone(), coverage, remark };
        self.apply(Ok(Batch::one(label, edit)));
    }
}
