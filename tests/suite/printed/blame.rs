//! Which cell is called wrong where what is wrong shows in several places: the part that another table prints otherwise and not
//! its total, the row that was exchanged and not those above it, the unit of all tables and not each figure of the text.

use yusuan::rules::Finding;
use yusuan::schema::Severity;

use super::tables::BUDGET;
use super::{DOCUMENT, findings};

/// What is carried over, in a table of all money and in one of what the state pays.
const CARRIED: &str = "某县司法局2025年部门预算

表1 收支总表
单位：元
收入项目\t预算数\t支出项目\t预算数
一、一般公共预算拨款收入\t9440032.90\t一、公共安全支出\t8320032.90
二、单位资金\t0.00\t二、卫生健康支出\t1200000.00
本年收入合计\t9440032.90\t本年支出合计\t9520032.90
上年结转结余\t80000.00\t年终结转结余\t0.00
收入总计\t9520032.90\t支出总计\t9520032.90

表2 财政拨款收支总表
单位：元
收入项目\t预算数\t支出项目\t预算数
一、本年收入\t9440032.90\t一、本年支出\t9520032.90
（一）一般公共预算\t9440032.90\t（一）公共安全支出\t8320032.90
二、上年结转\t80000.00\t（二）卫生健康支出\t1200000.00
（一）一般公共预算\t80000.00\t二、年终结转\t0.00
收入总计\t9520032.90\t支出总计\t9520032.90
";

/// Items alone, without their 类 and 款; two 类 of one figure.
const LEAVES: &str = "某市科协2025年部门预算

表1 收支总表
单位：万元
收入项目\t预算数\t支出项目\t预算数
一、一般公共预算拨款收入\t761.34\t一、科学技术支出\t586.00
二、其他收入\t0.00\t二、社会保障和就业支出\t70.14
三、单位资金\t0.00\t三、卫生健康支出\t52.60
四、事业收入\t0.00\t四、住房保障支出\t52.60
收入合计\t761.34\t支出合计\t761.34

表2 支出总表
单位：万元
科目编码\t科目名称\t合计\t基本支出\t项目支出
\t合计\t761.34\t665.74\t95.60
2060701\t机构运行\t490.40\t490.40\t
2060702\t科普活动\t95.60\t\t95.60
2080505\t机关事业单位基本养老保险缴费支出\t70.14\t70.14\t
2101101\t行政单位医疗\t35.07\t35.07\t
2101103\t公务员医疗补助\t17.53\t17.53\t
2210201\t住房公积金\t52.60\t52.60\t
";

/// What leads, of what is worse than a hint.
fn heads(text: &str) -> Vec<Finding> {
    let is_head = |of: &Finding| of.severity != Severity::Hint && of.follows.is_none();
    findings(text).into_iter().filter(is_head).collect()
}

/// All that says where a finding stands: its message and the cells that are likely wrong.
fn told(finding: &Finding) -> String {
    let suspects: Vec<String> = finding.suspects.iter().map(ToString::to_string).collect();
    let address = finding.address.as_ref().map(ToString::to_string).unwrap_or_default();
    format!("{address} {} {}", finding.message, suspects.join(" "))
}

/// What is changed in a document, and what the one finding that leads says.
type Change = (&'static str, &'static [(&'static str, &'static str)], &'static [&'static str]);

const CHANGES: &[Change] = &[
    // What is carried over is no row that is left out, though another table prints what it should be.
    (CARRIED, &[("上年结转结余\t80000.00", "上年结转结余\t81000.00")], &["收支总表!上年结转结余!收入金额"]),
    // Of two 类 of one figure the one is left out of which nothing stands there.
    (
        LEAVES,
        &[("2210201\t住房公积金\t52.60\t52.60\t\n", "")],
        &["四、住房保障支出 预算数”正是 52.60", "没有这一行"],
    ),
    // The only row with a figure in its column, and the only item below another.
    (BUDGET, &[("招商引资推介专项\t100.00\t100.00\t\n", "")], &["表8", "各行在这一栏都没有数", "100.00"]),
    // A part of the three, which basic expenditure prints as well.
    (BUDGET, &[("二、公务接待费\t6.00\t5.00", "二、公务接待费\t6.00\t5.30")], &["公务接待费", "应当是 5.00"]),
    // Two columns of a row.
    (
        BUDGET,
        &[(
            "2011301\t行政运行\t800.00\t800.00\t\n2011308\t招商引资\t100.00\t\t100.00\n210\t卫生健康支出\t60.00\t60.00\t\n21011\t行政事业单位医疗\t60.00\t60.00\t\n2101101\t行政单位医疗\t40.00\t40.00\t\n2101103\t公务员医疗补助\t20.00\t20.00\t\n212\t城乡社区支出\t300.00\t\t300.00",
            "2011301\t行政运行\t800.00\t\t800.00\n2011308\t招商引资\t100.00\t\t100.00\n210\t卫生健康支出\t60.00\t60.00\t\n21011\t行政事业单位医疗\t60.00\t60.00\t\n2101101\t行政单位医疗\t40.00\t40.00\t\n2101103\t公务员医疗补助\t20.00\t20.00\t\n212\t城乡社区支出\t300.00\t\t300.00",
        )],
        &["2011301", "基本支出", "项目支出"],
    ),
];

#[test]
fn what_is_wrong_is_called_so_and_not_what_it_entails() {
    for whole in [CARRIED, LEAVES, BUDGET] {
        let right = heads(whole);
        assert!(right.is_empty(), "{right:#?}");
    }
    for (whole, changes, says) in CHANGES {
        let text = changes.iter().fold((*whole).to_owned(), |text, (from, to)| {
            assert!(text.contains(from), "{from}");
            text.replacen(from, to, 1)
        });
        let heads: Vec<String> = heads(&text).iter().map(told).collect();
        let [head] = heads.as_slice() else { panic!("{changes:?}: {heads:#?}") };
        assert!(says.iter().all(|word| head.contains(word)), "{changes:?}: {head}");
    }
}

/// All tables say 元 of figures that the text has in 万元.
#[test]
fn the_unit_of_all_tables_is_one_finding() {
    let heads: Vec<String> = heads(&DOCUMENT.replace("单位：万元", "单位：元")).iter().map(told).collect();
    let [head] = heads.as_slice() else { panic!("{heads:#?}") };
    assert!(head.contains("各表写明的金额单位是元"), "{head}");
    // What truly costs so much in 元 is said so by the text.
    let right = DOCUMENT.replace("单位：万元", "单位：元").replace("万元", "元");
    let found = findings(&right);
    assert!(!found.iter().any(|of| of.message.contains("各表写明的金额单位")), "{found:#?}");
}
