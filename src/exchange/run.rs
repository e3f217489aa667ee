//! A run of rows of one or several sections beside each other: its header parted from its rows, its columns
//! found, its rows put in place. Knows nothing of pages or other sections.

use std::ops::Range;

use super::align::Grid;
use super::columns::{self, Heading, Layout, Local, Target};
use super::doubts::Answer;
use super::dress::is_page;
use super::header::Header;
use super::report::NoteKind;
use super::shift::Shift;
use super::table::{Head, RawRow, Reader};
use super::words::{Printed, is_numbering};
use super::{codes, units};
use crate::model::{DOUBTED_HEADER, Unplaced};
use crate::schema::Layout as Sections;

/// How many rows a header may have.
const DEEPEST: usize = 8;

impl<'f> Reader<'f> {
    /// Reads the rows of some sections. `top` says whether a header may stand above them.
    pub(super) fn read_run(
        &mut self,
        rows: Vec<RawRow>,
        sections: Range<usize>,
        top: bool,
        unplaced: &mut Vec<Unplaced>,
    ) {
        let grid = Grid::new(self.schema, sections.clone());
        let start = sections.start;
        if !self.heads.iter().any(|head| head.start == start) {
            self.heads.push(Head { start, header: Header::new(&grid, self.schema.headless), layout: None });
        }
        // A header that stands again says anew what the columns are.
        for (nth, rows) in self.pieces(rows, start).into_iter().enumerate() {
            self.read_piece(rows, start, &grid, (top || nth > 0, nth == 0), unplaced);
        }
    }

    /// The rows with each header that stands below others at the beginning of a piece of its own.
    fn pieces(&self, rows: Vec<RawRow>, start: usize) -> Vec<Vec<RawRow>> {
        let Some(Head { header, .. }) = self.heads.iter().find(|head| head.start == start) else {
            return vec![rows];
        };
        let (mut pieces, mut piece) = (Vec::new(), Vec::new());
        let mut has_rows = false;
        for raw in rows {
            let is_header = header.begins(&raw.cells) && !raw.cells.iter().all(Printed::is_blank);
            if is_header && has_rows {
                pieces.push(std::mem::take(&mut piece));
                has_rows = false;
            }
            // Words that the format does not know may be a header's; an amount is none, nor a column's number one.
            has_rows |= !is_header && raw.cells.iter().any(|cell| cell.number.is_some() && !cell.digits);
            piece.push(raw);
        }
        pieces.push(piece);
        pieces
    }

    /// Reads rows below one header. `top` says whether it may stand above them, `first_piece` whether nothing of the
    /// page stands before.
    fn read_piece(
        &mut self,
        rows: Vec<RawRow>,
        start: usize,
        grid: &Grid<'f>,
        (top, first_piece): (bool, bool),
        unplaced: &mut Vec<Unplaced>,
    ) {
        let (head, mut data) = self.part(rows, start, top);
        let Some((first, last)) = data.first().zip(data.last()).map(|(first, last)| (first.line, last.line))
        else {
            return;
        };
        let layout = self.layout(grid, &head, &data, start);
        let grid = Grid::new(self.schema, start..start + grid.parts.len()).with(layout);
        let moved = codes::complete(&mut data, &grid, self);
        for (line, text) in moved {
            self.tell(line, NoteKind::Codes, text);
        }
        let loose: Vec<&[Printed]> =
            data.iter().filter(|raw| !raw.is_exact).map(|raw| raw.cells.as_slice()).collect();
        let none = Shift::default();
        let usual = if loose.is_empty() { none } else { grid.best_shift(&loose, none) };
        if usual != none && self.schema.layout == Sections::Beside || usual.at > 0 || usual.first > 0 {
            self.tell(first, NoteKind::Shifted, format!("第 {first}–{last} 行整页{}", describe(usual)));
        }
        for (at, raw) in data.iter().enumerate() {
            let shift = if raw.is_exact { none } else { grid.best_shift(&[&raw.cells], usual) };
            if shift != usual && !raw.is_exact {
                self.tell(raw.line, NoteKind::Shifted, describe(shift));
            }
            self.read_row(&grid, raw, shift, at == 0 && first_piece && self.page > 0, unplaced);
        }
    }

    /// Parts header rows from the others; blank rows are dropped.
    fn part(&mut self, rows: Vec<RawRow>, start: usize, top: bool) -> (Vec<RawRow>, Vec<RawRow>) {
        let Some(Head { header, .. }) = self.heads.iter_mut().find(|head| head.start == start) else {
            return (Vec::new(), rows);
        };
        let is_blank = |raw: &RawRow| raw.cells.iter().all(Printed::is_blank);
        let mut rows: Vec<RawRow> = rows.into_iter().filter(|raw| !is_blank(raw)).collect();
        // Words broken over several rows are known only together with what stands around them.
        let mut depth = 0;
        if top {
            for (at, raw) in rows.iter().enumerate().take(DEEPEST) {
                // What stands between rows of a header is one, too, if there is no doubt about the last.
                let follows = at == depth;
                let is_header =
                    header.is_header(&raw.cells, true) && (follows || header.is_header(&raw.cells, false));
                if is_header || follows && header.could_be(&raw.cells) && header.is_broken(&raw.cells) {
                    let named = rows.get(depth..=at).unwrap_or_default().iter();
                    for raw in named.filter(|raw| raw.cells.iter().all(|cell| cell.number.is_none())) {
                        header.see(raw.line, &raw.cells, &mut self.notes);
                    }
                    depth = at + 1;
                } else if !header.could_be(&raw.cells) {
                    break;
                }
            }
        }
        let mut data = rows.split_off(depth);
        data.retain(|raw| {
            let is_header = header.is_header(&raw.cells, false);
            if is_header {
                header.see(raw.line, &raw.cells, &mut self.notes);
            }
            !is_header && !is_numbering(&raw.cells) && !is_page_row(&raw.cells)
        });
        for raw in &rows {
            header.remember(&raw.cells);
        }
        // The numbers of columns name none.
        rows.retain(|raw| !raw.cells.iter().any(|cell| cell.number.is_some()));
        (rows, data)
    }

    /// What the columns of these rows are; `None` where they are the format's.
    fn layout(&mut self, grid: &Grid<'f>, head: &[RawRow], data: &[RawRow], start: usize) -> Option<Layout> {
        let at = self.heads.iter().position(|head| head.start == start)?;
        let before = self.heads.get(at).and_then(|head| head.layout.clone());
        if head.is_empty() {
            let numbers = grid.slots.iter().filter(|slot| slot.column.kind.is_number()).count();
            if before.is_none() && self.titled && self.page == 0 && numbers > 2 && !self.has_header(at) {
                let line = data.first().map_or(0, |raw| raw.line);
                let text = "没有读到表头，各栏按格式的次序读入；请核对栏次";
                self.doubts.question(DOUBTED_HEADER, line, text, Answer::Order, None);
            }
            return before;
        }
        let cells =
            |raws: &'_ [RawRow]| -> Vec<Vec<Printed>> { raws.iter().map(|raw| raw.cells.clone()).collect() };
        let (heads, rows) = (cells(head), cells(data));
        let heads: Vec<&[Printed]> = heads.iter().map(Vec::as_slice).collect();
        let rows: Vec<&[Printed]> = rows.iter().map(Vec::as_slice).collect();
        // A row that is far too long has no place in its columns anyhow.
        let most = grid.slots.len() * 2 + 8;
        let width = rows.iter().map(|row| row.len()).max().unwrap_or(0).min(most);
        let filled: Vec<bool> = (0..width)
            .map(|at| rows.iter().any(|row| row.get(at).is_some_and(|cell| !cell.is_blank())))
            .collect();
        let heads: Vec<&[Printed]> = heads.iter().map(|row| row.get(..most).unwrap_or(row)).collect();
        let line = head.last().map_or(0, |raw| raw.line);
        let stated = head.iter().flat_map(|raw| &raw.cells).filter_map(|cell| units::of_word(&cell.text));
        let stated: std::collections::BTreeSet<_> = stated.collect();
        let read = columns::read(grid, &heads, &filled, self.year);
        let layout = match read {
            Heading::Clear(layout) if layout.is_plain() => {
                let has_unit = layout.units.iter().any(Option::is_some);
                Some(has_unit.then_some(layout))
            }
            Heading::Clear(layout) => {
                let followed =
                    Grid::new(self.schema, start..start + grid.parts.len()).with(Some(layout.clone()));
                // What the cells below speak against was printed above the wrong columns.
                (followed.resistance(&rows) <= grid.resistance(&rows)).then(|| {
                    self.tell_of_columns(grid, &layout, &filled, line);
                    Some(layout)
                })
            }
            Heading::Garbled | Heading::Silent => None,
        };
        self.tell_of_units(layout.as_ref().and_then(Option::as_ref), &heads, line);
        match stated.iter().collect::<Vec<_>>().as_slice() {
            [] => {}
            // The only one is that of the columns that state none, too, where none stands above the table.
            [only] => {
                self.loose_unit = Some(**only);
                let other = units::factor(**only, self.format.unit).filter(|_| self.unit.is_none());
                if other.is_some() {
                    let text =
                        format!("表头写的金额单位是{}，没有另写单位的各栏也按此读入", units::name(**only));
                    self.tell(line, NoteKind::Unit, text);
                }
            }
            _ => self.loose_unit = None,
        }
        let layout = layout.unwrap_or_else(|| {
            if let Some(words) = self.heads.get(at).and_then(|head| head.header.strange()) {
                let text = format!("表头与各栏对不上（{words}），各栏按格式的次序读入；请核对栏次");
                self.doubts.question(DOUBTED_HEADER, line, text, Answer::Order, None);
            }
            before
        });
        if let Some(head) = self.heads.get_mut(at) {
            head.layout.clone_from(&layout);
        }
        layout
    }

    /// Says where a column states another unit than the table: its own holds.
    fn tell_of_units(&mut self, layout: Option<&Layout>, heads: &[&[Printed]], line: u32) {
        let Some((layout, above)) = layout.zip(self.unit) else { return };
        let others = layout.units.iter().enumerate().filter_map(|(at, unit)| {
            let unit = unit.filter(|unit| *unit != above)?;
            let word = heads.iter().rev().find_map(|row| row.get(at).filter(|cell| !cell.is_blank()));
            Some(format!("“{}”栏按{}读入", word.map_or("", |cell| cell.text.as_str()), units::name(unit)))
        });
        let others: Vec<String> = others.collect();
        if !others.is_empty() {
            let text = format!(
                "表上写的金额单位是{}，有的栏另写了单位：{}；请对照原文核对",
                units::name(above),
                others.join("、")
            );
            self.tell(line, NoteKind::Unit, text.clone());
            self.doubts.problem("金额单位", line, text);
        }
    }

    fn has_header(&self, at: usize) -> bool {
        self.heads.get(at).is_some_and(|head| head.header.is_seen())
    }

    /// Says which columns are not the format's.
    fn tell_of_columns(&mut self, grid: &Grid<'f>, layout: &Layout, filled: &[bool], line: u32) {
        let is_filled = |at: usize| filled.get(at).copied().unwrap_or(false);
        let local = layout.targets.iter().enumerate().filter_map(|(at, target)| match target {
            Target::Local(local) if is_filled(at) => layout.locals.get(*local),
            _ => None,
        });
        let local: Vec<String> = local.map(|Local { key, .. }| format!("“{key}”")).collect();
        let placed: Vec<usize> = layout
            .targets
            .iter()
            .enumerate()
            .filter_map(|(at, target)| match target {
                // Codes that are printed in one column are parted into the others.
                Target::Slot(slot) if at < filled.len() || columns::is_parted(grid, *slot) => Some(*slot),
                _ => None,
            })
            .collect();
        let lacking: Vec<String> = (0..grid.slots.len())
            .filter(|slot| !placed.contains(slot))
            .filter_map(|slot| grid.slots.get(slot))
            .map(|slot| format!("“{}”", slot.column.full_title()))
            .collect();
        let mut text = "各栏与格式不同，已按表头归位".to_owned();
        if !lacking.is_empty() {
            text.push_str(&format!("；没有{}栏，留空", lacking.join("、")));
        }
        if !local.is_empty() {
            text.push_str(&format!("；格式里没有{}栏，作为本地栏保留", local.join("、")));
        }
        self.tell(line, NoteKind::Columns, text);
        if !local.is_empty() {
            let text = format!("格式里没有{}栏，原样保留为本地栏，不参与计算和检查", local.join("、"));
            self.doubts.remark("本地栏", line, text);
        }
    }
}

/// Whether a row is the number of its page and nothing else.
fn is_page_row(cells: &[Printed]) -> bool {
    let mut filled = cells.iter().filter(|cell| !cell.is_blank());
    filled.next().is_some_and(|cell| is_page(&cell.text)) && filled.next().is_none()
}

fn describe(shift: Shift) -> String {
    let one = |by: i32| match by {
        0 => "不动".to_owned(),
        1.. => format!("右移 {by} 格"),
        _ => format!("左移 {} 格", -by),
    };
    match shift.at {
        0 => one(shift.second),
        at => format!("第 {} 格起{}，之前{}", at + 1, one(shift.second), one(shift.first)),
    }
}
