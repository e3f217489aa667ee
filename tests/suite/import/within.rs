//! Tables within the text that have no title: below a sentence that leads to them, or below a heading.

use std::fs;

use yusuan::exchange::import_with_any;
use yusuan::schema::Formats;

use crate::support::rows;

const INCOME: &str =
    "收入总表\n单位：万元\n科目编码\t科目名称\t合计\n\t合计\t30.00\n201\t一般公共服务支出\t30.00\n";
const PROJECTS: &str = "单位\t项目\t预算数（万元）\n某局\t培训\t10.00\n某局\t印刷\t2.50\n";

/// The titles of the tables with their numbers, the rows of the last of them, and the paragraphs of the text.
fn read(text: &str) -> (Vec<String>, String, String) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("文件.txt");
    fs::write(&path, format!("某市某局2026年部门预算\n{text}")).unwrap();
    let (imported, own) = import_with_any(&path, &Formats::embedded()).unwrap();
    let told: Vec<String> =
        own.published().map(|table| format!("{}{}", table.number.unwrap_or_default(), table.title)).collect();
    let last = own.published().max_by_key(|table| table.number).map(|table| table.key.to_string());
    let rows = last.map(|key| rows(&imported.budget, &own, &key)).unwrap_or_default();
    let sections = imported.budget.narrative.iter();
    let text: Vec<String> = sections
        .flat_map(|section| std::iter::once(&section.title).chain(&section.paragraphs))
        .filter(|text| !text.is_empty())
        .cloned()
        .collect();
    assert!(imported.budget.unplaced.is_empty(), "{:?}", imported.budget.unplaced);
    (told, rows, text.join("|"))
}

#[test]
fn tables_within_the_text_are_read_and_the_text_stays_whole() {
    for (name, text, title) in [
        (
            "a sentence",
            format!(
                "一、收支情况\n收入30.00万元。\n二、重点项目预算绩效情况说明\n重点项目情况如下：\n{PROJECTS}备注：没有其他项目。\n\n三、其他\n没有其他。\n\n{INCOME}"
            ),
            "重点项目预算绩效表",
        ),
        (
            "a heading",
            format!(
                "一、收支情况\n收入30.00万元。\n二、重点项目安排情况\n{PROJECTS}\n三、其他\n没有其他。\n\n{INCOME}"
            ),
            "重点项目安排表",
        ),
    ] {
        let (told, rows, text) = read(&text);
        assert_eq!(told, ["1收入总表".to_owned(), format!("2{title}")], "{name}");
        assert!(rows.contains("某局|培训|10.00") && rows.contains("某局|印刷|2.50"), "{name}: {rows}");
        for said in ["重点项目", "收入30.00万元。", "三、其他|没有其他。"] {
            assert!(text.contains(said), "{name}: {text}");
        }
        assert!(
            name != "a sentence" || text.contains("重点项目情况如下：|备注：没有其他项目。"),
            "{name}: {text}"
        );
    }
    // Lists without amounts, and what a title or a unit stands above, are none.
    let (told, ..) = read(&format!(
        "一、机构\n下属单位如下：\n单位甲\n单位乙\n二、收支\n收入30.00万元，情况如下：\n{INCOME}"
    ));
    assert_eq!(told, ["1收入总表"]);
}
