//! What rows are called where they are listed (行的叫法): name and code, and, where several rows are called the same, what
//! tells each from the others: its codes, what it stands below, what else it says, its part of the table, its place. Nothing
//! is added that does not tell apart. Which rows are listed together, and what is said of them, is for others.

use std::collections::{BTreeMap, HashMap};

use crate::calc::{self, Sheet, SheetRow};
use crate::model::ColumnKey;
use crate::schema::{CodeColumns, Column, ColumnKind, RowShape};

/// How many rows above are asked at the most: a classification has three levels, units and departments stand over them.
const LEVELS: usize = 5;
/// How many texts of its own a row is asked for.
const TEXTS: usize = 12;
/// Longer texts are no names: 绩效目标, reasons.
const LONGEST: usize = 40;

/// A row to be named, and what it stands below in its table.
pub(super) struct Named<'a> {
    row: SheetRow<'a>,
    /// The rows above, the nearest first.
    above: Vec<SheetRow<'a>>,
}

/// What each row belongs to: found without figures, which a merge does not have.
pub(super) fn parents(sheet: &Sheet<'_>) -> Vec<Option<usize>> {
    sheet.table.map(|table| calc::parents(sheet.schema, table)).unwrap_or_default()
}

impl<'a> Named<'a> {
    /// A row of a sheet whose [`parents`] are known.
    pub(super) fn of(row: SheetRow<'a>, parents: &[Option<usize>]) -> Self {
        let up = |row: &SheetRow<'a>| row.sheet.row((*parents.get(row.index)?)?);
        Self { row, above: std::iter::successors(up(&row), up).take(LEVELS).collect() }
    }

    /// Name and code, and the unit that the row is of.
    fn first(&self) -> String {
        let name = called(&self.row);
        let unit = self.row.sheet.format().units.as_ref().and_then(|units| {
            let rows = std::iter::once(&self.row).chain(&self.above);
            rows.map(|row| row.text(&units.code)).find(|code| !code.is_empty())
        });
        match unit.filter(|unit| name.split(' ').all(|word| word != *unit)) {
            Some(unit) => format!("{unit} {name}"),
            None => name,
        }
    }

    /// What may tell it from others of its name, the best first: at one place stands the same of every row.
    fn parts(&self) -> Vec<String> {
        let row = &self.row;
        let above = |at: usize| self.above.get(at).map(called).unwrap_or_default();
        let mut parts = vec![codes(row).join(" ")];
        parts.extend((0..LEVELS).map(above));
        let is_text = |column: &&Column| column.kind == ColumnKind::Text;
        let mut texts = row.section.columns.iter().filter(is_text).map(|column| row.text(&column.key));
        parts.extend((0..TEXTS).map(|_| {
            let text = texts.next().filter(|text| text.chars().count() <= LONGEST);
            text.unwrap_or_default().to_owned()
        }));
        parts.push(row.section.title.clone());
        parts.push(format!("{} 年", row.sheet.year()));
        parts.push(format!("第 {} 行", row.index + 1));
        parts
    }
}

/// The names of all rows of a table, by their positions.
pub(super) fn names(sheet: &Sheet<'_>) -> Vec<String> {
    let parents = parents(sheet);
    let rows: Vec<_> = (0..parents.len()).map(|at| Some(Named::of(sheet.row(at)?, &parents))).collect();
    apart(&rows)
}

/// The names of rows that are listed together, each told from the others as far as anything tells it.
pub(super) fn apart(rows: &[Option<Named<'_>>]) -> Vec<String> {
    let named = |row: &Option<Named<'_>>| row.as_ref().map(Named::first).unwrap_or_default();
    let mut names: Vec<String> = rows.iter().map(named).collect();
    let mut alike: HashMap<&str, Vec<usize>> = HashMap::new();
    for (at, name) in names.iter().enumerate().filter(|(_, name)| !name.is_empty()) {
        alike.entry(name).or_default().push(at);
    }
    let alike: Vec<Vec<usize>> = alike.into_values().filter(|group| group.len() > 1).collect();
    for group in alike {
        let parts: Vec<(usize, Vec<String>)> =
            group.into_iter().filter_map(|at| Some((at, rows.get(at)?.as_ref()?.parts()))).collect();
        let parts: Vec<(usize, &[String])> =
            parts.iter().map(|(at, parts)| (*at, parts.as_slice())).collect();
        for (at, words) in words(&parts) {
            if let Some(name) = names.get_mut(at) {
                *name = with(name, &words);
            }
        }
    }
    names
}

/// What tells each of some rows of one name from the others: one word where one does, else several.
fn words<'p>(rows: &[(usize, &'p [String])]) -> Vec<(usize, Vec<&'p str>)> {
    let mut said = Vec::with_capacity(rows.len());
    tell(rows, &[], &mut said);
    // By row what may be said of it, and how often each word stands at its place.
    let mut parts: HashMap<usize, &'p [String]> = HashMap::new();
    let mut counts: HashMap<(usize, &'p str), usize> = HashMap::new();
    if said.iter().any(|(_, words)| words.len() > 1) {
        parts.extend(rows.iter().copied());
        for (place, word) in rows.iter().flat_map(|(_, parts)| parts.iter().enumerate()) {
            *counts.entry((place, word)).or_default() += 1;
        }
    }
    for (row, words) in said.iter_mut().filter(|(_, words)| words.len() > 1) {
        let Some(own) = parts.get(row) else { continue };
        let is_alone = |place: &usize| {
            let word = own.get(*place).filter(|word| !word.is_empty());
            word.is_some_and(|word| counts.get(&(*place, word.as_str())) == Some(&1))
        };
        // Years and places in tables tell everything apart, and say nothing.
        if let Some(word) = (0..own.len().saturating_sub(2)).find(is_alone).and_then(|place| own.get(place)) {
            *words = vec![word];
        }
    }
    said
}

/// Finds what first tells rows apart, and goes on with those that it leaves alike. `known` is what was said of them already.
fn tell<'p>(rows: &[(usize, &'p [String])], known: &[&'p str], said: &mut Vec<(usize, Vec<&'p str>)>) {
    let text = |parts: &'p [String], at: usize| parts.get(at).map_or("", String::as_str);
    let places = rows.first().map_or(0, |(_, parts)| parts.len());
    let differs = |at: &usize| {
        rows.iter().any(|row| text(row.1, *at) != text(rows.first().map_or(&[], |row| row.1), *at))
    };
    let Some(place) = (0..places).find(differs).filter(|_| rows.len() > 1) else {
        said.extend(rows.iter().map(|(row, _)| (*row, known.to_vec())));
        return;
    };
    let mut groups: BTreeMap<&str, Vec<(usize, &'p [String])>> = BTreeMap::new();
    for (row, parts) in rows {
        groups.entry(text(parts, place)).or_default().push((*row, parts));
    }
    for (word, rows) in groups {
        let mut known = known.to_vec();
        known.push(word);
        tell(&rows, &known, said);
    }
}

/// A name with what tells it apart. A code stands before it, all else behind.
fn with(name: &str, words: &[&str]) -> String {
    let is_new = |word: &&&str| !word.is_empty() && !name.split(' ').any(|own| own == **word);
    let is_code = |word: &&&str| word.chars().all(|c| c.is_ascii_digit() || c == ' ');
    let (codes, others): (Vec<&&str>, Vec<&&str>) = words.iter().filter(is_new).partition(is_code);
    let mut name = codes.iter().rev().fold(name.to_owned(), |name, code| format!("{code} {name}"));
    if !others.is_empty() {
        let others: Vec<&str> = others.into_iter().copied().collect();
        name.push_str(&format!("（{}）", others.join("，")));
    }
    name
}

/// What to call a row: its code, where it has one, and its name.
pub(super) fn called(row: &SheetRow<'_>) -> String {
    let name = row.name();
    let RowShape::Free(free) = row.shape else {
        return name;
    };
    let is_code = |key: &ColumnKey| row.section.column(key).is_some_and(|one| one.kind == ColumnKind::Code);
    if !free.key.iter().all(is_code) {
        return name;
    }
    let code: Vec<&str> = free.key.iter().map(|column| row.text(column)).collect();
    let is_blank = code.iter().all(|part| part.is_empty());
    let code = code.join(&free.joiner);
    if is_blank || code == name { name } else { format!("{code} {name}") }
}

/// The codes that stand in a row, those of one classification joined.
fn codes(row: &SheetRow<'_>) -> Vec<String> {
    let format = row.sheet.format();
    let is_of =
        |codes: &&CodeColumns| codes.kind == *row.row.kind() && codes.tables.contains(&row.sheet.schema.key);
    let declared: Vec<&CodeColumns> = format.codes.iter().filter(is_of).collect();
    let joined =
        declared.iter().map(|codes| codes.parts.iter().map(|part| row.text(part)).collect::<String>());
    let is_declared = |key: &ColumnKey| declared.iter().any(|codes| codes.parts.contains(key));
    let is_other = |column: &&Column| column.kind == ColumnKind::Code && !is_declared(&column.key);
    let mut codes: Vec<String> = joined.filter(|code| !code.is_empty()).collect();
    for column in row.section.columns.iter().filter(is_other) {
        let text = row.text(&column.key);
        // 类, 款 and 项 each in a column of its own are one code: three digits, then two and two.
        let goes_on = text.len() == 2 && text.chars().all(|c| c.is_ascii_digit());
        match codes.last_mut().filter(|last| goes_on && matches!(last.len(), 3 | 5)) {
            Some(last) => last.push_str(text),
            None if !text.is_empty() => codes.push(text.to_owned()),
            None => {}
        }
    }
    codes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::Formats;
    use crate::session::Session;

    fn open(path: &str) -> Session {
        let loaded = crate::file::load(std::path::Path::new(path), &Formats::embedded()).unwrap();
        Session::new(loaded.budget, loaded.format)
    }

    #[test]
    fn rows_of_a_table_are_told_apart() {
        // The code of this unit stands within those of items: 2013101.
        let session = open("assets/samples/焦作市委办公室-2023.ron");
        let of = |session: &Session, table: &str| names(&session.book().sheet(&table.into()).unwrap());
        let is_of_unit = |name: &String| name.starts_with("101 ") && name.ends_with("行政运行");
        assert!(of(&session, "T3").iter().any(is_of_unit));
        let example = open("assets/samples/示例区档案局-2023（示例）.ron");
        assert!(of(&example, "T3").iter().any(|name| name.starts_with("901001 ")));
        for session in [session, example] {
            for sheet in session.book().sheets() {
                let mut names = names(&sheet);
                let all = names.len();
                names.sort();
                names.dedup();
                assert_eq!(names.len(), all, "{}: {names:?}", sheet.schema.key);
            }
        }
    }

    #[test]
    fn a_name_says_no_more_than_what_tells_it_apart() {
        let parts = |texts: &[&str]| texts.iter().map(ToString::to_string).collect::<Vec<_>>();
        for (rows, expected) in [
            (
                &[&["", "甲类"][..], &["", "乙类"]][..],
                &["一般行政管理事务（甲类）", "一般行政管理事务（乙类）"][..],
            ),
            // A code is enough.
            (
                &[&["2010102", "甲类"], &["2010202", "乙类"]],
                &["2010102 一般行政管理事务", "2010202 一般行政管理事务"],
            ),
            // What is the same of all is not said.
            (
                &[&["20102", "甲类", "一"], &["20102", "甲类", "二"], &["20102", "乙类", "二"]],
                &["一般行政管理事务（一）", "一般行政管理事务（甲类，二）", "一般行政管理事务（乙类）"],
            ),
        ] {
            // Year and place stand last.
            let row =
                |(at, row): (usize, &&[&str])| [parts(row), parts(&["2024 年", &at.to_string()])].concat();
            let rows: Vec<Vec<String>> = rows.iter().enumerate().map(row).collect();
            let rows: Vec<(usize, &[String])> = rows.iter().map(Vec::as_slice).enumerate().collect();
            let mut said = words(&rows);
            said.sort();
            let names: Vec<String> = said.iter().map(|(_, words)| with("一般行政管理事务", words)).collect();
            assert_eq!(names, expected);
        }
    }
}
