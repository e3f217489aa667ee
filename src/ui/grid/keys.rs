//! The keys that the grid takes before the text field under the cursor sees them.

use eframe::egui::{Event, Key, Modifiers, Ui};

use super::Grid;
use super::state::GridAction;
use crate::model::CellAddress;

/// Lines that Page Up and Page Down move by.
const PAGE: isize = 20;

/// The arrows with the lines and columns they move by: down, right.
const ARROWS: [(Key, isize, isize); 4] =
    [(Key::ArrowUp, -1, 0), (Key::ArrowDown, 1, 0), (Key::ArrowLeft, 0, -1), (Key::ArrowRight, 0, 1)];

/// Reads the keyboard for the grid. Plain letters are left to the text field.
pub(super) fn read(ui: &Ui, grid: &mut Grid<'_>, actions: &mut Vec<GridAction>) {
    let composing = ui.input(|input| input.events.iter().any(|event| matches!(event, Event::Ime(_))));
    if composing || grid.state.editor.composing.is_some() {
        // What the input method is busy with belongs to it: its keys, where the system lets them through,
        // must not act on the text field either.
        ui.input_mut(|input| {
            input.events.retain(|event| !matches!(event, Event::Key { modifiers, .. } if !modifiers.command));
        });
        return;
    }
    if leaves(ui, grid, actions) {
        return;
    }
    if !grid.state.editor.open {
        go(ui, grid, actions);
        act(ui, grid, actions);
        clipboard(ui, actions);
    } else if grid.state.editor.replacing {
        for (key, down, right) in ARROWS {
            if pressed(ui, Modifiers::NONE, key) {
                actions.push(GridAction::Commit { down, right });
            }
        }
    }
}

fn pressed(ui: &Ui, modifiers: Modifiers, key: Key) -> bool {
    ui.input_mut(|input| input.consume_key(modifiers, key))
}

/// The keys that leave a cell, open or not: Enter, Tab and Escape.
fn leaves(ui: &Ui, grid: &mut Grid<'_>, actions: &mut Vec<GridAction>) -> bool {
    let mut moves: Option<(isize, isize)> = None;
    // Shift first: egui matches a key without modifiers also where Shift is held.
    for (modifiers, key, down, right) in [
        (Modifiers::SHIFT, Key::Enter, -1, 0),
        (Modifiers::NONE, Key::Enter, 1, 0),
        (Modifiers::SHIFT, Key::Tab, 0, -1),
        (Modifiers::NONE, Key::Tab, 0, 1),
    ] {
        if pressed(ui, modifiers, key) {
            moves = Some((down, right));
        }
    }
    if let Some((down, right)) = moves {
        actions.push(GridAction::Commit { down, right });
        return true;
    }
    if !pressed(ui, Modifiers::NONE, Key::Escape) {
        return false;
    }
    if grid.state.editor.open {
        grid.state.editor.close();
    } else {
        grid.state.anchor = grid.state.cursor.clone();
    }
    true
}

/// The keys that move the cursor or, with Shift, the other corner of the selection.
fn go(ui: &Ui, grid: &mut Grid<'_>, actions: &mut Vec<GridAction>) {
    let neighbour =
        |grid: &Grid<'_>, down, right| grid.state.neighbour(grid.layout, &grid.sheet, down, right);
    let edge = |grid: &Grid<'_>, whole, end| grid.state.edge(grid.layout, &grid.sheet, whole, end);
    let mut go = |to: Option<CellAddress>, extend: bool| {
        actions.extend(to.map(|to| GridAction::Go { to, extend }));
    };
    for (extend, modifiers) in [(true, Modifiers::SHIFT), (false, Modifiers::NONE)] {
        for (key, end) in [(Key::Home, false), (Key::End, true)] {
            if pressed(ui, modifiers | Modifiers::COMMAND, key) {
                go(edge(grid, true, end), extend);
            }
        }
        for (key, down, right) in ARROWS {
            if pressed(ui, modifiers | Modifiers::COMMAND, key) {
                go(grid.state.block_edge(grid.layout, &grid.sheet, down, right), extend);
            }
            if pressed(ui, modifiers, key) {
                go(neighbour(grid, down, right), extend);
            }
        }
        for (key, end) in [(Key::Home, false), (Key::End, true)] {
            if pressed(ui, modifiers, key) {
                go(edge(grid, false, end), extend);
            }
        }
        for (key, down) in [(Key::PageUp, -PAGE), (Key::PageDown, PAGE)] {
            if pressed(ui, modifiers, key) {
                let to = neighbour(grid, down, 0).or_else(|| edge(grid, true, down > 0));
                go(to, extend);
            }
        }
    }
    if pressed(ui, Modifiers::COMMAND, Key::A) {
        let first = edge(grid, true, false);
        grid.state.anchor = first.or(grid.state.anchor.clone());
        go(edge(grid, true, true), true);
    }
}

/// The keys that open or empty the selected cells.
fn act(ui: &Ui, grid: &Grid<'_>, actions: &mut Vec<GridAction>) {
    if pressed(ui, Modifiers::NONE, Key::F2)
        && let Some(cursor) = &grid.state.cursor
    {
        actions.push(GridAction::Open(cursor.clone()));
    }
    if pressed(ui, Modifiers::NONE, Key::Delete) || pressed(ui, Modifiers::NONE, Key::Backspace) {
        actions.push(GridAction::Clear);
    }
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
