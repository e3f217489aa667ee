//! What is brought up to date after an edit is what would be derived and judged anew, over random edits
//! of submitted tables and of budget lines, with undo and redo.

use std::collections::BTreeMap;
use std::sync::Arc;

use proptest::prelude::*;
use proptest::sample::Index;

use super::Session;
use crate::calc::{Book, Cell, Figures, NowhereLines, UnitPart, lines_of};
use crate::edit::tests::{Act, act, blank, step};
use crate::edit::{Batch, Edit};
use crate::model::{Budget, CellAddress, Coverage, Layer, Row, Value, ValueView};
use crate::rules::fixtures::coherent;
use crate::schema::{Format, Formats, Role, default_format};

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
        let rows = &budget.table(&schema.key)?.rows();
        let to = rows.get(to.index(rows.len().max(1)))?;
        let from = rows.get(from.index(rows.len().max(1)))?;
        let of = &schema.sections.get(schema.shape(to)?.0)?.columns;
        let edits = columns.iter().filter_map(|column| {
            let key = &of.get(column.index(of.len()))?.key;
            Some(set(
                CellAddress::new(&schema.key, to.key(), key),
                from.cells().get(key).map(ValueView::to_value),
            ))
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
            let rows = &budget.table(&schema.key)?.rows();
            let row = rows.get(row.index(rows.len().max(1)))?;
            let columns = &schema.sections.get(schema.shape(row)?.0)?.columns;
            let column = &columns.get(column.index(columns.len()))?.key;
            let value =
                if *large { Value::Amount(rust_decimal::Decimal::MAX) } else { Value::from("约三万") };
            Some(Batch::one("误", set(CellAddress::new(&schema.key, row.key(), column), Some(value))))
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
    let (code, name) = UNITS[0];
    let mut part = (UnitPart::of(session.budget(), &format, code, name), session.revision());
    let nowhere_anew = |session: &Session| -> Vec<NowhereLines> {
        format.tables.iter().map(|table| NowhereLines::of(&session.book(), &table.key)).collect()
    };
    let mut nowhere = (nowhere_anew(&session), session.revision());
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
        lines_are_known(&session, &figures)?;
        if session.revision() != nowhere.1 {
            prop_assert_eq!(session.revision(), nowhere.1 + 1);
            nowhere.0.iter_mut().for_each(|lines| lines.follow(&session.book(), session.last_changes()));
            nowhere.1 = session.revision();
        }
        prop_assert_eq!(&nowhere.0, &nowhere_anew(&session));
        let followed = session.touched_since(part.1).and_then(|touched| {
            touched
                .map(|touched| part.0.follow(session.budget(), &format, touched))
                .collect::<Option<Vec<()>>>()
        });
        let of_unit = UnitPart::of(session.budget(), &format, code, name);
        if followed.is_some() {
            prop_assert_eq!(&part.0, &of_unit);
        }
        part = (of_unit, session.revision());
        let anew = session.rules.run(&session.book());
        let kept = session.verdicts().told();
        prop_assert_eq!(&kept.findings, &anew.findings);
        for (kept, anew) in kept.rules.iter().zip(&anew.rules) {
            prop_assert_eq!(kept, anew);
        }
        prop_assert_eq!(kept, anew);
        let anew = session.rules.check(&session.book());
        prop_assert!(session.checked == anew, "what is kept of how rules ended is different");
    }
    Ok(())
}

/// That the lines of cells are known from when tables were made as they are where each is placed anew.
fn lines_are_known(session: &Session, anew: &Figures) -> Result<(), TestCaseError> {
    let book = session.book();
    for sheet in book.sheets().filter(|sheet| sheet.is_derived || sheet.is_filled) {
        let all = |figures: &Figures| {
            let mut found = Vec::new();
            figures.lines_in(book.budget, book.format, &sheet.schema.key, |fallen| {
                let columns: Vec<_> = fallen.columns().cloned().collect();
                found.push((fallen.number, fallen.line_at, fallen.row, columns));
            });
            found.sort();
            found
        };
        prop_assert_eq!(all(book.figures), all(anew), "{}", sheet.schema.key);
        let none = Figures::default();
        let placed = Book { figures: &none, ..book };
        let of_lines = |cell: &Cell<'_>| cell.role == Role::SumOfLines && !cell.is_blank();
        let some = sheet.rows().step_by(11).filter_map(|row| row.cells().find(of_lines));
        for cell in some {
            let has_amount = |line: &CellAddress| {
                book.budget.value(Layer::Input, line).is_some_and(|value| value.text() != Some(""))
            };
            let mut by_placing = lines_of(&placed, &cell.address());
            by_placing.retain(has_amount);
            prop_assert_eq!(lines_of(&book, &cell.address()), by_placing);
        }
    }
    Ok(())
}

/// The example of a budget that is prepared from lines, and the published one that is not.
fn sample(name: &str) -> Budget {
    let path = std::path::Path::new("assets/samples").join(name);
    crate::file::load(&path, &Formats::embedded()).unwrap().budget
}

/// The units of the prepared sample.
const UNITS: [(&str, &str); 3] =
    [("901001", "示例区档案局"), ("901002", "示例区档案馆"), ("901003", "示例区档案服务中心")];

/// The prepared sample with transfers: from unit to unit, through income or spending, so many 分.
fn with_transfers(transfers: &[(usize, usize, bool, i64)]) -> Budget {
    let mut budget = sample("示例区档案局-2023（示例）.ron");
    for (at, (from, to, is_income, fen)) in transfers.iter().enumerate() {
        let ((code, own), (_, other)) = (UNITS[*from], UNITS[*to]);
        let (table, kind) = if *is_income { ("收入明细", "收入") } else { ("预算明细", "明细") };
        let texts: &[(&str, &str)] = if *is_income {
            &[("收入来源", "附属单位上缴"), ("功能科目", "2012604")]
        } else {
            &[
                ("支出类型", "公用经费"),
                ("项目名称", "上缴上级支出"),
                ("资金来源", "单位资金"),
                ("功能科目", "2012604"),
                ("部门经济科目", "30299"),
                ("政府经济科目", "50299"),
            ]
        };
        let mut row = Row { key: format!("往来{at}").into(), kind: kind.into(), ..Row::default() };
        let units = [("单位代码", code), ("单位", own), ("内部往来单位", other)];
        let texts = texts.iter().copied().chain(units);
        row.cells = texts.map(|(column, text)| (column.into(), Value::from(text))).collect();
        row.cells.insert("金额".into(), Value::Amount(rust_decimal::Decimal::new(*fen, 2)));
        budget.tables.get_mut(&table.into()).unwrap().push(row);
    }
    budget
}

/// All numbers of derived tables that are not zero. The list of units decides what is left out.
fn derived_numbers(budget: &Budget) -> BTreeMap<CellAddress, rust_decimal::Decimal> {
    let format = default_format();
    let figures = Figures::compute(budget, &format);
    let book = Book { format: &format, budget, figures: &figures };
    let sheets = book.sheets().filter(|sheet| sheet.is_derived || sheet.is_filled);
    let cells = sheets.flat_map(|sheet| sheet.rows().flat_map(|row| row.cells()).collect::<Vec<_>>());
    let numbers = cells.filter_map(|cell| Some((cell.address(), cell.number()?)));
    numbers.filter(|(_, number)| !number.is_zero()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(12) })]

    /// In every cell of every table the department is the sum of its units less what is between them.
    #[test]
    fn the_department_is_its_units_less_their_transfers(
        transfers in proptest::collection::vec((0..3usize, 0..3usize, any::<bool>(), 1..100_000i64), 0..8),
    ) {
        let format = default_format();
        let budget = with_transfers(&transfers);
        let mut expected: BTreeMap<CellAddress, rust_decimal::Decimal> = BTreeMap::new();
        let mut add = |numbers: BTreeMap<CellAddress, rust_decimal::Decimal>, sign: i64| {
            for (cell, number) in numbers {
                *expected.entry(cell).or_default() += number * rust_decimal::Decimal::from(sign);
            }
        };
        for (code, name) in UNITS {
            add(derived_numbers(UnitPart::of(&budget, &format, code, name).budget()), 1);
        }
        // What is between units, as if it were all that there is and went out of the department.
        let mut between = budget.clone();
        for lines in ["收入明细", "预算明细"] {
            let table = between.tables.get_mut(&lines.into()).unwrap();
            table.retain(|row| {
                let other = row.text(&"内部往来单位".into());
                !other.is_empty() && other != row.text(&"单位".into())
            });
        }
        let units = between.tables.get_mut(&"单位".into()).unwrap();
        units.retain(|_| false);
        add(derived_numbers(&between), -1);
        expected.retain(|_, number| !number.is_zero());
        let mut whole = derived_numbers(&budget);
        let shown: Vec<CellAddress> =
            whole.keys().filter(|cell| cell.table.as_str() == "内部往来").cloned().collect();
        for cell in shown {
            whole.remove(&cell);
        }
        prop_assert_eq!(whole, expected);
    }

    #[test]
    fn a_budget_with_transfers_follows(
        transfers in proptest::collection::vec((0..3usize, 0..3usize, any::<bool>(), 1..100_000i64), 1..5),
        deeds in proptest::collection::vec(deed(), 1..12),
    ) {
        follows(with_transfers(&transfers), &deeds)?;
    }
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

/// A number anywhere in a row says that the row is not lost: its blank cells are known then.
#[test]
fn a_row_of_an_incomplete_table_is_judged_as_a_whole() {
    let format: Arc<Format> = default_format();
    let schema = format.table(&"T1".into()).unwrap();
    let mut session = Session::new(sample("示例区档案局-2023（示例）.ron"), format.clone());
    let coverage = Coverage::Partial;
    let incomplete = Edit::SetCoverage { table: "T1".into(), coverage, remark: String::new() };
    session.apply(Batch::one("缺页", incomplete)).unwrap();
    for row in session.budget().table(&"T1".into()).unwrap().rows().to_vec().iter().step_by(9) {
        for column in &schema.sections[schema.shape(row).unwrap().0].columns {
            let cell = CellAddress::new("T1", &row.key, &column.key);
            let number = Some(Value::Amount(rust_decimal::Decimal::TEN));
            session.apply(Batch::one("填", set(cell.clone(), number))).unwrap();
            let anew = session.rules.run(&session.book());
            assert!(session.verdicts().told() == anew, "{cell}");
            session.undo().unwrap();
        }
    }
}

/// So does what is stated beside a total that nobody can sum.
#[test]
fn a_total_of_an_incomplete_table_is_judged_as_a_whole() {
    for coverage in [Coverage::Partial, Coverage::Derived] {
        let mut session = Session::new(coherent(), default_format());
        let incomplete = Edit::SetCoverage { table: "收入明细".into(), coverage, remark: String::new() };
        session.apply(Batch::one("缺页", incomplete)).unwrap();
        let address = "收入明细!合计!申报数".parse().unwrap();
        let value = Some(Value::Amount(rust_decimal::Decimal::TEN));
        session.apply(Batch::one("填", Edit::SetCell { layer: Layer::Stated, address, value })).unwrap();
        let anew = session.rules.run(&session.book());
        assert!(session.verdicts().told() == anew, "{coverage:?}");
    }
}

/// A place of a row may go, so that the finding behind it stands elsewhere in the row: it is told all the same.
#[test]
fn a_finding_is_told_though_a_place_before_it_went() {
    let format: Arc<Format> = default_format();
    let schema = format.table(&"T15".into()).unwrap();
    for column in &schema.sections[0].columns {
        let mut session = Session::new(sample("焦作市委办公室-2023.ron"), format.clone());
        let address = CellAddress::new("T15", "指标~26", column.key.clone());
        session.apply(Batch::one("空", set(address.clone(), None))).unwrap();
        let anew = session.rules.run(&session.book());
        assert_eq!(session.verdicts().told().findings, anew.findings, "{address}");
    }
}
