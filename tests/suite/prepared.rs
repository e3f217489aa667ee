//! A budget prepared from lines (编制): `assets/samples/示例区档案局-2023（示例）.ron` is an example, of no
//! real department, in which every one of the tables 1–13 and the amounts of 14 and 15 are summed from its
//! lines, and nothing is wrong.

mod findings;
mod new_year;
mod submitted;
mod units;

use std::path::PathBuf;

use yusuan::calc::{Figures, lines_of};
use yusuan::file;
use yusuan::model::{CellAddress, ColumnKey, Coverage, Table};
use yusuan::money::Decimal;
use yusuan::schema::Formats;
use yusuan::session::{AddedRow, Addition, Entries, Session};

use crate::support::{repository, said, yusuan};

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
    let rows = session.budget().tables[&"预算明细".into()].rows().iter();
    let fits = |row: &yusuan::model::RowView<'_>| {
        wanted.iter().all(|(column, text)| row.text(&(*column).into()).starts_with(text))
    };
    rows.filter(fits).filter_map(|row| row.cells().get(&"金额".into())?.amount()).sum()
}

/// A line by its item and unit.
fn line(session: &Session, unit: &str, item: &str) -> String {
    let rows = session.budget().tables[&"预算明细".into()].rows();
    let of = |column: &str, row: &yusuan::model::RowView<'_>| row.text(&column.into()).to_owned();
    let row = rows.iter().find(|row| of("单位", row) == unit && of("项目名称", row) == item).unwrap();
    row.key().to_string()
}

/// Runs the program; its code and all that it says.
fn run(arguments: &[&str]) -> (Option<i32>, String) {
    let done = yusuan(arguments);
    (done.status.code(), said(&done) + &String::from_utf8_lossy(&done.stderr))
}

#[test]
fn the_prepared_sample_has_nothing_wrong() {
    let session = open();
    let findings: Vec<String> = session.verdicts().findings().iter().map(|finding| finding.message).collect();
    assert!(findings.is_empty(), "{findings:#?}");
    let derived = session.budget().tables.iter().filter(|(_, table)| table.coverage == Coverage::Derived);
    let is_text = |value: yusuan::model::ValueView<'_>| value.amount().is_none();
    let entered = |table: &Table| table.rows().iter().any(|row| !row.cells().values().all(is_text));
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
    let rules: Vec<String> =
        session.verdicts().findings().iter().map(|finding| finding.rule.id.clone()).collect();
    for rule in ["T12-T15-项目", "T15-T12-项目"] {
        assert!(rules.iter().any(|known| known == rule), "{rule} in {rules:?}");
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
    let rules: Vec<String> =
        session.verdicts().findings().iter().map(|finding| finding.rule.id.clone()).collect();
    for rule in ["收入明细-预算明细-合计", "说明-三公"] {
        assert!(rules.iter().any(|known| known == rule), "{rule} in {rules:?}");
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
    // No item comes or goes, and yet one stands elsewhere, for its first line is another's now.
    type_in("绩效工资", "项目名称", "住房公积金");
    assert_eq!(type_in("住房公积金", "项目名称", "基本工资")[4], "住房公积金");
}

#[test]
fn a_derived_figure_is_not_typed_over_but_opened_into_its_lines() {
    let mut session = open();
    let cell: CellAddress = "T9!预算数!公务接待费".parse().unwrap();
    let refused = session.enter(&cell, "5").unwrap_err();
    assert!(refused.contains("预算明细"), "{refused}");
    let lines = lines_of(&session.book(), &cell);
    assert_eq!(lines.len(), 2);
    let sum: Decimal = lines.iter().filter_map(|line| session.book().cell(line)?.number()).sum();
    assert_eq!(sum, number(&session, "T9!预算数!公务接待费"));
    assert_eq!(session.book().cell(&cell).unwrap().addends().len(), 2);
}

/// What holds figures and signs alone and cannot be reckoned is told as typed amounts are; a remark is one.
#[test]
fn what_cannot_be_reckoned_is_no_formula() {
    let mut session = open();
    let row = line(&session, "示例区档案局", "办公费");
    let cell: CellAddress = format!("预算明细!{row}!算法").parse().unwrap();
    for (typed, said) in [
        ("12..5", "有多个小数点"),
        ("1,2,3.4.5", "有多个小数点"),
        ("--5", "正负号"),
        ("(12*3", "缺右括号"),
        ("12*3)", "“)”不知道是什么"),
        ("3000*", "没有写完"),
        ("在职人数×（3000+5", "缺右括号"),
        ("=1,2,3*4", "千位分隔符位置不对"),
        ("=12..5", "有多个小数点"),
        ("按上年实际支出数", ""),
        ("1）办公用品+印刷", ""),
        ("（含印刷费）", ""),
    ] {
        let done = session.enter(&cell, typed);
        match said {
            "" => assert!(done.is_ok(), "{typed}: {done:?}"),
            said => assert!(done.as_ref().is_err_and(|error| error.contains(said)), "{typed}: {done:?}"),
        }
    }
}

/// A formula in 万元 gives next to nothing: it is refused where it stands, and the rest is taken.
#[test]
fn a_formula_whose_amount_would_print_as_zero_is_refused_where_it_stands() {
    let session = open();
    let cell = |item: &str, column: &str| -> CellAddress {
        format!("预算明细!{}!{column}", line(&session, "示例区档案局", item)).parse().unwrap()
    };
    let cells = [
        (cell("办公费", "算法"), "=在职人数*0.3".to_owned()),
        (cell("办公费", "控制数"), "12".to_owned()),
        (cell("印刷费", "算法"), "=在职人数*3000".to_owned()),
    ];
    let typed = |column: &str, text: &str| (ColumnKey::from(column), text.to_owned());
    let new = |formula: &str| AddedRow {
        kind: "明细".into(),
        cells: vec![typed("单位代码", "901001"), typed("项目名称", "邮电费"), typed("算法", formula)],
    };
    let addition = Addition {
        table: "预算明细".into(),
        below: None,
        rows: vec![new("=在职人数*3000"), new("=在职人数*0.3")],
    };
    let entries = Entries { cells: &cells, addition: Some(&addition), yuan: None };
    let planned = session.plan_block(&entries, "粘贴").unwrap();
    let refused: Vec<_> =
        planned.refused.iter().map(|refused| (refused.place.as_str(), refused.text.as_str())).collect();
    assert_eq!(refused, [("办公费 测算公式", "=在职人数*0.3"), ("增加的第 2 行 测算公式", "=在职人数*0.3")]);
    assert!(planned.refused.iter().all(|refused| refused.reason.contains("得 6 元，合 0.0006 万元")));
    let before = number(&session, &cell("办公费", "金额").to_string());
    let addresses = [cell("办公费", "金额"), cell("办公费", "控制数"), cell("印刷费", "金额")];
    let mut session = session;
    session.apply(planned.step).unwrap();
    let [office, limit, print] = addresses.map(|address| number(&session, &address.to_string()));
    assert_eq!((office, limit, print), (before, Decimal::from(12), Decimal::from(6)));
    let amounts = planned.added.iter().map(|key| {
        let amount = CellAddress::new("预算明细", key.clone(), "金额");
        session.book().cell(&amount).and_then(|cell| cell.number())
    });
    assert_eq!(amounts.collect::<Vec<_>>(), [Some(Decimal::from(6)), None]);
}

/// An amount in a block does not let through what typing refuses, and where both stand they are told to differ.
#[test]
fn a_formula_beside_an_amount_is_taken_as_a_typed_one() {
    let session = open();
    let cell = |item: &str, column: &str| -> CellAddress {
        format!("预算明细!{}!{column}", line(&session, "示例区档案局", item)).parse().unwrap()
    };
    let text = |column: &str, item: &str, text: &str| (cell(item, column), text.to_owned());
    let same = number(&session, &cell("培训费", "金额").to_string());
    let cells = [
        text("算法", "办公费", "3*4"),
        text("金额", "办公费", "12.00"),
        text("算法", "印刷费", "3*4000"),
        text("金额", "印刷费", "12000.00"),
        text("算法", "公务接待费", "3*4000"),
        text("金额", "公务接待费", "1.20"),
        // The amount that stands there comes with the formula all the same.
        text("算法", "培训费", "3*70000"),
        text("金额", "培训费", &same.to_string()),
    ];
    let typed = |column: &str, text: &str| (ColumnKey::from(column), text.to_owned());
    let new = |formula: &str, amount: &str| AddedRow {
        kind: "明细".into(),
        cells: vec![typed("单位代码", "901001"), typed("算法", formula), typed("金额", amount)],
    };
    let rows = vec![new("=3*4", "12.00"), new("=3*4000", "12.00"), new("=3*4000", "1.20")];
    let addition = Addition { table: "预算明细".into(), below: None, rows };
    let planned = session
        .plan_block(&Entries { cells: &cells, addition: Some(&addition), yuan: None }, "粘贴")
        .unwrap();
    let refused: Vec<_> = planned.refused.iter().map(|refused| refused.place.as_str()).collect();
    assert_eq!(refused, ["办公费 测算公式", "增加的第 1 行 测算公式"]);
    assert!(planned.refused.iter().all(|refused| refused.reason.contains("得 12 元，合 0.0012 万元")));
    // The names of the new rows' unit are filled in, too.
    let [told, named] = planned.told.as_slice() else { panic!("{:?}", planned.told) };
    assert!(named.contains("填上 3 格"), "{named}");
    assert!(told.contains("印刷费 算得 12000 元，合 1.2 万元，金额是 12000 万元"), "{told}");
    assert!(told.contains("培训费 算得") && told.contains("增加的第 2 行 算得"), "{told}");
    assert!(!told.contains("公务接待费") && !told.contains("第 3 行"), "{told}");
    let addresses = ["办公费", "印刷费", "公务接待费", "培训费"].map(|item| cell(item, "金额"));
    let formula = cell("办公费", "算法");
    let before = session.book().cell(&formula).unwrap().text();
    let mut session = session;
    session.apply(planned.step).unwrap();
    let amounts = addresses.map(|address| number(&session, &address.to_string()));
    assert_eq!(amounts, [Decimal::from(12), Decimal::from(12_000), Decimal::new(12, 1), same]);
    assert_eq!(session.book().cell(&formula).unwrap().text(), before, "what stood there stays");
}

/// Filled down, a formula tells what it gives, as a typed one does.
#[test]
fn formulas_entered_at_once_say_what_they_give() {
    let mut session = open();
    let cells: Vec<(CellAddress, String)> = ["办公费", "印刷费"]
        .map(|item| {
            let row = line(&session, "示例区档案局", item);
            (format!("预算明细!{row}!算法").parse().unwrap(), "=3*4000".to_owned())
        })
        .into();
    let taken = session.enter_all(&cells, "填充").unwrap();
    assert_eq!(
        taken.told,
        ["算式按元计算，金额已按结果填写：办公费 得 12000 元，合 1.2 万元等 2 行"],
        "{taken:?}"
    );
    let small: Vec<_> = cells.iter().map(|(at, _)| (at.clone(), "3*4".to_owned())).collect();
    let refused = session.enter_all(&small, "填充").unwrap_err();
    assert!(refused.contains("办公费 测算公式：算式按元计算，得 12 元"), "{refused}");
}
