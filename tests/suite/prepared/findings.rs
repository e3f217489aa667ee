//! What is wrong with lines is found at the lines.

use yusuan::model::Layer;

use super::*;

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
        ("办公费", "控制数", "0.01", "预算明细-控制数"),
        ("办公费", "审核数", "0.01", "预算明细-审核数"),
        ("办公费", "申报环节", "三上", "预算明细-申报环节"),
        ("办公费", "新增资产", "有", "预算明细-标识"),
        ("基本工资", "部门经济科目", "30201", "预算明细-人员科目"),
        ("办公费", "部门经济科目", "30101", "预算明细-公用科目"),
        ("基本工资", "政府经济科目", "50501", "预算明细-机关科目"),
        ("基本工资", "功能科目", "2121401", "预算明细-基金科目"),
    ] {
        let mut session = open();
        let key = line(&session, "示例区档案局", item);
        let address: CellAddress = format!("预算明细!{key}!{column}").parse().unwrap();
        session.enter(&address, text).unwrap();
        let found = session.verdicts().findings().iter().any(|finding| finding.rule.id == rule);
        assert!(
            found,
            "{rule}: {:?}",
            session.verdicts().findings().iter().map(|f| f.rule.id.clone()).collect::<Vec<_>>()
        );
    }
}

/// What 基本情况 says of money under performance management and of procurement is held against the tables and the lines; and
/// what is near a wrong figure is not told.
#[test]
fn performance_and_procurement_are_held_against_the_money() {
    let staff = "T3!合计!工资福利支出";
    for (cell, text, rule, is_found) in [
        ("绩效人员经费!绩效金额", "1", "基本情况-绩效-人员经费", true),
        ("绩效人员经费!绩效金额", "", "基本情况-绩效-人员经费", false),
        ("绩效公用经费!绩效金额", "1", "基本情况-绩效-公用经费", true),
        ("绩效项目支出!绩效金额", "1", "基本情况-绩效-项目支出", true),
        ("绩效项目数!绩效数量", "99", "基本情况-绩效-项目数", true),
        ("绩效项目数!绩效数量", "4", "基本情况-绩效-项目数", false),
        ("货物!采购金额", "9999", "基本情况-采购-支出", true),
        ("货物!采购金额", "most", "基本情况-采购-支出", false),
        ("货物!采购金额", "more", "基本情况-采购-支出", true),
        // Lines that say which of them buy: 办公费 alone does, with less money than that.
        ("货物!采购金额", "most", "基本情况-采购-明细", true),
        ("货物!采购金额", "0.01", "基本情况-采购-明细", false),
    ] {
        let mut session = open();
        if rule == "基本情况-采购-明细" {
            let key = line(&session, "示例区档案局", "办公费");
            session.enter(&format!("预算明细!{key}!政府采购").parse().unwrap(), "是").unwrap();
        }
        let most = number(&session, "T3!合计!合计")
            - number(&session, staff)
            - number(&session, "T3!合计!对个人和家庭的补助");
        for other in ["工程", "服务"] {
            session.enter(&format!("基本情况!{other}!采购金额").parse().unwrap(), "").unwrap();
        }
        let text = match text {
            "most" => most.to_string(),
            "more" => (most + Decimal::ONE).to_string(),
            text => text.to_owned(),
        };
        session.enter(&format!("基本情况!{cell}").parse().unwrap(), &text).unwrap();
        let verdicts = session.verdicts();
        let found = verdicts.findings().iter().any(|finding| finding.rule.id == rule);
        assert_eq!(found, is_found, "{rule}: {cell} {text}");
    }
    for (item, is_found) in [("基本工资", true), ("办公费", false)] {
        let mut session = open();
        let key = line(&session, "示例区档案局", item);
        session.enter(&format!("预算明细!{key}!政府采购").parse().unwrap(), "是").unwrap();
        let found = session.verdicts().findings().iter().any(|one| one.rule.id == "预算明细-采购科目");
        assert_eq!(found, is_found, "{item}");
    }
}

/// Offices and institutions have government economic codes of their own.
#[test]
fn an_institution_does_not_use_the_codes_of_offices() {
    for (unit, text, is_found) in [
        ("示例区档案服务中心", "50101", true),
        ("示例区档案服务中心", "50501", false),
        ("示例区档案馆", "50101", false),
    ] {
        let mut session = open();
        let key = line(&session, unit, "基本工资");
        session.enter(&format!("预算明细!{key}!政府经济科目").parse().unwrap(), text).unwrap();
        let verdicts = session.verdicts();
        let found = verdicts.findings().iter().any(|finding| finding.rule.id == "预算明细-事业科目");
        assert_eq!(found, is_found, "{unit} {text}");
    }
}

/// What a line asks for, was given and may not exceed is no part of any table, and right where it agrees.
#[test]
fn stages_and_limits_stand_beside_the_amount() {
    let mut session = open();
    let before = number(&session, "T1!支出总计!支出金额");
    let key = line(&session, "示例区档案局", "基本工资");
    let cell = |column: &str| CellAddress::new("预算明细", &key, column);
    let amount = session.book().cell(&cell("金额")).unwrap().number().unwrap().to_string();
    for (column, text) in [
        ("申报环节", "二上"),
        ("申报数", "99999"),
        ("审核数", &amount),
        ("控制数", &amount),
        ("政府采购", "否"),
        ("新增资产", "是"),
    ] {
        session.enter(&cell(column), text).unwrap();
    }
    assert_eq!(number(&session, "T1!支出总计!支出金额"), before);
    assert!(session.verdicts().findings().is_empty());
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
            let found = session.verdicts().findings().iter().find(|finding| finding.rule.id == *rule);
            let found = found.unwrap_or_else(|| panic!("{rule} for {text}"));
            assert!(found.expected.is_some() && found.actual.is_some(), "both figures: {}", found.message);
        }
        session.undo().unwrap();
        assert!(session.verdicts().findings().is_empty());
    }
}

/// A slip in a line shows in the tables made of it: what can be put right is told before what only follows.
#[test]
fn findings_at_lines_stand_before_those_in_tables_made_of_them() {
    // Without what the text says of 财政拨款, by which most of the findings have one suspect.
    let mut budget = open().budget().clone();
    budget.narrative.retain(|section| section.key != "财政拨款收支");
    let mut session = Session::new(budget, yusuan::schema::default_format());
    let lines = session.book().sheet(&"收入明细".into()).unwrap();
    let cell = lines.rows().find_map(|row| {
        let amount = CellAddress::new("收入明细", row.row.key(), "金额");
        session.book().cell(&amount).filter(|cell| !cell.role.is_computed()).map(|_| amount)
    });
    session.enter(&cell.unwrap(), "291").unwrap();
    let findings: Vec<_> = session.verdicts().findings().iter().collect();
    let is_derived =
        |table: &yusuan::model::TableKey| session.book().sheet(table).is_some_and(|one| one.is_derived);
    let severest = findings.first().unwrap().severity;
    let of_lines: Vec<bool> = findings
        .iter()
        .filter(|finding| finding.severity == severest && finding.suspects.is_empty())
        .filter(|finding| finding.follows.is_none())
        .filter_map(|finding| finding.table().map(is_derived))
        .collect();
    assert!(of_lines.len() > 1, "{findings:#?}");
    assert!(of_lines.is_sorted(), "{of_lines:?}: {findings:#?}");
}

/// Targets that nobody entered show while the budget is prepared: a project's, the department's tasks and its aim.
#[test]
fn targets_that_nobody_entered_show() {
    let of = |budget: yusuan::model::Budget| -> Vec<String> {
        let session = Session::new(budget, yusuan::schema::default_format());
        let findings = session.verdicts().findings();
        let own = findings.iter().filter(|finding| finding.rule.id == "绩效目标填写");
        own.map(|finding| finding.message).collect()
    };
    let without = |table: &str, kinds: &[&str]| {
        let mut budget = open().budget().clone();
        let table = budget.tables.get_mut(&table.into()).unwrap();
        for at in (0..table.len()).rev() {
            if kinds.contains(&table.at(at).unwrap().kind().as_str()) {
                table.remove(at..at + 1);
            }
        }
        budget
    };
    assert_eq!(of(open().budget().clone()), [""; 0]);
    let both = of(without("T14", &["任务", "指标"]));
    assert!(both.len() == 1 && both[0].contains("“年度主要任务”、“绩效指标”"), "{both:?}");
    let tasks = of(without("T14", &["任务"]));
    assert!(tasks.len() == 1 && !tasks[0].contains("绩效指标”"), "{tasks:?}");
    let mut bare = without("T15", &["指标"]);
    let table = bare.tables.get_mut(&"T15".into()).unwrap();
    let mut projects = 0;
    for at in 0..table.len() {
        projects += usize::from(table.at(at).unwrap().kind().as_str() == "项目");
        for column in ["成本指标", "产出指标", "效益指标", "满意度指标"] {
            table.set(at, Layer::Input, &column.into(), None);
        }
    }
    assert!(projects > 0);
    assert_eq!(of(bare.clone()).len(), projects, "{:?}", of(bare.clone()));
    // A department without projects has none to set targets for.
    let lines = bare.tables.get_mut(&"预算明细".into()).unwrap();
    for at in (0..lines.len()).rev() {
        if ["其他运转类", "特定目标类"].contains(&lines.at(at).unwrap().text(&"支出类型".into()))
        {
            lines.remove(at..at + 1);
        }
    }
    assert_eq!(of(bare), [""; 0]);
}

/// General budget money carried over is basic expenditure of the general budget in every table; a unit's own is in none.
#[test]
fn what_is_carried_over_is_in_all_tables_of_the_general_budget() {
    for (source, in_general) in [("结转一般公共预算", true), ("单位资金", false)] {
        let mut session = open();
        let before = number(&session, "T6!合计!合计");
        let key = line(&session, "示例区档案馆", "办公费");
        let amount = number(&session, &format!("预算明细!{key}!金额"));
        session.enter(&format!("预算明细!{key}!资金来源").parse().unwrap(), source).unwrap();
        let expected = if in_general { before } else { before - amount };
        for cell in ["T6!合计!合计", "T5!合计!基本支出"] {
            assert_eq!(number(&session, cell), expected, "{source} {cell}");
        }
        let findings = session.verdicts().findings();
        assert!(findings.iter().all(|finding| !finding.rule.id.starts_with("T5-T6")), "{source}");
    }
}
