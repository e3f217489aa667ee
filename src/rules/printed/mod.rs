//! Printed totals held against what else a document prints of them, where its format was made of its own tables: a sum
//! that the wrong figure itself kept from being supposed (`exchange::derive`) is tried here once more. A total is accused
//! only where no way to add up its rows gives it, one way gives another figure, and something else speaks for that:
//! the other columns of the same row, or a total of another table that prints it.
//!
//! Which rows are parts of which is read off kinds, marks before names and the figures themselves. Nothing here knows a
//! table, but for the three public expenses (“三公”), whose parts are the same everywhere.

mod absent;
mod blame;
mod blocks;
mod by_name;
mod changes;
mod classes;
mod emptied;
mod expenses;
mod funds;
mod items;
mod kinds;
mod left_out;
mod names;
mod no_total;
mod parts;
mod rows;
mod same;
mod shape;
mod shaped;
mod targets;
mod told;
mod units;
mod within;
mod years;

use std::collections::BTreeMap;
use std::sync::Arc;

use rust_decimal::Decimal;

pub(crate) use self::targets::money_in_forms;
use self::told::{apart, finding, finding_of};
pub(super) use self::units::{ALL_TABLES, findings as wrong_units};
use super::place::{PlaceOutcome, Places};
use super::rounding::{Judgement, judge as within};
use super::verdict::{Finding, RuleHead};
use crate::calc::{Book, Cell, Sheet, SheetRow};
use crate::codes::Classification;
use crate::formula::name_of_cell;
use crate::model::{CellAddress, ColumnKey, Coverage};
use crate::money::{display, round, telling_decimals};
use crate::narrative::called::Called;
use crate::schema::{ColumnKind, ItemRule, Severity};
use crate::text::is_total_label;

pub(super) const ID: &str = "合计-印数";

/// The cause of a finding that tells of a row which is not there: what its parts lack in other columns is of the same matter.
pub(super) const LEFT_OUT: &str = "漏列了一行";

/// In a section of more rows nobody looks for the parts of a total.
const MOST_ROWS: usize = 600;

/// How many items of a table must agree with what is held against them at least, and how many for each that does not.
const AGREED: usize = 3;
const FOR_EACH: usize = 2;

/// A smaller figure stands elsewhere by chance.
const LEAST: Decimal = Decimal::TEN;

/// Whether documents of this format are held against what they print: its tables are their own.
pub(super) fn applies(book: &Book<'_>) -> bool {
    book.format.document.statements.is_empty() && !book.budget.own_format.is_empty()
}

/// The rules of this room, for the page of rules.
#[cfg(test)]
pub(super) fn heads() -> Vec<Arc<RuleHead>> {
    let mut heads = vec![
        head(),
        names::head(),
        same::head(),
        targets::head(),
        emptied::head(),
        within::head(),
        super::magnitude::head(),
        changes::head(),
        no_total::head(),
        years::head(),
        kinds::head(),
    ];
    heads.extend(absent::heads());
    heads
}

/// Whether a row says of itself that it is part of one above: 其中：….
fn is_part(lines: &Lines<'_>, at: usize) -> bool {
    lines.rows.get(at).is_some_and(|row| row.texts().any(|text| text.starts_with("其中")))
}

/// Whether two printed figures of one thing contradict each other. One that is finer than the tables print (元 beside 万元)
/// is held against the other as that would be printed.
fn differ(book: &Book<'_>, one: Decimal, other: Decimal) -> bool {
    let decimals = book.format.decimals;
    let is_coarse = |value: Decimal| value.normalize().scale() <= decimals;
    let is_mixed = is_coarse(one) != is_coarse(other);
    let off = one.saturating_sub(other);
    let is_same = is_mixed && round(one, decimals) == round(other, decimals);
    !is_same && within(book.format, off, 1, &[one, other]) == Judgement::Different
}

/// What a rule of the format on items is called.
pub(super) fn head_of(rule: &ItemRule) -> Arc<RuleHead> {
    Arc::new(RuleHead {
        id: rule.id.clone(),
        title: rule.title.clone(),
        basis: rule.basis.clone(),
        severity: rule.severity,
        tables: Vec::new(),
    })
}

fn head() -> Arc<RuleHead> {
    Arc::new(RuleHead {
        id: ID.to_owned(),
        title: "印出的合计与分项、与其他表的合计相符".to_owned(),
        basis: "部门预算公开表式的栏目关系".to_owned(),
        severity: Severity::Error,
        tables: Vec::new(),
    })
}

/// A printed figure.
#[derive(Clone)]
struct Printed<'a> {
    cell: Cell<'a>,
    value: Decimal,
}

impl<'a> Printed<'a> {
    fn of(cell: Cell<'a>) -> Option<Self> {
        let value = cell.printed()?;
        Some(Self { cell, value })
    }

    /// What an item has: nothing printed is zero, where the item stands under its code and nothing stands below it.
    fn of_item(called: &Called<'a>, column: &ColumnKey) -> Option<Self> {
        let cell = called.row.cell_by(column)?;
        let is_zero =
            || called.code.is_some() && cell.is_blank() && called.row.descendants().next().is_none();
        cell.printed().or_else(|| is_zero().then_some(Decimal::ZERO)).map(|value| Self { cell, value })
    }
}

/// The rows of a section, with which of them are totals.
struct Lines<'a> {
    rows: Vec<SheetRow<'a>>,
    totals: Vec<usize>,
}

impl<'a> Lines<'a> {
    fn of(sheet: &Sheet<'a>, section: usize) -> Self {
        let rows: Vec<SheetRow<'a>> = sheet.rows().filter(|row| row.section_index == section).collect();
        let totals = (0..rows.len()).filter(|at| rows.get(*at).is_some_and(is_total)).collect();
        Self { rows, totals }
    }

    fn value(&self, at: usize, column: usize) -> Option<Decimal> {
        self.rows.get(at)?.cell(column)?.printed()
    }
}

/// Whether a row is a total by one of its texts, or where the department heads a table in its place.
fn is_total(row: &SheetRow<'_>) -> bool {
    row.row.key().as_str() == "合计" || row.texts().any(is_total_label)
}

/// A cell that was looked at, and what is wrong with it.
type Judged<'a> = (Cell<'a>, Option<Finding>);

/// What a rule says of the cells of each section that was read as a whole; there is no rule where it looked at none.
fn by_cell<'a>(
    book: &Book<'a>,
    head: Arc<RuleHead>,
    judged: impl Fn(&Arc<RuleHead>, &Book<'_>, &Lines<'a>) -> Vec<Judged<'a>>,
) -> Option<(Arc<RuleHead>, Places)> {
    let mut places = Places::all();
    let is_read = |sheet: &Sheet<'_>| {
        sheet.schema.number.is_some() && !sheet.schema.headless && sheet.coverage() == Coverage::Full
    };
    for sheet in book.sheets().filter(is_read) {
        let sections = (0..sheet.schema.sections.len()).map(|section| Lines::of(&sheet, section));
        for lines in sections.filter(|lines| lines.rows.len() <= MOST_ROWS) {
            for (cell, finding) in judged(&head, book, &lines) {
                let outcome =
                    finding.map_or(PlaceOutcome::Passed, |finding| PlaceOutcome::Violated(Box::new(finding)));
                places.add(outcome, || Some(cell.address()));
            }
        }
    }
    (places.count() > 0).then_some((head, places))
}

/// Judges what a document prints: each rule that found something to look at.
pub(super) fn judge(book: &Book<'_>) -> Vec<(Arc<RuleHead>, Places)> {
    if !applies(book) {
        return Vec::new();
    }
    let classification = book.classification();
    let tables = rows::Tables::of(book, classification);
    let mut judged: Vec<(Arc<RuleHead>, Places)> =
        totals(book, &tables, classification).into_iter().collect();
    judged.extend(items::judge(book, &tables));
    judged.extend(same::judge(book, &tables));
    judged.extend(names::judge(book, &tables, classification));
    judged.extend(targets::judge(book));
    judged.extend(emptied::judge(book));
    judged.extend(within::judge(book));
    judged.extend(changes::judge(book));
    judged.extend(no_total::judge(book, &tables));
    judged.extend(years::judge(book));
    judged.extend(kinds::judge(book));
    judged.extend(absent::judge(book));
    judged
}

/// Judges all printed totals. There is no rule where none is wrong.
fn totals(
    book: &Book<'_>,
    tables: &rows::Tables<'_>,
    classification: &Classification,
) -> Option<(Arc<RuleHead>, Places)> {
    let head = head();
    let mut places = Places::all();
    let sheets: Vec<Sheet<'_>> = book
        .sheets()
        .filter(|sheet| sheet.schema.number.is_some() && sheet.coverage() == Coverage::Full)
        .collect();
    let known = Totals::of(&sheets);
    // What is told of two cells is not told again of them for another reason.
    let mut told: Vec<Vec<CellAddress>> = Vec::new();
    for sheet in &sheets {
        for section in 0..sheet.schema.sections.len() {
            let lines = Lines::of(sheet, section);
            if lines.rows.len() > MOST_ROWS {
                continue;
            }
            let of_totals: Vec<Finding> = lines
                .totals
                .iter()
                .flat_map(|at| known.wrong(&head, book, (tables, classification), &lines, *at))
                .collect();
            // What is told of a total says it already.
            let of_list = blocks::of_list(&head, book, &lines).filter(|_| of_totals.is_empty());
            let mut found: Vec<Finding> =
                blocks::judge(&head, book, &lines).into_iter().chain(of_list).chain(of_totals).collect();
            found.extend(shaped::judge(&head, book, &lines, &found, classification));
            for finding in found.into_iter().map(|of| blame::told(&known, tables, book, of)) {
                told.push(finding.cells.clone());
                places.add_whole(PlaceOutcome::Violated(Box::new(finding)));
            }
        }
        let of_expenses = expenses::judge(&head, book, sheet).into_iter();
        for finding in of_expenses.map(|of| blame::told(&known, tables, book, of)) {
            told.push(finding.cells.clone());
            places.add_whole(PlaceOutcome::Violated(Box::new(finding)));
        }
    }
    let left_out = left_out::below(&head, tables)
        .into_iter()
        .chain(left_out::among(&head, tables))
        .filter(|_| !book.format.document.withheld);
    for finding in left_out {
        places.add_whole(PlaceOutcome::Violated(Box::new(finding)));
    }
    let is_told =
        |finding: &Finding| told.iter().any(|cells| finding.cells.iter().all(|cell| cells.contains(cell)));
    let against_basic = expenses::against_basic(&head, book, &sheets).into_iter();
    let against_basic = against_basic.filter(|finding| !is_told(finding));
    for finding in against_basic.chain(funds::judge(&head, book, &sheets)) {
        places.add_whole(PlaceOutcome::Violated(Box::new(finding)));
    }
    (places.count() > 0).then_some((head, places))
}

/// What the totals of all tables print: by figure the cells, at most one a table.
struct Totals<'a>(BTreeMap<Decimal, Vec<Cell<'a>>>);

impl<'a> Totals<'a> {
    fn of(sheets: &[Sheet<'a>]) -> Self {
        let mut all: BTreeMap<Decimal, Vec<Cell<'a>>> = BTreeMap::new();
        for row in sheets.iter().flat_map(Sheet::rows).filter(is_total) {
            for cell in row.cells().filter(|cell| cell.column.kind == ColumnKind::Amount) {
                let Some(value) = cell.printed().filter(|value| !value.is_zero()) else { continue };
                all.entry(value.normalize()).or_default().push(cell);
            }
        }
        Self(all)
    }

    /// A total that prints a figure and stands elsewhere than another: in another table, or on another side.
    fn elsewhere(&self, value: Decimal, of: &Cell<'_>) -> Option<&Cell<'a>> {
        self.all_elsewhere(value, of).next()
    }

    /// All totals that do so.
    fn all_elsewhere(&self, value: Decimal, of: &Cell<'_>) -> impl Iterator<Item = &Cell<'a>> {
        let (key, section) = (&of.row.sheet.schema.key, of.row.section_index);
        let is_other =
            move |cell: &&Cell<'a>| cell.row.sheet.schema.key != *key || cell.row.section_index != section;
        let is_told = value.abs() >= LEAST;
        self.0.get(&value.normalize()).filter(|_| is_told).into_iter().flatten().filter(is_other)
    }

    /// What is wrong with the figures of one total.
    fn wrong(
        &self,
        head: &Arc<RuleHead>,
        book: &Book<'_>,
        known: (&rows::Tables<'_>, &Classification),
        lines: &Lines<'a>,
        at: usize,
    ) -> Vec<Finding> {
        let Some(row) = lines.rows.get(at) else { return Vec::new() };
        let ways = parts::ways(lines, at);
        let columns: Vec<Printed<'a>> = row
            .cells()
            .filter(|cell| cell.column.kind == ColumnKind::Amount && !cell.role.is_computed())
            .filter_map(Printed::of)
            .collect();
        let mut found: Vec<Finding> = columns
            .iter()
            .filter_map(|own| self.of_cell(head, book, lines, (own, &columns), &ways))
            .collect();
        // A row that is left out is missed by all columns, those that are sums across too; what each of them misses follows.
        let all = row.cells().filter(|cell| cell.column.kind == ColumnKind::Amount);
        found.extend(all.filter_map(Printed::of).find_map(|own| {
            let others = self.all_elsewhere(own.value, &own.cell);
            left_out::judge(head, book, known, (lines, &own), &ways, others)
        }));
        if found.is_empty() {
            found.extend(left_out::alone(head, book, (lines, row), &ways));
        }
        found
    }

    fn of_cell(
        &self,
        head: &Arc<RuleHead>,
        book: &Book<'_>,
        lines: &Lines<'a>,
        (own, columns): (&Printed<'a>, &[Printed<'a>]),
        ways: &[parts::Way],
    ) -> Option<Finding> {
        let fits = |way: &parts::Way, of: &Printed<'_>| {
            let sum = way.sum(lines, of.cell.column_index)?;
            let off = of.value.checked_sub(sum.value)?;
            let judged = within(book.format, off, sum.addends, &[of.value, sum.value]);
            Some((judged != Judgement::Different, sum))
        };
        let given: Vec<(&parts::Way, bool, parts::Sum)> =
            ways.iter().filter_map(|way| fits(way, own).map(|(fits, sum)| (way, fits, sum))).collect();
        if given.iter().any(|(_, fits, _)| *fits) {
            return None;
        }
        // Which rows are parts of which is supposed of the figures of each column. What another column shows of that, holds
        // in this one, too.
        let others = || columns.iter().filter(|other| other.cell.column_index != own.cell.column_index);
        let shown = ways.iter().flat_map(|way| others().filter_map(|other| fits(way, other)));
        if shown
            .filter(|(fits, _)| *fits)
            .any(|(_, sum)| fits(&parts::Way::Rows(sum.rows), own).is_some_and(|(fits, _)| fits))
        {
            return None;
        }
        // Another total prints the same: then it is not this one that is wrong.
        if self.elsewhere(own.value, &own.cell).is_some() {
            return None;
        }
        // Of several ways the one that misses least is likely meant.
        let mut tried: Vec<&(&parts::Way, bool, parts::Sum)> =
            given.iter().filter(|(_, _, sum)| !sum.value.is_zero()).collect();
        tried.sort_by_key(|(_, _, sum)| own.value.saturating_sub(sum.value).abs());
        for (way, _, sum) in tried {
            let filled = others().filter(|other| !other.value.is_zero());
            let tried: Vec<bool> = filled.filter_map(|other| Some(fits(way, other)?.0)).collect();
            let is_shown = tried.iter().any(|fits| *fits) && tried.iter().all(|fits| *fits);
            let witness = self.elsewhere(sum.value, &own.cell);
            // Parts that are sums themselves, and come to the same in another way.
            let again =
                given.iter().filter(|(_, _, other)| other.value == sum.value && other.rows != sum.rows);
            let is_built = way.is_built(lines, own.cell.column_index)
                && (again.count() > 0
                    || given.iter().filter(|(_, _, other)| other.value == sum.value).count() > 2);
            // All columns miss the same: of a row that is wrong across none stands alone.
            let off = own.value.saturating_sub(sum.value);
            let missed = others().filter(|other| !other.value.is_zero()).map(|other| {
                way.sum(lines, other.cell.column_index).map(|sum| other.value.saturating_sub(sum.value))
            });
            let is_across = is_built && missed.into_iter().all(|missed| missed == Some(off));
            let is_told = (is_shown || is_built) && self.stands_alone(own, columns) || is_across;
            if witness.is_none() && !is_told {
                continue;
            }
            return Some(finding(head, lines, own, sum, witness));
        }
        None
    }

    /// Whether no sum of the other columns of its row gives a figure: one that agrees with them is not likely wrong.
    fn stands_alone(&self, own: &Printed<'_>, columns: &[Printed<'_>]) -> bool {
        let others = columns.iter().filter(|other| other.cell.column_index != own.cell.column_index);
        let mut sum = Decimal::ZERO;
        for other in others.filter(|other| other.cell.column_index > own.cell.column_index) {
            sum = sum.saturating_add(other.value);
            if sum == own.value && !sum.is_zero() {
                return false;
            }
        }
        true
    }
}
