//! What is said of the chosen file: its findings, what the reader of the file noted, and what was not checked and why.

use std::collections::BTreeMap;

use eframe::egui::{Label, RichText, ScrollArea, Ui};

use crate::report::{CheckedBudget, CheckedFile, FileOutcome, Standing};
use crate::text::visible;
use crate::ui::look::style;

/// So many findings are told; the file itself has all.
const MOST: usize = 30;

pub(super) fn ui(ui: &mut Ui, file: &CheckedFile, name: &str) {
    let palette = style::palette(ui.visuals());
    ui.add_space(6.0);
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        ui.label(RichText::new(name).font(style::strong()));
        match &file.outcome {
            FileOutcome::Checked(budget) => {
                ui.label(RichText::new(visible(&budget.heading())).color(palette.faint));
                budget_ui(ui, budget);
            }
            FileOutcome::Unreadable { error } => says(ui, error),
            FileOutcome::NotChecked { not_checked } => says(ui, &format!("没有检查：{not_checked}")),
        }
    });
}

fn says(ui: &mut Ui, text: &str) {
    ui.add(Label::new(visible(text)).wrap());
}

fn heading(ui: &mut Ui, text: &str) {
    ui.add_space(6.0);
    ui.label(RichText::new(text).font(style::strong()));
}

fn budget_ui(ui: &mut Ui, budget: &CheckedBudget) {
    let faint = style::palette(ui.visuals()).faint;
    says(ui, &format!("{}；规则：{}", budget.counted(), budget.counted_rules()));
    let open: Vec<_> = budget.findings.iter().filter(|one| one.standing() != Standing::Waived).collect();
    let leaders: Vec<_> = open.iter().filter(|one| budget.told_under(one).is_none()).collect();
    if !leaders.is_empty() {
        heading(ui, "问题（双击文件或按 Enter 打开，逐处核对）");
    }
    for finding in leaders.iter().take(MOST) {
        let colour = style::severity_colour(finding.severity, ui.visuals());
        ui.horizontal_wrapped(|ui| {
            ui.label(RichText::new(finding.severity.label()).color(colour));
            ui.add(Label::new(visible(&finding.message)).wrap());
        });
    }
    if leaders.len() > MOST {
        ui.label(RichText::new(format!("另有 {} 个，打开文件看", leaders.len() - MOST)).color(faint));
    }
    let mut told = budget.told().peekable();
    if told.peek().is_some() {
        heading(ui, "读入时的说明");
        told.for_each(|notice| says(ui, &notice));
    }
    // One reason is said once, with the rules that it kept from being checked.
    let mut reasons: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for rule in budget.unchecked() {
        reasons.entry(&rule.reason).or_default().push(&rule.title);
    }
    if !reasons.is_empty() {
        heading(ui, &format!("没有检查的规则 {}", budget.unchecked().count()));
    }
    for (reason, rules) in reasons {
        says(ui, &format!("{reason}：{}", rules.join("；")));
    }
}
