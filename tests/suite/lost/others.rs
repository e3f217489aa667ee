//! Others at the same file: it is open elsewhere, changed, moved or removed under the window.

use std::fs;

use eframe::egui::{self, Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use yusuan::ui::App;

use super::{Office, click, enter, is_saved, press, step, wages};
use crate::window::Answers;

#[test]
fn a_file_that_somebody_else_has_open_is_opened_knowingly() {
    let office = Office::new();
    let lock = office.folder.path().join(".预算.ron.lock");
    let held = r#"{"host":"财政局-3","user":"张会计","pid":7,"since":"2026-11-23T14:05:09"}"#;
    fs::write(&lock, held).unwrap();
    let mut harness = office.start();
    assert!(harness.query_by_label_contains("2026-11-23 14:05:09 起由 张会计（电脑 财政局-3）").is_some());
    click(&mut harness, "取消");
    assert!(harness.state().document().is_none());
    harness.state_mut().open(&office.file);
    step(&mut harness);
    click(&mut harness, "只读打开");
    assert!(harness.state().document().unwrap().file.read_only.is_some());
    enter(&mut harness, "1111");
    drop(harness);
    assert_eq!(fs::read_to_string(&lock).unwrap(), held, "the other's lock is left alone");
    // Its journal is apart, with the budget: it is offered as a budget of its own.
    fs::remove_file(&lock).unwrap();
    let mut harness = office.start();
    assert!(lock.is_file(), "now it is locked by this one");
    click(&mut harness, "恢复");
    assert_eq!(wages(&harness), "1,111.00");
    assert!(harness.state().document().unwrap().file.path.is_none());
    drop(harness);
    assert!(!lock.is_file());
}

#[test]
fn a_lock_is_taken_over_and_who_held_it_goes_on_read_only() {
    let office = Office::new();
    let lock = office.folder.path().join(".预算.ron.lock");
    let held = r#"{"host":"财政局-3","user":"某用户","pid":7,"since":"2026-11-23T14:05:09"}"#;
    fs::write(&lock, held).unwrap();
    let silent = std::time::SystemTime::now() - std::time::Duration::from_secs(15 * 60);
    fs::File::options().append(true).open(&lock).unwrap().set_modified(silent).unwrap();
    let mut harness = office.start();
    assert!(harness.query_by_label_contains("那边已有 15 分钟 没有动静").is_some());
    click(&mut harness, "仍要编辑");
    assert_ne!(fs::read_to_string(&lock).unwrap(), held, "it is locked by this one");
    enter(&mut harness, "1111");

    // The same the other way round.
    fs::write(&lock, held).unwrap();
    harness.event(egui::Event::WindowFocused(true));
    step(&mut harness);
    let reason = harness.state().document().unwrap().file.read_only.clone().unwrap_or_default();
    assert!(reason.contains("已由 某用户（电脑 财政局-3）"), "{reason}");
    press(&mut harness, Modifiers::COMMAND, Key::S);
    assert!(fs::read_to_string(&office.file).unwrap().contains("1059.50"), "nothing was saved over the file");
    drop(harness);
    assert_eq!(fs::read_to_string(&lock).unwrap(), held, "the other's lock is left alone");
}

#[test]
fn a_file_that_was_changed_under_the_window_is_noticed() {
    let office = Office::new();
    let mut harness = office.start();
    enter(&mut harness, "1111");
    let theirs = fs::read_to_string(&office.file).unwrap().replace("1059.50", "3333.00");
    let change = |harness: &mut Harness<'_, App>| {
        fs::write(&office.file, &theirs).unwrap();
        harness.event(egui::Event::WindowFocused(true));
        step(harness);
        assert!(harness.query_by_label_contains("文件被别的程序改动过").is_some());
    };
    change(&mut harness);
    drop(harness);
    // What was typed is kept whole, for the file is no base of it any more.
    let mut harness = office.start();
    assert!(harness.query_by_label_contains("被别的程序改动").is_some());
    click(&mut harness, "先看看");
    // Held against what the file says now.
    assert!(harness.query_all_by_label_contains("3333").next().is_some());
    assert!(harness.query_all_by_label_contains("1111").next().is_some());
    click(&mut harness, "恢复");
    assert_eq!(wages(&harness), "1,111.00");
    drop(harness);

    let office = Office::new();
    let mut harness = office.start();
    enter(&mut harness, "1111");
    let change = |harness: &mut Harness<'_, App>| {
        fs::write(&office.file, &theirs).unwrap();
        harness.event(egui::Event::WindowFocused(true));
        step(harness);
    };
    change(&mut harness);
    click(&mut harness, "重新读入");
    assert_eq!(wages(&harness), "3,333.00");
    assert!(is_saved(&harness));
    press(&mut harness, Modifiers::COMMAND, Key::Z);
    assert_eq!(wages(&harness), "1,111.00", "reading again is a step");
    press(&mut harness, Modifiers::COMMAND, Key::S);
    assert!(fs::read_to_string(&office.file).unwrap().contains("1111"));

    change(&mut harness);
    click(&mut harness, "保留我的");
    assert!(!is_saved(&harness));
    press(&mut harness, Modifiers::COMMAND, Key::S);
    assert!(is_saved(&harness));
    assert!(fs::read_to_string(&office.file).unwrap().contains("1111"));
    fs::remove_file(&office.file).unwrap();
    harness.event(egui::Event::WindowFocused(true));
    step(&mut harness);
    click(&mut harness, "保留我的");
    press(&mut harness, Modifiers::COMMAND, Key::S);
    assert!(office.file.is_file());
}

#[test]
fn a_file_that_was_removed_or_changed_after_a_crash_costs_nothing_either() {
    for removed in [true, false] {
        let office = Office::new();
        let mut harness = office.start();
        enter(&mut harness, "1111");
        drop(harness);
        let theirs = fs::read_to_string(&office.file).unwrap().replace("1059.50", "3333.00");
        if removed {
            fs::remove_file(&office.file).unwrap();
        } else {
            fs::write(&office.file, &theirs).unwrap();
        }
        let mut harness = office.start();
        if removed {
            click(&mut harness, "知道了");
        }
        assert!(harness.query_by_label_contains("一份新的、未保存的预算").is_some());
        click(&mut harness, "恢复");
        assert_eq!(wages(&harness), "1,111.00");
        assert!(harness.state().document().unwrap().file.path.is_none());
        assert_eq!(office.file.is_file(), !removed);
        assert!(removed || fs::read_to_string(&office.file).unwrap() == theirs);
        // And it is still guarded.
        drop(harness);
        let mut harness = office.start_with(Vec::new(), Answers::default());
        click(&mut harness, "恢复");
        assert_eq!(wages(&harness), "1,111.00");
    }
}

#[test]
fn a_file_that_vanished_costs_nothing() {
    let office = Office::new();
    let mut harness = office.start();
    enter(&mut harness, "1111");
    fs::remove_file(&office.file).unwrap();
    press(&mut harness, Modifiers::COMMAND, Key::S);
    // The message, and above the table the bar, if it has been noticed by now.
    assert!(harness.query_all_by_label_contains("被移动或删除").next().is_some());
    drop(harness);
    let mut harness = office.start_with(Vec::new(), Answers::default());
    click(&mut harness, "恢复");
    assert_eq!(wages(&harness), "1,111.00");
}
