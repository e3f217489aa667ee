//! Where a pasted block goes: which cell each of its texts, and which rows are added where the table ends before
//! the block does. Lines that are rows of the form go to these rows wherever they stand in the block, headers and
//! totals nowhere. What a text means in its cell is for the session to say.

mod added;

use std::collections::BTreeMap;

use super::condition::Condition;
use super::notes::Notes;
use crate::blocks::{Given, Margins};
use crate::calc::{Sheet, SheetRow};
use crate::model::{CellAddress, RowKey};
use crate::money::{self, MoneyUnit};
use crate::schema::{Column, ColumnKind, SectionSchema};
use crate::session::{Addition, LineKind, Recognised, RefusedEntry, recognise};
use crate::sheet::layout::{GridLayout, Line};
use crate::ui::table::grid::state::Block;

const TOO_WIDE: &str = "粘贴的内容比此处剩下的列多；请少选几列，或从靠左的单元格开始粘贴";
/// Stands for the section of cells that go nowhere.
const NOWHERE: usize = usize::MAX;
const NO_CELL: &str = "请先选中一个单元格";

/// Where a block goes.
pub(super) struct Placed {
    pub entries: Vec<(CellAddress, String)>,
    pub addition: Addition,
    /// What cannot be taken by what it shows alone.
    pub refused: Vec<RefusedEntry>,
    /// What the user is to know besides.
    pub notes: Notes,
    /// How many 元 one is of the unit that the block's headers name.
    pub yuan: Option<money::Decimal>,
}

/// The block on its way into the table.
struct Placing<'a, 'b> {
    sheet: &'a Sheet<'b>,
    layout: &'a GridLayout,
    conditions: &'a [Condition],
    placed: Placed,
}

/// What of a block goes in, and into which columns.
struct Cut<'l> {
    lines: &'l [Vec<Given>],
    /// For each cell of a line the section and the column that it goes into.
    columns: Vec<(usize, usize)>,
    /// Cells before this one are a blank margin.
    from: usize,
}

/// Finds out where the lines of a block go that is pasted at `block`; rows that are added take the `conditions`
/// of what is looked at.
pub(super) fn place(
    sheet: &Sheet<'_>,
    layout: &GridLayout,
    block: Block,
    lines: &[Vec<Given>],
    conditions: &[Condition],
) -> Result<Placed, String> {
    let addition = Addition { table: sheet.schema.key.clone(), below: None, rows: Vec::new() };
    let placed =
        Placed { entries: Vec::new(), addition, refused: Vec::new(), notes: Notes::default(), yuan: None };
    let mut placing = Placing { sheet, layout, conditions, placed };
    let (line, home) = placing.next_line(block.lines.0, None).ok_or(NO_CELL)?;
    // Of sections beside each other, the block begins in the one that its first column is of.
    let beside = layout.column_in(block.columns.0).map(|(section, _)| section);
    let (mut line, home) =
        beside.and_then(|section| placing.next_line(line, Some(section))).unwrap_or((line, home));
    let cut = placing.cut(lines, block.columns.0, home, &mut line)?;
    placing.lines(&cut, line, home, block.columns.0)?;
    Ok(placing.placed)
}

impl<'b> Placing<'_, 'b> {
    /// The nearest line from `line` on with a row of a section, or of any (`None`), and that section.
    fn next_line(&self, line: usize, section: Option<usize>) -> Option<(usize, usize)> {
        let mut lines = self.layout.lines.iter().enumerate().skip(line);
        lines.find_map(|(at, content)| {
            let Line::Rows(rows) = content else {
                return None;
            };
            let mut rows = rows.iter().flatten().filter_map(|row| self.sheet.row(*row));
            let row = rows.find(|row| section.is_none_or(|section| row.section_index == section))?;
            Some((at, row.section_index))
        })
    }

    /// The row of a section in a line.
    fn row_in(&self, line: usize, section: usize) -> Option<SheetRow<'b>> {
        let Some(Line::Rows(rows)) = self.layout.lines.get(line) else {
            return None;
        };
        let rows = rows.iter().flatten().filter_map(|row| self.sheet.row(*row));
        rows.into_iter().find(|row| row.section_index == section)
    }

    fn section(&self, index: usize) -> Option<&'b SectionSchema> {
        self.sheet.schema.sections.get(index)
    }

    fn column(&self, (section, column): (usize, usize)) -> Option<&'b Column> {
        self.section(section)?.columns.get(column)
    }

    /// The section and the column of each physical column from `left` on, for a block that begins in `home`.
    fn columns_from(&self, left: usize, home: usize) -> Vec<(usize, usize)> {
        if self.layout.stacked || self.sheet.schema.sections.len() < 2 {
            let shown = self.layout.columns_of(home);
            let right = shown.filter(|(_, place)| place.start >= left || place.contains(&left));
            return right.map(|(at, _)| (home, at)).collect();
        }
        (left..self.layout.columns.len()).map_while(|at| self.layout.column_in(at)).collect()
    }

    /// Takes the blank margins off a block. Where they say nothing of where it belongs, what is left keeps its
    /// place; `line` is where its first line goes.
    fn cut<'l>(
        &self,
        lines: &'l [Vec<Given>],
        left: usize,
        home: usize,
        line: &mut usize,
    ) -> Result<Cut<'l>, String> {
        let margins = Margins::of(lines);
        let lines = lines.get(margins.top..lines.len() - margins.bottom).unwrap_or_default();
        let columns = self.columns_from(left, home);
        let misfits = |skipped: usize| {
            let cells = lines.iter().flat_map(|cells| cells.iter().skip(skipped).enumerate());
            cells.filter(|(nth, cell)| !cell.is_blank() && !self.fits(columns.get(*nth), cell)).count()
        };
        let shifted = margins.left > 0 && misfits(margins.left) < misfits(0);
        let (skipped, from) = if shifted { (margins.left, 0) } else { (0, margins.left) };
        let width = lines.iter().map(|cells| cells.len()).max().unwrap_or_default();
        let width = width.saturating_sub(margins.right + skipped);
        if width > columns.len() {
            return Err(TOO_WIDE.to_owned());
        }
        // A block of bare figures may well begin with blank ones; with names, a blank line is none of it.
        let named = lines.iter().flatten().any(|cell| !cell.is_blank() && money_of(&cell.text).is_none());
        if !named {
            for _ in 0..margins.top {
                *line = self.next_line(*line + 1, Some(home)).map_or(*line + 1, |(line, _)| line);
            }
        }
        let mut before = vec![(NOWHERE, 0); skipped];
        before.extend(columns.into_iter().take(width));
        Ok(Cut { lines, columns: before, from: from + skipped })
    }

    /// Whether a cell can go into a column, by its looks.
    fn fits(&self, column: Option<&(usize, usize)>, cell: &Given) -> bool {
        let Some(column) = column.and_then(|column| self.column(*column)) else {
            return false;
        };
        match column.kind {
            kind if kind.is_number() => money_of(&cell.text).is_some(),
            ColumnKind::Code => {
                cell.text.chars().all(|c| c.is_ascii_alphanumeric() || c.is_whitespace() || c == '-')
            }
            _ => true,
        }
    }

    fn recognise(&mut self, cut: &Cut<'_>) -> Result<BTreeMap<usize, Recognised>, String> {
        let mut found = BTreeMap::new();
        for &(index, _) in &cut.columns {
            let Some(section) = self.section(index).filter(|_| !found.contains_key(&index)) else {
                continue;
            };
            let columns: Vec<_> =
                cut.columns.iter().map(|(of, column)| (*of == index).then_some(*column)).collect();
            let recognised = recognise(self.sheet.schema, section, &columns, cut.lines)?;
            self.placed.yuan = self.placed.yuan.or(recognised.yuan);
            found.insert(index, recognised);
        }
        Ok(found)
    }

    fn lines(&mut self, cut: &Cut<'_>, mut line: usize, mut home: usize, left: usize) -> Result<(), String> {
        let recognised = self.recognise(cut)?;
        let kind = |section: usize, at: usize| {
            recognised.get(&section).and_then(|found| found.lines.get(at)).unwrap_or(&LineKind::Content)
        };
        let mut columns = cut.columns.clone();
        let mut below = None;
        for (at, cells) in cut.lines.iter().enumerate() {
            match kind(home, at) {
                LineKind::Header => {
                    self.placed.notes.headers += 1;
                    continue;
                }
                LineKind::Total(label) => {
                    let stands_here = self.row_in(line, home).is_some_and(|row| says(&row, label));
                    if !stands_here {
                        self.placed.notes.totals.push(format!("“{label}”"));
                        continue;
                    }
                }
                _ => {}
            }
            let grows = self.section(home).is_some_and(|section| !section.free.is_empty());
            // The rows of the form do not move, and a line of another name is none of them.
            if grows && let LineKind::Content = kind(home, at) {
                while self.row_in(line, home).is_some_and(|row| self.is_another(&row, cut, cells)) {
                    let next = self.next_line(line + 1, Some(home));
                    line = next.map_or(self.layout.lines.len(), |(line, _)| line);
                }
            }
            let here = self.next_line(line, Some(home)).map(|(line, _)| line);
            let fixed = match kind(home, at) {
                LineKind::Fixed(key) => Some(key),
                _ => None,
            };
            let is_here = |key: &RowKey| {
                here.and_then(|line| self.row_in(line, home)).is_some_and(|row| *row.row.key() == *key)
            };
            if let Some(key) = fixed.filter(|key| !is_here(key))
                && (grows || here.is_none())
            {
                self.placed.notes.fixed += 1;
                self.entries(cut, &columns, cells, &|section| {
                    let row = self.sheet.row_by_key(key)?;
                    (row.section_index == section).then_some(row)
                });
                continue;
            }
            let Some(here) = here.or_else(|| {
                if grows {
                    return None;
                }
                let (next, section) = self.next_line(line, None)?;
                home = section;
                let skipped = columns.iter().take_while(|(section, _)| *section == NOWHERE).count();
                let mut here = vec![(NOWHERE, 0); skipped];
                here.extend(self.columns_from(left, section).into_iter().take(columns.len() - skipped));
                columns = here;
                Some(next)
            }) else {
                if !grows {
                    return Err("粘贴的内容比此处剩下的行多，而这张表的行是固定的".to_owned());
                }
                self.placed.addition.below = below;
                self.added_rows(cut, at, home, below, &kind)?;
                return Ok(());
            };
            line = here;
            let mut elsewhere = None;
            let mut moved = 0;
            let resolved: BTreeMap<usize, Option<SheetRow<'b>>> = columns
                .iter()
                .map(|(section, _)| *section)
                .map(|section| {
                    let positional = self.row_in(line, section);
                    let row = match kind(section, at) {
                        LineKind::Fixed(key) => {
                            let row = self.sheet.row_by_key(key).filter(|row| row.section_index == section);
                            moved +=
                                usize::from(row.is_some_and(|row| {
                                    positional.is_none_or(|here| here.index != row.index)
                                }));
                            row.or(positional)
                        }
                        LineKind::Blank | LineKind::Header | LineKind::Total(_) => positional,
                        LineKind::Content => {
                            let other = positional.filter(|row| self.is_another(row, cut, cells));
                            elsewhere = elsewhere.take().or(other.map(|row| row.name()));
                            positional
                        }
                    };
                    (section, row)
                })
                .collect();
            self.placed.notes.fixed += usize::from(moved > 0);
            if let Some(name) = elsewhere {
                let words = cells.iter().map(|cell| cell.text.trim()).find(|text| !text.is_empty());
                self.placed.notes.elsewhere.push(format!("“{}”录入到“{name}”", words.unwrap_or_default()));
            }
            below = self.row_in(line, home).map(|row| row.index).or(below);
            self.entries(cut, &columns, cells, &|section| resolved.get(&section).copied().flatten());
            line += 1;
        }
        Ok(())
    }

    /// Whether a line of a block brings words of its own for what a row of the form has printed.
    fn is_another(&self, row: &SheetRow<'_>, cut: &Cut<'_>, cells: &[Given]) -> bool {
        if row.shape.level().is_some() {
            return false;
        }
        let mut targets = cut
            .columns
            .iter()
            .zip(cells)
            .filter(|((section, _), cell)| *section == row.section_index && !cell.is_blank());
        targets.any(|((_, column), cell)| {
            let here = row.cell(*column);
            here.is_some_and(|here| {
                !here.column.kind.is_number()
                    && here.role != crate::schema::Role::Input
                    && crate::text::squeezed(&here.text()) != crate::text::squeezed(&cell.text)
            })
        })
    }

    /// Puts the cells of a line into rows, which are told by section.
    fn entries(
        &mut self,
        cut: &Cut<'_>,
        columns: &[(usize, usize)],
        cells: &[Given],
        row: &dyn Fn(usize) -> Option<SheetRow<'b>>,
    ) {
        let mut found = Vec::new();
        for (&(section, at), given) in columns.iter().zip(cells).skip(cut.from) {
            let cell = row(section).and_then(|row| row.cell(at));
            match cell {
                Some(cell) => {
                    let place = format!("{} {}", cell.row.name(), cell.column.title());
                    found.push((cell.address(), cell.column.kind, place, given));
                }
                None if given.is_blank() => {}
                None => self.placed.refused.push(RefusedEntry {
                    place: "此处没有对应的行".to_owned(),
                    text: given.text.clone(),
                    reason: "这一格没有可以录入的位置".to_owned(),
                }),
            }
        }
        for (address, kind, place, given) in found {
            if let Some(text) = wanted(given, kind, &place, &mut self.placed) {
                self.placed.entries.push((address, text));
            }
        }
    }
}

/// The text for a cell; `None` where what it shows cannot be one, which is then refused.
fn wanted(given: &Given, kind: ColumnKind, place: &str, placed: &mut Placed) -> Option<String> {
    if !kind.is_number() {
        if !given.struck.is_empty() {
            placed.notes.struck.push(format!("{place}“{}”", given.struck));
        }
        return Some(given.text.clone());
    }
    match given.for_number() {
        Ok(read) => {
            if let Some(behind) = read.left {
                placed.notes.rounded.push(format!("{place} {}（来源里是 {behind}）", given.text.trim()));
            }
            Some(read.text)
        }
        Err(reason) => {
            let (place, text) = (place.to_owned(), given.text.clone());
            placed.refused.push(RefusedEntry { place, text, reason });
            None
        }
    }
}

/// Whether a row has that label itself.
fn says(row: &SheetRow<'_>, label: &str) -> bool {
    row.cells().any(|cell| {
        !cell.column.kind.is_number() && crate::text::squeezed(&cell.text()).trim_end_matches(':') == label
    })
}

fn money_of(text: &str) -> Option<Option<money::Decimal>> {
    money::parse_amount(text, MoneyUnit::WanYuan).ok()
}
