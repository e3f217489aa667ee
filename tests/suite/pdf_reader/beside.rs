//! Tables beside each other on a page, and a column that is all that a page has of a table.

use yusuan::exchange::source::{Limits, pdf::read};

use super::made::{Page, pdf, shown};

fn reads(page: Page, expected: &str) {
    let document = read(&pdf(&[page]), &Limits::default()).unwrap();
    assert_eq!(shown(&document), format!("— 1 400×300\n{expected}"));
}

/// A ruled table from a left upper corner: rows of 20 points, columns of 60.
pub(crate) fn table(mut page: Page, (left, top): (f64, f64), rows: &[&[&str]]) -> Page {
    let columns = rows.iter().map(|row| row.len()).max().unwrap();
    let (right, bottom) = (left + 60.0 * columns as f64, top + 20.0 * rows.len() as f64);
    for at in 0..=rows.len() {
        let y = top + 20.0 * at as f64;
        page = page.line(left, y, right, y);
    }
    for at in 0..=columns {
        let x = left + 60.0 * at as f64;
        page = page.line(x, top, x, bottom);
    }
    for (at, row) in rows.iter().enumerate() {
        for (column, text) in row.iter().enumerate().filter(|(_, text)| !text.is_empty()) {
            page = page.text(left + 60.0 * column as f64 + 5.0, top + 20.0 * at as f64 + 14.0, text);
        }
    }
    page
}

const INCOME: &[&[&str]] = &[&["科目", "收入"], &["合计", "3.00"], &["其他", "3.00"]];
const SPENDING: &[&[&str]] = &[&["项目", "支出"], &["合计", "4.00"], &["其他", "4.00"], &["注", "1.00"]];

#[test]
fn tables_beside_each_other_are_read_one_by_one() {
    let page = Page::new().text(60.0, 40.0, "收入总表").text(260.0, 40.0, "支出总表");
    let page = table(table(page, (30.0, 60.0), INCOME), (220.0, 60.0), SPENDING);
    let income = "[3×2]\n  0,0 科目\n  0,1 收入\n  1,0 合计\n  1,1 3.00\n  2,0 其他\n  2,1 3.00\n";
    let spending = "[4×2]\n  0,0 项目\n  0,1 支出\n  1,0 合计\n  1,1 4.00\n  2,0 其他\n  2,1 4.00\n  3,0 注\n  3,1 1.00\n";
    reads(page.clone(), &format!("收入总表\n{income}支出总表\n{spending}"));
    // What reaches across above or below belongs to both.
    let across = page.text(165.0, 20.0, "部门预算").text(190.0, 250.0, "第一页");
    reads(across, &format!("部门预算\n收入总表\n{income}支出总表\n{spending}第一页\n"));
}

/// Pairs of tables below each other, parted at different places.
#[test]
fn pairs_of_tables_are_parted_each_where_it_is() {
    let three: &[&[&str]] = &[&["编码", "名称", "合计"], &["201", "服务", "4.00"], &["208", "保障", "1.00"]];
    let mut page = Page::new().text(60.0, 20.0, "收入总表").text(200.0, 20.0, "支出总表");
    page = page.text(90.0, 140.0, "项目表").text(270.0, 140.0, "采购表");
    for (corner, rows) in
        [((20.0, 30.0), INCOME), ((160.0, 30.0), SPENDING), ((20.0, 150.0), three), ((230.0, 150.0), INCOME)]
    {
        page = table(page, corner, rows);
    }
    let shown = shown(&read(&pdf(&[page.text(30.0, 260.0, "注：单位为万元")]), &Limits::default()).unwrap());
    let lines: Vec<&str> =
        shown.lines().filter(|line| !line.starts_with("  ") && !line.starts_with('—')).collect();
    assert_eq!(
        lines,
        ["收入总表", "[3×2]", "支出总表", "[4×2]", "项目表", "[3×3]", "注：单位为万元", "采购表", "[3×2]"],
        "{shown}"
    );
}

#[test]
fn one_column_of_amounts_is_a_table_and_a_list_in_a_frame_is_none() {
    let column: &[&[&str]] = &[&["项目支出"], &["9.00"], &["5.00"], &[""], &["4.00"]];
    reads(
        table(Page::new(), (30.0, 60.0), column),
        "[5×1]\n  0,0 项目支出\n  1,0 9.00\n  2,0 5.00\n  4,0 4.00\n",
    );
    let list: &[&[&str]] = &[&["名单"], &["甲"], &["乙"], &["丙"]];
    reads(table(Page::new(), (30.0, 60.0), list), "名单\n甲\n乙\n丙\n");
}

/// A spreadsheet prints what is too long for its cell over the line, up to the next amount.
#[test]
fn a_label_printed_over_a_line_stays_in_its_cell() {
    let rows: &[&[&str]] = &[&["科目", "", "合计"], &["", "", "47.24"], &["医疗", "", "5.68"]];
    let page = table(Page::new(), (30.0, 60.0), rows);
    // Nine letters of ten points from 35: the last but two stand beyond the line at 90, and one on it.
    let over = page.clone().text(35.0, 94.0, "机关基本养老保险费");
    let grid = |label: &str| {
        format!("[3×3]\n  0,0 科目\n  0,2 合计\n  1,0 {label}\n  1,2 47.24\n  2,0 医疗\n  2,2 5.68\n")
    };
    reads(over, &grid("机关基本养老保险费"));
    // Over two lines as well, where nothing stands in between.
    let wide: &[&[&str]] = &[&["科目", "", "", "合计"], &["", "", "", "47.24"], &["医疗", "", "", "5.68"]];
    let long = table(Page::new(), (30.0, 60.0), wide).text(35.0, 94.0, "机关事业单位基本养老保险缴费支出");
    let grid4 = "[3×4]\n  0,0 科目\n  0,3 合计\n  1,0 机关事业单位基本养老保险缴费支出\n  1,3 47.24\n  2,0 医疗\n  2,3 5.68\n";
    reads(long, grid4);
    // Two labels that touch the line on either side are two.
    let beside = page.text(30.0, 94.0, "机关基本养老").text(90.0, 94.0, "保险费");
    reads(beside, &grid("机关基本养老").replacen("  1,2", "  1,1 保险费\n  1,2", 1));
}

/// Whole amounts stand close before the labels of the next column, where no lines part them.
#[test]
fn whole_amounts_that_touch_the_next_label_are_amounts() {
    let mut page = Page::new().text(30.0, 40.0, "项目").text(128.0, 40.0, "预算数").text(180.0, 40.0, "项目");
    page = page.text(300.0, 40.0, "预算数");
    for (at, (label, amount, other, spent)) in [
        ("一、拨款收入", "7271265", "一、公共服务", "5344970"),
        ("二、基金收入", "0", "二、社会保障", "975187"),
        ("上年结转", "0", "年终结转", "951108"),
        ("收入总计", "7271265", "支出总计", "7271265"),
    ]
    .into_iter()
    .enumerate()
    {
        let y = 60.0 + 20.0 * at as f64;
        let right = |at: f64, text: &str| at - 5.56 * text.len() as f64;
        page = page.text(30.0, y, label).text(right(160.0, amount), y, amount).text(162.0, y, other);
        page = page.text(right(330.0, spent), y, spent);
    }
    let document = read(&pdf(&[page]), &Limits::default()).unwrap();
    let shown = shown(&document);
    for cell in
        ["1,0 一、拨款收入", "1,1 7271265", "1,2 一、公共服务", "1,3 5344970", "3,1 0", "3,2 年终结转"]
    {
        assert!(shown.contains(cell), "{cell}:\n{shown}");
    }
}

/// Word processors print tables that follow each other as one: the title in a row across begins the next, with columns of
/// its own.
#[test]
fn tables_that_touch_are_read_one_by_one() {
    let mut page = table(Page::new(), (30.0, 60.0), INCOME).text(60.0, 134.0, "支出总表");
    for y in [140.0, 160.0, 180.0] {
        page = page.line(30.0, y, 150.0, y);
    }
    for (x, top) in [(30.0, 120.0), (70.0, 140.0), (110.0, 140.0), (150.0, 120.0)] {
        page = page.line(x, top, x, 180.0);
    }
    for (x, y, text) in
        [(35.0, 154.0, "项目"), (75.0, 154.0, "支出"), (115.0, 154.0, "备注"), (75.0, 174.0, "4.00")]
    {
        page = page.text(x, y, text);
    }
    let income = "[3×2]\n  0,0 科目\n  0,1 收入\n  1,0 合计\n  1,1 3.00\n  2,0 其他\n  2,1 3.00\n";
    let spending = "[3×3]\n  0,0 1×3 支出总表\n  1,0 项目\n  1,1 支出\n  1,2 备注\n  2,1 4.00\n";
    reads(page, &format!("{income}{spending}"));
}

/// Where the second is narrower, its title reaches over its own columns alone. A row with such a name in a table that goes on
/// beside it begins none.
#[test]
fn a_narrower_table_that_touches_is_one_by_itself() {
    for (beside, expected) in [
        (
            "",
            "[2×3]\n  0,0 科目\n  0,1 收入\n  0,2 备注\n  1,0 合计\n  1,1 3.00\n[3×2]\n  0,0 1×2 支出总表\n  1,0 项目\n  1,1 支出\n  2,0 合计\n  2,1 4.00\n",
        ),
        (
            "有",
            "[5×3]\n  0,0 科目\n  0,1 收入\n  0,2 备注\n  1,0 合计\n  1,1 3.00\n  2,0 1×2 支出总表\n  3,0 项目\n  3,1 支出\n  4,0 合计\n  4,1 4.00\n  4,2 有\n",
        ),
    ] {
        let mut page = Page::new();
        let end = if beside.is_empty() { 150.0 } else { 210.0 };
        for y in [40.0, 60.0, 80.0] {
            page = page.line(30.0, y, 210.0, y);
        }
        for y in [100.0, 120.0, 140.0] {
            page = page.line(30.0, y, end, y);
        }
        page = page.line(30.0, 40.0, 30.0, 140.0).line(150.0, 40.0, 150.0, 140.0);
        page = page.line(90.0, 40.0, 90.0, 80.0).line(90.0, 100.0, 90.0, 140.0);
        page = page.line(210.0, 40.0, 210.0, if beside.is_empty() { 80.0 } else { 140.0 });
        for (x, y, text) in [
            (35.0, 54.0, "科目"),
            (95.0, 54.0, "收入"),
            (155.0, 54.0, "备注"),
            (35.0, 74.0, "合计"),
            (95.0, 74.0, "3.00"),
            (60.0, 94.0, "支出总表"),
            (35.0, 114.0, "项目"),
            (95.0, 114.0, "支出"),
            (35.0, 134.0, "合计"),
            (95.0, 134.0, "4.00"),
            (155.0, 134.0, beside),
        ] {
            page = page.text(x, y, text);
        }
        reads(page, expected);
    }
}
