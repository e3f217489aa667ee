//! The colour of a change, the same on every page of the comparison. How it is written is for
//! [`compare`](crate::compare).

use eframe::egui::{Color32, Ui};

use crate::compare::chart::{Tone, tone};
use crate::money::Decimal;
use crate::ui::look::style;

pub(super) fn change_colour(ui: &Ui, change: Decimal) -> Color32 {
    tone_colour(ui, tone(change))
}

/// What a colour of a chart is in the window.
pub(super) fn tone_colour(ui: &Ui, tone: Tone) -> Color32 {
    let palette = style::palette(ui.visuals());
    match tone {
        Tone::Ink => palette.ink,
        Tone::Faint => palette.faint,
        Tone::Paper => ui.visuals().panel_fill,
        Tone::Line => palette.line,
        Tone::Total => palette.total,
        Tone::Up => palette.rise,
        Tone::Down => palette.fall,
    }
}
