//! A field to type into and a list to choose from, over the window: the palette and “go to” are both
//! this. What is listed and what choosing does is for the caller.

use eframe::egui::{
    self, Align, Align2, Area, Color32, Context, Event, Id, Key, Label, Layout, Modal, Modifiers, RichText,
    ScrollArea, Sense, TextEdit, UiBuilder, WidgetInfo, vec2,
};

use crate::ui::look::style;

const ROW_HEIGHT: f32 = 26.0;

/// The text typed and the line chosen.
#[derive(Clone, Debug, Default)]
pub(crate) struct Chooser {
    /// What has been typed.
    pub text: String,
    at: usize,
    reveal: bool,
}

/// One line to choose.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Choice {
    /// What it is called.
    pub title: String,
    /// More about it, on the right.
    pub detail: String,
    /// Whether it cannot be chosen now.
    pub disabled: bool,
}

/// What became of the list in a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Chosen {
    /// It stays open.
    Not,
    /// It was left without a choice.
    Nothing,
    /// The line at a position was chosen.
    Line(usize),
}

impl Chooser {
    /// Draws it. `name` is what it is, `hint` what to type.
    pub(crate) fn ui(&mut self, ctx: &Context, name: &str, hint: &str, choices: &[Choice]) -> Chosen {
        let mut chosen = self.keys(ctx, choices);
        let area = Area::new(Id::unique("chooser-area")).anchor(Align2::CENTER_TOP, vec2(0.0, 70.0));
        let area = area.order(egui::Order::Foreground).constrain(true);
        let modal =
            Modal::new(Id::unique("chooser")).area(area).backdrop_color(Color32::from_black_alpha(30));
        let modal = modal.show(ctx, |ui| {
            ui.set_width(560.0);
            let label = ui.label(RichText::new(name).font(style::small()));
            let field = TextEdit::singleline(&mut self.text).hint_text(hint).desired_width(f32::INFINITY);
            let field = ui.add(field).labelled_by(label.id);
            if !field.has_focus() {
                field.request_focus();
            }
            if field.changed() {
                self.at = 0;
                self.reveal = true;
            }
            if choices.is_empty() {
                ui.add_space(4.0);
                ui.label(RichText::new("没有找到").color(style::palette(ui.visuals()).faint));
                return;
            }
            let reveal = std::mem::take(&mut self.reveal);
            ScrollArea::vertical().max_height(ROW_HEIGHT * 14.0).auto_shrink([false, true]).show(ui, |ui| {
                for (at, choice) in choices.iter().enumerate() {
                    let response = line_ui(ui, choice, at == self.at);
                    if reveal && at == self.at {
                        response.scroll_to_me(None);
                    }
                    if response.clicked() && !choice.disabled {
                        chosen = Chosen::Line(at);
                    }
                }
            });
        });
        if chosen == Chosen::Not && modal.should_close() {
            chosen = Chosen::Nothing;
        }
        chosen
    }

    /// Reads the keys that move along the lines, choose and leave.
    fn keys(&mut self, ctx: &Context, choices: &[Choice]) -> Chosen {
        let composing = ctx.input(|input| input.events.iter().any(|event| matches!(event, Event::Ime(_))));
        if composing {
            return Chosen::Not;
        }
        ctx.input_mut(|input| {
            let mut pressed = |key| input.consume_key(Modifiers::NONE, key);
            let last = choices.len().saturating_sub(1);
            for (key, to) in [
                (Key::ArrowDown, (self.at + 1).min(last)),
                (Key::ArrowUp, self.at.saturating_sub(1)),
                (Key::PageDown, (self.at + 10).min(last)),
                (Key::PageUp, self.at.saturating_sub(10)),
            ] {
                if pressed(key) {
                    self.at = to;
                    self.reveal = true;
                }
            }
            if pressed(Key::Escape) {
                Chosen::Nothing
            } else if pressed(Key::Enter) && choices.get(self.at).is_some_and(|choice| !choice.disabled) {
                Chosen::Line(self.at)
            } else {
                Chosen::Not
            }
        })
    }
}

fn line_ui(ui: &mut egui::Ui, choice: &Choice, chosen: bool) -> egui::Response {
    let palette = style::palette(ui.visuals());
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW_HEIGHT), Sense::click());
    response.widget_info(|| {
        WidgetInfo::selected(
            egui::Role::ListBoxOption,
            !choice.disabled,
            chosen,
            format!("{} {}", choice.title, choice.detail).trim_end(),
        )
    });
    if chosen {
        ui.painter().rect_filled(rect, 3.0, ui.visuals().selection.bg_fill);
    } else if response.hovered() {
        ui.painter().rect_filled(rect, 3.0, palette.header);
    }
    let inner =
        UiBuilder::new().max_rect(rect.shrink2(vec2(8.0, 0.0))).layout(Layout::right_to_left(Align::Center));
    let mut child = ui.new_child(inner);
    let detail = RichText::new(&choice.detail).font(style::small()).color(palette.faint);
    child.add(Label::new(detail).selectable(false));
    child.with_layout(Layout::left_to_right(Align::Center), |ui| {
        let colour = if choice.disabled { palette.faint } else { palette.ink };
        ui.add(Label::new(RichText::new(&choice.title).color(colour)).truncate().selectable(false));
    });
    response
}
