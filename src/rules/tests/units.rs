//! Rules over a department's units, and tables that most departments leave empty.

use rust_decimal::Decimal;

use super::*;

/// The coherent budget with table 3's and table 5's lines parted between a department's two units, under
/// the department's own row.
fn two_units() -> Budget {
    let mut lines = COHERENT.to_owned();
    for table in ["T3", "T5"] {
        let first = format!("{table} 项 类=201 款=31 项=01 名称=行政运行 工资福利支出=100");
        let head = format!(
            "{table} 单位 单位代码=101 名称=某部门\n{table} 单位 单位代码=101101 名称=甲\n{}",
            first.replace("=100", "=60")
        );
        lines = lines.replace(&first, &head);
        lines.push_str(&format!("{table} 单位 单位代码=101102 名称=乙\n{}\n", first.replace("=100", "=40")));
    }
    read(&lines)
}

#[test]
fn units_that_share_a_code_are_compared_together_and_each_by_itself() {
    let stated = |mut budget: Budget| {
        let table = budget.tables.get_mut(&"T3".into()).unwrap();
        let at = table.position(&"101".into()).unwrap();
        table.set(at, Layer::Stated, &"合计".into(), Some(Decimal::from(201).into()));
        budget
    };
    let whole = verdicts(&stated(two_units()));
    let messages: Vec<_> = whole.findings.iter().map(|finding| &finding.message).collect();
    assert!(messages.is_empty(), "{messages:#?}");
    assert_eq!(whole.outcome("T5-T3-单位"), Some(Outcome::Passed));

    let mut swapped = two_units();
    change(&mut swapped, "T5!2013101!工资福利支出=59; T5!2013101~2!工资福利支出=41");
    assert_eq!(fired(&verdicts(&swapped)), ["T5-T3-单位"]);

    let mut wrong = two_units();
    change(&mut wrong, "T5!2013101~2!工资福利支出=42");
    let wrong = verdicts(&wrong);
    let same: Vec<_> = wrong.findings.iter().filter(|finding| finding.rule.id == "T5-T3-相等").collect();
    let columns: Vec<_> = same.iter().map(|finding| finding.cells[0].column.as_str()).collect();
    assert_eq!(columns, ["工资福利支出", "合计", "基本支出"], "one finding for both units' rows");
}

/// Tables that most departments leave empty.
#[test]
fn codes_of_funds_and_state_capital_are_looked_up() {
    for table in ["T10", "T11"] {
        let rule = format!("{table}-支出功能分类科目");
        for (class, expected) in [("299", Outcome::Violated), ("212", Outcome::Passed)] {
            let line = format!("{table} 项 类={class} 款=08 项=01\n");
            assert_eq!(verdicts(&read(&(COHERENT.to_owned() + &line))).outcome(&rule), Some(expected));
        }
        assert_eq!(verdicts(&coherent()).outcome(&rule), Some(Outcome::NotApplicable));
    }
}
