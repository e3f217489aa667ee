//! Amounts shown in 元 and 万元, and balanced, in the real app: what is seen changes, what is stored does not.

use eframe::egui::{Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use yusuan::model::{Budget, CellAddress, Row, Value};
use yusuan::money::{Decimal, MoneyUnit};
use yusuan::rounding::Precision;
use yusuan::session::Session;
use yusuan::ui::{App, Document, Showing};

use super::lines::{go, prepared};
use super::{press, show, type_text, value};

const CTRL_SHIFT: Modifiers = Modifiers::COMMAND.plus(Modifiers::SHIFT);
const BALANCED: Showing = Showing { precision: Some(Precision::WHOLE_WAN_YUAN), balanced: true };

fn choose(harness: &mut Harness<'_, App>, precision: Option<Precision>, balanced: bool) {
    harness.state_mut().show_amounts(Showing { precision, balanced });
    harness.run();
    harness.run();
}

fn exact(harness: &Harness<'_, App>, cell: &CellAddress) -> Decimal {
    let book = harness.state().document().unwrap().session.book();
    book.cell(cell).unwrap().number().unwrap_or_default()
}

fn shown(harness: &Harness<'_, App>, cell: &CellAddress) -> String {
    let document = harness.state().document().unwrap();
    document.shown().text(&document.session.book().cell(cell).unwrap())
}

fn number(text: &str) -> Decimal {
    text.replace(',', "").parse().unwrap_or_default()
}

fn decimal(text: &str) -> Decimal {
    text.parse().unwrap()
}

#[test]
fn tables_are_shown_in_the_chosen_unit_and_stay_as_they_are() {
    let mut harness = prepared();
    show(&mut harness, "1 收支预算");
    let total = "收支预算 收入总计 收入 金额";
    let cell: CellAddress = "T1!收入总计!金额".parse().unwrap();
    harness.state_mut().document_mut().unwrap().jump(&cell);
    harness.run();
    harness.run();
    for (precision, text, heading) in [
        (None, "824.01", "单位：万元"),
        (Some(Precision::YUAN), "8,240,100.00", "单位：元"),
        (Some(Precision::WHOLE_YUAN), "8,240,100", "单位：元（取整）"),
        (Some(Precision::WAN_YUAN), "824.01", "单位：万元"),
        (Some(Precision::WHOLE_WAN_YUAN), "824", "单位：万元（取整）"),
    ] {
        choose(&mut harness, precision, false);
        assert_eq!(value(&harness, total), text, "{precision:?}");
        assert!(harness.query_all_by_label(heading).next().is_some(), "{heading}");
        assert_eq!(exact(&harness, &cell), decimal("824.01"));
    }
    assert!(harness.state().document().unwrap().session.is_saved());
    // Shown rounded, the inspector and the status bar say what it is exactly.
    assert_eq!(harness.query_all_by_label_contains("精确数 824.01 万元").count(), 2);
}

#[test]
fn what_is_typed_in_yuan_is_taken_to_the_fen() {
    let mut harness = prepared();
    press(&mut harness, CTRL_SHIFT, Key::Y);
    harness.run();
    let cell = go(&mut harness, "办公费", "金额");
    assert_eq!(shown(&harness, &cell), "90,000.00");
    type_text(&mut harness, "90123.45");
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert_eq!(exact(&harness, &cell), decimal("9.012345"));
    assert_eq!(shown(&harness, &cell), "90,123.45");
    // The editor opens on all of it, and leaving it as it is changes nothing.
    harness.state_mut().document_mut().unwrap().jump(&cell);
    harness.run();
    press(&mut harness, Modifiers::NONE, Key::F2);
    let editor = harness.get_by_label_contains("编辑 预算明细");
    assert_eq!(editor.value().unwrap_or_default(), "90123.45");
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert_eq!(exact(&harness, &cell), decimal("9.012345"));
    // A unit that is written stands; what no 分 can pay is refused.
    harness.state_mut().document_mut().unwrap().jump(&cell);
    harness.run();
    type_text(&mut harness, "9万元");
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert_eq!(exact(&harness, &cell), Decimal::from(9));
    harness.state_mut().document_mut().unwrap().jump(&cell);
    harness.run();
    type_text(&mut harness, "1.234");
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert!(harness.query_all_by_label_contains("以元为单位最多 2 位小数").next().is_some());
    press(&mut harness, Modifiers::NONE, Key::Escape);
    // Filling down repeats the amount, not its digits in another unit.
    harness.state_mut().document_mut().unwrap().jump(&cell);
    harness.run();
    press(&mut harness, Modifiers::SHIFT, Key::ArrowDown);
    press(&mut harness, Modifiers::COMMAND, Key::D);
    let document = harness.state().document().unwrap();
    let rows = document.session.budget().tables[&cell.table].rows();
    let at = rows.iter().position(|row| *row.key() == cell.row).unwrap();
    assert_eq!(rows.get(at + 1).unwrap().cells().get(&cell.column).unwrap().amount(), Some(Decimal::from(9)));
}

#[test]
fn balanced_tables_foot_as_they_are_shown() {
    let mut harness = prepared();
    choose(&mut harness, BALANCED.precision, BALANCED.balanced);
    let document = harness.state().document().unwrap();
    let (book, shown) = (document.session.book(), document.shown());
    let mut sums = 0;
    for sheet in book.sheets() {
        for cell in sheet.rows().flat_map(|row| row.cells()) {
            if cell.column.kind != yusuan::schema::ColumnKind::Amount || !cell.role.is_computed() {
                continue;
            }
            let parts = cell.addends();
            let total: Decimal = parts.iter().map(|part| number(&shown.text(part))).sum();
            assert_eq!(number(&shown.text(&cell)), total, "{}", cell.address());
            sums += usize::from(parts.len() > 1 && !total.is_zero());
        }
    }
    assert!(sums > 100, "{sums}");
    assert!(document.session.is_saved());
}

#[test]
fn adjusted_cells_are_listed_and_lead_to_their_cell() {
    let mut harness = prepared();
    show(&mut harness, "3 支出预算");
    assert!(harness.query_by_label_contains("舍位调整").is_none());
    choose(&mut harness, BALANCED.precision, false);
    press(&mut harness, CTRL_SHIFT, Key::B);
    harness.run();
    let adjusted = {
        let document = harness.state().document().unwrap();
        document.balanced().unwrap().adjusted().to_vec()
    };
    let here = adjusted.iter().filter(|one| one.address.table.as_str() == "T3").count();
    assert!(here > 0 && here < adjusted.len());
    harness.get_by_label(&format!("调整 {here} 格")).click();
    harness.run();
    assert!(
        harness.query_by_label_contains(&format!("以下 {} 格不是自身的四舍五入", adjusted.len())).is_some()
    );
    let first = adjusted[0].clone();
    let name = {
        let document = harness.state().document().unwrap();
        let cell = document.session.book().cell(&first.address).unwrap();
        yusuan::ui::cell_name(&cell)
    };
    harness.get_by_label(&name).click();
    harness.run();
    harness.run();
    let document = harness.state().document().unwrap();
    assert_eq!(document.cursor(), Some(first.address.clone()));
    let explained = document.shown().explained(&document.session.book().cell(&first.address).unwrap());
    let explained = explained.unwrap();
    assert!(explained.contains("舍位平衡") && explained.contains("精确数"), "{explained}");
    assert!(harness.query_by_label_contains(&explained).is_some(), "the inspector says it");
    // Without it each amount is its own ordinary rounding again.
    press(&mut harness, CTRL_SHIFT, Key::B);
    harness.run();
    let unit = harness.state().document().unwrap().session.format().unit;
    let plain = Precision::WHOLE_WAN_YUAN.text(first.exact, unit);
    assert_eq!(shown(&harness, &first.address), plain);
    assert!(harness.query_by_label_contains("舍位调整").is_none());
}

#[test]
fn what_is_shown_is_copied_and_comes_back_exact_within_the_program() {
    let mut harness = prepared();
    let cell = go(&mut harness, "办公费", "金额");
    type_text(&mut harness, "9.012345");
    press(&mut harness, Modifiers::NONE, Key::Enter);
    choose(&mut harness, Some(Precision::WHOLE_YUAN), false);
    harness.state_mut().document_mut().unwrap().jump(&cell);
    harness.run();
    let copied = harness.state_mut().document_mut().unwrap().copied(false).unwrap();
    assert_eq!(copied.text, "90123");
    let below = go(&mut harness, "印刷费", "金额");
    harness.state_mut().document_mut().unwrap().paste(&copied.text, Some(&copied.html));
    assert_eq!(exact(&harness, &below), decimal("9.012345"));
    // Shown in another unit by then, the text alone is taken as what it is read as.
    choose(&mut harness, None, false);
    harness.state_mut().document_mut().unwrap().paste("1.5", None);
    assert_eq!(exact(&harness, &below), decimal("1.5"));
}

#[test]
fn a_large_budget_is_balanced_while_the_window_goes_on() {
    let mut harness = prepared();
    let format = harness.state().document().unwrap().session.format().clone();
    let mut budget = Budget { format: format.id.clone(), year: format.year, ..Budget::default() };
    let mut table = format.table(&"T12".into()).unwrap().blank_table();
    for number in 0..1_100 {
        let mut row = Row { key: format!("项目{number}").into(), kind: "项目".into(), ..Row::default() };
        row.cells.insert("本年一般公共预算".into(), Value::Amount(Decimal::new(150 + number, 2)));
        table.push(row);
    }
    budget.tables.insert("T12".into(), table);
    let app = harness.state_mut();
    app.show(Document::new(Session::unsaved(budget, format), None));
    app.show_amounts(BALANCED);
    // It is not at hand in the first frame, which says so; nor is anything waited for.
    harness.step();
    let now = |harness: &Harness<'_, App>| harness.state().document().unwrap().balanced().cloned();
    assert!(now(&harness).is_none());
    let heading = |harness: &Harness<'_, App>| harness.state().document().unwrap().shown().heading();
    assert!(heading(&harness).contains("正在舍位平衡"));
    while now(&harness).is_none() {
        std::thread::yield_now();
        harness.step();
    }
    assert!(!heading(&harness).contains("正在舍位平衡"));
    let total: CellAddress = "T12!合计!合计".parse().unwrap();
    let all: Decimal = (0..1_100).map(|number| Decimal::new(150 + number, 2)).sum();
    assert_eq!(number(&shown(&harness, &total)), Precision::WHOLE_WAN_YUAN.round(all, MoneyUnit::WanYuan));
}
