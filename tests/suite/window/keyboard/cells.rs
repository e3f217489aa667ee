//! What a cell takes and what it refuses, where undo leads, and text of several lines.

use std::path::PathBuf;

use eframe::egui::{self, Event, ImeEvent, Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use yusuan::ui::App;

use super::{CTRL, NONE, WAGES_CELL, at_once, clicks, key, keys, on_wages, place, wages};
use crate::window::{Answers, TOTAL, WAGES, app, app_with, click, press, show, type_text, value};
use crate::window_hand::{cursor, message, text};

/// Who types on without looking means the cells below with it: nothing of it goes anywhere until the refused text is seen to, and
/// all of it is named. It was taken for other rows without a word.
#[test]
fn what_is_typed_behind_a_refused_text_goes_into_no_other_cell() {
    let burst = "1..2⏎7.7⏎8.8⏎9.9⏎";
    for is_at_once in [true, false] {
        let mut harness = on_wages();
        let before = wages(&harness);
        if is_at_once {
            at_once(&mut harness, keys(burst));
        } else {
            keys(burst).into_iter().for_each(|event| at_once(&mut harness, vec![event]));
        }
        assert_eq!(wages(&harness), before);
        let said = message(&harness);
        assert!(said.contains("没有录入“1..2”") && said.contains("“7.7、8.8、9.9”也没有录入"), "{said}");
        // Seen to, it goes on from here, and what was held up is still named.
        at_once(&mut harness, keys("⌦1.2⏎"));
        assert_eq!((wages(&harness)[0].as_str(), wages(&harness)[1].clone()), ("1.20", before[1].clone()));
        assert!(message(&harness).contains("“7.7、8.8、9.9”没有录入"), "{}", message(&harness));
        at_once(&mut harness, keys("7.7⏎"));
        assert_eq!((wages(&harness)[1].as_str(), message(&harness)), ("7.70", String::new()));
    }
    // By F2 it is changed, by Escape given up, by a paste replaced.
    for (typed, expected) in [("12..5⏎", "12..5"), ("abc⏎", "abc")] {
        let mut harness = on_wages();
        let before = wages(&harness);
        at_once(&mut harness, [keys(typed), keys("3"), key(NONE, Key::F2), keys("6")].concat());
        let name = format!("编辑 {WAGES}");
        assert_eq!(harness.get_by_label(&name).value(), Some(format!("{expected}6")));
        at_once(&mut harness, [keys("⏎"), vec![Event::Paste("5".to_owned())], keys("⏎")].concat());
        assert_eq!(wages(&harness)[0], "5.00");
        click(&mut harness, WAGES);
        at_once(&mut harness, [keys(typed), keys("⎋7⏎")].concat());
        assert_eq!(wages(&harness), ["7.00".to_owned(), before[1].clone(), before[2].clone()]);
    }
}

/// Nothing of it is lost: where one goes on it is entered at once, down or to the right as it was typed, when that is asked for.
#[test]
fn what_was_held_up_is_entered_where_one_says() {
    let enter_held = |harness: &mut Harness<'_, App>| {
        press(harness, CTRL | Modifiers::SHIFT, Key::P);
        type_text(harness, "补录被挡下");
        press(harness, NONE, Key::Enter);
    };
    let mut harness = on_wages();
    let before = wages(&harness);
    at_once(&mut harness, keys("1..2⏎7.7⏎8.8⏎"));
    at_once(&mut harness, keys("⌦1.2⏎"));
    assert!(message(&harness).contains("补录被挡下的内容"), "{}", message(&harness));
    assert_eq!(wages(&harness)[1..], before[1..], "nothing goes anywhere by itself");
    enter_held(&mut harness);
    assert_eq!(wages(&harness), ["1.20", "7.70", "8.80"]);
    assert_eq!(message(&harness), "补录：录入 2 格");
    press(&mut harness, CTRL, Key::Z);
    assert_eq!(wages(&harness)[1..], before[1..], "it is one step");
    assert_eq!(message(&harness), "已撤销：补录 2 格", "by the name of what was done");
    // There is nothing more of it, and the command is not offered.
    enter_held(&mut harness);
    press(&mut harness, NONE, Key::Escape);
    assert_eq!(wages(&harness)[1..], before[1..]);
    click(&mut harness, "编辑");
    assert!(harness.get_by_label("补录被挡下的内容").accesskit_node().is_disabled());
}

/// What was held up later does not take the place of what was before: each is entered where one says, the last first.
#[test]
fn what_was_held_up_before_is_kept_beside_what_comes_later() {
    let enter_held = |harness: &mut Harness<'_, App>| {
        press(harness, CTRL | Modifiers::SHIFT, Key::P);
        type_text(harness, "补录被挡下");
        press(harness, NONE, Key::Enter);
    };
    let mut harness = on_wages();
    at_once(&mut harness, keys("1..2⏎7.7⏎⌦1.2⏎"));
    at_once(&mut harness, keys("2..3⏎8.8⏎⌦2.3⏎"));
    assert_eq!(wages(&harness)[..2], ["1.20", "2.30"]);
    enter_held(&mut harness);
    assert_eq!(wages(&harness)[2], "8.80");
    assert!(message(&harness).contains("之前被挡下的“7.7”还没有录入"), "{}", message(&harness));
    enter_held(&mut harness);
    assert_eq!(wages(&harness)[2], "7.70");
    assert!(!message(&harness).contains("之前被挡下的"), "{}", message(&harness));
}

/// A window that was stopped while keys were pressed finds them all in one frame, mistakes among them: what is behind a
/// refused text is held, whole and in its order, and none of it falls on another cell.
#[test]
fn what_came_while_the_window_stood_still_is_held_in_its_order() {
    for (typed, held, then) in [
        ("1..2⏎7.7⏎8.8⏎", "“7.7、8.8”", ["1.20", "7.70", "8.80"]),
        ("1..2⇥7.7⇥8.8⏎", "“7.7、8.8”", ["1.20", "", ""]),
    ] {
        let mut harness = on_wages();
        let before = wages(&harness);
        at_once(&mut harness, keys(typed));
        assert!(message(&harness).contains(held), "{typed}: {}", message(&harness));
        assert_eq!(wages(&harness), before, "{typed}");
        if then[1].is_empty() {
            continue;
        }
        at_once(&mut harness, keys("⌦1.2⏎"));
        press(&mut harness, CTRL | Modifiers::SHIFT, Key::P);
        type_text(&mut harness, "补录被挡下");
        press(&mut harness, NONE, Key::Enter);
        assert_eq!(wages(&harness), then, "{typed}");
    }
    // Without a mistake all stands where it was typed.
    let mut harness = on_wages();
    at_once(&mut harness, keys("1.2⏎7.7⏎8.8⏎"));
    assert_eq!(wages(&harness), ["1.20", "7.70", "8.80"]);
    click(&mut harness, "编辑");
    assert!(harness.get_by_label("补录被挡下的内容").accesskit_node().is_disabled());
}

#[test]
fn a_total_refuses_at_the_first_key() {
    let why = "此格是合计";
    let preedit = ImeEvent::Preedit { text: "b".to_owned(), active_range_chars: None };
    let of_ime = |event: ImeEvent| vec![Event::Ime(event)];
    for (what, events) in [
        ("a figure", keys("5")),
        ("F2", key(NONE, Key::F2)),
        ("Delete", keys("⌦")),
        ("composing", of_ime(preedit)),
        ("a word", of_ime(ImeEvent::Commit("办".to_owned()))),
        ("Alt+Enter", key(Modifiers::ALT, Key::Enter)),
    ] {
        let mut harness = app();
        show(&mut harness, "3 支出预算");
        click(&mut harness, TOTAL);
        let before = cursor(&harness);
        at_once(&mut harness, events);
        assert!(message(&harness).starts_with(why), "{what}: {}", message(&harness));
        assert!(harness.query_all_by_label_contains(why).count() > 0, "{what}: said at the cell");
        assert_eq!(cursor(&harness), before, "{what}");
        assert!(harness.state_mut().document_mut().unwrap().commit(), "{what}: nothing is open");
        assert!(harness.state().document().unwrap().session.is_saved(), "{what}");
        assert_eq!(value(&harness, TOTAL), "2,907.50");
    }
    let mut harness = app();
    show(&mut harness, "3 支出预算");
    let total = place(&harness, TOTAL);
    at_once(&mut harness, clicks(total, 2));
    assert!(message(&harness).starts_with(why), "a double click: {}", message(&harness));
    at_once(&mut harness, [Event::Paste("5".to_owned())]);
    assert!(message(&harness).contains("合计"), "a paste: {}", message(&harness));
    assert!(harness.state().document().unwrap().session.is_saved());
}

#[test]
fn undo_and_redo_lead_to_what_they_change() {
    let mut harness = on_wages();
    at_once(&mut harness, keys("1⏎"));
    show(&mut harness, "13 机关运行经费");
    click(&mut harness, "机关运行经费 30202 印刷费 机构运行经费支出 合计");
    at_once(&mut harness, keys("2⏎"));
    show(&mut harness, "14 整体绩效目标");
    for (key, expected) in
        [(Key::Z, "T13!30202!合计"), (Key::Z, WAGES_CELL), (Key::Y, WAGES_CELL), (Key::Y, "T13!30202!合计")]
    {
        press(&mut harness, CTRL, key);
        assert_eq!(cursor(&harness), expected);
        let document = harness.state().document().unwrap();
        let name = yusuan::ui::cell_name(&document.book().cell(&expected.parse().unwrap()).unwrap());
        assert!(harness.query_by_label(&name).is_some(), "{expected} is in sight");
    }
    // A row that came, and went.
    press(&mut harness, CTRL, Key::Enter);
    let added = cursor(&harness);
    press(&mut harness, CTRL, Key::Home);
    press(&mut harness, CTRL, Key::Z);
    assert_ne!(cursor(&harness).split('!').nth(1), added.split('!').nth(1));
    press(&mut harness, CTRL, Key::Home);
    press(&mut harness, CTRL, Key::Y);
    assert_eq!(cursor(&harness).split('!').nth(1), added.split('!').nth(1));
}

#[test]
fn alt_enter_breaks_the_line_of_a_text() {
    let folder = tempfile::tempdir().unwrap();
    let file: PathBuf = folder.path().join("另存.ron");
    let mut harness = app_with(Answers { save: Some(file.clone()), ..Answers::default() });
    show(&mut harness, "14 整体绩效目标");
    let name = "整体绩效目标 改革创新奖 主要内容";
    let place: yusuan::model::CellAddress = "T14!改革创新奖!主要内容".parse().unwrap();
    harness.state_mut().document_mut().unwrap().jump(&place);
    harness.run();
    let height = |harness: &Harness<'_, App>| harness.get_by_label(name).rect().height();
    let before = height(&harness);
    let line = || key(Modifiers::ALT, Key::Enter);
    at_once(
        &mut harness,
        [keys("第一"), line(), keys("第二"), line(), keys("第三"), line(), keys("第四")].concat(),
    );
    let opened = format!("编辑 {name}");
    let editor = harness.get_by_label(&opened);
    assert!(editor.rect().height() > before, "all lines are seen");
    at_once(&mut harness, keys("⏎"));
    let lines = "第一\n第二\n第三\n第四";
    assert_eq!(text(&harness, "T14!改革创新奖!主要内容"), lines);
    assert!(height(&harness) > 60.0, "the cell shows its lines: {}", height(&harness));
    // On a closed cell it goes on below what stands there; the arrows go over the lines.
    harness.state_mut().document_mut().unwrap().jump(&place);
    harness.run();
    at_once(&mut harness, [line(), keys("第五↑↑"), key(NONE, Key::Home), keys("又⏎")].concat());
    let lines = "第一\n第二\n又第三\n第四\n第五";
    assert_eq!(text(&harness, "T14!改革创新奖!主要内容"), lines);
    // It comes through the clipboard and the file.
    harness.state_mut().document_mut().unwrap().jump(&place);
    harness.run();
    harness.input_mut().events.push(Event::Copy);
    harness.step();
    let copied = harness.output().platform_output.commands.iter().find_map(|command| match command {
        egui::OutputCommand::CopyText(text) => Some(text.clone()),
        _ => None,
    });
    assert_eq!(copied.as_deref(), Some(format!("\"{lines}\"").as_str()));
    at_once(&mut harness, [keys("↓"), vec![Event::Paste(copied.unwrap())]].concat());
    let below = cursor(&harness);
    assert_eq!(text(&harness, &below), lines, "{}", message(&harness));
    press(&mut harness, CTRL.plus(Modifiers::SHIFT), Key::S);
    let saved = yusuan::file::load(&file, &yusuan::schema::Formats::embedded()).unwrap().budget;
    let row = saved.tables[&place.table].rows().iter().find(|row| *row.key() == place.row).unwrap();
    assert_eq!(row.text(&place.column), lines);
    // A figure has one line.
    show(&mut harness, "3 支出预算");
    click(&mut harness, WAGES);
    at_once(&mut harness, [keys("12"), line(), keys("3⏎")].concat());
    assert_eq!(wages(&harness)[0], "123.00");
}
