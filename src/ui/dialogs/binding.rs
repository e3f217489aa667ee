//! Saying by hand which cell a figure of the text quotes (对应单元格).

use eframe::egui::{self, Button, Context, Modal, RichText, TextEdit};

use crate::model::{CellAddress, Note, NoteKey};
use crate::narrative::{BoundFigure, Place, State, binding_key};
use crate::report;
use crate::ui::dialogs::quoting::figures;
use crate::ui::document::Document;
use crate::ui::look::room;
use crate::ui::look::style;
use crate::ui::request::Request;

/// So many cells of the same amount are offered.
const MOST_SAME: usize = 6;

/// A binding being made.
#[derive(Clone, Debug)]
pub(crate) struct Binding {
    key: NoteKey,
    figure: String,
    address: String,
    /// Cells of the same amount: what to call each, and which it is.
    same: Vec<(String, String)>,
    error: Option<String>,
}

impl Document {
    /// Asks which cell a figure of the text quotes.
    pub fn bind_by_hand(&mut self, figure: &BoundFigure) {
        self.requests.push(Request::Bind(Box::new(figure.clone())));
    }

    /// Whether a figure can be bound by hand, or was.
    pub fn is_for_hand(&self, figure: &BoundFigure) -> bool {
        let key = || binding_key(self.session.verdicts().narrative(), figure, self.session.budget());
        figure.state == State::Unbound || self.session.budget().notes.contains_key(&key())
    }

    /// The first figure behind a place that is not understood; from the beginning where there is none.
    pub fn next_unbound(&self, after: Option<Place>) -> Option<Place> {
        let at = |place: Place| (place.section, place.paragraph, place.span.start);
        let places: Vec<Place> =
            self.session.verdicts().narrative().unbound().map(|figure| figure.place).collect();
        let next = places.iter().find(|place| after.is_none_or(|after| at(**place) > at(after)));
        next.or(places.first()).copied()
    }
}

impl Binding {
    /// Asks for the cell that a figure of the text quotes.
    pub(crate) fn of(document: &Document, figure: &BoundFigure) -> Self {
        let (session, budget) = (&document.session, document.session.budget());
        let key = binding_key(session.verdicts().narrative(), figure, budget);
        let address = budget.notes.get(&key).map(|note| note.text.clone()).unwrap_or_default();
        let same = figures(document, &figure.text).into_iter().take(MOST_SAME);
        let same = same
            .map(|((_, cell), choice)| (format!("{}　{}", choice.title, choice.detail), cell.to_string()));
        Self { key, figure: figure.text.clone(), address, same: same.collect(), error: None }
    }

    /// Draws the question; what it is, as long as it stays open.
    pub(crate) fn show(mut self, ctx: &Context, document: &mut Document) -> Option<Self> {
        let binding = &mut self;
        let mut done: Option<String> = None;
        let mut cancelled = false;
        Modal::new(egui::Id::unique("binding")).show(ctx, |ui| {
            room::width(ui, 460.0);
            ui.heading(format!("“{}”对应哪个单元格？", binding.figure));
            let entered = room::body(ui, |ui| {
                if let Some(last) = document.last_cell.clone() {
                    let name = report::place_name(&document.session.book(), Some(&last), Some(&last.table));
                    if ui.button(format!("刚才选中的：{name}")).clicked() {
                        done = Some(last.to_string());
                    }
                }
                if !binding.same.is_empty() {
                    ui.label("金额相同的单元格：");
                }
                for (name, address) in &binding.same {
                    if ui.add(Button::new(name).wrap()).clicked() {
                        done = Some(address.clone());
                    }
                }
                let label = ui.label("或输入单元格地址，如 T3!合计!合计（地址见右侧“单元格”）");
                let field = TextEdit::singleline(&mut binding.address).desired_width(f32::INFINITY);
                let field = ui.add(field).labelled_by(label.id);
                if ui.memory(|memory| memory.focused().is_none()) {
                    field.request_focus();
                }
                if let Some(error) = &binding.error {
                    let colour = style::severity_colour(crate::schema::Severity::Error, ui.visuals());
                    ui.label(RichText::new(error).color(colour));
                }
                field.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter))
            });
            ui.add_space(8.0);
            ui.horizontal(|ui| {
                if ui.button("对应").clicked() || entered {
                    done = Some(binding.address.trim().to_owned());
                }
                if document.session.budget().notes.contains_key(&binding.key)
                    && ui.button("取消对应").clicked()
                {
                    done = Some(String::new());
                }
                cancelled =
                    ui.button("关闭").clicked() || ui.input(|input| input.key_pressed(egui::Key::Escape));
            });
        });
        match done {
            Some(address) => self.bind(document, address),
            None => (!cancelled).then_some(self),
        }
    }

    /// Binds the figure to the cell at an address; without one, to none any more. An address that leads
    /// nowhere is asked for again.
    fn bind(mut self, document: &mut Document, address: String) -> Option<Self> {
        let session = &mut document.session;
        let known = address.parse::<CellAddress>().is_ok_and(|at| session.book().cell(&at).is_some());
        if !known && !address.is_empty() {
            self.error = Some(format!("没有单元格“{address}”；地址的写法是 表!行!栏"));
            return Some(self);
        }
        let note = (!address.is_empty()).then(|| Note {
            text: address,
            date: jiff::Zoned::now().date().to_string(),
            about: self.figure.clone(),
            ..Note::default()
        });
        let label = format!("{} {}", if note.is_some() { "对应" } else { "取消对应" }, self.figure);
        if let Err(error) = session.note(self.key, note, &label) {
            document.message = Some(error);
        }
        None
    }
}
