//! One printed row: which row of the format it is, and its cells as values. Totals go to what the document
//! states, the rest to inputs, what only the document has beside them. What cannot be read is kept as it
//! stands, and said.

mod left;

use rust_decimal::Decimal;

use self::left::{Left, Locals};
use super::align::{Grid, Identity, Placed, Placement};
use super::columns::Target;
use super::marks::RowMark;
use super::report::NoteKind;
use super::shift::Shift;
use super::table::{RawRow, ReadRow, Reader};
use super::units;
use super::words::{Printed, fold, squeeze, unbroken};
use crate::model::{ColumnKey, DOUBTED_COLUMNS, Row, Unplaced, Value};
use crate::money::{MoneyUnit, parse_amount_of, parse_count};
use crate::schema::{Column, ColumnKind, FixedRow, FreeRow, Role, RowShape, SectionSchema};
use crate::text::{is_ideograph, shortened};

/// A cell in a column of the format, and which column of the grid that is.
type Placing<'f, 'r> = (usize, &'f Column, &'r Printed);

impl<'f> Reader<'f> {
    /// Reads one row; what finds no place is put into `unplaced`.
    pub(super) fn read_row(
        &mut self,
        grid: &Grid<'f>,
        raw: &RawRow,
        shift: Shift,
        page_top: bool,
        unplaced: &mut Vec<Unplaced>,
    ) {
        let Placement { slots: placed, local, outside } = grid.place(&raw.cells, shift);
        self.doubt_columns(grid, raw, shift);
        // What is left of a cut row stands in the format's own columns.
        let within = outside.is_empty() && local.is_empty();
        if page_top && within && self.join_continuation(grid, raw.line, &placed) {
            return;
        }
        let mut left = Left { line: raw.line, unplaced, problems: Vec::new() };
        let mut locals = Locals { kept: vec![false; local.len()], cells: local };
        for part in 0..grid.parts.len() {
            self.read_part(grid, raw, (part, &placed), &mut locals, &mut left);
        }
        for cell in locals.left() {
            left.lose(cell.text.clone(), "这一行没有归位，本地栏里的内容也没有".to_owned(), "多出的格");
        }
        for cell in outside {
            left.lose(cell.text.clone(), "落在本表各栏之外".to_owned(), "多出的格");
        }
        for problem in left.problems {
            self.tell(raw.line, NoteKind::Unplaced, problem);
        }
    }

    /// Reads what of a row stands in one part of the grid.
    fn read_part(
        &mut self,
        grid: &Grid<'f>,
        raw: &RawRow,
        (part, placed): (usize, &Placed<'_>),
        locals: &mut Locals<'_>,
        left: &mut Left<'_>,
    ) {
        let Some(rules) = grid.parts.get(part) else { return };
        let slots = grid.slots.iter().enumerate().zip(placed);
        let cells: Vec<Placing<'f, '_>> = slots
            .filter_map(|((at, slot), cell)| {
                (*cell).filter(|_| slot.part == part).map(|cell| (at, slot.column, cell))
            })
            .collect();
        let Some(identity) = grid.identify(part, placed) else { return };
        let Some(shape) = self.shape_of(grid, (part, identity), placed, &cells, raw.line) else {
            let reason = self.doubt_lost(raw.line, &cells);
            left.lose(locals.text(grid, part, &cells), reason, "整行");
            return;
        };
        let mut row = Row::default();
        match shape {
            RowShape::Fixed(fixed) => {
                let Some(fixed) = self.take_fixed(rules.schema, fixed) else {
                    let reason = format!("{}里已有“{}”这一行", self.schema.title, fixed.key);
                    left.lose(locals.text(grid, part, &cells), reason, "重复的行");
                    return;
                };
                row.key = fixed.key.clone();
                row.kind = fixed.kind.clone();
            }
            RowShape::Free(free) => row.kind = free.kind.clone(),
        }
        let mut mark = RowMark { at: raw.at, cells: Vec::new() };
        self.read_cells(grid, (&mut row, shape, &mut mark), &cells, left);
        self.read_locals(grid, part, (&mut row, &mut mark), locals, raw.line);
        if let Some(rows) = self.sections.get_mut(rules.section) {
            rows.push(ReadRow { row, shape, line: raw.line, page: self.page, mark });
        }
    }

    /// Puts the cells of the format's columns into a row.
    fn read_cells(
        &mut self,
        grid: &Grid<'f>,
        (row, shape, mark): (&mut Row, RowShape<'f>, &mut RowMark),
        cells: &[Placing<'f, '_>],
        left: &mut Left<'_>,
    ) {
        let label = |(_, column, cell): &Placing<'_, '_>| {
            (shape.role(column) == Role::Label).then(|| units::bracketed(&cell.text)).flatten()
        };
        let of_row = cells.iter().find_map(label);
        self.loose_unit = self.loose_unit.or(of_row);
        for (at, column, cell) in cells {
            mark.cells.extend(cell.from.map(|from| (column.key.clone(), from)));
            // The row's own label, printed in another column.
            let label = matches!(shape, RowShape::Fixed(fixed)
                if !fixed.cells.contains_key(&column.key)
                    && fixed.cells.values().any(|text| fold(text) == cell.folded));
            let layout = grid.layout.as_ref();
            let unit = layout.and_then(|layout| layout.unit_of(Target::Slot(*at))).or(of_row);
            if !label && !self.store(row, shape, column, cell, unit, left.line) {
                let reason = format!("这一行的“{}”栏应为空白", column.key);
                left.lose(cell.text.clone(), reason, "多出的格");
            }
        }
    }

    /// Puts the cells of columns that the format lacks beside them.
    fn read_locals(
        &mut self,
        grid: &Grid<'f>,
        part: usize,
        (row, mark): (&mut Row, &mut RowMark),
        locals: &mut Locals<'_>,
        line: u32,
    ) {
        let layout = grid.layout.as_ref();
        for nth in locals.of(grid, part) {
            let Some((at, cell)) = locals.cells.get(nth).copied() else { continue };
            let Some(column) = layout.and_then(|layout| layout.locals.get(at)) else { continue };
            locals.keep(nth);
            self.cells += 1;
            mark.cells.extend(cell.from.map(|from| (column.key.clone(), from)));
            let unit = layout.and_then(|layout| layout.unit_of(Target::Local(at)));
            let is_form = grid.slots.iter().all(|slot| !slot.column.kind.is_number());
            let value = self.local_value(cell, column.is_text || is_form, unit, line);
            row.cells.extend(value.map(|value| (column.key.clone(), value)));
        }
    }

    /// Which row of the format one is that was identified in a part of the grid.
    fn shape_of(
        &mut self,
        grid: &Grid<'f>,
        (part, identity): (usize, Identity<'f>),
        placed: &Placed<'_>,
        cells: &[Placing<'f, '_>],
        line: u32,
    ) -> Option<RowShape<'f>> {
        let section = grid.parts.get(part)?.section;
        match identity {
            Identity::Fixed(row) => Some(RowShape::Fixed(row)),
            Identity::Free(row) => {
                let below = self.repeats(section, row, cells);
                let below = below.then(|| grid.identify_below(part, row, placed)).flatten();
                Some(RowShape::Free(below.unwrap_or(row)))
            }
            Identity::Bare => self.unlabelled(section, line).map(RowShape::Fixed),
            Identity::Unknown => None,
        }
    }

    /// What stands in a column that the format lacks.
    fn local_value(
        &mut self,
        cell: &Printed,
        is_text: bool,
        unit: Option<Decimal>,
        line: u32,
    ) -> Option<Value> {
        if is_text || cell.number.is_none() {
            return Some(Value::Text(cell.text.replace('\n', " ").into()));
        }
        self.amount(cell, unit, line)
    }

    /// Why a row is lost that is of no kind, and what is doubtful for that.
    fn doubt_lost(&mut self, line: u32, cells: &[Placing<'_, '_>]) -> String {
        let is_amount = |(_, column, cell): &Placing<'_, '_>| {
            cell.number.is_some() && (column.kind.is_number() || !cell.digits)
        };
        let has_amount = cells.iter().any(is_amount);
        let prefix = self.code_of(cells.iter().map(|(_, column, cell)| (&column.key, cell.text.as_str())));
        self.doubts.lost_rows += 1;
        match prefix.filter(|_| has_amount) {
            Some(prefix) => {
                self.doubts.subtotals.push((line, prefix));
                format!("{}里没有这一级的小计行", self.schema.title)
            }
            None => {
                self.doubts.unread.extend(has_amount.then_some(line));
                format!("不是{}里的任何一种行", self.schema.title)
            }
        }
    }

    /// The fixed row that one is: a total may stand below the rows, too. `None` where it was read already.
    fn take_fixed(&mut self, section: &'f SectionSchema, fixed: &'f FixedRow) -> Option<&'f FixedRow> {
        let again = || section.fixed_rows().find(|other| self.is_again(other, fixed));
        let fixed = if self.used.contains(&fixed.key) { again().unwrap_or(fixed) } else { fixed };
        self.used.insert(fixed.key.clone()).then_some(fixed)
    }

    /// Whether a fixed row, not yet read, is another one over again: it has the same label and is the same kind.
    fn is_again(&self, other: &FixedRow, fixed: &FixedRow) -> bool {
        other.key != fixed.key
            && other.kind == fixed.kind
            && other.cells == fixed.cells
            && !self.used.contains(&other.key)
    }

    /// Notes which columns are doubtful in a row.
    fn doubt_columns(&mut self, grid: &Grid<'f>, raw: &RawRow, shift: Shift) {
        let is_further = self.page > 0 && self.heads.iter().any(|head| head.header.is_seen());
        for (why, columns) in raw.doubted.iter().flat_map(|doubts| doubts.iter()) {
            let is_whole = why.is_of_words();
            // What was moved for lack of a place stands in none that is sure.
            let columns = columns
                .filter(|_| shift == Shift::default())
                .and_then(|columns| grid.figures_at(columns, (&raw.cells, shift), is_whole));
            self.doubts.doubt_columns(why, columns, is_further);
        }
    }

    /// Whether a row of a kind is called as the row above it, of the same kind.
    fn repeats(&self, section: usize, free: &FreeRow, cells: &[Placing<'_, '_>]) -> bool {
        let Some(above) = self.sections.get(section).and_then(|rows| rows.last()) else { return false };
        let named = |key: &ColumnKey| {
            let own = cells.iter().find(|(_, column, _)| column.key == *key);
            own.is_some_and(|(_, _, cell)| {
                matches!(above.row.cells.get(key), Some(Value::Text(text)) if squeeze(text) == cell.squeezed)
            })
        };
        above.row.kind == free.kind && !free.key.is_empty() && free.key.iter().all(named)
    }

    /// Puts one cell into a row. `false` if nothing may stand there.
    fn store(
        &mut self,
        row: &mut Row,
        shape: RowShape<'f>,
        column: &Column,
        cell: &Printed,
        unit: Option<Decimal>,
        line: u32,
    ) -> bool {
        let role = shape.role(column);
        self.cells += 1;
        match role {
            Role::Blank => {
                self.cells -= 1;
                return false;
            }
            Role::Label => {
                // As printed, where that differs from the format's words: by more than a unit of which nothing is left.
                let own = shape.label(&column.key);
                let other = units::bracketed(&cell.text).is_some_and(|of| of != self.format.unit.in_yuan());
                let converted = other && own.is_some_and(|own| fold(own) == cell.folded);
                if own != Some(cell.text.as_str()) && !converted {
                    row.cells.insert(column.key.clone(), text_of(cell));
                }
            }
            Role::Input | Role::SumOfColumns | Role::SumOfRows | Role::SumOfLines => {
                let value = match column.kind {
                    ColumnKind::Amount | ColumnKind::Yuan => self.amount(cell, unit, line),
                    ColumnKind::Count => match parse_count(&cell.text) {
                        Ok(number) => number.map(Value::Amount),
                        Err(error) => self.unreadable(cell, line, &error.message),
                    },
                    ColumnKind::Code if cell.digits => Some(Value::from(cell.squeezed.as_str())),
                    ColumnKind::Text if holds_amount(&cell.text) => {
                        let text = format!(
                            "“{}”里一个金额和文字在一格，可能是两栏并成了一格；请核对",
                            shortened(&cell.text)
                        );
                        self.doubts.problem(DOUBTED_COLUMNS, line, text);
                        Some(text_of(cell))
                    }
                    ColumnKind::Text | ColumnKind::Code | ColumnKind::Indicator => Some(text_of(cell)),
                };
                let layer = if role.is_computed() { &mut row.stated } else { &mut row.cells };
                if let Some(value) = value {
                    layer.insert(column.key.clone(), value);
                }
            }
        }
        true
    }

    /// An amount in the format's unit. `unit` is that of its column or row, in 元.
    fn amount(&mut self, cell: &Printed, unit: Option<Decimal>, line: u32) -> Option<Value> {
        if cell.is_dash() {
            self.tell(line, NoteKind::Dash, "");
            return None;
        }
        let Some(text) = unbroken(&cell.text) else {
            return self.unreadable(cell, line, "一格里有几个数，分不清是哪一个");
        };
        // A number with a unit of its own is in that unit, whatever stands above the table.
        let own_unit = cell.squeezed.ends_with(['元', '万', '亿']);
        let unit = unit.or(self.unit).or(self.loose_unit).or(self.general_unit);
        let own = self.format.unit.in_yuan();
        let printed = unit.unwrap_or(own);
        match parse_amount_of(&text, self.format.unit, printed) {
            Ok(Some(amount)) => {
                self.doubts.amounts += 1;
                if unit.is_none() && !own_unit && !amount.is_zero() && !self.is_counted {
                    self.doubts.unitless.push(line);
                }
                // A larger unit leaves zeros at the end; those of a smaller one are printed there, and say how exact it is.
                let is_as_printed = printed <= own && !own_unit && !amount.is_zero();
                Some(Value::Amount(if printed == own || is_as_printed { amount } else { amount.normalize() }))
            }
            Ok(None) => None,
            Err(error) => self.unreadable(cell, line, &error.message),
        }
    }

    fn unreadable(&mut self, cell: &Printed, line: u32, message: &str) -> Option<Value> {
        self.doubts.amounts += 1;
        self.tell(line, NoteKind::Unreadable, message);
        Some(text_of(cell))
    }

    /// The fixed row that a row of bare numbers is: the next one that has no label or is a total.
    fn unlabelled(&mut self, section: usize, line: u32) -> Option<&'f FixedRow> {
        let schema = self.schema.sections.get(section)?;
        let begun = self
            .sections
            .get(section)
            .is_some_and(|rows| rows.iter().any(|read| matches!(read.shape, RowShape::Free(_))));
        let candidates = if begun { &schema.after } else { &schema.before };
        let row = candidates
            .iter()
            .find(|row| (row.cells.is_empty() || !row.sum.is_empty()) && !self.used.contains(&row.key))?;
        if !row.cells.is_empty() {
            self.tell(line, NoteKind::Unlabelled, format!("读作“{}”", row.key));
        }
        Some(row)
    }
}

/// A cell's text on one line.
fn text_of(cell: &Printed) -> Value {
    Value::Text(cell.text.replace('\n', " ").into())
}

/// Whether a name begins or ends with an amount to the 分 that a blank parts from words: two cells run into one.
fn holds_amount(text: &str) -> bool {
    let is_amount = |word: &str| {
        let behind = word.rsplit_once('.').map_or("", |(_, behind)| behind);
        behind.len() == 2
            && parse_amount_of(word, MoneyUnit::WanYuan, Decimal::ONE).is_ok_and(|amount| amount.is_some())
    };
    let words: Vec<&str> = text.split_whitespace().collect();
    let (Some(first), Some(last)) = (words.first(), words.last()) else { return false };
    let begins = |word: &&str| word.starts_with(is_ideograph);
    is_amount(first) && words.get(1).is_some_and(begins)
        || is_amount(last) && words.len() > 1 && words.first().is_some_and(begins)
}

#[cfg(test)]
mod tests {
    use super::holds_amount;

    #[test]
    fn a_name_with_an_amount_is_two_cells() {
        for (text, is) in [
            ("1300.00 支出总计", true),
            ("1,300.00 一、一般公共服务支出", true),
            ("行政运行 85.30", true),
            ("支出总计", false),
            ("2026年 预算", false),
            ("100 万元", false),
            ("版本 2.0 升级", false),
            ("1300.00", false),
        ] {
            assert_eq!(holds_amount(text), is, "{text}");
        }
    }
}
