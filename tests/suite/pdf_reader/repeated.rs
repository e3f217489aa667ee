//! Headers that the next page prints once more, cut where their row is lower there.

use yusuan::exchange::source::{Limits, pdf::read};

use super::made::{Page, pdf, shown};

/// A table of three columns below a line, its first row the header's words, each cell in lines.
fn page(above: &str, across: &[f64], rows: &[&[&str]]) -> Page {
    let down: Vec<f64> = (0..=rows.len()).map(|row| 50.0 + 30.0 * row as f64).collect();
    let mut page = Page::new().text(40.0, 30.0, above).grid(across, &down);
    for (row, cells) in rows.iter().enumerate() {
        for (column, cell) in cells.iter().enumerate() {
            for (line, text) in cell.split('/').enumerate() {
                page = page.text(across[column] + 3.0, down[row] + 12.0 + 12.0 * line as f64, text);
            }
        }
    }
    page
}

#[test]
fn a_header_that_is_cut_on_the_next_page_is_the_same() {
    let edges = &[30.0, 130.0, 230.0, 330.0];
    let first = page(
        "某局预算公开",
        edges,
        &[&["科目名称", "一般公共预算/拨款收入", "政府性基金/预算拨款"], &["教育", "3.00", "2.00"]],
    );
    let cut: &[&[&str]] = &[&["科目名称", "一般公共预算", "政府性基金"], &["其他", "1.00", "4.00"]];
    let second = |pages: &[Page]| {
        let text = shown(&read(&pdf(pages), &Limits::default()).unwrap());
        text.split("— 2").nth(1).unwrap().to_owned()
    };
    let whole = "0,1 一般公共预算/拨款收入\n  0,2 政府性基金/预算拨款\n  1,0 其他\n  1,1 1.00";
    let text = second(&[first.clone(), page("某局预算公开", edges, cut)]);
    assert!(text.contains(whole), "{text}");
    for (name, other) in [
        ("another title", page("政府性基金预算表", edges, cut)),
        ("other edges", page("某局预算公开", &[30.0, 130.0, 250.0, 330.0], cut)),
        ("another word", page("某局预算公开", edges, &[&["科目名称", "一般公共预算", "上年结转"], cut[1]])),
    ] {
        let text = second(&[first.clone(), other]);
        assert!(text.contains("0,1 一般公共预算\n"), "{name}: {text}");
    }
}
