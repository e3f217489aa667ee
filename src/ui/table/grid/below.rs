//! The blank line below the last one of a table in which rows are begun: one goes there as in a spreadsheet, by the arrow, by
//! Enter or by a click, and what is typed or pasted there makes new rows.
//!
//! It is no row, and the budget knows nothing of it. As an address the cursor stays in the line above; that it stands below is
//! that the last entry has [ended](GridState::ended) there. What is begun there is for the document.

use eframe::egui::{Rect, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo};

use super::field::CursorCell;
use super::keys::Move;
use super::state::{Block, Ended, GridAction, GridState, address_at};
use super::{Delegate, grid_lines, menu, painter_in};
use crate::calc::Sheet;
use crate::sheet::layout::{GridLayout, is_right_aligned};

/// Whether a table has such a line: nothing stands below its rows, and they are of one kind, so that none needs be asked for.
pub(crate) fn grows_below(sheet: &Sheet<'_>) -> bool {
    let grows = match sheet.schema.sections.as_slice() {
        [only] => only.free.len() == 1 && only.after.is_empty(),
        _ => false,
    };
    grows && sheet.table.is_some() && !sheet.is_derived && !sheet.coverage().is_missing()
}

impl GridState {
    /// Whether the cursor is seen in the blank line below the last one.
    pub fn is_below(&self) -> bool {
        self.grows && self.ended.is_some()
    }

    /// Puts it there, in a physical column.
    pub(crate) fn go_below(&mut self, layout: &GridLayout, sheet: &Sheet<'_>, column: usize) {
        let Some(last) = layout.lines.len().checked_sub(1).filter(|_| self.grows) else {
            return;
        };
        let above = layout.cell_from(last, column, -1, 0);
        if let Some(above) = above.and_then(|place| address_at(layout, sheet, place)) {
            self.go(above, false);
            self.ended = Some(Ended::Enter);
        }
    }

    /// Takes a step onto that line, along it, or off it again; `false` where a step is one among the rows.
    pub(crate) fn step_below(&mut self, by: Move, layout: &GridLayout, sheet: &Sheet<'_>) -> bool {
        let Some((line, column)) = self.place(layout, sheet).filter(|_| self.grows) else {
            return false;
        };
        let to = match by {
            Move::Step(down, 0) if down > 0 => {
                let is_last = layout.cell_from(line + 1, column, 1, 0).is_none();
                if !self.is_below() && !is_last {
                    return false;
                }
                Some(column)
            }
            _ if !self.is_below() => return false,
            Move::Step(0, right) => layout.beside((line, column), right),
            Move::Edge { end: false, whole: false } => Some(0),
            Move::Edge { end: true, whole: false } => layout.columns.len().checked_sub(1),
            Move::Step(..) => {
                if let Some(above) = self.cursor.clone() {
                    self.go(above, false);
                }
                return true;
            }
            _ => return false,
        };
        if let Some(column) = to.filter(|column| *column < layout.columns.len()) {
            self.go_below(layout, sheet, column);
        }
        true
    }

    /// Where the cursor is on that line, as a block of one place.
    pub(crate) fn block_below(&self, layout: &GridLayout, sheet: &Sheet<'_>) -> Option<Block> {
        let (_, column) = self.place(layout, sheet).filter(|_| self.is_below())?;
        let column = if self.ended == Some(Ended::Tab) { 0 } else { column };
        let line = layout.lines.len();
        Some(Block { lines: (line, line), columns: (column, column) })
    }
}

impl Delegate<'_, '_> {
    /// Whether a line is the blank one below the last.
    pub(super) fn is_below(&self, line: usize) -> bool {
        self.grid.state.grows && line == self.grid.layout.lines.len()
    }

    /// Draws its place in a physical column.
    pub(super) fn below_ui(&mut self, ui: &Ui, rect: Rect, clip: Rect, column: usize) {
        let (layout, sheet) = (self.grid.layout, self.grid.sheet);
        let of = layout.column_in(column);
        let of = of.and_then(|(section, at)| sheet.schema.sections.get(section)?.columns.get(at));
        let Some(of) = of else {
            return;
        };
        let painter = painter_in(ui, clip);
        painter.rect_filled(rect, 0.0, self.palette.input);
        grid_lines(ui, rect, clip, self.palette.line);
        let id = ui.scope_id().with(("below", column));
        let response = ui.interact(rect.intersect(clip), id, Sense::click());
        let name = format!("{} 新行 {}", sheet.schema.short, of.full_title());
        response.widget_info(|| WidgetInfo::labeled(Role::GridCell, true, &name));
        if response.clicked() || response.secondary_clicked() {
            self.actions.push(GridAction::Below(column));
        }
        menu::of_cell(&response, &self.grid.state.kinds, self.actions);
        response.on_hover_text("在这里录入或粘贴，就增加行");
        let here = self.grid.state.block_below(layout, &sheet).map(|block| block.columns.0);
        if here == Some(column) {
            let width = if self.has_keyboard { 2.0 } else { 1.0 };
            painter.rect_stroke(rect, 0.0, Stroke::new(width, self.palette.cursor), StrokeKind::Inside);
            let right = is_right_aligned(of.kind);
            self.cursor_cell = Some(CursorCell { rect, clip, right, name, text: String::new() });
        }
    }
}
