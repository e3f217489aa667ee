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

/// The text of one year and the tables of another are no budget: that is told, and no import of it is complete.
#[test]
fn files_of_two_years_are_told_apart() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let text = |year: i32| {
        format!("某局{year}年部门预算\n\n一、收支情况\n\n{year}年收入总计100万元，支出总计100万元。\n")
    };
    let tables = "某局2026年部门预算\n\n表1\n支出总表\n单位：万元\n科目编码\t科目名称\t合计\t基本支出\t项目支出\n\
                  \t合计\t100.00\t70.00\t30.00\n2010801\t行政运行\t100.00\t70.00\t30.00\n";
    // By when something is to be done is not the year of a budget without a cover.
    let goal = "\n表2\n项目支出绩效目标表\n项目名称\t年度目标\n平台建设\t2027年12月底前完成\n";
    let without_cover = tables.split_once("\n\n").unwrap().1.to_owned() + goal;
    for (year, tables, is_told) in
        [(2026, tables, false), (2025, tables, true), (2026, without_cover.as_str(), false)]
    {
        fs::write(at("05-表格.txt"), tables).unwrap();
        fs::write(at("05-说明.txt"), text(year)).unwrap();
        let saved = at("合.ron");
        let arguments = ["import", "--force", "-o", saved.to_str().unwrap()];
        let (code, out, wrong) = run(&arguments, &[&at("05-说明.txt"), &at("05-表格.txt")]);
        let told = "05-说明.txt 是 2025 年的，05-表格.txt 是 2026 年的";
        assert_eq!((code, out.contains(told)), (Some(if is_told { 3 } else { 0 }), is_told), "{out}{wrong}");
        // Neither is it silent where a folder's names put the two together, and in what was saved.
        let (_, out, _) = run(&["check"], &[&saved]);
        assert_eq!(out.contains("不是同一年度的"), is_told, "{out}");
        let (_, out, _) = run(&["check"], &[folder.path()]);
        assert_eq!(out.contains("不是同一年度的"), is_told, "{out}");
    }
}

/// Neither are the text of one body and the tables of another: that is told, and neither is held against the other.
#[test]
fn files_of_two_bodies_are_told_apart() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let tables = "某市统计局2026年部门预算\n\n表1\n支出总表\n单位：万元\n科目编码\t科目名称\t合计\t基本支出\t项目支出\n\
                  \t合计\t100.00\t70.00\t30.00\n2010801\t行政运行\t100.00\t70.00\t30.00\n";
    fs::write(at("05-表格.txt"), tables).unwrap();
    for (name, total, is_told, is_wrong) in [
        ("统计局", "100.00", false, false),
        ("统计局", "120.00", false, true),
        ("审计局", "120.00", true, false),
    ] {
        let text = format!(
            "某市{name}2026年部门预算\n\n一、支出情况\n\n2026年支出总计{total}万元，其中基本支出70.00万元。\n"
        );
        fs::write(at("05-说明.txt"), text).unwrap();
        let saved = at("合.ron");
        let arguments = ["import", "--force", "-o", saved.to_str().unwrap()];
        let (code, out, wrong) = run(&arguments, &[&at("05-说明.txt"), &at("05-表格.txt")]);
        let told = "05-说明.txt 是某市审计局的，05-表格.txt 是某市统计局的";
        assert_eq!((code, out.contains(told)), (Some(if is_told { 3 } else { 0 }), is_told), "{out}{wrong}");
        let (_, out, _) = run(&["check"], &[&saved]);
        assert_eq!(out.contains("不是同一单位的"), is_told, "{out}");
        assert_eq!(out.contains("120.00"), is_wrong, "{out}");
    }
}

/// Final accounts are no last year's budget, and the heading of a part is no part of a name.
#[test]
fn a_new_budget_from_final_accounts_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let text = "第二部分某市某局2025年度部门决算\n\n表1\n支出决算总表\n单位：万元\n科目编码\t科目名称\t合计\t基本支出\t项目支出\n\
                \t合计\t100.00\t70.00\t30.00\n2010801\t行政运行\t100.00\t70.00\t30.00\n";
    fs::write(at("决算.txt"), text).unwrap();
    let saved = at("决算.ron");
    run(&["import", "-o", saved.to_str().unwrap()], &[&at("决算.txt")]);
    let arguments = ["new", "-o", at("新.ron").to_str().unwrap(), "--from"].map(str::to_owned);
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let (code, out, wrong) = run(&arguments, &[&saved]);
    assert!(code == Some(1) && out.contains("上年文件是决算"), "{out}{wrong}");
    assert!(out.contains("2026 年预算") && !out.contains("第二部分"), "{out}");
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
