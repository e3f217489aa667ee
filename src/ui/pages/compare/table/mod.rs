//! One table of all budgets as a grid: for each amount its figures, the change and the percentage. Rows are
//! drawn as far as they are in view (`draw`); which rows are shown, and in which order, is found out once.

mod draw;
mod pairing;

pub(super) use self::draw::ROWS;

use eframe::egui::{RichText, Ui, UiBuilder};

use super::controls::{choice_ui, choose_table_ui, filter_ui, hand_on_ui};
use super::found::printed_ui;
use super::{Comparing, Found, Name, Sort, Wish, chosen, names};
use crate::calc::Book;
use crate::compare::{
    Compared, ComparedColumn, ComparedRow, ComparedTable, Filter, Match, change_text, percent_text,
};
use crate::compared::{Handout, beside};
use crate::model::{Coverage, TableKey};
use crate::money::{self, Decimal};
use crate::schema::ColumnKind;
use crate::ui::look::list;
use crate::ui::look::style;

/// What the rows shown were chosen for: table, thresholds, only changed ones, order.
pub(super) type RowsFor = (TableKey, Filter, bool, Sort);

pub(super) fn ui(
    ui: &mut Ui,
    comparing: &mut Comparing,
    books: &[Book<'_>],
    names: &[Name],
    found: &Found,
    wishes: &mut Vec<Wish>,
) {
    let unit = books.last().map_or("", |book| book.format.unit.label());
    let mut table = None;
    ui.horizontal_wrapped(|ui| {
        table = choose_table_ui(ui, comparing, found);
        filter_ui(ui, comparing, unit);
        ui.checkbox(&mut comparing.only_changed, "只看有增减的行");
        let orders = [
            (Sort::Table, "按表内次序"),
            (Sort::Change, "按增减额"),
            (Sort::Rise, "增加多的在前"),
            (Sort::Fall, "减少多的在前"),
            (Sort::Percent, "按增减%"),
        ];
        let title = orders.iter().find(|(sort, _)| *sort == comparing.sort).map_or("", |(_, title)| *title);
        choice_ui(ui, "次序", title, 110.0, |ui| {
            for (sort, title) in orders {
                list::choice(ui, &mut comparing.sort, sort, title);
            }
        });
        if let Some(table) = table {
            let rows = rows_shown(comparing, table, books);
            wishes.extend(hand_on_ui(ui, || {
                let (full, short) = (names::full(names), names::short(names));
                let sheet = beside(&found.subject(books, &full, &short), table, &rows);
                Handout::of(sheet.title.clone(), vec![sheet])
            }));
        }
    });
    let Some(table) = table else {
        return;
    };
    // What is said below is of a row of this table.
    if comparing.chosen.as_ref().is_some_and(|chosen| chosen.table != table.key) {
        chosen::leave(comparing, books, wishes);
    }
    for unmatched in found.comparison.unmatched.iter().filter(|one| one.table == table.key) {
        ui.label(RichText::new(&unmatched.message).color(style::palette(ui.visuals()).involved));
    }
    printed_ui(ui, found, Some(&table.key));
    let rows = rows_shown(comparing, table, books);
    let columns: Vec<Slot> = slots(table, books.len());
    let strip = chosen::room(comparing);
    let area = ui.available_rect_before_wrap();
    let grid = area.with_max_y(area.bottom() - strip);
    let mut chosen = comparing.chosen.clone();
    ui.scope_builder(UiBuilder::new().max_rect(grid), |ui| {
        let shown = Shown { table, books, names, rows: &rows, columns: &columns };
        shown.ui(ui, &mut chosen, wishes);
    });
    if let Some(change) = chosen.filter(|chosen| comparing.chosen.as_ref() != Some(chosen)) {
        chosen::choose(comparing, &change, books, wishes);
    }
    if strip > 0.0 {
        let below = area.with_min_y(grid.bottom());
        ui.scope_builder(UiBuilder::new().max_rect(below.shrink(4.0)), |ui| {
            chosen::chosen_ui(ui, comparing, books, wishes);
        });
    }
}

/// The rows shown of a table, found out once.
fn rows_shown(comparing: &mut Comparing, table: &ComparedTable, books: &[Book<'_>]) -> Vec<usize> {
    let wanted: RowsFor = (table.key.clone(), comparing.filter(), comparing.only_changed, comparing.sort);
    if comparing.rows.as_ref().is_none_or(|(made_for, _)| *made_for != wanted) {
        let rows = shown(table, books, &wanted);
        comparing.rows = Some((wanted, rows));
    }
    comparing.rows.as_ref().map(|(_, rows)| rows.clone()).unwrap_or_default()
}

/// What stands in a column of the grid. Amounts are counted within the section of the row, so that parts of
/// a table that stand beside each other share the columns.
#[derive(Clone, Copy)]
enum Slot {
    /// The row's name.
    Name,
    /// One budget's figure of an amount.
    Figure(usize, usize),
    /// The change between the last two budgets.
    Change(usize),
    /// The same in percent.
    Percent(usize),
}

impl Slot {
    /// Which amount it speaks of.
    fn amount(self) -> Option<usize> {
        match self {
            Self::Name => None,
            Self::Figure(amount, _) | Self::Change(amount) | Self::Percent(amount) => Some(amount),
        }
    }
}

/// The amounts of a section.
fn amounts(table: &ComparedTable, section: usize) -> impl Iterator<Item = &ComparedColumn> {
    table.columns.iter().filter(move |column| column.section == section && column.column.kind.is_number())
}

fn slots(table: &ComparedTable, sides: usize) -> Vec<Slot> {
    let sections = table.columns.last().map_or(0, |column| column.section + 1);
    let most = (0..sections).map(|section| amounts(table, section).count()).max().unwrap_or_default();
    let mut slots = vec![Slot::Name];
    for amount in 0..most {
        slots.extend((0..sides).map(|side| Slot::Figure(amount, side)));
        slots.extend([Slot::Change(amount), Slot::Percent(amount)]);
    }
    slots
}

/// The rows to show, in order.
fn shown(table: &ComparedTable, books: &[Book<'_>], (_, filter, only_changed, sort): &RowsFor) -> Vec<usize> {
    let (old, new) = (books.len().saturating_sub(2), books.len().saturating_sub(1));
    let narrow = *only_changed || filter.least.is_some() || filter.least_percent.is_some();
    let mut rows: Vec<(usize, Decimal, Decimal, Decimal)> = Vec::new();
    for (at, row) in table.rows.iter().enumerate() {
        let (mut most, mut most_percent, mut passes) = (Decimal::ZERO, Decimal::ZERO, false);
        let mut signed = Decimal::ZERO;
        for column in table.columns_of(row).filter(|column| column.column.kind.is_number()) {
            let Some((.., change, percent)) = table.change(books, (old, new), row, column) else {
                continue;
            };
            if !change.is_zero() {
                // Of several amounts in a row the one that changed most says which way it went.
                signed = if change.abs() > most { change } else { signed };
                most = most.max(change.abs());
                // Growth from zero is more than any percentage.
                most_percent = most_percent.max(percent.map_or(Decimal::MAX, |percent| percent.abs()));
                passes |= filter.passes(Some(change), percent);
            }
        }
        if passes || !narrow {
            rows.push((at, most, most_percent, signed));
        }
    }
    match sort {
        Sort::Table => {}
        Sort::Change => rows.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0))),
        Sort::Rise => rows.sort_by(|a, b| b.3.cmp(&a.3).then(a.0.cmp(&b.0))),
        Sort::Fall => rows.sort_by(|a, b| a.3.cmp(&b.3).then(a.0.cmp(&b.0))),
        Sort::Percent => rows.sort_by(|a, b| b.2.cmp(&a.2).then(a.0.cmp(&b.0))),
    }
    rows.into_iter().map(|(at, ..)| at).collect()
}

/// What the grid is drawn from.
struct Shown<'a> {
    table: &'a ComparedTable,
    books: &'a [Book<'a>],
    names: &'a [Name],
    rows: &'a [usize],
    columns: &'a [Slot],
}

impl Shown<'_> {
    fn row(&self, line: u64) -> Option<&ComparedRow> {
        self.table.rows.get(*self.rows.get(usize::try_from(line).ok()?)?)
    }

    fn last_two(&self) -> (usize, usize) {
        (self.books.len().saturating_sub(2), self.books.len().saturating_sub(1))
    }

    /// The year of a budget.
    fn year(&self, side: usize) -> i32 {
        self.books.get(side).map_or(0, |book| book.budget.year)
    }

    fn decimals(&self, column: &ComparedColumn) -> u32 {
        let decimals = self.books.last().map_or(2, |book| book.format.decimals);
        if column.column.kind == ColumnKind::Count { 0 } else { decimals }
    }

    fn name(&self, row: &ComparedRow) -> String {
        let name = self.table.name(self.books, row);
        let indent = "　".repeat(usize::from(row.level.unwrap_or_default()));
        format!("{indent}{name}")
    }

    /// What to call a budget where there is little room.
    fn short(&self, side: usize) -> &str {
        self.names.get(side).map_or("", |name| name.short.as_str())
    }

    /// What is to be said of the row's match.
    fn remark(&self, row: &ComparedRow) -> Option<String> {
        let (old, new) = self.last_two();
        let full =
            |side| self.table.sheet(self.books, side).is_some_and(|sheet| sheet.coverage() == Coverage::Full);
        let there = |side: usize| row.at.get(side).is_some_and(Option::is_some);
        let guessed = row.how.iter().find(|how| how.is_proposal() || **how == Match::ByHand);
        match (there(old), there(new)) {
            (true, false) if full(new) => Some(format!("{}没有此行", self.short(new))),
            (false, true) if full(old) => Some(format!("{}没有此行", self.short(old))),
            _ => guessed.map(|how| how.label().to_owned()),
        }
    }

    /// The change in a column of a row, as the comparison would list it.
    fn change(
        &self,
        row: &ComparedRow,
        column: &ComparedColumn,
    ) -> Option<(Compared, Compared, Decimal, Option<Decimal>)> {
        self.table.change(self.books, self.last_two(), row, column)
    }

    /// Whether the form of one of the last two budgets has no such row.
    fn is_in_one_form(&self, row: &ComparedRow) -> bool {
        self.table.is_in_one_form(self.books, self.last_two(), row)
    }

    /// The column of a row that a slot speaks of.
    fn column(&self, row: &ComparedRow, slot: Slot) -> Option<&ComparedColumn> {
        amounts(self.table, row.section).nth(slot.amount()?)
    }

    /// What a slot's amount is called, in all sections that have it.
    fn group(&self, slot: Slot) -> String {
        let Some(amount) = slot.amount() else {
            return String::new();
        };
        let sections = self.table.columns.last().map_or(0, |column| column.section + 1);
        let mut titles: Vec<&str> = (0..sections)
            .filter_map(|section| Some(amounts(self.table, section).nth(amount)?.title.as_str()))
            .collect();
        titles.dedup();
        titles.join(" / ")
    }

    /// The text of a slot, and the change it speaks of.
    fn text(&self, row: &ComparedRow, slot: Slot) -> (String, Option<Decimal>) {
        let Some(column) = self.column(row, slot) else {
            let name = if slot.amount().is_none() { self.name(row) } else { String::new() };
            return (name, None);
        };
        let decimals = self.decimals(column);
        match slot {
            Slot::Figure(_, side) => {
                let figure = self.table.figure(self.books, side, row, column);
                let text = match figure {
                    Compared::Number(number) => money::display(number, decimals),
                    Compared::NoRow => "—".to_owned(),
                    Compared::Unknown => "不知".to_owned(),
                    Compared::Blank => String::new(),
                };
                (text, None)
            }
            Slot::Name => (String::new(), None),
            Slot::Change(_) | Slot::Percent(_) => match self.change(row, column) {
                Some((_, _, change, percent)) if !change.is_zero() => {
                    let text = if matches!(slot, Slot::Change(_)) {
                        change_text(change, decimals)
                    } else {
                        percent_text(change, percent)
                    };
                    (text, Some(change))
                }
                None if matches!(slot, Slot::Percent(_)) && self.is_in_one_form(row) => {
                    ("没有此行".to_owned(), None)
                }
                _ => (String::new(), None),
            },
        }
    }

    fn title(&self, slot: Slot) -> String {
        match slot {
            Slot::Name => "项目".to_owned(),
            Slot::Figure(_, side) => self.short(side).to_owned(),
            // Of more than two it is of the last two.
            Slot::Change(_) if self.books.len() > 2 => {
                format!("增减（比 {}）", self.short(self.last_two().0))
            }
            Slot::Change(_) => "增减".to_owned(),
            Slot::Percent(_) => "增减%".to_owned(),
        }
    }
}
