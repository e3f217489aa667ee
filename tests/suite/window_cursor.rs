//! Where the cursor is, and what is asked of its cell by keys alone.

use eframe::egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;

use crate::window::{WAGES, app, click, press, show, type_text, value};
use crate::window_hand::cursor;

const NONE: Modifiers = Modifiers::NONE;
const CTRL: Modifiers = Modifiers::COMMAND;

/// One was put into the row below, in the column of names.
#[test]
fn undoing_an_added_row_leads_back_to_where_it_was_added() {
    let mut harness = app();
    show(&mut harness, "13 机关运行经费");
    let from = "机关运行经费 30202 印刷费 机构运行经费支出 合计";
    click(&mut harness, from);
    let before = cursor(&harness);
    press(&mut harness, CTRL, Key::Enter);
    let added = cursor(&harness);
    assert_ne!(added, before, "the row is added and gone to");
    press(&mut harness, CTRL, Key::Z);
    assert_eq!(cursor(&harness), before);
    // Taken again, it is gone to.
    press(&mut harness, CTRL, Key::Y);
    assert_eq!(cursor(&harness).split('!').nth(1), added.split('!').nth(1));
}

/// The cell that was found by a filter was out of sight once all rows were there again.
#[test]
fn all_rows_are_shown_around_the_cell_that_one_was_at() {
    let mut harness = app();
    show(&mut harness, "13 机关运行经费");
    let last = harness.state().document().unwrap().session.budget().tables[&"T13".into()]
        .rows()
        .last()
        .map(|row| (row.key().to_string(), row.text(&"科目名称".into()).to_owned()))
        .unwrap();
    harness.get_by_label("筛选 部门预算支出经济分类科目 科目名称").click();
    harness.run();
    type_text(&mut harness, &last.1);
    press(&mut harness, NONE, Key::Enter);
    let name = format!("机关运行经费 {} {} 机构运行经费支出 合计", last.0, last.1);
    click(&mut harness, &name);
    harness.get_by_label("显示全部").click();
    harness.run();
    assert!(cursor(&harness).contains(&last.0));
    let cell = harness.get_by_label(&name).rect();
    assert!(cell.top() > 100.0 && cell.bottom() < 800.0, "{cell:?}");
}

#[test]
fn the_menu_of_a_cell_opens_by_keyboard() {
    for (modifiers, key) in [(Modifiers::SHIFT, Key::F10), (NONE, Key::Menu)] {
        let mut harness = app();
        show(&mut harness, "3 支出预算");
        click(&mut harness, WAGES);
        press(&mut harness, modifiers, key);
        assert!(harness.query_by_label("连同表头复制").is_some(), "{key:?}");
        // The arrows go through it, Esc leaves it, and the next key is the cell's.
        press(&mut harness, NONE, Key::ArrowDown);
        press(&mut harness, NONE, Key::Escape);
        assert!(harness.query_by_label("连同表头复制").is_none(), "{key:?}");
        type_text(&mut harness, "8");
        press(&mut harness, NONE, Key::Enter);
        assert_eq!(value(&harness, WAGES), "8.00", "{key:?}");
        // The last of the first group, by keys: the cell is blank.
        click(&mut harness, WAGES);
        press(&mut harness, modifiers, key);
        for _ in 0..4 {
            press(&mut harness, NONE, Key::ArrowDown);
        }
        press(&mut harness, NONE, Key::Enter);
        assert_eq!(value(&harness, WAGES), "", "{key:?}");
    }
}

/// It is seen which button is meant, and the space bar means it too.
#[test]
fn the_button_that_enter_means_has_the_keyboard() {
    for key in [Key::Enter, Key::Space] {
        let mut harness = app();
        show(&mut harness, "3 支出预算");
        click(&mut harness, WAGES);
        type_text(&mut harness, "1");
        press(&mut harness, CTRL, Key::W);
        harness.run();
        assert!(harness.get_by_label("还没有保存").rect().is_positive());
        let focused = harness
            .get_by(|node| node.is_focused() && node.label().is_some_and(|label| label.contains("保存")));
        assert!(focused.rect().is_positive());
        press(&mut harness, NONE, Key::Escape);
        assert!(harness.query_by_label("还没有保存").is_none(), "{key:?}");
    }
}
