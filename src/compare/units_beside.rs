//! What stands beside the lines of a unit when they are taken into its department: notes on them, and their fields
//! that this program does not know, go along with them. What belongs to something else of the unit's file says
//! nothing of the department's; that is left, and named.

use std::collections::BTreeMap;

use super::merge::Version;
use crate::file::{Extras, Owner};
use crate::model::{Budget, NoteKey, NoteKind, RowKey, TableKey};
use crate::text::shortened;

/// The rows that were taken in: under which key in the unit's table, and under which in the department's.
pub(super) type Rows = BTreeMap<(TableKey, RowKey), RowKey>;

/// Takes along the notes and fields of rows that were taken in; what was left, in words.
pub(super) fn take_along(
    merged: &mut Budget,
    extras: &mut Extras,
    unit: Version<'_>,
    rows: &Rows,
) -> Vec<String> {
    let mut left = Vec::new();
    let mut notes: BTreeMap<NoteKey, NoteKey> = BTreeMap::new();
    for (key, note) in &unit.budget.notes {
        // The department's very own says nothing new.
        let is_alike = merged.notes.get(key) == Some(note);
        let Some(mut own) = placed(key, rows).or_else(|| is_alike.then(|| key.clone())) else {
            left.push(format!("{} {}：{}", key.kind.label(), key.place, shortened(&note.text)));
            continue;
        };
        let is_there = merged.notes.iter().any(|(at, known)| {
            known == note && (at == &own || key.kind == NoteKind::Comment && at.place == own.place)
        });
        if !is_there && merged.notes.contains_key(&own) {
            if key.kind != NoteKind::Comment {
                left.push(format!("{} {}（部门文件里已有不同的）", key.kind.label(), key.place));
                continue;
            }
            own = own.another(|key| merged.notes.contains_key(key));
        }
        if !is_there {
            merged.notes.insert(own.clone(), note.clone());
        }
        notes.insert(key.clone(), own);
    }
    for owner in unit.extras.owners() {
        let own = match owner {
            Owner::Row(table, row) => {
                let key = (table.clone(), row.clone());
                rows.get(&key).map(|row| Owner::Row(table.clone(), row.clone()))
            }
            Owner::Note(key) => notes.get(key).cloned().map(Owner::Note),
            _ => None,
        };
        for field in unit.extras.of(owner) {
            let known =
                own.as_ref().and_then(|own| extras.of(own).iter().find(|known| known.name == field.name));
            match (&own, known) {
                (Some(own), None) => extras.set(own, &field.name, field.ron.clone()),
                (Some(_), Some(known)) if known.ron == field.ron => {}
                (Some(_), Some(_)) => left.push(format!(
                    "{}里本程序不认识的字段“{}”（部门文件里已有不同的）",
                    owner.name(),
                    field.name
                )),
                (None, _) => left.push(format!("{}里本程序不认识的字段“{}”", owner.name(), field.name)),
            }
        }
    }
    left
}

/// The key of a note where its row is now; `None` where it is on none that was taken in.
pub(super) fn placed(key: &NoteKey, rows: &Rows) -> Option<NoteKey> {
    let (table, rest) = key.place.split_once('!')?;
    let (row, column) = rest.split_once('!').map_or((rest, None), |(row, column)| (row, Some(column)));
    let row = rows.get(&(TableKey::from(table), RowKey::from(row)))?;
    let place = match column {
        Some(column) => format!("{table}!{row}!{column}"),
        None => format!("{table}!{row}"),
    };
    Some(NoteKey { place, ..key.clone() })
}
