//! Which cell stands where: from a line and a column to what is there, and back.

use std::ops::Range;

use super::{GridLayout, Line, Spot};
use crate::calc::Sheet;
use crate::model::CellAddress;

impl GridLayout {
    /// What stands at a physical place, and which physical columns it takes.
    pub fn spot(&self, line: usize, column: usize) -> (Spot, Range<usize>) {
        let alone = column..column + 1;
        match self.lines.get(line) {
            None => (Spot::Empty, alone),
            Some(Line::Heading(section)) => (Spot::Heading(*section), 0..self.columns.len()),
            Some(Line::Head(head)) => match self.column_at(0, column) {
                Some((at, place)) => (Spot::Head { head: *head, column: at }, place),
                None => (Spot::Empty, alone),
            },
            Some(Line::Header(section)) => match self.column_at(*section, column) {
                Some((at, place)) => (Spot::Header { section: *section, column: at }, place),
                None => (Spot::Empty, alone),
            },
            Some(Line::Rows(rows)) => {
                for (section, row) in rows.iter().enumerate() {
                    let section = if self.stacked { self.section_above(line) } else { section };
                    if let (Some(row), Some((at, place))) = (row, self.column_at(section, column)) {
                        return (Spot::Cell { row: *row, column: at }, place);
                    }
                }
                (Spot::Empty, alone)
            }
        }
    }

    fn section_above(&self, line: usize) -> usize {
        let above = self.starts.partition_point(|(start, _)| *start <= line);
        above.checked_sub(1).and_then(|at| self.starts.get(at)).map_or(0, |(_, section)| *section)
    }

    /// The section and its column that a physical column belongs to, where sections stand beside each other.
    pub fn column_in(&self, column: usize) -> Option<(usize, usize)> {
        let found = |section| Some((section, self.column_at(section, column)?.0));
        (!self.stacked).then(|| (0..self.places.len()).find_map(found)).flatten()
    }

    fn column_at(&self, section: usize, column: usize) -> Option<(usize, Range<usize>)> {
        let places = self.places.get(section)?;
        places
            .iter()
            .enumerate()
            .find(|(_, place)| place.contains(&column))
            .map(|(at, place)| (at, place.clone()))
    }

    /// How many rows it shows.
    pub fn rows(&self) -> usize {
        self.line_of_row.len()
    }

    /// The shown columns of a section with the physical columns they take.
    pub fn columns_of(&self, section: usize) -> impl Iterator<Item = (usize, Range<usize>)> {
        let places = self.places.get(section).map(Vec::as_slice).unwrap_or_default();
        places.iter().cloned().enumerate().filter(|(_, place)| !place.is_empty())
    }

    /// The physical place of a cell, if it is shown.
    pub fn place(&self, sheet: &Sheet<'_>, cell: &CellAddress) -> Option<(usize, usize)> {
        let row = sheet.row_by_key(&cell.row)?;
        let line = *self.line_of_row.get(&row.index)?;
        let place = self.places.get(row.section_index)?.get(row.section.column_index(&cell.column)?)?;
        (!place.is_empty()).then_some((line, place.start))
    }

    /// The physical column that lies `right` of a cell, which may take several of them.
    pub fn beside(&self, (line, column): (usize, usize), right: isize) -> Option<usize> {
        match right {
            1.. => Some(column + self.spot(line, column).1.len().max(1)),
            _ => column.checked_add_signed(right),
        }
    }

    /// The line in which the head of a group stands.
    pub fn line_of_head(&self, key: &str) -> Option<usize> {
        let at = self.heads.iter().position(|head| head.key == key)?;
        self.lines.iter().position(|line| *line == Line::Head(at))
    }

    /// The nearest cell from (`line`, `column`) in steps of (`down`, `right`), that place included.
    pub fn cell_from(&self, line: usize, column: usize, down: isize, right: isize) -> Option<(usize, usize)> {
        let (mut line, mut column) = (line, column);
        loop {
            if line >= self.lines.len() || column >= self.columns.len() {
                return None;
            }
            if let (Spot::Cell { .. }, place) = self.spot(line, column) {
                return Some((line, place.start));
            }
            line = line.checked_add_signed(down)?;
            column = column.checked_add_signed(right)?;
            if down == 0 && right == 0 {
                return None;
            }
        }
    }
}
