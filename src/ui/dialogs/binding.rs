//! Saying by hand which cell a figure of the text quotes (对应单元格): the one that was selected last, one of the same amount, or
//! one that is found as for a figure that is put in.

use eframe::egui::Context;

use crate::model::{CellAddress, Note, NoteKey};
use crate::narrative::{BoundFigure, Place, State, binding_key};
use crate::ui::dialogs::quoting::figures;
use crate::ui::dialogs::search_list::{Choice, Chosen, SearchList};
use crate::ui::document::Document;
use crate::ui::request::Request;

/// So many cells of the same amount are offered.
const MOST_SAME: usize = 6;

/// A binding being made.
#[derive(Clone, Debug)]
pub(crate) struct Binding {
    key: NoteKey,
    figure: String,
    chooser: SearchList,
    /// The text for which the list was made.
    made_for: Option<String>,
    /// The cells that are listed; `None` is that it quotes none any more.
    cells: Vec<Option<CellAddress>>,
    choices: Vec<Choice>,
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

    /// The first paragraph behind what was read that does not follow the tables; from the beginning where there is none.
    pub fn next_aside(&self) -> Option<Place> {
        let at = |place: Place| (place.section, place.paragraph);
        let asides = self.session.text_aside();
        let next =
            asides.iter().find(|aside| self.look.read_to.is_none_or(|read| at(aside.place) > at(read)));
        next.or(asides.first()).map(|aside| aside.place)
    }
}

impl Binding {
    /// Asks for the cell that a figure of the text quotes.
    pub(crate) fn of(document: &Document, figure: &BoundFigure) -> Self {
        let key = binding_key(document.session.verdicts().narrative(), figure, document.session.budget());
        Self {
            key,
            figure: figure.text.clone(),
            chooser: SearchList::default(),
            made_for: None,
            cells: Vec::new(),
            choices: Vec::new(),
        }
    }

    /// Draws the question; what it is, as long as it stays open.
    pub(crate) fn show(mut self, ctx: &Context, document: &mut Document) -> Option<Self> {
        if self.made_for.as_ref() != Some(&self.chooser.text) {
            (self.cells, self.choices) = self.listed(document).into_iter().unzip();
            self.made_for = Some(self.chooser.text.clone());
        }
        let name = format!("“{}”对应哪个单元格？", self.figure);
        let hint = "科目或项目的名称、编码、拼音首字母，金额，或地址，如 T3!合计!合计";
        match self.chooser.ui(ctx, &name, hint, &self.choices) {
            Chosen::Not => return Some(self),
            Chosen::Nothing => {}
            Chosen::Line(at) => {
                if let Some(cell) = self.cells.get(at).cloned() {
                    self.bind(document, cell);
                }
            }
        }
        None
    }

    /// What can be chosen: cells that what was typed finds; before anything is, those that suggest themselves.
    fn listed(&self, document: &Document) -> Vec<(Option<CellAddress>, Choice)> {
        let typed = &self.chooser.text;
        let mut found = figures(document, typed);
        let is_begun = !typed.trim().is_empty();
        if !is_begun {
            found.extend(figures(document, &self.figure).into_iter().take(MOST_SAME));
        }
        let mut listed: Vec<_> = found.into_iter().map(|((_, cell), choice)| (Some(cell), choice)).collect();
        if !is_begun && document.session.budget().notes.contains_key(&self.key) {
            listed.push((None, Choice { title: "取消对应".to_owned(), ..Choice::default() }));
        }
        listed
    }

    /// Binds the figure to a cell, or to none any more.
    fn bind(self, document: &mut Document, cell: Option<CellAddress>) {
        let note = cell.map(|cell| Note {
            text: cell.to_string(),
            date: jiff::Zoned::now().date().to_string(),
            about: self.figure.clone(),
            ..Note::default()
        });
        let label = format!("{} {}", if note.is_some() { "对应" } else { "取消对应" }, self.figure);
        if let Err(error) = document.session.note(self.key, note, &label) {
            document.message = Some(error);
        }
    }
}
