//! The columns of the list of findings, and their heads.

use eframe::egui::{Align2, Color32, Role, Sense, TextStyle, Ui, WidgetInfo, vec2};

use super::listing::{Sort, SortBy};
use crate::ui::look::heads;
use crate::ui::look::style;

/// How high a line is, and the heads.
pub(super) const ROW_HEIGHT: f32 = 23.0;

/// The columns of the list: title, width as a share, what it sorts by.
const COLUMNS: [(&str, f32, Option<SortBy>); 6] = [
    ("级别", 52.0, Some(SortBy::Severity)),
    ("位置", 200.0, Some(SortBy::Place)),
    ("应填数", 84.0, None),
    ("实填数", 84.0, None),
    ("差额", 84.0, Some(SortBy::Difference)),
    ("说明", f32::INFINITY, Some(SortBy::Title)),
];

/// The column of the places, and that of the message.
const PLACE: usize = 1;
pub(super) const LAST: usize = COLUMNS.len() - 1;

/// In less room than this the message has that of the figures, which it says in words, too.
const NARROW: f32 = 740.0;

/// The most that the names of places have of the room.
const MOST_PLACE: f32 = 0.32;

/// How wide the names of places are to be, for the longest of them: in full as far as the messages leave room.
pub(super) fn place_width(ui: &Ui, longest: &str) -> f32 {
    let font = TextStyle::Body.resolve(ui.style());
    let width = ui.painter().layout_no_wrap(longest.to_owned(), font, Color32::BLACK).size().x + 14.0;
    let usual = COLUMNS.get(PLACE).map_or(0.0, |(_, width, _)| *width);
    width.min(ui.available_width() * MOST_PLACE).max(usual)
}

/// The columns in so much room, each with its place and width, that of places being `place`; what has none there is left out.
pub(super) fn in_room(
    room: f32,
    place: f32,
) -> impl Iterator<Item = (usize, &'static str, f32, Option<SortBy>)> {
    let is_narrow = room < NARROW;
    COLUMNS.iter().enumerate().filter_map(move |(at, (title, width, by))| {
        let width = match at {
            PLACE if is_narrow => place.min(room * 0.3),
            PLACE => place,
            2..LAST if is_narrow => return None,
            _ => *width,
        };
        Some((at, *title, width, *by))
    })
}

/// Draws the heads of the columns: a click sorts by one, another the other way, a third no more.
pub(super) fn heads_ui(ui: &mut Ui, sort: &mut Sort, place: f32) {
    let palette = style::palette(ui.visuals());
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 0.0;
        for (_, title, width, by) in in_room(ui.available_width(), place) {
            let width = width.min(ui.available_width());
            if width < 30.0 {
                break;
            }
            let (rect, response) = ui.allocate_exact_size(vec2(width, ROW_HEIGHT), Sense::click());
            let arrow = by.map_or("", |by| heads::arrow(by, *sort));
            response
                .widget_info(|| WidgetInfo::labeled(Role::Button, by.is_some(), format!("按{title}排序")));
            let at = rect.left_center() + vec2(6.0, 0.0);
            ui.painter().text(
                at,
                Align2::LEFT_CENTER,
                format!("{title}{arrow}"),
                style::small(),
                palette.faint,
            );
            if let (true, Some(by)) = (response.clicked(), by) {
                heads::turn(by, sort);
            }
        }
    });
    ui.separator();
}
