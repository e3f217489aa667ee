//! The command palette: every command by name, found by part of its name or by the initials of its
//! letters (`zjh` for 增加行).

use eframe::egui::Context;

use crate::ui::commands::{self, Entry};
use crate::ui::dialogs::search_list::{Choice, Chooser, Chosen};
use crate::ui::dialogs::sounds::finds;
use crate::ui::shell::app::{App, Request};

impl App {
    /// The palette, while it is open; returns the command chosen.
    pub(in crate::ui) fn palette_ui(&mut self, ctx: &Context, mut chooser: Chooser) -> Option<Request> {
        let listed: Vec<&Entry> = commands::ALL
            .iter()
            .filter(|entry| finds(&chooser.text, &format!("{} {}", entry.title, entry.menu.title())))
            .collect();
        let choices: Vec<Choice> = listed
            .iter()
            .map(|entry| Choice {
                title: self.command_title(entry),
                detail: entry.keys(ctx).unwrap_or_default(),
                disabled: !self.is_enabled(entry.command),
            })
            .collect();
        match chooser.ui(ctx, "命令", "命令的名称或拼音首字母", &choices) {
            Chosen::Not => {
                self.overlay = Some(crate::ui::shell::app::Overlay::Palette(chooser));
                None
            }
            Chosen::Nothing => {
                self.focus_grid = true;
                None
            }
            Chosen::Line(at) => {
                self.focus_grid = true;
                listed.get(at).map(|entry| Request::Command(entry.command))
            }
        }
    }
}
