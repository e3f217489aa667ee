//! The tables that a document's contents list and that it does not have. Compares titles alone: what stands in the tables,
//! and which of them the law demands, is for others.

use std::collections::BTreeSet;

use super::dress::bare;
use super::split::Line;
use crate::outline::{Level, entry, level};
use crate::text::unnumbered;

/// The words of a heading above all tables: `单位预算表`, `部门预算公开报表`.
const ALL: [&str; 9] = ["部门", "单位", "预算", "决算", "公开", "年度", "报表", "附表", "情况"];
/// So many titles one below the other are a list.
const LEAST: usize = 4;
/// The longest title, in characters.
const LONGEST: usize = 40;
/// Of so many listed tables that are there, one may be missing: where more are, they stand in another file.
const OF: usize = 3;

/// The listed titles that stand nowhere else, in a document that has `tables` tables.
pub(super) fn missing(lines: &[Line<'_>], tables: usize) -> Vec<String> {
    let titles: Vec<Option<String>> =
        lines.iter().filter(|line| !line.is_blank()).map(|line| title(line)).collect();
    let (mut listed, mut alone): (Vec<&String>, BTreeSet<&String>) = (Vec::new(), BTreeSet::new());
    for run in titles.chunk_by(|one, next| one.is_some() && next.is_some()) {
        let own = run.iter().flatten();
        if run.len() < LEAST {
            alone.extend(own);
        } else {
            listed.extend(own);
        }
    }
    let mut seen = BTreeSet::new();
    listed.retain(|title| seen.insert(*title));
    let (there, missing): (Vec<&String>, Vec<&String>) =
        listed.iter().partition(|title| alone.contains(*title));
    // Where there are as many tables as are listed, they are only called otherwise.
    let is_sure = tables < listed.len() && missing.len() * OF <= there.len();
    missing.into_iter().filter(|_| is_sure).cloned().collect()
}

/// The title that a line is, without its number and the year; also as an entry of contents.
fn title(line: &Line<'_>) -> Option<String> {
    let text = match line.cells() {
        // The number of the table stands before it, that of its page behind.
        Some(cells) => cells.into_iter().find(|cell| entry(cell).ends_with('表'))?,
        None => line.text,
    };
    let is_part = level(text) == Some(Level::Part);
    let is_title = !is_part && text.chars().count() <= LONGEST && !text.contains(['，', '。', '；', '见']);
    let title = is_title.then(|| bare(unnumbered(&entry(text))))?;
    // What names all of them is a heading.
    let own = ALL.iter().fold(title.clone(), |own, word| own.replace(word, ""));
    (title.ends_with('表') && own.chars().count() > 2).then_some(title)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_listed_table_is_missed_where_the_others_are_there() {
        let list =
            "目录\n一、收支总表......3\n二、 收入总表 4\n三、支出总表(5)\n四、2024年财政拨款收支总表\n";
        let all = "收支总表\n收\t1\n（二）收入总表\n收\t1\n某局2024年财政拨款收支总表（续）\n收\t1\n";
        for (text, tables, expected) in [
            (format!("{list}第二部分\n{all}"), 3, "支出总表"),
            (format!("{list}第二部分\n{all}支出总表\n收\t1"), 4, ""),
            // They are called otherwise there.
            (format!("{list}第二部分\n{all}部门支出情况表\n收\t1"), 4, ""),
            // Most are in another file.
            (format!("{list}第二部分\n收支总表\n收\t1"), 1, ""),
            // A list that is said twice is a list.
            (format!("{list}第二部分\n{list}第三部分\n{all}"), 3, "支出总表"),
            (all.to_owned(), 3, ""),
            (format!("{list}五、单位预算公开表\n第二部分\n{all}支出总表\n收\t1"), 4, ""),
        ] {
            let lines = crate::exchange::dialects::lines(&text).0;
            let found = missing(&crate::exchange::split::lines(&lines), tables);
            assert_eq!(found.join("、"), expected, "{text}");
        }
    }
}
