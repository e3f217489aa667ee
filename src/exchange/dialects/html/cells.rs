//! One table of HTML: its cells in their places, and what of it is shown.

use html5gum::StartTag;

use super::super::{Left, STRIKE};
use super::halves;
use crate::blocks::columns::Columns;
use crate::blocks::style::Look;

/// Merged cells beyond this many columns or rows are not believed.
const MOST_SPAN: usize = 100;

/// Rows as they are shown, each with its line.
pub(super) type Rows = Vec<(u32, Vec<String>)>;

/// The cell being read.
struct Cell {
    text: String,
    /// How many columns and rows it takes.
    columns: usize,
    rows: usize,
    hidden: bool,
    /// The elements open within it, from the outermost hidden one on, and the text of those.
    unseen: Vec<Vec<u8>>,
    unseen_text: String,
    /// The elements open within it, from the outermost on that crosses its text out; the cell itself does without a
    /// name. Whether what was written last is within the marks of that.
    struck: Vec<Vec<u8>>,
    is_marked: bool,
    /// The tables within it.
    tables: Rows,
}

/// One table under way.
#[derive(Default)]
pub(super) struct Table {
    /// Hidden cells are `None`: others beside them take their places.
    rows: Vec<(u32, Vec<Option<String>>)>,
    /// For each column how many further rows a merged cell above reaches into.
    reach: Vec<usize>,
    cell: Option<Cell>,
    /// Whether a row is being read.
    in_row: bool,
    /// The tables within cells of this row, with the place of the cell.
    within: Vec<(usize, Rows)>,
    /// Whether the table, its part that is read, and the row are hidden.
    hidden: bool,
    part_hidden: bool,
    row_hidden: bool,
    /// Which columns are hidden by their own elements.
    columns: Columns,
    /// What is hidden.
    left: Vec<Left>,
}

impl Table {
    /// A table that begins.
    pub(super) fn new(hidden: bool) -> Self {
        Self { hidden, ..Self::default() }
    }

    /// An element begins, on a line. `raw` is its tag as it stands there.
    pub(super) fn start(&mut self, name: &[u8], tag: &StartTag<usize>, look: Look, line: u32, raw: &str) {
        let has_end =
            !matches!(name, b"br" | b"img" | b"input" | b"hr" | b"wbr" | b"meta" | b"link" | b"col");
        if let Some(cell) = self.cell.as_mut().filter(|_| !matches!(name, b"tr" | b"td" | b"th"))
            && (look.hidden || !cell.unseen.is_empty())
        {
            if has_end && !tag.self_closing {
                cell.unseen.push(name.to_vec());
            }
            return;
        }
        if let Some(cell) = self.cell.as_mut().filter(|_| !matches!(name, b"tr" | b"td" | b"th"))
            && has_end
            && !tag.self_closing
            && (look.struck || !cell.struck.is_empty())
        {
            cell.struck.push(name.to_vec());
        }
        let span = |name: &str| {
            let value = tag.attributes.get(name.as_bytes());
            let value = value.map(|value| String::from_utf8_lossy(value).into_owned());
            value.and_then(|text| text.trim().parse::<usize>().ok()).unwrap_or(1).clamp(1, MOST_SPAN)
        };
        match name {
            b"colgroup" => self.columns.start_group(span("span"), look.hidden),
            b"col" => self.columns.add(span("span"), look.hidden),
            b"thead" | b"tbody" | b"tfoot" => {
                self.end_row();
                self.part_hidden = look.hidden;
            }
            b"tr" => {
                self.end_row();
                self.columns.settle();
                self.row_hidden = look.hidden || self.part_hidden;
                self.rows.push((line, Vec::new()));
                self.in_row = true;
            }
            b"td" | b"th" => {
                self.end_cell();
                self.cell = Some(Cell {
                    text: String::new(),
                    columns: span("colspan"),
                    rows: span("rowspan"),
                    hidden: look.hidden,
                    unseen: Vec::new(),
                    unseen_text: String::new(),
                    struck: if look.struck { vec![Vec::new()] } else { Vec::new() },
                    is_marked: false,
                    tables: Rows::new(),
                });
                if !self.in_row {
                    self.row_hidden = self.part_hidden;
                    self.rows.push((line, Vec::new()));
                    self.in_row = true;
                }
            }
            b"br" => self.push("\n"),
            b"p" | b"div" | b"li" => self.paragraph(),
            b"sup" | b"sub" => self.push("〔"),
            b"del" | b"s" | b"strike" | b"caption" | b"b" | b"strong" | b"i" | b"em" | b"u" | b"span"
            | b"font" | b"a" | b"small" | b"big" | b"ul" | b"ol" | b"img" | b"o:p" | b"label" | b"nobr"
            | b"input" | b"center" => {}
            _ => self.push(raw),
        }
    }

    /// An element ends.
    pub(super) fn end(&mut self, name: &[u8]) {
        let unseen = self.cell.as_mut().map(|cell| &mut cell.unseen).filter(|unseen| !unseen.is_empty());
        if let Some(unseen) = unseen
            && let Some(at) = unseen.iter().rposition(|open| open == name)
        {
            unseen.truncate(at);
            return;
        }
        if let Some(cell) = &mut self.cell
            && let Some(at) = cell.struck.iter().rposition(|open| open == name)
        {
            cell.struck.truncate(at);
        }
        match name {
            b"thead" | b"tbody" | b"tfoot" => {
                self.end_row();
                self.part_hidden = false;
            }
            b"colgroup" => self.columns.end_group(),
            b"td" | b"th" => self.end_cell(),
            b"tr" => self.end_row(),
            b"p" | b"div" | b"li" => self.paragraph(),
            b"sup" | b"sub" => self.push("〕"),
            _ => {}
        }
    }

    fn push(&mut self, text: &str) {
        if let Some(cell) = self.cell.as_mut().filter(|cell| cell.unseen.is_empty()) {
            cell.text.push_str(text);
        }
    }

    fn paragraph(&mut self) {
        let ends = |cell: &&mut Cell| !cell.text.trim().is_empty() && !cell.text.ends_with('\n');
        if let Some(cell) = self.cell.as_mut().filter(ends) {
            cell.text.push('\n');
        }
    }

    /// Space and line breaks in the source are one space. What stands in no cell is a row of its own.
    pub(super) fn text(&mut self, text: &str, line: u32) {
        let Some(cell) = &mut self.cell else {
            if !text.trim().is_empty() {
                self.end_row();
                let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
                self.rows.push((line, vec![Some(text)]));
            }
            return;
        };
        if !cell.unseen.is_empty() {
            cell.unseen_text.push_str(text);
            return;
        }
        for c in text.chars() {
            if !c.is_whitespace() {
                cell.mark();
                cell.text.push(c);
            } else if !cell.text.ends_with([' ', '\n']) && !cell.text.is_empty() {
                cell.text.push(' ');
            }
        }
    }

    /// Takes the rows of a table within this one.
    pub(super) fn hold(&mut self, rows: Rows) {
        match &mut self.cell {
            Some(cell) if cell.hidden || !cell.unseen.is_empty() => {
                let line = rows.first().map_or(0, |(line, _)| *line);
                self.left.extend(words(&rows).filter_map(|text| Left::hidden(line, text)));
            }
            Some(cell) => cell.tables.extend(rows),
            None => {
                self.end_row();
                let shown = |(line, cells): (u32, Vec<String>)| (line, cells.into_iter().map(Some).collect());
                self.rows.extend(rows.into_iter().map(shown));
            }
        }
    }

    fn end_cell(&mut self) {
        let Some(mut cell) = self.cell.take() else { return };
        cell.struck.clear();
        cell.mark();
        let Cell { text, columns, rows, hidden, tables, unseen_text, .. } = cell;
        self.below_merged();
        let Some((line, cells)) = self.rows.last_mut() else { return };
        let text = text.trim();
        for gone in [unseen_text.as_str(), if hidden { text } else { "" }] {
            self.left.extend(Left::hidden(*line, gone));
        }
        let start = cells.len();
        cells.resize(start + columns, (!hidden).then(String::new));
        // A merged cell that begins in a hidden column is seen in those beside it.
        let at = self.columns.first_shown(start, columns).unwrap_or(start);
        if let Some(place) = cells.get_mut(at).filter(|_| !hidden) {
            *place = Some(text.to_owned());
        }
        if !tables.is_empty() {
            self.within.push((start, tables));
        }
        if self.reach.len() < cells.len() {
            self.reach.resize(cells.len(), 0);
        }
        for reach in self.reach.iter_mut().skip(start).take(columns) {
            *reach = rows;
        }
    }

    /// Skips the columns that merged cells above reach into.
    fn below_merged(&mut self) {
        let Some((_, cells)) = self.rows.last_mut() else { return };
        while self.reach.get(cells.len()).is_some_and(|reach| *reach > 0) {
            cells.push(Some(String::new()));
        }
    }

    fn end_row(&mut self) {
        self.end_cell();
        if !std::mem::take(&mut self.in_row) {
            return;
        }
        self.below_merged();
        for reach in &mut self.reach {
            *reach = reach.saturating_sub(1);
        }
        let within = std::mem::take(&mut self.within);
        let Some((line, mut cells)) = self.rows.pop() else { return };
        if self.row_hidden {
            let gone = cells.iter().flatten().chain(within.iter().flat_map(|(_, rows)| words(rows)));
            self.left.extend(gone.filter_map(|text| Left::hidden(line, text)));
            return;
        }
        if let Some(whole) = halves::joined(&within, &cells, self.rows.last()) {
            if whole.takes_above {
                self.rows.pop();
            }
            let shown = |(line, cells): (u32, Vec<String>)| (line, cells.into_iter().map(Some).collect());
            self.rows.extend(whole.rows.into_iter().map(shown));
            return;
        }
        for (at, rows) in within {
            let beside =
                cells.iter().enumerate().filter(|(of, _)| *of != at).filter_map(|(_, cell)| cell.as_ref());
            let beside: Vec<&String> = beside.filter(|cell| !cell.is_empty()).collect();
            let is_row =
                beside.len() > 1 && beside.iter().any(|cell| cell.contains(|c: char| c.is_ascii_digit()));
            let words: Vec<&String> = words(&rows).collect();
            // In a row with figures a table is what its cell says; elsewhere the cell only gives it its place.
            if let Some(Some(cell)) = cells.get_mut(at).filter(|_| is_row || words.len() < 2) {
                for word in words {
                    let gap = if cell.is_empty() { "" } else { "\n" };
                    cell.push_str(gap);
                    cell.push_str(word);
                }
            } else {
                let shown = |(line, cells): (u32, Vec<String>)| (line, cells.into_iter().map(Some).collect());
                self.rows.extend(rows.into_iter().map(shown));
            }
        }
        self.rows.push((line, cells));
    }

    /// The rows as they are shown. A column that is hidden, or of which nothing but hidden cells is left, is none; a
    /// hidden cell elsewhere takes no place. What is not shown is put into `left`.
    pub(super) fn shown(mut self, left: &mut Vec<Left>) -> Rows {
        self.end_row();
        left.append(&mut self.left);
        for (line, cells) in &mut self.rows {
            for (_, cell) in
                cells.iter_mut().enumerate().filter(|(at, _)| self.hidden || self.columns.is_hidden(*at))
            {
                left.extend(cell.take().and_then(|text| Left::hidden(*line, &text)));
            }
        }
        if self.hidden {
            return Rows::new();
        }
        let width = self.rows.iter().map(|(_, cells)| cells.len()).max().unwrap_or_default();
        let mut seen = vec![(false, false); width];
        for (_, cells) in &self.rows {
            for (cell, (hidden, shown)) in cells.iter().zip(&mut seen) {
                *hidden |= cell.is_none();
                *shown |= cell.as_ref().is_some_and(|text| !text.is_empty());
            }
        }
        let shown = |cells: Vec<Option<String>>| {
            let cells = cells.into_iter().zip(&seen).filter(|(_, (hidden, shown))| *shown || !*hidden);
            cells.filter_map(|(cell, _)| cell).collect::<Vec<_>>()
        };
        let rows = self.rows.into_iter().map(|(line, cells)| (line, shown(cells)));
        rows.filter(|(_, cells)| !cells.is_empty()).collect()
    }
}

impl Cell {
    /// Puts the mark before or behind what is crossed out, where that begins or ends.
    fn mark(&mut self) {
        if self.is_marked != self.struck.is_empty() {
            return;
        }
        self.is_marked = !self.is_marked;
        let end = self.text.trim_end().len();
        let gap = self.text.split_off(if self.is_marked { self.text.len() } else { end });
        self.text.push_str(STRIKE);
        self.text.push_str(&gap);
    }
}

/// What stands in rows.
fn words(rows: &Rows) -> impl Iterator<Item = &String> {
    rows.iter().flat_map(|(_, cells)| cells).filter(|cell| !cell.is_empty())
}
