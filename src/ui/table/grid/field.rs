//! What is drawn of the grid's editor: the text field over an open cell, and the sign to egui and to input
//! methods where the keyboard is. The field shows what the editor holds and hands back what the mouse selects in
//! it; keys do not come to it (see `typing`).

use eframe::egui::output::IMEOutput;
use eframe::egui::text::{LayoutJob, TextFormat};
use eframe::egui::text_edit::TextEditState;
use eframe::egui::{
    Align2, EventFilter, Frame, IMEPurpose, Margin, Rect, Sense, Stroke, StrokeKind, TextBuffer, TextEdit,
    Ui, UiBuilder, WidgetInfo, vec2,
};

use super::PADDING;
use super::{Delegate, editor_id};
use crate::schema::Severity;
use crate::ui::look::named::described;
use crate::ui::look::style;

/// The cell under the cursor, as it was drawn.
#[derive(Clone, Debug)]
pub(super) struct CursorCell {
    pub rect: Rect,
    /// What of it is in sight.
    pub clip: Rect,
    /// Whether its text stands on the right.
    pub right: bool,
    /// How it is called aloud.
    pub name: String,
    /// What it shows.
    pub text: String,
}

impl Delegate<'_, '_> {
    /// Draws the editor over the cell under the cursor, when all cells are drawn, for it may reach beyond its
    /// own. Closed, or out of sight, it is only where the keyboard is.
    pub(super) fn editor_ui(&mut self, ui: &mut Ui) {
        let corner = Rect::from_min_size(ui.max_rect().left_top(), vec2(1.0, 1.0));
        let cell = self.cursor_cell.take().filter(|cell| cell.clip.is_positive());
        self.grid.state.cursor_rect = cell.as_ref().map(|cell| cell.rect.intersect(cell.clip));
        let name = format!("编辑 {}", cell.as_ref().map_or("", |cell| &cell.name));
        match &cell {
            Some(cell) if self.grid.state.editor.open => self.field_ui(ui, cell, &name),
            _ => {
                let rect = cell.as_ref().map_or(corner, |cell| cell.rect.intersect(cell.clip));
                let response = ui.interact(rect, editor_id(), Sense::focusable_noninteractive());
                response.widget_info(|| {
                    let mut info = WidgetInfo::labeled(eframe::egui::Role::TextInput, true, &name);
                    info.current_text_value = Some(self.grid.state.editor.text.clone());
                    info
                });
                described(&response, || cell.as_ref().map_or_else(String::new, |cell| cell.text.clone()));
                if response.has_focus() {
                    let filter = EventFilter {
                        tab: true,
                        horizontal_arrows: true,
                        vertical_arrows: true,
                        escape: true,
                    };
                    ui.memory_mut(|memory| memory.set_focus_lock_filter(editor_id(), filter));
                    // An input method meets a place to write in already when a cell is only selected.
                    ui.output_mut(|output| {
                        output.ime = Some(IMEOutput {
                            purpose: IMEPurpose::Normal,
                            rect,
                            // Its window of candidates is below the cell, not over it.
                            cursor_rect: below(rect),
                            should_interrupt_composition: false,
                        });
                    });
                }
            }
        }
        let editor = &self.grid.state.editor;
        // Whoever types elsewhere, into a filter, is not to have it over that.
        if let (Some(cell), Some(error)) = (&cell, editor.error.as_ref().filter(|_| self.has_keyboard)) {
            let how = if editor.is_stopped() { "。退格重录，F2 修改，Esc 放弃" } else { "" };
            refusal_ui(ui, cell.rect, &format!("{error}{how}"));
        }
    }

    fn field_ui(&mut self, ui: &mut Ui, cell: &CursorCell, name: &str) {
        let editor = &mut self.grid.state.editor;
        let (mut rect, mut clip) = (cell.rect, cell.clip.expand(1.0));
        let width = rect.width() - 2.0 * PADDING;
        if editor.lines {
            // All lines are seen: it grows downwards over the cells below, and up where there is no more room.
            let shown = ui.fonts_mut(|fonts| {
                fonts.layout(editor.text.clone(), style::body(), self.palette.ink, width).size().y
            });
            let area = ui.max_rect();
            rect.set_height(rect.height().max(shown + PADDING));
            let beyond = (rect.bottom() - area.bottom()).max(0.0);
            rect = rect.translate(vec2(0.0, -beyond));
            clip = Rect::from_x_y_ranges(clip.x_range(), area.y_range()).intersect(rect.expand(1.0));
        }
        let mut child = ui.new_child(UiBuilder::new().max_rect(rect).id_salt("editor"));
        child.set_clip_rect(clip);
        let error_colour = style::severity_colour(Severity::Error, ui.visuals());
        let stroke =
            Stroke::new(2.0, if editor.error.is_some() { error_colour } else { self.palette.cursor });
        child.painter().rect(rect, 0.0, self.palette.input, stroke, StrokeKind::Inside);

        let mut state = TextEditState::load(ui.ctx(), editor_id()).unwrap_or_default();
        state.cursor.set_char_range(Some(editor.shown_selection()));
        state.store(ui.ctx(), editor_id());
        let (ink, lines) = (self.palette.ink, editor.lines);
        let align = if cell.right { Align2::RIGHT_CENTER } else { Align2::LEFT_CENTER };
        let composed = editor.composed().map(|parts| parts.map(str::to_owned));
        // What an input method composes is underlined until it is settled.
        let mut underlined = |ui: &Ui, text: &dyn TextBuffer, width: f32| {
            let mut job =
                LayoutJob { halign: align.x(), keep_trailing_whitespace: true, ..LayoutJob::default() };
            job.wrap.max_width = if lines { width } else { f32::INFINITY };
            let parts =
                composed.clone().unwrap_or_else(|| [text.as_str().to_owned(), String::new(), String::new()]);
            for (part, line) in parts.iter().zip([0.0, 1.0, 0.0]) {
                let mut format = TextFormat::simple(style::body(), ink);
                format.underline = Stroke::new(line, ink);
                job.append(part, 0.0, format);
            }
            ui.fonts_mut(|fonts| fonts.layout_job(job))
        };
        let is_composing = editor.is_composing();
        let field = match lines {
            true => TextEdit::multiline(&mut editor.text).desired_rows(1),
            false => TextEdit::singleline(&mut editor.text),
        };
        let field = if is_composing { field.layouter(&mut underlined) } else { field };
        let output = field
            .id(editor_id())
            .font(style::body())
            // Of a field with a frame of its own egui takes the room at the edges from that alone.
            .frame(Frame::NONE.inner_margin(Margin::symmetric(PADDING as i8, 0)))
            .desired_width(rect.width())
            .min_size(rect.size())
            .align(align)
            .event_filter(EventFilter {
                tab: true,
                horizontal_arrows: true,
                vertical_arrows: true,
                escape: true,
            })
            .show(&mut child);
        let response = output.response;
        response.widget_info(|| WidgetInfo::labeled(eframe::egui::Role::TextInput, true, name));
        if response.changed() {
            editor.error = None;
        }
        if response.has_focus()
            && let Some(range) = output.state.cursor.char_range()
        {
            editor.select(range);
        }
        if response.has_focus() {
            child.output_mut(|output| {
                if let Some(ime) = &mut output.ime {
                    let caret = ime.cursor_rect;
                    ime.cursor_rect = below(caret.with_max_y(caret.bottom().max(rect.bottom())));
                }
            });
        }
    }
}

/// The lower edge of what must not be covered by the window of an input method.
fn below(rect: Rect) -> Rect {
    rect.with_min_y(rect.bottom() - 1.0)
}

/// Why the text in the editor was refused, just below it; above it, where there is no room below, for the text is to be seen.
fn refusal_ui(ui: &Ui, rect: Rect, error: &str) {
    let colour = style::severity_colour(Severity::Error, ui.visuals());
    let id = editor_id().with("refusal");
    let screen = ui.ctx().content_rect();
    let height = ui.ctx().memory(|memory| memory.area_rect(id)).map_or(0.0, |area| area.height());
    let is_low = rect.bottom() + 2.0 + height > screen.bottom();
    let (pivot, corner) = match is_low {
        true => (Align2::LEFT_BOTTOM, rect.left_top() - vec2(0.0, 2.0)),
        false => (Align2::LEFT_TOP, rect.left_bottom() + vec2(0.0, 2.0)),
    };
    let area = eframe::egui::Area::new(id)
        .order(eframe::egui::Order::Foreground)
        .pivot(pivot)
        .fixed_pos(corner)
        // A click goes to the cell below it.
        .interactable(false)
        .constrain(true);
    let shown = area.show(ui.ctx(), |ui| {
        Frame::popup(ui.style()).stroke(Stroke::new(1.0, colour)).show(ui, |ui| {
            ui.set_max_width(360.0);
            ui.colored_label(colour, error);
        });
    });
    // It was placed by the height of the one before.
    if shown.response.rect.height() != height {
        ui.ctx().request_repaint();
    }
}
