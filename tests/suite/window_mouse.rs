//! What an Excel hand does with the mouse and in the menus: the right button, the fill handle, the line above the grid.

use eframe::egui::{self, Event, Key, Modifiers, PointerButton, Pos2, Rect};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use yusuan::ui::App;

use crate::window::{WAGES, app, click, press, show, type_text, value};
use crate::window_hand::{app_with_board, cursor, message, text};

const NONE: Modifiers = Modifiers::NONE;

fn selected(harness: &mut Harness<'_, App>) -> Vec<String> {
    let cells = harness.state_mut().document_mut().unwrap().selected_cells();
    cells.iter().map(ToString::to_string).collect()
}

fn rect(harness: &Harness<'_, App>, label: &str) -> Rect {
    harness.get_by_label(label).rect()
}

fn button(harness: &mut Harness<'_, App>, pos: Pos2, button: PointerButton, pressed: bool) {
    harness.event(Event::PointerMoved(pos));
    harness.event(Event::PointerButton { pos, button, pressed, modifiers: NONE });
    harness.run();
}

fn right_click(harness: &mut Harness<'_, App>, label: &str) {
    let pos = rect(harness, label).center();
    right_click_at(harness, pos);
}

/// At once: what is held for long is no click.
fn right_click_at(harness: &mut Harness<'_, App>, pos: Pos2) {
    harness.event(Event::PointerMoved(pos));
    for pressed in [true, false] {
        let button = PointerButton::Secondary;
        harness.event(Event::PointerButton { pos, button, pressed, modifiers: NONE });
    }
    harness.run();
}

/// Presses a button of an open menu, whose text may have its keys behind it.
fn choose(harness: &mut Harness<'_, App>, title: &str) {
    let starts = |label: String| label == title || label.starts_with(&format!("{title} "));
    harness.get_by(|node| node.role() == egui::Role::Button && node.label().is_some_and(starts)).click();
    harness.run();
}

/// Words at the pointer are for who points: they stayed over the heads, and over questions, while one typed.
#[test]
fn what_the_pointer_rests_on_says_nothing_while_one_goes_on_by_keyboard() {
    let mut harness = app();
    show(&mut harness, "3 支出预算");
    click(&mut harness, WAGES);
    let says = |harness: &mut Harness<'_, App>| {
        harness.run_steps(6);
        harness.query_all_by_label_contains("点这里").next().is_some()
    };
    harness.get_by_label("在编辑栏里修改").hover();
    assert!(says(&mut harness));
    for (modifiers, key) in [(Modifiers::COMMAND, Key::G), (NONE, Key::Escape)] {
        press(&mut harness, modifiers, key);
        assert_eq!(says(&mut harness), key == Key::Escape);
    }
    press(&mut harness, Modifiers::NONE, Key::ArrowDown);
    assert!(!says(&mut harness));
    press(&mut harness, Modifiers::NONE, Key::ArrowUp);
    type_text(&mut harness, "7");
    assert!(!says(&mut harness));
}

#[test]
fn the_right_button_goes_to_a_cell_and_offers_what_can_be_done_there() {
    let (mut harness, board) = app_with_board();
    show(&mut harness, "3 支出预算");
    right_click(&mut harness, WAGES);
    assert_eq!(cursor(&harness), "T3!2013101!工资福利支出");
    choose(&mut harness, "连同表头复制");
    assert_eq!(board.text(), "基本支出 人员经费 工资福利支出（万元）\n1059.50");

    // What is selected stays so where it is clicked.
    press(&mut harness, Modifiers::SHIFT, Key::ArrowRight);
    let both = selected(&mut harness);
    assert_eq!(both.len(), 2);
    right_click(&mut harness, WAGES);
    assert_eq!(selected(&mut harness), both);
    choose(&mut harness, "清空");
    assert_eq!((value(&harness, WAGES).as_str(), text(&harness, &both[1]).as_str()), ("", ""));
    press(&mut harness, Modifiers::COMMAND, Key::Z);
    assert!(harness.state().document().unwrap().session.is_saved(), "one step");
}

#[test]
fn what_is_cut_by_the_menu_is_on_the_clipboard_and_gone() {
    let (mut harness, board) = app_with_board();
    show(&mut harness, "3 支出预算");
    right_click(&mut harness, WAGES);
    choose(&mut harness, "剪切");
    assert_eq!((board.text().as_str(), value(&harness, WAGES).as_str()), ("1059.50", ""));
    // The keyboard is in the grid again.
    type_text(&mut harness, "5");
    press(&mut harness, NONE, Key::Enter);
    assert_eq!(value(&harness, WAGES), "5.00");
}

#[test]
fn pasting_by_the_menu_asks_for_the_clipboard() {
    let mut harness = app();
    show(&mut harness, "3 支出预算");
    right_click(&mut harness, WAGES);
    let starts = |label: String| label.starts_with("粘贴 ");
    harness.get_by(|node| node.role() == egui::Role::Button && node.label().is_some_and(starts)).click();
    let mut asked = false;
    for _ in 0..6 {
        harness.step();
        let mut outputs = harness.output().viewport_output.values();
        asked |= outputs.any(|output| output.commands.contains(&egui::ViewportCommand::RequestPaste));
    }
    assert!(asked);
    harness.event(Event::Paste("7.5".to_owned()));
    harness.run();
    assert_eq!(value(&harness, WAGES), "7.50");
}

#[test]
fn the_fill_handle_repeats_or_goes_on() {
    for (typed, expected) in [
        (vec!["5"], ["5.00", "5.00", "5.00"]),
        (vec!["5", "7"], ["9.00", "11.00", ""]),
        (vec!["5", "7", "1"], ["5.00", "", ""]),
    ] {
        let mut harness = app();
        show(&mut harness, "1 收支预算");
        let name = |at: usize| {
            let rows = ["二、外交", "三、国防", "四、公共安全", "五、教育", "六、科学技术"];
            let keys = ["202", "203", "204", "205", "206"];
            format!("收支预算 {} {} 支出 金额", keys[at], rows[at])
        };
        click(&mut harness, &name(0));
        for text in &typed {
            type_text(&mut harness, text);
            press(&mut harness, NONE, Key::Enter);
        }
        click(&mut harness, &name(0));
        for _ in 1..typed.len() {
            press(&mut harness, Modifiers::SHIFT, Key::ArrowDown);
        }
        let before = harness.state().document().unwrap().session.revision();
        let from = rect(&harness, "填充柄").center();
        let to = rect(&harness, &name(3)).center();
        button(&mut harness, from, PointerButton::Primary, true);
        for part in [0.3, 0.7, 1.0] {
            harness.event(Event::PointerMoved(from.lerp(to, part)));
            harness.run();
        }
        button(&mut harness, to, PointerButton::Primary, false);
        for (at, expected) in (typed.len()..4).zip(expected) {
            assert_eq!(value(&harness, &name(at)), expected, "{typed:?} {at}");
        }
        assert_eq!(selected(&mut harness).len(), 4, "{typed:?}");
        assert_eq!(harness.state().document().unwrap().session.revision(), before + 1, "one step");
    }
}

#[test]
fn a_header_offers_the_order_of_the_rows() {
    let mut harness = app();
    show(&mut harness, "12 项目支出");
    let first = |harness: &Harness<'_, App>| harness.state().document().unwrap().view(&"T12".into()).cloned();
    for (choice, sorted) in [("升序排列", Some(false)), ("降序排列", Some(true)), ("恢复表中次序", None)]
    {
        // The header has no name; its button has.
        let at = rect(&harness, "筛选 项目名称").left_bottom() + egui::vec2(-30.0, -8.0);
        right_click_at(&mut harness, at);
        choose(&mut harness, choice);
        assert_eq!(first(&harness).and_then(|view| view.sort).map(|(_, down)| down), sorted, "{choice}");
    }
    assert!(harness.state().document().unwrap().session.is_saved());
}

#[test]
fn a_pasted_block_is_selected() {
    let mut harness = app();
    show(&mut harness, "3 支出预算");
    click(&mut harness, WAGES);
    harness.event(Event::Paste("1\t2\n3\t4".to_owned()));
    harness.run();
    let cells = selected(&mut harness);
    assert_eq!(cells.len(), 4, "{cells:?} {}", message(&harness));
    assert_eq!(cursor(&harness), cells[0]);
    assert_eq!(text(&harness, &cells[3]), "4.00");
}

#[test]
fn one_cell_is_pasted_into_all_that_are_selected() {
    let mut harness = app();
    show(&mut harness, "3 支出预算");
    click(&mut harness, WAGES);
    press(&mut harness, Modifiers::SHIFT, Key::ArrowDown);
    let cells = selected(&mut harness);
    harness.event(Event::Paste("2,500.5\n".to_owned()));
    harness.run();
    let texts: Vec<String> = cells.iter().map(|cell| text(&harness, cell)).collect();
    assert_eq!(texts, ["2,500.50", "2,500.50"], "{}", message(&harness));
    assert_eq!(selected(&mut harness), cells);
    press(&mut harness, Modifiers::COMMAND, Key::Z);
    assert!(harness.state().document().unwrap().session.is_saved(), "one step");
    // What cannot be read is taken nowhere.
    harness.event(Event::Paste("12..5".to_owned()));
    harness.run();
    assert!(harness.state().document().unwrap().session.is_saved());
    assert!(message(&harness).contains("没有进行"), "{}", message(&harness));
}

#[test]
fn the_line_above_the_grid_shows_the_whole_text_and_opens_the_cell() {
    let mut harness = app();
    show(&mut harness, "3 支出预算");
    click(&mut harness, WAGES);
    click(&mut harness, "编辑栏 1059.50");
    press(&mut harness, NONE, Key::Backspace);
    assert!(harness.query_by_label("编辑栏 1059.5").is_some(), "what is typed is seen there at once");
    type_text(&mut harness, "6");
    press(&mut harness, NONE, Key::Enter);
    assert_eq!(value(&harness, WAGES), "1,059.56");
}

#[test]
fn help_opens_by_its_key_and_gives_the_keyboard_back() {
    let mut harness = app();
    show(&mut harness, "3 支出预算");
    click(&mut harness, WAGES);
    press(&mut harness, NONE, Key::F1);
    for (topic, part) in
        [("快捷键", "Ctrl+Shift+P"), ("关于", env!("CARGO_PKG_VERSION")), ("使用说明", "打开")]
    {
        harness.get_by_label(topic).click();
        harness.run();
        assert!(harness.query_all_by_label_contains(part).next().is_some(), "{topic}");
    }
    press(&mut harness, NONE, Key::Escape);
    assert!(harness.query_by_label("快捷键").is_none());
    type_text(&mut harness, "8");
    press(&mut harness, NONE, Key::Enter);
    assert_eq!(value(&harness, WAGES), "8.00");
}

/// Wherever a wide cell is clicked it is gone to, to its edges, across the columns that it takes up.
#[test]
fn a_cell_takes_a_click_to_its_edges() {
    for table in ["14 整体绩效目标", "13 机关运行经费", "预算明细"] {
        takes_clicks_to_edges(table);
    }
}

/// The strip that draws a column wider stands on heads alone: it would swallow clicks on cells beside it.
fn takes_clicks_to_edges(table: &str) {
    let mut harness = app();
    let mut wrong = Vec::new();
    show(&mut harness, table);
    harness.run_steps(3);
    let cells = |harness: &Harness<'_, App>| -> Vec<(String, Rect)> {
        let seen = harness.query_all_by(|node| node.role() == egui::Role::GridCell);
        let seen = seen.filter(|node| node.rect().height() > 12.0 && node.rect().bottom() < 480.0);
        seen.filter_map(|node| Some((node.accesskit_node().label()?, node.rect()))).collect()
    };
    let names: Vec<String> = cells(&harness).into_iter().take(7).map(|(name, _)| name).collect();
    assert!(names.len() > 6, "{table}: {names:?}");
    // No two clicks in one cell after each other: that would open it.
    for is_left in [true, false] {
        for name in &names {
            // What is gone to may be scrolled to.
            let (_, rect) = cells(&harness).into_iter().find(|(seen, _)| seen == name).unwrap();
            let x = if is_left { rect.left() + 2.0 } else { rect.right() - 2.0 };
            let pos = egui::pos2(x, rect.center().y);
            harness.event(Event::PointerMoved(pos));
            for pressed in [true, false] {
                let button = PointerButton::Primary;
                harness.event(Event::PointerButton { pos, button, pressed, modifiers: NONE });
            }
            harness.run_steps(3);
            let at = harness.state_mut().document_mut().unwrap().grid().unwrap().cursor.clone();
            let book = harness.state().document().unwrap().session.book();
            let gone_to = at.and_then(|at| Some(yusuan::ui::cell_name(&book.cell(&at)?)));
            if gone_to.as_ref() != Some(name) {
                wrong.push(format!("{name} {rect:?} at {x}: {gone_to:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{table}: {wrong:#?}");
}
