//! Tables that stand beside each other on a sheet: parted at the blank columns between them, so that each is read by
//! itself. A blank column within one table parts nothing: on both sides of it a table must have a title of its own.

use crate::exchange::source::{Grid, GridCell};

/// Within so many filled rows a table's title stands.
const HEAD: usize = 3;

/// The grid's tables: bands of rows that hold several beside each other are parted, the first of them first.
pub(super) fn parted(grid: Grid) -> Vec<Grid> {
    // Most sheets have one title.
    if grid.cells.iter().filter(|cell| is_title(cell)).nth(1).is_none() {
        return vec![grid];
    }
    let mut bands: Vec<(Vec<GridCell>, Vec<usize>)> = Vec::new();
    for cells in bands_of(grid.cells) {
        let at = partings(&cells);
        match bands.last_mut() {
            // What goes on below a blank row stays one grid.
            Some((before, none)) if none.is_empty() && at.is_empty() => before.extend(cells),
            _ => bands.push((cells, at)),
        }
    }
    let mut out = Vec::new();
    for (cells, at) in bands {
        let mut sides: Vec<Vec<GridCell>> = std::iter::repeat_with(Vec::new).take(at.len() + 1).collect();
        for cell in cells {
            let side = at.partition_point(|parting| *parting < cell.column);
            let first =
                side.checked_sub(1).and_then(|before| at.get(before)).map_or(0, |parting| parting + 1);
            if let Some(own) = sides.get_mut(side) {
                own.push(GridCell { column: cell.column - first, ..cell });
            }
        }
        out.extend(sides.into_iter().filter_map(|cells| {
            let columns = cells.iter().map(|cell| cell.column + cell.column_span).max()?;
            // Rows keep their number: a blank one takes no room.
            Some(Grid { rows: grid.rows, columns, cells, ..Grid::default() })
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

/// What stands in columns between which none is blank.
struct Side {
    /// Its first column, and the one behind its last.
    from: usize,
    to: usize,
    /// Its first filled rows: one more than a title may stand in.
    rows: Vec<usize>,
    /// The first row with what may be a title.
    title: Option<usize>,
}

impl Side {
    fn of(cell: &GridCell) -> Self {
        let mut side = Self { from: cell.column, to: cell.column, rows: Vec::new(), title: None };
        side.see(cell);
        side
    }

    fn see(&mut self, cell: &GridCell) {
        self.to = self.to.max(cell.column + cell.column_span);
        self.see_row(cell.row);
        if self.title.is_none_or(|title| cell.row < title) && is_title(cell) {
            self.title = Some(cell.row);
        }
    }

    fn see_row(&mut self, row: usize) {
        if let Err(at) = self.rows.binary_search(&row)
            && at <= HEAD
        {
            self.rows.insert(at, row);
            self.rows.truncate(HEAD + 1);
        }
    }

    /// Takes in what stands to the right of it, behind a blank column.
    fn join(&mut self, other: &Self) {
        self.to = other.to;
        other.rows.iter().for_each(|row| self.see_row(*row));
        self.title = self.title.into_iter().chain(other.title).min();
    }

    /// Whether several columns, up to that one, stand below a title.
    fn is_titled(&self, to: usize) -> bool {
        let last = self.rows.get(HEAD - 1).filter(|_| self.rows.len() > HEAD);
        to - self.from > 1 && self.title.zip(last).is_some_and(|(title, last)| title <= *last)
    }
}

/// The blank columns at which a band parts into tables, each with a title. Every cell is looked at once, and no column
/// in which nothing stands.
fn partings(cells: &[GridCell]) -> Vec<usize> {
    let mut out = Vec::new();
    if cells.iter().filter(|cell| is_title(cell)).nth(1).is_none() {
        return out;
    }
    let mut by_column: Vec<&GridCell> = cells.iter().collect();
    by_column.sort_by_key(|cell| cell.column);
    let mut sides: Vec<Side> = Vec::new();
    for cell in by_column {
        match sides.last_mut() {
            Some(side) if cell.column <= side.to => side.see(cell),
            _ => sides.push(Side::of(cell)),
        }
    }
    let mut sides = sides.into_iter();
    let Some(mut left) = sides.next() else { return out };
    left.from = 0;
    for side in sides {
        let blank = side.from - 1;
        if left.is_titled(blank) && side.is_titled(side.to) {
            out.push(blank);
            left = side;
        } else {
            left.join(&side);
        }
    }
    out
}

/// Whether a cell may be a table's title.
fn is_title(cell: &GridCell) -> bool {
    let text = cell.text.trim();
    let bare = text.rsplit_once(['（', '(']).map_or(text, |(before, _)| before.trim_end());
    bare.ends_with('表') && (3..=60).contains(&bare.chars().count())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::source::{CellState, Place};

    fn cell(row: usize, column: usize, text: &str) -> GridCell {
        GridCell {
            row,
            column,
            row_span: 1,
            column_span: 1,
            text: text.to_owned(),
            state: CellState::Printed,
            place: Place::Line(1),
        }
    }

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
                    text => cells.push(cell(row, column, text)),
                }
            }
        }
        Grid { rows: rows.len(), columns, cells, ..Grid::default() }
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

    /// What a hostile file may hold: as many titles as columns, and nowhere two tables.
    #[test]
    fn very_many_titles_beside_each_other_part_nothing() {
        let titles = (0..8_000).map(|nth| cell(0, nth * 2, "收入总表"));
        let figures = (1..100).flat_map(|row| (0..1_000).map(move |nth| cell(row, nth * 2, "1.00")));
        let grid =
            Grid { rows: 100, columns: 16_000, cells: titles.chain(figures).collect(), ..Grid::default() };
        let count = grid.cells.len();
        let parts = parted(grid);
        assert_eq!(parts.iter().map(|part| part.cells.len()).collect::<Vec<_>>(), [count]);
    }

    /// A sheet with one title is taken as it is, with the columns that it says it has.
    #[test]
    fn a_sheet_with_one_title_stays_as_it_is() {
        let mut given = grid(&["总表|>|~", "项|额|~", "~|~|~", "甲|~|2"]);
        given.columns = 9;
        let parts = parted(given.clone());
        assert_eq!(parts, [given]);
    }
}
