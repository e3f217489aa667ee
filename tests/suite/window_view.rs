//! What is seen of a table: widths of columns, filters, sorting, folding. The data stays as it is.

use eframe::egui::{self, Key, Modifiers, Pos2, pos2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use yusuan::ui::{App, Recent, Widths};

use crate::window::{Answers, WAGES, app, click, press, sample, show, type_text};
use crate::window_hand::{cursor, message, text};

const CTRL: Modifiers = Modifiers::COMMAND;
const CTRL_SHIFT: Modifiers = Modifiers::COMMAND.plus(Modifiers::SHIFT);

/// The keys of the rows that are seen, as the down arrow meets them.
fn seen(harness: &mut Harness<'_, App>) -> Vec<String> {
    press(harness, CTRL, Key::Home);
    let mut keys: Vec<String> = Vec::new();
    loop {
        let key = cursor(harness).split('!').nth(1).unwrap_or_default().to_owned();
        if keys.last() == Some(&key) {
            return keys;
        }
        keys.push(key);
        press(harness, Modifiers::NONE, Key::ArrowDown);
    }
}

fn is_saved(harness: &Harness<'_, App>) -> bool {
    harness.state().document().unwrap().session.is_saved()
}

fn command(harness: &mut Harness<'_, App>, name: &str) {
    press(harness, CTRL_SHIFT, Key::P);
    type_text(harness, name);
    press(harness, Modifiers::NONE, Key::Enter);
}

const PENSIONS: &str = "支出预算 2013101 行政运行 基本支出 人员经费 对个人和家庭的补助";
const PRINTING: &str = "机关运行经费 30202 印刷费 机构运行经费支出 合计";

#[test]
fn a_table_is_filtered_by_the_text_of_a_column() {
    let mut harness = app();
    show(&mut harness, "13 机关运行经费");
    click(&mut harness, PRINTING);
    let all = seen(&mut harness);
    // By the small sign in the header.
    harness.get_by_label("筛选 部门预算支出经济分类科目 科目名称").click();
    harness.run();
    type_text(&mut harness, "费");
    press(&mut harness, Modifiers::NONE, Key::Enter);
    let some = seen(&mut harness);
    assert!(some.len() > 2 && some.len() < all.len(), "{some:?} of {all:?}");
    assert_eq!(some[0], "合计", "totals stay in sight");
    assert_eq!(text(&harness, "T13!合计!合计"), "185.46", "and stay what they were");
    harness.get_by_label_contains("按 科目名称 筛选");
    assert!(is_saved(&harness));
    harness.get_by_label("显示全部").click();
    harness.run();
    click(&mut harness, PRINTING);
    assert_eq!(seen(&mut harness), all);
}

#[test]
fn pasting_and_filling_act_on_the_rows_that_are_seen() {
    let mut harness = app();
    show(&mut harness, "13 机关运行经费");
    click(&mut harness, PRINTING);
    press(&mut harness, CTRL_SHIFT, Key::L);
    // The column is that of the cursor: only these two amounts.
    harness.get_by_label("全不选").click();
    harness.run();
    let amounts = [text(&harness, "T13!30202!合计"), text(&harness, "T13!30216!合计")];
    for amount in &amounts {
        harness.query_all_by_label_contains(&format!("{amount}　")).next().unwrap().click();
        harness.run();
    }
    harness.get_by_label("确定").click();
    harness.run();
    let some = seen(&mut harness);
    let at = some.iter().position(|key| key == "30202").unwrap();
    assert!(some.contains(&"30216".to_owned()), "{some:?}");
    click(&mut harness, PRINTING);
    harness.event(egui::Event::Paste("1\n2".to_owned()));
    harness.run();
    assert_eq!(text(&harness, &format!("T13!{}!合计", some[at + 1])), "2.00");
    // What was typed does not make the rows vanish.
    assert_eq!(seen(&mut harness), some);
    press(&mut harness, CTRL, Key::Z);
    assert!(is_saved(&harness));
}

/// Enter means 确定 wherever the keyboard is, it unticks nothing; and a table is not filtered to nothing.
#[test]
fn what_is_ticked_is_confirmed_by_enter_and_nothing_ticked_is_refused() {
    let mut harness = app();
    show(&mut harness, "13 机关运行经费");
    click(&mut harness, PRINTING);
    let all = seen(&mut harness);
    click(&mut harness, "机关运行经费 30202 印刷费 部门预算支出经济分类科目 科目名称");
    press(&mut harness, CTRL_SHIFT, Key::L);
    harness
        .get_by(|node| {
            node.role() == egui::Role::CheckBox
                && node.label().is_some_and(|label| label.starts_with("印刷费　"))
        })
        .focus();
    harness.run();
    press(&mut harness, Modifiers::NONE, Key::Space);
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert!(harness.query_by_label("确定").is_none(), "it is confirmed");
    assert_eq!(seen(&mut harness).len(), all.len() - 1, "without the one that was unticked");
    // Ctrl+Enter does not push the button that has the keyboard, too.
    press(&mut harness, CTRL_SHIFT, Key::L);
    harness.get_by_label("全不选").focus();
    harness.run();
    press(&mut harness, CTRL, Key::Enter);
    assert_eq!(seen(&mut harness).len(), all.len() - 1);
    press(&mut harness, CTRL_SHIFT, Key::L);
    click(&mut harness, "全不选");
    press(&mut harness, CTRL, Key::Enter);
    harness.get_by_label("一项也没有勾选");
    press(&mut harness, Modifiers::NONE, Key::Escape);
    assert_eq!(seen(&mut harness).len(), all.len() - 1);
}

/// Where rows go the cursor goes to the one seen below them, whatever their order in the table.
#[test]
fn behind_rows_taken_out_of_a_sorted_table_the_cursor_is_at_the_next_one_seen() {
    let mut harness = app();
    show(&mut harness, "13 机关运行经费");
    click(&mut harness, PRINTING);
    press(&mut harness, CTRL_SHIFT, Key::L);
    click(&mut harness, "降序");
    click(&mut harness, "确定");
    let sorted = seen(&mut harness);
    press(&mut harness, CTRL, Key::Home);
    for _ in 0..2 {
        press(&mut harness, Modifiers::NONE, Key::ArrowDown);
    }
    for _ in 0..2 {
        press(&mut harness, Modifiers::SHIFT, Key::ArrowDown);
    }
    press(&mut harness, CTRL, Key::Delete);
    assert_eq!(cursor(&harness).split('!').nth(1), Some(sorted[5].as_str()), "{sorted:?}");
}

#[test]
fn a_table_is_sorted_without_touching_the_data() {
    let mut harness = app();
    show(&mut harness, "13 机关运行经费");
    click(&mut harness, PRINTING);
    let all = seen(&mut harness);
    click(&mut harness, PRINTING);
    press(&mut harness, CTRL_SHIFT, Key::L);
    harness.get_by_label("降序").click();
    harness.run();
    harness.get_by_label("确定").click();
    harness.run();
    let sorted = seen(&mut harness);
    assert_eq!(sorted.len(), all.len());
    let amounts: Vec<f64> = sorted
        .iter()
        .skip(1)
        .map(|key| text(&harness, &format!("T13!{key}!合计")).replace(',', "").parse().unwrap_or(-1.0))
        .collect();
    assert!(amounts.windows(2).all(|pair| pair[0] >= pair[1]), "{amounts:?}");
    assert!(is_saved(&harness));
    press(&mut harness, Modifiers::ALT | Modifiers::SHIFT, Key::ArrowUp);
    assert!(message(&harness).contains("恢复表中次序"));
    command(&mut harness, "显示全部行");
    assert_eq!(seen(&mut harness), all);

    // Rows that the form fixes stay where they are, and the question says so.
    let said = |harness: &Harness<'_, App>| harness.query_by_label_contains("此表的行是固定的").is_some();
    press(&mut harness, CTRL_SHIFT, Key::L);
    assert!(!said(&harness));
    press(&mut harness, Modifiers::NONE, Key::Escape);
    show(&mut harness, "1 收支预算");
    press(&mut harness, CTRL_SHIFT, Key::L);
    assert!(said(&harness));
}

#[test]
fn empty_rows_are_hidden_and_a_finding_leads_to_a_hidden_one() {
    let mut harness = app();
    click(&mut harness, "收支预算 一般公共预算 一、一般公共预算 收入 金额");
    let all = seen(&mut harness);
    command(&mut harness, "隐藏");
    let some = seen(&mut harness);
    assert!(some.len() < all.len(), "{some:?}");
    assert!(!some.contains(&"政府性基金".to_owned()) && some.contains(&"收入总计".to_owned()));
    harness.get_by_label_contains("隐藏了空行");
    harness.state_mut().document_mut().unwrap().jump(&"T1!政府性基金!金额".parse().unwrap());
    harness.run();
    assert_eq!(cursor(&harness), "T1!政府性基金!金额");
}

#[test]
fn what_belongs_to_a_row_is_folded() {
    let mut harness = app();
    show(&mut harness, "3 支出预算");
    click(&mut harness, WAGES);
    let all = seen(&mut harness);
    click(&mut harness, WAGES);
    press(&mut harness, CTRL, Key::OpenBracket);
    let folded = seen(&mut harness);
    assert!(folded.len() < all.len() && !folded.contains(&"2013101".to_owned()), "{folded:?} of {all:?}");
    press(&mut harness, CTRL, Key::CloseBracket);
    assert_eq!(seen(&mut harness), all, "unfolded again");
    press(&mut harness, CTRL, Key::CloseBracket);
    harness.get_by_label_contains("折叠了");
}

#[test]
fn rows_are_grouped_by_their_codes_and_folded() {
    let mut harness = app();
    show(&mut harness, "5 一般公共预算支出");
    let start = "T5!2013101!合计".parse().unwrap();
    click(&mut harness, "一般公共预算支出 2013101 行政运行 合计");
    let all = seen(&mut harness);
    harness.state_mut().document_mut().unwrap().jump(&start);
    press(&mut harness, CTRL_SHIFT, Key::J);
    let head = |harness: &Harness<'_, App>, says: &str| harness.query_by_label_contains(says).is_some();
    assert!(head(&harness, "分组 201 一般公共服务支出，5 行，已展开"));
    let grouped = seen(&mut harness);
    let sorted = |keys: &[String]| keys.iter().cloned().collect::<std::collections::BTreeSet<_>>();
    assert_eq!(sorted(&grouped), sorted(&all), "every row is there once");
    let classes: Vec<String> =
        grouped.iter().skip(2).map(|key| text(&harness, &format!("T5!{key}!类"))).collect();
    assert!(classes.is_sorted(), "{classes:?}");

    // By the keyboard, and back by the same key.
    harness.state_mut().document_mut().unwrap().jump(&start);
    harness.run();
    press(&mut harness, CTRL, Key::OpenBracket);
    assert!(head(&harness, "分组 201 一般公共服务支出，5 行，已折叠"));
    assert_eq!(text(&harness, &cursor(&harness).replace("合计", "类")), "205", "the next row that is seen");
    assert_eq!(seen(&mut harness).len(), all.len() - 5);
    harness.state_mut().document_mut().unwrap().jump(&"T5!2050803!合计".parse().unwrap());
    harness.run();
    press(&mut harness, CTRL, Key::OpenBracket);
    press(&mut harness, CTRL, Key::OpenBracket);
    assert!(head(&harness, "分组 205 教育支出，1 行，已展开"));
    // What leads to a row unfolds it.
    harness.state_mut().document_mut().unwrap().jump(&start);
    harness.run();
    assert!(head(&harness, "分组 201 一般公共服务支出，5 行，已展开"));
    assert_eq!(cursor(&harness), "T5!2013101!合计");
    // By the mouse.
    harness.get_by_label_contains("分组 208").click();
    harness.run();
    assert!(head(&harness, "分组 208 社会保障和就业支出，3 行，已折叠"));
    press(&mut harness, CTRL, Key::CloseBracket);
    press(&mut harness, CTRL, Key::CloseBracket);
    assert_eq!(seen(&mut harness).len(), 2, "all groups are folded");

    // One level deeper, then none.
    harness.state_mut().document_mut().unwrap().jump(&start);
    press(&mut harness, CTRL_SHIFT, Key::J);
    assert!(head(&harness, "分组 20131 党委办公厅"));
    press(&mut harness, CTRL_SHIFT, Key::J);
    assert_eq!(seen(&mut harness), all);
    assert!(is_saved(&harness), "the data was not touched");
    show(&mut harness, "9 “三公”经费");
    press(&mut harness, CTRL_SHIFT, Key::J);
    assert!(message(&harness).contains("没有可以用来分组"), "{}", message(&harness));
}

#[test]
fn a_block_pasted_into_groups_lands_in_the_rows_that_are_seen() {
    let mut harness = app();
    show(&mut harness, "5 一般公共预算支出");
    // 2013101 stands last of its group's 款, 2050803 first of the next group: a head is between them.
    let (above, below) = ("T5!2013699!资本性支出", "T5!2050803!资本性支出");
    press(&mut harness, CTRL_SHIFT, Key::J);
    press(&mut harness, CTRL_SHIFT, Key::J);
    harness.state_mut().document_mut().unwrap().jump(&above.parse().unwrap());
    harness.run();
    harness.event(egui::Event::Paste("1.25\n2.5".to_owned()));
    harness.run();
    assert_eq!((text(&harness, above), text(&harness, below)), ("1.25".into(), "2.50".into()));
    press(&mut harness, CTRL, Key::Z);
    assert!(is_saved(&harness), "one step");
}

fn at(harness: &mut Harness<'_, App>, place: Pos2, events: &[bool]) {
    harness.event(egui::Event::PointerMoved(place));
    harness.step();
    for pressed in events {
        harness.event(egui::Event::PointerButton {
            pos: place,
            button: egui::PointerButton::Primary,
            pressed: *pressed,
            modifiers: Modifiers::NONE,
        });
        harness.step();
    }
    harness.run();
}

#[test]
fn the_mouse_draws_a_selection_out_and_back() {
    let mut harness = app();
    show(&mut harness, "3 支出预算");
    let first = harness.get_by_label(WAGES).rect().center();
    let cell = |cell: &str| harness.get_by_label(cell).rect().center();
    let pensions = cell(PENSIONS);
    at(&mut harness, first, &[true]);
    // As far as what the mouse does from there on is no click.
    at(&mut harness, pos2(first.x + 8.0, first.y), &[]);
    at(&mut harness, pensions, &[]);
    assert_eq!(cursor(&harness), "T3!2013101!工资福利支出", "what is typed goes where it began");
    let adds = |harness: &Harness<'_, App>| harness.query_all_by_label_contains("　计数 ").next().is_some();
    assert!(adds(&harness), "two cells are selected");
    at(&mut harness, first, &[]);
    assert_eq!(cursor(&harness), "T3!2013101!工资福利支出");
    assert!(!adds(&harness), "it is the only one again");
    at(&mut harness, first, &[false]);
    assert_eq!(cursor(&harness), "T3!2013101!工资福利支出");
}

#[test]
fn a_double_click_on_its_edge_fits_a_column_and_the_width_is_remembered() {
    let folder = tempfile::tempdir().unwrap();
    let list = folder.path().join("widths.txt");
    let open = || {
        let list = list.clone();
        let mut harness =
            // Slow steps would be two clicks and not one double click.
            Harness::builder().with_step_dt(0.02).with_size([1800.0, 800.0]).with_max_steps(20).build_eframe(move |context| {
                let mut app = App::new(&context.egui_ctx, Box::new(Answers::default()), Recent::default())
                    .with_widths(Widths::at(Some(list)));
                app.open(&sample());
                app
            });
        harness.run();
        show(&mut harness, "3 支出预算");
        harness
    };
    let mut harness = open();
    let before = harness.get_by_label(PENSIONS).rect();
    // The click that showed the table is no part of the double click.
    harness.run_steps(50);
    at(&mut harness, pos2(before.right(), before.center().y), &[true, false, true, false]);
    harness.run();
    let fitted = harness.get_by_label(PENSIONS).rect().width();
    assert!((fitted - before.width()).abs() > 3.0, "{fitted} {}", before.width());
    let mut again = open();
    assert_eq!(again.get_by_label(PENSIONS).rect().width(), fitted, "{:?}", std::fs::read_to_string(&list));
    // Dragged by hand.
    let rect = again.get_by_label(PENSIONS).rect();
    at(&mut again, pos2(rect.right(), rect.center().y), &[true]);
    at(&mut again, pos2(rect.right() + 30.0, rect.center().y), &[]);
    at(&mut again, pos2(rect.right() + 30.0, rect.center().y), &[false]);
    assert!(
        cursor(&again).contains("!合计!"),
        "an edge dragged across cells selects none: {}",
        cursor(&again)
    );
    let dragged = again.get_by_label(PENSIONS).rect().width();
    assert!(dragged > fitted + 15.0, "{dragged} {fitted}");
    let later = open().get_by_label(PENSIONS).rect().width();
    assert!((later - dragged).abs() <= 1.0, "{later} {dragged}");
}
