//! Which files of a folder are one budget: many departments publish the text in one file and the tables in another,
//! under names that differ in the word for the part only. Goes by names alone, and only where they leave no doubt.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

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

/// Puts the text and the tables of one budget together, the text first. Everything else stays by itself; where there
/// are several texts or several files of tables under one name, nobody can tell which belong together.
pub fn together(paths: impl IntoIterator<Item = PathBuf>) -> Vec<Vec<PathBuf>> {
    let mut alone = Vec::new();
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
        let cases: [(&[&str], &[&[&str]]); 7] = [
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
        ];
        for (given, expected) in cases {
            let found = together(given.iter().map(PathBuf::from));
            let found: Vec<Vec<&str>> =
                found.iter().map(|files| files.iter().map(|path| path.to_str().unwrap()).collect()).collect();
            assert_eq!(found, expected, "{given:?}");
        }
    }
}
