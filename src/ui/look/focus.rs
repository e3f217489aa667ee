//! What has the keyboard is seen: whatever it is gets a frame, and in questions, which scroll, it is in sight.
//! Fields of text, tables, panes and lists show it themselves.

use eframe::egui::style::ScrollAnimation;
use eframe::egui::text::{CCursor, CCursorRange};
use eframe::egui::text_edit::TextEditState;
use eframe::egui::{Context, Id, Ui};

use super::lines;
use super::panes::Pane;

/// No field has more characters.
const MOST_TEXT: usize = 1_000_000;

/// Selects all that a field holds, what is typed next replacing it.
pub(crate) fn select_all(ctx: &Context, field: Id) {
    let mut state = TextEditState::load(ctx, field).unwrap_or_default();
    let whole = CCursorRange::two(CCursor::new(0), CCursor::new(MOST_TEXT));
    state.cursor.set_char_range(Some(whole));
    state.store(ctx, field);
}

/// Draws the frame, at the end of a pass. `table` is what has the keyboard where a table has it.
pub(crate) fn ring(ctx: &Context, table: Id) {
    let Some(id) = ctx.memory(|memory| memory.focused()).filter(|id| *id != table) else { return };
    let shows_itself = TextEditState::load(ctx, id).is_some()
        || Pane::ALL.into_iter().any(|pane| pane.id() == id)
        || lines::is_list(ctx, id);
    let Some(of) = ctx.read_response(id).filter(|_| !shows_itself) else { return };
    let painter = ctx.layer_painter(of.layer_id).with_clip_rect(of.interact_rect.expand(lines::RING));
    lines::ring(&painter, &ctx.global_style().visuals, of.rect.expand(1.0));
}

/// To be called behind all that stands in something that scrolls: what the keyboard went to there comes into sight.
pub(crate) fn follow(ui: &Ui) {
    let focused = ui.memory(|memory| memory.focused());
    let known = ui.scope_id().with("focused");
    let before = ui.data_mut(|data| std::mem::replace(data.get_temp_mut_or_default(known), focused));
    // What stands below is not drawn yet, and where it was before says nothing: the window may have been moved.
    let drawn = |id: Id| ui.ctx().viewport(|viewport| viewport.this_pass.widgets.get(id).copied());
    let Some(of) = focused.filter(|_| before != focused).and_then(drawn) else {
        return;
    };
    // What is seen, but not in here, is none of it: a field above what scrolls lies over its beginning, which is cut off.
    let seen = of.interact_rect;
    if seen.is_positive() && !ui.clip_rect().expand(1.0).contains_rect(seen) {
        return;
    }
    if of.layer_id == ui.layer_id() && ui.min_rect().contains_rect(of.rect) {
        ui.scroll_to_rect_animation(of.rect, None, ScrollAnimation::none());
    }
}
