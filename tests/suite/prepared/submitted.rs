//! Tables as they were submitted beside those made of lines: lines proposed from them, the two compared, and the
//! way from one to the other and back.

use std::path::Path;

use yusuan::compare::{TableAgainstLines, against_lines};
use yusuan::edit::{Batch, Edit};
use yusuan::file;
use yusuan::model::{CellAddress, Coverage, Layer, Value, ValueView};
use yusuan::money::Decimal;
use yusuan::propose::{Proposal, Sources, accept, propose};
use yusuan::schema::{Formats, Role};
use yusuan::session::Session;

use super::{number, open, run, sample};
use crate::support::repository;

#[test]
fn a_table_goes_back_to_what_was_submitted() {
    let mut session = open();
    let set = |coverage| Edit::SetCoverage { table: "T9".into(), coverage, remark: String::new() };
    session.apply(Batch::one("录入", set(Coverage::Full))).unwrap();
    assert!(!session.is_derived(&"T9".into()));
    assert_eq!(number(&session, "T9!预算数!公务接待费"), Decimal::ZERO);
    let cell: CellAddress = "T9!预算数!公务接待费".parse().unwrap();
    session.enter(&cell, "1.80").unwrap();
    session.apply(Batch::one("汇总", set(Coverage::Derived))).unwrap();
    assert_eq!(session.budget().value(Layer::Input, &cell), Some(ValueView::Amount(Decimal::new(180, 2))));
    assert_eq!(session.book().cell(&cell).unwrap().role, Role::SumOfLines);
}

#[test]
fn the_command_proposes_lines_and_writes_down_the_sure_ones() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("明细.ron").display().to_string();
    let published = "assets/samples/焦作市委办公室-2023.ron";
    let (code, said) = run(&["propose", published]);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("[待定]") && said.contains("多于表3 2050803"), "{said}");
    let (code, said) = run(&["propose", published, "-o", &out]);
    assert_eq!(code, Some(0), "{said}");
    let sure = said.lines().filter(|line| line.starts_with("[确定]")).count();
    assert!(said.contains(&format!("建立明细 {sure} 行")), "{said}");
    let loaded = file::load(Path::new(&out), &Formats::embedded()).unwrap();
    assert_eq!(loaded.budget.tables[&"预算明细".into()].rows().len(), 1 + sure);
    let (code, said) = run(&["propose", published, "-o", &out]);
    assert_eq!(code, Some(2));
    assert!(said.contains("已经存在"), "{said}");
    assert_eq!(run(&["propose", published, "--without", "表99"]).0, Some(2));
}

/// What becomes of each table when lines are made of it, a line each: equal cells, differing, unknown.
fn against(session: &Session) -> String {
    let tables = against_lines(session.budget(), session.format());
    let line = |table: &TableAgainstLines| {
        format!("{} {} {} {}\n", table.table, table.equal, table.differing.len(), table.unknown)
    };
    tables.iter().map(line).collect()
}

#[test]
fn what_the_published_document_determines_of_its_lines() {
    let loaded =
        file::load(&repository("assets/samples/焦作市委办公室-2023.ron"), &Formats::embedded()).unwrap();
    let mut session = Session::new(loaded.budget, loaded.format);
    let list = propose(session.budget(), session.format(), &Sources::default());
    // Items of table 7 whose code nobody knows are in what table 6 prints of each code.
    let of_staff_or_office =
        |one: &Proposal| ["人员类", "公用经费"].contains(&one.row.text(&"支出类型".into()));
    let coded =
        |one: &&Proposal| !of_staff_or_office(one) || !one.row.text(&"部门经济科目".into()).is_empty();
    let step = accept(session.budget(), session.format(), list.iter().filter(coded)).unwrap();
    session.apply(step).unwrap();
    // Tables 6, 9 and 12 and the amounts of 14 and 15 follow to the last cell. Of table 3 what is left open is the pay of the two units
    // whose pages are lost, and the goods and services, which no table gives by code and function.
    assert_eq!(
        against(&session),
        "T1 7 4 0\nT3 41 21 0\nT4 11 6 145\nT5 41 21 0\nT6 77 0 0\nT7 140 64 104\nT9 4 0 0\nT12 58 0 0\nT13 5 9 0\nT14 4 0 0\nT15 64 0 0\n"
    );
    let tables = against_lines(session.budget(), session.format());
    // Lines without a code fall into a row without a name, which goes by its number.
    let cell = |table: &str, title: &str| {
        let table = tables.iter().find(|one| one.table.as_str() == table).unwrap();
        let is_it = |found: &str| match title.strip_prefix("第") {
            Some(end) => found.contains("第 ") && found.ends_with(end),
            None => found.contains(title),
        };
        let cell = table.differing.iter().find(|cell| is_it(&cell.title)).unwrap();
        (cell.submitted, cell.derived)
    };
    let pay = "人员经费 工资福利支出";
    let (lost, open) =
        (cell("T3", &format!("2013601 行政运行 基本支出 {pay}")), cell("T3", &format!("第 基本支出 {pay}")));
    assert_eq!(open.1, lost.0 + cell("T3", &format!("2012601 行政运行 基本支出 {pay}")).0);
    // Table 13 counts the project of 接待费 and leaves out 公务通讯补贴, which are on the lost pages too.
    assert_eq!(cell("T13", "30217"), (Decimal::new(384, 2), Decimal::new(84, 2)));
    // A table that follows may be switched over from here on; it keeps its total.
    let before = number(&session, "T6!合计!合计");
    let set = Edit::SetCoverage { table: "T6".into(), coverage: Coverage::Derived, remark: String::new() };
    session.apply(Batch::one("汇总", set)).unwrap();
    assert_eq!(number(&session, "T6!合计!合计"), before);
    assert!(against(&session).contains("T6 77 0 0"), "what was submitted is kept and still compared");
}

#[test]
fn the_command_says_where_lines_and_tables_differ() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("核对.ron").display().to_string();
    // Table 9 as somebody typed it, one figure wrong.
    let mut loaded = file::load(&sample(), &Formats::embedded()).unwrap();
    let table = loaded.budget.tables.get_mut(&"T9".into()).unwrap();
    table.coverage = Coverage::Full;
    let at = table.position(&"预算数".into()).unwrap();
    for (column, amount) in [("公务接待费", 180), ("公务用车运行费", 999)] {
        table.set(at, Layer::Input, &column.into(), Some(Value::Amount(Decimal::new(amount, 2))));
    }
    file::save(Path::new(&path), &loaded.budget, &loaded.extras).unwrap();
    let (code, said) = run(&["reconcile", &path]);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("录入 9.99") && said.contains("T9!预算数!公务用车运行费"), "{said}");
    assert!(!said.contains("公务接待费　录入"), "what is equal is only counted: {said}");
    let (_, json) = run(&["reconcile", &path, "--json", "--table", "9"]);
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["tables"][0]["equal"], 1, "{json}");
    // Nothing was submitted beside the lines: nothing to compare.
    assert_eq!(run(&["reconcile", &sample().display().to_string()]).0, Some(2));
}
