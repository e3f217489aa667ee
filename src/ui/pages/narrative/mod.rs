//! The document's text (预算情况说明): headings and paragraphs as a list that is gone through, written and arranged by
//! keyboard and mouse. What a figure means and whether it is right is known to `narrative` alone, what a step does to the
//! text to `session`.

mod editor;
mod paragraph;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use eframe::egui::{Align, Event, Frame, Id, Key, Label, Modifiers, RichText, ScrollArea, Ui, vec2};

pub(crate) use self::editor::field_id;
use self::paragraph::{Asked, Drawn};
use crate::narrative::{BoundFigure, Place, State};
use crate::schema::Severity;
use crate::session::{Aside, Passage, asides_in_words, commented};
use crate::ui::commands::Command;
use crate::ui::document::draft::Goal;
use crate::ui::document::{Document, NARRATIVE};
use crate::ui::look::lines::{self, Lines};
use crate::ui::look::style;
use crate::ui::request::Request;

/// The widest that lines are, in points.
const WIDEST: f32 = 760.0;

/// A page lower than this is the text's, whatever is said of it.
const LOW: f32 = 400.0;

/// Draws the text.
pub(crate) fn ui(ui: &mut Ui, document: &mut Document) {
    let (mut asked, mut pressed) = (None, keys(ui, document));
    let is_shown = std::mem::take(&mut document.look.reveal_passage);
    let reveal = document.look.passage.filter(|_| is_shown);
    let is_low = ui.available_height() < LOW;
    let margin = if is_low { vec2(20.0, 4.0) } else { vec2(20.0, 10.0) };
    Frame::new().inner_margin(margin).show(ui, |ui| {
        if !is_low {
            said_ui(ui, document);
        }
        pressed = pressed.or(buttons_ui(ui, document));
        // Each text is where it was scrolled to itself.
        ScrollArea::vertical().id_salt(document.id()).auto_shrink(false).show(ui, |ui| {
            // On a low page the text has the room: what is said of it goes by with its beginning.
            if is_low {
                said_ui(ui, document);
            }
            ui.set_max_width(ui.available_width().min(WIDEST));
            asked = text_ui(ui, document, reveal);
        });
    });
    // What a button opens is there in the next frame: the key that pressed the button is none of its own.
    if let Some(act) = pressed {
        act(document);
        ui.ctx().request_repaint();
    }
    match asked {
        None => {}
        Some((at, Asked::Choose)) => document.choose_passage(at),
        Some((at, Asked::Open(caret))) => {
            let in_place = caret.is_some_and(|under| document.fill_in_at(at, under));
            if !in_place {
                document.open_passage(at, caret);
            }
        }
        Some((_, Asked::Cell(figure))) => match figure.cells.first() {
            Some(cell) => document.jump(cell),
            None => document.bind_by_hand(&figure),
        },
        Some((at, Asked::Bind(figure))) => {
            document.look.passage = Some(at);
            document.bind_by_hand(&figure);
        }
        Some((at, Asked::Do(command))) => {
            document.look.passage = Some(at);
            document.requests.push(Request::Command(command));
        }
    }
}

/// What is said of the whole text, and the way to what is to be looked at in it.
fn said_ui(ui: &mut Ui, document: &mut Document) {
    unplaced_ui(ui, document);
    let next = counts_ui(ui, document);
    let next = out_of_step_ui(ui, document).or(next);
    if let Some(place) = next {
        document.look.read_to = Some(place);
        document.show_passage(place.into());
    }
}

/// The keys of the list that are not those of every list: Ctrl+Home and Ctrl+End lead to the first passage and to the last,
/// as in a table, and Tab to what is to be filled in, which is then to be done.
fn keys(ui: &Ui, document: &mut Document) -> Option<fn(&mut Document)> {
    if !ui.memory(|memory| memory.has_focus(lines::id(NARRATIVE))) {
        return None;
    }
    let passages = document.session.passages();
    for (key, end) in [(Key::Home, passages.first()), (Key::End, passages.last())] {
        if ui.input_mut(|input| input.consume_key(Modifiers::COMMAND, key)) {
            document.look.passage = end.copied();
            document.look.reveal_passage = true;
        }
    }
    let is_tab = ui.input(|input| input.key_pressed(Key::Tab) && input.modifiers.is_none());
    (is_tab && document.is_left_to_fill_in()).then_some(|document| document.fill_in_next(true))
}

/// All headings and paragraphs; what was asked of one.
fn text_ui(ui: &mut Ui, document: &mut Document, reveal: Option<Passage>) -> Option<(Passage, Asked)> {
    let passages = document.session.passages();
    let chosen = document.look.passage.and_then(|chosen| passages.iter().position(|at| *at == chosen));
    // Where nothing is chosen one begins at the beginning, not where another text was left.
    let mut lines = Lines::begin_of(ui, NARRATIVE, passages.len(), chosen.or(Some(0)));
    let moved = lines.gone_to().and_then(|at| passages.get(at)).copied();
    document.look.passage = moved.or(document.look.passage);
    if lines.has_keyboard() {
        exchange(ui, document);
        if document.is_left_to_fill_in() {
            lines.takes_tab(ui);
        }
    }
    let (figures, commented) = (figures_of(document), commented_in(document));
    let mut asked = None;
    if passages.is_empty() {
        ui.label(RichText::new("还没有说明文字。").color(style::palette(ui.visuals()).faint));
    }
    // What a key opens in place of the one that is drawn has its turn in the next frame.
    let goal = document.drafts.writing.as_ref().map(|writing| writing.goal);
    if goal == Some(Goal::Section(None)) {
        editor::ui(ui, document, &[]);
    }
    for (index, at) in passages.iter().copied().enumerate() {
        let of: &[BoundFigure] = figures.get(&at).map(Vec::as_slice).unwrap_or_default();
        // What marks the first of all is in sight, too.
        let first = if index == 0 { 2.0 * paragraph::AROUND } else { 0.0 };
        ui.add_space(if at.paragraph.is_none() { 10.0 } else { first });
        if goal == Some(Goal::Instead(at)) {
            editor::ui(ui, document, of);
        } else {
            let (is_chosen, is_commented) = (document.look.passage == Some(at), commented.contains(&at));
            let drawn = Drawn { at, figures: of, is_chosen, is_commented };
            let (response, what) = paragraph::ui(ui, document, &drawn);
            if reveal == Some(at) {
                response.scroll_to_me(Some(Align::Center));
            }
            let mut framed = response.clone();
            framed.rect = framed.rect.expand(paragraph::AROUND);
            let entered = lines.line_at(ui, index, &framed) && !response.clicked();
            asked = asked.or(what.map(|what| (at, what)));
            if entered
                || (lines.is_at(index) && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::F2)))
            {
                asked = Some((at, Asked::Open(None)));
            }
        }
        let is_last_of_section = passages.get(index + 1).is_none_or(|next| next.section != at.section);
        let is_behind = goal == Some(Goal::Behind(at))
            || (is_last_of_section && goal == Some(Goal::Section(Some(at.section))));
        if is_behind {
            editor::ui(ui, document, &[]);
        }
    }
    // As at the beginning.
    ui.add_space(2.0 * paragraph::AROUND);
    lines.end(ui);
    asked
}

/// Copies, cuts and pastes whole paragraphs, and says of what is typed that none is open.
fn exchange(ui: &Ui, document: &mut Document) {
    let events = ui.input(|input| input.events.clone());
    for event in events {
        match event {
            Event::Copy => document.requests.push(Request::Command(Command::Copy)),
            Event::Cut => document.requests.push(Request::Command(Command::Cut)),
            Event::Paste(text) => document.paste_passage(&text),
            Event::Text(_) => document.message = Some("要改选中的这一段，先按 F2 或回车".to_owned()),
            _ => {}
        }
    }
}

/// The figures of each paragraph.
fn figures_of(document: &Document) -> HashMap<Passage, Vec<BoundFigure>> {
    let mut figures: HashMap<Passage, Vec<BoundFigure>> = HashMap::new();
    for figure in &document.session.verdicts().narrative().figures {
        figures.entry(figure.place.into()).or_default().push(figure.clone());
    }
    figures
}

/// The paragraphs with a comment that is not settled.
fn commented_in(document: &Document) -> HashSet<Passage> {
    let budget = document.session.budget();
    let open = document.comments().filter(|(_, note)| !note.settled);
    open.filter_map(|(key, _)| commented(budget, &key.place)).collect()
}

/// What can be done with the text, and the way to what is to be filled in; what is to be done.
fn buttons_ui(ui: &mut Ui, document: &mut Document) -> Option<fn(&mut Document)> {
    let open = document.places_to_fill_in().len();
    let is_empty = document.session.budget().narrative.is_empty();
    let mut pressed: Option<fn(&mut Document)> = None;
    ui.horizontal_wrapped(|ui| {
        if is_empty && ui.button("按模板写说明文字").clicked() {
            document.requests.push(Request::Command(Command::WriteNarrative));
        }
        let hint = "点一段文字，或选中后按 F2、回车，即可修改；回车分段，删空即去掉；Esc、Tab 完成";
        if ui.button("修改这一段").on_hover_text(hint).clicked() {
            pressed = Some(Document::open_chosen_passage);
        }
        let hint = "在选中的段落后面加一段（Ctrl+Enter）";
        if ui.button("加一段").on_hover_text(hint).clicked() {
            pressed = Some(Document::begin_passage);
        }
        if ui.button("加一节").on_hover_text("在这一节后面另起一节，第一行是标题").clicked()
        {
            pressed = Some(Document::begin_section);
        }
        if open > 0 {
            let colour = style::severity_colour(Severity::Warning, ui.visuals());
            ui.label(RichText::new(format!("还有 {open} 处要填写")).color(colour));
            if ui
                .button("填下一处")
                .on_hover_text("到下一个“请填写”处，直接录入（录入时按 Tab，往回按 Shift+Tab）")
                .clicked()
            {
                pressed = Some(|document| document.fill_in_next(true));
            }
        }
    });
    pressed
}

/// Says that amounts of lines are in no total yet, which the text quotes: what it says of growth and decline is not so yet.
fn unplaced_ui(ui: &mut Ui, document: &mut Document) {
    let said = document.unplaced_in_words();
    if said.is_empty() || document.session.budget().narrative.is_empty() {
        return;
    }
    let colour = style::severity_colour(Severity::Warning, ui.visuals());
    let text = format!(
        "{}：这些金额不在各表的合计里，下面写的总数、增减和占比都不含它们，先在明细里补齐，再看文字。",
        said.join("；")
    );
    ui.add(Label::new(RichText::new(text).color(colour)).wrap());
}

/// How many figures stand how, and the way to those that are not understood.
fn counts_ui(ui: &mut Ui, document: &Document) -> Option<Place> {
    let palette = style::palette(ui.visuals());
    let figures = &document.session.verdicts().narrative().figures;
    let count = |of: fn(&State) -> bool| figures.iter().filter(|figure| of(&figure.state)).count();
    let unbound = count(|state| *state == State::Unbound);
    let mut next = None;
    if figures.is_empty() {
        return next;
    }
    ui.horizontal(|ui| {
        let text = format!(
            "{} 个数：相符 {}　不符 {}　尾差 {}　未检查 {}　未认出 {unbound}",
            figures.len(),
            count(|state| *state == State::Agrees),
            count(|state| *state == State::Differs),
            count(|state| *state == State::Rounding),
            count(|state| matches!(state, State::NotChecked(_))),
        );
        ui.label(RichText::new(text).color(palette.faint));
        if unbound > 0 && ui.button("下一个未认出的数").clicked() {
            next = document.next_unbound(document.look.read_to);
        }
    });
    next
}

/// Says of a text that does not follow the tables that it does not, and offers to bring it in step; says which paragraphs
/// nobody but people can bring in step, and leads to the next of them.
fn out_of_step_ui(ui: &mut Ui, document: &mut Document) -> Option<Place> {
    // Found out once for a revision: the whole text is written for it.
    let id = Id::unique(("text in step", document.id()));
    let revision = document.session.revision();
    let known: Option<(u64, usize, Arc<[Aside]>)> = ui.data(|data| data.get_temp(id));
    let (places, asides) = match known {
        Some((of, places, asides)) if of == revision => (places, asides),
        _ => {
            let places = document.session.text_out_of_step();
            let asides: Arc<[Aside]> = document.session.text_aside().into();
            ui.data_mut(|data| data.insert_temp(id, (revision, places, Arc::clone(&asides))));
            (places, asides)
        }
    };
    let colour = style::severity_colour(Severity::Hint, ui.visuals());
    if places > 0 {
        ui.horizontal_wrapped(|ui| {
            let text = format!("有 {places} 处与按表写的不一样，这些地方不随表更新。");
            ui.label(RichText::new(text).color(colour));
            let hint =
                "照模板写的段落里的数、占比、增减按表里的数改过来，自己写的不动；以后这些地方也随表更新，可以撤销";
            if ui.button("按表更新说明文字").on_hover_text(hint).clicked() {
                document.write_narrative();
            }
        });
    }
    let said = asides_in_words(&asides)?;
    let mut next = None;
    ui.horizontal_wrapped(|ui| {
        ui.label(RichText::new(format!("{said}。")).color(colour));
        let hint = "这些段落不是照模板写的，程序不改；逐段去看，里面的数照表改好";
        if ui.button("下一段").on_hover_text(hint).clicked() {
            next = document.next_aside();
        }
    });
    next
}
