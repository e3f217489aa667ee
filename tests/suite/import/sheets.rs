//! Sheets of a workbook: each is a table of its own unless it plainly goes on, and is called by whatever stands at its top or
//! by its own name.

use std::fs;

use rust_xlsxwriter::Workbook;
use yusuan::exchange::import_with_any;
use yusuan::schema::Formats;

/// The tables that are read of a workbook, with their titles and how many rows each has; and what is left over.
fn read(sheets: &[(&str, &str)]) -> (Vec<String>, usize) {
    let mut workbook = Workbook::new();
    for (name, text) in sheets {
        let sheet = workbook.add_worksheet();
        sheet.set_name(*name).unwrap();
        for (row, line) in (0..).zip(text.lines()) {
            for (column, cell) in (0..).zip(line.split('\t')).filter(|(_, cell)| !cell.is_empty()) {
                match cell.parse::<f64>() {
                    Ok(number) => sheet.write_number(row, column, number).unwrap(),
                    Err(_) => sheet.write_string(row, column, cell).unwrap(),
                };
            }
        }
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("表.xlsx");
    fs::write(&path, workbook.save_to_buffer().unwrap()).unwrap();
    let (imported, own) = import_with_any(&path, &Formats::embedded()).unwrap();
    let rows = |table: &yusuan::schema::TableSchema| {
        imported.budget.table(&table.key).map_or(0, |table| table.rows().into_iter().count())
    };
    let titles = own.published().map(|table| format!("{} {}", table.title, rows(table))).collect();
    (titles, imported.budget.unplaced.len())
}

const TEXT: (&str, &str) = ("说明", "某市农业局2025年部门预算公开情况说明");
const EXPENSES: &str = "一般公共预算“三公”经费支出情况表\n\t\t单位:万元\n单位名称\t合计\t公务接待费\n合计\t7.85\t7.85\n某市农业局\t7.85\t7.85";
const RUNNING: &str = "单位名称\t合计\t办公费\n合计\t5.35\t5.35\n某市农业局\t5.35\t5.35";

#[test]
fn a_sheet_is_a_table_of_its_own() {
    let titled = |title: &str| format!("{title}\n\t\t单位:万元\n{RUNNING}");
    let three = "一般公共预算“三公”经费支出情况表 2";
    for (name, sheets, tables, left) in [
        (
            "a title without the word for a table",
            vec![("8", EXPENSES.to_owned()), ("9", titled("部门预算公开表9 一般公共预算机关运行经费"))],
            vec![three, "一般公共预算机关运行经费 2"],
            0,
        ),
        (
            "the first table is called so",
            vec![("9", titled("一般公共预算机关运行经费"))],
            vec!["一般公共预算机关运行经费 2"],
            0,
        ),
        (
            "without its unit",
            vec![("8", EXPENSES.to_owned()), ("9", format!("机关运行经费\n{RUNNING}"))],
            vec![three, "机关运行经费 2"],
            0,
        ),
        (
            "the sheet's name, and the number that a program put behind it",
            vec![("8", EXPENSES.to_owned()), ("机关运行经费2", format!("\t\t单位:万元\n{RUNNING}"))],
            vec![three, "机关运行经费 2"],
            0,
        ),
        // Without any title it is no part of the table before.
        ("no title", vec![("8", EXPENSES.to_owned()), ("Sheet2", RUNNING.to_owned())], vec![three], 3),
        (
            "it goes on below the same header",
            vec![
                ("8", EXPENSES.to_owned()),
                ("Sheet2", "单位名称\t合计\t公务接待费\n某市种子站\t1.00\t1.00".to_owned()),
            ],
            vec!["一般公共预算“三公”经费支出情况表 3"],
            0,
        ),
        (
            "it goes on without one",
            vec![("8", EXPENSES.to_owned()), ("Sheet2", "某市种子站\t1.00\t1.00".to_owned())],
            vec!["一般公共预算“三公”经费支出情况表 3"],
            0,
        ),
    ] {
        let sheets: Vec<(&str, &str)> =
            std::iter::once(TEXT).chain(sheets.iter().map(|(name, text)| (*name, text.as_str()))).collect();
        let (titles, lost) = read(&sheets);
        assert_eq!((titles.iter().map(String::as_str).collect::<Vec<_>>(), lost), (tables, left), "{name}");
    }
}
