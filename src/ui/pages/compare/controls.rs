//! What the pages of the comparison have above what they show: the choice of a table, thresholds, drop-downs.

use eframe::egui::{TextEdit, Ui};

use super::{Comparing, Found, Wish};
use crate::compare::ComparedTable;
use crate::compared::Handout;
use crate::document::PrintedTable;
use crate::model::TableKey;
use crate::money::Decimal;
use crate::schema::Severity;
use crate::ui::look::list;
use crate::ui::look::style;

/// Thresholds and what else narrows the rows.
pub(super) fn filter_ui(ui: &mut Ui, comparing: &mut Comparing, unit: &str) {
    for (title, text) in [
        (format!("增减额不小于（{unit}）"), &mut comparing.least),
        ("增减%不小于".to_owned(), &mut comparing.least_percent),
    ] {
        let label = ui.label(&title);
        let wrong = !text.trim().is_empty() && text.trim().parse::<Decimal>().is_err();
        let colour = wrong.then(|| style::severity_colour(Severity::Error, ui.visuals()));
        let field = TextEdit::singleline(text).desired_width(70.0).text_color_opt(colour);
        ui.add(field).labelled_by(label.id);
    }
}

/// Chooses a table, each with the number of its differences.
pub(super) fn choose_table_ui<'f>(
    ui: &mut Ui,
    comparing: &mut Comparing,
    found: &'f Found,
) -> Option<&'f ComparedTable> {
    let count = |key: &TableKey| found.counts.get(key).copied().unwrap_or_default();
    let title = |table: &ComparedTable| {
        let number = table.key.numbered().map(|name| name + " ").unwrap_or_default();
        let count = count(&table.key);
        let count = if count > 0 { format!("　{count} 处") } else { String::new() };
        format!("{number}{}{count}", table.title)
    };
    let first = || found.comparison.tables.iter().find(|table| count(&table.key) > 0);
    let known = comparing.table.as_ref().and_then(|key| found.comparison.table(key));
    let table = known.or_else(first).or(found.comparison.tables.first())?;
    let mut chosen = &table.key;
    choice_ui(ui, "对比的表", title(table), 220.0, |ui| {
        for table in &found.comparison.tables {
            list::choice(ui, &mut chosen, &table.key, title(table));
        }
    });
    if comparing.table.as_ref() != Some(chosen) {
        comparing.table = Some(chosen.clone());
        comparing.rows = None;
    }
    found.comparison.table(chosen)
}

/// One of several, under a name.
pub(super) fn choice_ui(
    ui: &mut Ui,
    name: &str,
    shown: impl Into<String>,
    width: f32,
    choices: impl FnOnce(&mut Ui),
) {
    list::ui(ui, name, shown, width, choices).on_hover_text(name);
}

/// The two ways in which what a page shows is handed on: into another program's table, or as a file.
pub(super) fn hand_on_ui(ui: &mut Ui, made: impl FnOnce() -> Handout) -> Option<Wish> {
    let copy = ui.button("复制").on_hover_text("以制表符分隔，可粘贴到 Excel").clicked();
    let export = ui.button("导出…").on_hover_text("存为 Excel、Word、PDF、网页；图可存为图片").clicked();
    match (copy, export) {
        (true, _) => Some(Wish::Copy(made().document.tables.iter().map(PrintedTable::as_lines).collect())),
        (_, true) => Some(Wish::Export(Box::new(made()))),
        _ => None,
    }
}
