//! Budgets of places that no format describes: the worked example of `docs/formats.md`, and what is kept in the file.

use std::fs;

use yusuan::exchange::{import_files_with, import_with_any};
use yusuan::file::{self, Extras};
use yusuan::schema::Formats;
use yusuan::session::Session;

use crate::support::{published, repository, yusuan};

/// A budget whose two tables contradict each other in `projects`.
fn document(projects: &str) -> String {
    format!(
        "某市某局2026年部门预算\n\n表1\n部门支出总体情况表\n单位：万元\n科目编码\t科目名称\t合计\t基本支出\t项目支出\n\
         \t合计\t100.00\t70.00\t30.00\n201\t一般公共服务支出\t100.00\t70.00\t30.00\n\
         20108\t审计事务\t100.00\t70.00\t30.00\n2010801\t行政运行\t70.00\t70.00\t\n2010804\t审计业务\t30.00\t\t30.00\n\n\
         表2\n项目支出预算情况表\n单位：万元\n项目名称\t合计\n合计\t{projects}\n审计业务经费\t{projects}\n"
    )
}

/// The first example of the page, as it is printed.
fn example() -> String {
    let page = fs::read_to_string(repository("docs/formats.md")).unwrap();
    page.split("```").nth(1).unwrap().to_owned()
}

#[test]
fn the_worked_example_reads_and_judges() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("某市.ron");
    fs::write(&path, example()).unwrap();
    let mut formats = Formats::embedded();
    let format = formats.add_file(&path).unwrap();
    for (projects, expected) in [("30.00", vec![]), ("31.00", vec!["支出总表-项目支出"])] {
        let text = folder.path().join("预算.txt");
        fs::write(&text, document(projects)).unwrap();
        let (imported, own) = import_files_with(&[text], &format).unwrap();
        let session = Session::new(imported.budget, own);
        let verdicts = session.verdicts();
        let found: Vec<String> = verdicts.findings().iter().map(|one| one.rule.id.to_string()).collect();
        assert_eq!(found, expected, "{projects}");
    }
}

/// Tables of another city and year, called as those of a place whose form is at hand: their columns are others, and nothing in
/// them is wrong. The place's own document is read with its form.
#[test]
fn titles_alone_make_no_form() {
    let formats = Formats::embedded();
    let read = |path: &str| import_with_any(&repository(path), &formats).unwrap();
    let (imported, own) = read("tests/data/import/同名表题-2025.txt");
    assert_eq!((imported.budget.year, own.id.as_str()), (2025, "全国通用"));
    let session = Session::new(imported.budget, own);
    assert_eq!(session.verdicts().findings().len(), 0);
    let Some(path) = published("焦作市委办公室-2023年度部门预算.md") else { return };
    let (own, _) = import_with_any(&path, &formats).unwrap();
    assert_eq!((own.budget.year, own.budget.format.as_str()), (2023, "焦作-2023"));
}

/// What was made of a document is kept beside its figures: a file can be opened where the words are others.
#[test]
fn the_format_of_a_document_is_kept_in_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let (text, saved) = (folder.path().join("预算.txt"), folder.path().join("预算.ron"));
    fs::write(&text, document("30.00")).unwrap();
    let (imported, format) = import_with_any(&text, &Formats::embedded()).unwrap();
    assert_eq!(format.published().count(), 2, "{}", imported.report);
    fs::write(&saved, file::to_text(&imported.budget, &Extras::default())).unwrap();
    let loaded = file::load(&saved, &Formats::embedded()).unwrap();
    assert_eq!(loaded.budget, imported.budget);
    assert_eq!(loaded.format.published().count(), 2);
    assert!(loaded.notices.is_empty(), "{:?}", loaded.notices);
    // What could not be asked of it is said where it is read, and at every check.
    let lacking = "收支总表：收入总计等于支出总计（没有";
    assert!(imported.report.to_string().contains(lacking), "{}", imported.report);
    let checked = yusuan(&["check", saved.to_str().unwrap()]);
    assert!(String::from_utf8_lossy(&checked.stdout).contains(lacking));
    let shown = yusuan(&["show", saved.to_str().unwrap(), "--table", "2"]);
    assert!(String::from_utf8_lossy(&shown.stdout).contains("审计业务经费"));
}
