//! How long balanced rounding takes, and how well it ends, for budgets of many lines:
//! `cargo bench --no-default-features --bench rounding`. Measures and prints, judges nothing.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use std::collections::BTreeMap;
use std::time::Instant;

use yusuan::calc::{Book, Figures};
use yusuan::model::{Budget, Coverage, Row, Table, Value};
use yusuan::money::Decimal;
use yusuan::rounding::{Balanced, Precision};
use yusuan::schema::default_format;

const KINDS: [(&str, &str, &str); 8] = [
    ("人员类", "30101", "50101"),
    ("人员类", "30102", "50101"),
    ("人员类", "30302", "50905"),
    ("公用经费", "30201", "50201"),
    ("公用经费", "30211", "50201"),
    ("公用经费", "30217", "50206"),
    ("其他运转类", "30213", "50209"),
    ("特定目标类", "31003", "50306"),
];
const FUNCTIONS: [&str; 6] = ["2012601", "2012604", "2012699", "2080505", "2101101", "2210201"];
const SOURCES: [(&str, &str); 3] = [
    ("本年一般公共预算", "一般公共预算（财政拨款）"),
    ("本年政府性基金", "政府性基金"),
    ("单位资金", "事业收入"),
];

fn row(key: String, kind: &str, texts: &[(&str, &str)], fen: i64) -> Row {
    let mut row = Row { key: key.into(), kind: kind.into(), ..Row::default() };
    row.cells = texts.iter().map(|(column, text)| ((*column).into(), Value::from(*text))).collect();
    row.cells.insert("金额".into(), Value::Amount(Decimal::new(fen, 6)));
    row
}

/// A budget of so many lines in units of two hundred lines each, with income to match.
fn budget(lines: usize) -> Budget {
    let format = default_format();
    let mut budget = Budget { format: format.id.clone(), year: format.year, ..Budget::default() };
    for schema in format.tables.iter().filter(|table| format.derives(&table.key)) {
        let mut table = Table::default();
        table.coverage = Coverage::Derived;
        budget.tables.insert(schema.key.clone(), table);
    }
    let (mut spending, mut income) = (Table::default(), Table::default());
    let mut sums: BTreeMap<(usize, usize, usize), i64> = BTreeMap::new();
    let mut random = 88_172_645_463_325_252_u64;
    for number in 0..lines {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        let pick = |bits: u32, of: usize| (random >> bits) as usize % of;
        let (unit, kind, function) = (number / 200, pick(3, KINDS.len()), pick(11, FUNCTIONS.len()));
        let source = [0, 0, 0, 0, 0, 1, 2][pick(19, 7)];
        let fen = 1 + (random >> 24) as i64 % [50_000, 5_000_000, 500_000_000][pick(5, 3)];
        let (class, department, government) = KINDS[kind];
        let item = format!("项目{}", number % 90);
        let texts = [
            ("单位代码", format!("{}", 101_001 + unit)),
            ("单位", format!("单位{unit}")),
            ("支出类型", class.to_owned()),
            ("项目名称", item),
            ("功能科目", FUNCTIONS[function].to_owned()),
            ("部门经济科目", department.to_owned()),
            ("政府经济科目", government.to_owned()),
            ("资金来源", SOURCES[source].0.to_owned()),
        ];
        let texts: Vec<(&str, &str)> = texts.iter().map(|(column, text)| (*column, text.as_str())).collect();
        spending.push(row(format!("明细{number}"), "明细", &texts, fen));
        *sums.entry((unit, function, source)).or_default() += fen;
    }
    for ((unit, function, source), fen) in sums {
        let (code, name) = (format!("{}", 101_001 + unit), format!("单位{unit}"));
        let texts = [
            ("单位代码", code.as_str()),
            ("单位", name.as_str()),
            ("功能科目", FUNCTIONS[function]),
            ("收入来源", SOURCES[source].1),
        ];
        income.push(row(format!("收入{unit}·{function}·{source}"), "收入", &texts, fen));
    }
    budget.tables.insert("预算明细".into(), spending);
    budget.tables.insert("收入明细".into(), income);
    for schema in &format.tables {
        if let Some(table) = budget.tables.get_mut(&schema.key) {
            schema.complete(table);
        }
    }
    budget
}

fn main() {
    let format = default_format();
    for lines in [300, 3_000, 30_000] {
        let budget = budget(lines);
        let start = Instant::now();
        let figures = Figures::compute(&budget, &format);
        println!("{lines} lines: all tables once {:.1?}", start.elapsed());
        let book = Book { format: &format, budget: &budget, figures: &figures };
        for precision in [Precision::WAN_YUAN, Precision::WHOLE_WAN_YUAN] {
            let start = Instant::now();
            let balanced = Balanced::compute(&book, precision);
            let took = start.elapsed();
            let beyond = balanced.adjusted().iter().filter(|adjusted| adjusted.is_beyond()).count();
            println!(
                "  {}: {took:.1?}, {} cells adjusted, {beyond} of them by more than one digit, {} equalities not kept",
                precision.label(),
                balanced.adjusted().len(),
                balanced.kept_apart().len()
            );
        }
    }
}
