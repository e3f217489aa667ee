//! Tables without ruled lines that go on on a further page.

use yusuan::exchange::source::{Block, ColumnDoubt, Grid, Limits, pdf::read};

use super::made::{Page, pdf};

/// Words that stand at some places of a line.
fn line(page: Page, y: f64, words: &[(f64, &str)]) -> Page {
    words.iter().fold(page, |page, (x, text)| page.text(*x, y, text))
}

/// The grid of the second of two pages.
fn second(head: &[(f64, &str)], row: &[(f64, &str)], below: Page) -> Option<Grid> {
    let first = line(Page::new(), 40.0, head);
    let first = [60.0, 80.0, 100.0].into_iter().fold(first, |page, y| line(page, y, row));
    let document = read(&pdf(&[first, below]), &Limits::default()).unwrap();
    document.pages[1].blocks.iter().find_map(|block| match block {
        Block::Grid(grid) => Some(grid.clone()),
        Block::Paragraph(_) => None,
    })
}

#[test]
fn a_further_page_takes_the_columns_that_stand_above_it() {
    let head = [(20.0, "项目"), (120.0, "合计"), (200.0, "基本支出"), (310.0, "项目支出")];
    let row = [(20.0, "行政运行"), (120.0, "12.00"), (200.0, "7.00"), (310.0, "5.00")];
    let total = |left: f64| {
        let below = line(Page::new(), 40.0, &[(20.0, "合计"), (120.0, "36.00"), (left, "15.00")]);
        second(&head, &row, below).unwrap()
    };
    let grid = total(310.0);
    assert_eq!((grid.columns, grid.doubts.has(ColumnDoubt::NoHeader)), (4, false));
    let at: Vec<(usize, &str)> = grid.cells.iter().map(|cell| (cell.column, cell.text.as_str())).collect();
    assert_eq!(at, [(0, "合计"), (1, "36.00"), (3, "15.00")]);
    // Between two columns it is in none, and that stays doubtful.
    let grid = total(255.0);
    assert_eq!((grid.columns, grid.doubts.has(ColumnDoubt::NoHeader)), (3, true));
}

#[test]
fn labels_of_both_halves_at_the_top_of_a_page_are_a_row() {
    let head = [(20.0, "项目"), (120.0, "预算数"), (200.0, "项目"), (310.0, "预算数")];
    let row = [(20.0, "一、收入"), (120.0, "12.00"), (200.0, "一、支出"), (310.0, "12.00")];
    let page = |left: f64| {
        let below = line(Page::new(), 40.0, &[(20.0, "上年结转"), (left, "结转下年")]);
        let total = [(20.0, "收入总计"), (120.0, "36.00"), (200.0, "支出总计"), (310.0, "36.00")];
        second(&head, &row, line(below, 60.0, &total))
    };
    let grid = page(200.0).unwrap();
    assert_eq!((grid.rows, grid.columns, grid.doubts.has(ColumnDoubt::NoHeader)), (2, 4, false));
    // Above an amount it is something else.
    assert!(page(120.0).is_none_or(|grid| grid.rows != 2 || grid.columns != 4));
}
