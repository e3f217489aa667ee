//! Menus that hang down from a bar, and the keyboard in them: Alt with its letter opens one; ← and → go from an open menu to the one beside it, a letter to the next entry whose name begins
//! with it, as it sounds. ↑, ↓, Enter and Esc are egui's own. What an entry does is for [`menus`](super::menus).

use std::sync::Arc;

use eframe::egui::{
    Context, Event, FocusDirection, Id, Key, Modifiers, Popup, Response, SetOpenCommand, Ui, Vec2,
};

use crate::ui::commands::Menu;
use crate::ui::dialogs::sounds;

/// Where the menus are kept from frame to frame.
fn place() -> Id {
    Id::unique("menus of the bar")
}

/// The menus as they were last drawn.
#[derive(Clone, Default)]
struct Bar {
    /// Their buttons from left to right, and what hangs down from each.
    buttons: Arc<[(Id, Id)]>,
    open: Option<usize>,
    /// Whether a key opened it: whose the keyboard was before has it again when it is closed.
    by_key: bool,
}

/// Hangs a menu down from its button; whether it is open. Where another one is, moving the pointer onto the button opens this
/// one. A pointer that rests there does not: the arrows went on from it.
pub(super) fn hang(button: &Response, content: impl FnOnce(&mut Ui)) -> bool {
    let ctx = &button.ctx;
    let bar: Bar = ctx.data(|data| data.get_temp(place())).unwrap_or_default();
    let open = bar.open.and_then(|at| bar.buttons.get(at));
    let is_other = open.is_some_and(|(open, _)| *open != button.id);
    let moved = ctx.input(|input| input.pointer.delta() != Vec2::ZERO);
    let mut menu = Popup::menu(button);
    if is_other && moved && button.hovered() && !button.clicked() {
        menu = menu.open_memory(SetOpenCommand::Bool(true));
    }
    menu.show(content).is_some()
}

/// Opens the menus whose keys were pressed, where the table does not have the keyboard.
pub(super) fn open_pressed(ctx: &Context) {
    let os = ctx.os();
    let pressed = ctx.input_mut(|input| {
        let mut menu = None;
        input.events.retain(|event| match event {
            Event::Key { key, modifiers, pressed: true, .. } => {
                let asked = Menu::of(os, *modifiers, *key);
                menu = asked.or(menu);
                asked.is_none()
            }
            _ => true,
        });
        menu
    });
    if let Some(menu) = pressed {
        open(ctx, menu);
    }
}

/// Opens a menu, and gives it the keyboard.
pub(super) fn open(ctx: &Context, menu: Menu) {
    let mut bar: Bar = ctx.data(|data| data.get_temp(place())).unwrap_or_default();
    let at = Menu::ALL.iter().position(|one| *one == menu);
    if let Some((button, popup)) = at.and_then(|at| bar.buttons.get(at)) {
        ctx.memory_mut(|memory| memory.request_focus(*button));
        Popup::open_id(ctx, *popup);
        bar.by_key = true;
        ctx.data_mut(|data| data.insert_temp(place(), bar));
    }
}

/// To be called behind the menus: the buttons, and whether the menu of each is open.
pub(super) fn note(ctx: &Context, buttons: &[(Response, bool)]) {
    let bar: Bar = ctx.data(|data| data.get_temp(place())).unwrap_or_default();
    let open = buttons.iter().position(|(_, is_open)| *is_open);
    if bar.by_key && bar.open.is_some() && open.is_none() {
        for (button, _) in buttons {
            button.surrender_focus();
        }
    }
    // A key that comes in this frame opens it in the next.
    let by_key = bar.by_key && (open.is_some() || bar.open.is_none());
    let buttons = buttons.iter().map(|(button, _)| (button.id, Popup::default_response_id(button))).collect();
    ctx.data_mut(|data| data.insert_temp(place(), Bar { buttons, open, by_key }));
}

/// To be called before the menus: opens the one beside that which is open, if somebody asks for it.
pub(super) fn walk(ctx: &Context) {
    let bar: Bar = ctx.data(|data| data.get_temp(place())).unwrap_or_default();
    let Some(open) = bar.open else { return };
    let pressed = |key: Key| ctx.input_mut(|input| input.consume_key(Modifiers::NONE, key));
    let (left, right) = (pressed(Key::ArrowLeft), pressed(Key::ArrowRight));
    let count = bar.buttons.len();
    let step = match (left, right) {
        (true, false) => count.saturating_sub(1),
        (false, true) => 1,
        _ => return,
    };
    let next = open.saturating_add(step).checked_rem(count).and_then(|at| bar.buttons.get(at));
    if let Some((button, menu)) = next {
        // egui has seen the arrow already, and would leave the menu for what stands beside it.
        ctx.memory_mut(|memory| {
            memory.move_focus(FocusDirection::None);
            memory.request_focus(*button);
        });
        Popup::open_id(ctx, *menu);
    }
}

/// To be called behind the entries of a menu, with their names: takes the keyboard to the next one that a letter names.
pub(super) fn by_letter(ui: &Ui, entries: &[(Response, impl AsRef<str>)]) {
    let typed = ui.input(|input| {
        let mut texts = input.events.iter().filter_map(|event| match event {
            Event::Text(text) if !text.trim().is_empty() => Some(text.clone()),
            _ => None,
        });
        texts.next()
    });
    let Some(typed) = typed else { return };
    let at = entries.iter().position(|(response, _)| response.has_focus());
    let from = at.map_or(0, |at| at + 1);
    let (before, behind) = entries.split_at(from.min(entries.len()));
    let is_named = |(response, name): &&(Response, _)| response.enabled() && begins(&typed, name);
    if let Some((response, _)) = behind.iter().chain(before).find(is_named) {
        response.request_focus();
    }
}

/// Whether a name begins with what was typed, as it is written or as it sounds.
fn begins(typed: &str, name: &impl AsRef<str>) -> bool {
    let first = name.as_ref().chars().find(|c| c.is_alphanumeric());
    first.is_some_and(|first| sounds::begins(typed, first))
}
