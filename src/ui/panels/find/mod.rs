//! Find and replace: a panel below the table with what was found where.

mod search;

use eframe::egui::{
    Align, Button, Key, Layout, Rect, Response, RichText, ScrollArea, Sense, TextEdit, Ui, UiBuilder,
};

use search::{Hit, Query, Scope, Spot};

use crate::ui::document::{Document, Page};
use crate::ui::look::lines::Lines;
use crate::ui::look::named::called;
use crate::ui::look::{focus, style};

/// How high a line of what was found is.
const LINE: f32 = 18.0;

/// What the panel remembers.
#[derive(Clone, Debug, Default)]
pub(crate) struct FindPanel {
    /// Whether it is shown.
    pub open: bool,
    /// Whether it offers to replace.
    pub replacing: bool,
    /// Give its field the keyboard in the next frame.
    pub focus: bool,
    /// Give it the field for what is put in its place.
    focus_by: bool,
    /// Select what stands in its field: what is typed next is looked for instead.
    select: bool,
    text: String,
    by: String,
    all_tables: bool,
    whole: bool,
    at: Option<usize>,
    hits: Vec<Hit>,
    /// What the hits were looked up for.
    made_for: Option<(Query, (u64, u64))>,
}

/// What the user asked for.
enum Wish {
    Show(usize),
    Replace,
    ReplaceAll,
    Close,
}

impl FindPanel {
    /// Opens the panel. What was looked for last stands in it, selected.
    pub(crate) fn show(&mut self, replacing: bool) {
        self.open = true;
        self.replacing = replacing;
        self.focus = true;
        self.select = true;
    }

    /// Goes to the hit `step` after the one shown.
    fn step(&mut self, document: &mut Document, step: isize) {
        self.look_up(document);
        let count = isize::try_from(self.hits.len()).unwrap_or(isize::MAX);
        if count == 0 {
            return;
        }
        let at = match self.at.and_then(|at| isize::try_from(at).ok()) {
            Some(at) => (at + step).rem_euclid(count),
            None => {
                if step > 0 {
                    0
                } else {
                    count - 1
                }
            }
        };
        self.show_hit(document, usize::try_from(at).unwrap_or_default());
    }

    /// How much is found, and at which of it one is: a paragraph can hold it several times.
    fn count(&self) -> String {
        let times = |hits: &[Hit]| hits.iter().map(|hit| hit.times).sum::<usize>();
        let all = format!("共 {} 处", times(&self.hits));
        let here = self.at.and_then(|at| self.hits.split_at_checked(at));
        match here.and_then(|(before, from)| Some((times(before) + 1, from.first()?.times))) {
            Some((at, 1)) => format!("第 {at} 处，{all}"),
            Some((at, several)) => format!("第 {at}–{} 处，{all}", at + several - 1),
            None if self.text.trim().is_empty() => String::new(),
            None => all,
        }
    }

    fn show_hit(&mut self, document: &mut Document, at: usize) {
        self.at = Some(at);
        if let Some(hit) = self.hits.get(at) {
            match hit.spot.clone() {
                Spot::Cell(address) => document.jump(&address),
                Spot::Passage(passage) => document.show_passage(passage),
            }
        }
    }

    fn look_up(&mut self, document: &Document) {
        // Pages that are neither a table nor the text hold nothing of their own: then all is looked through.
        let scope = match &document.look.page {
            Page::Table(key) if !self.all_tables => Scope::Table(key.clone()),
            Page::Narrative if !self.all_tables => Scope::Text,
            _ => Scope::All,
        };
        let query = Query { text: self.text.clone(), whole: self.whole, scope };
        let made_for = Some((query, document.state()));
        if self.made_for == made_for {
            return;
        }
        if let Some((query, _)) = &made_for {
            let hits = search::hits(&document.session, query, document.shown());
            self.hits = hits;
        }
        let same =
            self.made_for.as_ref().map(|(query, _)| query) == made_for.as_ref().map(|(query, _)| query);
        self.at = self.at.filter(|at| same && *at < self.hits.len());
        self.made_for = made_for;
    }

    /// Replaces in the hits, or in the one that is shown, as one step.
    fn replace(&mut self, document: &mut Document, all: bool) {
        self.look_up(document);
        let Some((query, _)) = self.made_for.clone() else {
            return;
        };
        let at = self.at.unwrap_or(0);
        let hits: Vec<Hit> = self
            .hits
            .iter()
            .skip(if all { 0 } else { at })
            .take(if all { usize::MAX } else { 1 })
            .cloned()
            .collect();
        if hits.is_empty() {
            document.message = Some(format!("没有找到“{}”，没有替换", query.text.trim()));
            return;
        }
        let plan = search::plan(&document.session, &hits, &query, &self.by);
        let mut said = Vec::new();
        let entered = match plan.entries.is_empty() && !plan.passages.is_empty() {
            true => Ok(None),
            false => document.session.enter_all(&plan.entries, "替换").map(Some),
        };
        let written = entered.and_then(|entered| {
            if let Some(taken) = entered {
                said.push(format!("替换了 {} 格", plan.entries.len()));
                said.extend(taken.told);
            }
            document.session.write_passages(&plan.passages, "替换说明文字")
        });
        match written {
            Ok(()) if plan.passages.is_empty() => {}
            Ok(()) => said.push(format!("替换了说明文字 {} 段", plan.passages.len())),
            Err(reason) => said.push(format!("替换没有进行：{reason}")),
        }
        if plan.fixed > 0 {
            said.push(format!("{} 格是合计或固定文字，没有替换", plan.fixed));
        }
        if let Some(first) = plan.refused.first() {
            said.push(format!("{} 格替换后不合要求，没有替换（{first}）", plan.refused.len()));
        }
        document.message = Some(said.join("；"));
        self.made_for = self.made_for.take().map(|(query, _)| (query, (u64::MAX, 0)));
        self.look_up(document);
        if !all {
            // What was replaced is no hit any more; the next one stands where it stood.
            let at = if plan.entries.is_empty() && plan.passages.is_empty() { at + 1 } else { at };
            if at < self.hits.len() {
                self.show_hit(document, at);
            }
        }
    }
}

/// Draws the panel; returns whether the grid is to have the keyboard again.
pub(crate) fn ui(ui: &mut Ui, document: &mut Document, find: &mut FindPanel) -> bool {
    find.look_up(document);
    let mut wish = None;
    ui.add_space(4.0);
    // Both fields stand beside each other: Tab leads from one to the other, and to what closes it last.
    let replacing = find.replacing;
    let first = ui.horizontal(|ui| {
        let mut left = field_ui(ui, document, find);
        match replacing {
            true => left |= by_ui(ui, document, find),
            false => choices_ui(ui, document, find),
        }
        if left {
            wish = Some(Wish::Close);
        }
        ui.available_rect_before_wrap()
    });
    if replacing {
        ui.horizontal(|ui| {
            replace_ui(ui, find, &mut wish);
            choices_ui(ui, document, find);
        });
    }
    close_ui(ui, first.inner, &mut wish);
    list_ui(ui, find, &mut wish);
    match wish {
        Some(Wish::Show(at)) => {
            find.show_hit(document, at);
            return true;
        }
        Some(Wish::Replace) if document.commit() => find.replace(document, false),
        Some(Wish::ReplaceAll) if document.commit() => find.replace(document, true),
        Some(Wish::Close) => {
            find.open = false;
            return true;
        }
        Some(Wish::Replace | Wish::ReplaceAll) | None => {}
    }
    false
}

/// The field for what is looked for; whether it was left by Escape.
fn field_ui(ui: &mut Ui, document: &mut Document, find: &mut FindPanel) -> bool {
    let label = ui.label("查找");
    let field = TextEdit::singleline(&mut find.text).hint_text("文字、金额或编码").desired_width(220.0);
    let field = ui.add(field).labelled_by(label.id);
    if std::mem::take(&mut find.focus) {
        field.request_focus();
    }
    if std::mem::take(&mut find.select) {
        focus::select_all(ui.ctx(), field.id);
    }
    left(ui, &field, document, find)
}

/// Enter in a field of the panel goes to the next place and stays in the field: in the table it would walk over cells, and
/// what is typed next would go there. Whether Escape left it.
fn left(ui: &Ui, field: &Response, document: &mut Document, find: &mut FindPanel) -> bool {
    if !field.lost_focus() {
        return false;
    }
    if ui.input(|input| input.key_pressed(Key::Enter)) {
        let step = if ui.input(|input| input.modifiers.shift) { -1 } else { 1 };
        field.request_focus();
        find.step(document, step);
    }
    ui.input(|input| input.key_pressed(Key::Escape))
}

/// The ways through what is found, where it is looked for, and how much there is.
fn choices_ui(ui: &mut Ui, document: &mut Document, find: &mut FindPanel) {
    let palette = style::palette(ui.visuals());
    let mut step = 0;
    if called(ui.button("▲"), "上一处").on_hover_text("上一处（Shift+Enter）").clicked() {
        step = -1;
    }
    if called(ui.button("▼"), "下一处").on_hover_text("下一处（Enter）").clicked() {
        step = 1;
    }
    if step != 0 {
        find.step(document, step);
    }
    ui.separator();
    let here = if document.look.page == Page::Narrative { "说明文字" } else { "当前表" };
    let in_one = ui.selectable_value(&mut find.all_tables, false, here);
    let in_all = ui.selectable_value(&mut find.all_tables, true, "全部").on_hover_text("全部表和说明文字");
    let whole = ui.checkbox(&mut find.whole, "整格相同");
    // What is typed next is for the panel, not for the cell under the cursor.
    find.focus |= [in_one, in_all, whole].iter().any(eframe::egui::Response::clicked);
    if ui.selectable_label(find.replacing, "替换…").clicked() {
        find.replacing = !find.replacing;
        let has_text = !find.text.trim().is_empty();
        find.focus_by = find.replacing && has_text;
        find.focus = !find.focus_by;
    }
    ui.label(RichText::new(find.count()).color(palette.faint));
}

/// What closes the panel: at the end of its first line, which `place` is, and behind all else for Tab.
fn close_ui(ui: &mut Ui, place: Rect, wish: &mut Option<Wish>) {
    let layout = Layout::right_to_left(Align::Center);
    let mut end = ui.new_child(UiBuilder::new().max_rect(place).layout(layout));
    if end.button("关闭查找").clicked() {
        *wish = Some(Wish::Close);
    }
}

/// The field for what is put in its place; whether it was left by Escape.
fn by_ui(ui: &mut Ui, document: &mut Document, find: &mut FindPanel) -> bool {
    let label = ui.label("替换为");
    let field = ui.add(TextEdit::singleline(&mut find.by).desired_width(206.0)).labelled_by(label.id);
    if std::mem::take(&mut find.focus_by) {
        field.request_focus();
    }
    left(ui, &field, document, find)
}

fn replace_ui(ui: &mut Ui, find: &FindPanel, wish: &mut Option<Wish>) {
    // As long as something is looked for: a button that dies when all is replaced would give the keyboard to the table.
    let found = !find.text.trim().is_empty();
    if ui.add_enabled(found, Button::new("替换")).clicked() {
        *wish = Some(Wish::Replace);
    }
    if ui
        .add_enabled(found, Button::new("全部替换"))
        .on_hover_text("只替换录入格和说明文字，可以撤销")
        .clicked()
    {
        *wish = Some(Wish::ReplaceAll);
    }
    ui.separator();
}

fn list_ui(ui: &mut Ui, find: &FindPanel, wish: &mut Option<Wish>) {
    let palette = style::palette(ui.visuals());
    let hits = &find.hits;
    let mut lines = Lines::begin_of(ui, "找到的各处", hits.len(), find.at);
    let area = ScrollArea::vertical().auto_shrink(false).min_scrolled_height(0.0);
    area.show_rows(ui, LINE, hits.len(), |ui, shown| {
        lines.reveal(ui, &shown, LINE);
        for (at, hit) in hits.iter().enumerate().skip(shown.start).take(shown.len()) {
            let text = RichText::new(format!("{}　{}", hit.place, hit.text));
            let text = if hit.input { text } else { text.color(palette.computed_ink) };
            // Text on the right, even none, puts the rest on the left.
            let button = Button::selectable(find.at == Some(at), text).truncate().right_text("");
            let button = button.sense(Sense::CLICK);
            let response = ui.add_sized([ui.available_width(), LINE], button);
            if lines.line_at(ui, at, &response) {
                *wish = Some(Wish::Show(at));
            }
        }
    });
    lines.end(ui);
}
