//! Columns that only the imported document has (本地栏), and rows of kinds that the format does not know: shown below a table's heading, since the table itself has
//! the format's columns. They are kept as they were read, and take no part in anything.

use std::sync::Arc;

use eframe::egui::{CollapsingHeader, Grid, Id, RichText, ScrollArea, Ui};

use crate::model::{NoteKey, NoteKind, RowView, TableKey, ValueView};
use crate::money;
use crate::schema::Severity;
use crate::text::visible;
use crate::ui::document::Document;
use crate::ui::look::style;

/// More rows than this are read in the file.
const MOST: usize = 500;

/// Rows of a kind that the format does not know (a file of another version, or written by hand): they take no part in
/// anything, so they are told above the table, with what stands in them.
pub(crate) fn unknown_rows_ui(ui: &mut Ui, document: &Document, key: &TableKey) {
    let id = Id::unique(("unknown rows", document.id(), key.as_str()));
    let revision = document.session.revision();
    let known = ui.data(|data| data.get_temp::<(u64, Arc<Vec<String>>)>(id));
    let rows = match known.filter(|(of, _)| *of == revision) {
        Some((_, rows)) => rows,
        None => {
            let rows = Arc::new(unknown_rows(document, key));
            ui.data_mut(|data| data.insert_temp(id, (revision, rows.clone())));
            rows
        }
    };
    if rows.is_empty() {
        return;
    }
    let title = format!("有 {} 行的类别表式里没有：不显示在表里，不计入合计，保存时原样保留", rows.len());
    let colour = style::severity_colour(Severity::Warning, ui.visuals());
    CollapsingHeader::new(RichText::new(title).color(colour)).id_salt(id).show(ui, |ui| {
        ScrollArea::vertical().max_height(180.0).show(ui, |ui| {
            for row in rows.iter().take(MOST) {
                ui.label(row);
            }
        });
    });
}

fn unknown_rows(document: &Document, key: &TableKey) -> Vec<String> {
    let Some((schema, table)) =
        document.session.format().table(key).zip(document.session.budget().table(key))
    else {
        return Vec::new();
    };
    let words = |row: RowView<'_>| {
        let cells = row.cells().iter().map(|(column, value)| match value {
            ValueView::Amount(amount) => format!("{column} {}", money::display(amount, 2)),
            ValueView::Text(text) => format!("{column} {}", visible(text)),
        });
        let cells: Vec<String> = cells.collect();
        format!("类别“{}”：{}", visible(row.kind().as_str()), cells.join("，"))
    };
    table.rows().iter().filter(|row| schema.shape(*row).is_none()).map(words).collect()
}

/// Draws the local columns of a table, if an import found any.
pub(crate) fn ui(ui: &mut Ui, document: &Document, key: &TableKey) {
    let note = NoteKey { kind: NoteKind::Import, place: key.to_string(), of: "本地栏".to_owned() };
    // Only where the import says so are the rows looked through.
    if !document.session.budget().notes.contains_key(&note) {
        return;
    }
    let Some(sheet) = document.session.book().sheet(key) else { return };
    CollapsingHeader::new(
        RichText::new("本地栏：原文有而格式没有的栏").color(style::palette(ui.visuals()).involved),
    )
    .id_salt(("local", key.as_str()))
    .show(ui, |ui| {
        ScrollArea::vertical().max_height(180.0).show(ui, |ui| {
            Grid::new("local columns").striped(true).show(ui, |ui| {
                let rows = sheet.rows().filter(|row| row.local().next().is_some());
                for row in rows.take(MOST) {
                    ui.label(row.name());
                    for (column, value) in row.local() {
                        let value = match value {
                            ValueView::Amount(amount) => money::display(amount, sheet.decimals),
                            ValueView::Text(text) => text.to_string(),
                        };
                        ui.label(format!("{column}：{value}"));
                    }
                    ui.end_row();
                }
            });
        });
    });
}
