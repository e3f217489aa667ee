//! The right side beside the text: what the chosen heading or paragraph quotes, how each figure stands to its cell, and what
//! the rules say of it.

use eframe::egui::{Button, Label, RichText, ScrollArea, Ui};

use crate::narrative::{BoundFigure, Place};
use crate::session::{Passage, comment_place};
use crate::ui::document::Document;
use crate::ui::look::style;
use crate::ui::panels::comments;
use crate::ui::panels::inspector::{finding_ui, sign_of};

/// What was asked.
enum Wish {
    Figure(Box<BoundFigure>),
    Finding(usize),
    Fix(usize),
}

/// Draws it.
pub(in crate::ui) fn ui(ui: &mut Ui, document: &mut Document) {
    ui.add_space(6.0);
    ui.label(RichText::new("这一段").font(style::strong()));
    ui.separator();
    let Some(at) = document.look.passage.filter(|at| document.session.passage(*at).is_some()) else {
        let hint = "点一段文字即可修改；这里说明段里的数取自哪一格、对不对，有什么问题。";
        ui.add(Label::new(hint).wrap());
        return;
    };
    let mut wish = None;
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        ui.add(Label::new(RichText::new(document.session.passage_name(at)).font(style::strong())).wrap());
        findings_ui(ui, document, at, &mut wish);
        figures_ui(ui, document, at, &mut wish);
        if let Some(place) = comment_place(document.session.budget(), at) {
            comments::of_place_ui(ui, document, &place);
        }
    });
    match wish {
        None => {}
        Some(Wish::Finding(at)) => document.choose_finding(at),
        Some(Wish::Fix(at)) => document.fix(at),
        Some(Wish::Figure(figure)) => match figure.cells.first() {
            Some(cell) => document.jump_to_type(cell),
            None => document.bind_by_hand(&figure),
        },
    }
}

/// What rules say of it.
fn findings_ui(ui: &mut Ui, document: &Document, at: Passage, wish: &mut Option<Wish>) {
    let all = document.session.verdicts().findings();
    let is_here = |place: Option<Place>| place.map(Passage::from) == Some(at);
    let listed = all.listed().iter().enumerate();
    let here: Vec<_> = listed
        .filter(|(_, listed)| is_here(listed.found.sentence()))
        .filter_map(|(index, _)| Some((index, all.get(index)?)))
        .collect();
    if here.is_empty() {
        return;
    }
    ui.separator();
    ui.label(RichText::new(format!("问题 {}", here.len())).font(style::strong()));
    for (index, finding) in here {
        let (is_chosen, is_fixed) = finding_ui(ui, document, index, &finding);
        if is_chosen {
            *wish = Some(Wish::Finding(index));
        }
        if is_fixed {
            *wish = Some(Wish::Fix(index));
        }
    }
}

/// The figures in it.
fn figures_ui(ui: &mut Ui, document: &Document, at: Passage, wish: &mut Option<Wish>) {
    let figures = &document.session.verdicts().narrative().figures;
    let here: Vec<&BoundFigure> = figures.iter().filter(|figure| Passage::from(figure.place) == at).collect();
    if here.is_empty() {
        return;
    }
    ui.separator();
    ui.label(RichText::new(format!("段里的数 {}", here.len())).font(style::strong()));
    for figure in here {
        let (sign, colour) = sign_of(ui, &figure.state);
        let subject = if figure.subject.is_empty() { "没有认出" } else { &figure.subject };
        let text = RichText::new(format!("{sign} {subject}：{}", figure.text)).color(colour);
        let leads = !figure.cells.is_empty() || document.is_for_hand(figure);
        let hint =
            if figure.cells.is_empty() { "指定它对应的单元格" } else { "到对应的单元格" };
        let button = ui.add_enabled(leads, Button::new(text).frame(false).wrap());
        if button.on_hover_text(hint).clicked() {
            *wish = Some(Wish::Figure(Box::new(figure.clone())));
        }
    }
}
