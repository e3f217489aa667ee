//! The order in which a frame's events come to their turn: each is applied to what is current *then*, however
//! many arrive at once because the frame before was slow.
//!
//! egui hands a frame all events that came meanwhile, and its widgets look at them by kind: a click is tested
//! against what was drawn before the first of them, a dialog that the first opens is not there for the second.
//! So a frame is given only a portion, and the rest waits:
//!
//! - Where the grid has the keyboard, the whole run of keys up to the next click. The grid applies them one by
//!   one itself ([`crate::ui::table::typing`]), without a frame in between, so that a run costs one frame. egui does not see
//!   them; what is left of a run when a key gave the keyboard away comes back here.
//! - Elsewhere, one thing that can change what the next is for: a key, a click, a paste. The next one comes when
//!   the frame that follows from it has settled. Text goes together, for a field takes it in order.
//!
//! Events that wait keep the time at which they came, so that a double click stays one.
//!
//! What was pressed before something could be seen is not meant for it: when a document comes to the front
//! ([`Turns::forget`]) what waits is dropped, and what comes until it has been drawn.
//!
//! A letter that is pressed with Alt comes as a text, too, and is none: such texts are taken out first ([`held`]).
//!
//! This module does not know what any event does.

mod held;

use std::collections::VecDeque;

use eframe::egui::{Context, DroppedFileHandle, Event, Key, Plugin, RawInput, ViewportId};

use self::held::Held;

/// So many seconds after something was drawn first keys are still those of somebody who has not seen it.
const BLIND: f64 = 0.2;

/// Who was typing already has stopped after so many seconds without a key: of what was begun before, the rest is not meant
/// for what has come to the front either.
const PAUSE: f64 = 0.4;

/// More frames than these are not waited for, however much moves on the screen.
const FRAMES: u8 = 3;

/// An event that waits.
#[derive(Clone, Debug)]
pub(in crate::ui) struct Turn {
    /// What happened.
    pub event: Event,
    time: f64,
}

/// The events that wait for their turn.
#[derive(Debug, Default)]
pub(in crate::ui) struct Turns {
    queue: VecDeque<Turn>,
    /// The keys that are the grid's in this frame.
    run: VecDeque<Turn>,
    /// Files that were dropped behind what waits.
    dropped: Vec<DroppedFileHandle>,
    /// Whether the grid has the keyboard.
    grid: bool,
    /// How many frames the next event waits at most.
    waits: u8,
    /// Whether a button of the mouse was pressed last, and whether one is down.
    pressed: bool,
    down: bool,
    held: Held,
    /// Whether the key V, since it was last let go, was said to be pressed or to have pasted anything.
    said: bool,
    /// In how many further frames that come nothing is meant for what is in front, because it was not seen yet.
    unseen: u8,
    /// Until when keys are not meant for it either: nobody sees as fast.
    blind_until: f64,
    /// Whether somebody was typing when it came.
    is_typing: bool,
    /// How many acts of the user have come.
    acts: u64,
}

/// What an event is to those that follow it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// It changes nothing for them.
    Passive,
    /// A part of a text.
    Text,
    /// A button of the mouse goes down or up.
    Button { pressed: bool },
    /// Anything else.
    Act,
}

impl Turns {
    /// The events that wait, of the window.
    pub(crate) fn with<R>(ctx: &Context, act: impl FnOnce(&mut Self) -> R) -> R {
        act(&mut ctx.plugin_or_default::<Self>().lock())
    }

    /// The keys that the grid is to apply in this frame.
    pub(crate) fn take_run(&mut self) -> VecDeque<Turn> {
        std::mem::take(&mut self.run)
    }

    /// Keys that are not for the grid after all: they are the first that come next.
    pub(crate) fn give_back(&mut self, mut run: VecDeque<Turn>) {
        if !run.is_empty() {
            run.append(&mut self.queue);
            self.queue = run;
            self.waits = FRAMES;
        }
    }

    /// Events of this frame that came behind one which gave the keyboard to something that opens: they are for that.
    pub(crate) fn put_off(&mut self, events: Vec<Event>, time: f64) {
        self.give_back(events.into_iter().map(|event| Turn { event, time }).collect());
    }

    /// Drops what was pressed before what is in front could be seen: all that waits, and what comes with the next
    /// `frames`.
    pub(crate) fn forget(&mut self, frames: u8) {
        let is_typed = |turn: &Turn| is_keyboard(&turn.event) && is_meant(&turn.event);
        self.is_typing = self.run.iter().chain(&self.queue).any(is_typed);
        self.run.retain(|turn| !is_meant(&turn.event));
        self.queue.retain(|turn| !is_meant(&turn.event));
        self.unseen = self.unseen.max(frames);
    }

    /// Whether what is in front has not been seen yet.
    pub(crate) fn is_unseen(&self) -> bool {
        self.unseen > 0
    }

    /// How many keys and buttons have been pressed so far.
    pub(crate) fn acts(&self) -> u64 {
        self.acts
    }

    /// Whether something waits.
    pub(crate) fn are_waiting(&self) -> bool {
        !self.queue.is_empty() || !self.run.is_empty() || !self.dropped.is_empty()
    }

    /// To be told at the end of a frame whose the keyboard is, and whether nothing more follows from what was done.
    pub(crate) fn end_frame(&mut self, grid: bool, settled: bool) {
        let moved = std::mem::replace(&mut self.grid, grid) != grid;
        // What has just opened takes the keyboard in its first frame, or in the second.
        self.waits = if settled && !moved { 0 } else { self.waits.saturating_sub(1) };
    }

    /// Says that something is pasted where egui does not: it looks for text or a picture on the clipboard, and where
    /// there is neither, but a table as HTML, the only sign of Ctrl+V is that the key is let go.
    fn with_pastes(&mut self, arrived: Vec<Event>) -> Vec<Event> {
        let mut events = Vec::with_capacity(arrived.len());
        for event in arrived {
            match &event {
                Event::Paste(_) | Event::PasteImage(_) => self.said = true,
                Event::Key { key: Key::V, pressed: true, .. } => self.said = true,
                Event::Key { key: Key::V, pressed: false, modifiers, .. } => {
                    let is_said = std::mem::take(&mut self.said);
                    if modifiers.command_only() && !is_said {
                        events.push(Event::Paste(String::new()));
                    }
                }
                _ => {}
            }
            events.push(event);
        }
        events
    }

    /// Takes the grid's run of keys off the queue. What egui keeps account of, it is told.
    fn begin_run(&mut self) -> Vec<Event> {
        let mut told = Vec::new();
        while let Some(turn) =
            self.queue.pop_front_if(|turn| is_passive(&turn.event) || is_keyboard(&turn.event))
        {
            if is_passive(&turn.event) {
                told.push(turn.event.clone());
            }
            if is_keyboard(&turn.event) {
                self.run.push_back(turn);
            }
        }
        told
    }

    /// The next portion for egui.
    fn portion(&mut self) -> Vec<Event> {
        let mut portion = Vec::new();
        let (mut acted, mut moved) = (None, false);
        while let Some(first) = self.queue.front() {
            let kind = kind(&first.event, self.queue.get(1).map(|next| &next.event));
            let is_release_of_click = kind == Kind::Button { pressed: false } && self.pressed && !moved;
            let comes = match kind {
                Kind::Passive => acted.is_none_or(|acted| acted == Kind::Text),
                _ if self.waits > 0 && !is_release_of_click => false,
                Kind::Text => {
                    acted.is_none_or(|acted| acted == Kind::Text) || is_blank_of(portion.last(), &first.event)
                }
                // Where something is dragged to is drawn before it is let go.
                Kind::Button { .. } => acted.is_none() && !(moved && self.down),
                Kind::Act => acted.is_none(),
            };
            let Some(turn) = self.queue.pop_front_if(|_| comes) else {
                break;
            };
            match kind {
                Kind::Passive if matches!(turn.event, Event::PointerMoved(_)) => moved = true,
                Kind::Passive => {}
                _ => acted = Some(kind),
            }
            portion.push(turn.event);
        }
        if let Some(Kind::Button { pressed }) = acted {
            self.down = pressed;
        }
        if acted.is_some() || (moved && self.down) {
            self.pressed = acted == Some(Kind::Button { pressed: true });
            self.waits = FRAMES;
        }
        portion
    }
}

impl Plugin for Turns {
    fn debug_name(&self) -> &'static str {
        "turns"
    }

    fn input_hook(&mut self, ctx: &Context, input: &mut RawInput) {
        if input.viewport_id != ViewportId::ROOT {
            return;
        }
        // A run that nobody took, because the frame was not drawn, comes again.
        let run = self.take_run();
        self.give_back(run);
        let now = input.time.unwrap_or_else(|| ctx.input(|last| last.time) + f64::from(input.predicted_dt));
        self.held.without_commands(&mut input.events, ctx.os().is_mac());
        let mut arrived = self.with_pastes(std::mem::take(&mut input.events));
        if let Some(left) = self.unseen.checked_sub(1) {
            self.unseen = left;
            self.is_typing |= arrived.iter().any(|event| is_keyboard(event) && is_meant(event));
            self.blind_until = now + if self.is_typing { PAUSE } else { BLIND };
            arrived.retain(|event| !is_meant(event));
        }
        if now < self.blind_until {
            let count = arrived.len();
            arrived.retain(|event| !is_meant(event) || !is_keyboard(event));
            if arrived.len() < count {
                self.blind_until = now + PAUSE;
            }
        }
        self.acts += arrived.iter().filter(|event| is_meant(event)).count() as u64;
        self.queue.extend(arrived.into_iter().map(|event| Turn { event, time: now }));
        self.dropped.append(&mut input.dropped_files);
        let came = self.queue.front().map(|first| first.time);
        let first = self.queue.iter().find(|turn| !is_passive(&turn.event));
        input.events = if self.grid && first.is_some_and(|turn| is_keyboard(&turn.event)) {
            self.begin_run()
        } else {
            self.portion()
        };
        if self.queue.is_empty() {
            input.dropped_files = std::mem::take(&mut self.dropped);
        }
        if let Some(came) = came {
            input.time = Some(came);
        }
    }
}

/// Whether an event is of the keyboard.
fn is_keyboard(event: &Event) -> bool {
    matches!(
        event,
        Event::Copy
            | Event::Cut
            | Event::Paste(_)
            | Event::Text(_)
            | Event::Key { .. }
            | Event::Ime(_)
            | Event::ModifiersChanged(_)
    )
}

/// Whether an event is meant for something, of which it may change something. That a key or a button is let go is not:
/// of that egui keeps account.
fn is_meant(event: &Event) -> bool {
    match event {
        Event::Copy
        | Event::Cut
        | Event::Paste(_)
        | Event::PasteImage(_)
        | Event::Text(_)
        | Event::Ime(_)
        | Event::PointerButton { pressed: true, .. } => true,
        Event::Key { key, pressed, .. } => *pressed && !is_modifier(*key),
        _ => false,
    }
}

fn is_passive(event: &Event) -> bool {
    kind(event, None) == Kind::Passive
}

/// What an event is to those that follow; `next` is the one behind it.
fn kind(event: &Event, next: Option<&Event>) -> Kind {
    match event {
        Event::Text(_) => Kind::Text,
        Event::PointerButton { pressed, .. } => Kind::Button { pressed: *pressed },
        Event::Key { pressed: false, .. }
        | Event::ModifiersChanged(_)
        | Event::PointerMoved(_)
        | Event::MouseMoved(_)
        | Event::PointerGone
        | Event::MouseWheel { .. }
        | Event::Zoom(_)
        | Event::Rotate(_)
        // What a finger does comes as the mouse, too.
        | Event::Touch { .. }
        | Event::WindowFocused(_) => Kind::Passive,
        // It says nothing by itself; what it is held for comes with that.
        Event::Key { key, .. } if is_modifier(*key) => Kind::Passive,
        // The key by which a text is typed.
        Event::Key { key, .. } if is_letter(*key) && matches!(next, Some(Event::Text(_))) => Kind::Text,
        _ => Kind::Act,
    }
}

/// Whether a key is only held for others.
fn is_modifier(key: Key) -> bool {
    use Key::{AltLeft, AltRight, ControlLeft, ControlRight, ShiftLeft, ShiftRight, SuperLeft, SuperRight};
    matches!(
        key,
        ShiftLeft | ShiftRight | ControlLeft | ControlRight | AltLeft | AltRight | SuperLeft | SuperRight
    )
}

/// Whether an event is the blank that comes with the space bar: what the bar opens must not have it.
fn is_blank_of(before: Option<&Event>, event: &Event) -> bool {
    let is_bar = matches!(before, Some(Event::Key { key: Key::Space, pressed: true, .. }));
    is_bar && matches!(event, Event::Text(text) if text == " ")
}

/// Whether a key is a letter, a figure or a sign. The space bar is not: it pushes buttons, too.
fn is_letter(key: Key) -> bool {
    let name = key.symbol_or_name();
    key == Key::Minus || (name.len() == 1 && name.is_ascii())
}

#[cfg(test)]
mod tests;
