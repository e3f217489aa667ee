//! The page of lines that are reckoned by a standard per head (按标准计算): the formula, what it stands for, what
//! it gives now, and the amount that stands in the line. Nothing moves until it is asked for.

use eframe::egui::{Align, Button, Frame, Label, Layout, RichText, ScrollArea, Ui, vec2};

use super::document::{Document, Page};
use super::proposing::fixed;
use super::style::{self, LINE_HEIGHT};
use crate::model::CellAddress;
use crate::money;
use crate::schema::Severity;
use crate::standards::{ReckonedLine, reckon_again, reckoned_lines};

/// The lines, and the revision of the budget they were reckoned for.
pub(super) type Reckoning = (u64, Vec<ReckonedLine>);

/// The height of what a line's names stand for, below it.
const WORDS_HEIGHT: f32 = 18.0;

/// What the user asked of the page.
enum Wish {
    Again(Vec<CellAddress>),
    Jump(CellAddress),
}

impl Document {
    /// Shows the lines that are reckoned by a standard.
    pub(super) fn show_reckoning(&mut self) {
        self.page = Page::Reckoning;
    }

    /// How many lines with formulas there are, and how many of them have another amount than theirs gives.
    pub(super) fn reckoned(&mut self) -> (usize, usize) {
        let revision = self.session.revision();
        if self.reckoning.as_ref().is_none_or(|(made_for, _)| *made_for != revision) {
            self.reckoning = Some((revision, reckoned_lines(self.session.budget(), self.session.format())));
        }
        let lines = self.reckoning.as_ref().map_or(&[][..], |(_, lines)| lines);
        (lines.len(), lines.iter().filter(|line| line.differs()).count())
    }
}

/// Draws the page.
pub(super) fn ui(ui: &mut Ui, document: &mut Document) {
    let (count, differing) = document.reckoned();
    let lines = document.reckoning.as_ref().map_or(&[][..], |(_, lines)| lines);
    let decimals = document.session.format().unit.exact_decimals();
    let mut wish = None;
    Frame::new().inner_margin(vec2(14.0, 8.0)).show(ui, |ui| {
        ui.heading("按标准计算");
        ui.label(
            "在明细的“算法”栏写 =在职人数×标准×12：人数取自“预算单位”，标准取自“费用标准”里的同名项目（也可写项目名称）。",
        );
        if count == 0 {
            ui.label("还没有这样的明细。");
            return;
        }
        ui.horizontal(|ui| {
            ui.label(format!("{count} 行，其中 {differing} 行的金额与算法不同。人数、标准改动后，金额要在这里更新。"));
            if ui.add_enabled(differing > 0, Button::new(format!("更新全部 {differing} 行"))).clicked() {
                wish = Some(Wish::Again(lines.iter().map(|line| line.at.clone()).collect()));
            }
        });
        ui.separator();
        ScrollArea::vertical().auto_shrink(false).show_rows(ui, LINE_HEIGHT + WORDS_HEIGHT, count, |ui, range| {
            for line in lines.get(range).into_iter().flatten() {
                line_ui(ui, line, decimals, &mut wish);
            }
        });
    });
    match wish {
        Some(Wish::Jump(cell)) => document.jump(&cell),
        Some(Wish::Again(cells)) => {
            let wanted = lines.iter().filter(|line| cells.contains(&line.at));
            if let Some(step) = reckon_again(wanted) {
                let said = step.label.clone();
                if document.apply(Ok(step)) {
                    document.message = Some(format!("{said}，可以撤销"));
                }
            }
        }
        None => {}
    }
}

fn line_ui(ui: &mut Ui, line: &ReckonedLine, decimals: u32, wish: &mut Option<Wish>) {
    let palette = style::palette(ui.visuals());
    ui.vertical(|ui| {
        ui.set_height(LINE_HEIGHT + WORDS_HEIGHT);
        ui.spacing_mut().item_spacing.y = 0.0;
        ui.horizontal(|ui| {
            ui.set_height(LINE_HEIGHT);
            let title = Button::new(RichText::new(&line.title).color(palette.ink)).frame(false).truncate();
            let mut clicked = false;
            fixed(ui, 280.0, |ui| clicked = ui.add(title).clicked());
            if clicked {
                *wish = Some(Wish::Jump(line.at.clone()));
            }
            fixed(ui, 230.0, |ui| {
                ui.add(Label::new(&line.formula).truncate());
            });
            let warning = style::severity_colour(Severity::Warning, ui.visuals());
            let now = line.now.as_ref().ok().map(|now| now.amount);
            let difference = now.map(|now| now - line.amount).filter(|difference| !difference.is_zero());
            for (word, amount, colour) in [
                ("现为", Some(line.amount), palette.ink),
                ("应为", now, palette.ink),
                ("差", difference, warning),
            ] {
                let Some(amount) = amount else {
                    continue;
                };
                let shown = money::in_full(amount, decimals.min(2));
                fixed(ui, 112.0, |ui| {
                    let text = RichText::new(format!("{word} {shown}")).color(colour);
                    ui.with_layout(Layout::right_to_left(Align::Center), |ui| ui.label(text));
                });
            }
            if line.differs() && ui.small_button("更新").clicked() {
                *wish = Some(Wish::Again(vec![line.at.clone()]));
            }
        });
        let (said, colour) = match &line.now {
            Ok(now) => (now.words(), palette.faint),
            Err(why) => (why.clone(), palette.involved),
        };
        ui.add(Label::new(RichText::new(said).font(style::small()).color(colour)).truncate());
    });
}
