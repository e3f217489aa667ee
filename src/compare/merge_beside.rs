//! What stands beside the tables when budgets are merged: notes, and the fields of the files that this
//! program does not know. Both follow the rule of everything else: what one side changed is taken, what
//! both changed is a conflict. Two people's comments on one place are no conflict: both stay.

use std::collections::{BTreeMap, BTreeSet};

use super::merge::{At, Merger, Side, Three, keys};
use super::merge_text::Text;
use super::remarks;
use crate::file::{Extras, Owner};
use crate::model::{Budget, Note, NoteKey, NoteKind, RowKey, TableKey};

type Notes = BTreeMap<NoteKey, Note>;

/// What got a new key in the result, by side: ours, theirs.
#[derive(Debug, Default)]
pub(super) struct Renamed {
    pub rows: [BTreeMap<(TableKey, RowKey), RowKey>; 2],
    notes: [BTreeMap<NoteKey, NoteKey>; 2],
}

impl Renamed {
    /// Notes of a side that stand elsewhere in the result, since their paragraphs do.
    pub(super) fn note_places(&mut self, side: Side, text: &Text, of: usize, budget: &Budget) {
        let Some(notes) = self.notes.get_mut(side as usize) else { return };
        let moved = budget.notes.keys().filter_map(|key| Some((key.clone(), text.key(of, key)?)));
        notes.extend(moved.filter(|(key, to)| key != to));
    }

    /// What a note of the result was called by a side.
    fn note_of(&self, side: Side, key: &NoteKey) -> NoteKey {
        let mut notes = self.notes.get(side as usize).into_iter().flatten();
        notes.find(|(_, to)| *to == key).map_or_else(|| key.clone(), |(from, _)| from.clone())
    }

    /// What an owner of a side is in the result.
    fn of(&self, side: Side, owner: &Owner) -> Owner {
        let at = side as usize;
        let new = match owner {
            Owner::Row(table, row) => {
                let rows = self.rows.get(at).and_then(|rows| rows.get(&(table.clone(), row.clone())));
                rows.map(|row| Owner::Row(table.clone(), row.clone()))
            }
            Owner::Note(key) => self.notes.get(at).and_then(|notes| notes.get(key)).cloned().map(Owner::Note),
            _ => None,
        };
        new.unwrap_or_else(|| owner.clone())
    }
}

impl Merger<'_> {
    /// Whether a side changed the unknown fields of something.
    pub(super) fn changed_fields(&self, side: Side, owner: &Owner) -> bool {
        let extras = if side == Side::Ours { self.extras.ours } else { self.extras.theirs };
        extras.of(owner) != self.extras.base.of(owner)
    }

    /// Whether a side changed the unknown fields of a table or of any of its rows.
    pub(super) fn changed_fields_within(&self, side: Side, table: &TableKey) -> bool {
        let extras = if side == Side::Ours { self.extras.ours } else { self.extras.theirs };
        let within = |owner: &&Owner| matches!(owner, Owner::Table(of) | Owner::Row(of, _) if of == table);
        let mut owners = extras.owners().chain(self.extras.base.owners()).filter(within);
        owners.any(|owner| self.changed_fields(side, owner))
    }

    pub(super) fn notes(&mut self, three: &Three<'_, Notes>) -> Notes {
        let mut merged = Notes::new();
        let all = keys(three);
        for key in &all {
            let (base, ours, theirs) = (three.base.get(key), three.ours.get(key), three.theirs.get(key));
            if let (NoteKind::Comment, None, Some(a), Some(b)) = (&key.kind, base, ours, theirs)
                && a != b
            {
                // Whose note keeps the key must not depend on whose side it is.
                let (first, second, side) =
                    if order(a) <= order(b) { (a, b, Side::Theirs) } else { (b, a, Side::Ours) };
                let said = |notes: &Notes| {
                    let mut there =
                        notes.iter().filter(|(at, _)| (&at.kind, &at.place) == (&key.kind, &key.place));
                    there.find(|(at, note)| *at != key && *note == second).map(|(at, _)| at.clone())
                };
                let new = said(three.ours)
                    .or_else(|| said(three.theirs))
                    .unwrap_or_else(|| key.another(|key| all.contains(key) || merged.contains_key(key)));
                merged.insert(key.clone(), first.clone());
                merged.insert(new.clone(), second.clone());
                let was = self.renamed.note_of(side, key);
                if let Some(notes) = self.renamed.notes.get_mut(side as usize) {
                    notes.insert(was, new);
                }
                continue;
            }
            let at = || At::new(note_conflict(key), format!("{} {}", key.kind.label(), key.place));
            let of = Three::new(&base, &ours, &theirs);
            let taken =
                match self.left_with_fields(base.is_some(), ours.is_some(), theirs.is_some(), |side| {
                    (side, Owner::Note(self.renamed.note_of(side, key)))
                }) {
                    // Taken out by one side; only a field of it changed by the other.
                    Some(left) if of.plain().is_some() => {
                        let show = |note: Option<&Note>| match note {
                            Some(_) => "改动了其中的字段".to_owned(),
                            None => "删除".to_owned(),
                        };
                        let side = self.conflict(at(), show_note(base), show(ours), show(theirs));
                        if side == left { ours.or(theirs) } else { None }
                    }
                    _ => *self.pick(&of, at, |note| show_note(*note)),
                };
            if let Some(note) = taken {
                merged.entry(key.clone()).or_insert_with(|| note.clone());
            }
        }
        merged
    }

    /// The side that still has something that the other took out, if it changed unknown fields of it.
    fn left_with_fields(
        &self,
        base: bool,
        ours: bool,
        theirs: bool,
        owner: impl Fn(Side) -> (Side, Owner),
    ) -> Option<Side> {
        let left = match (base, ours, theirs) {
            (true, true, false) => Side::Ours,
            (true, false, true) => Side::Theirs,
            _ => return None,
        };
        let (side, owner) = owner(left);
        self.changed_fields(side, &owner).then_some(side)
    }

    /// The unknown fields of the result.
    pub(super) fn extras(&mut self, merged: &Budget) -> Extras {
        let three = self.extras;
        let side = |merger: &Self, side: Side, extras: &Extras| -> BTreeMap<Owner, Owner> {
            extras.owners().map(|owner| (merger.renamed.of(side, owner), owner.clone())).collect()
        };
        let (ours, theirs) = (side(self, Side::Ours, three.ours), side(self, Side::Theirs, three.theirs));
        let owners: BTreeSet<&Owner> = three.base.owners().chain(ours.keys()).chain(theirs.keys()).collect();
        let present: BTreeSet<Owner> = Owner::listed(merged).collect();
        let mut result = Extras::default();
        for owner in owners {
            let in_ours = is_there(self.ours, ours.get(owner).unwrap_or(owner));
            let in_theirs = is_there(self.theirs, theirs.get(owner).unwrap_or(owner));
            if in_ours != in_theirs && three.base.owners().any(|before| before == owner)
                || !is_there(merged, owner)
            {
                // One side took it out. Whether it stays is decided; if it does, then as the other has it.
                let (owners, extras) = if in_ours { (&ours, three.ours) } else { (&theirs, three.theirs) };
                let stays = is_there(merged, owner);
                for field in owners.get(owner).filter(|_| stays).map_or(&[][..], |old| extras.of(old)) {
                    result.set(owner, &field.name, field.ron.clone());
                }
                continue;
            }
            let of = |owners: &BTreeMap<Owner, Owner>, extras: &'_ Extras, name: &str| -> Option<String> {
                let fields = extras.of(owners.get(owner)?);
                fields.iter().find(|field| field.name == name).map(|field| field.ron.clone())
            };
            let names = |owners: &BTreeMap<Owner, Owner>, extras: &Extras| -> Vec<String> {
                let fields = owners.get(owner).map_or(&[][..], |owner| extras.of(owner));
                fields.iter().map(|field| field.name.clone()).collect()
            };
            let mut fields = names(&ours, three.ours);
            let rest = names(&theirs, three.theirs);
            let rest = rest.into_iter().chain(three.base.of(owner).iter().map(|field| field.name.clone()));
            for name in rest {
                if !fields.contains(&name) {
                    fields.push(name);
                }
            }
            for name in fields {
                let before = three.base.of(owner).iter().find(|field| field.name == name);
                let before = before.map(|field| field.ron.clone());
                let (a, b) = (of(&ours, three.ours, &name), of(&theirs, three.theirs, &name));
                let at = |gone: &str| {
                    At::new(
                        format!("{}·字段·{name}", owner.place()),
                        format!("{}{gone}里本程序不认识的字段“{name}”", owner.name()),
                    )
                };
                let show = |ron: &Option<String>| ron.clone().unwrap_or_else(|| "（无）".to_owned());
                let of_list = matches!(owner, Owner::Section(..) | Owner::Unplaced(..));
                if of_list && !present.contains(owner) {
                    // Which sections and lines there are was decided as a whole; what is lost with it is said.
                    if (a.is_some() && a != before) || (b.is_some() && b != before) {
                        self.conflict(at("（合并后没有）"), show(&before), show(&a), show(&b));
                    }
                    continue;
                }
                let taken = self.pick(&Three::new(&before, &a, &b), || at(""), show).clone();
                if let Some(ron) = taken {
                    result.set(owner, &name, ron);
                }
            }
        }
        result
    }
}

/// Whether a budget has what can be taken out of it one by one.
fn is_there(budget: &Budget, owner: &Owner) -> bool {
    match owner {
        Owner::Table(table) => budget.table(table).is_some(),
        Owner::Row(table, row) => budget.table(table).is_some_and(|table| table.row(row).is_some()),
        Owner::Note(key) => budget.notes.contains_key(key),
        Owner::File | Owner::Department | Owner::Section(..) | Owner::Unplaced(..) => true,
    }
}

/// A note in a form that can be ordered.
fn order(note: &Note) -> (&str, &str, &str, &str, bool) {
    (&note.date, &note.by, &note.text, &note.about, note.settled)
}

/// The key of a conflict about a note.
pub(super) fn note_conflict(key: &NoteKey) -> String {
    format!("{}·{}·{}", key.kind.label(), key.place, key.of)
}

/// A note for people: who reads of a conflict must see in what they differ.
fn show_note(note: Option<&Note>) -> String {
    let Some(note) = note else {
        return "（无）".to_owned();
    };
    remarks::in_words(note)
}
