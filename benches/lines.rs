//! What it takes to prepare a budget from lines: all tables from scratch, all rules, one edit with tables
//! and rules, writing and opening the file, memory; for 1,000, 30,000 and (as argument) more lines:
//! `cargo bench --no-default-features --bench lines [-- 1000000]`. Beside it the RON parser alone and a
//! plain scan of the same bytes. Measures and prints, judges nothing.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use std::path::Path;
use std::time::{Duration, Instant};

use yusuan::calc::Figures;
use yusuan::file::{self, Extras};
use yusuan::model::{Budget, CellAddress, Row, SubmittedTable, Value};
use yusuan::money::Decimal;
use yusuan::schema::{Formats, default_format};
use yusuan::session::Session;

const SAMPLE: &str = "assets/samples/示例区档案局-2023（示例）.ron";
const LINES: &str = "预算明细";

fn took<T>(name: &str, times: usize, mut run: impl FnMut() -> T) -> Duration {
    let mut took: Vec<Duration> = (0..times)
        .map(|_| {
            let start = Instant::now();
            std::hint::black_box(run());
            start.elapsed()
        })
        .collect();
    took.sort();
    println!("  {name:<44} {:>10.1?}", took[times / 2]);
    took[times / 2]
}

/// The sample's lines again and again, for one unit after another.
fn budget(sample: &Budget, lines: usize) -> Budget {
    let table = sample.table(&LINES.into()).unwrap();
    let of_sample: Vec<&Row> = table.rows.iter().filter(|row| row.kind.as_str() == "明细").collect();
    let mut made = SubmittedTable { rows: Vec::with_capacity(lines + 1), ..SubmittedTable::default() };
    made.rows.extend(table.rows.iter().filter(|row| row.kind.as_str() != "明细").cloned());
    for at in 0..lines {
        let mut row = of_sample[at % of_sample.len()].clone();
        let unit = at / of_sample.len();
        let (code, name) = (format!("9{unit:05}"), format!("第{unit}单位"));
        row.key = format!("{name}·{at}").into();
        row.cells.insert("单位代码".into(), Value::Text(code));
        row.cells.insert("单位".into(), Value::Text(name));
        made.rows.push(row);
    }
    let mut budget = sample.clone();
    budget.narrative.clear();
    budget.tables.insert(LINES.into(), made);
    budget
}

/// Resident memory in bytes, where the system says.
fn memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmRSS")).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|kb| kb.parse::<u64>().ok()).unwrap_or_default() * 1024
}

fn measure(sample: &Budget, lines: usize) {
    let format = default_format();
    println!("{lines} lines");
    let times = if lines > 100_000 { 1 } else { 5 };
    let before = memory();
    let prepared = budget(sample, lines);
    println!("  {:<44} {:>10}", "bytes of memory a line, inputs", (memory() - before) / lines as u64);
    took("all tables from scratch", times, || Figures::compute(&prepared, &format));
    let copy = prepared.clone();
    let before = memory();
    let start = Instant::now();
    let mut session = Session::new(copy, format.clone());
    println!("  {:<44} {:>10.1?}", "all tables and all rules", start.elapsed());
    let held = memory().saturating_sub(before) / lines as u64;
    println!("  {:<44} {held:>10}", "bytes of memory a line, tables and verdicts");
    let rows = &session.budget().table(&LINES.into()).unwrap().rows;
    let keys: Vec<_> = rows.iter().rev().step_by(lines / 20).map(|row| row.key.clone()).collect();
    let mut at = 0;
    let mut edit = |session: &mut Session, column: &str, text: &str| {
        at += 1;
        session.enter(&CellAddress::new(LINES, &keys[at % keys.len()], column), text).unwrap();
    };
    let mut amount = Decimal::ONE;
    took("one amount, with tables and rules", 9, || {
        amount += Decimal::ONE;
        edit(&mut session, "金额", &amount.to_string());
    });
    took("one name, with tables and rules", 3, || {
        amount += Decimal::ONE;
        edit(&mut session, "项目名称", &format!("改名{amount}"));
    });
    drop(session);
    let mut text = String::new();
    took("write the file's text", times, || text = file::to_text(&prepared, &Extras::default()));
    println!("  {:<44} {:>9.1}M", "its bytes", text.len() as f64 / 1e6);
    took("open it", times, || file::from_text(&text, &Formats::embedded()).unwrap());
    took("the RON parser alone", times, || ron::from_str::<ron::Value>(&text).map(drop));
    took("a scan of the same bytes", times, || text.bytes().fold(0_u64, |sum, byte| sum + u64::from(byte)));
}

fn main() {
    let sample = file::load(Path::new(SAMPLE), &Formats::embedded()).unwrap().budget;
    let more = std::env::args().filter_map(|argument| argument.parse().ok());
    for lines in [1_000, 30_000].into_iter().chain(more) {
        measure(&sample, lines);
    }
}
