//! Questions fit the window, however small it is or large it is zoomed: what is asked scrolls where there is no room for it,
//! the heading above and the buttons below stay in sight.

use eframe::egui::{Rect, ScrollArea, Ui, UiBuilder, vec2};

use super::focus;

/// What the frame of a question takes of the window, and what is left around it.
const AROUND: f32 = 40.0;

/// What the buttons below take, with what parts them from the rest.
const FOOT: f32 = 56.0;

/// What the frame of a menu takes, with what is left below it.
const MENU: f32 = 24.0;

/// However low the window, so much of what is asked is seen.
const LEAST: f32 = 80.0;

/// Gives a question a width, or what the window has.
pub(crate) fn width(ui: &mut Ui, wanted: f32) {
    let width = wanted.min(ui.ctx().content_rect().width() - AROUND);
    ui.set_width(width);
}

/// Draws what stands in a menu that hangs down from a bar at the top of the window: it scrolls where the window is too low.
pub(crate) fn menu<R>(ui: &mut Ui, draw: impl FnOnce(&mut Ui) -> R) -> R {
    let window = ui.ctx().content_rect();
    let bar = ui.spacing().interact_size.y + 2.0 * ui.spacing().item_spacing.y;
    let height = (window.height() - bar - MENU).max(LEAST);
    let area = ScrollArea::vertical().id_salt("menu").max_height(height).min_scrolled_height(height);
    let shown = area.auto_shrink([true, true]).show(ui, |ui| {
        let drawn = draw(ui);
        focus::follow(ui);
        drawn
    });
    shown.inner
}

/// Draws what stands between the heading of a question and its buttons.
pub(crate) fn body<R>(ui: &mut Ui, draw: impl FnOnce(&mut Ui) -> R) -> R {
    let above = ui.min_rect().height();
    let height = (ui.ctx().content_rect().height() - AROUND - above - FOOT).max(LEAST);
    let room = Rect::from_min_size(ui.cursor().min, vec2(ui.available_width(), height));
    let shown = ui.scope_builder(UiBuilder::new().max_rect(room), |ui| {
        let area = ScrollArea::vertical().id_salt("question").max_height(height);
        area.auto_shrink([false, true]).show(ui, |ui| {
            let drawn = draw(ui);
            focus::follow(ui);
            drawn
        })
    });
    shown.inner.inner
}
