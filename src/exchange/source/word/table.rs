//! Tables of a Word file: cells that go over columns and rows, rows that begin further in, tables in cells. Columns
//! in which no cell begins are drawn together.

use std::collections::{BTreeMap, BTreeSet};

use super::Reading;
use super::run::chosen;
use crate::exchange::source::xml::Element;
use crate::exchange::source::{CellState, Grid, GridCell, Place, SourceError};
use crate::text::NOT_CALCULATED;

/// How many columns one cell may cover; Word has 63 at most.
const SPAN: usize = 1_000;

/// A cell in the columns of the file.
struct Raw {
    row: usize,
    rows: usize,
    column: usize,
    columns: usize,
    text: String,
    state: CellState,
    line: u32,
}

/// A cell's content: its lines, the first paragraph's number, and whether a formula in it has no result.
#[derive(Default)]
struct Lines {
    lines: Vec<String>,
    line: Option<u32>,
    not_calculated: bool,
}

/// What comes behind a table: the tables in its cells, and what stands in their text boxes.
#[derive(Default)]
struct Behind {
    grids: Vec<Grid>,
    boxes: Vec<Element>,
}

fn count(of: Option<&Element>, name: &str) -> usize {
    let value = of.and_then(|it| it.value(name)).and_then(|it| it.trim().parse::<usize>().ok());
    value.unwrap_or(0).min(SPAN)
}

/// Elements of a name in another, also within controls and insertions.
fn find<'a>(of: &'a Element, name: &str, found: &mut Vec<&'a Element>) {
    for child in of.children() {
        match child.name.as_str() {
            it if it == name => found.push(child),
            "w:sdt" | "w:sdtContent" | "w:customXml" | "w:ins" | "w:moveTo" | "w:smartTag" => {
                find(child, name, found);
            }
            "mc:AlternateContent" => {
                if let Some(chosen) = chosen(child) {
                    find(chosen, name, found);
                }
            }
            _ => {}
        }
    }
}

impl Reading {
    /// A table, then the tables in its cells; and the text boxes in them.
    pub(super) fn table(&mut self, element: &Element) -> Result<(Vec<Grid>, Vec<Element>), SourceError> {
        let mut behind = Behind::default();
        let mut cells: Vec<Raw> = Vec::new();
        let mut rows = Vec::new();
        find(element, "w:tr", &mut rows);
        let mut row = 0usize;
        // Cells that the next row may go on with, by their first column.
        let mut open: BTreeMap<usize, usize> = BTreeMap::new();
        for it in rows {
            let properties = it.child("w:trPr");
            let has = |name| properties.is_some_and(|it| it.child(name).is_some());
            if has("w:del") || properties.and_then(|it| it.switch("w:hidden")) == Some(true) {
                self.notes.row(&it.text(), self.line.saturating_add(1));
                continue;
            }
            self.row(it, row, &mut cells, &mut open, &mut behind)?;
            row += 1;
        }
        let mut grids = vec![grid(cells, row)];
        grids.append(&mut behind.grids);
        Ok((grids, behind.boxes))
    }

    fn row(
        &mut self,
        element: &Element,
        row: usize,
        cells: &mut Vec<Raw>,
        open: &mut BTreeMap<usize, usize>,
        behind: &mut Behind,
    ) -> Result<(), SourceError> {
        let mut column = count(element.child("w:trPr"), "w:gridBefore");
        let mut found = Vec::new();
        find(element, "w:tc", &mut found);
        let mut last: Option<usize> = None;
        for it in found {
            self.count()?;
            let properties = it.child("w:tcPr");
            let columns = count(properties, "w:gridSpan").max(1);
            let merged = |name| {
                let merge = properties.and_then(|it| it.child(name));
                merge.map(|it| it.attribute("val").unwrap_or("continue"))
            };
            let content = self.content(it, behind)?;
            let text = content.lines.join("\n");
            let text = text.trim_matches('\n').trim_end().to_owned();
            let line = content.line.unwrap_or(self.line);
            if merged("w:hMerge") == Some("continue")
                && let Some(before) = last.and_then(|at| cells.get_mut(at))
            {
                self.notes.under(&text, line);
                before.columns += columns;
                column += columns;
                continue;
            }
            if merged("w:vMerge") == Some("continue")
                && let Some(above) = open.get(&column).and_then(|at| cells.get_mut(*at))
                && above.columns == columns
                && above.row + above.rows == row
            {
                self.notes.under(&text, line);
                above.rows += 1;
                column += columns;
                last = None;
                continue;
            }
            let within: Vec<usize> = open.range(column..column + columns).map(|(at, _)| *at).collect();
            for at in within {
                open.remove(&at);
            }
            if merged("w:vMerge").is_some() {
                open.insert(column, cells.len());
            }
            let state = match content.not_calculated && text.trim() == NOT_CALCULATED {
                true => CellState::NotCalculated,
                false => CellState::Printed,
            };
            last = Some(cells.len());
            cells.push(Raw { row, rows: 1, column, columns, text, state, line });
            column += columns;
        }
        Ok(())
    }

    /// What stands in a cell; tables in it are kept for behind this one.
    fn content(&mut self, cell: &Element, behind: &mut Behind) -> Result<Lines, SourceError> {
        let mut lines = Lines::default();
        self.cell_blocks(cell, &mut lines, behind)?;
        let carried = std::mem::take(&mut self.carried);
        if !carried.is_empty() {
            lines.lines.push(carried);
        }
        Ok(lines)
    }

    fn cell_blocks(
        &mut self,
        of: &Element,
        lines: &mut Lines,
        behind: &mut Behind,
    ) -> Result<(), SourceError> {
        for child in of.children() {
            match child.name.as_str() {
                "w:p" => {
                    if let Some(read) = self.paragraph(child, true) {
                        lines.line.get_or_insert(read.line);
                        lines.not_calculated |= read.not_calculated;
                        lines.lines.push(read.text);
                        behind.boxes.extend(read.boxes);
                    }
                }
                "w:tbl" => {
                    let (grids, boxes) = self.table(child)?;
                    behind.grids.extend(grids);
                    behind.boxes.extend(boxes);
                }
                "w:sdt" | "w:sdtContent" | "w:customXml" | "w:ins" | "w:moveTo" | "w:smartTag" => {
                    self.cell_blocks(child, lines, behind)?;
                }
                "mc:AlternateContent" => {
                    if let Some(chosen) = chosen(child) {
                        self.cell_blocks(chosen, lines, behind)?;
                    }
                }
                "w:del" | "w:moveFrom" => self.notes.deleted(&child.text(), self.line.saturating_add(1)),
                "w:altChunk" => self.notes.embedded(self.line.saturating_add(1)),
                _ => {}
            }
        }
        Ok(())
    }
}

/// The grid of cells: columns are those in which a cell begins.
fn grid(cells: Vec<Raw>, rows: usize) -> Grid {
    let starts: BTreeSet<usize> = cells.iter().map(|cell| cell.column).collect();
    let starts: Vec<usize> = starts.into_iter().collect();
    let before = |column: usize| starts.partition_point(|start| *start < column);
    let mut grid = Grid { rows, columns: starts.len(), ..Grid::default() };
    for cell in cells {
        let column = before(cell.column);
        let end = before(cell.column + cell.columns);
        if cell.text.trim().is_empty() {
            continue;
        }
        grid.cells.push(GridCell {
            row: cell.row,
            column,
            row_span: cell.rows,
            column_span: end.saturating_sub(column).max(1),
            // Tabs part cells wherever a table is written as text.
            text: cell.text.replace('\t', " "),
            state: cell.state,
            place: Place::Line(cell.line),
        });
    }
    grid
}
