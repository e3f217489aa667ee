//! How wide the panes beside the table are, and how high those below it: as somebody drew them, as far as the window has
//! room. What a small window, or a large zoom, takes of one comes back with the room.

use eframe::egui::{Id, InnerResponse, Panel, PanelState, Rect, Ui, vec2};

/// What is remembered of a pane: the size that was wanted, and the most that there was room for when it was drawn last.
#[derive(Clone, Copy, Debug)]
struct Wanted {
    size: f32,
    most: f32,
}

/// From which side of the window a pane comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    Left,
    Right,
    Bottom,
}

/// Draws a pane: of `usual` size until somebody draws it otherwise, and of `most` at most.
pub(crate) fn pane<R>(
    ui: &mut Ui,
    (side, name): (Side, &'static str),
    (usual, most): (f32, f32),
    draw: impl FnOnce(&mut Ui) -> R,
) -> InnerResponse<R> {
    let id = ui.scope_id().with(name);
    let of_wanted = id.with("wanted");
    let known: Option<Wanted> = ui.data(|data| data.get_temp(of_wanted));
    let known = known.unwrap_or(Wanted { size: usual, most });
    let has_other_room = (known.most - most).abs() > 0.5;
    if has_other_room {
        // What was wanted counts, not what there was room for.
        let size = known.size.min(most);
        let outer_rect = Rect::from_min_size(Rect::ZERO.min, vec2(size, size));
        ui.data_mut(|data| data.insert_persisted(id, PanelState { outer_rect }));
    }
    let panel = match side {
        Side::Left => Panel::left(name),
        Side::Right => Panel::right(name),
        Side::Bottom => Panel::bottom(name),
    };
    let shown = panel.resizable(true).default_size(usual.min(most)).max_size(most).show(ui, draw);
    let size =
        drawn(ui, id, side).filter(|size| !has_other_room && (known.size.min(most) - size).abs() > 0.5);
    let wanted = Wanted { size: size.unwrap_or(known.size), most };
    ui.data_mut(|data| data.insert_temp(of_wanted, wanted));
    shown
}

/// The size in which a pane was drawn.
fn drawn(ui: &Ui, id: Id, side: Side) -> Option<f32> {
    let size = PanelState::load(ui, id)?.size();
    Some(if side == Side::Bottom { size.y } else { size.x })
}
