//! Which doubts about columns a table's own figures answer: where whole and parts agree wherever both are printed, the
//! figures stand where they were read. Looks at tables that are read already, and knows neither pages nor words.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::doubts::Answer;
use super::split::looks_like_figures;
use crate::calc::{Cell, Sheet, SheetRow};
use crate::model::ColumnKey;
use crate::schema::{ColumnKind, Role};

/// What the figures of a table bear out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Proof {
    /// No figure is printed, so that none can be in a wrong place.
    is_blank: bool,
    /// All wholes agree with their parts, and every column with figures takes part in that.
    sums: bool,
    /// Besides, no column among these is blank, so that no figure could stand in another in the same order, and the rows
    /// add up, too.
    order: bool,
}

impl Proof {
    /// What the figures of a table say; `is_whole` where everything below its title was read.
    pub(super) fn of(sheet: &Sheet<'_>, is_whole: bool) -> Self {
        let mut sections: BTreeMap<usize, Seen> = BTreeMap::new();
        for row in sheet.rows() {
            sections.entry(row.section_index).or_default().see(&row);
        }
        let filled = || sections.values().filter(|seen| seen.columns.values().any(|column| column.is_filled));
        Self {
            is_blank: is_whole && filled().next().is_none(),
            sums: filled().next().is_some() && filled().all(Seen::adds_up),
            order: filled()
                .all(|seen| seen.footed > 0 && seen.columns.values().all(|column| column.is_filled)),
        }
    }

    /// Whether that answers a doubt.
    pub(super) fn answers(self, answer: Answer) -> bool {
        match answer {
            Answer::None => false,
            Answer::Sums => self.is_blank || self.sums,
            Answer::Order => self.is_blank || self.sums && self.order,
        }
    }
}

/// What was seen of a column.
#[derive(Clone, Copy, Debug, Default)]
struct Column {
    is_filled: bool,
    /// Whether one of its figures is part of a sum that holds, or is one.
    is_held: bool,
}

/// What was seen of the rows of a section.
#[derive(Default)]
struct Seen {
    columns: BTreeMap<ColumnKey, Column>,
    /// Totals over rows that hold.
    footed: usize,
    /// Whether a sum does not hold, or a figure stands in a column that the table does not have.
    is_odd: bool,
}

impl Seen {
    fn see(&mut self, row: &SheetRow<'_>) {
        self.is_odd |= row.local().any(|(_, value)| value.amount().is_some_and(|amount| !amount.is_zero()));
        // A figure where no figures are said to stand was printed for another column.
        let is_text = |cell: &Cell<'_>| matches!(cell.column.kind, ColumnKind::Text | ColumnKind::Indicator);
        self.is_odd |=
            row.cells().any(|cell| is_text(&cell) && looks_like_figures(row.text(&cell.column.key)));
        for cell in row.cells().filter(|cell| cell.column.kind.is_number()) {
            let own = self.columns.entry(cell.column.key.clone()).or_default();
            let printed = cell.printed().filter(|amount| !amount.is_zero());
            own.is_filled |= printed.is_some();
            if cell.role == Role::SumOfRows && printed.is_some() && cell.stated().is_some() {
                self.foot(&cell);
            }
            if !cell.column.sum.is_empty() {
                self.add(row, &cell);
            }
        }
    }

    /// Holds a total against the rows that it is of.
    fn foot(&mut self, cell: &Cell<'_>) {
        let slack = slack(cell, i64::from(cell.figures()));
        match cell.disagreement() {
            Some((stated, computed)) if stated.saturating_sub(computed).abs() > slack => self.is_odd = true,
            _ => self.footed += 1,
        }
    }

    /// Holds a figure against those beside it that it is the sum of.
    fn add(&mut self, row: &SheetRow<'_>, cell: &Cell<'_>) {
        let parts: Vec<Cell<'_>> = cell.column.sum.iter().filter_map(|key| row.cell_by(key)).collect();
        let number = |cell: &Cell<'_>| cell.printed().unwrap_or_default();
        let whole = number(cell);
        let sum = parts.iter().fold(Decimal::ZERO, |sum, part| sum.saturating_add(number(part)));
        if whole.is_zero() && sum.is_zero() {
            return;
        }
        if whole.saturating_sub(sum).abs() > slack(cell, i64::try_from(parts.len()).unwrap_or(i64::MAX)) {
            self.is_odd = true;
            return;
        }
        for held in parts.iter().chain(std::iter::once(cell)).filter(|cell| !number(cell).is_zero()) {
            self.columns.entry(held.column.key.clone()).or_default().is_held = true;
        }
    }

    /// Whether all sums hold, and all columns with figures are in one. The figures of a lone column are held by their total.
    fn adds_up(&self) -> bool {
        let is_lone = self.columns.len() == 1 && self.footed > 0;
        !self.is_odd && self.columns.values().all(|column| !column.is_filled || column.is_held || is_lone)
    }
}

/// So many halves of the last digit are the most that rounding is thought to make of many figures.
const MOST_HALVES: i64 = 8;

/// By how much so many rounded figures and their sum may differ. Of many figures most roundings cancel: what is more than
/// a few last digits proves nothing.
fn slack(cell: &Cell<'_>, figures: i64) -> Decimal {
    let halves = figures.saturating_add(1).min(MOST_HALVES);
    Decimal::new(halves, 0).saturating_mul(Decimal::new(5, cell.decimals() + 1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calc::{Book, Figures};
    use crate::exchange::source::ColumnDoubt;
    use crate::model::{Budget, Value};
    use crate::schema::Formats;

    fn proof(budget: &Budget, table: &str) -> Proof {
        let format = crate::schema::default_format();
        let figures = Figures::compute(budget, &format);
        let book = Book { format: &format, budget, figures: &figures };
        Proof::of(&book.sheet(&table.into()).unwrap(), true)
    }

    #[test]
    fn only_a_table_whose_sums_all_hold_answers() {
        let path = std::path::Path::new("assets/samples/焦作市委办公室-2023.ron");
        let sample = crate::file::load(path, &Formats::embedded()).unwrap().budget;
        assert!(proof(&sample, "T5").answers(Answer::Sums));
        // No figure of it is out of doubt where one of its sums does not hold.
        let mut wrong = sample.clone();
        let table = wrong.tables.get_mut(&"T5".into()).unwrap();
        let row = table.rows().iter().find(|row| row.kind().as_str() == "项").unwrap().key().clone();
        let at = table.position(&row).unwrap();
        table.set(at, crate::model::Layer::Stated, &"合计".into(), Some(Value::Amount(Decimal::TEN)));
        assert!(!proof(&wrong, "T5").answers(Answer::Sums));
        // A blank table has nothing in a wrong place, if all of it was read.
        assert!(proof(&sample, "T10").answers(Answer::Order));
    }

    #[test]
    fn the_gravest_doubt_says_what_answers() {
        use ColumnDoubt::{Astray, Crowded, FewRows, LostWords};
        for (doubts, answer) in [
            (&[FewRows, LostWords] as &[ColumnDoubt], Answer::Sums),
            (&[FewRows, Astray], Answer::Order),
            (&[Astray, Crowded, FewRows], Answer::None),
        ] {
            assert_eq!(Answer::of(doubts), answer, "{doubts:?}");
        }
    }
}
