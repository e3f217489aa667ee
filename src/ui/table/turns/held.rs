//! Which of the texts that come are none: a letter that is pressed with Alt or with the Windows key is a command, and the
//! system gives its text all the same. With AltGr, and with Option on a Mac, a key types another letter: of AltGr the
//! system says neither Alt nor Ctrl, or both. What an input method gives comes otherwise and is always text.

use eframe::egui::{Event, Key, Modifiers};

/// The keys that are held down and make a letter no text.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Held {
    modifiers: Modifiers,
    /// egui says nothing of the Windows key but that it goes down and up.
    windows: bool,
}

impl Held {
    /// Takes the texts out of `events` that are none.
    pub(super) fn without_commands(&mut self, events: &mut Vec<Event>, is_mac: bool) {
        events.retain(|event| {
            match event {
                Event::ModifiersChanged(modifiers) => self.modifiers = *modifiers,
                Event::Key { key: Key::SuperLeft | Key::SuperRight, pressed, modifiers, .. } => {
                    (self.windows, self.modifiers) = (*pressed, *modifiers);
                }
                Event::Key { modifiers, .. } => self.modifiers = *modifiers,
                // Where another window has the keyboard meanwhile nobody says that a key is let go.
                Event::WindowFocused(_) => *self = Self::default(),
                Event::PointerButton { .. } => self.windows = false,
                Event::Text(_) => return is_mac || !self.is_command(),
                _ => {}
            }
            true
        });
    }

    fn is_command(self) -> bool {
        let Modifiers { alt, ctrl, .. } = self.modifiers;
        self.windows || (alt && !ctrl)
    }
}
