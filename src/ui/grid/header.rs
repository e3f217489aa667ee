//! The grid's headers: grouped ones above the columns, and the headings and headers of stacked
//! sections between the lines.

use std::ops::Range;

use eframe::egui::{Align2, Rect, Ui, text::LayoutJob};

use super::layout::GridLayout;
use crate::calc::Sheet;
use crate::ui::style::{self, HEADER_HEIGHT, Palette};

/// One group of the header row at `level`.
pub(super) fn cell_ui(
    ui: &mut Ui,
    layout: &GridLayout,
    palette: &Palette,
    level: usize,
    columns: &Range<usize>,
) {
    let rect = ui.max_rect();
    let depth = layout.header_rows.len();
    let Some(first) = layout.columns.get(columns.start) else {
        return;
    };
    let own = first.header.len();
    // A header with fewer words than there are rows fills the rows below its last word.
    if level >= own {
        return;
    }
    let below = if level + 1 == own { depth - own } else { 0 };
    let tall = rect.with_max_y(rect.bottom() + HEADER_HEIGHT * below as f32);
    let clip = ui.clip_rect().with_max_y(tall.bottom());
    let painter = ui.painter().with_clip_rect(clip);
    painter.rect_filled(tall, 0.0, palette.header);
    if let Some(word) = first.header.get(level) {
        centred_text(ui, tall, clip, word, palette);
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
    let painter = ui.painter().with_clip_rect(clip);
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
    ui.painter().with_clip_rect(clip).rect_filled(rect, 0.0, palette.header);
    let column = sheet.schema.sections.get(section).and_then(|section| section.columns.get(column));
    if let Some(column) = column {
        centred_text(ui, rect, clip, column.title(), palette);
    }
    super::grid_lines(ui, rect, clip, palette.line);
}

/// Text in the middle of a header, wrapped where it is too long for one line.
fn centred_text(ui: &Ui, rect: Rect, clip: Rect, text: &str, palette: &Palette) {
    let mut font = style::strong();
    let width = rect.width() - 6.0;
    let galley = |font| {
        let mut job = LayoutJob::simple(text.to_owned(), font, palette.ink, width);
        job.halign = eframe::egui::Align::Center;
        job.wrap.break_anywhere = true;
        ui.fonts_mut(|fonts| fonts.layout_job(job))
    };
    let mut laid = galley(font.clone());
    if laid.size().y > rect.height() {
        font.size = style::SMALL_SIZE - 1.0;
        laid = galley(font);
    }
    let painter = ui.painter().with_clip_rect(clip);
    let at = eframe::egui::pos2(rect.center().x, rect.center().y - laid.size().y / 2.0);
    painter.galley(at, laid, palette.ink);
}
