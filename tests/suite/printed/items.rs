//! Items in several tables and in the text: by code, by name, by what stands beside a name, and where the department stands in
//! place of a total.

use super::{CARRIED, DOCUMENT, TOTALS, found};

/// Part of what the tables above have; and 培训支出, of which they say nothing.
pub(super) const GENERAL: &str = "表6 一般公共预算支出表
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
        found(&whole, changes, "语句-", says);
    }
}

#[test]
fn items_are_held_against_each_other_across_tables() {
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
        // A name of many codes beside one that list and other tables know by its own.
        (
            &[(
                "2100717\t计划生育服务\t97.00\t67.00\t30.00\n\n",
                "2100717\t事业运行\t97.00\t67.00\t30.00\n\n",
            )],
            "名称-印数",
            "科目表和其他各表中 2100717 是“计划生育服务”",
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
        found(&whole, changes, rule, &[says]);
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
    let whole = format!("{DOCUMENT}{BESIDE}");
    for (from, to, says) in [
        ("", "", ""),
        ("30201\t办公费\t50201", "30201\t日常办公费\t50201", ""),
        ("30201\t办公费\t50201", "30201\t印刷费\t50201", "“印刷费”是 30202"),
        ("30102\t津贴补贴\t50101", "30112\t津贴补贴\t50101", "“津贴补贴”是 30102"),
    ] {
        let words: &[&str] = if says.is_empty() { &[] } else { &[says] };
        let told = found(&whole, &[(from, to)], "名称-印数", words);
        assert!(told.iter().all(|one| one.contains(says)), "{from} -> {to}: {told:#?}");
    }
}

/// Of a list in two halves each has its own codes: 303 02 before 302 17.
#[test]
fn a_name_stands_behind_its_own_code() {
    let (left, right) = (
        "303\t02\t退休费\t180.00\t302\t17\t公务接待费\t40.25\n",
        "303\t02\t退休费\t180.00\t302\t17\t办公费\t40.25\n",
    );
    let beside = "\n表6 基本支出表\n单位：万元\n类\t款\t科目名称\t金额\t类\t款\t科目名称\t金额\n301\t01\t基本工资\t\t302\t01\t办公费\t\n301\t02\t津贴补贴\t\t302\t02\t印刷费\t\n301\t03\t奖金\t\t302\t03\t咨询费\t\n";
    found(&format!("{DOCUMENT}{beside}{left}"), &[], "名称-印数", &[]);
    found(
        &format!("{DOCUMENT}{beside}{}", right.replace("退休费", "离休费")),
        &[],
        "名称-印数",
        &["30302", "离休费"],
    );
}

/// Where the department heads the rows in place of a total, it is one.
#[test]
fn the_department_may_head_a_table_in_place_of_a_total() {
    let headed = with_general().replace("\n\t合计\t", "\n\t某市统计局\t");
    for (from, to, rule, says) in [
        ("", "", "", ""),
        ("某市统计局\t300.00\t220.25", "某市统计局\t301.00\t220.25", "支出总表-合计", "301.00"),
        ("某市统计局\t220.25", "某市统计局\t221.25", "一般公共预算-基本支出", "221.25"),
        ("某市统计局\t280.00\t220.25", "某市统计局\t281.00\t221.25", "一般公共预算-基本支出", "221.25"),
    ] {
        found(&headed, &[(from, to)], rule, &[says]);
    }
}

/// What a sentence parts into basic expenditure and projects is more than the table of the first has; the part that is of it is
/// held against it.
#[test]
fn an_item_parted_into_basic_expenditure_and_projects_is_held_by_its_part() {
    let text = "某区民政局2025年部门预算\n\n一、一般公共预算基本支出情况说明\n\
        2025年一般公共预算基本支出300.00万元，其中：基本工资120.00万元，津贴补贴80.00万元，奖金40.00万元，住房公积金30.00万元，\
        办公费13.05万元，会议费9.60万元，培训费7.35万元。\n\
        2025年会议费22.00万元，培训费25.95万元，其中基本支出安排会议费9.60万元、培训费7.35万元，\
        项目支出安排会议费12.40万元、培训费18.60万元。\n\n\
        公开06表\n一般公共预算基本支出表\n单位：万元\n科目编码\t科目名称\t合计\t人员经费\t公用经费\n\
        \t合计\t300.00\t270.00\t30.00\n301\t工资福利支出\t270.00\t270.00\t\n30101\t基本工资\t120.00\t120.00\t\n\
        30102\t津贴补贴\t80.00\t80.00\t\n30103\t奖金\t40.00\t40.00\t\n30113\t住房公积金\t30.00\t30.00\t\n\
        302\t商品和服务支出\t30.00\t\t30.00\n30201\t办公费\t13.05\t\t13.05\n30215\t会议费\t9.60\t\t9.60\n\
        30216\t培训费\t7.35\t\t7.35\n";
    found(text, &[], "", &[]);
    let wrong = ("安排会议费9.60万元、培训费7.35", "安排会议费9.60万元、培训费7.53");
    found(text, &[wrong], "语句-引用", &["“培训费”写作 7.53万元", "列示为 7.35"]);
}
