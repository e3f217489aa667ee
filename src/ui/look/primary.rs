//! The button of a question that is meant by Enter, and looks like it.

use eframe::egui::{Button, Key, Modifiers, RichText, Ui};

/// Draws the button; whether it was chosen. It is clicked by Enter, too, wherever the keyboard is in the question, but in another button, which
/// Enter then clicks, and in a text of several lines. The key by which the question was opened is not it.
pub(crate) fn chosen(ui: &mut Ui, enabled: bool, title: &str) -> bool {
    let visuals = ui.visuals();
    let (fill, ink) = (visuals.selection.bg_fill, visuals.selection.stroke.color);
    let button = Button::new(RichText::new(title).color(ink)).fill(fill);
    let response = ui.add_enabled(enabled, button);
    let frame = ui.ctx().cumulative_frame_nr();
    let before = ui.data_mut(|data| {
        let known = data.get_temp_mut_or_default::<Option<u64>>(response.id);
        known.replace(frame)
    });
    let was_there = before.is_some_and(|before| before + 1 >= frame && before < frame);
    let is_free = ui.memory(|memory| memory.focused().is_none_or(|focused| focused == response.id));
    let entered = enabled
        && was_there
        && is_free
        && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Enter));
    response.clicked() || entered
}
