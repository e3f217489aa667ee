//! Sizes that somebody drew: of columns in any zoom, of panes over a restart.

use std::path::Path;

use eframe::egui::{CursorIcon, Event, Modifiers, PointerButton, Pos2, Role, Vec2, pos2, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use yusuan::ui::{App, Recent};

use super::{Answers, WAGES, sample, show};

const SIZE: Vec2 = vec2(1800.0, 800.0);

/// A window whose settings are kept at a place. Slow steps would be two clicks and not one double click.
fn open(settings: &Path, size: Vec2) -> Harness<'static, App> {
    let settings = settings.to_owned();
    let mut harness = Harness::builder().with_step_dt(0.02).with_size(size).with_max_steps(30).build_eframe(
        move |context| {
            let mut app = App::new(&context.egui_ctx, Box::new(Answers::default()), Recent::default())
                .with_settings_at(settings);
            app.open(&sample());
            app
        },
    );
    harness.run();
    show(&mut harness, "3 支出预算");
    harness
}

/// The button of the mouse goes down, or up, at a place.
fn press_at(harness: &mut Harness<'_, App>, pos: Pos2, pressed: bool) {
    let (button, modifiers) = (PointerButton::Primary, Modifiers::NONE);
    harness.event(Event::PointerMoved(pos));
    harness.step();
    harness.event(Event::PointerButton { pos, button, pressed, modifiers });
    harness.step();
}

fn drag(harness: &mut Harness<'_, App>, from: Pos2, by: Vec2) {
    press_at(harness, from, true);
    press_at(harness, from + by, false);
    harness.run();
}

/// The next edge from a place on that can be dragged.
fn edge(harness: &mut Harness<'_, App>, from: Pos2, step: Vec2) -> Pos2 {
    let mut place = from;
    for _ in 0..80 {
        harness.event(Event::PointerMoved(place));
        harness.run();
        let icon = harness.output().platform_output.cursor_icon;
        if matches!(icon, CursorIcon::ResizeHorizontal | CursorIcon::ResizeVertical) {
            return place;
        }
        place += step;
    }
    panic!("no edge from {from} on")
}

/// A column is fitted to its content in any zoom, however wide somebody drew it, to the same width in points.
#[test]
fn a_column_is_fitted_in_any_zoom() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = open(&folder.path().join("settings.json"), vec2(2700.0, 1200.0));
    let width = |harness: &Harness<'_, App>| harness.get_by_label(WAGES).rect().width();
    let mut fitted = Vec::new();
    // The window has room in each: what lies beyond its edge could not be drawn.
    for (zoom, drawn) in [(1.0, 60.0), (1.5, 40.0), (0.8, -25.0)] {
        harness.ctx.set_zoom_factor(zoom);
        harness.run_steps(50);
        let edge = |harness: &Harness<'_, App>| {
            let cell = harness.get_by_label(WAGES).rect();
            pos2(cell.right(), cell.center().y)
        };
        let (before, from) = (width(&harness), edge(&harness));
        drag(&mut harness, from, vec2(drawn, 0.0));
        let wide = width(&harness);
        assert!((wide - before).abs() > 15.0, "at {zoom} drawn from {before} to {wide}");
        harness.run_steps(50);
        let place = edge(&harness);
        for pressed in [true, false, true, false] {
            press_at(&mut harness, place, pressed);
        }
        harness.run();
        assert!((width(&harness) - wide).abs() > 10.0, "at {zoom} it stayed as it was drawn");
        fitted.push(width(&harness));
    }
    let first = fitted[0];
    assert!(fitted.iter().all(|width| (width - first).abs() <= 2.0), "{fitted:?}");
}

/// Panes that somebody drew are as wide, or as high, when the program is started again.
#[test]
fn panes_are_as_they_were_drawn_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let settings = folder.path().join("settings.json");
    let sizes = |harness: &Harness<'_, App>| {
        let list = |name| harness.get_by_role_and_label(Role::ListBox, name).rect();
        let comment = harness.get_by_label("新批注").rect();
        [list("单位、表和文字的列表").width(), comment.left(), list("问题列表").top()]
    };
    let mut harness = open(&settings, SIZE);
    let usual = sizes(&harness);
    let left = harness.get_by_role_and_label(Role::ListBox, "单位、表和文字的列表").rect();
    let below = harness.get_by_role_and_label(Role::ListBox, "问题列表").rect();
    let right = harness.get_by_label("新批注").rect();
    for (from, step, by) in [
        (left.right_center(), vec2(1.0, 0.0), vec2(70.0, 0.0)),
        (right.left_center(), vec2(-1.0, 0.0), vec2(-60.0, 0.0)),
        (below.center_top(), vec2(0.0, -1.0), vec2(0.0, -50.0)),
    ] {
        let edge = edge(&mut harness, from, step);
        drag(&mut harness, edge, by);
    }
    let drawn = sizes(&harness);
    for (usual, drawn) in usual.into_iter().zip(drawn) {
        assert!((usual - drawn).abs() > 30.0, "from {usual} to {drawn}");
    }
    drop(harness);
    let again = sizes(&open(&settings, SIZE));
    for (drawn, again) in drawn.into_iter().zip(again) {
        assert!((drawn - again).abs() <= 1.5, "{drawn} became {again}");
    }
    // The sizes were kept, not guessed: without the file they are the usual ones.
    std::fs::remove_file(&settings).unwrap();
    assert_eq!(sizes(&open(&settings, SIZE)), usual);
}
