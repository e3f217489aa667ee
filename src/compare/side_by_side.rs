//! Which table and which column of one budget is which of another's: by their keys, else by what they are called, the year in a
//! header being told by how far it is from the budget's own. Which row is which is for [`align`](super::align).

use std::sync::OnceLock;

use super::printed::called;
use super::renamed::Renamed;
use super::{ComparedColumn, ComparedTable, Comparison, Unmatched, align, identity};
use crate::calc::Book;
use crate::model::TableKey;
use crate::schema::{Column, Format, TableSchema};

/// Compares budgets, oldest first. Decisions about matches are taken from the notes of the newest.
pub fn compare(books: &[Book<'_>]) -> Comparison {
    let Some((newest, _)) = books.split_last() else {
        return Comparison::default();
    };
    let last = books.len() - 1;
    let versions = are_versions(books);
    let mut comparison = Comparison { versions, ..Comparison::default() };
    let renamed = renamed(books, newest);
    for schema in &newest.format.tables {
        let schemas = counterparts(books, newest, schema);
        let table = beside(books, &schemas, schema, (versions, &renamed), &mut comparison.unmatched);
        comparison.tables.push(table);
    }
    for (side, book) in books.iter().enumerate() {
        for schema in &book.format.tables {
            let known = comparison
                .tables
                .iter()
                .any(|table| table.tables.get(side).is_some_and(|key| key.as_ref() == Some(&schema.key)));
            if !known {
                comparison.unmatched.push(Unmatched {
                    side,
                    table: schema.key.clone(),
                    column: None,
                    message: format!("“{}”在 {}的表式里没有对应的表", schema.title, called(books, last)),
                });
            }
        }
    }
    comparison
}

/// One table of the newest budget beside the others, oldest first; `None` where its format has no such table.
pub fn compare_table(books: &[Book<'_>], key: &TableKey) -> Option<ComparedTable> {
    let (newest, _) = books.split_last()?;
    let schema = newest.format.table(key)?;
    let by = (are_versions(books), renamed(books, newest));
    let by = (by.0, by.1.as_slice());
    Some(beside(books, &counterparts(books, newest, schema), schema, by, &mut Vec::new()))
}

/// What each budget calls otherwise than the newest.
fn renamed(books: &[Book<'_>], newest: &Book<'_>) -> Vec<Renamed> {
    let own = books.len().saturating_sub(1);
    let of = |(at, book): (usize, &Book<'_>)| {
        if at == own { Renamed::default() } else { Renamed::of(book, newest) }
    };
    books.iter().enumerate().map(of).collect()
}

/// Whether budgets are versions of one year's.
fn are_versions(books: &[Book<'_>]) -> bool {
    books.windows(2).all(|pair| match pair {
        [one, other] => one.budget.year == other.budget.year && one.format.id == other.format.id,
        _ => true,
    })
}

/// The same table in each budget's format.
fn counterparts<'f>(
    books: &[Book<'f>],
    newest: &Book<'_>,
    schema: &TableSchema,
) -> Vec<Option<&'f TableSchema>> {
    books.iter().map(|book| counterpart(book.format, newest.format, schema)).collect()
}

/// The table of `format` that is the same as `schema`, a table of `newest`.
pub(super) fn counterpart<'f>(
    format: &'f Format,
    newest: &Format,
    schema: &TableSchema,
) -> Option<&'f TableSchema> {
    if format.id == newest.id {
        return format.table(&schema.key);
    }
    let titles = |schema: &TableSchema| -> Vec<String> {
        let all = [&schema.title, &schema.short].into_iter().chain(&schema.aliases);
        all.map(|title| plain(title)).collect()
    };
    let wanted = titles(schema);
    format.tables.iter().find(|other| titles(other).iter().any(|title| wanted.contains(title)))
}

pub(super) fn plain(text: &str) -> String {
    text.chars().filter_map(identity::essence).collect()
}

/// A header that names years, with each told by how far it is from the budget's own; `None` of one that names none.
fn dated(title: &str, year: i32) -> Option<String> {
    let digits = |at: usize| title.get(at..at + 4).and_then(|text| text.parse::<i32>().ok());
    let mut out = String::new();
    let (mut at, mut is_any) = (0, false);
    while let Some(c) = title.get(at..).and_then(|rest| rest.chars().next()) {
        match digits(at).filter(|named| (2000..2100).contains(named)) {
            Some(named) => {
                out.push_str(&format!("{{{}}}", named.saturating_sub(year)));
                (at, is_any) = (at + 4, true);
            }
            None => {
                out.extend(identity::essence(c));
                at += c.len_utf8();
            }
        }
    }
    is_any.then_some(out)
}

/// A header without the budget's own year; `None` of one that names another.
pub(super) fn of_own_year(title: &str, year: i32) -> Option<String> {
    let Some(dated) = dated(title, year) else { return Some(plain(title)) };
    let bare = ["{0}年度", "{0}年", "{0}"].iter().fold(dated, |title, own| title.replace(own, ""));
    (!bare.contains('{')).then_some(bare)
}

fn beside(
    books: &[Book<'_>],
    schemas: &[Option<&TableSchema>],
    newest: &TableSchema,
    (versions, renamed): (bool, &[Renamed]),
    unmatched: &mut Vec<Unmatched>,
) -> ComparedTable {
    let sides = books.len();
    let mut table = ComparedTable {
        key: newest.key.clone(),
        title: newest.short.clone(),
        tables: schemas.iter().map(|schema| schema.map(|schema| schema.key.clone())).collect(),
        columns: Vec::new(),
        rows: Vec::new(),
        names: OnceLock::new(),
    };
    let year_of = |side: usize| books.get(side).map_or(0, |book| book.budget.year);
    for (index, section) in newest.sections.iter().enumerate() {
        // What a budget keeps of last year is last year's own figure, where that is beside it.
        let own = section.columns.iter().filter(|column| versions || column.last_year_of.is_none());
        for column in own {
            let dated = dated(&column.full_title(), year_of(sides.saturating_sub(1)));
            let at = schemas.iter().enumerate().map(|(side, schema)| {
                let (_, section) = align::section_of((*schema)?, newest, index)?;
                // 2026年预算数 here is 2025年预算数 there.
                if let Some(dated) = &dated {
                    let own = |other: &Column| self::dated(&other.full_title(), year_of(side));
                    let same = section.columns.iter().position(|other| own(other).as_ref() == Some(dated));
                    if same.is_some() {
                        return same;
                    }
                }
                let by_key = section.column_index(&column.key);
                let by_title = || {
                    let title = plain(&column.full_title());
                    section.columns.iter().position(|other| plain(&other.full_title()) == title)
                };
                // One form says the budget's own year, the other leaves it out.
                let by_own_year = || {
                    let title = of_own_year(&column.full_title(), year_of(sides.saturating_sub(1)))?;
                    let own = |other: &Column| of_own_year(&other.full_title(), year_of(side));
                    section.columns.iter().position(|other| own(other).as_ref() == Some(&title))
                };
                by_key.or_else(by_title).or_else(by_own_year)
            });
            let at: Vec<Option<usize>> = at.collect();
            let title = column.full_title();
            for side in (0..sides).filter(|side| at.get(*side) == Some(&None)) {
                if schemas.get(side).is_some_and(Option::is_some) && column.kind.is_number() {
                    let message = format!("“{}”的“{title}”栏在较早的表式里没有对应的栏", newest.title);
                    unmatched.push(Unmatched {
                        side: sides - 1,
                        table: newest.key.clone(),
                        column: Some(title.clone()),
                        message,
                    });
                }
            }
            table.columns.push(ComparedColumn { section: index, title, column: column.clone(), at });
        }
    }
    for (side, (book, schema)) in books.iter().zip(schemas).enumerate() {
        let Some(schema) = schema else {
            let message = format!("“{}”在 {}的表式里没有对应的表", newest.title, called(books, side));
            unmatched.push(Unmatched { side, table: newest.key.clone(), column: None, message });
            continue;
        };
        let missing = book.budget.table(&schema.key).is_none_or(|table| table.coverage.is_missing());
        let elsewhere = books.iter().zip(schemas).any(|(book, schema)| {
            let table = schema.and_then(|schema| book.budget.table(&schema.key));
            table.is_some_and(|table| !table.coverage.is_missing())
        });
        if missing && elsewhere {
            let message = format!("{}的文件没有“{}”", called(books, side), schema.title);
            unmatched.push(Unmatched { side, table: newest.key.clone(), column: None, message });
        }
    }
    align::rows(books, schemas, newest, (versions, renamed), &mut table);
    table
}
