//! What it takes to prepare a budget from lines: all tables from scratch, all rules, one edit with tables
//! and rules, writing and opening the file, memory; for 1,000 and 30,000 lines, or as many as asked:
//! `cargo bench --no-default-features --bench lines [-- 1000000]`. Beside it the RON parser alone and a
//! plain scan of the same bytes. `lines=FILE income=FILE` writes the lines as CSV, for `benches/peers`. Measures and
//! prints, judges nothing.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::time::{Duration, Instant};

use yusuan::calc::{Book, Figures, UnitPart};
use yusuan::codes::{Classification, Code, Scheme};
use yusuan::file::{self, Extras};
use yusuan::model::{Budget, CellAddress, Row, Table, Value, ValueView};
use yusuan::money::Decimal;
use yusuan::schema::{Formats, default_format};
use yusuan::session::Session;

const SAMPLE: &str = "assets/samples/示例区档案局-2023（示例）.ron";
const LINES: &str = "预算明细";
/// A department has no more than this many times the sample's units, however many lines.
const MOST_GROUPS: usize = 300;

fn took<T>(name: &str, times: usize, mut run: impl FnMut() -> T) -> Duration {
    let mut took: Vec<Duration> = (0..times)
        .map(|_| {
            let start = Instant::now();
            let made = std::hint::black_box(run());
            let took = start.elapsed();
            drop(made);
            took
        })
        .collect();
    took.sort();
    println!("  {name:<44} {:>10.1?}", took[times / 2]);
    took[times / 2]
}

/// The sample's lines again and again, for other units, and where there are more lines than those have split over
/// further function codes, or where a code is tied to what is paid as further batches of the same; with the income that pays for them and the performance targets of the projects,
/// so that the rules find no more than in a real budget.
fn budget(sample: &Budget, lines: usize) -> Budget {
    let table = sample.table(&LINES.into()).unwrap();
    let of_sample = table.rows().iter().filter(|row| row.kind().as_str() == "明细");
    let of_sample: Vec<Row> = of_sample.map(|row| row.to_row()).collect();
    let mut made = Table::from(Vec::with_capacity(lines + 1));
    made.extend(table.rows().iter().filter(|row| row.kind().as_str() != "明细").map(|row| row.to_row()));
    let list = Classification::shipped(sample.year);
    let all = list.codes(Scheme::Function);
    let codes: Vec<&str> = all
        .filter(|code| is_used(list, code, sample.year))
        .map(|code| code.code.as_str())
        .filter(|code| code.len() == 7 && code.starts_with("201"))
        .collect();
    let (mut income, mut projects, mut units) = (BTreeMap::new(), Projects::new(), BTreeSet::new());
    for at in 0..lines {
        let mut row = of_sample[at % of_sample.len()].clone();
        let (group, batch) = (at / of_sample.len() % MOST_GROUPS, at / of_sample.len() / MOST_GROUPS);
        let unit = (group, text(&row, "单位代码"), text(&row, "单位"));
        units.insert(unit.clone());
        let own_code = text(&row, "功能科目");
        let may_split = codes.iter().position(|code| *code == own_code);
        if let Some(first) = may_split {
            put(&mut row, "功能科目", codes[(first + batch) % codes.len()].to_owned());
        }
        let batch = if may_split.is_some() { batch / codes.len() } else { batch };
        let project = (text(&row, "项目名称"), batch);
        row.key = format!("第{at}条").into();
        put(&mut row, "单位代码", unit_code(&unit));
        put(&mut row, "单位", unit_name(&unit));
        put(&mut row, "项目名称", project_name(&project));
        let amount = row.cells.get(&"金额".into()).unwrap().amount().unwrap();
        let of_unit = text(&row, "资金来源") == "单位资金";
        let source = if of_unit { "事业收入" } else { "一般公共预算（财政拨款）" };
        *income.entry((unit.clone(), text(&row, "功能科目"), source)).or_insert(Decimal::ZERO) += amount;
        let kind = text(&row, "支出类型");
        if ["其他运转类", "特定目标类"].contains(&kind.as_str()) {
            let column = if of_unit { "单位资金" } else { "政府预算资金" };
            let amounts = projects.entry((kind, unit, project)).or_default();
            *amounts.entry(column).or_insert(Decimal::ZERO) += amount;
        }
        made.push(row);
    }
    let mut budget = sample.clone();
    budget.narrative.clear();
    budget.tables.insert(LINES.into(), made);
    let of_income = budget.tables.get_mut(&"收入明细".into()).unwrap();
    let at = of_income.rows().iter().position(|row| row.kind().as_str() == "收入").unwrap();
    let pattern = of_income.at(at).unwrap().to_row();
    of_income.retain(|row| row.kind().as_str() != "收入");
    for (number, ((unit, code, source), amount)) in income.into_iter().enumerate() {
        let mut row = pattern.clone();
        row.key = format!("第{number}笔").into();
        put(&mut row, "单位", unit_name(&unit));
        put(&mut row, "单位代码", unit_code(&unit));
        put(&mut row, "功能科目", code);
        put(&mut row, "收入来源", source.to_owned());
        row.cells.insert("金额".into(), Value::Amount(amount));
        of_income.insert(at + number, [row]);
    }
    let list = budget.tables.get_mut(&"单位".into()).unwrap();
    let of_sample = list.remove(0..list.len());
    for unit in units {
        let mut row = of_sample.iter().find(|row| text(row, "单位代码") == unit.1).unwrap().clone();
        row.key = unit_code(&unit).as_str().into();
        put(&mut row, "单位代码", unit_code(&unit));
        put(&mut row, "单位名称", unit_name(&unit));
        list.push(row);
    }
    targets(budget.tables.get_mut(&"T15".into()).unwrap(), projects);
    budget
}

fn is_used(list: &Classification, code: &Code, year: i32) -> bool {
    let above = code.parent.as_ref().and_then(|parent| list.lookup(Scheme::Function, parent));
    code.since.is_none_or(|since| since <= year)
        && code.until.is_none_or(|until| until >= year)
        && above.is_none_or(|above| is_used(list, above, year))
}

/// A unit: which group of units, and the sample's code and name.
type Unit = (usize, String, String);

/// What is spent on projects, by type, unit and name with batch, and out of which column.
type Projects = BTreeMap<(String, Unit, (String, usize)), BTreeMap<&'static str, Decimal>>;

/// The table of performance targets, with the sample's targets for the sample's projects.
fn targets(table: &mut Table, projects: Projects) {
    let of_sample = table.remove(0..table.len());
    let like = |kind: &str, name: &str| {
        let is_like =
            |row: &&Row| row.kind.as_str() == kind && (name.is_empty() || text(row, "名称") == name);
        of_sample.iter().find(is_like).unwrap().clone()
    };
    let (mut last_kind, mut last_unit) = (String::new(), None);
    for (number, ((kind, unit, project), amounts)) in projects.into_iter().enumerate() {
        if kind != last_kind {
            let mut total = like("类型合计", "");
            total.key = format!("类型合计~{kind}").into();
            table.push(total);
            (last_kind, last_unit) = (kind, None);
        }
        if last_unit.as_ref() != Some(&unit) {
            let mut row = like("单位", "");
            row.key = format!("{last_kind}·{}", unit_code(&unit)).into();
            put(&mut row, "编码", unit_code(&unit));
            put(&mut row, "名称", unit_name(&unit));
            table.push(row);
            last_unit = Some(unit);
        }
        let mut row = like("项目", &project.0);
        row.key = format!("项目{number}").into();
        put(&mut row, "名称", project_name(&project));
        put(&mut row, "编码", format!("9{number:020}"));
        for column in ["政府预算资金", "单位资金"] {
            row.cells.remove(&column.into());
        }
        row.cells.extend(amounts.into_iter().map(|(column, amount)| (column.into(), Value::Amount(amount))));
        table.push(row);
    }
}

fn unit_code((group, code, _): &Unit) -> String {
    format!("9{group:04}{}", code.chars().last().unwrap())
}

fn unit_name((group, _, name): &Unit) -> String {
    format!("第{group}{name}")
}

fn project_name((name, batch): &(String, usize)) -> String {
    if *batch == 0 { name.clone() } else { format!("{name}（第{}批）", batch + 1) }
}

fn text(row: &Row, column: &str) -> String {
    row.text(&column.into()).to_owned()
}

fn put(row: &mut Row, column: &str, text: String) {
    row.cells.insert(column.into(), Value::Text(text.into()));
}

/// Writes a table's lines, for others to make the same tables of.
fn write_csv(table: &Table, kind: &str, path: &str) {
    let columns = ["单位代码", "单位", "支出类型", "项目名称", "功能科目", "部门经济科目", "政府经济科目"];
    let columns = columns.into_iter().chain(["资金来源", "收入来源", "金额"]);
    let columns: Vec<&str> = columns.collect();
    let mut out = csv::Writer::from_path(path).unwrap();
    out.write_record(&columns).unwrap();
    for row in table.rows().iter().filter(|row| row.kind().as_str() == kind) {
        let of = |column: &&str| match row.cells().get(&(*column).into()) {
            Some(ValueView::Amount(amount)) => amount.to_string(),
            Some(ValueView::Text(text)) => text.to_string(),
            None => String::new(),
        };
        out.write_record(columns.iter().map(of)).unwrap();
    }
    out.flush().unwrap();
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
    for (name, table, kind) in [("lines=", LINES, "明细"), ("income=", "收入明细", "收入")] {
        if let Some(path) =
            std::env::args().find_map(|argument| argument.strip_prefix(name).map(str::to_owned))
        {
            write_csv(prepared.table(&table.into()).unwrap(), kind, &path);
        }
    }
    took("all tables from scratch", times.max(3), || Figures::compute(&prepared, &format));
    let figures = Figures::compute(&prepared, &format);
    let book = Book { format: &format, budget: &prepared, figures: &figures };
    let rows = book.sheets().filter(|sheet| sheet.is_derived).map(|sheet| sheet.rows().count());
    println!("  {:<44} {:>10}", "rows of the tables", rows.sum::<usize>());
    drop(figures);
    let copy = prepared.clone();
    let before = memory();
    let start = Instant::now();
    let mut session = Session::new(copy, format.clone());
    println!("  {:<44} {:>10.1?}", "all tables and all rules", start.elapsed());
    let held = memory().saturating_sub(before) / lines as u64;
    println!("  {:<44} {held:>10}", "bytes of memory a line, tables and verdicts");
    println!("  {:<44} {:>10}", "findings", session.verdicts().findings().len());
    let rows = session.budget().table(&LINES.into()).unwrap().rows();
    let keys = rows.iter().filter(|row| row.kind().as_str() == "明细").step_by(lines / 20);
    let keys: Vec<_> = keys.map(|row| row.key().clone()).collect();
    let mut at = 0;
    let mut edit = |session: &mut Session, column: &str, text: &str| {
        at += 1;
        session.enter(&CellAddress::new(LINES, &keys[at % keys.len()], column), text).unwrap();
    };
    let mut amount = Decimal::ONE;
    took("one amount, with tables and rules", 19, || {
        amount += Decimal::ONE;
        edit(&mut session, "金额", &amount.to_string());
    });
    took("one name, with tables and rules", 3, || {
        amount += Decimal::ONE;
        edit(&mut session, "项目名称", &format!("改名{amount}"));
    });
    let (code, name) = session.units().into_iter().next().unwrap();
    let mut part = UnitPart::of(session.budget(), &format, &code, &name);
    took("one unit chosen, its tables", times, || UnitPart::of(session.budget(), &format, &code, &name));
    let of_unit = session.budget().table(&LINES.into()).unwrap().rows().iter();
    let of_unit: Vec<_> =
        of_unit.filter(|row| row.text(&"单位代码".into()) == code).map(|row| row.key().clone()).collect();
    took("one amount, tables and rules and the unit's", 19, || {
        amount += Decimal::ONE;
        let revision = session.revision();
        let cell = CellAddress::new(LINES, &of_unit[0], "金额");
        session.enter(&cell, &amount.to_string()).unwrap();
        for touched in session.touched_since(revision).unwrap() {
            part.follow(session.budget(), &format, touched).unwrap();
        }
    });
    let total = CellAddress::new("T9", "预算数", "公务接待费");
    took("the lines of one cell", 5, || yusuan::calc::lines_of(&session.book(), &total));
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
    let asked: Vec<usize> = std::env::args().filter_map(|argument| argument.parse().ok()).collect();
    for lines in if asked.is_empty() { vec![1_000, 30_000] } else { asked } {
        measure(&sample, lines);
    }
}
