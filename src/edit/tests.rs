//! Undoing is exact over random edits; what is derived from them is tested with the session.

use proptest::prelude::*;
use proptest::sample::Index;
use rust_decimal::Decimal;

use super::{Batch, Edit, History, RowMove, delete_rows, move_rows, new_row};
use crate::file::testing::arbitrary_budget;
use crate::model::{Budget, CellAddress, Coverage, Layer, TableKey, Value};
use crate::schema::{Format, default_format};

/// Something a user may do somewhere; where is settled when it is done.
#[derive(Clone, Debug)]
pub(crate) enum Act {
    Set(Index, Index, Index, Option<i64>, bool),
    Add(Index, Index, Index),
    Delete(Index, Index),
    Move(Index, Index, bool),
    Mark(Index, bool),
    Undo,
    Redo,
}

pub(crate) fn act() -> impl Strategy<Value = Act> {
    let at = any::<Index>;
    prop_oneof![
        4 => (at(), at(), at(), proptest::option::of(-99_999_i64..99_999), any::<bool>()).prop_map(|(a, b, c, d, e)| Act::Set(a, b, c, d, e)),
        2 => (at(), at(), at()).prop_map(|(a, b, c)| Act::Add(a, b, c)),
        1 => (at(), at()).prop_map(|(a, b)| Act::Delete(a, b)),
        1 => (at(), at(), any::<bool>()).prop_map(|(a, b, c)| Act::Move(a, b, c)),
        1 => (at(), any::<bool>()).prop_map(|(a, b)| Act::Mark(a, b)),
        2 => Just(Act::Undo),
        1 => Just(Act::Redo),
    ]
}

/// A budget with every table of the format, its fixed rows in place.
pub(crate) fn blank(format: &Format) -> Budget {
    let mut budget = Budget { format: format.id.clone(), year: 2023, ..Budget::default() };
    for schema in &format.tables {
        budget.tables.insert(schema.key.clone(), schema.blank_table());
    }
    budget
}

/// The step an act means in the present state; `None` where it means nothing there.
pub(crate) fn step(format: &Format, budget: &Budget, act: &Act) -> Option<Batch> {
    let table_at = |index: &Index| {
        let schema = format.tables.get(index.index(format.tables.len()))?;
        Some((schema, budget.table(&schema.key)?))
    };
    match act {
        Act::Set(table, row, column, value, stated) => {
            let (schema, table) = table_at(table)?;
            let row = table.rows().get(row.index(table.rows().len().max(1)))?;
            let columns = &schema.sections.get(schema.shape(row)?.0)?.columns;
            let column = &columns.get(column.index(columns.len()))?.key;
            let edit = Edit::SetCell {
                layer: if *stated { Layer::Stated } else { Layer::Input },
                address: CellAddress::new(&schema.key, row.key(), column),
                value: value.map(|cents| Value::Amount(Decimal::new(cents, 2))),
            };
            Some(Batch::one("设", edit))
        }
        Act::Add(table, row, kind) => {
            let (schema, table) = table_at(table)?;
            let kinds: Vec<_> = schema.sections.iter().flat_map(|section| &section.free).collect();
            let kind = kinds.get(kind.index(kinds.len().max(1)))?;
            let row = row.index(table.rows().len().max(1));
            new_row(schema, table, Some(row), &kind.kind).ok().map(|(step, _)| step)
        }
        Act::Delete(table, row) => {
            let (schema, table) = table_at(table)?;
            delete_rows(schema, table, &[row.index(table.rows().len().max(1))]).ok()
        }
        Act::Move(table, row, up) => {
            let (schema, table) = table_at(table)?;
            let way = if *up { RowMove::Up } else { RowMove::Down };
            move_rows(schema, table, row.index(table.rows().len().max(1)), way).ok()
        }
        Act::Mark(table, partial) => {
            let (schema, _) = table_at(table)?;
            let coverage = if *partial { Coverage::Partial } else { Coverage::Full };
            Some(Batch::one(
                "标",
                Edit::SetCoverage { table: schema.key.clone(), coverage, remark: "因".into() },
            ))
        }
        Act::Undo | Act::Redo => None,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(96) })]

    #[test]
    fn undo_is_exact(acts in proptest::collection::vec(act(), 1..40)) {
        let format = default_format();
        let start = blank(&format);
        let mut budget = start.clone();
        let mut history = History::saved();
        for act in &acts {
            match act {
                Act::Undo => drop(history.undo(&mut budget).unwrap()),
                Act::Redo => drop(history.redo(&mut budget).unwrap()),
                _ => {
                    if let Some(step) = step(&format, &budget, act) {
                        history.apply(&mut budget, step.into()).unwrap();
                    }
                }
            }
        }
        let end = budget.clone();
        while history.undo(&mut budget).unwrap().is_some() {}
        prop_assert_eq!(&budget, &start);
        prop_assert!(history.is_saved());
        while history.redo(&mut budget).unwrap().is_some() {}
        // Undone steps that another step replaced are gone; what was in effect comes back.
        prop_assert_eq!(&budget, &end_after(&acts, &format, end));
    }

    #[test]
    fn a_refused_batch_changes_nothing(mut budget in arbitrary_budget(), cents in any::<i32>()) {
        let before = budget.clone();
        let Some((key, row)) = budget.tables.iter().find_map(|(key, table)| Some((key.clone(), table.rows().get(0)?.key().clone()))) else {
            return Ok(());
        };
        let set = |table: &TableKey| Edit::SetCell {
            layer: Layer::Input,
            address: CellAddress::new(table, &row, "某栏"),
            value: Some(Value::Amount(Decimal::new(i64::from(cents), 2))),
        };
        let batch = Batch { label: "两步".into(), edits: vec![set(&key), set(&"没有这张表".into())] };
        prop_assert!(batch.apply(&mut budget).is_err());
        prop_assert_eq!(budget, before);
    }
}

/// The state after all acts and after everything undone at the end has been taken again.
fn end_after(acts: &[Act], format: &Format, mut budget: Budget) -> Budget {
    let mut again = blank(format);
    let mut history = History::saved();
    for act in acts {
        match act {
            Act::Undo => drop(history.undo(&mut again).unwrap()),
            Act::Redo => drop(history.redo(&mut again).unwrap()),
            _ => {
                if let Some(step) = step(format, &again, act) {
                    history.apply(&mut again, step.into()).unwrap();
                }
            }
        }
    }
    assert_eq!(again, budget, "the same acts lead to the same budget");
    while history.redo(&mut budget).unwrap().is_some() {}
    budget
}
