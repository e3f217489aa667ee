//! Headers of a block in other words than the table's: under which files of lines have its columns, and as official forms print
//! them. What is no known header is never entered as a line.

use super::{LINES, blank, message, rows};

const SAID: &[&str] = &["功能科目", "部门经济科目", "政府经济科目", "资金来源", "项目名称", "金额"];

#[test]
fn headers_in_usual_words_are_headers() {
    let whole = "2010301|30201|50201|本年一般公共预算|甲项目|12.50";
    for (block, row) in [
        (
            "功能分类科目\t部门预算支出经济分类\t政府预算支出经济分类科目\t资金来源\t项目\t预算数\n\
             2010301\t30201\t50201\t本年一般公共预算\t甲项目\t12.50",
            whole,
        ),
        (
            "项目\t功能科目编码\t功能科目名称\t部门预算经济科目\t政府经济分类科目\t资金性质\t金额（万元）\n\
             甲项目\t2010301\t行政运行\t30201\t50201\t本年一般公共预算\t12.50\n合计\t\t\t\t\t\t12.50",
            whole,
        ),
        (
            "本年预算\t项目名称\t支出功能分类科目\t部门经济分类\t政府预算经济科目\t经费来源\n\
             12.50\t甲项目\t2010301\t30201\t50201\t本年一般公共预算",
            whole,
        ),
        ("项目名称\t功能分类科目\t2024年预算数\n甲项目\t2010301\t12.50", "2010301|·|·|·|甲项目|12.50"),
        ("项目名称\t功能分类科目\t合计\n甲项目\t2010301\t12.50", "2010301|·|·|·|甲项目|12.50"),
        // Which economic code is meant is seen from its cells.
        ("项目名称\t经济分类\t预算数\n甲项目\t30201\t12.50", "·|30201|·|·|甲项目|12.50"),
        ("项目名称\t经济分类\t预算数\n甲项目\t50201\t12.50", "·|·|50201|·|甲项目|12.50"),
        // The table's own word goes before another one.
        ("项目名称\t功能科目\t预算数\t金额\n甲项目\t2010301\t\t12.50", "2010301|·|·|·|甲项目|12.50"),
    ] {
        for from in ["单位代码", "项目名称", "金额", "资金来源"] {
            let mut document = blank(LINES, "合计", from);
            document.paste(block, None);
            let found = rows(&document, LINES, SAID);
            assert_eq!(found, [row], "{from} {block:?}: {}", message(&document));
            assert!(message(&document).contains("表头 1 行没有录入"), "{}", message(&document));
        }
    }
    let mut document = blank("T13", "合计", "科目编码");
    document
        .paste("部门预算支出经济分类科目编码\t科目名称\t预算数\n30201\t办公费\t10\n30202\t印刷费\t5\n", None);
    let found = rows(&document, "T13", &["科目编码", "科目名称", "合计"]);
    assert_eq!(found, ["30201|办公费|10", "30202|印刷费|5"], "{}", message(&document));
}

/// Nor is a column beside it: of two amounts one has no place, and is asked about.
#[test]
fn what_headers_do_not_name_is_asked_about() {
    for (block, title) in [
        ("项目名称\t功能分类科目\t预算数\t执行数\n甲项目\t2010301\t12.50\t9", "执行数"),
        ("项目名称\t功能分类科目\t功能科目名称\t预算数\n甲项目\t2010301\t别的名称\t12.50", "功能科目名称"),
    ] {
        let mut document = blank(LINES, "合计", "项目名称");
        document.paste(block, None);
        assert!(rows(&document, LINES, &["项目名称"]).is_empty());
        let said = message(&document);
        assert!(said.contains("还没有粘贴") && said.contains(title), "{block:?}: {said}");
    }
}

/// A line of words alone above figures is asked about as a whole.
#[test]
fn a_line_of_unknown_words_is_no_line() {
    let mut document = blank(LINES, "合计", "项目名称");
    document.paste("事由\t多少\n甲项目\t12.50\n乙项目\t3\n", None);
    assert!(rows(&document, LINES, &["项目名称"]).is_empty());
    let said = message(&document);
    assert!(said.contains("还没有粘贴") && said.contains("2 格没有对应的行或栏"), "{said}");
    // Without figures below it is as much a line as the others.
    let mut document = blank(LINES, "合计", "项目名称");
    document.paste("甲项目\t\n乙项目\t\n", None);
    assert_eq!(rows(&document, LINES, &["项目名称"]), ["甲项目", "乙项目"], "{}", message(&document));
}
