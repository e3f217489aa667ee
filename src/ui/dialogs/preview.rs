//! What differs between two states of one budget, line by line, for somebody who must decide which of
//! them to keep. It decides nothing and changes nothing.

use eframe::egui::{Align, Grid, Label, Layout, RichText, ScrollArea, Ui, vec2};

use crate::calc::Book;
use crate::compare;
use crate::edit::Edit;
use crate::model::{Budget, CellAddress, Layer, Note, RowKey, RowView, TableKey, Value, ValueView};
use crate::money;
use crate::schema::{Format, TableSchema};
use crate::ui::look::style;

/// One difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Change {
    /// Where, in words.
    pub place: String,
    /// What stands there before.
    pub before: String,
    /// What stands there after.
    pub after: String,
}

/// More are not shown.
const MOST: usize = 2000;

/// How high the list is at most.
const LIST: f32 = 320.0;

/// However narrow the window, so wide is a column.
const LEAST_COLUMN: f32 = 90.0;

/// What makes `after` of `before`, both opened in the same format.
pub(crate) fn changes(before: &Book<'_>, after: &Book<'_>) -> Vec<Change> {
    let Ok(step) = compare::difference(before.budget, after.budget, "") else {
        return vec![change("表式", &before.budget.format, &after.budget.format)];
    };
    step.edits.iter().flat_map(|edit| of_edit(edit, before, after)).collect()
}

/// How many places differ between two budgets.
pub(crate) fn count(before: &Budget, after: &Budget) -> usize {
    compare::difference(before, after, "").map_or(0, |step| {
        step.edits
            .iter()
            .map(|edit| match edit {
                Edit::InsertRows { rows, .. } => rows.iter().map(|row| row.cells.len().max(1)).sum(),
                Edit::RemoveRows { count, .. } => *count,
                _ => 1,
            })
            .sum()
    })
}

fn change(place: impl Into<String>, before: impl Into<String>, after: impl Into<String>) -> Change {
    Change { place: place.into(), before: before.into(), after: after.into() }
}

fn of_edit(edit: &Edit, before: &Book<'_>, after: &Book<'_>) -> Vec<Change> {
    match edit {
        Edit::SetCell { layer, address, value } => {
            let old = before.budget.value(*layer, address);
            vec![change(
                cell_place(after, *layer, address),
                shown(old, before),
                shown(value.as_ref().map(Value::view), after),
            )]
        }
        Edit::InsertRows { table, rows, .. } => rows
            .iter()
            .map(|row| change(row_place(after, table, &row.key), "", content(row.view(), after)))
            .collect(),
        Edit::RemoveRows { table, at, count } => {
            let rows = before.budget.table(table).map(|table| table.rows()).unwrap_or_default();
            let gone = rows.iter().skip(*at).take(*count);
            gone.map(|row| change(row_place(before, table, row.key()), content(row, before), "（删除）"))
                .collect()
        }
        Edit::MoveRows { table, from, to, count } => {
            let words = |at: usize| format!("第 {} 行", at + 1);
            vec![change(format!("{} 移动 {count} 行", title(after.format, table)), words(*from), words(*to))]
        }
        Edit::SetCoverage { table, coverage, remark } => {
            let old = before.budget.table(table);
            let old = old.map(|old| format!("{} {}", old.coverage.label(), old.remark)).unwrap_or_default();
            let new = format!("{} {remark}", coverage.label());
            vec![change(title(after.format, table), old.trim(), new.trim())]
        }
        Edit::SetTable { table, content } => {
            let rows = |table: Option<&crate::model::Table>| {
                table.map_or("没有此表".to_owned(), |table| format!("{} 行", table.rows().len()))
            };
            let old = before.budget.table(table);
            vec![change(title(after.format, table), rows(old), rows(content.as_ref()))]
        }
        Edit::SetNote { key, note } => {
            let words = |note: Option<&Note>| note.map(|note| note.text.clone()).unwrap_or_default();
            let place = format!("{} {}", key.kind.label(), key.place);
            vec![change(place, words(before.budget.notes.get(key)), words(note.as_ref()))]
        }
        Edit::SetRowRemark { table, row, remark } => {
            let old = before.budget.table(table).and_then(|table| table.row(row));
            let old = old.map(|row| row.remark()).unwrap_or_default();
            vec![change(format!("{} 备注", row_place(after, table, row)), old, remark)]
        }
        Edit::SetTableNote { table, note } => {
            let old = before.budget.table(table).map(|table| table.note.clone()).unwrap_or_default();
            vec![change(format!("{} 表注", title(after.format, table)), old, note)]
        }
        Edit::SetHead { year, department, .. } => {
            let old = before.budget;
            let words = |year: i32, name: &str| format!("{year} {name}");
            vec![change("年度与部门", words(old.year, &old.department.name), words(*year, &department.name))]
        }
        Edit::SetNarrative(_) => {
            let texts = |budget: &Budget| -> Vec<String> {
                budget
                    .narrative
                    .iter()
                    .flat_map(|section| std::iter::once(&section.title).chain(&section.paragraphs))
                    .cloned()
                    .collect()
            };
            let (old, new) = (texts(before.budget), texts(after.budget));
            let gone = old.iter().filter(|text| !new.contains(text)).map(|text| change("说明文字", text, ""));
            let come = new.iter().filter(|text| !old.contains(text)).map(|text| change("说明文字", "", text));
            gone.chain(come).collect()
        }
        Edit::SetUnplaced(lines) => {
            let words = |count: usize| format!("{count} 行");
            vec![change("未归位文字", words(before.budget.unplaced.len()), words(lines.len()))]
        }
    }
}

fn title(format: &Format, table: &TableKey) -> String {
    format.table(table).map_or_else(|| table.to_string(), TableSchema::named)
}

fn row_place(book: &Book<'_>, table: &TableKey, row: &RowKey) -> String {
    let name = book.sheet(table).and_then(|sheet| Some(sheet.row_by_key(row)?.name()));
    format!("{} {}", title(book.format, table), name.unwrap_or_else(|| row.to_string()))
}

fn cell_place(book: &Book<'_>, layer: Layer, address: &CellAddress) -> String {
    let column =
        book.cell(address).map_or_else(|| address.column.to_string(), |cell| cell.column.title().to_owned());
    let stated = if layer == Layer::Stated { "（原表数）" } else { "" };
    format!("{} {column}{stated}", row_place(book, &address.table, &address.row))
}

fn shown(value: Option<ValueView<'_>>, book: &Book<'_>) -> String {
    match value {
        None => "（空）".to_owned(),
        Some(ValueView::Text(text)) => text.to_string(),
        Some(ValueView::Amount(amount)) => money::in_full(amount, book.format.decimals),
    }
}

fn content(row: RowView<'_>, book: &Book<'_>) -> String {
    row.cells().values().map(|value| shown(Some(value), book)).collect::<Vec<_>>().join("，")
}

/// Draws the list: place, before, after; `before` is what the state before is called. What is too long for its column goes on
/// in the next line: nothing of a change is beyond the edge.
pub(crate) fn list_ui(ui: &mut Ui, changes: &[Change], before: &str) {
    let palette = style::palette(ui.visuals());
    let area = ScrollArea::vertical().id_salt("changes").max_height(LIST).auto_shrink([false, true]);
    area.show(ui, |ui| {
        let gap = ui.spacing().item_spacing.x;
        let column = ((ui.available_width() - 2.0 * gap) / 3.0).max(LEAST_COLUMN);
        let cell = |ui: &mut Ui, text: RichText| {
            ui.allocate_ui_with_layout(vec2(column, 0.0), Layout::top_down(Align::Min), |ui| {
                ui.set_width(column);
                ui.add(Label::new(text).wrap());
            });
        };
        Grid::new("changes").num_columns(3).spacing([gap, 4.0]).striped(true).show(ui, |ui| {
            for heading in ["位置", before, "改为"] {
                cell(ui, RichText::new(heading).color(palette.faint));
            }
            ui.end_row();
            for change in changes.iter().take(MOST) {
                cell(ui, RichText::new(&change.place));
                cell(ui, RichText::new(&change.before).color(palette.faint));
                cell(ui, RichText::new(&change.after).color(palette.involved));
                ui.end_row();
            }
        });
        if changes.len() > MOST {
            ui.label(format!("……另有 {} 处", changes.len() - MOST));
        }
    });
}
