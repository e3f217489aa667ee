//! Titles printed below their tables, as those of pictures are.

use std::fs;

use yusuan::exchange::import_with_any;
use yusuan::schema::Formats;

use super::documents::word;
use crate::support::{rows, yusuan};

const UNIT: &str = "部门：某市某局　单位：万元\n";
const OVERVIEW: &str = "收入\t\t支出\t\n项目\t预算数\t项目\t预算数\n一、一般公共预算拨款收入\t32.00\t一、一般公共服务支出\t20.00\n二、事业收入\t\t二、社会保障和就业支出\t12.00\n收入总计\t32.00\t支出总计\t32.00\n";
const SPENDING: &str = "科目编码\t科目名称\t合计\t基本支出\t项目支出\n\t合计\t32.00\t25.00\t7.00\n201\t一般公共服务支出\t20.00\t15.00\t5.00\n208\t社会保障和就业支出\t12.00\t10.00\t2.00\n";
const EMPTY: &str = "注：本部门没有政府性基金预算安排的支出，故本表无数据。\n";

/// What was read of 收支总表 and 支出总表, and how the document was checked.
fn read(name: &str, content: &[u8]) -> (Vec<String>, String) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    fs::write(&path, content).unwrap();
    let (imported, own) = import_with_any(&path, &Formats::embedded()).unwrap();
    let mut read: Vec<String> =
        ["收支总表", "支出总表"].iter().map(|key| rows(&imported.budget, &own, key)).collect();
    read.push(format!("{:?}", imported.budget.unplaced));
    for table in &imported.report.tables {
        assert!(table.lines.iter().all(|(from, to)| from <= to), "{:?}", table.lines);
    }
    let output = yusuan(&["check", "--json", &path.to_string_lossy()]);
    (read, String::from_utf8_lossy(&output.stdout).into_owned())
}

fn document(tables: &str) -> String {
    format!(
        "某市某局2026年部门预算\n第三部分　预算公开表\n{tables}第四部分　名词解释\n一、基本支出：指为保障机构正常运转而发生的支出。\n"
    )
}

#[test]
fn a_title_below_its_table_is_that_table_s() {
    let heading = "科目编码\t科目名称\t合计\t基本支出\t项目支出\n\t\t\t\t\n";
    for (name, tables) in [
        ("the unit above", format!("{UNIT}{OVERVIEW}表1　收支总表\n\n{UNIT}{SPENDING}表2　支出总表\n")),
        ("the unit between", format!("{OVERVIEW}{UNIT}表1　收支总表\n\n{SPENDING}{UNIT}表2　支出总表\n")),
        ("no unit", format!("{OVERVIEW}表1　收支总表\n{SPENDING}表2　支出总表\n")),
        (
            "an empty one behind",
            format!(
                "{OVERVIEW}{UNIT}表1　收支总表\n{SPENDING}{UNIT}表2　支出总表\n{heading}{UNIT}表3　政府性基金预算支出表\n{EMPTY}"
            ),
        ),
        (
            "named in the contents",
            format!("表1　收支总表\n表2　支出总表\n\n{OVERVIEW}表1　收支总表\n{SPENDING}表2　支出总表\n"),
        ),
    ] {
        let own = document(&tables);
        for (file, content) in [("a.txt", own.clone().into_bytes()), ("a.docx", word(&own))] {
            let (read, checked) = read(file, &content);
            assert!(read[0].contains("收入总计|32.00"), "{name} {file}: {read:?}");
            assert!(read[1].contains("合计|32.00|25.00|7.00"), "{name} {file}: {read:?}");
            assert_eq!(read[2], "[]", "{name} {file}");
            assert!(!checked.contains("\"severity\": \"error\""), "{name} {file}: {checked}");
        }
        let (_, checked) = read("a.txt", own.replace("收入总计\t32.00", "收入总计\t33.00").as_bytes());
        assert!(checked.contains("\"rule\": \"收支总表-"), "{name}: {checked}");
    }
}

/// Where the first table has lost its title and the last has no rows, titles and tables come in the same order.
#[test]
fn tables_of_which_the_first_has_no_title_keep_theirs() {
    let last = format!("政府性基金预算支出表\n{EMPTY}");
    let lost = format!("{SPENDING}收支总表\n{UNIT}{OVERVIEW}支出总表\n{UNIT}{SPENDING}{last}");
    let (read, _) = read("a.txt", document(&lost).as_bytes());
    assert!(read[0].contains("收入总计|32.00"), "{read:?}");
    assert!(read[1].contains("合计|32.00|25.00|7.00"), "{read:?}");
    assert_eq!(read[0].matches("总计").count(), 2, "{read:?}");
}
