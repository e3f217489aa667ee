//! What people said of a comparison: that two rows are the same item or are not, and why a figure changed.
//! Kept as notes in the newer budget, so that undo, journal, merge and file treat them as everything else.

use std::collections::HashMap;

use super::ComparedTable;
use super::identity::Identity;
use super::matching::Decision;
use crate::calc::Book;
use crate::model::{Budget, CellAddress, Note, NoteKey, NoteKind, RowKey, TableKey};
use crate::schema::TableSchema;

/// Begins the text of a note that two rows are the same.
const SAME: &str = "=";
/// Begins the text of a note that two rows are not the same.
const APART: &str = "≠";

/// The note, in the newer budget, that its row is (`same`) or is not the row `old` of the budget of `year`.
pub fn decision_note(table: &TableKey, new: &RowKey, year: i32, old: &RowKey, same: bool) -> (NoteKey, Note) {
    let key =
        NoteKey { kind: NoteKind::Match, place: format!("{table}!{new}"), of: format!("{year}·{old}") };
    let mark = if same { SAME } else { APART };
    let about = if same { "确认为同一项" } else { "不是同一项" };
    (key, Note { text: format!("{mark}{old}"), about: about.to_owned(), ..Note::default() })
}

/// The key of the reason why a figure differs from the one of the budget of `year`.
pub fn reason_key(cell: &CellAddress, year: i32) -> NoteKey {
    NoteKey { kind: NoteKind::Reason, place: cell.to_string(), of: year.to_string() }
}

/// What a note says of two rows.
pub(super) struct Noted<'a> {
    /// The table, in the newest format.
    pub table: &'a str,
    /// The row of the newest budget, by its key.
    pub new: &'a str,
    /// The row of the older one.
    pub old: &'a str,
    /// Whether they are one item.
    pub same: bool,
}

/// What the notes of a budget say of its rows beside those of the budget of a year.
pub(super) fn noted(budget: &Budget, year: i32) -> impl Iterator<Item = Noted<'_>> {
    let notes = budget.notes.iter().filter(|(key, _)| key.kind == NoteKind::Match);
    notes.filter_map(move |(key, note)| {
        let (table, new) = key.place.split_once('!')?;
        let (of, old) = key.of.split_once('·')?;
        (of.parse() == Ok(year)).then(|| Noted { table, new, old, same: note.text.starts_with(SAME) })
    })
}

/// The decisions in the notes of the newest budget about rows of the budget at `side`.
pub(super) fn of(
    books: &[Book<'_>],
    schemas: &[Option<&TableSchema>],
    side: usize,
    own: &[Identity],
    known: &[Identity],
    table: &ComparedTable,
) -> Vec<Decision> {
    let newest = books.len().saturating_sub(1);
    let (Some(old), Some(new)) = (books.get(side), books.get(newest)) else {
        return Vec::new();
    };
    let notes: Vec<Noted<'_>> =
        noted(new.budget, old.budget.year).filter(|one| one.table == table.key.as_str()).collect();
    if notes.is_empty() || side == newest {
        return Vec::new();
    }
    let rows = |side: usize| {
        let key = schemas.get(side).copied().flatten().map(|schema| &schema.key);
        let table = key.zip(books.get(side)).and_then(|(key, book)| book.budget.table(key));
        table.map(|table| table.rows()).unwrap_or_default()
    };
    let old_keys: HashMap<&str, usize> = own
        .iter()
        .enumerate()
        .filter_map(|(at, one)| Some((rows(side).get(one.index)?.key().as_str(), at)))
        .collect();
    // Rows of the newest budget are the first of those known, in its order.
    let new_keys: HashMap<&str, usize> = known
        .iter()
        .enumerate()
        .filter(|(at, _)| {
            table.rows.get(*at).is_some_and(|row| row.at.get(newest).is_some_and(Option::is_some))
        })
        .filter_map(|(at, one)| Some((rows(newest).get(one.index)?.key().as_str(), at)))
        .collect();
    let decision = |one: Noted<'_>| {
        Some(Decision { old: *old_keys.get(one.old)?, new: *new_keys.get(one.new)?, same: one.same })
    };
    notes.into_iter().filter_map(decision).collect()
}
