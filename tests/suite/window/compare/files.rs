//! With which budget one is compared: one that is open, one of a file, a document that is read first.

use std::path::Path;

use eframe::egui::{Key, Modifiers, Role};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use yusuan::ui::App;

use super::super::{Answers, app_with, click, click_containing, importing, original, press, sample, show};

/// Who has both years open is offered the other one, and no file is asked for until he asks for one.
#[test]
fn budgets_that_are_open_are_offered_first() {
    let last = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/samples/焦作市委办公室-2022.ron");
    let mut harness = app_with(Answers { absent: true, ..Answers::default() });
    harness.state_mut().open(&last);
    harness.run();
    press(&mut harness, Modifiers::COMMAND | Modifiers::SHIFT, Key::C);
    assert!(harness.query_by_label("文件名或路径").is_none(), "no file is asked for");
    click(&mut harness, "已打开的 焦作市委办公室-2023");
    assert!(harness.query_by_label("各表对照").is_some());
    // A further one is a file.
    click(&mut harness, "增加文件…");
    assert!(harness.query_by_label("文件名或路径").is_some());
}

/// A further budget, too, is one that is open before it is a file.
#[test]
fn a_further_budget_may_be_an_open_one() {
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/samples");
    let mut harness = app_with(Answers { absent: true, ..Answers::default() });
    for name in ["示例区档案局-2023（示例）.ron", "焦作市委办公室-2022.ron"] {
        harness.state_mut().open(&samples.join(name));
        harness.run();
    }
    press(&mut harness, Modifiers::COMMAND | Modifiers::SHIFT, Key::C);
    click(&mut harness, "已打开的 焦作市委办公室-2023");
    click(&mut harness, "增加已打开的…");
    assert!(harness.query_by_label("已打开的 焦作市委办公室-2023").is_none(), "it is there already");
    click_containing(&mut harness, "已打开的 示例区档案局-2023");
    assert_eq!(harness.query_all_by_label_contains("不再对比 ").count(), 2);
    assert!(harness.query_by_label("增加已打开的…").is_none());
}

/// The comparison is where it was left: neither a file nor a table is asked for again, wherever the other budget is from.
#[test]
fn a_comparison_is_come_back_to() {
    let last = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/samples/焦作市委办公室-2022.ron");
    for is_open in [false, true] {
        let mut harness = app_with(Answers { open: vec![last.clone()], ..Answers::default() });
        if is_open {
            harness.state_mut().open(&last);
            harness.state_mut().open(&sample());
            harness.run();
        }
        press(&mut harness, Modifiers::COMMAND | Modifiers::SHIFT, Key::C);
        if is_open {
            click(&mut harness, "已打开的 焦作市委办公室-2022");
        }
        click(&mut harness, "收入总计 收入 金额 增减");
        show(&mut harness, "3 支出预算");
        assert!(harness.query_by_label("记下原因").is_none());
        press(&mut harness, Modifiers::COMMAND | Modifiers::SHIFT, Key::C);
        assert!(harness.query_by_label("记下原因").is_some(), "{is_open}: what was chosen is chosen still");
        let beside = |harness: &Harness<'_, App>| {
            harness.query_all_by_label("不再对比 2022 年（焦作市委办公室-2022）").count()
        };
        assert_eq!(beside(&harness), 1, "{is_open}: nothing was added");
        // On the page another one is asked for.
        press(&mut harness, Modifiers::COMMAND | Modifiers::SHIFT, Key::C);
        assert_eq!(beside(&harness), 2, "{is_open}");
    }
}

fn published_text(folder: &Path, year: &str) -> std::path::PathBuf {
    let path = folder.join(format!("某市司法局-{year}.txt"));
    let text = crate::import::documents::text().replace("2026", year);
    std::fs::write(&path, text).unwrap();
    path
}

/// Who opened both years' documents compares them without saving them first.
#[test]
fn a_document_in_another_tab_is_compared_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let [last, now] = ["2025", "2026"].map(|year| published_text(folder.path(), year));
    let mut harness = importing::app_choosing(vec![last]);
    let count = |harness: &Harness<'_, App>| harness.query_all_by_label_contains("关闭 ").count();
    original::until(&mut harness, |harness| count(harness) == 1);
    harness.state_mut().open(&now);
    original::until(&mut harness, |harness| count(harness) == 2);
    harness.run();
    press(&mut harness, Modifiers::COMMAND | Modifiers::SHIFT, Key::C);
    click_containing(&mut harness, "已打开的 ");
    assert!(harness.state().is_compared());
}

/// What the question for a file offers can be chosen: a published document is read first, in the background.
#[test]
fn a_published_document_is_read_to_be_compared_with() {
    let folder = tempfile::tempdir().unwrap();
    let last = published_text(folder.path(), "2025");
    let mut harness = app_with(Answers { open: vec![last], ..Answers::default() });
    press(&mut harness, Modifiers::COMMAND | Modifiers::SHIFT, Key::C);
    original::until(&mut harness, |harness| harness.state().is_compared());
    let document = harness.state().document().unwrap();
    assert!(
        document.message.as_ref().unwrap().contains("某市司法局-2025.txt 已放在旁边"),
        "{:?}",
        document.message
    );
    assert_eq!(document.look.page, yusuan::ui::Page::Compare);
    harness.run();
    assert_eq!(harness.query_all_by_label_contains("关闭 ").count(), 1, "it has no tab of its own");
}

/// Of three budgets differences are listed of any two that one chooses, not of the last two alone.
#[test]
fn of_three_budgets_one_chooses_which_two_are_listed() {
    let folder = tempfile::tempdir().unwrap();
    let last = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/samples/焦作市委办公室-2022.ron");
    let text = std::fs::read_to_string(&last).unwrap();
    let older = folder.path().join("前年.ron");
    std::fs::write(&older, text.replace("year: 2022", "year: 2021")).unwrap();
    let mut harness = app_with(Answers { open: vec![older, last], ..Answers::default() });
    press(&mut harness, Modifiers::COMMAND | Modifiers::SHIFT, Key::C);
    click(&mut harness, "全部差异");
    let heads = |harness: &Harness<'_, App>| {
        ["2021 年", "2022 年", "2023 年"]
            .map(|head| harness.query_by_role_and_label(Role::Button, head).is_some())
    };
    assert_eq!(heads(&harness), [false, true, true]);
    // All of a head sorts, not its words alone.
    let right = harness.get_by_role_and_label(Role::Button, "项目").rect().right();
    let next = harness.get_by_role_and_label(Role::Button, "2022 年").rect().left();
    assert!((0.0..20.0).contains(&(next - right)), "{right} {next}");
    super::pick(&mut harness, "2022 年 → 2023 年", "2021 年 → 2023 年");
    assert_eq!(heads(&harness), [true, false, true]);
    let is_difference = |one: &egui_kittest::Node<'_>| one.accesskit_node().role() == Role::ListBoxOption;
    assert!(harness.query_all_by_label_contains(" → ").any(|one| is_difference(&one)));
    // The other views have all three.
    click(&mut harness, "各表对照");
    assert!(harness.query_all_by_label_contains("收入总计 收入 金额 2022 年").next().is_some());
    // Of which two a change is, its head says.
    assert!(harness.query_all_by_label_contains("收入总计 收入 金额 增减（比 2022 年）").next().is_some());
    click(&mut harness, "全部差异");
    assert_eq!(heads(&harness), [true, false, true]);
}
