//! A sheet, a Word file or a text as it was taken apart: paragraphs, and grids with their cells, plainly. Only what is
//! in sight is drawn, so that a long sheet costs no more than a short one.

use std::ops::Range;
use std::sync::Arc;

use eframe::egui::{
    Align2, Color32, Painter, Rect, Role, ScrollArea, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2,
};

use super::{Mark, OriginalPanel};
use crate::exchange::origin::{Origin, Spot};
use crate::exchange::source::{Block, CellState, Grid, GridCell, Page, Place};
use crate::text::visible;
use crate::ui::look::style::{self, Palette};

/// Height of a row of cells.
const ROW: f32 = 21.0;
/// How narrow and how wide a column is drawn.
const WIDTHS: Range<f32> = 28.0..230.0;
/// Width of the row's numbers.
const GUTTER: f32 = 46.0;
/// Rows that are looked at for a column's width.
const SAMPLE: usize = 400;
/// Paragraphs of a page that are wrapped; in longer texts each has one line.
const WRAPPED: usize = 3_000;
/// Space within a cell.
const INSET: f32 = 4.0;

/// How a page is laid out.
pub(super) struct Sheet {
    of: (u32, u32),
    origin: Arc<Origin>,
    room: f32,
    lines: Vec<Line>,
    /// Where the columns of each block begin and end.
    columns: Vec<Vec<f32>>,
    width: f32,
    height: f32,
}

/// A paragraph, or a row of a grid with the cells that begin in it.
struct Line {
    top: f32,
    height: f32,
    block: usize,
    row: Option<(usize, Range<usize>)>,
}

impl Sheet {
    fn new(ui: &Ui, origin: &Arc<Origin>, of: (u32, u32), page: &Page, room: f32) -> Self {
        let mut sheet = Self {
            of,
            origin: Arc::clone(origin),
            room,
            lines: Vec::new(),
            columns: Vec::new(),
            width: room,
            height: 4.0,
        };
        let wraps = page.blocks.len() <= WRAPPED;
        for (block, content) in page.blocks.iter().enumerate() {
            match content {
                Block::Paragraph(paragraph) => {
                    let text = visible(&paragraph.text).into_owned();
                    let height = match wraps {
                        true => paragraph_of(ui.painter(), text, room, Color32::BLACK).size().y + 4.0,
                        false => ROW,
                    };
                    sheet.push(height, block, None);
                    sheet.columns.push(Vec::new());
                }
                Block::Grid(grid) => {
                    let columns = columns(grid);
                    sheet.width = sheet.width.max(columns.last().copied().unwrap_or(0.0) + 8.0);
                    sheet.columns.push(columns);
                    let mut from = 0;
                    for row in grid.cells.chunk_by(|a, b| a.row == b.row) {
                        let at = row.first().map_or(0, |cell| cell.row);
                        sheet.push(ROW, block, Some((at, from..from + row.len())));
                        from += row.len();
                    }
                    sheet.height += 6.0;
                }
            }
        }
        sheet
    }

    fn push(&mut self, height: f32, block: usize, row: Option<(usize, Range<usize>)>) {
        self.lines.push(Line { top: self.height, height, block, row });
        self.height += height;
    }

    fn fits(&self, origin: &Arc<Origin>, of: (u32, u32), room: f32) -> bool {
        self.of == of && Arc::ptr_eq(&self.origin, origin) && (self.room - room).abs() < 1.0
    }

    /// Where a place is, from the upper left corner.
    fn rectangle(&self, spot: &Spot) -> Option<Rect> {
        let is_it = |line: &&Line| {
            u32::try_from(line.block) == Ok(spot.block)
                && line.row.as_ref().map(|(row, _)| u32::try_from(*row).unwrap_or(u32::MAX)) == spot.row
        };
        let line = self.lines.iter().find(is_it)?;
        let columns = self.columns.get(line.block)?;
        let column = spot.column.and_then(|column| usize::try_from(column).ok());
        let edge = |at: usize| columns.get(at).or(columns.last()).copied();
        let (left, right) = match column {
            Some(column) => (edge(column)?, edge(column + 1)?),
            None => (edge(0).unwrap_or(0.0), edge(usize::MAX).unwrap_or(self.room)),
        };
        Some(Rect::from_min_max(pos2(left, line.top), pos2(right, line.top + line.height)))
    }

    /// What stands at a point.
    fn at(&self, (x, y): (f32, f32), (file, page): (u32, u32)) -> Option<Spot> {
        let nth = self.lines.partition_point(|line| line.top + line.height <= y);
        let line = self.lines.get(nth).filter(|line| line.top <= y)?;
        let block = u32::try_from(line.block).ok()?;
        let row = line.row.as_ref().and_then(|(row, _)| u32::try_from(*row).ok());
        let columns = self.columns.get(line.block)?;
        let column = columns.partition_point(|edge| *edge <= x).saturating_sub(1);
        let column = row.and_then(|_| u32::try_from(column).ok());
        Some(Spot { file, page, block, row, column })
    }
}

/// Where the columns of a grid begin, and the last ends.
fn columns(grid: &Grid) -> Vec<f32> {
    let mut widths = vec![WIDTHS.start; grid.columns.min(2_000)];
    let first = grid.cells.iter().take_while(|cell| cell.row < SAMPLE);
    for cell in first.filter(|cell| cell.column_span <= 1) {
        if let Some(width) = widths.get_mut(cell.column) {
            // An ideograph is as wide as it is high, a digit half of that.
            let ems = |c: char| if c.is_ascii() { 0.56 } else { 1.0 };
            let own = cell.text.chars().take(60).map(ems).sum::<f32>() * style::SMALL_SIZE + 3.0 * INSET;
            *width = width.max(own.min(WIDTHS.end));
        }
    }
    let mut edges = vec![GUTTER];
    edges.extend(widths.iter().scan(GUTTER, |edge, width| {
        *edge += width;
        Some(*edge)
    }));
    edges
}

fn paragraph_of(painter: &Painter, text: String, room: f32, colour: Color32) -> Arc<eframe::egui::Galley> {
    painter.layout(text, style::body(), colour, (room - 16.0).max(80.0))
}

impl OriginalPanel {
    /// Draws the page; what was clicked.
    pub(super) fn blocks_ui(&mut self, ui: &mut Ui, origin: &Arc<Origin>, marks: &[Mark]) -> Option<Spot> {
        let of = (self.view.file, self.view.page);
        let here = Spot { file: of.0, page: of.1, block: 0, row: None, column: None };
        let page = origin.page(&here)?;
        let room = ui.available_width() - ui.spacing().scroll.allocated_width();
        let sheet = match self.sheet.take().filter(|sheet| sheet.fits(origin, of, room)) {
            Some(sheet) => sheet,
            None => Sheet::new(ui, origin, of, page, room),
        };
        let palette = style::palette(ui.visuals());
        let reveal = self.view.take_reveal(of);
        let area = ScrollArea::both().id_salt(("original", of)).auto_shrink(false);
        let shown = area.show_viewport(ui, |ui, seen| {
            let (rect, response) = ui.allocate_exact_size(vec2(sheet.width, sheet.height), Sense::click());
            let name =
                page.name.clone().map_or_else(|| "原件".to_owned(), |name| format!("原件工作表 {name}"));
            response.widget_info(|| WidgetInfo::labeled(Role::Image, true, &name));
            let painter = ui.painter_at(rect);
            let first = sheet.lines.partition_point(|line| line.top + line.height < seen.top());
            for line in sheet.lines.iter().skip(first).take_while(|line| line.top < seen.bottom()) {
                line_ui(&painter, &sheet, (rect, palette), page, line);
            }
            for (spot, selected) in marks {
                let Some(place) = sheet.rectangle(spot) else { continue };
                let place = place.translate(rect.min.to_vec2());
                let colour = if *selected { palette.cursor } else { palette.involved };
                painter.rect_filled(place, 0.0, colour.gamma_multiply(0.14));
                painter.rect_stroke(place, 0.0, Stroke::new(2.0, colour), StrokeKind::Inside);
            }
            if let Some(place) = reveal.as_ref().and_then(|spot| sheet.rectangle(spot)) {
                let place = place.translate(rect.min.to_vec2());
                ui.scroll_to_rect(place, Some(eframe::egui::Align::Center));
            }
            let at = response.interact_pointer_pos().filter(|_| response.clicked())?;
            sheet.at((at.x - rect.min.x, at.y - rect.min.y), of)
        });
        self.sheet = Some(sheet);
        shown.inner
    }
}

fn line_ui(painter: &Painter, sheet: &Sheet, (rect, palette): (Rect, Palette), page: &Page, line: &Line) {
    let top = rect.top() + line.top;
    match (page.blocks.get(line.block), &line.row) {
        (Some(Block::Paragraph(paragraph)), _) => {
            let text = visible(&paragraph.text).into_owned();
            let galley = match line.height > ROW {
                true => paragraph_of(painter, text, sheet.room, palette.ink),
                false => painter.layout_no_wrap(text, style::body(), palette.ink),
            };
            painter.galley(pos2(rect.left() + 8.0, top + 2.0), galley, palette.ink);
        }
        (Some(Block::Grid(grid)), Some((_, range))) => {
            let cells = grid.cells.get(range.clone()).unwrap_or_default();
            let columns = sheet.columns.get(line.block).map(Vec::as_slice).unwrap_or_default();
            if let Some(number) = cells.first().and_then(number_of) {
                let at = pos2(rect.left() + GUTTER - 2.0 * INSET, top + ROW / 2.0);
                painter.text(at, Align2::RIGHT_CENTER, number, style::small(), palette.faint);
            }
            for cell in cells {
                cell_ui(painter, columns, (rect.left(), top), palette, cell);
            }
        }
        _ => {}
    }
}

/// The number of a row, as its place says it.
fn number_of(cell: &GridCell) -> Option<String> {
    match &cell.place {
        Place::Sheet { cell, .. } => Some(cell.trim_start_matches(|c: char| !c.is_ascii_digit()).to_owned()),
        Place::Line(line) => Some(line.to_string()),
        Place::Page { .. } => None,
    }
}

fn cell_ui(painter: &Painter, columns: &[f32], (left, top): (f32, f32), palette: Palette, cell: &GridCell) {
    let edge = |at: usize| columns.get(at).or(columns.last()).copied().unwrap_or(GUTTER);
    let (from, to) = (edge(cell.column), edge(cell.column.saturating_add(cell.column_span.max(1))));
    let place = Rect::from_min_max(pos2(left + from, top), pos2(left + to, top + ROW));
    painter.rect_filled(place, 0.0, palette.input);
    painter.rect_stroke(place, 0.0, Stroke::new(1.0, palette.line), StrokeKind::Inside);
    let is_number = cell.text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '-' | '(' | '（'))
        && cell.text.chars().all(|c| c.is_ascii_digit() || ",.-()（）%".contains(c));
    let (at, anchor) = match is_number {
        true => (place.right_center() - vec2(INSET, 0.0), Align2::RIGHT_CENTER),
        false => (place.left_center() + vec2(INSET, 0.0), Align2::LEFT_CENTER),
    };
    let colour = if cell.state == CellState::Printed { palette.ink } else { palette.involved };
    let text = visible(&cell.text).replace('\n', " ");
    painter.with_clip_rect(place.intersect(painter.clip_rect())).text(
        at,
        anchor,
        text,
        style::small(),
        colour,
    );
}
