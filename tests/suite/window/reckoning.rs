//! Lines reckoned by standards per head, in the real app.

use eframe::egui::{Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use yusuan::model::CellAddress;
use yusuan::ui::App;

use super::lines::{go, prepared, shown};
use super::{click, press, type_text};

/// Shows the page.
fn reckoning(harness: &mut Harness<'_, App>) {
    press(harness, Modifiers::COMMAND | Modifiers::SHIFT, Key::P);
    type_text(harness, "按标准计算");
    press(harness, Modifiers::NONE, Key::Enter);
}

#[test]
fn a_formula_brings_its_amount_and_a_new_head_count_waits_for_the_command() {
    let mut harness = prepared();
    let formula = go(&mut harness, "基本工资", "算法");
    let amount = CellAddress { column: "金额".into(), ..formula.clone() };
    // What cannot be read is not taken, and it is said where it is wrong.
    type_text(&mut harness, "=在职人数×");
    press(&mut harness, Modifiers::NONE, Key::Enter);
    // At the cell and in the status bar.
    assert!(harness.query_all_by_label_contains("末尾：没有写完").next().is_some());
    press(&mut harness, Modifiers::NONE, Key::Escape);
    type_text(&mut harness, "=在职人数×办公费×10");
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert_eq!(shown(&harness, &amount), "90.00");
    let said = harness.state().document().unwrap().message.clone().unwrap_or_default();
    assert!(said.contains("得 900000 元，合 90 万元"), "{said}");
    // What the table would print as zero is not put over an amount: whoever wrote it did not mean 元.
    go(&mut harness, "基本工资", "算法");
    type_text(&mut harness, "=在职人数*0.3");
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert!(harness.query_all_by_label_contains("得 6 元，合 0.0006 万元").next().is_some());
    assert_eq!(shown(&harness, &amount), "90.00");
    press(&mut harness, Modifiers::NONE, Key::Escape);
    // The inspector names what the formula rests on, and leads there.
    go(&mut harness, "基本工资", "金额");
    click(&mut harness, "在职人数　20");
    harness.run();
    let cursor = harness.state().document().unwrap().cursor().unwrap();
    assert_eq!(cursor, CellAddress::new("单位", "901001", "在职人数"));
    type_text(&mut harness, "22");
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert_eq!(shown(&harness, &amount), "90.00", "nothing moves by itself");
    assert_eq!(shown(&harness, &cursor), "22");

    reckoning(&mut harness);
    assert!(harness.query_by_label_contains("有测算公式的明细 13 行，5 行的结果与金额不同").is_some());
    assert!(harness.query_by_label("算得 99.00").is_some());
    click(&mut harness, "更新全部 5 行");
    assert_eq!(shown(&harness, &amount), "99.00");
    assert!(harness.query_by_label_contains("13 行，0 行的结果与金额不同").is_some());
    press(&mut harness, Modifiers::COMMAND, Key::Z);
    assert_eq!(shown(&harness, &amount), "90.00");
    assert!(harness.query_by_label_contains("13 行，5 行的结果与金额不同").is_some());
}

#[test]
fn lines_without_a_formula_are_offered_that_of_their_item() {
    let mut harness = prepared();
    let formula = go(&mut harness, "办公费", "算法");
    press(&mut harness, Modifiers::NONE, Key::Delete);
    assert_eq!(shown(&harness, &formula), "");
    reckoning(&mut harness);
    assert!(harness.query_by_label_contains("另有 1 行没有测算公式").is_some());
    click(&mut harness, "写上测算公式并计算");
    assert_eq!(shown(&harness, &formula), "=在职人数×标准");
    assert!(harness.query_by_label_contains("另有 1 行没有测算公式").is_none());
}
