//! The menu bar with the tabs of the open documents.

use std::borrow::Cow;

use eframe::egui::{self, Align, Button, Layout, Panel, Response, RichText, Role, Ui, WidgetInfo};

use crate::text::visible;
use crate::ui::commands::{self, Command, Menu};
use crate::ui::document::Page;
use crate::ui::look::adding::added_in_words;
use crate::ui::look::named::called;
use crate::ui::look::panes::{self, Pane};
use crate::ui::look::room;
use crate::ui::request::Request;
use crate::ui::safety::leaving::Leaving;
use crate::ui::shell::app::App;
use crate::ui::shell::menu_keys;

/// Tabs are no narrower than this and no wider, in points: the room is shared, and the whole name is in the hint.
const TAB_WIDTHS: (f32, f32) = (56.0, 260.0);

/// So much room the cross of a tab takes.
const CROSS_WIDTH: f32 = 34.0;

/// So much room the buttons beside the menus take, in points.
const TOOLBAR_WIDTH: f32 = 300.0;

impl App {
    pub(in crate::ui) fn menu_bar_ui(&mut self, ui: &mut Ui, requests: &mut Vec<Request>) {
        Panel::top("menus").show(ui, |ui| {
            egui::MenuBar::new().ui(ui, |ui| {
                panes::stop_ui(ui, Pane::Menus);
                menu_keys::walk(ui.ctx());
                let buttons = Menu::ALL.map(|menu| {
                    let mut button = ui.button(menu.title());
                    if let Some(keys) = menu.keys(ui.ctx()) {
                        ui.ctx().accesskit_node_builder(button.id, |node| {
                            node.set_keyboard_shortcut(keys.clone());
                        });
                        button = button.on_hover_text(keys);
                    }
                    let is_open = menu_keys::hang(&button, |ui| self.menu_ui(ui, menu, requests));
                    (button, is_open)
                });
                menu_keys::note(ui.ctx(), &buttons);
                ui.separator();
                self.tabs_ui(ui);
                if ui.available_width() > TOOLBAR_WIDTH && !self.documents.is_empty() {
                    ui.with_layout(Layout::right_to_left(Align::Center), |ui| self.toolbar_ui(ui, requests));
                }
            });
        });
    }

    /// The commands that one wants at hand, on the right of the menus where there is room.
    fn toolbar_ui(&self, ui: &mut Ui, requests: &mut Vec<Request>) {
        for (at, group) in commands::TOOLBAR.iter().rev().enumerate() {
            if at > 0 {
                ui.separator();
            }
            for command in group.iter().rev() {
                let Some(entry) = commands::entry_of(*command) else {
                    continue;
                };
                let title = entry.title.trim_end_matches('…');
                let enabled = self.is_enabled(*command);
                let response = ui.add_enabled(enabled, Button::new(title).frame(false));
                response
                    .widget_info(|| WidgetInfo::labeled(Role::Button, enabled, format!("工具栏 {title}")));
                let keys = entry.keys(ui.ctx()).map(|keys| format!("（{keys}）")).unwrap_or_default();
                let hint = format!("{}{keys}", self.command_title(entry));
                if response.on_hover_text(hint).clicked() {
                    requests.push(Request::Command(*command));
                }
            }
        }
    }

    fn menu_ui(&self, ui: &mut Ui, menu: Menu, requests: &mut Vec<Request>) {
        ui.set_min_width(230.0);
        // A menu is as wide as its longest entry: none takes two lines.
        ui.style_mut().wrap_mode = Some(egui::TextWrapMode::Extend);
        room::menu(ui, |ui| self.entries_ui(ui, menu, requests));
    }

    fn entries_ui(&self, ui: &mut Ui, menu: Menu, requests: &mut Vec<Request>) {
        let mut shown: Vec<(Response, Cow<'_, str>)> = Vec::new();
        let is_of_menu = |entry: &&commands::Entry| entry.menu == menu && self.is_offered(entry.command);
        for entry in commands::ALL.iter().filter(is_of_menu) {
            if entry.begins_group {
                ui.separator();
            }
            let mut button = egui::Button::new(self.command_title(entry));
            if let Some(keys) = entry.keys(ui.ctx()) {
                button = button.shortcut_text(keys);
            }
            let response = ui.add_enabled(self.is_enabled(entry.command), button);
            if response.clicked() {
                requests.push(Request::Command(entry.command));
                ui.close();
            }
            shown.push((response, self.command_title(entry).into()));
        }
        if menu == Menu::File && !self.recent.files().is_empty() {
            ui.separator();
            ui.label(RichText::new("最近打开").weak());
            for file in self.recent.files() {
                let is_gone = self.recent.is_gone(file);
                let name = self.recent.name(file);
                let text = RichText::new(visible(&name));
                let text = if is_gone { text.weak() } else { text };
                let response = ui.button(text).on_hover_text(visible(&file.display().to_string()));
                if response.clicked() {
                    requests.push(Request::Open(file.clone()));
                    ui.close();
                }
                shown.push((response, name.into()));
            }
        }
        menu_keys::by_letter(ui, &shown);
    }

    /// The command's name; undo and redo say what they undo.
    pub(in crate::ui) fn command_title(&self, entry: &commands::Entry) -> String {
        let history = self.document().map(|document| document.session.history());
        let label = match entry.command {
            Command::Undo => history.and_then(crate::edit::History::undo_label),
            Command::Redo => history.and_then(crate::edit::History::redo_label),
            _ => None,
        };
        let showing = self.settings.showing;
        let is_on = entry.command == Command::Balance && showing.balanced
            || entry.command.shows() == Some(showing.precision);
        match label {
            Some(label) => format!("{}：{label}", entry.title),
            None if is_on => format!("✓ {}", entry.title),
            None => match self.of_text(entry.command) {
                Some(title) => title.to_owned(),
                None => self.of_kind(entry.command).unwrap_or_else(|| entry.title.to_owned()),
            },
        }
    }

    /// What a command that adds a row is called where several kinds of row can be added.
    fn of_kind(&self, command: Command) -> Option<String> {
        let at = command.adds()?;
        let kinds = self.document()?.kinds_to_add();
        kinds.get(at).filter(|_| kinds.len() > 1).map(|kind| added_in_words(kind, kinds.len()))
    }

    /// Whether a command is offered: of kinds of row only as many as there are.
    pub(in crate::ui) fn is_offered(&self, command: Command) -> bool {
        command.adds().is_none_or(|at| at == 0) || self.of_kind(command).is_some()
    }

    /// What a command for rows is called where it is one for paragraphs.
    fn of_text(&self, command: Command) -> Option<&'static str> {
        self.document().filter(|document| document.look.page == Page::Narrative)?;
        match command {
            Command::AddRow => Some("加一段"),
            Command::DeleteRows => Some("删去这一段"),
            Command::MoveRowUp => Some("上移这一段"),
            Command::MoveRowDown => Some("下移这一段"),
            _ => None,
        }
    }

    pub(in crate::ui) fn is_enabled(&self, command: Command) -> bool {
        let history = self.document().map(|document| document.session.history());
        match command {
            Command::New
            | Command::Open
            | Command::CheckFolder
            | Command::KeptJournals
            | Command::Quit
            | Command::Palette
            | Command::Guide
            | Command::Keys
            | Command::OpenSample
            | Command::About
            | Command::ToggleTheme
            | Command::ZoomIn
            | Command::ZoomOut
            | Command::ZoomReset => true,
            Command::Back => self.document().is_some_and(|document| document.has_place(true)),
            Command::Forward => self.document().is_some_and(|document| document.has_place(false)),
            Command::EnterHeld => {
                self.document().is_some_and(|document| !document.drafts.held_back.is_empty())
            }
            Command::Undo => history.is_some_and(|history| history.undo_label().is_some()),
            Command::Redo => history.is_some_and(|history| history.redo_label().is_some()),
            Command::NextDocument | Command::PreviousDocument => {
                self.documents.len() + usize::from(self.folder.is_some()) > 1
            }
            Command::ExportFindings | Command::Close if self.is_folder_in_front() => true,
            _ => history.is_some(),
        }
    }

    /// The tab of a checked folder.
    fn folder_tab_ui(&mut self, ui: &mut Ui, widest: f32) {
        let Some(check) = &self.folder else { return };
        let (title, place) = (check.title(), visible(&check.folder().display().to_string()).into_owned());
        let padding = 2.0 * ui.spacing().button_padding.x;
        let short = middle_left_out(&title, |text| text_width(ui, text) + padding <= widest);
        let tab = called(ui.selectable_label(self.is_folder_in_front(), short), &title);
        if tab.on_hover_text(place).clicked() {
            self.show_folder();
        }
        let cross = called(ui.small_button("×"), &format!("关闭 {title}"));
        if cross.on_hover_text("关闭").clicked() {
            self.close_folder();
        }
    }

    fn tabs_ui(&mut self, ui: &mut Ui) {
        let mut close = None;
        let count = self.documents.len() + usize::from(self.folder.is_some());
        let room = ui.available_width() / count.max(1) as f32 - CROSS_WIDTH;
        let widest = room.clamp(TAB_WIDTHS.0, TAB_WIDTHS.1);
        self.folder_tab_ui(ui, widest);
        for (at, document) in self.documents.iter().enumerate() {
            let unsaved = if document.session.is_saved() { "" } else { " ●" };
            let title = format!("{}{unsaved}", document.title());
            let padding = 2.0 * ui.spacing().button_padding.x;
            let short = middle_left_out(&title, |text| text_width(ui, text) + padding <= widest);
            let shown = Button::selectable(at == self.active, short).truncate();
            let tab = ui.scope(|ui| {
                ui.set_max_width(widest);
                ui.add(shown)
            });
            let tab = called(tab.inner, &title);
            let place =
                document.file.path.as_deref().map(|path| visible(&path.display().to_string()).into_owned());
            tab.context_menu(|ui| {
                if ui.button("关闭").clicked() {
                    close = Some(at);
                    ui.close();
                }
                if let Some(place) = &place
                    && ui.button("复制文件的路径").clicked()
                {
                    ui.copy_text(place.clone());
                    ui.close();
                }
            });
            let tab =
                tab.on_hover_text(place.map_or_else(|| title.clone(), |place| format!("{title}\n{place}")));
            if tab.clicked() {
                self.active = at;
                self.focus_grid = true;
            }
            let cross = called(ui.small_button("×"), &format!("关闭 {title}"));
            if cross.on_hover_text("关闭").clicked() {
                close = Some(at);
            }
        }
        if let Some(at) = close {
            self.leave(Leaving::Document(at));
        }
    }
}

/// How wide a text is on a button.
fn text_width(ui: &Ui, text: &str) -> f32 {
    let font = egui::TextStyle::Button.resolve(ui.style());
    ui.painter().layout_no_wrap(text.to_owned(), font, egui::Color32::PLACEHOLDER).size().x
}

/// A text that has room, its middle left out where it must be: what tells two budgets apart, which office and which year, stands at
/// the end of their names, and offices of one place begin alike.
fn middle_left_out(text: &str, has_room: impl Fn(&str) -> bool) -> String {
    let letters: Vec<char> = text.chars().collect();
    let kept = |count: usize| -> String {
        let head = count / 3;
        let tail = letters.len().saturating_sub(count - head);
        let (head, tail) = (letters.iter().take(head), letters.iter().skip(tail));
        head.chain(&['…']).chain(tail).collect()
    };
    match has_room(text) {
        true => text.to_owned(),
        false => (1..letters.len()).rev().map(kept).find(|text| has_room(text)).unwrap_or_else(|| kept(1)),
    }
}

#[cfg(test)]
mod tests {
    use super::middle_left_out;

    #[test]
    fn a_name_keeps_its_year_where_there_is_little_room() {
        for (text, room, expected) in [
            ("市委办 2025", 20, "市委办 2025"),
            ("上海市普陀区政府办公室 2025", 10, "上海市…室 2025"),
            ("上海市普陀区政府办公室 2025", 7, "上海…2025"),
            ("上海市普陀区政府办公室 2025", 0, "…5"),
            ("", 0, ""),
        ] {
            let text = middle_left_out(text, |text| text.is_empty() || text.chars().count() <= room);
            assert_eq!(text, expected);
        }
    }
}
