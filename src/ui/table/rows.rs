//! Adding, deleting and moving rows of the shown table, and beginning a table that is absent.

use crate::calc::{are_rows_asked, kinds_wanted};
use crate::edit::{self, Batch, Edit, RowMove};
use crate::model::{CellAddress, ColumnKey, Coverage, KindKey, Layer, RowKey, TableKey, Value};
use crate::schema::{Column, LineTable, Role, RowShape, SectionSchema, TableSchema};
use crate::session::add_wanted_rows;
use crate::ui::document::Document;
use crate::ui::table::block::Condition;
use crate::ui::table::grid::state::{Reveal, address_at};

impl Condition {
    /// It, written into a row.
    fn of_row(self, schema: &TableSchema, row: &RowKey) -> Edit {
        let address = CellAddress::new(&schema.key, row, &self.column);
        Edit::SetCell { layer: Layer::Input, address, value: Some(Value::Text(self.text.into())) }
    }
}

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
        let mut others: Vec<_> = others.collect();
        // The next one without a row is wanted first, for from nowhere else is it begun; then what is below.
        let has_rows = |section: &SectionSchema| {
            table.is_some_and(|table| {
                let kinds: Vec<&KindKey> = section.free.iter().map(|free| &free.kind).collect();
                table.rows().iter().any(|row| kinds.contains(&row.kind()))
            })
        };
        let own_at = here.map_or(0, |(section, _)| section);
        others.sort_by_key(|(at, section)| (has_rows(section), *at < own_at));
        let mut kinds: Vec<KindKey> = own
            .into_iter()
            .flat_map(|section| section.kinds_after(level))
            .chain(others.into_iter().flat_map(|(_, section)| section.kinds_after(None)))
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
                let known = self.known_of_new(schema, kind, row);
                // What is known already need not be typed: the cursor goes to what is not.
                let lines = self.session.format().lines_of(&schema.key);
                let asked: Vec<ColumnKey> =
                    lines.into_iter().flat_map(LineTable::asked_first).cloned().collect();
                let to = schema.sections.iter().find_map(|section| {
                    let free = section.free_kind(kind)?;
                    let takes = |column: &&Column| !column.hidden && !free.blank.contains(&column.key);
                    let is_open = |column: &&Column| {
                        takes(column) && known.iter().all(|condition| condition.column != column.key)
                    };
                    // Whichever of them stands first: what is typed behind it is for the columns behind it.
                    let named =
                        section.columns.iter().filter(|column| asked.contains(&column.key)).find(is_open);
                    let wanted = named
                        .or_else(|| section.columns.iter().find(is_open))
                        .or_else(|| section.columns.iter().find(takes))?;
                    Some(CellAddress::new(&schema.key, &key, &wanted.key))
                });
                step.edits.extend(known.into_iter().map(|known| known.of_row(schema, &key)));
                let from = self.cursor();
                if self.apply(Ok(step)) {
                    if let (Some(from), Some(grid)) = (from, self.grid()) {
                        grid.added_from.insert(key, from);
                    }
                    if let Some(to) = to {
                        self.jump(&to);
                    }
                }
            }
            Err(error) => self.message = Some(error.to_string()),
        }
    }

    /// What is known of a row that is added: what the rows seen around it say, where those of one unit or under a
    /// filter are seen, and the unit of the line above it, or of the only unit there is.
    fn known_of_new(&self, schema: &TableSchema, kind: &KindKey, below: Option<usize>) -> Vec<Condition> {
        let Some((section, free)) = schema.free_kind(kind) else {
            return Vec::new();
        };
        let columns = schema.sections.get(section).map(|section| &section.columns);
        let takes = |key: &ColumnKey| {
            let column = columns.and_then(|columns| columns.iter().find(|column| column.key == *key));
            column.is_some_and(|column| RowShape::Free(free).role(column) == Role::Input)
        };
        let mut known = self.conditions(&schema.key);
        for condition in self.unit_of_new(schema, below) {
            if known.iter().all(|other| other.column != condition.column) {
                known.push(condition);
            }
        }
        known.retain(|condition| takes(&condition.column));
        known
    }

    /// The unit that a new line is of, in the columns that say it.
    fn unit_of_new(&self, schema: &TableSchema, below: Option<usize>) -> Vec<Condition> {
        let Some(lines) = self.session.format().lines_of(&schema.key) else {
            return Vec::new();
        };
        let above = below.and_then(|at| self.session.budget().table(&schema.key)?.rows().get(at));
        let units = self.session.units();
        let only = || match units.as_slice() {
            [(code, name)] => [code.clone(), name.clone()],
            _ => [String::new(), String::new()],
        };
        let columns = [&lines.unit_code, &lines.unit];
        let of_line = above.map(|row| {
            columns
                .map(|column| column.as_ref().map(|column| row.text(column).to_owned()).unwrap_or_default())
        });
        let texts = of_line.filter(|texts| texts.iter().any(|text| !text.is_empty())).unwrap_or_else(only);
        let said = columns.into_iter().zip(texts).filter(|(_, text)| !text.is_empty());
        said.filter_map(|(column, text)| Some(Condition { column: column.clone()?, text })).collect()
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
        rows.sort_unstable();
        rows.dedup();
        let step = edit::delete_rows(schema, table, &rows);
        let beside = self.cells_beside(&cells);
        if self.apply(step) {
            let next = beside.into_iter().find(|cell| self.book().cell(cell).is_some());
            if let (Some(next), Some(grid)) = (next, self.grid()) {
                grid.go(next, false);
            }
        }
    }

    /// The cells below the chosen ones as they are seen, in the column of the cursor, and then those above, nearest first.
    fn cells_beside(&mut self, chosen: &[CellAddress]) -> Vec<CellAddress> {
        let beside = self.with_grid(|sheet, layout, _, grid| {
            let (_, column) = grid.place(layout, &sheet)?;
            let lines = || chosen.iter().filter_map(|cell| Some(layout.place(&sheet, cell)?.0));
            let (first, last) = (lines().min()?, lines().max()?);
            let order = (last + 1..layout.lines.len()).chain((0..first).rev());
            Some(order.filter_map(|line| address_at(layout, &sheet, (line, column))).collect())
        });
        beside.flatten().unwrap_or_default()
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

    /// What to call a table in a sentence.
    fn called(&self, key: &TableKey) -> String {
        self.session.format().table(key).map_or_else(|| key.to_string(), TableSchema::called)
    }

    /// Adds the rows that budget lines ask for, in a table whose rows are entered.
    pub fn add_wanted_rows(&mut self, key: &TableKey) {
        if !self.commit() {
            return;
        }
        let kind = self.kinds_wanted(key).pop().unwrap_or_default();
        match add_wanted_rows(&self.session.book(), key) {
            Some((step, added)) => {
                if self.apply(Ok(step)) {
                    self.message = Some(format!("按明细补上了 {added} 个{kind}；其余各栏还要录入"));
                }
            }
            None if are_rows_asked(&self.session.book(), key) => {
                self.message = Some(format!("明细里的{kind}都在此表里"));
            }
            None => self.message = Some(format!("明细里没有要列入此表的{kind}")),
        }
    }

    /// What the rows are called that lines can ask for in a table whose rows are entered, outermost first.
    pub fn kinds_wanted(&self, key: &TableKey) -> Vec<String> {
        kinds_wanted(&self.session.book(), key).into_iter().map(ToString::to_string).collect()
    }

    /// Takes the note that is being written under a table.
    pub(in crate::ui) fn commit_note(&mut self) {
        if let Some((key, note)) = self.drafts.note.take() {
            let now = self.session.budget().table(&key).map(|table| table.note.trim().to_owned());
            if now.is_some_and(|now| now != note.trim()) {
                self.set_note(&key, note.trim());
            }
        }
    }

    /// Writes the note that is printed under a table.
    pub fn set_note(&mut self, key: &TableKey, note: &str) {
        let edit = edit::Edit::SetTableNote { table: key.clone(), note: note.to_owned() };
        self.apply(Ok(Batch::one(format!("改{}的表注", self.called(key)), edit)));
    }

    /// Says how much of the shown table the document gives.
    pub fn set_coverage(&mut self, key: &TableKey, coverage: Coverage, remark: String) {
        let label = format!("{}标为“{}”", self.called(key), coverage.label());
        let edit = edit::Edit::SetCoverage { table: key.clone(), coverage, remark };
        self.apply(Ok(Batch::one(label, edit)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::Formats;
    use crate::session::Session;

    /// Below a part that is fixed the next one without a row is begun, and all kinds that can be added are there to choose from.
    #[test]
    fn an_empty_part_of_a_table_is_begun_from_the_part_above() {
        let path = std::path::Path::new("assets/samples/焦作市委办公室-2023.ron");
        let loaded = crate::file::load(path, &Formats::embedded()).unwrap();
        for (without, first) in [(&["指标"][..], "指标"), (&["任务", "指标"], "指标"), (&["任务"], "任务")]
        {
            let mut budget = loaded.budget.clone();
            let key = TableKey::from("T14");
            let table = budget.tables.remove(&key).unwrap();
            let is_kept = |row: &crate::model::RowView<'_>| !without.contains(&row.kind().as_str());
            let rows: Vec<_> =
                table.rows().iter().filter(is_kept).map(crate::model::RowView::to_row).collect();
            let mut fewer = crate::model::Table::default();
            fewer.coverage = table.coverage;
            rows.into_iter().for_each(|row| fewer.push(row));
            budget.tables.insert(key.clone(), fewer);
            let mut document = Document::new(Session::new(budget, loaded.format.clone()), None);
            document.jump(&CellAddress::new(&key, "部门预算总额", "预算项目"));
            let kinds = document.kinds_to_add();
            assert_eq!(kinds.first().map(KindKey::as_str), Some(first), "{without:?}");
            assert_eq!(kinds.len(), 2);
        }
    }
}
