//! The menus: by the keyboard alone, and in windows of every size.

use eframe::egui::{Event, ImeEvent, Key, Modifiers, Pos2, Rect, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use yusuan::ui::App;

use crate::window::{WAGES, app, click, press, show, type_text};
use crate::window_hand::text;

const CELL: &str = "T3!2013101!工资福利支出";
const NAME: &str = "机关运行经费 30201 办公费 部门预算支出经济分类科目 科目名称";
const NAME_CELL: &str = "T13!30201!科目名称";

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

/// A key that is pressed and let go, with the letter that the system gives with it.
fn letter(modifiers: Modifiers, key: Key, text: &str) -> Vec<Event> {
    let event = |pressed| Event::Key { key, physical_key: None, pressed, repeat: false, modifiers };
    let held = |modifiers| Event::ModifiersChanged(modifiers);
    vec![held(modifiers), event(true), Event::Text(text.to_owned()), event(false), held(Modifiers::NONE)]
}

fn at_once(harness: &mut Harness<'_, App>, events: Vec<Event>) {
    harness.input_mut().events.extend(events);
    harness.run();
}

fn key(key: Key) -> Vec<Event> {
    let event =
        |pressed| Event::Key { key, physical_key: None, pressed, repeat: false, modifiers: Modifiers::NONE };
    vec![event(true), event(false)]
}

/// Alt with its letter opens a menu, and what comes behind it in the same frame is for the menu. When it is closed the
/// keyboard is where it was.
#[test]
fn alt_with_its_letter_opens_a_menu() {
    let mut harness = app();
    show(&mut harness, "3 支出预算");
    click(&mut harness, WAGES);
    let before = text(&harness, CELL);
    for (letter_key, typed, entry) in [
        (Key::F, "f", "新建预算…"),
        (Key::E, "e", "剪切"),
        (Key::R, "r", "下一个问题"),
        (Key::G, "g", "转到…"),
        (Key::V, "v", "筛选和排序…"),
        (Key::H, "h", "使用说明"),
    ] {
        let keys = [letter(Modifiers::ALT, letter_key, typed), key(Key::ArrowDown)].concat();
        at_once(&mut harness, keys);
        let (label, _) = in_focus(&harness);
        assert!(label.starts_with(entry), "{typed}: {label}, not {entry}");
        // From one open menu to another.
        at_once(&mut harness, [letter(Modifiers::ALT, Key::F, "f"), key(Key::ArrowDown)].concat());
        assert!(in_focus(&harness).0.starts_with("新建预算…"), "{typed}");
        at_once(&mut harness, key(Key::Escape));
        assert!(harness.query_by_label_contains("新建预算…").is_none(), "closed");
    }
    assert_eq!(text(&harness, CELL), before, "no letter went into the cell");
    at_once(&mut harness, [vec![Event::Text("7".to_owned())], key(Key::Enter)].concat());
    assert_eq!(text(&harness, CELL), "7.00", "the keyboard is the table's again");
    // What is typed before it in the same frame goes into its cell; out of a field, too.
    click(&mut harness, WAGES);
    let keys = [vec![Event::Text("8".to_owned())], key(Key::Enter), letter(Modifiers::ALT, Key::H, "h")];
    at_once(&mut harness, keys.concat());
    assert_eq!(text(&harness, CELL), "8.00");
    assert!(harness.query_by_label_contains("使用说明").is_some());
    at_once(&mut harness, key(Key::Escape));
    harness.get_by_label("新批注").focus();
    harness.run();
    at_once(&mut harness, [vec![Event::Text("注".to_owned())], letter(Modifiers::ALT, Key::E, "e")].concat());
    assert_eq!(harness.get_by_label("新批注").value().as_deref(), Some("注"));
    assert!(harness.query_by_label_contains("连同表头复制").is_some());
}

/// A letter with Alt, or with the Windows key, is no text, whether a menu has it or none; one with AltGr is.
#[test]
fn a_letter_with_alt_is_never_text() {
    let mut harness = app();
    show(&mut harness, "13 机关运行经费");
    click(&mut harness, NAME);
    let before = text(&harness, NAME_CELL);
    let windows = |pressed| Event::Key {
        key: Key::SuperLeft,
        physical_key: None,
        pressed,
        repeat: false,
        modifiers: Modifiers::NONE,
    };
    let alt_shift = Modifiers::ALT | Modifiers::SHIFT;
    for keys in [
        letter(Modifiers::ALT, Key::Q, "q"),
        letter(alt_shift, Key::F, "F"),
        letter(Modifiers::ALT, Key::Num1, "1"),
        [vec![windows(true)], letter(Modifiers::NONE, Key::D, "d"), vec![windows(false)]].concat(),
    ] {
        at_once(&mut harness, [keys.clone(), key(Key::Enter), key(Key::ArrowUp)].concat());
        assert_eq!(text(&harness, NAME_CELL), before, "{keys:?}");
    }
    // Behind the letter that is none another goes on being text, and so is what an input method settles.
    let typed = [
        letter(Modifiers::ALT, Key::Q, "q"),
        // AltGr: neither Alt nor Ctrl, or both.
        letter(Modifiers::NONE, Key::Q, "@"),
        letter(Modifiers::ALT | Modifiers::CTRL, Key::E, "€"),
        letter(Modifiers::NONE, Key::A, "a"),
        vec![Event::ModifiersChanged(Modifiers::ALT)],
        vec![Event::Ime(ImeEvent::Commit("费".to_owned()))],
        vec![Event::ModifiersChanged(Modifiers::NONE)],
        // Where the key was let go over another window.
        vec![windows(true), Event::WindowFocused(false), Event::WindowFocused(true)],
        letter(Modifiers::NONE, Key::B, "b"),
        key(Key::Enter),
    ];
    at_once(&mut harness, typed.concat());
    assert_eq!(text(&harness, NAME_CELL), "@€a费b");
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
    harness.state_mut().document_mut().unwrap().look.page = yusuan::ui::Page::Narrative;
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

/// Words between two marks, wherever they stand in a text.
fn between<'a>(text: &'a str, before: &'a str, behind: char) -> impl Iterator<Item = &'a str> {
    text.split(before).skip(1).filter_map(move |rest| rest.split_once(behind).map(|(word, _)| word))
}

/// Every command stands in a menu, and so in the list of all commands, once; and so does every button above a table and above
/// the text, and in the tool bar. Only what leads on from a message, or stands in what opens by a button, is no command.
#[test]
fn what_a_button_does_the_menus_do() {
    let commands = include_str!("../../src/ui/commands/what.rs");
    let list = include_str!("../../src/ui/commands/list.rs");
    let (_, variants) = commands.split_once("pub enum Command {").unwrap();
    let (variants, _) = variants.split_once("\n}").unwrap();
    let (all, offered) = list.split_once("pub(crate) const OF_CELL").unwrap();
    let entries: Vec<&str> = between(all, "Command::", ',').collect();
    let names =
        variants.lines().filter_map(|line| line.trim().strip_suffix(',')).filter(|line| !line.contains(' '));
    for name in names {
        assert_eq!(
            entries.iter().filter(|entry| **entry == name).count(),
            1,
            "{name} is in no menu, or in two"
        );
    }
    for group in between(offered, "Command::", ',').map(|name| name.trim_end_matches(']')) {
        assert!(entries.contains(&group), "{group}");
    }
    let titles: Vec<&str> =
        all.split('"').skip(1).step_by(2).map(|title| title.trim_end_matches('…')).collect();
    // Said where it belongs: a field's own button, and the ways that a message offers.
    let others =
        ["写入表注", "换一种表式…", "按表更新说明文字", "下一段", "开始录入明细", "加一段", "表注 ▼", "行 ▼"];
    let pages = [
        include_str!("../../src/ui/pages/table_heading.rs"),
        include_str!("../../src/ui/pages/narrative/mod.rs"),
        include_str!("../../src/ui/table/view.rs"),
    ];
    for page in pages {
        for title in between(page, "button(\"", '"') {
            let known = titles.iter().any(|known| title.trim_end_matches('…') == *known);
            let is_other = others.contains(&title) || title == "显示全部" || title == "增加行 ▼";
            assert!(known || is_other, "“{title}” is a button and no command");
        }
    }
}
