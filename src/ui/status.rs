//! The status bar: unit, balance, the selection's sum, what was just done, saved or not.

use eframe::egui::{RichText, Ui};
use rust_decimal::Decimal;

use super::document::Document;
use super::style;
use crate::money;
use crate::rules::Outcome;

/// Draws the status bar.
pub fn ui(ui: &mut Ui, document: &mut Document) {
    let palette = style::palette(ui.visuals());
    ui.horizontal(|ui| {
        let session = &document.session;
        ui.label(format!("单位：{}", session.format().unit.label()));
        ui.separator();
        balance_ui(ui, document);
        ui.separator();
        if let Some(message) = &document.message {
            ui.label(RichText::new(message).color(palette.involved));
        }
        ui.with_layout(eframe::egui::Layout::right_to_left(eframe::egui::Align::Center), |ui| {
            let (word, colour) = match (&document.read_only, document.session.is_saved()) {
                (Some(_), _) => ("只读", palette.involved),
                (None, true) => ("已保存", palette.good),
                (None, false) => ("● 未保存", palette.involved),
            };
            ui.label(RichText::new(word).color(colour));
            ui.separator();
            selection_ui(ui, document);
        });
    });
}

/// Whether 收入总计 = 支出总计, as the format's balance rule finds.
fn balance_ui(ui: &mut Ui, document: &Document) {
    let palette = style::palette(ui.visuals());
    let Some(id) = &document.session.format().balance else {
        return;
    };
    let verdicts = document.session.verdicts();
    let (text, colour) = match verdicts.outcome(id) {
        Some(Outcome::Passed) => ("✓ 收入总计 = 支出总计".to_owned(), palette.good),
        Some(Outcome::Violated) => {
            let difference = verdicts
                .findings()
                .iter()
                .find(|finding| finding.rule == *id)
                .and_then(|finding| finding.difference);
            let difference =
                difference.map(|difference| money::display(difference, document.session.format().decimals));
            (
                format!("× 收入总计 ≠ 支出总计，差 {}", difference.unwrap_or_default()),
                style::severity_colour(crate::schema::Severity::Error, ui.visuals()),
            )
        }
        Some(Outcome::NotChecked | Outcome::NotApplicable) | None => {
            ("收支是否平衡：未检查".to_owned(), palette.faint)
        }
    };
    ui.label(RichText::new(text).color(colour));
}

/// Sum, count and average of the selected numbers: added up anew only when something changes, for a whole
/// table can be selected.
fn selection_ui(ui: &mut Ui, document: &mut Document) {
    let Some(of) = document.selection_of() else {
        return;
    };
    if of.2.is_none() || of.1 == of.2 {
        if let Some(cursor) = &of.1 {
            ui.label(RichText::new(cursor.to_string()).color(style::palette(ui.visuals()).faint));
        }
        return;
    }
    if document.selection.as_ref().is_none_or(|(known, _)| *known != of) {
        let text = selection_text(document);
        document.selection = Some((of, text));
    }
    if let Some((_, text)) = &document.selection {
        ui.label(text);
    }
}

fn selection_text(document: &mut Document) -> String {
    let cells = document.selected_cells();
    let book = document.session.book();
    let numbers: Vec<Decimal> = cells
        .iter()
        .filter_map(|address| book.cell(address))
        .filter(|cell| cell.column.kind.is_number())
        .filter_map(|cell| cell.number())
        .collect();
    let decimals = document.session.format().decimals;
    let sum = numbers.iter().try_fold(Decimal::ZERO, |sum, number| sum.checked_add(*number));
    match sum {
        Some(sum) if !numbers.is_empty() => {
            let average = sum.checked_div(Decimal::from(numbers.len())).unwrap_or_default();
            format!(
                "求和 {}　计数 {}　平均 {}",
                money::display(sum, decimals),
                numbers.len(),
                money::display(average, decimals)
            )
        }
        _ => format!("选中 {} 格", cells.len()),
    }
}
