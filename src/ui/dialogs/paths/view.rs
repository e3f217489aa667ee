//! How the path dialog looks, and which keys and clicks do what.

use eframe::egui::{
    self, Align, Button, Context, Id, Key, Layout, Modal, Modifiers, Popup, RichText, ScrollArea, TextEdit,
    Ui,
};

use super::{Chosen, PathDialog};
use crate::schema::Severity;
use crate::ui::dialogs::system::Kind;
use crate::ui::look::lines;
use crate::ui::look::list;
use crate::ui::look::named::called;
use crate::ui::look::primary;
use crate::ui::look::room;
use crate::ui::look::style;

const WIDTH: f32 = 700.0;
const HEIGHT: f32 = 300.0;
/// The height of everything but the list.
const REST: f32 = 240.0;

/// The keys that begin a new folder, as desktops have them.
const NEW_FOLDER: &str = "Ctrl+Shift+N";

fn field_id() -> Id {
    Id::unique("path being typed")
}

impl PathDialog {
    /// Draws the dialog. Returns the answer once there is one: no paths if the user thought better of it.
    /// Behind something else (`behind`), its own list included, it takes no keys.
    pub(crate) fn show(&mut self, ctx: &Context, behind: bool) -> Chosen {
        let behind = behind || Popup::is_any_open(ctx);
        let mut chosen = None;
        Modal::new(Id::unique("paths")).show(ctx, |ui| {
            room::width(ui, WIDTH);
            ui.heading(self.ask.title);
            if !behind && let Some(by_key) = self.keys(ui) {
                chosen = Some(by_key);
            }
            if let Some(file) = self.replace.clone() {
                chosen = chosen.take().or(self.replace_ui(ui, &file));
                return;
            }
            self.folder_ui(ui);
            ui.horizontal_top(|ui| {
                // The smallest window must have room for what stands around the list.
                ui.set_max_height(HEIGHT.min(ui.ctx().content_rect().height() - REST));
                self.places_ui(ui);
                ui.separator();
                chosen = chosen.take().or(self.list_ui(ui));
            });
            self.field_ui(ui, behind);
            // Its line is there without an error, too, so that the buttons stay where they are.
            let colour = style::severity_colour(Severity::Error, ui.visuals());
            ui.label(RichText::new(self.error.as_deref().unwrap_or_default()).color(colour));
            chosen = chosen.take().or(self.buttons_ui(ui));
        });
        chosen
    }

    /// What was pressed. Taken before the field sees it, which would make something else of it.
    fn keys(&mut self, ui: &mut Ui) -> Chosen {
        let pressed = |modifiers, key| ui.input_mut(|input| input.consume_key(modifiers, key));
        if pressed(Modifiers::NONE, Key::Escape) {
            if self.replace.take().is_some() || self.new_folder.take().is_some() {
                return None;
            }
            return Some(Vec::new());
        }
        // Whether a file is replaced is decided by the button that the keyboard is in.
        if self.replace.is_none() && pressed(Modifiers::NONE, Key::Enter) {
            if self.new_folder.is_some() {
                self.make_folder();
                return None;
            }
            return self.confirm();
        }
        if self.new_folder.is_some() || self.replace.is_some() {
            return None;
        }
        if pressed(Modifiers::ALT, Key::ArrowUp) {
            self.rise();
        }
        if self.may_make_folder() && pressed(Modifiers::COMMAND | Modifiers::SHIFT, Key::N) {
            self.new_folder = Some(String::new());
            return None;
        }
        for modifiers in [Modifiers::SHIFT, Modifiers::NONE] {
            if let Some(stride) = ui.input_mut(|input| lines::stride(input, modifiers, false)) {
                self.step(stride > 0, stride.unsigned_abs(), modifiers.shift);
            }
        }
        if pressed(Modifiers::NONE, Key::Tab) {
            self.complete();
        }
        None
    }

    /// Whether a folder may be made: where something is to be put.
    fn may_make_folder(&self) -> bool {
        matches!(self.ask.kind, Kind::Save | Kind::Folder) && self.new_folder.is_none()
    }

    fn folder_ui(&mut self, ui: &mut Ui) {
        ui.horizontal(|ui| {
            if ui.add_enabled(self.folder.parent().is_some(), Button::new("上一级")).clicked() {
                self.rise();
            }
            ui.label(RichText::new(self.folder.display().to_string()).font(style::strong()));
        });
        ui.add_space(4.0);
    }

    fn places_ui(&mut self, ui: &mut Ui) {
        let mut go = None;
        ui.vertical(|ui| {
            ui.set_width(150.0);
            ScrollArea::vertical().id_salt("places").show(ui, |ui| {
                for (name, path) in &self.places {
                    let shown = ui.selectable_label(*path == self.folder, name);
                    let shown = if path.parent().is_none() { called(shown, "根文件夹") } else { shown };
                    if shown.on_hover_text(path.display().to_string()).clicked() {
                        go = Some(path.clone());
                    }
                }
            });
        });
        if let Some(path) = go {
            self.enter(path);
        }
    }

    fn list_ui(&mut self, ui: &mut Ui) -> Chosen {
        let palette = style::palette(ui.visuals());
        let height = ui.text_style_height(&egui::TextStyle::Button) + 2.0 * ui.spacing().button_padding.y;
        let entries = match &self.listed {
            Ok(entries) => entries,
            Err(error) => {
                // Below it may be said already, with what to do.
                if self.error.as_ref().is_none_or(|said| !said.starts_with(error)) {
                    ui.label(RichText::new(error).color(palette.faint));
                }
                return None;
            }
        };
        let mut pressed = None;
        ui.vertical(|ui| {
            let mut area = ScrollArea::vertical().id_salt(&self.folder).auto_shrink(false);
            if let Some(at) = self.at.filter(|_| std::mem::take(&mut self.reveal)) {
                let row = height + ui.spacing().item_spacing.y;
                area = area.vertical_scroll_offset((at as f32 * row - HEIGHT / 2.0).max(0.0));
            }
            if entries.is_empty() {
                ui.label(RichText::new("这里没有可选的文件或文件夹").color(palette.faint));
            }
            area.show_rows(ui, height, entries.len(), |ui, range| {
                for at in range {
                    let Some(entry) = entries.get(at) else {
                        continue;
                    };
                    let is_chosen = self.at == Some(at) || self.marked.contains(&entry.path);
                    ui.horizontal(|ui| {
                        ui.set_width(ui.available_width());
                        let name =
                            if entry.is_folder { format!("{}/", entry.name) } else { entry.name.clone() };
                        let row = ui.selectable_label(is_chosen, name);
                        if row.clicked() {
                            let held = ui.input(|input| input.modifiers);
                            pressed = Some((at, row.double_clicked(), held));
                        }
                        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                            let said = RichText::new(about(entry)).font(style::small());
                            ui.label(said.color(palette.faint));
                        });
                    });
                }
            });
        });
        let (at, is_double, held) = pressed?;
        match held {
            Modifiers { shift: true, .. } => self.choose_to(at),
            Modifiers { command: true, .. } => self.choose_too(at),
            _ => self.choose_only(at),
        }
        // A folder is entered.
        if is_double && held.is_none() { self.confirm() } else { None }
    }

    fn field_ui(&mut self, ui: &mut Ui, behind: bool) {
        ui.add_space(6.0);
        if let Some(name) = &mut self.new_folder {
            let mut make = false;
            ui.horizontal(|ui| {
                let label = ui.label("新文件夹的名称");
                let field = ui.add(TextEdit::singleline(name).desired_width(300.0)).labelled_by(label.id);
                if !behind {
                    field.request_focus();
                }
                make = primary::button(ui, true, "建立").clicked();
            });
            // As high as what stands here otherwise: nothing moves under the pointer.
            ui.add_space(ui.spacing().interact_size.y + ui.spacing().item_spacing.y);
            if make {
                self.make_folder();
            }
            return;
        }
        let mut typed = false;
        ui.horizontal(|ui| {
            let label = ui.label("文件名或路径");
            let field = TextEdit::singleline(&mut self.text).id(field_id());
            // Tab is taken for completion, and must not lead away.
            let field = field.lock_focus(true).desired_width(f32::INFINITY);
            let mut output = field.show(ui);
            let response = output.response.response.clone().labelled_by(label.id);
            typed = response.changed();
            if std::mem::take(&mut self.text_set) {
                let at = egui::text::CCursor::new;
                // Who types over a name that is suggested keeps its ending.
                let range = match std::mem::take(&mut self.is_suggested) {
                    true => egui::text::CCursorRange::two(at(0), at(stem(&self.text))),
                    false => egui::text::CCursorRange::one(at(self.text.chars().count())),
                };
                output.state.cursor.set_char_range(Some(range));
                output.state.store(ui.ctx(), field_id());
            }
            if !behind && !response.has_focus() {
                response.request_focus();
            }
        });
        if typed {
            self.typed();
        }
        ui.horizontal(|ui| {
            let (filter, hidden) = (self.filter, self.hidden);
            let mut names: Vec<&str> = self.ask.filters.iter().map(|filter| filter.name).collect();
            if self.ask.kind != Kind::Save {
                names.push("所有文件");
            }
            if names.len() > 1 && self.ask.kind != Kind::Folder {
                let shown = names.get(self.filter).copied().unwrap_or_default();
                let label = ui.label("类型");
                let width = ui.spacing().combo_width;
                let list = list::ui(ui, "kinds of files", shown, width, |ui| {
                    for (at, name) in names.iter().enumerate() {
                        list::choice(ui, &mut self.filter, at, *name);
                    }
                });
                list.labelled_by(label.id);
            }
            ui.checkbox(&mut self.hidden, "显示隐藏的");
            if (filter, hidden) != (self.filter, self.hidden) {
                self.relist();
            }
            let palette = style::palette(ui.visuals());
            let keys = RichText::new("Tab 补全路径，↑↓ 选择，Alt+↑ 上一级").font(style::small());
            ui.label(keys.color(palette.faint));
        });
    }

    fn buttons_ui(&mut self, ui: &mut Ui) -> Chosen {
        let mut chosen = None;
        ui.horizontal(|ui| {
            let word = match self.ask.kind {
                Kind::Open | Kind::OpenSeveral => "打开",
                Kind::Save => "保存",
                Kind::Folder => "选择",
            };
            // What Enter does is taken before the field sees it. While a folder is named, Enter makes that.
            let (is_named, means_folder) = (self.new_folder.is_some(), self.means_folder());
            let is_plain = is_named || means_folder;
            let clicked = if is_plain { ui.button(word) } else { primary::button(ui, true, word) }.clicked();
            if clicked && means_folder {
                self.error = Some("请先在列表中选择文件".to_owned());
            } else if clicked {
                chosen = self.confirm();
            }
            if let Some(word) = self.offer {
                let shown = if means_folder { primary::button(ui, true, word) } else { ui.button(word) };
                if shown.clicked() {
                    chosen = Some(vec![self.folder.clone()]);
                }
            }
            if ui.button("取消").clicked() {
                chosen = Some(Vec::new());
            }
            if self.may_make_folder() && ui.button("新建文件夹").on_hover_text(NEW_FOLDER).clicked() {
                self.new_folder = Some(String::new());
            }
        });
        chosen
    }

    /// The question whether a file is replaced.
    fn replace_ui(&mut self, ui: &mut Ui, file: &std::path::Path) -> Chosen {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        ui.label(format!("“{name}”已经存在，要替换它吗？"));
        ui.label(RichText::new(file.display().to_string()).color(style::palette(ui.visuals()).faint));
        ui.add_space(8.0);
        let mut chosen = None;
        ui.horizontal(|ui| {
            if primary::chosen(ui, true, "替换") {
                chosen = self.confirm();
            }
            if ui.button("不替换").clicked() {
                self.replace = None;
            }
        });
        chosen
    }
}

/// What is told of an entry beside its name.
fn about(entry: &super::Entry) -> String {
    let date = entry.modified.and_then(|time| jiff::Timestamp::try_from(time).ok());
    let date = date.map(|date| {
        let here = date.to_zoned(jiff::tz::TimeZone::system());
        here.strftime("%Y-%m-%d %H:%M").to_string()
    });
    let size = if entry.is_folder { String::new() } else { format!("{} KB　", entry.size.div_ceil(1024)) };
    format!("{size}{}", date.unwrap_or_default())
}

/// How many characters a name has without its ending.
fn stem(name: &str) -> usize {
    name.rsplit_once('.').map_or(name, |(stem, _)| stem).chars().count()
}
