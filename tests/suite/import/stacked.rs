//! Income above expenditure: the two sides of a table below one another, each below its own header.

use std::fs;

use yusuan::exchange::import_with_any;
use yusuan::schema::Formats;

use super::documents::word;
use crate::support::{rows, yusuan};

const INCOME: &str = "收入项目\t预算数\n一、一般公共预算拨款收入\t30.00\n二、事业收入\t2.00\n本年收入合计\t32.00\n上年结转\t\n收入总计\t32.00\n";
const SPENDING: &str = "支出项目\t预算数\n一、一般公共服务支出\t20.00\n二、社会保障和就业支出\t12.00\n本年支出合计\t32.00\n结转下年\t\n支出总计\t32.00\n";

/// What the document is checked to be, what was noted when it was read, and the rows of 收支总表.
fn read(name: &str, content: &[u8]) -> (String, String, String) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    fs::write(&path, content).unwrap();
    let (imported, own) = import_with_any(&path, &Formats::embedded()).unwrap();
    assert!(imported.budget.unplaced.is_empty(), "{:?}", imported.budget.unplaced);
    let output = yusuan(&["check", "--json", &path.to_string_lossy()]);
    let notes: Vec<&str> = imported.report.notes.iter().map(|note| note.text.as_str()).collect();
    (
        String::from_utf8_lossy(&output.stdout).into_owned(),
        notes.join("\n"),
        rows(&imported.budget, &own, "收支总表"),
    )
}

fn document(table: &str) -> String {
    format!("某市某局2026年部门预算\n收支总表\n单位：万元\n{table}")
}

#[test]
fn each_side_is_read_below_its_own_header() {
    let mut more = SPENDING.replace("预算数", "预算数\t其中：财政拨款");
    for (amount, of_it) in [("20.00", "18.00"), ("12.00", "12.00"), ("32.00", "30.00")] {
        more = more.replace(&format!("{amount}\n"), &format!("{amount}\t{of_it}\n"));
    }
    for (name, table) in [
        ("touching", format!("{INCOME}{SPENDING}")),
        ("two tables", format!("{INCOME}\n{SPENDING}")),
        ("one word", format!("{INCOME}{SPENDING}").replace("收入项目", "收入").replace("支出项目", "支出")),
        ("more columns", format!("{INCOME}\n{more}")),
        ("spending first", format!("{SPENDING}\n{INCOME}")),
        ("two pages", format!("{INCOME}\n收支总表\n单位：万元\n{SPENDING}")),
        (
            "a page without its header",
            format!("{INCOME}{}", SPENDING.replace("二、", "\n收支总表\n单位：万元\n二、")),
        ),
    ] {
        for (file, content) in [("a.txt", document(&table).into_bytes()), ("a.docx", word(&document(&table)))]
        {
            let (checked, notes, rows) = read(file, &content);
            assert!(!notes.contains("收支总表没有"), "{name} {file}: {notes}");
            assert!(!checked.contains("\"rule\": \"收支总表-"), "{name} {file}: {checked}");
            assert!(!notes.contains("格式里没有的表头"), "{name} {file}: {notes}");
            for row in ["收入总计|32.00", "支出总计|32.00", "一、一般公共服务支出|20.00"] {
                assert!(rows.contains(row), "{name} {file}: {rows}");
            }
            // A wrong total is found on either side.
            for (right, wrong) in [
                ("收入总计\t32.00", "收入总计\t33.00"),
                ("支出总计\t32.00", "支出总计\t33.00"),
                ("本年支出合计\t32.00", "本年支出合计\t35.00"),
            ] {
                if file == "a.txt" {
                    let (checked, ..) = read(file, document(&table.replace(right, wrong)).as_bytes());
                    assert!(checked.contains("\"rule\": \"收支总表-"), "{name} {right}: {checked}");
                }
            }
        }
    }
}

/// The header of the same side again, an item that is called as the other side is, and that side as a table of its own.
#[test]
fn what_is_no_other_side_begins_none() {
    let again = INCOME.replacen("上年结转", "收入项目\t预算数\n上年结转", 1);
    let item = SPENDING.replacen("二、", "收入\t\n二、", 1);
    let titled = format!("{INCOME}\n支出总表\n单位：万元\n{SPENDING}");
    for (name, table, columns) in
        [("again", again, "收入项目"), ("item", item, "支出项目"), ("titled", titled, "收入项目")]
    {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.txt");
        fs::write(&path, document(&table)).unwrap();
        let (imported, own) = import_with_any(&path, &Formats::embedded()).unwrap();
        assert!(imported.budget.unplaced.is_empty(), "{name}: {:?}", imported.budget.unplaced);
        let overview = own.published().find(|table| table.key.as_str() == "收支总表").unwrap();
        assert_eq!(overview.sections.len(), 1, "{name}");
        assert_eq!(overview.sections[0].columns[0].header, [columns], "{name}");
    }
}
