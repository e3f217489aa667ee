//! The numbers of the lines, on the left of the grid: a click selects the whole line, with Shift all lines up to it, and
//! the right button offers what can be done with them. A row keeps its number where others are filtered out.

use eframe::egui::{Align2, Id, Rangef, Rect, Role, Sense, Ui, WidgetInfo, vec2};

use super::state::{GridAction, address_at};
use super::{Delegate, grid_lines, menu, painter_in};
use crate::calc::Sheet;
use crate::model::CellAddress;
use crate::sheet::layout::{GridLayout, Line};
use crate::ui::look::style;

/// The width of one digit, and of what is free around a number, in points.
const DIGIT: f32 = 7.0;
const AROUND: f32 = 14.0;

/// How wide the numbers of so many lines are, in points.
pub(crate) fn width(lines: usize) -> f32 {
    let digits = lines.max(10).ilog10() + 1;
    AROUND + DIGIT * digits as f32
}

/// A line in sight: where it is, and how much of it is not below the header.
#[derive(Clone, Copy, Debug)]
pub(super) struct SeenLine {
    pub line: usize,
    pub at: Rangef,
    pub body: Rangef,
}

/// The number of a line: that of its row in the table. Sections beside each other have rows of both in a line.
fn number(layout: &GridLayout, line: usize) -> Option<usize> {
    match layout.lines.get(line)? {
        Line::Rows(rows) if rows.len() > 1 => Some(line + 1),
        Line::Rows(rows) => Some(rows.iter().flatten().next()? + 1),
        Line::Heading(_) | Line::Header(_) | Line::Head(_) => None,
    }
}

/// The first and the last cell of a line.
fn ends(layout: &GridLayout, sheet: &Sheet<'_>, line: usize) -> Option<(CellAddress, CellAddress)> {
    let last = layout.columns.len().checked_sub(1)?;
    let first = layout.cell_from(line, 0, 0, 1)?;
    let last = layout.cell_from(line, last, 0, -1)?;
    Some((address_at(layout, sheet, first)?, address_at(layout, sheet, last)?))
}

impl Delegate<'_, '_> {
    /// Draws the numbers of the lines in sight into a strip on the left.
    pub(super) fn numbers_ui(&mut self, ui: &Ui, strip: Rect) {
        ui.painter().rect_filled(strip, 0.0, self.palette.header);
        ui.painter().vline(strip.right() - 0.5, strip.y_range(), (1.0, self.palette.line));
        let mut seen = std::mem::take(&mut self.seen);
        seen.sort_by_key(|seen| seen.line);
        seen.dedup_by_key(|seen| seen.line);
        for SeenLine { line, at, body } in seen {
            let rect = Rect::from_x_y_ranges(strip.x_range(), at);
            let clip = Rect::from_x_y_ranges(strip.x_range(), body);
            if self.is_below(line) && rect.intersects(clip) {
                let painter = painter_in(ui, clip);
                grid_lines(ui, rect, clip, self.palette.line);
                let place = rect.right_center() - vec2(6.0, 0.0);
                painter.text(place, Align2::RIGHT_CENTER, "+", style::small(), self.palette.faint);
            }
            let Some(number) = number(self.grid.layout, line).filter(|_| rect.intersects(clip)) else {
                continue;
            };
            let is_selected = self.block.is_some_and(|block| (block.lines.0..=block.lines.1).contains(&line));
            let painter = painter_in(ui, clip);
            if is_selected {
                painter.rect_filled(rect, 0.0, self.palette.selected);
            }
            grid_lines(ui, rect, clip, self.palette.line);
            let ink = if is_selected { self.palette.ink } else { self.palette.faint };
            let place = rect.right_center() - vec2(6.0, 0.0);
            painter.text(place, Align2::RIGHT_CENTER, number.to_string(), style::small(), ink);
            let id = Id::unique(("line number", self.grid.sheet.schema.key.as_str(), line));
            let response = ui.interact(rect.intersect(clip), id, Sense::click());
            response.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("选中第 {number} 行")));
            let Some((first, last)) = ends(self.grid.layout, &self.grid.sheet, line) else {
                continue;
            };
            if response.clicked() || response.secondary_clicked() && !is_selected {
                let extend = ui.input(|input| input.modifiers.shift);
                self.actions.push(GridAction::Select { first, last, extend });
            }
            menu::of_cell(&response, &self.grid.state.kinds, self.actions);
        }
    }
}
