//! How a change is written and coloured, the same on every page of the comparison.

use eframe::egui::{Color32, Ui};

use crate::money::{self, Decimal};
use crate::ui::look::style;

/// A change with its direction, which colour only repeats.
pub(super) fn change_text(change: Decimal, decimals: u32) -> String {
    let mark = if change > Decimal::ZERO {
        "▲ "
    } else if change < Decimal::ZERO {
        "▼ "
    } else {
        ""
    };
    format!("{mark}{}", money::display(change.abs(), decimals))
}

pub(super) fn change_colour(ui: &Ui, change: Decimal) -> Color32 {
    let palette = style::palette(ui.visuals());
    if change > Decimal::ZERO {
        palette.involved
    } else if change < Decimal::ZERO {
        palette.computed_ink
    } else {
        palette.faint
    }
}

/// A percentage with its direction, or that there was nothing before.
pub(super) fn percent_text(change: Decimal, percent: Option<Decimal>) -> String {
    match percent {
        Some(percent) => format!("{}%", change_text(percent, 2)),
        None if change.is_zero() => String::new(),
        None => "新增".to_owned(),
    }
}
