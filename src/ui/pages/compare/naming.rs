//! What a difference is called where there is little room: the rest of its name is in the hint.

use eframe::egui::{Color32, Ui};

use crate::calc::Book;
use crate::model::TableKey;
use crate::ui::look::style;

/// What is shown of a name for which there is no room: of its table the number, and of the rest, which tells rows apart, begin
/// and end.
pub(super) fn shortened(ui: &Ui, name: &str, (table, brief): (&str, &str), room: f32) -> String {
    let width = |text: &str| {
        ui.painter().layout_no_wrap(text.to_owned(), style::body(), Color32::PLACEHOLDER).size().x
    };
    if width(name) <= room {
        return name.to_owned();
    }
    let (brief, own) = match name.strip_prefix(table).filter(|_| !table.is_empty()) {
        Some(own) => (format!("{brief} "), own.trim_start()),
        None => (String::new(), name),
    };
    let letters: Vec<char> = own.chars().collect();
    let with = |kept: usize| {
        let end = kept / 3;
        let begin = letters.iter().take(kept - end);
        let cut = begin.chain(&['…']).chain(letters.iter().skip(letters.len() - end));
        format!("{brief}{}", cut.collect::<String>())
    };
    let whole = format!("{brief}{own}");
    if width(&whole) <= room {
        return whole;
    }
    let fitting = (1..letters.len()).rev().map(with).find(|text| width(text) <= room);
    fitting.unwrap_or_else(|| "…".to_owned())
}

/// The name of a table in the least room: its number, or its short name.
pub(super) fn brief_name(key: &TableKey, books: &[Book<'_>]) -> String {
    let short = || {
        let known = books.iter().rev().find_map(|book| book.format.table(key));
        known.map(|schema| schema.short.clone()).unwrap_or_default()
    };
    key.numbered().unwrap_or_else(short)
}
