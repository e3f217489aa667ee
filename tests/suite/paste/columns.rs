//! Into which columns a block goes: by its headers, and by what its cells are where it has columns that are not seen, or lacks
//! some that are. Codes become no money.

use yusuan::model::CellAddress;
use yusuan::ui::Document;

use super::{LINES, at, blank, message, prepared, rows};

const SAID: &[&str] = &["单位代码", "单位", "支出类型", "项目名称", "金额"];

/// The sample in the view of its second unit, the cursor in a column of that unit's last line, with what that line says.
fn in_view_of_a_unit(column: &str) -> (Document, Vec<String>) {
    let mut document = prepared();
    let unit = document.session.units().into_iter().nth(1).unwrap();
    let lines = document.session.budget().table(&LINES.into()).unwrap();
    let last = lines.rows().iter().rfind(|row| row.text(&"单位代码".into()) == unit.0).unwrap().key().clone();
    let said = SAID.iter().map(|column| {
        document
            .session
            .book()
            .cell(&CellAddress::new(LINES, &last, *column))
            .unwrap()
            .text()
            .replace(',', "")
    });
    let said = said.collect();
    document.look.unit = Some(unit);
    at(&mut document, LINES, last.as_str(), column);
    assert!(document.look.unit.is_some());
    (document, said)
}

fn new_lines(document: &Document, columns: &[&str]) -> Vec<String> {
    let before: Vec<String> = rows(&prepared(), LINES, columns);
    rows(document, LINES, columns).into_iter().filter(|row| !before.contains(row)).collect()
}

#[test]
fn columns_of_the_unit_go_nowhere_else_in_its_view() {
    let (_, own) = in_view_of_a_unit("支出类型");
    let (code, name) = (own[0].clone(), own[1].clone());
    let wanted =
        [format!("{code}|{name}|特定目标类|新项目甲|12.50"), format!("{code}|{name}|特定目标类|新项目乙|30")];
    let body = |unit: &str| format!("{unit}特定目标类\t新项目甲\t12.50\n{unit}特定目标类\t新项目乙\t30\n");
    let first = own[2..].join("\t");
    let with_both = format!("{code}\t{name}\t{first}\n{}", body(&format!("{code}\t{name}\t")));
    for (block, is_told) in [
        (with_both.clone(), true),
        (format!("{code}\t{first}\n{}", body(&format!("{code}\t"))), true),
        (format!("单位代码\t单位名称\t类型\t项目名称\t金额\n{with_both}"), true),
        // Without them it is as it is seen.
        (format!("{first}\n{}", body("")), false),
    ] {
        let (mut document, _) = in_view_of_a_unit("支出类型");
        document.paste(&block, None);
        assert_eq!(new_lines(&document, SAID), wanted, "{block}: {}", message(&document));
        assert_eq!(message(&document).contains("对到各栏"), is_told, "{}", message(&document));
    }
    // Lines of another unit would vanish from sight.
    let (mut document, own) = in_view_of_a_unit("支出类型");
    let (other, called) = document.session.units()[0].clone();
    document.paste(
        &format!("{code}\t{name}\t{}\n{other}\t{called}\t特定目标类\t外来\t1\n", own[2..].join("\t")),
        None,
    );
    assert!(new_lines(&document, SAID).is_empty());
    assert!(message(&document).contains("请先改为显示全部单位"), "{}", message(&document));
}

#[test]
fn a_block_that_lacks_columns_is_lined_up_by_its_cells() {
    let mut document = prepared();
    let last = document.session.budget().table(&LINES.into()).unwrap().rows().last().unwrap().key().clone();
    at(&mut document, LINES, last.as_str(), "单位代码");
    document.paste("特定目标类\t新项目甲\t12.50\n特定目标类\t新项目乙\t30\n", None);
    let found = new_lines(&document, &SAID[2..]);
    assert_eq!(found, ["特定目标类|新项目甲|12.50", "特定目标类|新项目乙|30"], "{}", message(&document));
    assert!(message(&document).contains("第 2 列→项目名称"), "{}", message(&document));
    // A whole code and its name, in a table that has three columns for the one.
    let mut document = blank("T3", "合计", "类");
    document.paste("2210201\t住房公积金\t\t\t12.00\n2010301\t行政运行\t\t\t5\n", None);
    let found = rows(&document, "T3", &["类", "款", "项", "名称", "工资福利支出"]);
    assert_eq!(found, ["221|02|01|住房公积金|12.00", "201|03|01|行政运行|5"], "{}", message(&document));
    // Code and name in one cell.
    let mut document = blank("T13", "合计", "科目编码");
    document.paste("30201办公费\t10.00\n30202印刷费\t5.00\n", None);
    let found = rows(&document, "T13", &["科目编码", "科目名称", "合计"]);
    assert_eq!(found, ["30201|办公费|10.00", "30202|印刷费|5.00"], "{}", message(&document));
}

/// Units, codes and one column of amounts, as most copy lines: the amounts of last year are passed over.
#[test]
fn columns_of_amounts_that_the_block_lacks_are_passed_over() {
    let (mut document, own) = in_view_of_a_unit("支出类型");
    let (code, name) = (&own[0], &own[1]);
    let line = |item: &str, amount: &str, codes: &str| {
        format!("{code}\t{name}\t特定目标类\t{item}\t{amount}\t{codes}\n")
    };
    let codes = "2012601\t30207\t50201";
    document.paste(&(line("邮电", "34.56", codes) + &line("水费", "2.50", codes)), None);
    let found = new_lines(&document, &["项目名称", "金额"]);
    assert_eq!(found, ["邮电|34.56", "水费|2.50"], "{}", message(&document));
}

#[test]
fn codes_never_become_money() {
    for (block, found, said) in [
        ("甲\t2010301\n乙\t2080505\n", &[][..], "像编码"),
        ("甲\t2010301\n", &[], "像编码"),
        ("甲\t30101\n乙\t30102\n", &[], "像编码"),
        ("甲\t213\n乙\t205\n丙\t208\n", &[], "像编码"),
        ("2010301\t行政运行\t12.00\n", &["行政运行|12.00"], ""),
        ("甲\t0102\n乙\t5\n", &[], "以 0 开头"),
        ("甲\t213\n", &["甲|213"], ""),
        ("甲\t210\n乙\t220\n丙\t230\n", &["甲|210", "乙|220", "丙|230"], ""),
        ("甲\t2010301.50\n乙\t300\n", &["甲|2010301.50", "乙|300"], ""),
        ("甲\t30101元\n", &["甲|3.0101"], ""),
        ("甲\t0\n乙\t0.5\n", &["甲|0", "乙|0.5"], ""),
        // Their header says that they are amounts.
        ("项目名称\t金额\n甲\t30101\n乙\t30102\n", &["甲|30101", "乙|30102"], ""),
    ] {
        let mut document = blank(LINES, "合计", "项目名称");
        document.paste(block, None);
        assert_eq!(rows(&document, LINES, &["项目名称", "金额"]), found, "{block:?}: {}", message(&document));
        match said {
            "" => assert!(!message(&document).contains("编码"), "{block:?}: {}", message(&document)),
            said => assert!(message(&document).contains(said), "{block:?}: {}", message(&document)),
        }
    }
}

/// Where the rows are the form's, too, and where one cell is put into many.
#[test]
fn codes_become_no_money_in_rows_of_a_form() {
    for (block, is_refused) in [
        ("201\t一般公共服务支出\t12\n203\t国防支出\t5\n204\t公共安全支出\t7\n", true),
        ("2010301\n2010302\n", true),
        ("12\n205\n7\n", false),
    ] {
        let mut document = blank("T1", "一般公共预算", "金额");
        let before = document.session.revision();
        document.paste(block, None);
        assert_eq!(document.session.revision() == before, is_refused, "{block:?}: {}", message(&document));
        assert_eq!(message(&document).contains("像编码"), is_refused, "{block:?}: {}", message(&document));
    }
    for (text, is_refused) in [("0102", true), ("102", false)] {
        let mut document = blank("T1", "一般公共预算", "金额");
        document.grid().unwrap().corner = Some(CellAddress::new("T1", "政府性基金", "金额"));
        let before = document.session.revision();
        document.paste(text, None);
        assert_eq!(document.session.revision() == before, is_refused, "{text}: {}", message(&document));
        assert_eq!(message(&document).contains("像编码"), is_refused, "{text}: {}", message(&document));
    }
}

#[test]
fn columns_in_another_order_are_lined_up_by_their_headers() {
    for from in ["项目名称", "单位代码", "资金来源"] {
        for block in [
            "金额\t项目名称\n10.00\t甲项目\n20.00\t乙项目\n",
            "单位：万元\n金额（万元）\t项目名称\n10.00\t甲项目\n20.00\t乙项目\n合计\t\n",
            "功能科目\t金额\t项目名称\n2010301\t10.00\t甲项目\n2010301\t20.00\t乙项目\n",
            "项目名称\t备注\t金额\n甲项目\t\t10.00\n乙项目\t\t20.00\n",
        ] {
            let mut document = blank(LINES, "合计", from);
            document.paste(block, None);
            let found = rows(&document, LINES, &["项目名称", "金额"]);
            assert_eq!(found, ["甲项目|10.00", "乙项目|20.00"], "{block:?} {from}: {}", message(&document));
        }
    }
    // Nothing of a column that the table has not is dropped unasked.
    let mut document = blank(LINES, "合计", "项目名称");
    document.paste("项目名称\t备注\t金额\n甲项目\t急\t10.00\n", None);
    assert!(rows(&document, LINES, &["项目名称"]).is_empty());
    let said = message(&document);
    assert!(said.contains("还没有粘贴") && said.contains("此处没有“备注”栏"), "{said}");
}
