//! The head of a group of rows: its code and name, how many rows it has, what they come to. It is no row: nothing
//! is entered in it; clicking folds.

use eframe::egui::{Align2, Rect, Sense, Ui, WidgetInfo, vec2};

use super::PADDING;
use super::cell::figure;
use super::state::GridAction;
use super::{Delegate, grid_lines, painter_in};
use crate::schema::Column;
use crate::sheet::groups::Head;
use crate::sheet::layout::is_right_aligned;
use crate::ui::look::style;

impl Delegate<'_, '_> {
    /// Draws a head in one column: `physical` in the window, `at` in the table.
    pub(super) fn head_ui(
        &mut self,
        ui: &mut Ui,
        rect: Rect,
        clip: Rect,
        head: usize,
        (physical, at): (usize, usize),
    ) {
        let layout = self.grid.layout;
        let (Some(head), Some(section)) = (layout.heads.get(head), self.grid.sheet.schema.sections.first())
        else {
            return;
        };
        let Some(column) = section.columns.get(at) else {
            return;
        };
        let painter = painter_in(ui, clip.intersect(rect));
        painter.rect_filled(rect, 0.0, self.palette.header);
        grid_lines(ui, rect, clip, self.palette.line);
        let ink = self.palette.computed_ink;
        if is_right_aligned(column.kind) {
            let first = self.grid.sheet.row(head.first).and_then(|row| row.cell(at));
            if let (Some(sum), Some(cell)) = (head.sums.get(&at), first) {
                let text = self.grid.shown.number_like(*sum, &cell);
                let galley = figure(&painter, text, style::strong(), ink, rect.width() - PADDING);
                painter.galley(
                    rect.right_center() - vec2(galley.size().x + 6.0, galley.size().y / 2.0),
                    galley,
                    ink,
                );
            }
        } else {
            let left = rect.left_center() + vec2(6.0, 0.0);
            let mut words = String::new();
            if physical == 0 {
                words.push_str(&"　".repeat(head.level));
                words.push_str(if head.folded { "▶" } else { "▼" });
            }
            if is_title(&section.columns, column) {
                words.push_str(&format!(" {} {}（{} 行）", head.code, head.name, head.rows));
            }
            let words = if physical == 0 { words.as_str() } else { words.trim_start() };
            painter.text(left, Align2::LEFT_CENTER, words, style::strong(), ink);
        }
        let id = ui.scope_id().with(("head", head.key.as_str(), at));
        let response = ui.interact(rect.intersect(clip), id, Sense::click());
        if physical == 0 {
            let name = name_of(head);
            response.widget_info(|| WidgetInfo::labeled(eframe::egui::Role::Button, true, name.clone()));
        }
        if response.on_hover_text(if head.folded { "点一下展开" } else { "点一下折叠" }).clicked() {
            self.actions.push(GridAction::FoldHead(head.key.clone()));
        }
    }
}

/// What a head is called for those who do not see it.
fn name_of(head: &Head) -> String {
    let state = if head.folded { "已折叠" } else { "已展开" };
    format!("分组 {} {}，{} 行，{state}", head.code, head.name, head.rows)
}

/// Whether the name of a head goes into a column: the widest with texts.
fn is_title(columns: &[Column], column: &Column) -> bool {
    let width = |column: &Column| column.width.unwrap_or(f32::MAX);
    let texts = columns.iter().filter(|column| !column.hidden && !is_right_aligned(column.kind));
    texts.max_by(|a, b| width(a).total_cmp(&width(b))).is_some_and(|widest| widest.key == column.key)
}
