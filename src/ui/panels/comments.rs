//! Comments (批注) on cells and on paragraphs of the text: those of the selected one at the right, all of them on a page. A
//! comment is a note of the budget; writing, settling and deleting one is a step that can be undone.

use eframe::egui::{Button, Frame, Label, RichText, ScrollArea, TextEdit, Ui, vec2};

use crate::model::{CellAddress, Note, NoteKey, NoteKind};
use crate::report;
use crate::session::commented;
use crate::ui::document::Document;
use crate::ui::document::user_name;
use crate::ui::look::style;

/// What the user asked of the comments.
enum Wish {
    Add,
    Settle(NoteKey, Note),
    Delete(NoteKey),
}

impl Document {
    /// How many comments are not settled.
    pub fn open_comments(&self) -> usize {
        self.comments().filter(|(_, note)| !note.settled).count()
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
        for (place, text) in self.comment_drafts.clone() {
            if !text.trim().is_empty() {
                self.comment(&place, &text)?;
            }
            self.comment_drafts.remove(&place);
        }
        Ok(())
    }

    /// Writes a comment on a place.
    fn comment(&mut self, place: &str, text: &str) -> Result<(), String> {
        let place = place.to_owned();
        let numbers =
            self.comments().filter(|(key, _)| key.place == place).map(|(key, _)| key.of.parse().ok());
        let next = numbers.flatten().max().unwrap_or(0_u32) + 1;
        // Padded, so that the tenth stands behind the ninth.
        let key = NoteKey { kind: NoteKind::Comment, place, of: format!("{next:03}") };
        let note = Note {
            text: text.trim().to_owned(),
            by: user_name(),
            date: jiff::Zoned::now().date().to_string(),
            ..Note::default()
        };
        self.session.note(key, Some(note), "批注")
    }

    fn take(&mut self, key: NoteKey, note: Option<Note>, label: &str) {
        if let Err(error) = self.session.note(key, note, label) {
            self.message = Some(error);
        }
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
    for (key, note) in mine {
        comment_ui(ui, &key, &note, &mut wish);
    }
    let draft = document.comment_drafts.entry(place.to_owned()).or_default();
    let field = TextEdit::multiline(draft).desired_rows(1).desired_width(f32::INFINITY).hint_text("写批注");
    let label = ui.label(RichText::new("新批注").font(style::small()));
    ui.add(field).labelled_by(label.id);
    if ui.add_enabled(!draft.trim().is_empty(), Button::new("添加批注")).clicked() {
        wish = Some(Wish::Add);
    }
    match wish {
        Some(Wish::Add) => {
            let text = document.comment_drafts.get(place).cloned().unwrap_or_default();
            match document.comment(place, &text) {
                Ok(()) => drop(document.comment_drafts.remove(place)),
                Err(error) => document.message = Some(error),
            }
        }
        Some(Wish::Settle(key, note)) => {
            let label = if note.settled { "重新打开批注" } else { "解决批注" };
            let note = Note { settled: !note.settled, ..note };
            document.take(key, Some(note), label);
        }
        Some(Wish::Delete(key)) => document.take(key, None, "删除批注"),
        None => {}
    }
}

fn comment_ui(ui: &mut Ui, key: &NoteKey, note: &Note, wish: &mut Option<Wish>) {
    let palette = style::palette(ui.visuals());
    let text = RichText::new(&note.text);
    let text = if note.settled { text.color(palette.faint).strikethrough() } else { text };
    ui.add(Label::new(text).wrap());
    ui.horizontal(|ui| {
        ui.label(RichText::new(note.signed()).font(style::small()).color(palette.faint));
        if ui.small_button(if note.settled { "重新打开" } else { "已解决" }).clicked() {
            *wish = Some(Wish::Settle(key.clone(), note.clone()));
        }
        if ui.small_button("删除").clicked() {
            *wish = Some(Wish::Delete(key.clone()));
        }
    });
}

/// All comments of the budget; each leads to its place.
pub(crate) fn page_ui(ui: &mut Ui, document: &mut Document) {
    let mut jump = None;
    Frame::new().inner_margin(vec2(20.0, 10.0)).show(ui, |ui| {
        ui.heading("批注");
        if document.comments().next().is_none() {
            ui.label("还没有批注。选中一个单元格，或说明里的一段，在右侧“批注”里写。");
        }
        ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            let palette = style::palette(ui.visuals());
            let book = document.session.book();
            for (key, note) in document.comments() {
                let passage = commented(book.budget, &key.place);
                let is_cell = |cell: &CellAddress| passage.is_none() && book.cell(cell).is_some();
                let cell = key.place.parse::<CellAddress>().ok().filter(is_cell);
                let name = match (&cell, passage) {
                    (Some(cell), _) => report::place_name(&book, Some(cell), Some(&cell.table)),
                    (None, Some(passage)) => document.session.passage_name(passage),
                    (None, None) => format!("{}（已经不在了）", key.place),
                };
                let state = if note.settled { "已解决" } else { "未解决" };
                let head = format!("[{state}] {name}　{}", note.signed());
                let colour = if note.settled { palette.faint } else { palette.ink };
                let button = Button::new(RichText::new(head).color(colour)).frame(false);
                if ui.add_enabled(cell.is_some() || passage.is_some(), button).clicked() {
                    jump = Some((cell, passage));
                }
                ui.indent((&key.place, &key.of), |ui| {
                    ui.add(Label::new(RichText::new(&note.text).color(colour)).wrap())
                });
                ui.add_space(6.0);
            }
        });
    });
    match jump {
        Some((Some(cell), _)) => document.jump_to_type(&cell),
        Some((None, Some(passage))) => document.show_passage(passage),
        Some((None, None)) | None => {}
    }
}
