//! What people remarked (批注) otherwise in one version than in another: a difference as every other. Of one remark that was
//! settled or reworded it is one.

use std::collections::BTreeSet;

use super::changes::NARRATIVE;
use super::{Change, ChangeKind, Comparison};
use crate::calc::Book;
use crate::model::{CellAddress, Note, NoteKey, NoteKind, Value};

/// A remark in words, as differences and conflicts tell it.
pub(super) fn in_words(note: &Note) -> String {
    let signed = note.signed();
    let signed = if signed.is_empty() { String::new() } else { format!("（{signed}）") };
    let settled = if note.settled { "［已处理］" } else { "" };
    format!("{}{signed}{settled}", note.text)
}

/// What to call the place of a remark in one of some budgets: the first that has it.
pub(super) fn place(books: &[&Book<'_>], key: &NoteKey) -> String {
    let named = key.place.parse::<CellAddress>().ok().and_then(|address| {
        let cell = books.iter().find_map(|book| book.cell(&address))?;
        let table = &cell.row.sheet.schema.short;
        Some(format!("{table} {} {}", cell.row.name(), cell.column.title()))
    });
    let in_text = || {
        let (section, at) = key.place.strip_prefix(NARRATIVE)?.strip_prefix('·')?.rsplit_once('·')?;
        Some(format!("说明“{section}”第 {at} 段"))
    };
    named.or_else(in_text).unwrap_or_else(|| key.place.clone())
}

/// Whether a remark on the text stands at another place of it in the other budget: it went with its paragraph.
pub(super) fn is_elsewhere(key: &NoteKey, note: Option<&Note>, other: &Book<'_>) -> bool {
    let is_it = |(at, known): (&NoteKey, &Note)| at.kind == key.kind && at != key && Some(known) == note;
    key.place.starts_with(NARRATIVE) && (note.is_none() || other.budget.notes.iter().any(is_it))
}

/// Adds the remarks that differ.
pub(super) fn remarks(
    comparison: &Comparison,
    books: &[Book<'_>],
    old: usize,
    new: usize,
    all: &mut Vec<Change>,
) {
    let (Some(before), Some(after)) = (books.get(old), books.get(new)) else { return };
    let notes = |book: &Book<'_>| -> BTreeSet<NoteKey> {
        book.budget.notes.keys().filter(|key| key.kind == NoteKind::Comment).cloned().collect()
    };
    for key in notes(before).union(&notes(after)) {
        let (was, is) = (before.budget.notes.get(key), after.budget.notes.get(key));
        if was == is || is_elsewhere(key, was, after) && is_elsewhere(key, is, before) {
            continue;
        }
        let cell = key.place.parse::<CellAddress>().ok();
        let cell = cell.filter(|at| [before, after].iter().any(|book| book.cell(at).is_some()));
        let text = |note: Option<&Note>| note.map(|note| Value::Text(in_words(note).into()));
        let (table, row, column) = match &cell {
            Some(at) => (at.table.clone(), at.row.clone(), at.column.clone()),
            None => (NARRATIVE.into(), key.place.as_str().into(), key.of.as_str().into()),
        };
        let index = cell.as_ref().map_or(0, |at| comparison.newest_position(books, at));
        all.push(Change {
            table,
            index,
            row,
            column,
            title: format!("{} 批注", place(&[after, before], key)),
            old: text(was),
            new: text(is),
            change: None,
            percent: None,
            kind: ChangeKind::Comment,
        });
    }
}
