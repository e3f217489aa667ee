//! Finding one's way: go to, back and forward, find and replace, the palette, the trace of a cell.

use eframe::egui::{self, Key, Modifiers, Role};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use yusuan::ui::{App, Page};

use crate::window::{WAGES, app, click, fill, press, show, type_text, value};
use crate::window_hand::{cursor, message, text};

const CTRL: Modifiers = Modifiers::COMMAND;
const CTRL_SHIFT: Modifiers = Modifiers::COMMAND.plus(Modifiers::SHIFT);

fn is_saved(harness: &Harness<'_, App>) -> bool {
    harness.state().document().unwrap().session.is_saved()
}

#[test]
fn one_goes_to_a_place_by_typing_where() {
    let mut harness = app();
    for (typed, expected) in [
        ("T3!2013101!合计", "T3!2013101!合计"),
        ("t3！2013101！公用经费 商品", "T3!2013101!商品和服务支出"),
        ("档案事业费", "T12!项目单位·档案事业费"),
    ] {
        press(&mut harness, CTRL, Key::G);
        type_text(&mut harness, typed);
        press(&mut harness, Modifiers::NONE, Key::Enter);
        let at = cursor(&harness);
        assert!(at == expected || (typed.starts_with('档') && at.contains(typed)), "{typed}: {at}");
    }
    // By how names sound, too: a table's, and a row's.
    for (typed, table) in [("表9", "T9"), ("jgyxjf", "T13"), ("pxzc", "T3"), ("sangong", "T9")] {
        press(&mut harness, CTRL, Key::G);
        type_text(&mut harness, typed);
        press(&mut harness, Modifiers::NONE, Key::Enter);
        assert_eq!(harness.state().document().unwrap().look.page, Page::Table(table.into()), "{typed}");
    }
    // The second of the list, by the arrow; and nothing, by Escape.
    press(&mut harness, CTRL, Key::G);
    type_text(&mut harness, "公用");
    press(&mut harness, Modifiers::NONE, Key::Escape);
    assert_eq!(harness.state().document().unwrap().look.page, Page::Table("T9".into()));
    // The grid has the keyboard again.
    press(&mut harness, Modifiers::NONE, Key::ArrowDown);
    assert!(cursor(&harness).starts_with("T9!"));
}

#[test]
fn one_goes_back_and_forward() {
    let mut harness = app();
    show(&mut harness, "3 支出预算");
    click(&mut harness, WAGES);
    show(&mut harness, "9 “三公”经费");
    show(&mut harness, "13 机关运行经费");
    let page = |harness: &Harness<'_, App>| harness.state().document().unwrap().look.page.clone();
    press(&mut harness, Modifiers::ALT, Key::ArrowLeft);
    assert_eq!(page(&harness), Page::Table("T9".into()));
    press(&mut harness, Modifiers::ALT, Key::ArrowLeft);
    assert_eq!(cursor(&harness), "T3!2013101!工资福利支出");
    press(&mut harness, Modifiers::ALT, Key::ArrowRight);
    press(&mut harness, Modifiers::ALT, Key::ArrowRight);
    assert_eq!(page(&harness), Page::Table("T13".into()));
    press(&mut harness, Modifiers::ALT, Key::ArrowLeft);
    show(&mut harness, "1 收支预算");
    press(&mut harness, Modifiers::ALT, Key::ArrowRight);
    assert_eq!(page(&harness), Page::Table("T1".into()), "another way forward was taken");
}

#[test]
fn text_is_found_in_all_tables_and_leads_there() {
    let mut harness = app();
    show(&mut harness, "3 支出预算");
    press(&mut harness, CTRL, Key::F);
    type_text(&mut harness, "2907.50");
    harness.get_by_label_contains("共 ");
    click(&mut harness, "全部");
    let hits = harness.query_all_by_label_contains("　2,907.50").count();
    assert!(hits >= 4, "{hits}");
    harness.query_all_by_label_contains("　2,907.50").next().unwrap().click();
    harness.run();
    assert!(cursor(&harness).starts_with("T1!"), "{}", cursor(&harness));
    // Enter in the field goes to the next one.
    harness.get_by_role_and_label(Role::TextInput, "查找").focus();
    harness.run();
    press(&mut harness, Modifiers::NONE, Key::Enter);
    harness.get_by_label_contains("第 2 处");
    click(&mut harness, "关闭查找");
    assert!(harness.query_by_role_and_label(Role::TextInput, "查找").is_none());
    press(&mut harness, CTRL, Key::F);
    press(&mut harness, Modifiers::NONE, Key::Escape);
    assert!(harness.query_by_role_and_label(Role::TextInput, "查找").is_none(), "by Escape too");
    press(&mut harness, Modifiers::NONE, Key::ArrowDown);
    assert_eq!(cursor(&harness).matches('!').count(), 2, "and the grid has the keyboard");
}

/// Table 3 with the panel open that is to replace its wages.
fn replacing_wages_by(text: &str) -> Harness<'static, App> {
    let mut harness = app();
    show(&mut harness, "3 支出预算");
    press(&mut harness, CTRL, Key::H);
    type_text(&mut harness, "1059.50");
    fill(&mut harness, "替换为", text);
    harness
}

#[test]
fn all_is_replaced_as_one_step_and_what_cannot_be_is_said() {
    let mut harness = replacing_wages_by("1000");
    click(&mut harness, "全部");
    click(&mut harness, "全部替换");
    assert_eq!(text(&harness, "T3!2013101!工资福利支出"), "1,000.00", "{}", message(&harness));
    assert_eq!(text(&harness, "T5!2013101!工资福利支出"), "1,000.00");
    assert!(message(&harness).contains("替换了"));
    press(&mut harness, CTRL, Key::Z);
    assert!(is_saved(&harness), "one step");
    // One after the other, and only what is entered.
    click(&mut harness, "当前表");
    click(&mut harness, "替换");
    assert_eq!(value(&harness, WAGES), "1,000.00", "{}", message(&harness));
    press(&mut harness, CTRL, Key::Z);
    harness.get_by_role_and_label(Role::TextInput, "查找").focus();
    harness.run();
    for _ in 0.."1059.50".len() {
        press(&mut harness, Modifiers::NONE, Key::Backspace);
    }
    type_text(&mut harness, "2907.50");
    click(&mut harness, "全部替换");
    assert!(message(&harness).contains("合计或固定文字"), "{}", message(&harness));
    assert!(is_saved(&harness));
}

/// What is typed behind a click in the panel is for the panel: it went into the cell under the cursor.
#[test]
fn the_panel_keeps_the_keyboard_where_one_chooses_in_it_by_mouse() {
    let mut harness = app();
    show(&mut harness, "3 支出预算");
    click(&mut harness, WAGES);
    press(&mut harness, CTRL, Key::F);
    click(&mut harness, "全部");
    type_text(&mut harness, "1059.50");
    click(&mut harness, "替换…");
    type_text(&mut harness, "1000");
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert!(is_saved(&harness));
    assert_eq!(cursor(&harness), "T3!2013101!工资福利支出");
    let field = |name| harness.get_by_role_and_label(Role::TextInput, name).accesskit_node().value();
    assert_eq!((field("查找").as_deref(), field("替换为").as_deref()), (Some("1059.50"), Some("1000")));
}

/// Enter in a field of the panel goes to the next place and stays in the field, whatever is found: it walked over the cells, and
/// what was typed next went into them.
#[test]
fn enter_in_the_panel_never_falls_into_the_table() {
    for (looked_for, hits) in [("2907.50", true), ("查无此数", false), ("", false)] {
        let mut harness = app();
        show(&mut harness, "3 支出预算");
        click(&mut harness, WAGES);
        press(&mut harness, CTRL, Key::H);
        type_text(&mut harness, looked_for);
        press(&mut harness, Modifiers::NONE, Key::Tab);
        type_text(&mut harness, "1000");
        for _ in 0..3 {
            press(&mut harness, Modifiers::NONE, Key::Enter);
        }
        type_text(&mut harness, "9");
        assert!(is_saved(&harness), "{looked_for}: it goes on, and replaces nothing");
        let field = harness.get_by_role_and_label(Role::TextInput, "替换为");
        assert_eq!(field.accesskit_node().value().as_deref(), Some("10009"), "{looked_for}");
        let at = cursor(&harness);
        assert_eq!(at == "T3!2013101!工资福利支出", !hits, "{looked_for}: {at}");
        press(&mut harness, Modifiers::NONE, Key::Escape);
        assert!(harness.query_by_label("关闭查找").is_none(), "Escape closes it from here too");
    }
}

/// From what is put in to what puts it in; what closes the panel comes last. Where nothing is left to replace the table has not
/// the keyboard either.
#[test]
fn tab_leads_from_the_fields_to_replacing_and_to_closing_last() {
    let mut harness = replacing_wages_by("1000");
    for expected in ["替换", "全部替换", "上一处", "下一处", "当前表", "全部", "整格相同", "替换…"]
    {
        press(&mut harness, Modifiers::NONE, Key::Tab);
        let is_there =
            harness.query_by(|node| node.is_focused() && node.label().as_deref() == Some(expected));
        assert!(is_there.is_some(), "{expected}");
    }
    for _ in 0..7 {
        press(&mut harness, Modifiers::SHIFT, Key::Tab);
    }
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert_eq!(text(&harness, "T3!2013101!工资福利支出"), "1,000.00", "{}", message(&harness));
    type_text(&mut harness, "7");
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert_eq!(text(&harness, "T3!2013101!工资福利支出"), "1,000.00");
    assert!(message(&harness).starts_with("没有找到“1059.50”"), "{}", message(&harness));
}

/// What was looked for last is selected when one looks for something again, as one key or many in a frame: it was typed onto.
#[test]
fn what_was_looked_for_last_is_typed_over() {
    for is_burst in [false, true] {
        let mut harness = app();
        show(&mut harness, "3 支出预算");
        press(&mut harness, CTRL, Key::F);
        type_text(&mut harness, "333");
        press(&mut harness, Modifiers::NONE, Key::Escape);
        for again in ["2907", "1059"] {
            // The second time it is pressed in the field.
            harness.key_press_modifiers(CTRL, Key::F);
            if !is_burst {
                harness.run();
            }
            type_text(&mut harness, again);
            let field = harness.get_by_role_and_label(Role::TextInput, "查找");
            assert_eq!(field.accesskit_node().value().as_deref(), Some(again));
        }
    }
}

/// Many budget lines bear one name, and their keys say nothing to anybody: the number beside the row tells them.
#[test]
fn a_budget_line_is_found_by_the_number_that_the_grid_shows() {
    let mut harness = crate::window::lines::prepared();
    show(&mut harness, "预算明细");
    press(&mut harness, CTRL, Key::F);
    type_text(&mut harness, "基本工资");
    harness.get_all_by_label_contains("预算明细 第 2 行 ").next().unwrap();
}

#[test]
fn a_replacement_that_does_not_fit_is_left_out_and_said() {
    let mut harness = replacing_wages_by("甲");
    click(&mut harness, "全部替换");
    assert!(message(&harness).contains("不合要求"), "{}", message(&harness));
    assert!(is_saved(&harness));
}

#[test]
fn a_command_is_chosen_by_the_initials_of_its_name() {
    let mut harness = app();
    show(&mut harness, "13 机关运行经费");
    click(&mut harness, "机关运行经费 30202 印刷费 机构运行经费支出 合计");
    press(&mut harness, CTRL_SHIFT, Key::P);
    type_text(&mut harness, "zjh");
    let listed =
        harness.query_all_by_role(egui::Role::ListBoxOption).filter_map(|node| node.accesskit_node().label());
    let listed: Vec<String> = listed.filter(|label| label.contains("增加行")).collect();
    assert_eq!(listed.len(), 1);
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert!(!is_saved(&harness));
    press(&mut harness, CTRL, Key::Z);
    assert!(is_saved(&harness), "the grid has the keyboard again");
}

#[test]
fn a_cell_tells_what_uses_it() {
    let mut harness = app();
    show(&mut harness, "3 支出预算");
    click(&mut harness, WAGES);
    harness.get_by_label_contains("计入 ");
    click(&mut harness, "用到此格的规则");
    // Another table's cell that a rule compares with this one.
    let other = harness
        .query_all_by_label_contains("表5")
        .find(|node| node.accesskit_node().label().is_some_and(|label| label.contains("行政运行")));
    other.expect("T5 ≤ T3 looks at it").click();
    harness.run();
    assert!(cursor(&harness).starts_with("T5!2013101!"), "{}", cursor(&harness));
    press(&mut harness, Modifiers::ALT, Key::ArrowLeft);
    assert_eq!(cursor(&harness), "T3!2013101!工资福利支出");
    // Up into the total of its row.
    harness.query_all_by_label_contains("→ ").next().unwrap().click();
    harness.run();
    assert_ne!(cursor(&harness), "T3!2013101!工资福利支出");
    assert!(cursor(&harness).starts_with("T3!"), "{}", cursor(&harness));
}
