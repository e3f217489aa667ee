//! The keys that the grid takes before the text field under the cursor sees them.

use eframe::egui::{Event, Key, Modifiers, Ui};

use super::Grid;
use super::state::GridAction;

/// Lines that Page Up and Page Down move by.
const PAGE: isize = 20;

/// Reads the keyboard for the grid. Plain letters are left to the text field.
pub(super) fn read(ui: &Ui, grid: &mut Grid<'_>, actions: &mut Vec<GridAction>) {
    let open = grid.state.editor.open;
    let composing = ui.input(|input| input.events.iter().any(|event| matches!(event, Event::Ime(_))));
    if composing || grid.state.editor.composing.is_some() {
        // What the input method is busy with belongs to it: its keys, where the system lets them through,
        // must not act on the text field either.
        ui.input_mut(|input| {
            input.events.retain(|event| !matches!(event, Event::Key { modifiers, .. } if !modifiers.command));
        });
        return;
    }
    let pressed = |modifiers: Modifiers, key: Key| ui.input_mut(|input| input.consume_key(modifiers, key));
    let mut moves: Option<(isize, isize)> = None;
    // Shift first: egui matches a key without modifiers also where Shift is held.
    for (modifiers, key, down, right) in [
        (Modifiers::SHIFT, Key::Enter, -1, 0),
        (Modifiers::NONE, Key::Enter, 1, 0),
        (Modifiers::SHIFT, Key::Tab, 0, -1),
        (Modifiers::NONE, Key::Tab, 0, 1),
    ] {
        if pressed(modifiers, key) {
            moves = Some((down, right));
        }
    }
    if let Some((down, right)) = moves {
        actions.push(GridAction::Commit { down, right });
        return;
    }
    if pressed(Modifiers::NONE, Key::Escape) {
        if open {
            grid.state.editor.close();
        } else {
            grid.state.anchor = grid.state.cursor.clone();
        }
        return;
    }
    if open && !grid.state.editor.replacing {
        return;
    }
    let arrows =
        [(Key::ArrowUp, -1, 0), (Key::ArrowDown, 1, 0), (Key::ArrowLeft, 0, -1), (Key::ArrowRight, 0, 1)];
    if open {
        for (key, down, right) in arrows {
            if pressed(Modifiers::NONE, key) {
                actions.push(GridAction::Commit { down, right });
            }
        }
        return;
    }
    let neighbour =
        |grid: &Grid<'_>, down, right| grid.state.neighbour(grid.layout, &grid.sheet, down, right);
    let edge = |grid: &Grid<'_>, whole, end| grid.state.edge(grid.layout, &grid.sheet, whole, end);
    let mut go = |to: Option<crate::model::CellAddress>, extend: bool| {
        if let Some(to) = to {
            actions.push(GridAction::Go { to, extend });
        }
    };
    for (extend, modifiers) in [(true, Modifiers::SHIFT), (false, Modifiers::NONE)] {
        for (key, whole, end) in [(Key::Home, true, false), (Key::End, true, true)] {
            if pressed(modifiers | Modifiers::COMMAND, key) {
                go(edge(grid, whole, end), extend);
            }
        }
        for (key, down, right) in arrows {
            if pressed(modifiers | Modifiers::COMMAND, key) {
                go(grid.state.block_edge(grid.layout, &grid.sheet, down, right), extend);
            }
            if pressed(modifiers, key) {
                go(neighbour(grid, down, right), extend);
            }
        }
        for (key, end) in [(Key::Home, false), (Key::End, true)] {
            if pressed(modifiers, key) {
                go(edge(grid, false, end), extend);
            }
        }
        for (key, down) in [(Key::PageUp, -PAGE), (Key::PageDown, PAGE)] {
            if pressed(modifiers, key) {
                let to = neighbour(grid, down, 0).or_else(|| edge(grid, true, down > 0));
                go(to, extend);
            }
        }
    }
    if pressed(Modifiers::COMMAND, Key::A) {
        let first = edge(grid, true, false);
        grid.state.anchor = first.or(grid.state.anchor.clone());
        go(edge(grid, true, true), true);
    }
    if pressed(Modifiers::NONE, Key::F2)
        && let Some(cursor) = &grid.state.cursor
    {
        actions.push(GridAction::Open(cursor.clone()));
    }
    if pressed(Modifiers::NONE, Key::Delete) || pressed(Modifiers::NONE, Key::Backspace) {
        actions.push(GridAction::Clear);
    }
    clipboard(ui, actions);
}

/// Copy and paste of cells, while no cell is open: then the text field would take them.
fn clipboard(ui: &Ui, actions: &mut Vec<GridAction>) {
    ui.input_mut(|input| {
        input.events.retain(|event| match event {
            Event::Copy => {
                actions.push(GridAction::Copy);
                false
            }
            Event::Cut => {
                actions.extend([GridAction::Copy, GridAction::Clear]);
                false
            }
            Event::Paste(text) => {
                actions.push(GridAction::Paste(text.clone()));
                false
            }
            _ => true,
        });
    });
}
