//! What the file itself tells: a year in its name that is not that of its content, and rows that are hidden, each said once.

use std::fs;

use rust_xlsxwriter::Workbook;
use yusuan::exchange::import_with_any;
use yusuan::model::{NoteKey, NoteKind};
use yusuan::schema::Formats;
use yusuan::session::Session;

const TABLES: &str = "某市农业局2024年部门预算\n表1 支出总表\n科目编码\t科目名称\t合计\t基本支出\t项目支出\n\t合计\t300\t220\t80\n213\t农林水支出\t300\t220\t80\n21301\t农业农村\t300\t220\t80\n2130101\t行政运行\t220\t220\t\n2130102\t一般行政管理事务\t80\t\t80\n";

/// What an import note of a kind says of a file of that name.
fn told(name: &str, text: &str, of: &str) -> Option<String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    fs::write(&path, text).unwrap();
    let (imported, _) = import_with_any(&path, &Formats::embedded()).unwrap();
    let key = NoteKey { kind: NoteKind::Import, place: String::new(), of: of.to_owned() };
    imported.budget.notes.get(&key).map(|note| note.text.clone())
}

#[test]
fn another_year_in_the_name_is_told() {
    for (name, is_told) in [
        ("某市农业局2024年部门预算.txt", false),
        ("某市农业局2025年部门预算.txt", true),
        ("某市农业局部门预算.txt", false),
        // Of two years the one may be when it was made; what is no budget's name tells nothing.
        ("某市农业局2024年部门预算（2025年公开）.txt", false),
        ("2025年通知附件.txt", false),
        ("20250301部门预算.txt", false),
    ] {
        let told = told(name, TABLES, "文件年度");
        assert_eq!(told.is_some(), is_told, "{name}: {told:?}");
    }
    let told = told("某市农业局2025年部门预算.txt", TABLES, "文件年度").unwrap();
    assert!(told.contains("2025 年，内容是 2024 年"), "{told}");
    // A document that says no year has none that may be another.
    assert_eq!(self::told("某市农业局2025年部门预算.txt", &TABLES.replace("2024年", ""), "文件年度"), None);
}

#[test]
fn a_hidden_row_is_told_once() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.set_name("支出总表").unwrap();
    for (row, line) in (0..).zip(TABLES.lines()) {
        for (column, cell) in (0..).zip(line.split('\t')).filter(|(_, cell)| !cell.is_empty()) {
            match cell.parse::<f64>().ok().filter(|_| column > 1) {
                Some(number) => sheet.write_number(row, column, number).unwrap(),
                None => sheet.write_string(row, column, cell).unwrap(),
            };
        }
    }
    sheet.set_row_hidden(6).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("某市农业局2024年部门预算.xlsx");
    fs::write(&path, workbook.save_to_buffer().unwrap()).unwrap();
    let (imported, own) = import_with_any(&path, &Formats::embedded()).unwrap();
    let is_left_out = |note: &yusuan::exchange::ImportNote| note.text.contains("第 7 行是隐藏的");
    assert!(imported.report.notes.iter().any(is_left_out), "the report says it");
    let session = Session::new(imported.budget, own);
    let verdicts = session.verdicts();
    let found = verdicts.findings().iter();
    let said: Vec<_> = found.filter(|finding| finding.message.contains("隐藏")).collect();
    assert_eq!(said.len(), 1, "{said:#?}");
}
