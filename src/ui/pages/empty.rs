//! What is said above a table without rows, or without a figure: how lines are begun; and of a table that comes from them, where
//! they are, and the way there.

use eframe::egui::{RichText, Ui};

use crate::calc::{Sheet, SheetRow, are_rows_asked};
use crate::model::TableKey;
use crate::schema::RowShape;
use crate::ui::document::{Document, Page};
use crate::ui::look::adding::added_in_words;
use crate::ui::look::style;

/// Whether a table that takes rows has none. Where parts of it have their rows from the form, the others are begun at their heads.
fn has_no_rows(sheet: &Sheet<'_>) -> bool {
    let sections = &sheet.schema.sections;
    let takes_rows = sections.iter().all(|section| !section.free.is_empty());
    let is_free = |shape: &RowShape<'_>| matches!(shape, RowShape::Free(_));
    takes_rows && !sheet.rows().any(|row| is_free(&row.shape))
}

/// Whether a table whose rows are all the form's has no figure yet. One that takes rows says so by having none.
fn has_no_figures(sheet: &Sheet<'_>) -> bool {
    let takes_rows = sheet.schema.sections.iter().any(|section| !section.free.is_empty());
    let is_figure = |row: SheetRow<'_>| {
        row.cells().any(|cell| cell.number().is_some_and(|number| !number.is_zero()) || cell.is_unreadable())
    };
    !takes_rows && !sheet.rows().any(is_figure)
}

/// Draws it, where there is something to be said.
pub(super) fn ui(ui: &mut Ui, document: &mut Document, key: &TableKey) {
    let book = document.book();
    let Some(sheet) = book.sheet(key).filter(|_| !document.lacks(key)) else {
        return;
    };
    let has_no_rows = has_no_rows(&sheet);
    // What is said is of the department's table, of which a unit may have nothing.
    let whole = document.session.book();
    let is_blank = || sheet.is_derived && whole.sheet(key).is_some_and(|whole| has_no_figures(&whole));
    if !has_no_rows && !is_blank() {
        return;
    }
    let what = if has_no_rows { "行" } else { "数" };
    let format = document.session.format().clone();
    let (is_derived, is_filled) = (sheet.is_derived, sheet.is_filled);
    let mut lines: Vec<TableKey> = Vec::new();
    for derivation in format.derivations.iter().filter(|derivation| derivation.table == *key) {
        if !lines.contains(&derivation.lines) {
            lines.push(derivation.lines.clone());
        }
    }
    if has_no_rows && format.has_lines(key) && !is_derived {
        return lines_ui(ui, document);
    }
    if lines.is_empty() || !(is_derived || is_filled) {
        return;
    }
    // Which kinds lines can ask for, is not whether there are lines that ask.
    let wanted = if are_rows_asked(&book, key) { document.kinds_wanted(key) } else { Vec::new() };
    let names: Vec<&str> =
        lines.iter().filter_map(|lines| Some(format.table(lines)?.title.as_str())).collect();
    let names = names.join("、");
    let said = match (is_derived, wanted.is_empty()) {
        (true, _) => {
            format!(
                "还没有{what}：此表由{names}汇总，那里还没有归入此表的数。确实没有的，写在表注里，印在表下。"
            )
        }
        (false, true) => format!("还没有行：先在{names}里录入，再回到这里补行；也可以直接在这里增加。"),
        (false, false) => {
            format!("还没有行：{names}里已有{}，按明细补行后录入其余各栏。", wanted.join("、"))
        }
    };
    let kinds = document.kinds_to_add();
    let colour = style::palette(ui.visuals()).computed_ink;
    ui.horizontal_wrapped(|ui| {
        ui.label(RichText::new(said).color(colour));
        if !wanted.is_empty() && ui.button("现在按明细补行").clicked() {
            document.add_wanted_rows(key);
        }
        for lines in &lines {
            let title = format.table(lines).map_or("", |table| &table.title);
            if ui.button(format!("到{title}")).clicked() {
                document.leave_place();
                document.look.page = Page::Table(lines.clone());
            }
        }
        for kind in &kinds {
            if ui.button(format!("直接{}", added_in_words(kind, kinds.len()))).clicked() {
                document.add_row(kind);
            }
        }
    });
}

/// Of a table of lines without any: how one begins.
fn lines_ui(ui: &mut Ui, document: &mut Document) {
    let kinds = document.kinds_to_add();
    let titles: Vec<String> = kinds.iter().map(|kind| added_in_words(kind, kinds.len())).collect();
    let Some(first) = titles.first() else {
        return;
    };
    let said = format!("还没有行：从“{first}”开始，一行写一笔，各表由这里汇总；也可以从 Excel 整块粘贴。");
    let colour = style::palette(ui.visuals()).computed_ink;
    ui.horizontal_wrapped(|ui| {
        ui.label(RichText::new(said).color(colour));
        for (kind, title) in kinds.iter().zip(&titles) {
            if ui.button(title).clicked() {
                document.add_row(kind);
            }
        }
    });
}
