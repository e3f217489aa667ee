//! Which rows a merged table has, and in which order.
//!
//! Rows are known by their keys. A row that one side took out goes, unless the other side changed it. New
//! rows of both sides stay, each behind the row it was put behind; two different new rows that happened to
//! get the same key both stay, one of them under a new key. Of two orders the changed one counts.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::difference::positions;
use super::merge::{At, Merger, Side, Three};
use crate::file::Owner;
use crate::model::{Row, RowKey, RowView, Rows, Table, TableKey};

/// Merges the rows of a table.
pub(super) fn rows(merger: &mut Merger<'_>, table: &TableKey, three: &Three<'_, Table>) -> Vec<Row> {
    let [rows_before, rows_ours, rows_theirs] = [three.base, three.ours, three.theirs].map(Table::rows);
    let (Some(base), Some(at_ours), Some(at_theirs)) =
        (positions(rows_before), positions(rows_ours), positions(rows_theirs))
    else {
        // A damaged table is taken as a whole.
        let at = || At::new(table.as_str(), format!("{table}（行键重复）"));
        return merger.pick(three, at, |table| format!("{} 行", table.len())).rows().to_vec();
    };
    let taken: BTreeSet<&RowKey> =
        base.keys().chain(at_ours.keys()).chain(at_theirs.keys()).copied().collect();
    // New rows of the other side that are not ours although they have the same key.
    let mut renamed: [BTreeMap<RowKey, RowKey>; 2] = Default::default();
    for (key, at) in &at_ours {
        let Some((a, b)) = rows_ours.get(*at).zip(at_theirs.get(key).and_then(|at| rows_theirs.get(*at)))
        else {
            continue;
        };
        if base.contains_key(key) || says_the_same(a, b) {
            continue;
        }
        let fresh = |number: u32| RowKey::from(format!("{}~{number}", stem(key)));
        let free = |key: &RowKey| {
            !taken.contains(key) && !renamed.iter().any(|map| map.values().any(|used| used == key))
        };
        let new = (2..u32::MAX).map(fresh).find(free).unwrap_or_else(|| (*key).clone());
        // Whose row keeps the key must not depend on whose side it is.
        let side = usize::from(content(a) <= content(b));
        if let Some(map) = renamed.get_mut(side) {
            map.insert((*key).clone(), new);
        }
    }
    for (all, new) in merger.renamed.rows.iter_mut().zip(&renamed) {
        all.extend(new.iter().map(|(old, new)| ((table.clone(), old.clone()), new.clone())));
    }
    let name = |side: usize, row: RowView<'_>| -> RowKey {
        renamed.get(side).and_then(|map| map.get(row.key())).unwrap_or(row.key()).clone()
    };
    let sides: [Vec<(RowKey, RowView<'_>)>; 2] = [
        rows_ours.iter().map(|row| (name(0, row), row)).collect(),
        rows_theirs.iter().map(|row| (name(1, row), row)).collect(),
    ];
    let [ours, theirs] = &sides;
    let in_ours: HashMap<&RowKey, RowView<'_>> = ours.iter().map(|(key, row)| (key, *row)).collect();
    let in_theirs: HashMap<&RowKey, RowView<'_>> = theirs.iter().map(|(key, row)| (key, *row)).collect();

    let mut merged: HashMap<RowKey, Row> = HashMap::new();
    let all: BTreeSet<&RowKey> = in_ours.keys().chain(in_theirs.keys()).copied().collect();
    for key in all {
        let before = base.get(key).and_then(|at| rows_before.get(*at));
        let kept = match (before, in_ours.get(key), in_theirs.get(key)) {
            (before, Some(a), Some(b)) => {
                let none = Row { kind: a.kind().clone(), ..Row::default() };
                let before = before.map_or(none, RowView::to_row);
                let at = at_ours.get(a.key()).copied().unwrap_or_default();
                Some(merger.row(table, at, &before, &a.to_row(), &b.to_row()))
            }
            (None, Some(new), None) | (None, None, Some(new)) => Some(new.to_row()),
            (Some(before), a, b) => {
                let (side, places) =
                    if a.is_some() { (Side::Ours, &at_ours) } else { (Side::Theirs, &at_theirs) };
                let fields = merger.changed_fields(side, &Owner::Row(table.clone(), before.key().clone()));
                let changed = a.or(b).copied().filter(|left| *left != before || fields);
                changed
                    .filter(|left| {
                        let at = places.get(left.key()).copied().unwrap_or_default();
                        keeps(merger, table, side, at, *left)
                    })
                    .map(RowView::to_row)
            }
            (None, None, None) => None,
        };
        if let Some(row) = kept {
            merged.insert(key.clone(), Row { key: key.clone(), ..row });
        }
    }
    let order = order(merger, table, rows_before, [ours, theirs], &merged);
    order.into_iter().filter_map(|key| merged.remove(&key)).collect()
}

/// Whether a row stays that `side` changed, where it stands at `at`, and the other side took out.
fn keeps(merger: &mut Merger<'_>, table: &TableKey, side: Side, at: usize, row: RowView<'_>) -> bool {
    let name = merger.names.of(side, table, at);
    let at = At::new(format!("{table}!{}", row.key()), name);
    let (changed, gone) = ("改动了此行".to_owned(), "删除了此行".to_owned());
    let (a, b) = if side == Side::Ours { (changed, gone) } else { (gone, changed) };
    merger.conflict(at, "有此行".to_owned(), a, b) == side
}

/// The merged order of the rows that stay.
fn order(
    merger: &mut Merger<'_>,
    table: &TableKey,
    base: Rows<'_>,
    sides: [&Vec<(RowKey, RowView<'_>)>; 2],
    merged: &HashMap<RowKey, Row>,
) -> Vec<RowKey> {
    let lists: [Vec<&RowKey>; 2] =
        sides.map(|side| side.iter().map(|(key, _)| key).filter(|key| merged.contains_key(*key)).collect());
    let [ours, theirs] = &lists;
    let [in_ours, in_theirs]: [BTreeSet<&RowKey>; 2] =
        [ours.iter().copied().collect(), theirs.iter().copied().collect()];
    let common: BTreeSet<&RowKey> = base
        .iter()
        .map(|row| row.key())
        .filter(|key| in_ours.contains(*key) && in_theirs.contains(*key))
        .collect();
    let of = |list: &[&RowKey]| -> Vec<RowKey> {
        list.iter().filter(|key| common.contains(**key)).map(|key| (*key).clone()).collect()
    };
    let before: Vec<&RowKey> = base.iter().map(|row| row.key()).collect();
    let (before, a, b) = (of(&before), of(ours), of(theirs));
    let at = || At::new(format!("{table}·次序"), format!("{table} 行的次序"));
    let skeleton = merger.pick(&Three::new(&before, &a, &b), at, |list| {
        list.iter().map(RowKey::as_str).take(8).collect::<Vec<_>>().join("、")
    });
    // What each side put behind each row of the skeleton.
    let runs = lists.each_ref().map(|list| {
        let mut runs: HashMap<Option<&RowKey>, Vec<&RowKey>> = HashMap::new();
        let mut behind = None;
        for key in list {
            if common.contains(*key) {
                behind = Some(*key);
            } else {
                runs.entry(behind).or_default().push(key);
            }
        }
        runs
    });
    let level = |key: &RowKey| {
        let schema = merger.format.table(table)?;
        schema.shape(merged.get(key)?)?.1.level()
    };
    let [first, second] = runs;
    let mut order: Vec<RowKey> = Vec::with_capacity(merged.len());
    let mut placed: BTreeSet<RowKey> = BTreeSet::new();
    let none = Vec::new();
    for anchor in std::iter::once(None).chain(skeleton.iter().map(Some)) {
        order.extend(anchor.cloned());
        let (a, b) = (first.get(&anchor).unwrap_or(&none), second.get(&anchor).unwrap_or(&none));
        for key in interleave(a, b, &level) {
            if placed.insert(key.clone()) {
                order.push(key.clone());
            }
        }
    }
    order
}

/// What both sides put in one place. Rows that belong deeper come first, so that none is parted from what
/// it belongs to; else the order is by key, which is the same whosever side it is.
fn interleave<'k>(
    a: &[&'k RowKey],
    b: &[&'k RowKey],
    level: &impl Fn(&RowKey) -> Option<u8>,
) -> Vec<&'k RowKey> {
    let (a, b) = if a <= b { (a, b) } else { (b, a) };
    let Some(at) = a.iter().position(|key| b.contains(key)) else {
        let rank = |list: &[&'k RowKey]| {
            (std::cmp::Reverse(list.first().and_then(|key| level(key))), list.first().copied())
        };
        return if rank(a) <= rank(b) {
            a.iter().chain(b).copied().collect()
        } else {
            b.iter().chain(a).copied().collect()
        };
    };
    let (before, rest) = a.split_at(at);
    let shared = rest.first().copied();
    let other = b.iter().position(|key| Some(*key) == shared).unwrap_or_default();
    let (before_other, rest_other) = b.split_at(other);
    let mut list = interleave(before, before_other, level);
    list.extend(shared);
    list.extend(interleave(
        rest.get(1..).unwrap_or_default(),
        rest_other.get(1..).unwrap_or_default(),
        level,
    ));
    list
}

/// Whether two new rows are the same one: of one kind, and no text of one is another text in the other.
fn says_the_same(a: RowView<'_>, b: RowView<'_>) -> bool {
    let differs = |(column, value): (&crate::model::ColumnKey, crate::model::ValueView<'_>)| {
        value.text().is_some() && b.cells().get(column).is_some_and(|other| other != value)
    };
    let any = a
        .cells()
        .iter()
        .any(|(column, value)| value.text().is_some() && b.cells().get(column) == Some(value));
    a == b || a.kind() == b.kind() && any && !a.cells().iter().any(differs)
}

/// A key without the number that was put behind it.
fn stem(key: &RowKey) -> &str {
    match key.as_str().rsplit_once('~') {
        Some((stem, number)) if number.chars().all(|c| c.is_ascii_digit()) => stem,
        _ => key.as_str(),
    }
}

/// A row's content in a form that can be ordered.
fn content(row: RowView<'_>) -> String {
    format!("{:?}{:?}{:?}{:?}", row.kind(), row.cells(), row.stated(), row.remark())
}
