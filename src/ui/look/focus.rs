//! What has the keyboard is seen: whatever it is gets a frame, and in questions and in the list of rules, which scroll, it is in
//! sight.
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
    let Some(of) = focused.filter(|_| before != focused).and_then(|id| ui.ctx().read_response(id)) else {
        return;
    };
    if of.layer_id == ui.layer_id() && ui.min_rect().contains_rect(of.rect) {
        ui.scroll_to_rect_animation(of.rect, None, ScrollAnimation::none());
    }
}
