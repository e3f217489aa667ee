//! A sheet as any of the containers gives it, made into a page: hidden rows and columns left out and said, joined
//! cells once, wide gaps of blank rows and columns drawn together. Cells keep the address they have in the
//! workbook. Knows nothing of containers and nothing of budgets.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::beside::parted;
use crate::exchange::source::{
    Block, CellState, Grid, GridCell, Limits, Note, Page, Paragraph, Place, SourceError,
};

/// Blank rows or columns between two used ones that are kept: enough to part two tables.
const GAP: usize = 2;
/// Joined cells further than this beyond the used part do not widen the grid.
const REACH: u32 = 64;
/// Notes of one kind for one sheet; more are counted.
const NOTES: usize = 20;
/// How often joined cells may be entered into rows, over all rows.
const JOINED: usize = 2_000_000;

/// A cell with something in it.
#[derive(Clone, Debug)]
pub(super) struct RawCell {
    pub(super) row: u32,
    pub(super) column: u32,
    pub(super) text: String,
    pub(super) state: CellState,
}

/// Rows and columns from and to, both with their ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Joined {
    pub(super) rows: (u32, u32),
    pub(super) columns: (u32, u32),
}

/// A sheet as it was read.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    pub(super) name: String,
    pub(super) cells: Vec<RawCell>,
    pub(super) joined: Vec<Joined>,
    pub(super) hidden_rows: Vec<(u32, u32)>,
    pub(super) hidden_columns: Vec<(u32, u32)>,
    /// Formulas without a result: the cell and the formula, where known.
    pub(super) not_calculated: Vec<(u32, u32, String)>,
    /// Texts that lie over the cells, with the cell where they begin.
    pub(super) boxes: Vec<((u32, u32), String)>,
    /// Numbers that their format shows as nothing.
    pub(super) unseen: Vec<(u32, u32)>,
}

/// A cell's address, both from 0.
pub(super) fn address(row: u32, column: u32) -> String {
    format!("{}{}", letters(column), u64::from(row) + 1)
}

/// A column's letters.
fn letters(column: u32) -> String {
    let mut letters = Vec::new();
    let mut left = u64::from(column) + 1;
    while left > 0 {
        let digit = u8::try_from((left - 1) % 26).unwrap_or(0);
        letters.push(char::from(b'A' + digit));
        left = (left - 1) / 26;
    }
    letters.iter().rev().collect()
}

/// Row and column, from 0, of an address such as `B7` or `$B$7`.
pub(super) fn parse_address(text: &str) -> Option<(u32, u32)> {
    let (mut row, mut column) = (0u32, 0u32);
    for character in text.chars().filter(|c| *c != '$') {
        match character.to_ascii_uppercase() {
            letter @ 'A'..='Z' if row == 0 => {
                column = column.checked_mul(26)?.checked_add(u32::from(letter) - u32::from('A') + 1)?;
            }
            digit => row = row.checked_mul(10)?.checked_add(digit.to_digit(10)?)?,
        }
    }
    // Beyond what any program writes: 1,048,576 rows and 16,384 columns.
    (row <= 1 << 20 && column <= 1 << 14).then_some(())?;
    Some((row.checked_sub(1)?, column.checked_sub(1)?))
}

/// Joined cells from `A1:C2`.
pub(super) fn parse_joined(text: &str) -> Option<Joined> {
    let (from, to) = text.split_once(':')?;
    let (from, to) = (parse_address(from)?, parse_address(to)?);
    Some(Joined { rows: (from.0.min(to.0), from.0.max(to.0)), columns: (from.1.min(to.1), from.1.max(to.1)) })
}

/// Rows, or columns, of a sheet and what becomes of them.
struct Axis {
    hidden: Vec<(u32, u32)>,
    kept: Vec<u32>,
}

impl Axis {
    fn new(used: &BTreeSet<u32>, hidden: &[(u32, u32)]) -> Self {
        let mut axis = Self { hidden: merge(hidden), kept: Vec::new() };
        let mut before: Option<u32> = None;
        for &index in used.iter().filter(|index| !axis.is_hidden(**index)).collect::<Vec<_>>() {
            let gap = before.map_or(index..index, |before| before.saturating_add(1)..index);
            // Long hidden stretches are stepped over at once.
            let mut at = gap.start;
            let mut blanks = 0;
            while at < gap.end && blanks < GAP {
                match axis.hidden_until(at) {
                    Some(end) => at = end.saturating_add(1),
                    None => {
                        axis.kept.push(at);
                        blanks += 1;
                        at += 1;
                    }
                }
            }
            axis.kept.push(index);
            before = Some(index);
        }
        axis
    }

    fn hidden_until(&self, index: u32) -> Option<u32> {
        let at = self.hidden.partition_point(|(_, end)| *end < index);
        self.hidden.get(at).filter(|(start, _)| *start <= index).map(|(_, end)| *end)
    }

    fn is_hidden(&self, index: u32) -> bool {
        self.hidden_until(index).is_some()
    }

    /// Where a stretch begins in the grid and how much of it is there; nothing where all of it is hidden.
    fn span(&self, (from, to): (u32, u32)) -> Option<(usize, usize)> {
        let start = self.kept.partition_point(|index| *index < from);
        let end = self.kept.partition_point(|index| *index <= to);
        (end > start).then(|| (start, end - start))
    }
}

/// Ranges in order, those that touch made one.
fn merge(ranges: &[(u32, u32)]) -> Vec<(u32, u32)> {
    let mut sorted = ranges.to_vec();
    sorted.sort_unstable();
    let mut merged: Vec<(u32, u32)> = Vec::new();
    for (start, end) in sorted {
        match merged.last_mut() {
            Some(last) if start <= last.1.saturating_add(1) => last.1 = last.1.max(end),
            _ => merged.push((start, end)),
        }
    }
    merged
}

impl Sheet {
    pub(super) fn place(&self, row: u32, column: u32) -> Place {
        Place::Sheet { sheet: self.name.clone(), cell: address(row, column) }
    }

    /// The page, and what was left out of it.
    pub(super) fn into_page(
        mut self,
        limits: &Limits,
        (notes, hidden): (&mut Vec<Note>, &mut Vec<(String, String)>),
    ) -> Result<Page, SourceError> {
        self.cells.sort_by_key(|cell| (cell.row, cell.column));
        self.cells.dedup_by(|later, kept| {
            let same = (later.row, later.column) == (kept.row, kept.column);
            if same {
                std::mem::swap(later, kept);
            }
            same
        });
        let joined = self.cover(notes);
        let rows: BTreeSet<u32> = self.cells.iter().map(|cell| cell.row).collect();
        let columns: BTreeSet<u32> = self.cells.iter().map(|cell| cell.column).collect();
        let reach = |(from, to): (u32, u32)| if to.saturating_sub(from) <= REACH { to } else { from };
        let rows = rows.into_iter().chain(joined.values().map(|it| reach(it.rows))).collect();
        let columns = columns.into_iter().chain(joined.values().map(|it| reach(it.columns))).collect();
        let (rows, columns) =
            (Axis::new(&rows, &self.hidden_rows), Axis::new(&columns, &self.hidden_columns));
        if rows.kept.len().saturating_mul(columns.kept.len()) > limits.cells.saturating_mul(16) {
            return Err(SourceError::TooLarge(format!(
                "工作表“{}”有 {} 行、{} 列，不像是预算表；请删去表外的内容后再打开",
                self.name,
                rows.kept.len(),
                columns.kept.len()
            )));
        }
        self.say_hidden((&rows, &columns), &joined, (notes, hidden));
        let mut grid = Grid { rows: rows.kept.len(), columns: columns.kept.len(), ..Grid::default() };
        for cell in std::mem::take(&mut self.cells) {
            let whole = joined
                .get(&(cell.row, cell.column))
                .copied()
                .unwrap_or(Joined { rows: (cell.row, cell.row), columns: (cell.column, cell.column) });
            let (Some((row, row_span)), Some((column, column_span))) =
                (rows.span(whole.rows), columns.span(whole.columns))
            else {
                continue;
            };
            grid.cells.push(GridCell {
                row,
                column,
                row_span,
                column_span,
                // Tabs part cells wherever a table is written as text.
                text: if cell.text.contains('\t') { cell.text.replace('\t', " ") } else { cell.text },
                state: cell.state,
                place: self.place(cell.row, cell.column),
            });
        }
        // A joined cell whose beginning is hidden stands at its first visible place.
        grid.cells.sort_by_key(|cell| (cell.row, cell.column));
        let mut page = Page { name: Some(self.name.clone()), size: (0.0, 0.0), blocks: Vec::new() };
        if !grid.cells.is_empty() {
            page.blocks.extend(parted(grid).into_iter().map(Block::Grid));
        }
        for ((row, column), text) in &self.boxes {
            let place = self.place(*row, *column);
            page.blocks.push(Block::Paragraph(Paragraph { text: text.clone(), heading: None, place }));
        }
        Ok(page)
    }

    /// The joined cells with something in them, by their first cell. What stands under one is taken out and said;
    /// one that overlaps another is no longer joined.
    fn cover(&mut self, notes: &mut Vec<Note>) -> HashMap<(u32, u32), Joined> {
        let anchors: BTreeSet<(u32, u32)> = self.cells.iter().map(|cell| (cell.row, cell.column)).collect();
        let rows: Vec<u32> = {
            let rows: BTreeSet<u32> = self.cells.iter().map(|cell| cell.row).collect();
            rows.into_iter().collect()
        };
        let mut by_row: HashMap<u32, BTreeMap<u32, u32>> = HashMap::new();
        let mut joined = HashMap::new();
        let mut starts = BTreeSet::new();
        let mut entered = 0usize;
        for it in &self.joined {
            let from = rows.partition_point(|row| *row < it.rows.0);
            let to = rows.partition_point(|row| *row <= it.rows.1);
            entered = entered.saturating_add(to - from);
            if entered > JOINED {
                let text = format!("工作表“{}”的合并单元格太多，后面的没有合并", self.name);
                notes.push(Note { place: None, text });
                break;
            }
            let touched = rows.get(from..to).unwrap_or_default();
            let overlaps = touched.iter().any(|row| {
                let taken = by_row.get(row).and_then(|row| row.range(..=it.columns.1).next_back());
                taken.is_some_and(|(_, end)| *end >= it.columns.0)
            });
            if overlaps {
                continue;
            }
            for row in touched {
                by_row.entry(*row).or_default().insert(it.columns.0, it.columns.1);
            }
            let anchor = (it.rows.0, it.columns.0);
            starts.insert(anchor);
            if anchors.contains(&anchor) {
                joined.insert(anchor, *it);
            }
        }
        let mut under = Vec::new();
        self.cells.retain(|cell| {
            let row = by_row.get(&cell.row).and_then(|row| row.range(..=cell.column).next_back());
            let covered = row.is_some_and(|(_, end)| *end >= cell.column);
            let kept = !covered || starts.contains(&(cell.row, cell.column));
            if !kept {
                under.push((cell.row, cell.column, cell.text.clone()));
            }
            kept
        });
        for (row, column, text) in under.iter().take(NOTES) {
            let text = format!("合并单元格之下另有看不见的内容“{}”，未读入", short(text));
            notes.push(Note { place: Some(self.place(*row, *column)), text });
        }
        more(under.len(), "处合并单元格之下有看不见的内容，未读入", &self.name, notes);
        joined
    }

    fn say_hidden(
        &self,
        (rows, columns): (&Axis, &Axis),
        joined: &HashMap<(u32, u32), Joined>,
        (notes, left): (&mut Vec<Note>, &mut Vec<(String, String)>),
    ) {
        let mut hidden = (BTreeSet::new(), BTreeSet::new(), None);
        for cell in &self.cells {
            if joined.contains_key(&(cell.row, cell.column)) {
                continue;
            }
            let (row, column) = (rows.is_hidden(cell.row), columns.is_hidden(cell.column));
            if row {
                hidden.0.insert(cell.row);
            }
            if column && !row {
                hidden.1.insert(cell.column);
            }
            if row || column {
                hidden.2.get_or_insert((cell.row, cell.column));
            }
        }
        let place = hidden.2.map(|(row, column)| self.place(row, column));
        for (indices, kind) in [(&hidden.0, "行"), (&hidden.1, "列")] {
            if indices.is_empty() {
                continue;
            }
            let names =
                ranges(indices, if kind == "行" { |row| (u64::from(row) + 1).to_string() } else { letters });
            let text = format!("工作表“{}”的第 {names} {kind}是隐藏的，其中的内容没有读入", self.name);
            notes.push(Note { place: place.clone(), text });
            left.push((self.name.clone(), format!("第 {names} {kind}")));
        }
        if let Some((row, column)) = self.unseen.first() {
            let text =
                format!("工作表“{}”有 {} 个单元格的数按格式不显示，按空白读入", self.name, self.unseen.len());
            notes.push(Note { place: Some(self.place(*row, *column)), text });
        }
    }
}

/// Says how many there are beyond those said one by one.
fn more(count: usize, what: &str, sheet: &str, notes: &mut Vec<Note>) {
    if let Some(left @ 1..) = count.checked_sub(NOTES) {
        notes.push(Note { place: None, text: format!("工作表“{sheet}”还有 {left} {what}") });
    }
}

/// The beginning of a text, for a note.
pub(super) fn short(text: &str) -> String {
    let mut start: String = text.chars().take(60).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if text.chars().nth(60).is_some() {
        start.push('…');
    }
    start
}

/// Indices as “5–7、9”.
fn ranges(indices: &BTreeSet<u32>, name: impl Fn(u32) -> String) -> String {
    let merged = merge(&indices.iter().map(|index| (*index, *index)).collect::<Vec<_>>());
    let mut names: Vec<String> = merged
        .iter()
        .take(NOTES)
        .map(
            |(start, end)| {
                if start == end { name(*start) } else { format!("{}–{}", name(*start), name(*end)) }
            },
        )
        .collect();
    if merged.len() > NOTES {
        names.push("……".to_owned());
    }
    names.join("、")
}
