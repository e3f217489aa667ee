//! What people say of a document that is not read as it should be: which table a title is, which column a header; kept
//! as a profile, it holds for the next document, of every command. And words that another program reads off pictures.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use crate::pdf_reader::made;
use crate::support::said;

/// Runs the program with a data folder of its own.
fn run(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_yusuan"));
    command.args(arguments).current_dir(folder);
    command.env("XDG_DATA_HOME", folder.join("data")).env("HOME", folder).output().unwrap()
}

fn wrong(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// Two tables whose titles and columns no format knows, which contradict each other in `projects`.
fn document(year: i32, projects: &str) -> String {
    format!(
        "某市某局{year}年部门预算\n\n表1\n部门开支一览\n单位：万元\n科目编码\t科目名称\t总额\t运转类\t事业发展类\n\
         \t合计\t100.00\t70.00\t30.00\n201\t一般公共服务支出\t100.00\t70.00\t30.00\n2010801\t行政运行\t70.00\t70.00\t\n\
         2010804\t审计业务\t30.00\t\t30.00\n\n表2\n部门日常开支明细表\n单位：万元\n科目编码\t科目名称\t总额\n\
         \t合计\t{projects}\n301\t工资福利支出\t{projects}\n30101\t基本工资\t{projects}\n"
    )
}

const MAPS: [&str; 8] = [
    "--map",
    "部门开支一览=一般公共预算支出表",
    "--map",
    "部门开支一览.运转类=基本支出",
    "--map",
    "部门日常开支明细表=一般公共预算基本支出表",
    "--map",
    "部门日常开支明细表.总额=合计",
];

#[test]
fn what_is_said_is_read_kept_and_used_again() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    fs::write(at("2025.txt"), document(2025, "70.00")).unwrap();
    fs::write(at("2026.txt"), document(2026, "71.00")).unwrap();
    // Before: nobody knows the tables by their titles.
    let before = run(folder.path(), &["import", "2025.txt", "-o", "前.ron", "--tables"]);
    assert!(
        said(&before).contains("2 部门日常开支明细表 → 部门日常开支明细表（表式里没有）"),
        "{}",
        said(&before)
    );
    let arguments =
        [&["import", "2025.txt", "-o", "后.ron", "--tables", "--save-profile", "某市"], &MAPS[..]].concat();
    let after = run(folder.path(), &arguments);
    assert_eq!(after.status.code(), Some(0), "{}{}", said(&after), wrong(&after));
    let told = said(&after);
    for line in [
        "1 部门开支一览 → 一般公共预算支出表",
        "运转类 → 基本支出",
        "2 部门日常开支明细表 → 一般公共预算基本支出表",
        "总额 → 合计",
        "对应关系已存为",
    ] {
        assert!(told.contains(line), "{line}\n{told}");
    }
    // The next year's document is read by it without a word, and judged by the rules that speak of these tables.
    let next = run(folder.path(), &["check", "2026.txt"]);
    assert!(said(&next).contains("格式“某市”"), "{}", said(&next));
    assert!(said(&next).contains("一般公共预算-基本支出"), "{}", said(&next));
    assert_eq!(next.status.code(), Some(1));
    let same = run(folder.path(), &["check", "2025.txt"]);
    assert!(!said(&same).contains("一般公共预算-基本支出　"), "{}", said(&same));
    // It is not written over unasked.
    let again = run(folder.path(), &arguments);
    assert_eq!(again.status.code(), Some(2));
}

#[test]
fn what_leads_nowhere_is_told_with_what_there_is() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.txt"), document(2026, "70.00")).unwrap();
    for (map, says) in [
        ("部门日常开支明细表", "没有等号"),
        ("部门日常开支明细表=没有的表", "可以写：财政拨款收支总表、收支总表"),
        ("没有的题=支出总表", "认出的表题有：部门开支一览、部门日常开支明细表"),
        ("部门日常开支明细表.没有=合计", "它的表头有：总额"),
        ("2.总额=没有的栏", "可以写：基本支出、项目支出"),
    ] {
        let output = run(folder.path(), &["import", "a.txt", "-o", "b.ron", "--map", map]);
        assert_eq!(output.status.code(), Some(2), "{map}");
        assert!(wrong(&output).contains(says), "{map}: {}", wrong(&output));
        assert!(!folder.path().join("b.ron").exists(), "{map}");
    }
    let named = ["import", "a.txt", "-o", "b.ron", "--map", "2=支出总表", "--save-profile", "../b"];
    assert!(wrong(&run(folder.path(), &named)).contains("不能作名称"));
}

/// A page that is a picture, and a program that says what stands on it.
#[cfg(unix)]
#[test]
fn words_of_a_picture_are_marked() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let picture =
        made::Page::new().raw("q 400 0 0 300 0 0 cm BI /W 1 /H 1 /CS /G /BPC 8 /F /AHx ID 80> EI Q");
    fs::write(folder.path().join("扫描.pdf"), made::pdf(&[picture])).unwrap();
    let rows: [&[(&str, f32)]; 7] = [
        &[("某市某局2026年部门预算", 100.0)],
        &[("部门支出总表", 150.0)],
        &[("单位：万元", 310.0)],
        &[("科目名称", 40.0), ("合计", 150.0), ("基本支出", 230.0), ("项目支出", 310.0)],
        &[("合计", 40.0), ("100.00", 150.0), ("70.00", 230.0), ("30.00", 310.0)],
        &[("行政运行", 40.0), ("70.00", 150.0), ("70.00", 230.0)],
        &[("审计业务", 40.0), ("30.00", 150.0), ("30.00", 310.0)],
    ];
    let mut words = String::new();
    for (nth, row) in (0_u8..).zip(rows) {
        let top = 60.0 + 20.0 * f32::from(nth);
        for (text, left) in row {
            let right = left + 10.0 * f32::from(u8::try_from(text.chars().count()).unwrap());
            words += &format!("{left}\t{top}\t{right}\t{}\t{text}\n", top + 11.0);
        }
    }
    fs::write(folder.path().join("words.tsv"), words).unwrap();
    let program = folder.path().join("识别");
    fs::write(&program, format!("#!/bin/sh\n[ \"$2\" = 1 ] && cat {}/words.tsv\n", folder.path().display()))
        .unwrap();
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    let without = run(folder.path(), &["check", "扫描.pdf"]);
    assert_eq!(without.status.code(), Some(2), "{}", said(&without));
    let command = program.to_str().unwrap();
    let read = run(folder.path(), &["import", "扫描.pdf", "-o", "读.ron", "--ocr", command]);
    assert_eq!(read.status.code(), Some(0), "{}{}", said(&read), wrong(&read));
    let text = fs::read_to_string(folder.path().join("读.ron")).unwrap();
    // Three figures in the total's row, two in each of the others.
    assert_eq!(text.matches("OCR，请核对").count(), 7 + 1, "{text}");
    let checked = run(folder.path(), &["check", "扫描.pdf", "--ocr", command]);
    assert!(said(&checked).contains("有 7 个数在图片上"), "{}", said(&checked));
    assert_eq!(checked.status.code(), Some(1));
    // A program that fails is told, and nothing is read.
    let failed = run(folder.path(), &["check", "扫描.pdf", "--ocr", "false"]);
    assert_eq!(failed.status.code(), Some(2));
    assert!(wrong(&failed).contains("识别程序出错"), "{}{}", said(&failed), wrong(&failed));
}
