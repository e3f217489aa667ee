//! Comments (批注) on cells: those of the selected cell in the inspector, all of them on a page. A comment
//! is a note of the budget; writing, settling and deleting one is a step that can be undone.

use eframe::egui::{Button, Frame, Label, RichText, ScrollArea, TextEdit, Ui, vec2};

use crate::model::{CellAddress, Note, NoteKey, NoteKind};
use crate::report;
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

    /// Writes a comment on a cell.
    fn comment(&mut self, address: &CellAddress, text: &str) {
        let place = address.to_string();
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
        self.take(key, Some(note), "批注");
    }

    fn take(&mut self, key: NoteKey, note: Option<Note>, label: &str) {
        if let Err(error) = self.session.note(key, note, label) {
            self.message = Some(error);
        }
    }
}

/// The comments of a cell, and a place to write another.
pub(crate) fn of_cell_ui(ui: &mut Ui, document: &mut Document, address: &CellAddress) {
    let place = address.to_string();
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
    let draft = document.comment_drafts.entry(address.clone()).or_default();
    let field = TextEdit::multiline(draft).desired_rows(1).desired_width(f32::INFINITY).hint_text("写批注");
    let label = ui.label(RichText::new("新批注").font(style::small()));
    ui.add(field).labelled_by(label.id);
    if ui.add_enabled(!draft.trim().is_empty(), Button::new("添加批注")).clicked() {
        wish = Some(Wish::Add);
    }
    match wish {
        Some(Wish::Add) => {
            let text = document.comment_drafts.remove(address).unwrap_or_default();
            document.comment(address, &text);
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

/// All comments of the budget; each leads to its cell.
pub(crate) fn page_ui(ui: &mut Ui, document: &mut Document) {
    let mut jump = None;
    Frame::new().inner_margin(vec2(20.0, 10.0)).show(ui, |ui| {
        ui.heading("批注");
        if document.comments().next().is_none() {
            ui.label("还没有批注。选中一个单元格，在右侧“批注”里写。");
        }
        ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            let palette = style::palette(ui.visuals());
            let book = document.session.book();
            for (key, note) in document.comments() {
                let cell = key.place.parse::<CellAddress>().ok().filter(|cell| book.cell(cell).is_some());
                let name = match &cell {
                    Some(cell) => report::place_name(&book, Some(cell), Some(&cell.table)),
                    None => format!("{}（这一格已不在表中）", key.place),
                };
                let state = if note.settled { "已解决" } else { "未解决" };
                let head = format!("[{state}] {name}　{}", note.signed());
                let colour = if note.settled { palette.faint } else { palette.ink };
                let button = Button::new(RichText::new(head).color(colour)).frame(false);
                if ui.add_enabled(cell.is_some(), button).clicked() {
                    jump = cell;
                }
                ui.indent((&key.place, &key.of), |ui| {
                    ui.add(Label::new(RichText::new(&note.text).color(colour)).wrap())
                });
                ui.add_space(6.0);
            }
        });
    });
    if let Some(cell) = jump {
        document.jump_to_type(&cell);
    }
}
