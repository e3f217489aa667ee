//! The real app without a display, driven through its accessible names.

mod compare;
mod lines;
mod units;

use std::path::{Path, PathBuf};

use eframe::egui::{self, Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use yusuan::ui::{App, Dialogs, Recent};

/// Answers the file dialogs for the user.
#[derive(Clone, Debug, Default)]
pub(crate) struct Answers {
    open: Vec<PathBuf>,
    save: Option<PathBuf>,
    export: Option<PathBuf>,
}

impl Dialogs for Answers {
    fn files_to_open(&mut self) -> Vec<PathBuf> {
        self.open.clone()
    }

    fn place_to_save(&mut self, _suggested: &Path) -> Option<PathBuf> {
        self.save.clone()
    }

    fn place_to_export(&mut self, _suggested: &Path) -> Option<PathBuf> {
        self.export.clone()
    }

    fn rules_to_open(&mut self) -> Option<PathBuf> {
        self.open.first().cloned()
    }

    fn place_for_rules(&mut self, _suggested: &Path) -> Option<PathBuf> {
        self.save.clone()
    }
}

pub(crate) fn sample() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/samples/焦作市委办公室-2023.ron")
}

/// The app with the sample open, as large as the smallest office screen.
pub(crate) fn app_with(answers: Answers) -> Harness<'static, App> {
    let mut harness =
        Harness::builder().with_size([1280.0, 800.0]).with_max_steps(20).build_eframe(move |context| {
            let mut app = App::new(&context.egui_ctx, Box::new(answers), Recent::default());
            app.open(&sample());
            app
        });
    harness.run();
    harness
}

pub(crate) fn app() -> Harness<'static, App> {
    app_with(Answers::default())
}

/// Shows a table by its name in the navigation.
pub(crate) fn show(harness: &mut Harness<'_, App>, table: &str) {
    harness
        .get_by(|node| {
            node.label().is_some_and(|label| label == table || label.starts_with(&format!("{table}，")))
        })
        .click();
    harness.run();
}

/// What a cell shows.
pub(crate) fn value(harness: &Harness<'_, App>, cell: &str) -> String {
    harness.get_by_label(cell).value().unwrap_or_default()
}

pub(crate) fn click(harness: &mut Harness<'_, App>, cell: &str) {
    harness.get_by_label(cell).click();
    harness.run();
}

pub(crate) fn press(harness: &mut Harness<'_, App>, modifiers: Modifiers, key: Key) {
    harness.key_press_modifiers(modifiers, key);
    harness.run();
}

pub(crate) fn type_text(harness: &mut Harness<'_, App>, text: &str) {
    for c in text.chars() {
        harness.event(egui::Event::Text(c.to_string()));
    }
    harness.run();
}

pub(crate) const WAGES: &str = "支出预算 2013101 行政运行 基本支出 人员经费 工资福利支出";
const BASIC: &str = "支出预算 2013101 行政运行 基本支出 小计";
pub(crate) const TOTAL: &str = "支出预算 合计 合计";

#[test]
fn typing_over_a_cell_moves_every_total_and_undo_takes_it_back() {
    let mut harness = app();
    show(&mut harness, "3 支出预算");
    assert_eq!(value(&harness, BASIC), "1,309.38");
    click(&mut harness, WAGES);
    type_text(&mut harness, "1060.50");
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert_eq!(value(&harness, WAGES), "1,060.50");
    assert_eq!(value(&harness, BASIC), "1,310.38");
    assert_eq!(value(&harness, TOTAL), "2,908.50");
    let session =
        |harness: &Harness<'_, App>| harness.state().document().map(|document| document.session.is_saved());
    assert_eq!(session(&harness), Some(false));
    press(&mut harness, Modifiers::COMMAND, Key::Z);
    assert_eq!(value(&harness, TOTAL), "2,907.50");
    assert_eq!(session(&harness), Some(true));
    press(&mut harness, Modifiers::COMMAND, Key::Y);
    assert_eq!(value(&harness, TOTAL), "2,908.50");
}

#[test]
fn what_is_typed_is_understood_or_refused_in_place() {
    let mut harness = app();
    show(&mut harness, "3 支出预算");
    for (typed, shown) in [
        ("１２３．４５", "123.45"),
        ("2,907.50", "2,907.50"),
        ("=12.5*4", "50.00"),
        ("29075000元", "2,907.50"),
    ] {
        click(&mut harness, WAGES);
        type_text(&mut harness, typed);
        press(&mut harness, Modifiers::NONE, Key::Enter);
        assert_eq!(value(&harness, WAGES), shown, "{typed}");
    }
    for (typed, reason) in
        [("12..5", "多个小数点"), ("abc", "不能出现在数字里"), ("12345678901234567", "太长")]
    {
        click(&mut harness, WAGES);
        type_text(&mut harness, typed);
        press(&mut harness, Modifiers::NONE, Key::Enter);
        assert_eq!(value(&harness, WAGES), "2,907.50", "{typed} must not be taken");
        let name = format!("编辑 {WAGES}");
        let editor = harness.get_by_label(&name);
        assert_eq!(editor.value().as_deref(), Some(typed), "the text is kept");
        assert!(harness.query_by_label_contains(reason).is_some(), "{typed}: {reason}");
        press(&mut harness, Modifiers::NONE, Key::Escape);
    }
}

#[test]
fn the_keyboard_moves_as_in_a_spreadsheet() {
    let mut harness = app();
    show(&mut harness, "3 支出预算");
    let cursor = |harness: &Harness<'_, App>| {
        harness
            .state()
            .document()
            .and_then(|document| document.cursor())
            .map(|cursor| cursor.to_string())
            .unwrap_or_default()
    };
    click(&mut harness, WAGES);
    for (modifiers, key, expected) in [
        (Modifiers::NONE, Key::ArrowDown, "T3!2050803!工资福利支出"),
        (Modifiers::NONE, Key::ArrowRight, "T3!2050803!对个人和家庭的补助"),
        (Modifiers::NONE, Key::Tab, "T3!2050803!商品和服务支出"),
        (Modifiers::SHIFT, Key::Tab, "T3!2050803!对个人和家庭的补助"),
        (Modifiers::SHIFT, Key::Enter, "T3!2013101!对个人和家庭的补助"),
        (Modifiers::NONE, Key::Home, "T3!2013101!类"),
        (Modifiers::NONE, Key::End, "T3!2013101!特定目标类"),
        (Modifiers::COMMAND, Key::Home, "T3!合计!类"),
    ] {
        press(&mut harness, modifiers, key);
        assert_eq!(cursor(&harness), expected, "{key:?}");
    }
}

#[test]
fn f2_edits_the_present_content_and_escape_leaves_it() {
    let mut harness = app();
    show(&mut harness, "3 支出预算");
    click(&mut harness, WAGES);
    press(&mut harness, Modifiers::NONE, Key::F2);
    type_text(&mut harness, "5");
    press(&mut harness, Modifiers::NONE, Key::Escape);
    assert_eq!(value(&harness, WAGES), "1,059.50");
    press(&mut harness, Modifiers::NONE, Key::F2);
    type_text(&mut harness, "5");
    press(&mut harness, Modifiers::NONE, Key::Tab);
    // Decimals beyond the printed two are kept: down to the 分 there are six in 万元.
    assert_eq!(
        harness
            .state()
            .document()
            .unwrap()
            .session
            .book()
            .cell(&"T3!2013101!工资福利支出".parse().unwrap())
            .unwrap()
            .number()
            .unwrap()
            .to_string(),
        "1059.505"
    );
}

#[test]
fn pasted_blocks_are_one_step() {
    let mut harness = app();
    show(&mut harness, "3 支出预算");
    click(&mut harness, WAGES);
    harness.event(egui::Event::Paste("1\t2\n3万元\t4".to_owned()));
    harness.run();
    assert_eq!(value(&harness, WAGES), "1.00");
    assert_eq!(value(&harness, "支出预算 2050803 培训支出 基本支出 人员经费 对个人和家庭的补助"), "4.00");
    press(&mut harness, Modifiers::COMMAND, Key::Z);
    assert_eq!(value(&harness, WAGES), "1,059.50");
}

#[test]
fn rows_are_added_and_deleted() {
    let mut harness = app();
    show(&mut harness, "13 机关运行经费");
    let rows = |harness: &Harness<'_, App>| {
        harness.state().document().unwrap().session.budget().tables[&"T13".into()].rows.len()
    };
    let before = rows(&harness);
    click(&mut harness, "机关运行经费 30201 办公费 机构运行经费支出 合计");
    press(&mut harness, Modifiers::COMMAND, Key::Enter);
    assert_eq!(rows(&harness), before + 1);
    type_text(&mut harness, "30205");
    press(&mut harness, Modifiers::NONE, Key::Enter);
    press(&mut harness, Modifiers::COMMAND, Key::Delete);
    assert_eq!(rows(&harness), before, "the row below is deleted");
    for _ in 0..3 {
        press(&mut harness, Modifiers::COMMAND, Key::Z);
    }
    assert_eq!(rows(&harness), before);
    assert!(harness.state().document().unwrap().session.is_saved());
}

#[test]
fn a_finding_leads_to_its_cell() {
    let mut harness = app();
    press(&mut harness, Modifiers::NONE, Key::F8);
    let document = harness.state().document().unwrap();
    let first = document.session.verdicts().findings()[0].clone();
    assert_eq!(document.cursor(), first.address);
}

#[test]
fn a_changed_total_raises_a_finding_and_shows_both_figures() {
    let mut harness = app();
    show(&mut harness, "13 机关运行经费");
    let findings =
        |harness: &Harness<'_, App>| harness.state().document().unwrap().session.verdicts().findings().len();
    let before = findings(&harness);
    click(&mut harness, "机关运行经费 30202 印刷费 机构运行经费支出 合计");
    type_text(&mut harness, "1");
    press(&mut harness, Modifiers::NONE, Key::Enter);
    // The stated total, and the sentence of the narrative that quotes it.
    assert_eq!(findings(&harness), before + 2);
    click(&mut harness, "机关运行经费 合计 机构运行经费支出 合计");
    assert!(harness.query_by_label_contains("文件所列　185.46").is_some());
}

#[test]
fn an_input_method_types_into_a_selected_cell() {
    let mut harness = app();
    show(&mut harness, "13 机关运行经费");
    let name = "机关运行经费 30201 办公费 部门预算支出经济分类科目 科目名称";
    click(&mut harness, name);
    let preedit = |text: &str| {
        egui::Event::Ime(egui::ImeEvent::Preedit { text: text.to_owned(), active_range_chars: None })
    };
    for event in [
        preedit("b"),
        preedit("ban"),
        preedit(""),
        egui::Event::Ime(egui::ImeEvent::Commit("办公".to_owned())),
    ] {
        harness.event(event);
        harness.run();
    }
    press(&mut harness, Modifiers::NONE, Key::Enter);
    let changed = "机关运行经费 30201 办公 部门预算支出经济分类科目 科目名称";
    assert_eq!(value(&harness, changed), "办公");
    press(&mut harness, Modifiers::COMMAND, Key::Z);
    assert_eq!(value(&harness, name), "办公费", "one composition is one step");
}

#[test]
fn findings_are_filtered_and_sorted() {
    let mut harness = app();
    let shown = |harness: &Harness<'_, App>| harness.query_all_by_label_contains("问题 各表齐全").count();
    harness.get_by_label("筛选文字").click();
    harness.run();
    type_text(&mut harness, "表8");
    assert_eq!(shown(&harness), 1);
    for _ in 0.."表8".chars().count() {
        press(&mut harness, Modifiers::NONE, Key::Backspace);
    }
    let first = |harness: &Harness<'_, App>| {
        let rows = harness.query_all_by_label_contains("问题 ");
        rows.filter_map(|row| row.accesskit_node().label())
            .find(|label| label.contains('!') || label.contains("各表"))
            .unwrap_or_default()
    };
    let before = first(&harness);
    for _ in 0..2 {
        harness.get_by_label("按程度排序").click();
        harness.run();
    }
    assert_ne!(first(&harness), before, "the least serious come first");
}

#[test]
fn every_rule_tells_place_by_place_how_it_ended() {
    let mut harness = app();
    harness.get_by_label_contains("规则 1").click();
    harness.run();
    harness.get_by_label("筛选文字").click();
    harness.run();
    type_text(&mut harness, "T1-T3-类");
    harness.get_by_label_contains("表1 各类支出等于表3").click();
    harness.run();
    harness.get_by_label("一、一般公共服务 金额").click();
    harness.run();
    let cursor = harness.state().document().unwrap().cursor().unwrap();
    assert_eq!(cursor.to_string(), "T1!201!支出金额");
}

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
    harness.get_by_label("补录此表").click();
    harness.run();
    assert!(harness.query_by_label("增加科目").is_some());
    assert_eq!(findings(&harness), before, "still one finding: the table is not complete");
    press(&mut harness, Modifiers::COMMAND, Key::Z);
    assert!(harness.query_by_label("补录此表").is_some());
}

#[test]
fn unsaved_work_is_asked_about_and_saved() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("新.ron");
    let mut harness = app_with(Answers { save: Some(place.clone()), ..Answers::default() });
    show(&mut harness, "3 支出预算");
    click(&mut harness, WAGES);
    type_text(&mut harness, "1");
    press(&mut harness, Modifiers::NONE, Key::Enter);
    press(&mut harness, Modifiers::COMMAND, Key::W);
    assert!(harness.query_by_label("还没有保存").is_some());
    harness.get_by_label("取消").click();
    harness.run();
    assert!(harness.state().document().is_some());
    press(&mut harness, Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::S);
    assert!(place.is_file());
    press(&mut harness, Modifiers::COMMAND, Key::W);
    assert!(harness.state().document().is_none(), "saved work may be closed");
}

#[test]
fn following_a_finding_takes_the_text_in_an_open_cell_first() {
    let mut harness = app();
    show(&mut harness, "3 支出预算");
    click(&mut harness, WAGES);
    type_text(&mut harness, "7");
    harness.get_by_role_and_label(egui::Role::ListBoxOption, "全部单位").click();
    harness.run();
    assert_eq!(value(&harness, WAGES), "7.00");
    click(&mut harness, WAGES);
    type_text(&mut harness, "12..5");
    // By the keyboard too: F8 leads away just as a click does.
    press(&mut harness, Modifiers::NONE, Key::F8);
    harness.run();
    let document = harness.state().document().unwrap();
    assert_eq!(document.cursor().unwrap().to_string(), "T3!2013101!工资福利支出", "refused text is not left");
}

#[test]
fn closing_the_window_takes_the_text_in_an_open_cell_first() {
    let mut harness = app();
    show(&mut harness, "3 支出预算");
    click(&mut harness, WAGES);
    type_text(&mut harness, "7");
    let root = egui::ViewportId::ROOT;
    harness.input_mut().viewports.entry(root).or_default().events.push(egui::ViewportEvent::Close);
    harness.step();
    harness.input_mut().viewports.entry(root).or_default().events.clear();
    harness.run();
    assert!(harness.query_by_label("还没有保存").is_some());
    let cell = "T3!2013101!工资福利支出".parse().unwrap();
    let session = &harness.state().document().unwrap().session;
    assert_eq!(session.book().cell(&cell).unwrap().text(), "7.00");
}

#[test]
fn idle_it_draws_nothing() {
    let mut harness = app();
    harness.run();
    let delay =
        harness.output().viewport_output.values().map(|viewport| viewport.repaint_delay).min().unwrap();
    assert_eq!(delay, std::time::Duration::MAX);
}

#[test]
fn the_tables_look_as_they_did() {
    let mut results = egui_kittest::SnapshotResults::new();
    for (table, name) in [("3 支出预算", "t3"), ("14 整体绩效目标", "t14"), ("15 项目绩效目标", "t15")]
    {
        let mut harness = app();
        show(&mut harness, table);
        harness.snapshot(name);
        results.extend_harness(&mut harness);
    }
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
    harness.get_by_role_and_label(egui::Role::Button, "豁免").click();
    harness.run();
    assert_eq!(open(&harness), before - 1);
    let notes = &harness.state().document().unwrap().session.budget().notes;
    assert_eq!(notes.values().next().unwrap().text, "文字沿用批复口径");
    press(&mut harness, Modifiers::COMMAND, Key::Z);
    assert_eq!(open(&harness), before, "one undo takes the waiver back");
}

#[test]
fn the_list_of_findings_is_exported_as_its_name_says() {
    let folder = tempfile::tempdir().unwrap();
    for (name, part) in [("清单.csv", "规则,程度"), ("清单.html", "<h3>错误"), ("清单.md", "### 错误")]
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
    let view = harness.query_all_by_label_contains("▶ 随同 1").next().is_some();
    assert!(view, "the sample has findings that follow from others");
    let before = listed(&harness);
    harness.query_all_by_label_contains("▶ 随同 1").next().unwrap().click();
    harness.run();
    harness.get_by_label_contains("▼ 随同 1");
    assert!(listed(&harness) >= before);
}

#[test]
fn a_cell_leads_to_the_sentences_that_quote_it() {
    let mut harness = app();
    show(&mut harness, "3 支出预算");
    harness.get_by_label(TOTAL).click();
    harness.run();
    harness.query_all_by_label_contains("：2907.50万元").next().unwrap().click();
    harness.run();
    assert_eq!(harness.state().document().unwrap().page, yusuan::ui::Page::Narrative);
}

#[test]
fn a_figure_that_is_not_understood_is_bound_to_the_cell_selected_before() {
    let mut harness = app();
    show(&mut harness, "3 支出预算");
    harness.get_by_label(TOTAL).click();
    harness.run();
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
    harness.get_by_label_contains("刚才选中的").click();
    harness.run();
    assert_eq!(unbound(&harness).len(), before.len() - 1);
    press(&mut harness, Modifiers::COMMAND, Key::Z);
    assert_eq!(unbound(&harness), before);
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
    harness.get_by_label("用于这份预算").click();
    harness.run();
    assert_eq!(harness.state().document().unwrap().session.verdicts().rules().len(), before + 2);
    harness.get_by_label("保存规则").click();
    harness.run();
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

#[test]
fn a_cell_is_commented_the_comment_settled_and_found_again() {
    let mut harness = app();
    show(&mut harness, "3 支出预算");
    harness.get_by_label(WAGES).click();
    harness.run();
    harness.get_by_label("新批注").focus();
    harness.run();
    type_text(&mut harness, "请附测算表");
    harness.get_by_label("添加批注").click();
    harness.run();
    let notes = |harness: &Harness<'_, App>| {
        let notes = &harness.state().document().unwrap().session.budget().notes;
        notes.values().map(|note| (note.text.clone(), note.settled)).collect::<Vec<_>>()
    };
    assert_eq!(notes(&harness), [("请附测算表".to_owned(), false)]);
    // The cell itself is as it was: what is typed into a comment does not reach the grid.
    assert!(!value(&harness, WAGES).contains("请附"));
    harness.get_by_label("已解决").click();
    harness.run();
    assert_eq!(notes(&harness), [("请附测算表".to_owned(), true)]);
    harness.state_mut().document_mut().unwrap().page = yusuan::ui::Page::Comments;
    harness.run();
    harness.query_all_by_label_contains("[已解决]").next().unwrap().click();
    harness.run();
    assert_eq!(harness.state().document().unwrap().cursor().unwrap().to_string(), "T3!2013101!工资福利支出");
    press(&mut harness, Modifiers::COMMAND, Key::Z);
    press(&mut harness, Modifiers::COMMAND, Key::Z);
    assert!(notes(&harness).is_empty());
}

#[test]
fn a_block_is_filled_down_as_one_step() {
    let mut harness = app();
    show(&mut harness, "3 支出预算");
    harness.get_by_label(WAGES).click();
    harness.run();
    let next = WAGES.replace("2013101 行政运行", "2050803 培训支出");
    let (first, before) = (value(&harness, WAGES), value(&harness, &next));
    press(&mut harness, Modifiers::SHIFT, Key::ArrowDown);
    press(&mut harness, Modifiers::COMMAND, Key::D);
    assert_eq!(value(&harness, &next), first);
    press(&mut harness, Modifiers::COMMAND, Key::Z);
    assert_eq!(value(&harness, &next), before);
}
