//! What differs between two of the budgets compared, cell by cell.

use rust_decimal::Decimal;

use super::documents::{self, Wording};
use super::kind::ChangeKind;
use super::{Compared, ComparedColumn, ComparedRow, ComparedTable, Comparison, Match, meaning, remarks};
use crate::calc::{Book, Sheet, SheetRow};
use crate::model::{Budget, CellAddress, ColumnKey, Coverage, RowKey, Section, TableKey, Value};
use crate::money;
use crate::narrative::aligned;
use crate::schema::{Column, ColumnKind, Role, RowShape};

/// One difference.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// The table, by its key in the newest format.
    pub table: TableKey,
    /// The row's position in [`ComparedTable::rows`].
    pub index: usize,
    /// The row, by its key in the newest budget that has it.
    pub row: RowKey,
    /// The column, in the newest format.
    pub column: ColumnKey,
    /// What it is, for people.
    pub title: String,
    /// What stood there; `None` for nothing.
    pub old: Option<Value>,
    /// What stands there.
    pub new: Option<Value>,
    /// New less old; `None` for text.
    pub change: Option<Decimal>,
    /// The change in percent of the old figure, rounded to two decimals; `None` for text, and for growth
    /// from zero, of which there is no percentage.
    pub percent: Option<Decimal>,
    /// What kind of difference.
    pub kind: ChangeKind,
}

/// Which differences to show.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Filter {
    /// Only changes of at least this much, up or down, in the unit of the newest budget.
    pub least: Option<Decimal>,
    /// Only changes of at least so many percent, up or down. Growth from zero always is.
    pub least_percent: Option<Decimal>,
}

impl Filter {
    /// What it leaves out, in the interface's words; nothing where it leaves out nothing.
    pub fn in_words(&self, unit: &str) -> Option<String> {
        let amount = self.least.map(|least| format!("增减不小于 {} {unit}", least.normalize()));
        let percent = self.least_percent.map(|least| format!("增减不小于 {}%", least.normalize()));
        let said: Vec<String> = amount.into_iter().chain(percent).collect();
        (!said.is_empty()).then(|| format!("只列{}的。", said.join("，并且")))
    }

    /// Whether a difference is shown. A difference of texts is, unless a threshold was set.
    pub fn shows(&self, change: &Change) -> bool {
        self.passes(change.change, change.percent)
    }

    /// As [`Filter::shows`], for a change and its percentage.
    pub fn passes(&self, change: Option<Decimal>, percent: Option<Decimal>) -> bool {
        let Some(change) = change else {
            return self.least.is_none() && self.least_percent.is_none();
        };
        self.least.is_none_or(|least| change.abs() >= least)
            && self.least_percent.is_none_or(|least| percent.is_none_or(|percent| percent.abs() >= least))
    }
}

/// The change from `old` to `new` and its percentage; `None` where either is unknown.
pub fn change_of(old: Compared, new: Compared) -> Option<(Decimal, Option<Decimal>)> {
    let (old, new) = (old.number()?, new.number()?);
    let change = new.checked_sub(old)?;
    Some((change, percent(change, old)))
}

/// `change` in percent of `old`, half-up to two decimals; `None` for a change from zero.
pub(super) fn percent(change: Decimal, old: Decimal) -> Option<Decimal> {
    let share = change.checked_div(old.abs())?.checked_mul(Decimal::ONE_HUNDRED)?;
    let mut rounded = money::round(share, 2);
    rounded.rescale(2);
    Some(rounded)
}

impl Comparison {
    /// What differs between two budgets, table by table, row by row.
    pub fn changes(&self, books: &[Book<'_>], old: usize, new: usize) -> Vec<Change> {
        let mut all = Vec::new();
        for table in &self.tables {
            table.changes(books, old, new, self.versions, &mut all);
        }
        meaning::changes(self, books, old, new, &mut all);
        if self.versions {
            texts(books, old, new, &mut all);
            remarks::remarks(self, books, old, new, &mut all);
        }
        all
    }
}

impl ComparedTable {
    /// What differs in this table; texts too, if `texts`.
    pub fn changes(&self, books: &[Book<'_>], old: usize, new: usize, texts: bool, all: &mut Vec<Change>) {
        let sheets = [self.sheet(books, old), self.sheet(books, new)];
        let wording = wording(books, old, new);
        let is_untold = |at: usize, side: usize| {
            let sheet = sheets.get(at).copied().flatten();
            sheet.is_some_and(|sheet| documents::is_untold(books, side, &sheet))
        };
        // For each section its columns, and where numbers and texts are.
        let columns: Vec<Vec<&ComparedColumn>> = (0..=self.columns.last().map_or(0, |column| column.section))
            .map(|section| self.columns.iter().filter(|column| column.section == section).collect())
            .collect();
        for (index, row) in self.rows.iter().enumerate() {
            let own = |at: usize, side: usize| {
                sheets.get(at).copied().flatten()?.row(row.at.get(side).copied().flatten()?)
            };
            let (before, after) = (own(0, old), own(1, new));
            if before.is_none() && after.is_none() {
                continue;
            }
            let from = all.len();
            let only = before.is_none() != after.is_none();
            // Another name is a difference between years, too: whether both are one item is for people to say.
            let renamed = row.how.get(old).is_some_and(|how| matches!(how, Match::Renamed | Match::Code));
            let is_name = |column: &ComparedColumn| {
                after.or(before).is_some_and(|row| is_name_of(&row, &column.column))
            };
            for column in columns.get(row.section).into_iter().flatten() {
                let entered = |side: usize, row: Option<SheetRow<'_>>| {
                    let cell = row?.cell(column.at.get(side).copied().flatten()?)?;
                    let entered = cell.entered().filter(|_| cell.role == Role::Input);
                    entered.map(crate::model::ValueView::to_value)
                };
                if column.column.kind.is_number() {
                    let figure = |at: usize, side, row| {
                        let sheet = sheets.get(at).copied().flatten();
                        self.figure_in(books, side, sheet, row, column)
                    };
                    let figures = (figure(0, old, before), figure(1, new, after));
                    self.amount(books, figures, index, row, column, all);
                    // What cannot be read as an amount has no difference in money, and is one all the same.
                    let (was, is) = (entered(old, before), entered(new, after));
                    let is_text =
                        |value: &Option<Value>| value.as_ref().is_some_and(|one| one.text().is_some());
                    if was != is && (is_text(&was) || is_text(&is)) {
                        all.push(self.difference(books, index, row, column, was, is));
                    }
                } else if (texts || renamed && is_name(column)) && !only {
                    let said = |side: usize, row: Option<SheetRow<'_>>| {
                        let cell = row?.cell(column.at.get(side).copied().flatten()?)?;
                        let is_said = matches!(cell.role, Role::Input | Role::SumOfLines);
                        cell.entered().filter(|_| is_said).map(crate::model::ValueView::to_value)
                    };
                    let (was, is) = (said(old, before), said(new, after));
                    let is_told =
                        (was.is_some() || !is_untold(0, old)) && (is.is_some() || !is_untold(1, new));
                    // What is printed once for several rows is read in all of them, wherever it was entered.
                    let is_printed_once = column.column.merged && (was.is_none() || is.is_none());
                    if is_told && !wording.is_same(&was, &is) && !(is_printed_once && wording.is_read()) {
                        all.push(self.difference(books, index, row, column, was, is));
                    }
                }
            }
            // A row that came or went is said even if it holds no money.
            let known =
                sheets.iter().all(|sheet| sheet.is_some_and(|sheet| sheet.coverage() == Coverage::Full))
                    && !is_untold(0, old)
                    && !is_untold(1, new);
            if only
                && known
                && from == all.len()
                && texts
                && let Some(column) = self.columns_of(row).next()
            {
                all.push(self.difference(books, index, row, column, None, None));
            }
            if only {
                let is_of_form = after.or(before).is_some_and(|row| is_of_form(books, (old, new), &row));
                let kind = match (before.is_none(), is_of_form) {
                    (true, false) => ChangeKind::RowAdded,
                    (false, false) => ChangeKind::RowRemoved,
                    (true, true) => ChangeKind::NotInOlderForm,
                    (false, true) => ChangeKind::NotInNewerForm,
                };
                for change in all.iter_mut().skip(from) {
                    change.kind = kind;
                    // That a form has no such row is no nought: nothing came or went by all of it.
                    if is_of_form {
                        (change.change, change.percent) = (None, None);
                    }
                }
            }
        }
    }

    /// What an amount of a row was and is in two of the budgets, how it changed, and that in percent; `None` where it is not
    /// known of either, or the form of one has no such row.
    pub fn change(
        &self,
        books: &[Book<'_>],
        (old, new): (usize, usize),
        row: &ComparedRow,
        column: &ComparedColumn,
    ) -> Option<(Compared, Compared, Decimal, Option<Decimal>)> {
        if self.is_in_one_form(books, (old, new), row) {
            return None;
        }
        let (was, is) = (self.figure(books, old, row, column), self.figure(books, new, row, column));
        let (change, percent) = change_of(was, is)?;
        Some((was, is, change, percent))
    }

    /// Whether the form of one of two budgets has no such row, while that of the other always has. Where it has no such
    /// table at all, that is said once of the table, and of none of its rows.
    pub fn is_in_one_form<'a>(
        &self,
        books: &[Book<'a>],
        (old, new): (usize, usize),
        row: &ComparedRow,
    ) -> bool {
        let (Some(was), Some(is)) = (self.sheet(books, old), self.sheet(books, new)) else {
            return false;
        };
        let own = |sheet: &Sheet<'a>, side: usize| sheet.row(row.at.get(side).copied().flatten()?);
        match (own(&was, old), own(&is, new)) {
            (Some(only), None) | (None, Some(only)) => is_of_form(books, (old, new), &only),
            _ => false,
        }
    }

    fn amount(
        &self,
        books: &[Book<'_>],
        (was, is): (Compared, Compared),
        index: usize,
        row: &ComparedRow,
        column: &ComparedColumn,
        all: &mut Vec<Change>,
    ) {
        let Some((change, percent)) = change_of(was, is).filter(|(change, _)| !change.is_zero()) else {
            return;
        };
        let kind = match (was.number(), is.number()) {
            (Some(was), _) if was.is_zero() => ChangeKind::New,
            (_, Some(is)) if is.is_zero() => ChangeKind::Gone,
            _ => ChangeKind::Changed,
        };
        let value = |figure: Compared| figure.shown().map(Value::Amount);
        let difference = self.difference(books, index, row, column, value(was), value(is));
        all.push(Change { change: Some(change), percent, kind, ..difference });
    }

    fn difference(
        &self,
        books: &[Book<'_>],
        index: usize,
        row: &ComparedRow,
        column: &ComparedColumn,
        old: Option<Value>,
        new: Option<Value>,
    ) -> Change {
        let newest = self.newest_row(books, row);
        let name = self.name(books, row);
        Change {
            table: self.key.clone(),
            index,
            row: newest.map(|row| row.row.key().clone()).unwrap_or_default(),
            column: column.column.key.clone(),
            title: format!("{} {name} {}", self.title, column.title),
            old,
            new,
            change: None,
            percent: None,
            kind: ChangeKind::Text,
        }
    }
}

/// Whether it is for the form that a row stands in one of two budgets alone: the form has it in every budget, or the two are of
/// different forms, the row is called by no code of the classification, which all forms share, and it is none of a list, as
/// projects are, but stands in a table that gives income beside spending.
fn is_of_form(books: &[Book<'_>], (old, new): (usize, usize), row: &SheetRow<'_>) -> bool {
    let form = |side: usize| books.get(side).map(|book| book.format.id.as_str());
    let mut codes = row.section.columns.iter().filter(|column| column.kind == ColumnKind::Code);
    match row.shape {
        RowShape::Fixed(_) => true,
        RowShape::Free(_) => {
            let is_of_lists = row.sheet.schema.sections.len() < 2;
            form(old) != form(new) && !is_of_lists && codes.all(|column| row.text(&column.key).is_empty())
        }
    }
}

/// How the texts of two of the budgets are held against each other.
fn wording(books: &[Book<'_>], old: usize, new: usize) -> Wording {
    let nothing = Budget::default();
    let of = |side: usize| books.get(side).map_or(&nothing, |book| book.budget);
    Wording::of(of(old), of(new))
}

/// Whether a text is what a row is called: part of its key, or any where its key is codes alone.
fn is_name_of(row: &SheetRow<'_>, column: &Column) -> bool {
    let RowShape::Free(free) = row.shape else { return false };
    let is_code = |key: &ColumnKey| row.section.column(key).is_some_and(|one| one.kind == ColumnKind::Code);
    let is_key = free.key.contains(&column.key) || free.key.iter().all(is_code);
    column.kind == ColumnKind::Text && is_key
}

impl Change {
    /// The cell, in the newest budget that has its row.
    pub fn address(&self) -> CellAddress {
        CellAddress::new(&self.table, &self.row, &self.column)
    }
}

/// The key under which changes of the narrative are listed.
pub(super) const NARRATIVE: &str = "说明";

/// Paragraphs of the narrative that differ.
fn texts(books: &[Book<'_>], old: usize, new: usize, all: &mut Vec<Change>) {
    let wording = wording(books, old, new);
    let (Some(old), Some(new)) = (books.get(old), books.get(new)) else {
        return;
    };
    // A section is the same under the same heading, whatever year that names, in order where headings repeat.
    let undated = |title: &str| -> String { title.chars().filter(|c| !c.is_ascii_digit()).collect() };
    let mut left = documents::told(&old.budget.narrative);
    let mut push = |title: &str, at: usize, was: Option<&String>, is: Option<&String>| {
        let plain = |text: Option<&String>| text.map(|text| wording.plain(text).into_owned());
        if plain(was) != plain(is) {
            let text = |text: Option<&String>| text.map(|text| Value::Text(text.into()));
            let old = if is.is_none() { "原" } else { "" };
            all.push(Change {
                table: NARRATIVE.into(),
                index: 0,
                row: title.into(),
                column: format!("{old}第{}段", at + 1).into(),
                title: format!("说明“{title}”{old}第 {} 段", at + 1),
                old: text(was),
                new: text(is),
                change: None,
                percent: None,
                kind: ChangeKind::Text,
            });
        }
    };
    let sections = documents::told(&new.budget.narrative);
    let is_titled = |one: &Section, other: &Section| {
        undated(&wording.plain(&one.title)) == undated(&wording.plain(&other.title))
    };
    let is_same = |one: &Section, other: &Section| one.key == other.key && is_titled(one, other);
    for section in &sections {
        let same = left.iter().position(|other| is_same(other, section));
        // What a section is, only some kinds of documents tell.
        let is_untold = |other: &Section| {
            (other.key.is_empty() || section.key.is_empty())
                && is_titled(other, section)
                && !sections.iter().any(|own| is_same(own, other))
        };
        let same = same.or_else(|| left.iter().position(|other| is_untold(other)));
        let before = same.map(|at| left.remove(at));
        let empty = Vec::new();
        let before = before.as_ref().map_or(&empty, |section| &section.paragraphs);
        let plain = |all: &[String]| -> Vec<String> {
            all.iter().map(|text| wording.plain(text).into_owned()).collect()
        };
        let became = aligned(&plain(before), &plain(&section.paragraphs));
        let mut gone = became.iter().enumerate().filter(|(_, to)| to.is_none()).map(|(at, _)| at).peekable();
        for (at, text) in section.paragraphs.iter().enumerate() {
            let was = became.iter().position(|to| *to == Some(at));
            // What went stands before what follows it.
            while let Some(old) = gone.next_if(|old| was.is_some_and(|was| *old < was)) {
                push(&section.title, old, before.get(old), None);
            }
            push(&section.title, at, was.and_then(|was| before.get(was)), Some(text));
        }
        for old in gone {
            push(&section.title, old, before.get(old), None);
        }
    }
    for section in left {
        for (at, paragraph) in section.paragraphs.iter().enumerate() {
            push(&section.title, at, Some(paragraph), None);
        }
    }
}
