//! Totals of a block are computed, never entered; where they are other figures than what is computed, both are told.

use yusuan::model::CellAddress;
use yusuan::sheet::view::Filter;

use super::{LINES, at, blank, message, prepared, rows, total};

/// A total that is left out, held against the lines that it may stand for.
#[test]
fn a_total_of_another_figure_than_its_lines_is_told() {
    let (a, b, c) = ("甲项目\t10.00", "乙项目\t20.00", "丙项目\t5.00");
    for (block, told) in [
        ([a, b, "合计\t30.00"].join("\n"), None),
        ([a, b, "总计\t35.00"].join("\n"), Some("“总计”的金额来源里是 35.00，各行之和 30.00，相差 5.00")),
        (["本页小计\t29.00", a, b].join("\n"), Some("来源里是 29.00，各行之和 30.00，相差 -1.00")),
        // The table has a row for it.
        ([a, b, "合计\t35.00"].join("\n"), Some("“合计”的金额来源里是 35.00，各行之和 30.00，相差 5.00")),
        // Of parts, and of all: each agrees with what it stands for.
        ([a, b, "小计\t30.00", c, "小计\t5.00", "合计\t35.00"].join("\n"), None),
        (["合计\t35.00", "小计\t30.00", a, b, "小计\t5.00", c].join("\n"), None),
        (
            [a, b, "小计\t31.00", c, "小计\t5.00", "合计\t35.00"].join("\n"),
            Some("“小计”的金额来源里是 31.00"),
        ),
        ([a, "乙项目\t", "合计\t10.00"].join("\n"), None),
        // Nothing to hold it against.
        ("甲项目\t\n总计\t5.00".to_owned(), None),
        (format!("单位：元\n项目名称\t金额\n{a}\n{b}\n合计\t30"), None),
        ("甲项目\t1,000.00\n合计\t1,000".to_owned(), None),
        // What brings a unit of its own is added up in it.
        ("甲项目\t5\n乙项目\t60000元\n合计\t11".to_owned(), None),
    ] {
        let mut document = blank(LINES, "合计", "项目名称");
        document.paste(&block, None);
        let said = message(&document);
        match told {
            Some(told) => assert!(said.contains(told), "{block:?}: {said}"),
            None => assert!(!said.contains("来源里是"), "{block:?}: {said}"),
        }
        assert!(!rows(&document, LINES, &["项目名称"]).iter().any(|name| name.contains('计')), "{said}");
    }
}

/// A figure that falls on a computed cell, held against what that comes to.
#[test]
fn a_figure_on_a_computed_cell_is_told_where_it_is_another() {
    for (total, told) in
        [("30", None), ("30.00", None), ("31.5", Some("来源里是 31.5，各行之和 30.00，相差 1.50"))]
    {
        let mut document = blank("T13", "合计", "科目编码");
        document.paste(&format!("\t合计\t{total}\n30201\t办公费\t10\n30202\t印刷费\t20"), None);
        let said = message(&document);
        assert_eq!(rows(&document, "T13", &["科目编码", "合计"]), ["30201|10", "30202|20"], "{said}");
        match told {
            Some(told) => assert!(said.contains(told), "{said}"),
            None => assert!(!said.contains("来源里是"), "{said}"),
        }
    }
}

/// Where a block reaches beyond what a filter shows, its rows take what the filter asks for, and the cursor stays in the column
/// that was pasted at.
#[test]
fn a_block_beyond_a_filtered_view_leaves_the_cursor_in_its_column() {
    let mut document = prepared();
    let name = document.session.units()[1].1.clone();
    let key = document.session.budget().tables[&LINES.into()]
        .rows()
        .iter()
        .rfind(|row| row.text(&"单位".into()) == name)
        .unwrap()
        .key()
        .clone();
    at(&mut document, LINES, key.as_str(), "项目名称");
    let filter = Filter { contains: name.clone(), ..Filter::default() };
    document.change_view(|view| drop(view.filters.insert((0, "单位".into()), filter)));
    at(&mut document, LINES, key.as_str(), "项目名称");
    let before = document.session.budget().tables[&LINES.into()].len();
    document.paste("甲项目\t1.00\n乙项目\t2.00\n丙项目\t3.00\n", None);
    assert!(document.session.budget().tables[&LINES.into()].len() > before, "{}", message(&document));
    let cursor = document.cursor().unwrap();
    assert_eq!(cursor, CellAddress::new(LINES, &key, "项目名称"), "{}", message(&document));
}

/// What a block says of its own lines agrees, however many lines the table has besides.
#[test]
fn a_total_of_the_pasted_lines_alone_is_no_contradiction() {
    for (more, is_told) in [(0, false), (1, true)] {
        let mut document = prepared();
        let last = document.session.budget().tables[&LINES.into()].rows().last().unwrap().key().clone();
        let text = |column: &str| total(&document, &format!("{LINES}!{last}!{column}"));
        let (name, amount) = (text("项目名称"), text("金额").replace(',', ""));
        let own: yusuan::money::Decimal = amount.parse().unwrap();
        at(&mut document, LINES, last.as_str(), "项目名称");
        let sum = own + yusuan::money::Decimal::from(20 + more);
        document.paste(&format!("{name}\t{amount}\n甲项目\t20\n合计\t{sum}\n"), None);
        assert!(rows(&document, LINES, &["项目名称"]).contains(&"甲项目".to_owned()));
        assert_eq!(message(&document).contains("来源里是"), is_told, "{}", message(&document));
    }
}

/// Where amounts are typed in 元 plain numbers of a block are in 元, those with a unit in theirs, and so is what is told.
#[test]
fn totals_are_held_in_the_unit_that_amounts_are_typed_in() {
    for (total, told) in [
        ("115000", None),
        ("11.5万元", None),
        ("125000", Some("来源里是 125000，各行之和 115,000.00，相差 10,000.00")),
    ] {
        let mut document = blank(LINES, "合计", "项目名称");
        document.session.type_in(yusuan::money::MoneyUnit::Yuan);
        document.paste(&format!("甲项目\t55000\n乙项目\t6万元\n合计\t{total}"), None);
        let said = message(&document);
        assert_eq!(rows(&document, LINES, &["项目名称", "金额"]), ["甲项目|5.5000", "乙项目|6"], "{said}");
        match told {
            Some(told) => assert!(said.contains(told), "{said}"),
            None => assert!(!said.contains("来源里是"), "{said}"),
        }
    }
}

/// The last figure of a column without names that is what those above it come to is their total: it becomes no line beyond
/// what a filter shows, and where it falls on a line it is told.
#[test]
fn a_total_without_a_name_becomes_no_line() {
    for (more, is_total) in [(0, true), (1, false)] {
        let mut document = prepared();
        let name = document.session.units()[1].1.clone();
        let lines = document.session.budget().table(&LINES.into()).unwrap();
        let key = lines.rows().iter().rfind(|row| row.text(&"单位".into()) == name).unwrap().key().clone();
        let filter = Filter { contains: name.clone(), ..Filter::default() };
        at(&mut document, LINES, key.as_str(), "金额");
        document.change_view(|view| drop(view.filters.insert((0, "单位".into()), filter)));
        at(&mut document, LINES, key.as_str(), "金额");
        let before = document.session.budget().table(&LINES.into()).unwrap().len();
        document.paste(&format!("10.00\n20.50\n{}.50\n", 30 + more), None);
        let added = document.session.budget().table(&LINES.into()).unwrap().len() - before;
        assert_eq!(added, if is_total { 1 } else { 2 }, "{}", message(&document));
        assert_eq!(message(&document).contains("其余各行之和"), is_total, "{}", message(&document));
    }
    for (last, is_told) in [("30", true), ("31", false), ("0", false)] {
        let mut document = blank("T13", "合计", "科目编码");
        document.paste("30201\t办公费\t1\n30202\t印刷费\t2\n30203\t咨询费\t4", None);
        at(&mut document, "T13", "30201", "合计");
        document.paste(&format!("10\n20\n{last}"), None);
        let found = rows(&document, "T13", &["科目编码", "合计"]);
        assert_eq!(found, ["30201|10", "30202|20", &format!("30203|{last}")], "{}", message(&document));
        assert_eq!(message(&document).contains("像合计"), is_told, "{}", message(&document));
    }
}
