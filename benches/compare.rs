//! How long it takes to compare two budgets of 100,000 lines, to list what differs, to make the step from
//! one to the other and to merge: `cargo bench --no-default-features --bench compare`. Measures and
//! prints, judges nothing. Reading the files and summing them up is not in it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use std::time::{Duration, Instant};

use yusuan::calc::{Book, Figures};
use yusuan::compare::{Resolution, compare, difference, merge};
use yusuan::model::{Budget, Row, Value};
use yusuan::money::Decimal;
use yusuan::schema::default_format;

const LINES: usize = 100_000;

fn median<T>(name: &str, times: usize, mut run: impl FnMut() -> T) {
    let mut took: Vec<Duration> = (0..times)
        .map(|_| {
            let start = Instant::now();
            std::hint::black_box(run());
            start.elapsed()
        })
        .collect();
    took.sort();
    println!("{name}: {:.1?} (of {times}: {:.1?} – {:.1?})", took[times / 2], took[0], took[times - 1]);
}

/// Projects (T12) of a hundred units, the amount of each a little different in each year.
fn budget(year: i32, changed: usize) -> Budget {
    let format = default_format();
    let schema = format.table(&"T12".into()).unwrap();
    let mut table = schema.blank_table();
    for number in 0..LINES {
        let (unit, name) = (format!("单位{}", number / 1000), format!("项目{number}经费"));
        let amount = Decimal::new(number as i64 * 7 % 100_000 + i64::from(number % changed == 0), 2);
        let cells = [
            ("类型", Value::from("其他运转类")),
            ("项目单位", Value::from(unit.as_str())),
            ("项目名称", Value::from(name.as_str())),
            ("本年一般公共预算", Value::Amount(amount)),
        ];
        table.push(Row {
            key: format!("{unit}·{name}").into(),
            kind: "项目".into(),
            cells: cells.into_iter().map(|(column, value)| (column.into(), value)).collect(),
            ..Row::default()
        });
    }
    let mut budget = Budget { format: format.id.clone(), year, ..Budget::default() };
    budget.tables.insert("T12".into(), table);
    budget
}

fn main() {
    let format = default_format();
    let (old, new) = (budget(2022, LINES + 1), budget(2023, 100));
    let mut turned = new.clone();
    let table = turned.tables.get_mut(&"T12".into()).unwrap();
    let mut rows = table.remove(0..table.len());
    rows.reverse();
    table.extend(rows);
    let budgets = [&old, &new, &turned];
    let figures = budgets.map(|budget| Figures::compute(budget, &format));
    let book = |at: usize| Book { format: &format, budget: budgets[at], figures: &figures[at] };
    let (years, reversed) = ([book(0), book(1)], [book(0), book(2)]);
    println!("two budgets of {LINES} lines");
    median("compare", 11, || compare(&years));
    median("compare, the rows of one in reverse", 11, || compare(&reversed));
    let comparison = compare(&years);
    println!("differences: {}", comparison.changes(&years, 0, 1).len());
    median("list the differences", 11, || comparison.changes(&years, 0, 1));
    median("the step from one to the other", 11, || difference(&old, &new, ""));
    let theirs = Budget { year: 2022, ..budget(2022, 101) };
    let ours = Budget { year: 2022, ..new.clone() };
    median("merge", 5, || merge(&format, &old, &ours, &theirs, &Resolution::default()));
}
