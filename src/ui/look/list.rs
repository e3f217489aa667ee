//! A list that drops down, of which one is chosen: by mouse, by key or by a screen reader alike it closes then, and who
//! used a key is in its field again. Escape closes the list and nothing around it.

use eframe::egui::{AsIdSalt, ComboBox, Key, Modifiers, Response, Ui, WidgetText};

/// Draws the list. `shown` stands in its field; what there is to choose is drawn by [`choice`].
pub(crate) fn ui(
    ui: &mut Ui,
    salt: impl AsIdSalt,
    shown: impl Into<String>,
    width: f32,
    choices: impl FnOnce(&mut Ui),
) -> Response {
    let list = ComboBox::from_id_salt(salt).selected_text(shown.into()).width(width).show_ui(ui, |ui| {
        choices(ui);
        if ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape)) {
            ui.close();
        }
    });
    let is_closed = list.inner.is_some() && !ComboBox::is_open(ui.ctx(), list.response.id);
    if is_closed && !ui.input(|input| input.pointer.any_click()) {
        list.response.request_focus();
    }
    list.response
}

/// One of what there is to choose.
pub(crate) fn choice<T: PartialEq>(ui: &mut Ui, chosen: &mut T, value: T, label: impl Into<WidgetText>) {
    if ui.selectable_value(chosen, value, label.into()).clicked() {
        ui.close();
    }
}
