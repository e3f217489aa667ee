//! The totals of a pasted block, which are not entered, held against the lines that are taken: whoever pastes sees from it that a
//! line did not come along, or that the source does not add up.
//!
//! Knows no table: which lines are totals, and which are parts, is said by who places them.

use std::collections::{BTreeMap, BTreeSet};

use crate::blocks::Given;
use crate::model::{CellAddress, ColumnKey};
use crate::money::{self, Decimal, MoneyUnit};
use crate::schema::Column;

/// Sums are told with so many decimals at least.
const DECIMALS: u32 = 2;

/// A figure in 元 in its column; without one where what stands there cannot be read.
type Figures = Vec<(ColumnKey, Option<Decimal>)>;

/// The lines of a block with figures, from above.
pub(super) struct Totals {
    lines: Vec<Line>,
    /// How many 元 one is of the unit in which plain numbers are.
    yuan: Decimal,
}

enum Line {
    Part(Figures),
    Total(String, Vec<Stated>),
}

/// A figure of a total.
struct Stated {
    column: ColumnKey,
    title: String,
    text: String,
    figure: Decimal,
    /// The computed cell that it fell on, if the table has one for it.
    cell: Option<CellAddress>,
}

impl Totals {
    /// None yet, of a block whose plain numbers are in units of so many 元.
    pub(super) fn new(yuan: Decimal) -> Self {
        Self { lines: Vec::new(), yuan }
    }

    /// The block's headers name another unit.
    pub(super) fn are_in(&mut self, yuan: Decimal) {
        self.yuan = yuan;
    }

    /// A line that is taken.
    pub(super) fn part<'g>(&mut self, cells: impl Iterator<Item = (&'g Column, &'g Given)>) {
        let numbers = cells.filter(|(column, given)| column.kind.is_number() && !given.is_blank());
        let figures = numbers.map(|(column, given)| (column.key.clone(), self.figure(given)));
        self.lines.push(Line::Part(figures.collect()));
    }

    /// A total: a line that is left out, or one that falls on computed cells.
    pub(super) fn total<'g>(
        &mut self,
        label: &str,
        cells: impl Iterator<Item = (&'g Column, &'g Given, Option<CellAddress>)>,
    ) {
        let numbers = cells.filter(|(column, given, _)| column.kind.is_number() && !given.is_blank());
        let figures = numbers.filter_map(|(column, given, cell)| {
            let (title, text) = (column.title().to_owned(), given.text.trim().to_owned());
            Some(Stated { column: column.key.clone(), title, text, figure: self.figure(given)?, cell })
        });
        self.lines.push(Line::Total(label.to_owned(), figures.collect()));
    }

    /// Each figure of a total with its label and what the lines come to that it stands for.
    fn held(&self) -> impl Iterator<Item = (&str, &Stated, Decimal)> {
        self.lines.iter().enumerate().flat_map(move |(at, line)| {
            let (label, figures) = match line {
                Line::Total(label, figures) => (label.as_str(), figures.as_slice()),
                Line::Part(_) => ("", Default::default()),
            };
            figures.iter().filter_map(move |stated| Some((label, stated, self.sum_for(at, label, stated)?)))
        })
    }

    /// Which totals that are left out are other figures than the lines come to, in sentences.
    pub(super) fn differing(&self) -> Vec<String> {
        let left_out = self.held().filter(|(_, stated, _)| stated.cell.is_none());
        left_out.filter_map(|(label, stated, sum)| self.unlike(label, stated, sum)).collect()
    }

    /// The same of totals that fell on computed cells, with these: what the table comes to besides may still agree.
    pub(super) fn differing_at(&self) -> BTreeMap<CellAddress, String> {
        self.held()
            .filter_map(|(label, stated, sum)| Some((stated.cell.clone()?, self.unlike(label, stated, sum)?)))
            .collect()
    }

    /// That a total is another figure than the lines come to, in the unit of the block.
    fn unlike(&self, label: &str, stated: &Stated, sum: Decimal) -> Option<String> {
        let Stated { title, text, figure, .. } = stated;
        let by = figure.checked_sub(sum).filter(|by| !by.is_zero())?;
        let shown = |yuan: Decimal| {
            let value = yuan.checked_div(self.yuan)?.normalize();
            Some(money::display(value, value.scale().max(DECIMALS)))
        };
        let (sum, by) = (shown(sum)?, shown(by)?);
        Some(format!("“{label}”的{title}来源里是 {text}，各行之和 {sum}，相差 {by}"))
    }

    /// The number of a cell in 元, as it is taken.
    pub(super) fn figure(&self, given: &Given) -> Option<Decimal> {
        let text = given.for_number().ok()?.text;
        money::parse_amount_of(&text, MoneyUnit::Yuan, self.yuan).ok().flatten()
    }

    /// The computed cells whose figures are what the lines of the block come to: that the table has more lines besides is no
    /// contradiction.
    pub(super) fn agreed(&self) -> BTreeSet<CellAddress> {
        let agreed = self.held().filter(|(_, stated, sum)| *sum == stated.figure);
        agreed.filter_map(|(_, stated, _)| stated.cell.clone()).collect()
    }

    /// What the lines come to for which a total stands in a column: of those that it may stand for, the ones that it agrees
    /// with, else those that it is most likely of. Nothing where there is no figure to be added up, or one cannot be read.
    fn sum_for(&self, at: usize, label: &str, stated: &Stated) -> Option<Decimal> {
        let Stated { column, figure, .. } = stated;
        let (before, behind) = self.lines.split_at_checked(at)?;
        let behind = behind.get(1..).unwrap_or_default();
        let is_part = |line: &&Line| matches!(line, Line::Part(_));
        let above = before.iter().rev().take_while(is_part).collect::<Vec<_>>();
        let below = behind.iter().take_while(is_part).collect::<Vec<_>>();
        let all = sum(self.lines.iter(), column)?;
        let own = sum(above.into_iter(), column);
        let next = sum(below.into_iter(), column);
        let may_be = [Some(all), own, next, sum(before.iter(), column), sum(behind.iter(), column)];
        if may_be.into_iter().flatten().any(|sum| sum == *figure) {
            return Some(*figure);
        }
        if label.contains("小计") { own.or(next) } else { Some(all) }
    }
}

/// What parts come to in a column.
fn sum<'l>(lines: impl Iterator<Item = &'l Line>, column: &ColumnKey) -> Option<Decimal> {
    let mut whole = None;
    for line in lines {
        let Line::Part(figures) = line else {
            continue;
        };
        for (_, figure) in figures.iter().filter(|(of, _)| of == column) {
            whole = Some(money::add(whole.unwrap_or_default(), (*figure)?)?);
        }
    }
    whole
}
