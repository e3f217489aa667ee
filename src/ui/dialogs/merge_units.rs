//! Taking units' own budgets into the department's (汇入单位): what would change is shown first, and only
//! what is agreed to is done, as one step that can be undone.

use std::collections::VecDeque;
use std::path::PathBuf;

use eframe::egui::{self, Context, Modal, RichText};

use crate::calc::{Book, Figures};
use crate::compare::{TakenIn, Transfer, Version, take_in_unit, transfers};
use crate::file;
use crate::money;
use crate::text::visible;
use crate::ui::dialogs::preview::{self, Change};
use crate::ui::look::style;
use crate::ui::shell::app::App;

/// Budgets of units that wait to be taken in.
#[derive(Debug, Default)]
pub(in crate::ui) struct TakingIn {
    waiting: VecDeque<PathBuf>,
    asked: Option<Asked>,
}

/// What is asked about one of them.
#[derive(Debug)]
struct Asked {
    file: String,
    taken: TakenIn,
    /// The state of the budget that the step is for.
    revision: u64,
    changes: Vec<Change>,
    transfers: Vec<Transfer>,
}

impl App {
    /// Takes files of units into the budget in front, one after the other.
    pub(in crate::ui) fn wait_to_be_taken_in(&mut self, files: Vec<PathBuf>) {
        self.taking_in.waiting.extend(files);
    }

    /// Whether a unit's budget waits for an answer.
    pub(in crate::ui) fn is_taking_in(&self) -> bool {
        self.taking_in.asked.is_some()
    }

    /// The question whether a unit's budget is taken in, while one waits.
    pub(in crate::ui) fn taking_in_ui(&mut self, ctx: &Context) {
        let current = self.document().map(|document| document.session.revision());
        if self.taking_in.asked.as_ref().is_some_and(|asked| Some(asked.revision) != current) {
            // The budget in front is another one by now.
            self.taking_in.asked = None;
        }
        while self.taking_in.asked.is_none() {
            let Some(path) = self.taking_in.waiting.pop_front() else {
                return;
            };
            match self.look_into(&path) {
                Ok(asked) if asked.taken.step.edits.is_empty() => {
                    if let Some(document) = self.document_mut() {
                        document.message = Some(format!("{}：没有变化", asked.taken.step.label));
                    }
                }
                Ok(asked) => self.taking_in.asked = Some(asked),
                Err(error) => self.errors.push(format!("{}：{error}", path.display())),
            }
        }
        let decimals = self.document().map_or(2, |document| document.session.format().decimals);
        let decision = self.taking_in.asked.as_ref().and_then(|asked| ask_ui(ctx, asked, decimals));
        let (Some(agreed), Some(document)) = (decision, self.documents.get_mut(self.active)) else {
            return;
        };
        let Some(asked) = self.taking_in.asked.take() else {
            return;
        };
        if !agreed {
            document.message = Some(format!("没有汇入 {}", asked.file));
            return;
        }
        let said = format!("{}：{} 处改动，可以撤销", asked.taken.step.label, asked.changes.len());
        if document.apply(Ok(asked.taken.step)) {
            document.extras = asked.taken.extras;
            document.message = Some(said);
        }
    }

    /// What taking a file in would change.
    fn look_into(&self, path: &std::path::Path) -> Result<Asked, String> {
        let document = self.document().ok_or_else(|| "没有打开的预算".to_owned())?;
        let session = &document.session;
        let unit = file::load(path, &self.formats).map_err(|error| error.to_string())?;
        let (format, before) = (session.format(), session.budget());
        let from = Version { budget: before, extras: &document.extras };
        let unit = Version { budget: &unit.budget, extras: &unit.extras };
        let taken = take_in_unit(format, from, unit).map_err(|error| error.to_string())?;
        let mut after = before.clone();
        taken.step.clone().apply(&mut after).map_err(|error| error.to_string())?;
        let figures = Figures::compute(&after, format);
        let book = Book { format, budget: &after, figures: &figures };
        Ok(Asked {
            file: path.file_name().unwrap_or_default().to_string_lossy().into_owned(),
            revision: session.revision(),
            changes: preview::changes(&session.book(), &book),
            transfers: transfers(&book),
            taken,
        })
    }
}

/// Asks about one file; whether it was agreed to, once that was said.
fn ask_ui(ctx: &Context, asked: &Asked, decimals: u32) -> Option<bool> {
    let mut decision = None;
    Modal::new(egui::Id::unique("taking in")).show(ctx, |ui| {
        ui.set_width(620.0);
        ui.heading(&asked.taken.step.label);
        ui.label(format!(
            "“{}”会改动 {} 处；这些单位原来的明细由它代替，可以撤销。",
            asked.file,
            asked.changes.len()
        ));
        ui.add_space(6.0);
        preview::list_ui(ui, &asked.changes, "现在");
        if !asked.taken.left.is_empty() {
            let left: Vec<String> =
                asked.taken.left.iter().take(8).map(|left| visible(left).into_owned()).collect();
            let more = asked.taken.left.len().saturating_sub(left.len());
            let more = if more > 0 { format!("；另有 {more} 项") } else { String::new() };
            ui.label(format!("单位文件里不随明细带入的：{}{more}", left.join("；")));
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
        ui.add_space(8.0);
        ui.horizontal(|ui| {
            if ui.button("汇入").clicked() {
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
