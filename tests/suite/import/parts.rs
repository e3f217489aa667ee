//! The text of a budget in one file and its tables in another, under names of which not each says which part it is.

use std::fs;
use std::path::Path;

use crate::support::yusuan;

/// A text of one department and year that quotes a total.
pub(crate) fn text(department: &str, year: u32, total: &str) -> String {
    format!(
        "{department}{year}年部门预算\n第一部分 部门预算情况说明\n一、收支总体情况说明\n{year}年收入总计{total}万元，支出总计{total}万元。\n\
         二、收入总体情况说明\n{year}年收入由财政拨款构成。\n三、支出总体情况说明\n{year}年支出用于机关运行。\n"
    )
}

pub(crate) fn tables(owner: &str, year: &str) -> String {
    format!(
        "{owner}收支总表\n单位：万元\n收入\t\t支出\t\n项目\t{year}预算数\t项目\t{year}预算数\n\
         一、财政拨款收入\t32.00\t一、一般公共服务支出\t32.00\n收入总计\t32.00\t支出总计\t32.00\n\
         收入总表\n单位：万元\n项目\t合计\n财政拨款\t32.00\n合计\t32.00\n"
    )
}

/// What is said of files that are named in one line.
fn checked(folder: &Path, files: &[(&str, String)]) -> String {
    let paths: Vec<String> = files
        .iter()
        .map(|(name, content)| {
            let path = folder.join(name);
            fs::write(&path, content).unwrap();
            path.to_string_lossy().into_owned()
        })
        .collect();
    let arguments: Vec<&str> = ["check"].into_iter().chain(paths.iter().map(String::as_str)).collect();
    String::from_utf8_lossy(&yusuan(&arguments).stdout).into_owned()
}

#[test]
fn files_of_one_department_and_year_are_one_budget() {
    let own = "某市民政局2026年";
    for (name, files, is_one) in [
        ("by name", [("05-说明.txt", text("某市民政局", 2026, "35.00")), ("05.txt", tables("", ""))], true),
        (
            "by what they say",
            [("甲.txt", text("某市民政局", 2026, "35.00")), ("乙.txt", tables(own, ""))],
            true,
        ),
        (
            "last year beside",
            [
                ("a-说明.txt", text("某市民政局", 2026, "35.00")),
                ("a.txt", tables("", "2026年").replacen("2026年", "2025年", 1)),
            ],
            true,
        ),
        (
            "another year",
            [("05-说明.txt", text("某市民政局", 2026, "35.00")), ("05.txt", tables("某市民政局2025年", ""))],
            false,
        ),
        (
            "another department",
            [("甲.txt", text("某市民政局", 2026, "35.00")), ("乙.txt", tables("某市审计局2026年", ""))],
            false,
        ),
        (
            "a unit of it",
            [("甲.txt", text("某市民政局", 2026, "35.00")), ("乙.txt", tables("某市民政局救助站2026年", ""))],
            false,
        ),
        (
            "two whole budgets",
            [
                ("05.txt", text("某市民政局", 2026, "32.00") + &tables("", "")),
                ("05-说明.txt", text("某市民政局", 2026, "35.00")),
            ],
            false,
        ),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let said = checked(folder.path(), &files);
        assert_eq!(said.contains("合在一起检查"), is_one, "{name}: {said}");
        // The text is judged by the tables.
        assert_eq!(said.contains("写作 35.00"), is_one, "{name}: {said}");
    }
    // Which of two belongs to the text nobody can tell.
    let folder = tempfile::tempdir().unwrap();
    let files = [
        ("甲.txt", text("某市民政局", 2026, "35.00")),
        ("乙.txt", tables(own, "")),
        ("丙.txt", tables(own, "")),
    ];
    assert!(!checked(folder.path(), &files).contains("合在一起检查"));
}
