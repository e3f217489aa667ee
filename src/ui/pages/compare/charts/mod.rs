//! Charts of a comparison: from the old total to the new one, and a figure over the years; each beside the
//! same figures as a table, and summed up in a sentence for who cannot see it. What they consist of is said by
//! [`chart`](crate::compare::chart); here it is painted.

pub(super) mod trend;
pub(super) mod waterfall;

use eframe::egui::{Align2, FontId, Role, Sense, Stroke, Ui, WidgetInfo, pos2, vec2};

use super::controls::choice_ui;
use super::words::tone_colour;
use crate::compare::chart::{Anchor, Chart, LETTERS, Shape};
use crate::compare::{ComparedColumn, ComparedTable};
use crate::compared::amounts;
use crate::ui::look::list;
use crate::ui::look::style;

/// Paints a chart where the page goes on, and says what it shows to who cannot see it.
fn chart_ui(ui: &mut Ui, chart: &Chart) {
    let [width, height] = chart.size;
    let (rect, response) = ui.allocate_exact_size(vec2(width, height), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Figure, true, &chart.summary));
    let painter = ui.painter().with_clip_rect(ui.clip_rect().intersect(rect));
    let at = |[x, y]: [f32; 2]| pos2(rect.left() + x, rect.top() + y);
    for shape in &chart.shapes {
        match shape {
            Shape::Bar([left, top, width, height], tone) => {
                let bar = eframe::egui::Rect::from_min_size(at([*left, *top]), vec2(*width, *height));
                painter.rect_filled(bar, 1.0, tone_colour(ui, *tone));
            }
            Shape::Line(from, to, width, tone) => {
                painter.line_segment([at(*from), at(*to)], Stroke::new(*width, tone_colour(ui, *tone)));
            }
            Shape::Dot(place, tone) => drop(painter.circle_filled(at(*place), 4.0, tone_colour(ui, *tone))),
            Shape::Text(place, anchor, text, tone) => {
                let align = match anchor {
                    Anchor::Start => Align2::LEFT_CENTER,
                    Anchor::Middle => Align2::CENTER_CENTER,
                    Anchor::End => Align2::RIGHT_CENTER,
                };
                let font = FontId::new(LETTERS, style::body().family);
                painter.text(at(*place), align, text, font, tone_colour(ui, *tone));
            }
        }
    }
}

/// Chooses an amount column of the table.
fn column_ui<'t>(ui: &mut Ui, table: &'t ComparedTable, chosen: &mut usize) -> Option<&'t ComparedColumn> {
    let columns: Vec<&ComparedColumn> = amounts(table, None).collect();
    *chosen = (*chosen).min(columns.len().saturating_sub(1));
    let title = columns.get(*chosen).map_or("", |column| column.title.as_str());
    choice_ui(ui, "栏", title, 180.0, |ui| {
        for (at, column) in columns.iter().enumerate() {
            list::choice(ui, chosen, at, &column.title);
        }
    });
    columns.get(*chosen).copied()
}
