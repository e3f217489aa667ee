//! Documents of places that nobody has seen: the nine usual tables with the titles, headers and rows of real forms and
//! with made figures that foot, in every way of printing them. Every figure must be in its cell, and nothing be found
//! wrong. `styles.tsv` says what each looks like.

mod department;
mod digits;
mod print;
mod tables;

use rust_decimal::Decimal;
use yusuan::calc::{Book, Figures, SheetRow};
use yusuan::exchange::{Imported, import_with_any};
use yusuan::schema::{Format, Formats, Severity};
use yusuan::session::Session;

use self::tables::{Expected, KEYS, Printed};
use crate::support::repository;

/// How a document is printed.
pub struct Style {
    name: String,
    carrier: String,
    /// What stands before a title, or above it.
    number: String,
    titles: Vec<String>,
    units: String,
    unit_at: String,
    codes: String,
    /// What stands for no amount.
    blank: String,
    digits: String,
    total_last: bool,
    total_in_code: bool,
    split: String,
    whose: bool,
    /// What else is unlike other places: words.
    twists: String,
}

impl Style {
    fn of(line: &str) -> Self {
        let mut cells = line.split('\t').map(str::to_owned);
        let mut next = || cells.next().unwrap_or_else(|| panic!("{line}"));
        let (name, carrier, number, titles) = (next(), next(), next(), next());
        let (units, unit_at, codes, blank, digits) = (next(), next(), next(), next(), next());
        let (total, split, whose, twists) = (next(), next(), next(), next());
        Self {
            name,
            carrier,
            number,
            titles: titles.split(';').map(str::to_owned).collect(),
            units,
            unit_at,
            codes,
            blank: if blank == "空" { String::new() } else { blank },
            digits,
            total_last: total.starts_with('末'),
            total_in_code: total.ends_with("编码栏"),
            split,
            whose: whose == "有",
            twists,
        }
    }

    fn has(&self, twist: &str) -> bool {
        self.twists.split('、').any(|own| own == twist)
    }

    /// The unit of a table; where they are mixed 三公 is in 万元 and the others in 元.
    fn unit(&self, nth: usize) -> &'static str {
        match self.units.as_str() {
            "元" => "元",
            "混" if nth != 6 => "元",
            _ => "万元",
        }
    }
}

fn value(row: &SheetRow<'_>, at: usize, unit: Decimal) -> Decimal {
    let cell = row.cells().filter(|cell| cell.column.kind.is_number()).nth(at);
    let value = cell.and_then(|cell| cell.disagreement().map(|(stated, _)| stated).or(cell.number()));
    (value.unwrap_or_default() * unit / Decimal::from(10_000)).normalize()
}

fn label(row: &SheetRow<'_>) -> String {
    let texts = row.cells().filter(|cell| !cell.column.kind.is_number()).map(|cell| cell.text());
    let words = texts.filter(|text| text.chars().any(char::is_alphabetic));
    words.last().unwrap_or_default().split_whitespace().collect()
}

/// What was read of a table that should have been otherwise.
fn wrong(table: &Printed, imported: &Imported, format: &Format) -> Vec<String> {
    let Some(schema) = format.tables.iter().find(|schema| schema.key.as_str() == table.key) else {
        let keys: Vec<&str> = format.tables.iter().map(|table| table.key.as_str()).collect();
        return vec![format!("{}：没有读出；读出的是 {keys:?}", table.key)];
    };
    let figures = Figures::compute(&imported.budget, format);
    let book = Book { format, budget: &imported.budget, figures: &figures };
    let sheet = book.sheet(&schema.key).unwrap();
    let mut found = Vec::new();
    for (section, expected) in table.expected.iter().enumerate() {
        let mut rows: Vec<SheetRow<'_>> = sheet.rows().filter(|row| row.section_index == section).collect();
        for (name, figures) in expected {
            let at =
                rows.iter().position(|row| label(row) == *name || rows.len() == 1 && expected.len() == 1);
            let Some(row) = at.map(|at| rows.remove(at)) else {
                found.push(format!("{}：没有“{name}”", table.key));
                continue;
            };
            let read: Vec<Decimal> =
                (0..figures.len()).map(|at| value(&row, at, format.unit.in_yuan())).collect();
            let figures: Vec<Decimal> = figures.iter().map(Decimal::normalize).collect();
            if read != figures {
                found.push(format!("{}“{name}”：应为 {figures:?}，读作 {read:?}", table.key));
            }
        }
        let filled = |row: &&SheetRow<'_>| !row.row.cells().is_empty();
        found.extend(rows.iter().filter(filled).map(|row| format!("{}：多出“{}”", table.key, label(row))));
    }
    found
}

/// Everything that is not as it should be.
fn check(style: &Style) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let tables = style.tables();
    let path = style.write(&tables, folder.path());
    let (imported, format) = import_with_any(&path, &Formats::embedded()).unwrap();
    let mut found: Vec<String> = tables.iter().flat_map(|table| wrong(table, &imported, &format)).collect();
    let lost = imported.budget.unplaced.iter().filter(|line| line.has_figures());
    found.extend(lost.map(|line| format!("未归位：{}（{}）", line.text, line.reason)));
    let session = Session::new(imported.budget, format);
    let verdicts = session.verdicts();
    let findings = verdicts.findings();
    let worse = findings.iter().filter(|one| one.severity != Severity::Hint);
    found.extend(worse.map(|one| format!("问题 {}：{}", one.rule.id, one.message)));
    found
}

#[test]
fn every_figure_of_an_unseen_place_is_in_its_cell() {
    let styles = std::fs::read_to_string(repository("tests/data/import/styles.tsv")).unwrap();
    let mut failed = Vec::new();
    for line in styles.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
        let style = Style::of(line);
        assert_eq!(style.titles.len(), KEYS.len(), "{}", style.name);
        let found = check(&style);
        if !found.is_empty() {
            let shown: Vec<&str> = found.iter().take(12).map(String::as_str).collect();
            failed.push(format!("{}（{} 处）\n  {}", style.name, found.len(), shown.join("\n  ")));
        }
    }
    assert!(failed.is_empty(), "\n{}", failed.join("\n"));
}

/// The figures themselves foot: what is expected would be found wrong otherwise.
#[test]
fn the_made_figures_foot() {
    let line = "例\ttxt\t表1\ta;b;c;d;e;f;g;h;i\t万元\t题下\t一栏\t空\t原样\t首\t无\t无\t无";
    let tables = Style::of(line).tables();
    let total = |table: &Printed, section: usize, name: &str| -> Decimal {
        let row: Option<&Expected> = table.expected[section].iter().find(|row| row.0 == name);
        row.unwrap().1[0]
    };
    let all = total(&tables[2], 0, "合计");
    assert_eq!(total(&tables[0], 1, "支出总计"), all);
    assert_eq!(total(&tables[0], 0, "收入总计"), all);
    assert_eq!(total(&tables[1], 0, "合计"), all);
    assert_eq!(tables[4].expected[0][0].1[1], total(&tables[5], 0, "合计"));
}
