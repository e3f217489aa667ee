//! Blocks from other programs, pasted into the tables of a document: the samples in `tests/data/paste` and their
//! brothers. What is pasted is what is shown, in the rows that it belongs to, and nothing goes in unseen.

use yusuan::file;
use yusuan::model::{Budget, CellAddress, ValueView};
use yusuan::schema::{Formats, default_format};
use yusuan::session::Session;
use yusuan::ui::{Document, Page};

use crate::support::repository;

mod codes;
mod columns;
mod headless;
mod other_words;
mod refused;
mod replaced;
mod rows;
mod totals;

const LINES: &str = "预算明细";

fn sample(name: &str) -> String {
    std::fs::read_to_string(repository("tests/data/paste").join(name)).unwrap()
}

/// A document with blank tables, the cursor in a column of a row of one of them.
pub(crate) fn blank(table: &str, row: &str, column: &str) -> Document {
    let format = default_format();
    let mut budget = Budget { format: format.id.clone(), year: format.year, ..Budget::default() };
    for schema in format.tables.iter().filter(|schema| !schema.overview) {
        budget.tables.insert(schema.key.clone(), schema.blank_table());
    }
    let mut document = Document::new(Session::unsaved(budget, format), None);
    at(&mut document, table, row, column);
    document
}

/// The prepared sample, with lines of three units.
fn prepared() -> Document {
    let loaded =
        file::load(&repository("assets/samples/示例区档案局-2023（示例）.ron"), &Formats::embedded());
    let loaded = loaded.unwrap();
    Document::new(Session::new(loaded.budget, loaded.format), None)
}

fn at(document: &mut Document, table: &str, row: &str, column: &str) {
    document.look.page = Page::Table(table.into());
    document.jump(&CellAddress::new(table, row, column));
}

fn message(document: &Document) -> String {
    document.message.clone().unwrap_or_default()
}

/// The free rows of a table: what their columns hold, `·` for blank.
fn rows(document: &Document, table: &str, columns: &[&str]) -> Vec<String> {
    let book = document.session.book();
    let sheet = book.sheet(&table.into()).unwrap();
    let free = sheet.rows().filter(|row| row.shape.level().is_some());
    free.map(|row| {
        let text = |column: &&str| match row.row.cells().get(&(*column).into()) {
            Some(ValueView::Amount(amount)) => amount.to_string(),
            Some(ValueView::Text(text)) => text.to_string(),
            None => "·".to_owned(),
        };
        columns.iter().map(text).collect::<Vec<_>>().join("|")
    })
    .collect()
}

fn total(document: &Document, cell: &str) -> String {
    document.session.book().cell(&cell.parse().unwrap()).unwrap().text()
}

/// A block pasted into the blank lines from their names on: the lines then, and what was said.
fn pasted(text: &str, html: Option<&str>) -> (Vec<String>, String) {
    let mut document = blank(LINES, "合计", "项目名称");
    document.paste(text, html);
    (rows(&document, LINES, &["项目名称", "金额"]), message(&document))
}

#[test]
fn what_a_cell_shows_counts() {
    for (name, expected, word) in [
        ("html-a", Some("甲项目|33.33"), "33.3333333333333"),
        ("html-b", None, "百分比"),
        ("html-c", None, "日期"),
        ("html-d", Some("丁项目|318567.85"), ""),
        ("html-e", Some("戊项目|·"), ""),
        ("html-f", Some("己项目|12.50"), ""),
    ] {
        let (html, text) = (sample(&format!("{name}.html")), sample(&format!("{name}.tsv")));
        let (found, said) = pasted(&text, Some(&html));
        assert!(said.contains(word), "{name}: {said}");
        match expected {
            Some(expected) => assert_eq!(found, [expected], "{name}: {said}"),
            // Not read, and asked about: nothing has come in.
            None => {
                assert!(found.is_empty() && said.contains("没有粘贴") || found.is_empty(), "{name}: {said}")
            }
        }
        // The text alone says the same, but for what stands behind it.
        let (found, said) = pasted(&text, None);
        match expected {
            Some(expected) => assert_eq!(found, [expected], "{name}.tsv: {said}"),
            None => assert!(found.is_empty(), "{name}.tsv: {said}"),
        }
    }
    for (name, cell, expected) in [
        ("thousands of 元, as shown", "<td x:num=\"318567.85\">319", Some("319")),
        ("a date that looks like a number", "<td sdval=\"44986\" sdnum=\"2052;0;D\">1", None),
        ("a time", "<td style='mso-number-format:\"h\\:mm\"' x:num=\"0.5\">12:00", None),
        ("too narrow", "<td x:num=\"1234567\">#####", None),
        ("rounded to powers of ten", "<td x:num=\"123456789012\">1.23E+11", None),
        ("a footnote", "<td x:num=\"12.5\">12.50<sup>2</sup>", None),
        ("two paragraphs", "<td><p>12</p><p>50</p>", None),
    ] {
        let (found, said) = pasted("", Some(&format!("<table><tr><td>甲{cell}</table>")));
        assert_eq!(
            found.first().map(String::as_str),
            expected.map(|amount| format!("甲|{amount}")).as_deref(),
            "{name}: {said}"
        );
    }
}

#[test]
fn hidden_rows_and_columns_are_left_out() {
    let (found, said) = pasted("", Some(&sample("hidden-column.html")));
    assert_eq!(found, ["甲项目|10.00"], "{said}");
    let (found, said) = pasted("", Some(&sample("hidden-row.html")));
    assert_eq!(found, ["甲项目|10.00", "乙项目|20.00"], "{said}");
}

#[test]
fn a_dash_is_blank_and_margins_are_nothing() {
    let (found, said) = pasted(&sample("dash.tsv"), None);
    assert_eq!(found, ["甲项目|10.00", "乙项目|·", "丙项目|30.00"], "{said}");
    for block in [
        "甲项目\t10.00\t\n乙项目\t20.00\t\n",
        "\n\n甲项目\t10.00\n乙项目\t20.00\n\n\n",
        "\t甲项目\t10.00\t\t\n\t乙项目\t20.00\t\t\n\t\t\t\t\n",
        "甲项目\t10.00\r乙项目\t20.00\r",
        "\"甲项目\"\t10.00\r\n乙项目\t 20.00 \r\n",
        "项目名称\t金额\n甲项目\t10.00\n乙项目\t20.00",
        "单位：万元\n项目名称\t金额（万元）\n甲项目\t10.00\n乙项目\t20.00\n合　计\t30.00\n",
    ] {
        let (found, said) = pasted(block, None);
        let shown: Vec<String> = found.iter().map(|row| row.replace('"', "")).collect();
        assert_eq!(shown, ["甲项目|10.00", "乙项目|20.00"], "{block:?}: {said}");
    }
    let (found, said) = pasted("单位：元\n项目名称\t金额\n甲项目\t100000\n", None);
    assert_eq!(found, ["甲项目|10.0000"], "the block says its unit: {said}");
    assert!(said.contains("按表头所写的单位"), "{said}");
    // Figures alone keep their places: a blank one at the edge is one of them.
    let mut document = blank("T13", "合计", "科目编码");
    document.paste("30201\t办公费\t1\n30202\t印刷费\t2\n30203\t咨询费\t3", None);
    at(&mut document, "T13", "30201", "合计");
    document.paste("\n20\n30\n\n", None);
    assert_eq!(rows(&document, "T13", &["科目编码", "合计"]), ["30201|1", "30202|20", "30203|30"]);
}

/// Headers go along when a block is copied with them, here or in Excel: they are left out, and that is said.
#[test]
fn headers_on_top_are_left_out() {
    let mut document = prepared();
    let before = rows(&document, LINES, &["单位代码", "项目名称", "金额", "功能科目"]);
    let first =
        document.session.budget().tables[&LINES.into()].rows().iter().nth(1).unwrap().key().to_string();
    at(&mut document, LINES, &first, "单位代码");
    let last =
        document.session.budget().tables[&LINES.into()].rows().iter().last().unwrap().key().to_string();
    document.grid().unwrap().corner = Some(CellAddress::new(LINES, last, "资金来源"));
    let copied = document.copied(true).unwrap();
    let lines = copied.text.trim_end().lines().count();
    assert_eq!(lines, before.len() + 1, "{}", copied.text);
    for (text, html) in [(copied.text.as_str(), None), ("", Some(copied.html.as_str()))] {
        let mut other = blank(LINES, "合计", "单位代码");
        other.paste(text, html);
        let now = rows(&other, LINES, &["单位代码", "项目名称", "金额", "功能科目"]);
        assert_eq!(now, before, "{}", message(&other));
        assert!(message(&other).contains("表头 1 行没有录入"), "{}", message(&other));
    }
}
