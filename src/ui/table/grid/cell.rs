//! One cell of the grid: its paper, its text, its marks.

use std::cell::RefCell;
use std::sync::Arc;

use eframe::egui::epaint::text::FontsView;
use eframe::egui::text::LayoutJob;
use eframe::egui::{
    Align2, Color32, FontId, Galley, Painter, PointerButton, Rect, Response, Sense, Stroke, StrokeKind, Ui,
    WidgetInfo, pos2, vec2,
};

use super::PADDING;
use super::field::CursorCell;
use super::state::GridAction;
use super::{Delegate, grid_lines, menu, painter_in};
use crate::calc::Cell;
use crate::model::{CellAddress, ValueView};
use crate::money::{self, Decimal, MoneyUnit};
use crate::rounding::Precision;
use crate::schema::{ColumnKind, Role};
use crate::sheet::layout::{indent, is_right_aligned};
use crate::sheet::wrap;
use crate::ui::look::amounts::is_cut;
use crate::ui::look::named::described;
use crate::ui::look::style;

/// A name in less room than this says nothing, in points.
const LEAST_NAME: f32 = 30.0;

/// A figure is set so much smaller at most where only a part of its cell is in sight.
const LEAST_SHARE: f32 = 0.8;

impl Delegate<'_, '_> {
    /// Draws the cell at physical place (`line`, `column`), which is row `row`, column `index` of the table.
    pub(super) fn table_cell_ui(
        &mut self,
        ui: &mut Ui,
        rect: Rect,
        clip: Rect,
        (line, column): (usize, usize),
        (row, index): (usize, usize),
    ) {
        let sheet = self.grid.sheet;
        let Some(cell) = sheet.row(row).and_then(|row| row.cell(index)) else {
            return;
        };
        let address = cell.address();
        let key = (address.row.clone(), address.column.clone());
        let is_cursor = self.grid.state.cursor.as_ref() == Some(&address) && !self.grid.state.is_below();
        let selected = self.block.is_some_and(|block| block.contains(line, column));
        let painter = painter_in(ui, clip);

        painter.rect_filled(rect, 0.0, self.paper(&cell));
        if selected {
            painter.rect_filled(rect, 0.0, self.palette.selected);
        }
        grid_lines(ui, rect, clip, self.palette.line);
        let editing = is_cursor && self.grid.state.editor.open;
        if !editing {
            let text = self.text_in(&cell, column);
            self.text_ui(ui, rect, clip, &cell, text);
        }
        if column == 0 && self.grid.state.view.folded.contains(&address.row) {
            let at = rect.left_center() + vec2(2.0, 0.0);
            painter.text(at, Align2::LEFT_CENTER, "▶", style::small(), self.palette.involved);
        }
        if let Some(severity) = self.grid.marks.findings.get(&key) {
            let corner = rect.right_top();
            let colour = style::severity_colour(*severity, ui.visuals());
            let points = vec![corner + vec2(-9.0, 0.0), corner, corner + vec2(0.0, 9.0)];
            painter.add(eframe::egui::Shape::convex_polygon(points, colour, Stroke::NONE));
        }
        if self.grid.marks.comments.contains(&key) {
            let corner = rect.left_top();
            let points = vec![corner, corner + vec2(9.0, 0.0), corner + vec2(0.0, 9.0)];
            painter.add(eframe::egui::Shape::convex_polygon(points, self.palette.cursor, Stroke::NONE));
        }
        if self.grid.shown.adjusted(&address).is_some() {
            let corner = rect.right_bottom();
            let points = vec![corner, corner + vec2(-8.0, 0.0), corner + vec2(0.0, -8.0)];
            painter.add(eframe::egui::Shape::convex_polygon(points, self.palette.involved, Stroke::NONE));
        }
        if let Some(main) = self.grid.marks.involved.get(&key) {
            let width = if *main { 2.5 } else { 1.5 };
            painter.rect_stroke(
                rect.shrink(1.0),
                1.0,
                Stroke::new(width, self.palette.involved),
                StrokeKind::Inside,
            );
        }
        if self.block.is_some_and(|block| block.ends_at(line, column)) {
            self.block_end = Some((rect, clip));
        }
        self.interact(ui, rect.intersect(clip), (&cell, column), &address, selected);
        if is_cursor {
            // Where the keyboard is elsewhere, the cursor only marks the place.
            let width = if self.has_keyboard { 2.0 } else { 1.0 };
            painter.rect_stroke(rect, 0.0, Stroke::new(width, self.palette.cursor), StrokeKind::Inside);
            let right = is_right_aligned(cell.column.kind);
            let (name, text) = (cell_name(&cell), self.grid.shown.text(&cell));
            self.cursor_cell = Some(CursorCell { rect, clip, right, name, text });
        }
    }

    fn paper(&self, cell: &Cell<'_>) -> Color32 {
        match cell.role {
            Role::Input => self.palette.input,
            Role::SumOfColumns | Role::SumOfRows | Role::SumOfLines => self.palette.computed,
            Role::Label | Role::Blank => self.palette.blank,
        }
    }

    /// What is read in a cell: what it shows, or, in the first column that is seen, what its total is called, where the column that
    /// says so is not seen (单位, in the view of one).
    fn text_in(&self, cell: &Cell<'_>, column: usize) -> String {
        let text = self.grid.shown.text(cell);
        // What a row of the table itself is called was entered, and stands where it was.
        let is_total = cell.row.shape.sums_rows() && cell.row.shape.level().is_none();
        if column > 0 || !text.is_empty() || !is_total || cell.column.kind.is_number() {
            return text;
        }
        let seen: Vec<usize> =
            self.grid.layout.columns_of(cell.row.section_index).map(|(at, _)| at).collect();
        let is_said = cell.row.cells().any(|other| {
            other.role == Role::Label && !other.is_blank() && seen.contains(&other.column_index)
        });
        if is_said { text } else { cell.row.name() }
    }

    fn text_ui(&self, ui: &Ui, rect: Rect, clip: Rect, cell: &Cell<'_>, text: String) {
        let painter = painter_in(ui, clip.intersect(rect));
        let shown = self.grid.shown;
        let total = cell.row.shape.role(cell.column) == Role::SumOfRows;
        let font = if total || is_total_label(cell) { style::strong() } else { style::body() };
        let unreadable = cell.column.kind.is_number() && matches!(cell.entered(), Some(ValueView::Text(_)));
        let error_colour = style::severity_colour(crate::schema::Severity::Error, ui.visuals());
        let colour = if unreadable {
            error_colour
        } else if cell.role.is_computed() {
            self.palette.computed_ink
        } else {
            self.palette.ink
        };
        if is_right_aligned(cell.column.kind) && !unreadable {
            let seen = rect.intersect(clip);
            let mut right = rect.right() - PADDING;
            let mut galley = figure(&painter, text.clone(), font.clone(), colour, rect.width() - PADDING);
            if is_cut(clip, right - galley.size().x, right) {
                // A figure that its part in sight has room for, set a little smaller where it must, stands there.
                let room = seen.width() - 1.5 * PADDING;
                if galley.size().x * LEAST_SHARE > room {
                    painter.text(
                        seen.center(),
                        Align2::CENTER_CENTER,
                        "…",
                        style::body(),
                        self.palette.faint,
                    );
                    return;
                }
                right = right.min(seen.right() - PADDING / 2.0);
                galley = figure(&painter, text, font, colour, room);
            }
            match cell.disagreement() {
                Some((stated, _)) => {
                    let y = rect.top() + rect.height() * 0.3;
                    painter.galley(pos2(right - galley.size().x, y - galley.size().y / 2.0), galley, colour);
                    let stated = format!("所列 {}", shown.number_like(stated, cell));
                    painter.text(
                        pos2(right, rect.top() + rect.height() * 0.74),
                        Align2::RIGHT_CENTER,
                        stated,
                        style::small(),
                        error_colour,
                    );
                }
                None => {
                    let at = pos2(right - galley.size().x, rect.center().y - galley.size().y / 2.0);
                    painter.galley(at, galley, colour);
                }
            }
            return;
        }
        if text.is_empty() {
            return;
        }
        let colour = if cell.row.repeats(cell.column) { self.palette.repeated } else { colour };
        let left = rect.left() + PADDING + 14.0 * f32::from(indent(&cell.row));
        let width = (rect.right() - 4.0 - left).max(20.0);
        let galley = ui.fonts_mut(|fonts| {
            let text = broken(fonts, &text, &font, width, false);
            // What is still too long for the line is cut with a sign.
            let mut job = LayoutJob::simple(text, font, colour, width + 1.0);
            job.wrap.max_rows = ((rect.height() / style::TEXT_SIZE / 1.3) as usize).max(1);
            job.wrap.break_anywhere = true;
            fonts.layout_job(job)
        });
        let mut left = left;
        // A code of which only the last digits are in sight would be read as another one, as a figure would.
        if cell.column.kind == ColumnKind::Code && is_cut(clip, left, left + galley.size().x) {
            let seen = rect.intersect(clip);
            if galley.size().x + 1.5 * PADDING > seen.width() {
                painter.text(seen.center(), Align2::CENTER_CENTER, "…", style::body(), self.palette.faint);
                return;
            }
            left = left.max(seen.left() + PADDING / 2.0);
        }
        let behind = left + galley.size().x + 8.0;
        painter.galley(pos2(left, rect.center().y - galley.size().y / 2.0), galley, colour);
        let room = rect.right() - 4.0 - behind;
        if let Some(name) = code_name(cell).filter(|_| room > LEAST_NAME) {
            let mut job = LayoutJob::simple_singleline(name.to_owned(), style::small(), self.palette.faint);
            job.wrap.max_width = room;
            job.wrap.max_rows = 1;
            job.wrap.break_anywhere = true;
            let galley = painter.layout_job(job);
            painter.galley(pos2(behind, rect.center().y - galley.size().y / 2.0), galley, self.palette.faint);
        }
    }

    fn interact(
        &mut self,
        ui: &Ui,
        rect: Rect,
        (cell, column): (&Cell<'_>, usize),
        address: &CellAddress,
        selected: bool,
    ) {
        let id = ui.scope_id().with(("cell", address.row.as_str(), address.column.as_str()));
        let response = ui.interact(rect, id, Sense::click_and_drag());
        response.widget_info(|| {
            let mut info = WidgetInfo::labeled(eframe::egui::Role::GridCell, true, cell_name(cell));
            info.current_text_value = Some(self.text_in(cell, column));
            info
        });
        // Of a cell's value AT-SPI tells nothing; of a description it does.
        described(&response, || self.text_in(cell, column));
        if response.hovered() {
            self.explain(ui, &response, cell);
        }
        // The menu is for what is selected; beside that, for the cell that was clicked.
        if response.secondary_clicked() && !selected {
            self.actions.push(GridAction::Go { to: address.clone(), extend: false });
        }
        menu::of_cell(&response, &self.grid.state.kinds, self.actions);
        if self.grid.state.cursor.as_ref() == Some(address) {
            let asked = std::mem::take(&mut self.grid.state.wants_menu);
            menu::of_cell_by_key(&response, asked, &self.grid.state.kinds, self.actions);
        }
        if self.follow_filling(ui, &response, address) {
            return;
        }
        if response.clicked() && self.is_second_click(ui, address) {
            self.actions.push(GridAction::Open(address.clone()));
        } else if response.clicked() || response.drag_started_by(PointerButton::Primary) {
            self.grid.state.dragged_from = response.drag_started_by(PointerButton::Primary).then_some(id);
            let extend = ui.input(|input| input.modifiers.shift);
            self.actions.push(GridAction::Go { to: address.clone(), extend });
        } else if response.contains_pointer()
            && ui.input(|input| input.pointer.primary_down())
            && !self.grid.state.editor.open
            // Not a column's edge, a scroll bar or a panel that is dragged across the cells.
            && self.grid.state.dragged_from.is_some()
            && ui.ctx().dragged_id() == self.grid.state.dragged_from
            && self.grid.state.corner.as_ref() != Some(address)
        {
            self.actions.push(GridAction::Go { to: address.clone(), extend: true });
        }
    }

    /// Whether a click makes a double click with the one before. egui goes by where the mouse is, and counts a click
    /// elsewhere for the first of three.
    fn is_second_click(&mut self, ui: &Ui, address: &CellAddress) -> bool {
        let now = ui.input(|input| input.time);
        let most = ui.ctx().options(|options| options.input_options.max_double_click_delay);
        let clicked = &mut self.grid.state.clicked;
        let is_second = clicked.as_ref().is_some_and(|(cell, time)| cell == address && now - time < most);
        *clicked = (!is_second).then(|| (address.clone(), now));
        is_second
    }

    /// Says beside the mouse what a rounded amount is in full, and how it was adjusted.
    fn explain(&self, ui: &Ui, response: &Response, cell: &Cell<'_>) {
        let shown = self.grid.shown;
        if ui.input(|input| input.pointer.any_down()) {
            return;
        }
        if let Some(explained) = shown.explained(cell) {
            response.clone().on_hover_text(explained);
        } else if let Some(name) = code_name(cell) {
            response.clone().on_hover_text(format!("{} {name}", cell.row.text(&cell.column.key)));
        } else if is_right_aligned(cell.column.kind) && self.is_set_smaller(ui, response.rect, cell) {
            response.clone().on_hover_text(shown.text(cell));
        }
    }

    /// Whether a figure has too little room to be read with ease.
    fn is_set_smaller(&self, ui: &Ui, rect: Rect, cell: &Cell<'_>) -> bool {
        let galley = ui.painter().layout_no_wrap(self.grid.shown.text(cell), style::body(), Color32::BLACK);
        galley.size().x > rect.width() - PADDING
    }
}

/// A figure in one line of a width: set smaller where it needs more room, for a figure cut off would be read as another
/// figure.
pub(super) fn figure(
    painter: &Painter,
    text: String,
    font: FontId,
    colour: Color32,
    width: f32,
) -> Arc<Galley> {
    let galley = painter.layout_no_wrap(text.clone(), font.clone(), colour);
    let needed = galley.size().x;
    if needed <= width {
        return galley;
    }
    // Half a point less: glyphs are set at whole pixels.
    let size = (font.size * width / needed - 0.5).max(4.0);
    painter.layout_no_wrap(text, FontId::new(size, font.family), colour)
}

/// A text with its lines broken so that it is no wider than `width`; a header's lines are about as wide as each other.
pub(super) fn broken(
    fonts: &mut FontsView<'_>,
    text: &str,
    font: &FontId,
    width: f32,
    is_header: bool,
) -> String {
    // A Chinese character is as wide as the font is high, and nothing is wider.
    if !text.contains('\n') && text.chars().count() as f32 * font.size <= width {
        return text.to_owned();
    }
    let fonts = RefCell::new(fonts);
    let wide = |character| fonts.borrow_mut().glyph_width(font, character);
    let lines = if is_header { wrap::even_lines(text, width, wide) } else { wrap::lines(text, width, wide) };
    lines.join("\n")
}

/// Whether a cell is the printed name of a total.
fn is_total_label(cell: &Cell<'_>) -> bool {
    cell.role == Role::Label
        && cell.row.section.columns.iter().any(|column| cell.row.shape.role(column) == Role::SumOfRows)
}

/// What the code in a cell is called, where no other column says so.
pub(crate) fn code_name<'a>(cell: &Cell<'a>) -> Option<&'a str> {
    let row = cell.row;
    if cell.column.kind != ColumnKind::Code {
        return None;
    }
    let codes = row.sheet.format().codes.iter().find(|codes| {
        codes.name.is_none()
            && codes.parts == [cell.column.key.clone()]
            && codes.kind == *row.row.kind()
            && codes.tables.contains(&row.sheet.schema.key)
    })?;
    let code = row.text(&cell.column.key);
    row.sheet.classification().lookup(codes.scheme, code).map(|code| code.name.as_str())
}

/// How a cell is called aloud and in tests: table, row, column.
pub fn cell_name(cell: &Cell<'_>) -> String {
    let row = cell.row;
    let key = row.row.key().as_str();
    let row_name = match row.own_name() {
        Some(name) if name != key => format!("{key} {name}"),
        _ => key.to_owned(),
    };
    format!("{} {row_name} {}", row.sheet.schema.short, cell.column.full_title())
}

/// Where a cell stands, in the words of the form: 表3　档案馆运转经费　基本支出 小计.
pub(crate) fn place_in_words(cell: &Cell<'_>) -> String {
    let table = cell.row.sheet.schema.called();
    [table, cell.row.name(), cell.column.full_title()].join("　")
}

/// The text with which the editor opens on a cell; an amount in full, in the unit it is typed in.
pub(crate) fn text_to_edit(cell: &Cell<'_>, typed: MoneyUnit) -> String {
    match cell.entered() {
        Some(ValueView::Amount(value)) => amount_to_edit(value, cell, typed),
        Some(ValueView::Text(text)) => text.to_string(),
        None => String::new(),
    }
}

/// A number of a cell's column in full, in the unit it is typed in.
pub(crate) fn amount_to_edit(value: Decimal, cell: &Cell<'_>, typed: MoneyUnit) -> String {
    let kept = cell.row.sheet.format().unit;
    if cell.column.kind != ColumnKind::Amount || typed == kept {
        return money::in_full(value, cell.decimals());
    }
    let precision = Precision { unit: typed, decimals: 2 };
    money::in_full(precision.converted(value, kept), precision.decimals)
}
