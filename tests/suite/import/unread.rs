//! What was not read is not zero: its own state of a table, and an import that says so.

use std::fs;
use std::path::Path;
use std::process::Command;

use yusuan::calc::{Book, Figure, Figures};
use yusuan::exchange::{ImportError, Outcome, import_file, import_text};
use yusuan::model::Coverage;
use yusuan::rules::{Outcome as End, RuleSet};
use yusuan::schema::{Formats, default_format};
use yusuan::session::Session;
use yusuan::{file, model::Budget};

use crate::support::{published, repository, said, yusuan};

/// A document whose table stands there as lines of text, as `pdftotext -layout` writes it.
const SPACED: &str = "市委办\n2023年度部门预算\n\n2023 年部门支出预算表\n部门名称：市委办            单位：万元\n\n\
    科目编码   科目名称         合计      基本支出    项目支出\n201 31 01  行政运行       100.00      60.00       40.00\n";

fn coverage(budget: &Budget, table: &str) -> Coverage {
    budget.tables[&table.into()].coverage
}

#[test]
fn a_table_whose_rows_are_not_recognised_is_unread() {
    let format = default_format();
    let one_by_one = "2023年部门支出预算表\n单位：万元\n科目名称\n合计\n行政运行\n100.00\n60.00\n";
    let foreign = "2023年部门支出预算表\n单位：万元\n项目\t本年\t上年\n甲类事项\t100.00\t90.00\n";
    let without_unit = "2023年部门支出预算表\n\n行政运行    100.00   60.00\n";
    for (name, text) in
        [("spaced", SPACED), ("cell by cell", one_by_one), ("foreign", foreign), ("bare", without_unit)]
    {
        let imported = import_text(text, name, &format);
        assert_eq!(coverage(&imported.budget, "T3"), Coverage::Unread, "{name}\n{}", imported.report);
        assert_eq!(imported.report.outcome(), Outcome::Nothing, "{name}");
        assert!(imported.report.to_string().contains("未读出 1 张"), "{name}\n{}", imported.report);
        assert!(!imported.budget.unplaced.is_empty(), "{name}");
        let figures = Figures::compute(&imported.budget, &format);
        let book = Book { format: &format, budget: &imported.budget, figures: &figures };
        let total = book.cell(&"T3!合计!合计".parse().unwrap()).unwrap();
        assert!(matches!(total.figure(), Figure::Unknown(_)), "{name}");
        let rules = RuleSet::of(&format);
        let verdicts = rules.run(&book);
        for ended in verdicts.rules.iter().filter(|ended| ended.rule.id.starts_with("T3-")) {
            assert_ne!(ended.outcome, End::Passed, "{name} {}", ended.rule.id);
            assert_ne!(ended.outcome, End::Violated, "{name} {}", ended.rule.id);
        }
        let balance = verdicts.rules.iter().find(|ended| ended.rule.id == "T3-合计").unwrap();
        assert!(balance.reason.contains("未读出"), "{name}: {}", balance.reason);
        assert!(verdicts.findings.iter().any(|found| found.message.contains("没有读出来")), "{name}");
    }
    // What is empty is empty, and says so.
    for text in [
        "2023年政府性基金支出预算表\n单位：万元\n科目编码\t\t\t单位代码\t单位（科目名称）\t合计\n类\t款\t项\t\t\t\n\t\t\t\t合计\t\n",
        "2023年政府性基金支出预算表\n单位：万元\n注：本部门没有政府性基金。\n",
    ] {
        assert_eq!(coverage(&import_text(text, "空表", &format).budget, "T10"), Coverage::Full, "{text}");
    }
}

/// Rows that are no row of the table make it incomplete; nothing is concluded from its sums.
#[test]
fn a_table_of_which_rows_are_lost_is_incomplete() {
    let text = "机关（机构）运行经费\n单位：万元\n科目编码\t科目名称\t合计\n合计\t\t3.00\n30201\t办公费\t1.00\n\t某某费\t2.00\n";
    let imported = import_text(text, "缺行", &default_format());
    assert_eq!(coverage(&imported.budget, "T13"), Coverage::Partial, "{}", imported.report);
    assert_eq!(imported.report.outcome(), Outcome::Incomplete);
}

#[test]
fn the_state_survives_the_file() {
    let imported = import_text(
        &format!(
            "{SPACED}\n机关（机构）运行经费\n单位：万元\n科目编码\t科目名称\t合计\n30201\t办公费\t1.00\n"
        ),
        "文件",
        &default_format(),
    );
    let text = file::to_text(&imported.budget, &file::Extras::default());
    let again = file::from_text(&text, &Formats::embedded()).unwrap().budget;
    assert_eq!(again, imported.budget);
    assert_eq!(coverage(&again, "T3"), Coverage::Unread);
    let session = Session::new(again, default_format());
    let rules = session.verdicts();
    assert!(rules.findings().iter().any(|found| found.rule.id == "导入-未归位"));
}

/// What the command says, and its code.
#[test]
fn the_command_tells_what_it_read() {
    let folder = tempfile::tempdir().unwrap();
    let run = |name: &str, content: &[u8]| {
        let (from, to) = (folder.path().join(name), folder.path().join(format!("{name}.ron")));
        fs::write(&from, content).unwrap();
        let done = yusuan(&["import", from.to_str().unwrap(), "-o", to.to_str().unwrap()]);
        (done.status.code().unwrap(), to.exists(), said(&done) + &String::from_utf8_lossy(&done.stderr))
    };
    let foreign =
        "上海市某局2026年部门预算\n\n部门收支总体情况\n\n收入    支出\n一般公共预算拨款收入   1,234.50\n";
    let partly = format!(
        "{SPACED}\n机关（机构）运行经费\n单位：万元\n科目编码\t科目名称\t合计\n30201\t办公费\t1.00\n"
    );
    let local = "机关（机构）运行经费\n单位：万元\n科目编码\t科目名称\t合计\n30201\t办公费\t1.00\n\n第三部分 名词解释\n\n某地采购表\n项目\t金额\n电脑\t12.50\n";
    let whole = "机关（机构）运行经费\n单位：万元\n科目编码\t科目名称\t合计\n30201\t办公费\t1.00\n";
    for (name, content, code, exists, part) in [
        ("别处.txt", foreign.as_bytes().to_vec(), 3, false, "没有读出任何一张表"),
        ("空格.txt", SPACED.as_bytes().to_vec(), 3, false, "没有读出任何一张表"),
        ("部分.txt", partly.into_bytes(), 3, true, "读出 1 张，不完整 0 张，未读出 1 张"),
        ("本地表.txt", local.as_bytes().to_vec(), 3, true, "其中 1 行有金额"),
        ("完整.txt", whole.as_bytes().to_vec(), 0, true, "全部内容都已归位"),
        ("空.txt", Vec::new(), 2, false, "是空的"),
        ("空白.md", "\u{feff} \n\r\n".into(), 2, false, "是空的"),
        ("文.pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj".to_vec(), 2, false, "PDF"),
        ("文.docx", b"PK\x03\x04\x14\0\x06\0word/document.xml".to_vec(), 2, false, "不完整或已损坏"),
        ("表.xlsx", b"PK\x03\x04\x14\0\x06\0xl/workbook.xml".to_vec(), 2, false, "不完整或已损坏"),
        ("包.zip", b"PK\x03\x04\x14\0\x06\0a.txt".to_vec(), 2, false, "压缩包"),
        ("旧.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0".to_vec(), 2, false, "别的程序的数据"),
        ("图.png", b"\x89PNG\r\n\x1a\n\0\0".to_vec(), 2, false, "图片"),
        ("数据.bin", (0..=255_u8).cycle().take(4096).collect(), 2, false, "别的程序的数据"),
    ] {
        let (ended, is_there, text) = run(name, &content);
        assert_eq!((ended, is_there), (code, exists), "{name}\n{text}");
        assert!(text.contains(part), "{name}\n{text}");
    }
    let budget = fs::read(repository("assets/samples/焦作市委办公室-2023.ron")).unwrap();
    let (code, exists, text) = run("已有.txt", &budget);
    assert_eq!((code, exists), (2, false), "{text}");
    assert!(text.contains("已经是预算文件"), "{text}");
    // A check of the file, alone and in its folder beside the text it was read from, counts it.
    let file = folder.path().join("部分.txt.ron");
    let alone = yusuan(&["check", file.to_str().unwrap()]);
    assert_eq!(alone.status.code(), Some(1));
    assert!(said(&alone).contains("1 张表未读出"), "{}", said(&alone));
    let all = yusuan(&["check", folder.path().to_str().unwrap()]);
    assert!(said(&all).contains("其中 2 份有未读出的表"), "{}", said(&all));
    let json = said(&yusuan(&["check", file.to_str().unwrap(), "--json"]));
    assert!(json.contains("\"unread_tables\": 1"), "{json}");
    let shown = said(&yusuan(&["show", file.to_str().unwrap(), "--table", "3", "--json"]));
    assert!(shown.contains("\"coverage\": \"unread\""), "{shown}");
}

#[test]
fn bytes_are_read_as_far_as_they_can_be() {
    let text = "机关（机构）运行经费\r\n单位：万元\r\n科目编码\t科目名称\t合计\r\n30201\t办公费\t1.00\r\n30202\t印刷费\t2.00\r\n";
    let folder = tempfile::tempdir().unwrap();
    let read = |bytes: &[u8]| {
        let path = folder.path().join("文.txt");
        fs::write(&path, bytes).unwrap();
        import_file(&path, &default_format()).unwrap()
    };
    let sound = read(text.as_bytes()).budget;
    let utf_16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    for (name, bytes) in [
        ("returns only", text.replace("\r\n", "\r").into_bytes()),
        ("ends of all kinds", text.replacen("\r\n", "\r", 1).replacen("\r\n", "\n", 1).into_bytes()),
        ("a mark", format!("\u{feff}{text}").into_bytes()),
        ("UTF-16", utf_16.clone()),
        ("UTF-16 with a mark", [vec![0xff, 0xfe], utf_16].concat()),
        ("GB18030", encoding_rs::GB18030.encode(text).0.into_owned()),
    ] {
        // That the file is another is all that differs.
        let originals = sound.originals.clone();
        assert_eq!(Budget { originals, ..read(&bytes).budget }, sound, "{name}");
    }
    let mut broken = text.as_bytes().to_vec();
    let at = text.find("印刷费").unwrap();
    broken[at + 1] = 0xff;
    let imported = read(&broken);
    let table = &imported.budget.tables[&"T13".into()];
    assert_eq!(table.row(&"30201".into()).unwrap().text(&"科目名称".into()), "办公费");
    let note = imported.budget.notes.values().next().unwrap();
    assert!(note.text.contains("第 5 行") && !note.settled, "{}", note.text);
}

#[test]
fn no_document_of_another_place_is_read_as_zeros() {
    let is_there = Command::new("pdftotext").arg("-v").output().is_ok();
    let format = default_format();
    for name in [
        "上海市水务局-2026",
        "杭州市司法局-2026",
        "深圳市审计局-2026",
        "重庆市财政局-2026",
        "江苏省委办公厅-2018-表格",
    ] {
        let Some(path) = published(&format!("pdf/{name}.pdf")).filter(|_| is_there) else { return };
        for layout in [&["-layout"][..], &[]] {
            let done = Command::new("pdftotext").args(layout).arg(&path).arg("-").output().unwrap();
            let text = String::from_utf8_lossy(&done.stdout);
            let imported = import_text(&text, name, &format);
            assert_ne!(imported.report.outcome(), Outcome::Complete, "{name}\n{}", imported.report);
            let is_read = imported.report.tables.iter().filter(|table| table.number.is_some());
            let is_read = is_read.filter(|table| !table.coverage.is_missing() && table.cells == 0);
            assert_eq!(is_read.count(), 0, "{name}\n{}", imported.report);
        }
    }
}

#[test]
fn what_is_no_file_is_refused() {
    let format = default_format();
    for path in ["/dev/zero", ".", "没有.txt"] {
        assert!(
            matches!(import_file(Path::new(path), &format), Err(ImportError::Unreadable { .. })),
            "{path}"
        );
    }
}
