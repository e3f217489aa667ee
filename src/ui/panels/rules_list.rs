//! Every rule and how it ended, place by place, so that nothing is silently skipped: “which rules were
//! applied to this table, and how did they end”.

use eframe::egui::{CollapsingHeader, Color32, Label, RichText, ScrollArea, Ui};

use crate::model::CellAddress;
use crate::rules::{Outcome, PlaceEnd, PlaceVerdict, RuleVerdict};
use crate::schema::Severity;
use crate::ui::document::Document;
use crate::ui::document::not_asked::NotAsked;
use crate::ui::look::focus;
use crate::ui::look::style::{self, Palette};
use crate::ui::table::grid::cell::place_in_words;

/// Places beyond this are not listed one by one.
const MOST_PLACES: usize = 300;
/// Characters of a line; the rest is seen when it is opened.
const MOST_TITLE: usize = 60;

/// Draws the list; the panel's filters apply.
pub(crate) fn ui(ui: &mut Ui, document: &mut Document, this_table: bool, search: &str) {
    let table = document.table_key().filter(|_| this_table);
    let search = search.trim();
    let mut jump = None;
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        for (at, ended) in document.session.verdicts().rules().iter().enumerate() {
            let rule = &ended.rule;
            let found = search.is_empty() || rule.title.contains(search) || rule.id.contains(search);
            let here = table.as_ref().is_none_or(|table| rule.tables.contains(table));
            if found && here {
                rule_ui(ui, document, (at, ended), &mut jump);
            }
        }
        // They speak of no table that is there.
        for rule in document.not_asked.iter().filter(|_| table.is_none()) {
            if search.is_empty() || rule.title.contains(search) || rule.id.contains(search) {
                not_asked_ui(ui, rule);
            }
        }
        focus::follow(ui);
    });
    if let Some(to) = jump {
        document.jump_to_type(&to);
    }
}

fn rule_ui(
    ui: &mut Ui,
    document: &Document,
    (at, ended): (usize, &RuleVerdict),
    jump: &mut Option<CellAddress>,
) {
    let rule = &ended.rule;
    let palette = style::palette(ui.visuals());
    let hinted = style::severity_colour(Severity::Hint, ui.visuals());
    let (word, colour) = match ended.outcome {
        _ if ended.has_hints() => ("△ 有提示", hinted),
        Outcome::Passed => ("✓ 通过", palette.good),
        Outcome::Violated => ("× 未通过", style::severity_colour(rule.severity, ui.visuals())),
        Outcome::NotChecked => ("○ 未检查", palette.involved),
        Outcome::NotApplicable => ("－ 不适用", palette.faint),
    };
    ui.horizontal_top(|ui| {
        ui.add_sized([76.0, 18.0], Label::new(RichText::new(word).color(colour)));
        CollapsingHeader::new(title(ended)).id_salt(&rule.id).show(ui, |ui| {
            ui.label(RichText::new(format!("{}　依据：{}", rule.id, rule.basis)).font(style::small()));
            for place in document.session.verdicts().places(at).take(MOST_PLACES) {
                place_ui(ui, document, &place, &palette, jump);
            }
            if ended.places > MOST_PLACES {
                ui.label(format!("… 另有 {} 处", ended.places - MOST_PLACES));
            }
        });
    });
}

/// A rule that could not be asked for want of what it speaks of.
fn not_asked_ui(ui: &mut Ui, rule: &NotAsked) {
    let palette = style::palette(ui.visuals());
    ui.horizontal_top(|ui| {
        ui.add_sized([76.0, 18.0], Label::new(RichText::new("○ 未检查").color(palette.involved)));
        let said = ui.add(Label::new(format!("{}　{}", rule.title, rule.lacks)).truncate());
        said.on_hover_text(&rule.id);
    });
}

/// The rule in one line, with the reason why it was not checked as far as it fits.
fn title(ended: &RuleVerdict) -> String {
    let mut line = format!("{}（{} 处）", ended.rule.title, ended.places);
    if ended.has_hints() {
        line += &format!("　提示 {} 处", ended.hints);
    }
    if !ended.reason.is_empty() {
        line += &format!("　{}", ended.reason);
    }
    if line.chars().count() > MOST_TITLE {
        line = line.chars().take(MOST_TITLE).chain(['…']).collect();
    }
    line
}

fn place_ui(
    ui: &mut Ui,
    document: &Document,
    place: &PlaceVerdict,
    palette: &Palette,
    jump: &mut Option<CellAddress>,
) {
    let (sign, colour) = sign(place.end, ui, palette);
    ui.horizontal(|ui| {
        ui.label(RichText::new(sign).color(colour));
        let book = document.session.book();
        match place.at.as_ref().and_then(|at| Some((at, book.cell(at)?))) {
            Some((at, cell)) => {
                let name = format!("{} {}", cell.row.name(), cell.column.title());
                if ui.link(name).on_hover_text(place_in_words(&cell)).clicked() {
                    *jump = Some(at.clone());
                }
            }
            None => drop(ui.label("全表")),
        }
        if !place.why.is_empty() {
            ui.label(RichText::new(&place.why).font(style::small()).color(palette.faint));
        }
    });
}

fn sign(end: PlaceEnd, ui: &Ui, palette: &Palette) -> (&'static str, Color32) {
    let severity = |severity| style::severity_colour(severity, ui.visuals());
    match end {
        PlaceEnd::Passed => ("✓", palette.good),
        PlaceEnd::Hint => ("△", severity(Severity::Hint)),
        PlaceEnd::Violated => ("×", severity(Severity::Error)),
        PlaceEnd::NotChecked => ("○", palette.involved),
        PlaceEnd::NotApplicable => ("－", palette.faint),
    }
}
