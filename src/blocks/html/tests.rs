//! Pages and what is read of them.

use super::*;

fn cells(html: &str) -> Option<Vec<Vec<String>>> {
    Some(read(html)?.into_iter().map(|line| line.into_iter().map(|cell| cell.text).collect()).collect())
}

fn lines(lines: &[&[&str]]) -> Option<Vec<Vec<String>>> {
    Some(lines.iter().map(|line| line.iter().map(|cell| (*cell).to_owned()).collect()).collect())
}

#[test]
fn the_tag_soup_of_excel_is_read() {
    let excel =
        "<html xmlns:x=\"urn:schemas-microsoft-com:office:excel\"><head><style><!--td {mso-x:1}--></style>
            </head><body><!--StartFragment--><table border=0><col width=72>
            <tr height=19><td class=xl65 x:num=\"2907.505\">2,907.51</td><td>行政<br>
            运行&nbsp;</td></tr><tr><td>a &lt; b<td></tr><!--EndFragment--></table></body></html>";
    assert_eq!(cells(excel), lines(&[&["2,907.51", "行政\n运行"], &["a < b", ""]]));
    let number = read(excel).unwrap()[0][0].number.clone();
    assert_eq!(number.as_deref(), Some("2907.505"));
}

#[test]
fn merged_cells_leave_blanks() {
    let html = "<table><tr><td rowspan=3>甲<td colspan=2>乙<td rowspan=2>丙</tr>
            <tr><td>1<td>2</tr><tr><td>3<td>4<td>5</tr><tr><td>6</tr></table>";
    assert_eq!(cells(html), lines(&[&["甲", "乙", "", "丙"], &["", "1", "2"], &["", "3", "4", "5"], &["6"]]));
}

#[test]
fn what_is_hidden_is_left_out() {
    let shown = lines(&[&["甲", "1"], &["乙", "2"]]);
    for (name, html) in [
        (
            "a column",
            "<table><col><col style='display:none'><col><tr><td>甲<td>9<td>1<tr><td>乙<td>9<td>2</table>",
        ),
        ("of no width", "<table><col width=72><col width=0><tr><td>甲<td>9<td>1<tr><td>乙<td>9<td>2</table>"),
        (
            "in a group",
            "<table><colgroup></colgroup><colgroup width=0 span=2></colgroup><colgroup><col></colgroup>
                 <tr><td>甲<td>9<td>8<td>1<tr><td>乙<td>9<td>8<td>2</table>",
        ),
        (
            "by its cells alone",
            "<table><tr><td>甲<td style='display:none'>9<td>1<tr><td>乙<td width=0 style='mso-hide:all'>9<td>2</table>",
        ),
        (
            "by a class",
            "<style><!--.xl66{display:none}--></style><table><tr><td>甲<td class=xl66>9<td>1
                 <tr class=xl66><td>丙<td>9<td>9<tr><td>乙<td class='a xl66'>9<td>2</table>",
        ),
        ("a row of no height", "<table><tr><td>甲<td>1<tr height=0><td>丙<td>9<tr><td>乙<td>2</table>"),
        (
            "a row, below a merged cell",
            "<table><tr><td>甲<td>1<tr style='visibility:collapse'><td>丙<td>9<tr><td>乙<td>2</table>",
        ),
        (
            "a part",
            "<table><tr><td>甲<td>1<tbody style='display:none'><tr><td>丙<td>9</tbody><tr><td>乙<td>2</table>",
        ),
        (
            "words of a cell",
            "<table><tr><td>甲<span style='display:none'>乙<b>丙</b></span><td><span hidden>9</span>1
                 <tr><td>乙<td>2</table>",
        ),
    ] {
        assert_eq!(cells(html), shown, "{name}");
    }
    let one = "<table><tr><td>甲<td style='display:none'>9<td>1<tr><td>乙<td>8<td>2</table>";
    assert_eq!(cells(one), lines(&[&["甲", "", "1"], &["乙", "8", "2"]]), "one cell of a column");
    let merged = "<table><tr><td rowspan=3>甲<td>1<tr style='display:none'><td>9<tr><td>2</table>";
    assert_eq!(cells(merged), lines(&[&["甲", "1"], &["", "2"]]));
}

#[test]
fn what_runs_together_only_in_the_source_is_kept_apart() {
    for (cell, expected) in [
        ("12.50<sup>2</sup>", "12.50²"),
        ("12<sub>3</sub>", "12₃"),
        ("<p>12</p><p>50</p>", "12\n50"),
        ("<div>甲</div> 乙", "甲\n乙"),
        ("合\u{3000}计&nbsp;&nbsp;数", "合\u{3000}计 数"),
        ("甲<table><tr><td>1<td>2</table>", "甲\n1\n2"),
    ] {
        let found = tables(&format!("<table><tr><td>{cell}</td></tr></table>"));
        assert_eq!(found[0].lines[0][0].text, expected, "{cell}");
    }
    let two = tables("<table><tr><td>1</table><p>x</p><table><tr><td>2</table>");
    assert_eq!(two.len(), 2);
}

#[test]
fn dates_are_known_by_their_format() {
    for (cell, date) in [
        ("<td sdval=\"44986\" sdnum=\"1033;0;M-D\">3-1", true),
        ("<td sdval=\"12.5\" sdnum=\"1033;0;0.00\">12.50", false),
        ("<td style='mso-number-format:\"Short Date\"'>2023", true),
        ("<td class=xl65>5", true),
    ] {
        let html = format!("<style>.xl65{{mso-number-format:d}}</style><table><tr>{cell}</table>");
        assert_eq!(read(&html).unwrap()[0][0].date, date, "{cell}");
    }
}

#[test]
fn what_is_not_one_table_is_left_to_the_text() {
    assert_eq!(cells("<p>文字</p>"), None);
    assert_eq!(cells("<table><tr><td>1</table><table><tr><td>2</table>"), None);
}

#[test]
fn what_is_written_reads_back() {
    let cell = |text: &str, number| Written { text: text.to_owned(), number, yuan: None };
    let rounded = Written { yuan: Some("318567.85".to_owned()), ..cell("32", true) };
    let html = write(&[vec![cell("01", false), cell("1.5", true), rounded], vec![cell("a<b\n&", false)]]);
    assert_eq!(cells(&html), lines(&[&["01", "1.5", "32"], &["a<b\n&"]]));
    assert_eq!(read(&html).unwrap()[0][2].yuan.as_deref(), Some("318567.85"));
}
