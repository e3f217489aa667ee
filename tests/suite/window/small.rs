//! What strangers stumbled over in the window: where it opens, what it says and what it counts.

use eframe::egui::{Key, Modifiers, Role, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use yusuan::schema::Formats;
use yusuan::ui::{App, Page};

use super::original::{app_of, until};
use super::{Answers, app, press, sample};
use crate::import::documents::{text, workbook};
use crate::support::published;

const TEXT: &str = "第一部分 概况\n\n一、主要职能\n\n负责档案工作。\n\n二、机构设置\n\n内设办公室。\n";

fn message(harness: &Harness<'_, App>) -> String {
    harness.state().document().unwrap().message.clone().unwrap_or_default()
}

fn opened(name: &str, content: impl AsRef<[u8]>) -> (tempfile::TempDir, Harness<'static, App>) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, content).unwrap();
    let mut harness = app_of(&path, Answers::default());
    until(&mut harness, |harness| harness.state().document().is_some());
    harness.run_steps(6);
    (folder, harness)
}

/// A document without tables opens at its text, from its beginning; of figures that are not there nothing is counted.
#[test]
fn a_document_that_is_text_only_opens_at_its_text() {
    let (_folder, harness) = opened("说明.txt", TEXT);
    assert_eq!(harness.state().document().unwrap().look.page, Page::Narrative);
    assert!(harness.query_by_label_contains("个数：").is_none());
    let first = harness.get_by_label("负责档案工作。").rect();
    let list = harness.get_by_role_and_label(Role::ListBox, "预算情况说明").rect();
    assert!(list.contains_rect(first.expand2(vec2(0.0, 4.0))), "{first:?} in {list:?}");
}

/// The text has the number of its findings beside it, as tables have.
#[test]
fn the_text_has_the_number_of_its_findings() {
    let harness = app();
    let open = harness.state().document().unwrap().session.verdicts().open_in_text();
    let (count, _) = open.unwrap();
    let name = format!("预算情况说明，{count} 个问题");
    assert!(harness.query_by_role_and_label(Role::ListBoxOption, &name).is_some(), "{name}");
}

/// Rules that the document has not the tables for are counted as not checked, as in reports, and are listed.
#[test]
fn rules_without_their_tables_are_counted_as_not_checked() {
    let (_folder, mut harness) = opened("说明.txt", TEXT);
    let document = harness.state().document().unwrap();
    let format = document.session.format();
    let whole = Formats::embedded().get(&format.id).unwrap();
    let left_out = format.left_out(&whole);
    let lacks = left_out.first().expect("a text of no table").lacks.clone();
    let counts = document.session.verdicts().counts();
    let said = format!("未检查 {}", counts.not_checked + left_out.len());
    assert!(harness.query_by_label_contains(&said).is_some(), "{said}");
    let rules = counts.passed + counts.violated + counts.not_checked + counts.not_applicable + left_out.len();
    if let Some(fold) = harness.query_by_label("展开问题列表") {
        fold.click();
        harness.run_steps(3);
    }
    harness.get_by_label(&format!("规则 {rules}")).click();
    harness.run_steps(3);
    harness.get_by_label("筛选文字").focus();
    harness.run_steps(2);
    let title = left_out_title(&harness);
    super::type_text(&mut harness, &title);
    harness.run_steps(3);
    assert!(harness.query_all_by_label_contains(&lacks).next().is_some(), "{lacks}");
}

fn left_out_title(harness: &Harness<'_, App>) -> String {
    let format = harness.state().document().unwrap().session.format().clone();
    let whole = Formats::embedded().get(&format.id).unwrap();
    format.left_out(&whole).first().unwrap().rule.title.clone()
}

/// F8 goes to the next finding and says which it is, though the list is folded.
#[test]
fn the_next_finding_is_said_where_the_list_is_folded() {
    let mut harness = app();
    if let Some(fold) = harness.query_by_label("收起，只留这一行") {
        fold.click();
        harness.run();
    }
    let open = harness.state().document().unwrap().session.verdicts().findings().len();
    assert!(open > 1);
    press(&mut harness, Modifiers::NONE, Key::F8);
    let first = message(&harness);
    assert!(first.starts_with("问题 1/"), "{first}");
    press(&mut harness, Modifiers::NONE, Key::F8);
    let second = message(&harness);
    assert!(second.starts_with("问题 2/") && harness.query_by_label(&second).is_some(), "{second}");
    let finding = harness.state().document().unwrap().selected_finding().unwrap();
    assert!(second.contains(finding.severity.label()), "{second}");
}

/// Where there is room for one of them only, the one that was asked for has it, and the window says so.
#[test]
fn what_is_said_of_a_cell_takes_the_room_of_the_original_in_a_small_window() {
    let (_folder, mut harness) = opened("表.xlsx", workbook(&text()));
    harness.set_size(vec2(1366.0, 768.0));
    harness.run_steps(4);
    let original = |harness: &Harness<'_, App>| harness.query_by_label_contains("原件工作表").is_some();
    let inspector = |harness: &Harness<'_, App>| harness.query_by_label("新批注").is_some();
    until(&mut harness, original);
    assert!(!inspector(&harness));
    press(&mut harness, Modifiers::COMMAND, Key::I);
    harness.run_steps(3);
    assert!(inspector(&harness) && !original(&harness), "{}", message(&harness));
    assert!(message(&harness).contains("原件对照"));
    press(&mut harness, Modifiers::COMMAND | Modifiers::SHIFT, Key::O);
    harness.run_steps(3);
    assert!(original(&harness) && !inspector(&harness));
}

/// A pane that nobody drew goes by the window, not by the size that the window had in its first frame.
#[test]
fn the_original_has_its_width_once_the_window_has_its_own() {
    let (_folder, mut harness) = opened("表.xlsx", workbook(&text()));
    let width = |harness: &Harness<'_, App>| {
        let line = harness.get_by_label_contains("原件工作表").rect();
        line.width()
    };
    until(&mut harness, |harness| harness.query_by_label_contains("原件工作表").is_some());
    let wide = width(&harness);
    for size in [vec2(560.0, 400.0), vec2(1440.0, 900.0)] {
        harness.set_size(size);
        harness.run_steps(6);
    }
    assert!((width(&harness) - wide).abs() < 2.0, "{} instead of {wide}", width(&harness));
    assert!(wide > 400.0, "{wide}");
}

/// The list of findings keeps its height where a filter leaves nothing.
#[test]
fn the_findings_keep_their_height_where_nothing_is_found() {
    let mut harness = app();
    if let Some(fold) = harness.query_by_label("展开问题列表") {
        fold.click();
        harness.run();
    }
    let top = |harness: &Harness<'_, App>| harness.get_by_label("筛选文字").rect().top();
    let before = top(&harness);
    super::fill(&mut harness, "筛选文字", "绝无此字");
    assert!(harness.query_by_label("没有符合筛选的问题。").is_some());
    harness.run();
    assert!((top(&harness) - before).abs() < 1.0, "{} instead of {before}", top(&harness));
}

/// Behind the last finding F8 says how many are folded in the list.
#[test]
fn the_end_of_the_findings_says_how_many_are_folded() {
    let mut harness =
        Harness::builder().with_size([1280.0, 800.0]).with_max_steps(20).build_eframe(|context| {
            let answers = Box::new(Answers::default());
            let mut app = App::new(&context.egui_ctx, answers, yusuan::ui::Recent::default());
            app.open(&sample());
            app
        });
    harness.run();
    let cell = "T3!2013101!工资福利支出".parse().unwrap();
    harness.state_mut().document_mut().unwrap().session.enter(&cell, "1").unwrap();
    harness.run();
    let findings = harness.state().document().unwrap().session.verdicts().findings().len();
    let folded = {
        let document = harness.state().document().unwrap();
        let all = document.session.verdicts().findings();
        all.listed().iter().filter(|listed| listed.follows.is_some()).count()
    };
    assert!(folded > 0);
    for _ in 0..=findings {
        press(&mut harness, Modifiers::NONE, Key::F8);
    }
    let said = message(&harness);
    assert!(said.starts_with("已到问题列表的尽头") && said.contains(&format!("另有 {folded} 处")), "{said}");
}

/// Next year's budget of an imported one has its text to rewrite, its own figures as last year's where tables have a column
/// for them, and all of last year's tables beside its own.
#[test]
fn next_years_budget_goes_on_from_an_imported_one() {
    let Some(path) = published("pdf/烟台市审计局-2026.pdf") else { return };
    let mut harness = app_of(&path, Answers::default());
    until(&mut harness, |harness| harness.state().document().is_some());
    harness.run_steps(6);
    let last = harness.state().document().unwrap().session.budget().clone();
    press(&mut harness, Modifiers::COMMAND, Key::N);
    harness.run_steps(3);
    harness.get_by_label_contains("以当前文件为上年").click();
    harness.run_steps(3);
    harness.get_by_label("新建").click();
    harness.run_steps(4);
    let document = harness.state().document().unwrap();
    let new = document.session.budget();
    assert_eq!(new.year, 2027);
    assert!(document.message.clone().unwrap().contains("对比") && harness.state().is_compared());

    // The text: as long as it was, of the new year, and no figure of the old one stands in it as one of the new.
    assert_eq!(new.narrative.len(), last.narrative.len());
    let text: Vec<&String> = new.narrative.iter().flat_map(|section| &section.paragraphs).collect();
    assert!(text.iter().any(|text| text.contains("2027年")));
    assert!(text.iter().any(|text| text.contains("〔请填写：上年文字为")));
    let left = text.iter().flat_map(|text| yusuan::narrative::extract(text));
    let left: Vec<_> = left.filter(|figure| figure.kind == yusuan::narrative::FigureKind::Amount).collect();
    assert!(left.is_empty(), "{left:?}");

    // The table of both years: what was this year's is last year's, and this year's is blank.
    let key = "三公经费表".into();
    let schema = document.session.format().table(&key).unwrap();
    let columns = schema.sections.iter().flat_map(|section| &section.columns);
    let pairs: Vec<_> = columns.filter_map(|column| Some((column, column.last_year_of.clone()?))).collect();
    assert!(pairs.len() >= 5, "{pairs:?}");
    let (before, now) = (last.table(&key).unwrap().rows(), new.table(&key).unwrap().rows());
    let (before, now) = (before.iter().next().unwrap(), now.iter().next().unwrap());
    let mut kept = 0;
    for (column, of) in pairs.iter().filter(|(column, _)| column.sum.is_empty()) {
        assert!(column.header.iter().any(|word| word.contains("2026年")), "{column:?}");
        let (then, this) = (before.cells().get(of), now.cells().get(&column.key));
        assert_eq!(then, this, "{}", column.key);
        assert_eq!(now.cells().get(of), None);
        kept += usize::from(this.is_some());
    }
    assert!(kept > 0);
    // It can be saved and opened again.
    let text = yusuan::file::to_text(new, &yusuan::file::Extras::default());
    let again = yusuan::file::from_text(&text, &Formats::embedded()).unwrap();
    assert_eq!(&again.budget, new);
    assert_eq!(again.format.to_text(), document.session.format().to_text());
}

/// A text is shown from its beginning, wherever another one was left; its first paragraph with the frame around it.
#[test]
fn a_text_is_shown_from_its_beginning() {
    let folder = tempfile::tempdir().unwrap();
    let more: String = (1..80).map(|nth| format!("其中{nth}类事项已经办理完毕。\n\n")).collect();
    let long = format!("{TEXT}\n{more}");
    for name in ["甲.txt", "乙.txt"] {
        std::fs::write(folder.path().join(name), &long).unwrap();
    }
    let mut harness = app_of(&folder.path().join("甲.txt"), Answers::default());
    until(&mut harness, |harness| harness.state().document().is_some());
    harness.run_steps(6);
    let is_seen = |harness: &Harness<'_, App>, at: usize| {
        let passages = harness.state().document().unwrap().session.passages();
        let last = passages.len() - 1;
        let text =
            passages.get(at.min(last)).map(|at| harness.state().document().unwrap().session.passage(*at));
        let text = text.flatten().unwrap_or_default().to_owned();
        let list = harness.get_by_role_and_label(Role::ListBox, "预算情况说明").rect();
        let drawn: Vec<_> = harness.query_all_by_label(&text).map(|node| node.rect()).collect();
        let rect = if at == 0 { drawn.first() } else { drawn.last() };
        list.contains_rect(rect.unwrap().expand2(vec2(0.0, 4.0)))
    };
    assert!(is_seen(&harness, 0), "the first paragraph and the frame around it");
    press(&mut harness, Modifiers::COMMAND, Key::End);
    harness.run_steps(60);
    assert!(is_seen(&harness, usize::MAX), "the last is gone to");
    assert!(!is_seen(&harness, 0), "there is more than is seen");
    harness.state_mut().open(&folder.path().join("乙.txt"));
    until(&mut harness, |harness| harness.query_all_by_label_contains("关闭 ").count() == 2);
    harness.run_steps(6);
    assert!(is_seen(&harness, 0), "another text begins at its beginning");
    press(&mut harness, Modifiers::NONE, Key::ArrowDown);
    harness.run_steps(4);
    assert!(is_seen(&harness, 0), "and one goes on there");
}

/// The original beside the text is turned to the paragraph that is chosen.
#[test]
fn the_original_follows_the_chosen_paragraph() {
    let Some(path) = published("pdf/北京市信访办公室-2026-说明.pdf") else { return };
    let mut harness = app_of(&path, Answers::default());
    until(&mut harness, |harness| harness.state().document().is_some());
    harness.run_steps(6);
    assert_eq!(harness.state().document().unwrap().look.page, Page::Narrative);
    let origin = harness.state().document().unwrap().origin().unwrap().clone();
    let passages = harness.state().document().unwrap().session.passages();
    let mut pages = std::collections::BTreeSet::new();
    for at in [passages.len() - 1, 0, passages.len() / 2] {
        let at = passages.iter().skip(at).chain(passages.iter().rev()).find_map(|at| {
            let spot = origin.paragraph(at.section, at.paragraph?)?;
            Some((*at, spot.page))
        });
        let (at, page) = at.unwrap();
        harness.state_mut().document_mut().unwrap().look.passage = Some(at);
        let name = format!("原件第 {} 页", page + 1);
        until(&mut harness, |harness| harness.query_by_label(&name).is_some());
        pages.insert(page);
    }
    assert!(pages.len() > 1, "{pages:?}");
}

/// The place of a finding is read in full where there is room.
#[test]
fn the_place_of_a_finding_has_room() {
    let mut harness = app();
    harness.set_size(vec2(1920.0, 1080.0));
    harness.run();
    if let Some(fold) = harness.query_by_label("展开问题列表") {
        fold.click();
        harness.run();
    }
    let place = harness.get_by_label("按位置排序").rect().width();
    let next = harness.get_by_label("按应填数排序").rect().width();
    assert!(place > 200.0 && next > 80.0, "{place} {next}");
}

/// At the buttons of a unit's kind (性质) Enter takes that one, and begins no budget yet; at the one that is taken it takes
/// nothing back, but says that all is answered, as in every other field.
#[test]
fn enter_at_the_kind_of_a_unit_chooses_it() {
    let mut harness = app();
    press(&mut harness, Modifiers::COMMAND, Key::N);
    harness.get_all_by_label("行政").next().unwrap().focus();
    harness.run();
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert!(harness.query_by_label("新建预算").is_some(), "the question is still there");
    let is_chosen = |harness: &Harness<'_, App>| {
        use egui_kittest::kittest::NodeT as _;
        let node = harness.get_all_by_label("行政").next().unwrap();
        node.accesskit_node().toggled() == Some(eframe::egui::accesskit::Toggled::True)
    };
    assert!(is_chosen(&harness));
    // What is typed next is the number of people.
    super::type_text(&mut harness, "12");
    assert!(harness.query_all_by_value("12").next().is_some(), "it is not lost");
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert!(is_chosen(&harness), "and does not take it back");
    assert!(harness.query_by_label_contains("都要写").is_some(), "what is not answered yet is said");
}

/// Behind the department's name its code is wanted, not that of a unit.
#[test]
fn enter_behind_the_departments_name_goes_on_to_its_code() {
    let mut harness = app();
    press(&mut harness, Modifiers::COMMAND, Key::N);
    let field = |harness: &Harness<'_, App>, label: &str| {
        let mut fields = harness.query_all_by_label(label).filter(|node| node.value().is_some());
        fields.next().map(|node| (node.is_focused(), node.value().unwrap_or_default()))
    };
    press(&mut harness, Modifiers::COMMAND, Key::A);
    super::type_text(&mut harness, "测试局");
    press(&mut harness, Modifiers::NONE, Key::Tab);
    press(&mut harness, Modifiers::COMMAND, Key::A);
    press(&mut harness, Modifiers::NONE, Key::Delete);
    press(&mut harness, Modifiers::SHIFT, Key::Tab);
    press(&mut harness, Modifiers::NONE, Key::Enter);
    super::type_text(&mut harness, "301");
    assert_eq!(field(&harness, "部门代码"), Some((true, "301".to_owned())));
    assert_eq!(field(&harness, "部门名称"), Some((false, "测试局".to_owned())));
}

/// However few findings there are, the head of their panel stands above them, with what folds it; a percentage has its decimals, though
/// no amount of a table says how many there are.
#[test]
fn few_findings_leave_the_head_of_their_panel_in_sight() {
    let text = "某局2025年部门预算公开\n\n一、说明\n\n基本支出500.00万元，较上年480.00万元增长5.17%。\n";
    let (_folder, mut harness) = opened("说明.txt", text);
    harness.set_size(vec2(1366.0, 768.0));
    harness.run_steps(4);
    if let Some(unfold) = harness.query_by_label("展开问题列表") {
        unfold.click();
        harness.run_steps(6);
    }
    let document = harness.state().document().unwrap();
    assert_eq!(document.session.verdicts().findings().len(), 1);
    let (fold, heads) = (harness.get_by_label("收起，只留这一行"), harness.get_by_label("按应填数排序"));
    let line = harness.get_all_by_label_contains("应增加 4.17%").map(|node| node.rect()).next().unwrap();
    assert!(fold.rect().bottom() <= heads.rect().top() && heads.rect().bottom() <= line.bottom());
    // What is drawn in the middle covers a head that stands higher than its panel.
    let text = harness.get_by_role_and_label(Role::ListBox, "预算情况说明").rect();
    assert!(text.bottom() <= fold.rect().top(), "{text:?} over {:?}", fold.rect());
    assert!(harness.get_all_by_label_contains("5.17%").next().is_some());
}
