//! Next year's lists of codes through the commands: which list is used, what is found in it, what is wrong.

use std::path::Path;

use crate::support::{repository, said, yusuan};

const PREPARED: &str = "assets/samples/示例区档案局-2023（示例）.ron";

/// A folder of lists with a function code of 2024.
fn lists(folder: &Path, text: &str) -> String {
    std::fs::create_dir_all(folder.join("2024")).unwrap();
    std::fs::write(folder.join("2024/功能分类.csv"), text).unwrap();
    folder.to_str().unwrap().to_owned()
}

#[test]
fn a_budget_of_the_year_is_checked_by_the_lists_of_the_year() {
    let folder = tempfile::tempdir().unwrap();
    let lists = lists(folder.path(), "编码,名称\n20190,示例事务\n2019001,示例运行\n");
    // The prepared sample as a budget of 2024 with a code that is new in that year.
    let budget = |year: &str| {
        let text = std::fs::read_to_string(repository(PREPARED)).unwrap();
        let text = text.replace("    year: 2023,", &format!("    year: {year},"));
        let text = text.replace("\"功能科目\": \"2012601\"", "\"功能科目\": \"2019001\"");
        let path = folder.path().join(format!("{year}.ron"));
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    // Not all codes of 2024 are known, those of 2023 are.
    let (unknown, wrong) = ("“2019001”科目表未收录", "支出功能分类科目“2019001”的上级科目不在科目表中");
    for (year, options, is_unknown, is_wrong) in [
        ("2024", &[][..], true, false),
        ("2024", &["--codes", lists.as_str()][..], false, false),
        ("2023", &["--codes", lists.as_str()][..], false, true),
    ] {
        let file = budget(year);
        let checked = yusuan(&[&["check", file.as_str()], options].concat());
        for (words, found) in [(unknown, is_unknown), (wrong, is_wrong)] {
            assert_eq!(said(&checked).contains(words), found, "{year} {options:?}\n{}", said(&checked));
        }
    }
    // The code and its amount are there in any case.
    let shown = yusuan(&["show", &budget("2024"), "--table", "预算明细"]);
    assert!(said(&shown).contains("2019001"), "{}", said(&shown));
    let table = yusuan(&["show", &budget("2024"), "--table", "3", "--codes", &lists]);
    assert!(said(&table).contains("示例运行"), "{}", said(&table));

    let searched = yusuan(&["codes", "示例", "--year", "2025", "--codes", &lists]);
    for part in ["2025 年预算使用 2025 年的科目表", "加上 ", "功能分类.csv", "2019001　示例运行", "找到 2 个"]
    {
        assert!(said(&searched).contains(part), "{part} in\n{}", said(&searched));
    }
    let shipped = yusuan(&["codes", "2019001", "--year", "2024"]);
    assert!(said(&shipped).contains("找到 0 个"), "{}", said(&shipped));
}

#[test]
fn a_list_that_cannot_be_read_is_named_with_its_line_and_not_used() {
    let folder = tempfile::tempdir().unwrap();
    let lists = lists(folder.path(), "编码,名称\n20190,示例事务\n20190O1,示例运行\n");
    let searched = yusuan(&["codes", "示例", "--year", "2024", "--codes", &lists]);
    let wrong = String::from_utf8(searched.stderr.clone()).unwrap();
    assert!(wrong.contains("功能分类.csv 第 3 行 code 列：“20190O1”不是支出功能分类科目的编码"), "{wrong}");
    assert!(wrong.contains("这一年的科目表没有使用"), "{wrong}");
    assert!(said(&searched).contains("使用 2024 年的科目表"), "{}", said(&searched));
    let missing = yusuan(&["codes", "--codes", "没有这个文件夹"]);
    assert_eq!(missing.status.code(), Some(2));
}

/// A line under a code that has others below it is in no 项, which is what sums are made of.
#[test]
fn a_line_is_budgeted_under_the_lowest_code() {
    let path = Path::new("assets/samples/示例区档案局-2023（示例）.ron");
    let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap();
    for (column, from, to) in [
        ("功能科目", "2012601", "20126"),
        ("功能科目", "2012601", "201"),
        ("部门经济科目", "30101", "301"),
        ("政府经济科目", "50101", "501"),
    ] {
        let from = format!("\"{column}\": \"{from}\"");
        assert!(text.contains(&from), "{from}");
        let text = text.replacen(&from, &format!("\"{column}\": \"{to}\""), 1);
        let loaded = yusuan::file::from_text(&text, &yusuan::schema::Formats::embedded()).unwrap();
        let session = yusuan::session::Session::new(loaded.budget, loaded.format);
        let verdicts = session.verdicts();
        let wanted = format!("“{to}”下面还有科目");
        let found = verdicts.findings().iter().any(|finding| {
            finding.message.contains(&wanted)
                && finding.address.is_some_and(|at| at.column.as_str() == column)
        });
        assert!(found, "{column} {to}");
    }
}
