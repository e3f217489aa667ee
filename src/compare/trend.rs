//! A figure over the years (历年走势): what it was in each budget, and by how much it changed since the one before of
//! which it is known. Drawing it is for [`chart`](super::chart).

use rust_decimal::Decimal;

use super::{Compared, ComparedColumn, ComparedRow, ComparedTable, change_of, change_text, percent_text};
use crate::calc::Book;
use crate::money;

/// A figure in the budgets.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Trend {
    /// What it is: row and column.
    pub title: String,
    /// The budgets, the oldest first.
    pub years: Vec<Year>,
}

/// A figure in one of them.
#[derive(Clone, Debug, PartialEq)]
pub struct Year {
    /// What the budget is called.
    pub name: String,
    /// The figure; `None` where the budget does not tell, or has no such row.
    pub figure: Option<Decimal>,
    /// Whether it has no such row: that is no zero, for the other form may only divide otherwise.
    pub lacks_row: bool,
    /// Since the budget before of which it is known, also in percent.
    pub change: Option<(Decimal, Option<Decimal>)>,
}

impl Year {
    /// What is said in the place of a figure.
    pub fn without_figure(&self) -> &'static str {
        if self.lacks_row { "没有此行" } else { "不知" }
    }
}

impl Trend {
    /// The figure of a row and a column in all budgets, which are called so.
    pub fn of(
        table: &ComparedTable,
        books: &[Book<'_>],
        names: &[String],
        row: &ComparedRow,
        column: &ComparedColumn,
    ) -> Self {
        let name = table.name(books, row);
        let mut before = None;
        let year = |(side, name): (usize, &String)| {
            let told = table.figure(books, side, row, column);
            let figure = told.of_row();
            let change = before
                .zip(figure)
                .and_then(|(before, figure)| change_of(Compared::Number(before), Compared::Number(figure)));
            before = figure.or(before);
            Year { name: name.clone(), figure, lacks_row: told == Compared::NoRow, change }
        };
        Self {
            title: format!("{name} {}", column.title),
            years: names.iter().enumerate().map(year).collect(),
        }
    }

    /// The trend in a sentence: the figures, and the largest change.
    pub fn summary(&self, decimals: u32) -> String {
        let known = self.years.iter().map(|year| {
            let figure = year.figure.map(|figure| money::display(figure, decimals));
            format!("{} {}", year.name, figure.unwrap_or_else(|| year.without_figure().to_owned()))
        });
        let changed = self.years.iter().filter_map(|year| Some((year, year.change?)));
        let changed = changed.filter(|(_, (change, _))| !change.is_zero());
        let most = changed
            .max_by_key(|(_, (change, _))| change.abs())
            .map(|(year, change)| format!("；变动最大的是 {} {}", year.name, change_words(change, decimals)));
        let figures = known.collect::<Vec<_>>().join("，");
        format!("历年走势图：{}：{figures}{}", self.title, most.unwrap_or_default())
    }
}

/// A change, and the same in percent.
pub fn change_words((change, percent): (Decimal, Option<Decimal>), decimals: u32) -> String {
    format!("{}　{}", change_text(change, decimals), percent_text(change, percent))
}

/// The row of a section whose figures in a column changed most between the last two budgets: what is asked for first. One
/// that either of them has not has no change to be shown.
pub fn most_changed(
    table: &ComparedTable,
    books: &[Book<'_>],
    rows: &[&ComparedRow],
    column: &ComparedColumn,
) -> usize {
    let last = books.len().saturating_sub(1);
    let change = |row: &ComparedRow| {
        let figure = |side| table.figure(books, side, row, column).of_row().map(Compared::Number);
        let (was, is) = figure(last.saturating_sub(1)).zip(figure(last))?;
        change_of(was, is).map(|(change, _)| change.abs())
    };
    rows.iter().enumerate().rev().max_by_key(|(_, row)| change(row)).map_or(0, |(at, _)| at)
}
