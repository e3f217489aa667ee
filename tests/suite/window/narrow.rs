//! What stands beside or below another thing where a small window, or a large zoom, leaves little room: nothing lies under it.

use eframe::egui::{Key, Modifiers, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
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
        assert!(seen >= 3, "{size:?}: {seen}");
    }
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
        let field = harness.get_by_label("主要原因");
        assert!(field.is_focused(), "{size:?}");
        // The bar with the number of findings is the first thing below the page.
        let fold = ["展开问题列表", "收起，只留这一行"].iter().find_map(|name| harness.query_by_label(name));
        let end = fold.expect("the findings").rect().top();
        for part in ["主要原因", "记下原因", "写入说明", "复制成说明文字", "到此单元格"]
        {
            let rect = harness.get_by_label(part).rect();
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
