//! A page of a PDF, drawn as it is printed, with rectangles over what is marked; turning pages and zooming. Whether it was
//! submitted or is this program's own does not matter here.

use eframe::egui::{
    Align, Button, Color32, Rect, Role, ScrollArea, Sense, Stroke, StrokeKind, TextEdit, Ui, WidgetInfo,
    pos2, vec2,
};

use super::Mark;
use super::drawing::{Drawing, PageKey};
use crate::exchange::origin::{Origin, Spot};
use crate::ui::look::named::called;
use crate::ui::look::style;
use std::sync::Arc;

/// How far a mark reaches over the place itself, in points of the page.
const MARGIN: f32 = 1.5;

/// Zooms of a page, as points of the window to a point of the page.
const ZOOMS: std::ops::RangeInclusive<f32> = 0.25..=6.0;

/// Which page of which document is shown, how large, and the pictures of its pages.
#[derive(Default)]
pub(in crate::ui::panels) struct PageView {
    drawing: Option<Drawing>,
    /// Which document, from 0.
    pub file: u32,
    /// Which of its pages, from 0.
    pub page: u32,
    /// `None` as wide as the panel.
    pub zoom: Option<f32>,
    /// A place to be brought into sight.
    reveal: Option<Spot>,
    /// The number of a page, being typed.
    typed: Option<String>,
}

impl PageView {
    /// Shows a place.
    pub(crate) fn turn_to(&mut self, spot: Spot) {
        (self.file, self.page) = (spot.file, spot.page);
        self.reveal = Some(spot);
        self.typed = None;
    }

    /// The place to be brought into sight, if it is on this page.
    pub(crate) fn take_reveal(&mut self, of: (u32, u32)) -> Option<Spot> {
        self.reveal.take_if(|spot| (spot.file, spot.page) == of)
    }

    /// Turns by some pages, of which the last has this number from 0.
    pub(crate) fn turn(&mut self, by: i64, last: usize) {
        let to = i64::from(self.page).saturating_add(by).max(0);
        self.page = u32::try_from(to).unwrap_or(u32::MAX).min(u32::try_from(last).unwrap_or(u32::MAX));
    }

    /// Buttons to turn pages and to zoom. `what` is the name of the document.
    pub(crate) fn pages_ui(&mut self, ui: &mut Ui, count: usize, what: &str) {
        let last = u32::try_from(count.saturating_sub(1)).unwrap_or(u32::MAX);
        let back = ui.add_enabled(self.page > 0, Button::new("◀"));
        let name = format!("{what}的上一页");
        if called(back, &name).on_hover_text(name).clicked() {
            self.page = self.page.saturating_sub(1);
        }
        let mut text = self.typed.clone().unwrap_or_else(|| (self.page + 1).to_string());
        let field =
            called(ui.add(TextEdit::singleline(&mut text).desired_width(34.0)), &format!("{what}的页"));
        if field.changed() {
            self.typed = Some(text.clone());
        }
        if field.lost_focus() {
            if let Ok(page) = text.trim().parse::<u32>() {
                self.page = page.saturating_sub(1).min(last);
            }
            self.typed = None;
        }
        ui.label(format!("/ {count} 页"));
        let forward = ui.add_enabled(self.page < last, Button::new("▶"));
        let name = format!("{what}的下一页");
        if called(forward, &name).on_hover_text(name).clicked() {
            self.page = self.page.saturating_add(1).min(last);
        }
        ui.separator();
        let zoom = |zoom: f32| zoom.clamp(*ZOOMS.start(), *ZOOMS.end());
        let now = self.zoom.unwrap_or(1.0);
        let name = format!("缩小{what}");
        if called(ui.button("−"), &name).on_hover_text(&name).clicked() {
            self.zoom = Some(zoom(now / 1.25));
        }
        let name = format!("放大{what}");
        let hint = format!("{name}（也可按住 Ctrl 滚动）");
        if called(ui.button("＋"), &name).on_hover_text(hint).clicked() {
            self.zoom = Some(zoom(now * 1.25));
        }
        if ui.selectable_label(self.zoom.is_none(), "适合宽度").clicked() {
            self.zoom = None;
        }
    }

    /// Draws the page; what was clicked.
    pub(crate) fn page_ui(
        &mut self,
        ui: &mut Ui,
        origin: &Arc<Origin>,
        marks: &[Mark],
        what: &str,
    ) -> Option<Spot> {
        let (file, page) = (self.file, self.page);
        let here = Spot { file, page, block: 0, row: None, column: None };
        let size = origin.page(&here)?.size;
        if size.0 <= 0.0 || size.1 <= 0.0 {
            return None;
        }
        let room = ui.available_width() - ui.spacing().scroll.allocated_width();
        let zoom = self.zoom.unwrap_or(room / size.0).clamp(*ZOOMS.start(), *ZOOMS.end());
        if !self.drawing.as_ref().is_some_and(|drawing| drawing.is_of(origin)) {
            self.drawing = Drawing::new(ui.ctx(), origin);
        }
        let wanted = zoom * ui.ctx().pixels_per_point();
        let ctx = ui.ctx().clone();
        let picture = self.drawing.as_mut().map_or_else(
            || Some(Err(format!("这台机器上画不出{what}"))),
            |drawing| drawing.page(&ctx, PageKey { file, page }, wanted, size),
        );
        let reveal = self.take_reveal((file, page));
        // Paper is white: egui would darken its edges towards the window's own ground.
        ui.spacing_mut().scroll.fade.strength = 0.0;
        let area = ScrollArea::both().id_salt((what, file, page)).auto_shrink(false);
        let shown = area.show(ui, |ui| {
            // In the middle, where there is more room than the page takes.
            let left = ((room - size.0 * zoom) / 2.0).max(0.0);
            let page_size = vec2(size.0, size.1) * zoom;
            let placed = ui.horizontal(|ui| {
                ui.add_space(left);
                ui.allocate_exact_size(page_size, Sense::click())
            });
            let (rect, response) = placed.inner;
            let state = match &picture {
                Some(Ok(_)) => "",
                Some(Err(_)) => "，画不出来",
                None => "，正在画",
            };
            let name = format!("{what}第 {} 页{state}", page + 1);
            response.widget_info(|| WidgetInfo::labeled(Role::Image, true, &name));
            let painter = ui.painter_at(rect);
            match &picture {
                Some(Ok(texture)) => {
                    let whole = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
                    painter.image(texture.id(), rect, whole, Color32::WHITE);
                }
                other => {
                    painter.rect_filled(rect, 0.0, Color32::WHITE);
                    let why = other.as_ref().and_then(|picture| picture.as_ref().err());
                    let text = why.map_or("正在画这一页……", String::as_str);
                    let galley = painter.layout(
                        text.to_owned(),
                        style::body(),
                        Color32::DARK_GRAY,
                        rect.width() - 24.0,
                    );
                    painter.galley(rect.min + vec2(12.0, 12.0), galley, Color32::DARK_GRAY);
                }
            }
            let on_screen = |spot: &Spot| {
                let [left, top, right, bottom] = origin.rectangle(spot)?;
                let place = Rect::from_min_max(pos2(left, top), pos2(right, bottom)).expand(MARGIN);
                Some(Rect::from_min_max(
                    rect.min + place.min.to_vec2() * zoom,
                    rect.min + place.max.to_vec2() * zoom,
                ))
            };
            // On paper, which is white whatever the theme.
            let palette = style::palette(&eframe::egui::Visuals::light());
            for (spot, selected) in marks {
                let Some(place) = on_screen(spot) else { continue };
                let colour = if *selected { palette.cursor } else { palette.involved };
                let is_row = spot.row.is_some() && spot.column.is_none();
                painter.rect_filled(place, 2.0, colour.gamma_multiply(if is_row { 0.08 } else { 0.18 }));
                let stroke = Stroke::new(if is_row { 1.0 } else { 2.0 }, colour);
                painter.rect_stroke(place, 2.0, stroke, StrokeKind::Outside);
            }
            if let Some(place) = reveal.as_ref().and_then(on_screen) {
                ui.scroll_to_rect(place, Some(Align::Center));
            }
            let at = response.interact_pointer_pos().filter(|_| response.clicked())?;
            let point = (at - rect.min) / zoom;
            origin.at_point(file, page, (point.x, point.y))
        });
        let over = ui.rect_contains_pointer(shown.inner_rect);
        let by = ui.input(|input| input.zoom_delta());
        if over && by != 1.0 {
            self.zoom = Some((zoom * by).clamp(*ZOOMS.start(), *ZOOMS.end()));
        }
        shown.inner
    }
}
