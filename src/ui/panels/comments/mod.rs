//! Comments (批注) on cells and on paragraphs of the text: those of the selected one at the right, all of them on a page
//! (`page`). A comment is a note of the budget; writing, answering, settling and deleting one is a step that can be undone.

mod page;

use eframe::egui::{Button, Key, Label, Modifiers, RichText, TextEdit, Ui};

pub(in crate::ui) use self::page::{COMMENTS, CommentsPage, page_ui, step};
use crate::model::{CellAddress, Note, NoteKey, NoteKind};
use crate::session::commented;
use crate::ui::document::Document;
use crate::ui::look::style;

/// What the user asked of the comments.
enum Wish {
    Add,
    Answer(NoteKey),
    Settle(NoteKey, Note),
    Delete(NoteKey),
}

impl Document {
    /// How many comments are not settled; an answer waits for nobody.
    pub fn open_comments(&self) -> usize {
        self.comments().filter(|(_, note)| is_open(note)).count()
    }

    /// All comments, by cell.
    pub fn comments(&self) -> impl Iterator<Item = (&NoteKey, &Note)> {
        self.session.budget().notes.iter().filter(|(key, _)| key.kind == NoteKind::Comment)
    }

    /// Takes in the comments that are being written: what is saved is all that was written.
    ///
    /// # Errors
    /// Why one of them is not taken in; it stays where it is.
    pub(in crate::ui) fn take_comments(&mut self) -> Result<(), String> {
        for (place, text) in self.drafts.comments.clone() {
            if !text.trim().is_empty() {
                self.comment(&place, &text)?;
            }
            self.drafts.comments.remove(&place);
        }
        Ok(())
    }

    /// Writes a comment on a place, or the answer to the one that is being answered there.
    fn comment(&mut self, place: &str, text: &str) -> Result<(), String> {
        let place = place.to_owned();
        let numbers =
            self.comments().filter(|(key, _)| key.place == place).map(|(key, _)| key.of.parse().ok());
        let next = numbers.flatten().max().unwrap_or(0_u32) + 1;
        let note = Note {
            text: text.trim().to_owned(),
            by: self.signed_by(),
            date: jiff::Zoned::now().date().to_string(),
            ..Note::default()
        };
        let answered = self.drafts.answering.as_ref().filter(|key| key.place == place);
        let answered = answered.and_then(|key| self.session.budget().notes.get(key));
        let (note, label) = match answered {
            Some(answered) => (note.in_answer_to(answered), "答复批注"),
            None => (note, "批注"),
        };
        // Padded, so that the tenth stands behind the ninth.
        let key = NoteKey { kind: NoteKind::Comment, place, of: format!("{next:03}") };
        self.session.note(key, Some(note), label)?;
        self.drafts.answering = None;
        Ok(())
    }

    fn take(&mut self, key: NoteKey, note: Option<Note>, label: &str) {
        if let Err(error) = self.session.note(key, note, label) {
            self.message = Some(error);
        }
    }

    /// Goes to the place of a comment, if it is there still.
    fn go_to_comment(&mut self, place: &str, to_type: bool) {
        let passage = commented(self.session.budget(), place);
        let cell = place.parse::<CellAddress>().ok();
        let cell = cell.filter(|cell| passage.is_none() && self.session.book().cell(cell).is_some());
        match (cell, passage) {
            (Some(cell), _) if to_type => self.jump_to_type(&cell),
            (Some(cell), _) => self.jump(&cell),
            (None, Some(passage)) => self.show_passage(passage),
            (None, None) => self.message = Some("批注所在的格已经不在了".to_owned()),
        }
    }

    fn carry_out(&mut self, wish: Wish, place: &str) {
        match wish {
            Wish::Add => {
                let text = self.drafts.comments.get(place).cloned().unwrap_or_default();
                match self.comment(place, &text) {
                    Ok(()) => drop(self.drafts.comments.remove(place)),
                    Err(error) => self.message = Some(error),
                }
            }
            Wish::Answer(key) => self.drafts.answering = Some(key),
            Wish::Settle(key, note) => {
                let label = if note.settled { "重新打开批注" } else { "批注已处理" };
                let note = Note { settled: !note.settled, ..note };
                self.take(key, Some(note), label);
            }
            Wish::Delete(key) => self.take(key, None, "删除批注"),
        }
    }
}

fn is_open(note: &Note) -> bool {
    !note.settled && note.answers().is_none()
}

/// What became of a comment.
fn state(note: &Note) -> &'static str {
    match (note.answers(), note.settled) {
        (Some(_), _) => "答复",
        (None, true) => "已处理",
        (None, false) => "未处理",
    }
}

/// The comments on a cell, or on a paragraph of the text, and a place to write another.
pub(crate) fn of_place_ui(ui: &mut Ui, document: &mut Document, place: &str) {
    let mine: Vec<(NoteKey, Note)> = document
        .comments()
        .filter(|(key, _)| key.place == place)
        .map(|(key, note)| (key.clone(), note.clone()))
        .collect();
    let mut wish = None;
    ui.separator();
    ui.label(RichText::new(format!("批注 {}", mine.len())).font(style::strong()));
    for (key, note) in &mine {
        comment_ui(ui, key, note, &mut wish);
    }
    field_ui(ui, document, place, &mine, &mut wish);
    if let Some(wish) = wish {
        document.carry_out(wish, place);
    }
}

/// Where a comment, or an answer, is written.
fn field_ui(
    ui: &mut Ui,
    document: &mut Document,
    place: &str,
    mine: &[(NoteKey, Note)],
    wish: &mut Option<Wish>,
) {
    let answered = mine.iter().find(|(key, _)| document.drafts.answering.as_ref() == Some(key));
    let (title, hint, button) = match answered {
        Some((_, note)) => (format!("答复“{}”", crate::text::shortened(&note.text)), "写答复", "添加答复"),
        None => ("新批注".to_owned(), "写批注", "添加批注"),
    };
    let draft = document.drafts.comments.entry(place.to_owned()).or_default();
    let field = TextEdit::multiline(draft).desired_rows(1).desired_width(f32::INFINITY).hint_text(hint);
    let label = ui.label(RichText::new(title).font(style::small()));
    let field = ui.add(field).labelled_by(label.id);
    let is_written = !draft.trim().is_empty();
    let is_entered =
        field.has_focus() && ui.input_mut(|input| input.consume_key(Modifiers::COMMAND, Key::Enter));
    ui.horizontal(|ui| {
        let add = ui.add_enabled(is_written, Button::new(button)).on_hover_text("Ctrl+Enter");
        if add.clicked() || is_written && is_entered {
            *wish = Some(Wish::Add);
        }
        if answered.is_some() && ui.small_button("不答复").clicked() {
            document.drafts.answering = None;
        }
    });
}

fn comment_ui(ui: &mut Ui, key: &NoteKey, note: &Note, wish: &mut Option<Wish>) {
    let palette = style::palette(ui.visuals());
    let text = RichText::new(&note.text);
    let text = if note.settled { text.color(palette.faint).strikethrough() } else { text };
    let is_answer = note.answers().is_some();
    ui.horizontal_top(|ui| {
        if is_answer {
            ui.label(RichText::new("答：").color(palette.faint));
        }
        ui.add(Label::new(text).wrap());
    });
    ui.horizontal_wrapped(|ui| {
        ui.label(RichText::new(note.signed()).font(style::small()).color(palette.faint));
        if !is_answer && ui.small_button("答复").clicked() {
            *wish = Some(Wish::Answer(key.clone()));
        }
        if !is_answer && ui.small_button(if note.settled { "重新打开" } else { "已处理" }).clicked() {
            *wish = Some(Wish::Settle(key.clone(), note.clone()));
        }
        if ui.small_button("删除").clicked() {
            *wish = Some(Wish::Delete(key.clone()));
        }
    });
}
