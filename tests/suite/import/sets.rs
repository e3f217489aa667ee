//! Documents with the budgets of several units, whose tables come again under another name: each is a budget of its own.

use std::fs;
use std::path::PathBuf;

use yusuan::exchange::{Documents, Progress, import_files};
use yusuan::schema::Formats;

use crate::support::rows;

const WHOLE: &str = "某市司法局";
const PART: &str = "某市司法局服务中心";

/// What is printed of a unit: a title's beginning, what stands above each table, and the amount in all of them.
fn tables(before: &str, lead: &str, amount: &str) -> [String; 4] {
    let titled = |title: &str| format!("{before}{title}\n{lead}\t单位：万元\n");
    [
        format!(
            "{}收入\t\t支出\t\n项目\t预算数\t项目\t预算数\n一、一般公共预算拨款收入\t{amount}\t一、公共安全支出\t{amount}\n收入总计\t{amount}\t支出总计\t{amount}\n",
            titled("收支总表")
        ),
        format!(
            "{}科目编码\t科目名称\t合计\t一般公共预算\n\t合计\t{amount}\t{amount}\n204\t公共安全支出\t{amount}\t{amount}\n",
            titled("收入总表")
        ),
        format!(
            "{}科目编码\t科目名称\t合计\t基本支出\n\t合计\t{amount}\t{amount}\n204\t公共安全支出\t{amount}\t{amount}\n",
            titled("支出总表")
        ),
        format!(
            "{}科目编码\t科目名称\t合计\t基本支出\n\t合计\t{amount}\t{amount}\n204\t公共安全支出\t{amount}\t{amount}\n",
            titled("一般公共预算支出表")
        ),
    ]
}

/// Whose sets a document has, and of each its first table's rows and its text.
fn read(text: &str) -> Vec<(String, String, String)> {
    let folder = tempfile::tempdir().unwrap();
    let paths: Vec<PathBuf> = vec![folder.path().join("文件.txt")];
    fs::write(&paths[0], text).unwrap();
    let formats = Formats::embedded();
    let one = |set: usize| {
        let documents = Documents { set, ..Documents::of(&paths) };
        let (imported, own) = import_files(documents, &formats, None, &Progress::default()).unwrap();
        let first = own.published().next().unwrap().key.to_string();
        let sections = imported.budget.narrative.iter();
        let said: Vec<&str> = sections.flat_map(|section| &section.paragraphs).map(String::as_str).collect();
        let lost: Vec<&str> = imported.budget.unplaced.iter().map(|line| line.text.as_str()).collect();
        assert!(lost.is_empty(), "{lost:?}");
        (
            imported.sets.clone(),
            (imported.budget.department.name.clone(), rows(&imported.budget, &own, &first), said.join("")),
        )
    };
    let (sets, first) = one(0);
    let mut all = vec![first];
    all.extend((1..sets.len()).map(|set| one(set).1));
    all
}

/// A document with two units' budgets.
#[cfg(feature = "gui")]
pub fn volume() -> String {
    let one = |name: &str, amount: &str| {
        let tables = tables("", &format!("部门：{name}"), amount).concat();
        format!("{name}2026年部门预算\n{tables}一、收支情况\n{name}收入{amount}万元。\n")
    };
    one(WHOLE, "30.00") + &one(PART, "4.00")
}

#[test]
fn the_budgets_of_several_units_in_one_document_are_read_apart() {
    let said = |name: &str, amount: &str| format!("一、收支情况\n{name}收入{amount}万元。\n");
    let (whole, part) = (format!("部门：{WHOLE}"), format!("部门：{PART}"));
    let cover = |name: &str| format!("{name}2026年部门预算\n");
    let titled = |name: &str| format!("{name}2026年");
    let (a, b) = (said(WHOLE, "30.00"), said(PART, "4.00"));
    let one = |lead: &str, amount: &str| tables("", lead, amount).concat();
    let mixed = tables("", &whole, "30.00").into_iter().zip(tables("", &part, "4.00"));
    let mixed: String = mixed.map(|(one, other)| one + &other).collect();
    for (kind, text) in [
        (
            "each with its cover",
            cover(WHOLE) + &one(&whole, "30.00") + &a + &cover(PART) + &one(&part, "4.00") + &b,
        ),
        (
            "one name above all tables",
            cover(WHOLE) + &one(&whole, "30.00") + &a + &cover(PART) + &one(&whole, "4.00") + &b,
        ),
        ("only the names above the tables", cover(WHOLE) + &a + &one(&whole, "30.00") + &one(&part, "4.00")),
        ("table by table", cover(WHOLE) + &a + &mixed),
        (
            "titles without the word for a table",
            cover(WHOLE)
                + &a
                + &(one(&whole, "30.00") + &one(&part, "4.00"))
                    .replace("收支总表", "收支总体情况")
                    .replace("收入总表", "收入总体情况")
                    .replace("支出总表", "支出总体情况"),
        ),
        (
            "in the titles",
            cover(WHOLE)
                + &a
                + &tables(&titled(WHOLE), "", "30.00").concat()
                + &tables(&titled(PART), "", "4.00").concat(),
        ),
        ("the text behind all", cover(WHOLE) + &one(&whole, "30.00") + &one(&part, "4.00") + &a),
    ] {
        let read = read(&text);
        let names: Vec<&str> = read.iter().map(|(name, ..)| name.as_str()).collect();
        assert_eq!(names, [WHOLE, PART], "{kind}");
        for ((_, rows, text), (amount, other)) in read.iter().zip([("30.00", "4.00"), ("4.00", "30.00")]) {
            assert!(rows.contains(amount) && !rows.contains(&format!("|{other}")), "{kind}: {rows}");
            assert!(!text.contains(&format!("收入{other}")), "{kind}: {text}");
        }
        assert!(read[0].2.contains("收入30.00万元"), "{kind}: {}", read[0].2);
    }
}

/// A page without line ends: it is said that nothing could be taken apart.
#[test]
fn what_stands_in_one_line_is_not_taken_apart_and_said() {
    let folder = tempfile::tempdir().unwrap();
    let paths = [folder.path().join("文件.html")];
    let table = |title: &str, name: &str| {
        format!(
            "<p>{title}</p><p>部门：{name}　单位：万元</p><table><tr><td>科目编码</td><td>科目名称</td><td>合计</td></tr><tr><td>204</td><td>公共安全支出</td><td>3.00</td></tr></table>"
        )
    };
    let tables =
        |name: &str| ["收入总表", "支出总表", "一般公共预算支出表"].map(|title| table(title, name)).concat();
    fs::write(&paths[0], format!("<html><body>{}{}</body></html>", tables(WHOLE), tables(PART))).unwrap();
    let (imported, _) =
        import_files(Documents::of(&paths), &Formats::embedded(), None, &Progress::default()).unwrap();
    assert!(imported.sets.is_empty());
    assert!(imported.report.to_string().contains("没有能分开"), "{}", imported.report);
}

#[test]
fn a_table_that_comes_again_makes_no_other_budget() {
    let one = tables("", &format!("部门：{WHOLE}"), "30.00").concat();
    let goal =
        |name: &str| format!("项目支出绩效目标表\n单位名称：{name}\n项目名称\t金额\n{name}培训\t1.00\n");
    for (kind, text) in [
        ("targets of several units", one.clone() + &goal(WHOLE) + &goal(PART) + &goal("某市公证处")),
        (
            "on a further page",
            one.clone()
                + "一般公共预算支出表（续）\n部门：某市司法局\t单位：万元\n科目编码\t科目名称\t合计\t基本支出\n208\t社会保障和就业支出\t0.00\t0.00\n",
        ),
        ("named in part elsewhere", one.replacen("部门：某市司法局", "部门：某市司法局（本级）", 2)),
    ] {
        assert_eq!(read(&format!("{WHOLE}2026年部门预算\n{text}")).len(), 1, "{kind}");
    }
}
