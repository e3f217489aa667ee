//! Tables that go on over pages: rows that are heads of what follows them, and joined cells, which are cut where a page
//! ends, so that each page says what its rows are of. Where pages end is for the writers to know.

use std::ops::Range;

use crate::document::{PrintedCell, PrintedRow, PrintedTable};

/// A part of a table's body: rows, and the heads above them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Group {
    pub heads: Range<usize>,
    pub rows: Range<usize>,
}

/// The body in groups: one where a header stands above all of it.
pub(super) fn groups(table: &PrintedTable) -> Vec<Group> {
    let count = table.body.len();
    let is_head = |at: usize| table.header.is_empty() && table.body.get(at).is_some_and(|row| row.is_head);
    let mut groups = Vec::new();
    let mut at = 0;
    while at < count {
        let rows = (at..count).find(|row| !is_head(*row)).unwrap_or(count);
        let end = (rows..count).find(|row| is_head(*row)).unwrap_or(count);
        // Heads with nothing below them are rows, as are those that reach into what is below.
        let reaches = |(row, printed): (usize, &PrintedRow)| {
            printed.cells.iter().any(|cell| row + cell.rows.max(1) > rows)
        };
        let heads = table.body.get(at..rows).unwrap_or_default();
        let is_whole = rows < end && !(at..).zip(heads).any(reaches);
        let rows = if is_whole { rows } else { at };
        groups.push(Group { heads: at..rows, rows: rows..end });
        at = end;
    }
    groups
}

/// Whether cells of rows are joined.
pub(super) fn has_joined(table: &PrintedTable) -> bool {
    table.body.iter().flat_map(|row| &row.cells).any(|cell| cell.rows > 1)
}

/// The body with joined cells cut above the rows with which pages begin; each piece says what the whole said.
pub(super) fn cut(table: &PrintedTable, starts: &[usize]) -> Vec<PrintedRow> {
    let mut body = table.body.clone();
    for start in starts {
        let mut pieces: Vec<PrintedCell> = Vec::new();
        for (at, row) in body.iter_mut().enumerate().take(*start) {
            for cell in row.cells.iter_mut().filter(|cell| at + cell.rows > *start) {
                pieces.push(PrintedCell { rows: at + cell.rows - start, ..cell.clone() });
                cell.rows = start - at;
            }
        }
        if let Some(row) = body.get_mut(*start) {
            row.cells.extend(pieces);
            row.cells.sort_by_key(|cell| cell.column);
        }
    }
    body
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Content;

    fn row(text: &str, rows: usize, is_head: bool) -> PrintedRow {
        let cell = |column: usize, rows: usize, text: &str| PrintedCell {
            column,
            columns: 1,
            rows,
            content: Content::Text(text.to_owned()),
            ..PrintedCell::default()
        };
        let label = (rows > 0).then(|| cell(0, rows, text));
        PrintedRow { cells: label.into_iter().chain([cell(1, 1, "数")]).collect(), is_head }
    }

    fn told(body: &[PrintedRow]) -> String {
        let cell = |cell: &PrintedCell| format!("{}{}", cell.content.text(), cell.rows);
        let row = |row: &PrintedRow| row.cells.iter().map(cell).collect::<String>();
        body.iter().map(row).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn a_joined_cell_is_said_again_on_each_page() {
        let body = vec![row("甲", 4, false), row("", 0, false), row("", 0, false), row("", 0, false)];
        let table = PrintedTable { body, ..PrintedTable::default() };
        for (starts, expected) in [
            (&[][..], "甲4数1 数1 数1 数1"),
            (&[1], "甲1数1 甲3数1 数1 数1"),
            (&[2, 3], "甲2数1 数1 甲1数1 甲1数1"),
            (&[9], "甲4数1 数1 数1 数1"),
        ] {
            assert_eq!(told(&cut(&table, starts)), expected, "{starts:?}");
        }
    }

    #[test]
    fn heads_stand_above_their_rows() {
        for (heads, expected) in [
            ("..", "0..0 0..2"),
            ("#.", "0..1 1..2"),
            ("##..#.", "0..2 2..4 4..5 5..6"),
            (".#", "0..0 0..1 1..1 1..2"),
        ] {
            let body = heads.chars().map(|c| row("", 0, c == '#')).collect();
            let table = PrintedTable { body, ..PrintedTable::default() };
            let groups = groups(&table);
            let told: Vec<String> =
                groups.iter().map(|group| format!("{:?} {:?}", group.heads, group.rows)).collect();
            assert_eq!(told.join(" "), expected, "{heads}");
        }
    }
}
