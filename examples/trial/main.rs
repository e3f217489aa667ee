//! What is read of documents, as JSON, a line a file: every table with its headers, its rows and every figure as it
//! stands in its cell, and what found no place. `tests/trial/` makes documents of real tables and compares.
//! `cargo run --no-default-features --example trial -- FILES`; with `--text` first the lines of a PDF as they are recognised.

use std::io::Write;
use std::path::Path;

use serde_json::{Value as Json, json};
use yusuan::exchange;
use yusuan::model::{ColumnKey, Coverage, Note, NoteKey, ValueView};
use yusuan::schema::{ColumnKind, Format, Formats};
use yusuan::session::Session;

fn main() {
    let formats = Formats::embedded();
    if std::env::args().any(|word| word == "--text") {
        for file in std::env::args().skip(1).filter(|word| word != "--text") {
            let bytes = std::fs::read(&file).unwrap_or_default();
            let text = match exchange::source::pdf::read(&bytes, &exchange::source::Limits::default()) {
                Ok(document) => document.as_text(),
                Err(error) => error.to_string(),
            };
            // Whoever reads the beginning only has seen enough.
            if writeln!(std::io::stdout(), "{text}").is_err() {
                return;
            }
        }
        return;
    }
    for file in std::env::args().skip(1) {
        if writeln!(std::io::stdout(), "{}", read(&file, &formats)).is_err() {
            return;
        }
    }
}

fn read(file: &str, formats: &Formats) -> Json {
    let (imported, format) = match exchange::import_with_any(Path::new(file), formats) {
        Ok(read) => read,
        Err(error) => return json!({"file": file, "error": error.without_path()}),
    };
    let notes: Vec<String> = imported.report.notes.iter().map(|note| note.text.clone()).collect();
    let unplaced: Vec<Json> = imported
        .budget
        .unplaced
        .iter()
        .map(|line| json!({"text": line.text, "reason": line.reason, "figures": line.has_figures()}))
        .collect();
    let session = Session::new(imported.budget, format);
    let budget = session.budget();
    let doubts: Vec<Json> = budget.notes.iter().map(|(key, note)| doubt(key, note)).collect();
    json!({
        "file": file,
        "format": session.format().id,
        "department": Some(&budget.department.name).filter(|name| !name.is_empty()).unwrap_or(&budget.department.full_name),
        "year": budget.year,
        "notes": notes,
        "doubts": doubts,
        "unplaced": unplaced,
        "tables": tables(&session, session.format()),
    })
}

/// A doubt with the columns that it is about; none where it is about all of its table.
fn doubt(key: &NoteKey, note: &Note) -> Json {
    let columns: Vec<&str> = note.columns.iter().map(ColumnKey::as_str).collect();
    json!({"place": key.place, "of": key.of, "text": note.text, "settled": note.settled, "columns": columns})
}

fn tables(session: &Session, format: &Format) -> Vec<Json> {
    let book = session.book();
    let shown = format.tables.iter().filter(|table| table.number.is_some());
    let sheets = shown.filter_map(|table| book.sheet(&table.key));
    sheets
        .map(|sheet| {
            let sections = sheet.schema.sections.iter().enumerate().map(|(index, section)| {
                let rows: Vec<_> = sheet.rows().filter(|row| row.section_index == index).collect();
                let mut local: Vec<ColumnKey> = Vec::new();
                for (key, _) in rows.iter().flat_map(|row| row.local()) {
                    if !local.contains(key) {
                        local.push(key.clone());
                    }
                }
                let columns = section
                    .columns
                    .iter()
                    .map(|column| json!([column.header, kind(column.kind), column.key]));
                let beside = local.iter().map(|key| json!([[key], "local", key]));
                let columns: Vec<Json> = columns.chain(beside).collect();
                let rows = rows.iter().map(|row| {
                    let own = row.cells().map(|cell| {
                        let value = cell.stated().or_else(|| cell.entered());
                        let label = || json!(Some(cell.text()).filter(|text| !text.is_empty()));
                        value.map(value_of).unwrap_or_else(|| {
                            if cell.column.kind.is_number() { Json::Null } else { label() }
                        })
                    });
                    let beside =
                        local.iter().map(|key| row.row.cells().get(key).map(value_of).unwrap_or(Json::Null));
                    own.chain(beside).collect::<Vec<_>>()
                });
                json!({"columns": columns, "rows": rows.collect::<Vec<_>>()})
            });
            json!({
                "key": sheet.schema.key,
                "title": sheet.schema.title,
                "coverage": coverage(sheet.coverage()),
                "remark": sheet.table.map(|table| table.remark.as_str()).unwrap_or_default(),
                "unit": format.unit.label(),
                "sections": sections.collect::<Vec<_>>(),
            })
        })
        .collect()
}

/// A figure as a number's text within a list, a text as itself.
fn value_of(value: ValueView<'_>) -> Json {
    match value {
        ValueView::Amount(amount) => json!([amount.to_string()]),
        ValueView::Text(text) => json!(text.to_string()),
    }
}

fn kind(kind: ColumnKind) -> &'static str {
    match kind {
        ColumnKind::Amount => "amount",
        ColumnKind::Count => "count",
        ColumnKind::Code => "code",
        ColumnKind::Indicator => "indicator",
        _ => "text",
    }
}

fn coverage(coverage: Coverage) -> &'static str {
    match coverage {
        Coverage::Full => "full",
        Coverage::Partial => "partial",
        Coverage::Absent => "absent",
        Coverage::Unread => "unread",
        Coverage::Derived => "derived",
    }
}
