//! A department and its units in the real app: every table of one unit or of all, what units pay each other,
//! and a unit's own budget taken in.

use std::path::Path;

use eframe::egui::{self, Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use yusuan::calc::UnitPart;
use yusuan::model::CellAddress;
use yusuan::money::Decimal;
use yusuan::ui::{App, Page};

use super::lines::prepared;
use super::{Answers, app_with, click, press, type_text, value};

fn choose(harness: &mut Harness<'_, App>, unit: &str) {
    harness.get_by_role_and_label(egui::Role::ListBoxOption, unit).scroll_to_me();
    harness.run();
    harness.get_by_role_and_label(egui::Role::ListBoxOption, unit).click();
    harness.run();
    harness.run();
}

fn open(name: &str, answers: Answers) -> Harness<'static, App> {
    let mut harness = app_with(answers);
    harness.state_mut().open(&Path::new(env!("CARGO_MANIFEST_DIR")).join(name));
    harness.run();
    harness
}

fn seen(harness: &Harness<'_, App>, cell: &str) -> Decimal {
    let cell: CellAddress = cell.parse().unwrap();
    harness.state().document().unwrap().book().cell(&cell).unwrap().number().unwrap_or_default()
}

fn jump(harness: &mut Harness<'_, App>, cell: &str) {
    let cell: CellAddress = cell.parse().unwrap();
    harness.state_mut().document_mut().unwrap().jump(&cell);
    harness.run();
    harness.run();
}

#[test]
fn every_table_is_shown_for_one_unit_or_for_all() {
    let mut harness = prepared();
    let whole = harness.state().document().unwrap().session.budget().clone();
    let total = "收支预算 收入总计 收入 金额";
    jump(&mut harness, "T1!收入总计!金额");
    assert_eq!(value(&harness, total), "824.01");
    choose(&mut harness, "示例区档案服务中心");
    // Of the table, which has no rows of units, and of its lines, whose total it is.
    let sum = seen(&harness, "预算明细!合计!金额");
    assert_eq!(value(&harness, total), format!("{sum:.2}"));
    assert_eq!(sum, Decimal::new(12323, 2));
    assert!(harness.query_by_label_contains("只显示 示例区档案服务中心 的数").is_some());
    for (code, name) in
        [("901001", "示例区档案局"), ("901002", "示例区档案馆"), ("901003", "示例区档案服务中心")]
    {
        choose(&mut harness, "全部单位");
        choose(&mut harness, name);
        let document = harness.state().document().unwrap();
        let format = document.session.format().clone();
        let own = UnitPart::of(&whole, &format, code, name);
        assert_eq!(document.book().figures, own.figures(), "{name}");
        for schema in format.published() {
            harness.state_mut().document_mut().unwrap().look.page = Page::Table(schema.key.clone());
            harness.run();
            assert!(harness.query_by_label_contains(&format!("只显示 {name} 的数")).is_some());
        }
    }
    choose(&mut harness, "全部单位");
    jump(&mut harness, "T1!收入总计!金额");
    assert_eq!(value(&harness, total), "824.01");
}

#[test]
fn a_line_typed_while_one_unit_is_shown_is_its_and_changes_its_tables() {
    let mut harness = prepared();
    choose(&mut harness, "示例区档案馆");
    harness.state_mut().document_mut().unwrap().look.page = Page::Table("预算明细".into());
    harness.run();
    let before = seen(&harness, "T3!合计!合计");
    press(&mut harness, Modifiers::COMMAND, Key::Enter);
    let document = harness.state_mut().document_mut().unwrap();
    let cursor = document.cursor().unwrap();
    assert_eq!(document.look.unit.as_ref().map(|unit| unit.1.as_str()), Some("示例区档案馆"));
    let row = |column: &str| CellAddress { column: column.into(), ..cursor.clone() };
    assert_eq!(document.session.book().cell(&row("单位代码")).unwrap().text(), "901002");
    for (column, text) in [
        ("支出类型", "公用经费"),
        ("功能科目", "2012601"),
        ("部门经济科目", "30201"),
        ("政府经济科目", "50201"),
        ("资金来源", "本年一般公共预算"),
        ("金额", "3"),
    ] {
        document.session.enter(&row(column), text).unwrap();
    }
    harness.run();
    assert_eq!(seen(&harness, "T3!合计!合计"), before + Decimal::from(3));
    choose(&mut harness, "全部单位");
    assert_eq!(seen(&harness, "T3!合计!合计"), Decimal::new(82701, 2));
}

#[test]
fn what_units_pay_each_other_is_seen_where_it_is_left_out() {
    let mut harness = open("tests/corpus/内部往来.ron", Answers::default());
    assert_eq!(seen(&harness, "T2!合计!附属单位上缴"), Decimal::ZERO);
    jump(&mut harness, "内部往来!某中心→某局!付款方支出");
    assert_eq!(value(&harness, "内部往来抵销 某中心→某局 某局 抵销的数 付款单位的支出"), "4.00");
    assert!(harness.query_by_label_contains("由 1 格相加").is_some(), "it opens into its line");
    choose(&mut harness, "某局");
    assert_eq!(seen(&harness, "T2!合计!附属单位上缴"), Decimal::from(4));
    assert_eq!(seen(&harness, "T1!收入总计!金额"), Decimal::from(37));
}

#[test]
fn a_units_own_budget_is_taken_in_after_it_was_seen_what_changes() {
    let folder = tempfile::tempdir().unwrap();
    let unit = folder.path().join("中心.ron");
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus/内部往来.ron");
    let text = std::fs::read_to_string(corpus).unwrap();
    let is_of_office = |line: &str| line.contains("单位代码") && line.contains("\"901001\"");
    let own: String =
        text.lines().filter(|line| !is_of_office(line)).map(|line| format!("{line}\n")).collect();
    std::fs::write(&unit, own.replace("{\"金额\": \"4\"}", "{\"金额\": \"3\"}")).unwrap();
    let mut harness = open("tests/corpus/内部往来.ron", Answers { open: vec![unit], ..Answers::default() });
    for agreed in [false, true] {
        press(&mut harness, Modifiers::COMMAND | Modifiers::SHIFT, Key::P);
        type_text(&mut harness, "汇入单位");
        press(&mut harness, Modifiers::NONE, Key::Enter);
        harness.run();
        // The change, and what it does to the transfer.
        assert!(harness.query_by_label_contains("会改动 1 处").is_some());
        assert!(harness.query_by_label("4.00").is_some() && harness.query_by_label("3.00").is_some());
        assert!(harness.query_by_label_contains("两方不等").is_some());
        assert_eq!(seen(&harness, "预算明细!合计!金额"), Decimal::from(53), "nothing is done unasked");
        click(&mut harness, if agreed { "汇入" } else { "不汇入" });
    }
    assert_eq!(seen(&harness, "预算明细!合计!金额"), Decimal::from(52));
    press(&mut harness, Modifiers::COMMAND, Key::Z);
    assert_eq!(seen(&harness, "预算明细!合计!金额"), Decimal::from(53));
    assert!(harness.state().document().unwrap().session.is_saved());
}
