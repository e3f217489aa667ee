//! Blocks from other programs, pasted into the tables of a document: the samples in `tests/data/paste` and their
//! brothers. What is pasted is what is shown, in the rows that it belongs to, and nothing goes in unseen.

use egui_kittest::kittest::Queryable as _;
use yusuan::file;
use yusuan::model::{Budget, CellAddress, Value, ValueView};
use yusuan::schema::{Formats, default_format};
use yusuan::session::Session;
use yusuan::ui::{Document, Page};

use crate::support::repository;
use crate::window;

const LINES: &str = "预算明细";

fn sample(name: &str) -> String {
    std::fs::read_to_string(repository("tests/data/paste").join(name)).unwrap()
}

/// A document with blank tables, the cursor in a column of a row of one of them.
fn blank(table: &str, row: &str, column: &str) -> Document {
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
    document.page = Page::Table(table.into());
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

#[test]
fn totals_in_a_block_never_become_lines() {
    let body = ["甲项目\t10.00", "乙项目\t20.00"];
    for label in ["合计", "合　计", "合 计：", "总计", "小 计", "本页小计", "合计（万元）"]
    {
        let total = format!("{label}\t30.00");
        for block in [
            [total.as_str(), body[0], body[1]].join("\n"),
            [body[0], total.as_str(), body[1]].join("\n"),
            [body[0], body[1], total.as_str()].join("\n"),
        ] {
            let (found, said) = pasted(&block, None);
            assert_eq!(found, ["甲项目|10.00", "乙项目|20.00"], "{block:?}: {said}");
        }
    }
    // The whole of a table, pasted in line with it and a row off.
    let block = sample("table3-body.tsv");
    let path = repository("assets/samples/焦作市委办公室-2023.ron");
    for row in ["合计", "101"] {
        let loaded = file::load(&path, &Formats::embedded()).unwrap();
        let mut document = Document::new(Session::new(loaded.budget, loaded.format), None);
        let before = rows(&document, "T3", &["类", "款", "项", "工资福利支出"]);
        let was = total(&document, "T3!合计!合计");
        at(&mut document, "T3", row, "类");
        document.paste(&block, None);
        if row == "合计" {
            assert_eq!(
                rows(&document, "T3", &["类", "款", "项", "工资福利支出"]),
                before,
                "{}",
                message(&document)
            );
        }
        assert_eq!(total(&document, "T3!合计!合计"), was, "from {row}: {}", message(&document));
    }
    // Into the empty table, from either row.
    let mut document = blank("T3", "合计", "类");
    document.paste(&block, None);
    assert_eq!(total(&document, "T3!合计!合计"), "2,907.50", "{}", message(&document));
    assert!(rows(&document, "T3", &["名称"]).iter().all(|name| !name.contains('计')));
}

#[test]
fn rows_of_a_form_are_known_by_their_names() {
    // A row off, and in another order: each amount goes to the row of its name.
    let mut document = blank("T1", "一般公共预算", "收入项目");
    let format = document.session.format().clone();
    let section = &format.table(&"T1".into()).unwrap().sections[0];
    let labels: Vec<&str> = section
        .fixed_rows()
        .filter(|row| row.sum.is_empty())
        .filter_map(|row| row.cells.values().next().map(String::as_str))
        .collect();
    let block: Vec<String> =
        labels.iter().rev().enumerate().map(|(at, label)| format!("{label}\t{}", at + 1)).collect();
    document.paste(&block.join("\n"), None);
    let book = document.session.book();
    let sheet = book.sheet(&"T1".into()).unwrap();
    for (at, label) in labels.iter().rev().enumerate() {
        let row = sheet.rows().find(|row| row.section_index == 0 && row.name() == *label).unwrap();
        let cell = row.cells().find(|cell| cell.column.kind.is_number()).unwrap();
        assert_eq!(cell.number().map(|number| number.to_string()), Some((at + 1).to_string()), "{label}");
    }
}

#[test]
fn a_header_over_other_columns_is_refused() {
    let mut document = blank(LINES, "合计", "支出类型");
    document.paste("项目名称\t金额\n甲项目\t10.00\n", None);
    assert!(rows(&document, LINES, &["项目名称"]).is_empty());
    assert!(message(&document).contains("没有对齐"), "{}", message(&document));
}

#[test]
fn rows_pasted_in_the_view_of_a_unit_are_its() {
    let mut document = prepared();
    let (code, name) = document.session.units().into_iter().nth(1).unwrap();
    let before = total(&document, "预算明细!合计!金额");
    document.unit = Some((code.clone(), name.clone()));
    let last = document.session.budget().tables[&LINES.into()].rows().last().unwrap().key().clone();
    let own = document.session.budget().tables[&LINES.into()]
        .rows()
        .iter()
        .rfind(|row| row.text(&"单位代码".into()) == code)
        .map_or(last, |row| row.key().clone());
    at(&mut document, LINES, own.as_str(), "项目名称");
    assert!(document.unit.is_some());
    // The first line of the block stands on the last line of the unit, which keeps its name and amount.
    let keep = document.session.book().cell(&CellAddress::new(LINES, &own, "项目名称")).unwrap().text();
    let amount =
        document.session.book().cell(&CellAddress::new(LINES, &own, "金额")).unwrap().number().unwrap();
    document.paste(&format!("{keep}\t{amount}\n{}", sample("unit-view.tsv")), None);
    let added: Vec<String> = rows(&document, LINES, &["单位代码", "单位", "项目名称"])
        .into_iter()
        .filter(|row| row.contains("项目") && row.contains("|P"))
        .collect();
    assert_eq!(added.len(), sample("unit-view.tsv").lines().count(), "{}", message(&document));
    assert!(added.iter().all(|row| row.starts_with(&format!("{code}|{name}|P"))), "{added:?}");
    assert_ne!(total(&document, "预算明细!合计!金额"), before);
    let seen = document.book().cell(&CellAddress::new(LINES, "合计", "金额")).unwrap().number().unwrap();
    let of_unit: yusuan::money::Decimal = document
        .session
        .book()
        .sheet(&LINES.into())
        .unwrap()
        .rows()
        .filter(|row| row.text(&"单位代码".into()) == code)
        .filter_map(|row| row.cell_by(&"金额".into())?.number())
        .sum();
    assert_eq!(seen, of_unit, "they count in the unit's total");
}

/// The columns of the unit go while one is chosen: whoever goes to one of them sees all units, and so what is pasted there.
#[test]
fn rows_of_another_unit_are_shown_all_the_same() {
    let mut document = prepared();
    let units = document.session.units();
    let (own, other) = (units[0].clone(), units[1].clone());
    document.unit = Some(own.clone());
    let key = document.session.budget().tables[&LINES.into()]
        .rows()
        .iter()
        .rfind(|row| row.text(&"单位代码".into()) == own.0)
        .unwrap()
        .to_row();
    at(&mut document, LINES, key.key.as_str(), "项目名称");
    assert_eq!(document.unit, Some(own.clone()));
    at(&mut document, LINES, key.key.as_str(), "单位代码");
    assert_eq!(document.unit, None);
    let first = format!("{}\t{}\t{}", own.0, own.1, key.text(&"支出类型".into()));
    document.paste(&format!("{first}\n{}\t{}\t特定目标类\t外单位项目\t1.00\n", other.0, other.1), None);
    let rows = rows(&document, LINES, &["单位代码", "项目名称", "金额"]);
    assert!(rows.contains(&format!("{}|外单位项目|1.00", other.0)), "{rows:?}: {}", message(&document));
}

#[test]
fn all_that_cannot_be_read_is_listed_and_the_rest_can_be_taken() {
    let block = "甲项目\t12..5\n乙项目\t20.00\n丙项目\t30%\n丁项目\t1 2\n";
    for (answer, expected) in [("全部取消", 0), ("其余照录", 4)] {
        let mut harness = window::app();
        harness.state_mut().show(blank(LINES, "合计", "项目名称"));
        harness.run();
        harness.state_mut().document_mut().unwrap().paste(block, None);
        harness.run();
        for part in ["有 3 格读不出来", "12..5", "30%", "1 2"] {
            assert!(harness.query_all_by_label_contains(part).next().is_some(), "{part}");
        }
        let document = harness.state().document().unwrap();
        assert!(rows(document, LINES, &["项目名称"]).is_empty(), "nothing before the answer");
        harness.get_by_label(answer).click();
        harness.run();
        let document = harness.state_mut().document_mut().unwrap();
        let found = rows(document, LINES, &["项目名称", "金额"]);
        assert_eq!(found.len(), expected, "{found:?}");
        if expected > 0 {
            assert_eq!(found, ["甲项目|·", "乙项目|20.00", "丙项目|·", "丁项目|·"]);
            assert!(message(document).contains("有 3 格没有录入"), "{}", message(document));
            document.session.undo().unwrap();
            assert!(rows(document, LINES, &["项目名称"]).is_empty(), "one step");
        }
    }
}

/// The codes and names of the units in the lines that are called so.
fn units_of(document: &Document, names: &[&str]) -> Vec<String> {
    let all = rows(document, LINES, &["项目名称", "单位代码", "单位"]);
    all.into_iter().filter(|row| names.iter().any(|name| row.starts_with(&format!("{name}|")))).collect()
}

#[test]
fn rows_made_under_a_filter_say_what_it_asks_for() {
    let mut document = prepared();
    let (code, name) = document.session.units().into_iter().nth(1).unwrap();
    let last = document.session.budget().tables[&LINES.into()]
        .rows()
        .iter()
        .rfind(|row| row.text(&"单位代码".into()) == code)
        .unwrap()
        .to_row();
    at(&mut document, LINES, last.key.as_str(), "项目名称");
    document.change_view(|view| {
        view.filters.entry((0, "单位代码".into())).or_default().contains = code.clone();
        view.filters.entry((0, "单位".into())).or_default().contains = name.clone();
    });
    let keep = last.text(&"项目名称".into()).to_owned();
    let amount = last.cells.get(&"金额".into()).and_then(Value::amount).unwrap();
    document.paste(&format!("{keep}\t{amount}\n新项目甲\t1.00\n新项目乙\t2.00"), None);
    let wanted = |of: &str| format!("{of}|{code}|{name}");
    assert_eq!(
        units_of(&document, &["新项目甲", "新项目乙"]),
        [wanted("新项目甲"), wanted("新项目乙")],
        "{}",
        message(&document)
    );
    // A row added by hand says so too.
    let before: Vec<String> = rows(&document, LINES, &["单位代码"]);
    document.add_row(&"明细".into());
    let after: Vec<String> = rows(&document, LINES, &["单位代码"]);
    let count = |rows: &[String]| rows.iter().filter(|row| **row == code).count();
    assert_eq!(count(&after), count(&before) + 1, "{after:?}");
    // What a block says of itself stays, and that the filter does not let it through is told.
    at(&mut document, LINES, last.key.as_str(), "单位代码");
    let first = format!("{code}\t{name}\t{}", last.text(&"支出类型".into()));
    document.paste(&format!("{first}\n{}", "999009\t外单位\t特定目标类\t外来项目\t3.00\n".repeat(12)), None);
    assert!(message(&document).contains("不符合筛选条件"), "{}", message(&document));
    assert!(units_of(&document, &["外来项目"]).iter().any(|row| row.ends_with("|999009|外单位")));
}

#[test]
fn amounts_on_the_right_of_a_form_are_known_by_their_names_too() {
    let mut document = blank("T1", "201", "支出项目");
    let format = document.session.format().clone();
    let section = &format.table(&"T1".into()).unwrap().sections[1];
    let rows: Vec<(&str, &str)> = section
        .fixed_rows()
        .filter(|row| row.sum.is_empty())
        .filter_map(|row| Some((row.key.as_str(), row.cells.get(&"支出项目".into())?.as_str())))
        .collect();
    // One row down, as where the header was left out of the selection.
    let block: Vec<String> =
        rows.iter().skip(1).map(|(key, label)| format!("{label}\t{}", key.len())).collect();
    document.paste(&block.join("\n"), None);
    let book = document.session.book();
    for (key, label) in rows.iter().skip(1) {
        let cell = book.cell(&CellAddress::new("T1", *key, "支出金额")).unwrap();
        assert_eq!(cell.number().map(|number| number.to_string()), Some(key.len().to_string()), "{label}");
    }
    let first = book.cell(&CellAddress::new("T1", rows[0].0, "支出金额")).unwrap();
    assert!(first.number().is_none(), "{}", message(&document));
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
