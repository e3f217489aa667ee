//! Blocks without headers, in the order in which other tables and systems have their columns, with names beside codes and a
//! total below: lined up by what the cells are.

use yusuan::model::CellAddress;

use super::{LINES, at, blank, message, prepared, rows, total};

const SAID: &[&str] = &["功能科目", "项目名称", "部门经济科目", "金额"];

#[test]
fn columns_in_another_order_are_lined_up_by_their_cells() {
    let lines = ["2010301|办公费|30201|12.50", "2010301|印刷费|30202|3"];
    for block in [
        "2010301\t行政运行\t办公费\t30201\t12.50\n2010301\t行政运行\t印刷费\t30202\t3",
        "2010301\t办公费\t30201\t12.50\n2010301\t印刷费\t30202\t3",
        "30201\t办公费\t2010301\t12.50\n30202\t印刷费\t2010301\t3",
        "2010301\t行政运行\t30201\t办公费\t12.50\n2010301\t行政运行\t30202\t印刷费\t3",
        "12.50\t2010301\t行政运行\t30201\t办公费\n3\t2010301\t行政运行\t30202\t印刷费",
        "2010301\t行政运行\t办公费\t30201\t12.50\n2010301\t行政运行\t印刷费\t30202\t3\n合计\t\t\t\t15.50",
        "2010301\t行政运行\t办公费\t30201\t12.50\n2010301\t行政运行\t印刷费\t30202\t3\n\t\t合计\t\t15.50",
    ] {
        for from in ["单位代码", "项目名称", "功能科目"] {
            let mut document = blank(LINES, "合计", from);
            document.paste(block, None);
            assert_eq!(rows(&document, LINES, SAID), lines, "{from} {block:?}: {}", message(&document));
            let said = message(&document);
            assert!(said.contains("各列按内容对到各栏"), "{said}");
            assert_eq!(said.contains("是编码的名称"), block.contains("行政运行"), "{said}");
            assert!(!said.contains("相差"), "{said}");
        }
    }
}

#[test]
fn the_total_below_is_held_against_the_lines() {
    for (total, told) in
        [("15.50", None), ("16.50", Some("“合计”的金额来源里是 16.50，各行之和 15.50，相差 1.00"))]
    {
        let mut document = blank(LINES, "合计", "单位代码");
        let block = format!("2010301\t办公费\t30201\t12.50\n2010301\t印刷费\t30202\t3\n合计\t\t\t{total}");
        document.paste(&block, None);
        let said = message(&document);
        assert!(said.contains("合计行没有录入（“合计”），合计由程序计算"), "{said}");
        match told {
            Some(told) => assert!(said.contains(told), "{said}"),
            None => assert!(!said.contains("来源里是"), "{said}"),
        }
        assert!(!said.contains("表式固定"), "{said}");
    }
}

/// Where one cannot tell which amount is which, or what a column is, nothing is lined up.
#[test]
fn what_is_not_certain_is_refused() {
    for block in [
        "2010301\t办公费\t30201\t12.50\t11\n2010301\t印刷费\t30202\t3\t4",
        "2010301\t2080505\t办公费\t12.50\n2010301\t2080505\t印刷费\t3",
    ] {
        let mut document = blank(LINES, "合计", "单位代码");
        document.paste(block, None);
        assert!(rows(&document, LINES, SAID).is_empty(), "{block:?}: {}", message(&document));
        assert!(message(&document).contains("没有对齐"), "{}", message(&document));
    }
    // A name that is not its code's is told.
    let mut document = blank(LINES, "合计", "单位代码");
    document.paste(
        "2010301\t行政运行\t办公费\t30201\t1\n2010301\t行政运行\t印刷费\t30202\t2\n2010301\t机关服务\t邮电费\t30207\t3",
        None,
    );
    assert_eq!(rows(&document, LINES, SAID).len(), 3, "{}", message(&document));
    let said = message(&document);
    assert!(said.contains("“2010301”是“行政运行”，来源里写的是“机关服务”"), "{said}");
}

/// In the view of a unit a total below is a total, whatever column its word stands in.
#[test]
fn a_total_below_is_no_line_of_another_unit() {
    for units in [true, false] {
        let mut document = prepared();
        let unit = document.session.units()[1].clone();
        let lines = document.session.budget().table(&LINES.into()).unwrap();
        let last =
            lines.rows().iter().rfind(|row| row.text(&"单位代码".into()) == unit.0).unwrap().key().clone();
        document.look.unit = Some(unit.clone());
        at(&mut document, LINES, last.as_str(), "支出类型");
        assert!(document.look.unit.is_some());
        let of = |column: &str| total(&document, &CellAddress::new(LINES, &last, column).to_string());
        let before = if units { format!("{}\t{}\t", unit.0, unit.1) } else { String::new() };
        let own = format!("{}\t{}\t{}", of("支出类型"), of("项目名称"), of("金额").replace(',', ""));
        let blank = if units { "\t\t\t\t" } else { "\t\t" };
        let block = format!(
            "{before}{own}\n{before}特定目标类\t新项目甲\t12.50\n{before}特定目标类\t新项目乙\t30\n合计{blank}99"
        );
        document.paste(&block, None);
        let names = rows(&document, LINES, &["单位代码", "项目名称", "金额"]);
        for line in ["新项目甲|12.50", "新项目乙|30"] {
            let line = format!("{}|{line}", unit.0);
            assert!(names.contains(&line), "{units}: {}", message(&document));
        }
        assert!(message(&document).contains("相差"), "{}", message(&document));
    }
}
