//! The tables of one small budget, each held against the others: what is missing in one, stands in another column, is of
//! another year or counted twice. Right, and with one thing wrong at a time; as it prints codes, and without them.

use yusuan::schema::Severity;

use super::{findings, found};

pub(super) const BUDGET: &str = "某县商务局2025年部门预算

表1 收支总表
单位：万元
收入项目\t预算数\t支出项目\t预算数
一、一般公共预算拨款收入\t960.00\t一、一般公共服务支出\t900.00
二、政府性基金预算拨款收入\t300.00\t二、卫生健康支出\t60.00
三、国有资本经营预算拨款收入\t\t三、城乡社区支出\t300.00
本年收入合计\t1260.00\t本年支出合计\t1260.00
收入总计\t1260.00\t支出总计\t1260.00

表2 收入总表
单位：万元
科目编码\t科目名称\t合计\t一般公共预算\t政府性基金预算\t单位资金
\t合计\t1260.00\t960.00\t300.00\t
201\t一般公共服务支出\t900.00\t900.00\t\t
20113\t商贸事务\t900.00\t900.00\t\t
2011301\t行政运行\t800.00\t800.00\t\t
2011308\t招商引资\t100.00\t100.00\t\t
210\t卫生健康支出\t60.00\t60.00\t\t
21011\t行政事业单位医疗\t60.00\t60.00\t\t
2101101\t行政单位医疗\t40.00\t40.00\t\t
2101103\t公务员医疗补助\t20.00\t20.00\t\t
212\t城乡社区支出\t300.00\t\t300.00\t
21208\t国有土地使用权出让收入安排的支出\t300.00\t\t300.00\t
2120803\t城市建设支出\t230.00\t\t230.00\t
2120804\t农村基础设施建设支出\t70.00\t\t70.00\t

表3 支出总表
单位：万元
科目编码\t科目名称\t合计\t基本支出\t项目支出
\t合计\t1260.00\t860.00\t400.00
201\t一般公共服务支出\t900.00\t800.00\t100.00
20113\t商贸事务\t900.00\t800.00\t100.00
2011301\t行政运行\t800.00\t800.00\t
2011308\t招商引资\t100.00\t\t100.00
210\t卫生健康支出\t60.00\t60.00\t
21011\t行政事业单位医疗\t60.00\t60.00\t
2101101\t行政单位医疗\t40.00\t40.00\t
2101103\t公务员医疗补助\t20.00\t20.00\t
212\t城乡社区支出\t300.00\t\t300.00
21208\t国有土地使用权出让收入安排的支出\t300.00\t\t300.00
2120803\t城市建设支出\t230.00\t\t230.00
2120804\t农村基础设施建设支出\t70.00\t\t70.00

表4 一般公共预算支出表
单位：万元
科目编码\t科目名称\t2024年预算数\t2025年预算数\t增减额\t增减率\t基本支出\t项目支出
\t合计\t947.00\t960.00\t13.00\t1.37%\t860.00\t100.00
201\t一般公共服务支出\t890.00\t900.00\t10.00\t1.12%\t800.00\t100.00
20113\t商贸事务\t890.00\t900.00\t10.00\t1.12%\t800.00\t100.00
2011301\t行政运行\t780.00\t800.00\t20.00\t2.56%\t800.00\t
2011308\t招商引资\t110.00\t100.00\t-10.00\t-9.09%\t\t100.00
210\t卫生健康支出\t57.00\t60.00\t3.00\t5.26%\t60.00\t
21011\t行政事业单位医疗\t57.00\t60.00\t3.00\t5.26%\t60.00\t
2101101\t行政单位医疗\t38.00\t40.00\t2.00\t5.26%\t40.00\t
2101103\t公务员医疗补助\t19.00\t20.00\t1.00\t5.26%\t20.00\t

表5 一般公共预算基本支出表
单位：万元
科目编码\t科目名称\t合计\t人员经费\t公用经费
\t合计\t860.00\t760.00\t100.00
301\t工资福利支出\t760.00\t760.00\t
30101\t基本工资\t700.00\t700.00\t
30110\t职工基本医疗保险缴费\t40.00\t40.00\t
30111\t公务员医疗补助缴费\t20.00\t20.00\t
302\t商品和服务支出\t100.00\t\t100.00
30201\t办公费\t80.00\t\t80.00
30217\t公务接待费\t5.00\t\t5.00
30231\t公务用车运行维护费\t15.00\t\t15.00

表6 “三公”经费支出表
单位：万元
项目\t2024年预算数\t2025年预算数
合计\t22.00\t20.00
一、因公出国（境）费\t\t
二、公务接待费\t6.00\t5.00
三、公务用车购置及运行维护费\t16.00\t15.00
其中：公务用车购置费\t\t
公务用车运行维护费\t16.00\t15.00

表7 政府性基金预算支出表
单位：万元
科目编码\t科目名称\t合计\t基本支出\t项目支出
\t合计\t300.00\t\t300.00
212\t城乡社区支出\t300.00\t\t300.00
21208\t国有土地使用权出让收入安排的支出\t300.00\t\t300.00
2120803\t城市建设支出\t230.00\t\t230.00
2120804\t农村基础设施建设支出\t70.00\t\t70.00

表8 项目支出表
单位：万元
项目名称\t合计\t一般公共预算\t政府性基金预算
合计\t400.00\t100.00\t300.00
招商引资推介专项\t100.00\t100.00\t
县城道路提升工程\t230.00\t\t230.00
农村物流站点建设\t70.00\t\t70.00
";

/// The tables without their columns of codes.
fn without_codes(text: &str) -> String {
    let mut has_codes = false;
    let lines = text.lines().map(|line| {
        if !line.contains('\t') {
            has_codes = false;
        } else if line.starts_with("科目编码\t") {
            has_codes = true;
        }
        let own = if has_codes { line.split_once('\t').map_or(line, |(_, rest)| rest) } else { line };
        format!("{own}\n")
    });
    lines.collect()
}

/// The table that begins with a title, with what stands in it changed.
pub(super) fn within(text: &str, title: &str, change: impl Fn(&str) -> String) -> String {
    let from = text.find(title).unwrap();
    let end = text[from..].find("\n\n").map_or(text.len(), |at| from + at);
    let changed = change(&text[from..end]);
    assert_ne!(changed, text[from..end], "{title}");
    format!("{}{changed}{}", &text[..from], &text[end..])
}

/// What is changed in which table, and what is said of it; the rule.
type Change = (&'static str, &'static [(&'static str, &'static str)], &'static str, &'static str);

const CHANGES: &[Change] = &[
    // A fund whose table adds up, and lacks a row that all other tables have.
    (
        "表7",
        &[("300.00\t\t300.00", "230.00\t\t230.00"), ("农村基础设施建设支出\t70.00\t\t70.00", "")],
        "合计-印数",
        "表7 政府性基金预算支出表“合计 合计”列示为 230.00",
    ),
    ("表7", &[("农村基础设施建设支出\t70.00\t\t70.00", "")], "合计-印数", "相差 70.00"),
    // No total, where the others have one.
    ("表3", &[("合计\t1260.00\t860.00\t400.00", "")], "合计行-印数", "表3 支出总表没有合计行"),
    ("表8", &[("合计\t400.00\t100.00\t300.00", "")], "合计行-印数", "各行之和为 400.00"),
    // A change that is not that of its two years.
    ("表4", &[("-10.00\t-9.09%", "-10.00\t-19.09%")], "增减-印数", "应为 -9.09%"),
    ("表4", &[("-10.00\t-9.09%", "-12.00\t-9.09%")], "增减-印数", "应为 -10.00"),
    // Another year's, or final accounts.
    ("表3", &[("表3 支出总表", "表3 2024年支出总表")], "年度-印数", "表题写的是 2024 年"),
    ("表4", &[("2024年", "2023年"), ("2025年", "2024年")], "年度-印数", "没有 2025 年的预算数"),
    ("表4", &[("一般公共预算支出表", "一般公共预算支出决算表")], "年度-印数", "表题写的是决算"),
    // One item of the three twice: the other money may be a project's.
    ("表6", &[("20.00", "25.00"), ("\t5.00", "\t10.00")], "合计-印数", ""),
    // A row that is wrong below a total that another table prints.
    (
        "表8",
        &[("专项\t100.00\t100.00", "专项\t190.00\t190.00")],
        "合计-印数",
        "“招商引资推介专项 合计”列示为 190.00，应当是 100.00",
    ),
];

/// The same that codes alone tell.
const BY_CODES: &[Change] = &[
    (
        "表4",
        &[("公务员医疗补助\t19.00\t20.00\t1.00\t5.26%\t20.00\t", "")],
        "合计-印数",
        "漏列“公务员医疗补助”（2101103）",
    ),
    (
        "表6",
        &[("20.00", "40.00"), ("\t5.00", "\t10.00"), ("15.00", "30.00")],
        "合计-印数",
        "都正好是基本支出中同一科目的 2 倍",
    ),
];

#[test]
fn tables_of_one_budget_are_held_against_each_other() {
    let bare = without_codes(BUDGET);
    let coded: Vec<&Change> = CHANGES.iter().chain(BY_CODES).collect();
    let all: Vec<&Change> = CHANGES.iter().collect();
    for (whole, changes) in [(BUDGET, coded), (bare.as_str(), all)] {
        found(whole, &[], "", &[]);
        for (title, changes, rule, says) in changes {
            let text = within(whole, title, |table| {
                changes.iter().fold(table.to_owned(), |table, (from, to)| {
                    assert!(table.contains(from), "{title} {from}");
                    match to.is_empty() {
                        // The whole row is not there.
                        true => table
                            .lines()
                            .filter(|line| !line.contains(from))
                            .map(|line| format!("{line}\n"))
                            .collect::<String>()
                            .trim_end()
                            .to_owned(),
                        false => table.replace(from, to),
                    }
                })
            });
            let says: Vec<&str> = [*says].into_iter().filter(|says| !says.is_empty()).collect();
            found(&text, &[], rule, &says);
        }
    }
}

/// A head that is wrong above right items, and an item that is wrong below a right head: other tables print both, and what they
/// bear out is no suspect.
#[test]
fn what_another_table_bears_out_is_no_suspect() {
    for (title, from, to, suspect) in [
        ("表3", "210\t卫生健康支出\t60.00\t60.00", "210\t卫生健康支出\t66.00\t66.00", "210!"),
        ("表3", "21011\t行政事业单位医疗\t60.00\t60.00", "21011\t行政事业单位医疗\t66.00\t66.00", "21011!"),
        ("表3", "2101101\t行政单位医疗\t40.00\t40.00", "2101101\t行政单位医疗\t44.00\t44.00", "2101101!"),
    ] {
        let all = findings(&within(BUDGET, title, |table| table.replace(from, to)));
        let first = all.iter().find(|of| of.severity != Severity::Hint && of.follows.is_none()).unwrap();
        let named: Vec<String> = first.suspects.iter().map(ToString::to_string).collect();
        assert!(
            !named.is_empty() && named.iter().all(|cell| cell.contains(suspect)),
            "{from}: {named:?} of {all:#?}"
        );
    }
}

/// A 款 that stands without the items which another table has below it is told among few others, and among several such; one
/// that no table parts is a leaf.
#[test]
fn a_head_without_its_items_is_told_where_they_stand_elsewhere() {
    let without = |title: &str, codes: &[&str]| {
        within(BUDGET, title, |table| {
            let lines = table.lines().filter(|line| !codes.iter().any(|code| line.starts_with(code)));
            lines.collect::<Vec<_>>().join("\n")
        })
    };
    let medical = ["2101101\t", "2101103\t"];
    found(&without("表4", &medical), &[], "合计-印数", &["“行政事业单位医疗”（21011）下面没有列出项级科目"]);
    let leaf = ["表2", "表3", "表4"].iter().fold(BUDGET.to_owned(), |text, title| {
        within(&text, title, |table| {
            let lines = table.lines().filter(|line| !medical.iter().any(|code| line.starts_with(code)));
            lines.collect::<Vec<_>>().join("\n")
        })
    });
    found(&leaf, &[], "合计-印数", &[]);
}

/// A table of basic expenditure may be called 情况表 as well; what is told of purchases and the like may add up to nothing.
#[test]
fn a_table_called_one_of_a_situation_has_a_total_too() {
    let text = BUDGET.replace("一般公共预算基本支出表", "一般公共预算基本支出情况表");
    found(&text, &[], "合计行-印数", &[]);
    let without = within(&text, "表5", |table| {
        let lines = table.lines().filter(|line| !line.starts_with("\t合计"));
        lines.collect::<Vec<_>>().join("\n")
    });
    found(&without, &[], "合计行-印数", &["表5 一般公共预算基本支出情况表没有合计行"]);
}

/// Years and totals that stand otherwise, and are right.
#[test]
fn what_is_printed_on_purpose_is_no_finding() {
    for (from, to) in [
        ("表3 支出总表", "表3 2025年支出总表"),
        ("表8 项目支出表", "表8 上年结转项目支出表"),
        // Cut, not rounded, and with another number of decimals.
        ("-9.09%", "-9.1%"),
        ("2.56%", "2.57%"),
    ] {
        found(BUDGET, &[(from, to)], "年度-印数", &[]);
        found(BUDGET, &[(from, to)], "增减-印数", &[]);
    }
}

/// What income lacks is not looked for among the items of expenditure.
#[test]
fn income_lacks_no_expenditure() {
    let text = BUDGET.replacen("二、政府性基金预算拨款收入\t300.00", "\t", 1);
    let all = findings(&text);
    assert!(!all.iter().any(|of| of.message.contains("城乡社区支出 预算数”正是")), "{all:#?}");
}

/// A number that is left out, and the table of a fund that others print.
#[test]
fn a_table_that_lacks_is_told() {
    let without = |text: &str, title: &str| {
        let from = text.find(title).unwrap();
        let end = text[from..].find("\n\n").map_or(text.len(), |at| from + at + 2);
        format!("{}{}", &text[..from], &text[end..])
    };
    let no_income = without(BUDGET, "表2 ");
    found(&no_income, &[], "表号-印数", &["“表1”之后是“表3”，没有“表2”"]);
    let no_fund = without(BUDGET, "表7 ");
    found(&no_fund, &[], "表号-印数", &["没有“表7”"]);
    found(&no_fund, &[("表8 ", "表7 ")], "缺表-印数", &["300.00", "没有政府性基金预算支出表"]);
    // Numbers within a number, tables without one, and numbers that begin anew.
    for changes in [
        &[
            ("表2 ", "表1-1 "),
            ("表3 ", "表1-2 "),
            ("表4 ", "表2 "),
            ("表5 ", "表2-1 "),
            ("表6 ", "表3 "),
            ("表7 ", "表4 "),
            ("表8 ", "表5 "),
        ] as &[(&str, &str)],
        &[("表3 ", "")],
        &[("表3 ", ""), ("表4 ", ""), ("表6 ", "")],
        &[("表3 ", "附表9 ")],
    ] {
        found(BUDGET, changes, "缺表-印数", &[]);
        found(BUDGET, changes, "表号-印数", &[]);
    }
}

/// A table of projects that puts the kind first calls its rows by their projects.
#[test]
fn a_project_goes_by_its_name() {
    let text = within(BUDGET, "表8", |table| {
        let table = table.replace("项目名称\t", "类型\t项目名称\t").replace("合计\t400", "\t合计\t400");
        ["招商", "县城", "农村"]
            .iter()
            .fold(table, |table, name| table.replace(name, &format!("特定目标类\t{name}")))
    });
    let wrong = ("招商引资推介专项\t100.00\t100.00", "招商引资推介专项\t110.00\t100.00");
    let told = found(&text, &[wrong], "项目支出表-合计", &["招商引资推介专项"]);
    assert!(told.iter().all(|said| !said.contains("“特定目标类")), "{told:#?}");
}
