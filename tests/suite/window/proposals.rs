//! Lines proposed from published tables, and tables held against their lines.

use eframe::egui::{Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use yusuan::ui::App;

use super::lines::count;
use super::{press, type_text};

/// The published budget, with the lines that its tables suggest in front.
fn proposals() -> Harness<'static, App> {
    let mut harness = super::app();
    press(&mut harness, Modifiers::COMMAND | Modifiers::SHIFT, Key::P);
    type_text(&mut harness, "由公开表反推");
    press(&mut harness, Modifiers::NONE, Key::Enter);
    harness
}

#[test]
fn lines_are_proposed_from_the_published_tables_and_taken_in_one_step() {
    let mut harness = proposals();
    assert_eq!(count(&harness), 0, "nothing is written by looking");
    let button = harness.get_by_label_contains("采纳全部确定的");
    let label = button.accesskit_node().label().unwrap();
    let sure: usize = label.split_whitespace().find_map(|word| word.parse().ok()).unwrap();
    button.click();
    harness.run();
    // The line of the total stands above them.
    assert_eq!(count(&harness), 1 + sure);
    assert!(harness.query_by_label_contains("采纳全部确定的 0 条").is_some());
    press(&mut harness, Modifiers::COMMAND, Key::Z);
    assert_eq!(count(&harness), 0);
    assert!(harness.query_by_label_contains(&label).is_some(), "it is proposed again");
}

#[test]
fn an_open_code_is_chosen_before_the_line_is_taken() {
    let mut harness = proposals();
    harness.get_by_label_contains("待定 ").click();
    harness.run();
    harness.get_all_by_label("选择…").next().unwrap().click();
    harness.run();
    type_text(&mut harness, "2013101");
    press(&mut harness, Modifiers::NONE, Key::Enter);
    // Ticked lines are taken together.
    harness.get_all_by_label_contains("勾选 T7·").nth(1).unwrap().click();
    harness.run();
    assert!(harness.query_by_label("采纳勾选的 1 条").is_some());
    harness.get_by_label("采纳勾选的 1 条").click();
    harness.run();
    assert_eq!(count(&harness), 2);
    harness.get_all_by_label("采纳").next().unwrap().click();
    harness.run();
    let budget = harness.state().document().unwrap().session.budget();
    let lines = budget.tables[&"预算明细".into()].rows();
    assert!(lines.iter().any(|row| row.text(&"功能科目".into()) == "2013101" && row.remark().contains("T7")));
}

#[test]
fn a_table_is_held_against_its_lines_and_switched_over() {
    let mut harness = proposals();
    harness.get_by_label_contains("采纳全部确定的").click();
    harness.run();
    press(&mut harness, Modifiers::COMMAND | Modifiers::SHIFT, Key::P);
    type_text(&mut harness, "与明细核对");
    press(&mut harness, Modifiers::NONE, Key::Enter);
    harness.get_by_label_contains("表12 项目支出").click();
    harness.run_steps(20);
    harness.get_all_by_label("改为由明细汇总").next().unwrap().click();
    harness.run_steps(5);
    let derived =
        |harness: &Harness<'_, App>| harness.state().document().unwrap().session.is_derived(&"T12".into());
    assert!(derived(&harness));
    assert!(harness.query_by_label_contains("（现在由明细汇总）").is_some());
    let said = harness.state().document().unwrap().message.clone().unwrap_or_default();
    assert!(said.contains("格的数变了，如“合计 合计”由 329.88 变为"), "{said}");
    harness.get_all_by_label("改回录入的数").next().unwrap().click();
    harness.run_steps(5);
    assert!(!derived(&harness));
    // A row leads to its cell.
    harness.get_by_label_contains("档案监督管理经费 合计").click();
    harness.run_steps(5);
    let cursor = harness.state().document().unwrap().cursor().unwrap();
    assert_eq!((cursor.table.as_str(), cursor.column.as_str()), ("T12", "合计"));
}
