//! Preparing a budget from lines in the real app.

use std::path::Path;

use eframe::egui::{Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use yusuan::model::CellAddress;
use yusuan::ui::App;

use super::{Answers, app_with, click, press, type_text};

/// The app with the prepared example in front.
pub(super) fn prepared() -> Harness<'static, App> {
    let mut harness = app_with(Answers::default());
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/samples/示例区档案局-2023（示例）.ron");
    harness.state_mut().open(&sample);
    harness.run();
    harness
}

/// Goes to a cell of the line of an item.
pub(super) fn go(harness: &mut Harness<'_, App>, item: &str, column: &str) -> CellAddress {
    let document = harness.state_mut().document_mut().unwrap();
    let rows = &document.session.budget().tables[&"预算明细".into()].rows;
    let row = rows.iter().find(|row| row.text(&"项目名称".into()) == item).unwrap().key.clone();
    let cell = CellAddress::new("预算明细", row, column);
    document.jump(&cell);
    harness.run();
    harness.run();
    cell
}

fn shown(harness: &Harness<'_, App>, cell: &CellAddress) -> String {
    harness.state().document().unwrap().session.book().cell(cell).unwrap().text()
}

#[test]
fn a_code_is_chosen_by_the_initials_of_its_name() {
    let mut harness = prepared();
    let cell = go(&mut harness, "办公费", "部门经济科目");
    press(&mut harness, Modifiers::COMMAND | Modifiers::SHIFT, Key::K);
    type_text(&mut harness, "jbgz");
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert_eq!(shown(&harness, &cell), "30101");
    // Government codes that may stand beside it come first.
    let cell = CellAddress { column: "政府经济科目".into(), ..cell };
    harness.state_mut().document_mut().unwrap().jump(&cell);
    harness.run();
    press(&mut harness, Modifiers::COMMAND | Modifiers::SHIFT, Key::K);
    assert!(harness.query_all_by_label_contains("可与部门科目搭配").next().is_some());
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert_eq!(shown(&harness, &cell), "50101");
    press(&mut harness, Modifiers::COMMAND, Key::Z);
    assert_eq!(shown(&harness, &cell), "50201");
}

#[test]
fn a_derived_cell_refuses_typing_and_names_its_lines() {
    let mut harness = prepared();
    let cell: CellAddress = "T9!预算数!公务接待费".parse().unwrap();
    harness.state_mut().document_mut().unwrap().jump(&cell);
    harness.run();
    type_text(&mut harness, "5");
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert!(harness.query_by_label_contains("由预算明细汇总；请修改明细").is_some());
    press(&mut harness, Modifiers::NONE, Key::Escape);
    assert_eq!(shown(&harness, &cell), "1.80");
    assert!(harness.query_by_label_contains("由预算明细汇总，明细见下").is_some());
}

#[test]
fn a_new_budget_begins_with_its_units_and_items() {
    let mut harness = prepared();
    press(&mut harness, Modifiers::COMMAND, Key::N);
    harness.get_by_label_contains("单位，每行一个").focus();
    harness.run();
    for (line, next) in [("902001 某局 行政", true), ("902002 某站 事业", false)] {
        type_text(&mut harness, line);
        if next {
            press(&mut harness, Modifiers::NONE, Key::Enter);
        }
    }
    click(&mut harness, "新建");
    let document = harness.state().document().unwrap();
    let budget = document.session.budget();
    assert_eq!((budget.year, document.session.units().len()), (2024, 2));
    assert_eq!(budget.tables[&"预算明细".into()].rows.len(), 1 + 22 + 18);
    assert!(document.session.is_derived(&"T1".into()));
}
