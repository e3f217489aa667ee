//! Tables that were copied out of their document: a cell a line, a bar behind each, wrapped names, pages without a header.

use std::fs;

use yusuan::exchange::{ImportReport, Outcome, import_with_any};
use yusuan::schema::Formats;

use crate::support::{rows, yusuan};

/// What is said of a text, the rows of its first table, and the account of its import.
fn read(text: &str) -> (String, String, ImportReport) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.txt");
    fs::write(&path, format!("某市某局2026年部门预算\n{text}")).unwrap();
    let (imported, own) = import_with_any(&path, &Formats::embedded()).unwrap();
    let first = own.published().next().map(|table| rows(&imported.budget, &own, table.key.as_str()));
    let output = yusuan(&["check", &path.to_string_lossy()]);
    let said = [&output.stdout[..], &output.stderr[..]].map(String::from_utf8_lossy).concat();
    (said, first.unwrap_or_default(), imported.report)
}

const CELLS: &str = "项目\n\n预算数\n\n项目\n\n预算数\n\n财政拨款（补助）\n\n706.83\n\n教育支出\n\n133.70\n\n上年结转\n\n\
    26.87\n\n农林水支出\n\n600.00\n\n收入总计\n\n733.70\n\n支出总计\n\n733.70\n\n";

/// How the part with the text begins.
const TEXT: &str = "第三部分 2026年部门预算情况说明\n一、关于收支预算的总体说明\n";

#[test]
fn figures_alone_in_their_lines_are_told_as_lost() {
    let (said, _, report) =
        read(&format!("部门收支总体情况表\n单位：万元\n{CELLS}{TEXT}收支总预算733.70万元。"));
    assert_eq!(report.unplaced_figures, 6, "{report}");
    assert_ne!(report.outcome(), Outcome::Complete, "{report}");
    assert!(said.contains("6 行有金额"), "{said}");
    assert!(said.contains("表里的数没有读成表格") && !said.contains("表格在另一个文件里"), "{said}");
    // Items with numbers look like headings, and are none there.
    let numbered = CELLS.replace("教育支出", "一、教育支出").replace("农林水", "二、农林水");
    let (said, _, report) = read(&format!("部门收支总体情况表\n单位：万元\n{numbered}{TEXT}"));
    assert_eq!(report.unplaced_figures, 6, "{report}");
    assert!(said.contains("6 行有金额") && !said.contains("表格在另一个文件里"), "{said}");
    // What a line of the text ends with is said in a sentence, and labels of a picture are no table's.
    for text in [
        "单位：万元\n一、收入，\n733.70\n万元，其中，\n706.83\n万元，\n26.87\n万元。",
        "支出结构\n教育\n133.70\n农林水\n600.00\n合计\n733.70\n",
    ] {
        let (said, _, report) = read(&format!("{TEXT}{text}"));
        assert_eq!(report.unplaced_figures, 0, "{report}");
        assert!(said.contains("表格在另一个文件里"), "{said}");
    }
}

const BARRED: &str = "一、一般公共预算“三公”经费支出预算表\n单位:万元\n“三公”经费合计 |\n因公出国(境)费 |\n公务用车购置及运行费 |\n\
    公务接待费 |\n||\n小计 |\n公务用车购置费 |\n公务用车运行费 |\n|||\n79 |\n0 |\n75 |\n50 |\n25 |\n4 |\n二、情况说明\n共79万元。\n";

/// A line of bars alone is as many blank cells.
#[test]
fn cells_with_a_bar_behind_each_are_rows_where_all_are_as_wide() {
    let (said, table, report) = read(BARRED);
    assert!(table.contains("79|0|75|50|25|4"), "{table}\n{report}");
    assert!(said.contains("0 个问题"), "{said}");
    // With a cell too few nobody knows which.
    let (_, table, report) = read(&BARRED.replace("50 |\n", ""));
    assert!(!table.contains("79|0|75"), "{table}\n{report}");
}

/// Words below a group begin with letters that stand in it alone, and rows end in a bar.
#[test]
fn the_second_row_of_a_header_stands_below_the_group_that_holds_its_words() {
    let text = |group: &str| {
        format!(
            "“三公”经费预算情况统计表 | ||||\n单位:万元 | ||||\n项目 | 2025年预算数 | 2026年预算数 | {group} | |\n\
             增、减金额 | 增、减幅度 | |||\n合计 | 18.15 | 22.15 | 4 | 22% |\n1.因公出国(境)费 | ||||\n\
             2.公务接待费 | 3 | 7 | 4 | 133% |\n3.公务用车购置及运行费 | 15.15 | 15.15 | ||\n"
        )
    };
    let (said, _, _) = read(&text("比上年增、减情况"));
    assert!(!said.contains("不是金额"), "{said}");
    // Where no group holds them, the header is left as it is.
    let (said, _, _) = read(&text("与上年相比"));
    assert!(said.contains("不是金额"), "{said}");
}

fn wrapped(above: &str) -> String {
    format!(
        "表3\n部门支出总表\n                       单位：万元\n功能分类科目                 合计        基本支出        项目支出\n\
         科目编码      科目名称\n          合计           181.94   181.94\n208       社会保障和就业支出    181.94    181.94\n\
         20805     行政事业单位养老支出   181.94    181.94\n2080501   行政单位离退休      22.27     22.27\n\
         2080505   {above}   129.72    129.72\n          保险缴费支出\n2080506   机关事业单位职业年金   29.95     29.95\n"
    )
}

#[test]
fn a_name_that_fills_its_column_goes_on_in_the_line_below() {
    let (said, table, _) = read(&wrapped("机关事业单位基本养老"));
    assert!(table.contains("2080505|机关事业单位基本养老保险缴费支出|129.72"), "{table}");
    assert!(said.contains("0 个问题"), "{said}");
    // A name that had room did not go on.
    let (_, table, _) = read(&wrapped("基本养老            "));
    assert!(!table.contains("基本养老保险缴费支出"), "{table}");
}

fn broken(last: &str, first: &str, total: &str) -> String {
    format!(
        "部门收支总体情况表\n部门：某局                         单位：万元\n\
         收入                                             支出\n\
         项目                    预算数                      项目             预算数\n\
         一、一般公共预算拨款收入          30.00                    一、科学技术支出       20.00\n\
         二、政府性基金预算拨款收入                                  二、社会保障和就业支出    10.00\n\n\
         三、国有资本经营预算拨款收入                                 三、卫生健康支出       5.00\n\n\
         {last}\n\x0c{first}\n\n\
         本年收入合计       30.00   本年支出合计   35.00\n上年结转结余       5.00     年终结转结余\n\n\
         收入总计         {total}   支出总计     35.00\n"
    )
}

/// Items without figures stand at the end of one page and at the beginning of the next.
#[test]
fn items_that_go_on_counting_are_of_the_table_on_both_pages() {
    let (said, table, report) = read(&broken("四、事业收入", "五、其他收入", "35.00"));
    assert_eq!(report.unplaced_figures, 0, "{report}\n{table}");
    assert!(table.contains("五、其他收入") && table.contains("收入总计|35.00"), "{table}");
    assert!(!said.contains("[错误]") && !said.contains("[警告]"), "{said}");
    // The figures are held against each other over the page.
    let (said, _, _) = read(&broken("四、事业收入", "五、其他收入", "36.00"));
    assert!(said.contains("[错误]"), "{said}");
}
