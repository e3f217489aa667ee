//! A page of a PDF, drawn as it is printed, with rectangles over what is marked.

use eframe::egui::{
    Align, Color32, Rect, Role, ScrollArea, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2,
};

use super::drawing::{Drawing, PageKey};
use super::{Mark, OriginalPanel, ZOOMS};
use crate::exchange::origin::{Origin, Spot};
use crate::ui::look::style;
use std::sync::Arc;

/// How far a mark reaches over the place itself, in points of the page.
const MARGIN: f32 = 1.5;

impl OriginalPanel {
    /// Draws the page; what was clicked.
    pub(super) fn page_ui(&mut self, ui: &mut Ui, origin: &Arc<Origin>, marks: &[Mark]) -> Option<Spot> {
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
            || Some(Err("这台机器上画不出原件".to_owned())),
            |drawing| drawing.page(&ctx, PageKey { file, page }, wanted, size),
        );
        let reveal = self.reveal.take_if(|spot| (spot.file, spot.page) == (file, page));
        let area = ScrollArea::both().id_salt(("original", file, page)).auto_shrink(false);
        let shown = area.show(ui, |ui| {
            let (rect, response) = ui.allocate_exact_size(vec2(size.0, size.1) * zoom, Sense::click());
            let state = match &picture {
                Some(Ok(_)) => "",
                Some(Err(_)) => "，画不出来",
                None => "，正在画",
            };
            let name = format!("原件第 {} 页{state}", page + 1);
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
