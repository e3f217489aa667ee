//! Text whose columns only blanks part, as `pdftotext -layout` prints it: its characters are letters of one width, its
//! lines stand one below the other, and tables are found as on a page without ruled lines. Whoever typed it counted a
//! Chinese character as two blanks, as it is shown, or as one, as `pdftotext` does: figures stand one below the other
//! only if it is counted in the same way.

mod widths;

use std::sync::Arc;

use self::widths::{is_apart, placed, wide};
use super::aligned::{self, NEAR, Piece, is_amount};
use super::frame::{Frame, Letter};
use super::lines;
use super::straight::{Kind, TypedWord, straightened};
use crate::exchange::source::{ColumnDoubt, ColumnDoubts, Place};

/// The height of a letter, in half-width columns, and of a line.
const SIZE: f32 = 2.0;
const LINE: f32 = 3.0;
/// The most lines, and columns of a line, that are looked at together.
const LINES: usize = 3_000;
const COLUMNS: usize = 1_000;
/// The letters of one word stand no farther apart.
const SET_APART: usize = 5;

// A grid has a row for every line: letters of two lines are never taken for one line, nor names over two lines for one
// row, since both must be nearer to each other than lines are here.
const _: () = assert!(NEAR * SIZE < LINE && SIZE / 2.0 < LINE);

/// A line as a row of a table.
#[derive(Clone, Debug)]
pub(in crate::exchange) struct TypedRow {
    pub cells: Vec<String>,
    /// Which columns of its table are doubtful, and why.
    pub doubts: Arc<ColumnDoubts>,
}

/// Begins a page.
pub(in crate::exchange) const PAGE: char = '\u{c}';

/// By line its row, where it is part of a table. Pages are looked at one by one, since each has its own columns, and
/// very many lines in stretches.
pub(in crate::exchange) fn rows(text: &[&str]) -> Vec<Option<TypedRow>> {
    let mut out = Vec::with_capacity(text.len());
    let wide = wide(text);
    for page in text.chunk_by(|_, next| !next.starts_with(PAGE)) {
        let mut rest = page;
        while let Some((stretch, below)) =
            rest.split_at_checked(stretch(rest)).filter(|(own, _)| !own.is_empty())
        {
            out.extend(rows_of(stretch, wide));
            rest = below;
        }
    }
    out
}

/// How many lines are looked at together: to the last place where tables end, which is where several lines are blank;
/// else to a blank line or to one of running text, within a table at worst.
fn stretch(text: &[&str]) -> usize {
    let Some(first) = text.get(..LINES).filter(|first| first.len() < text.len()) else { return text.len() };
    let is_blank = |line: &&str| line.trim().is_empty();
    let ends = first.windows(2).rposition(|pair| pair.iter().all(is_blank)).map(|at| at + 2);
    let behind = |is_last: &dyn Fn(&&str) -> bool| first.iter().rposition(is_last).map(|at| at + 1);
    ends.or_else(|| behind(&is_blank))
        .or_else(|| behind(&|line| !is_apart(line)))
        .unwrap_or_else(|| LINES.min(text.len().div_ceil(2)))
}

/// Where a letter stands that is in a line from one column to another.
fn set(moved: &[(usize, f32, f32)], words: &[TypedWord], from: usize, to: usize) -> (f32, f32) {
    let own = moved.iter().find_map(|(nth, left, wide)| {
        let word = words.get(*nth).filter(|word| word.from <= from && to <= word.to)?;
        let at = |column: usize| left + (column - word.from) as f32 * wide;
        Some((at(from), at(to)))
    });
    own.unwrap_or((from as f32, to as f32))
}

/// The words of a line.
fn words(line: &str, wide: usize) -> Vec<TypedWord> {
    let bare: String = line.split_whitespace().collect();
    let ends = bare.ends_with('表')
        || bare.contains(['。', '；'])
        || bare.contains("单位：")
        || bare.contains("单位:");
    let letters: Vec<(char, usize, usize)> = placed(line, wide).collect();
    let words = letters.split(|(c, ..)| c.is_whitespace()).filter_map(|word| {
        let text: String = word.iter().map(|(c, ..)| *c).collect();
        let ((_, from, _), (.., to)) = word.first().zip(word.last())?;
        let kind = match text.bytes().all(|byte| byte.is_ascii_digit()) {
            _ if ends => Kind::End,
            true => Kind::Digits,
            _ if is_amount(&text) => Kind::Figure,
            _ => Kind::Name,
        };
        Some(TypedWord { from: *from, to: *to, kind, is_apart: false })
    });
    // The letters of a word may be set apart: 合 计.
    let mut joined: Vec<TypedWord> = Vec::new();
    let is_letter = |word: &TypedWord| word.kind == Kind::Name && word.to - word.from <= wide;
    for word in words {
        match joined.last_mut() {
            Some(last) if last.is_apart && is_letter(&word) && word.from - last.to <= SET_APART => {
                last.to = word.to
            }
            _ => joined.push(TypedWord { is_apart: is_letter(&word), ..word }),
        }
    }
    joined
}

fn rows_of(text: &[&str], wide: usize) -> Vec<Option<TypedRow>> {
    let mut out = vec![None; text.len()];
    let rows = text.iter().filter(|line| may_be_row(line)).count();
    if rows < 3 && !text.iter().any(|line| has_amounts(line)) {
        return out;
    }
    let (mut letters, mut filled) = (Vec::new(), Vec::new());
    // How high a row of the page was is told by nothing: several blank lines stand for it as one does.
    let mut shown: Vec<usize> = Vec::new();
    for at in 0..text.len() {
        let is_blank = |at: usize| text.get(at).is_some_and(|line| line.trim_matches(PAGE).trim().is_empty());
        if at > 0 && is_blank(at) && is_blank(at - 1) {
            continue;
        }
        shown.push(at);
    }
    let words: Vec<Vec<TypedWord>> =
        shown.iter().map(|at| words(text.get(*at).copied().unwrap_or_default(), wide)).collect();
    let moved = straightened(&words);
    for (row, at) in shown.iter().enumerate() {
        let before = letters.len();
        let line = text.get(*at).copied().unwrap_or_default();
        let own = moved.get(row).map(|moved| moved.words.as_slice()).unwrap_or_default();
        let of_line = words.get(row).map(Vec::as_slice).unwrap_or_default();
        for (c, from, to) in placed(line, wide).take_while(|(_, from, _)| *from < COLUMNS) {
            if !c.is_whitespace() {
                let (left, right) = set(own, of_line, from, to);
                letters.push(Letter {
                    text: c.to_string().into(),
                    left,
                    right,
                    baseline: (row + 1) as f32 * LINE,
                    size: SIZE,
                    order: 0,
                });
            }
        }
        if letters.len() > before {
            filled.push(*at);
        }
    }
    let is_moved = |from: usize, to: usize| {
        let lines = shown.iter().zip(&moved).filter(|(at, _)| (from..=to).contains(*at));
        lines.into_iter().any(|(_, moved)| moved.is_unsure)
    };
    let frame = Frame { turn: 0, width: COLUMNS as f32, height: (shown.len() + 1) as f32 * LINE };
    for piece in aligned::tables(lines::lines(letters), &frame, 1) {
        let Piece::Grid(mut grid) = piece else { continue };
        let mut rows = vec![vec![String::new(); grid.columns]; grid.rows];
        let mut lines: Vec<Option<usize>> = vec![None; grid.rows];
        let (mut first, mut last) = (usize::MAX, 0);
        for cell in std::mem::take(&mut grid.cells) {
            let Place::Page { rectangle: [_, top, _, bottom], .. } = cell.place else { continue };
            // Its first line, and its last one.
            let line =
                |at: f32| shown.get((at / LINE).ceil().max(1.0) as usize - 1).copied().unwrap_or(usize::MAX);
            let (from, to) = (line(top + 0.88 * SIZE - 0.1), line(bottom - 0.12 * SIZE - 0.1));
            (first, last) = (first.min(from), last.max(to));
            if let Some(own) = lines.get_mut(cell.row) {
                *own = Some(own.map_or(from, |own| own.min(from)));
            }
            if let Some(text) = rows.get_mut(cell.row).and_then(|row| row.get_mut(cell.column)) {
                *text = cell.text;
            }
        }
        // Of a table's lines those remain blank whose words went to others.
        // Where only blanks part columns, what is not doubtful by itself is no surer than the rest.
        if is_moved(first, last) {
            grid.doubts.all(ColumnDoubt::Astray);
        }
        let doubts = Arc::new(grid.doubts.of_all());
        let typed = |cells: Vec<String>| Some(TypedRow { cells, doubts: Arc::clone(&doubts) });
        let blank = vec![String::new(); grid.columns];
        for line in filled.iter().filter(|line| (first..=last).contains(*line)) {
            out.get_mut(*line).into_iter().for_each(|slot| *slot = typed(blank.clone()));
        }
        let mut next = first;
        for (row, line) in rows.into_iter().zip(lines).filter_map(|(row, line)| Some((row, line?))) {
            let line = line.max(next);
            out.get_mut(line).into_iter().for_each(|slot| *slot = typed(row.clone()));
            next = line + 1;
        }
    }
    out
}

/// Whether a line has words far apart, and a digit.
fn may_be_row(line: &str) -> bool {
    is_apart(line) && line.bytes().any(|byte| byte.is_ascii_digit())
}

/// Whether several amounts stand in a line, far apart: a table of one row. It does not tell where codes part.
fn has_amounts(line: &str) -> bool {
    let has_code = line
        .split_whitespace()
        .take_while(|word| !is_amount(word))
        .any(|word| word.bytes().all(|byte| byte.is_ascii_digit()));
    is_apart(line) && !has_code && line.split_whitespace().filter(|word| is_amount(word)).count() > 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(text: &[&str]) -> Vec<Option<Vec<String>>> {
        rows(text).into_iter().map(|row| row.map(|row| row.cells)).collect()
    }

    #[test]
    fn columns_that_blanks_part_are_cells() {
        let text = [
            "科目编码   科目名称                    合计       基本支出    项目支出",
            "           合计                    1,234.50       1,000.50      234.00",
            "201        一般公共服务支出        1,034.50         800.50      234.00",
            "",
            "208        社会保障和就业支出        200.00         200.00",
        ];
        let read = cells(&text);
        let row = |at: usize| read[at].as_ref().map(|cells| cells.join("|"));
        assert_eq!(row(1).as_deref(), Some("|合计|1,234.50|1,000.50|234.00"));
        assert_eq!(row(2).as_deref(), Some("201|一般公共服务支出|1,034.50|800.50|234.00"));
        assert_eq!(row(3), None);
        assert_eq!(row(4).as_deref(), Some("208|社会保障和就业支出|200.00|200.00|"));
        assert!(rows(&text).iter().flatten().all(|row| row.doubts.is_empty()));
        // What may be a year above figures is an amount below them, and small numbers number no columns there.
        let text = [
            "项目       合计     人数",
            "甲乙      1,234.50",
            "丙丁        134.00     5",
            "戊己          5.50     7",
            "己庚             5    12",
            "小计          2024",
        ];
        let rows: Vec<String> = cells(&text).iter().flatten().map(|cells| cells.join("|")).collect();
        assert_eq!(rows.get(4..), Some(&["己庚|5|12".to_owned(), "小计|2024|".to_owned()][..]), "{rows:?}");
        // Sentences, and contents with page numbers, are none.
        let text = ["一、收入  本年收入合计 12.50 万元，比上年增加。", "二、支出", "三、说明……………… 3"];
        assert!(cells(&text).iter().all(Option::is_none));
    }

    /// `pdftotext` counts a Chinese character as one blank, and begins pages whose columns stand elsewhere.
    #[test]
    fn characters_are_counted_as_they_were_typed() {
        let text = [
            "科目编码    科目名称            合计          基本支出      项目支出",
            "      合计              1,234.50    1,000.50    234.00",
            "201   一般公共服务支出        1,034.50    800.50      234.00",
            "20101 人大事务            1,034.50    800.50      234.00",
            "208   社会保障和就业支出       200.00      200.00",
            "\u{c}科目编码  科目名称       合计      基本支出     项目支出",
            "221   住房保障支出     150.00   100.00   50.00",
            "22102 住房改革支出     150.00   100.00   50.00",
            "2210201 住房公积金    150.00   100.00   50.00",
        ];
        let read = cells(&text);
        let row = |at: usize| read[at].as_ref().map(|cells| cells.join("|"));
        assert_eq!(row(2).as_deref(), Some("201|一般公共服务支出|1,034.50|800.50|234.00"));
        assert_eq!(row(4).as_deref(), Some("208|社会保障和就业支出|200.00|200.00|"));
        assert_eq!(row(6).as_deref(), Some("221|住房保障支出|150.00|100.00|50.00"));
    }

    /// `pdftotext` sets the words of a header left of their figures, and figures of short rows below those of the next column.
    #[test]
    fn headers_and_figures_that_stand_aside_are_set_below_each_other() {
        let text = [
            "    预算单位          科目编码      科目名称    支出总计        基本支出        项目支出",
            "",
            "",
            "                  20805    行政事业单位养老支出              1,994.09        994.09      1,000.00",
            "                  2080505  机关事业单位基本养老保险缴费           1,504.13        504.13      1,000.00",
            "                  2210201  住房公积金                   3,532.58      1,532.58      2,000.00",
        ];
        let rows: Vec<Vec<String>> = cells(&text).into_iter().flatten().collect();
        let last = rows.last().unwrap();
        assert_eq!(last[last.len() - 3..], ["3,532.58", "1,532.58", "2,000.00"], "{rows:?}");
        let head = rows.first().unwrap();
        assert_eq!(head[head.len() - 3..], ["支出总计", "基本支出", "项目支出"], "{rows:?}");
        // A single row of amounts is a table, a sentence with two is none.
        let text = [
            "  合计     公务接待费     购置费     运行费",
            "",
            "",
            "",
            "  47.91      1.35       25.00      21.56",
        ];
        assert!(cells(&text).iter().flatten().any(|row| row.contains(&"21.56".to_owned())));
        for text in [
            [
                "科目编码   科目名称    合计     基本支出    项目支出",
                "",
                "201 31 01  行政运行  100.00     60.00     40.00",
            ],
            ["收入  12.50 万元，支出 12.50 万元。", "", "其余见表。"],
        ] {
            assert!(cells(&text).iter().all(Option::is_none), "{text:?}");
        }
    }

    /// Both the first table and the last are found, wherever blank lines stand between.
    #[test]
    fn tables_of_very_many_lines_are_found() {
        let table = [
            "项目        合计      支出",
            "甲乙       1,234.50   234.00",
            "丙丁       1,034.50   134.00",
            "戊己         200.00    20.00",
        ];
        for (name, between) in [("blank lines", ""), ("sentences", "本部门贯彻落实方针政策和决策部署。")]
        {
            for count in [LINES - 6, LINES - 2, LINES, 3 * LINES] {
                let mut text = table.to_vec();
                text.resize(table.len() + count, between);
                text.extend(table);
                let read = cells(&text);
                assert_eq!(read.len(), text.len());
                let shown: Vec<String> = read
                    .iter()
                    .flatten()
                    .map(|cells| cells.join("|"))
                    .filter(|row| row.contains("戊己"))
                    .collect();
                assert_eq!(shown, ["戊己|200.00|20.00"; 2], "{name} {count}");
            }
        }
        // A table of more lines than are looked at together has all its rows.
        let mut text = vec![table[0]];
        text.resize(LINES * 2, table[1]);
        assert_eq!(
            cells(&text).iter().flatten().filter(|cells| cells.contains(&"甲乙".into())).count(),
            text.len() - 1
        );
    }
}
