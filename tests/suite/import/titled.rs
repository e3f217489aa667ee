//! Titles of tables where one hardly looks for them: in the sheet's name, without the word for a table, beside the number
//! and the unit.

use std::fs;

use yusuan::exchange::{Outcome, import_with_any};
use yusuan::schema::Formats;

use super::documents::workbook_named;
use crate::support::rows;

const HEAD: &str = "科目编码\t科目名称\t合计\t基本支出\t项目支出\n";
const ROWS: &str = "\t合计\t30.00\t25.00\t5.00\n201\t一般公共服务支出\t20.00\t15.00\t5.00\n208\t社会保障和就业支出\t10.00\t10.00\t\n";

/// The titles of the tables that have rows, and the rows of 支出总表.
fn read(name: &str, content: Vec<u8>) -> (Vec<String>, String) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    fs::write(&path, content).unwrap();
    let (imported, own) = import_with_any(&path, &Formats::embedded()).unwrap();
    let lost: Vec<&str> = imported.budget.unplaced.iter().map(|line| line.text.as_str()).collect();
    // What stands between a title and the header is no row.
    assert!(lost.iter().all(|line| line.contains("预算 国有")), "{lost:?}");
    let is_read = |table: &&yusuan::schema::TableSchema| {
        imported.budget.table(&table.key).is_some_and(|table| table.rows().into_iter().next().is_some())
    };
    let titles = own.published().filter(is_read).map(|table| table.title.clone()).collect();
    (titles, rows(&imported.budget, &own, "支出总表"))
}

#[test]
fn a_title_is_found_wherever_it_stands() {
    let of_text = |above: &str| format!("某市某局2026年部门预算\n{above}\n{HEAD}{ROWS}").into_bytes();
    for (kind, (titles, rows), title) in [
        (
            "the sheet's name",
            read("a.xlsx", workbook_named("支出总表", &format!("{HEAD}{ROWS}"))),
            "支出总表",
        ),
        (
            "with its number",
            read("a.xlsx", workbook_named("03 支出总表", &format!("{HEAD}{ROWS}"))),
            "支出总表",
        ),
        (
            "the sheet's own title goes before its name",
            read(
                "a.xlsx",
                workbook_named("公开03表", &format!("部门支出总体情况表\n单位：万元\n{HEAD}{ROWS}")),
            ),
            "部门支出总体情况表",
        ),
        (
            "in one cell with all that stands above",
            read(
                "a.xlsx",
                workbook_named(
                    "3",
                    &format!("附件1&#10;支出总表&#10;部门：某市某局  单位：万元\n{HEAD}{ROWS}"),
                ),
            ),
            "支出总表",
        ),
        ("without the word", read("a.txt", of_text("3.部门支出总体情况\n单位：万元")), "部门支出总体情况"),
        (
            "beside its number and unit",
            read("a.txt", of_text("公开03表  部门支出总体情况表  人民币：万元")),
            "部门支出总体情况表",
        ),
    ] {
        assert_eq!(titles, [title], "{kind}");
        assert!(rows.contains("合计|30.00|25.00|5.00"), "{kind}: {rows}");
    }
}

/// Between its number and its unit a table's title may be called anything; where the title stands above the number, that is
/// whose the table is.
#[test]
fn what_stands_behind_a_tables_number_is_its_title() {
    let empty =
        "政府性基金预算支出情况表\n单位：万元\n项目\t合计\t基本支出\t项目支出\n\t\t\t\n备注：本表为空\n";
    let costs = "单位名称\t合计\t办公费\t印刷费\n合计\t30.00\t20.00\t10.00\n某局\t30.00\t20.00\t10.00\n";
    let titles = |text: String| -> Vec<String> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.txt");
        fs::write(&path, format!("某市某局2026年部门预算\n{text}")).unwrap();
        let (_, own) = import_with_any(&path, &Formats::embedded()).unwrap();
        own.published().map(|table| table.title.clone()).collect()
    };
    assert_eq!(
        titles(format!("部门公开表8\n{empty}\n部门公开表9\n机关运行经费\n单位：万元\n{costs}")),
        ["政府性基金预算支出情况表", "机关运行经费"]
    );
    assert_eq!(
        titles(format!("支出总表\n公开03表\n某某市某某局机关\n单位：万元\n{HEAD}{ROWS}")),
        ["支出总表"]
    );
}

#[test]
fn a_row_or_a_heading_that_names_a_table_is_none() {
    // A line of a header that no lines part.
    let broken = format!("支出总表\n单位：万元\n政府性基金预算 国有资本经营预算\n{HEAD}{ROWS}");
    let items = "一、部门支出总体情况\n支出合计30.00万元。\n二、其他\n没有其他。\n";
    let row = format!("{ROWS}一般公共预算支出\t\t\t\t\n210\t卫生健康支出\t0.00\t0.00\t0.00\n");
    // An item without an amount, behind which the unit of the next table stands.
    let last = format!("{ROWS}（二）政府性基金预算拨款\t\t\t\t\n210\t卫生健康支出\t0.00\t0.00\t0.00\n");
    let next = "\n政府性基金预算支出表（单位：万元）\n科目编码\t科目名称\t合计\n\t\t\n";
    for text in [
        format!("{items}支出总表\n单位：万元\n{HEAD}{ROWS}"),
        format!("支出总表\n单位：万元\n{HEAD}{row}"),
        format!("支出总表（单位：万元）\n{HEAD}{last}{next}"),
        broken,
    ] {
        let (titles, _) = read("a.txt", format!("某市某局2026年部门预算\n{text}").into_bytes());
        assert_eq!(titles, ["支出总表"], "{text}");
    }
}

/// A text is a budget's by what it is called, though no paragraph says so; a text that is called otherwise, or counts nothing, is none.
#[test]
fn a_text_is_a_budgets_by_its_title() {
    let outcome = |text: &str| {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("说明.txt");
        fs::write(&path, text).unwrap();
        import_with_any(&path, &Formats::embedded()).unwrap().0.report.outcome()
    };
    let cars = "截至上年末，共有车辆5辆，其中：机要通信用车2辆、应急保障用车3辆。\n";
    for (title, body, is_read) in [
        ("某局2025年部门预算公开", cars, true),
        ("某中心2025年度单位决算", cars, true),
        ("某局车辆管理情况", cars, false),
        ("某局2025年部门预算公开", "本局负责水利工作。\n", false),
    ] {
        let text = format!("{title}\n\n一、其他情况\n\n{body}");
        assert_eq!(outcome(&text) != Outcome::Nothing, is_read, "{text}");
    }
}
