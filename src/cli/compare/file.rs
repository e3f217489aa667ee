//! The comparison as a file, of the kind its name says. How its views become tables and pictures is for
//! [`compared`](crate::compared).

use std::collections::BTreeSet;
use std::path::Path;

use super::Found;
use crate::cli::arguments::CompareTask;
use crate::cli::complain;
use crate::cli::output::{self, Output};
use crate::compare::{ComparedTable, Filter};
use crate::compared::{Chosen, Handout, Subject, Wanted, amounts, described, kept};

/// Whether a file's name asks for a list as `--csv` prints it.
pub(super) fn is_csv(place: &Path) -> bool {
    place.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("csv"))
}

/// Writes that list; what to say of it.
pub(super) fn write_csv(task: &CompareTask, place: &Path, text: &[u8]) -> Result<String, String> {
    may_be(task, place)?;
    output::write(place, text)?;
    Ok(format!("已存为 {}", place.display()))
}

/// Whether a file may be written there.
fn may_be(task: &CompareTask, place: &Path) -> Result<(), String> {
    let inputs = task.files.iter().any(|input| crate::file::same_file(place, input));
    if inputs {
        return Err(format!("{} 是要对比的文件，不能写在它上面；请换一个文件名", place.display()));
    }
    Output::other(place, &[], &[], task.force).map(drop)
}

/// Writes the views that are wanted; what to say of it.
pub(super) fn write(task: &CompareTask, found: &Found<'_>, place: &Path) -> Result<String, String> {
    may_be(task, place)?;
    let chosen = Chosen::ALL.into_iter().find(|one| one.label() == task.view).unwrap_or_default();
    if task.column.is_some() && !chosen.has_chart() {
        return Err(format!("--column 选的是图里的一栏，“{}”没有图；没有写文件", chosen.label()));
    }
    let stem = |path: &str| {
        let path = Path::new(path);
        path.file_stem().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
    };
    let stems: Vec<String> = found.opened.iter().map(|one| stem(&one.file)).collect();
    let all: Vec<String> = found
        .opened
        .iter()
        .zip(&stems)
        .map(|(one, stem)| format!("{}（{stem}）", one.budget.year_in_words()))
        .collect();
    let years: BTreeSet<i32> = found.opened.iter().map(|one| one.budget.year).collect();
    // Years alone would not tell versions of one year apart.
    let short = if years.len() < all.len() {
        stems
    } else {
        found.opened.iter().map(|one| one.budget.year_in_words()).collect()
    };
    let subject = Subject { books: found.books, names: &all, short: &short, comparison: &found.comparison };
    let handout = if found.opened.len() == 1 {
        if found.kept.is_empty() {
            return Err("文件里没有上年数，没有可以写出的对比；请给出上年的文件".to_owned());
        }
        Handout::of("对比", vec![kept(&subject, &found.kept)])
    } else {
        let unit = found.books.last().map_or("", |book| book.format.unit.label());
        let filter = Filter { least: task.min_change, least_percent: task.min_percent };
        let only = task.table.as_ref().map(|table| format!("只对比表“{table}”。"));
        let left_out: String = only.into_iter().chain(filter.in_words(unit)).collect();
        let left_out = Some(left_out.as_str()).filter(|said| !said.is_empty());
        let column = task.column.as_deref();
        if let Some(column) = column {
            is_known(column, &found.comparison.tables)?;
        }
        let wanted = Wanted { view: chosen, column, left_out };
        let told = found.stated.as_deref().unwrap_or_default();
        described(&subject, &found.changes, told, wanted)
    };
    if let Err(why) = found.stated
        && handout.document.is_empty()
        && chosen == Chosen::Stated
    {
        return Err(format!("{why}；没有写文件"));
    }
    if handout.document.is_empty() && task.column.is_some() {
        return Err("这一栏没有可画的增减，没有写文件；换一栏，或用 --table 换一张表".to_owned());
    }
    if handout.document.is_empty() {
        return Err(format!("{}里没有可以写出的内容，没有写文件", task.view));
    }
    let written = handout.write(place)?;
    if let Some(copy) = &written.copy {
        complain(&format!("{} 原来的内容已留作备份：{}", written.path.display(), copy.display()));
    }
    Ok(format!("已存为 {}", written.path.display()))
}

/// How many columns are named to who asks for one that is not there.
const NAMED: usize = 16;

/// Looks whether any of the tables has such a column of amounts.
fn is_known(column: &str, tables: &[ComparedTable]) -> Result<(), String> {
    if tables.iter().any(|table| amounts(table, Some(column)).next().is_some()) {
        return Ok(());
    }
    let mut titles: Vec<&str> =
        tables.iter().flat_map(|table| amounts(table, None)).map(|column| column.title.as_str()).collect();
    let mut known = BTreeSet::new();
    titles.retain(|title| known.insert(*title));
    let more = if titles.len() > NAMED { "……" } else { "" };
    titles.truncate(NAMED);
    Err(format!("对比的表里没有数额栏“{column}”；有：{}{more}", titles.join("、")))
}
