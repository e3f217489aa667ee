//! The button of a question that is meant by Enter, and looks like it; and the choices of a question (单选), at which Enter is
//! meant for that button, too.

use eframe::egui::{Button, Id, Key, Modifiers, Response, RichText, Ui, WidgetText};

/// Draws one of several choices. The keyboard moves on from it by Tab and takes it by the space bar.
pub(crate) fn choice<T: PartialEq>(
    ui: &mut Ui,
    chosen: &mut T,
    value: T,
    title: impl Into<WidgetText>,
) -> Response {
    let response = ui.radio_value(chosen, value, title.into());
    ui.data_mut(|data| data.insert_temp(is_choice(response.id), ()));
    response
}

/// Under what it is remembered that a widget is a choice.
fn is_choice(widget: Id) -> Id {
    widget.with("choice of a question")
}

/// Draws something to tick. The space bar ticks it; Enter, which would too, is meant for the button.
pub(crate) fn tick(ui: &mut Ui, ticked: &mut bool, title: impl Into<WidgetText>) -> Response {
    let before = *ticked;
    let response = ui.checkbox(ticked, title.into());
    if response.has_focus() && ui.input(|input| input.key_pressed(Key::Enter)) {
        *ticked = before;
    }
    ui.data_mut(|data| data.insert_temp(is_choice(response.id), ()));
    response
}

/// Draws one of several buttons of which one is down or none; whether it is to change. Enter takes it as a click does; at the one
/// that is down it takes nothing back, but is meant for the button of the question, as in every other field.
pub(crate) fn toggled(ui: &mut Ui, is_down: bool, title: &str) -> bool {
    let response = ui.add(Button::selectable(is_down, title).frame_when_inactive(true));
    ui.data_mut(|data| match is_down {
        true => drop(data.insert_temp(is_choice(response.id), ())),
        false => data.remove::<()>(is_choice(response.id)),
    });
    let by_enter = response.has_focus() && ui.input(|input| input.key_pressed(Key::Enter));
    response.clicked() && !(by_enter && is_down)
}

/// Draws the button, without its keys.
pub(crate) fn button(ui: &mut Ui, enabled: bool, title: &str) -> Response {
    let visuals = ui.visuals();
    let (fill, ink) = (visuals.selection.bg_fill, visuals.selection.stroke.color);
    ui.add_enabled(enabled, Button::new(RichText::new(title).color(ink)).fill(fill))
}

/// Draws the button; whether it was chosen. It is clicked by Enter, too, wherever the keyboard is in the question, but in another button, which
/// Enter then clicks, and in a text of several lines, where Ctrl+Enter does it.
pub(crate) fn chosen(ui: &mut Ui, enabled: bool, title: &str) -> bool {
    let response = button(ui, enabled, title);
    let focused = ui.memory(|memory| memory.focused());
    // Where no field wants it, the keyboard is at the button, which then is seen to be the one that is meant.
    if enabled && focused.is_none() {
        response.request_focus();
        ui.ctx().request_repaint();
    }
    let is_free = focused.is_none_or(|focused| {
        focused == response.id || ui.data(|data| data.get_temp::<()>(is_choice(focused))).is_some()
    });
    let pressed = |modifiers| ui.input_mut(|input| input.consume_key(modifiers, Key::Enter));
    let entered = enabled && (pressed(Modifiers::COMMAND) || is_free && pressed(Modifiers::NONE));
    response.clicked() || entered
}
