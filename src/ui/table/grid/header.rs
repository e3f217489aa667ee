//! The grid's headers: grouped ones above the columns, and the headings and headers of stacked
//! sections between the lines.

use std::ops::Range;

use eframe::egui::{Align2, Rect, Role, Sense, Ui, WidgetInfo, text::LayoutJob, vec2};

use super::cell::broken;
use super::state::{GridAction, address_at};
use super::{Delegate, menu, painter_in};
use crate::calc::Sheet;
use crate::model::CellAddress;
use crate::sheet::layout::{GridLayout, HEADER_MARGIN, Line, Spot};
use crate::ui::look::adding::added_in_words;
use crate::ui::look::amounts::Shown;
use crate::ui::look::style::{self, HEADER_HEIGHT, Palette};

/// One group of the header row at `level`; `selected` are the first and last column of the selection.
pub(super) fn cell_ui(
    ui: &mut Ui,
    layout: &GridLayout,
    shown: Shown<'_>,
    palette: &Palette,
    (level, columns): (usize, &Range<usize>),
    selected: Option<(usize, usize)>,
) {
    let rect = ui.max_rect();
    let Some(first) = layout.columns.get(columns.start) else {
        return;
    };
    let own = first.header.len();
    // A header with fewer words than there are rows fills the rows below its last word.
    if level >= own {
        return;
    }
    let below = layout.header_heights.get(own..).filter(|_| level + 1 == own).unwrap_or_default();
    let tall = rect.with_max_y(rect.bottom() + HEADER_HEIGHT * below.iter().sum::<f32>());
    let clip = ui.clip_rect().with_max_y(tall.bottom());
    let painter = painter_in(ui, clip);
    painter.rect_filled(tall, 0.0, palette.header);
    // As the number of its row does, the header of a selected column says where the selection is.
    let is_own = columns.len() == 1 && level + 1 == own;
    if is_own && selected.is_some_and(|(from, to)| (from..=to).contains(&columns.start)) {
        painter.rect_filled(tall, 0.0, palette.selected);
    }
    if let Some(word) = first.header.get(level) {
        centred_text(ui, tall, clip, &shown.words(word), palette);
    }
    super::grid_lines(ui, tall, clip, palette.line);
}

/// The heading of a stacked section.
pub(super) fn heading_ui(
    ui: &mut Ui,
    rect: Rect,
    clip: Rect,
    sheet: &Sheet<'_>,
    section: usize,
    palette: &Palette,
) {
    let painter = painter_in(ui, clip);
    painter.rect_filled(rect, 0.0, palette.blank);
    if let Some(section) = sheet.schema.sections.get(section) {
        let at = clip.intersect(rect).left_center() + eframe::egui::vec2(8.0, 1.0);
        painter.text(at, Align2::LEFT_CENTER, &section.title, style::strong(), palette.ink);
    }
}

/// The header of a stacked section's column.
pub(super) fn section_header_ui(
    ui: &mut Ui,
    rect: Rect,
    clip: Rect,
    sheet: &Sheet<'_>,
    (section, column): (usize, usize),
    palette: &Palette,
) {
    painter_in(ui, clip).rect_filled(rect, 0.0, palette.header);
    let column = sheet.schema.sections.get(section).and_then(|section| section.columns.get(column));
    if let Some(column) = column {
        centred_text(ui, rect, clip, column.title(), palette);
    }
    super::grid_lines(ui, rect, clip, palette.line);
}

impl Delegate<'_, '_> {
    /// The column that a header cell is the own one of, and not a group above it.
    pub(super) fn column_headed(&self, level: usize, columns: &Range<usize>) -> Option<(usize, usize)> {
        let own = self.grid.layout.columns.get(columns.start)?.header.len();
        let (section, column) = self.grid.layout.column_in(columns.start)?;
        (columns.len() == 1 && level + 1 == own).then_some((section, column))
    }

    /// The small sign by which a column is filtered and sorted: seen where the mouse is, or where it is on.
    pub(super) fn filter_button(
        &mut self,
        ui: &Ui,
        rect: Rect,
        clip: Rect,
        (section, column): (usize, usize),
    ) {
        let found = self.grid.sheet.schema.sections.get(section);
        let Some(found) = found.and_then(|section| section.columns.get(column)) else {
            return;
        };
        let of = (section, found.key.clone());
        let corner = rect.right_bottom() - vec2(20.0, 17.0);
        let place = Rect::from_min_size(corner, vec2(14.0, 14.0)).intersect(clip);
        if !place.is_positive() {
            return;
        }
        let id = ui.scope_id().with(("filter", section, column));
        let response = ui.interact(place, id, Sense::click());
        response.widget_info(|| {
            WidgetInfo::labeled(eframe::egui::Role::Button, true, format!("筛选 {}", found.full_title()))
        });
        let view = &self.grid.state.view;
        let sorted = view.sort.as_ref().filter(|(by, _)| *by == of).map(|(_, down)| *down);
        let filtered = view.filters.contains_key(&of);
        let near = ui.rect_contains_pointer(rect.intersect(clip));
        if filtered || sorted.is_some() || near {
            let painter = painter_in(ui, clip);
            painter.rect_filled(place, 2.0, self.palette.header);
            let colour =
                if filtered || sorted.is_some() { self.palette.involved } else { self.palette.faint };
            let sign = match sorted {
                Some(true) => "▼",
                Some(false) => "▲",
                None if filtered => "●",
                None => "▼",
            };
            painter.text(place.center(), Align2::CENTER_CENTER, sign, style::small(), colour);
        }
        if response.clicked() {
            self.actions.push(GridAction::Filter(of, Some(rect.intersect(clip))));
        }
    }
}

impl Delegate<'_, '_> {
    /// What the right button of the mouse offers on a column's own header.
    pub(super) fn header_menu(&mut self, ui: &Ui, rect: Rect, clip: Rect, (section, column): (usize, usize)) {
        let found = self.grid.sheet.schema.sections.get(section);
        let Some(found) = found.and_then(|section| section.columns.get(column)) else {
            return;
        };
        let of = (section, found.key.clone());
        let place = rect.intersect(clip);
        // The edges are for making columns wider; the button for filters lies above this.
        let id = ui.scope_id().with(("header", section, column));
        let response = ui.interact(place.shrink2(vec2(6.0, 0.0)), id, Sense::click());
        response.widget_info(|| {
            WidgetInfo::labeled(eframe::egui::Role::Button, true, format!("选中 {} 一栏", found.full_title()))
        });
        let sorted = self.grid.state.view.sort.as_ref().filter(|(by, _)| *by == of).map(|(_, down)| *down);
        if response.clicked()
            && let Some((first, last)) = self.ends_of_column(section, column)
        {
            let extend = ui.input(|input| input.modifiers.shift);
            self.actions.push(GridAction::Select { first, last, extend });
        }
        menu::of_header(&response, &of, sorted, self.actions);
    }

    /// Whether the section that is headed at a line has no row in sight.
    pub(super) fn has_no_rows(&self, line: usize) -> bool {
        let lines = self.grid.layout.lines.iter().skip(line + 1);
        let mut below = lines.skip_while(|line| matches!(line, Line::Header(_)));
        !matches!(below.next(), Some(Line::Rows(_) | Line::Head(_)))
    }

    /// The head of a section without rows is a place, too: a double click on it begins it, and the right
    /// button offers the rows with which it may.
    pub(super) fn begin_ui(&mut self, ui: &Ui, rect: Rect, clip: Rect, at: (usize, Option<usize>)) {
        let sheet = &self.grid.sheet;
        let Some(section) = sheet.schema.sections.get(at.0).filter(|_| !sheet.is_derived) else {
            return;
        };
        let kinds = section.kinds_after(None);
        if kinds.is_empty() {
            return;
        }
        let id = ui.scope_id().with(("begin", at));
        let response = ui.interact(rect.intersect(clip), id, Sense::click());
        response.widget_info(|| {
            let column = at.1.and_then(|column| section.columns.get(column));
            let column = column.map(|column| format!(" {}", column.title())).unwrap_or_default();
            WidgetInfo::labeled(Role::Button, true, format!("{}{column}，还没有行", section.title))
        });
        let actions = &mut *self.actions;
        let response = response.on_hover_text("还没有行，双击在这里增加一行");
        if let Some(first) = kinds.first().filter(|_| response.double_clicked()) {
            actions.push(GridAction::AddRow(first.kind.clone()));
        }
        response.context_menu(|ui| {
            for kind in &kinds {
                if ui.button(added_in_words(&kind.kind, kinds.len())).clicked() {
                    actions.push(GridAction::AddRow(kind.kind.clone()));
                    ui.close();
                }
            }
        });
    }

    /// The first and the last cell of a column that are seen.
    fn ends_of_column(&self, section: usize, column: usize) -> Option<(CellAddress, CellAddress)> {
        let (layout, sheet) = (self.grid.layout, &self.grid.sheet);
        let (_, place) = layout.columns_of(section).find(|(at, _)| *at == column)?;
        let is_its = |line: &usize| {
            let (spot, _) = layout.spot(*line, place.start);
            matches!(spot, Spot::Cell { row, .. } if sheet.row(row).is_some_and(|row| row.section_index == section))
        };
        let mut lines = (0..layout.lines.len()).filter(is_its);
        let first = lines.next()?;
        let last = lines.next_back().unwrap_or(first);
        let address = |line| address_at(layout, sheet, (line, place.start));
        Some((address(first)?, address(last)?))
    }
}

/// Text in the middle of a header, wrapped where it is too long for one line.
fn centred_text(ui: &Ui, rect: Rect, clip: Rect, text: &str, palette: &Palette) {
    let mut font = style::strong();
    let width = rect.width() - HEADER_MARGIN;
    let galley = |font: eframe::egui::FontId| {
        ui.fonts_mut(|fonts| {
            let text = broken(fonts, text, &font, width, true);
            let mut job = LayoutJob::simple(text, font, palette.ink, width + 1.0);
            job.halign = eframe::egui::Align::Center;
            job.wrap.break_anywhere = true;
            fonts.layout_job(job)
        })
    };
    let mut laid = galley(font.clone());
    if laid.size().y > rect.height() {
        font.size = style::SMALL_SIZE - 1.0;
        laid = galley(font);
    }
    let painter = painter_in(ui, clip);
    let at = eframe::egui::pos2(rect.center().x, rect.center().y - laid.size().y / 2.0);
    painter.galley(at, laid, palette.ink);
}
