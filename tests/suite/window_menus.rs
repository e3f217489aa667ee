//! The menus: by the keyboard alone, and in windows of every size.

use eframe::egui::{Key, Modifiers, Pos2, Rect, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use yusuan::ui::App;

use crate::window::{app, press, type_text};

/// What has the keyboard: its name, and where it is.
fn in_focus(harness: &Harness<'_, App>) -> (String, Rect) {
    let node = harness.root().children_recursive().find(|node| node.is_focused()).unwrap();
    (node.accesskit_node().label().unwrap_or_default(), node.rect())
}

/// The menus by the keyboard alone: arrows within a menu and from one to the next, letters to what begins with them.
#[test]
fn menus_are_walked_through_by_arrows_and_letters() {
    let mut harness = app();
    harness.get_by_label("文件").click();
    harness.run();
    for (key, expected) in [
        (Key::ArrowDown, "新建预算…"),
        (Key::ArrowDown, "打开…"),
        (Key::ArrowUp, "新建预算…"),
        (Key::ArrowRight, "编辑"),
        (Key::ArrowRight, "审核"),
        (Key::ArrowDown, "下一个问题"),
        (Key::ArrowLeft, "编辑"),
        (Key::ArrowLeft, "文件"),
        (Key::ArrowLeft, "帮助"),
        (Key::ArrowDown, "使用说明"),
    ] {
        press(&mut harness, Modifiers::NONE, key);
        let (label, _) = in_focus(&harness);
        assert!(label.starts_with(expected), "{key:?}: {label}, not {expected}");
    }
    for (letter, expected) in [("k", "快捷键"), ("g", "关于"), ("s", "使用说明"), ("d", "打开示例")]
    {
        type_text(&mut harness, letter);
        let (label, _) = in_focus(&harness);
        assert!(label.starts_with(expected), "{letter}: {label}, not {expected}");
    }
    press(&mut harness, Modifiers::NONE, Key::Escape);
    assert!(harness.query_by_label_contains("快捷键").is_none());
}

/// No menu runs off the window: what the keyboard goes to in it is in sight, however low the window.
#[test]
fn menus_fit_the_window() {
    // 1366×768 at 100, 125, 150 and 200 %, and 1920×1080.
    for size in [
        vec2(1366.0, 768.0),
        vec2(1093.0, 614.0),
        vec2(911.0, 512.0),
        vec2(683.0, 384.0),
        vec2(1920.0, 1080.0),
    ] {
        let mut harness = app();
        harness.set_size(size);
        harness.run();
        let window = Rect::from_min_size(Pos2::ZERO, size);
        for menu in ["文件", "编辑", "审核", "转到", "视图", "帮助"] {
            harness.get_by_label(menu).click();
            harness.run();
            let mut seen = Vec::new();
            for _ in 0..60 {
                press(&mut harness, Modifiers::NONE, Key::ArrowDown);
                let (label, at) = in_focus(&harness);
                if seen.first() == Some(&label) {
                    break;
                }
                assert!(window.contains_rect(at), "{size} {menu}: {label} at {at}");
                seen.push(label);
            }
            assert!(seen.len() > 3, "{menu}: {seen:?}");
            press(&mut harness, Modifiers::NONE, Key::Escape);
        }
    }
}

/// Where no table is in front F6 goes round, and leaves an open menu.
#[test]
fn f6_goes_round_where_there_is_no_table() {
    let mut harness = app();
    harness.state_mut().document_mut().unwrap().page = yusuan::ui::Page::Narrative;
    harness.run();
    let (mut stops, mut opened) = (Vec::new(), 0);
    for _ in 0..10 {
        press(&mut harness, Modifiers::NONE, Key::F6);
        let is_open = |harness: &Harness<'_, App>| harness.query_by_label_contains("放大").is_some();
        assert!(!is_open(&harness), "F6 leaves the menu");
        let (label, _) = in_focus(&harness);
        if label.starts_with("菜单") {
            harness.get_by_label("视图").click();
            harness.run();
            assert!(is_open(&harness));
            opened += 1;
        }
        stops.push(label);
    }
    let first = stops.iter().skip(1).position(|stop| *stop == stops[0]);
    assert!(first.is_some() && opened > 0, "{stops:?}");
}
