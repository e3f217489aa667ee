//! Files that cannot be read, and files that can though they look odd.

use super::super::*;

const HEADER: &str = "code,name,parent,since,until,times_seen,source,note\n";
const PAIR_HEADER: &str = "dept_code,gov_code,applies_to,times_seen,status,source,note\n";

/// The shipped files with one of them replaced.
fn read_functional(text: &str) -> Result<Classification, CodesError> {
    Classification::from_csv(2023, &Files { functional: text, ..FILES_2023 })
}

#[test]
fn unreadable_lists_say_where_what_and_what_to_do() {
    let cases = [
        ("", "第 1 行 code 列：表头缺少此列。请在第一行补上该列名。"),
        (
            "code,name,parent,since,until,source,note\n",
            "第 1 行 times_seen 列：表头缺少此列。请在第一行补上该列名。",
        ),
        (
            "@201,一般,,,,1,甲,\n201,一般,,,,1,甲\n",
            "第 3 行：本行有 7 个单元格，表头有 8 个。请补齐或删去多余的逗号，含逗号的内容须用双引号括起。",
        ),
        (
            "@20x,一般,,,,1,甲,\n",
            "第 2 行 code 列：“20x”不是支出功能分类科目的编码。请填写 3、5、7 位数字的编码。",
        ),
        (
            "@2013,一般,,,,1,甲,\n",
            "第 2 行 code 列：“2013”不是支出功能分类科目的编码。请填写 3、5、7 位数字的编码。",
        ),
        ("@,一般,,,,1,甲,\n", "第 2 行 code 列：单元格为空。请填写该单元格。"),
        ("@201,,,,,1,甲,\n", "第 2 行 name 列：单元格为空。请填写该单元格。"),
        ("@201,一般,,,,1,,\n", "第 2 行 source 列：单元格为空。请填写该单元格。"),
        ("@201,一般,,,,1,甲,\n201,一般,,,,1,甲,\n", "第 3 行 code 列：“201”重复出现。请只保留一行。"),
        (
            "@201,一般,,,,1,甲,\n20101,人大,202,,,1,甲,\n",
            "第 3 行 parent 列：上级科目“202”与编码不符，应为“201”。请改正上级科目或编码。",
        ),
        ("@20101,人大,201,,,1,甲,\n", "第 2 行 parent 列：上级科目“201”不在本文件中。请补上“201”一行。"),
        ("@201,一般,,二四,,1,甲,\n", "第 2 行 since 列：“二四”不是有效的数字。请填写阿拉伯数字，或留空。"),
        ("@201,一般,,,24,1,甲,\n", "第 2 行 until 列：“24”不是有效的数字。请填写阿拉伯数字，或留空。"),
        ("@201,一般,,,,-1,甲,\n", "第 2 行 times_seen 列：“-1”不是有效的数字。请填写阿拉伯数字，或留空。"),
        (
            "@201,一般,,2024,2023,1,甲,\n",
            "第 2 行 until 列：停用年度 2023 早于启用年度 2024。请检查两个年度。",
        ),
    ];
    for (text, expected) in cases {
        let error = read_functional(&text.replace('@', HEADER)).unwrap_err();
        assert_eq!(error.to_string(), format!("分类数据 functional.csv {expected}"), "{text}");
    }
}

#[test]
fn unreadable_pairs_say_so_too() {
    let cases = [
        (
            "@30101,50101,机关,1,standard,甲,\n",
            "第 2 行 applies_to 列：“机关”不是可用的值。请填写 行政/参公、事业 或 both。",
        ),
        (
            "@30101,50101,事业,1,,甲,\n",
            "第 2 行 status 列：“”不是可用的值。请填写 standard、observed-only 或 general。",
        ),
        (
            "@30101,5010101,事业,1,standard,甲,\n",
            "第 2 行 gov_code 列：“5010101”不是政府预算支出经济分类科目的编码。请填写 3、5 位数字的编码。",
        ),
        (
            "@30101,50101,事业,1,standard,甲,\n30101,50101,both,1,standard,甲,\n",
            "第 3 行 gov_code 列：“30101 50101”重复出现。请只保留一行。",
        ),
    ];
    for (text, expected) in cases {
        let text = text.replace('@', PAIR_HEADER);
        let error = Classification::from_csv(2023, &Files { econ_mapping: &text, ..FILES_2023 }).unwrap_err();
        assert_eq!(error.to_string(), format!("分类数据 econ_mapping.csv {expected}"), "{text}");
    }
}

#[test]
fn what_spreadsheet_programs_do_to_a_file_is_no_error() {
    let text = "\u{feff}name,code,parent,note,since,until,times_seen,source\r\n\
                 一般公共服务支出 ,201,,\"甲,\r\n乙\",,,,丙\r\n人大事务,20101,201,,,,,丙\r\n";
    let read = read_functional(text).unwrap();
    let names: Vec<&str> = read.codes(Scheme::Function).map(|code| &*code.name).collect();
    assert_eq!(names, ["一般公共服务支出", "人大事务"]);
    assert_eq!(read.lookup(Scheme::Function, "201").unwrap().note, "甲,\r\n乙");
}

#[test]
fn a_row_may_come_before_the_one_above_it() {
    let text = format!("{HEADER}20101,人大事务,201,,,,甲,\n201,一般公共服务支出,,,,,甲,\n");
    assert_eq!(read_functional(&text).unwrap().codes(Scheme::Function).count(), 2);
}

#[test]
fn lists_that_cannot_be_read_accuse_nobody() {
    let empty = Classification::load(2023, &Files { functional: "", ..FILES_2023 });
    assert_eq!(empty.year(), 2023);
    assert_eq!(empty.error().unwrap().problem, Problem::MissingColumn);
    let cases = [
        (Scheme::Function, "2013101", CodeStatus::UnknownItem),
        (Scheme::Function, "999", CodeStatus::UnknownItem),
        (Scheme::GovernmentEconomic, "50101", CodeStatus::UnknownItem),
        (Scheme::Function, "2013", CodeStatus::WrongLength),
    ];
    for (scheme, code, expected) in cases {
        assert_eq!(empty.status(scheme, code), expected, "{code}");
    }
    assert_eq!(empty.pair_status("30101", "50201", None), PairStatus::Unknown);
}
