//! What is part of what: rows below their group, lists below their total.

use yusuan::schema::Severity;

use super::{DOCUMENT, findings, found};

/// Tables of which one alone prints what it prints.
const GROUPED: &str = "
表6 一般公共预算基本支出经济分类表
单位：万元
科目编码\t科目名称\t合计\t人员经费\t公用经费
\t合计\t145.00\t120.00\t25.00
301\t工资福利支出\t110.00\t110.00\t
30101\t基本工资\t70.00\t70.00\t
30102\t津贴补贴\t40.00\t40.00\t
302\t商品和服务支出\t25.00\t\t25.00
30201\t办公费\t15.00\t\t15.00
30211\t差旅费\t10.00\t\t10.00
303\t对个人和家庭的补助\t10.00\t10.00\t
30302\t退休费\t6.00\t6.00\t
30399\t其他对个人和家庭的补助\t4.00\t4.00\t

表7 项目支出明细表
单位：万元
项目名称\t合计\t一般公共预算\t单位资金\t上年结转
合计\t79.75\t60.00\t9.75\t10.00
统计调查\t40.00\t30.00\t4.75\t5.25
人口普查\t20.00\t20.00\t\t
办公设备\t19.75\t10.00\t5.00\t4.75
";

/// A row that is wrong in all its columns alike contradicts only what it is part of.
#[test]
fn a_row_wrong_in_all_its_columns_is_found_by_what_it_is_part_of() {
    let whole = format!("{DOCUMENT}{GROUPED}");
    for (from, to, rule, says) in [
        ("", "", "", &[] as &[&str]),
        ("基本工资\t70.00\t70.00", "基本工资\t71.00\t71.00", "合计-印数", &["工资福利支出 合计", "111.00"]),
        ("办公费\t15.00\t\t15.00", "办公费\t5.00\t\t5.00", "合计-印数", &["商品和服务支出 合计", "15.00"]),
        ("退休费\t6.00\t6.00", "退休费\t-6.00\t-6.00", "合计-印数", &["对个人和家庭的补助 合计", "-2.00"]),
        ("补助\t10.00\t10.00", "补助\t9.00\t9.00", "合计-印数", &["对个人和家庭的补助 合计", "9.00"]),
        ("人口普查\t20.00\t20.00", "人口普查\t21.00\t21.00", "合计-印数", &["表7", "80.75"]),
        ("人口普查\t20.00\t20.00", "人口普查\t19.00\t19.00", "合计-印数", &["表7", "78.75"]),
        // Where only some of what a row consists of is printed, and a list that the rule of its table holds already.
        ("30302\t退休费\t6.00\t6.00\t\n", "", "合计-印数", &["对个人和家庭的补助 合计", "4.00"]),
        ("30302\t退休费", "30302\t其中：退休费", "", &[]),
        ("人口普查\t20.00\t20.00\t\t\n", "", "合计-印数", &[]),
        ("人口普查\t20.00\t20.00", "其中：人口普查\t21.00\t21.00", "合计-印数", &[]),
    ] {
        found(&whole, &[(from, to)], rule, says);
    }
}

/// An item that happens to be the sum of those below it in one column is none where another column shows other parts.
#[test]
fn what_one_column_adds_up_by_chance_is_no_part_of_another() {
    let whole = "某局\n2026年部门预算\n一般公共预算“三公”经费支出预算表\n单位：万元\n项目\t2025年预算数\t2026年预算数\n合计\t30.00\t26.00\n\
        因公出国（境）费\t5.00\t4.00\n公务用车购置及运行费\t20.00\t18.00\n其中：公务用车购置费\t12.00\t11.00\n\
        公务用车运行费\t8.00\t7.00\n公务接待费\t5.00\t4.00\n";
    found(whole, &[], "合计-印数", &[]);
    found(whole, &[("30.00\t26.00", "30.00\t27.00")], "合计-印数", &["27.00"]);
}

/// A table alone in its document: its total, or a row that heads others, contradicts what stands behind it in all columns
/// alike. Beside each stands one that is right, or of which nobody can tell.
#[test]
fn a_total_is_held_against_a_list_and_a_head_against_its_total() {
    const PROJECTS: &str = "项目支出表\n单位：万元\n项目名称\t合计\t一般公共预算\n";
    const BY_CODE: &str = "支出总表\n单位：万元\n科目编码\t科目名称\t合计\t基本支出\n";
    for (head, rows, wrong) in [
        (PROJECTS, "甲工程 101|乙工程 200|丙工程 300|合计 600", Some("合计")),
        (PROJECTS, "合计 600|甲工程 101|乙工程 200|丙工程 300", Some("合计")),
        (PROJECTS, "甲工程 100|乙工程 200|丙工程 350|合计 600", Some("合计")),
        (PROJECTS, "甲工程 100|乙工程 200|丙工程 300|合计 600", None),
        // A row that is missing; one may be rounded, or stand above those behind it.
        (PROJECTS, "甲工程 100|乙工程 200|丙工程 200|合计 600", Some("合计")),
        (PROJECTS, "甲工程 100.4|乙工程 200.4|丙工程 300.4|合计 601.3", None),
        (PROJECTS, "甲单位 300|乙工程 100|丙工程 200|丁单位 300|戊工程 301|合计 600", None),
        (
            BY_CODE,
            "213 农林水支出 301|21303 水利 301|2130301 行政运行 100|2130302 一般行政管理事务 200|221 住房保障支出 60|22102 住房改革支出 60|2210201 住房公积金 60|合计  360",
            Some("水利"),
        ),
        (
            BY_CODE,
            "213 农林水支出 300|21303 水利 300|2130301 行政运行 100|2130302 一般行政管理事务 200|221 住房保障支出 60|22102 住房改革支出 60|2210201 住房公积金 60|合计  360",
            None,
        ),
        (
            BY_CODE,
            "212 城乡社区支出 183|21208 国有土地使用权出让收入安排的支出 184|2120899 其他支出 183|合计  183",
            Some("国有土地使用权出让收入"),
        ),
    ] {
        let line = |row: &str| {
            let (name, amount) = row.rsplit_once(' ').unwrap();
            let amount = if amount.contains('.') { amount.to_owned() } else { format!("{amount}.00") };
            format!("{}\t{amount}\t{amount}", name.replace(' ', "\t"))
        };
        let rows: Vec<String> = rows.split('|').map(line).collect();
        let found = findings(&format!("某市水利局2026年部门预算\n\n{head}{}\n", rows.join("\n")));
        let told: Vec<&str> = found
            .iter()
            .filter(|found| found.severity != Severity::Hint && found.rule.id == "合计-印数")
            .map(|found| found.message.as_str())
            .collect();
        match wrong {
            Some(row) => assert!(told.iter().any(|message| message.contains(row)), "{rows:?} {told:?}"),
            None => assert!(told.is_empty(), "{rows:?} {told:?}"),
        }
    }
}
