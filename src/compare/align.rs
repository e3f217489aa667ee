//! The rows of a table in several budgets, aligned: the newest budget's rows in their order, and those that
//! only older ones have where they stood there. Which row is which is for `matching`.

use rayon::prelude::*;

use super::identity::{Identifier, Identity};
use super::matching::{Beside, Match, Matcher};
use super::renamed::Renamed;
use super::side_by_side::plain;
use super::{ComparedRow, ComparedTable, decisions};
use crate::calc::Book;
use crate::schema::{SectionSchema, TableSchema};

/// The rows of all budgets, aligned.
pub(super) fn rows(
    books: &[Book<'_>],
    schemas: &[Option<&TableSchema>],
    newest: &TableSchema,
    (versions, renamed): (bool, &[Renamed]),
    table: &mut ComparedTable,
) {
    let sides = books.len();
    let identities: Vec<Vec<Identity>> = books
        .par_iter()
        .zip(schemas)
        .enumerate()
        .map(|(side, (book, schema))| {
            schema.map(|schema| identities(book, schema, newest, renamed.get(side))).unwrap_or_default()
        })
        .collect();
    // The rows found so far, as identities, and for each the budget whose row stands for it.
    let (mut known, mut known_in): (Vec<Identity>, Vec<usize>) = (Vec::new(), Vec::new());
    // The order: for each row, and before all, the rows that stand behind it, those of older budgets first.
    let mut behind: Vec<Vec<usize>> = vec![Vec::new()];
    for side in (0..sides).rev() {
        let Some(own) = identities.get(side) else {
            continue;
        };
        let sheet = |side: usize| {
            let schema = (*schemas.get(side)?)?;
            books.get(side)?.sheet(&schema.key)
        };
        let name = |new: bool, at: usize| {
            let (identity, side) =
                if new { (known.get(at)?, *known_in.get(at)?) } else { (own.get(at)?, side) };
            Some((sheet(side)?.row(identity.index)?.name(), books.get(side)?.budget.year))
        };
        let decided = decisions::of(books, schemas, side, own, &known, table);
        let names = |new: bool, at: usize| name(new, at).unwrap_or_default();
        let beside = Beside { by_key: versions, renamed: renamed.get(side), names: &names };
        let found = Matcher::run(own, &known, beside, &decided);
        let mut place: Vec<usize> = Vec::with_capacity(own.len());
        let mut before = 0;
        for (identity, found) in own.iter().zip(found) {
            let (row, how) = match found {
                Some(found) => found,
                None => {
                    let mut new = identity.clone();
                    new.parent = identity.parent.and_then(|parent| place.get(parent).copied());
                    known.push(new);
                    known_in.push(side);
                    let row = known.len() - 1;
                    table.rows.push(ComparedRow {
                        place: 0,
                        section: identity.section,
                        at: vec![None; sides],
                        how: vec![Match::Same; sides],
                        level: identity.level,
                    });
                    behind.push(Vec::new());
                    if let Some(behind) = behind.get_mut(before) {
                        behind.push(row);
                    }
                    (row, Match::Same)
                }
            };
            if let Some(row) = table.rows.get_mut(row) {
                if let Some(at) = row.at.get_mut(side) {
                    *at = Some(identity.index);
                }
                if let Some(known) = row.how.get_mut(side) {
                    *known = how;
                }
            }
            before = row + 1;
            place.push(row);
        }
    }
    let mut order = Vec::with_capacity(table.rows.len());
    let mut open: Vec<usize> = behind.first().cloned().unwrap_or_default();
    while let Some(row) = open.pop() {
        order.push(row);
        open.extend(behind.get(row + 1).into_iter().flatten());
    }
    let mut rows: Vec<Option<ComparedRow>> = std::mem::take(&mut table.rows).into_iter().map(Some).collect();
    table.rows = order.into_iter().filter_map(|row| rows.get_mut(row)?.take()).collect();
    for (at, row) in table.rows.iter_mut().enumerate() {
        row.place = at;
    }
}

/// The identities of a table's rows.
fn identities(
    book: &Book<'_>,
    schema: &TableSchema,
    newest: &TableSchema,
    renamed: Option<&Renamed>,
) -> Vec<Identity> {
    let Some(sheet) = book.sheet(&schema.key) else {
        return Vec::new();
    };
    let sections: Vec<(usize, Identifier<'_>)> = schema
        .sections
        .iter()
        .enumerate()
        .map(|(index, section)| {
            let same = (0..newest.sections.len())
                .find(|at| section_of(schema, newest, *at).is_some_and(|(found, _)| found == index));
            (same.unwrap_or(usize::MAX), Identifier::new(book.format, &schema.key, section, renamed))
        })
        .collect();
    let mut all = Vec::with_capacity(sheet.table.map_or(0, |table| table.rows().len()));
    // The rows that the next one may belong to, innermost last.
    let mut above: Vec<(u8, usize, usize)> = Vec::new();
    for row in sheet.rows() {
        let Some((section, identifier)) = sections.get(row.section_index) else {
            continue;
        };
        if *section == usize::MAX {
            continue;
        }
        let mut identity = identifier.of(&row, *section);
        if let Some(level) = identity.level {
            while above.last().is_some_and(|(other, of, _)| *other >= level || *of != row.section_index) {
                above.pop();
            }
            identity.parent = above.last().map(|(_, _, at)| *at);
            above.push((level, row.section_index, all.len()));
        }
        all.push(identity);
    }
    all
}

/// The section of `other` that is the same as the section at `index` of `newest`.
pub(super) fn section_of<'f>(
    other: &'f TableSchema,
    newest: &TableSchema,
    index: usize,
) -> Option<(usize, &'f SectionSchema)> {
    let wanted = newest.sections.get(index)?;
    let by_title =
        other.sections.iter().enumerate().find(|(_, section)| plain(&section.title) == plain(&wanted.title));
    by_title.filter(|_| newest.sections.len() == 1 || !wanted.title.is_empty()).or_else(|| {
        other
            .sections
            .get(index)
            .filter(|_| other.sections.len() == newest.sections.len())
            .map(|found| (index, found))
    })
}
