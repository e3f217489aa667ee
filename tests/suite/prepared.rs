//! A budget prepared from lines (编制): `assets/samples/示例区档案局-2023（示例）.ron` is an example, of no
//! real department, in which every one of the tables 1–13 and the amounts of 14 and 15 are summed from its
//! lines, and nothing is wrong.

use std::path::PathBuf;

use yusuan::calc::{Figures, lines_of, of_unit};
use yusuan::compare::{TableAgainstLines, against_lines};
use yusuan::file;
use yusuan::model::{CellAddress, Coverage, SubmittedTable, Value};
use yusuan::money::Decimal;
use yusuan::propose::{Proposal, Sources, accept, propose};
use yusuan::schema::Formats;
use yusuan::session::Session;

use crate::support::repository;

fn sample() -> PathBuf {
    repository("assets/samples/示例区档案局-2023（示例）.ron")
}

fn open() -> Session {
    let loaded = file::load(&sample(), &Formats::embedded()).unwrap();
    assert!(loaded.notices.is_empty(), "{:?}", loaded.notices);
    Session::new(loaded.budget, loaded.format)
}

fn number(session: &Session, address: &str) -> Decimal {
    let address: CellAddress = address.parse().unwrap();
    session.book().cell(&address).unwrap().number().unwrap_or_default()
}

/// The amounts of lines that say what is wanted, summed by this test itself.
fn sum_of_lines(session: &Session, wanted: &[(&str, &str)]) -> Decimal {
    let rows = session.budget().tables[&"预算明细".into()].rows.iter();
    let fits = |row: &&yusuan::model::Row| {
        wanted.iter().all(|(column, text)| row.text(&(*column).into()).starts_with(text))
    };
    rows.filter(fits).filter_map(|row| row.cells.get(&"金额".into())?.amount()).sum()
}

/// A line by its item and unit.
fn line(session: &Session, unit: &str, item: &str) -> String {
    let rows = &session.budget().tables[&"预算明细".into()].rows;
    let of = |column: &str, row: &yusuan::model::Row| row.text(&column.into()).to_owned();
    let row = rows.iter().find(|row| of("单位", row) == unit && of("项目名称", row) == item).unwrap();
    row.key.to_string()
}

#[test]
fn the_prepared_sample_has_nothing_wrong() {
    let session = open();
    let findings: Vec<&str> =
        session.verdicts().findings().iter().map(|finding| finding.message.as_str()).collect();
    assert!(findings.is_empty(), "{findings:#?}");
    let derived = session.budget().tables.iter().filter(|(_, table)| table.coverage == Coverage::Derived);
    let is_text = |value: &Value| value.amount().is_none();
    let entered = |table: &SubmittedTable| table.rows.iter().any(|row| !row.cells.values().all(is_text));
    assert_eq!(derived.filter(|(_, table)| !entered(table)).count(), 15, "no amount is entered in any");
}

#[test]
fn every_table_is_the_sum_of_the_lines_it_is_about() {
    let session = open();
    let all = sum_of_lines(&session, &[]);
    let general = sum_of_lines(&session, &[("资金来源", "本年一般公共预算")]);
    let staff = sum_of_lines(&session, &[("支出类型", "人员类")]);
    for (cell, expected) in [
        ("T1!收入总计!金额", all),
        ("T1!201!支出金额", sum_of_lines(&session, &[("功能科目", "201")])),
        ("T1!支出总计!支出金额", all),
        ("T2!合计!一般公共预算", general),
        ("T2!合计!事业收入", all - general),
        ("T3!合计!合计", all),
        ("T3!901001!合计", sum_of_lines(&session, &[("单位代码", "901001")])),
        (
            "T3!901001·2012601!合计",
            sum_of_lines(&session, &[("单位代码", "901001"), ("功能科目", "2012601")]),
        ),
        ("T4!本年支出!合计", general),
        ("T5!合计!合计", general),
        ("T6!合计!人员经费", staff),
        ("T7!合计!合计", staff + sum_of_lines(&session, &[("支出类型", "公用经费")])),
        (
            "T8!30101-50101!基本支出",
            sum_of_lines(&session, &[("部门经济科目", "30101"), ("政府经济科目", "50101")]),
        ),
        ("T9!预算数!公务接待费", sum_of_lines(&session, &[("部门经济科目", "30217")])),
        ("T10!合计!合计", Decimal::ZERO),
        ("T12!合计!单位资金", sum_of_lines(&session, &[("资金来源", "单位资金")])),
        // The units that are not 事业.
        (
            "T13!合计!合计",
            sum_of_lines(&session, &[("支出类型", "公用经费"), ("单位代码", "901001")])
                + sum_of_lines(&session, &[("支出类型", "公用经费"), ("单位代码", "901002")]),
        ),
        ("T14!部门预算总额!预算金额", all),
        ("T14!政府预算资金!预算金额", general),
        ("T14!单位资金!预算金额", all - general),
        ("T14!基本支出!预算金额", staff + sum_of_lines(&session, &[("支出类型", "公用经费")])),
        (
            "T15!900101230000000000002!政府预算资金",
            sum_of_lines(&session, &[("项目名称", "馆藏档案数字化"), ("资金来源", "本年一般公共预算")]),
        ),
        (
            "T15!900101230000000000004!单位资金",
            sum_of_lines(&session, &[("项目名称", "档案整理服务"), ("资金来源", "单位资金")]),
        ),
        (
            "T15!901003~2!资金总额",
            sum_of_lines(&session, &[("单位代码", "901003"), ("支出类型", "特定目标类")]),
        ),
    ] {
        assert_eq!(number(&session, cell), expected, "{cell}");
    }
}

#[test]
fn targets_are_entered_and_their_amounts_follow_the_lines() {
    let mut session = open();
    let cell = |address: &str| -> CellAddress { address.parse().unwrap() };
    let project = "T15!900101230000000000002";
    let amount = cell(&format!("{project}!政府预算资金"));
    // The amount is opened into its lines and not typed over.
    assert!(session.enter(&amount, "1").unwrap_err().contains("预算明细"));
    let parts = session.book().cell(&amount).unwrap().addends();
    assert_eq!(parts.len(), 2);
    assert!(parts.iter().all(|part| part.address().table.as_str() == "预算明细"));
    // A target is typed as ever, and a line is entered once.
    session.enter(&cell(&format!("{project}!产出指标值")), "≥31万页").unwrap();
    let before =
        (number(&session, "T15!900101230000000000002!资金总额"), number(&session, "T14!项目支出!预算金额"));
    let key = line(&session, "示例区档案馆", "馆藏档案数字化");
    session.enter(&cell(&format!("预算明细!{key}!金额")), "46.00").unwrap();
    for (after, before) in
        [("T15!900101230000000000002!资金总额", before.0), ("T14!项目支出!预算金额", before.1)]
    {
        assert_eq!(number(&session, after), before + Decimal::ONE, "{after}");
    }
    let value = session.book().cell(&cell(&format!("{project}!产出指标值"))).unwrap().text();
    assert_eq!(value, "≥31万页");
    assert_eq!(session.book().figures, &Figures::compute(session.budget(), session.format()));
    // A project that no line is called like has no amount, and both tables say so.
    session.enter(&cell(&format!("{project}!名称")), "数字化").unwrap();
    assert_eq!(number(&session, "T15!900101230000000000002!资金总额"), Decimal::ZERO);
    let rules: Vec<&str> =
        session.verdicts().findings().iter().map(|finding| finding.rule.as_str()).collect();
    for rule in ["T12-T15-项目", "T15-T12-项目"] {
        assert!(rules.contains(&rule), "{rule} in {rules:?}");
    }
    for _ in 0..3 {
        session.undo().unwrap();
    }
    assert!(session.verdicts().findings().is_empty());
}

#[test]
fn a_line_is_entered_once_and_every_table_follows() {
    let mut session = open();
    let key = line(&session, "示例区档案局", "公务接待费");
    let amount: CellAddress = format!("预算明细!{key}!金额").parse().unwrap();
    let before = number(&session, "T3!合计!合计");
    session.enter(&amount, "2.20").unwrap();
    for cell in ["T3!合计!合计", "T1!支出总计!支出金额", "T8!合计!合计"] {
        assert_eq!(number(&session, cell), before + Decimal::ONE, "{cell}");
    }
    assert_eq!(number(&session, "T9!预算数!公务接待费"), Decimal::new(280, 2));
    // Income no longer covers it, and the text says another number: both are found.
    let rules: Vec<&str> =
        session.verdicts().findings().iter().map(|finding| finding.rule.as_str()).collect();
    for rule in ["收入明细-预算明细-合计", "说明-三公"] {
        assert!(rules.contains(&rule), "{rule} in {rules:?}");
    }
    let full = Figures::compute(session.budget(), session.format());
    assert_eq!(session.book().figures, &full, "what was updated is what would be computed anew");
    session.undo().unwrap();
    assert!(session.verdicts().findings().is_empty());
}

/// The names of T7's rows of 示例区档案服务中心, in their order.
fn items_of_the_service_center(session: &Session) -> Vec<String> {
    let sheet = session.book().sheet(&"T7".into()).unwrap();
    let of_unit = sheet.rows().filter(|row| row.text(&"项目单位".into()) == "示例区档案服务中心");
    of_unit.map(|row| row.text(&"项目名称".into()).to_owned()).collect()
}

#[test]
fn items_stand_as_they_were_entered() {
    let mut session = open();
    let entered = [
        "基本工资",
        "绩效工资",
        "机关事业单位基本养老保险缴费",
        "职业年金缴费",
        "职工基本医疗保险缴费",
        "住房公积金",
        "办公费",
        "印刷费",
        "差旅费",
        "培训费",
    ];
    assert_eq!(items_of_the_service_center(&session), entered);
    let mut type_in = |item: &str, column: &str, text: &str| {
        let key = line(&session, "示例区档案服务中心", item);
        session.enter(&format!("预算明细!{key}!{column}").parse().unwrap(), text).unwrap();
        let full = Figures::compute(session.budget(), session.format());
        assert_eq!(session.book().figures, &full, "{item} {column} {text}");
        items_of_the_service_center(&session)
    };
    // The first line of an item goes, so that the item stands where its next line does; and back.
    assert_eq!(type_in("绩效工资", "项目名称", "住房公积金")[1], "住房公积金");
    assert_eq!(type_in("住房公积金", "项目名称", "绩效工资"), entered);
    // The kind of spending (支出类型) comes first, wherever the line stands.
    assert_eq!(type_in("基本工资", "支出类型", "公用经费")[4..6], ["住房公积金", "基本工资"]);
    assert_eq!(type_in("基本工资", "支出类型", "人员类"), entered);
}

#[test]
fn a_derived_figure_is_not_typed_over_but_opened_into_its_lines() {
    let mut session = open();
    let cell: CellAddress = "T9!预算数!公务接待费".parse().unwrap();
    let refused = session.enter(&cell, "5").unwrap_err();
    assert!(refused.contains("预算明细"), "{refused}");
    let lines = lines_of(session.budget(), session.format(), &cell);
    assert_eq!(lines.len(), 2);
    let sum: Decimal = lines.iter().filter_map(|line| session.book().cell(line)?.number()).sum();
    assert_eq!(sum, number(&session, "T9!预算数!公务接待费"));
    assert_eq!(session.book().cell(&cell).unwrap().addends().len(), 2);
}

#[test]
fn lines_with_wrong_codes_are_found() {
    for (item, column, text, rule) in [
        ("基本工资", "功能科目", "2990101", "预算明细-支出功能分类科目"),
        ("基本工资", "部门经济科目", "30188", "预算明细-部门预算支出经济分类科目"),
        ("基本工资", "政府经济科目", "50188", "预算明细-政府预算支出经济分类科目"),
        ("基本工资", "政府经济科目", "50201", "预算明细-科目对应"),
        ("基本工资", "部门经济科目", "31299", "预算明细-T3-合计"),
        ("基本工资", "功能科目", "", "预算明细-齐全"),
        ("办公费", "资金来源", "", "预算明细-齐全"),
    ] {
        let mut session = open();
        let key = line(&session, "示例区档案局", item);
        let address: CellAddress = format!("预算明细!{key}!{column}").parse().unwrap();
        session.enter(&address, text).unwrap();
        let found = session.verdicts().findings().iter().any(|finding| finding.rule == rule);
        assert!(
            found,
            "{rule}: {:?}",
            session.verdicts().findings().iter().map(|f| &f.rule).collect::<Vec<_>>()
        );
    }
}

#[test]
fn income_and_spending_agree_by_source_and_by_unit() {
    for (table, unit, name, column, text, rules) in [
        // Spent from money that the unit does not have: by source only, for the totals agree.
        (
            "预算明细",
            "示例区档案馆",
            "办公费",
            "资金来源",
            "单位资金",
            &["收入明细-预算明细-一般公共预算", "收入明细-预算明细-非财政拨款资金"][..],
        ),
        (
            "预算明细",
            "示例区档案馆",
            "办公费",
            "资金来源",
            "本年政府性基金",
            &["收入明细-预算明细-政府性基金"],
        ),
        (
            "预算明细",
            "示例区档案馆",
            "办公费",
            "资金来源",
            "本年国有资本经营",
            &["收入明细-预算明细-国有资本经营"],
        ),
        (
            "预算明细",
            "示例区档案馆",
            "办公费",
            "资金来源",
            "结转一般公共预算",
            &["收入明细-预算明细-财政拨款结转"],
        ),
        (
            "预算明细",
            "示例区档案服务中心",
            "档案整理服务",
            "资金来源",
            "财政专户",
            &["收入明细-预算明细-财政专户"],
        ),
        // Another unit's spending: by unit only.
        ("预算明细", "示例区档案馆", "办公费", "单位代码", "901001", &["收入明细-预算明细-单位"]),
    ] {
        let mut session = open();
        let key = line(&session, unit, name);
        session.enter(&format!("{table}!{key}!{column}").parse().unwrap(), text).unwrap();
        for rule in rules {
            let found = session.verdicts().findings().iter().find(|finding| finding.rule == *rule);
            let found = found.unwrap_or_else(|| panic!("{rule} for {text}"));
            assert!(found.expected.is_some() && found.actual.is_some(), "both figures: {}", found.message);
        }
        session.undo().unwrap();
        assert!(session.verdicts().findings().is_empty());
    }
}

#[test]
fn a_table_goes_back_to_what_was_submitted() {
    let mut session = open();
    let set =
        |coverage| yusuan::edit::Edit::SetCoverage { table: "T9".into(), coverage, remark: String::new() };
    session.apply(yusuan::edit::Batch::one("录入", set(Coverage::Full))).unwrap();
    assert!(!session.is_derived(&"T9".into()));
    assert_eq!(number(&session, "T9!预算数!公务接待费"), Decimal::ZERO);
    let cell: CellAddress = "T9!预算数!公务接待费".parse().unwrap();
    session.enter(&cell, "1.80").unwrap();
    session.apply(yusuan::edit::Batch::one("汇总", set(Coverage::Derived))).unwrap();
    assert_eq!(
        session.budget().value(yusuan::model::Layer::Input, &cell),
        Some(&Value::Amount(Decimal::new(180, 2)))
    );
    assert_eq!(session.book().cell(&cell).unwrap().role, yusuan::schema::Role::SumOfLines);
}

#[test]
fn a_departments_budget_is_put_together_from_its_units() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    let text = std::fs::read_to_string(sample()).unwrap();
    let keep = |wanted: &dyn Fn(&str) -> bool| -> String {
        text.lines().filter(|line| wanted(line)).map(|line| format!("{line}\n")).collect()
    };
    // The archive's own file, with a line raised; and a department that has nothing of the archive yet.
    let is_archive = |line: &str| line.contains("\"901002\"");
    let is_unit = |line: &str| line.contains("单位代码") && line.contains("\"90100");
    std::fs::write(
        path("馆.ron"),
        keep(&|line| !is_unit(line) || is_archive(line)).replace("\"66.20\"", "\"67.20\""),
    )
    .unwrap();
    std::fs::write(path("部门.ron"), keep(&|line| !is_unit(line) || !is_archive(line))).unwrap();
    let run = |arguments: &[&str]| {
        let done = std::process::Command::new(env!("CARGO_BIN_EXE_yusuan")).args(arguments).output().unwrap();
        (done.status.code(), String::from_utf8(done.stdout).unwrap() + &String::from_utf8_lossy(&done.stderr))
    };
    let (code, said) = run(&["merge-units", &path("部门.ron"), &path("馆.ron"), "-o", &path("汇总.ron")]);
    assert_eq!(code, Some(0), "{said}");
    let loaded = file::load(std::path::Path::new(&path("汇总.ron")), &Formats::embedded()).unwrap();
    let merged = Session::new(loaded.budget, loaded.format);
    let whole = open();
    assert_eq!(number(&merged, "T3!合计!合计"), number(&whole, "T3!合计!合计") + Decimal::ONE);
    assert_eq!(number(&merged, "T3!901002!合计"), number(&whole, "T3!901002!合计") + Decimal::ONE);
    // Once more: nothing changes, and no line is there twice.
    let (_, said) = run(&["merge-units", &path("汇总.ron"), &path("馆.ron"), "-o", &path("汇总.ron")]);
    assert!(said.contains("没有变化"), "{said}");
    let (code, said) = run(&[
        "merge-units",
        &path("部门.ron"),
        "assets/samples/焦作市委办公室-2023.ron",
        "-o",
        &path("x.ron"),
    ]);
    assert_eq!(code, Some(2));
    assert!(said.contains("没有预算明细"), "{said}");
}

#[test]
fn what_units_pay_each_other_is_left_out_and_reported() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    let corpus = repository("tests/corpus/内部往来.ron");
    let text = std::fs::read_to_string(&corpus).unwrap();
    let without = |code: &str| -> String {
        let is_of = |line: &str| line.contains("单位代码") && line.contains(&format!("\"{code}\""));
        text.lines().filter(|line| !is_of(line)).map(|line| format!("{line}\n")).collect()
    };
    std::fs::write(path("部门.ron"), without("901002")).unwrap();
    std::fs::write(path("中心.ron"), without("901001")).unwrap();
    let (code, said) = run(&["merge-units", &path("部门.ron"), &path("中心.ron"), "-o", &path("汇总.ron")]);
    assert_eq!(code, Some(0), "{said}");
    let reported = "抵销内部往来 某中心→某局：付款单位的支出 4.00，收款单位的收入 4.00";
    assert!(said.contains(reported) && !said.contains("两方不等"), "{said}");
    let load = |path: &str| {
        let loaded = file::load(std::path::Path::new(path), &Formats::embedded()).unwrap();
        Session::new(loaded.budget, loaded.format)
    };
    let merged = load(&path("汇总.ron"));
    assert!(merged.verdicts().findings().is_empty());
    // The department has neither side; each unit by itself has its own.
    for (cell, expected) in [
        ("T1!收入总计!金额", 49),
        ("T1!支出总计!支出金额", 49),
        ("T1!附属单位上缴!金额", 0),
        ("内部往来!合计!付款方支出", 4),
    ] {
        assert_eq!(number(&merged, cell), Decimal::from(expected), "{cell}");
    }
    for (code, name, total) in [("901001", "某局", 37), ("901002", "某中心", 16)] {
        let own =
            Session::new(of_unit(merged.budget(), merged.format(), code, name), merged.format().clone());
        for cell in ["T1!收入总计!金额", "T1!支出总计!支出金额", "T2!合计!合计", "T3!合计!合计"]
        {
            assert_eq!(number(&own, cell), Decimal::from(total), "{name} {cell}");
        }
    }
    // What is left out opens into its lines, and says so where the units disagree.
    let cell: CellAddress = "内部往来!某中心→某局!付款方支出".parse().unwrap();
    let lines = merged.book().cell(&cell).unwrap().addends();
    assert_eq!(lines.len(), 1);
    assert!(lines[0].address().row.as_str().contains("上缴上级支出"));
    std::fs::write(path("中心.ron"), without("901001").replace("{\"金额\": \"4\"}", "{\"金额\": \"3\"}"))
        .unwrap();
    let (_, said) = run(&["merge-units", &path("汇总.ron"), &path("中心.ron"), "-o", &path("汇总.ron")]);
    assert!(said.contains("付款单位的支出 3.00，收款单位的收入 4.00，两方不等"), "{said}");
}

/// Runs the program; its code and what it says.
fn run(arguments: &[&str]) -> (Option<i32>, String) {
    let done = std::process::Command::new(env!("CARGO_BIN_EXE_yusuan")).args(arguments).output().unwrap();
    (done.status.code(), String::from_utf8(done.stdout).unwrap() + &String::from_utf8_lossy(&done.stderr))
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
    let loaded = file::load(std::path::Path::new(&out), &Formats::embedded()).unwrap();
    assert_eq!(loaded.budget.tables[&"预算明细".into()].rows.len(), 1 + sure);
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
    let cell = |table: &str, title: &str| {
        let table = tables.iter().find(|one| one.table.as_str() == table).unwrap();
        let cell = table.differing.iter().find(|cell| cell.title.contains(title)).unwrap();
        (cell.submitted, cell.derived)
    };
    let pay = "人员经费 工资福利支出";
    let (lost, open) =
        (cell("T3", &format!("2013601 行政运行 基本支出 {pay}")), cell("T3", &format!(" · 基本支出 {pay}")));
    assert_eq!(open.1, lost.0 + cell("T3", &format!("2012601 行政运行 基本支出 {pay}")).0);
    // Table 13 counts the project of 接待费 and leaves out 公务通讯补贴, which are on the lost pages too.
    assert_eq!(cell("T13", "30217"), (Decimal::new(384, 2), Decimal::new(84, 2)));
    // A table that follows may be switched over from here on; it keeps its total.
    let before = number(&session, "T6!合计!合计");
    let set = yusuan::edit::Edit::SetCoverage {
        table: "T6".into(),
        coverage: Coverage::Derived,
        remark: String::new(),
    };
    session.apply(yusuan::edit::Batch::one("汇总", set)).unwrap();
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
    let row = table.rows.iter_mut().find(|row| row.key.as_str() == "预算数").unwrap();
    for (column, amount) in [("公务接待费", 180), ("公务用车运行费", 999)] {
        row.cells.insert(column.into(), Value::Amount(Decimal::new(amount, 2)));
    }
    file::save(std::path::Path::new(&path), &loaded.budget, &loaded.extras).unwrap();
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
