//! Tables in plain text whose columns only blanks part: each run of lines without bars and tabs is looked at as a page.

use super::Line;
use crate::exchange::source::{PAGE, is_page_number, pdf};

/// Parts the lines that are rows of such tables. Where pages are told apart, their numbers are no part of the text.
pub(super) fn part(lines: &mut [Line]) {
    if lines.iter().any(|line| line.text.starts_with(PAGE)) {
        // A row of digits alone is one of a table.
        let is_number =
            |line: &&mut Line| is_plain(line) && !line.text.trim().is_empty() && is_page_number(&line.text);
        for line in lines.iter_mut().filter(is_number) {
            line.text.retain(|c| c == PAGE);
        }
    }
    for run in lines.chunk_by_mut(|one, other| is_plain(one) == is_plain(other)) {
        if !run.first().is_some_and(is_plain) {
            continue;
        }
        let texts: Vec<&str> = run.iter().map(|line| line.text.as_str()).collect();
        let rows = pdf::typed(&texts);
        for (line, row) in run.iter_mut().zip(rows) {
            if let Some(row) = row {
                *line = Line { typed: Some(row.doubts), ..super::row(line.number, &row.cells) };
            }
        }
    }
}

fn is_plain(line: &Line) -> bool {
    !line.text.contains('\t')
}
