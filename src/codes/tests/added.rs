//! Lists that people add for a year: a made-up one of 2024.

use std::path::{Path, PathBuf};

use super::super::*;

fn write(folder: &Path, files: &[(&str, &[u8])]) -> Vec<PathBuf> {
    for (name, text) in files {
        let path = folder.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    vec![folder.to_owned()]
}

#[test]
fn a_plain_list_of_a_year_is_read_over_the_shipped_one() {
    let folder = tempfile::tempdir().unwrap();
    // As Excel saves it in China: GB18030.
    let mapping = encoding_rs::GB18030.encode("部门科目编码,政府科目编码\n30150,50102\n").0.into_owned();
    let folders = write(
        folder.path(),
        &[
            (
                "2024/功能分类.csv",
                "编码,名称\n20160,数据事务\n2016001,数据运行\n2012601,行政运行（档案）\n".as_bytes(),
            ),
            ("2024/dept_economic.csv", "code,name,until\n30150,托育补助,\n30206,电费,2023\n".as_bytes()),
            ("2024/经济分类对照.csv", &mapping),
            ("2026/revenue.csv", "编码,名称,来源\n106,新的收入,某文件\n".as_bytes()),
        ],
    );
    let (lists, errors) = Classifications::with_folders(&folders);
    let lists = &lists.added;
    assert!(errors.is_empty(), "{errors:?}");
    assert_eq!(lists.iter().map(Classification::year).collect::<Vec<_>>(), [2024, 2025, 2026]);
    let (list, later) = (&lists[0], &lists[2]);
    let shipped = Classification::shipped(2023);
    for (scheme, code, before, now) in [
        (Scheme::Function, "2016001", CodeStatus::UnknownParent, CodeStatus::Known),
        (Scheme::Function, "2013101", CodeStatus::Known, CodeStatus::Known),
        (Scheme::DepartmentEconomic, "30150", CodeStatus::NotListed, CodeStatus::Known),
        (Scheme::DepartmentEconomic, "30151", CodeStatus::NotListed, CodeStatus::NotListed),
    ] {
        assert_eq!((shipped.status(scheme, code), list.status(scheme, code)), (before, now), "{code}");
        assert_eq!(later.status(scheme, code), now, "a later year is read over the earlier one");
    }
    let renamed = list.lookup(Scheme::Function, "2012601").unwrap();
    assert_eq!(renamed.name, "行政运行（档案）");
    assert!(renamed.source.ends_with("功能分类.csv"));
    assert_eq!(list.in_force(Scheme::DepartmentEconomic, "30206", 2024), Some(false));
    assert_eq!(list.pair_status("30150", "50102", Some(UnitKind::Administrative)), PairStatus::Legal);
    assert_eq!(
        list.pair_status("30150", "50102", Some(UnitKind::Institution)),
        PairStatus::LegalForOtherKind
    );
    assert_eq!(list.origin(Scheme::Income), "内置 2023 年");
    assert!(list.origin(Scheme::Function).starts_with("内置 2023 年，加上 "));
    assert_eq!(later.lookup(Scheme::Income, "106").unwrap().source, "某文件");
}

#[test]
fn what_is_wrong_names_file_line_and_what_to_do_and_leaves_the_year_out() {
    for (name, text, expected) in [
        (
            "2024/功能分类.csv",
            "编码,名称\n2016,数据\n",
            "功能分类.csv 第 2 行 code 列：“2016”不是支出功能分类科目的编码。请填写 3、5、7 位数字的编码。",
        ),
        (
            "2024/功能分类.csv",
            "编码,名称\n2996001,数据\n",
            "功能分类.csv 第 2 行 parent 列：上级科目“29960”不在本文件中。请补上“29960”一行。",
        ),
        (
            "2024/功能分类.csv",
            "编码,名称\n20160,\n",
            "功能分类.csv 第 2 行 name 列：单元格为空。请填写该单元格。",
        ),
        (
            "2024/功能分类.csv",
            "编码\n20160\n",
            "功能分类.csv 第 1 行 name 列：表头缺少此列。请在第一行补上该列名。",
        ),
        (
            "2024/功能科目.csv",
            "",
            "功能科目.csv：不知道是哪一种科目。文件名请用 功能分类.csv、部门经济分类.csv",
        ),
        ("明年/功能分类.csv", "", "明年：文件夹名不是年度。请以年度命名，例如 2024"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let folders = write(folder.path(), &[(name, text.as_bytes())]);
        let (lists, errors) = Classifications::with_folders(&folders);
        assert!(lists.added.is_empty(), "{name}");
        assert_eq!(errors.len(), 1, "{name}");
        let said = errors[0].to_string();
        assert!(said.contains(expected), "{said}");
        assert!(said.contains(&*folder.path().to_string_lossy()), "{said}");
    }
    let (lists, errors) = Classifications::with_folders(&["没有这个文件夹".into()]);
    assert!(lists.added.is_empty() && errors.is_empty());
}

#[test]
fn a_complete_list_takes_the_place_of_the_earlier_one() {
    let folder = tempfile::tempdir().unwrap();
    let folders = write(
        folder.path(),
        &[
            (
                "2024/功能分类（完整）.csv",
                "编码,名称\n201,一般公共服务支出\n20126,档案事务\n2012601,行政运行\n".as_bytes(),
            ),
            // Read over the complete one, although its name is sorted before it.
            ("2024/功能分类.csv", "编码,名称\n2012699,其他档案事务支出\n".as_bytes()),
            ("2024/政府经济分类-complete.csv", "编码,名称\n503,机关资本性支出\n504,资本支出\n".as_bytes()),
            ("2024/revenue-complete.csv", "code,name\n101,税收收入\n".as_bytes()),
            ("2024/经济分类对照(完整).csv", "部门科目编码,政府科目编码\n30101,50101\n".as_bytes()),
            ("2025/功能分类.csv", "编码,名称\n2012602,一般行政管理事务\n".as_bytes()),
        ],
    );
    let (lists, errors) = Classifications::with_folders(&folders);
    let lists = &lists.added;
    assert!(errors.is_empty(), "{errors:?}");
    let (list, later) = (&lists[0], &lists[1]);
    for (scheme, code, status, in_force) in [
        (Scheme::Function, "2012601", CodeStatus::Known, Some(true)),
        (Scheme::Function, "2012699", CodeStatus::Known, Some(true)),
        // Not in the list: what it was is still known, and that it is gone.
        (Scheme::Function, "2013101", CodeStatus::Known, Some(false)),
        // In neither: below a code that is complete now.
        (Scheme::Function, "2012677", CodeStatus::NotListed, None),
        // New in 2024 by the shipped list, and not in the one that was added.
        (Scheme::Function, "20140", CodeStatus::NotListed, None),
        (Scheme::Income, "101", CodeStatus::Known, Some(true)),
        (Scheme::Income, "103", CodeStatus::Known, Some(false)),
        (Scheme::Income, "L01", CodeStatus::Known, Some(true)),
        (Scheme::DepartmentEconomic, "30101", CodeStatus::Known, Some(true)),
    ] {
        assert_eq!(list.status(scheme, code), status, "{code}");
        assert_eq!(list.in_force(scheme, code, 2024), in_force, "{code}");
    }
    assert_eq!(list.in_force(Scheme::Function, "2013101", 2023), Some(true));
    assert_eq!(list.pair_status("30101", "50101", None), PairStatus::Legal);
    assert_eq!(list.pairs.of("30201").count(), 0);
    assert_eq!(later.status(Scheme::Function, "2012677"), CodeStatus::NotListed, "it goes on being complete");
    assert_eq!(later.in_force(Scheme::Function, "2012602", 2025), Some(true));
    // What is noted of a code, such as its former name, is of the code as it was called.
    let government =
        |lists: &Classification, code| lists.lookup(Scheme::GovernmentEconomic, code).cloned().unwrap();
    let shipped = Classification::shipped(2023);
    for (code, keeps) in [("503", true), ("504", false)] {
        let (before, now) = (government(shipped, code), government(list, code));
        assert!(before.note.starts_with("2018 name: "), "{code}");
        assert_eq!(now.note == before.note, keeps, "{code}");
        assert_eq!(now.times_seen, before.times_seen, "{code}");
    }
}

/// Two programs of lists at once: what one was given the other does not know.
#[test]
fn lists_are_of_the_budget_they_were_read_beside() {
    let folder = tempfile::tempdir().unwrap();
    let text = "编码,名称\n20160,数据事务\n".as_bytes();
    let folders = write(folder.path(), &[("2024/功能分类.csv", text)]);
    let (added, errors) = Classifications::with_folders(&folders);
    assert!(errors.is_empty(), "{errors:?}");
    let formats = crate::schema::Formats::embedded();
    let with = formats.clone().with_classifications(added);
    for (year, knows) in [(2023, false), (2024, true), (2026, true), (0, true)] {
        for (formats, knows) in [(&with, knows), (&formats, false)] {
            for format in formats.iter() {
                let list = format.classification(year);
                assert_eq!(list.lookup(Scheme::Function, "20160").is_some(), knows, "{} {year}", format.id);
            }
        }
    }
    // A format that a budget brings with it is looked up where the others are.
    let own = with.parse("自带.ron", &formats.get("全国通用").unwrap().to_text().unwrap()).unwrap();
    assert!(own.classification(2024).lookup(Scheme::Function, "20160").is_some());
}
