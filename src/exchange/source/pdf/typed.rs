//! Text whose columns only blanks part, as `pdftotext -layout` prints it: its characters are letters of one width (a
//! Chinese one of two), its lines stand one below the other, and tables are found as on a page without ruled lines.

use super::aligned::{self, Piece};
use super::frame::{Frame, Letter};
use super::lines;
use crate::text::{is_cjk, narrow};

/// The height of a letter, in half-width columns, and of a line.
const SIZE: f32 = 2.0;
const LINE: f32 = 3.0;
/// The most lines, and columns of a line, that are looked at together.
const LINES: usize = 3_000;
const COLUMNS: usize = 1_000;
/// A tab stops at every so many columns.
const STOP: usize = 8;

/// By line the cells of its row, where it is part of a table.
pub(in crate::exchange) fn cells(text: &[&str]) -> Vec<Option<Vec<String>>> {
    let mut out = vec![None; text.len()];
    if text.len() > LINES || text.iter().filter(|line| may_be_row(line)).count() < 3 {
        return out;
    }
    let (mut letters, mut filled) = (Vec::new(), Vec::new());
    for (row, line) in text.iter().enumerate() {
        let before = letters.len();
        let mut at = 0_usize;
        for c in line.chars() {
            let width = if is_wide(c) { 2 } else { 1 };
            if c == '\t' {
                at = (at / STOP + 1) * STOP;
                continue;
            }
            if !c.is_whitespace() && at < COLUMNS {
                letters.push(Letter {
                    text: c.to_string().into(),
                    left: at as f32,
                    right: (at + width) as f32,
                    baseline: (row + 1) as f32 * LINE,
                    size: SIZE,
                    order: 0,
                });
            }
            at += width;
        }
        if letters.len() > before {
            filled.push(row);
        }
    }
    let frame = Frame { turn: 0, width: COLUMNS as f32, height: (text.len() + 1) as f32 * LINE };
    let mut rows = filled.into_iter();
    for piece in aligned::tables(lines::lines(letters), &frame, 1) {
        match piece {
            Piece::Line(_) => drop(rows.next()),
            Piece::Grid(grid) => {
                for nth in 0..grid.rows {
                    let Some(slot) = rows.next().and_then(|row| out.get_mut(row)) else { continue };
                    let mut own = vec![String::new(); grid.columns];
                    for cell in grid.cells.iter().filter(|cell| cell.row == nth) {
                        own.get_mut(cell.column).into_iter().for_each(|text| text.clone_from(&cell.text));
                    }
                    *slot = Some(own);
                }
            }
        }
    }
    out
}

/// Whether a character is printed twice as wide as a letter.
fn is_wide(c: char) -> bool {
    is_cjk(c) || narrow(c) != c
}

/// Whether a line has words far apart, and a digit.
fn may_be_row(line: &str) -> bool {
    let line = line.trim();
    (line.contains("  ") || line.contains('\u{3000}')) && line.bytes().any(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

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
        // Sentences, and contents with page numbers, are none.
        let text = ["一、收入  本年收入合计 12.50 万元，比上年增加。", "二、支出", "三、说明……………… 3"];
        assert!(cells(&text).iter().all(Option::is_none));
    }
}
