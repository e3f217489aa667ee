//! Where a pasted block goes: which cell each of its texts, and which rows are added where the table ends before
//! the block does. Lines that are rows of the form go to these rows wherever they stand in the block, headers and
//! totals nowhere. What a text means in its cell is for the session to say.

mod added;
mod cut;
mod lined_up;
mod of_form;
mod spared;
mod totals;
mod wanted;

use std::collections::{BTreeMap, BTreeSet};

use self::cut::Cut;
use self::spared::Passed;
use self::totals::Totals;
use self::wanted::{says, wanted, words_of};
use super::condition::Condition;
use super::notes::Notes;
use crate::blocks::Given;
use crate::calc::{Sheet, SheetRow};
use crate::model::{CellAddress, ColumnKey, RowKey};
use crate::money;
use crate::schema::{Column, SectionSchema};
use crate::session::{Addition, Known, LineKind, OtherNames, Recognised, Refusal, RefusedEntry, recognise};
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
    /// The row of the form that some of it had to pass.
    pub passed: Option<Passed>,
    /// The columns that it goes into.
    pub columns: BTreeSet<ColumnKey>,
    /// The computed cells for which it gives what its own lines come to.
    pub agreed: BTreeSet<CellAddress>,
    /// Those for which it gives something else than its own lines come to, in words.
    pub unlike: BTreeMap<CellAddress, String>,
}

/// The block on its way into the table.
struct Placing<'a, 'b> {
    sheet: &'a Sheet<'b>,
    layout: &'a GridLayout,
    conditions: &'a [Condition],
    known: Known<'a>,
    placed: Placed,
    totals: Totals,
}

/// Finds out where the lines of a block go that is pasted at `block`; rows that are added take the `conditions`
/// of what is looked at. `units` are those of the department, `names` those that its columns have elsewhere, `yuan` is how many 元 one is of the unit in which plain numbers are, unless a header says another.
pub(super) fn place(
    sheet: &Sheet<'_>,
    layout: &GridLayout,
    block: Block,
    lines: &[Vec<Given>],
    conditions: &[Condition],
    (units, names): (Vec<(String, String)>, OtherNames),
    yuan: money::Decimal,
) -> Result<Placed, String> {
    let addition = Addition { table: sheet.schema.key.clone(), below: None, rows: Vec::new() };
    let placed = Placed {
        entries: Vec::new(),
        addition,
        refused: Vec::new(),
        notes: Notes::default(),
        yuan: None,
        passed: None,
        columns: BTreeSet::new(),
        agreed: BTreeSet::new(),
        unlike: BTreeMap::new(),
    };
    let known = Known::new(sheet.format(), sheet.classification(), units, names);
    let mut placing = Placing { sheet, layout, conditions, known, placed, totals: Totals::new(yuan) };
    // Of sections beside each other, the block begins in the one that its first column is of.
    let beside = layout.column_in(block.columns.0).map(|(section, _)| section);
    let is_below = block.lines.0 >= layout.lines.len();
    let (mut line, home) = match beside.filter(|_| is_below) {
        Some(home) => (block.lines.0, home),
        None => {
            let (line, home) = placing.next_line(block.lines.0, None).ok_or(NO_CELL)?;
            beside.and_then(|section| placing.next_line(line, Some(section))).unwrap_or((line, home))
        }
    };
    let cut = placing.cut(lines, block.columns.0, home, &mut line)?;
    placing.lines(&cut, line, home, block.columns.0)?;
    placing.placed.notes.differing = placing.totals.differing();
    placing.placed.agreed = placing.totals.agreed();
    placing.placed.unlike = placing.totals.differing_at();
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

    /// The last row of a section that is seen.
    fn last_row(&self, section: usize) -> Option<usize> {
        let lines = (0..self.layout.lines.len()).rev();
        lines.filter_map(|line| self.row_in(line, section)).map(|row| row.index).next()
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

    fn recognise(&mut self, cut: &Cut<'_>) -> Result<BTreeMap<usize, Recognised>, String> {
        let mut found = BTreeMap::new();
        for &(index, _) in &cut.columns {
            let Some(section) = self.section(index).filter(|_| !found.contains_key(&index)) else {
                continue;
            };
            let columns: Vec<_> =
                cut.columns.iter().map(|(of, column)| (*of == index).then_some(*column)).collect();
            let recognised = recognise(self.sheet.schema, section, &columns, cut.lines, cut.head)?;
            self.placed.yuan = self.placed.yuan.or(recognised.yuan);
            found.insert(index, recognised);
        }
        Ok(found)
    }

    fn lines(&mut self, cut: &Cut<'_>, mut line: usize, mut home: usize, left: usize) -> Result<(), String> {
        let recognised = self.recognise(cut)?;
        if let Some(yuan) = self.placed.yuan {
            self.totals.are_in(yuan);
        }
        let kind = |section: usize, at: usize| {
            recognised.get(&section).and_then(|found| found.lines.get(at)).unwrap_or(&LineKind::Content)
        };
        let is_content = |at: usize| matches!(kind(home, at), LineKind::Content);
        self.of_this_unit(cut, home, &is_content)?;
        let unnamed = self.unnamed_total(cut, home, &|at| matches!(kind(home, at), LineKind::Content));
        let mut columns = cut.columns.clone();
        let mut below = self.last_row(home).filter(|_| line >= self.layout.lines.len());
        for (at, cells) in cut.lines.iter().enumerate() {
            match kind(home, at) {
                LineKind::Header => {
                    self.placed.notes.headers += 1;
                    continue;
                }
                LineKind::Words => {
                    self.refuse_words(cells);
                    continue;
                }
                LineKind::Total(label) => {
                    let stands_here = self.row_in(line, home).is_some_and(|row| says(&row, label));
                    if !stands_here {
                        self.left_out(cut, home, label, cells);
                        continue;
                    }
                }
                _ => {}
            }
            let grows = self.section(home).is_some_and(|section| !section.free.is_empty());
            // The rows of the form do not move, and a line of another name is none of them.
            if grows && let LineKind::Content = kind(home, at) {
                let passed = self.row_in(line, home);
                while self.row_in(line, home).is_some_and(|row| self.is_another(&row, cut, cells)) {
                    let next = self.next_line(line + 1, Some(home));
                    line = next.map_or(self.layout.lines.len(), |(line, _)| line);
                }
                let begun =
                    passed.zip(self.row_in(line, home)).filter(|(passed, row)| passed.index != row.index);
                if let Some((passed, row)) = begun {
                    let from = self.placed.entries.len();
                    self.placed.passed.get_or_insert_with(|| Passed { row: passed.name(), from });
                    if at == 0 {
                        self.placed.notes.begun_below = Some((passed.name(), row.name()));
                    }
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
                self.note_of_form(key);
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
                self.added_rows(cut, (at, unnamed), home, below, &kind)?;
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
                        LineKind::Blank | LineKind::Header | LineKind::Words | LineKind::Total(_) => {
                            positional
                        }
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
            below = self.row_in(line, home).map(|row| row.index).or(below);
            let is_taken =
                self.entries(cut, &columns, cells, &|section| resolved.get(&section).copied().flatten());
            if is_taken && unnamed == Some(at) {
                let row = self.row_in(line, home).map(|row| row.name()).unwrap_or_default();
                self.placed.notes.like_totals.push(format!("“{}”录入了“{row}”", words_of(cells)));
            }
            // A line of which nothing is entered stands nowhere else either.
            if let Some(name) = elsewhere.filter(|_| is_taken) {
                let words = words_of(cells);
                self.placed.notes.elsewhere.push(format!("“{words}”的数在“{name}”"));
            }
            line += 1;
        }
        Ok(())
    }

    /// Leaves a line out that is a total of somewhere else; what it says is held against the lines that are taken.
    fn left_out(&mut self, cut: &Cut<'_>, home: usize, label: &str, cells: &[Given]) {
        self.placed.notes.totals.push(format!("“{label}”"));
        let columns = self.section(home).map(|section| section.columns.as_slice()).unwrap_or_default();
        let figures = cut.columns.iter().zip(cells).skip(cut.from);
        let figures = figures.filter(|((section, _), _)| *section == home);
        let figures = figures.filter_map(|((_, at), given)| Some((columns.get(*at)?, given, None)));
        self.totals.total(label, figures);
    }

    /// Puts the cells of a line into rows, which are told by section; whether any came into one that is entered.
    fn entries(
        &mut self,
        cut: &Cut<'_>,
        columns: &[(usize, usize)],
        cells: &[Given],
        row: &dyn Fn(usize) -> Option<SheetRow<'b>>,
    ) -> bool {
        self.refuse_without(cut, cells);
        let mut is_taken = false;
        let (mut is_part, mut label) = (false, None);
        let mut found = Vec::new();
        for (&(section, at), given) in columns.iter().zip(cells).skip(cut.from) {
            if section == NOWHERE && cut.is_lined_up {
                continue;
            }
            let cell = row(section).and_then(|row| row.cell(at));
            match cell {
                Some(cell) => {
                    let is_entered = cell.role == crate::schema::Role::Input && !given.is_blank();
                    is_taken |= is_entered;
                    is_part |= is_entered && cell.column.kind.is_number();
                    if cell.row.shape.level().is_none() {
                        label.get_or_insert_with(|| cell.row.name());
                    }
                    found.push((cell.address(), cell.column, cell.row.name(), given));
                }
                None if given.is_blank() => {}
                None => self.placed.refused.push(RefusedEntry {
                    refusal: Refusal::NoPlace,
                    column: String::new(),
                    place: "此处没有对应的行".to_owned(),
                    text: given.text.clone(),
                    reason: "这一格没有可以录入的位置".to_owned(),
                }),
            }
        }
        if is_part {
            let figures = found.iter().map(|(_, column, _, given)| (*column, *given));
            self.totals.part(figures);
        } else if let Some(label) = label {
            let figures =
                found.iter().map(|(address, column, _, given)| (*column, *given, Some(address.clone())));
            self.totals.total(&label, figures);
        }
        for (address, column, row, given) in found {
            self.placed.columns.insert(column.key.clone());
            if let Some(text) = wanted(given, column, &row, &mut self.placed) {
                self.placed.entries.push((address, text));
            }
        }
        is_taken
    }
}
