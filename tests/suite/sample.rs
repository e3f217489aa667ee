//! The sample `assets/samples/焦作市委办公室-2023.ron`: the published document as it is imported, with a
//! narrative in words of our own (`assets/samples/narrative`), the lost part of T4 as far as other
//! tables determine it, and last year's figures as far as the text implies them.
//!
//! To make it anew after a change: `UPDATE_GOLDEN=1 cargo test --test suite made_of_the_document`.

use std::collections::BTreeSet;

use regex::Regex;
use yusuan::exchange::import_file;
use yusuan::file;
use yusuan::model::{Budget, Coverage, Row, Section, TableKey, Value};
use yusuan::money::Decimal;
use yusuan::schema::{Formats, default_format};
use yusuan::session::Session;

use crate::support::{golden, published, repository};

const DOCUMENT: &str = "焦作市委办公室-2023年度部门预算.md";
const SAMPLE: &str = "assets/samples/焦作市委办公室-2023.ron";
const NARRATIVE: &str = "assets/samples/narrative/焦作市委办公室-2023.txt";

fn document() -> Option<Budget> {
    Some(import_file(&published(DOCUMENT)?, &default_format()).unwrap().budget)
}

fn sample() -> Budget {
    file::load(&repository(SAMPLE), &Formats::embedded()).unwrap().budget
}

fn number(text: &str) -> Value {
    Value::Amount(text.parse().unwrap())
}

fn change(budget: &mut Budget, table: &str, key: &str, change: impl FnOnce(&mut Row)) {
    let table = budget.tables.get_mut(&TableKey::from(table)).unwrap();
    let at = table.position(&key.into()).unwrap_or_else(|| panic!("{key}"));
    table.change(at, change);
}

/// The sample, made of the document.
fn make(mut budget: Budget) -> Budget {
    // Its text is not that of the document.
    budget.originals.clear();
    let narrative = import_file(&repository(NARRATIVE), &default_format()).unwrap().budget;
    assert_eq!(
        narrative.tables[&"基本情况".into()],
        budget.tables[&"基本情况".into()],
        "our narrative and the document's must give the same facts"
    );
    budget.narrative = narrative.narrative;
    infer_lost_rows(&mut budget);
    for (key, amount) in [
        ("上年收支总计", "3474.22"),
        ("上年“三公”经费", "50.30"),
        ("上年因公出国（境）费", "0.00"),
        ("上年公务用车购置费", "0.00"),
        ("上年公务用车运行费", "46.30"),
        ("上年公务接待费", "4.00"),
        ("上年机关运行经费", "228.04"),
    ] {
        change(&mut budget, "基本情况", key, |row| {
            row.cells.insert("上年数".into(), number(amount));
            row.remark = "据说明中的本年数和增减额推得".to_owned();
        });
    }
    // The printed note explains the terms at length; the glossary does so in our words.
    let note = "注：“三公”经费包括因公出国（境）费、公务用车购置及运行费和公务接待费，各项含义见名词解释。";
    budget.tables.get_mut(&"T9".into()).unwrap().note = note.to_owned();
    budget
}

/// The rows of T4 that stood on lost pages.
fn infer_lost_rows(budget: &mut Budget) {
    let classes: Vec<(String, Decimal)> = {
        let t5 = &budget.tables[&"T5".into()];
        let keys = budget.tables[&"T4".into()].rows().iter().filter(|row| row.kind().as_str() == "支出");
        keys.map(|row| {
            let class = row.key().to_string();
            let of_class = t5.rows().iter().filter(|row| row.text(&"类".into()) == class);
            let amounts = of_class.flat_map(|row| {
                [
                    "工资福利支出",
                    "对个人和家庭的补助",
                    "商品和服务支出",
                    "资本性支出",
                    "其他运转类",
                    "特定目标类",
                ]
                .iter()
                .filter_map(|column| row.cells().get(&(*column).into())?.amount())
                .collect::<Vec<_>>()
            });
            (class.clone(), amounts.sum())
        })
        .collect()
    };
    for key in ["本年收入", "收入总计", "本年支出", "支出总计"] {
        change(budget, "T4", key, |row| row.remark = "此行缺页，没有印出的合计".to_owned());
    }
    for key in ["一般公共预算", "财政拨款", "政府性基金", "国有资本经营", "上年结转结余"]
    {
        let from = budget.tables[&"T1".into()]
            .row(&key.into())
            .unwrap()
            .cells()
            .get(&"金额".into())
            .map(yusuan::model::ValueView::to_value);
        change(budget, "T4", key, |row| {
            row.remark = "此行缺页，金额据表1推得".to_owned();
            row.cells.extend(from.map(|amount| ("金额".into(), amount)));
        });
    }
    for (class, amount) in classes.into_iter().filter(|(class, _)| class.as_str() < "212") {
        change(budget, "T4", &class, |row| {
            if amount.is_zero() {
                row.remark = "此行缺页，表5没有此类支出".to_owned();
            } else {
                row.remark = "此行缺页，金额据表5推得".to_owned();
                // All of it is fiscal appropriation, as T1 says of the income.
                row.cells.insert("一般公共预算支出".into(), Value::Amount(amount));
                row.cells.insert("财政拨款支出".into(), Value::Amount(amount));
            }
        });
    }
    let table = budget.tables.get_mut(&"T4".into()).unwrap();
    table.remark.push_str("；缺页各行据表1、表5推得，逐行注明");
}

#[test]
fn the_sample_is_made_of_the_document() {
    let Some(document) = document() else { return };
    golden(SAMPLE, &file::to_text(&make(document), &file::Extras::default()));
}

/// Row by row: nothing differs from the document but what was inferred.
#[test]
fn the_sample_has_every_figure_of_the_document() {
    let Some(document) = document() else { return };
    let sample = sample();
    assert_eq!(sample.tables.keys().collect::<Vec<_>>(), document.tables.keys().collect::<Vec<_>>());
    let mut differing = Vec::new();
    for (key, table) in &document.tables {
        let ours = &sample.tables[key];
        assert_eq!(table.coverage, ours.coverage, "{key}");
        assert_eq!(table.rows().len(), ours.rows().len(), "{key}");
        let rows = table.rows().iter().zip(ours.rows()).filter(|(theirs, ours)| theirs != ours);
        differing.extend(rows.map(|(_, ours)| format!("{key}!{}", ours.key())));
    }
    let inferred = [
        "本年收入",
        "一般公共预算",
        "财政拨款",
        "政府性基金",
        "国有资本经营",
        "上年结转结余",
        "收入总计",
        "本年支出",
        "201",
        "202",
        "203",
        "204",
        "205",
        "206",
        "207",
        "208",
        "209",
        "210",
        "211",
        "支出总计",
    ];
    let last_year = [
        "上年收支总计",
        "上年“三公”经费",
        "上年因公出国（境）费",
        "上年公务用车购置费",
        "上年公务用车运行费",
        "上年公务接待费",
        "上年机关运行经费",
    ];
    let expected: Vec<String> = inferred
        .iter()
        .map(|key| format!("T4!{key}"))
        .chain(last_year.iter().map(|key| format!("基本情况!{key}")))
        .collect();
    assert_eq!(differing, expected);
    assert_eq!((sample.year, &sample.department), (document.year, &document.department));
    assert!(document.unplaced.is_empty() && sample.unplaced.is_empty());
}

/// The sections of the text itself, without cover and contents.
fn body(budget: &Budget) -> impl Iterator<Item = &Section> {
    budget.narrative.iter().filter(|section| section.key != "封面" && section.key != "目录")
}

fn text(section: &Section) -> String {
    section.paragraphs.join("\n")
}

/// Section by section, our narrative quotes exactly the numbers that the document's quotes.
#[test]
fn the_narrative_quotes_the_same_numbers() {
    let Some(document) = document() else { return };
    let sample = sample();
    let pattern = Regex::new(r"\d+(?:\.\d+)?%?").unwrap();
    let numbers = |section: &Section| -> (String, BTreeSet<String>) {
        let text = text(section);
        (section.key.clone(), pattern.find_iter(&text).map(|found| found.as_str().to_owned()).collect())
    };
    let theirs: Vec<_> = body(&document).map(numbers).collect();
    let ours: Vec<_> = body(&sample).map(numbers).collect();
    assert_eq!(ours, theirs);
}

/// The document's wording is not ours to ship: no clause of it of any length stands in the sample.
#[test]
fn the_narrative_is_worded_anew() {
    let Some(document) = document() else { return };
    let ours: String = body(&sample()).map(text).collect::<Vec<_>>().join("\n");
    let note = document.tables[&"T9".into()].note.clone();
    let theirs: Vec<String> = body(&document).map(text).chain([note]).collect();
    let copied: Vec<&str> = theirs
        .iter()
        .flat_map(|text| text.split(['。', '，', '；', '：', '、', '\n']))
        .filter(|clause| clause.chars().count() > 20 && ours.contains(clause))
        .collect();
    assert!(copied.is_empty(), "{copied:#?}");
}

#[test]
fn the_sample_opens_as_it_is() {
    let loaded = file::load(&repository(SAMPLE), &Formats::embedded()).unwrap();
    assert!(loaded.notices.is_empty(), "{:?}", loaded.notices);
    let incomplete: Vec<String> = loaded
        .budget
        .tables
        .iter()
        .filter(|(_, table)| table.coverage != Coverage::Full)
        .map(|(key, table)| format!("{key} {}", table.coverage.label()))
        .collect();
    assert_eq!(
        incomplete,
        ["T2 缺表", "T4 不完整（缺页）", "T7 不完整（缺页）", "T8 缺表", "T10 缺表", "T11 缺表"]
    );
    assert_eq!(loaded.budget.tables[&"T15".into()].rows().len(), 93);
}

#[test]
fn what_uses_a_cell_is_the_inverse_of_what_a_sum_consists_of() {
    let session = Session::new(sample(), default_format());
    let mut parts = std::collections::BTreeSet::new();
    let mut uses = std::collections::BTreeSet::new();
    for cell in session.book().sheets().flat_map(|sheet| sheet.rows()).flat_map(|row| row.cells()) {
        parts.extend(cell.addends().iter().map(|part| (part.address(), cell.address())));
        uses.extend(cell.uses().iter().map(|sum| (cell.address(), sum.address())));
    }
    assert!(parts.len() > 1000);
    assert_eq!(parts, uses);
}
