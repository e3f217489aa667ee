//! Text that is no table: where paragraphs go on and where they end.

use yusuan::exchange::source::{Block, Limits, pdf::read};

use super::made::{Page, pdf};
use super::shapes::{TABLE, reads, table};

/// The text that the import reads: joined cells once, rows by tabs, no page numbers, no breaks within a cell.
#[test]
fn documents_are_written_as_text() {
    let page = table().text(50.0, 30.0, "收入 表").text(190.0, 290.0, "- 7 -");
    let text = read(&pdf(&[page]), &Limits::default()).unwrap().as_text();
    assert_eq!(text, "收入表\n项目\t本年收入\t\n\t合计\t其中：拨款\n一般公共服务支出\t1,234.56\t\n\n");
}

#[test]
fn contents_and_lists_are_no_tables() {
    let mut page = Page::new();
    for (at, (title, number)) in
        [("第一部分概况", "1"), ("第二部分预算表", "4"), ("第三部分说明", "15"), ("第四部分名词", "20")]
            .into_iter()
            .enumerate()
    {
        let y = 50.0 + 20.0 * at as f64;
        page = page.text(50.0, y, title).text(330.0, y, number);
    }
    let document = read(&pdf(&[page]), &Limits::default()).unwrap();
    assert!(document.pages[0].blocks.iter().all(|block| matches!(block, Block::Paragraph(_))));
}

/// A line that reaches the edge goes on in the next, over a page's number and its end.
#[test]
fn paragraphs_go_on_over_lines_and_pages() {
    let full = "本部门今年收入合计为一千二百万元，比上年增加三百五十万";
    let page = |first: &str, number: &str| {
        Page::new().text(50.0, 50.0, first).text(50.0, 70.0, full).text(190.0, 290.0, number)
    };
    let last =
        Page::new().text(50.0, 50.0, "元，增长").text(100.0, 50.0, "12.5%。").text(70.0, 70.0, "特此说明。");
    reads(
        &[page(full, "- 1 -"), last],
        &format!("— 1 400×300\n{full}{full}元，增长 12.5%。\n- 1 -\n— 2 400×300\n特此说明。\n"),
    );
}

/// A number that does not fit goes to the next line whole.
#[test]
fn a_line_may_end_early_before_a_number() {
    let page = Page::new()
        .text(50.0, 50.0, "本部门今年收入合计为一千二百万元，比上年增加三百五十万")
        .text(50.0, 70.0, "元，其中公用经费预算比上年执行数增加")
        .text(50.0, 90.0, "123,456,789,012.50元。")
        .text(50.0, 110.0, "以上。");
    reads(
        &[page],
        "— 1 400×300\n本部门今年收入合计为一千二百万元，比上年增加三百五十万元，其中公用经费预算比上年执行数增加\
         123,456,789,012.50元。\n以上。\n",
    );
}

/// Two texts over each other are illegible on paper; here each can be read.
#[test]
fn texts_printed_over_each_other_stay_apart() {
    let page = Page::new().text(50.0, 50.0, "部门预算绩效目标表").text(54.0, 50.0, "政策和项目预算目标");
    reads(&[page], "— 1 400×300\n部门预算绩效目标表政策和项目预算目标\n");
}

/// Lines of contents reach the edge and end there.
#[test]
fn contents_do_not_go_on() {
    let dots = ".".repeat(100);
    let page = Page::new().text(50.0, 50.0, &format!("一、概况{dots}3")).text(
        50.0,
        70.0,
        &format!("二、预算{dots}4"),
    );
    reads(&[page], &format!("— 1 400×300\n一、概况{dots}3\n二、预算{dots}4\n"));
}

/// Text that is written another way round than the page does not get between its lines and cells.
#[test]
fn marks_aslant_stay_apart() {
    let page = table().text_by("0.7 0.7 -0.7 0.7 100 150", "内部资料").text_by("0 1 -1 0 380 100", "侧边");
    reads(&[page], &format!("— 1 400×300\n{TABLE}侧边\n内部资料\n"));
}

/// A heading alone on its page reaches to no edge, and does not go on in the title on the next one.
#[test]
fn a_heading_alone_on_its_page_ends_there() {
    let full = "本部门今年收入合计为一千二百万元，比上年增加三百五十万";
    let title = Page::new().text(50.0, 50.0, "（一）收支总表").text(50.0, 70.0, full);
    reads(
        &[Page::new().text(50.0, 50.0, "第三部分预算公开表"), title],
        &format!("— 1 400×300\n第三部分预算公开表\n— 2 400×300\n（一）收支总表\n{full}\n"),
    );
}
