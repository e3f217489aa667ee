//! A text with what changed in it (文字的改动), on the screen: what went is struck out, what came is underlined, and colour
//! only repeats that.

use eframe::egui::text::{LayoutJob, TextFormat};
use eframe::egui::{Stroke, Ui};

use crate::compare::{Fate, Piece, reworded};
use crate::ui::look::style;

/// What of an old text became what of a new one. A short word or a figure that took the place of another is whole: both
/// stand side by side anyway.
pub(super) fn pieces(old: &str, new: &str) -> Vec<Piece> {
    if is_short(old, new) {
        return vec![Piece { fate: Fate::Kept, text: new.to_owned() }];
    }
    excerpt(reworded(old, new), AROUND)
}

/// The old text and the new one for a line of a list, each beginning right before what changed: what a narrow column cuts
/// off must not be what changed.
pub(super) fn brief(old: &str, new: &str) -> [String; 2] {
    /// As much as tells where one is.
    const BEFORE: usize = 2;
    if is_short(old, new) {
        return [old, new].map(str::to_owned);
    }
    let pieces = excerpt(reworded(old, new), BEFORE);
    [Fate::Come, Fate::Gone].map(|other| {
        let own = pieces.iter().filter(|piece| piece.fate != other);
        own.map(|piece| piece.text.as_str()).collect()
    })
}

/// So many characters are a few words.
const AROUND: usize = 12;

/// Whether texts are read at a glance, and not looked into.
fn is_short(old: &str, new: &str) -> bool {
    const SHORT: usize = 12;
    old.chars().count().max(new.chars().count()) < SHORT
}

/// The same places of the old text alone.
pub(super) fn before(old: &str, new: Option<&String>) -> Vec<Piece> {
    let mut pieces = pieces(old, new.map_or(old, String::as_str));
    let is_whole = pieces.iter().all(|piece| piece.fate == Fate::Kept);
    if is_whole {
        return vec![Piece { fate: Fate::Kept, text: old.to_owned() }];
    }
    pieces.retain(|piece| piece.fate != Fate::Come);
    pieces.iter_mut().for_each(|piece| piece.fate = Fate::Kept);
    pieces
}

/// What changed with so many characters around it.
fn excerpt(mut pieces: Vec<Piece>, around: usize) -> Vec<Piece> {
    let last = pieces.len().saturating_sub(1);
    for (at, piece) in pieces.iter_mut().enumerate().filter(|(_, piece)| piece.fate == Fate::Kept) {
        let count = piece.text.chars().count();
        let (head, tail) = (if at > 0 { around } else { 0 }, if at < last { around } else { 0 });
        if count > head + tail + 1 {
            let start: String = piece.text.chars().take(head).collect();
            let end: String = piece.text.chars().skip(count - tail).collect();
            piece.text = format!("{start}…{end}");
        }
    }
    pieces
}

/// The text as it is drawn.
pub(super) fn job(ui: &Ui, pieces: &[Piece]) -> LayoutJob {
    let palette = style::palette(ui.visuals());
    let mut job = LayoutJob::default();
    for piece in pieces {
        let mut format = TextFormat { font_id: style::body(), color: palette.ink, ..TextFormat::default() };
        match piece.fate {
            Fate::Kept => {}
            Fate::Gone => {
                format.color = palette.rise;
                format.strikethrough = Stroke::new(1.0, palette.rise);
            }
            Fate::Come => {
                format.color = palette.good;
                format.underline = Stroke::new(1.0, palette.good);
            }
        }
        job.append(&piece.text, 0.0, format);
    }
    job
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_brief_text_begins_where_it_changed() {
        for (old, new, briefs) in [
            (
                "为保障机关正常运转安排的办公经费三项",
                "为保障机关正常运转安排的办公经费四项",
                ["…经费三项", "…经费四项"],
            ),
            // What was added at the end has its place in the old text.
            (
                "为保障机关正常运转安排经费",
                "为保障机关正常运转安排经费，另有培训",
                ["…经费", "…经费，另有培训"],
            ),
            ("甲", "乙", ["甲", "乙"]),
        ] {
            assert_eq!(brief(old, new), briefs);
        }
    }
}
