//! Balanced rounding of whole budgets: the prepared sample, and sets of lines at random.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::{Balanced, Precision};
use crate::calc::{Book, Figures, lines_of};
use crate::model::{Budget, CellAddress, Coverage, Row, RowKey, RowView, Table, TableKey, Value};
use crate::money::Decimal;
use crate::rules::{Outcome, RuleSet};
use crate::schema::{Formats, Role, default_format};

const ROUNDED: [Precision; 3] = [Precision::WAN_YUAN, Precision::WHOLE_WAN_YUAN, Precision::WHOLE_YUAN];

/// A line of spending: unit, kind of spending with its codes, function, source, amount in 分.
#[derive(Clone, Copy, Debug)]
struct Line(usize, usize, usize, usize, i64);

const KINDS: [(&str, &str, &str, &str); 6] = [
    ("人员类", "30101", "50101", "基本工资"),
    ("人员类", "30302", "50905", "退休费"),
    ("公用经费", "30201", "50201", "办公费"),
    ("公用经费", "30217", "50206", "公务接待费"),
    ("其他运转类", "30213", "50209", "维修"),
    ("特定目标类", "31003", "50306", "数字化"),
];
const FUNCTIONS: [&str; 4] = ["2012601", "2012699", "2080505", "2210201"];
const SOURCES: [(&str, &str); 3] = [
    ("本年一般公共预算", "一般公共预算（财政拨款）"),
    ("本年政府性基金", "政府性基金"),
    ("单位资金", "事业收入"),
];

/// A budget prepared from lines, with income to match.
fn prepared(lines: &[Line]) -> Budget {
    let format = default_format();
    let mut budget = Budget { format: format.id.clone(), year: format.year, ..Budget::default() };
    for schema in format.tables.iter().filter(|table| format.derives(&table.key)) {
        let mut table = Table::default();
        table.coverage = Coverage::Derived;
        budget.tables.insert(schema.key.clone(), table);
    }
    let row = |key: String, kind: &str, texts: &[(&str, &str)], fen: i64| {
        let mut row = Row { key: RowKey::from(key), kind: kind.into(), ..Row::default() };
        row.cells = texts.iter().map(|(column, text)| ((*column).into(), Value::from(*text))).collect();
        row.cells.insert("金额".into(), Value::Amount(Decimal::new(fen, 6)));
        row
    };
    let mut spending = Table::default();
    let mut income: BTreeMap<(usize, usize, usize), i64> = BTreeMap::new();
    for (at, Line(unit, kind, function, source, fen)) in lines.iter().enumerate() {
        let (class, department, government, item) = KINDS[*kind];
        let (code, name, item) = (format!("90100{unit}"), format!("单位{unit}"), format!("{item}{}", at % 7));
        let texts = [
            ("单位代码", code.as_str()),
            ("单位", &name),
            ("支出类型", class),
            ("项目名称", &item),
            ("功能科目", FUNCTIONS[*function]),
            ("部门经济科目", department),
            ("政府经济科目", government),
            ("资金来源", SOURCES[*source].0),
        ];
        spending.push(row(format!("明细{at}"), "明细", &texts, *fen));
        *income.entry((*unit, *function, *source)).or_default() += fen;
    }
    let mut receipts = Table::default();
    for ((unit, function, source), fen) in income {
        let (code, name) = (format!("90100{unit}"), format!("单位{unit}"));
        let texts = [
            ("单位代码", code.as_str()),
            ("单位", &name),
            ("功能科目", FUNCTIONS[function]),
            ("收入来源", SOURCES[source].1),
        ];
        receipts.push(row(format!("收入{unit}{function}{source}"), "收入", &texts, fen));
    }
    budget.tables.insert("预算明细".into(), spending);
    budget.tables.insert("收入明细".into(), receipts);
    for schema in &format.tables {
        if let Some(table) = budget.tables.get_mut(&schema.key) {
            schema.complete(table);
        }
    }
    budget
}

fn sample() -> Budget {
    let text = include_str!("../../assets/samples/示例区档案局-2023（示例）.ron");
    crate::file::from_text(text, &Formats::embedded()).unwrap().budget
}

/// The sample with amounts to the 分, as a real one has them: its own are to the hundredth of a 万元. Income
/// takes up what each unit's spending became.
fn sample_to_the_fen() -> Budget {
    let mut budget = sample();
    let mut drift: BTreeMap<(String, String, bool), Decimal> = BTreeMap::new();
    let amount = "金额".into();
    let place = |row: RowView<'_>, own_money: bool| {
        (row.text(&"单位".into()).to_owned(), row.text(&"功能科目".into()).to_owned(), own_money)
    };
    let spending = budget.tables.get_mut(&TableKey::from("预算明细")).unwrap();
    let mut at = 0i64;
    spending.change_each(|row| {
        if row.kind.as_str() != "明细" {
            return;
        }
        at += 1;
        let change = Decimal::new(at * 7919 % 10_000 - 4_217, 6);
        let before = row.cells.get(&amount).unwrap().amount().unwrap();
        let own_money = row.text(&"资金来源".into()) == "单位资金";
        *drift.entry(place(row.view(), own_money)).or_default() += change;
        row.cells.insert(amount.clone(), Value::Amount(before + change));
    });
    let income = budget.tables.get_mut(&TableKey::from("收入明细")).unwrap();
    income.change_each(|row| {
        if row.kind.as_str() != "收入" {
            return;
        }
        let own_money = row.text(&"收入来源".into()) == "事业收入";
        let change = drift.remove(&place(row.view(), own_money)).unwrap_or_default();
        let before = row.cells.get(&amount).unwrap().amount().unwrap();
        row.cells.insert(amount.clone(), Value::Amount(before + change));
    });
    assert!(drift.is_empty(), "{drift:?}");
    budget
}

/// Everything that balanced rounding promises of any budget.
fn hold_it_to_its_word(budget: &Budget, precision: Precision) -> Balanced {
    let format = default_format();
    let figures = Figures::compute(budget, &format);
    let exact = Book { format: &format, budget, figures: &figures };
    let balanced = Balanced::compute(&exact, precision);
    let printed = balanced.book(&format);
    let digit = precision.digit(format.unit);
    let mut recount = 0;
    for sheet in exact.sheets() {
        let is_line = format.has_lines(&sheet.schema.key);
        for cell in sheet.rows().flat_map(|row| row.cells()) {
            let address = cell.address();
            let other = printed.cell(&address).unwrap();
            if cell.column.kind != crate::schema::ColumnKind::Amount {
                assert_eq!(cell.text(), other.text(), "{address}");
                continue;
            }
            let (value, shown) = (cell.number().unwrap_or_default(), other.number().unwrap_or_default());
            assert!((shown / digit).normalize().scale() == 0, "{address}: {shown} is in whole digits");
            if is_line && cell.role == Role::Input {
                assert!((shown - value).abs() < digit, "{address}: {value} became {shown}");
            }
            if other.role.is_computed() {
                let parts: Decimal = other.addends().iter().filter_map(|part| part.number()).sum();
                assert_eq!(shown, parts, "{address} is the sum of its printed parts");
            }
            if shown != precision.round(value, format.unit) {
                recount += 1;
                let noted = balanced.adjustment(&address).unwrap_or_else(|| panic!("{address} is listed"));
                assert_eq!((noted.exact, noted.printed), (value, shown));
            }
        }
    }
    assert_eq!(balanced.adjusted().len(), recount);
    for lines in ["预算明细", "收入明细"] {
        let total: CellAddress = format!("{lines}!合计!金额").parse().unwrap();
        assert_eq!(balanced.adjustment(&total), None, "{total} is its ordinary rounding");
    }
    // What rules find in order stays so. The text was written of other figures.
    let rules = RuleSet::of(&format);
    let (before, after) = (rules.run(&exact), rules.run(&printed));
    // A standard times heads reckons the exact amount, and lines are not published.
    let of_printed = |id: &str| !id.starts_with("说明") && id != "预算明细-算法";
    for ended in before.rules.iter().filter(|ended| of_printed(&ended.rule.id)) {
        if ended.outcome == Outcome::Passed {
            assert_ne!(after.outcome(&ended.rule.id), Some(Outcome::Violated), "{}", ended.rule.id);
        }
    }
    assert_eq!(balanced.kept_apart(), []);
    balanced
}

#[test]
fn figures_that_are_printed_in_full_are_left_alone() {
    let budget = sample();
    let balanced = hold_it_to_its_word(&budget, Precision::WAN_YUAN);
    assert_eq!(balanced.adjusted(), []);
    let format = default_format();
    let figures = Figures::compute(&budget, &format);
    assert_eq!(balanced.figures, figures);
}

#[test]
fn the_sample_foots_in_every_precision() {
    for budget in [sample(), sample_to_the_fen()] {
        for precision in ROUNDED {
            let balanced = hold_it_to_its_word(&budget, precision);
            let beyond = balanced.adjusted().iter().filter(|adjusted| adjusted.is_beyond()).count();
            assert_eq!(beyond, 0, "{:#?}", balanced.adjusted());
            let again = hold_it_to_its_word(&budget, precision);
            assert_eq!(balanced.adjusted(), again.adjusted(), "the same again");
        }
    }
}

#[test]
fn the_lines_that_a_cell_is_made_of_are_its_parts() {
    let budget = sample_to_the_fen();
    let format = default_format();
    let figures = Figures::compute(&budget, &format);
    let book = Book { format: &format, budget: &budget, figures: &figures };
    let parts = super::Parts::of(&book);
    let mut compared = 0;
    for sheet in book.sheets().filter(|sheet| sheet.is_derived || sheet.is_filled) {
        for cell in sheet.rows().flat_map(|row| row.cells()).filter(|cell| cell.role == Role::SumOfLines) {
            if !cell.column.kind.is_number() {
                continue;
            }
            let mut lines = lines_of(&book, &cell.address());
            let members = parts.cells.get(&cell.address()).cloned().unwrap_or_default();
            let mut found: Vec<CellAddress> =
                members.iter().map(|(part, _)| parts.parts[*part as usize].address.clone()).collect();
            lines.sort();
            found.sort();
            assert_eq!(lines, found, "{}", cell.address());
            compared += usize::from(!lines.is_empty());
        }
    }
    assert!(compared > 200, "{compared}");
}

fn a_line() -> impl Strategy<Value = Line> {
    let amount = prop_oneof![1i64..100_000, 1i64..500_000_000, Just(50_000_000), Just(-1_234_567)];
    (0..3usize, 0..KINDS.len(), 0..FUNCTIONS.len(), 0..SOURCES.len(), amount)
        .prop_map(|(unit, kind, function, source, fen)| Line(unit, kind, function, source, fen))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(16) })]

    #[test]
    fn any_lines_foot_in_every_table(
        lines in proptest::collection::vec(a_line(), 1..120),
        precision in prop::sample::select(ROUNDED.to_vec()),
    ) {
        let balanced = hold_it_to_its_word(&prepared(&lines), precision);
        let beyond = balanced.adjusted().iter().filter(|adjusted| adjusted.is_beyond()).count();
        prop_assert_eq!(beyond, 0, "{} lines, {} adjusted", lines.len(), balanced.adjusted().len());
    }
}
