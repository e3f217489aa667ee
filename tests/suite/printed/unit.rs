//! A table that says another unit than its figures have is one finding, and what else follows from it stands below; and
//! tables are called by the numbers that the document prints.

use yusuan::schema::Severity;

use super::{DOCUMENT, findings};

#[test]
fn a_wrong_unit_is_one_finding() {
    let title = "表3 一般公共预算基本支出表";
    let found =
        findings(&DOCUMENT.replacen(&format!("{title}\n单位：万元"), &format!("{title}\n单位：元"), 1));
    let heads: Vec<&str> = found
        .iter()
        .filter(|of| of.severity != Severity::Hint && of.follows.is_none())
        .map(|of| of.message.as_str())
        .collect();
    assert!(
        heads.iter().any(|head| head.contains(title) && head.contains("金额单位可能写错了")),
        "{heads:#?}"
    );
    // One rule tells it, however it is known.
    let of_unit = found.iter().filter(|of| of.rule.id.starts_with("数量级"));
    assert_eq!(of_unit.count(), 1, "{found:#?}");
    // What follows from it stands below it.
    let of_table = heads.iter().filter(|head| head.contains(title));
    assert_eq!(of_table.count(), 1, "{heads:#?}");
}

#[test]
fn tables_are_called_as_the_document_numbers_them() {
    let text = DOCUMENT.replace("表1 收支总表", "表1-1 收支总表").replace("表2 支出总表", "表1-2 支出总表");
    let found = findings(&text.replacen("行政运行\t150.00\t150.00", "行政运行\t151.00\t151.00", 1));
    assert!(found.iter().any(|of| of.message.contains("表1-2 支出总表")), "{found:#?}");
    assert!(!found.iter().any(|of| of.message.contains("表2 支出总表")), "{found:#?}");
}
