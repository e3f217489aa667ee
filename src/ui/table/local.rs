//! Columns that only the imported document has (本地栏): shown below a table's heading, since the table itself has
//! the format's columns. They are kept as they were read, and take no part in anything.

use eframe::egui::{CollapsingHeader, Grid, RichText, ScrollArea, Ui};

use crate::model::{NoteKey, NoteKind, TableKey, ValueView};
use crate::money;
use crate::ui::document::Document;
use crate::ui::look::style;

/// More rows than this are read in the file.
const MOST: usize = 500;

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
