//! A document's text as lines whose table rows are parted by tabs, however the tables were written: by tabs
//! already, by the bars of any dialect of Markdown, by a drawn grid, by commas, or as HTML. Every line keeps the number of
//! the line it came from. Of budgets it knows only what headers do to rows (years, levels of codes): what a row means is for
//! those who read the lines.

mod bars;
mod blanks;
mod cells;
mod commas;
pub(super) mod functions;
mod html;
mod inline;
pub(super) mod owners;
mod run_on;
mod shared;
mod sides;
mod spans;
mod years;

use std::sync::Arc;

use super::source::ColumnDoubts;
use crate::text::squeezed;

/// A line of the document as it is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line {
    /// The line of the file, from 1. Several may come from one.
    pub number: u32,
    /// The text; the cells of a table's row parted by tabs. A line break within a cell is kept.
    pub text: String,
    /// Where only blanks part its cells, so that their columns are guessed: what makes that doubtful.
    pub typed: Option<Arc<ColumnDoubts>>,
}

impl Line {
    /// Its cells, without blanks.
    fn cells(&self) -> Vec<String> {
        self.text.split('\t').map(|cell| squeezed(cell).into_owned()).collect()
    }
}

/// What stands in a text and is not read, since nobody who looks at it would read it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Left {
    /// The line of the file, from 1.
    pub number: u32,
    /// What.
    pub text: String,
    /// Why.
    pub why: Why,
}

/// Why something is not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Why {
    /// It is crossed out.
    Struck,
    /// It is hidden.
    Hidden,
}

impl Left {
    /// A hidden text, unless it is blank.
    fn hidden(number: u32, text: &str) -> Option<Self> {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        (!text.is_empty()).then_some(Self { number, text, why: Why::Hidden })
    }
}

/// The mark before and behind what is crossed out.
const STRIKE: &str = "~~";

/// The lines of a text, whichever ends they have, without byte order marks; and what was left out.
pub(super) fn lines(text: &str) -> (Vec<Line>, Vec<Left>) {
    let text = unified(text);
    let mut out = Vec::new();
    let mut left = Vec::new();
    for piece in html::pieces(&text, &mut left) {
        match piece {
            html::Piece::Rows(rows) => out.extend(rows),
            html::Piece::Text(from, text) => {
                if let Some(rows) = commas::read(&text, from) {
                    out.extend(rows);
                    continue;
                }
                let lines = (from..).zip(text.split('\n'));
                let from = out.len();
                bars::read(lines.collect(), &mut out);
                let mut own = out.split_off(from);
                blanks::part(&mut own);
                cells::join(&mut own);
                out.extend(own);
            }
        }
    }
    for line in out.iter_mut().filter(|line| line.text.contains(STRIKE) || line.text.contains(['[', '`'])) {
        let mut struck = Vec::new();
        let cells: Vec<String> =
            line.text.split('\t').map(|cell| inline::unmarked(cell, &mut struck)).collect();
        line.text = cells.join("\t");
        let number = line.number;
        left.extend(struck.into_iter().map(|text| Left { number, text, why: Why::Struck }));
    }
    years::join(&mut out);
    shared::part(&mut out);
    run_on::part(&mut out);
    spans::spread(&mut out);
    sides::name(&mut out);
    left.sort_by_key(|left| left.number);
    (out, left)
}

/// The text with one kind of line end: a return alone ends a line, too.
pub(super) fn unified(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' => {
                chars.next_if_eq(&'\n');
                out.push('\n');
            }
            '\u{85}' | '\u{2028}' | '\u{2029}' => out.push('\n'),
            // What has no width parts no words.
            '\u{feff}' | '\u{200b}' | '\u{2060}' => {}
            c => out.push(c),
        }
    }
    out
}

/// Cells as a line. A single one is a row all the same.
fn row(number: u32, cells: &[String]) -> Line {
    let mut text = cells.iter().map(|cell| cell.replace('\t', " ")).collect::<Vec<_>>().join("\t");
    if cells.len() < 2 {
        text.push('\t');
    }
    Line { number, text, typed: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<String> {
        lines(text).0.into_iter().map(|line| format!("{} {}", line.number, line.text)).collect()
    }

    #[test]
    fn lines_end_in_any_way() {
        for text in ["甲\n乙\n\n丙", "甲\r乙\r\r丙", "甲\r\n乙\r\n\r\n丙", "\u{feff}甲\r乙\n\r\n丙"]
        {
            assert_eq!(read(text), ["1 甲", "2 乙", "3 ", "4 丙"], "{text:?}");
        }
    }

    /// A script that writes a table has the tag of one in its words.
    #[test]
    fn scripts_and_styles_of_a_page_are_not_read() {
        let page = "<!DOCTYPE html>\n<html><head><meta charset='utf-8'><style>td { color: red }</style>\n<script>\n//映射表\nvar t = '<table><tr><td>1</td><td>假</td></tr></table>';\n</script></head>\n<body><!-- 表一 <table> -->\n<p>甲</p>\n<table><tr><td>乙</td><td>2</td></tr></table></body></html>";
        let found: String = read(page).join("|");
        assert!(found.contains("甲") && found.contains("9 乙\t2"), "{found}");
        for word in ["映射", "假", "var", "color", "表一", "DOCTYPE", "meta"] {
            assert!(!found.contains(word), "{word}: {found}");
        }
        // In a text that is no page they are words.
        assert!(read("用<style>说明\n甲").join("|").contains("style"));
    }

    /// The same table in many dialects.
    #[test]
    fn tables_are_read_in_every_dialect() {
        let plain = ["类\t名称\t合计", "201\t行政运行\t1.00", "\t合计\t"];
        for (name, text) in [
            ("tabs", "类\t名称\t合计\n201\t行政运行\t1.00\n\t合计\t"),
            ("edges", "| 类 | 名称 | 合计 |\n|---|:-:|--:|\n| 201 | 行政运行 | 1.00 |\n|  | 合计 |  |"),
            ("no edges", "类 | 名称 | 合计\n---|:--|---\n201 | 行政运行 | 1.00\n | 合计 |"),
            ("no rule", "类 | 名称 | 合计\n201 | 行政运行 | 1.00\n | 合计 | "),
            ("a left edge only", "| 类 | 名称 | 合计\n| - | - | -\n| 201 | 行政运行 | 1.00\n| | 合计 | "),
            (
                "wide bars",
                "｜类｜名称｜合计｜\n｜－－｜－－｜－－｜\n｜201｜行政运行｜1.00｜\n｜　｜合计｜　｜",
            ),
            (
                "a quote",
                "> | 类 | 名称 | 合计 |\n> |---|---|---|\n> | 201 | 行政运行 | 1.00 |\n> |  | 合计 |  |",
            ),
            (
                "a list",
                "- | 类 | 名称 | 合计 |\n  |---|---|---|\n  | 201 | 行政运行 | 1.00 |\n  |  | 合计 |  |",
            ),
            (
                "a fence",
                "```\n| 类 | 名称 | 合计 |\n|---|---|---|\n| 201 | 行政运行 | 1.00 |\n|  | 合计 |  |\n```",
            ),
            (
                "a grid",
                "+-----+------+----+\n| 类 | 名称 | 合计 |\n+=====+======+====+\n| 201 | 行政 | 1.00 |\n|     | 运行 |    |\n+---+---+---+\n|  | 合计 |  |\n+---+---+---+",
            ),
            (
                "drawn",
                "┌───┬───┬───┐\n│ 类 │ 名称 │ 合计 │\n├───┼───┼───┤\n│ 201 │ 行政运行 │ 1.00 │\n│  │ 合计 │  │\n└───┴───┴───┘",
            ),
            ("org", "| 类 | 名称 | 合计 |\n|---+---+---|\n| 201 | 行政运行 | 1.00 |\n|  | 合计 |  |"),
            (
                "joined cells",
                "| 类 | 名称 | 合计 |\n|---|---|---|\n| 201 | 行政运行 | 1.00 |\n| ^ | 合计 | < |",
            ),
            (
                "entities",
                "| 类 | 名称 | 合计 |\n|---|---|---|\n| 201 | 行政&nbsp;运行 | 1.00 |\n|&nbsp;| 合计 | &emsp; |",
            ),
            (
                "HTML",
                "<table>\n<thead><tr><th>类</th><th>名称<th>合计</tr></thead>\n<TR><TD>201</TD><td><p>行政运行</p></td><td align=right><b>1.00</b></td></TR><tr><td></td><td>合计</td><td>&nbsp;</td></tr></table>",
            ),
        ] {
            let (lines, _) = lines(text);
            let rows: Vec<String> = lines
                .iter()
                .filter(|line| line.text.contains('\t'))
                .map(|line| {
                    let cells = line.text.split('\t').map(|cell| cell.split_whitespace().collect::<String>());
                    cells.collect::<Vec<_>>().join("\t")
                })
                .collect();
            assert_eq!(rows, plain, "{name}");
        }
    }

    /// A table that was copied cell by cell, each with a bar behind it, is no table: nobody knows its rows.
    #[test]
    fn cells_that_stand_alone_are_lines() {
        let copied = "单位:万元 |\n||\n合计 |\n购置 |\n运行 | 接待费 |\n||||\n5834 |\n100 |\n692 |\n430";
        let read: Vec<String> = lines(copied).0.into_iter().map(|line| line.text).collect();
        let expected = ["单位:万元", "", "合计", "购置", "运行 接待费", "", "5834", "100", "692", "430"];
        assert_eq!(read, expected);
    }

    #[test]
    fn what_is_within_a_cell_stays_there() {
        for (text, expected) in [
            (r"| 行政\|运行 | 1.00 |", "1 行政|运行\t1.00"),
            ("| 15.00<br>25.00 | 1<br/>2 |", "1 15.00\n25.00\t1\n2"),
            ("| a &amp; b | &ge;98% |", "1 a & b\t≥98%"),
            ("<table><tr><td>收支总表<img src=a.gif></td><td>1.00</td></tr></table>", "1 收支总表\t1.00"),
            ("| 100<sup>2</sup> | <span style=\"x\">1</span> |", "1 100〔2〕\t1"),
            (r"| $\geq 92\%$ | a\_b |", "1 $\\geq 92\\%$\ta_b"),
            ("| [办公费](https://a.b/c?d=1 \"e\") | [30201](#x) |", "1 办公费\t30201"),
            ("| [2010101](行政运行) | ![](支出.png) |", "1 [2010101](行政运行)\t![](支出.png)"),
            ("| `30201` | a`b |", "1 30201\ta`b"),
            ("| ~~99.00~~ 1.00 | 1~~2~~3 | ~~9~~ | 1~~2 |", "1 1.00\t1 3\t\t1~~2"),
            ("| <del>99.00</del> 1.00 | <s>9</s> |", "1 1.00\t"),
            (
                "<table><tr><td><strike>99.00 </strike>1.00<td style='text-decoration:line-through'>9<td>2</table>",
                "1 1.00\t\t2",
            ),
            (
                "<table><col><col style='display:none'><col width=0><col><tr><td>甲<td>9<td>8<td>1.00</table>",
                "1 甲\t1.00",
            ),
            (
                "<table><colgroup><col></colgroup><colgroup span=2 hidden></colgroup><tr><td>甲<td>9<td>8<td>1.00</table>",
                "1 甲\t1.00",
            ),
            ("<table><col><col style='width:0'><col><tr><td>甲<td colspan=2>合计</table>", "1 甲\t合计"),
            ("| a<b | <25 |", "1 a<b\t<25"),
            ("|只有一格|", "1 只有一格\t"),
            ("类\t款\t合 计\t2,946.25", "1 \t\t合 计\t2,946.25"),
            ("类\t款\t合计\t基本支出", "1 类\t款\t合计\t基本支出"),
        ] {
            assert_eq!(read(text), [expected], "{text}");
        }
    }

    #[test]
    fn what_is_not_read_is_told() {
        let text = "| ~~99.00~~ 1.00 | 甲 |\n|---|---|\n\n<table><col><col hidden><tr><td>甲<td>9<tr hidden>\
                    <td>8<td>7<tr><td>乙<i style='display:none'>丙</i><td>6</table>";
        let (_, left) = lines(text);
        let told: Vec<String> =
            left.iter().map(|left| format!("{} {:?} {}", left.number, left.why, left.text)).collect();
        assert_eq!(
            told,
            ["1 Struck 99.00", "4 Hidden 8", "4 Hidden 7", "4 Hidden 丙", "4 Hidden 9", "4 Hidden 6"]
        );
    }

    #[test]
    fn merged_cells_of_html_keep_their_places() {
        let text = "表前\n<table border=1><tr><td colspan=2>科目</td><td rowspan='2'>合计</td></tr>\n\
                    <tr><td>类</td><td>款</td></tr><tr><td rowspan=2>201</td><td>31</td><td>1</td></tr>\n\
                    <tr><td>32</td><td><table><tr><td>内</td><td>表</td></tr></table></td></tr></table>表后";
        assert_eq!(
            read(text),
            ["1 表前", "2 科目\t\t合计", "3 类\t款\t", "3 201\t31\t1", "4 内\t表", "4 \t32\t", "4 表后"]
        );
        // What is not closed ends with the text, and nothing of it is lost.
        assert_eq!(read("<table><tr><td>一<td>二\n三</table"), ["1 一\t二 三</table"]);
        assert_eq!(read("<p>2023年<b>表</b></p><p>单位：元</p>"), ["1 2023年表", "1 单位：元"]);
    }

    #[test]
    fn text_stays_as_it_is() {
        for text in ["甲|乙", "5 > 3", "> 25 次", "a\\*b", "---", "- 一、表", "x < y 而 y > z", "AT&T"]
        {
            assert_eq!(read(text), [format!("1 {text}")]);
        }
    }
}
