//! The passage that is open: a field in its place, with the figures underlined that were there before. Enter begins a new
//! paragraph, Tab goes to the next place to be filled in, Shift+Tab back, Escape ends; whatever ends it takes what was typed, and undo
//! takes it back. `=` puts a figure of the tables in.

use eframe::egui::text_edit::TextEditState;
use eframe::egui::{
    Event, EventFilter, Frame, Id, ImeEvent, Key, Margin, Modifiers, RichText, Stroke, TextBuffer, TextEdit,
    Ui,
};

use super::paragraph::{self, Look, Mark};
use crate::narrative::BoundFigure;
use crate::session::Passage;
use crate::ui::document::Document;
use crate::ui::document::draft::{Goal, Writing};
use crate::ui::look::named::called;
use crate::ui::look::style;
use crate::ui::request::Request;
use crate::ui::table::turns::Turns;

/// The field.
pub(crate) fn field_id() -> Id {
    Id::unique("passage-editor")
}

/// Draws the open passage, whose figures were these when it was opened.
pub(super) fn ui(ui: &mut Ui, document: &mut Document, figures: &[BoundFigure]) {
    let Some(mut writing) = document.drafts.writing.take() else {
        return;
    };
    let is_begun = writing.select.is_some();
    begin(ui, &mut writing);
    let keys = keys(ui, &mut writing).or_else(|| figure_key(ui, &writing));
    let palette = style::palette(ui.visuals());
    let is_heading = match writing.goal {
        Goal::Instead(at) => at.paragraph.is_none(),
        Goal::Behind(_) => false,
        Goal::Section(_) => true,
    };
    let look_of = Passage { section: 0, paragraph: (!is_heading).then_some(0) };
    let before = writing.before.clone();
    let marks = |ui: &Ui, text: &str| marks(ui, &before, text, figures);
    let mut layouter = |ui: &Ui, text: &dyn TextBuffer, width: f32| {
        let palette = style::palette(ui.visuals());
        let look = Look::of(look_of, palette);
        let mut job = paragraph::laid_out(text.as_str(), look, &marks(ui, text.as_str()));
        job.wrap.max_width = width;
        ui.fonts_mut(|fonts| fonts.layout_job(job))
    };
    let hint = match writing.goal {
        Goal::Section(_) => "标题；回车以后是各段",
        _ => "写这一段；回车分段，= 插入表里的数",
    };
    let frame = Frame::new()
        .fill(palette.input)
        .stroke(Stroke::new(2.0, palette.cursor))
        .inner_margin(Margin::symmetric(4, 3));
    let shown = frame.show(ui, |ui| {
        let output = TextEdit::multiline(&mut writing.text)
            .id(field_id())
            .frame(Frame::NONE)
            .margin(Margin::ZERO)
            .desired_rows(1)
            .desired_width(f32::INFINITY)
            .hint_text(hint)
            .event_filter(EventFilter {
                tab: true,
                horizontal_arrows: true,
                vertical_arrows: true,
                escape: true,
            })
            .layouter(&mut layouter)
            .show(ui);
        let response = called(output.response.response, "修改说明文字");
        if let Some(range) = output.cursor_range {
            writing.caret = range;
        }
        response
    });
    if is_begun {
        shown.response.scroll_to_me(None);
    }
    let response = shown.inner;
    // Whatever took the keyboard away: as long as it is open, what is typed is for it.
    if ui.memory(|memory| memory.focused().is_none() && memory.top_modal_layer().is_none()) {
        response.request_focus();
    }
    let mut keys = keys;
    ui.horizontal(|ui| {
        let small = |text: &str| RichText::new(text.to_owned()).font(style::small());
        if ui.button(small("插入表里的数…（=）")).clicked() {
            keys = Some(Ends::Figure);
        }
        if ui.button(small("完成（Esc）")).clicked() {
            keys = Some(Ends::Done);
        }
        if writing.text != writing.before
            && ui.button(small("不改")).on_hover_text("这一段恢复成原来的").clicked()
        {
            writing.text.clone_from(&writing.before);
            writing.quoted.clear();
            keys = Some(Ends::Done);
        }
    });
    document.drafts.writing = Some(writing);
    match keys {
        None => {}
        Some(Ends::Figure) => document.requests.push(Request::InsertFigure),
        Some(Ends::Done) => drop(document.commit()),
        // Without anything left to fill in it is done.
        Some(Ends::Next { forward }) => document.fill_in_next(forward),
    }
}

/// What a key asks for.
#[derive(Clone, Copy)]
enum Ends {
    /// The passage is done.
    Done,
    /// It is, and the next place is to be filled in, or the one before.
    Next { forward: bool },
    /// A figure is to be put in.
    Figure,
}

/// When it was just opened, or something was put in: the keyboard is there, and what is to be selected is.
fn begin(ui: &Ui, writing: &mut Writing) {
    let Some(select) = writing.select.take() else {
        return;
    };
    let known = TextEditState::load(ui.ctx(), field_id()).filter(|_| !writing.is_new);
    let mut state = known.unwrap_or_default();
    state.cursor.set_char_range(Some(select));
    state.store(ui.ctx(), field_id());
    writing.is_new = false;
    ui.memory_mut(|memory| memory.request_focus(field_id()));
    ui.ctx().request_repaint();
}

/// The keys that are not the field's.
fn keys(ui: &Ui, writing: &mut Writing) -> Option<Ends> {
    if !ui.memory(|memory| memory.has_focus(field_id())) {
        return None;
    }
    ui.input_mut(|input| {
        for event in &input.events {
            match event {
                Event::Ime(ImeEvent::Preedit { text, .. }) => writing.composed.clone_from(text),
                Event::Ime(ImeEvent::Commit(_)) => writing.composed.clear(),
                _ => {}
            }
        }
        // What an input method is busy with is its own.
        if !writing.composed.is_empty() {
            return None;
        }
        if input.consume_key(Modifiers::NONE, Key::Escape) {
            return Some(Ends::Done);
        }
        // Shift is asked for first: a key without any modifier is egui's with Shift, too.
        for (modifiers, forward) in [(Modifiers::SHIFT, false), (Modifiers::NONE, true)] {
            if input.consume_key(modifiers, Key::Tab) {
                return Some(Ends::Next { forward });
            }
        }
        None
    })
}

/// Whether the sign for a figure was typed. What was typed before it is the text's, and what came behind it in the same frame
/// is for the list that opens.
fn figure_key(ui: &Ui, writing: &Writing) -> Option<Ends> {
    if !ui.memory(|memory| memory.has_focus(field_id())) || !writing.composed.is_empty() {
        return None;
    }
    let is_sign = |event: &Event| matches!(event, Event::Text(text) if text == "=" || text == "＝");
    let (behind, time) = ui.input_mut(|input| {
        let sign = input.events.iter().position(is_sign)?;
        let behind = input.events.split_off(sign).into_iter().skip(1).collect();
        Some((behind, input.time))
    })?;
    Turns::with(ui.ctx(), |turns| turns.put_off(behind, time));
    Some(Ends::Figure)
}

/// What is marked in the text as it is typed: figures of what stood there, as far as it still does.
fn marks(ui: &Ui, before: &str, text: &str, figures: &[BoundFigure]) -> Vec<Mark> {
    let [old, new]: [Vec<char>; 2] = [before, text].map(|text| text.chars().collect());
    let head = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let most = old.len().min(new.len()) - head;
    let tail = old.iter().rev().zip(new.iter().rev()).take(most).take_while(|(a, b)| a == b).count();
    let moved = |figure: &BoundFigure| {
        let span = figure.place.span;
        let mut figure = figure.clone();
        if span.end > head {
            let from_end = old.len().checked_sub(span.start).filter(|from_end| *from_end <= tail)?;
            let start = new.len() - from_end;
            figure.place.span.start = start;
            figure.place.span.end = start + (span.end - span.start);
        }
        Some(figure)
    };
    let there: Vec<BoundFigure> = figures.iter().filter_map(moved).collect();
    paragraph::marks(ui, text, &there, &style::palette(ui.visuals()))
}
