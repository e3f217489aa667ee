//! What pages draw and what is read of it, on small pages made for it.

use yusuan::exchange::source::{Block, ColumnDoubt, Limits, Place, SourceError, pdf::read};

use super::made::{Page, pdf, shown};
use crate::support::repository;

pub(super) fn reads(pages: &[Page], expected: &str) {
    let document = read(&pdf(pages), &Limits::default()).unwrap();
    assert_eq!(shown(&document), expected);
}

/// A table with a joined heading, a joined label, a cell of two lines and an amount.
pub(super) fn table() -> Page {
    Page::new()
        .line(50.0, 50.0, 350.0, 50.0)
        .line(150.0, 70.0, 350.0, 70.0)
        .line(50.0, 90.0, 350.0, 90.0)
        .line(50.0, 130.0, 350.0, 130.0)
        .line(50.0, 50.0, 50.0, 130.0)
        .line(150.0, 50.0, 150.0, 130.0)
        .line(250.0, 70.0, 250.0, 130.0)
        .line(350.0, 50.0, 350.0, 130.0)
        .text(60.0, 73.0, "项目")
        .text(220.0, 63.0, "本年收入")
        .text(160.0, 83.0, "合计")
        .text(260.0, 83.0, "其中：拨款")
        .text(60.0, 105.0, "一般公共")
        .text(60.0, 120.0, "服务支出")
        .text(180.0, 115.0, "1,234.56")
}

pub(super) const TABLE: &str = "\
[3×3]
  0,0 2×1 项目
  0,1 1×2 本年收入
  1,1 合计
  1,2 其中：拨款
  2,0 一般公共/服务支出
  2,1 1,234.56
";

#[test]
fn ruled_lines_make_cells_joined_as_drawn() {
    reads(&[table()], &format!("— 1 400×300\n{TABLE}"));
}

#[test]
fn cells_know_where_they_stand() {
    let document = read(&pdf(&[table()]), &Limits::default()).unwrap();
    let Block::Grid(grid) = &document.pages[0].blocks[0] else { panic!("no grid") };
    let amount = grid.cells.iter().find(|cell| cell.text == "1,234.56").unwrap();
    assert_eq!(amount.place, Place::Page { page: 1, rectangle: [150.0, 90.0, 250.0, 130.0] });
}

/// Word draws the edges of each cell by itself, as thin filled areas with a speck where they meet.
#[test]
fn edges_of_pieces_and_thin_areas_are_lines() {
    let mut page = Page::new().text(60.0, 65.0, "支出").text(160.0, 65.0, "12.30");
    for x in [50.0, 150.0, 250.0] {
        page = page.fill(x, 50.0, x + 0.5, 59.0).fill(x, 60.0, x + 0.5, 70.0);
    }
    for y in [50.0, 70.0] {
        page =
            page.fill(50.5, y, 150.0, y + 0.5).fill(150.0, y, 150.5, y + 0.5).fill(150.5, y, 250.0, y + 0.5);
    }
    reads(&[page], "— 1 400×300\n[1×2]\n  0,0 支出\n  0,1 12.30\n");
}

/// The page is shown turned and draws its table turned back, or draws it turned on an upright page.
#[test]
fn turned_pages_are_read_upright() {
    for (turn, matrix) in [(90, "0 1 -1 0 400 0"), (180, "-1 0 0 -1 400 300"), (270, "0 -1 1 0 0 400")] {
        let mut page = table();
        page.content = format!("q {matrix} cm\n{}Q\n", page.content);
        let upright = |page: &Page, size: &str| {
            let document = read(&pdf(std::slice::from_ref(page)), &Limits::default()).unwrap();
            assert_eq!(shown(&document), format!("— 1 {size}\n{TABLE}"), "{turn}");
        };
        let box_of = if turn == 180 { "" } else { "/MediaBox [0 0 300 400]" };
        let box_of = if matches!(turn, 90) { "/MediaBox [100 0 400 400]" } else { box_of };
        upright(&page.clone().entries(&format!("{box_of} /Rotate {turn}")), "400×300");
        let shown_as = if turn == 180 { "400×300" } else { "300×400" };
        upright(&page.entries(box_of), shown_as);
    }
}

#[test]
fn places_on_turned_pages_are_those_of_the_page_as_shown() {
    let mut page = table();
    page.content = format!("q 0 -1 1 0 0 400 cm\n{}Q\n", page.content);
    let document = read(&pdf(&[page.entries("/MediaBox [0 0 300 400]")]), &Limits::default()).unwrap();
    let Block::Grid(grid) = &document.pages[0].blocks[0] else { panic!("no grid") };
    let amount = grid.cells.iter().find(|cell| cell.text == "1,234.56").unwrap();
    // Read downwards: what is right is below, what is below is left.
    assert_eq!(amount.place, Place::Page { page: 1, rectangle: [170.0, 150.0, 210.0, 250.0] });
}

/// Without a line at the page's end, the last row is closed where the uprights end.
#[test]
fn a_table_cut_by_the_page_keeps_its_last_row() {
    let page = Page::new()
        .line(50.0, 50.0, 250.0, 50.0)
        .line(50.0, 70.0, 250.0, 70.0)
        .line(50.0, 50.0, 50.0, 95.0)
        .line(150.0, 50.0, 150.0, 95.0)
        .line(250.0, 50.0, 250.0, 95.0)
        .text(60.0, 65.0, "名称")
        .text(160.0, 65.0, "金额")
        .text(60.0, 85.0, "支出")
        .text(160.0, 85.0, "3.20");
    reads(&[page], "— 1 400×300\n[2×2]\n  0,0 名称\n  0,1 金额\n  1,0 支出\n  1,1 3.20\n");
}

/// A table whose outer edges are not drawn is closed where its levels end.
#[test]
fn a_table_open_at_its_sides_keeps_its_outer_columns() {
    let page = Page::new()
        .line(50.0, 50.0, 350.0, 50.0)
        .line(50.0, 70.0, 350.0, 70.0)
        .line(50.0, 90.0, 350.0, 90.0)
        .line(200.0, 50.0, 200.0, 90.0)
        .text(60.0, 65.0, "名称")
        .text(210.0, 65.0, "金额")
        .text(60.0, 85.0, "支出")
        .text(210.0, 85.0, "3.20");
    reads(&[page], "— 1 400×300\n[2×2]\n  0,0 名称\n  0,1 金额\n  1,0 支出\n  1,1 3.20\n");
}

#[test]
fn bold_made_by_printing_twice_is_read_once() {
    let page = Page::new().text(50.0, 50.0, "合计1,100.00").text(50.4, 50.0, "合计1,100.00").text(
        50.0,
        80.0,
        "一、职责....................3",
    );
    reads(&[page], "— 1 400×300\n合计1,100.00\n一、职责....................3\n");
}

/// Amounts that touch are two, an amount that sticks out of its cell is one.
#[test]
fn amounts_go_whole_into_cells() {
    let page = Page::new()
        .grid(&[50.0, 100.0, 150.0, 200.0], &[50.0, 70.0, 90.0])
        .text(60.0, 65.0, "一")
        // Each 38.9 points wide: they touch at the line.
        .text(61.1, 85.0, "1,234.56")
        .text(100.1, 85.0, "2,345.67")
        .text(140.0, 65.0, "9,876,543.21");
    reads(
        &[page],
        "— 1 400×300\n[2×3]\n  0,0 一\n  0,2 9,876,543.21\n  1,0 1,234.56\n  1,1 2,345.67\n\
         ! 第 1 页的“9,876,543.21”印得压过了格线，整个放进了它所占最多的一格；请核对\n",
    );
}

#[test]
fn what_cannot_be_seen_is_left_out_and_said() {
    let page = Page::new()
        .text(50.0, 50.0, "看得见")
        .text(500.0, 50.0, "纸外")
        .raw("q 0 0 200 300 re W n")
        .text(250.0, 50.0, "裁掉了")
        .raw("Q 3 Tr")
        .text(50.0, 90.0, "99.99")
        .raw("0 Tr");
    reads(
        &[page],
        "— 1 400×300\n看得见\n\
         ! 第 1 页有 5 个字印成看不见的（例如扫描件背后的识别结果），没有读\n\
         ! 第 1 页有 3 个字在裁剪范围以外，纸面上看不见，没有读\n\
         ! 第 1 页有 2 个字在纸张以外，没有读\n",
    );
}

#[test]
fn pages_that_are_pictures_are_named() {
    let picture = |high: u32| {
        Page::new().raw(&format!("q 400 0 0 {high} 0 0 cm BI /W 1 /H 1 /BPC 8 /CS /G ID \u{40} EI Q"))
    };
    let mut shapes = Page::new();
    for at in 0..30 {
        shapes = shapes.fill(10.0 * f64::from(at), 50.0, 10.0 * f64::from(at) + 8.0, 60.0);
    }
    reads(
        &[
            Page::new().text(50.0, 50.0, "说明"),
            picture(300),
            Page::new(),
            picture(200).text(190.0, 290.0, "3"),
            picture(20).text(50.0, 50.0, "说明"),
            shapes,
        ],
        "— 1 400×300\n说明\n— 2 400×300\n— 3 400×300\n— 4 400×300\n3\n— 5 400×300\n说明\n— 6 400×300\n\
         ! 第 2 页是图片，没有文字\n\
         ! 第 4 页大半是图片，图片里的字没有读\n\
         ! 第 6 页没有文字，只有图形；如果看得见字，是字转成了曲线，没有读\n",
    );
    // A scan is said once, with what to do.
    reads(
        &[picture(300), picture(300)],
        "— 1 400×300\n— 2 400×300\n\
         ! 2 页都是图片（扫描件），没有文字可读；请向编制部门要 Excel、Word 或由它们导出的 PDF，或在命令行用 --ocr \
         指定识别程序，读出的数都要核对\n",
    );
}

/// Grid lines behind bars hold no cells; what is written there stays text.
#[test]
fn charts_are_no_tables() {
    let mut page = Page::new();
    for y in [60.0, 90.0, 120.0, 150.0, 180.0] {
        page = page.line(50.0, y, 350.0, y);
    }
    for x in [50.0, 120.0, 190.0, 260.0, 350.0] {
        page = page.line(x, 60.0, x, 180.0);
    }
    for (at, x) in [60.0, 135.0, 210.0, 275.0].into_iter().enumerate() {
        page = page.fill(x, 100.0 + 10.0 * at as f64, x + 35.0, 180.0);
    }
    let page = page.text(65.0, 98.0, "35.20").text(20.0, 62.0, "100");
    reads(&[page], "— 1 400×300\n100\n35.20\n");
}

#[test]
fn tables_without_lines_are_found_by_their_columns() {
    let row = |page: Page, y: f64, label: &str, first: &str, second: &str| {
        // Right-aligned at 230 and 330: a digit of Helvetica is 5.56 points wide, a comma or a point 2.78.
        let wide =
            |text: &str| text.chars().map(|c| if c.is_ascii_digit() { 5.56 } else { 2.78 }).sum::<f64>();
        page.text(50.0, y, label).text(230.0 - wide(first), y, first).text(330.0 - wide(second), y, second)
    };
    let page = Page::new().text(50.0, 40.0, "收入支出情况如下");
    let page = page.text(50.0, 80.0, "项目").text(200.0, 80.0, "预算数").text(300.0, 80.0, "决算数");
    let page = row(page, 100.0, "基本支出", "1,234.56", "1,200.00");
    let page = row(page, 120.0, "项目支出及其他", "34.50", "30.00");
    let page = row(page, 140.0, "合计", "1,269.06", "1,230.00");
    reads(
        &[page],
        "— 1 400×300\n收入支出情况如下\n[4×3]\n  0,0 项目\n  0,1 预算数\n  0,2 决算数\n  1,0 基本支出\n  1,1 1,234.56\n  \
         1,2 1,200.00\n  2,0 项目支出及其他\n  2,1 34.50\n  2,2 30.00\n  3,0 合计\n  3,1 1,269.06\n  3,2 1,230.00\n! 第 1 页有没有格线的表，各栏按对齐的位置读，请对照原件核对表头和栏次\n",
    );
}

/// Labels that begin right behind the amounts of the column before, and one that is too long for its column.
#[test]
fn columns_without_lines_may_touch() {
    let page = Page::new()
        .text(30.0, 50.0, "财政拨款")
        .text(110.0, 50.0, "1,234.56")
        .text(150.0, 50.0, "一、公共服务支出")
        .text(300.0, 50.0, "1,000.00")
        .text(30.0, 70.0, "事业收入")
        .text(110.0, 70.0, "2,345.67")
        .text(150.0, 70.0, "二、教育支出")
        .text(300.0, 70.0, "2,000.00")
        .text(30.0, 90.0, "合计")
        .text(110.0, 90.0, "3,580.23")
        .text(150.0, 90.0, "合计")
        .text(300.0, 90.0, "3,000.00");
    reads(
        &[page],
        "— 1 400×300\n[3×4]\n  0,0 财政拨款\n  0,1 1,234.56\n  0,2 一、公共服务支出\n  0,3 1,000.00\n  1,0 事业收入\n  \
         1,1 2,345.67\n  1,2 二、教育支出\n  1,3 2,000.00\n  2,0 合计\n  2,1 3,580.23\n  2,2 合计\n  2,3 3,000.00\n! 第 1 页有没有格线的表，各栏按对齐的位置读，请对照原件核对表头和栏次\n",
    );
}

/// `|` parts columns; rows are twenty points high, lines that begin with `+` thirteen, with `-` half of that.
#[test]
fn years_of_a_header_and_ends_of_amounts_are_no_amounts() {
    let columns = [30.0, 110.0, 190.0, 290.0];
    let again = "收入||支出|\n|2026||2026\n+项目||项目|\n+|年预算数||年预算数\n";
    let rows = "一、财政拨款|5,417.80|一、公共服务|3,478.72\n1.一般预算|5,417.80|行政运行|1,939.08\n";
    let more = "二、事业收入|1,000.00|二、教育支出|1,000.00\n收入总计|6,417.80|支出总计|6,417.80\n";
    let other = again.replace("年预算数", "年预算数（续）");
    let wrapped = "一、财政拨款|180366183|一、公共|103478\n+|.00|服务支出|.72\n";
    let alone = "|180366183||\n-一、其他拨款||三、其他支出|\n-|.00||\n";
    let near =
        "一、财政拨款|180366183|一、公共服务|103478\n+|.00||.72\n+二、其他收入|1,000.00|二、教育|5.00\n";
    for (name, text, has, years) in [
        ("printed again", format!("{again}{rows}{again}{more}"), "4,0 二、事业收入", false),
        ("not as it was", format!("{again}{rows}{other}{more}"), "5,1 2026", true),
        ("wrapped", format!("{again}{wrapped}{rows}{more}"), "2,3 103478.72\n  3,0", false),
        ("alone in its line", format!("{again}{rows}{alone}{more}"), "4,1 180366183.00", false),
        ("in rows that stand near", format!("{again}{near}{more}"), "2,3 103478.72\n  3,0", false),
    ] {
        let mut y = 10.0;
        let page = text.lines().fold(Page::new(), |page, line| {
            y += if line.starts_with('+') {
                13.0
            } else if line.starts_with('-') {
                6.5
            } else {
                20.0
            };
            let cells = line.trim_start_matches(['+', '-']).split('|').zip(columns);
            let cells = cells.filter(|(cell, _)| !cell.is_empty());
            cells.fold(page, |page, (cell, x)| page.text(x, y, cell))
        });
        let document = read(&pdf(&[page]), &Limits::default()).unwrap();
        let shown = shown(&document);
        assert!(shown.contains(has), "{name}\n{shown}");
        let grids = document.pages[0].blocks.iter().filter_map(|block| match block {
            Block::Grid(grid) => Some(grid),
            Block::Paragraph(_) => None,
        });
        let is_doubted = grids.into_iter().any(|grid| grid.doubts.has(ColumnDoubt::Years));
        assert_eq!(is_doubted, years, "{name}\n{shown}");
    }
}

#[test]
fn a_password_is_asked_for_only_where_one_is_needed() {
    let made = |name: &str| {
        read(&std::fs::read(repository("tests/data/pdf").join(name)).unwrap(), &Limits::default())
    };
    assert_eq!(made("needs-password.pdf").unwrap_err(), SourceError::Password);
    assert_eq!(shown(&made("no-printing.pdf").unwrap()), "— 1 400×300\n支出合计1,234.56\n");
}

/// Fonts that do not say which characters they draw: by the font's own table, and by the published ones.
#[test]
fn characters_are_found_without_a_table_in_the_document() {
    let bytes = std::fs::read(repository("tests/data/pdf/fonts-without-characters.pdf")).unwrap();
    let document = read(&bytes, &Limits::default()).unwrap();
    assert_eq!(shown(&document), "— 1 400×300\n支出合计1,234.56\n收入总计\n支出合计\n");
}

#[test]
fn other_files_are_refused() {
    let limits = Limits::default();
    for bytes in [&b""[..], b"<!DOCTYPE html><html></html>", b"PK\x03\x04", b"%PDF-1.4", b"%PDF-1.7\n\0\0\0"]
    {
        assert!(matches!(read(bytes, &limits), Err(SourceError::Unreadable(_))), "{bytes:?}");
    }
}
