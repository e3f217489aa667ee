//! A block over cells that are filled says how many it replaced, and its step counts the cells that were told.

use super::{LINES, at, blank, message, prepared, rows};

#[test]
fn what_a_block_replaces_is_told() {
    for (block, replaced) in [("甲\t1\n乙\t2\n", 4), ("甲\t\n", 1), ("甲\n", 1)] {
        let mut document = prepared();
        let first =
            document.session.budget().table(&LINES.into()).unwrap().key(1).unwrap().as_str().to_owned();
        at(&mut document, LINES, &first, "项目名称");
        document.paste(block, None);
        let said = message(&document);
        let told = format!("其中 {replaced} 格原有的内容已被替换，不对就按 Ctrl+Z 撤销");
        assert!(said.contains(&told), "{block:?}: {said}");
    }
    // The same again replaces nothing, and neither do blank cells.
    let mut document = blank(LINES, "合计", "项目名称");
    for _ in 0..2 {
        document.paste("合计\t3\n甲\t1\n乙\t2\n", None);
        assert!(!message(&document).contains("替换"), "{}", message(&document));
    }
    assert_eq!(rows(&document, LINES, &["项目名称"]), ["甲", "乙"]);
}

/// One text in many cells, too; and what is made blank was meant to be.
#[test]
fn one_text_in_many_cells_tells_what_it_replaces() {
    let mut document = prepared();
    let lines = document.session.budget().table(&LINES.into()).unwrap();
    let (first, third) = (lines.key(1).unwrap().clone(), lines.key(3).unwrap().clone());
    at(&mut document, LINES, first.as_str(), "金额");
    document.grid().unwrap().corner = Some(yusuan::model::CellAddress::new(LINES, &third, "金额"));
    document.paste("7.77", None);
    assert!(message(&document).contains("其中 3 格原有的内容已被替换"), "{}", message(&document));
}

#[test]
fn a_step_counts_the_cells_that_were_told() {
    let block = "项目名称\t功能科目\t金额\n甲\t2010301\t1\n乙\t2010301\t2\n丙\t\t3\n";
    let mut document = blank(LINES, "合计", "项目名称");
    document.add_row(&"明细".into());
    document.paste(block, None);
    let said = message(&document);
    let label = document.session.history().last_done().unwrap().forward.label.clone();
    assert!(said.contains("录入 8 格（增加了 2 行）"), "{said}");
    assert_eq!(label, "粘贴 8 格，增加 2 行");
}
