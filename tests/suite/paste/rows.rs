//! Into which rows a block goes: those of the form by their names, those of the unit that is looked at, new ones below; totals
//! nowhere.

use yusuan::file;
use yusuan::model::{CellAddress, Value};
use yusuan::money::Decimal;
use yusuan::schema::Formats;
use yusuan::session::Session;
use yusuan::ui::Document;

use super::{LINES, at, blank, message, pasted, prepared, rows, sample, total};
use crate::support::repository;

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
fn rows_pasted_in_the_view_of_a_unit_are_its() {
    let mut document = prepared();
    let (code, name) = document.session.units().into_iter().nth(1).unwrap();
    let before = total(&document, "预算明细!合计!金额");
    document.look.unit = Some((code.clone(), name.clone()));
    let last = document.session.budget().tables[&LINES.into()].rows().last().unwrap().key().clone();
    let own = document.session.budget().tables[&LINES.into()]
        .rows()
        .iter()
        .rfind(|row| row.text(&"单位代码".into()) == code)
        .map_or(last, |row| row.key().clone());
    at(&mut document, LINES, own.as_str(), "项目名称");
    assert!(document.look.unit.is_some());
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
    document.look.unit = Some(own.clone());
    let key = document.session.budget().tables[&LINES.into()]
        .rows()
        .iter()
        .rfind(|row| row.text(&"单位代码".into()) == own.0)
        .unwrap()
        .to_row();
    at(&mut document, LINES, key.key.as_str(), "项目名称");
    assert_eq!(document.look.unit, Some(own.clone()));
    at(&mut document, LINES, key.key.as_str(), "单位代码");
    assert_eq!(document.look.unit, None);
    let first = format!("{}\t{}\t{}", own.0, own.1, key.text(&"支出类型".into()));
    document.paste(&format!("{first}\n{}\t{}\t特定目标类\t外单位项目\t1.00\n", other.0, other.1), None);
    let rows = rows(&document, LINES, &["单位代码", "项目名称", "金额"]);
    assert!(rows.contains(&format!("{}|外单位项目|1.00", other.0)), "{rows:?}: {}", message(&document));
}

/// A block pasted at a total writes nothing over that stands below it, unless it has the total itself or says the same; into
/// blank rows it goes, and that is said.
#[test]
fn a_block_at_a_total_spares_what_stands_below_it() {
    let told = |row: &str, block: &dyn Fn(&Document) -> String| {
        let mut document = prepared();
        let row = match row {
            "" => document.session.budget().table(&LINES.into()).unwrap().key(1).unwrap().as_str().to_owned(),
            row => row.to_owned(),
        };
        at(&mut document, LINES, &row, "项目名称");
        let before = rows(&document, LINES, &["项目名称", "金额"]);
        let text = block(&document);
        document.paste(&text, None);
        (message(&document), rows(&document, LINES, &["项目名称", "金额"]) == before)
    };
    let foreign = |_: &Document| "甲\t1\n乙\t2\n".to_owned();
    let (said, is_same) = told("合计", &foreign);
    assert!(
        is_same && said.contains("请选中要放第一行的那一行") && said.contains("没有粘贴任何数据"),
        "{said}"
    );
    let (said, is_same) = told("", &foreign);
    assert!(!is_same && !said.contains("不录入"), "{said}");
    // With its own total it is aligned, whatever it says.
    let (said, is_same) = told("合计", &|_| "合计\t3\n甲\t1\n乙\t2\n".to_owned());
    assert!(!is_same && said.contains("录入"), "{said}");
    // What stands there already is written over by nothing.
    let own = |document: &Document| {
        let line = rows(document, LINES, &["项目名称", "支出类型"]).first().unwrap().clone();
        format!("{}\n", line.split('|').next().unwrap())
    };
    let (said, is_same) = told("合计", &own);
    assert!(is_same && !said.contains("没有粘贴任何数据"), "{said}");
    // In whichever unit it comes.
    let (said, is_same) = told("合计", &|document| {
        let all = rows(document, LINES, &["项目名称", "金额"]);
        let (name, amount) = all.first().unwrap().split_once('|').unwrap();
        let amount: Decimal = amount.replace(',', "").parse().unwrap();
        format!("项目名称\t金额（元）\n{name}\t{}\n", amount * Decimal::from(10_000))
    });
    assert!(is_same && !said.contains("没有粘贴任何数据"), "{said}");
    // Blank rows take it.
    let mut document = blank(LINES, "合计", "项目名称");
    document.add_row(&"明细".into());
    at(&mut document, LINES, "合计", "项目名称");
    document.paste("甲\t1\n乙\t2\n", None);
    assert_eq!(rows(&document, LINES, &["项目名称", "金额"]), ["甲|1", "乙|2"], "{}", message(&document));
    assert!(message(&document).contains("“合计”不录入，从它下面的“"), "{}", message(&document));
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

/// A new line begins in the first column that says what it is for: what is typed behind it is for the columns behind it.
#[test]
fn a_new_line_begins_in_the_first_column_that_says_what_it_is_for() {
    for (table, kind, column) in [("收入明细", "收入", "功能科目"), (LINES, "明细", "项目名称")]
    {
        let mut document = blank(table, "合计", "金额");
        document.add_row(&kind.into());
        assert_eq!(document.cursor().unwrap().column.as_str(), column, "{table}");
        let key = document.cursor().unwrap().row;
        document.session.enter(&CellAddress::new(table, &key, column), "2010301").unwrap();
        assert_eq!(rows(&document, table, &[column]), ["2010301"]);
    }
}
