//! Tables without ruled lines that go on on a further page.

use yusuan::exchange::source::{Block, ColumnDoubt, Grid, Limits, pdf::read};

use super::made::{Page, pdf};

/// The grid of the second page, which begins with a total. `left` is where its last figure stands.
fn second(left: f32) -> Grid {
    let mut first = Page::new();
    for (x, word) in [(20.0, "项目"), (120.0, "合计"), (200.0, "基本支出"), (310.0, "项目支出")] {
        first = first.text(x, 40.0, word);
    }
    for (at, name) in ["行政运行", "事业运行", "其他支出"].into_iter().enumerate() {
        let y = 60.0 + 20.0 * at as f32;
        let row = [(20.0, name), (120.0, "12.00"), (200.0, "7.00"), (310.0, "5.00")];
        first = row.into_iter().fold(first, |page, (x, text)| page.text(x, y, text));
    }
    let second = Page::new().text(20.0, 40.0, "合计").text(120.0, 40.0, "36.00").text(left, 40.0, "15.00");
    let document = read(&pdf(&[first, second]), &Limits::default()).unwrap();
    let grid = document.pages[1].blocks.iter().find_map(|block| match block {
        Block::Grid(grid) => Some(grid.clone()),
        Block::Paragraph(_) => None,
    });
    grid.expect("a single row at the top of a page is a table's")
}

#[test]
fn a_further_page_takes_the_columns_that_stand_above_it() {
    let grid = second(310.0);
    assert_eq!((grid.columns, grid.doubts.has(ColumnDoubt::NoHeader)), (4, false));
    let at: Vec<(usize, &str)> = grid.cells.iter().map(|cell| (cell.column, cell.text.as_str())).collect();
    assert_eq!(at, [(0, "合计"), (1, "36.00"), (3, "15.00")]);
    // Between two columns it is in none, and that stays doubtful.
    let grid = second(255.0);
    assert_eq!((grid.columns, grid.doubts.has(ColumnDoubt::NoHeader)), (3, true));
}
