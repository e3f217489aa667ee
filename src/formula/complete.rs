//! What could come next in a formula that is being written: tables, rows and columns of a format, and the
//! words of the language. It only proposes; what is right is for the parser.

use crate::schema::{Format, SectionSchema, TableSchema};

/// What could be written, and what it means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// What to write in place of the fragment.
    pub insert: String,
    /// What it is, in Chinese.
    pub meaning: String,
}

/// The words of the language.
const WORDS: &[(&str, &str)] = &[
    ("SUM(", "求和：SUM(表.行类[条件].栏)"),
    ("COUNT(", "计数：COUNT(表.行类[条件])"),
    ("本行.", "规则所查的行"),
    ("本列", "规则所查的栏"),
    ("ABS(", "绝对值"),
    ("MIN(", "最小的一个"),
    ("MAX(", "最大的一个"),
    ("ROUND(", "四舍五入：ROUND(数, 位数)"),
    ("长度(", "文字有几个字符：长度(文字)"),
    ("前缀(", "文字以什么开头：前缀(文字, \"30\")"),
    ("PRESENT(", "有没有这张表：PRESENT(T8)"),
    ("且", "两个条件都成立"),
    ("或", "有一个条件成立"),
    ("非", "条件不成立"),
];

/// Where the word that is being written begins, in characters, and what could stand there. `before` is
/// the text before the cursor; `own` the table whose rows `本行` runs over, if it is known.
pub fn complete(before: &str, own: Option<&str>, format: &Format) -> (usize, Vec<Suggestion>) {
    let chars: Vec<char> = before.chars().collect();
    let breaks = |c: &char| c.is_whitespace() || "+-*/=<>(),\"#，（）".contains(*c);
    // Inside brackets a row's key may hold what elsewhere parts words.
    let bracket =
        chars.iter().rposition(|c| matches!(c, '[' | ']')).filter(|at| chars.get(*at) == Some(&'['));
    let start = match bracket {
        Some(at) => chars.get(..at).unwrap_or_default().iter().rposition(breaks),
        None => chars.iter().rposition(breaks),
    };
    let start = start.map_or(0, |at| at + 1);
    let word: String = chars.get(start..).unwrap_or_default().iter().collect();
    let (path, last) = split(&word);
    let from = start + path.chars().count();
    let table = |key: &str| format.tables.iter().find(|table| table.key.as_str() == key);
    let mut found = match path.chars().last() {
        None => words(format),
        Some('[') => table(path.trim_end_matches('[').split('.').next().unwrap_or_default())
            .map(rows)
            .unwrap_or_default(),
        Some(_) => {
            let head = path.split(['.', '[']).next().unwrap_or_default();
            let of = if head == "本行" { own.and_then(table) } else { table(head) };
            // `T3.` begins a kind of rows; everything further on, a column.
            let is_kind = head != "本行" && path.matches('.').count() == 1 && !path.contains('[');
            of.map(|table| if is_kind { kinds(table) } else { columns(table) }).unwrap_or_default()
        }
    };
    found.retain(|suggestion| suggestion.insert.starts_with(&last) && suggestion.insert != last);
    (from, found)
}

/// A word as what leads to its last part, and that part.
fn split(word: &str) -> (String, String) {
    let last = word.char_indices().rev().find(|(_, c)| matches!(c, '.' | '[')).map_or(0, |(at, _)| at + 1);
    let (path, last) = word.split_at(last);
    (path.to_owned(), last.to_owned())
}

fn words(format: &Format) -> Vec<Suggestion> {
    let tables = format.tables.iter().map(|table| {
        let number = table.numbered().map(|number| format!("{number} ")).unwrap_or_default();
        Suggestion { insert: table.key.to_string(), meaning: format!("{number}{}", table.short) }
    });
    let words = WORDS
        .iter()
        .map(|(insert, meaning)| Suggestion { insert: (*insert).to_owned(), meaning: (*meaning).to_owned() });
    tables.chain(words).collect()
}

fn rows(table: &TableSchema) -> Vec<Suggestion> {
    let fixed = table.sections.iter().flat_map(SectionSchema::fixed_rows);
    fixed
        .map(|row| Suggestion {
            insert: format!("{}].", row.key),
            meaning: row.cells.values().next().cloned().unwrap_or_default(),
        })
        .collect()
}

fn kinds(table: &TableSchema) -> Vec<Suggestion> {
    let mut kinds: Vec<String> = Vec::new();
    for section in &table.sections {
        let free = section.free.iter().map(|free| free.kind.to_string());
        for kind in free.chain(section.fixed_rows().map(|row| row.kind.to_string())) {
            if !kinds.contains(&kind) {
                kinds.push(kind);
            }
        }
    }
    kinds.into_iter().map(|insert| Suggestion { insert, meaning: "行类".to_owned() }).collect()
}

fn columns(table: &TableSchema) -> Vec<Suggestion> {
    let columns = table.sections.iter().flat_map(|section| &section.columns);
    let plain = |c: char| c.is_alphanumeric() || c == '_';
    columns
        .map(|column| {
            let key = column.key.as_str();
            let insert = if key.chars().all(plain) { key.to_owned() } else { format!("'{key}'") };
            Suggestion { insert, meaning: column.full_title() }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::default_format;

    #[test]
    fn what_could_come_next_is_proposed() {
        let format = default_format();
        for (before, own, from, expected) in [
            ("T1", None, 0, "T10"),
            ("ABS(T3", None, 4, ""),
            ("SU", None, 0, "SUM("),
            ("SUM(T3.", None, 7, "项"),
            ("SUM(T3.项.工资", None, 9, "工资福利支出"),
            ("T1[收入总", None, 3, "收入总计]."),
            ("T1[收入总计].", None, 9, "金额"),
            ("T9[预算数].", None, 8, "'因公出国（境）费'"),
            ("本行.合", Some("T12"), 3, "合计"),
            ("本行.合", None, 3, ""),
            ("T99.", None, 4, ""),
            ("", None, 0, "T1"),
        ] {
            let (at, found) = complete(before, own, &format);
            assert_eq!(at, from, "{before}");
            let has = found.iter().any(|suggestion| suggestion.insert == expected);
            assert_eq!(has, !expected.is_empty(), "{before}: {found:?}");
            if expected.is_empty() {
                assert!(found.is_empty(), "{before}: {found:?}");
            }
        }
    }
}
