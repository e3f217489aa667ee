//! Names that the end of a page of a PDF broke off.

use std::fs;

use yusuan::exchange::import_with_any;
use yusuan::schema::Formats;

use crate::pdf_reader::beside::table;
use crate::pdf_reader::made::{Page, pdf};
use crate::support::rows;

/// The rows of 支出总表 on two pages, and what is told of the import.
fn read(first: &[&[&str]], second: &[&[&str]]) -> (String, String) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("文件.pdf");
    let page = Page::new().text(30.0, 20.0, "支出总表").text(200.0, 20.0, "单位：万元");
    let pages = [table(page, (30.0, 40.0), first), table(Page::new(), (30.0, 40.0), second)];
    fs::write(&path, pdf(&pages)).unwrap();
    let (imported, own) = import_with_any(&path, &Formats::embedded()).unwrap();
    (rows(&imported.budget, &own, "支出总表"), imported.report.to_string())
}

#[test]
fn a_name_that_a_page_broke_off_is_put_together_where_it_is_known() {
    let head: &[&str] = &["项目", "合计", "基本支出"];
    let total: &[&str] = &["合计", "30.00", "30.00"];
    let last: &[&str] = &["其他支出", "10.00", "10.00"];
    for (kind, first, second, name) in [
        (
            "the end alone",
            vec![head, total, &["住房保障支", "20.00", "20.00"]],
            vec![&["出", "", ""], last],
            "住房保障支出|20.00",
        ),
        (
            "below the header again",
            vec![head, total, &["住房保障支", "20.00", "20.00"]],
            vec![head, &["出", "", ""], last],
            "住房保障支出|20.00",
        ),
        (
            "the amounts with the end",
            vec![head, total, &["住房保障", "", ""]],
            vec![&["支出", "20.00", "20.00"], last],
            "住房保障支出|20.00",
        ),
        // No such name is known, or the end is one itself.
        (
            "a row without amounts",
            vec![head, total, &["住房保障支出", "20.00", "20.00"]],
            vec![&["其中", "", ""], last],
            "住房保障支出|20.00",
        ),
        (
            "another name",
            vec![head, total, &["住房保障", "", ""]],
            vec![&["卫生健康支出", "20.00", "20.00"], last],
            "卫生健康支出|20.00",
        ),
    ] {
        let (rows, told) = read(&first, &second);
        assert!(rows.contains(name) && rows.contains("其他支出|10.00"), "{kind}: {rows}");
        let is_joined = kind.contains("end") || kind.contains("header");
        assert_eq!(told.contains("页末断开"), is_joined, "{kind}: {told}");
    }
}
