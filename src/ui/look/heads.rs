//! The heads of a table's columns, where alone a column is drawn wider or narrower, and by which lists are sorted.

use eframe::egui::{Align, AsIdSalt, Layout, RichText, Role, Sense, Ui, WidgetInfo};
use egui_extras::TableBuilder;

use super::style::{self, LINE_HEIGHT};

/// Columns of the table that comes next are drawn wider at their heads, which are so high, and nowhere else: the strip by which
/// that is done runs down the whole table and would swallow clicks on cells beside it.
pub(in crate::ui) fn resize_there_alone(ui: &mut Ui, height: f32) {
    let bottom = ui.available_rect_before_wrap().top() + height;
    // Who has begun there may leave the heads with the button down.
    let pointer = ui.input(|input| match input.pointer.any_down() {
        true => input.pointer.press_origin(),
        false => input.pointer.latest_pos(),
    });
    if pointer.is_none_or(|pointer| pointer.y > bottom) {
        ui.style_mut().interaction.resize_grab_radius_side = 0.0;
    }
}

/// A list below such heads: a line a row, as high as there is room. As long as `salt` is the same its columns keep the widths that
/// they were given.
pub(in crate::ui) fn table(ui: &mut Ui, salt: impl AsIdSalt) -> TableBuilder<'_> {
    resize_there_alone(ui, LINE_HEIGHT);
    TableBuilder::new(ui)
        .id_salt(salt)
        .resizable(true)
        .auto_shrink(false)
        .min_scrolled_height(0.0)
        .max_scroll_height(f32::INFINITY)
        .cell_layout(Layout::left_to_right(Align::Center))
}

/// Draws the head of a column of a list: a click sorts by it, another the other way, a third no more.
pub(in crate::ui) fn sort_ui<T: Copy + PartialEq>(
    ui: &mut Ui,
    title: &str,
    by: Option<T>,
    sort: &mut Option<(T, bool)>,
) {
    let Some(by) = by else {
        ui.label(RichText::new(title).font(style::strong()));
        return;
    };
    // The whole of the head is clicked, not its words alone.
    let whole = ui.available_rect_before_wrap().intersect(ui.clip_rect());
    let response = ui.interact(whole, ui.scope_id().with(("sort by", title)), Sense::click());
    let text = format!("{title}{}", arrow(by, *sort));
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &text));
    let ink = ui.style().interact(&response).text_color();
    let galley = ui.painter().layout_no_wrap(text, style::strong(), ink);
    let (place, _) = ui.allocate_exact_size(galley.size(), Sense::hover());
    ui.painter().galley(place.min, galley, ink);
    if response.on_hover_text(format!("按{title}排列")).clicked() {
        turn(by, sort);
    }
}

/// What stands behind the title of a column, by which rows are sorted or not.
pub(in crate::ui) fn arrow<T: PartialEq>(by: T, sort: Option<(T, bool)>) -> &'static str {
    match sort {
        Some((of, true)) if of == by => " ▼",
        Some((of, false)) if of == by => " ▲",
        _ => "",
    }
}

/// What a click on the head of a column makes of how rows are sorted.
pub(in crate::ui) fn turn<T: Copy + PartialEq>(by: T, sort: &mut Option<(T, bool)>) {
    *sort = match *sort {
        Some((of, false)) if of == by => Some((by, true)),
        Some((of, true)) if of == by => None,
        _ => Some((by, false)),
    };
}
