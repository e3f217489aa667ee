//! What the window tells of findings and demands, and what it offers by menus, in the real app.

use std::path::Path;

use eframe::egui::{Key, Modifiers, Role};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use yusuan::ui::{App, Page};

use super::lines::{go, prepared};
use super::{Answers, app, app_with, enter, press, show, type_text};
use crate::window_hand::message;

const CTRL_SHIFT: Modifiers = Modifiers::COMMAND.plus(Modifiers::SHIFT);

/// Every text that is seen.
fn texts(harness: &Harness<'_, App>) -> Vec<String> {
    let nodes = harness.root().children_recursive();
    nodes.filter_map(|node| node.accesskit_node().label().or_else(|| node.value())).collect()
}

/// Runs a command by a part of its name.
fn command(harness: &mut Harness<'_, App>, title: &str) {
    press(harness, CTRL_SHIFT, Key::P);
    type_text(harness, title);
    press(harness, Modifiers::NONE, Key::Enter);
}

/// In the list the figures come first, for table and row stand beside them; below, the whole is said.
#[test]
fn the_figures_of_a_finding_are_the_last_that_is_cut() {
    let mut harness = app();
    show(&mut harness, "13 机关运行经费");
    enter(&mut harness, "机关运行经费 30202 印刷费 机构运行经费支出 合计", "1");
    assert!(texts(&harness).iter().any(|text| text.starts_with("所列 ")), "{:#?}", texts(&harness));
    for _ in 0..40 {
        press(&mut harness, Modifiers::NONE, Key::F8);
        if message(&harness).contains("尽头") {
            break;
        }
        let finding = harness.state().document().unwrap().selected_finding().unwrap();
        let end: String =
            finding.message.chars().rev().take(8).collect::<Vec<_>>().into_iter().rev().collect();
        assert!(message(&harness).contains(&end), "{} of {}", message(&harness), finding.message);
    }
}

/// What the status bar says goes with what it was said of: some cells or a page further on, or with the next change.
#[test]
fn what_was_said_passes() {
    let said = "到此为止".to_owned();
    for (act, is_left) in [("one cell", true), ("cells", false), ("page", false), ("change", false)] {
        let mut harness = app();
        show(&mut harness, "3 支出预算");
        harness.state_mut().document_mut().unwrap().message = Some(said.clone());
        harness.run_steps(3);
        assert_eq!(message(&harness), said);
        match act {
            "one cell" => press(&mut harness, Modifiers::NONE, Key::ArrowDown),
            "cells" => (0..6).for_each(|_| press(&mut harness, Modifiers::NONE, Key::ArrowDown)),
            "page" => show(&mut harness, "1 收支预算"),
            _ => harness.state_mut().document_mut().unwrap().set_note(&"T3".into(), "注"),
        }
        harness.run_steps(3);
        assert_eq!(message(&harness) == said, is_left, "{act}: {}", message(&harness));
    }
}

/// What the text says wrongly only until somebody looks at it, for it follows the tables, is neither listed nor counted.
#[test]
fn what_mends_itself_is_no_finding() {
    let mut harness = prepared();
    let in_text = |harness: &Harness<'_, App>| {
        let document = harness.state().document().unwrap();
        let findings = document.session.verdicts().findings();
        (
            findings.iter().filter(|finding| finding.sentence.is_some()).count(),
            document.session.verdicts().open(),
        )
    };
    let told = |harness: &Harness<'_, App>| {
        // Beside the table its cell has a number of findings, too: no button.
        let mut buttons =
            harness.root().children_recursive().filter(|node| node.accesskit_node().role() != Role::Label);
        let count = buttons.find_map(|node| {
            let rest = node.accesskit_node().label()?.strip_prefix("问题 ")?.to_owned();
            rest.chars().take_while(char::is_ascii_digit).collect::<String>().parse::<usize>().ok()
        });
        count.unwrap()
    };
    // From here on the text is the template's, and follows.
    press(&mut harness, CTRL_SHIFT, Key::U);
    let (before, _) = in_text(&harness);
    go(&mut harness, "办公费", "金额");
    type_text(&mut harness, "99.5");
    press(&mut harness, Modifiers::NONE, Key::Enter);
    let (behind, open) = in_text(&harness);
    assert!(behind > before, "the text quotes the total");
    let first = told(&harness);
    assert!(first < open, "{first} of {open}");
    for _ in 0..first {
        press(&mut harness, Modifiers::NONE, Key::F8);
        let finding = harness.state().document().unwrap().selected_finding();
        let is_there = finding.is_some_and(|finding| message(&harness).contains(finding.severity.label()));
        assert!(is_there || message(&harness).contains("尽头"), "{}", message(&harness));
    }
    // Once it was looked at the same is told.
    harness.state_mut().document_mut().unwrap().look.page = Page::Narrative;
    harness.run();
    let (after, open) = in_text(&harness);
    assert!(after < behind);
    assert_eq!((first, told(&harness)), (open, open));
}

/// What `check` prints of demands and points has its place in the window.
#[test]
fn demands_and_points_are_listed() {
    let mut harness = app();
    command(&mut harness, "公开要求和得分");
    let document = harness.state().document().unwrap();
    let answered = yusuan::rules::demands::answered(&document.session.book());
    let counted = yusuan::rules::demands::counted(&answered);
    assert!(counted.contains("得分（参考）"));
    let told = texts(&harness);
    assert!(told.iter().any(|text| text.contains(&counted)), "{told:#?}");
    let unmet = answered.iter().find(|one| one.standing == yusuan::rules::demands::Standing::NotMet);
    let first = unmet.unwrap_or(&answered[0]);
    assert!(told.iter().any(|text| text.contains(&first.title)), "{}", first.title);
    // Only what their lines know can be asked of them.
    for (filter, is_there) in [("只看本表", false), ("全部级别", false)] {
        assert_eq!(harness.query_by_label(filter).is_some(), is_there, "{filter}");
    }
    for (kind, text, said) in [
        ("a list of demands", include_str!("../../../assets/rules/公开要求.ron"), "这是公开要求的清单"),
        ("a budget", "(\n    yusuan: 1,\n)", "这是预算文件"),
        ("a slip", "(rules: [(idd: \"x\")])", "没有“idd”这一项"),
    ] {
        let error = yusuan::rules::RuleFile::parse("x.ron", text).unwrap_err();
        assert!(error.message.contains(said), "{kind}: {}", error.message);
    }
}

/// A click tells all of a finding, as F8 does, where the list alone is seen, which cuts it; beside the cell's panel, which tells
/// all of it, nothing moves.
#[test]
fn a_click_tells_all_of_a_finding() {
    let mut harness = app();
    press(&mut harness, Modifiers::NONE, Key::F8);
    let told = message(&harness);
    harness.state_mut().document_mut().unwrap().message = None;
    press(&mut harness, Modifiers::COMMAND, Key::Home);
    assert!(!message(&harness).contains("问题 "), "{}", message(&harness));
    let severity = told.split('　').nth(1).unwrap().to_owned();
    for is_told_beside in [true, false] {
        let line = harness.query_all_by_label_contains(&severity).find(|node| node.rect().height() < 30.0);
        let line = line.unwrap().rect().center();
        harness.drag_at(line);
        harness.drop_at(line);
        harness.run();
        let said = message(&harness);
        assert_eq!(said.starts_with("问题 "), !is_told_beside, "{said}");
        command(&mut harness, "单元格说明");
    }
}

/// A part of a table that has no row is begun by 转到 with its title; while it has rows its head is no place.
#[test]
fn a_part_without_rows_is_begun_at_its_head() {
    let mut harness = app();
    let tasks = |harness: &Harness<'_, App>| {
        let budget = harness.state().document().unwrap().session.budget();
        budget.tables[&"T14".into()].rows().iter().filter(|row| row.kind().as_str() == "任务").count()
    };
    show(&mut harness, "14 整体绩效目标");
    let head = "年度主要任务 任务名称，还没有行";
    assert!(tasks(&harness) > 0 && harness.query_by_label(head).is_none());
    while tasks(&harness) > 0 {
        let budget = harness.state().document().unwrap().session.budget();
        let rows = budget.tables[&"T14".into()].rows();
        let key = rows.iter().find(|row| row.kind().as_str() == "任务").unwrap().key().clone();
        let cell = format!("T14!{key}!任务名称").parse().unwrap();
        harness.state_mut().document_mut().unwrap().jump(&cell);
        harness.run();
        press(&mut harness, Modifiers::COMMAND, Key::Delete);
    }
    // Below the head, so that it is in sight.
    let below = "T14!部门预算总额!预算项目".parse().unwrap();
    harness.state_mut().document_mut().unwrap().jump(&below);
    harness.run();
    press(&mut harness, Modifiers::COMMAND, Key::G);
    type_text(&mut harness, "主要任务");
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert_eq!(tasks(&harness), 1, "{}", message(&harness));
    assert!(cursor_of(&harness).ends_with("!任务名称"), "{}", cursor_of(&harness));
}

fn cursor_of(harness: &Harness<'_, App>) -> String {
    harness.state().document().unwrap().cursor().map(|cell| cell.to_string()).unwrap_or_default()
}

/// The rows of a table of several parts are added by menu and by name, each kind by its own.
#[test]
fn each_kind_of_row_is_added_by_name() {
    let mut harness = app();
    let count = |harness: &Harness<'_, App>, kind: &str| {
        let budget = harness.state().document().unwrap().session.budget();
        budget.tables[&"T14".into()].rows().iter().filter(|row| row.kind().as_str() == kind).count()
    };
    for kind in ["任务", "指标"] {
        let cell = "T14!部门预算总额!预算项目".parse().unwrap();
        harness.state_mut().document_mut().unwrap().jump(&cell);
        harness.run();
        let before = count(&harness, kind);
        command(&mut harness, &format!("增加{kind}"));
        assert_eq!(count(&harness, kind), before + 1, "by its name: {kind}");
        harness.state_mut().document_mut().unwrap().jump(&cell);
        harness.run();
        press(&mut harness, Modifiers::SHIFT, Key::F10);
        harness.get_all_by_label_contains(&format!("增加{kind}")).next().unwrap().click();
        harness.run();
        assert_eq!(count(&harness, kind), before + 2, "by the menu of the cell: {kind}");
    }
    // A table with one kind of row has one command for it.
    show(&mut harness, "3 支出预算");
    press(&mut harness, CTRL_SHIFT, Key::P);
    type_text(&mut harness, "增加");
    assert!(!texts(&harness).iter().any(|text| text.contains("种行")), "{:?}", texts(&harness));
}

/// The title keeps its room in a narrow window: the buttons go into a menu.
#[test]
fn the_title_of_a_table_is_whole_in_a_narrow_window() {
    for (width, is_close) in [(1366.0, false), (800.0, true)] {
        let mut harness = app();
        harness.set_size(eframe::egui::vec2(width, 700.0));
        harness.run_steps(4);
        show(&mut harness, "3 支出预算");
        harness.run_steps(3);
        assert_eq!(harness.query_by_label("行").is_some(), is_close, "{width}");
        assert_eq!(harness.query_by_label("下移行").is_some(), !is_close, "{width}");
    }
}

/// By the keyboard alone: what is open is at hand, and Escape leads back.
#[test]
fn what_to_compare_with_is_chosen_by_keys() {
    let last = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/samples/焦作市委办公室-2022.ron");
    let mut harness = app_with(Answers { absent: true, ..Answers::default() });
    harness.state_mut().open(&last);
    harness.run();
    let page = |harness: &Harness<'_, App>| harness.state().document().unwrap().look.page.clone();
    let before = page(&harness);
    press(&mut harness, CTRL_SHIFT, Key::C);
    harness.run();
    assert_eq!(page(&harness), Page::Compare);
    press(&mut harness, Modifiers::NONE, Key::Escape);
    harness.run();
    assert_eq!(page(&harness), before);
    press(&mut harness, CTRL_SHIFT, Key::C);
    harness.run();
    press(&mut harness, Modifiers::NONE, Key::Enter);
    harness.run();
    assert!(harness.state().is_compared());
}

/// Where nothing is found Enter begins another search.
#[test]
fn a_search_without_a_result_is_typed_over() {
    let mut harness = app();
    press(&mut harness, Modifiers::COMMAND, Key::G);
    type_text(&mut harness, "没有这样的");
    press(&mut harness, Modifiers::NONE, Key::Enter);
    type_text(&mut harness, "表9");
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert_eq!(harness.state().document().unwrap().look.page, Page::Table("T9".into()));
}
