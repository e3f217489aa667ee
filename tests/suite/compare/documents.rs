//! Budgets beside documents: of another form, and their own.

use super::{NEW, OLD, json, lines};
use crate::support::{repository, yusuan};

/// A document of another form, with its totals and expenditure by code.
const OTHER_FORM: &str = "\
某市某局2024年部门预算
收支总表
单位：元
收入\t\t支出\t
项目\t预算数\t项目\t预算数
一、财政拨款收入\t31000000.00\t一、一般公共服务支出\t31000000.00
本年收入合计\t31000000.00\t本年支出合计\t31000000.00
收入总计\t31000000.00\t支出总计\t31000000.00

财政拨款收支总表
单位：元
收入\t\t支出\t
项目\t预算数\t项目\t预算数
一、本年收入\t1000000.00\t一、一般公共服务支出\t1000000.00
收入总计\t1000000.00\t支出总计\t1000000.00

支出总表
单位：元
科目编码\t科目名称\t合计\t基本支出\t项目支出
2013101\t行政运行\t30000000.00\t30000000.00\t0.00
2013102\t一般行政管理事务\t1000000.00\t0.00\t1000000.00
合计\t\t31000000.00\t30000000.00\t1000000.00
";

#[test]
fn forms_with_nothing_in_common_have_their_totals() {
    let folder = tempfile::tempdir().unwrap();
    let other = folder.path().join("其他.txt");
    std::fs::write(&other, OTHER_FORM).unwrap();
    let other = other.to_str().unwrap();
    let found = json(&["compare", NEW, other, "--json"]);
    let shared: Vec<String> = found["shared"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            format!(
                "{} {} {}",
                one["subject"].as_str().unwrap(),
                one["old"].as_str().unwrap(),
                one["new"].as_str().unwrap()
            )
        })
        .collect();
    // In 元, and never from 财政拨款收支总表.
    for expected in ["收支总表 收入总计 29075000", "收支总表 支出总计 29075000", "支出总表 2013101 "]
    {
        assert!(shared.iter().any(|line| line.starts_with(expected)), "{expected}: {shared:?}");
    }
    assert!(
        shared.iter().any(|line| line.contains("收支总表 收入总计") && line.contains("31000000")),
        "{shared:?}"
    );
    // With a form of its own each table is compared in full, and nothing by meaning.
    assert_eq!(json(&["compare", OLD, NEW, "--json"])["shared"].as_array().unwrap().len(), 0);
}

/// A budget is what its own document says, whatever kind of file that is: not one row differs, and one that does is told.
#[test]
fn a_budget_does_not_differ_from_its_own_documents() {
    let folder = tempfile::tempdir().unwrap();
    let own = repository("assets/samples/示例区档案局-2023（示例）.ron");
    let own = own.to_str().unwrap();
    let mut endings = vec!["docx", "xlsx", "html", "md"];
    if cfg!(feature = "pdf") {
        endings.push("pdf");
    }
    for ending in endings {
        let made = folder.path().join(format!("公开.{ending}"));
        let made = made.to_str().unwrap();
        yusuan(&["export", own, "-o", made]);
        let found = json(&["compare", own, made, "--json"]);
        assert_eq!(lines(&found), Vec::<String>::new(), "{ending}");
        let found = json(&["compare", made, own, "--json"]);
        assert_eq!(lines(&found), Vec::<String>::new(), "{ending}, the other way round");
    }
    // One name, one amount and one sentence are others.
    let made = folder.path().join("公开.md");
    let text = std::fs::read_to_string(&made).unwrap();
    let changed = text.replacen("档案执法检查", "档案执法巡查", 1).replacen("内设 6 个", "内设 7 个", 1);
    assert_ne!(text, changed);
    std::fs::write(&made, changed).unwrap();
    let found = json(&["compare", own, made.to_str().unwrap(), "--json"]);
    let found = lines(&found);
    assert!(found.iter().any(|line| line.contains("内设 7 个")), "{found:#?}");
    assert!(found.len() < 12, "{found:#?}");
}
