//! Tables in 元 or 万元, and balanced rounding (舍位平衡): amounts are exact to the 分, the printed ones are not,
//! and still every printed total is the sum of its printed parts, in all tables that share the figures.
//!
//! # The method
//!
//! All tables are sums of the same entered amounts, so it is those that are rounded, once, and every table is
//! derived from the rounded ones as it is from the exact ones: that totals foot, in and between the tables,
//! needs no further care. Each line becomes its floor or one last printed digit more. Which, is chosen so that
//!
//! 1. the total of all lines is its ordinary rounding (四舍五入), and what rules of the format find equal to the
//!    分 (income and spending, 表15 and 表12) is printed equal;
//! 2. no printed amount is more than one last digit off its own ordinary rounding;
//! 3. few printed amounts are off at all, rather narrow sums than wide ones, and large amounts than small ones.
//!
//! A first choice is made by largest remainders (最大余数法) along a hierarchy of the sums, widest first; then
//! single lines, or one up against another down, are changed as long as that is better. Where the second
//! cannot be kept, the cell is reported ([`Adjusted::is_beyond`]), as is an equality that could not be
//! ([`Apart`]). The same budget is always rounded the same way.
//!
//! Amounts of tables that are not derived are rounded along with the lines: each table foots, and what rules
//! tie to other tables follows those as far as it can. Texts and counts stay as they are. Nothing here
//! changes a budget: [`Balanced`] is another one, to be shown or listed, and [`publish`] makes of it what is
//! handed on.

mod parts;
mod publish;
mod quoted;
mod solve;
#[cfg(test)]
mod tests;
mod ties;

use std::collections::HashMap;

pub use crate::money::Precision;
pub use publish::{Published, publish};

use crate::calc::{Book, Figures, Sheet};
use crate::model::{Budget, CellAddress, Layer, Value, ValueView};
use crate::money::Decimal;
use crate::schema::{ColumnKind, Format};
use parts::{Parts, gathered};
use solve::{Members, Part, Problem, Purpose, Sum};
use ties::Tie;

/// Decimals of the last printed digit that are looked at: far more than the 分.
const FINEST: u32 = 12;

/// A budget as it is printed: rounded so that everything foots.
#[derive(Clone, Debug)]
pub struct Balanced {
    /// To what it is rounded.
    pub precision: Precision,
    budget: Budget,
    figures: Figures,
    /// The printed amounts that are not their own ordinary rounding, in the order of the tables.
    adjusted: Vec<Adjusted>,
    /// Where they stand in the list.
    position: HashMap<CellAddress, usize>,
    /// Equalities of the exact figures that the printed ones do not keep.
    apart: Vec<Apart>,
}

/// A printed amount that is not its own ordinary rounding. Amounts stand in the format's unit.
#[derive(Clone, Debug, PartialEq)]
pub struct Adjusted {
    /// Where.
    pub address: CellAddress,
    /// The exact amount.
    pub exact: Decimal,
    /// Its ordinary rounding (四舍五入).
    pub ordinary: Decimal,
    /// What is printed.
    pub printed: Decimal,
    /// Printed less ordinary, in last digits.
    pub digits: Decimal,
}

impl Adjusted {
    /// Printed less ordinary, in the format's unit.
    pub fn difference(&self) -> Decimal {
        self.printed - self.ordinary
    }

    /// Whether it is more than one last digit off.
    pub fn is_beyond(&self) -> bool {
        self.digits.abs() > Decimal::ONE
    }
}

/// An equality between figures of different origin that holds exactly and not in print.
#[derive(Clone, Debug, PartialEq)]
pub struct Apart {
    /// The rule that asks for it.
    pub rule: String,
    /// What should hold, in words.
    pub title: String,
    /// The first cell of each side.
    pub cells: [CellAddress; 2],
    /// What each side comes to in print, in the format's unit.
    pub printed: [Decimal; 2],
}

impl Balanced {
    /// Rounds a book.
    pub fn compute(book: &Book<'_>, precision: Precision) -> Self {
        let parts = Parts::of(book);
        let digit = precision.digit(book.format.unit);
        let mut ties = ties::ties(book);
        ties.extend(ties::alike(book, digit));
        let rounded = solve::solve(&problem(book, &parts, &ties, digit));
        let mut budget = book.budget.clone();
        let values = parts
            .parts
            .iter()
            .zip(rounded)
            .map(|(part, digits)| (&part.address, rounded_value(digits, digit).unwrap_or(part.value)));
        set(book, &mut budget, Layer::Input, values);
        let mut own = Self {
            precision,
            figures: Figures::compute(&budget, book.format),
            budget,
            adjusted: Vec::new(),
            position: HashMap::new(),
            apart: Vec::new(),
        };
        own.state(book);
        own.adjusted = adjusted(book, &own.book(book.format), precision);
        let places = own.adjusted.iter().enumerate();
        own.position = places.map(|(at, adjusted)| (adjusted.address.clone(), at)).collect();
        own.apart = ties.iter().filter_map(|tie| own.apart(book.format, tie)).collect();
        own
    }

    /// The rounded budget with its figures; `format` is that of the exact one.
    pub fn book<'a>(&'a self, format: &'a Format) -> Book<'a> {
        Book { format, budget: &self.budget, figures: &self.figures }
    }

    /// The printed amounts that are not their own ordinary rounding, in the order of the tables.
    pub fn adjusted(&self) -> &[Adjusted] {
        &self.adjusted
    }

    /// The adjustment of a cell, if it was adjusted.
    pub fn adjustment(&self, cell: &CellAddress) -> Option<&Adjusted> {
        self.adjusted.get(*self.position.get(cell)?)
    }

    /// Equalities of the exact figures that the printed ones do not keep.
    pub fn kept_apart(&self) -> &[Apart] {
        &self.apart
    }

    /// Rounds what the document states: a total that agreed with its parts still does, others are rounded by
    /// themselves, so that a contradiction stays visible.
    fn state(&mut self, exact: &Book<'_>) {
        let printed = self.book(exact.format);
        let mut stated = Vec::new();
        for sheet in exact.sheets().filter(|sheet| !sheet.is_derived) {
            for cell in sheet.rows().flat_map(|row| row.cells()) {
                let Some(ValueView::Amount(value)) = cell.stated() else {
                    continue;
                };
                if cell.column.kind != ColumnKind::Amount {
                    continue;
                }
                let agreed = cell.number() == Some(value) && !cell.lacks_rows();
                let own = agreed.then(|| number(&printed, &cell.address()));
                let rounded = own.unwrap_or_else(|| self.precision.round(value, exact.format.unit));
                stated.push((cell.address(), rounded));
            }
        }
        let values = stated.iter().map(|(address, value)| (address, *value));
        set(exact, &mut self.budget, Layer::Stated, values);
    }

    fn apart(&self, format: &Format, tie: &Tie) -> Option<Apart> {
        let book = self.book(format);
        let sum = |cells: &[CellAddress]| cells.iter().map(|cell| number(&book, cell)).sum::<Decimal>();
        let printed = [sum(&tie.left), sum(&tie.right)];
        let cells = [tie.left.first()?.clone(), tie.right.first()?.clone()];
        let [left, right] = printed;
        let (rule, title) = (tie.rule.clone(), tie.title.clone());
        (left != right).then_some(Apart { rule, title, cells, printed })
    }
}

/// So many last digits as an amount.
fn rounded_value(digits: i128, digit: Decimal) -> Option<Decimal> {
    Decimal::try_from_i128_with_scale(digits, 0).ok()?.checked_mul(digit)
}

fn number(book: &Book<'_>, cell: &CellAddress) -> Decimal {
    book.cell(cell).and_then(|cell| cell.number()).unwrap_or_default()
}

/// Puts amounts into a budget, at places of `book`.
fn set<'a>(
    book: &Book<'_>,
    budget: &mut Budget,
    layer: Layer,
    values: impl Iterator<Item = (&'a CellAddress, Decimal)>,
) {
    for (address, value) in values {
        let at = book.sheet(&address.table).and_then(|sheet| sheet.row_by_key(&address.row));
        if let (Some(at), Some(table)) = (at, budget.tables.get_mut(&address.table)) {
            table.set(at.index, layer, &address.column, Some(Value::Amount(value)));
        }
    }
}

/// The printed amounts of two books of the same rows that differ from the ordinary rounding of the first.
fn adjusted(exact: &Book<'_>, printed: &Book<'_>, precision: Precision) -> Vec<Adjusted> {
    let mut found = Vec::new();
    for (exact, printed) in exact.sheets().zip(printed.sheets()) {
        found.extend(adjusted_in(&exact, &printed, precision));
    }
    found
}

fn adjusted_in(exact: &Sheet<'_>, printed: &Sheet<'_>, precision: Precision) -> Vec<Adjusted> {
    let unit = exact.format().unit;
    let digit = precision.digit(unit);
    let mut found = Vec::new();
    for row in exact.rows() {
        let other = printed.row(row.index);
        for cell in row.cells().filter(|cell| cell.column.kind == ColumnKind::Amount) {
            let exact = cell.number().unwrap_or_default();
            let other = other.and_then(|row| row.cell(cell.column_index)).and_then(|cell| cell.number());
            let (ordinary, printed) = (precision.round(exact, unit), other.unwrap_or_default());
            if printed != ordinary {
                let off = (printed - ordinary).checked_div(digit);
                let digits = off.unwrap_or(Decimal::MAX).normalize();
                found.push(Adjusted { address: cell.address(), exact, ordinary, printed, digits });
            }
        }
    }
    found
}

/// The problem in whole numbers.
fn problem(book: &Book<'_>, parts: &Parts, ties: &[Tie], digit: Decimal) -> Problem {
    let in_digits = |value: Decimal| value.checked_div(digit).unwrap_or(value).round_dp(FINEST).normalize();
    let scale = parts.parts.iter().map(|part| in_digits(part.value).scale()).max().unwrap_or_default();
    let whole = |value: Decimal| {
        let value = in_digits(value);
        value.mantissa() * 10i128.pow(scale - value.scale())
    };
    let to_solve =
        parts.parts.iter().map(|part| Part { value: whole(part.value), follows: !part.is_line }).collect();
    let mut sums: Vec<Sum> = Vec::new();
    let mut known: HashMap<Members, usize> = HashMap::new();
    for table in book.format.tables.iter().filter(|table| book.format.has_lines(&table.key)) {
        let of_table =
            (0..).zip(&parts.parts).filter(|(_, part)| part.is_line && part.address.table == table.key);
        let members: Members = of_table.map(|(at, _)| (at, 1)).collect();
        if !members.is_empty() {
            known.insert(members.clone(), sums.len());
            sums.push(Sum { members, purpose: Purpose::Total });
        }
    }
    for (_, members) in printed(book, parts) {
        match known.get(members) {
            Some(sum) => {
                if let Some(Sum { purpose: Purpose::Printed(cells), .. }) = sums.get_mut(*sum) {
                    *cells += 1;
                }
            }
            None => {
                known.insert(members.clone(), sums.len());
                sums.push(Sum { members: members.clone(), purpose: Purpose::Printed(1) });
            }
        }
    }
    for tie in ties {
        let side = |cells: &[CellAddress], sign: i8| -> Members {
            let members = cells.iter().filter_map(|cell| parts.cells.get(cell)).flatten();
            members.map(|(part, times)| (*part, times.saturating_mul(sign))).collect()
        };
        let mut members = side(&tie.left, 1);
        members.extend(side(&tie.right, -1));
        let members = gathered(members);
        if !members.is_empty() {
            sums.push(Sum { members, purpose: Purpose::Tie });
        }
    }
    Problem { digit: 10i128.pow(scale), parts: to_solve, sums }
}

/// The printed amounts, in the order of the tables: what the lines' own tables say is not printed.
fn printed<'a>(book: &Book<'a>, parts: &'a Parts) -> impl Iterator<Item = (CellAddress, &'a Members)> {
    let sheets = book.sheets().filter(|sheet| !sheet.format().has_lines(&sheet.schema.key));
    let cells = sheets.flat_map(|sheet| sheet.rows()).flat_map(|row| row.cells());
    cells.filter_map(|cell| {
        let address = cell.address();
        let members = parts.cells.get(&address)?;
        Some((address, members))
    })
}
