//! Documents opened in the window: several as one budget, and with another format.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use eframe::egui::{DroppedFile, DroppedFileHandle, Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use yusuan::model::CellAddress;
use yusuan::ui::{App, Recent};

use super::original::until;
use super::{Answers, click, press};
use crate::import::documents::{text, workbook};
use crate::import::parts::{tables, text as said};

const TEXT: &str = "第一部分 概况\n\n一、主要职能\n\n负责档案工作。\n";

/// The empty app, whose user chooses these files.
pub(crate) fn app_choosing(open: Vec<PathBuf>) -> Harness<'static, App> {
    let answers = Answers { open, ..Answers::default() };
    let mut harness = Harness::builder()
        .with_size([1440.0, 900.0])
        .with_max_steps(20)
        .build_eframe(move |context| App::new(&context.egui_ctx, Box::new(answers), Recent::default()));
    harness.run_steps(2);
    assert!(harness.query_by_label_contains("PDF、Excel、Word、网页、文本").is_some());
    press(&mut harness, Modifiers::COMMAND, Key::O);
    harness
}

pub(crate) fn files(folder: &Path, names: [&str; 2]) -> Vec<PathBuf> {
    let [said, tables] = names.map(|name| folder.join(name));
    std::fs::write(&said, TEXT).unwrap();
    std::fs::write(&tables, workbook(&text())).unwrap();
    vec![tables, said]
}

fn source(harness: &Harness<'_, App>) -> String {
    harness.state().document().unwrap().session.budget().source.clone()
}

pub(crate) fn opened(harness: &mut Harness<'_, App>) {
    until(harness, |harness| harness.state().document().is_some());
    harness.run_steps(4);
}

fn tabs(harness: &Harness<'_, App>) -> usize {
    harness.query_all_by_label_contains("关闭 ").count()
}

#[test]
fn text_and_tables_are_one_budget_by_their_names() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = app_choosing(files(folder.path(), ["某局-2024-说明.txt", "某局-2024-表格.xlsx"]));
    opened(&mut harness);
    assert_eq!(source(&harness), "某局-2024-说明.txt、某局-2024-表格.xlsx");
    assert_eq!(tabs(&harness), 1);
    let document = harness.state().document().unwrap();
    assert!(!document.session.budget().narrative.is_empty());
    let mut tables = document.session.budget().tables.values();
    assert!(tables.any(|table| table.rows().iter().any(|row| row.cells().values().count() > 1)));
}

#[test]
fn where_names_leave_it_open_the_user_says() {
    let folder = tempfile::tempdir().unwrap();
    let open = || files(folder.path(), ["甲.txt", "乙.xlsx"]);
    let mut harness = app_choosing(open());
    assert!(harness.query_by_label("这些文件是一份预算吗").is_some());
    assert!(harness.state().document().is_none(), "nothing is opened before that is said");
    click(&mut harness, "合为一份预算");
    opened(&mut harness);
    assert_eq!((source(&harness).as_str(), tabs(&harness)), ("乙.xlsx、甲.txt", 1));

    let mut harness = app_choosing(open());
    click(&mut harness, "分别打开 2 份");
    until(&mut harness, |harness| tabs(harness) == 2);

    let mut harness = app_choosing(open());
    click(&mut harness, "取消");
    harness.run_steps(10);
    assert!(harness.state().document().is_none());
}

/// A file as a desktop drops it.
#[derive(Debug)]
struct Dropped(PathBuf);

impl DroppedFile for Dropped {
    fn path(&self) -> &Path {
        &self.0
    }

    fn bytes(&self) -> Result<Vec<u8>, String> {
        std::fs::read(&self.0).map_err(|error| error.to_string())
    }
}

/// What `check A B` takes for one budget is one when both are dropped, though the names do not say which part is which.
#[test]
fn text_and_tables_that_are_dropped_together_are_one_budget() {
    let folder = tempfile::tempdir().unwrap();
    let names = ["05-说明.txt", "05.txt"].map(|name| folder.path().join(name));
    let texts = [said("某市民政局", 2026, "35.00"), tables("某市民政局2026年", "")];
    for (path, text) in names.iter().zip(texts) {
        std::fs::write(path, text).unwrap();
    }
    let mut harness = app_choosing(Vec::new());
    let dropped = || names.iter().map(|path| -> DroppedFileHandle { Arc::new(Dropped(path.clone())) });
    harness.input_mut().dropped_files.extend(dropped());
    opened(&mut harness);
    assert_eq!((source(&harness).as_str(), tabs(&harness)), ("05-说明.txt、05.txt", 1));
    let message = harness.state().document().unwrap().message.clone().unwrap_or_default();
    assert!(message.contains("合为一份预算"), "{message}");
}

/// The format is told with how well it fits; another reads the document anew, and what was changed stays.
#[test]
fn another_format_is_chosen_in_the_window() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("表.xlsx");
    std::fs::write(&path, workbook(&text())).unwrap();
    let mut harness = app_choosing(vec![path]);
    opened(&mut harness);
    let format = |harness: &Harness<'_, App>| harness.state().document().unwrap().session.format().id.clone();
    let first = format(&harness);
    let formats = yusuan::schema::Formats::embedded();
    let general = formats.iter().find(|format| format.vocabulary.is_some() && format.id != first).unwrap();
    let (general, its_name) = (general.id.clone(), general.name.clone());
    let ask = |harness: &mut Harness<'_, App>, other: &str| {
        harness.query_all_by_label("读入时的说明").next().unwrap().click();
        harness.run_steps(3);
        assert!(harness.query_all_by_label_contains("读出 1 张表").next().is_some());
        click(harness, "换一种表式…");
        assert!(harness.query_by_label("用哪种表式读入").is_some());
        click(harness, other);
        click(harness, "用它重新读入");
    };
    ask(&mut harness, &its_name);
    until(&mut harness, |harness| format(harness) == general);
    harness.run_steps(4);
    assert_eq!(tabs(&harness), 1, "what nobody had changed has gone");
    let name = formats.get(&first).unwrap().name.clone();
    ask(&mut harness, &name);
    until(&mut harness, |harness| format(harness) == first);
    harness.run_steps(4);
    let document = harness.state_mut().document_mut().unwrap();
    let entered = document.session.budget().tables.iter().find_map(|(key, table)| {
        let amounts = |row: yusuan::model::RowView<'_>| {
            let mut cells = row.cells().iter().filter(|(_, value)| value.amount().is_some());
            cells.next().map(|(column, _)| CellAddress::new(key, row.key(), column))
        };
        table.rows().iter().find_map(amounts)
    });
    document.session.enter(&entered.unwrap(), "7").unwrap();
    ask(&mut harness, &its_name);
    until(&mut harness, |harness| format(harness) == general);
    harness.run_steps(4);
    assert_eq!(tabs(&harness), 2, "what was changed stays");
}

/// A table that no format knows is said to be another in the window, and is that at once.
#[test]
fn tables_are_mapped_in_the_window() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("预算.txt");
    let tables = "某市某局2026年部门预算\n\n表1\n部门日常开支明细表\n单位：万元\n科目编码\t科目名称\t总额\n\
                  \t合计\t70.00\n301\t工资福利支出\t70.00\n30101\t基本工资\t70.00\n";
    std::fs::write(&path, tables).unwrap();
    let mut harness = app_choosing(vec![path]);
    opened(&mut harness);
    let keys = |harness: &Harness<'_, App>| -> Vec<String> {
        let document = harness.state().document().unwrap();
        document.session.format().published().map(|table| table.key.to_string()).collect()
    };
    assert_eq!(keys(&harness), ["部门日常开支明细表"]);
    harness.query_all_by_label("读入时的说明").next().unwrap().click();
    harness.run_steps(3);
    click(&mut harness, "换一种表式…");
    click(&mut harness, "逐表对应…");
    harness.run_steps(2);
    assert!(harness.query_by_label_contains("没有认出：").is_some());
    harness.get_by_value("部门日常开支明细表").click();
    harness.run_steps(3);
    harness.query_all_by_label("支出总表").next().unwrap().click();
    harness.run_steps(3);
    click(&mut harness, "按此重新读入");
    until(&mut harness, |harness| keys(harness) == ["支出总表"]);
    harness.run_steps(4);
    assert_eq!(tabs(&harness), 1, "what nobody had changed has gone");

    // A column is said next; what was said of the table stays said.
    let columns = |harness: &Harness<'_, App>| -> Vec<String> {
        let document = harness.state().document().unwrap();
        let sections = document.session.format().published().flat_map(|table| &table.sections);
        sections.flat_map(|section| &section.columns).map(|column| column.key.to_string()).collect()
    };
    assert!(!columns(&harness).contains(&"项目支出".to_owned()));
    harness.query_all_by_label("读入时的说明").next().unwrap().click();
    harness.run_steps(3);
    click(&mut harness, "换一种表式…");
    click(&mut harness, "逐表对应…");
    click(&mut harness, "1 个表头");
    harness.run_steps(10);
    harness.query_all_by_label("总额").last().unwrap().click();
    harness.run_steps(3);
    harness.query_all_by_label("项目支出").next().unwrap().click();
    harness.run_steps(3);
    click(&mut harness, "按此重新读入");
    until(&mut harness, |harness| columns(harness).contains(&"项目支出".to_owned()));
    assert_eq!(keys(&harness), ["支出总表"]);
}
