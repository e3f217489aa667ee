//! What is brought up to date after an edit is what would be derived and judged anew, over random edits
//! of submitted tables and of budget lines, with undo and redo.

use std::sync::Arc;

use proptest::prelude::*;
use proptest::sample::Index;

use super::Session;
use crate::calc::Figures;
use crate::codes::Classification;
use crate::edit::tests::{Act, act, blank, step};
use crate::edit::{Batch, Edit};
use crate::model::{Budget, CellAddress, Coverage, Layer, Value};
use crate::rules::fixtures::coherent;
use crate::schema::{Format, Formats, default_format};

/// Something a user may do.
#[derive(Clone, Debug)]
enum Deed {
    Act(Act),
    /// Types into a cell what stands in another row of its column: a code, a unit, an amount, nothing.
    Copy(Index, Index, Index, Index),
    /// The same in a table of lines, several cells at once.
    CopyLine(Index, Index, Vec<Index>),
    /// Types a word where an amount belongs, or something too large.
    Spoil(Index, Index, Index, bool),
    /// Lets a table be summed from lines, or not.
    Derive(Index, bool),
    /// Two of these as one step, as a merge takes them.
    Both(Box<Deed>, Box<Deed>),
    /// Types into a row of a table whose amounts are filled from lines: another name, a target, an amount.
    CopyEntered(Index, Index, Index, Index),
}

fn deed() -> impl Strategy<Value = Deed> {
    prop_oneof![
        15 => one_deed(),
        2 => (typed(), typed()).prop_map(|(a, b)| Deed::Both(Box::new(a), Box::new(b))),
    ]
}

/// Something that only sets cells, or what a table is.
fn typed() -> impl Strategy<Value = Deed> {
    let at = any::<Index>;
    prop_oneof![
        (at(), at(), proptest::collection::vec(at(), 1..4)).prop_map(|(a, b, c)| Deed::CopyLine(a, b, c)),
        (at(), at(), at(), at()).prop_map(|(a, b, c, d)| Deed::CopyEntered(a, b, c, d)),
        (at(), any::<bool>()).prop_map(|(a, b)| Deed::Derive(a, b)),
    ]
}

fn one_deed() -> impl Strategy<Value = Deed> {
    let at = any::<Index>;
    prop_oneof![
        2 => (at(), at(), at(), at()).prop_map(|(a, b, c, d)| Deed::CopyEntered(a, b, c, d)),
        4 => act().prop_map(Deed::Act),
        4 => (at(), at(), at(), at()).prop_map(|(a, b, c, d)| Deed::Copy(a, b, c, d)),
        6 => (at(), at(), proptest::collection::vec(at(), 1..4)).prop_map(|(a, b, c)| Deed::CopyLine(a, b, c)),
        1 => (at(), at(), at(), any::<bool>()).prop_map(|(a, b, c, d)| Deed::Spoil(a, b, c, d)),
        1 => (at(), any::<bool>()).prop_map(|(a, b)| Deed::Derive(a, b)),
    ]
}

fn set(address: CellAddress, value: Option<Value>) -> Edit {
    Edit::SetCell { layer: Layer::Input, address, value }
}

/// The step that a deed means in the present state; `None` where it means nothing there.
fn meant(format: &Format, budget: &Budget, deed: &Deed) -> Option<Batch> {
    let copy = |table: usize, to: &Index, from: &Index, columns: &[Index]| {
        let schema = format.tables.get(table)?;
        let rows = &budget.table(&schema.key)?.rows;
        let to = rows.get(to.index(rows.len().max(1)))?;
        let from = rows.get(from.index(rows.len().max(1)))?;
        let of = &schema.sections.get(schema.shape(to)?.0)?.columns;
        let edits = columns.iter().filter_map(|column| {
            let key = &of.get(column.index(of.len()))?.key;
            Some(set(CellAddress::new(&schema.key, &to.key, key), from.cells.get(key).cloned()))
        });
        Some(Batch { label: "抄".to_owned(), edits: edits.collect() })
    };
    match deed {
        Deed::Act(act) => step(format, budget, act),
        Deed::Copy(table, to, from, column) => {
            copy(table.index(format.tables.len()), to, from, std::slice::from_ref(column))
        }
        Deed::CopyEntered(table, to, from, column) => {
            let filled: Vec<usize> =
                (0..format.tables.len()).filter(|at| format.tables[*at].filled).collect();
            copy(filled[table.index(filled.len())], to, from, std::slice::from_ref(column))
        }
        Deed::Both(one, other) => {
            let (mut one, other) = (meant(format, budget, one)?, meant(format, budget, other)?);
            one.edits.extend(other.edits);
            Some(one)
        }
        Deed::CopyLine(to, from, columns) => {
            let lines = format.derivations.last()?.lines.clone();
            let table = format.tables.iter().position(|schema| schema.key == lines)?;
            copy(table, to, from, columns)
        }
        Deed::Spoil(table, row, column, large) => {
            let schema = format.tables.get(table.index(format.tables.len()))?;
            let rows = &budget.table(&schema.key)?.rows;
            let row = rows.get(row.index(rows.len().max(1)))?;
            let columns = &schema.sections.get(schema.shape(row)?.0)?.columns;
            let column = &columns.get(column.index(columns.len()))?.key;
            let value = if *large {
                Value::Amount(rust_decimal::Decimal::MAX)
            } else {
                Value::Text("约三万".to_owned())
            };
            Some(Batch::one("误", set(CellAddress::new(&schema.key, &row.key, column), Some(value))))
        }
        Deed::Derive(table, derive) => {
            let schema = format.tables.get(table.index(format.tables.len()))?;
            budget.table(&schema.key)?;
            let coverage = if *derive { Coverage::Derived } else { Coverage::Full };
            let (table, remark) = (schema.key.clone(), String::new());
            Some(Batch::one("汇总", Edit::SetCoverage { table, coverage, remark }))
        }
    }
}

/// Does one thing after another and compares, at each step, what was updated with what is derived anew.
fn follows(budget: Budget, deeds: &[Deed]) -> Result<(), TestCaseError> {
    let format: Arc<Format> = default_format();
    let mut session = Session::new(budget, format.clone());
    for deed in deeds {
        match deed {
            Deed::Act(Act::Undo) => drop(session.undo().unwrap()),
            Deed::Act(Act::Redo) => drop(session.redo().unwrap()),
            _ => {
                if let Some(step) = meant(&format, session.budget(), deed) {
                    session.apply(step).unwrap();
                }
            }
        }
        let figures = Figures::compute(session.budget(), &format);
        prop_assert_eq!(&session.figures, &figures);
        let anew = session.rules.run(&session.book(), Classification::for_year(session.budget().year));
        prop_assert_eq!(session.verdicts().findings(), anew.findings());
        for (kept, anew) in session.verdicts().rules().iter().zip(anew.rules()) {
            prop_assert_eq!(kept, anew);
        }
        prop_assert_eq!(session.verdicts(), &anew);
    }
    Ok(())
}

/// The example of a budget that is prepared from lines, and the published one that is not.
fn sample(name: &str) -> Budget {
    let path = std::path::Path::new("assets/samples").join(name);
    crate::file::load(&path, &Formats::embedded()).unwrap().budget
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(12) })]

    #[test]
    fn an_empty_budget_follows(deeds in proptest::collection::vec(deed(), 1..25)) {
        follows(blank(&default_format()), &deeds)?;
    }

    #[test]
    fn a_submitted_budget_follows(deeds in proptest::collection::vec(deed(), 1..25)) {
        follows(coherent(), &deeds)?;
    }

    #[test]
    fn a_published_budget_follows(deeds in proptest::collection::vec(deed(), 1..10)) {
        follows(sample("焦作市委办公室-2023.ron"), &deeds)?;
    }

    #[test]
    fn a_prepared_budget_follows(deeds in proptest::collection::vec(deed(), 1..12)) {
        follows(sample("示例区档案局-2023（示例）.ron"), &deeds)?;
    }
}
