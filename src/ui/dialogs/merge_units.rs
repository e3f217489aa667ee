//! Taking units' own budgets into the department's (汇入单位): what would change is shown first, and only
//! what is agreed to is done, as one step that can be undone.

use std::path::Path;

use eframe::egui::{self, Context, Modal, RichText};

use crate::calc::{Book, Figures};
use crate::compare::{TakenIn, Transfer, Version, take_in_unit, transfers};
use crate::file;
use crate::money;
use crate::schema::Formats;
use crate::text::visible;
use crate::ui::dialogs::preview::{self, Change};
use crate::ui::document::Document;
use crate::ui::look::primary;
use crate::ui::look::room;
use crate::ui::look::style;

/// A unit's budget that is asked about.
pub(in crate::ui) struct UnitMerge {
    file: String,
    taken: TakenIn,
    /// The state of the budget that the step is for.
    revision: u64,
    changes: Vec<Change>,
    transfers: Vec<Transfer>,
}

impl UnitMerge {
    /// What taking a file into a document would change; `None` where that is nothing, which is said.
    ///
    /// # Errors
    /// Says in Chinese why the file cannot be read or taken in.
    pub(crate) fn of(
        document: &mut Document,
        path: &Path,
        formats: &Formats,
    ) -> Result<Option<Self>, String> {
        let session = &document.session;
        let unit = file::load(path, formats).map_err(|error| error.to_string())?;
        let (format, before) = (session.format(), session.budget());
        let from = Version { budget: before, extras: &document.file.extras };
        let unit = Version { budget: &unit.budget, extras: &unit.extras };
        let taken = take_in_unit(format, from, unit).map_err(|error| error.to_string())?;
        if taken.step.edits.is_empty() {
            let more: Vec<String> =
                doubts_in_words(&taken).into_iter().chain(left_in_words(&taken)).collect();
            let more = more.iter().map(|more| format!("；{more}")).collect::<String>();
            document.message = Some(format!("{}：没有变化{more}", taken.step.label));
            return Ok(None);
        }
        let mut after = before.clone();
        taken.step.clone().apply(&mut after).map_err(|error| error.to_string())?;
        let figures = Figures::compute(&after, format);
        let book = Book { format, budget: &after, figures: &figures };
        Ok(Some(Self {
            file: path.file_name().unwrap_or_default().to_string_lossy().into_owned(),
            revision: session.revision(),
            changes: preview::changes(&session.book(), &book),
            transfers: transfers(&book),
            taken,
        }))
    }

    /// Draws the question; what it is, as long as it stays open. It closes where the budget is another by now.
    pub(crate) fn show(self, ctx: &Context, document: &mut Document) -> Option<Self> {
        if self.revision != document.session.revision() {
            return None;
        }
        let Some(agreed) = ask_ui(ctx, &self, document.session.format().decimals) else {
            return Some(self);
        };
        if !agreed {
            document.message = Some(format!("没有汇入 {}", self.file));
            return None;
        }
        let doubts = doubts_in_words(&self.taken).map(|doubts| format!("；{doubts}")).unwrap_or_default();
        let said = format!("{}：{} 处改动，可以撤销{doubts}", self.taken.step.label, self.changes.len());
        if document.apply(Ok(self.taken.step)) {
            document.file.extras = self.taken.extras;
            document.message = Some(said);
        }
        None
    }
}

/// What of the unit's file is not taken in.
fn left_in_words(taken: &TakenIn) -> Option<String> {
    listed(&taken.left, 8).map(|left| format!("单位文件里不随明细带入的：{left}"))
}

/// What of it wants looking at.
fn doubts_in_words(taken: &TakenIn) -> Option<String> {
    listed(&taken.doubts, 3).map(|doubts| format!("请核对：{doubts}"))
}

/// So many of these, and how many more there are.
fn listed(all: &[String], most: usize) -> Option<String> {
    let (shown, more) = all.split_at(all.len().min(most));
    let shown: Vec<String> = shown.iter().map(|one| visible(one).into_owned()).collect();
    let more = if more.is_empty() { String::new() } else { format!("；另有 {} 项", more.len()) };
    (!shown.is_empty()).then(|| format!("{}{more}", shown.join("；")))
}

/// Asks about one file; whether it was agreed to, once that was said.
fn ask_ui(ctx: &Context, asked: &UnitMerge, decimals: u32) -> Option<bool> {
    let mut decision = None;
    Modal::new(egui::Id::unique("taking in")).show(ctx, |ui| {
        room::width(ui, 620.0);
        ui.heading(&asked.taken.step.label);
        room::body(ui, |ui| {
            ui.label(format!(
                "“{}”会改动 {} 处；这些单位原来的明细由它代替，可以撤销。",
                asked.file,
                asked.changes.len()
            ));
            for sum in &asked.taken.sums {
                let text = RichText::new(sum.in_words(decimals));
                let colour = style::severity_colour(crate::schema::Severity::Warning, ui.visuals());
                ui.label(if sum.is_less() { text.color(colour) } else { text });
            }
            ui.add_space(6.0);
            preview::list_ui(ui, &asked.changes, "现在");
            if let Some(doubts) = doubts_in_words(&asked.taken) {
                let colour = style::severity_colour(crate::schema::Severity::Warning, ui.visuals());
                ui.label(RichText::new(doubts).color(colour));
            }
            if let Some(left) = left_in_words(&asked.taken) {
                ui.label(left);
            }
            for transfer in &asked.transfers {
                let amounts = transfer.amounts.iter();
                let amounts: Vec<String> = amounts
                    .map(|(title, amount)| format!("{title} {}", money::display(*amount, decimals)))
                    .collect();
                let text = format!("抵销内部往来 {}：{}", transfer.name, amounts.join("，"));
                if transfer.agrees() {
                    ui.label(text);
                } else {
                    let colour = style::severity_colour(crate::schema::Severity::Error, ui.visuals());
                    ui.label(RichText::new(format!("{text}，两方不等")).color(colour));
                }
            }
        });
        ui.add_space(8.0);
        ui.horizontal(|ui| {
            if primary::chosen(ui, true, "汇入") {
                decision = Some(true);
            }
            let escaped = ui.input(|input| input.key_pressed(egui::Key::Escape));
            if ui.button("不汇入").clicked() || escaped {
                decision = Some(false);
            }
        });
    });
    decision
}
