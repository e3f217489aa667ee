//! A table of HTML as it is being read: its cells put into their columns, with what merged cells cover and what is not shown.

use super::super::Given;
use super::super::columns::Columns;
use super::super::style::Look;

/// A table of which merged cells cover more than this is not believed: so much room would a short text take.
const MOST_COVERED: usize = 200_000;

/// A table being read.
#[derive(Default)]
pub(super) struct Raw {
    lines: Vec<Line>,
    /// For each column how many further lines a merged cell above reaches into.
    reach: Vec<usize>,
    /// Which columns are hidden by their own elements.
    pub columns: Columns,
    /// Whether the part of the table (`tbody`) is hidden.
    pub part_hidden: bool,
    cell: Option<Open>,
    /// How many places merged cells cover.
    covered: usize,
    pub unsure: bool,
}

#[derive(Default)]
struct Line {
    hidden: bool,
    cells: Vec<Placed>,
}

/// A cell in its column; for what a merged cell covers, blank and neither hidden nor shown.
#[derive(Default)]
struct Placed {
    given: Given,
    hidden: Option<bool>,
}

/// The cell being read.
struct Open {
    given: Given,
    hidden: bool,
    columns: usize,
    rows: usize,
    /// The elements open within it, from the outermost hidden one on.
    unseen: Vec<Vec<u8>>,
    /// The elements open within it, from the outermost on that crosses its text out; the cell itself does without a
    /// name.
    struck: Vec<Vec<u8>>,
    /// Within a superscript or subscript.
    raised: Option<Raised>,
    /// Whether another paragraph begins before the next text.
    breaks: bool,
}

#[derive(Clone, Copy)]
enum Raised {
    Above,
    Below,
}

impl Raw {
    pub(super) fn start_line(&mut self, hidden: bool) {
        self.end_cell();
        self.columns.settle();
        // Merged cells beyond the end of the line count it too.
        let length = self.lines.last().map_or(0, |line| line.cells.len());
        for reach in self.reach.iter_mut().skip(length) {
            *reach = reach.saturating_sub(1);
        }
        self.lines.push(Line { hidden: hidden || self.part_hidden, cells: Vec::new() });
    }

    pub(super) fn start_cell(
        &mut self,
        given: Given,
        (hidden, struck): (bool, bool),
        columns: usize,
        rows: usize,
    ) {
        self.end_cell();
        self.below_merged();
        self.cell = Some(Open {
            given,
            hidden,
            columns,
            rows,
            unseen: Vec::new(),
            struck: if struck { vec![Vec::new()] } else { Vec::new() },
            raised: None,
            breaks: false,
        });
    }

    /// An element begins within a cell.
    pub(super) fn within(&mut self, name: &[u8], look: Look, closed: bool) {
        let Some(cell) = &mut self.cell else {
            return;
        };
        match name {
            b"br" if cell.unseen.is_empty() => {
                cell.given.text.truncate(cell.given.text.trim_end_matches(' ').len());
                cell.given.text.push('\n');
            }
            // These have no end.
            b"br" | b"img" | b"input" | b"hr" | b"wbr" | b"meta" | b"link" | b"col" => {}
            _ if closed => {}
            _ => {
                match name {
                    b"sup" => cell.raised = Some(Raised::Above),
                    b"sub" => cell.raised = Some(Raised::Below),
                    b"p" | b"div" | b"li" | b"tr" | b"td" | b"th" => cell.breaks = true,
                    _ => {}
                }
                if look.hidden || !cell.unseen.is_empty() {
                    cell.unseen.push(name.to_vec());
                }
                if look.struck || !cell.struck.is_empty() {
                    cell.struck.push(name.to_vec());
                }
            }
        }
    }

    /// An element ends within a cell.
    pub(super) fn left(&mut self, name: &[u8]) {
        let Some(cell) = &mut self.cell else {
            return;
        };
        match name {
            b"sup" | b"sub" => cell.raised = None,
            b"p" | b"div" | b"li" => cell.breaks = true,
            _ => {}
        }
        for open in [&mut cell.unseen, &mut cell.struck] {
            if let Some(at) = open.iter().rposition(|open| open == name) {
                open.truncate(at);
            }
        }
    }

    /// What comes next in the cell is another paragraph.
    pub(super) fn paragraph(&mut self) {
        if let Some(cell) = &mut self.cell {
            cell.breaks = true;
        }
    }

    /// Space and line breaks in the source are one space; a hard space is one too.
    pub(super) fn text(&mut self, text: &str) {
        let Some(cell) = self.cell.as_mut().filter(|cell| cell.unseen.is_empty()) else {
            return;
        };
        for c in text.chars() {
            let shown = if cell.struck.is_empty() { &mut cell.given.text } else { &mut cell.given.struck };
            if matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{c}' | '\u{a0}') {
                if !cell.breaks && !shown.ends_with([' ', '\n']) && !shown.is_empty() {
                    shown.push(' ');
                }
                continue;
            }
            if std::mem::take(&mut cell.breaks) && !shown.is_empty() && !shown.ends_with('\n') {
                shown.truncate(shown.trim_end_matches(' ').len());
                shown.push('\n');
            }
            shown.push(match cell.raised {
                Some(raised) => raised_digit(c, raised),
                None => c,
            });
        }
    }

    pub(super) fn end_cell(&mut self) {
        let Some(Open { mut given, hidden, mut columns, mut rows, .. }) = self.cell.take() else {
            return;
        };
        self.covered += columns - 1;
        if self.covered > MOST_COVERED {
            self.unsure = true;
            (columns, rows) = (1, 1);
        }
        given.text.truncate(given.text.trim_end().len());
        given.struck.truncate(given.struck.trim_end().len());
        let Some(line) = self.lines.last_mut() else {
            return;
        };
        let start = line.cells.len();
        line.cells.resize_with(start + columns, Placed::default);
        // A merged cell that begins in a hidden column is seen in those beside it.
        let at = self.columns.first_shown(start, columns).unwrap_or(start);
        if let Some(place) = line.cells.get_mut(at) {
            *place = Placed { given, hidden: Some(hidden) };
        }
        if rows > 1 {
            self.reach.resize(self.reach.len().max(start + columns), 0);
            for reach in self.reach.iter_mut().skip(start).take(columns) {
                *reach = rows;
            }
        }
        // Every line counts a merged cell's reach down once, where it passes it.
        for reach in self.reach.iter_mut().skip(start).take(columns) {
            *reach = reach.saturating_sub(1);
        }
    }

    /// Leaves blank what merged cells of the lines above cover.
    pub(super) fn below_merged(&mut self) {
        if let Some(line) = self.lines.last_mut() {
            while let Some(reach) = self.reach.get_mut(line.cells.len()).filter(|reach| **reach > 0) {
                *reach -= 1;
                line.cells.push(Placed::default());
                self.covered += 1;
                if self.covered > MOST_COVERED {
                    self.unsure = true;
                    self.reach.clear();
                }
            }
        }
    }

    /// The lines and columns that are shown. A column is hidden by its own element, or where all cells in it are.
    pub(super) fn shown(self) -> Vec<Vec<Given>> {
        let width = self.lines.iter().map(|line| line.cells.len()).max().unwrap_or_default();
        let mut hidden: Vec<bool> = (0..width).map(|at| self.columns.is_hidden(at)).collect();
        let mut seen = vec![(false, false); hidden.len()];
        for line in self.lines.iter().filter(|line| !line.hidden) {
            for (cell, (any, all)) in line.cells.iter().zip(&mut seen) {
                if let Some(hidden) = cell.hidden {
                    *all = hidden && (*all || !*any);
                    *any = true;
                }
            }
        }
        for (column, (any, all)) in hidden.iter_mut().zip(seen) {
            *column |= any && all;
        }
        let shown = |line: Line| {
            let cells = line.cells.into_iter().zip(&hidden).filter(|(_, hidden)| !**hidden);
            let cells =
                cells.map(|(cell, _)| if cell.hidden == Some(true) { Given::default() } else { cell.given });
            cells.collect::<Vec<Given>>()
        };
        let lines = self.lines.into_iter().filter(|line| !line.hidden).map(shown);
        lines.filter(|line: &Vec<Given>| !line.is_empty()).collect()
    }
}

/// A digit that is raised or lowered, as the character that is one: it is no digit of the number before it.
fn raised_digit(c: char, raised: Raised) -> char {
    let (digits, base) = match (raised, c) {
        (Raised::Above, '1') => return '¹',
        (Raised::Above, '2') => return '²',
        (Raised::Above, '3') => return '³',
        (Raised::Above, c) => (c, 0x2070),
        (Raised::Below, c) => (c, 0x2080),
    };
    digits.to_digit(10).and_then(|digit| char::from_u32(base + digit)).unwrap_or(c)
}
