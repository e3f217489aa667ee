//! Preparing a budget from lines in the real app.

use std::path::Path;

use eframe::egui::{self, Event, Key, Modifiers, Role};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use yusuan::model::{CellAddress, Value};
use yusuan::ui::App;

use super::{Answers, app_with, click, press, show, type_text};

/// The app with the prepared example in front.
pub(crate) fn prepared() -> Harness<'static, App> {
    let mut harness = app_with(Answers::default());
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/samples/示例区档案局-2023（示例）.ron");
    harness.state_mut().open(&sample);
    harness.run();
    harness
}

/// Goes to a cell of the line of an item.
pub(super) fn go(harness: &mut Harness<'_, App>, item: &str, column: &str) -> CellAddress {
    let document = harness.state_mut().document_mut().unwrap();
    let rows = document.session.budget().tables[&"预算明细".into()].rows();
    let row = rows.iter().find(|row| row.text(&"项目名称".into()) == item).unwrap().key().clone();
    let cell = CellAddress::new("预算明细", row, column);
    document.jump(&cell);
    harness.run();
    harness.run();
    cell
}

pub(super) fn shown(harness: &Harness<'_, App>, cell: &CellAddress) -> String {
    harness.state().document().unwrap().session.book().cell(cell).unwrap().text()
}

#[test]
fn a_code_is_chosen_by_the_initials_of_its_name() {
    let mut harness = prepared();
    let cell = go(&mut harness, "办公费", "部门经济科目");
    press(&mut harness, Modifiers::ALT, Key::ArrowDown);
    type_text(&mut harness, "jbgz");
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert_eq!(shown(&harness, &cell), "30101");
    // Government codes that may stand beside it come first, by the kind of the unit and not by its name.
    let unit: CellAddress = "单位!901001!单位名称".parse().unwrap();
    harness.state_mut().document_mut().unwrap().session.enter(&unit, "事业发展局").unwrap();
    let cell = CellAddress { column: "政府经济科目".into(), ..cell };
    harness.state_mut().document_mut().unwrap().jump(&cell);
    harness.run();
    press(&mut harness, Modifiers::ALT, Key::ArrowDown);
    assert!(harness.query_all_by_label_contains("可与部门科目搭配").next().is_some());
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert_eq!(shown(&harness, &cell), "50101");
    press(&mut harness, Modifiers::COMMAND, Key::Z);
    assert_eq!(shown(&harness, &cell), "50201");
}

#[test]
fn what_a_line_says_of_itself_is_chosen() {
    let mut harness = prepared();
    let choose = |harness: &mut Harness<'_, App>, column: &str, part: &str| {
        let cell = go(harness, "办公费", column);
        press(harness, Modifiers::ALT, Key::ArrowDown);
        type_text(harness, part);
        press(harness, Modifiers::NONE, Key::Enter);
        shown(harness, &cell)
    };
    let own = go(&mut harness, "办公费", "单位代码");
    assert_eq!(shown(&harness, &own), "901001");
    assert_eq!(choose(&mut harness, "资金来源", "jzybgg"), "结转一般公共预算");
    assert_eq!(
        choose(&mut harness, "支出类型", "zzz"),
        "公用经费",
        "nothing was found, so nothing is written"
    );
    press(&mut harness, Modifiers::NONE, Key::Escape);
    assert_eq!(choose(&mut harness, "支出类型", "ryl"), "人员类");
    // A unit comes with its code, in one step; a unit pays nothing to itself.
    assert_eq!(choose(&mut harness, "单位", "901002"), shown_unit(&harness, 1));
    assert_eq!(shown(&harness, &own), "901002");
    press(&mut harness, Modifiers::COMMAND, Key::Z);
    assert_eq!(shown(&harness, &own), "901001");
    let before = shown(&harness, &CellAddress { column: "内部往来单位".into(), ..own.clone() });
    assert_eq!(choose(&mut harness, "内部往来单位", "901001"), before);
    press(&mut harness, Modifiers::NONE, Key::Escape);
    assert_eq!(choose(&mut harness, "内部往来单位", "901002"), shown_unit(&harness, 1));
}

#[test]
fn who_goes_to_a_table_or_a_unit_types_on_there() {
    let mut harness = prepared();
    for entries in [&["预算明细"][..], &["3 支出预算"], &["示例区档案馆", "预算明细"]] {
        for entry in entries {
            show(&mut harness, entry);
        }
        let first = harness.state().document().unwrap().cursor().unwrap();
        press(&mut harness, Modifiers::NONE, Key::ArrowDown);
        let document = harness.state().document().unwrap();
        let (sheet, cursor) = (document.book().sheet(&first.table).unwrap(), document.cursor().unwrap());
        let at = |cell: &CellAddress| sheet.row_by_key(&cell.row).unwrap().index;
        assert!(at(&cursor) > at(&first), "{entries:?} {first} {cursor}");
    }
}

#[test]
fn what_is_chosen_is_written_into_all_selected_lines() {
    let mut harness = prepared();
    for (column, part, beside, expected) in [
        ("功能科目", "2012699", "功能科目", ["2012699"; 3]),
        // A unit brings its code along.
        ("单位", "901002", "单位代码", ["901002"; 3]),
        ("资金来源", "dwzj", "资金来源", ["单位资金"; 3]),
        // The codes that stand there are not those of the item, and stay.
        ("项目名称", "gwjdf", "部门经济科目", ["30101", "30102", "30103"]),
        ("项目名称", "gwjdf", "项目名称", ["公务接待费"; 3]),
        ("内部往来单位", "901003", "内部往来单位", ["示例区档案服务中心"; 3]),
    ] {
        let first = go(&mut harness, "基本工资", column);
        let grown = |harness: &mut Harness<'_, App>| {
            press(harness, Modifiers::SHIFT, Key::ArrowDown);
            press(harness, Modifiers::SHIFT, Key::ArrowDown);
        };
        grown(&mut harness);
        let lines = || lines_from(&harness, &first, beside);
        let before: Vec<String> = lines().iter().map(|cell| shown(&harness, cell)).collect();
        let lines = lines();
        press(&mut harness, Modifiers::ALT, Key::ArrowDown);
        assert!(harness.query_by_label_contains("写入选中的 3 格").is_some(), "{column}");
        type_text(&mut harness, part);
        press(&mut harness, Modifiers::NONE, Key::Enter);
        let now = |harness: &Harness<'_, App>| -> Vec<String> {
            lines.iter().map(|cell| shown(harness, cell)).collect()
        };
        assert_eq!(now(&harness), expected, "{column}");
        press(&mut harness, Modifiers::COMMAND, Key::Z);
        assert_eq!(now(&harness), before, "{column} is one step");
    }
    // No unit pays anything to itself: only the line of another one takes it.
    let first = go(&mut harness, "基本工资", "内部往来单位");
    let lines = lines_from(&harness, &first, "内部往来单位");
    for (column, text) in [("单位代码", "901002"), ("单位", "示例区档案馆")] {
        let own = CellAddress { column: column.into(), ..lines[1].clone() };
        harness.state_mut().document_mut().unwrap().session.enter(&own, text).unwrap();
    }
    // What is offered is for the line where the selection began.
    press(&mut harness, Modifiers::NONE, Key::ArrowDown);
    press(&mut harness, Modifiers::SHIFT, Key::ArrowUp);
    press(&mut harness, Modifiers::ALT, Key::ArrowDown);
    type_text(&mut harness, "901001");
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert_eq!([shown(&harness, &lines[0]), shown(&harness, &lines[1])], ["", "示例区档案局"]);
}

/// A column's cells of a line and the two below it.
fn lines_from(harness: &Harness<'_, App>, first: &CellAddress, column: &str) -> Vec<CellAddress> {
    let rows = harness.state().document().unwrap().session.budget().tables[&first.table].rows();
    let rows = rows.iter().skip_while(|row| *row.key() != first.row).take(3);
    rows.map(|row| CellAddress::new(first.table.as_str(), row.key().clone(), column)).collect()
}

fn shown_unit(harness: &Harness<'_, App>, at: usize) -> String {
    harness.state().document().unwrap().session.units()[at].1.clone()
}

/// What it prints at the right finds it, too: the 款, and the 类 above that.
#[test]
fn a_code_is_chosen_by_the_names_above_it() {
    for typed in ["档案事务 行政运行", "dasw xzyx", "一般公共服务 档案 行政运行"] {
        let mut harness = prepared();
        go(&mut harness, "基本工资", "功能科目");
        press(&mut harness, Modifiers::ALT, Key::ArrowDown);
        type_text(&mut harness, typed);
        let listed = harness.query_all_by_role(eframe::egui::Role::ListBoxOption);
        let labels: Vec<String> = listed.filter_map(|node| node.accesskit_node().label()).collect();
        assert!(labels.iter().any(|label| label.starts_with("2012601 行政运行")), "{typed}: {labels:?}");
    }
}

/// What another line says there and the program holds against it is not offered for the next.
#[test]
fn a_value_that_the_column_refuses_is_not_offered() {
    let mut harness = prepared();
    let session = &mut harness.state_mut().document_mut().unwrap().session;
    let rows = session.budget().tables[&"收入明细".into()].rows();
    let lines = rows.iter().filter(|row| !row.text(&"收入来源".into()).is_empty());
    let keys: Vec<_> = lines.map(|row| row.key().clone()).take(2).collect();
    let [wrong, next] = [0, 1].map(|at| CellAddress::new("收入明细", keys[at].clone(), "收入来源"));
    session.enter(&wrong, "一般公共预算").unwrap();
    harness.state_mut().document_mut().unwrap().jump(&next);
    harness.run();
    harness.run();
    press(&mut harness, Modifiers::ALT, Key::ArrowDown);
    let listed = harness.query_all_by_role(eframe::egui::Role::ListBoxOption);
    let labels: Vec<String> = listed.filter_map(|node| node.accesskit_node().label()).collect();
    assert!(labels.iter().any(|label| label.starts_with("一般公共预算（财政拨款）")), "{labels:?}");
    assert!(labels.iter().all(|label| label.trim() != "一般公共预算"), "{labels:?}");
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
    // The first is typed from field to field, the second pasted.
    focus_unit(&mut harness, "单位代码", 0);
    for text in ["902001", "某局"] {
        type_text(&mut harness, text);
        press(&mut harness, Modifiers::NONE, Key::Tab);
    }
    harness.get_all_by_label("行政").next().unwrap().click();
    focus_unit(&mut harness, "在职人数", 0);
    type_text(&mut harness, "20");
    focus_unit(&mut harness, "单位代码", 1);
    harness.event(egui::Event::Paste("902002\t某站\t事业\t\n".to_owned()));
    harness.run();
    click(&mut harness, "新建");
    let document = harness.state().document().unwrap();
    let budget = document.session.budget();
    assert_eq!((budget.year, document.session.units().len()), (2024, 2));
    assert_eq!(budget.tables[&"预算明细".into()].rows().len(), 1 + 22 + 18);
    assert!(document.session.is_derived(&"T1".into()));
    let heads = |unit: usize| {
        budget.tables[&"单位".into()]
            .at(unit)
            .unwrap()
            .cells()
            .get(&"在职人数".into())
            .map(yusuan::model::ValueView::to_value)
    };
    assert_eq!((heads(0), heads(1)), (Some(Value::Amount(20.into())), None));
}

/// What is refused leads to the field that is wrong, and Tab to the cross that takes a unit out.
#[test]
fn a_new_budget_leads_to_what_is_wrong() {
    let mut harness = prepared();
    press(&mut harness, Modifiers::COMMAND, Key::N);
    focus_unit(&mut harness, "单位代码", 0);
    type_text(&mut harness, "902001");
    focus_unit(&mut harness, "在职人数", 0);
    press(&mut harness, Modifiers::NONE, Key::Tab);
    assert!(harness.get_by_label("删去单位").is_focused());
    click(&mut harness, "新建");
    assert!(harness.query_by_label_contains("代码和名称都要写").is_some());
    type_text(&mut harness, "某局");
    let names: Vec<_> = harness.get_all_by_label("单位名称").filter_map(|field| field.value()).collect();
    assert!(names.contains(&"某局".to_owned()), "{names:?}");
}

/// Puts the keyboard into a field of one of a new budget's units.
fn focus_unit(harness: &mut Harness<'_, App>, field: &str, row: usize) {
    let fields = harness.get_all_by_role_and_label(Role::TextInput, field);
    fields.into_iter().nth(row).unwrap().focus();
    harness.run();
}

/// How many lines the budget has.
pub(super) fn count(harness: &Harness<'_, App>) -> usize {
    let budget = harness.state().document().unwrap().session.budget();
    budget.table(&"预算明细".into()).map_or(0, |table| table.rows().len())
}

#[test]
fn a_new_budget_keeps_last_years_figures_beside_its_own() {
    let mut harness = prepared();
    press(&mut harness, Modifiers::COMMAND, Key::N);
    harness.get_by_label_contains("以当前文件为上年").click();
    harness.run();
    harness.get_by_label("新建").click();
    harness.run();
    let cell = go(&mut harness, "办公费", "上年金额");
    assert_ne!(shown(&harness, &cell), "");
    assert_eq!(shown(&harness, &CellAddress { column: "金额".into(), ..cell }), "");
    let header = harness.query_all_by_label_contains("上年金额").next();
    assert!(header.is_some(), "it is shown in the grid");
}

#[test]
fn a_budget_is_saved_as_a_template_and_a_new_one_begins_with_it() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("区级.ron");
    let mut harness = app_with(Answers { save: Some(place.clone()), ..Answers::default() });
    harness.state_mut().set_templates(vec![folder.path().to_owned()]);
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/samples/示例区档案局-2023（示例）.ron");
    harness.state_mut().open(&sample);
    harness.run();
    press(&mut harness, Modifiers::COMMAND | Modifiers::SHIFT, Key::P);
    type_text(&mut harness, "另存为模板");
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert!(harness.query_by_label_contains("新建预算时可以选它").is_some());
    assert_eq!(harness.state().document().unwrap().file.path, Some(sample), "the budget stays what it is");

    press(&mut harness, Modifiers::COMMAND, Key::N);
    click(&mut harness, "模板：区级");
    let paste = |harness: &mut Harness<'_, App>, block: &str| {
        focus_unit(harness, "单位代码", 0);
        harness.event(egui::Event::Paste(block.to_owned()));
        harness.run();
    };
    paste(&mut harness, "902001 某站 企业");
    let is_told = |harness: &Harness<'_, App>| harness.query_by_label_contains("性质“企业”认不得").is_some();
    assert!(is_told(&harness));
    paste(&mut harness, "902001 某站 事业 若干");
    assert!(!is_told(&harness), "what was said of the units before is no longer so");
    click(&mut harness, "新建");
    assert!(harness.query_by_label_contains("在职人数“若干”不是整数").is_some());
    paste(&mut harness, "902001 某站 事业");
    click(&mut harness, "新建");
    let document = harness.state().document().unwrap();
    let lines = document.session.budget().tables[&"预算明细".into()].rows();
    let texts = |column: &str| lines.iter().map(|row| row.text(&column.into())).collect::<Vec<_>>();
    assert!(texts("项目名称").contains(&"绩效工资") && texts("算法").contains(&"=在职人数×标准"));
    assert!(texts("单位").iter().all(|unit| unit.is_empty() || *unit == "某站"));
    assert!(lines.iter().all(|row| row.cells().values().all(|value| value.amount().is_none())));
    // The next year's is offered by itself, with the codes of that year.
    assert_eq!(document.session.budget().year, 2024);
    assert!(harness.query_by_label("科目表：2024 年（内置）").is_some());
}

/// Neither a template nor a unit's part is written over a budget that is open, here or in another tab.
#[test]
fn parts_of_a_budget_are_not_written_over_open_ones() {
    let folder = tempfile::tempdir().unwrap();
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/samples/示例区档案局-2023（示例）.ron");
    let [whole, other] = ["部门.ron", "另一份.ron"].map(|name| {
        let path = folder.path().join(name);
        std::fs::copy(&sample, &path).unwrap();
        path
    });
    let before = std::fs::read(&whole).unwrap();
    for (place, name, said) in [
        (&whole, "另存为模板", "模板不含金额，请另取文件名"),
        (&other, "另存为模板", "正在另一个标签页里打开"),
        (&whole, "拆出单位", "这是部门的文件"),
        (&other, "拆出单位", "正在另一个标签页里打开"),
    ] {
        let mut harness = app_with(Answers { save: Some(place.clone()), ..Answers::default() });
        harness.state_mut().open(&other);
        harness.state_mut().open(&whole);
        harness.run();
        harness.state_mut().document_mut().unwrap().look.unit =
            Some(("901002".into(), "示例区档案馆".into()));
        press(&mut harness, Modifiers::COMMAND | Modifiers::SHIFT, Key::P);
        type_text(&mut harness, name);
        press(&mut harness, Modifiers::NONE, Key::Enter);
        harness.run();
        assert!(harness.query_by_label_contains(said).is_some(), "{name} {place:?}");
        assert_eq!(
            [&whole, &other].map(|path| std::fs::read(path).unwrap()),
            [before.clone(), before.clone()]
        );
    }
}

/// Name, → or Tab, amount, all in one frame: the amount stands in 金额. One column too far it is refused at once, since as a
/// text beside it it would be in no total.
#[test]
fn a_name_and_its_amount_are_typed_one_behind_the_other() {
    for over in [Key::ArrowRight, Key::Tab] {
        let mut harness = prepared();
        let name = go(&mut harness, "办公费", "项目名称");
        let amount = CellAddress { column: "金额".into(), ..name.clone() };
        let press = |key| {
            let event = |pressed| Event::Key {
                key,
                physical_key: None,
                pressed,
                repeat: false,
                modifiers: Modifiers::NONE,
            };
            [event(true), event(false)]
        };
        let typed = |text: &str| Event::Text(text.to_owned());
        let mut events = vec![typed("办公用品")];
        events.extend(press(over));
        events.extend([typed("8"), typed(".5")]);
        events.extend(press(over));
        events.extend([typed("9"), typed(".5")]);
        events.extend(press(Key::Enter));
        harness.input_mut().events.extend(events);
        harness.run();
        assert_eq!((shown(&harness, &name), shown(&harness, &amount)), ("办公用品".into(), "8.50".into()));
        let formula = CellAddress { column: "算法".into(), ..name };
        assert_ne!(shown(&harness, &formula), "9.5");
        assert!(harness.query_all_by_label_contains("“9.5”是金额，请写在“金额”栏").next().is_some());
    }
}
