//! The change that is chosen (选中的增减): its reason, and the sentence made of both for the narrative. Where it
//! was chosen, in a grid or in a list, is not known here.

use eframe::egui::{Button, Id, Key, Label, Modifiers, RichText, ScrollArea, TextEdit, Ui};

use super::words::change_colour;
use super::{Comparing, Wish, revised};
use crate::calc::Book;
use crate::compare::{Change, Piece, change_text, percent_text, reason_key, reworded};
use crate::model::{Note, Value};
use crate::money::{self, Decimal};
use crate::ui::document::asides;
use crate::ui::look::style;

/// What stands beside the title of the chosen change, and beside its reason, wants so much room; for a title is so much left.
const FIGURES: f32 = 280.0;
const BUTTONS: f32 = 300.0;
const LEAST_TITLE: f32 = 100.0;

/// The chosen change with its reason, and the sentence made of it.
pub(super) fn chosen_ui(ui: &mut Ui, comparing: &mut Comparing, books: &[Book<'_>], wishes: &mut Vec<Wish>) {
    let Some(change) = comparing.chosen.clone() else {
        return;
    };
    let Some((last, newest)) = books.split_last().and_then(|(newest, rest)| Some((rest.last()?, newest)))
    else {
        return;
    };
    let decimals = newest.format.decimals;
    // Undone, or noted elsewhere, it is another one.
    if !comparing.reason_is_typed {
        comparing.reason = noted(&change, books);
    }
    ui.horizontal(|ui| {
        // It has one line: what it is about is cut before figures and ways are.
        ui.scope(|ui| {
            ui.set_max_width((ui.available_width() - FIGURES).max(LEAST_TITLE));
            let title = RichText::new(&change.title).font(style::strong());
            ui.add(Label::new(title).truncate()).on_hover_text(&change.title);
        });
        if let Some(difference) = change.change {
            let text = format!(
                "{}　{}",
                change_text(difference, decimals),
                percent_text(difference, change.percent)
            );
            ui.label(RichText::new(text).color(change_colour(ui, difference)));
        }
        if ui.link("到此单元格").clicked() {
            wishes.push(Wish::Go(change.address()));
        }
    });
    if let Some(pieces) = revised_of(&change) {
        ScrollArea::vertical().id_salt("revised").max_height(TEXT_HEIGHT).show(ui, |ui| {
            ui.add(Label::new(revised::job(ui, &pieces)).wrap());
        });
    }
    ui.horizontal(|ui| {
        let label = ui.label("主要原因");
        let width = (ui.available_width() - BUTTONS).clamp(LEAST_TITLE, 360.0);
        let field = TextEdit::singleline(&mut comparing.reason).id(reason_field()).desired_width(width);
        let field = ui.add(field).labelled_by(label.id).on_hover_text("在列表里按 F2 到这里，Enter 记下");
        if field.lost_focus()
            && ui.input(|input| input.key_pressed(Key::Enter) || input.key_pressed(Key::Escape))
            && let Some(list) = comparing.list()
        {
            ui.memory_mut(|memory| memory.request_focus(list));
        }
        comparing.reason_is_typed |= field.changed();
        if field.lost_focus() && ui.input(|input| input.key_pressed(Key::Escape)) {
            comparing.reason = noted(&change, books);
            comparing.reason_is_typed = false;
        }
        // Like a cell it is taken when one goes on, by whatever way.
        if ui.button("记下原因").clicked() || comparing.reason_is_typed && !field.has_focus() {
            wishes.extend(note_reason(comparing, books));
        }
        let given = !comparing.reason.trim().is_empty();
        if ui.add_enabled(given, Button::new("写入说明")).clicked() {
            wishes.push(Wish::Tell(change.address(), comparing.reason.clone()));
        }
        if change.change.is_some()
            && ui.button("复制成说明文字").on_hover_text("比上年……，主要原因：……").clicked()
        {
            wishes.push(Wish::Copy(sentence(&change, &comparing.reason, last, newest)));
        }
    });
}

/// Where the reason is written.
fn reason_field() -> Id {
    Id::unique("reason of the chosen change")
}

/// Takes the keyboard to the reason where F2 is pressed in a list of changes.
pub(super) fn take_to_reason(ui: &Ui) {
    if ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::F2)) {
        ui.memory_mut(|memory| memory.request_focus(reason_field()));
    }
}

/// How high a text with what changed in it is at most.
const TEXT_HEIGHT: f32 = 110.0;

/// Whether a text was changed.
fn is_of_text(change: &Change) -> bool {
    change.change.is_none() && (change.old.is_some() || change.new.is_some())
}

/// What changed within a text, where it is one.
fn revised_of(change: &Change) -> Option<Vec<Piece>> {
    let text = |value: &Option<Value>| match value {
        Some(Value::Text(text)) => text.to_string(),
        Some(Value::Amount(amount)) => amount.to_string(),
        None => String::new(),
    };
    is_of_text(change).then(|| reworded(&text(&change.old), &text(&change.new)))
}

/// The room that the chosen change wants below a list or a grid.
pub(super) fn room(comparing: &Comparing) -> f32 {
    match &comparing.chosen {
        None => 0.0,
        Some(change) if is_of_text(change) => 74.0 + TEXT_HEIGHT,
        Some(_) => 70.0,
    }
}

/// The change as the narrative words it.
fn sentence(change: &Change, reason: &str, last: &Book<'_>, newest: &Book<'_>) -> String {
    let difference = change.change.unwrap_or_default();
    let decimals = newest.format.decimals;
    let unit = newest.format.unit.label();
    let (more, grew) = if difference < Decimal::ZERO { ("减少", "下降") } else { ("增加", "增长") };
    let amount = money::display(difference.abs(), decimals).replace(',', "");
    let rate = match change.percent {
        Some(percent) => format!("，{grew}{}%", percent.abs()),
        None => "（上年为零）".to_owned(),
    };
    let reason = reason.trim();
    let reason = if reason.is_empty() { String::new() } else { format!("，主要原因：{reason}") };
    let year = last.budget.year_digits();
    let year = if year.is_empty() { "上".to_owned() } else { year };
    format!("比{year}年{more}{amount}{unit}{rate}{reason}。")
}

/// The reason that is noted of a change.
pub(super) fn noted(change: &Change, books: &[Book<'_>]) -> String {
    let year = books.iter().rev().nth(1).map_or(0, |last| last.budget.year);
    let key = reason_key(&change.address(), year);
    let known = books.last().and_then(|newest| newest.budget.notes.get(&key));
    known.map(|note| note.text.clone()).unwrap_or_default()
}

/// The reason of the chosen change as it was typed, to be noted where it is another one.
fn note_reason(comparing: &mut Comparing, books: &[Book<'_>]) -> Option<Wish> {
    comparing.reason_is_typed = false;
    let (change, last) = (comparing.chosen.as_ref()?, books.iter().rev().nth(1)?);
    let text = comparing.reason.trim().to_owned();
    if text == noted(change, books) {
        return None;
    }
    let note = (!text.is_empty()).then(|| Note {
        text,
        date: jiff::Zoned::now().date().to_string(),
        about: change.title.clone(),
        ..Note::default()
    });
    Some(Wish::Note(reason_key(&change.address(), last.budget.year), note, "变动原因"))
}

/// Chooses a change, to say more of it. What was typed of the one before is noted.
pub(super) fn choose(comparing: &mut Comparing, change: &Change, books: &[Book<'_>], wishes: &mut Vec<Wish>) {
    if comparing.reason_is_typed {
        wishes.extend(note_reason(comparing, books));
    }
    comparing.reason = noted(change, books);
    comparing.chosen = Some(change.clone());
    // What was being written when the program ended is gone on with.
    if let Some(begun) = aside_of(comparing, books).and_then(|aside| comparing.begun.remove(&aside)) {
        comparing.reason = begun;
        comparing.reason_is_typed = true;
    }
}

/// Gives up what was chosen, where another table is shown. What was typed of it is noted.
pub(super) fn leave(comparing: &mut Comparing, books: &[Book<'_>], wishes: &mut Vec<Wish>) {
    if comparing.reason_is_typed {
        wishes.extend(note_reason(comparing, books));
    }
    comparing.chosen = None;
    comparing.reason.clear();
}

/// What the reason of the chosen change is called while it is written.
fn aside_of(comparing: &Comparing, books: &[Book<'_>]) -> Option<String> {
    let (change, last) = (comparing.chosen.as_ref()?, books.iter().rev().nth(1)?);
    Some(asides::called(asides::REASON, &reason_key(&change.address(), last.budget.year)))
}

/// The reason that is being written, by what it is called, if any is.
pub(super) fn being_written(comparing: &Comparing, books: &[Book<'_>]) -> Option<(String, String)> {
    let aside = aside_of(comparing, books).filter(|_| comparing.reason_is_typed)?;
    Some((aside, comparing.reason.clone()))
}
