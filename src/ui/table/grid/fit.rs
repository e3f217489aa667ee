//! Column widths: fitted to their content by a double click on the edge, and told to whoever remembers
//! them once the mouse lets go.

use std::collections::BTreeMap;

use eframe::egui::{Color32, Id, Response, Ui};
use egui_table::TableState;

use super::state::GridAction;
use crate::calc::Sheet;
use crate::sheet::layout::{GridLayout, Spot};
use crate::ui::look::amounts::Shown;
use crate::ui::look::style;

/// How many of the longest texts of a column are measured.
const MEASURED: usize = 60;

/// What the mouse does to the right edge of a column.
fn edge(ui: &Ui, table: Id, column: usize) -> Option<Response> {
    ui.read_response(table.with(Id::unique(column)).with("resize"))
}

/// Whether somebody draws a column wider or narrower, or has just done so: until then its width is the mouse's.
pub(super) fn is_drawn(ui: &Ui, table: Id, column: usize) -> bool {
    edge(ui, table, column).is_some_and(|edge| edge.dragged() || edge.drag_stopped())
}

/// The columns whose edges were double-clicked, with the widths that fit them.
pub(super) fn asked(
    ui: &Ui,
    table: Id,
    layout: &GridLayout,
    sheet: &Sheet<'_>,
    shown: Shown<'_>,
) -> BTreeMap<usize, f32> {
    let clicked = |at: &usize| {
        !layout.follows_window(*at) && edge(ui, table, *at).is_some_and(|edge| edge.double_clicked())
    };
    (0..layout.columns.len())
        .filter(clicked)
        .map(|at| (at, fitting(ui, layout, (sheet, shown), at)))
        .collect()
}

/// The width that a column's content needs.
fn fitting(ui: &Ui, layout: &GridLayout, (sheet, shown): (&Sheet<'_>, Shown<'_>), column: usize) -> f32 {
    let mut texts: Vec<(usize, String)> = Vec::new();
    for line in 0..layout.lines.len() {
        if let (Spot::Cell { row, column: at }, _) = layout.spot(line, column)
            && let Some(cell) = sheet.row(row).and_then(|row| row.cell(at))
        {
            let mut text = shown.text(&cell);
            if let Some((stated, _)) = cell.disagreement() {
                let stated = format!("所列 {}", shown.number_like(stated, &cell));
                if stated.len() > text.len() {
                    text = stated;
                }
            }
            let length = text.chars().map(|c| if c.is_ascii() { 5 } else { 9 }).sum();
            texts.push((length, text));
        }
    }
    texts.sort_by_key(|(length, _)| std::cmp::Reverse(*length));
    texts.truncate(MEASURED);
    let title = layout.columns.get(column).and_then(|column| column.header.last().cloned());
    let longest = texts
        .into_iter()
        .map(|(_, text)| text)
        .chain(title)
        .map(|text| ui.painter().layout_no_wrap(text, style::strong(), Color32::BLACK).size().x)
        .fold(0.0_f32, f32::max);
    (longest + 16.0).clamp(28.0, 600.0).ceil()
}

/// Gives columns the widths that fit them, and reports those that the mouse has changed.
pub(super) fn settle(
    ui: &Ui,
    table: Id,
    layout: &GridLayout,
    fitted: BTreeMap<usize, f32>,
    actions: &mut Vec<GridAction>,
) {
    if layout.stacked {
        return;
    }
    let Some(mut state) = TableState::load(ui, table) else {
        return;
    };
    let anew = !fitted.is_empty();
    for (at, width) in &fitted {
        state.col_widths.insert(Id::unique(*at), *width);
    }
    let is_changed = |at: usize| {
        let is_let_go = edge(ui, table, at).is_some_and(|edge| edge.drag_stopped());
        fitted.contains_key(&at) || is_let_go && !layout.follows_window(at)
    };
    for (at, column) in layout.columns.iter().enumerate().filter(|(at, _)| is_changed(*at)) {
        let Some(width) = state.col_widths.get(&Id::unique(at)).copied() else {
            continue;
        };
        if (width - column.width).abs() > 0.5 {
            actions.push(GridAction::Resize { name: column.name.clone(), width });
        }
    }
    if anew {
        state.store(ui, table);
    }
}
