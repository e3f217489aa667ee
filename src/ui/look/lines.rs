//! Lists by keyboard: a list is one stop of Tab. There the arrows, Page Up and Down, Home and End move to a line, which has a
//! frame that is seen on every ground and stays in sight, and Enter does what a click on that line does.
//!
//! What the lines are, how they are drawn and what a click does is for whoever draws them; lists that are drawn as far as
//! they are in view say of each line which it is.

use std::ops::Range;

use eframe::egui::style::ScrollAnimation;
use eframe::egui::{
    Context, Event, EventFilter, Id, InputState, Key, Modifiers, Painter, Rect, Response, Role, Sense,
    Stroke, StrokeKind, Ui, Visuals, WidgetInfo, pos2, vec2,
};

use super::style;

/// So many lines are a page.
const PAGE: isize = 10;

/// How thick the frame is.
pub(super) const RING: f32 = 2.0;

/// How many lines the keys pressed in this frame lead on in a list, or back: those with `modifiers`, which are then the list's.
/// Home and End lead to its ends, unless there is a text whose they are.
pub(crate) fn stride(input: &mut InputState, modifiers: Modifiers, has_ends: bool) -> Option<isize> {
    let keys = [
        (Key::ArrowDown, 1),
        (Key::ArrowUp, -1),
        (Key::PageDown, PAGE),
        (Key::PageUp, -PAGE),
        (Key::Home, isize::MIN),
        (Key::End, isize::MAX),
    ];
    let count = if has_ends { keys.len() } else { keys.len() - 2 };
    let pressed = keys.into_iter().take(count).filter(|(key, _)| input.consume_key(modifiers, *key));
    pressed.map(|(_, by)| by).reduce(isize::saturating_add)
}

/// A list being drawn.
pub(crate) struct Lines {
    id: Id,
    kept: Kept,
    has_focus: bool,
    /// Whether another line has become the one that Enter is for.
    moved: bool,
    entered: bool,
    /// The position of the line drawn next.
    next: usize,
    /// The line that is chosen, as far as it was drawn.
    chosen: Option<usize>,
}

/// What is remembered of a list from frame to frame.
#[derive(Clone, Copy, Debug, Default)]
struct Kept {
    /// The line that Enter is for.
    at: usize,
    /// How many there are.
    count: usize,
    /// The line that was chosen: with it one begins.
    chosen: Option<usize>,
}

impl Lines {
    /// Begins a list in the room that is left, before its first line. `name` says what it is a list of.
    pub(crate) fn begin(ui: &Ui, name: &str) -> Self {
        Self::started(ui, name, None)
    }

    /// The same for a list that is drawn as far as it is in view: how many lines it has, and which is chosen.
    pub(crate) fn begin_of(ui: &Ui, name: &str, count: usize, chosen: Option<usize>) -> Self {
        Self::started(ui, name, Some((count, chosen)))
    }

    fn started(ui: &Ui, name: &str, known: Option<(usize, Option<usize>)>) -> Self {
        let id = id(name);
        // Where it is scrolled it goes on to the end of what is seen.
        let (left, seen) = (ui.available_rect_before_wrap(), ui.clip_rect());
        let around = Rect::from_min_max(left.min, pos2(left.right(), seen.bottom())).intersect(seen);
        let response = ui.interact(around, id, Sense::focusable_noninteractive());
        response.widget_info(|| WidgetInfo::labeled(Role::ListBox, true, name));
        let mut kept: Kept = ui.data(|data| data.get_temp(id)).unwrap_or_default();
        if let Some((count, chosen)) = known {
            // What is chosen elsewhere is where one goes on here.
            if kept.chosen != chosen {
                kept.at = chosen.unwrap_or(kept.at);
            }
            (kept.count, kept.chosen) = (count, chosen);
        }
        let mut lines = Self {
            id,
            kept,
            has_focus: response.has_focus(),
            moved: false,
            entered: false,
            next: 0,
            chosen: known.and_then(|(_, chosen)| chosen),
        };
        if response.gained_focus() {
            lines.kept.at = lines.kept.chosen.unwrap_or(lines.kept.at);
            lines.moved = true;
            // The arrows are the list's own from the next frame on.
            ui.ctx().request_repaint();
        }
        if lines.has_focus {
            let filter = EventFilter { vertical_arrows: true, ..EventFilter::default() };
            ui.memory_mut(|memory| memory.set_focus_lock_filter(id, filter));
            lines.keys(ui);
        }
        lines.kept.at = lines.kept.at.min(lines.kept.count.saturating_sub(1));
        lines
    }

    fn keys(&mut self, ui: &Ui) {
        let last = self.kept.count.saturating_sub(1);
        ui.input_mut(|input| {
            // What an input method is busy with is not the list's.
            if input.events.iter().any(|event| matches!(event, Event::Ime(_))) {
                return;
            }
            if let Some(stride) = stride(input, Modifiers::NONE, true) {
                self.kept.at = self.kept.at.saturating_add_signed(stride).min(last);
                self.moved = true;
            }
            self.entered = input.consume_key(Modifiers::NONE, Key::Enter);
        });
    }

    /// Has Tab come to the list, too, from the next frame on.
    pub(crate) fn takes_tab(&self, ui: &Ui) {
        let filter = EventFilter { vertical_arrows: true, tab: true, ..EventFilter::default() };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(self.id, filter));
    }

    /// Has ← and → come to the list, too, and says how many steps to the right they lead in this frame.
    pub(crate) fn aside(&self, ui: &Ui) -> isize {
        if !self.has_focus {
            return 0;
        }
        let filter = EventFilter { vertical_arrows: true, horizontal_arrows: true, ..EventFilter::default() };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(self.id, filter));
        let pressed = |key| isize::from(ui.input_mut(|input| input.consume_key(Modifiers::NONE, key)));
        pressed(Key::ArrowRight) - pressed(Key::ArrowLeft)
    }

    /// Whether the list has the keyboard.
    pub(crate) fn has_keyboard(&self) -> bool {
        self.has_focus
    }

    /// The line that was gone to by the keyboard in this frame.
    pub(crate) fn gone_to(&self) -> Option<usize> {
        self.moved.then_some(self.kept.at)
    }

    /// The line that Enter was pressed at in this frame.
    pub(crate) fn entered(&self) -> Option<usize> {
        (self.has_focus && self.entered).then_some(self.kept.at)
    }

    /// Whether the keyboard is in the list at a line.
    pub(crate) fn is_at(&self, at: usize) -> bool {
        self.has_focus && self.kept.at == at
    }

    /// Whether the menu of the line at a position is asked for by the keys that all programs have for it.
    pub(crate) fn asks_menu(&self, ui: &Ui, at: usize) -> bool {
        let pressed = |modifiers, key| ui.input_mut(|input| input.consume_key(modifiers, key));
        self.is_at(at) && (pressed(Modifiers::SHIFT, Key::F10) || pressed(Modifiers::NONE, Key::Menu))
    }

    /// Of a list that is drawn as far as it is in view, where `range` is drawn in lines of a height: takes care that the line
    /// gone to comes into view.
    pub(crate) fn reveal(&self, ui: &Ui, range: &Range<usize>, height: f32) {
        if !self.moved || range.contains(&self.kept.at) {
            return;
        }
        let step = height + ui.spacing().item_spacing.y;
        let top = ui.max_rect().top() + (self.kept.at as f32 - range.start as f32) * step;
        let rect = Rect::from_min_size(pos2(ui.max_rect().left(), top), vec2(1.0, height));
        ui.scroll_to_rect_animation(rect, None, ScrollAnimation::none());
    }

    /// To be called for each line in order, once its ground is drawn; whether what a click does is to be done.
    pub(crate) fn line(&mut self, ui: &Ui, response: &Response, chosen: bool) -> bool {
        let at = self.next;
        self.next += 1;
        if chosen {
            self.chosen = Some(at);
        }
        self.line_at(ui, at, response)
    }

    /// The same for the line at a position.
    pub(crate) fn line_at(&mut self, ui: &Ui, at: usize, response: &Response) -> bool {
        if response.clicked() {
            self.kept.at = at;
        }
        if !self.is_at(at) {
            return response.clicked();
        }
        if self.moved {
            ui.scroll_to_rect_animation(response.rect, None, ScrollAnimation::none());
        }
        self.mark(ui, response);
        response.clicked() || self.entered
    }

    /// Draws the frame around the line that Enter is for, and tells who listens that the list is at it.
    pub(crate) fn mark(&self, ui: &Ui, response: &Response) {
        self.mark_at(ui, response, response.rect);
    }

    /// The same of a row of a table, whose last column reaches under the margin of its page.
    pub(crate) fn mark_row(&self, ui: &Ui, response: &Response) {
        let right = response.rect.right().min(ui.max_rect().right());
        self.mark_at(ui, response, response.rect.with_max_x(right));
    }

    fn mark_at(&self, ui: &Ui, response: &Response, rect: Rect) {
        ring_ui(ui, rect);
        let line = response.id.accesskit_id();
        ui.ctx().accesskit_node_builder(self.id, |list| list.set_active_descendant(line));
    }

    /// To be called behind the last line.
    pub(crate) fn end(mut self, ui: &Ui) {
        if self.next > 0 {
            (self.kept.count, self.kept.chosen) = (self.next, self.chosen);
        }
        ui.data_mut(|data| data.insert_temp(self.id, self.kept));
    }
}

/// What a list of that name is known by.
pub(crate) fn id(name: &str) -> Id {
    Id::unique(("lines", name))
}

/// Whether something is a list.
pub(super) fn is_list(ctx: &Context, id: Id) -> bool {
    ctx.data(|data| data.get_temp::<Kept>(id)).is_some()
}

/// Draws the frame around what has the keyboard.
pub(crate) fn ring_ui(ui: &Ui, rect: Rect) {
    ring(ui.painter(), ui.visuals(), rect);
}

/// The same with another painter.
pub(super) fn ring(painter: &Painter, visuals: &Visuals, rect: Rect) {
    let line = Stroke::new(RING, style::palette(visuals).cursor);
    painter.rect_stroke(rect, 3.0, line, StrokeKind::Inside);
}
