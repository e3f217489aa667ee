//! A field to type into and a list to choose from, over the window: the palette and “go to” are both
//! this. What is listed and what choosing does is for the caller.

use eframe::egui::{
    self, Align, Align2, Area, Color32, Context, Event, Id, ImeEvent, Key, Label, Layout, Modal, Modifiers,
    Pos2, Rect, RichText, ScrollArea, Sense, TextEdit, UiBuilder, WidgetInfo, vec2,
};

use crate::schema::Severity;
use crate::ui::look::held_up::HeldUp;
use crate::ui::look::{focus, lines, style};

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
pub(crate) struct SearchList {
    /// What has been typed.
    pub text: String,
    at: usize,
    reveal: bool,
    /// Whether Enter was pressed where nothing was found.
    begins_anew: bool,
    /// Of what one chooses, where what is typed behind a search without a result is meant for other cells.
    guards: Option<&'static str>,
    /// Whether nothing more is taken until one has seen to what was searched for.
    stopped: bool,
    /// What was typed since, which is taken nowhere.
    behind: HeldUp,
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

impl SearchList {
    /// A list that stands in the way of what is typed on into cells: where nothing is found, Enter says so, and what follows
    /// without a look is held up. `of` is what one chooses.
    pub(crate) fn guarding(of: &'static str) -> Self {
        Self { guards: Some(of), ..Self::default() }
    }

    /// What was typed behind a search without a result.
    pub(crate) fn held_up(&self) -> &HeldUp {
        &self.behind
    }

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
            // Nothing was found: what is typed next is another search, not more of this one.
            if std::mem::take(&mut self.begins_anew) {
                focus::select_all(ui.ctx(), field.id);
            }
            if field.clicked() {
                self.stopped = false;
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
                        false => self.nothing_found(),
                    };
                    let colour = match self.stopped {
                        true => style::severity_colour(Severity::Error, ui.visuals()),
                        false => style::palette(ui.visuals()).faint,
                    };
                    ui.add(Label::new(RichText::new(said).color(colour)).wrap());
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

    /// What is said where nothing is found, and what to do once more is held up.
    fn nothing_found(&self) -> String {
        let Some(of) = self.guards else {
            return "没有找到".to_owned();
        };
        let said = format!("没有匹配“{}”的{of}", self.text.trim());
        match (self.stopped, self.behind.named()) {
            (false, _) => said,
            (true, None) => format!("{said}，没有录入。退格重找，Esc 放弃"),
            (true, Some(behind)) => {
                format!("{said}，没有录入；其后输入的{behind}也没有录入。退格重找，Esc 放弃")
            }
        }
    }

    /// Takes what is typed behind a search without a result out of what the field gets, until a key changes what is searched
    /// for.
    fn hold_up(&mut self, ctx: &Context) {
        let (stopped, behind) = (&mut self.stopped, &mut self.behind);
        ctx.input_mut(|input| {
            input.events.retain(|event| {
                match event {
                    _ if !*stopped => return true,
                    Event::Text(text) | Event::Ime(ImeEvent::Commit(text)) => behind.push(text),
                    Event::Ime(_) => {}
                    Event::Key { key: Key::Enter, pressed: true, .. } => behind.end_entry(),
                    Event::Key { key: Key::Tab, pressed: true, .. } => {
                        behind.end_entry();
                        behind.turn_right();
                    }
                    Event::Key { key, pressed: true, .. } => {
                        let is_seen_to = matches!(
                            key,
                            Key::Backspace
                                | Key::Delete
                                | Key::ArrowLeft
                                | Key::ArrowRight
                                | Key::Home
                                | Key::End
                        );
                        *stopped &= !is_seen_to;
                        return true;
                    }
                    Event::Paste(_) | Event::Cut => {
                        *stopped = false;
                        return true;
                    }
                    _ => return true,
                }
                false
            });
        });
    }

    /// Reads the keys that move along the lines, choose and leave.
    fn keys(&mut self, ctx: &Context, choices: &[Choice]) -> Chosen {
        self.hold_up(ctx);
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
                return Chosen::Nothing;
            }
            let is_entered = pressed(Key::Enter);
            let is_in_vain = is_entered && choices.is_empty();
            self.begins_anew |= is_in_vain;
            self.stopped |= is_in_vain && self.guards.is_some() && !self.text.trim().is_empty();
            if is_entered && choices.get(self.at).is_some_and(|choice| !choice.disabled) {
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
