//! Writing rules of one's own (自定规则): the text of a rule file, what could come next, and at every
//! keystroke how its rules end on the open budget. What a rule means is for `rules`.

use eframe::egui::text::{CCursor, CCursorRange};
use eframe::egui::text_edit::TextEditState;
use eframe::egui::{Button, Frame, Id, Label, RichText, ScrollArea, TextEdit, Ui, vec2};

use crate::formula::complete;
use crate::model::CellAddress;
use crate::rules::{Outcome, RuleFile};
use crate::schema::Severity;
use crate::ui::commands::Command;
use crate::ui::document::Document;
use crate::ui::document::own_rules::Trial;
use crate::ui::look::style;
use crate::ui::request::Request;

/// Suggestions and findings beyond these are not listed.
const MOST_SUGGESTIONS: usize = 10;
const MOST_FINDINGS: usize = 50;

impl Document {
    /// Tries the rules as they are written now, unless that was done.
    fn try_rules(&mut self) {
        let (text, revision) = (self.drafts.rules.text.clone(), self.session.revision());
        if self
            .drafts
            .rules
            .trial
            .as_ref()
            .is_some_and(|trial| trial.text == text && trial.revision == revision)
        {
            return;
        }
        let mut trial = Trial { text, revision, errors: Vec::new(), rules: Vec::new(), findings: Vec::new() };
        match RuleFile::parse("", &trial.text) {
            Err(error) => trial.errors.push(error.message),
            Ok(file) => {
                if file.format.as_ref().is_some_and(|format| *format != self.session.format().id) {
                    trial.errors.push("这些规则是为别的表式写的，不用于这份预算".to_owned());
                }
                let (ended, errors) = self.session.try_rules(&file);
                trial.errors.extend(errors.iter().map(ToString::to_string));
                trial.rules.extend(ended.rules.iter().map(|rule| {
                    let places = format!("{}（{} 处通过）{}", rule.rule.title, rule.passed, rule.reason);
                    (rule.rule.id.clone(), rule.outcome, places)
                }));
                trial.findings.extend(
                    ended
                        .findings
                        .into_iter()
                        .map(|finding| (finding.severity, finding.message, finding.address)),
                );
            }
        }
        self.drafts.rules.trial = Some(trial);
    }

    /// Applies the rules as they are written beside the built-in ones.
    fn apply_rules(&mut self) {
        match RuleFile::parse("自定规则", &self.drafts.rules.text) {
            Ok(file) => {
                let errors = self.session.add_rules(&file);
                self.message = Some(match errors.first() {
                    Some(error) => error.to_string(),
                    None => format!("{} 条自定规则已用于这份预算，结果在问题列表里", file.rules.len()),
                });
            }
            Err(error) => self.message = Some(error.to_string()),
        }
    }
}

/// Draws the page.
pub(crate) fn ui(ui: &mut Ui, document: &mut Document, requests: &mut Vec<Request>) {
    document.try_rules();
    let mut jump = None;
    Frame::new().inner_margin(vec2(12.0, 8.0)).show(ui, |ui| {
        ui.horizontal(|ui| {
            let name = document.drafts.rules.path.as_ref().map(|path| path.display().to_string());
            ui.heading(name.unwrap_or_else(|| "自定规则（尚未保存）".to_owned()));
            if ui.button("打开规则…").clicked() {
                requests.push(Request::Command(Command::OpenRules));
            }
            let save = Button::new("保存规则");
            if ui
                .add_enabled(document.drafts.rules.is_unsaved() || document.drafts.rules.path.is_none(), save)
                .clicked()
            {
                requests.push(Request::Command(Command::SaveRules));
            }
            if ui.button("用于这份预算").clicked() {
                document.apply_rules();
            }
        });
        ui.add_space(4.0);
        let height = (ui.available_height() * 0.55).max(120.0);
        ScrollArea::vertical().id_salt("rules").max_height(height).show(ui, |ui| editor_ui(ui, document));
        suggestions_ui(ui, document);
        ui.separator();
        ScrollArea::vertical().id_salt("trial").auto_shrink(false).show(ui, |ui| {
            jump = trial_ui(ui, document);
        });
    });
    if let Some(cell) = jump {
        document.jump(&cell);
    }
}

fn editor_ui(ui: &mut Ui, document: &mut Document) {
    let output = TextEdit::multiline(&mut document.drafts.rules.text)
        .id(editor_id())
        .code_editor()
        .lock_focus(false)
        .desired_width(f32::INFINITY)
        .show(ui);
    output.response.widget_info(|| {
        eframe::egui::WidgetInfo::labeled(eframe::egui::Role::MultilineTextInput, true, "规则的文字")
    });
    if let Some(range) = output.cursor_range {
        document.drafts.rules.cursor = Some(usize::from(range.primary.index));
    }
}

/// What could come next at the cursor, to be taken by a click.
fn suggestions_ui(ui: &mut Ui, document: &mut Document) {
    let cursor = document.drafts.rules.cursor.unwrap_or(0);
    let before: String = document.drafts.rules.text.chars().take(cursor).collect();
    // A formula stands in quotes on its line; the table of `本行` is that of the last `each`.
    let line = before.rsplit(['\n', '"']).next().unwrap_or_default();
    let own = before
        .rsplit_once("each:")
        .and_then(|(_, each)| each.split('"').nth(1))
        .and_then(|rows| rows.split(['.', '[']).next());
    let (from, found) = complete(line, own, document.session.format());
    let written = line.chars().count().saturating_sub(from);
    let mut chosen = None;
    // The strip is always there, so that nothing jumps while typing.
    ui.horizontal(|ui| {
        ui.set_min_height(22.0);
        ui.label(RichText::new("可填：").color(style::palette(ui.visuals()).faint));
        if !line.trim().is_empty() {
            for suggestion in found.iter().take(MOST_SUGGESTIONS) {
                let button = ui.small_button(&suggestion.insert).on_hover_text(&suggestion.meaning);
                if button.clicked() {
                    chosen = Some(suggestion.insert.clone());
                }
            }
        }
    });
    if let Some(insert) = chosen {
        let after: String = document.drafts.rules.text.chars().skip(cursor).collect();
        let kept: String = before.chars().take(cursor.saturating_sub(written)).collect();
        let at = kept.chars().count() + insert.chars().count();
        document.drafts.rules.text = format!("{kept}{insert}{after}");
        document.drafts.rules.cursor = Some(at);
        let id = editor_id();
        let mut state = TextEditState::load(ui.ctx(), id).unwrap_or_default();
        state.cursor.set_char_range(Some(CCursorRange::one(CCursor::new(at))));
        state.store(ui.ctx(), id);
        ui.memory_mut(|memory| memory.request_focus(id));
    }
}

fn editor_id() -> Id {
    Id::unique("rule text")
}

/// How the rules end; the cell to go to, if a finding was clicked.
fn trial_ui(ui: &mut Ui, document: &Document) -> Option<CellAddress> {
    let palette = style::palette(ui.visuals());
    let trial = document.drafts.rules.trial.as_ref()?;
    let red = style::severity_colour(Severity::Error, ui.visuals());
    for error in &trial.errors {
        ui.add(Label::new(RichText::new(error).color(red)).wrap());
    }
    for (id, outcome, text) in &trial.rules {
        let colour = match outcome {
            Outcome::Passed => palette.good,
            Outcome::Violated => red,
            Outcome::NotChecked | Outcome::NotApplicable => palette.faint,
        };
        ui.horizontal(|ui| {
            ui.label(RichText::new(outcome.label()).color(colour));
            ui.add(Label::new(format!("{id}　{text}")).truncate());
        });
    }
    let mut jump = None;
    for (severity, message, cell) in trial.findings.iter().take(MOST_FINDINGS) {
        let text = RichText::new(format!("[{}] {message}", severity.label()))
            .color(style::severity_colour(*severity, ui.visuals()));
        if ui.add(Button::new(text).frame(false).wrap()).clicked() {
            jump.clone_from(cell);
        }
    }
    if trial.findings.len() > MOST_FINDINGS {
        ui.label(format!("… 另有 {} 个", trial.findings.len() - MOST_FINDINGS));
    }
    jump
}
