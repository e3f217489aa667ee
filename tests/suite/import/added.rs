//! What other programs add to a table: signs that keep numbers texts, numbers of pages between the rows, and whose the table is,
//! under whatever word.

use std::fs;

use rust_xlsxwriter::Workbook;
use yusuan::exchange::import_with_any;
use yusuan::model::ValueView;
use yusuan::schema::Formats;

/// By table its title, how many columns it has, and the sum of all its amounts; then the lines left over and the department.
fn read(name: &str, bytes: &[u8]) -> (Vec<String>, Vec<String>, String) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    fs::write(&path, bytes).unwrap();
    let (imported, own) = import_with_any(&path, &Formats::embedded()).unwrap();
    let budget = imported.budget;
    let told = own.published().map(|schema| {
        let columns: usize = schema.sections.iter().map(|section| section.columns.len()).sum();
        let rows = budget.table(&schema.key).map(|table| table.rows());
        let rows = rows.into_iter().flatten();
        let amounts = rows.flat_map(|row| {
            let cells = row.cells().values().chain(row.stated().values());
            let amounts = cells.filter_map(|value| match value {
                ValueView::Amount(amount) => Some(amount),
                ValueView::Text(_) => None,
            });
            amounts.collect::<Vec<_>>()
        });
        let sum = yusuan::money::sum(amounts).unwrap();
        format!("{} {columns} {}", schema.title, sum.normalize())
    });
    let left = budget.unplaced.iter().map(|line| line.text.clone()).collect();
    (told.collect(), left, budget.department.name.clone())
}

/// A workbook of one sheet; what reads as a number is one.
fn sheet(text: &str) -> Vec<u8> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    for (row, line) in (0..).zip(text.lines()) {
        for (column, cell) in (0..).zip(line.split('\t')).filter(|(_, cell)| !cell.is_empty()) {
            match cell.parse::<f64>() {
                Ok(number) => sheet.write_number(row, column, number).unwrap(),
                Err(_) => sheet.write_string(row, column, cell).unwrap(),
            };
        }
    }
    workbook.save_to_buffer().unwrap()
}

const HEADER: &str = "科目编码\t科目名称\t合计\t基本支出\t项目支出";
const ROWS: &str = "合计\t\t30\t20\t10\n201\t一般公共服务支出\t30\t20\t10\n20103\t政府办公厅事务\t30\t20\t10\n2010301\t行政运行\t20\t20\t\n2010302\t一般行政管理事务\t10\t\t10";

#[test]
fn numbers_that_are_kept_as_texts_are_numbers() {
    let marked = |before: &str, behind: &str, by: &str| {
        let cell = |cell: &str| match cell {
            _ if cell.chars().any(|c| c.is_ascii_digit()) => format!("{before}{cell}{behind}"),
            _ => cell.to_owned(),
        };
        let row = |line: &str| line.split('\t').map(cell).collect::<Vec<_>>().join(by);
        ROWS.lines().map(row).collect::<Vec<_>>().join("\n")
    };
    for (what, before, behind) in [
        ("nothing", "", ""),
        ("an apostrophe", "'", ""),
        ("a printed apostrophe", "’", ""),
        ("a formula", "=\"", "\""),
    ] {
        let text =
            format!("2025年部门支出总表\n\t\t\t\t单位：万元\n{HEADER}\n{}", marked(before, behind, "\t"));
        let (told, left, _) = read("表.xlsx", &sheet(&text));
        assert_eq!((told, left), (vec!["部门支出总表 5 240".to_owned()], Vec::<String>::new()), "{what}");
    }
    for (what, before, behind) in [
        ("nothing", "", ""),
        ("a tab before", "\t", ""),
        ("a tab behind", "\"", "\t\""),
        ("an apostrophe", "'", ""),
    ] {
        let rows = marked(before, behind, ",");
        let text = format!("2025年部门支出总表,,,,\n,,,,单位：万元\n{}\n{rows}\n", HEADER.replace('\t', ","));
        let (told, left, _) = read("表.csv", text.as_bytes());
        assert_eq!((told, left), (vec!["部门支出总表 5 240".to_owned()], Vec::<String>::new()), "{what}");
    }
}

#[test]
fn what_stands_around_the_rows_is_no_row() {
    let name = "云岭县自然资源局";
    for (head, footer, department, left) in [
        ("单位：万元", "", "", &[][..]),
        ("填报单位：云岭县自然资源局\t\t\t\t单位：万元", "", name, &[]),
        ("填报单位[405001]云岭县自然资源局\t\t\t\t单位：万元", "", name, &[]),
        ("预算单位：405-云岭县自然资源局\t\t\t\t单位：万元", "", name, &[]),
        ("公开部门（盖章）：云岭县自然资源局\t\t\t\t金额单位:万元", "", name, &[]),
        ("填报单位：\t云岭县自然资源局\t\t单位：\t万元", "", name, &[]),
        ("编制单位：301医院\t\t\t\t单位：万元", "", "301医院", &[]),
        ("单位：万元", "第 1 页，共 2 页", "", &[]),
        // What says more is no number of a page.
        ("单位：万元", "第1页为部门汇总", "", &["第1页为部门汇总"]),
    ] {
        let text = format!("2025年部门支出总表\n{head}\n{HEADER}\n{ROWS}\n{footer}");
        let (told, unplaced, whose) = read("表.xlsx", &sheet(&text));
        assert_eq!(told, ["部门支出总表 5 240"], "{head} {footer}");
        assert_eq!(
            (whose.as_str(), unplaced),
            (department, left.iter().map(|line| (*line).to_owned()).collect()),
            "{head} {footer}"
        );
    }
}

/// A code that slipped into the column of the units beside it is no money.
#[test]
fn digits_below_a_head_of_names_are_no_money() {
    let sum_with = |head: &str, code: &str| {
        let rows = format!(
            "支出总表\n单位：万元\n{head}\t{HEADER}\n\t合计\t\t30\t20\t10\n{code}\t201\t一般公共服务支出\t30\t20\t10\n\t20103\t政府办公厅事务\t30\t20\t10\n\t2010301\t行政运行\t20\t20\t\n\t2010302\t一般行政管理事务\t10\t\t10"
        );
        let (tables, left, _) = read("甲局.xlsx", &sheet(&rows));
        (tables, left)
    };
    for head in ["预算单位", "资金名称"] {
        assert_eq!(sum_with(head, "30201"), sum_with(head, ""), "{head}");
    }
    assert_ne!(sum_with("上年数", "30201"), sum_with("上年数", ""));
}

/// Codes of units below no word, and codes with leading zeros below a name's, are no money either.
#[test]
fn codes_without_a_head_of_their_own_are_no_money() {
    let sum = |head: &str, codes: [&str; 3]| {
        let [first, second, third] = codes;
        let rows = format!(
            "某市某局2026年部门预算\n\n支出总表\n单位：元\n{head}\t单位名称\t合计\t基本支出\t项目支出\n\t合计\t30.50\t20.50\t10.00\n{first}\t甲局\t30.50\t20.50\t10.00\n{second}\t甲局本级\t20.50\t20.50\t\n{third}\t乙中心\t10.00\t\t10.00\n"
        );
        read("甲局.txt", rows.as_bytes()).0
    };
    for head in ["", "政府预算支出经济分类科目"] {
        for codes in [["117", "117001", "117002"], ["01", "0102", "0103"]] {
            if head.is_empty() || codes[0].starts_with('0') {
                assert_eq!(sum(head, codes), sum(head, ["", "", ""]), "{head} {codes:?}");
            }
        }
    }
    assert_ne!(sum("上年数", ["117", "117001", "117002"]), sum("上年数", ["", "", ""]));
}
