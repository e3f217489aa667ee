//! `yusuan show`: one table with its computed values, as text or JSON.

use std::io::{self, Write};

use comfy_table::{CellAlignment, ColumnConstraint, Table, Width, presets};
use serde_json::{Map, Value as Json, json};

use super::arguments::ShowTask;
use super::terminal::json_to;
use super::{Ended, FINE, UNREADABLE, complain, open};
use crate::calc::{Cell, Figure, Sheet, SheetRow};
use crate::model::{ColumnKey, Coverage, ValueView};
use crate::money;
use crate::schema::{Formats, SectionSchema};
use crate::session::Session;
use crate::text::visible;

/// Longer texts are broken into lines.
const WIDEST_TEXT: u16 = 48;

pub(super) fn run(task: &ShowTask, formats: &Formats, out: &mut dyn Write) -> Ended {
    let (budget, format) = open(&task.file, formats)?;
    let session = Session::new(budget, format);
    let format = session.format();
    let sheet = format.table_by_name(&task.table).and_then(|table| session.book().sheet(&table.key));
    let Some(sheet) = sheet else {
        complain(&format!("没有表“{}”。这份预算的格式有：", task.table));
        format.tables.iter().for_each(|table| complain(&format!("  {} {}", table.key, table.title)));
        return Ok(UNREADABLE);
    };
    let unit = format.unit.label();
    if task.json {
        json_to(out, &as_json(&sheet, unit), true)?;
    } else {
        print(&sheet, unit, out)?;
    }
    Ok(FINE)
}

fn print(sheet: &Sheet<'_>, unit: &str, out: &mut dyn Write) -> io::Result<()> {
    let number = sheet.schema.numbered().map(|number| format!("{number}　")).unwrap_or_default();
    writeln!(out, "{number}{}　单位：{unit}", sheet.schema.title)?;
    let remark = sheet.table.map(|table| table.remark.as_str()).unwrap_or_default();
    if sheet.coverage() != Coverage::Full {
        let between = if remark.is_empty() { "" } else { "：" };
        writeln!(out, "（{}{between}{}）", sheet.coverage().label(), visible(remark))?;
    }
    if sheet.coverage().is_missing() {
        return Ok(());
    }
    for (index, section) in sheet.schema.sections.iter().enumerate() {
        if !section.title.is_empty() {
            writeln!(out, "\n{}", section.title)?;
        }
        writeln!(out, "{}", section_table(sheet, index, section))?;
    }
    match sheet.table.map(|table| table.note.as_str()) {
        Some(note) if !note.is_empty() => writeln!(out, "{}", visible(note)),
        _ => Ok(()),
    }
}

fn section_table(sheet: &Sheet<'_>, index: usize, section: &SectionSchema) -> Table {
    let mut table = Table::new();
    table.load_preset(presets::UTF8_FULL_CONDENSED);
    let columns: Vec<_> = section.columns.iter().enumerate().filter(|(_, column)| !column.hidden).collect();
    let local = local_columns(sheet, index);
    let header = columns.iter().map(|(_, column)| column.header.join("\n"));
    table.set_header(header.chain(local.iter().map(|key| format!("{key}\n（本地栏）"))));
    for row in sheet.rows().filter(|row| row.section_index == index) {
        let of_local = local.iter().map(|key| {
            let value =
                row.row.cells().get(key).map(|value| local_text(value, sheet.decimals)).unwrap_or_default();
            comfy_table::Cell::new(value)
        });
        table.add_row(
            columns
                .iter()
                .map(|(at, column)| {
                    let cell = row.cell(*at).filter(|_| !row.repeats(column));
                    let text = cell.map(|cell| text_of(&cell)).unwrap_or_default();
                    let alignment =
                        if column.kind.is_number() { CellAlignment::Right } else { CellAlignment::Left };
                    comfy_table::Cell::new(text).set_alignment(alignment)
                })
                .chain(of_local),
        );
    }
    for (column, (_, described)) in table.column_iter_mut().zip(&columns) {
        if !described.kind.is_number() {
            column.set_constraint(ColumnConstraint::UpperBoundary(Width::Fixed(WIDEST_TEXT)));
        }
    }
    table
}

/// The columns that only the document has, in a section.
fn local_columns<'a>(sheet: &Sheet<'a>, index: usize) -> Vec<&'a ColumnKey> {
    let mut keys = Vec::new();
    for (key, _) in sheet.rows().filter(|row| row.section_index == index).flat_map(|row| row.local()) {
        if !keys.contains(&key) {
            keys.push(key);
        }
    }
    keys
}

fn local_text(value: ValueView<'_>, decimals: u32) -> String {
    match value {
        ValueView::Amount(amount) => money::in_full(amount, decimals),
        ValueView::Text(text) => text.to_string(),
    }
}

/// The cell's text, with what the document states where that differs or is all there is.
fn text_of(cell: &Cell<'_>) -> String {
    let text = visible(&cell.text()).into_owned();
    if cell.lacks_rows() && !text.is_empty() {
        return format!("所列 {text}");
    }
    match cell.disagreement() {
        Some((stated, _)) => {
            let decimals = cell.decimals().max(stated.normalize().scale());
            format!("{text}\n所列 {}", money::display(stated, decimals))
        }
        None => text,
    }
}

fn as_json(sheet: &Sheet<'_>, unit: &str) -> Json {
    let sections = sheet.schema.sections.iter().enumerate().map(|(index, section)| {
        let columns =
            section.columns.iter().map(|column| json!({"key": column.key, "header": column.header}));
        let rows = sheet.rows().filter(|row| row.section_index == index).map(|row| row_json(&row));
        let local = local_columns(sheet, index);
        let local = local.iter().map(|key| json!({"key": key, "header": [key], "local": true}));
        json!({
            "title": section.title,
            "columns": columns.chain(local).collect::<Vec<_>>(),
            "rows": rows.collect::<Vec<_>>(),
        })
    });
    json!({
        "table": sheet.schema.key,
        "number": sheet.schema.number,
        "title": sheet.schema.title,
        "unit": unit,
        "remark": sheet.table.map(|table| table.remark.as_str()).unwrap_or_default(),
        "coverage": match sheet.coverage() {
            Coverage::Full => "full",
            Coverage::Partial => "partial",
            Coverage::Absent => "absent",
            Coverage::Unread => "unread",
            Coverage::Derived => "derived",
        },
        "sections": sections.collect::<Vec<_>>(),
    })
}

fn row_json(row: &SheetRow<'_>) -> Json {
    let mut values = Map::new();
    let mut stated = Map::new();
    for cell in row.cells() {
        let key = cell.column.key.to_string();
        if let Some(value) = value_of(&cell) {
            values.insert(key.clone(), Json::String(value));
        }
        if let Some(value) = cell.stated() {
            let text = match value {
                ValueView::Amount(amount) => money::in_full(amount, cell.decimals()),
                ValueView::Text(text) => text.to_string(),
            };
            stated.insert(key, Json::String(text));
        }
    }
    for (key, value) in row.local() {
        values.insert(key.to_string(), Json::String(local_text(value, row.sheet.decimals)));
    }
    json!({"key": row.row.key(), "kind": row.row.kind(), "values": values, "stated": stated})
}

/// A number in full or a text; none for a blank cell and for a sum that missing pages leave unknown.
fn value_of(cell: &Cell<'_>) -> Option<String> {
    if !cell.column.kind.is_number() {
        return Some(cell.text()).filter(|text| !text.is_empty());
    }
    match (cell.entered(), cell.figure()) {
        (Some(ValueView::Text(text)), _) => Some(text.to_string()),
        (_, Figure::Known { value, .. }) => Some(money::in_full(value, cell.decimals())),
        (_, Figure::Blank | Figure::Unknown(_)) => None,
    }
}
