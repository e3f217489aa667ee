//! Columns of codes in tables without upright lines.

use yusuan::exchange::source::{Limits, pdf::read};

use super::made::{Page, pdf, shown};

/// Codes at the left of their columns, whose words stand in the middle, and a total's label in the middle of all columns
/// before the amounts.
#[test]
fn a_total_s_label_before_the_names_joins_no_columns() {
    // Columns of 40 points, one of names, three of amounts that end at their right.
    let edges = [10.0, 50.0, 90.0, 130.0, 250.0, 290.0, 340.0, 390.0];
    let middle = |from: usize, to: usize| f64::midpoint(edges[from], edges[to]);
    let wide = |text: &str| text.chars().map(|c| if c.is_ascii() { 5.0 } else { 10.0 }).sum::<f64>();
    let centered =
        |page: Page, y, from, to, text: &str| page.text(middle(from, to) - wide(text) / 2.0, y, text);
    let mut page = Page::new();
    for (from, to, y, text) in [
        (0, 3, 40.0, "科目编码"),
        (0, 1, 56.0, "类"),
        (1, 2, 56.0, "款"),
        (2, 3, 56.0, "项"),
        (3, 4, 48.0, "科目名称"),
        (4, 5, 48.0, "合计"),
        (5, 6, 48.0, "基本支出"),
        (6, 7, 48.0, "项目支出"),
        (0, 4, 72.0, "合计"),
    ] {
        page = centered(page, y, from, to, text);
    }
    let right = |page: Page, y, column: usize, text: &str| {
        page.text(edges[column + 1] - 2.0 - wide(text) - 0.56 * text.len() as f64, y, text)
    };
    page = right(right(right(page, 72.0, 4, "36.00"), 72.0, 5, "30.00"), 72.0, 6, "6.00");
    for (nth, row) in [
        "201|||公共服务支出|36.00",
        "201|03||政府办公厅及机构|36.00",
        "201|03|01|行政运行|30.00",
        "201|03|02|一般行政管理事务|6.00",
    ]
    .iter()
    .enumerate()
    {
        let y = 86.0 + 14.0 * nth as f64;
        let cells: Vec<&str> = row.split('|').collect();
        for column in (0..4).filter(|column| !cells[*column].is_empty()) {
            page = page.text(edges[column] + 2.0, y, cells[column]);
        }
        page = right(page, y, 4, cells[4]);
        page = right(page, y, if nth == 3 { 6 } else { 5 }, cells[4]);
    }
    for y in [26.0, 60.0, 76.0, 90.0, 104.0, 118.0, 132.0] {
        page = page.line(10.0, y, 390.0, y);
    }
    let shown = shown(&read(&pdf(&[page]), &Limits::default()).unwrap());
    for cell in ["1,1 款", "1,2 项", "4,1 03\n", "5,1 03\n  5,2 01\n  5,3 行政运行", "6,1 03\n  6,2 02"]
    {
        assert!(shown.contains(cell), "{cell}\n{shown}");
    }
}
