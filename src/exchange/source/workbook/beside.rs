//! Tables that stand beside each other on a sheet: parted at the blank columns between them, so that each is read by
//! itself. A blank column within one table parts nothing: on both sides of it a table must have a title of its own.

use crate::exchange::source::{Grid, GridCell};

/// Within so many filled rows a table's title stands.
const HEAD: usize = 3;

/// The grid's tables: bands of rows that hold several beside each other are parted, the first of them first.
pub(super) fn parted(grid: Grid) -> Vec<Grid> {
    let mut bands: Vec<(Vec<GridCell>, Vec<usize>)> = Vec::new();
    for cells in bands_of(grid.cells) {
        let at = partings(&cells, grid.columns);
        match bands.last_mut() {
            // What goes on below a blank row stays one grid.
            Some((before, none)) if none.is_empty() && at.is_empty() => before.extend(cells),
            _ => bands.push((cells, at)),
        }
    }
    let mut out = Vec::new();
    for (cells, at) in bands {
        let mut sides: Vec<Vec<GridCell>> = vec![Vec::new(); at.len() + 1];
        for cell in cells {
            let side = at.partition_point(|parting| *parting < cell.column);
            let first =
                side.checked_sub(1).and_then(|before| at.get(before)).map_or(0, |parting| parting + 1);
            let cell = GridCell { column: cell.column - first, ..cell };
            sides.get_mut(side).into_iter().for_each(|own| own.push(cell.clone()));
        }
        out.extend(sides.into_iter().filter_map(|cells| {
            let columns = cells.iter().map(|cell| cell.column + cell.column_span).max()?;
            // Rows keep their number: a blank one takes no room.
            Some(Grid { rows: grid.rows, columns, cells })
        }));
    }
    out
}

/// The cells in bands that blank rows part.
fn bands_of(cells: Vec<GridCell>) -> Vec<Vec<GridCell>> {
    let mut bands: Vec<Vec<GridCell>> = Vec::new();
    let mut end = 0;
    for cell in cells {
        let is_new = cell.row > end || bands.is_empty();
        end = end.max(cell.row + cell.row_span);
        match bands.last_mut() {
            Some(band) if !is_new => band.push(cell),
            _ => bands.push(vec![cell]),
        }
    }
    bands
}

/// The blank columns at which a band parts into tables, each with a title.
fn partings(cells: &[GridCell], columns: usize) -> Vec<usize> {
    let mut covered = vec![false; columns];
    for cell in cells {
        let own = covered.get_mut(cell.column..(cell.column + cell.column_span).min(columns));
        own.into_iter().flatten().for_each(|covered| *covered = true);
    }
    let mut out = Vec::new();
    let mut from = 0;
    for at in (0..columns).filter(|at| covered.get(*at) == Some(&false)) {
        let next = at + 1;
        let to = covered.get(next..).and_then(|rest| rest.iter().position(|covered| !covered));
        let to = to.map_or(columns, |width| next + width);
        if is_titled(cells, from..at) && is_titled(cells, next..to.max(next)) {
            out.push(at);
            from = next;
        }
    }
    out
}

/// Whether several columns stand below a title.
fn is_titled(cells: &[GridCell], columns: std::ops::Range<usize>) -> bool {
    let own: Vec<&GridCell> = cells.iter().filter(|cell| columns.contains(&cell.column)).collect();
    let mut rows: Vec<usize> = own.iter().map(|cell| cell.row).collect();
    rows.sort_unstable();
    rows.dedup();
    let is_title = |cell: &&&GridCell| {
        let text = cell.text.trim();
        let bare = text.rsplit_once(['（', '(']).map_or(text, |(before, _)| before.trim_end());
        bare.ends_with('表') && (3..=60).contains(&bare.chars().count())
    };
    let head = rows.get(HEAD.min(rows.len()).saturating_sub(1)).copied();
    columns.len() > 1
        && rows.len() > HEAD
        && own.iter().filter(|cell| Some(cell.row) <= head).any(|cell| is_title(&cell))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::source::{CellState, Place};

    /// A grid of rows of cells parted by bars; `~` is a blank cell, `>` goes on from the left.
    fn grid(rows: &[&str]) -> Grid {
        let mut cells: Vec<GridCell> = Vec::new();
        let mut columns = 0;
        for (row, line) in rows.iter().enumerate() {
            for (column, text) in line.split('|').enumerate() {
                columns = columns.max(column + 1);
                match text {
                    "~" => {}
                    ">" => cells.last_mut().into_iter().for_each(|cell| cell.column_span += 1),
                    text => cells.push(GridCell {
                        row,
                        column,
                        row_span: 1,
                        column_span: 1,
                        text: text.to_owned(),
                        state: CellState::Printed,
                        place: Place::Line(1),
                    }),
                }
            }
        }
        Grid { rows: rows.len(), columns, cells }
    }

    #[test]
    fn tables_beside_each_other_are_parted() {
        for (name, rows, expected) in [
            (
                "two",
                &["收入总表|>|~|支出总表|>", "项目|金额|~|项目|金额", "甲|1|~|乙|2", "丙|3|~|丁|4"][..],
                2,
            ),
            (
                "one with a blank column",
                &["收支总表|>|>|>|>", "项目|金额|~|项目|金额", "甲|1|~|乙|2", "丙|3|~|丁|4"],
                1,
            ),
            (
                "a side without a title",
                &["收支总表|~|~|~|~", "项目|金额|~|项目|金额", "甲|1|~|乙|2", "丙|3|~|丁|4"],
                1,
            ),
            (
                "two below one",
                &[
                    "总表|>|>|>|>",
                    "a|b|c|d|e",
                    "1|2|3|4|5",
                    "~",
                    "收入总表|>|~|支出总表|>",
                    "项|额|~|项|额",
                    "甲|1|~|乙|2",
                    "丙|3|~|丁|4",
                ],
                3,
            ),
            ("blank rows alone", &["总表|>", "项|额", "甲|1", "~|~", "乙|2"], 1),
        ] {
            let parts = parted(grid(rows));
            assert_eq!(parts.len(), expected, "{name}");
            let cells: usize = parts.iter().map(|part| part.cells.len()).sum();
            assert_eq!(cells, grid(rows).cells.len(), "{name}");
            assert!(parts.iter().all(|part| part.cells.iter().any(|cell| cell.column == 0)), "{name}");
        }
    }
}
