//! What of a block is not taken: it is listed and counted by kinds, and the rest can be taken.

use egui_kittest::kittest::Queryable as _;

use super::{LINES, blank, message, rows};
use crate::window;

#[test]
fn all_that_cannot_be_read_is_listed_and_the_rest_can_be_taken() {
    let block = "甲项目\t12..5\n乙项目\t20.00\n丙项目\t30%\n丁项目\t1 2\n";
    for (answer, expected) in [("全部取消", 0), ("其余照录", 4)] {
        let mut harness = window::app();
        harness.state_mut().show(blank(LINES, "合计", "项目名称"));
        harness.run();
        harness.state_mut().document_mut().unwrap().paste(block, None);
        harness.run();
        for part in ["有 3 格读不出来", "12..5", "30%", "1 2"] {
            assert!(harness.query_all_by_label_contains(part).next().is_some(), "{part}");
        }
        let document = harness.state().document().unwrap();
        assert!(rows(document, LINES, &["项目名称"]).is_empty(), "nothing before the answer");
        harness.get_by_label(answer).click();
        harness.run();
        let document = harness.state_mut().document_mut().unwrap();
        let found = rows(document, LINES, &["项目名称", "金额"]);
        assert_eq!(found.len(), expected, "{found:?}");
        if expected > 0 {
            assert_eq!(found, ["甲项目|·", "乙项目|20.00", "丙项目|·", "丁项目|·"]);
            assert!(message(document).contains("有 3 格没有录入"), "{}", message(document));
            document.session.undo().unwrap();
            assert!(rows(document, LINES, &["项目名称"]).is_empty(), "one step");
        }
    }
}

/// What a column does not take is told from what cannot be read, each with its number and its column.
#[test]
fn what_is_refused_is_counted_by_kinds() {
    for (block, said) in [
        ("甲\t12..5\n乙\t20\n", "1 格读不出来"),
        ("甲\t12..5\n乙\t20\n丙\t见附件\n丁\t另报\n", "1 格读不出来，2 格不是所在栏填的内容（“金额”2 格）"),
        ("甲\t20\n乙\t见附件\n", "1 格不是所在栏填的内容（“金额”1 格）"),
    ] {
        let mut harness = window::app();
        harness.state_mut().show(blank(LINES, "合计", "项目名称"));
        harness.run();
        harness.state_mut().document_mut().unwrap().paste(block, None);
        harness.run();
        let asked = message(harness.state().document().unwrap());
        assert!(asked.starts_with(&format!("还没有粘贴，请选择怎么办：{said}")), "{asked}");
        assert!(harness.query_by_label(&format!("有 {said}")).is_some(), "{said}");
        harness.get_by_label("其余照录").click();
        harness.run();
        let told = message(harness.state().document().unwrap());
        assert!(told.contains(&format!("没有录入：{said}（")), "{told}");
        // However much is refused, the bar below has a line or two of it.
        assert!(told.chars().count() < 200, "{told}");
    }
}
