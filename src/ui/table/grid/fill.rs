//! The small square at the lower right of the selection: dragged over further cells, it fills these from the selected
//! ones. What is filled in is for the document.

use eframe::egui::{CursorIcon, Id, Rect, Response, Sense, Stroke, StrokeKind, Ui, WidgetInfo, vec2};

use super::state::{Block, GridAction, GridState};
use super::{Delegate, painter_in};
use crate::calc::Sheet;
use crate::model::CellAddress;
use crate::sheet::layout::GridLayout;

/// How wide the square is, in points, and how far around it the mouse takes hold of it.
const SIZE: f32 = 6.0;
const REACH: f32 = 3.0;

impl Block {
    /// Whether its last cell stands at a place.
    pub(super) fn ends_at(&self, line: usize, column: usize) -> bool {
        (self.lines.1, self.columns.1) == (line, column)
    }

    /// It and the cells up to a place, down or to the right, whichever way is the longer one.
    pub fn up_to(self, (line, column): (usize, usize)) -> Self {
        let (down, right) = (line.saturating_sub(self.lines.1), column.saturating_sub(self.columns.1));
        match down >= right {
            true => Self { lines: (self.lines.0, self.lines.1 + down), ..self },
            false => Self { columns: (self.columns.0, self.columns.1 + right), ..self },
        }
    }
}

impl GridState {
    /// The block that would be filled, while the square is dragged; else the selected one.
    pub(super) fn filling_over(
        &self,
        block: Option<Block>,
        layout: &GridLayout,
        sheet: &Sheet<'_>,
    ) -> Option<Block> {
        let over = self.filling.as_ref().and_then(|over| layout.place(sheet, over));
        block.map(|block| over.map_or(block, |place| block.up_to(place)))
    }
}

impl Delegate<'_, '_> {
    fn handle() -> Id {
        Id::unique("fill-handle")
    }

    /// Draws the square, and has the cells filled when it is let go.
    pub(super) fn fill_handle_ui(&mut self, ui: &Ui) {
        if self.grid.state.editor.open {
            return;
        }
        let Some((cell, clip)) = self.block_end else {
            return;
        };
        let square = Rect::from_center_size(cell.right_bottom() - vec2(2.0, 2.0), vec2(SIZE, SIZE));
        let clip = clip.expand(SIZE).intersect(ui.clip_rect());
        if !clip.contains(square.center()) && self.grid.state.filling.is_none() {
            return;
        }
        let response = ui.interact(square.expand(REACH), Self::handle(), Sense::drag());
        response.widget_info(|| WidgetInfo::labeled(eframe::egui::Role::Button, true, "填充柄"));
        if response.hovered() || response.dragged() {
            ui.set_cursor_icon(CursorIcon::Crosshair);
        }
        if response.drag_stopped()
            && let Some(to) = self.grid.state.filling.take()
        {
            self.actions.push(GridAction::FillTo(to));
        }
        let painter = painter_in(ui, clip);
        painter.rect_filled(square, 0.0, self.palette.cursor);
        painter.rect_stroke(square, 0.0, Stroke::new(1.0, self.palette.input), StrokeKind::Outside);
    }

    /// While the square is dragged: remembers over which cell. Whether it is.
    pub(super) fn follow_filling(&mut self, ui: &Ui, response: &Response, address: &CellAddress) -> bool {
        let dragged = ui.ctx().dragged_id() == Some(Self::handle());
        if dragged && response.contains_pointer() {
            self.grid.state.filling = Some(address.clone());
        }
        dragged
    }
}
