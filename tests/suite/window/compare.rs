//! The comparison page in the real app.

mod files;
mod reasons;

use std::path::Path;

use eframe::egui::{Key, Modifiers, Role};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use yusuan::ui::App;

use super::{Answers, WAGES, app_with, click, click_containing, enter, press, show, type_text, value};

/// The sample beside the file for 2022.
pub(crate) fn compared() -> Harness<'static, App> {
    let last = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/samples/焦作市委办公室-2022.ron");
    let mut harness = app_with(Answers { open: vec![last], ..Answers::default() });
    press(&mut harness, Modifiers::COMMAND | Modifiers::SHIFT, Key::C);
    harness
}

/// The sample with its wages of table 3 changed, and a command of the menu “审核” chosen.
fn changed_and(answers: Answers, command: &str) -> Harness<'static, App> {
    let mut harness = app_with(answers);
    show(&mut harness, "3 支出预算");
    enter(&mut harness, WAGES, "1060.50");
    click(&mut harness, "审核");
    click_containing(&mut harness, command);
    harness
}

#[test]
fn last_year_stands_beside_this_year() {
    let mut harness = compared();
    click(&mut harness, "各表对照");
    let cell = "收入总计 收入 金额";
    assert_eq!(value(&harness, &format!("{cell} 2022 年")), "3,474.22");
    assert_eq!(value(&harness, &format!("{cell} 2023 年")), "2,907.50");
    assert_eq!(value(&harness, &format!("{cell} 增减")), "▼ 566.72");
    assert_eq!(value(&harness, &format!("{cell} 增减%")), "▼ 16.31%");
    // What last year's file does not give is unknown, not zero.
    assert_eq!(value(&harness, "一、一般公共预算 收入 金额 2022 年"), "不知");
}

/// Beside its cell in the table, too, which has no column of the year before: as long as the file is there, and as it is
/// after a keystroke.
#[test]
fn last_year_is_told_beside_the_cell_of_a_table_without_it() {
    let mut harness = compared();
    show(&mut harness, "1 收支预算");
    let go = |harness: &mut Harness<'_, App>, cell: &str| {
        harness.state_mut().document_mut().unwrap().jump(&cell.parse().unwrap());
        harness.run();
    };
    let told = |harness: &Harness<'_, App>| {
        let mut lines = harness.query_all_by_label_contains("上年（2022）");
        lines.next().and_then(|line| line.value().or(line.accesskit_node().label()))
    };
    let total = "T1!收入总计!金额";
    go(&mut harness, total);
    assert_eq!(told(&harness).as_deref(), Some("上年（2022）3,474.22，减少 566.72，16.31%"));
    go(&mut harness, "T1!一般公共预算!金额");
    assert_eq!(told(&harness).as_deref(), Some("上年（2022）：文件里没有这个数"));
    // As it is after a keystroke.
    go(&mut harness, "T1!上年结转结余!金额");
    type_text(&mut harness, "666.72");
    press(&mut harness, Modifiers::NONE, Key::Enter);
    go(&mut harness, total);
    assert_eq!(told(&harness).as_deref(), Some("上年（2022）3,474.22，增加 100.00，2.88%"));
    // In the unit that is shown.
    press(&mut harness, Modifiers::COMMAND | Modifiers::SHIFT, Key::Y);
    assert!(told(&harness).unwrap().starts_with("上年（2022）34,742,2"), "{:?}", told(&harness));
    // As long as the file is beside the budget.
    press(&mut harness, Modifiers::COMMAND | Modifiers::SHIFT, Key::C);
    while harness.query_all_by_label_contains("不再对比").next().is_some() {
        harness.query_all_by_label_contains("不再对比").next().unwrap().click();
        harness.run();
    }
    show(&mut harness, "1 收支预算");
    go(&mut harness, total);
    assert_eq!(told(&harness), None);
}

/// Chooses an entry of the list that shows a text.
fn pick(harness: &mut Harness<'_, App>, shown: &str, entry: &str) {
    let is_it = |list: &egui_kittest::Node<'_>| list.value().is_some_and(|value| value.contains(shown));
    harness.query_all_by_role(Role::ComboBox).find(is_it).expect(shown).click();
    harness.run();
    let is_entry = |node: &egui_kittest::Node<'_>| {
        let label = node.accesskit_node().label().unwrap_or_default();
        label == entry || label.starts_with(&format!("{entry}　"))
    };
    harness.query_all_by_label_contains(entry).rfind(is_entry).expect(entry).click();
    harness.run();
}

#[test]
fn differences_are_listed_by_table_and_kind() {
    let mut harness = compared();
    click(&mut harness, "全部差异");
    click(&mut harness, "也列随之变动的合计");
    let count = |harness: &Harness<'_, App>| harness.query_all_by_label_contains(" → ").count();
    let all = count(&harness);
    pick(&mut harness, "全部表", "“三公”经费");
    let of_table = count(&harness);
    assert!((1..all).contains(&of_table), "{all} {of_table}");
    pick(&mut harness, "三公", "全部表");
    assert_eq!(count(&harness), all);
    // What was cut most stands at one end.
    harness.get_by_role_and_label(Role::Button, "增减").click();
    harness.run();
    let lines: Vec<f32> = ["收入总计", "公务接待费"]
        .map(|name| {
            harness
                .query_all_by_label_contains(name)
                .find(|line| line.accesskit_node().role() == Role::ListBoxOption)
        })
        .map(|line| line.unwrap().rect().top())
        .to_vec();
    assert!(lines[0] < lines[1], "{lines:?}");
}

/// A row that last year has not is put together with one that this year has not, by keyboard; and taken apart again.
#[test]
fn rows_are_put_together_by_hand() {
    let folder = tempfile::tempdir().unwrap();
    let text = std::fs::read_to_string(super::sample()).unwrap();
    let last = folder.path().join("上年.ron");
    // In the table of projects alone: with the same code in that of their targets it would be the same project.
    let (before, projects) = text.split_once("\"T12\"").unwrap();
    let (projects, behind) = projects.split_once("\"T13\"").unwrap();
    let projects = projects.replace("档案事业费", "馆藏数字化");
    let text = format!("{before}\"T12\"{projects}\"T13\"{behind}");
    std::fs::write(&last, text.replace("year: 2023", "year: 2022")).unwrap();
    let mut harness = app_with(Answers { open: vec![last], ..Answers::default() });
    press(&mut harness, Modifiers::COMMAND | Modifiers::SHIFT, Key::C);
    click(&mut harness, "各表对照");
    pick(&mut harness, "表", "表12 项目支出");
    click(&mut harness, "只看有增减的行");
    let row = |harness: &Harness<'_, App>| {
        let mut rows = harness.query_all_by_label_contains("档案事业费");
        rows.find(|row| row.accesskit_node().role() == Role::GridCell).map(|row| row.rect())
    };
    assert!(row(&harness).is_some());
    harness.get_by_label("对照的各行").focus();
    press(&mut harness, Modifiers::NONE, Key::Home);
    for _ in 0..20 {
        if harness.query_by_label_contains("的哪一行是同一项").is_some() {
            break;
        }
        press(&mut harness, Modifiers::SHIFT, Key::F10);
        if harness.query_by_label_contains("2022 年的哪一行是同一项").is_none() {
            press(&mut harness, Modifiers::NONE, Key::Escape);
            press(&mut harness, Modifiers::NONE, Key::ArrowDown);
        }
    }
    let is_button = |one: &egui_kittest::Node<'_>| one.accesskit_node().role() == Role::Button;
    harness.query_all_by_label_contains("馆藏数字化").rfind(is_button).unwrap().click();
    harness.run();
    let decided = |harness: &Harness<'_, App>| {
        let notes = &harness.state().document().unwrap().session.budget().notes;
        notes.keys().filter(|key| key.kind == yusuan::model::NoteKind::Match).count()
    };
    assert_eq!(decided(&harness), 1);
    press(&mut harness, Modifiers::COMMAND, Key::Z);
    assert_eq!(decided(&harness), 0);
}

#[test]
fn what_the_narrative_says_of_changes_is_held_against_last_year() {
    let mut harness = compared();
    click(&mut harness, "说明中的增减");
    assert!(harness.query_by_label_contains("不符，应为 -4.00").is_some());
}

#[test]
fn another_persons_work_is_merged_as_one_step() {
    let folder = tempfile::tempdir().unwrap();
    let text = std::fs::read_to_string(super::sample()).unwrap();
    let theirs = folder.path().join("对方.ron");
    std::fs::write(&theirs, text.replace("\"17.50\"", "\"17.60\"").replace("\"1059.50\"", "\"1059.99\""))
        .unwrap();
    let answers = Answers { open: vec![theirs], ..Answers::default() };
    let mut harness = changed_and(answers, "合并另一人的修改");
    click(&mut harness, "选择对方的文件…");
    click(&mut harness, "以已保存的版本为共同的旧稿");
    assert!(harness.query_by_label_contains("1 处冲突").is_some());
    // What nobody decided is said before it is taken.
    let undecided = "将合并，其中 1 处没有逐条决定的冲突取我方";
    assert!(harness.query_by_label(undecided).is_some());
    click_containing(&mut harness, "对方：1,059.99");
    assert!(harness.query_by_label_contains("没有逐条决定").is_none());
    click(&mut harness, "合并到本文件");
    show(&mut harness, "3 支出预算");
    assert_eq!(value(&harness, WAGES), "1,059.99");
    press(&mut harness, Modifiers::COMMAND, Key::Z);
    assert_eq!(value(&harness, WAGES), "1,060.50");
}

#[test]
fn the_saved_state_and_charts_are_a_click_away() {
    let mut harness = changed_and(Answers::default(), "与已保存的版本对比");
    click(&mut harness, "全部差异");
    assert!(harness.query_by_label_contains("1,059.50 → 1,060.50").is_some());
    // Each chart is summed up for who cannot see it, and its figures stand beside it.
    for (view, chart, beside) in [
        (
            "增减构成",
            "增减构成图：已保存的版本 2,907.50 → 本文件 2,908.50，1 项有增减，最大的是 101 2013101 行政运行 ▲ 1.00",
            ["2,907.50", "▲ 1.00", "2,908.50"],
        ),
        (
            "历年走势",
            "历年走势图：合计 合计：2023 年（已保存的版本） 2,907.50，2023 年（本文件） 2,908.50；\
             变动最大的是 2023 年（本文件） ▲ 1.00　▲ 0.03%",
            ["2,907.50", "▲ 1.00　▲ 0.03%", "2,908.50"],
        ),
    ] {
        click(&mut harness, view);
        harness.get_by_role_and_label(Role::Figure, chart);
        for text in beside {
            assert!(harness.query_all_by_label(text).next().is_some(), "{view}: {text}");
        }
    }
    // Back in the table the change stands where the chart said.
    click(&mut harness, "各表对照");
    assert_eq!(value(&harness, "合计 合计 增减"), "▲ 1.00");
}

#[test]
fn what_is_not_known_of_last_year_is_no_bar() {
    let mut harness = compared();
    click(&mut harness, "增减构成");
    harness.get_by_label_contains("行在两年之一里不知道数额，没有计入");
    assert!(harness.query_by_label_contains("增减构成图").is_none());
    click(&mut harness, "历年走势");
    let chart = harness.get_by_label_contains("历年走势图：收入总计 收入 金额：").accesskit_node().label();
    assert!(chart.unwrap().ends_with("▼ 566.72　▼ 16.31%"));
}

/// What a view shows is a file of the kind that its name says; a chart is a picture too.
#[test]
fn every_view_is_handed_on() {
    let folder = tempfile::tempdir().unwrap();
    for (view, name, holds) in [
        ("各表对照", "对照.html", "3,474.22"),
        ("全部差异", "差异.md", "-566.72"),
        ("历年走势", "走势.svg", "收入总计 收入 金额 历年走势"),
        ("说明中的增减", "说明.html", "不符"),
    ] {
        let last = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/samples/焦作市委办公室-2022.ron");
        let place = folder.path().join(name);
        let answers = Answers { open: vec![last], export: Some(place.clone()), ..Answers::default() };
        let mut harness = app_with(answers);
        press(&mut harness, Modifiers::COMMAND | Modifiers::SHIFT, Key::C);
        click(&mut harness, view);
        click(&mut harness, "导出…");
        let text = std::fs::read_to_string(&place).unwrap();
        assert!(text.contains(holds), "{view}: {text}");
        assert!(harness.query_by_label_contains("已导出到").is_some(), "{view}");
    }
}

/// Only what changed of a paragraph is marked.
#[test]
fn a_changed_paragraph_shows_what_changed_in_it() {
    let folder = tempfile::tempdir().unwrap();
    let text = std::fs::read_to_string(super::sample()).unwrap();
    let other = folder.path().join("退回稿.ron");
    std::fs::write(&other, text.replace("年初没有购车计划", "本年没有购车计划")).unwrap();
    let mut harness = app_with(Answers { open: vec![other], ..Answers::default() });
    press(&mut harness, Modifiers::COMMAND | Modifiers::SHIFT, Key::C);
    click(&mut harness, "全部差异");
    // The line of the list begins where it changed, not where the paragraph does.
    let brief = |text: &str| {
        let mut found = harness.query_all_by(|node| {
            let said = node.value().unwrap_or_default();
            said.starts_with('…') && said.chars().take(8).collect::<String>().contains(text)
        });
        found.next().is_some()
    };
    assert!(brief("本年") && brief("年初"));
    let mut lines = harness.query_all_by_label_contains("年初没有购车计划");
    let line = lines.rfind(|node| node.accesskit_node().role() == Role::ListBoxOption);
    line.unwrap().click();
    drop(lines);
    harness.run();
    // Both words stand in the marked text, which is neither of the two paragraphs.
    assert!(harness.query_by_label_contains("主要原因：本年年初没有购车计划").is_some());
}

/// What made a total change is shown of an amount that did change, in the window and in what is written of all views.
#[test]
fn the_chart_begins_with_what_changed() {
    let folder = tempfile::tempdir().unwrap();
    let [other, shown, written] = ["退回稿.ron", "图.svg", "全部.html"].map(|name| folder.path().join(name));
    let text = std::fs::read_to_string(super::sample()).unwrap();
    // Of income and spending side by side only spending changed.
    std::fs::write(&other, text.replacen("\"支出金额\": \"2197.89\"", "\"支出金额\": \"2190.89\"", 1))
        .unwrap();
    let answers = Answers { open: vec![other.clone()], export: Some(shown.clone()), ..Answers::default() };
    let mut harness = app_with(answers);
    press(&mut harness, Modifiers::COMMAND | Modifiers::SHIFT, Key::C);
    click(&mut harness, "增减构成");
    harness.get_by_label_contains("1 项有增减，最大的是");
    click(&mut harness, "导出…");
    let arguments = ["compare", "--view", "增减构成"].map(std::path::PathBuf::from);
    let arguments = arguments.into_iter().chain([other, super::sample(), "-o".into(), written.clone()]);
    let arguments: Vec<String> = arguments.map(|argument| argument.display().to_string()).collect();
    crate::support::yusuan(&arguments.iter().map(String::as_str).collect::<Vec<_>>());
    let [shown, written] = [shown, written].map(|place| std::fs::read_to_string(place).unwrap());
    for text in [shown, written] {
        assert!(text.contains("支出 金额 增减构成"), "{text}");
    }
}

/// The reason of a difference is the one that is noted: undone, it is gone from its field as well.
#[test]
fn an_undone_reason_is_gone_from_its_field() {
    let mut harness = compared();
    click(&mut harness, "全部差异");
    press(&mut harness, Modifiers::NONE, Key::ArrowDown);
    press(&mut harness, Modifiers::NONE, Key::F2);
    type_text(&mut harness, "压减");
    press(&mut harness, Modifiers::NONE, Key::Enter);
    let in_field = |harness: &Harness<'_, App>| {
        let is_field = |node: &egui_kittest::Node<'_>| {
            node.accesskit_node().role() == eframe::egui::accesskit::Role::TextInput
        };
        let mut fields = harness.query_all_by_label("主要原因").filter(is_field);
        fields.next().and_then(|field| field.value()).unwrap_or_default()
    };
    harness.run_steps(3);
    assert_eq!(in_field(&harness), "压减");
    press(&mut harness, Modifiers::COMMAND, Key::Z);
    harness.run_steps(3);
    assert_eq!(in_field(&harness), "");
}
