//! The command palette: every command by name, found by part of its name or by the initials of its
//! letters (`zjh` for 增加行).

use eframe::egui::Context;

use crate::ui::commands::{self, Command, Entry};
use crate::ui::dialogs::search_list::{Choice, Chosen, SearchList};
use crate::ui::dialogs::sounds::finds;

/// Draws the palette. `named` says what a command is called and whether it can be had now; nothing of one that is not offered. `None` while it stays
/// open; then the command that was chosen, if one was.
pub(in crate::ui) fn show(
    chooser: &mut SearchList,
    ctx: &Context,
    named: impl Fn(&Entry) -> Option<(String, bool)>,
) -> Option<Option<Command>> {
    let mut listed: Vec<&Entry> = Vec::new();
    let mut choices = Vec::new();
    for entry in commands::ALL {
        let Some((title, enabled)) = named(entry) else { continue };
        if finds(&chooser.text, &format!("{title} {}", entry.menu.title())) {
            choices.push(Choice { title, detail: entry.keys(ctx).unwrap_or_default(), disabled: !enabled });
            listed.push(entry);
        }
    }
    match chooser.ui(ctx, "命令", "命令的名称或拼音首字母", &choices) {
        Chosen::Not => None,
        Chosen::Nothing => Some(None),
        Chosen::Line(at) => Some(listed.get(at).map(|entry| entry.command)),
    }
}
