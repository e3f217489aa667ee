//! Many edits of one table's rows, taken at once. Each by itself moves all rows behind it, which for rows here and
//! there in a long table would be its length again and again.

use std::ops::Range;

use rustc_hash::FxHashSet;

use super::Edit;
use crate::model::{Budget, Row, RowKey, TableKey};

/// Applies edits from the first on together, if they only take rows of one table out, from bottom to top, or only
/// put rows in, from top to bottom. Gives their inverses, in their order; none where there are not several such, or
/// where one of them may not be applied: which one it is then shows when each is applied by itself.
pub(super) fn apply_run(edits: &[Edit], budget: &mut Budget) -> Vec<Edit> {
    match edits {
        [Edit::RemoveRows { table, .. }, Edit::RemoveRows { .. }, ..] => remove(table, edits, budget),
        [Edit::InsertRows { table, .. }, Edit::InsertRows { .. }, ..] => insert(table, edits, budget),
        _ => None,
    }
    .unwrap_or_default()
}

fn remove(key: &TableKey, edits: &[Edit], budget: &mut Budget) -> Option<Vec<Edit>> {
    let table = budget.tables.get_mut(key)?;
    let mut ranges: Vec<Range<usize>> = Vec::new();
    for edit in edits {
        let Edit::RemoveRows { table: of, at, count } = edit else {
            break;
        };
        let (range, above) =
            (*at..at.checked_add(*count)?, ranges.last().map_or(table.len(), |last| last.start));
        if of != key || range.is_empty() || range.end > above {
            break;
        }
        ranges.push(range);
    }
    if ranges.len() < 2 {
        return None;
    }
    ranges.reverse();
    let removed = table.remove_each(&ranges);
    let insert = |(range, rows): (Range<usize>, Vec<Row>)| Edit::InsertRows {
        table: key.clone(),
        at: range.start,
        rows,
    };
    Some(ranges.into_iter().zip(removed).rev().map(insert).collect())
}

fn insert(key: &TableKey, edits: &[Edit], budget: &mut Budget) -> Option<Vec<Edit>> {
    let table = budget.tables.get_mut(key)?;
    let mut new: FxHashSet<&RowKey> = FxHashSet::default();
    let mut inserted: Vec<(usize, Vec<Row>)> = Vec::new();
    let (mut length, mut end) = (table.len(), 0);
    for edit in edits {
        let Edit::InsertRows { table: of, at, rows } = edit else {
            break;
        };
        let is_new = |row: &Row| table.position(&row.key).is_none();
        if of != key || *at < end || *at > length || !rows.iter().all(is_new) {
            break;
        }
        if !rows.iter().all(|row| new.insert(&row.key)) {
            return None;
        }
        end = at + rows.len();
        length += rows.len();
        inserted.push((*at, rows.clone()));
    }
    if inserted.len() < 2 {
        return None;
    }
    let remove =
        |(at, rows): &(usize, Vec<Row>)| Edit::RemoveRows { table: key.clone(), at: *at, count: rows.len() };
    let inverse = inserted.iter().map(remove).collect();
    table.insert_each(inserted);
    Some(inverse)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::edit::Batch;
    use crate::model::Table;

    fn row(key: usize) -> Row {
        Row { key: format!("行{key}").into(), ..Row::default() }
    }

    fn budget(rows: usize) -> Budget {
        let table: Table = (0..rows).map(row).collect();
        Budget { tables: [("T".into(), table)].into(), ..Budget::default() }
    }

    proptest! {
        #[test]
        fn taken_at_once_edits_do_what_they_do_one_by_one(
            steps in prop::collection::vec((any::<bool>(), 0..12_usize, 0..3_usize, 0..20_usize), 1..8),
            is_sorted: bool,
        ) {
            let mut steps = steps;
            if is_sorted {
                // As they come from deleting rows, or from undoing that.
                steps.sort_by_key(|(removes, at, ..)| (*removes, if *removes { 20 - at } else { *at }));
            }
            let edits: Vec<Edit> = steps
                .into_iter()
                .map(|(removes, at, count, key)| {
                    let table = "T".into();
                    match removes {
                        true => Edit::RemoveRows { table, at, count },
                        false => Edit::InsertRows { table, at, rows: (key..key + count).map(row).collect() },
                    }
                })
                .collect();
            let (mut at_once, mut one_by_one) = (budget(10), budget(10));
            let inverse = Batch { label: String::new(), edits: edits.clone() }.apply(&mut at_once);
            let each: Result<Vec<Edit>, _> = edits.iter().map(|edit| edit.apply(&mut one_by_one)).collect();
            match (inverse, each) {
                (Ok(inverse), Ok(mut each)) => {
                    each.reverse();
                    prop_assert_eq!(&inverse.edits, &each);
                    prop_assert_eq!(&at_once, &one_by_one);
                    inverse.apply(&mut at_once).unwrap();
                    prop_assert_eq!(at_once, budget(10));
                }
                (Err(error), Err(expected)) => {
                    prop_assert_eq!(error, expected);
                    prop_assert_eq!(at_once, budget(10));
                }
                (inverse, each) => prop_assert!(false, "{inverse:?}, not {each:?}"),
            }
        }
    }
}
