//! Names of items beside their codes, wherever they stand: the second classification of a row, a short table, a sentence.

use super::{DOCUMENT, found};

/// Rows that print a functional and an economic code each; a fund of few rows.
const MORE: &str = "
表6 部门基本支出预算表
单位：万元
单位名称\t功能科目编码\t功能科目名称\t经济科目编码\t经济科目名称\t合计
某市统计局\t2010501\t行政运行\t30101\t基本工资\t123.45
某市统计局\t2010501\t行政运行\t30102\t津贴补贴\t56.55
某市统计局\t2010501\t行政运行\t30201\t办公费\t35.25
某市统计局\t2010502\t一般行政管理事务\t30217\t公务接待费\t5.00
合计\t\t\t\t\t220.25

表7 政府性基金预算支出表
单位：万元
科目编码\t\t\t科目名称\t合计\t基本支出\t项目支出
类\t款\t项\t\t\t\t
\t\t\t合计\t42.00\t\t42.00
229\t\t\t其他支出\t42.00\t\t42.00
229\t60\t\t彩票公益金安排的支出\t42.00\t\t42.00
229\t60\t03\t用于体育事业的彩票公益金支出\t42.00\t\t42.00
";

#[test]
fn names_are_held_against_every_code() {
    let whole = format!("{DOCUMENT}{MORE}");
    for (from, to, says) in [
        ("30217\t公务接待费\t5.00\n合计", "30217\t公务接待费\t5.00\n合计", &[] as &[&str]),
        ("30217\t公务接待费\t5.00\n合计", "30217\t公务用车运行维护费\t5.00\n合计", &["30217", "30231"]),
        ("30201\t办公费\t35.25\n某", "30202\t办公费\t35.25\n某", &["30202", "印刷费"]),
        ("行政运行\t30201", "一般行政管理事务\t30201", &["2010501", "2010502"]),
        ("用于体育事业的彩票公益金支出", "用于教育事业的彩票公益金支出", &["2296003", "2296004"]),
        ("60\t03\t", "60\t04\t", &["2296004", "2296003"]),
        // A place's own way to say it.
        ("30217\t公务接待费\t5.00\n合计", "30217\t接待经费\t5.00\n合计", &[]),
    ] {
        found(&whole, &[(from, to)], "名称-印数", says);
    }
}

/// A code stands before a name in a sentence as well as behind it.
#[test]
fn codes_before_names_are_read_in_sentences() {
    for (to, says) in [
        ("2010501行政运行150.00万元，2010502一般行政管理事务50.00万元", &[] as &[&str]),
        ("2010502行政运行150.00万元，2010502一般行政管理事务50.00万元", &["2010502", "行政运行"]),
    ] {
        let from = "行政运行（2010501）150.00万元，一般行政管理事务（2010502）50.00万元";
        found(DOCUMENT, &[(from, to)], "语句-科目", says);
    }
}

/// This year's figure under another year.
#[test]
fn a_figure_of_this_year_is_told_under_it() {
    let more = "2026年一般公共预算基本支出220.25万元，与上年持平。\n三、机关运行";
    let whole = DOCUMENT.replacen("三、机关运行", more, 1);
    for (changes, says) in [
        (&[] as &[(&str, &str)], &[] as &[&str]),
        (&[("2026年一般公共预算基本支出220.25", "2025年一般公共预算基本支出220.25")], &["2025 年"]),
        (&[("2026年一般公共预算基本支出220.25", "2027年一般公共预算基本支出220.25")], &["2027 年", "220.25"]),
        // Last year's, and what both years have.
        (
            &[(
                "2026年一般公共预算基本支出220.25",
                "2025年一般公共预算基本支出210.35万元。2026年基本支出预算220.25",
            )],
            &[],
        ),
        (
            &[("2026年一般公共预算基本支出220.25", "2025年基本支出预算220.25万元。2026年基本支出预算220.25")],
            &[],
        ),
        (&[("2026年一般公共预算基本支出220.25", "2025年一般公共预算基本支出执行220.25")], &[]),
    ] {
        found(&whole, changes, "语句-年度", says);
    }
}
