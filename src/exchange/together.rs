//! Which files of a folder are one budget: many departments publish the text in one file and the tables in another,
//! under names that differ in the word for the part only. Goes by names alone, and only where they leave no doubt.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::text::years;

/// Words that name the text of a budget.
const TEXT: [&str; 4] = ["说明", "文字", "文本", "正文"];
/// Words that name its tables.
const TABLES: [&str; 3] = ["表", "附件", "套表"];
/// Words that either may bear, and that tell no budget from another.
const EITHER: [&str; 6] = ["预算", "公开", "编制", "情况", "格", "报"];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Text,
    Tables,
}

/// What a name says of its file: the budget's own words, and which part it is.
fn part(path: &Path) -> Option<(String, Part)> {
    let stem = path.file_stem()?.to_str()?;
    let has = |words: &[&str]| words.iter().any(|word| stem.contains(word));
    let part = match (has(&TEXT), has(&TABLES)) {
        (true, false) => Part::Text,
        (false, true) => Part::Tables,
        // Both words or none: the whole budget, or something else.
        _ => return None,
    };
    Some((own_words(stem), part))
}

/// What is left of a name without the words for a part.
fn own_words(stem: &str) -> String {
    let mut own = stem.to_owned();
    for word in TEXT.iter().chain(&TABLES).chain(&EITHER) {
        own = own.replace(word, "");
    }
    own.retain(char::is_alphanumeric);
    own
}

/// Whether the names of two files in one folder differ in the words for a part only: `05.xlsx`, `05-说明.docx`.
pub(super) fn are_called_alike(one: &Path, other: &Path) -> bool {
    let own = |path: &Path| path.file_stem().and_then(|stem| stem.to_str()).map(own_words);
    let own = own(one).filter(|words| !words.is_empty() && own(other).as_ref() == Some(words));
    own.is_some() && one.parent() == other.parent()
}

/// How the titles of tables begin.
const TITLES: [&str; 14] = [
    "收支",
    "收入",
    "支出",
    "财政拨款",
    "一般公共",
    "政府性基金",
    "国有资本",
    "“三公”",
    "三公",
    "项目",
    "基本支出",
    "政府采购",
    "政府购买",
    "整体",
];
/// How the names of bodies end.
const BODIES: [&str; 13] = [
    "局",
    "委员会",
    "办公室",
    "厅",
    "学校",
    "中学",
    "小学",
    "医院",
    "法院",
    "检察院",
    "中心",
    "街道",
    "支队",
];
/// So many files with the number of one table each are the tables of one budget.
const FEWEST: usize = 3;

/// What the name of a file with one table says: whose it is, as far as it says so, and the table's number: `表1 收支总表`,
/// `某局2026年公开01表`.
fn numbered(path: &Path) -> Option<(String, u32)> {
    let stem = path.file_stem()?.to_str()?;
    let (before, number, title) = match stem.char_indices().find(|(_, c)| *c == '表') {
        // 表3, 附表3, 公开表3.
        Some((at, c)) if stem.get(at + c.len_utf8()..)?.starts_with(|c: char| c.is_ascii_digit()) => {
            let (number, title) = digits(stem.get(at + c.len_utf8()..)?)?;
            (stem.get(..at)?, number, title)
        }
        // 公开03表.
        Some((at, c)) if stem.get(..at)?.ends_with(|c: char| c.is_ascii_digit()) => {
            let own = stem.get(..at)?;
            let before = own.trim_end_matches(|c: char| c.is_ascii_digit());
            (before, own.get(before.len()..)?.parse().ok()?, stem.get(at + c.len_utf8()..)?)
        }
        // 03 收支总表, 附件3 收支总表.
        _ => {
            let bare = stem.trim_start_matches("附件");
            let (number, title) = digits(bare)?;
            // Departments are counted, too.
            if !is_title(title) {
                return None;
            }
            ("", number, title)
        }
    };
    // A year within the title is the budget's, and so is a body's name.
    let years: String = years(title).iter().map(ToString::to_string).collect();
    let body = BODIES.iter().filter_map(|word| Some(title.find(word)? + word.len())).max();
    let body = body.and_then(|end| title.get(..end)).unwrap_or_default();
    // What is named behind the title is none of it, but for what it says in brackets of how the table is made.
    let behind = title.rsplit_once('表').map_or("", |(_, behind)| behind);
    let behind = behind.split(['(', '（']).next().unwrap_or_default();
    let own = own_words(&format!("{before}{years}{body}{behind}"));
    (number < 100).then_some((own, number))
}

/// Whether a text is the title of a table and of nobody: 收支总表, 2026年部门收入总表.
fn is_title(text: &str) -> bool {
    let is_before = |c: char| c.is_ascii_digit() || "年度 　._-、：:".contains(c);
    let bare = text.trim_start_matches(is_before);
    let bare = bare.trim_start_matches("部门").trim_start_matches("单位").trim_start_matches("预算");
    text.contains('表') && TITLES.iter().any(|word| bare.starts_with(word))
}

/// The number that a text begins with, and what stands behind it.
fn digits(text: &str) -> Option<(u32, &str)> {
    let rest = text.trim_start_matches(|c: char| c.is_ascii_digit());
    Some((text.get(..text.len() - rest.len())?.parse().ok()?, rest))
}

/// Takes the files out that are one table each of one budget, in the order of their numbers. Where a number comes twice, nobody
/// can tell which of the two is meant.
fn take_numbered(paths: &mut Vec<PathBuf>) -> Vec<Vec<PathBuf>> {
    let mut named: BTreeMap<(PathBuf, String), Vec<(u32, PathBuf)>> = BTreeMap::new();
    for path in paths.iter() {
        let Some((own, number)) = numbered(path) else { continue };
        let folder = path.parent().unwrap_or(Path::new("")).to_owned();
        named.entry((folder, own)).or_default().push((number, path.clone()));
    }
    let mut texts: BTreeMap<&Path, Vec<(String, &PathBuf)>> = BTreeMap::new();
    for path in paths.iter() {
        if let Some((words, Part::Text)) = part(path) {
            texts.entry(path.parent().unwrap_or(Path::new(""))).or_default().push((words, path));
        }
    }
    let mut sets: Vec<(PathBuf, String, Vec<PathBuf>)> = Vec::new();
    for ((folder, own), mut tables) in named {
        let numbers: BTreeSet<u32> = tables.iter().map(|(number, _)| *number).collect();
        if tables.len() >= FEWEST && numbers.len() == tables.len() {
            tables.sort();
            sets.push((folder, own, tables.into_iter().map(|(_, path)| path).collect()));
        }
    }
    let mut out = Vec::new();
    for (at, (folder, own, tables)) in sets.iter().enumerate() {
        let of_folder = texts.get(folder.as_path()).map(Vec::as_slice).unwrap_or_default();
        // The text of the same, where there is one and no other; tables that do not say whose they are have that of their folder, where
        // nothing else is in it.
        let mut same = of_folder.iter().filter(|(words, _)| words == own);
        let only = same.next().filter(|_| same.next().is_none());
        let is_alone = || {
            let others = sets.iter().enumerate().any(|(nth, (of, ..))| nth != at && of == folder);
            let in_folder = |path: &&PathBuf| path.parent().unwrap_or(Path::new("")) == folder;
            !others && paths.iter().filter(in_folder).count() == tables.len() + 1
        };
        let is_nobodys = matches!(own.as_str(), "" | "部门" | "单位");
        let text = only.or_else(|| match of_folder {
            [text] if is_nobodys && is_alone() => Some(text),
            _ => None,
        });
        let text = text.map(|(_, path)| (*path).clone());
        out.push(text.into_iter().chain(tables.iter().cloned()).collect::<Vec<PathBuf>>());
    }
    let taken: BTreeSet<&PathBuf> = out.iter().flatten().collect();
    let rest: Vec<PathBuf> = paths.iter().filter(|path| !taken.contains(path)).cloned().collect();
    *paths = rest;
    out
}

/// Puts the text and the tables of one budget together, the text first, and tables that stand in a file each. Everything else
/// stays by itself; where there are several texts or several files of tables under one name, nobody can tell which belong
/// together.
pub fn together(paths: impl IntoIterator<Item = PathBuf>) -> Vec<Vec<PathBuf>> {
    let mut paths: Vec<PathBuf> = paths.into_iter().collect();
    let mut alone = take_numbered(&mut paths);
    let mut named: BTreeMap<(PathBuf, String), Vec<(Part, PathBuf)>> = BTreeMap::new();
    for path in paths {
        match part(&path) {
            Some((own, part)) => {
                let folder = path.parent().unwrap_or(Path::new("")).to_owned();
                named.entry((folder, own)).or_default().push((part, path));
            }
            None => alone.push(vec![path]),
        }
    }
    for mut files in named.into_values() {
        files.sort_by_key(|(part, _)| *part == Part::Tables);
        match files.as_slice() {
            [(Part::Text, text), (Part::Tables, tables)] => alone.push(vec![text.clone(), tables.clone()]),
            _ => alone.extend(files.into_iter().map(|(_, path)| vec![path])),
        }
    }
    alone.sort();
    alone
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_and_the_tables_of_a_budget_are_put_together() {
        let cases: [(&[&str], &[&[&str]]); 15] = [
            (
                &["办公厅-2019-表格.pdf", "办公厅-2019-说明.pdf"],
                &[&["办公厅-2019-说明.pdf", "办公厅-2019-表格.pdf"]],
            ),
            (
                &["2024年民政局部门预算公开情况说明.docx", "2024年民政局部门预算公开表.xlsx"],
                &[&["2024年民政局部门预算公开情况说明.docx", "2024年民政局部门预算公开表.xlsx"]],
            ),
            // Of two years, two bodies, a department and its unit.
            (
                &["办公厅-2018-表格.pdf", "办公厅-2019-说明.pdf"],
                &[&["办公厅-2018-表格.pdf"], &["办公厅-2019-说明.pdf"]],
            ),
            (&["甲-表格.pdf", "乙-说明.pdf"], &[&["乙-说明.pdf"], &["甲-表格.pdf"]]),
            (&["政府办-部门.pdf", "政府办-单位.pdf"], &[&["政府办-单位.pdf"], &["政府办-部门.pdf"]]),
            // The same tables in two kinds of files: not both.
            (
                &["甲-表.pdf", "甲-表.xlsx", "甲-说明.pdf"],
                &[&["甲-表.pdf"], &["甲-表.xlsx"], &["甲-说明.pdf"]],
            ),
            (&["a/甲-表.pdf", "b/甲-说明.pdf"], &[&["a/甲-表.pdf"], &["b/甲-说明.pdf"]]),
            // A table in each file, with or without the text, counted beyond nine.
            (
                &["表1 收支总表.xlsx", "表10 项目支出表.xlsx", "表2 收入总表.xlsx", "说明.docx"],
                &[&["说明.docx", "表1 收支总表.xlsx", "表2 收入总表.xlsx", "表10 项目支出表.xlsx"]],
            ),
            // The text alone says whose it is; not where it may be another's.
            (
                &[
                    "甲局2026年部门预算说明.docx",
                    "部门公开表01 收支总表.xlsx",
                    "部门公开表02 收入总表.xlsx",
                    "部门公开表03 支出总表.xlsx",
                ],
                &[&[
                    "甲局2026年部门预算说明.docx",
                    "部门公开表01 收支总表.xlsx",
                    "部门公开表02 收入总表.xlsx",
                    "部门公开表03 支出总表.xlsx",
                ]],
            ),
            (
                &["乙局2026年预算.xlsx", "甲局2026年预算说明.docx", "表1.xlsx", "表2.xlsx", "表3.xlsx"],
                &[
                    &["乙局2026年预算.xlsx"],
                    &["甲局2026年预算说明.docx"],
                    &["表1.xlsx", "表2.xlsx", "表3.xlsx"],
                ],
            ),
            (
                &["甲局2026年表1.xlsx", "甲局2026年表2.xlsx", "甲局2026年表3.xlsx", "乙局2026年说明.docx"],
                &[
                    &["乙局2026年说明.docx"],
                    &["甲局2026年表1.xlsx", "甲局2026年表2.xlsx", "甲局2026年表3.xlsx"],
                ],
            ),
            (
                &[
                    "甲局2026年公开01表.xls",
                    "甲局2026年公开02表.xls",
                    "甲局2026年公开03表.xls",
                    "乙局2026年公开01表.xls",
                ],
                &[
                    &["乙局2026年公开01表.xls"],
                    &["甲局2026年公开01表.xls", "甲局2026年公开02表.xls", "甲局2026年公开03表.xls"],
                ],
            ),
            // Two years, a number twice, units that are counted.
            (
                &["表1 2025年收支总表.xls", "表2 2026年收入总表.xls", "表3 2025年支出总表.xls"],
                &[&["表1 2025年收支总表.xls"], &["表2 2026年收入总表.xls"], &["表3 2025年支出总表.xls"]],
            ),
            (
                &["表1.pdf", "表1.xlsx", "表2.pdf", "表3.pdf"],
                &[&["表1.pdf"], &["表1.xlsx"], &["表2.pdf"], &["表3.pdf"]],
            ),
            (
                &["01审计局.pdf", "02统计局.pdf", "03民政局.pdf"],
                &[&["01审计局.pdf"], &["02统计局.pdf"], &["03民政局.pdf"]],
            ),
        ];
        for (given, expected) in cases {
            let found = together(given.iter().map(PathBuf::from));
            let found: Vec<Vec<&str>> =
                found.iter().map(|files| files.iter().map(|path| path.to_str().unwrap()).collect()).collect();
            assert_eq!(found, expected, "{given:?}");
        }
    }
}
