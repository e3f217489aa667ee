//! How wide the panes beside the table are, and how high those below it: as somebody drew them, this time or the last, as far
//! as the window has room. What a small window, or a large zoom, takes of one comes back with the room. A pane that nobody
//! drew goes by the window.

use std::collections::BTreeMap;

use eframe::egui::{Context, Id, InnerResponse, Panel, PanelState, Rect, Ui, vec2};

/// What is remembered of a pane: the size that somebody drew, in which it was to be drawn last, and whether a button of the
/// mouse was down then.
#[derive(Clone, Copy, Debug)]
struct Wanted {
    size: Option<f32>,
    set: f32,
    held: bool,
}

/// The sizes that somebody drew, by the names of the panes.
type Drawn = BTreeMap<String, u32>;

/// From which side of the window a pane comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    Left,
    Right,
    Bottom,
}

fn of_drawn() -> Id {
    Id::unique("sizes of panes")
}

/// To be called before panes are drawn: they begin with the sizes `kept` from the last time. Whether others are to be kept
/// now, because somebody has drawn one and let it go.
pub(crate) fn settle(ctx: &Context, kept: &mut Drawn) -> bool {
    let Some(drawn) = ctx.data(|data| data.get_temp::<Drawn>(of_drawn())) else {
        ctx.data_mut(|data| data.insert_temp(of_drawn(), kept.clone()));
        return false;
    };
    let is_new = drawn != *kept && !ctx.input(|input| input.pointer.any_down());
    if is_new {
        *kept = drawn;
    }
    is_new
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
    let size = known.map_or_else(|| kept(ui, name), |known| known.size);
    // What was wanted counts, not what there was room for.
    let set = size.unwrap_or(usual).min(most);
    let is_set_anew = known.is_none_or(|known| (known.set - set).abs() > 0.5);
    if is_set_anew {
        let outer_rect = Rect::from_min_size(Rect::ZERO.min, vec2(set, set));
        ui.data_mut(|data| data.insert_persisted(id, PanelState { outer_rect }));
    }
    let panel = match side {
        Side::Left => Panel::left(name),
        Side::Right => Panel::right(name),
        Side::Bottom => Panel::bottom(name),
    };
    let shown = panel.resizable(true).default_size(set).max_size(most).show(ui, draw);
    let held = ui.input(|input| input.pointer.any_down());
    // How far it was drawn last is seen in the frame in which the mouse is let go.
    let is_drawn = held || known.is_some_and(|known| known.held);
    let by_hand = drawn(ui, id, side).filter(|size| is_drawn && !is_set_anew && (set - size).abs() > 0.5);
    if let Some(size) = by_hand {
        ui.data_mut(|data| {
            let drawn: &mut Drawn = data.get_temp_mut_or_default(of_drawn());
            drawn.insert(name.to_owned(), size.round() as u32);
        });
    }
    let wanted = Wanted { size: by_hand.or(size), set: by_hand.unwrap_or(set), held };
    ui.data_mut(|data| data.insert_temp(of_wanted, wanted));
    shown
}

/// The size that somebody drew the last time.
fn kept(ui: &Ui, name: &str) -> Option<f32> {
    let drawn: Drawn = ui.data(|data| data.get_temp(of_drawn()))?;
    drawn.get(name).map(|size| *size as f32)
}

/// The size in which a pane was drawn.
fn drawn(ui: &Ui, id: Id, side: Side) -> Option<f32> {
    let size = PanelState::load(ui, id)?.size();
    Some(if side == Side::Bottom { size.y } else { size.x })
}
