//! Findings and rules: listed, followed to their cells, waived, exported; and rules of one's own.

use eframe::egui::{self, Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use yusuan::ui::{App, Page};

use super::{Answers, app, app_with, click, click_containing, enter, press, show, type_text};

#[test]
fn a_finding_leads_to_its_cell() {
    let mut harness = app();
    press(&mut harness, Modifiers::NONE, Key::F8);
    let document = harness.state().document().unwrap();
    let first = document.session.verdicts().findings().get(0).unwrap();
    assert_eq!(document.cursor(), first.address);
}

#[test]
fn a_changed_total_raises_a_finding_and_shows_both_figures() {
    let mut harness = app();
    show(&mut harness, "13 机关运行经费");
    let findings =
        |harness: &Harness<'_, App>| harness.state().document().unwrap().session.verdicts().findings().len();
    let before = findings(&harness);
    enter(&mut harness, "机关运行经费 30202 印刷费 机构运行经费支出 合计", "1");
    // The stated total; the sentence that quotes it says what the table says.
    assert_eq!(findings(&harness), before + 1);
    click(&mut harness, "机关运行经费 合计 机构运行经费支出 合计");
    assert!(harness.query_by_label_contains("原表数　185.46").is_some());
}

#[test]
fn findings_are_filtered_and_sorted() {
    let mut harness = app();
    let shown = |harness: &Harness<'_, App>| harness.query_all_by_label_contains("问题 缺表缺页").count();
    click(&mut harness, "筛选文字");
    type_text(&mut harness, "表8");
    assert_eq!(shown(&harness), 1);
    for _ in 0.."表8".chars().count() {
        press(&mut harness, Modifiers::NONE, Key::Backspace);
    }
    let first = |harness: &Harness<'_, App>| {
        let rows = harness.query_all_by_label_contains("问题 ");
        rows.filter_map(|row| row.accesskit_node().label())
            .find(|label| label.contains('!') || label.contains("缺表"))
            .unwrap_or_default()
    };
    let before = first(&harness);
    for _ in 0..2 {
        click(&mut harness, "按级别排序");
    }
    assert_ne!(first(&harness), before, "the least serious come first");
}

/// What is told of a finding beside the list is found as well: by what it is judged, and what the cells are called that
/// take part.
#[test]
fn findings_are_found_by_what_explains_them() {
    let mut harness = app();
    show(&mut harness, "13 机关运行经费");
    enter(&mut harness, "机关运行经费 30202 印刷费 机构运行经费支出 合计", "1");
    let document = harness.state().document().unwrap();
    let (findings, budget) = (document.session.verdicts().findings(), document.session.budget());
    let all: Vec<_> = findings.iter().collect();
    let is_in_line = |words: &str| {
        all.iter().any(|finding| {
            let place = finding.sentence.map(|sentence| sentence.name(budget)).unwrap_or_default();
            [&finding.message, &finding.rule.heading(), &finding.rule.id, &place]
                .iter()
                .any(|text| text.contains(words))
        })
    };
    let bases = all.iter().map(|finding| &finding.rule.basis).filter(|basis| !basis.is_empty());
    let basis = bases.filter(|basis| !is_in_line(basis)).min_by_key(|basis| basis.len()).unwrap().clone();
    assert!(!is_in_line("印刷费"), "the line of the total says nothing of its parts");
    click(&mut harness, "筛选文字");
    for words in [basis.as_str(), "印刷费"] {
        type_text(&mut harness, words);
        assert!(
            harness.query_all_by_label_contains("问题 ").any(|row| {
                let label = row.accesskit_node().label().unwrap_or_default();
                label.contains('!')
            }),
            "{words}"
        );
        press(&mut harness, Modifiers::COMMAND, Key::A);
        press(&mut harness, Modifiers::NONE, Key::Backspace);
    }
    type_text(&mut harness, "没有任何问题这样说");
    let rows = harness.query_all_by_label_contains("问题 ").filter_map(|row| row.accesskit_node().label());
    assert_eq!(rows.filter(|label| label.contains('!')).count(), 0);
}

/// The lines of the list that show a finding.
fn listed(harness: &Harness<'_, App>) -> usize {
    let rows = harness.query_all_by_label_contains("问题 ").filter_map(|row| row.accesskit_node().label());
    // How many there are is said likewise, with a figure.
    let is_line = |label: &String| {
        label
            .strip_prefix("问题 ")
            .is_some_and(|rest| !rest.starts_with(|first: char| first.is_ascii_digit()))
    };
    rows.filter(is_line).count()
}

/// What may be the cause, and what corrects it, is said beside the list only; it is found there all the same.
#[test]
fn findings_are_found_by_their_cause_and_their_correction() {
    let mut harness = app();
    show(&mut harness, "3 支出预算");
    enter(&mut harness, super::WAGES, "105.95");
    let all_listed = listed(&harness);
    let session = &harness.state().document().unwrap().session;
    let findings: Vec<_> = session.verdicts().findings().iter().collect();
    let is_in_line = |words: &str| {
        let says = |finding: &yusuan::rules::Finding| {
            [&finding.message, &finding.rule.heading()].iter().any(|text| text.contains(words))
        };
        findings.iter().any(says)
    };
    let causes = findings.iter().filter_map(|finding| finding.cause.clone());
    let cause = causes.into_iter().find(|cause| !is_in_line(cause)).expect("a cause");
    let fixes = (0..findings.len()).filter_map(|at| Some(session.fix(at)?.label));
    let fix = fixes.into_iter().find(|label| !is_in_line(label)).expect("a correction");
    click(&mut harness, "筛选文字");
    for words in [cause, fix] {
        type_text(&mut harness, &words);
        let found = listed(&harness);
        assert!((1..all_listed).contains(&found), "{words}: {found} of {all_listed}");
        press(&mut harness, Modifiers::COMMAND, Key::A);
        press(&mut harness, Modifiers::NONE, Key::Backspace);
    }
}

/// Who looks for what was accepted remembers the reason.
#[test]
fn a_waived_finding_is_found_by_the_reason() {
    let mut harness = app();
    press(&mut harness, Modifiers::NONE, Key::F8);
    press(&mut harness, Modifiers::COMMAND | Modifiers::SHIFT, Key::H);
    type_text(&mut harness, "沿用批复口径");
    harness.get_by_role_and_label(egui::Role::Button, "豁免").click();
    harness.run();
    click(&mut harness, "筛选文字");
    type_text(&mut harness, "批复口径");
    assert_eq!(listed(&harness), 0, "it wants no answer any more");
    harness.query_all_by_value("未处理").next().unwrap().click();
    harness.run();
    click(&mut harness, "已豁免");
    assert_eq!(listed(&harness), 1);
}

#[test]
fn every_rule_tells_place_by_place_how_it_ended() {
    let mut harness = app();
    click_containing(&mut harness, "规则 2");
    click(&mut harness, "筛选文字");
    type_text(&mut harness, "T1-T3-类");
    let rule = harness.query_all_by_label_contains("表1 各类支出").next().unwrap();
    rule.click();
    harness.run();
    click(&mut harness, "一、一般公共服务 金额");
    let cursor = harness.state().document().unwrap().cursor().unwrap();
    assert_eq!(cursor.to_string(), "T1!201!支出金额");
}

#[test]
fn a_finding_is_waived_with_a_reason_and_taken_back() {
    let mut harness = app();
    let open = |harness: &Harness<'_, App>| harness.state().document().unwrap().session.verdicts().open();
    let before = open(&harness);
    press(&mut harness, Modifiers::NONE, Key::F8);
    press(&mut harness, Modifiers::COMMAND | Modifiers::SHIFT, Key::H);
    harness.get_by_label("豁免这个问题");
    // Without a reason nothing happens.
    assert!(harness.get_by_role_and_label(egui::Role::Button, "豁免").accesskit_node().is_disabled());
    type_text(&mut harness, "文字沿用批复口径");
    // Enter alone is a new line of the reason.
    press(&mut harness, Modifiers::COMMAND, Key::Enter);
    assert_eq!(open(&harness), before - 1);
    assert!(harness.query_all_by_label_contains("已豁免：").next().is_some(), "beside its cell");
    let notes = &harness.state().document().unwrap().session.budget().notes;
    assert_eq!(notes.values().next().unwrap().text, "文字沿用批复口径");
    press(&mut harness, Modifiers::COMMAND, Key::Z);
    assert_eq!(open(&harness), before, "one undo takes the waiver back");
}

/// Behind an answered finding one goes on to the one that followed it, not back to the first.
#[test]
fn the_next_finding_is_the_one_behind_the_answered_one() {
    let mut harness = app();
    let told = |harness: &Harness<'_, App>| {
        let said = harness.state().document().unwrap().message.clone().unwrap_or_default();
        said.split('　').next().unwrap_or_default().to_owned()
    };
    for _ in 0..3 {
        press(&mut harness, Modifiers::NONE, Key::F8);
    }
    let open = harness.state().document().unwrap().session.verdicts().open();
    let second = {
        press(&mut harness, Modifiers::SHIFT, Key::F8);
        let finding = harness.state().document().unwrap().selected_finding().unwrap();
        press(&mut harness, Modifiers::NONE, Key::F8);
        finding.message
    };
    assert!(told(&harness).starts_with("问题 3/"), "{}", told(&harness));
    press(&mut harness, Modifiers::COMMAND | Modifiers::SHIFT, Key::H);
    type_text(&mut harness, "沿用批复口径");
    press(&mut harness, Modifiers::COMMAND, Key::Enter);
    press(&mut harness, Modifiers::NONE, Key::F8);
    assert_eq!(harness.state().document().unwrap().session.verdicts().open(), open - 1);
    // What stood behind it stands in its place now.
    assert!(told(&harness).starts_with("问题 3/"), "{}", told(&harness));
    press(&mut harness, Modifiers::SHIFT, Key::F8);
    assert_eq!(harness.state().document().unwrap().selected_finding().unwrap().message, second);
}

#[test]
fn the_list_of_findings_is_exported_as_its_name_says() {
    let folder = tempfile::tempdir().unwrap();
    for (name, part) in [("清单.csv", "年度,级别"), ("清单.html", "<h3>错误"), ("清单.md", "### 错误")]
    {
        let place = folder.path().join(name);
        let mut harness = app_with(Answers { export: Some(place.clone()), ..Answers::default() });
        press(&mut harness, Modifiers::COMMAND | Modifiers::SHIFT, Key::E);
        let text = std::fs::read_to_string(&place).unwrap();
        assert!(text.contains(part) && text.contains("2,907.05") | text.contains("2907.05"), "{name}");
    }
}

#[test]
fn what_only_follows_is_folded_until_asked_for() {
    let mut harness = app();
    let listed = |harness: &Harness<'_, App>| harness.query_all_by_role(egui::Role::ListBoxOption).count();
    let view = harness.query_all_by_label_contains("▶ 连带 1").next().is_some();
    assert!(view, "the sample has findings that follow from others");
    let before = listed(&harness);
    harness.query_all_by_label_contains("▶ 连带 1").next().unwrap().click();
    harness.run();
    harness.get_by_label_contains("▼ 连带 1");
    assert!(listed(&harness) >= before);
}

#[test]
fn rules_are_written_tried_at_once_and_applied() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("规则.ron");
    let mut harness = app_with(Answers { save: Some(place.clone()), ..Answers::default() });
    press(&mut harness, Modifiers::COMMAND | Modifiers::SHIFT, Key::R);
    // The example breaks one of its rules on the sample, and says where.
    harness.get_by_label_contains("示例-接待费占比");
    let before = harness.state().document().unwrap().session.verdicts().rules().len();
    click(&mut harness, "用于这份预算");
    assert_eq!(harness.state().document().unwrap().session.verdicts().rules().len(), before + 2);
    click(&mut harness, "保存规则");
    assert!(std::fs::read_to_string(&place).unwrap().contains("示例-接待费占比"));

    harness.get_by_label("规则的文字").focus();
    harness.run();
    // A word of the language is proposed, and taken by a click.
    type_text(&mut harness, "SU");
    harness.get_by_label("SUM(").click();
    harness.run();
    type_text(&mut harness, "坏");
    harness.query_all_by_label_contains("看不懂").next().expect("the error and its place");
}

/// What a file says of itself is a claim, until the user accepts it; that is remembered for him, not in the file.
#[test]
fn waivers_that_come_with_a_file_are_claims_until_accepted() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("报送.ron");
    let loaded = yusuan::file::load(&super::sample(), &yusuan::schema::Formats::embedded()).unwrap();
    let mut session = yusuan::session::Session::new(loaded.budget, loaded.format);
    for at in 0..2 {
        let note =
            yusuan::model::Note { text: "自认为合理\n没有问题".to_owned(), ..Default::default() };
        session.waive(at, Some(note)).unwrap();
    }
    yusuan::file::save(&place, session.budget(), &loaded.extras).unwrap();
    let written = std::fs::read(&place).unwrap();
    let list = folder.path().join("认可.txt");
    let opened = || {
        let (place, list) = (place.clone(), list.clone());
        let mut harness =
            Harness::builder().with_size([1280.0, 800.0]).with_max_steps(20).build_eframe(move |context| {
                let dialogs = Box::new(Answers::default());
                let app = App::new(&context.egui_ctx, dialogs, yusuan::ui::Recent::default());
                let mut app = app.with_acceptance(yusuan::ui::Acceptance::at(list));
                app.open(&place);
                app
            });
        harness.run();
        harness
    };
    let counts = |harness: &Harness<'_, App>| {
        let verdicts = harness.state().document().unwrap().session.verdicts();
        (verdicts.findings().len() - verdicts.open(), verdicts.claimed())
    };
    let mut harness = opened();
    assert_eq!(counts(&harness), (0, 2));
    harness.get_by_label_contains("其中声明豁免 2");
    harness.get_all_by_label_contains("［声明豁免，未认可：自认为合理 没有问题］").next().unwrap();
    click(&mut harness, "认可全部声明豁免（2）");
    assert_eq!(counts(&harness), (2, 0));
    assert!(harness.state().document().unwrap().session.is_saved(), "accepting changes no budget");
    drop(harness);
    assert_eq!(std::fs::read(&place).unwrap(), written);
    // Known again; what the user waives himself needs no accepting.
    let mut harness = opened();
    assert_eq!(counts(&harness), (2, 0));
    press(&mut harness, Modifiers::NONE, Key::F8);
    press(&mut harness, Modifiers::COMMAND | Modifiers::SHIFT, Key::H);
    type_text(&mut harness, "沿用批复口径");
    harness.get_by_role_and_label(egui::Role::Button, "豁免").click();
    harness.run();
    press(&mut harness, Modifiers::COMMAND, Key::S);
    drop(harness);
    assert_eq!(counts(&opened()), (3, 0));
    // For another user they are claims.
    std::fs::remove_file(&list).unwrap();
    assert_eq!(counts(&opened()), (0, 3));
}

/// What is demanded is a list like others: the arrows go through it, Enter and a click lead to what is short of it or meets it,
/// and Ctrl+C copies a line.
#[test]
fn demands_are_gone_through_and_lead_to_their_places() {
    let mut harness = app();
    click(&mut harness, "公开要求");
    let lines = |harness: &Harness<'_, App>| -> Vec<String> {
        let found = harness.query_all_by(|node| {
            node.role() == egui::Role::ListBoxOption
                && node.label().is_some_and(|label| label.starts_with("要求 "))
        });
        found.map(|node| node.accesskit_node().label().unwrap_or_default()).collect()
    };
    let all = lines(&harness);
    assert!(all.len() > 10, "{all:?}");
    click(&mut harness, "筛选文字");
    type_text(&mut harness, "拨款收支");
    let narrowed = lines(&harness);
    let [table] = &narrowed[..] else { panic!("{narrowed:?}") };
    click(&mut harness, table);
    let page = |harness: &Harness<'_, App>| harness.state().document().unwrap().look.page.clone();
    assert!(matches!(page(&harness), Page::Table(_)), "{table}: {:?}", page(&harness));
    let message =
        |harness: &Harness<'_, App>| harness.state().document().unwrap().message.clone().unwrap_or_default();
    assert!(message(&harness).contains("收支"), "{}", message(&harness));
    assert_ne!(page(&harness), Page::Table("T1".into()), "{table}");
    click(&mut harness, "筛选文字");
    press(&mut harness, Modifiers::COMMAND, Key::A);
    press(&mut harness, Modifiers::NONE, Key::Delete);
    assert_eq!(lines(&harness), all);
    // By keys from the first line on.
    harness.get_by_role_and_label(egui::Role::ListBox, "公开要求的各条").focus();
    harness.run();
    press(&mut harness, Modifiers::NONE, Key::Home);
    press(&mut harness, Modifiers::NONE, Key::ArrowDown);
    harness.event(egui::Event::Copy);
    harness.step();
    let copied: Vec<String> = harness
        .output()
        .platform_output
        .commands
        .iter()
        .filter_map(|command| match command {
            egui::OutputCommand::CopyText(text) => Some(text.clone()),
            _ => None,
        })
        .collect();
    let second = all[1].trim_start_matches("要求 ").split(' ').next().unwrap_or_default();
    assert!(
        copied.iter().any(|text| text.starts_with(second) && text.contains("依据")),
        "{copied:?} {second}"
    );
    harness.run();
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert!(!message(&harness).is_empty());
}
