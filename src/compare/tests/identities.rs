//! Cases of what one thing is called in two years, in all tables of a comparison.

use super::{changes, matched};
use crate::calc::{Book, Figures};
use crate::compare::{compare, decision_note};
use crate::model::{Budget, Row, Value};
use crate::schema::default_format;

/// Rows of a table: kind, then column and text; what reads as a number in the columns of amounts is one.
type Rows<'a> = &'a [(&'a str, &'a [(&'a str, &'a str)])];

fn budget(year: i32, tables: &[(&str, Rows<'_>)]) -> Budget {
    let format = default_format();
    let mut budget = Budget { format: format.id.clone(), year, ..Budget::default() };
    for (key, rows) in tables {
        let schema = format.table(&(*key).into()).unwrap();
        let mut table = schema.blank_table();
        for (kind, cells) in *rows {
            let value = |column: &str, text: &str| {
                let section = &schema.sections[0];
                let is_number = section.column(&column.into()).unwrap().kind.is_number();
                if is_number { Value::Amount(text.parse().unwrap()) } else { Value::from(text) }
            };
            let cells = cells.iter().map(|(column, text)| ((*column).into(), value(column, text))).collect();
            let row = Row { cells, kind: (*kind).into(), ..Row::default() };
            let taken = table.rows().iter().map(|row| row.key().clone()).collect();
            let key = schema.sections[0].free_kind(&(*kind).into()).unwrap().new_key(row.view(), &taken);
            table.push(Row { key, ..row });
        }
        budget.tables.insert((*key).into(), table);
    }
    budget
}

/// A unit, a project of it with its code, and the line of the project.
fn of(year: i32, unit: &str, project: &str, code: &str) -> Budget {
    budget(
        year,
        &[
            ("单位", &[("单位", &[("单位代码", "101001"), ("单位名称", unit)])]),
            (
                "T12",
                &[
                    ("部门", &[("项目名称", "101"), ("项目单位", "部门")]),
                    ("项目", &[("类型", "其他运转类"), ("项目单位", unit), ("项目名称", project)]),
                ],
            ),
            (
                "T15",
                &[
                    ("单位", &[("编码", "101001"), ("名称", unit)]),
                    ("项目", &[("编码", code), ("名称", project)]),
                ],
            ),
            (
                "预算明细",
                &[(
                    "明细",
                    &[
                        ("单位代码", "101001"),
                        ("单位", unit),
                        ("项目名称", project),
                        ("功能科目", "2013105"),
                        ("部门经济科目", "30201"),
                        ("金额", "5"),
                    ],
                )],
            ),
        ],
    )
}

/// In which tables the project's row of last year has a row of this year beside it.
fn paired(old: &Budget, new: &Budget) -> Vec<(String, bool)> {
    let format = default_format();
    let figures = [Figures::compute(old, &format), Figures::compute(new, &format)];
    let book = |budget, at: usize| Book { format: &format, budget, figures: &figures[at] };
    let books = [book(old, 0), book(new, 1)];
    let comparison = compare(&books);
    let tables = ["T12", "T15", "预算明细"].map(|key| comparison.table(&key.into()).unwrap());
    let of_project = |table: &crate::compare::ComparedTable| {
        let is_project = |row: &&crate::compare::ComparedRow| {
            let kind = table.row(&books, 0, row).map(|row| row.row.kind().as_str().to_owned());
            matches!(kind.as_deref(), Some("项目" | "明细"))
        };
        table.rows.iter().find(is_project).unwrap().at.iter().all(Option::is_some)
    };
    tables.map(|table| (table.key.to_string(), of_project(table))).to_vec()
}

#[test]
fn one_thing_is_one_in_all_tables() {
    let (code, other) = ("101001000000000000001", "101001000000000000002");
    let all = |is: bool| ["T12", "T15", "预算明细"].map(|key| (key.to_owned(), is)).to_vec();
    let cases = [
        // The unit was renamed; its code says so.
        (of(2023, "甲局", "会议", code), of(2024, "乙局", "会议", code), true),
        // The project was; so does its.
        (of(2023, "甲局", "展会", code), of(2024, "甲局", "博览", code), true),
        // Another phase is another project, under whatever code.
        (of(2023, "甲局", "平台一期", code), of(2024, "甲局", "平台二期", other), false),
        (of(2023, "甲局", "平台一期", code), of(2024, "甲局", "平台二期", code), false),
        // Two that have nothing in common.
        (of(2023, "甲局", "展会", code), of(2024, "甲局", "博览", other), false),
    ];
    for (old, new, expected) in &cases {
        assert_eq!(paired(old, new), all(*expected), "{:?}", new.tables[&"T12".into()]);
    }
    // What people say of one table holds in the others that know the project by its name.
    let (old, mut new) = (of(2023, "甲局", "展会", code), of(2024, "甲局", "博览", other));
    let row = |budget: &Budget, at: usize| {
        budget.tables[&"T12".into()].rows().iter().nth(at).unwrap().key().clone()
    };
    let table = "T12".into();
    let at = old.tables[&"T12".into()].rows().len() - 1;
    let (key, note) = decision_note(&table, &row(&new, at), 2023, &row(&old, at), true);
    new.notes.insert(key, note);
    assert_eq!(paired(&old, &new), all(true));
    // A rename is told in every table.
    let renamed = (of(2023, "甲局", "展会", code), of(2024, "甲局", "博览", code));
    let (_, lines) = changes(&default_format(), &[&renamed.0, &renamed.1]);
    for table in ["T12", "T15", "预算明细"] {
        assert!(lines.iter().any(|line| line.contains(table) && line.contains("展会 博览")), "{lines:?}");
    }
}

#[test]
fn names_that_tell_two_projects_apart_are_not_paired() {
    for (was, is, line) in [
        ("信息化平台一期", "信息化平台二期", None),
        ("人民路改造工程", "解放路改造工程", None),
        ("2022年综合治理", "2023年综合治理", Some("2022年综合治理|2023年综合治理 Renamed")),
        ("民间对外交往经费", "民间对外友好交往经费", Some("民间对外交往经费|民间对外友好交往经费 Renamed")),
    ] {
        let found = matched(&[("甲", was, "1")], &[("甲", is, "1")], &[]);
        let apart = vec![format!("{was}|-"), format!("-|{is}")];
        assert_eq!(found, line.map_or(apart, |line| vec![line.to_owned()]));
    }
    // People may say otherwise.
    let decided = [("信息化平台一期", "信息化平台二期", true)];
    let joined = matched(&[("甲", "信息化平台一期", "1")], &[("甲", "信息化平台二期", "1")], &decided);
    assert_eq!(joined, ["信息化平台一期|信息化平台二期 ByHand"]);
}

/// Two forms number the same item otherwise, one prints it always, one nests deeper: its name is the same.
#[test]
fn an_item_is_the_same_whatever_mark_stands_before_it() {
    let line = |was: &str, is: &str| super::matched(&[("甲", was, "1")], &[("甲", is, "2")], &[]);
    for (was, is) in [
        ("三、社会保障和就业", "八、社会保障和就业"),
        ("（一）会议费", "2.会议费"),
        ("一、 会议费", "一、会议费"),
        ("（二）培训", "培训"),
    ] {
        let [line] = <[String; 1]>::try_from(line(was, is)).unwrap();
        assert!(line.starts_with(&format!("{was}|{is}")), "{line}");
    }
    assert_eq!(line("三、会议费", "三、培训"), ["三、会议费|-", "-|三、培训"]);
    // Which of two is meant nobody knows.
    let two = [("甲", "一、会议费", "1"), ("甲", "二、会议费", "2")];
    let left = super::matched(&two, &[("甲", "三、会议费", "3")], &[]);
    assert_eq!(left, ["一、会议费|-", "二、会议费|-", "-|三、会议费"]);
}
