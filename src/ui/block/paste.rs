//! Pasting a block: which cell each of its texts goes into, and which rows are added where the table ends
//! before the block does. What a text means in its cell is for the session to say.

use regex::Regex;

use super::{Given, html, text};
use crate::calc::Sheet;
use crate::model::{CellAddress, ColumnKey, KindKey};
use crate::schema::{FreeRow, SectionSchema};
use crate::session::{AddedRow, Addition};
use crate::ui::document::Document;
use crate::ui::grid::layout::{GridLayout, Spot};
use crate::ui::grid::state::Block;

/// Where a block goes.
struct Placed {
    entries: Vec<(CellAddress, String)>,
    addition: Addition,
}

impl Document {
    /// Puts what the clipboard holds into the cells from the cursor on, as one step: a table where it
    /// has one, else the text.
    pub fn paste(&mut self, from_text: &str, from_html: Option<&str>) {
        let lines = from_html.and_then(html::read).unwrap_or_else(|| text::read(from_text));
        let placed = self.with_grid(|sheet, layout, _, grid| {
            let block = grid.block(layout, &sheet).ok_or("请先选中一个单元格")?;
            place(&sheet, layout, block, &lines)
        });
        match placed {
            Some(Ok(placed)) if placed.addition.rows.is_empty() => self.enter_all(&placed.entries, "粘贴"),
            Some(Ok(placed)) => {
                let count = placed.addition.rows.len();
                let entered = self.session.enter_block(&placed.entries, &placed.addition, "粘贴");
                self.message = Some(match entered {
                    Ok(0) => format!("粘贴：增加了 {count} 行"),
                    Ok(skipped) => {
                        format!("粘贴：增加了 {count} 行；有 {skipped} 格是合计或固定文字，已跳过")
                    }
                    Err(reason) => format!("粘贴没有进行：{reason}"),
                });
            }
            Some(Err(reason)) => self.message = Some(format!("{reason}；没有粘贴任何数据")),
            None => {}
        }
    }
}

fn place(
    sheet: &Sheet<'_>,
    layout: &GridLayout,
    block: Block,
    lines: &[Vec<Given>],
) -> Result<Placed, &'static str> {
    let key = sheet.schema.key.clone();
    let mut placed =
        Placed { entries: Vec::new(), addition: Addition { table: key, below: None, rows: Vec::new() } };
    let left = block.columns.0;
    let mut line = block.lines.0;
    // The section in which the block begins; where it has free rows it is not left, but grows.
    let mut home: Option<usize> = None;
    let mut below = None;
    for (at, texts) in lines.iter().enumerate() {
        let start = layout.cell_from(line, left, 1, 0);
        let found = start.and_then(|place| match layout.spot(place.0, place.1).0 {
            Spot::Cell { row, .. } => Some((place, sheet.row(row)?)),
            _ => None,
        });
        let grows = |section: usize| {
            sheet.schema.sections.get(section).is_some_and(|section| !section.free.is_empty())
        };
        let found =
            found.filter(|(_, row)| home.is_none_or(|home| home == row.section_index || !grows(home)));
        let Some((mut place, row)) = found else {
            let section = home.and_then(|home| Some((home, sheet.schema.sections.get(home)?)));
            let (home, section) = section.ok_or("请先选中一个单元格")?;
            if section.free.is_empty() {
                return Err("粘贴的内容比此处剩下的行多，而这张表的行是固定的");
            }
            placed.addition.below = below;
            let like = below.and_then(|below| Some(sheet.row(below)?.row.kind.clone()));
            for texts in lines.get(at..).unwrap_or_default() {
                let row = added_row(layout, (home, section), left, texts, like.as_ref())?;
                placed.addition.rows.push(row);
            }
            return Ok(placed);
        };
        home = home.or(Some(row.section_index));
        below = Some(row.index);
        line = place.0;
        for (nth, given) in texts.iter().enumerate() {
            if nth > 0 {
                let column = place.1 + layout.spot(line, place.1).1.len().max(1);
                place = layout
                    .cell_from(line, column, 0, 1)
                    .ok_or("粘贴的内容比此处剩下的列多；请少选几列，或从靠左的单元格开始粘贴")?;
            }
            let Spot::Cell { row, column } = layout.spot(place.0, place.1).0 else {
                return Err("此处不能粘贴");
            };
            let cell = sheet.row(row).and_then(|row| row.cell(column)).ok_or("此处不能粘贴")?;
            placed.entries.push((cell.address(), wanted(given, cell.column.kind.is_number())));
        }
        line += 1;
    }
    Ok(placed)
}

/// The text for a cell: for a number the unrounded one.
fn wanted(given: &Given, number: bool) -> String {
    given.exact.clone().filter(|_| number).unwrap_or_else(|| given.text.clone())
}

/// A row that takes `texts` from the physical column `left` on.
fn added_row(
    layout: &GridLayout,
    (index, section): (usize, &SectionSchema),
    left: usize,
    texts: &[Given],
    like: Option<&KindKey>,
) -> Result<AddedRow, &'static str> {
    let columns: Vec<_> = layout
        .columns_of(index)
        .filter(|(_, place)| place.start >= left || place.contains(&left))
        .filter_map(|(at, _)| section.columns.get(at))
        .collect();
    if texts.len() > columns.len() {
        return Err("粘贴的内容比此处剩下的列多；请少选几列，或从靠左的单元格开始粘贴");
    }
    let cells: Vec<_> = columns
        .iter()
        .zip(texts)
        .map(|(column, given)| (column.key.clone(), wanted(given, column.kind.is_number())))
        .collect();
    // As the importer does: of several kinds that fit, the one that asks for most; else one like that above.
    let text =
        |key: &ColumnKey| cells.iter().find(|(column, _)| column == key).map_or("", |(_, text)| text.trim());
    let fits = |free: &&FreeRow| {
        let asks = !free.needs.is_empty() || !free.patterns.is_empty();
        asks && free.needs.iter().all(|key| !text(key).is_empty())
            && free
                .patterns
                .iter()
                .all(|(key, pattern)| Regex::new(pattern).is_ok_and(|pattern| pattern.is_match(text(key))))
    };
    let asked = |free: &&FreeRow| (free.needs.len() + free.patterns.len(), Some(&free.kind) == like);
    let known = |free: &&FreeRow| Some(&free.kind) == like;
    let kind = section.free.iter().filter(fits).max_by_key(asked);
    let kind = kind.or_else(|| section.free.iter().find(known)).or(section.free.last());
    let kind = kind.map(|free| free.kind.clone()).unwrap_or_default();
    Ok(AddedRow { kind, cells })
}
