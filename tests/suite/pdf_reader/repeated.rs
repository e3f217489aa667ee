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

/// Letters of a word that stand far apart over one column are its header, as 类 款 项 over three are theirs.
#[test]
fn a_letter_spaced_word_is_one_header() {
    let right = |at: f64, text: &str| at - 5.56 * text.len() as f64;
    let body = |mut page: Page| {
        for (at, (label, amount, other, spent)) in [
            ("一、拨款收入", "909.10", "一、公共服务", "740.84"),
            ("三、其他收入", "54.81", "二、社会保障", "120.83"),
            ("本年收入合计", "963.91", "本年支出合计", "861.67"),
            ("收入总计", "963.91", "支出总计", "963.91"),
        ]
        .into_iter()
        .enumerate()
        {
            let y = 60.0 + 20.0 * at as f64;
            page = page.text(30.0, y, label).text(right(179.0, amount), y, amount).text(182.0, y, other);
            page = page.text(right(350.0, spent), y, spent);
        }
        page
    };
    let head = |page: Page, words: &[(f64, &str)]| {
        words.iter().fold(page, |page, (x, word)| page.text(*x, 40.0, word))
    };
    let words = [
        (40.0, "项"),
        (60.0, "目"),
        (140.0, "金"),
        (170.0, "额"),
        (190.0, "项"),
        (210.0, "目"),
        (305.0, "金"),
        (338.0, "额"),
    ];
    let page = body(head(Page::new(), &words));
    let text = shown(&read(&pdf(&[page]), &Limits::default()).unwrap());
    for cell in ["[5×4]", "0,1 金额", "0,3 金额", "1,1 909.10", "1,2 一、公共服务", "2,1 54.81"] {
        assert!(text.contains(cell), "{cell}:\n{text}");
    }
    let mut page =
        head(Page::new(), &[(30.0, "类"), (60.0, "款"), (90.0, "名称"), (190.0, "合"), (220.0, "计")]);
    for (at, (class, kind)) in
        [("201", "01"), ("201", "02"), ("208", "05"), ("210", "11")].into_iter().enumerate()
    {
        let y = 60.0 + 20.0 * at as f64;
        page = page.text(30.0, y, class).text(60.0, y, kind).text(90.0, y, "支出").text(200.0, y, "12.00");
    }
    let text = shown(&read(&pdf(&[page]), &Limits::default()).unwrap());
    for cell in ["0,0 类", "0,1 款", "0,3 合计", "4,1 11"] {
        assert!(text.contains(cell), "{cell}:\n{text}");
    }
}
