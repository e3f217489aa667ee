//! Which doubts about columns a table's own figures answer: where whole and parts agree wherever both are printed, the
//! figures stand where they were read. Looks at tables that are read already, and knows neither pages nor words.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use super::doubts::Answer;
use super::split::looks_like_figures;
use crate::calc::{Cell, Sheet, SheetRow};
use crate::model::ColumnKey;
use crate::schema::{ColumnKind, Role};

/// What the figures of a table bear out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Proof {
    /// No figure is printed, so that none can be in a wrong place.
    is_blank: bool,
    /// All wholes agree with their parts, and every column with figures takes part in that.
    sums: bool,
    /// Besides, totals over its rows hold in every column with figures.
    totals: bool,
    /// Besides, no column among these is blank, so that no figure could stand in another in the same order, and the rows
    /// add up, too.
    order: bool,
    /// Its columns of figures, and those among them whose totals all hold and which add up, row by row, with others of which
    /// none is blank: whatever the other columns are.
    figures: BTreeSet<ColumnKey>,
    held: BTreeSet<ColumnKey>,
}

impl Proof {
    /// What the figures of a table say; `is_whole` where everything below its title was read.
    pub(super) fn of(sheet: &Sheet<'_>, is_whole: bool) -> Self {
        let mut sections: BTreeMap<usize, Seen> = BTreeMap::new();
        for row in sheet.rows() {
            sections.entry(row.section_index).or_default().see(&row);
        }
        sections.values_mut().for_each(Seen::close);
        let filled = || sections.values().filter(|seen| seen.columns.values().any(|column| column.is_filled));
        let all = || sections.values().flat_map(|seen| &seen.columns);
        let sure = |seen: &Seen| -> BTreeSet<ColumnKey> {
            let own = seen.columns.iter().filter(|(_, column)| column.is_proven());
            own.map(|(key, _)| key.clone()).collect()
        };
        // A column of one name in two sections is held in both.
        let held: BTreeSet<ColumnKey> = sections.values().flat_map(sure).collect();
        let loose = all().filter(|(_, column)| !column.is_proven()).map(|(key, _)| key);
        let loose: BTreeSet<&ColumnKey> = loose.collect();
        Self {
            figures: all().map(|(key, _)| key.clone()).collect(),
            held: held.iter().filter(|key| !loose.contains(key)).cloned().collect(),
            is_blank: is_whole && filled().next().is_none(),
            sums: filled().next().is_some() && filled().all(Seen::adds_up),
            totals: filled()
                .flat_map(|seen| seen.columns.values())
                .all(|column| !column.is_filled || column.footed > 0),
            order: filled()
                .all(|seen| seen.footed > 0 && seen.columns.values().all(|column| column.is_filled)),
        }
    }

    /// The columns of a doubt that stay doubtful: none of them where it is all, `None` where it is answered. `columns` are
    /// those it concerns, or none where it is all.
    pub(super) fn left_open(
        &self,
        answer: Answer,
        columns: Option<&BTreeSet<ColumnKey>>,
    ) -> Option<BTreeSet<ColumnKey>> {
        if self.answers(answer) {
            return None;
        }
        if answer == Answer::None || self.held.is_empty() {
            return Some(columns.into_iter().flatten().cloned().collect());
        }
        let open: BTreeSet<ColumnKey> =
            columns.unwrap_or(&self.figures).iter().filter(|key| !self.held.contains(key)).cloned().collect();
        (!open.is_empty()).then_some(open)
    }

    /// Whether all that answers a doubt.
    fn answers(&self, answer: Answer) -> bool {
        match answer {
            Answer::None => false,
            Answer::Sums => self.is_blank || self.sums,
            Answer::Totals => self.is_blank || self.sums && self.totals,
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
    /// Totals over its rows that hold, and whether one does not.
    footed: usize,
    is_odd: bool,
    /// Whether its figures are among several that add up where none of their columns is blank, and whether they do
    /// everywhere.
    is_added: bool,
    is_off: bool,
}

impl Column {
    /// Whether its own figures say that they stand in it.
    fn is_proven(self) -> bool {
        self.is_filled && self.footed > 0 && !self.is_odd && self.is_added && !self.is_off
    }
}

/// What was seen of the rows of a section.
#[derive(Default)]
struct Seen {
    columns: BTreeMap<ColumnKey, Column>,
    /// Totals over rows that hold.
    footed: usize,
    /// Whether a sum does not hold, or a figure stands in a column that the table does not have.
    is_odd: bool,
    /// The sums beside each other in which more than one part has a figure.
    added: BTreeSet<Vec<ColumnKey>>,
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
            Some((stated, computed)) if stated.saturating_sub(computed).abs() > slack => {
                self.is_odd = true;
                self.column(cell).is_odd = true;
            }
            _ => {
                self.footed += 1;
                self.column(cell).footed += 1;
            }
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
            parts.iter().chain(std::iter::once(cell)).for_each(|cell| self.column(cell).is_off = true);
            return;
        }
        let filled = parts.iter().filter(|part| !number(part).is_zero()).count();
        if filled > 1 {
            let members = parts.iter().chain(std::iter::once(cell));
            self.added.insert(members.map(|cell| cell.column.key.clone()).collect());
        }
        for held in parts.iter().chain(std::iter::once(cell)).filter(|cell| !number(cell).is_zero()) {
            self.columns.entry(held.column.key.clone()).or_default().is_held = true;
        }
    }

    fn column(&mut self, cell: &Cell<'_>) -> &mut Column {
        self.columns.entry(cell.column.key.clone()).or_default()
    }

    /// Notes which columns are among several that add up and of which none is blank.
    fn close(&mut self) {
        for members in std::mem::take(&mut self.added) {
            let is_filled = |key: &ColumnKey| self.columns.get(key).is_some_and(|column| column.is_filled);
            if members.iter().all(is_filled) {
                for key in members {
                    self.columns.entry(key).or_default().is_added = true;
                }
            }
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

    /// A column whose totals hold and that adds up with others is proven, whatever the rest of the table is.
    #[test]
    fn a_proven_column_is_no_part_of_a_doubt() {
        let path = std::path::Path::new("assets/samples/焦作市委办公室-2023.ron");
        let mut budget = crate::file::load(path, &Formats::embedded()).unwrap().budget;
        let table = budget.tables.get_mut(&"T5".into()).unwrap();
        let at = table.position(&"合计".into()).unwrap();
        let wrong = Some(Value::Amount(Decimal::TEN));
        table.set(at, crate::model::Layer::Stated, &"特定目标类".into(), wrong);
        let proof = proof(&budget, "T5");
        let keys =
            |names: &[&str]| -> BTreeSet<ColumnKey> { names.iter().copied().map(ColumnKey::from).collect() };
        // With the wrong total those are open that it does not add up with.
        for (answer, doubted, open) in [
            (Answer::Order, Some(&["合计", "特定目标类"][..]), Some(&["特定目标类"][..])),
            (Answer::Order, Some(&["合计", "基本支出"][..]), None),
            (Answer::None, Some(&["合计"][..]), Some(&["合计"][..])),
        ] {
            let left = proof.left_open(answer, doubted.map(keys).as_ref());
            assert_eq!(left, open.map(keys), "{answer:?} {doubted:?}");
        }
    }
}
