//! What keys mean in the grid: where they move the cursor over the cells, where the caret in an open one.

use eframe::egui::{Key, Modifiers};

use super::editor::Way;
use super::state::GridState;
use crate::calc::Sheet;
use crate::model::CellAddress;
use crate::sheet::layout::GridLayout;

/// Lines that Page Up and Page Down move by.
const PAGE: isize = 20;

/// A way the cursor goes over the cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Move {
    /// To the cell beside it: lines down, columns right.
    Step(isize, isize),
    /// To the edge of the filled block that way.
    Block(isize, isize),
    /// Some lines down, as far as there are any.
    Page(isize),
    /// To the first or last cell of the line, or of the table.
    Edge {
        /// Whether the last.
        end: bool,
        /// Whether of the table.
        whole: bool,
    },
}

impl Move {
    /// The way that a key takes the cursor; whatever Shift does is for the caller.
    pub(crate) fn of(modifiers: Modifiers, key: Key) -> Option<Self> {
        let far = modifiers.command;
        if let Some((down, right)) = arrow(key) {
            return Some(if far { Self::Block(down, right) } else { Self::Step(down, right) });
        }
        match key {
            Key::Home => Some(Self::Edge { end: false, whole: far }),
            Key::End => Some(Self::Edge { end: true, whole: far }),
            Key::PageUp if !far => Some(Self::Page(-PAGE)),
            Key::PageDown if !far => Some(Self::Page(PAGE)),
            _ => None,
        }
    }

    /// Whether it leaves a cell that is being typed over.
    pub(crate) fn leaves(self) -> bool {
        !matches!(self, Self::Edge { .. })
    }

    /// Whether it leads to the begin of a line or of the table, which is then seen from its first column on.
    pub(crate) fn is_to_start(self) -> bool {
        matches!(self, Self::Edge { end: false, .. })
    }

    /// The cell it leads to.
    pub(crate) fn target(
        self,
        grid: &GridState,
        layout: &GridLayout,
        sheet: &Sheet<'_>,
    ) -> Option<CellAddress> {
        match self {
            Self::Step(down, right) => grid.neighbour(layout, sheet, down, right),
            Self::Block(down, right) => grid.block_edge(layout, sheet, down, right),
            Self::Page(down) => {
                grid.neighbour(layout, sheet, down, 0).or_else(|| grid.edge(layout, sheet, true, down > 0))
            }
            Self::Edge { end, whole } => grid.edge(layout, sheet, whole, end),
        }
    }
}

/// The way that a key takes the caret in an open cell.
pub(crate) fn way(modifiers: Modifiers, key: Key) -> Option<Way> {
    if let (Key::Home | Key::End, whole) = (key, modifiers.command) {
        return Some(Way::Edge { end: key == Key::End, whole });
    }
    match (arrow(key)?, modifiers.command) {
        ((0, right), word) => Some(Way::Beside { on: right > 0, word }),
        ((down, _), false) => Some(Way::Line { down: down > 0 }),
        ((down, _), true) => Some(Way::Edge { end: down > 0, whole: true }),
    }
}

/// The lines and columns that an arrow moves by: down, right.
fn arrow(key: Key) -> Option<(isize, isize)> {
    match key {
        Key::ArrowUp => Some((-1, 0)),
        Key::ArrowDown => Some((1, 0)),
        Key::ArrowLeft => Some((0, -1)),
        Key::ArrowRight => Some((0, 1)),
        _ => None,
    }
}
