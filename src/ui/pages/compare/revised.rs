//! A text with what changed in it (文字的改动), on the screen: what went is struck out, what came is underlined, and colour
//! only repeats that.

use eframe::egui::text::{LayoutJob, TextFormat};
use eframe::egui::{Stroke, Ui};

use crate::compare::{Fate, Piece, reworded};
use crate::ui::look::style;

/// What of an old text became what of a new one. A short word or a figure that took the place of another is whole: both
/// stand side by side anyway.
pub(super) fn pieces(old: &str, new: &str) -> Vec<Piece> {
    /// Shorter texts are not looked into.
    const SHORT: usize = 12;
    if old.chars().count().max(new.chars().count()) < SHORT {
        return vec![Piece { fate: Fate::Kept, text: new.to_owned() }];
    }
    reworded(old, new)
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
