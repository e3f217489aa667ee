//! What the right button of the mouse offers in the grid: on a cell the commands for it and its row, on a header the
//! order of the rows. It offers; what is done is for the window.

use eframe::egui::{Button, Popup, Response, SetOpenCommand, Ui};

use super::state::GridAction;
use crate::sheet::view::ColumnOf;
use crate::ui::commands::{self, Command};

/// Offers, on a cell, what can be done with the selected ones.
pub(super) fn of_cell(response: &Response, kinds: &[String], actions: &mut Vec<GridAction>) {
    response.context_menu(|ui| of_cell_ui(ui, false, kinds, actions));
}

/// The same below a cell, its first command having the keyboard; `asked` in the frame in which a key asks for it.
pub(super) fn of_cell_by_key(
    response: &Response,
    asked: bool,
    kinds: &[String],
    actions: &mut Vec<GridAction>,
) {
    let menu = Popup::menu(response).id(response.id.with("by key"));
    let menu = menu.open_memory(asked.then_some(SetOpenCommand::Bool(true)));
    menu.show(|ui| of_cell_ui(ui, asked, kinds, actions));
}

fn of_cell_ui(ui: &mut Ui, is_first_focused: bool, kinds: &[String], actions: &mut Vec<GridAction>) {
    ui.set_min_width(190.0);
    let mut offered: Vec<Response> = Vec::new();
    for (number, group) in commands::OF_CELL.iter().enumerate() {
        if number > 0 {
            ui.separator();
        }
        for command in *group {
            let is_of_kinds = *command == Command::AddRow && kinds.len() > 1;
            if is_of_kinds {
                let added = Command::ADD.into_iter().zip(kinds);
                offered.extend(added.filter_map(|(add, title)| command_ui(ui, add, Some(title), actions)));
            } else {
                offered.extend(command_ui(ui, *command, None, actions));
            }
        }
    }
    if let Some(first) = offered.first().filter(|_| is_first_focused) {
        first.request_focus();
    }
}

/// Offers, on the header of a column, in which order the rows stand. `sorted` is how it is sorted by now.
pub(super) fn of_header(
    response: &Response,
    of: &ColumnOf,
    sorted: Option<bool>,
    actions: &mut Vec<GridAction>,
) {
    response.context_menu(|ui| {
        ui.set_min_width(150.0);
        for (title, wanted) in [("升序排列", Some(false)), ("降序排列", Some(true)), ("恢复表中次序", None)]
        {
            let mark = if wanted.is_some() && wanted == sorted { "✓ " } else { "" };
            let button = Button::new(format!("{mark}{title}"));
            if ui.add_enabled(wanted != sorted, button).clicked() {
                actions.push(GridAction::Sort(of.clone(), wanted));
                ui.close();
            }
        }
        ui.separator();
        if ui.button("筛选和排序…").clicked() {
            actions.push(GridAction::Filter(of.clone(), None));
            ui.close();
        }
    });
}

fn command_ui(
    ui: &mut Ui,
    command: Command,
    title: Option<&String>,
    actions: &mut Vec<GridAction>,
) -> Option<Response> {
    let entry = commands::entry_of(command)?;
    let mut button = Button::new(title.map_or(entry.title, String::as_str));
    if let Some(keys) = entry.keys(ui.ctx()) {
        button = button.shortcut_text(keys);
    }
    let response = ui.add(button);
    if response.clicked() {
        actions.push(GridAction::Command(command));
        ui.close();
    }
    Some(response)
}
