//! Find and replace: a panel below the table with what was found where.

mod search;

use eframe::egui::{Button, Key, RichText, ScrollArea, TextEdit, Ui};

use search::{Hit, Query};

use crate::model::TableKey;
use crate::ui::document::Document;
use crate::ui::look::style;

const ROW_HEIGHT: f32 = 22.0;

/// What the panel remembers.
#[derive(Clone, Debug, Default)]
pub struct FindPanel {
    /// Whether it is shown.
    pub open: bool,
    /// Whether it offers to replace.
    pub replacing: bool,
    /// Give its field the keyboard in the next frame.
    pub focus: bool,
    text: String,
    by: String,
    all_tables: bool,
    whole: bool,
    at: Option<usize>,
    hits: Vec<Hit>,
    /// What the hits were looked up for.
    made_for: Option<(Query, u64)>,
}

/// What the user asked for.
enum Wish {
    Show(usize),
    Replace,
    ReplaceAll,
    Close,
}

impl FindPanel {
    /// What was found may show otherwise now.
    pub(in crate::ui) fn look_again(&mut self) {
        self.made_for = self.made_for.take().map(|(query, _)| (query, u64::MAX));
    }
}

impl Document {
    /// Opens the panel; where one line of cells is selected, its text is what is looked for.
    pub fn open_find(&mut self, replacing: bool) {
        self.find.open = true;
        self.find.replacing = replacing;
        self.find.focus = true;
    }

    /// Goes to the hit `step` after the one shown.
    pub fn find_step(&mut self, step: isize) {
        self.look_up();
        let count = isize::try_from(self.find.hits.len()).unwrap_or(isize::MAX);
        if count == 0 {
            return;
        }
        let at = match self.find.at.and_then(|at| isize::try_from(at).ok()) {
            Some(at) => (at + step).rem_euclid(count),
            None => {
                if step > 0 {
                    0
                } else {
                    count - 1
                }
            }
        };
        self.show_hit(usize::try_from(at).unwrap_or_default());
    }

    fn show_hit(&mut self, at: usize) {
        self.find.at = Some(at);
        if let Some(hit) = self.find.hits.get(at) {
            let address = hit.address.clone();
            self.jump(&address);
        }
    }

    fn look_up(&mut self) {
        // A page of text has no cells: then all tables are looked through.
        let table: Option<TableKey> = if self.find.all_tables { None } else { self.table_key() };
        let query = Query { text: self.find.text.clone(), whole: self.find.whole, table };
        let made_for = Some((query, self.session.revision()));
        if self.find.made_for == made_for {
            return;
        }
        if let Some((query, _)) = &made_for {
            let hits = search::hits(&self.session, query, self.shown());
            self.find.hits = hits;
        }
        let same =
            self.find.made_for.as_ref().map(|(query, _)| query) == made_for.as_ref().map(|(query, _)| query);
        self.find.at = self.find.at.filter(|at| same && *at < self.find.hits.len());
        self.find.made_for = made_for;
    }

    /// Replaces in the hits, or in the one that is shown, as one step.
    fn replace(&mut self, all: bool) {
        self.look_up();
        let Some((query, _)) = self.find.made_for.clone() else {
            return;
        };
        let at = self.find.at.unwrap_or(0);
        let hits: Vec<Hit> = self
            .find
            .hits
            .iter()
            .skip(if all { 0 } else { at })
            .take(if all { usize::MAX } else { 1 })
            .cloned()
            .collect();
        let plan = search::plan(&self.session, &hits, &query, &self.find.by);
        let mut said = Vec::new();
        match self.session.enter_all(&plan.entries, "替换") {
            Ok(_) => said.push(format!("替换了 {} 格", plan.entries.len())),
            Err(reason) => said.push(format!("替换没有进行：{reason}")),
        }
        if plan.fixed > 0 {
            said.push(format!("{} 格是合计或固定文字，没有替换", plan.fixed));
        }
        if let Some(first) = plan.refused.first() {
            said.push(format!("{} 格替换后不合要求，没有替换（{first}）", plan.refused.len()));
        }
        self.message = Some(said.join("；"));
        self.find.look_again();
        self.look_up();
        if !all {
            // What was replaced is no hit any more; the next one stands where it stood.
            let at = if plan.entries.is_empty() { at + 1 } else { at };
            if at < self.find.hits.len() {
                self.show_hit(at);
            }
        }
    }
}

/// Draws the panel; returns whether the grid is to have the keyboard again.
pub fn ui(ui: &mut Ui, document: &mut Document) -> bool {
    document.look_up();
    let mut wish = None;
    ui.add_space(4.0);
    ui.horizontal(|ui| field_ui(ui, document, &mut wish));
    if document.find.replacing {
        ui.horizontal(|ui| replace_ui(ui, document, &mut wish));
    }
    list_ui(ui, document, &mut wish);
    match wish {
        Some(Wish::Show(at)) => {
            document.show_hit(at);
            return true;
        }
        Some(Wish::Replace) if document.commit() => document.replace(false),
        Some(Wish::ReplaceAll) if document.commit() => document.replace(true),
        Some(Wish::Close) => {
            document.find.open = false;
            return true;
        }
        Some(Wish::Replace | Wish::ReplaceAll) | None => {}
    }
    false
}

fn field_ui(ui: &mut Ui, document: &mut Document, wish: &mut Option<Wish>) {
    let palette = style::palette(ui.visuals());
    let label = ui.label("查找");
    let field =
        TextEdit::singleline(&mut document.find.text).hint_text("文字、金额或编码").desired_width(220.0);
    let field = ui.add(field).labelled_by(label.id);
    if std::mem::take(&mut document.find.focus) {
        field.request_focus();
    }
    let left = field.lost_focus() && ui.input(|input| input.key_pressed(Key::Escape));
    let mut step = 0;
    if field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter)) {
        step = if ui.input(|input| input.modifiers.shift) { -1 } else { 1 };
        field.request_focus();
    }
    if ui.button("▲").on_hover_text("上一处（Shift+Enter）").clicked() {
        step = -1;
    }
    if ui.button("▼").on_hover_text("下一处（Enter）").clicked() {
        step = 1;
    }
    if step != 0 {
        document.find_step(step);
    }
    ui.separator();
    ui.selectable_value(&mut document.find.all_tables, false, "当前表");
    ui.selectable_value(&mut document.find.all_tables, true, "全部表");
    ui.checkbox(&mut document.find.whole, "整格相同");
    if ui.selectable_label(document.find.replacing, "替换…").clicked() {
        document.find.replacing = !document.find.replacing;
    }
    let count = document.find.hits.len();
    let text = match document.find.at {
        Some(at) if count > 0 => format!("第 {} 处，共 {count} 处", at + 1),
        _ if document.find.text.trim().is_empty() => String::new(),
        _ => format!("共 {count} 处"),
    };
    ui.label(RichText::new(text).color(palette.faint));
    ui.with_layout(eframe::egui::Layout::right_to_left(eframe::egui::Align::Center), |ui| {
        if ui.button("关闭查找").clicked() || left {
            *wish = Some(Wish::Close);
        }
    });
}

fn replace_ui(ui: &mut Ui, document: &mut Document, wish: &mut Option<Wish>) {
    let label = ui.label("替换为");
    ui.add(TextEdit::singleline(&mut document.find.by).desired_width(206.0)).labelled_by(label.id);
    let found = !document.find.hits.is_empty();
    if ui.add_enabled(found, Button::new("替换")).clicked() {
        *wish = Some(Wish::Replace);
    }
    if ui.add_enabled(found, Button::new("全部替换")).on_hover_text("只替换录入格，一步可撤销").clicked()
    {
        *wish = Some(Wish::ReplaceAll);
    }
}

fn list_ui(ui: &mut Ui, document: &Document, wish: &mut Option<Wish>) {
    let palette = style::palette(ui.visuals());
    let hits = &document.find.hits;
    ScrollArea::vertical().auto_shrink(false).show_rows(ui, ROW_HEIGHT, hits.len(), |ui, shown| {
        for (at, hit) in hits.iter().enumerate().skip(shown.start).take(shown.len()) {
            let text = RichText::new(format!("{}　{}", hit.place, hit.text));
            let text = if hit.input { text } else { text.color(palette.computed_ink) };
            // Text on the right, even none, puts the rest on the left.
            let button = Button::selectable(document.find.at == Some(at), text).truncate().right_text("");
            if ui.add_sized([ui.available_width(), ROW_HEIGHT - 4.0], button).clicked() {
                *wish = Some(Wish::Show(at));
            }
        }
    });
}
