//! What either side of a merge did, place by place, beside what both began with: for three panes. What the result is, and
//! whose stands where both changed something, is decided in [`merge`](super::merge).

use std::collections::{BTreeSet, HashMap};

use super::changes::NARRATIVE;
use super::merge_beside::note_conflict;
use super::merge_unsaid::unsaid;
use super::{Change, ChangeKind, Conflict, Merge, Side, compare, remarks};
use crate::calc::Book;
use crate::model::{CellAddress, Note, NoteKey, NoteKind, Value};
use crate::money;

/// A place that a side changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MergeLine {
    /// What it is, for people.
    pub title: String,
    /// The cell, if it is one.
    pub cell: Option<CellAddress>,
    /// What both began with.
    pub base: String,
    /// What one side made of it; nothing where it left it as it was.
    pub ours: Option<String>,
    /// What the other made of it, likewise.
    pub theirs: Option<String>,
    /// Whose stands in the result; nobody's in particular where both did the same.
    pub taken: Option<Side>,
    /// The key of the conflict, where both changed it, each in its way.
    pub conflict: Option<String>,
}

/// All places that a side changed, those that want a decision first. The order is otherwise that of the budget.
pub fn merge_lines(base: &Book<'_>, ours: &Book<'_>, theirs: &Book<'_>, made: &Merge) -> Vec<MergeLine> {
    let mut lines: Vec<MergeLine> = Vec::new();
    let mut known: HashMap<CellAddress, usize> = HashMap::new();
    for (side, book) in [(Side::Ours, ours), (Side::Theirs, theirs)] {
        for change in changes(base, book) {
            let decimals = book.format.decimals;
            let at = *known.entry(change.address()).or_insert_with(|| {
                let new = MergeLine::new(change.title.clone(), shown(&change.old, decimals));
                let cell = ours.cell(&change.address()).map(|_| change.address());
                lines.push(MergeLine { cell, ..new });
                lines.len() - 1
            });
            if let Some(line) = lines.get_mut(at) {
                line.set(side, made_of(&change, decimals));
            }
        }
    }
    let mut places: HashMap<String, usize> = HashMap::new();
    for (side, book) in [(Side::Ours, ours), (Side::Theirs, theirs)] {
        for one in unsaid(base, book, |cell| known.contains_key(cell)) {
            let at = *places.entry(one.place).or_insert_with(|| {
                let new = MergeLine::new(one.title, one.base);
                lines.push(MergeLine { cell: one.cell, ..new });
                lines.len() - 1
            });
            if let Some(line) = lines.get_mut(at) {
                line.set(side, one.text);
            }
        }
    }
    lines.extend(made.passages.iter().cloned());
    lines.extend(notes(base, ours, theirs, made));
    let of_passages = |conflict: &&Conflict| {
        made.passages.iter().any(|line| line.conflict.as_ref() == Some(&conflict.place))
    };
    for conflict in made.conflicts.iter().filter(|conflict| !of_passages(conflict)) {
        let of_cell = places.get(&conflict.place).copied();
        let of_cell = of_cell.or_else(|| conflict.cell.as_ref().and_then(|cell| known.get(cell)).copied());
        // What is no cell of a table, such as a paragraph, is known by what it is called.
        let at = of_cell.or_else(|| lines.iter().position(|line| line.title == conflict.title));
        match at.and_then(|at| lines.get_mut(at)) {
            Some(line) => (line.taken, line.conflict) = (Some(conflict.taken), Some(conflict.place.clone())),
            None => lines.push(MergeLine::of(conflict)),
        }
    }
    // What one wrote in a row that the other took out is decided with the row.
    let rows: HashMap<&str, &Conflict> =
        made.conflicts.iter().map(|conflict| (conflict.place.as_str(), conflict)).collect();
    for (cell, at) in &known {
        let Some(conflict) = rows.get(format!("{}!{}", cell.table, cell.row).as_str()) else { continue };
        let line = lines.get_mut(*at).filter(|line| line.taken.is_none() && line.ours != line.theirs);
        if let Some(line) = line {
            (line.taken, line.conflict) = (Some(conflict.taken), Some(conflict.place.clone()));
        }
    }
    lines.sort_by_key(|line| line.conflict.is_none());
    lines
}

/// What people wrote beside the budget: remarks, reasons, waivers. What both wrote anew stays, each under a key of its own;
/// what both changed is a conflict, and told as one.
fn notes(base: &Book<'_>, ours: &Book<'_>, theirs: &Book<'_>, made: &Merge) -> Vec<MergeLine> {
    let mut lines = Vec::new();
    let is_told = |key: &&NoteKey| {
        matches!(key.kind, NoteKind::Comment | NoteKind::Reason | NoteKind::Waiver | NoteKind::Match)
    };
    let keys: BTreeSet<&NoteKey> =
        [base, ours, theirs].iter().flat_map(|book| book.budget.notes.keys()).filter(is_told).collect();
    let words = |note: Option<&Note>| note.map_or("删去".to_owned(), remarks::in_words);
    for key in keys {
        if made.conflicts.iter().any(|conflict| conflict.place == note_conflict(key)) {
            continue;
        }
        let of = |book: &Book<'_>| book.budget.notes.get(key).cloned();
        let (was, mine, his) = (of(base), of(ours), of(theirs));
        // What went along with its paragraph is no change.
        let is_moved = |note: &Option<Note>, book: &Book<'_>| {
            remarks::is_elsewhere(key, was.as_ref(), book) && remarks::is_elsewhere(key, note.as_ref(), base)
        };
        let mine = Some(mine).filter(|is| *is != was && !is_moved(is, ours));
        let his = Some(his).filter(|is| *is != was && !is_moved(is, theirs));
        let title = format!("{} {}", remarks::place(&[ours, theirs, base], key), key.kind.label());
        let line = || MergeLine::new(title.clone(), was.as_ref().map(remarks::in_words).unwrap_or_default());
        let mut push = |sides: &[(Side, &Option<Note>)]| {
            let mut line = line();
            sides.iter().for_each(|(side, note)| line.set(*side, words(note.as_ref())));
            lines.push(line);
        };
        match (&mine, &his) {
            (None, None) => {}
            (Some(note), None) => push(&[(Side::Ours, note)]),
            (None, Some(note)) => push(&[(Side::Theirs, note)]),
            (Some(a), Some(b)) if a == b => push(&[(Side::Ours, a), (Side::Theirs, b)]),
            // Two wrote at one place: both stay.
            (Some(a), Some(b)) => {
                push(&[(Side::Ours, a)]);
                push(&[(Side::Theirs, b)]);
            }
        }
    }
    lines
}

impl MergeLine {
    pub(super) fn new(title: String, base: String) -> Self {
        Self { title, cell: None, base, ours: None, theirs: None, taken: None, conflict: None }
    }

    pub(super) fn set(&mut self, side: Side, text: String) {
        match side {
            Side::Ours => self.ours = Some(text),
            Side::Theirs => self.theirs = Some(text),
        }
        self.taken = match (&self.ours, &self.theirs) {
            (Some(_), None) => Some(Side::Ours),
            (None, Some(_)) => Some(Side::Theirs),
            // Where both did otherwise the conflict says whose stands.
            _ => None,
        };
    }

    /// A conflict about something that is no cell: a name, a remark, whether a table is there.
    fn of(conflict: &Conflict) -> Self {
        Self {
            title: conflict.title.clone(),
            cell: conflict.cell.clone(),
            base: conflict.base.clone(),
            ours: Some(conflict.ours.clone()),
            theirs: Some(conflict.theirs.clone()),
            taken: Some(conflict.taken),
            conflict: Some(conflict.place.clone()),
        }
    }

    /// What a side made of it.
    pub fn of_side(&self, side: Side) -> Option<&str> {
        match side {
            Side::Ours => self.ours.as_deref(),
            Side::Theirs => self.theirs.as_deref(),
        }
    }
}

/// What somebody entered otherwise than it was: what only follows from that is no work of his.
fn changes(base: &Book<'_>, book: &Book<'_>) -> Vec<Change> {
    let books = [*base, *book];
    let mut changes = compare(&books).changes(&books, 0, 1);
    // The text is for the merge itself to tell.
    changes.retain(|change| change.table.as_str() != NARRATIVE && change.kind != ChangeKind::Comment);
    changes.retain(|change| {
        let owner = [book, base].into_iter().find(|book| book.cell(&change.address()).is_some());
        let is_derived = |book: &&Book<'_>| book.sheet(&change.table).is_some_and(|sheet| sheet.is_derived);
        let is_computed =
            |book: &&Book<'_>| book.cell(&change.address()).is_some_and(|cell| cell.role.is_computed());
        !owner.is_some_and(|owner| is_derived(&owner) || is_computed(&owner))
    });
    changes
}

fn shown(value: &Option<Value>, decimals: u32) -> String {
    match value {
        Some(Value::Amount(amount)) => money::display(*amount, decimals.max(amount.normalize().scale())),
        Some(Value::Text(text)) => text.to_string(),
        None => String::new(),
    }
}

/// What became of a place, a row that came or went being said.
fn made_of(change: &Change, decimals: u32) -> String {
    let text = shown(&change.new, decimals);
    match change.kind {
        ChangeKind::RowAdded => format!("新增行 {text}").trim().to_owned(),
        ChangeKind::RowRemoved => "删去此行".to_owned(),
        _ if text.is_empty() => "删去".to_owned(),
        _ => text,
    }
}
