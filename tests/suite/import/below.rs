//! The unit of amounts where it does not stand above them: below each table, or only in what the text quotes. And a list of
//! tables that names one too many.

use std::fs;

use yusuan::exchange::{Imported, import_with_any};
use yusuan::schema::Formats;

use crate::support::rows;

const INCOME: &str = "收入总表\n科目编码\t科目名称\t合计\t一般公共预算\n\t合计\t{1}\t{1}\n201\t一般公共服务支出\t{2}\t{2}\n208\t社会保障和就业支出\t{3}\t{3}\n";
const SPENDING: &str = "支出总表\n科目编码\t科目名称\t合计\t基本支出\t项目支出\n\t合计\t{1}\t{1}\t\n201\t一般公共服务支出\t{2}\t{2}\t\n208\t社会保障和就业支出\t{3}\t{3}\t\n";
const YUAN: [&str; 3] = ["1,234,567.00", "1,000,000.00", "234,567.00"];
const WAN: [&str; 3] = ["123.4567", "100.00", "23.4567"];

fn table(of: &str, amounts: [&str; 3]) -> String {
    (1..).zip(amounts).fold(of.to_owned(), |text, (at, own)| text.replace(&format!("{{{at}}}"), own))
}

/// What is read, and the total of each table.
fn read(text: &str) -> (Imported, Vec<String>) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("文件.txt");
    fs::write(&path, format!("某市某局2026年部门预算\n{text}")).unwrap();
    let (imported, own) = import_with_any(&path, &Formats::embedded()).unwrap();
    let totals = own.published().map(|table| {
        let rows = rows(&imported.budget, &own, table.key.as_str());
        let total = rows.lines().find(|row| row.contains("合计")).unwrap_or_default().to_owned();
        format!("{}{total}", own.unit.label())
    });
    let totals = totals.collect();
    (imported, totals)
}

#[test]
fn units_below_tables_are_theirs() {
    let (yuan, wan) = ("单位：元\n", "单位：万元\n");
    let (income, spending) = (table(INCOME, YUAN), table(SPENDING, WAN));
    for (text, expected) in [
        (format!("{income}{yuan}\n{spending}{wan}"), "123.4567"),
        (format!("{yuan}{income}\n{wan}{spending}"), "123.4567"),
        // Between title and rows, with a note that speaks of it again.
        (format!("{income}{yuan}\n{spending}注：本表金额单位：万元。\n"), "123.4567"),
    ] {
        let (imported, totals) = read(&text);
        for total in &totals {
            let is_right = match total.starts_with("元") {
                true => total.contains("1,234,567"),
                false => total.contains(expected) || total.contains("123.46"),
            };
            assert!(is_right, "{text}\n{totals:?}\n{}", imported.report);
        }
        assert_eq!(totals.len(), 2, "{text}");
    }
}

#[test]
fn a_unit_is_known_by_what_the_text_quotes() {
    for (text, unit) in [
        ("一、收支情况\n收入1,234,567.00元，其中一般公共服务1,000,000.00元。\n", "元"),
        ("一、收支情况\n收入1,234,567.00万元，其中一般公共服务1,000,000.00万元。\n", "万元"),
        // In another unit it is the same amount where several agree.
        ("一、收支情况\n收入123.4567万元，其中一般公共服务100.0000万元、社会保障23.4567万元。\n", "元"),
        // One figure may be alike by chance.
        ("一、收支情况\n收入123.46万元。\n", ""),
        ("一、收支情况\n面积234,567.00平方米。\n", ""),
        ("一、收支情况\n收入1,234,567.00元，支出1,234,567.00万元。\n", ""),
    ] {
        let (imported, totals) = read(&format!("{text}{}", table(INCOME, YUAN)));
        let shown = if unit.is_empty() { "万元" } else { unit };
        let is_right = |total: &String| total.starts_with(shown) && total.contains("1,234,567");
        assert!(totals.iter().all(is_right), "{text}\n{totals:?}\n{}", imported.report);
        let is_told = imported.report.to_string().contains("没有找到金额单位");
        assert_eq!(is_told, unit.is_empty(), "{text}\n{}", imported.report);
    }
}

/// A table of people has no unit of money to be missed; one whose unit is a unit's name has.
#[test]
fn a_table_that_counts_people_lacks_no_unit() {
    for (unit, is_told) in
        [("单位：人", false), ("（单位：人、辆）", false), ("单位：人社局", true), ("", true)]
    {
        let people = format!("人员情况表\n{unit}\n项目\t编制数\t实有数\n合计\t50\t48\n行政人员\t50\t48\n");
        let money = format!("单位：元\n{}\n", table(INCOME, YUAN));
        let report = read(&format!("{money}{people}")).0.report.to_string();
        assert_eq!(report.contains("没有找到金额单位"), is_told, "{unit}\n{report}");
        if !is_told {
            assert!(!report.contains("单位：人"), "{unit}\n{report}");
        }
    }
}

#[test]
fn a_listed_table_that_is_not_there_is_told() {
    let list = "目录\n一、收入总表\n二、支出总表\n三、项目支出表\n四、政府采购表\n五、“三公”经费表\n第二部分 预算表\n";
    let more = "项目支出表\n单位：元\n项目\t合计\n合计\t1.00\n甲\t1.00\n政府采购表\n单位：元\n项目\t合计\n合计\t1.00\n甲\t1.00\n";
    let all = format!("{list}{}{}{more}", table(INCOME, YUAN), table(SPENDING, YUAN));
    for (text, expected) in [
        (all.clone(), "目录里列有““三公”经费表”"),
        (all.replace("五、“三公”经费表\n", ""), ""),
        (format!("{all}“三公”经费表\n单位：元\n项目\t合计\n公务接待费\t1.00\n"), ""),
    ] {
        let report = read(&text).0.report.to_string();
        assert_eq!(report.contains("目录里列有"), !expected.is_empty(), "{text}\n{report}");
        assert!(report.contains(expected), "{report}");
    }
}

/// What is quoted as 表2 is the second one, whatever list of them stands before.
#[test]
fn tables_are_numbered_as_they_stand_or_as_they_are_printed() {
    let (income, spending) = (table(INCOME, YUAN), table(SPENDING, YUAN));
    for (text, expected) in [
        (format!("{income}{spending}"), "1收入总表 2支出总表"),
        (format!("目录\n支出总表\n第二部分\n{income}{spending}"), "1收入总表 2支出总表"),
        (format!("表3：{income}公开05表\n{spending}"), "3收入总表 5支出总表"),
        // One has no number, or they go back.
        (format!("表3：{income}{spending}"), "1收入总表 2支出总表"),
        (format!("表3 {income}表2 {spending}"), "1收入总表 2支出总表"),
    ] {
        let (imported, _) = read(&text);
        let tables = imported.report.tables.iter().filter(|table| table.number.is_some());
        let told: Vec<String> =
            tables.map(|table| format!("{}{}", table.number.unwrap(), table.title)).collect();
        assert_eq!(told.join(" "), expected, "{text}");
    }
}

/// What goes on behind a table is text again, and is in what is written from it.
#[test]
fn text_behind_a_table_is_text() {
    let behind = "第三部分\n预算情况说明\n一、收支情况\n2026年收入1,234,567.00元，比上年增加。\n第四部分 名词解释\n一、基本支出：指保障运转的支出。\n";
    let (imported, _) = read(&format!(
        "第二部分 预算表\n{}单位：元\n{}单位：元\n{behind}",
        table(INCOME, YUAN),
        table(SPENDING, YUAN)
    ));
    let titles = |imported: &Imported| -> Vec<String> {
        assert!(imported.budget.unplaced.is_empty(), "{:?}", imported.budget.unplaced);
        imported.budget.narrative.iter().map(|section| section.title.clone()).collect()
    };
    for title in ["第三部分 预算情况说明", "一、收支情况", "第四部分 名词解释"] {
        assert!(titles(&imported).contains(&title.to_owned()), "{title}: {:?}", titles(&imported));
    }
    // Behind the note of a table without rows, and as Markdown.
    let empty = "政府性基金预算支出表\n单位：元\n注：本部门没有政府性基金预算，本表为空表。\n";
    let marked = behind.replace("第三部分\n预算情况说明", "## 第三部分 预算情况说明");
    let marked = marked.replace("一、收支", "## 一、收支").replace("第四", "## 第四");
    for behind in [behind.to_owned(), marked] {
        let (imported, _) =
            read(&format!("第二部分 预算表\n单位：元\n{}\n{empty}\n{behind}", table(INCOME, YUAN)));
        let titles = titles(&imported);
        assert!(titles.iter().any(|title| title.contains("收支情况")), "{behind}: {titles:?}");
    }
}

/// In a workbook a line of text is a row with one cell: behind the last table, and before the first.
#[test]
fn text_in_the_cells_of_a_sheet_is_text() {
    let said = "\n第三部分 预算情况说明\t\n一、收支情况\t\n2026年收入1,234,567.00元，比上年增加。\t\n";
    for text in [
        format!("{}{}单位：元\t\n{said}", table(INCOME, YUAN), table(SPENDING, YUAN)),
        format!(
            "{said}第四部分 预算表\t\n单位：元\t\n{}单位：元\t\n{}",
            table(INCOME, YUAN),
            table(SPENDING, YUAN)
        ),
    ] {
        let (imported, _) = read(&text);
        let titles: Vec<&str> =
            imported.budget.narrative.iter().map(|section| section.title.as_str()).collect();
        assert!(titles.contains(&"一、收支情况"), "{titles:?}\n{}", imported.report);
        let rows: Vec<usize> = imported.report.tables.iter().map(|table| table.rows).collect();
        assert_eq!(rows, [3, 3], "{}", imported.report);
    }
}
