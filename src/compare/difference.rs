//! The step that makes one budget of another: the two are versions of one budget, and rows are known by
//! their keys. Small where little differs, so that it can be read, undone and merged.

use std::collections::HashMap;

use crate::edit::{Batch, Edit};
use crate::model::{Budget, Layer, Row, RowKey, RowView, Rows, Table, TableKey};

/// Two budgets that no edit can make of each other.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("两份预算的表式不同（“{0}”与“{1}”），不能当作同一份预算的两个版本")]
pub struct Different(pub String, pub String);

/// Beyond this many single moves a table is put in as a whole.
const MOST_MOVES: usize = 200;

/// The step that makes `to` of `from`; without edits where they are equal.
///
/// # Errors
/// When they are of different formats.
pub fn difference(from: &Budget, to: &Budget, label: &str) -> Result<Batch, Different> {
    if from.format != to.format {
        return Err(Different(from.format.clone(), to.format.clone()));
    }
    let mut edits = Vec::new();
    let head = |budget: &Budget| Edit::SetHead {
        year: budget.year,
        department: budget.department.clone(),
        source: budget.source.clone(),
        originals: budget.originals.clone(),
    };
    if head(from) != head(to) {
        edits.push(head(to));
    }
    for table in from.tables.keys().filter(|key| !to.tables.contains_key(*key)) {
        edits.push(Edit::SetTable { table: table.clone(), content: None });
    }
    for (key, content) in &to.tables {
        match from.tables.get(key) {
            Some(before) if before == content => {}
            Some(before) => match table_edits(key, before, content) {
                Some(found) => edits.extend(found),
                None => edits.push(whole(key, content)),
            },
            None => edits.push(whole(key, content)),
        }
    }
    if from.narrative != to.narrative {
        edits.push(Edit::SetNarrative(to.narrative.clone()));
    }
    for key in from.notes.keys().filter(|key| !to.notes.contains_key(key)) {
        edits.push(Edit::SetNote { key: key.clone(), note: None });
    }
    for (key, note) in to.notes.iter().filter(|(key, note)| from.notes.get(key) != Some(note)) {
        edits.push(Edit::SetNote { key: key.clone(), note: Some(note.clone()) });
    }
    if from.unplaced != to.unplaced {
        edits.push(Edit::SetUnplaced(to.unplaced.clone()));
    }
    Ok(Batch { label: label.to_owned(), edits })
}

fn whole(key: &TableKey, content: &Table) -> Edit {
    Edit::SetTable { table: key.clone(), content: Some(content.clone()) }
}

/// The positions of rows by key; `None` where a key occurs twice, which only a damaged table has.
pub(super) fn positions(rows: Rows<'_>) -> Option<HashMap<&RowKey, usize>> {
    let positions: HashMap<_, _> = rows.iter().enumerate().map(|(at, row)| (row.key(), at)).collect();
    (positions.len() == rows.len()).then_some(positions)
}

/// The edits within a table; `None` where putting it in as a whole is simpler.
fn table_edits(key: &TableKey, from: &Table, to: &Table) -> Option<Vec<Edit>> {
    let mut edits = Vec::new();
    if (from.coverage, &from.remark) != (to.coverage, &to.remark) {
        let (table, remark) = (key.clone(), to.remark.clone());
        edits.push(Edit::SetCoverage { table, coverage: to.coverage, remark });
    }
    if from.note != to.note {
        edits.push(Edit::SetTableNote { table: key.clone(), note: to.note.clone() });
    }
    let (old, new) = (positions(from.rows())?, positions(to.rows())?);
    // A row of another kind is another row.
    let stays = |row: RowView<'_>| {
        let pair = old.get(row.key()).zip(new.get(row.key()));
        pair.and_then(|(a, b)| Some(from.rows().get(*a)?.kind() == to.rows().get(*b)?.kind()))
            .unwrap_or(false)
    };
    // Rows that go, from the bottom, so that positions above stay true.
    let mut at = from.rows().len();
    while at > 0 {
        let end = at;
        while at > 0 && from.rows().get(at - 1).is_some_and(|row| !stays(row)) {
            at -= 1;
        }
        if at < end {
            edits.push(Edit::RemoveRows { table: key.clone(), at, count: end - at });
        }
        at = at.saturating_sub(1);
    }
    moves(key, from, to, &stays, &new, &mut edits)?;
    // Rows that come, from the top.
    let mut at = 0;
    while at < to.rows().len() {
        let rows = to.rows().iter().skip(at).take_while(|row| !stays(*row));
        let rows: Vec<Row> = rows.map(RowView::to_row).collect();
        let count = rows.len();
        if count > 0 {
            edits.push(Edit::InsertRows { table: key.clone(), at, rows });
        }
        at += count + 1;
    }
    for (row, before) in to
        .rows()
        .iter()
        .filter(|row| stays(*row))
        .filter_map(|row| Some((row, from.rows().get(*old.get(row.key())?)?)))
    {
        row_edits(key, before, row, &mut edits);
    }
    Some(edits)
}

/// The moves that bring the rows that stay into their new order.
fn moves(
    key: &TableKey,
    from: &Table,
    to: &Table,
    stays: &impl Fn(RowView<'_>) -> bool,
    new: &HashMap<&RowKey, usize>,
    edits: &mut Vec<Edit>,
) -> Option<()> {
    let target = |row: RowView<'_>| new.get(row.key()).copied();
    let mut now: Vec<usize> = from.rows().iter().filter(|row| stays(*row)).filter_map(target).collect();
    if now.is_sorted() {
        return Some(());
    }
    let keep = longest_rise(&now);
    let mut moved: Vec<usize> = now.iter().copied().filter(|at| keep.binary_search(at).is_err()).collect();
    if moved.len() > MOST_MOVES {
        return None;
    }
    moved.sort_unstable();
    let mut wanted: Vec<usize> = to.rows().iter().filter(|row| stays(*row)).filter_map(target).collect();
    wanted.sort_unstable();
    for one in moved {
        let at = now.iter().position(|other| *other == one)?;
        now.remove(at);
        // All that belongs before it stands right by now.
        let before = wanted.iter().rev().find(|other| **other < one);
        let place =
            before.and_then(|before| now.iter().position(|other| other == before)).map_or(0, |at| at + 1);
        now.insert(place, one);
        if place != at {
            edits.push(Edit::MoveRows { table: key.clone(), from: at, count: 1, to: place });
        }
    }
    now.is_sorted().then_some(())
}

/// The members of a longest rising run of numbers that are all different, in rising order.
fn longest_rise(numbers: &[usize]) -> Vec<usize> {
    // For each length the position of the smallest number that ends a run of that length.
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(numbers.len());
    for (at, number) in numbers.iter().enumerate() {
        let length = ends.partition_point(|end| numbers.get(*end).is_some_and(|other| other < number));
        before.push(length.checked_sub(1).and_then(|shorter| ends.get(shorter).copied()));
        match ends.get_mut(length) {
            Some(end) => *end = at,
            None => ends.push(at),
        }
    }
    let mut run = Vec::with_capacity(ends.len());
    let mut next = ends.last().copied();
    while let Some(at) = next {
        run.extend(numbers.get(at));
        next = before.get(at).copied().flatten();
    }
    run.reverse();
    run
}

fn row_edits(table: &TableKey, from: RowView<'_>, to: RowView<'_>, edits: &mut Vec<Edit>) {
    for layer in [Layer::Input, Layer::Stated] {
        let (before, after) = (from.layer(layer), to.layer(layer));
        let address = |column| crate::model::CellAddress::new(table, to.key(), column);
        for column in before.keys().filter(|column| !after.contains_key(column)) {
            edits.push(Edit::SetCell { layer, address: address(column), value: None });
        }
        for (column, value) in after.iter().filter(|(column, value)| before.get(column) != Some(*value)) {
            edits.push(Edit::SetCell { layer, address: address(column), value: Some(value.to_value()) });
        }
    }
    if from.remark() != to.remark() {
        let (table, row, remark) = (table.clone(), to.key().clone(), to.remark().to_owned());
        edits.push(Edit::SetRowRemark { table, row, remark });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_rise_is_found() {
        for (numbers, expected) in [
            (&[0, 1, 2, 3][..], &[0, 1, 2, 3][..]),
            (&[3, 0, 1, 2], &[0, 1, 2]),
            (&[1, 2, 3, 0], &[1, 2, 3]),
            (&[2, 1, 0], &[0]),
            (&[], &[]),
        ] {
            assert_eq!(longest_rise(numbers), expected, "{numbers:?}");
        }
    }
}
