//! Tables without ruled lines: what belongs to their last row, and to which row the lines of a name belong.

use yusuan::exchange::source::{Limits, pdf::read};

use super::made::{Page, pdf, shown};

/// An amount that ends at a place.
fn amount(page: Page, right: f64, y: f64, text: &str) -> Page {
    page.text(right - 5.56 * text.len() as f64, y, text)
}

fn lines(page: Page) -> Vec<String> {
    shown(&read(&pdf(&[page]), &Limits::default()).unwrap()).lines().map(str::to_owned).collect()
}

/// A form has blank rows above its total, which stands at the foot of the page.
#[test]
fn a_total_below_blank_rows_belongs_to_its_table() {
    let mut page =
        Page::new().text(150.0, 30.0, "收入总表").text(60.0, 60.0, "项目").text(205.0, 60.0, "预算数");
    for (y, label, figure) in
        [(80.0, "拨款收入", "10.00"), (100.0, "事业收入", "5.00"), (120.0, "其他收入", "3.00")]
    {
        page = amount(page.text(40.0, y, label), 250.0, y, figure);
    }
    let page = page.text(40.0, 140.0, "经营收入");
    for (below, is_total) in [("收入总计", true), ("另有结余", false)] {
        let found = lines(amount(page.clone().text(40.0, 250.0, below), 250.0, 250.0, "18.00"));
        let of_grid = found.iter().any(|line| line.starts_with("  ") && line.ends_with(&format!(" {below}")));
        assert_eq!(of_grid, is_total, "{below}: {found:#?}");
    }
}

/// Lines of a name stand around its figures; the next row's name is no third one of them, however near it stands.
#[test]
fn a_name_around_its_figures_takes_no_other() {
    let mut page = Page::new().text(150.0, 20.0, "支出总表");
    page = page.text(45.0, 50.0, "编码").text(135.0, 50.0, "科目名称").text(262.0, 50.0, "合计");
    for (y, code, name, figure) in [
        (70.0, "201", "一般公共服务支出", "30.00"),
        (90.4, "20103", "政府办公厅事务", "30.00"),
        (110.8, "2010301", "行政运行", "10.00"),
        (131.2, "2010399", "", "20.00"),
        (152.0, "208", "社会保障和就业支出", "4.00"),
        (172.4, "20805", "行政单位养老支出", "4.00"),
    ] {
        page = amount(page.text(40.0, y, code).text(100.0, y, name), 300.0, y, figure);
    }
    page = page.text(100.0, 126.2, "其他政府办公厅及相关机").text(100.0, 138.7, "构事务支出");
    let found = lines(page);
    for name in ["其他政府办公厅及相关机构事务支出", "社会保障和就业支出"] {
        assert!(found.iter().any(|line| line.ends_with(&format!(" {name}"))), "{name}: {found:#?}");
    }
}
