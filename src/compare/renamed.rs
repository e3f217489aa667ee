//! What a unit or a project is called in the newest budget that an older one calls otherwise: found out once for all tables, so
//! that no two of them take one thing for another. A code says it where rows are known by one; else somebody decided it.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::decisions;
use super::identity::{Identifier, essence, hash_of};
use super::matching::Match;
use super::side_by_side::counterpart;
use super::telling::tells_apart;
use crate::calc::{Book, SheetRow};
use crate::model::{ColumnKey, TableKey};
use crate::schema::{Column, ColumnKind, FreeRow, SectionSchema};

/// Names of an older budget as the newest has them.
#[derive(Debug, Default)]
pub(super) struct Renamed {
    /// By their essence, and how it is known.
    to: HashMap<String, (String, Match)>,
    /// What is not one thing, by the hashes of both names.
    apart: HashSet<(u64, u64)>,
}

impl Renamed {
    /// Of an older budget beside the newest.
    pub(super) fn of(old: &Book<'_>, newest: &Book<'_>) -> Self {
        let mut renamed = Self::default();
        renamed.by_code(old, newest);
        renamed.by_hand(old, newest);
        renamed
    }

    /// What a name is in the newest budget, where it is another there.
    pub(super) fn name(&self, text: &str) -> Option<(&str, Match)> {
        if self.to.is_empty() {
            return None;
        }
        self.to.get(&plain(text)).map(|(name, how)| (name.as_str(), *how))
    }

    /// Whether people said that these two are not one.
    pub(super) fn is_apart(&self, old: Option<u64>, new: Option<u64>) -> bool {
        !self.apart.is_empty() && old.zip(new).is_some_and(|pair| self.apart.contains(&pair))
    }

    fn by_code(&mut self, old: &Book<'_>, newest: &Book<'_>) {
        let (before, after) = (coded(old), coded(newest));
        let of_old = names(&before);
        let of_new = names(&after);
        for (code, name) in &before {
            let (Some(was), Some(is)) = (one(name), after.get(code).and_then(one)) else { continue };
            // Where either name is that of another code too, it tells nothing.
            let is_alone =
                |all: &HashMap<String, usize>, name: &str| all.get(&plain(name)).copied() == Some(1);
            let is_free = !of_new.contains_key(&plain(was)) && !of_old.contains_key(&plain(is));
            if plain(was) != plain(is)
                && is_free
                && is_alone(&of_old, was)
                && is_alone(&of_new, is)
                && !tells_apart((was, old.budget.year), (is, newest.budget.year))
            {
                self.to.insert(plain(was), (is.to_owned(), Match::Code));
            }
        }
    }

    fn by_hand(&mut self, old: &Book<'_>, newest: &Book<'_>) {
        let decided: Vec<_> = decisions::noted(newest.budget, old.budget.year).collect();
        for one in decided {
            let Some(schema) = newest.format.table(&TableKey::from(one.table)) else { continue };
            let Some(other) = counterpart(old.format, newest.format, schema) else { continue };
            let is = name_of(newest, &schema.key, one.new);
            let was = name_of(old, &other.key, one.old);
            let Some((was, is)) = was.zip(is).filter(|(was, is)| plain(was) != plain(is)) else { continue };
            if one.same {
                self.to.insert(plain(&was), (is, Match::ByHand));
            } else {
                self.to.remove(&plain(&was));
                self.apart.insert((hash_of(&was), hash_of(&is)));
            }
        }
    }
}

fn plain(text: &str) -> String {
    text.chars().filter_map(essence).collect()
}

fn one(names: &BTreeSet<String>) -> Option<&str> {
    let mut names = names.iter();
    names.next().filter(|_| names.next().is_none()).map(String::as_str)
}

/// Under how many codes each name stands.
fn names(coded: &BTreeMap<String, BTreeSet<String>>) -> HashMap<String, usize> {
    let mut count = HashMap::new();
    for name in coded.values().flatten() {
        *count.entry(plain(name)).or_default() += 1;
    }
    count
}

/// Units and projects by their codes, with what they are called: rows whose key is codes of no classification.
fn coded(book: &Book<'_>) -> BTreeMap<String, BTreeSet<String>> {
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for schema in &book.format.tables {
        for (at, section) in schema.sections.iter().enumerate() {
            for free in &section.free {
                let Some(name) = name_beside_code(book, &schema.key, section, free) else { continue };
                let Some(sheet) = book.sheet(&schema.key) else { continue };
                for row in sheet.rows_of(&free.kind).filter(|row| row.section_index == at) {
                    let code: String = free.key.iter().map(|column| row.text(column).trim()).collect();
                    let name = row.text(name).trim();
                    if !code.is_empty() && !name.is_empty() {
                        found.entry(code).or_default().insert(name.to_owned());
                    }
                }
            }
        }
    }
    found
}

/// The column of the name of rows that are known by a code of their own.
fn name_beside_code<'s>(
    book: &Book<'_>,
    table: &TableKey,
    section: &'s SectionSchema,
    free: &FreeRow,
) -> Option<&'s ColumnKey> {
    let is_code = |key: &ColumnKey| section.column(key).is_some_and(|column| column.kind == ColumnKind::Code);
    let is_classified =
        book.format.codes.iter().any(|codes| codes.kind == free.kind && codes.tables.contains(table));
    if free.key.is_empty() || is_classified || !free.key.iter().all(is_code) {
        return None;
    }
    let is_text = |column: &&Column| column.kind == ColumnKind::Text && !column.merged;
    section.columns.iter().find(is_text).map(|column| &column.key)
}

/// What a row is called, under which matching knows it.
fn name_of(book: &Book<'_>, table: &TableKey, row: &str) -> Option<String> {
    let sheet = book.sheet(table)?;
    let row: SheetRow<'_> = sheet.rows().find(|one| one.row.key().as_str() == row)?;
    let identifier = Identifier::new(book.format, table, row.section, None);
    identifier.name_of(&row).map(str::to_owned)
}
