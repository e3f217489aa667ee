//! A field to type into and a list to choose from, over the window: the palette and “go to” are both
//! this. What is listed and what choosing does is for the caller.

use eframe::egui::{
    self, Align, Align2, Area, Color32, Context, Event, Id, Key, Label, Layout, Modal, Modifiers, Pos2, Rect,
    RichText, ScrollArea, Sense, TextEdit, UiBuilder, WidgetInfo, vec2,
};

use crate::ui::look::{lines, style};

const ROW_HEIGHT: f32 = 26.0;
/// What stands above the lines takes so much, and the frame around all.
const HEAD_HEIGHT: f32 = 66.0;
/// How far below the top of the window it stands, and how much of the window is left below it.
const MOST_TOP: f32 = 70.0;
const BELOW: f32 = 30.0;
/// So many lines are seen at once.
const MOST_LINES: usize = 14;

/// The text typed and the line chosen.
#[derive(Clone, Debug, Default)]
pub(crate) struct Chooser {
    /// What has been typed.
    pub text: String,
    at: usize,
    reveal: bool,
    /// The most lines that there were: the list keeps its height while it is narrowed down.
    most: usize,
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
    /// Draws it over the window. `name` is what it is, `hint` what to type.
    pub(crate) fn ui(&mut self, ctx: &Context, name: &str, hint: &str, choices: &[Choice]) -> Chosen {
        self.ui_at(ctx, None, name, hint, choices)
    }

    /// The same, below something in the window where that is said.
    pub(crate) fn ui_at(
        &mut self,
        ctx: &Context,
        beside: Option<Rect>,
        name: &str,
        hint: &str,
        choices: &[Choice],
    ) -> Chosen {
        let mut chosen = self.keys(ctx, choices);
        self.most = self.most.max(choices.len());
        let window = ctx.content_rect().height();
        let top = MOST_TOP.min(window * 0.08);
        // However low the window, the list stands in it.
        let lines = ((window - HEAD_HEIGHT - top - BELOW) / ROW_HEIGHT).max(2.0) as usize;
        let height = ROW_HEIGHT * self.most.clamp(1, MOST_LINES.min(lines)) as f32;
        let area = Area::new(Id::unique("chooser-area")).order(egui::Order::Foreground).constrain(true);
        let (area, width) = match beside {
            Some(cell) => (area.fixed_pos(place_for(ctx, cell, height + HEAD_HEIGHT)), 420.0),
            None => (area.anchor(Align2::CENTER_TOP, vec2(0.0, top)), 560.0),
        };
        let modal =
            Modal::new(Id::unique("chooser")).area(area).backdrop_color(Color32::from_black_alpha(30));
        let modal = modal.show(ctx, |ui| {
            ui.set_width(width);
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
            let reveal = std::mem::take(&mut self.reveal);
            let list = ScrollArea::vertical().max_height(height).min_scrolled_height(height);
            list.auto_shrink(false).show(ui, |ui| {
                ui.spacing_mut().item_spacing.y = 0.0;
                if choices.is_empty() {
                    ui.add_space(4.0);
                    let said = match self.text.trim().is_empty() {
                        true => format!("请输入{hint}"),
                        false => "没有找到".to_owned(),
                    };
                    ui.add(Label::new(RichText::new(said).color(style::palette(ui.visuals()).faint)).wrap());
                }
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
            // Home and End are the text's.
            if let Some(stride) = lines::stride(input, Modifiers::NONE, false) {
                self.at = self.at.saturating_add_signed(stride).min(choices.len().saturating_sub(1));
                self.reveal = true;
            }
            let mut pressed = |key| input.consume_key(Modifiers::NONE, key);
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

/// Where a list of a height stands: below a cell, or above it where there is no room below.
fn place_for(ctx: &Context, cell: Rect, height: f32) -> Pos2 {
    let window = ctx.content_rect();
    let below = cell.left_bottom() + vec2(0.0, 2.0);
    if below.y + height <= window.bottom() || cell.top() - window.top() < height {
        return below;
    }
    cell.left_top() - vec2(0.0, height + 2.0)
}

fn line_ui(ui: &mut egui::Ui, choice: &Choice, chosen: bool) -> egui::Response {
    let palette = style::palette(ui.visuals());
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW_HEIGHT), Sense::CLICK);
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
        lines::ring_ui(ui, rect);
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
