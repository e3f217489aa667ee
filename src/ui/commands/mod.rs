//! The one table of commands: menus, shortcuts and buttons all come from it.

mod list;
mod menu;
mod what;

use eframe::egui::{Context, Event, Id, Key, KeyboardShortcut, Modifiers, Ui};

pub(super) use self::list::{ALL, OF_CELL, TOOLBAR};
pub(super) use self::menu::Menu;
pub(super) use self::what::Command;

/// How a command is offered.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry {
    /// The command.
    pub command: Command,
    /// Its name.
    pub title: &'static str,
    /// Where it stands.
    pub menu: Menu,
    /// Its key.
    pub shortcut: Option<KeyboardShortcut>,
    /// Whether a line in the menu parts it from what stands above.
    pub begins_group: bool,
}

impl Entry {
    const fn below_line(self) -> Self {
        Self { begins_group: true, ..self }
    }

    /// Its key in words: `Ctrl+Shift+[`.
    pub(super) fn keys(&self, ctx: &Context) -> Option<String> {
        let shortcut = self.shortcut?;
        let text = ctx.format_shortcut(&shortcut);
        let (name, symbol) = (shortcut.logical_key.name(), shortcut.logical_key.symbol_or_name());
        // Arrows as symbols are not in every font; brackets and signs are on the key itself.
        let is_sign = symbol.is_ascii() || shortcut.logical_key == Key::Minus;
        let symbol = if shortcut.logical_key == Key::Minus { "-" } else { symbol };
        Some(match text.strip_suffix(name) {
            Some(before) if is_sign => format!("{before}{symbol}"),
            _ => text,
        })
    }
}

/// How a command is offered.
pub(super) fn entry_of(command: Command) -> Option<&'static Entry> {
    ALL.iter().find(|entry| entry.command == command)
}

/// The command whose keys were pressed in this frame, if any. Where the grid has the keyboard, it is asked for
/// each of its keys by itself ([`of`]). In the field of a passage, which is `passage`, adding a row adds a passage.
pub(super) fn pressed(ui: &Ui, passage: Id) -> Option<Command> {
    let is_typing = ui.ctx().text_edit_focused();
    let is_in_passage = ui.memory(|memory| memory.has_focus(passage));
    let is_kept = |command: Command| {
        let adds_passage = is_in_passage && command == Command::AddRow;
        is_typing && (command.is_of_field() || command.is_of_table() && !adds_passage)
    };
    ui.input_mut(|input| {
        let is_pressed = |shortcut: &KeyboardShortcut| {
            input.events.iter().any(|event| {
                matches!(event, Event::Key { key, modifiers, pressed: true, .. }
                    if *key == shortcut.logical_key && modifiers.matches_logically(shortcut.modifiers))
            })
        };
        // What is kept stays the field's: it is not taken for the command of the same key without Shift.
        let (command, shortcut) = in_turn(false).find(|(_, shortcut)| is_pressed(shortcut))?;
        (!is_kept(command) && input.consume_shortcut(&shortcut)).then_some(command)
    })
}

/// The command of a key.
pub(super) fn of(modifiers: Modifiers, key: Key, in_grid: bool) -> Option<Command> {
    // The key that keyboards have for it.
    if key == Key::Menu && in_grid {
        return Some(Command::CellMenu);
    }
    in_turn(in_grid)
        .find(|(_, shortcut)| shortcut.logical_key == key && modifiers.matches_logically(shortcut.modifiers))
        .map(|(command, _)| command)
}

/// The commands that have keys, in the order in which these are looked at.
fn in_turn(in_grid: bool) -> impl Iterator<Item = (Command, KeyboardShortcut)> {
    // egui takes Ctrl for pressed where Ctrl and Shift are: so those with Shift are asked first.
    [true, false].into_iter().flat_map(move |with_shift| {
        ALL.iter()
            .filter(move |entry| {
                !entry.command.is_told_otherwise() && (in_grid || !entry.command.is_of_grid())
            })
            .filter_map(|entry| Some((entry.command, entry.shortcut?)))
            .filter(move |(_, shortcut)| shortcut.modifiers.shift == with_shift)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_stands_once() {
        for (at, entry) in ALL.iter().enumerate() {
            assert!(ALL.iter().skip(at + 1).all(|other| other.command != entry.command
                && other.title != entry.title
                && (other.shortcut.is_none() || other.shortcut != entry.shortcut)));
        }
    }
}
