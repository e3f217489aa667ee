//! What stands beside or below another thing where a small window, or a large zoom, leaves little room: nothing lies under it.

use eframe::egui::{self, Key, Modifiers, Role, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use yusuan::ui::App;

use super::compare::compared;
use super::original::{app_of, until};
use super::{Answers, app, click, press, show, type_text};
use crate::import::documents::{text, workbook};
use crate::window_hand::cursor;

const NONE: Modifiers = Modifiers::NONE;

/// 1366×768 as it is, and at 150 and 200 %.
const SIZES: [[f32; 2]; 3] = [[1366.0, 768.0], [911.0, 512.0], [683.0, 384.0]];

fn resized(harness: &mut Harness<'_, App>, [width, height]: [f32; 2]) {
    harness.set_size(vec2(width, height));
    harness.run_steps(6);
}

/// The table is not pushed under the list of tables by the submitted document; that is put away before.
#[test]
fn the_table_has_its_room_beside_the_original() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("表.xlsx");
    std::fs::write(&path, workbook(&text())).unwrap();
    let mut harness = app_of(&path, Answers::default());
    until(&mut harness, |harness| harness.query_by_label_contains("原件工作表").is_some());
    show(&mut harness, "3 支出预算");
    for size in SIZES {
        resized(&mut harness, size);
        let is_beside = harness.query_by_label_contains("原件工作表").is_some();
        assert_eq!(is_beside, size[0] > 700.0, "{size:?}");
        let list = harness.query_all_by_label_contains(" 支出预算").next().unwrap().rect();
        let mut seen = 0;
        for part in ["增加", "删除行", "上移行", "下移行", "表注"] {
            for button in harness.query_all_by_label_contains(part) {
                assert!(button.rect().left() >= list.right(), "{size:?} {part}: {:?}", button.rect());
                seen += 1;
            }
        }
        // Where there is little room the buttons of rows are in a menu.
        assert!(seen >= 1, "{size:?}: {seen}");
    }
}

/// The list of findings is as high beside every page: nothing lies elsewhere because a click in it led there. Where it was put
/// together, its key and its button show it, over what has the room as well.
#[test]
fn the_findings_stay_where_they_are_and_come_when_asked() {
    let top =
        |harness: &Harness<'_, App>| harness.query_by_label("收起，只留这一行").map(|fold| fold.rect().top());
    for size in SIZES.iter().take(2) {
        let mut harness = compared();
        resized(&mut harness, *size);
        assert_eq!(top(&harness), None, "{size:?}: folded at first");
        press(&mut harness, Modifiers::COMMAND, Key::J);
        harness.run_steps(3);
        let beside_compared = top(&harness).expect("shown by its key");
        show(&mut harness, "1 收支预算");
        harness.run_steps(3);
        assert_eq!(top(&harness), Some(beside_compared), "{size:?}");
        press(&mut harness, Modifiers::COMMAND, Key::F);
        assert_eq!(top(&harness), None, "{size:?}: the search has the room");
        press(&mut harness, Modifiers::COMMAND, Key::J);
        harness.run_steps(3);
        assert_eq!(top(&harness), Some(beside_compared), "{size:?}: over the search");
        press(&mut harness, Modifiers::COMMAND, Key::J);
        harness.run_steps(3);
        assert!(top(&harness).is_none() && harness.query_by_label("展开问题列表").is_none(), "{size:?}");
    }
}

/// Of a table its findings alone are listed; beside a page that is none there is nothing to be ticked.
#[test]
fn findings_of_this_table_are_asked_for_beside_tables() {
    let mut harness = compared();
    if harness.query_by_label("展开问题列表").is_some() {
        click(&mut harness, "展开问题列表");
    }
    let ticked = |harness: &Harness<'_, App>| {
        let tick = harness.get_by_label("只看本表");
        (tick.accesskit_node().is_disabled(), tick.accesskit_node().toggled())
    };
    assert!(ticked(&harness).0, "beside the comparison");
    show(&mut harness, "1 收支预算");
    assert!(!ticked(&harness).0, "beside a table");
}

/// What is said of a chosen difference, and the field for its reason, are in sight below the list.
#[test]
fn the_reason_of_a_difference_is_in_sight() {
    for size in [[1920.0, 1080.0], SIZES[0], SIZES[1]] {
        let mut harness = compared();
        resized(&mut harness, size);
        click(&mut harness, "全部差异");
        press(&mut harness, NONE, Key::ArrowDown);
        press(&mut harness, NONE, Key::F2);
        // A column is called so as well.
        let field = harness.query_all_by_label("主要原因").find(|field| field.is_focused());
        let field = field.unwrap_or_else(|| panic!("{size:?}: no field")).rect();
        // The bar with the number of findings is the first thing below the page.
        let fold = ["展开问题列表", "收起，只留这一行"].iter().find_map(|name| harness.query_by_label(name));
        let end = fold.expect("the findings").rect().top();
        let parts = ["记下原因", "写入说明", "复制成说明文字", "到此单元格"];
        let rects = parts.map(|part| (part, harness.get_by_label(part).rect()));
        for (part, rect) in rects.into_iter().chain([("主要原因", field)]) {
            assert!(rect.bottom() <= end && rect.right() <= size[0], "{size:?} {part}: {rect:?}, {end}");
        }
    }
}

/// What was found is seen above the list of what was found, in the columns that stay as well as in others.
#[test]
fn a_found_cell_is_in_sight() {
    for size in SIZES.iter().take(2) {
        let mut harness = app();
        resized(&mut harness, *size);
        show(&mut harness, "6 基本支出");
        press(&mut harness, Modifiers::COMMAND, Key::F);
        type_text(&mut harness, "办公");
        for _ in 0..4 {
            press(&mut harness, NONE, Key::Enter);
            harness.run_steps(3);
            let cell = cursor(&harness);
            let grid = harness.state_mut().document_mut().unwrap().grid().and_then(|grid| grid.cursor_rect);
            let end = harness.get_by_label("关闭查找").rect().top();
            let rect = grid.unwrap_or_else(|| panic!("{size:?} {cell}: not drawn"));
            assert!(rect.bottom() <= end && rect.height() > 15.0, "{size:?} {cell}: {rect:?}, {end}");
        }
    }
}

/// Names and reasons share what figures leave, nothing stands past the window, and rows are left beside the findings.
#[test]
fn the_differences_have_their_room() {
    for size in SIZES.iter().take(2) {
        let mut harness = compared();
        resized(&mut harness, *size);
        click(&mut harness, "全部差异");
        if harness.query_by_label("展开问题列表").is_some() {
            click(&mut harness, "展开问题列表");
        }
        harness.run_steps(4);
        let end = harness.get_by_label("收起，只留这一行").rect().top();
        let lines = harness.query_all_by(|node| {
            node.role() == Role::ListBoxOption && node.label().is_some_and(|label| label.contains(" → "))
        });
        let lines: Vec<egui::Rect> =
            lines.map(|line| line.rect()).filter(|line| line.bottom() <= end).collect();
        assert!(lines.len() >= 4, "{size:?}: {} rows above the findings", lines.len());
        assert!(lines.iter().all(|line| line.right() <= size[0]), "{size:?}: {lines:?}");
        let head = harness.query_all_by_label("主要原因").map(|node| node.rect()).next().unwrap();
        let room = lines[0].right() - head.left();
        assert!(room >= 100.0, "{size:?}: {room} for the reasons");
    }
}

/// What is demanded is listed below its whole head, however low the window, and has the keyboard where it was asked for by name.
#[test]
fn the_demands_have_their_head_and_the_keyboard() {
    for size in SIZES.iter().take(2) {
        let mut harness = app();
        resized(&mut harness, *size);
        press(&mut harness, Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::P);
        type_text(&mut harness, "公开要求和得分");
        press(&mut harness, NONE, Key::Enter);
        harness.run_steps(4);
        let list = harness.get_by_role_and_label(Role::ListBox, "公开要求的各条");
        // Who listens is told of the line that the list is at.
        let is_line = |label: String| label.starts_with("要求 ");
        let at = harness.query_by(|node| node.is_focused() && node.label().is_some_and(is_line));
        assert!(at.is_some() || list.is_focused(), "{size:?}: the keyboard");
        let fold = harness.get_by_label("收起，只留这一行").rect();
        let status = harness.get_by_label("已保存").rect();
        assert!(list.rect().top() > fold.bottom() && list.rect().bottom() <= status.top() + 8.0, "{size:?}");
        for tab in ["公开要求", "筛选文字"] {
            let all = harness.query_all_by_label(tab).map(|node| node.rect());
            let last = all.max_by(|a, b| a.top().total_cmp(&b.top())).unwrap();
            assert!(last.top() >= fold.top() - 30.0 && last.bottom() <= list.rect().top(), "{size:?} {tab}");
        }
        let page = |harness: &Harness<'_, App>| harness.state().document().unwrap().look.page.clone();
        let before = page(&harness);
        press(&mut harness, NONE, Key::ArrowDown);
        assert_eq!(cursor(&harness), "T1!一般公共预算!收入项目", "{size:?}: the table does not move");
        press(&mut harness, NONE, Key::Enter);
        harness.run_steps(3);
        let said = harness.state().document().unwrap().message.clone().unwrap_or_default();
        assert!(page(&harness) != before || said.starts_with('［'), "{size:?}: {said}");
    }
}
