//! What stands beside the tables: units, absent tables, the narrative, comments.

use eframe::egui::{self, Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use yusuan::edit::{Batch, Edit};
use yusuan::ui::{App, Page, Recent};

use super::{Answers, TOTAL, WAGES, app, click, fill, press, sample, show, type_text, value};

#[test]
fn a_unit_shows_its_rows_only() {
    let mut harness = app();
    show(&mut harness, "12 项目支出");
    harness.get_by_role_and_label(egui::Role::ListBoxOption, "焦作市档案馆").click();
    harness.run();
    assert!(harness.query_by_label_contains("档案事业费 合计").is_some());
    assert!(harness.query_by_label_contains("档案监督管理经费 合计").is_none());
    assert!(harness.query_by_label_contains("只显示 焦作市档案馆 的行").is_some());
}

#[test]
fn an_absent_table_can_be_entered_without_a_flood_of_findings() {
    let mut harness = app();
    let findings =
        |harness: &Harness<'_, App>| harness.state().document().unwrap().session.verdicts().findings().len();
    let before = findings(&harness);
    show(&mut harness, "8 经济分类汇总");
    click(&mut harness, "补录此表");
    assert!(harness.query_by_label("增加科目").is_some());
    assert_eq!(findings(&harness), before, "still one finding: the table is not complete");
    press(&mut harness, Modifiers::COMMAND, Key::Z);
    assert!(harness.query_by_label("补录此表").is_some());
}

#[test]
fn a_cell_leads_to_the_sentences_that_quote_it() {
    let mut harness = app();
    show(&mut harness, "3 支出预算");
    click(&mut harness, TOTAL);
    harness.query_all_by_label_contains("：2907.50万元").next().unwrap().click();
    harness.run();
    assert_eq!(harness.state().document().unwrap().look.page, yusuan::ui::Page::Narrative);
}

#[test]
fn a_figure_that_is_not_understood_is_bound_to_the_cell_selected_before() {
    let mut harness = app();
    show(&mut harness, "3 支出预算");
    click(&mut harness, TOTAL);
    let unbound = |harness: &Harness<'_, App>| {
        harness
            .state()
            .document()
            .unwrap()
            .session
            .verdicts()
            .narrative()
            .unbound()
            .cloned()
            .collect::<Vec<_>>()
    };
    let before = unbound(&harness);
    harness.state_mut().document_mut().unwrap().bind_by_hand(&before[0]);
    harness.run();
    assert!(harness.query_all_by_label_contains("刚才选中的").next().is_some());
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert_eq!(unbound(&harness).len(), before.len() - 1);
    press(&mut harness, Modifiers::COMMAND, Key::Z);
    assert_eq!(unbound(&harness), before);
    // It is found by its address, by sounds or by its amount, too; what finds nothing says so and stays.
    for typed in ["T3!合计!合计", "hj", "2907.5"] {
        harness.state_mut().document_mut().unwrap().bind_by_hand(&before[0]);
        harness.run();
        type_text(&mut harness, "没有这样的格");
        press(&mut harness, Modifiers::NONE, Key::Enter);
        assert!(harness.query_by_label("没有找到").is_some());
        press(&mut harness, Modifiers::COMMAND, Key::A);
        type_text(&mut harness, typed);
        press(&mut harness, Modifiers::NONE, Key::Enter);
        assert_eq!(unbound(&harness).len(), before.len() - 1, "{typed}");
        press(&mut harness, Modifiers::COMMAND, Key::Z);
    }
}

/// The cell beside the wages.
const NEXT: &str = "支出预算 2013101 行政运行 基本支出 人员经费 对个人和家庭的补助";

#[test]
fn a_cell_is_commented_the_comment_settled_and_found_again() {
    let mut harness = app();
    show(&mut harness, "3 支出预算");
    click(&mut harness, WAGES);
    fill(&mut harness, "新批注", "请附测算表");
    click(&mut harness, "添加批注");
    let notes = |harness: &Harness<'_, App>| {
        let notes = &harness.state().document().unwrap().session.budget().notes;
        notes.values().map(|note| (note.text.clone(), note.settled)).collect::<Vec<_>>()
    };
    assert_eq!(notes(&harness), [("请附测算表".to_owned(), false)]);
    // The cell itself is as it was: what is typed into a comment does not reach the grid.
    assert!(!value(&harness, WAGES).contains("请附"));
    click(&mut harness, "已处理");
    assert_eq!(notes(&harness), [("请附测算表".to_owned(), true)]);
    harness.state_mut().document_mut().unwrap().look.page = yusuan::ui::Page::Comments;
    harness.run();
    harness.query_all_by_label_contains("[已处理]").next().unwrap().click();
    harness.run();
    assert_eq!(harness.state().document().unwrap().cursor().unwrap().to_string(), "T3!2013101!工资福利支出");
    press(&mut harness, Modifiers::COMMAND, Key::Z);
    press(&mut harness, Modifiers::COMMAND, Key::Z);
    assert!(notes(&harness).is_empty());
}

/// Comments are gone through by key and in their list, answered, and signed with a name that is set once.
#[test]
fn comments_are_gone_through_answered_and_signed() {
    let mut harness = app();
    harness.state_mut().document_mut().unwrap().look.page = yusuan::ui::Page::Comments;
    harness.run();
    fill(&mut harness, "署名", "市财政局 王某");
    for (cell, text) in [(WAGES, "请附测算表"), (NEXT, "与表5不同")] {
        show(&mut harness, "3 支出预算");
        click(&mut harness, cell);
        fill(&mut harness, "新批注", text);
        click(&mut harness, "添加批注");
    }
    click(&mut harness, WAGES);
    click(&mut harness, "答复");
    fill(&mut harness, "答复“请附测算表”", "已附");
    click(&mut harness, "添加答复");
    let document = harness.state().document().unwrap();
    let notes: Vec<_> = document.comments().map(|(_, note)| note.clone()).collect();
    assert!(notes.iter().all(|note| note.by == "市财政局 王某"), "{notes:?}");
    let answered: Vec<_> = notes.iter().map(|note| note.answers().is_some()).collect();
    // An answer waits for nobody.
    assert_eq!((answered.iter().filter(|is| **is).count(), document.open_comments()), (1, 2));
    // By key, from where one is.
    let cursor =
        |harness: &Harness<'_, App>| harness.state().document().unwrap().cursor().unwrap().to_string();
    let first = cursor(&harness);
    press(&mut harness, Modifiers::SHIFT, Key::F7);
    let other = cursor(&harness);
    assert_ne!(first, other);
    // What is remarked twice is one place.
    press(&mut harness, Modifiers::NONE, Key::F7);
    press(&mut harness, Modifiers::NONE, Key::F7);
    assert_eq!(cursor(&harness), first);
    // In the list, sorted, by Enter.
    harness.state_mut().document_mut().unwrap().look.page = yusuan::ui::Page::Comments;
    harness.run();
    harness.run();
    let listed = |harness: &Harness<'_, App>| harness.query_all_by_label_contains("] 表3").count();
    assert_eq!(listed(&harness), 3);
    click(&mut harness, "只看未处理");
    assert_eq!(listed(&harness), 2);
    harness.get_by_label("批注的列表").focus();
    press(&mut harness, Modifiers::NONE, Key::End);
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert!(matches!(harness.state().document().unwrap().look.page, yusuan::ui::Page::Table(_)));
}

/// A text that says something else than its tables does not follow them; that is said, and one button brings it in step.
#[test]
fn a_text_that_does_not_follow_is_brought_in_step() {
    let mut harness = super::lines::prepared();
    let document = harness.state_mut().document_mut().unwrap();
    assert_eq!(document.session.text_out_of_step(), 0, "the example is written from its template");
    let mut sections = document.session.budget().narrative.clone();
    let spent = sections.iter_mut().find(|section| section.key == "基本支出").unwrap();
    spent.paragraphs[0] = spent.paragraphs[0].replace("基本工资、津贴补贴", "津贴补贴、基本工资");
    document.session.apply(Batch::one("改说明".to_owned(), Edit::SetNarrative(sections))).unwrap();
    document.look.page = Page::Narrative;
    harness.run();
    let said = "这些地方不随表更新";
    assert!(harness.query_by_label_contains(said).is_some());
    click(&mut harness, "按表更新说明文字");
    assert!(harness.query_by_label_contains(said).is_none());
    // From now on it follows.
    let document = harness.state_mut().document_mut().unwrap();
    assert_eq!(document.session.text_out_of_step(), 0);
    press(&mut harness, Modifiers::COMMAND, Key::Z);
    assert!(harness.query_by_label_contains(said).is_some());
}

/// That the text followed was nobody's own step: undoing it does not lead away from the table that one works on.
#[test]
fn undoing_that_the_text_followed_stays_on_the_table() {
    let mut harness = super::lines::prepared();
    show(&mut harness, "预算明细");
    let document = harness.state_mut().document_mut().unwrap();
    let cell = document.session.budget().tables[&"预算明细".into()]
        .rows()
        .iter()
        .find(|row| row.text(&"项目名称".into()) == "办公费");
    let cell = yusuan::model::CellAddress::new("预算明细", cell.unwrap().key(), "金额");
    document.session.enter(&cell, "77.50").unwrap();
    document.follow_text();
    harness.run();
    let amount = |harness: &Harness<'_, App>| {
        harness.state().document().unwrap().session.book().cell(&cell).unwrap().text()
    };
    assert_eq!(amount(&harness), "77.50");
    press(&mut harness, Modifiers::COMMAND, Key::Z);
    let document = harness.state().document().unwrap();
    assert!(matches!(&document.look.page, Page::Table(key) if key.as_str() == "预算明细"));
    let said = document.message.clone().unwrap_or_default();
    assert!(said.contains("说明文字随表更新；再按一次"), "{said}");
    assert_eq!(amount(&harness), "77.50");
    press(&mut harness, Modifiers::COMMAND, Key::Z);
    assert_ne!(amount(&harness), "77.50");
}

/// Paragraphs that the template did not write are not brought in step: that is said where they contradict the tables, each
/// is a click away, and saving says it again.
#[test]
fn paragraphs_that_nobody_brings_in_step_are_gone_through() {
    let folder = tempfile::tempdir().unwrap();
    let own = folder.path().join("预算.ron");
    std::fs::copy(super::sample(), &own).unwrap();
    let mut harness = super::app_with(super::Answers::default());
    harness.state_mut().open(&own);
    harness.run();
    harness.state_mut().document_mut().unwrap().look.page = Page::Narrative;
    harness.run();
    assert!(harness.query_by_label_contains("段没有随表更新").is_some());
    let places: Vec<_> = (0..3)
        .map(|_| {
            click(&mut harness, "下一段");
            harness.state().document().unwrap().look.read_to.map(|place| (place.section, place.paragraph))
        })
        .collect();
    assert!(places[0].is_some() && places[0] < places[1] && places[1] < places[2], "{places:?}");
    press(&mut harness, Modifiers::COMMAND, Key::S);
    let message = harness.state().document().unwrap().message.clone().unwrap();
    assert!(message.contains("已保存到") && message.contains("与表不符"), "{message}");
}

/// What is wrong with an answer is said as long as it is so.
#[test]
fn what_is_wrong_with_a_new_budget_goes_with_its_cause() {
    let mut harness = app();
    press(&mut harness, Modifiers::COMMAND, Key::N);
    press(&mut harness, Modifiers::COMMAND, Key::A);
    press(&mut harness, Modifiers::NONE, Key::Delete);
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert!(harness.query_by_label("请填写部门名称").is_some());
    type_text(&mut harness, "某局");
    assert!(harness.query_by_label("请填写部门名称").is_none());
    press(&mut harness, Modifiers::NONE, Key::Enter);
    let units = "请至少写一个单位：代码、名称和性质";
    assert!(harness.query_by_label(units).is_some());
    click(&mut harness, "空白");
    assert!(harness.query_by_label(units).is_none());
}

/// A file that was open lately and is not there any more is called so, and harms nobody.
#[test]
fn a_file_that_is_gone_is_told_from_those_that_are_there() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("recent.txt");
    let gone = folder.path().join("去年.ron");
    std::fs::write(&place, format!("{}\n{}\n", sample().display(), gone.display())).unwrap();
    let mut harness =
        Harness::builder().with_size([1280.0, 800.0]).with_max_steps(20).build_eframe(move |context| {
            App::new(&context.egui_ctx, Box::new(Answers::default()), Recent::at(Some(place.clone())))
        });
    harness.run();
    let line = |harness: &Harness<'_, App>, name: &str| {
        harness.query_by_role_and_label(egui::Role::ListBoxOption, name).map(|line| line.click()).is_some()
    };
    assert!(line(&harness, "去年.ron（不在原处了）"));
    harness.run();
    assert!(harness.state().document().is_none());
    assert!(line(&harness, "焦作市委办公室-2023.ron"));
}
