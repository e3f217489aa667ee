//! What is printed held against what else is printed: totals, names, codes and quotations of a document whose tables no
//! format describes. One small document in which all agrees, and changes of it: those that are found, and near them
//! those that are right though they look wrong.

use std::sync::Arc;

use yusuan::exchange::import_files_with;
use yusuan::rules::Finding;
use yusuan::schema::{Format, Formats, Severity};
use yusuan::session::Session;

const DOCUMENT: &str = "某市统计局2026年部门预算
第一部分 概况
一、主要职责
负责统计。
第二部分 2026年部门预算情况说明
一、收支预算情况说明
2026年收入预算300.00万元，比上年增加6.00万元，增长2.04%，主要原因是人员增加。
二、一般公共预算支出情况说明
1.行政运行（2010501）150.00万元，一般行政管理事务（2010502）50.00万元，计划生育服务（2100717）100.00万元。
2.“卫生健康支出（类）计划生育事务（款）计划生育服务（项）”100.00万元，主要用于计划生育。
三、机关运行经费情况说明
2026年机关运行经费预算为40.25万元。
四、政府采购情况说明
2026年政府采购预算93.75万元。
第三部分 2026年部门预算表
表1 收支总表
单位：万元
收入\t\t支出\t
项目\t预算数\t项目\t预算数
一、一般公共预算拨款\t280.00\t一、一般公共服务支出\t200.00
二、其他收入\t20.00\t二、卫生健康支出\t100.00
本年收入合计\t300.00\t本年支出合计\t300.00
收入总计\t300.00\t支出总计\t300.00

表2 支出总表
单位：万元
科目编码\t科目名称\t合计\t基本支出\t项目支出
\t合计\t300.00\t220.25\t79.75
201\t一般公共服务支出\t200.00\t150.25\t49.75
20105\t统计信息事务\t200.00\t150.25\t49.75
2010501\t行政运行\t150.00\t150.00\t
2010502\t一般行政管理事务\t50.00\t0.25\t49.75
210\t卫生健康支出\t100.00\t70.00\t30.00
21007\t计划生育事务\t100.00\t70.00\t30.00
2100717\t计划生育服务\t100.00\t70.00\t30.00

表3 一般公共预算基本支出表
单位：万元
科目编码\t科目名称\t合计
\t合计\t220.25
301\t工资福利支出\t180.00
30101\t基本工资\t123.45
30102\t津贴补贴\t56.55
302\t商品和服务支出\t40.25
30201\t办公费\t35.25
30217\t公务接待费\t5.00

表4 一般公共预算“三公”经费和机关运行经费预算表
单位：万元
“三公”经费\t\t\t\t\t\t机关运行经费
合计\t因公出国（境）费\t公务接待费\t公务用车购置及运行费\t\t\t
\t\t\t小计\t购置费\t运行费\t
28.50\t10.50\t6.00\t12.00\t8.00\t4.00\t40.25

表5 政府采购预算表
单位：万元
品目\t采购项目\t物品\t金额
合计\t\t\t93.75
一、货物\t\t\t60.50
\t设备更新\t\t60.50
\t\t计算机\t40.00
\t\t打印机\t20.50
二、服务\t\t\t33.25
\t物业\t\t33.25
\t\t保洁\t13.25
\t\t保安\t20.00
";

/// Part of what the tables above have; and 培训支出, of which they say nothing.
const GENERAL: &str = "表6 一般公共预算支出表
单位：万元
科目编码\t科目名称\t合计\t基本支出\t项目支出
\t合计\t280.00\t220.25\t59.75
201\t一般公共服务支出\t180.00\t150.25\t29.75
20105\t统计信息事务\t180.00\t150.25\t29.75
2010501\t行政运行\t150.00\t150.00\t
2010502\t一般行政管理事务\t30.00\t0.25\t29.75
205\t教育支出\t3.00\t3.00\t
20508\t进修及培训\t3.00\t3.00\t
2050803\t培训支出\t3.00\t3.00\t
210\t卫生健康支出\t97.00\t67.00\t30.00
21007\t计划生育事务\t97.00\t67.00\t30.00
2100717\t计划生育服务\t97.00\t67.00\t30.00

表7 收入总表
单位：万元
合计\t一般公共预算\t其他收入
300.00\t280.00\t20.00
";

/// The end of the first table; and the same with what is carried over.
const TOTALS: &str = "本年收入合计\t300.00\t本年支出合计\t300.00\n收入总计\t300.00\t支出总计\t300.00";
const CARRIED: &str = "本年收入合计\t300.00\t本年支出合计\t300.00\n上年结转\t50.00\t结转下年\t50.00\n收入总计\t350.00\t支出总计\t350.00";

fn findings(text: &str, format: &Arc<Format>) -> Vec<Finding> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("某市统计局.md");
    std::fs::write(&file, text).unwrap();
    let (imported, own) = import_files_with(&[file], format).unwrap();
    let session = Session::new(imported.budget, own);
    let all = session.verdicts().findings().iter();
    all.filter(|finding| !finding.rule.id.starts_with("导入-")).collect()
}

#[test]
fn what_is_printed_is_held_against_what_else_is() {
    let format = Formats::embedded().get("全国通用").unwrap();
    // What is changed, and the rule and the words of the finding; none where it is right.
    for (from, to, rule, says) in [
        ("", "", "", ""),
        // A part that is wrong itself; what is carried over; and both where other figures are right.
        ("一般公共预算拨款\t280.00", "一般公共预算拨款\t281.00", "收支总表-合计", "各分项之和为 301.00"),
        (TOTALS, CARRIED, "", ""),
        (
            TOTALS,
            &CARRIED.replace("上年结转\t50.00", "上年结转\t40.00"),
            "收支总表-合计",
            "各分项之和为 340.00",
        ),
        (TOTALS, &CARRIED.replace("总计\t350.00", "总计\t340.00"), "收支总表-合计", "各分项之和为 350.00"),
        (TOTALS, &CARRIED.replace("总计\t350.00", "总计\t300.00"), "", ""),
        (
            TOTALS,
            &CARRIED
                .replace("收入总计\t350.00", "用事业基金弥补收支差额\t10.00\t\t\n收入总计\t360.00")
                .replace("结转下年\t50.00", "结转下年\t60.00")
                .replace("支出总计\t350.00", "支出总计\t360.00"),
            "",
            "",
        ),
        (
            TOTALS,
            &CARRIED.replace("收入总计\t350.00", "其中：一般公共预算\t50.00\t\t\n收入总计\t351.00"),
            "合计-印数",
            "之和为 350.00",
        ),
        // An item without a figure of its own stands for those below it.
        (
            "二、其他收入\t20.00\t二、卫生健康支出\t100.00",
            "二、单位资金\t\t二、卫生健康支出\t100.00\n（一）事业收入\t15.00\t\t\n（二）其他收入\t5.00\t\t",
            "",
            "",
        ),
        // A total without other columns, whose parts are sums themselves.
        ("合计\t\t\t93.75", "合计\t\t\t94.75", "合计-印数", "列示为 94.75，印出的各分项之和为 93.75"),
        ("本年支出合计\t300.00", "本年支出合计\t301.00", "收支总表-合计", "301.00"),
        // The three public expenses, of which there is one row.
        ("28.50\t10.50", "29.50\t10.50", "合计-印数", "29.50"),
        ("12.00\t8.00\t4.00", "12.00\t8.00\t5.00", "合计-印数", "12.00"),
        // Basic expenditure is part of all of it.
        ("公务接待费\t5.00", "公务接待费\t7.00", "合计-印数", "大于表4"),
        ("公务接待费\t5.00\n", "公务接待费\t5.00\n30239\t其他交通费用\t0.00\n", "", ""),
        // Names and codes.
        ("行政运行（2010501）150", "行政运行（2050101）150", "语句-科目", "2010501"),
        ("计划生育服务（2100717）100", "一般行政管理事务（2100717）100", "语句-科目", "名称与编码不符"),
        ("计划生育服务（项）", "计划生育事务（项）", "语句-科目", "是款"),
        ("计划生育服务（2100717）", "计划生育服务支出（2100717）", "", ""),
        (
            "行政运行（2010501）150.00万元，一般行政管理事务（2010502）50.00万元",
            "行政运行（2010501）50.00万元，一般行政管理事务（2010502）150.00万元，一般公共服务支出（201）200.00万元，统计信息事务（20105）200.00万元",
            "语句-引用",
            "正好相反",
        ),
        // The same in tables: the name of a code beside it, one that the lists lack but another table has.
        ("2010501\t行政运行\t150", "2010502\t行政运行\t150", "名称-印数", "“行政运行”是 2010501"),
        ("30102\t津贴补贴", "30102\t住房公积金", "名称-印数", "“住房公积金”是 30113"),
        ("2100717\t计划生育服务\t", "2100717\t计生服务\t", "", ""),
        ("30201\t办公费", "30201\t办公经费", "", ""),
        // The operating cost, as a table calls it.
        ("运行经费预算为40.25", "运行经费预算为41.25", "语句-引用", "41.25"),
        ("运行经费预算为40.25", "运行经费预算为40.3", "", ""),
        // A slip of the hand in a figure that the tables have under the name it is said of.
        ("四、政府采购情况", "其中基本工资124.45万元。\n四、政府采购情况", "语句-引用", "列示为 123.45"),
        ("四、政府采购情况", "其中基本工资132.45万元。\n四、政府采购情况", "语句-引用", "列示为 123.45"),
        ("四、政府采购情况", "其中基本工资123.45万元。\n四、政府采购情况", "", ""),
        // Of few digits a likeness may be chance.
        ("四、政府采购情况", "其中办公费36.25万元。\n四、政府采购情况", "", ""),
        ("四、政府采购情况", "其中印刷费124.45万元。\n四、政府采购情况", "", ""),
        ("四、政府采购情况", "2025年基本工资124.45万元。\n四、政府采购情况", "", ""),
        ("四、政府采购情况", "基本工资年初预算124.45万元。\n四、政府采购情况", "", ""),
        // The same figure that grows here and falls there.
        (
            "预算为40.25万元。",
            "预算为40.25万元，比上年增加1.00万元，增长2.55%，主要原因是人员增加。\n2026年机关运行经费预算为40.25万元，比上年减少1.00万元，下降2.42%，主要原因是人员减少。",
            "语句-前后",
            "前面写",
        ),
        (
            "预算为40.25万元。",
            "预算为40.25万元，比上年增加1.00万元，增长2.55%，主要原因是人员增加。\n2026年机关运行经费预算为40.25万元，比2025年执行数减少1.00万元，下降2.42%，主要原因是人员减少。",
            "",
            "",
        ),
        // No procurement, though the tables buy.
        ("政府采购预算93.75万元", "政府采购预算0万元", "语句-前后", "“设备更新”"),
        // More of the three public expenses than last year.
        (
            "三、机关运行经费情况说明",
            "“三公”经费预算28.50万元，比上年增加8.50万元，增长42.50%，主要原因是车辆更新。\n三、机关运行经费情况说明",
            "语句-三公",
            "高于上年",
        ),
    ] {
        assert!(DOCUMENT.contains(from), "{from}");
        let found = findings(&DOCUMENT.replacen(from, to, 1), &format);
        // Where nothing is wrong hints may be given.
        let is_told = |finding: &&Finding| !rule.is_empty() || finding.severity != Severity::Hint;
        let told: Vec<String> = found
            .iter()
            .filter(is_told)
            .map(|finding| format!("{} {}", finding.rule.id, finding.message))
            .collect();
        match rule {
            "" => assert!(told.is_empty(), "{from} -> {to}: {told:#?}"),
            rule => assert!(
                told.iter().any(|one| one.starts_with(rule) && one.contains(says)),
                "{from} -> {to}: {told:#?}"
            ),
        }
    }
}

/// The document with the tables that repeat part of it.
fn with_general() -> String {
    let training = [
        ("二、卫生健康支出\t100.00\n", "二、卫生健康支出\t97.00\n\t\t三、教育支出\t3.00\n"),
        (
            "210\t卫生健康支出\t100.00\t70.00",
            "205\t教育支出\t3.00\t3.00\t\n20508\t进修及培训\t3.00\t3.00\t\n2050803\t培训支出\t3.00\t3.00\t\n210\t卫生健康支出\t97.00\t67.00",
        ),
        ("21007\t计划生育事务\t100.00\t70.00", "21007\t计划生育事务\t97.00\t67.00"),
        ("2100717\t计划生育服务\t100.00\t70.00", "2100717\t计划生育服务\t97.00\t67.00"),
        ("（2100717）100.00", "（2100717）97.00"),
        ("（项）”100.00", "（项）”97.00"),
    ];
    training.iter().fold(format!("{DOCUMENT}{GENERAL}"), |text, (from, to)| {
        assert!(text.contains(from), "{from}");
        text.replacen(from, to, 1)
    })
}

/// An item is read with 科目 behind it, and by its 款 where many 款 have one of its name.
#[test]
fn items_are_quoted_by_their_path() {
    let format = Formats::embedded().get("全国通用").unwrap();
    let like = DOCUMENT
        .replace("2100717\t计划生育服务", "2100702\t一般行政管理事务")
        .replace("计划生育服务（2100717）", "一般行政管理事务（2100702）")
        .replace("计划生育服务（项）”", "一般行政管理事务（项）”科目");
    let own = "统计信息事务（款）一般行政管理事务（项）”科目50.00万元";
    let whole = like.replace("主要用于计划生育。", &format!("“一般公共服务支出（类）{own}。"));
    let other = "计划生育事务（款）一般行政管理事务（项）”科目100.00万元";
    assert!(whole.contains(other) && whole.contains(own));
    for (changes, says) in [
        (&[] as &[(&str, &str)], &[] as &[&str]),
        (&[(other, &other.replace("100.00", "105.00"))], &["105.00"]),
        (
            &[(other, &other.replace("100.00", "50.00")), (own, &own.replace("50.00", "100.00"))],
            &["50.00万元", "100.00万元"],
        ),
    ] {
        let text = changes.iter().fold(whole.clone(), |text, (from, to)| text.replace(from, to));
        let found = findings(&text, &format);
        let told: Vec<&str> = found
            .iter()
            .filter(|finding| finding.rule.id.starts_with("语句-"))
            .map(|finding| finding.message.as_str())
            .collect();
        assert_eq!(told.is_empty(), says.is_empty(), "{changes:?}: {told:#?}");
        let is_told = |message: &&&str| says.iter().all(|word| message.contains(word));
        assert!(says.is_empty() || told.iter().any(|message| is_told(&message)), "{changes:?}: {told:#?}");
    }
}

#[test]
fn items_are_held_against_each_other_across_tables() {
    let format = Formats::embedded().get("全国通用").unwrap();
    let whole = with_general();
    for (changes, rule, says) in [
        (&[] as &[(&str, &str)], "", ""),
        // A part above what it is of; and a list of projects that comes to something else than the table of spending.
        (&[("二、其他收入\t20.00\t", "其中：专项收入\t20.00\t")], "", ""),
        (&[("二、其他收入\t20.00\t", "其中：专项收入\t290.00\t")], "其中-印数", "一部分不应当大于全部"),
        // Two changed about: every sum is right.
        (
            &[
                ("一般公共服务支出\t200.00\n二、其他", "一般公共服务支出\t100.00\n二、其他"),
                ("二、卫生健康支出\t97.00", "二、卫生健康支出\t197.00"),
            ],
            "科目-收支总表",
            "合计相同",
        ),
        // More of one item than there is.
        (
            &[
                ("一般行政管理事务\t30.00\t0.25\t29.75", "一般行政管理事务\t60.00\t0.25\t59.75"),
                ("20105\t统计信息事务\t180.00\t150.25\t29.75", "20105\t统计信息事务\t210.00\t150.25\t59.75"),
                (
                    "201\t一般公共服务支出\t180.00\t150.25\t29.75",
                    "201\t一般公共服务支出\t210.00\t150.25\t59.75",
                ),
                ("210\t卫生健康支出\t97.00\t67.00\t30.00", "210\t卫生健康支出\t67.00\t67.00\t0.00"),
                ("21007\t计划生育事务\t97.00\t67.00\t30.00", "21007\t计划生育事务\t67.00\t67.00\t0.00"),
                ("2100717\t计划生育服务\t97.00\t67.00\t30.00", "2100717\t计划生育服务\t67.00\t67.00\t0.00"),
            ],
            "科目-支出总表",
            "不应当大于全部",
        ),
        // An amount that slipped a row down leaves a blank.
        (
            &[(
                "2010501\t行政运行\t150.00\t150.00\t\n2010502\t一般行政管理事务\t50.00\t0.25\t49.75",
                "2010501\t行政运行\t\t\t\n2010502\t一般行政管理事务\t200.00\t150.25\t49.75",
            )],
            "科目-支出总表",
            "列示为 0.00",
        ),
        // Income of one kind in the column of another.
        (&[("300.00\t280.00\t20.00", "300.00\t270.00\t30.00")], "来源-收入总表", "280.00"),
        (&[("二、其他收入\t20.00", "二、其他收入拨款\t20.00")], "", ""),
        // A code that no list has, beside the name that another table has under its own.
        (
            &[(
                "2100717\t计划生育服务\t97.00\t67.00\t30.00\n\n",
                "2100788\t计划生育服务\t97.00\t67.00\t30.00\n\n",
            )],
            "名称-印数",
            "其他各表的“计划生育服务”是 2100717",
        ),
        // What is carried over stands in one of the tables only, or is wrong there.
        (&[(TOTALS, CARRIED)], "", ""),
        // What is rounded apart agrees.
        (&[(TOTALS, CARRIED), ("300.00\t280.00\t20.00", "300.01\t280.01\t20.00")], "", ""),
        (
            &[(TOTALS, CARRIED), ("300.00\t280.00\t20.00", "310.00\t290.00\t20.00")],
            "收支总表-收入总表",
            "310.00",
        ),
        // A name that only says less.
        (&[("2050803\t培训支出", "2050803\t干部培训")], "", ""),
        (
            &[
                (
                    "2010501\t行政运行\t150.00\t150.00\t\n2010502\t一般行政管理事务\t50.00\t0.25\t49.75",
                    "2010501\t行政运行\t150.00\t149.00\t1.00\n2010502\t一般行政管理事务\t50.00\t1.25\t48.75",
                ),
                (
                    "2010501\t行政运行\t150.00\t150.00\t\n2010502\t一般行政管理事务\t30.00\t0.25\t29.75",
                    "2010501\t行政运行\t150.00\t149.00\t1.00\n2010502\t一般行政管理事务\t30.00\t1.25\t28.75",
                ),
            ],
            "行政运行-项目支出",
            "列有 1.00",
        ),
        (
            &[("30217\t公务接待费\t5.00", "30217\t公务接待费\t2.50\n30216\t培训费\t2.50")],
            "培训支出-培训费",
            "大于表3",
        ),
        (&[("30217\t公务接待费\t5.00", "30217\t公务接待费\t2.00\n30216\t培训费\t3.00")], "", ""),
    ] {
        let text = changes.iter().fold(whole.clone(), |text, (from, to)| {
            assert!(text.contains(from), "{from}");
            text.replacen(from, to, 1)
        });
        let told: Vec<String> = findings(&text, &format)
            .iter()
            .filter(|finding| finding.severity != Severity::Hint || finding.rule.id == rule)
            .map(|finding| format!("{} {}", finding.rule.id, finding.message))
            .collect();
        match rule {
            "" => assert!(told.is_empty(), "{changes:?}: {told:#?}"),
            rule => assert!(
                told.iter().any(|one| one.starts_with(rule) && one.contains(says)),
                "{changes:?}: {told:#?}"
            ),
        }
    }
}

/// Units before the codes, and another classification behind the names.
const BESIDE: &str = "表6 支出经济分类明细表
单位：万元
单位名称\t科目编码\t科目名称\t政府科目编码\t政府科目名称\t金额
某市统计局\t30101\t基本工资\t50101\t工资奖金津补贴\t123.45
某市统计局\t30102\t津贴补贴\t50101\t工资奖金津补贴\t56.55
某市统计局\t30201\t办公费\t50201\t办公经费\t30.25
某市统计局\t30207\t邮电费\t50201\t办公经费\t2.00
某市统计局\t30211\t差旅费\t50201\t办公经费\t3.00
某市统计局\t30226\t劳务费用\t50205\t委托业务费\t5.00
某市统计局\t30217\t公务接待费\t50206\t公务接待费\t5.00
";

/// The name beside a code is that of its item, not of its unit or of another classification's.
#[test]
fn names_are_told_from_what_stands_beside_them() {
    let format = Formats::embedded().get("全国通用").unwrap();
    let whole = format!("{DOCUMENT}{BESIDE}");
    for (from, to, says) in [
        ("", "", ""),
        ("30201\t办公费\t50201", "30201\t日常办公费\t50201", ""),
        ("30201\t办公费\t50201", "30201\t印刷费\t50201", "“印刷费”是 30202"),
        ("30102\t津贴补贴\t50101", "30112\t津贴补贴\t50101", "“津贴补贴”是 30102"),
    ] {
        assert!(whole.contains(from), "{from}");
        let found = findings(&whole.replacen(from, to, 1), &format);
        let told: Vec<&String> =
            found.iter().filter(|one| one.rule.id == "名称-印数").map(|one| &one.message).collect();
        assert_eq!(!told.is_empty(), !says.is_empty(), "{from} -> {to}: {told:#?}");
        assert!(told.iter().all(|one| one.contains(says)), "{from} -> {to}: {told:#?}");
    }
}

/// Where the department heads the rows in place of a total, it is one.
#[test]
fn the_department_may_head_a_table_in_place_of_a_total() {
    let format = Formats::embedded().get("全国通用").unwrap();
    let headed = with_general().replace("\n\t合计\t", "\n\t某市统计局\t");
    for (from, to, rule, says) in [
        ("", "", "", ""),
        ("某市统计局\t300.00\t220.25", "某市统计局\t301.00\t220.25", "支出总表-合计", "301.00"),
        ("某市统计局\t220.25", "某市统计局\t221.25", "一般公共预算-基本支出", "221.25"),
        ("某市统计局\t280.00\t220.25", "某市统计局\t281.00\t221.25", "一般公共预算-基本支出", "221.25"),
    ] {
        assert!(headed.contains(from), "{from}");
        let found = findings(&headed.replacen(from, to, 1), &format);
        let told: Vec<String> = found
            .iter()
            .filter(|finding| finding.severity != Severity::Hint)
            .map(|finding| format!("{} {}", finding.rule.id, finding.message))
            .collect();
        let is_told = |one: &String| one.starts_with(rule) && one.contains(says);
        assert_eq!(told.iter().any(is_told), !rule.is_empty(), "{from} -> {to}: {told:#?}");
    }
}

/// A sheet of targets, of two projects.
const TARGETS: &str = "表6 项目支出绩效目标表
单位：万元
项目名称\t统计调查\t\t\t\t
主管部门\t某市统计局\t\t\t\t
资金金额（万元）\t\t\t年度资金总额：\t49.75\t执行率分值（10分）
\t\t\t其中：财政拨款\t49.75\t
年度绩效指标\t一级指标\t二级指标\t三级指标\t指标值\t分值权重（90分）
\t成本指标\t经济成本指标\t项目总成本\t≤49.75万元\t20
\t\t\t人均补贴标准\t≤100万元\t10
\t产出指标\t数量指标\t调查报告\t≥5篇\t20
\t效益指标\t社会效益指标\t决策参考\t采用\t30
\t满意度指标\t服务对象满意度指标\t满意度\t≥95%\t10
资金金额（万元）\t\t\t年度资金总额：\t30.00\t执行率分值（10分）
年度绩效指标\t一级指标\t二级指标\t三级指标\t指标值\t分值权重（90分）
\t成本指标\t经济成本指标\t实际支出\t≤30万元\t40
\t产出指标\t数量指标\t服务人次\t≥500人次\t25
\t效益指标\t社会效益指标\t家庭幸福\t提升\t25
";

/// Sheets of targets with the money of three projects and of the whole department, and the table of projects.
const FUNDED: &str = "表6 项目支出预算表
单位：万元
项目名称\t项目类别\t合计\t一般公共预算\t单位资金
合计\t\t79.75\t49.75\t30.00
统计调查\t特定目标类\t40.25\t40.25\t
办公设备\t其他运转类\t9.50\t9.50\t
人口普查\t特定目标类\t20.00\t\t20.00
人口普查（结转）\t特定目标类\t10.00\t\t10.00

表7 项目支出绩效目标表
单位：万元
项目名称\t统计调查\t\t\t\t
资金金额（万元）\t\t\t年度资金总额：\t40.25\t
\t\t\t其中：财政拨款\t40.25\t
\t\t\t其他资金\t\t
总体目标\t查清家底。\t\t\t\t
项目名称\t办公设备\t\t\t\t
资金金额（万元）\t\t\t年度资金总额：\t9.50\t
\t\t\t其中：财政拨款\t9.50\t
\t\t\t一般公共预算\t9.50\t
\t\t\t其他资金\t0.00\t
总体目标\t更新设备。\t\t\t\t
项目名称\t人口普查\t\t\t\t
资金金额（万元）\t\t\t年度资金总额：\t30.00\t
\t\t\t其中：财政拨款\t\t
\t\t\t其他资金\t30.00\t
总体目标\t普查人口。\t\t\t\t

表8 部门整体支出绩效目标表
单位：万元
部门（单位）名称\t某市统计局\t\t\t\t
年度主要任务\t任务名称\t主要内容\t预算金额（万元）\t\t
\t\t\t总额\t财政拨款\t其他资金
\t保障运转\t人员和公用\t220.25\t220.25\t0
\t统计调查\t各项调查\t79.75\t49.75\t30
\t金额合计\t\t300.00\t270.00\t30
年度总体目标\t做好统计工作。\t\t\t\t
";

#[test]
fn the_money_of_projects_agrees_with_its_sources_and_with_their_table() {
    let format = Formats::embedded().get("全国通用").unwrap();
    let whole = format!("{DOCUMENT}{FUNDED}");
    let office = "\t\t\t年度资金总额：\t9.50\t\n\t\t\t其中：财政拨款\t9.50";
    for (from, to, says) in [
        ("", "", &[] as &[&str]),
        // A source, the whole with its sources, the whole alone.
        ("其中：财政拨款\t40.25", "其中：财政拨款\t45.25", &["“统计调查”", "各来源之和为 45.25 万元"]),
        (
            "年度资金总额：\t40.25\t\n\t\t\t其中：财政拨款\t40.25",
            "年度资金总额：\t41.25\t\n\t\t\t其中：财政拨款\t41.25",
            &["“统计调查”", "41.25 万元", "表6", "40.25 万元"],
        ),
        ("年度资金总额：\t30.00", "年度资金总额：\t31.00", &["“人口普查”", "各来源之和为 30.00 万元"]),
        ("其他资金\t30.00", "其他资金\t30.00万元", &[]),
        // A source within another may exceed no whole.
        ("一般公共预算\t9.50", "一般公共预算\t6.50", &[]),
        (office, "\t\t\t年度资金总额：\t9.50\t\n\t\t\t其中：财政拨款\t8.50", &["各来源之和为 18.00 万元"]),
        // A project that the table calls otherwise, and one that it has not.
        (
            "项目名称\t办公设备",
            "项目名称\t办公用房",
            &["“办公用房”", "没有这个项目", "金额相同的是“办公设备”"],
        ),
        ("人口普查\t\t\t\t\n资金", "人口普查和抽查\t\t\t\t\n资金", &["“人口普查和抽查”", "没有这个项目"]),
        // Cut where the form prints less than the table.
        ("统计调查\t特定目标类\t40.25\t40.25", "统计调查\t特定目标类\t40.255\t40.255", &[]),
        ("\t220.25\t220.25\t0", "\t220.25\t210.25\t0", &["“保障运转”", "各来源之和为 210.25"]),
        ("\t300.00\t270.00\t30", "\t300.00\t270.00\t31", &["“金额合计”", "上面各项任务之和为 30.00"]),
        (
            "\t79.75\t49.75\t30\n\t金额合计\t\t300.00\t270.00\t30",
            "\t78.75\t48.75\t30\n\t金额合计\t\t299.00\t269.00\t30",
            &["金额合计为 299.00", "300.00 万元"],
        ),
        ("\t79.75\t49.75\t30\n", "\t79.75\t49.75\t\n", &["“统计调查”", "各来源之和为 49.75"]),
    ] {
        assert!(whole.contains(from), "{from}");
        let found = findings(&whole.replacen(from, to, 1), &format);
        let told: Vec<&str> = found
            .iter()
            .filter(|finding| finding.rule.id == "绩效-印数")
            .map(|finding| finding.message.as_str())
            .collect();
        let is_told = |message: &&&str| says.iter().all(|word| message.contains(word));
        match says {
            [] => assert!(told.is_empty(), "{from} -> {to}: {told:?}"),
            _ => assert!(told.iter().any(|message| is_told(&message)), "{from} -> {to}: {told:?}"),
        }
    }
}

/// A table whose amounts are gone keeps its codes, and is told of.
#[test]
fn a_table_of_rows_without_a_figure_is_told() {
    let format = Formats::embedded().get("全国通用").unwrap();
    let figure = regex::Regex::new("\t[0-9.]*[0-9][.][0-9]{2}").unwrap();
    let general = format!("{DOCUMENT}{GENERAL}");
    for (text, title, note, is_told) in [
        (DOCUMENT, "表2 支出总表", "", true),
        (DOCUMENT, "表2 支出总表", "注：本表没有数据\n", false),
        (DOCUMENT, "表2 支出总表", "注：金额四舍五入\n", true),
        (DOCUMENT, "表3 一般公共预算基本支出表", "", true),
        (&general, "表6 一般公共预算支出表", "", true),
        // What many do not have.
        (DOCUMENT, "表5 政府采购预算表", "", false),
    ] {
        let (before, rest) = text.split_once(title).unwrap();
        let (own, behind) = rest.split_once("\n\n").unwrap_or((rest, ""));
        let emptied = figure.replace_all(own, "\t");
        let text = format!("{before}{title}{emptied}\n{note}\n{behind}");
        let found = findings(&text, &format);
        let told: Vec<&str> =
            found.iter().filter(|one| one.rule.id == "空表-无数").map(|one| one.message.as_str()).collect();
        assert_eq!(!told.is_empty(), is_told, "{title} {note}: {told:?}");
        assert!(told.iter().all(|message| message.starts_with(title)), "{title}: {told:?}");
        assert!(found.iter().all(|finding| !finding.message.contains("201.00")), "{found:#?}");
    }
}

#[test]
fn sheets_of_targets_agree_with_themselves() {
    let format = Formats::embedded().get("全国通用").unwrap();
    let whole = format!("{DOCUMENT}{TARGETS}");
    for (from, to, says) in [
        ("", "", ""),
        ("调查报告\t≥5篇\t20", "调查报告\t≥5篇\t25", "之和为 95，应为 90"),
        ("服务人次\t≥500人次\t25", "服务人次\t≥500人次\t20", "之和为 85，应为 90"),
        ("项目总成本\t≤49.75万元", "项目总成本\t≤50万元", "超过项目资金 49.75 万元"),
        ("项目总成本\t≤49.75万元", "项目总成本\t≤497500元", ""),
        ("实际支出\t≤30万元", "实际支出\t不超过40万元", "超过项目资金 30.00 万元"),
        (
            "三级指标\t指标值\t分值权重（90分）\n\t成本指标\t经济成本指标\t实际支出\t≤30万元\t40",
            "三级指标\t得分\t分值权重（90分）\n\t成本指标\t经济成本指标\t实际支出\t45\t40",
            "得分 45，高于分值 40",
        ),
        // What ends the weights, and what only sounds like money or like a cost.
        ("满意度\t≥95%\t10", "满意度\t≥95%\t10\n\t总分\t\t\t\t90", ""),
        ("调查报告\t≥5篇\t20", "预算资金执行率\t100%\t20", ""),
        ("社会效益指标\t决策参考\t采用", "经济效益指标\t为企业节约成本\t800万元", ""),
        // Where a weight is wanting, cells have moved.
        ("调查报告\t≥5篇\t20", "调查报告\t≥5篇\t", ""),
    ] {
        assert!(whole.contains(from), "{from}");
        let found = findings(&whole.replacen(from, to, 1), &format);
        let told: Vec<&str> = found
            .iter()
            .filter(|finding| finding.rule.id == "绩效-印数")
            .map(|finding| finding.message.as_str())
            .collect();
        match says {
            "" => assert!(told.is_empty(), "{from} -> {to}: {told:?}"),
            says => assert!(told.len() == 1 && told[0].contains(says), "{from} -> {to}: {told:?}"),
        }
    }
}
