//! What must not look as if all were well: a text without tables, final accounts beside a budget, a table that was not
//! whole when it was printed.

use std::fs;
use std::path::Path;

use yusuan::exchange::import_file;
use yusuan::file;
use yusuan::model::{Coverage, TableKey};
use yusuan::schema::Formats;

use crate::support::{repository, said, yusuan};

fn run(arguments: &[&str], paths: &[&Path]) -> (Option<i32>, String, String) {
    let paths = paths.iter().map(|path| path.to_str().unwrap());
    let arguments: Vec<&str> = arguments.iter().copied().chain(paths).collect();
    let output = yusuan(&arguments);
    (output.status.code(), said(&output), String::from_utf8(output.stderr).unwrap())
}

/// The text of a budget without its tables: what its sentences say is judged, and that is not all of it.
#[test]
fn a_text_without_tables_is_no_budget_in_order() {
    let folder = tempfile::tempdir().unwrap();
    let text = "某市某局\n\n2026年部门预算\n\n一、主要职能\n\n负责审计。\n\n二、收支情况\n\n2026年收入总计100万元，支出总计100万元。\n";
    let paths = ["txt", "md"].map(|ending| folder.path().join(format!("说明.{ending}")));
    paths.iter().for_each(|path| fs::write(path, text).unwrap());
    let page = folder.path().join("网页.html");
    fs::write(&page, format!("<html><body><p>{}</p></body></html>", text.replace("\n\n", "</p><p>")))
        .unwrap();
    for path in paths.iter().chain([&page]) {
        let (code, out, wrong) = run(&["check"], &[path]);
        assert_eq!(code, Some(2), "{out}{wrong}");
        assert!(wrong.contains("没有读出任何一张预算表"), "{wrong}");
        assert!(out.contains("没有读出任何一张预算表"), "{out}");
    }
    let (code, json, _) = run(&["check", "--json"], &[&page]);
    assert!(code == Some(2) && json.contains("\"no_tables\": true"), "{json}");
}

#[test]
fn final_accounts_beside_a_budget_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let tables = |word: &str| {
        format!(
            "某市某局2025年部门{word}\n\n表1\n支出{word}总表\n单位：万元\n科目编码\t科目名称\t合计\t基本支出\t项目支出\n\
             \t合计\t100.00\t70.00\t30.00\n2010801\t行政运行\t100.00\t70.00\t30.00\n"
        )
    };
    let [accounts, budget] = ["决算", "预算"].map(|word| {
        let path = folder.path().join(format!("{word}.txt"));
        fs::write(&path, tables(word)).unwrap();
        path
    });
    let (code, out, wrong) = run(&["compare"], &[&accounts, &budget]);
    assert_eq!(code, Some(0), "{out}{wrong}");
    assert!(wrong.contains("决算.txt 是决算") && wrong.contains("不是两年预算的增减"), "{wrong}");
    let (_, _, wrong) = run(&["compare"], &[&budget, &budget]);
    assert_eq!(wrong, "");
    // It is known of the saved budget, too.
    let saved = folder.path().join("决算.ron");
    run(&["import", "-o", saved.to_str().unwrap()], &[&accounts]);
    let (_, _, wrong) = run(&["compare"], &[&saved, &budget]);
    assert!(wrong.contains("决算.ron 是决算"), "{wrong}");
}

/// Printed and read again: what was not whole is not whole, in every kind of document; the label of an amount says
/// the unit it is kept in.
#[test]
fn what_is_not_whole_stays_so() {
    let folder = tempfile::tempdir().unwrap();
    let sample = repository("assets/samples/焦作市委办公室-2023.ron");
    let loaded = file::load(&sample, &Formats::embedded()).unwrap();
    for ending in ["xlsx", "docx", "html", "md"] {
        let path = folder.path().join(format!("公开.{ending}"));
        let (code, out, wrong) = run(&["export", "--unit", "元", "-o", path.to_str().unwrap()], &[&sample]);
        assert_eq!(code, Some(1), "{out}{wrong}");
        let budget = import_file(&path, &loaded.format).unwrap().budget;
        for table in ["T4", "T7"] {
            let [was, is] = [&loaded.budget, &budget].map(|budget| &budget.tables[&TableKey::from(table)]);
            assert_eq!(
                (was.coverage, is.coverage),
                (Coverage::Partial, Coverage::Partial),
                "{ending} {table}"
            );
            assert_eq!(is.remark, was.remark, "{ending} {table}");
            assert_eq!(is.note, was.note, "{ending} {table}");
        }
        let text = file::to_text(&budget, &file::Extras::default());
        assert!(!text.contains("部门预算总额(元)"), "{ending}");
    }
}
